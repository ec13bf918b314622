package pop3

import (
	"errors"
	"strings"
)

// ResponseCode is the machine's half of an error, the part in square brackets
// (RFC 2449 §8). Codes are hierarchical: "SYS/TEMP" is a kind of "SYS".
type ResponseCode string

// The response codes of RFC 2449 §8.1 and RFC 3206.
const (
	CodeLoginDelay ResponseCode = "LOGIN-DELAY" // RFC 2449 §8.1.1: come back later
	CodeInUse      ResponseCode = "IN-USE"      // RFC 2449 §8.1.2: another session holds the lock
	CodeSysTemp    ResponseCode = "SYS/TEMP"    // RFC 3206 §4: the system's fault, may pass
	CodeSysPerm    ResponseCode = "SYS/PERM"    // RFC 3206 §4: the system's fault, needs a person
	CodeAuth       ResponseCode = "AUTH"        // RFC 3206 §5: the credentials are the problem
)

// Error is a negative reply, as a value. A server's Auth function and its
// Maildrop return one to say what goes over the wire; a client's methods return
// the one that came.
type Error struct {
	Code ResponseCode // empty: none
	Text string       // for people, in one line
}

// Errors for the functions a server calls. A client's errors match them, by
// response code, under errors.Is.
var (
	ErrAuth      = &Error{Code: CodeAuth, Text: "Authentication failed"}
	ErrInUse     = &Error{Code: CodeInUse, Text: "Another session has this maildrop open"}
	ErrTemporary = &Error{Code: CodeSysTemp, Text: "Something is wrong here; try again later"}
	ErrPermanent = &Error{Code: CodeSysPerm, Text: "Something is wrong here that will not pass by itself"}
)

// Errors that end a connection.
var (
	// ErrDropped: the client left without QUIT. Nothing was deleted.
	ErrDropped = errors.New("pop3: the client left without QUIT")
	// ErrTooManyBadCommands: a server had enough of one client's noise.
	ErrTooManyBadCommands = errors.New("pop3: too many bad commands")
	// ErrTooManyFailedLogins: a server had enough of one client's guesses.
	ErrTooManyFailedLogins = errors.New("pop3: too many failed logins")
	// ErrLineTooLong: a line went on past the limit that has no gentler answer.
	ErrLineTooLong = errors.New("pop3: line too long")
	// ErrEarlyTLS: plaintext was waiting behind STLS or its reply. Somebody on the
	// road may have put it there to be taken for protected words.
	ErrEarlyTLS = errors.New("pop3: plaintext sent after STLS")
	// ErrProtocol: what the server said is not POP3.
	ErrProtocol = errors.New("pop3: not a POP3 reply")
	// ErrTooBig: the server sent more than the client's limits allow.
	ErrTooBig = errors.New("pop3: reply beyond the client's limits")
	// ErrArgument: the caller asked for a command that cannot be written. Nothing
	// was sent and the connection is still good.
	ErrArgument = errors.New("pop3: argument cannot be sent")
)

// Error words the reply as it looks on the wire.
func (e *Error) Error() string { return "-ERR " + e.line() }

// Is matches errors with the same response code, so that a client can ask
// errors.Is(err, ErrInUse) whatever the server's words were.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code != "" && strings.EqualFold(string(t.Code), string(e.Code))
}

// line is the reply after "-ERR ": in one line, and never opening a bracket that
// is not a response code, because a server that announces RESP-CODES promises so
// (RFC 2449 §6.4).
func (e *Error) line() string {
	text := oneLine(e.Text)
	if e.Code != "" {
		return "[" + oneLine(string(e.Code)) + "] " + text
	}
	if strings.HasPrefix(text, "[") {
		text = "(" + text[1:]
	}
	return text
}

// oneLine keeps outside words from ending a reply early.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// replyFor turns any error into words fit for the wire. An error that is not an
// [Error] may hold secrets of the system: its text stays here.
func replyFor(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return ErrTemporary
}
