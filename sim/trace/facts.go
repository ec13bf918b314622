package trace

import (
	"net/netip"
	"time"
)

// Fact is what an event says. Every concrete type has one Kind, and every Kind
// one type; the table in kinds.go holds them together.
type Fact interface {
	Kind() Kind
}

// ---- The network: recorded at a host's boundary by the virtual network, or by
// the sockets of live mode.

// ConnOpening: the host begins to open a TCP connection (its SYN leaves), or
// makes its first use of a UDP address pair. Host is the client.
type ConnOpening struct {
	Network string `json:"network"` // "tcp" or "udp"
	// Local and Remote are the two ends' addresses, as this host sees them.
	Local  netip.AddrPort `json:"local"`
	Remote netip.AddrPort `json:"remote"`
	// Peer is the host that owns Remote; empty if nobody does.
	Peer string `json:"peer,omitempty"`
	// Service is the IANA name of the service that is meant: "smtp", "domain".
	Service string `json:"service"`
}

// ConnAccepted: a listening host took the connection (its accept returned).
type ConnAccepted struct {
	Network string `json:"network"` // "tcp" or "udp"
	// Local and Remote are the two ends' addresses, as this host sees them.
	Local  netip.AddrPort `json:"local"`
	Remote netip.AddrPort `json:"remote"`
	// Peer is the host that owns Remote.
	Peer string `json:"peer,omitempty"`
	// Service is the IANA name of the service that listens here.
	Service string `json:"service"`
}

// ConnEstablished: the opening host knows that the connection stands
// (its SYN was answered by SYN, ACK; RFC 9293 section 3.5).
type ConnEstablished struct{}

// FailReason says why a connection could not be opened or was lost.
type FailReason string

// The reasons.
const (
	FailRefused     FailReason = "refused"     // RST: nothing listens there
	FailTimeout     FailReason = "timeout"     // no answer in time
	FailUnreachable FailReason = "unreachable" // no such address, or no road to it
	FailReset       FailReason = "reset"       // RST in mid-connection
)

// ConnFailed: the connection was not opened, or was lost in the middle, as the
// host sees it.
type ConnFailed struct {
	Reason FailReason `json:"reason"` // why, as far as this host can tell
}

// ConnClosed: this end closed its sending side (FIN), or, where Reset, threw
// the connection away (RST).
type ConnClosed struct {
	Reset bool `json:"reset,omitempty"` // by RST instead of FIN
}

// ConnEnded: this end learnt that its peer has closed (end of file).
type ConnEnded struct{}

// DataSent: bytes that the host's program wrote at one instant, as it means
// them: above TLS, this is the plaintext. Offset counts all such bytes of this
// end of the connection.
type DataSent struct {
	Offset int    `json:"offset"` // of the first octet, from 0
	Data   []byte `json:"-"`      // the bytes
}

// DataReceived: bytes [Offset, Offset+Len) of the peer's DataSent stream have
// come to the host's program. For UDP, a datagram is one DataSent and Offset is
// its own.
type DataReceived struct {
	Offset int `json:"offset"` // of the first octet, from 0
	Len    int `json:"len"`    // octets
}

// PacketSent: a packet left the host. Payload bytes are those of the DataSent
// stream from Seq on (below TLS they are records, and only their length is
// known). Sequence numbers are relative: the SYN is 0 (RFC 9293).
type PacketSent struct {
	// Flags as tcpdump's users know them: "SYN", "SYN,ACK", "ACK", "PSH,ACK",
	// "FIN,ACK", "RST", or "UDP".
	Flags string `json:"flags"`
	Seq   uint32 `json:"seq_no"`           // sequence number of the first octet, relative
	Ack   uint32 `json:"ack_no,omitempty"` // acknowledgement number, relative
	Len   int    `json:"len,omitempty"`    // octets of payload
	// Try is 0 at first and counts retransmissions.
	Try int `json:"try,omitempty"`
	// Records are the TLS records that begin in this packet, the first time that it
	// is sent: all that a listener on the road can tell of what it carries.
	Records []TLSRecord `json:"records,omitempty"`
}

