package policy

import (
	"errors"

	"posta/sim/dns"
	"posta/sim/trace"
)

// lookupErrors are the codes of what can be wrong with a look-up.
var lookupErrors = []struct {
	kind error
	code string
}{
	{dns.ErrTimeout, "timeout"}, {dns.ErrNetwork, "unreachable"}, {dns.ErrServFail, "servfail"}, {dns.ErrRefused, "refused"},
	{dns.ErrRCode, "rcode"}, {dns.ErrMalformed, "malformed"}, {dns.ErrLame, "lame"}, {dns.ErrLoop, "loop"}, {dns.ErrCircle, "loop"}, {dns.ErrLimit, "limit"},
	{dns.ErrNoServer, "no-server"}, {dns.ErrBogus, "bogus"}, {dns.ErrBadName, "bad-name"},
}

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
	q.Error = "failed"
	for _, known := range lookupErrors {
		if e.Kind == known.kind {
			q.Error = known.code
		}
	}
	return q
}
