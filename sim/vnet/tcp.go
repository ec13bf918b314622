package vnet

import (
	"fmt"
	"io"
	"math"
	"net"
	"net/netip"
	"os"
	"time"

	"posta/sim/kernel"
)

type state uint8

const (
	synSent state = iota
	synReceived
	established
	gone // reset, vanished, or closed on both sides
)

// Conn is one end of a TCP connection. It is a net.Conn.
type Conn struct {
	n             *Network
	host, far     *Host
	peer          *Conn // the other end; nil until it exists
	id            int
	door          Door
	local, remote netip.AddrPort
	state         state
	err           error // why it is gone
	gate          *kernel.Gate
	listener      *Listener // server side, until accepted

	// The sending side.
	out      []byte // written, not yet sent
	outCause int
	sent     int // octets handed to the road
	dirty    bool
	closed   bool // Close or CloseWrite was called
	finSent  bool
	reading  bool // Close was not called
	draining bool // what still comes is thrown away
	unread   int  // octets that this end wrote and the other has not read
	covered  bool // octets from cover on are none of the tap's affair
	cover    int
	// of is the connection whose covered octets this end sends on: see PassOn.
	of *Conn

	// The receiving side.
	in       [][]byte // not read yet, from first on
	first    int
	got      int       // octets received in order
	early    []segment // arrived before one that was lost
	finAt    int       // the stream's length, once the FIN is known; -1 before
	eof      bool
	deadline time.Time
}

type segment struct {
	offset int
	data   []byte
}

func (n *Network) newConn(host, far *Host, id int, door Door, local, remote netip.AddrPort, s state) *Conn {
	c := &Conn{n: n, host: host, far: far, id: id, door: door, local: local, remote: remote, state: s, reading: true, finAt: -1}
	c.gate = n.k.NewGate(host.hold)
	host.ends[id] = c
	n.open++
	return c
}

// Dial opens a TCP connection and waits for the answer, at most timeout.
func (h *Host) Dial(remote netip.AddrPort, timeout time.Duration) (net.Conn, error) {
	return h.DialAs(netip.Addr{}, remote, timeout)
}

// DialAs is Dial with another's address as the source, as somebody on the road between
// two hosts may; the zero Addr is the host's own. What comes back comes to this host.
func (h *Host) DialAs(source netip.Addr, remote netip.AddrPort, timeout time.Duration) (net.Conn, error) {
	n := h.n
	n.k.Lock()
	defer n.k.Unlock()
	if n.k.Stopped() {
		return nil, kernel.ErrStopped
	}
	if n.max > 0 && n.open >= n.max {
		return nil, opError("dial", "tcp", netip.AddrPort{}, remote, errTooMany)
	}
	src, ok := h.source(remote.Addr())
	if !ok {
		return nil, opError("dial", "tcp", netip.AddrPort{}, remote, errUnreachable)
	}
	if source.IsValid() {
		src = source
	}
	n.conns++
	own := h
	if whose := n.hosts[src]; whose != nil {
		own = whose // two calls from one address have two ports
	}
	local := netip.AddrPortFrom(src, own.port())
	far := n.hosts[remote.Addr()]
	peer := ""
	if far != nil {
		peer = far.name
	}
	door := Door{Network: "tcp", Server: peer, Port: remote.Port()}
	if d, ok := n.weather.(Diverter); ok && far != nil {
		if via := n.byName[d.Divert(door, h.name)]; via != nil {
			far, peer = via, via.name
		}
	}
	c := n.newConn(h, far, n.conns, door, local, remote, synSent)
	n.tap.Opening(h.name, c.id, "tcp", local, remote, peer)
	if far == nil {
		// Nobody has the address: the last router says so.
		n.k.Post(n.k.Elapsed()+2*n.road.Latency, c.id, func() { c.fail(errUnreachable) })
	} else {
		c.syn(0)
	}
	timer := n.k.Post(n.k.Elapsed()+timeout, c.id, func() { c.fail(os.ErrDeadlineExceeded) })
	for c.state == synSent {
		if err := c.gate.Wait(); err != nil {
			return nil, err
		}
	}
	timer.Cancel()
	if c.state == gone {
		c.gate.Close()
		return nil, opError("dial", "tcp", local, remote, c.err)
	}
	return c, nil
}

