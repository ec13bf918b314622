package scenario

import (
	"fmt"
	"testing"
	"time"
)

// TestRanges: a range of names is as if each had been written, wherever people are
// listed.
func TestRanges(t *testing.T) {
	const rest = "\nscript: [{send: {from: p2, to: %s}}]"
	for _, tc := range []struct{ users, to, wantUsers, wantTo string }{
		{"p1..3", "p1..3@a.test", "p1 p2 p3", "p1 p2 p3"},
		{"[p1..3, ana]", "[ana@a.test, p2..3@a.test]", "p1 p2 p3 ana", "ana p2 p3"},
		{"{p1..2: {devices: phone}, p10: {}}", "p1..2@a.test", "p1 p2 p10", "p1 p2"},
		{"[p2, q08..11]", "q09..10@a.test", "p2 q08 q09 q10 q11", "q09 q10"},
	} {
		s := mustParse(t, "posta: 1\ntitle: x\ndomains: {a.test: {users: "+tc.users+"}}"+fmt.Sprintf(rest, tc.to))
		users, to := "", ""
		for _, u := range s.Domains[0].Users {
			users += " " + u.Local
		}
		for _, r := range s.Script[0].Do.(*Send).EnvelopeTo {
			to += " " + r.Local
		}
		if users != " "+tc.wantUsers || to != " "+tc.wantTo {
			t.Errorf("users: %s, to: %s are%s and%s", tc.users, tc.to, users, to)
		}
	}
}

// TestRepeat: a step that is done several times is as if it had been written as often.
func TestRepeat(t *testing.T) {
	s := mustParse(t, `posta: 1
title: x
domains: {a.test: {users: [ana]}}
script:
  - send: {from: ana, to: ana, subject: "{n} of many", body: "the {n}th"}
    say: Many.
    at: 10min
    repeat: {times: 3, every: 2s}
  - fetch: ana
    repeat: 2
`)
	want := []struct {
		say     string
		when    When
		subject string
	}{
		{"Many.", When{WhenAt, 10 * time.Minute}, "1 of many"},
		{"", When{WhenAfter, 2 * time.Second}, "2 of many"},
		{"", When{WhenAfter, 2 * time.Second}, "3 of many"},
		{"", When{WhenQuiet, DefaultPause}, ""},
		{"", When{WhenQuiet, DefaultPause}, ""},
	}
	if len(s.Script) != len(want) {
		t.Fatalf("%d actions", len(s.Script))
	}
	for i, a := range s.Script {
		subject := ""
		if send, ok := a.Do.(*Send); ok {
			subject = send.Subject
		}
		if w := want[i]; a.Index != i || a.Say.EN != w.say || a.When != w.when || subject != w.subject {
			t.Errorf("action %d is %+v with %q", i, a, subject)
		}
	}
}
