package pop3

import (
	"crypto/md5"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"slices"
	"strings"

	"posta/sim/oauthbearer"
)

// The AUTHORIZATION state (RFC 1939 §4): who is there?

// user takes any name: a server that said which names it knows would tell them
// to everybody (RFC 1939 §13).
func (s *session) user(cmd Command) error {
	if !s.passwordsHere() {
		return s.refuseCleartext()
	}
	name := cmd.Args()[0]
	for i := range len(name) {
		// Arguments are printable ASCII (RFC 1939 §3).
		if name[i] > '~' {
			return s.reject("A name is printable ASCII")
		}
	}
	s.pending = name
	return s.ok("Send the password")
}

// pass logs in. Its one argument is all that is behind the space, spaces included
// (RFC 1939 §7).
func (s *session) pass(cmd Command) error {
	if !s.passwordsHere() {
		return s.refuseCleartext()
	}
	user := s.pending
	s.pending = ""
	switch {
	case user == "":
		return s.reject("PASS comes right after USER")
	case cmd.Rest == "":
		return s.reject("PASS has another number of arguments")
	}
	return s.login(user, "USER", func() (Maildrop, error) { return s.srv.Auth(user, cmd.Rest) })
}

// refuseCleartext turns a password away that should not have been sent. It has no
// response code: AUTH would mean that the credentials are wrong (RFC 3206 §5),
// and a person would be asked to type them again.
func (s *session) refuseCleartext() error {
	return s.reject("Passwords are not taken in the clear; use STLS first")
}

// apop logs in with a digest of the greeting's timestamp and a shared secret (RFC
// 1939 §7). The password is not sent, so it may be done in the clear.
func (s *session) apop(cmd Command) error {
	args := cmd.Args()
	user, digest := args[0], args[1]
	// "The digest parameter ... is a 16-octet value sent in hexadecimal format,
	// using lower-case ASCII characters."
	if raw, err := hex.DecodeString(digest); err != nil || len(raw) != md5.Size || digest != strings.ToLower(digest) {
		return s.reject("A digest is 32 lower-case hexadecimal digits")
	}
	return s.login(user, "APOP", func() (Maildrop, error) { return s.srv.APOP(user, s.timestamp, digest) })
}

// APOPDigest proves a shared secret: the MD5 digest of the greeting's timestamp,
// angle brackets included, followed by the secret (RFC 1939 §7). MD5 is broken
// and the server must keep the secret readable: a lesson, not a recommendation.
func APOPDigest(timestamp, secret string) string {
	sum := md5.Sum([]byte(timestamp + secret))
	return hex.EncodeToString(sum[:])
}

// mechanisms are those of SASL that are offered.
func (s *session) mechanisms() []string {
	if s.srv.Bearer != nil {
		return []string{"PLAIN", oauthbearer.Name}
	}
	return []string{"PLAIN"}
}

// auth runs a SASL exchange (RFC 5034 §4).
func (s *session) auth(cmd Command) error {
	args := cmd.Args()
	mechanism := strings.ToUpper(args[0])
	if !slices.Contains(s.mechanisms(), mechanism) {
		return s.reject("The mechanisms here are: " + strings.Join(s.mechanisms(), " "))
	}
	if !s.passwordsHere() {
		return s.refuseCleartext()
	}
	var response string
	if len(args) == 2 {
		response = args[1]
		if response == "=" {
			response = "" // an initial response that is empty (RFC 5034 §4)
		}
	} else {
		// Both mechanisms begin with the client, so the challenge is empty (RFC 4616 §2):
		// "+", a space, and nothing.
		var refused bool
		var err error
		if response, refused, err = s.challenge(""); err != nil || refused {
			return err
		}
	}
	raw, err := base64.StdEncoding.DecodeString(response)
	if err != nil {
		return s.reject("That is not base64") // RFC 5034 §4
	}
	if mechanism == oauthbearer.Name {
		return s.bearer(raw)
	}
	return s.plain(raw)
}

// challenge says one and reads the response; refused: it was none, and that has been said.
func (s *session) challenge(text string) (response string, refused bool, err error) {
	if err := s.write([]byte("+ " + text + "\r\n")); err != nil {
		return "", false, err
	}
	response, err = s.readLine(MaxSASLOctets)
	switch {
	case err == errOverlong:
		return "", true, s.reject("The response is too long")
	case err != nil:
		return "", false, err
	case response == "*":
		// "the client issues a line with a single '*'": the server answers
		// -ERR, and nothing has failed (RFC 5034 §4).
		return "", true, s.reject("Cancelled, as you wish")
	}
	return response, false, nil
}

