package dialogue

import (
	"bytes"
	"math"
	"slices"
	"sort"
	"strings"

	"posta/sim/trace"
)

// mode is how the bytes that come next are to be read.
type mode int

const (
	lines   mode = iota // up to the end of the line
	dotted              // up to a line with a single dot
	counted             // so many octets (BDAT, IMAP literals)
)

// stream is what one end of a connection says.
type stream struct {
	c         *conn
	client    bool
	encrypted bool

	// buf are the bytes that belong to no finished line yet; buf[0] is byte number
	// pos of the stream, and sent is the number of the byte after the last.
	buf       []byte
	pos, sent int
	// segments are the events that brought the bytes from pos on.
	segments []segment
	// scanned bytes of buf hold no end; the physical line that is being looked at
	// begins at mark.
	scanned, mark int

	mode  mode
	count int
	// parked is the client's line whose answer says how to read what follows it:
	// a letter after DATA, if that got 354, or the next command.
	parked *Line
	// cur is the line whose end has not come; the first noted segments are known to
	// carry it.
	cur   *Line
	noted int

	// withheld are the parts of what is not read yet that this trace does not show.
	withheld []segment

	// hidden: what is read as commands is text of a letter to who says it, whose lines end with CRLF (strict).
	hidden, strict bool

	// got says how much of a TCP stream was at the listener when.
	got     []progress
	waiting []*Line // whole lines that are still on the road
}

// maxOffset is where a stream's bytes end to be counted: no run comes near, and
// sums stay within an int.
const maxOffset = math.MaxInt / 2

// segment is the part of a stream that one DataSent brought.
type segment struct{ start, end, seq int }

// progress is how far reception had come at an event.
type progress struct{ pos, seq int }

// send takes what was said at one event.
func (s *stream) send(seq int, f trace.DataSent) {
	if len(f.Data) == 0 {
		return
	}
	if len(s.buf) == 0 {
		// Not a copy: most lines are one event's, and the trace never changes.
		s.buf, s.pos = f.Data[:len(f.Data):len(f.Data)], s.sent
		if f.Offset >= 0 && f.Offset < maxOffset {
			s.pos = f.Offset
		}
		s.segments = s.segments[:0]
	} else {
		s.buf = append(s.buf, f.Data...)
	}
	start := s.pos + len(s.buf) - len(f.Data)
	s.sent = start + len(f.Data)
	s.segments = append(s.segments, segment{start, s.sent, seq})
	for _, h := range f.Hidden {
		s.withheld = append(s.withheld, segment{start + h.Offset, start + h.Offset + h.Len, seq})
	}
	s.parse()
}

// unpark stops waiting for an answer that will not come.
func (s *stream) unpark() {
	for s.parked != nil { // the next line may wait, too
		s.parked = nil
		s.parse()
	}
}

// parse turns the buffer into lines as far as it goes.
func (s *stream) parse() {
	for len(s.buf) > 0 && s.parked == nil {
		if s.cur == nil {
			s.begin()
		}
		n := s.c.cut(s)
		if n <= 0 {
			s.grow()
			return
		}
		s.finish(n)
		if !s.client {
			// That may have told how to read what the client had sent already.
			s.c.up.parse()
		}
	}
}

// begin opens the line that starts with the buffer.
func (s *stream) begin() {
	l := &Line{
		Conn: s.c.id, Protocol: s.c.protocol, Service: s.c.service,
		Speaker: s.c.server, Listener: s.c.client, FromClient: s.client,
		Encrypted: s.encrypted, Question: -1, Partial: true, Hidden: s.hidden, start: s.pos,
	}
	if s.encrypted && s.c.far != "" {
		l.Speaker = s.c.far
	}
	if s.client {
		l.Speaker, l.Listener = s.c.client, l.Speaker
	}
	l.First = s.segments[0].seq
	s.cur = l
	s.c.r.add(l)
}

