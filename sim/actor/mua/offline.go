package mua

import (
	"errors"
	"net"
	"slices"
	"strings"

	"posta/sim/actor/cause"
	"posta/sim/imap"
	"posta/sim/mail"
	"posta/sim/trace"
)

// A disconnected client (RFC 4549) goes on working with its copies, keeps a list of what
// was done to them, and tells the server when there is a connection again.

// change is something done to a copy that the server does not know of.
type change struct {
	do          trace.DeviceDo
	folder, uid string
	add, remove []string
	to          string
}

// waiting is a letter that was written and could not be submitted yet.
type waiting struct {
	order    Order
	id       string // Message-ID without its angle brackets
	raw      []byte
	envelope *mail.Envelope
	unkept   bool // it is no letter of the person's: no copy is kept
}

// errNotHere: what the person wants to work with is not among the device's copies.
func errNotHere(doing string) error {
	return cause.With(trace.Cause{Code: trace.CauseNotHere}, errors.New(doing+": this device keeps no letter that fits"))
}

// fits tells whether a copy is one that is meant.
func (m Match) fits(l *letter) bool {
	has := func(field, text string) bool {
		return text == "" || strings.Contains(strings.ToLower(l.field(field)), strings.ToLower(text))
	}
	return has("Message-ID", m.MessageID) && has("From", m.From) && has("Subject", m.Subject)
}

// matching gives the copies of a folder that fit.
func (d *Device) matching(folder string, m Match) (list []*letter) {
	for _, l := range d.copies {
		if l.folder == folder && m.fits(l) {
			list = append(list, l)
		}
	}
	return list
}

// changed notes what was done to a copy, and that the server is to hear of it. What came
// by POP3 has no flags and no folders at the server: there it stays as it is.
func (d *Device) changed(l *letter, c change) {
	c.folder, c.uid = l.folder, l.uid
	d.m.Record(nil, trace.DeviceChanged{
		User: d.person.Address.String(), Folder: l.folder, UID: l.uid, MessageID: l.field("Message-ID"), Subject: l.field("Subject"),
		Do: c.do, Flags: l.flags, To: c.to,
	})
	if l.protocol == "imap" {
		d.changes = append(d.changes, c)
	}
}

// Flag sets and clears flags of the copies that fit.
func (d *Device) Flag(folder string, m Match, add, remove []string) error {
	list := d.matching(folder, m)
	if len(list) == 0 {
		return errNotHere("changing flags without a connection")
	}
	for _, l := range list {
		l.flags = slices.DeleteFunc(slices.Clone(l.flags), func(f string) bool { return slices.Contains(remove, f) })
		for _, f := range add {
			if !slices.Contains(l.flags, f) {
				l.flags = append(l.flags, f)
			}
		}
		slices.Sort(l.flags)
		d.changed(l, change{do: trace.DoFlag, add: add, remove: remove})
	}
	return nil
}

// Move puts the copies that fit into another folder.
func (d *Device) Move(folder string, m Match, to string) error {
	return d.takeAway(folder, m, change{do: trace.DoMove, to: to}, "moving letters without a connection")
}

// Delete deletes the copies that fit.
func (d *Device) Delete(folder string, m Match) error {
	return d.takeAway(folder, m, change{do: trace.DoDelete}, "deleting letters without a connection")
}

func (d *Device) takeAway(folder string, m Match, c change, doing string) error {
	list := d.matching(folder, m)
	if len(list) == 0 {
		return errNotHere(doing)
	}
	for _, l := range list {
		d.changed(l, c)
	}
	d.copies = slices.DeleteFunc(d.copies, func(l *letter) bool { return slices.Contains(list, l) })
	return nil
}

