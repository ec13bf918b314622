package spf_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"posta/sim/auth"
	"posta/sim/auth/authtest"
	"posta/sim/auth/spf"
)

// zone reads "name TYPE value" lines.
func zone(lines ...string) authtest.Zone {
	z := authtest.Zone{}
	for _, line := range lines {
		f := strings.SplitN(line, " ", 3)
		r := authtest.Record{Type: f[1]}
		switch {
		case f[2] == "TIMEOUT":
			r.Timeout = true
		case f[1] == "MX":
			pref, host, _ := strings.Cut(f[2], " ")
			r.Value = json.RawMessage(fmt.Sprintf("[%s, %q]", pref, host))
		default:
			r.Value, _ = json.Marshal(f[2])
		}
		z[f[0]] = append(z[f[0]], r)
	}
	return z
}

func check(z auth.Resolver, ip, from string) *spf.Report {
	return spf.Check(context.Background(), z, spf.Input{IP: netip.MustParseAddr(ip), Helo: "mail.uno.test", MailFrom: from,
		Receiver: "mx.dos.test", Time: time.Unix(1000, 0)})
}

// TestCheck: each rule of RFC 7208 that a lesson or a real record meets.
func TestCheck(t *testing.T) {
	tests := []struct {
		name   string
		zone   []string
		ip     string
		result spf.Result
		reason spf.Reason
		void   int
	}{
		{"the address is listed", []string{"uno.test TXT v=spf1 ip4:192.0.2.0/24 -all"}, "192.0.2.7", spf.Pass, spf.Matched, 0},
		{"it is not", []string{"uno.test TXT v=spf1 ip4:192.0.2.0/24 -all"}, "198.51.100.7", spf.Fail, spf.Matched, 0},
		{"softly", []string{"uno.test TXT v=spf1 ip4:192.0.2.0/24 ~all"}, "198.51.100.7", spf.SoftFail, spf.Matched, 0},
		{"nothing matches", []string{"uno.test TXT v=spf1 ip4:192.0.2.0/24"}, "198.51.100.7", spf.Neutral, spf.NoMatch, 0},
		{"no record", []string{"uno.test TXT hello"}, "192.0.2.7", spf.None, spf.NoRecord, 0},
		{"no domain", nil, "192.0.2.7", spf.None, spf.NoRecord, 0},
		{"two records", []string{"uno.test TXT v=spf1 -all", "uno.test TXT v=spf1 +all"}, "192.0.2.7", spf.PermError, spf.ManyRecords, 0},
		{"no answer", []string{"uno.test TXT TIMEOUT"}, "192.0.2.7", spf.TempError, spf.DNSError, 0},
		{"a typo", []string{"uno.test TXT v=spf1 ipv4:192.0.2.7 -all"}, "192.0.2.7", spf.PermError, spf.Syntax, 0},
		{"an error after the match counts too", []string{"uno.test TXT v=spf1 ip4:192.0.2.7 -al"}, "192.0.2.7", spf.PermError, spf.Syntax, 0},
		{"the exchangers", []string{"uno.test TXT v=spf1 mx -all", "uno.test MX 10 mx.uno.test", "mx.uno.test A 192.0.2.7"}, "192.0.2.7", spf.Pass, spf.Matched, 0},
		{"IPv6 asks AAAA", []string{"uno.test TXT v=spf1 a -all", "uno.test AAAA 2001:db8::7"}, "2001:db8::7", spf.Pass, spf.Matched, 0},
		{"IPv6 does not match ip4", []string{"uno.test TXT v=spf1 ip4:0.0.0.0/0 -all"}, "2001:db8::7", spf.Fail, spf.Matched, 0},
		{"include passes", []string{"uno.test TXT v=spf1 include:tres.test -all", "tres.test TXT v=spf1 ip4:192.0.2.7 -all"}, "192.0.2.7", spf.Pass, spf.Matched, 0},
		{"a fail inside an include is no match", []string{"uno.test TXT v=spf1 include:tres.test ?all", "tres.test TXT v=spf1 -all"}, "192.0.2.7", spf.Neutral, spf.Matched, 0},
		{"include without a record", []string{"uno.test TXT v=spf1 include:tres.test -all"}, "192.0.2.7", spf.PermError, spf.IncludeNone, 0},
		{"include that nobody answers", []string{"uno.test TXT v=spf1 include:tres.test -all", "tres.test TXT TIMEOUT"}, "192.0.2.7", spf.TempError, spf.Nested, 0},
		{"redirect", []string{"uno.test TXT v=spf1 redirect=tres.test", "tres.test TXT v=spf1 ip4:192.0.2.7 -all"}, "192.0.2.7", spf.Pass, spf.Redirected, 0},
		{"redirect after all is not looked at", []string{"uno.test TXT v=spf1 redirect=tres.test ?all"}, "192.0.2.7", spf.Neutral, spf.Matched, 0},
		{"redirect to itself", []string{"uno.test TXT v=spf1 redirect=uno.test"}, "192.0.2.7", spf.PermError, spf.Redirected, 0},
		{"include of itself", []string{"uno.test TXT v=spf1 include:uno.test -all"}, "192.0.2.7", spf.PermError, spf.Nested, 0},
		{"a circle of aliases", []string{"uno.test CNAME tres.test", "tres.test CNAME uno.test"}, "192.0.2.7", spf.TempError, spf.DNSLoop, 0},
		{"two void questions", []string{"uno.test TXT v=spf1 a:no.uno.test a:ni.uno.test ?all"}, "192.0.2.7", spf.Neutral, spf.Matched, 2},
		{"three void questions", []string{"uno.test TXT v=spf1 a:no.uno.test a:ni.uno.test a:nu.uno.test ?all"}, "192.0.2.7", spf.PermError, spf.TooManyVoid, 3},
		{"a reverse name below the target", []string{"uno.test TXT v=spf1 ptr -all", "7.2.0.192.in-addr.arpa PTR out.uno.test", "out.uno.test A 192.0.2.7"}, "192.0.2.7", spf.Pass, spf.Matched, 0},
		{"a reverse name that lies", []string{"uno.test TXT v=spf1 ptr -all", "7.2.0.192.in-addr.arpa PTR out.uno.test", "out.uno.test A 192.0.2.8"}, "192.0.2.7", spf.Fail, spf.Matched, 0},
		{"a macro", []string{"uno.test TXT v=spf1 exists:%{l}.%{ir}.ok.%{d} -all", "ana.7.2.0.192.ok.uno.test A 127.0.0.2"}, "192.0.2.7", spf.Pass, spf.Matched, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := check(zone(tt.zone...), tt.ip, "ana@uno.test")
			if got.Result != tt.result || got.Record.Reason != tt.reason || got.Void != tt.void {
				t.Errorf("%s because %s, %d void; want %s because %s, %d", got.Result, got.Record.Reason, got.Void, tt.result, tt.reason, tt.void)
			}
		})
	}
}

