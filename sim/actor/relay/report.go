package relay

import (
	"fmt"
	"strings"

	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/trace"
)

// report tells the sender what became of these recipients, all by the same
// action or all by success, as far as the sender wants to know (RFC 3461 section
// 5.2). The report becomes a message of this queue before the recipients leave it.
func (q *Queue) report(m *message, results []result) {
	var about []result
	var unwanted []string
	if m.Ended != nil {
		q.told(m, results)
		return
	}
	for _, r := range results {
		switch {
		case r.action == "": // the next host has taken over the duty to report
		case !m.Envelope.IsReport() && r.rcpt.Notify.Wants(r.action):
			about = append(about, r)
		case r.action == mail.ActionFailed:
			unwanted = append(unwanted, r.rcpt.Address.String())
		}
	}
	if len(unwanted) > 0 {
		why := trace.Cause{Code: trace.CauseNotify}
		if m.Envelope.IsReport() {
			why.Code = trace.CauseNullSender // RFC 5321 section 6.1: or bounces would bounce for ever
		}
		q.m.Record(nil, trace.ReportWithheld{Queue: m.id, About: unwanted, Why: why})
	}
	// A report holds one action, because it has one subject and one text.
	for len(about) > 0 {
		action := about[0].action
		var same, others []result
		for _, r := range about {
			if r.action == action {
				same = append(same, r)
			} else {
				others = append(others, r)
			}
		}
		q.send(m, action, same)
		about = others
	}
}

// told is for a message whose sender is a program of this host: it knows already.
func (q *Queue) told(m *message, results []result) {
	var failed []string
	for _, r := range results {
		if r.action == mail.ActionFailed {
			failed = append(failed, r.rcpt.Address.String())
		}
	}
	if len(failed) > 0 {
		q.m.Record(nil, trace.ReportWithheld{Queue: m.id, About: failed, Why: trace.Cause{Code: trace.CauseTold}})
	}
}

// send writes the report and puts it into the queue.
func (q *Queue) send(m *message, action mail.Action, about []result) {
	id := q.NewID()
	to := m.Envelope.ReversePath
	data, err := q.write(id, m, action, about)
	if err != nil {
		// Every field comes from parsers that have checked it; this is a bug, and
		// panicking makes it a fact of the trace instead of a report that is missing.
		panic(err)
	}
	names := make([]string, len(about))
	for i, r := range about {
		names[i] = r.rcpt.Address.String()
	}
	q.m.Record(nil, trace.ReportMade{Queue: m.id, Report: id, Action: trace.ReportAction(action), To: to.String(), About: names})
	q.m.Record(nil, trace.MessageAccepted{Queue: id, MessageID: "<" + q.messageID(id) + ">", Recipients: []string{to.String()}, Data: data})
	q.Add(id, Message{
		// A report is not itself to be reported on (RFC 3461 section 6.1).
		Envelope: mail.Envelope{
			Recipients: []mail.Recipient{{Address: to, Notify: mail.NotifyNever}},
			Size:       int64(len(data)),
			SMTPUTF8:   !to.IsASCII(),
		},
		Data: data,
	})
}

// Language is that of the person behind an address: what the server writes to them is in it.
func (q *Queue) Language(a mail.Address) lang.Lang {
	if q.c.Language == nil {
		return lang.EN
	}
	return q.c.Language(a)
}

func (q *Queue) write(id string, m *message, action mail.Action, about []result) ([]byte, error) {
	l := q.Language(m.Envelope.ReversePath)
	now := q.m.Now()
	r := mail.Report{
		ReportingMTA: q.c.HELO,
		ReceivedFrom: m.From,
		ArrivalDate:  m.arrived,
		From:         mail.Mailbox{Name: says(l, sayFrom), Address: mail.Address{Local: "MAILER-DAEMON", Domain: q.c.HELO}},
		To:           m.Envelope.ReversePath,
		Subject:      says(l, subjects[action]),
		Text:         q.words(l, m, action, about),
		Language:     string(l),
		Date:         now,
		ID:           q.messageID(id),
		Boundary:     fmt.Sprintf("%s.%08X/%s", id, q.m.Rand("boundary "+id).Uint32(), q.c.HELO),
		ENVID:        m.Envelope.ENVID,
		RET:          m.Envelope.RET,
		Original:     m.Data,
	}
	for _, one := range about {
		rr := mail.RecipientReport{Recipient: one.rcpt, Action: action, Status: one.finally(), RemoteMTA: one.remote,
			LastAttempt: now}
		switch {
		case one.reply.Code != 0 && !one.why.Suspended:
			rr.Code = one.reply.Code
			rr.Diagnostic = strings.TrimSpace(strings.TrimPrefix(one.said(), fmt.Sprint(one.reply.Code)))
		case one.done && one.forwarded == "" && action == mail.ActionDelivered:
			rr.Diagnostic = "delivered to mailbox"
		default:
			rr.Diagnostic = one.diagnostic()
		}
		if action == mail.ActionDelayed {
			rr.WillRetryUntil = m.expires
		}
		r.Recipients = append(r.Recipients, rr)
	}
	return r.Bytes()
}

// messageID is unique because a queue id is, on this host.
func (q *Queue) messageID(id string) string {
	return q.m.Now().UTC().Format("20060102150405") + "." + id + "@" + q.c.HELO
}
