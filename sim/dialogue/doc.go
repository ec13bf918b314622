// Package dialogue turns the bytes of a trace back into what was said: commands,
// replies, letters, questions to the directory and their answers.
//
// In the e-mail's journey it is the interpreter at the student's ear. The trace
// holds bytes as programs wrote them, in pieces that mean nothing by themselves:
// three commands in one write, half a reply in the next. A Line is one thing that
// one side said to the other: a command, a reply of however many lines, a whole
// letter after DATA, one DNS message.
//
// It promises that every byte sent on a connection belongs to exactly one Line
// of the finished run, in order, whatever the bytes are: what cannot be understood is a Line too
// (KindOther), and a line that a broken connection cut short is there as far as
// it came (Partial). It reads as the standards say a receiver reads: SMTP by RFC
// 5321 (DATA ends only at CRLF.CRLF), POP3 by RFC 1939, IMAP by RFC 3501 and
// 9051, DNS by RFC 1035.
//
// A trace may grow: a Reader takes it event by event. A Line stands from its first
// byte on and is open as long as it is Partial, or nobody has heard it (Received is
// 0), or nobody has answered it; Reader.Add names every Line that an event begins,
// completes, answers or delivers. Bytes whose meaning hangs on an answer that has not
// come (what a client pipelines behind DATA) become Lines when it comes, or when the
// server or the run says no more.
//
// It never decides anything, never changes a trace, never translates (the wire
// has its own language), and knows nothing of the actors that spoke.
package dialogue
