package sim_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// cycle is when the calendar begins again: 400 years are 20,871 weeks, the days of every year and, by the rules of
// summer time, the hours too.
const cycle = 400

// TestTheCalendarRepeats: a lesson that begins nineteen cycles later, where no clock in nanoseconds of 64 bits goes, is the
// same lesson: the same facts, in the same order, of the same hosts.
func TestTheCalendarRepeats(t *testing.T) {
	for _, slug := range someSlugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			s := lesson(t, slug)
			now := run(t, s, sim.Options{})
			later := *s
			later.Start = s.Start.AddDate(19*cycle, 0, 0)
			if later.Start.Weekday() != s.Start.Weekday() {
				t.Fatalf("%v is a %v", later.Start, later.Start.Weekday())
			}
			far := run(t, &later, sim.Options{})
			for i, e := range now.Events {
				if i >= len(far.Events) || e.Kind() != far.Events[i].Kind() || e.Host != far.Events[i].Host {
					t.Fatalf("they part:\n%s", difference(now, far))
				}
			}
			if len(now.Events) != len(far.Events) {
				t.Errorf("%d facts and %d", len(now.Events), len(far.Events))
			}
			for _, r := range expect.Failed(expect.Check(&later, far)) {
				if slug == "wrong-clock" && strings.Contains(r.Want.EN, "in the header field") {
					continue // it wants its own year
				}
				t.Errorf("line %d: want %s, got %s (see event %d)", r.Line, r.Want.EN, r.Got.EN, r.Near)
			}
		})
	}
}

// edges is a story with all that has a date: letters, signatures, certificates, policies, folders.
const edges = `posta: 1
title: {es: p, en: p}
start: %s
domains:
  alfa.test:
    users: {alicia: {zone: "%s"}}
    spf: mx -all
    dkim: marzo
    mta_sts: enforce
  beta.test:
    users: {benito: {zone: Europe/Madrid}}
hosts:
  mail.alfa.test: {tls: required, retry: {first: 1min, lifetime: 2h}}
  mail.beta.test: {tls: required, policy: [spf: {}, dkim: {}, dmarc: {}]}
script:
  - send: {from: alicia@alfa.test, to: [benito@beta.test, nadie@beta.test], subject: Hoy}
  - fetch: {user: benito, with: imap}
  - fetch: {user: benito, with: pop3}
`

// TestClockEdges: a story that passes an edge of some clock is the same story, dated as the calendar has it, and can be
// written down and read again.
func TestClockEdges(t *testing.T) {
	var usual []trace.Kind
	for _, tc := range []struct {
		name, start, zone string
		date              string // what the letter's own date says
	}{
		{"an ordinary day", "2026-03-02T09:00:00Z", "+00:00", "Date: Mon, 02 Mar 2026 09:00:00 +0000"},
		{"the first day", "2001-01-01T00:00:00Z", "+00:00", "Date: Mon, 01 Jan 2001 00:00:00 +0000"},
		{"the hour that is skipped", "2026-03-29T00:59:59Z", "Europe/Madrid", "Date: Sun, 29 Mar 2026 01:59:59 +0100"},
		{"the hour that comes twice", "2026-10-25T01:00:00Z", "Europe/Madrid", "Date: Sun, 25 Oct 2026 02:00:00 +0100"},
		{"a leap day", "2028-02-28T23:59:59Z", "+01:00", "Date: Tue, 29 Feb 2028 00:59:59 +0100"},
		{"31 bits of seconds", "2038-01-19T03:14:07Z", "+00:00", "Date: Tue, 19 Jan 2038 03:14:07 +0000"},
		{"no leap day", "2100-02-28T23:59:59Z", "+01:00", "Date: Mon, 01 Mar 2100 00:59:59 +0100"},
		{"32 bits of seconds", "2106-02-07T06:28:15Z", "+00:00", "Date: Sun, 07 Feb 2106 06:28:15 +0000"},
		{"63 bits of nanoseconds", "2262-04-11T23:47:16Z", "+00:00", "Date: Fri, 11 Apr 2262 23:47:16 +0000"},
		{"64 bits of nanoseconds", "2554-07-21T23:34:33Z", "+00:00", ""},
		{"a zone's serial of the day", "4294-12-31T23:59:59Z", "+00:00", ""},
		{"and of the next", "4295-01-01T00:00:00Z", "+00:00", ""},
		{"the last year", "9999-12-30T09:59:00Z", "+14:00", "Date: Thu, 30 Dec 9999 23:59:00 +1400"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tr := run(t, parse(t, "p.yaml", fmt.Sprintf(edges, tc.start, tc.zone)), sim.Options{Record: scenario.RecordDialogue})
			keeps(t, tr)
			var file bytes.Buffer
			if err := tr.Write(&file); err != nil {
				t.Fatal(err)
			}
			if again, err := trace.Read(bytes.NewReader(file.Bytes())); err != nil || again.Hash() != tr.Hash() {
				t.Errorf("written and read it is another: %v", err)
			}
			if !strings.Contains(file.String(), tc.date) {
				t.Errorf("no letter says %q", tc.date)
			}
			var kinds []trace.Kind
			for _, e := range tr.Events {
				kinds = append(kinds, e.Kind())
			}
			if usual == nil {
				usual = kinds
			}
			for i, k := range usual {
				if i >= len(kinds) || kinds[i] != k {
					t.Fatalf("fact %d is not %s, as on an ordinary day", i+1, k)
				}
			}
		})
	}
}