// TLSRecord is the outside of a record (RFC 8446 section 5.1). Its bytes differ
// from run to run and from machine to machine, and are no part of the trace (see
// Wire); its length does not.
type TLSRecord struct {
	// Type is "handshake", "change_cipher_spec", "alert" or "application_data",
	// which from the middle of the handshake on hides the others.
	Type string `json:"type"`
	// Len is the record's length without its header of five octets.
	Len int `json:"len"`
	// Message is "client_hello" or "server_hello", the two that nothing hides.
	Message string `json:"message,omitempty"`
	// ServerName is the host that a client_hello asks for (RFC 6066 section 3):
	// anybody on the road can read it.
	ServerName string `json:"server_name,omitempty"`
}

// PacketReceived: the packet of event Sent arrived.
type PacketReceived struct {
	Sent int `json:"sent"` // Seq of the PacketSent
}

// PacketLost: the packet of event Sent was dropped on the road, or found the
// host down. Host is the one it was meant for.
type PacketLost struct {
	Sent int `json:"sent"` // Seq of the PacketSent
	// Why says what became of it.
	Why LossReason `json:"why"`
}

// TLSDone: a TLS handshake ended on this end of the connection (RFC 8446).
type TLSDone struct {
	OK         bool   `json:"ok"`                    // the connection is protected from here on
	Version    string `json:"version,omitempty"`     // "TLS 1.3"
	ServerName string `json:"server_name,omitempty"` // that the client asked for (RFC 6066 section 3)
	// Subject and Issuer of the peer's certificate, where it showed one.
	Subject string `json:"subject,omitempty"`
	Issuer  string `json:"issuer,omitempty"`
	// NotBefore and NotAfter bound the time in which that certificate is good, and
	// Names are the hosts that it is for.
	NotBefore time.Time `json:"not_before,omitzero"`
	NotAfter  time.Time `json:"not_after,omitzero"`
	Names     []string  `json:"names,omitempty"`
	// Verified: this end made sure that the certificate is the peer's. An
	// opportunistic client does not ask (RFC 7435): its words are hidden from
	// those who listen, not from somebody who answers in the peer's place.
	Verified bool `json:"verified,omitempty"`
	// Distrust is what is wrong with the peer's certificate, whether or not this
	// end minded.
	Distrust Code `json:"distrust,omitempty"`
	// Why is why the handshake failed.
	Why Cause `json:"why,omitzero"`
}

// ---- Names

// CacheOp is what happened to a line of a resolver's cache.
type CacheOp string

// The operations.
const (
	CacheHit      CacheOp = "hit"
	CacheMiss     CacheOp = "miss"
	CacheStored   CacheOp = "stored"
	CacheNegative CacheOp = "negative" // a "no" was stored (RFC 2308)
	CacheExpired  CacheOp = "expired"
)

// DNSCache: a resolver looked into its cache, or changed it.
type DNSCache struct {
	Op      CacheOp  `json:"op"`                // what happened
	Name    string   `json:"name"`              // looked for
	Type    string   `json:"type"`              // of record: A, MX, ...; None where the name itself does not exist (RFC 2308 section 2.1)
	Records []string `json:"records,omitempty"` // presentation format (RFC 1035 section 5)
	RCode   string   `json:"rcode,omitempty"`   // NOERROR, NXDOMAIN, ...
	// TTL is what remains, in seconds.
	TTL uint32 `json:"ttl,omitempty"`
}

// DNSAnswered: a look-up that a program of this host asked for has its end.
type DNSAnswered struct {
	Name    string   `json:"name"`              // looked for
	Type    string   `json:"type"`              // of record: A, MX, ...
	RCode   string   `json:"rcode,omitempty"`   // NOERROR, NXDOMAIN, ...
	Records []string `json:"records,omitempty"` // presentation format (RFC 1035 section 5)
	Cached  bool     `json:"cached,omitempty"`  // nobody had to be asked
	// Why is the reason where no answer came.
	Why Cause `json:"why,omitzero"`
}

