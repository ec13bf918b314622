package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/many"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// maxSeeds is how many seeds are tried in one go.
const maxSeeds = 100_000

// luck is what came of a scenario with one seed.
type luck struct {
	Seed  uint64
	Hash  string
	Wrong []lang.Text // what did not come true, and why it ended if not by itself
	err   error
}

// runSeeds runs a scenario with n seeds from the first one on, as many at a time as there are processors, and tells with which
// of them something that it expects does not come true.
func runSeeds(c console, name string, faults []string, hashes bool, n int, o sim.Options, on busFlags) int {
	s, ok := load(c, name)
	if !ok {
		return exitUsage
	}
	asIs := s.Source
	if s, ok = withFaults(c, s, faults); !ok {
		return exitUsage
	}
	s = c.decidable(s, o.Record)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	first := s.Seed
	if o.Seed != nil {
		first = *o.Seed
	}
	if first+uint64(n)-1 > maxSeed {
		c.fail(lang.Sprintf("--seeds %d desde la semilla %d: la mayor es %d", "--seeds %d from seed %d on: the largest is %d", n, first, uint64(maxSeed)))
		return exitUsage
	}
	defer collectLess()()
	bad, hashed := 0, map[string]bool{}
	all, asked, ok := on.seedsOn(c, ctx, seedsJob{File: s.Name + ".yaml", Source: asIs, Lang: c.lang, Faults: faults, Record: o.Record, First: first}, n)
	switch {
	case !ok:
		return exitUsage
	case !asked:
		all = many.InOrder(n, func(i int) luck { return tryLuck(ctx, s, o, first+uint64(i)) })
	}
	for _, l := range all {
		switch {
		case l.err != nil && ctx.Err() == nil:
			c.fail(lang.Sprintf("no se puede simular %s con la semilla %d: %v", "cannot simulate %s with seed %d: %v", name, l.Seed, l.err))
			return exitUsage
		case ctx.Err() != nil:
			c.fail(endReason(trace.RunEnded{Reason: trace.EndCancelled}))
			return exitFailed
		case hashes:
			fmt.Fprintln(c.out, l.Seed, l.Hash)
		}
		hashed[l.Hash] = true
		if len(l.Wrong) > 0 {
			bad++
		}
		for _, why := range l.Wrong {
			fmt.Fprintf(c.beside(hashes), "%s\n", lang.Sprintf("semilla %d: %s", "seed %d: %s", l.Seed, why).In(c.lang))
		}
	}
	fmt.Fprintln(c.beside(hashes), luckSummary(n, bad, len(hashed)).In(c.lang))
	if bad > 0 {
		return exitFailed
	}
	return exitOK
}

// beside is where what is told goes: beside hashes it is in nobody's way.
func (c console) beside(hashes bool) io.Writer {
	if hashes {
		return c.err
	}
	return c.out
}

func tryLuck(ctx context.Context, s *scenario.Scenario, o sim.Options, seed uint64) luck {
	o.Seed = &seed
	t, err := sim.Run(ctx, s, o)
	if err != nil {
		return luck{Seed: seed, err: err}
	}
	l := luck{Seed: seed, Hash: t.Hash()}
	for _, r := range expect.Failed(results(s, t)) {
		l.Wrong = append(l.Wrong, unmet(r))
	}
	l.Wrong = append(l.Wrong, troubles(t)...)
	return l
}

// luckSummary says what came of all of them.
func luckSummary(n, bad, different int) lang.Text {
	var sum lang.Text
	switch {
	case n == 1 && bad == 0:
		return lang.Sprintf("Con ella se cumple todo lo esperado.", "With it everything that is expected comes true.")
	case n == 1:
		return lang.Sprintf("Con ella no se cumple todo lo esperado.", "With it not everything that is expected comes true.")
	case bad == 0:
		sum = lang.Sprintf("Con las %d semillas se cumple todo lo esperado.", "With all %d seeds everything that is expected comes true.", n)
	case bad == n:
		sum = lang.Sprintf("Con ninguna de las %d semillas se cumple todo lo esperado.", "With none of the %d seeds everything that is expected comes true.", n)
	default:
		sum = lang.Sprintf("Con %d de las %d semillas se cumple todo lo esperado; con %d, no.", "With %d of the %d seeds everything that is expected comes true; with %d it does not.", n-bad, n, bad)
	}
	if different == 1 {
		return lang.Sprintf("%s Las trazas son la misma: aquí nada depende del azar.", "%s The traces are the same: nothing here is random.", sum)
	}
	return lang.Sprintf("%s Trazas distintas: %d.", "%s Different traces: %d.", sum, different)
}
