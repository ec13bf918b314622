package expect

import (
	"fmt"

	"posta/sim/figures"
	"posta/sim/lang"
	"posta/sim/scenario"
)

// figure judges how many of the campaigns' letters a figure counts. What comes nearest is the last that it counts.
func (c *checker) figure(e *scenario.FigureClaim) verdict {
	if c.counted == nil {
		c.counted = figures.Of(c.t)
	}
	of := figures.Figure(e.Of)
	n, sent := 0, 0
	for _, l := range c.counted.Letters {
		if e.Campaign != "" && l.Campaign != e.Campaign || e.Provider != "" && l.Provider != e.Provider || e.Segment != "" && l.Segment != e.Segment || e.Subject != 0 && l.Subject != e.Subject {
			continue
		}
		sent++
		if _, ok := l.When(of); ok {
			n++
		}
	}
	name := figures.Meanings[of].Name
	what := lang.Sprintf("cartas de las campañas: %s", "letters of the campaigns: %s", name)
	for _, part := range []string{e.Campaign, e.Provider, e.Segment} {
		if part != "" {
			what = lang.Sprintf("%s, %s", "%s, %s", what, part)
		}
	}
	if e.Subject > 0 {
		what = lang.Sprintf("%s, asunto %d", "%s, subject %d", what, e.Subject)
	}
	if e.Most > 0 {
		share := figures.PerMyriad(n, sent)
		return verdict{held: e.Least <= share && share <= e.Most,
			want: lang.Sprintf("%s: entre el %s y el %s de las enviadas", "%s: between %s and %s of those sent", what, percent(e.Least), percent(e.Most)),
			got:  lang.Sprintf("fueron %d de %d (%s)", "there were %d of %d (%s)", n, sent, percent(share))}
	}
	return verdict{held: e.Count.Holds(n), want: bounds(what, e.Count), got: lang.Sprintf("hubo %d de %d enviadas", "there were %d of %d sent", n, sent)}
}

// percent writes ten-thousandths.
func percent(n int) string { return fmt.Sprintf("%d.%02d %%", n/100, n%100) }
