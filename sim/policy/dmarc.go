package policy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"posta/sim/auth/authres"
	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/dmarc/aggregate"
	"posta/sim/auth/spf"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// DMARC asks whether what SPF and DKIM proved speaks for the domain in From, and does
// what that domain's owner asks for where it does not (RFC 9989). It builds on the
// findings of the checks "spf" and "dkim", which are to be made before it.
type DMARC struct {
	obey bool
	note func(aggregate.Letter, []byte)
}

// NewDMARC is the check; one that does not obey writes down what it found and lets
// every letter in, as a receiver may (RFC 9989 section 7).
func NewDMARC(obey bool) *DMARC { return &DMARC{obey: obey} }

// Note has somebody told of every letter, for reports.
func (c *DMARC) Note(note func(l aggregate.Letter, message []byte)) { c.note = note }

// Name is "dmarc".
func (*DMARC) Name() string { return "dmarc" }

// Phases: From is in the message.
func (*DMARC) Phases() []Phase { return []Phase{AtData} }

// Examine evaluates, and acts.
func (c *DMARC) Examine(t *Transaction) Finding {
	var s *spf.Report
	if f, ok := t.Found("spf"); ok {
		s, _ = f.Proved.(*spf.Report)
	}
	var d *dkim.Report
	if f, ok := t.Found("dkim"); ok {
		d, _ = f.Proved.(*dkim.Report)
	}
	r := dmarc.Evaluate(context.Background(), t.names(), t.Message, s, d)
	f := Finding{Input: messageInput(t), Result: string(r.Result), Why: string(r.Reason), Results: dmarcResults(r), Proved: r}
	if s != nil {
		f.Input = append(f.Input, Arg("spf", string(s.Result)))
	}
	if d != nil {
		f.Input = append(f.Input, Arg("dkim", string(d.Result())))
	}
	for _, e := range r.Evaluations {
		f.Steps = append(f.Steps, dmarcEvaluation(e)...)
	}
	if e := r.Decisive; e != nil {
		f.Details = given([]trace.Argument{Arg("domain", e.Author), Arg("record-at", e.At), Arg("policy", string(e.Policy)),
			Arg("disposition", string(e.Disposition)), Arg("aligned", strings.Join(speakers(e), ","))})
	}
	if c.obey {
		f.Reply, f.Folder = dmarcConsequence(r)
	}
	override := ""
	if chain, ok := t.Found("arc"); ok && r.Result == dmarc.Fail && f.action() != "accept" {
		if said, _ := chain.Proved.(testimony); said.vouches { // RFC 8617 section 7.2.2
			f.Reply, f.Folder = smtp.Reply{}, ""
			f.Details = append(f.Details, Arg("vouched", said.by))
			f.Steps = append(f.Steps, step("vouched", "", Arg("vouched", said.by)))
			override = "arc=pass as by " + said.by
		}
	}
	if c.note != nil {
		c.note(letterOf(t, r, s, d, f, override), t.Message)
	}
	return f
}

// letterOf is what a report will tell of a letter.
func letterOf(t *Transaction, r *dmarc.Report, s *spf.Report, d *dkim.Report, f Finding, override string) aggregate.Letter {
	l := aggregate.Letter{SPF: s, DKIM: d, Evaluation: r.Decisive, EnvelopeFrom: t.Sender.Domain, Disposition: dmarc.PolicyNone}
	switch f.action() {
	case "refuse":
		l.Disposition = dmarc.Reject
	case "file":
		l.Disposition = dmarc.Quarantine
	}
	if r.Decisive != nil && r.Requested() != "" && r.Requested() != l.Disposition {
		l.Override, l.Comment = "local_policy", override // RFC 9990 section 3.1.1.8
	}
	return l
}

