package smtp

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"

	"posta/sim/oauthbearer"
)

// auth: RFC 4954 section 4.
func (l *layer) auth(c Command) {
	mechanism, initial, _ := strings.Cut(c.Args, " ")
	mechanism = upperASCII(mechanism)
	refuse := Reply{}
	switch {
	case !l.conn.ESMTP:
		refuse = R(503, "5.5.1", "Send EHLO first")
	case len(l.server.AuthMechanisms) == 0:
		refuse = R(502, "5.5.1", "Command not implemented")
	case mechanism == "":
		refuse = R(501, "5.5.4", "Syntax: AUTH mechanism")
	case l.conn.User != "":
		refuse = R(503, "5.5.1", "Already authenticated")
	case l.mail:
		refuse = R(503, "5.5.1", "AUTH not allowed during a mail transaction")
	case !l.authAllowed():
		refuse = R(538, "5.7.11", "Encryption required for requested authentication mechanism") // RFC 5248 section 2.4
	case !slices.Contains(l.server.AuthMechanisms, mechanism):
		refuse = R(504, "5.5.4", "Unrecognized authentication type")
	}
	var response []byte // nil: none came with the command
	if refuse.IsZero() && initial != "" {
		text, ok := DecodeSASL(initial)
		if !ok {
			refuse = errBase64
		}
		response = []byte(text)
	}
	if !refuse.IsZero() {
		l.refuse(refuse)
		return
	}
	l.exchange, l.verdict = l.mechanism(mechanism), Reply{}
	l.exchanged(response)
}

// readAuth reads a line of an AUTH exchange. A bad one ends the exchange.
func (l *layer) readAuth() {
	line, ok := l.readLine(MaxAuthLine)
	if l.done {
		return
	}
	text := string(trimEOL(line))
	response, decoded := DecodeSASL(text)
	switch {
	case !ok: // readLine has said why
		l.mode, l.exchange = modeCommand, nil
	case !l.wellEnded(line):
		l.authenticated(errBareLine)
	case text == "*":
		l.authenticated(R(501, "5.7.0", "Authentication cancelled"))
	case !decoded:
		l.authenticated(errBase64)
	default:
		l.exchanged([]byte(response))
	}
}

// exchanged gives the mechanism what the client has said: it asks on, or the exchange is over.
func (l *layer) exchanged(response []byte) {
	switch challenge, done, err := l.exchange.Next(response); {
	case err == nil && !done:
		l.mode = modeAuth
		l.say(Reply{Code: 334, Text: base64.StdEncoding.EncodeToString(challenge)})
	case l.verdict.IsZero():
		l.authenticated(errBase64) // it was base64, but nothing that the mechanism says (RFC 4954 section 4)
	default:
		l.authenticated(l.verdict)
	}
}

// authenticated ends an exchange with what it came to.
func (l *layer) authenticated(r Reply) {
	l.mode, l.exchange = modeCommand, nil
	switch {
	case r.OK():
		l.conn.User = l.user
	case r.Code == 535:
		l.authFails++
	}
	l.answer(r)
}

// mechanism is the server's side of one.
func (l *layer) mechanism(name string) sasl.Server {
	switch name {
	case sasl.Login:
		return &loginServer{check: func(user, password string) error { return l.check(name, user, password) }}
	case oauthbearer.Name:
		return l.newBearer()
	}
	return sasl.NewPlainServer(func(identity, user, password string) error {
		// Acting for another is not offered; naming oneself is (RFC 4616 section 2).
		if identity != "" && !strings.EqualFold(identity, user) {
			return l.decide(errCredentials)
		}
		return l.check(name, user, password)
	})
}

var errRefused = errors.New("it is not taken")

// decide notes what the exchange came to; the mechanism needs an error for a no.
func (l *layer) decide(r Reply) error {
	l.verdict = r
	if r.OK() {
		return nil
	}
	return errRefused
}

func (l *layer) check(mechanism, user, secret string) error {
	r := l.ask(func() Reply { return l.backend.Auth(mechanism, user, secret) }, R(235, "2.7.0", "Authentication successful"))
	if r.OK() {
		l.user = user
	}
	return l.decide(r)
}

// bearerServer is OAUTHBEARER (RFC 7628): its no is kept until the client has answered the challenge.
type bearerServer struct {
	oauthbearer.Server
	l  *layer
	no Reply
}

func (l *layer) newBearer() *bearerServer {
	b := &bearerServer{l: l, no: errNoBearer}
	b.Server = oauthbearer.Server{Malformed: errRefused, Scope: l.server.Scope, Check: func(r oauthbearer.Request) error {
		said := l.ask(func() Reply { return l.backend.Auth(oauthbearer.Name, r.User, r.Token) }, Reply{})
		if !said.IsZero() && !said.OK() {
			b.no = said
			return errRefused
		}
		l.user = r.User
		return nil
	}}
	return b
}

// Next takes one message.
func (b *bearerServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch challenge, done, err = b.Server.Next(response); {
	case err != nil:
		err = b.l.decide(b.no)
	case done:
		err = b.l.decide(R(235, "2.7.0", "Authentication successful"))
	}
	return challenge, done, err
}

// loginServer is the LOGIN mechanism, of which go-sasl has the client only: two questions, two answers
// (draft-murchison-sasl-login).
type loginServer struct {
	check func(user, password string) error
	user  *string
}

var errLogin = errors.New("LOGIN is over")

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case l.check == nil:
		return nil, false, errLogin
	case response == nil:
		return []byte("Username:"), false, nil
	case l.user == nil:
		user := string(response)
		l.user = &user
		return []byte("Password:"), false, nil
	}
	check := l.check
	l.check = nil
	return nil, true, check(*l.user, string(response))
}
