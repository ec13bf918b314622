package dns

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"
)

func TestRecursionWalksFromTheRoot(t *testing.T) {
	n, r := internet(t)
	a, err := r.Resolve("Alpha.test", mdns.TypeMX)
	if err != nil || a.Err() != nil {
		t.Fatal(err, a)
	}
	if got, want := texts(a.Records), "alpha.test. 300 IN MX 10 mail.alpha.test.\nalpha.test. 300 IN MX 20 backup.beta.test."; got != want {
		t.Errorf("got\n%s", got)
	}
	want := `udp 192.0.2.1 alpha.test. MX -> NOERROR QR 0/1/1
udp 192.0.2.2 alpha.test. MX -> NOERROR QR 0/1/1
udp 198.51.100.53 alpha.test. MX -> NOERROR QR AA 2/0/2`
	if got := n.drain(); got != want {
		t.Errorf("the way was\n%s\nwant\n%s", got, want)
	}
	// The second name starts at the closest server known, and what was learnt needs no question at all.
	if a, err = r.Resolve("mail.alpha.test", mdns.TypeA); err != nil || a.Cached {
		t.Fatal(err, a)
	}
	if got, want := n.drain(), "udp 198.51.100.53 mail.alpha.test. A -> NOERROR QR AA 1/0/0"; got != want {
		t.Errorf("the way was\n%s", got)
	}
	if a, err = r.Resolve("mail.alpha.test.", mdns.TypeA); err != nil || !a.Cached || n.drain() != "" {
		t.Error(err, a)
	}
}

func TestRecursion(t *testing.T) {
	for _, c := range []struct {
		name, q, want string
		kind          error
	}{
		{"an alias inside", "www.alpha.test. A", "www.alpha.test. 300 IN CNAME web.alpha.test.\nweb.alpha.test. 300 IN A 198.51.100.80", nil},
		{"an alias to another domain", "out.alpha.test. A", "out.alpha.test. 300 IN CNAME www.beta.test.\nwww.beta.test. 300 IN A 203.0.113.80", nil},
		{"an alias to nothing", "dangle.alpha.test. A", "dangle.alpha.test. 300 IN CNAME nothing.beta.test.", ErrNXDomain},
		{"no such name", "nobody.alpha.test. A", "", ErrNXDomain},
		{"no such domain", "nowhere.test. MX", "", ErrNXDomain},
		{"no such type", "web.alpha.test. MX", "", ErrNoData},
		{"a server without glue", "www.noglue.test. A", "www.noglue.test. 300 IN A 198.51.100.81", nil},
		{"a circle of aliases", "ring1.alpha.test. A", "", ErrLoop},
		{"a circle of delegations", "www.circle.test. A", "", ErrCircle},
		{"a lame delegation", "www.lame.test. A", "", ErrRefused},
		{"not a name", "a..test. A", "", ErrBadName},
		{"a label too long", strings.Repeat("a", 64) + ".test. A", "", ErrBadName},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, r := internet(t)
			name, typ, _ := strings.Cut(c.q, " ")
			a, err := r.Resolve(name, mdns.StringToType[typ])
			if err == nil {
				if got := strings.TrimSpace(texts(a.Chain) + "\n" + texts(a.Records)); got != c.want {
					t.Errorf("got\n%s", got)
				}
				err = a.Err()
			}
			if !errors.Is(err, c.kind) {
				t.Errorf("got %v, want %v", err, c.kind)
			}
			var e *Error
			if errors.As(err, &e) {
				if no := c.kind == ErrNXDomain || c.kind == ErrNoData || c.kind == ErrBadName; e.Temporary() == no {
					t.Errorf("Temporary() is %v", e.Temporary())
				}
			}
		})
	}
}

