package mua

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
	"posta/sim/idna"
	"posta/sim/mail"
	"posta/sim/oauthbearer"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// Order is a letter to write and submit.
type Order struct {
	Message mail.Message // Date, ID and boundaries are the device's
	// Size pads the text until the letter has at least so many octets.
	Size int64
	// Envelope: who the program says the letter is from and for.
	ReversePath mail.Address
	Recipients  []mail.Address
	// Which reports the program asks for (RFC 3461); zero: it does not say.
	Notify mail.Notify
	RET    mail.Ret
	ENVID  string
	ORCPT  mail.Address

	Door     Door
	Mailbox  Door   // where a copy is kept, if the program does that
	Offline  bool   // there is no connection: it waits in the outbox
	HELO     string // empty: the device's address, as a literal
	Auth     bool
	Password string // empty: the person's own
	// Smuggled is hidden in it; nil: nothing is.
	Smuggled *Smuggled
}

// Reply makes the order that answers the newest letter that fits.
func (d *Device) Reply(fits func(mail.Header) bool, all bool, subject, text string) (Order, error) {
	l := d.find(fits)
	if l == nil {
		return Order{}, cause.With(trace.Cause{Code: trace.CauseNothing}, errors.New("answering a letter: this device keeps none that fits; fetch it first"))
	}
	h := mail.ParseHeader(l.data)
	was := mail.Message{Subject: get(h, "Subject"), ID: strings.Trim(get(h, "Message-ID"), "<>")}
	for _, id := range strings.Fields(get(h, "References")) {
		was.Refs = append(was.Refs, strings.Trim(id, "<>"))
	}
	was.From = firstMailbox(h, "From")
	if replyTo := mailboxes(h, "Reply-To"); len(replyTo) > 0 {
		was.ReplyTo = replyTo
	}
	m := was.Reply()
	if subject != "" {
		m.Subject = subject
	}
	if all {
		for _, box := range append(mailboxes(h, "To"), mailboxes(h, "Cc")...) {
			if !box.Address.Equal(d.person.Address) {
				m.Cc = append(m.Cc, box)
			}
		}
	}
	m.Text = text
	return Order{Message: m}, nil
}

// compose writes the letter.
func (d *Device) compose(o Order) (mail.Message, []byte, error) {
	m := o.Message
	if m.From == (mail.Mailbox{}) {
		m.From = mail.Mailbox{Name: d.person.Name, Address: d.person.Address}
	}
	m.Date = d.date()
	m.ID = d.token(12) + "@" + d.domain()
	seed := d.token(16)
	m.Boundary = func(n int) string { return fmt.Sprintf("=_%s_%d", seed, n) }
	if o.Size > 0 {
		pad(&m, o.Size)
	}
	raw, err := m.Bytes()
	if err != nil {
		return m, nil, fmt.Errorf("writing the letter %q: %w", m.Subject, err)
	}
	if o.Smuggled != nil {
		raw, err = d.hide(*o.Smuggled, raw)
	}
	return m, raw, err
}

// domain is what Message-IDs end with. They stay ASCII: servers that know no SMTPUTF8 quote them.
func (d *Device) domain() string {
	if domain, ok := idna.ToASCII(d.person.Address.Domain); ok {
		return domain
	}
	return d.person.Address.Domain
}

// Send writes the letter, tells composed its Message-ID, and submits it
// (RFC 6409). The error says what the person would read: the letter was not
// taken, or not for everybody. Without a connection it waits in the outbox.
func (d *Device) Send(o Order, composed func(messageID string)) error {
	m, raw, err := d.compose(o)
	if err != nil {
		return err
	}
	raw = d.m.Keep(raw)
	composed("<" + m.ID + ">")
	d.m.Record(nil, trace.MessageComposed{
		MessageID: "<" + m.ID + ">", From: m.From.Address.String(),
		To: append(names(m.To), names(m.Cc)...), Bcc: names(m.Bcc), Subject: m.Subject, Data: raw,
	})
	e := mail.Envelope{ReversePath: o.ReversePath, Size: int64(len(raw)), SMTPUTF8: m.NeedsSMTPUTF8(), RET: o.RET, ENVID: o.ENVID}
	if slices.ContainsFunc(raw, func(b byte) bool { return b >= utf8.RuneSelf }) {
		e.Body = mail.Body8BitMIME // RFC 6152 section 3
	}
	for _, a := range o.Recipients {
		one := mail.Recipient{Address: a, Notify: o.Notify}
		if !o.ORCPT.IsNull() {
			one.ORCPT = mail.OriginalRecipientOf(o.ORCPT)
		}
		e.Recipients = append(e.Recipients, one)
	}
	w := waiting{order: o, id: m.ID, raw: raw, envelope: &e}
	if o.Offline {
		d.outbox = append(d.outbox, w)
		d.m.Record(nil, trace.DeviceChanged{User: d.person.Address.String(), MessageID: "<" + m.ID + ">", Subject: m.Subject, Do: trace.DoSend})
		return nil
	}
	return d.handIn(w)
}

