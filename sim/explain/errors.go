package explain

import (
	"posta/sim/explain/causes"
	"posta/sim/lang"
	"posta/sim/trace"
)

// Cause says why something failed, was refused or was not done: a clause.
func Cause(c trace.Cause) lang.Text { return causes.Say(c) }

// End says why a run is over: a clause.
func End(r trace.EndReason) lang.Text {
	if t := phrase("end", string(r)); !t.IsZero() {
		return t
	}
	return lang.Both(lang.Clip(string(r)))
}
