package pcap

import (
	"cmp"
	"hash/fnv"
	"net/netip"
	"slices"
	"time"

	"posta/sim/trace"
)

const (
	// delayedACK is how long an ordinary stack waits for something to say along with
	// an acknowledgement (RFC 1122 section 4.2.3.2 allows half a second).
	delayedACK = 40 * time.Millisecond
	// everySecond segment is acknowledged at once (the same section).
	everySecond = 2
	// usualMSS is announced where no segment is so large as to show another.
	usualMSS = 1460
	// window is announced in every segment, shifted by the scale of RFC 7323.
	window = 0xffff
	// usualScale is that of most systems, maxScale the largest that there is.
	usualScale, maxScale = 7, 14
)

// capturer follows the connections of a trace and writes down their packets.
type capturer struct {
	t      *trace.Trace
	only   int
	conns  map[int]*conn
	order  []*conn
	sent   map[int]sent // what is on the road, by PacketSent
	ids    map[string]uint16
	never  map[int]bool // packets that never left a host that was off
	frames []frame
}

// sent is a packet on the road.
type sent struct {
	from int // end
	fact trace.PacketSent
	data []byte // the whole packet, for ICMP to quote
}

// conn is one connection; end 0 opened it.
type conn struct {
	id      int
	udp     bool
	nobody  bool // has the remote address
	ends    [2]end
	heard   int // the end that received last
	mss     int
	scale   byte
	largest int    // octets in either direction
	latest  []byte // packet
}

// end is what is known at one end.
type end struct {
	host string
	addr netip.AddrPort
	isn  uint32

	chunks  []chunk // what was sent in the open
	covered bool    // what is said from now on is inside TLS
	said    []byte  // the latest datagram
	next    uint32  // relative sequence number of what is sent next

	want  uint32 // relative sequence number that is expected
	early []span
	owes  bool // an acknowledgement
	due   time.Duration
	cause int // the event that brought what is acknowledged
	count int // segments since the last one
	dead  bool
}

type chunk struct {
	offset int
	data   []byte
}

// span is a stretch of relative sequence numbers.
type span struct{ from, to uint32 }

// capture gives the packets of a trace, or of one of its connections, in order.
func capture(t *trace.Trace, only int) []frame {
	c := &capturer{t: t, only: only, conns: map[int]*conn{}, sent: map[int]sent{}, ids: map[string]uint16{}, never: map[int]bool{}}
	c.survey()
	for i, e := range t.Events {
		if e.Conn != 0 && (only == 0 || e.Conn == only) || e.Kind() == (trace.HostDown{}).Kind() {
			c.event(i, e)
		}
	}
	for _, x := range c.order {
		for i := range x.ends {
			c.settle(x, i, 1<<62)
		}
	}
	slices.SortStableFunc(c.frames, func(a, b frame) int { return cmp.Compare(a.At, b.At) })
	return c.frames
}

// survey finds what is announced before it shows: the size of segments, how much
// is to come, and which packets never left.
func (c *capturer) survey() {
	var last trace.Event
	for _, e := range c.t.Events {
		switch f := e.Fact.(type) {
		case trace.ConnOpening:
			c.open(e, f)
		case trace.PacketSent:
			x := c.conns[e.Conn]
			if x == nil {
				continue
			}
			x.largest += f.Len
			if l, ok := last.Fact.(trace.PacketSent); ok && l.Len > 0 && f.Len > 0 && last.Conn == e.Conn && last.Host == e.Host && last.At == e.At {
				x.mss = max(x.mss, l.Len) // more had to follow
			}
			last = e
		case trace.PacketLost:
			if c.t.At(f.Sent).Host == e.Host {
				c.never[f.Sent] = true
			}
		}
	}
	for _, x := range c.order {
		if x.mss == 0 {
			x.mss = usualMSS
		}
		for x.scale = usualScale; window<<x.scale < x.largest && x.scale < maxScale; x.scale++ {
		}
	}
}

func (c *capturer) open(e trace.Event, f trace.ConnOpening) {
	if c.only != 0 && e.Conn != c.only || c.conns[e.Conn] != nil {
		return
	}
	x := &conn{id: e.Conn, udp: f.Network == "udp", nobody: f.Peer == ""}
	x.ends[0] = end{host: e.Host, addr: f.Local, isn: initial(e.Conn, f.Local)}
	x.ends[1] = end{host: f.Peer, addr: f.Remote, isn: initial(e.Conn, f.Remote)}
	c.conns[e.Conn] = x
	c.order = append(c.order, x)
}

