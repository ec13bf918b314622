package mua

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
	"posta/sim/idna"
	"posta/sim/imap"
	"posta/sim/trace"
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
	// Received and Sent pick, in a search, what reached the mailbox, and what its writer dated, since
	// so long ago; 0: whenever.
	Received, Sent time.Duration
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
	wait   *patience
	folder string

	first    bool // the device knew nothing of the folder
	enabled  bool // QRESYNC
	resynced bool // the server said on opening what is new: news
	asked    bool // the state on opening has been looked at
	news     []imap.Update
	told     map[uint32]bool // letters of which the server said more since
}

// FetchIMAP looks at a folder: what is new is fetched, what changed or went
// elsewhere is brought up to date here.
func (d *Device) FetchIMAP(o IMAP) error {
	return d.acknowledge(d.inFolder(o, func(s *session) error {
		found, err := s.sync(o.HeadersOnly)
		if err != nil || !o.Read || o.HeadersOnly {
			return err
		}
		return s.read(found.fresh)
	}))
}

// read puts letters before the person's eyes, and tells the server.
func (s *session) read(fresh []*letter) error {
	if len(fresh) == 0 {
		return nil
	}
	var acknowledged []*letter
	for _, l := range fresh {
		s.d.show(l)
		if len(s.d.receipt(l)) > 0 {
			acknowledged = append(acknowledged, l)
		}
	}
	if len(acknowledged) > 0 {
		if err := s.flag(uidsOf(acknowledged), imap.Add, mdnSent); err != nil {
			return err
		}
	}
	return s.flag(uidsOf(fresh), imap.Add, `\Seen`)
}

// ErrNoLetter: at the server all went well, and no letter fits.
var ErrNoLetter = errors.New("no letter fits")

