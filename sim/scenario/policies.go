package scenario

import (
	"slices"
	"strings"
	"time"

	"posta/sim/auth"
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
	r.signing()
	r.sending()
}

// policyList reads what a host checks.
func (r *resolver) policyList(l *list[policySpec], h *Host) (all []*Check) {
	for i := range l.items {
		item := &l.items[i]
		if !item.ok {
			continue
		}
		if c := r.policy(item, h); c != nil {
			if _, ok := c.Rule.(*DMARC); ok {
				r.hasProof(all, c, item.at)
			}
			all = append(all, c)
		}
	}
	return append(all, results(all, h)...)
}

// hasProof refuses a DMARC check before which nothing can be proved: every letter would fail.
func (r *resolver) hasProof(before []*Check, c *Check, at place) {
	proves := func(other *Check) bool { return isProof(other.Rule) && sameDoor(other, c) }
	if !slices.ContainsFunc(before, proves) {
		r.report(at, CodeConflict, tr("«dmarc» decide con lo que hallaron «spf» y «dkim», y antes de él no hay ninguno", "\"dmarc\" decides by what \"spf\" and \"dkim\" found, and neither stands before it"),
			tr("por ejemplo: policy: [spf: {}, dkim: {}, dmarc: {}]", "for example: policy: [spf: {}, dkim: {}, dmarc: {}]"))
	}
}

func isProof(rule Rule) bool {
	switch rule.(type) {
	case *SPF, *DKIM:
		return true
	}
	return false
}

// trusted reads names of domains.
func (r *resolver) trusted(l *list[line]) (names []string) {
	if !r.atMost(len(l.items), MaxItems, l.at) {
		return nil
	}
	for i := range l.items {
		item := &l.items[i]
		if !item.ok {
			continue
		}
		name := strings.ToLower(strings.TrimSuffix(string(item.v), "."))
		if !auth.ValidName(name) {
			r.report(item.at, CodeName, tr("«%s» no es un nombre de dominio", "\"%s\" is no domain name", shown(string(item.v))), tr("por ejemplo: trust: [beta.test]", "for example: trust: [beta.test]"))
			continue
		}
		names = append(names, name)
	}
	return names
}

// sameDoor tells whether two checks are made at a service that both have.
func sameDoor(a, b *Check) bool {
	return slices.ContainsFunc(a.Services, func(s Service) bool { return slices.Contains(b.Services, s) })
}

// results is the check that writes down what the others found: wherever one of them does.
func results(all []*Check, h *Host) []*Check {
	c := &Check{Door: Door{Host: h}, Rule: &Results{}}
	for _, s := range h.Services {
		finds := func(other *Check) bool {
			return (isProof(other.Rule) || other.Rule.Key() == "arc") && slices.Contains(other.Services, s)
		}
		if slices.ContainsFunc(all, finds) {
			c.Services = append(c.Services, s)
		}
	}
	if len(c.Services) == 0 {
		return nil
	}
	return []*Check{c}
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
	case v.SPF.ok:
		return r.check(h, &v.SPF.v.whomSpec, o.at, &SPF{Fail: string(or(&v.SPF.v.Fail, defaultSPFFail))})
	case v.DKIM.ok:
		return r.check(h, &v.DKIM.v.whomSpec, o.at, &DKIM{})
	case v.DMARC.ok:
		return r.check(h, &v.DMARC.v.whomSpec, o.at, &DMARC{Obey: bool(or(&v.DMARC.v.Obey, true))})
	case v.ARC.ok:
		return r.check(h, &v.ARC.v.whomSpec, o.at, &ARC{Trust: r.trusted(&v.ARC.v.Trust)})
	case v.Footer.ok:
		return r.check(h, &v.Footer.v.whomSpec, o.at, &Footer{Text: string(v.Footer.v.Text.v)})
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
