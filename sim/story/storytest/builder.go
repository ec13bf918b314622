// Package storytest writes traces by hand, for the tests of everything that
// tells them: no world, no clock, no network, only the facts that such a world
// would leave behind. It is used by tests alone.
package storytest

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"

	"posta/sim/trace"
)

// MSS is how many octets a handmade segment holds at most.
const MSS = 1460

// Builder writes a trace, fact by fact.
type Builder struct {
	Trace   *trace.Trace
	Latency time.Duration
	now     time.Duration
	conns   int
	last    int // the last event's sequence number
}

// New starts a trace with a header.
func New(h trace.Header) *Builder {
	h.Format, h.Version = trace.Format, trace.Version
	return &Builder{Trace: &trace.Trace{Header: h}, Latency: 10 * time.Millisecond}
}

// Now is the virtual time of the next fact.
func (b *Builder) Now() time.Duration { return b.now }

// Wait lets time pass.
func (b *Builder) Wait(d time.Duration) { b.now += d }

// Add records an event, caused by an earlier one (0: by nothing).
func (b *Builder) Add(host string, conn, cause int, f trace.Fact) int {
	b.last++
	b.Trace.Events = append(b.Trace.Events, trace.Event{Seq: b.last, At: b.now, Host: host, Conn: conn, Cause: cause, Fact: f})
	return b.last
}

// Fact records a fact caused by the event before it.
func (b *Builder) Fact(host string, conn int, f trace.Fact) int { return b.Add(host, conn, b.last, f) }

// Conn is a connection between two hosts.
type Conn struct {
	ID             int
	Client, Server string

	b            *Builder
	sent, seq    [2]int // octets written, and the next sequence number
	heard        int    // the last thing that arrived at either end
	client, serv netip.AddrPort
}

var ports = map[string]uint16{"smtp": 25, "submission": 587, "submissions": 465, "pop3": 110, "imap": 143, "domain": 53}

func (b *Builder) addr(host string, port uint16) netip.AddrPort {
	if h := b.Trace.Header.FindHost(host); h != nil && len(h.Addrs) > 0 {
		return netip.AddrPortFrom(h.Addrs[0], port)
	}
	return netip.AddrPortFrom(netip.MustParseAddr("203.0.113.99"), port)
}

func (b *Builder) newConn(client, server, service string) *Conn {
	b.conns++
	return &Conn{ID: b.conns, Client: client, Server: server, b: b, client: b.addr(client, uint16(49151+b.conns)), serv: b.addr(server, ports[service])}
}

func (c *Conn) opening(network, service string) int {
	return c.b.Fact(c.Client, c.ID, trace.ConnOpening{Network: network, Local: c.client, Remote: c.serv, Peer: c.Server, Service: service})
}

// packet sends one packet, and lets it arrive unless the road loses it.
func (c *Conn) packet(from, to string, cause int, p trace.PacketSent, lose bool) (sent, got int) {
	sent = c.b.Add(from, c.ID, cause, p)
	c.b.now += c.b.Latency
	if lose {
		return sent, c.b.Add(to, c.ID, sent, trace.PacketLost{Sent: sent, Why: "loss"})
	}
	return sent, c.b.Add(to, c.ID, sent, trace.PacketReceived{Sent: sent})
}

// Open opens a TCP connection by a handshake.
func (b *Builder) Open(client, server, service string) *Conn {
	c := b.newConn(client, server, service)
	open := c.opening("tcp", service)
	_, got := c.packet(client, server, open, trace.PacketSent{Flags: "SYN"}, false)
	_, got = c.packet(server, client, got, trace.PacketSent{Flags: "SYN,ACK", Ack: 1}, false)
	b.Add(client, c.ID, got, trace.ConnEstablished{})
	_, got = c.packet(client, server, got, trace.PacketSent{Flags: "ACK", Seq: 1, Ack: 1}, false)
	c.heard = b.Add(server, c.ID, got, trace.ConnAccepted{Network: "tcp", Local: c.serv, Remote: c.client, Peer: client, Service: service})
	c.seq = [2]int{1, 1}
	return c
}

