// Package bus joins machines. It is NATS with JetStream: a server of our own (Serve, which posta bus runs), or a school's or a
// district's, alone or a cluster, by its URL (Dial).
//
// It carries two things. A Stream is where a class is written down when it should outlive the machine that holds it: a line is
// there before it acts, and whoever opens the class next, on whatever machine, has all of it, while the one before is kept from
// writing any more. Of a class on real sockets it keeps what happens, too, in the order of the rest: nobody outside is answered
// before (live.Options.Later). A Queue spreads long work, such as thousands of seeds or a course's submissions: a job is all that it
// needs (scenario, seed, inputs), its result carries the trace's hash, and what a machine took that was switched off is given
// to another.
//
// Students are not on it. Their browsers speak HTTP to whoever holds the class (package web/class), where their token says
// whose seat they speak for; what is theirs alone to see, and the teacher's key, never leaves that program. A student's page on
// the bus itself would need WebSockets, which some schools' proxies break, and a way round them for those pages; questions that
// wait go through everywhere, need nothing but fetch, and ask each time who may. So there is one way for pages, and one set of
// permissions, and the bus is for machines that a school runs.
//
// Who is on a server of our own is told by a token: a holder's may keep classes and give out work; a worker's may take jobs and
// hand back results, and reads no class. On somebody else's server those who run it say so; the subjects are
//
//	posta.class.NAME.>     the lines of a class; stream POSTA_CLASS_NAME
//	posta.work.>           jobs; stream POSTA_WORK
//	posta.asked.>          whoever asked for work: is it still wanted, here is its result
//
// Limits: a scenario fits into a message of the server (1 MiB unless it was told otherwise); so does a job. What is recorded of real
// sockets takes as many messages as it needs.
package bus
