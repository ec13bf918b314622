package sim_test

import (
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/leaktest"
	"posta/sim/simtest"
	"posta/sim/trace"
)

// What clients that insist, try or forgo TLS meet at servers that have it, offer
// it or insist on it.
func TestTLSPolicies(t *testing.T) {
	const head = `
posta: 1
title: policies
domains:
  alfa.test: {users: {alicia: {password: luna-de-abril}}}
  beta.test: {users: [benito]}
`
	for _, tc := range []struct{ name, rest string }{
		{"a server that requires it, and a program that forgoes it", `
hosts: {mail.alfa.test: {tls: required}}
devices: {viejo: {user: alicia, tls: never}}
script:
  - {send: {from: alicia, to: benito@beta.test}, fails: true}
  - {send: {from: alicia, to: benito@beta.test, auth: false}, fails: true}
  - {fetch: {user: alicia, with: imap}, fails: true}
  - {fetch: {user: alicia, with: pop3}, fails: true}
  - {login: {user: alicia, with: pop3}, fails: true}
expect:
  - tls: {count: 0}
  - overheard: {text: LOGINDISABLED, count: 1}
  - overheard: {text: -ERR, count: 2}
  - refused: {host: mail.alfa.test, command: MAIL, code: 530, enhanced: 5.7.0, count: 1}
  - exchanges: {proto: smtp, command: AUTH, count: 0}
  - not_delivered: {to: benito@beta.test}
`},
		{"a program that requires it, and a server without", `
devices: {nuevo: {user: alicia, tls: require}}
script:
  - {send: {from: alicia, to: benito@beta.test}, fails: true}
  - {fetch: {user: alicia, with: imap}, fails: true}
  - {fetch: {user: alicia, with: pop3}, fails: true}
expect:
  - tls: {count: 0}
  - overheard: {text: luna-de-abril, count: 0}
  - exchanges: {proto: smtp, command: QUIT, count: 1}
  - exchanges: {proto: pop3, command: QUIT, count: 1}
  - exchanges: {proto: imap, command: LOGOUT, count: 1}
`},
		{"a program that tries, and a server without", `
devices: {cauto: {user: alicia, tls: prefer}}
script:
  - send: {from: alicia, to: benito@beta.test}
  - fetch: {user: alicia, with: imap}
  - fetch: {user: alicia, with: pop3}
expect:
  - tls: {count: 0}
  - delivered: {to: benito@beta.test, count: 1}
`},
		{"a program that tries, and a certificate that proves nothing", `
hosts: {mail.alfa.test: {tls: {policy: required, certificate: self-signed}}}
devices: {cauto: {user: alicia, tls: prefer}}
script:
  - send: {from: alicia, to: benito@beta.test}
  - fetch: {user: alicia, with: imap}
  - fetch: {user: alicia, with: pop3, port: 995}
expect:
  - tls: {from: cauto, distrust: self-signed, verified: false, count: 3}
  - overheard: {text: luna-de-abril, count: 0}
  - delivered: {to: benito@beta.test, count: 1}
`},
		{"a relay that requires it, and an exchanger without", `
hosts: {mail.alfa.test: {tls: {policy: offer, relay: require}, retry: {lifetime: 1h}}}
script:
  - send: {from: alicia, to: benito@beta.test}
  - fetch: {user: alicia}
expect:
  - tls: {from: mail.alfa.test, count: 0}
  - not_delivered: {to: benito@beta.test}
  - bounced: {from: alicia, to: benito@beta.test, count: 1}
  - exchanges: {proto: smtp, from: mail.alfa.test, command: MAIL, count: 0}
`},
		{"a relay that requires it, and an expired certificate", `
hosts:
  mail.alfa.test: {tls: {policy: offer, relay: require}, retry: {lifetime: 1h}}
  mail.beta.test: {tls: {policy: offer, certificate: expired}}
script:
  - send: {from: alicia, to: benito@beta.test}
expect:
  - tls: {from: mail.alfa.test, ok: false, distrust: expired}
  - tls: {from: mail.alfa.test, ok: true, count: 0}
  - not_delivered: {to: benito@beta.test}
`},
		{"a server that hangs up at STARTTLS, and a relay that goes on in the clear (RFC 7435)", `
hosts: {mail.alfa.test: {tls: {relay: opportunistic}}, mail.beta.test: {tls: offer}}
script: [{send: {from: alicia, to: benito@beta.test}}]
faults: [{cut: {host: mail.beta.test, command: STARTTLS}}]
expect:
  - tls: {from: mail.alfa.test, ok: true, count: 0}
  - delivered: {to: benito@beta.test, count: 1}
  - bounced: {to: benito@beta.test, count: 0}
  - elapsed: {max: 10min}
`},
		{"a server that hangs up at STARTTLS, and a relay that requires TLS", `
hosts: {mail.alfa.test: {tls: {relay: require}, retry: {lifetime: 1h}}, mail.beta.test: {tls: offer}}
script: [{send: {from: alicia, to: benito@beta.test}}]
faults: [{cut: {host: mail.beta.test, command: STARTTLS}}]
expect:
  - tls: {from: mail.alfa.test, ok: true, count: 0}
  - not_delivered: {to: benito@beta.test}
  - exchanges: {proto: smtp, from: mail.alfa.test, command: MAIL, count: 0}
`},
		{"a server that says 421 to STARTTLS, and a relay that goes on in the clear (RFC 7435)", `
hosts: {mail.alfa.test: {tls: {relay: opportunistic}}, mail.beta.test: {tls: offer}}
script: [{send: {from: alicia, to: benito@beta.test}}]
faults: [{answer: {host: mail.beta.test, command: STARTTLS, code: 421, close: true}}]
expect:
  - tls: {from: mail.alfa.test, ok: true, count: 0}
  - delivered: {to: benito@beta.test, count: 1}
  - bounced: {to: benito@beta.test, count: 0}
  - elapsed: {max: 10min}
`},
		{"a server that says 421 to STARTTLS, and a relay that requires TLS", `
hosts: {mail.alfa.test: {tls: {relay: require}, retry: {lifetime: 1h}}, mail.beta.test: {tls: offer}}
script: [{send: {from: alicia, to: benito@beta.test}}]
faults: [{answer: {host: mail.beta.test, command: STARTTLS, code: 421, close: true}}]
expect:
  - tls: {from: mail.alfa.test, ok: true, count: 0}
  - not_delivered: {to: benito@beta.test}
  - exchanges: {proto: smtp, from: mail.alfa.test, command: MAIL, count: 0}
`},
		{"a server that says nothing to STARTTLS, and a relay that goes on in the clear (RFC 7435)", `
hosts: {mail.alfa.test: {tls: {relay: opportunistic}}, mail.beta.test: {tls: offer}}
script: [{send: {from: alicia, to: benito@beta.test}}]
faults: [{silence: {host: mail.beta.test, command: STARTTLS}}]
expect:
  - tls: {from: mail.alfa.test, ok: true, count: 0}
  - delivered: {to: benito@beta.test, count: 1}
  - bounced: {to: benito@beta.test, count: 0}
  - elapsed: {max: 10min}
`},
		{"a server that says nothing to STARTTLS, and a relay that requires TLS", `
hosts: {mail.alfa.test: {tls: {relay: require}, retry: {lifetime: 1h}}, mail.beta.test: {tls: offer}}
script: [{send: {from: alicia, to: benito@beta.test}}]
faults: [{silence: {host: mail.beta.test, command: STARTTLS}}]
expect:
  - tls: {from: mail.alfa.test, ok: true, count: 0}
  - not_delivered: {to: benito@beta.test}
  - exchanges: {proto: smtp, from: mail.alfa.test, command: MAIL, count: 0}
`},
		{"a server that says 454 to STARTTLS, and a relay that goes on in the clear (RFC 7435)", `
hosts: {mail.alfa.test: {tls: {relay: opportunistic}}, mail.beta.test: {tls: offer}}
script: [{send: {from: alicia, to: benito@beta.test}}]
faults: [{answer: {host: mail.beta.test, command: STARTTLS, code: 454}}]
expect:
  - tls: {from: mail.alfa.test, ok: true, count: 0}
  - delivered: {to: benito@beta.test, count: 1}
  - bounced: {to: benito@beta.test, count: 0}
  - elapsed: {max: 10min}
`},
		{"a server that says 454 to STARTTLS, and a relay that requires TLS", `
hosts: {mail.alfa.test: {tls: {relay: require}, retry: {lifetime: 1h}}, mail.beta.test: {tls: offer}}
script: [{send: {from: alicia, to: benito@beta.test}}]
faults: [{answer: {host: mail.beta.test, command: STARTTLS, code: 454}}]
expect:
  - tls: {from: mail.alfa.test, ok: true, count: 0}
  - not_delivered: {to: benito@beta.test}
  - exchanges: {proto: smtp, from: mail.alfa.test, command: MAIL, count: 0}
`},
		{"a relay that requires it, and a good certificate", `
hosts:
  mail.alfa.test: {tls: {relay: require}}
  mail.beta.test: {tls: offer}
script:
  - send: {from: alicia, to: benito@beta.test}
expect:
  - tls: {from: mail.alfa.test, verified: true, count: 1}
  - delivered: {to: benito@beta.test, count: 1}
`},
		{"a relay that forgoes it", `
hosts:
  mail.alfa.test: {tls: {relay: never}}
  mail.beta.test: {tls: required}
script:
  - send: {from: alicia, to: benito@beta.test}
expect:
  # RFC 3207 section 4: whoever has MX records must take mail in the clear too.
  - tls: {count: 0}
  - delivered: {to: benito@beta.test, count: 1}
`},
		{"an exchanger that insists, and a relay that forgoes it", `
hosts:
  mail.alfa.test: {tls: {relay: never}}
  mail.beta.test: {services: [{proto: smtp, tls: required}, imap]}
script:
  - send: {from: alicia, to: benito@beta.test}
expect:
  - tls: {count: 0}
  - refused: {command: MAIL, code: 530, enhanced: 5.7.0, count: 1}
  - bounced: {from: alicia, to: benito@beta.test, count: 1}
`},
		{"an exchanger that insists, and a relay that does it", `
hosts:
  mail.beta.test: {services: [{proto: smtp, tls: required}, imap]}
script:
  - send: {from: alicia, to: benito@beta.test}
expect:
  - tls: {from: mail.alfa.test, ok: true, count: 1}
  - delivered: {to: benito@beta.test, count: 1}
`},
		{"an exchanger that takes STARTTLS back", `
hosts: {mail.beta.test: {tls: offer}}
faults:
  - answer: {host: mail.beta.test, service: smtp, command: STARTTLS, code: 454, enhanced: 4.7.0}
script:
  - send: {from: alicia, to: benito@beta.test}
expect:
  - tls: {count: 0}
  - delivered: {to: benito@beta.test, count: 1}
  - refused: {command: STARTTLS, code: 454}
`},
		{"an exchanger that says it does TLS and does none", `
hosts: {mail.beta.test: {tls: offer}}
faults:
  - cut: {host: mail.beta.test, service: smtp, command: STARTTLS, after: 200, times: 1}
script:
  - send: {from: alicia, to: benito@beta.test}
expect:
  - tls: {from: mail.alfa.test, ok: false, count: 1}
  - tls: {ok: true, count: 0}
  - exchanges: {proto: tcp, from: mail.alfa.test, to: mail.beta.test, count: 2}
  - delivered: {to: benito@beta.test, count: 1}
`},
		{"faults that look at commands see them inside TLS, too", `
hosts: {mail.alfa.test: {tls: offer}}
faults:
  - answer: {host: mail.alfa.test, service: imap, command: SELECT, text: "[UNAVAILABLE] Not now", times: 1}
  - cut: {host: mail.alfa.test, service: pop3, command: STAT, times: 1}
script:
  - {fetch: {user: alicia, with: imap}, fails: true}
  - {fetch: {user: alicia, with: pop3}, fails: true}
  - fetch: {user: alicia, with: imap}
  - fetch: {user: alicia, with: pop3}
expect:
  - tls: {verified: true, count: 4}
  - overheard: {text: UNAVAILABLE, count: 0}
  - exchanges: {proto: imap, command: SELECT, count: 2}
  - exchanges: {proto: pop3, command: STAT, count: 2}
`},
		{"one service that differs from its host", `
hosts:
  mail.alfa.test:
    tls: none
    services: [smtp, {proto: submission, tls: required}, imaps, pop3]
script:
  - send: {from: alicia, to: benito@beta.test}
  - fetch: {user: alicia, with: imap}
  - fetch: {user: alicia, with: pop3}
expect:
  - tls: {verified: true, count: 2}
  - delivered: {to: benito@beta.test, count: 1}
  - overheard: {text: luna-de-abril, count: 1}
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := simtest.Scenario(t, head+tc.rest)
			tr := simtest.Run(t, s, sim.Options{})
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("line %d: %s: want %s, got %s (see event %d)", r.Line, r.Noun, r.Want.EN, r.Got.EN, r.Near)
			}
			again, err := sim.Run(t.Context(), s, sim.Options{})
			if err != nil || again.Hash() != tr.Hash() {
				t.Errorf("the same run has another hash (%v)", err)
			}
		})
	}
}

// TestTLSForgoneIsTold: a relay to which TLS is no condition says that it goes on in the clear, whether on the same connection
// or on another one, and why; one that requires TLS never does so.
func TestTLSForgoneIsTold(t *testing.T) {
	for _, tc := range []struct {
		fault string
		why   trace.Code
		anew  bool
	}{
		{"answer: {host: mail.beta.test, command: STARTTLS, code: 454}", trace.CauseReply, false},
		{"answer: {host: mail.beta.test, command: STARTTLS, code: 421, close: true}", trace.CauseReply, true},
		{"cut: {host: mail.beta.test, command: STARTTLS}", trace.CauseConnectionLost, true},
		{"cut: {host: mail.beta.test, service: smtp, command: STARTTLS, after: 200, times: 1}", trace.CauseTLSLost, true},
		{"silence: {host: mail.beta.test, command: STARTTLS}", trace.CauseReplyTimeout, true},
	} {
		for _, policy := range []string{"opportunistic", "require", "never"} {
			text := "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}\n" +
				"hosts: {mail.alfa.test: {tls: {relay: " + policy + "}, retry: {lifetime: 1h}}, mail.beta.test: {tls: offer}}\n" +
				"script: [{send: {from: alicia, to: benito@beta.test}}]\nfaults: [{" + tc.fault + "}]\n"
			s := simtest.Scenario(t, text)
			tr := simtest.Run(t, s, sim.Options{})
			var told []trace.TLSForgone
			for _, e := range tr.Events {
				if f, ok := e.Fact.(trace.TLSForgone); ok {
					told = append(told, f)
				}
			}
			switch {
			case policy != "opportunistic" && len(told) > 0:
				t.Errorf("%s, %s: told %+v", tc.fault, policy, told)
			case policy == "opportunistic" && (len(told) != 1 || told[0].Anew != tc.anew || told[0].Why.Code != tc.why || told[0].Remote != "mail.beta.test"):
				t.Errorf("%s: told %+v", tc.fault, told)
			}
		}
	}
}

// TestProgramsForgoTLS: so do mail programs that only prefer it, whatever the protocol; others say nothing in the clear.
func TestProgramsForgoTLS(t *testing.T) {
	for _, tc := range []struct {
		act, fault string
		anew       bool
	}{
		{"send: {from: alicia, to: benito@beta.test}", "answer: {host: mail.alfa.test, service: submission, command: STARTTLS, code: 454}", false},
		{"send: {from: alicia, to: benito@beta.test}", "cut: {host: mail.alfa.test, service: submission, command: STARTTLS}", true},
		{"fetch: {user: alicia, with: imap}", "answer: {host: mail.alfa.test, service: imap, command: STARTTLS}", false},
		{"fetch: {user: alicia, with: imap}", "cut: {host: mail.alfa.test, service: imap, command: STARTTLS}", true},
		{"fetch: {user: alicia, with: imap}", "silence: {host: mail.alfa.test, service: imap, command: STARTTLS}", true},
		{"fetch: {user: alicia, with: pop3}", "cut: {host: mail.alfa.test, service: pop3, after: 120, times: 1}", true},
	} {
		for _, wish := range []string{"prefer", "require"} {
			fails := ""
			if wish == "require" {
				fails = ", fails: true"
			}
			text := "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}\nhosts: {mail.alfa.test: {tls: offer}}\n" +
				"devices: {laptop-alicia: {user: alicia, tls: " + wish + "}}\nscript: [{" + tc.act + fails + "}]\nfaults: [{" + tc.fault + "}]\n"
			s := simtest.Scenario(t, text)
			tr := simtest.Run(t, s, sim.Options{})
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("%s, %s: want %s, got %s", tc.fault, wish, r.Want.EN, r.Got.EN)
			}
			var told []trace.TLSForgone
			for _, e := range tr.Events {
				if f, ok := e.Fact.(trace.TLSForgone); ok && e.Host == "laptop-alicia" {
					told = append(told, f)
				}
			}
			if wish == "require" && len(told) > 0 || wish == "prefer" && (len(told) != 1 || told[0].Anew != tc.anew) {
				t.Errorf("%s, %s: told %+v", tc.fault, wish, told)
			}
		}
	}
}

// A server whose power fails in the middle of a handshake, or that never begins
// one, holds nobody up for ever, and leaves nothing behind.
func TestHandshakesThatNeverEnd(t *testing.T) {
	const head = `
posta: 1
title: stalled
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
hosts:
  mail.alfa.test: {tls: required}
  mail.beta.test: {tls: offer, retry: {first: 1min}}
limits: {time: 2h}
`
	for _, tc := range []struct{ name, rest string }{
		{"the power fails", `
faults:
  - down: {host: mail.alfa.test, from: 85ms, to: 10min}
script:
  - {send: {from: alicia, to: benito@beta.test}, fails: true}
`},
		{"the road swallows what comes after STARTTLS", `
faults:
  - loss: {between: [laptop-alicia, mail.alfa.test], chance: 100%, from: 75ms, to: 1h}
script:
  - {send: {from: alicia, to: benito@beta.test}, fails: true}
`},
		{"the run ends before the handshake", `
links: [{between: [laptop-alicia, mail.alfa.test], latency: 20min}]
script:
  - {send: {from: alicia, to: benito@beta.test}, fails: true}
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := simtest.Scenario(t, head+tc.rest)
			defer leaktest.Check(t)()
			first := ""
			for range 20 {
				tr := simtest.Run(t, s, sim.Options{})
				if first == "" {
					first = tr.Hash()
				}
				if tr.Hash() != first {
					t.Fatal("the same run has another hash")
				}
				for _, r := range expect.Failed(expect.Check(s, tr)) {
					t.Errorf("line %d: %s: want %s, got %s (see event %d)", r.Line, r.Noun, r.Want.EN, r.Got.EN, r.Near)
				}
				for _, e := range tr.Events {
					if f, ok := e.Fact.(trace.TLSDone); ok && f.OK {
						t.Errorf("event %d: a handshake ended well", e.Seq)
					}
				}
			}
		})
	}
}
