// Package mua is the mail program in somebody's hands (RFC 5598's Mail User
// Agent): it writes letters and submits them, fetches others by POP3 or IMAP,
// keeps copies, and shows them. A person may hold several, each a device of its
// own with its own copies: that is what makes POP3 and IMAP so different.
//
// What the device keeps and shows becomes facts of the trace. It never relays,
// queues or retries: a letter that its server does not take is still the
// person's.
package mua

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// Times that the program waits for a server.
const (
	ConnectTimeout = 30 * time.Second
	ReplyTimeout   = time.Minute
)

// Person is who holds the device.
type Person struct {
	Name     string
	Address  mail.Address
	Login    string
	Password string
	Zone     *time.Location // the one by which the letters are dated
	Language lang.Lang      // of what the program writes by itself
}

// Device is one mail program with what it keeps.
type Device struct {
	m      actor.Machine
	person Person // but for its password, it stays as it is

	held     sync.Mutex // guards what follows; never held while anything waits
	password string
	key      Key // the zero value: it has none of its own

	habits Habits
	ids    *rand.Rand
	copies []*letter
	// What waits until there is a connection: changes in folders, and letters to be
	// submitted.
	changes []change
	outbox  []waiting
	filing  [][]byte // letters that were submitted, of which no copy is in the folder for that yet
	// downloaded tells when a letter was brought home by POP3, by its unique-id: it
	// is not to be brought again, even where its copy is gone (RFC 1939 section 7).
	downloaded map[string]time.Time
	receipts   []*letter // that are due
	// Outbox is where the device hands letters in that no action sends; nil: it sends none.
	Outbox  func() Door
	folders map[string]bookmark
}

// Keeps is how much of a letter a program keeps when nobody has opened it.
type Keeps string

// The habits.
const (
	KeepsAll     Keeps = "all"
	KeepsHeaders Keeps = "headers"
	KeepsNothing Keeps = "nothing" // webmail: once the window is closed, there is nothing here
)

// Habits are a program's settings.
type Habits struct {
	Keeps Keeps
	// Leave is how long a letter that was brought home by POP3, and is to be left on
	// the server, is left there; 0: for ever.
	Leave time.Duration
	// Receipts: the program sends one for each letter that asks for it (RFC 8098).
	Receipts bool
	// Sent: the program itself puts a copy of what it submits into the folder for
	// that, by IMAP (RFC 6154's \Sent).
	Sent bool
	// Clock is by how much the device's clock is ahead of the right time.
	Clock time.Duration
	// HTML: of the forms that a letter's text has, the program can show HTML.
	HTML bool
	// OnDemand: of a letter that is opened, the text is brought, and what is attached when
	// somebody asks for it (RFC 3501's BODYSTRUCTURE, and BODY[] of a part).
	OnDemand bool
	// Resync is how it finds out what is new in a folder that it knew, where the server
	// can do that; empty: by the flags of all letters.
	Resync trace.SyncHow
}

// bookmark is what the program remembers of a folder besides its letters.
type bookmark struct {
	uidValidity uint32
	modSeq      uint64 // up to which changes are known (RFC 7162); 0: the server does not count, or nothing is known
}

// letter is the device's copy of one message, or of its header.
type letter struct {
	folder   string
	uid      string
	protocol string
	whole    bool
	part     trace.Part // of one that is not whole
	shown    bool
	flags    []string
	data     []byte
	parts    *mail.Entity // of which it consists, where data is not all of it
}

// New puts a mail program on a machine.
func New(m actor.Machine, p Person, h Habits) *Device {
	return &Device{m: m, person: p, password: p.Password, habits: h, ids: m.Rand("message-id"), downloaded: map[string]time.Time{}, folders: map[string]bookmark{}}
}

// Key is what opens the person's account to this device alone.
type Key struct {
	Secret string
	Bearer bool // an access token: it is shown by OAUTHBEARER (RFC 7628)
	// Refresh is for what another access token is given at the Endpoint, when this one has
	// ended (RFC 6749 section 6).
	Refresh  string
	Endpoint Door
}

// Hold takes a key down, with which the program logs in from now on.
func (d *Device) Hold(k Key) {
	d.held.Lock()
	defer d.held.Unlock()
	d.key, d.password = k, k.Secret
}

// Remember takes a password down, with which the program logs in from now on.
func (d *Device) Remember(password string) {
	d.held.Lock()
	defer d.held.Unlock()
	d.password = password
}

// secret is what the program logs in with, and holds is its key.
func (d *Device) secret() string {
	d.held.Lock()
	defer d.held.Unlock()
	return d.password
}

func (d *Device) holds() Key {
	d.held.Lock()
	defer d.held.Unlock()
	return d.key
}

// token is a fresh word of n characters.
func (d *Device) token(n int) string {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[d.ids.IntN(len(alphabet))])
	}
	return b.String()
}

