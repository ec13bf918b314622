package feed_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"posta/sim/trace"
	"posta/web/feed"
)

// growing is a run whose events are there; after the last, one waits.
func growing(events []trace.Event) *feed.Run {
	return &feed.Run{
		Header: trace.Header{Format: trace.Format, Version: trace.Version},
		Await: func(ctx context.Context, n int) []trace.Event {
			if n >= len(events) {
				<-ctx.Done()
				return nil
			}
			return events[n : n+1]
		},
	}
}

func ask(f *feed.Run, query string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequest("GET", "/live/events?"+query, nil))
	return w
}

// TestFollowing: a page asks, is told what there is, and goes on from there.
func TestFollowing(t *testing.T) {
	events := []trace.Event{{Seq: 1, Fact: trace.HostDown{}}, {Seq: 2, Fact: trace.HostUp{}}}
	f := growing(events)
	w := ask(f, "after=0")
	all, err := trace.Read(w.Body)
	if err != nil || len(all.Events) != 2 || w.Header().Get("Posta-Next") != "2" || w.Header().Get("Posta-Ended") != "" {
		t.Fatalf("%v, %v, %v", all, err, w.Header())
	}
	events = append(events, trace.Event{Seq: 3, Fact: trace.RunEnded{Reason: trace.EndQuiet}})
	w = ask(growing(events), "after=1")
	more, err := trace.ReadAfter(w.Body, all.Events[0])
	if err != nil || len(more) != 2 || w.Header().Get("Posta-Next") != "3" || w.Header().Get("Posta-Ended") != "1" {
		t.Errorf("%v, %v, %v", more, err, w.Header())
	}
	for _, wrong := range []string{"", "after=-1", "after=x"} {
		if w := ask(f, wrong); w.Code != http.StatusBadRequest {
			t.Errorf("%q: %d", wrong, w.Code)
		}
	}
}

// TestAClassAsksAtOnce: who waits for the same is told the same, which was put together once; who goes away disturbs nobody;
// who comes late is told it too.
func TestAClassAsksAtOnce(t *testing.T) {
	come := make(chan struct{})
	var asked atomic.Int32
	waiting := make(chan struct{}, 1)
	f := &feed.Run{Await: func(ctx context.Context, n int) []trace.Event {
		if n != 5 {
			<-ctx.Done()
			return nil
		}
		asked.Add(1)
		waiting <- struct{}{}
		select {
		case <-come:
			return []trace.Event{{Seq: 6, Fact: trace.HostDown{}}}
		case <-ctx.Done():
			return nil
		}
	}}
	gone, leave := context.WithCancel(context.Background())
	left := make(chan struct{})
	go func() {
		defer close(left)
		f.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/?after=5", nil).WithContext(gone))
	}()
	<-waiting
	var all sync.WaitGroup
	bodies := make([]string, 30)
	for i := range bodies {
		all.Go(func() { bodies[i] = ask(f, "after=5").Body.String() })
	}
	leave()
	<-left
	close(come)
	all.Wait()
	for _, b := range append(bodies, ask(f, "after=5").Body.String()) {
		if b != bodies[0] || !strings.Contains(b, `"seq":6`) {
			t.Fatalf("one is told %q, another %q", bodies[0], b)
		}
	}
	// Whoever left may have been the last who waited; then it is put together anew, for all the others.
	if n := asked.Load(); n > 2 {
		t.Errorf("it was put together %d times", n)
	}
}

// TestOnlyThePage: nothing is done for another site's page, nor for what is no JSON.
func TestOnlyThePage(t *testing.T) {
	for _, c := range []struct {
		method, own, body string
		want              int
	}{
		{"POST", "1", `{"a":1}`, 200},
		{"POST", "", `{"a":1}`, 403},
		{"GET", "1", `{"a":1}`, 405},
		{"POST", "1", `{`, 400},
		{"POST", "1", strings.Repeat(" ", 2<<20), 400},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(c.method, "/", strings.NewReader(c.body))
		if c.own != "" {
			r.Header.Set(feed.Own, c.own)
		}
		var v struct{ A int }
		if ok := feed.Post(w, r, &v); ok != (c.want == 200) || w.Code != c.want {
			t.Errorf("%s own %q: %v, %d, want %d", c.method, c.own, ok, w.Code, c.want)
		}
	}
}
