package pop3

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

// Server says how connections are served. It is only read while it serves, so
// one may serve many connections at a time; a copy with other hooks is another
// server.
type Server struct {
	// Hostname is the name in the greeting.
	Hostname string
	// Implementation is announced under CAPA (RFC 2449 §6.9); empty: it is not.
	Implementation string

	// Auth opens a user's maildrop: [ErrAuth] for a bad name or password,
	// [ErrInUse] for a maildrop somebody else holds. Nil: no passwords here, so no
	// USER, PASS or AUTH PLAIN.
	Auth func(user, pass string) (Maildrop, error)
	// Bearer opens a maildrop for an access token (OAUTHBEARER, RFC 7628); nil: the
	// mechanism is not offered. Scope goes into its error challenge.
	Bearer func(user, token string) (Maildrop, error)
	Scope  string
	// APOP opens a maildrop for a client that proves its secret without sending it:
	// the digest must be that of [APOPDigest] (RFC 1939 §7). Nil, as it should be
	// today: off. A user who may use APOP should not be given PASS (RFC 1939 §13).
	APOP func(user, timestamp, digest string) (Maildrop, error)
	// Timestamp is a fresh "<left@right>" for each greeting; APOP needs it.
	Timestamp func() string

	// TLSConfig makes STLS possible (RFC 2595 §4).
	TLSConfig *tls.Config
	// Handshake, if set, does what STLS needs in place of crypto/tls alone with
	// TLSConfig: it returns the connection to speak on from then.
	Handshake func(net.Conn) (net.Conn, error)
	// RequireTLS refuses USER, PASS and AUTH PLAIN in the clear, and does not
	// announce them there (RFC 2595 §2.3 and §4, RFC 8314 §3.3). A connection that
	// has a ConnectionState method, as *tls.Conn does, is not in the clear.
	RequireTLS bool

	// Now is the clock that the autologout timer counts on. Nil: no timer.
	Now func() time.Time
	// IdleTimeout, MaxBadCommands and MaxFailedLogins: zero means the defaults.
	IdleTimeout     time.Duration
	MaxBadCommands  int
	MaxFailedLogins int

	// Refuse, if set, sees each command that this state and its arguments allow,
	// and may answer it with an error in place of the server: a fault that a lesson
	// asked for.
	Refuse func(Session, Command) error

	// OnAuthenticated: the maildrop is open and locked, the reply not yet written.
	OnAuthenticated func(s Session, messages int)
	// OnFailed: a login was refused, for this reason; s.User is who it was for.
	OnFailed func(s Session, reason error)
	// OnRetrieved: a message was written whole. Lines is -1 for RETR, and for TOP
	// how many lines of the body were asked for; after TOP the size may still be
	// zero, not measured.
	OnRetrieved func(s Session, m Message, lines int)
	// OnCommitted: the UPDATE state removed these messages, or failed to remove
	// them all. It is not called when nothing was marked.
	OnCommitted func(s Session, deleted []Message, err error)
}

// Session is what hooks are told about a connection.
type Session struct {
	Conn      net.Conn // as it was given to ServeConn
	TLS       bool
	User      string // who logged in, or tried to
	Mechanism string // "USER", "APOP", "PLAIN" or "OAUTHBEARER"
}

// state is one of the three of RFC 1939 §3, as bits so that a command can name
// those it is valid in. UPDATE needs none: no command is read in it.
type state int

const (
	authorization state = 1 << iota
	transaction
)

// session is one connection being served.
type session struct {
	Session
	srv   *Server
	conn  net.Conn // the one to speak on: Session.Conn, or what STLS made of it
	r     *bufio.Reader
	state state

	timestamp string // of the greeting; empty: no APOP
	pending   string // the name USER gave, good for the very next command
	bad       int
	failed    int

	drop       Maildrop
	releaseErr error
	msgs       []message
}

// message is one numbered message: index 0 is message-number 1.
type message struct {
	Message
	measured bool
	deleted  bool // marked, and no more than marked, until UPDATE
}

// errQuit ends the conversation in good order.
var errQuit = errors.New("pop3: QUIT")

// ServeConn speaks with one client until it leaves, then closes conn. It is nil
// after QUIT, if the maildrop closed well. Otherwise the error says why the
// conversation broke off: [ErrDropped]; os.ErrDeadlineExceeded when the autologout
// timer ran out; [ErrTooManyBadCommands] and its like.
func (srv *Server) ServeConn(conn net.Conn) (err error) {
	s := &session{srv: srv, state: authorization}
	s.Conn = conn
	s.speakOn(conn)
	_, s.TLS = conn.(interface{ ConnectionState() tls.ConnectionState })
	// Whatever ends the session, the lock goes; only QUIT has committed before
	// (RFC 1939 §6).
	defer func() {
		s.release()
		s.conn.Close()
		if err == nil && s.releaseErr != nil {
			err = fmt.Errorf("pop3: closing the maildrop of %s: %w", s.User, s.releaseErr)
		}
	}()
	if err := s.serve(); err != errQuit {
		return err
	}
	return nil
}

