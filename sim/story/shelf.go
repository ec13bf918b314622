package story

import (
	"cmp"
	"slices"
	"sort"

	"posta/sim/trace"
)

// shelf holds the steps of one detail in the order in which they are told. Steps
// that are new, or whose key has changed, are due to be put in their place; those
// that only say something else stay where they are.
type shelf struct {
	list []*Step
	// inOrder: of two steps with the same key the one found first goes first, else the
	// one with the earlier event.
	inOrder bool

	due, stale []*Step
	// same is how many steps, from the first on, are as they were before the last
	// settle: the same steps, saying the same.
	same int
	// work counts the steps that were looked at, for tests of what an event costs.
	work int
}

// put says that a step is new or goes elsewhere.
func (s *shelf) put(st *Step) {
	if !st.due {
		st.due = true
		s.due = append(s.due, st)
	}
}

// mend says that a step in its place says something else now.
func (s *shelf) mend(st *Step) {
	if st.placed && !st.stale {
		st.stale = true
		s.stale = append(s.stale, st)
	}
}

// drop takes a step off the shelf.
func (s *shelf) drop(st *Step) {
	st.gone = true
	s.put(st)
}

func (s *shelf) compare(a, b *Step) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	if !s.inOrder && a.First != b.First {
		return cmp.Compare(a.First, b.First)
	}
	return cmp.Compare(a.born, b.born)
}

// settle puts everything in its place.
func (s *shelf) settle(t *trace.Trace) {
	low := len(s.list)
	for _, st := range s.due {
		if st.placed {
			low = min(low, st.Index)
		}
	}
	s.due = slices.DeleteFunc(s.due, func(st *Step) bool {
		if st.gone {
			st.placed = false
		}
		return st.gone
	})
	slices.SortFunc(s.due, s.compare)
	if len(s.due) > 0 {
		first := s.due[0]
		low = min(low, sort.Search(low, func(i int) bool { return s.compare(s.list[i], first) > 0 }))
	}
	s.merge(low)
	s.show(t, low)
}

// merge puts the due steps among those that stay, from a place on.
func (s *shelf) merge(low int) {
	stay := slices.Clone(s.list[low:])
	stay = slices.DeleteFunc(stay, func(st *Step) bool { return st.due || st.gone })
	s.work += len(stay) + len(s.due)
	s.list = s.list[:low]
	for i, j := 0, 0; i < len(stay) || j < len(s.due); {
		if j == len(s.due) || i < len(stay) && s.compare(stay[i], s.due[j]) < 0 {
			s.list = append(s.list, stay[i])
			i++
			continue
		}
		s.list = append(s.list, s.due[j])
		j++
	}
	for i := low; i < len(s.list); i++ {
		st := s.list[i]
		st.Index, st.placed = i, true
	}
	for _, st := range s.due {
		st.due = false
	}
	s.due = s.due[:0]
	s.same = low
}

// show finds the positions and times of the steps: At never falls from one step to
// the next, since what is told later is seen later.
func (s *shelf) show(t *trace.Trace, low int) {
	for _, st := range s.stale {
		if !st.placed || st.Index >= low {
			st.stale = false
			continue
		}
		s.same = min(s.same, st.Index)
		s.date(t, st)
		for i := st.Index; i < low && s.shift(i); i++ {
			s.same = min(s.same, i)
			s.date(t, s.list[i])
		}
	}
	for i := low; i < len(s.list); i++ {
		s.shift(i)
		s.date(t, s.list[i])
	}
	for _, st := range s.stale {
		st.stale = false
	}
	s.stale = s.stale[:0]
}

// shift makes a step's At fit the one before; it tells whether that changed it.
func (s *shelf) shift(i int) bool {
	s.work++
	st := s.list[i]
	at := st.settled
	if i > 0 {
		at = max(at, s.list[i-1].At)
	}
	changed := st.At != at
	st.At = at
	return changed
}

func (s *shelf) date(t *trace.Trace, st *Step) {
	st.Start = t.At(st.First).At
	st.End = t.At(st.At).At
}
