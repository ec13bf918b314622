package form

import (
	"strings"
	"testing"

	"posta/sim/lang"
)

// A tab in the indentation is named where it stands, whatever YAML stumbles at; within a text, and on a line without one, a tab is
// nobody's business.
func TestATabInTheIndentationIsNamed(t *testing.T) {
	for src, want := range map[string]string{
		"a:\n\tb: 1\n":                   "2:1: error: there is a tab",
		"a:\n  b: 1\n \tc: 2\n":          "3:2: error: there is a tab",
		"a:\n  - b: 1\n\t- c: 2\n":       "3:1: error: there is a tab",
		"a:\n  - b:\n\t\tc: 1\n    d: 2": "3:1: error: there is a tab",
		"a: |\n\ttext\n":                 "2:1: error: there is a tab",
		"a: [1,\n\t2\n":                  "this list opens",
		"a: one: \ttwo\n":                `there is a ": " in this text`,
		"a: \"x\n\t\nb: c\n":             "these quotes open",
	} {
		rep := NewReporter(&Format{}, "book.yaml")
		if Load(rep, []byte(src)) != nil {
			t.Errorf("%q is taken", src)
		}
		if got := rep.Finish().Render(lang.EN, false); !strings.Contains(got, want) {
			t.Errorf("%q:\n%s\nwant %s", src, got, want)
		}
	}
}
