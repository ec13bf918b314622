package vnet

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"posta/sim/kernel"
)

// PacketConn is a UDP socket. It is a net.PacketConn, and, when it was dialled,
// a net.Conn too: programs look for both.
type PacketConn struct {
	n        *Network
	host     *Host
	port     uint16
	gate     *kernel.Gate
	remote   netip.AddrPort // set when dialled
	local    netip.AddrPort
	out      []datagram
	dirty    bool
	outCause int
	in       []datagram
	err      error
	closed   bool
	deadline time.Time
}

type datagram struct {
	from, to netip.AddrPort
	data     []byte
}

// ListenPacket takes UDP datagrams on a port of every address of the host.
func (h *Host) ListenPacket(port uint16) (*PacketConn, error) {
	h.n.k.Lock()
	defer h.n.k.Unlock()
	if h.sockets[port] != nil {
		return nil, fmt.Errorf("listening on UDP port %d of %s: the port is taken", port, h.name)
	}
	return h.socket(port), nil
}

func (h *Host) socket(port uint16) *PacketConn {
	s := &PacketConn{n: h.n, host: h, port: port, gate: h.n.k.NewGate(h.hold), local: netip.AddrPortFrom(h.addrs[0], port)}
	h.sockets[port] = s
	return s
}

// DialUDP makes a socket on a dynamic port that talks to one address. Nothing is
// sent yet, so nothing can fail but the choice of an address.
func (h *Host) DialUDP(remote netip.AddrPort) (*PacketConn, error) {
	h.n.k.Lock()
	defer h.n.k.Unlock()
	if h.n.k.Stopped() {
		return nil, kernel.ErrStopped
	}
	src, ok := h.source(remote.Addr())
	if !ok {
		return nil, opError("dial", "udp", netip.AddrPort{}, remote, errUnreachable)
	}
	s := h.socket(h.port())
	s.remote = remote
	s.local = netip.AddrPortFrom(src, s.port)
	h.dgram(s.local, remote)
	return s, nil
}

// dgram gives the number of the conversation between two UDP addresses, and tells
// the tap of a new one.
func (h *Host) dgram(local, remote netip.AddrPort) int {
	if id, ok := h.dgrams[[2]netip.AddrPort{local, remote}]; ok {
		return id
	}
	n := h.n
	far := n.hosts[remote.Addr()]
	peer := ""
	if far != nil {
		if id, ok := far.dgrams[[2]netip.AddrPort{remote, local}]; ok {
			return id // the other side began it
		}
		peer = far.name
	}
	n.conns++
	h.dgrams[[2]netip.AddrPort{local, remote}] = n.conns
	n.tap.Opening(h.name, n.conns, "udp", local, remote, peer)
	return n.conns
}

func (s *PacketConn) order() int {
	return s.n.conns + s.host.num // after the TCP connections, host by host
}

func (s *PacketConn) flush() {
	s.dirty = false
	work := s.out
	s.out = nil
	for _, d := range work {
		s.n.k.SetCause(s.outCause)
		s.send(d)
	}
}

func (s *PacketConn) send(d datagram) {
	n, h := s.n, s.host
	id := h.dgram(d.from, d.to)
	n.tap.DataSent(h.name, id, 0, d.data)
	far := n.hosts[d.to.Addr()]
	if far == nil {
		n.k.Post(n.k.Elapsed()+2*n.road.Latency, id, func() { s.fail(id, errUnreachable) })
		return
	}
	door := Door{Network: "udp", Server: far.name, Port: d.to.Port()}
	if !s.remote.IsValid() {
		door.Server, door.Port = h.name, d.from.Port() // it answers
	}
	p := &posted{s: s, far: far, door: door, d: d}
	n.transmit(&p.flight, p, h, far, id, door, Packet{Flags: "UDP", Len: len(d.data)})
}

// posted is a datagram on its way.
type posted struct {
	flight
	s    *PacketConn // that sends it
	far  *Host
	door Door
	d    datagram
}

func (p *posted) arrive() {
	n, h, d := p.n, p.s.host, p.d
	t := p.far.sockets[d.to.Port()]
	if t == nil || p.door.Server == p.far.name && n.refuses(p.door, h, p.conn) || (t.remote.IsValid() && t.remote != d.from) {
		// ICMP port unreachable (RFC 1122 section 4.1.3.1).
		n.k.Post(n.k.Elapsed()+n.way(p.far, h).Latency, p.conn, func() { p.s.fail(p.conn, errRefused) })
		return
	}
	n.tap.DataReceived(p.far.name, p.conn, 0, len(d.data))
	t.in = append(t.in, d)
	t.gate.Wake()
}

func (p *posted) lost() {} // nobody will know

