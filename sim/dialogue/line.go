package dialogue

import "strings"

// Kind is the part that a Line plays in the conversation.
type Kind string

// The kinds.
const (
	// KindGreeting is the server's first word (RFC 5321 section 4.2, RFC 1939
	// section 3, RFC 3501 section 7.1).
	KindGreeting Kind = "greeting"
	// KindCommand is what the client asks for.
	KindCommand Kind = "command"
	// KindReply ends a command: with SMTP and POP3 every reply, with IMAP the
	// tagged one.
	KindReply Kind = "reply"
	// KindContinuation asks the client to go on: "354 ", "334 ", "+ ".
	KindContinuation Kind = "continuation"
	// KindCredentials is a line that holds a secret, in the clear or in base64:
	// AUTH with its first response, the lines that follow a "334 " or "+ ", PASS,
	// IMAP LOGIN. Secret says it.
	KindCredentials Kind = "credentials"
	// KindData is a message, or a part of one, on the wire: the letter after DATA
	// or BDAT, the body of a RETR or TOP, an APPEND's literal, a FETCH response
	// that carries BODY[...]. Body holds the message itself.
	KindData Kind = "data"
	// KindUntagged is an IMAP response that begins with "*" and carries no message.
	KindUntagged Kind = "untagged"
	// KindQuery and KindAnswer are DNS messages.
	KindQuery  Kind = "query"
	KindAnswer Kind = "answer"
	// KindOther is what the protocol has no name for.
	KindOther Kind = "other"
)

// Class is how a server's line weighs, whatever the protocol.
type Class string

// The classes.
const (
	ClassNone      Class = ""          // not a server's verdict
	ClassOK        Class = "ok"        // 2xx, +OK, OK, NOERROR
	ClassMore      Class = "more"      // 3xx, "+ ", a truncated DNS answer: go on
	ClassTemporary Class = "temporary" // 4xx, [SYS/TEMP], [UNAVAILABLE], SERVFAIL: try again later
	ClassPermanent Class = "permanent" // 5xx, -ERR, NO, BAD, NXDOMAIN: do not try again
)

// The protocols, as Line.Protocol names them.
const (
	SMTP = "smtp"
	POP3 = "pop3"
	IMAP = "imap"
	DNS  = "dns"
	HTTP = "http"
)

// Line is one thing that one end of a connection said to the other.
type Line struct {
	// Index is its place in Dialogue.Lines.
	Index int
	// Conn is the connection's number.
	Conn int
	// Protocol is SMTP, POP3, IMAP or DNS, from the connection's service; empty
	// for a service that is none of them.
	Protocol string
	// Service is the connection's service as the trace names it: "submission".
	Service string
	// Speaker and Listener are hosts; empty for somebody outside the scenario.
	Speaker, Listener string
	// FromClient: the speaker is the end that opened the connection.
	FromClient bool
	// Encrypted: it was said inside TLS.
	Encrypted bool

	// First and Last are the Seq of the first and the last DataSent that carry it.
	First, Last int
	// Received is the Seq of the DataReceived with which it was wholly at the
	// listener; 0 if that never came.
	Received int
	// Hidden: to its speaker it is text of a letter, which its listener has taken to have ended before: at a dot between
	// bare LFs, though the speaker's own lines end with CRLF (RFC 5321 section 4.1.1.4).
	Hidden bool
	// Withheld: something in it is a secret that this trace does not show: there are asterisks in its place (trace.DataSent), and
	// Secret is empty.
	Withheld bool
	// Partial: its end has not been said (yet).
	Partial bool

	Kind  Kind
	Class Class

	// Verb is the command's canonical name: "EHLO", "MAIL FROM", "UID FETCH"; for
	// an IMAP response the name of what it says: "EXISTS", "FETCH", "OK"; for POP3
	// replies "+OK" or "-ERR"; for DNS the question's type: "MX".
	Verb string
	// Args is the rest, trimmed: "<alicia@alfa.test> SIZE=420"; for a reply its
	// words without codes; for DNS the question's name.
	Args string
	// Tag is an IMAP command's, or that of the response that ends it.
	Tag string
	// Code is an SMTP reply's (RFC 5321 section 4.2.1); 0 elsewhere.
	Code int
	// Enhanced is the enhanced status code (RFC 3463), "5.1.1", where there is one;
	// for POP3 and IMAP the response code in brackets: "IN-USE", "UIDVALIDITY 7".
	Enhanced string

	// Text, and Body below, hold no more than the beginning of a long line that is
	// Partial; Raw has what has come. Text is what was said, without the last line end and with "\n" between
	// lines. For a letter of SMTP or POP3 it is the message, unstuffed; for DNS a
	// reading in words of zone files.
	Text string
	// Cut are how many octets and lines of a long letter come after Text: who wants to see
	// them all has Body.
	Cut, CutLines int
	// Raw are the bytes on the wire. Never change them.
	Raw []byte
	// Body is the message that a KindData line carries, as it is meant: without
	// dot-stuffing, final dot or IMAP syntax. Never change it.
	Body []byte
	// Secret is what credentials say, base64 undone: PLAIN's three parts stand with
	// NULs between them (RFC 4616). For a continuation it is the decoded challenge.
	Secret string
	// DNS is what a query or answer says; nil if it cannot be read.
	DNS *DNSMessage

	// Question is the Index of the line that this one answers or belongs to, or -1:
	// a reply's command (for the reply after the final dot, the letter), an
	// untagged response's command, a letter's DATA, RETR or APPEND, a query's
	// answer's query.
	Question int

	// start and end are its bytes' place in what the speaker sent.
	start, end int
}

// SecretParts are the parts of Secret: authorization identity, user and password
// of SASL PLAIN, user and password of IMAP LOGIN, or one part alone.
func (l *Line) SecretParts() []string { return strings.Split(l.Secret, "\x00") }

// DNSMessage is what one DNS message says (RFC 1035 section 4.1).
type DNSMessage struct {
	ID       uint16
	Response bool
	Opcode   string // QUERY, NOTIFY, ...
	Name     string // the question: fully qualified, with its final dot
	Type     string // its type: MX, A, AAAA, ...
	RCode    string // of a response: NOERROR, NXDOMAIN, SERVFAIL, ...
	// AA: the answer is the zone's own server's; TC: it was cut to fit the datagram;
	// RD: the server is asked to do all the work; RA: it would (section 4.1.1).
	AA, TC, RD, RA bool
	// The three sections in presentation format (RFC 1035 section 5.1), without
	// the OPT pseudo-record, which is no data (RFC 6891 section 6.1.1).
	Answer, Authority, Additional []string
	// EDNS is what that record says, in words; empty where there is none.
	EDNS string
	// Error says why not all of it could be read.
	Error string
}

// Flags are the names of the set header bits, in the header's order.
func (m *DNSMessage) Flags() []string {
	var names []string
	for _, f := range []struct {
		set  bool
		name string
	}{{m.AA, "AA"}, {m.TC, "TC"}, {m.RD, "RD"}, {m.RA, "RA"}} {
		if f.set {
			names = append(names, f.name)
		}
	}
	return names
}

// Answers tells whether a line is an answer, whatever it says: a reply, a greeting, what
// the DNS returns.
func (l *Line) Answers() bool {
	return l.Kind == KindReply || l.Kind == KindAnswer || l.Kind == KindGreeting
}
