package mua

import (
	"fmt"
	"slices"
	"strings"

	"posta/sim/actor/cause"
	"posta/sim/imap"
	"posta/sim/mail"
	"posta/sim/trace"
)

// OpenIMAP puts one letter before the person's eyes. What the device has of it only in
// part is fetched now, all of it or its first octets (RFC 3501 section 6.4.5), and the
// server is told that it was read.
func (d *Device) OpenIMAP(o IMAP, match Match, octets int64) error {
	return d.acknowledge(d.inFolder(o, func(s *session) error {
		if err := s.settle(); err != nil {
			return err
		}
		l, err := s.obtain(match, octets)
		if err != nil {
			return err
		}
		d.show(l)
		if slices.Contains(l.flags, `\Seen`) {
			return nil
		}
		return s.flag(uidsOf([]*letter{l}), imap.Add, append([]string{`\Seen`}, d.receipt(l)...)...)
	}))
}

// obtain gives the newest letter that fits, fetched if need be.
func (s *session) obtain(match Match, octets int64) (*letter, error) {
	var uid uint32
	var flags []string
	if list := s.d.matching(s.folder, match); len(list) > 0 {
		l := list[len(list)-1]
		if l.readable() {
			return l, nil
		}
		n, err := parseUID(l.uid)
		if err != nil {
			return nil, err
		}
		uid, flags = n, l.flags
	} else {
		uids, err := s.search(match)
		if err != nil {
			return nil, err
		}
		if len(uids) == 0 {
			return nil, errNotHere("opening a letter in " + s.folder)
		}
		uid = uids[len(uids)-1]
	}
	if s.d.habits.OnDemand && octets == 0 {
		if l, err := s.inParts(uid); l != nil || err != nil {
			return l, err
		}
	}
	item := imap.BodyPeek("")
	if octets > 0 {
		item += imap.FetchItem(fmt.Sprintf("<0.%d>", octets))
	}
	got, err := s.Fetch(imap.UIDs(uid), imap.ItemFlags, item)
	if err != nil {
		return nil, err
	}
	if len(got) == 0 {
		return nil, errNotHere("opening a letter in " + s.folder)
	}
	data, _ := got[0].Section("")
	if got[0].HasFlags {
		flags = got[0].Flags
	}
	l := letter{protocol: "imap", folder: s.folder, uid: number(uid), flags: flags, data: data, whole: true}
	if octets > 0 && int64(len(data)) == octets {
		l.whole, l.part = false, trace.PartBeginning
	}
	return s.d.store(s.conn, l), nil
}

// Open shows a letter of which the device has what is to be read, without a connection.
func (d *Device) Open(folder string, match Match) error {
	for _, l := range slices.Backward(d.matching(folder, match)) {
		if !l.readable() {
			continue
		}
		d.show(l)
		if l.protocol == "imap" && !slices.Contains(l.flags, `\Seen`) {
			return d.Flag(folder, Match{MessageID: l.field("Message-ID")}, append([]string{`\Seen`}, d.receipt(l)...), nil)
		}
		return nil
	}
	return errNotHere("opening a letter without a connection")
}

// drafts is where letters lie that are not finished.
const drafts = "Drafts"

// Draft writes a letter and puts it into the folder for drafts at the server, where the
// person's other devices find it (RFC 6154's \Drafts).
func (d *Device) Draft(o IMAP, order Order, composed func(messageID string)) error {
	m, raw, err := d.compose(order)
	if err != nil {
		return err
	}
	composed("<" + m.ID + ">")
	return d.atServer(o, func(s *session) error {
		folder, err := s.special(`\Drafts`, drafts)
		if err != nil {
			return err
		}
		_, err = s.keep(folder, []string{`\Draft`, `\Seen`}, raw)
		return err
	})
}

// Finish fetches a draft, lets the person write on, submits it, and removes the draft.
func (d *Device) Finish(o IMAP, match Match, more string, send func(Order) error) error {
	var draft *letter
	err := d.atServer(o, func(s *session) error {
		folder, err := s.special(`\Drafts`, drafts)
		if err != nil {
			return err
		}
		o.Folder = folder
		if err := s.open(o); err != nil {
			return err
		}
		draft, err = s.obtain(match, 0)
		return err
	})
	if err != nil {
		return err
	}
	if err := send(d.unfinished(draft, more)); err != nil {
		return err
	}
	if err := d.DeleteIMAP(o, Match{MessageID: draft.field("Message-ID")}); err != ErrNoLetter { // another device may have deleted it meanwhile
		return err
	}
	return nil
}

// unfinished is the letter of a draft, with more text.
func (d *Device) unfinished(draft *letter, more string) Order {
	h := mail.ParseHeader(draft.data)
	m := mail.Message{Subject: get(h, "Subject"), To: mailboxes(h, "To"), Cc: mailboxes(h, "Cc")}
	lines := mail.Lines(draft.data)
	if i := slices.Index(lines, ""); i >= 0 {
		m.Text = strings.TrimRight(strings.Join(lines[i+1:], "\n"), "\n")
	}
	if m.Text != "" && more != "" {
		m.Text += "\n"
	}
	m.Text += more
	return Order{Message: m}
}

// atServer logs in, does something, and logs out.
func (d *Device) atServer(o IMAP, do func(*session) error) error {
	s, err := d.openIMAP(o.Door, d.person.Login, o.Password)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := do(s); err != nil {
		s.Logout()
		return working(o, err)
	}
	return cause.At(o.Door.Host, s.Logout())
}
