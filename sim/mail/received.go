package mail

import (
	"bytes"
	"iter"
	"net/netip"
	"strings"
	"time"
)

// Received is the postmark every server puts on top of a message it took (RFC 5321 section 4.4).
type Received struct {
	HELO string     // the name the client gave itself
	RDNS string     // the name its address resolves to; empty: unknown
	IP   netip.Addr // the address it really came from
	By   string     // the server's own name
	With string     // see WithProtocol
	ID   string     // the server's queue id
	For  Address    // only when there is one recipient, or Bcc would show (RFC 5321 section 7.6)
	Date time.Time
	Note string // a comment after the protocol, such as TLS version and cipher; optional
}

// WithProtocol is the word after "with": SMTP, ESMTP, ESMTPS, ESMTPA, ESMTPSA (RFC 3848), and UTF8SMTP and its kin (RFC 6531
// section 4.3).
func WithProtocol(esmtp, tls, auth, utf8 bool) string {
	if !esmtp {
		return "SMTP"
	}
	word := "ESMTP"
	if utf8 {
		word = "UTF8SMTP"
	}
	if tls {
		word += "S"
	}
	if auth {
		word += "A"
	}
	return word
}

// Field writes the postmark, folded where its clauses begin.
func (r Received) Field() []byte {
	b := make([]byte, 0, 256)
	add := func(words ...string) {
		for _, w := range words {
			b = append(b, w...)
		}
	}
	add("Received: from ", traceToken(r.HELO, "unknown"))
	if r.IP.IsValid() {
		add(" (", traceToken(r.RDNS, "unknown"), " ", Literal(r.IP), ")")
	}
	add("\r\n\tby ", traceToken(r.By, "unknown"), " (Posta)")
	if r.With != "" {
		add(" with ", r.With)
	}
	if r.Note != "" {
		add("\r\n\t(", comment(r.Note), ")")
	}
	if r.ID != "" {
		add(" id ", traceToken(r.ID, "unknown"))
	}
	if !r.For.IsNull() {
		add("\r\n\tfor ", clean(r.For.Path()))
	}
	add("; ")
	b = r.Date.AppendFormat(b, DateLayout)
	add("\r\n")
	return b
}

// traceToken keeps a stranger's name from being more than one word: what could end the clause, a comment or the line goes.
func traceToken(s, otherwise string) string {
	if len(s) > MaxTraceToken {
		s = s[:MaxTraceToken]
	}
	if isDotted(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || strings.ContainsRune(`();<>"\,`, r) {
			return -1
		}
		return r
	}, s)
	if s == "" {
		return otherwise
	}
	return s
}

// isDotted is true of most names, and found out faster.
func isDotted(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || c != '.' && !isAtext(c) {
			return false
		}
	}
	return s != ""
}

func comment(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`()\`, r) {
			return -1
		}
		return r
	}, s)
}

// Prepend puts fields on top of a message; the newest trace field is always first (RFC 5321 section 4.4).
func Prepend(msg []byte, fields ...[]byte) []byte {
	_, out := PrependBelow(0, msg, fields...)
	return out
}

// PrependBelow is Prepend with so many free octets before it in memory: whoever puts more on top there (FinalDelivery) need not
// copy what is below, and both are kept for the price of one.
func PrependBelow(free int, msg []byte, fields ...[]byte) (above, out []byte) {
	n := free + len(msg)
	for _, f := range fields {
		n += len(f)
	}
	whole := make([]byte, free, n)
	for _, f := range fields {
		whole = append(whole, f...)
	}
	whole = append(whole, msg...)
	return whole[:free], whole[free:]
}

// FinalDelivery is the message as the mailbox keeps it: Return-Path on top, from the envelope, and no older one (RFC 5321
// section 4.4); then Delivered-To, by which a forwarding loop is known, when to is not null. above are free octets right before
// the message, to be used once, or none.
func FinalDelivery(above, msg []byte, reversePath, to Address) []byte {
	top := FormatField("Return-Path", reversePath.Path())
	if !to.IsNull() {
		top = append(top, FormatField("Delivered-To", to.String())...)
	}
	msg = withoutField(msg, "Return-Path")
	if len(top) > len(above) || !IsBefore(above, msg) {
		return Prepend(msg, top)
	}
	begin := len(above) - len(top)
	copy(above[begin:], top)
	return above[begin : len(above)+len(msg)]
}

// IsBefore tells whether octets lie right before a message, in one piece of memory.
func IsBefore(above, msg []byte) bool {
	n := len(above)
	return len(msg) > 0 && cap(above) >= n+len(msg) && &above[:n+1][n] == &msg[0]
}

// withoutField leaves a message alone that has no such field.
func withoutField(msg []byte, name string) []byte {
	var kept []byte
	from, at := 0, 0
	for at < len(msg) {
		n := fieldLength(msg[at:])
		raw := msg[at : at+n]
		if len(trimEOL(raw)) == 0 {
			break
		}
		if isNamed(raw, name) {
			kept = append(kept, msg[from:at]...)
			from = at + n
		}
		at += n
	}
	if from == 0 {
		return msg
	}
	return append(kept, msg[from:]...)
}

// isNamed tells whether a field has a name.
func isNamed(raw []byte, name string) bool {
	before, _, ok := bytes.Cut(raw[:lineLength(raw)], []byte(":"))
	before = bytes.TrimRight(before, " \t")
	return ok && isFieldName(before) && bytes.EqualFold(before, []byte(name))
}

// CountReceived counts the postmarks, by which a server notices a loop (RFC 5321 section 6.3).
func CountReceived(msg []byte) (n int) {
	for range fieldsNamed(msg, "Received") {
		n++
	}
	return n
}

// DeliveredTo lists the mailboxes this copy has been delivered to already, newest first.
func DeliveredTo(msg []byte) (list []string) {
	for raw := range fieldsNamed(msg, "Delivered-To") {
		list = append(list, unfold(raw[bytes.IndexByte(raw, ':')+1:]))
	}
	return list
}

// fieldsNamed are the fields of a message's header that have a name.
func fieldsNamed(msg []byte, name string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for len(msg) > 0 {
			raw := msg[:fieldLength(msg)]
			if len(trimEOL(raw)) == 0 || isNamed(raw, name) && !yield(raw) {
				return
			}
			msg = msg[len(raw):]
		}
	}
}
