package smtp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseReply(t *testing.T) {
	tests := []struct {
		name, in string
		want     Reply
		n        int
		bad      bool
	}{
		{"plain", "250 Ok\r\n", R(250, "", "Ok"), 8, false},
		{"enhanced", "550 5.1.1 no\r\nrest", R(550, "5.1.1", "no"), 14, false},
		{"several lines", "250-a\r\n250-SIZE 1\r\n250 b\r\n", R(250, "", "a\nSIZE 1\nb"), 26, false},
		{"enhanced on every line", "550-5.7.1 a\r\n550 5.7.1 b\r\n", R(550, "5.7.1", "a\nb"), 26, false},
		{"a number that is no status", "250 4.1.1 x\r\n", R(250, "", "4.1.1 x"), 13, false},
		{"bare code", "354\r\n", R(354, "", ""), 5, false},
		{"bare LF", "220 x\n", R(220, "", "x"), 6, false},
		{"not all there", "250-a\r\n250 b", Reply{}, 0, false},
		{"no reply", "hello\r\n250 x\r\n", Reply{}, 7, true},
		{"codes that differ", "250-a\r\n550 b\r\n", Reply{}, 7, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, n, err := ParseReply([]byte(tt.in))
			if got != tt.want || n != tt.n || (err != nil) != tt.bad {
				t.Errorf("got %+v, %d, %v", got, n, err)
			}
			if !tt.bad && n > 0 && !strings.Contains(tt.in, "4.1.1") {
				if again, _, _ := ParseReply(got.Wire()); again != got {
					t.Errorf("its wire form reads %+v", again)
				}
			}
		})
	}
}

func TestParseCommand(t *testing.T) {
	tests := []struct {
		in, shown string
		want      Command
	}{
		{"mail FROM:<a@uno.test> SIZE=1 \r\n", "MAIL FROM:<a@uno.test> SIZE=1", Command{"MAIL", "FROM:<a@uno.test> SIZE=1", false}},
		{"AUTH PLAIN AGEAYg==\r\n", "AUTH PLAIN ********", Command{"AUTH", "PLAIN AGEAYg==", true}},
		{"AUTH LOGIN", "AUTH LOGIN", Command{"AUTH", "LOGIN", false}},
		{"\r\n", "", Command{}},
	}
	for _, tt := range tests {
		if got := ParseCommand([]byte(tt.in)); got != tt.want || got.String() != tt.shown {
			t.Errorf("%q: got %+v, %s", tt.in, got, got)
		}
	}
}

func FuzzParseReply(f *testing.F) {
	f.Add([]byte("250-a\r\n250 2.0.0 b\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, n, err := ParseReply(b)
		if n < 0 || n > len(b) || err != nil && n == 0 {
			t.Fatalf("%d of %d bytes, %v", n, len(b), err)
		}
		if n > 0 && err == nil {
			r.Wire()
			_ = r.String()
		}
	})
}

func FuzzParseCommand(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.smtp")
	for _, name := range files {
		text, _ := os.ReadFile(name)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c := ParseCommand(b)
		if strings.ContainsAny(c.Verb, " abcxyz") {
			t.Fatalf("%q is no verb", c.Verb)
		}
		_, initial, _ := strings.Cut(c.Args, " ")
		if c.Secret && strings.Contains(c.String(), " "+initial) {
			t.Fatalf("%q shows what it should cover", c)
		}
	})
}
