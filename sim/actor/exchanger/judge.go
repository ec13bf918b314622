package exchanger

import (
	"posta/sim/actor/directory"
	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// judgement is what the server makes of one recipient.
type judgement struct {
	verdict trace.Verdict
	address mail.Address // the recipient, with its domain
	targets []string
	stands  trace.Standing
	reply   smtp.Reply
	why     trace.Cause
}

// judge decides about RCPT TO (RFC 5321 sections 3.3 and 3.6). Known says whether
// the client has said who it is; size is what MAIL announced.
func (s *server) judge(to mail.Address, size int64, known bool) judgement {
	e := s.c.Directory.Find(to)
	j := judgement{address: e.Address, reply: smtp.R(250, "2.1.5", "Ok")}
	if s.c.Takes != nil && !known && !s.c.OpenRelay && to.Domain != "" && !s.c.Takes(to.Domain) {
		return j.refuse(550, "5.7.1", "Relay access denied", trace.CauseRelay)
	}
	if e.Detail != "" {
		j.address.Local += "+" + e.Detail // its owner's filters may ask for it
	}
	switch e.Kind {
	case directory.Foreign:
		if !known && !s.c.OpenRelay {
			return j.refuse(550, "5.7.1", "Relay access denied", trace.CauseRelay)
		}
		j.verdict = trace.VerdictRelay
	case directory.Held:
		j.verdict = trace.VerdictRelay
	case directory.Unknown:
		return j.refuse(550, "5.1.1", "No such user here", trace.CauseNoSuchUser)
	case directory.Mailbox:
		return s.judgeMailbox(j, e, size)
	case directory.Group:
		return s.judgeAlias(j, e)
	}
	return j
}

func (s *server) judgeMailbox(j judgement, e directory.Entry, size int64) judgement {
	if e.Domain.Keeping != directory.Stored {
		j.verdict = trace.VerdictRelay
		return j
	}
	j.verdict = trace.VerdictLocal
	j.targets = names(e.User.Forward)
	stays := len(e.User.Forward) == 0 || e.User.Keep
	if stays && s.tooBig(e.Address, size) {
		return j.refuse(errNeverFits.Code, errNeverFits.Enhanced.String(), errNeverFits.Text, trace.CauseTooBig)
	}
	if stays && s.c.Room != nil && !s.c.Room(e.Address, max(size, 1)) {
		// Temporary: the owner may make room (RFC 5321 section 4.2.3, RFC 3463 X.2.2).
		return j.refuse(452, "4.2.2", "Mailbox full", trace.CauseOverQuota)
	}
	return j
}

func (s *server) judgeAlias(j judgement, e directory.Entry) judgement {
	if e.Domain.Keeping != directory.Stored {
		j.verdict = trace.VerdictRelay
		return j
	}
	entries, ok := s.c.Directory.Expand(e.Address)
	if !ok {
		return j.refuse(550, "5.4.6", "The alias leads nowhere", trace.CauseAliasLoop)
	}
	j.verdict, j.stands = trace.VerdictAlias, standings[e.Stands]
	for _, one := range entries {
		j.targets = append(j.targets, one.Address.String())
	}
	return j
}

// standings are the directory's reasons in the trace's words.
var standings = map[directory.Standing]trace.Standing{
	directory.ByAlias:      trace.StandsAsAlias,
	directory.ByCatchAll:   trace.StandsByCatchAll,
	directory.AsPostmaster: trace.StandsAsPostmaster,
	directory.ByUnpacking:  trace.StandsForSender,
}

// errNeverFits: to wait would not help (RFC 3463 X.2.3).
var errNeverFits = smtp.R(552, "5.2.3", "Message is larger than the whole mailbox")

// tooBig says whether a mailbox could not hold so many octets if it were empty.
func (s *server) tooBig(to mail.Address, octets int64) bool {
	if s.c.Limit == nil {
		return false
	}
	limit := s.c.Limit(to)
	return limit > 0 && octets > limit
}

// fitsNobody says whether a letter, whose size may have been announced by nobody, is
// too big for all whom it is for.
func (s *server) fitsNobody(to []mail.Recipient, octets int64) bool {
	for _, r := range to {
		e := s.c.Directory.Find(r.Address)
		here := e.Kind == directory.Mailbox && e.Domain.Keeping == directory.Stored && len(e.User.Forward) == 0
		if !here || !s.tooBig(e.Address, octets) {
			return false
		}
	}
	return true
}

func (j judgement) refuse(code int, status, text string, why trace.Code) judgement {
	j.verdict, j.targets, j.why = trace.VerdictRefused, nil, trace.Cause{Code: why, Name: j.address.String()}
	j.reply = smtp.R(code, status, text)
	return j
}

func names(list []mail.Address) []string {
	var out []string
	for _, a := range list {
		out = append(out, a.String())
	}
	return out
}
