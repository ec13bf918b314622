package sim_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/simtest"
	"posta/sim/trace"
)

// TestServersThatLackAnExtension: what a server does not offer is not used with it, and what then cannot be is said as the RFCs
// have it.
func TestServersThatLackAnExtension(t *testing.T) {
	for _, tc := range []struct {
		lacks string
		never string // what no client says to that server
		send  string
		want  string
	}{
		{"SIZE", " SIZE=", "size: 20 kB", "{delivered: {to: benito@beta.test, count: 1}}"},
		{"8BITMIME", "8BITMIME", "body: Señal", "{delivered: {to: benito@beta.test, count: 1}}"},
		{"PIPELINING", "PIPELINING", "body: a", "{delivered: {to: benito@beta.test, count: 1}}"},
		{"ENHANCEDSTATUSCODES", "2.1.0", "body: a", "{delivered: {to: benito@beta.test, count: 1}}"},
		{"SMTPUTF8", "SMTPUTF8", "header_from: ñandú@alfa.test", "{bounced: {from: alicia, to: benito@beta.test, status: 5.6.7, count: 1}}"},
		// The duty to tell of the success ends at the last server that knows of it (RFC 3461 section 5.2.2).
		{"DSN", "NOTIFY=", "notify: [success, failure], ret: hdrs, envid: QQ314159", "{message: {to: alicia@alfa.test, contains: 'Action: relayed', count: 1}}, {message: {to: alicia@alfa.test, contains: 'Original-Envelope-Id: QQ314159', count: 1}}"},
	} {
		t.Run(tc.lacks, func(t *testing.T) {
			text := "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}\nhosts: {mail.beta.test: {without: [" + tc.lacks +
				"]}}\nscript: [{send: {from: alicia, to: benito@beta.test, " + tc.send + "}}]\nexpect: [" + tc.want + "]\n"
			s := simtest.Scenario(t, text)
			tr := simtest.Run(t, s, sim.Options{})
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("line %d: %s: want %s, got %s (see event %d)", r.Line, r.Noun, r.Want.EN, r.Got.EN, r.Near)
			}
			service := map[int]string{}
			for _, e := range tr.Events {
				switch f := e.Fact.(type) {
				case trace.ConnOpening:
					service[e.Conn] = f.Peer + " " + f.Service
				case trace.DataSent:
					if service[e.Conn] == "mail.beta.test smtp" && strings.Contains(string(f.Data), tc.never) {
						t.Errorf("%q is said: %q", tc.never, f.Data)
					}
				}
			}
		})
	}
}

// TestReportsAsAsked: what a letter asks for by NOTIFY, RET, ENVID and ORCPT is what its sender hears (RFC 3461).
func TestReportsAsAsked(t *testing.T) {
	for name, tc := range map[string]struct{ send, want string }{
		"success":             {"to: benito@beta.test, notify: success", "{message: {to: alicia@alfa.test, contains: 'Action: delivered', count: 1}}"},
		"never":               {"to: nadie@beta.test, notify: never", "{bounced: {from: alicia, to: nadie@beta.test, count: 0}}"},
		"failure only":        {"to: nadie@beta.test, notify: failure", "{bounced: {from: alicia, to: nadie@beta.test, count: 1}}"},
		"success only":        {"to: nadie@beta.test, notify: success", "{bounced: {from: alicia, to: nadie@beta.test, count: 0}}"},
		"the whole letter":    {"to: nadie@beta.test, ret: full, body: palabra", "{message: {to: alicia@alfa.test, contains: 'message/rfc822', count: 1}}"},
		"the header alone":    {"to: nadie@beta.test, ret: hdrs, body: palabra", "{message: {to: alicia@alfa.test, contains: 'text/rfc822-headers', count: 1}}"},
		"the envelope's name": {"to: nadie@beta.test, envid: 'a+b=c'", "{message: {to: alicia@alfa.test, contains: 'Original-Envelope-Id: a+b=c', count: 1}}"},
		"the first recipient": {"to: nadie@beta.test, orcpt: otra@gamma.test", "{message: {to: alicia@alfa.test, contains: 'Original-Recipient: rfc822;otra@gamma.test', count: 1}}"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}\nscript: [{send: {from: alicia, " + tc.send + "}}]\nexpect: [" + tc.want + "]\n"
			s := simtest.Scenario(t, text)
			tr := simtest.Run(t, s, sim.Options{})
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("line %d: %s: want %s, got %s (see event %d)", r.Line, r.Noun, r.Want.EN, r.Got.EN, r.Near)
			}
		})
	}
}
