// Package discreet knows where in a conversation something stands that opens somebody's mailbox: a password, or what follows
// from one, or a token. It is for a class on real sockets, where what everybody's own mail program says is on everybody's stage.
//
// It goes by where a thing stands and not by what it is: a wrong password is one of that person's, too. It hears both sides as
// they speak, in pieces of any size, and answers for each piece at once. Where it cannot be known yet how the server will read
// something (a client that does not wait for the answer to DATA), what would be a secret if it were a command counts as one.
//
// Answers to challenges (CRAM-MD5, APOP, SCRAM) are secrets: whoever has both can try one word after the other until it fits, and
// people's passwords are short.
package discreet

import (
	"bytes"
	"slices"
	"strings"

	"posta/sim/trace"
)

// Conversation is one between a client and a server.
type Conversation struct {
	protocol protocol
	client   client
	server   server
	web      [2]web // the client's side, and the server's
}

type protocol int

const (
	smtp protocol = iota
	pop3
	imap
	https
)

// services are those at which somebody logs in, or gets what is needed for that.
var services = map[string]protocol{
	"smtp": smtp, "submission": smtp, "submissions": smtp, "pop3": pop3, "pop3s": pop3, "imap": imap, "imaps": imap, "https": https,
}

// Of is a conversation that begins; nil: with a service to which nobody says a secret.
func Of(service string) *Conversation {
	p, is := services[service]
	if !is {
		return nil
	}
	c := &Conversation{protocol: p}
	c.client.begins = true
	return c
}

// Secure says that TLS begins: nothing of what was said before counts (RFC 3207 section 4.2, RFC 2595 section 4).
func (c *Conversation) Secure() {
	c.client = client{begins: true}
	c.server = server{greeted: c.server.greeted}
	c.web = [2]web{}
}

// Cover stands where a secret stood.
const Cover = '*'

// Client gives what the client says next without its secrets, each octet in its place, and where they stood. What it is given
// stays as it is.
func (c *Conversation) Client(b []byte) ([]byte, []trace.Span) {
	if c.protocol == https {
		return cover(b, func(i int) bool { return c.web[0].take(b[i]) && c.web[0].forTokens() })
	}
	return cover(b, func(i int) bool { return c.secret(b[i], b[i:]) })
}

// Server is Client for what the server says. Only a token endpoint's answers are secrets.
func (c *Conversation) Server(b []byte) ([]byte, []trace.Span) {
	if c.protocol == https {
		return cover(b, func(i int) bool { return c.web[1].take(b[i]) && c.web[0].forTokens() })
	}
	c.hear(b)
	return b, nil
}

func cover(b []byte, secret func(i int) bool) (out []byte, hidden []trace.Span) {
	out = b
	for i := range b {
		if !secret(i) {
			continue
		}
		if hidden == nil {
			out = bytes.Clone(b)
		}
		if n := len(hidden); n > 0 && hidden[n-1].Offset+hidden[n-1].Len == i {
			hidden[n-1].Len++
		} else {
			hidden = append(hidden, trace.Span{Offset: i, Len: 1})
		}
		out[i] = Cover
	}
	return out, hidden
}

// client is how far the client has come.
type client struct {
	// In what is counted (IMAP's literals) left octets are still to come.
	left, size int
	hidden     bool   // they are a secret
	sync       bool   // the server may refuse them yet
	wait, said int    // a literal of which it is not known yet whether the server wants it, and how much of it was said all the same
	waiter     word   // the tag of its command
	late       int    // literals that were said before the server asked for them
	open       []word // the tags of the commands that it has not answered: it takes one after the other

	letter bool // what comes is a letter, up to its dot
	maybe  bool // it is if the server wants it
	dot    int  // how much of the dot's line has come: 0 nothing, 1 the dot, 2 and CR; -1: it is another line

	begins bool // a line begins
	veiled bool // it is hidden as long as it may be what a log-in still owes
	at     place
	words  [2]word // how it begins
	tag    word    // the latest command's in IMAP
	mech   word
	quote  int // in a name: 0 not begun, 1 a word, 2 in quotes, 3 after a backslash
	marker marker
	blank  bool // the octet before was a space
	given  bool // something stands behind the mechanism

	// A log-in is a command and the lines that follow it.
	login bool
	owed  int  // lines that are still to come
	asked bool // the server has asked for one
	sure  bool // and this line is it
	ahead int  // that were said before they were asked for
}