// MXHost is one way to a domain.
type MXHost struct {
	Name       string       `json:"name"`            // of the exchanger
	Preference uint16       `json:"preference"`      // the smaller is tried first
	Addrs      []netip.Addr `json:"addrs,omitempty"` // as far as they are known
}

// MailRouted: a relay found where a domain's mail goes (RFC 5321 section 5.1).
type MailRouted struct {
	Domain string   `json:"domain"`          // right of the @
	Hosts  []MXHost `json:"hosts,omitempty"` // in the order in which they will be tried
	// Implicit: there is no MX record; the domain's own address is used.
	Implicit bool `json:"implicit,omitempty"`
	// Null: the domain says that it takes no mail (RFC 7505).
	Null bool `json:"null,omitempty"`
	// Local: the domain is this host's own; nothing is asked.
	Local bool `json:"local,omitempty"`
	// Why is the reason where no way was found, Temporary whether to try again.
	Why       Cause `json:"why,omitzero"`
	Temporary bool  `json:"temporary,omitempty"`
}

// ---- Letters

// MessageComposed: a person's mail program made a message.
type MessageComposed struct {
	MessageID string   `json:"message_id"`
	From      string   `json:"from"`          // header From address
	To        []string `json:"to"`            // header To and Cc addresses
	Bcc       []string `json:"bcc,omitempty"` // who gets it and stands in no header
	Subject   string   `json:"subject"`
	Data      []byte   `json:"-"` // the message, its lines ending in CRLF
}

// MessageSubmitted: the client's program saw its message taken (or not).
type MessageSubmitted struct {
	MessageID string `json:"message_id"`
	OK        bool   `json:"ok"` // it was taken
	// Stage and Why say where and how it failed.
	Stage Stage `json:"stage,omitempty"`
	Why   Cause `json:"why,omitzero"`
}

// Authenticated: a server checked who somebody is.
type Authenticated struct {
	Protocol  string `json:"protocol"`  // smtp, pop3, imap
	Mechanism string `json:"mechanism"` // PLAIN, LOGIN, USER
	User      string `json:"user"`      // the name that was given
	OK        bool   `json:"ok"`        // the password was right
}

// RecipientDecided: a server made up its mind about RCPT TO.
type RecipientDecided struct {
	Sender    string `json:"sender"` // reverse-path, "" for <>
	Recipient string `json:"recipient"`
	// Verdict is what the server makes of it.
	Verdict Verdict  `json:"verdict"`
	Targets []string `json:"targets,omitempty"` // what an alias stands for
	Code    int      `json:"code"`              // of the SMTP reply
	Status  string   `json:"status,omitempty"`  // enhanced status code (RFC 3463)
	Why     Cause    `json:"why,omitzero"`      // of a refusal
}

// MessageAccepted: the server took responsibility for the message (RFC 5321
// section 4.2.5): after the final dot and before its 250, with Conn; or inside the
// host, without one, when it made a report or sent a letter on. Queue is its name
// in this server.
type MessageAccepted struct {
	Queue      string   `json:"queue"`
	MessageID  string   `json:"message_id,omitempty"`
	Sender     string   `json:"sender"`
	Recipients []string `json:"recipients"`
	// Data is the message as it stands here, its new Received field on top.
	Data []byte `json:"-"`
}

// QueueAdded: a delivery waits for its destination: one line of the queue.
type QueueAdded struct {
	Queue       string   `json:"queue"`
	Sender      string   `json:"sender"`
	Recipients  []string `json:"recipients"`
	Destination string   `json:"destination"` // domain, or LocalDestination
	// Expires is when trying ends, since Header.Start.
	Expires time.Duration `json:"expires_ns,omitempty"`
}

