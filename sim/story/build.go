package story

import (
	"posta/sim/dialogue"
	"posta/sim/trace"
)

// Of tells a whole trace.
func Of(t *trace.Trace) *Story { return From(t, dialogue.Of(t)) }

// From tells a trace whose dialogue has been read already.
func From(t *trace.Trace, d *dialogue.Dialogue) *Story {
	b := newBuilder(t, d)
	b.readEvents()
	b.groupSteps()
	return b.assemble()
}

// node is a step while it is being found. Nodes of the three levels live in
// slices of their own and refer to each other by index there.
type node struct {
	Step
	// key orders the steps of a level: the sequence number at which the thing was
	// settled. It differs from At where a reply is still on its way.
	key int
	// up is the node at the next shorter level.
	up int
	// trailing: it does not delay the telling of its group.
	trailing bool
}

// touch widens the node to hold an event.
func (n *node) touch(seq int) {
	if n.First == 0 || seq < n.First {
		n.First = seq
	}
	if seq > n.Last {
		n.Last = seq
	}
}

// side tells the two ends of a connection apart.
type side int

const (
	client side = iota
	server
)

// conn is what is known of a connection while the events are read.
type conn struct {
	network, service string
	hosts            [2]string
	remote           string // the address that the client calls

	open, closing, reset, tls int // dialogue nodes, -1 while there are none

	pendOpen  int    // packet node of ConnOpening that waits for its SYN or datagram
	pendWrite [2]int // packet node of DataSent that waits for its first packet
	pendClose [2]int // packet node of ConnClosed that waits for its FIN
	recv      [2]int // packet node of the packet that came last, and when
	recvSeq   [2]int
	line      [2]int // dialogue node of what was last written
	unsent    [2]int // octets written and not yet seen in packets
	tlsDone   [2]bool
	settled   bool                // established or failed
	bySeq     [2]map[uint32]int32 // dialogue node of a sequence number's first sending
}

type builder struct {
	t *trace.Trace
	d *dialogue.Dialogue

	packets, lines []node
	owner          []int // packet node, by sequence number
	conns          []*conn

	groups []group
	thinking
}

func newBuilder(t *trace.Trace, d *dialogue.Dialogue) *builder {
	b := &builder{t: t, d: d, owner: make([]int, len(t.Events)+1)}
	b.packets = make([]node, 0, len(t.Events))
	b.lines = make([]node, 0, len(d.Lines)+len(t.Events)/8)
	for _, l := range d.Lines {
		b.lines = append(b.lines, lineNode(l))
	}
	return b
}

// conn returns the state of a connection, made at its first use.
func (b *builder) conn(id int) *conn {
	// Numbers are counted from 1 without gaps by a run; a trace from elsewhere may
	// name any, and must not make us allocate for it.
	if id < 0 || id > len(b.t.Events) {
		id = 0
	}
	for len(b.conns) <= id {
		b.conns = append(b.conns, nil)
	}
	if b.conns[id] == nil {
		b.conns[id] = &conn{
			open: -1, closing: -1, reset: -1, tls: -1, pendOpen: -1,
			pendWrite: [2]int{-1, -1}, pendClose: [2]int{-1, -1}, recv: [2]int{-1, -1}, line: [2]int{-1, -1},
		}
	}
	return b.conns[id]
}

func (c *conn) side(host string) side {
	if c.hosts[client] == host || c.hosts[client] == "" && c.hosts[server] != host {
		return client
	}
	return server
}

// newPacket makes a Packets step for an event.
func (b *builder) newPacket(e trace.Event, kind Kind, up int) int {
	b.packets = append(b.packets, node{Step: Step{Kind: kind, From: e.Host, Conn: e.Conn, Fact: e.Fact, FactSeq: e.Seq}, up: up})
	b.own(e.Seq, len(b.packets)-1)
	return len(b.packets) - 1
}

