package odds_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/odds"
	"posta/sim/scenario"
	"posta/sim/simtest"
)

func read(t *testing.T, name, src string) *scenario.Scenario {
	t.Helper()
	s := simtest.Scenario(t, src)
	return s
}

func curve(t *testing.T, s *scenario.Scenario, n int, at ...time.Duration) []odds.Point {
	t.Helper()
	points, err := odds.Curve(context.Background(), s, sim.Options{}, at, n)
	if err != nil {
		t.Fatal(err)
	}
	return points
}

// TestWhereNothingIsRandom the chance is all or nothing from the beginning.
func TestWhereNothingIsRandom(t *testing.T) {
	for slug, want := range map[string]int{"first-email": 3, "unknown-user": 0} {
		src, err := scenarios.Read(slug)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range curve(t, read(t, slug+".yaml", string(src)), 3, 0, 100*time.Millisecond, time.Second) {
			if p.Arrived != want || p.Runs != 3 {
				t.Errorf("%s: %+v, want %d", slug, p, want)
			}
		}
	}
}

// flaky loses a letter's way by chance: each attempt is answered 554 with one chance in two.
const flaky = `posta: 1
title: Flaky
seed: %SEED
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
faults:
  - answer: {host: mail.beta.test, service: smtp, command: RCPT, code: 550, chance: 50%}
script:
  - at: 1min
    send: {from: alicia, to: benito@beta.test}
`

// TestAChanceFallsWhereItIsDecided: before the answer about half of the runs arrive; after
// it, all of them or none.
func TestAChanceFallsWhereItIsDecided(t *testing.T) {
	s := read(t, "flaky.yaml", string([]byte(replace(flaky, "1"))))
	points := curve(t, s, 40, 0, 2*time.Minute)
	if p := points[0]; p.Arrived < 8 || p.Arrived > 32 {
		t.Errorf("before anything is decided %d of %d arrive", p.Arrived, p.Runs)
	}
	if p := points[1]; p.Arrived != 0 && p.Arrived != p.Runs {
		t.Errorf("after everything is decided %d of %d arrive", p.Arrived, p.Runs)
	}
	if fell := odds.Fell(points); (fell == 1) != (points[1].Arrived == 0) {
		t.Errorf("it fell at %d: %v", fell, points)
	}
	if again := curve(t, s, 40, 0, 2*time.Minute); !slices.Equal(points, again) {
		t.Errorf("%v, then %v", points, again)
	}
}

func replace(src, seed string) string {
	i := len("posta: 1\ntitle: Flaky\nseed: ")
	return src[:i] + seed + src[i+len("%SEED"):]
}
