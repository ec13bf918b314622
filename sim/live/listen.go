package live

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"posta/sim/trace"
	"posta/sim/vnet"
)

// Listen takes connections at the socket that stands for a port.
func (h *host) Listen(port uint16) (net.Listener, error) {
	s := h.socket(port)
	if s == nil || s.tcp == nil {
		return nil, fmt.Errorf("listening on port %d of %s: the scenario has no such service", port, h.name)
	}
	return &listener{host: h, socket: s}, nil
}

type listener struct {
	host   *host
	socket *socket
}

func (l *listener) Addr() net.Addr {
	return addrOf("tcp", netip.AddrPortFrom(l.host.addrs[0], l.socket.Port))
}

func (l *listener) Close() error { return l.socket.tcp.Close() }

// Accept waits for the next connection.
func (l *listener) Accept() (net.Conn, error) {
	g := l.host.g
	for {
		tcp, err := l.accept()
		if err != nil {
			g.mu.Lock()
			stopped := g.stopped
			g.mu.Unlock()
			if stopped {
				return nil, opError("accept", "tcp", l.socket.At, net.ErrClosed)
			}
			// Too many open files, most likely: some will be closed.
			time.Sleep(acceptPause)
			continue
		}
		if c := l.meet(tcp); c != nil {
			return c, nil
		}
		if err := l.host.awaitPower(); err != nil {
			return nil, opError("accept", "tcp", l.socket.At, net.ErrClosed)
		}
	}
}

func (l *listener) accept() (*net.TCPConn, error) {
	g := l.host.g
	g.mu.Lock()
	g.idle++
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		g.idle--
		g.mu.Unlock()
	}()
	return l.socket.tcp.AcceptTCP()
}

