package policy

import (
	"fmt"
	"strconv"

	"posta/sim/auth"
	"posta/sim/dns"
	"posta/sim/trace"
)

// names is the DNS as the evaluators of package auth ask it.
func (t *Transaction) names() auth.Resolver {
	return auth.FromDNS(func(name string, qtype uint16) (*dns.Answer, error) {
		a, _, err := t.Ask(name, qtype)
		return a, err
	})
}

// outcomes are the ways in which a question of an evaluator can end, in the words of
// facts: response codes, and errors.
var outcomes = map[auth.Outcome]struct{ rcode, err string }{
	auth.Found: {rcode: "NOERROR"}, auth.NoData: {rcode: "NOERROR"}, auth.NXDomain: {rcode: "NXDOMAIN"},
	auth.ServFail: {err: "failed"}, auth.Timeout: {err: "timeout"}, auth.Loop: {err: "loop"},
}

// Asked is a question of an evaluator in the form of facts.
func Asked(a auth.Answer) trace.PolicyQuestion {
	end := outcomes[a.Outcome]
	q := trace.PolicyQuestion{Name: dns.Canonical(a.Name), Type: a.Type.String(), RCode: end.rcode, Error: end.err}
	if a.Failure != "" {
		q.RCode, q.Error = a.RCode, a.Failure
	}
	for _, text := range a.Texts {
		q.Records = append(q.Records, strconv.Quote(text))
	}
	for _, ip := range a.Addrs {
		q.Records = append(q.Records, ip.String())
	}
	for _, mx := range a.Exchangers {
		q.Records = append(q.Records, fmt.Sprintf("%d %s.", mx.Preference, mx.Host))
	}
	for _, name := range a.Names {
		q.Records = append(q.Records, name+".")
	}
	return q
}

// questions are those of a list of answers.
func questions(list ...auth.Answer) []trace.PolicyQuestion {
	var out []trace.PolicyQuestion
	for _, a := range list {
		if a.Name != "" {
			out = append(out, Asked(a))
		}
	}
	return out
}

// step is one of a check's steps.
func step(code, result string, args ...trace.Argument) trace.PolicyStep {
	return trace.PolicyStep{Code: code, Result: result, Args: given(args)}
}

// given leaves out the arguments that say nothing.
func given(args []trace.Argument) []trace.Argument {
	out := args[:0]
	for _, a := range args {
		if a.Value != "" {
			out = append(out, a)
		}
	}
	return out
}
