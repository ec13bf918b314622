package replay

import (
	"sort"
	"time"

	"posta/sim/trace"
)

const (
	// checkpointEvery is how many events at first lie between two states that are
	// kept. Folding so many takes well under a millisecond.
	checkpointEvery = 128
	// maxCheckpoints bounds the memory: with one more, every other one is dropped
	// and the distance doubles.
	maxCheckpoints = 256
)

// Replay answers for one trace. It keeps what it has worked out, so it is for one
// goroutine at a time; the States that it hands out are for all.
type Replay struct {
	t     *trace.Trace
	every int
	// kept[i] is the state at i*every.
	kept []*State
	gen  generation
	// openings are the events that opened each connection.
	openings map[int]int
	// passed are the events with which the TLS of others began to be passed on over each.
	passed map[int]int
	// fates are the events that ended each packet's journey.
	fates   map[int]int
	indexed int // events that openings, passed and fates know
}

// New prepares a trace. Of a trace that is still growing, later calls see the
// events that have come meanwhile.
func New(t *trace.Trace) *Replay {
	r := &Replay{t: t, every: checkpointEvery, openings: map[int]int{}, passed: map[int]int{}, fates: map[int]int{}}
	r.kept = []*State{r.beginning()}
	r.Grow()
	return r
}

// Len is the last position.
func (r *Replay) Len() int { return len(r.t.Events) }

// At is the state once event seq had happened; 0 is the beginning. A position
// outside the trace is taken for the nearest one.
func (r *Replay) At(seq int) *State {
	r.Grow()
	seq = min(max(seq, 0), r.Len())
	// From the kept state before it, not the one at it: what the last event changed
	// is seen only by folding it.
	f := r.fold(r.kept[max(seq-1, 0)/r.every])
	for f.s.Seq < seq {
		f.next(f.s.Seq+1 == seq)
	}
	return f.freeze()
}

// Between is everything that changed after position from and up to position to,
// each item once, as if it had been one event: an item that came and went is left
// out. That is what a step of several events changed.
func (r *Replay) Between(from, to int) []Change {
	r.Grow()
	from, to = min(max(from, 0), r.Len()), min(max(to, 0), r.Len())
	f := r.fold(r.kept[from/r.every])
	var t tally
	for f.s.Seq < to {
		f.next(f.s.Seq >= from)
		t.add(f.changed)
	}
	return t.list()
}

// SeqAt is the last event that had happened at an instant; 0 for none.
func (r *Replay) SeqAt(at time.Duration) int {
	return sort.Search(len(r.t.Events), func(i int) bool { return r.t.Events[i].At > at })
}

// TimeOf is when an event happened; the nearest one's time for a position outside
// the trace, 0 before the first.
func (r *Replay) TimeOf(seq int) time.Duration {
	return r.t.At(min(max(seq, 0), r.Len())).At
}

// Fate is the event that ended a packet's journey (PacketReceived, PacketLost),
// given its PacketSent: that one lies in the future of a State in which the packet
// flies, and tells where to draw it. False: the trace does not say.
func (r *Replay) Fate(packet int) (trace.Event, bool) {
	r.Grow()
	seq, ok := r.fates[packet]
	return r.t.At(seq), ok
}

// Grow takes in the events that are not yet known.
func (r *Replay) Grow() {
	for ; r.indexed < len(r.t.Events); r.indexed++ {
		e := r.t.Events[r.indexed]
		seq := r.indexed + 1
		switch f := e.Fact.(type) {
		case trace.ConnOpening:
			if _, ok := r.openings[e.Conn]; !ok {
				r.openings[e.Conn] = seq
			}
		case trace.TLSPassed:
			if _, ok := r.passed[e.Conn]; !ok {
				r.passed[e.Conn] = seq
			}
		case trace.PacketReceived:
			r.fate(f.Sent, seq)
		case trace.PacketLost:
			r.fate(f.Sent, seq)
		}
	}
	last := r.kept[len(r.kept)-1]
	if r.Len() < last.Seq+r.every {
		return
	}
	f := r.fold(last)
	for f.s.Seq < r.Len() {
		f.next(false)
		if f.s.Seq%r.every == 0 {
			r.kept = append(r.kept, f.freeze())
			if len(r.kept) > maxCheckpoints {
				r.thin()
			}
			f = r.fold(r.kept[len(r.kept)-1])
			if f.s.Seq+r.every > r.Len() {
				return
			}
		}
	}
}

// thin drops every other kept state; the first and, maxCheckpoints being even, the
// last of maxCheckpoints+1 stay.
func (r *Replay) thin() {
	r.every *= 2
	kept := make([]*State, 0, maxCheckpoints)
	for i := 0; i < len(r.kept); i += 2 {
		kept = append(kept, r.kept[i])
	}
	r.kept = kept
}

func (r *Replay) fate(packet, seq int) {
	if _, ok := r.fates[packet]; !ok && packet > 0 && packet < seq {
		r.fates[packet] = seq
	}
}

// beginning is the state before the first event: what the header knows.
func (r *Replay) beginning() *State {
	s := new(State)
	for _, h := range r.t.Header.Hosts {
		if s.Host(h.Name) == nil {
			s.Hosts = append(s.Hosts, &Host{Name: h.Name, Up: true})
		}
	}
	f := r.fold(s)
	for _, u := range r.t.Header.Users {
		// The mailbox stands where its domain's mail is delivered.
		for i := range r.t.Header.Hosts {
			if h := &r.t.Header.Hosts[i]; h.Domain == u.Domain && h.Has(trace.RoleMDA) {
				if host := f.host(h.Name); host != nil {
					f.mailbox(host, u.Address).Quota = u.Quota
				}
				break
			}
		}
	}
	return f.freeze()
}
