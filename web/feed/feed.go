// Package feed hands out a run that goes on to pages that follow it.
//
// A page asks for what follows the events that it has, and is answered as soon as there is something: a question that waits
// ("long polling"). That needs nothing of a browser but fetch, goes through every proxy, works on plain http, and a page
// that was away for a minute goes on where it was by asking again. Nothing is kept for a page: how far it has come, it says
// itself.
package feed

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"posta/sim/trace"
)

// Limits of an answer.
const (
	// patience is how long a question waits, well below what proxies cut off.
	patience = 20 * time.Second
	// gather is how long what comes is gathered, so that a page is not told anew for every event.
	gather = 60 * time.Millisecond
	// maxEvents and maxBytes are how much one answer has; the rest is asked for at once.
	maxEvents = 20_000
	maxBytes  = 4 << 20
)

// Run is what goes on. A class asks for the same at the same time: what follows event N is put together once for all who
// wait for it, and kept a while for those who come later.
type Run struct {
	Header trace.Header
	// Await gives some events after the first n as soon as there are some; none: there will be no more, or ctx has ended.
	Await func(ctx context.Context, n int) []trace.Event

	mu     sync.Mutex // guards what follows
	pieces map[int]*piece
	kept   []int // those of the pieces that are whole, the oldest first
}

// piece is what follows an event.
type piece struct {
	done    chan struct{}
	stop    context.CancelFunc
	waiting int // how many wait for it

	next  int
	ended bool
	body  []byte
	once  sync.Once
	small []byte // the body, compressed
}

// So many pieces are kept, and none that is larger: who is far behind has one of their own.
const (
	maxKept  = 32
	maxPiece = 256 << 10
)

// ServeHTTP answers ?after=N with JSON lines: the header, where N is 0, and the events that follow the first N. Posta-Next
// is the N to ask with next; Posta-Ended says that there will be no more.
func (f *Run) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.Atoi(r.URL.Query().Get("after"))
	if err != nil || after < 0 {
		http.Error(w, "after is the number of events that are there already", http.StatusBadRequest)
		return
	}
	p := f.piece(after)
	select {
	case <-p.done:
	case <-r.Context().Done():
		f.leave(after, p)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/x-ndjson")
	h.Set("Cache-Control", "no-store")
	h.Set("Posta-Next", strconv.Itoa(p.next))
	if p.ended {
		h.Set("Posta-Ended", "1")
	}
	if !wants(r, p.body) {
		w.Write(p.body)
		return
	}
	p.once.Do(func() { p.small = compressed(p.body) })
	h.Set("Content-Encoding", "gzip")
	w.Write(p.small)
}

// piece is what follows the first n events, for one more who waits for it.
func (f *Run) piece(n int) *piece {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.pieces[n]
	if p == nil {
		ctx, stop := context.WithCancel(context.Background())
		p = &piece{done: make(chan struct{}), stop: stop}
		if f.pieces == nil {
			f.pieces = map[int]*piece{}
		}
		f.pieces[n] = p
		go f.fill(ctx, n, p)
	}
	p.waiting++
	return p
}

// leave is for one who does not wait any more: what nobody waits for is not put together.
func (f *Run) leave(n int, p *piece) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p.waiting--; p.waiting == 0 && f.pieces[n] == p && !slices.Contains(f.kept, n) {
		delete(f.pieces, n)
		p.stop()
	}
}

// fill puts a piece together.
func (f *Run) fill(ctx context.Context, n int, p *piece) {
	defer p.stop()
	var body bytes.Buffer
	if n == 0 {
		(&trace.Trace{Header: f.Header}).Write(&body)
	}
	p.next, p.ended = f.gather(ctx, n, &body)
	p.body = body.Bytes()
	f.mu.Lock()
	defer f.mu.Unlock()
	close(p.done)
	if f.pieces[n] != p {
		return
	}
	if n == 0 || p.next == n || len(p.body) > maxPiece {
		delete(f.pieces, n) // whoever asks next may be told more
		return
	}
	if f.kept = append(f.kept, n); len(f.kept) > maxKept {
		delete(f.pieces, f.kept[0])
		f.kept = slices.Delete(f.kept, 0, 1)
	}
}

// gather writes events as they come; a page that has none yet is answered at once.
func (f *Run) gather(ctx context.Context, n int, body *bytes.Buffer) (next int, ended bool) {
	wait := patience
	if n == 0 {
		wait = gather
	}
	first, stop := context.WithTimeout(ctx, wait)
	defer stop()
	events := f.Await(first, n)
	until := time.Now().Add(gather)
	var line []byte
	begun := n
	for len(events) > 0 {
		for _, e := range events {
			line, _ = trace.AppendEvent(line[:0], e) // facts hold nothing that JSON cannot say
			body.Write(append(line, '\n'))
			n++
			if _, ended = e.Fact.(trace.RunEnded); ended {
				return n, true
			}
			if n-begun >= maxEvents || body.Len() >= maxBytes {
				return n, false
			}
		}
		more, stop := context.WithDeadline(ctx, until)
		events = f.Await(more, n)
		stop()
	}
	return n, first.Err() == nil && n == begun
}

// least is from what size on an answer is worth compressing.
const least = 1 << 10

// wants tells whether a body is sent compressed: where it is worth it and the browser takes it.
func wants(r *http.Request, body []byte) bool {
	return len(body) >= least && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

func compressed(body []byte) []byte {
	var b bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	z.Write(body)
	z.Close()
	return b.Bytes()
}

// packers are used again: each has a megabyte of tables.
var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // a level that there is
	return z
}}

// JSON answers with a value.
func JSON(w http.ResponseWriter, r *http.Request, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	if wants(r, b) {
		h.Set("Content-Encoding", "gzip")
		b = compressed(b)
	}
	w.Write(b)
}

// Own is the header that a page's own script sends with whatever changes something. Another site's page cannot: a browser
// asks first, and is refused.
const Own = "Posta-Page"

// maxBody is how much a page may send.
const maxBody = 1 << 20

// Post reads what a page sends to have something done. It complains itself; false then.
func Post(w http.ResponseWriter, r *http.Request, into any) bool {
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
	case r.Header.Get(Own) == "":
		http.Error(w, "only the page itself may ask for this", http.StatusForbidden)
	default:
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(into)
		if err == nil {
			return true
		}
		http.Error(w, "what was sent cannot be read: "+err.Error(), http.StatusBadRequest)
	}
	return false
}