// send sends a packet of the connection.
func (c *Conn) send(s *sending, p Packet) {
	s.c, s.try = c, p.Try
	s.due = c.n.k.Elapsed() + InitialRTO<<p.Try
	c.n.transmit(&s.flight, s, c.host, c.far, c.id, c.door, p)
}

// syn sends the first packet, again and again until it is answered.
func (c *Conn) syn(try int) {
	c.send(&sending{what: syn}, Packet{Flags: "SYN", Try: try})
}

func (c *Conn) synArrives() {
	n := c.n
	if c.peer != nil || c.state != synSent {
		return // a copy, or too late
	}
	l := c.far.listeners[c.remote.Port()]
	if l == nil || n.refuses(c.door, c.host, c.id) {
		s := &sending{c: c, what: refusal}
		n.transmit(&s.flight, s, c.far, c.host, c.id, c.door, Packet{Flags: "RST,ACK", Ack: 1})
		return
	}
	s := n.newConn(c.far, c.host, c.id, c.door, c.remote, c.local, synReceived)
	s.peer, c.peer, s.listener = c, s, l
	s.synAck(0)
}

func (c *Conn) synAck(try int) {
	c.send(&sending{what: synAck}, Packet{Flags: "SYN,ACK", Ack: 1, Try: try})
}

func (c *Conn) synAckArrives() {
	p := c.peer
	switch p.state {
	case synSent:
	case gone:
		p.reject() // it has given up meanwhile
		return
	default:
		return // a copy
	}
	p.state = established
	p.n.tap.Established(p.host.name, p.id)
	p.ack(0)
	p.gate.Wake()
}

// ack ends the handshake.
func (c *Conn) ack(try int) {
	c.send(&sending{what: ack}, Packet{Flags: "ACK", Seq: 1, Ack: 1, Try: try})
}

// sending is a packet of a connection on its way.
type sending struct {
	flight
	c      *Conn // the end that sends; of a refusal, the one that is refused
	what   what
	try    int
	due    time.Duration // when it is sent again, if it is lost
	offset int           // of data
	data   []byte
}

type what uint8

const (
	syn what = iota
	synAck
	ack
	refusal
	data
	fin
	reset
)

func (s *sending) arrive() {
	switch c := s.c; s.what {
	case syn:
		c.synArrives()
	case synAck:
		c.synAckArrives()
	case ack:
		c.peer.accept()
	case refusal:
		c.fail(errRefused)
	case data:
		c.peer.arrive(s.offset, s.data)
	case fin:
		c.peer.accept()
		c.peer.finAt = c.sent
		c.peer.finish()
	case reset:
		c.peer.fail(errReset)
	}
}

// lost sends what is lost again, once the wait for its acknowledgement has passed.
func (s *sending) lost() {
	if s.what != refusal && s.what != reset && (s.what != ack || s.try == 0) {
		s.c.n.k.Post(s.due, s.c.id, s.again)
	}
}

func (s *sending) again() {
	c, more := s.c, s.try+1 < MaxTries
	switch s.what {
	case syn:
		if c.state == synSent && more {
			c.syn(s.try + 1)
		}
	case synAck:
		if c.state == synReceived && more {
			c.synAck(s.try + 1)
		}
	case ack:
		// Should the second be lost too, the first data does its work (RFC 9293 section
		// 3.10.7.4).
		if c.state == established && c.sent == 0 {
			c.ack(1)
		}
	case data:
		switch {
		case c.state == gone:
		case !more:
			c.fail(errTimeout)
		default:
			c.segment(s.offset, s.data, s.try+1)
		}
	case fin:
		if c.state != gone && more {
			c.fin(s.try + 1)
		}
	}
}

