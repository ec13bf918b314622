// Package sim is the front door of the engine: a scenario goes in, a trace comes
// out.
//
//	(scenario, seed) -> trace
//
// Everything that a person sees is a function of the trace; see the packages
// replay, dialogue, story, explain and transcript.
package sim

import (
	"context"

	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/world"
)

// Options change how a scenario runs.
type Options struct {
	// Seed takes the place of the scenario's own.
	Seed *uint64
}

// Run runs a whole scenario in virtual time, as fast as the machine can. The
// trace of a run that met a limit, or that ctx ended, is whole up to there, and
// its last event says why. An error means that there was no run: the world could
// not be built, or would not end.
func Run(ctx context.Context, s *scenario.Scenario, o Options) (*trace.Trace, error) {
	seed := s.Seed
	if o.Seed != nil {
		seed = *o.Seed
	}
	return world.Run(ctx, s, seed)
}
