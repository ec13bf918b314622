package secure

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"time"

	"posta/sim/actor"
	"posta/sim/trace"
)

// HandshakeTimeout is how long a server waits for a client that was to begin with
// TLS.
const HandshakeTimeout = time.Minute

// Offer is what a service makes of TLS. The zero value knows none.
type Offer struct {
	Config *tls.Config
	// Implicit: TLS begins with the first octet (RFC 8314 section 3). Otherwise it
	// is there for whoever asks by STARTTLS or STLS.
	Implicit bool
	// Required: without it nobody gets to say a password.
	Required bool
}

// Begin does what comes before the protocol's first word: the handshake of a
// service with implicit TLS.
func (o Offer) Begin(m actor.Machine, conn net.Conn) (net.Conn, error) {
	if o.Config == nil || !o.Implicit {
		return conn, nil
	}
	conn.SetDeadline(m.Now().Add(HandshakeTimeout))
	above, err := Server(m, conn, o.Config)
	if err == nil {
		conn.SetDeadline(time.Time{})
	}
	return above, err
}

// Policy is what a client makes of TLS.
type Policy int

// The policies.
const (
	// Never speaks in the clear.
	Never Policy = iota
	// Opportunistic speaks TLS where it is offered, whatever the certificate, and in
	// the clear where it is not (RFC 7435).
	Opportunistic
	// Require speaks TLS, with the one whom the certificate names, or not at all.
	Require
)

// Wish is what a client makes of TLS with one server. The zero value speaks in
// the clear.
type Wish struct {
	Policy   Policy
	Implicit bool // the service begins with TLS
	Config   *tls.Config
	// Distrust says what is wrong with a certificate, or nothing, where other things count
	// than the authorities that are believed and the name; nil: those.
	Distrust func(chain []*x509.Certificate) trace.Code
}

// ErrNotOffered is why a client that requires TLS says nothing to a server without.
var ErrNotOffered = errors.New("the server offers no TLS, and nothing is said without it")

// Client makes a connection secure, as the wish has it.
func (w Wish) Client(m actor.Machine, conn net.Conn) (net.Conn, error) {
	return client(m, conn, w.Config, w.Policy == Require, w.Distrust)
}

// Begin does what comes before the protocol's first word.
func (w Wish) Begin(m actor.Machine, conn net.Conn, timeout time.Duration) (net.Conn, error) {
	if w.Config == nil || !w.Implicit {
		return conn, nil
	}
	conn.SetDeadline(m.Now().Add(timeout))
	above, err := w.Client(m, conn)
	if err == nil {
		conn.SetDeadline(time.Time{})
	}
	return above, err
}

// Wanted says whether a client that has connected in the clear should look for TLS.
func (w Wish) Wanted() bool { return w.Config != nil && !w.Implicit && w.Policy != Never }
