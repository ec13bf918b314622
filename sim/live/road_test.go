package live_test

import (
	"testing"

	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/live"
	"posta/sim/scenario"
)

// TestWhatTheRoadDemandsOnSockets: keys are made anew for each run there, and the DNS says
// which; a policy comes over real HTTPS.
func TestWhatTheRoadDemandsOnSockets(t *testing.T) {
	for name, says := range map[string]string{"MTA-STS": "mta_sts: enforce", "DANE": "dnssec: true, dane: true"} {
		t.Run(name, func(t *testing.T) {
			s, problems := scenario.Parse("x.yaml", []byte(`posta: 1
title: x
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito], `+says+`}
hosts:
  mail.alfa.test: {tls: {policy: offer, relay_asks: [mta_sts, dane]}}
  mail.beta.test: {tls: offer}
script:
  - send: {from: alicia, to: benito@beta.test, subject: Hola}
expect:
  - delivered: {to: benito@beta.test, count: 1}
  - tls: {from: mail.alfa.test, to: mail.beta.test, verified: true, min: 1}
  - tls: {from: mail.alfa.test, ok: false, count: 0}
`))
			if s == nil {
				t.Fatal(problems.Render(lang.EN, false))
			}
			real := play(t, s, live.Options{Skip: true, Speed: 20})
			for _, r := range expect.Failed(expect.Check(s, real)) {
				t.Errorf("%s, line %d: want %s, got %s", r.Noun, r.Line, r.Want.EN, r.Got.EN)
			}
		})
	}
}
