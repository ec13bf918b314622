package sim_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/story"
	"posta/sim/trace"
)

const receiptAsked = `
posta: 1
title: A receipt
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: {benito: {devices: [laptop], lang: es}}}
devices:
  laptop-benito: {receipts: always}
script:
  - send: {id: uno, from: alicia, to: benito@beta.test, receipt: true, subject: Hola}
  - open: {user: benito, letter: uno}
`

// TestAReceiptIsNoReport: a message disposition notification (RFC 8098) comes from <> as a report of non-delivery does, and is
// told by a word of its own wherever it goes, for nothing has failed; what it says to people is in its sender's language.
func TestAReceiptIsNoReport(t *testing.T) {
	tr := run(t, parse(t, "receipt.yaml", receiptAsked), sim.Options{})
	s := story.Of(tr)
	x := explain.New(s)
	for _, l := range lang.Complete() {
		receipts := 0
		for _, c := range s.Chapters {
			receipts += strings.Count(x.Chapter(c).In(l), word(l))
		}
		for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
			for _, st := range s.Steps(d) {
				e := x.Explain(st)
				said := strings.ReplaceAll(e.Title.In(l)+" "+e.What.In(l), map[lang.Lang]string{lang.ES: "remitente de los avisos", lang.EN: "sender of reports"}[l], "")
				receipts += strings.Count(said, word(l))
				for _, wrong := range []string{"el aviso", "the report"} {
					if strings.Contains(said, wrong) {
						t.Errorf("%s: %s", st.Kind, said)
					}
				}
			}
		}
		if receipts < 5 {
			t.Errorf("%s: a receipt is spoken of %d times", l, receipts)
		}
	}
	for _, e := range tr.Events {
		f, ok := e.Fact.(trace.MessageComposed)
		if !ok || !strings.HasPrefix(f.Subject, "MDN") {
			continue
		}
		if text := strings.Join(mail.Text(f.Data), "\n"); !strings.Contains(text, "se mostró en pantalla") {
			t.Errorf("Benito's program writes %q", text)
		}
		return
	}
	t.Error("no receipt was written")
}

func word(l lang.Lang) string {
	return map[lang.Lang]string{lang.ES: "acuse de recibo", lang.EN: "the receipt"}[l]
}
