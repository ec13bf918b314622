package homework

import (
	"context"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/expect"
	"posta/sim/scenario"
)

// TestALessonIsAsGoodByAnotherName: in every lesson, whatever its domains are called,
// what it expects comes true.
func TestALessonIsAsGoodByAnotherName(t *testing.T) {
	a := &Assignment{Name: "x", Key: "k"}
	for n, slug := range scenarios.Slugs() {
		src, err := scenarios.Read(slug)
		if err != nil {
			t.Fatal(err)
		}
		lesson, _ := scenario.Parse(slug+".yaml", src)
		seed := a.Seed(string(rune('a' + n)))
		names := renaming(lesson, seed)
		s, problems := scenario.Parse(slug+".yaml", []byte(renamed(string(src), names)))
		if s == nil {
			t.Errorf("%s as %v: %v", slug, names, problems)
			continue
		}
		tr, err := sim.Run(context.Background(), s, sim.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if failed := expect.Failed(expect.Check(s, tr)); len(failed) > 0 {
			t.Errorf("%s as %v: %s, but %s", slug, names, failed[0].Want.EN, failed[0].Got.EN)
		}
		if len(names) == 0 {
			t.Errorf("%s bears the same names for everybody", slug)
		}
	}
}
