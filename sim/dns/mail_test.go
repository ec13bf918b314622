package dns

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"
)

const mailZone = `
$TTL 300
@        SOA ns1 h 1 2 3 4 60
@        NS  ns1
ns1      A   192.0.2.1
@        MX  20 mx2
@        MX  10 mx1
mx1      A   192.0.2.25
mx1      A   192.0.2.24
mx1      AAAA 2001:db8::25
mx2      AAAA 2001:db8::26
bare     A   192.0.2.30
null     MX  0 .
half     MX  0 .
half     MX  10 mx1
nothing  TXT "neither mail nor host"
equal    MX  10 a
equal    MX  10 b
equal    MX  5  c
equal    MX  10 d
a        A   192.0.2.41
b        A   192.0.2.42
c        A   192.0.2.43
d        A   192.0.2.44
alias    CNAME bare
aliasmx  MX  10 alias
ghost    MX  10 nobody
ghost    MX  20 mx1
ghosts   MX  10 nobody
ghosts   MX  20 nothing
far      MX  10 mail.unreachable.test.
farther  MX  10 mail.unreachable.test.
farther  MX  20 mx1
*.wild   MX  10 mx1
`

func mailResolver(t *testing.T) (*memNet, *Resolver) {
	n := newMemNet()
	n.listen("192.0.2.10", serve(t, mustZone(t, "alpha.test", mailZone)))
	return n, &Resolver{Servers: []string{"192.0.2.10"}, Dial: n.Dial, Now: n.Now, ID: n.ID, Cache: &Cache{}}
}

func (rt Route) text() string {
	var out []string
	for _, h := range rt.Hosts {
		s := fmt.Sprintf("%d %s", h.Preference, strings.TrimSuffix(h.Name, ".alpha.test."))
		if h.Alias != "" {
			s += " (alias of " + h.Alias + ")"
		}
		for _, a := range h.Addrs {
			s += " " + a.String()
		}
		var e *Error
		if errors.As(h.Err, &e) {
			s += " [" + e.Kind.Error() + "]"
		}
		out = append(out, s)
	}
	if rt.Implicit {
		out = append(out, "implicit")
	}
	if rt.NullBeside {
		out = append(out, "null beside")
	}
	if rt.Null {
		out = append(out, "null")
	}
	return strings.Join(out, "; ")
}

func TestLookupMail(t *testing.T) {
	for _, c := range []struct {
		name, domain, want string
		kind               error
		temporary          bool
	}{
		{"by preference, addresses in their order", "alpha.test", "10 mx1 192.0.2.25 192.0.2.24 2001:db8::25; 20 mx2 2001:db8::26", nil, false},
		{"no MX: the domain itself", "bare.alpha.test", "0 bare 192.0.2.30; implicit", nil, false},
		{"a null MX", "null.alpha.test", "null", ErrNullMX, false},
		{"a null MX beside another", "half.alpha.test", "10 mx1 192.0.2.25 192.0.2.24 2001:db8::25; null beside", nil, false},
		{"no such domain", "nobody.alpha.test", "", ErrNXDomain, false},
		{"neither MX nor address", "nothing.alpha.test", "0 nothing [no record of that type]; implicit", ErrNoRoute, false},
		{"equal ones in the order of the reply", "equal.alpha.test", "5 c 192.0.2.43; 10 a 192.0.2.41; 10 b 192.0.2.42; 10 d 192.0.2.44", nil, false},
		{"a domain that is an alias", "alias.alpha.test", "0 bare 192.0.2.30; implicit", nil, false},
		{"an exchanger that is an alias", "aliasmx.alpha.test", "10 alias (alias of bare.alpha.test.) 192.0.2.30", nil, false},
		{"one exchanger does not exist", "ghost.alpha.test", "10 nobody [no such domain]; 20 mx1 192.0.2.25 192.0.2.24 2001:db8::25", nil, false},
		{"none exists", "ghosts.alpha.test", "10 nobody [no such domain]; 20 nothing [no record of that type]", ErrNoRoute, false},
		{"nobody can say where it is", "far.alpha.test", "10 mail.unreachable.test. [the server refused]", ErrRefused, true},
		{"but another is known", "farther.alpha.test", "10 mail.unreachable.test. [the server refused]; 20 mx1 192.0.2.25 192.0.2.24 2001:db8::25", nil, false},
		{"a wildcard", "any.wild.alpha.test", "10 mx1 192.0.2.25 192.0.2.24 2001:db8::25", nil, false},
		{"nobody can say", "beta.test", "", ErrRefused, true},
		{"an address literal is no domain", "[192.0.2.1]", "", ErrBadName, false},
		{"nor is a name that is not in ASCII (RFC 5321 section 2.3.5)", "señal.test", "", ErrBadName, false},
		{"nothing at all", "", "", ErrBadName, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, r := mailResolver(t)
			rt, err := r.LookupMail(c.domain)
			if got := rt.text(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if !errors.Is(err, c.kind) {
				t.Fatalf("got %v, want %v", err, c.kind)
			}
			var e *Error
			if err != nil && (!errors.As(err, &e) || e.Temporary() != c.temporary) {
				t.Errorf("%v: Temporary is not %v", err, c.temporary)
			}
		})
	}
}