// accept hands a connection whose handshake is complete to its listener.
func (c *Conn) accept() {
	if c.state != synReceived {
		return
	}
	c.state = established
	l := c.listener
	c.listener = nil
	if l.closed {
		c.abort(errReset)
		return
	}
	c.n.tap.Accepted(c.host.name, c.id, "tcp", c.local, c.remote, c.far.name)
	l.queue = append(l.queue, c)
	l.gate.Wake()
}

func (c *Conn) order() int { return c.id }

// soil puts the connection on the list of those that have something to send.
func (c *Conn) soil() {
	if !c.dirty {
		c.dirty = true
		c.outCause = c.n.k.Cause()
		c.n.dirty = append(c.n.dirty, c)
	}
}

// flush sends what was written, and the FIN after it.
func (c *Conn) flush() {
	c.dirty = false
	if c.state == gone {
		return
	}
	c.n.k.SetCause(c.outCause)
	if data := c.out; len(data) > 0 {
		c.out = nil
		if open := min(c.open(), len(data)); open > 0 {
			c.n.tap.DataSent(c.host.name, c.id, c.sent, data[:open:open])
			c.segments(data[:open:open])
			data = data[open:]
		}
		c.segments(data)
	}
	if c.closed && !c.finSent {
		c.finSent = true
		c.n.tap.Closed(c.host.name, c.id, false)
		c.fin(0)
	}
}

// open is how many of the next octets to be sent are still told to the tap.
func (c *Conn) open() int {
	if !c.covered {
		return math.MaxInt
	}
	return max(0, c.cover-c.sent)
}

// segments sends octets in pieces of an MSS.
func (c *Conn) segments(data []byte) {
	mss := c.n.mss(c.host, c.far)
	cause := c.n.k.Cause()
	for len(data) > 0 {
		part := data[:min(mss, len(data)):min(mss, len(data))]
		data = data[len(part):]
		offset := c.sent
		c.sent += len(part)
		c.n.k.SetCause(cause)
		c.segment(offset, part, 0)
	}
}

func (c *Conn) segment(offset int, octets []byte, try int) {
	var cover []byte
	if c.covered && offset >= c.cover {
		cover = octets
	}
	c.send(&sending{what: data, offset: offset, data: octets},
		Packet{Flags: "PSH,ACK", Seq: uint32(1 + offset), Ack: uint32(1 + c.got), Len: len(octets), Try: try, Covered: cover})
}

func (c *Conn) fin(try int) {
	c.send(&sending{what: fin}, Packet{Flags: "FIN,ACK", Seq: uint32(1 + c.sent), Ack: uint32(1 + c.got), Try: try})
}

// arrive takes a segment, in order or early.
func (c *Conn) arrive(offset int, data []byte) {
	c.accept()
	switch {
	case c.state == gone || !c.reading && !c.draining:
		// Nobody will ever read it (RFC 9293 section 3.10.7.1).
		c.reject()
		return
	case offset > c.got:
		c.early = append(c.early, segment{offset, data})
		return
	case offset < c.got:
		return // a copy
	}
	c.take(data)
	for again := true; again; {
		again = false
		for i, s := range c.early {
			if s.offset == c.got {
				c.early = append(c.early[:i], c.early[i+1:]...)
				c.take(s.data)
				again = true
				break
			}
		}
	}
	c.finish()
}

func (c *Conn) take(data []byte) {
	if p := c.peer; !p.covered || c.got < p.cover {
		c.n.tap.DataReceived(c.host.name, c.id, c.got, len(data))
	}
	c.got += len(data)
	if c.draining {
		c.peer.read(len(data))
		return
	}
	c.in = append(c.in, data)
	c.gate.Wake()
}

// finish ends the stream once all before the FIN is here.
func (c *Conn) finish() {
	if c.eof || c.finAt < 0 || c.got < c.finAt || c.state == gone {
		return
	}
	c.eof = true
	c.n.tap.Ended(c.host.name, c.id)
	c.gate.Wake()
	c.release()
}

