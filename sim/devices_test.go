package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"posta/sim"
	"posta/sim/devices"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// drawDevices makes up one person with several devices, letters that come, and what is
// done with them with a connection and without, on roads that fail and with folders that are
// rebuilt. Of the devices with IMAP, keep says that none of them ever deletes.
func drawDevices(t *rapid.T, deletes bool) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	chance := func(percent int, what string) bool { return rapid.IntRange(1, 100).Draw(t, what) <= percent }
	pick := func(what string, list ...string) string { return rapid.SampledFrom(list).Draw(t, what) }

	line("posta: 1\ntitle: {es: al azar, en: at random}\nseed: %d\nrecord: dialogue", rapid.IntRange(0, 1_000_000).Draw(t, "seed"))
	line("domains:\n  alfa.test:\n    users:\n      alicia: {}\n      benito: {devices: [phone, laptop, tablet, desktop]}")
	line("devices:\n  phone-benito: {keeps: headers, resync: %s}\n  laptop-benito: {resync: %s, sent: %v}\n  tablet-benito: {resync: %s}\n  desktop-benito: {with: pop3, keep: %v}",
		pick("phone", "flags", "condstore", "qresync"), pick("laptop", "flags", "condstore", "qresync"), chance(50, "sent"),
		pick("tablet", "flags", "condstore", "qresync"), !deletes || chance(50, "keep"))
	if chance(40, "cut") {
		line("faults: [{cut: {host: mail.alfa.test, service: %s, command: %s, skip: %d, times: 1}}]",
			"imap", pick("at", "SELECT", "FETCH", "STORE", "LOGOUT"), rapid.IntRange(0, 6).Draw(t, "skip"))
	}
	line("script:")
	mail := []string{"phone-benito", "laptop-benito", "tablet-benito"}
	for i := range rapid.IntRange(1, 4).Draw(t, "letters") {
		line("  - send: {from: alicia, to: benito, subject: carta %d, body: texto %d}", i+1, i+1)
		line("    after: 3s")
	}
	for range rapid.IntRange(4, 16).Draw(t, "deeds") {
		d, n := pick("device", mail...), rapid.IntRange(1, 4).Draw(t, "letter")
		offline := chance(50, "offline")
		where := fmt.Sprintf("user: benito, device: %s, letter: {subject: carta %d}", d, n)
		if offline {
			where += ", offline: true"
		}
		deeds := []string{
			fmt.Sprintf("sync: {user: benito, device: %s}", d), fmt.Sprintf("sync: {user: benito, device: %s}", d),
			fmt.Sprintf(`flag: {%s, add: %s}`, where, pick("flag", `'\Seen'`, `'\Flagged'`, "Trabajo")),
			fmt.Sprintf(`flag: {%s, remove: %s}`, where, pick("flag", `'\Seen'`, `'\Flagged'`)),
			fmt.Sprintf("move: {%s, into: Archivo}", where), fmt.Sprintf("open: {%s}", where),
			"sync: {user: benito, device: desktop-benito}", "rebuild: benito",
			fmt.Sprintf("send: {from: benito, device: %s, to: alicia, subject: vuelta, offline: true}", d),
			fmt.Sprintf("idle: {user: benito, device: %s, for: 2min}", d),
		}
		if deletes {
			deeds = append(deeds, fmt.Sprintf("delete: {%s}", where))
		}
		line("  - %s", rapid.SampledFrom(deeds).Draw(t, "deed"))
		line("    after: %s", pick("after", "0s", "1s", "40s", "3min"))
	}
	// In the end everybody comes up to date, twice: the first may meet the cut.
	for range 2 {
		for _, d := range mail {
			line("  - sync: {user: benito, device: %s, folders: [INBOX]}", d)
		}
	}
	return b.String()
}

// TestDevicesLoseAndDoubleNothing: whatever is done on several devices, with a connection
// and without, the letters are there in the end, each once, unless somebody deleted them; every
// device with IMAP has what the server has; and the run repeats.
func TestDevicesLoseAndDoubleNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deletes := rapid.Bool().Draw(t, "deletes")
		src := drawDevices(t, deletes)
		s, problems := scenario.Parse("devices.yaml", []byte(src))
		if s == nil {
			t.Fatalf("the test draws what is no scenario: %v\n%s", problems, src)
		}
		tr := run(t, s, sim.Options{})
		keeps(t, tr)
		whole(t, tr, deletes)
		if again := run(t, s, sim.Options{}); again.Hash() != tr.Hash() {
			t.Errorf("differs the second time:\n%s", difference(tr, again))
		}
		if t.Failed() {
			t.Log("the scenario:\n" + src)
		}
	})
}

// whole holds the mailbox, as the trace tells it, against what was delivered.
func whole(t *rapid.T, tr *trace.Trace, deletes bool) {
	const benito = "benito@alfa.test"
	held, sent := map[string]int{}, map[string]bool{}
	at := map[string]string{} // folder and UID: the letter
	composed, submitted := map[string]bool{}, map[string]bool{}
	for _, e := range tr.Events {
		switch f := e.Fact.(type) {
		case trace.MailboxStored:
			if f.User != benito || f.Folder == "Sent" {
				continue
			}
			if f.How == trace.ArrivalDelivered {
				sent[f.MessageID] = true
			}
			held[f.MessageID]++
			at[fmt.Sprint(f.Folder, " ", f.UID)] = f.MessageID
		case trace.MailboxRemoved:
			if key := fmt.Sprint(f.Folder, " ", f.UID); f.User == benito {
				held[at[key]]--
				delete(at, key)
			}
		case trace.FolderChanged:
			if f.User == benito && f.Op == trace.FolderRebuilt {
				for key, id := range at {
					if strings.HasPrefix(key, f.Folder+" ") {
						held[id]--
						delete(at, key)
					}
				}
			}
		case trace.MessageComposed:
			composed[f.MessageID] = true
		case trace.MessageSubmitted:
			if f.OK && submitted[f.MessageID] {
				t.Errorf("%s leaves twice", f.MessageID)
			}
			submitted[f.MessageID] = submitted[f.MessageID] || f.OK
		}
	}
	for id := range sent {
		if n := held[id]; n > 1 || n < 1 && !deletes {
			t.Errorf("%s is %d times in the mailbox at the end", id, n)
		}
	}
	for id := range composed {
		if !submitted[id] {
			t.Errorf("%s was written and has not left, though everybody has come up to date", id)
		}
	}
	for _, a := range devices.Of(tr, 0) {
		if a.User != benito {
			continue
		}
		for _, b := range a.Blind {
			if !b.Never && b.Host != "desktop-benito" {
				t.Errorf("%s has come up to date, and %s", b.Host, b.Say().EN)
			}
		}
		for _, p := range a.Places {
			if p.Pending != 0 {
				t.Errorf("%s has come up to date, and %d things are still to be told", p.Host, p.Pending)
			}
		}
	}
}
