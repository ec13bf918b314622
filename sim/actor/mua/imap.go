package mua

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
	"posta/sim/idna"
	"posta/sim/imap"
)

// IMAP is a session with a mailbox that stays on the server (RFC 3501).
type IMAP struct {
	Door     Door
	Password string // empty: the person's own
	Folder   string
	// HeadersOnly fetches the headers of what is new, and no bodies.
	HeadersOnly bool
	// Read: the person reads what is new, and the server is told: \Seen.
	Read bool
}

// Match picks messages on the server; empty fields fit everything.
type Match struct {
	MessageID string
	From      string
	Subject   string
}

func (m Match) keys() []imap.SearchKey {
	var keys []imap.SearchKey
	if m.MessageID != "" {
		keys = append(keys, imap.KeyHeader("Message-ID", m.MessageID))
	}
	if m.From != "" {
		keys = append(keys, imap.KeyText("FROM", m.From))
	}
	if m.Subject != "" {
		keys = append(keys, imap.KeyText("SUBJECT", m.Subject))
	}
	return keys
}

// session is an IMAP conversation with a folder open.
type session struct {
	*imap.Client
	d      *Device
	conn   net.Conn
	folder string
}

// FetchIMAP looks at a folder: what is new is fetched, what changed or went
// elsewhere is brought up to date here.
func (d *Device) FetchIMAP(o IMAP) error {
	return d.inFolder(o, func(s *session) error {
		fresh, err := s.sync(o.HeadersOnly)
		if err != nil || !o.Read || o.HeadersOnly || len(fresh) == 0 {
			return err
		}
		for _, l := range fresh {
			d.show(l)
		}
		return s.flag(uidsOf(fresh), imap.Add, `\Seen`)
	})
}

// FlagIMAP sets and clears flags of the messages that fit.
func (d *Device) FlagIMAP(o IMAP, match Match, add, remove []string) error {
	return d.inFolder(o, func(s *session) error {
		uids, err := s.search(match)
		if err != nil || len(uids) == 0 {
			return err
		}
		if len(add) > 0 {
			if err := s.flag(uids, imap.Add, add...); err != nil {
				return err
			}
		}
		if len(remove) > 0 {
			return s.flag(uids, imap.Remove, remove...)
		}
		return nil
	})
}

// MoveIMAP puts the messages that fit into another folder, which is made if it
// is missing.
func (d *Device) MoveIMAP(o IMAP, match Match, to string) error {
	return d.inFolder(o, func(s *session) error {
		uids, err := s.search(match)
		if err != nil || len(uids) == 0 {
			return err
		}
		list, err := s.List("", to)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			if err := s.Create(to); err != nil {
				return err
			}
		}
		if _, err := s.Move(imap.UIDs(uids...), to); err != nil {
			return err
		}
		s.forget(uids)
		return nil
	})
}

// DeleteIMAP marks the messages that fit \Deleted and expunges them.
func (d *Device) DeleteIMAP(o IMAP, match Match) error {
	return d.inFolder(o, func(s *session) error {
		uids, err := s.search(match)
		if err != nil || len(uids) == 0 {
			return err
		}
		if err := s.flag(uids, imap.Add, `\Deleted`); err != nil {
			return err
		}
		if err := s.Expunge(); err != nil {
			return err
		}
		s.forget(uids)
		return nil
	})
}

// SearchIMAP asks the server which messages fit, and hold a text; keys are
// further ones, such as UNSEEN.
func (d *Device) SearchIMAP(o IMAP, match Match, text string, keys ...string) error {
	return d.inFolder(o, func(s *session) error {
		list := match.keys()
		if text != "" {
			list = append(list, imap.KeyText("TEXT", text))
		}
		for _, k := range keys {
			list = append(list, imap.Key(k))
		}
		if len(list) == 0 {
			list = append(list, imap.Key("ALL"))
		}
		_, err := s.Search(list...)
		return err
	})
}

// LoginIMAP only logs in and leaves.
func (d *Device) LoginIMAP(door Door, login, password string) error {
	c, _, err := d.openIMAP(door, login, password)
	if err != nil {
		return err
	}
	return cause.At(door.Host, c.Logout())
}

func (d *Device) openIMAP(door Door, login, password string) (*imap.Client, net.Conn, error) {
	c, conn, err := d.enterIMAP(door, login, password)
	return c, conn, cause.At(door.Host, err)
}

func (d *Device) enterIMAP(door Door, login, password string) (*imap.Client, net.Conn, error) {
	if password == "" {
		password = d.person.Password
	}
	conn, err := d.dial(door)
	if err != nil {
		return nil, nil, err
	}
	c := imap.NewClient(patient{conn, d.m.Now})
	if _, err := c.Greet(); err != nil {
		c.Close()
		return nil, nil, fmt.Errorf("waiting for the greeting of %s: %w", door.Host, err)
	}
	if door.TLS.Wanted() {
		if err := d.imapTLS(c, conn, door); err != nil {
			c.Logout()
			c.Close()
			return nil, nil, fmt.Errorf("going over to TLS with %s by IMAP: %w", door.Host, err)
		}
	}
	logIn := func() error { return c.Login(login, password) }
	if !idna.IsASCII(login) {
		logIn = func() error { return c.AuthenticatePlain("", login, password) }
	}
	if err := logIn(); err != nil {
		c.Logout()
		c.Close()
		return nil, nil, fmt.Errorf("logging in at %s by IMAP: %w", door.Host, err)
	}
	return c, conn, nil
}

