// Package published says what a public checker of domains would say of those of a scenario: of what they publish in the DNS of
// who may write in their name, and how their mail is to travel.
//
// What is amiss is found by auth/advice, with the same readers and evaluators as the servers' checks; here are the words, and
// each finding's place in the file. It may be what a lesson is about: so all of it is warnings, and nothing fails by it.
package published

import (
	"context"
	"slices"
	"strings"

	"posta/sim/auth/advice"
	"posta/sim/auth/zonedns"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/transcript"
)

// Warnings are a scenario's own and these, in the order of the file that it was read from.
func Warnings(file string, s *scenario.Scenario) form.Problems {
	return s.Remarked(file, remarks(file, s))
}

// remarks are the findings about domains that publish anything of who may write in their name; of one that publishes nothing
// nothing is said.
func remarks(file string, s *scenario.Scenario) (list []scenario.Remark) {
	var text strings.Builder
	for _, z := range s.Zones() {
		text.WriteString("$ORIGIN " + z.Origin + "\n" + z.Text + "\n")
	}
	z, err := zonedns.Parse(file, ".", text.String())
	if err != nil {
		return nil // each zone has been read for itself: there are more records than are looked at here
	}
	for i, d := range s.Domains {
		selectors, says := said(z, d)
		if !says {
			continue
		}
		inherited := !slices.Contains(z.Names(), "_dmarc."+d.Name)
		for _, f := range advice.Domain(context.Background(), z, d.Name, selectors) {
			if worthSaying(f) && (!inherited || ofItself(f)) {
				r := placed(f, d)
				r.Domain, r.What = i, lang.Sprintf("%s: %s", "%s: %s", d.Mail(), Text(f)).Map(transcript.Visible)
				r.Hint = Remedy(f)
				list = append(list, r)
			}
		}
	}
	return list
}

// said is what a domain says of who may write in its name: its DKIM selectors, and whether there is anything.
func said(z *zonedns.Zone, d *scenario.Domain) (selectors []string, says bool) {
	for _, n := range z.Names() {
		if selector, ok := strings.CutSuffix(n, "._domainkey."+d.Name); ok {
			selectors = append(selectors, selector)
		}
		says = says || n == "_dmarc."+d.Name
	}
	for _, r := range append(strings.Split(d.ZoneText, "\n"), d.Records...) {
		says = says || strings.Contains(strings.ToLower(r), "v=spf1")
	}
	return selectors, says || len(selectors) > 0
}

// worthSaying: a lesson leaves out what it is not about.
func worthSaying(f advice.Finding) bool {
	switch f.Code {
	case advice.SPFMissing, advice.DKIMMissing, advice.DMARCMissing:
		return false
	}
	return f.Level == advice.Wrong || f.Level == advice.Warn
}

// ofItself: how a DMARC record is written is said of the domain that publishes it, and not of those below that it counts for.
func ofItself(f advice.Finding) bool {
	return !strings.HasPrefix(string(f.Code), "dmarc-") || f.Code == advice.DMARCAlone
}

// placed says by which key of its domain a finding may stand in the file, and what is in the record that it is about.
func placed(f advice.Finding, d *scenario.Domain) scenario.Remark {
	switch code := string(f.Code); {
	case strings.HasPrefix(code, "spf-"):
		return scenario.Remark{Key: "spf", Record: "v=spf1"}
	case strings.HasPrefix(code, "dkim-"):
		selector, _ := strings.CutSuffix(f.Name, "._domainkey."+d.Name)
		return scenario.Remark{Key: "dkim", Item: selector, Record: selector + "._domainkey"}
	case strings.HasPrefix(code, "dmarc-"):
		return scenario.Remark{Key: "dmarc", Record: "v=DMARC1"}
	case strings.HasPrefix(code, "mta-sts-"):
		return scenario.Remark{Key: "mta_sts", Record: "_mta-sts"}
	case strings.HasPrefix(code, "tls-rpt-"):
		return scenario.Remark{Key: "tls_rpt", Record: "_smtp._tls"}
	}
	return scenario.Remark{} // nobody answered: the domain
}
