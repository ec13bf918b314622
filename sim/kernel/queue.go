package kernel

import (
	"container/heap"
	"slices"
	"time"
)

// Event is what happens at an instant. Happen is called with the lock held.
type Event interface{ Happen() }

// call is an event that is a function.
type call func()

func (f call) Happen() { f() }

// Timer is something posted: an event that is to happen at an instant.
type Timer struct {
	at    time.Duration
	key   int
	num   uint64
	cause int
	event Event
	k     *Kernel
	index int // in the queue, or one of the places below
	// scenery timers do not keep a run going: see PostScenery.
	scenery bool
	// input timers come last in their instant: see PostInput.
	input bool
}

// Places outside the queue.
const (
	posted = -1 // not yet filed
	gone   = -2 // delivered or cancelled
)

// Post asks for f to be called, with the lock held, once the virtual time since
// the start is at (now, if that has passed). Key orders what was posted for the
// same instant during one delivery, before the order of posting: the number of
// the machine or connection that posts. Called with the lock held.
func (k *Kernel) Post(at time.Duration, key int, f func()) *Timer {
	t := new(Timer)
	k.PostEvent(t, at, key, call(f))
	return t
}

// PostEvent is Post for an event that brings its own timer, which is not in use.
// Called with the lock held.
func (k *Kernel) PostEvent(t *Timer, at time.Duration, key int, e Event) {
	*t = Timer{at: max(at, k.now), key: key, cause: k.cause, event: e, k: k, index: posted}
	k.posted = append(k.posted, t)
}

// PostScenery is Post for what would happen whether or not anybody looks (a host
// that comes back on Thursday): a run in which nothing else is left is quiet.
// Called with the lock held.
func (k *Kernel) PostScenery(at time.Duration, key int, f func()) *Timer {
	t := k.Post(at, key, f)
	t.scenery = true
	k.scenery++
	return t
}

// PostInput is Post for what comes from outside the run: it is delivered when
// nothing else is left to happen at its instant, and after the inputs that were posted
// for that instant before it, with all that they led to at it. Called with the lock
// held.
func (k *Kernel) PostInput(at time.Duration, f func()) *Timer {
	t := k.Post(at, 0, f)
	t.input = true
	k.inputs++
	return t
}

// Promote makes an ordinary timer of scenery, because somebody waits for it after
// all, and tells whether it did: not if the timer is over or was promoted before.
// Called with the lock held.
func (t *Timer) Promote() bool {
	if !t.scenery || t.index == gone {
		return false
	}
	t.forget()
	t.scenery = false
	return true
}

// Cancel takes the timer back. It may be called at any time, on a nil timer
// too. Called with the lock held.
func (t *Timer) Cancel() {
	if t == nil {
		return
	}
	switch t.index {
	case gone:
	case posted:
		t.event = nil
		t.forget()
	default:
		t.k.queue.remove(t)
	}
	t.index = gone
}

// file moves what was posted into the queue.
func (k *Kernel) file() {
	if len(k.posted) > 1 {
		slices.SortStableFunc(k.posted, func(a, b *Timer) int { return a.key - b.key })
	}
	for i, t := range k.posted {
		k.posted[i] = nil
		if t.event == nil {
			continue
		}
		k.number++
		t.num = k.number
		heap.Push(&k.queue, t)
	}
	k.posted = k.posted[:0]
}

// queue is a heap by (time, inputs last, number).
type queue []*Timer

func (q queue) peek() *Timer {
	if len(q) == 0 {
		return nil
	}
	return q[0]
}

func (q *queue) remove(t *Timer) {
	heap.Remove(q, t.index)
	t.index = gone
	t.forget()
}

func (t *Timer) forget() {
	if t.scenery {
		t.k.scenery--
	}
	if t.input {
		t.k.inputs--
	}
}

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	if q[i].at != q[j].at {
		return q[i].at < q[j].at
	}
	if q[i].input != q[j].input {
		return q[j].input
	}
	return q[i].num < q[j].num
}
func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}
func (q *queue) Push(x any) {
	t := x.(*Timer)
	t.index = len(*q)
	*q = append(*q, t)
}
func (q *queue) Pop() any {
	old := *q
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return t
}
