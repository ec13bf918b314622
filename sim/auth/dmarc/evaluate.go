package dmarc

import (
	"context"
	"strings"

	"posta/sim/auth"
	"posta/sim/auth/dkim"
	"posta/sim/auth/spf"
	"posta/sim/idna"
)

// Result is what a check says (RFC 9989 section 9.2).
type Result string

// The results.
const (
	None      Result = "none" // no record for the From domain: DMARC does not apply
	Pass      Result = "pass"
	Fail      Result = "fail"
	TempError Result = "temperror"
	PermError Result = "permerror" // the From field gives no domain to ask for
)

// Reason says why, as a word that tellers have sentences for.
type Reason string

// Why a check has its result.
const (
	Aligned    Reason = "aligned"     // SPF or DKIM passed for an aligned domain
	NotAligned Reason = "not-aligned" // something passed, for another domain
	NotProved  Reason = "not-proved"  // nothing passed
	NoRecord   Reason = "no-record"
	Unusable   Reason = "unusable-record"
	DNSError   Reason = auth.DNSError
	DNSLoop    Reason = auth.DNSLoop
	Undecided  Reason = "undecided" // an aligned check could not be finished
	NoAuthor   Reason = "no-author"
	ManyAuthor Reason = "many-authors"
)

// Report is one letter's evaluation. With several From domains (section 11.5) there is one Evaluation for each, and the letter's
// is the strictest that failed.
type Report struct {
	Result      Result        `json:"result"`
	Reason      Reason        `json:"reason"`
	Fields      int           `json:"from_fields"` // how many From fields there are; one is right (RFC 5322 section 3.6)
	Evaluations []*Evaluation `json:"evaluations,omitempty"`
	// Decisive is the evaluation that gave the result; nil if there was none.
	Decisive *Evaluation `json:"-"`
}

// Requested is what the owner asks for: "" unless the result is fail.
func (r *Report) Requested() Policy {
	if r.Result != Fail || r.Decisive == nil {
		return ""
	}
	return r.Decisive.Disposition
}

// Evaluation is the check for one From domain.
type Evaluation struct {
	Author string `json:"author"`
	Result Result `json:"result"`
	Reason Reason `json:"reason"`

	// Walk are the questions for the policy, from the author domain up as far as was needed.
	Walk []*Lookup `json:"walk"`
	// Record is the one that applies, found at At; Tag is the tag its policy was read from.
	Record *Record `json:"record,omitempty"`
	At     string  `json:"at,omitempty"`
	Tag    string  `json:"tag,omitempty"`
	// Existence is the question whether the author domain exists, asked where np= could matter.
	Existence *auth.Answer `json:"existence,omitempty"`
	// Policy is what the record asks for, Disposition the same softened by t=y.
	Policy      Policy `json:"policy,omitempty"`
	Disposition Policy `json:"disposition,omitempty"`

	Organization string       `json:"organization,omitempty"` // of the author domain, where it was needed
	Identifiers  []*Alignment `json:"identifiers,omitempty"`
}

// Alignment is one identifier that SPF or DKIM gave, against the From domain.
type Alignment struct {
	Method       string    `json:"method"` // "spf" or "dkim"
	Domain       string    `json:"domain"`
	Selector     string    `json:"selector,omitempty"`
	Result       string    `json:"result"` // of SPF or DKIM itself
	Mode         Mode      `json:"mode"`
	Organization string    `json:"organization,omitempty"` // where a walk was needed to tell
	Walk         []*Lookup `json:"walk,omitempty"`
	Aligned      bool      `json:"aligned"` // of domain, whatever the result
	Unknown      bool      `json:"unknown,omitempty"`
}

// Evaluate checks a letter, given what SPF and DKIM said of it; either may be nil.
func Evaluate(ctx context.Context, r auth.Resolver, msg []byte, s *spf.Report, d *dkim.Report) *Report {
	report := &Report{}
	authors, fields, ok := Authors(msg)
	report.Fields = fields
	switch {
	case !ok || len(authors) == 0:
		return report.end(PermError, NoAuthor)
	case len(authors) > MaxAuthors:
		return report.end(PermError, ManyAuthor)
	}
	w := &walker{ctx, r, map[string]*Lookup{}}
	for _, author := range authors {
		e := &Evaluation{Author: author}
		e.evaluate(w, s, d)
		report.Evaluations = append(report.Evaluations, e)
		if report.Decisive == nil || e.weight() > report.Decisive.weight() {
			report.Decisive = e
		}
	}
	return report.end(report.Decisive.Result, report.Decisive.Reason)
}

func (r *Report) end(result Result, why Reason) *Report {
	r.Result, r.Reason = result, why
	return r
}

// weight orders evaluations: the strictest failure first, then what could not be found out, then no policy, then a pass.
func (e *Evaluation) weight() int {
	switch e.Result {
	case Fail:
		return 10 + map[Policy]int{PolicyNone: 0, Quarantine: 1, Reject: 2}[e.Disposition]
	case PermError, TempError:
		return 5
	case None:
		return 1
	}
	return 0
}

func (e *Evaluation) end(result Result, why Reason) { e.Result, e.Reason = result, why }

