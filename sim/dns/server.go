package dns

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	mdns "github.com/miekg/dns"
)

// Server carries queries to a Handler and its answers back, over UDP and TCP. Its loops are a few lines each and leave no
// goroutine or timer of their own behind: a datagram is answered before the next is read.
type Server struct {
	Handler Handler
	// Now is the clock for TCP's idle limit; nil sets no deadline.
	Now func() time.Time
	// IdleTimeout is how long a TCP connection may take to bring a whole query; 0 is TCPIdleTimeout.
	IdleTimeout time.Duration
	// UDPSize is the longest UDP reply we send, and the size we announce (RFC 6891 section 6.2.3); 0 is DefaultUDPSize.
	UDPSize uint16
	// Go, if set, runs each UDP query and each accepted connection, so that one that waits (a recursive search, a slow
	// server) does not hold up the others. The Handler must then allow concurrent calls. nil: UDP queries one after
	// another, and a goroutine for each TCP connection of Serve.
	Go func(func())

	callers callers
}

// callers are the TCP connections of a server. When there are too many, the one that has been silent for longest makes room
// for who comes (RFC 7766 section 6.2.3): a hundred that say nothing are no reason not to answer others.
type callers struct {
	mu     sync.Mutex // never held while anything waits
	open   int
	silent []net.Conn // those of which a query is waited for, the longest first
}

// enter lets a connection in. It gives the one that has to leave for it, and says no where all are being answered.
func (c *callers) enter() (leaves net.Conn, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open >= MaxTCPConns {
		if len(c.silent) == 0 {
			return nil, false
		}
		leaves, c.silent = c.silent[0], c.silent[1:]
	}
	c.open++
	return leaves, true
}

func (c *callers) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
}

// waits notes that a query of a connection is waited for, hears that it has come, or will not.
func (c *callers) waits(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.silent = append(c.silent, conn)
}

func (c *callers) hears(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.silent = slices.DeleteFunc(c.silent, func(x net.Conn) bool { return x == conn })
}

// ServePacket answers datagrams until the connection is closed (then nil) or fails. It does not close it.
func (s *Server) ServePacket(pc net.PacketConn) error {
	buf := make([]byte, MaxUDPQuery)
	for {
		n, from, err := pc.ReadFrom(buf)
		if err != nil {
			return unlessClosed(err)
		}
		answer := func(query []byte) {
			if reply := s.Respond("udp", from, query); reply != nil {
				pc.WriteTo(reply, from) // a datagram that cannot go is a datagram lost
			}
		}
		if s.Go == nil {
			answer(buf[:n])
			continue
		}
		query := append([]byte(nil), buf[:n]...)
		s.Go(func() { answer(query) })
	}
}

// Serve accepts TCP connections until the listener is closed (then nil) or fails.
func (s *Server) Serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return unlessClosed(err)
		}
		leaves, ok := s.callers.enter()
		if !ok {
			conn.Close()
			continue
		}
		if leaves != nil {
			leaves.Close()
		}
		s.callers.waits(conn)
		serve := func() {
			defer s.callers.leave()
			s.ServeConn(conn)
		}
		if s.Go != nil {
			s.Go(serve)
		} else {
			go serve()
		}
	}
}

// ServeConn answers the queries of one TCP connection in the order they come (RFC 7766 section 6.2.1.1), each behind its
// length in two bytes (RFC 1035 section 4.2.2), until the client closes, idles, or sends what is no message. It closes
// the connection; nil means that the client ended it between two messages.
func (s *Server) ServeConn(conn net.Conn) error {
	defer conn.Close()
	defer s.callers.hears(conn)
	var buf []byte
	for {
		if s.Now != nil {
			idle := s.IdleTimeout
			if idle <= 0 {
				idle = TCPIdleTimeout
			}
			if err := conn.SetReadDeadline(s.Now().Add(idle)); err != nil {
				return unlessClosed(err)
			}
		}
		query, err := readFrame(conn, buf)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return unlessClosed(err)
		}
		buf = query[:cap(query)]
		s.callers.hears(conn)
		reply := s.Respond("tcp", conn.RemoteAddr(), query)
		if reply == nil {
			if len(query) < headerSize {
				return errNotAMessage
			}
			s.callers.waits(conn)
			continue
		}
		if err := writeFrame(conn, reply); err != nil {
			return unlessClosed(err)
		}
		s.callers.waits(conn)
	}
}

var errNotAMessage = errors.New("dns: a TCP message shorter than a header")

func unlessClosed(err error) error {
	if errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}

// readFrame reads one message behind its length, into buf if it is large enough.
func readFrame(r io.Reader, buf []byte) ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(head[:]))
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if _, err := io.ReadFull(r, buf); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return buf, nil
}

// writeFrame sends length and message in one write (RFC 7766 section 8).
func writeFrame(w io.Writer, msg []byte) error {
	frame := make([]byte, 2, 2+len(msg))
	binary.BigEndian.PutUint16(frame, uint16(len(msg)))
	_, err := w.Write(append(frame, msg...))
	return err
}

