package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"

	gosmtp "github.com/emersion/go-smtp"
)

// LineEndings is what a server makes of a CR or LF that is not part of CRLF. RFC 5321 section 2.3.8 forbids them to clients; where
// two servers differ about them, one letter can be read as two: SMTP smuggling.
type LineEndings int

const (
	// RejectBare refuses the command (500) or, after its end, the letter (550).
	RejectBare LineEndings = iota
	// NormalizeBare takes a bare LF for a line end, but ends a letter only at CRLF . CRLF.
	NormalizeBare
	// PassBare takes neither for anything: it ends a letter only at CRLF . CRLF, and passes on what it got. It is the other half of
	// what smuggling needs: for lessons only.
	PassBare
	// LaxBare takes a bare LF for CRLF everywhere, in the end of data too. It is what smuggling needs: for lessons only.
	LaxBare
)

// DefaultExtensions are offered where a Server names none. STARTTLS and AUTH are added when the server has them to give.
var DefaultExtensions = []string{"PIPELINING", "SIZE", "8BITMIME", "ENHANCEDSTATUSCODES", "SMTPUTF8", "DSN"}

// Server is one SMTP server: a submission server or an exchanger, by its Backend and its settings. It is read only while it
// serves, so any number of connections may share it.
type Server struct {
	Domain  string // said in the greeting and in the answer to EHLO
	Backend Backend

	// Extensions are the keywords offered, in this order; nil: DefaultExtensions; empty: none. What is not offered is not
	// understood either.
	Extensions []string
	// NoESMTP answers EHLO with 500, as a server from before RFC 1869 would; it offers nothing, and speaks no enhanced status codes.
	NoESMTP bool

	MaxMessageBytes int64 // 0: DefaultMaxMessageBytes
	MaxRecipients   int   // 0: DefaultMaxRecipients
	LineEndings     LineEndings

	// AuthMechanisms are PLAIN, LOGIN and OAUTHBEARER, or some of them; none: no AUTH.
	AuthMechanisms []string
	// Scope goes into the error challenge of OAUTHBEARER (RFC 7628 section 3.2.2).
	Scope string
	// AllowInsecureAuth lets passwords pass in the clear.
	AllowInsecureAuth bool
	// RequireAuth answers MAIL with 530 until the client has said who it is (RFC 6409 section 4.3).
	RequireAuth bool

	// TLSConfig is given to STARTTLS; nil: not offered.
	TLSConfig *tls.Config
	// RequireTLS answers everything that matters with 530 until the connection is secure (RFC 3207 section 4). It is not for
	// exchangers, which take mail from the whole world.
	RequireTLS bool
	// Upgrade makes the connection secure after STARTTLS; nil: Handshake. A tap for what is said inside goes here.
	Upgrade func(net.Conn, *tls.Config) (net.Conn, error)

	// Now is the clock for IdleTimeout; without it nothing times out.
	Now func() time.Time
	// IdleTimeout is how long a client may say nothing; 0: TimeoutServer (RFC 5321 section 4.5.3.2.7).
	IdleTimeout time.Duration
}

// Handshake is the server's side of TLS over conn.
func Handshake(conn net.Conn, config *tls.Config) (net.Conn, error) {
	secure := tls.Server(conn, config)
	if err := secure.Handshake(); err != nil {
		return nil, err
	}
	return secure, nil
}

// ServeConn speaks with one client until either side ends, closes conn, and leaves no goroutine behind. A client that simply
// goes away is no error; a handshake, read or write that failed and a PanicError are. For implicit TLS (port 465) conn is a
// *tls.Conn, or anything with its Handshake and ConnectionState.
func (s *Server) ServeConn(conn net.Conn) error {
	l := newLayer(s, conn)
	defer l.end()
	if err := l.handshake(); err != nil {
		return err
	}
	if !l.connect() {
		return l.err
	}
	for {
		s.serveGoSMTP(l)
		if !l.upgrading {
			l.release()
			return l.err
		}
		if err := l.upgrade(); err != nil {
			return err
		}
	}
}

// serveGoSMTP runs one go-smtp server over the layer, from greeting to close, or to STARTTLS: after it everything is
// forgotten (RFC 3207 section 4.2), and a new server forgets best.
func (s *Server) serveGoSMTP(l *layer) {
	end := &serverEnd{layer: l, closed: make(chan struct{})}
	server := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) {
		return &session{layer: l}, nil
	}))
	server.Domain = s.Domain
	server.AllowInsecureAuth = true // the layer sees to that: it is the one that knows about TLS
	server.MaxLineLength = 0        // and to that
	server.ErrorLog = noLog{}
	// Serve returns when the connection is closed; Shutdown waits until its goroutine is gone too.
	_ = server.Serve(&oneConn{end: end})
	_ = server.Shutdown(context.Background())
}

// serverEnd is the connection as go-smtp sees it. Closing it ends go-smtp's part; the network's connection stays the layer's.
type serverEnd struct {
	*layer
	greeted bool
	once    sync.Once
	closed  chan struct{}
}

// Write is first called for the greeting, when go-smtp's goroutine is young.
func (e *serverEnd) Write(p []byte) (int, error) {
	if !e.greeted {
		e.greeted = true
		growStack(0)
	}
	return e.layer.Write(p)
}

// growStack gives a goroutine the stack that a conversation needs. Growing on demand, it would be copied several times, each
// time with more on it: an eighth of all that serving one letter takes.
//
//go:noinline
func growStack(i int) byte {
	var room [6 << 10]byte
	return room[i]
}

func (e *serverEnd) Close() error {
	e.once.Do(func() {
		e.layer.done = true
		close(e.closed)
	})
	return nil
}

// Deadlines are the layer's.
func (e *serverEnd) SetDeadline(time.Time) error      { return nil }
func (e *serverEnd) SetReadDeadline(time.Time) error  { return nil }
func (e *serverEnd) SetWriteDeadline(time.Time) error { return nil }

// oneConn is a listener for a single connection.
type oneConn struct {
	end   *serverEnd
	given bool
}

var errOneConn = errors.New("the one connection has been served")

func (o *oneConn) Accept() (net.Conn, error) {
	if !o.given {
		o.given = true
		return o.end, nil
	}
	<-o.end.closed
	return nil, errOneConn
}

func (o *oneConn) Close() error   { return nil }
func (o *oneConn) Addr() net.Addr { return o.end.LocalAddr() }

// noLog: a panic in a Session is caught before go-smtp sees it, and an error of the connection is the layer's to report.
type noLog struct{}

func (noLog) Printf(string, ...any) {}
func (noLog) Println(...any)        {}
