package scenario

import "time"

// Input is one thing that is done to a world from outside while it runs: somebody writes a letter, types a line, changes a
// record, throws a switch. It is data with an instant, so that the scenario, the seed and the inputs together say
// everything that happens.
type Input struct {
	Index int           // from 0, in the order in which they were read
	At    time.Duration // since Start; it acts after everything else of its instant
	By    string        // who did it, as the file says; "" for nobody in particular
	Do    Deed
	Text  string // the deed on one line of YAML
	Line  int    // in the file, from 1
}

// Deed is what an input does: an Act of a script, Wait excepted, or one of the pointer types below.
type Deed interface {
	// Verb is the key that names it in the file.
	Verb() string
}

// Connect opens a TCP connection by hand: what is said on it is typed.
type Connect struct {
	ID     string // by which later inputs call it
	From   Endpoint
	To     Endpoint
	Port   uint16
	TLS    bool // with TLS from the first octet on (RFC 8314 section 3)
	Verify bool // with TLS: only with a good certificate
}

// Type says something on a connection that was opened by hand, or that a taken seat has accepted.
type Type struct {
	On   string // a Connect's ID, or the connection's number in the trace
	Data []byte
}

// StartTLS begins TLS on such a connection, after the words of its protocol that come before it.
type StartTLS struct {
	On     string
	Verify bool // the client's end: only with a good certificate
}

// HangUp closes such a connection.
type HangUp struct {
	On    string
	Reset bool // with RST, as a program that crashes does
}

// TakeSeat puts a person in the place of a host's service: of connections to it from now on nobody but the person says
// anything, and of a name server or resolver every question waits for the person's answer.
type TakeSeat struct {
	Host     *Host
	Services []Service // at least one
}

// LeaveSeat gives the place back: questions that wait are answered by the program, and so are new connections.
type LeaveSeat struct {
	Host     *Host
	Services []Service // at least one
}

// NameAnswer answers the oldest question that waits at a taken name server or resolver and fits.
type NameAnswer struct {
	Host          *Host
	Name          string // no final dot; "" fits every question
	Type          string // "" fits every question
	Silent        bool   // say nothing at all
	Code          string // noerror, nxdomain, servfail, refused, ...
	Authoritative bool
	Answer        []string // records in zone-file form with owner, TTL, class and type all given
	Authority     []string
	Additional    []string
}

// Break switches a fault on.
type Break struct {
	ID    string // by which Mend calls it; may be empty
	Fault *Fault // its Index follows those of the scenario's own
}

// Mend switches a fault off.
type Mend struct {
	Fault int // its Index
}

// SetUser changes what a server holds about a person's account. Nil: it stays.
type SetUser struct {
	User     *User
	Password *string
	Quota    *int64 // octets; 0: no limit
}

// SetDevice changes what a mail program has been told. Nil: it stays.
type SetDevice struct {
	Device   *Device
	Password *string
	TLS      *TLSWish
	Port     *uint16 // at which it hands in letters
}

// SetHost changes a host's settings; its services take them up for connections from now on. Nil: it stays.
type SetHost struct {
	Host          *Host
	OpenRelay     *bool
	Extensions    *bool
	MaxMessage    *int64
	MaxRecipients *int
	TLS           *TLSPolicy // of the services that do not begin with TLS
	Certificate   *string
	Policy        *[]*Check // all that its servers check from now on
}

// Reseed is a fresh seed for all that is random from now on.
type Reseed struct{ Seed uint64 }

func (*Connect) Verb() string    { return "connect" }
func (*Type) Verb() string       { return "type" }
func (*StartTLS) Verb() string   { return "starttls" }
func (*HangUp) Verb() string     { return "close" }
func (*TakeSeat) Verb() string   { return "seat" }
func (*LeaveSeat) Verb() string  { return "leave" }
func (*NameAnswer) Verb() string { return "answer" }
func (*Break) Verb() string      { return "break" }
func (*Mend) Verb() string       { return "mend" }
func (*SetUser) Verb() string    { return "set_user" }
func (*SetDevice) Verb() string  { return "set_device" }
func (*SetHost) Verb() string    { return "set_host" }
func (*Reseed) Verb() string     { return "seed" }
