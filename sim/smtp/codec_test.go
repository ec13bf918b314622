package smtp

import (
	"fmt"
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

// A conversation read back from its bytes, whole or one at a time.
func TestDialogueReadsBack(t *testing.T) {
	type turn struct{ client, server string }
	turns := []turn{
		{"", "220 mx\r\n"}, {"EHLO x\r\n", "250-mx\r\n250 AUTH LOGIN\r\n"},
		{"AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n"}, {"YQ==\r\n", "334 UGFzc3dvcmQ6\r\n"}, {"Yg==\r\n", "235 2.7.0 in\r\n"},
		{"MAIL FROM:<>\r\nRCPT TO:<b@dos.test>\r\nDATA\r\n", "250 1\r\n250 2\r\n354 go\r\n"},
		{"Subject: x\r\n\r\nQUIT\r\n..\r\n.\r\n", "250 queued\r\n"}, {"QUIT\r\n", "221 bye\r\n"},
	}
	want := "reply:|command:EHLO|reply:EHLO|command:AUTH|reply:AUTH|auth:|reply:AUTH|auth:|reply:AUTH|command:MAIL|command:RCPT|command:DATA|reply:MAIL|" +
		"reply:RCPT|reply:DATA|text:|end:|reply:.|command:QUIT|reply:QUIT"
	for _, size := range []int{1, 7, 1000} {
		var d Dialogue
		var got []string
		var raw strings.Builder
		note := func(said []Said) {
			for _, s := range said {
				word := fmt.Sprintf("%s:%s%s", s.Kind, s.Command.Verb, s.Verb)
				if len(got) == 0 || s.Kind != KindText || got[len(got)-1] != word {
					got = append(got, word)
				}
				raw.Write(s.Raw)
			}
		}
		cut := func(s string, f func([]byte) []Said) {
			for ; s != ""; s = s[min(size, len(s)):] {
				note(f([]byte(s[:min(size, len(s))])))
			}
		}
		all := ""
		for _, turn := range turns {
			cut(turn.client, d.Client)
			cut(turn.server, d.Server)
			all += turn.client + turn.server
		}
		if strings.Join(got, "|") != want {
			t.Errorf("by %d: %s", size, strings.Join(got, "|"))
		}
		if raw.String() != all {
			t.Errorf("by %d: bytes lost or added", size)
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

func FuzzDialogue(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.smtp")
	for _, name := range files {
		text, _ := os.ReadFile(name)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var d Dialogue
		var back []byte
		ParseCommand(b)
		for i := 0; i < len(b); i += 11 {
			part := b[i:min(i+11, len(b))]
			if i%2 == 0 {
				for _, s := range d.Client(part) {
					back = append(back, s.Raw...)
				}
			} else {
				d.Server(part)
			}
		}
		if len(back) > len(b) || len(d.client.b) > maxHeld+11 || len(d.pending) > maxPending {
			t.Fatal("more than was said, or kept too long")
		}
	})
}
