// Package odds asks when a letter was lost: how good its chance was, seen from each moment
// of a run.
//
// In the e-mail's journey it is the inquest. Up to a moment a run is as it was; from there
// on everything random falls anew (the input "seed"), as often as is asked for, and of so
// many runs so many see every letter arrive. Where the share falls, something was decided.
// In a run in which nothing is random it falls from everything to nothing at one step, or
// is nothing from the beginning: then no luck would have helped.
package odds

import (
	"context"
	"fmt"
	"slices"
	"time"

	"posta/sim"
	"posta/sim/form"
	"posta/sim/many"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
)

// What is asked for at most.
const (
	MaxMoments = 200
	MaxRuns    = 1000 // from one moment
)

// Point is how good the chance was at a moment.
type Point struct {
	At            time.Duration // everything of that instant has happened
	Arrived, Runs int
}

// Curve runs the scenario anew from each moment, n times. The moments stand in the order
// of time.
func Curve(ctx context.Context, s *scenario.Scenario, o sim.Options, moments []time.Duration, n int) ([]Point, error) {
	moments, n = moments[:min(len(moments), MaxMoments)], min(n, MaxRuns)
	type one struct {
		arrived bool
		err     error
	}
	points := make([]Point, len(moments))
	for i, r := range many.InOrder(len(moments)*n, func(i int) one {
		arrived, err := again(ctx, s, o, moments[i/n], uint64(i%n)+1)
		return one{arrived, err}
	}) {
		if r.err != nil {
			return nil, r.err
		}
		p := &points[i/n]
		p.At, p.Runs = moments[i/n], p.Runs+1
		if r.arrived {
			p.Arrived++
		}
	}
	return points, nil
}

// Chance is how many of n runs see every letter arrive, seen from a moment: those after the
// first few. It is a slice of a Curve, for who has other things to do in between.
func Chance(ctx context.Context, s *scenario.Scenario, o sim.Options, at time.Duration, first, n int) (arrived int, err error) {
	for i := first; i < min(first+n, MaxRuns); i++ {
		yes, err := again(ctx, s, o, at, uint64(i)+1)
		if err != nil {
			return 0, err
		}
		if yes {
			arrived++
		}
	}
	return arrived, nil
}

// Moments are steps at different instants, most of them at most, in the order of time: the
// last of an instant, when everything of it has happened, and the last of all.
func Moments(steps []*story.Step, most int) (list []*story.Step) {
	for _, st := range steps {
		if n := len(list); n > 0 && list[n-1].End >= st.End {
			list[n-1] = st
			continue
		}
		list = append(list, st)
	}
	for len(list) > most { // every other one
		var fewer []*story.Step
		for i, st := range list {
			if (len(list)-1-i)%2 == 0 {
				fewer = append(fewer, st)
			}
		}
		list = fewer
	}
	return list
}

// again runs a scenario in which everything random falls anew from an instant on. What was
// done to its world is done again.
func again(ctx context.Context, s *scenario.Scenario, o sim.Options, at time.Duration, seed uint64) (bool, error) {
	in, problems := reseed(s, at, seed)
	if len(problems) > 0 {
		return false, problems
	}
	n := slices.IndexFunc(o.Inputs, func(other *scenario.Input) bool { return other.At > in.At })
	if n < 0 {
		n = len(o.Inputs)
	}
	o.Inputs = slices.Insert(slices.Clone(o.Inputs), n, in)
	t, err := sim.Run(ctx, s, o)
	if err != nil {
		return false, err
	}
	return Arrived(t), nil
}

func reseed(s *scenario.Scenario, at time.Duration, seed uint64) (*scenario.Input, form.Problems) {
	return scenario.NewInputReader(s).Line("odds", 1, fmt.Sprintf("{at: %dms, seed: %d}", (at+time.Millisecond-1)/time.Millisecond, seed))
}

// Arrived tells whether every letter that somebody wrote lies in as many mailboxes as it
// had recipients.
func Arrived(t *trace.Trace) bool {
	missing := map[string]int{}
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.MessageComposed:
			missing[f.MessageID] += len(f.To) + len(f.Bcc)
		case trace.MailboxStored:
			if f.How == trace.ArrivalDelivered {
				missing[f.MessageID]--
			}
		}
	}
	for id, n := range missing {
		if n > 0 && id != "" {
			return false
		}
	}
	return len(missing) > 0
}

// Fell is the index of the point at which the chance fell most, from the one before it;
// -1 where it never fell.
func Fell(points []Point) int {
	at, most := -1, 0
	for i := 1; i < len(points); i++ {
		if fall := points[i-1].Arrived - points[i].Arrived; fall > most {
			at, most = i, fall
		}
	}
	return at
}
