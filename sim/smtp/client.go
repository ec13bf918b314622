package smtp

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"

	"posta/sim/mail"
	"posta/sim/oauthbearer"
)

// Client is the client's end of one connection. It says one command at a time and waits for the answer: the steps are called in the
// order of the Stages. It is not for several goroutines.
type Client struct {
	Name string // said in EHLO: the client's own host name
	// Now is the clock deadlines are reckoned by (RFC 5321 section 4.5.3.2); without it nothing times out.
	Now func() time.Time
	// Upgrade makes the connection secure after STARTTLS; nil: ClientHandshake. A tap for what is said inside goes here.
	Upgrade func(net.Conn, *tls.Config) (net.Conn, error)
	// HELOOnly makes Hello say HELO and never EHLO, as a client from before RFC 1425 does.
	HELOOnly bool
	// Verbatim sends letters with their CR and LF as they are, also where they are not part of CRLF. It is what smuggling needs: for
	// lessons only.
	Verbatim bool

	conn       net.Conn
	in         *bufio.Reader
	esmtp      bool
	extensions []string // as offered, keyword in upper case
	hello      bool     // a hello was answered
}

// replyBuffer holds what replies there are at a time; a longer line is put together.
const replyBuffer = 512

// NewClient begins with a connection that has just been made. Closing it is the caller's, by Quit or Close.
func NewClient(conn net.Conn, name string) *Client {
	return &Client{Name: name, conn: conn, in: bufio.NewReaderSize(conn, replyBuffer)}
}

// ClientHandshake is the client's side of TLS over conn.
func ClientHandshake(conn net.Conn, config *tls.Config) (net.Conn, error) {
	secure := tls.Client(conn, config)
	if err := secure.Handshake(); err != nil {
		return nil, err
	}
	return secure, nil
}

// Close ends the connection without a word.
func (c *Client) Close() error { return c.conn.Close() }

// Greeting waits for 220 (RFC 5321 section 3.1).
func (c *Client) Greeting() (Reply, error) {
	c.deadline(TimeoutGreeting)
	r, err := c.readReply()
	return r, c.outcome(StageGreeting, r, err, 2)
}

// Hello says EHLO, and HELO to a server that does not know it (RFC 5321 sections 3.2 and 4.1.4).
func (c *Client) Hello() (Reply, error) {
	c.esmtp, c.extensions, c.hello = !c.HELOOnly, nil, false
	var r Reply
	var err error
	if c.esmtp {
		r, err = c.command("EHLO " + c.Name)
		c.esmtp = err != nil || r.Class() != 5
	}
	if !c.esmtp {
		r, err = c.command("HELO " + c.Name)
	}
	if err := c.outcome(StageEHLO, r, err, 2); err != nil {
		return r, err
	}
	if c.esmtp {
		for _, line := range r.Lines()[1:] {
			keyword, params, _ := strings.Cut(line, " ")
			c.extensions = append(c.extensions, strings.TrimSpace(upperASCII(keyword)+" "+params))
		}
	}
	c.hello = true
	return r, nil
}

// ESMTP says whether EHLO was understood.
func (c *Client) ESMTP() bool { return c.esmtp }

// Extensions are the lines of EHLO's answer after the first, in the server's order.
func (c *Client) Extensions() []string { return slices.Clone(c.extensions) }

// Extension tells whether a keyword was offered, and with what parameters.
func (c *Client) Extension(keyword string) (params string, ok bool) {
	for _, line := range c.extensions {
		if have, params, _ := strings.Cut(line, " "); have == keyword {
			return params, true
		}
	}
	return "", false
}

