package world

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// two domains, Alicia in one and Benito in the other, and what a test adds.
const two = `
posta: 1
title: Test
seed: 7
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
`

func parse(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	s, problems := scenario.Parse("test.yaml", []byte(text))
	if len(problems) > 0 {
		t.Fatal(problems.Render(lang.EN, false))
	}
	return s
}

func run(t *testing.T, text string) *trace.Trace {
	t.Helper()
	s := parse(t, text)
	tr, err := Run(context.Background(), s, s.Seed, Recording{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// TestOff: a host is without power from a window's first instant until just before its last.
func TestOff(t *testing.T) {
	hour := []scenario.Window{{From: time.Hour, To: 2 * time.Hour}}
	overlapping := append(slices.Clone(hour), scenario.Window{From: 90 * time.Minute, To: 3 * time.Hour})
	for _, c := range []struct {
		name string
		down []scenario.Window
		at   time.Duration
		want bool
	}{
		{"never", nil, time.Hour, false},
		{"before", hour, time.Hour - 1, false},
		{"at its beginning", hour, time.Hour, true},
		{"just before its end", hour, 2*time.Hour - 1, true},
		{"at its end", hour, 2 * time.Hour, false},
		{"in two at once", overlapping, 100 * time.Minute, true},
		{"where the second goes on", overlapping, 150 * time.Minute, true},
	} {
		if got := off(c.down, c.at); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestDice: what one label draws depends on the seed and on nobody else's draws, and a
// fresh seed is a new beginning for all.
func TestDice(t *testing.T) {
	draws := func(d *dice, label string) string {
		r := d.rand(label)
		return fmt.Sprint(r.Uint64(), r.Uint64(), r.Uint64())
	}
	alone := draws(&dice{seed: 7}, "mail.alfa.test queue")
	d := &dice{seed: 7}
	draws(d, "somebody else")
	if got := draws(d, "mail.alfa.test queue"); got != alone {
		t.Error("it depends on what others drew before")
	}
	if draws(&dice{seed: 8}, "mail.alfa.test queue") == alone || draws(&dice{seed: 7}, "mail.beta.test queue") == alone {
		t.Error("another seed or another label draws the same")
	}
	r := d.rand("mail.alfa.test queue")
	r.Uint64()
	d.throw(8)
	if got := fmt.Sprint(r.Uint64(), r.Uint64(), r.Uint64()); got != draws(&dice{seed: 8}, "mail.alfa.test queue") {
		t.Error("a generator from before the fresh seed does not begin anew")
	}
}

// TestHeaderSaysWhoIsWho: the cast as the trace's header tells it.
func TestHeaderSaysWhoIsWho(t *testing.T) {
	h := HeaderOf(parse(t, two+"script: [{send: {from: alicia, to: benito@beta.test}}]\n"), 7, scenario.RecordPackets)
	for _, c := range []struct {
		host  string
		roles []trace.Role
	}{
		{"mail.alfa.test", []trace.Role{trace.RoleMSA, trace.RoleMTA, trace.RoleMDA, trace.RolePOP3, trace.RoleIMAP}},
		{"dns.test", []trace.Role{trace.RoleNameServer}},
		{"laptop-alicia", []trace.Role{trace.RoleMUA}},
	} {
		host := h.FindHost(c.host)
		if host == nil {
			t.Errorf("there is no %s", c.host)
		} else if !slices.Equal(host.Roles, c.roles) {
			t.Errorf("%s is %v, want %v", c.host, host.Roles, c.roles)
		}
	}
}

// TestWhenActionsBegin: at an instant, a while after the one before, or once all is quiet.
func TestWhenActionsBegin(t *testing.T) {
	tr := run(t, two+`
script:
  - lookup: {from: mail.alfa.test, name: beta.test, type: MX}
  - {lookup: {from: mail.alfa.test, name: beta.test, type: A}, after: 1ms}
  - {lookup: {from: mail.alfa.test, name: alfa.test, type: MX}, at: 10s}
  - lookup: {from: mail.alfa.test, name: alfa.test, type: A}
`)
	began, ended := map[int]time.Duration{}, map[int]time.Duration{}
	for _, e := range tr.Events {
		switch f := e.Fact.(type) {
		case trace.ActionStarted:
			began[f.Index] = e.At
		case trace.ActionEnded:
			ended[f.Index] = e.At
		}
	}
	if len(began) != 4 || len(ended) != 4 {
		t.Fatalf("%d began and %d ended of 4", len(began), len(ended))
	}
	if began[1] != began[0]+time.Millisecond || began[1] >= ended[0] {
		t.Errorf("the second begins at %v: 1 ms after %v, before %v", began[1], began[0], ended[0])
	}
	if began[2] != 10*time.Second {
		t.Errorf("the third begins at %v", began[2])
	}
	if began[3] <= ended[2] {
		t.Errorf("the fourth begins at %v, and the third ended at %v", began[3], ended[2])
	}
}

// TestWhyARunEnds: each reason, from the world that brings it about.
func TestWhyARunEnds(t *testing.T) {
	send := "script: [{send: {from: alicia, to: benito@beta.test}}]\n"
	for _, c := range []struct {
		name, text string
		want       trace.EndReason
	}{
		{"everybody has come to rest", two + send, trace.EndQuiet},
		{"more events than allowed", two + send + "limits: {events: 60}\n", trace.EndEvents},
		{"longer than allowed", two + send + "faults: [{down: {host: mail.beta.test, to: 3d}}]\nlimits: {time: 1h}\n", trace.EndVirtualTime},
	} {
		tr := run(t, c.text)
		last, ok := tr.Events[len(tr.Events)-1].Fact.(trace.RunEnded)
		if !ok || last.Reason != c.want {
			t.Errorf("%s: it ends with %+v, want %s", c.name, tr.Events[len(tr.Events)-1].Fact, c.want)
		}
	}
}

// TestPower: a host that is off says nothing, and what it owes it does when it is back.
func TestPower(t *testing.T) {
	tr := run(t, two+`
script: [{send: {from: alicia, to: benito@beta.test}}]
faults: [{down: {host: mail.beta.test, to: 2h}}]
`)
	up := time.Duration(-1)
	for _, e := range tr.Events {
		switch e.Fact.(type) {
		case trace.HostUp:
			up = e.At
		case trace.DataSent, trace.MailboxStored, trace.ConnAccepted:
			if e.Host == "mail.beta.test" && (up < 0 || e.At < 2*time.Hour) {
				t.Fatalf("event %d: %s without power, at %v", e.Seq, e.Kind(), e.At)
			}
		}
	}
	stored := slices.ContainsFunc(tr.Events, func(e trace.Event) bool { _, ok := e.Fact.(trace.MailboxStored); return ok })
	if up != 2*time.Hour || !stored {
		t.Errorf("it is back at %v; delivered: %v", up, stored)
	}
}

// TestASeedIsAllThatIsRandom: the same seed gives the same bytes, another one other
// connections' numbers.
func TestASeedIsAllThatIsRandom(t *testing.T) {
	s := parse(t, two+"script: [{send: {from: alicia, to: benito@beta.test}}]\n")
	bytes := func(seed uint64) string {
		tr, err := Run(context.Background(), s, seed, Recording{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := tr.Write(&b); err != nil {
			t.Fatal(err)
		}
		_, events, _ := strings.Cut(b.String(), "\n")
		return events
	}
	first := bytes(7)
	if again := bytes(7); again != first {
		t.Error("twice the same seed, and two traces")
	}
	if first == bytes(8) {
		t.Error("two seeds, and one trace")
	}
}
