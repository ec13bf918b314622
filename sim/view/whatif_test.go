package view_test

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
	"posta/sim/trace"
	"posta/sim/view"
)

// lesson runs a lesson, with a fault where one is given.
func lesson(t *testing.T, slug, fault string) *trace.Trace {
	t.Helper()
	src, err := scenarios.Read(slug)
	if err != nil {
		t.Fatal(err)
	}
	s, problems := scenario.Parse(slug+".yaml", src)
	if fault != "" {
		s, problems = scenario.WithFault(s, fault)
	}
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	tr, err := sim.Run(context.Background(), s, sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func viewer(tr *trace.Trace) (*view.Viewer, *story.Story) {
	t := telling.Of(tr)
	return view.New(t), t.Story
}

// stepSaying finds the first step whose line has a text.
func stepSaying(t *testing.T, s *story.Story, d story.Detail, text string) int {
	t.Helper()
	for i, st := range s.Steps(d) {
		if st.Line != nil && strings.Contains(st.Line.Text, text) {
			return i
		}
	}
	t.Fatalf("nobody says %q", text)
	return 0
}

func TestWhatCouldGoWrongIsAskedInBothLanguages(t *testing.T) {
	v, s := viewer(lesson(t, "first-email", ""))
	rcpt := s.Steps(story.Dialogue)[stepSaying(t, s, story.Dialogue, "RCPT TO:<benito@beta.test>")]
	for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
		step := s.StepAt(d, rcpt.First)
		es, en := v.WhatIf(d, step, lang.ES), v.WhatIf(d, step, lang.EN)
		if es.Step != step || es.Later || len(es.Offers) != len(en.Offers) || len(en.Offers) < 3 {
			t.Fatalf("%s: offers at RCPT: %+v", d, en)
		}
		unknown := false
		for i := range en.Offers {
			if !strings.HasPrefix(en.Offers[i].Title, "What if ") || !strings.HasPrefix(es.Offers[i].Title, "¿Y si ") || en.Offers[i].Fault != es.Offers[i].Fault {
				t.Errorf("%s: %+v, %+v", d, en.Offers[i], es.Offers[i])
			}
			unknown = unknown || strings.Contains(en.Offers[i].Fault, "command: RCPT, code: 550")
		}
		if !unknown {
			t.Errorf("%s: nobody thinks of a recipient who is unknown: %+v", d, en.Offers)
		}
	}
}

func TestWhereNothingCanGoWrongTheNextStepIsOffered(t *testing.T) {
	v, s := viewer(lesson(t, "first-email", ""))
	for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
		w := v.WhatIf(d, -1, lang.EN)
		if w.Step < 0 || !w.Later || len(w.Offers) == 0 {
			t.Errorf("%s, before the first step: %+v", d, w)
		}
		if end := v.WhatIf(d, len(s.Steps(d)), lang.EN); end.Step != -1 || end.Offers == nil || len(end.Offers) > 0 {
			t.Errorf("%s, after the last step: %+v", d, end)
		}
	}
}

func TestTheWayAcrossAForkAndBack(t *testing.T) {
	happened := lesson(t, "first-email", "")
	v, s := viewer(happened)
	step := stepSaying(t, s, story.Dialogue, "RCPT TO")
	fault := v.WhatIf(story.Dialogue, step, lang.EN).Offers[0].Fault
	would := lesson(t, "first-email", fault)
	f := view.NewFork(happened, would)
	if f.Seq == 0 || f.Seq < s.Steps(story.Dialogue)[step].First {
		t.Fatalf("the fault %s parts the runs at event %d", fault, f.Seq)
	}
	for seq := range f.Seq {
		if f.Across(view.Happened, seq) != seq || f.Across(view.Would, seq) != seq {
			t.Fatalf("before the fork, %d is another event on the other side", seq)
		}
	}
	for seq := f.Seq; seq <= len(happened.Events); seq++ {
		there := f.Across(view.Happened, seq)
		if there < f.Seq || there > len(would.Events) {
			t.Fatalf("%d leads to %d of %d", seq, there, len(would.Events))
		}
		if at := happened.At(seq).At; there > f.Seq && would.At(there).At > at {
			t.Errorf("%d at %v leads to %d at %v, which is later", seq, at, there, would.At(there).At)
		}
		if back := f.Across(view.Would, there); back != seq {
			t.Fatalf("from %d across to %d and back to %d", seq, there, back)
		}
	}
	w, _ := viewer(would)
	for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
		x := f.Split(v, w, d)
		if x.Seq != f.Seq || x.Happened.Count != v.Timeline(d, lang.EN).Count || x.Would.Count != w.Timeline(d, lang.EN).Count || len(x.Would.Failures) == 0 {
			t.Errorf("%s: %+v", d, x)
		}
		if x.Happened.Fork <= 0 || x.Happened.Fork >= x.Happened.Count || x.Would.Fork >= x.Would.Count {
			t.Errorf("%s: the fork is at steps %d and %d", d, x.Happened.Fork, x.Would.Fork)
		}
	}
}

