package sim_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/expect"
	"posta/sim/invariant"
	"posta/sim/leaktest"
	"posta/sim/trace"
)

// runs is how often determinism is tried: POSTA_RUNS=100 makes it as often as one
// likes.
func runs(t *testing.T) int {
	n := 20
	if testing.Short() {
		n = 3
	}
	if s := os.Getenv("POSTA_RUNS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatalf("POSTA_RUNS=%q is no number", s)
		}
	}
	return n
}

// keeps fails the test with the first violations of a trace.
func keeps(tb tester, t *trace.Trace) {
	tb.Helper()
	for i, v := range invariant.Check(t) {
		if i == 5 {
			tb.Error("...")
			return
		}
		tb.Error(v)
	}
}

// someSlugs are all lessons, but one in six of them under the race detector, to which they are all alike; make prove runs the
// same without it.
func someSlugs() []string {
	var some []string
	for i, slug := range scenarios.Slugs() {
		if !raceEnabled || i%6 == 0 {
			some = append(some, slug)
		}
	}
	return some
}

// TestLessons: each one comes out as it says, breaks no promise, and is the same
// bytes every time, on one core and on two.
func TestLessons(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			s := lesson(t, slug)
			first := run(t, s, sim.Options{})
			keeps(t, first)
			for _, r := range expect.Failed(expect.Check(s, first)) {
				t.Errorf("line %d: want %s, got %s (see event %d)", r.Line, r.Want.EN, r.Got.EN, r.Near)
			}
			hash := first.Hash()
			for _, cores := range []int{1, 2} {
				before := runtime.GOMAXPROCS(cores)
				for i := range runs(t) {
					if again := run(t, s, sim.Options{}); again.Hash() != hash {
						t.Errorf("run %d on %d cores differs:\n%s", i+1, cores, difference(first, again))
						break
					}
				}
				runtime.GOMAXPROCS(before)
			}
		})
	}
}

// difference shows the first event in which two traces differ.
func difference(a, b *trace.Trace) string {
	line := func(t *trace.Trace, seq int) string {
		e := t.At(seq)
		if e.Fact == nil {
			return "(no more events)"
		}
		text, err := trace.AppendEvent(nil, e)
		if err != nil {
			return err.Error()
		}
		return string(text)
	}
	for seq := 1; seq <= max(len(a.Events), len(b.Events)); seq++ {
		if x, y := line(a, seq), line(b, seq); x != y {
			return x + "\n" + y
		}
	}
	return "only the headers differ"
}

func TestAnotherSeedIsAnotherStory(t *testing.T) {
	s := lesson(t, "first-email")
	one, two := uint64(1), uint64(2)
	if run(t, s, sim.Options{Seed: &one}).Hash() == run(t, s, sim.Options{Seed: &two}).Hash() {
		t.Error("seeds 1 and 2 tell the same, with the same Message-IDs")
	}
	if got := run(t, s, sim.Options{Seed: &two}).Header.Seed; got != 2 {
		t.Errorf("the header says seed %d", got)
	}
}

// TestRunsMayGoSideBySide: two at once do not disturb each other.
func TestRunsMayGoSideBySide(t *testing.T) {
	slugs := scenarios.Slugs()
	for i := range 8 {
		slug := slugs[i%len(slugs)]
		s := lesson(t, slug)
		want := run(t, s, sim.Options{}).Hash()
		t.Run(fmt.Sprint(slug, "-", i), func(t *testing.T) {
			t.Parallel()
			for range 5 {
				if got := run(t, s, sim.Options{}).Hash(); got != want {
					t.Error("differs from a run alone")
				}
			}
		})
	}
}

// MaxRunMemory is what a run may hold above an idle process, in octets.
const maxRunMemory = 5 << 20