// release forgets an end that is closed on both sides.
func (c *Conn) release() {
	if c.eof && c.finSent {
		c.drop(nil)
	}
}

// drop takes the end out of its host's table.
func (c *Conn) drop(err error) {
	if c.state == gone {
		return
	}
	c.state = gone
	c.err = err
	c.n.open--
	if c.err != nil {
		c.read(c.unread) // whatever still comes of it will not be kept
	}
	delete(c.host.ends, c.id)
	c.gate.Wake()
}

// fail ends the connection at this end, and tells.
func (c *Conn) fail(err error) {
	if c.state == gone {
		return
	}
	c.drop(err)
	c.n.tap.Failed(c.host.name, c.id, err)
}

// reject answers what cannot be taken with RST.
func (c *Conn) reject() {
	c.send(&sending{what: reset}, Packet{Flags: "RST", Seq: uint32(1 + c.sent)})
}

// abort throws the connection away and tells the peer.
func (c *Conn) abort(err error) {
	if c.state == gone {
		return
	}
	c.drop(err)
	c.n.tap.Closed(c.host.name, c.id, true)
	if c.peer != nil {
		c.reject()
	}
}

// vanish is what a power failure does; what was not yet read or sent is lost too.
func (c *Conn) vanish() {
	if c.state == gone {
		return
	}
	c.in, c.first, c.out = nil, 0, nil
	c.drop(errReset)
	c.n.tap.Failed(c.host.name, c.id, errReset)
}

// Read reads what has come in order; it blocks in virtual time.
func (c *Conn) Read(b []byte) (int, error) {
	k := c.n.k
	k.Lock()
	defer k.Unlock()
	if err := c.await(len(b) > 0); err != nil || len(b) == 0 {
		return 0, err
	}
	c.veil()
	n := copy(b, c.in[c.first])
	c.taken(n)
	return n, nil
}

// await blocks until something has come, or says why nothing will. Where nothing is wanted it
// does not block.
func (c *Conn) await(wanted bool) error {
	k := c.n.k
	var timer *kernel.Timer
	defer func() { timer.Cancel() }()
	for {
		switch {
		case !c.reading || k.Stopped():
			return opError("read", "tcp", c.local, c.remote, net.ErrClosed)
		case len(c.in) > 0 && wanted:
			return nil
		case c.eof:
			return io.EOF
		case c.state == gone:
			return opError("read", "tcp", c.local, c.remote, c.err)
		case !wanted:
			return nil
		case !c.deadline.IsZero() && k.Since(c.deadline) <= k.Elapsed():
			return opError("read", "tcp", c.local, c.remote, os.ErrDeadlineExceeded)
		}
		timer.Cancel()
		if timer = nil; !c.deadline.IsZero() {
			timer = k.Post(k.Since(c.deadline), c.id, c.gate.Wake)
		}
		if c.gate.Wait() != nil {
			return opError("read", "tcp", c.local, c.remote, net.ErrClosed)
		}
	}
}

// taken counts octets of what came first as read.
func (c *Conn) taken(n int) {
	part := &c.in[c.first]
	c.peer.read(n)
	if *part = (*part)[n:]; len(*part) == 0 {
		*part = nil
		c.first++
	}
	if c.first == len(c.in) {
		c.in, c.first = c.in[:0], 0
	}
}

// waiting is how many octets have come and are not read yet.
func (c *Conn) waiting() (n int) {
	for _, part := range c.in[c.first:] {
		n += len(part)
	}
	return n
}

// recordHead is what stands in the open before each TLS record (RFC 8446 section 5.1).
const recordHead = 5

// veil blots out what the other end said under cover, where this end knows nothing of
// a cover: a program that takes TLS for its own protocol. Those octets are another
// each time, and what the program makes of them would be too: of its first record it
// sees the head, and then nothing but zeros.
func (c *Conn) veil() {
	p := c.peer
	if p == nil || !p.covered || c.covered {
		return
	}
	at := c.got - c.waiting()
	first := c.in[c.first]
	if at+len(first) <= p.cover+recordHead {
		return
	}
	first = append([]byte(nil), first...) // the trace may hold it
	clear(first[max(0, p.cover+recordHead-at):])
	c.in[c.first] = first
}

