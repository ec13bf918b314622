// Package secure puts TLS (RFC 8446) between an actor and the road: what it says
// from then on is hidden from whoever listens on the way, and, where the
// certificate was checked, said to the right one.
//
// The trace keeps what the two ends say to each other as they mean it, and of the
// road only what a listener could tell: packets, the lengths of records, and the
// few words of the handshake that nothing hides.
package secure

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"posta/sim/actor"
	"posta/sim/trace"
)

// Cover is what a connection may know to do for TLS. One of the virtual network
// does; a real one, which nobody but its ends sees, need not.
type Cover interface {
	// Cover says that what this end sends from now on is ciphertext, and gives how
	// many octets it has sent and received in the open.
	Cover() (sent, received int)
	// Drain closes, but hears the other's last words.
	Drain() error
}

// Above is a connection that wants to be above TLS, too: it looks at words, and
// below there are none.
type Above interface {
	Above(*Conn) net.Conn
}

// Eavesdropper is a Cover that wants to hear what the other end said inside TLS,
// because nobody at that end tells.
type Eavesdropper interface {
	Overheard(offset int, b []byte)
}

// Error is a handshake that failed.
type Error struct {
	// Why it did. Its Host is whom the client meant to speak with; none on the
	// server's side.
	Why trace.Cause
	Err error
}

func (e *Error) Error() string {
	if e.Why.Host == "" {
		return fmt.Sprintf("TLS handshake: %s", e.Why.Code)
	}
	return fmt.Sprintf("TLS handshake with %s: %s", e.Why.Host, e.Why.Code)
}

func (e *Error) Unwrap() error { return e.Err }

// Client makes a connection secure as the one that opened it. The configuration
// names the server and the authorities that are believed. Unless verify is set, a
// bad certificate is noted and no more (RFC 7435: better hidden than not).
// Deadlines are the caller's.
func Client(m actor.Machine, conn net.Conn, config *tls.Config, verify bool) (net.Conn, error) {
	return client(m, conn, config, verify, nil)
}

func client(m actor.Machine, conn net.Conn, config *tls.Config, verify bool, judge func([]*x509.Certificate) trace.Code) (net.Conn, error) {
	fact := trace.TLSDone{ServerName: config.ServerName}
	c := config.Clone()
	c.InsecureSkipVerify = true // VerifyConnection does it, and tells
	c.VerifyConnection = func(state tls.ConnectionState) error {
		if judge != nil {
			fact.Distrust = judge(state.PeerCertificates)
		} else {
			fact.Distrust = Distrust(state.PeerCertificates, config)
		}
		describe(&fact, state.PeerCertificates)
		if fact.Distrust != "" && verify {
			return &Error{Why: trace.Cause{Code: fact.Distrust, Host: config.ServerName}}
		}
		fact.Verified = verify
		return nil
	}
	s := cover(m, conn)
	s.Conn = tls.Client(s.road(), c)
	return s.handshake(&fact, config.ServerName)
}

// Server makes a connection secure as the one that took it.
func Server(m actor.Machine, conn net.Conn, config *tls.Config) (net.Conn, error) {
	s := cover(m, conn)
	s.Conn = tls.Server(s.road(), config)
	return s.handshake(&trace.TLSDone{}, "")
}

// Conn is a connection as the actor above TLS sees it. The embedded tls.Conn's
// NetConn is the one below.
type Conn struct {
	*tls.Conn
	m              actor.Machine
	under          net.Conn
	sent, received int
}

func cover(m actor.Machine, conn net.Conn) *Conn {
	s := &Conn{m: m, under: conn}
	if c := coverOf(conn); c != nil {
		s.sent, s.received = c.Cover()
	}
	return s
}

// coverOf finds the road below whatever wraps it.
func coverOf(conn net.Conn) Cover {
	for conn != nil {
		if c, ok := conn.(Cover); ok {
			return c
		}
		w, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		conn = w.NetConn()
	}
	return nil
}

// NetConn is the connection below TLS, by which the trace knows it.
func (s *Conn) NetConn() net.Conn { return s.under }

// road is the connection as TLS sees it.
func (s *Conn) road() net.Conn {
	if c := coverOf(s.under); c != nil {
		return drained{s.under, c}
	}
	return s.under
}