// broken names the reason a read or a write failed: the autologout timer, which
// gets no reply and no UPDATE (RFC 1939 §3), or a client that is gone.
func broken(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("pop3: autologout: %w", err)
	}
	return fmt.Errorf("%w: %w", ErrDropped, err)
}

func (s *session) speakOn(conn net.Conn) {
	s.conn = conn
	s.r = bufio.NewReaderSize(conn, MaxSASLOctets)
}

// release gives the maildrop back, once. That it went wrong is for whoever runs
// the server to know, not for the client: its messages are as it wanted them.
func (s *session) release() {
	if s.drop != nil {
		s.releaseErr = s.drop.Close()
		s.drop = nil
	}
}

func (s *session) serve() error {
	if err := s.greet(); err != nil {
		return err
	}
	for {
		line, err := s.readLine(MaxCommandOctets)
		if err == errOverlong {
			err = s.reject("A command has at most 255 octets") // RFC 2449 §4
		} else if err == nil {
			err = s.command(line)
		}
		if err != nil {
			return err
		}
	}
}

// greet is the one-line greeting, with a timestamp if APOP is on offer (RFC 1939
// §4 and §7).
func (s *session) greet() error {
	text := "POP3 server ready"
	if s.srv.Hostname != "" {
		text = s.srv.Hostname + " " + text
	}
	if s.srv.APOP != nil && s.srv.Timestamp != nil {
		s.timestamp = s.srv.Timestamp()
		text += " " + s.timestamp
	}
	return s.ok(text)
}

// spec says where a command is valid and how many arguments it takes.
type spec struct {
	states   state
	min, max int
	run      func(*session, Command) error
}

// commands is the whole protocol (RFC 1939 §9, RFC 2449 §5, RFC 2595 §4, RFC
// 5034 §4). It is looked up by name and never ranged over.
var commands = map[string]spec{
	"CAPA": {authorization | transaction, 0, 0, (*session).capa},
	"QUIT": {authorization | transaction, 0, 0, (*session).quit},

	"USER": {authorization, 1, 1, (*session).user},
	"PASS": {authorization, 0, MaxCommandOctets, (*session).pass},
	"APOP": {authorization, 2, 2, (*session).apop},
	"AUTH": {authorization, 1, 2, (*session).auth},
	"STLS": {authorization, 0, 0, (*session).stls},

	"STAT": {transaction, 0, 0, (*session).stat},
	"LIST": {transaction, 0, 1, (*session).list},
	"UIDL": {transaction, 0, 1, (*session).uidl},
	"RETR": {transaction, 1, 1, (*session).retr},
	"TOP":  {transaction, 2, 2, (*session).top},
	"DELE": {transaction, 1, 1, (*session).dele},
	"NOOP": {transaction, 0, 0, (*session).noop},
	"RSET": {transaction, 0, 0, (*session).rset},
}

// command carries out one line.
func (s *session) command(line string) error {
	cmd, err := ParseCommand(line)
	if err != nil {
		s.pending = ""
		return s.reject(replyFor(err).Text)
	}
	if cmd.Verb != "PASS" {
		s.pending = "" // PASS is valid only right behind USER (RFC 1939 §7)
	}
	spec, ok := commands[cmd.Verb]
	args := len(cmd.Args())
	switch {
	case !ok || !s.offers(cmd.Verb):
		// RFC 1939 §3: "unrecognized, unimplemented, syntactically invalid".
		return s.reject("Unknown command")
	case spec.states&s.state == 0 && s.state == authorization:
		return s.reject(cmd.Verb + " is for those who have logged in")
	case spec.states&s.state == 0:
		return s.reject(cmd.Verb + " is only for logging in, and that is done")
	case args < spec.min || args > spec.max:
		return s.reject(cmd.Verb + " has another number of arguments")
	}
	if s.srv.Refuse != nil {
		if err := s.srv.Refuse(s.Session, cmd); err != nil {
			s.pending = ""
			return s.fail(err)
		}
	}
	return spec.run(s, cmd)
}

