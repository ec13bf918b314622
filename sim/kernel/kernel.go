// Package kernel is virtual time: a bubble in which goroutines run ordinary
// blocking code against a fake clock, and the one queue that says what happens
// next.
//
// The promise is an order, not only a time. A synctest bubble makes time stand
// still until every goroutine waits, but timers of the same instant fire in
// random order, by design. So nothing in a run waits on such a timer: whatever
// is to happen is posted to one queue ordered by (time, key, number), the kernel
// delivers one thing, waits until every goroutine that it woke waits again, and
// goes on. A delivery wakes at most one process; therefore what a run does is a
// function of what was posted, on one core or two, natively and in a browser.
//
// A run goes to its end in one go (Run), or can be held, looked at, given inputs
// from outside, and let go on (Session): told in one go with the same inputs it is
// the same run.
//
// It knows nothing of networks or mail. It is the only package that imports
// testing/synctest.
package kernel

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Limits end a run that would go on for too long. Zero means no limit.
type Limits struct {
	Deliveries int           // things delivered from the queue
	Time       time.Duration // virtual time since the start
}

// Reasons why a run ended.
const (
	Quiet           = "quiet"
	Cancelled       = "cancelled"
	LimitDeliveries = "limit:deliveries"
	LimitTime       = "limit:virtual-time"
	LimitCalls      = "limit:calls"
)

// MaxCalls is how often processes may call on the kernel between two deliveries:
// more is a loop that never waits, which virtual time would never end.
const MaxCalls = 1_000_000

// ErrStopped is what waiting returns once the run is over.
var ErrStopped = errors.New("the run is over")

// cancelEvery is how many deliveries pass between looks at the context.
const cancelEvery = 256

// Kernel is one run. Its methods are safe for every goroutine of the bubble;
// those whose comment says so are called with the lock held.
type Kernel struct {
	mu    sync.Mutex
	start time.Time
	own   time.Time // what the bubble's clock says at start, if it is not that; see Since
	now   time.Duration
	clock time.Duration // the bubble's; it follows now when somebody can see it
	queue queue
	// posted are the new entries of this delivery, not yet in the queue.
	posted []*Timer
	number uint64
	cause  int
	// scenery counts the timers that do not keep the run going, and inputs those that
	// somebody outside has posted.
	scenery, inputs int
	delivered       int

	// calls counts Lock since the last delivery.
	calls    int
	runaways []string

	limits   Limits
	settlers []func() bool
	woken    bool
	stopped  bool
	reason   string
	gates    map[*Gate]struct{}
	workers  sync.WaitGroup
	idle     []*worker
	running  map[*process]struct{}
	procSeq  int

	// OnQuiet is asked, with the lock held, when nothing but scenery is left to
	// happen; it may post what comes next.
	OnQuiet func()
	// OnPanic is told of a process that panicked, with the lock held.
	OnPanic func(p Panic)
}

// Panic is a process's end by panic.
type Panic struct {
	Process string
	Value   string
	Stack   string
}

// Run runs boot in a bubble whose clock stands at start, and then everything
// that boot set going, until the queue is empty, a limit is met, or ctx ends.
// While boot runs nothing else does: it needs no lock, and holds none.
// Before it returns, end is called with the lock held and the reason; then every
// process is stopped.
//
// It returns an error only if a process would not stop, which is a bug in it. A
// process that waits for something outside the kernel stays behind; one that runs
// on and on is ended when it next calls on the kernel. Only a loop that does
// neither is beyond help.
func Run(ctx context.Context, start time.Time, limits Limits, boot func(*Kernel), end func(*Kernel, string)) error {
	return bubble(start, limits, boot, end, func(k *Kernel) {
		if k.loop(ctx, nil) == stoodCancelled {
			k.End(Cancelled)
		}
		k.End(Quiet)
	})
}

