package relay

import (
	"container/heap"
	"slices"
	"time"
)

// lines are what waits for one destination: what is due, in the order of its arrival, and what is not yet, by when it will
// be. A campaign makes queues of tens of thousands of lines: taking one and putting it off must not look at all the others.
type lines struct {
	due   byArrival
	later byTime
	busy  map[*line]struct{} // an attempt is being made
}

// add puts a line where it belongs at an instant.
func (w *lines) add(l *line, now time.Time) {
	delete(w.busy, l)
	if l.next.After(now) {
		heap.Push(&w.later, l)
		return
	}
	heap.Push(&w.due, l)
}

// first is the line that is due and came first; nil: there is none.
func (w *lines) first(now time.Time) *line {
	for len(w.later) > 0 && !w.later[0].next.After(now) {
		heap.Push(&w.due, heap.Pop(&w.later))
	}
	if len(w.due) == 0 {
		return nil
	}
	return w.due[0]
}

// take gives the first line away: it is busy until it is added again or dropped.
func (w *lines) take(now time.Time) *line {
	if w.first(now) == nil {
		return nil
	}
	l := heap.Pop(&w.due).(*line)
	if w.busy == nil {
		w.busy = map[*line]struct{}{}
	}
	w.busy[l] = struct{}{}
	return l
}

// drop forgets a busy line.
func (w *lines) drop(l *line) { delete(w.busy, l) }

// len is how many there are.
func (w *lines) len() int { return len(w.due) + len(w.later) + len(w.busy) }

// all lists them in the order of their arrival.
func (w *lines) all() []*line {
	list := slices.Concat([]*line(w.due), []*line(w.later))
	for l := range w.busy {
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b *line) int { return a.arrival - b.arrival })
	return list
}

// isBusy tells whether an attempt at a line is being made.
func (w *lines) isBusy(l *line) bool { _, ok := w.busy[l]; return ok }

type byArrival []*line

func (h byArrival) Len() int           { return len(h) }
func (h byArrival) Less(i, j int) bool { return h[i].arrival < h[j].arrival }
func (h byArrival) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *byArrival) Push(x any)        { *h = append(*h, x.(*line)) }
func (h *byArrival) Pop() any          { return pop((*[]*line)(h)) }

type byTime []*line

func (h byTime) Len() int { return len(h) }
func (h byTime) Less(i, j int) bool {
	if !h[i].next.Equal(h[j].next) {
		return h[i].next.Before(h[j].next)
	}
	return h[i].arrival < h[j].arrival
}
func (h byTime) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *byTime) Push(x any)   { *h = append(*h, x.(*line)) }
func (h *byTime) Pop() any     { return pop((*[]*line)(h)) }

func pop(list *[]*line) *line {
	n := len(*list) - 1
	l := (*list)[n]
	(*list)[n], *list = nil, (*list)[:n]
	return l
}
