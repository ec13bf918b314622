package live_test

import (
	"context"
	"net/netip"
	"os"
	"testing"
	"time"

	"posta/scenarios"
	"posta/sim/expect"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/sim/trace"
)

func lesson(tb testing.TB, slug string) *scenario.Scenario {
	tb.Helper()
	src, err := scenarios.Read(slug)
	if err != nil {
		tb.Fatal(err)
	}
	s := parse(tb, slug+".yaml", string(src))
	for _, e := range s.Expect {
		// How long something takes on real sockets is the machine's affair.
		switch e := e.What.(type) {
		case *scenario.Delivered:
			if e.Count.Min > 0 {
				e.Within = 0
			}
		case *scenario.Learnt:
			if e.Count.Min > 0 {
				e.Within = 0
			}
		}
	}
	return s
}

func parse(tb testing.TB, name, src string) *scenario.Scenario {
	tb.Helper()
	s, problems := scenario.Parse(name, []byte(src))
	if s == nil {
		tb.Fatalf("%s is not valid: %v", name, problems)
	}
	return s
}

// play lets a scenario's own people act on real sockets.
func play(tb testing.TB, s *scenario.Scenario, o live.Options) *trace.Trace {
	tb.Helper()
	o.Play = true
	l, err := live.Start(s, o)
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := l.Run(ctx); err != nil {
		tb.Fatal(err)
	}
	return l.Trace()
}

func TestFirstEmailOnRealSockets(t *testing.T) {
	s := lesson(t, "first-email")
	tr := play(t, s, live.Options{Skip: true})
	for _, r := range expect.Failed(expect.Check(s, tr)) {
		t.Errorf("%s, line %d: want %s, got %s", r.Noun, r.Line, r.Want.EN, r.Got.EN)
	}
	if last := tr.Events[len(tr.Events)-1]; last.Fact.(trace.RunEnded).Reason != live.Quiet {
		t.Errorf("it ended: %+v", last.Fact)
	}
}

// await waits for the first event of the trace that will do.
func await(tb testing.TB, l *live.Live, what string, will func(trace.Event) bool) trace.Event {
	tb.Helper()
	found, over := make(chan trace.Event, 1), make(chan struct{})
	go func() { // until it is found, or the run has ended
		for n := 0; ; {
			events := l.Next(n)
			n += len(events)
			for _, e := range events {
				if will(e) {
					found <- e
					return
				}
			}
			if len(events) == 0 {
				close(over)
				return
			}
		}
	}()
	select {
	case e := <-found:
		return e
	case <-over:
		tb.Fatalf("it has ended without %s", what)
	case <-time.After(patience):
		tb.Fatalf("there is no %s", what)
	}
	return trace.Event{}
}

// stored counts the letters that were put into mailboxes.
func stored(tr *trace.Trace) int {
	n := 0
	for _, e := range tr.Events {
		if f, ok := e.Fact.(trace.MailboxStored); ok && f.How == "delivered" {
			n++
		}
	}
	return n
}

// loopback is an address for everybody that nobody else has.
var loopback = netip.AddrFrom4([4]byte{127, 24, byte(os.Getpid() >> 8), byte(os.Getpid()%250 + 1)})
