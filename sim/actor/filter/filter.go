// Package filter is what people let their server do with mail as it comes: their Sieve
// scripts (RFC 5228), carried out at the doorstep of the mailbox, after the server's own checks
// and before the letter lies anywhere.
//
// What a script decides becomes facts, one for each action. An answer that is not given (RFC
// 3834, RFC 5230) becomes one too, with its reason: the rules by which two programs do not
// answer each other for ever are worth seeing.
package filter

import (
	"cmp"
	netmail "net/mail"
	"slices"
	"strings"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/policy"
	"posta/sim/sieve"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// Owner is somebody with a script.
type Owner struct {
	Address mail.Address
	Name    string
	Script  *sieve.Script
	Zone    *time.Location
}

// Filters stand before a host's mailboxes.
type Filters struct {
	m      actor.Machine
	behind relay.Mailboxes
	owners []Owner
	queue  *relay.Queue
	// answered tells when somebody was answered last, by owner, answer and sender (RFC
	// 5230 section 4.1).
	answered map[string]time.Time
}

// New puts filters before mailboxes. Use has to be called before mail comes.
func New(m actor.Machine, behind relay.Mailboxes, owners []Owner) *Filters {
	return &Filters{m: m, behind: behind, owners: owners, answered: map[string]time.Time{}}
}

// Use tells into which queue what is sent on and answered goes.
func (f *Filters) Use(q *relay.Queue) { f.queue = q }

// Deliver lets a message into a mailbox as its owner's script has it.
func (f *Filters) Deliver(one relay.Delivery) error {
	i := slices.IndexFunc(f.owners, func(o Owner) bool { return o.Address.Equal(one.To) })
	if i < 0 {
		return f.behind.Deliver(one)
	}
	owner := f.owners[i]
	actions := owner.Script.Run(sieve.Message{Raw: one.Data, From: one.Sender.String(), To: one.Original.String()})
	stored := false
	for _, a := range actions {
		if err := f.do(owner, one, a); err != nil {
			if !stored {
				return err // nothing has been done yet: it may be tried again
			}
			continue // it lies somewhere already, and once is enough
		}
		stored = true
	}
	return nil
}

// do carries out one action.
func (f *Filters) do(owner Owner, one relay.Delivery, a sieve.Action) error {
	fact := trace.FilterActed{User: one.To.String(), Queue: one.Queue, Do: trace.FilterDo(a.Kind), To: a.To, Flags: a.Flags, Line: a.Line}
	fact.MessageID, _ = mail.FindField(one.Data, "Message-ID")
	switch a.Kind {
	case sieve.Keep, sieve.FileInto:
		if a.Line > 0 { // else it is what happens without a script
			f.m.Record(nil, fact)
		}
		if a.Kind == sieve.FileInto {
			one.Folder, one.Create = a.To, true
		}
		one.Flags = a.Flags
		return f.behind.Deliver(one)
	case sieve.Discard:
		f.m.Record(nil, fact)
	case sieve.Redirect:
		to, err := mail.ParseAddress(a.To)
		if err != nil {
			return err
		}
		f.m.Record(nil, fact)
		f.queue.Redirect(one, to)
	case sieve.Reject:
		f.m.Record(nil, fact)
		// RFC 5429 section 2.1: by a reply where that can still be given, else by a
		// report, which the queue writes.
		return &policy.Refusal{Reply: smtp.Reply{Code: 550, Enhanced: mail.Status{Class: 5, Subject: 7, Detail: 1}, Text: strings.Join(strings.Fields(a.To), " ")}}
	case sieve.Vacation:
		f.answer(owner, one, a, fact)
	}
	return nil
}

// answer tells the sender that nobody is there, unless there is a reason not to.
func (f *Filters) answer(owner Owner, one relay.Delivery, a sieve.Action, fact trace.FilterActed) {
	h := mail.ParseHeader(one.Data)
	own := append([]string{owner.Address.String(), one.Original.String()}, a.Answer.Addresses...)
	if why := withheld(owner, one.Sender, &h, own); why != "" {
		f.m.Record(nil, trace.FilterWithheld{User: fact.User, Queue: fact.Queue, Sender: one.Sender.String(), Why: why})
		return
	}
	key := strings.ToLower(owner.Address.String() + " " + cmp.Or(a.Answer.Handle, a.Answer.Subject+a.Answer.Reason) + " " + one.Sender.String())
	if last, ok := f.answered[key]; ok && f.m.Now().Sub(last) < time.Duration(a.Answer.Days)*24*time.Hour {
		f.m.Record(nil, trace.FilterWithheld{User: fact.User, Queue: fact.Queue, Sender: one.Sender.String(), Why: trace.WithheldAnswered})
		return
	}
	f.answered[key] = f.m.Now()
	fact.To, fact.Flags = one.Sender.String(), nil
	f.m.Record(nil, fact)
	f.queue.Originate(one.Sender, func(id string) ([]byte, error) { return f.write(owner, one, &h, a.Answer, id) })
}

// write is the answer itself (RFC 3834 section 3, RFC 5230 section 5).
func (f *Filters) write(owner Owner, one relay.Delivery, h *mail.Header, a sieve.Answer, id string) ([]byte, error) {
	field := func(name string) string { v, _ := h.Get(name); return mail.DecodeText(v) }
	m := mail.Message{
		From: mail.Mailbox{Name: owner.Name, Address: owner.Address}, To: []mail.Mailbox{{Address: one.Sender}},
		Subject: cmp.Or(a.Subject, "Auto: "+field("Subject")), Date: f.m.Now().In(owner.Zone), ID: id,
		InReply: strings.Trim(field("Message-ID"), "<> "),
		Extra:   []mail.ExtraField{{Name: "Auto-Submitted", Value: "auto-replied (vacation)"}},
		Text:    strings.ReplaceAll(a.Reason, "\r\n", "\n"),
	}
	for _, ref := range strings.Fields(field("References")) {
		m.Refs = append(m.Refs, strings.Trim(ref, "<>"))
	}
	if m.InReply != "" {
		m.Refs = append(m.Refs, m.InReply)
	}
	return m.Bytes()
}

// withheld says why a message is not answered; "": it is (RFC 5230 section 4.6, RFC 3834
// section 2).
func withheld(owner Owner, sender mail.Address, h *mail.Header, own []string) trace.Withheld {
	local := strings.ToLower(sender.Local)
	switch {
	case sender.IsNull():
		return trace.WithheldNobody
	case sender.Equal(owner.Address):
		return trace.WithheldSelf
	case h.Automatic():
		return trace.WithheldProgram
	case h.Bulk():
		return trace.WithheldList
	case local == "mailer-daemon", local == "listserv", local == "majordomo", strings.HasPrefix(local, "owner-"),
		strings.HasSuffix(local, "-request"), strings.HasSuffix(local, "-bounces"):
		return trace.WithheldList
	case !personal(h, own):
		return trace.WithheldImpersonal
	}
	return ""
}

// personal tells whether the header names the person as a recipient (RFC 5230 section 4.5).
func personal(h *mail.Header, own []string) bool {
	for _, f := range h.Fields {
		switch strings.ToLower(f.Name) {
		case "to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc":
		default:
			continue
		}
		list, err := netmail.ParseAddressList(f.Value)
		if err != nil {
			continue
		}
		for _, a := range list {
			if slices.ContainsFunc(own, func(o string) bool { return strings.EqualFold(o, a.Address) }) {
				return true
			}
		}
	}
	return false
}
