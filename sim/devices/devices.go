// Package devices tells who learnt what when: one person's mailbox at the server, and the
// devices that are windows on it or that took letters home from it.
//
// A letter that is read on the phone is read at the server at that instant, on the laptop
// when the laptop next asks, and on a computer that reads by POP3 never: the protocol has
// no word for it. All of that is in a trace, as what the server notes and as what each
// device notes later; here the two are put side by side ([Moment]), together with what
// each of them holds, what a device does not know at an instant ([Blind]), and what would be
// lost with it ([Place]).
//
// It is a function of the trace, and of nothing else.
package devices

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/mail"
	"posta/sim/trace"
)

// What is what became of a letter somewhere.
type What string

// What can become of it.
const (
	Arrived   What = "arrived"   // at the server: it lies in a folder
	Headers   What = "headers"   // the device has brought its header
	Beginning What = "beginning" // or its first octets
	Text      What = "text"      // or its text, without what is attached
	Whole     What = "whole"     // or all of it
	Saved     What = "saved"     // what is attached to it was taken out, to be used: File
	Opened    What = "opened"    // it was before the person's eyes
	Flags     What = "flags"     // its flags are now Flags
	Filed     What = "filed"     // it is in another folder now, which is Folder
	Gone      What = "gone"      // it is no longer there
	Waiting   What = "waiting"   // it was written, and waits in the outbox
)

// Letter is the letter in question.
type Letter struct{ MessageID, Subject string }

// Moment is one thing that became of one letter at one place.
type Moment struct {
	Seq    int
	At     time.Duration
	Host   string
	Letter Letter
	What   What
	Folder string
	Flags  []string
	File   string
	As     string // the form in which it is shown, a media type, where it has several
	// Of is the event at the server that the device learns of by this, and Lag how long
	// ago that was. Zero: it learns of nothing that others did.
	Of  int
	Lag time.Duration
	// Offline: done on the device, and the server does not know yet.
	Offline bool
}

// Place holds letters: a device, or the person's mailbox at a server.
type Place struct {
	Host string
	// Kind is a device's: laptop, phone and so on; empty for a mailbox.
	Kind string
	// Protocol is how the device reads; empty while it has not.
	Protocol string
	// Letters are held whole, Partly are those of which there is the header or the
	// beginning, and Octets what all of that takes.
	Letters, Partly int
	Octets          int64
	// Pending counts what was done here and the server does not know of.
	Pending int
	// Only are the letters that nobody else has whole: they are lost if this is.
	Only []Letter
}

// Blind is something at the server that a device does not know.
type Blind struct {
	Host   string
	Letter Letter
	What   What
	Of     int // the event at the server
	// Never: it will not learn of it either, since POP3 tells of no flags, no folders
	// and no removals.
	Never bool
}

// Account is one person's mail, at the server and on devices.
type Account struct {
	User string
	// Places: the mailbox first, then the devices in the order of the trace's header.
	Places  []Place
	Moments []Moment
	Blind   []Blind
}

// Of gives the accounts of the people with devices, as they stand once the event until
// has happened; 0 for the end. Who did nothing with a device is left out.
func Of(t *trace.Trace, until int) []Account {
	b := &book{t: t, openers: map[int]string{}}
	for _, h := range t.Header.Hosts {
		if h.User != "" {
			b.account(h.User).devices = append(b.account(h.User).devices, &device{host: h.Name, kind: h.Device})
		}
	}
	for i, e := range t.Events {
		if until > 0 && i >= until {
			break
		}
		e.Seq = i + 1
		b.see(e)
	}
	var list []Account
	for _, a := range b.accounts {
		if a.used {
			list = append(list, a.account())
		}
	}
	return list
}

// book is what the events add up to.
type book struct {
	t        *trace.Trace
	accounts []*ledger
	openers  map[int]string // who opened a connection
}

