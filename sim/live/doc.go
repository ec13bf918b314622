// Package live puts a scenario's cast on real sockets: the same servers, queues and
// mailboxes as in a simulation, at the counter of a real port, for whatever program
// comes by. A student may hand a letter in with curl and watch it travel.
//
// It replaces only the network under the actors. A host's addresses are still the
// scenario's in all that is said and recorded (DNS answers, postmarks, facts); when
// one of the cast dials such an address, the connection goes to the socket that
// stands for it. Connections between two of the cast have both their ends in the
// trace, under one number. Of a stranger's connection the trace has what the cast's
// end sees: the stranger's words are DataSent facts without a host.
//
// What it promises: it never sends anything to anybody but the hosts of its own
// scenario and those who called first; it listens on loopback unless it is told
// otherwise; what a stranger can make it keep is bounded by the constants in
// limits.go; and when it ends, no goroutine, timer or socket of it is left.
//
// A cast can go on that another program began (Past): what lay on the disks of its
// hosts, letters in mailboxes and queues, is what the trace tells of it, and so it is
// for another machine that is one of its hosts (Far). Of an envelope the trace tells
// who writes to whom; what a sender asked to be told (RFC 3461) is lost with the machine.
//
// What it is not: deterministic. The Go scheduler and the kernel decide who comes
// first, and roads are as fast as the machine. The trace's causes are what an onlooker
// would say: the last thing that happened in the conversation, or on the host.
package live
