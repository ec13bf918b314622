package dkim_test

import (
	"bytes"
	"strings"
	"testing"

	"posta/sim/auth/dkim"
)

// drawn writes a comparison as patches are: what was signed with -, what arrived with +, what differs within a line in brackets.
func drawn(list []dkim.Line) string {
	var b strings.Builder
	for _, l := range list {
		text := strings.TrimSuffix(string(l.Text), "\r\n")
		if l.To > l.From {
			text = text[:l.From] + "[" + text[l.From:min(l.To, len(text))] + "]" + text[min(l.To, len(text)):]
		}
		switch {
		case l.Same():
			b.WriteString("  " + text + "\n")
		case l.Signed:
			b.WriteString("- " + text + "\n")
		default:
			b.WriteString("+ " + text + "\n")
		}
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	for _, tt := range []struct{ name, signed, received, want string }{
		{"nothing changed", "a|b", "a|b", "  a\n  b\n"},
		{"a footer", "a|b", "a|b|-- |list", "  a\n  b\n+ -- \n+ list\n"},
		{"a letter", "from:x|subject:Lunch at two|to:y", "from:x|subject:Lunch at ten|to:y", "  from:x\n- subject:Lunch at t[wo]\n+ subject:Lunch at t[en]\n  to:y\n"},
		{"a tag in front", "subject:Hello", "subject:[list] Hello", "- subject:Hello\n+ subject:[[list] ]Hello\n"},
		{"a line taken out", "a|b|c", "a|c", "  a\n- b\n  c\n"},
		{"several places", "a|b|c|d|e", "a|B|c|e|f", "  a\n- [b]\n+ [B]\n  c\n- d\n  e\n+ f\n"},
		{"nothing left", "a", "", "- a\n"},
	} {
		form := func(s string) []byte {
			if s == "" {
				return nil
			}
			return []byte(strings.ReplaceAll(s, "|", "\r\n") + "\r\n")
		}
		if got := drawn(dkim.Compare(form(tt.signed), form(tt.received))); got != tt.want {
			t.Errorf("%s:\n%swant\n%s", tt.name, got, tt.want)
		}
	}
}

// TestAppended: a footer is told from another change by the hash.
func TestAppended(t *testing.T) {
	signed := dkim.Relaxed.Body([]byte("Hello\r\n\r\nAna\r\n"))
	for _, tt := range []struct {
		name, received string
		added          int
		ok             bool
	}{
		{"a footer", "Hello\r\n\r\nAna\r\n-- \r\nlist\r\n", len("--\r\nlist\r\n"), true},
		{"one behind a blank line", "Hello\r\n\r\nAna\r\n\r\nlist\r\n", len("\r\nlist\r\n"), true},
		{"another letter", "Hello\r\n\r\nEva\r\n-- \r\nlist\r\n", 0, false},
		{"a line less", "Hello\r\n", 0, false},
	} {
		if added, ok := dkim.Appended(dkim.Relaxed.Body([]byte(tt.received)), dkim.Sum(signed)); added != tt.added || ok != tt.ok {
			t.Errorf("%s: %d %v; want %d %v", tt.name, added, ok, tt.added, tt.ok)
		}
	}
}

// FuzzCompare: each form can be read out of the comparison, whatever they are.
func FuzzCompare(f *testing.F) {
	f.Add([]byte("a\r\nb\r\n"), []byte("b\r\nc"))
	f.Fuzz(func(t *testing.T, signed, received []byte) {
		var a, b []byte
		for _, l := range dkim.Compare(signed, received) {
			if l.Signed {
				a = append(a, l.Text...)
			}
			if l.Received {
				b = append(b, l.Text...)
			}
			if l.From < 0 || l.From > l.To || l.To > len(l.Text) {
				t.Fatalf("%q differs from %d to %d", l.Text, l.From, l.To)
			}
		}
		if !bytes.Equal(a, signed) || !bytes.Equal(b, received) {
			t.Errorf("%q and %q were compared as %q and %q", signed, received, a, b)
		}
		dkim.Appended(received, dkim.Sum(signed))
	})
}
