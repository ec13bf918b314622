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
	"time"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
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
}

// Device is one mail program with what it keeps.
type Device struct {
	m      actor.Machine
	person Person
	ids    *rand.Rand
	copies []*letter
}

// letter is the device's copy of one message, or of its header.
type letter struct {
	folder   string
	uid      string
	protocol string
	whole    bool
	shown    bool
	flags    []string
	data     []byte
}

// New puts a mail program on a machine.
func New(m actor.Machine, p Person) *Device {
	return &Device{m: m, person: p, ids: m.Rand("message-id")}
}

// Remember takes a password down, with which the program logs in from now on. Called
// while none of its processes runs.
func (d *Device) Remember(password string) { d.person.Password = password }

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
func (d *Device) date() time.Time { return d.m.Now().In(d.person.Zone) }

// find gives the newest letter that the device keeps whole and that fits.
func (d *Device) find(fits func(header mail.Header) bool) *letter {
	for i := len(d.copies) - 1; i >= 0; i-- {
		if l := d.copies[i]; l.whole && fits(mail.ParseHeader(l.data)) {
			return l
		}
	}
	return nil
}

// store keeps a copy, or makes one of a header whole.
func (d *Device) store(conn net.Conn, l letter) *letter {
	l.data = d.m.Keep(l.data)
	fact := trace.DeviceStored{
		User: d.person.Address.String(), Protocol: l.protocol, Folder: l.folder, UID: l.uid,
		MessageID: l.field("Message-ID"), Subject: l.field("Subject"), From: l.field("From"), Flags: l.flags,
		Part: trace.PartHeaders, Data: l.data,
	}
	if l.whole {
		fact.Part = trace.PartMessage
	}
	d.m.Record(conn, fact)
	if old := d.copy(l.protocol, l.folder, l.uid); old != nil {
		old.whole, old.data, old.flags = l.whole, l.data, l.flags
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
func (d *Device) forget(conn net.Conn, gone func(*letter) bool) {
	kept := d.copies[:0:0]
	for _, l := range d.copies {
		if gone(l) {
			d.m.Record(conn, trace.DeviceRemoved{User: d.person.Address.String(), Folder: l.folder, UID: l.uid})
		} else {
			kept = append(kept, l)
		}
	}
	d.copies = kept
}

// show puts a letter before the person's eyes.
func (d *Device) show(l *letter) {
	l.shown = true
	d.m.Record(nil, trace.DeviceShown{
		User: d.person.Address.String(), Folder: l.folder, UID: l.uid,
		MessageID: l.field("Message-ID"), Subject: l.field("Subject"), From: l.field("From"),
	})
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