func TestAFaultThatNeverActsIsNoFork(t *testing.T) {
	happened := lesson(t, "first-email", "")
	f := view.NewFork(happened, lesson(t, "first-email", "answer: {host: mail.beta.test, command: RCPT, code: 451, recipient: nobody@beta.test}"))
	if f.Seq != 0 || f.Across(view.Happened, 40) != 40 {
		t.Errorf("fork at %d", f.Seq)
	}
}

// TestWhateverIsOfferedHasWords: a link carries the fault alone, and whoever opens it reads the question it was offered as,
// at whatever step and detail that was, by a what-if or by a wrong answer whose world is shown.
func TestWhateverIsOfferedHasWords(t *testing.T) {
	for _, slug := range []string{"first-email", "spf-fail", "mta-sts", "pop3-or-imap"} {
		v, s := viewer(lesson(t, slug, ""))
		seen := map[string]bool{}
		for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
			for step := -1; step < len(s.Steps(d)); step += 1 + len(s.Steps(d))/40 {
				es, en := v.WhatIf(d, step, lang.ES), v.WhatIf(d, step, lang.EN)
				for i := range en.Offers {
					fault := en.Offers[i].Fault
					if seen[fault] {
						continue
					}
					seen[fault] = true
					if got := v.Entitle(fault); got.ES != es.Offers[i].Title || got.EN != en.Offers[i].Title {
						t.Errorf("%s, %s, step %d: %s is called %q, and was offered as %q", slug, d, step, fault, got.EN, en.Offers[i].Title)
					}
				}
			}
		}
		if len(seen) < 8 {
			t.Errorf("%s: only %d faults are offered", slug, len(seen))
		}
		for _, q := range v.Questions(story.Tell) {
			for _, c := range q.Choices {
				if got := v.Entitle(c.Fault); c.Fault != "" && (got.ES == "" || !strings.Contains(got.EN, c.Text.EN)) {
					t.Errorf("%s: %s: the world of %q is called %q", slug, q.ID, c.Text.EN, got.EN)
				}
			}
		}
		if got := v.Entitle("answer: {command: RCPT, code: 459}"); !got.IsZero() {
			t.Errorf("%s: what nobody offered is called %q", slug, got.EN)
		}
	}
}

// TestWhatDevicesMeet: a step at which a device reads asks what if it went through a tunnel, and one at which somebody takes it in hand,
// what if it slept. A computer on a desk goes through none.
func TestWhatDevicesMeet(t *testing.T) {
	v, s := viewer(lesson(t, "imap-many-devices", ""))
	asked := map[string]bool{}
	for i := range s.Steps(story.Tell) {
		for _, o := range v.WhatIf(story.Tell, i, lang.EN).Offers {
			asked[o.Title] = true
		}
	}
	for question, want := range map[string]bool{
		"What if phone-benito spent ten minutes in a tunnel?": true, "What if desktop-benito spent ten minutes in a tunnel?": false,
		"What if desktop-benito were off, and woke up an hour later?": true, "What if mail.beta.test were off, and woke up an hour later?": false,
	} {
		if asked[question] != want {
			t.Errorf("%q is asked: %v", question, !want)
		}
	}
}
