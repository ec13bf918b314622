package smtp

import (
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"posta/sim/mail"
)

// handover is the connection as go-smtp's client sees it, from the moment the hellos are over. go-smtp insists on a greeting and
// an EHLO of its own, so it is told again what the server has already said; from then on everything is real. Replies are
// read by the Client's own reader, which keeps the last.
type handover struct {
	client *Client
	smtp   *gosmtp.Client

	retold []byte // what go-smtp reads before anything real
	deaf   bool   // go-smtp's EHLO is being said: not to the server

	// path is how long "MAIL FROM:<...>" is, with BODY=8BITMIME still to be said after it; 0: nothing is.
	path int

	stage  Stage
	last   Reply
	failed error

	command *gosmtp.DataCommand
	inData  bool
	letters []byte // the letter, dot-stuffed, until go-smtp asks for the answer
}

func handOver(c *Client) (*handover, error) {
	h := &handover{client: c, deaf: true}
	ehlo := Reply{Code: 250, Text: strings.Join(append([]string{c.Name}, retell(c.extensions)...), "\n")}
	h.retold = append(Reply{Code: 220, Text: c.Name}.Wire(), ehlo.Wire()...)
	h.smtp = gosmtp.NewClient(h)
	err := h.smtp.Hello(c.Name)
	h.deaf = false
	return h, err
}

// retell leaves out 8BITMIME: go-smtp would say BODY=8BITMIME of every letter to a server that knows it, and a letter in plain
// ASCII would then be turned away by an older server further on (RFC 6152 section 3).
func retell(extensions []string) (list []string) {
	for _, line := range extensions {
		if keyword, _, _ := strings.Cut(line, " "); keyword != "8BITMIME" {
			list = append(list, line)
		}
	}
	return list
}

func (h *handover) mail(e *mail.Envelope) error {
	h.path = 0
	if e.Body == mail.Body8BitMIME {
		h.path = len("MAIL FROM:<" + e.ReversePath.String() + ">")
	}
	return h.smtp.Mail(e.ReversePath.String(), &gosmtp.MailOptions{
		Size:       e.Size,
		UTF8:       e.SMTPUTF8 || !e.ReversePath.IsASCII(),
		Return:     gosmtp.DSNReturn(e.RET),
		EnvelopeID: e.ENVID,
	})
}

func (h *handover) rcpt(r *mail.Recipient) error {
	var o gosmtp.RcptOptions
	if r.Notify != 0 {
		for word := range strings.SplitSeq(r.Notify.String(), ",") {
			o.Notify = append(o.Notify, gosmtp.DSNNotify(word))
		}
	}
	if !r.ORCPT.IsZero() {
		o.OriginalRecipientType = gosmtp.DSNAddressType(upperASCII(r.ORCPT.Type))
		o.OriginalRecipient = r.ORCPT.Address
	}
	return h.smtp.Rcpt(r.Address.String(), &o)
}

func (h *handover) data() (err error) {
	h.command, err = h.smtp.Data()
	return err
}

// letter: net/textproto stuffs the dots and ends lines in CRLF.
func (h *handover) letter(msg []byte) error {
	h.inData, h.letters = true, make([]byte, 0, len(msg)+len(msg)/64+8)
	defer func() { h.inData, h.letters = false, nil }()
	if _, err := h.command.Write(msg); err != nil {
		return err
	}
	_, err := h.command.CloseWithResponse()
	return err
}

// maxDataWrite is how much of a letter goes out in one Write, under one deadline (RFC 5321 section 4.5.3.2.5).
const maxDataWrite = 64 << 10

// send writes the letter out, in a few large Writes.
func (h *handover) send() error {
	h.inData = false
	for at := 0; at < len(h.letters); at += maxDataWrite {
		h.client.deadline(TimeoutDataBlock)
		if _, err := h.client.conn.Write(h.letters[at:min(at+maxDataWrite, len(h.letters))]); err != nil {
			return fmt.Errorf("after %d of %d octets of the letter: %w", at, len(h.letters), err)
		}
	}
	h.stage = StageDot
	h.client.deadline(TimeoutDataEnd)
	return nil
}

// Read gives go-smtp the next reply, in the plainest form: the words are kept in last.
func (h *handover) Read(p []byte) (int, error) {
	if len(h.retold) == 0 {
		if h.deaf {
			return 0, io.ErrUnexpectedEOF
		}
		if h.inData {
			if h.failed = h.send(); h.failed != nil {
				return 0, h.failed
			}
		}
		h.last, h.failed = h.client.readReply()
		if h.failed != nil {
			return 0, h.failed
		}
		h.retold = Reply{Code: h.last.Code, Text: "-"}.Wire()
	}
	n := copy(p, h.retold)
	h.retold = h.retold[n:]
	return n, nil
}

func (h *handover) Write(p []byte) (n int, err error) {
	switch {
	case h.deaf:
		return len(p), nil
	case h.inData:
		h.letters = append(h.letters, p...)
		return len(p), nil
	}
	if at := h.path; at > 0 && len(p) >= at {
		h.path = 0
		line := string(p[:at]) + " BODY=" + mail.Body8BitMIME + string(p[at:])
		_, h.failed = h.client.conn.Write([]byte(line))
		return len(p), h.failed
	}
	n, h.failed = h.client.conn.Write(p)
	return n, h.failed
}

// Close is the Client's, and so are deadlines: go-smtp reckons them by the system's clock.
func (h *handover) Close() error                     { return nil }
func (h *handover) SetDeadline(time.Time) error      { return nil }
func (h *handover) SetReadDeadline(time.Time) error  { return nil }
func (h *handover) SetWriteDeadline(time.Time) error { return nil }
func (h *handover) LocalAddr() net.Addr              { return h.client.conn.LocalAddr() }
func (h *handover) RemoteAddr() net.Addr             { return h.client.conn.RemoteAddr() }
