package whatif_test

import (
	"slices"
	"testing"

	"posta/sim"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/simtest"
	"posta/sim/trace"
	"posta/sim/whatif"
)

// TestAFaultBeginsWhereTheRunsPart: up to the event with which an added fault begins
// to act, the journey is the lesson's own; one that never acts changes nothing.
func TestAFaultBeginsWhereTheRunsPart(t *testing.T) {
	lesson := simtest.Lesson(t, "first-email")
	run := func(s *scenario.Scenario) *trace.Trace {
		t.Helper()
		tr := simtest.Run(t, s, sim.Options{})
		return tr
	}
	before := run(lesson)
	if added := whatif.Added(before); len(added) > 0 {
		t.Errorf("the lesson has added faults: %v", added)
	}
	for _, fault := range []string{
		"answer: {host: mail.beta.test, command: RCPT, code: 451, times: 1}",
		"down: {host: mail.beta.test, from: 100ms, to: 1h}",
		"greylist: {host: mail.beta.test}",
		"rate_limit: {host: mail.beta.test, limit: 0, per: 10min, to: 10min}",
		"mailbox_full: {user: benito, to: 1h}",
		"dns: {host: dns.test, does: servfail, times: 1}",
		"loss: {between: [mail.alfa.test, mail.beta.test], chance: 50%}",
		"refuse: {host: mail.beta.test, from: 100h}",
	} {
		t.Run(fault, func(t *testing.T) {
			s, problems := scenario.WithFault(lesson, fault)
			if len(problems) > 0 {
				t.Fatal(problems.Render(lang.EN, false))
			}
			after := run(s)
			added := whatif.Added(after)
			if !slices.Equal(added, []int{len(lesson.Faults)}) {
				t.Fatalf("added are %v", added)
			}
			begins := whatif.Begins(after, added[0])
			if fork := whatif.Diff(before, after); fork.Seq != begins {
				t.Errorf("it begins at event %d, and the runs part at %d (%T)", begins, fork.Seq, fork.B.Fact)
			}
		})
	}
}
