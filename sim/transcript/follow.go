package transcript

import (
	"bufio"
	"fmt"
	"io"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
)

// FollowBatch is how many events a Follower tells at once; more at a time is faster
// than anybody reads, and is only counted.
const FollowBatch = 2000

// Follower tells a trace while it grows: each line of the wire as soon as it is whole,
// each fact when it comes true. It is not for use by several goroutines at once.
type Follower struct {
	p    *printer
	t    *telling.Telling
	told map[*story.Step]bool
}

// NewFollower tells a run with this header.
func NewFollower(w io.Writer, header trace.Header, o Options) *Follower {
	return FollowTelling(w, telling.New(header), o)
}

// FollowTelling tells a run that somebody else lets grow: see Grown.
func FollowTelling(w io.Writer, t *telling.Telling, o Options) *Follower {
	if o.Width == 0 {
		o.Width = DefaultWidth
	}
	o.Width = max(o.Width, MinWidth)
	if _, ok := lang.Parse(string(o.Lang)); !ok {
		o.Lang = lang.EN
	}
	o.Detail = story.Dialogue
	return &Follower{t: t, told: map[*story.Step]bool{}, p: &printer{
		w: bufio.NewWriter(w), o: o, conn: -1, offers: map[string]bool{}, t: t.Trace, s: t.Story, x: explain.New(t.Story),
	}}
}

// Tell goes on with the events that came since the last call.
func (f *Follower) Tell(events []trace.Event) error {
	growth := f.t.Add(events...)
	tooFast := len(events) > FollowBatch
	if tooFast {
		f.p.line(fmt.Sprintf(f.p.pick("  … %d hechos que no se cuentan: van demasiado rápido; están en la traza", "  … %d facts that are not told: they come too fast; the trace has them"), len(events)))
	}
	return f.Grown(growth, func(*story.Step) bool { return !tooFast })
}

// Grown tells, of what is new in a telling that has grown, what is to be shown; the rest is
// told to nobody.
func (f *Follower) Grown(growth story.Growth, show func(*story.Step) bool) error {
	steps := f.t.Story.Steps(story.Dialogue)
	for _, st := range steps[min(growth.From(story.Dialogue), len(steps)):] {
		if f.told[st] || !f.isWhole(st) {
			continue
		}
		f.told[st] = true
		if show(st) {
			f.p.dialogueStep(st)
		}
	}
	return f.p.w.Flush()
}

// isWhole tells whether there is enough of a step to tell it.
func (f *Follower) isWhole(st *story.Step) bool {
	if st.Line != nil {
		return !st.Line.Partial
	}
	switch st.Kind {
	case story.Other: // an address pair on which nothing has been said yet
		return false
	case story.ConnOpen: // how the call ends is the news
		return !f.t.Story.Open(st)
	}
	return true
}

// Ending says where every letter of a run is, and what one can now tell.
func Ending(w io.Writer, t *trace.Trace, o Options) error {
	if o.Width == 0 {
		o.Width = DefaultWidth
	}
	s := story.Of(&trace.Trace{Header: t.Header})
	p := &printer{w: bufio.NewWriter(w), o: o, s: s, x: explain.New(s), t: t, conn: -1, offers: map[string]bool{}}
	p.ending()
	return p.w.Flush()
}
