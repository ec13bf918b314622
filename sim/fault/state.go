package fault

import (
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"posta/sim/actor"
	"posta/sim/policy"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// State is how far a run's faults have come.
type State struct {
	s    *scenario.Scenario
	rand func(label string) *rand.Rand

	// mu guards what follows. Nothing that waits, or asks for another lock, is done
	// while it is held.
	mu     sync.Mutex
	faults []*fault
}

// fault is one fault with its history.
type fault struct {
	*scenario.Fault
	seen  int // occasions within its window
	acted int
	rng   *rand.Rand // made at its first use

	check policy.Check // of those that are a server's checks; nil of others
	// slowed are connections whose road it has been told to be slow on.
	slowed map[int]bool
	// mended: somebody has switched it off.
	mended bool
}

// New begins a run. Rand gives a generator that depends on the run's seed and the
// label alone.
func New(s *scenario.Scenario, rand func(label string) *rand.Rand) *State {
	st := &State{s: s, rand: rand}
	for _, f := range s.Faults {
		st.faults = append(st.faults, begin(f))
	}
	return st
}

// begin is a fault that has not acted yet.
func begin(f *scenario.Fault) *fault {
	run := &fault{Fault: f, mended: f.Spared}
	if do, ok := f.Do.(*scenario.Check); ok {
		run.check = do.Rule.NewCheck()
	}
	return run
}

// within tells whether a fault may act at all now.
func (st *State) within(f *fault, now time.Duration) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return f.within(now)
}

// within tells the same. Called with the lock held.
func (f *fault) within(now time.Duration) bool {
	return !f.mended && now >= f.When.From && now < f.When.To
}

// strike takes an occasion, and tells whether the fault acts on it, and how often
// it has then.
func (st *State) strike(f *fault, now time.Duration) (time int, ok bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if !f.within(now) || f.When.Times > 0 && f.acted >= f.When.Times {
		return 0, false
	}
	if f.seen++; f.seen <= f.When.Skip {
		return 0, false
	}
	if f.When.Chance < 1 {
		if f.rng == nil {
			f.rng = st.rand("fault " + strconv.Itoa(f.Index))
		}
		if f.rng.Float64() >= f.When.Chance {
			return 0, false
		}
	}
	f.acted++
	return f.acted, true
}

// pick gives the faults that some test likes.
func (st *State) pick(likes func(*fault) bool) []*fault {
	st.mu.Lock()
	faults := st.faults // Add appends: these stay as they are
	st.mu.Unlock()
	var list []*fault
	for _, f := range faults {
		if likes(f) {
			list = append(list, f)
		}
	}
	return list
}

// service is the service of a host's port that a fault is at, if it is at one.
func (f *fault) service(host string, port uint16) (scenario.Service, bool) {
	d := f.Do.At()
	if d == nil || d.Host.Name != host {
		return scenario.Service{}, false
	}
	i := slices.IndexFunc(d.Services, func(s scenario.Service) bool { return s.Port == port })
	if i < 0 {
		return scenario.Service{}, false
	}
	return d.Services[i], true
}

// at tells whether a fault is at a port of a host.
func (f *fault) at(host string, port uint16) bool {
	_, ok := f.service(host, port)
	return ok
}

// atEdge gives the faults at a port of a host that are done at an edge, and the
// protocol that is spoken there.
func (st *State) atEdge(host string, port uint16, e scenario.Edge) (faults []*fault, proto scenario.Proto) {
	faults = st.pick(func(f *fault) bool {
		s, ok := f.service(host, port)
		if ok && f.Do.Edge(s.Proto) == e {
			proto = s.Proto
			return true
		}
		return false
	})
	return faults, proto
}

// Host is the faults of one host, as its machine's programs meet them.
type Host struct {
	st *State
	m  actor.Machine
}

// Host gives the faults of a machine.
func (st *State) Host(m actor.Machine) *Host { return &Host{st, m} }

func (h *Host) now() time.Duration { return h.m.Now().Sub(h.st.s.Start) }

// strike takes an occasion on this host, and records it when the fault acts.
func (h *Host) strike(f *fault, conn net.Conn, at, peer string, does effect) bool {
	time, ok := h.st.strike(f, h.now())
	if ok {
		h.m.Record(conn, trace.FaultActed{Fault: f.Index, Do: f.Do.Key(), At: at, Peer: peer, Time: time,
			What: does.what, Reply: does.reply, Wait: does.wait, Name: does.name, Type: does.kind})
	}
	return ok
}

// effect is what a fault does, as its fact says it.
type effect struct {
	what       trace.FaultEffect
	reply      string
	wait       time.Duration
	name, kind string // of a DNS question
}

// says is a reply in the server's place.
func says(reply string) effect { return effect{what: trace.EffectReply, reply: reply} }

// waits makes somebody wait.
func waits(d time.Duration) effect { return effect{what: trace.EffectWait, wait: d} }

// does is what needs no more words.
func does(what trace.FaultEffect) effect { return effect{what: what} }

// nameOf gives the host or device at an address, "" for a stranger.
func (st *State) nameOf(a netip.Addr) string {
	for _, h := range st.s.Hosts {
		if slices.Contains(h.Addrs, a) {
			return h.Name
		}
	}
	for _, d := range st.s.Devices {
		if slices.Contains(d.Addrs, a) {
			return d.Name
		}
	}
	return ""
}

// ip gives the address in a network address.
func ip(a net.Addr) netip.Addr {
	if a == nil {
		return netip.Addr{}
	}
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

// meant tells whether a fault is for a client: for everybody, or for this one.
func meant(only scenario.Endpoint, client string) bool {
	return only == (scenario.Endpoint{}) || only.Name() == client
}

// abort resets a connection, below whatever wraps it.
func abort(conn net.Conn) {
	for c := conn; c != nil; {
		switch under := c.(type) {
		case interface{ Abort() }:
			under.Abort()
			return
		case interface{ SetLinger(sec int) error }: // a real TCP socket: closing it now sends RST
			under.SetLinger(0)
			c.Close()
			return
		case interface{ NetConn() net.Conn }:
			c = under.NetConn()
		default:
			c.Close()
			return
		}
	}
}

// swallow hears a client out without a word, until it leaves.
func swallow(conn net.Conn) {
	conn.SetReadDeadline(time.Time{})
	var buf [4096]byte
	for {
		if _, err := conn.Read(buf[:]); err != nil {
			conn.Close()
			return
		}
	}
}
