package spf_test

import (
	"context"
	"net"
	"net/netip"
	"testing"

	blitiri "blitiri.com.ar/go/spf"

	"posta/sim/auth"
	"posta/sim/auth/authtest"
	"posta/sim/auth/spf"
)

// library lets blitiri.com.ar/go/spf ask our resolvers.
type library struct{ r auth.Resolver }

func (l library) ask(name string, t auth.Type) (auth.Answer, error) {
	a := auth.Ask(context.Background(), l.r, name, t)
	switch a.Outcome {
	case auth.Found:
		return a, nil
	case auth.NoData, auth.NXDomain:
		return a, &net.DNSError{Err: a.Outcome.String(), Name: name, IsNotFound: true}
	}
	return a, &net.DNSError{Err: a.Outcome.String(), Name: name, IsTemporary: true, IsTimeout: a.Outcome == auth.Timeout}
}

func (l library) LookupTXT(_ context.Context, name string) ([]string, error) {
	a, err := l.ask(name, auth.TXT)
	return a.Texts, err
}

func (l library) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	a, err := l.ask(name, auth.MX)
	var list []*net.MX
	for _, mx := range a.Exchangers {
		list = append(list, &net.MX{Host: mx.Host + ".", Pref: mx.Preference})
	}
	return list, err
}

func (l library) LookupIPAddr(_ context.Context, name string) ([]net.IPAddr, error) {
	var list []net.IPAddr
	var first error
	for _, t := range []auth.Type{auth.A, auth.AAAA} {
		a, err := l.ask(name, t)
		for _, ip := range a.Addrs {
			list = append(list, net.IPAddr{IP: ip.AsSlice()})
		}
		if err != nil && (first == nil || a.Failed()) {
			first = err
		}
	}
	if len(list) > 0 {
		return list, nil
	}
	return nil, first
}

func (l library) LookupAddr(_ context.Context, addr string) ([]string, error) {
	a, err := l.ask(spf.ReverseName(netip.MustParseAddr(addr)), auth.PTR)
	return a.Names, err
}

// TestSecondOpinion: blitiri.com.ar/go/spf says the same, where it follows the RFC.
func TestSecondOpinion(t *testing.T) {
	zones := map[string][]string{
		"networks":       {"uno.test TXT v=spf1 ip4:192.0.2.0/25 ip6:2001:db8::/32 -all"},
		"hosts":          {"uno.test TXT v=spf1 a mx:tres.test/30 ~all", "uno.test A 192.0.2.1", "tres.test MX 10 mx.tres.test", "mx.tres.test A 192.0.2.5"},
		"include":        {"uno.test TXT v=spf1 include:tres.test ?all", "tres.test TXT v=spf1 ip4:192.0.2.7 -all"},
		"redirect":       {"uno.test TXT v=spf1 redirect=tres.test", "tres.test TXT v=spf1 ip4:192.0.2.7 -all"},
		"loop":           {"uno.test TXT v=spf1 include:uno.test -all"},
		"two":            {"uno.test TXT v=spf1 -all", "uno.test TXT v=spf1 ~all"},
		"typo":           {"uno.test TXT v=spf1 ip4:192.0.2.300 -all"},
		"exists":         {"uno.test TXT v=spf1 exists:%{ir}.%{l1r-}.%{d} -all", "7.2.0.192.ana.uno.test A 127.0.0.2"},
		"none":           {"uno.test TXT hello"},
		"include none":   {"uno.test TXT v=spf1 include:tres.test -all"},
		"redirect none":  {"uno.test TXT v=spf1 redirect=tres.test"},
		"no answer":      {"uno.test TXT TIMEOUT"},
		"answer missing": {"uno.test TXT v=spf1 a:tres.test -all", "tres.test A TIMEOUT", "tres.test AAAA TIMEOUT"},
		"reverse":        {"uno.test TXT v=spf1 ptr -all", "7.2.0.192.in-addr.arpa PTR out.uno.test", "out.uno.test A 192.0.2.7"},
		"void":           {"uno.test TXT v=spf1 a:a.uno.test a:b.uno.test a:c.uno.test -all"},
	}
	for name, lines := range zones {
		z := zone(lines...)
		for _, ip := range []string{"192.0.2.7", "192.0.2.5", "192.0.2.200", "2001:db8::7", "2001:db9::7"} {
			mine := check(z, ip, "ana@uno.test").Result
			other, _ := blitiri.CheckHostWithSender(net.ParseIP(ip), "mail.uno.test", "ana@uno.test", blitiri.WithResolver(library{z}))
			if string(other) != string(mine) {
				t.Errorf("%s, %s: %s; the library says %s", name, ip, mine, other)
			}
		}
	}
}

// TestSecondOpinionOnVectors counts on how many cases of the suite the library agrees with us: fewer than all, which is why
// the evaluator is ours; never fewer than when this was written.
func TestSecondOpinionOnVectors(t *testing.T) {
	var list []scenario
	authtest.Vectors(t, "spf_rfc7208.json", &list)
	same := 0
	for _, s := range list {
		for _, c := range s.Tests {
			mine := spf.Check(context.Background(), s.Zone, spf.Input{IP: netip.MustParseAddr(c.IP), Helo: c.Helo, MailFrom: c.MailFrom})
			other, _ := blitiri.CheckHostWithSender(net.ParseIP(c.IP), c.Helo, c.MailFrom, blitiri.WithResolver(library{s.Zone}))
			if string(other) == string(mine.Result) {
				same++
			}
		}
	}
	t.Logf("the library agrees on %d of 203", same)
	if same < 165 {
		t.Errorf("the library agrees on %d only", same)
	}
}
