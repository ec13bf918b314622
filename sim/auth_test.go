package sim_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/simtest"
	"posta/sim/story"
	"posta/sim/trace"
)

// TestWhoSaysSo: SPF, DKIM and DMARC of whole worlds, by what their owners publish.
func TestWhoSaysSo(t *testing.T) {
	const checks = "hosts: {mail.beta.test: {policy: [spf: {}, dkim: {}, dmarc: {}]}}\n"
	const hello = "script: [send: {id: hola, from: alicia, to: benito@beta.test, subject: Hola}]\n"
	const forged = "script: [send: {id: hola, from: mallory, to: benito@beta.test, header_from: alicia@alfa.test, headers: {Authentication-Results: mail.beta.test; dmarc=pass}}]\n"
	list := func(domain, details string) string {
		return "  gamma.test: {users: [gema], dkim: g1, dmarc: p=reject, " + domain + "lists: {todos: {members: [benito@beta.test], owner: gema, " + details + "}}}\n"
	}
	sealed := func(trust string) string {
		return "hosts: {mail.gamma.test: {policy: [spf: {}, dkim: {}, dmarc: {obey: false}]}, mail.beta.test: {policy: [spf: {}, dkim: {}, arc: {trust: " + trust + ".test}, dmarc: {}]}}\n" +
			strings.ReplaceAll(hello, "benito@beta.test", "todos@gamma.test")
	}
	tests := []struct{ name, alfa, rest, expect string }{
		{"nothing published", "", checks + hello, "{auth: {id: hola, spf: none, dkim: none, dmarc: none, aligned: neither, action: accept}}, {message: {to: benito@beta.test, header: Authentication-Results, contains: 'spf=none'}}"},
		{"all of it", "spf: mx -all, dkim: s1, dmarc: p=reject", checks + hello, "{auth: {id: hola, spf: pass, dkim: pass, dmarc: pass, aligned: both}}, {message: {to: benito@beta.test, header: Received-SPF, contains: pass}}"},
		{"Ed25519, strict", "spf: mx -all, dkim: {selector: s1, key: ed25519, canonicalization: simple/simple, oversign: From}, dmarc: p=reject; adkim=s", checks + hello, "{auth: {id: hola, dkim: pass, dmarc: pass, aligned: both}}"},
		{"two keys, one not published", "dkim: [{selector: old, publish: false}, s2], dmarc: p=reject", checks + hello, "{auth: {id: hola, spf: none, dkim: pass, dmarc: pass, aligned: dkim}}, {message: {to: benito@beta.test, header: DKIM-Signature, contains: alfa.test, count: 2}}"},
		{"forged, reject", "spf: mx -all, dmarc: p=reject", checks + forged, "{auth: {id: hola, host: mail.beta.test, from: mallory@mala.test, spf: pass, dkim: none, dmarc: fail, aligned: neither, action: refuse}}, {refused: {host: mail.beta.test, code: 550, enhanced: 5.7.26}}, {bounced: {from: mallory, to: benito@beta.test}}"},
		{"forged, quarantine", "dmarc: p=quarantine", checks + forged, "{auth: {id: hola, dmarc: fail, action: file}}, {delivered: {to: benito@beta.test, folder: Junk}}, {message: {to: benito@beta.test, contains: 'dmarc=pass', absent: true}}"},
		{"forged, none", "dmarc: p=none", checks + forged, "{auth: {id: hola, dmarc: fail, action: accept}}, {delivered: {to: benito@beta.test}}"},
		{"forged, and not obeyed", "dmarc: p=reject", "hosts: {mail.beta.test: {policy: [dkim: {}, dmarc: {obey: false}]}}\n" + forged, "{auth: {id: hola, dkim: none, dmarc: fail, action: accept}}, {delivered: {to: benito@beta.test}}"},
		{"two SPF records", "spf: [mx -all, '-all']", checks + hello, "{auth: {id: hola, spf: permerror}}"},
		{"SPF refuses at the door", "spf: '-all'", "hosts: {mail.beta.test: {policy: [spf: {fail: reject}]}}\n" + hello, "{auth: {from: alicia@alfa.test, spf: fail, action: refuse}}, {refused: {command: MAIL, code: 550, enhanced: 5.7.23}}"},
		{"a footer on the way", "spf: mx -all, dkim: s1, dmarc: p=none", "hosts: {mail.beta.test: {policy: [footer: Scanned., dkim: {}, dmarc: {}]}}\n" + hello, "{auth: {id: hola, dkim: fail, dmarc: fail}}, {message: {to: benito@beta.test, contains: Scanned.}}"},
		{"forwarded with SRS, and refused: the report finds its way back", "spf: mx -all, dmarc: p=reject", "  gamma.test: {users: {gema: {forward: benito@beta.test}}, spf: mx -all, srs: true}\n" + checks + strings.ReplaceAll(hello, "benito@beta", "gema@gamma"),
			"{auth: {host: mail.beta.test, spf: pass, dmarc: fail, aligned: neither, action: refuse}}, {bounced: {from: alicia, to: benito@beta.test}}, {queued: {count: 0}}"},
		{"a list that adds a footer, sealed, trusted", "dkim: s1, dmarc: p=reject", list("arc: true, ", "footer: Bye") + sealed("gamma"), "{auth: {host: mail.beta.test, dkim: fail, arc: pass, dmarc: fail, action: accept}}, {delivered: benito@beta.test}"},
		{"a list that adds a footer, sealed, not trusted", "dkim: s1, dmarc: p=reject", list("arc: true, ", "footer: Bye") + sealed("otra"), "{auth: {host: mail.beta.test, dkim: fail, arc: pass, dmarc: fail, action: refuse}}, {bounced: {from: gema, to: benito@beta.test}}"},
		{"a list that puts itself into From", "dkim: s1, dmarc: p=reject", list("", "footer: Bye, from: rewrite") + sealed("otra"), "{auth: {host: mail.beta.test, arc: none, dmarc: pass}}, {message: {to: benito@beta.test, header: Reply-To, contains: alicia@alfa.test}}"},
		{"a list that changes nothing breaks nothing", "dkim: s1, dmarc: p=reject", list("", "from: keep") + sealed("otra"), "{auth: {host: mail.beta.test, spf: none, dkim: pass, dmarc: pass, aligned: dkim}}"},
		{"a forged letter that a list seals is no better for it", "dmarc: p=reject", list("arc: true, ", "footer: Bye") + strings.ReplaceAll(sealed("gamma"), "from: alicia", "from: mallory, header_from: alicia@alfa.test"), "{auth: {host: mail.beta.test, arc: pass, dmarc: fail, action: refuse}}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := "posta: 1\ntitle: x\ndomains:\n  alfa.test: {users: [alicia], " + tt.alfa + "}\n  mala.test: {users: [mallory], spf: mx -all}\n  beta.test: {users: [benito]}\n" + tt.rest + "expect: [" + tt.expect + "]\n"
			s := simtest.Scenario(t, text)
			tr := simtest.Run(t, s, sim.Options{})
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("%s: want %s, got %s %s", r.Noun, r.Want.EN, r.Got.EN, r.Closest.EN)
			}
			toldWhole(t, tr)
		})
	}
}

// toldWhole looks for values that the words of checks lack, in both languages.
func toldWhole(t *testing.T, tr *trace.Trace) {
	t.Helper()
	st := story.Of(tr)
	x := explain.New(st)
	for _, step := range st.Steps(story.Dialogue) {
		if _, ok := step.Fact.(trace.PolicyChecked); !ok {
			continue
		}
		e := x.Explain(step)
		texts := []lang.Text{e.Title, e.What, e.Why}
		for _, r := range e.Steps {
			texts = append(texts, r.Text)
		}
		for _, text := range texts {
			for _, l := range lang.All() {
				if said := text.In(l); strings.ContainsAny(said, "⟨⟩{}[") && !strings.Contains(said, "DKIM1") && !strings.Contains(said, "abierto: {") && !strings.Contains(said, "opened: {") {
					t.Errorf("event %d says %q", step.First, said)
				}
			}
		}
	}
}
