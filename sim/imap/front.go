package imap

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"

	imap2 "github.com/emersion/go-imap/v2"
)

// frontConn stands between the network and the library: the one place where the
// server departs from what the library does. It
//
//   - collects each command with its literals, answers BAD to what the grammar does not
//     know (syntax.go), and goes on: the library would answer NO [SERVERBUG], wait for
//     more, or hang up;
//   - reads the keys of SEARCH and the items of FETCH, some of which the library forgets;
//   - answers ID (RFC 2971), which the library does not know;
//   - hands the connection back for TLS, and says good-bye before hanging up.
//
// Only the goroutine that reads touches its fields, apart from closed.
type frontConn struct {
	net.Conn
	session      *session
	skipGreeting bool // above STARTTLS there is no second greeting (RFC 3501 §6.2.1)
	startTLS     bool // the OK was written: the library has to let go
	loggedOut    bool
	enough       string // the server wants to hang up, for this reason
	hungUp       string // and has done so

	buf  []byte // read from the network and not yet used
	room []byte
	feed []byte // for the library
	err  error  // why no more can be read

	cmd   *command // the one that the library has
	left  int64    // octets of APPEND's message that are still to come
	asked bool     // the library has said "+ ": a line of AUTHENTICATE or IDLE comes
	// verdict is said in place of the library's answer. While the reader waits in IDLE
	// another goroutine writes.
	verdict atomic.Pointer[string]
	// What FETCH and the news before a tagged response write goes out together: a write for each of a hundred thousand letters is
	// most of what they cost. Nothing else is under way then.
	together bool
	kept     []byte
	response []byte      // the room of the last one
	before   []byte      // said before the tagged response of the command that the library has
	suffix   string      // said at the end of the line that the library writes next
	wrong    int         // BADs in a row
	over     atomic.Bool // the conversation is

	once   sync.Once
	closed chan struct{}
}

var (
	crlf      = []byte("\r\n")
	beginTLS  = []byte(" OK Begin TLS negotiation now\r\n")
	goodBye   = []byte("* BYE Logging out\r\n")
	serverBug = []byte(" NO [SERVERBUG] ")
	// capabilities end before what depends on the state.
	capabilities = []byte("CAPABILITY IMAP4rev1 SASL-IR LITERAL-")
)

func (f *frontConn) Write(b []byte) (int, error) {
	switch {
	case f.startTLS:
		return 0, net.ErrClosed
	case f.skipGreeting:
		f.skipGreeting = false
		return len(b), nil
	}
	said := b
	if f.suffix != "" && bytes.HasSuffix(b, crlf) {
		said = append(append(bytes.Clone(b[:len(b)-2]), f.suffix...), crlf...)
		f.suffix = ""
	}
	if len(f.before) > 0 && bytes.HasPrefix(b, []byte(f.cmd.tag+" ")) {
		said = append(f.before, said...)
		f.before = nil
	}
	if v := f.verdict.Load(); v != nil && bytes.HasPrefix(b, []byte(f.cmd.tag+" ")) {
		said = []byte(f.cmd.tag + " " + *v + "\r\n")
		f.verdict.Store(nil)
	}
	if f.over.Load() && bytes.Contains(b, serverBug) {
		return len(b), nil // a command that was never said whole: nobody's fault
	}
	err := f.put(f.withMore(said))
	// The library writes each status response by itself. A client cannot bring these
	// words about in another way: what it can choose, the tag, has no spaces.
	switch {
	case bytes.HasPrefix(b, []byte("+ ")):
		f.asked = true
	case bytes.HasSuffix(b, beginTLS) && bytes.Count(b, []byte(" ")) == 5:
		f.startTLS = true
	case bytes.Equal(b, goodBye):
		f.loggedOut = true
	}
	return len(b), err
}