// TestCause: an error inside a record that another one names is told with its own reason, and where it is.
func TestCause(t *testing.T) {
	for _, tt := range []struct {
		name string
		zone []string
		at   string
		why  spf.Reason
	}{
		{"too many, deep inside", []string{"uno.test TXT v=spf1 include:dos.test -all", "dos.test TXT v=spf1 a mx a a a a a a a a a -all", "dos.test A 192.0.2.99", "dos.test MX 10 dos.test"}, "dos.test", spf.TooMany},
		{"a typo behind two includes", []string{"uno.test TXT v=spf1 include:dos.test -all", "dos.test TXT v=spf1 include:tres.test -all", "tres.test TXT v=spf1 ipv4:192.0.2.7"}, "tres.test", spf.Syntax},
		{"silence behind a redirect", []string{"uno.test TXT v=spf1 redirect=tres.test", "tres.test TXT TIMEOUT"}, "tres.test", spf.DNSError},
		{"an include of nothing", []string{"uno.test TXT v=spf1 include:tres.test -all"}, "uno.test", spf.IncludeNone},
		{"a fail behind a redirect is no error", []string{"uno.test TXT v=spf1 redirect=tres.test", "tres.test TXT v=spf1 -all"}, "uno.test", spf.Redirected},
	} {
		if got := check(zone(tt.zone...), "192.0.2.7", "ana@uno.test").Record.Cause(); got.Domain != tt.at || got.Reason != tt.why {
			t.Errorf("%s: %s at %s; want %s at %s", tt.name, got.Reason, got.Domain, tt.why, tt.at)
		}
	}
}