// uncover tells whether what comes next, which a server that takes a bare LF for CRLF reads as commands, is still text of a
// letter to the client.
func (s *stream) uncover(l *Line) {
	switch {
	case !s.lax():
	case l.Kind == KindData && s.mode == dotted:
		s.hidden = s.strict && !bytes.HasSuffix(l.Raw, finalDot) && !bytes.Equal(l.Raw, finalDot[2:])
	default:
		s.strict = bytes.HasSuffix(l.Raw, []byte("\r\n"))
	}
}

// grow gives the open line all that there is.
func (s *stream) grow() {
	first := s.cur.Raw == nil
	s.extend(len(s.buf))
	if first {
		s.c.read(s.cur, s)
	}
	s.c.r.open[s] = struct{}{}
}

// finish ends the open line after n bytes.
func (s *stream) finish(n int) {
	l := s.cur
	s.extend(n)
	l.Partial = false
	delete(s.c.r.open, s)
	s.c.read(l, s)
	s.uncover(l)
	s.cur, s.noted, s.scanned, s.mark = nil, 0, 0, 0
	s.buf, s.pos = s.buf[n:], s.pos+n
	for len(s.segments) > 0 && s.segments[0].end <= s.pos {
		s.segments = s.segments[1:]
	}
	for len(s.withheld) > 0 && s.withheld[0].end <= s.pos {
		s.withheld = s.withheld[1:]
	}
	s.c.done(l, s)
	s.arrived(l)
}

// extend sets the open line's bytes and the events that carry them.
func (s *stream) extend(n int) {
	l := s.cur
	l.Raw = s.buf[:n:n]
	l.end = s.pos + n
	l.Withheld = len(s.withheld) > 0 && s.withheld[0].start < l.end
	for ; s.noted < len(s.segments) && s.segments[s.noted].start < l.end; s.noted++ {
		l.Last = s.segments[s.noted].seq
		s.c.r.note(l.Last, l)
	}
	s.c.r.touch(l)
}

// arrived looks whether a line that was just understood is at the listener.
func (s *stream) arrived(l *Line) {
	if i := sort.Search(len(s.got), func(i int) bool { return s.got[i].pos >= l.end }); i < len(s.got) && s.got[i].seq > l.Last {
		s.deliver(l, s.got[i].seq)
		return
	}
	s.waiting = append(s.waiting, l)
}

// deliver says with which event a line was wholly at the listener.
func (s *stream) deliver(l *Line, seq int) {
	l.Received = seq
	s.c.r.note(seq, l)
	s.c.r.touch(l)
}

// receive takes what came to the other end at one event.
func (s *stream) receive(seq int, f trace.DataReceived) {
	to := f.Offset + f.Len
	if n := len(s.got); n > 0 && to <= s.got[n-1].pos {
		return
	}
	s.got = append(s.got, progress{to, seq})
	for len(s.waiting) > 0 && s.waiting[0].end <= to {
		s.deliver(s.waiting[0], seq)
		s.waiting = s.waiting[1:]
	}
}

// datagram finds the one among those on the road that an event brought: what the
// packet's sender said, or, where no packet is known, the oldest of that length.
func (s *stream) datagram(carrier int, f trace.DataReceived) int {
	return slices.IndexFunc(s.waiting, func(l *Line) bool {
		if carrier != 0 {
			return l.First == carrier
		}
		return l.start == f.Offset && len(l.Raw) == f.Len
	})
}

// waits tells whether these bytes of a TCP stream were sent and not yet received.
func (s *stream) waits(f trace.DataReceived) bool {
	have := 0
	if n := len(s.got); n > 0 {
		have = s.got[n-1].pos
	}
	return f.Offset == have && f.Offset+f.Len <= s.sent
}

// cutLine finds the end of a line. A bare LF ends one, too: a reader that insists
// on CRLF would show nothing of a client that forgot the CR.
func (s *stream) cutLine() int {
	i := bytes.IndexByte(s.buf[s.scanned:], '\n')
	if i < 0 {
		s.scanned = len(s.buf)
		return 0
	}
	return s.scanned + i + 1
}

var finalDot = []byte("\r\n.\r\n")

