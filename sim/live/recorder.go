package live

import (
	"bytes"
	"os"
	"slices"

	"posta/sim/trace"
)

// sheet is how many events room is made for at a time. What is full stays where it is:
// to move a trace that grows would cost more than to write it.
const sheet = 1024

// slab is how much room is made at a time for what is said: most of it is short, and costs more to find memory for than to copy.
const slab = 64 << 10

// recorder is the growing trace. Its methods are called with the ground's lock held.
type recorder struct {
	sheets [][]trace.Event // all but the last are full
	count  int             // of events
	kept   int             // of them, in sheets
	bytes  int
	slab   []byte // what was said last; facts hold pieces of it
	most   int    // facts that memory has room for

	// Past that facts go to a file, where there may be one; else they are missed.
	open   func() (*os.File, error)
	spill  *spill
	full   bool
	missed int           // facts that were not kept
	room   chan struct{} // closed when memory has none any more
	ended  bool
	keep   func(trace.Event) // is told before anybody else
	// later: what was told keep is kept once settled counts it, and until then nobody outside is to know of it. settling is
	// closed when settled grows; nil: nobody waits for that.
	later    bool
	settled  int
	settling chan struct{}
	// grown is closed when an event is added; nil: nobody waits for one.
	grown chan struct{}

	hosts map[string]*int // the last event of a host
	ends  map[int][]end   // and of those in a conversation
}

// end is one end of a conversation, and its last event.
type end struct {
	host string
	last int
}

func newRecorder() *recorder {
	return &recorder{hosts: map[string]*int{}, ends: map[int][]end{}, most: MaxFacts, room: make(chan struct{})}
}

// because is what an onlooker would call the cause of a host's next fact.
func (r *recorder) because(host string, conn int, fact trace.Fact) int {
	switch fact.(type) {
	case trace.ActionStarted, trace.InputActed, trace.HostDown, trace.HostUp, trace.RunEnded:
		return 0
	}
	for _, e := range r.ends[conn] {
		if e.host == host {
			return e.last
		}
	}
	if last := r.hosts[host]; last != nil {
		return *last
	}
	return 0
}

// said is a copy of octets for a fact to hold.
func (r *recorder) said(b []byte) []byte {
	if len(b) > slab/8 {
		return bytes.Clone(b)
	}
	if cap(r.slab)-len(r.slab) < len(b) {
		r.slab = make([]byte, 0, slab)
	}
	n := len(r.slab)
	r.slab = append(r.slab, b...)
	return r.slab[n:len(r.slab):len(r.slab)]
}

// follow notes that an event is the last of its host and its conversation.
func (r *recorder) follow(seq int, host string, conn int) {
	if host != "" {
		if r.hosts[host] == nil {
			r.hosts[host] = new(int)
		}
		*r.hosts[host] = seq
	}
	if conn == 0 {
		return
	}
	ends := r.ends[conn]
	for i := range ends {
		if ends[i].host == host {
			ends[i].last = seq
			return
		}
	}
	r.ends[conn] = append(ends, end{host, seq})
}

// add appends an event; cause 0 means that nobody knows better than because.
func (r *recorder) add(at clockTime, host string, conn, cause int, fact trace.Fact) int {
	if r.ended {
		return 0
	}
	_, final := fact.(trace.RunEnded)
	size := factBytes(fact)
	if !final && r.spill == nil && !r.full && (r.count >= r.most || r.bytes+size > MaxFactBytes) {
		r.outgrow()
	}
	if r.full && !final {
		r.missed++
		return 0
	}
	if cause == 0 {
		cause = r.because(host, conn, fact)
	}
	seq := r.count + 1
	e := trace.Event{Seq: seq, At: at, Host: host, Conn: conn, Cause: cause, Fact: fact}
	if r.keep != nil {
		r.keep(e)
	}
	switch {
	case r.spill == nil:
		if r.count == len(r.sheets)*sheet {
			r.sheets = append(r.sheets, make([]trace.Event, 0, sheet))
		}
		last := &r.sheets[len(r.sheets)-1]
		*last = append(*last, e)
		r.kept++
		r.bytes += size
	case r.spill.put(e) != nil:
		r.full = true // what is in the file's last sheet is still told
	}
	r.count++
	r.follow(seq, host, conn)
	r.ended = final
	if r.grown != nil {
		close(r.grown)
		r.grown = nil
	}
	return seq
}

// recall takes in what was before.
func (r *recorder) recall(events []trace.Event) {
	for _, e := range events {
		if _, ended := e.Fact.(trace.RunEnded); !ended {
			r.add(e.At, e.Host, e.Conn, e.Cause, e.Fact)
		}
	}
	clear(r.ends) // what was under way is lost
}

// outgrow goes on in a file, or says that nothing more is kept.
func (r *recorder) outgrow() {
	close(r.room)
	if r.open != nil {
		if f, err := r.open(); err == nil {
			r.spill = &spill{f: f, begin: []int64{0}, tail: make([]trace.Event, 0, sheet)}
			return
		}
	}
	r.full = true
}

// since is the events after the first n, as far as their sheet goes; where they have to be read from a file, read does so,
// without the lock.
func (r *recorder) since(n int) (events []trace.Event, read func() ([]trace.Event, error)) {
	switch {
	case n >= r.count:
		return nil, nil
	case n >= r.kept:
		return r.spill.since(n - r.kept)
	}
	s := r.sheets[n/sheet]
	return s[n%sheet : len(s) : len(s)], nil
}

// known is what of the events after the first n others may know.
func (r *recorder) known(n int, events []trace.Event) []trace.Event {
	if r.later {
		events = events[:min(len(events), max(0, r.settled-n))]
	}
	return events
}

// settle lets others know of the first n events.
func (r *recorder) settle(n int) {
	r.settled = max(r.settled, n)
	for _, waiting := range []*chan struct{}{&r.settling, &r.grown} {
		if *waiting != nil {
			close(*waiting)
			*waiting = nil
		}
	}
}

// forget drops what is remembered about a conversation that is over.
func (r *recorder) forget(conn int, hosts ...string) {
	ends := slices.DeleteFunc(r.ends[conn], func(e end) bool { return slices.Contains(hosts, e.host) })
	if len(ends) == 0 {
		delete(r.ends, conn)
	} else {
		r.ends[conn] = ends
	}
}

// factBytes is what a fact keeps beside itself.
func factBytes(fact trace.Fact) int {
	switch f := fact.(type) {
	case trace.DataSent:
		return len(f.Data)
	case trace.MessageComposed:
		return len(f.Data)
	case trace.MessageAccepted:
		return len(f.Data)
	case trace.MailboxStored:
		return len(f.Data)
	case trace.DeviceStored:
		return len(f.Data)
	}
	return 0
}
