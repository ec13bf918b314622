package scenario

import (
	"time"

	"posta/sim/lang"
	"posta/sim/mail"
)

// Action is one line of the script: what somebody does, when, and what the narrator says meanwhile.
type Action struct {
	Index int // from 0
	When  When
	Say   lang.Text // may be empty
	Ask   []Question
	Do    Act
	Fails bool // it must not go well: that is what the lesson shows
	Waits bool // where its machine is off, it begins when the power is back; else it fails
	Line  int  // in the file, from 1
}

// When says when an action happens.
type When struct {
	Mode   WhenMode
	Offset time.Duration // WhenAt: since Start. WhenAfter, WhenQuiet: the pause
}

// WhenMode is how an action's instant is found.
type WhenMode string

const (
	WhenQuiet WhenMode = "quiet" // Offset after the previous action's consequences have come to rest
	WhenAfter WhenMode = "after" // Offset after the previous action began
	WhenAt    WhenMode = "at"    // Offset after Start
)

// Act is what is done: one of the pointer types below.
type Act interface {
	// Verb is the key that names the action in the file.
	Verb() string
	// Actor is who does it: a device is in its user's hands. The zero Endpoint: nobody.
	Actor() Endpoint
}

// LetterMaker is an act that makes a letter.
type LetterMaker interface {
	Act
	// Letter is what later actions and expectations call the letter; "" for nothing.
	Letter() string
}

// Send hands a new letter to the sender's submission server.
type Send struct {
	ID          string // what later actions and expectations may call it; "" for none
	User        *User
	Device      *Device
	To, Cc, Bcc []Named
	Subject     string
	Body        string // text/plain
	HTML        string // with it, the letter is multipart/alternative
	Attachments []Attachment
	Size        int64 // pad the letter to at least this many octets; 0: as it is
	Receipt     bool  // it asks to be told when it is read (RFC 8098)
	EightBit    bool  // what is beyond ASCII travels as it is (RFC 6152)

	HeaderFrom   Named     // From; the user's own unless the file says otherwise
	EnvelopeFrom Address   // MAIL FROM; the zero Address is <>
	EnvelopeTo   []Address // RCPT TO: To, Cc and Bcc without duplicates, unless the file says otherwise
	Headers      []Header  // further ones, in order
	Smuggled     *Smuggled // another letter hidden in it; nil: none

	Server   *Host        // the door is Server:Port
	Port     uint16       // 587, unless the file says otherwise
	Notify   mail.Notify  // which reports are wanted (RFC 3461); 0: the program does not say
	RET      mail.Ret     // what of the letter is to come back
	ENVID    string       // a name for the envelope
	ORCPT    mail.Address // whom the letter was for at first
	HELO     string       // what the program says; "" for its address, as a literal
	Password string       // what it tries to log in with
	Auth     bool         // false: it does not log in at all
	Offline  bool         // it waits in the device's outbox
}

// Attachment is a file in a letter.
type Attachment struct {
	Name string
	Type string // media type
	Text string // its content, or
	Size int64  // this many octets made from the seed
}

// Header is one header field.
type Header struct{ Name, Value string }

// Reply answers a letter the device has already read.
type Reply struct {
	ID      string
	User    *User
	Device  *Device
	To      Match // the newest letter that fits
	All     bool  // to everybody
	Body    string
	Subject string // "" for "Re: ..."
	Server  *Host
	Port    uint16
}

// Match picks letters; an empty field fits everything.
type Match struct {
	ID      string // the ID of the Send or Reply that made it
	From    string // an address
	Subject string // the subject contains it
}

// Bodies says what IMAP fetches of each new letter.
type Bodies string

const (
	BodiesAll     Bodies = "all"
	BodiesHeaders Bodies = "headers"
)

// Fetch reads a mailbox.
type Fetch struct {
	User     *User
	Device   *Device
	With     Proto  // POP3 or IMAP
	Folder   string // IMAP; INBOX
	Keep     bool   // POP3: leave what was downloaded
	Bodies   Bodies // IMAP: whole letters or headers alone; by POP3 headers means TOP
	Read     bool   // the person reads: IMAP sets \Seen
	Server   *Host
	Port     uint16
	Password string // what it tries to log in with
}

// Greet connects, listens to the banner, says HELO or EHLO, and QUITs.
type Greet struct {
	From  Endpoint
	To    *Host
	Port  uint16
	Hello string // "HELO" or "EHLO"
	Name  string // what it calls itself; "" for a device's address, as a literal
}

// Lookup asks the DNS.
type Lookup struct {
	From Endpoint
	Name string // no final dot
	Type string // A, AAAA, MX, TXT, NS, SOA, CNAME, PTR
}

// Wait lets time pass.
type Wait struct {
	For   time.Duration // from now; 0 when Until is set
	Until time.Duration // since Start; 0 when For is set
}

// Down switches a host or device off: its connections break and it answers nobody.
type Down struct{ What Endpoint }

// Up switches it on again.
type Up struct{ What Endpoint }

// Flag sets or clears IMAP flags on letters.
type Flag struct {
	Session
	Match  Match
	Add    []string // in canonical case: \Seen, \Flagged, \Answered, \Draft, \Deleted, or a keyword
	Remove []string
}

// Move puts letters into another folder, which is created if it is missing.
type Move struct {
	Session
	Match Match
	To    string
}

// Delete marks letters \Deleted and expunges them.
type Delete struct {
	Session
	Match Match
}

// Search asks the server which letters contain something.
type Search struct {
	Session
	Text    string // anywhere in the letter
	Match   Match
	Unseen  bool
	Flagged bool
	// Since when it is in the mailbox (SINCE), and since when it is dated (SENTSINCE); 0: whenever.
	Received, Sent time.Duration
}

