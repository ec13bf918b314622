// Package smtp is the Simple Mail Transfer Protocol, spoken from both ends: RFC 5321 with the extensions a letter meets today.
//
// # Where it is in the e-mail's journey
//
// Twice or more: from the sender's program to its submission server (RFC 6409, port 587 or 465), from there to the
// recipient's exchanger (port 25), and again for every relay between. Each time the same short dialogue: a greeting, a name
// (EHLO), an envelope (MAIL, RCPT), the letter (DATA), and a 250 after the final dot, with which the server takes the letter
// upon itself.
//
//   - [Server] serves a connection; a [Backend] decides, state by state, in values of type [Reply]
//   - [Client] takes one step at a time, so that a failure knows its [Stage]; [Client.Send] takes a whole transaction
//   - [ParseCommand], [ParseReply] read one line, or one reply, back from its bytes
//
// # What does the work
//
// Both ends are our own: the server's layer.go and auth.go, the client's client.go and commands.go. go-smtp's client cannot be
// opportunistic about TLS, sends a stray "*" after a refused password, says EHLO again after RSET, says BODY=8BITMIME of every
// letter, and keeps the words of a yes to itself; why its server is not used either, DECISION.md tells. In the tests it is the
// second opinion: both clients say the same lines. The mechanisms of AUTH are go-sasl's.
//
// CHUNKING (RFC 3030) is not offered.
//
// # What it promises
//
// The same dialogue gives the same bytes, every time. One reply is one Write; a letter is a few large ones. Whatever a peer
// sends, memory stays within limits.go, a clear reply is given, and ServeConn returns with no goroutine left behind.
//
// # What it never does
//
// It dials nothing, listens to nothing, reads no clock but the one it is given, and decides nothing about mailboxes: relaying
// is refused, or not, by the Backend.
package smtp