// place is where in a line something stands.
type place int

const (
	first  place = iota // in the line's first word
	second              // in its second, in IMAP
	shown               // in what is nobody's secret
	mech                // in a mechanism's name
	name                // in a user's name
	rest                // behind all that: a secret
	whole               // in a line that is one
)

// word is a word in capitals, as far as it may be one that is known.
type word struct {
	n int
	b [24]byte
}

func (w *word) add(x byte) {
	if 'a' <= x && x <= 'z' {
		x -= 'a' - 'A'
	}
	if w.n < len(w.b) {
		w.b[w.n] = x
	}
	w.n++
}

func (w *word) String() string {
	if w.n > len(w.b) {
		return ""
	}
	return string(w.b[:w.n])
}

// secret takes an octet of the client's, and tells whether it is a part of a secret. What comes with it may tell more.
func (c *Conversation) secret(x byte, more []byte) bool {
	k := &c.client
	if k.left > 0 {
		return k.counted()
	}
	if k.wait > 0 {
		if k.said++; k.said > k.wait {
			k.wait = 0
			k.late++
		}
	}
	ended := false
	if c.protocol == smtp {
		ended = k.dots(x)
		if k.letter {
			if k.begins = x == '\n'; ended {
				k.letter = false
				c.waits(said, false)
			}
			return false
		}
	}
	if k.begins {
		c.begin(more)
	}
	switch x {
	case '\n':
		c.end(ended)
		return false
	case '\r':
		return false
	}
	veiled := k.veiled
	hide := c.within(x) || veiled
	k.blank = x == ' ' || x == '\t'
	return hide
}

// counted is an octet of a literal.
func (k *client) counted() bool {
	hide := k.hidden
	if k.left--; k.left == 0 {
		k.hidden = false
	}
	return hide
}

// dots looks for the line that ends a letter. One between bare LFs counts, though not every server takes it so.
func (k *client) dots(x byte) (ended bool) {
	switch {
	case x == '\n':
		ended = k.dot == 1 || k.dot == 2
		k.dot = 0
	case x == '.' && k.dot == 0:
		k.dot = 1
	case x == '\r' && k.dot == 1:
		k.dot = 2
	default:
		k.dot = -1
	}
	return ended
}

// begin begins a line.
func (c *Conversation) begin(more []byte) {
	k := &c.client
	k.begins, k.at, k.words, k.mech, k.quote, k.marker, k.blank, k.given = false, first, [2]word{}, word{}, 0, marker{}, false, false
	switch {
	case !k.asked && k.owed == 0:
		k.sure = false
	default:
		k.sure, k.asked = k.asked, false
		if k.veiled = !c.begun(more); !k.veiled {
			k.owed = 0
		}
	}
}

// begun tells whether what is there of a line is the beginning of a command that there is.
func (c *Conversation) begun(line []byte) bool {
	line = line[:min(len(line), 64)]
	for at := 0; ; at++ {
		end := bytes.IndexAny(line, " \r\n")
		if end <= 0 {
			return false
		}
		if at == 1 || c.protocol != imap {
			return c.known(string(line[:end]))
		}
		line = line[end+1:]
	}
}

// known tells whether a word is a command that may come: in the place of a line that the server has asked for only another log-in.
func (c *Conversation) known(command string) bool {
	if c.client.sure {
		return strings.EqualFold(command, "AUTH") || strings.EqualFold(command, "AUTHENTICATE") || c.protocol == imap && strings.EqualFold(command, "LOGIN")
	}
	return slices.Contains(commands[c.protocol], strings.ToUpper(command))
}

