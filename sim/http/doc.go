// Package http is HTTP/1.1 (RFC 9110, RFC 9112) as far as mail needs it: a client that asks
// one thing on a connection, and a server that answers one after the other.
//
// In a letter's journey the web is where a domain's owner publishes what cannot be said in
// the DNS, because an answer of the DNS can be forged on the way: the MTA-STS policy (RFC
// 8461). Net/http would bring 0.7 MB into the page, and in a browser call the browser's own
// fetch. This is a protocol over a net.Conn like the others: whoever uses it has dialled,
// seen to TLS, and set the deadlines.
//
// It promises: no bytes make it panic, hang or take more than its limits; what it cannot
// read without a guess it refuses (a message with two lengths is how requests are smuggled,
// RFC 9112 section 6.3). It follows no redirection, keeps no cookie, and knows no proxy.
package http

// Limits of one message, in octets.
const (
	// MaxHead is the longest start line with its fields.
	MaxHead = 16 << 10
	// MaxBody is the longest body, where the caller names no other limit.
	MaxBody = 1 << 20
	// maxRequests is how many requests one connection is answered.
	maxRequests = 100
)
