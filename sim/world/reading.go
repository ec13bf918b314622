package world

import (
	"posta/sim/actor/filter"
	"posta/sim/actor/mua"
	"posta/sim/actor/relay"
	"posta/sim/scenario"
)

// reading finds what somebody does with a device and the mailbox that it is a window on.
func (w *world) reading(d *deed, device *mua.Device, a scenario.Act) {
	switch a := a.(type) {
	case *scenario.Sync:
		d.process = func() error { return w.sync(device, a) }
	case *scenario.Open:
		d.process = func() error {
			if a.Offline {
				return device.Open(a.Folder, w.match(a.Match))
			}
			return device.OpenIMAP(w.inFolder(a.Session), w.match(a.Match), a.Octets)
		}
	case *scenario.Save:
		d.process = func() error {
			o := mua.IMAP{Folder: a.Folder}
			if !a.Offline {
				o = w.reads(a.Session, false)
			}
			return device.Save(o, mua.Attached{Match: w.match(a.Match), Name: a.File, Offline: a.Offline})
		}
	case *scenario.Archive:
		d.process = func() error { return device.ArchiveIMAP(w.inFolder(a.Session), w.match(a.Match)) }
	case *scenario.Draft:
		d.process = func() error {
			o := mua.Order{}
			o.Message.To, o.Message.Cc = mailboxes(a.To), mailboxes(a.Cc)
			o.Message.Subject, o.Message.Text = a.Subject, a.Body
			return device.Draft(w.inFolder(a.Session), o, w.named(a.ID))
		}
	case *scenario.Finish:
		d.process = func() error {
			draft := mua.Match{MessageID: w.letter(a.Draft)}
			return device.Finish(w.inFolder(a.Session), draft, a.Body, func(o mua.Order) error {
				o.ReversePath = address(a.User.Address())
				for _, r := range o.Message.Recipients() {
					o.Recipients = append(o.Recipients, r.Address)
				}
				o.Door, o.Auth, o.Mailbox = w.door(a.Device, a.Outbox, a.OutboxAt), true, w.mailboxDoor(a.Device)
				return device.Send(w.forged(w.hosts[a.Device.Name], a.User, o), w.named(a.ID))
			})
		}
	case *scenario.Idle:
		d.process = func() error { return device.IdleIMAP(w.reads(a.Session, a.Read), a.For) }
	case *scenario.Authorize:
		d.instant = func() error { return w.authorize(a) }
	case *scenario.Revoke:
		d.instant = func() error { return w.revoke(a) }
	case *scenario.Rebuild:
		d.process = func() error { return w.rebuild(a) }
	}
}

// reads is how a device looks at a folder, by its own habits.
func (w *world) reads(s scenario.Session, read bool) mua.IMAP {
	o := w.inFolder(s)
	o.Password, o.Read = w.saved(s.Device, s.User.Password), read
	o.HeadersOnly = s.Device.Keeps == scenario.KeepsHeaders
	return o
}

func (w *world) sync(device *mua.Device, a *scenario.Sync) error {
	outbox := w.door(a.Device, a.Outbox, a.OutboxAt)
	if a.With == scenario.POP3 {
		return device.SyncPOP3(mua.POP3{
			Door: w.door(a.Device, a.Server, a.Port), Password: w.saved(a.Device, a.Password), Keep: a.Device.KeepOnServer, Read: a.Read, Tell: true,
		}, outbox)
	}
	return device.SyncIMAP(mua.Sync{IMAP: w.reads(a.Session, a.Read), Folders: a.Folders, Submission: outbox})
}

// mailboxDoor is where a device keeps copies of what it sends, if that is its habit.
func (w *world) mailboxDoor(d *scenario.Device) mua.Door {
	if !d.Sent || d.User.Domain.Mailbox == nil {
		return mua.Door{}
	}
	h := d.User.Domain.Mailbox
	port, ok := h.Offers(scenario.IMAP)
	if !ok {
		return mua.Door{}
	}
	return w.door(d, h, port)
}

// rebuild makes a folder anew at the server.
func (w *world) rebuild(a *scenario.Rebuild) error {
	account, err := w.stores[a.Server.Name].Account(a.User.Login())
	if err != nil {
		return err
	}
	return account.Rebuild(nil, a.Folder)
}

// filters are the scripts of the people whose mailboxes a host keeps; nil where nobody has
// one.
func (w *world) filters(h *scenario.Host, m Host, behind relay.Mailboxes) *filter.Filters {
	var owners []filter.Owner
	for _, d := range h.Stores {
		for _, u := range d.Users {
			if u.Filter != nil {
				owners = append(owners, filter.Owner{Address: address(u.Address()), Name: u.Name, Script: u.Filter, Zone: w.s.Start.Location()})
			}
		}
	}
	if owners == nil {
		return nil
	}
	return filter.New(m, behind, owners)
}
