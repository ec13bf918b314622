package sim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"posta/sim"
	"posta/sim/invariant"
	"posta/sim/trace"
)

// TestDarkMachinesDoNothing: at the instant at which a machine is switched off, before or
// after whatever it was to do, it does nothing more; when it is on again it goes on.
func TestDarkMachinesDoNothing(t *testing.T) {
	for name, act := range map[string]string{
		"send":   "send: {from: alicia, to: benito@beta.test}",
		"fetch":  "fetch: alicia",
		"lookup": "lookup: {from: laptop-alicia, name: beta.test, type: MX}",
		"greet":  "greet: {from: laptop-alicia, to: mail.beta.test}",
	} {
		for order, steps := range map[string]string{
			"before": "- %s\n    at: 1h\n  - down: laptop-alicia\n    at: 1h\n  - up: laptop-alicia\n    at: 2h\n",
			"after":  "- down: laptop-alicia\n    at: 1h\n  - %s\n    at: 1h\n  - up: laptop-alicia\n    at: 2h\n",
			"window": "- %s\n    at: 1h\ndevices: {laptop-alicia: {down: {from: 1h, to: 2h}}}\n",
			"third":  "- wait: 1h\n  - %s\n    at: 1h\n  - fetch: benito@beta.test\n    at: 1h\n  - down: laptop-alicia\n    at: 1h\n  - up: laptop-alicia\n    at: 2h\n",
		} {
			t.Run(name+" "+order, func(t *testing.T) {
				s := parse(t, "dark.yaml", "posta: 1\ntitle: Dark\ndomains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}\nscript:\n  "+fmt.Sprintf(steps, act))
				tr := run(t, s, sim.Options{})
				for _, v := range invariant.Check(tr) {
					t.Error(v)
				}
				began := false
				for _, e := range tr.Events {
					switch f := e.Fact.(type) {
					case trace.HostDown, trace.HostUp, trace.ActionStarted:
						continue
					case trace.ActionEnded:
						verb := s.Script[f.Index].Do.Verb()
						if verb == "down" || verb == "up" {
							continue
						}
						if !f.OK && f.Why.Code == trace.CauseHostOff {
							began = true // who comes to a dark machine does not get far
							continue
						}
						began = began || e.Host == "laptop-alicia"
					}
					if e.Host == "laptop-alicia" && e.At < 2*time.Hour {
						t.Errorf("at %v the dark laptop has a %s", e.At, e.Kind())
					}
				}
				if !began {
					t.Error("it never went on")
				}
			})
		}
	}
}

// TestStepsOfOneInstant: all begin, in the script's order, before a machine goes about any
// of them; then each machine does, in that order.
func TestStepsOfOneInstant(t *testing.T) {
	tr := run(t, parse(t, "together.yaml", `posta: 1
title: Together
domains: {alfa.test: {users: [alicia, ana]}, beta.test: {users: [benito]}}
script:
  - send: {from: ana, to: benito@beta.test}
  - send: {from: alicia, to: benito@beta.test}
    after: 0
  - change: {domain: beta.test, add: '@ TXT "now"'}
    after: 0
`), sim.Options{})
	var order []string
	for _, e := range tr.Events {
		switch f := e.Fact.(type) {
		case trace.ActionStarted:
			order = append(order, fmt.Sprint("action ", f.Index+1))
		case trace.MessageComposed:
			order = append(order, e.Host)
			if f, ok := tr.At(e.Cause).Fact.(trace.ActionStarted); !ok || fmt.Sprint("action ", f.Index+1) != map[string]string{"laptop-ana": "action 1", "laptop-alicia": "action 2"}[e.Host] {
				t.Errorf("%s composes because of %+v", e.Host, f)
			}
		}
	}
	if got, want := strings.Join(order, ", "), "action 1, action 2, action 3, laptop-ana, laptop-alicia"; got != want {
		t.Errorf("the order is %s, want %s", got, want)
	}
}
