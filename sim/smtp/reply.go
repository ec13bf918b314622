package smtp

import (
	"strconv"
	"strings"

	"posta/sim/mail"
)

// Reply is what a server says (RFC 5321 section 4.2): a code for programs, an enhanced status code that says it more exactly
// (RFC 2034, RFC 3463), and text for people.
type Reply struct {
	Code     int
	Enhanced mail.Status // zero: none
	Text     string      // lines parted by \n, without code and enhanced status code
	// Close ends the connection after the reply; with Code 0 it ends without a word. A 421 always closes (RFC 5321 section
	// 3.8). It is the server's own business and never comes out of a parser.
	Close bool
}

// R builds a Reply. An enhanced status code that is none is left out.
func R(code int, enhanced, text string) Reply {
	status, _ := mail.ParseStatus(enhanced)
	return Reply{Code: code, Enhanced: status, Text: text}
}

// Class is the first digit of the code (RFC 5321 section 4.2.1): 2 done, 3 go on, 4 not now, 5 no.
func (r Reply) Class() int { return r.Code / 100 }

// OK says whether the server did as it was asked.
func (r Reply) OK() bool { return r.Class() == 2 }

// IsZero says whether there is no reply here.
func (r Reply) IsZero() bool { return r == Reply{} }

// Lines are the lines of the text.
func (r Reply) Lines() []string { return strings.Split(r.Text, "\n") }

// String is the reply on one line, as a log would have it.
func (r Reply) String() string {
	if r.Code == 0 {
		return "(no reply)"
	}
	words := []string{strconv.Itoa(r.Code)}
	if !r.Enhanced.IsZero() {
		words = append(words, r.Enhanced.String())
	}
	if r.Text != "" {
		words = append(words, strings.ReplaceAll(r.Text, "\n", " "))
	}
	return strings.Join(words, " ")
}

// Wire is the reply in bytes: the code on every line, a hyphen after it on all but the last (RFC 5321 section 4.2.1), the
// enhanced status code on every line (RFC 2034 section 4).
func (r Reply) Wire() []byte { return r.AppendWire(nil) }

// AppendWire appends them to b.
func (r Reply) AppendWire(b []byte) []byte {
	text, more := r.Text, true
	for n := 1; more; n++ {
		var line string
		line, text, more = strings.Cut(text, "\n")
		more = more && n < MaxReplyLines
		start := len(b)
		b = strconv.AppendInt(b, int64(r.Code), 10)
		if more {
			b = append(b, '-')
		} else {
			b = append(b, ' ')
		}
		if !r.Enhanced.IsZero() {
			b = append(r.Enhanced.Append(b), ' ')
		}
		b = appendText(b, line)
		if len(b)-start > maxReplyLineSent {
			b = b[:start+maxReplyLineSent]
		}
		b = append(b, "\r\n"...)
	}
	return b
}

// appendText keeps a reply's text from ending its line.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if c < ' ' && c != '\t' || c == 0x7f {
			c = ' '
		}
		b = append(b, c)
	}
	return b
}
