package smtp

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/emersion/go-sasl"

	"posta/sim/mail"
)

// mode is what the client's next line is.
type mode uint8

const (
	modeCommand mode = iota
	modeAuth         // an answer to 334
	modeData         // a line of the letter
)

// layer is what stands between the network and a Backend's Session, line by line. It keeps the conversation's state, says a
// command's mistakes itself, asks the Session about the rest, and says each reply in one Write. Where servers differ, it is strict:
//
//   - an unknown command is 500, one known but not implemented 502, one out of order 503 (RFC 5321 section 4.2.4)
//   - an unknown MAIL or RCPT parameter is 555 (section 4.1.1.11), and of several the first is told
//   - a MAIL within a transaction is 503 (section 4.1.4)
//   - the greeting may be 421 or 554 (section 3.1), and <Postmaster> needs no domain (section 4.1.1.3)
//   - a bare CR or LF ends no line unless it is meant to (section 2.3.8)
//   - AUTH's base64 errors are 501 and AUTH is refused within a transaction (RFC 4954 section 4)
//   - after STARTTLS all is forgotten, and what was sent ahead in the clear is not obeyed (RFC 3207 section 4.2)
//   - enhanced status codes stand on every line, or on none when they were not offered (RFC 2034)
type layer struct {
	*buffers
	server  *Server
	net     net.Conn
	conn    Conn
	backend Session

	// Where the conversation is, beside what conn tells.
	mode      mode
	mail      bool // MAIL was accepted
	rcpts     int
	errors    int
	authFails int
	noService bool // greeted with 554
	done      bool // nothing more is read or written
	upgrading bool // STARTTLS was accepted
	err       error

	// What is being read.
	long   []byte // a line longer than in's buffer
	bare   bool   // the letter held a bare CR or LF and is to be refused
	flood  int64
	tooBig bool

	helloing   bool   // what is said next answers HELO or EHLO
	wire       []byte // what is said, for as long as it is being written
	mailParams MailParams

	// AUTH, while it is under way.
	exchange sasl.Server
	user     string
	verdict  Reply // what it came to, in the Session's words
}

// Replies with one wording for several places.
var (
	errCredentials = R(535, "5.7.8", "Authentication credentials invalid")                // RFC 4954 section 6
	errTooBig      = R(552, "5.3.4", "Message size exceeds fixed maximum message size")   // RFC 1870 section 6
	errBareInData  = R(550, "5.5.2", "Message holds a CR or LF that is not part of CRLF") // RFC 5321 section 2.3.8
	errLongInData  = R(550, "5.5.2", "A line of the message is longer than 998 octets")   // RFC 5321 section 4.5.3.1.6
	errNotKnown    = R(500, "5.5.2", "Command not recognized")
	errBareLine    = R(500, "5.5.2", "Line does not end in CRLF, or holds a bare CR") // RFC 5321 section 2.3.8
	errLineTooLong = R(500, "5.5.2", "Line too long")                                 // RFC 5321 section 4.5.3.1.9
	errNoBearer    = R(501, "5.5.2", "Not a client response of OAUTHBEARER")          // RFC 7628 section 3.1
	errAuthTooLong = R(500, "5.5.6", "Authentication exchange line is too long")      // RFC 4954 section 6
	errBase64      = R(501, "5.5.2", "Cannot decode BASE64")                          // RFC 4954 section 4
	errNoArgs      = R(501, "5.5.4", "No arguments allowed")                          // RFC 5321 section 4.3.2
	errHelloFirst  = R(503, "5.5.1", "Send HELO/EHLO first")                          // RFC 5321 section 4.1.4
	errTooMany     = Reply{Code: 421, Enhanced: mail.Status{Class: 4, Subject: 7}, Text: "Too many errors", Close: true}
	okMail         = R(250, "2.1.0", "Ok")
	okRcpt         = R(250, "2.1.5", "Ok")
	okPlain        = R(250, "2.0.0", "Ok")
	errInternal    = Reply{Code: 421, Enhanced: mail.Status{Class: 4, Subject: 3}, Text: "Internal server error", Close: true}
)

