package smtp

import (
	"errors"
	"io"
	"strings"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"

	"posta/sim/oauthbearer"
)

// session stands between go-smtp, which keeps the protocol's states, and the Backend's Session, which decides. go-smtp learns only
// whether it was a yes; the words go past it, through the layer.
type session struct{ *layer }

// answer gives the layer the reply to send and go-smtp the same as an error, or none.
func (s *session) answer(r Reply) error {
	s.override = r
	if r.OK() {
		return nil
	}
	if r.Code == 0 && r.Close {
		// Without a word; go-smtp needs one all the same, and says it to the layer alone.
		return &gosmtp.SMTPError{Code: 421, Message: "closing"}
	}
	return &gosmtp.SMTPError{Code: r.Code, Message: r.Text}
}

func (s *session) Reset() {
	s.guard(func() Reply { s.backend.Reset(); return Reply{} })
}

func (s *session) Logout() error { return nil }

// Mail and Rcpt take path and parameters from the layer: go-smtp loses a local part's quotes and the order of parameters.
func (s *session) Mail(string, *gosmtp.MailOptions) error {
	s.conn.UTF8 = s.mailParams.SMTPUTF8
	return s.answer(s.ask(func() Reply { return s.backend.Mail(s.path, s.mailParams) }, R(250, "2.1.0", "Ok")))
}

func (s *session) Rcpt(string, *gosmtp.RcptOptions) error {
	return s.answer(s.ask(func() Reply { return s.backend.Rcpt(s.path, s.rcptParams) }, R(250, "2.1.5", "Ok")))
}

// firstBody is what is made ready for a letter of unknown size.
const firstBody = 4 << 10

// Data waits for the letter's end; its octets are the layer's.
func (s *session) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err // the connection is gone, and with it whoever would hear an answer
	}
	defer s.scan.forget()
	switch {
	case s.tooBig:
		return s.answer(errTooBig)
	case s.bare:
		return s.answer(errBareInData)
	case s.scan.longLine():
		return s.answer(errLongInData)
	}
	return s.answer(s.ask(func() Reply { return s.backend.Data(s.scan.out) }, R(250, "2.0.0", "Ok")))
}

// AuthMechanisms is never asked: the layer says EHLO's lines.
func (s *session) AuthMechanisms() []string { return s.server.AuthMechanisms }

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	switch mechanism {
	case sasl.Login:
		return &loginServer{check: func(user, password string) error { return s.check(mechanism, user, password) }}, nil
	case oauthbearer.Name:
		return s.newBearer(), nil
	}
	return sasl.NewPlainServer(func(identity, user, password string) error {
		// Acting for another is not offered; naming oneself is (RFC 4616 section 2).
		if identity != "" && !strings.EqualFold(identity, user) {
			return s.answer(errCredentials)
		}
		return s.check(mechanism, user, password)
	}), nil
}

func (s *session) check(mechanism, user, secret string) error {
	r := s.ask(func() Reply { return s.backend.Auth(mechanism, user, secret) }, R(235, "2.7.0", "Authentication successful"))
	if r.OK() {
		s.user = user
	}
	return s.answer(r)
}

// bearerServer is OAUTHBEARER (RFC 7628): its no is kept until the client has answered the challenge.
type bearerServer struct {
	oauthbearer.Server
	s  *session
	no Reply
}

var errToken = errors.New("the token is not taken")

func (s *session) newBearer() *bearerServer {
	b := &bearerServer{s: s, no: errNoBearer}
	b.Server = oauthbearer.Server{Malformed: errToken, Scope: s.server.Scope, Check: func(r oauthbearer.Request) error {
		said := s.ask(func() Reply { return s.backend.Auth(oauthbearer.Name, r.User, r.Token) }, Reply{})
		if !said.IsZero() && !said.OK() {
			b.no = said
			return errToken
		}
		s.user = r.User
		return nil
	}}
	return b
}

// Next takes one message.
func (b *bearerServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch challenge, done, err = b.Server.Next(response); {
	case err != nil:
		err = b.s.answer(b.no)
	case done:
		err = b.s.answer(R(235, "2.7.0", "Authentication successful"))
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