// meet finds out who has come; nil: nobody who is served.
func (l *listener) meet(tcp *net.TCPConn) *Conn {
	g, h := l.host.g, l.host
	remote, at := realAddr(tcp.RemoteAddr()), l.socket.reach()
	if g.far != nil {
		return l.meetFar(tcp, remote, at)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.byReal[remote.Addr()] && g.dials[[2]netip.AddrPort{remote, at}] == nil && g.dialling[at] > 0 && !g.stopped {
		g.dialled.Wait() // one of the cast is about to say that this is its connection
	}
	cause := 0
	c := &Conn{g: g, host: h, tcp: tcp, remote: remote, door: vnet.Door{Network: "tcp", Server: h.name, Port: l.socket.Port}}
	if far := g.dials[[2]netip.AddrPort{remote, at}]; far != nil {
		cause = far.opened
		delete(g.dials, [2]netip.AddrPort{remote, at})
		c.id, c.peer, c.pair = far.id, far.host.name, far.pair
		c.local, c.remote = far.remote, far.local
	} else if c = l.stranger(c); c == nil {
		return nil
	}
	if h.down || g.stopped {
		g.open[c] = struct{}{}
		c.vanish()
		return nil
	}
	g.open[c] = struct{}{}
	g.because(cause, h.name, c.id, trace.ConnAccepted{Network: "tcp", Local: c.local, Remote: c.remote, Peer: c.peer, Service: l.socket.Service})
	return c
}

// stranger gives somebody from outside a number, unless there are too many of them or
// a fault shuts the door. Called with the lock held.
func (l *listener) stranger(c *Conn) *Conn {
	g := l.host.g
	if g.strangers >= MaxConns || g.weather != nil && g.weather.Refuses(c.door, "", 0) {
		c.tcp.SetLinger(0)
		c.tcp.Close()
		return nil
	}
	g.strangers++
	c.id = g.number()
	c.local = netip.AddrPortFrom(l.host.addrs[0], l.socket.Port)
	return c
}

// ---- UDP

// talks are the conversations by datagrams.
type talks struct {
	// own are the cast's sockets, by their real address and by the scenario's.
	own, named map[netip.AddrPort]*asker
	strangers  map[[2]netip.AddrPort]int // numbers, by both ends' addresses
}

func newTalks() talks {
	return talks{own: map[netip.AddrPort]*asker{}, named: map[netip.AddrPort]*asker{}, strangers: map[[2]netip.AddrPort]int{}}
}

// said records a datagram that leaves, and gives the event of its packet.
func (g *ground) said(host string, id int, b []byte) int {
	seq := g.add(host, id, trace.DataSent{Data: g.rec.said(b)})
	return g.because(seq, host, id, trace.PacketSent{Flags: "UDP", Len: len(b)})
}

// came records one that arrives.
func (g *ground) came(host string, id, packet, octets int) {
	seq := g.because(packet, host, id, trace.PacketReceived{Sent: packet})
	g.because(seq, host, id, trace.DataReceived{Len: octets})
}

// ListenPacket takes datagrams at the socket that stands for a port.
// Keep keeps a letter as it is: what a real server holds is counted where it comes in.
func (h *host) Keep(letter []byte) []byte { return letter }

func (h *host) ListenPacket(port uint16) (net.PacketConn, error) {
	s := h.socket(port)
	if s == nil || s.udp == nil {
		return nil, fmt.Errorf("listening on UDP port %d of %s: the scenario has no such service", port, h.name)
	}
	return &packets{UDPConn: s.udp, host: h, socket: s}, nil
}

// packets is a server's UDP socket.
type packets struct {
	*net.UDPConn
	host   *host
	socket *socket
}

func (p *packets) LocalAddr() net.Addr {
	return addrOf("udp", netip.AddrPortFrom(p.host.addrs[0], p.socket.Port))
}

func (p *packets) local() netip.AddrPort {
	return netip.AddrPortFrom(p.host.addrs[0], p.socket.Port)
}

// ReadFrom waits for the next datagram.
func (p *packets) ReadFrom(b []byte) (int, net.Addr, error) {
	g := p.host.g
	for {
		g.mu.Lock()
		g.idle++
		g.mu.Unlock()
		n, real, err := p.UDPConn.ReadFromUDPAddrPort(b)
		g.mu.Lock()
		g.idle--
		if err != nil {
			stopped := g.stopped
			g.mu.Unlock()
			if stopped || errors.Is(err, net.ErrClosed) {
				return 0, nil, net.ErrClosed
			}
			continue // what ICMP says of an earlier answer is none of a server's affair
		}
		real = netip.AddrPortFrom(real.Addr().Unmap(), real.Port())
		from := p.whose(real, b[:n])
		g.mu.Unlock()
		if from.IsValid() {
			return n, addrOf("udp", from), nil
		}
	}
}

// whose records a datagram and gives its sender's address; invalid: it is lost.
// Called with the lock held.
func (p *packets) whose(real netip.AddrPort, b []byte) netip.AddrPort {
	g, h := p.host.g, p.host
	a := g.talks.own[real]
	if a == nil {
		if h.down || g.weather != nil && g.weather.Refuses(vnet.Door{Network: "udp", Server: h.name, Port: p.socket.Port}, "", 0) {
			return netip.AddrPort{}
		}
		id := g.talker(real, p)
		g.came(h.name, id, g.said("", id, b), len(b))
		return real
	}
	packet := a.take()
	if h.down {
		g.add(h.name, a.id, trace.PacketLost{Sent: packet, Why: vnet.LostDown})
		return netip.AddrPort{}
	}
	g.came(h.name, a.id, packet, len(b))
	return a.local
}

// talker is the number of a stranger's conversation. Called with the lock held.
func (g *ground) talker(real netip.AddrPort, p *packets) int {
	key := [2]netip.AddrPort{real, p.local()}
	id := g.talks.strangers[key]
	if id == 0 {
		if len(g.talks.strangers) >= MaxTalkers {
			for old, id := range g.talks.strangers { // all of them: the order does not matter
				g.rec.forget(id, "", g.byAddr[old[1].Addr()].name)
			}
			clear(g.talks.strangers)
		}
		id = g.number()
		g.talks.strangers[key] = id
		g.add(p.host.name, id, trace.ConnAccepted{Network: "udp", Local: p.local(), Remote: real, Service: p.socket.Service})
	}
	return id
}

// WriteTo answers somebody who asked.
func (p *packets) WriteTo(b []byte, addr net.Addr) (int, error) {
	g, h := p.host.g, p.host
	to := realAddr(addr)
	g.mu.Lock()
	a := g.talks.named[to]
	if a == nil {
		id := g.talks.strangers[[2]netip.AddrPort{to, p.local()}]
		if id == 0 {
			g.mu.Unlock()
			return 0, opError("write", "udp", to, errUnreachable) // nobody who asked
		}
		g.said(h.name, id, b)
		g.mu.Unlock()
		return p.UDPConn.WriteToUDPAddrPort(b, to)
	}
	packet := g.said(h.name, a.id, b)
	wait, lost := g.flight(h.name, a.host.name, a.id, a.door, len(b))
	if lost != "" {
		g.add(a.host.name, a.id, trace.PacketLost{Sent: packet, Why: trace.LossReason(lost)})
		g.mu.Unlock()
		return len(b), nil
	}
	a.answers = append(a.answers, packet)
	g.mu.Unlock()
	if wait > 0 && h.Sleep(wait) != nil {
		return 0, net.ErrClosed
	}
	return p.UDPConn.WriteToUDPAddrPort(b, a.real)
}

// flight asks the weather about a datagram. Called with the lock held.
func (g *ground) flight(from, to string, id int, door vnet.Door, octets int) (time.Duration, string) {
	if g.weather == nil {
		return 0, ""
	}
	road, lost := g.weather.Pass(vnet.Passing{Packet: vnet.Packet{Flags: "UDP", Len: octets}, From: from, To: to, Conn: id, Door: door}, vnet.Road{})
	return road.Latency, lost
}

// asker is a dialled UDP socket of one of the cast.
type asker struct {
	g           *ground
	host        *host
	udp         *net.UDPConn // nil: there is nobody to talk to
	id          int
	real        netip.AddrPort
	local, peer netip.AddrPort
	door        vnet.Door

	once sync.Once
	shutting
	// Guarded by the ground's lock: packets on their way, oldest first.
	queries, answers []int
	refused          error
}

// shutting wakes a reader whom nobody will answer.
type shutting struct{ closed chan struct{} }

// take is the packet that has come to the server.
func (a *asker) take() int { return first(&a.queries) }

func first(list *[]int) int {
	if len(*list) == 0 {
		return 0
	}
	x := (*list)[0]
	*list = (*list)[1:]
	return x
}

func (h *host) dialUDP(to netip.AddrPort) (net.Conn, error) {
	g := h.g
	g.mu.Lock()
	defer g.mu.Unlock()
	far := g.byAddr[to.Addr()]
	a := &asker{g: g, host: h, peer: to, door: vnet.Door{Network: "udp", Port: to.Port()}, shutting: shutting{make(chan struct{})}}
	var s *socket
	if far != nil {
		a.door.Server = far.name
		s = far.socket(to.Port())
	}
	port := uint16(0)
	switch {
	case far == nil:
		a.refused = errUnreachable
	case s == nil || !s.UDP:
		a.refused = errRefused
	default:
		udp, err := net.DialUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(h.source(), 0)), net.UDPAddrFromAddrPort(s.reach()))
		if err != nil {
			return nil, opError("dial", "udp", to, err)
		}
		a.udp, a.real = udp, realAddr(udp.LocalAddr())
		port = a.real.Port()
	}
	a.id = g.number()
	a.local = netip.AddrPortFrom(h.address(to.Addr()), port)
	if a.udp != nil {
		g.talks.own[a.real], g.talks.named[a.local] = a, a
	}
	g.own++
	g.open[a] = struct{}{}
	if g.far != nil {
		g.far.ask(Ask{What: askAsking, Conn: a.id, From: a.real, Local: a.local, Remote: a.peer, Door: a.door})
	}
	g.add(h.name, a.id, trace.ConnOpening{Network: "udp", Local: a.local, Remote: to, Peer: a.door.Server, Service: g.service(to)})
	return a, nil
}

