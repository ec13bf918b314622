// Package many runs many worlds beside each other: one for each processor that there is, whose results are taken in order.
//
// It is no part of an email's journey. A world is sequential: only one of its processes runs at a time, and waking a second
// processor for it costs more than it gives. But worlds know nothing of each other, so that twenty seeds, or the homework of a
// class, take the time of one core divided by the number of cores.
//
// It promises that what is taken does not depend on how many processors there are or which of them was faster: each result is
// of its index alone, and they come in the order of their indices. At most twice as many as there are processors wait to be
// taken. It knows nothing of what it runs.
package many

import (
	"iter"
	"runtime"
)

// InOrder gives run(0), run(1) ... run(n-1), each worked out in a goroutine of its own while others are. Whoever takes no more
// of them leaves behind only what was begun, which ends by itself.
func InOrder[T any](n int, run func(i int) T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		workers := max(1, min(runtime.GOMAXPROCS(0), n))
		begun := make(chan chan T, workers)
		enough := make(chan struct{})
		defer close(enough)
		go begin(n, workers, run, begun, enough)
		i := 0
		for result := range begun {
			if !yield(i, <-result) {
				return
			}
			i++
		}
	}
}

// begin sets them going, so many at a time, until there are enough.
func begin[T any](n, workers int, run func(i int) T, begun chan<- chan T, enough <-chan struct{}) {
	defer close(begun)
	free := make(chan struct{}, workers)
	for i := range n {
		select {
		case <-enough:
			return
		case free <- struct{}{}:
		}
		result := make(chan T, 1) // nobody need take it
		select {
		case <-enough:
			return
		case begun <- result:
		}
		go func() {
			defer func() { <-free }()
			result <- run(i)
		}()
	}
}
