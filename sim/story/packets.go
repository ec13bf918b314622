package story

import (
	"strings"

	"posta/sim/trace"
)

// readPacket: a packet leaves.
func (b *builder) readPacket(e trace.Event, f trace.PacketSent) {
	c := b.conn(e.Conn)
	s := c.side(e.Host)
	kind, up := b.placePacket(e, c, s, f)
	if c.bySeq[s] == nil {
		c.bySeq[s] = map[uint32]*Step{}
	}
	if kind != PacketACK && kind != PacketRetry && up != nil {
		c.bySeq[s][f.Seq] = up
	}
	p := b.join(e, c, s, kind)
	if p == nil {
		if up == nil {
			up = b.stray(e, c)
		}
		p = b.newPacket(e, kind, up)
	}
	p.Kind, p.Fact, p.FactSeq = kind, e.Fact, e.Seq
	p.To = c.hosts[1-s]
	if kind == PacketRST {
		p.Failure = true
	}
}

// placePacket finds what sort of packet it is, and what it is part of.
func (b *builder) placePacket(e trace.Event, c *conn, s side, f trace.PacketSent) (Kind, *Step) {
	kind := packetKind(f)
	switch kind {
	case PacketRetry:
		if up, ok := c.bySeq[s][f.Seq]; ok {
			return kind, up
		}
		return kind, c.line[s]
	case PacketSYN, PacketSYNACK:
		return kind, c.open
	case PacketFIN:
		return kind, b.finning(e, c)
	case PacketRST:
		if !c.settled && c.open != nil {
			return kind, c.open
		}
		return kind, b.resetting(e, c)
	case PacketACK:
		if p := c.recv[s]; p != nil {
			return kind, p.Parent
		}
		return kind, c.open
	}
	// More octets than the program wrote, before TLS stands, are its handshake.
	if c.unsent[s] <= 0 && !c.tlsDone[s] && f.Flags != "UDP" {
		return kind, b.handshake(e, c, s)
	}
	c.unsent[s] -= f.Len
	return kind, c.line[s]
}

// finning is closing, for a packet: it does not move the instant of the end.
func (b *builder) finning(e trace.Event, c *conn) *Step {
	if c.open != nil && c.open.Failure {
		return c.open
	}
	if c.closing != nil {
		return c.closing
	}
	return b.closing(e, c)
}

// join lets the packet join what the program did to send it.
func (b *builder) join(e trace.Event, c *conn, s side, kind Kind) *Step {
	pend := &c.pendWrite[s]
	switch kind {
	case PacketSYN:
		pend = &c.pendOpen
	case PacketFIN, PacketRST:
		pend = &c.pendClose[s]
	case PacketData, PacketUDP:
	default:
		return nil
	}
	p := *pend
	if p == nil {
		return nil
	}
	*pend = nil
	if p.From != e.Host {
		return nil // said at the far end of a TLS that this host passes on
	}
	b.own(e.Seq, p)
	return p
}

func packetKind(f trace.PacketSent) Kind {
	has := func(flag string) bool {
		for rest := f.Flags; rest != ""; {
			var one string
			one, rest, _ = strings.Cut(rest, ",")
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
	p.To, p.landed = e.Host, true
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
	n.Variant, n.Class, n.Failure, n.To = string(f.Why), Temporary, true, e.Host // somebody will send again
	c := b.conn(e.Conn)
	n.From = c.hosts[1-c.side(e.Host)]
	if b.isPacket(f.Sent, e.Seq) {
		n.From = b.t.Events[f.Sent-1].Host
		packet := b.owner[f.Sent]
		of := packet.Parent
		packet.landed = true
		b.shelves[packets].mend(packet)
		b.lost[n] = of
		if of != nil && of.Line != nil && c.network == "udp" {
			b.settled(of) // nobody sends a datagram again
		}
	}
	from := n.From
	p := b.newPacket(e, PacketLost, n)
	p.Variant, p.Class, p.Failure = string(f.Why), Temporary, true
	p.From, p.To = from, e.Host
	b.settled(n)
}

// isUnderWay tells whether a packet has neither come through nor been lost, or
// waits to be sent.
func (b *builder) isUnderWay(p *Step) bool {
	if _, sent := p.Fact.(trace.PacketSent); sent {
		return !p.landed
	}
	c := b.conn(p.Conn)
	return p == c.pendOpen || p == c.pendWrite[client] || p == c.pendWrite[server]
}