// FlagIMAP sets and clears flags of the messages that fit.
func (d *Device) FlagIMAP(o IMAP, match Match, add, remove []string) error {
	return d.inFolder(o, func(s *session) error {
		uids, err := s.search(match)
		if err != nil {
			return err
		}
		if len(uids) == 0 {
			return ErrNoLetter
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
		if err != nil {
			return err
		}
		if len(uids) == 0 {
			return ErrNoLetter
		}
		if err := s.makeFolder(to); err != nil {
			return err
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
		if err != nil {
			return err
		}
		if len(uids) == 0 {
			return ErrNoLetter
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
	for _, since := range []struct {
		key  string
		span time.Duration
	}{{"SINCE", match.Received}, {"SENTSINCE", match.Sent}} {
		if since.span > 0 {
			// The day, by the device's own clock (RFC 3501 section 9, date).
			keys = append(keys, since.key+" "+d.date().Add(-since.span).Format("2-Jan-2006"))
		}
	}
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
		uids, err := s.Search(list...)
		if err != nil {
			return err
		}
		fact := trace.DeviceFound{User: d.person.Address.String(), Folder: s.folder, Where: trace.SearchServer, Query: match.query(text, keys)}
		for _, uid := range uids {
			fact.UIDs = append(fact.UIDs, number(uid))
			if l := d.copy("imap", s.folder, number(uid)); l != nil {
				fact.MessageIDs = append(fact.MessageIDs, l.field("Message-ID"))
			}
		}
		d.m.Record(s.conn, fact)
		return nil
	})
}

// query writes conditions as SEARCH would have them.
func (m Match) query(text string, keys []string) string {
	words := slices.Clone(keys)
	for _, k := range []struct{ key, text string }{{"HEADER Message-ID", m.MessageID}, {"FROM", m.From}, {"SUBJECT", m.Subject}, {"TEXT", text}} {
		if k.text != "" {
			words = append(words, k.key+" "+strconv.Quote(k.text))
		}
	}
	if len(words) == 0 {
		return "ALL"
	}
	return strings.Join(words, " ")
}

func number(uid uint32) string { return strconv.FormatUint(uint64(uid), 10) }

// LoginIMAP only logs in and leaves.
func (d *Device) LoginIMAP(door Door, login, password string) error {
	s, err := d.openIMAP(door, login, password)
	if err != nil {
		return err
	}
	return cause.At(door.Host, s.Logout())
}

func (d *Device) openIMAP(door Door, login, password string) (*session, error) {
	s, err := d.enterIMAP(door, login, password)
	if d.inTheClear(&door, err) {
		s, err = d.enterIMAP(door, login, password)
	}
	return s, cause.At(door.Host, err)
}

func (d *Device) enterIMAP(door Door, login, password string) (*session, error) {
	if password == "" {
		password = d.secret()
	}
	conn, err := d.dial(door)
	if err != nil {
		return nil, err
	}
	wait := &patience{now: d.m.Now}
	c := imap.NewClient(patient{conn, wait})
	if _, err := c.Greet(); err != nil {
		c.Close()
		return nil, fmt.Errorf("waiting for the greeting of %s: %w", door.Host, err)
	}
	if door.TLS.Wanted() {
		if err := d.imapTLS(c, conn, wait, door); err != nil {
			c.Logout()
			c.Close()
			return nil, fmt.Errorf("going over to TLS with %s by IMAP: %w", door.Host, err)
		}
	}
	logIn := func() error { return c.Login(login, password) }
	if !idna.IsASCII(login) {
		logIn = func() error { return c.AuthenticatePlain("", login, password) }
	}
	if d.bearer(password) {
		logIn = func() error { return d.showToken(door, login, c.AuthenticateBearer) }
	}
	if err := logIn(); err != nil {
		c.Logout()
		c.Close()
		return nil, fmt.Errorf("logging in at %s by IMAP: %w", door.Host, err)
	}
	return &session{Client: c, d: d, conn: conn, wait: wait, told: map[uint32]bool{}}, nil
}

// imapTLS goes over to TLS if the server can (RFC 3501 section 6.2.1).
func (d *Device) imapTLS(c *imap.Client, conn net.Conn, wait *patience, door Door) error {
	err := c.StartTLS(func(net.Conn) (net.Conn, error) {
		if err := conn.SetDeadline(d.m.Now().Add(ReplyTimeout)); err != nil {
			return nil, err
		}
		above, err := door.TLS.Client(d.m, conn)
		return patient{above, wait}, err
	})
	switch {
	case err == nil, d.forgo(door, conn, err):
		return nil
	case errors.Is(err, imap.ErrNoTLS) && door.TLS.Policy == secure.Opportunistic:
		return nil
	case errors.Is(err, imap.ErrNoTLS):
		return secure.ErrNotOffered
	case refused(err):
		return err
	}
	return &lostTLS{conn, err}
}

// inFolder opens a folder, does something in it, and logs out.
func (d *Device) inFolder(o IMAP, do func(*session) error) error {
	s, err := d.openIMAP(o.Door, d.person.Login, o.Password)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.open(o); err != nil {
		s.Logout()
		return err
	}
	if err := do(s); err == ErrNoLetter {
		if err := s.Logout(); err != nil {
			return cause.At(o.Door.Host, err)
		}
		return ErrNoLetter
	} else if err != nil {
		s.Logout()
		return working(o, err)
	}
	return cause.At(o.Door.Host, s.Logout())
}

// open selects a folder. If it is not the one that the device knew, all that the device
// keeps of it has lost its name (RFC 3501 section 2.3.1.1).
func (s *session) open(o IMAP) error {
	s.folder = o.Folder
	s.wait.begin()
	known := s.d.folders[s.folder]
	s.resynced = s.d.habits.Resync == trace.SyncQresync && s.Has("QRESYNC")
	var box *imap.Mailbox
	var err error
	if s.resynced && !s.enabled {
		if err := s.Enable("QRESYNC"); err != nil {
			return working(o, err)
		}
		s.enabled = true
	}
	if s.resynced = s.resynced && known.modSeq > 0; s.resynced {
		box, err = s.Resync(o.Folder, known.uidValidity, known.modSeq)
	} else {
		box, err = s.Select(o.Folder)
	}
	if err != nil {
		return cause.At(o.Door.Host, fmt.Errorf("opening %s at %s by IMAP: %w", o.Folder, o.Door.Host, err))
	}
	s.news, s.told, s.asked = s.Updates(), map[uint32]bool{}, false
	if known.uidValidity != 0 && known.uidValidity != box.UIDValidity {
		s.d.reset(s.conn, s.folder, known.uidValidity, box.UIDValidity)
		known, s.resynced = bookmark{}, false
	}
	s.first = known.uidValidity == 0
	known.uidValidity = box.UIDValidity
	s.d.folders[s.folder] = known
	return nil
}

func working(o IMAP, err error) error {
	return cause.At(o.Door.Host, fmt.Errorf("working in %s at %s by IMAP: %w", o.Folder, o.Door.Host, err))
}

// reset throws away what the device keeps of a folder, and what it meant to do there.
func (d *Device) reset(conn net.Conn, folder string, was, now uint32) {
	d.m.Record(conn, trace.DeviceReset{User: d.person.Address.String(), Folder: folder, Was: was, Now: now})
	var rest []change
	for _, c := range d.changes {
		if c.folder == folder {
			d.settled(conn, c, false)
		} else {
			rest = append(rest, c)
		}
	}
	d.changes = rest
	d.forget(conn, true, func(l *letter) bool { return l.protocol == "imap" && l.folder == folder })
}

// learnt is what a synchronization found.
type learnt struct {
	how                trace.SyncHow
	fresh              []*letter
	changed, gone, new int
}

// sync finds out what is new in the folder, and fetches it.
func (s *session) sync(headersOnly bool) (found learnt, err error) {
	var there []*imap.Fetched
	var gone func(uid uint32) bool
	known := s.d.folders[s.folder]
	highest := s.Selected().HighestModSeq
	switch {
	case s.resynced:
		found.how = trace.SyncQresync
		there, gone = s.heard()
	case s.d.habits.Resync != "" && s.Has("CONDSTORE") && known.modSeq > 0:
		found.how = trace.SyncCondstore
		there, gone, highest, err = s.changes(known.modSeq)
	default:
		if found.how = trace.SyncFlags; s.first {
			found.how = trace.SyncFirst
		}
		there, gone, err = s.all()
	}
	if err != nil {
		return found, err
	}
	s.resynced, s.first, s.asked = false, false, true
	wanted := s.compare(there, headersOnly, &found)
	if gone == nil {
		if gone, err = s.missing(); err != nil {
			return found, err
		}
	}
	before := len(s.d.copies)
	s.d.forget(s.conn, false, func(l *letter) bool {
		uid, err := parseUID(l.uid)
		return err == nil && l.protocol == "imap" && l.folder == s.folder && gone(uid)
	})
	found.gone = before - len(s.d.copies)
	if err := s.bring(wanted, headersOnly, &found); err != nil {
		return found, err
	}
	known.modSeq = max(known.modSeq, highest)
	s.d.folders[s.folder] = known
	return found, nil
}

// lasting are the flags without \Recent, which is the session's and not the letter's (RFC
// 3501 section 2.3.2).
func lasting(flags []string) []string {
	return slices.DeleteFunc(slices.Clone(flags), func(f string) bool { return f == `\Recent` })
}

// all asks for the flags of all letters (RFC 4549 section 4.3.1).
func (s *session) all() (there []*imap.Fetched, gone func(uid uint32) bool, err error) {
	if s.Selected().Exists > 0 {
		if there, err = s.Fetch(imap.UIDsFrom(1), imap.ItemFlags); err != nil {
			return nil, nil, err
		}
	}
	known := map[uint32]bool{}
	for _, f := range there {
		known[f.UID] = true
	}
	return there, func(uid uint32) bool { return !known[uid] }, nil
}

// heard is what the server said on opening the folder, since it was told what the device
// knew (RFC 7162 section 3.2.5). Letters of which it heard more since are left out.
func (s *session) heard() (there []*imap.Fetched, gone func(uid uint32) bool) {
	var vanished []imap.UIDSet
	for _, u := range s.news {
		switch {
		case u.Kind == imap.UpdateVanished:
			vanished = append(vanished, u.UIDs)
		case u.Kind == imap.UpdateFlags && !s.told[u.UID]:
			there = append(there, &imap.Fetched{UID: u.UID, Flags: u.Flags, HasFlags: true})
		}
	}
	return there, func(uid uint32) bool { return within(vanished, uid) }
}

func within(sets []imap.UIDSet, uid uint32) bool {
	return slices.ContainsFunc(sets, func(set imap.UIDSet) bool { return set.Contains(uid) })
}

// changes asks for what has changed since a mod-sequence (RFC 7162 section 3.1.4). What is
// gone has no flags to tell: after ENABLE QRESYNC the server says it as well; else, where
// there are not as many letters as there should be, gone is nil, and the server is to be
// asked which there are.
func (s *session) changes(since uint64) (there []*imap.Fetched, gone func(uid uint32) bool, highest uint64, err error) {
	none := func(uint32) bool { return false }
	box := s.Selected()
	opened := !s.asked
	if s.asked = true; opened && box.HighestModSeq == since {
		return nil, none, since, nil // nothing at all has happened
	}
	s.Updates()
	if there, err = s.FetchChanged(imap.UIDsFrom(1), since, s.enabled, imap.ItemFlags); err != nil {
		return nil, nil, 0, err
	}
	highest = box.HighestModSeq
	fresh := 0
	for _, f := range there {
		highest = max(highest, f.ModSeq)
		if s.d.copy("imap", s.folder, number(f.UID)) == nil {
			fresh++
		}
	}
	switch {
	case !s.enabled && s.d.count(s.folder)+fresh == int(box.Exists):
		gone = none
	case s.enabled:
		var vanished []imap.UIDSet
		for _, u := range s.Updates() {
			if u.Kind == imap.UpdateVanished {
				vanished = append(vanished, u.UIDs)
			}
		}
		gone = func(uid uint32) bool { return within(vanished, uid) }
	}
	return there, gone, highest, nil
}

// missing asks which letters there are, and so which are gone.
func (s *session) missing() (gone func(uid uint32) bool, err error) {
	uids, err := s.Search(imap.Key("ALL"))
	return func(uid uint32) bool { _, there := slices.BinarySearch(uids, uid); return !there }, err
}

// count is how many letters of a folder the device keeps something of.
func (d *Device) count(folder string) (n int) {
	for _, l := range d.copies {
		if l.protocol == "imap" && l.folder == folder {
			n++
		}
	}
	return n
}

// compare notes the flags that are news, and gives the letters that the device lacks.
func (s *session) compare(there []*imap.Fetched, headersOnly bool, found *learnt) (wanted []*imap.Fetched) {
	for _, f := range there {
		old := s.d.copy("imap", s.folder, number(f.UID))
		switch {
		case old == nil:
			found.new++
			wanted = append(wanted, f)
		case !old.whole && !headersOnly:
			wanted = append(wanted, f)
		case !slices.Equal(lasting(old.flags), lasting(f.Flags)):
			changed := *old
			changed.flags = f.Flags
			s.d.store(s.conn, changed)
			found.changed++
		}
	}
	return wanted
}

// bring fetches letters, or their headers.
func (s *session) bring(wanted []*imap.Fetched, headersOnly bool, found *learnt) error {
	section := ""
	if headersOnly {
		section = "HEADER"
	}
	for _, f := range wanted {
		got, err := s.Fetch(imap.UIDs(f.UID), imap.BodyPeek(section))
		if err != nil {
			return err
		}
		for _, g := range got {
			data, _ := g.Section(section)
			found.fresh = append(found.fresh, s.d.store(s.conn, letter{
				protocol: "imap", folder: s.folder, uid: number(f.UID), whole: !headersOnly, flags: f.Flags, data: data,
			}))
		}
	}
	return nil
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
		if u.Kind == imap.UpdateFlags && u.UID != 0 {
			s.noteFlags(u)
		}
	}
	return nil
}

// noteFlags keeps what the server says of a letter's flags.
func (s *session) noteFlags(u imap.Update) {
	s.told[u.UID] = true
	if old := s.d.copy("imap", s.folder, number(u.UID)); old != nil {
		changed := *old
		changed.flags = u.Flags
		s.d.store(s.conn, changed)
	}
}

func parseUID(s string) (uint32, error) {
	uid, err := strconv.ParseUint(s, 10, 32)
	return uint32(uid), err
}

func (s *session) forget(uids []uint32) {
	s.d.forget(s.conn, false, func(l *letter) bool {
		uid, err := parseUID(l.uid)
		return err == nil && l.protocol == "imap" && l.folder == s.folder && slices.Contains(uids, uid)
	})
}

func uidsOf(letters []*letter) []uint32 {
	var uids []uint32
	for _, l := range letters {
		if uid, err := parseUID(l.uid); err == nil {
			uids = append(uids, uid)
		}
	}
	return uids
}

// patience is how long the server is waited for: ReplyTimeout for whatever comes next,
// or, in IDLE, until an instant. It counts what is said meanwhile.
type patience struct {
	now   func() time.Time
	until time.Time

	turns, sent, received int
	spoke                 bool // and has not listened since
}

func (p *patience) begin() { *p = patience{now: p.now} }

// patient is a connection on which that is so.
type patient struct {
	net.Conn
	*patience
}

func (p patient) Read(b []byte) (int, error) {
	if p.now != nil { // else whoever reads sets it
		deadline := p.until
		if deadline.IsZero() {
			deadline = p.now().Add(ReplyTimeout)
		}
		if err := p.SetReadDeadline(deadline); err != nil {
			return 0, err
		}
	}
	n, err := p.Conn.Read(b)
	p.received += n
	if n > 0 && p.spoke {
		p.turns++
		p.spoke = false
	}
	return n, err
}

func (p patient) Write(b []byte) (int, error) {
	p.sent += len(b)
	p.spoke = true
	return p.Conn.Write(b)
}
