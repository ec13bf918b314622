package pop3

import "time"

// Limits that both ends keep. Where a field of [Server] or [Client] has the same
// meaning, zero means the value here.
const (
	// MaxCommandOctets is the longest command line, CRLF included (RFC 2449 §4).
	MaxCommandOctets = 255
	// MaxReplyOctets is the longest first line of a reply, and the longest line of
	// a listing, CRLF included (RFC 2449 §4).
	MaxReplyOctets = 512
	// MaxSASLOctets is the longest line inside an AUTH exchange, CRLF included.
	// RFC 5034 §4 frees these lines from the limit on commands, and asks for room
	// for whatever the mechanism may say: PLAIN's three parts of 255 octets (RFC
	// 4616 §2) are 1024 octets of base64.
	MaxSASLOctets = 4096
	// MaxDiscardOctets is how much of one endless line a server reads past, looking
	// for its end, before it closes the connection.
	MaxDiscardOctets = 64 << 10
	// MaxWriteOctets is the most that goes out in one Write.
	MaxWriteOctets = 64 << 10
	// MaxUniqueIDOctets is the longest unique-id (RFC 1939 §7, UIDL).
	MaxUniqueIDOctets = 70

	// DefaultMaxBadCommands is how many commands that could not be understood or
	// were out of place a server answers before it closes the connection.
	DefaultMaxBadCommands = 10
	// DefaultMaxFailedLogins is how many logins may fail on one connection.
	DefaultMaxFailedLogins = 5
	// DefaultIdleTimeout is the autologout timer: "at least 10 minutes" (RFC 1939
	// §3).
	DefaultIdleTimeout = 10 * time.Minute

	// DefaultReplyTimeout is how long a client gives a server for one whole reply,
	// so that a server which drips octets cannot hold it for ever.
	DefaultReplyTimeout = 10 * time.Minute
	// DefaultMaxMessageOctets is the largest message a client takes.
	DefaultMaxMessageOctets = 32 << 20
	// DefaultMaxListings is the most lines of LIST or UIDL a client takes.
	DefaultMaxListings = 1 << 16
	// MaxCapabilities is the most lines of CAPA a client takes.
	MaxCapabilities = 128
)
