package live

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"posta/sim/actor"
	"posta/sim/trace"
	"posta/sim/vnet"
	"posta/sim/world"
)

// host is one machine of the cast.
type host struct {
	g       *ground
	name    string
	addrs   []netip.Addr
	real    netip.Addr
	sockets []*socket

	away bool // it is another machine: nothing runs here
	down bool
	up   chan struct{} // closed while the power is on
	held int           // processes that stand still without it
	turn sync.Mutex    // see Begin
}

var _ world.Host = (*host)(nil)

func (h *host) Name() string   { return h.name }
func (h *host) Now() time.Time { return h.g.Now() }

// source is the address that it dials from.
func (h *host) source() netip.Addr {
	if h.real.IsUnspecified() {
		if h.real.Is6() {
			return netip.IPv6Loopback()
		}
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return h.real
}

// Begin starts what the world wants done on this machine: one thing after the other,
// for the person at a device has two hands.
func (h *host) Begin(label string, f func()) {
	h.start(label, func() {
		h.turn.Lock()
		defer h.turn.Unlock()
		f()
	})
}

func (h *host) Down() bool    { return h.down }
func (h *host) Waiting() bool { return h.down && h.held > 0 }

// SetDown turns the power off or on. Connections are lost without a word.
func (h *host) SetDown(down bool) {
	if h.down == down {
		return
	}
	h.down = down
	if !down {
		close(h.up)
		return
	}
	h.up = make(chan struct{})
	for c := range h.g.open { // their losses are recorded in no order that matters
		if c, ok := c.(*Conn); ok && (c.host == h || h.away && c.peer == h.name) {
			c.vanish()
		}
	}
}

func (h *host) After(d time.Duration, label string, f func()) {
	h.g.mu.Lock()
	defer h.g.mu.Unlock()
	switch {
	case h.g.stopped:
	case d <= 0:
		h.start(label, f)
	default:
		h.g.post(h.g.elapsed()+d, false, func() { h.start(label, f) })
	}
}

// start begins a process. Called with the lock held.
func (h *host) start(label string, f func()) {
	switch {
	case h.g.stopped || h.away:
		return
	case !h.g.built:
		h.g.first = append(h.g.first, func() { h.start(label, f) })
		return
	}
	h.g.processes++
	h.g.begin(func() {
		defer func() {
			v := recover()
			h.g.mu.Lock()
			defer h.g.mu.Unlock()
			h.g.processes--
			if v != nil {
				h.g.add("", 0, trace.ActorPanicked{Process: h.name + ": " + label, Value: fmt.Sprint(v)})
			}
		}()
		if h.awaitPower() == nil {
			f()
		}
	})
}

// awaitPower waits until the host is on.
func (h *host) awaitPower() error {
	g := h.g
	g.mu.Lock()
	for h.down && !g.stopped {
		up := h.up
		h.held++
		g.sleeping++
		g.mu.Unlock()
		select {
		case <-up:
		case <-g.quit:
		}
		g.mu.Lock()
		h.held--
		g.sleeping--
	}
	defer g.mu.Unlock()
	if g.stopped {
		return actor.ErrStopped
	}
	return nil
}

func (h *host) Sleep(d time.Duration) error {
	g := h.g
	g.mu.Lock()
	over := make(chan struct{})
	t := g.post(g.elapsed()+d, false, func() {
		g.sleeping--
		close(over)
	})
	g.sleeping++
	g.mu.Unlock()
	select {
	case <-over:
	case <-g.quit:
		g.mu.Lock()
		if t.index >= 0 {
			g.cancel(t)
			g.sleeping--
		}
		g.mu.Unlock()
		return actor.ErrStopped
	}
	return h.awaitPower()
}

func (h *host) Rand(label string) *rand.Rand { return world.Rand(h.g.seed, h.name+" "+label) }

func (h *host) Record(conn net.Conn, fact trace.Fact) {
	id := 0
	if c := below(conn); c != nil {
		id = c.ID()
	}
	h.g.mu.Lock()
	defer h.g.mu.Unlock()
	h.g.add(h.name, id, fact)
}

// below finds the conversation under whatever wraps it.
func below(conn net.Conn) interface{ ID() int } {
	for conn != nil {
		switch c := conn.(type) {
		case interface{ ID() int }:
			return c
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		default:
			return nil
		}
	}
	return nil
}

// address picks the host's own address of the same family as the remote one.
func (h *host) address(remote netip.Addr) netip.Addr {
	for _, a := range h.addrs {
		if a.Is4() == remote.Is4() {
			return a
		}
	}
	if len(h.addrs) > 0 {
		return h.addrs[0]
	}
	return netip.Addr{}
}

// socket finds what is open behind a port of the scenario.
func (h *host) socket(port uint16) *socket {
	for _, s := range h.sockets {
		if s.Port == port {
			return s
		}
	}
	return nil
}

// reach is a socket's address as the cast dials it.
func (s *socket) reach() netip.AddrPort {
	if s.At.Addr().IsUnspecified() {
		h := host{real: s.At.Addr()}
		return netip.AddrPortFrom(h.source(), s.At.Port())
	}
	return s.At
}

// Dial opens a connection to one of the cast, or to a program outside that the scenario names, and to nobody else.
func (h *host) Dial(network, address string, timeout time.Duration) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, fmt.Errorf("dialling %q: machines dial addresses, not names: %w", address, err)
	}
	if err := h.awaitPower(); err != nil {
		return nil, err
	}
	switch network {
	case "tcp":
		return h.dialTCP(to, timeout)
	case "udp":
		return h.dialUDP(to)
	}
	return nil, fmt.Errorf("dialling %s: %w", address, net.UnknownNetworkError(network))
}

