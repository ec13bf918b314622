// Package blame finds which of the faults that acted is why something failed.
//
// In an email's journey it is the inquiry after the accident: beside the server that
// was off the road was slow, and only one of the two kept the letter. A fault that
// acted where something failed is a suspect, and no more than that.
//
// The chain of causes decides where it can: a fault that only makes things late has no
// part in a refusal, and a refusal that a fault spoke is that fault's. Where it does not
// decide, the question is what would have happened without: whoever can run the
// scenario again without a fault (package sim) does, and Judge compares the two runs.
// What comes of it is data (trace.Ruling), which the telling reads; this package runs
// nothing and holds no words.
package blame

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"posta/sim/story"
	"posta/sim/trace"
)

// Suspect is a fault that acted where something failed.
type Suspect struct {
	Fault int // as trace.FaultActed has it
	Seq   int // the event with which it acted: FaultActed, or the HostDown of an outage
}

// Charge is a Tell step that failed, and what may be why.
type Charge struct {
	Step *story.Step
	// Suspects could have led to it, those that stop something before those that only
	// make it late; in the order in which they acted.
	Suspects []Suspect
	// Open: the chain of causes does not decide.
	Open bool
}

// Finding is who is named for a step that failed.
type Finding struct {
	// Suspects are those without any one of which it would not have failed.
	Suspects []Suspect
	// Any: each of them is enough by itself.
	Any bool
}

// Named finds who is named for a Tell step: by the ruling on it, where there is one,
// else by the chain of causes.
func Named(s *story.Story, st *story.Step) Finding {
	c := Of(s, st)
	if c.Open {
		for _, r := range s.Trace.Rulings {
			if r.Step == st.Index {
				guilty := slices.DeleteFunc(slices.Clone(c.Suspects), func(x Suspect) bool { return !slices.Contains(r.Faults, x.Fault) })
				return Finding{Suspects: guilty, Any: r.Any}
			}
		}
	}
	return Finding{Suspects: c.decided(s)}
}

// decided are the suspects that are named without running anything again: those that
// the chain decides on, else the first that stops something.
func (c Charge) decided(s *story.Story) []Suspect {
	if !c.Open {
		return c.Suspects
	}
	for i, x := range c.Suspects {
		if !onlyLate(s.Trace, x) {
			return c.Suspects[i : i+1]
		}
	}
	return nil
}

// Of charges a Tell step that failed; a Charge without suspects is one that no fault
// has a part in.
func Of(s *story.Story, st *story.Step) Charge {
	c := Charge{Step: st}
	waited, silent := kept(s, st)
	if !st.Failure && !silent {
		return c
	}
	x := read(s, st)
	if silent {
		x.late, x.acted = true, append(x.acted, met(s.Trace, st, waited)...)
	}
	var stops, delays []Suspect
	for _, sus := range slices.Concat(x.acted, off(s, st)) {
		if slices.ContainsFunc(slices.Concat(stops, delays), func(o Suspect) bool { return o.Fault == sus.Fault }) {
			continue
		}
		switch {
		case onlyLate(s.Trace, sus) && x.late:
			delays = append(delays, sus)
		case !onlyLate(s.Trace, sus):
			stops = append(stops, sus)
		}
	}
	c.Suspects = slices.Concat(stops, delays)
	switch len(c.Suspects) {
	case 0:
	case 1:
		c.Open = len(delays) == 1 || !x.late && !led(s.Trace, c.Suspects[0].Seq, x.said)
	default:
		c.Open = true
	}
	return c
}

// failing is what the parts of a step that failed show.
type failing struct {
	acted []Suspect
	// late: somebody waited in vain, or was left alone.
	late bool
	// said are the events of what was said, refused or decided against.
	said []int
}

func read(s *story.Story, st *story.Step) failing {
	var x failing
	for _, p := range s.Parts(st) {
		if f, ok := p.Fact.(trace.FaultActed); ok {
			x.acted = append(x.acted, Suspect{f.Fault, p.FactSeq})
		}
		if !p.Failure {
			continue
		}
		switch f := p.Fact.(type) {
		case trace.ConnFailed:
			x.late = x.late || f.Reason == trace.FailTimeout || f.Reason == trace.FailReset
		case trace.QueueAttemptFailed:
			x.late = x.late || lateness(f.Why)
		case trace.QueueDeferred:
			x.late = x.late || lateness(f.Why)
		case trace.MessageSubmitted:
			x.late = x.late || lateness(f.Why)
		case trace.ActionEnded:
			x.late = x.late || lateness(f.Why)
		case trace.TLSDone:
			x.late = x.late || lateness(f.Why)
		}
		switch {
		case p.Line != nil:
			// 421 is what a server says that has waited too long (RFC 5321 section 3.8).
			x.late = x.late || strings.HasPrefix(p.Line.Text, "421")
			x.said = append(x.said, p.First)
		case p.FactSeq != 0:
			x.said = append(x.said, p.FactSeq)
		default:
			x.late = true // a connection that ends, a question without its answer
			x.said = append(x.said, p.First)
		}
	}
	if len(x.said) == 0 {
		x.late, x.said = true, []int{st.Last}
	}
	return x
}