// handIn submits a letter, and keeps a copy of it where that is the program's habit.
func (d *Device) handIn(w waiting) error {
	o := w.order
	err := cause.At(o.Door.Host, d.submit(o, w.envelope, w.raw))
	fact := trace.MessageSubmitted{MessageID: "<" + w.id + ">", OK: err == nil}
	if err != nil {
		fact.Stage, fact.Why = stageOf(err), cause.Of(o.Door.Host, err)
	}
	d.m.Record(nil, fact)
	if err != nil || !d.habits.Sent || w.unkept {
		return err
	}
	d.filing = append(d.filing, w.raw)
	if o.Mailbox.Host == "" {
		return nil
	}
	// The letter has left, whatever becomes of its copy: that is tried again at the next
	// synchronization.
	if err := d.fileSent(o.Mailbox); errors.Is(err, actor.ErrStopped) {
		return err
	}
	return nil
}

// stageOf says how far a submission came.
func stageOf(err error) trace.Stage {
	var said *smtp.Error
	var handshake *secure.Error
	switch {
	case errors.As(err, &handshake), errors.Is(err, secure.ErrNotOffered):
		return trace.StageSTARTTLS
	case errors.As(err, &said):
		return trace.Stage(said.Stage)
	}
	return trace.StageConnect
}

func (d *Device) submit(o Order, e *mail.Envelope, raw []byte) error {
	c, err := d.greet(o.Door, o.HELO)
	if err != nil {
		return err
	}
	if o.Auth {
		if err := d.logIn(c, o.Door, d.person.Login, o.Password); err != nil {
			c.Quit()
			return err
		}
	}
	c.Verbatim = o.Smuggled != nil
	t := c.Send(e, raw)
	if t.Err == nil || !t.Err.Lost() {
		c.Quit()
	} else {
		c.Close()
	}
	if t.Err != nil {
		return t.Err
	}
	for i := range t.Rcpts {
		if err := t.Failure(i); err != nil {
			return fmt.Errorf("for %s: %w", t.Rcpts[i].Recipient.Address, err)
		}
	}
	return nil
}

// greet knocks at a submission server's door, exchanges greetings, and sees to
// TLS. Name is what the program calls itself; empty: its address.
func (d *Device) greet(door Door, name string) (*smtp.Client, error) {
	c, err := d.enterSMTP(door, name)
	if d.inTheClear(&door, err) {
		return d.enterSMTP(door, name)
	}
	return c, err
}

func (d *Device) enterSMTP(door Door, name string) (*smtp.Client, error) {
	conn, err := d.dial(door)
	if err != nil {
		return nil, err
	}
	if name == "" {
		name = literal(conn)
	}
	c := smtp.NewClient(conn, name)
	c.Now = d.m.Now
	if _, err = c.Greeting(); err == nil {
		_, err = c.Hello()
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	if !door.TLS.Wanted() {
		return c, nil
	}
	c.Upgrade = func(conn net.Conn, _ *tls.Config) (net.Conn, error) { return door.TLS.Client(d.m, conn) }
	var no *smtp.Error
	switch err = c.StartTLS(door.TLS.Config); {
	case err == nil:
		if _, err = c.Hello(); err == nil {
			return c, nil
		}
	case errors.As(err, &no) && !no.Lost():
		if d.forgo(door, conn, err) || door.TLS.Policy == secure.Opportunistic && errors.Is(err, smtp.ErrNotOffered) {
			return c, nil
		}
		c.Quit()
		if errors.Is(err, smtp.ErrNotOffered) {
			err = &smtp.Error{Stage: smtp.StageSTARTTLS, Err: secure.ErrNotOffered}
		}
		return nil, err
	}
	c.Close()
	return nil, &lostTLS{conn, err}
}

// Login only says who the person is, with a password to try, and leaves.
func (d *Device) Login(door Door, login, password string) error {
	c, err := d.greet(door, "")
	if err != nil {
		return cause.At(door.Host, err)
	}
	err = d.logIn(c, door, login, password)
	c.Quit()
	return cause.At(door.Host, err)
}

// logIn says who the person is, by a password or by the device's access token.
func (d *Device) logIn(c *smtp.Client, door Door, login, secret string) error {
	if secret == "" {
		secret = d.secret()
	}
	if d.bearer(secret) {
		return d.showToken(door, login, func(token *oauthbearer.Client) error {
			_, err := c.AuthBearer(token)
			return err
		})
	}
	_, err := c.Auth("", login, secret)
	return err
}

// literal is what a machine without a name in the DNS says in EHLO: its address
// in brackets (RFC 5321 sections 4.1.1.1 and 4.1.3). Nobody can look up a
// telephone.
func literal(conn net.Conn) string {
	addr, err := netip.ParseAddrPort(conn.LocalAddr().String())
	if err != nil {
		return "[" + conn.LocalAddr().String() + "]"
	}
	if ip := addr.Addr().Unmap(); ip.Is4() {
		return "[" + ip.String() + "]"
	}
	return "[IPv6:" + addr.Addr().WithZone("").String() + "]"
}

// pad lengthens the text until the letter has at least so many octets.
func pad(m *mail.Message, octets int64) {
	const line = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod.\n"
	if missing := octets - int64(len(m.Text)); missing > 0 {
		if m.Text != "" && !strings.HasSuffix(m.Text, "\n") {
			m.Text += "\n"
		}
		m.Text += strings.Repeat(line, int(missing/int64(len(line)))+1)
	}
}

func names(boxes []mail.Mailbox) []string {
	var list []string
	for _, b := range boxes {
		list = append(list, b.Address.String())
	}
	return list
}