// buffers are what one connection needs and another can have after it.
type buffers struct {
	in   *bufio.Reader
	scan dataScanner // reads the letter
}

var spare = sync.Pool{New: func() any { return &buffers{in: bufio.NewReader(nil)} }}

func newLayer(s *Server, conn net.Conn) *layer {
	l := &layer{server: s, net: conn, buffers: spare.Get().(*buffers)}
	l.in.Reset(conn)
	l.conn.Local, l.conn.Remote = conn.LocalAddr(), conn.RemoteAddr()
	l.scan.policy = s.LineEndings
	return l
}

// end forgets the transaction, closes the connection and gives the buffers back.
func (l *layer) end() {
	l.reset()
	l.net.Close()
	l.in.Reset(nil)
	l.scan.forget()
	spare.Put(l.buffers)
	l.buffers = nil
}

// reset ends the transaction, if there is one.
func (l *layer) reset() {
	l.mail, l.rcpts, l.conn.UTF8 = false, 0, false
	if l.backend != nil {
		l.guard(func() Reply { l.backend.Reset(); return Reply{} })
	}
}

// guard keeps a Session's panic from ending more than its own connection.
func (l *layer) guard(f func() Reply) (r Reply) {
	defer func() {
		if v := recover(); v != nil {
			l.err = &PanicError{Value: v, Stack: debug.Stack()}
			r = errInternal
		}
	}()
	return f()
}

func (l *layer) ask(f func() Reply, otherwise Reply) Reply {
	if r := l.guard(f); !r.IsZero() {
		return r
	}
	return otherwise
}

// connect greets, and says whether there is service.
func (l *layer) connect() bool {
	greeting := l.ask(func() Reply {
		var r Reply
		l.backend, r = l.server.Backend.Connect(&l.conn)
		return r
	}, Reply{Code: 220, Text: l.server.Domain + l.server.banner()})
	if l.backend == nil {
		l.backend = BaseSession{}
	}
	greeting.Enhanced = mail.Status{} // never in a greeting (RFC 2034 section 4)
	l.noService = greeting.Code != 220
	l.say(greeting)
	if !l.noService {
		return true
	}
	// RFC 5321 section 3.1: after 554 the server still waits for QUIT, and refuses all else.
	for !l.done {
		line, ok := l.readLine(MaxCommandLine)
		if !ok {
			continue
		}
		if c := ParseCommand(line); c.Verb == "QUIT" {
			l.say(Reply{Code: 221, Text: l.server.Domain + " closing connection", Close: true})
		} else {
			l.refuse(R(503, "5.5.1", "No SMTP service here"))
		}
	}
	return false
}

// serve reads and answers until the end, or STARTTLS.
func (l *layer) serve() {
	for !l.done {
		switch l.mode {
		case modeData:
			l.readData()
		case modeAuth:
			l.readAuth()
		default:
			if line, ok := l.readLine(MaxCommandLine); ok {
				l.command(line)
			}
		}
	}
}

// arm sets the deadline for what comes next, reading and the writing that answers it.
func (l *layer) arm() {
	if l.server.Now == nil {
		return
	}
	idle := l.server.IdleTimeout
	if idle == 0 {
		idle = TimeoutServer
	}
	l.net.SetDeadline(l.server.Now().Add(idle))
}

// failed ends a connection that cannot be read or written any more.
func (l *layer) failed(err error) {
	if errors.Is(err, os.ErrDeadlineExceeded) && !l.done {
		l.arm() // time to say so
		l.say(Reply{Code: 421, Enhanced: mail.Status{Class: 4, Subject: 4, Detail: 2}, Text: l.server.Domain + " Timeout, closing connection"})
	} else if !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) && l.err == nil && !l.done {
		l.err = fmt.Errorf("serving SMTP to %v: %w", l.conn.Remote, err)
	}
	l.done = true
}

