// Package leaktest tells whether a test left goroutines behind. It is used by
// tests alone.
package leaktest

import (
	"runtime"
	"testing"
	"time"
)

// patience is how long what is about to end may take to do so. A goroutine that
// has told its end still has to be given a processor to leave, and nothing tells
// when it has; only a test that fails waits this long.
const patience = 30 * time.Second

// Check counts the goroutines; what it returns fails the test if there are more
// of them than then, and shows them all.
//
//	defer leaktest.Check(t)()
func Check(t testing.TB) func() {
	before := runtime.NumGoroutine()
	return func() {
		t.Helper()
		if Settles(runtime.NumGoroutine, before) {
			return
		}
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks)
	}
}

// Settles tells whether a count comes down to what it was, and leaves it time.
func Settles(count func() int, was int) bool {
	for range patience / (10 * time.Millisecond) {
		if count() <= was {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return count() <= was
}
