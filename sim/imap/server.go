package imap

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"

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
	// Bearer judges an access token (OAUTHBEARER, RFC 7628); nil: the mechanism is not offered. Scope goes into
	// its error challenge.
	Bearer func(user, token string) (*mailbox.Account, error)
	Scope  string
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

	// Refuse, if set, sees each command that makes sense, by its name in capitals ("UID FETCH") and as it came, and may have NO
	// and a text answered in the server's place.
	Refuse func(name, line string) (no string, refused bool)

	// Hooks; each may be nil. Mechanism is LOGIN or a SASL mechanism's name.
	Authenticated func(account *mailbox.Account, mechanism string)
	AuthFailed    func(user, mechanism string, err error)
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
	front.session = sess
	options := &imapserver.Options{
		NewSession: func(conn *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			sess.conn = conn
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

// logger gives the library's complaints to Server.Trouble. Only the first line: the
// others are a stack with addresses that differ from run to run.
type logger struct{ trouble func(string) }

func (l logger) Printf(format string, args ...any) {
	if l.trouble != nil {
		text, _, _ := strings.Cut(fmt.Sprintf(format, args...), "\n")
		l.trouble(text)
	}
}
