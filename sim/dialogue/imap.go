package dialogue

import (
	"bytes"
	"strconv"
	"strings"
)

// literal finds the "{42}" or "{42+}" that ends a line and announces that many
// octets (RFC 3501 section 4.3; "+", which waits for nobody, RFC 7888). Prefix is
// the line before it.
func literal(line []byte) (prefix []byte, n int, waits, ok bool) {
	line = bytes.TrimRight(line, "\r\n")
	open := bytes.LastIndexByte(line, '{')
	if open < 0 || !bytes.HasSuffix(line, []byte("}")) {
		return nil, 0, false, false
	}
	digits := line[open+1 : len(line)-1]
	waits = true
	if cut, plus := bytes.CutSuffix(digits, []byte("+")); plus {
		digits, waits = cut, false
	}
	n, err := strconv.Atoi(string(digits))
	if err != nil || n < 0 || n > maxCounted || digits[0] == '+' {
		return nil, 0, false, false
	}
	return line[:open], n, waits, true
}

// cutIMAP finds the end of a command or response, which goes on behind its
// literals. What a client says is cut where it must wait for the server's "+", and
// before a message that it hands over.
func (c *conn) cutIMAP(s *stream) int {
	if s.mode == counted && s.mark == 0 && s.count > 0 {
		s.mark = s.count
	}
	for {
		if len(s.buf) <= s.mark {
			return 0
		}
		s.scanned = max(s.scanned, s.mark)
		end := s.cutLine()
		if end == 0 {
			return 0
		}
		_, n, waits, ok := literal(s.buf[s.mark:end])
		if !ok || s.client && (waits || c.handsOver(s)) {
			return end
		}
		s.mark = end + n
	}
}

// handsOver tells whether the command that the client is saying carries a message.
func (c *conn) handsOver(s *stream) bool {
	if s.mode == counted {
		return c.letter != nil && c.letter.Verb == "APPEND"
	}
	words := strings.Fields(string(s.buf[:min(len(s.buf), 4*maxVerb)]))
	return len(words) > 1 && strings.EqualFold(words[1], "APPEND")
}

// readIMAP reads a command, a part of one, or a response.
func (c *conn) readIMAP(l *Line, s *stream) {
	switch {
	case !s.client:
		c.readIMAPResponse(l)
	case s.mode == counted:
		c.readIMAPLiteral(l, s)
	case c.secret != nil:
		l.Kind, l.Args, l.Secret = KindCredentials, strings.TrimSpace(l.Text), decoded(l.Text)
	default:
		c.readIMAPCommand(l)
	}
}

// readIMAPCommand reads tag, name and arguments (RFC 3501 section 2.2.1).
func (c *conn) readIMAPCommand(l *Line) {
	if strings.EqualFold(l.Text, "DONE") && len(c.pending) > 0 {
		l.Kind, l.Verb = KindCommand, "DONE" // ends IDLE, and has no tag (RFC 2177)
		return
	}
	tag, rest, _ := strings.Cut(l.Text, " ")
	verb, args, _ := strings.Cut(rest, " ")
	if !isTag(tag) || !isWord(verb) {
		return
	}
	l.Kind, l.Tag, l.Verb, l.Args = KindCommand, tag, strings.ToUpper(verb), strings.TrimSpace(args)
	switch l.Verb {
	case "UID":
		if sub, rest, _ := strings.Cut(l.Args, " "); isWord(sub) {
			l.Verb, l.Args = "UID "+strings.ToUpper(sub), strings.TrimSpace(rest)
		}
	case "LOGIN":
		// The two words may be atoms, quoted or literals; a literal that waits for
		// "+" comes with the client's next line.
		if words := astrings(l.Raw[len(tag)+len(" LOGIN"):]); len(words) > 0 {
			l.Kind, l.Secret = KindCredentials, strings.Join(words, "\x00")
		}
	case "AUTHENTICATE":
		if _, initial, ok := strings.Cut(l.Args, " "); ok { // RFC 4959
			l.Kind, l.Secret = KindCredentials, decoded(initial)
		}
	}
}