// QueueAttempt: the relay begins an attempt at one host of the destination.
type QueueAttempt struct {
	Queue       string `json:"queue"`
	Destination string `json:"destination"`
	Try         int    `json:"try"` // counts from 1
	Remote      string `json:"remote"`
	Address     string `json:"address,omitempty"` // its IP address
}

// QueueAttemptFailed: an attempt at one host ended without delivering; others
// of the same destination may follow at once.
type QueueAttemptFailed struct {
	Queue       string `json:"queue"`
	Destination string `json:"destination"`
	Try         int    `json:"try"`
	Remote      string `json:"remote"`
	Stage       Stage  `json:"stage"`
	Why         Cause  `json:"why,omitzero"`
	Permanent   bool   `json:"permanent,omitempty"` // trying again would not help
}

// QueueDeferred: the recipients stay in the queue; Next is when they are tried
// again, since Header.Start.
type QueueDeferred struct {
	Queue       string        `json:"queue"`
	Destination string        `json:"destination"`
	Recipients  []string      `json:"recipients"`
	Try         int           `json:"try"`
	Next        time.Duration `json:"next_ns"` // when it is tried again
	Stage       Stage         `json:"stage"`   // at which it failed, as in QueueAttemptFailed
	Remote      string        `json:"remote,omitempty"`
	Status      string        `json:"status,omitempty"`
	Why         Cause         `json:"why,omitzero"`
}

// QueueDone: a recipient's line in the queue has its end.
type QueueDone struct {
	Queue       string `json:"queue"`
	Destination string `json:"destination"`
	Recipient   string `json:"recipient"`
	// Outcome is what became of it.
	Outcome Outcome `json:"outcome"`
	Remote  string  `json:"remote,omitempty"`
	Status  string  `json:"status,omitempty"`
	// Reply is what the host said that took it, Why is why nobody did.
	Reply string `json:"reply,omitempty"`
	Why   Cause  `json:"why,omitzero"`
	// Forwarded is the name in the queue under which a mailbox sends it on.
	Forwarded string `json:"forwarded,omitempty"`
}

// QueueRemoved: nothing is left to do for the message here.
type QueueRemoved struct {
	Queue string `json:"queue"`
}

// ReportMade: the server wrote a delivery status notification (RFC 3464) and
// put it in its own queue as Report.
type ReportMade struct {
	Queue  string       `json:"queue"`
	Report string       `json:"report"` // the report's own name in the queue
	Action ReportAction `json:"action"` // what it tells of (RFC 3464 section 2.3.3)
	To     string       `json:"to"`     // the reverse-path of the message
	About  []string     `json:"about"`  // recipients
}

// ReportWithheld: a report was due but none is sent (no bounce of a bounce, or
// NOTIFY=NEVER).
type ReportWithheld struct {
	Queue string   `json:"queue"`
	About []string `json:"about"` // recipients
	Why   Cause    `json:"why"`
}

// ---- Mailboxes and devices

// MailboxStored: a message lies in a folder.
type MailboxStored struct {
	User      string   `json:"user"`
	Folder    string   `json:"folder"`
	UID       uint32   `json:"uid"`
	MessageID string   `json:"message_id,omitempty"`
	Queue     string   `json:"queue,omitempty"`
	Flags     []string `json:"flags,omitempty"`
	// How it came there.
	How  Arrival `json:"how"`
	Data []byte  `json:"-"`
}

// MailboxRefused: a mailbox could not take a message.
type MailboxRefused struct {
	User   string `json:"user"`
	Folder string `json:"folder"`
	Why    Cause  `json:"why"`
}

// MailboxFlagged: a message's flags are now these.
type MailboxFlagged struct {
	User   string   `json:"user"`
	Folder string   `json:"folder"`
	UID    uint32   `json:"uid"`
	Flags  []string `json:"flags"`
}

