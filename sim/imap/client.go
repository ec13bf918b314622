package imap

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"

	"posta/sim/imap/utf7"
	"posta/sim/oauthbearer"
)

// Errors of the client that are not the server's answer.
var (
	// ErrArgument: the caller asked for a command that cannot be written. Nothing was
	// sent and the connection is still good.
	ErrArgument = errors.New("imap: argument cannot be sent")
	// ErrEarlyTLS: plaintext was waiting behind the OK of STARTTLS. Somebody on the
	// road may have put it there to be taken for protected words.
	ErrEarlyTLS = errors.New("imap: plaintext sent after STARTTLS")
	// ErrNoTLS: the server offers no STARTTLS.
	ErrNoTLS = errors.New("imap: the server offers no STARTTLS")
)

// Client is a mail program's end of a connection. One goroutine uses it at a time. A
// method returns when the server has answered; NO, BAD and BYE are *StatusError, after
// NO and BAD the connection goes on. Deadlines are the caller's, on the connection.
type Client struct {
	conn   net.Conn
	br     *bufio.Reader
	out    bytes.Buffer // the command being put together
	tags   int
	caps   []string
	folder *Mailbox
	queue  []Update
	bye    *StatusError
	broken error  // no more commands: the conversation is out of step
	idle   string // tag of the IDLE that is going on

	fetching bool // the responses to come are what Fetch asked for

	octets    int64 // read for the present command
	responses int
}

// Mailbox is the selected folder, kept up to date by what the server says.
type Mailbox struct {
	Name           string
	ReadOnly       bool
	Exists         uint32
	Recent         uint32
	Unseen         uint32 // sequence number of the first unseen message; 0: unknown
	UIDNext        uint32
	UIDValidity    uint32
	HighestModSeq  uint64 // 0: the server does not count (RFC 7162)
	Flags          []string
	PermanentFlags []string
}

// UpdateKind says what a server told unasked.
type UpdateKind int

// Kinds of updates.
const (
	UpdateExists   UpdateKind = iota + 1 // Num messages are there now
	UpdateRecent                         // Num of them are recent
	UpdateExpunge                        // message Num is gone; those after it move up
	UpdateFlags                          // message Num (UID, if told) has Flags now
	UpdateVanished                       // the messages UIDs are gone, or were when the folder was opened (RFC 7162)
	UpdateAlert                          // Text must be shown to the user (RFC 3501 §7.1)
)

// Update is something that a server told unasked (RFC 3501 §7).
type Update struct {
	Kind  UpdateKind
	Num   uint32
	UID   uint32
	Flags []string
	Text  string
	// UIDs are those that vanished; Earlier: before the folder was opened.
	UIDs    UIDSet
	Earlier bool
	ModSeq  uint64 // of FETCH; 0: not told
}

// NewClient makes a client of a connection. It reads nothing yet: see Greet.
func NewClient(conn net.Conn) *Client {
	return &Client{conn: conn, br: newReader(conn)}
}

// newReader holds a segment's worth: a connection gives no more at a time.
func newReader(conn net.Conn) *bufio.Reader { return bufio.NewReaderSize(conn, 1536) }

// Close closes the connection without saying good-bye.
func (c *Client) Close() error { return c.conn.Close() }

// ---- Reading

// read takes the next response and keeps what it says about the world.
func (c *Client) read() (*response, error) {
	if c.responses++; c.responses > MaxResponses || c.octets > MaxCommandOctets {
		return nil, c.fail(fmt.Errorf("%w: too many responses", ErrTooMuch))
	}
	r, err := readResponse(c.br, &c.octets)
	if err != nil {
		if c.bye != nil && errors.Is(err, io.EOF) {
			err = c.bye
		}
		return nil, c.fail(unexpected(err))
	}
	if r.tag == "*" {
		if err := c.note(r); err != nil {
			return nil, c.fail(err)
		}
	}
	return r, nil
}

// fail remembers that the conversation cannot go on.
func (c *Client) fail(err error) error {
	if c.broken == nil {
		c.broken = err
	}
	return err
}

// tell queues an update.
func (c *Client) tell(u Update) error {
	if len(c.queue) >= MaxResponses {
		return fmt.Errorf("%w: too many updates", ErrTooMuch)
	}
	c.queue = append(c.queue, u)
	return nil
}

// Updates gives, once, what the server told unasked since the last time.
func (c *Client) Updates() []Update {
	q := c.queue
	c.queue = nil
	return q
}