// Search looks among the copies: what the device does not have it cannot find.
func (d *Device) Search(folder string, m Match, text string, unseen, flagged bool) error {
	var keys []string
	if unseen {
		keys = append(keys, "UNSEEN")
	}
	if flagged {
		keys = append(keys, "FLAGGED")
	}
	fact := trace.DeviceFound{User: d.person.Address.String(), Folder: folder, Where: trace.SearchDevice, Query: m.query(text, keys)}
	for _, l := range d.matching(folder, m) {
		switch {
		case unseen && slices.Contains(l.flags, `\Seen`), flagged && !slices.Contains(l.flags, `\Flagged`), !l.contains(text):
		default:
			fact.UIDs = append(fact.UIDs, l.uid)
			fact.MessageIDs = append(fact.MessageIDs, l.field("Message-ID"))
		}
	}
	d.m.Record(nil, fact)
	return nil
}

// contains tells whether a person who reads what the device keeps of the letter finds a
// text there.
func (l *letter) contains(text string) bool {
	if text == "" {
		return true
	}
	for _, line := range mail.Lines(l.data) {
		if strings.Contains(strings.ToLower(line), strings.ToLower(text)) {
			return true
		}
	}
	return false
}

// settle tells the server what was done in the open folder while there was no connection
// (RFC 4549 section 4.2). A letter that is no longer there is passed over by the server
// without a word (RFC 3501 section 6.4.8): what was meant for it comes too late.
func (s *session) settle() error {
	for {
		i := slices.IndexFunc(s.d.changes, func(c change) bool { return c.folder == s.folder })
		if i < 0 {
			return nil
		}
		c := s.d.changes[i]
		s.d.changes = slices.Delete(s.d.changes, i, i+1) // another visit of the same program does not tell it too
		uid, err := parseUID(c.uid)
		if err != nil {
			return err
		}
		ok, err := s.tell(c, uid)
		if err != nil {
			// It will be told again: where the answer was lost, the same once more does no
			// harm.
			s.d.changes = slices.Insert(s.d.changes, min(i, len(s.d.changes)), c)
			return err
		}
		s.d.settled(s.conn, c, ok)
	}
}

func (s *session) tell(c change, uid uint32) (there bool, err error) {
	one := imap.UIDs(uid)
	switch c.do {
	case trace.DoFlag:
		if len(c.add) > 0 {
			if there, err = s.flagThere(one, imap.Add, c.add); err != nil {
				return false, err
			}
		}
		if len(c.remove) > 0 {
			return s.flagThere(one, imap.Remove, c.remove)
		}
		return there, nil
	case trace.DoMove:
		if err := s.makeFolder(c.to); err != nil {
			return false, err
		}
		done, err := s.Client.Move(one, c.to)
		return done.To != "", err
	}
	there, err = s.flagThere(one, imap.Add, []string{`\Deleted`})
	if err != nil || !there {
		return false, err
	}
	return true, s.expunge(one)
}

// flagThere changes flags, and tells whether the server still has the letter: then it
// says which flags are set now.
func (s *session) flagThere(uids imap.UIDSet, op imap.Op, flags []string) (there bool, err error) {
	s.Updates()
	if err := s.Store(uids, op, false, flags...); err != nil {
		return false, err
	}
	for _, u := range s.Updates() {
		if u.Kind != imap.UpdateFlags || u.UID == 0 {
			continue
		}
		if imap.UIDs(u.UID) == uids {
			there = true
		}
		s.noteFlags(u)
	}
	return there, nil
}

// expunge removes what is marked \Deleted among the given letters, and no others where
// the server can tell them apart (UIDPLUS, RFC 4315 section 2.1).
func (s *session) expunge(uids imap.UIDSet) error {
	if s.Has("UIDPLUS") {
		return s.UIDExpunge(uids)
	}
	return s.Expunge()
}

// makeFolder makes a folder if it is missing.
func (s *session) makeFolder(name string) error {
	list, err := s.List("", name)
	if err != nil || len(list) > 0 {
		return err
	}
	return s.Create(name)
}

func (d *Device) settled(conn net.Conn, c change, ok bool) {
	d.m.Record(conn, trace.DeviceSettled{User: d.person.Address.String(), Folder: c.folder, UID: c.uid, Do: c.do, OK: ok})
}
