package mua

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
	"posta/sim/idna"
	"posta/sim/pop3"
	"posta/sim/trace"
)

// POP3 fetches what is new by POP3 (RFC 1939): download and delete, or, with
// Keep, download and leave.
type POP3 struct {
	Door     Door
	Password string // empty: the person's own
	Keep     bool
	// HeadersOnly looks at the headers with TOP and downloads nothing.
	HeadersOnly bool
	// Read: the person reads what is new.
	Read bool
	// Tell: how it went becomes a fact.
	Tell bool
}

// SyncPOP3 submits what waits in the outbox, and fetches what is new.
func (d *Device) SyncPOP3(o POP3, submission Door) error {
	if err := d.emptyOutbox(submission); err != nil {
		return err
	}
	return d.again(o.Door.Host, func() error { return d.FetchPOP3(o) })
}

// FetchPOP3 is one session: log in, list by unique-id, retrieve what the device
// does not have, delete unless it is to be kept, QUIT.
func (d *Device) FetchPOP3(o POP3) error {
	c, conn, said, err := d.openPOP3(o.Door, d.person.Login, o.Password)
	if err != nil {
		return err
	}
	said.begin()
	fresh, gone, err := d.download(c, conn, o)
	if err != nil {
		c.Close()
		return cause.At(o.Door.Host, fmt.Errorf("fetching mail from %s by POP3: %w", o.Door.Host, err))
	}
	if err := c.Quit(); err != nil {
		return cause.At(o.Door.Host, fmt.Errorf("leaving %s: %w", o.Door.Host, err))
	}
	if o.Tell {
		d.m.Record(conn, trace.DeviceSynced{
			User: d.person.Address.String(), Protocol: "pop3", Folder: "INBOX", How: trace.SyncUIDL, New: len(fresh), Gone: gone,
			Turns: said.turns, Sent: said.sent, Received: said.received,
		})
	}
	if o.Read {
		for _, l := range fresh {
			d.show(l)
			d.receipt(l)
		}
	}
	return d.acknowledge(nil)
}

// LoginPOP3 only logs in and leaves.
func (d *Device) LoginPOP3(door Door, login, password string) error {
	c, _, _, err := d.openPOP3(door, login, password)
	if err != nil {
		return err
	}
	return cause.At(door.Host, c.Quit())
}

func (d *Device) openPOP3(door Door, login, password string) (*pop3.Client, net.Conn, *patience, error) {
	said := &patience{}
	c, conn, err := d.enterPOP3(door, login, password, said)
	if d.inTheClear(&door, err) {
		c, conn, err = d.enterPOP3(door, login, password, said)
	}
	return c, conn, said, cause.At(door.Host, err)
}

func (d *Device) enterPOP3(door Door, login, password string, said *patience) (*pop3.Client, net.Conn, error) {
	if password == "" {
		password = d.secret()
	}
	conn, err := d.dial(door)
	if err != nil {
		return nil, nil, err
	}
	c := pop3.NewClient(patient{conn, said})
	c.Now = d.m.Now
	c.ReplyTimeout = ReplyTimeout
	fail := func(doing string, err error) (*pop3.Client, net.Conn, error) {
		c.Quit()
		c.Close()
		return nil, nil, fmt.Errorf("%s at %s by POP3: %w", doing, door.Host, err)
	}
	if _, err := c.Greeting(); err != nil {
		c.Close()
		return nil, nil, fmt.Errorf("waiting for the greeting of %s: %w", door.Host, err)
	}
	if door.TLS.Wanted() {
		if err := d.stls(c, conn, said, door); err != nil {
			return fail("going over to TLS", err)
		}
	}
	if d.bearer(password) {
		if err := d.showToken(door, login, c.AuthBearer); err != nil {
			return fail("logging in", err)
		}
		return c, conn, nil
	}
	if !sayable(login) {
		if err := c.AuthPlain("", login, password); err != nil {
			return fail("logging in", err)
		}
		return c, conn, nil
	}
	if err := c.User(login); err != nil {
		return fail("naming the user", err)
	}
	if err := c.Pass(password); err != nil {
		return fail("logging in", err)
	}
	return c, conn, nil
}

// sayable says whether a user's name can be an argument of USER (RFC 1939 section 3) or of LOGIN (RFC 3501 section 9): others go by
// SASL, which takes UTF-8 (RFC 4616 section 2).
func sayable(login string) bool {
	return idna.IsASCII(login) && !strings.Contains(login, " ")
}

// stls goes over to TLS if the server can (RFC 2595 section 4).
func (d *Device) stls(c *pop3.Client, conn net.Conn, said *patience, door Door) error {
	can, err := c.Capa()
	var no *pop3.Error
	if err != nil && !errors.As(err, &no) {
		return err
	}
	if !can.Has("STLS") {
		if door.TLS.Policy == secure.Opportunistic {
			return nil
		}
		return secure.ErrNotOffered
	}
	err = c.StartTLSWith(func(net.Conn) (net.Conn, error) {
		above, err := door.TLS.Client(d.m, conn)
		return patient{above, said}, err
	})
	switch {
	case err == nil, d.forgo(door, conn, err):
		return nil
	case refused(err):
		return err
	}
	return &lostTLS{conn, err}
}

// download brings home what the device does not have, and deletes at the server what is
// not to stay there; gone counts those.
func (d *Device) download(c *pop3.Client, conn net.Conn, o POP3) (fresh []*letter, gone int, err error) {
	count, _, err := c.Stat()
	if err != nil || count == 0 {
		return nil, 0, err
	}
	ids, err := c.Uidl()
	if err != nil {
		return nil, 0, err
	}
	for _, id := range ids {
		old := d.copy("pop3", "INBOX", id.UID)
		_, had := d.downloaded[id.UID]
		switch {
		case had, old != nil && o.HeadersOnly:
		case o.HeadersOnly:
			header, err := c.Top(id.Number, 0)
			if err != nil {
				return nil, gone, err
			}
			d.store(conn, letter{protocol: "pop3", folder: "INBOX", uid: id.UID, data: header})
			continue
		default:
			raw, err := c.Retr(id.Number)
			if err != nil {
				return nil, gone, err
			}
			d.downloaded[id.UID] = d.m.Now()
			fresh = append(fresh, d.store(conn, letter{protocol: "pop3", folder: "INBOX", uid: id.UID, whole: true, data: raw}))
		}
		if d.leaves(id.UID, o) {
			continue
		}
		if err := c.Dele(id.Number); err != nil {
			return nil, gone, err
		}
		gone++
	}
	return fresh, gone, nil
}

// leaves tells whether a letter stays on the server: those that were to be left there
// stay for as many days as the program was told.
func (d *Device) leaves(uid string, o POP3) bool {
	if o.HeadersOnly {
		return true
	}
	since, home := d.downloaded[uid]
	return o.Keep && !(d.habits.Leave > 0 && home && d.m.Now().Sub(since) >= d.habits.Leave)
}
