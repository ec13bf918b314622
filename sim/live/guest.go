package live

import (
	"errors"
	"net/netip"
	"slices"
	"time"

	"posta/sim/trace"
	"posta/sim/vnet"
	"posta/sim/world"
)

// Guest is another machine that is one host of this cast: what it does is told here before it is done (Far). It may speak for
// its host and for those who call it, and for nobody else; when something happened is said by this machine's clock alone.
type Guest struct {
	l    *Live
	g    *ground
	host *host
	addr netip.Addr // where it is

	// The rest is guarded by the ground's lock.
	here  bool
	left  bool // another machine is its host now
	n     int  // the last question, and its answer
	last  Answer
	said  int // the event with which it spoke last
	ends  map[int]*farEnd
	heard time.Time
	// dialling counts this guest's calls that are on their way, as the ground's does everybody's.
	dialling map[netip.AddrPort]int
}

// farEnd is a guest's end of a conversation.
type farEnd struct {
	pair *pair // nil: with a stranger, or by datagrams
	side int
	udp  *asker
}

// The ways in which a machine is no guest.
var (
	ErrTaken    = errors.New("another machine is that host already")
	ErrNotAway  = errors.New("that host is not another machine's")
	ErrForged   = errors.New("that is not this guest's to say")
	ErrReplaced = errors.New("another machine is this host now")
	ErrOver     = errors.New("the cast has ended")
)

// Absent is how long a guest may be silent before it counts as switched off.
const Absent = 10 * time.Second

// AwayHost is a host that is another machine's.
type AwayHost struct {
	Host string `json:"host"`
	Here bool   `json:"here"`
	// At is where the machine is.
	At string `json:"at,omitempty"`
}

// Guests are the hosts that are other machines', and whether they are there.
func (l *Live) Guests() (list []AwayHost) {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	for _, name := range l.o.Away {
		a := AwayHost{Host: name}
		if x := l.g.guest(name); x != nil {
			a.Here, a.At = x.here, x.addr.String()
		}
		list = append(list, a)
	}
	return list
}

// guest is the machine that is a host; nil: none was yet. Called with the lock held.
func (g *ground) guest(name string) *Guest {
	for _, x := range g.guests {
		if x.host.name == name && !x.left {
			return x
		}
	}
	return nil
}

// Invite lets a machine be a host. Whoever was it before and is not there any more, is not any more. It is there once it is
// Ready.
func (l *Live) Invite(name string, addr netip.Addr) (*Guest, error) {
	g := l.g
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.away[name] {
		return nil, ErrNotAway
	}
	if old := g.guest(name); old != nil {
		if old.here {
			return nil, ErrTaken
		}
		old.leave()
	}
	x := &Guest{l: l, g: g, host: g.hosts[name], addr: addr.Unmap(), ends: map[int]*farEnd{}, heard: time.Now(), dialling: map[netip.AddrPort]int{}}
	g.guests = append(slices.DeleteFunc(g.guests, func(old *Guest) bool { return old.left }), x)
	return x, nil
}

// Disk is what lies on the guest's disk, as the trace tells it: what its host had when another machine was it, or another program
// on the same.
func (x *Guest) Disk() (world.Disk, error) {
	t, err := x.l.Whole()
	if err != nil {
		return world.Disk{}, err
	}
	return disksOf(t).of(x.host.name), nil
}

// Elapsed is the time since the scenario's start.
func (x *Guest) Elapsed() time.Duration {
	x.g.mu.Lock()
	defer x.g.mu.Unlock()
	return x.g.elapsed()
}

// Ready says at which ports of its machine a guest's services are, by the scenario's ports.
func (x *Guest) Ready(ports map[uint16]uint16) error {
	g := x.g
	g.mu.Lock()
	defer g.mu.Unlock()
	if x.left {
		return ErrReplaced
	}
	for _, s := range x.host.sockets {
		if ports[s.Port] == 0 {
			return ErrForged
		}
		s.At = netip.AddrPortFrom(x.addr, ports[s.Port])
	}
	g.byReal[x.addr] = true
	x.arrive()
	return nil
}

// Heard notes that a guest is there; those that are silent for too long are not. It tells why a guest is none any more.
func (x *Guest) Heard() error {
	x.g.mu.Lock()
	defer x.g.mu.Unlock()
	if x.left {
		return ErrReplaced
	}
	x.heard = time.Now()
	if x.host.sockets[0].At.Addr() == x.addr {
		x.arrive()
	}
	return nil
}

