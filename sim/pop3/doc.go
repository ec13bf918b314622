// Package pop3 is the last and simplest leg of an e-mail's journey: a person's
// mail client opens the maildrop that holds what was delivered, takes the
// messages home and, usually, deletes them behind itself.
//
// A POP3 conversation (RFC 1939 §3) walks through three states:
//
//	AUTHORIZATION  the server greets; the client says who it is
//	TRANSACTION    the maildrop is locked for this client alone: it lists,
//	               retrieves, and marks messages as deleted
//	UPDATE         entered by QUIT and by nothing else: only now are the marked
//	               messages removed, then the lock is released
//
// So a connection that breaks half-way deletes nothing, and a message can be
// fetched twice but is never lost: the same bargain SMTP makes.
//
// The package has both ends. [Server.ServeConn] serves one connection in the
// goroutine that calls it; [Client] speaks from the other side. Neither starts a
// goroutine, reads a clock, or draws a random number of its own: a connection,
// a clock and a handshake are handed in, so a simulated world can drive both
// and every run repeats byte for byte. Neither holds a mutex while it waits.
//
// What it speaks: RFC 1939 (all commands; APOP only where a server asks for
// it), RFC 2449 (CAPA, response codes, pipelining), RFC 3206 (AUTH and SYS
// codes), RFC 2595 §4 (STLS) and RFC 5034 with RFC 4616 (AUTH PLAIN).
//
// What it promises: a size it announces is the number of octets it sends, once
// line ends are CRLF and byte-stuffing is undone (RFC 1939 §11); every reply is
// one Write, or chunks of at most [MaxWriteOctets]; whatever bytes arrive, both
// ends stay within the named limits below.
//
// What it never does: decide who may read a maildrop, store a message, or send
// mail. A [Maildrop] and the Auth function belong to whoever runs the server.
package pop3
