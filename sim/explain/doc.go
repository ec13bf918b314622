// Package explain says what the steps of a story mean, in Spanish and English:
// the teacher who stands beside the journey.
//
// For every step it has a title (who does what, in one short sentence), what
// happens now, why, the section of the RFC that says so, and what changed in
// which host. The words come from a catalogue that holds both languages side by
// side, with the step's real values filled in: addresses, codes, hosts, waits.
// What crossed the wire is quoted and never translated.
//
// It promises words for every kind of step that package story knows, in both
// languages. It decides nothing and knows nothing that is not in the trace.
package explain

import (
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// Explanation is what can be said of one step.
type Explanation struct {
	// Title is one short sentence: who does what.
	Title lang.Text
	// What happens now, in one or two sentences; Why, in one or two more (it may be
	// empty).
	What, Why lang.Text
	// RFC are the sections that say so, the best one first.
	RFC []Ref
	// Steps are how a server made a check, of a step that is one.
	Steps []Reasoning
	// Hashed is what a DKIM check hashed, of a step that is one.
	Hashed *Hashed
	// Changed are the changes that the step made inside hosts.
	Changed []lang.Text
}

// Explainer finds the words for one story.
type Explainer struct {
	s     *story.Story
	users map[string]string // a person's name, by address

	signings signings
}

// New is an explainer of a story, which may grow.
func New(s *story.Story) *Explainer {
	x := &Explainer{s: s, users: map[string]string{}}
	for _, u := range s.Trace.Header.Users {
		if u.Name != "" {
			x.users[strings.ToLower(u.Address)] = u.Name
		}
	}
	return x
}

// Explain finds the words for a step of the story.
func (x *Explainer) Explain(st *story.Step) Explanation {
	e := find(st.Kind, st.Variant)
	v := x.values(st)
	out := Explanation{
		Title: fill(e, v, func(w words) string { return w.title }),
		What:  fill(e, v, func(w words) string { return w.what }),
		Why:   fill(e, v, func(w words) string { return w.why }),
		RFC:   e.refs(),
	}
	x.addCodes(&out, st)
	if _, brought := v["brought"]; brought {
		out.RFC = append(out.RFC, refs([]string{"2181 5.4.1"})...)
	}
	if st.Kind == story.TLSDone || st.Kind == story.TLSFailed {
		out.RFC = append(out.RFC, refs(tubes[x.service(st.Conn)])...)
	}
	if st.Detail == story.Dialogue && st.Line != nil && st.Line.Encrypted {
		size := Size(int64(len(st.Line.Raw)))
		out.Why = join(out.Why, lang.Sprintf("Va dentro del túnel TLS: quien escucha en el camino ve pasar %s cifrados, más unos 20 que TLS añade a cada registro.", "It goes inside the TLS tunnel: whoever listens on the road sees %s of cipher go by, and about 20 more that TLS adds to each record.", size))
	}
	if checked, ok := st.Fact.(trace.PolicyChecked); ok {
		out.Steps, out.Hashed = x.reasoning(checked), x.hashed(st, checked)
	}
	out.Changed = x.changes(st, e, v)
	return out
}

// tubes say, by service, where it is written how the conversation comes to be inside
// TLS: by a command, or from the first byte on (RFC 8314 section 3).
var tubes = map[string][]string{
	"smtp": {"3207 4"}, "submission": {"3207 4"}, "submissions": {"8314 3.3"},
	"imap": {"3501 6.2.1"}, "imaps": {"8314 3.2"},
	"pop3": {"2595 4"}, "pop3s": {"8314 3.1"},
}

// service is the name of the service that a connection is for, "" where nobody knows.
func (x *Explainer) service(conn int) string {
	switch f := x.s.Opened(conn).(type) {
	case trace.ConnOpening:
		return f.Service
	case trace.ConnAccepted:
		return f.Service
	}
	return ""
}

// Title is the title alone, for lists.
func (x *Explainer) Title(st *story.Step) lang.Text {
	return fill(find(st.Kind, st.Variant), x.values(st), func(w words) string { return w.title })
}

// changes lists what a step changed; a whole exchange changed what its parts did.
func (x *Explainer) changes(st *story.Step, e entry, v values) []lang.Text {
	var list []lang.Text
	if st.Detail == story.Tell {
		children := x.s.Parts(st)
		if len(children) > maxChanges {
			children = children[:maxChanges]
		}
		for _, child := range children {
			ce := find(child.Kind, child.Variant)
			if !ce.has(changed) {
				continue
			}
			list = appendSaid(list, fill(ce, x.values(child), changed))
		}
		return list
	}
	if e.has(changed) {
		list = appendSaid(list, fill(e, v, changed))
	}
	return list
}

// changed is the part of an entry that says what became different in a host.
func changed(w words) string { return w.changed }

// maxChanges bounds the list of changes of one long exchange.
const maxChanges = 40

func appendSaid(list []lang.Text, t lang.Text) []lang.Text {
	if t.IsZero() {
		return list
	}
	return append(list, t)
}
