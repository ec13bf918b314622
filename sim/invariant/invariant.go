// Package invariant holds a trace against what must be true of every run,
// whatever the lesson and however it ends: nobody loses a letter, nothing comes
// twice without a reason that can be seen, and the network delivers what was
// sent, in order, or not at all.
//
// It stands outside the actors on purpose. It knows no queue and no mailbox, only
// the facts that they left behind, so that a bug in one of them cannot hide in
// its own bookkeeping; and it is stricter than any lesson's expect, which says
// what one story is about. It never says what should have happened: only that
// what is told cannot all be true, or that something that was owed is missing.
package invariant

import (
	"fmt"
	"time"

	"posta/sim/trace"
)

// MaxViolations is how many are told of one trace: the first ones are the cause
// of the others.
const MaxViolations = 50

// Violation is a fact that cannot be, beside those before it.
type Violation struct {
	// Seq is the event at which it came out; the last one for what never came.
	Seq int
	// Rule is the promise that was broken, in few words.
	Rule string
	// What says what was found.
	What string
}

func (v Violation) String() string { return fmt.Sprintf("event %d: %s: %s", v.Seq, v.Rule, v.What) }

// Check gives every violation that it finds, in the order of the trace.
func Check(t *trace.Trace) []Violation {
	c := &checker{}
	watchers := []watcher{newOrder(c, t), newWire(c), newLetters(c, t), newMailboxes(c), newPower(c)}
	for _, e := range t.Events {
		c.now = e
		for _, w := range watchers {
			w.see(e)
		}
	}
	for _, w := range watchers {
		w.end()
	}
	return c.found
}

// watcher keeps one kind of promise.
type watcher interface {
	see(trace.Event)
	end()
}

type checker struct {
	now   trace.Event
	found []Violation
}

func (c *checker) fail(rule, format string, args ...any) {
	if len(c.found) < MaxViolations {
		c.found = append(c.found, Violation{Seq: c.now.Seq, Rule: rule, What: fmt.Sprintf(format, args...)})
	}
}

// order: events are numbered, time never runs backward, causes come first, and
// the run has one end.
type order struct {
	*checker
	t       *trace.Trace
	seq     int
	at      time.Duration
	ended   bool
	actions map[int]bool // begun: whether they have ended
}

func newOrder(c *checker, t *trace.Trace) *order {
	return &order{checker: c, t: t, actions: map[int]bool{}}
}

func (o *order) see(e trace.Event) {
	const rule = "events stand in order"
	if e.Seq != o.seq+1 {
		o.fail(rule, "its number follows %d", o.seq)
	}
	if e.At < o.at {
		o.fail(rule, "time runs back from %v to %v", o.at, e.At)
	}
	o.seq, o.at = e.Seq, e.At
	if e.Cause < 0 || e.Cause >= e.Seq {
		o.fail("causes come first", "event %d is its cause", e.Cause)
	}
	if o.ended {
		o.fail("a run ends once", "%s after the end", e.Kind())
	}
	if e.Host != "" && o.t.Header.FindHost(e.Host) == nil {
		o.fail("hosts are known", "there is no host %s", e.Host)
	}
	if why, ok := trace.CauseOf(e.Fact); ok {
		if err := why.Check(); err != nil {
			o.fail("causes are data", "%s: %v", e.Kind(), err)
		}
	}
	switch f := e.Fact.(type) {
	case trace.RunEnded:
		o.ended = true
	case trace.ActionStarted:
		if _, begun := o.actions[f.Index]; begun || f.Index >= len(o.t.Header.Script) {
			o.fail("the script happens once", "action %d begins again, or is none", f.Index+1)
		}
		o.actions[f.Index] = false
	case trace.ActionEnded:
		if ended, begun := o.actions[f.Index]; ended || !begun {
			o.fail("the script happens once", "action %d ends, but does not run", f.Index+1)
		}
		o.actions[f.Index] = true
	case trace.ActorPanicked:
		o.fail("nobody panics", "%s: %s", f.Process, f.Value)
	}
}

func (o *order) end() {
	if !o.ended {
		o.fail("a run ends once", "it never did")
	}
}

// power: a host that is off does and learns nothing.
type power struct {
	*checker
	off map[string]time.Duration
}

func newPower(c *checker) *power { return &power{c, map[string]time.Duration{}} }

func (p *power) see(e trace.Event) {
	since, off := p.off[e.Host]
	switch f := e.Fact.(type) {
	case trace.HostDown:
		if off {
			p.fail("power", "%s goes off, but is", e.Host)
		}
		p.off[e.Host] = e.At
	case trace.HostUp:
		if !off {
			p.fail("power", "%s comes back, but was never off", e.Host)
		}
		delete(p.off, e.Host)
	case trace.PacketLost, trace.ActionStarted, trace.ActionEnded, trace.InputActed, trace.InputEnded:
		// A packet that found it off; a person who presses a button.
	case trace.ConnFailed:
		if off && e.At > since {
			p.fail("power", "%s learns that a connection is lost (%s) while it is off", e.Host, f.Reason)
		}
	default:
		if off {
			p.fail("power", "%s is off, and there is %s", e.Host, e.Kind())
		}
	}
}

func (p *power) end() {}
