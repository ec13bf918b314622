package reputation_test

import (
	"fmt"
	"strings"
	"testing"

	"posta/sim/reputation"
)

const who = "domain esp.test"

func told(s reputation.Sum) string {
	var list []string
	for _, l := range s.Lines {
		list = append(list, fmt.Sprintf("%s %d (%d of %d)", l.Code, l.Points, l.Count, l.Of))
	}
	return fmt.Sprintf("%d: %s", s.Points, strings.Join(list, ", "))
}

func TestSums(t *testing.T) {
	tests := []struct {
		name string
		does func(b *reputation.Book)
		want string
	}{
		{"nobody", func(*reputation.Book) {}, "-5: new -5 (0 of 100)"},
		{"liked", func(b *reputation.Book) {
			b.Note(0, reputation.Sent, 1000, who)
			b.Note(0, reputation.Opened, 300, who)
			b.Note(20, reputation.Sent, 0, who)
		}, "30: complaints 10 (0 of 358), opened 20 (108 of 358)"},
		{"complained of", func(b *reputation.Book) {
			b.Note(0, reputation.Sent, 100, who)
			b.Note(0, reputation.Complaint, 1, who)
			b.Note(0, reputation.Opened, 12, who)
		}, "-60: complaints -60 (1 of 100)"},
		{"a bought list", func(b *reputation.Book) {
			b.Note(0, reputation.Sent, 900, who)
			b.Note(0, reputation.Unknown, 100, who)
			b.Note(0, reputation.Trapped, 2, who)
			b.Note(0, reputation.Complaint, 5, who)
			b.Note(0, reputation.Opened, 9, who)
		}, "-150: unknown -40 (100 of 1000), traps -20 (2 of 900), complaints -60 (5 of 900), jump -30 (900 of 100)"},
		{"rescued", func(b *reputation.Book) {
			b.Note(0, reputation.Sent, 100, who)
			b.Note(0, reputation.Opened, 20, who)
			b.Note(0, reputation.Rescue, 1, who)
		}, "30: complaints 10 (0 of 100), rescued 20 (1 of 100)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := reputation.New(reputation.Usual)
			tt.does(b)
			day := 0
			if tt.name == "liked" {
				day = 20
			}
			if got := told(b.Judge(day, who)); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestItFades: after a half-life about half is left, and after a year nothing.
func TestItFades(t *testing.T) {
	b := reputation.New(reputation.Usual)
	b.Note(0, reputation.Sent, 10_000, who)
	for _, l := range b.Judge(14, who).Lines {
		if l.Code == "complaints" && (l.Of < 4_700 || l.Of > 5_300) {
			t.Errorf("after a half-life %d of 10000 are left", l.Of)
		}
	}
	if got := told(b.Judge(500, who)); got != "-5: new -5 (0 of 100)" {
		t.Error(got)
	}
}

// TestGrowingSlowlyIsNoJump: a sender may treble in a day, from what is usual.
func TestGrowingSlowlyIsNoJump(t *testing.T) {
	b := reputation.New(reputation.Usual)
	for day, n := range []int{100, 100, 100, 100, 150, 200, 250, 300, 350, 400} {
		b.Note(day, reputation.Sent, n, who)
		if got := told(b.Judge(day, who)); strings.Contains(got, "jump") {
			t.Errorf("day %d: %s", day, got)
		}
	}
	b.Note(10, reputation.Sent, 5_000, who)
	if got := told(b.Judge(10, who)); !strings.Contains(got, "jump") {
		t.Error(got)
	}
}
