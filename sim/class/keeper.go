package class

import (
	"bytes"
	"context"
	"sync"
	"time"

	"posta/sim/live"
	"posta/sim/trace"
)

// keeper writes down what happens on real sockets. What finds no room waits in memory, and is written first when there is some.
//
// In a store on this machine an event is written as it happens, and where nothing can be, mail goes on. In a distant one what has
// happened is written together, as often as the store answers, and nobody is answered before that: while nothing can be written
// there, whoever waits for an answer waits on, for else nobody who goes on with the class would know of it.
type keeper struct {
	store Recorder
	later bool
	wake  chan struct{} // something waits
	idle  chan struct{} // closed when nobody writes any more what waits

	mu      sync.Mutex // guards what follows
	hold    bool       // the header is not known yet
	waiting []byte
	last    int // the event that waits last
	err     error
}

// again is how soon a distant store is asked again that kept nothing.
const again = time.Second / 4

func newKeeper(store Recorder) *keeper {
	return &keeper{store: store, later: store.Distant(), wake: make(chan struct{}, 1), idle: make(chan struct{}), hold: true}
}

// keep is called with the whole cast held up.
func (k *keeper) keep(e trace.Event) {
	if _, ended := e.Fact.(trace.RunEnded); ended {
		return // this program ends, and the class goes on with the next
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	line, err := trace.AppendEvent(k.waiting, e)
	if err != nil {
		k.err = err
		return
	}
	k.waiting, k.last = append(line, '\n'), e.Seq
	switch {
	case k.hold:
	case k.later:
		select {
		case k.wake <- struct{}{}:
		default:
		}
	case k.err == nil:
		k.write()
	}
}

// write writes what waits. Called with the lock held.
func (k *keeper) write() {
	if k.err = k.store.Record(k.waiting); k.err == nil {
		k.waiting = k.waiting[:0]
	}
}

// begin writes what has come while the cast was built, after the header, where it is the first to write.
func (k *keeper) begin(ctx context.Context, cast *live.Live, first bool) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if first {
		var b bytes.Buffer
		if err := (&trace.Trace{Header: cast.Header}).Write(&b); err != nil {
			return err
		}
		k.waiting = append(b.Bytes(), k.waiting...)
	}
	k.hold = false
	if k.write(); k.err != nil {
		close(k.idle)
		return k.err
	}
	if !k.later {
		close(k.idle)
		return nil
	}
	last := k.last
	go func() {
		defer close(k.idle)
		cast.Settled(last)
		k.run(ctx, cast)
	}()
	return nil
}

// run writes to a distant store, until ctx ends.
func (k *keeper) run(ctx context.Context, cast *live.Live) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.wake:
		}
		for ctx.Err() == nil {
			last, err := k.together()
			if err == nil {
				cast.Settled(last)
				break
			}
			select {
			case <-ctx.Done():
			case <-time.After(again):
			}
		}
	}
}

// together writes what waits to a distant store, without holding anybody up; last is the event to which all is written.
func (k *keeper) together() (last int, err error) {
	k.mu.Lock()
	lines := k.waiting
	k.waiting, last = nil, k.last
	k.mu.Unlock()
	if len(lines) > 0 {
		err = k.store.Record(lines)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err = err; err != nil {
		k.waiting = append(lines, k.waiting...)
	}
	return last, err
}

// again tries once more what could not be written, and says why it still cannot be.
func (k *keeper) again() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil && !k.later {
		k.write()
	}
	return k.err
}

// end writes what happened last.
func (k *keeper) end() error {
	<-k.idle
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.waiting) > 0 && !k.hold {
		k.write()
	}
	return k.err
}
