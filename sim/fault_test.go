package sim_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"posta/sim"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/whatif"
)

// drawMishap makes up something that goes wrong, of every kind and with every condition, in a scenario as it stands.
func drawMishap(t *rapid.T, s *scenario.Scenario) string {
	pick := func(what string, list ...string) string { return rapid.SampledFrom(list).Draw(t, what) }
	var counters, all, names, people []string
	for _, h := range s.Hosts {
		all = append(all, h.Name)
		if h.Kind == scenario.KindMail {
			counters = append(counters, h.Name)
		} else {
			names = append(names, h.Name)
		}
	}
	for _, d := range s.Devices {
		all = append(all, d.Name)
	}
	for _, u := range s.Users {
		people = append(people, u.Login())
	}
	counter := func() string { return rapid.SampledFrom(counters).Draw(t, "at") }
	door := func() []string {
		name := counter()
		h := s.Hosts[slices.IndexFunc(s.Hosts, func(h *scenario.Host) bool { return h.Name == name })]
		return []string{"host: " + h.Name, "service: " + string(rapid.SampledFrom(h.Services).Draw(t, "service").Proto)}
	}
	anywhere := func() string { return rapid.SampledFrom(all).Draw(t, "at") }

	var on []string
	if w := pick("window", "", "", "from: 1s", "from: 20min", "to: 1h", "to: 3d", "from: 500ms, to: 2h"); w != "" {
		on = append(on, w)
	}
	if w := pick("occasions", "", "times: 1", "times: 2", "skip: 1", "skip: 1, times: 3", "chance: 50%", "chance: 10%"); w != "" {
		on = append(on, w)
	}
	fault := func(key string, parts ...string) string {
		return key + ": {" + strings.Join(append(parts, on...), ", ") + "}"
	}
	smtp := []string{"CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "DOT", "RSET", "QUIT"}
	switch pick("fault", "down", "dead", "refuse", "silence", "cut", "cut", "cut bytes", "delay", "answer", "answer", "answer", "loss", "slow", "disk", "mailbox",
		"greylist", "rate", "dns", "dns", "reading") {
	case "dead":
		return fmt.Sprintf("down: {host: %s, from: %s}", counter(), pick("off", "0", "1s", "40min"))
	case "down":
		// A device that never comes back would leave its part of the script undone.
		return fmt.Sprintf("down: {host: %s, %s}", pick("at", all...), pick("off", "from: 1s, to: 1h", "from: 2500ms, to: 2d", "from: 10min, to: 11min", "from: 40min, to: 20d"))
	case "refuse":
		return fault("refuse", door()...)
	case "silence":
		command := pick("command", append(smtp, "")...)
		if command == "" {
			return fault("silence", "host: "+anyHost(t, counters, names))
		}
		return fault("silence", "host: "+counter(), "command: "+command)
	case "cut":
		return fault("cut", "host: "+counter(), "command: "+pick("command", smtp...))
	case "cut bytes":
		return fault("cut", append(door(), "after: "+pick("after", "1", "40", "300", "2 kB"))...)
	case "delay":
		return fault("delay", "host: "+counter(), "command: "+pick("command", smtp...), "by: "+pick("by", "1s", "4min", "6min", "20min"))
	case "answer":
		parts := []string{"host: " + counter(), "command: " + pick("command", smtp...), "code: " + pick("code", "421", "450", "451", "452", "454", "500", "550", "552", "554")}
		if pick("close", "no", "no", "no", "yes") == "yes" {
			parts = append(parts, "close: true")
		}
		return fault("answer", parts...)
	case "loss":
		return strings.Replace(fault("loss", "host: "+anywhere()), "chance: 50%", "chance: 20%", 1)
	case "slow":
		return fault("slow", "host: "+anywhere(), pick("how", "latency: 2s", "latency: 100ms, jitter: 10s", "bandwidth: 300 bit/s"))
	case "disk":
		return fault("disk_full", "host: "+counter())
	case "mailbox":
		return fault("mailbox_full", "user: "+rapid.SampledFrom(people).Draw(t, "whose"))
	case "greylist":
		return fault("greylist", "host: "+counter(), "delay: "+pick("delay", "1min", "1h"))
	case "rate":
		return fault("rate_limit", "host: "+counter(), "of: "+pick("of", "connections", "messages", "recipients"), "limit: "+pick("limit", "0", "1", "3"), "per: "+pick("per", "1min", "1h"))
	case "dns":
		parts := []string{"does: " + pick("does", "silent", "servfail", "nxdomain", "empty", "refused", "lame", "truncated"), "host: " + rapid.SampledFrom(names).Draw(t, "name server")}
		if pick("slow", "no", "no", "yes") == "yes" {
			parts[0] = "does: slow, by: " + pick("by", "1s", "7s", "1min")
		}
		if kind := pick("type", "", "MX", "A"); kind != "" {
			parts = append(parts, "type: "+kind)
		}
		return fault("dns", parts...)
	}
	mail := s.Domains[0].Mailbox.Name
	return pick("reading", fault("answer", "host: "+mail, "service: pop3, command: LOGIN"), fault("cut", "host: "+mail, "service: imap, command: FETCH"),
		fault("delay", "host: "+mail, "service: imap, command: LOGIN, by: 30s"), fault("silence", "host: "+mail, "service: pop3, command: RETR"),
		fault("cut", "host: "+mail, "service: pop3, after: 60"), fault("answer", "host: "+mail, "service: imap, command: CONNECT"))
}

func anyHost(t *rapid.T, lists ...[]string) string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return rapid.SampledFrom(all).Draw(t, "host")
}

