package world

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/mailstore"
	"posta/sim/scenario"
	"posta/sim/smtp"
	"posta/sim/tlsca"
	"posta/sim/trace"
	"posta/sim/vnet"
)

// Ground is what a world stands on: the virtual network in its bubble, or real
// sockets. Methods are called with its lock held, or before anything runs, unless
// they say otherwise; what is posted is called with the lock held.
type Ground interface {
	sync.Locker

	// Now is the instant on everybody's clock. Called without the lock.
	Now() time.Time
	// Elapsed is the time since the scenario's start.
	Elapsed() time.Duration
	// Post makes f happen at a time since the start.
	Post(at time.Duration, f func())
	// PostScenery is a Post that by itself is no reason to go on; await makes it one,
	// and tells whether it could.
	PostScenery(at time.Duration, f func()) (await func() bool)

	// AddHost puts a machine on the network.
	AddHost(name string, addrs []netip.Addr) (Host, error)
	// Connect says what lies between two hosts.
	Connect(a, b string, road scenario.Network)
	// SetWeather lets faults change roads and doors.
	SetWeather(w vnet.Weather)

	// Record adds a fact that concerns no connection.
	Record(host string, fact trace.Fact)
	// Root says that what is recorded next follows from nothing but the script.
	Root()
}

// Host is a machine with its switch. The methods beside Machine's are called with
// the ground's lock held, or before anything runs.
type Host interface {
	actor.Machine
	// Begin starts a process now.
	Begin(label string, f func())
	Down() bool
	// SetDown turns the machine off or on.
	SetDown(down bool)
	// Waiting tells whether the machine is off and something on it would go on if it
	// were not.
	Waiting() bool
}

// afflicted is a host at whose doors the scenario's faults stand.
type afflicted struct {
	Host
	w *world
}

// DialAs calls from one of the host's own addresses, where the ground can do that: on real sockets it is the host's only one.
func (a afflicted) DialAs(source netip.Addr, address string, timeout time.Duration) (net.Conn, error) {
	if m, ok := a.Host.(interface {
		DialAs(source netip.Addr, address string, timeout time.Duration) (net.Conn, error)
	}); ok {
		return m.DialAs(source, address, timeout)
	}
	return a.Dial("tcp", address, timeout)
}

func (a afflicted) Listen(port uint16) (net.Listener, error) {
	l, err := a.Host.Listen(port)
	if err != nil {
		return nil, err
	}
	if a.w.outside != nil {
		a.w.locked(func() { a.w.listening[seatPlace{a.Name(), port}] = l })
		return &door{Listener: l, w: a.w, host: a.Host, port: port}, nil
	}
	return a.w.faults.Host(a.Host).Listener(port, l), nil
}

// Options are what a ground asks of a world beside its scenario.
type Options struct {
	// Mailbox is the quota of mailboxes for which the scenario names none, in octets;
	// 0: none.
	Mailbox int64
	// Queue is how much may lie in a host's queue, in octets; 0: anything.
	Queue int64
	// Also gives addresses for a host's certificate beside its own; nil: none.
	Also func(host string) []netip.Addr
	// Authority is asked, where there is TLS, whom the cast believes; nil: an authority
	// whose keys follow from the seed.
	Authority func() (tlsca.Issuer, error)
	// SMTP puts something between the protocol and a server for one connection, before the scenario's faults; nil: nothing.
	SMTP func(conn net.Conn, behind smtp.Backend) smtp.Backend
	// Look sees what readers ask of mailboxes; nil: nobody does.
	Look mailstore.Look
	// Inputs lets somebody act in it (Act).
	Inputs bool
}

// World is a scenario's cast on a ground that is not the virtual one.
type World struct{ w *world }

// On puts a scenario's cast on a ground, before anything runs. Weather's facts go
// through record, which is called with the lock held.
func On(g Ground, s *scenario.Scenario, seed uint64, o Options, record func(host string, conn int, f trace.Fact)) (*World, error) {
	w := newWorld(s, seed)
	w.o = o
	if o.Inputs {
		w.outside = newOutside()
	}
	if err := w.stand(g, record); err != nil {
		return nil, fmt.Errorf("building the world of scenario %s: %w", s.Name, err)
	}
	return &World{w}, nil
}

// Play lets the script begin. Called with the ground's lock held.
func (x *World) Play() { x.w.director = newDirector(x.w) }

// Acts tells whether an input is one that a ground of any kind can bear: what somebody at a device, a server or a zone does.
// Typing by hand and taking seats are a simulation's: on real sockets any program does them.
func Acts(in *scenario.Input) bool {
	switch in.Do.(type) {
	case *scenario.Connect, *scenario.Type, *scenario.StartTLS, *scenario.HangUp, *scenario.TakeSeat, *scenario.LeaveSeat, *scenario.NameAnswer, *scenario.Reseed:
		return false
	}
	return true
}

// Act lets an input act now. Called with the ground's lock held.
func (x *World) Act(in *scenario.Input) { x.w.act(in) }

// Quiet says that nothing is left to happen; the script may have something that
// waited for it. Called with the ground's lock held.
func (x *World) Quiet() { x.w.director.quiet() }

// Finished tells whether the script was played to its end. Called with the ground's
// lock held.
func (x *World) Finished() bool { return len(x.w.director.unfinished()) == 0 }

// Unfinished gives the actions that did not end. Called with the ground's lock held.
func (x *World) Unfinished() []trace.Unfinished {
	if x.w.director == nil {
		return nil
	}
	return x.w.director.unfinished()
}

// Road reads the outside of TLS as a listener on the road does.
type Road struct{ listener }

// Records gives the TLS records that begin in what an end of a connection sends next.
func (r *Road) Records(host string, conn int, b []byte) []trace.TLSRecord {
	return r.note(host, conn, vnet.Packet{Covered: b})
}

// Forget drops what is known of an end.
func (r *Road) Forget(host string, conn int) { delete(r.ends, roadEnd{host, conn}) }
