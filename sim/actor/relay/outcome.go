package relay

import (
	"strings"

	"posta/sim/actor/cause"
	"posta/sim/explain/causes"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
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
	stage     trace.Stage
	remote    string      // host; empty: none was reached
	reply     smtp.Reply  // what it said; zero: nothing
	why       trace.Cause // the host's own knowledge, where no reply says it
	status    mail.Status // where the reply has none
	forwarded string      // of a success: the name under which the mailbox sends it on
}

// said is what the other side said, no longer than a fact may hold.
func (f failure) said() string {
	if f.reply.Code == 0 {
		return ""
	}
	return clip(f.reply.String())
}

func clip(s string) string {
	if len(s) > MaxReplyText {
		s = strings.ToValidUTF8(s[:MaxReplyText], "")
	}
	return s
}

// cause is why it ended, as facts hold it.
func (f failure) cause() trace.Cause {
	if f.why.IsZero() {
		return trace.Said(f.said())
	}
	return f.why
}

// diagnostic is what it came to, in the words of whoever said so, for programs.
func (f failure) diagnostic() string {
	switch {
	case f.forwarded != "":
		return "forwarded as " + f.forwarded
	case !f.why.IsZero():
		return clip(cause.Diagnostic(f.why))
	case f.reply.Code != 0:
		return f.said()
	}
	return ""
}

// spoken is why something ended, as the sender reads it: what a server said is
// quoted with its name.
func (f failure) spoken(l lang.Lang) string {
	switch {
	case !f.why.IsZero():
		return oneLine(causes.Say(f.why).In(l))
	case f.reply.Code == 0:
		return ""
	case f.remote != "":
		return says(l, sayHost, f.remote, oneLine(f.said()))
	}
	return oneLine(f.said())
}

// oneLine keeps a stranger's words from looking like ours.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

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