// initial is an initial sequence number; systems choose them so that nobody can
// guess (RFC 6528), and a capture needs only that they differ.
func initial(conn int, a netip.AddrPort) uint32 {
	h := fnv.New32a()
	h.Write([]byte{byte(conn), byte(conn >> 8), byte(conn >> 16), byte(conn >> 24)})
	h.Write([]byte(a.String()))
	return h.Sum32()
}

func (c *capturer) event(i int, e trace.Event) {
	x := c.conns[e.Conn]
	if _, off := e.Fact.(trace.HostDown); off {
		c.powerOff(e)
		return
	}
	if x == nil {
		return
	}
	switch f := e.Fact.(type) {
	case trace.ConnOpening:
		if x.nobody && !x.udp {
			c.tcp(e, x, 0, trace.PacketSent{Flags: "SYN"}, nil)
		}
	case trace.ConnFailed:
		c.failed(e, x, f)
	case trace.TLSDone:
		if f.OK && x.at(e.Host) {
			x.ends[x.side(e.Host, -1)].covered = true
		}
	case trace.DataSent:
		if !x.at(e.Host) {
			return // inside TLS that the end of this connection only passes on
		}
		from := x.side(e.Host, f.Offset+1)
		switch s := &x.ends[from]; {
		case x.udp:
			s.said = f.Data
			if x.nobody {
				c.datagram(e, x, from)
			}
		case !s.covered:
			s.chunks = append(s.chunks, chunk{f.Offset, f.Data})
		}
	case trace.PacketSent:
		switch {
		case c.never[e.Seq]:
		case x.udp:
			c.datagram(e, x, x.speaker(e.Host))
		default:
			c.tcp(e, x, x.side(e.Host, int(f.Seq)), f, c.payload(e, x, f))
		}
	case trace.PacketReceived:
		c.received(i, e, x, f)
	case trace.PacketLost:
		delete(c.sent, f.Sent)
	}
}

// powerOff: what a host owed when its power went is never sent.
func (c *capturer) powerOff(e trace.Event) {
	for _, x := range c.order {
		for i := range x.ends {
			if x.ends[i].host == e.Host {
				c.settle(x, i, e.At)
				x.ends[i].owes = false
			}
		}
	}
}

// at tells whether a host is at an end of the connection.
func (x *conn) at(host string) bool { return x.ends[0].host == host || x.ends[1].host == host }

// side is the end at which a host stands. Where one host is both, the sequence
// number tells, or else that the one who heard last speaks now.
func (x *conn) side(host string, seq int) int {
	a, b := &x.ends[0], &x.ends[1]
	switch {
	case a.host != b.host && host == b.host:
		return 1
	case a.host != b.host || x.udp:
		return 0
	case int(a.next) == seq && int(b.next) != seq:
		return 0
	case int(b.next) == seq && int(a.next) != seq:
		return 1
	}
	return x.heard
}

// speaker is the end that sends a datagram: in a conversation of a host with
// itself, DNS says whether it is an answer (RFC 1035 section 4.1.1).
func (x *conn) speaker(host string) int {
	if x.ends[0].host != x.ends[1].host {
		return x.side(host, -1)
	}
	if d := x.ends[0].said; len(d) > 2 && d[2]&0x80 != 0 {
		x.ends[1].said = d
		return 1
	}
	return 0
}

// payload is what a packet carries; nil where nobody knows it any more.
func (c *capturer) payload(e trace.Event, x *conn, f trace.PacketSent) []byte {
	if f.Len == 0 {
		return nil
	}
	if c.t.Wire != nil {
		if b, ok := c.t.Wire.Payload[e.Seq]; ok {
			return b
		}
	}
	from := x.side(e.Host, int(f.Seq))
	return x.ends[from].octets(int(f.Seq)-1, f.Len)
}

