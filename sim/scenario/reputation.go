package scenario

import (
	"time"

	"posta/sim/form"
	"posta/sim/policy"
	"posta/sim/readers"
	"posta/sim/reputation"
)

// Reputation: what has followed from a sender's letters before is remembered.
type Reputation struct{ reputation.Rules }

func (*Reputation) Key() string { return "reputation" }

// NewCheck makes the check.
func (c *Reputation) NewCheck() policy.Check { return policy.NewReputation(c.Rules) }

const oneDay = 24 * time.Hour

// reputation reads by what a receiver remembers.
func (r *resolver) reputation(v *policyReputation) Rule {
	usual := reputation.Usual
	c := &Reputation{reputation.Rules{
		HalfLife: usual.HalfLife, Volume: int(or(&v.Volume, form.Whole(usual.Volume))),
		Concern: int(share(&v.Concern, readers.Share(usual.Concern))), Limit: int(share(&v.Limit, readers.Share(usual.Limit))),
		Junk: int(or(&v.Junk, form.Whole(usual.Junk))), Defer: int(or(&v.Defer, form.Whole(usual.Defer))), Refuse: int(or(&v.Refuse, form.Whole(usual.Refuse))),
	}}
	if v.HalfLife.OK {
		if span := time.Duration(v.HalfLife.V); span < oneDay || span%oneDay != 0 || span > 365*oneDay {
			r.Report(v.HalfLife.At, form.CodeRange, tr("«half_life» va en días enteros, de 1 a 365", "\"half_life\" is whole days, 1 to 365"), tr("por ejemplo: 14d", "for example: 14d"))
		} else {
			c.HalfLife = int(span / oneDay)
		}
	}
	first := func(list ...*form.Opt[form.Whole]) form.Place {
		for _, o := range list {
			if o.Given() {
				return o.At
			}
		}
		return form.Place{}
	}
	if c.Limit < c.Concern {
		at := v.Limit.At
		if !v.Limit.Given() {
			at = v.Concern.At
		}
		r.Report(at, form.CodeRange, tr("«limit» es menor que «concern»", "\"limit\" is less than \"concern\""), tr("pon «limit» por encima", "let \"limit\" be higher"))
	}
	if c.Defer > c.Junk || c.Refuse > c.Defer {
		r.Report(first(&v.Refuse, &v.Defer, &v.Junk), form.CodeRange, tr("«junk», «defer» y «refuse» van de más a menos", "\"junk\", \"defer\" and \"refuse\" go downwards"), tr("por ejemplo: junk: -20, defer: -60, refuse: -90", "for example: junk: -20, defer: -60, refuse: -90"))
	}
	return c
}