// kept is a letter that is kept for another try because nothing came from the other
// side, or the conversation broke off: what happened then is told nowhere else as a
// failure.
func kept(s *story.Story, st *story.Step) (f trace.QueueDeferred, silent bool) {
	if st.Kind != story.QueueDeferred {
		return f, false
	}
	for _, p := range s.Parts(st) {
		if d, ok := p.Fact.(trace.QueueDeferred); ok {
			f = d
		}
	}
	switch f.Why.Code {
	case trace.CauseReplyTimeout, trace.CauseConnectionLost, trace.CauseTLSTimeout, trace.CauseTLSLost:
		return f, !f.Why.Suspended
	}
	return f, false
}

// met are the faults that acted between a host and the one that it tried, since it began
// to try.
func met(t *trace.Trace, st *story.Step, f trace.QueueDeferred) (list []Suspect) {
	for seq := st.At; seq > 0; seq-- {
		e := t.At(seq)
		switch fact := e.Fact.(type) {
		case trace.FaultActed:
			if e.Conn != 0 && (e.Host == st.From && fact.Peer == f.Remote || e.Host == f.Remote && (fact.Peer == st.From || fact.Peer == "")) {
				list = append(list, Suspect{fact.Fault, seq})
			}
		case trace.QueueAttempt:
			if e.Host == st.From && fact.Queue == f.Queue && fact.Destination == f.Destination {
				slices.Reverse(list)
				return list
			}
		}
	}
	return nil
}

// lateness tells whether a cause is that nothing came, or not in time.
func lateness(c trace.Cause) bool {
	switch c.Code {
	case trace.CauseConnectTimeout, trace.CauseReplyTimeout, trace.CauseConnectionLost, trace.CauseDNSTimeout, trace.CauseDNSNetwork,
		trace.CauseTLSTimeout, trace.CauseTLSLost, trace.CauseConnectFailed, trace.CauseLookup, trace.CauseNoAddressYet,
		trace.CauseExchangerUnknown, trace.CauseServFail, trace.CauseStopped:
		return true
	case trace.CauseReply:
		return strings.HasPrefix(c.Said, "421")
	}
	return false
}

// onlyLate tells whether a fault, as it acted, can at most make something late: what is
// lost on a road is sent again.
func onlyLate(t *trace.Trace, x Suspect) bool {
	f, ok := t.At(x.Seq).Fact.(trace.FaultActed)
	if !ok {
		return false
	}
	switch f.Do {
	case "slow", "delay", "loss":
		return true
	case "dns":
		return f.What == trace.EffectSlow || f.What == trace.EffectTruncated
	}
	return false
}

// off are the outages that a step met: of a host that it is between, while it lasted.
func off(s *story.Story, st *story.Step) (list []Suspect) {
	faults := s.Trace.Header.Faults
	if !slices.ContainsFunc(faults, func(f trace.Fault) bool { return f.Do == "down" }) {
		return nil
	}
	hosts := []string{st.From, st.To}
	for _, p := range s.Parts(st) {
		hosts = append(hosts, p.From, p.To)
	}
	for i, f := range faults {
		if f.Do != "down" || !slices.Contains(hosts, f.Host) || f.From > st.End || f.To != 0 && f.To < st.Start {
			continue
		}
		events := s.Trace.Events
		begin, _ := slices.BinarySearchFunc(events, f.From, func(e trace.Event, at time.Duration) int { return cmp.Compare(e.At, at) })
		for _, e := range events[begin:] {
			if _, down := e.Fact.(trace.HostDown); down && e.Host == f.Host && e.At == f.From {
				list = append(list, Suspect{i, e.Seq})
			}
			if e.At != f.From {
				break
			}
		}
	}
	return list
}

// led tells whether an event is in the chain of causes of each of the others.
func led(t *trace.Trace, seq int, to []int) bool {
	for _, e := range to {
		for e > seq {
			e = t.At(e).Cause
		}
		if e != seq {
			return false
		}
	}
	return true
}
