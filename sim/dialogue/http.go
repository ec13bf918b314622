package dialogue

import (
	"bytes"
	"strconv"
	"strings"
)

// cutHTTP finds the end of a message: its head, and as much as it says that follows (RFC
// 9112 section 6). One that goes on to the end of the connection is open until then.
func (c *conn) cutHTTP(s *stream) int {
	head := bytes.Index(s.buf, []byte("\r\n\r\n"))
	if head < 0 {
		return 0
	}
	n := head + 4
	for _, line := range strings.Split(string(s.buf[:head]), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(name, "Content-Length") {
			continue
		}
		if length, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && length >= 0 && length < maxOffset-n {
			n += length
		}
	}
	if len(s.buf) < n {
		return 0
	}
	return n
}

// readHTTP says what a request or a response means.
func (c *conn) readHTTP(l *Line, s *stream) {
	start, _, _ := strings.Cut(l.Text, "\n")
	first, rest, _ := strings.Cut(start, " ")
	second, _, _ := strings.Cut(rest, " ")
	if s.client {
		l.Kind, l.Verb, l.Args = KindCommand, strings.ToUpper(first), second
		return
	}
	l.Kind = KindReply
	l.Code, _ = strconv.Atoi(second)
	switch l.Code / 100 {
	case 2:
		l.Class = ClassOK
	case 3:
		l.Class = ClassMore // the page is elsewhere: go on there
	case 4:
		l.Class = ClassPermanent
	case 5:
		l.Class = ClassTemporary
	}
}

func (c *conn) doneHTTP(l *Line) {
	if l.FromClient {
		c.ask(l)
		return
	}
	link(l, c.answered())
}
