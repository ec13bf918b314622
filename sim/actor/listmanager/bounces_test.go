package listmanager

import (
	"testing"
	"time"

	"posta/sim/mail"
	"posta/sim/trace"
)

// TestWhatAReportCounts: for good, about a member, once a day, and not after a week without any.
func TestWhatAReportCounts(t *testing.T) {
	const day = 24 * time.Hour
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	type report struct {
		status string
		after  time.Duration
		want   trace.ListDo
		count  int
	}
	for _, c := range []struct {
		name    string
		reports []report
		held    bool
	}{
		{"three, days apart", []report{{"5.1.1", 0, trace.ListCounted, 1}, {"5.1.1", day, trace.ListCounted, 2}, {"5.1.10", 3 * day, trace.ListHeld, 3}, {"5.1.1", 3*day + 1, trace.ListOnHold, 0}}, true},
		{"many in one afternoon", []report{{"5.1.1", 0, trace.ListCounted, 1}, {"5.1.1", time.Hour, trace.ListSameDay, 1}, {"5.1.1", day - 1, trace.ListSameDay, 1}}, false},
		{"a week without any", []report{{"5.1.1", 0, trace.ListCounted, 1}, {"5.1.1", day, trace.ListCounted, 2}, {"5.1.1", 8*day + 1, trace.ListCounted, 1}}, false},
		{"what may pass, and what is no status", []report{{"5.2.2", 0, trace.ListSpared, 0}, {"4.1.1", 0, trace.ListSpared, 0}, {"5.7.1", 0, trace.ListSpared, 0}, {"", 0, trace.ListSpared, 0}, {"5.1", 0, trace.ListSpared, 0}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &list{List: club, members: []mail.Address{benito, alicia}}
			l.Hold = 3
			for _, r := range c.reports {
				if do, n := l.count(alicia, r.status, start.Add(r.after)); do != r.want || n != r.count {
					t.Errorf("%s after %s: %s %d, want %s %d", r.status, r.after, do, n, r.want, r.count)
				}
			}
			if held := len(l.held) == 1; held != c.held || len(l.members) == 2 == c.held {
				t.Errorf("held: %v, %d members", held, len(l.members))
			}
		})
	}
	l := &list{List: club, members: []mail.Address{benito}}
	l.Hold = 1
	for _, stranger := range []mail.Address{{}, alicia} {
		if do, _ := l.count(stranger, "5.1.1", start); do != trace.ListStranger {
			t.Errorf("%s: %s", stranger, do)
		}
	}
}

// TestWhoIsOnHoldComesBack by joining again, and begins anew; they may leave for good as well.
func TestWhoIsOnHoldComesBack(t *testing.T) {
	fresh := func() string { return "w" }
	l := &list{List: club, members: []mail.Address{benito, alicia}}
	l.Hold = 1
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		verb    string
		asked   trace.ListDo
		done    trace.ListDo
		members int
	}{{"subscribe", trace.ListAsked, trace.ListJoined, 2}, {"unsubscribe", trace.ListLeaving, trace.ListLeft, 1}} {
		if do, _ := l.count(alicia, "5.1.1", now); do != trace.ListHeld {
			t.Fatal(do)
		}
		if do, _ := l.decide(c.verb, "", alicia, now, fresh); do != c.asked {
			t.Errorf("%s: %s", c.verb, do)
		}
		if do, _ := l.decide("confirm", "w", alicia, now, fresh); do != c.done || len(l.members) != c.members || len(l.held) != 0 {
			t.Errorf("%s, confirmed: %s, %d members, %d on hold", c.verb, do, len(l.members), len(l.held))
		}
	}
}
