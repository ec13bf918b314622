package pop3

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"posta/sim/oauthbearer"
)

// Client is the mail client's end of a conversation. It sends one command at a
// time and waits for the answer.
//
// A negative reply is an [*Error], and the conversation goes on. Anything else
// that goes wrong once octets have moved, a broken connection or a server that
// does not speak POP3, ends it: the connection is closed, and every later call
// returns the same error.
type Client struct {
	// Now is the clock for deadlines. Nil: none are set.
	Now func() time.Time
	// ReplyTimeout bounds a command and its whole reply. MaxMessageOctets and
	// MaxListings bound what is taken from a server. Zero means the defaults.
	ReplyTimeout     time.Duration
	MaxMessageOctets int
	MaxListings      int

	conn      net.Conn
	r         *bufio.Reader
	timestamp string
	broken    error
}

// NewClient speaks on a connection that a caller has made. Set its fields before
// anything else, then call Greeting.
func NewClient(conn net.Conn) *Client {
	c := &Client{}
	c.speakOn(conn)
	return c
}

func (c *Client) speakOn(conn net.Conn) {
	c.conn = conn
	c.r = bufio.NewReaderSize(conn, MaxSASLOctets)
}

// Close drops the connection. What was marked as deleted stays (RFC 1939 §6).
func (c *Client) Close() error {
	if c.broken == nil {
		c.broken = net.ErrClosed
	}
	return c.conn.Close()
}

// Greeting reads the server's first words, which come before any command (RFC
// 1939 §4), and returns their text.
func (c *Client) Greeting() (string, error) {
	if err := c.arm(); err != nil {
		return "", err
	}
	r, err := c.reply()
	if err != nil {
		return "", err
	}
	c.timestamp = findTimestamp(r.Text)
	return r.Text, nil
}

// findTimestamp finds the "<left@right>" of a server that offers APOP (RFC 1939
// §7).
func findTimestamp(text string) string {
	start := strings.IndexByte(text, '<')
	if start < 0 {
		return ""
	}
	end := strings.IndexByte(text[start:], '>')
	if end < 0 {
		return ""
	}
	stamp := text[start : start+end+1]
	if !strings.Contains(stamp, "@") || strings.Contains(stamp, " ") {
		return ""
	}
	return stamp
}

// Capa asks what the server can do (RFC 2449 §5). The answer may change after
// StartTLS and after a login; an [*Error] means a server from before CAPA.
func (c *Client) Capa() (Capabilities, error) {
	var cs Capabilities
	err := c.lines("CAPA", MaxCapabilities, func(line string) error {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			return fmt.Errorf("%w: a capability without a name", ErrProtocol)
		}
		cs = append(cs, Capability{Tag: strings.ToUpper(fields[0]), Args: fields[1:]})
		return nil
	})
	return cs, err
}

// StartTLS moves the conversation under TLS (RFC 2595 §4). The configuration
// must name the server, for a certificate that nobody checks protects nobody.
// Whatever Capa said before is void.
func (c *Client) StartTLS(config *tls.Config) error {
	return c.StartTLSWith(func(conn net.Conn) (net.Conn, error) {
		tc := tls.Client(conn, config)
		return tc, tc.Handshake()
	})
}

// StartTLSWith is StartTLS with a handshake of the caller's.
func (c *Client) StartTLSWith(handshake func(net.Conn) (net.Conn, error)) error {
	if _, err := c.command("STLS"); err != nil {
		return err
	}
	if c.r.Buffered() > 0 {
		// Somebody wrote replies in advance, to be believed once TLS is on.
		return c.fail(ErrEarlyTLS)
	}
	conn, err := handshake(c.conn)
	if err != nil {
		return c.fail(fmt.Errorf("pop3: STLS: %w", err))
	}
	c.speakOn(conn)
	c.timestamp = "" // it came in the clear
	return nil
}

// User names the maildrop; Pass must follow (RFC 1939 §7).
func (c *Client) User(name string) error {
	if name == "" || strings.Contains(name, " ") {
		return fmt.Errorf("%w: user name %q", ErrArgument, name)
	}
	_, err := c.command("USER " + name)
	return err
}

