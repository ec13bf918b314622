package mail

import (
	"bytes"
	"fmt"
	"time"
)

// Disposition is a receipt: a message disposition notification (RFC 8098), which says what became of a message at its reader's. It is
// a multipart/report of three parts, for people, for programs, and the message's header, and it is sent with MAIL FROM:<> to who
// asked for it in Disposition-Notification-To. Whether one is sent at all is its reader's affair: none says nothing.
type Disposition struct {
	From    Mailbox // the reader
	To      Address // who asked
	Subject string
	Text    string // the readable part
	Date    time.Time
	ID      string // Message-ID without brackets
	// Boundary parts the three.
	Boundary string

	UA       string // the program that writes it: a host's name (RFC 8098 section 3.2.1)
	Original []byte // the message that was displayed
}

// Bytes writes it: the program has sent it by itself, as its owner has told it to, because the message was displayed (RFC 8098
// section 3.2.6). Displayed is not read.
func (d *Disposition) Bytes() ([]byte, error) {
	if d.To.IsNull() || d.From.Address.IsNull() || d.ID == "" || d.Date.IsZero() || d.Boundary == "" {
		return nil, fmt.Errorf("writing a receipt to %s: From, To, Message-ID, Date and boundary come from the caller", d.To)
	}
	id, _ := FindField(d.Original, "Message-ID")
	header := [][]byte{field("From", d.From.String()), field("To", d.To.String()), field("Subject", EncodeText(d.Subject)),
		field("Date", FormatDate(d.Date)), field("Message-ID", "<"+d.ID+">")}
	if id != "" {
		header = append(header, field("In-Reply-To", id), field("References", id))
	}
	header = append(header, field("Auto-Submitted", "auto-replied"), field("MIME-Version", "1.0")) // RFC 3834 section 5
	c := composer{boundary: func(int) string { return d.Boundary }}
	root := c.multipart("multipart/report", map[string]string{"report-type": "disposition-notification"})
	if c.err != nil {
		return nil, c.err
	}
	returned := &part{fields: [][]byte{field("Content-Type", "text/rfc822-headers")}, body: HeaderBytes(d.Original)}
	root.children = []*part{textPart("text/plain", d.Text, false, false), d.machine(id), returned}
	return write(header, root)
}

// machine is message/disposition-notification (RFC 8098 section 3.1).
func (d *Disposition) machine(id string) *part {
	var b bytes.Buffer
	b.Write(field("Reporting-UA", toASCII(d.UA)+"; Posta"))
	typ := "rfc822"
	if !d.From.Address.IsASCII() {
		typ = "utf-8" // RFC 6533 section 3
	}
	b.Write(field("Final-Recipient", typedAddress(typ, d.From.Address.String())))
	if id != "" {
		b.Write(field("Original-Message-ID", id))
	}
	b.Write(field("Disposition", "automatic-action/MDN-sent-automatically; displayed"))
	return &part{fields: [][]byte{field("Content-Type", "message/disposition-notification")}, body: b.Bytes()}
}
