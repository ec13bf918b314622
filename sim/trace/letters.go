package trace

import "time"

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
		variant: func(f Authenticated) string {
			switch {
			case f.Weak:
				return "weak"
			case f.Mechanism == "OAUTHBEARER" && f.OK:
				return "token"
			case f.Mechanism == "OAUTHBEARER":
				return "token-failed"
			}
			return outcome(f.OK)
		},
		class: func(f Authenticated) (Class, bool) { return done(f.OK) },
	}.row(),
	of[KeyChanged]{
		doc:   "a key that opens a mailbox to one program was made, or was taken back",
		rfc:   []string{"6749 1.4", "7009 2"},
		place: Alone(Following), state: Decision,
		variant: func(f KeyChanged) string {
			if f.Revoked {
				return "revoked"
			}
			return string(f.Key)
		},
	}.row(),
	of[TokenRenewed]{
		doc:   "a provider's token endpoint was asked for another access token, for a refresh token (RFC 6749 section 6)",
		rfc:   []string{"6749 6", "6749 5.2"},
		place: During(), state: Decision,
		variant: func(f TokenRenewed) string { return outcome(f.OK) },
		class:   func(f TokenRenewed) (Class, bool) { return done(f.OK) },
	}.row(),
	of[RecipientDecided]{
		doc:   "a server made up its mind about RCPT TO (RFC 5321 3.3)",
		rfc:   []string{"5321 3.3", "5321 4.1.1.3"},
		place: During("envelope"), state: Decision,
		variant: func(f RecipientDecided) string {
			if f.Stands != StandsAsAlias {
				return string(f.Stands)
			}
			return string(f.Verdict)
		},
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
	Mechanism string `json:"mechanism"` // PLAIN, LOGIN, USER, OAUTHBEARER
	User      string `json:"user"`      // the name that was given
	OK        bool   `json:"ok"`        // the password or the token was right
	// Weak: the password is right, and the account wants a key that was made for the program.
	Weak bool `json:"weak,omitempty"`
}

// Kind is auth.checked.
func (Authenticated) Kind() Kind { return "auth.checked" }

// KeyKind is what opens a mailbox to one program beside its owner's password.
type KeyKind string

// The kinds.
const (
	KeyAppPassword KeyKind = "app-password" // said where a password would be
	KeyToken       KeyKind = "token"        // an access token (RFC 6749, RFC 6750), by OAUTHBEARER
)

// KeyChanged: a key was made for one program, or taken back from it.
type KeyChanged struct {
	User   string `json:"user"`
	Device string `json:"device"` // for which it was made
	// What it is.
	Key     KeyKind `json:"key"`
	Revoked bool    `json:"revoked,omitempty"` // taken back
	// Until is when it ends by itself, from the run's beginning; 0: never.
	Until time.Duration `json:"until,omitempty"`
}

// Kind is auth.key.
func (KeyChanged) Kind() Kind { return "auth.key" }

// TokenRenewed: a provider was asked for another access token.
type TokenRenewed struct {
	User   string `json:"user,omitempty"`   // whose refresh token it is, where it is anybody's
	Device string `json:"device,omitempty"` // and for which device
	OK     bool   `json:"ok"`               // another was given
	Error  string `json:"error,omitempty"`  // what is wrong, as the endpoint names it (RFC 6749 section 5.2)
	// Until is when the new one ends by itself, from the run's beginning.
	Until time.Duration `json:"until,omitempty"`
}

// Kind is auth.renewed.
func (TokenRenewed) Kind() Kind { return "auth.renewed" }

// RecipientDecided: a server made up its mind about RCPT TO.
type RecipientDecided struct {
	Sender    string `json:"sender"` // reverse-path, "" for <>
	Recipient string `json:"recipient"`
	// Verdict is what the server makes of it.
	Verdict Verdict  `json:"verdict"`
	Targets []string `json:"targets,omitempty"` // what an alias stands for
	Stands  Standing `json:"stands,omitempty"`  // why it does, where it is no alias
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
