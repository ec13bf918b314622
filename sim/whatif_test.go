package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/whatif"
)

// TestWhatIf: at the steps of every lesson, whatever is offered is a fault that the
// scenario takes; run with it, it does act, and nothing is different before it does.
func TestWhatIf(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			s := lesson(t, slug)
			before := run(t, s, sim.Options{})
			guide := whatif.NewGuide(before, nil)
			seen := map[lang.Text]bool{}
			// The race detector makes each run ten times dearer, and one offer in eight
			// has all the code there is in it; the run without it tries them all.
			every := 1
			if raceEnabled {
				every = 8
			}
			for _, e := range before.Events {
				for _, offer := range guide.Suggest(e.Seq) {
					if !seen[offer.Title] {
						seen[offer.Title] = true
						if len(seen)%every != 0 {
							continue
						}
						tryOffer(t, s, before, e, offer)
					}
				}
			}
			if len(seen) < 10 {
				t.Errorf("only %d things can go wrong", len(seen))
			}
		})
	}
}

func tryOffer(t *testing.T, s *scenario.Scenario, before *trace.Trace, e trace.Event, offer whatif.Suggestion) {
	t.Helper()
	for _, l := range lang.Complete() {
		if title := offer.Title.In(l); title == "" || strings.ContainsAny(title, "%¿?") || strings.Contains(title, "  ") {
			t.Errorf("event %d: the title %q", e.Seq, title)
		}
	}
	changed, problems := scenario.WithFault(s, offer.Fault)
	if changed == nil {
		t.Errorf("event %d: %s: %v", e.Seq, offer.Fault, problems)
		return
	}
	after := run(t, changed, sim.Options{})
	keeps(t, after)
	fork := whatif.Diff(before, after)
	added := changed.Faults[len(changed.Faults)-1]
	acted := actsOf(after, added.Index)
	switch _, power := added.Do.(*scenario.Outage); {
	case power && (fork.Same() || before.At(fork.Seq).At < added.When.From):
		t.Errorf("event %d (%s): %s changes nothing, or too early: event %d", e.Seq, e.Kind(), offer.Fault, fork.Seq)
	case !power && len(acted) == 0 && len(s.Faults) > 0: // another fault was quicker
	case !power && len(acted) == 0:
		t.Errorf("event %d (%s): %s never acts", e.Seq, e.Kind(), offer.Fault)
	case !power && fork.Seq != acted[0]:
		t.Errorf("event %d (%s): with %s the runs part at event %d, and it acts at %d", e.Seq, e.Kind(), offer.Fault, fork.Seq, acted[0])
	}
}

// actsOf gives the events at which a fault acts. A host that loses its power by a fault is not among them: it is
// trace.HostDown.
func actsOf(t *trace.Trace, fault int) []int {
	var list []int
	for _, e := range t.Events {
		if by, ok := whatif.By(e.Fact); ok && by == fault {
			list = append(list, e.Seq)
		}
	}
	return list
}

func TestDiffFindsTheFork(t *testing.T) {
	s := lesson(t, "first-email")
	a := run(t, s, sim.Options{})
	if fork := whatif.Diff(a, run(t, s, sim.Options{})); !fork.Same() {
		t.Errorf("the same run parts at event %d", fork.Seq)
	}
	short := &trace.Trace{Header: a.Header, Events: a.Events[:10]}
	if fork := whatif.Diff(short, a); fork.Seq != 11 || fork.A.Fact != nil || fork.B.Seq != 11 {
		t.Errorf("a run that is cut short parts at %+v", fork)
	}
	if offers := whatif.NewGuide(a, nil).Suggest(len(a.Events) + 1); offers != nil {
		t.Errorf("after the end: %v", offers)
	}
}

