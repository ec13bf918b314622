// Package story turns a trace into what a person would tell: steps, and the
// chapters that group them into the hops of a letter's journey.
//
// A step is one thing that one would say aloud: "asks DNS for the MX", "250:
// sender accepted", "puts the letter in the queue, tries again in 30 min".
// The same trace is told at three depths. At Packets a step is a packet on its
// way; at Dialogue it is a line of a conversation, a connection that opens or
// closes, or a decision; at Tell it is a whole exchange, such as "the two
// servers greet each other". The depths are a tree over the events: every
// event belongs to exactly one Packets step, every Packets step to one
// Dialogue step, every Dialogue step to one Tell step, and every line of
// dialogue is in exactly one Dialogue step. That tree is what lets the detail
// switch keep its place.
//
// The package is a pure function of the trace, in time linear in its events
// (but for one sort). It finds out what happened, and never says it: the words,
// in Spanish and English, are package explain's.
package story
