package sim_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"posta/sim"
	"posta/sim/simtest"
	"posta/sim/trace"
)

const toMany = `posta: 1
title: x
domains:
  alfa.test: {users: [alicia, bajas]}
  grande.test:
    users: [ana]
    people: {name: lector, count: 400, dead: 10%%, full: 5%%, traps: 5%%, idle: 10%%, readers: {opens: 40%%, clicks: 20%%, complains: 2%%, unsubscribes: 4%%, proxied: 30%%, scanned: 10%%}}
script:
  - send:
      from: alicia
      to: alicia
      envelope_to: [lector1..400@grande.test]
      subject: Noticias
      body: Hola
      html: '<p>Hola <a href="http://web.alfa.test/mira">mira</a></p><img src="http://web.alfa.test/p.gif" width="1" height="1">'
      headers: {%s}
hosts:
  mail.alfa.test: {max_recipients: 500}
  mail.grande.test: {max_recipients: 500}
`

// deeds counts what readers did, by variant.
func deeds(t *testing.T, src string) (map[string]int, *trace.Trace) {
	t.Helper()
	s := simtest.Scenario(t, src)
	tr := simtest.Run(t, s, sim.Options{})
	got := map[string]int{}
	for _, e := range tr.Events {
		switch f := e.Fact.(type) {
		case trace.ReaderActed:
			got[trace.RowOf(f.Kind()).Variant(f)]++
		case trace.RecipientDecided:
			if e.Host == "mail.grande.test" {
				got[fmt.Sprint(f.Code)]++
			}
		case trace.MailboxStored:
			got[string(f.How)+" "+f.Folder+" "+e.Host]++
		case trace.MailboxRemoved:
			got["removed"]++
		}
	}
	return got, tr
}

// TestTheMany: what a population does with a letter comes of what the letter offers, and is the same whenever it is
// asked.
func TestTheMany(t *testing.T) {
	post, tr := deeds(t, fmt.Sprintf(toMany, `List-Unsubscribe: "<https://web.alfa.test/b?u=1>, <mailto:bajas@alfa.test?subject=baja>", List-Unsubscribe-Post: List-Unsubscribe=One-Click`))
	letter, _ := deeds(t, fmt.Sprintf(toMany, `List-Unsubscribe: "<mailto:bajas@alfa.test?subject=baja>"`))
	none, _ := deeds(t, fmt.Sprintf(toMany, ``))
	for name, got := range map[string]map[string]int{"with one click": post, "by letter": letter, "without": none} {
		if got["550"] < 20 || got["452"] < 5 || got["250"]+got["550"] < 360 {
			t.Errorf("%s: the addresses are %v", name, got)
		}
		if got["opened"] < 60 || got["clicked"] < 5 || got["opened-proxy"] < 50 || got["clicked-scanner"] < 15 || got["marked"] < 2 || got["ignored"] < 50 || got["deleted"] < 20 {
			t.Errorf("%s: they did %v", name, got)
		}
		marked := 0
		for k, n := range got {
			if len(k) >= 6 && k[:6] == "marked" {
				marked += n
			}
		}
		if got["moved Junk mail.grande.test"] != marked || got["removed"] != marked+got["deleted"] {
			t.Errorf("%s: what was marked and deleted, and what left folders: %v", name, got)
		}
	}
	leaves := post["unsubscribed-one-click"]
	if leaves < 4 || letter["unsubscribed-mailto"] != leaves || letter["delivered INBOX mail.alfa.test"] < leaves {
		t.Errorf("%v left with one click, %v by letter", post, letter)
	}
	if stuck := none["marked-stuck"]; stuck == 0 || stuck >= leaves {
		t.Errorf("without a way out: %v", none)
	}
	again, twice := deeds(t, fmt.Sprintf(toMany, `List-Unsubscribe: "<https://web.alfa.test/b?u=1>, <mailto:bajas@alfa.test?subject=baja>", List-Unsubscribe-Post: List-Unsubscribe=One-Click`))
	if !maps.Equal(post, again) {
		t.Errorf("%v, and again %v", post, again)
	}
	var a, b bytes.Buffer
	if err := tr.Write(&a); err != nil {
		t.Fatal(err)
	}
	if err := twice.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two traces")
	}
	t.Log(slices.Sorted(maps.Keys(post)), post)
}

// TestBuyingAndButtons: people press the button that a page has, and buy by its link where they are said to; programs that only
// follow links do neither.
func TestBuyingAndButtons(t *testing.T) {
	asked := func(readers string) map[trace.RequestWhat]int {
		s := simtest.Scenario(t, fmt.Sprintf(`posta: 1
title: x
domains:
  tienda.test: {users: [hola], dkim: {selector: s1, key: ed25519}}
  envios.test: {users: [marta]}
  grande.test: {people: {name: lector, count: 60, readers: {%s}}}
record: decisions
script:
  - campaign: {name: boletin, from: hola, through: mail.envios.test, to: ['*@grande.test'], subject: Hola, body: Hola, links: [Ver], confirm: 3d, per_hour: 3600}
`, readers))
		got := map[trace.RequestWhat]int{}
		for _, e := range simtest.Run(t, s, sim.Options{}).Events {
			if f, ok := e.Fact.(trace.CampaignRequest); ok {
				got[f.What]++
			}
		}
		return got
	}
	all := asked("opens: 100%, clicks: 100%, buys: 50%, complains: 0, unsubscribes: 0, scanned: 0")
	if all[trace.RequestConfirm] != 60 || all[trace.RequestConfirmPage] != 60 {
		t.Errorf("of 60 who follow the link to confirm, %d saw the page and %d confirmed", all[trace.RequestConfirmPage], all[trace.RequestConfirm])
	}
	if n := all[trace.RequestConversion]; n < 15 || n > 45 || all[trace.RequestLanding] != 60 {
		t.Errorf("of %d who saw the offer %d bought, and it is to be half of 60", all[trace.RequestLanding], n)
	}
	scanned := asked("opens: 0, clicks: 0, buys: 100%, complains: 0, unsubscribes: 0, scanned: 100%")
	if scanned[trace.RequestConfirm]+scanned[trace.RequestConversion] != 0 || scanned[trace.RequestConfirmPage] != 60 {
		t.Errorf("scanners asked for %v", scanned)
	}
}
