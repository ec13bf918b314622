package view_test

import (
	"context"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/view"
)

// TestEveryLessonsQuestionsCanBeAnswered right and wrong, as the page asks them: at each
// detail each question stands at a step before its answer shows, and each way to answer it
// says why.
func TestEveryLessonsQuestionsCanBeAnswered(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		src, err := scenarios.Read(slug)
		if err != nil {
			t.Fatal(err)
		}
		s, problems := scenario.Parse(slug+".yaml", src)
		if s == nil {
			t.Fatal(problems)
		}
		tr, err := sim.Run(context.Background(), s, sim.Options{})
		if err != nil {
			t.Fatal(err)
		}
		x := telling.Of(tr)
		v := view.New(x)
		for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
			steps := x.Story.Steps(d)
			list := v.Questions(d)
			if len(list) < 2 {
				t.Errorf("%s, %s: %d questions", slug, d, len(list))
			}
			for _, q := range list {
				if q.Step < -1 || q.Step >= len(steps) {
					t.Errorf("%s, %s: %s is asked at step %d of %d", slug, d, q.ID, q.Step, len(steps))
				}
				right, wrong := 0, 0
				for _, c := range q.Choices {
					if c.Right {
						right++
					} else {
						wrong++
					}
					if c.Text.ES == "" || c.Text.EN == "" || (c.Why.ES == "") != (c.Why.EN == "") {
						t.Errorf("%s, %s: %s: a choice without words: %+v", slug, d, q.ID, c)
					}
				}
				if right != 1 || wrong == 0 {
					t.Errorf("%s, %s: %s can be answered right in %d ways and wrong in %d", slug, d, q.ID, right, wrong)
				}
			}
		}
	}
}
