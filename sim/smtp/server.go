package smtp

import (
	"crypto/tls"
	"net"
	"time"
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
		l.serve()
		if !l.upgrading {
			return l.err
		}
		if err := l.upgrade(); err != nil {
			return err
		}
	}
}
