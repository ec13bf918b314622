package scenario

import (
	"math"
	"slices"

	"posta/sim/form"
	"posta/sim/policy"
	"posta/sim/spam"
)

// HELO: the name that a client gives itself is looked at (RFC 5321 section 4.1.4).
type HELO struct {
	Bad string // what is done about one that cannot be: policy.Accept or Reject
}

// ReverseDNS: the client's address has to have a name that leads back to it (RFC 8601 section 3).
type ReverseDNS struct {
	Fail string // what is done about one that has none: policy.Accept, Junk or Reject
}

// Content: what speaks for junk is added up.
type Content struct{ policy.ContentRules }

func (*HELO) Key() string       { return "helo" }
func (*ReverseDNS) Key() string { return "reverse_dns" }
func (*Content) Key() string    { return "content" }

// NewCheck makes the check.
func (c *HELO) NewCheck() policy.Check { return policy.NewHELO(c.Bad) }

// NewCheck makes the check.
func (c *ReverseDNS) NewCheck() policy.Check { return policy.NewReverseDNS(c.Fail) }

// NewCheck makes the check.
func (c *Content) NewCheck() policy.Check { return policy.NewContent(c.ContentRules) }

const (
	defaultHELOBad     = policy.Accept
	defaultReverseFail = policy.Accept
)

// content reads what a filter goes by.
func (r *resolver) content(v *policyContent) Rule {
	c := &Content{policy.ContentRules{Junk: spam.DefaultJunk, Bayes: bool(v.Bayes.V), Points: map[string]spam.Points{}}}
	if v.Junk.OK {
		c.Junk = tenths(v.Junk.V)
	}
	c.Reject = tenths(v.Reject.V)
	if c.Reject != 0 && c.Reject < c.Junk {
		r.Report(v.Reject.At, form.CodeRange, tr("con esos puntos se rechazaría lo que aún no va a Junk", "with so many points what does not yet go into Junk would be refused"), tr("«reject» tiene que ser mayor que «junk»", "\"reject\" has to be more than \"junk\""))
	}
	if !r.atMost(len(v.Words.Items), MaxItems, v.Words.At) || !r.atMost(len(v.Known.Items), MaxItems, v.Known.At) || !r.atMost(len(v.Points.Items), MaxItems, v.Points.At) {
		return c
	}
	var names []string
	for _, rule := range spam.Rules() {
		names = append(names, rule.Name)
	}
	for _, e := range policy.EvidenceRules {
		names = append(names, e.Name())
	}
	for i := range v.Points.Items {
		item := &v.Points.Items[i]
		if !slices.Contains(names, item.Name) {
			hint := tr("las reglas son: %s", "the rules are: %s", some(names))
			if near := form.Nearest(item.Name, names); near != "" {
				hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
			}
			r.Report(item.Key, CodeUnknown, tr("no hay ninguna regla «%s»", "there is no rule \"%s\"", form.Shown(item.Name)), hint)
			continue
		}
		if item.OK {
			c.Points[item.Name] = tenths(item.V)
		}
	}
	for i := range v.Words.Items {
		w := &v.Words.Items[i].V
		if w.Text.OK && w.Points.OK {
			c.Words = append(c.Words, spam.Rule{Name: string(w.Text.V), Points: tenths(w.Points.V), Language: string(w.Lang.V), Phrase: string(w.Text.V)})
		}
	}
	for i := range v.Known.Items {
		k := &v.Known.Items[i].V
		if k.Text.OK {
			c.Known = append(c.Known, policy.KnownLetter{Text: string(k.Text.V), Junk: bool(k.Junk.V)})
		}
	}
	if len(c.Known) > 0 && !c.Bayes {
		r.Report(v.Known.At, form.CodeConflict, tr("sin «bayes» no se aprende nada", "without \"bayes\" nothing is learnt"), tr("añade bayes: true", "add bayes: true"))
	}
	return c
}

// tenths is a number of points; the file's have few digits.
func tenths(d form.Decimal) spam.Points { return spam.Points(math.Round(float64(float64(d) * 10))) }