// note keeps what an untagged response says, whatever command is going on.
func (c *Client) note(r *response) error {
	if r.isStatus() {
		return c.noteStatus(r)
	}
	f := c.folder
	switch r.name {
	case "CAPABILITY":
		c.caps = nil
		for _, v := range r.args {
			c.caps = append(c.caps, strings.ToUpper(v.s))
		}
	case "EXISTS":
		if f != nil {
			f.Exists = r.num
			return c.tell(Update{Kind: UpdateExists, Num: r.num})
		}
	case "RECENT":
		if f != nil {
			f.Recent = r.num
			return c.tell(Update{Kind: UpdateRecent, Num: r.num})
		}
	case "EXPUNGE":
		if f != nil {
			if r.num == 0 || r.num > f.Exists {
				return fmt.Errorf("%w: EXPUNGE of message %d of %d", ErrProtocol, r.num, f.Exists)
			}
			f.Exists--
			return c.tell(Update{Kind: UpdateExpunge, Num: r.num})
		}
	case "VANISHED":
		if f != nil {
			return c.noteVanished(r)
		}
	case "FLAGS":
		if f != nil && len(r.args) == 1 {
			f.Flags = r.args[0].strings()
		}
	}
	return nil
}

// noteStatus keeps the response codes of untagged and tagged status responses.
func (c *Client) noteStatus(r *response) error {
	if r.name == "BYE" {
		c.bye = &StatusError{Type: r.name, Code: r.code, Text: r.text}
	}
	number := func() uint32 {
		n, _ := strconv.ParseUint(r.code.Args, 10, 32)
		return uint32(n)
	}
	f := c.folder
	switch {
	case r.code.Name == "CAPABILITY":
		c.caps = strings.Fields(strings.ToUpper(r.code.Args))
	case r.code.Name == "ALERT":
		return c.tell(Update{Kind: UpdateAlert, Text: r.text})
	case f == nil:
	case r.code.Name == "UIDVALIDITY":
		f.UIDValidity = number()
	case r.code.Name == "HIGHESTMODSEQ":
		f.HighestModSeq, _ = strconv.ParseUint(r.code.Args, 10, 64) // 0 if unreadable
	case r.code.Name == "UIDNEXT":
		f.UIDNext = number()
	case r.code.Name == "UNSEEN":
		f.Unseen = number()
	case r.code.Name == "READ-ONLY":
		f.ReadOnly = true
	case r.code.Name == "READ-WRITE":
		f.ReadOnly = false
	case r.code.Name == "PERMANENTFLAGS":
		f.PermanentFlags = strings.Fields(strings.Trim(r.code.Args, "()"))
	}
	return nil
}

// ---- Writing

// arg is a part of a command: an atom goes as it is, text quoted or as a literal.
type arg struct {
	s       string
	text    bool
	literal bool
}

func atom(s string) arg { return arg{s: s} }
func text(s string) arg { return arg{s: s, text: true} }

// folderName is a mailbox name on the wire.
func folderName(name string) arg {
	if strings.EqualFold(name, "INBOX") {
		return atom("INBOX") // RFC 3501 §5.1
	}
	return text(utf7.Encode(name))
}

