package expect_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/simtest"
)

// kept is a world in which letters do not stay where they came: an alias and a catch-all
// lead to somebody who keeps a copy and forwards, and owners move, delete and fetch.
const kept = `posta: 1
title: {es: Prueba, en: Test}
domains:
  alfa.test: {users: [alicia]}
  beta.test:
    users: {ana: {forward: blas@gama.test, keep: true}, benito: {}, bea: {}}
    aliases: {info: [ana]}
    catch_all: ana@beta.test
  gama.test: {users: [blas]}
script:
  - send: {from: alicia, to: info@beta.test, subject: uno, id: uno}
  - send: {from: alicia, to: cualquiera@beta.test, subject: dos, id: dos}
  - send: {from: alicia, to: benito@beta.test, subject: tres, id: tres}
  - send: {from: alicia, to: benito@beta.test, subject: cuatro, id: cuatro}
  - send: {from: alicia, to: bea@beta.test, subject: cinco, id: cinco}
  - move: {user: benito, letter: {id: tres}, into: Viajes}
  - delete: {user: benito, letter: {id: cuatro}}
  - fetch: {user: bea, with: pop3}
`

// TestALetterIsWhereItIsAtTheEnd: a copy that is kept after an alias or a catch-all
// counts; what was moved is where it was moved to; what was deleted is nowhere; what was
// taken away has come to its owner.
func TestALetterIsWhereItIsAtTheEnd(t *testing.T) {
	for claim, holds := range map[string]bool{
		"delivered: {to: ana@beta.test, id: uno, count: 1}":                     true,
		"delivered: {to: info@beta.test, id: uno, count: 1}":                    true,
		"delivered: {to: blas@gama.test, id: uno, count: 1}":                    true,
		"delivered: {to: ana@beta.test, id: dos, count: 1}":                     true,
		"delivered: {to: cualquiera@beta.test, id: dos, count: 1}":              true,
		"message: {to: ana@beta.test, header: Subject, contains: dos}":          true,
		"delivered: {to: benito@beta.test, id: tres, folder: Viajes, count: 1}": true,
		"delivered: {to: benito@beta.test, id: tres, count: 0}":                 true,
		"not_delivered: {to: benito@beta.test, id: cuatro}":                     true,
		"not_delivered: {to: ana@beta.test, id: tres}":                          true,
		"delivered: {to: bea@beta.test, id: cinco}":                             true,
		"delivered: {to: benito@beta.test, id: cuatro}":                         false,
		"not_delivered: {to: benito@beta.test, id: tres}":                       false,
		"not_delivered: {to: ana@beta.test, id: uno}":                           false,
		"not_delivered: {to: cualquiera@beta.test, id: dos}":                    false,
		"message: {to: benito@beta.test, header: Subject, contains: cuatro}":    false,
	} {
		t.Run(claim, func(t *testing.T) {
			s := simtest.Scenario(t, kept+"expect:\n  - "+claim+"\n")
			tr := simtest.Run(t, s, sim.Options{})
			failed := expect.Failed(expect.Check(s, tr))
			if (len(failed) == 0) != holds {
				t.Errorf("holds: %v, want %v: %+v", len(failed) == 0, holds, failed)
			}
			if claim == "delivered: {to: benito@beta.test, id: cuatro}" && len(failed) == 1 && !strings.Contains(failed[0].Closest.In(lang.EN), "it was deleted afterwards") {
				t.Errorf("why is not said: %s", failed[0].Closest.In(lang.EN))
			}
		})
	}
}
