package world

import (
	"fmt"
	"time"

	"posta/sim/actor/mua"
	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/scenario"
)

// Disk is what lay on a machine's disk when the machine was lost: what is there again when it is begun anew.
type Disk struct {
	Boxes   []DiskBox    `json:"boxes,omitempty"`
	Waiting []DiskLetter `json:"waiting,omitempty"`
	Copies  []mua.Kept   `json:"copies,omitempty"`
	// Numbers are the counts that ids in its queue have reached, by what those ids begin with.
	Numbers map[string]int `json:"numbers,omitempty"`
}

// DiskBox is a person's mailbox. Gone are folders that its owner has deleted.
type DiskBox struct {
	User    string       `json:"user"`
	Folders []DiskFolder `json:"folders"`
	Gone    []string     `json:"gone,omitempty"`
}

// DiskFolder is a folder; Next is the UID that comes next.
type DiskFolder struct {
	Name     string           `json:"name"`
	Next     mailbox.UID      `json:"next"`
	Messages []mailbox.Stored `json:"messages,omitempty"`
}

// DiskLetter is a letter for one destination of a queue.
type DiskLetter struct {
	Queue       string        `json:"queue"`
	Sender      string        `json:"sender"`
	Recipients  []string      `json:"recipients"`
	Destination string        `json:"destination"`
	Data        []byte        `json:"data"`
	Try         int           `json:"try,omitempty"`
	Added       time.Duration `json:"added"` // since the scenario's start, as are the others
	Next        time.Duration `json:"next,omitempty"`
	Expires     time.Duration `json:"expires,omitempty"`
	// New: it was accepted, and not yet put into the queue.
	New bool `json:"new,omitempty"`
}

// Restore puts back what lay on a host's disk, before anything runs. Of an envelope it has what the trace tells: who wrote, to whom.
func (x *World) Restore(host string, d Disk) error {
	w := x.w
	if device := w.devices[host]; device != nil {
		device.Restore(d.Copies)
	}
	if store := w.stores[host]; store != nil {
		for _, b := range d.Boxes {
			if err := restoreBox(store, b); err != nil {
				return fmt.Errorf("the mailbox of %s at %s: %w", b.User, host, err)
			}
		}
	}
	queue := w.queues[host]
	if queue == nil {
		return nil
	}
	var lines []relay.Waiting
	var fresh []DiskLetter
	for _, l := range d.Waiting {
		if l.New {
			fresh = append(fresh, l)
			continue
		}
		m, err := l.message()
		if err != nil {
			return err
		}
		lines = append(lines, relay.Waiting{ID: l.Queue, Message: m, Destination: l.Destination, Recipients: m.Envelope.Recipients, Try: l.Try,
			Arrived: w.s.Start.Add(l.Added), Next: w.s.Start.Add(l.Next), Expires: w.s.Start.Add(l.Expires)})
	}
	queue.Restore(lines, d.Numbers)
	for _, l := range fresh {
		m, err := l.message()
		if err != nil {
			return err
		}
		// What was answered for is put into the queue now, and that is told.
		w.hosts[host].Begin("queue", func() { queue.Add(l.Queue, m) })
	}
	return nil
}

func restoreBox(store *mailbox.Store, b DiskBox) error {
	a, err := store.Account(b.User)
	if err != nil {
		return err
	}
	for _, name := range b.Gone {
		a.Drop(name)
	}
	for _, f := range b.Folders {
		if err := a.Restore(f.Name, f.Messages, f.Next); err != nil {
			return err
		}
	}
	return nil
}

// message is the letter with its envelope.
func (l DiskLetter) message() (m relay.Message, err error) {
	m.Data = l.Data
	m.Envelope.Size = int64(len(l.Data))
	if l.Sender != "" {
		if m.Envelope.ReversePath, err = mail.ParseAddress(l.Sender); err != nil {
			return m, err
		}
	}
	m.Envelope.SMTPUTF8 = !ascii(l.Sender)
	for _, to := range l.Recipients {
		a, err := mail.ParseAddress(to)
		if err != nil {
			return m, err
		}
		m.Envelope.SMTPUTF8 = m.Envelope.SMTPUTF8 || !ascii(to)
		m.Envelope.Recipients = append(m.Envelope.Recipients, mail.Recipient{Address: a})
	}
	if !ascii(string(l.Data)) {
		m.Envelope.Body = mail.Body8BitMIME
	}
	return m, nil
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Settle lets an input that was done before the world was begun anew have its lasting effect again: a fault, a setting, a switch.
// What somebody set out to do at a device is over. Called before anything runs, and nothing is told.
func (x *World) Settle(in *scenario.Input) {
	if r := x.w.respond(in); r.instant != nil {
		r.instant()
	}
}