// own gives the event to a Packets step, and widens it and what it is part of.
func (b *builder) own(seq, packet int) {
	b.owner[seq] = packet
	b.packets[packet].touch(seq)
	if up := b.packets[packet].up; up >= 0 {
		b.lines[up].touch(seq)
	}
}

// newLine makes a Dialogue step.
func (b *builder) newLine(e trace.Event, kind Kind) int {
	b.lines = append(b.lines, node{Step: Step{Kind: kind, From: e.Host, Conn: e.Conn, Fact: e.Fact, FactSeq: e.Seq, At: e.Seq}, key: e.Seq, up: -1})
	return len(b.lines) - 1
}

// readEvents finds the steps of the two deeper levels, and gives every event to
// one of each.
func (b *builder) readEvents() {
	for _, e := range b.t.Events {
		switch f := e.Fact.(type) {
		case trace.ConnOpening, trace.ConnAccepted, trace.ConnEstablished, trace.ConnFailed, trace.ConnClosed, trace.ConnEnded:
			b.readConn(e)
		case trace.DataSent:
			b.readSent(e, f)
		case trace.DataReceived:
			b.readReceived(e)
		case trace.PacketSent:
			b.readPacket(e, f)
		case trace.PacketReceived:
			b.readArrival(e, f.Sent)
		case trace.PacketLost:
			b.readLoss(e, f)
		case trace.TLSDone:
			b.readTLS(e, f)
		default:
			kind, variant := factKind(e.Fact)
			n := b.newLine(e, kind)
			b.lines[n].Variant = variant
			b.lines[n].Class, b.lines[n].Failure = factClass(e.Fact)
			p := b.newPacket(e, kind, n)
			b.packets[p].Variant = variant
			b.packets[p].Class, b.packets[p].Failure = b.lines[n].Class, b.lines[n].Failure
		}
	}
	for i := range b.packets {
		p := &b.packets[i]
		if p.up < 0 { // an address pair on which nothing was ever said
			p.up = b.newLine(b.t.At(p.First), Other)
			b.lines[p.up].touch(p.First)
			b.lines[p.up].touch(p.Last)
		}
		p.At, p.key = p.Last, p.Last
	}
}

// readConn reads what programs learn of a connection's life.
func (b *builder) readConn(e trace.Event) {
	c := b.conn(e.Conn)
	switch f := e.Fact.(type) {
	case trace.ConnOpening:
		c.network, c.service, c.remote = f.Network, f.Service, f.Remote.Addr().String()
		c.hosts = [2]string{e.Host, f.Peer}
		up := -1
		if f.Network != "udp" {
			c.open = b.newLine(e, ConnOpen)
			b.lines[c.open].To = f.Peer
			up = c.open
		}
		c.pendOpen = b.newPacket(e, StreamOpening, up)
	case trace.ConnAccepted:
		c.network, c.service = f.Network, f.Service
		c.hosts[server] = e.Host
		if c.hosts[client] == "" {
			c.hosts[client] = f.Peer
		}
		if c.open < 0 && f.Network != "udp" {
			// Live mode: the client stands outside the scenario.
			c.open = b.newLine(e, ConnOpen)
			b.lines[c.open].From, b.lines[c.open].To = f.Peer, e.Host
		}
		if f.Network == "udp" && c.pendOpen < 0 && c.line[client] < 0 {
			// That somebody outside speaks to this host is part of what is said first.
			c.pendOpen = b.newPacket(e, StreamTaken, -1)
			return
		}
		b.attach(e, c, StreamTaken, c.open)
	case trace.ConnEstablished:
		c.settled = true
		if c.open >= 0 {
			b.lines[c.open].At, b.lines[c.open].key = e.Seq, e.Seq
		}
		b.attach(e, c, StreamStands, c.open)
	case trace.ConnFailed:
		b.readFailure(e, c, f)
	case trace.ConnClosed:
		b.readClose(e, c, f.Reset)
	case trace.ConnEnded:
		b.attach(e, c, StreamEnded, b.closing(e, c))
	}
}

