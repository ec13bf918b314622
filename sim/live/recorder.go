package live

import "posta/sim/trace"

// sheet is how many events room is made for at a time. What is full stays where it is:
// to move a trace that grows would cost more than to write it.
const sheet = 1024

// recorder is the growing trace. Its methods are called with the ground's lock held.
type recorder struct {
	sheets [][]trace.Event // all but the last are full
	count  int             // of events
	bytes  int
	full   bool
	missed int // facts that were not kept
	ended  bool
	// grown is closed when an event is added; nil: nobody waits for one.
	grown chan struct{}

	hosts map[string]int // the last event of a host
	ends  map[end]int    // and of a host in a conversation
}

// end is one end of a conversation.
type end struct {
	host string
	conn int
}

func newRecorder() *recorder {
	return &recorder{hosts: map[string]int{}, ends: map[end]int{}}
}

// because is what an onlooker would call the cause of a host's next fact.
func (r *recorder) because(host string, conn int, fact trace.Fact) int {
	switch fact.(type) {
	case trace.ActionStarted, trace.InputActed, trace.HostDown, trace.HostUp, trace.RunEnded:
		return 0
	}
	if conn != 0 {
		if seq := r.ends[end{host, conn}]; seq > 0 {
			return seq
		}
	}
	return r.hosts[host]
}

// add appends an event; cause 0 means that nobody knows better than because.
func (r *recorder) add(at clockTime, host string, conn, cause int, fact trace.Fact) int {
	if r.ended {
		return 0
	}
	_, final := fact.(trace.RunEnded)
	if size := factBytes(fact); !final && (r.full || r.count >= MaxFacts || r.bytes+size > MaxFactBytes) {
		r.full = true
		r.missed++
		return 0
	} else {
		r.bytes += size
	}
	if cause == 0 {
		cause = r.because(host, conn, fact)
	}
	if r.count == len(r.sheets)*sheet {
		r.sheets = append(r.sheets, make([]trace.Event, 0, sheet))
	}
	r.count++
	seq := r.count
	last := &r.sheets[len(r.sheets)-1]
	*last = append(*last, trace.Event{Seq: seq, At: at, Host: host, Conn: conn, Cause: cause, Fact: fact})
	if host != "" {
		r.hosts[host] = seq
	}
	if conn != 0 {
		r.ends[end{host, conn}] = seq
	}
	r.ended = final
	if r.grown != nil {
		close(r.grown)
		r.grown = nil
	}
	return seq
}

// since is the events after the first n, as far as their sheet goes.
func (r *recorder) since(n int) []trace.Event {
	if n >= r.count {
		return nil
	}
	s := r.sheets[n/sheet]
	return s[n%sheet : len(s) : len(s)]
}

// forget drops what is remembered about a conversation that is over.
func (r *recorder) forget(conn int, hosts ...string) {
	for _, h := range hosts {
		delete(r.ends, end{h, conn})
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
