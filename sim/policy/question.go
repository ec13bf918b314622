package policy

import (
	"errors"

	"posta/sim/dns"
	"posta/sim/trace"
)

// Question says what was asked and what came of it in the form of facts.
func Question(name string, qtype uint16, a *dns.Answer, err error) trace.PolicyQuestion {
	q := trace.PolicyQuestion{Name: dns.Canonical(name), Type: dns.TypeName(qtype)}
	if a != nil {
		q.RCode = dns.RCodeName(a.RCode)
		for _, rr := range a.Records {
			q.Records = append(q.Records, dns.Text(rr))
		}
		return q
	}
	var e *dns.Error
	if !errors.As(err, &e) {
		q.Error = "failed"
		return q
	}
	if e.RCode != dns.NoRCode {
		q.RCode = dns.RCodeName(e.RCode)
	}
	q.Error = e.Code()
	return q
}
