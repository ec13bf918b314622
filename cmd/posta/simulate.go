package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"

	"posta/sim"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// simulate runs a scenario and shows on a terminal how far it is. Taken gets every
// event as it comes; the trace holds those for which it says true.
func (c console) simulate(ctx context.Context, s *scenario.Scenario, o sim.Options, taken func(trace.Event) (keep bool)) (*trace.Trace, error) {
	var events []trace.Event
	far := progress{s: s}
	o.Each = func(e trace.Event) {
		far.note(e)
		if taken(e) {
			events = append(events, e)
		}
	}
	stop := c.show(&far)
	t, err := runAlone(ctx, s, o)
	stop()
	if err == nil {
		t.Events = events
	}
	return t, err
}

// runAlone runs one world. Only one of its processes runs at a time, so that waking a second processor costs more than it
// gives: a fifth of the time.
func runAlone(ctx context.Context, s *scenario.Scenario, o sim.Options) (*trace.Trace, error) {
	defer collectLess()()
	if each := o.Each; each != nil && !collectsAsTold() {
		var seen int
		o.Each = func(e trace.Event) {
			if seen++; seen%heapLooks == 0 {
				giveRoom()
			}
			each(e)
		}
	}
	if os.Getenv("GOMAXPROCS") == "" {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	}
	return sim.Run(ctx, s, o)
}

const (
	// heapEase is the heap up to which memory is cheaper than collecting; beyond it the heap may still be twice what lives.
	heapEase = 1_400 << 20
	// heapLooks is after how many events that is looked at again.
	heapLooks = 50_000
)

// collectLess lets the heap grow further between two collections, until the function that it gives is called: a run makes much
// that it forgets at once.
func collectLess() (as func()) {
	if collectsAsTold() {
		return func() {}
	}
	percent, limit := debug.SetGCPercent(200), debug.SetMemoryLimit(heapEase)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// collectsAsTold tells that Go's own variables say how memory is collected: whoever set them knows better.
func collectsAsTold() bool { return os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" }

// giveRoom moves the limit of a run that holds much: one at which hardly anything can be freed would be collected for ever.
func giveRoom() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetMemoryLimit(max(heapEase, 2*int64(live[0].Value.Uint64())))
}

// decides tells whether an event says how a run went: what is left of one that is
// written while it is made.
func decides(e trace.Event) bool {
	switch e.Fact.(type) {
	case trace.ActionEnded, trace.InputActed, trace.ActorPanicked, trace.RunEnded:
		return true
	}
	return false
}

// progress is how far a run is.
type progress struct {
	s       *scenario.Scenario
	events  atomic.Int64
	action  atomic.Int64 // that began last, from 1
	letters atomic.Int64 // of campaigns, sent
	at      atomic.Int64 // nanoseconds since the start
}

func (p *progress) note(e trace.Event) {
	p.events.Store(int64(e.Seq))
	p.at.Store(int64(e.At))
	switch f := e.Fact.(type) {
	case trace.ActionStarted:
		p.action.Store(int64(f.Index) + 1)
	case trace.CampaignSent:
		p.letters.Add(1)
	}
}

// A run is worth a line once it takes longer than a blink, and the line is worth
// changing a few times a second.
const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
)

// show keeps one line of the terminal up to date until stop is called.
func (c console) show(p *progress) (stop func()) {
	if !c.errTerminal {
		return func() {}
	}
	ended := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		wait := time.NewTimer(progressAfter)
		defer wait.Stop()
		for shown := false; ; shown = true {
			select {
			case <-ended:
				if shown {
					fmt.Fprint(c.err, "\r\x1b[K")
				}
				return
			case <-wait.C:
				fmt.Fprintf(c.err, "\r%s\x1b[K", p.line().In(c.lang))
				wait.Reset(progressEvery)
			}
		}
	})
	return func() {
		close(ended)
		done.Wait()
	}
}

// line says how far the run is.
func (p *progress) line() lang.Text {
	all := 0
	for _, a := range p.s.Campaigns(nil) {
		all += len(a.List.Recipients)
	}
	if all > 0 {
		return lang.Sprintf("simulando: %d cartas de %d, %d sucesos, %s", "simulating: %d letters of %d, %d events, %s",
			p.letters.Load(), all, p.events.Load(), explain.Duration(time.Duration(p.at.Load())))
	}
	return lang.Sprintf("simulando: acción %d de %d, %d sucesos, %s", "simulating: action %d of %d, %d events, %s",
		p.action.Load(), len(p.s.Script), p.events.Load(), explain.Duration(time.Duration(p.at.Load())))
}
