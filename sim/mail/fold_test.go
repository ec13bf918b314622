package mail

import "testing"

func TestCanonical(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"nothing", "", ""},
		{"bare LF", "a\nb\n", "a\r\nb\r\n"},
		{"CRLF", "a\r\nb\r\n", "a\r\nb\r\n"},
		{"both", "a\nb\r\n", "a\r\nb\r\n"},
		{"no last line end", "a\nb", "a\r\nb\r\n"},
		{"half a last line end", "a\r", "a\r\n"},
		{"CR within", "a\rb\r\r\n", "a\r\nb\r\n\r\n"},
		{"CR before the last octet", "ab\rc", "ab\r\nc\r\n"},
		{"empty lines", "\n\r\n\n", "\r\n\r\n\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := string(Canonical([]byte(test.raw)))
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if again := string(Canonical([]byte(got))); again != got {
				t.Errorf("a second time it is %q", again)
			}
		})
	}
}
