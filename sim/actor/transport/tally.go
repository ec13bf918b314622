package transport

import (
	"fmt"
	"sort"
	"strconv"
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
	Kind   string // the policy's: "tlsa", "sts", "no-policy-found"
	Policy string // its text, of "sts"
	Good   int
	Bad    int
	// Failures are the kinds of failure, each with how often it was met, by host and type.
	Failures map[Failure]int
}

// Failure is one kind of failure.
type Failure struct{ Type, Host string }

// resultTypes are the words of RFC 8460 section 4.3 for what can be wrong.
var resultTypes = map[trace.Code]string{
	trace.CauseTLSNotOffered: "starttls-not-supported", trace.CauseWrongName: "certificate-host-mismatch", trace.CauseExpired: "certificate-expired",
	trace.CauseNotYetValid: "certificate-not-trusted", trace.CauseSelfSigned: "certificate-not-trusted", trace.CauseUnknownAuthority: "certificate-not-trusted",
	trace.CauseBadCertificate: "certificate-not-trusted", trace.CauseDANE: "validation-failure", trace.CauseSTSHost: "validation-failure",
	trace.CauseBogus: "dnssec-invalid",
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
		d = &Day{Domain: h.way.domain, Kind: h.kind, Failures: map[Failure]int{}}
		g.tally.of[h.way.domain] = d
		g.tally.domains = append(g.tally.domains, h.way.domain)
	}
	if d.Kind == "no-policy-found" {
		d.Kind = h.kind
	}
	if h.way.sts != nil {
		d.Policy = h.way.sts.text
	}
	if why.IsZero() {
		d.Good++
		return
	}
	d.Bad++
	kind := resultTypes[why.Code]
	if kind == "" {
		kind = "validation-failure"
	}
	d.Failures[Failure{kind, h.name}]++
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
	q := strconv.Quote
	fmt.Fprintf(&b, `{"organization-name":%s,"date-range":{"start-datetime":%s,"end-datetime":%s},"contact-info":%s,"report-id":%s,"policies":[{"policy":{"policy-type":%s`,
		q(organization), q(begin.UTC().Format(time.RFC3339)), q(end.UTC().Format(time.RFC3339)), q(contact), q(id), q(d.Kind))
	if d.Kind == "sts" {
		b.WriteString(`,"policy-string":[`)
		for i, line := range strings.Fields(strings.NewReplacer("\r\n", "\n", ": ", ":\x00").Replace(d.Policy)) {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(q(strings.ReplaceAll(line, "\x00", " ")))
		}
		b.WriteByte(']')
	}
	fmt.Fprintf(&b, `,"policy-domain":%s},"summary":{"total-successful-session-count":%d,"total-failure-session-count":%d},"failure-details":[`, q(d.Domain), d.Good, d.Bad)
	var list []Failure
	for f := range d.Failures {
		list = append(list, f)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Type+" "+list[i].Host < list[j].Type+" "+list[j].Host })
	for i, f := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"result-type":%s,"receiving-mx-hostname":%s,"failed-session-count":%d}`, q(f.Type), q(f.Host), d.Failures[f])
	}
	b.WriteString("]}]}")
	return []byte(b.String())
}