// readFailure: the connection was never opened, or was lost.
func (b *builder) readFailure(e trace.Event, c *conn, f trace.ConnFailed) {
	up := c.open
	if c.settled || up < 0 {
		up = b.resetting(e, c)
	}
	if !c.settled || c.open < 0 {
		kind := ConnUnreachable
		switch f.Reason {
		case trace.FailRefused:
			kind = ConnRefused
		case trace.FailTimeout:
			kind = ConnTimeout
		case trace.FailReset:
			kind = ConnReset
		}
		b.lines[up].Kind = kind
	}
	n := &b.lines[up]
	n.Failure, n.Fact, n.FactSeq = true, e.Fact, e.Seq
	n.Variant = string(f.Reason)
	if n.Kind != ConnReset || !c.settled {
		n.At, n.key = e.Seq, e.Seq
	}
	c.settled = true
	b.attach(e, c, StreamFailed, up)
}

// readClose: one end has nothing more to say, or throws the connection away.
func (b *builder) readClose(e trace.Event, c *conn, reset bool) {
	if reset {
		b.newPacket(e, StreamClosed, b.resetting(e, c))
		c.pendClose[c.side(e.Host)] = len(b.packets) - 1
		return
	}
	if c.open >= 0 && b.lines[c.open].Failure {
		b.newPacket(e, StreamClosed, c.open)
		return
	}
	c.pendClose[c.side(e.Host)] = b.newPacket(e, StreamClosed, b.closing(e, c))
}

// closing is the Dialogue step of a connection's end. Datagrams have no end that
// anybody sees, so there it is the last thing said.
func (b *builder) closing(e trace.Event, c *conn) int {
	if c.network == "udp" {
		for _, s := range []side{server, client} {
			if c.line[s] >= 0 {
				return c.line[s]
			}
		}
	}
	if c.closing < 0 {
		c.closing = b.newLine(e, ConnClose)
		n := &b.lines[c.closing]
		n.To = c.hosts[1-c.side(e.Host)]
		n.trailing = true
	}
	return c.closing
}

// resetting is the Dialogue step of a connection that breaks in the middle.
func (b *builder) resetting(e trace.Event, c *conn) int {
	if c.reset < 0 {
		c.reset = b.newLine(e, ConnReset)
		n := &b.lines[c.reset]
		n.To, n.Failure = c.hosts[1-c.side(e.Host)], true
	}
	return c.reset
}

// attach gives the event to the packet whose arrival told the host of it, or else
// to a Packets step of its own.
func (b *builder) attach(e trace.Event, c *conn, kind Kind, up int) {
	s := c.side(e.Host)
	if p := c.recv[s]; p >= 0 && b.t.Events[c.recvSeq[s]-1].At == e.At {
		b.own(e.Seq, p)
		if up >= 0 {
			// The event may be news of another step than the packet is part of.
			b.lines[up].touch(e.Seq)
		}
		return
	}
	if up < 0 {
		up = b.stray(e, c)
	}
	b.newPacket(e, kind, up)
}

// stray is the Dialogue step of an event on a connection that belongs to nothing
// else: the last thing said there, or a step of its own.
func (b *builder) stray(e trace.Event, c *conn) int {
	s := c.side(e.Host)
	for _, n := range []int{c.line[s], c.line[1-s], c.open, c.reset, c.closing} {
		if n >= 0 {
			return n
		}
	}
	n := b.newLine(e, Other)
	b.lines[n].To = c.hosts[1-s]
	c.line[s] = n
	return n
}

