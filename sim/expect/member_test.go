package expect_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/simtest"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/view"
)

// held is a list with a member who does not exist, one whose mailbox is full, and one who comes back.
const held = `posta: 1
title: Hold
domains:
  alfa.test: {users: {alicia: {}, carla: {quota: 1 kB}}}
  beta.test:
    users: [benito, olga]
    lists:
      club: {members: [benito, carla@alfa.test, nadie@alfa.test], owner: olga, hold_after: 2, requests: true}
script:
  - send: {from: alicia, to: club@beta.test, subject: uno}
  - send: {from: alicia, to: club@beta.test, subject: dos}
  - at: 2d
    send: {from: alicia, to: club@beta.test, subject: tres}
  - at: 2d 1h
    send: {from: alicia, to: club@beta.test, subject: cuatro}
  - at: 2d 2h
    send: {from: alicia, to: club-bounces@beta.test, subject: 'nadie is dead'}
  - at: 3d
    fetch: {user: olga, with: imap}
`

// TestWhoDoesNotExistIsPutOnHold: two reports, days apart, that an address does not exist, and no letter goes there; what a full mailbox
// sends back, or anybody writes to that address, does not count. Whoever keeps the list has had each report, and is told.
func TestWhoDoesNotExistIsPutOnHold(t *testing.T) {
	for claim, holds := range map[string]bool{
		"member: {of: club@beta.test, who: nadie@alfa.test, is: held}":                        true,
		"member: {of: club@beta.test, who: carla@alfa.test}":                                  true,
		"member: {of: club@beta.test, who: alicia@alfa.test, is: off}":                        true,
		"member: {of: club@beta.test, who: benito@beta.test, is: held}":                       false,
		"member: {of: club@beta.test, who: nadie@alfa.test}":                                  false,
		"bounced: {from: olga, to: nadie@alfa.test, count: 3}":                                true, // the fourth letter was not sent there
		"delivered: {to: olga@beta.test, subject: 'nadie@alfa.test, en pausa', count: 1}":     true,
		"delivered: {to: olga@beta.test, subject: 'nadie is dead', count: 1}":                 true,
		"delivered: {to: benito@beta.test, count: 4}":                                         true,
		"refused: {to: nadie@alfa.test, command: RCPT, code: 550, enhanced: 5.1.1, count: 3}": true,
	} {
		t.Run(claim, func(t *testing.T) {
			s := simtest.Scenario(t, held+"expect:\n  - "+claim+"\n")
			tr := simtest.Run(t, s, sim.Options{})
			if failed := expect.Failed(expect.Check(s, tr)); (len(failed) == 0) != holds {
				t.Errorf("holds: %v, want %v: %+v", len(failed) == 0, holds, failed)
			}
		})
	}
}

// TestTheStateShowsWhoIsOnHold, with how many reports count.
func TestTheStateShowsWhoIsOnHold(t *testing.T) {
	tr := simtest.Run(t, simtest.Scenario(t, held), sim.Options{})
	whole := telling.Of(tr)
	v, last := view.New(whole), len(whole.Story.Steps(story.Tell))-1
	for l, want := range map[lang.Lang]string{lang.EN: "2 of 2: on hold", lang.ES: "2 de 2: en pausa"} {
		state := v.State(story.Tell, last, "mail.beta.test", l)
		rows := ""
		for _, section := range state.Sections {
			if section.ID == "list club@beta.test" {
				for _, r := range section.Rows {
					rows += strings.Join(r.Cells, " ") + "\n"
				}
			}
		}
		if !strings.Contains(rows, "nadie@alfa.test "+want) || !strings.Contains(rows, "carla@alfa.test 0 ") {
			t.Errorf("%s: %s", l, rows)
		}
	}
}