// StartTLS makes the connection secure (RFC 3207); Hello must be said again after it. Whether it is required is the caller's
// affair: with ErrNotOffered nothing was said and the connection is as it was; after any reply but 220 too. After a failed
// handshake the connection is of no use.
func (c *Client) StartTLS(config *tls.Config) error {
	if _, ok := c.Extension("STARTTLS"); !ok {
		return &Error{Stage: StageSTARTTLS, Err: &MissingError{"STARTTLS"}}
	}
	r, err := c.command("STARTTLS")
	if err := c.outcome(StageSTARTTLS, r, err, 2); err != nil {
		return err
	}
	if c.in.Buffered() > 0 {
		// Said in the clear after 220: it could be anyone's word (RFC 3207 section 6).
		return &Error{Stage: StageSTARTTLS, Err: fmt.Errorf("the server said more after its 220: %w", ErrUnexpectedReply)}
	}
	upgrade := c.Upgrade
	if upgrade == nil {
		upgrade = ClientHandshake
	}
	c.deadline(TimeoutCommand)
	secure, err := upgrade(c.conn, config)
	if err != nil {
		return &Error{Stage: StageSTARTTLS, Err: err}
	}
	c.conn = secure
	c.in.Reset(secure)
	c.extensions, c.hello = nil, false // forgotten (RFC 3207 section 4.2)
	return nil
}

// Auth says who the client is, by PLAIN (RFC 4616) or LOGIN, whichever of the two the server names first unless mechanism says
// which.
func (c *Client) Auth(mechanism, user, password string) (Reply, error) {
	offered, _ := c.Extension("AUTH")
	for word := range strings.FieldsSeq(offered) {
		if mechanism == "" && (word == sasl.Plain || word == sasl.Login) {
			mechanism = word
		}
	}
	if mechanism == "" || !slices.Contains(strings.Fields(offered), mechanism) {
		return Reply{}, &Error{Stage: StageAUTH, Err: &MissingError{"AUTH " + mechanism}}
	}
	client := sasl.NewPlainClient("", user, password)
	if mechanism == sasl.Login {
		client = sasl.NewLoginClient(user, password)
	}
	return c.sasl(mechanism, client)
}

// AuthBearer shows an access token (OAUTHBEARER, RFC 7628).
func (c *Client) AuthBearer(request *oauthbearer.Client) (Reply, error) {
	offered, _ := c.Extension("AUTH")
	if !slices.Contains(strings.Fields(offered), oauthbearer.Name) {
		return Reply{}, &Error{Stage: StageAUTH, Err: &MissingError{"AUTH " + oauthbearer.Name}}
	}
	return c.sasl(oauthbearer.Name, bearer{request})
}

// bearer is the client's side of OAUTHBEARER. Any challenge is an error's, and is answered by a dummy: then the server says no.
type bearer struct{ *oauthbearer.Client }

func (b bearer) Start() (string, []byte, error)        { return oauthbearer.Name, b.Encode(), nil }
func (b bearer) Next(challenge []byte) ([]byte, error) { return b.Answer(challenge), nil }

func (c *Client) sasl(mechanism string, client sasl.Client) (Reply, error) {
	_, response, err := client.Start()
	line := "AUTH " + mechanism + " " + encodeSASL(response)
	var r Reply
	for {
		if err == nil {
			r, err = c.command(line)
		}
		if err != nil || r.Class() != 3 {
			return r, c.outcome(StageAUTH, r, err, 2)
		}
		challenge, ok := DecodeSASL(r.Text)
		response, nextErr := client.Next([]byte(challenge))
		line = encodeSASL(response)
		if !ok || nextErr != nil {
			line = "*" // RFC 4954 section 4: the client gives up, and the server says 501
		}
	}
}

func encodeSASL(b []byte) string {
	if len(b) == 0 {
		return "="
	}
	return base64.StdEncoding.EncodeToString(b)
}

// Mail begins a transaction (RFC 5321 section 3.3). Of the envelope's wishes it says those that the server offers to hear.
func (c *Client) Mail(e *mail.Envelope) (Reply, error) {
	if e.SMTPUTF8 || !e.ReversePath.IsASCII() {
		if _, ok := c.Extension("SMTPUTF8"); !ok {
			return Reply{}, c.cannot(StageMAIL, "SMTPUTF8", mail.Status{Class: 5, Subject: 6, Detail: 7}) // RFC 6531 section 3.5
		}
	}
	if _, ok := c.Extension("8BITMIME"); e.Body == mail.Body8BitMIME && !ok {
		return Reply{}, c.cannot(StageMAIL, "8BITMIME", mail.Status{Class: 5, Subject: 6, Detail: 3}) // RFC 6152 section 3
	}
	line, err := c.mailCommand(e)
	return c.step(StageMAIL, TimeoutMail, line, err, 2)
}

