package world

import (
	"slices"
	"strconv"
	"strings"

	"posta/sim/actor/directory"
	"posta/sim/actor/esp"
	"posta/sim/actor/relay"
	"posta/sim/auth/dkim"
	"posta/sim/mailbox"
	"posta/sim/scenario"
)

// sender makes the program of a host through which campaigns go; nil: none does.
func (w *world) sender(h *scenario.Host, m Host) (*esp.Sender, *scenario.Domain) {
	list := w.s.Campaigns(h)
	if len(list) == 0 {
		return nil, nil
	}
	d := list[0].Domain
	s := esp.New(esp.Config{Machine: m, Web: h.Name, Domain: d.Mail(), Secret: w.secret(h), Resolver: w.stubs[h.Name], Trust: w.confide})
	w.senders[h.Name] = s
	return s, d
}

// secret follows from the seed.
func (w *world) secret(h *scenario.Host) []byte {
	return []byte("campaigns " + h.Name + " " + strconv.FormatUint(w.seed, 10))
}

// HookSecret is what the calls of a sender of many to its customers' programs are signed with.
func (x *World) HookSecret(h *scenario.Host) []byte { return x.w.secret(h) }

// programBoxes opens the mailboxes at which a sender of many is written to.
func programBoxes(store *mailbox.Store, d *scenario.Domain) {
	for _, local := range esp.Locals {
		if !has(d, local) {
			// It cannot fail: the names are ours, and nobody else has them.
			_, _ = store.AddAccount(mailbox.AccountConfig{User: local, Domain: d.Mail()})
		}
	}
}

func has(d *scenario.Domain, local string) bool {
	return slices.ContainsFunc(d.Users, func(u *scenario.User) bool { return strings.EqualFold(u.Local, local) })
}

// programUsers makes them known, each with whatever stands behind its name (RFC 5233).
func (w *world) programUsers(d *scenario.Domain, out *directory.Domain) {
	if !slices.ContainsFunc(w.s.Campaigns(nil), func(c *scenario.Campaign) bool { return c.Domain == d }) {
		return
	}
	out.Subaddress = true
	for _, local := range esp.Locals {
		if !has(d, local) {
			out.Users = append(out.Users, directory.User{Local: local})
		}
	}
}

// customer is the program at a host that senders tell what happens; nil: there is none.
func (w *world) customer(h *scenario.Host, m Host) *esp.Customer {
	for _, c := range w.s.Campaigns(nil) {
		if c.Hook == h {
			return &esp.Customer{Machine: m, Secret: w.secret(c.Through)}
		}
	}
	return nil
}

// campaign is one as its sender sees it.
func (w *world) campaign(a *scenario.Campaign) esp.Campaign {
	c := esp.Campaign{
		Name: a.Name, From: mailbox1(a.From), List: a.List, Subjects: a.Subjects, Text: a.Body, Links: a.Links, Language: w.s.Lang,
		Every: a.Every, WarmUp: a.WarmUp, Sources: a.Sources, Tracks: a.Track, Unsubscribe: a.Unsubscribe, Careless: a.Careless,
		Confirm: a.Confirm, Webhook: a.Webhook,
	}
	if a.Sign {
		c.Sign = w.keysOf(a)
	}
	return c
}

// keysOf are the keys that a campaign is signed with: those of its author's domain, which has given them to the sender.
func (w *world) keysOf(a *scenario.Campaign) (list []*dkim.Signer) {
	for _, d := range w.s.Domains {
		if strings.EqualFold(d.Mail(), a.From.Domain) {
			for _, s := range d.Signing {
				list = append(list, &s.Signer)
			}
		}
	}
	return list
}

// manySender makes a relay one that sends for many: it gives way to those who say that it comes too fast, and keeps
// connections open for the next letter.
func (w *world) manySender(h *scenario.Host, c *relay.Config) {
	if len(w.s.Campaigns(h)) > 0 {
		p := relay.DefaultPacing
		c.Pacing, c.Linger, c.Concurrency = &p, relay.DefaultLinger, relay.ManyConnections
	}
}
