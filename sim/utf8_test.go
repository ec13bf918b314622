package sim_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/simtest"
	"posta/sim/trace"
)

// TestAddressesBeyondASCII: addresses in anybody's letters go from hand to hand where every server offers SMTPUTF8 (RFC 6531), and
// come back with 5.6.7 where one does not; the DNS is asked for A-labels; who writes a domain with A-labels means the same.
func TestAddressesBeyondASCII(t *testing.T) {
	const head = "posta: 1\ntitle: x\ndomains:\n  españa.test: {users: [ñandú, alicia], aliases: {dueño: [ñandú]}}\n" +
		"  beta.test: {users: {benito: {}, '\"ana..x\"': {}, '\"dos palabras\"': {}}}\n"
	for _, tc := range []struct {
		name, says string // what is said on the wire
		times      int
		rest       string
	}{
		{"there and back", " SMTPUTF8\r\n", 4, `
script:
  - send: {from: ñandú, to: benito@beta.test, subject: Señal, body: ¿Qué tal?}
  - {fetch: {user: benito, with: imap}, say: x}
  - reply: {user: benito, body: Bien}
  - fetch: {user: ñandú, with: imap}
  - fetch: {user: ñandú, with: pop3}
expect:
  - delivered: {to: benito@beta.test, from: ñandú@españa.test, count: 1}
  - delivered: {to: ñandú@españa.test, from: benito@beta.test, count: 1}
  - seen: {user: ñandú, with: imap, count: 1}
  - seen: {user: ñandú, with: pop3, count: 1}
  - exchanges: {proto: dns, from: mail.beta.test, name: xn--espaa-rta.test, type: MX, count: 1}
`},
		{"an alias, capitals, A-labels", " SMTPUTF8\r\n", 2, `
script:
  - send: {from: benito, to: DUEÑO@ESPAÑA.test, subject: a}
  - send: {from: benito, to: alicia@xn--espaa-rta.test, subject: b}
expect:
  - delivered: {to: ñandú@españa.test, subject: a, count: 1}
  - delivered: {to: alicia@españa.test, subject: b, count: 1}
`},
		{"a server that does not know it", " SMTPUTF8\r\n", 2, `
hosts: {mail.beta.test: {without: [SMTPUTF8]}}
script:
  - send: {from: ñandú, to: benito@beta.test, subject: Señal}
  - send: {from: alicia, to: benito@beta.test, subject: Señal}
expect:
  - exchanges: {proto: smtp, to: mail.beta.test, command: MAIL, count: 0}
  - bounced: {from: ñandú, to: benito@beta.test, status: 5.6.7, count: 1}
  - bounced: {from: alicia, to: benito@beta.test, status: 5.6.7, count: 1}
`},
		{"quotes", `RCPT TO:<"ana..x"@beta.test>`, 2, `
script:
  - send: {from: alicia, to: '"ana..x"@beta.test', subject: a, header_from: alicia@xn--espaa-rta.test, envelope_from: alicia@xn--espaa-rta.test}
  - send: {from: benito, to: '"dos palabras"@beta.test', subject: b}
  - fetch: {user: '"dos palabras"@beta.test', with: imap}
  - fetch: {user: '"dos palabras"@beta.test', with: pop3}
expect:
  - delivered: {to: '"ana..x"@beta.test', count: 1}
  - delivered: {to: '"dos palabras"@beta.test', count: 1}
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := simtest.Scenario(t, head+tc.rest)
			tr := simtest.Run(t, s, sim.Options{})
			times := 0
			for _, e := range tr.Events {
				if f, ok := e.Fact.(trace.DataSent); ok && strings.Contains(string(f.Data), tc.says) {
					times++
				}
			}
			if times != tc.times {
				t.Errorf("%q is said %d times, want %d", tc.says, times, tc.times)
			}
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("line %d: %s: want %s, got %s (see event %d)", r.Line, r.Noun, r.Want.EN, r.Got.EN, r.Near)
			}
		})
	}
}