// withMore puts what the library does not know among the capabilities, wherever they are
// listed: ID at once, and what is done with mailboxes after login.
func (f *frontConn) withMore(b []byte) []byte {
	i := bytes.Index(b, capabilities)
	if i < 0 || i != len("* ") && !bytes.HasSuffix(b[:i], []byte(" OK [")) {
		return b
	}
	end := i + len(capabilities)
	more := " ID"
	if f.session.account != nil {
		more = moreCapabilities
	}
	return append(append(append([]byte{}, b[:end]...), more...), b[end:]...)
}

// Read gives the library the next whole command, or what a command waits for.
func (f *frontConn) Read(b []byte) (int, error) {
	if f.enough != "" {
		f.hangUp(f.enough)
	}
	for len(f.feed) == 0 {
		switch {
		case f.startTLS || f.hungUp != "" || f.loggedOut:
			return 0, io.EOF
		case f.left > 0:
			return f.readMessage(b)
		case f.asked && f.cmd != nil && (f.cmd.name == "IDLE" || f.cmd.name == "AUTHENTICATE"):
			f.continued()
		default:
			f.next()
		}
		if f.err != nil {
			return 0, f.failed(f.err)
		}
	}
	n := copy(b, f.feed)
	f.feed = f.feed[n:]
	return n, nil
}

// failed says good-bye to a client that was silent for too long (RFC 3501 §5.4).
func (f *frontConn) failed(err error) error {
	f.over.Store(true)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() && !f.loggedOut {
		f.hangUp("Autologout; idle for too long")
		return io.EOF
	}
	return err
}

// hangUp says good-bye (RFC 3501 §7.1.5); the next Read ends the connection.
func (f *frontConn) hangUp(why string) {
	if f.hungUp == "" {
		f.hungUp = why
		f.over.Store(true)
		f.say("* BYE " + why)
	}
}

func (f *frontConn) say(line string) { _ = f.put([]byte(line + "\r\n")) }

// put writes, or keeps what is to go out together until there is much of it.
func (f *frontConn) put(b []byte) error {
	if !f.together {
		_, err := f.Conn.Write(b)
		return err
	}
	if f.kept = append(f.kept, b...); len(f.kept) < flushAt {
		return nil
	}
	return f.flush()
}

// flush writes what was kept.
func (f *frontConn) flush() error {
	if len(f.kept) == 0 {
		return nil
	}
	_, err := f.Conn.Write(f.kept)
	f.kept = f.kept[:0]
	return err
}

// atOnce lets do write, and sends it all together.
func (f *frontConn) atOnce(do func() error) error {
	f.together = true
	err := do()
	f.together = false
	if flushed := f.flush(); err == nil {
		err = flushed
	}
	if cap(f.kept) > 2*flushAt {
		f.kept = nil
	}
	return err
}

// fill reads more from the network.
func (f *frontConn) fill() bool {
	if f.room == nil {
		f.room = make([]byte, 4<<10)
	}
	n, err := f.Conn.Read(f.room)
	f.buf = append(f.buf, f.room[:n]...)
	if n == 0 && err != nil {
		f.err = err
	}
	return f.err == nil
}

// take waits for n octets; nil: they never came.
func (f *frontConn) take(n int) []byte {
	for len(f.buf) < n {
		if !f.fill() {
			return nil
		}
	}
	b := f.buf[:n:n]
	f.buf = f.buf[n:]
	return b
}

// line waits for a line, with its end. What is longer than limit is read and thrown
// away: only its beginning is given.
func (f *frontConn) line(limit int) (line []byte, long bool) {
	var begin []byte
	for from, thrown := 0, 0; ; {
		if i := bytes.IndexByte(f.buf[from:], '\n'); i >= 0 {
			line = f.take(from + i + 1)
			if long {
				line = begin
			}
			return line, long
		}
		if from = len(f.buf); from > limit {
			if !long {
				begin, long = f.buf[:maxTagOctets:maxTagOctets], true
			}
			if thrown += from; thrown > maxThrown {
				f.hangUp("A line does not end")
				return nil, long
			}
			f.buf, from = nil, 0
		}
		if !f.fill() {
			return nil, long
		}
	}
}

