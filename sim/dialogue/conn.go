package dialogue

import (
	"encoding/binary"
	"slices"

	"posta/sim/trace"
)

// conn is one connection and how far its conversation has come.
type conn struct {
	r  *Reader
	id int

	network, service string
	protocol         string
	client, server   string
	// far is the host at the other end of the TLS that the server passes on.
	far string

	up, down stream // what the client says, what the server says

	// greeted: the server has said its first word.
	greeted bool
	// pending are the client's lines that still wait for their answer.
	pending []*Line
	// secret is the command whose mechanism has asked for credentials: the client's
	// next line holds them (RFC 4954 section 4, RFC 5034 section 4, RFC 3501
	// section 6.2.2).
	secret *Line
	// letter is the command to which the message that follows belongs.
	letter *Line
	// chunks: the server has offered CHUNKING.
	chunks bool
	// carried says which DataSent a datagram's packet carries, by the packet's event.
	carried map[int]int
	// queries are the DNS questions by identifier, the latest of each.
	queries map[uint16]*Line
}

// maxPending bounds what a client may ask without ever being answered; older
// questions then count as ignored.
const maxPending = 10_000

func newConn(r *Reader, id int) *conn {
	c := &conn{r: r, id: id, queries: map[uint16]*Line{}, carried: map[int]int{}}
	c.up = stream{c: c, client: true}
	c.down = stream{c: c}
	return c
}

// protocols are the services by the names that IANA registers, and their ports.
var protocols = []struct {
	service  string
	port     uint16
	protocol string
}{
	{"smtp", 25, SMTP},
	{"submission", 587, SMTP},
	{"submissions", 465, SMTP},
	{"pop3", 110, POP3},
	{"pop3s", 995, POP3},
	{"imap", 143, IMAP},
	{"imaps", 993, IMAP},
	{"domain", 53, DNS},
	{"https", 443, HTTP},
	{"http", 80, HTTP},
}

// meet says what the connection is for.
func (c *conn) meet(network, service string, port uint16) {
	if c.network == "" {
		c.network = network
	}
	if c.service == "" {
		c.service = service
	}
	if c.protocol != "" {
		return
	}
	for _, p := range protocols {
		if c.datagrams() && p.protocol != DNS {
			continue // the others need a stream
		}
		if p.service == c.service || c.service == "" && p.port == port {
			c.service, c.protocol = p.service, p.protocol
			return
		}
	}
}

// datagrams tells whether every DataSent is a message of its own.
func (c *conn) datagrams() bool { return c.network == "udp" }

// speaker is the stream to which bytes that a host sent belong.
func (c *conn) speaker(host string, f trace.DataSent) *stream {
	if c.client == c.server && c.client == host {
		// A host that talks to itself: the offset tells the ends apart, or else
		// what is said.
		up, down := c.up.sent == f.Offset, c.down.sent == f.Offset
		if up != down {
			return c.side(up)
		}
		return c.side(!c.soundsLikeServer(f.Data))
	}
	switch {
	case host == c.server, host == c.far && c.far != "":
		return &c.down
	case host == c.client:
		return &c.up
	case c.server == "" && c.client == "":
		// A connection that nobody opened: who speaks first is as good a guess as
		// any, and with DNS and the others the words tell.
		if c.soundsLikeServer(f.Data) {
			c.server = host
			return &c.down
		}
		c.client = host
		return &c.up
	case c.server == "":
		return &c.down
	}
	return &c.up
}

// carry remembers which words a datagram's packet carries, lose and bring what
// became of it: a datagram has no offset to be known by.
func (c *conn) carry(packet, said int) {
	if c.datagrams() {
		c.carried[packet] = said
	}
}

func (c *conn) bring(event, packet int) {
	if said, ok := c.carried[packet]; ok {
		delete(c.carried, packet)
		c.carried[event] = said
	}
}

// receive takes a part of what the other end said.
func (c *conn) receive(e trace.Event, f trace.DataReceived) {
	s := c.heard(e.Host, f)
	if !c.datagrams() {
		s.receive(e.Seq, f)
		return
	}
	carrier := c.carried[e.Cause]
	delete(c.carried, e.Cause)
	i := s.datagram(carrier, f)
	if i < 0 && c.client == c.server {
		s = c.side(!s.client)
		i = s.datagram(carrier, f)
	}
	if i >= 0 {
		l := s.waiting[i]
		s.waiting = slices.Delete(s.waiting, i, i+1)
		s.deliver(l, e.Seq)
	}
}

// heard is the stream of which a host received a part.
func (c *conn) heard(host string, f trace.DataReceived) *stream {
	if c.client == c.server && c.client == host {
		up := c.up.waits(f)
		return c.side(up || !c.down.waits(f))
	}
	if host == c.server || host == c.far && c.far != "" || host != c.client && c.server == "" {
		return &c.up
	}
	return &c.down
}

