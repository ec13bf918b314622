package world

import (
	"errors"
	"fmt"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/actor/mua"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// director makes the script happen: each action in its time, in a process on
// the host that acts. Its methods are called with the ground's lock held.
type director struct {
	w *world
	// next is the index of the first action that is not yet scheduled.
	next    int
	running map[int]bool
	began   time.Duration // when the latest action began
}

func newDirector(w *world) *director {
	d := &director{w: w, running: map[int]bool{}}
	d.advance()
	return d
}

// advance schedules the next action, unless it waits for quiet.
func (d *director) advance() {
	if at, ok := d.nextAt(); ok {
		d.schedule(d.w.s.Script[d.next], at)
	}
}

// nextAt is when the next action begins; false where there is none, or it waits for
// quiet.
func (d *director) nextAt() (time.Duration, bool) {
	if d.next == len(d.w.s.Script) {
		return 0, false
	}
	a := d.w.s.Script[d.next]
	switch a.When.Mode {
	case scenario.WhenAt:
		return a.When.Offset, true
	case scenario.WhenAfter:
		return d.began + a.When.Offset, true
	}
	return 0, false
}

// quiet is called when nothing is left to happen: the consequences of all that
// was done have come to rest.
func (d *director) quiet() {
	if d.w.awaitPower() {
		return
	}
	if d.next == len(d.w.s.Script) || len(d.running) > 0 {
		return
	}
	a := d.w.s.Script[d.next]
	d.w.g.Root()
	d.schedule(a, d.w.g.Elapsed()+a.When.Offset)
}

func (d *director) schedule(a *scenario.Action, at time.Duration) {
	d.take(a)
	d.w.g.Post(at, func() { d.start(a) })
}

func (d *director) take(a *scenario.Action) {
	d.next++
	d.running[a.Index] = true
}

// start begins an action and all that follow it at the same instant, in the script's
// order, before a machine goes about any of them: one that is switched off at that
// instant does nothing more at it.
func (d *director) start(a *scenario.Action) {
	d.began = d.w.g.Elapsed()
	alone := !d.due()
	d.begin(a, alone)
	for d.due() {
		a = d.w.s.Script[d.next]
		d.take(a)
		d.begin(a, false)
	}
	d.advance()
}

// due tells whether the next action begins at the instant of the latest.
func (d *director) due() bool {
	at, ok := d.nextAt()
	return ok && at <= d.began
}

// begin does what an action does at once. Its machine goes about the rest, right away
// where the action is alone at its instant.
func (d *director) begin(a *scenario.Action, alone bool) {
	d.w.g.Root()
	deed := d.w.deed(a.Do)
	d.w.g.Record(deed.host, trace.ActionStarted{Index: a.Index})
	switch wait, _ := a.Do.(*scenario.Wait); {
	case deed.process != nil && !a.Waits && d.w.hosts[deed.host].Down():
		d.end(a, deed.host, cause.With(trace.Cause{Code: trace.CauseHostOff, Host: deed.host}, errOff))
	case deed.process != nil:
		begin := func() {
			d.w.hosts[deed.host].Begin(fmt.Sprintf("action %d: %s", a.Index+1, a.Do.Verb()), func() {
				err := deed.process()
				d.w.g.Lock()
				defer d.w.g.Unlock()
				d.end(a, deed.host, err)
			})
		}
		if alone {
			begin()
		} else {
			d.w.g.Post(d.began, begin)
		}
	case wait != nil:
		until := wait.Until
		if wait.For > 0 {
			until = d.began + wait.For
		}
		d.w.g.Post(until, func() { d.end(a, "", nil) })
	default:
		d.end(a, deed.host, deed.instant())
	}
}

func (d *director) end(a *scenario.Action, host string, err error) {
	delete(d.running, a.Index)
	fact := trace.ActionEnded{Index: a.Index, OK: err == nil || err == mua.ErrNoLetter, Nothing: err == mua.ErrNoLetter}
	if !fact.OK {
		if err == actor.ErrStopped {
			return
		}
		fact.Why = cause.Of(host, err)
	}
	d.w.g.Record(host, fact)
}

// errOff: an action's machine has no power.
var errOff = errors.New("the machine is off")

// unfinished gives the actions that began and did not end, and those that never
// began.
func (d *director) unfinished() []trace.Unfinished {
	var list []trace.Unfinished
	for i, a := range d.w.s.Script {
		if d.running[i] || i >= d.next {
			host, _ := who(a.Do)
			h := d.w.hosts[host]
			list = append(list, trace.Unfinished{Index: i, Verb: a.Do.Verb(), Host: host, Began: d.running[i], Off: h != nil && h.Down()})
		}
	}
	return list
}
