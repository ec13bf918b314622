package replay

import (
	"slices"
	"sort"

	"posta/sim/trace"
)

const (
	// maxClosed is how many closed connections a host remembers.
	maxClosed = 8
	// maxDatagrams is how many UDP conversations a host may have without an answer;
	// the oldest beyond is taken for given up, since nothing says that it is.
	maxDatagrams = 32
	// maxFlight bounds the packets on the road; only a trace that no run wrote leaves
	// more of them without an end.
	maxFlight = 4096
)

// enter puts a connection into a state.
func (f *fold) enter(c *Connection, s ConnState) {
	c.State, c.Since, c.SinceSeq = s, f.e.At, f.e.Seq
}

// opening: the host opens a connection.
func (f *fold) opening(h *Host, fact trace.ConnOpening) {
	c := &Connection{
		Number: f.e.Conn, Network: fact.Network, Service: fact.Service, Local: fact.Local, Remote: fact.Remote,
		Peer: fact.Peer, Opener: true, OpenedSeq: f.e.Seq,
	}
	f.enter(c, Opening)
	if fact.Network == "udp" {
		f.enter(c, Established) // nothing is opened: words are sent, and that is all
	}
	f.insert(h, c)
}

// accepted: a server took a connection.
func (f *fold) accepted(h *Host, fact trace.ConnAccepted) {
	c := &Connection{
		Number: f.e.Conn, Network: fact.Network, Service: fact.Service, Local: fact.Local, Remote: fact.Remote,
		Peer: fact.Peer, OpenedSeq: f.e.Seq,
	}
	if seq, ok := f.r.passed[f.e.Conn]; ok && seq < f.e.Seq { // the client has begun before its call was taken
		if p := f.r.t.At(seq).Fact.(trace.TLSPassed); p.Server == h.Name {
			c.Inside = p.Inside
		}
	}
	f.enter(c, Established)
	f.insert(h, c)
}

// insert gives the host a new end of a connection, in the place of the same end
// if it has one. The opener's end stands first.
func (f *fold) insert(h *Host, c *Connection) {
	if i := indexEnd(h.Closed, c.Number, c.Opener); i >= 0 {
		own(f, &h.Closed, &h.sliceGen[genClosed])
		h.Closed = slices.Delete(h.Closed, i, i+1)
	}
	own(f, &h.Connections, &h.sliceGen[genConnections])
	at := h.find(c.Number)
	switch {
	case at < len(h.Connections) && h.Connections[at].Number == c.Number && h.Connections[at].Opener == c.Opener:
		h.Connections[at] = c
	case at+1 < len(h.Connections) && h.Connections[at+1].Number == c.Number && !c.Opener:
		h.Connections[at+1] = c
	case at < len(h.Connections) && h.Connections[at].Number == c.Number && !c.Opener:
		h.Connections = slices.Insert(h.Connections, at+1, c)
	default:
		h.Connections = slices.Insert(h.Connections, at, c)
	}
	f.change(h.Name, PartConnections, Added, c.Key)
	if c.Network == "udp" {
		f.giveUpDatagrams(h)
	}
}

// indexEnd finds an end in a list.
func indexEnd(list []*Connection, number int, opener bool) int {
	return slices.IndexFunc(list, func(c *Connection) bool { return c.Number == number && c.Opener == opener })
}

// giveUpDatagrams closes the oldest of too many UDP conversations.
func (f *fold) giveUpDatagrams(h *Host) {
	oldest, n := -1, 0
	for i, c := range h.Connections {
		if c.Network == "udp" {
			if n++; oldest < 0 {
				oldest = i
			}
		}
	}
	if n > maxDatagrams {
		c := *h.Connections[oldest]
		f.enter(&c, Closed)
		f.put(h, oldest, &c)
	}
}

// end finds this host's end of the event's connection in Connections, or in Closed:
// at is the place, or -1. Where it has both ends, fits decides.
func (f *fold) end(h *Host, fits func(*Connection) bool) (at int, open bool) {
	number := f.e.Conn
	if i := h.told(number); i >= 0 {
		if i+1 < len(h.Connections) && h.Connections[i+1].Number == number && fits != nil && !fits(h.Connections[i]) {
			i++
		}
		return i, true
	}
	at = -1
	for i, c := range h.Closed {
		if c.tells(number) && (at < 0 || fits != nil && fits(c)) {
			at = i
		}
	}
	return at, false
}

// alter changes this host's end of the event's connection, if there is one.
func (f *fold) alter(h *Host, do func(*Connection)) { f.alterFitting(h, nil, do) }

func (f *fold) alterFitting(h *Host, fits func(*Connection) bool, do func(*Connection)) {
	at, open := f.end(h, fits)
	switch {
	case at < 0:
	case open:
		c := *h.Connections[at]
		do(&c)
		f.put(h, at, &c)
	default:
		c := *h.Closed[at]
		do(&c)
		own(f, &h.Closed, &h.sliceGen[genClosed])
		if c.State == Closed || c.State == Failed {
			h.Closed[at] = &c
			f.change(h.Name, PartConnections, Altered, c.Key)
			return
		}
		// A UDP conversation that seemed over goes on.
		f.insert(h, &c)
	}
}

// put sets the end at a place of Connections, and moves it to Closed when it is over.
func (f *fold) put(h *Host, at int, c *Connection) {
	own(f, &h.Connections, &h.sliceGen[genConnections])
	if c.State != Closed && c.State != Failed {
		h.Connections[at] = c
		f.change(h.Name, PartConnections, Altered, c.Key)
		return
	}
	h.Connections = slices.Delete(h.Connections, at, at+1)
	own(f, &h.Closed, &h.sliceGen[genClosed])
	if len(h.Closed) == maxClosed {
		h.Closed = slices.Delete(h.Closed, 0, 1)
	}
	h.Closed = append(h.Closed, c)
	f.change(h.Name, PartConnections, Removed, c.Key)
}

