package fault

import (
	"strings"

	"posta/sim/actor/cause"
	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Room lets a counter's question whether a mailbox has room be answered no.
func (h *Host) Room(behind func(to mail.Address, octets int64) bool) func(to mail.Address, octets int64) bool {
	faults := h.mailboxFaults()
	if len(faults) == 0 {
		return behind
	}
	return func(to mail.Address, octets int64) bool {
		for _, f := range faults {
			if strings.EqualFold(f.Do.(*scenario.MailboxFull).User.Login(), to.String()) && h.strike(f, nil, "RCPT", "", says("452 4.2.2")) {
				return false
			}
		}
		return behind(to, octets)
	}
}

func (h *Host) mailboxFaults() []*fault {
	return h.st.pick(func(f *fault) bool {
		do, ok := f.Do.(*scenario.MailboxFull)
		return ok && do.User.Domain.Mailbox != nil && do.User.Domain.Mailbox.Name == h.m.Name()
	})
}

// Mailboxes stands between a queue and the mailboxes that it delivers into.
func (h *Host) Mailboxes(behind relay.Mailboxes) relay.Mailboxes {
	faults := append(h.mailboxFaults(), h.st.pick(func(f *fault) bool {
		do, ok := f.Do.(*scenario.DiskFull)
		return ok && do.Host.Name == h.m.Name() && do.Client == (scenario.Endpoint{})
	})...)
	if len(faults) == 0 {
		return behind
	}
	return &fullMailboxes{h, faults, behind}
}

// fullMailboxes are mailboxes for which there may be no room.
type fullMailboxes struct {
	h      *Host
	faults []*fault
	behind relay.Mailboxes
}

// noRoom is a temporary refusal that speaks for itself.
type noRoom struct {
	status [3]int
	text   string
	why    trace.Cause
}

func (e *noRoom) Error() string               { return e.text }
func (e *noRoom) SMTP() (int, [3]int, string) { return 452, e.status, e.text }
func (s *fullMailboxes) refuse(f *fault, to mail.Address) *noRoom {
	if _, ok := f.Do.(*scenario.DiskFull); ok {
		return &noRoom{[3]int{4, 3, 1}, "Insufficient system storage", trace.Cause{Code: trace.CauseDiskFull}}
	}
	return &noRoom{[3]int{4, 2, 2}, "Mailbox full", trace.Cause{Code: trace.CauseOverQuota, Name: to.String()}}
}

// Deliver puts a message into a mailbox, if there is room.
func (s *fullMailboxes) Deliver(d relay.Delivery) error {
	to := d.To
	for _, f := range s.faults {
		if do, ok := f.Do.(*scenario.MailboxFull); ok && !strings.EqualFold(do.User.Login(), to.String()) {
			continue
		}
		no := s.refuse(f, to)
		if s.h.strike(f, nil, "", "", says("452 "+no.text)) {
			s.h.m.Record(nil, trace.MailboxRefused{User: to.String(), Folder: "INBOX", Why: no.why})
			return cause.With(no.why, no)
		}
	}
	return s.behind.Deliver(d)
}
