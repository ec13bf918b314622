// Package advice looks at what a domain publishes, and says what its owner should know: what is broken, what is dangerous, what
// protects nothing.
//
// It looks with the same readers and evaluators as the checks themselves, so that what it warns of is what a receiver would meet.
// Each finding is a Code with a few values; the words are elsewhere. It asks few questions, in a fixed order.
package advice

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"

	"posta/sim/auth"
	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/dmarc/aggregate"
	"posta/sim/auth/mtasts"
	"posta/sim/auth/spf"
)

// Level is how grave a finding is.
type Level string

// The levels.
const (
	Good  Level = "good"  // as it should be
	Note  Level = "note"  // worth knowing
	Warn  Level = "warn"  // protects less than it seems
	Wrong Level = "wrong" // receivers cannot use it, or it allows anybody
)

// Code names a finding.
type Code string

// The findings.
const (
	SPFMissing    Code = "spf-missing"
	SPFTwo        Code = "spf-two"
	SPFSyntax     Code = "spf-syntax"      // Value: what is wrong
	SPFPassAll    Code = "spf-plus-all"    // anybody may send
	SPFNeutral    Code = "spf-neutral"     // the record ends in ?all, or in nothing
	SPFSoft       Code = "spf-soft"        // ~all
	SPFLookups    Code = "spf-lookups"     // Value: how many terms ask
	SPFVoid       Code = "spf-void"        // Value: how many questions find nothing
	SPFPtr        Code = "spf-ptr"         // section 5.5: should not be used
	SPFManyMX     Code = "spf-many-mx"     // Value: an mx term whose domain has more servers than are asked about
	SPFLong       Code = "spf-long"        // Value: how many octets; section 3.4 asks for an answer that fits in 512
	SPFInclude    Code = "spf-include"     // a record named by include or redirect is broken; Value: the term
	SPFRedirect   Code = "spf-redirect"    // redirect beside all is never looked at
	SPFWide       Code = "spf-wide"        // Value: a network of more than 65,536 addresses
	SPFGood       Code = "spf-good"        // Value: how many terms ask
	DKIMMissing   Code = "dkim-missing"    // no key is known; with a real DNS, selectors cannot be listed
	DKIMKey       Code = "dkim-key"        // Name: where; Value: why, a dkim.Reason
	DKIMNoKey     Code = "dkim-no-key"     // Name: where a key was looked for
	DKIMShort     Code = "dkim-short"      // Name: where; Value: bits
	DKIMRevoked   Code = "dkim-revoked"    // Name: where
	DKIMTest      Code = "dkim-test"       // Name: where
	DKIMGood      Code = "dkim-good"       // Name: where; Value: type and bits
	DMARCMissing  Code = "dmarc-missing"   //
	DMARCTwo      Code = "dmarc-two"       //
	DMARCUnusable Code = "dmarc-unusable"  // Name: the tag that names no policy; Value: the record. Nobody asks for reports
	DMARCNoPolicy Code = "dmarc-no-policy" // p= is missing, and nobody asks for reports; Value: the record
	DMARCAnnulled Code = "dmarc-annulled"  // Name: the tag that names no policy; Value: the p= that it annuls
	DMARCInvalid  Code = "dmarc-invalid"   // Name: the tag that names no policy; no p= asked for more than none
	DMARCDefault  Code = "dmarc-default"   // p= is missing, and so it is none
	DMARCReportTo Code = "dmarc-bad-rua"   // Value: a rua= or ruf= without any URI
	DMARCIgnored  Code = "dmarc-ignored"   // Value: what is ignored
	DMARCNone     Code = "dmarc-none"      // p=none
	DMARCBlind    Code = "dmarc-no-rua"    // nobody gets reports
	DMARCWeakSub  Code = "dmarc-weak-sub"  // Value: sp, milder than p
	DMARCTesting  Code = "dmarc-testing"   // t=y
	DMARCOldTag   Code = "dmarc-old-tag"   // Value: a tag of RFC 7489 that RFC 9989 took out
	DMARCExternal Code = "dmarc-external"  // Value: an address whose domain has not agreed
	DMARCAlone    Code = "dmarc-alone"     // a policy, and neither SPF nor DKIM that could pass
	DMARCGood     Code = "dmarc-good"      // Value: the policy
	STSMissing    Code = "mta-sts-missing" //
	STSWrong      Code = "mta-sts-wrong"   //
	STSGood       Code = "mta-sts-good"    // Value: the id
	RPTMissing    Code = "tls-rpt-missing" //
	RPTWrong      Code = "tls-rpt-wrong"   //
	RPTGood       Code = "tls-rpt-good"    //
	Unanswered    Code = "no-answer"       // Name: for what
	Circle        Code = "alias-circle"    // Name: whose aliases lead in one
)