// discard reads n octets and forgets them.
func (f *frontConn) discard(n int64) {
	for n > 0 && f.err == nil {
		k := min(n, int64(len(f.buf)))
		f.buf, n = f.buf[k:], n-k
		if n > 0 {
			f.fill()
		}
	}
}

// next collects one command and gives it to the library, or answers it.
func (f *frontConn) next() {
	f.cmd = nil
	var whole []byte
	for {
		line, long := f.line(max(maxTagOctets, maxCommandOctets-len(whole)))
		switch {
		case line == nil:
			return
		case long || len(whole)+len(line) > maxCommandOctets:
			f.answer(&syntaxError{tagOf(whole, line), fmt.Sprintf("a command has at most %d octets", maxCommandOctets)})
			return
		}
		whole = append(whole, line...)
		cmd, err := parseCommand(whole, f.session.utf8())
		var more *moreError
		if !errors.As(err, &more) {
			f.decide(cmd, err, line)
			return
		}
		octets, ok := f.literal(more)
		if !ok {
			return
		}
		whole = append(whole, octets...)
	}
}

// literal waits for the octets of a literal inside a command.
func (f *frontConn) literal(more *moreError) ([]byte, bool) {
	switch {
	case more.size > maxLiteralOctets && more.unasked:
		f.tooMuchUnasked(more.tag)
		return nil, false
	case more.size > maxLiteralOctets:
		f.answer(&refusal{more.tag, imap2.ResponseCodeTooBig, fmt.Sprintf("Literals are limited to %d bytes for this command", maxLiteralOctets)})
		return nil, false
	case !more.unasked:
		f.say("+ Ready for literal data")
	}
	octets := f.take(int(more.size))
	return octets, octets != nil
}

// tooMuchUnasked: a large literal that comes without waiting may not be taken for
// commands, nor be read to its end (RFC 7888 §4).
func (f *frontConn) tooMuchUnasked(tag string) {
	f.say(fmt.Sprintf("%s BAD [TOOBIG] Literals that come unasked are limited to %d bytes (RFC 7888)", tag, maxLiteralOctets))
	f.hangUp("Literal is too long")
}

// decide does with a complete command what is to be done with it.
func (f *frontConn) decide(cmd *command, err error, last []byte) {
	if err != nil {
		// Its literals come all the same, and with them the rest of the command.
		if l, ok := announced(last); ok && l.unasked {
			f.swallow(l, err)
			return
		}
		f.answer(err)
		return
	}
	f.cmd = cmd
	if refuse := f.session.server.Refuse; refuse != nil && cmd.message == nil {
		if no, refused := refuse(cmd.name, string(bytes.TrimRight(cmd.wire, "\r\n"))); refused {
			f.say(cmd.tag + " NO " + no)
			return
		}
	}
	if cmd.message != nil {
		f.append(cmd)
		return
	}
	f.wrong = 0
	if f.own(cmd) {
		return
	}
	f.asked = false
	f.feed = cmd.wire
}

// swallow reads a command that is wrong to its end, so that what is inside its
// literals is not taken for commands.
func (f *frontConn) swallow(l literal, err error) {
	for f.err == nil {
		if l.size > maxSwallowed {
			f.answer(err)
			f.hangUp("Literal is too long")
			return
		}
		f.discard(l.size)
		line, long := f.line(maxCommandOctets)
		next, ok := announced(line)
		if line == nil {
			return
		}
		if long || !ok || !next.unasked {
			break
		}
		l = next
	}
	f.answer(err)
}

// announced reads the literal that the end of a line announces.
func announced(line []byte) (literal, bool) {
	line = bytes.TrimRight(line, "\r\n")
	open := bytes.LastIndexByte(line, '{')
	if open < 0 {
		return literal{}, false
	}
	p := &commandParser{b: append(line[open:len(line):len(line)], "\r\n"...), cmd: &command{}}
	l := p.announce()
	return l, p.err == nil
}

// tagOf finds the tag of a command that is not to be read any further.
func tagOf(whole, line []byte) string {
	p := &commandParser{b: append(whole, line...), cmd: &command{}}
	p.command()
	return p.cmd.tag
}