// imapTLS goes over to TLS if the server can (RFC 3501 section 6.2.1).
func (d *Device) imapTLS(c *imap.Client, conn net.Conn, door Door) error {
	err := c.StartTLS(func(net.Conn) (net.Conn, error) {
		if err := conn.SetDeadline(d.m.Now().Add(ReplyTimeout)); err != nil {
			return nil, err
		}
		above, err := door.TLS.Client(d.m, conn)
		return patient{above, d.m.Now}, err
	})
	if !errors.Is(err, imap.ErrNoTLS) {
		return err
	}
	if door.TLS.Policy == secure.Opportunistic {
		return nil
	}
	return secure.ErrNotOffered
}

// inFolder opens a folder, does something in it, and logs out.
func (d *Device) inFolder(o IMAP, do func(*session) error) error {
	c, conn, err := d.openIMAP(o.Door, d.person.Login, o.Password)
	if err != nil {
		return err
	}
	defer c.Close()
	s := &session{Client: c, d: d, conn: conn, folder: o.Folder}
	if _, err := c.Select(o.Folder); err != nil {
		c.Logout()
		return cause.At(o.Door.Host, fmt.Errorf("opening %s at %s by IMAP: %w", o.Folder, o.Door.Host, err))
	}
	if err := do(s); err != nil {
		c.Logout()
		return cause.At(o.Door.Host, fmt.Errorf("working in %s at %s by IMAP: %w", o.Folder, o.Door.Host, err))
	}
	return cause.At(o.Door.Host, c.Logout())
}

// sync compares the folder with the device's copies and fetches what is new.
func (s *session) sync(headersOnly bool) (fresh []*letter, err error) {
	var there []*imap.Fetched
	if s.Selected().Exists > 0 {
		if there, err = s.Fetch(imap.UIDsFrom(1), imap.ItemFlags); err != nil {
			return nil, err
		}
	}
	known := map[string]bool{}
	var wanted []*imap.Fetched
	for _, f := range there {
		uid := strconv.FormatUint(uint64(f.UID), 10)
		known[uid] = true
		old := s.d.copy("imap", s.folder, uid)
		switch {
		case old == nil, !old.whole && !headersOnly:
			wanted = append(wanted, f)
		case !slices.Equal(old.flags, f.Flags):
			changed := *old
			changed.flags = f.Flags
			s.d.store(s.conn, changed)
		}
	}
	s.d.forget(s.conn, func(l *letter) bool {
		return l.protocol == "imap" && l.folder == s.folder && !known[l.uid]
	})
	section := ""
	if headersOnly {
		section = "HEADER"
	}
	for _, f := range wanted {
		got, err := s.Fetch(imap.UIDs(f.UID), imap.BodyPeek(section))
		if err != nil {
			return nil, err
		}
		for _, g := range got {
			data, _ := g.Section(section)
			fresh = append(fresh, s.d.store(s.conn, letter{
				protocol: "imap", folder: s.folder, uid: strconv.FormatUint(uint64(f.UID), 10),
				whole: !headersOnly, flags: f.Flags, data: data,
			}))
		}
	}
	return fresh, nil
}

func (s *session) search(m Match) ([]uint32, error) {
	keys := m.keys()
	if len(keys) == 0 {
		keys = []imap.SearchKey{imap.Key("ALL")}
	}
	return s.Search(keys...)
}

// flag changes flags on the server, and on the copies here as the server says.
func (s *session) flag(uids []uint32, op imap.Op, flags ...string) error {
	if err := s.Store(imap.UIDs(uids...), op, false, flags...); err != nil {
		return err
	}
	for _, u := range s.Updates() {
		if u.Kind != imap.UpdateFlags || u.UID == 0 {
			continue
		}
		if old := s.d.copy("imap", s.folder, strconv.FormatUint(uint64(u.UID), 10)); old != nil {
			changed := *old
			changed.flags = u.Flags
			s.d.store(s.conn, changed)
		}
	}
	return nil
}

func (s *session) forget(uids []uint32) {
	s.d.forget(s.conn, func(l *letter) bool {
		uid, err := strconv.ParseUint(l.uid, 10, 32)
		return err == nil && l.protocol == "imap" && l.folder == s.folder && slices.Contains(uids, uint32(uid))
	})
}

func uidsOf(letters []*letter) []uint32 {
	var uids []uint32
	for _, l := range letters {
		if uid, err := strconv.ParseUint(l.uid, 10, 32); err == nil {
			uids = append(uids, uint32(uid))
		}
	}
	return uids
}

// patient gives the server ReplyTimeout for whatever comes next.
type patient struct {
	net.Conn
	now func() time.Time
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.SetReadDeadline(p.now().Add(ReplyTimeout)); err != nil {
		return 0, err
	}
	return p.Conn.Read(b)
}
