package world

import (
	"fmt"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/actor/mua"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// outside is what inputs have done to a world so far. A world in which nobody does
// anything has none.
type outside struct {
	hands  map[string]*hand // connections opened by hand, by what the inputs call them
	byConn map[string]*hand // those and what came to taken seats, by number
	seats  map[seatPlace]*seat
	// saved are the passwords that mail programs have been told, by device.
	saved map[string]string
	// wishes are what mail programs want of TLS since somebody changed it, by device.
	wishes map[string]scenario.TLSWish
	// ports are those at which mail programs hand in since somebody changed it, by device.
	ports map[string]uint16
	// accounts are the passwords that servers take since somebody changed them, by
	// login name.
	accounts map[string]string
	// hosts are those whose settings were changed, as they are now.
	hosts map[string]*scenario.Host
	// checks are those of the hosts whose policy was changed.
	checks map[string]checks
}

func newOutside() *outside {
	return &outside{
		hands: map[string]*hand{}, byConn: map[string]*hand{}, seats: map[seatPlace]*seat{},
		saved: map[string]string{}, wishes: map[string]scenario.TLSWish{}, ports: map[string]uint16{}, accounts: map[string]string{}, hosts: map[string]*scenario.Host{}, checks: map[string]checks{},
	}
}

// feed lets inputs act in their time. Called with the ground's lock held, or before
// anything runs.
func (w *world) feed(inputs []*scenario.Input) {
	for _, in := range inputs {
		w.v.k.PostInput(in.At, func() { w.act(in) })
	}
}

// response is what the world makes of an input: it is done at once, with the ground's
// lock held, or by a process of a host.
type response struct {
	host, user string
	conn       int // the connection that it is about, where there is one
	// instant does it, and says why it cannot be done.
	instant func() (why trace.Cause)
	// process does it in its time; that it has come to its end is told, unless it is
	// silent and all went well.
	process func() error
	silent  bool
}

// act is an input's instant.
func (w *world) act(in *scenario.Input) {
	w.g.Root()
	r := w.respond(in)
	w.record(r.host, r.conn, trace.InputActed{Input: in.Index, Do: in.Do.Verb(), By: in.By, User: r.user, Text: in.Text})
	switch {
	case r.instant != nil:
		if why := r.instant(); !why.IsZero() {
			w.record(r.host, r.conn, trace.InputEnded{Input: in.Index, Why: why})
		}
	case r.process != nil:
		w.hosts[r.host].Begin(fmt.Sprintf("input %d: %s", in.Index+1, in.Do.Verb()), func() {
			if err := r.process(); err != nil || !r.silent {
				w.ended(in, r.host, r.conn, err)
			}
		})
	}
}

// ended says how what a process set out to do has ended.
func (w *world) ended(in *scenario.Input, host string, conn int, err error) {
	if err == actor.ErrStopped {
		return
	}
	fact := trace.InputEnded{Input: in.Index, OK: err == nil || err == mua.ErrNoLetter, Nothing: err == mua.ErrNoLetter}
	if !fact.OK {
		fact.Why = cause.Of(host, err)
	}
	w.g.Lock()
	defer w.g.Unlock()
	w.record(host, conn, fact)
}

// cannot is a response to what cannot be done.
func cannot(host string, why trace.Cause) response {
	return response{host: host, instant: func() trace.Cause { return why }}
}

// respond finds what an input does.
func (w *world) respond(in *scenario.Input) response {
	switch do := in.Do.(type) {
	case *scenario.Connect:
		return w.connect(in, do)
	case *scenario.Type:
		return w.typed(do)
	case *scenario.StartTLS:
		return w.startTLS(in, do)
	case *scenario.HangUp:
		return w.hangUp(do)
	case *scenario.TakeSeat:
		return response{host: do.Host.Name, instant: func() trace.Cause { return w.takeSeat(do) }}
	case *scenario.LeaveSeat:
		return response{host: do.Host.Name, instant: func() trace.Cause { return w.leaveSeat(do) }}
	case *scenario.NameAnswer:
		return response{host: do.Host.Name, instant: func() trace.Cause { return w.answer(do) }}
	case *scenario.Break:
		return response{host: do.Fault.Do.Where(), instant: func() (none trace.Cause) { w.faults.Add(do.Fault); w.blow(); return none }}
	case *scenario.Mend:
		return response{host: w.faults.Where(do.Fault), instant: func() (none trace.Cause) { w.faults.Mend(do.Fault); return none }}
	case *scenario.SetUser:
		return w.setUser(do)
	case *scenario.SetDevice:
		return response{host: do.Device.Name, user: do.Device.User.Address().String(), instant: func() (none trace.Cause) { w.setDevice(do); return none }}
	case *scenario.SetHost:
		return w.setHost(do)
	case *scenario.Reseed:
		return response{instant: func() (none trace.Cause) { w.dice.throw(do.Seed); return none }}
	case scenario.Act:
		return w.actAsInput(do)
	}
	panic(fmt.Sprintf("input %d: nothing does %T", in.Index+1, in.Do))
}

// actAsInput does what a script may do.
func (w *world) actAsInput(a scenario.Act) response {
	_, user := who(a)
	d := w.deed(a)
	if d.process != nil && w.hosts[d.host].Down() {
		return cannot(d.host, trace.Cause{Code: trace.CauseHostOff, Host: d.host})
	}
	r := response{host: d.host, user: user, process: d.process}
	if d.instant != nil {
		r.instant = func() (none trace.Cause) {
			if err := d.instant(); err != nil {
				return cause.Of(d.host, err)
			}
			return none
		}
	}
	return r
}