// unveil: a line that may have been what is still owed of a log-in is a command, or is not.
func (c *Conversation) unveil(command word) {
	k := &c.client
	k.veiled = false
	if command.n == 1 && command.b[0] == Cover { // it gives up (RFC 4954 section 4)
		k.owed = 1
	}
	if c.known(command.String()) {
		k.owed = 0
		return
	}
	k.owed = max(0, k.owed-1)
	if !k.sure {
		k.ahead++
	}
	k.at = whole
}

var commands = [...][]string{
	smtp: strings.Fields("EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY EXPN HELP AUTH STARTTLS BDAT"),
	pop3: strings.Fields("USER PASS APOP AUTH STAT LIST RETR DELE NOOP RSET QUIT TOP UIDL CAPA STLS UTF8 LANG"),
	imap: strings.Fields("CAPABILITY NOOP LOGOUT STARTTLS AUTHENTICATE LOGIN ENABLE ID SELECT EXAMINE CREATE DELETE RENAME SUBSCRIBE UNSUBSCRIBE LIST LSUB NAMESPACE STATUS APPEND IDLE CHECK CLOSE UNSELECT EXPUNGE SEARCH FETCH STORE COPY MOVE UID"),
}

// within takes an octet of a line.
func (c *Conversation) within(x byte) bool {
	k := &c.client
	space := x == ' ' || x == '\t'
	announces := false
	if c.protocol == imap {
		announces = k.marker.take(x, k.at != rest || k.blank)
	}
	switch k.at {
	case first, second:
		w := &k.words[k.at]
		switch {
		case !space:
			w.add(x)
		case w.n > 0:
			if k.veiled && (k.at == second || c.protocol != imap) {
				if c.unveil(*w); k.at == whole {
					return true
				}
			}
			c.choose()
		}
	case mech:
		switch {
		case space && k.mech.n > 0:
			k.at = rest
		case space:
		default:
			k.mech.add(x)
			return !k.mech.begins()
		}
	case name:
		k.named(x, space)
	case rest:
		k.given = k.given || !space
		return k.given && !announces
	case whole:
		return true
	}
	return false
}

// choose says, by the words that a line begins with, what comes next.
func (c *Conversation) choose() {
	k := &c.client
	var w string
	switch {
	case k.at == second:
		w = k.words[1].String()
		k.at = shown
	case c.protocol == imap:
		k.at, w = second, k.words[0].String() // a log-in without a tag is a mistake, with the same secret
	default:
		w = k.words[0].String()
		if k.at = shown; k.maybe && w != "AUTH" {
			return // in what may be a letter that is a word like any other
		}
	}
	switch w {
	case "PASS":
		k.at = rest
	case "LOGIN", "APOP":
		k.at = name
	case "AUTH", "AUTHENTICATE":
		k.at = mech
	}
}

// named goes through a user's name, which is no secret: a word, or one in quotes (RFC 3501 section 4.3).
func (k *client) named(x byte, space bool) {
	switch {
	case k.quote == 3:
		k.quote = 2
	case k.quote == 2 && x == '\\':
		k.quote = 3
	case k.quote == 2 && x == '"':
		k.quote = 1
	case k.quote == 0 && x == '"':
		k.quote = 2
	case k.quote == 0 && !space:
		k.quote = 1
	case k.quote == 1 && space:
		k.at = rest
	}
}

// mechanisms are how many lines the client says in each, the first included: the server asks for more where there are more.
var mechanisms = map[string]int{
	"PLAIN": 1, "LOGIN": 2, "CRAM-MD5": 1, "DIGEST-MD5": 1, "OAUTHBEARER": 1, "XOAUTH2": 1, "EXTERNAL": 1, "ANONYMOUS": 1, "NTLM": 2, "GSSAPI": 1,
	"SCRAM-SHA-1": 2, "SCRAM-SHA-1-PLUS": 2, "SCRAM-SHA-256": 2, "SCRAM-SHA-256-PLUS": 2,
}

