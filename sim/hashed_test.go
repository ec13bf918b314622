package sim_test

import (
	"context"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
)

// TestWhatWasHashedIsShown: what a DKIM check hashed stands beside what was signed, and what changed on the way is marked.
func TestWhatWasHashedIsShown(t *testing.T) {
	for _, tt := range []struct {
		name, lesson, fault string
		say                 string
		marked              []string // "sign before[changed]after"
	}{
		{"as signed", "dkim-pass", "", "the same bytes", nil},
		{"a footer", "dkim-broken", "", "marks what was signed", []string{`+ Revisado a la entrada de beta.test\r\n`}},
		{"a letter altered on the road", "dkim-pass", "intercept: {between: [mail.alfa.test, mail.beta.test], replace: quedamos, with: quedemos}", "marks what was signed",
			[]string{`- Son doscientos euros, como qued[a]mos.\r\n`, `+ Son doscientos euros, como qued[e]mos.\r\n`}},
		{"another key is published", "dkim-pass", `dns: {host: dns.test, name: marzo._domainkey.alfa.test, type: TXT, does: wrong, records: ['marzo._domainkey.alfa.test. TXT "v=DKIM1; p="']}`, "the very bytes that were signed", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := lesson(t, tt.lesson)
			if tt.fault != "" {
				var problems any
				if s, problems = scenario.WithFault(s, tt.fault); s == nil {
					t.Fatal(problems)
				}
			}
			tr, err := sim.Run(context.Background(), s, sim.Options{})
			if err != nil {
				t.Fatal(err)
			}
			h := lastHashed(tr)
			if h == nil {
				t.Fatal("nothing is shown")
			}
			if said := h.Say.In(lang.EN); !strings.Contains(said, tt.say) {
				t.Errorf("it is said: %s", said)
			}
			var marked []string
			for _, p := range h.Parts {
				for _, l := range p.Lines {
					if l.Mark == explain.InBoth || l.Mark == explain.Alike {
						continue
					}
					if text := l.Before; l.Changed != "" {
						marked = append(marked, l.Mark.Sign()+" "+text+"["+l.Changed+"]"+l.After)
					} else {
						marked = append(marked, l.Mark.Sign()+" "+text)
					}
				}
			}
			if strings.Join(marked, "|") != strings.Join(tt.marked, "|") {
				t.Errorf("marked: %q\nwant %q", marked, tt.marked)
			}
		})
	}
}

func lastHashed(tr *trace.Trace) (h *explain.Hashed) {
	st := story.Of(tr)
	x := explain.New(st)
	for _, step := range st.Steps(story.Dialogue) {
		if e := x.Explain(step); e.Hashed != nil {
			h = e.Hashed
		}
	}
	return h
}
