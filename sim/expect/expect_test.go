package expect_test

import (
	"regexp"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/simtest"
)

// world is what all these stories have: two domains, an alias for three people, and
// a server that puts strangers off.
const world = `posta: 1
title: {es: Prueba, en: Test}
domains:
  alfa.test: {users: {alicia: {name: Alicia}, carla: {}}}
  beta.test:
    users: {benito: {name: Benito}, bruna: {}, berta: {}}
    aliases: {equipo: [benito, bruna, berta]}
  gris.test: {users: {gil: {}}}
faults:
  - greylist: {host: mail.gris.test}
`

// judged runs a story and gives what did not come true, in one language.
func judged(t *testing.T, l lang.Lang, story string) string {
	t.Helper()
	s := simtest.Scenario(t, world+story)
	tr := simtest.Run(t, s, sim.Options{})
	var b strings.Builder
	for _, r := range expect.Failed(expect.Check(s, tr)) {
		if r.Near < 0 || r.Near > len(tr.Events) {
			t.Errorf("event %d is not in the trace", r.Near)
		}
		b.WriteString(r.Noun + ": " + r.Want.In(l) + "; " + r.Got.In(l) + "\n")
		if !r.Closest.IsZero() {
			b.WriteString("    " + event.ReplaceAllString(r.Closest.In(l), "$1…$2") + "\n")
		}
	}
	return b.String()
}

// event is what package explain calls an event, between its time and what speaks
// against it: those words are tested there.
var event = regexp.MustCompile(`( \([^)]*\d:\d\d\): ).*?(; (?:pero|but) .*)?$`)

