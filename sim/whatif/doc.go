// Package whatif is the student's favourite question. At any step of a run it says
// what could go wrong just there, as faults of the scenario's own language; and of
// two runs, the one that was and the one with such a fault in it, it finds where
// they part.
//
// It is a function of traces alone: it asks no actor and runs nothing. Whoever asks
// takes a Suggestion's Fault to scenario.WithFault, runs the scenario again, and
// gives both traces to Diff. Up to the fork the runs are the same, event for event,
// because a fault leaves no trace before it acts.
package whatif