// ID is the conversation's number.
func (a *asker) ID() int { return a.id }

// LocalAddr and RemoteAddr are the scenario's.
func (a *asker) LocalAddr() net.Addr { return addrOf("udp", a.local) }

// RemoteAddr is whom it asks.
func (a *asker) RemoteAddr() net.Addr { return addrOf("udp", a.peer) }

// Write sends a datagram.
func (a *asker) Write(b []byte) (int, error) {
	g := a.g
	if err := a.host.awaitPower(); err != nil {
		return 0, opError("write", "udp", a.peer, net.ErrClosed)
	}
	g.mu.Lock()
	packet := g.said(a.host.name, a.id, b)
	if a.udp == nil {
		g.mu.Unlock()
		return len(b), nil
	}
	wait, lost := g.flight(a.host.name, a.door.Server, a.id, a.door, len(b))
	switch {
	case lost != "":
		g.add(a.door.Server, a.id, trace.PacketLost{Sent: packet, Why: trace.LossReason(lost)})
	case g.weather != nil && g.weather.Refuses(a.door, a.host.name, a.id):
		a.refused, lost = errRefused, "refused"
		a.udp.SetReadDeadline(time.Unix(1, 0))
	default:
		a.queries = append(a.queries, packet)
	}
	g.mu.Unlock()
	if lost != "" {
		return len(b), nil
	}
	if wait > 0 && a.host.Sleep(wait) != nil {
		return 0, opError("write", "udp", a.peer, net.ErrClosed)
	}
	return a.udp.Write(b)
}