// meet makes the other end of a UDP conversation, which no event announces, or an
// end of a connection whose beginning the trace does not tell.
func (f *fold) meet(h *Host) {
	if at, _ := f.end(h, nil); at >= 0 {
		return
	}
	c := &Connection{Number: f.e.Conn, OpenedSeq: f.e.Seq}
	if o, ok := f.openingOf(f.e.Conn); ok {
		fact := o.Fact.(trace.ConnOpening)
		c.Network, c.Service, c.Local, c.Remote, c.Peer = fact.Network, fact.Service, fact.Remote, fact.Local, o.Host
	}
	f.enter(c, Established)
	f.insert(h, c)
}

// openingOf is the event that opened a connection, if that has happened.
func (f *fold) openingOf(conn int) (trace.Event, bool) {
	seq, ok := f.r.openings[conn]
	if !ok || seq > f.e.Seq {
		return trace.Event{}, false
	}
	return f.r.t.At(seq), true
}

// closed: this end has said its last word, or thrown the connection away.
func (f *fold) closed(h *Host, fact trace.ConnClosed) {
	f.alterFitting(h, func(c *Connection) bool { return !c.ClosedHere }, func(c *Connection) {
		c.ClosedHere = true
		c.Reset = c.Reset || fact.Reset
		f.over(c, fact.Reset)
	})
}

// ended: this end learnt that the other has said its last word.
func (f *fold) ended(h *Host) {
	f.alterFitting(h, func(c *Connection) bool { return !c.ClosedThere }, func(c *Connection) {
		c.ClosedThere = true
		f.over(c, false)
	})
}

// over puts a connection of which an end was closed into its state.
func (f *fold) over(c *Connection, thrown bool) {
	switch {
	case c.State == Failed || c.State == Closed:
	case thrown || c.ClosedHere && c.ClosedThere:
		f.enter(c, Closed)
	case c.State != Closing:
		f.enter(c, Closing)
	}
}

// dataSent: the host's program said something.
func (f *fold) dataSent(h *Host, fact trace.DataSent) {
	f.meet(h)
	f.alterFitting(h, func(c *Connection) bool { return c.Sent == fact.Offset }, func(c *Connection) {
		c.Sent += len(fact.Data)
		c.LastSent = f.e.Seq
		c.datagramsOut++
		f.quiet(c)
	})
}

// dataReceived: something came to the host's program.
func (f *fold) dataReceived(h *Host, fact trace.DataReceived) {
	f.meet(h)
	f.alterFitting(h, func(c *Connection) bool { return c.Received == fact.Offset }, func(c *Connection) {
		c.Received += max(fact.Len, 0)
		c.LastReceived = f.e.Seq
		c.datagramsIn++
		f.quiet(c)
	})
}

// quiet tells whether a UDP conversation is over for now: all that was asked is
// answered. UDP itself never says so (RFC 768).
func (f *fold) quiet(c *Connection) {
	if c.Network != "udp" {
		return
	}
	asked, answered := c.datagramsOut, c.datagramsIn
	if !c.Opener {
		asked, answered = answered, asked
	}
	switch quiet := answered >= asked; {
	case quiet && c.State == Established:
		f.enter(c, Closed)
	case !quiet && c.State == Closed:
		f.enter(c, Established)
	}
}

// passed: the TLS of the hosts at its other ends crosses two connections of this one.
func (f *fold) passed(h *Host, fact trace.TLSPassed) {
	passing := func(c *Connection) { c.Passing, c.Inside = true, 0 }
	f.alter(h, passing)
	if server := f.host(fact.Server); server != nil {
		f.alter(server, func(c *Connection) { c.Inside = fact.Inside })
	}
	f.e.Conn = fact.Inside // this event tells of both
	f.alter(h, passing)
}

// authenticated: a server checked who is at the other end.
func (f *fold) authenticated(h *Host, fact trace.Authenticated) {
	f.alterFitting(h, func(c *Connection) bool { return !c.Opener }, func(c *Connection) {
		if fact.OK {
			c.User, c.Mechanism = fact.User, fact.Mechanism
		} else {
			c.AuthFailures++
		}
	})
}

// packetSent: a packet leaves.
func (f *fold) packetSent(fact trace.PacketSent) {
	p := &Packet{Event: f.e.Seq, Conn: f.e.Conn, From: f.e.Host, Departed: f.e.At, Sent: fact, Carries: f.e.Cause}
	if o, ok := f.openingOf(f.e.Conn); ok {
		p.To = o.Host
		if f.e.Host == o.Host {
			p.To = o.Fact.(trace.ConnOpening).Peer
		}
	}
	own(f, &f.s.Flight, &f.s.flightGen)
	if len(f.s.Flight) == maxFlight {
		f.s.Flight = slices.Delete(f.s.Flight, 0, 1)
	}
	f.s.Flight = append(f.s.Flight, p)
	f.change(p.From, PartRoad, Added, p.Key)
}

// packetGone: a packet's journey has its end.
func (f *fold) packetGone(sent int) {
	i := sort.Search(len(f.s.Flight), func(i int) bool { return f.s.Flight[i].Event >= sent })
	if i == len(f.s.Flight) || f.s.Flight[i].Event != sent {
		return
	}
	own(f, &f.s.Flight, &f.s.flightGen)
	p := f.s.Flight[i]
	f.s.Flight = slices.Delete(f.s.Flight, i, i+1)
	f.change(p.From, PartRoad, Removed, p.Key)
}
