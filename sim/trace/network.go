package trace

import (
	"net/netip"
	"time"
)

// The network: recorded at a host's boundary by the virtual network, or by the
// sockets of live mode.
var networkFacts = []Row{
	of[ConnOpening]{doc: "the host starts to open a TCP connection, or first uses a UDP address pair", place: Traffic, state: Changes}.row(),
	of[ConnAccepted]{doc: "a listening host took the connection", place: Traffic, state: Changes}.row(),
	of[ConnEstablished]{doc: "the opening host knows that the connection stands (RFC 9293 3.5)", place: Traffic, state: Changes}.row(),
	of[ConnFailed]{doc: "the connection was not opened, or was lost", place: Traffic, state: Changes}.row(),
	of[ConnClosed]{doc: "this end closed its side", place: Traffic, state: Changes}.row(),
	of[ConnEnded]{doc: "this end learnt that its peer closed", place: Traffic, state: Changes}.row(),
	of[DataSent]{doc: "bytes that the program wrote at one instant", place: Traffic, state: Changes}.row(),
	of[DataReceived]{doc: "bytes that came to the program", place: Traffic, state: Changes}.row(),
	of[PacketSent]{doc: "a packet left the host", place: Traffic, state: Changes}.row(),
	of[PacketReceived]{doc: "a packet arrived", place: Traffic, state: Changes}.row(),
	of[PacketLost]{doc: "a packet was dropped", place: Traffic, state: Changes}.row(),
	of[TLSDone]{
		doc:   "a TLS handshake ended on this end (RFC 8446)",
		place: Traffic, state: Changes, steps: []Kind{"tls.done", "tls.failed"},
	}.row(),
	of[TLSPassed]{
		doc:   "who stands in the middle passes on TLS that is not his to open",
		rfc:   []string{"8446 5.2"},
		place: Traffic, state: Changes,
	}.row(),
	of[TLSForgone]{
		doc:   "a client to whom TLS is no condition goes on without it (RFC 7435)",
		rfc:   []string{"7435 3", "3207 4"},
		place: During(), state: Decision,
		variant: func(f TLSForgone) string {
			if f.Anew {
				return "anew"
			}
			return ""
		},
	}.row(),
}

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

// Kind is conn.opening.
func (ConnOpening) Kind() Kind { return "conn.opening" }

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

// Kind is conn.accepted.
func (ConnAccepted) Kind() Kind { return "conn.accepted" }

// ConnEstablished: the opening host knows that the connection stands
// (its SYN was answered by SYN, ACK; RFC 9293 section 3.5).
type ConnEstablished struct{}

// Kind is conn.established.
func (ConnEstablished) Kind() Kind { return "conn.established" }

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

// Kind is conn.failed.
func (ConnFailed) Kind() Kind { return "conn.failed" }

// ConnClosed: this end closed its sending side (FIN), or, where Reset, threw
// the connection away (RST).
type ConnClosed struct {
	Reset bool `json:"reset,omitempty"` // by RST instead of FIN
}

// Kind is conn.closed.
func (ConnClosed) Kind() Kind { return "conn.closed" }

// ConnEnded: this end learnt that its peer has closed (end of file).
type ConnEnded struct{}

// Kind is conn.ended.
func (ConnEnded) Kind() Kind { return "conn.ended" }

// DataSent: bytes that the host's program wrote at one instant, as it means
// them: above TLS, this is the plaintext. Offset counts all such bytes of this
// end of the connection.
type DataSent struct {
	Offset int    `json:"offset"` // of the first octet, from 0
	Data   []byte `json:"-"`      // the bytes
	// Hidden are those in whose place an asterisk stands each: somebody logs in with
	// what was there, and the trace is for others' eyes.
	Hidden []Span `json:"hidden,omitempty"`
}

// Span is a part of the bytes of a DataSent.
type Span struct {
	Offset int `json:"offset"` // of the first octet, counted from the first of the event's
	Len    int `json:"len"`    // octets
}

// Kind is data.sent.
func (DataSent) Kind() Kind { return "data.sent" }

// DataReceived: bytes [Offset, Offset+Len) of the peer's DataSent stream have
// come to the host's program. For UDP, a datagram is one DataSent and Offset is
// its own.
type DataReceived struct {
	Offset int `json:"offset"` // of the first octet, from 0
	Len    int `json:"len"`    // octets
}

// Kind is data.received.
func (DataReceived) Kind() Kind { return "data.received" }

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

// Kind is packet.sent.
func (PacketSent) Kind() Kind { return "packet.sent" }

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

// Kind is packet.received.
func (PacketReceived) Kind() Kind { return "packet.received" }

// PacketLost: the packet of event Sent was dropped on the road, or found the
// host down. Host is the one it was meant for.
type PacketLost struct {
	Sent int `json:"sent"` // Seq of the PacketSent
	// Why says what became of it.
	Why LossReason `json:"why"`
}

// Kind is packet.lost.
func (PacketLost) Kind() Kind { return "packet.lost" }

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

// Kind is tls.done.
func (TLSDone) Kind() Kind { return "tls.done" }

// TLSPassed: somebody in the middle, who has no key to it, begins to pass on the TLS that Client
// and Server speak with each other (RFC 8446), octet for octet. Conn is the connection on which it goes
// on to the server, and from here on it has nothing to tell but its packets and its end: what the two do
// inside, the handshake included, is told of connection Inside, which the client opened.
type TLSPassed struct {
	Inside int    `json:"inside"` // number of the connection that the client opened
	Client string `json:"client"` // host at one end of the TLS
	Server string `json:"server"` // host at the other
}

// Kind is tls.passed.
func (TLSPassed) Kind() Kind { return "tls.passed" }

// TLSForgone: TLS was offered and did not come about, and the client, to whom it is
// no condition, says in the clear what it has to say (RFC 7435 section 3).
type TLSForgone struct {
	Remote string `json:"remote"`
	Why    Cause  `json:"why"`
	// Anew: the connection is lost, or of no use any more, and there will be another.
	Anew bool `json:"anew,omitempty"`
}

// Kind is tls.forgone.
func (TLSForgone) Kind() Kind { return "tls.forgone" }
