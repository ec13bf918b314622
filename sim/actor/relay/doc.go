// Package relay is the queue: the post office's back room, where a message lies
// from the moment its server said 250 until it has been handed on, put into a
// mailbox, or given up with a report to its sender.
//
// "250" is a promise: the server "MUST NOT lose the message for frivolous
// reasons" (RFC 5321 section 6.1). Everything here follows from it. The message's
// recipients are sorted by destination, one line of the queue each, and every
// destination has deliveries of its own, so that a dead host holds nobody else
// up. A delivery finds the destination's hosts (RFC 5321 section 5.1), tries them
// in order, and carries all the recipients it can in one transaction. A "no" that
// begins with 4 means "not now": the line waits, longer each time (section
// 4.5.4.1). A "no" that begins with 5 is final for whom it was said of, and the
// sender gets a report (RFC 3464), itself a message in this queue, with the null
// reverse-path, so that nothing is ever sent back about it (section 6.1).
//
// Which failure means what:
//
//   - no connection, a greeting or EHLO that is no, 421 or a lost connection: it
//     is about the host, so the next one is tried at once;
//   - 4yz to MAIL, RCPT, DATA or the final dot: it is about this mail, and every
//     host of the domain would say the same; the recipients wait;
//   - 5yz to the same: those recipients have failed;
//   - a connection lost after the final dot: nobody can know whether the server
//     has it. It is tried again, and perhaps arrives twice (RFC 1047).
//
// What it promises: after Add, every recipient ends delivered, failed or expired,
// or stands in the queue with the time of its next attempt; and all of that is
// told as facts. It never decides whether to take a message (its servers do), and
// never changes one except for the trace fields on top.
package relay
