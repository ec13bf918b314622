package verify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"posta/sim/auth"
	"posta/sim/auth/arc"
	"posta/sim/auth/authtest"
	"posta/sim/auth/dkim"
	"posta/sim/auth/keys"
	"posta/sim/auth/spf"
	"posta/sim/auth/verify"
)

// published is what the domains of the letter below say of themselves.
func published(t *testing.T) (authtest.Zone, verify.Letter) {
	t.Helper()
	key := keys.Ed25519(1, "uno.test")
	record, err := dkim.Record(key)
	if err != nil {
		t.Fatal(err)
	}
	z := authtest.Texts(map[string]string{
		"uno.test": "v=spf1 include:inc.test mx -all", "inc.test": "v=spf1 ip4:198.51.100.7 -all",
		"s1._domainkey.uno.test": record, "_dmarc.uno.test": "v=DMARC1; p=reject",
	})
	text := "From: Ana <ana@uno.test>\r\nSubject: x\r\n\r\nHello.\r\n"
	signed, err := (&dkim.Signer{Domain: "uno.test", Selector: "s1", Key: key}).Sign([]byte(text), time.Unix(1_700_000_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	return z, verify.Letter{Message: append(signed.Field, text...), IP: netip.MustParseAddr("198.51.100.7"), Helo: "mail.uno.test", MailFrom: "ana@uno.test", Receiver: "posta", Time: time.Unix(1_700_000_100, 0)}
}

// TestWhereTheDNSFails: at each question that a letter makes a receiver ask, what a server that fails, one that is silent, and a
// name that is not there come to: for now, or for good.
func TestWhereTheDNSFails(t *testing.T) {
	z, l := published(t)
	for _, tt := range []struct {
		name             string
		failed, unknown  string // SPF, DKIM, DMARC: the server fails or is silent; there is no such name
		failing, lacking string // RFC
	}{
		{"uno.test", "temperror pass pass", "none pass pass", "7208 2.6.6", "7208 4.3"},
		{"inc.test", "temperror pass pass", "permerror pass pass", "7208 5.2", "7208 5.2"},
		{"s1._domainkey.uno.test", "pass temperror pass", "pass permerror pass", "6376 6.1.2", "6376 6.1.2"},
		// RFC 9989 section 4.10.1: without the record there is nothing to apply; where it cannot be had now, the receiver may choose.
		{"_dmarc.uno.test", "pass pass temperror", "pass pass none", "9989 4.10.1", "9989 4.10.1"},
	} {
		for _, bad := range []auth.Outcome{auth.ServFail, auth.Timeout, auth.NXDomain} {
			r := auth.ResolverFunc(func(ctx context.Context, q auth.Question) auth.Answer {
				if strings.TrimSuffix(q.Name, ".") == tt.name {
					return auth.Answer{Question: q, Outcome: bad}
				}
				return z.Resolve(ctx, q)
			})
			report := verify.All(context.Background(), r, l)
			got := fmt.Sprintf("%s %s %s", report.SPF.Result, report.DKIM.Result(), report.DMARC.Result)
			want, rfc := tt.failed, tt.failing
			if bad == auth.NXDomain {
				want, rfc = tt.unknown, tt.lacking
			}
			if got != want {
				t.Errorf("%s: %s: %s; want %s (RFC %s)", tt.name, bad, got, want, rfc)
			}
		}
	}
}

// TestWhereSPFAsksFurther: each question that a term asks, when its server fails or is silent, and when there is no such name: what
// ends the check, and what is only no match.
func TestWhereSPFAsksFurther(t *testing.T) {
	z := authtest.Zone{}
	put := func(name, kind, value string) {
		z[name] = append(z[name], authtest.Record{Type: kind, Value: json.RawMessage(value)})
	}
	put("uno.test", "TXT", `"v=spf1 a mx exists:%{i}.e.uno.test ptr:out.test -all exp=why.uno.test"`)
	put("uno.test", "A", `"203.0.113.1"`)
	put("uno.test", "MX", `[10, "mx.uno.test"]`)
	put("mx.uno.test", "A", `"203.0.113.2"`)
	put("9.100.51.198.in-addr.arpa", "PTR", `"a.out.test"`)
	put("a.out.test", "A", `"198.51.100.8"`)
	put("why.uno.test", "TXT", `"not ours"`)
	l := verify.Letter{IP: netip.MustParseAddr("198.51.100.9"), Helo: "mail.uno.test", MailFrom: "ana@uno.test", Time: time.Unix(1_700_000_000, 0)}
	for _, tt := range []struct {
		name             string
		kind             auth.Type
		failing, lacking spf.Result
		rfc              string
	}{
		{"uno.test", auth.A, spf.TempError, spf.Fail, "7208 5"},
		{"uno.test", auth.MX, spf.TempError, spf.Fail, "7208 5"},
		{"mx.uno.test", auth.A, spf.TempError, spf.Fail, "7208 5"},
		{"198.51.100.9.e.uno.test", auth.A, spf.TempError, spf.Fail, "7208 5"},
		{"9.100.51.198.in-addr.arpa", auth.PTR, spf.Fail, spf.Fail, "7208 5.5"}, // the mechanism does not match
		{"a.out.test", auth.A, spf.Fail, spf.Fail, "7208 5.5"},                  // that name is passed over
		{"why.uno.test", auth.TXT, spf.Fail, spf.Fail, "7208 6.2"},              // there is no explanation, that is all
	} {
		for _, bad := range []auth.Outcome{auth.ServFail, auth.Timeout, auth.NXDomain} {
			asked := false
			r := auth.ResolverFunc(func(ctx context.Context, q auth.Question) auth.Answer {
				if q.Name == tt.name && q.Type == tt.kind {
					asked = true
					return auth.Answer{Question: q, Outcome: bad}
				}
				return z.Resolve(ctx, q)
			})
			got, want := verify.SPF(context.Background(), r, l), tt.failing
			if bad == auth.NXDomain {
				want = tt.lacking
			}
			if got.Result != want || !asked {
				t.Errorf("%s %s: %s: %s; want %s (RFC %s)", tt.name, tt.kind, bad, got.Result, want, tt.rfc)
			}
			if tt.kind == auth.TXT && got.Explanation != "" {
				t.Errorf("an explanation %q without its record", got.Explanation)
			}
		}
	}
}

// TestLongChains: of fifty ARC sets each key is asked for once and each seal is looked at; one more and none is (RFC 8617 section
// 4.2.1); and when a key cannot be had, the chain is broken, not undecided (section 5.2: there is no temporary error).
func TestLongChains(t *testing.T) {
	z, l := published(t)
	texts, letter := map[string]string{}, string(l.Message)
	var asked []auth.Question
	for i := range 52 {
		d := fmt.Sprintf("h%d.test", i%3)
		record, err := dkim.Record(keys.Ed25519(1, d))
		if err != nil {
			t.Fatal(err)
		}
		texts["s._domainkey."+d] = record
	}
	hops := authtest.Texts(texts)
	both := authtest.Asked(auth.ResolverFunc(func(ctx context.Context, q auth.Question) auth.Answer {
		if a := hops.Resolve(ctx, q); a.Outcome == auth.Found {
			return a
		}
		return z.Resolve(ctx, q)
	}), &asked)
	for i := range arc.MaxSets {
		d := fmt.Sprintf("h%d.test", i%3)
		s := &arc.Sealer{Domain: d, Selector: "s", Key: keys.Ed25519(1, d)}
		fields, err := s.Seal([]byte(letter), "mx."+d+"; spf=pass smtp.mailfrom=uno.test", arc.Validate(context.Background(), both, []byte(letter)), l.Time)
		if err != nil {
			t.Fatal(err)
		}
		letter = string(fields) + letter
	}
	check := func(text string, r auth.Resolver) *arc.Report {
		asked = nil
		letter := l
		letter.Message = []byte(text)
		return verify.All(context.Background(), r, letter).ARC
	}
	if r := check(letter, both); r.Result != arc.Pass || len(r.Sets) != 50 || len(r.Asked) != 3 {
		t.Errorf("fifty: %s (%s), %d sets, %d questions", r.Result, r.Reason, len(r.Sets), len(r.Asked))
	}
	twice := map[auth.Question]int{}
	for _, q := range asked {
		if twice[q]++; twice[q] > 1 {
			t.Errorf("%s %s is asked for again", q.Name, q.Type)
		}
	}
	more := "ARC-Seal: i=51; a=ed25519-sha256; cv=pass; d=h0.test; s=s; b=AAAA\r\nARC-Message-Signature: i=51\r\nARC-Authentication-Results: i=51; x\r\n" + letter
	if r := check(more, both); r.Result != arc.Fail || r.Asked != nil {
		t.Errorf("fifty-one: %s (%s), %d questions", r.Result, r.Reason, len(r.Asked))
	}
	for _, bad := range []auth.Outcome{auth.ServFail, auth.Timeout, auth.NXDomain} {
		deaf := auth.ResolverFunc(func(ctx context.Context, q auth.Question) auth.Answer {
			if q.Name == "s._domainkey.h1.test" {
				return auth.Answer{Question: q, Outcome: bad}
			}
			return both.Resolve(ctx, q)
		})
		if r := check(letter, deaf); r.Result != arc.Fail {
			t.Errorf("%s: %s (%s)", bad, r.Result, r.Reason)
		}
	}
	// A thousand fields that only look like sets.
	junk := strings.Repeat("ARC-Seal: i=7; cv=pass\r\n", 1000) + letter
	if r := check(junk, both); r.Result != arc.Fail || r.Asked != nil {
		t.Errorf("a thousand: %s (%s), %d questions", r.Result, r.Reason, len(r.Asked))
	}
}

// TestRecordsThatCostNothing: records that are made to hurt are answered within the limits, and each ends as its RFC has it.
func TestRecordsThatCostNothing(t *testing.T) {
	z, l := published(t)
	var includes strings.Builder
	for i := range 100 {
		fmt.Fprintf(&includes, "include:i%d.test ", i)
	}
	chain := map[string]string{}
	for i := range 100 {
		chain[fmt.Sprintf("i%d.test", i)] = fmt.Sprintf("v=spf1 include:i%d.test -all", i+1)
	}
	for _, tt := range []struct {
		name, at, text, want string
		more                 map[string]string
	}{
		{"a hundred includes", "uno.test", "v=spf1 " + includes.String() + "-all", "permerror pass pass", chain},
		{"an include of itself", "uno.test", "v=spf1 include:uno.test -all", "permerror pass pass", nil},
		{"a redirect to itself", "uno.test", "v=spf1 redirect=uno.test", "permerror pass pass", nil},
		{"64 kB of terms", "uno.test", "v=spf1 " + strings.Repeat("ip4:203.0.113.9 ", 4096) + "-all", "fail pass pass", nil},
		{"64 kB of nothing", "uno.test", strings.Repeat("x", 65535), "none pass pass", nil},
		{"a bomb of macros", "uno.test", "v=spf1 " + strings.Repeat("exists:%{s}%{s}%{s}%{s}.%{d} ", 500) + "-all", "permerror pass pass", nil},
		{"a key of 64 kB", "s1._domainkey.uno.test", "v=DKIM1; k=rsa; p=" + strings.Repeat("AAAA", 16000), "pass permerror pass", nil},
		{"a policy of 64 kB", "_dmarc.uno.test", "v=DMARC1; p=reject; " + strings.Repeat("x=y; ", 13000), "pass pass pass", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			texts := map[string]string{}
			for name, text := range tt.more {
				texts[name] = text
			}
			texts[tt.at] = tt.text
			worse := authtest.Texts(texts)
			var asked []auth.Question
			r := authtest.Asked(auth.ResolverFunc(func(ctx context.Context, q auth.Question) auth.Answer {
				if a := worse.Resolve(ctx, q); a.Outcome == auth.Found {
					return a
				}
				return z.Resolve(ctx, q)
			}), &asked)
			report := verify.All(context.Background(), r, l)
			if got := fmt.Sprintf("%s %s %s", report.SPF.Result, report.DKIM.Result(), report.DMARC.Result); got != tt.want {
				t.Errorf("%s; want %s", got, tt.want)
			}
			if len(asked) > 40 {
				t.Errorf("%d questions", len(asked))
			}
		})
	}
}