// Finding is one thing to know.
type Finding struct {
	Level Level  `json:"level"`
	Code  Code   `json:"code"`
	Name  string `json:"name,omitempty"`
	Value string `json:"value,omitempty"`
	// Mistake is the value of SPFSyntax as data, for whoever tells it in another language.
	Mistake *spf.SyntaxError `json:"mistake,omitempty"`
}

// Domain looks at a domain. selectors are the DKIM selectors to look for: they cannot be asked for.
func Domain(ctx context.Context, r auth.Resolver, domain string, selectors []string) []Finding {
	a := &adviser{ctx: ctx, dns: r, domain: domain}
	a.spf()
	a.dkim(selectors)
	a.dmarc()
	a.road()
	return a.list
}

type adviser struct {
	ctx        context.Context
	dns        auth.Resolver
	domain     string
	list       []Finding
	spfUsable  bool
	dkimUsable bool
}

func (a *adviser) add(level Level, code Code, name, value string) {
	const longest = 300
	a.list = append(a.list, Finding{level, code, name, value[:min(len(value), longest)], nil})
}

// nobody is an address that no record lists on purpose (RFC 5737): with it, every term of a record is looked at.
var nobody = netip.MustParseAddr("192.0.2.255")

// spf evaluates the record for an address it does not list, so that all terms are reached, and counts.
func (a *adviser) spf() {
	report := spf.Check(a.ctx, a.dns, spf.Input{IP: nobody, MailFrom: "postmaster@" + a.domain, Helo: a.domain})
	rec := report.Record
	switch rec.Reason {
	case spf.DNSError, spf.DNSLoop:
		a.add(Wrong, failures[string(rec.Reason)], unanswered(rec), "")
		return
	case spf.NoRecord, spf.NotAName:
		a.add(Wrong, SPFMissing, "", "")
		return
	case spf.ManyRecords:
		a.add(Wrong, SPFTwo, "", "")
		return
	case spf.Syntax:
		a.add(Wrong, SPFSyntax, "", rec.Detail)
		a.list[len(a.list)-1].Mistake = rec.Mistake
		return
	}
	before := len(a.list)
	a.limits(report)
	a.terms(rec)
	wrong := false
	for _, f := range a.list[before:] {
		wrong = wrong || f.Level == Wrong
	}
	a.spfUsable = !wrong
	if len(a.list) == before {
		a.add(Good, SPFGood, "", strconv.Itoa(report.Lookups))
	}
}

func (a *adviser) limits(report *spf.Report) {
	if report.Lookups > spf.MaxLookups {
		a.add(Wrong, SPFLookups, "", strconv.Itoa(report.Lookups))
	}
	if report.Void > spf.MaxVoid {
		a.add(Wrong, SPFVoid, "", strconv.Itoa(report.Void))
	}
	for _, t := range report.Record.Terms {
		if t.State == spf.Broken && t.Reason == spf.TooManyMX {
			a.add(Wrong, SPFManyMX, "", t.Text)
		}
		if t.State == spf.Broken && (t.Reason == spf.IncludeNone || t.Reason == spf.Nested && !tooMuch(t.Inner)) {
			a.add(Wrong, SPFInclude, "", t.Text)
		}
	}
}

// longestSPF is how many octets a record may have so that its answer surely fits into a DNS datagram (RFC 7208 section 3.4).
const longestSPF = 450

// tooMuch tells that a record inside ended because the limits were over, which is said of the whole.
func tooMuch(r *spf.Record) bool {
	why := r.Cause().Reason
	return why == spf.TooMany || why == spf.TooManyVoid
}

// failures are the findings about a question that failed, by why it did.
var failures = map[string]Code{auth.DNSError: Unanswered, auth.DNSLoop: Circle}