// Leave says that a guest is there no more.
func (x *Guest) Leave() {
	x.g.mu.Lock()
	defer x.g.mu.Unlock()
	x.depart()
	if !x.left {
		x.leave()
	}
}

// arrive and depart are like a switch. Called with the lock held.
func (x *Guest) arrive() {
	x.heard = time.Now()
	if x.here || x.g.stopped {
		return
	}
	x.here = true
	x.g.add(x.host.name, 0, trace.HostUp{})
	x.host.SetDown(false)
	x.g.post(x.g.elapsed(), true, x.watch)
}

func (x *Guest) depart() {
	if !x.here {
		return
	}
	x.here = false
	for at, n := range x.dialling { // nobody waits for calls that may never come
		x.dial(at, -n)
	}
	x.g.add(x.host.name, 0, trace.HostDown{})
	x.host.SetDown(true)
}

// watch looks every so often whether a guest is silent.
func (x *Guest) watch() {
	if !x.here {
		return
	}
	silent := time.Since(x.heard)
	if silent >= Absent {
		x.depart()
		return
	}
	x.g.post(x.g.elapsed()+time.Duration(float64(Absent-silent)*x.g.speed), true, x.watch)
}

// leave gives up what a guest has. Called with the lock held.
func (x *Guest) leave() {
	x.left = true
	for id := range x.ends { // which is given up first concerns nobody
		x.gone(id)
	}
}

// Answer answers a guest. That it may speak it is told once what it says is kept.
func (x *Guest) Answer(a Ask) (Answer, error) {
	answer, said, err := x.hear(a)
	if err == nil && !x.g.kept(said) {
		err = ErrOver
	}
	return answer, err
}

// hear is Answer; said is the event that has to be kept before.
func (x *Guest) hear(a Ask) (answer Answer, said int, err error) {
	g := x.g
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case x.left:
		return Answer{}, 0, ErrReplaced
	case a.N == x.n && a.N > 0:
		return x.last, x.said, nil // it did not hear this
	case a.N != x.n+1:
		return Answer{}, 0, ErrForged
	}
	if answer, err = x.answer(a); err != nil {
		return Answer{}, 0, err
	}
	x.n, x.last = a.N, answer
	return answer, x.said, nil
}

func (x *Guest) answer(a Ask) (Answer, error) {
	if len(x.ends) > 2*MaxConns {
		return Answer{}, ErrForged
	}
	switch a.What {
	case askFact:
		return x.fact(a)
	case askNumber:
		return Answer{Conn: x.begin(&farEnd{})}, nil
	case askKnock:
		return x.knock(a), nil
	case askDialling:
		x.dial(a.To, 1)
	case askDialled:
		return Answer{}, x.dialled(a)
	case askMet:
		return x.met(a), nil
	case askAsking:
		return Answer{}, x.asking(a)
	case askGone:
		x.gone(a.Conn)
	default:
		return Answer{}, ErrForged
	}
	return Answer{}, nil
}

// dial notes how many calls to an address are on their way.
func (x *Guest) dial(at netip.AddrPort, n int) {
	for _, count := range []map[netip.AddrPort]int{x.dialling, x.g.dialling} {
		if count[at] += n; count[at] <= 0 {
			delete(count, at)
		}
	}
	x.g.dialled.Broadcast()
}

func (x *Guest) begin(e *farEnd) int {
	x.g.lastConn++
	x.ends[x.g.lastConn] = e
	return x.g.lastConn
}

