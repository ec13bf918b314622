package imap

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// dateTimeLayout is date-time of RFC 3501 §9.
const dateTimeLayout = "_2-Jan-2006 15:04:05 -0700"

// UIDSet is a set of UIDs as the wire has it: "1:3,7", "5:*".
type UIDSet string

// UIDs makes a set of single UIDs.
func UIDs(uids ...uint32) UIDSet {
	uids = slices.Clone(uids)
	slices.Sort(uids)
	uids = slices.Compact(uids)
	var parts []string
	for i := 0; i < len(uids); {
		j := i
		for j+1 < len(uids) && uids[j+1] == uids[j]+1 {
			j++
		}
		s := strconv.FormatUint(uint64(uids[i]), 10)
		if j > i {
			s += ":" + strconv.FormatUint(uint64(uids[j]), 10)
		}
		parts = append(parts, s)
		i = j + 1
	}
	return UIDSet(strings.Join(parts, ","))
}

// UIDsFrom is every UID from one on. The server also counts the last message in, even
// if its UID is smaller (RFC 3501 §6.4.8).
func UIDsFrom(first uint32) UIDSet { return UIDSet(fmt.Sprintf("%d:*", first)) }

// count is how many UIDs there are in a set without "*", as far as can be read.
func (s UIDSet) count() uint32 {
	var n uint32
	for _, part := range strings.Split(string(s), ",") {
		from, to, _ := strings.Cut(part, ":")
		a, err := strconv.ParseUint(from, 10, 32)
		b := a
		if to != "" && err == nil {
			b, err = strconv.ParseUint(to, 10, 32)
		}
		if err == nil && b >= a {
			n += uint32(b - a + 1)
		}
	}
	return n
}

// Contains tells whether a UID is in a set.
func (s UIDSet) Contains(uid uint32) bool {
	for _, part := range strings.Split(string(s), ",") {
		from, to, ranged := strings.Cut(part, ":")
		a, errA := strconv.ParseUint(from, 10, 32)
		b := a
		if ranged {
			n, err := strconv.ParseUint(to, 10, 32)
			if b = n; to == "*" {
				b, err = 1<<32-1, nil
			}
			if err != nil {
				continue
			}
		}
		if errA == nil && min(a, b) <= uint64(uid) && uint64(uid) <= max(a, b) {
			return true
		}
	}
	return false
}

func (s UIDSet) valid() bool {
	return s != "" && strings.Trim(string(s), "0123456789:,*") == ""
}

// FetchItem is something FETCH can tell of a message.
type FetchItem string

// Items; see also BodyPeek and Body.
const (
	ItemFlags         FetchItem = "FLAGS"
	ItemInternalDate  FetchItem = "INTERNALDATE"
	ItemSize          FetchItem = "RFC822.SIZE"
	ItemEnvelope      FetchItem = "ENVELOPE"
	ItemBodyStructure FetchItem = "BODYSTRUCTURE"
)

// BodyPeek asks for a section (HEADER, TEXT, 1.2, or all for "") without marking the
// message as read.
func BodyPeek(section string) FetchItem { return FetchItem("BODY.PEEK[" + section + "]") }

// Body asks for a section and so marks the message \Seen.
func Body(section string) FetchItem { return FetchItem("BODY[" + section + "]") }

// Fetched is what FETCH told of one message. What was not asked for is empty.
type Fetched struct {
	Seq          uint32
	UID          uint32
	HasFlags     bool // Flags were told, though there may be none
	Flags        []string
	InternalDate time.Time
	ModSeq       uint64 // 0: not told
	Octets       int64
	Envelope     *Envelope
	Structure    *Part
	Sections     []Section // in the server's order

	hasOctets bool
}

// Section is the text of a BODY[...] item.
type Section struct {
	Name string // between the brackets
	Data []byte
}