func TestShuffleOnlyAmongEquals(t *testing.T) {
	_, r := mailResolver(t)
	r.Shuffle = func(n int) []int {
		out := make([]int, n)
		for i := range out {
			out[i] = n - 1 - i
		}
		return out
	}
	r.AddrTypes = []uint16{mdns.TypeA}
	rt, err := r.LookupMail("equal.alpha.test")
	if err != nil || rt.text() != "5 c 192.0.2.43; 10 d 192.0.2.44; 10 b 192.0.2.42; 10 a 192.0.2.41" {
		t.Error(err, rt.text())
	}
	r.Shuffle = func(n int) []int { return make([]int, n) } // not a permutation
	if rt, err = r.LookupMail("equal.alpha.test"); err != nil || !strings.HasPrefix(rt.text(), "5 c 192.0.2.43; 10 a") {
		t.Error(err, rt.text())
	}
}

func TestAnExchangerGoesOnlyToBetterOnes(t *testing.T) {
	_, r := mailResolver(t)
	rt, err := r.LookupMail("equal.alpha.test")
	if err != nil {
		t.Fatal(err)
	}
	is := func(who string) func(string) bool { return func(name string) bool { return name == who } }
	if better, ok := rt.Before(is("b.alpha.test.")); !ok || better.text() != "5 c 192.0.2.43" {
		t.Error(ok, better.text())
	}
	if better, ok := rt.Before(is("c.alpha.test.")); ok {
		t.Error("the best one has nowhere to go:", better.text())
	}
	if same, ok := rt.Before(is("x.test.")); !ok || len(same.Hosts) != 4 {
		t.Error(ok, same.text())
	}
	if len(rt.Hosts) != 4 {
		t.Error("the route itself was changed")
	}
}

func TestTheSecondLetterAsksNothing(t *testing.T) {
	n, r := mailResolver(t)
	r.AddrTypes = []uint16{mdns.TypeA}
	first, err := r.LookupMail("bare.alpha.test")
	if err != nil || first.Cached {
		t.Fatal(err, first)
	}
	if got := n.drain(); strings.Count(got, "\n") != 1 {
		t.Errorf("one question for MX, one for A:\n%s", got)
	}
	second, err := r.LookupMail("bare.alpha.test")
	if err != nil || !second.Cached || n.drain() != "" {
		t.Error(err, second)
	}
	if addrs, err := r.LookupAddrs("bare.alpha.test"); err != nil || len(addrs) != 1 || addrs[0] != netip.MustParseAddr("192.0.2.30") {
		t.Error(addrs, err)
	}
	if _, err := r.LookupAddrs("null.alpha.test"); !errors.Is(err, ErrNoData) {
		t.Error(err)
	}
}
