package scenario

import "slices"

// Without gives the scenario with some of its faults spared: they keep their places and their lots, and never act. Run with
// the same seed it is the same run, event for event, up to the first time that one of them would have.
func Without(s *Scenario, faults ...int) *Scenario {
	out := *s
	out.Faults = slices.Clone(s.Faults)
	for i, f := range out.Faults {
		if slices.Contains(faults, f.Index) {
			spared := *f
			spared.Spared = true
			out.Faults[i] = &spared
		}
	}
	return &out
}

// Outages are the windows in which a host or device is off, without those of faults that are spared.
func (s *Scenario) Outages(name string, down []Window) []Window {
	for _, f := range s.Faults {
		if _, power := f.Do.(*Outage); !power || !f.Spared || f.Do.Where() != name {
			continue
		}
		if i := slices.Index(down, f.When.Window); i >= 0 {
			down = slices.Delete(slices.Clone(down), i, i+1)
		}
	}
	return down
}
