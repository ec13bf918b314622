package replay

import (
	"net/netip"
	"slices"
	"sort"
	"time"

	"posta/sim/trace"
)

// State is what was true once the event Seq had happened. Nothing in it may be
// changed: states share what did not change between them.
type State struct {
	// Seq is the position: the last event that has happened, 0 for none.
	Seq int
	// At is the virtual time of that event.
	At time.Duration
	// Hosts stand in the header's order; hosts that only events name follow in the
	// order in which they appear, up to maxStrangers.
	Hosts []*Host
	// Flight are the packets that left and have neither arrived nor been lost, in
	// the order in which they left.
	Flight []*Packet
	// Actions are the lines of the script that have begun, in that order.
	Actions []*Action
	// Panics are the bugs that were caught.
	Panics []trace.ActorPanicked
	// Ended is why the run ended; empty while it has not. Waiting are the actions
	// that were then still waiting.
	Ended   trace.EndReason
	Waiting []trace.Unfinished
	// Changed is what the event Seq changed.
	Changed []Change

	flightGen, actionsGen generation
}

// generation says which fold made a slice or a value: the only one that may
// change it.
type generation int

// Host is a host's state.
type Host struct {
	Name string
	// Up: it has power.
	Up bool
	// Connections are this host's ends that are not closed, by number.
	Connections []*Connection
	// Closed are its ends that closed last, the latest last, up to maxClosed.
	Closed []*Connection
	// Queue are the deliveries that wait or are under way, in order of arrival.
	Queue []*QueueLine
	// Held are the messages that the server answers for: accepted, and not yet
	// gone from its queue.
	Held []*Letter
	// Cache are the lines of its resolver's cache, by name and type.
	Cache []*CacheEntry
	// Routes are the ways to mail domains that it found last, by domain.
	Routes []*Route
	// Checks are those that its servers made last, the latest last, up to maxChecks.
	Checks []*Checked
	// Mailboxes are the pigeonholes that it keeps, by user.
	Mailboxes []*Mailbox
	// Outbox are the messages that were written on the device.
	Outbox []*Composed
	// Copies are the messages that the device keeps, in order of arrival.
	Copies []*Copy
	// Pending is what was done with copies and the server has not heard of, in that
	// order.
	Pending []*Pending
	// Shown is the message before the person's eyes, or nil.
	Shown *Shown

	gen      generation
	sliceGen [genCount]generation
}

// The slices of a Host that have an owner of their own.
const (
	genConnections = iota
	genClosed
	genQueue
	genHeld
	genCache
	genRoutes
	genChecks
	genMailboxes
	genOutbox
	genCopies
	genPending
	genCount
)

// ConnState is how a connection stands, as one of its ends sees it.
type ConnState string

// The states. RFC 9293 section 3.3.2 has more; these are what a person tells apart.
const (
	Opening     ConnState = "opening"     // SYN-SENT
	Established ConnState = "established" // both may speak; for UDP, an address pair in use
	Closing     ConnState = "closing"     // one side has said its last word (FIN)
	Closed      ConnState = "closed"      // both have, or one threw the connection away (RST)
	Failed      ConnState = "failed"      // it was never opened, or was lost: see Reason
)

// Connection is one end of a connection.
type Connection struct {
	Number  int
	Network string // "tcp" or "udp"
	Service string
	Local   netip.AddrPort
	Remote  netip.AddrPort
	Peer    string // the host at the other end; empty if nobody
	// Opener: this end opened it.
	Opener bool
	State  ConnState
	Reason trace.FailReason // of Failed
	Reset  bool             // this end closed it by RST
	// SinceSeq is the event with which State began, and Since its time.
	SinceSeq int
	Since    time.Duration
	// OpenedSeq is the event with which this end began.
	OpenedSeq int
	// Sent and Received are octets of what programs said, headers not counted; the
	// Last ones are the events.
	Sent, Received         int
	LastSent, LastReceived int
	// ClosedHere: this end has said its last word; ClosedThere: it knows that the
	// other has.
	ClosedHere, ClosedThere bool
	// TLS is the version, once a handshake succeeded; TLSError why one did not.
	TLS      string
	TLSError trace.Cause
	// Passing: the TLS of others crosses this end, which has no key to it and passes it on. Inside is,
	// at the server's end of such a TLS, the connection that its client opened, of which is told what
	// is said inside; else 0.
	Passing bool
	Inside  int
	// User is whom this end, a server, believes to be at the other; empty while
	// nobody has logged in. AuthFailures counts wrong attempts.
	User, Mechanism string
	AuthFailures    int

	datagramsIn, datagramsOut int
}

