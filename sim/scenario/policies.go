package scenario

import (
	"time"

	"posta/sim/policy"
)

// policies reads what hosts' servers check, once everybody has a name.
func (r *resolver) policies() {
	for _, h := range r.s.Hosts {
		declared := r.declared[h.Name]
		if declared == nil || !r.atMost(len(declared.v.Policy.items), MaxItems, declared.v.Policy.at) {
			continue
		}
		h.Policy = r.policyList(&declared.v.Policy, h)
	}
}

// policyList reads what a host checks.
func (r *resolver) policyList(l *list[policySpec], h *Host) (all []*Check) {
	for i := range l.items {
		item := &l.items[i]
		if !item.ok {
			continue
		}
		if c := r.policy(item, h); c != nil {
			all = append(all, c)
		}
	}
	return all
}

// policy reads one check; nil where it cannot be, and that has been said.
func (r *resolver) policy(o *opt[policySpec], h *Host) *Check {
	switch v := &o.v; {
	case v.Greylist.ok:
		v := &v.Greylist.v
		return r.check(h, &v.whomSpec, o.at, v.rule())
	case v.RateLimit.ok:
		v := &v.RateLimit.v
		return r.check(h, &v.whomSpec, o.at, v.rule(r.reporter))
	}
	return nil
}

// check puts a rule at a door of a host.
func (r *resolver) check(h *Host, v *whomSpec, at place, rule Rule) *Check {
	c := &Check{Door: Door{Host: h}, Rule: rule}
	name := string(or(&v.Service, word(SMTP)))
	for _, s := range h.Services {
		if s.Name() == name || string(s.Proto) == name {
			c.Services = append(c.Services, s)
		}
	}
	if len(c.Services) == 0 {
		if v.Service.given() {
			at = v.Service.at
		}
		r.report(at, CodeUnknown, tr("%s no ofrece %s", "%s does not offer %s", h.Name, name), r.offersHint(h))
		return nil
	}
	if v.Client.given() {
		if c.Client = r.endpointRef(&v.Client); c.Client == (Endpoint{}) {
			return nil
		}
	}
	return c
}

func (v *greylistRule) rule() Rule {
	return &Greylist{
		Delay:  time.Duration(or(&v.Delay, span(policy.DefaultGreylistDelay))),
		Within: time.Duration(or(&v.Within, span(policy.DefaultGreylistWithin))),
		Known:  time.Duration(or(&v.Known, span(policy.DefaultGreylistKnown))),
	}
}

func (v *rateLimitRule) rule(r *reporter) Rule {
	l := &RateLimit{Of: string(or(&v.Of, policy.Messages)), Limit: int(v.Limit.v), Per: time.Duration(or(&v.Per, span(policy.DefaultRatePer)))}
	l.Code = int(or(&v.Code, whole(policy.DefaultRateCode(l.Of))))
	if v.Per.ok && l.Per == 0 {
		r.report(v.Per.at, CodeRange, tr("en un tiempo de 0 no cabe nada", "nothing fits into a time of 0"), tr("por ejemplo: per: 1h", "for example: per: 1h"))
	}
	return l
}