// octets gives a stretch of what was sent in the open.
func (s *end) octets(from, n int) []byte {
	i, ok := slices.BinarySearchFunc(s.chunks, from, func(c chunk, at int) int { return cmp.Compare(c.offset, at) })
	if !ok {
		i--
	}
	var out []byte
	for ; i >= 0 && i < len(s.chunks) && len(out) < n; i++ {
		at := from + len(out) - s.chunks[i].offset
		if at < 0 || at >= len(s.chunks[i].data) {
			break
		}
		part := s.chunks[i].data[at:]
		if len(out) == 0 && len(part) >= n {
			return part[:n]
		}
		out = append(out, part[:min(len(part), n-len(out))]...)
	}
	if len(out) < n {
		return nil
	}
	return out
}

var controlBits = map[string]byte{
	"SYN": syn, "SYN,ACK": syn | ack, "ACK": ack, "PSH,ACK": psh | ack, "FIN,ACK": fin | ack, "RST": rst, "RST,ACK": rst | ack,
}

// tcp writes down a segment that an end sends.
func (c *capturer) tcp(e trace.Event, x *conn, from int, f trace.PacketSent, payload []byte) {
	c.settle(x, from, e.At)
	s := &x.ends[from]
	bits := controlBits[f.Flags]
	h := x.header(from, bits)
	h.seq = s.isn + f.Seq
	h.payload, h.size = payload, f.Len
	if f.Flags == "RST,ACK" {
		h.seq = 0 // nothing was ever open here (RFC 9293 section 3.10.7.1)
		h.ack = x.ends[1-from].isn + f.Ack
	}
	if bits&syn != 0 {
		h.options = []byte{2, 4, byte(x.mss >> 8), byte(x.mss), 1, 3, 3, x.scale} // RFC 9293 section 3.2, RFC 7323 section 2.2
	}
	if after := f.Seq + uint32(f.Len) + uint32(bits&fin) + uint32(bits&syn)>>1; after > s.next {
		s.next = after
	}
	if bits&ack != 0 {
		s.owes, s.count = false, 0
	}
	if bits&rst != 0 {
		s.owes, s.dead = false, true
	}
	x.latest = c.add(Packet{At: e.At, Event: e.Seq, Flags: f.Flags, Len: f.Len}, x, from, protoTCP, h.bytes(), 20+len(h.options)+f.Len)
	c.count(x, from, h)
	c.sent[e.Seq] = sent{from: from, fact: f, data: x.latest}
}

// header begins a segment of an end.
func (x *conn) header(from int, bits byte) tcp {
	s, p := &x.ends[from], &x.ends[1-from]
	h := tcp{src: s.addr, dst: p.addr, flags: bits, window: window}
	if bits&ack != 0 {
		h.ack = p.isn + s.want
	}
	if bits&rst != 0 {
		h.window = 0
	}
	return h
}

// datagram writes down what an end has said.
func (c *capturer) datagram(e trace.Event, x *conn, from int) {
	s := &x.ends[from]
	b := udp(s.addr, x.ends[1-from].addr, s.said)
	c.sent[e.Seq] = sent{from: from, data: c.add(Packet{At: e.At, Event: e.Seq, Flags: "UDP", Len: len(s.said)}, x, from, protoUDP, b, len(b))}
	x.latest = c.sent[e.Seq].data
}

// add puts an IP header before a packet and writes it down.
func (c *capturer) add(p Packet, x *conn, from int, proto byte, b []byte, size int) []byte {
	s, d := &x.ends[from], &x.ends[1-from]
	c.ids[s.host]++
	data := ip(s.addr.Addr(), d.addr.Addr(), proto, c.ids[s.host], b, size)
	p.Conn, p.From, p.To = x.id, s.host, d.host
	c.frames = append(c.frames, frame{data: data, size: len(data) - len(b) + size, Packet: p})
	return data
}

// count notes the numbers of the segment that was written down last, from where
// each end began to count.
func (c *capturer) count(x *conn, from int, h tcp) {
	p := &c.frames[len(c.frames)-1].Packet
	p.Seq = h.seq - x.ends[from].isn
	if h.seq == 0 {
		p.Seq = 0
	}
	if h.flags&ack != 0 {
		p.Acks, p.Ack = true, h.ack-x.ends[1-from].isn
	}
}