func TestLameServersAreSeen(t *testing.T) {
	n, r := internet(t)
	// Instead of refusing, the server points back up: the classic lame delegation (RFC 1912 section 2.8).
	n.listen(betaAddr, HandlerFunc(func(req *Request) *Msg {
		m := req.Reply(mdns.RcodeSuccess)
		rr, _ := mdns.NewRR(". 300 IN NS a.root.test.")
		m.Ns = []RR{rr}
		return m
	}))
	var lame []string
	r.Hooks.Lame = func(q Question, zone, server string) { lame = append(lame, zone+" at "+server) }
	_, err := r.Resolve("www.lame.test", mdns.TypeA)
	if !errors.Is(err, ErrLame) || fmt.Sprint(lame) != "[lame.test. at 203.0.113.53:53]" {
		t.Error(err, lame)
	}
}

func TestStrangersAreNotBelieved(t *testing.T) {
	n, r := internet(t)
	// The server of beta.test. says where mail.alpha.test. is, in its answers and beside them.
	honest := n.servers[betaAddr+":53"].Handler
	n.listen(betaAddr, HandlerFunc(func(req *Request) *Msg {
		m := honest.ServeDNS(req)
		for _, text := range []string{"mail.alpha.test. 300 IN A 203.0.113.66", "alpha.test. 300 IN NS ns1.beta.test."} {
			rr, _ := mdns.NewRR(text)
			m.Answer = append(m.Answer, rr)
			m.Extra = append(m.Extra, rr)
			m.Ns = append(m.Ns, rr)
		}
		return m
	}))
	if _, err := r.Resolve("www.beta.test", mdns.TypeA); err != nil {
		t.Fatal(err)
	}
	a, err := r.Resolve("mail.alpha.test", mdns.TypeA)
	if err != nil || texts(a.Records) != "mail.alpha.test. 300 IN A 198.51.100.25" {
		t.Error(err, a)
	}
}

// stub is a resolver that asks two servers, the first of which does what the test says.
func stub(t *testing.T, first Handler) (*memNet, *Resolver) {
	n := newMemNet()
	n.listen("192.0.2.10", first)
	n.listen("192.0.2.11", serve(t, mustZone(t, "alpha.test", alphaZone)))
	return n, &Resolver{Servers: []string{"192.0.2.10", "192.0.2.11:53"}, Dial: n.Dial, Now: n.Now, ID: n.ID, Cache: &Cache{}}
}

func TestStubGoesToTheNextServer(t *testing.T) {
	honest := serve(t, mustZone(t, "alpha.test", alphaZone))
	good := "udp 192.0.2.11 web.alpha.test. A -> NOERROR QR AA RD 1/0/0"
	for _, c := range []struct {
		name  string
		first func(*Request) *Msg
		want  string
		waits time.Duration
	}{
		{"silence", func(*Request) *Msg { return nil }, "udp 192.0.2.10 web.alpha.test. A -> silence\n" + good, StubTimeout},
		{"SERVFAIL", func(r *Request) *Msg { return r.Reply(mdns.RcodeServerFailure) },
			"udp 192.0.2.10 web.alpha.test. A -> SERVFAIL QR RD 0/0/0\n" + good, 0},
		{"neither knows nor asks", func(r *Request) *Msg { return r.Reply(mdns.RcodeSuccess) },
			"udp 192.0.2.10 web.alpha.test. A -> NOERROR QR RD 0/0/0\n" + good, 0},
		{"another identifier is waited past", func(r *Request) *Msg { m := honest.ServeDNS(r); m.Id++; return m },
			"udp 192.0.2.10 web.alpha.test. A -> NOERROR QR AA RD 1/0/0\n" + good, StubTimeout},
		{"another question is waited past", func(r *Request) *Msg { m := honest.ServeDNS(r); m.Question[0].Name = "x.test."; return m },
			"udp 192.0.2.10 web.alpha.test. A -> NOERROR QR AA RD 1/0/0\n" + good, StubTimeout},
		{"an answer about something else", func(r *Request) *Msg { m := honest.ServeDNS(r); m.Answer[0].Header().Name = "x.test."; return m },
			"udp 192.0.2.10 web.alpha.test. A -> NOERROR QR AA RD 1/0/0\n" + good, 0},
		{"does not know EDNS", func(r *Request) *Msg {
			if r.Msg.IsEdns0() != nil {
				m := r.Reply(mdns.RcodeFormatError)
				m.Extra = nil
				return m
			}
			return honest.ServeDNS(r)
		}, "", 0},
		{"always truncated", func(r *Request) *Msg { return Truncate(honest.ServeDNS(r)) },
			"udp 192.0.2.10 web.alpha.test. A -> NOERROR QR AA TC RD 0/0/0\ntcp 192.0.2.10 web.alpha.test. A -> NOERROR QR AA TC RD 0/0/0\n" + good, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, r := stub(t, HandlerFunc(c.first))
			began := n.now
			a, err := r.Resolve("web.alpha.test", mdns.TypeA)
			if err != nil || texts(a.Records) != "web.alpha.test. 300 IN A 198.51.100.80" {
				t.Fatal(err, a)
			}
			if got := n.drain(); c.want != "" && got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if waited := n.now.Sub(began); waited != c.waits {
				t.Errorf("waited %s", waited)
			}
		})
	}
}