// random draws a world, or gives up on one that is no scenario.
func random(t *rapid.T) *scenario.Scenario {
	// Two servers that forward to each other, and a queue that tries for hours, make a
	// long story: fewer hops tell it as well.
	src := strings.Replace(drawScenario(t), "limits: {events: 400000", "limits: {hops: 12, events: 2000000", 1)
	s, problems := scenario.Parse("random.yaml", []byte(src))
	if s == nil {
		t.Skip(problems.Error())
	}
	return s
}

func with(t *rapid.T, s *scenario.Scenario, fault string) *scenario.Scenario {
	out, problems := scenario.WithFault(s, fault)
	if out == nil {
		t.Fatalf("the test draws what is no fault: %s: %v\n%s", fault, problems, s.Source)
	}
	return out
}

// TestRandomFaultsKeepTheirPromises: whatever goes wrong, and however much of it,
// no letter is lost or delivered twice without a reason that shows, the run ends by
// itself, and is the same the second time.
func TestRandomFaultsKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := random(t)
		for range rapid.IntRange(1, 5).Draw(t, "faults") {
			s = with(t, s, drawMishap(t, s))
		}
		tr := run(t, s, sim.Options{})
		keeps(t, tr)
		if end := tr.Events[len(tr.Events)-1].Fact.(trace.RunEnded); end.Reason != trace.EndQuiet && !(end.Reason == trace.EndCalendar && s.Start.Year() == 9999) {
			t.Errorf("ended by %s, waiting: %v", end.Reason, end.Waiting)
		}
		if again := run(t, s, sim.Options{}); again.Hash() != tr.Hash() {
			t.Errorf("differs the second time:\n%s", difference(tr, again))
		}
		if t.Failed() {
			t.Log("the scenario:\n" + string(s.Source))
		}
	})
}

// TestAFaultLeavesNoTraceBeforeItActs: a scenario with one fault more runs as the
// one without, event for event, up to the first time that the fault acts.
func TestAFaultLeavesNoTraceBeforeItActs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := random(t)
		for range rapid.IntRange(0, 2).Draw(t, "faults before") {
			s = with(t, s, drawMishap(t, s))
		}
		fault := drawMishap(t, s)
		changed := with(t, s, fault)
		a, b := run(t, s, sim.Options{}).Events, run(t, changed, sim.Options{}).Events
		added := changed.Faults[len(changed.Faults)-1]
		_, power := added.Do.(*scenario.Outage)
		for i := range max(len(a), len(b)) {
			if i < len(b) {
				if by, ok := whatif.By(b[i].Fact); ok && by == added.Index {
					return
				}
			}
			if power && (i >= len(b) || b[i].At >= added.When.From) {
				return
			}
			if i >= len(a) || i >= len(b) || !reflect.DeepEqual(a[i], b[i]) {
				t.Fatalf("with %s event %d differs, and the fault has not acted:\n%+v\n%+v\n%s", fault, i+1, at(a, i), at(b, i), s.Source)
			}
		}
	})
}

func at(events []trace.Event, i int) any {
	if i < len(events) {
		return events[i]
	}
	return "nothing"
}
