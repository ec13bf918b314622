package sim_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"posta/sim"
	"posta/sim/figures"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// hurried is a campaign to a provider; what happens to it is the rest of the file.
func hurried(t *testing.T, rest string) *figures.Figures {
	t.Helper()
	s := parse(t, "hurried.yaml", `posta: 1
title: Hurried
domains:
  tienda.test: {users: [hola]}
  envios.test: {users: [marta]}
  beta.test: {users: ['lector1..40']}
record: decisions
`+rest)
	tr := run(t, s, sim.Options{})
	if f, ok := tr.Events[len(tr.Events)-1].Fact.(trace.RunEnded); !ok || f.Reason != trace.EndQuiet {
		t.Errorf("it ended with %+v", tr.Events[len(tr.Events)-1].Fact)
	}
	return figures.Of(tr)
}

// TestARelayThatDiesInMidCampaignGoesOn: its queue is on its disk. Nothing is lost, whenever it dies, and what went twice
// had its last word unheard (RFC 1047), which can be said of no more than was under way; both copies bear the same name.
func TestARelayThatDiesInMidCampaignGoesOn(t *testing.T) {
	twice := 0
	for at := 10_000; at < 10_250; at += 10 {
		s := parse(t, "dies.yaml", fmt.Sprintf(`posta: 1
title: Dies
domains:
  tienda.test: {users: [hola]}
  envios.test: {users: [marta]}
  beta.test: {users: ['lector1..40']}
record: decisions
script:
  - campaign: {name: boletin, from: hola, through: mail.envios.test, to: ['*@beta.test'], subject: Hola, body: Hola}
  - at: %d.%03ds
    down: mail.envios.test
  - at: 2min
    up: mail.envios.test
`, at/1000, at%1000))
		copies, unheard := map[string]int{}, 0
		for _, e := range run(t, s, sim.Options{}).Events {
			switch f := e.Fact.(type) {
			case trace.MailboxStored:
				copies[f.MessageID]++
			case trace.HostDown:
				unheard++ // letters that it had handed over, and had no answer for
			}
		}
		doubles := 0
		for _, n := range copies {
			doubles += n - 1
		}
		if len(copies) != 40 || doubles > unheard {
			t.Errorf("at %d ms: %d of 40 arrived, %d of them twice", at, len(copies), doubles)
		}
		twice += doubles
	}
	if twice == 0 {
		t.Error("it never died between a letter and its 250, which is what this is about")
	}
}

// TestAProviderThatOnlySaysSlower is given way to, until its letters are too old; and that costs no more than they do.
func TestAProviderThatOnlySaysSlower(t *testing.T) {
	f := hurried(t, `faults:
  - answer: {host: mail.beta.test, service: smtp, command: MAIL, code: 421, enhanced: 4.7.28, text: Unusual rate, close: true}
script:
  - campaign: {name: boletin, from: hola, through: mail.envios.test, to: ['*@beta.test'], subject: Hola, body: Hola}
`)
	total := f.Table(figures.ByNothing)[0]
	if total.Of(figures.Delivered) != 0 || total.Of(figures.Block) != 40 {
		t.Errorf("%d delivered, %d blocks", total.Of(figures.Delivered), total.Of(figures.Block))
	}
}

// told runs a campaign from envios.test, and tells what happened.
func told(t *testing.T, rest string) (*trace.Trace, *figures.Figures) {
	t.Helper()
	tr := run(t, parse(t, "told.yaml", "posta: 1\ntitle: Told\n"+rest), sim.Options{})
	keeps(t, tr)
	return tr, figures.Of(tr)
}

func factsOf[F trace.Fact](tr *trace.Trace) (list []F) {
	for _, e := range tr.Events {
		if f, ok := e.Fact.(F); ok {
			list = append(list, f)
		}
	}
	return list
}

