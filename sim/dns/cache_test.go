package dns

import (
	"fmt"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"
)

func rrs(t *testing.T, lines ...string) []RR {
	t.Helper()
	var out []RR
	for _, l := range lines {
		rr, err := mdns.NewRR(l)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rr)
	}
	return out
}

func TestAnswersAgeAndEnd(t *testing.T) {
	n, r := internet(t)
	var facts []string
	r.Cache.Hooks.Expired = func(e Entry) { facts = append(facts, "expired "+e.Name) }
	lookup := func(name string) (string, bool) {
		a, err := r.Resolve(name, mdns.TypeA)
		if err != nil {
			t.Fatal(err)
		}
		return texts(a.Records), a.Cached
	}
	for _, c := range []struct {
		after  time.Duration
		want   string
		cached bool
	}{
		{0, "web.alpha.test. 300 IN A 198.51.100.80", false},
		{1500 * time.Millisecond, "web.alpha.test. 298 IN A 198.51.100.80", true},
		{299 * time.Second, "web.alpha.test. 1 IN A 198.51.100.80", true},
		{300 * time.Second, "web.alpha.test. 300 IN A 198.51.100.80", false},
	} {
		began := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		n.now = began.Add(c.after)
		if got, cached := lookup("web.alpha.test"); got != c.want || cached != c.cached {
			t.Errorf("after %s: %s, cached %v", c.after, got, cached)
		}
	}
	if fmt.Sprint(facts) != "[expired web.alpha.test.]" {
		t.Error(facts)
	}
	// TTL 0 is for this question only (RFC 1035 section 3.2.1).
	lookup("short.beta.test")
	if got, cached := lookup("short.beta.test"); cached || got != "short.beta.test. 0 IN A 203.0.113.99" {
		t.Error(got, cached)
	}
}

func TestNoIsKeptAsLongAsTheSOASays(t *testing.T) {
	n, r := internet(t)
	began := n.now
	for _, c := range []struct {
		name   string
		qtype  uint16
		after  time.Duration
		cached bool
		soaTTL uint32
	}{
		{"nobody.alpha.test", mdns.TypeA, 0, false, 60},
		{"nobody.alpha.test", mdns.TypeMX, 20 * time.Second, true, 40},      // NXDOMAIN holds for every type
		{"below.nobody.alpha.test", mdns.TypeA, 30 * time.Second, true, 30}, // and for all below (RFC 8020)
		{"web.alpha.test", mdns.TypeMX, 30 * time.Second, false, 60},
		{"web.alpha.test", mdns.TypeMX, 50 * time.Second, true, 40},
		{"web.alpha.test", mdns.TypeTXT, 50 * time.Second, false, 60}, // NODATA is of one type
		{"nobody.alpha.test", mdns.TypeA, 60 * time.Second, false, 60},
	} {
		n.now = began.Add(c.after)
		a, err := r.Resolve(c.name, c.qtype)
		if err != nil || a.Err() == nil || a.Cached != c.cached || a.SOA == nil || a.SOA.Hdr.Ttl != c.soaTTL {
			t.Errorf("%s %s after %s: %v %+v", c.name, TypeName(c.qtype), c.after, err, a)
		}
	}
}

func TestGlueIsNoAnswer(t *testing.T) {
	n, r := internet(t)
	if _, err := r.Resolve("web.alpha.test", mdns.TypeA); err != nil {
		t.Fatal(err)
	}
	n.drain()
	// The address of ns1 came with the referral and brought us to the server; for an answer, it is asked (RFC 2181
	// section 5.4.1).
	a, err := r.Resolve("ns1.alpha.test", mdns.TypeA)
	if err != nil || a.Cached || n.drain() != "udp 198.51.100.53 ns1.alpha.test. A -> NOERROR QR AA 1/0/0" {
		t.Error(err, a)
	}
	// And a later referral does not push the answer out.
	r.Cache.StorePositive(n.now, rrs(t, "ns1.alpha.test. 99 IN A 192.0.2.66"), RankReferral)
	if a, err = r.Resolve("ns1.alpha.test", mdns.TypeA); err != nil || !a.Cached || !strings.HasSuffix(texts(a.Records), "198.51.100.53") {
		t.Error(err, a)
	}
}

func TestCacheMakesRoom(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var facts []string
	say := func(what string) func(Entry) { return func(e Entry) { facts = append(facts, what+" "+e.Name) } }
	c := &Cache{Max: 3, Hooks: CacheHooks{Stored: say("stored"), Expired: say("expired"), Evicted: say("evicted")}}
	for _, l := range []string{"b.test. 100 IN A 192.0.2.1", "a.test. 100 IN A 192.0.2.1", "c.test. 10 IN A 192.0.2.1"} {
		c.StorePositive(now, rrs(t, l), RankAnswer)
	}
	now = now.Add(10 * time.Second)
	c.StorePositive(now, rrs(t, "d.test. 500 IN A 192.0.2.1"), RankAnswer)
	c.StorePositive(now, rrs(t, "e.test. 500 IN A 192.0.2.1"), RankAnswer)
	want := "stored b.test. stored a.test. stored c.test. expired c.test. stored d.test. evicted a.test. stored e.test."
	if got := strings.Join(facts, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var names []string
	for _, e := range c.Entries() {
		names = append(names, fmt.Sprintf("%s %d", e.Name, e.TTL(now)))
	}
	if got := strings.Join(names, ", "); got != "b.test. 90, d.test. 500, e.test. 500" {
		t.Error(got)
	}
	c.Expire(now.Add(90 * time.Second))
	if c.Len() != 2 {
		t.Error(c.Len())
	}
	c.Flush()
	if c.Len() != 0 {
		t.Error(c.Len())
	}
}

func TestTTLsAreCapped(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	c := &Cache{}
	long := rrs(t, "long.test. 99999999 IN A 192.0.2.1", "none.test. 300 IN A 192.0.2.1")
	c.StorePositive(now, long[:1], RankAnswer)
	long[1].Header().Ttl = 1 << 31
	c.StorePositive(now, long[1:], RankAnswer) // RFC 2181 section 8: read as 0
	soa := rrs(t, "test. 99999999 IN SOA ns.test. h.test. 1 2 3 4 99999999")[0].(*mdns.SOA)
	c.StoreNegative(now, "no.test", mdns.TypeMX, NoData, soa)
	c.StoreNegative(now, "unsaid.test", mdns.TypeMX, NoData, nil)
	var got []string
	for _, e := range c.Entries() {
		got = append(got, e.Name+" "+e.Expires.Sub(now).String())
	}
	if s := strings.Join(got, ", "); s != "long.test. 168h0m0s, no.test. 3h0m0s" {
		t.Error(s)
	}
}
