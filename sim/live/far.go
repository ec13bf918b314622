package live

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/vnet"
	"posta/sim/world"
)

// Far is where the rest of a cast is whose one host this machine is. The host's programs run here, at sockets of this
// machine; what they do is told to the machine that has the trace before it is done. So the order in which facts come there
// is one of causes: nothing was read by anybody before it is in the trace that it was said. Instants are that machine's.
type Far struct {
	// Host is this machine in the cast, At the address at which it listens and from which it calls.
	Host string
	At   netip.Addr
	// Start is the scenario's first instant, and Since how long ago that was when Heard.
	Start time.Time
	Since time.Duration
	Heard time.Time
	// Disk is what lay on the host's disk when whoever was it before ended.
	Disk world.Disk
	// Doors are the others' services.
	Doors []Door
	// Discreet: what opens a mailbox is not told, as there (Options).
	Discreet bool
	// Tell asks the other machine; it tries again until there is an answer, or there never will be one.
	Tell func(Ask) (Answer, error)

	mu   sync.Mutex
	n    int
	lost error
	once sync.Once
	over chan struct{} // closed when nothing is answered any more
}

// Elapsed is the time since the scenario's start, on the other machine's clock.
func (f *Far) Elapsed() time.Duration { return f.Since + time.Since(f.Heard) }

// What is asked.
const (
	askFact     = "fact"     // keep this fact; Seq is its event's number
	askNumber   = "number"   // a number for a conversation
	askKnock    = "knock"    // does a host hear whoever calls it?
	askDialling = "dialling" // a call to To is on its way
	askDialled  = "dialled"  // it came from From; where that is not valid, it came to nothing
	askMet      = "met"      // who calls from From at To?
	askAsking   = "asking"   // datagrams are sent from From
	askGone     = "gone"     // this end of a conversation is no more
)

// Ask is what a host on another machine asks. N counts: what is asked again was not heard to be answered.
type Ask struct {
	N             int            `json:"n"`
	What          string         `json:"what"`
	Event         string         `json:"event,omitempty"` // a line of the trace's format
	Conn          int            `json:"conn,omitempty"`
	Seq           int            `json:"seq,omitempty"`
	From          netip.AddrPort `json:"from,omitzero"`
	To            netip.AddrPort `json:"to,omitzero"`
	Local, Remote netip.AddrPort `json:",omitzero"` // in the scenario
	Peer          string         `json:"peer,omitempty"`
	Door          vnet.Door      `json:"door,omitzero"`
	Try           int            `json:"try,omitempty"`
}

// Answer is what it is told.
type Answer struct {
	Seq           int            `json:"seq,omitempty"`
	Conn          int            `json:"conn,omitempty"`
	Peer          string         `json:"peer,omitempty"`
	Local, Remote netip.AddrPort `json:",omitzero"`
	Lost          bool           `json:"lost,omitempty"`
	// Wait: it is not known yet; ask again.
	Wait bool `json:"wait,omitempty"`
}

// Lost says why nothing is answered any more; nil: it still is.
func (f *Far) Lost() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lost
}

func (f *Far) ask(a Ask) (x Answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lost != nil {
		return Answer{}
	}
	f.n++
	a.N = f.n
	x, f.lost = f.Tell(a)
	if f.lost != nil {
		f.once.Do(func() { close(f.over) })
	}
	return x
}

// told are facts that the other machine tells itself: whether anybody is at home here, and what was done to the cast.
func told(fact trace.Fact) bool {
	switch fact.(type) {
	case trace.HostDown, trace.HostUp, trace.InputActed, trace.InputEnded:
		return true
	}
	return false
}

// fact has a fact kept. What a host begins with, and what others do, is known there.
func (f *Far) fact(built bool, host string, conn, cause int, fact trace.Fact) int {
	if !built || told(fact) || host != f.Host && host != "" {
		return 0
	}
	line, err := trace.AppendEvent(nil, trace.Event{Host: host, Conn: conn, Cause: cause, Fact: fact})
	if err != nil {
		return 0
	}
	return f.ask(Ask{What: askFact, Event: string(line)}).Seq
}

