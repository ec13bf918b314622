package fault

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"strconv"
	"strings"

	"posta/sim/actor/secure"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// MaxLine is how long a line may be for its command to be looked at, in octets; a
// longer one passes unread, as it comes.
const MaxLine = 8192

// Listener puts the faults of a port between its connections and whoever accepts
// them: those that count octets, and those at commands of POP3 and IMAP. A port
// without any keeps its listener.
func (h *Host) Listener(port uint16, l net.Listener) net.Listener {
	faults, proto := h.st.atEdge(h.m.Name(), port, scenario.EdgeStream)
	if len(faults) == 0 {
		return l
	}
	return &listener{l, h, faults, proto}
}

type listener struct {
	net.Listener
	h      *Host
	faults []*fault
	proto  scenario.Proto
}

func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &stream{Conn: c, l: l, client: l.h.st.nameOf(ip(c.RemoteAddr())), counted: map[*fault]int64{}}, nil
}

// stream is a server's connection with faults on it. What the server reads comes
// line by line, so that a command can be met before it is obeyed.
type stream struct {
	net.Conn
	l      *listener
	client string

	buf     []byte // come, and not yet looked at
	ready   []byte // looked at, for the server
	err     error  // after which nothing comes
	literal int    // octets of an IMAP literal still to come: no commands
	greeted bool
	counted map[*fault]int64 // octets since a cut began to count
	// covered: what comes are TLS records, which have no lines. They pass as they
	// come, and are counted until there is a stream above TLS.
	covered, above bool
}

// NetConn is the connection below.
func (s *stream) NetConn() net.Conn { return s.Conn }

// Cover says that TLS begins: see secure.Cover.
func (s *stream) Cover() (sent, received int) {
	s.covered = true
	if c, ok := s.Conn.(secure.Cover); ok {
		return c.Cover()
	}
	return 0, 0
}

// Drain closes the connection, but hears the other's last words.
func (s *stream) Drain() error {
	if c, ok := s.Conn.(secure.Cover); ok {
		return c.Drain()
	}
	return s.Conn.Close()
}

// Above puts the faults between TLS and the server, where words can be read again.
func (s *stream) Above(tube *secure.Conn) net.Conn {
	s.above = true
	inside := &stream{Conn: tube, l: s.l, client: s.client, greeted: s.greeted, counted: s.counted}
	return secureStream{inside, tube}
}

// secureStream is a stream above TLS; servers look for what says so.
type secureStream struct {
	*stream
	tube *secure.Conn
}

// Handshake is done already.
func (s secureStream) Handshake() error { return s.tube.Handshake() }

// ConnectionState is the one of TLS.
func (s secureStream) ConnectionState() tls.ConnectionState { return s.tube.ConnectionState() }

// Abort throws the connection away.
func (s *stream) Abort() { abort(s.Conn) }

// Write is the server speaking; its first words are the greeting.
func (s *stream) Write(b []byte) (int, error) {
	if !s.greeted {
		s.greeted = true
		if s.gone(atConnect, "") {
			return 0, net.ErrClosed
		}
	}
	return s.Conn.Write(b)
}

// Read gives the server what may come to it.
func (s *stream) Read(p []byte) (int, error) {
	for {
		if len(s.ready) > 0 {
			n := copy(p, s.ready)
			s.ready = s.ready[n:]
			return n, nil
		}
		if unit := s.next(); unit != nil {
			if s.pass(unit) {
				s.ready = unit
			}
			continue
		}
		if s.err != nil {
			return 0, s.err
		}
		var chunk [4096]byte
		n, err := s.Conn.Read(chunk[:])
		s.buf = append(s.buf, chunk[:n]...)
		if err != nil {
			if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
				return 0, err // the server's own patience; more may come
			}
			s.err = err
		}
	}
}

// next takes a line, or what is none, from what has come; nil when there is nothing.
func (s *stream) next() []byte {
	n := bytes.IndexByte(s.buf, '\n') + 1
	switch {
	case len(s.buf) == 0:
		return nil
	case s.covered:
		n = len(s.buf)
	case s.literal > 0:
		n = min(s.literal, len(s.buf))
	case n > 0:
	case len(s.buf) > MaxLine || s.err != nil:
		n = len(s.buf)
	default:
		return nil
	}
	unit := s.buf[:n:n]
	s.buf = s.buf[n:]
	return unit
}

