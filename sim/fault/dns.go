package fault

import (
	"slices"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/dns"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// DNS puts the faults of a name server in front of its handler. Recursive says that
// it asks others, and is the authority of nothing.
func (h *Host) DNS(behind dns.Handler, recursive bool) dns.Handler {
	faults := h.st.pick(func(f *fault) bool {
		do, ok := f.Do.(*scenario.Names)
		return ok && slices.ContainsFunc(do.Servers, func(s *scenario.Host) bool { return s.Name == h.m.Name() })
	})
	if len(faults) == 0 {
		return behind
	}
	return dns.HandlerFunc(func(r *dns.Request) *dns.Msg {
		q := r.Question()
		client := h.st.nameOf(ip(r.From))
		for _, f := range faults {
			do := f.Do.(*scenario.Names)
			if !meant(do.Client, client) || !asks(q, do) {
				continue
			}
			answer, speaks := misanswer(do, r, recursive)
			if !speaks || !h.strike(f, nil, "", client, misanswering(q, do)) {
				continue
			}
			if do.Does != "slow" {
				return answer
			}
			if h.m.Sleep(do.By) != nil {
				return nil
			}
		}
		return behind.ServeDNS(r)
	})
}

// misanswering is what a fault does to a question.
func misanswering(q dns.Question, do *scenario.Names) effect {
	e := effect{what: trace.FaultEffect(do.Does), wait: do.By, name: strings.TrimSuffix(dns.Canonical(q.Name), "."), kind: dns.TypeName(q.Qtype)}
	if do.Does == "silent" {
		e.what = trace.EffectSilence
	}
	return e
}

// asks tells whether a question is one that the fault is about.
func asks(q dns.Question, do *scenario.Names) bool {
	name := strings.TrimSuffix(dns.Canonical(q.Name), ".")
	return (do.Type == "" || do.Type == dns.TypeName(q.Qtype)) &&
		(do.Name == "" || name == do.Name || !do.Alone && strings.HasSuffix(name, "."+do.Name))
}

// misanswer is what a fault has to say to a question, if anything: a server that is
// slow says nothing of its own, one that lies is honest about what it has no lie for,
// and over TCP there is no reason to say "too long".
func misanswer(do *scenario.Names, r *dns.Request, recursive bool) (m *dns.Msg, speaks bool) {
	say := func(rcode int) *dns.Msg {
		m := r.Reply(rcode)
		m.Authoritative, m.RecursionAvailable = !recursive, recursive
		return m
	}
	switch do.Does {
	case "silent", "slow":
		return nil, true
	case "servfail":
		return say(mdns.RcodeServerFailure), true
	case "refused":
		return say(mdns.RcodeRefused), true
	case "nxdomain":
		return say(mdns.RcodeNameError), true
	case "empty":
		return say(mdns.RcodeSuccess), true
	case "lame":
		return r.Reply(mdns.RcodeSuccess), true // neither its own, nor a way further (RFC 1912 section 2.8)
	case "truncated":
		return dns.Truncate(say(mdns.RcodeSuccess)), r.Network == "udp"
	}
	m = say(mdns.RcodeSuccess)
	for _, text := range do.Records {
		rr, err := mdns.NewRR(text)
		if err == nil && strings.EqualFold(rr.Header().Name, r.Question().Name) && rr.Header().Rrtype == r.Question().Qtype {
			m.Answer = append(m.Answer, rr)
		}
	}
	return m, len(m.Answer) > 0
}