// unanswered is the name about which the DNS said nothing, in a record that ended for that reason.
func unanswered(r *spf.Record) string {
	for _, t := range r.Terms {
		for _, step := range t.Steps {
			if step.Answer != nil && step.Answer.Failed() {
				return step.Answer.Name
			}
		}
	}
	return r.Domain
}

// terms looks at how a record is written.
func (a *adviser) terms(rec *spf.Record) {
	all, redirect := "", false
	for _, t := range rec.Terms {
		switch {
		case t.Name == "all" && !t.Modifier && all == "":
			all = t.Qualifier
		case t.Name == "ptr" && !t.Modifier:
			a.add(Warn, SPFPtr, "", t.Text)
		case t.Name == "redirect" && t.Modifier:
			redirect = true
		case (t.Name == "ip4" || t.Name == "ip6") && !t.Modifier && t.Qualifier == "+":
			if n := network(t.Text); n.IsValid() && n.Addr().Is4() && n.Bits() < 16 {
				a.add(Warn, SPFWide, "", n.String())
			}
		}
	}
	switch {
	case all == "+":
		a.add(Wrong, SPFPassAll, "", "")
	case all == "~":
		a.add(Note, SPFSoft, "", "")
	case all == "?" || all == "" && !redirect:
		a.add(Warn, SPFNeutral, "", "")
	}
	if n := len(rec.Text); n > longestSPF {
		a.add(Warn, SPFLong, "", strconv.Itoa(n))
	}
	if all != "" && redirect {
		a.add(Warn, SPFRedirect, "", "")
	}
}