// TestSteps: what was done can be told, term by term.
func TestSteps(t *testing.T) {
	z := zone("uno.test TXT v=spf1 ip4:198.51.100.0/24 include:_spf.%{d2} -all exp=why.uno.test",
		"_spf.uno.test TXT v=spf1 a:out.uno.test ~all", "out.uno.test A 192.0.2.7", "why.uno.test TXT %{i} is not ours, %{r}")
	var asked []auth.Question
	r := check(authtest.Asked(z, &asked), "192.0.2.7", "ana@uno.test")
	first, second, third := r.Record.Terms[0], r.Record.Terms[1], r.Record.Terms[2]
	if first.State != spf.Missed || first.Steps[0].Network.String() != "198.51.100.0/24" || first.Lookups != 0 {
		t.Errorf("ip4: %+v", first)
	}
	if second.State != spf.Match || second.Target != "_spf.uno.test" || !reflect.DeepEqual(second.Macros, []spf.Macro{{Text: "%{d2}", Value: "uno.test"}}) {
		t.Errorf("include: %+v", second)
	}
	inner := second.Inner.Terms[0]
	if inner.Steps[0].Answer.Name != "out.uno.test" || !inner.Steps[1].Equal || inner.Steps[1].Host != "out.uno.test" || inner.Lookups != 2 {
		t.Errorf("a: %+v", inner)
	}
	if third.State != spf.Unread || r.Lookups != 2 || r.Explanation != "" {
		t.Errorf("all: %+v; %d lookups; %q", third, r.Lookups, r.Explanation)
	}
	want := []auth.Question{{Name: "uno.test", Type: auth.TXT}, {Name: "_spf.uno.test", Type: auth.TXT}, {Name: "out.uno.test", Type: auth.A}}
	if !reflect.DeepEqual(asked, want) {
		t.Errorf("asked %v; want %v", asked, want)
	}
	r = check(z, "203.0.113.9", "ana@uno.test")
	if r.Result != spf.Fail || r.Explanation != "203.0.113.9 is not ours, mx.dos.test" {
		t.Errorf("%s %q", r.Result, r.Explanation)
	}
}

// TestEmptyReversePath: a bounce is checked by HELO (RFC 7208 section 2.4).
func TestEmptyReversePath(t *testing.T) {
	r := check(zone("mail.uno.test TXT v=spf1 ip4:192.0.2.7 -all"), "192.0.2.7", "")
	if r.Identity != "helo" || r.Sender != "postmaster@mail.uno.test" || r.Result != spf.Pass {
		t.Errorf("%+v", r)
	}
}

// TestTenLookups: the eleventh term that asks is one too many, wherever it stands (RFC 7208 section 4.6.4).
func TestTenLookups(t *testing.T) {
	for n, want := range map[int]spf.Result{9: spf.Pass, 10: spf.Pass, 11: spf.PermError, 100: spf.PermError} {
		var terms strings.Builder
		lines := []string{}
		for i := range n {
			fmt.Fprintf(&terms, " include:s%d.uno.test", i)
			net := "198.51.100.1"
			if i == n-1 {
				net = "192.0.2.7"
			}
			lines = append(lines, fmt.Sprintf("s%d.uno.test TXT v=spf1 ip4:%s -all", i, net))
		}
		var asked []auth.Question
		r := check(authtest.Asked(zone(append(lines, "uno.test TXT v=spf1"+terms.String()+" -all")...), &asked), "192.0.2.7", "ana@uno.test")
		if r.Result != want || len(asked) > 11 {
			t.Errorf("%d includes: %s after %d questions; want %s", n, r.Result, len(asked), want)
		}
	}
}

