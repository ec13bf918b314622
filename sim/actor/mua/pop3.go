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
}

// FetchPOP3 is one session: log in, list by unique-id, retrieve what the device
// does not have, delete unless it is to be kept, QUIT.
func (d *Device) FetchPOP3(o POP3) error {
	c, conn, err := d.openPOP3(o.Door, d.person.Login, o.Password)
	if err != nil {
		return err
	}
	fresh, err := d.download(c, conn, o)
	if err != nil {
		c.Close()
		return cause.At(o.Door.Host, fmt.Errorf("fetching mail from %s by POP3: %w", o.Door.Host, err))
	}
	if err := c.Quit(); err != nil {
		return cause.At(o.Door.Host, fmt.Errorf("leaving %s: %w", o.Door.Host, err))
	}
	if o.Read {
		for _, l := range fresh {
			d.show(l)
		}
	}
	return nil
}

// LoginPOP3 only logs in and leaves.
func (d *Device) LoginPOP3(door Door, login, password string) error {
	c, _, err := d.openPOP3(door, login, password)
	if err != nil {
		return err
	}
	return cause.At(door.Host, c.Quit())
}

func (d *Device) openPOP3(door Door, login, password string) (*pop3.Client, net.Conn, error) {
	c, conn, err := d.enterPOP3(door, login, password)
	return c, conn, cause.At(door.Host, err)
}

func (d *Device) enterPOP3(door Door, login, password string) (*pop3.Client, net.Conn, error) {
	if password == "" {
		password = d.person.Password
	}
	conn, err := d.dial(door)
	if err != nil {
		return nil, nil, err
	}
	c := pop3.NewClient(conn)
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
		if err := d.stls(c, door); err != nil {
			return fail("going over to TLS", err)
		}
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
func (d *Device) stls(c *pop3.Client, door Door) error {
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
	return c.StartTLSWith(func(conn net.Conn) (net.Conn, error) { return door.TLS.Client(d.m, conn) })
}

func (d *Device) download(c *pop3.Client, conn net.Conn, o POP3) (fresh []*letter, err error) {
	count, _, err := c.Stat()
	if err != nil || count == 0 {
		return nil, err
	}
	ids, err := c.Uidl()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		old := d.copy("pop3", "INBOX", id.UID)
		switch {
		case old != nil && (old.whole || o.HeadersOnly):
		case o.HeadersOnly:
			header, err := c.Top(id.Number, 0)
			if err != nil {
				return nil, err
			}
			d.store(conn, letter{protocol: "pop3", folder: "INBOX", uid: id.UID, data: header})
			continue
		default:
			raw, err := c.Retr(id.Number)
			if err != nil {
				return nil, err
			}
			fresh = append(fresh, d.store(conn, letter{protocol: "pop3", folder: "INBOX", uid: id.UID, whole: true, data: raw}))
		}
		if !o.Keep && !o.HeadersOnly {
			if err := c.Dele(id.Number); err != nil {
				return nil, err
			}
		}
	}
	return fresh, nil
}
