// Package sim is the front door of the engine: a scenario goes in, a trace comes
// out.
//
//	(scenario, seed, inputs) -> trace
//
// Everything that a person sees is a function of the trace; see the packages
// replay, dialogue, story, explain and transcript.
package sim

import (
	"cmp"
	"context"
	"errors"
	"runtime/debug"

	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/world"
)

// Options change how a scenario runs.
type Options struct {
	// Seed takes the place of the scenario's own.
	Seed *uint64
	// Inputs are what is done to the world while it runs, in the order of time.
	Inputs []*scenario.Input
	// Record takes the place of the scenario's own: how much is recorded of the same
	// run.
	Record scenario.Record
	// Each takes every event as it comes; the trace that Run returns has none then. It is
	// called inside the run, and waits for nothing of it.
	Each func(trace.Event)
}

func (o Options) recording() world.Recording { return world.Recording{Level: o.Record, Each: o.Each} }

func (o Options) seed(s *scenario.Scenario) uint64 {
	if o.Seed != nil {
		return *o.Seed
	}
	return s.Seed
}

// Header is what a run's trace begins with.
func Header(s *scenario.Scenario, o Options) trace.Header {
	return world.HeaderOf(s, o.seed(s), cmp.Or(o.Record, s.Record))
}

// Run runs a whole scenario in virtual time, as fast as the machine can. The
// trace of a run that met a limit, or that ctx ended, is whole up to there, and
// its last event says why. An error means that there was no run: the world could
// not be built, or would not end.
func Run(ctx context.Context, s *scenario.Scenario, o Options) (*trace.Trace, error) {
	return world.Run(ctx, s, o.seed(s), o.recording(), o.Inputs)
}

// World is a scenario that runs as far as it is told, and is held: it can be looked
// at, and things can be done to it. Run is the special case in which all that will be
// done is known, and nobody looks before the end.
type World = world.Session

// Open builds a world and holds it before anything happens, with the inputs of the
// options fed. Whoever opens one closes it, or ends ctx.
func Open(ctx context.Context, s *scenario.Scenario, o Options) (*World, error) {
	w, err := world.Open(ctx, s, o.seed(s), o.recording())
	if err != nil {
		return nil, err
	}
	if err := w.Feed(o.Inputs...); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// Program names the program that runs: its version, and the revision that it was built of
// where that is known.
func Program(version string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				version += "+" + s.Value[:12]
			}
		}
	}
	return version
}

// Why an input is not taken: see World.Feed.
var (
	ErrPast  = world.ErrPast
	ErrEnded = world.ErrEnded
)