// Pass sends the password, and opens and locks the maildrop.
func (c *Client) Pass(password string) error {
	if password == "" {
		return fmt.Errorf("%w: empty password", ErrArgument)
	}
	_, err := c.command("PASS " + password)
	return err
}

// Apop logs in without sending the secret, if the greeting had a timestamp (RFC
// 1939 §7).
func (c *Client) Apop(name, secret string) error {
	if c.timestamp == "" {
		return fmt.Errorf("%w: the greeting has no timestamp for APOP", ErrArgument)
	}
	if name == "" || strings.Contains(name, " ") {
		return fmt.Errorf("%w: user name %q", ErrArgument, name)
	}
	_, err := c.command("APOP " + name + " " + APOPDigest(c.timestamp, secret))
	return err
}

// AuthPlain logs in through SASL (RFC 5034 §4, RFC 4616). The authzid, who to
// act as, is empty or the user itself. The answer rides on the command if the line
// has room for it, and otherwise waits to be asked.
func (c *Client) AuthPlain(authzid, user, password string) error {
	if user == "" || password == "" || strings.Contains(authzid+user+password, "\x00") {
		return fmt.Errorf("%w: name and password must be there, without NUL", ErrArgument)
	}
	response := base64.StdEncoding.EncodeToString([]byte(authzid + "\x00" + user + "\x00" + password))
	if len(response) > MaxSASLOctets-2 {
		return fmt.Errorf("%w: name and password are too long", ErrArgument)
	}
	if line := "AUTH PLAIN " + response; len(line) <= MaxCommandOctets-2 {
		_, err := c.command(line)
		return err
	}
	r, err := c.exchange("AUTH PLAIN")
	if err != nil {
		return err
	}
	if !r.Challenge {
		return c.fail(fmt.Errorf("%w: AUTH without a response was accepted", ErrProtocol))
	}
	if r.Text != "" {
		// PLAIN has nothing to ask: cancel, and read what comes of it.
		if _, err := c.exchange("*"); err != nil {
			return err
		}
		return c.fail(fmt.Errorf("%w: PLAIN has no challenge", ErrProtocol))
	}
	_, err = c.yes(c.exchange(response))
	return err
}

// AuthBearer logs in with an access token (OAUTHBEARER, RFC 7628). An error challenge is
// answered, and the server's no waited for.
func (c *Client) AuthBearer(r *oauthbearer.Client) error {
	response := base64.StdEncoding.EncodeToString(r.Encode())
	if len(response) > MaxSASLOctets-2 {
		return fmt.Errorf("%w: the token is too long", ErrArgument)
	}
	line, asked := "AUTH "+oauthbearer.Name+" "+response, false
	if len(line) > MaxCommandOctets-2 {
		line, asked = "AUTH "+oauthbearer.Name, true
	}
	got, err := c.exchange(line)
	if err == nil && asked && got.Challenge {
		got, err = c.exchange(response)
	}
	if err == nil && got.Challenge {
		challenge, _ := base64.StdEncoding.DecodeString(got.Text) // what is no base64 says nothing
		got, err = c.exchange(base64.StdEncoding.EncodeToString(r.Answer(challenge)))
	}
	_, err = c.yes(got, err)
	return err
}

// Stat is the number of messages and their octets (RFC 1939 §5).
func (c *Client) Stat() (messages int, octets int64, err error) {
	r, err := c.command("STAT")
	if err != nil {
		return 0, 0, err
	}
	n, size, err := listing(r.Text)
	if err != nil {
		return 0, 0, c.fail(err)
	}
	return n, size, nil
}

// Listing is one line of LIST.
type Listing struct {
	Number int
	Octets int64
}

// UniqueID is one line of UIDL.
type UniqueID struct {
	Number int
	UID    string
}

// List is a line for each message not marked as deleted (RFC 1939 §5).
func (c *Client) List() ([]Listing, error) {
	var out []Listing
	err := c.lines("LIST", orDefault(c.MaxListings, DefaultMaxListings), func(line string) error {
		l, err := parseListing(line)
		out = append(out, l)
		return err
	})
	return out, err
}

// ListMessage is the line of one message.
func (c *Client) ListMessage(n int) (Listing, error) {
	r, err := c.command(fmt.Sprintf("LIST %d", n))
	if err != nil {
		return Listing{}, err
	}
	l, err := parseListing(r.Text)
	if err != nil {
		return Listing{}, c.fail(err)
	}
	return l, nil
}