// cutDotted finds the line with a single dot that ends a letter or a list, in a
// buffer whose line that matters begins at from. Only CRLF counts: taking a bare
// LF for a line end is how mail is smuggled (RFC 5321 section 4.1.1.4, RFC 1939
// section 3). A server that is known to take it so is read as it reads.
func (s *stream) cutDotted(from int) int {
	if s.lax() {
		return cutLax(s.buf)
	}
	if bytes.HasPrefix(s.buf[from:], finalDot[2:]) {
		return from + len(finalDot) - 2
	}
	at := max(from, s.scanned-len(finalDot)+1)
	i := bytes.Index(s.buf[at:], finalDot)
	if i < 0 {
		s.scanned = max(s.scanned, len(s.buf))
		return 0
	}
	return at + i + len(finalDot)
}

// lax tells whether who listens takes a bare LF for CRLF.
func (s *stream) lax() bool { return s.client && s.c.protocol == SMTP && s.c.r.lax[s.c.server] }

// cutLax finds the end of a letter where a bare LF counts as CRLF; 0: not yet here.
func cutLax(buf []byte) int {
	for at := 0; ; {
		line := buf[at:]
		end := bytes.IndexByte(line, '\n')
		if end < 0 {
			return 0
		}
		at += end + 1
		if end == 1 && line[0] == '.' || end == 2 && line[0] == '.' && line[1] == '\r' {
			return at
		}
	}
}

// unstuff gives the message out of its wire form: without the final dot, and
// without the first dot of lines that begin with one (RFC 5321 section 4.5.2, RFC
// 1939 section 3). Only the CRLF before the final dot belongs to the message.
func unstuff(raw []byte, whole bool) []byte {
	if whole {
		raw = bytes.TrimSuffix(raw, finalDot[2:])
	}
	if !bytes.HasPrefix(raw, []byte(".")) && !bytes.Contains(raw, []byte("\r\n.")) {
		return raw
	}
	out := make([]byte, 0, len(raw))
	for len(raw) > 0 {
		if raw[0] == '.' {
			raw = raw[1:]
		}
		end := len(raw)
		if i := bytes.Index(raw, []byte("\r\n")); i >= 0 {
			end = i + 2
		}
		out = append(out, raw[:end]...)
		raw = raw[end:]
	}
	return out
}

// maxText is how much of a letter is held as text, in octets: letters are long, and
// travel far.
const maxText = 64 << 10

// excerpt makes the text of a letter out of its Body.
func (l *Line) excerpt() {
	body := l.Body
	if len(body) > maxText {
		end := bytes.LastIndexByte(body[:maxText], '\n') + 1
		if end == 0 {
			end = maxText
		}
		rest := bytes.TrimSuffix(body[end:], []byte("\r\n"))
		l.Cut, l.CutLines = len(rest), bytes.Count(rest, []byte("\n"))
		if body = body[:end]; len(rest) > 0 && body[end-1] == '\n' {
			l.CutLines++
		}
	}
	l.Text = text(body)
}

// shorten leaves out most of a letter's text, where that is the whole line's.
func (l *Line) shorten() {
	if l.Kind != KindData || len(l.Text) <= maxText {
		return
	}
	end := strings.LastIndexByte(l.Text[:maxText], '\n')
	if end < 0 {
		end = maxText
	}
	rest := l.Text[end:]
	l.Cut, l.CutLines = len(rest), strings.Count(rest, "\n")
	l.Text = clean(strings.Clone(l.Text[:end]))
}

// clean is a text without bytes that are no UTF-8, for the panels that show it.
func clean(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// text shows bytes as lines: CRLF becomes "\n", the last one goes. Bytes that are
// no UTF-8 become the replacement character; Raw has them.
func text(raw []byte) string {
	return strings.TrimSuffix(strings.ReplaceAll(clean(string(raw)), "\r\n", "\n"), "\n")
}

// withhold says nothing of a secret that the trace does not show. Whatever it looks like, it was said where credentials are.
func (l *Line) withhold() {
	if !l.Withheld {
		return
	}
	if l.Protocol != HTTP && (l.Kind == KindCommand || l.Kind == KindOther && l.FromClient) {
		l.Kind = KindCredentials
	}
	l.Secret = ""
}