// ledger is one person's.
type ledger struct {
	user    string
	server  string
	used    bool
	held    []*message // in order of arrival; those that left stay, with gone set
	devices []*device
	moments []Moment
}

// message is what a folder at the server holds, or held.
type message struct {
	letter        Letter
	folder        string
	uid           string
	octets        int64
	flags         []string
	arrived       moment
	flagged, gone moment
	how           trace.Departure
	movedTo       string
	rebuilt       bool
	// The devices that brought it, that changed its flags last, and that took it away.
	broughtBy, flaggedBy, did string
}

type moment struct {
	seq int
	at  time.Duration
}

type device struct {
	host, kind, protocol string
	copies               []*kept
	written              []*kept // letters that were written on it and have not left
	pending              int
	knows                map[string]bool // folders that it has looked into
}

// kept is a device's copy.
type kept struct {
	letter      Letter
	folder, uid string
	protocol    string
	part        trace.Part
	octets      int64
	flags       []string
}

func (b *book) account(user string) *ledger {
	for _, a := range b.accounts {
		if a.user == user {
			return a
		}
	}
	a := &ledger{user: user}
	b.accounts = append(b.accounts, a)
	return a
}

func (a *ledger) device(host string) *device {
	for _, d := range a.devices {
		if d.host == host {
			if d.knows == nil {
				d.knows = map[string]bool{}
			}
			return d
		}
	}
	return nil
}

func (b *book) see(e trace.Event) {
	switch f := e.Fact.(type) {
	case trace.ConnOpening:
		b.openers[e.Conn] = e.Host
	case trace.MailboxStored:
		b.account(f.User).stored(e, f, b.openers[e.Conn])
	case trace.MailboxFlagged:
		b.account(f.User).flagged(e, f, b.openers[e.Conn])
	case trace.MailboxRemoved:
		b.account(f.User).removed(e, f, b.openers[e.Conn])
	case trace.FolderChanged:
		b.account(f.User).folder(e, f)
	case trace.MessageComposed:
		b.written(e, f)
	case trace.MessageSubmitted:
		if f.OK {
			b.left(e.Host, f.MessageID)
		}
	default:
		b.seeDevice(e)
	}
}

func (b *book) seeDevice(e trace.Event) {
	switch f := e.Fact.(type) {
	case trace.DeviceStored:
		b.with(f.User, e.Host, func(a *ledger, d *device) { a.keeps(e, f, d) })
	case trace.DeviceRemoved:
		b.with(f.User, e.Host, func(a *ledger, d *device) { a.drops(e, f, d) })
	case trace.DeviceShown:
		b.with(f.User, e.Host, func(a *ledger, d *device) {
			if f.Protocol != "" {
				d.protocol = f.Protocol
			}
			a.note(Moment{Seq: e.Seq, At: e.At, Host: e.Host, Letter: Letter{f.MessageID, f.Subject}, What: Opened, Folder: f.Folder, As: f.As})
		})
	case trace.DeviceSaved:
		b.with(f.User, e.Host, func(a *ledger, d *device) {
			if k := d.copy(f.Folder, f.UID); k != nil && f.Brought {
				k.octets += f.File.Octets
			}
			a.note(Moment{Seq: e.Seq, At: e.At, Host: e.Host, Letter: Letter{f.MessageID, f.Subject}, What: Saved, Folder: f.Folder, File: f.File.Name})
		})
	case trace.DeviceChanged:
		b.with(f.User, e.Host, func(a *ledger, d *device) { a.changes(e, f, d) })
	case trace.DeviceSettled:
		b.with(f.User, e.Host, func(_ *ledger, d *device) { d.pending = max(d.pending-1, 0) })
	case trace.DeviceSynced:
		b.with(f.User, e.Host, func(_ *ledger, d *device) { d.protocol = f.Protocol; d.knows[f.Folder] = true })
	}
}

// with finds a person's device.
func (b *book) with(user, host string, do func(*ledger, *device)) {
	a := b.account(user)
	if d := a.device(host); d != nil {
		a.used = true
		do(a, d)
	}
}