// Door is a service at an address.
type Door struct {
	Host string
	Addr netip.Addr
	Port uint16
	// TLS is what the program wants of it there.
	TLS secure.Wish
}

func (d *Device) dial(door Door) (net.Conn, error) {
	c, err := d.m.Dial("tcp", netip.AddrPortFrom(door.Addr, door.Port).String(), ConnectTimeout)
	if err != nil {
		return nil, notReached(door, err)
	}
	above, err := door.TLS.Begin(d.m, c, ReplyTimeout)
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("securing the connection with %s port %d: %w", door.Host, door.Port, err)
	}
	return above, nil
}

// Date is the time on the device's clock, in its owner's zone.
func (d *Device) date() time.Time { return d.m.Now().Add(d.habits.Clock).In(d.person.Zone) }

// find gives the newest letter that fits and that can be read on the device.
func (d *Device) find(fits func(header mail.Header) bool) *letter {
	for i := len(d.copies) - 1; i >= 0; i-- {
		if l := d.copies[i]; l.readable() && fits(mail.ParseHeader(l.data)) {
			return l
		}
	}
	return nil
}

// store keeps a copy, or makes one of a header whole.
func (d *Device) store(conn net.Conn, l letter) *letter {
	if d.habits.Keeps == KeepsNothing && l.protocol == "imap" {
		return &l // it is on the screen only
	}
	l.data = d.m.Keep(l.data)
	fact := trace.DeviceStored{
		User: d.person.Address.String(), Protocol: l.protocol, Folder: l.folder, UID: l.uid,
		MessageID: l.field("Message-ID"), Subject: l.field("Subject"), From: l.field("From"), Flags: l.flags,
		Part: trace.PartHeaders, Data: l.data,
	}
	switch {
	case l.whole:
		fact.Part = trace.PartMessage
	case l.part != "":
		fact.Part = l.part
	}
	d.m.Record(conn, fact)
	if old := d.copy(l.protocol, l.folder, l.uid); old != nil {
		old.whole, old.part, old.data, old.flags, old.parts = l.whole, l.part, l.data, l.flags, l.parts
		return old
	}
	d.copies = append(d.copies, &l)
	return &l
}

func (d *Device) copy(protocol, folder, uid string) *letter {
	for _, l := range d.copies {
		if l.protocol == protocol && l.folder == folder && l.uid == uid {
			return l
		}
	}
	return nil
}

// forget drops the copies that gone tells of.
func (d *Device) forget(conn net.Conn, reset bool, gone func(*letter) bool) {
	kept := d.copies[:0:0]
	for _, l := range d.copies {
		if gone(l) {
			d.m.Record(conn, trace.DeviceRemoved{User: d.person.Address.String(), Folder: l.folder, UID: l.uid, Reset: reset})
		} else {
			kept = append(kept, l)
		}
	}
	d.copies = kept
}

// show puts a letter before the person's eyes.
func (d *Device) show(l *letter) {
	l.shown = true
	fact := trace.DeviceShown{
		User: d.person.Address.String(), Folder: l.folder, UID: l.uid,
		MessageID: l.field("Message-ID"), Subject: l.field("Subject"), From: l.field("From"),
	}
	if d.habits.Keeps == KeepsNothing && l.protocol == "imap" {
		fact.Protocol = l.protocol // no copy tells it
	}
	fact.As, fact.Forms, fact.Files = l.presented(d.habits.HTML)
	d.m.Record(nil, fact)
}

// field is a field of the letter's header, decoded.
func (l *letter) field(name string) string {
	v, _ := mail.FindField(l.data, name)
	return mail.DecodeText(v)
}

func get(h mail.Header, name string) string {
	v, _ := h.Get(name)
	return mail.DecodeText(v)
}

// Greet connects, listens to the banner, says HELO or EHLO, and leaves. An empty
// name is the machine's address, as a literal.
func Greet(m actor.Machine, door Door, name string, extended bool) error {
	conn, err := m.Dial("tcp", netip.AddrPortFrom(door.Addr, door.Port).String(), ConnectTimeout)
	if err != nil {
		return notReached(door, err)
	}
	if name == "" {
		name = literal(conn)
	}
	c := smtp.NewClient(conn, name)
	c.Now = m.Now
	c.HELOOnly = !extended
	if _, err := c.Greeting(); err != nil {
		c.Close()
		return cause.At(door.Host, err)
	}
	if _, err := c.Hello(); err != nil {
		c.Close()
		return cause.At(door.Host, err)
	}
	_, err = c.Quit()
	return cause.At(door.Host, err)
}

// notReached is a connection that could not be opened.
func notReached(door Door, err error) error {
	wrapped := fmt.Errorf("connecting to %s port %d: %w", door.Host, door.Port, err)
	if errors.Is(err, actor.ErrStopped) {
		return wrapped
	}
	return cause.With(cause.Dialling(door.Host, "", door.Port, err), wrapped)
}
