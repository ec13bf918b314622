package sim_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/mail"
	"posta/sim/simtest"
	"posta/sim/trace"
)

const everyday = `posta: 1
title: Everyday
start: 2026-03-28 23:30
utc_offset: "+01:00"
dns: full
domains:
  alfa.test: {users: {alicia: {zone: Europe/Madrid}, lima: {zone: America/Lima}, este: {zone: "+09:30"}}}
  beta.test:
    users: {benito: {quota: 10 kB, quota_warning: 80, lang: en}}
    delegation: {ns: [ns.beta.test, ns.nadie.test]}
  gama.test: {users: [gil]}
  delta.test: {users: [dora], delegation: {glue: false}}
hosts:
  mail.gama.test: {accepts: [delta.test]}
script:
  - send: {from: alicia, to: benito@beta.test, subject: uno, body: ¡Qué día!, eight_bit: true}
  - at: 3h
    send: {from: alicia, to: benito@beta.test, subject: dos, size: 7 kB}
  - send: {from: lima, to: gil@gama.test, subject: tres}
  - send: {from: este, to: benito@beta.test, subject: cuatro, body: ¡Qué día!}
`

// TestWhatPeopleAndServersAreLike: the hour where they live, with its daylight saving;
// letters in eight bits; mailboxes that warn; servers that take the mail of some domains.
func TestWhatPeopleAndServersAreLike(t *testing.T) {
	s := simtest.Scenario(t, everyday)
	tr := run(t, s, sim.Options{})
	keeps(t, tr)
	dates, encodings := map[string]string{}, map[string]string{}
	var warnings, refused []string
	for _, e := range tr.Events {
		switch f := e.Fact.(type) {
		case trace.MessageComposed:
			h := mail.ParseHeader(f.Data)
			dates[f.Subject], _ = h.Get("Date")
			encodings[f.Subject], _ = h.Get("Content-Transfer-Encoding")
		case trace.MailboxStored:
			h := mail.ParseHeader(f.Data)
			if auto, _ := h.Get("Auto-Submitted"); auto == "auto-generated" {
				subject, _ := h.Get("Subject")
				warnings = append(warnings, f.User+": "+subject)
			}
		case trace.RecipientDecided:
			if f.Verdict == trace.VerdictRefused {
				refused = append(refused, f.Recipient+" "+string(f.Why.Code))
			}
		}
	}
	for subject, want := range map[string]string{
		"uno": "Sat, 28 Mar 2026 23:30:00 +0100", // two and a half hours before the clocks go forward
		"dos": "Sun, 29 Mar 2026 03:30:00 +0200", "tres": "28 Mar 2026 20:30:0", "cuatro": "+0930",
	} {
		if !strings.Contains(dates[subject], want) {
			t.Errorf("%s is dated %s, want %s", subject, dates[subject], want)
		}
	}
	if encodings["uno"] != "8bit" || encodings["cuatro"] != "quoted-printable" {
		t.Errorf("encodings: %v", encodings)
	}
	if len(warnings) != 1 || !strings.HasPrefix(warnings[0], "benito@beta.test: Your mailbox is 8") {
		t.Errorf("warnings: %q", warnings)
	}
	if len(refused) != 1 || refused[0] != "gil@gama.test relay-denied" {
		t.Errorf("refused: %q", refused)
	}
}

// TestWhatAParentZoneSays: a delegation may name servers that do not answer, and lack the
// addresses without which nobody finds them (RFC 1034 section 4.2.1).
func TestWhatAParentZoneSays(t *testing.T) {
	s := simtest.Scenario(t, everyday)
	for _, z := range s.Zones() {
		if z.Origin != "test." {
			continue
		}
		for line, want := range map[string]bool{
			"beta NS ns.beta": true, "beta NS ns.nadie": true, "ns.beta A": true, "ns.nadie A": false,
			"delta NS ns.delta": true, "ns.delta A": false, "alfa NS ns.alfa": true, "ns.alfa A": true,
		} {
			found := false
			for text := range strings.Lines(z.Text) {
				found = found || strings.HasPrefix(strings.Join(strings.Fields(strings.ReplaceAll(text, " IN ", " ")), " ")+" ", line+" ")
			}
			if found != want {
				t.Errorf("%q: %v, want %v in\n%s", line, found, want, z.Text)
			}
		}
		return
	}
	t.Fatal("there is no zone test.")
}
