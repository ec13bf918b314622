package smtp

import "time"

// Limits on what a peer may send. Where RFC 5321 section 4.5.3.1 names a size, these are at least that.
const (
	// MaxCommandLine is the longest command line, CRLF included: 512 (section 4.5.3.1.4) and room for the parameters that
	// extensions add (RFC 3461 section 5.1 alone asks for 1,000 more).
	MaxCommandLine = 2048
	// MaxAuthLine is the longest line of an AUTH exchange (RFC 4954 section 4.1).
	MaxAuthLine = 12288
	// MaxFlood is how much of an endless line is read on before the connection is closed.
	MaxFlood = 1 << 20
	// MaxDiscarded is how much of a message past its limit is read on, and thrown away: the sender hears no answer before it
	// has said all. More than any scenario's letter has.
	MaxDiscarded = 128 << 20
	// DefaultMaxMessageBytes stands where a Server names no limit (at least 64 KiB: section 4.5.3.1.7).
	DefaultMaxMessageBytes = 10 << 20
	// DefaultMaxRecipients stands where a Server names no limit (at least 100: section 4.5.3.1.8).
	DefaultMaxRecipients = 100
	// MaxErrors is how many refused commands a connection may hold; MaxAuthFailures how many wrong passwords.
	MaxErrors       = 20
	MaxAuthFailures = 5

	// MaxReplyLine and MaxReplyLines bound a reply that is read; RFC 5321 section 4.5.3.1.5 allows 512 octets a line, and real
	// servers send more.
	MaxReplyLine     = 2048
	MaxReplyLines    = 100
	maxReplyLineSent = 510
)

// How long a client waits for each step (RFC 5321 section 4.5.3.2), and a server for the next command (4.5.3.2.7).
const (
	TimeoutGreeting  = 5 * time.Minute  // 4.5.3.2.1
	TimeoutMail      = 5 * time.Minute  // 4.5.3.2.2
	TimeoutRcpt      = 5 * time.Minute  // 4.5.3.2.3
	TimeoutDataInit  = 2 * time.Minute  // 4.5.3.2.4
	TimeoutDataBlock = 3 * time.Minute  // 4.5.3.2.5
	TimeoutDataEnd   = 10 * time.Minute // 4.5.3.2.6
	TimeoutServer    = 5 * time.Minute  // 4.5.3.2.7
	// TimeoutCommand is for the commands that section does not name: EHLO, STARTTLS with its handshake, AUTH, RSET, QUIT.
	TimeoutCommand = 5 * time.Minute
)
