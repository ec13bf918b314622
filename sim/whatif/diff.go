package whatif

import (
	"io"
	"reflect"

	"posta/sim/trace"
)

// Fork is where two runs part.
type Fork struct {
	// Seq is the first event that differs: up to the one before it, both runs have
	// the same events with the same numbers. 0: they never part.
	Seq int
	// A and B are that event in either run; the zero Event where a run has none.
	A, B trace.Event
}

// Same tells whether the runs never part.
func (f Fork) Same() bool { return f.Seq == 0 }

// Diff finds the first event in which two traces differ. What was known before the
// first event is not compared: the list of faults may differ, and so may a title.
func Diff(a, b *trace.Trace) Fork {
	for i := range max(len(a.Events), len(b.Events)) {
		x, y := a.At(i+1), b.At(i+1)
		if !same(x, y) {
			return Fork{Seq: i + 1, A: x, B: y}
		}
	}
	return Fork{}
}

// DiffRead is Diff of two traces that are read as far as they are the same, and held no further than an event; n is how many events
// were the same.
func DiffRead(a, b *trace.Reader) (f Fork, n int, err error) {
	next := func(r *trace.Reader) (trace.Event, error) {
		e, err := r.Next()
		if err == io.EOF {
			return trace.Event{}, nil
		}
		return e, err
	}
	for ; ; n++ {
		x, err := next(a)
		if err != nil {
			return Fork{}, n, err
		}
		y, err := next(b)
		switch {
		case err != nil:
			return Fork{}, n, err
		case !same(x, y):
			return Fork{Seq: n + 1, A: x, B: y}, n, nil
		case x.Fact == nil:
			return Fork{}, n, nil
		}
	}
}

func same(x, y trace.Event) bool {
	return x.Seq == y.Seq && x.At == y.At && x.Host == y.Host && x.Conn == y.Conn && x.Cause == y.Cause && reflect.DeepEqual(x.Fact, y.Fact)
}

// By tells which fault a fact is of.
func By(f trace.Fact) (fault int, ok bool) {
	switch f := f.(type) {
	case trace.FaultActed:
		return f.Fault, true
	case trace.PolicyChecked:
		return f.Fault - 1, f.Fault > 0
	}
	return 0, false
}
