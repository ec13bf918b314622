package whatif

import "posta/sim/trace"

// Added gives the faults of a trace that are not the lesson's own, by their index in
// Header.Faults.
func Added(t *trace.Trace) (faults []int) {
	for i := range t.Header.Faults {
		if t.Header.Faults[i].Added {
			faults = append(faults, i)
		}
	}
	return faults
}

// Begins gives the event with which a fault of a trace begins to act, a host that
// loses its power by it included; 0: it never does. What comes before is as it would
// be without the fault.
func Begins(t *trace.Trace, fault int) int {
	f := &t.Header.Faults[fault]
	for _, e := range t.Events {
		if by, ok := By(e.Fact); ok && by == fault {
			return e.Seq
		}
		if _, down := e.Fact.(trace.HostDown); down && f.Do == "down" && e.Host == f.Host && e.At >= f.From {
			return e.Seq
		}
	}
	return 0
}

// Astray gives the event from which on a trace is no longer the lesson's: the first
// with which a fault that was added acts; 0: there is none. What the lesson says of
// what follows may be wrong.
func Astray(t *trace.Trace) int {
	first := 0
	for _, fault := range Added(t) {
		if seq := Begins(t, fault); seq > 0 && (first == 0 || seq < first) {
			first = seq
		}
	}
	return first
}