// Session is what all IMAP actions have in common.
type Session struct {
	User   *User
	Device *Device
	Folder string // INBOX
	Server *Host
	Port   uint16
	// Offline: without a connection, among the device's copies.
	Offline bool
}

// Sync brings a device and its mailbox to the same state.
type Sync struct {
	Session           // by IMAP or POP3, as the device reads; Folder is empty
	With     Proto    // POP3 or IMAP
	Folders  []string // IMAP
	Read     bool
	Outbox   *Host  // where its letters are submitted
	OutboxAt uint16 // the port
	Password string
}

// Open puts one letter before the person's eyes.
type Open struct {
	Session
	Match  Match
	Octets int64 // fetch no more than its first ones; 0: all
}

// Save takes an attached file out of a letter.
type Save struct {
	Session
	Match Match
	File  string // "": the letter's first
}

// Archive moves letters to the folder for keeping.
type Archive struct {
	Session
	Match Match
}

// Draft begins a letter and leaves it at the server.
type Draft struct {
	Session
	ID      string
	To, Cc  []Named
	Subject string
	Body    string
}

// Finish takes a draft up, and sends it.
type Finish struct {
	Session
	ID       string
	Draft    string // its ID
	Body     string // what is added
	Outbox   *Host
	OutboxAt uint16
}

// Idle keeps a folder open for a time, and is told what is new.
type Idle struct {
	Session
	For  time.Duration
	Read bool
}

// Rebuild makes a folder anew at the server, with the same letters under other UIDs and another UIDVALIDITY.
type Rebuild struct {
	User   *User
	Folder string
	Server *Host
}

// Authorize gives a device a fresh key of its own.
type Authorize struct {
	User   *User
	Device *Device
	Server *Host // which keeps the account
}

// Revoke takes a device's own key back.
type Revoke struct {
	User   *User
	Device *Device
	Server *Host
}

// Login only tries to log in, and leaves.
type Login struct {
	User     *User
	Device   *Device
	With     Proto  // Submission, POP3 or IMAP
	Name     string // the login name tried
	Password string // the one tried
	Server   *Host
	Port     uint16
}

// Change edits a domain's zone while the world runs; its serial goes up by one.
type Change struct {
	Domain *Domain
	Remove []RecordKey // first
	Add    []string    // then, in zone-file form with owner, TTL, class and type all given
}

// RecordKey names a record set.
type RecordKey struct {
	Name string // fully qualified, with the final dot
	Type string // "" for all types
}

func (*Send) Verb() string    { return "send" }
func (*Reply) Verb() string   { return "reply" }
func (*Fetch) Verb() string   { return "fetch" }
func (*Greet) Verb() string   { return "greet" }
func (*Lookup) Verb() string  { return "lookup" }
func (*Wait) Verb() string    { return "wait" }
func (*Down) Verb() string    { return "down" }
func (*Up) Verb() string      { return "up" }
func (*Flag) Verb() string    { return "flag" }
func (*Move) Verb() string    { return "move" }
func (*Delete) Verb() string  { return "delete" }
func (*Search) Verb() string  { return "search" }
func (*Login) Verb() string   { return "login" }
func (*Sync) Verb() string    { return "sync" }
func (*Open) Verb() string    { return "open" }
func (*Save) Verb() string    { return "save" }
func (*Archive) Verb() string { return "archive" }
func (*Draft) Verb() string   { return "draft" }
func (*Finish) Verb() string  { return "finish" }
func (*Idle) Verb() string    { return "idle" }
func (*Rebuild) Verb() string { return "rebuild" }
func (*Change) Verb() string  { return "change" }

func (*Authorize) Verb() string { return "authorize" }
func (*Revoke) Verb() string    { return "revoke" }

// Actor is the device on which a person works.
func (a *Send) Actor() Endpoint  { return Endpoint{Device: a.Device} }
func (a *Reply) Actor() Endpoint { return Endpoint{Device: a.Device} }
func (a *Fetch) Actor() Endpoint { return Endpoint{Device: a.Device} }
func (a *Login) Actor() Endpoint { return Endpoint{Device: a.Device} }

// Actor is the device on which a person works in a mailbox.
func (s *Session) Actor() Endpoint { return Endpoint{Device: s.Device} }

// Actor is who asks.
func (a *Greet) Actor() Endpoint  { return a.From }
func (a *Lookup) Actor() Endpoint { return a.From }

// Actor is what is switched off or on.
func (a *Down) Actor() Endpoint { return a.What }
func (a *Up) Actor() Endpoint   { return a.What }

// Actor is who answers for the zone.
func (a *Change) Actor() Endpoint { return Endpoint{Host: a.Domain.NameServer} }

// Actor is who keeps the account.
func (a *Authorize) Actor() Endpoint { return Endpoint{Host: a.Server} }
func (a *Revoke) Actor() Endpoint    { return Endpoint{Host: a.Server} }

// Actor is who keeps the folder.
func (a *Rebuild) Actor() Endpoint { return Endpoint{Host: a.Server} }

// Actor is nobody: time passes by itself.
func (*Wait) Actor() Endpoint { return Endpoint{} }

// Letter is the ID that the file gives the letter.
func (a *Send) Letter() string  { return a.ID }
func (a *Reply) Letter() string { return a.ID }

// Letter is the ID that the file gives the draft, or the letter that comes of it.
func (a *Draft) Letter() string  { return a.ID }
func (a *Finish) Letter() string { return a.ID }

// Question is one of the teacher's own.
type Question struct {
	Text    lang.Text
	Choices []Choice // the right one first
}

// Choice is an answer to it.
type Choice struct {
	Text lang.Text
	Why  lang.Text // may be empty
}