// readLine reads one line and refuses what is none. The bytes are good until the next read.
func (l *layer) readLine(limit int) (line []byte, ok bool) {
	if l.in.Buffered() == 0 {
		l.arm()
	}
	l.long = l.long[:0]
	total := 0
	for {
		part, err := l.in.ReadSlice('\n')
		total += len(part)
		switch {
		case err == nil && total > limit:
			if l.mode == modeAuth {
				l.refuse(errAuthTooLong)
			} else {
				l.refuse(errLineTooLong)
			}
			return nil, false
		case err == nil && len(l.long) == 0:
			return part, true
		case err == nil:
			l.long = append(l.long, part...)
			return l.long, true
		case err != bufio.ErrBufferFull:
			l.failed(err)
			return nil, false
		case total > MaxFlood:
			l.say(Reply{Code: 421, Enhanced: mail.Status{Class: 4, Subject: 7}, Text: "Endless line"})
			return nil, false
		case total <= limit:
			l.long = append(l.long, part...)
		}
	}
}

// wellEnded checks a line's end (RFC 5321 section 2.3.8).
func (l *layer) wellEnded(line []byte) bool {
	if l.server.LineEndings != RejectBare {
		return true
	}
	body, ok := bytes.CutSuffix(line, []byte("\r\n"))
	return ok && bytes.IndexByte(body, '\r') < 0
}

// beforeTLS are the commands that a server which requires TLS takes in the clear (RFC 3207 section 4). AUTH has a refusal of its
// own (RFC 4954 section 6).
var beforeTLS = map[string]bool{"NOOP": true, "EHLO": true, "HELO": true, "STARTTLS": true, "QUIT": true, "AUTH": true}

// command answers one command line.
func (l *layer) command(line []byte) {
	if !l.wellEnded(line) {
		l.refuse(errBareLine)
		return
	}
	c := ParseCommand(line)
	if i, ok := l.backend.(Interceptor); ok {
		r := l.guard(func() Reply {
			r, taken := i.Intercept(c)
			ok = taken
			return r
		})
		if ok {
			l.helloing = c.Verb == "EHLO" || c.Verb == "HELO"
			l.say(r)
			return
		}
	}
	if l.server.RequireTLS && l.conn.TLS == nil && !beforeTLS[c.Verb] {
		l.refuse(R(530, "5.7.0", "Must issue a STARTTLS command first"))
		return
	}
	switch c.Verb {
	case "EHLO", "HELO":
		l.hello(c)
	case "MAIL":
		l.mailFrom(c)
	case "RCPT":
		l.rcptTo(c)
	case "DATA":
		l.data(c)
	case "AUTH":
		l.auth(c)
	case "STARTTLS":
		l.startTLS(c)
	case "RSET":
		if l.alone(c) {
			l.reset()
			l.say(okPlain)
		}
	case "QUIT":
		if l.alone(c) {
			r := R(221, "2.0.0", l.server.Domain+" closing connection")
			r.Close = true
			l.say(r)
		}
	case "NOOP": // its argument is ignored (RFC 5321 section 4.1.1.9)
		l.say(okPlain)
	case "VRFY":
		l.verify(c)
	case "HELP":
		l.say(R(214, "2.0.0", "Commands: HELO EHLO MAIL RCPT DATA RSET NOOP QUIT VRFY HELP\nRFC 5321 tells the rest"))
	case "EXPN", "TURN", "SEND", "SOML", "SAML":
		l.refuse(R(502, "5.5.1", "Command not implemented")) // RFC 5321 section 4.2.4
	default:
		l.refuse(errNotKnown)
	}
}

// alone refuses arguments where there are to be none.
func (l *layer) alone(c Command) bool {
	if c.Args != "" {
		l.refuse(errNoArgs)
	}
	return c.Args == ""
}

// offers says whether an extension was offered to this client.
func (l *layer) offers(extension string) bool {
	if !l.conn.ESMTP {
		return false
	}
	if extension == "AUTH" {
		return len(l.server.AuthMechanisms) > 0
	}
	return slices.Contains(l.server.extensions(), extension)
}

