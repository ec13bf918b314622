package live

import (
	"container/heap"
	"time"
)

// clockTime is time on the scenario's clock since its start.
type clockTime = time.Duration

// clock runs with the real one, perhaps faster, and may be set forward when nothing
// happens. Its methods are called with the ground's lock held.
type clock struct {
	start time.Time // of the scenario
	speed float64
	real  time.Time // when elapsed was base
	base  clockTime

	timers  timers
	number  uint64
	waiting int // timers that are more than scenery
	// changed is told when an earlier timer than all others was posted.
	changed chan struct{}
}

func newClock(start time.Time, speed float64) *clock {
	return &clock{start: start, speed: speed, real: time.Now(), changed: make(chan struct{}, 1)}
}

func (c *clock) elapsed() clockTime {
	return c.base + clockTime(float64(time.Since(c.real))*c.speed)
}

// wait is how long the real clock takes until at.
func (c *clock) wait(at clockTime) time.Duration {
	return time.Duration(float64(at-c.elapsed()) / c.speed)
}

// skip sets the clock forward to the next timer.
func (c *clock) skip() {
	if len(c.timers) > 0 {
		now, next := c.elapsed(), c.timers[0].at
		if next > now {
			c.base, c.real = next, time.Now()
			c.wake()
		}
	}
}

func (c *clock) wake() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// timer is something that is to happen.
type timer struct {
	at      clockTime
	number  uint64
	index   int // -1: it has happened, or never will
	scenery bool
	f       func()
}

func (c *clock) post(at clockTime, scenery bool, f func()) *timer {
	c.number++
	t := &timer{at: at, number: c.number, scenery: scenery, f: f}
	if !scenery {
		c.waiting++
	}
	heap.Push(&c.timers, t)
	if t.index == 0 {
		c.wake()
	}
	return t
}

func (c *clock) cancel(t *timer) {
	if t == nil || t.index < 0 {
		return
	}
	heap.Remove(&c.timers, t.index)
	c.gone(t)
}

func (c *clock) gone(t *timer) {
	t.index = -1
	if !t.scenery {
		c.waiting--
	}
}

// due takes what is to happen now, or gives how long it is until then.
func (c *clock) due() (*timer, time.Duration) {
	if len(c.timers) == 0 {
		return nil, time.Hour
	}
	if wait := c.wait(c.timers[0].at); wait > 0 {
		return nil, wait
	}
	t := heap.Pop(&c.timers).(*timer)
	c.gone(t)
	return t, 0
}

// timers is a heap by time, then by the order in which they were posted.
type timers []*timer

func (t timers) Len() int { return len(t) }
func (t timers) Less(i, j int) bool {
	return t[i].at < t[j].at || t[i].at == t[j].at && t[i].number < t[j].number
}
func (t timers) Swap(i, j int) {
	t[i], t[j] = t[j], t[i]
	t[i].index, t[j].index = i, j
}
func (t *timers) Push(x any) {
	x.(*timer).index = len(*t)
	*t = append(*t, x.(*timer))
}
func (t *timers) Pop() any {
	last := len(*t) - 1
	x := (*t)[last]
	(*t)[last] = nil
	*t = (*t)[:last]
	return x
}
