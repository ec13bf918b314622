// Package interceptor is somebody in the middle: a machine on the road between two others,
// to which their calls come instead. It calls the other in the caller's place and passes on
// what both say, and what it wants changed it changes.
//
// In an email's journey it is the danger that TLS is for. Against one who only listens any
// TLS helps. Against this one it helps only if the caller insists on it and knows whom to
// expect: taking the word STARTTLS out of a list is enough to make an opportunistic relay go
// on in the clear (RFC 3207 section 6), and a certificate of its own is enough for one that
// looks at none.
//
// It promises nothing. It cannot break what is encrypted for somebody else, sign with a key
// that it does not have, or have an authority vouch for it: nothing here gives it more than
// the road would.
package interceptor

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/secure"
	"posta/sim/trace"
)

// Machine is a computer on a road: it may call in another's name.
type Machine interface {
	actor.Machine
	// DialAs is Dial with another's address as the source.
	DialAs(source netip.Addr, address string, timeout time.Duration) (net.Conn, error)
}

// passer is a connection of the road: it passes on what it is not given to read.
type passer interface {
	net.Conn
	// PassOn sends on what comes on another connection, octet for octet, until its end. What TLS
	// hides in it stays hidden, and comes out whole.
	PassOn(from net.Conn) error
	// CloseWrite ends this direction only.
	CloseWrite() error
}

// Rule is what is done to a conversation.
type Rule struct {
	// Strip takes STARTTLS out of what the server offers.
	Strip bool
	// Own shows a certificate of its own instead of the server's, and reads inside; nil: TLS
	// is passed on as it is.
	Own *tls.Config
	// Old is what it replaces by New in the text of letters, line by line, where it can read them; "":
	// nothing.
	Old, New string
}

// Limits of a conversation.
const (
	maxLine  = 64 << 10
	patience = 10 * time.Minute
	dialling = time.Minute
)

// Config is what somebody in the middle does.
type Config struct {
	// Ports are where conversations come in.
	Ports []uint16
	// SMTP tells whether mail is spoken at a port.
	SMTP func(port uint16) bool
	// Rule is what is done to the conversation of a client with a server.
	Rule func(client, server netip.Addr) Rule
}

// Start begins to lie in wait.
func Start(m Machine, c Config) error {
	for _, port := range c.Ports {
		l, err := m.Listen(port)
		if err != nil {
			return fmt.Errorf("intercepting port %d: %w", port, err)
		}
		m.After(0, fmt.Sprintf("interceptor %d", port), func() {
			defer l.Close()
			for {
				conn, err := l.Accept()
				if err != nil {
					if errors.Is(err, actor.ErrStopped) || errors.Is(err, net.ErrClosed) || m.Sleep(time.Second) != nil {
						return
					}
					continue
				}
				m.After(0, "intercepted "+conn.RemoteAddr().String(), func() { c.intercept(m, conn) })
			}
		})
	}
	return nil
}

// intercept calls the one who was meant, and speaks with both.
func (c Config) intercept(m Machine, conn net.Conn) {
	from, _ := netip.ParseAddrPort(conn.RemoteAddr().String())
	to, err := netip.ParseAddrPort(conn.LocalAddr().String())
	if err != nil {
		conn.Close()
		return
	}
	onward, err := m.DialAs(from.Addr(), to.String(), dialling)
	if err != nil {
		conn.Close()
		return
	}
	rule := c.Rule(from.Addr().Unmap(), to.Addr().Unmap())
	if c.SMTP(to.Port()) {
		s := &mail{m: m, rule: rule, client: newEnd(m, conn), server: newEnd(m, onward)}
		if !s.talk() {
			conn.Close()
			onward.Close()
			return
		}
	}
	pass(m, conn, onward)
}

// pass lets everything through, both ways: each one's last word comes to the other, and when
// both have had theirs it is over.
func pass(m actor.Machine, client, server net.Conn) {
	var going atomic.Int32
	going.Store(2)
	through := func(to, from net.Conn) {
		from.SetDeadline(time.Time{}) // their patience, not his
		end, ok := to.(passer)
		if !ok || end.PassOn(from) != nil || end.CloseWrite() != nil {
			client.Close()
			server.Close()
		}
		if going.Add(-1) == 0 {
			client.Close()
			server.Close()
		}
	}
	m.After(0, "passing on", func() { through(client, server) })
	through(server, client)
}

// end is one end of a conversation as the one in the middle holds it.
type end struct {
	m    actor.Machine
	conn net.Conn
	r    *bufio.Reader
}

