package scenario

import "time"

// Expectation is what must come true when the scenario runs.
type Expectation struct {
	Index int // from 0
	What  Expect
	Line  int // in the file, from 1
}

// Expect is one of the pointer types below. In all of them an empty field puts no condition.
type Expect interface {
	// Noun is the key that names the expectation in the file.
	Noun() string
}

// Needs is the least that has to be recorded of a run for an expectation to be judged.
func Needs(e Expect) Record {
	switch e.(type) {
	case *Overheard:
		return RecordPackets
	case *FigureClaim, *Delivered:
		return RecordLetters
	case *Exchanges, *Refused, *TLS, *Learnt: // Learnt: who changed what, by the connection over which it was asked for
		return RecordDialogue
	}
	return RecordDecisions
}

// Count bounds a number, both ends included.
type Count struct{ Min, Max int }

// Unbounded is the Max of a Count without one.
const Unbounded = int(^uint(0) >> 1)

// Holds says whether n is within the bounds.
func (c Count) Holds(n int) bool { return c.Min <= n && n <= c.Max }

// Exactly says whether only one number will do.
func (c Count) Exactly() bool { return c.Min == c.Max }

// Delivered: letters are in a mailbox. One to an alias is delivered when all of its users have it, and counts once.
type Delivered struct {
	To      Address       // a user's own address, or an alias: then what was sent to it
	Users   []*User       // the mailboxes To leads to
	From    Address       // the reverse-path; zero: any
	Subject string        // contains
	ID      string        // of the Send or Reply
	Folder  string        // INBOX
	Count   Count         // at least one
	Within  time.Duration // since the letter was handed in; 0: any
}

// NotDelivered: no such letter is in the mailbox.
type NotDelivered struct {
	To      Address
	Users   []*User // may be empty: an address that leads nowhere
	From    Address
	Subject string
	ID      string
}

// Bounced: a delivery report with Action: failed (RFC 3464) is in the sender's mailbox.
type Bounced struct {
	From   *User   // who gets the report; nil: anyone
	To     Address // the recipient that failed
	Status string  // enhanced, e.g. 5.1.1 (RFC 3463)
	Code   int     // SMTP reply code in Diagnostic-Code
	Count  Count
}

// Queued: letters are still waiting at the end.
type Queued struct {
	Host  *Host
	To    Address
	Count Count
}

// Refused: a server answered an SMTP command with 4yz or 5yz.
type Refused struct {
	Host     *Host   // who refused
	To       Address // the recipient
	Code     int     // 4yz or 5yz
	Enhanced string  // x.y.z
	Command  string  // MAIL, RCPT, DATA, AUTH, ...; "" for any
	Count    Count
}

// Seen: letters are on the screen of a device.
type Seen struct {
	User    *User
	Device  *Device // nil: any of the user's
	With    Proto   // "" for either
	From    Address
	Subject string
	ID      string
	As      string // html or plain; "": either
	Count   Count
}

// Exchanges: how often hosts spoke. For dns one query with its answer counts; for tcp one connection; for smtp, pop3 and
// imap one command with its answer, or with Command empty, one conversation.
type Exchanges struct {
	Proto   string // dns, smtp, pop3, imap, tcp
	From    Endpoint
	To      Endpoint
	Name    string // dns: the name asked, no final dot
	Type    string // dns: the type asked
	Command string // smtp, pop3, imap
	Count   Count
}

// Cache: how a resolver's cache served.
type Cache struct {
	Host   Endpoint
	Name   string // no final dot
	Type   string
	Hits   *Count // nil: any
	Misses *Count
}

// Chose: a relay handed mail for a domain to this exchanger. What it tried there in vain does not count.
type Chose struct {
	From   *Host
	MX     *Host
	Domain *Domain
	Count  Count
}

// TLS: handshakes between client and server ended like this, as the client saw it.
type TLS struct {
	From     Endpoint
	To       Endpoint
	OK       bool
	Verified *bool  // nil: either
	Distrust string // what is wrong with the certificate; "": anything, or nothing
	Count    Count
}

