package auth_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"posta/sim/auth"
	"posta/sim/dns"
)

func TestValidName(t *testing.T) {
	for name, want := range map[string]bool{
		"uno.test": true, "uno.test.": true, "uno": true, "a b.test": true,
		"": false, ".": false, "uno..test": false, ".uno.test": false, strings.Repeat("a", 64) + ".test": false, strings.Repeat("abc.", 64): false,
	} {
		if got := auth.ValidName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// TestFromDNS: what a resolver of package dns says, as a value; over the wire format, escapes included.
func TestFromDNS(t *testing.T) {
	z, err := dns.ParseZone("uno.test", `
@ SOA ns hostmaster 1 2 3 4 5
@ NS ns
ns A 192.0.2.53
@ TXT "v=spf1 " "ip4:192.0.2.7 -all"
@ MX 10 mx
mx A 192.0.2.7
mx AAAA 2001:db8::7
bytes TXT "a\"b\\c\200d"
www CNAME mx
a\032b A 192.0.2.9
`)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := dns.NewAuthority(z)
	if err != nil {
		t.Fatal(err)
	}
	r := auth.FromDNS(func(name string, qtype uint16) (*dns.Answer, error) {
		if strings.HasPrefix(name, "silent") {
			return nil, &dns.Error{Kind: dns.ErrTimeout}
		}
		q := new(dns.Msg)
		q.SetQuestion(mdns.Fqdn(name), qtype)
		m := authority.ServeDNS(&dns.Request{Msg: q})
		a := &dns.Answer{Name: dns.Canonical(name), Final: dns.Canonical(name), RCode: m.Rcode}
		for _, rr := range m.Answer {
			if c, ok := rr.(*mdns.CNAME); ok && qtype != mdns.TypeCNAME {
				a.Final = c.Target
				continue
			}
			a.Records = append(a.Records, rr)
		}
		return a, nil
	})
	ask := func(name string, typ auth.Type) auth.Answer { return auth.Ask(context.Background(), r, name, typ) }
	if a := ask("uno.test", auth.TXT); !reflect.DeepEqual(a.Texts, []string{"v=spf1 ip4:192.0.2.7 -all"}) {
		t.Errorf("%+v", a)
	}
	if a := ask("bytes.uno.test", auth.TXT); !reflect.DeepEqual(a.Texts, []string{"a\"b\\c\xc8d"}) {
		t.Errorf("%q", a.Texts)
	}
	if a := ask("uno.test", auth.MX); len(a.Exchangers) != 1 || a.Exchangers[0] != (auth.Exchanger{Preference: 10, Host: "mx.uno.test"}) {
		t.Errorf("%+v", a)
	}
	if a := ask("www.uno.test", auth.AAAA); a.Alias != "mx.uno.test" || a.Addrs[0].String() != "2001:db8::7" {
		t.Errorf("%+v", a)
	}
	if a := ask("a b.uno.test", auth.A); a.Outcome != auth.Found {
		t.Errorf("%+v", a)
	}
	for name, want := range map[string]auth.Outcome{"uno.test": auth.NoData, "no.uno.test": auth.NXDomain, "silent.test": auth.Timeout, "bad..name": auth.NXDomain} {
		if a := ask(name, auth.PTR); a.Outcome != want {
			t.Errorf("%s: %s; want %s", name, a.Outcome, want)
		}
	}
}
