// Package spf answers one question of a receiving server: may the machine that stands at my door send for this domain?
//
// The owner of a domain publishes a list of the machines that send its mail, as a TXT record (RFC 7208). The receiver knows
// two things that cannot be made up easily: the address of the connection, and what the DNS says. It takes the domain of the
// envelope's MAIL FROM (or of HELO), fetches the list, and compares it with the address, term by term, from left to right:
// the first mechanism that matches decides.
//
// What a "pass" proves: the domain's owner let this address send for the envelope's domain. It says nothing about the From
// that people see, and nothing about whether the letter is honest.
//
// Check evaluates and writes down each step: the record found, each Term with what was compared with what, each question to
// the DNS, macros expanded, include and redirect as records inside, and the counters of section 4.6.4 as they go.
//
// What it promises: the result of RFC 7208 for any record, the same steps for the same answers, at most ten terms that ask
// (MaxLookups) and two that find nothing (MaxVoid), whatever records say; it never panics and asks one thing at a time.
//
// What it never does: open a socket, look at a clock, or guess beyond the RFC ("best guess" records, the SPF record type that
// RFC 7208 section 3.1 gave up).
package spf
