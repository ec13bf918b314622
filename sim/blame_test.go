package sim_test

import (
	"slices"
	"testing"

	"posta/sim"
	"posta/sim/blame"
	"posta/sim/scenario"
	"posta/sim/simtest"
	"posta/sim/story"
	"posta/sim/trace"
)

const blamed = `posta: 1
title: Blame
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
script:
  - send: {from: alicia, to: benito@beta.test, subject: Hola, body: x}
faults:
`

// TestTheCauseThatIsToldIsTheCause: of several faults where something failed, the one is
// named without which it would not have; none that only stood by.
func TestTheCauseThatIsToldIsTheCause(t *testing.T) {
	const (
		down  = "  - down: {host: mail.beta.test, from: 0, to: 10min}\n"
		mild  = "  - slow: {host: mail.beta.test, latency: 50ms}\n"
		crawl = "  - slow: {host: mail.beta.test, latency: 4min, to: 20min}\n"
	)
	for _, c := range []struct {
		name   string
		faults string
		kind   story.Kind // of the first step that fails
		want   []int      // the faults that are named
	}{
		{"an outage beside a slow road", down + mild, story.ConnTimeout, []int{0}},
		{"in whatever order they are written", mild + down, story.ConnTimeout, []int{1}},
		{"a road so slow that nobody waits", mild + crawl, story.ConnTimeout, []int{1}},
		{"a slow road alone that is why", crawl, story.ConnTimeout, []int{0}},
		{"a refusal beside a slow road", mild + "  - answer: {host: mail.beta.test, command: RCPT, code: 450, times: 1}\n", "tell.smtp.envelope", []int{1}},
		{"a closed door beside a slow road", mild + "  - refuse: {host: mail.beta.test, service: smtp, to: 10min}\n", story.ConnRefused, []int{1}},
		{"either would have been enough", down + "  - silence: {host: mail.beta.test, service: smtp, to: 10min}\n", story.ConnTimeout, []int{0, 1}},
		{"two waits that are too long together", "  - delay: {host: mail.beta.test, command: CONNECT, by: 295s, times: 1}\n  - slow: {host: mail.beta.test, latency: 10s, to: 10min}\n", story.QueueDeferred, []int{0, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr, told := judged(t, blamed+c.faults)
			for _, st := range told.Steps(story.Tell) {
				if !st.Failure && st.Kind != story.QueueDeferred || st.Kind == story.HostDown {
					continue
				}
				if st.Kind != c.kind {
					t.Fatalf("what fails first is %s, not %s", st.Kind, c.kind)
				}
				if got := named(tr, told, st); !slices.Equal(got, c.want) {
					t.Errorf("named: %v, want %v (%+v)", got, c.want, blame.Of(told, st))
				}
				return
			}
			t.Fatal("nothing fails")
		})
	}
}

// TestAFaultThatStoodByIsNotNamed: the mailbox does not exist; that the road is slow has
// no part in it.
func TestAFaultThatStoodByIsNotNamed(t *testing.T) {
	src := `posta: 1
title: Blame
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
faults: [slow: {host: mail.beta.test, latency: 50ms}]
script: [send: {from: alicia, to: nadie@beta.test}]
`
	tr, told := judged(t, src)
	failed := 0
	for _, st := range told.Steps(story.Tell) {
		if st.Failure {
			failed++
			if got := named(tr, told, st); len(got) > 0 {
				t.Errorf("%s: named %v", st.Kind, got)
			}
		}
	}
	if failed == 0 {
		t.Fatal("nothing fails")
	}
}

// TestSparedFaultsChangeNothingElse: a run without a fault is the run with it up to
// where it would have acted, and the other faults draw the lots that they drew.
func TestSparedFaultsChangeNothingElse(t *testing.T) {
	s := parsed(t, blamed+"  - loss: {host: mail.alfa.test, chance: 30%}\n  - down: {host: mail.beta.test, from: 10min, to: 20min}\n  - answer: {host: mail.beta.test, command: QUIT, code: 500}\n")
	with, without := run(t, s, sim.Options{}), run(t, scenario.Without(s, 1, 2), sim.Options{})
	for i, e := range without.Events {
		f, acted := with.At(i + 1).Fact.(trace.FaultActed)
		if acted && f.Fault != 0 {
			return
		}
		if e.Kind() != with.At(i+1).Kind() || e.At != with.At(i+1).At {
			t.Fatalf("event %d: %s at %s, and with them %s at %s", i+1, e.Kind(), e.At, with.At(i+1).Kind(), with.At(i+1).At)
		}
	}
}

func parsed(t *testing.T, src string) *scenario.Scenario {
	t.Helper()
	s := simtest.Scenario(t, src)
	return s
}

func judged(t *testing.T, src string) (*trace.Trace, *story.Story) {
	t.Helper()
	s := parsed(t, src)
	tr := run(t, s, sim.Options{})
	sim.Judge(t.Context(), s, sim.Options{}, tr)
	return tr, story.Of(tr)
}

// named are the faults that are told to be why a step failed.
func named(tr *trace.Trace, told *story.Story, st *story.Step) (list []int) {
	for _, s := range blame.Named(told, st).Suspects {
		list = append(list, s.Fault)
	}
	slices.Sort(list)
	return list
}