// Packet is on the road.
type Packet struct {
	// Event is the PacketSent.
	Event    int
	Conn     int
	From, To string // To is empty if the peer is not known
	Departed time.Duration
	Sent     trace.PacketSent
	// Carries is the event that made it leave: the DataSent for a segment.
	Carries int
}

// QueueLine is one delivery: a message for one destination.
type QueueLine struct {
	Queue       string
	Destination string
	Sender      string
	MessageID   string
	// Message is the event whose Data is the message (MessageAccepted), or 0.
	Message    int
	Recipients []QueueRecipient
	Added      time.Duration
	AddedSeq   int
	// Expires is when trying ends, 0 if never.
	Expires time.Duration
	// Try counts attempts; Attempting says that one is under way, at Remote.
	Try        int
	Attempting bool
	Remote     string
	Address    string
	// Stage and Why say how the last attempt failed; Why is zero before.
	Stage  trace.Stage
	Why    trace.Cause
	Status string
	// Next is when it is tried again; 0 while nothing is planned.
	Next time.Duration
	// Deferred counts how often it was put off.
	Deferred int
}

// QueueRecipient is a recipient that has no outcome yet, and why not.
type QueueRecipient struct {
	Address string
	Status  string
	Why     trace.Cause
}

// Letter is a message that a server answers for.
type Letter struct {
	Queue      string
	MessageID  string
	Sender     string
	Recipients []string
	// Message is the MessageAccepted; its Data is the message.
	Message int
	Size    int
	Since   time.Duration
	// Queued: its deliveries are in the queue.
	Queued bool
}

// CacheEntry is a line of a resolver's cache.
type CacheEntry struct {
	Name, Type string
	Records    []string
	RCode      string
	// Negative: what is remembered is a "no" (RFC 2308).
	Negative bool
	Stored   time.Duration
	// Expires is when it may no longer be used.
	Expires time.Duration
	// Hits counts how often it saved a question; the events are told by LastHit.
	Hits    int
	LastHit int
}

// Remaining is the time to live that is left at an instant, 0 when it is over.
func (e *CacheEntry) Remaining(at time.Duration) time.Duration { return max(e.Expires-at, 0) }

// Route is what a relay last found about a mail domain.
type Route struct {
	trace.MailRouted
	Seq int
	At  time.Duration
}

// Checked is a check that a server made.
type Checked struct {
	trace.PolicyChecked
	Seq  int
	Conn int
	At   time.Duration
}

// Mailbox is a person's pigeonhole.
type Mailbox struct {
	User string
	// Folders stand by name, INBOX first.
	Folders []*Folder
	// Used are the octets of all messages together, Quota how many may be; 0: any
	// number.
	Used, Quota int64
	// Refused counts messages that found no room, and Refusal says why the last one
	// did not.
	Refused int
	Refusal trace.Cause

	gen, foldersGen generation
}

