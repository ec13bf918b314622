package trace

// Letters: written, handed over, decided upon and taken.
var letterFacts = []Row{
	of[MessageComposed]{doc: "a person's mail program made a message (RFC 5322)", rfc: []string{"5322 3.6", "5321 2.3.1"}, place: Ruled, state: Changes}.row(),
	of[MessageSubmitted]{
		doc:   "the mail program saw its message taken, or refused (RFC 6409)",
		rfc:   []string{"6409 3", "5321 4.2.5"},
		place: Ruled, state: Changes,
		variant: func(f MessageSubmitted) string { return outcome(f.OK) },
		class:   func(f MessageSubmitted) (Class, bool) { return done(f.OK) },
	}.row(),
	of[Authenticated]{
		doc:   "a server checked who somebody is",
		rfc:   []string{"4954 4", "6409 4.3"},
		place: During("login"), state: Changes,
		variant: func(f Authenticated) string { return outcome(f.OK) },
		class:   func(f Authenticated) (Class, bool) { return done(f.OK) },
	}.row(),
	of[RecipientDecided]{
		doc:   "a server made up its mind about RCPT TO (RFC 5321 3.3)",
		rfc:   []string{"5321 3.3", "5321 4.1.1.3"},
		place: During("envelope"), state: Decision,
		variant: func(f RecipientDecided) string { return string(f.Verdict) },
		class: func(f RecipientDecided) (Class, bool) {
			if f.Verdict == VerdictRefused {
				return refusal(f.Code/100 == 4), true
			}
			return OK, false
		},
	}.row(),
	of[MessageAccepted]{
		doc:   "a server took responsibility for a message (RFC 5321 4.2.5)",
		rfc:   []string{"5321 4.2.5", "5321 4.4", "5321 6.1"},
		place: Ruled, state: Changes,
		class: func(MessageAccepted) (Class, bool) { return OK, false },
	}.row(),
}

// MessageComposed: a person's mail program made a message.
type MessageComposed struct {
	MessageID string   `json:"message_id"`
	From      string   `json:"from"`          // header From address
	To        []string `json:"to"`            // header To and Cc addresses
	Bcc       []string `json:"bcc,omitempty"` // who gets it and stands in no header
	Subject   string   `json:"subject"`
	Data      []byte   `json:"-"` // the message, its lines ending in CRLF
}

// Kind is mail.composed.
func (MessageComposed) Kind() Kind { return "mail.composed" }

// MessageSubmitted: the client's program saw its message taken (or not).
type MessageSubmitted struct {
	MessageID string `json:"message_id"`
	OK        bool   `json:"ok"` // it was taken
	// Stage and Why say where and how it failed.
	Stage Stage `json:"stage,omitempty"`
	Why   Cause `json:"why,omitzero"`
}

// Kind is mail.submitted.
func (MessageSubmitted) Kind() Kind { return "mail.submitted" }

// Authenticated: a server checked who somebody is.
type Authenticated struct {
	Protocol  string `json:"protocol"`  // smtp, pop3, imap
	Mechanism string `json:"mechanism"` // PLAIN, LOGIN, USER
	User      string `json:"user"`      // the name that was given
	OK        bool   `json:"ok"`        // the password was right
}

// Kind is auth.checked.
func (Authenticated) Kind() Kind { return "auth.checked" }

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

// Kind is mail.recipient.
func (RecipientDecided) Kind() Kind { return "mail.recipient" }

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

// Kind is mail.accepted.
func (MessageAccepted) Kind() Kind { return "mail.accepted" }
