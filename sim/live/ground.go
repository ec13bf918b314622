package live

import (
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/vnet"
	"posta/sim/world"
)

// ground is the real network as a world stands on it.
type ground struct {
	mu sync.Mutex
	*clock
	rec     *recorder
	secrets *secrets // nil: nothing is hidden
	seed    uint64
	plan    *plan
	sockets []*socket
	weather vnet.Weather
	road    world.Road
	play    bool

	away   map[string]bool // hosts that are machines of others
	hosts  map[string]*host
	byAddr map[netip.Addr]*host // by the scenario's addresses
	byReal map[netip.Addr]bool  // addresses from which the cast speaks
	// outside are the places that the cast calls though nobody of it is there, and by which service (outsiders).
	outside map[netip.AddrPort]string

	resumed bool // another program began it
	built   bool
	first   []func() // what is to run once all is built
	stopped bool
	quit    chan struct{}
	done    sync.WaitGroup // goroutines
	work    chan func()    // for those that have none
	spare   atomic.Int64   // how many those are

	// What goes on; see restless.
	processes int
	sleeping  int // of them, those that wait for the clock
	idle      int // of them, those that wait for whoever comes
	own       int // conversations between two of the cast
	strangers int // connections with strangers
	room      room

	lastConn int
	open     map[closer]struct{}
	// dials are connections that the cast has opened and nobody accepted yet, by
	// both ends' real addresses; dialling counts those on their way, by the server's.
	dials    map[[2]netip.AddrPort]*Conn
	dialling map[netip.AddrPort]int
	dialled  *sync.Cond
	talks    talks
	holds    *holds
	far      *Far     // where the trace is, if not here
	guests   []*Guest // machines that are hosts of this cast
}

var _ world.Ground = (*ground)(nil)

// closer is something that is to be closed when all ends.
type closer interface{ shut() }

func newGround(start time.Time, seed uint64, p *plan, sockets []*socket, o Options) *ground {
	g := &ground{
		clock: newClock(start, o.speed()), rec: newRecorder(), seed: seed, plan: p, sockets: sockets, play: o.Play,
		away: map[string]bool{}, hosts: map[string]*host{}, byAddr: map[netip.Addr]*host{}, byReal: map[netip.Addr]bool{},
		quit: make(chan struct{}), work: make(chan func()), open: map[closer]struct{}{},
		dials: map[[2]netip.AddrPort]*Conn{}, dialling: map[netip.AddrPort]int{},
		talks: newTalks(), far: o.Far, resumed: o.Past != nil,
	}
	for _, name := range o.Away {
		g.away[name] = true
	}
	if o.Discreet || o.Far != nil && o.Far.Discreet {
		g.secrets = &secrets{}
	}
	g.dialled = sync.NewCond(&g.mu)
	g.holds = newHolds(g)
	return g
}

func (g *ground) Lock()   { g.mu.Lock() }
func (g *ground) Unlock() { g.mu.Unlock() }

func (g *ground) Now() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.now()
}

func (g *ground) now() time.Time         { return g.start.Add(g.elapsed()) }
func (g *ground) Elapsed() time.Duration { return g.elapsed() }

func (g *ground) Post(at time.Duration, f func()) { g.post(at, false, f) }

func (g *ground) PostScenery(at time.Duration, f func()) (await func() bool) {
	t := g.post(at, true, f)
	return func() bool {
		if t.index < 0 || !t.scenery {
			return false
		}
		t.scenery = false
		g.waiting++
		return true
	}
}

// AddHost gives a machine its place.
func (g *ground) AddHost(name string, addrs []netip.Addr) (world.Host, error) {
	if g.hosts[name] != nil {
		return nil, fmt.Errorf("adding host %s: there is one of that name", name)
	}
	h := &host{g: g, name: name, addrs: addrs, real: g.plan.addrs[name], up: make(chan struct{})}
	close(h.up)
	h.away = g.away[name] || g.far != nil && g.far.Host != name
	for _, s := range g.sockets {
		if s.Host == name {
			h.sockets = append(h.sockets, s)
		}
	}
	for _, a := range addrs {
		if g.byAddr[a] != nil {
			return nil, fmt.Errorf("adding host %s: %s has the address %s", name, g.byAddr[a].name, a)
		}
		g.byAddr[a] = h
	}
	g.hosts[name] = h
	if !h.away {
		g.byReal[h.source()] = true
	}
	return h, nil
}

