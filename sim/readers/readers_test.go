package readers_test

import (
	"fmt"
	"testing"
	"time"

	"posta/sim/readers"
)

var usual = readers.Habits{
	Opens: 25_000, Clicks: 10_000, Deletes: 30_000, Complains: 300, Unsubscribes: 500, Stuck: 50_000, Again: 20_000, Looks: 2_000,
	Rescues: 20_000, Pictures: 80_000, Proxied: 40_000, After: 2 * time.Hour, Wakes: 7, Sleeps: 23,
}

// tally counts plans of many people about one letter.
func tally(h *readers.Habits, l readers.Letter, junk bool, n int) (opens, clicks, complains, leaves, rescues int) {
	for i := range n {
		p := h.Decide(7, fmt.Sprintf("lector%d@grande.test", i), l, junk)
		for _, one := range []struct {
			is bool
			to *int
		}{{p.Open, &opens}, {p.Click, &clicks}, {p.Complain, &complains}, {p.Unsubscribe, &leaves}, {p.Rescue, &rescues}} {
			if one.is {
				*one.to++
			}
		}
	}
	return opens, clicks, complains, leaves, rescues
}

// near allows for what chance would do to so many (four standard deviations, roughly).
func near(t *testing.T, what string, got, want, slack int) {
	t.Helper()
	if got < want-slack || got > want+slack {
		t.Errorf("%s: %d, want about %d", what, got, want)
	}
}

func TestSharesComeTrue(t *testing.T) {
	const n = 100_000
	opens, clicks, complains, leaves, _ := tally(&usual, readers.Letter{ID: "<a@b>", Way: true}, false, n)
	near(t, "opens", opens, 25_000+400, 700)
	near(t, "clicks", clicks, 2_500, 250)
	near(t, "complaints", complains, 300, 80)
	near(t, "unsubscribed", leaves, 500, 100)
	opens, _, complains, _, rescued := tally(&usual, readers.Letter{ID: "<a@b>", Way: true}, true, n)
	near(t, "rescued of those in Junk", rescued, 400, 90)
	if opens != rescued || complains != 0 {
		t.Errorf("in Junk %d opened it, %d complained", opens, complains)
	}
	// No way to leave: half of those who wanted to say that it is junk.
	_, _, complains, leaves, _ = tally(&usual, readers.Letter{ID: "<a@b>"}, false, n)
	near(t, "complaints without a way out", complains, 300+250, 110)
	if leaves != 0 {
		t.Errorf("%d left without a way out", leaves)
	}
	_, _, complains, _, _ = tally(&usual, readers.Letter{ID: "<a@b>", Way: true, Left: true}, false, n)
	near(t, "complaints of those who had left", complains, 20_000+240, 700)
}

// TestWhatIsAskedElsewhereChangesNothing: a decision depends on seed, person and letter.
func TestWhatIsAskedElsewhereChangesNothing(t *testing.T) {
	l := readers.Letter{ID: "<x@y>", Way: true}
	want := usual.Decide(1, "a@b.test", l, false)
	tally(&usual, l, false, 100)
	if got := usual.Decide(1, "a@b.test", l, false); got != want {
		t.Errorf("%+v, then %+v", want, got)
	}
	same := 0
	for i := range 1000 {
		who := fmt.Sprint(i)
		if usual.Decide(1, who, l, false) == usual.Decide(2, who, l, false) {
			same++
		}
	}
	if same == 1000 {
		t.Error("another seed changes nothing")
	}
}

func TestFates(t *testing.T) {
	s := readers.Segment{Name: "x", Count: 50_000, Dead: 10_000, Full: 2_000, Traps: 500, Idle: 30_000}
	var got [5]int
	for i := range s.Count {
		got[s.Fate(3, fmt.Sprintf("x%d@y.test", i+1))]++
	}
	near(t, "dead", got[readers.Dead], 5_000, 280)
	near(t, "full", got[readers.Full], 1_000, 130)
	near(t, "traps", got[readers.Trap], 250, 64)
	near(t, "idle", got[readers.Idle], 15_000, 420)
}

func TestPeopleSleep(t *testing.T) {
	night := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	soon, within := 0, 0
	for i := range 2000 {
		who := fmt.Sprintf("x%d@y.test", i)
		if h := night.Add(usual.Look(1, who, "<a@b>", night)).Hour(); h < 7 || h >= 23 {
			t.Fatalf("%s looks at %d o'clock", who, h)
		}
		after := usual.Look(1, who, "<a@b>", night.Add(8*time.Hour))
		if after <= 0 {
			t.Fatalf("%s looks after %s", who, after)
		}
		if after < usual.After {
			within++
		}
		if after < usual.After/2 {
			soon++
		}
	}
	near(t, "within the median", within, 1000, 100)
	near(t, "within half of it", soon, 2000*5/16, 90) // a little more than five sixteenths
}

func TestTastes(t *testing.T) {
	h := usual
	h.Tastes = []readers.Taste{{Subject: "OFERTA", Opens: 50_000, Complains: -1}}
	opens, _, complains, _, _ := tally(&h, readers.Letter{ID: "<a@b>", Subject: "Una oferta", Way: true}, false, 20_000)
	near(t, "opens of what is liked", opens, 10_080, 320)
	near(t, "complaints as always", complains, 60, 32)
}
