package resolver_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"posta/sim/actor/actortest"
	"posta/sim/actor/nameserver"
	"posta/sim/actor/resolver"
	posta "posta/sim/dns"
	"posta/sim/trace"
)

const (
	office = "192.0.2.1"  // whose resolver it is
	book   = "192.0.2.53" // the name server
)

// serving puts a name server on the network; a handler that is slow has a process for
// each question.
func serving(t *testing.T, l *actortest.Lab, h posta.Handler) {
	m := l.Host("dns.test", book)
	m.Begin(0, func() {
		if err := nameserver.Start(m, h, 53, func() bool { return true }); err != nil {
			t.Error(err)
		}
	})
}

func zone(t *testing.T, origin, text string) posta.Handler {
	t.Helper()
	z, err := posta.ParseZone(origin, text)
	if err != nil {
		t.Fatal(err)
	}
	a, err := posta.NewAuthority(z)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const betas = `@ 3600 IN SOA dns.test. admin.dns.test. 1 3600 600 86400 300
@ 3600 IN NS dns.test.
@ 60 IN MX 10 mail
mail 60 IN A 198.51.100.10
`

// told are the facts that a machine records about names, in a few words each.
func told(l *actortest.Lab, host string) (list []string) {
	for _, e := range l.Events {
		switch f := e.Fact.(type) {
		case trace.DNSCache:
			list = append(list, strings.TrimSpace(fmt.Sprintf("cache %s %s %s %s", f.Op, f.Name, f.Type, f.RCode)))
		case trace.DNSAnswered:
			said := f.RCode
			if !f.Why.IsZero() {
				said = string(f.Why.Code)
			}
			list = append(list, fmt.Sprintf("answered %s %s %s cached=%v %d", f.Name, f.Type, said, f.Cached, len(f.Records)))
		}
	}
	return list
}

// TestWhatAMachineLearnsOfNames: what was asked is known until its TTL runs out; that
// there is no such name is known as well, whatever is asked of it (RFC 2308 section 5).
func TestWhatAMachineLearnsOfNames(t *testing.T) {
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		serving(t, l, zone(t, "beta.test", betas))
		m := l.Host("mail.alfa.test", office)
		r := resolver.Stub(m, book)
		ask := func(at time.Duration, name string) {
			m.Begin(at, func() { r.Resolve(name, dns.TypeMX) })
		}
		ask(time.Second, "beta.test.")
		ask(2*time.Second, "beta.test.")
		ask(2*time.Minute, "beta.test.")
		ask(3*time.Minute, "nadie.beta.test.")
		ask(4*time.Minute, "nadie.beta.test.")
	})
	want := []string{
		"cache miss beta.test. MX", "cache stored beta.test. MX NOERROR", "answered beta.test. MX NOERROR cached=false 1",
		"cache hit beta.test. MX NOERROR", "answered beta.test. MX NOERROR cached=true 1",
		"cache expired beta.test. MX NOERROR", "cache miss beta.test. MX", "cache stored beta.test. MX NOERROR", "answered beta.test. MX NOERROR cached=false 1",
		"cache miss nadie.beta.test. MX", "cache negative nadie.beta.test. None NXDOMAIN", "answered nadie.beta.test. MX NXDOMAIN cached=false 0",
		"cache hit nadie.beta.test. None NXDOMAIN", "answered nadie.beta.test. MX NXDOMAIN cached=true 0",
	}
	got := told(l, "mail.alfa.test")
	got = slices.DeleteFunc(got, func(s string) bool { return strings.Contains(s, " A ") })
	if !slices.Equal(got, want) {
		t.Errorf("told:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestWhyNobodyCouldSay: silence, a refusal and a failure are told apart, because mail
// waits for the one and gives up at none of them.
func TestWhyNobodyCouldSay(t *testing.T) {
	for _, c := range []struct {
		name string
		h    posta.Handler
		want trace.Code
	}{
		{"silence", posta.HandlerFunc(func(*posta.Request) *posta.Msg { return nil }), trace.CauseDNSTimeout},
		{"a refusal", posta.HandlerFunc(func(r *posta.Request) *posta.Msg { return r.Reply(dns.RcodeRefused) }), trace.CauseDNSRefused},
		{"a failure", posta.HandlerFunc(func(r *posta.Request) *posta.Msg { return r.Reply(dns.RcodeServerFailure) }), trace.CauseServFail},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := actortest.Run(t, 1, func(l *actortest.Lab) {
				serving(t, l, c.h)
				m := l.Host("mail.alfa.test", office)
				r := resolver.Stub(m, book)
				m.Begin(time.Second, func() { r.LookupMail("beta.test") })
			})
			answers := actortest.Of[trace.DNSAnswered](l, "mail.alfa.test")
			if len(answers) == 0 || answers[0].Why.Code != c.want || answers[0].Why.Name != "beta.test" {
				t.Errorf("%+v, want %s", answers, c.want)
			}
		})
	}
}