// Connect does nothing: roads are as fast as the machine.
func (g *ground) Connect(string, string, scenario.Network) {}

// SetWeather lets faults change roads and doors.
func (g *ground) SetWeather(w vnet.Weather) { g.weather = w }

// Record adds a fact.
func (g *ground) Record(host string, fact trace.Fact) { g.add(host, 0, fact) }

// Root does nothing: a fact's kind says whether it is one.
func (g *ground) Root() {}

func (g *ground) add(host string, conn int, fact trace.Fact) int {
	return g.because(0, host, conn, fact)
}

// because is add with a cause; 0: what an onlooker would say.
func (g *ground) because(cause int, host string, conn int, fact trace.Fact) int {
	fact = g.secrets.hide(host, conn, fact)
	if _, ended := fact.(trace.RunEnded); g.far != nil && !ended {
		return g.far.fact(g.built, host, conn, cause, fact)
	}
	if g.resumed && !g.built {
		return 0 // what a host begins with was told when it first began
	}
	return g.rec.add(g.elapsed(), host, conn, cause, fact)
}

// kept waits until an event is kept, so that whoever is outside may know of it; false: the end came before.
func (g *ground) kept(seq int) bool {
	for {
		g.mu.Lock()
		if !g.rec.later || g.rec.settled >= seq {
			g.mu.Unlock()
			return true
		}
		if g.rec.settling == nil {
			g.rec.settling = make(chan struct{})
		}
		settling := g.rec.settling
		g.mu.Unlock()
		select {
		case <-settling:
		case <-g.quit:
			return false
		}
	}
}

// awake tells that the machines of a cast that goes on had lost their power, and have it again.
func (g *ground) awake() {
	for _, h := range g.plan.order {
		if !g.away[h] && !g.hosts[h].down {
			g.rec.add(g.elapsed(), h, 0, 0, trace.HostDown{})
			g.rec.add(g.elapsed(), h, 0, 0, trace.HostUp{})
		}
	}
}

// service names what the scenario has behind an address.
func (g *ground) service(at netip.AddrPort) string {
	for _, s := range g.sockets {
		if s.Port == at.Port() && slices.Contains(s.Addrs, at.Addr()) {
			return s.Service
		}
	}
	return g.outside[at]
}

// raise lets everything begin.
func (g *ground) raise() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.built = true
	for _, f := range g.first {
		f()
	}
	g.first = nil
	g.begin(g.tick)
}

// begin runs f in a goroutine that the end waits for: one that has nothing to do, and a
// stack that has grown already, or a new one. Called with the lock held.
func (g *ground) begin(f func()) {
	select {
	case g.work <- f:
		return
	default:
	}
	g.done.Add(1)
	go func() {
		defer g.done.Done()
		for {
			f()
			if g.spare.Add(1) > maxSpare {
				g.spare.Add(-1)
				return
			}
			select {
			case f = <-g.work:
				g.spare.Add(-1)
			case <-g.quit:
				return
			}
		}
	}()
}

// tick makes timers happen until the end.
func (g *ground) tick() {
	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	for {
		g.mu.Lock()
		t, wait := g.due()
		if t != nil {
			t.f()
		}
		g.mu.Unlock()
		if t != nil {
			continue
		}
		alarm.Reset(wait)
		select {
		case <-alarm.C:
		case <-g.changed:
		case <-g.quit:
			return
		}
	}
}

// restless tells whether anything goes on but waiting: for the clock, for strangers,
// or for whoever may come. Called with the lock held.
func (g *ground) restless() bool {
	return g.own > 0 || g.processes-g.sleeping-g.idle-g.strangers > 0
}

// stop ends everything, and waits until it has ended.
func (g *ground) stop() bool {
	g.mu.Lock()
	g.stopped = true
	close(g.quit)
	list := make([]closer, 0, len(g.open))
	for c := range g.open { // which is closed first concerns nobody any more
		list = append(list, c)
	}
	g.dialled.Broadcast()
	g.mu.Unlock()
	shut(g.sockets)
	for _, c := range list {
		c.shut()
	}
	ended := make(chan struct{})
	go func() {
		g.done.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return true
	case <-time.After(stopTimeout):
		return false
	}
}