// bubble makes a run: conduct, called with the lock held, lets it go on until there
// is a reason to end.
func bubble(start time.Time, limits Limits, boot func(*Kernel), end func(*Kernel, string), conduct func(*Kernel)) (err error) {
	// ended is the only thing that orders this goroutine after the bubble's when
	// the bubble ends by a panic.
	var ended atomic.Bool
	defer func() {
		// A process that hangs on something outside the kernel makes synctest
		// panic: say so instead of taking the program down.
		if v := recover(); v != nil {
			ended.Load()
			err = fmt.Errorf("ending the run: %v", v)
		}
	}()
	synctest.Test(new(testing.T), func(*testing.T) {
		k := &Kernel{start: start, limits: limits, gates: map[*Gate]struct{}{}, running: map[*process]struct{}{}}
		if start.Year() <= lastOwn {
			time.Sleep(time.Until(start))
		} else {
			k.own = first.Add(-time.Until(first))
		}
		err = k.whole(boot, end, conduct)
		ended.Store(true)
		k.workers.Wait()
		if len(k.runaways) > 0 {
			err = fmt.Errorf("ending the run: it went on after its end; these had not ended: %s", strings.Join(k.runaways, ", "))
		}
	})
	return err
}

// whole is a run from its boot until all has been told to stop.
func (k *Kernel) whole(boot func(*Kernel), end func(*Kernel, string), conduct func(*Kernel)) (err error) {
	defer k.mu.Unlock()
	defer k.stop()
	defer func() {
		if v := recover(); v != nil {
			// Whatever panicked, no process runs now: nobody else has the lock.
			k.mu.TryLock()
			err = fmt.Errorf("a bug in the world itself: %v\n%s", v, debug.Stack())
		}
	}()
	boot(k)
	k.mu.Lock()
	conduct(k)
	end(k, k.reason)
	return nil
}

// stood is why the loop delivers nothing more for now.
type stood int

const (
	stoodEnded     stood = iota // there is a reason to end the run
	stoodQuiet                  // nothing is left to happen
	stoodHeld                   // hold said so
	stoodCancelled              // the context ended
)

// loop delivers until there is a reason to end, nothing is left, or hold, which is
// asked before time goes on to the next instant, says so; nil never does. Called with
// the lock held.
func (k *Kernel) loop(ctx context.Context, hold func(next time.Duration) bool) stood {
	for ; k.reason == ""; k.delivered++ {
		k.settle()
		// What inputs will come is nothing that the run may know.
		if len(k.queue) == k.scenery+k.inputs && k.reason == "" && k.OnQuiet != nil {
			k.OnQuiet()
			k.settle()
		}
		next := k.queue.peek()
		switch {
		case k.reason != "":
			return stoodEnded
		case len(k.queue) == k.scenery:
			return stoodQuiet
		case k.limits.Deliveries > 0 && k.delivered >= k.limits.Deliveries:
			k.reason = LimitDeliveries
		case k.delivered%cancelEvery == 0 && ctx.Err() != nil:
			return stoodCancelled
		case hold != nil && next.at > k.now && hold(next.at):
			return stoodHeld // before the limit, too: what somebody does meanwhile may come first
		case k.limits.Time > 0 && next.at > k.limits.Time:
			k.reason = LimitTime
		default:
			k.deliver(next)
		}
	}
	return stoodEnded
}

func (k *Kernel) deliver(t *Timer) {
	k.queue.remove(t)
	k.now = max(k.now, t.at)
	k.cause = t.cause
	k.calls = 0
	defer k.caught("the network or the script")
	t.event.Happen()
}

// rouse is called before a process is set going. What has been delivered so far may
// not have needed one, so that only now the bubble's clock must say what the kernel's
// does. Called with the lock held: until a process goes on, nobody else wants it.
func (k *Kernel) rouse() {
	if k.woken {
		return
	}
	k.woken = true
	if d := k.now - k.clock; d > 0 {
		time.Sleep(d)
		k.clock = k.now
	}
}

