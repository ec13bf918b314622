package form

import (
	"strings"
	"testing"

	"posta/sim/lang"
)

// TestAKeyWithoutItsColonIsNamed: YAML stumbles at the line below it, which is right.
func TestAKeyWithoutItsColonIsNamed(t *testing.T) {
	for src, want := range map[string]string{
		"a: 1\nrecipe\n  b: 2\n":             `2:1: error: "recipe" lacks its colon`,
		"a:\n  - step\n      b: 2\n":         `2:5: error: "step" lacks its colon`,
		"a:\n  x.test\n\n    # so\n    b: 2": `2:3: error: "x.test" lacks its colon`,
		"a: one: two\n":                      `there is a ": " in this text`,
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
