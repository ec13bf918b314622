package imap

import (
	"bytes"
	"strconv"
)

// A literal (RFC 3501 §4.3) is announced at the end of a line: {4000}, and the client
// waits to be asked for it; or {40+}, and it comes at once (RFC 7888). The library
// refuses those that are too long, but then waits for the rest of a line that has
// ended already: a client that waits too hears nothing, and one that does not wait has
// its literal taken for commands. literals follows what the client says closely enough
// to see both.
type literals struct {
	tail []byte // the end of the line that is being read
	skip int64  // octets of a literal still to come: no lines
	// asked is the size of a literal that the client waits to be asked for; 0: none.
	asked int64
	// forced: a literal that is too long comes without waiting.
	forced bool
}

const (
	// maxBuffered is the longest literal that the library takes but for APPEND's
	// message, and the longest that may come unasked (RFC 7888 §5).
	maxBuffered = 4096
	// maxAnnouncement is how much of a line's end can announce a literal.
	maxAnnouncement = 32
)

// read follows octets that are about to be given to the library, and says how many of
// them it may have.
func (l *literals) read(b []byte) int {
	for i := 0; i < len(b); {
		if l.skip > 0 {
			n := min(l.skip, int64(len(b)-i))
			l.skip -= n
			i += int(n)
			continue
		}
		l.asked = 0
		end := bytes.IndexByte(b[i:], '\n')
		if end < 0 {
			l.keep(b[i:])
			return len(b)
		}
		l.keep(b[i : i+end])
		i += end + 1
		size, unasked := announced(l.tail)
		l.tail = l.tail[:0]
		switch {
		case unasked && size > maxBuffered:
			l.forced = true
			return i
		case unasked || size > 0 && i < len(b):
			l.skip = size // it has not waited
		default:
			l.asked = size
		}
	}
	return len(b)
}

func (l *literals) keep(b []byte) {
	l.tail = append(l.tail, b[max(0, len(b)-maxAnnouncement):]...)
	l.tail = l.tail[max(0, len(l.tail)-maxAnnouncement):]
}

// announced reads the literal that the end of a line announces.
func announced(line []byte) (size int64, unasked bool) {
	line = bytes.TrimSuffix(line, []byte("\r"))
	line, ok := bytes.CutSuffix(line, []byte("}"))
	open := bytes.LastIndexByte(line, '{')
	if !ok || open < 0 {
		return 0, false
	}
	digits, unasked := bytes.CutSuffix(line[open+1:], []byte("+"))
	size, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil {
		return 0, false
	}
	return size, unasked
}