func (s *Server) extensions() []string {
	switch {
	case s.NoESMTP:
		return nil
	case s.Extensions == nil:
		return DefaultExtensions
	}
	return s.Extensions
}

// banner says what the server speaks, after its name (RFC 5321 section 4.3.1).
func (s *Server) banner() string {
	if s.NoESMTP {
		return " SMTP Posta"
	}
	return " ESMTP Posta"
}

func (s *Server) maxMessageBytes() int64 {
	if s.MaxMessageBytes > 0 {
		return s.MaxMessageBytes
	}
	return DefaultMaxMessageBytes
}

func (s *Server) maxRecipients() int {
	if s.MaxRecipients > 0 {
		return s.MaxRecipients
	}
	return DefaultMaxRecipients
}

func (l *layer) authAllowed() bool {
	return len(l.server.AuthMechanisms) > 0 && (l.conn.TLS != nil || l.server.AllowInsecureAuth)
}

// hello: RFC 5321 section 4.1.1.1. The name is not checked against the address (section 4.1.4 forbids refusing for that).
func (l *layer) hello(c Command) {
	esmtp := c.Verb == "EHLO"
	l.helloing = true
	switch {
	case esmtp && l.server.NoESMTP:
		l.refuse(errNotKnown) // RFC 1869 section 4.6: to such a server EHLO is a command like any misspelt one
		return
	case c.Args == "" || len(c.Args) > mail.MaxDomain || strings.ContainsFunc(c.Args, func(r rune) bool { return r <= ' ' || r > '~' }):
		// One word of printable ASCII, for names that are not are said as A-labels here (RFC 6531 section 3.7.1). What
		// is refused is not repeated: it would be said to whoever reads a log.
		l.refuse(R(501, "5.5.4", "Syntax: "+c.Verb+" hostname"))
		return
	}
	if r := l.guard(func() Reply { return l.backend.Hello(c.Args, esmtp) }); !r.IsZero() && !r.OK() {
		l.refuse(r)
		return
	}
	l.conn.Name, l.conn.ESMTP = c.Args, esmtp
	lines := []string{l.server.Domain}
	if esmtp {
		lines = l.ehloLines(c.Args)
	}
	l.reset() // RFC 5321 section 4.1.4
	l.say(Reply{Code: 250, Text: strings.Join(lines, "\n")})
}

func (l *layer) ehloLines(name string) []string {
	lines := []string{l.server.Domain + " greets " + name}
	for _, extension := range l.server.extensions() {
		if extension == "SIZE" {
			extension = fmt.Sprintf("SIZE %d", l.server.maxMessageBytes())
		}
		lines = append(lines, extension)
	}
	if l.server.TLSConfig != nil && l.conn.TLS == nil {
		lines = append(lines, "STARTTLS")
	}
	if l.authAllowed() {
		lines = append(lines, "AUTH "+strings.Join(l.server.AuthMechanisms, " "))
	}
	return lines
}

func (l *layer) mailFrom(c Command) {
	switch {
	case l.conn.Name == "":
		l.refuse(errHelloFirst)
		return
	case l.mail:
		l.refuse(R(503, "5.5.1", "Nested MAIL command"))
		return
	case l.server.RequireAuth && l.conn.User == "":
		l.refuse(R(530, "5.7.0", "Authentication required")) // RFC 4954 section 6
		return
	}
	from, params, bad := parseMail(c.Args, l.offers)
	if bad.IsZero() && params.Size > l.server.maxMessageBytes() {
		bad = errTooBig // RFC 1870 section 6.1
	}
	if !bad.IsZero() {
		l.refuse(bad)
		return
	}
	l.mailParams, l.conn.UTF8 = params, params.SMTPUTF8
	r := l.ask(func() Reply { return l.backend.Mail(from, params) }, okMail)
	l.mail, l.rcpts = r.OK(), 0
	l.answer(r)
}

