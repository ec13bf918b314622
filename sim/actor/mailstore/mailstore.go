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

// New makes an empty store for a machine.
func New(m actor.Machine) *mailbox.Store {
	return mailbox.New(mailbox.Config{Now: m.Now, Observe: func(e mailbox.Event) { record(m, e) }})
}

// Deliveries lets the machine's queue put messages into the store's mailboxes.
type Deliveries struct {
	Machine actor.Machine
	Store   *mailbox.Store
	// Policy is asked before a message is put there; nil: nobody is.
	Policy *policy.Policy
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
	err := d.put(one, user, folder, data)
	if err == nil {
		return nil
	}
	why := cause.Of(user, err)
	if why.Code == trace.CauseOther {
		why = trace.Cause{Code: trace.CauseStore}
	}
	d.Machine.Record(nil, trace.MailboxRefused{User: user, Folder: folder, Why: why})
	return cause.With(why, err)
}

func (d Deliveries) put(one relay.Delivery, user, folder string, data []byte) error {
	a, err := d.Store.Account(user)
	if err != nil {
		return err
	}
	by := queued(one.Queue)
	var marks []mailbox.Flag
	for _, f := range one.Flags {
		marks = append(marks, mailbox.Flag(f))
	}
	data = d.Machine.Keep(data)
	_, err = a.Deliver(by, folder, data, marks...)
	if errors.Is(err, mailbox.ErrNoFolder) && one.Create {
		if _, err = a.Create(by, folder, ""); err == nil {
			_, err = a.Deliver(by, folder, data, marks...)
		}
	}
	if (errors.Is(err, mailbox.ErrNoFolder) || errors.Is(err, mailbox.ErrFolderName) || errors.Is(err, mailbox.ErrLimit)) && folder != inbox {
		// Its owner has no such folder any more, or cannot have one: a message is not
		// lost for that.
		_, err = a.Deliver(by, inbox, data, marks...)
	}
	if errors.Is(err, mailbox.ErrKeyword) {
		_, err = a.Deliver(by, inbox, data) // nor for a flag that nobody can set
	}
	return err
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
