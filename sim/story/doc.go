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
// # A story that grows
//
// A trace may still be growing, and Grow goes on with what has come. The story of a
// trace is the same told whole or in any pieces, whoever looked in between.
//
// A step keeps its address for as long as it is told, and is mended there. It is
// open (Story.Open) while something that will change it is still to come: a packet
// on its way; a line that is not whole or has not arrived; a call that nobody has
// answered; a part of a conversation that has not gone on to the next; a question
// without its answer. An open step may still move: it is told with the event that
// settles it, which is later than what has come. A step that has not even found what
// it is part of has a provisional place (provisional.go): with what its conversation
// is at, or in a step of its own, which may be gone (Story.Has) once it knows better.
// A step that is not open is settled; only stragglers touch it, such as a packet
// that is sent once more, or the name of a letter that is read later.
//
// Whoever shows a story learns of all that from Growth, and need not know the
// reasons: steps before Growth.From are the same ones in the same places, and say
// the same; all from there on are to be looked at again. Grow costs what has come
// and the steps from there on, not what was told before; only a chapter that goes on
// is named anew from its first step. What the words of a step lean on, such as the
// steps before it, may change without it.
//
// The package is a pure function of the trace, in time linear in its events
// (but for sorting). It finds out what happened, and never says it: the words,
// in Spanish and English, are package explain's.
package story
