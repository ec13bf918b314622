package mua

import (
	"bytes"
	"fmt"

	"posta/sim/mail"
)

// Smuggled is a letter that is hidden in another, for one recipient. A server that reads line ends as RFC 5321 section 2.3.8 says
// sees one letter with odd text in it. One that takes a bare LF for CRLF sees the first letter end before it, and after that
// end what looks like a client's next commands.
type Smuggled struct {
	To      mail.Address
	Message mail.Message // Date and ID are the device's
}

// laxEnd is what only a lax server takes for the end of a letter: section 4.1.1.4 wants CRLF around the dot.
const laxEnd = "\n.\n"

// hide puts a letter, with the commands that would bring it, behind the end of another's text.
func (d *Device) hide(s Smuggled, letter []byte) ([]byte, error) {
	m := s.Message
	m.Date, m.ID = d.date(), d.token(12)+"@"+d.domain()
	raw, err := m.Bytes()
	if err != nil {
		return nil, fmt.Errorf("writing the hidden letter %q: %w", m.Subject, err)
	}
	commands := fmt.Sprintf("MAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n", m.From.Address, s.To)
	return bytes.Join([][]byte{bytes.TrimSuffix(letter, []byte("\r\n")), []byte(laxEnd + commands), raw}, nil), nil
}