// TestBounded: whatever is published, few questions are asked.
func TestBounded(t *testing.T) {
	bomb := "v=spf1 " + strings.Repeat("a:%{s}%{s}%{s}%{s}.%{d} mx:%{L}.%{d} ", 1000) + "-all"
	tree := zone("uno.test TXT v=spf1 include:%{d} include:%{d} redirect=%{d}")
	mxs := []string{"uno.test TXT v=spf1 mx mx:uno.test mx:uno.test mx:uno.test mx:uno.test mx:uno.test mx:uno.test mx:uno.test mx:uno.test mx:uno.test mx -all"}
	for i := range 10 {
		mxs = append(mxs, fmt.Sprintf("uno.test MX %d m%d.uno.test", i, i), fmt.Sprintf("m%d.uno.test A 198.51.100.%d", i, i))
	}
	for name, z := range map[string]authtest.Zone{"macros": zone("uno.test TXT " + bomb), "loops": tree, "exchangers": zone(mxs...)} {
		var asked []auth.Question
		r := check(authtest.Asked(z, &asked), "192.0.2.7", strings.Repeat("a", 64)+"@uno.test")
		if r.Result != spf.PermError || len(asked) > 1+10+10*10 {
			t.Errorf("%s: %s after %d questions", name, r.Result, len(asked))
		}
	}
}

// TestGivenUp: a context that ends is silence, and silence is a temperror.
func TestGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := spf.Check(ctx, zone("uno.test TXT v=spf1 -all"), spf.Input{IP: netip.MustParseAddr("192.0.2.7"), MailFrom: "ana@uno.test"})
	if r.Result != spf.TempError {
		t.Error(r.Result)
	}
}

func FuzzCheck(f *testing.F) {
	for _, record := range []string{"v=spf1 ip4:192.0.2.0/24 -all", "v=spf1 a mx ptr exists:%{ir}.%{v}._spf.%{d2} ?all", "v=spf1 include:uno.test redirect=%{o}",
		"v=spf1 a:%{L1r-}.x.test//64 exp=%{h}.y.test", "v=spf1 %", "v=spf1 ip6:::/129", "v=spf1 a/0//0 mx:uno.test/33"} {
		f.Add(record, "ana@uno.test", "192.0.2.7", "mail.uno.test")
	}
	f.Fuzz(func(t *testing.T, record, from, ip, helo string) {
		addr, err := netip.ParseAddr(ip)
		if err != nil {
			addr = netip.MustParseAddr("2001:db8::1")
		}
		questions := 0
		r := auth.ResolverFunc(func(_ context.Context, q auth.Question) auth.Answer {
			questions++
			a := auth.Answer{Question: q, Outcome: auth.Found}
			switch q.Type {
			case auth.TXT:
				a.Texts = []string{record}
			case auth.MX:
				a.Exchangers = []auth.Exchanger{{Preference: 10, Host: "mx.uno.test"}}
			case auth.PTR:
				a.Names = []string{"mail.uno.test", from}
			default:
				a.Addrs = []netip.Addr{netip.MustParseAddr("198.51.100.1")}
			}
			return a
		})
		in := spf.Input{IP: addr, Helo: helo, MailFrom: from}
		one := spf.Check(context.Background(), r, in)
		if questions > 150 || one.Lookups > spf.MaxLookups+1 {
			t.Errorf("%d questions, %d lookups", questions, one.Lookups)
		}
		if two := spf.Check(context.Background(), r, in); !reflect.DeepEqual(one, two) {
			t.Error("the same twice gave two reports")
		}
		if _, err := json.Marshal(one); err != nil {
			t.Error(err)
		}
	})
}