// Uidl is the unique-id of each message not marked as deleted (RFC 1939 §7).
func (c *Client) Uidl() ([]UniqueID, error) {
	var out []UniqueID
	err := c.lines("UIDL", orDefault(c.MaxListings, DefaultMaxListings), func(line string) error {
		u, err := parseUniqueID(line)
		out = append(out, u)
		return err
	})
	return out, err
}

// UidlMessage is the unique-id of one message.
func (c *Client) UidlMessage(n int) (UniqueID, error) {
	r, err := c.command(fmt.Sprintf("UIDL %d", n))
	if err != nil {
		return UniqueID{}, err
	}
	u, err := parseUniqueID(r.Text)
	if err != nil {
		return UniqueID{}, c.fail(err)
	}
	return u, nil
}

// Retr fetches a message: CRLF line ends, byte-stuffing undone (RFC 1939 §5).
func (c *Client) Retr(n int) ([]byte, error) {
	return c.message(fmt.Sprintf("RETR %d", n))
}

// Top fetches the header, the empty line and so many lines of the body (RFC 1939
// §7).
func (c *Client) Top(n, lines int) ([]byte, error) {
	return c.message(fmt.Sprintf("TOP %d %d", n, lines))
}

// Dele marks a message as deleted (RFC 1939 §5).
func (c *Client) Dele(n int) error {
	_, err := c.command(fmt.Sprintf("DELE %d", n))
	return err
}

// Noop asks for a sign of life (RFC 1939 §5).
func (c *Client) Noop() error {
	_, err := c.command("NOOP")
	return err
}

// Rset takes all marks away (RFC 1939 §5).
func (c *Client) Rset() error {
	_, err := c.command("RSET")
	return err
}

// Quit has the server remove what is marked, and closes the connection (RFC 1939
// §6). An [*Error] means that some messages were not removed; any other error
// that it is not known whether they were.
func (c *Client) Quit() error {
	_, err := c.command("QUIT")
	c.Close()
	return err
}

// One exchange

// arm gives the server its time for one reply.
func (c *Client) arm() error {
	if c.broken != nil {
		return c.broken
	}
	if c.Now == nil {
		return nil
	}
	timeout := c.ReplyTimeout
	if timeout == 0 {
		timeout = DefaultReplyTimeout
	}
	if err := c.conn.SetDeadline(c.Now().Add(timeout)); err != nil {
		return c.fail(err)
	}
	return nil
}

// fail ends the conversation: from here on nobody knows what the next octets
// would answer.
func (c *Client) fail(err error) error {
	if c.broken == nil {
		c.broken = err
		c.conn.Close()
	}
	return c.broken
}

// command sends a line and wants +OK.
func (c *Client) command(line string) (Reply, error) { return c.yes(c.exchange(line)) }

// exchange sends a line and reads the first line of the answer. A line that
// would break the protocol is not sent: an argument with a line end in it would
// be a second command.
func (c *Client) exchange(line string) (Reply, error) {
	if c.broken != nil {
		return Reply{}, c.broken
	}
	limit := MaxCommandOctets // RFC 2449 §4
	if !strings.Contains(line, " ") {
		limit = MaxSASLOctets // a response inside AUTH (RFC 5034 §4)
	}
	if len(line)+2 > limit {
		return Reply{}, fmt.Errorf("%w: a command has at most %d octets", ErrArgument, limit)
	}
	if i := strings.IndexFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }); i >= 0 {
		return Reply{}, fmt.Errorf("%w: control character %q", ErrArgument, line[i])
	}
	if err := c.arm(); err != nil {
		return Reply{}, err
	}
	if _, err := c.conn.Write([]byte(line + "\r\n")); err != nil {
		return Reply{}, c.fail(err)
	}
	return c.reply()
}

// reply reads a first line. -ERR is an [*Error].
func (c *Client) reply() (Reply, error) {
	line, err := c.readLine()
	if err != nil {
		return Reply{}, err
	}
	r, err := ParseReply(line)
	if err != nil {
		return Reply{}, c.fail(err)
	}
	if !r.OK && !r.Challenge {
		return r, &Error{Code: r.Code, Text: r.Text}
	}
	return r, nil
}

