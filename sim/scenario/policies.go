package scenario

import (
	"slices"
	"strings"
	"time"

	"posta/sim/auth"
	"posta/sim/form"
	"posta/sim/policy"
)

// policies reads what hosts' servers check, once everybody has a name.
func (r *resolver) policies() {
	for _, h := range r.s.Hosts {
		declared := r.declared[h.Name]
		if declared == nil || !r.atMost(len(declared.V.Policy.Items), MaxItems, declared.V.Policy.At) {
			continue
		}
		h.Policy = r.policyList(&declared.V.Policy, h)
		r.loops(h, &declared.V.Feedback)
	}
	r.signing()
	r.sending()
}

// loops reads who hears of complaints.
func (r *resolver) loops(h *Host, l *form.List[loopSpec]) {
	if !r.atMost(len(l.Items), MaxItems, l.At) {
		return
	}
	for i := range l.Items {
		v := &l.Items[i].V
		if !v.Domain.OK || !v.To.OK {
			continue
		}
		name, c := domainName(string(v.Domain.V), false)
		if c != nil {
			r.complain(v.Domain.At, c)
			continue
		}
		if to := r.plainAddress(&v.To); to != (Address{}) {
			h.Feedback = append(h.Feedback, Loop{Domain: name, To: to})
		}
	}
}

// policyList reads what a host checks.
func (r *resolver) policyList(l *form.List[policySpec], h *Host) (all []*Check) {
	for i := range l.Items {
		item := &l.Items[i]
		if !item.OK {
			continue
		}
		if c := r.policy(item, h); c != nil {
			if _, ok := c.Rule.(*DMARC); ok {
				r.hasProof(all, c, item.At)
			}
			all = append(all, c)
		}
	}
	return append(all, results(all, h)...)
}

