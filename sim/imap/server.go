package imap

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"

	imap2 "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"posta/sim/mailbox"
)

// Server says how to serve a connection. It is only read, so one value may serve
// any number of them; copy it to give each its own hooks.
type Server struct {
	// Authenticate decides who may log in, and to which account; [mailbox.Store] has
	// a method for it. An error is answered NO [AUTHENTICATIONFAILED].
	Authenticate func(user, password string) (*mailbox.Account, error)
	// By is handed to the store with every change this server's clients make, and so
	// comes back in its events.
	By any

	// StartTLS, if set, lets clients ask for TLS. It is given the connection after the
	// OK and returns it as it is above TLS.
	StartTLS func(net.Conn) (net.Conn, error)
	// ImplicitTLS says that connections come through TLS already (port 993).
	ImplicitTLS bool
	// RequireTLS refuses passwords in the clear: LOGINDISABLED (RFC 3501 §6.2.3).
	RequireTLS bool

	// AppendLimit is the size of the largest message a client may store, in octets
	// (RFC 7889); 0 means the store's limit.
	AppendLimit int64

	// Hooks; each may be nil. Mechanism is LOGIN or a SASL mechanism's name.
	Authenticated func(account *mailbox.Account, mechanism string)
	AuthFailed    func(user, mechanism string)
	// Trouble is told what went wrong inside the server, in one line: a command that
	// could not be read, or a panic.
	Trouble func(text string)
}

// ErrDropped is what ServeConn returns when the client left without LOGOUT.
var ErrDropped = errors.New("imap: the client left without LOGOUT")

// ServeConn serves one connection until it ends, and closes it. It returns nil after
// a LOGOUT. No goroutine outlives it but one that is about to return.
func (s *Server) ServeConn(conn net.Conn) error {
	defer func() { conn.Close() }()
	front := s.serve(conn, s.ImplicitTLS, false)
	if front.startTLS {
		secure, err := s.StartTLS(conn)
		if err != nil {
			return fmt.Errorf("imap: STARTTLS: %w", err)
		}
		conn = secure
		front = s.serve(conn, true, true)
	}
	switch {
	case front.loggedOut:
		return nil
	case front.hungUp != "":
		return fmt.Errorf("imap: the server hung up: %s", front.hungUp)
	}
	return ErrDropped
}

// serve runs the library's server over the connection, in the clear or above TLS,
// until either the connection or its plaintext ends.
func (s *Server) serve(conn net.Conn, secure, skipGreeting bool) *frontConn {
	front := &frontConn{Conn: conn, skipGreeting: skipGreeting, closed: make(chan struct{})}
	sess := &session{server: s, front: front, closed: make(chan struct{})}
	options := &imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return sess, nil, nil
		},
		Caps: imap2.CapSet{
			// Not IMAP4rev2: mbsync, mutt and others refuse a server that has only that,
			// and some take fright at seeing it first.
			imap2.CapIMAP4rev1:        {},
			imap2.CapNamespace:        {},
			imap2.CapUIDPlus:          {},
			imap2.CapESearch:          {},
			imap2.CapSearchRes:        {},
			imap2.CapListExtended:     {},
			imap2.CapListStatus:       {},
			imap2.CapMove:             {},
			imap2.CapStatusSize:       {},
			imap2.CapChildren:         {},
			imap2.CapSpecialUse:       {},
			imap2.CapCreateSpecialUse: {},
		},
		Logger:       logger{s.Trouble},
		InsecureAuth: secure || !s.RequireTLS,
	}
	if s.StartTLS != nil && !secure {
		// The library offers STARTTLS when it has a configuration, but this one is never
		// used: frontConn ends the library's connection in time. So the handshake, and
		// what is seen above it, stay in the caller's hands.
		options.TLSConfig = &tls.Config{}
	}
	// One server and one listener per connection: the library knows no other way to
	// serve a connection that is there already.
	_ = imapserver.New(options).Serve(&oneConn{conn: front})
	<-sess.closed
	return front
}

