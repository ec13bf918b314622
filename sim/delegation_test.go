package sim_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/lang"
	"posta/sim/simtest"
	"posta/sim/trace"
)

// TestDelegationsThatLeadNowhere: a parent names the servers that a zone names itself. Where those do not serve it, or can only be
// found by asking them, check warns, the domain cannot be looked up, and why is told.
func TestDelegationsThatLeadNowhere(t *testing.T) {
	for _, tc := range []struct {
		name, beta, gamma string // the domains' records
		warns             string
		why               trace.Code // at the resolver; "": the letter arrives
	}{
		{"nothing said", "", "", "", ""},
		{"its own server", "'@ NS ns'", "", "", ""},
		{"another zone's server", "'@ NS ns.gamma.test.'", "", "RFC 1912, 2.8", trace.CauseDNSRefused},
		{"a host that answers no questions", "'@ NS mail'", "", "RFC 1912, 2.8", trace.CauseDNSNetwork},
		{"one that does and one that does not", "'@ NS ns.gamma.test.', '@ NS ns'", "", "RFC 1912, 2.8", ""},
		{"a circle", "'@ NS ns.gamma.test.'", "'@ NS ns.beta.test.'", "RFC 9471, 2.3", trace.CauseDelegationLoop},
		{"a circle with a way in", "'@ NS ns.gamma.test.', '@ NS ns'", "'@ NS ns.beta.test.'", "RFC 1912, 2.8", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := "posta: 1\ntitle: x\ndns: full\ndomains:\n  alfa.test: {users: [alicia]}\n  beta.test: {users: [benito], records: [" + tc.beta +
				"]}\n  gamma.test: {users: [carla], records: [" + tc.gamma + "]}\nlimits: {time: 1h}\nscript: [{send: {from: alicia, to: benito@beta.test}}]\n"
			s := simtest.Scenario(t, text)
			if warned := s.Warnings.Render(lang.EN, false); tc.warns == "" && warned != "" || !strings.Contains(warned, tc.warns) {
				t.Errorf("check says:\n%s", warned)
			}
			tr := simtest.Run(t, s, sim.Options{})
			var why trace.Code
			arrived := false
			for _, e := range tr.Events {
				switch f := e.Fact.(type) {
				case trace.DNSAnswered:
					if e.Host == "resolver.test" && strings.TrimSuffix(f.Name, ".") == "beta.test" && !f.Why.IsZero() {
						why = f.Why.Code
					}
				case trace.MailboxStored:
					arrived = true
				}
			}
			if arrived != (tc.why == "") || why != tc.why {
				t.Errorf("it arrives: %v; why not: %q, want %q", arrived, why, tc.why)
			}
		})
	}
}
