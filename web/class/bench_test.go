//go:build unix

package class_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"posta/sim/class"
	webclass "posta/web/class"
)

// page is one browser's worth of connections.
type page struct {
	*http.Client
	url, token string
}

func (p *page) get(ctx context.Context, path string) (http.Header, []byte, error) {
	r, _ := http.NewRequestWithContext(ctx, "GET", p.url+path, nil)
	r.Header.Set(webclass.TokenHeader, p.token)
	r.Header.Set("Accept-Encoding", "gzip") // as it came: what a page costs to unpack is its own machine's
	answer, err := p.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.Header, body, err
}

func (p *page) post(path string, what any) int {
	body, _ := json.Marshal(what)
	r, _ := http.NewRequest("POST", p.url+path, bytes.NewReader(body))
	r.Header.Set(webclass.TokenHeader, p.token)
	r.Header.Set("Posta-Page", "1")
	answer, err := p.Do(r)
	if err != nil {
		return 0
	}
	io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
	return answer.StatusCode
}

// full is a class with every seat taken, each by a page that asks for what goes on as the page does.
type full struct {
	room    *class.Room
	teacher *page
	pages   []*page
	users   []string
}

func fill(b *testing.B) *full {
	src, err := class.Grow(class.MaxSeats)
	if err != nil {
		b.Fatal(err)
	}
	room, problems, err := class.Open(class.Options{Store: &class.Folder{Path: b.TempDir()}, Teacher: "the-teacher", Name: "class.yaml", Source: src})
	if err != nil || len(problems) > 0 {
		b.Fatal(err, problems)
	}
	server := httptest.NewServer(webclass.Handler(room, "http://192.0.2.1:8080/"))
	b.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		room.Close()
	})
	visit := func(token string) *page {
		return &page{&http.Client{Transport: &http.Transport{DisableCompression: true}}, server.URL, token}
	}
	f := &full{room: room, teacher: visit("the-teacher")}
	for range class.MaxSeats {
		token, _, err := room.Join(room.Code, "Student")
		if err != nil {
			b.Fatal(err)
		}
		f.pages = append(f.pages, visit(token))
	}
	all, _ := room.State(class.Who{Teacher: true, Seat: -1}, -1)
	for _, s := range all.Seats {
		f.users = append(f.users, s.User)
	}
	return f
}

// watch has every page follow the run and the class's state until ctx ends; seen is told of each state.
func (f *full) watch(ctx context.Context, all *sync.WaitGroup, seen func(page int, x class.State)) {
	for i, p := range f.pages {
		all.Go(func() {
			for tag := ""; ctx.Err() == nil; {
				h, body, err := p.get(ctx, "/class/state?seen="+tag)
				if err != nil || len(body) == 0 {
					continue
				}
				tag = h.Get("Posta-Seen")
				if h.Get("Content-Encoding") == "gzip" {
					body = unpack(body)
				}
				var x class.State
				if json.Unmarshal(body, &x) == nil {
					seen(i, x)
				}
			}
		})
		all.Go(func() {
			for next := "0"; ctx.Err() == nil; {
				if h, _, err := p.get(ctx, "/class/events?after="+next); err == nil && h.Get("Posta-Next") != "" {
					next = h.Get("Posta-Next")
				}
			}
		})
	}
}

// BenchmarkStep is how long a teacher's step takes to everybody of 200.
func BenchmarkStep(b *testing.B) {
	f := fill(b)
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	var mu sync.Mutex
	var took []time.Duration
	var begun time.Time
	var step, there int
	everybody := make(chan struct{}, 1)
	at := make([]int, len(f.pages))
	var sitting sync.WaitGroup
	sitting.Add(len(f.pages))
	in := make([]bool, len(f.pages))
	f.watch(ctx, &all, func(i int, x class.State) {
		mu.Lock()
		defer mu.Unlock()
		if !in[i] {
			in[i] = true
			sitting.Done()
		}
		if x.Seq != step || at[i] == step {
			return
		}
		at[i] = step
		took = append(took, time.Since(begun))
		if there++; there == len(f.pages) {
			everybody <- struct{}{}
		}
	})
	sitting.Wait() // a class that sits there already: how long it takes to come in is told elsewhere
	b.ResetTimer()
	for n := range b.N {
		mu.Lock()
		step, there, begun = n+1, 0, time.Now()
		mu.Unlock()
		if status := f.teacher.post("/class/lead", map[string]any{"do": "step", "seq": n + 1, "detail": "tell", "on": true}); status != 204 {
			b.Fatal(status)
		}
		<-everybody
	}
	b.StopTimer()
	stop()
	all.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "ms-p99")
}

// BenchmarkLetters is 20 letters a second while 200 watch; then one joins late.
func BenchmarkLetters(b *testing.B) {
	f := fill(b)
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	f.watch(ctx, &all, func(int, class.State) {})
	tick := time.NewTicker(time.Second / 20)
	defer tick.Stop()
	var refused atomic.Int32
	var letters sync.WaitGroup
	before := spent()
	begun := time.Now()
	b.ResetTimer()
	for n := range b.N {
		<-tick.C
		letters.Go(func() {
			if f.pages[n%len(f.pages)].post("/class/do", map[string]any{"do": "send", "to": []string{f.users[(n*7+1)%len(f.users)]}, "subject": "Hola", "body": "¿Qué tal?"}) != 204 {
				refused.Add(1)
			}
		})
	}
	letters.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/time.Since(begun).Seconds(), "letters/s")
	b.ReportMetric(float64(refused.Load()), "refused")
	b.ReportMetric((spent()-before).Seconds()*1000/float64(b.N), "cpu-ms/letter")
	late := time.Now()
	for next := "0"; ; {
		h, _, err := f.pages[0].get(ctx, "/class/events?after="+next)
		if err != nil {
			b.Fatal(err)
		}
		next = h.Get("Posta-Next")
		if n, _ := strconv.Atoi(next); n >= len(f.room.Await(ctx, 0)) {
			b.ReportMetric(float64(n)/float64(b.N), "events/letter")
			break
		}
	}
	b.ReportMetric(float64(time.Since(late).Milliseconds()), "ms-late-joiner")
	stop()
	all.Wait()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/float64(b.N)/1024, "heap-KiB/letter")
}

// spent is the processor's time so far, the pages' included.
func spent() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func unpack(b []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	out, _ := io.ReadAll(z)
	return out
}