func (a *ledger) note(m Moment) { a.moments = append(a.moments, m) }

// find gives what lies in a folder under a number.
func (a *ledger) find(folder, uid string) *message {
	for _, m := range slices.Backward(a.held) {
		if m.folder == folder && m.uid == uid {
			return m
		}
	}
	return nil
}

func number(uid uint32) string { return strconv.FormatUint(uint64(uid), 10) }

func (a *ledger) stored(e trace.Event, f trace.MailboxStored, by string) {
	a.server = e.Host
	subject, _ := mail.FindField(f.Data, "Subject")
	m := &message{
		letter: Letter{f.MessageID, mail.DecodeText(subject)}, folder: f.Folder, uid: number(f.UID), octets: int64(len(f.Data)),
		flags: f.Flags, arrived: moment{e.Seq, e.At}, broughtBy: by,
	}
	a.held = append(a.held, m)
	what := Arrived
	switch f.How {
	case trace.ArrivalMoved:
		what = Filed
		for _, old := range slices.Backward(a.held) {
			if old.letter.MessageID == m.letter.MessageID && old.how == trace.DepartureMoved && old.movedTo == "" {
				old.movedTo = f.Folder
				break
			}
		}
	case trace.ArrivalRebuilt:
		return // nothing became of it
	}
	a.note(Moment{Seq: e.Seq, At: e.At, Host: e.Host, Letter: m.letter, What: what, Folder: f.Folder, Flags: f.Flags})
}

func (a *ledger) flagged(e trace.Event, f trace.MailboxFlagged, by string) {
	if m := a.find(f.Folder, number(f.UID)); m != nil {
		m.flags, m.flagged, m.flaggedBy = f.Flags, moment{e.Seq, e.At}, by
		a.note(Moment{Seq: e.Seq, At: e.At, Host: e.Host, Letter: m.letter, What: Flags, Folder: f.Folder, Flags: f.Flags})
	}
}

func (a *ledger) removed(e trace.Event, f trace.MailboxRemoved, by string) {
	m := a.find(f.Folder, number(f.UID))
	if m == nil {
		return
	}
	m.gone, m.how, m.did = moment{e.Seq, e.At}, f.How, by
	if f.How != trace.DepartureMoved { // else where it went is told next
		a.note(Moment{Seq: e.Seq, At: e.At, Host: e.Host, Letter: m.letter, What: Gone, Folder: f.Folder})
	}
}

// folder: what a deleted or rebuilt folder held is there no more, under that number.
func (a *ledger) folder(e trace.Event, f trace.FolderChanged) {
	for _, m := range a.held {
		if m.folder != f.Folder || m.gone.seq != 0 {
			continue
		}
		switch f.Op {
		case trace.FolderDeleted, trace.FolderRebuilt:
			m.gone, m.rebuilt = moment{e.Seq, e.At}, f.Op == trace.FolderRebuilt
		case trace.FolderRenamed:
			m.folder = f.To
		}
	}
}

func (b *book) written(e trace.Event, f trace.MessageComposed) {
	for _, a := range b.accounts {
		if d := a.device(e.Host); d != nil {
			d.written = append(d.written, &kept{letter: Letter{f.MessageID, f.Subject}, octets: int64(len(f.Data)), part: trace.PartMessage})
		}
	}
}

// left: a letter is out of the outbox. From now on the device has it where it keeps a copy,
// which is a fact of its own.
func (b *book) left(host, id string) {
	for _, a := range b.accounts {
		if d := a.device(host); d != nil {
			d.written = slices.DeleteFunc(d.written, func(k *kept) bool { return k.letter.MessageID == id })
		}
	}
}

// serverUID is the number that the copy has at the server: a POP3 unique-id here is
// UIDVALIDITY.UID.
func (k *kept) serverUID() string {
	if _, uid, ok := strings.Cut(k.uid, "."); ok && k.protocol == "pop3" {
		return uid
	}
	return k.uid
}