// TestRunsLeaveNothing: a page lives for hours, and opens lesson after lesson.
func TestRunsLeaveNothing(t *testing.T) {
	s := lesson(t, "first-email")
	run(t, s, sim.Options{}) // what is made once is made now
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // twice: what finalizers held
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	leaks, idle := leaktest.Check(t), heap()
	n := 1000
	if testing.Short() || raceEnabled {
		n = 100
	}
	for range n {
		run(t, s, sim.Options{})
	}
	leaks()
	if left := heap(); left > idle+1<<20 {
		t.Errorf("%d octets of heap before, %d after %d runs", idle, left, n)
	}
	// All that one run allocates, even were nothing of it ever collected.
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	kept := run(t, s, sim.Options{})
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > maxRunMemory {
		t.Errorf("a run allocates %d octets, more than %d", used, maxRunMemory)
	}
	runtime.KeepAlive(kept)
}

const letterTo = "\n  - send: {from: alicia, to: benito@beta.test}"

func world(rest string) string {
	return "posta: 1\ntitle: {es: p, en: p}\ndomains:\n  alfa.test: {users: [alicia]}\n  beta.test: {users: [benito]}\n" + rest
}

// TestEveryRunEnds: with a trace so far, and a reason.
func TestEveryRunEnds(t *testing.T) {
	for _, tc := range []struct {
		name, yaml string
		reason     trace.EndReason
	}{
		{"all has come to rest", world("script:" + letterTo), "quiet"},
		{"too many events", world("limits: {events: 100}\nscript:" + letterTo), "limit:events"},
		{"too much time", world("limits: {time: 1h}\nhosts: {mail.beta.test: {down: true}}\nscript:" + letterTo), "limit:virtual-time"},
		{"the host that should act has no power", world("hosts: {mail.beta.test: {down: true}}\nscript:\n  - lookup: {from: mail.beta.test, name: alfa.test}\n    waits: true"), "stuck"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tr := run(t, parse(t, "p.yaml", tc.yaml), sim.Options{})
			keeps(t, tr)
			end, ok := tr.Events[len(tr.Events)-1].Fact.(trace.RunEnded)
			if !ok || end.Reason != tc.reason {
				t.Errorf("the last event is %+v, want the end by %s", end, tc.reason)
			}
			if tc.reason == "limit:events" && len(tr.Events) != 101 {
				t.Errorf("%d events, want 100 and the end", len(tr.Events))
			}
			if tc.reason == "stuck" && len(end.Waiting) == 0 {
				t.Error("it does not say who waits")
			}
		})
	}
}

// TestPowerThatReturnsIsWaitedFor: a letter that stands in the queue of a host
// without power goes on when the power is back, days later.
func TestPowerThatReturnsIsWaitedFor(t *testing.T) {
	tr := run(t, parse(t, "p.yaml", world(`hosts:
  mail.alfa.test: {down: {from: 3s, to: 2d}}
  mail.beta.test: {down: {from: 0, to: 10min}}
script:
  - at: "09:00"
    send: {from: alicia, to: benito@beta.test}`)), sim.Options{})
	keeps(t, tr)
	stored := time.Duration(0)
	for _, e := range tr.Events {
		if f, ok := e.Fact.(trace.MailboxStored); ok && strings.HasPrefix(f.User, "benito") {
			stored = e.At
		}
	}
	if stored < 48*time.Hour || stored > 49*time.Hour {
		t.Errorf("the letter is in the mailbox after %v, want two days", stored)
	}
}

func TestOversizeIsRefused(t *testing.T) {
	tr := run(t, parse(t, "p.yaml", world("hosts: {mail.alfa.test: {max_message: 10 kB}}\nscript:\n  - send: {from: alicia, to: benito@beta.test, size: 20 kB}")), sim.Options{})
	keeps(t, tr)
	for _, e := range tr.Events {
		switch e.Fact.(type) {
		case trace.MailboxStored, trace.MessageAccepted:
			t.Errorf("event %d: %s", e.Seq, e.Kind())
		}
	}
}

func TestCancelledRunKeepsItsTrace(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	tr, err := sim.Run(ctx, lesson(t, "first-email"), sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if end, ok := tr.Events[len(tr.Events)-1].Fact.(trace.RunEnded); !ok || end.Reason != "cancelled" {
		t.Errorf("the last event is %+v", tr.Events[len(tr.Events)-1].Fact)
	}
}
