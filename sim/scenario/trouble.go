package scenario

import "time"

// Fault is one thing that goes wrong because the scenario says so. Faults are data: what they do is done at the edges of the
// world (package fault), and no actor knows that there are any.
type Fault struct {
	Index int // from 0, in the file's order
	Do    Trouble
	When  Occasions
	Line  int    // in the file, from 1
	Text  string // the fault on one line of YAML
	Added bool   // by WithFault: it is not the file's own
}

// Occasions says which of the occasions that fit a fault it takes: those within the window, after the first Skip of them,
// each with probability Chance, until it has acted Times times.
type Occasions struct {
	Window
	Skip   int
	Times  int     // 0: without end
	Chance float64 // 0 to 1
}

// Trouble is what a fault does: one of the pointer types below.
type Trouble interface {
	// Key is the word that names it in the file.
	Key() string
}

// Door is where a client of a host comes in.
type Door struct {
	Host     *Host
	Services []Service // at least one
	Client   Endpoint  // only this one's visits; zero: everybody's
}

// Outage: the power fails. It is part of Host.Down or Device.Down already.
type Outage struct{ What Endpoint }

// Refuse: connections are answered with RST, datagrams with "port unreachable".
type Refuse struct{ Door }

// Silence: with no Command, packets to and from the door vanish; with one, the command is never answered.
type Silence struct {
	Door
	Command string
}

// Cut: the connection is reset when the server has read Command, or After octets of what the client says (counted from
// Command, if both are given). DOT is the moment between taking a letter and saying so.
type Cut struct {
	Door
	Command   string
	After     int64 // 0: at once
	Recipient Address
}

// Delay: the answer to Command comes later.
type Delay struct {
	Door
	Command   string
	By        time.Duration
	Recipient Address
}

// Answer: the server says this to Command instead of what it would have said.
type Answer struct {
	Door
	Command   string
	Code      int    // SMTP; 0 at other services
	Enhanced  string // SMTP; "" for the usual one
	Text      string
	Close     bool    // and hangs up
	Recipient Address // RCPT: only this one
	Sender    *Address
}

// Loss: the road drops packets.
type Loss struct{ Road }

// Slow: the road is slower. A zero figure leaves the road's own.
type Slow struct {
	Road
	Latency   time.Duration // one way
	Jitter    time.Duration
	Bandwidth int64 // bit/s
}

// Road is the way between A and B, in both directions; with a zero B, all of A's.
type Road struct{ A, B Endpoint }

// DiskFull: the host has no room for messages (452 4.3.1).
type DiskFull struct{ Door }

// MailboxFull: one mailbox has no room (452 4.2.2), whatever its quota.
type MailboxFull struct{ User *User }

// Check is one of a server's checks (package policy): of Host.Policy, or, as files of before there were policies have it, among
// the faults, with their occasions.
type Check struct {
	Door
	Rule Rule
}

// Names: a name server does not do its work.
type Names struct {
	Servers []*Host // at least one
	Client  Endpoint
	Name    string // this name and those below it; "" for every name; no final dot
	Type    string // "" for every type
	Does    string // silent, slow, servfail, nxdomain, empty, refused, lame, truncated, wrong
	By      time.Duration
	Records []string // Does wrong: zone-file form, owner given
}

func (*Outage) Key() string      { return "down" }
func (*Refuse) Key() string      { return "refuse" }
func (*Silence) Key() string     { return "silence" }
func (*Cut) Key() string         { return "cut" }
func (*Delay) Key() string       { return "delay" }
func (*Answer) Key() string      { return "answer" }
func (*Loss) Key() string        { return "loss" }
func (*Slow) Key() string        { return "slow" }
func (*DiskFull) Key() string    { return "disk_full" }
func (*MailboxFull) Key() string { return "mailbox_full" }
func (c *Check) Key() string     { return c.Rule.Key() }
func (*Names) Key() string       { return "dns" }

// Where gives the host or device that a fault is at, for whoever lists faults.
func (f *Fault) Where() string {
	switch do := f.Do.(type) {
	case *Outage:
		return do.What.Name()
	case *Refuse:
		return do.Host.Name
	case *Silence:
		return do.Host.Name
	case *Cut:
		return do.Host.Name
	case *Delay:
		return do.Host.Name
	case *Answer:
		return do.Host.Name
	case *Loss:
		return do.A.Name()
	case *Slow:
		return do.A.Name()
	case *DiskFull:
		return do.Host.Name
	case *MailboxFull:
		if m := do.User.Domain.Mailbox; m != nil {
			return m.Name
		}
	case *Check:
		return do.Host.Name
	case *Names:
		return do.Servers[0].Name
	}
	return ""
}