// MailboxRemoved: a message left a folder.
type MailboxRemoved struct {
	User   string `json:"user"`
	Folder string `json:"folder"`
	UID    uint32 `json:"uid"`
	// How it left.
	How Departure `json:"how"`
}

// FolderChanged: a folder was created, deleted or renamed.
type FolderChanged struct {
	User   string   `json:"user"`
	Folder string   `json:"folder"`
	Op     FolderOp `json:"op"`           // what was done
	To     string   `json:"to,omitempty"` // the new name
}

// DeviceStored: the device keeps a copy of a message (or of its headers).
type DeviceStored struct {
	User      string   `json:"user"`
	Protocol  string   `json:"protocol"` // by which it came: pop3, imap
	Folder    string   `json:"folder"`
	UID       string   `json:"uid"` // POP3 unique-id, or IMAP UID in decimal
	MessageID string   `json:"message_id,omitempty"`
	Subject   string   `json:"subject,omitempty"`
	From      string   `json:"from,omitempty"`
	Flags     []string `json:"flags,omitempty"`
	// Part is what it keeps.
	Part Part   `json:"part"`
	Data []byte `json:"-"`
}

// DeviceRemoved: the device dropped its copy, because the server no longer has it.
type DeviceRemoved struct {
	User   string `json:"user"`
	Folder string `json:"folder"`
	UID    string `json:"uid"`
}

// DeviceShown: the message is on the screen, before the person's eyes.
type DeviceShown struct {
	User      string `json:"user"`
	Folder    string `json:"folder"`
	UID       string `json:"uid"`
	MessageID string `json:"message_id,omitempty"`
	Subject   string `json:"subject,omitempty"`
	From      string `json:"from,omitempty"`
}

// ---- The run

// ActionStarted: line Index (from 0) of the scenario's script begins.
type ActionStarted struct {
	Index int `json:"index"` // in Header.Script
}

// ActionEnded: what the action set out to do on its own host has ended.
type ActionEnded struct {
	Index int   `json:"index"`        // in Header.Script
	OK    bool  `json:"ok"`           // it came to its end
	Why   Cause `json:"why,omitzero"` // it did not
}

// InputActed: something that is done to the world from outside acts, after all else
// of its instant. Nothing in the run led to it.
type InputActed struct {
	// Input counts the run's inputs from 0.
	Input int `json:"input"`
	// Do is its key in the file of inputs: an action of a script (send, fetch, change,
	// down, ...), or connect, type, starttls, close, seat, leave, answer, break, mend,
	// set_user, set_device, set_host, seed.
	Do string `json:"do"`
	// By is who did it, as the input says.
	By string `json:"by,omitempty"`
	// User is the person in the scenario who acts.
	User string `json:"user,omitempty"`
	// Text is the input as its file has it, on one line of YAML; a long one is cut.
	Text string `json:"text"`
}

// InputEnded: what an input set out to do has ended: an action of a script, or
// whatever could not be done.
type InputEnded struct {
	Input int   `json:"input"`        // as InputActed has it
	OK    bool  `json:"ok"`           // it came to its end
	Why   Cause `json:"why,omitzero"` // it did not
}

// HostDown and HostUp: the host loses, or regains, its power.
type (
	HostDown struct{}
	HostUp   struct{}
)

// FaultActed: a fault of the scenario acts here. What it does shows in the bytes
// and connections that follow; that it was a fault shows nowhere else. A host
// that loses its power by a fault is HostDown alone.
type FaultActed struct {
	// Fault is its index (from 0) in Header.Faults.
	Fault int `json:"fault"`
	// Do is the fault's key in the scenario: answer, cut, delay, dns, disk_full, loss,
	// mailbox_full, refuse, silence, slow.
	Do string `json:"do"`
	// At is the command that it acts on: "RCPT", "CONNECT", "DOT"; empty for a
	// question and for what happens on the road.
	At string `json:"at,omitempty"`
	// Name and Type are the DNS question that it acts on.
	Name string `json:"name,omitempty"`
	Type string `json:"type,omitempty"`
	// Peer is the other host, where one is concerned.
	Peer string `json:"peer,omitempty"`
	// What is what is done, where the fault's key does not say it.
	What FaultEffect `json:"what,omitempty"`
	// Reply is the reply that is said, and Wait the time that it takes.
	Reply string        `json:"reply,omitempty"`
	Wait  time.Duration `json:"wait_ns,omitempty"`
	// Time counts how often the fault has acted, this one included.
	Time int `json:"time"`
}

