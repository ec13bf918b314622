package mail

import (
	"bytes"
	"fmt"
	"mime"
	netmail "net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message"
)

// Mailbox is an address with the name people see (RFC 5322 section 3.4).
type Mailbox struct {
	Name    string
	Address Address
}

// String is the mailbox as a header field holds it; a name beyond ASCII becomes encoded-words (RFC 2047).
func (m Mailbox) String() string {
	if m.Name == "" {
		return m.Address.String()
	}
	if !isASCII(m.Name) || longestWord(m.Name) > maxWord {
		return EncodeText(m.Name) + " " + m.Address.Path()
	}
	if isPhrase(m.Name) {
		return m.Name + " " + m.Address.Path()
	}
	// net/mail quotes; the address is put in by ourselves, so that its quoting is the same here as on the wire.
	const placeholder = "a@b"
	name := (&netmail.Address{Name: clean(m.Name), Address: placeholder}).String()
	return strings.TrimSuffix(name, "<"+placeholder+">") + m.Address.Path()
}

// isPhrase says whether a name needs no quotes: atoms with a space between (RFC 5322 sections 3.2.3 and 3.2.5).
func isPhrase(name string) bool {
	for word := range strings.SplitSeq(name, " ") {
		for i := range len(word) {
			if !isAtext(word[i]) {
				return false
			}
		}
		if word == "" || strings.HasPrefix(word, "=?") { // the second would be read as an encoded-word (RFC 2047 section 5)
			return false
		}
	}
	return true
}

// Attachment is a file that travels with the letter.
type Attachment struct {
	Name        string
	ContentType string // empty: application/octet-stream
	Content     []byte
}

// Message is a letter about to be written. Every field that programs usually invent (Message-ID, Date, boundaries) is the caller's.
type Message struct {
	From     Mailbox
	Sender   Mailbox // only when it is not From
	ReplyTo  []Mailbox
	To, Cc   []Mailbox
	Bcc      []Mailbox // recipients of the envelope only: never written (RFC 5322 section 3.6.3)
	Subject  string
	Date     time.Time
	ID       string   // Message-ID without its angle brackets
	InReply  string   // In-Reply-To: the ID answered, without brackets
	Refs     []string // References: IDs of the thread, oldest first, without brackets
	Extra    []ExtraField
	Text     string // the body for everyone
	Flowed   bool   // format=flowed (RFC 3676): lines that end in a space go on
	HTML     string // the same for those who prefer it
	Attached []Attachment
	// Boundary names the n-th multipart of this message (0, 1, ...). It is asked only when there is one.
	Boundary func(n int) string
	// EightBit leaves text beyond ASCII as it is, for paths that offer 8BITMIME (RFC 6152), instead of quoted-printable.
	EightBit bool
}

// ExtraField is a field the caller adds, such as Auto-Submitted.
type ExtraField struct{ Name, Value string }

// Reply begins an answer: subject with one Re:, In-Reply-To and References as RFC 5322 section 3.6.4 has them.
func (m *Message) Reply() Message {
	subject := m.Subject
	if len(subject) < 3 || !strings.EqualFold(subject[:3], "re:") {
		subject = "Re: " + subject
	}
	to := m.ReplyTo
	if len(to) == 0 {
		to = []Mailbox{m.From}
	}
	r := Message{To: append([]Mailbox(nil), to...), Subject: subject, InReply: m.ID}
	r.Refs = append(append(r.Refs, m.Refs...), m.ID)
	return r
}

// Recipients are the forward-paths of the envelope: To, Cc and Bcc, each mailbox once.
func (m *Message) Recipients() []Recipient {
	var list []Recipient
	for _, group := range [][]Mailbox{m.To, m.Cc, m.Bcc} {
	next:
		for _, one := range group {
			for _, have := range list {
				if have.Address.Equal(one.Address) {
					continue next
				}
			}
			list = append(list, Recipient{Address: one.Address})
		}
	}
	return list
}

// NeedsSMTPUTF8 says whether an address in the header is beyond ASCII, so that every hop must offer SMTPUTF8 (RFC 6531).
func (m *Message) NeedsSMTPUTF8() bool {
	for _, group := range [][]Mailbox{{m.From, m.Sender}, m.ReplyTo, m.To, m.Cc, m.Bcc} {
		for _, one := range group {
			if !one.Address.IsASCII() {
				return true
			}
		}
	}
	return false
}

// Bytes writes the message with CRLF line ends.
func (m *Message) Bytes() ([]byte, error) {
	if m.From.Address.IsNull() || m.Date.IsZero() || m.ID == "" {
		return nil, fmt.Errorf("composing a message: From, Date and Message-ID are needed (RFC 5322 section 3.6)")
	}
	for _, extra := range m.Extra {
		if !isFieldName([]byte(extra.Name)) {
			return nil, fmt.Errorf("composing message %s: %q is no field name (RFC 5322 section 2.2)", m.ID, extra.Name)
		}
	}
	c := composer{boundary: m.Boundary}
	root := m.body(&c)
	if c.err != nil {
		return nil, fmt.Errorf("composing message %s: %w", m.ID, c.err)
	}
	out, err := write(append(m.header(), field("MIME-Version", "1.0")), root)
	if err != nil {
		return nil, fmt.Errorf("composing message %s: %w", m.ID, err)
	}
	return out, nil
}