// readIMAPLiteral reads what a command hands over as a literal.
func (c *conn) readIMAPLiteral(l *Line, s *stream) {
	body := l.Raw[:min(s.count, len(l.Raw))]
	l.Kind = KindCommand
	if c.letter != nil {
		l.Tag = c.letter.Tag
		switch c.letter.Verb {
		case "APPEND":
			l.Kind, l.Body = KindData, body
			return
		case "LOGIN", "AUTHENTICATE":
			words := append([]string{clean(string(body))}, astrings(l.Raw[len(body):])...)
			l.Kind, l.Secret = KindCredentials, strings.Join(words, "\x00")
		}
		l.Verb = c.letter.Verb
	}
	l.Args = strings.TrimSpace(l.Text)
}

// readIMAPResponse reads what the server says (RFC 3501 section 7).
func (c *conn) readIMAPResponse(l *Line) {
	tag, rest, _ := strings.Cut(l.Text, " ")
	if tag == "+" {
		l.Kind, l.Class, l.Verb, l.Args = KindContinuation, ClassMore, "+", strings.TrimSpace(rest)
		return
	}
	word, args, _ := strings.Cut(rest, " ")
	args = strings.TrimSpace(args)
	verb := strings.ToUpper(firstLine(word))
	verdict := isVerdict(verb)
	if verdict {
		l.Enhanced, args = responseCode(args)
	}
	switch {
	case tag == "*":
		l.Kind, l.Verb, l.Args = KindUntagged, verb, args
		if !c.greeted {
			l.Kind = KindGreeting
			l.Class = verdictClass(verb, l.Enhanced)
		}
		if verb != "" && strings.Trim(verb, "0123456789") == "" {
			// A number stands before the name: "3 EXISTS", "1 FETCH (...)".
			name, more, _ := strings.Cut(args, " ")
			l.Verb, l.Args = strings.ToUpper(firstLine(name)), strings.TrimSpace(verb+" "+more)
			if l.Verb == "FETCH" {
				if body := fetched(l.Raw); body != nil {
					// The message is in Body; what announces it is enough here.
					l.Kind, l.Body, l.Args = KindData, body, firstLine(l.Args)
				}
			}
		}
	case verdict && isTag(tag):
		l.Kind, l.Tag, l.Verb, l.Args, l.Class = KindReply, tag, verb, args, verdictClass(verb, l.Enhanced)
	case l.Partial && !c.greeted:
		l.Kind = KindGreeting
	case l.Partial && isTag(tag):
		l.Kind, l.Tag = KindReply, tag
	}
}

// isVerdict tells whether a word is a status (RFC 3501 section 7.1).
func isVerdict(word string) bool {
	switch word {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		return true
	}
	return false
}

// verdictClass weighs a status. A NO is for good unless its code says that it will
// pass (RFC 5530 section 3).
func verdictClass(verb, code string) Class {
	switch {
	case verb == "OK" || verb == "PREAUTH":
		return ClassOK
	case verb == "NO" && (code == "UNAVAILABLE" || code == "INUSE"), verb == "BYE" && code == "UNAVAILABLE":
		return ClassTemporary
	case isVerdict(verb):
		return ClassPermanent
	}
	return ClassNone
}

// responseCode takes the part in brackets off a status's text.
func responseCode(args string) (code, rest string) {
	if inner, ok := strings.CutPrefix(args, "["); ok {
		if code, rest, ok = strings.Cut(inner, "]"); ok {
			return code, strings.TrimSpace(rest)
		}
	}
	return "", args
}

// fetched joins the literals of a FETCH response that are (parts of) the message,
// or gives nil where there are none.
func fetched(raw []byte) []byte {
	var body []byte
	for at := 0; at < len(raw); {
		end := bytes.IndexByte(raw[at:], '\n')
		if end < 0 {
			break
		}
		end += at + 1
		prefix, n, _, ok := literal(raw[at:end])
		if !ok {
			break
		}
		to := min(end+n, len(raw))
		if isBodyItem(prefix) {
			if body == nil {
				body = raw[end:to:to]
			} else {
				body = append(body, raw[end:to]...)
			}
		}
		at = to
	}
	return body
}

// isBodyItem tells whether the item whose literal follows is message text (RFC 3501
// section 7.4.2: BODY[...]<origin> and RFC822...; BINARY[...], RFC 3516).
func isBodyItem(prefix []byte) bool {
	p := strings.ToUpper(strings.TrimRight(string(prefix[max(0, len(prefix)-64):]), "~ "))
	if strings.HasSuffix(p, ">") {
		p = p[:max(0, strings.LastIndexByte(p, '<'))]
	}
	return strings.HasSuffix(p, "]") || strings.HasSuffix(p, "RFC822") || strings.HasSuffix(p, "RFC822.HEADER") || strings.HasSuffix(p, "RFC822.TEXT")
}