func (l *layer) rcptTo(c Command) {
	if !l.mail {
		l.refuse(R(503, "5.5.1", "Need MAIL command"))
		return
	}
	to, params, bad := parseRcpt(c.Args, l.mailParams.SMTPUTF8, l.offers)
	if bad.IsZero() && l.rcpts >= l.server.maxRecipients() {
		bad = R(452, "4.5.3", "Too many recipients") // RFC 5321 section 4.5.3.1.10
	}
	if !bad.IsZero() {
		l.refuse(bad)
		return
	}
	r := l.ask(func() Reply { return l.backend.Rcpt(to, params) }, okRcpt)
	if r.OK() {
		l.rcpts++
	}
	l.answer(r)
}

func (l *layer) data(c Command) {
	switch {
	case !l.alone(c):
	case !l.mail:
		l.refuse(R(503, "5.5.1", "Need MAIL command"))
	case l.rcpts == 0:
		// RFC 5321 section 3.3 allows 503 and 554; 554 also tells a client that pipelined what went wrong.
		l.refuse(R(554, "5.5.1", "No valid recipients"))
	default:
		l.mode, l.bare, l.flood, l.tooBig = modeData, false, 0, false
		l.scan.begin(min(l.server.maxMessageBytes(), max(firstBody, min(l.mailParams.Size, 1<<20))))
		l.say(Reply{Code: 354, Text: "End data with <CR><LF>.<CR><LF>"})
	}
}

// verify: RFC 5321 section 3.5.3 lets a server keep to itself whom it knows.
func (l *layer) verify(c Command) {
	switch v, ok := l.backend.(Verifier); {
	case c.Args == "":
		l.refuse(R(501, "5.5.4", "Syntax: VRFY address"))
	case ok:
		l.say(l.guard(func() Reply { return v.Verify(c.Args) }))
	default:
		l.say(R(252, "2.0.0", "Cannot VRFY user, but will accept message and attempt delivery"))
	}
}

// startTLS: RFC 3207 section 4.
func (l *layer) startTLS(c Command) {
	switch {
	case !l.alone(c):
	case l.server.TLSConfig == nil:
		l.refuse(R(502, "5.5.1", "Command not implemented"))
	case l.conn.TLS != nil:
		l.refuse(R(503, "5.5.1", "TLS is already in use"))
	case l.conn.Name == "":
		l.refuse(errHelloFirst)
	case l.in.Buffered() > 0:
		// What a listener could have slipped in ahead must not be taken for the client's word inside TLS.
		l.refuse(R(503, "5.5.1", "Nothing may follow STARTTLS before its reply"))
	default:
		l.say(R(220, "2.0.0", "Ready to start TLS"))
		if !l.done {
			l.upgrading, l.done = true, true
		}
	}
}

// upgrade makes the connection secure and forgets what was said in the clear (RFC 3207 section 4.2).
func (l *layer) upgrade() error {
	handshake := l.server.Upgrade
	if handshake == nil {
		handshake = Handshake
	}
	l.arm()
	secure, err := handshake(l.net, l.server.TLSConfig)
	if err != nil {
		return fmt.Errorf("TLS handshake with %v: %w", l.conn.Remote, err)
	}
	l.net = secure
	l.in.Reset(secure)
	l.conn.Name, l.conn.ESMTP, l.conn.User = "", false, ""
	if l.seeTLS(); l.conn.TLS == nil {
		l.conn.TLS = &tls.ConnectionState{} // an Upgrade that does not tell the particulars
	}
	l.reset()
	l.upgrading, l.done = false, false
	return nil
}

// handshake finishes implicit TLS (RFC 8314 section 3), if that is what the connection is.
func (l *layer) handshake() error {
	if secure, ok := l.net.(interface{ Handshake() error }); ok {
		l.arm()
		if err := secure.Handshake(); err != nil {
			return fmt.Errorf("TLS handshake with %v: %w", l.conn.Remote, err)
		}
	}
	l.seeTLS()
	return nil
}

func (l *layer) seeTLS() {
	type stater interface{ ConnectionState() tls.ConnectionState }
	if secure, ok := l.net.(stater); ok {
		state := secure.ConnectionState()
		l.conn.TLS = &state
	}
}

