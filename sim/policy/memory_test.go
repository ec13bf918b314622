package policy

import (
	"fmt"
	"testing"
	"time"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestAGreylistRemembersAndForgets(t *testing.T) {
	who := triplet{"192.0.2.1", "alicia@alfa.test", "benito@beta.test"}
	g := NewGreylist(5*time.Minute, 2*time.Hour, 24*time.Hour)
	for i, step := range []struct {
		at      time.Duration
		verdict string
		wait    time.Duration
		steps   string
	}{
		{0, "new", 5 * time.Minute, "memory absent"},
		{time.Minute, "early", 4 * time.Minute, "memory seen, wait too-soon"},
		{5 * time.Minute, "passed", 0, "memory seen, wait enough"},
		{6 * time.Minute, "known", 0, "memory known"},
		{24 * time.Hour, "known", 0, "memory known"},
		{49 * time.Hour, "new", 5 * time.Minute, "memory forgotten"}, // more than a day since the last
		{52 * time.Hour, "new", 5 * time.Minute, "memory forgotten"}, // it did not come again in time
		{53 * time.Hour, "passed", 0, "memory seen, wait enough"},
	} {
		verdict, wait, steps := g.look(who, start.Add(step.at))
		told := ""
		for j, s := range steps {
			if j > 0 {
				told += ", "
			}
			told += s.Code + " " + s.Result
		}
		if verdict != step.verdict || wait != step.wait || told != step.steps {
			t.Errorf("visit %d, at %v: %s, wait %v, by %s; want %s, %v, by %s", i+1, step.at, verdict, wait, told, step.verdict, step.wait, step.steps)
		}
	}
	if verdict, _, _ := g.look(triplet{"192.0.2.2", who.sender, who.recipient}, start.Add(53*time.Hour)); verdict != "new" {
		t.Errorf("another client is %s", verdict)
	}
}

func TestARateLimitCountsInItsWindow(t *testing.T) {
	l := NewRateLimit(Messages, 2, time.Hour, 450)
	for i, step := range []struct {
		at    time.Duration
		count int
		over  bool
	}{{0, 1, false}, {time.Minute, 2, false}, {2 * time.Minute, 3, true}, {3 * time.Minute, 3, true}, {time.Hour, 2, false}, {time.Hour + 30*time.Second, 3, true}, {time.Hour + time.Minute, 2, false}} {
		if count, over := l.count("192.0.2.1", start.Add(step.at)); count != step.count || over != step.over {
			t.Errorf("%d, at %v: %d, %v; want %d, %v", i+1, step.at, count, over, step.count, step.over)
		}
	}
	if count, over := l.count("192.0.2.2", start); count != 1 || over {
		t.Errorf("another client has done %d, too much: %v", count, over)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	seen, done := NewGreylist(0, 0, 0), NewRateLimit(Connections, 1, 1, 421)
	for i := range MaxTriplets + MaxClients + 100 {
		client := fmt.Sprint(i)
		seen.look(triplet{client: client}, start)
		done.count(client, start)
	}
	if len(seen.visits) != MaxTriplets || len(seen.order) != MaxTriplets || len(done.done) != MaxClients || len(done.order) != MaxClients {
		t.Errorf("%d and %d triplets, %d and %d clients", len(seen.visits), len(seen.order), len(done.done), len(done.order))
	}
}
