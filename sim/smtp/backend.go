package smtp

import (
	"crypto/tls"
	"fmt"
	"net"

	"posta/sim/mail"
)

// Backend decides. One Session is made for each connection.
type Backend interface {
	// Connect is asked when a client connects. The Reply is the greeting: 220 to go on, 554 for "no SMTP service here" (the
	// client is heard out until QUIT: RFC 5321 section 3.1), 421 to close at once. A zero Reply is an ordinary 220.
	Connect(c *Conn) (Session, Reply)
}

// Session answers one client, state by state. Wherever a zero Reply is given, the ordinary success is said.
type Session interface {
	// Hello is asked at every HELO or EHLO; the text after 250 is the server's own, so of a success only the code counts.
	Hello(name string, esmtp bool) Reply
	// Auth checks a password, or with OAUTHBEARER an access token: 235, 534 or 535 (RFC 4954 section 6).
	Auth(mechanism, user, secret string) Reply
	// Mail begins a transaction. from is null for reports.
	Mail(from mail.Address, p MailParams) Reply
	// Rcpt judges one recipient.
	Rcpt(to mail.Address, p RcptParams) Reply
	// Data is given the whole letter, dots unstuffed. A 2xx means the server answers for it from now on (RFC 5321 section
	// 4.1.1.4). body is the server's: good until Data returns.
	Data(body []byte) Reply
	// Reset tells that the transaction is over: RSET, EHLO, STARTTLS, after Data, or the connection's end.
	Reset()
}

// Interceptor is for a Session that may answer any command before it is looked at: faults of a scenario, rate limits,
// connections to be cut. With ok false the command takes its ordinary course. Lines of an AUTH exchange and the message are no
// commands; the final dot is Session.Data.
type Interceptor interface {
	Intercept(c Command) (r Reply, ok bool)
}

// Verifier is for a Session that knows its mailboxes and may tell (RFC 5321 section 3.5.3). Without it VRFY is a polite 252.
type Verifier interface {
	Verify(what string) Reply
}

// Conn is what a server knows of the other end. It is kept up to date by the server and only read by a Session.
type Conn struct {
	Local, Remote net.Addr
	Name          string // as said in HELO or EHLO; a stranger's word
	ESMTP         bool
	TLS           *tls.ConnectionState // nil in the clear
	User          string               // authenticated as; empty: not at all
	UTF8          bool                 // the transaction is SMTPUTF8
}

// With is the protocol as a Received field names it (RFC 3848).
func (c *Conn) With() string {
	return mail.WithProtocol(c.ESMTP, c.TLS != nil, c.User != "", c.UTF8)
}

// BaseSession says yes to everything but passwords; embed it and override what matters.
type BaseSession struct{}

// Hello accepts any name.
func (BaseSession) Hello(string, bool) Reply { return Reply{} }

// Auth knows no one.
func (BaseSession) Auth(string, string, string) Reply { return errCredentials }

// Mail accepts any sender.
func (BaseSession) Mail(mail.Address, MailParams) Reply { return Reply{} }

// Rcpt accepts any recipient.
func (BaseSession) Rcpt(mail.Address, RcptParams) Reply { return Reply{} }

// Data accepts any letter, and forgets it.
func (BaseSession) Data([]byte) Reply { return Reply{} }

// Reset has nothing to forget.
func (BaseSession) Reset() {}

// PanicError is a panic of a Session, caught: the client is told 421, the connection ends, and ServeConn gives this back.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("panic while serving SMTP: %v\n%s", e.Value, e.Stack)
}
