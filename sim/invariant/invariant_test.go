package invariant_test

import (
	"slices"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/invariant"
	"posta/sim/simtest"
	"posta/sim/trace"
)

// told is the trace of the opening lesson.
func told(t *testing.T) *trace.Trace {
	t.Helper()
	s := simtest.Lesson(t, "first-email")
	tr := simtest.Run(t, s, sim.Options{})
	return tr
}

func TestATrueStory(t *testing.T) {
	for _, v := range invariant.Check(told(t)) {
		t.Error(v)
	}
}

// first finds the first event of a kind for which ok holds.
func first[F trace.Fact](t *testing.T, tr *trace.Trace, ok func(trace.Event, F) bool) int {
	t.Helper()
	i := slices.IndexFunc(tr.Events, func(e trace.Event) bool {
		f, is := e.Fact.(F)
		return is && (ok == nil || ok(e, f))
	})
	if i < 0 {
		t.Fatalf("no such %T in the lesson", *new(F))
	}
	return i
}

// change alters the first event of a kind.
func change[F trace.Fact](f func(*F)) func(*testing.T, *trace.Trace) {
	return func(t *testing.T, tr *trace.Trace) {
		i := first[F](t, tr, nil)
		fact := tr.Events[i].Fact.(F)
		f(&fact)
		tr.Events[i].Fact = fact
	}
}

// without leaves the first event of a kind out.
func without[F trace.Fact](t *testing.T, tr *trace.Trace) { remove(tr, first[F](t, tr, nil)) }

// remove takes an event out and closes the gap.
func remove(tr *trace.Trace, i int) {
	renumber(tr, func(seq int) int {
		if seq > i+1 {
			return seq - 1
		}
		return seq
	})
	tr.Events = slices.Delete(tr.Events, i, i+1)
}

// insert puts a fact after event i, on the same host and connection.
func insert(tr *trace.Trace, i int, fact trace.Fact) {
	e := tr.Events[i]
	e.Fact = fact
	renumber(tr, func(seq int) int {
		if seq > i+1 {
			return seq + 1
		}
		return seq
	})
	e.Seq, e.Cause = i+2, i+1
	tr.Events = slices.Insert(tr.Events, i+1, e)
}

func twice[F trace.Fact](t *testing.T, tr *trace.Trace) {
	i := first[F](t, tr, nil)
	insert(tr, i, tr.Events[i].Fact)
}

func renumber(tr *trace.Trace, f func(int) int) {
	for i := range tr.Events {
		e := &tr.Events[i]
		e.Seq, e.Cause = f(e.Seq), f(e.Cause)
		switch fact := e.Fact.(type) {
		case trace.PacketReceived:
			e.Fact = trace.PacketReceived{Sent: f(fact.Sent)}
		case trace.PacketLost:
			e.Fact = trace.PacketLost{Sent: f(fact.Sent), Why: fact.Why}
		}
	}
}

// TestLies: each way to falsify a true story is found out.
func TestLies(t *testing.T) {
	type lie = func(*testing.T, *trace.Trace)
	for _, tc := range []struct {
		name string
		lie  lie
		rule string
	}{
		{"a number is missing", func(_ *testing.T, tr *trace.Trace) { tr.Events = slices.Delete(tr.Events, 9, 10) }, "events stand in order"},
		{"time runs back", func(_ *testing.T, tr *trace.Trace) { tr.Events[200].At = 0 }, "events stand in order"},
		{"an effect before its cause", func(_ *testing.T, tr *trace.Trace) { tr.Events[9].Cause = 10 }, "causes come first"},
		{"no end", func(_ *testing.T, tr *trace.Trace) { tr.Events = tr.Events[:len(tr.Events)-1] }, "a run ends once"},
		{"two ends", twice[trace.RunEnded], "a run ends once"},
		{"a stranger", func(_ *testing.T, tr *trace.Trace) { tr.Events[9].Host = "nobody.test" }, "hosts are known"},
		{"an action that never began", without[trace.ActionStarted], "the script happens once"},
		{"a panic", func(_ *testing.T, tr *trace.Trace) { insert(tr, 9, trace.ActorPanicked{}) }, "nobody panics"},

		{"a connection that nobody opened", without[trace.ConnOpening], "connections live once"},
		{"a byte that was not received", change(func(f *trace.DataReceived) { f.Len-- }), "bytes arrive as they were sent"},
		{"a byte that was not sent", change(func(f *trace.DataReceived) { f.Len++ }), "bytes arrive as they were sent"},
		{"a segment that comes twice", twice[trace.DataReceived], "bytes arrive as they were sent"},
		{"a packet that comes twice", twice[trace.PacketReceived], "packets arrive once"},
		{"a packet out of nothing", change(func(f *trace.PacketReceived) { f.Sent = 1 }), "packets arrive once"},
		{"an end of file of a peer that goes on", without[trace.ConnClosed], "connections live once"},
		{"a second end of file", twice[trace.ConnEnded], "connections live once"},

		{"a 250 that nobody stands for", without[trace.MessageAccepted], "after 250 somebody owns the letter"},
		{"a letter that is not queued", without[trace.QueueAdded], "after 250 somebody owns the letter"},
		{"a letter that is forgotten", without[trace.QueueDone], "after 250 somebody owns the letter"},
		{"a letter that ends twice", twice[trace.QueueDone], "after 250 somebody owns the letter"},
		{"a letter that is in no mailbox", without[trace.MailboxStored], "after 250 somebody owns the letter"},
		{"a failure that nobody is told of", change(func(f *trace.QueueDone) { f.Outcome = "failed" }), "who wrote hears of failure"},
		{"a second copy in the mailbox", func(t *testing.T, tr *trace.Trace) {
			i := first[trace.MailboxStored](t, tr, nil)
			f := tr.Events[i].Fact.(trace.MailboxStored)
			f.UID++
			insert(tr, i, f)
		}, "nothing is delivered twice"},
		{"a second transaction without a reason", func(t *testing.T, tr *trace.Trace) {
			i := first(t, tr, func(e trace.Event, f trace.MessageAccepted) bool { return e.Host == "mail.beta.test" })
			f := tr.Events[i].Fact.(trace.MessageAccepted)
			f.Queue = "again"
			insert(tr, i, f)
			insert(tr, i+1, trace.QueueAdded{Queue: "again", Recipients: f.Recipients, Destination: "local"})
		}, "nothing is delivered twice"},

		{"a UID given twice", twice[trace.MailboxStored], "UIDs only grow"},
		{"a flag for no message", change(func(f *trace.MailboxFlagged) { f.UID = 99 }), "folders hold what was put into them"},
		{"a host that works without power", func(_ *testing.T, tr *trace.Trace) { insert(tr, 0, trace.HostDown{}) }, "power"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tr := told(t)
			tc.lie(t, tr)
			found := invariant.Check(tr)
			if !slices.ContainsFunc(found, func(v invariant.Violation) bool { return v.Rule == tc.rule }) {
				t.Errorf("the lie passes for true; found only %v", found)
			}
			for _, v := range found {
				if strings.Contains(v.String(), "%!") {
					t.Errorf("badly worded: %s", v)
				}
			}
		})
	}
}

func TestAThousandViolationsAreNotTold(t *testing.T) {
	tr := &trace.Trace{}
	for range 1000 {
		tr.Events = append(tr.Events, trace.Event{Seq: 7, Cause: 9, Fact: trace.ConnEnded{}})
	}
	if n := len(invariant.Check(tr)); n != invariant.MaxViolations {
		t.Errorf("%d violations told", n)
	}
}
