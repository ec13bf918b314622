package sim_test

import (
	"context"
	"runtime"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// tester is what testing's and rapid's T have in common.
type tester interface {
	Helper()
	Error(...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

// lesson reads a built-in scenario; one that is not valid fails the test.
func lesson(tb testing.TB, slug string) *scenario.Scenario {
	tb.Helper()
	src, err := scenarios.Read(slug)
	if err != nil {
		tb.Fatal(err)
	}
	return parse(tb, slug+".yaml", string(src))
}

func parse(tb tester, name, src string) *scenario.Scenario {
	tb.Helper()
	s, problems := scenario.Parse(name, []byte(src))
	if s == nil {
		tb.Fatalf("%s is not valid: %v", name, problems)
	}
	return s
}

func run(tb tester, s *scenario.Scenario, o sim.Options) *trace.Trace {
	tb.Helper()
	t, err := sim.Run(context.Background(), s, o)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// networkEvents counts the events of connections and packets.
func networkEvents(t *trace.Trace) int {
	n := 0
	for _, e := range t.Events {
		switch e.Fact.(type) {
		case trace.PacketSent, trace.PacketReceived, trace.PacketLost, trace.DataSent, trace.DataReceived,
			trace.ConnOpening, trace.ConnAccepted, trace.ConnEstablished, trace.ConnFailed, trace.ConnClosed, trace.ConnEnded:
			n++
		}
	}
	return n
}

// BenchmarkJourney is the whole of the opening lesson, from a scenario that has
// been read to a finished trace.
func BenchmarkJourney(b *testing.B) {
	s := lesson(b, "first-email")
	events := networkEvents(run(b, s, sim.Options{}))
	b.ReportAllocs()
	for b.Loop() {
		run(b, s, sim.Options{})
	}
	perSecond := float64(b.N) / b.Elapsed().Seconds()
	b.ReportMetric(perSecond, "journeys/s")
	b.ReportMetric(perSecond*float64(events), "network-events/s")
	runtime.KeepAlive(s)
}