// plan puts the host's doors on this machine, and the others' where they are.
func (f *Far) plan(s *scenario.Scenario, o Options, services func(*scenario.Host) []Door) (*plan, error) {
	f.over = make(chan struct{})
	p := &plan{addrs: map[string]netip.Addr{}, one: true, away: map[string]bool{}}
	for _, h := range s.Hosts {
		if h.Name == f.Host {
			p.addrs[h.Name] = f.At
			if err := p.stand(h.Name, f.At, services(h), o); err != nil {
				return nil, err
			}
			continue
		}
		p.away[h.Name] = true
	}
	if !p.addrs[f.Host].IsValid() {
		return nil, fmt.Errorf("the scenario has no host %s", f.Host)
	}
	for _, d := range f.Doors {
		if d.Host != f.Host {
			p.doors = append(p.doors, d)
			p.addrs[d.Host] = d.At.Addr()
		}
	}
	return p, nil
}

// meetFar is meet where the trace is on another machine.
func (l *listener) meetFar(tcp *net.TCPConn, remote, at netip.AddrPort) *Conn {
	g, h := l.host.g, l.host
	known := g.far.ask(Ask{What: askMet, From: remote, To: at})
	for known.Wait {
		select {
		case <-time.After(pauseMet):
		case <-g.quit:
			known.Conn = 0
		}
		known = g.far.ask(Ask{What: askMet, From: remote, To: at})
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	c := &Conn{g: g, host: h, tcp: tcp, id: known.Conn, remote: remote, door: vnet.Door{Network: "tcp", Server: h.name, Port: l.socket.Port}}
	c.local = netip.AddrPortFrom(h.addrs[0], l.socket.Port)
	if known.Peer != "" {
		c.peer, c.local, c.remote, c.pair = known.Peer, known.Local, known.Remote, &pair{ends: 2}
	}
	if c.id == 0 || g.stopped || known.Peer == "" && (g.strangers >= MaxConns || g.weather != nil && g.weather.Refuses(c.door, "", 0)) {
		tcp.SetLinger(0)
		tcp.Close()
		return nil
	}
	if known.Peer == "" {
		g.strangers++
	}
	g.open[c] = struct{}{}
	g.because(known.Seq, h.name, c.id, trace.ConnAccepted{Network: "tcp", Local: c.local, Remote: c.remote, Peer: c.peer, Service: l.socket.Service})
	return c
}

// pauseMet is how soon it is asked again who has called.
const pauseMet = 5 * time.Millisecond

// number is one for a conversation that begins. Called with the lock held.
func (g *ground) number() int {
	if g.far != nil {
		return g.far.ask(Ask{What: askNumber}).Conn
	}
	g.lastConn++
	return g.lastConn
}

// forget drops what is remembered about a conversation that is over. Called with the lock held.
func (g *ground) forget(conn int, hosts ...string) {
	g.forgetHere(conn, hosts...)
	if g.far != nil {
		g.far.ask(Ask{What: askGone, Conn: conn})
	}
}

// forgetHere is forget for what this machine alone remembers. Called with the lock held.
func (g *ground) forgetHere(conn int, hosts ...string) {
	g.secrets.forget(conn, hosts...)
	g.rec.forget(conn, hosts...)
}

// AwayError is why a host cannot be another machine.
type AwayError struct {
	Host string
	Why  error
}

func (e *AwayError) Error() string { return fmt.Sprintf("%s as another machine: %v", e.Host, e.Why) }
func (e *AwayError) Unwrap() error { return e.Why }

// The reasons.
var (
	ErrNoHost  = errors.New("the scenario has no such host")
	ErrNames   = errors.New("it answers for names")
	ErrSecrets = errors.New("it has a certificate, whose key does not leave this machine")
)

// mayBeAway tells whether hosts can be machines of others. Who answers for names stays, for all ask it; and so does who has a
// certificate of the cast's authority.
func mayBeAway(s *scenario.Scenario, names []string) error {
	for _, name := range names {
		if err := awayIs(s, name); err != nil {
			return &AwayError{name, err}
		}
	}
	return nil
}

func awayIs(s *scenario.Scenario, name string) error {
	for _, h := range s.Hosts {
		if h.Name != name {
			continue
		}
		for _, service := range h.Services {
			switch {
			case service.Proto == scenario.DNSServer || service.Proto == scenario.Resolver:
				return ErrNames
			case service.TLS != scenario.TLSNone || service.Proto == scenario.HTTPS:
				return ErrSecrets
			}
		}
		if len(h.Services) == 0 {
			break
		}
		return nil
	}
	return ErrNoHost
}