// errors that the virtual network has too, the same values as a real one's.
var (
	errRefused     error = syscall.ECONNREFUSED
	errUnreachable error = syscall.EHOSTUNREACH
	errReset       error = syscall.ECONNRESET
)

func opError(op, network string, remote netip.AddrPort, err error) error {
	return &net.OpError{Op: op, Net: network, Addr: addrOf(network, remote), Err: err}
}

func addrOf(network string, a netip.AddrPort) net.Addr {
	if network == "udp" {
		return net.UDPAddrFromAddrPort(a)
	}
	return net.TCPAddrFromAddrPort(a)
}

func realAddr(a net.Addr) netip.AddrPort {
	var ap netip.AddrPort
	switch a := a.(type) {
	case *net.TCPAddr:
		ap = a.AddrPort()
	case *net.UDPAddr:
		ap = a.AddrPort()
	}
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

func (h *host) dialTCP(to netip.AddrPort, timeout time.Duration) (net.Conn, error) {
	g := h.g
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stopped {
		return nil, actor.ErrStopped
	}
	c := &Conn{g: g, host: h, id: g.number(), ours: true, remote: to, pair: &pair{ends: 2},
		local: netip.AddrPortFrom(h.address(to.Addr()), 0), door: vnet.Door{Network: "tcp", Port: to.Port()}}
	far := g.byAddr[to.Addr()]
	switch {
	case far == nil && g.outside[to] != "":
		return c.callOutside(timeout)
	case far == nil:
		return nil, c.unopened(trace.FailUnreachable, errUnreachable)
	}
	c.peer, c.door.Server = far.name, far.name
	if err := c.knock(far, timeout); err != nil {
		if err == actor.ErrStopped {
			return nil, err
		}
		return nil, c.unopened(trace.FailTimeout, err)
	}
	s := far.socket(to.Port())
	if s == nil || g.weather != nil && g.weather.Refuses(c.door, h.name, c.id) {
		return nil, c.unopened(trace.FailRefused, errRefused)
	}
	at := s.reach()
	g.dialling[at]++
	g.own++
	if g.far != nil {
		g.far.ask(Ask{What: askDialling, To: at})
	}
	g.mu.Unlock()
	d := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(h.source(), 0)), Timeout: g.patience(timeout)}
	conn, err := d.Dial("tcp", at.String())
	g.mu.Lock()
	if g.dialling[at]--; g.dialling[at] == 0 {
		delete(g.dialling, at)
	}
	defer g.dialled.Broadcast()
	if err == nil && g.stopped {
		conn.Close()
	}
	if err != nil || g.stopped {
		if g.far != nil {
			g.far.ask(Ask{What: askDialled, To: at})
		}
		g.own--
		if g.stopped {
			return nil, actor.ErrStopped
		}
		return nil, c.unopened(trace.FailRefused, errRefused)
	}
	c.tcp = conn.(*net.TCPConn)
	local := realAddr(c.tcp.LocalAddr())
	c.local = netip.AddrPortFrom(c.local.Addr(), local.Port())
	c.key = [2]netip.AddrPort{local, at}
	g.dials[c.key] = c
	g.open[c] = struct{}{}
	c.open()
	if g.far != nil {
		g.far.ask(Ask{What: askDialled, To: at, From: local, Conn: c.id, Local: c.local, Remote: c.remote, Seq: c.opened})
	}
	g.add(h.name, c.id, trace.ConnEstablished{})
	return c, nil
}

// knock waits, as one does whose SYN is not answered, as long as a host is off or a
// fault swallows what is sent to it. Nothing is really sent. Called with the lock held.
func (c *Conn) knock(far *host, timeout time.Duration) error {
	g := c.g
	p := vnet.Passing{Packet: vnet.Packet{Flags: "SYN"}, From: c.host.name, To: far.name, Conn: c.id, Door: c.door}
	for until := g.elapsed() + timeout; ; p.Try++ {
		lost := far.down
		if g.far != nil {
			lost = g.far.ask(Ask{What: askKnock, Peer: far.name, Conn: c.id, Door: c.door, Try: p.Try}).Lost
		} else if !lost && g.weather != nil {
			_, why := g.weather.Pass(p, vnet.Road{})
			lost = why != ""
		}
		left := until - g.elapsed()
		switch {
		case !lost:
			return nil
		case left <= 0:
			return os.ErrDeadlineExceeded
		}
		g.mu.Unlock()
		err := c.host.Sleep(min(left, retransmission<<p.Try))
		g.mu.Lock()
		if err != nil {
			return err
		}
	}
}

// open records that the connection is being opened: only now is its port known.
// Called with the lock held.
func (c *Conn) open() {
	c.opened = c.g.add(c.host.name, c.id, trace.ConnOpening{Network: "tcp", Local: c.local, Remote: c.remote, Peer: c.peer,
		Service: c.g.service(c.remote)})
}

// unopened records that it never was. Called with the lock held.
func (c *Conn) unopened(why trace.FailReason, err error) error {
	c.open()
	c.g.add(c.host.name, c.id, trace.ConnFailed{Reason: why})
	c.g.forgetHere(c.id, c.host.name)
	return opError("dial", "tcp", c.remote, err)
}

// patience is how long the scenario's time is on the real clock, for a wait between
// two of the cast.
func (g *ground) patience(d time.Duration) time.Duration {
	return max(time.Duration(float64(d)/g.speed), min(d, leastDeadline))
}
