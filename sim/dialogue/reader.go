package dialogue

import "posta/sim/trace"

// Reader reads a trace that is still growing, event by event. It is not for use
// by several goroutines at once; the Lines that it hands out change when the next
// event completes, answers or delivers them.
type Reader struct {
	d     *Dialogue
	conns map[int]*conn
}

// NewReader is a reader of a trace from its first event on.
func NewReader() *Reader {
	return &Reader{d: &Dialogue{byConn: map[int][]*Line{}, byEvent: map[int][]*Line{}}, conns: map[int]*conn{}}
}

// Add reads the next event. It returns the lines that are new or changed.
func (r *Reader) Add(e trace.Event) []*Line { return nil }

// Flush says that no more will come: whatever waits for an answer before it can
// be understood is taken as it stands.
func (r *Reader) Flush() {}

// Dialogue is what was said so far. It is the same value at every call.
func (r *Reader) Dialogue() *Dialogue { return r.d }

type conn struct{}