// TestALetterUnsubscribes: whoever has no POST writes to the address in List-Unsubscribe (RFC 2369 section 3.2).
func TestALetterUnsubscribes(t *testing.T) {
	tr, f := told(t, `domains:
  tienda.test: {users: [hola]}
  envios.test: {users: [marta]}
  beta.test: {people: {name: lector, count: 3, readers: {opens: 100%, complains: 0, unsubscribes: 100%}}}
script:
  - campaign: {name: uno, from: hola, through: mail.envios.test, to: '*@beta.test', subject: Uno, body: Hola, unsubscribe: mailto}
  - after: 7d
    campaign: {name: dos, from: hola, through: mail.envios.test, to: '*@beta.test', subject: Dos, body: Hola, unsubscribe: mailto}
`)
	why := []trace.SuppressedWhy{}
	for _, x := range factsOf[trace.AddressSuppressed](tr) {
		why = append(why, x.Why)
	}
	if !slices.Equal(why, []trace.SuppressedWhy{trace.SuppressedMailto, trace.SuppressedMailto, trace.SuppressedMailto}) {
		t.Errorf("taken off: %v", why)
	}
	if n := len(f.Behind(figures.Sent, figures.ByCampaign, "dos")); n != 0 {
		t.Errorf("%d were written to again", n)
	}
}

// TestAComplaintComesBack as a report (RFC 5965) that names nobody, and still is known for whose it is.
func TestAComplaintComesBack(t *testing.T) {
	tr, f := told(t, `domains:
  tienda.test: {users: [hola], dkim: {selector: s1, key: ed25519}}
  envios.test: {users: [marta]}
  beta.test: {users: [ana], people: {name: lector, count: 2, readers: {opens: 0, complains: 100%, unsubscribes: 0}}}
hosts:
  mail.beta.test: {feedback_loop: {domain: tienda.test, to: fbl@envios.test}, policy: [dkim: {}]}
script:
  - campaign: {name: uno, from: hola, through: mail.envios.test, to: '*@beta.test', subject: Uno, body: Hola}
  - after: 7d
    campaign: {name: dos, from: hola, through: mail.envios.test, to: '*@beta.test', subject: Dos, body: Hola}
`)
	var who []string
	for _, x := range factsOf[trace.ComplaintReceived](tr) {
		who = append(who, x.Recipient)
	}
	slices.Sort(who)
	if !slices.Equal(who, []string{"lector1@beta.test", "lector2@beta.test"}) {
		t.Errorf("complaints of %v", who)
	}
	for _, l := range f.Behind(figures.Sent, figures.ByCampaign, "dos") {
		if l.Recipient != "ana@beta.test" {
			t.Errorf("%s was written to again", l.Recipient)
		}
	}
}

// TestABounceThatComesLate, after a 250, by a report that comes to the marked reverse-path.
func TestABounceThatComesLate(t *testing.T) {
	tr, f := told(t, `domains:
  tienda.test: {users: [hola]}
  envios.test: {users: [marta]}
  beta.test: {users: {ana: {forward: nadie@gamma.test}}}
  gamma.test: {users: [elena]}
script:
  - campaign: {name: uno, from: hola, through: mail.envios.test, to: [ana@beta.test], subject: Uno, body: Hola}
`)
	list := factsOf[trace.BounceClassified](tr)
	if len(list) != 1 || !list[0].Report || list[0].Class != trace.BounceHard || list[0].Recipient != "ana@beta.test" {
		t.Fatalf("bounces: %+v", list)
	}
	if total := f.Table(figures.ByNothing)[0]; total.Of(figures.Delivered) != 1 || total.Of(figures.Hard) != 1 {
		t.Errorf("%d delivered, %d hard: it is both", total.Of(figures.Delivered), total.Of(figures.Hard))
	}
}

// TestSilenceIsNo: with double opt-in nobody gets a letter who has not said yes.
func TestSilenceIsNo(t *testing.T) {
	tr, f := told(t, `domains:
  tienda.test: {users: [hola]}
  envios.test: {users: [marta]}
  beta.test: {users: [ana, benito]}
script:
  - campaign: {name: uno, from: hola, through: mail.envios.test, to: '*@beta.test', subject: Uno, body: Hola, confirm: 2d}
`)
	if n := len(factsOf[trace.AddressSuppressed](tr)); n != 2 {
		t.Errorf("%d taken off", n)
	}
	asked, sent := 0, 0
	for _, l := range f.Letters {
		if at, _ := l.When(figures.Sent); at < 48*time.Hour {
			asked++
		} else {
			sent++
		}
	}
	if asked != 2 || sent != 0 {
		t.Errorf("%d were asked, and %d written to", asked, sent)
	}
}