// Argument is a named value. A duration stands as "5m0s", an instant as RFC 3339
// has it, a number in decimal; everything else as it stands on the wire.
type Argument struct {
	Name  string `json:"name"`  // in the vocabulary of whoever records it
	Value string `json:"value"` // in the form that is said above
}

// PolicyChecked: a server made one of its checks (package policy), and says what it
// looked at, how it went about it, what came out and what it does for that reason.
type PolicyChecked struct {
	// Check is the check's name: "greylist", "rate-limit", ...
	Check string `json:"check"`
	// Phase is when: "connect", "helo", "mail", "rcpt", "data" (after the final dot)
	// or "delivery" (into a mailbox).
	Phase string `json:"phase"`
	// Input is what the check looked at.
	Input []Argument `json:"input,omitempty"`
	// Steps are how it went about it.
	Steps []PolicyStep `json:"steps,omitempty"`
	// Result is what came out, in the check's own vocabulary: "new", "over", "pass".
	Result string `json:"result"`
	// Why is the reason for Result, and Details its arguments, where the result alone
	// does not say it.
	Why     string     `json:"why,omitempty"`
	Details []Argument `json:"details,omitempty"`
	// Action is what the server does for that reason: "accept" (it goes on), "defer"
	// (4yz), "refuse" (5yz) or "file" (into another folder than INBOX).
	Action string `json:"action"`
	// Reply is what it says to the client, of "defer" and "refuse".
	Reply string `json:"reply,omitempty"`
	// Folder is where it files the message, of "file".
	Folder string `json:"folder,omitempty"`
	// Headers are the fields that it adds to the message, each on one line.
	Headers []string `json:"headers,omitempty"`
	// Fault is 1 + the check's index in Header.Faults where the scenario has it there,
	// with what goes wrong; 0: it is the server's own policy.
	Fault int `json:"fault,omitempty"`
}

// PolicyStep is one thing that a check did. Steps nest: an SPF record that another
// one includes is a step of the include.
type PolicyStep struct {
	// Code is what it did, in the check's own vocabulary.
	Code string `json:"code"`
	// Args are what it did it with.
	Args []Argument `json:"args,omitempty"`
	// Questions are what it asked the DNS for that.
	Questions []PolicyQuestion `json:"questions,omitempty"`
	// Result is what came of it.
	Result string `json:"result,omitempty"`
	// Steps are those that it is made of.
	Steps []PolicyStep `json:"steps,omitempty"`
}

// PolicyQuestion is a question that a check had for the DNS, and its answer.
type PolicyQuestion struct {
	Name    string   `json:"name"`              // asked about
	Type    string   `json:"type"`              // of record: A, TXT, ...
	RCode   string   `json:"rcode,omitempty"`   // NOERROR, NXDOMAIN, ...
	Records []string `json:"records,omitempty"` // presentation format (RFC 1035 section 5)
	// Error is the reason where no answer came: "timeout", "lame", ...
	Error string `json:"error,omitempty"`
}

// ActorPanicked: a bug in an actor, caught and kept.
type ActorPanicked struct {
	Process string `json:"process"` // what it was doing
	Value   string `json:"value"`   // that it panicked with
}

// RunEnded is the last event.
type RunEnded struct {
	Reason EndReason `json:"reason"` // why it is
	// Waiting are processes that were still waiting for something.
	Waiting []string `json:"waiting,omitempty"`
}
