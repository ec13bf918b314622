package mua

import (
	"errors"
	"fmt"
	"slices"

	"posta/sim/actor/cause"
	"posta/sim/imap"
	"posta/sim/mail"
	"posta/sim/trace"
)

// A letter may say the same in several forms, and bring files. Which form its reader sees is the program's choice, and so is
// whether the files come with it: POP3 knows whole letters alone (RFC 1939 section 5), IMAP parts as well (RFC 3501 section
// 6.4.5).

// readable tells whether what is to be read of it is here.
func (l *letter) readable() bool { return l.whole || l.part == trace.PartText }

// entity is of what the letter consists.
func (l *letter) entity() *mail.Entity {
	if l.parts != nil {
		return l.parts
	}
	return mail.Entities(l.data)
}

// presented tells in which form a letter is before the person's eyes, of which others, and what it brings.
func (l *letter) presented(html bool) (as string, forms []string, files []trace.File) {
	if !l.readable() {
		return "", nil, nil // a beginning: what follows is not known
	}
	c := l.entity().Choose(html)
	if len(c.Forms) > 1 {
		forms = c.Forms
	}
	if c.Text != nil && (forms != nil || c.Text.Media != mail.MediaPlain) {
		as = c.Text.Media
	}
	for _, f := range c.Files {
		files = append(files, fileOf(f, l.whole))
	}
	return as, forms, files
}

func fileOf(e *mail.Entity, here bool) trace.File {
	return trace.File{Name: e.Filename, Type: e.Media, Octets: e.Octets, Here: here}
}

// inParts brings of a letter what the program shows, and leaves at the server what is attached; nil: the letter has one part,
// and is fetched as it is.
func (s *session) inParts(uid uint32) (*letter, error) {
	got, err := s.Fetch(imap.UIDs(uid), imap.ItemFlags, imap.ItemBodyStructure)
	if err != nil {
		return nil, err
	}
	if len(got) == 0 || got[0].Structure == nil {
		return nil, errNotHere("opening a letter in " + s.folder)
	}
	tree := entityOf(got[0].Structure)
	if len(tree.Parts) == 0 {
		return nil, nil
	}
	text := tree.Choose(s.d.habits.HTML).Text
	if text == nil {
		return nil, nil
	}
	mime, body := text.Number+".MIME", text.Number
	items := []imap.FetchItem{imap.BodyPeek(mime), imap.BodyPeek(body)}
	var header []byte
	if old := s.d.copy("imap", s.folder, number(uid)); old != nil && old.part != trace.PartBeginning {
		header = old.data // it is here already
	} else {
		items = slices.Insert(items, 0, imap.BodyPeek("HEADER"))
	}
	parts, err := s.Fetch(imap.UIDs(uid), items...)
	if err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		return nil, errNotHere("opening a letter in " + s.folder)
	}
	if h, ok := parts[0].Section("HEADER"); ok {
		header = h
	}
	fields, _ := parts[0].Section(mime)
	data, _ := parts[0].Section(body)
	return s.d.store(s.conn, letter{
		protocol: "imap", folder: s.folder, uid: number(uid), flags: got[0].Flags, part: trace.PartText,
		data: mail.Alone(header, fields, data), parts: tree,
	}), nil
}

// entityOf is what a server says of a letter's parts.
func entityOf(p *imap.Part) *mail.Entity {
	e := &mail.Entity{Number: p.Number, Media: p.Type, Filename: p.Filename, Octets: p.Octets}
	if p.Type == "message/rfc822" {
		return e // a letter inside the letter is one file
	}
	for _, c := range p.Children {
		e.Parts = append(e.Parts, entityOf(c))
	}
	return e
}

// Attached is a file of a letter.
type Attached struct {
	Match Match
	Name  string // of the file; empty: the letter's first
	// Offline: there is no connection.
	Offline bool
}

// Save takes a file out of a letter, so that it can be used; where it is not on the device, it is asked of the server, and
// nothing else of the letter.
func (d *Device) Save(o IMAP, a Attached) error {
	for _, l := range slices.Backward(d.matching(o.Folder, a.Match)) {
		if l.whole {
			e, err := fileIn(l.entity(), a.Name)
			if err == nil {
				d.saved(l, e)
			}
			return err
		}
	}
	if a.Offline {
		return errNotHere("saving an attached file without a connection")
	}
	return d.inFolder(o, func(s *session) error {
		if list := s.d.matching(s.folder, a.Match); len(list) > 0 {
			uid, err := parseUID(list[len(list)-1].uid)
			if err != nil {
				return err
			}
			return s.bringFile(uid, a.Name)
		}
		uids, err := s.search(a.Match)
		if err != nil {
			return err
		}
		if len(uids) == 0 {
			return errNotHere("saving a file of a letter in " + s.folder)
		}
		return s.bringFile(uids[len(uids)-1], a.Name)
	})
}

// saved notes that a file is to be used that came with its letter.
func (d *Device) saved(l *letter, e *mail.Entity) {
	d.m.Record(nil, trace.DeviceSaved{
		User: d.person.Address.String(), Folder: l.folder, UID: l.uid, MessageID: l.field("Message-ID"), Subject: l.field("Subject"), File: fileOf(e, true),
	})
}

func (s *session) bringFile(uid uint32, name string) error {
	fact := trace.DeviceSaved{User: s.d.person.Address.String(), Folder: s.folder, UID: number(uid), Brought: true}
	var tree *mail.Entity
	if l := s.d.copy("imap", s.folder, fact.UID); l != nil {
		fact.MessageID, fact.Subject, tree = l.field("Message-ID"), l.field("Subject"), l.parts
	}
	if tree == nil {
		got, err := s.Fetch(imap.UIDs(uid), imap.ItemBodyStructure)
		if err != nil {
			return err
		}
		if len(got) == 0 || got[0].Structure == nil {
			return errNotHere("saving a file of a letter in " + s.folder)
		}
		tree = entityOf(got[0].Structure)
	}
	e, err := fileIn(tree, name)
	if err != nil {
		return err
	}
	got, err := s.Fetch(imap.UIDs(uid), imap.BodyPeek(e.Number))
	if err != nil {
		return err
	}
	if len(got) == 0 {
		return errNotHere("saving a file of a letter in " + s.folder)
	}
	data, _ := got[0].Section(e.Number)
	fact.File = fileOf(e, true)
	fact.File.Octets = int64(len(data))
	s.d.m.Record(s.conn, fact)
	return nil
}

// fileIn finds a file by its name.
func fileIn(tree *mail.Entity, name string) (*mail.Entity, error) {
	for _, f := range tree.Choose(true).Files {
		if name == "" || f.Filename == name {
			return f, nil
		}
	}
	return nil, cause.With(trace.Cause{Code: trace.CauseNoFile, Name: name}, fmt.Errorf("saving the file %q: %w", name, errNoFile))
}

var errNoFile = errors.New("nothing of that name is attached to the letter")
