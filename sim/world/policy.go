package world

import (
	"slices"
	"strings"

	"posta/sim/actor/relay"
	"posta/sim/actor/reporter"
	"posta/sim/actor/transport"
	"posta/sim/mail"
	"posta/sim/policy"
	"posta/sim/readers"
	"posta/sim/scenario"
)

// checks are what a host's servers look into. Each check is one for all the ports at
// which it is made, with one memory.
type checks struct {
	all    policy.Policy
	scopes []*scenario.Check // whose they are, at the same places
	dmarc  []*policy.DMARC   // those among them of which there is to be reported
}

// note has a reporter told what DMARC says of letters.
func (c checks) note(r *reporter.Reporter) {
	for _, d := range c.dmarc {
		d.Note(r.Note)
	}
}

// reporter writes the reports of a host, in the name of the first domain whose mailboxes it
// has.
func (w *world) reporter(h *scenario.Host, m Host, q *relay.Queue, g *transport.Guard) *reporter.Reporter {
	c := reporter.Config{Machine: m, Queue: q, Resolver: w.stubs[h.Name], Domain: h.Name}
	if h.Reports {
		c.Guard = g
	}
	for _, l := range h.Feedback {
		c.Loops = append(c.Loops, reporter.Loop{Domain: l.Domain, To: address(l.To)})
	}
	if len(h.Stores) > 0 {
		d := h.Stores[0]
		c.Domain = d.Name
		if len(d.Signing) > 0 {
			c.Sign = &d.Signing[0].Signer
		}
	}
	c.From = mail.Mailbox{Address: mail.Address{Local: "postmaster", Domain: c.Domain}}
	return reporter.New(c)
}

// checks makes those of a host.
func (w *world) checks(h *scenario.Host, m Host) checks {
	c := checks{all: policy.Policy{Machine: m, Resolver: w.stubs[h.Name]}, scopes: slices.Concat(h.Policy, h.Signing)}
	for _, s := range c.scopes {
		check := s.Rule.NewCheck()
		if d, ok := check.(*policy.DMARC); ok {
			c.dmarc = append(c.dmarc, d)
		}
		if r, ok := check.(*policy.Reputation); ok {
			r.Traps(func(a mail.Address) bool {
				_, fate := w.personAt(h.Stores, a.String())
				return fate == readers.Trap
			})
		}
		if s.Client != (scenario.Endpoint{}) {
			check = policy.Only(check, func(t *policy.Transaction) bool { return slices.Contains(s.Client.Addrs(), t.Client) })
		}
		c.all.Checks = append(c.all.Checks, check)
	}
	return c
}

// sending is what a host does to letters that it sends on; nil: nothing.
func (w *world) sending(h *scenario.Host, m Host) func(relay.Passage) (mail.Address, []byte) {
	if len(h.Sending) == 0 {
		return nil
	}
	p := policy.Policy{Machine: m, Resolver: w.stubs[h.Name]}
	for _, s := range h.Sending {
		check := s.Rule.NewCheck()
		if of, ok := s.Rule.(*scenario.Sending); ok && of.Domain != "" {
			check = policy.Only(check, func(t *policy.Transaction) bool { return strings.EqualFold(t.Recipient.Domain, of.Domain) })
		}
		p.Checks = append(p.Checks, check)
	}
	return func(l relay.Passage) (mail.Address, []byte) { return p.Forward(l.Queue, l.Sender, l.At, l.To, l.Data) }
}

// at is the policy of the server at a port; nil where nothing is checked.
func (c checks) at(port uint16) *policy.Policy {
	p := c.all
	p.Checks = nil
	for i, s := range c.scopes {
		if slices.ContainsFunc(s.Services, func(s scenario.Service) bool { return s.Port == port }) {
			p.Checks = append(p.Checks, c.all.Checks[i])
		}
	}
	if p.Checks == nil {
		return nil
	}
	return &p
}

// forAll is the policy of whoever delivers into the host's mailboxes, by whatever port
// a message came.
func (c checks) forAll() *policy.Policy {
	if c.all.Checks == nil {
		return nil
	}
	return &c.all
}

// noted tells a host's checks what readers say of letters, and those of complaints who are registered for them; nil where nobody
// goes by it.
func (w *world) noted(h *scenario.Host, m Host, first checks) func(policy.Mark) {
	if w.outside == nil && !first.learn() && len(h.Feedback) == 0 {
		return nil
	}
	return func(k policy.Mark) {
		for _, c := range w.lateChecks(m.Name(), first).all.Checks {
			if l, ok := c.(policy.Learner); ok {
				l.Learn(m, k)
			}
		}
		if r := w.reporters[h.Name]; r != nil && k.Says == policy.MarkedJunk {
			r.Complained(k.User, k.Message)
		}
	}
}

// learn tells whether any of the checks goes by what readers say.
func (c checks) learn() bool {
	return slices.ContainsFunc(c.all.Checks, func(one policy.Check) bool { _, ok := one.(policy.Learner); return ok })
}
