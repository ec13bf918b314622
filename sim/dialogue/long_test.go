package dialogue

import (
	"bytes"
	"strings"
	"testing"
)

// TestALongLetterIsHeldOnce: its text is the beginning, with how much follows; its bytes
// are all there.
func TestALongLetterIsHeldOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines int
		last  string
	}{{"whole lines", 5000, ""}, {"a last line without its end", 5000, "the end"}, {"short", 3, ""}, {"one long line", 0, strings.Repeat("x", 3*maxText)}} {
		body := append(bytes.Repeat([]byte("Lorem ipsum dolor sit amet\r\n"), c.lines), c.last...)
		want := text(body)
		smtp, imap := Line{Kind: KindData, Body: body}, Line{Kind: KindData, Text: want}
		smtp.excerpt()
		imap.shorten()
		for _, l := range []Line{smtp, imap} {
			if len(l.Text) > maxText || !strings.HasPrefix(want, l.Text) {
				t.Errorf("%s: the text has %d octets and is no beginning of it", c.name, len(l.Text))
			}
			if got := strings.Count(l.Text, "\n") + l.CutLines; got != strings.Count(want, "\n") {
				t.Errorf("%s: %d line ends, want %d", c.name, got, strings.Count(want, "\n"))
			}
			if (l.Cut == 0) != (l.Text == want) {
				t.Errorf("%s: %d octets are cut", c.name, l.Cut)
			}
		}
	}
}
