//go:build !js

package main

import (
	"context"
	"fmt"
	"iter"

	"posta/sim"
	"posta/sim/lang"
	"posta/sim/scenario"
)

// seedsAtOnce are how many seeds are one job.
const seedsAtOnce = 16

// seedsJob is a scenario and some seeds.
type seedsJob struct {
	File   string
	Source []byte
	Lang   lang.Lang
	Faults []string
	Record scenario.Record
	First  uint64
	N      int
}

// doSeeds tries them.
func doSeeds(ctx context.Context, j seedsJob) ([]luck, error) {
	s, problems := scenario.Parse(j.File, j.Source)
	if s == nil {
		return nil, problems
	}
	s = scenario.In(s, j.Lang)
	for _, fault := range j.Faults {
		if s, problems = scenario.WithFault(s, fault); len(problems) > 0 {
			return nil, problems
		}
	}
	s, _ = decided(s, j.Record)
	var list []luck
	for i := range min(j.N, seedsAtOnce) {
		l := tryLuck(ctx, s, sim.Options{Record: j.Record}, j.First+uint64(i))
		if l.err != nil {
			return nil, fmt.Errorf("seed %d: %w", l.Seed, l.err)
		}
		list = append(list, l)
	}
	return list, nil
}

// seedsOn tries seeds on a bus, where one is asked for.
func (b *busFlags) seedsOn(c console, ctx context.Context, j seedsJob, n int) (all iter.Seq2[int, luck], asked, ok bool) {
	a, asked := b.address(c)
	if !asked {
		return nil, false, true
	}
	jobs, ok := spread[seedsJob, []luck](c, ctx, a, "seeds", (n+seedsAtOnce-1)/seedsAtOnce, func(i int) seedsJob {
		j := j
		j.First += uint64(i * seedsAtOnce)
		j.N = min(seedsAtOnce, n-i*seedsAtOnce)
		return j
	})
	if !ok {
		return nil, true, false
	}
	return func(yield func(int, luck) bool) {
		at := 0
		for i, x := range jobs {
			if x.err != nil {
				yield(at, luck{Seed: j.First + uint64(i*seedsAtOnce), err: x.err})
				return
			}
			for _, l := range x.result {
				if !yield(at, l) {
					return
				}
				at++
			}
		}
	}, true, true
}