// hasProof refuses a DMARC check before which nothing can be proved: every letter would fail.
func (r *resolver) hasProof(before []*Check, c *Check, at form.Place) {
	proves := func(other *Check) bool { return isProof(other.Rule) && sameDoor(other, c) }
	if !slices.ContainsFunc(before, proves) {
		r.Report(at, form.CodeConflict, tr("«dmarc» decide con lo que hallaron «spf» y «dkim», y antes de él no hay ninguno", "\"dmarc\" decides by what \"spf\" and \"dkim\" found, and neither stands before it"),
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
func (r *resolver) trusted(l *form.List[form.Line]) (names []string) {
	if !r.atMost(len(l.Items), MaxItems, l.At) {
		return nil
	}
	for i := range l.Items {
		item := &l.Items[i]
		if !item.OK {
			continue
		}
		name := strings.ToLower(strings.TrimSuffix(string(item.V), "."))
		if !auth.ValidName(name) {
			r.Report(item.At, CodeName, tr("«%s» no es un nombre de dominio", "\"%s\" is no domain name", form.Shown(string(item.V))), tr("por ejemplo: trust: [beta.test]", "for example: trust: [beta.test]"))
			continue
		}
		names = append(names, name)
	}
	return names
}

// listZone reads the domain under which a list has its addresses.
func (r *resolver) listZone(o *form.Opt[form.Line]) string {
	name, c := domainName(string(o.V), false)
	if o.OK && c != nil {
		r.complain(o.At, c)
	}
	return name
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
			return (isProof(other.Rule) || other.Rule.Key() == "arc" || other.Rule.Key() == "reverse_dns") && slices.Contains(other.Services, s)
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
func (r *resolver) policy(o *form.Opt[policySpec], h *Host) *Check {
	switch v := &o.V; {
	case v.Greylist.OK:
		v := &v.Greylist.V
		return r.check(h, &v.whomSpec, o.At, v.rule())
	case v.RateLimit.OK:
		v := &v.RateLimit.V
		return r.check(h, &v.whomSpec, o.At, v.rule(r.Reporter))
	case v.Allowlist.OK:
		return r.check(h, &v.Allowlist.V.whomSpec, o.At, &Allowlist{List: r.listZone(&v.Allowlist.V.List)})
	case v.Blocklist.OK:
		v := &v.Blocklist.V
		return r.check(h, &v.whomSpec, o.At, &Blocklist{List: r.listZone(&v.List), Listed: string(or(&v.Listed, defaultListed))})
	case v.HELO.OK:
		return r.check(h, &v.HELO.V.whomSpec, o.At, &HELO{Bad: string(or(&v.HELO.V.Bad, defaultHELOBad))})
	case v.Reverse.OK:
		return r.check(h, &v.Reverse.V.whomSpec, o.At, &ReverseDNS{Fail: string(or(&v.Reverse.V.Fail, defaultReverseFail))})
	case v.Reputation.OK:
		return r.check(h, &v.Reputation.V.whomSpec, o.At, r.reputation(&v.Reputation.V))
	case v.Content.OK:
		return r.check(h, &v.Content.V.whomSpec, o.At, r.content(&v.Content.V))
	case v.Senders.OK:
		return r.check(h, &v.Senders.V.whomSpec, o.At, r.senderRules(&v.Senders.V, o.At))
	case v.SPF.OK:
		return r.check(h, &v.SPF.V.whomSpec, o.At, &SPF{Fail: string(or(&v.SPF.V.Fail, defaultSPFFail))})
	case v.DKIM.OK:
		return r.check(h, &v.DKIM.V.whomSpec, o.At, &DKIM{})
	case v.DMARC.OK:
		return r.check(h, &v.DMARC.V.whomSpec, o.At, &DMARC{Obey: bool(or(&v.DMARC.V.Obey, true))})
	case v.ARC.OK:
		return r.check(h, &v.ARC.V.whomSpec, o.At, &ARC{Trust: r.trusted(&v.ARC.V.Trust)})
	case v.Footer.OK:
		return r.check(h, &v.Footer.V.whomSpec, o.At, &Footer{Text: r.said(v.Footer.V.Text.V.Phrase)})
	}
	return nil
}

// check puts a rule at a door of a host.
func (r *resolver) check(h *Host, v *whomSpec, at form.Place, rule Rule) *Check {
	c := &Check{Door: Door{Host: h}, Rule: rule}
	name := string(or(&v.Service, form.Word(SMTP)))
	for _, s := range h.Services {
		if s.Name() == name || string(s.Proto) == name {
			c.Services = append(c.Services, s)
		}
	}
	if len(c.Services) == 0 {
		if v.Service.Given() {
			at = v.Service.At
		}
		r.Report(at, CodeUnknown, tr("%s no ofrece %s", "%s does not offer %s", h.Name, name), r.offersHint(h))
		return nil
	}
	if v.Client.Given() {
		if c.Client = r.endpointRef(&v.Client); c.Client == (Endpoint{}) {
			return nil
		}
	}
	return c
}

func (v *greylistRule) rule() Rule {
	return &Greylist{
		Delay:  time.Duration(or(&v.Delay, form.Span(policy.DefaultGreylistDelay))),
		Within: time.Duration(or(&v.Within, form.Span(policy.DefaultGreylistWithin))),
		Known:  time.Duration(or(&v.Known, form.Span(policy.DefaultGreylistKnown))),
	}
}

func (v *rateLimitRule) rule(r *form.Reporter) Rule {
	l := &RateLimit{Of: string(or(&v.Of, policy.Messages)), Limit: int(v.Limit.V), Per: time.Duration(or(&v.Per, form.Span(policy.DefaultRatePer)))}
	l.Code = int(or(&v.Code, form.Whole(policy.DefaultRateCode(l.Of))))
	if v.Per.OK && l.Per == 0 {
		r.Report(v.Per.At, form.CodeRange, tr("en un tiempo de 0 no cabe nada", "nothing fits into a time of 0"), tr("por ejemplo: per: 1h", "for example: per: 1h"))
	}
	return l
}
