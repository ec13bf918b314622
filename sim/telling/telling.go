// Package telling is one run as it is told: its trace, what was said in it, its
// steps and chapters, and the state of every host at any instant, each worked out
// once for all who show them.
//
// In the e-mail's journey it is the storyteller's table: the stage, the panels, the
// transcript and the page look at the same one. It holds no words (those are package
// explain's) and shows nothing.
//
// It grows with its trace. Told whole or in any pieces, the result is the same: what
// a piece leaves open (a packet on its way, a question without its answer) stays open
// until what closes it has come, and looking at it in between decides nothing. Growth
// says what stayed as it was; package story says what an open step is. Adding an event
// costs what the event is and what is open, not what was told before.
//
// It is for one goroutine at a time: steps that are open change in their place when it
// grows.
package telling

import (
	"posta/sim/dialogue"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/trace"
)

// Telling is a run, told as far as it has come.
type Telling struct {
	Trace  *trace.Trace
	Talk   *dialogue.Dialogue
	Story  *story.Story
	Replay *replay.Replay
}

// Of tells a trace, as far as it has come.
func Of(t *trace.Trace) *Telling {
	s := story.Of(t)
	return &Telling{Trace: t, Talk: s.Talk, Story: s, Replay: replay.New(t)}
}

// New tells a run from its beginning, before its first event.
func New(h trace.Header) *Telling { return Of(&trace.Trace{Header: h}) }

// Add goes on with the events that follow.
func (t *Telling) Add(events ...trace.Event) story.Growth {
	t.Trace.Events = append(t.Trace.Events, events...)
	return t.Grow()
}

// Grow goes on with the events that somebody has added to the trace.
func (t *Telling) Grow() story.Growth {
	t.Replay.Grow()
	return t.Story.Grow()
}

// Ended tells whether the run is over: nothing follows.
func (t *Telling) Ended() bool {
	n := len(t.Trace.Events)
	_, ended := t.Trace.At(n).Fact.(trace.RunEnded)
	return ended
}
