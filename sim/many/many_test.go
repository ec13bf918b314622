package many_test

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/many"
	"posta/sim/scenario"
	"posta/sim/simtest"
)

func TestResultsComeInOrder(t *testing.T) {
	for _, n := range []int{0, 1, 2, 100} {
		next := 0
		for i, square := range many.InOrder(n, func(i int) int {
			if i%7 == 0 {
				runtime.Gosched() // some take longer than others
			}
			return i * i
		}) {
			if i != next || square != i*i {
				t.Fatalf("of %d: %d gives %d, and %d was due", n, i, square, next)
			}
			next++
		}
		if next != n {
			t.Errorf("%d results of %d", next, n)
		}
	}
}

// TestNoMoreThanIsTaken: who has seen enough does not pay for the rest.
func TestNoMoreThanIsTaken(t *testing.T) {
	var begun atomic.Int32
	for i := range many.InOrder(1000, func(int) int { begun.Add(1); return 0 }) {
		if i == 3 {
			break
		}
	}
	if n, most := int(begun.Load()), 4+3*runtime.GOMAXPROCS(0); n > most {
		t.Errorf("%d were begun, and %d are enough", n, most)
	}
}

// TestWorldsKnowNothingOfEachOther: beside others a world is what it is alone.
func TestWorldsKnowNothingOfEachOther(t *testing.T) {
	var lessons []*scenario.Scenario
	for _, slug := range []string{"first-email", "greylisting", "starttls", "first-email"} {
		s := simtest.Lesson(t, slug)
		lessons = append(lessons, s)
	}
	const seeds = 4
	hash := func(i int) string {
		seed := uint64(i % seeds)
		tr, err := sim.Run(context.Background(), lessons[i/seeds], sim.Options{Seed: &seed})
		if err != nil {
			return err.Error()
		}
		return tr.Hash()
	}
	for i, beside := range many.InOrder(seeds*len(lessons), hash) {
		if alone := hash(i); beside != alone {
			t.Errorf("%s with seed %d: %s beside others, and alone %s", lessons[i/seeds].Name, i%seeds, beside, alone)
		}
	}
}

// BenchmarkSeeds is the opening lesson with one seed after the other, on as many processors as there are.
func BenchmarkSeeds(b *testing.B) {
	src, err := scenarios.Read("first-email")
	if err != nil {
		b.Fatal(err)
	}
	s, _ := scenario.Parse("first-email.yaml", src)
	b.ResetTimer()
	for _, err := range many.InOrder(b.N, func(i int) error {
		seed := uint64(i)
		_, err := sim.Run(context.Background(), s, sim.Options{Seed: &seed})
		return err
	}) {
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "journeys/s")
}
