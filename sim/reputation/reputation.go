// Package reputation remembers how senders have behaved, and adds up what that says of their next letter.
//
// In an email's journey it is the receiver's long memory. An identity, an address from which letters come, a domain that
// is proved to have sent them, or a key that signed them, is known by what followed from its letters: addresses that do not
// exist, traps, complaints, letters that were taken out of Junk, letters that were opened. All of that fades: what happened half a
// life ago counts half.
//
// It counts in thousandths and adds up integers, so that the same weeks give the same sum on every machine; and it says the sum's
// lines, so that whoever is refused can see for what. It knows no protocol and no clock: days are given.
package reputation

import (
	"slices"
	"strings"
)

// Limits of what is remembered.
const (
	// MaxIdentities is how many are known; then those that came first are forgotten.
	MaxIdentities = 50_000
	unit          = 1000 // one, in counts
)

// Event is something that says something about a sender.
type Event int

// The events.
const (
	Sent      Event = iota // a letter was taken for a recipient
	Unknown                // a recipient did not exist
	Trapped                // a recipient was a trap
	Complaint              // a reader marked a letter as junk
	Rescue                 // a reader took one out of Junk
	Opened                 // one was opened
	events
)

// Rules are what the sum is made by. Rates are in hundred-thousandths.
type Rules struct {
	HalfLife int // days
	// Volume is how much has to be known, in letters, before rates are looked at; it is also what nobody is surprised by in
	// a day.
	Volume int
	// Concern and Limit are the rates of complaints from which a sender is worse, and bad.
	Concern, Limit int
	// Junk, Defer and Refuse are the sums from which on, downwards, letters are filed, put off and refused.
	Junk, Defer, Refuse int
}

// Usual are the rules that nobody changed.
var Usual = Rules{HalfLife: 14, Volume: 100, Concern: 100, Limit: 300, Junk: -20, Defer: -60, Refuse: -90}

// Line is one of those that a sum is made of.
type Line struct {
	Code   string // "complaints", "unknown", "traps", "opened", "rescued", "jump", "new"
	Points int
	// Count is how many there were, Of of how many, and Rate Count/Of in hundred-thousandths; of "jump", Count is today's
	// volume and Of what is usual.
	Count, Of, Rate int
}

// Sum is what is known of an identity, added up.
type Sum struct {
	Identity string // its kind, a space, and its name: "domain esp.test"
	Lines    []Line
	Points   int
}

// Name is the identity without its kind.
func (s Sum) Name() string {
	_, name, _ := strings.Cut(s.Identity, " ")
	return name
}

// Book is a receiver's memory. It is not safe for use by several at a time.
type Book struct {
	rules Rules
	known map[string]*record
	order []string // by first sight
}

// record is what is known of one identity; counts are in units.
type record struct {
	count [events]int64
	day   int   // up to which it has faded
	today int   // letters on that day
	usual int64 // letters in a day, as they have been of late, in units
	days  int   // on which there were any
}

// New makes an empty memory.
func New(rules Rules) *Book { return &Book{rules: rules, known: map[string]*record{}} }

// Note takes something down about identities, on a day that is counted from anywhere.
func (b *Book) Note(day int, e Event, n int, identities ...string) {
	for _, id := range identities {
		r := b.of(id, day)
		r.count[e] += int64(n) * unit
		if e == Sent {
			if r.today == 0 {
				r.days++
			}
			r.today += n
		}
	}
}

func (b *Book) of(id string, day int) *record {
	r := b.known[id]
	if r == nil {
		if len(b.order) == MaxIdentities {
			delete(b.known, b.order[0])
			b.order = slices.Delete(b.order, 0, 1)
		}
		r = &record{day: day}
		b.known[id] = r
		b.order = append(b.order, id)
	}
	b.fade(r, day)
	return r
}

// maxFade is how many days are counted one by one; after so many nothing is left.
const maxFade = 400

// fade lets the days pass since the record was last looked at.
func (b *Book) fade(r *record, day int) {
	// (1 - 1/n) to the power of the half-life is a half, for n = half-life / ln 2.
	n := max(2, int64(b.rules.HalfLife)*1443/1000)
	for passed := 0; r.day < day && passed < maxFade; passed++ {
		r.usual += (int64(r.today)*unit - r.usual) / 4
		r.today = 0
		for i := range r.count {
			r.count[i] -= r.count[i] / n
		}
		r.day++
	}
	if r.day < day {
		*r = record{day: day}
	}
}

// Judge adds up what is known of an identity on a day.
func (b *Book) Judge(day int, id string) Sum {
	r := b.of(id, day)
	s := Sum{Identity: id}
	add := func(code string, points int, count, of int64) {
		l := Line{Code: code, Points: points, Count: int((count + unit/2) / unit), Of: int((of + unit/2) / unit)}
		if of > 0 {
			l.Rate = int(count * 100_000 / of)
		}
		s.Lines = append(s.Lines, l)
		s.Points += points
	}
	sent, volume := r.count[Sent], int64(b.rules.Volume)*unit
	if tried := sent + r.count[Unknown]; tried >= volume && r.count[Unknown] > 0 {
		add("unknown", band(r.count[Unknown], tried, []step{{10_000, -40}, {5_000, -20}, {2_000, -5}}), r.count[Unknown], tried)
	}
	if r.count[Trapped] > 0 {
		add("traps", -min(50, 10*int((r.count[Trapped]+unit-1)/unit)), r.count[Trapped], sent)
	}
	switch {
	case sent >= volume:
		add("complaints", band(r.count[Complaint], sent, []step{{b.rules.Limit, -60}, {b.rules.Concern, -20}, {1, 0}, {0, 10}}), r.count[Complaint], sent)
		if seen := sent - int64(r.today)*unit; seen >= volume { // what came today nobody can have looked at yet
			add("opened", band(r.count[Opened], seen, []step{{20_000, 20}, {10_000, 10}, {3_000, 0}, {0, -10}}), r.count[Opened], seen)
		}
		if r.count[Rescue] > 0 {
			add("rescued", band(r.count[Rescue], sent, []step{{500, 20}, {100, 10}}), r.count[Rescue], sent)
		}
	default:
		add("new", -5, sent, volume)
	}
	if usual := max(r.usual*3, volume); int64(r.today)*unit > usual {
		add("jump", -30, int64(r.today)*unit, usual)
	}
	return s
}

// step is the points from a rate on.
type step struct{ rate, points int }

// band is the points of the first step that a rate reaches.
func band(count, of int64, steps []step) int {
	rate := int(count * 100_000 / of)
	for _, s := range steps {
		if rate >= s.rate {
			return s.points
		}
	}
	return 0
}
