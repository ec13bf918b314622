package smtp

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"posta/sim/mail"
)

// mailCommand is MAIL with those of the envelope's wishes that the server offered to hear (RFC 5321 section 4.1.1.2).
func (c *Client) mailCommand(e *mail.Envelope) (string, error) {
	var b strings.Builder
	b.WriteString("MAIL FROM:<" + e.ReversePath.String() + ">")
	if e.Body == mail.Body8BitMIME { // said only of a letter that needs it: one in plain ASCII may have older servers before it
		b.WriteString(" BODY=" + mail.Body8BitMIME) // RFC 6152 section 3
	}
	if c.offers("SIZE") && e.Size != 0 {
		b.WriteString(" SIZE=" + strconv.FormatInt(e.Size, 10)) // RFC 1870 section 4
	}
	if e.SMTPUTF8 || !e.ReversePath.IsASCII() {
		b.WriteString(" SMTPUTF8") // RFC 6531 section 3.4
	}
	if c.offers("DSN") {
		switch e.RET { // RFC 3461 section 4.3
		case "":
		case mail.RetFull, mail.RetHeaders:
			b.WriteString(" RET=" + string(e.RET))
		default:
			return "", fmt.Errorf("RET=%s is neither FULL nor HDRS", e.RET)
		}
		if e.ENVID != "" { // RFC 3461 section 4.4
			if !isPrintableASCII(e.ENVID) {
				return "", fmt.Errorf("ENVID %q is not printable ASCII", e.ENVID)
			}
			b.WriteString(" ENVID=" + mail.EncodeXtext(e.ENVID))
		}
	}
	return oneLine(b.String())
}

// rcptCommand is RCPT for one recipient (RFC 5321 section 4.1.1.3).
func (c *Client) rcptCommand(r *mail.Recipient) (string, error) {
	var b strings.Builder
	b.WriteString("RCPT TO:<" + r.Address.String() + ">")
	if c.offers("DSN") {
		if r.Notify != 0 {
			b.WriteString(" NOTIFY=" + r.Notify.String()) // RFC 3461 section 4.1
		}
		if !r.ORCPT.IsZero() { // RFC 3461 section 4.2
			address, err := c.orcpt(r.ORCPT)
			if err != nil {
				return "", err
			}
			b.WriteString(" ORCPT=" + upperASCII(r.ORCPT.Type) + ";" + address)
		}
	}
	return oneLine(b.String())
}

// orcpt is an original recipient's address in the form that its type has.
func (c *Client) orcpt(o mail.OriginalRecipient) (string, error) {
	switch upperASCII(o.Type) {
	case "RFC822":
		if !isPrintableASCII(o.Address) {
			return "", fmt.Errorf("ORCPT %q is not printable ASCII", o.Address)
		}
		return mail.EncodeXtext(o.Address), nil
	case "UTF-8": // RFC 6533 section 3: utf-8-addr-unitext to whom it can be said, else utf-8-addr-xtext
		return mail.EncodeUTF8Addr(o.Address, c.offers("SMTPUTF8")), nil
	}
	return "", fmt.Errorf("ORCPT: the address type %q is neither rfc822 nor utf-8", o.Type)
}

func (c *Client) offers(keyword string) bool {
	_, ok := c.Extension(keyword)
	return ok
}

func oneLine(command string) (string, error) {
	if strings.ContainsAny(command, "\r\n") {
		return "", errors.New("a command is one line")
	}
	return command, nil
}

// onTheWire is a letter as DATA sends it: lines end in CRLF, one that begins with a dot has another before it, and a
// dot by itself is the end (RFC 5321 section 4.5.2).
func onTheWire(msg []byte) []byte {
	b := make([]byte, 0, len(msg)+len(msg)/64+8)
	begins := true
	for at := 0; at < len(msg); {
		if begins && msg[at] == '.' {
			b = append(b, '.')
		}
		end := at
		for end < len(msg) && msg[end] != '\n' {
			end++
		}
		b = append(b, msg[at:end]...)
		if begins = end < len(msg); begins {
			if end == at || msg[end-1] != '\r' {
				b = append(b, '\r')
			}
			b = append(b, '\n')
			end++
		}
		at = end
	}
	switch {
	case begins:
	case b[len(b)-1] == '\r':
		b = append(b, '\n')
	default:
		b = append(b, "\r\n"...)
	}
	return append(b, ".\r\n"...)
}

// verbatim is a letter as DATA sends it where a CR or LF that is not part of CRLF is left as it is (RFC 5321 section 2.3.8 forbids
// that): a line ends in CRLF alone, and only after one a dot gets another.
func verbatim(msg []byte) []byte {
	b := bytes.ReplaceAll(msg, []byte("\r\n."), []byte("\r\n.."))
	if bytes.HasPrefix(b, []byte(".")) {
		b = append([]byte("."), b...)
	}
	if !bytes.HasSuffix(b, []byte("\r\n")) {
		b = append(bytes.Clone(b), "\r\n"...)
	}
	return append(slices.Clip(b), ".\r\n"...)
}

// maxDataWrite is how much of a letter goes out in one Write, under one deadline (RFC 5321 section 4.5.3.2.5).
const maxDataWrite = 64 << 10

// sendLetter writes the letter out, in a few large Writes.
func (c *Client) sendLetter(letter []byte) error {
	for at := 0; at < len(letter); at += maxDataWrite {
		c.deadline(TimeoutDataBlock)
		if _, err := c.conn.Write(letter[at:min(at+maxDataWrite, len(letter))]); err != nil {
			return fmt.Errorf("after %d of %d octets of the letter: %w", at, len(letter), err)
		}
	}
	return nil
}