func (e *Evaluation) evaluate(w *walker, s *spf.Report, d *dkim.Report) {
	if !e.discover(w) {
		return
	}
	e.choosePolicy(w)
	if e.Result != "" {
		return
	}
	e.identifiers(s, d)
	proved, undecided, passed := false, false, false
	for _, a := range e.Identifiers {
		e.align(w, a)
		passed = passed || a.Result == "pass"
		switch {
		case a.Aligned && a.Result == "pass":
			proved = true
		case a.Unknown && a.Result == "pass", a.Aligned && a.Result == "temperror":
			undecided = true
		}
	}
	switch {
	case proved:
		e.end(Pass, Aligned)
	case undecided:
		e.end(TempError, Undecided) // section 5.3.6: neither pass nor fail
	case passed:
		e.end(Fail, NotAligned)
	default:
		e.end(Fail, NotProved)
	}
}

// discover finds the record that applies: the author domain's, else its organization's, else the public suffix's (section
// 4.10.1).
func (e *Evaluation) discover(w *walker) bool {
	steps, ok := []*Lookup{w.look(e.Author)}, true
	if steps[0].Answer.Failed() {
		ok = false
	} else if steps[0].Record == nil {
		steps, ok = w.walk(e.Author)
	}
	e.Walk = steps
	if !ok {
		e.end(TempError, Reason(steps[len(steps)-1].Answer.Unanswered()))
		return false
	}
	found := steps[0]
	if found.Record == nil {
		found = e.above(steps)
	}
	if found == nil || found.Record == nil {
		e.end(None, NoRecord)
		return false
	}
	e.Record, e.At = found.Record, found.Domain
	if found.Record.Unusable {
		e.end(None, Unusable)
		return false
	}
	return true
}

// above is the organization's record, or that of the public suffix where the organization has none.
func (e *Evaluation) above(steps []*Lookup) *Lookup {
	e.Organization = organizational(e.Author, steps)
	var last *Lookup
	for _, l := range steps {
		if l.Record == nil {
			continue
		}
		last = l
		if l.Domain == e.Organization {
			return l
		}
	}
	return last
}

// choosePolicy takes the policy from p=, sp= or np= (section 4.10.1), and softens it where the owner is testing.
func (e *Evaluation) choosePolicy(w *walker) {
	r := e.Record
	e.Policy, e.Tag = r.Policy, "p"
	if e.At != e.Author {
		if r.Subdomain != "" {
			e.Policy, e.Tag = r.Subdomain, "sp"
		}
		if r.Missing != "" {
			// RFC 9989 section 3.2.13: a domain is missing where the DNS says so of its name (RFC 8020).
			a := auth.Ask(w.ctx, w.dns, e.Author, auth.A)
			e.Existence = &a
			switch {
			case a.Failed():
				e.end(TempError, Reason(a.Unanswered()))
				return
			case a.Outcome == auth.NXDomain:
				e.Policy, e.Tag = r.Missing, "np"
			}
		}
	}
	e.Disposition = e.Policy
	if r.Testing {
		e.Disposition = map[Policy]Policy{Reject: Quarantine, Quarantine: PolicyNone, PolicyNone: PolicyNone}[e.Policy]
	}
}

// identifiers lists what SPF and DKIM gave, whatever their result: what did not pass is told, and proves nothing.
func (e *Evaluation) identifiers(s *spf.Report, d *dkim.Report) {
	if s != nil {
		if domain, ok := idna.ToASCII(s.Domain); ok {
			e.Identifiers = append(e.Identifiers, &Alignment{Method: "spf", Domain: domain, Result: string(s.Result), Mode: e.Record.SPF})
		}
	}
	if d == nil {
		return
	}
	for _, v := range d.Signatures {
		if v.Signature == nil {
			continue
		}
		domain, ok := idna.ToASCII(strings.TrimSuffix(v.Signature.Domain, "."))
		if ok {
			e.Identifiers = append(e.Identifiers, &Alignment{Method: "dkim", Domain: domain, Selector: v.Signature.Selector,
				Result: string(v.Result), Mode: e.Record.DKIM})
		}
	}
}

// align tells whether an identifier's domain is near enough to the From domain (section 4.10.2). A walk is made only where
// names alone do not tell, and only for what could matter.
func (e *Evaluation) align(w *walker, a *Alignment) {
	if a.Domain == e.Author {
		a.Aligned = true
		return
	}
	if a.Mode == Strict || a.Result != "pass" && a.Result != "temperror" || !shareParent(a.Domain, e.Author) {
		return
	}
	if e.Organization == "" {
		steps, ok := w.walk(e.Author)
		e.Walk = steps
		if !ok {
			a.Unknown = true
			return
		}
		e.Organization = organizational(e.Author, steps)
	}
	steps, ok := w.walk(a.Domain)
	a.Walk = steps
	if !ok {
		a.Unknown = true
		return
	}
	a.Organization = organizational(a.Domain, steps)
	a.Aligned = a.Organization == e.Organization
}

// shareParent tells whether two names could have one organization at all: the same last label.
func shareParent(a, b string) bool {
	return a[strings.LastIndexByte(a, '.')+1:] == b[strings.LastIndexByte(b, '.')+1:]
}