// header is in the order people read it.
func (m *Message) header() [][]byte {
	h := [][]byte{field("From", m.From.String())}
	if !m.Sender.Address.IsNull() && !m.Sender.Address.Equal(m.From.Address) {
		h = append(h, field("Sender", m.Sender.String()))
	}
	for _, list := range []struct {
		name  string
		boxes []Mailbox
	}{{"Reply-To", m.ReplyTo}, {"To", m.To}, {"Cc", m.Cc}} {
		if len(list.boxes) > 0 {
			h = append(h, field(list.name, joinMailboxes(list.boxes)))
		}
	}
	if len(m.To)+len(m.Cc) == 0 && len(m.Bcc) > 0 {
		h = append(h, field("To", "undisclosed-recipients:;")) // RFC 5322 appendix A.1.3 shows the form
	}
	h = append(h, field("Subject", EncodeText(m.Subject)), field("Date", FormatDate(m.Date)), field("Message-ID", "<"+m.ID+">"))
	if m.InReply != "" {
		h = append(h, field("In-Reply-To", "<"+m.InReply+">"))
	}
	if len(m.Refs) > 0 {
		h = append(h, field("References", "<"+strings.Join(m.Refs, "> <")+">"))
	}
	for _, extra := range m.Extra {
		one := field(extra.Name, extraValue(extra))
		own := slices.IndexFunc(h, func(f []byte) bool { return once(extra.Name) && nameOf(f, extra.Name) })
		if own >= 0 {
			h[own] = one
		} else {
			h = append(h, one)
		}
	}
	return h
}

// once tells whether a letter has a field at most once (RFC 5322 section 3.6).
func once(name string) bool {
	switch strings.ToLower(name) {
	case "date", "from", "sender", "reply-to", "to", "cc", "bcc", "message-id", "in-reply-to", "references", "subject":
		return true
	}
	return false
}

// nameOf tells whether a field, as FormatField wrote it, has that name.
func nameOf(f []byte, name string) bool {
	own, _, _ := bytes.Cut(f, []byte(":"))
	return strings.EqualFold(string(own), name)
}

// extraValue writes the value of a field that the caller adds: where it holds addresses, only their names may become
// encoded-words (RFC 2047 section 5).
func extraValue(extra ExtraField) string {
	switch strings.ToLower(extra.Name) {
	case "from", "sender", "reply-to", "to", "cc", "resent-from", "resent-sender", "resent-to", "resent-cc", "disposition-notification-to":
		if list, err := netmail.ParseAddressList(extra.Value); err == nil && !isASCII(extra.Value) {
			boxes := make([]Mailbox, 0, len(list))
			for _, one := range list {
				a, err := ParseAddress(one.Address)
				if err != nil {
					return EncodeText(extra.Value)
				}
				boxes = append(boxes, Mailbox{Name: one.Name, Address: a})
			}
			return joinMailboxes(boxes)
		}
	}
	return EncodeText(extra.Value)
}

func joinMailboxes(boxes []Mailbox) string {
	words := make([]string, len(boxes))
	for i, b := range boxes {
		words[i] = b.String()
	}
	return strings.Join(words, ", ")
}

func field(name, value string) []byte { return FormatField(name, value) }

// body is text, or text and HTML as alternatives, and around that the attachments (RFC 2046 sections 5.1.3 and 5.1.4).
func (m *Message) body(c *composer) *part {
	var outer *part
	if len(m.Attached) > 0 {
		outer = c.multipart("multipart/mixed", nil)
	}
	root := textPart("text/plain", m.Text, m.Flowed, m.EightBit)
	if m.HTML != "" {
		both := c.multipart("multipart/alternative", nil)
		both.children = []*part{root, textPart("text/html", m.HTML, false, m.EightBit)}
		root = both
	}
	if outer == nil {
		return root
	}
	outer.children = append(outer.children, root)
	for _, a := range m.Attached {
		outer.children = append(outer.children, attachmentPart(a))
	}
	return outer
}

func attachmentPart(a Attachment) *part {
	typ := a.ContentType
	if _, _, err := mime.ParseMediaType(typ); err != nil {
		typ = "application/octet-stream"
	}
	return &part{
		fields: [][]byte{field("Content-Type", withCharset(typ, a.Content)), field("Content-Transfer-Encoding", "base64"),
			field("Content-Disposition", "attachment"+filename(clean(a.Name)))}, // RFC 2183
		body: textual(typ, a.Content),
	}
}

