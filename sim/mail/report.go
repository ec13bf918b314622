package mail

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Action is what became of a message for one recipient (RFC 3464 section 2.3.3).
type Action string

// The five actions.
const (
	ActionFailed    Action = "failed"
	ActionDelayed   Action = "delayed"
	ActionDelivered Action = "delivered"
	ActionRelayed   Action = "relayed"
	ActionExpanded  Action = "expanded"
)

// RecipientReport is the block about one recipient (RFC 3464 section 2.3). Zero values are left out, but Action and Status are
// always there.
type RecipientReport struct {
	Recipient      Recipient // gives Original-Recipient and Final-Recipient
	Action         Action
	Status         Status
	RemoteMTA      string // the server that said no; empty when none was reached
	Code           int    // its reply code; 0: the failure was not an SMTP reply
	Diagnostic     string // its reply's text, enhanced code included, or why none came
	LastAttempt    time.Time
	WillRetryUntil time.Time // only with ActionDelayed
}

// Report is a delivery status notification: a multipart/report of three parts, for people, for programs, and the letter
// itself (RFC 3462, RFC 3464). It is sent with MAIL FROM:<>, to the reverse-path, once.
type Report struct {
	ReportingMTA string // the server that writes the report
	ReceivedFrom string // the client it had the message from; optional
	ArrivalDate  time.Time
	Recipients   []RecipientReport

	From     Mailbox // usually MAILER-DAEMON at the reporting server
	To       Address // the reverse-path of the message reported on
	Subject  string  // in the sender's language
	Text     string  // the readable part, in the sender's language
	Language string  // its Content-Language (RFC 3282); optional
	Date     time.Time
	ID       string // Message-ID without brackets
	Boundary string

	ENVID    string // of the message reported on
	RET      Ret
	Original []byte
}

// Bytes writes the report.
func (r *Report) Bytes() ([]byte, error) {
	fail := func(why string) ([]byte, error) {
		return nil, fmt.Errorf("reporting on a message to %s: %s", r.To, why)
	}
	switch {
	case r.To.IsNull():
		return fail("a message with a null reverse-path is never reported on (RFC 5321 section 4.5.5)")
	case len(r.Recipients) == 0:
		return fail("a report is about at least one recipient (RFC 3464 section 2.1)")
	case r.ReportingMTA == "":
		return fail("Reporting-MTA is required (RFC 3464 section 2.2.2)")
	case r.ID == "" || r.Date.IsZero() || r.Boundary == "":
		return fail("Message-ID, Date and boundary come from the caller")
	}
	header := [][]byte{field("From", r.From.String()), field("To", r.To.String()), field("Subject", EncodeText(r.Subject)),
		field("Date", FormatDate(r.Date)), field("Message-ID", "<"+r.ID+">"),
		field("Auto-Submitted", "auto-replied"), // RFC 3834 section 5: so that no program answers it
		field("MIME-Version", "1.0")}
	c := composer{boundary: func(int) string { return r.Boundary }}
	root := c.multipart("multipart/report", map[string]string{"report-type": "delivery-status"})
	if c.err != nil {
		return nil, c.err
	}
	root.children = []*part{r.readable(), r.machine(), r.returned()}
	return write(header, root)
}

func (r *Report) readable() *part {
	p := textPart("text/plain", r.Text, false, false)
	p.fields = append(p.fields, field("Content-Description", "Notification"))
	if r.Language != "" {
		p.fields = append(p.fields, field("Content-Language", r.Language))
	}
	return p
}