// fact keeps what a guest tells, with the cause that only this machine knows.
func (x *Guest) fact(a Ask) (Answer, error) {
	e, err := trace.DecodeEvent([]byte(a.Event))
	if err != nil {
		return Answer{}, err
	}
	end := x.ends[e.Conn]
	stranger := end != nil && end.pair == nil && end.udp == nil
	if e.Host != x.host.name && !(e.Host == "" && stranger) || e.Conn != 0 && end == nil || e.Cause > x.g.rec.count {
		return Answer{}, ErrForged
	}
	switch f := e.Fact.(type) {
	case trace.RunEnded, trace.HostUp, trace.HostDown, trace.InputActed, trace.InputEnded, trace.ActionStarted:
		return Answer{}, ErrForged
	case trace.DataReceived:
		if end != nil && end.pair != nil && e.Cause == 0 {
			e.Cause = end.pair.said[1-end.side]
		}
	case trace.PacketReceived:
		if end != nil && end.udp != nil && f.Sent == 0 {
			f.Sent = first(&end.udp.answers)
			e.Fact, e.Cause = f, f.Sent
		}
	}
	seq := x.g.because(e.Cause, e.Host, e.Conn, e.Fact)
	switch f := e.Fact.(type) {
	case trace.DataSent:
		x.said = seq
		if end != nil && end.pair != nil {
			end.pair.said[end.side] = seq
		}
	case trace.PacketSent:
		x.said = seq
		if end != nil && end.udp != nil && f.Flags == "UDP" {
			end.udp.queries = append(end.udp.queries, seq)
		}
	}
	return Answer{Seq: seq}, nil
}

// knock tells whether a host hears a call.
func (x *Guest) knock(a Ask) Answer {
	g := x.g
	far := g.hosts[a.Peer]
	if far == nil || far.down {
		return Answer{Lost: true}
	}
	if g.weather == nil {
		return Answer{}
	}
	_, why := g.weather.Pass(vnet.Passing{Packet: vnet.Packet{Flags: "SYN", Try: a.Try}, From: x.host.name, To: far.name, Conn: a.Conn, Door: a.Door}, vnet.Road{})
	return Answer{Lost: why != ""}
}

// dialled notes where a guest's call comes from, so that whoever takes it knows whose it is.
func (x *Guest) dialled(a Ask) error {
	g := x.g
	if x.dialling[a.To] > 0 { // it was not away meanwhile
		defer x.dial(a.To, -1)
	}
	if !a.From.IsValid() {
		return nil
	}
	end := x.ends[a.Conn]
	if end == nil || end.pair != nil || a.From.Addr() != x.addr || g.byAddr[a.Local.Addr()] != x.host {
		return ErrForged
	}
	end.pair = &pair{ends: 2}
	g.own++
	c := &Conn{g: g, host: x.host, id: a.Conn, local: a.Local, remote: a.Remote, pair: end.pair, opened: a.Seq, ours: true}
	g.dials[[2]netip.AddrPort{a.From, a.To}] = c
	return nil
}

// met tells who has called a guest.
func (x *Guest) met(a Ask) Answer {
	g := x.g
	key := [2]netip.AddrPort{a.From, a.To}
	if far := g.dials[key]; far != nil {
		delete(g.dials, key)
		x.ends[far.id] = &farEnd{pair: far.pair, side: 1}
		return Answer{Conn: far.id, Peer: far.host.name, Local: far.remote, Remote: far.local, Seq: far.opened}
	}
	if g.byReal[a.From.Addr()] && g.dialling[a.To] > 0 {
		return Answer{Wait: true}
	}
	return Answer{Conn: x.begin(&farEnd{})}
}

// asking notes from where a guest's datagrams come.
func (x *Guest) asking(a Ask) error {
	g := x.g
	end := x.ends[a.Conn]
	if end == nil || end.pair != nil || a.From.IsValid() && a.From.Addr() != x.addr || g.byAddr[a.Local.Addr()] != x.host {
		return ErrForged
	}
	end.udp = &asker{g: g, host: x.host, id: a.Conn, real: a.From, local: a.Local, peer: a.Remote, door: a.Door}
	if a.From.IsValid() {
		g.talks.own[a.From], g.talks.named[a.Local] = end.udp, end.udp
	}
	g.own++
	return nil
}

// gone gives up an end. Called with the lock held.
func (x *Guest) gone(id int) {
	g := x.g
	end := x.ends[id]
	if end == nil {
		return
	}
	delete(x.ends, id)
	g.forgetHere(id, x.host.name, "")
	switch {
	case end.udp != nil:
		if g.talks.own[end.udp.real] == end.udp {
			delete(g.talks.own, end.udp.real)
			delete(g.talks.named, end.udp.local)
		}
		g.own--
	case end.pair != nil:
		for key, c := range g.dials {
			if c.pair == end.pair { // nobody took it
				delete(g.dials, key)
				end.pair.ends--
			}
		}
		if end.pair.ends--; end.pair.ends == 0 {
			g.own--
		}
	}
}
