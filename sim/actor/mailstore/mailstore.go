// Package mailstore is where letters rest: the host that keeps mailboxes, puts
// into them what the queue hands over (the MDA of RFC 5598), and lets their
// owners in by POP3 and by IMAP.
//
// All that happens in a mailbox becomes a fact of the trace, with the connection
// over which it was asked for. It never sends mail.
package mailstore

import (
	"cmp"
	"errors"
	"net"
	"slices"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/policy"
	"posta/sim/trace"
)

// queued is the name under which the queue asks.
type queued string

// Keep puts a copy of what a user has sent where the user's other devices find it. Where there is no room for it the letter leaves all
// the same.
func Keep(store *mailbox.Store, user, queue string, data []byte) {
	if a, err := store.Account(user); err == nil {
		_ = a.Keep(queued(queue), data)
	}
}

// Config is what a store is told beside its machine. The zero Config is of one that holds what is added to it.
type Config struct {
	// Born gives accounts that nobody has added; nil: there are none.
	Born func(address string) (mailbox.AccountConfig, bool)
	// Epoch is when the machine first began (mailbox.Config).
	Epoch time.Time
	// Noted is told what an owner says of a letter by what is done with it, once that is done; nil: nobody goes by it.
	Noted func(policy.Mark)
}

// New makes an empty store for a machine.
func New(m actor.Machine, c Config) *mailbox.Store {
	return mailbox.New(mailbox.Config{Now: m.Now, Born: c.Born, Epoch: c.Epoch, Later: func(f func()) { m.After(0, "mailbox news", f) }, Observe: func(e mailbox.Event) {
		record(m, e)
		if says := saying(e); says != "" && c.Noted != nil {
			k := policy.Mark{User: e.Account, Message: e.Message.Raw(), Says: says}
			m.After(0, "reader's mark", func() { c.Noted(k) })
		}
	}})
}

// saying is what the owner of a mailbox says of a letter by what happens to it; "": nothing. Whoever moves a letter into the
// folder of junk, or out of it, has judged it: that is how the button of a mail program reaches the server.
func saying(e mailbox.Event) policy.Says {
	switch {
	case e.Kind == mailbox.MessageStored && e.How == mailbox.Moved && e.Folder == policy.JunkFolder && e.From != policy.JunkFolder:
		return policy.MarkedJunk
	case e.Kind == mailbox.MessageStored && e.How == mailbox.Moved && e.From == policy.JunkFolder && e.Folder == inbox:
		return policy.MarkedGood
	case e.Kind == mailbox.MessageFlagged && e.Message.Has(mailbox.Seen) && !slices.Contains(e.Was, mailbox.Seen):
		return policy.WasOpened
	case e.Kind == mailbox.MessageRemoved && e.How == mailbox.Expunged && !e.Message.Has(mailbox.Seen):
		return policy.WasDropped
	}
	return ""
}

// Deliveries lets the machine's queue put messages into the store's mailboxes.
type Deliveries struct {
	Machine actor.Machine
	Store   *mailbox.Store
	// Policy is asked before a message is put there; nil: nobody is.
	Policy *policy.Policy
	// Arrived is told of each message that was put there; nil: nobody waits for any.
	Arrived func(user, folder string, m *mailbox.Message)
}

// inbox is where messages arrive for which no check found another folder.
const inbox = "INBOX"

// Deliver puts a message into a mailbox.
func (d Deliveries) Deliver(one relay.Delivery) error {
	user := one.To.String()
	decision := d.Policy.Deliver(one.Queue, one.Sender, one.To, one.Folder, one.Data)
	folder := cmp.Or(decision.Folder, inbox)
	if !decision.Reply.IsZero() {
		d.Machine.Record(nil, trace.MailboxRefused{User: user, Folder: folder, Why: trace.Cause{Code: trace.CausePolicy}})
		return &policy.Refusal{Reply: decision.Reply}
	}
	data := decision.Message
	if len(decision.Fields) > 0 {
		data = mail.Prepend(data, decision.Fields...)
	}
	m, folder, err := d.put(one, user, folder, data)
	if err == nil {
		if d.Arrived != nil {
			d.Arrived(user, folder, m)
		}
		return nil
	}
	why := cause.Of(user, err)
	if why.Code == trace.CauseOther {
		why = trace.Cause{Code: trace.CauseStore}
	}
	d.Machine.Record(nil, trace.MailboxRefused{User: user, Folder: folder, Why: why})
	return cause.With(why, err)
}

