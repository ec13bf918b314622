package kernel

import (
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// process is something that runs in a goroutine of the run.
type process struct {
	num   int
	label string
	f     func()
}

// worker is a goroutine that runs one process after the other. A run has many
// short processes (a connection's server lives for one conversation) and a stack
// that has grown once need not grow again.
type worker struct {
	k    *Kernel
	next *process
	cond sync.Cond
}

// Go starts a process that runs f once the virtual time since the start is at.
// It is a delivery of its own. Called with the lock held.
func (k *Kernel) Go(at time.Duration, key int, label string, f func()) *Timer {
	return k.Post(at, key, func() { k.Begin(label, f) })
}

// Begin starts a process with this delivery, which starts and wakes no other: it is
// handed to a worker that is free, or to a new one. Called with the lock held.
func (k *Kernel) Begin(label string, f func()) {
	k.procSeq++
	p := &process{num: k.procSeq, label: label, f: f}
	k.running[p] = struct{}{}
	k.rouse()
	if n := len(k.idle); n > 0 {
		w := k.idle[n-1]
		k.idle = k.idle[:n-1]
		w.next = p
		w.cond.Signal()
		return
	}
	w := &worker{k: k, next: p, cond: sync.Cond{L: &k.mu}}
	k.workers.Add(1)
	go w.work()
}

// work runs processes until the run is over.
func (w *worker) work() {
	k := w.k
	defer k.workers.Done()
	makeRoom(len(w.next.label))
	for p := w.next; p != nil; p = w.rest() {
		k.run(p)
	}
}

// makeRoom grows the goroutine's stack while it is short: growing it bit by bit
// below a deep conversation copies it every time.
//
//go:noinline
func makeRoom(n int) byte {
	var room [7 << 10]byte
	return room[n%len(room)]
}

// rest waits for the next process; there is none when the run is over.
func (w *worker) rest() *process {
	k := w.k
	k.mu.Lock()
	defer k.mu.Unlock()
	w.next = nil
	k.idle = append(k.idle, w)
	for w.next == nil && !k.stopped {
		w.cond.Wait()
	}
	return w.next
}

// run calls a process's function, and tells of its panic.
func (k *Kernel) run(p *process) {
	defer func() {
		v := recover()
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.running, p)
		if v != nil && k.OnPanic != nil && !k.stopped {
			k.OnPanic(Panic{Process: p.label, Value: fmt.Sprint(v), Stack: string(debug.Stack())})
		}
	}()
	p.f()
}

// Processes lists the labels of the processes that have not ended, oldest
// first. Called with the lock held.
func (k *Kernel) Processes() []string {
	list := make([]*process, 0, len(k.running))
	for p := range k.running {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *process) int { return a.num - b.num })
	labels := make([]string, len(list))
	for i, p := range list {
		labels[i] = p.label
	}
	return labels
}

// Sleep blocks the calling process until d has passed, or returns ErrStopped. On
// a machine without power, hold keeps it asleep.
func (k *Kernel) Sleep(d time.Duration, key int, hold *Hold) error {
	k.Lock()
	defer k.Unlock()
	g := k.NewGate(hold)
	defer g.Close()
	done := false
	t := k.Post(k.now+max(d, 0), key, func() { done = true; g.Wake() })
	for !done {
		if err := g.Wait(); err != nil {
			t.Cancel()
			return err
		}
	}
	return nil
}
