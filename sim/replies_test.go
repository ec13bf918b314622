package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/simtest"
	"posta/sim/smtp"
	"posta/sim/story"
	"posta/sim/telling"
)

// TestScriptedReplies: a code that a scenario scripts without a text says its own meaning in answer to that command, on the wire
// and in both languages.
func TestScriptedReplies(t *testing.T) {
	for command, codes := range map[string][]int{
		"CONNECT":  {421, 521, 554},
		"EHLO":     {421, 500, 501, 502, 503, 504, 550},
		"STARTTLS": {421, 454, 501, 502, 503},
		"AUTH":     {421, 432, 454, 500, 501, 502, 503, 504, 530, 534, 535, 538},
		"MAIL":     {421, 450, 451, 452, 455, 500, 501, 503, 530, 550, 552, 553, 554, 555},
		"RCPT":     {421, 450, 451, 452, 455, 500, 501, 503, 550, 551, 552, 553, 554, 555, 556},
		"DATA":     {421, 450, 451, 452, 500, 501, 503, 550, 552, 554},
		"DOT":      {421, 450, 451, 452, 550, 552, 554},
	} {
		for _, code := range codes {
			t.Run(fmt.Sprint(command, " ", code), func(t *testing.T) {
				text := "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}\n" +
					"hosts: {mail.alfa.test: {tls: offer, retry: {lifetime: 5min}}}\nlimits: {time: 1h}\n" +
					"script: [{send: {from: alicia, to: benito@beta.test}, fails: true}]\n" +
					fmt.Sprintf("faults: [{answer: {host: mail.alfa.test, service: submission, command: %s, code: %d}}]\n", command, code)
				s := simtest.Scenario(t, text)
				tr := simtest.Run(t, s, sim.Options{})
				tell := telling.Of(tr)
				want := smtp.Usual(command, code)
				found := false
				for _, st := range tell.Story.Steps(story.Dialogue) {
					l := st.Line
					if l == nil || l.Protocol != dialogue.SMTP || l.FromClient || l.Code != code {
						continue
					}
					found = true
					got, _, err := smtp.ParseReply([]byte(l.Text + "\r\n"))
					if enhanced := command != "CONNECT" && command != "EHLO"; err != nil || got.Text != want.Text || enhanced && !want.Enhanced.IsZero() && got.Enhanced != want.Enhanced {
						t.Errorf("it says %q (%v), want %q", got, err, want)
					}
					e := explain.New(tell.Story).Explain(st)
					for _, l := range lang.All() {
						title, what := e.Title.Own(l), e.What.Own(l)
						if title == "" || what == "" {
							t.Errorf("%s: title %q, what %q", l, title, what)
						}
						all := strings.ToLower(title + " " + what)
						if command != "RCPT" && command != "DOT" && (strings.Contains(all, "mailbox") || strings.Contains(all, "buzón")) {
							t.Errorf("%s speaks of a mailbox: %s", l, all)
						}
					}
				}
				if !found {
					t.Error("it was not said")
				}
			})
		}
	}
}
