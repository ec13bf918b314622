package transport

import (
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
