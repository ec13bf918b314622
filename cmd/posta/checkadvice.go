//go:build !js

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"posta/sim/auth/advice"
	"posta/sim/auth/zonedns"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/transcript"
)

// advise says of the domains of a scenario that publish anything of who may write in their
// name what a public checker would say of it. It may be the lesson, so nothing fails by it;
// of a domain that publishes nothing nothing is said.
func advise(c console, file string, s *scenario.Scenario) {
	var text strings.Builder
	for _, z := range s.Zones() {
		text.WriteString("$ORIGIN " + z.Origin + "\n" + z.Text + "\n")
	}
	z, err := zonedns.Parse(file, ".", text.String())
	if err != nil {
		return // what is wrong with a zone has been said
	}
	for _, d := range s.Domains {
		var selectors []string
		says := false
		for _, n := range z.Names() {
			if selector, ok := strings.CutSuffix(n, "._domainkey."+d.Name); ok {
				selectors = append(selectors, selector)
			}
			says = says || n == "_dmarc."+d.Name
		}
		says = says || slices.ContainsFunc(d.Records, func(r string) bool { return strings.Contains(r, "v=spf1") })
		if !says && len(selectors) == 0 {
			continue
		}
		for _, f := range advice.Domain(context.Background(), z, d.Name, selectors) {
			missing := f.Code == advice.SPFMissing || f.Code == advice.DKIMMissing || f.Code == advice.DMARCMissing
			if f.Level != advice.Wrong && f.Level != advice.Warn || missing { // a lesson leaves out what it is not about
				continue
			}
			said := lang.Sprintf("%s: aviso: %s: %s", "%s: warning: %s: %s", file, d.Name, adviceText(f))
			fmt.Fprintln(c.err, transcript.Visible(said.In(c.lang)))
		}
	}
}