// side is the client's stream or the server's.
func (c *conn) side(client bool) *stream {
	if client {
		return &c.up
	}
	return &c.down
}

// soundsLikeServer tells by the first bytes who says them.
func (c *conn) soundsLikeServer(data []byte) bool {
	switch c.protocol {
	case SMTP:
		return len(data) > 0 && data[0] >= '2' && data[0] <= '5' || !c.greeted
	case POP3:
		return len(data) > 0 && (data[0] == '+' || data[0] == '-') || !c.greeted
	case IMAP:
		return len(data) > 0 && (data[0] == '*' || data[0] == '+') || !c.greeted
	case DNS:
		if c.network == "tcp" && len(data) >= 2 {
			data = data[2:]
		}
		// QR is the first bit of the third octet (RFC 1035 section 4.1.1).
		return len(data) >= 4 && binary.BigEndian.Uint16(data[2:])>>15 == 1
	}
	return false
}

// ask adds a line to those that wait for an answer.
func (c *conn) ask(l *Line) {
	if len(c.pending) == maxPending {
		c.answered()
	}
	c.pending = append(c.pending, l)
}

// answered takes the oldest waiting line, which is the one that the next reply
// answers (RFC 2920 section 3.1 for SMTP, RFC 2449 section 6.8 for POP3).
func (c *conn) answered() *Line {
	if len(c.pending) == 0 {
		return nil
	}
	l := c.pending[0]
	c.pending = c.pending[1:]
	c.freed(l)
	return l
}

// answeredOne takes the oldest waiting line that fits, and with skip all before
// it, too; without one that fits, nil.
func (c *conn) answeredOne(fits func(*Line) bool, skip bool) *Line {
	for i, l := range c.pending {
		if !fits(l) {
			continue
		}
		if skip {
			c.pending = c.pending[i+1:]
		} else {
			c.pending = append(c.pending[:i:i], c.pending[i+1:]...)
		}
		c.freed(l)
		return l
	}
	return nil
}

// freed lets the client's bytes go on if they waited for this line's answer.
func (c *conn) freed(l *Line) {
	if c.up.parked == l {
		c.up.parked = nil
	}
}

// link says to which line another one belongs.
func link(l, to *Line) {
	if to != nil {
		l.Question = to.Index
	}
}

// maxPartial is how much of a line that is still growing is read, in octets: reading
// all of a long letter anew whenever somebody looks would cost more with each piece.
const maxPartial = 64 << 10

// read says what a line, whole or cut short, means. It changes nothing but the line.
func (c *conn) read(l *Line, s *stream) {
	l.Kind, l.Class, l.Verb, l.Args, l.Tag, l.Code, l.Enhanced, l.Secret = KindOther, ClassNone, "", "", "", 0, "", ""
	if raw := l.Raw; l.Partial && len(raw) > maxPartial {
		l.Raw = raw[:maxPartial:maxPartial]
		defer func() { l.Raw = raw }()
	}
	l.Cut, l.CutLines = 0, 0
	l.Text = ""
	if s.mode != dotted {
		l.Text = text(l.Raw)
	}
	defer l.shorten()
	defer l.withhold()
	switch c.protocol {
	case SMTP:
		c.readSMTP(l, s)
	case POP3:
		c.readPOP3(l, s)
	case IMAP:
		c.readIMAP(l, s)
	case DNS:
		c.readDNS(l)
	case HTTP:
		c.readHTTP(l, s)
	}
}

// done draws the consequences of a line that is whole.
func (c *conn) done(l *Line, s *stream) {
	switch c.protocol {
	case SMTP:
		c.doneSMTP(l, s)
	case POP3:
		c.donePOP3(l, s)
	case IMAP:
		c.doneIMAP(l, s)
	case DNS:
		c.doneDNS(l)
	case HTTP:
		c.doneHTTP(l)
	}
}

// cut finds where the thing that begins the stream's buffer ends; 0: not yet here.
func (c *conn) cut(s *stream) int {
	switch {
	case c.datagrams():
		return len(s.buf)
	case c.protocol == DNS:
		return cutDNS(s.buf)
	case c.protocol == IMAP:
		return c.cutIMAP(s)
	case c.protocol == HTTP:
		return c.cutHTTP(s)
	case s.mode == dotted:
		return s.cutDotted(0)
	case s.mode == counted:
		if len(s.buf) < s.count {
			return 0
		}
		return s.count
	case c.protocol == SMTP && !s.client:
		return s.cutReply()
	case c.protocol == POP3 && !s.client:
		return c.cutPOP3(s)
	}
	return s.cutLine()
}
