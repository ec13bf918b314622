// Package listmanager is the program behind a mailing list's address for requests (RFC 2142 section 6: LIST-request): it reads
// who wants to be on the list, or off it, and answers. Where the list wants it, it reads what comes back to LIST-bounces too,
// and puts on hold whose address does not exist.
//
// Anybody can write anybody's name into From. So a request alone changes nothing: the program writes to the address in
// question, and only who can read what comes there has the word that confirms it. And it is a program that answers letters, so
// it keeps to RFC 3834: what another program wrote it passes over, or two of them would write to each other for ever, and an
// answer that says "I am on holiday" would confirm what nobody asked for.
//
// What it decides becomes facts, one for each letter. What the list does to its letters is policy's (policy.List), and who
// carries them is the relay; this package keeps the list of members, and nothing else.
package listmanager

import (
	"math/rand/v2"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/relay"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/trace"
)

// Limits.
const (
	// ConfirmWithin is how long a word that confirms something is good.
	ConfirmWithin = 3 * 24 * time.Hour
	// MaxWaiting is how many requests of a list wait to be confirmed; then the oldest is forgotten.
	MaxWaiting = 1000
	// MaxMembers is how many a list may have, those of the scenario not counted.
	MaxMembers = 10_000
)

// List is one mailing list.
type List struct {
	Address, Owner mail.Address
	// Request and Bounces are what the program reads; the zero Address: it does not.
	Request, Bounces mail.Address
	Title            string
	Members          []mail.Address // at the beginning
	// Hold is after how many reports a member is put on hold; 0: never.
	Hold int
}

// Config is what the program works with.
type Config struct {
	Machine actor.Machine
	Lists   []List
	// Language is that of the person behind an address.
	Language func(mail.Address) lang.Lang
	Zone     *time.Location
}

// Manager keeps the members of a host's lists.
type Manager struct {
	c     Config
	queue *relay.Queue
	ids   *rand.Rand

	mu    sync.Mutex
	lists []*list
}

type list struct {
	List
	members []mail.Address
	held    []mail.Address // those on hold
	waiting []request
	reports []reports
}

// request waits for its confirmation.
type request struct {
	word    string
	address mail.Address
	join    bool // else it is to leave
	since   time.Time
}

// New makes the program. Use has to be called before mail comes.
func New(c Config) *Manager {
	m := &Manager{c: c, ids: c.Machine.Rand("list")}
	for _, l := range c.Lists {
		m.lists = append(m.lists, &list{List: l, members: slices.Clone(l.Members)})
	}
	return m
}

// Use tells into which queue its answers go.
func (m *Manager) Use(q *relay.Queue) { m.queue = q }

// Members are those to whom a letter to a list goes now, in the order in which they came; its owner, where nobody is on it.
// Of any other address there are none.
func (m *Manager) Members(a mail.Address) []mail.Address {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.lists {
		if !l.Address.Equal(a) {
			continue
		}
		if len(l.members) == 0 {
			return []mail.Address{l.Owner}
		}
		return slices.Clone(l.members)
	}
	return nil
}

// Behind puts the program behind the mailboxes at which it is written to: it reads each letter that has been put there.
func (m *Manager) Behind(boxes relay.Mailboxes) relay.Mailboxes { return reading{boxes, m} }

type reading struct {
	relay.Mailboxes
	m *Manager
}

func (r reading) Deliver(d relay.Delivery) error {
	err := r.Mailboxes.Deliver(d)
	if err != nil {
		return err
	}
	for _, l := range r.m.lists {
		switch {
		case !l.Request.IsNull() && l.Request.Equal(d.To):
			r.m.read(l, d)
		case !l.Bounces.IsNull() && l.Bounces.Equal(d.To):
			r.m.returned(l, d)
		}
	}
	return nil
}

// read makes of a letter what it can.
func (m *Manager) read(l *list, d relay.Delivery) {
	h := mail.ParseHeader(d.Data)
	fact := trace.ListActed{List: l.Address.String(), Queue: d.Queue, Address: d.Sender.String()}
	fact.MessageID, _ = h.Get("Message-ID")
	from, ok := author(&h)
	if why := automatic(l, d.Sender, &h); why != "" || !ok {
		fact.Do, fact.Why = trace.ListIgnored, why
		m.c.Machine.Record(nil, fact)
		return
	}
	fact.Address = from.String()
	verb, word := command(d.Data, &h)
	now := m.c.Machine.Now()
	m.mu.Lock()
	fact.Do, word = l.decide(verb, word, from, now, m.word)
	if fact.Do == trace.ListJoined || fact.Do == trace.ListLeft {
		fact.Address, word = word, ""
	}
	fact.Members = len(l.members)
	m.mu.Unlock()
	m.c.Machine.Record(nil, fact)
	to, err := mail.ParseAddress(fact.Address)
	if err != nil {
		return // it was read from a letter as an address, so this cannot be
	}
	m.queue.Originate(to, func(id string) ([]byte, error) { return m.write(l, fact.Do, to, word, &h, id) })
}