// headerSize is the length of the part every message has (RFC 1035 section 4.1.1).
const headerSize = 12

// Respond is what the server answers to one message, nil for silence. ServePacket and ServeConn are loops around it.
func (s *Server) Respond(network string, from net.Addr, query []byte) []byte {
	if len(query) < headerSize {
		return nil // no header, so no identifier to answer to
	}
	m, malformed := unpack(query)
	switch {
	case query[2]&0x80 != 0:
		return nil // a response (QR=1): answering those would let two servers talk for ever
	case m.Opcode != mdns.OpcodeQuery:
		return s.refuse(m, query, mdns.RcodeNotImplemented) // RFC 1035 section 4.1.1, RCODE 4
	case malformed != nil, len(m.Question) != 1:
		return s.refuse(m, query, mdns.RcodeFormatError) // RFC 9619 section 4: one question, no more, no less
	}
	opt, ok := edns(m)
	if !ok {
		return s.refuse(m, query, mdns.RcodeFormatError) // RFC 6891 section 6.1.1: at most one OPT, at the root
	}
	req := &Request{Msg: m, Network: network, From: from}
	var reply *Msg
	if opt != nil && opt.Version() != 0 {
		reply = req.Reply(mdns.RcodeBadVers) // RFC 6891 section 6.1.3
	} else if reply = s.Handler.ServeDNS(req); reply == nil {
		return nil
	}
	return s.pack(reply, req, opt)
}

// edns is the query's OPT record, if any; false if there are several or it is misplaced.
func edns(m *Msg) (opt *mdns.OPT, ok bool) {
	for _, rr := range m.Extra {
		if o, is := rr.(*mdns.OPT); is {
			if opt != nil || o.Hdr.Name != "." {
				return nil, false
			}
			opt = o
		}
	}
	return opt, true
}

// refuse is the bare reply to a query that reaches no handler. The question is repeated if it could be read.
func (s *Server) refuse(m *Msg, query []byte, rcode int) []byte {
	r := new(Msg)
	r.Id = m.Id
	r.Response = true
	r.Opcode = m.Opcode
	r.RecursionDesired = m.RecursionDesired
	r.Rcode = rcode
	for _, rr := range m.Extra {
		// Even to a query that is refused unread, an OPT answers an OPT (RFC 6891 section 6.1.1).
		if asked, is := rr.(*mdns.OPT); is {
			r.Extra = append(r.Extra, s.opt(asked))
			break
		}
	}
	if len(m.Question) == 1 && binary.BigEndian.Uint16(query[4:]) == 1 {
		r.Question = m.Question
	}
	out, err := r.Pack()
	if err != nil {
		r.Question = nil
		if out, err = r.Pack(); err != nil {
			return nil
		}
	}
	return out
}

// pack makes the bytes, no longer than the asker can take.
func (s *Server) pack(m *Msg, req *Request, opt *mdns.OPT) []byte {
	limit := MaxMessageSize
	if req.Network == "udp" {
		limit = MinUDPSize
		if opt != nil {
			limit = max(MinUDPSize, min(int(opt.UDPSize()), s.udpSize()))
		}
	}
	if opt != nil && m.IsEdns0() == nil { // an OPT for an OPT, and none for none (RFC 6891 section 6.1.1)
		m.Extra = append(m.Extra, s.opt(opt))
	}
	m.Compress = true
	out, err := m.Pack()
	if err == nil && len(out) <= limit {
		return out
	}
	if err == nil && !referral(m) {
		// Addresses that were only a courtesy may be left out without a word (RFC 2181 section 9). The glue of a
		// referral may not: TC then (RFC 9471 section 3.1).
		m.Extra = onlyOPT(m.Extra)
		if out, err = m.Pack(); err == nil && len(out) <= limit {
			return out
		}
	}
	if err != nil && !tooLong(m) {
		fail := req.Reply(mdns.RcodeServerFailure)
		if out, err = fail.Pack(); err != nil {
			return nil
		}
		return out
	}
	if out, err = Truncate(m).Pack(); err != nil {
		return nil
	}
	return out
}

// opt is our OPT record for a query that has one.
func (s *Server) opt(asked *mdns.OPT) *mdns.OPT {
	mine := &mdns.OPT{Hdr: mdns.RR_Header{Name: ".", Rrtype: mdns.TypeOPT}}
	mine.SetUDPSize(uint16(max(MinUDPSize, s.udpSize())))
	mine.SetDo(asked.Do()) // RFC 3225 section 3: copied
	return mine
}

func (s *Server) udpSize() int {
	if s.UDPSize == 0 {
		return DefaultUDPSize
	}
	return int(s.UDPSize)
}

// tooLong tells a message that does not fit into any packet from one that cannot be packed at all.
func tooLong(m *Msg) bool { return m.Len() > MaxMessageSize }

// referral tells a reply whose NS records in the authority section are all it has to say.
func referral(m *Msg) bool {
	return len(m.Answer) == 0 && len(m.Ns) > 0 && m.Ns[0].Header().Rrtype == mdns.TypeNS
}
