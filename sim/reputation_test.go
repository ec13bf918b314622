package sim_test

import (
	"slices"
	"strconv"
	"testing"

	"posta/sim"
	"posta/sim/simtest"
	"posta/sim/trace"
)

// TestReputationOverWeeks: a sender that nobody complains of gets through; one that writes to traps and to people who complain is filed,
// put off and refused, in that order; and what is decided is the sum that is shown.
func TestReputationOverWeeks(t *testing.T) {
	const weeks = `posta: 1
title: Weeks
domains:
  tienda.test: {users: [hola], spf: mx -all, dkim: {selector: s1, key: ed25519}}
  grande.test:
    people:
      - {name: fiel, count: 40, readers: {opens: 60%, complains: 0, unsubscribes: 0, after: 1h}}
      - {name: comprado, count: 60, dead: 20%, traps: 10%, readers: {opens: 2%, complains: 20%, unsubscribes: 0, after: 1h}}
hosts:
  mail.grande.test: {policy: [spf: {}, dkim: {}, reputation: {volume: 20}]}
  mail.tienda.test: {retry: {lifetime: 1d}}
record: decisions
limits: {time: 200d, events: 1000000}
script:
  - send: {from: hola, to: hola, envelope_to: ['fiel1..40@grande.test'], subject: Hola, body: Hola}
    repeat: {times: 3, every: 7d}
  - send: {from: hola, to: hola, envelope_to: ['comprado1..60@grande.test'], subject: Oferta, body: Compra}
    after: 7d
    repeat: {times: 4, every: 7d}
`
	tr := simtest.Run(t, simtest.Scenario(t, weeks), sim.Options{})
	var met []string
	for _, e := range tr.Events {
		f, ok := e.Fact.(trace.PolicyChecked)
		if !ok || f.Check != "reputation" {
			continue
		}
		if len(met) == 0 || met[len(met)-1] != f.Result {
			met = append(met, f.Result)
		}
		worst := 0
		for i, identity := range f.Steps {
			sum := 0
			for _, line := range identity.Steps {
				sum += points(t, line.Args)
			}
			if said := points(t, identity.Args); said != sum {
				t.Errorf("event %d: the lines of %v come to %d, and it says %d", e.Seq, identity.Args, sum, said)
			}
			if i == 0 || sum < worst {
				worst = sum
			}
		}
		if decided := points(t, f.Details); decided != worst {
			t.Errorf("event %d: it decides by %d, and the worst sum is %d", e.Seq, decided, worst)
		}
	}
	if len(met) == 0 || met[0] != "good" || !slices.Contains(met, "bad") && !slices.Contains(met, "slowed") {
		t.Errorf("the letters met %v", met)
	}
	if first, last := slices.Index(met, "good"), len(met)-1; first != 0 || met[last] == "good" {
		t.Errorf("after the bought list the letters met %v", met)
	}
}

// points is the argument of that name.
func points(t *testing.T, args []trace.Argument) int {
	t.Helper()
	for _, a := range args {
		if a.Name == "points" {
			n, err := strconv.Atoi(a.Value)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("%v has no points", args)
	return 0
}
