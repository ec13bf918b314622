package pcap_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"posta/sim/pcap"
	"posta/sim/trace"
)

// A letter that a scenario makes has one size: in the mailbox, in the literal of IMAP's FETCH, in
// what POP3's STAT and RETR say, and counted on the wire as RETR brings it.
func TestSizesOnTheWire(t *testing.T) {
	tr := play(t, []byte(`
posta: 1
title: x
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
script:
  - send: {from: alicia, to: benito@beta.test, subject: Año, body: ".\n..\nñandú\n"}
  - send: {from: alicia, to: benito@beta.test, subject: x, size: 20 kB}
  - at: 1min
    fetch: {user: benito, with: imap}
  - at: 2min
    fetch: {user: benito, with: pop3}
`))
	var stored []int
	octets, said := pcap.Octets(tr), map[int]*strings.Builder{}
	for _, e := range tr.Events {
		switch f := e.Fact.(type) {
		case trace.MailboxStored:
			if f.User == "benito@beta.test" {
				stored = append(stored, len(f.Data))
			}
		case trace.PacketSent:
			b := octets[e.Seq]
			layers := pcap.Dissect(b)
			if e.Host != "mail.beta.test" || len(layers) < 2 || layers[1].Name != "TCP" {
				continue
			}
			if said[e.Conn] == nil {
				said[e.Conn] = &strings.Builder{}
			}
			said[e.Conn].Write(b[layers[1].To:])
		}
	}
	if len(stored) != 2 || stored[1] < 20_000 {
		t.Fatalf("stored: %v", stored)
	}
	total, announced, literals, retrieved := map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}
	numbers := func(into map[int]bool, pattern, text string) {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			n, _ := strconv.Atoi(m[1])
			into[n] = true
		}
	}
	for _, conn := range slices.Sorted(maps.Keys(said)) {
		text := said[conn].String()
		switch {
		case strings.HasPrefix(text, "+OK"):
			numbers(total, `(?m)^\+OK 2 (\d+)\r$`, text)
			numbers(announced, `(?m)^\+OK (\d+) octets\r$`, text)
			for _, part := range strings.Split(text, " octets\r\n")[1:] {
				body, _, _ := strings.Cut("\r\n"+part, "\r\n.\r\n")
				retrieved[len(strings.ReplaceAll(body, "\r\n.", "\r\n"))] = true // the dots that were added go (RFC 1939 section 3)
			}
		case strings.HasPrefix(text, "* OK"):
			numbers(literals, `BODY\[\] \{(\d+)\}`, text)
		}
	}
	if sum := stored[0] + stored[1]; len(total) != 1 || !total[sum] {
		t.Errorf("STAT: %v, want %d", total, sum)
	}
	want := fmt.Sprint(slices.Sorted(slices.Values(stored)))
	for what, got := range map[string]map[int]bool{"FETCH": literals, "RETR says": announced, "RETR brings": retrieved} {
		if got := fmt.Sprint(slices.Sorted(maps.Keys(got))); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
}
