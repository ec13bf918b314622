package listmanager

import (
	"slices"
	"time"

	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/trace"
)

// What comes back to a list's address for reports. Real list managers differ in the sums and agree in the idea (Mailman's bounce
// scores): one report is no proof, since an address may be refused for an afternoon; several, days apart, that say that there is
// nobody are. And any report may be forged, so that nobody is taken off by them: who is on hold comes back by joining again.

const (
	// CountEvery: one report of a member counts in this time, however many come. An afternoon of trouble is not a week of it.
	CountEvery = 24 * time.Hour
	// ForgottenAfter: reports older than this before the next one count no more.
	ForgottenAfter = 7 * 24 * time.Hour
)

// reports are those of one member.
type reports struct {
	of    mail.Address
	count int
	last  time.Time
}

// returned reads a letter that has come back, or whatever else somebody writes to that address.
func (m *Manager) returned(l *list, d relay.Delivery) {
	h := mail.ParseHeader(d.Data)
	id, _ := h.Get("Message-ID")
	var failed []mail.Failure
	if d.Sender.IsNull() { // as a report's is (RFC 3464 section 2)
		failed = mail.Failures(d.Data)
	}
	if len(failed) == 0 {
		failed = []mail.Failure{{}}
	}
	for _, f := range failed {
		who, _ := mail.ParseAddress(f.Recipient)
		m.mu.Lock()
		do, n := l.count(who, f.Status, m.c.Machine.Now())
		members := len(l.members)
		m.mu.Unlock()
		m.c.Machine.Record(nil, trace.ListActed{List: l.Address.String(), Queue: d.Queue, MessageID: id, Address: who.String(), Do: do, Members: members, Status: f.Status, Reports: n, Hold: l.Hold})
		if do == trace.ListHeld {
			m.queue.Originate(l.Owner, func(id string) ([]byte, error) { return m.write(l, do, l.Owner, who.String(), &h, id) })
		}
	}
}

// count says what a report about somebody means, and how many of them count now.
func (l *list) count(who mail.Address, status string, now time.Time) (trace.ListDo, int) {
	if !who.IsNull() && slices.ContainsFunc(l.held, who.Equal) {
		return trace.ListOnHold, 0
	}
	if who.IsNull() || !slices.ContainsFunc(l.members, who.Equal) {
		return trace.ListStranger, 0
	}
	i := slices.IndexFunc(l.reports, func(b reports) bool { return b.of.Equal(who) })
	if i < 0 {
		i, l.reports = len(l.reports), append(l.reports, reports{of: who})
	}
	b := &l.reports[i]
	// 5.1.z: something is wrong with the address, for good (RFC 3463 section 3.2).
	if s, ok := mail.ParseStatus(status); !ok || s.Class != 5 || s.Subject != 1 {
		return trace.ListSpared, b.count
	}
	switch since := now.Sub(b.last); {
	case b.count > 0 && since < CountEvery:
		return trace.ListSameDay, b.count
	case b.count > 0 && since > ForgottenAfter:
		b.count = 0
	}
	b.count, b.last = b.count+1, now
	if b.count < l.Hold {
		return trace.ListCounted, b.count
	}
	l.members = slices.DeleteFunc(l.members, who.Equal)
	l.held = append(l.held, who)
	return trace.ListHeld, b.count
}
