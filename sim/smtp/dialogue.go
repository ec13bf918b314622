package smtp

import "bytes"

// Kind is what a stretch of a conversation is.
type Kind string

// The kinds.
const (
	KindCommand Kind = "command" // a command line
	KindAuth    Kind = "auth"    // a client's line within an AUTH exchange; secret
	KindText    Kind = "text"    // message lines after 354, dot-stuffed as they travel
	KindEnd     Kind = "end"     // the final dot
	KindReply   Kind = "reply"   // a whole reply
	KindOdd     Kind = "odd"     // what fits none of these
	maxPending       = MaxErrors // verbs whose replies are outstanding; more than any client pipelines is not SMTP
	maxHeld          = 64 * 1024 // bytes of an unfinished line that are kept
)

// Said is one thing said, with its bytes.
type Said struct {
	Kind    Kind
	Command Command // of KindCommand; Secret is set on KindAuth too
	Reply   Reply   // of KindReply
	Verb    string  // of KindReply: the command it answers; empty for the greeting
	Raw     []byte
}

// Dialogue turns the bytes of one connection, in the order in which they passed, into commands and replies. It follows both
// sides, for only the server's 354 tells that what comes next is a message, and only its 334 that a line is a password. It
// takes any bytes and keeps a bounded number of them.
type Dialogue struct {
	client, server held
	mode           mode
	pending        []string // verbs not answered yet
	atLineStart    bool     // in a message: the last line was ended
}

// held are bytes that wait for the rest of their line.
type held struct {
	b    []byte
	at   int // what is before at has been taken
	seen int // what is before seen holds no line end that has not been taken
}

func (h *held) rest() []byte { return h.b[h.at:] }

// take copies the next n bytes, so that what was said outlives the buffer.
func (h *held) take(n int) []byte {
	raw := append([]byte(nil), h.b[h.at:h.at+n]...)
	h.at += n
	return raw
}

// line is the length of the next line, or 0 while its end is missing. No byte is looked at twice.
func (h *held) line() int {
	from := max(h.at, h.seen)
	if i := bytes.IndexByte(h.b[from:], '\n'); i >= 0 {
		return from + i + 1 - h.at
	}
	h.seen = len(h.b)
	return 0
}

// compact is called once a feeding, not once a line.
func (h *held) compact() {
	if h.at == 0 {
		return
	}
	h.seen = max(0, h.seen-h.at)
	h.b = append(h.b[:0], h.b[h.at:]...)
	h.at = 0
}

type mode uint8

const (
	modeCommand mode = iota
	modeAuth
	modeData
)

// Client takes bytes the client sent and gives what they complete.
func (d *Dialogue) Client(p []byte) []Said {
	d.client.b = append(d.client.b, p...)
	defer d.client.compact()
	var said []Said
	for {
		rest, n := d.client.rest(), d.client.line()
		switch {
		case n == 0 && len(rest) <= maxHeld:
			return said
		case n == 0 && d.mode == modeData:
			d.atLineStart = false
			return append(said, Said{Kind: KindText, Raw: d.client.take(len(rest))})
		case n == 0:
			return append(said, Said{Kind: KindOdd, Raw: d.client.take(len(rest))})
		case d.mode == modeData:
			said = append(said, d.text()...)
		default:
			said = append(said, d.line(d.client.take(n)))
		}
	}
}

func (d *Dialogue) line(raw []byte) Said {
	if d.mode == modeAuth {
		d.mode = modeCommand // until the next 334
		d.expect("AUTH")
		return Said{Kind: KindAuth, Command: Command{Secret: true}, Raw: raw}
	}
	c := ParseCommand(raw)
	d.expect(c.Verb)
	return Said{Kind: KindCommand, Command: c, Raw: raw}
}

// text takes whole lines up to the final dot (RFC 5321 section 4.1.1.4: CRLF . CRLF and nothing else).
func (d *Dialogue) text() []Said {
	rest, end, at := d.client.rest(), 0, 0
	for {
		n := bytes.IndexByte(rest[at:], '\n') + 1
		if n == 0 {
			break
		}
		line := rest[at : at+n]
		if d.atLineStart && string(line) == ".\r\n" {
			end = n
			break
		}
		d.atLineStart = bytes.HasSuffix(line, []byte("\r\n"))
		at += n
	}
	var said []Said
	if at > 0 {
		said = append(said, Said{Kind: KindText, Raw: d.client.take(at)})
	}
	if end > 0 {
		said = append(said, Said{Kind: KindEnd, Raw: d.client.take(end)})
		d.mode = modeCommand
		d.expect(".")
	}
	return said
}

func (d *Dialogue) expect(verb string) {
	if len(d.pending) < maxPending {
		d.pending = append(d.pending, verb)
	}
}

// Server takes bytes the server sent and gives what they complete.
func (d *Dialogue) Server(p []byte) []Said {
	d.server.b = append(d.server.b, p...)
	defer d.server.compact()
	var said []Said
	if bytes.IndexByte(p, '\n') < 0 && len(d.server.rest()) <= MaxReplyLine {
		return nil // no reply can have become whole
	}
	for {
		rest := d.server.rest()
		r, n, err := ParseReply(rest)
		switch {
		case err != nil:
			said = append(said, Said{Kind: KindOdd, Raw: d.server.take(n)})
		case n > 0:
			said = append(said, d.answered(r, d.server.take(n)))
		case len(rest) > maxHeld:
			return append(said, Said{Kind: KindOdd, Raw: d.server.take(len(rest))})
		default:
			return said
		}
	}
}

func (d *Dialogue) answered(r Reply, raw []byte) Said {
	s := Said{Kind: KindReply, Reply: r, Raw: raw}
	if len(d.pending) > 0 {
		s.Verb = d.pending[0]
		d.pending = append(d.pending[:0], d.pending[1:]...)
	}
	switch {
	case s.Verb == "DATA" && r.Class() == 3:
		d.mode, d.atLineStart = modeData, true
	case s.Verb == "AUTH" && r.Class() == 3:
		d.mode = modeAuth
	}
	return s
}
