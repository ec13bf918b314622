// Package trace is the record of one letter's journey: an immutable, totally
// ordered log of facts, written once by a run and read by everything that
// tells, draws, counts or exports it.
//
// A trace promises three things. It is complete: the state of every host at
// any instant is a function of a prefix of it. It is deterministic: the same
// scenario and seed give the same bytes on every platform. And it holds facts,
// never stories: bytes that crossed a host's boundary, what became of packets
// and connections, and decisions that no byte shows. Words in Spanish or
// English are made from it later, by package explain.
//
// It never holds a wall-clock reading, a pointer, or anything that depends on
// the order of a map.
package trace

import (
	"net/netip"
	"time"

	"posta/sim/lang"
)

// Format and Version name the JSON Lines form. Version grows when a reader of
// the old form would misread the new one; new kinds and new fields do not
// change it.
const (
	Format  = "posta-trace"
	Version = 1
)

// Trace is a finished (or, in live mode, a growing) run. Events[i].Seq is i+1.
type Trace struct {
	Header Header
	Events []Event
	// Wire is what crossed the roads under TLS. It is no part of the record: it is
	// not written, not hashed, and nil in a trace that was read back.
	Wire *Wire
	// Rulings are what came of running it again without some of its faults. They are
	// beside the record too: neither written nor hashed.
	Rulings []Ruling
}

// Ruling says for which faults a step of the story failed, where its chain of causes
// leaves that open.
type Ruling struct {
	Step int `json:"step"` // its index among those of the shortest telling
	// Faults are those without any one of which it would not have failed; none: it fails
	// without all of them as well.
	Faults []int `json:"faults,omitempty"` // as FaultActed has them
	// Any: each of Faults is enough by itself.
	Any bool `json:"any,omitempty"`
}

// Wire is the ciphertext of one run and the keys to it, for captures that other
// programs decrypt. Both are fresh each time: Go's TLS takes its randomness from
// the system and its cipher from the processor.
type Wire struct {
	// Payload are the bytes of packets that carry TLS records, by the Seq of their
	// PacketSent.
	Payload map[int][]byte
	// KeyLog are the secrets in the NSS key log format (SSLKEYLOGFILE).
	KeyLog []byte
}

// Event is one fact, with where it stands in time and why it came to be.
type Event struct {
	// Seq counts from 1 and orders the trace totally.
	Seq int
	// At is the virtual time since Header.Start.
	At time.Duration
	// Host is the name of the host at whose boundary or inside which the fact
	// came true; empty for facts of the run itself.
	Host string
	// Conn is the connection's number, counted from 1 over the whole run, the
	// same at both of its ends; 0 where no connection is concerned.
	Conn int
	// Cause is the Seq of the event that led to this one; 0 at the roots. It is
	// always smaller than Seq.
	Cause int
	// Fact says what happened.
	Fact Fact
}

// Kind is the fact's kind, "" for the zero Event.
func (e Event) Kind() Kind {
	if e.Fact == nil {
		return ""
	}
	return e.Fact.Kind()
}

// At returns the event with that sequence number, or a zero Event.
func (t *Trace) At(seq int) Event {
	if seq < 1 || seq > len(t.Events) {
		return Event{}
	}
	return t.Events[seq-1]
}

// Header is everything that is known before the first event.
type Header struct {
	Format   string `json:"format"`   // "posta-trace"
	Version  int    `json:"version"`  // of the format
	Scenario string `json:"scenario"` // its slug: the file's name without folder and extension
	Seed     uint64 `json:"seed"`     // of everything random
	// Start is the virtual instant of At = 0, in UTC.
	Start time.Time `json:"start"`
	// Zone is the offset from UTC that people in the scenario live by, in
	// seconds east; messages' Date fields and the clock on the stage use it.
	Zone int `json:"zone,omitempty"`
	// Lang is the language of its letters that are written in several, and of its reports.
	// Another one is another run.
	Lang lang.Lang `json:"lang,omitempty"`
	// Record is how much of the run is recorded, where that is not everything.
	Record RecordLevel `json:"record,omitempty"`

	Title   lang.Text   `json:"title,omitzero"`   // one line
	Summary lang.Text   `json:"summary,omitzero"` // what one will see
	Goals   []lang.Text `json:"goals,omitempty"`  // what the lesson shows
	// Ends says what a student should now be able to tell.
	Ends []lang.Text `json:"ends,omitempty"`

	Domains []Domain `json:"domains"`          // in the scenario's order
	Hosts   []Host   `json:"hosts"`            // servers, then people's devices
	Users   []User   `json:"users,omitempty"`  // domain by domain
	Lists   []List   `json:"lists,omitempty"`  // mailing lists, domain by domain
	Links   []Link   `json:"links,omitempty"`  // only the roads whose properties were given
	Script  []Action `json:"script,omitempty"` // ActionStarted refers to them by index
	// Faults are those of the scenario; FaultActed refers to them by index.
	Faults []Fault `json:"faults,omitempty"`
}

// Fault is something that the scenario makes go wrong.
type Fault struct {
	// Do is its key in the scenario, such as answer or down.
	Do string `json:"do"`
	// Host is where it is, or one end of its road.
	Host string `json:"host,omitempty"`
	// From and To bound when it may act; To is 0 where it never ends.
	From time.Duration `json:"from_ns,omitempty"`
	To   time.Duration `json:"to_ns,omitempty"`
	// Text is the fault as the scenario's file has it, on one line of YAML.
	Text string `json:"text"`
	// Added: it is not the lesson's own. Somebody asked what would happen if, so what
	// the lesson says of itself may no longer be true from where it acts.
	Added bool `json:"added,omitempty"`
}

