package story

import (
	"posta/sim/dialogue"
	"posta/sim/trace"
)

// Of tells a whole trace.
func Of(t *trace.Trace) *Story { return From(t, dialogue.Of(t)) }

// From tells a trace whose dialogue has been read already.
func From(t *trace.Trace, d *dialogue.Dialogue) *Story {
	return &Story{Trace: t}
}
