package sim_test

import (
	"fmt"
	"slices"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/simtest"
	"posta/sim/trace"
)

// TestWhoCallsAndWhatItSays: the name in HELO, the reverse DNS and a letter's content, each met by a letter.
func TestWhoCallsAndWhatItSays(t *testing.T) {
	const head = `posta: 1
title: x
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
script:
  - send: {from: alicia, to: benito@beta.test, subject: %q, body: Hola}
hosts:
  mail.alfa.test: {%s}
  mail.beta.test: {policy: [%s]}
expect: [%s]
`
	tests := []struct {
		name, subject, alfa, policy, expect string
		checks                              []string // check, result, action
	}{
		{"a name that holds", "Hola", "", "helo: {bad: reject}", "{delivered: {to: benito@beta.test}}", []string{"helo confirmed accept"}},
		{"no name at all", "Hola", "helo: pc", "helo: {bad: reject}", "{delivered: {to: benito@beta.test, count: 0}}", []string{"helo malformed refuse"}},
		{"no name, and it is let in", "Hola", "helo: pc", "helo: {}", "{delivered: {to: benito@beta.test}}", []string{"helo malformed accept"}},
		{"another's name is no reason to refuse", "Hola", "helo: dns.test", "helo: {bad: reject}", "{delivered: {to: benito@beta.test}}", []string{"helo elsewhere accept"}},
		{"a name that is not there", "Hola", "helo: no.alfa.test", "helo: {bad: reject}", "{delivered: {to: benito@beta.test}}", []string{"helo unresolved accept"}},
		{"reverse DNS", "Hola", "", "reverse_dns: {fail: reject}", "{message: {to: benito@beta.test, header: Authentication-Results, contains: iprev=pass}}", []string{"reverse-dns pass accept", "authentication-results written accept"}},
		{"none", "Hola", "ptr: none", "reverse_dns: {fail: reject}", "{refused: {code: 550, enhanced: 5.7.25}}", []string{"reverse-dns permerror refuse"}},
		{"one that leads elsewhere", "Hola", "ptr: dns.test", "reverse_dns: {fail: junk}", "{delivered: {to: benito@beta.test, folder: Junk}}", []string{"reverse-dns fail file", "authentication-results written accept"}},
		{"clean", "Hola", "", "content: {}", "{message: {to: benito@beta.test, header: X-Spam-Status, contains: 'No, score=0.0 required=5.0'}}", []string{"content clean accept"}},
		{"words", "GANA DINERO FÁCIL GRATIS!!", "", "content: {}", "{delivered: {to: benito@beta.test, folder: Junk}}, {message: {to: benito@beta.test, header: X-Spam-Flag, contains: 'YES'}}", []string{"content junk file"}},
		{"too many words", "GANA DINERO FÁCIL GRATIS!!", "", "content: {junk: 3, reject: 8}", "{refused: {code: 550, enhanced: 5.7.1}}", []string{"content refused refuse"}},
		{"what others found", "Hola", "ptr: none, helo: pc", "helo: {}, reverse_dns: {}, content: {junk: 2.5}", "{delivered: {to: benito@beta.test, folder: Junk}}",
			[]string{"helo malformed accept", "reverse-dns permerror accept", "content junk file", "authentication-results written accept"}},
		{"what others found, at other points", "Hola", "ptr: none, helo: pc", "helo: {}, reverse_dns: {}, content: {junk: 2.5, points: {helo-malformed: 0.9}}", "{delivered: {to: benito@beta.test, folder: INBOX}}",
			[]string{"helo malformed accept", "reverse-dns permerror accept", "content clean accept", "authentication-results written accept"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := simtest.Scenario(t, fmt.Appendf(nil, head, tt.subject, tt.alfa, tt.policy, tt.expect))
			tr := simtest.Run(t, s, sim.Options{})
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("%s: want %s, got %s", r.Noun, r.Want.EN, r.Got.EN)
			}
			var checks []string
			for _, e := range tr.Events {
				if f, ok := e.Fact.(trace.PolicyChecked); ok {
					if one := f.Check + " " + f.Result + " " + f.Action; !slices.Contains(checks, one) {
						checks = append(checks, one)
					}
				}
			}
			if !slices.Equal(checks, tt.checks) {
				t.Errorf("the checks were %q, want %q", checks, tt.checks)
			}
		})
	}
}