// Section finds a section by its name.
func (f *Fetched) Section(name string) ([]byte, bool) {
	for _, s := range f.Sections {
		if strings.EqualFold(s.Name, name) {
			return s.Data, true
		}
	}
	return nil, false
}

// Fetch is UID FETCH: items go over the wire in the order given. An answer that lacks
// what was asked for is news about a message, and goes to Updates.
func (c *Client) Fetch(uids UIDSet, items ...FetchItem) ([]*Fetched, error) {
	return c.fetch(uids, items)
}

// FetchChanged is Fetch for those messages that have changed since a mod-sequence (RFC 7162
// §3.1.4). With vanished, after ENABLE QRESYNC, Updates tells which are gone.
func (c *Client) FetchChanged(uids UIDSet, since uint64, vanished bool, items ...FetchItem) ([]*Fetched, error) {
	modifier := fmt.Sprintf("(CHANGEDSINCE %d)", since)
	if vanished {
		modifier = fmt.Sprintf("(CHANGEDSINCE %d VANISHED)", since)
	}
	return c.fetch(uids, items, atom(modifier))
}

func (c *Client) fetch(uids UIDSet, items []FetchItem, modifiers ...arg) ([]*Fetched, error) {
	names := []string{"UID"}
	for _, i := range items {
		names = append(names, string(i))
	}
	if !uids.valid() || len(items) == 0 {
		return nil, fmt.Errorf("%w: FETCH %q %v", ErrArgument, uids, items)
	}
	c.fetching = true
	defer func() { c.fetching = false }()
	var out []*Fetched
	_, err := c.run(func(r *response) error {
		if r.name != "FETCH" {
			return nil
		}
		f, err := parseFetched(r)
		if err != nil {
			return err
		}
		if f.UID == 0 || !f.answers(items) {
			if f.HasFlags {
				return c.tell(Update{Kind: UpdateFlags, Num: f.Seq, UID: f.UID, Flags: f.Flags})
			}
			return nil
		}
		out = append(out, f)
		return nil
	}, append([]arg{atom("UID"), atom("FETCH"), atom(string(uids)), atom("(" + strings.Join(names, " ") + ")")}, modifiers...)...)
	return out, err
}

// answers tells whether a response has everything that was asked for.
func (f *Fetched) answers(items []FetchItem) bool {
	sections := 0
	for _, i := range items {
		switch {
		case i == ItemFlags && !f.HasFlags, i == ItemInternalDate && f.InternalDate.IsZero(),
			i == ItemSize && !f.hasOctets, i == ItemEnvelope && f.Envelope == nil,
			i == ItemBodyStructure && f.Structure == nil:
			return false
		case strings.HasPrefix(string(i), "BODY[") || strings.HasPrefix(string(i), "BODY.PEEK["):
			sections++
		}
	}
	return len(f.Sections) >= sections
}

func parseFetched(r *response) (*Fetched, error) {
	if len(r.args) != 1 || r.args[0].kind != listValue || len(r.args[0].list)%2 != 0 || r.num == 0 {
		return nil, fmt.Errorf("%w: FETCH", ErrProtocol)
	}
	f := &Fetched{Seq: r.num}
	list := r.args[0].list
	for i := 0; i < len(list); i += 2 {
		name, v := strings.ToUpper(list[i].s), list[i+1]
		switch {
		case name == "UID":
			f.UID, _ = v.number()
		case name == "FLAGS":
			f.HasFlags, f.Flags = true, v.strings()
		case name == "MODSEQ" && len(v.list) == 1:
			f.ModSeq, _ = strconv.ParseUint(v.list[0].s, 10, 64)
		case name == "INTERNALDATE":
			f.InternalDate, _ = time.Parse(dateTimeLayout, v.s)
		case name == "RFC822.SIZE":
			f.Octets, _ = strconv.ParseInt(v.s, 10, 64)
			f.hasOctets = true
		case name == "ENVELOPE":
			f.Envelope = parseEnvelope(v)
		case name == "BODYSTRUCTURE":
			f.Structure = parseStructure(v, "")
		case strings.HasPrefix(name, "BODY["):
			section, _, _ := strings.Cut(list[i].s[len("BODY["):], "]")
			f.Sections = append(f.Sections, Section{section, []byte(v.str())})
		}
	}
	return f, nil
}

