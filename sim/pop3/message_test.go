package pop3

import "testing"

func TestTop(t *testing.T) {
	const raw = "A: 1\nB: 2\n\none\n\nthree\n"
	tests := []struct {
		name, raw string
		lines     int
		want      string
	}{
		{"header alone", raw, 0, "A: 1\r\nB: 2\r\n\r\n"},
		{"one line", raw, 1, "A: 1\r\nB: 2\r\n\r\none\r\n"},
		{"an empty line counts", raw, 2, "A: 1\r\nB: 2\r\n\r\none\r\n\r\n"},
		{"more than there are", raw, 99, "A: 1\r\nB: 2\r\n\r\none\r\n\r\nthree\r\n"},
		{"no body", "A: 1\n", 5, "A: 1\r\n"},
		{"no header", "\nbody\n", 0, "\r\n"},
		{"nothing", "", 3, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := string(Top([]byte(test.raw), test.lines)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