// settle sends the acknowledgement that an end has owed since before now.
func (c *capturer) settle(x *conn, i int, now time.Duration) {
	s := &x.ends[i]
	if !s.owes || s.due >= now || s.dead {
		return
	}
	h := x.header(i, ack)
	h.seq = s.isn + s.next
	c.add(Packet{At: s.due, Event: s.cause, Filled: true, Flags: "ACK"}, x, i, protoTCP, h.bytes(), 20)
	c.count(x, i, h)
	s.owes, s.count = false, 0
}

// owe makes an end acknowledge what it has, at the latest then.
func (s *end) owe(due time.Duration) {
	if !s.owes || due < s.due {
		s.due = due
	}
	s.owes = true
}

func (c *capturer) received(i int, e trace.Event, x *conn, f trace.PacketReceived) {
	p, ok := c.sent[f.Sent]
	if !ok {
		return
	}
	delete(c.sent, f.Sent)
	to := 1 - p.from
	x.heard = to
	if x.udp {
		if next := c.t.At(i + 2); next.Kind() != (trace.DataReceived{}).Kind() || next.Conn != e.Conn || next.Host != e.Host {
			// Nobody listens there (RFC 1122 section 4.1.3.1).
			c.icmp(e, x, to, x.ends[to].addr.Addr(), portUnreachable, p.data)
		}
		return
	}
	c.settle(x, to, e.At)
	s := &x.ends[to]
	bits := controlBits[p.fact.Flags]
	switch {
	case bits&rst != 0:
		s.dead = true
	case bits&syn != 0:
		s.want = max(s.want, 1) // answered by a packet of its own
	default:
		if s.take(span{p.fact.Seq, p.fact.Seq + uint32(p.fact.Len) + uint32(bits&fin)}, bits&fin != 0, e.At) {
			s.cause = e.Seq
		}
	}
}

// take notes a stretch of sequence numbers that has come, and says whether it has
// to be acknowledged.
func (s *end) take(got span, last bool, now time.Duration) bool {
	switch {
	case got.from == got.to:
		return false // a pure acknowledgement
	case got.from != s.want:
		if got.from > s.want {
			s.early = append(s.early, got)
		}
		s.owe(now) // RFC 5681 section 4.2: at once, so that the sender learns of the gap
		return true
	}
	s.want = got.to
	for again := true; again; {
		again = false
		for i, e := range s.early {
			if e.from == s.want {
				s.want, s.early, again = e.to, slices.Delete(s.early, i, i+1), true
				last = true // a gap was filled: at once, too
				break
			}
		}
	}
	if s.count++; last || s.count >= everySecond {
		s.owe(now)
	} else {
		s.owe(now + delayedACK)
	}
	return true
}

// failed: an end is gone, or a router says that it cannot deliver.
func (c *capturer) failed(e trace.Event, x *conn, f trace.ConnFailed) {
	i := x.side(e.Host, -1)
	if !x.udp {
		c.settle(x, i, e.At)
		x.ends[i].dead = true
	}
	if !x.nobody || f.Reason != trace.FailUnreachable {
		return
	}
	c.icmp(e, x, 1, router(x.ends[1].addr.Addr()), hostUnreachable, x.latest)
}

// icmp writes down that from, at end i or before it, did not deliver a packet.
func (c *capturer) icmp(e trace.Event, x *conn, i int, from netip.Addr, code [2]byte, packet []byte) {
	to := x.ends[1-i].addr.Addr()
	proto, b := unreachable(from, to, code, packet)
	c.ids[from.String()]++
	data := ip(from, to, proto, c.ids[from.String()], b, len(b))
	sender := x.ends[i].host
	if from != x.ends[i].addr.Addr() {
		sender = from.String() // a router on the road
	}
	p := Packet{At: e.At, Event: e.Seq, Filled: true, Conn: x.id, From: sender, To: x.ends[1-i].host, Flags: "ICMP", Len: len(b)}
	c.frames = append(c.frames, frame{data: data, size: len(data), Packet: p})
}

// router is the one before an address that nobody has: the first of its network.
func router(a netip.Addr) netip.Addr {
	b := a.AsSlice()
	own := b[len(b)-1]
	if b[len(b)-1] = 1; own == 1 {
		b[len(b)-1] = 254
	}
	r, _ := netip.AddrFromSlice(b)
	return r
}
