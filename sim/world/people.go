package world

import (
	"strings"

	"posta/sim/actor/mua"
	"posta/sim/actor/reader"
	"posta/sim/actor/secure"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/readers"
	"posta/sim/scenario"
)

// The many without a name. Nothing is kept of them before they get a letter.

// population is how many addresses a domain's populations have.
func population(d *scenario.Domain) (n int) {
	for _, p := range d.People {
		n += p.Count
	}
	return n
}

// person is the segment of a local part, and what that address is; Dead where it is of none.
func (w *world) person(d *scenario.Domain, local string) (*scenario.People, readers.Fate) {
	p, ok := d.Person(local)
	if !ok {
		return nil, readers.Dead
	}
	return p, p.Fate(w.seed, mail.Address{Local: strings.ToLower(local), Domain: d.Mail()}.String())
}

// personAt is the same of a whole address, of one of several domains.
func (w *world) personAt(domains []*scenario.Domain, address string) (*scenario.People, readers.Fate) {
	local, domain, _ := strings.Cut(address, "@")
	for _, d := range domains {
		if strings.EqualFold(d.Mail(), domain) {
			return w.person(d, local)
		}
	}
	return nil, readers.Dead
}

// abandoned is the size of a mailbox that nobody empties.
const abandoned = 10 << 20

// born gives the mailboxes of people when they first get something; nil where a host has none.
func (w *world) born(h *scenario.Host) func(address string) (mailbox.AccountConfig, bool) {
	all := 0
	for _, d := range h.Stores {
		all += len(d.People)
	}
	if all == 0 {
		return nil
	}
	return func(address string) (mailbox.AccountConfig, bool) {
		p, fate := w.personAt(h.Stores, address)
		if fate == readers.Dead {
			return mailbox.AccountConfig{}, false
		}
		local, _, _ := strings.Cut(address, "@")
		c := mailbox.AccountConfig{User: local, Domain: p.Domain.Mail(), Password: scenario.PersonPassword(local), Quota: w.o.Mailbox}
		if fate == readers.Full {
			c.Quota, c.Used = abandoned, abandoned
		}
		return c, true
	}
}

// isPerson tells whether a log-in is one of the people whose letters a host takes.
func (w *world) isPerson(h *scenario.Host, login, password string) bool {
	_, fate := w.personAt(h.Submits, login)
	local, _, _ := strings.Cut(strings.ToLower(login), "@")
	return fate != readers.Dead && password == scenario.PersonPassword(local)
}

// buildReaders puts a domain's people behind their mailboxes.
func (w *world) buildReaders(d *scenario.Domain) {
	if len(d.People) == 0 || d.Mailbox == nil {
		return
	}
	c := reader.Config{
		People:   reader.Site{Machine: w.hosts[d.PeopleAt.Name], Resolver: w.stubs[d.PeopleAt.Name]},
		Provider: reader.Site{Machine: w.hosts[d.Mailbox.Name], Resolver: w.stubs[d.Mailbox.Name]},
		Store:    w.stores[d.Mailbox.Name], Seed: w.seed, Zone: w.s.Start.Location(),
		Segment: func(address string) *readers.Segment {
			if p, _ := w.personAt([]*scenario.Domain{d}, address); p != nil {
				return &p.Segment
			}
			return nil
		},
		Password: func(user string) string {
			local, _, _ := strings.Cut(user, "@")
			return scenario.PersonPassword(local)
		},
	}
	if w.trust.authority != nil {
		c.Trust = w.confide
	}
	if h := d.Submission; h != nil {
		c.Submit = w.personDoor(h)
	}
	w.readers[d.Name] = reader.New(c)
}

// personDoor is where people hand in letters: at the door that is safest.
func (w *world) personDoor(h *scenario.Host) mua.Door {
	port, ok := h.Offers(scenario.Submission)
	if !ok {
		return mua.Door{}
	}
	at := mua.Door{Host: h.Name, Addr: h.Addrs[0], Port: port}
	for _, s := range h.Services {
		if s.Port == port && s.TLS != scenario.TLSNone && w.trust.authority != nil {
			at.TLS = secure.Wish{Config: w.confide(h.Name), Implicit: s.TLS == scenario.TLSImplicit, Policy: secure.Require}
		}
	}
	return at
}

// arrived tells a host's people of letters that have come.
func (w *world) arrived(host string) func(user, folder string, m *mailbox.Message) {
	return func(user, folder string, m *mailbox.Message) {
		_, domain, _ := strings.Cut(user, "@")
		for _, d := range w.s.Domains {
			if d.Mailbox != nil && d.Mailbox.Name == host && strings.EqualFold(d.Mail(), domain) {
				if r := w.readers[d.Name]; r != nil {
					r.Arrived(user, folder, m)
				}
			}
		}
	}
}
