package story

import (
	"slices"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// side tells the two ends of a connection apart.
type side int

const (
	client side = iota
	server
)

// conn is what is known of a connection while the events are read.
type conn struct {
	network, service string
	opened           trace.Fact // that began it
	hosts            [2]string
	exchanges        []*exchange // that tell of it
	remote           string      // the address that the client calls
	far              string      // who speaks TLS with the client, where the server passes it on
	passes           int         // the connection whose lines are passed on in this one, by somebody in the middle
	onward           int         // the connection in which this one's are

	open, closing, reset, tls *Step // at Dialogue

	pendOpen  *Step    // Packets step of ConnOpening that waits for its SYN or datagram
	pendWrite [2]*Step // Packets step of DataSent that waits for its first packet
	pendClose [2]*Step // Packets step of ConnClosed that waits for its FIN
	recv      [2]*Step // Packets step of the packet that came last, and when
	recvSeq   [2]int
	line      [2]*Step // Dialogue step of what was last written
	unsent    [2]int   // octets written and not yet seen in packets
	tlsDone   [2]bool
	settled   bool                // established or failed
	bySeq     [2]map[uint32]*Step // Dialogue step of a sequence number's first sending

	// waiting are the lines that have not been placed, by who says them, and said is
	// the key of the one that was placed last.
	waiting [2][]*Step
	said    [2]int
	closed  [2]bool
	over    bool // nothing that is on its way will arrive any more
}

// inside are the hosts at the ends of the connection's TLS.
func (c *conn) inside() [2]string {
	if c.far == "" {
		return c.hosts
	}
	return [2]string{client: c.hosts[client], server: c.far}
}

type builder struct {
	t *trace.Trace
	d *dialogue.Dialogue

	reader  *dialogue.Reader
	shelves [levels]shelf
	slab    []Step
	born    int
	owner   []*Step // Packets step, by sequence number
	conns   []*conn
	ofLine  map[*dialogue.Line]*Step

	// ready are Dialogue steps that are settled and find their exchange once the event
	// has been read; unplaced are those that have none yet.
	ready    []*Step
	unplaced []*Step
	loose    []*Step // Packets steps that are part of nothing yet
	holders  []*Step // Tell steps that hold others provisionally
	hosts    map[string]bool
	devices  map[string]bool // those of them that people hold
	ended    bool
	grouping
}

func newBuilder(t *trace.Trace) builder {
	r := dialogue.NewReader(t.Header)
	hosts, devices := map[string]bool{}, map[string]bool{}
	for i := range t.Header.Hosts {
		h := &t.Header.Hosts[i]
		hosts[h.Name], devices[h.Name] = true, h.Device != ""
	}
	return builder{
		hosts: hosts, devices: devices,
		t: t, d: r.Dialogue(), reader: r, owner: make([]*Step, 1, len(t.Events)+1), ofLine: map[*dialogue.Line]*Step{},
		shelves:  [levels]shelf{tell: {inOrder: true}},
		grouping: newGrouping(),
	}
}

// slabSize is how many steps are made at once.
const slabSize = 128

// newStep makes a step. Its address is its identity.
func (b *builder) newStep(level int, st Step) *Step {
	if len(b.slab) == cap(b.slab) {
		b.slab = make([]Step, 0, slabSize)
	}
	b.born++
	st.Detail, st.born = details[level], b.born
	b.slab = append(b.slab, st)
	return &b.slab[len(b.slab)-1]
}

// conn returns the state of a connection, made at its first use.
func (b *builder) conn(id int) *conn {
	// Numbers are counted from 1 without gaps by a run; a trace from elsewhere may
	// name any, and must not make us allocate for it.
	if id < 0 || id > maxConns {
		id = 0
	}
	for len(b.conns) <= id {
		b.conns = append(b.conns, nil)
	}
	if b.conns[id] == nil {
		b.conns[id] = &conn{}
	}
	return b.conns[id]
}

// maxConns is the highest number of a connection that is told apart from others.
const maxConns = trace.MaxEvents

func (c *conn) side(host string) side {
	if c.hosts[client] == host || c.hosts[client] == "" && c.hosts[server] != host {
		return client
	}
	return server
}

// newPacket makes a Packets step for an event.
func (b *builder) newPacket(e trace.Event, kind Kind, up *Step) *Step {
	p := b.newStep(packets, Step{Kind: kind, From: e.Host, Conn: e.Conn, Fact: e.Fact, FactSeq: e.Seq})
	b.belong(p, up)
	b.own(e.Seq, p)
	return p
}

// belong makes a Packets step part of a Dialogue step, or of none yet.
func (b *builder) belong(p, up *Step) {
	if old := p.Parent; old != nil {
		old.parts = slices.DeleteFunc(old.parts, func(x *Step) bool { return x == p })
		b.mend(old)
	}
	if p.provisional != nil {
		b.forget(p.provisional)
		p.provisional = nil
	}
	p.Parent = up
	if up == nil {
		b.loose = append(b.loose, p)
		return
	}
	up.parts = append(up.parts, p)
}

// own gives the event to a Packets step, and widens it and what it is part of.
func (b *builder) own(seq int, p *Step) {
	if seq == len(b.owner) {
		b.owner = append(b.owner, p)
	} else {
		b.owner[seq] = p
	}
	p.touch(seq)
	if p.key != p.Last {
		p.key, p.settled = p.Last, p.Last
		b.shelves[packets].put(p)
	}
	b.shelves[packets].mend(p)
	if p.Parent != nil {
		b.touch(p.Parent, seq)
	}
}

// touch widens a Dialogue step, and its exchange.
func (b *builder) touch(st *Step, seq int) {
	first := st.First
	st.touch(seq)
	b.mend(st)
	if st.First < first {
		b.shelves[lines].put(st) // ties are broken by it
	}
	if st.of != nil {
		st.of.step.touch(seq)
	}
}

// mend says that a Dialogue step says something else.
func (b *builder) mend(st *Step) {
	b.shelves[lines].mend(st)
	if st.of != nil {
		b.change(st.of)
	}
}

// newLine makes a Dialogue step of an event.
func (b *builder) newLine(e trace.Event, kind Kind) *Step {
	st := b.newStep(lines, Step{Kind: kind, From: e.Host, Conn: e.Conn, Fact: e.Fact, FactSeq: e.Seq, First: e.Seq, Last: e.Seq, settled: e.Seq, key: e.Seq})
	b.found(st)
	return st
}

// found puts a new Dialogue step among those that wait for their exchange.
func (b *builder) found(st *Step) {
	b.shelves[lines].put(st)
	b.unplaced = append(b.unplaced, st)
}

// rekey says when a Dialogue step is settled.
func (b *builder) rekey(st *Step, seq int) {
	st.settled, st.key = seq, seq
	b.shelves[lines].put(st)
	b.resettled(st)
}

// read takes an event in: it finds the steps of the two deeper levels that it
// belongs to, and then the exchanges of those that are settled by it.
func (b *builder) read(e trace.Event) {
	changed := b.reader.Add(e)
	for _, l := range changed {
		b.readLine(l)
	}
	if _, ended := e.Fact.(trace.RunEnded); ended {
		b.endAll()
	}
	b.readEvent(e)
	for _, l := range changed {
		b.claim(l)
	}
	b.advance(b.conn(e.Conn))
	b.place()
}

// readEvent gives the event to a step of each of the two deeper levels.
func (b *builder) readEvent(e trace.Event) {
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
	case trace.TLSPassed:
		b.readPassed(e, f)
	default:
		b.readFact(e)
	}
}

