package scenarios

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/transcript"
)

// TestWhatIsSaidIsTrueOfTheRun: sentences that fit most runs, where a run is not as most.
func TestWhatIsSaidIsTrueOfTheRun(t *testing.T) {
	for _, tt := range []struct {
		slug      string
		lang      lang.Lang
		detail    story.Detail
		says      []string
		saysNever []string
	}{
		// Whoever stands in the middle gives the name of another.
		{"stripped-starttls", lang.ES, story.Tell, []string{"mitm.test dice llamarse mail.beta.test (220); mail.alfa.test dice su nombre (EHLO mail.alfa.test)."}, []string{"mitm.test dice su nombre", "mitm.test el suyo"}},
		{"stripped-starttls", lang.EN, story.Dialogue, []string{"It says that its name is mail.beta.test, and that it speaks SMTP.", "It says its name, and that it speaks SMTP."}, nil},
		// A list is no mailbox, and a letter that DMARC would refuse is let in for a reason.
		{"mailing-list", lang.ES, story.Tell, []string{"reparte la carta en la lista vecinos@barrio.test.", "Pero se fía de barrio.test, que la selló y dice que al llegarle dio dmarc=pass: la deja entrar."}, []string{"vecinos@barrio.test recibe su correo en otra parte"}},
		{"mailing-list", lang.EN, story.Dialogue, []string{"(fail), but it trusts barrio.test."}, []string{"The mailbox sends its mail on"}},
		// A report is no letter's name, and goes to one address and another.
		{"forwarding", lang.ES, story.Tell, []string{"DATA, el aviso y un punto final. mail.delta.test se hace cargo y lo llama"}, nil},
		{"dmarc-report", lang.ES, story.Tell, []string{"Va a alicia@alfa.test e ines@informes.test."}, nil},
		// What is offered may be lost on the way, and a false answer is an answer.
		{"stripped-starttls", lang.EN, story.Tell, []string{"TLS is not offered at mail.alfa.test, and nothing is sent without it."}, []string{"mail.alfa.test offers no TLS"}},
		{"dane", lang.ES, story.Tell, []string{"La lección hace que el DNS diga otra cosa cuando le preguntan por el TLSA"}, []string{"hace fallar el DNS"}},
		// A mark that is taken off is no mark that is set, a dead address has not asked to be taken off, and a comma is the decimal mark in Spanish.
		{"receipts", lang.EN, story.Tell, []string{"changes flags of letters on mail.beta.test", "takes a flag off the letter"}, []string{"flags letters on"}},
		{"list-hygiene", lang.ES, story.Tell, []string{"Ya en la lista de exclusión, que se saltan: 1."}, []string{"Dadas de baja"}},
		{"trigger-words", lang.ES, story.Tell, []string{"El filtro le suma 13,8 puntos, y con 5,0 ya es Junk."}, nil},
		{"trigger-words", lang.EN, story.Tell, []string{"The filter gives it 13.3 points, and from 5.0 on it is junk."}, nil},
	} {
		t.Run(fmt.Sprint(tt.slug, " ", tt.lang, " ", tt.detail), func(t *testing.T) {
			var b bytes.Buffer
			if err := transcript.Write(&b, run(t, scenario.In(parse(t, tt.slug), tt.lang)), transcript.Options{Lang: tt.lang, Detail: tt.detail, Width: 100}); err != nil {
				t.Fatal(err)
			}
			said := strings.Join(strings.Fields(b.String()), " ")
			for _, s := range tt.says {
				if !strings.Contains(said, s) {
					t.Errorf("it never says %q", s)
				}
			}
			for _, s := range tt.saysNever {
				if strings.Contains(said, s) {
					t.Errorf("it says %q", s)
				}
			}
		})
	}
}