// quotable text has no octet that a quoted string may not hold (RFC 3501 §9).
func quotable(s string) bool {
	if len(s) > 1000 {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

var quoter = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// send writes a command; whenever a literal comes, it first waits to be asked for it
// (RFC 3501 §4.3). Each piece is one Write.
func (c *Client) send(tag string, args []arg) error {
	c.out.Reset()
	c.out.WriteString(tag)
	for _, a := range args {
		c.out.WriteByte(' ')
		switch {
		case a.text && quotable(a.s) && !a.literal:
			c.out.WriteString(`"` + quoter.Replace(a.s) + `"`)
		case a.text:
			fmt.Fprintf(&c.out, "{%d}\r\n", len(a.s))
			if err := c.flush(); err != nil {
				return err
			}
			if err := c.invited(tag); err != nil {
				return err
			}
			c.out.WriteString(a.s)
		default:
			c.out.WriteString(a.s)
		}
	}
	c.out.WriteString("\r\n")
	return c.flush()
}

func (c *Client) flush() error {
	if _, err := c.conn.Write(c.out.Bytes()); err != nil {
		return c.fail(err)
	}
	c.out.Reset()
	return nil
}

// invited waits for a continuation request. A NO or BAD in its place ends the command.
func (c *Client) invited(tag string) error {
	for {
		r, err := c.read()
		if err != nil {
			return err
		}
		switch r.tag {
		case "+":
			return nil
		case "*":
		case tag:
			if r.name == "OK" {
				return c.fail(fmt.Errorf("%w: OK before the command was finished", ErrProtocol))
			}
			return c.answered(r)
		default:
			return c.fail(fmt.Errorf("%w: answer to unknown tag %.20q", ErrProtocol, r.tag))
		}
	}
}

// answered turns a tagged response into an error, or nil for OK.
func (c *Client) answered(r *response) error {
	if !r.isStatus() || r.name == "BYE" || r.name == "PREAUTH" {
		return c.fail(fmt.Errorf("%w: tagged %s", ErrProtocol, r.name))
	}
	if err := c.noteStatus(r); err != nil {
		return c.fail(err)
	}
	if r.name != "OK" {
		return r.err()
	}
	return nil
}

// start checks that a command may be sent, and gives it a tag.
func (c *Client) start(args []arg) (string, error) {
	if c.broken != nil {
		return "", c.broken
	}
	if c.idle != "" {
		return "", fmt.Errorf("%w: IDLE is going on", ErrArgument)
	}
	for _, a := range args {
		if !a.text && strings.ContainsFunc(a.s, func(r rune) bool { return r < ' ' || r > '~' }) || a.s == "" && !a.text {
			return "", fmt.Errorf("%w: %q", ErrArgument, a.s)
		}
	}
	c.tags++
	c.octets, c.responses = 0, 0
	return fmt.Sprintf("a%03d", c.tags), nil
}

// run sends a command and reads responses until its answer. Each, if set, sees the
// untagged ones.
func (c *Client) run(each func(*response) error, args ...arg) (*response, error) {
	tag, err := c.start(args)
	if err != nil {
		return nil, err
	}
	if err := c.send(tag, args); err != nil {
		return nil, err
	}
	return c.finish(tag, each)
}

func (c *Client) finish(tag string, each func(*response) error) (*response, error) {
	for {
		r, err := c.read()
		if err != nil {
			return nil, err
		}
		switch r.tag {
		case tag:
			return r, c.answered(r)
		case "*":
			if each != nil {
				if err := each(r); err != nil {
					return nil, c.fail(err)
				}
			}
			if r.name == "FETCH" {
				if err := c.noteFlags(r); err != nil {
					return nil, c.fail(err)
				}
			}
		default:
			return nil, c.fail(fmt.Errorf("%w: unexpected %.20q", ErrProtocol, r.tag))
		}
	}
}

// noteFlags keeps flags told unasked. Fetch looks for them among its answers itself.
func (c *Client) noteFlags(r *response) error {
	if c.fetching || c.folder == nil {
		return nil
	}
	f, err := parseFetched(r)
	if err != nil || !f.HasFlags {
		return err
	}
	return c.tell(Update{Kind: UpdateFlags, Num: f.Seq, UID: f.UID, Flags: f.Flags, ModSeq: f.ModSeq})
}

// noteVanished reads VANISHED [(EARLIER)] uids (RFC 7162 §3.2.10).
func (c *Client) noteVanished(r *response) error {
	u := Update{Kind: UpdateVanished}
	args := r.args
	if len(args) == 2 && args[0].kind == listValue {
		u.Earlier, args = true, args[1:]
	}
	if len(args) != 1 || !UIDSet(args[0].s).valid() || strings.Contains(args[0].s, "*") {
		return fmt.Errorf("%w: VANISHED", ErrProtocol)
	}
	if u.UIDs = UIDSet(args[0].s); !u.Earlier {
		c.folder.Exists -= min(c.folder.Exists, u.UIDs.count())
	}
	return c.tell(u)
}

// ---- Any state

// Greet reads the server's greeting. Authenticated is true for PREAUTH.
func (c *Client) Greet() (authenticated bool, err error) {
	c.octets, c.responses = 0, 0
	r, err := c.read()
	if err != nil {
		return false, err
	}
	switch {
	case r.tag != "*" || !r.isStatus() || r.name == "NO" || r.name == "BAD":
		return false, c.fail(fmt.Errorf("%w: greeting %.20q", ErrProtocol, r.name))
	case r.name == "BYE":
		return false, c.fail(r.err())
	}
	return r.name == "PREAUTH", nil
}

// Capability asks what the server can do (RFC 3501 §6.1.1).
func (c *Client) Capability() ([]string, error) {
	_, err := c.run(nil, atom("CAPABILITY"))
	return slices.Clone(c.caps), err
}

// Has tells whether the server said it can do something, in its greeting, after the
// login or when asked.
func (c *Client) Has(capability string) bool {
	return slices.Contains(c.caps, strings.ToUpper(capability))
}

// Enable switches extensions on for the rest of the connection (RFC 5161).
func (c *Client) Enable(capabilities ...string) error {
	_, err := c.run(nil, atom("ENABLE"), atom(strings.Join(capabilities, " ")))
	return err
}

// Noop does nothing but give the server an occasion to tell what is new.
func (c *Client) Noop() error {
	_, err := c.run(nil, atom("NOOP"))
	return err
}

// Logout says good-bye; the server closes the connection then (RFC 3501 §6.1.3).
func (c *Client) Logout() error {
	_, err := c.run(nil, atom("LOGOUT"))
	if c.broken == nil {
		c.broken = net.ErrClosed
	}
	return err
}

// StartTLS asks for TLS and lets handshake put it around the connection (RFC 3501
// §6.2.1). What the server said before counts no more.
func (c *Client) StartTLS(handshake func(net.Conn) (net.Conn, error)) error {
	if len(c.caps) > 0 && !c.Has("STARTTLS") {
		return ErrNoTLS
	}
	if _, err := c.run(nil, atom("STARTTLS")); err != nil {
		return err
	}
	if c.br.Buffered() > 0 {
		return c.fail(ErrEarlyTLS)
	}
	conn, err := handshake(c.conn)
	if err != nil {
		return c.fail(err)
	}
	c.conn, c.br = conn, newReader(conn)
	c.caps, c.queue = nil, nil
	return nil
}

// ---- Not authenticated

// Login logs in with user name and password (RFC 3501 §6.2.3).
func (c *Client) Login(user, password string) error {
	return c.loggingIn(func() error {
		_, err := c.run(nil, atom("LOGIN"), text(user), text(password))
		return err
	})
}

// loggingIn forgets the capabilities, which may be others afterwards, and asks for
// them if the server does not tell by itself (RFC 3501 §6.2.3).
func (c *Client) loggingIn(try func() error) error {
	before := c.caps
	c.caps = nil
	if err := try(); err != nil {
		c.caps = before
		return err
	}
	if len(c.caps) > 0 {
		return nil
	}
	_, err := c.Capability()
	return err
}

// AuthenticatePlain logs in by SASL PLAIN (RFC 4616), in one step where the server
// allows it (SASL-IR, RFC 4959). Identity is whom to act for, most often empty.
func (c *Client) AuthenticatePlain(identity, user, password string) error {
	if strings.Contains(identity+user+password, "\x00") {
		return fmt.Errorf("%w: NUL in user name or password", ErrArgument)
	}
	return c.authenticate("PLAIN", []byte(identity+"\x00"+user+"\x00"+password), nil)
}

// AuthenticateBearer logs in by SASL OAUTHBEARER (RFC 7628). An error challenge is answered, and the server's no waited for.
func (c *Client) AuthenticateBearer(r *oauthbearer.Client) error {
	if len(r.Token) > oauthbearer.MaxTokenOctets || strings.Contains(r.User+r.Host+r.Token, "\x01") {
		return fmt.Errorf("%w: no token can be written so", ErrArgument)
	}
	return c.authenticate(oauthbearer.Name, r.Encode(), r.Answer)
}

// authenticate says a mechanism's one message, and answers a challenge after it; nil: there is none.
func (c *Client) authenticate(mechanism string, message []byte, answer func(challenge []byte) []byte) error {
	coded := base64.StdEncoding.EncodeToString(message)
	args := []arg{atom("AUTHENTICATE"), atom(mechanism)}
	atOnce := c.Has("SASL-IR")
	if atOnce {
		args = append(args, atom(coded))
	}
	return c.loggingIn(func() error {
		tag, err := c.start(args)
		if err != nil {
			return err
		}
		if err := c.send(tag, args); err != nil {
			return err
		}
		if !atOnce {
			if err := c.invited(tag); err != nil {
				return err
			}
			if err := c.respond(coded); err != nil {
				return err
			}
		}
		if answer == nil {
			_, err = c.finish(tag, nil)
			return err
		}
		return c.challenged(tag, answer)
	})
}

func (c *Client) respond(line string) error {
	c.out.Reset()
	c.out.WriteString(line + "\r\n")
	return c.flush()
}

// challenged waits for the end of a log-in, and answers a challenge; one that is no base64 is an empty one.
func (c *Client) challenged(tag string, answer func([]byte) []byte) error {
	for {
		r, err := c.read()
		if err != nil {
			return err
		}
		switch r.tag {
		case "+":
			challenge, _ := base64.StdEncoding.DecodeString(r.text)
			if err := c.respond(base64.StdEncoding.EncodeToString(answer(challenge))); err != nil {
				return err
			}
		case "*":
		case tag:
			return c.answered(r)
		default:
			return c.fail(fmt.Errorf("%w: unexpected %.20q", ErrProtocol, r.tag))
		}
	}
}
