// Package replay answers "what was true then?": given a trace and a position in
// it, the state of every host at that instant.
//
// In the e-mail's journey it is the freeze frame. A student drags the slider back
// to the moment when the second relay gave up, and sees its queue as it was, its
// connections, the records that it remembered and for how long, the pigeonholes
// and what lay in them, what was on the road. There is no undo: state is what the
// events up to a position add up to, so going back is looking at a shorter
// prefix.
//
// It promises that At(n) depends on nothing but events 1 to n, whatever was asked
// before; that a State never changes once it was handed out; that lists have an
// order that never depends on a map; and that any position of a long trace is
// reached fast, backward as forward: a State is kept every so many events, and
// the few events from there on are added to it.
//
// It takes whatever trace.Read lets through. Facts that contradict each other (a
// message removed that was never stored, an unknown host, a connection that
// nobody opened) make an odd State, never a panic. It never interprets bytes,
// which is package dialogue's work, and tells no stories.
package replay
