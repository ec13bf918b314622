package sim_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/dialogue"
	"posta/sim/figures"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
)

// TestALetterAlone: of a campaign each letter can be followed by itself, though one connection carried many: what is gathered is
// a trace that can be read, and in its conversation no other recipient is named.
func TestALetterAlone(t *testing.T) {
	s := parse(t, "alone.yaml", `posta: 1
title: Alone
domains:
  tienda.test: {users: [hola], dkim: {selector: s1, key: ed25519}}
  envios.test: {users: [marta]}
  beta.test: {people: {name: lector, count: 30, dead: 20%, readers: {opens: 100%, pictures: 100%, complains: 0, unsubscribes: 0}}}
  gamma.test: {people: {name: otra, count: 5}}
record: decisions
script:
  - campaign: {name: boletin, from: hola, through: mail.envios.test, to: ['*@beta.test', '*@gamma.test'], subject: Hola, body: Hola, per_hour: 360000}
`)
	f := figures.New()
	if _, err := sim.Run(context.Background(), s, sim.Options{Each: f.See}); err != nil {
		t.Fatal(err)
	}
	shared := 0
	for _, l := range f.Letters {
		a := figures.NewAlone(l)
		if _, err := sim.Run(context.Background(), s, sim.Options{Record: scenario.RecordDialogue, Each: a.See}); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := a.Trace(sim.Header(s, sim.Options{})).Write(&b); err != nil {
			t.Fatal(err)
		}
		got, err := trace.Read(&b)
		if err != nil {
			t.Fatalf("%s: %v", l.Recipient, err)
		}
		again := figures.Of(got)
		if len(again.Letters) != 1 || again.Letters[0].Recipient != l.Recipient {
			t.Fatalf("%s: alone there are %d letters", l.Recipient, len(again.Letters))
		}
		for _, x := range figures.All {
			if _, want := l.When(x); x != figures.Complaint && x != figures.Unsubscribe {
				if _, got := again.Letters[0].When(x); got != want {
					t.Errorf("%s: %s is %t alone, and %t among the others", l.Recipient, x, got, want)
				}
			}
		}
		recipients, greetings := 0, 0
		for _, line := range dialogue.Of(got).Lines {
			switch {
			case line.Verb == "RCPT TO":
				recipients++
				if !strings.Contains(line.Text, l.Recipient) {
					t.Errorf("%s: somebody else's is here: %s", l.Recipient, line.Text)
				}
			case line.Verb == "EHLO":
				greetings++
			}
		}
		if recipients != 1 || greetings != 1 {
			t.Errorf("%s: %d RCPT and %d EHLO in its conversation", l.Recipient, recipients, greetings)
		}
		for _, line := range dialogue.Of(got).Lines {
			if line.FromClient && line.Received == 0 {
				t.Errorf("%s: %q never came", l.Recipient, line.Text)
			}
		}
		if len(story.Of(got).Steps(story.Tell)) < 5 {
			t.Errorf("%s: there is next to nothing to tell", l.Recipient)
		}
		for _, h := range got.Header.Hosts {
			if h.Domain != "" && h.Domain != "tienda.test" && h.Domain != "envios.test" && h.Domain != l.Provider {
				t.Errorf("%s: what does %s do here?", l.Recipient, h.Name)
			}
		}
		shared++
	}
	if shared != 35 {
		t.Errorf("%d letters", shared)
	}
}

// TestDecisionsOfLetters: what a file decides, and what is asked as a what-if, come to the same; a letter by itself has decisions
// too, and what would change nothing is not offered.
func TestDecisionsOfLetters(t *testing.T) {
	const src = `posta: 1
title: Decided
lang: en
domains:
  shop.test: {users: [ann], dkim: {selector: s1, key: ed25519}, spf: mx -all}
  beta.test: {users: [ben]}
hosts:
  mail.beta.test: {policy: [dkim: {}, content: {}]}
script:
  - send: {from: ann, to: ben@beta.test, subject: News, body: Hello}
`
	s := parse(t, "decided.yaml", src)
	var offered []string
	for _, d := range s.Deciding() {
		offered = append(offered, d.Name)
	}
	if strings.Join(offered, " ") != "unsigned gratis" {
		t.Errorf("offered: %v", offered)
	}
	hashes := map[string]string{"": run(t, s, sim.Options{}).Hash()}
	for _, name := range offered {
		asked, problems := scenario.WithFault(s, scenario.DecideKey+": "+name)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		written := parse(t, "decided.yaml", src+"decide: "+name+"\n")
		a, b := run(t, asked, sim.Options{}), run(t, written, sim.Options{})
		if a.Hash() != b.Hash() {
			t.Errorf("%s: asked and written are two", name)
		}
		for other, hash := range hashes {
			if hash == a.Hash() {
				t.Errorf("%s is the same as %q", name, other)
			}
		}
		hashes[name] = a.Hash()
		data := factsOf[trace.MailboxStored](a)[0].Data
		if signed := bytes.Contains(data, []byte("DKIM-Signature")); signed != (name != "unsigned") {
			t.Errorf("%s: signed is %t", name, signed)
		}
		if free := bytes.Contains(data, []byte("Subject: FREE! News")); free != (name == "gratis") {
			t.Errorf("%s: free is %t", name, free)
		}
	}
	if _, problems := scenario.WithFault(s, "decide: bogus"); len(problems) == 0 {
		t.Error("a decision that there is not was taken")
	}
	if s2, _ := scenario.WithFault(s, "decide: gratis"); s2 != nil {
		if s3, problems := scenario.WithFault(s2, "decide: unsigned"); len(problems) > 0 || !bytes.Contains(s3.Source, []byte("- gratis\n  - unsigned\n")) {
			t.Errorf("two decisions: %v\n%s", problems, s3.Source)
		}
	}
}

// TestABoughtListHasTraps: its addresses are dead, or traps, or people who did not ask; a provider remembers.
func TestABoughtListHasTraps(t *testing.T) {
	s := parse(t, "bought.yaml", `posta: 1
title: Bought
domains:
  tienda.test: {users: [hola], dkim: {selector: s1, key: ed25519}}
  envios.test: {users: [marta]}
  beta.test: {people: {name: lector, count: 300}}
hosts:
  mail.beta.test: {policy: [dkim: {}, reputation: {volume: 1000}]}
record: decisions
script:
  - campaign: {name: boletin, from: hola, through: mail.envios.test, to: '*@beta.test', subject: Hola, body: Hola, per_hour: 36000}
`)
	with, ok := scenario.Decide(s, "bought-list")
	if !ok {
		t.Fatal("no such decision")
	}
	bad := func(s *scenario.Scenario) (traps, hard int) {
		tr := run(t, s, sim.Options{})
		for _, x := range factsOf[trace.PolicyChecked](tr) {
			if x.Check == "reputation" && strings.Contains(fmt.Sprint(x), "traps") {
				traps++
			}
		}
		return traps, figures.Of(tr).Table(figures.ByNothing)[0].Of(figures.Hard)
	}
	trapsBefore, hardBefore := bad(s)
	traps, hard := bad(with)
	if trapsBefore != 0 || traps < 2 || hard < hardBefore+40 {
		t.Errorf("%d sums with traps and %d hard bounces, and %d and %d without the bought list", traps, hard, trapsBefore, hardBefore)
	}
}
