package invariant

import (
	"strings"

	"posta/sim/trace"
)

// wire: what a connection's ends tell fits together. Bytes come out in the order
// in which they went in, none more and none twice; every packet that arrives or
// is lost was sent, once.
type wire struct {
	*checker
	conns   map[int]*conn
	packets map[int]packet // by their PacketSent
}

type packet struct {
	conn    int
	from    string
	settled bool
}

// conn is one connection, or one pair of UDP addresses.
type conn struct {
	secure bool // inside TLS: a program reads what has come in its own time, or never
	// far is who speaks TLS with the client where the server only passes it on; it says and hears
	// what the latter does not.
	far     string
	network string
	client  string
	server  string // "" until it accepted
	ends    map[string]*end
}

// end is what one host has told of a connection.
type end struct {
	sent, got         int
	established       bool
	closed, eof, lost bool
	datagrams         []int // lengths, sent and not yet received
}

func newWire(c *checker) *wire {
	return &wire{checker: c, conns: map[int]*conn{}, packets: map[int]packet{}}
}

func (c *conn) end(host string) *end {
	e := c.ends[host]
	if e == nil {
		e = &end{}
		c.ends[host] = e
	}
	return e
}

// peer is the other end; it may not have told anything yet.
func (c *conn) peer(host string) *end {
	if host == c.client {
		if c.far != "" {
			return c.end(c.far)
		}
		for name, e := range c.ends {
			if name != host {
				return e // there are two at most
			}
		}
		return &end{}
	}
	return c.end(c.client)
}

const (
	ruleStream = "bytes arrive as they were sent"
	ruleConn   = "connections live once"
	rulePacket = "packets arrive once"
)

func (w *wire) see(e trace.Event) {
	switch f := e.Fact.(type) {
	case trace.PacketSent:
		w.packets[e.Seq] = packet{conn: e.Conn, from: e.Host}
		return
	case trace.PacketReceived:
		w.settle(e, f.Sent)
		return
	case trace.PacketLost:
		w.settle(e, f.Sent)
		return
	}
	if e.Conn == 0 {
		return
	}
	c := w.conns[e.Conn]
	if f, ok := e.Fact.(trace.ConnOpening); ok {
		if c != nil {
			w.fail(ruleConn, "connection %d opens again", e.Conn)
		}
		w.conns[e.Conn] = &conn{network: f.Network, client: e.Host, ends: map[string]*end{}}
		return
	}
	if c == nil {
		w.fail(ruleConn, "%s on connection %d, which nobody opened", e.Kind(), e.Conn)
		return
	}
	if f, ok := e.Fact.(trace.TLSPassed); ok {
		w.passed(e, f)
		return
	}
	end, peer := c.end(e.Host), c.peer(e.Host)
	if len(c.ends) > 2 && (c.far == "" || len(c.ends) > 3) {
		w.fail(ruleConn, "connection %d has three ends, the third at %s", e.Conn, e.Host)
	}
	if c.network == "udp" {
		w.datagram(e, end, peer)
		return
	}
	w.stream(e, c, end, peer)
}

// passed: from here on the server of the TLS takes the part of the one who passes it on, in all that
// is said on the client's connection, but not in how that ends.
func (w *wire) passed(e trace.Event, f trace.TLSPassed) {
	c, onward := w.conns[f.Inside], w.conns[e.Conn]
	if c == nil || onward.client != e.Host {
		w.fail(ruleConn, "connection %d at %s: passes on the TLS of %d, which nobody opened", e.Conn, e.Host, f.Inside)
		return
	}
	before := c.end(c.server)
	if c.far != "" {
		before = c.end(c.far)
	}
	c.far, c.secure, onward.secure = f.Server, true, true
	c.ends[f.Server] = &end{sent: before.sent, got: before.got, established: true}
}

// settle checks a packet's end.
func (w *wire) settle(e trace.Event, sent int) {
	p, ok := w.packets[sent]
	switch {
	case !ok:
		w.fail(rulePacket, "packet %d was never sent", sent)
	case p.settled:
		w.fail(rulePacket, "packet %d has two ends", sent)
	case p.conn != e.Conn:
		w.fail(rulePacket, "packet %d is of connection %d, not of %d", sent, p.conn, e.Conn)
	}
	p.settled = true
	w.packets[sent] = p
}

func (w *wire) datagram(e trace.Event, end, peer *end) {
	switch f := e.Fact.(type) {
	case trace.DataSent:
		end.datagrams = append(end.datagrams, len(f.Data))
	case trace.DataReceived:
		for i, n := range peer.datagrams {
			if n == f.Len {
				peer.datagrams = append(peer.datagrams[:i:i], peer.datagrams[i+1:]...)
				return
			}
		}
		w.fail(ruleStream, "a datagram of %d octets came on %d that was never sent", f.Len, e.Conn)
	}
}

func (w *wire) stream(e trace.Event, c *conn, end, peer *end) {
	told := func(what string, args ...any) {
		w.fail(ruleConn, "connection %d at %s: "+what, append([]any{e.Conn, e.Host}, args...)...)
	}
	switch f := e.Fact.(type) {
	case trace.ConnAccepted:
		if c.server != "" || e.Host == c.client {
			told("accepted twice, or by its opener")
		}
		c.server = e.Host
	case trace.ConnEstablished:
		if end.established || e.Host != c.client {
			told("established twice, or not by its opener")
		}
		end.established = true
	case trace.DataSent:
		switch {
		case end.closed:
			told("data after it closed")
		case end.lost:
			told("data after it was lost")
		case f.Offset != end.sent:
			w.fail(ruleStream, "connection %d at %s: %d octets were sent, the next ones say %d", e.Conn, e.Host, end.sent, f.Offset)
		case e.Host == c.client && !end.established:
			told("data before it stands")
		}
		end.sent = f.Offset + len(f.Data)
	case trace.DataReceived:
		switch {
		case f.Offset != end.got:
			w.fail(ruleStream, "connection %d at %s: %d octets had come, the next ones say %d", e.Conn, e.Host, end.got, f.Offset)
		case f.Offset+f.Len > peer.sent:
			w.fail(ruleStream, "connection %d at %s: %d octets have come, %d were sent", e.Conn, e.Host, f.Offset+f.Len, peer.sent)
		case end.eof && !c.secure:
			told("data after the end of file")
		case end.lost:
			told("data after it was lost")
		}
		end.got = f.Offset + f.Len
	case trace.ConnClosed:
		if end.closed && !f.Reset || end.lost {
			told("closed twice, or after it was lost")
		}
		end.closed = true
		end.lost = end.lost || f.Reset
	case trace.ConnEnded:
		if c.far != "" {
			peer = c.end(c.server)
			if e.Host == c.server {
				peer = c.end(c.client)
			}
			if !peer.closed {
				told("end of file before the other end closed")
			}
			end.eof = true
			return
		}
		if unread := c.secure && end.got < peer.sent; !peer.closed || end.got != peer.sent && !unread {
			told("end of file after %d octets of %d (closed: %v)", end.got, peer.sent, peer.closed)
		}
		if end.eof {
			told("a second end of file")
		}
		end.eof = true
	case trace.ConnFailed:
		if end.lost {
			told("lost twice")
		}
		end.lost = true
	case trace.FaultActed:
		// The scenario's doing, at any time.
	case trace.TLSDone:
		c.secure = true
	default:
		// An actor's fact about a connection: its protocol says which.
		if !end.established && e.Host != c.server && !strings.HasPrefix(string(e.Kind()), "tls.") {
			told("%s before it stands", e.Kind())
		}
	}
}

func (w *wire) end() {}