// TestTheCalendarEnds: what would go on into a year of five digits ends before, where the first clock of that world would
// show it, and says why; and what a script wants done later is refused.
func TestTheCalendarEnds(t *testing.T) {
	for _, tc := range []struct {
		name, start, zone string
		want              trace.EndReason
		within            time.Duration
	}{
		{"two seconds before, in UTC", "9999-12-31T23:59:58Z", "-05:00", trace.EndCalendar, 2 * time.Second},
		{"it ends sooner in the east", "9999-12-31T09:59:59Z", "+14:00", trace.EndCalendar, time.Second},
		{"ten seconds are enough", "9999-12-31T23:59:50Z", "-05:00", trace.EndQuiet, 10 * time.Second},
		{"and two hours", "9999-12-31T21:00:00Z", "+01:00", trace.EndQuiet, 2 * time.Hour},
		{"the last second", "9999-12-31T23:59:59Z", "+00:00", trace.EndCalendar, time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src := strings.Replace(fmt.Sprintf(edges, tc.start, tc.zone), "Europe/Madrid", "UTC", 1)
			tr := run(t, parse(t, "p.yaml", src), sim.Options{})
			last := tr.Events[len(tr.Events)-1]
			if end := last.Fact.(trace.RunEnded); end.Reason != tc.want || last.At > tc.within {
				t.Errorf("it ends by %s after %v, want %s within %v", end.Reason, last.At, tc.want, tc.within)
			}
			keeps(t, tr)
		})
	}
	for start, tc := range map[string]struct {
		line int
		say  string
	}{
		"9999-12-31T22:00:00Z": {19, "this is 1h 30min after the beginning, when the year 9999 is over"}, // half past twelve in Madrid
		"9999-12-31T23:30:00Z": {3, "by then the year 9999 is over"},
		"9999-12-31T23:30:00":  {3, "by then the year 9999 is over"},
		"10000-01-01":          {3, "not a date and time"},
		"2000-12-31":           {3, "the year 2000 is outside the possible, 2001 to 9999"},
	} {
		src := fmt.Sprintf(edges, start, "+00:00") + "  - {at: 90min, send: {from: alicia, to: benito@beta.test}}\n"
		s, problems := scenario.Parse("p.yaml", []byte(src))
		if s != nil || len(problems) == 0 || problems[0].Line != tc.line || !strings.Contains(problems[0].What.EN, tc.say) {
			t.Errorf("start: %s: %v", start, problems)
		}
	}
}