// dmarcConsequence is what the owner asks for (RFC 9989 section 4.7), as this receiver
// does it. A From that nobody could ask about would be a way around DMARC, so that such a
// letter is not let in (section 11.5).
func dmarcConsequence(r *dmarc.Report) (smtp.Reply, string) {
	switch r.Reason {
	case dmarc.NoAuthor:
		return smtp.R(550, "5.7.1", "From names no author whose domain can be checked"), ""
	case dmarc.ManyAuthor:
		return smtp.R(550, "5.7.1", fmt.Sprintf("From shows more than %d domains, and no more are checked", dmarc.MaxAuthors)), ""
	}
	switch r.Requested() {
	case dmarc.Reject:
		return smtp.R(550, "5.7.26", fmt.Sprintf("Rejected by the DMARC policy of %s: neither SPF nor DKIM speaks for it", r.Decisive.Author)), "" // RFC 7372 section 3.3
	case dmarc.Quarantine:
		return smtp.Reply{}, JunkFolder
	}
	return smtp.Reply{}, ""
}

// speakers are the methods that passed for an aligned domain, each once.
func speakers(e *dmarc.Evaluation) []string {
	var list []string
	for _, a := range e.Identifiers {
		if a.Aligned && a.Result == "pass" && !slices.Contains(list, a.Method) {
			list = append(list, a.Method)
		}
	}
	return list
}

// dmarcEvaluation tells the check for one From domain.
func dmarcEvaluation(e *dmarc.Evaluation) []trace.PolicyStep {
	find := step("find", "none", Arg("domain", e.Author))
	if e.Record != nil {
		find = step("find", "found", Arg("domain", e.Author), Arg("at", e.At), Arg("text", e.Record.Text))
	}
	find.Steps = walked(e.Walk, true)
	steps := []trace.PolicyStep{find}
	if e.Existence != nil {
		exists := step("exists", e.Existence.Outcome.String(), Arg("domain", e.Author))
		exists.Questions = questions(*e.Existence)
		steps = append(steps, exists)
	}
	if e.Policy != "" {
		steps = append(steps, step("policy", string(e.Policy), Arg("tag", e.Tag), Arg("at", e.At), Arg("policy", string(e.Policy))))
	}
	if e.Disposition != e.Policy {
		steps = append(steps, step("testing", string(e.Disposition), Arg("disposition", string(e.Disposition))))
	}
	for _, a := range e.Identifiers {
		s := step("identifier", alignment(a, e.Author), Arg("method", strings.ToUpper(a.Method)), Arg("domain", a.Domain), Arg("said", a.Result), Arg("author-domain", e.Author),
			Arg("mode", string(a.Mode)), Arg("organization", a.Organization))
		s.Steps = walked(a.Walk, false)
		steps = append(steps, s)
	}
	return append(steps, step("reason", string(e.Reason), Arg("domain", e.Author)))
}

// walked are the questions of a walk up the tree (RFC 9989 section 4.10); those that
// another walk asked too are told where again says so.
func walked(walk []*dmarc.Lookup, again bool) []trace.PolicyStep {
	var list []trace.PolicyStep
	for _, l := range walk {
		if l.Known && !again {
			continue
		}
		result := "none"
		switch {
		case l.Record != nil:
			result = "record"
		case l.Many > 1:
			result = "many"
		case l.Answer.Failed():
			result = "failed"
		}
		s := step("walk", result, Arg("domain", l.Domain))
		s.Questions = questions(l.Answer)
		list = append(list, s)
	}
	return list
}

// alignment says what an identifier is worth to an author domain.
func alignment(a *dmarc.Alignment, author string) string {
	switch {
	case a.Result != "pass":
		return "unproved"
	case a.Unknown:
		return "unknown"
	case a.Aligned && a.Domain == author:
		return "same"
	case a.Aligned:
		return "aligned"
	}
	return "other"
}

// dmarcResults are the lines for Authentication-Results (RFC 9989 section 9.2).
func dmarcResults(r *dmarc.Report) []authres.Result {
	out := authres.Result{Method: "dmarc", Value: string(r.Result)}
	if e := r.Decisive; e != nil {
		if e.Policy != "" {
			out.Comment = "p=" + string(e.Policy)
			if r.Result == dmarc.Fail {
				out.Comment += " dis=" + string(e.Disposition)
			}
		}
		out.Properties = []authres.Property{{Type: "header", Name: "from", Value: e.Author}}
	}
	return []authres.Result{out}
}

// authoredIn tells whether every author that From shows is of one domain.
func authoredIn(message []byte, domain string) bool {
	authors, _, ok := dmarc.Authors(message)
	return ok && len(authors) == 1 && strings.EqualFold(authors[0], domain)
}