func network(term string) netip.Prefix {
	_, text, _ := strings.Cut(term, ":")
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

func (a *adviser) dkim(selectors []string) {
	if len(selectors) == 0 {
		a.add(Warn, DKIMMissing, "", "")
		return
	}
	for _, s := range selectors {
		name := s + "._domainkey." + a.domain
		var problem *dkim.Problem
		key, answer, err := dkim.FetchKey(a.ctx, a.dns, name)
		switch {
		case answer.Failed():
			a.add(Wrong, failures[answer.Unanswered()], name, "")
		case errors.As(err, &problem) && problem.Reason == dkim.KeyRevoked:
			a.add(Note, DKIMRevoked, name, "")
		case err != nil && problem.Reason == dkim.NoKey:
			a.add(Wrong, DKIMNoKey, name, "")
		case err != nil:
			a.add(Wrong, DKIMKey, name, string(problem.Reason))
		case key.Type == "rsa" && key.Bits < dkim.MinBits:
			a.add(Wrong, DKIMShort, name, strconv.Itoa(key.Bits))
		default:
			a.dkimUsable = true
			a.key(name, key)
		}
	}
}

func (a *adviser) key(name string, key *dkim.Key) {
	switch {
	case key.Type == "rsa" && key.Bits < dkim.AdvisedBits:
		a.add(Warn, DKIMShort, name, strconv.Itoa(key.Bits))
	case key.Testing:
		a.add(Note, DKIMTest, name, "")
	default:
		a.add(Good, DKIMGood, name, key.Type+" "+strconv.Itoa(key.Bits))
	}
}

func (a *adviser) dmarc() {
	// The From of a letter without any proof finds the record that applies, the organization's included.
	report := dmarc.Evaluate(a.ctx, a.dns, []byte("From: x@"+a.domain+"\r\n\r\n"), nil, nil)
	if len(report.Evaluations) == 0 {
		a.add(Wrong, DMARCMissing, "", "")
		return
	}
	e := report.Evaluations[0]
	switch {
	case e.Reason == dmarc.DNSError || e.Reason == dmarc.DNSLoop:
		last := e.Walk[len(e.Walk)-1].Answer
		a.add(Wrong, failures[last.Unanswered()], last.Name, "")
		return
	case e.Walk[0].Many > 1:
		a.add(Wrong, DMARCTwo, "", "")
		return
	case e.Record == nil:
		a.add(Wrong, DMARCMissing, "", "")
		return
	case e.Record.Unusable && e.Record.Invalid == "p":
		a.add(Wrong, DMARCNoPolicy, "", e.Record.Text)
		a.ignored(e.Record)
		return
	case e.Record.Unusable:
		a.add(Wrong, DMARCUnusable, e.Record.Invalid, e.Record.Text)
		a.ignored(e.Record)
		return
	}
	a.record(e)
}

// ignored names what receivers pass over; the tag that annuls the policy is told by itself.
func (a *adviser) ignored(rec *dmarc.Record) {
	for _, entry := range rec.Ignored {
		name, _, _ := strings.Cut(entry, "=")
		switch name = strings.TrimSpace(name); {
		case entry == rec.Invalid:
		case name == "rua" && len(rec.Aggregate) == 0, name == "ruf" && len(rec.Failures) == 0:
			a.add(Warn, DMARCReportTo, "", entry)
		default:
			a.add(Warn, DMARCIgnored, "", entry)
		}
	}
}

// policy says what the record comes to where it asks for nothing: as its owner wrote it, or because of a mistake that annuls
// what was written (RFC 9989 section 4.10.1).
func (a *adviser) policy(rec *dmarc.Record) {
	switch {
	case rec.Invalid == "p":
		a.add(Warn, DMARCDefault, "", "")
	case rec.Invalid != "" && strength(rec.Stated) > 0:
		a.add(Wrong, DMARCAnnulled, rec.Invalid, string(rec.Stated))
	case rec.Invalid != "":
		a.add(Wrong, DMARCInvalid, rec.Invalid, "")
	case rec.Policy == dmarc.PolicyNone:
		a.add(Warn, DMARCNone, "", "")
	}
}

// strength orders policies.
func strength(p dmarc.Policy) int {
	return map[dmarc.Policy]int{dmarc.PolicyNone: 0, dmarc.Quarantine: 1, dmarc.Reject: 2}[p]
}

func (a *adviser) record(e *dmarc.Evaluation) {
	rec, before := e.Record, len(a.list)
	a.policy(rec)
	a.ignored(rec)
	for entry := range strings.SplitSeq(rec.Text, ";") {
		name, _, _ := strings.Cut(strings.TrimSpace(entry), "=")
		switch strings.TrimSpace(name) {
		case "pct", "rf", "ri":
			a.add(Note, DMARCOldTag, "", strings.TrimSpace(entry))
		}
	}
	if rec.Testing {
		a.add(Note, DMARCTesting, "", "")
	}
	if rec.Subdomain != "" && strength(rec.Subdomain) < strength(rec.Policy) {
		a.add(Warn, DMARCWeakSub, "", string(rec.Subdomain))
	}
	if len(rec.Aggregate) == 0 {
		a.add(Warn, DMARCBlind, "", "")
	}
	same := func(host string) bool { return strings.HasSuffix(host, "."+e.At) }
	for _, d := range aggregate.Destinations(a.ctx, a.dns, rec, e.At, same) {
		if !d.Allowed {
			a.add(Warn, DMARCExternal, d.Reason, d.URI)
		}
	}
	if strength(e.Disposition) > 0 && !a.spfUsable && !a.dkimUsable {
		a.add(Wrong, DMARCAlone, "", "")
	}
	if len(a.list) == before {
		a.add(Good, DMARCGood, "", string(e.Disposition))
	}
}

// road looks at what is said about TLS on the way.
func (a *adviser) road() {
	sts := auth.Ask(a.ctx, a.dns, "_mta-sts."+a.domain, auth.TXT)
	id, ok := mtasts.RecordID(sts.Texts)
	switch {
	case sts.Failed():
		a.add(Wrong, failures[sts.Unanswered()], "_mta-sts."+a.domain, "")
	case ok:
		a.add(Good, STSGood, "", id)
	case len(sts.Texts) > 0:
		a.add(Wrong, STSWrong, "", "")
	default:
		a.add(Note, STSMissing, "", "")
	}
	rpt := auth.Ask(a.ctx, a.dns, "_smtp._tls."+a.domain, auth.TXT)
	_, ok = mtasts.ReportURIs(rpt.Texts)
	switch {
	case rpt.Failed():
		a.add(Wrong, failures[rpt.Unanswered()], "_smtp._tls."+a.domain, "")
	case ok:
		a.add(Good, RPTGood, "", "")
	case len(rpt.Texts) > 0:
		a.add(Wrong, RPTWrong, "", "")
	default:
		a.add(Note, RPTMissing, "", "")
	}
}