// readData passes the letter on, up to the final dot.
func (l *layer) readData() {
	if l.in.Buffered() == 0 {
		l.arm()
		if _, err := l.in.Peek(1); err != nil {
			l.failed(err)
			return
		}
	}
	chunk, _ := l.in.Peek(l.in.Buffered())
	n, end := l.scan.next(chunk)
	l.in.Discard(n)
	l.flood += int64(n)
	l.bare = l.scan.bare && l.server.LineEndings == RejectBare
	if l.tooBig = l.tooBig || int64(len(l.scan.out)) > l.server.maxMessageBytes(); l.tooBig {
		l.scan.out = l.scan.out[:0] // only the end matters
	}
	switch {
	case end:
		l.mode = modeCommand
		l.letter()
	case l.flood > l.server.maxMessageBytes()+MaxDiscarded:
		// Never 421, after which the sender would come again for days with the same letter.
		r := errTooBig
		r.Close = true
		l.say(r)
	}
}

// firstBody is what is made ready for a letter of unknown size.
const firstBody = 4 << 10

// letter answers for a letter that has come, and ends its transaction.
func (l *layer) letter() {
	r := l.judge()
	l.scan.forget()
	l.say(r) // a letter refused is no mistake of the dialogue
	l.reset()
}

func (l *layer) judge() Reply {
	switch {
	case l.tooBig:
		return errTooBig
	case l.bare:
		return errBareInData
	case l.scan.longLine():
		return errLongInData
	}
	return l.ask(func() Reply { return l.backend.Data(l.scan.out) }, okPlain)
}

// answer says what a Session answers.
func (l *layer) answer(r Reply) {
	if r.Class() >= 4 {
		l.refuse(r)
	} else {
		l.say(r)
	}
}

// refuse says no, and counts: who makes too many mistakes is guessing, or is no SMTP client.
func (l *layer) refuse(r Reply) {
	if r.Class() == 5 {
		l.errors++
	}
	l.say(r)
	if !l.done && (l.errors >= MaxErrors || l.authFails >= MaxAuthFailures) {
		l.say(errTooMany)
	}
}

// say sends one reply in one Write.
func (l *layer) say(r Reply) {
	if l.done {
		return
	}
	helloing := l.helloing
	l.helloing = false
	if !l.enhanced() || helloing {
		r.Enhanced = mail.Status{}
	} else if r.Enhanced.IsZero() && r.Class() >= 4 {
		r.Enhanced = mail.StatusOfReply(r.Code)
	}
	if r.Code != 0 {
		l.wire = r.AppendWire(l.wire[:0])
		if _, err := l.net.Write(l.wire); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				// Who does not listen is told nothing more, not even 421: it could not be written either.
				l.err, l.done = fmt.Errorf("serving SMTP to %v: %w", l.conn.Remote, err), true
			}
			l.failed(err)
		}
	}
	if r.Close || r.Code == 421 {
		l.done = true
	}
}

// enhanced: in every reply but the greeting and the answers to HELO and EHLO (RFC 2034 section 4), if they are offered at all.
// A client that said HELO may read them as words.
func (l *layer) enhanced() bool {
	return !l.noService && slices.Contains(l.server.extensions(), "ENHANCEDSTATUSCODES")
}

// dataScanner finds the end of a letter: CRLF . CRLF (RFC 5321 section 4.1.1.4), and takes the dots off that were put before
// others at the beginnings of lines (section 4.5.2). What it gives has CR and LF only as CRLF, but with PassBare.
type dataScanner struct {
	policy LineEndings
	state  dataState
	out    []byte // the letter so far
	bare   bool
}

type dataState uint8

const (
	atLine      dataState = iota // after CRLF
	atDot                        // . after CRLF
	atDotCR                      // .CR after CRLF
	inLine                       // within a line
	atCR                         // CR within a line
	atSoftLine                   // after a bare LF, taken for a line end that ends no letter
	atSoftDot                    // . after that
	atSoftDotCR                  // .CR after that
)