// Folder returns the folder of that name, or nil.
func (m *Mailbox) Folder(name string) *Folder {
	for _, f := range m.Folders {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Folder is a part of a mailbox.
type Folder struct {
	Name string
	// Messages stand by UID.
	Messages []*Message

	gen, messagesGen generation
}

// Message lies in a folder.
type Message struct {
	UID       uint32
	Flags     []string
	Size      int
	MessageID string
	// Queue is the name that the message had in the server's queue, if it came that way.
	Queue string
	// How it came there.
	How trace.Arrival
	// Stored is the MailboxStored; its Data is the message.
	Stored int
	Since  time.Duration
}

// Seen tells whether the message has the flag \Seen (RFC 9051 section 2.3.2).
func (m *Message) Seen() bool {
	for _, f := range m.Flags {
		if f == `\Seen` {
			return true
		}
	}
	return false
}

// Composed is a message that a person wrote.
type Composed struct {
	MessageID string
	From      string
	To        []string
	Subject   string
	// Message is the MessageComposed; its Data is the message.
	Message int
	At      time.Duration
	// Status is "written", "submitted" or "refused"; Stage and Why say how.
	Status string
	Stage  trace.Stage
	Why    trace.Cause
}

// Copy is what a device keeps of a message.
type Copy struct {
	User, Protocol, Folder, UID string
	MessageID, Subject, From    string
	Flags                       []string
	// Whole: the message is here, not only its header.
	Whole bool
	// Beginning: of what it lacks, its first octets are here.
	Beginning bool
	// Text: or its text, without what is attached.
	Text bool
	// Saved are the names of attached files that were taken out of it here.
	Saved []string
	Size  int
	// Stored is the DeviceStored; its Data is the message or the header.
	Stored int
	Since  time.Duration
	// Shown is the last DeviceShown of it; 0: it was never read here.
	Shown int
}

// Pending is what was done with a copy while there was no connection.
type Pending struct {
	trace.DeviceChanged
	Seq int
	At  time.Duration
}

// Shown is the message on a device's screen.
type Shown struct {
	trace.DeviceShown
	Seq int
	At  time.Duration
}

// Action is a line of the script that has begun.
type Action struct {
	Index   int
	Started int // the events; Ended is 0 while it runs
	Ended   int
	OK      bool
	Why     trace.Cause
}

// Running tells whether the action has not ended.
func (a *Action) Running() bool { return a.Ended == 0 }

// Host returns the host of that name, or nil.
func (s *State) Host(name string) *Host {
	for _, h := range s.Hosts {
		if h.Name == name {
			return h
		}
	}
	return nil
}

// Running are the actions that have not ended.
func (s *State) Running() []*Action {
	var list []*Action
	for _, a := range s.Actions {
		if a.Running() {
			list = append(list, a)
		}
	}
	return list
}

// FlightOf are the packets of one connection that are on the road.
func (s *State) FlightOf(conn int) []*Packet {
	var list []*Packet
	for _, p := range s.Flight {
		if p.Conn == conn {
			list = append(list, p)
		}
	}
	return list
}

// Connection returns this host's end of a connection, open or lately closed, or
// nil. Where the host holds both ends, it is the opener's.
func (h *Host) Connection(number int) *Connection {
	if i := h.told(number); i >= 0 {
		return h.Connections[i]
	}
	for i := len(h.Closed) - 1; i >= 0; i-- {
		if h.Closed[i].tells(number) {
			return h.Closed[i]
		}
	}
	return nil
}

// told is where the connection stands in Connections of which this host's part of connection number is
// told, or -1.
func (h *Host) told(number int) int {
	if i := h.find(number); i < len(h.Connections) && h.Connections[i].Number == number {
		return i
	}
	return slices.IndexFunc(h.Connections, func(c *Connection) bool { return c.tells(number) })
}

// tells says whether what is told of a connection of that number may be this end's doing.
func (c *Connection) tells(number int) bool {
	return c.Number == number || c.Inside == number && number != 0
}

// find is where a connection of that number stands in Connections, or would.
func (h *Host) find(number int) int {
	return sort.Search(len(h.Connections), func(i int) bool { return h.Connections[i].Number >= number })
}

// Sessions are the connections on which somebody has logged in at this host.
func (h *Host) Sessions() []*Connection {
	var list []*Connection
	for _, c := range h.Connections {
		if c.User != "" {
			list = append(list, c)
		}
	}
	return list
}

// Mailbox returns a person's pigeonhole here, or nil.
func (h *Host) Mailbox(user string) *Mailbox {
	for _, m := range h.Mailboxes {
		if m.User == user {
			return m
		}
	}
	return nil
}
