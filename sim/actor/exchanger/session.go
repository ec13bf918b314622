package exchanger

import (
	"bytes"
	"errors"
	"net"

	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/oauthbearer"
	"posta/sim/policy"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// session is what the server knows of one client.
type session struct {
	server *server
	conn   net.Conn
	busy   bool

	peer     *smtp.Conn
	envelope mail.Envelope
	checks   *policy.Conversation
}

// Connect greets, or sends the client away when there are too many.
func (s *session) Connect(peer *smtp.Conn) (smtp.Session, smtp.Reply) {
	s.peer = peer
	if s.busy {
		return s, smtp.R(421, "4.3.2", s.server.c.Protocol.Domain+" Too many connections, try again later")
	}
	s.checks.See(peer)
	return s, s.checks.Connect().Reply
}

// Hello takes any name that the server's checks let pass.
func (s *session) Hello(name string, esmtp bool) smtp.Reply {
	s.checks.See(s.peer)
	return s.checks.Hello(name, esmtp).Reply
}

// Auth checks a password or an access token, and says no alike to unknown users and wrong
// secrets (RFC 4954 section 6). Where the password is right and not enough, the mechanism is
// too weak for this user.
func (s *session) Auth(mechanism, user, secret string) smtp.Reply {
	err := mailbox.ErrCredentials
	if s.server.c.Users != nil {
		err = s.server.c.Users(user, secret, mechanism == oauthbearer.Name)
	}
	s.record(trace.Authenticated{Protocol: "smtp", Mechanism: mechanism, User: user, OK: err == nil, Weak: errors.Is(err, mailbox.ErrNeedsKey)})
	switch {
	case err == nil:
		return smtp.Reply{}
	case errors.Is(err, mailbox.ErrNeedsKey):
		return smtp.R(534, "5.7.9", "An app password or OAUTHBEARER is required for this account")
	}
	return smtp.R(535, "5.7.8", "Authentication credentials invalid")
}

// Mail begins an envelope.
func (s *session) Mail(from mail.Address, p smtp.MailParams) smtp.Reply {
	if s.server.c.Sender != nil {
		if r := s.server.c.Sender(s.peer.User, from); !r.IsZero() {
			return r
		}
	}
	s.checks.See(s.peer)
	if r := s.checks.Mail(from, p.Size).Reply; !r.IsZero() {
		return r
	}
	s.envelope = mail.Envelope{ReversePath: from, RET: p.RET, ENVID: p.ENVID, Size: p.Size, Body: p.Body, SMTPUTF8: p.SMTPUTF8}
	return smtp.Reply{}
}

// Rcpt adds a recipient, or says why not.
func (s *session) Rcpt(to mail.Address, p smtp.RcptParams) smtp.Reply {
	v := s.server.judge(to, s.envelope.Size, s.peer.User != "")
	if v.reply.OK() {
		if r := s.checks.Rcpt(v.address).Reply; !r.IsZero() {
			return r // and the check has said so
		}
	}
	if v.why.Code == trace.CauseNoSuchUser {
		s.checks.Missed(v.address)
	}
	s.record(trace.RecipientDecided{Sender: s.envelope.ReversePath.String(), Recipient: to.String(), Verdict: v.verdict,
		Targets: v.targets, Stands: v.stands, Code: v.reply.Code, Status: v.reply.Enhanced.String(), Why: v.why})
	if v.reply.OK() {
		s.envelope.Recipients = append(s.envelope.Recipients, mail.Recipient{Address: v.address, Notify: p.Notify, ORCPT: p.ORCPT})
	}
	return v.reply
}

// roomAbove is enough for what a mailbox puts on top of most letters.
const roomAbove = 160

// Data takes the message over. Once the queue has it, this host answers for it
// (RFC 5321 section 4.2.5).
func (s *session) Data(body []byte) smtp.Reply {
	server := s.server
	if mail.CountReceived(body) >= server.c.MaxHops {
		// RFC 5321 section 6.3.
		return smtp.R(554, "5.4.6", "Too many hops, this message is going round in circles")
	}
	if server.fitsNobody(s.envelope.Recipients, int64(len(body))) {
		return errNeverFits
	}
	if server.c.MaxQueue > 0 && server.c.Queue.Octets()+int64(len(body)) > server.c.MaxQueue {
		// RFC 5321 section 4.2.3, RFC 3463 X.3.1.
		return smtp.R(452, "4.3.1", "Insufficient system storage")
	}
	id := server.c.Queue.NewID()
	if server.c.Prepare != nil {
		body = server.c.Prepare(id, body)
	}
	checked := s.checks.Data(id, body)
	if !checked.Reply.IsZero() {
		return checked.Reply
	}
	body = checked.Message
	above, data := mail.PrependBelow(roomAbove, body, append(checked.Fields, s.postmark(id))...)
	data = server.m.Keep(data)
	env := s.envelope.Clone()
	env.Size = int64(len(data))
	messageID, _ := mail.FindField(body, "Message-ID")
	to := make([]string, len(env.Recipients))
	for i, r := range env.Recipients {
		to[i] = r.Address.String()
	}
	s.record(trace.MessageAccepted{Queue: id, MessageID: messageID, Sender: env.ReversePath.String(), Recipients: to, Data: data})
	if server.c.Sent != nil && s.peer.User != "" && !env.ReversePath.IsNull() {
		server.c.Sent(s.peer.User, id, bytes.Clone(body)) // the body is the connection's, and good for now only
	}
	server.c.Queue.Add(id, relay.Message{Envelope: env, Data: data, Above: above, From: s.peer.Name, Folder: checked.Folder})
	return smtp.R(250, "2.0.0", "Ok: queued as "+id)
}

// Reset forgets the envelope.
func (s *session) Reset() {
	s.envelope = mail.Envelope{}
	s.checks.Reset()
}

// postmark is the Received field (RFC 5321 section 4.4). It names the recipient
// only where there is one, for the others may be secret from each other (section
// 7.6).
func (s *session) postmark(id string) []byte {
	server := s.server
	r := mail.Received{HELO: s.peer.Name, By: server.c.Protocol.Domain, With: s.peer.With(), ID: id, Date: server.m.Now()}
	if tcp, ok := s.peer.Remote.(*net.TCPAddr); ok {
		r.IP = tcp.AddrPort().Addr().Unmap()
		if server.c.Reverse != nil {
			r.RDNS = server.c.Reverse(r.IP)
		}
	}
	if len(s.envelope.Recipients) == 1 {
		r.For = s.envelope.Recipients[0].Address
	}
	return r.Field()
}

func (s *session) record(f trace.Fact) { s.server.m.Record(s.conn, f) }