// yes takes no challenge for an answer.
func (c *Client) yes(r Reply, err error) (Reply, error) {
	if err == nil && !r.OK {
		return r, c.fail(fmt.Errorf("%w: a challenge where nothing was asked", ErrProtocol))
	}
	return r, err
}

// readLine reads a line of at most MaxReplyOctets. Only CRLF ends it: a line that
// two readers would end at different places is how replies get smuggled.
func (c *Client) readLine() (string, error) {
	line, err := c.r.ReadSlice('\n')
	switch {
	case err != nil && !errors.Is(err, bufio.ErrBufferFull):
		return "", c.fail(fmt.Errorf("pop3: reading a reply: %w", err))
	case err != nil || len(line) > MaxReplyOctets:
		return "", c.fail(fmt.Errorf("%w: a line of over %d octets", ErrTooBig, MaxReplyOctets))
	case !bytes.HasSuffix(line, []byte("\r\n")):
		return "", c.fail(fmt.Errorf("%w: a line that does not end with CRLF", ErrProtocol))
	}
	return string(line[:len(line)-2]), nil
}

// lines sends a command and takes its answer line by line.
func (c *Client) lines(command string, limit int, take func(string) error) error {
	if _, err := c.command(command); err != nil {
		return err
	}
	for n := 0; ; n++ {
		line, err := c.readLine()
		if err != nil {
			return err
		}
		if line == "." {
			return nil
		}
		if n == limit {
			return c.fail(fmt.Errorf("%w: %s has over %d lines", ErrTooBig, command, limit))
		}
		if err := take(strings.TrimPrefix(line, ".")); err != nil {
			return c.fail(err)
		}
	}
}

// message sends a command and takes a message. Its lines may be of any length,
// so it is read in pieces; dots count only behind a CRLF (RFC 1939 §3).
func (c *Client) message(command string) ([]byte, error) {
	if _, err := c.command(command); err != nil {
		return nil, err
	}
	limit := orDefault(c.MaxMessageOctets, DefaultMaxMessageOctets)
	var out []byte
	lineStart := true
	for {
		piece, err := c.r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, c.fail(fmt.Errorf("pop3: reading a message: %w", err))
		}
		if lineStart && piece[0] == '.' {
			if string(piece) == ".\r\n" {
				return out, nil
			}
			piece = piece[1:]
		}
		if len(out)+len(piece) > limit {
			return nil, c.fail(fmt.Errorf("%w: a message of over %d octets", ErrTooBig, limit))
		}
		out = append(out, piece...)
		lineStart = bytes.HasSuffix(out, []byte("\r\n"))
	}
}

// parseListing reads "number octets". Words behind them are discouraged and
// allowed (RFC 1939 §5).
func parseListing(line string) (Listing, error) {
	n, octets, err := listing(line)
	if err == nil && n < 1 {
		err = fmt.Errorf("%w: message-numbers begin at 1", ErrProtocol)
	}
	return Listing{Number: n, Octets: octets}, err
}

func listing(line string) (int, int64, error) {
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return 0, 0, fmt.Errorf("%w: %.40q is not two numbers", ErrProtocol, line)
	}
	n, ok := number(fields[0])
	octets, ok2 := octetCount(fields[1])
	if !ok || !ok2 {
		return 0, 0, fmt.Errorf("%w: %.40q is not two numbers", ErrProtocol, line)
	}
	return n, octets, nil
}

// octetCount reads a decimal number that fits an int64.
func octetCount(s string) (int64, bool) {
	const maxOctetDigits = 18
	if s == "" || len(s) > maxOctetDigits {
		return 0, false
	}
	var n int64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return n, true
}

// parseUniqueID reads "number unique-id" (RFC 1939 §7).
func parseUniqueID(line string) (UniqueID, error) {
	num, uid, _ := strings.Cut(line, " ")
	n, ok := number(num)
	if !ok || n < 1 || !validUniqueID(uid) {
		return UniqueID{}, fmt.Errorf("%w: %.40q is not a number and a unique-id", ErrProtocol, line)
	}
	return UniqueID{Number: n, UID: uid}, nil
}