// begins tells whether a mechanism begins so. What is none may be anything.
func (w *word) begins() bool {
	if w.n > len(w.b) {
		return false
	}
	for known := range mechanisms {
		if strings.HasPrefix(known, w.String()) {
			return true
		}
	}
	return false
}

// end ends a line; dot: it is the one that would end a letter.
func (c *Conversation) end(dot bool) {
	k := &c.client
	k.begins = true
	if k.veiled {
		at := first
		if c.protocol == imap {
			at = second
		}
		c.unveil(k.words[at])
	}
	if k.at != whole {
		k.tag = k.words[0]
		if n := len(k.open); c.protocol == imap && k.words[1].n > 0 && (n == 0 || k.open[n-1] != k.tag) && n < maxWaiting {
			k.open = append(k.open, k.tag)
		}
	}
	kind := said
	switch {
	case k.at == whole:
		kind = answer
	case k.at == mech || k.at == rest && k.mech.n > 0:
		k.login, k.ahead = true, 0
		if k.mech.n > 0 {
			k.owed = max(1, mechanisms[k.mech.String()])
		}
		if k.given {
			k.owed--
		}
		kind = answer
	default:
		k.login = k.login && k.owed > 0
	}
	switch c.protocol {
	case smtp:
		c.waits(kind, dot)
	case imap:
		c.announced()
	}
}

// waits notes what the server is to answer.
func (c *Conversation) waits(kind byte, dot bool) {
	k := &c.client
	switch {
	case k.maybe && dot:
		kind, k.maybe = ended, false
	case k.maybe && k.words[0].String() == "DATA":
		kind = nested
	case k.maybe:
		kind = perhaps
	case kind == said && k.words[0].String() == "DATA":
		kind, k.maybe = data, true
	}
	if c.server.waiting = append(c.server.waiting, kind); len(c.server.waiting) > maxWaiting {
		c.server.waiting = c.server.waiting[1:]
	}
}

// announced begins a literal that a line has announced.
func (c *Conversation) announced() {
	k := &c.client
	n, waits, ok := k.marker.announces()
	if !ok || k.at == whole {
		return
	}
	k.marker, k.blank = marker{}, false
	switch {
	case k.at == name && k.quote < 2, k.at == rest:
		if waits {
			k.late++
		}
		k.left, k.size, k.sync, k.hidden = n, n, waits, k.at == rest
		k.at, k.begins, k.blank, k.given = rest, false, true, false
	case waits:
		if k.wait > 0 {
			k.late++
		}
		k.wait, k.said, k.waiter = n, 0, k.tag
	default:
		k.left, k.size, k.sync, k.hidden = n, n, false, false
		k.at, k.begins = shown, false
	}
}

// marker is a literal's "{42}" or "{42+}" (RFC 3501 section 4.3, RFC 7888).
type marker struct {
	state int // 1: in its number, 2: behind its plus, 3: closed
	n     int
}

// maxLiteral is the largest number of octets that a literal may claim.
const maxLiteral = 1 << 30

// take takes an octet of a line, and tells whether it belongs to one; may: it may begin here.
func (m *marker) take(x byte, may bool) bool {
	switch {
	case x == '{' && may:
		*m = marker{state: 1}
	case m.state == 1 && '0' <= x && x <= '9' && m.n <= maxLiteral/10:
		m.n = 10*m.n + int(x-'0')
	case m.state == 1 && x == '+':
		m.state = 2
	case (m.state == 1 || m.state == 2) && x == '}':
		m.state += 2 // 3: it is waited for; 4: it is not
	default:
		*m = marker{}
		return false
	}
	return true
}

func (m *marker) announces() (n int, waits, ok bool) {
	return m.n, m.state == 3, m.state >= 3 && m.n < maxLiteral
}