// oneConn is a listener that gives one connection, and ends when that has ended.
type oneConn struct {
	conn  *frontConn
	given bool
}

func (l *oneConn) Accept() (net.Conn, error) {
	if !l.given {
		l.given = true
		return l.conn, nil
	}
	<-l.conn.closed
	return nil, net.ErrClosed
}

func (l *oneConn) Close() error   { return nil }
func (l *oneConn) Addr() net.Addr { return l.conn.LocalAddr() }

// frontConn stands between the network and the library, and does the little that the
// library cannot be told to do: hand the connection back for TLS, and say good-bye
// before hanging up. Only the goroutine that reads touches its fields, apart from
// closed.
type frontConn struct {
	net.Conn
	skipGreeting bool // above STARTTLS there is no second greeting (RFC 3501 §6.2.1)
	startTLS     bool // the OK was written: the library has to let go
	loggedOut    bool
	enough       string // the server wants to hang up, for this reason
	hungUp       string // and has done so
	literals     literals
	said         atomic.Int64 // what the library has written, in pieces
	heard        int64        // said, when it last read
	granted      atomic.Bool  // it asked for a literal

	once   sync.Once
	closed chan struct{}
}

var (
	beginTLS = []byte(" OK Begin TLS negotiation now\r\n")
	goodBye  = []byte("* BYE Logging out\r\n")
)

func (f *frontConn) Write(b []byte) (int, error) {
	switch {
	case f.startTLS:
		return 0, net.ErrClosed
	case f.skipGreeting:
		f.skipGreeting = false
		return len(b), nil
	}
	n, err := f.Conn.Write(b)
	f.said.Add(1)
	if bytes.HasPrefix(b, []byte("+ ")) {
		f.granted.Store(true)
	}
	// The library writes each status response by itself. A client cannot bring these
	// words about in another way: what it can choose, the tag, has no spaces.
	if bytes.HasSuffix(b, beginTLS) && bytes.Count(b, []byte(" ")) == 5 {
		f.startTLS = true
	} else if bytes.Equal(b, goodBye) {
		f.loggedOut = true
	}
	return n, err
}

func (f *frontConn) Read(b []byte) (int, error) {
	if f.enough != "" {
		f.hangUp(f.enough)
	}
	if f.startTLS || f.hungUp != "" {
		return 0, io.EOF
	}
	answered, granted := f.said.Load() != f.heard, f.granted.Swap(false)
	f.heard = f.said.Load()
	if l := &f.literals; l.asked > 0 || l.forced {
		asked, forced := l.asked, l.forced
		l.asked = 0
		switch {
		case granted:
			l.skip = asked
		case forced && answered:
			f.hangUp("Literal is too long")
			return 0, io.EOF
		case !answered:
			// It has refused the literal, and would say so at the line's end.
			return copy(b, "\r\n"), nil
		}
	}
	n, err := f.Conn.Read(b)
	n = f.literals.read(b[:n])
	var timeout net.Error
	if n == 0 && errors.As(err, &timeout) && timeout.Timeout() && !f.loggedOut {
		f.hangUp("Autologout; idle for too long") // RFC 3501 §5.4
	}
	return n, err
}

// hangUp says good-bye (RFC 3501 §7.1.5); the next Read ends the connection.
func (f *frontConn) hangUp(why string) {
	if f.hungUp == "" {
		f.hungUp = why
		_, _ = io.WriteString(f.Conn, "* BYE "+why+"\r\n")
	}
}

// Close leaves the connection open if it goes on above TLS.
func (f *frontConn) Close() error {
	var err error
	f.once.Do(func() {
		if !f.startTLS {
			err = f.Conn.Close()
		}
		close(f.closed)
	})
	return err
}

// logger gives the library's complaints to Server.Trouble. Only the first line: the
// others are a stack with addresses that differ from run to run.
type logger struct{ trouble func(string) }

func (l logger) Printf(format string, args ...any) {
	if l.trouble != nil {
		text, _, _ := strings.Cut(fmt.Sprintf(format, args...), "\n")
		l.trouble(text)
	}
}