// doneIMAP follows the state of the session.
func (c *conn) doneIMAP(l *Line, s *stream) {
	if s.client {
		c.saidIMAP(l, s)
		return
	}
	switch l.Kind {
	case KindGreeting:
		c.greeted = true
	case KindContinuation:
		q := c.up.parked
		if q != nil {
			c.up.parked = nil
			if q.Verb != "AUTHENTICATE" {
				c.up.mode = counted
			}
		} else {
			q = c.oldest()
		}
		link(l, q)
		if q != nil && (q.Verb == "AUTHENTICATE" || q.Kind == KindCredentials && q.Verb == "") {
			c.secret, l.Secret = c.firstOf(q), decoded(l.Args)
		}
	case KindReply:
		q := c.answeredOne(func(q *Line) bool { return q.Tag == l.Tag }, false)
		link(l, q)
		if c.up.parked != nil && c.up.parked.Tag == l.Tag {
			c.up.parked = nil
		}
		if q != nil && c.secret == q {
			c.secret = nil
		}
	case KindUntagged, KindData:
		// The data of two commands at once cannot be told apart; clients that care
		// do not ask so (RFC 3501 section 5.5).
		link(l, c.oldest())
	}
}

// oldest is the command that has waited longest, or nil.
func (c *conn) oldest() *Line {
	if len(c.pending) == 0 {
		return nil
	}
	return c.pending[0]
}

// saidIMAP: the client has said a command, or a part of one.
func (c *conn) saidIMAP(l *Line, s *stream) {
	command := l
	switch {
	case s.mode == counted:
		link(l, c.letter)
		if c.letter != nil {
			command = c.letter
		}
		s.mode, s.count, c.letter = lines, 0, nil
	case c.secret != nil:
		link(l, c.secret)
		c.secret = nil
		return
	case l.Verb == "DONE" && l.Tag == "":
		link(l, c.oldest())
		return
	case l.Tag != "":
		c.ask(l)
		if l.Verb == "AUTHENTICATE" {
			s.parked = l
		}
	}
	// The line may end by announcing a literal.
	last := l.Raw
	if i := bytes.LastIndexByte(bytes.TrimRight(last, "\n"), '\n'); i >= 0 {
		last = last[i+1:]
	}
	if _, n, waits, ok := literal(last); ok && command.Tag != "" {
		c.letter, s.count = command, n
		if waits {
			s.parked = command // "+" or a refusal decides (RFC 3501 section 7.5)
		} else {
			s.mode = counted
		}
	}
}

// isTag tells whether a word can be a command's tag (RFC 3501 section 9).
func isTag(s string) bool {
	if s == "" || len(s) > maxVerb {
		return false
	}
	for i := range len(s) {
		if b := s[i]; b <= ' ' || b >= 0x7f || strings.IndexByte(`(){%*"\+`, b) >= 0 {
			return false
		}
	}
	return true
}

// astrings are the words of a command's arguments: atoms, quoted strings and
// those literals that are there (RFC 3501 section 4.3).
func astrings(raw []byte) []string {
	var words []string
	for {
		raw = bytes.TrimLeft(raw, " \r\n")
		switch {
		case len(raw) == 0:
			return words
		case raw[0] == '"':
			word, n := quoted(raw)
			words, raw = append(words, word), raw[n:]
			continue
		case raw[0] == '{':
			end := bytes.IndexByte(raw, '\n') + 1
			_, n, _, ok := literal(raw[:end])
			if !ok || end+n > len(raw) || end == len(raw) {
				return words
			}
			words, raw = append(words, clean(string(raw[end:end+n]))), raw[end+n:]
			continue
		}
		end := bytes.IndexAny(raw, " \r\n")
		if end < 0 {
			end = len(raw)
		}
		words, raw = append(words, clean(string(raw[:end]))), raw[end:]
	}
}

// quoted undoes a quoted string at the front and says how many octets it took.
func quoted(raw []byte) (string, int) {
	var b strings.Builder
	for i := 1; i < len(raw); i++ {
		switch {
		case raw[i] == '"':
			return clean(b.String()), i + 1
		case raw[i] == '\\' && i+1 < len(raw):
			i++
		}
		b.WriteByte(raw[i])
	}
	return clean(b.String()), len(raw)
}

// firstLine is a text up to its first line end.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
