package dns

import (
	"errors"
	"fmt"
	"strings"

	mdns "github.com/miekg/dns"
)

// What can be wrong with a look-up. errors.Is finds them in an *Error.
var (
	// The domain's own word: asking again will not help until somebody changes the zone.

	ErrNXDomain = errors.New("no such domain")               // RFC 2308 section 2.1
	ErrNoData   = errors.New("no record of that type")       // RFC 2308 section 2.2
	ErrNullMX   = errors.New("the domain takes no mail")     // RFC 7505 section 3
	ErrNoRoute  = errors.New("no mail exchanger or address") // RFC 5321 section 5.1
	ErrBadName  = errors.New("not a domain name")            // RFC 1035 section 2.3.4

	// Nobody could say: another time it may work (RFC 5321 section 5.1: "the message is queued and retried").

	ErrTimeout   = errors.New("no reply in time")
	ErrNetwork   = errors.New("the server could not be reached")
	ErrServFail  = errors.New("the server failed")            // RCODE 2
	ErrRefused   = errors.New("the server refused")           // RCODE 5
	ErrRCode     = errors.New("the server answered an error") // any other RCODE
	ErrMalformed = errors.New("the reply is malformed")
	ErrLame      = errors.New("the server is not responsible for the zone it is said to serve")
	ErrLoop      = errors.New("the names lead in a circle")
	ErrCircle    = errors.New("the delegations lead in a circle") // RFC 9471 section 2.3
	ErrLimit     = errors.New("too much work for one question")
	ErrNoServer  = errors.New("no server to ask")
	ErrBogus     = errors.New("the zone is signed, and the answer is not") // RFC 4035 section 4.3
)

// Error is a look-up that failed.
type Error struct {
	Name   string // the name asked for, canonical
	Type   uint16
	Kind   error  // one of the sentinel errors above
	RCode  int    // what the reply said; NoRCode if there was none
	Server string // whom we asked last, "address:port"; "" if nobody
	// Attempts are the failures, server by server, that led to this one; the last has this error's Kind.
	Attempts []*Error
	Err      error // what lies beneath, from the network or the parser; may be nil

	// Cached tells a failure that was remembered and not met again (RFC 9520).
	Cached bool
}

// NoRCode stands in Error.RCode where no reply came.
const NoRCode = -1

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "look-up of %s %s: %s", e.Name, TypeName(e.Type), e.Kind)
	if e.RCode > mdns.RcodeSuccess {
		fmt.Fprintf(&b, " (%s)", RCodeName(e.RCode))
	}
	if e.Server != "" {
		fmt.Fprintf(&b, ", server %s", e.Server)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %s", clip(e.Err.Error()))
	}
	return b.String()
}

// Unwrap gives errors.Is and errors.As the kind, what lies beneath, and each attempt.
func (e *Error) Unwrap() []error {
	out := []error{e.Kind}
	if e.Err != nil {
		out = append(out, e.Err)
	}
	for _, a := range e.Attempts {
		out = append(out, a)
	}
	return out
}

// Temporary tells whether asking again later may help. A letter waits for these and bounces on the others (RFC 5321
// section 5.1).
func (e *Error) Temporary() bool {
	switch e.Kind {
	case ErrNXDomain, ErrNoData, ErrNullMX, ErrNoRoute, ErrBadName:
		return false
	}
	return true
}

// Timeout tells whether silence was the reason.
func (e *Error) Timeout() bool { return e.Kind == ErrTimeout }

// codes are the words for what can keep a look-up from being answered, for facts and for whoever tells them.
var codes = map[error]string{
	ErrTimeout: "timeout", ErrNetwork: "unreachable", ErrServFail: "servfail", ErrRefused: "refused", ErrRCode: "rcode", ErrMalformed: "malformed", ErrLame: "lame",
	ErrLoop: "loop", ErrCircle: "circle", ErrLimit: "limit", ErrNoServer: "no-server", ErrBogus: "bogus", ErrBadName: "bad-name",
}

// Code is a word for what kept the look-up from being answered.
func (e *Error) Code() string {
	if code, ok := codes[e.Kind]; ok {
		return code
	}
	return "failed"
}

// rcodeKind is the sentinel for a response code that is no answer.
func rcodeKind(rcode int) error {
	switch rcode {
	case mdns.RcodeServerFailure:
		return ErrServFail
	case mdns.RcodeRefused:
		return ErrRefused
	}
	return ErrRCode
}
