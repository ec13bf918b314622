package explain

import (
	"slices"

	"posta/sim/blame"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// because says which fault is why a step failed: what the ruling says, where there is
// one, else what the chain of causes does. Where it is no fault, it is what a check has
// said, if one has.
func (x *Explainer) because(st *story.Step, check lang.Text) lang.Text {
	found := blame.Named(x.s, st)
	said := x.blamed(found.Suspects)
	switch {
	case len(found.Suspects) == 0:
		if slices.ContainsFunc(x.s.Parts(st), func(p *story.Step) bool { _, acted := p.Fact.(trace.FaultActed); return acted }) {
			return lang.Text{} // it acted, and has no part in this
		}
		return check
	case len(found.Suspects) == 1:
		return said
	case found.Any && len(found.Suspects) == 2:
		return join(said, lang.Text{ES: "Cualquiera de los dos fallos habría bastado.", EN: "Either of the two faults would have been enough."})
	case found.Any:
		return join(said, lang.Text{ES: "Cualquiera de estos fallos habría bastado.", EN: "Any one of these faults would have been enough."})
	}
	if len(found.Suspects) == 2 {
		return join(said, lang.Text{ES: "Hicieron falta los dos: con uno solo no habría pasado.", EN: "It took both: with one alone it would not have happened."})
	}
	return join(said, lang.Text{ES: "Hicieron falta todos: si falta uno, no pasa.", EN: "It took all of them: with one fewer it does not happen."})
}

// blamed says what faults did, one after the other.
func (x *Explainer) blamed(list []blame.Suspect) (said lang.Text) {
	for _, s := range list {
		t := x.deed(s)
		said = join(said, lang.Text{ES: t.ES + ".", EN: t.EN + "."})
	}
	return said
}

// deed is what a fault did where it is named.
func (x *Explainer) deed(s blame.Suspect) lang.Text {
	e := x.s.Trace.At(s.Seq)
	step := &story.Step{Kind: story.FaultActed, From: e.Host, Fact: e.Fact, FactSeq: s.Seq, Conn: e.Conn}
	if f, acted := e.Fact.(trace.FaultActed); acted {
		step.Variant, step.To = f.Do, f.Peer
	} else {
		f := trace.FaultActed{Fault: s.Fault, Do: "down"}
		step.Variant, step.Fact = f.Do, f
	}
	return x.Title(step)
}
