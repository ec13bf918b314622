package invariant_test

import (
	"testing"

	"posta/sim"
	"posta/sim/invariant"
	"posta/sim/simtest"
)

// TestTrueStories: worlds in which all promises are kept, though it takes a closer look
// to see it.
func TestTrueStories(t *testing.T) {
	for name, src := range map[string]string{
		"recipients that differ in case": `
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
script: [{send: {from: alicia, to: [Benito@beta.test, benito@beta.test, BENITO@BETA.TEST]}}]`,
		"recipients of the house that differ in case": `
domains: {alfa.test: {users: [alicia, ana]}}
script: [{send: {from: alicia, to: [Ana@alfa.test, ana@alfa.test]}}]`,
		"unknown recipients that differ in case": `
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
script: [{send: {from: alicia, to: [Nadie@beta.test, nadie@beta.test]}}]`,
		"an alias and its target, both forwarded to": `
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: {benito: {forward: [ventas@gama.test, carla@gama.test]}}}
  gama.test: {users: [carla], aliases: {ventas: carla}}
script: [{send: {from: alicia, to: benito@beta.test}}]`,
		"an alias and its target of the same house, both forwarded to": `
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: {benito: {forward: [ventas@beta.test, carla@beta.test, Carla@beta.test]}, carla: {}}, aliases: {ventas: carla}}
script: [{send: {from: alicia, to: [benito@beta.test, ventas@beta.test]}}]`,
		"an alias and its target, both written to": `
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito], aliases: {ventas: [benito, jefa], jefa: benito}}
script: [{send: {from: alicia, to: [ventas@beta.test, benito@beta.test, jefa@beta.test]}}]`,
		"two who forward to one": `
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: {benito: {forward: carla@gama.test, keep: true}, bruna: {forward: carla@gama.test}}}
  gama.test: {users: [carla]}
script: [{send: {from: alicia, to: [benito@beta.test, bruna@beta.test, carla@gama.test]}}]`,
		"chains of forwards that meet": `
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: {benito: {forward: [uno@gama.test, dos@gama.test]}}}
  gama.test: {users: [carla], aliases: {uno: carla, dos: [carla, uno]}, catch_all: carla}
script: [{send: {from: alicia, to: [benito@beta.test, otra@gama.test, Uno@gama.test]}}]`,
	} {
		t.Run(name, func(t *testing.T) {
			s := simtest.Scenario(t, "posta: 1\ntitle: True\n"+src)
			tr := simtest.Run(t, s, sim.Options{})
			for _, v := range invariant.Check(tr) {
				t.Error(v)
			}
		})
	}
}
