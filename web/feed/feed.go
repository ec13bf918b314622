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
	"strconv"
	"strings"
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

// Run is what goes on.
type Run struct {
	Header trace.Header
	// Await gives some events after the first n as soon as there are some; none: there will be no more, or ctx has ended.
	Await func(ctx context.Context, n int) []trace.Event
}

// ServeHTTP answers ?after=N with JSON lines: the header, where N is 0, and the events that follow the first N. Posta-Next
// is the N to ask with next; Posta-Ended says that there will be no more.
func (f Run) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	after, err := strconv.Atoi(r.URL.Query().Get("after"))
	if err != nil || after < 0 {
		http.Error(w, "after is the number of events that are there already", http.StatusBadRequest)
		return
	}
	var body bytes.Buffer
	if after == 0 {
		(&trace.Trace{Header: f.Header}).Write(&body)
	}
	next, ended := f.gather(r.Context(), after, &body)
	h := w.Header()
	h.Set("Content-Type", "application/x-ndjson")
	h.Set("Cache-Control", "no-store")
	h.Set("Posta-Next", strconv.Itoa(next))
	if ended {
		h.Set("Posta-Ended", "1")
	}
	Compressed(w, r, body.Bytes())
}

// gather writes events as they come; a page that has none yet is answered at once.
func (f Run) gather(ctx context.Context, n int, body *bytes.Buffer) (next int, ended bool) {
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

// Compressed sends a body, compressed where it is worth it and the browser takes it.
func Compressed(w http.ResponseWriter, r *http.Request, body []byte) {
	if len(body) < least || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Write(body)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // a level that there is
	z.Write(body)
	z.Close()
}

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
	Compressed(w, r, b)
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