// drained closes as RFC 8446 section 6.1 wants it: the other end's close_notify is
// on its way, and is let in.
type drained struct {
	net.Conn
	cover Cover
}

func (d drained) Close() error { return d.cover.Drain() }

func (s *Conn) handshake(fact *trace.TLSDone, server string) (net.Conn, error) {
	err := s.Conn.Handshake()
	state := s.ConnectionState()
	if fact.ServerName == "" {
		fact.ServerName = state.ServerName
	}
	if err != nil {
		fact.Why = reason(err)
		fact.Why.Host = server
		s.m.Record(s.under, *fact)
		return nil, &Error{Why: fact.Why, Err: err}
	}
	fact.OK, fact.Version = true, tls.VersionName(state.Version)
	s.m.Record(s.under, *fact)
	if w, ok := s.under.(Above); ok {
		return w.Above(s), nil
	}
	return s, nil
}

// Read gives what the other end said.
func (s *Conn) Read(b []byte) (int, error) {
	n, err := s.Conn.Read(b)
	if n > 0 {
		if e, ok := coverOf(s.under).(Eavesdropper); ok {
			e.Overheard(s.received, b[:n])
		}
		s.m.Record(s.under, trace.DataReceived{Offset: s.received, Len: n})
		s.received += n
	}
	return n, err
}

// Write says something to the other end.
func (s *Conn) Write(b []byte) (int, error) {
	if _, err := s.under.Write(nil); err != nil {
		return 0, err // nothing is said on a connection that is gone
	}
	if len(b) > 0 {
		s.m.Record(s.under, trace.DataSent{Offset: s.sent, Data: bytes.Clone(b)})
		s.sent += len(b)
	}
	return s.Conn.Write(b)
}

// describe says what the peer's certificate says.
func describe(fact *trace.TLSDone, chain []*x509.Certificate) {
	if len(chain) == 0 {
		return
	}
	leaf := chain[0]
	fact.Subject, fact.Issuer = leaf.Subject.CommonName, leaf.Issuer.CommonName
	fact.NotBefore, fact.NotAfter, fact.Names = leaf.NotBefore.UTC(), leaf.NotAfter.UTC(), leaf.DNSNames
}

// Distrust says what is wrong with a certificate, or nothing (RFC 5280 section 6,
// RFC 9525).
func Distrust(chain []*x509.Certificate, config *tls.Config) trace.Code {
	if len(chain) == 0 {
		return trace.CauseBadCertificate
	}
	leaf := chain[0]
	o := x509.VerifyOptions{Roots: config.RootCAs, DNSName: config.ServerName, Intermediates: x509.NewCertPool()}
	if config.Time != nil {
		o.CurrentTime = config.Time() // else x509 asks the system
	}
	for _, c := range chain[1:] {
		o.Intermediates.AddCert(c)
	}
	_, err := leaf.Verify(o)
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var unknown x509.UnknownAuthorityError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		if o.CurrentTime.Before(leaf.NotBefore) {
			return trace.CauseNotYetValid
		}
		return trace.CauseExpired
	case errors.As(err, &host):
		return trace.CauseWrongName
	case errors.As(err, &unknown):
		if bytes.Equal(leaf.RawIssuer, leaf.RawSubject) {
			return trace.CauseSelfSigned
		}
		return trace.CauseUnknownAuthority
	}
	return trace.CauseBadCertificate
}

// reason puts a failed handshake into one of few codes, the same everywhere.
func reason(err error) trace.Cause {
	var own *Error
	var op *net.OpError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &own):
		return own.Why
	case errors.As(err, &record):
		return trace.Cause{Code: trace.CauseNoTLS}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return trace.Cause{Code: trace.CauseTLSTimeout}
	case errors.As(err, &op) && op.Op == "remote error":
		return trace.Cause{Code: trace.CauseAlert, Said: strings.TrimPrefix(op.Err.Error(), "tls: ")}
	case errors.As(err, &op) && op.Op == "local error":
		return trace.Cause{Code: trace.CauseTLSFailed} // this end raised the alert; the connection is there
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &op):
		return trace.Cause{Code: trace.CauseTLSLost}
	}
	return trace.Cause{Code: trace.CauseTLSFailed}
}
