package policy

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"posta/sim/auth/arc"
	"posta/sim/auth/authres"
	"posta/sim/mail"
	"posta/sim/trace"
)

// ARC validates the chain of seals that those who passed a letter on have put on it (RFC
// 8617). Where the chain is whole, and every one who sealed is trusted, what the first of
// them found may count where DMARC fails here (section 7.2): the check "dmarc" looks.
type ARC struct {
	trusted []string // domains
}

// NewARC is the check; trusted are the domains whose word is taken.
func NewARC(trusted []string) *ARC { return &ARC{trusted} }

// Name is "arc".
func (*ARC) Name() string { return "arc" }

// Phases: it wants the whole message.
func (*ARC) Phases() []Phase { return []Phase{AtData} }

// testimony is what a chain says, for the check "dmarc".
type testimony struct {
	by      string // who sealed first
	vouches bool
}

// Examine validates.
func (c *ARC) Examine(t *Transaction) Finding {
	r := arc.Validate(context.Background(), t.names(), t.Message)
	f := Finding{Input: messageInput(t), Result: string(r.Result), Why: string(r.Reason)}
	result := authres.Result{Method: "arc", Value: string(r.Result)}
	said := testimony{}
	trusted := len(r.Sets) > 0
	for i, s := range r.Sets {
		if s.Sealed == nil {
			trusted = false
			continue
		}
		f.Steps = append(f.Steps, c.set(s, i == len(r.Sets)-1))
		trusted = trusted && c.trusts(s.Sealed.Domain)
	}
	if n := len(r.Sets); n > 0 && r.Sets[0].Sealed != nil {
		first := r.Sets[0]
		said.by = first.Sealed.Domain
		dmarc := sealedResult(first.Results, "dmarc")
		said.vouches = r.Result == arc.Pass && trusted && dmarc == "pass"
		f.Details = given([]trace.Argument{Arg("domain", said.by), Count("sets", n), Arg("said", dmarc), Arg("trusted", yesNo(trusted))})
		result.Comment = "i=" + strconv.Itoa(n)
		if dmarc != "" {
			result.Comment += " " + said.by + " said dmarc=" + dmarc
		}
	}
	f.Proved, f.Results = said, []authres.Result{result}
	for i := range r.Asked {
		f.Steps = append(f.Steps, trace.PolicyStep{Code: "key", Questions: questions(r.Asked[i])})
	}
	return f
}

func (c *ARC) trusts(domain string) bool {
	return slices.ContainsFunc(c.trusted, func(d string) bool { return strings.EqualFold(d, domain) })
}

// set tells one hop.
func (c *ARC) set(s *arc.Set, newest bool) trace.PolicyStep {
	out := step("set", yesNo(s.SealIntact), Arg("instance", strconv.Itoa(s.Instance)), Arg("domain", s.Sealed.Domain), Arg("cv", string(s.Sealed.Chain)), Arg("found", s.Results),
		Arg("trusted", yesNo(c.trusts(s.Sealed.Domain))))
	if newest {
		out.Steps = append(out.Steps, step("message", sameOrNot(s.MessageIntact)))
	}
	if s.Flaw != nil { // a set whose seal could be read fails by a signature
		out.Args = append(out.Args, Arg("problem", string(s.Flaw.DKIM)))
	}
	return out
}

// sealedResult is what a set's results say of a method.
func sealedResult(results, method string) string {
	field, err := authres.Parse(results)
	if err != nil {
		return ""
	}
	for _, r := range field.Results {
		if r.Method == method {
			return r.Value
		}
	}
	return ""
}

// Seal adds this server's set to what it sends on: what it found when the letter came,
// the letter as it leaves, and a seal over that and the sets before.
type Seal struct {
	sealer arc.Sealer
}

// NewSeal is the check.
func NewSeal(sealer arc.Sealer) *Seal { return &Seal{sealer} }

// Name is "arc-seal".
func (*Seal) Name() string { return "arc-seal" }

// Phases: it seals what is sent on.
func (*Seal) Phases() []Phase { return []Phase{AtForward} }

// Examine validates the chain as it came, and seals.
func (c *Seal) Examine(t *Transaction) Finding {
	found := arc.Validate(context.Background(), t.names(), t.Arrived)
	results := foundHere(t.Arrived, t.Server)
	f := Finding{Input: append(messageInput(t), Arg("domain", c.sealer.Domain), Arg("selector", c.sealer.Selector)), Result: "sealed"}
	set, err := c.sealer.Seal(t.Message, results.Value(), found, t.Now)
	if err != nil || set == nil {
		f.Result, f.Why = "unsealed", string(found.Reason) // a chain that has ended, or is full, goes as it came
		return f
	}
	fields := mail.ParseHeader(set)
	for i := range fields.Fields {
		f.Fields = append(f.Fields, fields.Fields[i].Raw)
	}
	f.Details = []trace.Argument{Count("instance", instances(found)+1), Arg("cv", string(found.Result))}
	f.Steps = []trace.PolicyStep{step("results", "", Arg("found", results.Value())), step("message", ""), step("seal", string(found.Result), Count("before", instances(found)), Arg("cv", string(found.Result)))}
	return f
}

// foundHere is what this server wrote into the letter when it came. Its own stand above the
// Received field of that moment, and under one of this; below, anybody may have written.
func foundHere(message []byte, server string) authres.Field {
	h := mail.ParseHeader(message)
	received := 0
	for i, f := range h.Fields {
		if strings.EqualFold(f.Name, "Received") {
			if received++; received == 2 {
				h.Fields = h.Fields[:i]
				break
			}
		}
	}
	out := authres.Field{Server: server}
	for _, f := range authres.Trusted(&h, server) {
		out.Results = append(out.Results, f.Results...)
	}
	return out
}

func instances(r *arc.Report) int { return len(r.Sets) }
