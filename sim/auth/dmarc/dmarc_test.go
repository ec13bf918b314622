package dmarc_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"posta/sim/auth"
	"posta/sim/auth/authtest"
	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/spf"
	"posta/sim/mail"
)

func evaluate(z auth.Resolver, from, spfDomain string, spfResult spf.Result, signatures ...*dkim.Verification) *dmarc.Report {
	return dmarc.Evaluate(context.Background(), z, []byte("From: "+from+"\r\nSubject: x\r\n\r\n"),
		&spf.Report{Domain: spfDomain, Result: spfResult}, &dkim.Report{Signatures: signatures})
}

func signed(domain string, result dkim.Result) *dkim.Verification {
	return &dkim.Verification{Signature: &dkim.Signature{Domain: domain, Selector: "s1"}, Result: result}
}

func TestEvaluate(t *testing.T) {
	records := func(pairs ...string) authtest.Zone {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return authtest.Texts(m)
	}
	uno := records("_dmarc.uno.test", "v=DMARC1; p=reject")
	strict := records("_dmarc.uno.test", "v=DMARC1; p=reject; adkim=s; aspf=s")
	tests := []struct {
		name        string
		zone        authtest.Zone
		from        string
		spf         string
		spfResult   spf.Result
		dkim        *dkim.Verification
		result      dmarc.Result
		reason      dmarc.Reason
		disposition dmarc.Policy // of the decisive evaluation
	}{
		{"SPF aligned", uno, "ana@uno.test", "uno.test", spf.Pass, nil, dmarc.Pass, dmarc.Aligned, dmarc.Reject},
		{"one is enough: DKIM", uno, "ana@uno.test", "uno.test", spf.Fail, signed("uno.test", dkim.Pass), dmarc.Pass, dmarc.Aligned, dmarc.Reject},
		{"both pass, for another domain", uno, "ana@uno.test", "dos.test", spf.Pass, signed("tres.test", dkim.Pass), dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"nothing passes", uno, "ana@uno.test", "uno.test", spf.Fail, signed("uno.test", dkim.Fail), dmarc.Fail, dmarc.NotProved, dmarc.Reject},
		{"a subdomain bounces, relaxed", uno, "ana@uno.test", "bounce.uno.test", spf.Pass, nil, dmarc.Pass, dmarc.Aligned, dmarc.Reject},
		{"a subdomain bounces, strict", strict, "ana@uno.test", "bounce.uno.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"From is the subdomain, DKIM the parent", uno, "ana@news.uno.test", "x.test", spf.None, signed("uno.test", dkim.Pass), dmarc.Pass, dmarc.Aligned, dmarc.Reject},
		{"sp", records("_dmarc.uno.test", "v=DMARC1; p=reject; sp=quarantine"), "ana@news.uno.test", "", spf.None, nil, dmarc.Fail, dmarc.NotProved, dmarc.Quarantine},
		{"np for what does not exist", records("_dmarc.uno.test", "v=DMARC1; p=none; sp=quarantine; np=reject"), "ana@nada.uno.test", "", spf.None, nil, dmarc.Fail, dmarc.NotProved, dmarc.Reject},
		{"np not for what does", records("_dmarc.uno.test", "v=DMARC1; p=none; sp=quarantine; np=reject", "news.uno.test", "hello"), "ana@news.uno.test", "", spf.None, nil, dmarc.Fail, dmarc.NotProved, dmarc.Quarantine},
		{"testing softens", records("_dmarc.uno.test", "v=DMARC1; p=reject; t=y"), "ana@uno.test", "", spf.None, nil, dmarc.Fail, dmarc.NotProved, dmarc.Quarantine},
		{"testing softens twice as little", records("_dmarc.uno.test", "v=DMARC1; p=quarantine; t=y"), "ana@uno.test", "", spf.None, nil, dmarc.Fail, dmarc.NotProved, dmarc.PolicyNone},
		{"pct is no more", records("_dmarc.uno.test", "v=DMARC1; p=reject; pct=0"), "ana@uno.test", "", spf.None, nil, dmarc.Fail, dmarc.NotProved, dmarc.Reject},
		{"no record", records("uno.test", "hello"), "ana@uno.test", "uno.test", spf.Pass, nil, dmarc.None, dmarc.NoRecord, ""},
		{"a bad policy, and nobody asks for reports", records("_dmarc.uno.test", "v=DMARC1; p=rejekt"), "ana@uno.test", "", spf.None, nil, dmarc.None, dmarc.Unusable, ""},
		{"a bad policy is none where reports are asked for", records("_dmarc.uno.test", "v=DMARC1; p=rejekt; rua=mailto:d@uno.test"), "ana@uno.test", "", spf.None, nil, dmarc.Fail, dmarc.NotProved, dmarc.PolicyNone},
		{"nobody answers", authtest.Zone{"_dmarc.uno.test": {{Type: "*", Timeout: true}}}, "ana@uno.test", "uno.test", spf.Pass, nil, dmarc.TempError, dmarc.DNSError, ""},
		{"SPF could not be finished", uno, "ana@uno.test", "uno.test", spf.TempError, nil, dmarc.TempError, dmarc.Undecided, dmarc.Reject},
		{"SPF could not, DKIM did", uno, "ana@uno.test", "uno.test", spf.TempError, signed("uno.test", dkim.Pass), dmarc.Pass, dmarc.Aligned, dmarc.Reject},
		{"no address", uno, "hello", "uno.test", spf.Pass, nil, dmarc.PermError, dmarc.NoAuthor, ""},
		{"two authors of one domain", uno, "ana@uno.test, eva@UNO.test", "uno.test", spf.Pass, nil, dmarc.Pass, dmarc.Aligned, dmarc.Reject},
		{"two domains: the strictest failure", records("_dmarc.uno.test", "v=DMARC1; p=reject", "_dmarc.dos.test", "v=DMARC1; p=none"), "x@dos.test, ana@uno.test", "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"a name that looks like an address", uno, `"boss@uno.test" <x@dos.test>`, "dos.test", spf.Pass, nil, dmarc.None, dmarc.NoRecord, ""},
		{"a name in an encoded word that looks like an address", uno, `=?utf-8?q?=3Cboss=40uno.test=3E?= <x@dos.test>`, "dos.test", spf.Pass, nil, dmarc.None, dmarc.NoRecord, ""},
		{"an encoded word for an address", uno, `=?utf-8?b?Ym9zc0B1bm8udGVzdA==?=`, "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"an unquoted address for a name", uno, `boss@uno.test <x@dos.test>`, "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"an address after the address", uno, `<x@dos.test> boss@uno.test`, "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"a route", uno, `<@dos.test,@tres.test:boss@uno.test>`, "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"a NUL ends it for some", uno, "boss@uno.test\x00@dos.test", "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"an address in a comment", uno, `x@dos.test (boss@uno.test)`, "dos.test", spf.Pass, nil, dmarc.None, dmarc.NoRecord, ""},
		{"white space before the colon", uno, "x@dos.test\r\nFrom : boss@uno.test", "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"a bare CR ends a line for some", uno, "boss@uno.test\rFrom: x@dos.test", "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"a group", uno, "Us: boss@uno.test, x@dos.test;", "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"an empty group", uno, "boss at uno.test:;", "dos.test", spf.Pass, nil, dmarc.PermError, dmarc.NoAuthor, ""},
		{"a second From field", uno, "x@dos.test\r\nFrom: boss@uno.test", "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"a second From field, behind more fields than anybody reads", uno, "x@dos.test\r\n" + strings.Repeat("X: y\r\n", 2*mail.MaxHeaderFields) + "From: boss@uno.test",
			"dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"From shows more domains than are asked for", uno, "a@a.test, a@b.test, a@c.test, a@d.test, a@e.test, a@f.test", "", spf.None, nil, dmarc.PermError, dmarc.ManyAuthor, ""},
		{"a public suffix's own policy", records("_dmarc.test", "v=DMARC1; p=none; sp=reject; psd=y"), "ana@uno.test", "", spf.None, nil, dmarc.Fail, dmarc.NotProved, dmarc.Reject},
		{"neighbours under a public suffix are not one organization", records("_dmarc.test", "v=DMARC1; p=reject; psd=y"), "ana@uno.test", "dos.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"psd=n makes a department an organization", records("_dmarc.uno.test", "v=DMARC1; p=reject", "_dmarc.lab.uno.test", "v=DMARC1; p=reject; psd=n"), "ana@lab.uno.test", "uno.test", spf.Pass, nil, dmarc.Fail, dmarc.NotAligned, dmarc.Reject},
		{"beyond ASCII", records("_dmarc.xn--and-6ma2c.test", "v=DMARC1; p=reject"), "ana@ñandú.test", "xn--and-6ma2c.test", spf.Pass, nil, dmarc.Pass, dmarc.Aligned, dmarc.Reject},
		{"a domain literal", uno, "ana@[192.0.2.1]", "uno.test", spf.Pass, nil, dmarc.PermError, dmarc.NoAuthor, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var list []*dkim.Verification
			if tt.dkim != nil {
				list = append(list, tt.dkim)
			}
			got := evaluate(tt.zone, tt.from, tt.spf, tt.spfResult, list...)
			var disposition dmarc.Policy
			if got.Decisive != nil {
				disposition = got.Decisive.Disposition
			}
			if got.Result != tt.result || got.Reason != tt.reason || disposition != tt.disposition {
				t.Errorf("%s %s %s; want %s %s %s", got.Result, got.Reason, disposition, tt.result, tt.reason, tt.disposition)
			}
		})
	}
}

// TestAnnulled: one policy tag that cannot be read takes the others with it, and the record says which it was (RFC 9989 section
// 4.10.1).
func TestAnnulled(t *testing.T) {
	for text, want := range map[string]dmarc.Record{
		"v=DMARC1; p=reject; sp=foo; rua=mailto:x@alfa.test": {Policy: dmarc.PolicyNone, Invalid: "sp=foo", Stated: dmarc.Reject},
		"v=DMARC1; p=none; rua=juan@alfa.test; sp=foo":       {Policy: dmarc.PolicyNone, Invalid: "sp=foo", Stated: dmarc.PolicyNone, Unusable: true},
		"v=DMARC1; sp=reject; rua=mailto:x@alfa.test":        {Policy: dmarc.PolicyNone, Invalid: "p"},
		"v=DMARC1; p=reject; adkim=x":                        {Policy: dmarc.Reject},
	} {
		r, err := dmarc.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := (dmarc.Record{Policy: r.Policy, Invalid: r.Invalid, Stated: r.Stated, Unusable: r.Unusable}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v; want %+v", text, got, want)
		}
	}
}

// TestTwoRecords: several records at one name are none (RFC 9989 section 4.10).
func TestTwoRecords(t *testing.T) {
	z := authtest.Texts(map[string]string{"_dmarc.uno.test": "v=DMARC1; p=reject"})
	z["_dmarc.uno.test"] = append(z["_dmarc.uno.test"], authtest.Record{Type: "TXT", Value: json.RawMessage(`"v=DMARC1; p=none"`)})
	r := evaluate(z, "ana@uno.test", "", spf.None)
	if r.Result != dmarc.None || r.Evaluations[0].Walk[0].Many != 2 {
		t.Errorf("%s %+v", r.Result, r.Evaluations[0].Walk[0])
	}
}

// TestWalk: the example of RFC 9989 section 4.10, eight questions for a name of thirteen labels; and none is asked twice.
func TestWalk(t *testing.T) {
	var asked []auth.Question
	r := authtest.Asked(authtest.Texts(map[string]string{"_dmarc.example.com": "v=DMARC1; p=reject"}), &asked)
	got := evaluate(r, "x@a.b.c.d.e.f.g.h.i.j.mail.example.com", "other.mail.example.com", spf.Pass)
	var names []string
	for _, q := range asked {
		names = append(names, q.Name)
	}
	want := []string{"_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com", "_dmarc.g.h.i.j.mail.example.com", "_dmarc.h.i.j.mail.example.com", "_dmarc.i.j.mail.example.com",
		"_dmarc.j.mail.example.com", "_dmarc.mail.example.com", "_dmarc.example.com", "_dmarc.com", "_dmarc.other.mail.example.com"}
	if !reflect.DeepEqual(names, want) {
		t.Errorf("asked %v", names)
	}
	if got.Result != dmarc.Pass || got.Decisive.Organization != "example.com" || got.Decisive.At != "example.com" {
		t.Errorf("%s, organization %s, record at %s", got.Result, got.Decisive.Organization, got.Decisive.At)
	}
}

func FuzzEvaluate(f *testing.F) {
	f.Add("Ana <ana@uno.test>", "v=DMARC1; p=reject; rua=mailto:x@uno.test!10m", "uno.test")
	f.Add("a@b.c.d.e.f.g.h.i.j.k, x@y", "v=DMARC1;p=;;sp=none;=;psd=y", "i.j.k")
	f.Fuzz(func(t *testing.T, from, record, domain string) {
		questions := 0
		r := auth.ResolverFunc(func(_ context.Context, q auth.Question) auth.Answer {
			questions++
			return auth.Answer{Question: q, Outcome: auth.Found, Texts: []string{record}}
		})
		msg := []byte("From: " + from + "\r\n\r\n")
		s := &spf.Report{Domain: domain, Result: spf.Pass}
		one := dmarc.Evaluate(context.Background(), r, msg, s, nil)
		if questions > dmarc.MaxAuthors*(dmarc.MaxWalk+1)+dmarc.MaxWalk {
			t.Errorf("%d questions", questions)
		}
		if two := dmarc.Evaluate(context.Background(), r, msg, s, nil); !reflect.DeepEqual(one, two) {
			t.Error("twice, and not the same")
		}
		if _, err := json.Marshal(one); err != nil {
			t.Error(err)
		}
		if rec, err := dmarc.Parse(record); err == nil && rec.Policy != dmarc.PolicyNone && rec.Policy != dmarc.Quarantine && rec.Policy != dmarc.Reject {
			t.Errorf("%q gave the policy %q", record, rec.Policy)
		}
		if strings.Contains(from, "\x00") {
			return
		}
	})
}
