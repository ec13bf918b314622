package sim

import (
	"context"
	"slices"

	"posta/sim/blame"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
)

// Judge runs a scenario again without faults that may be why something failed, where
// the trace leaves that open, and puts what comes of it beside the trace
// (trace.Trace.Rulings). Most traces leave nothing open, and cost nothing here; an
// ended ctx leaves them as they are.
func Judge(ctx context.Context, s *scenario.Scenario, o Options, t *trace.Trace) {
	t.Rulings = nil
	if len(s.Faults) == 0 && len(o.Inputs) == 0 {
		return
	}
	told := story.Of(t)
	charges := blame.Open(told)
	runs := blame.Without(charges)
	others := make([]*story.Story, len(runs))
	for i, faults := range runs {
		again := Options{Seed: o.Seed, Record: o.Record, Inputs: spare(o.Inputs, faults)}
		if other, err := Run(ctx, scenario.Without(s, faults...), again); err == nil && ctx.Err() == nil {
			others[i] = story.Of(other)
		}
	}
	t.Rulings = blame.Judge(told, charges, func(faults []int) *story.Story {
		i := slices.IndexFunc(runs, func(r []int) bool { return slices.Equal(r, faults) })
		if i < 0 {
			return nil
		}
		return others[i]
	})
}

// spare leaves out the inputs that switch some faults on.
func spare(inputs []*scenario.Input, faults []int) []*scenario.Input {
	return slices.DeleteFunc(slices.Clone(inputs), func(in *scenario.Input) bool {
		b, ok := in.Do.(*scenario.Break)
		return ok && slices.Contains(faults, b.Fault.Index)
	})
}
