// Package dns is how a letter finds its way: name servers that hold the records, and resolvers that ask them.
//
// An e-mail address names a domain, not a machine. Before a relay can speak SMTP it must learn which hosts take mail for
// that domain and where they are, so it asks the Domain Name System: first for the domain's MX records, then for the
// addresses of the hosts those records name (RFC 5321 section 5.1). Everything that can go wrong there decides the
// letter's fate: "there is no such domain" sends it back at once, "nobody answered" keeps it waiting in the queue.
//
// The parts, in the order a question meets them:
//
//   - Resolver asks. As a stub it hands the question to a server that does the work (RD=1); as a recursive resolver it
//     walks from the root down the delegations itself. It keeps answers in a Cache for as long as their TTL allows.
//   - Server carries messages over a net.PacketConn or a net.Conn and decides what is a well-formed query. What to answer
//     is a Handler's business; a Handler may stand before another and answer in its place, which is where faults belong.
//   - Authority is the Handler that answers from Zones (RFC 1034 section 4.3.2), and a Resolver is itself a Handler, so
//     that it can be served to a whole office.
//   - Resolver.LookupMail is the mail question: who takes mail for this domain? Its errors say whether to wait or give up.
//   - Describe turns the bytes of any message into lines a person reads.
//
// What it promises: the messages are real (github.com/miekg/dns packs and unpacks them), every decision cites its RFC,
// no input makes it panic or grow without a named limit, and the same questions at the same times give the same bytes:
// records stay in the order they were written, and the clock, message identifiers and connections are injected.
//
// What it never does: open a socket, look at the real clock, choose at random, or know that it is part of a simulation.
// It does not sign or validate (DNSSEC), transfer zones (AXFR), or take updates (RFC 2136).
package dns