// fail tells a dialled socket what ICMP said; others never hear of it.
func (s *PacketConn) fail(id int, err error) {
	if s.closed || !s.remote.IsValid() {
		return
	}
	s.n.tap.Failed(s.host.name, id, err)
	s.err = err
	s.gate.Wake()
}

// ReadFrom waits for the next datagram; what does not fit into b is cut off.
func (s *PacketConn) ReadFrom(b []byte) (int, net.Addr, error) {
	k := s.n.k
	k.Lock()
	defer k.Unlock()
	var timer *kernel.Timer
	defer func() { timer.Cancel() }()
	for {
		switch {
		case s.closed || k.Stopped():
			return 0, nil, opError("read", "udp", s.local, s.remote, net.ErrClosed)
		case len(s.in) > 0:
			d := s.in[0]
			s.in = s.in[1:]
			return copy(b, d.data), addrOf("udp", d.from), nil
		case s.err != nil:
			err := s.err
			s.err = nil
			return 0, nil, opError("read", "udp", s.local, s.remote, err)
		case !s.deadline.IsZero() && k.Since(s.deadline) <= k.Elapsed():
			return 0, nil, opError("read", "udp", s.local, s.remote, os.ErrDeadlineExceeded)
		}
		timer.Cancel()
		if timer = nil; !s.deadline.IsZero() {
			timer = k.Post(k.Since(s.deadline), s.host.num, s.gate.Wake)
		}
		if s.gate.Wait() != nil {
			return 0, nil, opError("read", "udp", s.local, s.remote, net.ErrClosed)
		}
	}
}

// WriteTo sends a datagram.
func (s *PacketConn) WriteTo(b []byte, addr net.Addr) (int, error) {
	to, err := addrPort(addr)
	if err != nil {
		return 0, opError("write", "udp", s.local, netip.AddrPort{}, err)
	}
	k := s.n.k
	k.Lock()
	defer k.Unlock()
	from := s.local
	if !s.remote.IsValid() {
		// Answer from the address that was asked, as servers do on a socket an address.
		if a, ok := s.host.source(to.Addr()); ok {
			from = netip.AddrPortFrom(a, s.port)
		}
	}
	switch {
	case s.closed || k.Stopped():
		return 0, opError("write", "udp", s.local, to, net.ErrClosed)
	case len(b) > MaxDatagram:
		return 0, opError("write", "udp", s.local, to, errTooLong)
	}
	s.out = append(s.out, datagram{from, to, append([]byte(nil), b...)})
	if !s.dirty {
		s.dirty = true
		s.outCause = k.Cause()
		s.n.dirty = append(s.n.dirty, s)
	}
	return len(b), nil
}

func addrPort(addr net.Addr) (netip.AddrPort, error) {
	if u, ok := addr.(*net.UDPAddr); ok {
		a := u.AddrPort()
		return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()), nil
	}
	return netip.ParseAddrPort(addr.String())
}

// Read reads a datagram on a dialled socket.
func (s *PacketConn) Read(b []byte) (int, error) {
	n, _, err := s.ReadFrom(b)
	return n, err
}

// Write sends a datagram on a dialled socket.
func (s *PacketConn) Write(b []byte) (int, error) {
	if !s.remote.IsValid() {
		return 0, opError("write", "udp", s.local, netip.AddrPort{}, net.ErrWriteToConnected)
	}
	return s.WriteTo(b, addrOf("udp", s.remote))
}

// Close frees the port. It may be called again.
func (s *PacketConn) Close() error {
	s.n.k.Lock()
	defer s.n.k.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	delete(s.host.sockets, s.port)
	s.in = nil
	s.gate.Wake()
	s.gate.Close()
	return nil
}

// ID is the number of the conversation with the address that was dialled, or 0.
func (s *PacketConn) ID() int {
	return s.host.dgrams[[2]netip.AddrPort{s.local, s.remote}]
}

// LocalAddr is the socket's own address.
func (s *PacketConn) LocalAddr() net.Addr { return addrOf("udp", s.local) }

// RemoteAddr is the address that was dialled, or nil.
func (s *PacketConn) RemoteAddr() net.Addr {
	if !s.remote.IsValid() {
		return nil
	}
	return addrOf("udp", s.remote)
}

// SetDeadline sets the read deadline; writes never block.
func (s *PacketConn) SetDeadline(t time.Time) error { return s.SetReadDeadline(t) }

// SetReadDeadline makes reading fail with os.ErrDeadlineExceeded from t on.
func (s *PacketConn) SetReadDeadline(t time.Time) error {
	s.n.k.Lock()
	defer s.n.k.Unlock()
	s.deadline = t
	s.gate.Wake()
	return nil
}

// SetWriteDeadline does nothing, since writes never block.
func (s *PacketConn) SetWriteDeadline(time.Time) error { return nil }
