package stage_test

import (
	"testing"

	"posta/sim/simtest"
	"posta/sim/stage"
	"posta/sim/story"
)

// TestTLSGoesByTheHouseInTheMiddle: where somebody passes on the TLS of two others, what they say goes by that house, in a
// tube up to it and in another from it on, and there is no road between the two.
func TestTLSGoesByTheHouseInTheMiddle(t *testing.T) {
	m := send(onStageOf(t, simtest.Scenario(t, `
posta: 1
title: {es: x, en: x}
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
hosts: {mail.alfa.test: {tls: offer}, mail.beta.test: {tls: offer}}
faults: [{intercept: {between: [mail.alfa.test, mail.beta.test], replace: azul, with: verde}}]
script: [{send: {from: alicia, to: benito@beta.test, subject: x, body: x}}]
`)), stage.SetDetail{Detail: story.Tell})
	for n, w := range screens {
		on := send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
		lookAtAll(t, w.name, on, some(n, 3), measured)
		if on.Map().Road("mail.alfa.test", "mail.beta.test") != nil {
			t.Errorf("%s: a road between two who have never called each other", w.name)
		}
		tubes := map[story.Kind]int{}
		for i := range on.StepCount() {
			at := send(on, stage.Seek{Step: i, Still: true})
			if st := at.Step(); st.Conn != 0 && st.From == "mail.alfa.test" {
				tubes[st.Kind] = cased(stage.Scene(at))
			}
		}
		if tubes[story.TellSMTPGreet] != 0 || tubes[story.TellSMTPEnvelope] != 2 || tubes[story.TellSMTPLetter] != 2 {
			t.Errorf("%s: tubes %v", w.name, tubes)
		}
	}
}

// cased counts the tubes of a picture, by their shaded undersides.
func cased(p stage.DisplayList) (n int) {
	for _, s := range p.Ground {
		if l, ok := s.(stage.Line); ok && l.Colour == stage.Light.TubeDark && len(l.Points) > 2 {
			n++
		}
	}
	return n
}