// readFact tells a decision, or an event that no byte shows, as its row says.
func (b *builder) readFact(e trace.Event) {
	kind, variant, class, failure := Kind(e.Kind()), "", None, false
	if row := trace.RowOf(e.Kind()); row != nil {
		kind, variant = Kind(row.Step(e.Fact)), row.Variant(e.Fact)
		class, failure = row.Class(e.Fact)
	}
	n := b.newLine(e, kind)
	n.Variant, n.Class, n.Failure = variant, class, failure
	p := b.newPacket(e, kind, n)
	p.Variant, p.Class, p.Failure = variant, class, failure
	b.settled(n)
}

// settled says that a Dialogue step is ready to find its exchange.
func (b *builder) settled(st *Step) { b.ready = append(b.ready, st) }

// place finds the exchanges of the steps that an event settled.
func (b *builder) place() {
	slices.SortStableFunc(b.ready, b.shelves[lines].compare)
	for i := 0; i < len(b.ready); i++ {
		if st := b.ready[i]; !st.sent {
			st.sent = true
			b.placeStep(st)
			b.placeEarly(st.Conn)
		}
	}
	b.ready = b.ready[:0]
}

// readConn reads what programs learn of a connection's life.
func (b *builder) readConn(e trace.Event) {
	c := b.conn(e.Conn)
	switch f := e.Fact.(type) {
	case trace.ConnOpening:
		c.opened = f
		c.network, c.remote = f.Network, f.Remote.Addr().String()
		b.met(c, f.Service, [2]string{e.Host, f.Peer})
		if up := b.t.At(e.Cause); f.Network != "udp" && up.Conn != e.Conn {
			if _, called := up.Fact.(trace.ConnAccepted); called {
				c.passes = up.Conn
				b.conn(up.Conn).onward = e.Conn
			}
		}
		var up *Step
		if f.Network != "udp" {
			c.open = b.newLine(e, ConnOpen)
			c.open.To = f.Peer
			up = c.open
		}
		c.pendOpen = b.newPacket(e, StreamOpening, up)
	case trace.ConnAccepted:
		if c.opened == nil {
			c.opened = f
		}
		c.network = f.Network
		hosts := [2]string{client: c.hosts[client], server: e.Host}
		if hosts[client] == "" {
			hosts[client] = f.Peer
		}
		b.met(c, f.Service, hosts)
		if c.open == nil && f.Network != "udp" {
			// Live mode: the client stands outside the scenario.
			c.open = b.newLine(e, ConnOpen)
			c.open.From, c.open.To = f.Peer, e.Host
			b.settled(c.open)
		}
		if f.Network == "udp" && c.pendOpen == nil && c.line[client] == nil {
			// That somebody outside speaks to this host is part of what is said first.
			c.pendOpen = b.newPacket(e, StreamTaken, nil)
			return
		}
		b.attach(e, c, StreamTaken, c.open)
	case trace.ConnEstablished:
		c.settled = true
		if c.open != nil {
			b.rekey(c.open, e.Seq)
			b.settled(c.open)
		}
		b.attach(e, c, StreamStands, c.open)
	case trace.ConnFailed:
		b.readFailure(e, c, f)
		b.over(c, e.Conn)
	case trace.ConnClosed:
		b.readClose(e, c, f.Reset)
		c.closed[c.side(e.Host)] = true
		if c.closed[client] && c.closed[server] {
			b.over(c, e.Conn)
		}
	case trace.ConnEnded:
		b.attach(e, c, StreamEnded, b.closing(e, c))
	}
}

