package view

import (
	"posta/sim/devices"
	"posta/sim/lang"
	"posta/sim/story"
)

// Account is one person's mailbox and devices on one timeline.
type Account struct {
	User string `json:"user"`
	// Places: the mailbox first.
	Places  []Place  `json:"places"`
	Moments []Moment `json:"moments"`
}

// Place is a mailbox or a device, as it stands at a step.
type Place struct {
	Host string `json:"host"`
	// Device: it is one, and no mailbox.
	Device bool   `json:"device"`
	Holds  string `json:"holds"`
	// Loss are the letters that would be lost with it; empty for none.
	Loss string `json:"loss"`
	// Unknown is what it does not know of the mailbox.
	Unknown []string `json:"unknown"`
}

// Moment is what became of a letter at a place.
type Moment struct {
	Seq   int    `json:"seq"`   // the event
	Place int    `json:"place"` // which of the account's
	At    string `json:"at"`    // the time of day
	Text  string `json:"text"`
	// Of is the event at the mailbox of which this is news; 0 for none.
	Of int `json:"of,omitempty"`
	// Offline: the server does not know yet.
	Offline bool `json:"offline,omitempty"`
}

// Devices tells who has learnt what, up to a step: of the account that a host has a part
// in, or of all of them.
func (v *Viewer) Devices(d story.Detail, index int, host string, l lang.Lang) []Account {
	seq := v.position(d, index)
	out := []Account{}
	if seq == 0 {
		return out
	}
	at := v.trace.At(seq).At
	for _, a := range devices.Of(v.trace, seq) {
		account := Account{User: a.User, Places: []Place{}, Moments: []Moment{}}
		number := map[string]int{}
		for i, p := range a.Places {
			number[p.Host] = i
			place := Place{Host: p.Host, Device: p.Kind != "", Holds: p.Holds().In(l), Loss: p.Loss().In(l), Unknown: []string{}}
			for _, b := range a.Blind {
				if b.Host == p.Host {
					place.Unknown = append(place.Unknown, b.Say().In(l))
				}
			}
			account.Places = append(account.Places, place)
		}
		if _, part := number[host]; host != "" && !part {
			continue
		}
		for _, m := range a.Moments {
			account.Moments = append(account.Moments, Moment{
				Seq: m.Seq, Place: number[m.Host], At: v.moment(m.At, at, l), Text: m.Say().In(l), Of: m.Of, Offline: m.Offline,
			})
		}
		out = append(out, account)
	}
	return out
}
