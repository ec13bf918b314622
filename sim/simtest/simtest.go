// Package simtest is how a test comes by a run: a text or a lesson is read and simulated, and whatever goes wrong on
// the way ends the test with the reason in words.
//
// It promises nothing of its own: what a scenario means is sim/scenario's, and what happens sim's. Only tests import it.
package simtest

import (
	"context"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// T is a test, a benchmark, or a check of a property.
type T interface {
	Helper()
	Fatal(args ...any)
}

// Scenario reads a scenario. Warnings are let pass.
func Scenario[Text string | []byte](t T, src Text) *scenario.Scenario {
	t.Helper()
	return parse(t, "scenario.yaml", []byte(src))
}

// Lesson reads one of the lessons.
func Lesson(t T, slug string) *scenario.Scenario {
	t.Helper()
	src, err := scenarios.Read(slug)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, slug+".yaml", src)
}

func parse(t T, name string, src []byte) *scenario.Scenario {
	t.Helper()
	s, problems := scenario.Parse(name, src)
	if s == nil {
		t.Fatal(problems.Render(lang.EN, false))
	}
	return s
}

// Run simulates a scenario.
func Run(t T, s *scenario.Scenario, o sim.Options) *trace.Trace {
	t.Helper()
	tr, err := sim.Run(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}
