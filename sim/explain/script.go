package explain

import (
	"slices"
	"strings"

	"posta/sim/lang"
	"posta/sim/trace"
)

// actionValues says who acts, and what the teacher says meanwhile.
func (x *Explainer) actionValues(v values, index int) {
	script := x.s.Trace.Header.Script
	v.count("line", index+1)
	if index < 0 || index >= len(script) {
		v.say("who", lang.Text{ES: "El guion", EN: "The script"})
		v.say("action", lang.Text{ES: "sigue", EN: "goes on"})
		return
	}
	a := script[index]
	who := x.person(a.User)
	if who == "" || a.Kind == "down" || a.Kind == "up" { // a device goes off, not whose it is
		who = a.Host
	}
	v.set("who", who)
	if who == "" {
		v.say("who", lang.Text{ES: "El guion", EN: "The script"})
	}
	v.set("device", a.Host)
	v.say("say", a.Say)
	d := deedOf("deed", a.Kind)
	at := v.with("d", a.Host)
	if how, records := rezoned(a); how != "" {
		d.does = phrase("deed", "change", how)
		at.say("records", recordsOf(records))
	}
	v.say("action", template(d.does, at))
	v.say("done", template(d.done, at))
	v.say("failed", template(d.failed, at))
	v.say("after", template(d.after, at))
	if a.User != "" {
		v.say("how", template(d.how, at))
	}
}

// rezoned tells what an action does to records of a zone, and to which; how is empty where it does several things, or nothing to any.
func rezoned(a trace.Action) (how string, records []string) {
	switch {
	case len(a.Removes) == 0 && len(a.Adds) > 0:
		return "adds", a.Adds
	case len(a.Removes) > 0 && len(a.Adds) == 0:
		return "removes", a.Removes
	case len(a.Adds) > 0 && slices.Equal(a.Removes, a.Adds):
		return "replaces", a.Adds
	}
	return "", nil
}

// recordsOf names records of a zone: "the A and TXT of beta.test".
func recordsOf(records []string) lang.Text {
	var names []string
	types := map[string][]string{}
	for _, r := range records {
		name, kind, _ := strings.Cut(r, " ")
		if types[name] == nil {
			names = append(names, name)
		}
		types[name] = append(types[name], kind)
	}
	list := make([]lang.Text, len(names))
	for i, name := range names {
		list[i] = template(phrase("deed", "change", "records"), values{"name": {text: lang.Both(name)}, "types": {text: List(types[name])}})
	}
	return Listed(list)
}

// waitingValues says, where an action or an input ended with its letter in a device's outbox,
// that it has not been sent.
func (x *Explainer) waitingValues(v values, seq int, host string) {
	before := x.s.Trace.At(x.s.Trace.At(seq).Cause)
	if f, ok := before.Fact.(trace.DeviceChanged); !ok || f.Do != trace.DoSend {
		return
	}
	v.say("done", phrase("deed", "send", "waits"))
	v.say("after", template(phrase("deed", "send", "waiting"), v.with("d", host)))
}

// inputOf finds the input of that number, looking back from an event.
func (x *Explainer) inputOf(input, seq int) trace.InputActed {
	for ; seq > 0; seq-- {
		if f, ok := x.s.Trace.At(seq).Fact.(trace.InputActed); ok && f.Input == input {
			return f
		}
	}
	return trace.InputActed{Input: input}
}

// inputValues say who does what from outside.
func (x *Explainer) inputValues(v values, f trace.InputActed, host string) {
	v.count("line", f.Input+1)
	switch person := x.person(f.User); {
	case f.By != "":
		v.set("who", f.By)
	case person != "":
		v.set("who", person)
	default:
		v.say("who", lang.Text{ES: "Alguien", EN: "Somebody"})
	}
	v.set("text", f.Text)
	d := deedOf("input", f.Do)
	if d.does.IsZero() {
		d = deedOf("deed", f.Do)
	}
	at := v.with("d", host)
	v.say("action", template(d.does, at))
	v.say("done", template(d.done, at))
	v.say("failed", template(d.failed, at))
	v.say("after", template(d.after, at))
	if host != "" {
		v.say("how", template(d.how, at))
	}
}

// deed is what is said of an action, in the third person: what somebody does and how,
// and what is said when it went well or did not. {d} is where.
type deed struct {
	does, how, done, after, failed lang.Text
}

// deedOf finds the words for an action of the script, or for what only inputs do.
func deedOf(family, name string) deed {
	d := deed{phrase(family, name, "does"), phrase(family, name, "how"), phrase(family, name, "done"), phrase(family, name, "after"), phrase(family, name, "failed")}
	if d.does.IsZero() && family == "deed" {
		return deed{does: lang.Both(name), failed: phrase("deed", "", "failed"), done: phrase("deed", "", "done")}
	}
	return d
}