// read counts octets that this end wrote and that will take up no more room.
func (c *Conn) read(octets int) {
	octets = min(octets, c.unread)
	c.unread -= octets
	c.n.underway -= int64(octets)
}

// Write queues bytes for the road; it never blocks.
func (c *Conn) Write(b []byte) (int, error) {
	c.n.k.Lock()
	defer c.n.k.Unlock()
	if err := c.write(b); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (c *Conn) write(b []byte) error {
	switch {
	case c.closed || c.n.k.Stopped():
		return opError("write", "tcp", c.local, c.remote, net.ErrClosed)
	case c.state == gone:
		err := c.err
		if err == nil {
			err = errReset
		}
		return opError("write", "tcp", c.local, c.remote, err)
	case len(b) == 0:
		return nil
	case len(c.out)+len(b) > MaxUnsent:
		return opError("write", "tcp", c.local, c.remote, errNoBuffers)
	}
	c.out = append(c.out, b...)
	c.unread += len(b)
	c.n.underway += int64(len(b))
	c.soil()
	return nil
}

// Close ends both directions: what was written is still sent, then a FIN.
func (c *Conn) Close() error {
	k := c.n.k
	k.Lock()
	defer k.Unlock()
	if !c.reading {
		return nil
	}
	c.reading = false
	c.in, c.first = nil, 0
	if c.peer != nil {
		c.peer.read(c.peer.unread)
	}
	c.gate.Wake()
	c.closeWrite()
	c.gate.Close()
	return nil
}

// Cover says that what this end sends from now on is the outside of something
// that a program above makes, such as TLS records: the tap is told of packets, and
// what they hold (Packet.Covered), but no more of data sent and, at the other end,
// received. Whoever covers a connection tells of what is inside. It returns how
// many octets this end has sent, and received, in the open.
func (c *Conn) Cover() (sent, received int) {
	c.n.k.Lock()
	defer c.n.k.Unlock()
	if !c.covered {
		c.covered, c.cover = true, c.sent+len(c.out)
	}
	return c.cover, c.got - c.waiting() // what is not read yet belongs to what is inside
}

// PassOn sends on what comes on another connection of this host, octet for octet, from now
// until its end: as a machine does that moves octets from socket to socket and looks at none.
// What is covered there is covered here, and is no other than it was; the one who passes it
// on is never shown it. It returns nil at the other's end of file, and closes nothing.
func (c *Conn) PassOn(from net.Conn) error {
	src, ok := from.(*Conn)
	if !ok || src.n != c.n {
		_, err := io.Copy(c, from)
		return err
	}
	k := c.n.k
	k.Lock()
	defer k.Unlock()
	for {
		if err := src.await(true); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		part := src.in[src.first]
		if p := src.peer; p.covered {
			if open := p.cover - (src.got - src.waiting()); open > 0 {
				part = part[:min(open, len(part))]
			} else {
				c.coverFor(src)
			}
		}
		if err := c.write(part); err != nil {
			return err
		}
		src.taken(len(part))
	}
}

// coverFor covers what this end sends from now on, because it is what is covered on another
// connection.
func (c *Conn) coverFor(src *Conn) {
	if c.covered {
		return
	}
	c.covered, c.cover = true, c.sent+len(c.out)
	if src.id < c.id { // of two, the client's was opened first
		c.of = src
		client := src
		for client.peer.of != nil {
			client = client.peer.of
		}
		c.n.tap.Passed(c.host.name, c.id, client.id, client.far.name, c.far.name)
	}
}

// Inside tells where what this end says and hears under its own cover is told: on the
// connection that the client at the other end of the cover opened, which is this one unless
// somebody in between passes octets on (PassOn). Sent and received are by how much the
// octets before the cover were more there than here. Called with the lock held.
func (c *Conn) Inside() (conn, sent, received int) {
	for c.peer != nil && c.peer.of != nil {
		there := c.peer.of
		sent += there.bare() - c.bare()
		received += there.peer.bare() - c.peer.bare()
		c = there
	}
	return c.id, sent, received
}

// bare is how many octets this end has said without a cover.
func (c *Conn) bare() int {
	if c.covered {
		return c.cover
	}
	return c.sent + len(c.out)
}

// Drain closes the connection as careful programs do: this end says that it has
// no more to say, and throws away what still comes until the other has no more
// either, so that the other's last words do not meet a reset.
func (c *Conn) Drain() error {
	c.n.k.Lock()
	c.draining = c.reading
	c.n.k.Unlock()
	return c.Close()
}

// CloseWrite ends this end's direction only.
func (c *Conn) CloseWrite() error {
	c.n.k.Lock()
	defer c.n.k.Unlock()
	c.closeWrite()
	return nil
}

func (c *Conn) closeWrite() {
	if c.closed || c.n.k.Stopped() {
		return
	}
	c.closed = true
	if c.state != gone {
		c.soil()
	}
}

// Abort throws the connection away with a RST.
func (c *Conn) Abort() {
	c.n.k.Lock()
	defer c.n.k.Unlock()
	c.reading = false
	c.abort(net.ErrClosed)
	c.gate.Close()
}

// ID is the connection's number in the run, the same at both ends.
func (c *Conn) ID() int { return c.id }

// LocalAddr is this end's address.
func (c *Conn) LocalAddr() net.Addr { return addrOf("tcp", c.local) }

// RemoteAddr is the other end's address.
func (c *Conn) RemoteAddr() net.Addr { return addrOf("tcp", c.remote) }

// SetDeadline sets the read deadline; writes never block.
func (c *Conn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }

// SetReadDeadline makes Read fail with os.ErrDeadlineExceeded from t on.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.n.k.Lock()
	defer c.n.k.Unlock()
	c.deadline = t
	c.gate.Wake()
	return nil
}

