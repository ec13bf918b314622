// Package imap is how a mail program reads a mailbox that stays on the server: the
// Internet Message Access Protocol (RFC 3501), the last leg of an e-mail's journey
// for everybody with more than one device. Where POP3 takes messages home, IMAP
// leaves them: a phone marks a message as read, and the laptop sees it.
//
// A connection walks through four states (RFC 3501 §3):
//
//	not authenticated  greeting, CAPABILITY, STARTTLS, LOGIN or AUTHENTICATE
//	authenticated      folders: LIST, CREATE, STATUS, APPEND, SELECT ...
//	selected           messages of one folder: FETCH, STORE, SEARCH, COPY, MOVE ...
//	logout             BYE
//
// # The server
//
// [Server.ServeConn] speaks on one connection, over a [mailbox.Store]. The commands
// are read, and the replies written, by emersion/go-imap's imapserver; what they
// mean is decided here. It is IMAP4rev1 with UIDPLUS, MOVE, IDLE, NAMESPACE,
// SPECIAL-USE, LIST-EXTENDED, LIST-STATUS, ESEARCH, SEARCHRES, STATUS=SIZE,
// APPENDLIMIT, UNSELECT, ID, CONDSTORE, QRESYNC, QUOTA, UTF8=ACCEPT, SASL-IR and LITERAL-.
//
// go-imap offers trackers that queue updates for every session. They are not used:
// they walk over maps, grow for as long as a client says nothing, and know neither
// \Recent nor new keywords. Instead each session remembers what its client was told
// ([selection]) and, when it may speak, compares that with the folder and tells the
// difference. What a client hears thus depends on the folder and on the client's own
// commands, never on who was woken first, and a silent client costs nothing.
//
// go-imap reads a command's words less carefully than a person types them: much that is
// wrong it answers with NO [SERVERBUG], with silence, or by hanging up; of SEARCH it
// forgets keys, and its ENVELOPE is not the header's own words. All of that is mended in
// one place in front of it (front.go), which reads each command's grammar itself
// (syntax.go), answers BAD and goes on.
//
// Not offered, and why: IMAP4rev2 (the programs of today ask for rev1; some take fright),
// SORT and THREAD (the client's
// work in a lesson), BINARY, CATENATE, URLAUTH and MULTIAPPEND (rare), NOTIFY and CONTEXT (IDLE
// teaches the same). A client that looks at CAPABILITY needs none of them.
//
// # The client
//
// [Client] is the mail program's side: one command at a time, in the goroutine that
// calls, with no reader behind the scenes. go-imap's own client is not used, because
// it asks for FETCH items in the order of a map and keeps a goroutine that reads on
// its own account: two things that a run which must repeat byte for byte cannot have.
// In exchange, what a server says unasked (EXISTS, EXPUNGE, flags changed elsewhere)
// is read during the next command or in IDLE, and kept for [Client.Updates].
//
// What both sides promise: the same dialogue gives the same bytes; whatever bytes
// arrive, memory stays within named limits; nobody waits while holding a mutex.
//
// What they never do: dial, look at a clock, shake hands for TLS (the caller's
// function does) or decide who may log in (likewise).
package imap
