package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"posta/sim"
	"posta/sim/devices"
	"posta/sim/expect"
	"posta/sim/scenario"
	"posta/sim/simtest"
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
	line("devices:\n  phone-benito: {keeps: headers, resync: %s, attachments: %s}\n  laptop-benito: {resync: %s, sent: %v, clock_behind: 40d}\n  tablet-benito: {resync: %s, shows: plain}\n  desktop-benito: {with: pop3, keep: %v}",
		pick("phone", "flags", "condstore", "qresync"), pick("attachments", "on_demand", "with_letter"), pick("laptop", "flags", "condstore", "qresync"), chance(50, "sent"),
		pick("tablet", "flags", "condstore", "qresync"), !deletes || chance(50, "keep"))
	if chance(40, "cut") {
		line("faults: [{cut: {host: mail.alfa.test, service: %s, command: %s, skip: %d, times: 1}}]",
			"imap", pick("at", "SELECT", "FETCH", "STORE", "LOGOUT"), rapid.IntRange(0, 6).Draw(t, "skip"))
	}
	line("script:")
	mail := []string{"phone-benito", "laptop-benito", "tablet-benito"}
	for i := range rapid.IntRange(1, 4).Draw(t, "letters") {
		line("  - send: {from: alicia, to: benito, subject: carta %d, body: texto %d%s}", i+1, i+1,
			pick("more", "", ", html: <p>texto</p>", ", html: <p>texto</p>, attachments: [{name: a.pdf, size: 3 kB}]", ", attachments: [{name: a.pdf, size: 3 kB}, {name: b.jpg, size: 9 kB}]"))
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
			fmt.Sprintf("save: {%s, file: %s}", where, pick("file", "a.pdf", "b.jpg")), fmt.Sprintf("archive: {user: benito, device: %s, letter: {subject: carta %d}}", d, n),
			fmt.Sprintf("search: {user: benito, device: %s, received_since: 1d, text: texto}", d), fmt.Sprintf("search: {user: benito, device: %s, text: texto, offline: true}", d),
			fmt.Sprintf("open: {%s, bytes: 700}", strings.TrimSuffix(where, ", offline: true")),
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
		s := simtest.Scenario(t, src)
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

// TestFiftyDevices: fifty windows on one mailbox, half of which listen, while one of them reads, flags and deletes. In the end
// all have what the server has, and the listeners learnt of each thing at once.
func TestFiftyDevices(t *testing.T) {
	var b strings.Builder
	b.WriteString("posta: 1\ntitle: {es: Cincuenta, en: Fifty}\nrecord: dialogue\ndomains: {alfa.test: {users: [alicia, benito]}}\ndevices:\n")
	resync := []string{"flags", "condstore", "qresync"}
	for i := range 50 {
		fmt.Fprintf(&b, "  d%d: {user: benito, kind: phone, resync: %s}\n", i, resync[i%3])
	}
	b.WriteString("script:\n")
	for i := range 3 {
		fmt.Fprintf(&b, "  - send: {id: c%d, from: alicia, to: benito, subject: carta %d, body: x}\n", i, i)
	}
	for i := range 50 {
		fmt.Fprintf(&b, "  - sync: {user: benito, device: d%d}\n    after: 0s\n", i)
	}
	for i := 1; i < 26; i++ {
		fmt.Fprintf(&b, "  - idle: {user: benito, device: d%d, for: 10min}\n    after: 1s\n", i)
	}
	b.WriteString("  - open: {user: benito, device: d0, letter: c0}\n    after: 30s\n  - delete: {user: benito, device: d0, letter: c1}\n    after: 30s\n" +
		"  - flag: {user: benito, device: d0, letter: c2, add: '\\Flagged'}\n    after: 30s\n")
	for i := range 50 {
		fmt.Fprintf(&b, "  - sync: {user: benito, device: d%d}\n", i)
	}
	s := simtest.Scenario(t, b.String())
	tr := run(t, s, sim.Options{})
	keeps(t, tr)
	for _, a := range devices.Of(tr, 0) {
		for _, x := range a.Blind {
			t.Errorf("%s %s", x.Host, x.Say().EN)
		}
		for _, p := range a.Places {
			if a.User == "benito@alfa.test" && p.Letters != 2 {
				t.Errorf("%s holds %d letters of 2", p.Host, p.Letters)
			}
		}
		for _, m := range a.Moments {
			var n int
			if _, err := fmt.Sscanf(m.Host, "d%d", &n); err == nil && n > 0 && n < 26 && (m.What == devices.Gone || m.What == devices.Flags) && m.Lag.Seconds() > 1 {
				t.Errorf("%s, which listens, learnt after %v of %s of %q", m.Host, m.Lag, m.What, m.Letter.Subject)
			}
		}
	}
}

// TestWhatIfsOfDevices: the phone goes through a tunnel, two devices delete the same letter at once, and an old PC that reads
// by POP3 wakes up. Each is the same world with and without it, and each says what must come of it.
func TestWhatIfsOfDevices(t *testing.T) {
	const world = `posta: 1
title: {es: Y si, en: What if}
record: dialogue
domains: {alfa.test: {users: [alicia]}, beta.test: {users: {benito: {devices: [phone, laptop, desktop]}}}}
devices: {phone-benito: {resync: qresync}, desktop-benito: {with: pop3}}
script:
  - send: {id: uno, from: alicia, to: benito, subject: Uno, body: x}
  - send: {id: dos, from: alicia, to: benito, subject: Dos, body: x}
  - sync: {user: benito, device: phone-benito}
  - sync: {user: benito, device: laptop-benito}
`
	for _, c := range []struct{ name, script, fault, without, with string }{
		{"the phone goes through a tunnel", `
  - idle: {user: benito, device: phone-benito, for: 40min}
    at: 1min
  - send: {id: tres, from: alicia, to: benito, subject: Tres, body: x}
    at: 5min
  - open: {user: benito, device: laptop-benito, letter: uno}
    at: 6min
`, "loss: {between: [phone-benito, mail.beta.test], chance: 100%, from: 2min, to: 20min}", `
  - learnt: {device: phone-benito, id: tres, what: arrived, within: 2s, count: 1}
  - holds: {device: phone-benito, id: uno, flags: '\Seen', count: 1}
  - holds: {device: phone-benito, count: 3}
`, `
  - learnt: {device: phone-benito, id: tres, what: arrived, within: 2s, count: 0}
  - learnt: {device: phone-benito, id: tres, what: arrived, count: 1}
  - holds: {device: phone-benito, id: uno, flags: '\Seen', count: 1}
  - holds: {device: phone-benito, count: 3}
  - kept: {user: benito, count: 3}
`},
		{"the old PC wakes up", `
  - sync: {user: benito, device: desktop-benito}
    at: 1h
    waits: true
  - sync: {user: benito, device: laptop-benito}
    at: 70min
  - sync: {user: benito, device: laptop-benito}
    at: 2h
`, "down: {host: desktop-benito, from: 30min, to: 90min}", `
  - holds: {device: desktop-benito, part: message, count: 2}
  - kept: {user: benito, count: 0}
  - learnt: {device: laptop-benito, what: gone, within: 15min, count: 2}
`, `
  - holds: {device: desktop-benito, part: message, count: 2}
  - kept: {user: benito, count: 0}
  - learnt: {device: laptop-benito, what: gone, within: 15min, count: 0}
  - learnt: {device: laptop-benito, what: gone, count: 2}
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for fault, expected := range map[string]string{"": c.without, c.fault: c.with} {
				judge(t, world+c.script+"expect:"+expected, fault)
			}
		})
	}
	t.Run("two devices delete at once", func(t *testing.T) {
		const expected = `
expect:
  - kept: {user: benito, id: uno, count: 0}
  - kept: {user: benito, id: dos, count: 1}
  - holds: {device: phone-benito, count: 1}
  - holds: {device: laptop-benito, count: 1}
`
		for _, offline := range []string{"", ", offline: true"} {
			judge(t, world+`
  - delete: {user: benito, device: phone-benito, letter: uno`+offline+`}
    at: 1min
  - delete: {user: benito, device: laptop-benito, letter: uno`+offline+`}
    at: 1min
  - sync: {user: benito, device: phone-benito}
    at: 2min
  - sync: {user: benito, device: laptop-benito}
    at: 2min
`+expected, "")
		}
	})
}

// judge runs a world, with a fault or without, and asks whether what it expects has come true.
func judge(t *testing.T, src, fault string) *trace.Trace {
	t.Helper()
	s, problems := scenario.Parse("whatif.yaml", []byte(src))
	if s != nil && fault != "" {
		s, problems = scenario.WithFault(s, fault)
	}
	if s == nil {
		t.Fatal(problems)
	}
	tr := run(t, s, sim.Options{})
	keeps(t, tr)
	for _, r := range expect.Failed(expect.Check(s, tr)) {
		t.Errorf("with %q: %+v", fault, r)
	}
	return tr
}
