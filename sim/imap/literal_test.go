package imap

import (
	"strings"
	"testing"
)

func TestLiterals(t *testing.T) {
	tests := []struct {
		name, said string
		given      int // octets that the library gets; -1: all
		asked      int64
		forced     bool
	}{
		{"none", "a NOOP\r\n", -1, 0, false},
		{"the client waits", "a LOGIN {6}\r\n", -1, 6, false},
		{"it waits for ever", "a LOGIN {4294967296}\r\n", -1, 4294967296, false},
		{"a number beyond numbers", "a LOGIN {99999999999999999999}\r\n", -1, 0, false},
		{"it does not wait", "a LOGIN {6+}\r\nbenito {3+}\r\nabc\r\n", -1, 0, false},
		{"what is inside is no line", "a APPEND x {9+}\r\na {5000+}\r\n\r\n", -1, 0, false},
		{"too long, unasked", "a LOGIN {5000+}\r\nb LOGOUT\r\n", 17, 0, true},
		{"braces in a string", "a SEARCH TEXT \"{5}\"\r\n", -1, 0, false},
		{"a bare LF", "a LOGIN {6}\n", -1, 6, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.given
			if want < 0 {
				want = len(tt.said)
			}
			var whole, bits literals
			if n := whole.read([]byte(tt.said)); n != want || whole.asked != tt.asked || whole.forced != tt.forced {
				t.Errorf("all at once: %d octets, %+v", n, whole)
			}
			n := 0
			for i := 0; i < len(tt.said) && !bits.forced; i++ {
				n += bits.read([]byte(tt.said[i : i+1]))
			}
			if n != want || bits.asked != tt.asked || bits.forced != tt.forced {
				t.Errorf("one by one: %d octets, %+v", n, bits)
			}
		})
	}
}

func FuzzLiterals(f *testing.F) {
	f.Add("a LOGIN {6+}\r\nbenito {3}\r\nabc\r\n")
	f.Add(strings.Repeat("{1+}\n", 50))
	f.Fuzz(func(t *testing.T, said string) {
		var l literals
		if n := l.read([]byte(said)); n < 0 || n > len(said) || n < len(said) != l.forced && !l.forced {
			t.Errorf("%d of %d octets", n, len(said))
		}
		if len(l.tail) > maxAnnouncement {
			t.Errorf("it keeps %d octets", len(l.tail))
		}
	})
}