// decide does what is asked for, where it may be done. The word is the one to confirm with, or the address that has joined or
// left.
func (l *list) decide(verb, word string, from mail.Address, now time.Time, fresh func() string) (trace.ListDo, string) {
	on, held := slices.ContainsFunc(l.members, from.Equal), slices.ContainsFunc(l.held, from.Equal)
	switch verb {
	case "subscribe", "unsubscribe":
		switch join := verb == "subscribe"; {
		case join && on:
			return trace.ListAlready, ""
		case !join && !on && !held:
			return trace.ListNoMember, ""
		default:
			r := request{fresh(), from, join, now}
			// Whoever asks again has a new word; the old one is good no more.
			l.waiting = append(slices.DeleteFunc(l.waiting, func(w request) bool { return w.address.Equal(from) }), r)
			if len(l.waiting) > MaxWaiting {
				l.waiting = slices.Delete(l.waiting, 0, 1)
			}
			if join {
				return trace.ListAsked, r.word
			}
			return trace.ListLeaving, r.word
		}
	case "confirm":
		i := slices.IndexFunc(l.waiting, func(w request) bool { return w.word == word && now.Sub(w.since) < ConfirmWithin })
		if i < 0 {
			return trace.ListUnknownWord, ""
		}
		r := l.waiting[i]
		l.waiting = slices.Delete(l.waiting, i, i+1)
		l.members, l.held = slices.DeleteFunc(l.members, r.address.Equal), slices.DeleteFunc(l.held, r.address.Equal)
		l.reports = slices.DeleteFunc(l.reports, func(b reports) bool { return b.of.Equal(r.address) })
		if !r.join {
			return trace.ListLeft, r.address.String()
		}
		if len(l.members) >= len(l.Members)+MaxMembers {
			return trace.ListHelped, ""
		}
		l.members = append(l.members, r.address)
		return trace.ListJoined, r.address.String()
	}
	return trace.ListHelped, ""
}

// word is a fresh one that nobody can guess who does not get it by mail.
func (m *Manager) word() string {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	var b strings.Builder
	for range 12 {
		b.WriteByte(alphabet[m.ids.IntN(len(alphabet))])
	}
	return b.String()
}

// author is who the letter says it is from; false where it does not name one.
func author(h *mail.Header) (mail.Address, bool) {
	from, _ := h.Get("From")
	list, err := netmail.ParseAddressList(from)
	if err != nil || len(list) != 1 {
		return mail.Address{}, false
	}
	a, err := mail.ParseAddress(list[0].Address)
	return a, err == nil && a.Domain != ""
}

// automatic says why a letter is no request of a person (RFC 3834 section 2); "": it may be one.
func automatic(l *list, sender mail.Address, h *mail.Header) trace.Withheld {
	switch {
	case sender.IsNull():
		return trace.WithheldNobody
	case sender.Equal(l.Request), sender.Equal(l.Address):
		return trace.WithheldSelf
	case h.Automatic():
		return trace.WithheldProgram
	case h.Bulk():
		return trace.WithheldList
	}
	return ""
}

// command reads what a letter asks for: its subject says it, or the first line of its text.
func command(data []byte, h *mail.Header) (verb, word string) {
	subject, _ := h.Get("Subject")
	for _, line := range append([]string{mail.DecodeText(subject)}, firstLine(mail.Text(data))...) {
		words := strings.Fields(strings.ToLower(line))
		for len(words) > 0 && strings.HasSuffix(words[0], ":") {
			words = words[1:] // Re:
		}
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "subscribe", "unsubscribe", "help":
			return words[0], ""
		case "confirm":
			if len(words) > 1 {
				return words[0], words[1]
			}
		}
	}
	return "", ""
}

// firstLine is the first that says something.
func firstLine(lines []string) []string {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return []string{l}
		}
	}
	return nil
}
