// Package fault makes go wrong what a scenario says goes wrong.
//
// In an email's journey it is bad luck: the full disk, the cable that is pulled
// after the final dot, the name server that does not answer, the guard who sends
// every stranger away for five minutes. None of the cast knows of it. Faults are
// data (scenario.Fault), and this package does what they say at the edges where
// the cast meets the world:
//
//   - SMTP: between the protocol and the server behind it, command by command;
//   - streams: between a listener and whoever accepts, line by line or octet by
//     octet, where POP3 and IMAP are spoken;
//   - DNS: around a name server's handler, question by question;
//   - mailboxes: between a queue and the store it delivers into;
//   - weather: between two hosts, packet by packet (vnet.Weather).
//
// It keeps what has to be kept while a run lasts: how often each fault has acted,
// which triplets of client, sender and recipient a greylist has seen, how much
// each client has done in a rate limit's window. It reads the virtual clock, and
// every fault draws lots of its own, by the run's seed and its place in the list.
//
// It promises that a fault leaves no trace before it first acts: whatever has no
// fault is not even wrapped, and a wrapper that lets something pass has changed
// nothing about it. So a scenario with one fault more runs exactly as the one
// without, up to there. Each time a fault acts it says so (trace.FaultActed).
//
// Faults compose in the file's order: delays add up, and of those that answer the
// first one speaks.
package fault