// machine is message/delivery-status: one block about the message, then one for each recipient, blank lines between.
func (r *Report) machine() *part {
	var b bytes.Buffer
	put := func(name, value string) {
		if value != "" {
			b.Write(field(name, value))
		}
	}
	put("Original-Envelope-Id", toASCII(r.ENVID))
	put("Reporting-MTA", "dns; "+toASCII(r.ReportingMTA))
	if r.ReceivedFrom != "" {
		put("Received-From-MTA", "dns; "+toASCII(r.ReceivedFrom))
	}
	if !r.ArrivalDate.IsZero() {
		put("Arrival-Date", FormatDate(r.ArrivalDate))
	}
	for i := range r.Recipients {
		b.WriteString("\r\n")
		r.Recipients[i].write(put)
	}
	return &part{
		fields: [][]byte{field("Content-Type", "message/delivery-status"), field("Content-Description", "Delivery report")},
		body:   b.Bytes(),
	}
}

func (rr *RecipientReport) write(put func(name, value string)) {
	if o := rr.Recipient.ORCPT; !o.IsZero() {
		put("Original-Recipient", typedAddress(o.Type, o.Address))
	}
	typ := "rfc822"
	if !rr.Recipient.Address.IsASCII() {
		typ = "utf-8" // RFC 6533 section 3
	}
	put("Final-Recipient", typedAddress(typ, rr.Recipient.Address.String()))
	put("Action", string(rr.Action))
	put("Status", rr.status().String())
	if rr.RemoteMTA != "" {
		put("Remote-MTA", "dns; "+toASCII(rr.RemoteMTA))
	}
	put("Diagnostic-Code", rr.diagnostic())
	if !rr.LastAttempt.IsZero() {
		put("Last-Attempt-Date", FormatDate(rr.LastAttempt))
	}
	if rr.Action == ActionDelayed && !rr.WillRetryUntil.IsZero() {
		put("Will-Retry-Until", FormatDate(rr.WillRetryUntil)) // RFC 3464 section 2.3.9: only for delayed
	}
}

// status is never missing and never contradicts the action (RFC 3463 section 2): what is only late is 4.x.x, what arrived is
// 2.x.x. A failure is 5.x.x unless the caller says 4.x.x: a message whose time ran out reports the trouble it last met.
func (rr *RecipientReport) status() Status {
	st := rr.Status
	if st.IsZero() {
		st = StatusOfReply(rr.Code)
	}
	switch rr.Action {
	case ActionDelayed:
		st.Class = 4
	case ActionFailed:
		if st.Class != 4 {
			st.Class = 5
		}
	default:
		st.Class = 2
	}
	return st
}

// diagnostic is smtp; CODE text when a server said so, else x-posta; text (RFC 3464 section 2.3.6).
func (rr *RecipientReport) diagnostic() string {
	text := toASCII(strings.Join(strings.Fields(clean(rr.Diagnostic)), " "))
	switch {
	case rr.Code != 0:
		return "smtp; " + strings.TrimSpace(strconv.Itoa(rr.Code)+" "+text)
	case text != "":
		return "x-posta; " + text
	}
	return ""
}

// typedAddress keeps a report in ASCII, so that it passes where SMTPUTF8 does not (RFC 6533 section 3).
func typedAddress(typ, addr string) string {
	if isASCII(addr) {
		return typ + ";" + addr
	}
	return "utf-8;" + EncodeUnitext(addr)
}

func toASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// returned is the letter: all of it when the sender asked RET=FULL and something failed, else its header (RFC 3461 section 4.3).
func (r *Report) returned() *part {
	typ, original, description := "text/rfc822-headers", HeaderBytes(r.Original), "Undelivered message headers"
	if r.RET == RetFull && r.failed() {
		typ, original, description = "message/rfc822", r.Original, "Undelivered message"
	}
	encoding := "7bit"
	if !isASCII(string(original)) {
		encoding = "8bit"
	}
	return &part{
		fields: [][]byte{field("Content-Type", typ), field("Content-Transfer-Encoding", encoding),
			field("Content-Description", description)},
		body: original,
	}
}

func (r *Report) failed() bool {
	for i := range r.Recipients {
		if r.Recipients[i].Action == ActionFailed {
			return true
		}
	}
	return false
}
