package filter_test

import (
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/filter"
	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/sieve"
	"posta/sim/trace"
)

// shelf takes what is delivered.
type shelf struct{ got []relay.Delivery }

func (s *shelf) Deliver(d relay.Delivery) error { s.got = append(s.got, d); return nil }

// TestWhatAScriptDoes with a letter: where it is put, and what becomes a fact.
func TestWhatAScriptDoes(t *testing.T) {
	letter := func(header string) []byte {
		return []byte(header + "From: alicia@uno.test\r\nTo: benito@dos.test\r\nSubject: Factura\r\nMessage-ID: <1@uno.test>\r\n\r\nx\r\n")
	}
	vacation := `require "vacation"; vacation :days 3 "Not here.";`
	for _, tt := range []struct {
		name, script, header, sender, folder string
		do                                   trace.FilterDo
		why                                  trace.Withheld
		code                                 int
		none                                 bool // it lies nowhere
	}{
		{name: "nobody's script", script: "", folder: "", sender: "alicia@uno.test"},
		{name: "filed", script: `require "fileinto"; if header :contains "subject" "factura" { fileinto "Facturas"; }`, folder: "Facturas", do: trace.FilterFileInto, sender: "alicia@uno.test"},
		{name: "thrown away", script: "discard;", do: trace.FilterDiscard, none: true, sender: "alicia@uno.test"},
		{name: "refused", script: `require "reject"; reject "No, thanks.";`, do: trace.FilterReject, code: 550, none: true, sender: "alicia@uno.test"},
		{name: "a report is not answered", script: vacation, why: trace.WithheldNobody, sender: ""},
		{name: "a program is not answered", script: vacation, header: "Auto-Submitted: auto-generated\r\n", why: trace.WithheldProgram, sender: "alicia@uno.test"},
		{name: "a list is not answered", script: vacation, header: "List-Id: <a.uno.test>\r\n", why: trace.WithheldList, sender: "alicia@uno.test"},
		{name: "a list's bounces are not answered", script: vacation, why: trace.WithheldList, sender: "vecinos-bounces@uno.test"},
		{name: "oneself is not answered", script: vacation, why: trace.WithheldSelf, sender: "benito@dos.test"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var behind shelf
			l := actortest.Run(t, 1, func(l *actortest.Lab) {
				m := l.Host("mx.dos.test", "192.0.2.2")
				script, err := sieve.Compile(tt.script)
				if err != nil {
					t.Fatal(err)
				}
				f := filter.New(m, &behind, []filter.Owner{{Address: mail.MustParseAddress("benito@dos.test"), Name: "Benito", Script: script, Zone: time.UTC}})
				m.Begin(0, func() {
					d := relay.Delivery{Queue: "A1", To: mail.MustParseAddress("benito@dos.test"), Original: mail.MustParseAddress("benito@dos.test"), Data: letter(tt.header)}
					if tt.sender != "" {
						d.Sender = mail.MustParseAddress(tt.sender)
					}
					err := f.Deliver(d)
					said, refused := err.(interface{ SMTP() (int, [3]int, string) })
					switch {
					case refused && tt.code != 0:
						if code, _, _ := said.SMTP(); code != tt.code {
							t.Errorf("refused with %d", code)
						}
					case err != nil || tt.code != 0:
						t.Errorf("the error is %v", err)
					}
				})
			})
			if tt.none != (len(behind.got) == 0) || !tt.none && behind.got[0].Folder != tt.folder {
				t.Errorf("delivered: %+v", behind.got)
			}
			var did []string
			for _, f := range actortest.Of[trace.FilterActed](l, "mx.dos.test") {
				did = append(did, string(f.Do))
			}
			if strings.Join(did, " ") != string(tt.do) {
				t.Errorf("the script did %q, want %q", did, tt.do)
			}
			kept := actortest.Of[trace.FilterWithheld](l, "mx.dos.test")
			if tt.why == "" && len(kept) != 0 || tt.why != "" && (len(kept) != 1 || kept[0].Why != tt.why) {
				t.Errorf("withheld: %+v, want %q", kept, tt.why)
			}
		})
	}
}