func TestWhatDidNotComeTrueIsSaidInFull(t *testing.T) {
	const letter = `script:
  - send: {from: alicia, to: benito@beta.test, subject: Día libre, body: Hasta mañana.}
`
	tests := []struct {
		name, story string
		es, en      []string // the lines; none: it all holds
	}{
		{name: "all holds", story: letter + `expect:
  - delivered: {to: benito@beta.test, subject: día, count: 1}
  - message: {to: benito@beta.test, contains: mañana, count: 1}
  - message: {to: benito@beta.test, contains: 'ma=C3=B1ana', count: 1}
  - message: {to: benito@beta.test, contains: 'Subject: Día libre', count: 1}
  - message: {to: benito@beta.test, header: Subject, contains: Día, count: 1}
  - message: {to: benito@beta.test, contains: jamás, absent: true}
`},
		{name: "a text that is not there", story: letter + `expect:
  - message: {to: benito@beta.test, contains: ayer}
`, es: []string{
			"message: veces que la carta para benito@beta.test lleva «ayer»: al menos 1; hubo 0",
			"    Se buscó en la carta (09:00:00): …"},
			en: []string{
				"message: times that the letter to benito@beta.test has “ayer”: at least 1; there were 0",
				"    It was looked for in the letter (09:00:00): …"}},
		{name: "a header that says something else", story: letter + `expect:
  - message: {to: benito@beta.test, header: Subject, contains: ayer}
`, es: []string{
			"message: veces que la carta para benito@beta.test lleva «ayer» (en la cabecera Subject): al menos 1; hubo 0",
			"    Se buscó en la carta (09:00:00): …; pero su cabecera dice «Subject: Día libre»."}},
		{name: "it came, but late", story: `script:
  - send: {from: alicia, to: gil@gris.test}
expect:
  - delivered: {to: gil@gris.test, within: 1min}
`, es: []string{
			"delivered: cartas entregadas a gil@gris.test (en 1 min como mucho): al menos 1; hubo 0",
			"    Lo más parecido (09:15:46): …; pero tardó 15 min 46 s."},
			en: []string{
				"delivered: letters delivered to gil@gris.test (within 1 min): at least 1; there were 0",
				"    The nearest miss (09:15:46): …; but it took 15 min 46 s."}},
		{name: "another subject", story: letter + `expect:
  - delivered: {to: benito@beta.test, subject: Vacaciones}
`, es: []string{
			"delivered: cartas entregadas a benito@beta.test (con «Vacaciones» en el asunto): al menos 1; hubo 0",
			"    Lo más parecido (09:00:00): …; pero su asunto es «Día libre»."}},
		{name: "nobody wrote to her", story: letter + `expect:
  - delivered: {to: bruna@beta.test}
`, es: []string{
			"delivered: cartas entregadas a bruna@beta.test: al menos 1; hubo 0",
			"    Ninguna carta salió hacia bruna@beta.test."}},
		{name: "a letter that did not leave", story: `script:
  - send: {from: alicia, to: gil@gris.test, password: mala}
    fails: true
expect:
  - delivered: {to: gil@gris.test}
`, es: []string{
			"delivered: cartas entregadas a gil@gris.test: al menos 1; hubo 0",
			"    Lo último que se supo de gil@gris.test (09:00:00): …"}},
		{name: "a letter that nobody fetched", story: letter + `expect:
  - seen: benito
`, es: []string{
			"seen: cartas que benito@beta.test ve en pantalla: al menos 1; hubo 0",
			"    Lo último que le llegó (09:00:00): …; pero en ningún dispositivo se ha abierto."}},
		{name: "a bounce with another status", story: `script:
  - send: {from: alicia, to: nadie@beta.test}
expect:
  - bounced: {from: alicia, to: nadie@beta.test, status: 4.2.2}
  - bounced: {from: carla, to: nadie@beta.test, code: 550}
`, es: []string{
			"bounced: informes de que no se entregó a nadie@beta.test (en el buzón de alicia@alfa.test, con el estado 4.2.2): al menos 1; hubo 0",
			"    Lo más parecido (09:00:00): …; pero su estado es 5.1.1.",
			"bounced: informes de que no se entregó a nadie@beta.test (en el buzón de carla@alfa.test, que citan una respuesta 550): al menos 1; hubo 0",
			"    Lo más parecido (09:00:00): …; pero le llegó a alicia@alfa.test."}},
		{name: "another code", story: `script:
  - send: {from: alicia, to: nadie@beta.test}
expect:
  - refused: {to: nadie@beta.test, code: 554}
`, en: []string{
			"refused: SMTP commands refused (for nadie@beta.test, with the code 554): at least 1; there were 0",
			"    The nearest miss (09:00:00): …; but the code is 550."}},
		{name: "more than wanted", story: letter + `expect:
  - not_delivered: benito@beta.test
  - exchanges: {proto: dns, from: mail.alfa.test, max: 1}
`, en: []string{
			"not_delivered: letters delivered to benito@beta.test: exactly 0; there was 1",
			"    The last that counts (09:00:00): …",
			"exchanges: DNS questions (from mail.alfa.test): at most 1; there were 2",
			"    The last that counts (09:00:00): …"}},
		{name: "a letter to an alias counts once, and only if it was sent there", story: `script:
  - send: {from: alicia, to: equipo@beta.test, subject: A todos}
  - send: {from: alicia, to: benito@beta.test, subject: A ti}
expect:
  - delivered: {to: equipo@beta.test, count: 1}
  - delivered: {to: benito@beta.test, count: 2}
  - delivered: {to: bruna@beta.test, count: 1}
`},
		{name: "a letter to an alias that one of them did not get", story: `  - mailbox_full: {user: bruna@beta.test}
script:
  - send: {from: alicia, to: equipo@beta.test}
expect:
  - delivered: equipo@beta.test
`, es: []string{
			"delivered: cartas entregadas a equipo@beta.test: al menos 1; hubo 0",
			"    Lo más parecido (09:00:00): …; pero falta en el buzón de bruna@beta.test."}},
		{name: "an exchanger where it was tried in vain", story: `  - refuse: {host: mail.beta.test, service: smtp}
` + letter + `expect:
  - chose: {mx: mail.beta.test, count: 1}
`, en: []string{
			"chose: letters handed to the host mail.beta.test: exactly 1; there were 0",
			"    The nearest miss (09:00:00): …; but there it could not be handed over."}},
		{name: "it took longer", story: letter + `expect:
  - elapsed: {max: 10ms}
`, es: []string{"elapsed: que dure 10 ms como mucho; duró 362 ms"}},
		{name: "an action that does not go well must say so", story: letter + `  - reply: {user: benito, to: {subject: Día}, body: Vale}
  - login: {user: benito, with: imap, password: mala}
    fails: true
  - login: {user: benito, with: imap}
    fails: true
`, es: []string{
			"reply: que la acción 2 (reply) salga bien; no salió bien: en ese dispositivo no está la carta que quiere contestar; antes tiene que traerla («fetch»)",
			"    Si en esta lección no tiene que salir bien, ponle «fails: true».",
			"login: que la acción 4 (login) no salga bien; salió bien"},
			en: []string{
				"reply: that action 2 (reply) goes well; it did not go well: the letter to be answered is not on that device; it has to be fetched first (“fetch”)",
				"    If in this lesson it must not go well, give it “fails: true”.",
				"login: that action 4 (login) does not go well; it went well"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for l, want := range map[lang.Lang][]string{lang.ES: tt.es, lang.EN: tt.en} {
				if want == nil && (tt.es != nil || tt.en != nil) {
					continue // the other language is enough
				}
				w := ""
				if len(want) > 0 {
					w = strings.Join(want, "\n") + "\n"
				}
				if got := judged(t, l, tt.story); got != w {
					t.Errorf("in %s it says\n%s\nwant\n%s", l, got, w)
				}
			}
		})
	}
}