// answer says what is wrong with a command.
func (f *frontConn) answer(err error) {
	tag, text := "", ""
	var syntax *syntaxError
	var no *refusal
	switch {
	case errors.As(err, &syntax):
		tag, text = syntax.tag, "BAD [CLIENTBUG] Syntax error: "+syntax.text
		f.wrong++
	case errors.As(err, &no):
		tag, text = no.tag, fmt.Sprintf("NO [%s] %s", no.code, no.text)
	}
	if tag == "" {
		tag = "*"
	}
	f.say(tag + " " + text)
	if f.wrong >= MaxWrongCommands {
		f.hangUp("Too many commands that are none")
	}
}

// append asks for the message, or refuses it before it has come.
func (f *frontConn) append(cmd *command) {
	l, limit := *cmd.message, int64(f.session.AppendLimit())
	var err error
	switch {
	case l.unasked && l.size > maxLiteralOctets:
		f.tooMuchUnasked(cmd.tag)
		return
	case f.session.account == nil:
		err = &syntaxError{cmd.tag, "APPEND comes after login"}
	case l.size > limit:
		err = &refusal{cmd.tag, imap2.ResponseCodeTooBig, fmt.Sprintf("Literals are limited to %d bytes for this command", limit)}
	}
	switch {
	case err != nil && l.unasked:
		f.swallow(l, err)
	case err != nil:
		f.answer(err)
	default:
		f.wrong = 0
		f.feed, f.left = cmd.wire, l.size
	}
}

// readMessage gives the library the message of APPEND, no octet more.
func (f *frontConn) readMessage(b []byte) (int, error) {
	b = b[:min(int64(len(b)), f.left)]
	if len(f.buf) == 0 && !f.fill() {
		return 0, f.failed(f.err)
	}
	n := copy(b, f.buf)
	f.buf = f.buf[n:]
	f.left -= int64(n)
	return n, nil
}

// endMessage reads the rest of an APPEND, before its message is stored: the library
// would store it and say nothing if something else stood there.
func (f *frontConn) endMessage() error {
	line, long := f.line(maxCommandOctets)
	if line == nil {
		return io.ErrUnexpectedEOF
	}
	want := "\r\n"
	if f.cmd.utf8Message {
		want = ")\r\n"
	}
	f.feed = []byte(want)
	rest := strings.TrimRight(string(line), "\r\n")
	if !long && (rest == want[:len(want)-2] || rest == " ") {
		return nil
	}
	if l, ok := announced(line); ok && l.unasked {
		f.discard(min(l.size, maxSwallowed))
		f.line(maxCommandOctets)
	}
	return bad("Syntax error: expected the end of the command after the message; one APPEND stores one message here")
}

var (
	notDone   = "BAD [CLIENTBUG] Syntax error: expected DONE to end IDLE"
	notBase64 = "BAD [CLIENTBUG] Syntax error: expected a response in base64"
)

// continued reads the line for which AUTHENTICATE or IDLE waits.
func (f *frontConn) continued() {
	f.asked = false
	line, long := f.line(maxCommandOctets)
	if line == nil {
		return
	}
	text := strings.TrimRight(string(line), "\r\n")
	if f.cmd.name == "IDLE" {
		if !strings.EqualFold(text, "DONE") {
			f.verdict.Store(&notDone)
		}
		f.feed = []byte("DONE\r\n")
		return
	}
	if text != "*" && (long || len(text) > maxSASLOctets || !isSASL(text) && text != "") {
		f.verdict.Store(&notBase64)
		text = "*"
	}
	f.feed = []byte(text + "\r\n")
}

// isSASL: base64, or "=" for nothing (RFC 4959 §3).
func isSASL(s string) bool {
	_, err := base64.StdEncoding.DecodeString(s)
	return s == "=" || s != "" && err == nil
}

// Close leaves the connection open if it goes on above TLS.
func (f *frontConn) Close() error {
	var err error
	f.once.Do(func() {
		if !f.startTLS {
			err = f.Conn.Close()
		}
		close(f.closed)
	})
	return err
}
