package explain

import (
	"slices"
	"strconv"
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

// Unfinished says which action keeps the others waiting, why, and what to change in the scenario.
func Unfinished(list []trace.Unfinished) lang.Text {
	i := slices.IndexFunc(list, func(u trace.Unfinished) bool { return u.Began })
	if i < 0 {
		return lang.Text{}
	}
	first := list[i]
	v := values{}
	v.set("n", strconv.Itoa(first.Index+1))
	v.set("verb", first.Verb)
	v.set("host", first.Host)
	if !first.Off {
		return template(phrase("unfinished"), v)
	}
	for _, u := range list {
		if !u.Began && u.Verb == "up" && u.Host == first.Host {
			v.set("up", strconv.Itoa(u.Index+1))
			return template(phrase("unfinished", "off for up"), v)
		}
	}
	return template(phrase("unfinished", "off"), v)
}