// Refused tries a port on which nobody listens.
func (b *Builder) Refused(client, server, service string) *Conn {
	c := b.newConn(client, server, service)
	open := c.opening("tcp", service)
	_, got := c.packet(client, server, open, trace.PacketSent{Flags: "SYN"}, false)
	_, got = c.packet(server, client, got, trace.PacketSent{Flags: "RST,ACK", Ack: 1}, false)
	b.Add(client, c.ID, got, trace.ConnFailed{Reason: trace.FailRefused})
	return c
}

// TimedOut tries a host that does not answer.
func (b *Builder) TimedOut(client, server, service string) *Conn {
	c := b.newConn(client, server, service)
	open := c.opening("tcp", service)
	sent, _ := c.packet(client, server, open, trace.PacketSent{Flags: "SYN"}, true)
	b.now += 3 * time.Second
	c.packet(client, server, sent, trace.PacketSent{Flags: "SYN", Try: 1}, true)
	b.now += 27 * time.Second
	b.Add(client, c.ID, open, trace.ConnFailed{Reason: trace.FailTimeout})
	return c
}

// C and S say lines as client and server, each with CRLF, in one write.
func (c *Conn) C(lines ...string) int { return c.say(0, wire(lines), 0) }

// S is the server's C.
func (c *Conn) S(lines ...string) int { return c.say(1, wire(lines), 0) }

// CLost says lines as client; the first packet is lost once.
func (c *Conn) CLost(lines ...string) int { return c.say(0, wire(lines), 1) }

// Cut says something that never arrives.
func (c *Conn) Cut(lines ...string) int {
	data := wire(lines)
	sent := c.b.Add(c.Client, c.ID, c.heard, trace.DataSent{Offset: c.sent[0], Data: []byte(data)})
	c.sent[0] += len(data)
	_, lost := c.packet(c.Client, c.Server, sent, trace.PacketSent{Flags: "PSH,ACK", Seq: uint32(c.seq[0]), Ack: uint32(c.seq[1]), Len: len(data)}, true)
	return lost
}

func wire(lines []string) string { return strings.Join(lines, "\r\n") + "\r\n" }

func (c *Conn) say(side int, data string, lose int) int {
	b := c.b
	from, to := c.Client, c.Server
	if side == 1 {
		from, to = to, from
	}
	write := b.Add(from, c.ID, c.heard, trace.DataSent{Offset: c.sent[side], Data: []byte(data)})
	for off := 0; off < len(data); off += MSS {
		n := min(MSS, len(data)-off)
		p := trace.PacketSent{Flags: "PSH,ACK", Seq: uint32(c.seq[side]), Ack: uint32(c.seq[1-side]), Len: n}
		cause := write
		if lose > 0 {
			lose--
			cause, _ = c.packet(from, to, write, p, true)
			b.now += time.Second
			p.Try = 1
		}
		_, got := c.packet(from, to, cause, p, false)
		b.Add(to, c.ID, got, trace.DataReceived{Offset: c.sent[side], Len: n})
		c.heard = b.last
		c.sent[side] += n
		c.seq[side] += n
		c.packet(to, from, got, trace.PacketSent{Flags: "ACK", Seq: uint32(c.seq[1-side]), Ack: uint32(c.seq[side])}, false)
	}
	return c.heard
}

// TLS shakes hands: records that no program wrote, and both ends' word.
func (c *Conn) TLS(name string) {
	b := c.b
	for i, n := range []int{512, 900, 80} {
		from, to := c.Client, c.Server
		if i == 1 {
			from, to = to, from
		}
		_, got := c.packet(from, to, c.heard, trace.PacketSent{Flags: "PSH,ACK", Seq: uint32(c.seq[i%2]), Len: n}, false)
		c.seq[i%2] += n
		c.heard = got
		if i == 1 {
			b.Add(c.Client, c.ID, got, trace.TLSDone{OK: true, Version: "TLS 1.3", ServerName: name, Subject: name, Issuer: "Posta CA"})
		}
	}
	c.heard = b.Add(c.Server, c.ID, c.heard, trace.TLSDone{OK: true, Version: "TLS 1.3", ServerName: name})
}

