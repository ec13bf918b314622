package mua

import (
	"errors"
	"net"

	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
	"posta/sim/imap"
	"posta/sim/pop3"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// A program to which TLS is no condition does without it where it does not come about (RFC 7435 section 3): on the same connection
// after a no, on another one where the connection was lost on the way. It is what an attacker counts on, and why RFC 8314 section 4.1
// wants mail programs to insist.

// lostTLS is a connection that was lost between the wish for TLS and the first word inside it.
type lostTLS struct {
	conn net.Conn
	err  error
}

func (e *lostTLS) Error() string { return e.err.Error() }
func (e *lostTLS) Unwrap() error { return e.err }

// refused says whether an error is the server's no, after which the connection is as it was.
func refused(err error) bool {
	var s *smtp.Error
	var p *pop3.Error
	var i *imap.StatusError
	return errors.As(err, &s) && s.Code != 0 && !s.Lost() || errors.As(err, &p) || errors.As(err, &i) && i.Type != "BYE"
}

// forgo says whether the program goes on without TLS on a connection on which it was refused, and tells of it.
func (d *Device) forgo(door Door, conn net.Conn, err error) bool {
	if door.TLS.Policy != secure.Opportunistic || !refused(err) {
		return false
	}
	d.m.Record(conn, trace.TLSForgone{Remote: door.Host, Why: cause.Of(door.Host, err)})
	return true
}

// inTheClear says whether the program calls once more, and tells of it; the door is then one without TLS.
func (d *Device) inTheClear(door *Door, err error) bool {
	var lost *lostTLS
	if door.TLS.Policy != secure.Opportunistic || !errors.As(err, &lost) {
		return false
	}
	d.m.Record(lost.conn, trace.TLSForgone{Remote: door.Host, Why: cause.Of(door.Host, lost.err), Anew: true})
	door.TLS = secure.Wish{}
	return true
}
