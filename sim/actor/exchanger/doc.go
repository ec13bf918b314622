// Package exchanger is the counter of a mail host: the SMTP server that hears a
// client out, decides about each recipient, and takes the message over.
//
// A domain's MX records name it; relays of other domains knock at its port 25
// (RFC 5321 section 2.3.10, RFC 5598 section 4.3). It knows its own mailboxes and
// aliases, so it can say "no such user" while the client still listens: the
// client's server then reports to its own user, and nobody has to write a bounce
// to an address that may be forged (section 6.2). For other people's domains it
// takes nothing from strangers: a server that does is an open relay.
//
// What it promises: after its 250 to the final dot the message stands in the
// queue, with a postmark on top that says where it came from, by what protocol,
// and when (section 4.4). Whoever it says no to, it does not owe anything.
// It never delivers by itself, and never changes what lies below its postmark.
//
// The submission server is the same counter with another law, in package
// submission.
package exchanger
