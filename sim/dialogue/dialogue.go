package dialogue

import (
	"sort"

	"posta/sim/trace"
)

// Dialogue is everything that was said in a trace, or in its beginning.
type Dialogue struct {
	// Lines stand in the order of First; Lines[i].Index is i.
	Lines []*Line

	byConn  map[int][]*Line
	byEvent map[int][]*Line
}

// Of reads a whole trace.
func Of(t *trace.Trace) *Dialogue {
	r := NewReader(t.Header)
	for _, e := range t.Events {
		r.Add(e)
	}
	return r.Dialogue()
}

// LinesOf are the lines of one connection, in order of First.
func (d *Dialogue) LinesOf(conn int) []*Line { return d.byConn[conn] }

// LinesAt are the lines that an event carries (DataSent) or brings wholly to the
// listener (DataReceived), in order.
func (d *Dialogue) LinesAt(seq int) []*Line { return d.byEvent[seq] }

// LineAt is the first of LinesAt, or nil.
func (d *Dialogue) LineAt(seq int) *Line {
	if lines := d.byEvent[seq]; len(lines) > 0 {
		return lines[0]
	}
	return nil
}

// Until is the number of lines that had begun at a position of the trace:
// Lines[:Until(seq)] is the dialogue that far.
func (d *Dialogue) Until(seq int) int {
	return sort.Search(len(d.Lines), func(i int) bool { return d.Lines[i].First > seq })
}
