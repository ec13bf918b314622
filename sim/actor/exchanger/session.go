package exchanger

import (
	"net"
	"net/netip"
	"strings"

	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/policy"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// desk is the place where one client stands.
type desk struct {
	server *server
	conn   net.Conn
	busy   bool

	peer      *smtp.Conn
	mechanism string // of the AUTH that is going on
	envelope  mail.Envelope
	checks    *policy.Conversation
}

// Connect greets, or sends the client away when there are too many.
func (d *desk) Connect(peer *smtp.Conn) (smtp.Session, smtp.Reply) {
	d.peer = peer
	if d.busy {
		return d, smtp.R(421, "4.3.2", d.server.c.Protocol.Domain+" Too many connections, try again later")
	}
	d.checks.See(peer)
	return d, d.checks.Connect().Reply
}

// Hello takes any name that the server's checks let pass.
func (d *desk) Hello(name string, esmtp bool) smtp.Reply {
	d.checks.See(d.peer)
	return d.checks.Hello(name, esmtp).Reply
}

// Intercept notes by which mechanism a client authenticates; nothing else says so.
func (d *desk) Intercept(c smtp.Command) (smtp.Reply, bool) {
	if c.Verb == "AUTH" {
		mechanism, _, _ := strings.Cut(c.Args, " ")
		d.mechanism = strings.ToUpper(mechanism)
	}
	return smtp.Reply{}, false
}

// Auth checks a password, and says no alike to unknown users and wrong passwords
// (RFC 4954 section 6).
func (d *desk) Auth(user, password string) smtp.Reply {
	ok := d.server.c.Users != nil && d.server.c.Users(user, password)
	d.record(trace.Authenticated{Protocol: "smtp", Mechanism: d.mechanism, User: user, OK: ok})
	if !ok {
		return smtp.R(535, "5.7.8", "Authentication credentials invalid")
	}
	return smtp.Reply{}
}

// Mail begins an envelope.
func (d *desk) Mail(from mail.Address, p smtp.MailParams) smtp.Reply {
	if d.server.c.Sender != nil {
		if r := d.server.c.Sender(d.peer.User, from); !r.IsZero() {
			return r
		}
	}
	d.checks.See(d.peer)
	if r := d.checks.Mail(from, p.Size).Reply; !r.IsZero() {
		return r
	}
	d.envelope = mail.Envelope{ReversePath: from, RET: p.RET, ENVID: p.ENVID, Size: p.Size, Body: p.Body, SMTPUTF8: p.SMTPUTF8}
	return smtp.Reply{}
}

// Rcpt adds a recipient, or says why not.
func (d *desk) Rcpt(to mail.Address, p smtp.RcptParams) smtp.Reply {
	v := d.server.judge(to, d.envelope.Size, d.peer.User != "")
	if v.reply.OK() {
		if r := d.checks.Rcpt(v.address).Reply; !r.IsZero() {
			return r // and the check has said so
		}
	}
	d.record(trace.RecipientDecided{Sender: d.envelope.ReversePath.String(), Recipient: to.String(), Verdict: v.verdict,
		Targets: v.targets, Code: v.reply.Code, Status: v.reply.Enhanced.String(), Why: v.why})
	if v.reply.OK() {
		d.envelope.Recipients = append(d.envelope.Recipients, mail.Recipient{Address: v.address, Notify: p.Notify, ORCPT: p.ORCPT})
	}
	return v.reply
}

// Data takes the message over. Once the queue has it, this host answers for it
// (RFC 5321 section 4.2.5).
func (d *desk) Data(body []byte) smtp.Reply {
	s := d.server
	if mail.CountReceived(body) >= s.c.MaxHops {
		// RFC 5321 section 6.3.
		return smtp.R(554, "5.4.6", "Too many hops, this message is going round in circles")
	}
	if s.c.MaxQueue > 0 && s.c.Queue.Octets()+int64(len(body)) > s.c.MaxQueue {
		// RFC 5321 section 4.2.3, RFC 3463 X.3.1.
		return smtp.R(452, "4.3.1", "Insufficient system storage")
	}
	id := s.c.Queue.NewID()
	if s.c.Prepare != nil {
		body = s.c.Prepare(id, body)
	}
	checked := d.checks.Data(id, body)
	if !checked.Reply.IsZero() {
		return checked.Reply
	}
	body = checked.Message
	data := mail.Prepend(body, append(checked.Fields, d.postmark(id))...)
	env := d.envelope.Clone()
	env.Size = int64(len(data))
	messageID, _ := mail.FindField(body, "Message-ID")
	to := make([]string, len(env.Recipients))
	for i, r := range env.Recipients {
		to[i] = r.Address.String()
	}
	d.record(trace.MessageAccepted{Queue: id, MessageID: messageID, Sender: env.ReversePath.String(), Recipients: to, Data: data})
	s.c.Queue.Add(id, relay.Message{Envelope: env, Data: data, From: d.peer.Name, Folder: checked.Folder})
	return smtp.R(250, "2.0.0", "Ok: queued as "+id)
}

// Reset forgets the envelope.
func (d *desk) Reset() {
	d.envelope = mail.Envelope{}
	d.checks.Reset()
}

// postmark is the Received field (RFC 5321 section 4.4). It names the recipient
// only where there is one, for the others may be secret from each other (section
// 7.6).
func (d *desk) postmark(id string) []byte {
	s := d.server
	r := mail.Received{HELO: d.peer.Name, By: s.c.Protocol.Domain, With: d.peer.With(), ID: id, Date: s.m.Now()}
	if ap, err := netip.ParseAddrPort(d.peer.Remote.String()); err == nil {
		r.IP = ap.Addr().Unmap()
		if s.c.Reverse != nil {
			r.RDNS = s.c.Reverse(r.IP)
		}
	}
	if len(d.envelope.Recipients) == 1 {
		r.For = d.envelope.Recipients[0].Address
	}
	return r.Field()
}

func (d *desk) record(f trace.Fact) { d.server.m.Record(d.conn, f) }
