package dialogue

import (
	"slices"
	"sort"

	"posta/sim/trace"
)

// Reader reads a trace that is still growing, event by event: what it has read does
// not depend on when somebody looked. It is not for use by several goroutines at
// once; the Lines that it hands out change when a later event completes, answers or
// delivers them, and Add names those that did.
type Reader struct {
	d       *Dialogue
	conns   map[int]*conn
	changed []*Line
	// open are the streams whose line is still growing. It is read when somebody asks:
	// reading a long letter anew at each of its thousand pieces would be quadratic.
	open map[*stream]struct{}
	// lax are the servers that take a bare LF for CRLF.
	lax map[string]bool
}

// NewReader is a reader of a trace from its first event on.
func NewReader(h trace.Header) *Reader {
	lax := map[string]bool{}
	for _, host := range h.Hosts {
		for _, s := range host.Services {
			lax[host.Name] = lax[host.Name] || s.LineEndings == trace.LineEndingsLax
		}
	}
	return &Reader{
		lax:   lax,
		d:     &Dialogue{byConn: map[int][]*Line{}, byEvent: map[int][]*Line{}},
		conns: map[int]*conn{},
		open:  map[*stream]struct{}{},
	}
}

// Add reads the next event. It returns the lines that are new or changed, in no
// particular order and until the next call. A line that is still Partial has its
// Kind and Raw, and the rest only once Dialogue was called.
func (r *Reader) Add(e trace.Event) []*Line {
	r.changed = r.changed[:0]
	switch f := e.Fact.(type) {
	case trace.ConnOpening:
		c := r.conn(e.Conn)
		c.client, c.server = e.Host, f.Peer
		c.meet(f.Network, f.Service, f.Remote.Port())
	case trace.ConnAccepted:
		c := r.conn(e.Conn)
		c.server = e.Host
		if c.client == "" {
			c.client = f.Peer
		}
		c.meet(f.Network, f.Service, f.Local.Port())
	case trace.TLSDone:
		if f.OK {
			c := r.conn(e.Conn)
			// Of a client outside the scenario nobody tells but the server.
			c.up.encrypted = c.up.encrypted || e.Host == c.client || c.client == ""
			c.down.encrypted = c.down.encrypted || e.Host == c.server || e.Host == c.far
		}
	case trace.TLSPassed:
		r.conn(f.Inside).far = f.Server
	case trace.DataSent:
		c := r.conn(e.Conn)
		c.speaker(e.Host, f).send(e.Seq, f)
	case trace.DataReceived:
		r.conn(e.Conn).receive(e, f)
	case trace.PacketSent:
		r.conn(e.Conn).carry(e.Seq, e.Cause)
	case trace.PacketReceived:
		r.conn(e.Conn).bring(e.Seq, f.Sent)
	case trace.PacketLost:
		delete(r.conn(e.Conn).carried, f.Sent)
	case trace.ConnClosed, trace.ConnFailed:
		r.leave(e.Conn)
		// The server will say no more: what waits for its word waits no longer.
		if c := r.conns[e.Conn]; c != nil && e.Host == c.server {
			c.up.unpark()
		}
	case trace.RunEnded:
		r.flush()
	}
	return r.changed
}

// flush: no more will come. Whatever waits for an answer before it can be understood
// is taken as it stands.
func (r *Reader) flush() {
	ids := make([]int, 0, len(r.conns))
	for id := range r.conns {
		ids = append(ids, id)
	}
	sort.Ints(ids)
	for _, id := range ids {
		r.conns[id].up.unpark()
	}
}

// Dialogue is what was said so far. It is the same value at every call.
func (r *Reader) Dialogue() *Dialogue {
	r.Refresh()
	return r.d
}

// Refresh reads the lines that are still growing as far as they go, and gives them in
// their order. What they mean may hang on what has been said around them.
func (r *Reader) Refresh() []*Line {
	var list []*Line
	for s := range r.open { // each reads its own line only: the order does not matter
		s.c.read(s.cur, s)
		list = append(list, s.cur)
	}
	slices.SortFunc(list, func(a, b *Line) int { return a.Index - b.Index })
	return list
}

// leave reads what a connection that ends leaves unfinished: it has its meaning now,
// unless it goes on all the same.
func (r *Reader) leave(conn int) {
	c := r.conns[conn]
	if c == nil {
		return
	}
	for _, s := range []*stream{&c.up, &c.down} {
		if _, open := r.open[s]; open {
			c.read(s.cur, s)
			r.touch(s.cur)
			delete(r.open, s)
		}
	}
}

// conn returns the connection of that number, known or new.
func (r *Reader) conn(id int) *conn {
	c := r.conns[id]
	if c == nil {
		c = newConn(r, id)
		r.conns[id] = c
	}
	return c
}

// touch remembers that a line changed at this event.
func (r *Reader) touch(l *Line) {
	if !slices.Contains(r.changed, l) {
		r.changed = append(r.changed, l)
	}
}

// add puts a new line where its First belongs. That is nearly always the end:
// only bytes that had to wait for the other side's answer come late.
func (r *Reader) add(l *Line) {
	d := r.d
	l.Index = len(d.Lines)
	at := d.Until(l.First)
	if at < len(d.Lines) {
		for _, x := range d.Lines[at:] { // a line belongs to one before it
			x.Index++
			if x.Question >= at {
				x.Question++
			}
		}
		l.Index = at
	}
	d.Lines = slices.Insert(d.Lines, at, l)
	mine := d.byConn[l.Conn]
	at = sort.Search(len(mine), func(i int) bool { return mine[i].First > l.First })
	d.byConn[l.Conn] = slices.Insert(mine, at, l)
}

// note says that an event carries, or delivers, a line.
func (r *Reader) note(seq int, l *Line) {
	if !slices.Contains(r.d.byEvent[seq], l) {
		r.d.byEvent[seq] = append(r.d.byEvent[seq], l)
	}
}