// begin makes room for a letter of about so many octets.
func (s *dataScanner) begin(room int64) {
	s.state, s.bare, s.out = atLine, false, slices.Grow(s.out[:0], int(room))
}

// keptLetter is how much room is kept for the next letter.
const keptLetter = 64 << 10

// forget leaves the room for another letter, if it is not too much.
func (s *dataScanner) forget() {
	if s.out = s.out[:0]; cap(s.out) > keptLetter {
		s.out = nil
	}
}

// longLine says whether a line is longer than RFC 5322 section 2.1.1 lets any be: passed on, it would be this server's fault.
func (s *dataScanner) longLine() bool {
	for rest := s.out; len(rest) > mail.MaxLine; {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			end = len(rest)
		}
		if end > mail.MaxLine+1 { // its CR
			return true
		}
		rest = rest[min(end+1, len(rest)):]
	}
	return false
}

// next reads on, says how much of p belongs to the letter, and whether that was its end.
func (s *dataScanner) next(p []byte) (n int, end bool) {
	for i := 0; i < len(p); i++ {
		if s.state == inLine {
			// Most of a letter: nothing happens before the line ends.
			line := untilEnd(p[i:])
			s.out = append(s.out, line...)
			if i += len(line); i == len(p) {
				break
			}
		}
		c := p[i]
		switch s.state {
		case atDotCR, atSoftDotCR, atCR:
			if s.afterCR(c) {
				return i + 1, true
			}
		case atDot, atSoftDot:
			if s.afterDot(c) {
				return i + 1, true
			}
		default:
			s.within(c)
		}
	}
	return len(p), false
}

// untilEnd is what comes before a CR or LF.
func untilEnd(p []byte) []byte {
	if i := bytes.IndexByte(p, '\n'); i >= 0 {
		p = p[:i]
	}
	if i := bytes.IndexByte(p, '\r'); i >= 0 {
		p = p[:i]
	}
	return p
}

// within is everywhere but after a CR or a dot that may be the last.
func (s *dataScanner) within(c byte) {
	switch {
	case c == '.' && s.state == atLine:
		s.state = atDot
	case c == '.' && s.state == atSoftLine:
		s.state = atSoftDot
	case c == '\r':
		s.state = atCR
	case c == '\n':
		s.bareLF()
	default:
		s.out = append(s.out, c)
		s.state = inLine
	}
}

// afterDot: the dot has not been passed on.
func (s *dataScanner) afterDot(c byte) (end bool) {
	switch {
	case c == '\r' && s.state == atDot:
		s.state = atDotCR
	case c == '\r':
		s.state = atSoftDotCR
	case c == '\n' && s.policy == LaxBare:
		s.bare = true
		return true
	case c == '\n' && s.policy == NormalizeBare:
		s.out = append(s.out, '.') // a line of one dot: it ends nothing
		s.bareLF()
	default:
		s.state = inLine // the dot was put there by the client
		s.within(c)
	}
	return false
}

// afterCR: neither the CR nor a dot before it has been passed on.
func (s *dataScanner) afterCR(c byte) (end bool) {
	state := s.state
	if c == '\n' {
		switch {
		case state == atDotCR:
			return true
		case state == atSoftDotCR:
			s.out = append(s.out, ".\r\n"...)
		default:
			s.out = append(s.out, "\r\n"...)
		}
		s.state = atLine
		return false
	}
	s.bare = true
	if s.policy == PassBare {
		s.out = append(s.out, '\r')
	} else {
		s.out = append(s.out, ' ') // in its place
	}
	s.state = inLine
	s.within(c)
	return false
}

func (s *dataScanner) bareLF() {
	s.bare = true
	switch s.policy {
	case NormalizeBare:
		s.out = append(s.out, "\r\n"...)
		s.state = atSoftLine
	case LaxBare:
		s.out = append(s.out, "\r\n"...)
		s.state = atLine
	case PassBare:
		s.out = append(s.out, '\n')
		s.state = inLine
	default:
		s.out = append(s.out, ' ')
		s.state = inLine
	}
}