// Overheard: a listener on the road could read this, as it stands or in base64. Each thing said that has it counts once.
type Overheard struct {
	Text  string
	From  Endpoint
	To    Endpoint
	Count Count
}

// Auth: a server checked a letter at its door, and found this.
type Auth struct {
	Host             *Host   // who checked
	From             Address // the reverse-path
	ID               string  // of the Send or Reply
	SPF, DKIM, DMARC string  // results; "": any
	ARC              string
	Aligned          string // who speaks for the From domain: spf, dkim, both or neither; "": any
	Action           string // accept, file, refuse or defer; "": any
	Count            Count
}

// Holds: a device keeps this at the end.
type Holds struct {
	Device         *Device
	Folder         string // "": any
	ID, Subject    string
	Part           string // message, headers, beginning or text; "": any
	Flags, Without []string
	Count          Count
}

// Saved: attached files were saved on a device.
type Saved struct {
	Device   *Device
	ID, File string
	From     string // device or server; "": either
	Count    Count
}

// Kept: this is in a folder at the server at the end.
type Kept struct {
	User           *User
	Folder         string
	ID, Subject    string
	Flags, Without []string
	Count          Count
}

// Member: somebody is on a mailing list at the end, or on hold, or not.
type Member struct {
	List Address
	Who  Address
	Is   Membership
}

// Membership is how somebody stands to a list.
type Membership string

// The ways.
const (
	MemberOn   Membership = "on"   // its letters go to them
	MemberHeld Membership = "held" // too many came back
	MemberOff  Membership = "off"
)

// Found: searches have found letters. Each that each of them found counts.
type Found struct {
	Device *Device
	Where  string // server or device; "": either
	Count  Count
}

// Learnt: a device has learnt of something that became of a letter, and that it had not done itself.
type Learnt struct {
	Device *Device
	ID     string
	What   string        // arrived, flags, filed or gone; "": any
	Within time.Duration // 0: any
	Count  Count
}

// Synced: a device has come up to date with a folder like this.
type Synced struct {
	Device *Device
	Folder string // "": any
	How    string // "": any
	Turns  *int   // at most; nil: any
	Octets int64  // heard at most; 0: any
	Count  Count
}

// Elapsed: how long the whole story took on the virtual clock.
type Elapsed struct{ Min, Max time.Duration }

// Message: a letter in a mailbox has this in it.
type Message struct {
	To       Address
	Users    []*User
	Subject  string // which letter: its subject contains this
	ID       string
	Header   string // field name; "" for anywhere in the source
	Contains string // as one reads it (decoded), or, if that is nowhere, as it was sent
	Absent   bool   // none of the letters has it
	Count    Count  // how many fields of that name (or lines) contain it
}

func (*Delivered) Noun() string    { return "delivered" }
func (*NotDelivered) Noun() string { return "not_delivered" }
func (*Bounced) Noun() string      { return "bounced" }
func (*Queued) Noun() string       { return "queued" }
func (*Refused) Noun() string      { return "refused" }
func (*Seen) Noun() string         { return "seen" }
func (*Exchanges) Noun() string    { return "exchanges" }
func (*Cache) Noun() string        { return "cache" }
func (*Chose) Noun() string        { return "chose" }
func (*TLS) Noun() string          { return "tls" }
func (*Overheard) Noun() string    { return "overheard" }
func (*Auth) Noun() string         { return "auth" }
func (*Elapsed) Noun() string      { return "elapsed" }
func (*Holds) Noun() string        { return "holds" }
func (*Saved) Noun() string        { return "saved" }
func (*Kept) Noun() string         { return "kept" }
func (*Member) Noun() string       { return "member" }
func (*Found) Noun() string        { return "found" }
func (*Learnt) Noun() string       { return "learnt" }
func (*Synced) Noun() string       { return "synced" }
func (*Message) Noun() string      { return "message" }