// plain: message = [authzid] NUL authcid NUL passwd (RFC 4616 §2).
func (s *session) plain(raw []byte) error {
	parts := strings.Split(string(raw), "\x00")
	if len(parts) != 3 || parts[1] == "" || parts[2] == "" {
		return s.reject("A PLAIN response is a name to act as, a name and a password, with NUL between")
	}
	authzid, authcid, passwd := parts[0], parts[1], parts[2]
	return s.login(authcid, "PLAIN", func() (Maildrop, error) {
		// Many clients name themselves twice. To act for somebody else is a right
		// that no user has here (RFC 4616 §2).
		if authzid != "" && authzid != authcid {
			return nil, &Error{Code: CodeAuth, Text: "You may not act as somebody else"}
		}
		return s.srv.Auth(authcid, passwd)
	})
}

// bearer takes an access token. A no is explained by a challenge first, and said when that
// has been answered (RFC 7628 §3.2.3).
func (s *session) bearer(raw []byte) error {
	var drop Maildrop
	var user string
	exchange := oauthbearer.Server{
		Malformed: &Error{Text: "That is no response of OAUTHBEARER (RFC 7628)"}, Scope: s.srv.Scope,
		Check: func(r oauthbearer.Request) (err error) {
			user = r.User
			drop, err = s.srv.Bearer(r.User, r.Token)
			return err
		},
	}
	challenge, done, err := exchange.Next(raw)
	if !done {
		_, refused, unread := s.challenge(base64.StdEncoding.EncodeToString(challenge))
		if unread != nil || refused {
			return unread
		}
		_, _, err = exchange.Next(nil)
	}
	return s.login(user, oauthbearer.Name, func() (Maildrop, error) { return drop, err })
}

// login opens the maildrop and enters the TRANSACTION state, or says why not and
// stays.
func (s *session) login(user, mechanism string, open func() (Maildrop, error)) error {
	s.User, s.Mechanism = user, mechanism
	drop, err := open()
	if err != nil {
		return s.refuseLogin(err)
	}
	list, err := drop.List()
	if err == nil {
		if err = checkList(list); err != nil {
			err = fmt.Errorf("maildrop of %s: %w: %w", user, ErrPermanent, err)
		}
	}
	if err != nil {
		drop.Close()
		return s.refuseLogin(err)
	}
	s.drop, s.state = drop, transaction
	s.msgs = make([]message, len(list))
	for i, m := range list {
		s.msgs[i] = message{Message: m}
	}
	if s.srv.OnAuthenticated != nil {
		s.srv.OnAuthenticated(s.Session, len(list))
	}
	return s.ok("Maildrop open and locked: " + count(len(list), "message"))
}

func (s *session) refuseLogin(reason error) error {
	if s.srv.OnFailed != nil {
		s.srv.OnFailed(s.Session, reason)
	}
	if err := s.fail(reason); err != nil {
		return err
	}
	s.User, s.Mechanism = "", ""
	s.failed++
	if s.failed >= orDefault(s.srv.MaxFailedLogins, DefaultMaxFailedLogins) {
		return ErrTooManyFailedLogins
	}
	return nil
}

// stls moves the conversation under TLS (RFC 2595 §4). All that was said before
// is forgotten, and nothing that was sent ahead is taken as protected.
func (s *session) stls(Command) error {
	if s.TLS {
		return s.reject("TLS is already active") // RFC 2595 §4
	}
	if s.r.Buffered() > 0 {
		// Words behind STLS would be carried out as if TLS had covered them.
		if err := s.fail(&Error{Text: "Nothing may follow STLS before TLS begins"}); err != nil {
			return err
		}
		return ErrEarlyTLS
	}
	if err := s.ok("Begin TLS negotiation"); err != nil {
		return err
	}
	if err := s.arm(); err != nil {
		return err
	}
	handshake := s.srv.Handshake
	if handshake == nil {
		handshake = func(conn net.Conn) (net.Conn, error) {
			tc := tls.Server(conn, s.srv.TLSConfig)
			return tc, tc.Handshake()
		}
	}
	conn, err := handshake(s.conn)
	if err != nil {
		// A failed negotiation leaves no protocol to go on with.
		return fmt.Errorf("pop3: STLS: %w", err)
	}
	s.speakOn(conn)
	s.TLS = true
	return nil
}

// count words a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
