package blame

import (
	"slices"

	"posta/sim/story"
	"posta/sim/trace"
)

// Limits on what is asked: a run with more than these is told by its chain of causes.
const (
	// MaxFaults are the faults that a run is repeated without.
	MaxFaults = 8
	// MaxEvents is the longest run that is repeated.
	MaxEvents = 200_000
)

// Open are the charges that the chain of causes leaves open.
func Open(s *story.Story) (list []Charge) {
	if n := len(s.Trace.Events); n == 0 || n > MaxEvents {
		return nil
	}
	for _, st := range s.Steps(story.Tell) {
		if c := Of(s, st); c.Open {
			list = append(list, c)
		}
	}
	return list
}

// Without are the runs that open charges ask for: each without one fault, and without
// all of a charge's where no single one is why. Nil where they are too many.
func Without(charges []Charge) [][]int {
	var runs [][]int
	add := func(faults []int) {
		if !slices.ContainsFunc(runs, func(r []int) bool { return slices.Equal(r, faults) }) {
			runs = append(runs, faults)
		}
	}
	for _, c := range charges {
		for _, x := range c.Suspects {
			add([]int{x.Fault})
		}
	}
	if len(runs) > MaxFaults {
		return nil
	}
	for _, c := range charges {
		if len(c.Suspects) > 1 {
			add(faults(c.Suspects))
		}
	}
	return runs
}

// faults are the indices of suspects, in order.
func faults(list []Suspect) []int {
	out := make([]int, len(list))
	for i, x := range list {
		out[i] = x.Fault
	}
	slices.Sort(out)
	return out
}

// Judge decides open charges by the runs without: its argument says which faults, and
// it gives nil of a run that there is none of.
func Judge(s *story.Story, charges []Charge, without func(faults []int) *story.Story) (list []trace.Ruling) {
	before := failures(s)
	memo := map[*story.Story]map[failure]int{}
	again := func(c Charge, faults []int) (happens, known bool) {
		other := without(faults)
		if other == nil {
			return false, false
		}
		if memo[other] == nil {
			memo[other] = count(failures(other))
		}
		return before[c.Step.Index].nth < memo[other][before[c.Step.Index].failure], true
	}
	for _, c := range charges {
		v := trace.Ruling{Step: c.Step.Index}
		complete := true
		for _, x := range c.Suspects {
			happens, known := again(c, []int{x.Fault})
			if complete = complete && known; known && !happens {
				v.Faults = append(v.Faults, x.Fault)
			}
		}
		if !complete {
			continue
		}
		if len(v.Faults) == 0 && len(c.Suspects) > 1 {
			// Any of them would have been enough, or none has a part in it.
			all := faults(c.Suspects)
			if happens, known := again(c, all); known && !happens {
				v.Faults, v.Any = all, true
			}
		}
		list = append(list, v)
	}
	return list
}

// failure is what failed, apart from when.
type failure struct {
	kind     story.Kind
	variant  string
	from, to string
}

// nth is the one of its like, from 0.
type nth struct {
	failure
	nth int
}

// failures are the Tell steps that failed, by their index.
func failures(s *story.Story) map[int]nth {
	seen := map[failure]int{}
	list := map[int]nth{}
	for _, st := range s.Steps(story.Tell) {
		if _, silent := kept(s, st); st.Failure || silent {
			f := failure{st.Kind, st.Variant, st.From, st.To}
			list[st.Index] = nth{f, seen[f]}
			seen[f]++
		}
	}
	return list
}

func count(list map[int]nth) map[failure]int {
	n := map[failure]int{}
	for _, f := range list {
		n[f.failure]++
	}
	return n
}