func (d *device) copy(folder, uid string) *kept {
	for _, k := range d.copies {
		if k.folder == folder && k.uid == uid {
			return k
		}
	}
	return nil
}

var whatOf = map[trace.Part]What{trace.PartHeaders: Headers, trace.PartBeginning: Beginning, trace.PartText: Text, trace.PartMessage: Whole}

// keeps: the device brought a letter, or learns that its flags are others.
func (a *ledger) keeps(e trace.Event, f trace.DeviceStored, d *device) {
	d.protocol = f.Protocol
	d.knows[f.Folder] = true
	now := &kept{
		letter: Letter{f.MessageID, f.Subject}, folder: f.Folder, uid: f.UID, protocol: f.Protocol, part: f.Part,
		octets: int64(len(f.Data)), flags: f.Flags,
	}
	m := Moment{Seq: e.Seq, At: e.At, Host: e.Host, Letter: now.letter, What: whatOf[f.Part], Folder: f.Folder, Flags: f.Flags}
	there := a.find(f.Folder, now.serverUID())
	old := d.copy(f.Folder, f.UID)
	switch {
	case old == nil:
		d.copies = append(d.copies, now)
		if there != nil && there.broughtBy != d.host {
			m.learns(there.arrived)
		}
	case old.part == f.Part:
		if slices.Equal(known(old.flags), known(f.Flags)) {
			*old = *now
			return
		}
		m.What = Flags
		if there != nil && there.flaggedBy != d.host && there.flagged.seq != 0 {
			m.learns(there.flagged)
		}
		*old = *now
	default:
		*old = *now
	}
	a.note(m)
}

// learns notes which news this is, and how old.
func (m *Moment) learns(of moment) { m.Of, m.Lag = of.seq, m.At-of.at }

// known are the flags without \Recent, which is no property of the letter.
func known(flags []string) []string {
	return slices.DeleteFunc(slices.Clone(flags), func(f string) bool { return f == `\Recent` })
}

// drops: the device learns that the letter is gone.
func (a *ledger) drops(e trace.Event, f trace.DeviceRemoved, d *device) {
	k := d.copy(f.Folder, f.UID)
	if k == nil {
		return
	}
	d.copies = slices.DeleteFunc(d.copies, func(x *kept) bool { return x == k })
	m := Moment{Seq: e.Seq, At: e.At, Host: e.Host, Letter: k.letter, What: Gone, Folder: f.Folder}
	if there := a.find(f.Folder, k.serverUID()); there != nil && there.gone.seq != 0 {
		if there.movedTo != "" {
			m.What, m.Folder = Filed, there.movedTo
		}
		if there.did != d.host {
			m.learns(there.gone)
		}
	}
	a.note(m)
}

// changes: something is done on the device alone.
func (a *ledger) changes(e trace.Event, f trace.DeviceChanged, d *device) {
	k := d.copy(f.Folder, f.UID)
	switch {
	case f.Do == trace.DoSend:
		a.note(Moment{Seq: e.Seq, At: e.At, Host: e.Host, Letter: Letter{f.MessageID, f.Subject}, What: Waiting, Offline: true})
		return
	case k == nil:
		return
	}
	m := Moment{Seq: e.Seq, At: e.At, Host: e.Host, Letter: k.letter, Folder: f.Folder, Offline: true}
	switch f.Do {
	case trace.DoFlag:
		m.What, m.Flags = Flags, f.Flags
		k.flags = f.Flags
	case trace.DoMove:
		m.What, m.Folder = Filed, f.To
	default:
		m.What = Gone
	}
	if f.Do != trace.DoFlag {
		d.copies = slices.DeleteFunc(d.copies, func(x *kept) bool { return x == k })
	}
	if k.protocol != "pop3" {
		d.pending++
	}
	a.note(m)
}