// caught tells of a panic, if there is one, and goes on. Called, deferred, with
// the lock held.
func (k *Kernel) caught(process string) {
	if v := recover(); v != nil && k.OnPanic != nil && !k.stopped {
		k.OnPanic(Panic{Process: process, Value: fmt.Sprint(v), Stack: string(debug.Stack())})
	}
}

// settle waits until every process waits, lets the settlers send what was
// written meanwhile, and files what was posted. Called with the lock held.
func (k *Kernel) settle() {
	for {
		if k.woken {
			k.mu.Unlock()
			synctest.Wait()
			k.mu.Lock()
			k.woken = false
		}
		again := false
		for _, f := range k.settlers {
			again = f() || again
		}
		if !again && !k.woken {
			break
		}
	}
	k.file()
}

// OnSettle registers f, which is called with the lock held after every delivery
// when all processes wait; it returns whether it did anything.
func (k *Kernel) OnSettle(f func() bool) { k.settlers = append(k.settlers, f) }

// End ends the run after the current delivery. Called with the lock held.
func (k *Kernel) End(reason string) {
	if k.reason == "" {
		k.reason = reason
	}
}

// stop wakes everything that waits, for the last time. Called with the lock held.
func (k *Kernel) stop() {
	k.stopped = true
	k.calls = 0
	k.rouse()
	for g := range k.gates {
		g.cond.Broadcast()
	}
	for _, w := range k.idle {
		w.cond.Signal()
	}
}

// Lock and Unlock guard everything that is built on the kernel; one lock serves
// the whole run, since only one process runs at a time.
func (k *Kernel) Lock() {
	k.mu.Lock()
	if k.calls++; k.calls > MaxCalls {
		k.runaway()
	}
}

// runaway ends the goroutine that calls it, and the run. Called with the lock
// held.
func (k *Kernel) runaway() {
	if k.stopped && k.runaways == nil {
		k.runaways = k.Processes()
	}
	k.End(LimitCalls)
	k.mu.Unlock()
	runtime.Goexit()
}

// Unlock ends what Lock began.
func (k *Kernel) Unlock() { k.mu.Unlock() }

// Now is the virtual instant.
func (k *Kernel) Now() time.Time {
	k.Lock()
	defer k.Unlock()
	return k.start.Add(k.now)
}

// lastOwn is the last year to begin with on the bubble's own clock, which begins with the year 2000 and counts nanoseconds
// in 64 bits: they end on 2262-04-11, and the process with them. A run that begins later has a clock of its own, and the
// bubble's stays at its beginning; who asks the kernel for the time never knows.
const lastOwn = 2200

// first is the instant at which a bubble's clock begins.
var first = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Since is the time from the start to an instant, for deadlines. Programs of this world name instants by Now; a library
// does by time.Now, the bubble's clock. Where they differ they are centuries apart, and a run is days long: none is
// taken for the other. Nor is an instant long past, with which a library ends waiting.
func (k *Kernel) Since(t time.Time) time.Duration {
	if !k.own.IsZero() && t.Year() < lastOwn {
		return t.Sub(k.own)
	}
	return t.Sub(k.start)
}

// Elapsed is the virtual time since the start. Called with the lock held.
func (k *Kernel) Elapsed() time.Duration { return k.now }

// Start is the virtual instant at which the run began.
func (k *Kernel) Start() time.Time { return k.start }

// Stopped tells whether the run is over. Called with the lock held.
func (k *Kernel) Stopped() bool { return k.stopped }

// Cause is an opaque mark that is kept with everything posted and set again when
// it is delivered; the recorder keeps the number of the last event in it. Called
// with the lock held.
func (k *Kernel) Cause() int { return k.cause }

// SetCause sets the mark. Called with the lock held.
func (k *Kernel) SetCause(cause int) { k.cause = cause }
