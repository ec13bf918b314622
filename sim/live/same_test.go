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
	{regexp.MustCompile(`\bb=(?:[A-Za-z0-9+/=\r\n\t]+|"[^"]+")`), "b=SIGNATURE"}, // what is signed says when it was
	{regexp.MustCompile(`t=\d+,v1=[0-9a-f]{64}`), "t=N,v1=SIGNATURE"},            // so does that of a call to a customer's program
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
				if strings.HasSuffix(k, " "+dialogue.DNS) || strings.HasSuffix(k, " "+dialogue.HTTP) {
					// A server with letters for several domains asks for all at once, and so do many readers of one letter.
					slices.Sort(want[k])
					slices.Sort(got[k])
				}
				if strings.HasSuffix(k, " "+dialogue.SMTP) && len(want[k]) != len(got[k]) && slices.Equal(transactions(want[k]), transactions(got[k])) {
					continue
				}
				if a, b := len(want[k]), len(got[k]); a != b {
					t.Errorf("%s: %d conversations in the simulation, %d on sockets", k, a, b)
				}
				for i := range min(len(want[k]), len(got[k])) {
					if want[k][i] != got[k][i] && !(spokeAhead(want[k][i]) && bySide(want[k][i]) == bySide(got[k][i])) {
						t.Errorf("%s, number %d:\n%s", k, i+1, firstDifference(want[k][i], got[k][i]))
					}
				}
			}
		})
	}
}

// spokeAhead says that the server answers twice in a row: something was sent before its
// answer could be heard. What each says next is then no answer to the other, and which comes
// first hangs on the roads alone: a server that reads a smuggled letter out of another one
// answers it while the client, who knows of no such letter, already says QUIT.
func spokeAhead(conversation string) bool {
	last := ""
	for line := range strings.Lines(conversation) {
		if strings.HasPrefix(line, reply) && strings.HasPrefix(last, reply) {
			return true
		}
		last = line
	}
	return false
}

// reply begins an SMTP reply of one line, its code as [normal] leaves it.
const reply = "S: N "

// transactions are the letters of conversations, each from its MAIL until the next begins or the client leaves. A server that has
// another letter for the same host before it has left hands it over on the same connection (RFC 5321 section 3.3), and whether it
// has it so soon hangs on the clock.
func transactions(conversations []string) (list []string) {
	for _, c := range conversations {
		c, _, _ = strings.Cut(c, "C: QUIT\n")
		list = append(list, strings.Split(c, "C: MAIL ")[1:]...)
	}
	return list
}

// bySide gives what each said in its own order: two streams, as TCP carries them.
func bySide(conversation string) string {
	sides := map[string]string{}
	who := ""
	for line := range strings.Lines(conversation) {
		if w, _, ok := strings.Cut(line, ": "); ok && (w == "C" || w == "S") {
			who = w
		}
		sides[who] += line
	}
	return sides["C"] + sides["S"]
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
