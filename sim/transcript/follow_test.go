package transcript_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/lang"
	"posta/sim/simtest"
	"posta/sim/trace"
	"posta/sim/transcript"
)

// again is an event of the n-th repetition of a trace.
func again(e trace.Event, n, events, conns int) trace.Event {
	shift := n * events
	e.Seq += shift
	if e.Cause > 0 {
		e.Cause += shift
	}
	if e.Conn > 0 {
		e.Conn += n * conns
	}
	switch f := e.Fact.(type) {
	case trace.PacketReceived:
		f.Sent += shift
		e.Fact = f
	case trace.PacketLost:
		f.Sent += shift
		e.Fact = f
	}
	return e
}

// TestFollowing: however the trace grows, every line is told once, beyond the window too.
func TestFollowing(t *testing.T) {
	s := simtest.Lesson(t, "first-email")
	tr := simtest.Run(t, s, sim.Options{})
	day := tr.Events[:len(tr.Events)-1] // without its end
	conns := 0
	for _, e := range day {
		conns = max(conns, e.Conn)
	}
	const days = 20
	for _, piece := range []int{23, 100, len(day)} {
		var out strings.Builder
		f := transcript.NewFollower(&out, tr.Header, transcript.Options{Lang: lang.EN})
		var pending []trace.Event
		for n := range days {
			for _, e := range day {
				if pending = append(pending, again(e, n, len(day), conns)); len(pending) == piece {
					if err := f.Tell(pending); err != nil {
						t.Fatal(err)
					}
					pending = nil
				}
			}
		}
		if err := f.Tell(pending); err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"C: RETR 1", "C: AUTH PLAIN", "S: [✓ fine] +OK Goodbye; 1 message removed", "C: beta.test. MX?"} {
			if got := strings.Count(out.String(), line); got != days {
				t.Errorf("by %d events: %q is told %d times, want %d", piece, line, got, days)
			}
		}
	}
}

func TestFollowingWhatIsTooFast(t *testing.T) {
	var out strings.Builder
	f := transcript.NewFollower(&out, trace.Header{}, transcript.Options{Lang: lang.ES})
	events := make([]trace.Event, transcript.FollowBatch+1)
	for i := range events {
		events[i] = trace.Event{Seq: i + 1, Fact: trace.HostDown{}}
	}
	if err := f.Tell(events); err != nil || !strings.Contains(out.String(), "2001 hechos que no se cuentan") {
		t.Errorf("%v: %s", err, out.String())
	}
}