func newEnd(m actor.Machine, conn net.Conn) *end {
	return &end{m: m, conn: conn, r: bufio.NewReaderSize(conn, maxLine)}
}

// line reads up to the next line end.
func (e *end) line() ([]byte, error) {
	e.conn.SetDeadline(e.m.Now().Add(patience))
	b, err := e.r.ReadSlice('\n')
	return bytes.Clone(b), err
}

// reply reads a reply of the server's, all its lines (RFC 5321 section 4.2).
func (e *end) reply() (lines [][]byte, err error) {
	const most = 1000
	for len(lines) < most {
		b, err := e.line()
		if err != nil {
			return lines, err
		}
		lines = append(lines, b)
		if len(b) < 4 || b[3] != '-' {
			return lines, nil
		}
	}
	return lines, nil
}

// mail is a conversation in SMTP.
type mail struct {
	m              actor.Machine
	rule           Rule
	client, server *end
}

// talk goes from command to reply until the conversation is over, or until it goes on in a TLS that he
// cannot open: then it tells that the rest is to be passed on.
func (s *mail) talk() (sealed bool) {
	for verb := ""; ; {
		lines, err := s.server.reply()
		if err != nil {
			return false
		}
		code := ""
		if len(lines) > 0 && len(lines[0]) >= 3 {
			code = string(lines[0][:3])
		}
		if verb == "EHLO" && s.rule.Strip {
			lines = withoutOffer(lines)
		}
		if verb == "STARTTLS" && code == "220" {
			if s.rule.Own == nil {
				_, err := s.client.conn.Write(bytes.Join(lines, nil))
				return err == nil
			}
			if !s.secure(lines) {
				return false
			}
		} else if _, err := s.client.conn.Write(bytes.Join(lines, nil)); err != nil {
			return false
		}
		if verb == "QUIT" {
			return false
		}
		if verb == "DATA" && code == "354" {
			if !s.letter() {
				return false
			}
			verb = ""
			continue
		}
		b, err := s.client.line()
		if err != nil {
			return false
		}
		verb, _, _ = strings.Cut(strings.ToUpper(strings.TrimSpace(string(b))), " ")
		if _, err := s.server.conn.Write(b); err != nil {
			return false
		}
	}
}

// withoutOffer takes STARTTLS out of a list of extensions.
func withoutOffer(lines [][]byte) [][]byte {
	var kept [][]byte
	for _, b := range lines {
		if len(b) >= 4 && strings.EqualFold(strings.TrimSpace(string(b[4:])), "STARTTLS") {
			continue
		}
		kept = append(kept, b)
	}
	if n := len(kept); n > 0 && len(kept[n-1]) >= 4 {
		kept[n-1][3] = ' '
	}
	return kept
}

// secure goes over to TLS with both.
func (s *mail) secure(reply [][]byte) bool {
	// Whoever the server is: nobody in the middle asks.
	wish := secure.Wish{Policy: secure.Opportunistic, Config: &tls.Config{MinVersion: tls.VersionTLS12, Time: s.m.Now, CurvePreferences: s.rule.Own.CurvePreferences},
		Distrust: func([]*x509.Certificate) trace.Code { return "" }}
	below, err := wish.Client(s.m, s.server.conn)
	if err != nil {
		return false
	}
	if _, err := s.client.conn.Write(bytes.Join(reply, nil)); err != nil {
		return false
	}
	above, err := secure.Server(s.m, s.client.conn, s.rule.Own)
	if err != nil {
		return false
	}
	s.client, s.server = newEnd(s.m, above), newEnd(s.m, below)
	b, err := s.client.line() // EHLO, once more
	if err != nil {
		return false
	}
	if _, err := s.server.conn.Write(b); err != nil {
		return false
	}
	lines, err := s.server.reply()
	if err != nil {
		return false
	}
	_, err = s.client.conn.Write(bytes.Join(lines, nil))
	return err == nil
}

// letter passes a letter on, altered.
func (s *mail) letter() bool {
	var out []byte
	body := false
	for {
		b, err := s.client.line()
		if err != nil {
			return false
		}
		body = body || string(b) == "\r\n"
		if s.rule.Old != "" && body {
			b = bytes.ReplaceAll(b, []byte(s.rule.Old), []byte(s.rule.New))
		}
		out = append(out, b...)
		if string(b) == ".\r\n" || len(out) > maxLine {
			if _, err := s.server.conn.Write(out); err != nil {
				return false
			}
			out = nil
		}
		if string(b) == ".\r\n" {
			return true
		}
	}
}
