package sim_test

import (
	"slices"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/simtest"
	"posta/sim/trace"
)

// TestAServersPolicy: what a host checks, said as its policy and as a fault, means the
// same to whoever writes to it.
func TestAServersPolicy(t *testing.T) {
	const head = `posta: 1
title: x
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
script:
  - send: {from: alicia, to: benito@beta.test, subject: Hola}
  - send: {from: alicia, to: benito@beta.test, subject: Otra}
    after: 5s
`
	tests := []struct {
		name, policy, fault, expect string
		checks                      []string // host, check, result, action of each fact
	}{
		{"a greylist", "greylist: {delay: 5min}", "greylist: mail.beta.test",
			"{delivered: {to: benito@beta.test, count: 2}}, {refused: {code: 451, enhanced: 4.7.1, min: 1}}",
			[]string{"mail.beta.test greylist new defer", "mail.beta.test greylist early defer", "mail.beta.test greylist passed accept", "mail.beta.test greylist known accept"}},
		{"a rate limit", "rate_limit: {limit: 1, per: 10min}", "rate_limit: {host: mail.beta.test, limit: 1, per: 10min}",
			"{delivered: {to: benito@beta.test, count: 2}}, {refused: {code: 450, enhanced: 4.7.1, command: MAIL, count: 1}}",
			[]string{"mail.beta.test rate-limit over defer"}},
		{"one for another client", "greylist: {client: benito}", "greylist: {host: mail.beta.test, client: benito}",
			"{delivered: {to: benito@beta.test, count: 2}}, {refused: {count: 0}}", nil},
	}
	for _, tt := range tests {
		for where, text := range map[string]string{
			"policy": "hosts:\n  mail.beta.test: {policy: [" + tt.policy + "]}\n", "faults": "faults:\n  - " + tt.fault + "\n",
		} {
			t.Run(tt.name+" in "+where, func(t *testing.T) {
				s := simtest.Scenario(t, head+text+"expect: ["+tt.expect+"]\n")
				tr := simtest.Run(t, s, sim.Options{})
				for _, r := range expect.Failed(expect.Check(s, tr)) {
					t.Errorf("%s: want %s, got %s", r.Noun, r.Want.EN, r.Got.EN)
				}
				var checks []string
				for _, e := range tr.Events {
					switch f := e.Fact.(type) {
					case trace.PolicyChecked:
						checks = append(checks, e.Host+" "+f.Check+" "+f.Result+" "+f.Action)
						if want := map[string]int{"policy": 0, "faults": 1}[where]; f.Fault != want {
							t.Errorf("event %d is of fault %d, not %d", e.Seq, f.Fault, want)
						}
					case trace.FaultActed:
						t.Errorf("event %d: %+v: a check is told once", e.Seq, f)
					case trace.ActorPanicked:
						t.Errorf("event %d: %+v", e.Seq, f)
					}
				}
				if !slices.Equal(checks, tt.checks) {
					t.Errorf("it checked %q, want %q", checks, tt.checks)
				}
			})
		}
	}
}

// TestListsInTheDNS: a server asks lists that other people keep, by the DNS, and believes them as far as they can be believed.
func TestListsInTheDNS(t *testing.T) {
	const head = `posta: 1
title: x
dns: full
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
  lista.test: {null_mx: true, records: ['25.2.0.192 A 127.0.0.2', '25.2.0.192 TXT "Sent spam; https://lista.test/192.0.2.25"']}
  todo.test: {null_mx: true, records: ['* A 127.0.0.2']}
  buena.test: {null_mx: true, records: ['25.2.0.192 A 127.0.0.3']}
script:
  - send: {from: alicia, to: benito@beta.test, subject: Hola}
hosts:
  mail.alfa.test: {address: 192.0.2.25}
`
	for _, tt := range []struct {
		name, policy, expect string
		checks               []string
	}{
		{"listed", "[blocklist: lista.test]", `{refused: {code: 550, enhanced: 5.7.1, command: MAIL}}, {bounced: {to: benito@beta.test}}`, []string{"blocklist listed refuse"}},
		{"listed, and filed", "[blocklist: {list: lista.test, listed: junk}]", `{delivered: {to: benito@beta.test, folder: Junk}}`, []string{"blocklist listed file"}},
		{"a list that answers for everything", "[blocklist: todo.test]", `{delivered: {to: benito@beta.test}}`, []string{"blocklist broken accept"}},
		{"vouched for", "[allowlist: buena.test, blocklist: lista.test]", `{delivered: {to: benito@beta.test}}`, []string{"allowlist listed accept", "blocklist spared accept"}},
		{"no such list", "[blocklist: nadie.test]", `{delivered: {to: benito@beta.test}}`, []string{"blocklist not-listed accept"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := parse(t, "x.yaml", head+"  mail.beta.test: {policy: "+tt.policy+"}\nexpect: ["+tt.expect+"]\n")
			tr := run(t, s, sim.Options{})
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("%s: want %s, got %s", r.Noun, r.Want.EN, r.Got.EN)
			}
			var checks []string
			for _, e := range tr.Events {
				if f, ok := e.Fact.(trace.PolicyChecked); ok {
					checks = append(checks, f.Check+" "+f.Result+" "+f.Action)
				}
			}
			if !slices.Equal(checks, tt.checks) {
				t.Errorf("it checked %q, want %q", checks, tt.checks)
			}
		})
	}
}
