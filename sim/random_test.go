package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"posta/sim"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// drawScenario makes up a small world in the scenario format: some domains with
// people, aliases, forwards and quotas, roads that are long or lossy, hosts whose
// power fails, and letters.
func drawScenario(t *rapid.T) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	chance := func(percent int, what string) bool { return rapid.IntRange(1, 100).Draw(t, what) <= percent }
	pick := func(what string, list ...string) string { return rapid.SampledFrom(list).Draw(t, what) }

	line("posta: 1\ntitle: {es: al azar, en: at random}\nloops: %v", chance(20, "loops"))
	line("seed: %d", rapid.IntRange(0, 1_000_000).Draw(t, "seed"))
	line("limits: {events: 400000, time: 30d}")
	// The clock's edges: the hour that is skipped and the one that comes twice, a leap day, what 32 bits count to, the
	// first day that a clock here may begin with, and the last that the calendar has.
	if edge := pick("start", "", "", "2026-03-29 01:59", "2026-10-25 02:59", "2028-02-28 23:59", "2038-01-19 03:13", "2100-02-28 23:59", "2100-12-31 23:59", "2106-02-07 06:28", "2262-04-11 23:47", "9999-12-30 09:00", "2001-01-01 00:00"); edge != "" {
		line("start: %s", edge)
	}
	if offset := pick("offset", "", "", "+14:00", "-12:00", "+05:45"); offset != "" {
		line("utc_offset: %q", offset)
	}
	secure := pick("tls of all", "", "", "offer", "required", "{policy: offer, relay: require}", "{policy: offer, certificate: expired}", "{policy: offer, relay: never}")
	line("dns: %s", pick("dns", "directory", "full"))
	line("network: {latency: %s, jitter: %s, loss: %s, bandwidth: %s}",
		pick("latency", "1ms", "10ms", "300ms"), pick("jitter", "0", "5ms", "100ms"), pick("loss", "0%", "0%", "2%", "15%"),
		pick("bandwidth", "10 Mbit/s", "64 kbit/s"))

	names := []string{"uno", "dos", "tres"}[:rapid.IntRange(1, 3).Draw(t, "domains")]
	people := []string{"ana", "blas", "cira"}
	var users, addresses []string
	for _, d := range names {
		for _, p := range people[:rapid.IntRange(1, 3).Draw(t, "people of "+d)] {
			users = append(users, p+"@"+d+".test")
		}
	}
	addresses = append(addresses, users...)
	for _, d := range names {
		addresses = append(addresses, "todos@"+d+".test", "jefes@"+d+".test", "lejos@"+d+".test", "nadie@"+d+".test", strings.ToUpper("ana@"+d+".test"))
	}
	addresses = append(addresses, "alguien@fuera.test")
	anybody := func(what string) string { return rapid.SampledFrom(addresses).Draw(t, what) }
	// Aliases and forwards lead to somebody, or away.
	reachable := append([]string{"alguien@fuera.test"}, users...)
	for _, d := range names {
		reachable = append(reachable, "todos@"+d+".test")
	}
	somebody := func(what string) string { return rapid.SampledFrom(reachable).Draw(t, what) }

	var backups []string
	line("domains:")
	for _, d := range names {
		line("  %s.test:", d)
		line("    users:")
		for _, u := range users {
			local, domain, _ := strings.Cut(u, "@")
			if domain != d+".test" {
				continue
			}
			details := []string{"lang: " + pick("lang", "es", "en")}
			if chance(20, "quota") {
				details = append(details, "quota: "+pick("quota of", "1 kB", "3 kB", "30 kB"))
				if chance(50, "warning") {
					details = append(details, "quota_warning: "+pick("warning at", "1", "50", "99"))
				}
			}
			if chance(20, "zone") {
				details = append(details, "zone: "+pick("zone of", "Europe/Madrid", "America/Santiago", "Australia/Sydney", `"-11:30"`))
			}
			if chance(20, "forward") {
				details = append(details, "forward: "+somebody("forward to"), "keep: "+pick("keep", "true", "false"))
			}
			line("      %s: {%s}", local, strings.Join(details, ", "))
		}
		// Chains of aliases, within a server and across two.
		line("    aliases: {todos: [%s, %s], jefes: [todos@%s.test, %s], lejos: [jefes@%s.test]}", rapid.SampledFrom(users).Draw(t, "alias"), somebody("alias"), d, somebody("second alias"),
			rapid.SampledFrom(names).Draw(t, "far alias"))
		if chance(15, "catch-all") {
			line("    catch_all: %s", rapid.SampledFrom(users).Draw(t, "catch-all to"))
		}
		switch rapid.IntRange(0, 9).Draw(t, "exchangers of "+d) {
		case 0:
			line("    no_mx: true")
		case 1, 2:
			backups = append(backups, d)
			line("    mx: [{host: mail.%s.test, pref: 10}, {host: mx2.%s.test, pref: 20, backup: true}]", d, d)
		}
	}
	line("hosts:")
	for _, d := range backups {
		line("  mx2.%s.test: {services: [smtp], retry: {first: 30min, lifetime: 12h}}", d)
	}
	for _, d := range names {
		details := []string{"retry: {first: 20min, lifetime: 10h, report_after: 3h}"}
		if chance(10, "old server") {
			details = append(details, "ehlo: false")
		}
		if chance(10, "few recipients") {
			details = append(details, "max_recipients: 1")
		}
		if chance(40, "power of "+d) {
			// One, or two that may follow each other at once.
			first := fmt.Sprintf("{from: %s, to: %s}", pick("from", "0", "1s", "1500ms", "2s", "10s", "30s"), pick("to", "1min", "1h", "12h", "3d"))
			if chance(30, "again") {
				first = fmt.Sprintf("[{from: %s, to: 1min}, {from: 1min, to: %s}]", pick("from", "0", "1s", "10s"), pick("to", "61s", "20min", "2h"))
			}
			details = append(details, "down: "+first)
		}
		if chance(25, "small letters of "+d) {
			details = append(details, fmt.Sprintf("max_message: %s", pick("max", "3 kB", "25 MB")))
		}
		if secure != "" && chance(70, "tls of "+d) {
			details = append(details, "tls: "+secure)
		}
		if chance(10, "takes nobody's") {
			details = append(details, "accepts: []")
		}
		line("  mail.%s.test: {%s}", d, strings.Join(details, ", "))
	}
	if len(names) > 1 && chance(10, "slow road") {
		line("links: [{between: [mail.%s.test, mail.%s.test], latency: 2s, loss: 30%%}]", names[0], names[len(names)-1])
	}
	line("script:")
	for i := range rapid.IntRange(1, 5).Draw(t, "letters") {
		line("  - after: %s", pick("after", "0s", "1s", "10s", "20min"))
		var to []string
		for range rapid.IntRange(1, 3).Draw(t, "recipients") {
			if a := anybody("to"); !strings.Contains(strings.Join(to, " "), a) {
				to = append(to, a)
			}
		}
		line("    send: {from: %s, to: [%s], subject: carta %d, size: %s}", rapid.SampledFrom(users).Draw(t, "from"), strings.Join(to, ", "), i+1,
			pick("size", "1 kB", "2 kB", "20 kB"))
	}
	// Devices beside each other: what POP3 takes away, IMAP sees go; and what is done at one instant has an order.
	for i := range rapid.IntRange(0, 5).Draw(t, "readings") {
		reader := rapid.SampledFrom(users).Draw(t, "reader")
		at := ""
		if i > 0 && chance(40, "at once") {
			at = "after: 0s, "
		}
		switch pick("reading", "fetch", "fetch", "fetch", "delete", "move", "send") {
		case "fetch":
			line("  - {%sfetch: {user: %s, %s}}", at, reader, pick("with", "with: imap", "with: pop3", "with: pop3, keep: true"))
		case "delete":
			line("  - {%sdelete: {user: %s}}", at, reader)
		case "move":
			line("  - {%smove: {user: %s, into: Archivo}}", at, reader)
		case "send":
			line("  - {%ssend: {from: %s, to: %s, subject: tarde, body: ¿sí?, eight_bit: %s}}", at, reader, anybody("to late"), pick("8bit", "true", "false"))
		}
	}
	return b.String()
}

