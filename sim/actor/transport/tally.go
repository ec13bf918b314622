package transport

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"posta/sim/trace"
)

// tally is what came of the day's conversations, by domain, for TLS-RPT (RFC 8460).
type tally struct {
	domains []string // in the order in which they were first met
	of      map[string]*Day
}

// Day is what there is to report to one domain.
type Day struct {
	Domain string
	// Policies are those that were applied, in the order in which they first were.
	Policies []*Applied
}

// Applied is what came of the conversations under one policy.
type Applied struct {
	Kind string // "tlsa", "sts", "no-policy-found"
	Text string // the lines of "sts", the data of each record of "tlsa"
	// Hosts are those that may take the mail, as "sts" has them.
	Hosts []string
	Good  int
	Bad   int
	// Failures are the kinds of failure, each with how often it was met.
	Failures map[Failure]int
}

// Failure is one kind of failure: a host's, or that of fetching a policy.
type Failure struct {
	Type string
	Host string // none where it is no host's
	Code string // more about it (RFC 8460 section 4.4's failure-reason-code)
}

// Sessions counts the conversations that had TLS as demanded, and those that had not.
func (d *Day) Sessions() (good, bad int) {
	for _, p := range d.Policies {
		good, bad = good+p.Good, bad+p.Bad
	}
	return good, bad
}

// resultTypes are the words of RFC 8460 section 4.3 for what can be wrong.
var resultTypes = map[trace.Code]string{
	trace.CauseTLSNotOffered: "starttls-not-supported", trace.CauseWrongName: "certificate-host-mismatch", trace.CauseExpired: "certificate-expired",
	trace.CauseNotYetValid: "certificate-not-trusted", trace.CauseSelfSigned: "certificate-not-trusted", trace.CauseUnknownAuthority: "certificate-not-trusted",
	trace.CauseBadCertificate: "certificate-not-trusted", trace.CauseDANE: "validation-failure", trace.CauseSTSHost: "validation-failure",
	trace.CauseBogus: "dnssec-invalid",
}

// result is the word of RFC 8460 section 4.3.2.2 for a policy that could not be fetched, or is none.
func (f *failure) result() string {
	switch f.why {
	case "not-a-policy", "not-text":
		return "sts-policy-invalid"
	case string(trace.CauseWrongName), string(trace.CauseExpired), string(trace.CauseNotYetValid), string(trace.CauseSelfSigned),
		string(trace.CauseUnknownAuthority), string(trace.CauseBadCertificate):
		return "sts-webpki-invalid"
	}
	return "sts-policy-fetch-error"
}

func (g *Guard) note(h *Host, why trace.Cause) {
	if g.Noted != nil && !h.way.quiet {
		defer g.Noted()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	d := g.tally.of[h.way.domain]
	if d == nil {
		if g.tally.of == nil {
			g.tally.of = map[string]*Day{}
		}
		d = &Day{Domain: h.way.domain}
		g.tally.of[h.way.domain] = d
		g.tally.domains = append(g.tally.domains, h.way.domain)
	}
	p := d.under(h)
	if f := h.way.failed; f != nil && h.kind != "tlsa" { // where DANE decides, MTA-STS is not asked (RFC 8461 section 2)
		code := f.why
		if f.status != 0 {
			code = fmt.Sprintf("HTTP %d", f.status)
		}
		p.Failures[Failure{Type: f.result(), Code: code}]++
	}
	if why.IsZero() {
		p.Good++
		return
	}
	p.Bad++
	kind := resultTypes[why.Code]
	if kind == "" {
		kind = "validation-failure"
	}
	p.Failures[Failure{Type: kind, Host: h.name}]++
}

// under is the policy that was applied to a host.
func (d *Day) under(h *Host) *Applied {
	text, hosts := h.records, []string(nil)
	if h.kind == "sts" {
		text, hosts = h.way.sts.text, h.way.sts.policy.MX
	}
	for _, p := range d.Policies {
		if p.Kind == h.kind && p.Text == text {
			return p
		}
	}
	p := &Applied{Kind: h.kind, Text: text, Hosts: hosts, Failures: map[Failure]int{}}
	d.Policies = append(d.Policies, p)
	return p
}

// Take gives what there is to report, and begins anew.
func (g *Guard) Take() (days []*Day) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, d := range g.tally.domains {
		days = append(days, g.tally.of[d])
	}
	g.tally = tally{}
	return days
}

// JSON writes the report of a day (RFC 8460 section 4.4).
func (d *Day) JSON(organization, contact, id string, begin, end time.Time) []byte {
	var b strings.Builder
	q := quoted
	fmt.Fprintf(&b, `{"organization-name":%s,"date-range":{"start-datetime":%s,"end-datetime":%s},"contact-info":%s,"report-id":%s,"policies":[`,
		q(organization), q(begin.UTC().Format(time.RFC3339)), q(end.UTC().Format(time.RFC3339)), q(contact), q(id))
	for i, p := range d.Policies {
		if i > 0 {
			b.WriteByte(',')
		}
		p.json(&b, d.Domain)
	}
	b.WriteString("]}")
	return []byte(b.String())
}

func (p *Applied) json(b *strings.Builder, domain string) {
	q := quoted
	b.WriteString(`{"policy":{"policy-type":` + q(p.Kind))
	if p.Kind != "no-policy-found" {
		b.WriteString(`,"policy-string":` + list(strings.Split(p.Text, "\n")))
	}
	b.WriteString(`,"policy-domain":` + q(domain))
	if len(p.Hosts) > 0 {
		b.WriteString(`,"mx-host":` + list(p.Hosts))
	}
	fmt.Fprintf(b, `},"summary":{"total-successful-session-count":%d,"total-failure-session-count":%d},"failure-details":[`, p.Good, p.Bad)
	failures := slices.SortedFunc(maps.Keys(p.Failures), func(x, y Failure) int {
		return cmp.Or(strings.Compare(x.Type, y.Type), strings.Compare(x.Host, y.Host), strings.Compare(x.Code, y.Code))
	})
	for i, f := range failures {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"result-type":` + q(f.Type))
		if f.Host != "" {
			b.WriteString(`,"receiving-mx-hostname":` + q(f.Host))
		}
		fmt.Fprintf(b, `,"failed-session-count":%d`, p.Failures[f])
		if f.Code != "" {
			b.WriteString(`,"failure-reason-code":` + q(f.Code))
		}
		b.WriteByte('}')
	}
	b.WriteString("]}")
}

// list is an array of strings, without those that say nothing.
func list(lines []string) string {
	var all []string
	for _, line := range lines {
		if line = strings.Trim(line, " \t\r"); line != "" {
			all = append(all, quoted(line))
		}
	}
	return "[" + strings.Join(all, ",") + "]"
}

// quoted is a string of JSON (RFC 8259 section 7): what strangers publish stands in a report too.
func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // a string is always encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}
