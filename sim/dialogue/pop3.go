package dialogue

import (
	"bytes"
	"strings"

	"posta/sim/pop3"
)

// readPOP3 reads a line of POP3 (RFC 1939).
func (c *conn) readPOP3(l *Line, s *stream) {
	switch {
	case !s.client && s.mode == dotted:
		l.Kind, l.Body = KindData, unstuff(l.Raw, !l.Partial)
		l.excerpt()
	case !s.client:
		c.readPOP3Reply(l)
	case c.secret != nil:
		l.Kind, l.Args, l.Secret = KindCredentials, strings.TrimSpace(l.Text), decoded(l.Text)
	default:
		cmd, err := pop3.ParseCommand(l.Text)
		if err != nil {
			return
		}
		l.Kind, l.Verb, l.Args = KindCommand, cmd.Verb, strings.TrimSpace(cmd.Rest)
		switch cmd.Verb {
		case "PASS":
			// The password is all that follows, spaces too (section 7).
			l.Kind, l.Secret = KindCredentials, cmd.Rest
		case "AUTH":
			if _, initial, ok := strings.Cut(l.Args, " "); ok {
				l.Kind, l.Secret = KindCredentials, decoded(initial)
			}
		}
	}
}

// readPOP3Reply reads the status indicator and, in brackets, the response code
// (RFC 2449 section 8).
func (c *conn) readPOP3Reply(l *Line) {
	first, more, _ := strings.Cut(l.Text, "\n")
	reply, err := pop3.ParseReply(first)
	if err != nil {
		if l.Partial {
			l.Kind = c.replyKind()
		}
		return
	}
	if more == "." || strings.HasSuffix(more, "\n.") {
		// The dot ends the list and is no part of it.
		l.Text = strings.TrimSuffix(strings.TrimSuffix(l.Text, "."), "\n")
	}
	l.Kind, l.Args, l.Enhanced = c.replyKind(), reply.Text, string(reply.Code)
	switch {
	case reply.Challenge:
		l.Kind, l.Class, l.Verb, l.Secret = KindContinuation, ClassMore, "+", decoded(reply.Text)
	case reply.OK:
		l.Class, l.Verb = ClassOK, "+OK"
	default:
		l.Class, l.Verb = ClassPermanent, "-ERR"
		switch reply.Code {
		case pop3.CodeLoginDelay, pop3.CodeInUse, pop3.CodeSysTemp:
			l.Class = ClassTemporary
		}
	}
}

// cutPOP3 finds the end of a reply: that of its line, or, for a list that the
// oldest waiting command asked for, the dot (RFC 1939 section 3).
func (c *conn) cutPOP3(s *stream) int {
	if s.mark == 0 {
		end := s.cutLine()
		if end == 0 || !c.greeted || !bytes.HasPrefix(s.buf, []byte("+OK")) || !c.wantsList() {
			return end
		}
		s.scanned, s.mark = end, end
	}
	return s.cutDotted(s.mark)
}

// asked reads a waiting line as a command again; credentials have no verb.
func asked(q *Line) pop3.Command { return pop3.Command{Verb: q.Verb, Rest: q.Args} }

// wantsList tells whether the oldest waiting command is answered with a list.
func (c *conn) wantsList() bool {
	return len(c.pending) > 0 && asked(c.pending[0]).Multiline() && !carriesLetter(c.pending[0])
}

// carriesLetter tells whether a command is answered with a message.
func carriesLetter(q *Line) bool { return q.Verb == "RETR" || q.Verb == "TOP" }

// donePOP3 follows the state of the session.
func (c *conn) donePOP3(l *Line, s *stream) {
	switch {
	case s.client:
		if c.secret != nil {
			link(l, c.secret)
		}
		c.secret = nil
		if l.Kind == KindCredentials && l.Verb != "PASS" || l.Verb == "AUTH" || l.Verb == "STLS" {
			s.parked = l // the answer says what the next line is
		}
		c.ask(l)
	case s.mode == dotted:
		link(l, c.letter)
		s.mode, c.letter = lines, nil
	case l.Kind == KindOther:
	case !c.greeted:
		c.greeted = true
	default:
		q := c.answered()
		link(l, q)
		switch {
		case q == nil:
		case l.Kind == KindContinuation:
			c.secret = c.firstOf(q)
		case l.Class == ClassOK && carriesLetter(q):
			s.mode, c.letter = dotted, q
		}
	}
}