// Rcpt names one recipient. Its failure is that recipient's alone, unless it is 421 or the network's.
func (c *Client) Rcpt(rcpt *mail.Recipient) (Reply, error) {
	if _, ok := c.Extension("SMTPUTF8"); !ok && !rcpt.Address.IsASCII() {
		return Reply{}, c.cannot(StageRCPT, "SMTPUTF8", mail.Status{Class: 5, Subject: 6, Detail: 7})
	}
	line, err := c.rcptCommand(rcpt)
	return c.step(StageRCPT, TimeoutRcpt, line, err, 2)
}

// Data sends the letter: DATA, the lines dot-stuffed, the final dot (RFC 5321 section 4.1.1.4). A yes is the server's word that the
// letter is now its own. A failure at StageDot without a Code leaves open whether it is.
func (c *Client) Data(msg []byte) (Reply, error) {
	r, err := c.step(StageDATA, TimeoutDataInit, "DATA", nil, 3)
	if err != nil {
		return r, err
	}
	wire := onTheWire
	if c.Verbatim {
		wire = verbatim
	}
	if err := c.sendLetter(wire(msg)); err != nil {
		return Reply{}, c.outcome(StageDATA, Reply{}, err, 2)
	}
	c.deadline(TimeoutDataEnd)
	r, err = c.readReply()
	return r, c.outcome(StageDot, r, err, 2)
}

// Reset gives up the transaction and keeps the connection (RFC 5321 section 4.1.1.5).
func (c *Client) Reset() (Reply, error) {
	r, err := c.command("RSET")
	return r, c.outcome(StageRSET, r, err, 2)
}

// Quit says goodbye, waits for the answer (RFC 5321 section 4.1.1.10), and closes the connection whatever it was.
func (c *Client) Quit() (Reply, error) {
	r, err := c.command("QUIT")
	c.conn.Close()
	return r, c.outcome(StageQUIT, r, err, 2)
}

// command says one line and reads one reply.
func (c *Client) command(line string) (Reply, error) {
	if strings.ContainsAny(line, "\r\n") {
		return Reply{}, fmt.Errorf("a command is one line: %q", line)
	}
	return c.say(line, TimeoutCommand)
}

// say says a line and reads one reply.
func (c *Client) say(line string, timeout time.Duration) (Reply, error) {
	c.deadline(timeout)
	if _, err := c.conn.Write([]byte(line + "\r\n")); err != nil {
		return Reply{}, err
	}
	return c.readReply()
}

func (c *Client) deadline(d time.Duration) {
	if c.Now != nil {
		c.conn.SetDeadline(c.Now().Add(d))
	}
}

// readReply reads one whole reply, within the limits.
func (c *Client) readReply() (Reply, error) {
	var all []byte
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			return Reply{}, err
		}
		if len(all) == 0 && err == nil {
			if r, n, err := ParseReply(line); n > 0 || err != nil {
				return r, err // most replies are one line
			}
		}
		all = append(all, line...)
		r, n, err := ParseReply(all)
		if n > 0 || err != nil {
			return r, err
		}
	}
}

// outcome makes an Error of everything but a reply of the class that was hoped for.
func (c *Client) outcome(stage Stage, r Reply, err error, class int) error {
	switch {
	case err != nil:
		return &Error{Stage: stage, Err: err}
	case r.Class() == class:
		return nil
	case r.Class() < 4:
		err = ErrUnexpectedReply
	}
	return &Error{Stage: stage, Code: r.Code, Enhanced: r.Enhanced, Text: r.Text, Err: err}
}

func (c *Client) cannot(stage Stage, extension string, status mail.Status) error {
	return &Error{Stage: stage, Enhanced: status, Err: &MissingError{extension}}
}

// step says one command of a transaction, unless it cannot be said.
func (c *Client) step(stage Stage, timeout time.Duration, line string, unsayable error, class int) (Reply, error) {
	switch {
	case !c.hello:
		return Reply{}, &Error{Stage: stage, Err: fmt.Errorf("%s before EHLO", stage)}
	case unsayable != nil:
		return Reply{}, &Error{Stage: stage, Enhanced: mail.Status{Class: 5, Subject: 5, Detail: 4}, Err: unsayable}
	}
	r, err := c.say(line, timeout)
	return r, c.outcome(stage, r, err, class)
}