// TestALongAnswerComesByTCP: what does not fit a datagram is asked for again over a
// connection (RFC 1035 section 4.2.2, RFC 7766).
func TestALongAnswerComesByTCP(t *testing.T) {
	long := betas + "@ 60 IN TXT"
	for range 20 {
		long += ` "` + strings.Repeat("x", 200) + `"`
	}
	var records int
	actortest.Run(t, 1, func(l *actortest.Lab) {
		serving(t, l, zone(t, "beta.test", long+"\n"))
		m := l.Host("mail.alfa.test", office)
		r := resolver.Stub(m, book)
		m.Begin(time.Second, func() {
			a, err := r.Resolve("beta.test.", dns.TypeTXT)
			if err != nil {
				t.Error(err)
				return
			}
			records = len(a.Records)
		})
	})
	if records != 1 {
		t.Errorf("%d records", records)
	}
}

// TestARecursiveResolverWalksDown from the root, and asks nobody twice.
func TestARecursiveResolverWalksDown(t *testing.T) {
	root := ". 3600 IN SOA root.test. a.root.test. 1 3600 600 86400 300\n. 3600 IN NS root.test.\nroot.test. 3600 IN A 192.0.2.99\n" +
		"beta.test. 3600 IN NS dns.test.\ndns.test. 3600 IN A " + book + "\n"
	var hosts []string
	asked := 0
	actortest.Run(t, 1, func(l *actortest.Lab) {
		serving(t, l, zone(t, "beta.test", betas))
		top := l.Host("root.test", "192.0.2.99")
		authority := zone(t, ".", root)
		top.Begin(0, func() {
			count := posta.HandlerFunc(func(r *posta.Request) *posta.Msg { asked++; return authority.ServeDNS(r) })
			if err := nameserver.Start(top, count, 53, nil); err != nil {
				t.Error(err)
			}
		})
		m := l.Host("mail.alfa.test", office)
		r := resolver.Recursive(m, []posta.RootHint{{Name: "root.test.", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.99")}}})
		m.Begin(time.Second, func() {
			for range 2 {
				route, err := r.LookupMail("beta.test")
				if err != nil {
					t.Error(err)
					return
				}
				for _, h := range route.Hosts {
					hosts = append(hosts, h.Name)
				}
			}
		})
	})
	if !slices.Equal(hosts, []string{"mail.beta.test.", "mail.beta.test."}) || asked == 0 || asked > 2 {
		t.Errorf("the exchangers are %v, and the root was asked %d times", hosts, asked)
	}
}

// TestAPortThatIsTakenIsSaid: a machine has one name server.
func TestAPortThatIsTakenIsSaid(t *testing.T) {
	actortest.Run(t, 1, func(l *actortest.Lab) {
		m := l.Host("dns.test", book)
		m.Begin(0, func() {
			h := zone(t, "beta.test", betas)
			if err := nameserver.Start(m, h, 53, nil); err != nil {
				t.Error(err)
			}
			if err := nameserver.Start(m, h, 53, nil); err == nil || !strings.Contains(err.Error(), "starting the name server") {
				t.Errorf("a second one: %v", err)
			}
		})
	})
}
