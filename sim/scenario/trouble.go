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
	// Spared: it never acts in this run, which asks what would have happened without it.
	Spared bool
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
	// Where is the host or device that it is at, for whoever lists faults.
	Where() string
	// At is the door that it is at; nil of what happens elsewhere.
	At() *Door
	// Edge is where in the world it is done, at a service of this protocol.
	Edge(p Proto) Edge
}

// Edge is a place where the cast meets the world, and faults are done.
type Edge string

// The edges.
const (
	EdgePower   Edge = "power"   // a host is off
	EdgeRoad    Edge = "road"    // packets between two hosts
	EdgeStream  Edge = "stream"  // what a server reads, line by line or octet by octet
	EdgeSMTP    Edge = "smtp"    // between SMTP and the server behind it, command by command
	EdgeMailbox Edge = "mailbox" // between a queue and the store that it delivers into
	EdgeNames   Edge = "names"   // a name server's answers
	EdgeDevice  Edge = "device"  // between a person and the mail program
)

// edgeOfCommand is where a fault at a command is done: SMTP's are met between the protocol and its server, the others' in what
// the server reads.
func edgeOfCommand(p Proto) Edge {
	if p == SMTP || p == Submission {
		return EdgeSMTP
	}
	return EdgeStream
}

// Door is where a client of a host comes in.
type Door struct {
	Host     *Host
	Services []Service // at least one
	Client   Endpoint  // only this one's visits; zero: everybody's
}

// Where is the door's host.
func (d *Door) Where() string { return d.Host.Name }

// At is the door itself.
func (d *Door) At() *Door { return d }

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

// Where is the end that was named first.
func (r *Road) Where() string { return r.A.Name() }

// At is no door.
func (*Road) At() *Door { return nil }

// Edge is the road.
func (*Road) Edge(Proto) Edge { return EdgeRoad }

// Intercept: somebody stands in the middle of the road, and calls between the two come to him.
type Intercept struct {
	Road
	Middle   *Host
	Strip    bool   // STARTTLS is taken out of what the server offers
	Own      bool   // a certificate of his own is shown
	Old, New string // what is replaced in letters
}

// DiskFull: the host has no room for messages (452 4.3.1).
type DiskFull struct{ Door }

// MailboxFull: one mailbox has no room (452 4.2.2), whatever its quota.
type MailboxFull struct{ User *User }

// Forge: somebody writes another's name into From.
type Forge struct {
	User *User
	As   Named
}

// Forward: somebody's mail is sent on, and no copy stays.
type Forward struct {
	User *User
	Mail Address
}

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
	Name    string // this name and, unless Alone, those below it; "" for every name; no final dot
	Alone   bool
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
func (*Intercept) Key() string   { return "intercept" }
func (*DiskFull) Key() string    { return "disk_full" }
func (*MailboxFull) Key() string { return "mailbox_full" }
func (*Forge) Key() string       { return "forge" }
func (*Forward) Key() string     { return "forward" }
func (c *Check) Key() string     { return c.Rule.Key() }
func (*Names) Key() string       { return "dns" }

// Where a fault is that is at no door and on no road.
func (o *Outage) Where() string      { return o.What.Name() }
func (m *MailboxFull) Where() string { return m.User.keptAt() }
func (f *Forge) Where() string       { return f.User.keptAt() }
func (f *Forward) Where() string     { return f.User.keptAt() }

// keptAt is the host that has the user's mailbox, "" where none has.
func (u *User) keptAt() string {
	if host := u.Domain.Mailbox; host != nil {
		return host.Name
	}
	return ""
}
func (n *Names) Where() string { return n.Servers[0].Name }

// At is no door.
func (*Outage) At() *Door      { return nil }
func (*MailboxFull) At() *Door { return nil }
func (*Forge) At() *Door       { return nil }
func (*Forward) At() *Door     { return nil }
func (*Names) At() *Door       { return nil }

// Edge is where each is done.
func (*Outage) Edge(Proto) Edge      { return EdgePower }
func (*Refuse) Edge(Proto) Edge      { return EdgeRoad }
func (*DiskFull) Edge(Proto) Edge    { return EdgeSMTP } // and at the mailboxes of its host, where it is everybody's
func (*MailboxFull) Edge(Proto) Edge { return EdgeMailbox }
func (*Forge) Edge(Proto) Edge       { return EdgeDevice }
func (*Forward) Edge(Proto) Edge     { return EdgeMailbox }
func (*Check) Edge(Proto) Edge       { return EdgeSMTP }
func (*Names) Edge(Proto) Edge       { return EdgeNames }
func (*Delay) Edge(p Proto) Edge     { return edgeOfCommand(p) }
func (*Answer) Edge(p Proto) Edge    { return edgeOfCommand(p) }

// Edge is the road where nothing gets through at all, else at the command.
func (s *Silence) Edge(p Proto) Edge {
	if s.Command == "" {
		return EdgeRoad
	}
	return edgeOfCommand(p)
}

// Edge is in the octets where they are counted, else at the command.
func (c *Cut) Edge(p Proto) Edge {
	if c.After > 0 {
		return EdgeStream
	}
	return edgeOfCommand(p)
}