// pass looks at a line, and tells whether the server is to have it.
func (s *stream) pass(unit []byte) bool {
	if s.covered {
		return s.above || s.count(unit, "")
	}
	if s.literal > 0 {
		s.literal -= len(unit)
		return s.count(unit, "")
	}
	tag, verb := s.command(unit)
	if s.l.proto == scenario.IMAP {
		s.literal = literal(unit)
	}
	if verb != "" && s.gone(verb, tag) {
		return false
	}
	return s.count(unit, verb)
}

// command reads a command's name as faults call it.
func (s *stream) command(line []byte) (tag, verb string) {
	if len(line) > MaxLine {
		return "", ""
	}
	words := strings.Fields(string(line))
	if s.l.proto == scenario.IMAP && len(words) > 0 {
		tag, words = words[0], words[1:]
		if len(words) > 1 && strings.EqualFold(words[0], "UID") {
			words = words[1:]
		}
	}
	if len(words) == 0 {
		return tag, ""
	}
	verb = strings.ToUpper(words[0])
	switch verb {
	case "PASS", "APOP", "AUTH", "AUTHENTICATE":
		if s.l.proto == scenario.POP3 || s.l.proto == scenario.IMAP {
			verb = "LOGIN"
		}
	case "EXAMINE":
		verb = "SELECT"
	}
	return tag, verb
}

// literal gives the length of the literal that a line of IMAP announces (RFC 3501
// section 4.3).
func literal(line []byte) int {
	text := strings.TrimRight(string(line), "\r\n")
	open := strings.LastIndexByte(text, '{')
	if open < 0 || !strings.HasSuffix(text, "}") {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text[open+1:len(text)-1], "+"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// gone lets faults at a command act, and tells whether the server is not to hear of
// it.
func (s *stream) gone(verb, tag string) bool {
	h := s.l.h
	for _, f := range s.l.faults {
		if !meant(f.Do.At().Client, s.client) {
			continue
		}
		switch do := f.Do.(type) {
		case *scenario.Delay:
			if do.Command == verb && h.strike(f, s.Conn, verb, s.client, waits(do.By)) && h.m.Sleep(do.By) != nil {
				return s.end(net.ErrClosed)
			}
		case *scenario.Cut:
			if do.Command == verb && do.After == 0 && h.strike(f, s.Conn, verb, s.client, does(trace.EffectReset)) {
				abort(s.Conn)
				return s.end(net.ErrClosed)
			}
		case *scenario.Silence:
			if do.Command == verb && h.strike(f, s.Conn, verb, s.client, does(trace.EffectSilence)) {
				swallow(s.Conn)
				return s.end(io.EOF)
			}
		case *scenario.Answer:
			if do.Command != verb {
				continue
			}
			reply := s.reply(do, tag)
			if !h.strike(f, s.Conn, verb, s.client, says(reply)) {
				continue
			}
			io.WriteString(s.Conn, reply+"\r\n")
			if do.Close || verb == atConnect {
				s.Conn.Close()
				return s.end(io.EOF)
			}
			return true
		}
	}
	return false
}

func (s *stream) end(err error) bool {
	s.buf, s.err = nil, err
	return true
}

// reply is a refusal in the words of the protocol.
func (s *stream) reply(do *scenario.Answer, tag string) string {
	text := do.Text
	if s.l.proto == scenario.POP3 {
		if text == "" {
			text = "[SYS/TEMP] Server busy, try again later" // RFC 3206 section 4
		}
		return "-ERR " + text
	}
	switch {
	case text == "" && do.Command == atConnect:
		text = "Server busy, try again later"
	case text == "":
		text = "[UNAVAILABLE] Server busy, try again later" // RFC 5530 section 3
	}
	if do.Command == atConnect {
		return "* BYE " + text
	}
	return tag + " NO " + text
}

// count lets the faults that count octets count these, and tells whether the
// connection has outlived them.
func (s *stream) count(unit []byte, verb string) bool {
	for _, f := range s.l.faults {
		do, ok := f.Do.(*scenario.Cut)
		if !ok || do.After == 0 || !meant(do.Client, s.client) {
			continue
		}
		n, counting := s.counted[f]
		switch {
		case n < 0:
			continue // it has had its chance with this connection
		case do.Command != "" && do.Command == verb && !counting:
			s.counted[f] = 0 // from the next octet on
			continue
		case do.Command != "" && !counting:
			continue
		}
		if n += int64(len(unit)); n < do.After {
			s.counted[f] = n
			continue
		}
		s.counted[f] = -1
		if s.l.h.strike(f, s.Conn, do.Command, s.client, does(trace.EffectReset)) {
			abort(s.Conn)
			s.end(net.ErrClosed)
			return false
		}
	}
	return true
}