// Op says what Store does with flags.
type Op string

// Ways to change flags (RFC 3501 §6.4.6).
const (
	Set    Op = "FLAGS"
	Add    Op = "+FLAGS"
	Remove Op = "-FLAGS"
)

// Store is UID STORE. The server answers with the messages' flags, which go to Updates;
// with silent it does not.
func (c *Client) Store(uids UIDSet, op Op, silent bool, flags ...string) error {
	if !uids.valid() {
		return fmt.Errorf("%w: STORE %q", ErrArgument, uids)
	}
	item := string(op)
	if silent {
		item += ".SILENT"
	}
	_, err := c.run(nil, atom("UID"), atom("STORE"), atom(string(uids)), atom(item), atom("("+strings.Join(flags, " ")+")"))
	return err
}

// Transferred tells which UIDs messages got in another folder (COPYUID, RFC 4315 §3);
// zero if the server did not say.
type Transferred struct {
	UIDValidity uint32
	From, To    UIDSet
}

func parseCopyUID(code Code) Transferred {
	fields := strings.Fields(code.Args)
	if code.Name != "COPYUID" || len(fields) != 3 {
		return Transferred{}
	}
	v, err := strconv.ParseUint(fields[0], 10, 32)
	t := Transferred{uint32(v), UIDSet(fields[1]), UIDSet(fields[2])}
	if err != nil || !t.From.valid() || !t.To.valid() {
		return Transferred{}
	}
	return t
}

// Copy is UID COPY.
func (c *Client) Copy(uids UIDSet, folder string) (Transferred, error) {
	return c.transfer("COPY", uids, folder)
}

// Move is UID MOVE (RFC 6851); with a server that lacks it, COPY, \Deleted and
// EXPUNGE, which is what MOVE was invented to replace.
func (c *Client) Move(uids UIDSet, folder string) (Transferred, error) {
	if c.Has("MOVE") {
		return c.transfer("MOVE", uids, folder)
	}
	t, err := c.Copy(uids, folder)
	if err != nil {
		return t, err
	}
	if err := c.Store(uids, Add, true, `\Deleted`); err != nil {
		return t, err
	}
	if c.Has("UIDPLUS") {
		return t, c.UIDExpunge(uids)
	}
	return t, c.Expunge()
}

func (c *Client) transfer(command string, uids UIDSet, folder string) (Transferred, error) {
	if !uids.valid() {
		return Transferred{}, fmt.Errorf("%w: %s %q", ErrArgument, command, uids)
	}
	var t Transferred
	r, err := c.run(func(r *response) error {
		if r.code.Name == "COPYUID" { // MOVE tells it untagged
			t = parseCopyUID(r.code)
		}
		return nil
	}, atom("UID"), atom(command), atom(string(uids)), folderName(folder))
	if err == nil && r.code.Name == "COPYUID" {
		t = parseCopyUID(r.code)
	}
	return t, err
}

// Expunge removes all messages marked \Deleted; Updates tells which.
func (c *Client) Expunge() error {
	_, err := c.run(nil, atom("EXPUNGE"))
	return err
}

// UIDExpunge removes those among the given ones (UIDPLUS, RFC 4315 §2.1).
func (c *Client) UIDExpunge(uids UIDSet) error {
	if !uids.valid() {
		return fmt.Errorf("%w: EXPUNGE %q", ErrArgument, uids)
	}
	_, err := c.run(nil, atom("UID"), atom("EXPUNGE"), atom(string(uids)))
	return err
}

// SearchKey is a condition of SEARCH; several together must all hold.
type SearchKey struct{ args []arg }

