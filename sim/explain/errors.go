package explain

import (
	"strings"

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

// ended is End, with what took the memory up.
func ended(f trace.RunEnded) lang.Text {
	why, held := End(f.Reason), Held(f)
	if held.IsZero() {
		return why
	}
	var t lang.Text
	for _, l := range lang.All() {
		if one, two := why.Own(l), held.Own(l); one != "" && two != "" {
			t = t.With(l, one+": "+two)
		}
	}
	return t
}

// Held says where the letters lie that took up what they may.
func Held(f trace.RunEnded) lang.Text {
	var t lang.Text
	for _, l := range lang.All() {
		var parts []string
		for _, h := range f.Held {
			parts = append(parts, Size(h.Octets).In(l)+" "+phrase("holder", h.By).In(l))
		}
		t = t.With(l, strings.Join(parts, ", "))
	}
	return t
}
