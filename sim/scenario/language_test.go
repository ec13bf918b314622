package scenario

import (
	"strings"
	"testing"

	"posta/sim/lang"
)

const bilingual = `posta: 1
title: {es: Dos idiomas, en: Two languages}
%sdomains:
  alfa.test: {users: {alicia: {}, bob: {lang: en}}}
script:
  - send: {from: alicia, to: bob@alfa.test, id: uno, subject: {es: Hola, en: Hello}, body: {es: ¿Qué tal?, en: How are you?}, attachments: [{name: n.txt, text: {es: nota, en: note}}]}
  - reply: {user: bob, to: {subject: {es: Hola, en: Hello}}, body: Bien}
faults:
  - slow: {host: mail.alfa.test, latency: 1s}
expect:
  - delivered: {to: bob@alfa.test, subject: {es: hola, en: hello}}
  - message: {to: bob@alfa.test, contains: {en: How}}
`

// TestAScenarioIsInOneLanguageAtATime: its letters, what is expected of them, and the
// reports; a person's own language stays theirs.
func TestAScenarioIsInOneLanguageAtATime(t *testing.T) {
	src := func(head string) []byte { return []byte(strings.Replace(bilingual, "%s", head, 1)) }
	es, problems := Parse("two.yaml", src(""))
	if es == nil {
		t.Fatal(problems)
	}
	es, _ = WithFault(es, "refuse: {host: mail.alfa.test, service: smtp}")
	en := In(es, lang.EN)
	for _, c := range []struct {
		s                          *Scenario
		lang                       lang.Lang
		subject, body, note, looks string
	}{{es, lang.ES, "Hola", "¿Qué tal?", "nota", "hola"}, {en, lang.EN, "Hello", "How are you?", "note", "hello"}, {In(en, lang.ES), lang.ES, "Hola", "¿Qué tal?", "nota", "hola"}} {
		send := c.s.Script[0].Do.(*Send)
		if c.s.Lang != c.lang || send.Subject != c.subject || send.Body != c.body || send.Attachments[0].Text != c.note {
			t.Errorf("%s: %s, %q, %q, %q", c.lang, c.s.Lang, send.Subject, send.Body, send.Attachments[0].Text)
		}
		if got := c.s.Script[1].Do.(*Reply); got.To.Subject != c.subject || got.Body != "Bien" {
			t.Errorf("%s: the reply is to %q: %q", c.lang, got.To.Subject, got.Body)
		}
		if got := c.s.Expect[0].What.(*Delivered).Subject; got != c.looks {
			t.Errorf("%s: expects %q", c.lang, got)
		}
		if got := c.s.Expect[1].What.(*Message).Contains; got != "How" {
			t.Errorf("%s: a text in one language serves for both, and %q is expected", c.lang, got)
		}
		if c.s.Users[0].Lang != c.lang || c.s.Users[1].Lang != lang.EN {
			t.Errorf("%s: reports to %s and %s", c.lang, c.s.Users[0].Lang, c.s.Users[1].Lang)
		}
		if len(c.s.Faults) != 2 || c.s.Faults[0].Added || !c.s.Faults[1].Added {
			t.Errorf("%s: %d faults", c.lang, len(c.s.Faults))
		}
	}
	fixed, problems := Parse("two.yaml", src("lang: en\n"))
	if fixed == nil {
		t.Fatal(problems)
	}
	if again := In(fixed, lang.ES); again != fixed || fixed.Lang != lang.EN || fixed.Script[0].Do.(*Send).Subject != "Hello" {
		t.Errorf("one that says its language is in %s", again.Lang)
	}
}