// Fact records a fact of a host in this conversation.
func (c *Conn) Fact(host string, f trace.Fact) int {
	c.heard = c.b.Add(host, c.ID, c.heard, f)
	return c.heard
}

// Close ends the connection from the server's side first.
func (c *Conn) Close() {
	b := c.b
	for side, hosts := range [][2]string{{c.Server, c.Client}, {c.Client, c.Server}} {
		closed := b.Add(hosts[0], c.ID, c.heard, trace.ConnClosed{})
		_, got := c.packet(hosts[0], hosts[1], closed, trace.PacketSent{Flags: "FIN,ACK", Seq: uint32(c.seq[1-side])}, false)
		c.heard = b.Add(hosts[1], c.ID, got, trace.ConnEnded{})
	}
	c.packet(c.Server, c.Client, c.heard, trace.PacketSent{Flags: "ACK"}, false)
}

// Reset breaks the connection, as the client sees it.
func (c *Conn) Reset() {
	closed := c.b.Add(c.Server, c.ID, c.heard, trace.ConnClosed{Reset: true})
	_, got := c.packet(c.Server, c.Client, closed, trace.PacketSent{Flags: "RST", Seq: uint32(c.seq[1])}, false)
	c.b.Add(c.Client, c.ID, got, trace.ConnFailed{Reason: trace.FailReset})
}

// Question is one look-up on the wire.
type Question struct {
	c    *Conn
	msg  *dns.Msg
	name string
}

// Ask sends a question over UDP.
func (b *Builder) Ask(from, to, name, typ string) *Question {
	c := b.newConn(from, to, "domain")
	c.opening("udp", "domain")
	m := new(dns.Msg)
	m.SetQuestion(dns.Fqdn(name), dns.StringToType[typ])
	m.Id = uint16(1000 + c.ID)
	q := &Question{c: c, msg: m, name: name}
	c.datagram(0, m)
	return q
}

func (c *Conn) datagram(side int, m *dns.Msg) {
	data, err := m.Pack()
	if err != nil {
		panic(err)
	}
	from, to := c.Client, c.Server
	if side == 1 {
		from, to = to, from
	}
	write := c.b.Add(from, c.ID, c.b.last, trace.DataSent{Offset: c.sent[side], Data: data})
	_, got := c.packet(from, to, write, trace.PacketSent{Flags: "UDP", Len: len(data)}, false)
	c.heard = c.b.Add(to, c.ID, got, trace.DataReceived{Offset: c.sent[side], Len: len(data)})
	c.sent[side] += len(data)
}

// Answer answers it, with records in zone-file form.
func (q *Question) Answer(rcode string, records ...string) {
	m := new(dns.Msg)
	m.SetRcode(q.msg, dns.StringToRcode[rcode])
	m.Authoritative = true
	for _, r := range records {
		rr, err := dns.NewRR(r)
		if err != nil {
			panic(fmt.Sprintf("%s: %v", r, err))
		}
		m.Answer = append(m.Answer, rr)
	}
	q.c.datagram(1, m)
}

// Lookup is a whole look-up, cache and all.
func (b *Builder) Lookup(from, to, name, typ, rcode string, records ...string) {
	b.Fact(from, 0, trace.DNSCache{Op: trace.CacheMiss, Name: name, Type: typ})
	b.Ask(from, to, name, typ).Answer(rcode, records...)
	op := trace.CacheStored
	if len(records) == 0 {
		op = trace.CacheNegative
	}
	b.Fact(from, 0, trace.DNSCache{Op: op, Name: name, Type: typ, Records: records, RCode: rcode, TTL: 3600})
	b.Fact(from, 0, trace.DNSAnswered{Name: name, Type: typ, RCode: rcode, Records: records})
}

// Remembered is a look-up that the cache answers.
func (b *Builder) Remembered(from, name, typ string, records ...string) {
	b.Fact(from, 0, trace.DNSCache{Op: trace.CacheHit, Name: name, Type: typ, Records: records, RCode: "NOERROR", TTL: 3000})
	b.Fact(from, 0, trace.DNSAnswered{Name: name, Type: typ, RCode: "NOERROR", Records: records, Cached: true})
}