func TestNobodyAnswers(t *testing.T) {
	n, r := stub(t, HandlerFunc(func(*Request) *Msg { return nil }))
	n.servers["192.0.2.11:53"] = nil
	_, err := r.Resolve("web.alpha.test", mdns.TypeA)
	want := "udp 192.0.2.10 web.alpha.test. A -> silence\nudp 192.0.2.10 web.alpha.test. A -> silence"
	if got := n.drain(); got != want {
		t.Errorf("the silent one is asked %d times:\n%s", DefaultTries, got)
	}
	var e *Error
	if !errors.As(err, &e) || !errors.Is(err, ErrTimeout) || !errors.Is(err, ErrNetwork) || !e.Temporary() || len(e.Attempts) != 3 {
		t.Errorf("%v", err)
	}
	if r.Cache.Len() != 0 {
		t.Error("a stub keeps no failures")
	}
}

func TestTruncatedGoesToTCP(t *testing.T) {
	n := newMemNet()
	n.listen("192.0.2.10", serve(t, mustZone(t, "alpha.test", manyHosts())))
	r := &Resolver{Servers: []string{"192.0.2.10"}, Dial: n.Dial, Now: n.Now, ID: n.ID}
	a, err := r.Resolve("many.alpha.test", mdns.TypeMX)
	if err != nil || len(a.Records) != 60 {
		t.Fatal(err, a)
	}
	want := "udp 192.0.2.10 many.alpha.test. MX -> NOERROR QR AA TC RD 0/0/0\ntcp 192.0.2.10 many.alpha.test. MX -> NOERROR QR AA RD 60/0/0"
	if got := n.drain(); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestWorkIsBounded(t *testing.T) {
	n := newMemNet()
	// A server that always refers one label further down, to servers nobody knows the address of.
	served := 0
	n.listen(rootAddr, HandlerFunc(func(req *Request) *Msg {
		served++
		m := req.Reply(mdns.RcodeSuccess)
		for i := range 20 {
			rr, _ := mdns.NewRR(fmt.Sprintf("test. 300 IN NS ns%d.x%d.test.", i, served))
			m.Ns = append(m.Ns, rr)
		}
		return m
	}))
	r := &Resolver{Roots: []RootHint{{"a.root.test.", []netip.Addr{netip.MustParseAddr(rootAddr)}}}, Dial: n.Dial, Now: n.Now, ID: n.ID}
	for _, cache := range []*Cache{nil, {}} {
		served, r.Cache = 0, cache
		_, err := r.Resolve("www.test", mdns.TypeA)
		var e *Error
		if !errors.As(err, &e) || !e.Temporary() || served > MaxQueries {
			t.Errorf("%d queries, %v", served, err)
		}
	}
}

func TestResolverServesOthers(t *testing.T) {
	n, r := internet(t)
	n.listen("192.0.2.10", r)
	front := &Resolver{Servers: []string{"192.0.2.10"}, Dial: n.Dial, Now: n.Now, ID: n.ID, Cache: &Cache{}}
	a, err := front.Resolve("out.alpha.test", mdns.TypeA)
	if err != nil || texts(a.Records) != "www.beta.test. 300 IN A 203.0.113.80" {
		t.Fatal(err, a)
	}
	n.now = n.now.Add(100 * time.Second)
	s := n.servers["192.0.2.10:53"]
	n.drain()
	for _, c := range []struct{ q, want string }{
		{"out.alpha.test. A", "REFUSED QR RA"}, // RD=0
		{"alpha.test. AXFR", "REFUSED QR RA"},
	} {
		if got := ask(t, s, "udp", c.q, 0); got != c.want {
			t.Errorf("%s: %s", c.q, got)
		}
	}
	for _, c := range []struct {
		name  string
		qtype uint16
		want  string
	}{
		{"Out.Alpha.test.", mdns.TypeA, "NOERROR QR RD RA|Out.Alpha.test. 200 IN CNAME www.beta.test.|www.beta.test. 200 IN A 203.0.113.80|"},
		{"nobody.alpha.test.", mdns.TypeA, "NXDOMAIN QR RD RA|alpha.test. 60 IN SOA ns1.alpha.test. hostmaster.alpha.test. 7 7200 1800 1209600 60"},
		{"www.circle.test.", mdns.TypeA, "SERVFAIL QR RD RA|"},
		{"alpha.test.", mdns.TypeANY, `NOERROR QR RD RA|alpha.test. 3600 IN HINFO "RFC8482" ""|`},
	} {
		m := new(Msg)
		m.Id, m.RecursionDesired = 1, true
		m.Question = []Question{{Name: c.name, Qtype: c.qtype, Qclass: mdns.ClassINET}}
		wire, _ := m.Pack()
		d := Describe(s.Respond("udp", nil, wire))
		got := d.RCode + " " + d.Flags() + "|" + strings.Join(append(d.Answer, strings.Join(d.Authority, "|")), "|")
		if got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestFailuresAreRememberedForAMoment(t *testing.T) {
	n, r := internet(t)
	if _, err := r.Resolve("www.lame.test", mdns.TypeA); err == nil {
		t.Fatal("no error")
	}
	n.drain()
	for range 3 { // remembering does not make it last (RFC 9520 section 3.2)
		_, err := r.Resolve("www.lame.test", mdns.TypeA)
		var e *Error
		if !errors.As(err, &e) || !e.Cached || n.drain() != "" {
			t.Errorf("asked again: %v", err)
		}
		n.now = n.now.Add(FailureTTL / 4)
	}
	n.now = n.now.Add(FailureTTL / 4)
	if _, err := r.Resolve("www.lame.test", mdns.TypeA); err == nil || n.drain() == "" {
		t.Error("not asked again")
	}
}

func TestSameQuestionsSameMessages(t *testing.T) {
	story := func() string {
		n, r := internet(t)
		var facts []string
		say := func(what string) func(Entry) {
			return func(e Entry) { facts = append(facts, what+" "+e.Name+" "+e.Kind.String()) }
		}
		r.Cache.Hooks = CacheHooks{Hit: say("hit"), Stored: say("stored"), Negative: say("negative"), Expired: say("expired"),
			Miss: func(name string, _ uint16) { facts = append(facts, "miss "+name) }}
		for range 3 {
			for _, name := range []string{"alpha.test", "beta.test", "nowhere.test", "www.circle.test"} {
				r.LookupMail(name)
			}
			n.now = n.now.Add(200 * time.Second)
		}
		return strings.Join(facts, "\n") + n.drain()
	}
	first := story()
	for range 20 {
		if story() != first {
			t.Fatal("two runs differ")
		}
	}
}

func BenchmarkRecursion(b *testing.B) {
	n, r := internet(b)
	for b.Loop() {
		r.Cache.Flush()
		if _, err := r.LookupMail("alpha.test"); err != nil {
			b.Fatal(err)
		}
		n.log = n.log[:0]
	}
}

func BenchmarkParseZone(b *testing.B) {
	for b.Loop() {
		if _, err := ParseZone("alpha.test", alphaZone); err != nil {
			b.Fatal(err)
		}
	}
}
