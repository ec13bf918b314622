package live_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/dialogue"
	"posta/sim/expect"
	"posta/sim/live"
	"posta/sim/trace"
)

// What no two runs on a real clock have in common.
var unlike = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}`), "DATE"},
	{regexp.MustCompile(`"[ \d]\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d [+-]\d{4}"`), "DATE"},
	{regexp.MustCompile(`\b20\d{12}\b`), "STAMP"},
	{regexp.MustCompile(`<[^<>@\s]+@[^<>@\s]+>`), "<ADDRESS-OR-ID>"},
	{regexp.MustCompile(`UIDVALIDITY \d+`), "UIDVALIDITY N"},
	{regexp.MustCompile(`(COPYUID|APPENDUID) \d+`), "$1 N"},
	{regexp.MustCompile(`\b(queued as|id|ID) [0-9A-F]{6,}`), "$1 QUEUE"},
	{regexp.MustCompile(`; [0-9A-F]{6,}\b`), "; QUEUE"},
	{regexp.MustCompile(`(\t| )\d+(\t| )IN\b`), " TTL IN"},
	{regexp.MustCompile(`\bSIZE=\d+`), "SIZE=N"},
	{regexp.MustCompile(`\bb=[A-Za-z0-9+/=\r\n\t]+`), "b=SIGNATURE"}, // what is signed says when it was
	{regexp.MustCompile(`(?i)boundary="[^"]*"`), "BOUNDARY"},
	{regexp.MustCompile(`--[-=_A-Za-z0-9.]{10,}`), "--BOUNDARY"},
	{regexp.MustCompile(`\b\d+ octets|\{\d+\}|RFC822\.SIZE \d+|\b[1-9]\d{2,}\b`), "N"},
}

// head is how much of a line is looked at so closely, in octets; the rest is a letter's
// body, and alike.
const head = 16 << 10

func normal(text string) string {
	rest := ""
	if len(text) > head {
		text, rest = text[:head], text[head:]
	}
	for _, u := range unlike {
		text = u.what.ReplaceAllString(text, u.with)
	}
	return strings.ReplaceAll(text+rest, "\r\n", "\n")
}

// conversations gives what was said, conversation by conversation; those between the
// same two by the same protocol stand together, in their order.
func conversations(t *trace.Trace) map[string][]string {
	d := dialogue.Of(t)
	all := map[string][]string{}
	index := map[int]int{}
	keys := map[int]string{}
	for _, l := range d.Lines {
		key, ok := keys[l.Conn]
		if !ok {
			client, server := l.Speaker, l.Listener
			if !l.FromClient {
				client, server = server, client
			}
			key = client + " -> " + server + " " + l.Protocol
			keys[l.Conn], index[l.Conn] = key, len(all[key])
			all[key] = append(all[key], "")
		}
		who := "S: "
		if l.FromClient {
			who = "C: "
		}
		text := l.Text
		if l.DNS != nil {
			// What a server adds unasked, and in which order it gives equals, is kept.
			text = fmt.Sprintf("%s %s %s %v %v", l.DNS.Name, l.DNS.Type, l.DNS.RCode, l.DNS.Answer, l.DNS.Authority)
		}
		all[key][index[l.Conn]] += who + normal(text) + "\n"
	}
	return all
}

// onlyVirtual are lessons that need what real sockets do not have, each with the reason.
var onlyVirtual = map[string]string{
	"imap-idle":         "a tunnel loses what is on the road, and an hour and a half of waiting is waited for",
	"stripped-starttls": middle, "mta-sts": middle, "dane": middle,
}

const middle = "somebody stands on the road between two hosts, and real sockets have no road of ours"

// TestTheSameStory: what is said on real sockets is what is said in the simulation.
func TestTheSameStory(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			if why := onlyVirtual[slug]; why != "" {
				t.Skip(why)
			}
			s := lesson(t, slug)
			virtual, err := sim.Run(context.Background(), s, sim.Options{})
			if err != nil {
				t.Fatal(err)
			}
			real := play(t, s, live.Options{Skip: true, Speed: 20})
			for _, r := range expect.Failed(expect.Check(s, real)) {
				t.Errorf("%s, line %d: want %s, got %s", r.Noun, r.Line, r.Want.EN, r.Got.EN)
			}
			want, got := conversations(virtual), conversations(real)
			var keys []string
			for k := range want {
				keys = append(keys, k)
			}
			for k := range got {
				if want[k] == nil {
					keys = append(keys, k)
				}
			}
			slices.Sort(keys)
			for _, k := range keys {
				if strings.HasSuffix(k, " "+dialogue.DNS) {
					// A server with letters for several domains asks for all at once.
					slices.Sort(want[k])
					slices.Sort(got[k])
				}
				if a, b := len(want[k]), len(got[k]); a != b {
					t.Errorf("%s: %d conversations in the simulation, %d on sockets", k, a, b)
				}
				for i := range min(len(want[k]), len(got[k])) {
					if want[k][i] != got[k][i] {
						t.Errorf("%s, number %d:\n%s", k, i+1, firstDifference(want[k][i], got[k][i]))
					}
				}
			}
		})
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d\n  simulated: %s\n  live:      %s", i+1, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines simulated, %d live:\n%s", len(x), len(y), strings.Join(append(x, y...)[min(len(x), len(y)):], "\n"))
}