// readSent: a program says something.
func (b *builder) readSent(e trace.Event, f trace.DataSent) {
	c := b.conn(e.Conn)
	s := c.side(e.Host)
	if said := b.d.LinesAt(e.Seq); len(said) > 0 {
		c.line[s] = said[len(said)-1].Index
	}
	up := c.line[s]
	if up < 0 {
		up = b.stray(e, c)
	}
	c.unsent[s] += len(f.Data)
	if p := c.pendOpen; p >= 0 && c.network == "udp" && s == client {
		// A datagram opens nothing: the address pair is first used here.
		b.packets[p].Kind, b.packets[p].up, b.packets[p].From = StreamWrite, up, e.Host
		b.packets[p].Fact, b.packets[p].FactSeq = e.Fact, e.Seq
		b.own(b.packets[p].First, p)
		b.own(e.Seq, p)
		c.pendOpen, c.pendWrite[s] = -1, p
		return
	}
	c.pendWrite[s] = b.newPacket(e, StreamWrite, up)
}

// readReceived: a program hears something.
func (b *builder) readReceived(e trace.Event) {
	c := b.conn(e.Conn)
	up := c.line[1-c.side(e.Host)]
	if heard := b.d.LinesAt(e.Seq); len(heard) > 0 {
		up = heard[len(heard)-1].Index
	}
	b.attach(e, c, StreamRead, up)
}

// readPacket: a packet leaves.
func (b *builder) readPacket(e trace.Event, f trace.PacketSent) {
	c := b.conn(e.Conn)
	s := c.side(e.Host)
	kind, up := b.placePacket(e, c, s, f)
	if c.bySeq[s] == nil {
		c.bySeq[s] = map[uint32]int32{}
	}
	if kind != PacketACK && kind != PacketRetry && up >= 0 {
		c.bySeq[s][f.Seq] = int32(up)
	}
	p := b.adopt(e, c, s, kind)
	if p < 0 {
		if up < 0 {
			up = b.stray(e, c)
		}
		p = b.newPacket(e, kind, up)
	}
	n := &b.packets[p]
	n.Kind, n.Fact, n.FactSeq = kind, e.Fact, e.Seq
	n.To = c.hosts[1-s]
	if kind == PacketRST {
		n.Failure = true
	}
}

// placePacket finds what sort of packet it is, and what it is part of.
func (b *builder) placePacket(e trace.Event, c *conn, s side, f trace.PacketSent) (Kind, int) {
	kind := packetKind(f)
	switch kind {
	case PacketRetry:
		if up, ok := c.bySeq[s][f.Seq]; ok {
			return kind, int(up)
		}
		return kind, c.line[s]
	case PacketSYN, PacketSYNACK:
		return kind, c.open
	case PacketFIN:
		return kind, b.finning(e, c)
	case PacketRST:
		if !c.settled && c.open >= 0 {
			return kind, c.open
		}
		return kind, b.resetting(e, c)
	case PacketACK:
		if p := c.recv[s]; p >= 0 {
			return kind, b.packets[p].up
		}
		return kind, c.open
	}
	// More octets than the program wrote, before TLS stands, are its handshake.
	if c.unsent[s] <= 0 && !c.tlsDone[s] && f.Flags != "UDP" {
		if c.tls < 0 {
			c.tls = b.newLine(e, TLSDone)
			b.lines[c.tls].To = c.hosts[1-s]
		}
		return kind, c.tls
	}
	c.unsent[s] -= f.Len
	return kind, c.line[s]
}

// finning is closing, for a packet: it does not move the instant of the end.
func (b *builder) finning(e trace.Event, c *conn) int {
	if c.open >= 0 && b.lines[c.open].Failure {
		return c.open
	}
	if c.closing >= 0 {
		return c.closing
	}
	return b.closing(e, c)
}

// adopt lets the packet join what the program did to send it.
func (b *builder) adopt(e trace.Event, c *conn, s side, kind Kind) int {
	pend := &c.pendWrite[s]
	switch kind {
	case PacketSYN:
		pend = &c.pendOpen
	case PacketFIN, PacketRST:
		pend = &c.pendClose[s]
	case PacketData, PacketUDP:
	default:
		return -1
	}
	p := *pend
	if p < 0 {
		return -1
	}
	*pend = -1
	b.own(e.Seq, p)
	return p
}