// TestRandomWorldsKeepTheirPromises: (more of them: -rapid.checks 10000) whatever is drawn, the run ends by itself,
// breaks no promise, and is the same the second time.
func TestRandomWorldsKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := drawScenario(t)
		s, problems := scenario.Parse("random.yaml", []byte(src))
		if s == nil {
			if strings.Contains(problems.Error(), "runs in a circle") {
				t.Skip("mail that runs in a circle is a scenario only where loops are the point")
			}
			t.Fatalf("the test draws what is no scenario: %v\n%s", problems, src)
		}
		tr := run(t, s, sim.Options{})
		keeps(t, tr)
		end := tr.Events[len(tr.Events)-1].Fact.(trace.RunEnded)
		// Mail that runs in a circle, with its reports, may grow past every limit; what waits on the calendar's last day, past its end.
		if end.Reason != trace.EndQuiet && !(end.Reason == trace.EndEvents && strings.Contains(src, "loops: true")) && !(end.Reason == trace.EndCalendar && s.Start.Year() == 9999) {
			t.Errorf("ended by %s, waiting: %v", end.Reason, end.Waiting)
		}
		if again := run(t, s, sim.Options{}); again.Hash() != tr.Hash() {
			t.Errorf("differs the second time:\n%s", difference(tr, again))
		}
		if t.Failed() {
			t.Log("the scenario:\n" + src)
		}
	})
}