// offers tells whether this server knows a command at all. A command that was
// only refused in the clear is known.
func (s *session) offers(verb string) bool {
	switch verb {
	case "USER", "PASS", "AUTH":
		return s.srv.Auth != nil
	case "APOP":
		return s.timestamp != ""
	case "STLS":
		return s.srv.TLSConfig != nil || s.srv.Handshake != nil
	}
	return true
}

// passwordsHere tells whether a password may cross this connection.
func (s *session) passwordsHere() bool {
	return s.srv.Auth != nil && (s.TLS || !s.srv.RequireTLS)
}

// capa lists what this server can do, here and now: before and after STLS the
// answer differs (RFC 2449 §5, RFC 2595 §4).
func (s *session) capa(Command) error {
	var b strings.Builder
	b.WriteString("+OK Capability list follows\r\n")
	b.WriteString("TOP\r\nUIDL\r\n") // RFC 2449 §6.1, §6.8
	if s.passwordsHere() {
		b.WriteString("USER\r\nSASL " + strings.Join(s.mechanisms(), " ") + "\r\n") // RFC 2449 §6.2, RFC 5034 §3
	}
	if s.offers("STLS") && !s.TLS && s.state == authorization {
		b.WriteString("STLS\r\n") // RFC 2595 §4
	}
	b.WriteString("RESP-CODES\r\nAUTH-RESP-CODE\r\n") // RFC 2449 §6.4, RFC 3206 §6
	// Commands are read from a buffer and answered in order, so a client may send
	// many before the first answer (RFC 2449 §6.6).
	b.WriteString("PIPELINING\r\n")
	if s.srv.Implementation != "" {
		fmt.Fprintf(&b, "IMPLEMENTATION %.256s\r\n", oneLine(s.srv.Implementation))
	}
	b.WriteString(".\r\n")
	return s.write([]byte(b.String()))
}

// Replies

// ok writes a positive reply of one line.
func (s *session) ok(text string) error { return s.writeLine("+OK", text) }

// fail writes a negative reply and goes on.
func (s *session) fail(err error) error { return s.writeLine("-ERR", replyFor(err).line()) }

// reject answers a command that could not be understood or was out of place. A
// client that makes a habit of it loses the connection.
func (s *session) reject(text string) error {
	if err := s.fail(&Error{Text: text}); err != nil {
		return err
	}
	s.bad++
	if s.bad >= orDefault(s.srv.MaxBadCommands, DefaultMaxBadCommands) {
		return ErrTooManyBadCommands
	}
	return nil
}

// writeLine keeps a reply's line within the limit, CRLF included (RFC 2449 §4).
func (s *session) writeLine(status, text string) error {
	line := status + " " + oneLine(text)
	if len(line) > MaxReplyOctets-2 {
		line = line[:MaxReplyOctets-2]
	}
	return s.write([]byte(line + "\r\n"))
}

// write sends a whole reply: one Write if it fits, so that a reply is one
// segment on a network that keeps writes apart.
func (s *session) write(b []byte) error {
	for len(b) > 0 {
		if err := s.arm(); err != nil {
			return err
		}
		n, err := s.conn.Write(b[:min(len(b), MaxWriteOctets)])
		if err != nil {
			return broken(err)
		}
		b = b[n:]
	}
	return nil
}

// Lines

// errOverlong: the line was read past and its end found.
var errOverlong = errors.New("pop3: overlong line")

// readLine reads one line and takes its end off. Commands end with CRLF (RFC 1939
// §3); a bare LF, which people at a terminal send, is taken too: nothing that
// follows could be read in two ways. Octets before a broken connection are not a
// line, so half a QUIT is no QUIT.
func (s *session) readLine(limit int) (string, error) {
	if err := s.arm(); err != nil {
		return "", err
	}
	line, err := s.r.ReadSlice('\n')
	total := len(line)
	for err == bufio.ErrBufferFull {
		if total > MaxDiscardOctets {
			return "", ErrLineTooLong
		}
		line, err = s.r.ReadSlice('\n')
		total += len(line)
	}
	switch {
	case err != nil:
		return "", broken(err)
	case total > limit:
		return "", errOverlong
	}
	line = line[:len(line)-1]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return string(line), nil
}

// arm winds the autologout timer (RFC 1939 §3). It is wound before each line and
// each write, so it measures silence, or a line that never ends.
func (s *session) arm() error {
	if s.srv.Now == nil {
		return nil
	}
	idle := s.srv.IdleTimeout
	if idle == 0 {
		idle = DefaultIdleTimeout
	}
	if err := s.conn.SetDeadline(s.srv.Now().Add(idle)); err != nil {
		return broken(err)
	}
	return nil
}

func orDefault(n, def int) int {
	if n == 0 {
		return def
	}
	return n
}
