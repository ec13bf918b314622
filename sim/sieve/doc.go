// Package sieve is the rules by which a person lets the server sort incoming mail: the
// Sieve language (RFC 5228). A script is run once for each message, at the doorstep of the
// mailbox, and says what is to become of it: kept, filed, thrown away, sent on, refused,
// answered.
//
// [Compile] reads a script and says what is wrong with it, with its line. [Script.Run] decides
// about one message and does nothing itself: it gives a list of [Action], and whoever keeps the
// mailbox carries them out.
//
// Known are the base language, and the extensions fileinto, envelope (RFC 5228), copy (RFC
// 3894), reject (RFC 5429), imap4flags (RFC 5232), subaddress (RFC 5233) and vacation (RFC
// 5230). An extension has to be named in "require" (RFC 5228 section 3.2), so that a server
// that lacks it refuses the script, and never does half of it.
//
// The language has no loops, so every script ends; what else could grow has a limit below.
// A script decides by the message and its envelope alone: the same message, the same actions.
package sieve

// Limits.
const (
	MaxScriptOctets = 64 << 10
	MaxNesting      = 15  // blocks and tests inside each other (RFC 5228 section 2.10.5 asks for 15)
	MaxStrings      = 500 // in one list
	MaxActions      = 32  // of one run (RFC 5228 section 2.10.4)
	MaxRedirects    = 4   // among them
)

// Kind is what is to be done.
type Kind string

// The kinds of actions.
const (
	Keep     Kind = "keep"     // into INBOX
	FileInto Kind = "fileinto" // into a folder
	Discard  Kind = "discard"  // nothing, and nobody is told
	Redirect Kind = "redirect" // to another address
	Reject   Kind = "reject"   // back, with a reason
	Vacation Kind = "vacation" // an answer to the sender, besides
)

// Action is one thing to be done with a message.
type Action struct {
	Kind Kind
	Line int // of the script; 0: nobody wrote it, it is what happens by itself (RFC 5228 section 2.10.2)
	// To is the folder of FileInto, the address of Redirect, the text of Reject.
	To string
	// Flags are those to be set with Keep and FileInto (RFC 5232).
	Flags []string
	// Answer is that of Vacation.
	Answer Answer
}

// Answer is what vacation says (RFC 5230 section 4).
type Answer struct {
	Days      int // how long nobody is answered twice
	Subject   string
	From      string
	Addresses []string // further ones that are the person's own
	Handle    string   // answers with the same one are the same answer
	Reason    string
}
