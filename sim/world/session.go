package world

import (
	"context"
	"errors"
	"fmt"
	"time"

	"posta/sim/kernel"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Session is a world that can be held, looked at, given inputs, and let go on. Held
// and fed step by step it makes the trace that a Run with the same inputs makes.
//
// Its methods may be called from any goroutine, one after the other.
type Session struct {
	w   *world
	k   *kernel.Session
	t   *trace.Trace
	at  Standing
	fed time.Duration // the instant of the last input
}

// Standing is where a session stands.
type Standing = kernel.Standing

// ErrPast is what Feed says of an input whose instant has gone by.
var ErrPast = errors.New("that instant has gone by")

// ErrEnded is what a session says once its run is over.
var ErrEnded = kernel.ErrEnded

// Open builds the scenario's world and holds it before anything happens. Whoever opens
// a session closes it, or ends ctx.
func Open(ctx context.Context, s *scenario.Scenario, seed uint64, keep Recording) (*Session, error) {
	w := newWorld(s, seed)
	w.keep = keep
	w.outside = newOutside()
	x := &Session{w: w, t: &trace.Trace{Header: HeaderOf(s, seed, w.level())}}
	x.k = kernel.Open(ctx, s.Start, w.limits(), w.boot, w.end)
	err := x.k.Do(func(*kernel.Kernel) {})
	if err == nil && w.broken == nil {
		return x, nil
	}
	if end := x.k.End(kernel.Cancelled); end != nil {
		err = end
	}
	return nil, w.failed(err)
}

// Feed lets inputs act in their time, which must not be before what has happened or
// before an input that was fed already. They act as the world goes on.
func (x *Session) Feed(inputs ...*scenario.Input) error {
	last := x.fed
	for _, in := range inputs {
		if in.At < x.at.Now || in.At < last {
			return fmt.Errorf("input %d (%s) at %v, the world stands at %v: %w", in.Index+1, in.Do.Verb(), in.At, max(x.at.Now, last), ErrPast)
		}
		last = in.At
	}
	if x.at.Ended != "" {
		return ErrEnded
	}
	if err := x.k.Do(func(*kernel.Kernel) { x.w.feed(inputs) }); err != nil {
		return err
	}
	x.fed = last
	return nil
}

// Advance lets the world go on until it is quiet, has ended, or hold says so; hold is
// asked, before time goes on from one instant to the next, whether to stop between
// them. Nil never does. Ending ctx holds the world where it is, with ctx's error.
func (x *Session) Advance(ctx context.Context, hold func(now, next time.Duration) bool) (Standing, error) {
	at, err := x.k.Advance(ctx, hold)
	switch {
	case errors.Is(err, kernel.ErrEnded):
		return x.at, x.end(kernel.Cancelled)
	case err != nil && ctx.Err() == nil:
		return x.at, err
	case at.Ended != "":
		x.at = at
		return at, errors.Join(err, x.end(at.Ended)) // the last event is written meanwhile
	}
	x.at = at
	x.tell()
	return at, err
}

// tell brings the trace up to what has happened, while the world stands still: the context that it was opened with may end it at
// any moment, and its last event is written then.
func (x *Session) tell() {
	if err := x.k.Do(func(*kernel.Kernel) { x.w.tell(x.t) }); err != nil {
		x.w.tell(x.t) // it is over: nobody writes any more
	}
}

// AdvanceTo lets the world go on until all that happens at an instant has happened.
func (x *Session) AdvanceTo(ctx context.Context, at time.Duration) (Standing, error) {
	return x.Advance(ctx, func(_, next time.Duration) bool { return next > at })
}

// Standing is where the world stands.
func (x *Session) Standing() Standing { return x.at }

// Trace is what has happened so far. Its events grow as the world goes on, and those
// that are there never change.
func (x *Session) Trace() *trace.Trace { return x.t }

// Finish lets the world go on to its end and closes it. The trace is whole then.
func (x *Session) Finish(ctx context.Context) (*trace.Trace, error) {
	at, err := x.Advance(ctx, nil)
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	reason := kernel.Quiet
	if at.Ended != "" {
		reason = at.Ended
	}
	if err := x.end(reason); err != nil {
		return nil, err
	}
	return x.t, nil
}

// Close ends the world wherever it stands: nothing of it is left. It may be called
// again. The trace says that the run was cancelled, unless it had ended.
func (x *Session) Close() error { return x.end(kernel.Cancelled) }

func (x *Session) end(reason string) error {
	if err := x.k.End(reason); err != nil {
		return x.w.failed(err)
	}
	x.w.tell(x.t)
	if x.at.Ended == "" {
		x.at.Ended = reason
	}
	return nil
}
