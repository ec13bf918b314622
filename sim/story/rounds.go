package story

import (
	"fmt"
	"strings"
	"time"

	"posta/sim/trace"
)

// A queue that tries for days does the same over and over. Of so many rounds alike in a
// row, whoever tells the story tells the first two and the last, and counts those
// between.
const (
	foldFrom  = 5
	foldAfter = 2
)

// Fold is a stretch of rounds alike that can be counted instead of told.
type Fold struct {
	// Begin and End are chapters: the first of the stretch, and the first after it.
	Begin, End int
	// Waits are how long the queue waited in each of its rounds.
	Waits []time.Duration
}

// round is one attempt of a queue, as chapters: the look-ups, the call, the wait.
type round struct {
	begin, end int
	key        string
	wait       time.Duration
}

// Folds finds what can be counted, in order.
func (s *Story) Folds() []Fold {
	var out []Fold
	var alike []round
	settle := func() {
		if len(alike) >= foldFrom {
			middle := alike[foldAfter : len(alike)-1]
			f := Fold{Begin: middle[0].begin, End: middle[len(middle)-1].end}
			for _, r := range middle {
				f.Waits = append(f.Waits, r.wait)
			}
			out = append(out, f)
		}
		alike = nil
	}
	for i := 0; i < len(s.Chapters); {
		r, ok := s.roundAt(i)
		if !ok {
			settle()
			i++
			continue
		}
		if len(alike) > 0 && alike[0].key != r.key {
			settle()
		}
		alike = append(alike, r)
		i = r.end
	}
	settle()
	return out
}

// roundAt is the round that begins with a chapter, if one does.
func (s *Story) roundAt(i int) (round, bool) {
	r := round{begin: i}
	list := s.Chapters
	from := list[i].From
	next := func(kinds ...ChapterKind) *Chapter {
		if i >= len(list) || list[i].From != from || s.acted(list[i]) {
			return nil
		}
		for _, k := range kinds {
			if list[i].Kind == k {
				i++
				return list[i-1]
			}
		}
		return nil
	}
	for next(ChapterDNS) != nil {
	}
	if call := next(ChapterRefused, ChapterGreeting, ChapterRelay, ChapterBounce); call != nil {
		if !call.Failure {
			return r, false
		}
		r.key = string(call.Kind) + " " + call.From + " " + strings.Join(call.To, " ")
	}
	c := next(ChapterWaiting)
	if c == nil || i-r.begin < 2 {
		return r, false
	}
	begin, end := c.Range(Tell)
	for j := begin; j < end; j++ {
		f, ok := s.Steps(Tell)[j].Fact.(trace.QueueDeferred)
		if !ok {
			return r, false // more than a wait
		}
		r.key += fmt.Sprintf("\n%s %s %s %v", f.Queue, f.Destination, f.Stage, f.Why)
	}
	r.end, r.wait = i, c.Wait
	return r, true
}

// acted tells whether something in the chapter was done by hand, and is news.
func (s *Story) acted(c *Chapter) bool {
	begin, end := c.Range(Tell)
	for j := begin; j < end; j++ {
		switch s.Steps(Tell)[j].Kind {
		case ActionStarted, ActionEnded, InputActed, InputEnded, HostDown, HostUp:
			return true
		}
	}
	return false
}
