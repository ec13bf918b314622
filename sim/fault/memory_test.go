package fault

import (
	"fmt"
	"testing"
	"time"

	"posta/sim/scenario"
)

func TestAGreylistRemembersAndForgets(t *testing.T) {
	rule := &scenario.Greylist{Delay: 5 * time.Minute, Within: 2 * time.Hour, Known: 24 * time.Hour}
	who := triplet{"192.0.2.1", "alicia@alfa.test", "benito@beta.test"}
	memory := newTriplets()
	for i, step := range []struct {
		at      time.Duration
		verdict string
		wait    time.Duration
	}{
		{0, "new", 5 * time.Minute},
		{time.Minute, "early", 4 * time.Minute},
		{5 * time.Minute, "passed", 0},
		{6 * time.Minute, "known", 0},
		{24 * time.Hour, "known", 0},
		{49 * time.Hour, "new", 5 * time.Minute}, // more than a day since the last
		{52 * time.Hour, "new", 5 * time.Minute}, // it did not come again in time
		{53 * time.Hour, "passed", 0},
	} {
		if verdict, wait := memory.look(who, step.at, rule); verdict != step.verdict || wait != step.wait {
			t.Errorf("visit %d, at %v: %s, wait %v; want %s, %v", i+1, step.at, verdict, wait, step.verdict, step.wait)
		}
	}
	if verdict, _ := memory.look(triplet{"192.0.2.2", who.sender, who.recipient}, 53*time.Hour, rule); verdict != "new" {
		t.Errorf("another client is %s", verdict)
	}
}

func TestARateLimitCountsInItsWindow(t *testing.T) {
	rule := &scenario.RateLimit{Limit: 2, Per: time.Hour}
	memory := newCounters()
	for i, step := range []struct {
		at    time.Duration
		count int
		over  bool
	}{{0, 1, false}, {time.Minute, 2, false}, {2 * time.Minute, 3, true}, {3 * time.Minute, 3, true}, {time.Hour, 2, false}, {time.Hour + 30*time.Second, 3, true}, {time.Hour + time.Minute, 2, false}} {
		if count, over := memory.count("192.0.2.1", step.at, rule); count != step.count || over != step.over {
			t.Errorf("%d, at %v: %d, %v; want %d, %v", i+1, step.at, count, over, step.count, step.over)
		}
	}
	if count, over := memory.count("192.0.2.2", 0, rule); count != 1 || over {
		t.Errorf("another client has done %d, too much: %v", count, over)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	seen, done := newTriplets(), newCounters()
	for i := range MaxTriplets + MaxClients + 100 {
		client := fmt.Sprint(i)
		seen.look(triplet{client: client}, 0, &scenario.Greylist{})
		done.count(client, 0, &scenario.RateLimit{Limit: 1, Per: 1})
	}
	if len(seen.visits) != MaxTriplets || len(seen.order) != MaxTriplets || len(done.done) != MaxClients || len(done.order) != MaxClients {
		t.Errorf("%d and %d triplets, %d and %d clients", len(seen.visits), len(seen.order), len(done.done), len(done.order))
	}
}
