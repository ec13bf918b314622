package relay

import (
	"errors"
	"slices"
	"strings"

	"posta/sim/actor/cause"
	"posta/sim/actor/directory"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// deliver is the last leg: into the mailboxes of this host (the MDA of RFC 5598
// section 4.3.3).
func (q *Queue) deliver(l *line) outcome {
	q.m.Record(nil, trace.QueueAttempt{Queue: l.id, Destination: trace.LocalDestination, Try: l.try, Remote: q.m.Name()})
	o := outcome{}
	delivered := false
	for _, rcpt := range l.rcpts {
		r := q.deliverTo(l.message, rcpt)
		r.rcpt = rcpt
		delivered = delivered || r.done
		o.results = append(o.results, r)
	}
	if first := o.results[0]; !delivered {
		q.m.Record(nil, trace.QueueAttemptFailed{Queue: l.id, Destination: trace.LocalDestination, Try: l.try, Remote: q.m.Name(), Stage: trace.StageLocal,
			Why: first.cause(), Permanent: first.permanent})
	}
	return o
}

// deliverTo puts a message into one mailbox, and sends it on where its owner has
// said so.
func (q *Queue) deliverTo(m *message, rcpt mail.Recipient) result {
	e := q.c.Directory.Find(rcpt.Address)
	switch {
	case e.Kind == directory.Group:
		return localNo(about(trace.CauseAliasLoop, rcpt.Address.String()), mail.Status{Class: 5, Subject: 4, Detail: 6})
	case e.Kind != directory.Mailbox:
		return localNo(about(trace.CauseNoSuchUser, rcpt.Address.String()), mail.Status{Class: 5, Subject: 1, Detail: 1})
	}
	if slices.ContainsFunc(mail.DeliveredTo(m.Data), func(s string) bool { return strings.EqualFold(s, e.Address.String()) }) {
		// It has been here: somebody it was forwarded to sent it back.
		return localNo(about(trace.CauseForwarding, e.Address.String()), mail.Status{Class: 5, Subject: 4, Detail: 6})
	}
	onward, stays := e.User.Forward, len(e.User.Forward) == 0 || e.User.Keep
	if q.c.Elsewhere != nil {
		if list := q.c.Elsewhere(e.Address); len(list) > 0 {
			onward, stays = list, false
		}
	}
	if stays {
		data := mail.FinalDelivery(m.Above, m.Data, m.Envelope.ReversePath, e.Address)
		m.Above = nil
		if err := q.c.Mailboxes.Deliver(Delivery{
			Queue: m.id, Sender: m.Envelope.ReversePath, To: e.Address, Original: detailed(rcpt), Folder: m.Folder, Data: data,
		}); err != nil {
			return localFailure(e.Address, err)
		}
		if q.c.Nearly != nil {
			if percent := q.c.Nearly(e.Address, int64(len(data))); percent > 0 {
				q.warn(e.Address, percent)
			}
		}
	}
	done := result{done: true, action: mail.ActionDelivered}
	done.status = mail.Status{Class: 2, Subject: 1, Detail: 5}
	if len(onward) > 0 {
		done.forwarded = q.forward(m, rcpt, e, onward)
		if !stays {
			done.action = "" // the forwarded copy carries the wish to be told
		}
	}
	return done
}

// forward sends a message on under a new name, with the same reverse-path, unless Pass
// knows better: whoever wrote it hears of failures (RFC 5321 section 3.9.1).
// Delivered-To marks where it has been, and a postmark that this host has touched it
// again.
func (q *Queue) forward(m *message, rcpt mail.Recipient, e directory.Entry, onward []mail.Address) string {
	id := q.NewID()
	env := m.Envelope.Clone()
	env.Recipients = nil
	for _, to := range onward {
		one := mail.Recipient{Address: to, Notify: rcpt.Notify, ORCPT: rcpt.ORCPT}
		if one.ORCPT.IsZero() {
			one.ORCPT = mail.OriginalRecipientOf(rcpt.Address)
		}
		env.Recipients = append(env.Recipients, one)
	}
	mark := mail.Received{HELO: q.c.HELO, By: q.c.HELO, ID: id, Date: q.m.Now()}
	data := mail.Prepend(m.Data, mark.Field(), mail.FormatField("Delivered-To", e.Address.String()))
	if q.c.Pass != nil {
		env.ReversePath, data = q.c.Pass(Passage{Queue: id, Sender: env.ReversePath, At: e.Address, To: onward, Data: data})
	}
	data = q.m.Keep(data)
	env.Size = int64(len(data))
	to := make([]string, len(env.Recipients))
	for i, r := range env.Recipients {
		to[i] = r.Address.String()
	}
	messageID, _ := mail.FindField(data, "Message-ID")
	q.m.Record(nil, trace.MessageAccepted{Queue: id, MessageID: messageID, Sender: env.ReversePath.String(), Recipients: to, Data: data})
	q.Add(id, Message{Envelope: env, Data: data, From: m.From})
	return id
}

// detailed is a recipient as it came, with its detail (RFC 5233), where it is the
// mailbox's own address but for that.
func detailed(rcpt mail.Recipient) mail.Address {
	a, err := mail.ParseAddress(rcpt.ORCPT.Address)
	if err != nil {
		return rcpt.Address
	}
	user, _, ok := strings.Cut(a.Local, "+")
	if base := (mail.Address{Local: user, Domain: a.Domain}); !ok || !base.Equal(rcpt.Address) {
		return rcpt.Address
	}
	return a
}

func localNo(why trace.Cause, status mail.Status) result {
	return result{permanent: true, failure: failure{stage: trace.StageLocal, why: why, status: status}}
}

// localFailure is what the mailbox store's error means (RFC 3463 section 3.3).
func localFailure(to mail.Address, err error) result {
	r := result{failure: failure{stage: trace.StageLocal}}
	var speaks interface {
		SMTP() (code int, enhanced [3]int, text string)
	}
	switch {
	case errors.As(err, &speaks):
		code, e, text := speaks.SMTP()
		r.reply = smtp.Reply{Code: code, Enhanced: mail.Status{Class: e[0], Subject: e[1], Detail: e[2]}, Text: text}
		r.permanent = code/100 == 5
		if r.why = cause.Of(to.String(), err); r.why.Code == trace.CauseOther {
			r.why = trace.Cause{}
		}
	case errors.Is(err, mailbox.ErrNoAccount):
		return localNo(about(trace.CauseNoSuchUser, to.String()), mail.Status{Class: 5, Subject: 1, Detail: 1})
	case errors.Is(err, mailbox.ErrTooBig):
		return localNo(about(trace.CauseTooBig, to.String()), mail.Status{Class: 5, Subject: 2, Detail: 3})
	default:
		r.why = trace.Cause{Code: trace.CauseStore}
		r.status = mail.Status{Class: 4, Subject: 3}
	}
	return r
}