// textual gives a text's lines the ends that they have on the wire; base64 would hide them from whoever could mend them on the
// way (RFC 2045 section 6.8). Any other file is as it is.
func textual(typ string, content []byte) []byte {
	if !strings.HasPrefix(strings.ToLower(typ), "text/") {
		return content
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}

// withCharset says in which charset a text is, where its type does not: nobody can know
// otherwise (RFC 2046 section 4.1.2, RFC 6657 section 3).
func withCharset(typ string, content []byte) string {
	kind, params, err := mime.ParseMediaType(typ)
	if err != nil || !strings.HasPrefix(kind, "text/") || params["charset"] != "" || !utf8.Valid(content) {
		return typ
	}
	params["charset"] = "utf-8"
	if isASCII(string(content)) {
		params["charset"] = "us-ascii"
	}
	return mime.FormatMediaType(kind, params)
}

// maxParameter is how much of a parameter's value stands in one piece.
const maxParameter = 60

// filename is the parameter that names a file, with what comes before it. A name beyond ASCII or too long for a line is
// percent-encoded UTF-8, in numbered pieces where one is not enough (RFC 2231 sections 3 and 4).
func filename(name string) string {
	if isASCII(name) && len(name) <= maxParameter {
		return strings.TrimPrefix(mime.FormatMediaType("attachment", map[string]string{"filename": name}), "attachment")
	}
	var pieces []string
	piece := ""
	for _, r := range strings.ToValidUTF8(name, "\uFFFD") {
		q := percent(r)
		if len(piece)+len(q) > maxParameter {
			pieces, piece = append(pieces, piece), ""
		}
		piece += q
	}
	pieces = append(pieces, piece)
	if len(pieces) == 1 {
		return "; filename*=utf-8''" + pieces[0]
	}
	var b strings.Builder
	for i, piece := range pieces {
		charset := ""
		if i == 0 {
			charset = "utf-8''"
		}
		fmt.Fprintf(&b, "; filename*%d*=%s%s", i, charset, piece)
	}
	return b.String()
}

// percent writes a character as an extended parameter has it (RFC 2231 section 7, attribute-char).
func percent(r rune) string {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~", r) {
		return string(r)
	}
	return "%" + strings.ReplaceAll(fmt.Sprintf("% X", string(r)), " ", "%")
}

// textPart chooses the plainest encoding that survives every hop: 7bit, else quoted-printable (RFC 2045 section 6).
func textPart(typ, text string, flowed, eightBit bool) *part {
	body := CRLF(text)
	if body != "" && !strings.HasSuffix(body, "\r\n") {
		body += "\r\n"
	}
	params := map[string]string{"charset": "us-ascii"}
	encoding := "7bit"
	switch {
	case longestLine(body) > MaxLine:
		encoding = "quoted-printable"
	case isASCII(body):
	case eightBit:
		encoding = "8bit"
	default:
		encoding = "quoted-printable"
	}
	if !isASCII(body) {
		params["charset"] = "utf-8"
	}
	if flowed {
		params["format"] = "flowed"
	}
	return &part{
		fields: [][]byte{field("Content-Type", mime.FormatMediaType(typ, params)), field("Content-Transfer-Encoding", encoding)},
		body:   []byte(body),
	}
}

func longestLine(s string) int {
	longest := 0
	for line := range strings.SplitSeq(s, "\r\n") {
		longest = max(longest, len(line))
	}
	return longest
}

// composer hands out boundaries in order.
type composer struct {
	boundary func(int) string
	n        int
	err      error
}

// part is one MIME entity: leaf when it has no children.
type part struct {
	fields   [][]byte
	body     []byte
	children []*part
}

func (c *composer) multipart(typ string, params map[string]string) *part {
	if c.boundary == nil {
		c.err = fmt.Errorf("a %s needs a boundary from the caller", typ)
		return &part{}
	}
	boundary := c.boundary(c.n)
	c.n++
	if !validBoundary(boundary) {
		c.err = fmt.Errorf("%q is no boundary (RFC 2046 section 5.1.1)", boundary)
		return &part{}
	}
	all := map[string]string{"boundary": boundary}
	for k, v := range params {
		all[k] = v
	}
	// FormatMediaType writes its parameters sorted.
	return &part{fields: [][]byte{field("Content-Type", mime.FormatMediaType(typ, all))}}
}

// validBoundary is asked before go-message is, which would put a random boundary in the place of a bad one.
func validBoundary(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("'()+_,-./:=?", c) >= 0) {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 70
}

// write lets go-message lay out the entities and encode their bodies.
func write(header [][]byte, root *part) ([]byte, error) {
	var buf bytes.Buffer
	w, err := message.CreateWriter(&buf, toHeader(append(header, root.fields...)))
	if err != nil {
		return nil, err
	}
	if err := writePart(w, root); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func writePart(w *message.Writer, p *part) error {
	if p.children == nil {
		if _, err := w.Write(p.body); err != nil {
			return err
		}
		return w.Close()
	}
	for _, child := range p.children {
		cw, err := w.CreatePart(toHeader(child.fields))
		if err != nil {
			return err
		}
		if err := writePart(cw, child); err != nil {
			return err
		}
	}
	return w.Close()
}

// toHeader adds raw fields from the last to the first, for go-message puts each new one on top. Raw, because it would
// otherwise respell Message-ID as Message-Id.
func toHeader(fields [][]byte) message.Header {
	var h message.Header
	for i := len(fields) - 1; i >= 0; i-- {
		h.AddRaw(fields[i])
	}
	return h
}