// Domain is a plot of land: a mail domain, or an infrastructure zone such as
// "test", with the hosts that stand on it.
type Domain struct {
	Name string `json:"name"` // without a final dot
	// Mail says whether the domain has mail users (else it is infrastructure).
	Mail bool `json:"mail,omitempty"`
	// People is how many addresses its populations have, beside its users.
	People int `json:"people,omitempty"`
}

// List is a mailing list, as it is at the beginning; ListActed tells who joins and leaves, and At who is on it then.
type List struct {
	Address string   `json:"address"` // where letters for all of them go
	Host    string   `json:"host"`    // where it is kept
	Members []string `json:"members"` // addresses, in their order
	// Hold is after how many reports a member is put on hold; 0: never.
	Hold int `json:"hold,omitempty"`
}

// Role is what a host does in the journey (RFC 5598).
type Role string

// The roles. A host may have several.
const (
	RoleMUA        Role = "mua"        // mail client: a device of a user
	RoleMSA        Role = "msa"        // submission server (RFC 6409)
	RoleMTA        Role = "mta"        // relay with a queue, or exchanger (RFC 5321)
	RoleMDA        Role = "mda"        // delivers into mailboxes
	RolePOP3       Role = "pop3"       // serves mailboxes by POP3 (RFC 1939)
	RoleIMAP       Role = "imap"       // serves mailboxes by IMAP (RFC 3501, RFC 9051)
	RoleNameServer Role = "nameserver" // answers for its own zones (RFC 1034)
	RoleResolver   Role = "resolver"   // asks on behalf of others, and caches
)

// Host is a building on a plot, or a device in somebody's hands.
type Host struct {
	Name   string       `json:"name"`   // fully qualified, or the device's own
	Domain string       `json:"domain"` // the Domain on which it stands
	Addrs  []netip.Addr `json:"addrs"`  // IPv4 first
	Roles  []Role       `json:"roles"`  // in the order in which a letter meets them
	// Services are the ports that it listens on.
	Services []Service `json:"services,omitempty"`
	// User is the owner's address when the host is a device.
	User string `json:"user,omitempty"`
	// Device is laptop, desktop, phone, tablet or webmail; empty for a server.
	Device string `json:"device,omitempty"`
	// Position pins the host on the stage.
	Position *Position `json:"position,omitempty"`
}

// Has tells whether the host plays a role.
func (h Host) Has(r Role) bool {
	for _, x := range h.Roles {
		if x == r {
			return true
		}
	}
	return false
}

// Position is a place on the stage, both axes from 0 to 1.
type Position struct {
	X float64 `json:"x"` // to the right
	Y float64 `json:"y"` // downwards
}

// Service is a protocol on a port.
type Service struct {
	// Name is the service's name as IANA registers it, in lower case: smtp,
	// submission, submissions, pop3, pop3s, imap, imaps, domain.
	Name string `json:"name"`
	Port uint16 `json:"port"` // on which it listens
	// TLS is "implicit", "offered" (STARTTLS or STLS), "required", or empty.
	TLS string `json:"tls,omitempty"`
	// LineEndings is "lax" of a server that takes a bare LF for CRLF (RFC 5321 section 2.3.8 forbids it), and else empty.
	LineEndings string `json:"line_endings,omitempty"`
}

// LineEndingsLax is that of a Service to which one letter may be two.
const LineEndingsLax = "lax"

// User is a person with a mailbox.
type User struct {
	Address string    `json:"address"`        // local part and domain
	Name    string    `json:"name,omitempty"` // that goes before the address
	Domain  string    `json:"domain"`         // right of the @
	Lang    lang.Lang `json:"lang,omitempty"` // in which reports speak to this person
	// Quota is the mailbox's limit in octets; 0 is no limit.
	Quota int64 `json:"quota,omitempty"`
}

// Link is a road between two hosts whose properties were given.
type Link struct {
	A         string        `json:"a"`                       // name of one host
	B         string        `json:"b"`                       // name of the other
	Latency   time.Duration `json:"latency_ns"`              // one way
	Bandwidth int64         `json:"bandwidth_bps,omitempty"` // bit/s; 0 is without limit
	Loss      float64       `json:"loss,omitempty"`          // probability that a packet is lost, 0 to 1
}

// Action is one line of the scenario's script; ActionStarted refers to it by
// its index.
type Action struct {
	// Kind is the YAML key: send, fetch, reply, wait, ...
	Kind string `json:"kind"`
	// Host is the device or host that acts.
	Host string `json:"host,omitempty"`
	// User is the person who acts.
	User string `json:"user,omitempty"`
	// Removes are the records that it takes out of a domain's zone, each a name and, unless all of that name go, a type.
	Removes []string `json:"removes,omitempty"`
	// Adds are those that it puts in then, each a name and a type.
	Adds []string `json:"adds,omitempty"`
	// Say is the teacher's narration.
	Say lang.Text `json:"say,omitzero"`
	// Ask are the teacher's own questions.
	Ask []Question `json:"ask,omitempty"`
}

// Question is one of the teacher's own.
type Question struct {
	Text lang.Text `json:"text"` // what is asked
	// Choices are the answers, the right one first.
	Choices []Choice `json:"choices"`
}

// Choice is an answer to it.
type Choice struct {
	Text lang.Text `json:"text"`         // what is answered
	Why  lang.Text `json:"why,omitzero"` // it is so, or is not
}

// FindHost returns the host of that name, or nil.
func (h *Header) FindHost(name string) *Host {
	for i := range h.Hosts {
		if h.Hosts[i].Name == name {
			return &h.Hosts[i]
		}
	}
	return nil
}