// Read waits for an answer.
func (a *asker) Read(b []byte) (int, error) {
	g := a.g
	if a.udp == nil {
		g.mu.Lock()
		g.add(a.host.name, a.id, trace.ConnFailed{Reason: map[error]trace.FailReason{errRefused: trace.FailRefused}[a.refused]})
		g.mu.Unlock()
		return 0, opError("read", "udp", a.peer, a.refused)
	}
	n, err := a.udp.Read(b)
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case a.refused != nil:
		g.add(a.host.name, a.id, trace.ConnFailed{Reason: trace.FailRefused})
		return 0, opError("read", "udp", a.peer, a.refused)
	case err == nil:
		g.came(a.host.name, a.id, first(&a.answers), n)
	}
	return n, err
}

// ReadFrom and WriteTo make it the net.PacketConn that miekg/dns looks for.
func (a *asker) ReadFrom(b []byte) (int, net.Addr, error) {
	n, err := a.Read(b)
	return n, a.RemoteAddr(), err
}

// WriteTo sends a datagram to the one who was dialled, whatever the address.
func (a *asker) WriteTo(b []byte, _ net.Addr) (int, error) { return a.Write(b) }

// Close frees the port. It may be called again.
func (a *asker) Close() error {
	a.once.Do(func() {
		a.g.mu.Lock()
		defer a.g.mu.Unlock()
		delete(a.g.open, a)
		if a.udp != nil {
			delete(a.g.talks.own, a.real)
			delete(a.g.talks.named, a.local)
			a.udp.Close()
		}
		a.g.forget(a.id, a.host.name, a.door.Server)
		a.g.own--
	})
	return nil
}

func (a *asker) shut() {
	if a.udp != nil {
		a.udp.Close()
	}
}

// SetDeadline sets the read deadline; writes do not block.
func (a *asker) SetDeadline(t time.Time) error { return a.SetReadDeadline(t) }

// SetReadDeadline makes Read fail from t on.
func (a *asker) SetReadDeadline(t time.Time) error {
	if a.udp == nil {
		return nil
	}
	a.g.mu.Lock()
	at := a.g.instant(t, false)
	a.g.mu.Unlock()
	return a.udp.SetReadDeadline(at)
}

// SetWriteDeadline does nothing.
func (a *asker) SetWriteDeadline(time.Time) error { return nil }