// SetWriteDeadline does nothing, since writes never block.
func (c *Conn) SetWriteDeadline(time.Time) error { return nil }

// Listener takes connections on one port of a host.
type Listener struct {
	host   *Host
	port   uint16
	queue  []*Conn
	closed bool
	gate   *kernel.Gate
}

// Listen takes TCP connections on a port of every address of the host.
func (h *Host) Listen(port uint16) (net.Listener, error) {
	h.n.k.Lock()
	defer h.n.k.Unlock()
	if h.listeners[port] != nil {
		return nil, fmt.Errorf("listening on port %d of %s: the port is taken", port, h.name)
	}
	l := &Listener{host: h, port: port, gate: h.n.k.NewGate(h.hold)}
	h.listeners[port] = l
	return l, nil
}

// Accept waits for the next connection.
func (l *Listener) Accept() (net.Conn, error) {
	k := l.host.n.k
	k.Lock()
	defer k.Unlock()
	for {
		if l.closed || k.Stopped() {
			return nil, opError("accept", "tcp", netip.AddrPort{}, netip.AddrPort{}, net.ErrClosed)
		}
		if len(l.queue) > 0 {
			c := l.queue[0]
			l.queue = l.queue[1:]
			return c, nil
		}
		if l.gate.Wait() != nil {
			return nil, opError("accept", "tcp", netip.AddrPort{}, netip.AddrPort{}, net.ErrClosed)
		}
	}
}

// Close frees the port; connections in the queue are reset.
func (l *Listener) Close() error {
	k := l.host.n.k
	k.Lock()
	defer k.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	delete(l.host.listeners, l.port)
	for _, c := range l.queue {
		c.abort(net.ErrClosed)
	}
	l.queue = nil
	l.gate.Wake()
	l.gate.Close()
	return nil
}

// Addr is the listener's address, on the host's first one.
func (l *Listener) Addr() net.Addr {
	return addrOf("tcp", netip.AddrPortFrom(l.host.addrs[0], l.port))
}