// TestWhatIfOfWhoSaysSo: what an impostor, a meddler, a forgetful owner and a forwarder may do is offered in every lesson in which
// there is somebody to notice it. (TestWhatIf tries each offer.)
func TestWhatIfOfWhoSaysSo(t *testing.T) {
	kinds := []struct{ name, fault, title string }{
		{"forge", "forge: {", ""},
		{"alter", "intercept: {", " in the letter"},
		{"strip", "does: strip_starttls", ""},
		{"impostor", "does: own_certificate", ""},
		{"no SPF", "", "published no SPF"},
		{"no key", "", "there were no key at"},
		{"rotated", "", "had been changed for another"},
		{"no DMARC", "", "published no DMARC"},
		{"p=none", "", "asked for p=none"},
		{"p=reject", "", "asked for p=reject"},
		{"forward", "forward: {", ""},
		{"hidden", "", "somebody hid the record _mta-sts."},
	}
	for _, tt := range []struct {
		slugs string
		want  string
	}{
		{"spf-pass spf-fail spf-too-many", "forge, alter, no SPF, forward"},
		{"dkim-pass dkim-broken", "forge, alter, no key, rotated, forward"},
		{"dmarc-none", "forge, alter, no SPF, no DMARC, p=reject, forward"},
		{"dmarc-report", "forge, alter, no SPF, no key, rotated, no DMARC, p=reject, forward"},
		{"dmarc-quarantine dmarc-reject", "forge, alter, no SPF, no DMARC, p=none, forward"},
		{"spoofed-boss forwarding mailing-list dkim-replay", "forge, alter, no SPF, no key, rotated, no DMARC, p=none, forward"},
		{"aligned-or-not", "alter, no SPF, no key, rotated, no DMARC, p=none, forward"}, // both letters name somebody else already
		{"stripped-starttls", "forge, forward"},                                         // somebody is in the middle already
		{"dane", "forge, strip, impostor, forward"},
		{"mta-sts", "forge, strip, impostor, forward, hidden"},
	} {
		for slug := range strings.FieldsSeq(tt.slugs) {
			before := run(t, lesson(t, slug), sim.Options{})
			guide := whatif.NewGuide(before, nil)
			found := map[string]bool{}
			for _, e := range before.Events {
				for _, offer := range guide.Suggest(e.Seq) {
					for _, k := range kinds {
						if strings.Contains(offer.Fault, k.fault) && strings.Contains(offer.Title.EN, k.title) {
							found[k.name] = true
						}
					}
				}
			}
			var got []string
			for _, k := range kinds {
				if found[k.name] {
					got = append(got, k.name)
				}
			}
			if all := strings.Join(got, ", "); all != tt.want {
				t.Errorf("%s offers %s\nwant %s", slug, all, tt.want)
			}
		}
	}
}

// TestWhatIsTakenAwayIsThatNamesAlone: an offer takes away what it names, and nothing below it.
func TestWhatIsTakenAwayIsThatNamesAlone(t *testing.T) {
	s := lesson(t, "forwarding")
	before := run(t, s, sim.Options{})
	guide := whatif.NewGuide(before, nil)
	want := map[string]string{"alfa.test published no SPF": "spf none, dkim pass, dmarc pass", "alfa.test published no DMARC": "spf pass, dkim pass, dmarc none"}
	for _, e := range before.Events {
		for _, offer := range guide.Suggest(e.Seq) {
			if want[offer.Title.EN] == "" {
				continue
			}
			would, problems := scenario.WithFault(s, offer.Fault)
			if would == nil {
				t.Fatal(problems)
			}
			found := map[string]string{}
			for _, e := range run(t, would, sim.Options{}).Events {
				if f, ok := e.Fact.(trace.PolicyChecked); ok && e.Host == "mail.beta.test" && found[f.Check] == "" {
					found[f.Check] = f.Result
				}
			}
			if got := fmt.Sprintf("spf %s, dkim %s, dmarc %s", found["spf"], found["dkim"], found["dmarc"]); got != want[offer.Title.EN] {
				t.Errorf("%s: %s", offer.Fault, got)
			}
			delete(want, offer.Title.EN)
		}
	}
	if len(want) > 0 {
		t.Errorf("nobody offers %v", want)
	}
	// Who may be sent reports is said below _dmarc, by those who are sent them.
	for below, stands := range map[string]bool{"below: false, ": true, "": false} {
		s := lesson(t, "dmarc-report")
		would, problems := scenario.WithFault(s, "dns: {name: _dmarc.informes.test, "+below+"type: TXT, does: empty}")
		if would == nil {
			t.Fatal(problems)
		}
		if failed := expect.Failed(expect.Check(would, run(t, would, sim.Options{}))); (len(failed) == 0) != stands {
			t.Errorf("%s: %v", below, failed)
		}
	}
}
