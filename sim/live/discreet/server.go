package discreet

import (
	"bytes"
	"slices"
)

// server is what the server has said, as far as it tells how the client's words are to be read.
type server struct {
	greeted bool
	line    []byte // the beginning of a line
	more    bool   // it goes on behind a literal
	left    int    // octets of one
	marker  marker
	// waiting are the lines of SMTP that wait for an answer, by what they are.
	waiting []byte
}

// What waits for an answer.
const (
	said    byte = 'c' // a command
	answer  byte = 'a' // of a log-in
	data    byte = 'd' // DATA
	perhaps byte = 'l' // a line of a letter, if DATA is answered by 354; else a command
	nested  byte = 'n' // such a line that says DATA
	ended   byte = '.' // that letter's dot
)

// maxWaiting is how much may wait; what is older counts as ignored.
const maxWaiting = 10_000

// maxBeginning is how much of a line is kept.
const maxBeginning = 80

// hear takes what the server says next.
func (c *Conversation) hear(b []byte) {
	s := &c.server
	for _, x := range b {
		switch {
		case s.left > 0:
			s.left--
		case x != '\n':
			if len(s.line) < maxBeginning {
				s.line = append(s.line, x)
			}
			if c.protocol == imap && x != '\r' {
				s.marker.take(x, true)
			}
		default:
			if !s.more {
				c.heard(bytes.TrimRight(s.line, "\r"))
			}
			n, _, announces := s.marker.announces()
			s.more = announces && c.protocol == imap
			if s.more {
				s.left = n
			}
			s.line, s.marker = s.line[:0], marker{}
		}
	}
}

// heard takes a line.
func (c *Conversation) heard(line []byte) {
	switch c.protocol {
	case smtp:
		c.heardSMTP(line)
	case pop3:
		switch {
		case bytes.HasPrefix(line, []byte("+ ")) || string(line) == "+":
			if c.client.login {
				c.asks()
			}
		case bytes.HasPrefix(line, []byte("+OK")) || bytes.HasPrefix(line, []byte("-ERR")):
			c.over()
		}
	case imap:
		c.heardIMAP(line)
	}
}

// asks: the server wants the next line of a log-in.
func (c *Conversation) asks() {
	if c.client.ahead > 0 {
		c.client.ahead--
	} else {
		c.client.asked = true
	}
}

// over: the server has decided about a log-in. Whoever did not wait for that may still say what it did not ask for.
func (c *Conversation) over() {
	c.client.ahead, c.client.asked = 0, false
}

func (c *Conversation) heardSMTP(line []byte) {
	s := &c.server
	if len(line) < 3 || line[0] < '2' || line[0] > '5' || len(line) > 3 && line[3] == '-' {
		return
	}
	if !s.greeted {
		s.greeted = true
		return
	}
	switch code := string(line[:3]); {
	case code == "354":
		if len(s.waiting) > 0 && (s.waiting[0] == data || s.waiting[0] == nested) { // else the count is lost
			s.waiting = s.waiting[1:]
			c.wanted()
		}
	case len(s.waiting) == 0:
	default:
		kind := s.waiting[0]
		s.waiting = s.waiting[1:]
		switch {
		case kind == answer && code == "334":
			c.asks()
		case kind == answer:
			c.over()
		case kind == data:
			c.client.maybe = false
		}
	}
}

// wanted: the lines behind a DATA are a letter.
func (c *Conversation) wanted() {
	s := &c.server
	n := 0
	for n < len(s.waiting) && (s.waiting[n] == perhaps || s.waiting[n] == nested) {
		n++
	}
	s.waiting = s.waiting[n:]
	if len(s.waiting) == 0 { // its dot has not come
		c.client.letter, c.client.maybe = true, false
		c.client.owed, c.client.asked, c.client.login = 0, false, false
	}
}

func (c *Conversation) heardIMAP(line []byte) {
	k := &c.client
	tag, _, _ := bytes.Cut(line, []byte(" "))
	answered := tagged(tag)
	if answered == k.waiter {
		k.wait = 0
	}
	if at := slices.Index(k.open, answered); at >= 0 {
		k.open = k.open[at+1:]
	}
	switch {
	case string(tag) == "*":
	case string(tag) == "+":
		switch {
		case k.late > 0:
			k.late--
		case k.login:
			c.asks()
		case k.wait > 0 && len(k.open) > 0 && k.open[0] == k.waiter: // no other command can be meant
			k.left, k.size, k.sync = k.wait-k.said, k.wait, true
			k.wait, k.hidden = 0, false
			k.at, k.begins, k.marker = shown, false, marker{}
		}
	case answered == k.tag: // the latest command is answered
		k.late = 0
		if k.login {
			c.over()
			k.login = k.owed > 0
		}
		if k.left > 0 && k.left == k.size && k.sync { // a literal that nobody wants; who does not hear that says it all the same
			if k.hidden {
				k.owed = 1
			}
			k.left, k.hidden, k.begins = 0, false, true
		}
	}
}

func tagged(tag []byte) (w word) {
	for _, x := range tag {
		w.add(x)
	}
	return w
}
