package ask_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/ask"
	"posta/sim/scenario"
	"posta/sim/telling"
)

// blank is where a name is missing in a sentence.
var blank = regexp.MustCompile(`  | [.,:;?]|«»|""`)

func lesson(t *testing.T, slug string) *scenario.Scenario {
	t.Helper()
	src, err := scenarios.Read(slug)
	if err != nil {
		t.Fatal(err)
	}
	s, problems := scenario.Parse(slug+".yaml", src)
	if s == nil {
		t.Fatal(problems)
	}
	return s
}

func told(t *testing.T, s *scenario.Scenario) *telling.Telling {
	t.Helper()
	tr, err := sim.Run(context.Background(), s, sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return telling.Of(tr)
}

// TestEveryLessonHasQuestions: whole ones, in both languages, each with one right answer.
func TestEveryLessonHasQuestions(t *testing.T) {
	kinds := map[ask.Kind]int{}
	ideas := map[ask.Idea]bool{}
	for _, slug := range scenarios.Slugs() {
		x := told(t, lesson(t, slug))
		all, best := ask.All(x), ask.Of(x)
		if len(best) < 2 {
			t.Errorf("%s has %d questions", slug, len(best))
		}
		ids := map[string]bool{}
		for i, q := range all {
			kinds[q.Kind]++
			if ids[q.ID] {
				t.Errorf("%s: two questions %s", slug, q.ID)
			}
			ids[q.ID] = true
			if i > 0 && q.After < all[i-1].After {
				t.Errorf("%s: %s is out of order", slug, q.ID)
			}
			if q.After < 1 || q.Reveals < q.After || q.Reveals > len(x.Trace.Events) || q.Reveals == q.After && q.Kind != ask.Promise && q.Kind != ask.Own {
				t.Errorf("%s: %s is asked after %d and answered at %d", slug, q.ID, q.After, q.Reveals)
			}
			right := 0
			said := map[string]bool{}
			for _, c := range q.Choices {
				if c.Right {
					right++
					if c.Idea != "" || c.Fault != "" {
						t.Errorf("%s: %s: the right answer comes of %q %q", slug, q.ID, c.Idea, c.Fault)
					}
				}
				if c.Idea != "" {
					ideas[c.Idea] = true
					if c.Idea.Text().ES == "" || c.Idea.Text().EN == "" {
						t.Errorf("%s has no words", c.Idea)
					}
				}
				if c.Text.ES == "" || c.Text.EN == "" || q.Kind != ask.Own && (c.Why.ES == "" || c.Why.EN == "") {
					t.Errorf("%s: %s: %+v lacks words", slug, q.ID, c)
				}
				if said[c.Text.EN] {
					t.Errorf("%s: %s: %q twice", slug, q.ID, c.Text.EN)
				}
				said[c.Text.EN] = true
			}
			said["question "+q.Text.EN+q.Text.ES] = true
			for text := range said {
				if blank.MatchString(text) {
					t.Errorf("%s: %s: something is left blank in %q", slug, q.ID, text)
				}
			}
			if right != 1 || len(q.Choices) < 3 && q.Kind != ask.Own || q.Text.ES == "" || q.Text.EN == "" || strings.Contains(q.Text.EN+q.Text.ES, "%!") {
				t.Errorf("%s: %s: %d right of %d: %s", slug, q.ID, right, len(q.Choices), q.Text.EN)
			}
		}
	}
	for _, k := range []ask.Kind{ask.Submits, ask.Finds, ask.Names, ask.Greets, ask.Replies, ask.Promise, ask.Outcome, ask.Retries, ask.Waits, ask.Told, ask.Checks, ask.Speaks, ask.Overhear, ask.Fetches, ask.Remains, ask.Order, ask.Shows} {
		if kinds[k] == 0 {
			t.Errorf("no lesson asks %s", k)
		}
	}
	t.Logf("%v, %d ideas", kinds, len(ideas))
}

// TestAWrongAnswerComesTrue: a wrong answer that has a fault is the right one, to the same
// question, in the world with that fault.
func TestAWrongAnswerComesTrue(t *testing.T) {
	ran := 0
	for _, slug := range scenarios.Slugs() {
		s := lesson(t, slug)
		for _, q := range ask.Of(told(t, s)) {
			for _, c := range q.Choices {
				if c.Fault == "" {
					continue
				}
				with, problems := scenario.WithFault(s, c.Fault)
				if len(problems) > 0 {
					t.Errorf("%s: %s: %s: %v", slug, q.ID, c.Fault, problems)
					continue
				}
				ran++
				found := false
				for _, other := range ask.All(told(t, with)) {
					if other.ID == q.ID {
						found = true
						if got := other.Choices[other.Right()].Text; got != c.Text {
							t.Errorf("%s: %s: with %s it is %q, not %q", slug, q.ID, c.Fault, got.EN, c.Text.EN)
						}
					}
				}
				if !found {
					t.Errorf("%s: %s is not asked with %s", slug, q.ID, c.Fault)
				}
			}
		}
	}
	if ran < 30 {
		t.Errorf("only %d wrong answers can be run", ran)
	}
}

// TestTheSameQuestionsEveryTime, whoever looked at the telling before.
func TestTheSameQuestionsEveryTime(t *testing.T) {
	s := lesson(t, "unknown-user")
	a, b := told(t, s), told(t, s)
	ask.All(b)
	x, y := ask.Of(a), ask.Of(b)
	if len(x) != len(y) {
		t.Fatal(len(x), len(y))
	}
	for i := range x {
		if x[i].ID != y[i].ID || len(x[i].Choices) != len(y[i].Choices) || x[i].Choices[0] != y[i].Choices[0] {
			t.Errorf("%v, then %v", x[i], y[i])
		}
	}
}

// TestALessonAsksItself: the teacher's own questions come first, and the right answer is
// the one that is said to be right.
func TestALessonAsksItself(t *testing.T) {
	s, problems := scenario.Parse("own.yaml", []byte(`posta: 1
title: Own
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
script:
  - send: {from: alicia, to: benito@beta.test}
    ask:
      - question: {es: '¿Quién la lleva?', en: Who carries it?}
        right: {answer: {es: el servidor de Alicia, en: Alicia's server}, why: {es: Es suyo., en: It is hers.}}
        wrong:
          - answer: {es: una paloma, en: a dove}
`))
	if s == nil {
		t.Fatal(problems)
	}
	q := ask.Of(told(t, s))[0]
	if q.Kind != ask.Own || q.Text.ES != "¿Quién la lleva?" || len(q.Choices) != 2 || q.Choices[q.Right()].Text.EN != "Alicia's server" {
		t.Errorf("asked %+v", q)
	}
}