// over notes that what has not arrived on a connection never will.
func (b *builder) over(c *conn, id int) {
	if t := b.talks[id]; !c.over && t != nil && t.current != nil {
		b.change(t.current)
	}
	c.over = true
}

// readFailure: the connection was never opened, or was lost.
func (b *builder) readFailure(e trace.Event, c *conn, f trace.ConnFailed) {
	up := c.open
	if c.settled || up == nil {
		up = b.resetting(e, c)
	}
	if up.Kind == ConnClose { // all was said before
		b.attach(e, c, StreamFailed, up)
		return
	}
	if !c.settled || c.open == nil {
		kind := ConnUnreachable
		switch f.Reason {
		case trace.FailRefused:
			kind = ConnRefused
		case trace.FailTimeout:
			kind = ConnTimeout
		case trace.FailReset:
			kind = ConnReset
		}
		up.Kind = kind
	}
	up.Class = Temporary // nobody said no: who sends tries again (RFC 5321 section 4.5.4.1)
	if up.Kind == ConnRefused && b.devices[up.From] {
		up.Class = None // its program tells its person that it has failed, and leaves it at that
	}
	up.Failure, up.Fact, up.FactSeq = true, e.Fact, e.Seq
	up.Variant = string(f.Reason)
	if up.Kind != ConnReset || !c.settled {
		b.rekey(up, e.Seq)
	}
	b.reclassed(up)
	b.settled(up)
	c.settled = true
	b.attach(e, c, StreamFailed, up)
}

// readClose: one end has nothing more to say, or throws the connection away.
func (b *builder) readClose(e trace.Event, c *conn, reset bool) {
	if reset {
		c.pendClose[c.side(e.Host)] = b.newPacket(e, StreamClosed, b.resetting(e, c))
		return
	}
	if c.open != nil && c.open.Failure {
		b.newPacket(e, StreamClosed, c.open)
		return
	}
	c.pendClose[c.side(e.Host)] = b.newPacket(e, StreamClosed, b.closing(e, c))
}

// closing is the Dialogue step of a connection's end. Datagrams have no end that
// anybody sees, so there it is the last thing said.
func (b *builder) closing(e trace.Event, c *conn) *Step {
	if c.network == "udp" {
		for _, s := range []side{server, client} {
			if c.line[s] != nil {
				return c.line[s]
			}
		}
	}
	if c.closing == nil {
		c.closing = b.newLine(e, ConnClose)
		c.closing.To = c.hosts[1-c.side(e.Host)]
		c.closing.trailing = true
		b.settled(c.closing)
	}
	return c.closing
}

// resetting is the Dialogue step of a connection that breaks in the middle.
func (b *builder) resetting(e trace.Event, c *conn) *Step {
	if c.reset == nil {
		c.reset = b.newLine(e, ConnReset)
		c.reset.To, c.reset.Failure, c.reset.Class = c.hosts[1-c.side(e.Host)], true, Temporary // as where nobody answers
		b.settled(c.reset)
	}
	return c.reset
}