// put puts a message into a folder, and says into which.
func (d Deliveries) put(one relay.Delivery, user, folder string, data []byte) (*mailbox.Message, string, error) {
	a, err := d.Store.Account(user)
	if err != nil {
		return nil, folder, err
	}
	by := queued(one.Queue)
	var marks []mailbox.Flag
	for _, f := range one.Flags {
		marks = append(marks, mailbox.Flag(f))
	}
	data = d.Machine.Keep(data)
	m, err := a.Deliver(by, folder, data, marks...)
	if errors.Is(err, mailbox.ErrNoFolder) && one.Create {
		if _, err = a.Create(by, folder, ""); err == nil {
			m, err = a.Deliver(by, folder, data, marks...)
		}
	}
	if (errors.Is(err, mailbox.ErrNoFolder) || errors.Is(err, mailbox.ErrFolderName) || errors.Is(err, mailbox.ErrLimit)) && folder != inbox {
		// Its owner has no such folder any more, or cannot have one: a message is not
		// lost for that.
		folder = inbox
		m, err = a.Deliver(by, folder, data, marks...)
	}
	if errors.Is(err, mailbox.ErrKeyword) {
		folder = inbox
		m, err = a.Deliver(by, folder, data) // nor for a flag that nobody can set
	}
	return m, folder, err
}

// record tells the trace what the store saw.
func record(m actor.Machine, e mailbox.Event) {
	conn, _ := e.By.(net.Conn)
	queue, _ := e.By.(queued)
	switch e.Kind {
	case mailbox.MessageStored:
		m.Record(conn, trace.MailboxStored{
			User: e.Account, Folder: e.Folder, UID: uint32(e.Message.UID), MessageID: messageID(e.Message.Raw()),
			Queue: string(queue), Flags: flags(e.Message.Flags), How: trace.Arrival(e.How), Data: e.Message.Raw(),
		})
	case mailbox.MessageFlagged:
		m.Record(conn, trace.MailboxFlagged{User: e.Account, Folder: e.Folder, UID: uint32(e.Message.UID), Flags: flags(e.Message.Flags)})
	case mailbox.MessageRemoved:
		m.Record(conn, trace.MailboxRemoved{User: e.Account, Folder: e.Folder, UID: uint32(e.Message.UID), How: trace.Departure(e.How)})
	case mailbox.FolderCreated:
		m.Record(conn, trace.FolderChanged{User: e.Account, Folder: e.Folder, Op: trace.FolderCreated})
	case mailbox.FolderDeleted:
		m.Record(conn, trace.FolderChanged{User: e.Account, Folder: e.Folder, Op: trace.FolderDeleted})
	case mailbox.FolderRebuilt:
		m.Record(conn, trace.FolderChanged{User: e.Account, Folder: e.Folder, Op: trace.FolderRebuilt})
	case mailbox.FolderRenamed:
		m.Record(conn, trace.FolderChanged{User: e.Account, Folder: e.Folder, Op: trace.FolderRenamed, To: e.NewName})
	}
}

func flags(list []mailbox.Flag) []string {
	if len(list) == 0 {
		return nil
	}
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = string(f)
	}
	return out
}

func messageID(raw []byte) string {
	id, _ := mail.FindField(raw, "Message-ID")
	return id
}

// accept serves every connection on a port in a process of its own.
func accept(m actor.Machine, port uint16, label string, serve func(net.Conn)) error {
	l, err := m.Listen(port)
	if err != nil {
		return err
	}
	m.After(0, label+" listener", func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			m.After(0, label+" session", func() { serve(c) })
		}
	})
	return nil
}

// IdleTimeout is how long a reader may be silent: the least that RFC 1939
// section 3 allows.
const IdleTimeout = 10 * time.Minute