// Key is a key without arguments: ALL, SEEN, UNSEEN, FLAGGED, RECENT ...
func Key(name string) SearchKey { return SearchKey{[]arg{atom(name)}} }

// KeyText is a key with a text: FROM, TO, CC, BCC, SUBJECT, BODY, TEXT.
func KeyText(name, s string) SearchKey { return SearchKey{[]arg{atom(name), text(s)}} }

// KeyHeader looks for a text in a header field.
func KeyHeader(field, s string) SearchKey {
	return SearchKey{[]arg{atom("HEADER"), text(field), text(s)}}
}

// Not holds where a key does not.
func Not(k SearchKey) SearchKey { return SearchKey{append([]arg{atom("NOT")}, k.args...)} }

// Search is UID SEARCH (RFC 3501 §6.4.4); it returns UIDs in ascending order.
func (c *Client) Search(keys ...SearchKey) ([]uint32, error) {
	args := []arg{atom("UID"), atom("SEARCH")}
	var conditions []arg
	for _, k := range keys {
		conditions = append(conditions, k.args...)
	}
	if len(conditions) == 0 {
		return nil, fmt.Errorf("%w: SEARCH for nothing", ErrArgument)
	}
	foreign := func(r rune) bool { return r > '~' }
	for _, a := range conditions {
		if strings.ContainsFunc(a.s, foreign) {
			args = append(args, atom("CHARSET"), atom("UTF-8"))
			break
		}
	}
	var out []uint32
	_, err := c.run(func(r *response) error {
		if r.name != "SEARCH" {
			return nil
		}
		for _, v := range r.args {
			n, ok := v.number()
			if !ok {
				return fmt.Errorf("%w: SEARCH %.20q", ErrProtocol, v.s)
			}
			out = append(out, n)
		}
		return nil
	}, append(args, conditions...)...)
	slices.Sort(out)
	return out, err
}

// ---- IDLE (RFC 2177)

// Idle asks the server to tell at once what is new. Then Await and Done.
func (c *Client) Idle() error {
	tag, err := c.start(nil)
	if err != nil {
		return err
	}
	if err := c.send(tag, []arg{atom("IDLE")}); err != nil {
		return err
	}
	if err := c.invited(tag); err != nil {
		return err
	}
	c.idle = tag
	return nil
}

// Await gives the next piece of news, and waits for it. If the connection's deadline
// passes first it returns os.ErrDeadlineExceeded, and IDLE goes on. So another
// goroutine ends the waiting by setting a deadline that has passed.
func (c *Client) Await() (Update, error) {
	if c.broken != nil {
		return Update{}, c.broken
	}
	if c.idle == "" {
		return Update{}, fmt.Errorf("%w: no IDLE is going on", ErrArgument)
	}
	for len(c.queue) == 0 {
		if _, err := c.br.Peek(1); err != nil && isTimeout(err) {
			return Update{}, err // nothing was read: no harm done
		}
		c.octets, c.responses = 0, 0
		r, err := c.read()
		if err != nil {
			return Update{}, err
		}
		if r.tag != "*" {
			return Update{}, c.fail(fmt.Errorf("%w: IDLE ended by the server", ErrProtocol))
		}
		if r.name == "FETCH" {
			if err := c.noteFlags(r); err != nil {
				return Update{}, c.fail(err)
			}
		}
	}
	u := c.queue[0]
	c.queue = c.queue[1:]
	return u, nil
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// Done ends IDLE. What came meanwhile is in Updates.
func (c *Client) Done() error {
	if c.broken != nil {
		return c.broken
	}
	if c.idle == "" {
		return fmt.Errorf("%w: no IDLE is going on", ErrArgument)
	}
	tag := c.idle
	c.idle = ""
	c.octets, c.responses = 0, 0
	c.out.Reset()
	c.out.WriteString("DONE\r\n")
	if err := c.flush(); err != nil {
		return err
	}
	_, err := c.finish(tag, nil)
	return err
}