// TestAddressesTakeTurns: each letter leaves from the address that its fact names, and each address keeps its own plan.
func TestAddressesTakeTurns(t *testing.T) {
	tr, f := told(t, `domains:
  tienda.test: {users: [hola]}
  envios.test: {users: [marta]}
  beta.test: {users: ['lector1..14']}
hosts:
  mail.envios.test: {address: [192.0.2.25, 192.0.2.26]}
script:
  - campaign: {name: uno, from: hola, through: mail.envios.test, to: '*@beta.test', subject: Uno, body: Hola, sources: [192.0.2.25, 192.0.2.26], warm_up: [2, 4]}
`)
	called := map[string]bool{}
	for _, x := range factsOf[trace.ConnOpening](tr) {
		if x.Service == "smtp" && x.Peer == "mail.beta.test" {
			called[x.Local.Addr().String()] = true
		}
	}
	if !called["192.0.2.25"] || !called["192.0.2.26"] || len(called) != 2 {
		t.Errorf("calls came from %v", called)
	}
	perDay := map[string]int{}
	for _, l := range f.Letters {
		at, _ := l.When(figures.Sent)
		perDay[fmt.Sprintf("%s day %d", l.Source, int(at/(24*time.Hour))+1)]++
	}
	for _, ip := range []string{"192.0.2.25", "192.0.2.26"} {
		for day, want := range map[int]int{1: 2, 2: 4, 3: 1} {
			if got := perDay[fmt.Sprintf("%s day %d", ip, day)]; got != want {
				t.Errorf("%s sent %d on day %d, and its plan says %d", ip, got, day, want)
			}
		}
	}
}

// TestDecisions: each does to the figures what whoever takes it has to reckon with.
func TestDecisions(t *testing.T) {
	s := parse(t, "decisions.yaml", `posta: 1
title: Decisions
lang: es
domains:
  tienda.test: {users: [hola], dkim: {selector: s1, key: ed25519}}
  envios.test: {users: [marta], spf: mx -all}
  beta.test: {people: {name: lector, count: 20, readers: {opens: 30%, complains: 0, unsubscribes: 20%, stuck: 100%, deletes: 0, after: 1h}}}
  gamma.test: {people: {name: viejo, count: 5, dead: 60%, readers: {opens: 30%, complains: 0, unsubscribes: 0}}}
hosts:
  mail.beta.test: {feedback_loop: {domain: tienda.test, to: fbl@envios.test}, policy: [spf: {}, dkim: {}, reputation: {volume: 5}]}
script:
  - campaign: {name: uno, from: hola, through: mail.envios.test, to: ['*@beta.test', '*@gamma.test'], subject: Novedades, body: Hola, warm_up: [5, 5, 5, 5, 5]}
  - after: 7d
    campaign: {name: dos, from: hola, through: mail.envios.test, to: ['*@beta.test', '*@gamma.test'], subject: Novedades, body: Hola}
`)
	count := func(decision string, what figures.Figure) int {
		at := s
		if decision != "" {
			var ok bool
			if at, ok = scenario.Decide(s, decision); !ok {
				t.Fatalf("no decision %s", decision)
			}
		}
		return len(figures.Of(run(t, at, sim.Options{})).Behind(what, figures.ByNothing, ""))
	}
	for _, c := range []struct {
		decision string
		what     figures.Figure
		more     bool
	}{
		{"no-warm-up", figures.Inbox, false},
		{"bought-list", figures.Hard, true},
		{"clean-list", figures.Hard, false},
		{"no-unsubscribe", figures.Unsubscribe, false},
		{"no-unsubscribe", figures.Complaint, true},
		{"careless", figures.Sent, true},
	} {
		if before, after := count("", c.what), count(c.decision, c.what); c.more && after <= before || !c.more && after >= before {
			t.Errorf("%s: %d %s, and %d before", c.decision, after, c.what, before)
		}
	}
	for _, d := range scenario.Decisions {
		if got, ok := scenario.Decide(s, d.Name); !ok || run(t, got, sim.Options{}).Hash() == run(t, s, sim.Options{}).Hash() {
			t.Errorf("%s changes nothing", d.Name)
		}
	}
}
