package world

import (
	"posta/sim/actor/listmanager"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/scenario"
)

// listManager is the program behind the addresses for requests and for reports of a host's lists; nil where none has one.
func (w *world) listManager(h *scenario.Host, m Host, store *mailbox.Store) *listmanager.Manager {
	c := listmanager.Config{Machine: m, Language: w.language, Zone: w.s.Start.Location()}
	for _, d := range h.Stores {
		for _, a := range d.Aliases {
			if a.List == nil || !a.List.Requests && a.List.Hold == 0 {
				continue
			}
			read := func(role string) mail.Address {
				// It cannot fail: the scenario has seen to it that the address is nobody else's.
				_, _ = store.AddAccount(mailbox.AccountConfig{User: a.Local + role, Domain: d.Mail()})
				return mail.Address{Local: a.Local + role, Domain: d.Mail()}
			}
			l := listmanager.List{Address: mail.Address{Local: a.Local, Domain: d.Mail()}, Owner: address(a.List.Owner), Title: a.List.Title, Members: addresses(a.To), Hold: a.List.Hold}
			if a.List.Requests {
				l.Request = read(scenario.ListRequest)
			}
			if a.List.Hold > 0 {
				l.Bounces = read(scenario.ListBounces)
			}
			c.Lists = append(c.Lists, l)
		}
	}
	if c.Lists == nil {
		return nil
	}
	return listmanager.New(c)
}

// elsewhere is where the mail of a mailbox goes now: by a fault, or to whoever is on a list at that moment.
func elsewhere(fault func(mail.Address) []mail.Address, lists *listmanager.Manager) func(mail.Address) []mail.Address {
	if lists == nil {
		return fault
	}
	return func(a mail.Address) []mail.Address {
		if list := fault(a); len(list) > 0 {
			return list
		}
		return lists.Members(a)
	}
}
