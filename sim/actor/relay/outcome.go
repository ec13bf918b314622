package relay

import (
	"strings"

	"posta/sim/mail"
	"posta/sim/smtp"
)

// The stages of an attempt before there is a conversation, and without one; the
// others are smtp's.
const (
	stageDNS     = "dns"
	stageConnect = string(smtp.StageConnect)
	stageLocal   = "local"
)

// outcome is what one attempt at a line came to.
type outcome struct {
	results []result // of each of the line's recipients, in their order
	// unreachable: not one host of the destination could be spoken to, which is
	// true of the destination's other lines as well.
	unreachable bool
}

// result is what became of one recipient.
type result struct {
	rcpt      mail.Recipient
	done      bool // the next host, or the mailbox, has it
	permanent bool // it never will
	expired   bool // it was tried for too long
	action    mail.Action
	failure
}

// failure says where and why something ended; of a success, what was said.
type failure struct {
	stage  string
	remote string      // host; empty: none was reached
	reply  smtp.Reply  // what it said; zero: nothing
	why    reason      // what there is to say where it said nothing
	status mail.Status // where the reply has none
}

// text is the reason in the words of whoever gave it, for programs.
func (f failure) text() string {
	s := f.why.log
	if s == "" && f.reply.Code != 0 {
		s = f.reply.String()
	}
	if len(s) > MaxReplyText {
		s = strings.ToValidUTF8(s[:MaxReplyText], "")
	}
	return s
}

// enhanced is the most exact status that is known (RFC 3463).
func (f failure) enhanced() mail.Status {
	switch {
	case !f.reply.Enhanced.IsZero():
		return f.reply.Enhanced
	case !f.status.IsZero():
		return f.status
	}
	return mail.StatusOfReply(f.reply.Code)
}

// finally is the status when nothing more will be tried: of a message that
// expired, that (RFC 3463 section 3.5, X.4.7).
func (r result) finally() mail.Status {
	if r.expired {
		return mail.Status{Class: 4, Subject: 4, Detail: 7}
	}
	return r.enhanced()
}

// all gives every recipient the same result.
func all(rcpts []mail.Recipient, r result) []result {
	list := make([]result, len(rcpts))
	for i, rcpt := range rcpts {
		list[i] = r
		list[i].rcpt = rcpt
	}
	return list
}
