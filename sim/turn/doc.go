// Package turn knows how the conversations of e-mail are held: whose turn it is, what
// may be said next, and what was wrong with what was said.
//
// In the e-mail's journey it is the friend who looks over the shoulder of whoever takes
// the client's or the server's place and types by hand. It reads lines that package
// dialogue has read, of one connection, and answers three questions about them: how far
// the conversation has come (Read), what could be said now and what for (State.Next), and
// which rule a line broke, with the section that says so (Mistakes).
//
// It promises to find no mistake in what well-made programs say: a test holds it against
// every lesson. It judges lines, never whether the letter is a good idea, and never
// decides what anybody answers: a server may be more lenient than the rule that is cited,
// or sterner.
package turn
