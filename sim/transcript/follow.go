package transcript

import (
	"bufio"
	"fmt"
	"io"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// Limits of a Follower: what it keeps in mind, and what it tells at once, in events.
const (
	// FollowWindow is after how many events it begins anew, as soon as no conversation
	// is open; at twice that many it does not wait for it.
	FollowWindow = 1500
	// FollowBatch is how many events are told at once; more at a time is faster than
	// anybody reads, and is only counted.
	FollowBatch = 2000
)

// Follower tells a trace while it grows: each line of the wire as soon as it is whole,
// each fact when it comes true. It is not for use by several goroutines at once.
type Follower struct {
	p      *printer
	header trace.Header

	base   int // events before the window
	events []trace.Event
	reader *dialogue.Reader
	told   map[any]bool
	open   map[int]int // ends of connections
}

// NewFollower tells a run with this header.
func NewFollower(w io.Writer, header trace.Header, o Options) *Follower {
	if o.Width == 0 {
		o.Width = DefaultWidth
	}
	o.Width = max(o.Width, MinWidth)
	if _, ok := lang.Parse(string(o.Lang)); !ok {
		o.Lang = lang.EN
	}
	o.Detail = story.Dialogue
	f := &Follower{p: &printer{w: bufio.NewWriter(w), o: o, conn: -1, offers: map[string]bool{}}, header: header}
	f.renew()
	return f
}

// renew begins a new window.
func (f *Follower) renew() {
	f.base += len(f.events)
	f.events, f.reader, f.told, f.open = nil, dialogue.NewReader(), map[any]bool{}, map[int]int{}
}

// Tell goes on with the events that came since the last call.
func (f *Follower) Tell(events []trace.Event) error {
	if len(events) > FollowBatch {
		f.p.line(fmt.Sprintf(f.p.pick("  … %d hechos que no se cuentan: van demasiado rápido; están en la traza", "  … %d facts that are not told: they come too fast; the trace has them"), len(events)))
		f.renew()
		f.base += len(events)
		return f.p.w.Flush()
	}
	if n := len(f.events); n >= 2*FollowWindow || n >= FollowWindow && len(f.open) == 0 {
		f.renew()
	}
	for _, e := range events {
		f.add(e)
	}
	t := &trace.Trace{Header: f.header, Events: f.events}
	s := story.From(t, f.reader.Dialogue())
	f.p.t, f.p.s, f.p.x = t, s, explain.New(s)
	steps := s.Steps(story.Dialogue)
	for i := range steps {
		st := &steps[i]
		var key any = st.FactSeq
		if st.Line != nil {
			key = st.Line
		}
		if f.told[key] || st.Line != nil && st.Line.Partial {
			continue
		}
		if st.Kind == story.Other && st.Line == nil {
			continue // an address pair on which nothing has been said yet
		}
		f.told[key] = true
		f.p.dialogueStep(st)
	}
	return f.p.w.Flush()
}

// add puts an event into the window, under the number that it has there.
func (f *Follower) add(e trace.Event) {
	e.Seq -= f.base
	e.Cause = max(0, e.Cause-f.base)
	switch fact := e.Fact.(type) {
	case trace.ConnOpening, trace.ConnAccepted:
		f.open[e.Conn]++
	case trace.ConnClosed, trace.ConnFailed:
		if f.open[e.Conn]--; f.open[e.Conn] <= 0 {
			delete(f.open, e.Conn)
		}
	case trace.PacketReceived:
		fact.Sent -= f.base
		if e.Fact = fact; fact.Sent < 1 {
			e.Fact = trace.PacketReceived{Sent: e.Seq} // it left before the window
		}
	case trace.PacketLost:
		fact.Sent = max(1, fact.Sent-f.base)
		e.Fact = fact
	}
	f.events = append(f.events, e)
	f.reader.Add(e)
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