// attach gives the event to the packet whose arrival told the host of it, or else
// to a Packets step of its own.
func (b *builder) attach(e trace.Event, c *conn, kind Kind, up *Step) {
	s := c.side(e.Host)
	if p := c.recv[s]; p != nil && b.t.Events[c.recvSeq[s]-1].At == e.At {
		b.own(e.Seq, p)
		if up != nil {
			// The event may be news of another step than the packet is part of.
			b.touch(up, e.Seq)
		}
		return
	}
	if up == nil {
		up = b.stray(e, c)
	}
	b.newPacket(e, kind, up)
}

// stray is the Dialogue step of an event on a connection that belongs to nothing
// else: the last thing said there, or a step of its own.
func (b *builder) stray(e trace.Event, c *conn) *Step {
	s := c.side(e.Host)
	for _, n := range []*Step{c.line[s], c.line[1-s], c.open, c.reset, c.closing} {
		if n != nil {
			return n
		}
	}
	n := b.newLine(e, Other)
	n.To = c.hosts[1-s]
	c.line[s] = n
	b.settled(n)
	return n
}

// readSent: a program says something.
func (b *builder) readSent(e trace.Event, f trace.DataSent) {
	c := b.conn(e.Conn)
	s := c.side(e.Host)
	if said := b.d.LinesAt(e.Seq); len(said) > 0 {
		c.line[s] = b.ofLine[said[len(said)-1]]
	}
	up := c.line[s]
	if up == nil {
		up = b.stray(e, c)
	}
	c.unsent[s] += len(f.Data)
	if p := c.pendOpen; p != nil && c.network == "udp" && s == client {
		// A datagram opens nothing: the address pair is first used here.
		p.Kind, p.From, p.Fact, p.FactSeq = StreamWrite, e.Host, e.Fact, e.Seq
		b.belong(p, up)
		b.own(p.First, p)
		b.own(e.Seq, p)
		c.pendOpen, c.pendWrite[s] = nil, p
		return
	}
	c.pendWrite[s] = b.newPacket(e, StreamWrite, up)
}

// claim gives a line that was understood late, after the answer to what came before
// it, the writing that brought it.
func (b *builder) claim(l *dialogue.Line) {
	st := b.ofLine[l]
	for seq := l.First; seq <= l.Last && seq < len(b.owner); seq++ {
		p := b.owner[seq]
		if p.Parent == st || p.Conn != l.Conn || p.FactSeq != seq && p.First != seq {
			continue
		}
		said := b.d.LinesAt(seq)
		if len(said) == 0 || said[len(said)-1] != l || p.Parent == nil || p.Parent.Line == nil || p.Parent.Line == l {
			continue
		}
		b.belong(p, st)
		b.touch(st, p.First)
		b.touch(st, p.Last)
	}
}

// readReceived: a program hears something.
func (b *builder) readReceived(e trace.Event) {
	c := b.conn(e.Conn)
	up := c.line[1-c.side(e.Host)]
	if heard := b.d.LinesAt(e.Seq); len(heard) > 0 {
		up = b.ofLine[heard[len(heard)-1]]
	}
	b.attach(e, c, StreamRead, up)
}

// readTLS: one end says that the handshake has ended. Both ends' word makes one
// Dialogue step.
func (b *builder) readTLS(e trace.Event, f trace.TLSDone) {
	c := b.conn(e.Conn)
	s := c.side(e.Host)
	n := b.handshake(e, c, s)
	_, known := n.Fact.(trace.TLSDone)
	c.tlsDone[s] = true
	if !known || !f.OK && !n.Failure { // the first end that knows says it for both
		b.rekey(n, e.Seq)
	}
	if !known || s == client || !f.OK {
		// The client's word has the server's certificate in it.
		if old, ok := n.Fact.(trace.TLSDone); !ok || old.OK {
			n.Fact, n.FactSeq = e.Fact, e.Seq
			n.From, n.To = c.inside()[client], c.inside()[server]
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
	b.reclassed(n)
	b.settled(n)
	p := b.newPacket(e, kind, n)
	p.To, p.Failure = c.inside()[1-s], !f.OK
}

// readPassed: a host begins to pass on what two others say inside TLS. All that the connection
// has to tell from here on, up to its end, is packets of it.
func (b *builder) readPassed(e trace.Event, f trace.TLSPassed) {
	of := b.conn(f.Inside)
	of.far = f.Server
	for _, g := range of.exchanges {
		b.change(g)
	}
	c := b.conn(e.Conn)
	n := b.newLine(e, TLSPassed)
	n.To = f.Server
	c.tls, c.line = n, [2]*Step{n, n}
	b.settled(n)
	b.newPacket(e, TLSPassed, n).To = f.Server
}

// handshake is the Dialogue step of the connection's TLS handshake.
func (b *builder) handshake(e trace.Event, c *conn, s side) *Step {
	if c.tls == nil {
		c.tls = b.newLine(e, TLSDone)
		c.tls.To = c.hosts[1-s]
	}
	return c.tls
}
