package ask

import (
	"sort"
	"strconv"

	"posta/sim/story"
	"posta/sim/trace"
)

// index is where things stand in a run, so that whoever looks for what follows reads what may be it, and not the whole rest: a run
// may have a million events, and a question at each of them.
type index struct {
	events map[place][]int        // their sequence numbers, in order
	steps  map[int]*story.Step    // the first Dialogue step that tells a fact, by the fact's event
	hosts  map[string]*trace.Host // by name
}

// place is a set of events: what sort it is, and of whom.
type place struct{ sort, host, of string }

// calls are those that open connections, and letters that are written.
var calls = place{sort: "calls"}

// inQueue is what becomes of a letter in a host's queue.
func inQueue(host, queue string) place { return place{"queue", host, queue} }

// routes are those by which a host finds its way to another: what it remembers, where it may go, and that it goes.
func routes(host string) place { return place{sort: "routes", host: host} }

// answers are what a host's questions to the DNS came to.
func answers(host string) place { return place{sort: "answers", host: host} }

// onConn is all that happens on a connection.
func onConn(id int) place { return place{sort: "conn", of: strconv.Itoa(id)} }

// held says which servers took a letter, and which mailboxes it was laid into.
func held(messageID string) place { return place{sort: "held", of: messageID} }

// taken are the letters that were taken on a connection, and stored those that were laid into mailboxes of a host.
func taken(conn int) place     { return place{sort: "taken", of: strconv.Itoa(conn)} }
func stored(host string) place { return place{sort: "stored", host: host} }

func newIndex(t *trace.Trace, steps []*story.Step) index {
	x := index{events: map[place][]int{}, steps: map[int]*story.Step{}, hosts: map[string]*trace.Host{}}
	for i := range t.Header.Hosts {
		if h := &t.Header.Hosts[i]; x.hosts[h.Name] == nil {
			x.hosts[h.Name] = h
		}
	}
	for _, st := range steps {
		if st.Fact != nil && x.steps[st.FactSeq] == nil {
			x.steps[st.FactSeq] = st
		}
	}
	put := func(p place, seq int) { x.events[p] = append(x.events[p], seq) }
	reader := map[int]bool{} // connections by which mailboxes are read
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.ConnOpening:
			put(calls, e.Seq)
			reader[e.Conn] = reads(f.Service)
		case trace.MessageComposed:
			put(calls, e.Seq)
		case trace.QueueAttempt:
			put(inQueue(e.Host, f.Queue), e.Seq)
			put(routes(e.Host), e.Seq)
		case trace.QueueDeferred:
			put(inQueue(e.Host, f.Queue), e.Seq)
		case trace.QueueDone:
			put(inQueue(e.Host, f.Queue), e.Seq)
		case trace.ReportMade:
			put(inQueue(e.Host, f.Queue), e.Seq)
		case trace.ReportWithheld:
			put(inQueue(e.Host, f.Queue), e.Seq)
		case trace.DNSCache:
			put(routes(e.Host), e.Seq)
		case trace.MailRouted:
			put(routes(e.Host), e.Seq)
		case trace.DNSAnswered:
			put(answers(e.Host), e.Seq)
		case trace.MessageAccepted:
			put(held(f.MessageID), e.Seq)
			put(taken(e.Conn), e.Seq)
		case trace.MailboxStored:
			put(held(f.MessageID), e.Seq)
			put(stored(e.Host), e.Seq)
		}
		if reader[e.Conn] {
			put(onConn(e.Conn), e.Seq)
		}
	}
	return x
}

// after finds the first event of a place behind another that fits.
func (f *finder) after(seq int, where place, fits func(trace.Event) bool) (trace.Event, bool) {
	for _, at := range f.behind(seq, where) {
		if e := f.t.Trace.At(at); fits(e) {
			return e, true
		}
	}
	return trace.Event{}, false
}

// behind are the events of a place behind another.
func (f *finder) behind(seq int, where place) []int {
	list := f.events[where]
	return list[sort.SearchInts(list, seq+1):]
}

// enough tells whether so many of a sort have been asked: whatever comes would not be added.
func (f *finder) enough(k Kind, sort string, atMost int) bool {
	return f.asked[string(k)+" "+sort] >= atMost
}
