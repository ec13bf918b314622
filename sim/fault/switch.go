package fault

import "posta/sim/scenario"

// Add lets something more go wrong, from now on. What was built before knows nothing
// of it: whoever may add faults asks for a host's faults anew for each connection,
// question and delivery.
func (st *State) Add(f *scenario.Fault) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.faults = append(st.faults, begin(f))
}

// Mend ends the fault of that index, if there is one.
func (st *State) Mend(index int) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, f := range st.faults {
		if f.Index == index {
			f.mended = true
		}
	}
}

// Where is the host of the fault of that index; empty where there is none.
func (st *State) Where(index int) string {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, f := range st.faults {
		if f.Index == index {
			return f.Do.Where()
		}
	}
	return ""
}
