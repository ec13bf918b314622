package devices

import (
	"slices"

	"posta/sim/trace"
)

// account is how one person's things stand.
func (a *ledger) account() Account {
	out := Account{User: a.user, Moments: a.moments}
	box := Place{Host: a.server}
	for _, m := range a.held {
		if m.gone.seq == 0 {
			box.Letters++
			box.Octets += m.octets
			if !a.elsewhere(m.letter.MessageID, "") {
				box.Only = append(box.Only, m.letter)
			}
		}
	}
	out.Places = append(out.Places, box)
	for _, d := range a.devices {
		out.Places = append(out.Places, a.place(d))
		out.Blind = append(out.Blind, a.blind(d)...)
	}
	return out
}

func (a *ledger) place(d *device) Place {
	p := Place{Host: d.host, Kind: d.kind, Protocol: d.protocol, Pending: d.pending}
	for _, k := range slices.Concat(d.copies, d.written) {
		p.Octets += k.octets
		if k.part != trace.PartMessage {
			p.Partly++
			continue
		}
		p.Letters++
		if !slices.Contains(k.flags, `\Draft`) && !a.atServer(k.letter.MessageID) && !a.elsewhere(k.letter.MessageID, d.host) {
			p.Only = append(p.Only, k.letter)
		}
	}
	return p
}

// atServer tells whether the mailbox has a letter.
func (a *ledger) atServer(id string) bool {
	return slices.ContainsFunc(a.held, func(m *message) bool { return m.gone.seq == 0 && m.letter.MessageID == id })
}

// elsewhere tells whether a device other than this one has a letter whole.
func (a *ledger) elsewhere(id, but string) bool {
	for _, d := range a.devices {
		if d.host != but && slices.ContainsFunc(d.copies, func(k *kept) bool { return k.part == trace.PartMessage && k.letter.MessageID == id }) {
			return true
		}
	}
	return false
}

// blind is what a device does not know of the folders that it has looked into.
func (a *ledger) blind(d *device) (list []Blind) {
	if d.knows == nil || d.kind == "webmail" {
		return nil // it has no knowledge of its own that could be old
	}
	for _, m := range a.held {
		if !d.knows[m.folder] || m.rebuilt {
			continue
		}
		k := d.has(m)
		b := Blind{Host: d.host, Letter: m.letter, Never: d.protocol == "pop3"}
		switch {
		case k == nil && m.gone.seq == 0 && !d.keeps(m) && !d.everHad(a, m):
			b.What, b.Of, b.Never = Arrived, m.arrived.seq, false
		case k != nil && m.gone.seq != 0:
			b.What, b.Of = Gone, m.gone.seq
			if m.movedTo != "" {
				b.What = Filed
			}
			// The program that took it off the server itself knows that.
			if m.did == d.host || m.how == trace.DepartureDownloaded && d.protocol == "pop3" {
				continue
			}
		case k != nil && m.flagged.seq != 0 && !slices.Equal(known(k.flags), known(m.flags)):
			b.What, b.Of = Flags, m.flagged.seq
		default:
			continue
		}
		list = append(list, b)
	}
	return list
}

// has is the device's copy of what lies in a folder.
func (d *device) has(m *message) *kept {
	for _, k := range d.copies {
		if k.folder == m.folder && k.serverUID() == m.uid && k.letter.MessageID == m.letter.MessageID {
			return k
		}
	}
	return nil
}

// keeps tells whether the device has the letter in that folder under any number, such as
// the one it had before the folder was rebuilt.
func (d *device) keeps(m *message) bool {
	return slices.ContainsFunc(d.copies, func(k *kept) bool { return k.folder == m.folder && k.letter.MessageID == m.letter.MessageID })
}

// everHad tells whether the device had the letter once, and has got rid of it by itself.
func (d *device) everHad(a *ledger, m *message) bool {
	return slices.ContainsFunc(a.moments, func(n Moment) bool {
		return n.Host == d.host && n.Letter.MessageID == m.letter.MessageID && n.Offline && n.What != Flags
	})
}
