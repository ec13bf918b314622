package scenarios_test

import (
	"context"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/view"
)

// TestEveryStepCanBeReadAloud: whoever cannot see the picture is told every step of every
// lesson, in both languages: what it is, how it went, and nearly always what it means.
func TestEveryStepCanBeReadAloud(t *testing.T) {
	steps, titles := 0, 0
	for _, slug := range scenarios.Slugs() {
		src, err := scenarios.Read(slug)
		if err != nil {
			t.Fatal(err)
		}
		s, problems := scenario.Parse(slug+".yaml", src)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		run, err := sim.Run(context.Background(), s, sim.Options{})
		if err != nil {
			t.Fatal(err)
		}
		told := telling.Of(run)
		v := view.New(told)
		for _, l := range lang.All() {
			for i := range told.Story.Steps(story.Tell) {
				e := v.Now(story.Tell, i, l).Explain
				steps++
				switch {
				case strings.TrimSpace(e.Title) == "":
					t.Errorf("%s, %s: step %d has no name", slug, l, i+1)
				case e.Class != "" && e.Verdict == "":
					t.Errorf("%s, %s: step %d does not say how it went: %q", slug, l, i+1, e.Title)
				case e.What == "" && e.Why == "":
					titles++
				}
			}
		}
	}
	if titles*50 > steps {
		t.Errorf("%d of %d steps are told by their titles alone", titles, steps)
	}
}
