package replay

import (
	"cmp"
	"slices"
	"strings"

	"posta/sim/trace"
)

// inbox is the folder that every mailbox has, and that stands first (RFC 9051
// section 5.1).
const inbox = "INBOX"

// mailbox is a person's pigeonhole at the host, ready to be changed; it is made
// if need be.
func (f *fold) mailbox(h *Host, user string) *Mailbox {
	own(f, &h.Mailboxes, &h.sliceGen[genMailboxes])
	at, found := slices.BinarySearchFunc(h.Mailboxes, user, func(m *Mailbox, user string) int {
		return cmp.Compare(m.User, user)
	})
	if !found {
		m := &Mailbox{User: user, gen: f.gen, foldersGen: f.gen}
		m.Folders = []*Folder{{Name: inbox, gen: f.gen}}
		for _, u := range f.r.t.Header.Users {
			if u.Address == user {
				m.Quota = u.Quota
				break
			}
		}
		h.Mailboxes = slices.Insert(h.Mailboxes, at, m)
	}
	m := h.Mailboxes[at]
	if m.gen != f.gen {
		c := *m
		c.gen = f.gen
		m = &c
		h.Mailboxes[at] = m
	}
	return m
}

// byName orders folders: INBOX, then the others.
func byName(f *Folder, name string) int {
	switch {
	case f.Name == name:
		return 0
	case f.Name == inbox:
		return -1
	case name == inbox:
		return 1
	}
	return strings.Compare(f.Name, name)
}

// folder is a folder of a mailbox that is the fold's, ready to be changed; nil if
// there is none and make is false.
func (f *fold) folder(m *Mailbox, name string, make bool) *Folder {
	at, found := slices.BinarySearchFunc(m.Folders, name, byName)
	if !found && !make {
		return nil
	}
	own(f, &m.Folders, &m.foldersGen)
	if !found {
		m.Folders = slices.Insert(m.Folders, at, &Folder{Name: name, gen: f.gen})
	}
	d := m.Folders[at]
	if d.gen != f.gen {
		c := *d
		c.gen = f.gen
		d = &c
		m.Folders[at] = d
	}
	return d
}

// message is the place of a UID in a folder.
func (d *Folder) message(uid uint32) (int, bool) {
	return slices.BinarySearchFunc(d.Messages, uid, func(m *Message, uid uint32) int { return cmp.Compare(m.UID, uid) })
}

// mailboxStored: a message lies in a folder.
func (f *fold) mailboxStored(h *Host, fact trace.MailboxStored) {
	m := f.mailbox(h, fact.User)
	d := f.folder(m, fact.Folder, true)
	msg := &Message{
		UID: fact.UID, Flags: fact.Flags, Size: len(fact.Data), MessageID: fact.MessageID, Queue: fact.Queue,
		How: fact.How, Stored: f.e.Seq, Since: f.e.At,
	}
	own(f, &d.Messages, &d.messagesGen)
	at, found := d.message(fact.UID)
	if found {
		m.Used -= int64(d.Messages[at].Size)
		d.Messages[at] = msg
	} else {
		d.Messages = slices.Insert(d.Messages, at, msg)
	}
	m.Used += int64(msg.Size)
	f.change(h.Name, PartMailboxes, Added, func() string { return msg.Key(fact.User, fact.Folder) })
}

// mailboxRefused: a message found no room.
func (f *fold) mailboxRefused(h *Host, fact trace.MailboxRefused) {
	m := f.mailbox(h, fact.User)
	m.Refused++
	m.Refusal = fact.Why
	f.change(h.Name, PartMailboxes, Altered, func() string { return key(fact.User) })
}

// mailboxFlagged: a message's flags are new.
func (f *fold) mailboxFlagged(h *Host, fact trace.MailboxFlagged) {
	d := f.folder(f.mailbox(h, fact.User), fact.Folder, false)
	if d == nil {
		return
	}
	at, found := d.message(fact.UID)
	if !found {
		return
	}
	own(f, &d.Messages, &d.messagesGen)
	msg := *d.Messages[at]
	msg.Flags = fact.Flags
	d.Messages[at] = &msg
	f.change(h.Name, PartMailboxes, Altered, func() string { return msg.Key(fact.User, fact.Folder) })
}

// mailboxRemoved: a message left a folder.
func (f *fold) mailboxRemoved(h *Host, fact trace.MailboxRemoved) {
	m := f.mailbox(h, fact.User)
	d := f.folder(m, fact.Folder, false)
	if d == nil {
		return
	}
	at, found := d.message(fact.UID)
	if !found {
		return
	}
	own(f, &d.Messages, &d.messagesGen)
	msg := d.Messages[at]
	d.Messages = slices.Delete(d.Messages, at, at+1)
	m.Used -= int64(msg.Size)
	f.change(h.Name, PartMailboxes, Removed, func() string { return msg.Key(fact.User, fact.Folder) })
}

// folderChanged: a folder was created, deleted or renamed.
func (f *fold) folderChanged(h *Host, fact trace.FolderChanged) {
	m := f.mailbox(h, fact.User)
	name := func() string { return key(fact.User, fact.Folder) }
	switch fact.Op {
	case trace.FolderCreated:
		f.folder(m, fact.Folder, true)
		f.change(h.Name, PartMailboxes, Added, name)
	case trace.FolderRebuilt:
		d := f.folder(m, fact.Folder, true)
		m.Used -= d.size()
		d.Messages, d.messagesGen = nil, f.gen
		f.change(h.Name, PartMailboxes, Altered, name)
	case trace.FolderDeleted:
		if d := f.takeFolder(m, fact.Folder); d != nil {
			m.Used -= d.size()
			f.change(h.Name, PartMailboxes, Removed, name)
		}
	case trace.FolderRenamed:
		d := f.takeFolder(m, fact.Folder)
		if d == nil {
			return
		}
		if old := f.takeFolder(m, fact.To); old != nil {
			m.Used -= old.size() // only in a trace that contradicts itself
		}
		moved := f.folder(m, fact.To, true)
		moved.Messages, moved.messagesGen = d.Messages, d.messagesGen
		// Renaming INBOX leaves an empty one behind (RFC 9051 section 6.3.6).
		f.folder(m, inbox, true)
		f.change(h.Name, PartMailboxes, Removed, name)
		f.change(h.Name, PartMailboxes, Added, func() string { return key(fact.User, fact.To) })
	}
}

// takeFolder takes a folder out of a mailbox.
func (f *fold) takeFolder(m *Mailbox, name string) *Folder {
	at, found := slices.BinarySearchFunc(m.Folders, name, byName)
	if !found {
		return nil
	}
	own(f, &m.Folders, &m.foldersGen)
	d := m.Folders[at]
	m.Folders = slices.Delete(m.Folders, at, at+1)
	return d
}

// size is the octets of all messages of a folder.
func (d *Folder) size() int64 {
	var n int64
	for _, m := range d.Messages {
		n += int64(m.Size)
	}
	return n
}