func packetKind(f trace.PacketSent) Kind {
	has := func(flag string) bool {
		for rest := f.Flags; rest != ""; {
			var one string
			one, rest = cutComma(rest)
			if one == flag {
				return true
			}
		}
		return false
	}
	switch {
	case f.Try > 0:
		return PacketRetry
	case f.Flags == "UDP":
		return PacketUDP
	case has("RST"):
		return PacketRST
	case has("SYN") && has("ACK"):
		return PacketSYNACK
	case has("SYN"):
		return PacketSYN
	case has("FIN"):
		return PacketFIN
	case f.Len > 0:
		return PacketData
	}
	return PacketACK
}

func cutComma(s string) (before, after string) {
	for i := range len(s) {
		if s[i] == ',' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// readArrival: a packet came through.
func (b *builder) readArrival(e trace.Event, sent int) {
	c := b.conn(e.Conn)
	s := c.side(e.Host)
	if !b.isPacket(sent, e.Seq) {
		b.newPacket(e, PacketACK, b.stray(e, c))
		return
	}
	p := b.owner[sent]
	b.own(e.Seq, p)
	b.packets[p].To = e.Host
	c.recv[s], c.recvSeq[s] = p, e.Seq
}

func (b *builder) isPacket(seq, before int) bool {
	if seq < 1 || seq >= before {
		return false
	}
	_, ok := b.t.Events[seq-1].Fact.(trace.PacketSent)
	return ok
}

// readLoss: a packet did not come through. That is news at Dialogue too.
func (b *builder) readLoss(e trace.Event, f trace.PacketLost) {
	n := b.newLine(e, PacketLost)
	l := &b.lines[n]
	l.Variant, l.Failure, l.To = string(f.Why), true, e.Host
	c := b.conn(e.Conn)
	l.From = c.hosts[1-c.side(e.Host)]
	if b.isPacket(f.Sent, e.Seq) {
		l.From = b.t.Events[f.Sent-1].Host
		b.lost = append(b.lost, loss{line: n, of: b.packets[b.owner[f.Sent]].up})
	}
	from := l.From
	p := b.newPacket(e, PacketLost, n)
	b.packets[p].Variant, b.packets[p].Failure = string(f.Why), true
	b.packets[p].From, b.packets[p].To = from, e.Host
}

// readTLS: one end says that the handshake has ended. Both ends' word makes one
// Dialogue step.
func (b *builder) readTLS(e trace.Event, f trace.TLSDone) {
	c := b.conn(e.Conn)
	s := c.side(e.Host)
	if c.tls < 0 {
		c.tls = b.newLine(e, TLSDone)
		b.lines[c.tls].To = c.hosts[1-s]
	}
	n := &b.lines[c.tls]
	_, known := n.Fact.(trace.TLSDone)
	c.tlsDone[s] = true
	if !known || !f.OK && !n.Failure { // the first end that knows says it for both
		n.At, n.key = e.Seq, e.Seq
	}
	if _, told := n.Fact.(trace.TLSDone); !told || s == client || !f.OK {
		// The client's word has the server's certificate in it.
		if old, ok := n.Fact.(trace.TLSDone); !ok || old.OK {
			n.Fact, n.FactSeq = e.Fact, e.Seq
			n.From, n.To = c.hosts[client], c.hosts[server]
		}
	}
	n.Class = OK
	kind := TLSDone
	if !f.OK {
		kind = TLSFailed
	}
	if !f.OK || n.Failure {
		n.Kind, n.Failure, n.Class = TLSFailed, true, Permanent
	}
	p := b.newPacket(e, kind, c.tls)
	b.packets[p].To, b.packets[p].Failure = c.hosts[1-s], !f.OK
}
