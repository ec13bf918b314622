package dialogue

import (
	"encoding/base64"
	"strconv"
	"strings"

	"posta/sim/mail"
	"posta/sim/smtp"
)

// readSMTP reads a line of SMTP (RFC 5321).
func (c *conn) readSMTP(l *Line, s *stream) {
	switch {
	case !s.client:
		c.readSMTPReply(l)
	case s.mode == dotted:
		raw := l.Raw
		if s.lax() {
			raw = mail.Canonical(raw) // as it reads
		}
		l.Kind, l.Body = KindData, unstuff(raw, !l.Partial)
		l.excerpt()
	case s.mode == counted:
		l.Kind, l.Body = KindData, l.Raw
	case c.secret != nil:
		l.Kind, l.Args, l.Secret = KindCredentials, strings.TrimSpace(l.Text), decoded(l.Text)
	default:
		readSMTPCommand(l)
	}
}

// readSMTPCommand reads verb and arguments (RFC 5321 section 4.1.1).
func readSMTPCommand(l *Line) {
	cmd := smtp.ParseCommand(l.Raw)
	if !isWord(cmd.Verb) {
		return
	}
	l.Kind, l.Verb, l.Args = KindCommand, cmd.Verb, clean(cmd.Args)
	switch l.Verb {
	case "MAIL", "RCPT":
		// The verb is two words and a colon; real clients put spaces around it,
		// though section 3.3 forbids them.
		if word, path, ok := strings.Cut(l.Args, ":"); ok {
			word = strings.ToUpper(strings.TrimSpace(word))
			if l.Verb == "MAIL" && word == "FROM" || l.Verb == "RCPT" && word == "TO" {
				l.Verb, l.Args = l.Verb+" "+word, strings.TrimSpace(path)
			}
		}
	case "AUTH":
		if cmd.Secret {
			_, initial, _ := strings.Cut(l.Args, " ")
			l.Kind, l.Secret = KindCredentials, decoded(initial)
		}
	}
}

// cutReply finds the end of an SMTP reply of any number of lines, or of what
// stands in its place and is none.
func (s *stream) cutReply() int {
	_, n, _ := smtp.ParseReply(s.buf)
	return n
}

// readSMTPReply reads code, enhanced code and words (RFC 5321 section 4.2, RFC
// 2034 section 4).
func (c *conn) readSMTPReply(l *Line) {
	reply, _, err := smtp.ParseReply(l.Raw)
	if err != nil {
		return
	}
	l.Kind = c.replyKind()
	if l.Partial {
		return
	}
	l.Code, l.Args = reply.Code, clean(reply.Text)
	if !reply.Enhanced.IsZero() {
		l.Enhanced = reply.Enhanced.String()
	}
	switch reply.Class() {
	case 2:
		l.Class = ClassOK
	case 3:
		l.Class = ClassMore
		if l.Kind == KindReply {
			l.Kind = KindContinuation
		}
		if l.Code == 334 {
			l.Secret = decoded(l.Args)
		}
	case 4:
		l.Class = ClassTemporary
	case 5:
		l.Class = ClassPermanent
	}
}

// replyKind: a server's first word is its greeting, all others are replies.
func (c *conn) replyKind() Kind {
	if c.greeted {
		return KindReply
	}
	return KindGreeting
}

// doneSMTP follows the state of the session.
func (c *conn) doneSMTP(l *Line, s *stream) {
	if s.client {
		c.askedSMTP(l, s)
		return
	}
	switch {
	case l.Kind == KindOther:
	case !c.greeted:
		c.greeted = true
	case l.Code == 354:
		// Only DATA is answered so: if the count was lost before, it is found again.
		q := c.answeredOne(func(q *Line) bool { return q.Verb == "DATA" }, true)
		if q != nil {
			c.letter, c.up.mode = q, dotted
		}
		link(l, q)
	case l.Code == 334:
		q := c.answeredOne(func(q *Line) bool { return q.Verb == "AUTH" || q.Kind == KindCredentials }, true)
		if q != nil {
			c.secret = c.firstOf(q)
		}
		link(l, q)
	default:
		q := c.answered()
		link(l, q)
		c.offered(l, q)
	}
}

// offered follows whether the server takes chunks: its answer to the latest EHLO says so,
// and after STARTTLS nothing that was heard before counts (RFC 3030 section 2, RFC 3207
// section 4.2).
func (c *conn) offered(l, q *Line) {
	if q == nil || l.Class != ClassOK {
		return
	}
	switch q.Verb {
	case "EHLO":
		_, keywords, _ := strings.Cut(l.Text, "\n")
		c.chunks = false
		for line := range strings.Lines(keywords) {
			if len(line) > 4 {
				word, _, _ := strings.Cut(strings.TrimSpace(line[4:]), " ")
				c.chunks = c.chunks || strings.EqualFold(word, "CHUNKING")
			}
		}
	case "HELO", "STARTTLS":
		c.chunks = false
	}
}

// askedSMTP: the client has said something that wants an answer.
func (c *conn) askedSMTP(l *Line, s *stream) {
	wasSecret := c.secret
	c.secret = nil
	switch {
	case s.mode != lines:
		link(l, c.letter)
		s.mode, c.letter = lines, nil
	case wasSecret != nil:
		link(l, wasSecret)
		s.parked = l // the server may ask for one more line
	case l.Verb == "DATA", l.Verb == "AUTH", l.Verb == "STARTTLS":
		// These must end a pipelined group, since the answer says how to read what
		// follows (RFC 2920 section 3.1).
		s.parked = l
	case l.Verb == "BDAT" && c.chunks:
		// The chunk follows at once, and is what gets the answer, even a refusal; to a
		// server that did not offer CHUNKING it is no command, and what follows is the
		// next one (RFC 3030 section 2).
		size, _, _ := strings.Cut(l.Args, " ")
		if n, err := strconv.Atoi(size); err == nil && n > 0 && n <= maxCounted {
			s.mode, s.count, c.letter = counted, n, l
			return
		}
	}
	c.ask(l)
}

// maxCounted is the largest number of octets that a chunk or a literal may claim;
// a larger one is a line like any other.
const maxCounted = 1 << 30

// firstOf is the command that began the exchange to which credentials belong.
func (c *conn) firstOf(l *Line) *Line {
	if l.Kind == KindCredentials && l.Verb == "" && l.Question >= 0 {
		return c.r.d.Lines[l.Question]
	}
	return l
}

// maxVerb is the longest word that is taken for a command's name.
const maxVerb = 32

// isWord tells whether a text could be a command's name.
func isWord(s string) bool {
	if s == "" || len(s) > maxVerb {
		return false
	}
	for i := range len(s) {
		if b := s[i]; b|0x20 < 'a' || b|0x20 > 'z' {
			if b < '0' || b > '9' || i == 0 {
				return false
			}
		}
	}
	return true
}

// decoded undoes base64, forgiving lost padding; "" for what is none, for "*"
// (the client gives up, RFC 4954 section 4) and for "=" (an empty response).
func decoded(s string) string {
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(s), "="))
	if err != nil {
		return ""
	}
	return clean(string(b))
}
