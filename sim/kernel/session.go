package kernel

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Session is a run that can be held: it goes on as far as it is told, and then time
// stands still until it is told again. What is posted meanwhile as input
// (PostInput) happens as if it had been known from the start.
//
// A bubble's clock moves when all its goroutines wait for something in the bubble.
// A session's first goroutine waits on a channel that was made outside: for that
// long the clock cannot move.
//
// Its methods may be called from any goroutine outside the run; one call is served
// at a time. Whoever opens a session closes it, or ends the context that it was
// opened with: nothing of it is left behind then.
type Session struct {
	mu     sync.Mutex // serves one call at a time
	orders chan func(*Kernel)
	done   chan struct{} // closed when the run is over
	err    error         // of the run; to be read once done is closed
}

// ErrEnded is what a session says once its run is over.
var ErrEnded = errors.New("the run has ended")

// Standing is where a session stands.
type Standing struct {
	// Now is the time since the start of what happened last.
	Now time.Duration
	// Quiet: nothing is left to happen unless somebody does something.
	Quiet bool
	// Ended is why the run is over; empty while it is not.
	Ended string
}

// Open boots a run, as Run does, and holds it before anything happens. It ends with
// ctx at the latest.
func Open(ctx context.Context, start time.Time, limits Limits, boot func(*Kernel), end func(*Kernel, string)) *Session {
	s := &Session{orders: make(chan func(*Kernel)), done: make(chan struct{})}
	// A context makes its channel when it is first asked: that must not be in the bubble.
	cancelled := ctx.Done()
	go func() {
		defer close(s.done)
		s.err = bubble(start, limits, boot, end, func(k *Kernel) {
			for k.reason == "" {
				select {
				case order := <-s.orders:
					order(k)
				case <-cancelled:
					k.End(Cancelled)
				}
			}
		})
	}()
	return s
}

// Do calls f inside the run while it is held, with the lock held. F does not wait for
// anything.
func (s *Session) Do(f func(*Kernel)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	answered := make(chan struct{})
	select {
	case s.orders <- func(k *Kernel) { f(k); close(answered) }:
	case <-s.done:
		return s.over()
	}
	select {
	case <-answered:
		return nil
	case <-s.done: // f panicked
		return s.over()
	}
}

func (s *Session) over() error {
	if s.err != nil {
		return s.err
	}
	return ErrEnded
}

// Advance lets the run go on until it is quiet, has ended, or hold, which is asked
// inside the run before time goes on to the next instant, says so; nil never does. It
// holds too, with the context's error, when ctx ends.
func (s *Session) Advance(ctx context.Context, hold func(now, next time.Duration) bool) (at Standing, err error) {
	var why stood
	err = s.Do(func(k *Kernel) {
		var ask func(time.Duration) bool
		if hold != nil {
			ask = func(next time.Duration) bool { return hold(k.now, next) }
		}
		why = k.loop(ctx, ask)
		at = Standing{Now: k.now, Quiet: why == stoodQuiet, Ended: k.reason}
	})
	if err == nil && why == stoodCancelled {
		err = ctx.Err()
	}
	return at, err
}

// End ends the run, for a reason, and waits until nothing of it is left. It may be
// called again, and returns the run's error.
func (s *Session) End(reason string) error {
	_ = s.Do(func(k *Kernel) { k.End(reason) }) // it may be over already
	<-s.done
	return s.err
}
