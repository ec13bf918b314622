package dkim_test

import (
	"bytes"
	"context"
	"crypto"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/sim/auth"
	"posta/sim/auth/authtest"
	"posta/sim/auth/dkim"
	"posta/sim/auth/keys"
)

const letter = "From: Ana <ana@uno.test>\r\nTo: Benito <benito@dos.test>\r\nSubject: Lunch\r\n and more\r\nDate: Mon, 01 Jan 2024 09:00:00 +0000\r\n" +
	"Message-ID: <1@uno.test>\r\n\r\nShall we  meet?\r\n\r\nAna\r\n\r\n"

var now = time.Unix(1_700_000_000, 0)

func signer(key crypto.Signer) dkim.Signer {
	return dkim.Signer{Domain: "uno.test", Selector: "s1", Key: key, Oversign: []string{"From"}}
}

func sign(t testing.TB, s dkim.Signer, msg string) string {
	t.Helper()
	out, err := s.Sign([]byte(msg), now)
	if err != nil {
		t.Fatal(err)
	}
	return string(out.Field) + msg
}

func zoneFor(t testing.TB, key crypto.Signer) authtest.Zone {
	t.Helper()
	record, err := dkim.Record(key)
	if err != nil {
		t.Fatal(err)
	}
	return authtest.Texts(map[string]string{"s1._domainkey.uno.test": record})
}

func verify(z auth.Resolver, msg string) *dkim.Report {
	return dkim.Verify(context.Background(), z, []byte(msg), now)
}

// TestSignAndVerify: with each key and form, what was signed verifies, the same every time, and no line is too long.
func TestSignAndVerify(t *testing.T) {
	for name, key := range map[string]crypto.Signer{"rsa": keys.RSA(0), "ed25519": keys.Ed25519(1, "uno.test")} {
		for _, header := range []dkim.Canon{dkim.Simple, dkim.Relaxed} {
			for _, body := range []dkim.Canon{dkim.Simple, dkim.Relaxed} {
				for which, msg := range map[string]string{"letter": letter, "no body": "From: a@uno.test\r\n\r\n", "not even a blank line": "From: a@uno.test\r\n",
					"no line end": "From: a@uno.test\r\n\r\nhello", "many": "From: a@uno.test\r\n" + strings.Repeat("Subject: x\r\n", 40) + "\r\nhello\r\n"} {
					s := signer(key)
					s.HeaderCanon, s.BodyCanon, s.Identity, s.Lifetime = header, body, "ana@mail.uno.test", time.Hour
					signed := sign(t, s, msg)
					if again := sign(t, s, msg); again != signed {
						t.Errorf("%s %s/%s %s: two signatures differ", name, header, body, which)
					}
					r := verify(zoneFor(t, key), signed)
					if r.Result() != dkim.Pass || r.Signatures[0].Signature.Identity != "ana@mail.uno.test" {
						t.Errorf("%s %s/%s %s: %+v\n%s", name, header, body, which, r.Signatures[0], signed)
					}
					for line := range strings.SplitSeq(signed, "\r\n") {
						if len(line) > 78 {
							t.Errorf("a line of %d: %s", len(line), line)
						}
					}
				}
			}
		}
	}
}

// TestVerify: what can be wrong, and what is said of it.
func TestVerify(t *testing.T) {
	key := keys.Ed25519(1, "uno.test")
	good := sign(t, signer(key), letter)
	record, _ := dkim.Record(key)
	texts := func(s string) authtest.Zone { return authtest.Texts(map[string]string{"s1._domainkey.uno.test": s}) }
	replace := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %q in\n%s", old, good)
		}
		return strings.Replace(good, old, new, 1)
	}
	short := signer(keys.Short())
	expiring := signer(key)
	expiring.Lifetime = time.Second
	late := func(msg string) *dkim.Report {
		return dkim.Verify(context.Background(), texts(record), []byte(msg), now.Add(time.Minute))
	}
	shortRecord, _ := dkim.Record(keys.Short())
	open := signer(key)
	open.Length = true
	tests := []struct {
		name   string
		report *dkim.Report
		result dkim.Result
		reason dkim.Reason
		warns  []dkim.Warning
	}{
		{"as signed", verify(texts(record), good), dkim.Pass, dkim.Verified, nil},
		{"a field on top that nobody signed", verify(texts(record), "Received: from x\r\n"+good), dkim.Pass, dkim.Verified, nil},
		{"the body", verify(texts(record), replace("meet?", "meat?")), dkim.Fail, dkim.BodyChanged, nil},
		{"a footer", verify(texts(record), good+"-- \r\nthe list\r\n"), dkim.Fail, dkim.BodyChanged, nil},
		{"the subject", verify(texts(record), replace("Lunch", "Dinner")), dkim.Fail, dkim.HeaderChanged, nil},
		{"both", verify(texts(record), strings.Replace(replace("Lunch", "Dinner"), "meet?", "meat?", 1)), dkim.Fail, dkim.BothChanged, nil},
		{"a second From", verify(texts(record), "From: boss@uno.test\r\n"+good), dkim.Fail, dkim.HeaderChanged, []dkim.Warning{dkim.FromTwice}},
		{"white space, folded anew", verify(texts(record), replace("Lunch\r\n and more", "Lunch\tand  more")), dkim.Pass, dkim.Verified, nil},
		{"no key", verify(texts("hello"), strings.Replace(good, "s=s1", "s=s2", 1)), dkim.PermError, dkim.NoKey, nil},
		{"nobody answers", verify(authtest.Zone{"s1._domainkey.uno.test": {{Type: "*", Timeout: true}}}, good), dkim.TempError, dkim.KeyUnknown, nil},
		{"a key that is none", verify(texts("hello"), good), dkim.PermError, dkim.KeySyntax, nil},
		{"a key cut in half", verify(texts(record[:len(record)-10]), good), dkim.PermError, dkim.KeySyntax, nil},
		{"revoked", verify(texts("v=DKIM1; k=ed25519; p="), good), dkim.PermError, dkim.KeyRevoked, nil},
		{"another key", verify(zoneFor(t, keys.Ed25519(2, "x")), good), dkim.Fail, dkim.HeaderChanged, nil},
		{"a key of another kind", verify(zoneFor(t, keys.RSA(0)), good), dkim.PermError, dkim.KeyUse, nil},
		{"a key that is not for mail", verify(texts(record+"; s=web"), good), dkim.PermError, dkim.KeyUse, nil},
		{"a key for other hashes", verify(texts(record+"; h=sha1"), good), dkim.PermError, dkim.KeyUse, nil},
		{"a test key", verify(texts(record+"; t=y"), good), dkim.Pass, dkim.Verified, []dkim.Warning{dkim.TestKey}},
		{"the version", verify(texts(record), replace("v=1", "v=2")), dkim.PermError, dkim.BadVersion, nil},
		{"an old algorithm", verify(texts(record), replace("a=ed25519-sha256", "a=rsa-sha1")), dkim.PermError, dkim.BadAlgorithm, nil},
		{"From not signed", verify(texts(record), strings.ReplaceAll(replace("h=From:From:", "h="), "h=From", "h=X")), dkim.PermError, dkim.FromUnsigned, nil},
		{"a tag is missing", verify(texts(record), replace("d=uno.test;", "")), dkim.PermError, dkim.BadSyntax, nil},
		{"a tag twice", verify(texts(record), replace("d=uno.test;", "d=uno.test; d=uno.test;")), dkim.PermError, dkim.BadSyntax, nil},
		{"i= of another domain", verify(texts(record), replace("d=uno.test;", "d=uno.test; i=@dos.test;")), dkim.PermError, dkim.BadIdentity, nil},
		{"too late", late(sign(t, expiring, letter)), dkim.Fail, dkim.Expired, nil},
		{"in time", late(sign(t, signer(key), letter)), dkim.Pass, dkim.Verified, nil},
		{"a short key", verify(texts(shortRecord), sign(t, short, letter)), dkim.Pass, dkim.Verified, []dkim.Warning{dkim.ShortKey}},
		{"an open end", verify(texts(record), sign(t, open, letter)), dkim.Pass, dkim.Verified, []dkim.Warning{dkim.BodyOpen}},
		{"an open end, and more behind it", verify(texts(record), sign(t, open, letter)+"buy now\r\n"), dkim.Pass, dkim.VerifiedPart, []dkim.Warning{dkim.BodyOpen}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := tt.report.Signatures[0]
			if v.Result != tt.result || v.Reason != tt.reason || !slices.Equal(v.Warnings, tt.warns) {
				t.Errorf("%s %s %v (%s); want %s %s %v", v.Result, v.Reason, v.Warnings, v.Detail, tt.result, tt.reason, tt.warns)
			}
		})
	}
	if got := verify(texts(record), letter).Result(); got != dkim.None {
		t.Errorf("without a signature: %s", got)
	}
	if r := verify(texts(record), sign(t, open, letter)+"buy now\r\n"); r.Signatures[0].Beyond != len("\r\nbuy now\r\n")-2+2 {
		// The canonical body of what arrived keeps the blank line, which now has text after it.
		t.Errorf("%d octets beyond l=", r.Signatures[0].Beyond)
	}
}

// TestCanonicalForms are the examples of RFC 6376 section 3.4.5.
func TestCanonicalForms(t *testing.T) {
	fields := []string{"A: X\r\n", "B : Y\t\r\n\tZ  \r\n"}
	body := " C \r\nD \t E\r\n\r\n\r\n"
	var relaxed, simple strings.Builder
	for _, f := range fields {
		relaxed.Write(dkim.Relaxed.Field([]byte(f)))
		simple.Write(dkim.Simple.Field([]byte(f)))
	}
	for _, c := range []struct{ got, want string }{
		{relaxed.String(), "a:X\r\nb:Y Z\r\n"},
		{simple.String(), fields[0] + fields[1]},
		{string(dkim.Relaxed.Body([]byte(body))), " C\r\nD E\r\n"},
		{string(dkim.Simple.Body([]byte(body))), " C \r\nD \t E\r\n"},
		{string(dkim.Relaxed.Body(nil)), ""},
		{string(dkim.Simple.Body(nil)), "\r\n"},
		{string(dkim.Relaxed.Body([]byte("\r\n \r\n"))), ""},
		{string(dkim.WithoutB([]byte("DKIM-Signature: b=abc; bh=x;\r\n b = d e\r\n f"))), "DKIM-Signature: b=; bh=x;\r\n b ="},
	} {
		if c.got != c.want {
			t.Errorf("%q; want %q", c.got, c.want)
		}
	}
}

// TestBounded: bombs cost little.
func TestBounded(t *testing.T) {
	key := keys.Ed25519(1, "uno.test")
	z := zoneFor(t, key)
	one := sign(t, signer(key), letter)
	field := strings.TrimSuffix(one, letter)
	for name, msg := range map[string]string{
		"a thousand signatures": strings.Repeat(field, 900) + letter,
		"ten thousand fields":   field + strings.Repeat("X: y\r\n", 10_000) + letter,
		"a list as long":        strings.Replace(field, "h=", "h="+strings.Repeat("From:", 1900), 1) + strings.Repeat("From: y\r\n", 900) + letter,
		"blank lines":           field + letter + strings.Repeat("\r\n", 1<<20) + "x\r\n",
		"a million tags":        "DKIM-Signature: " + strings.Repeat("a=1;", 1_000_000) + "\r\n" + letter,
	} {
		var asked []auth.Question
		r := verify(authtest.Asked(z, &asked), msg)
		if len(asked) > dkim.MaxSignatures {
			t.Errorf("%s: %d questions", name, len(asked))
		}
		if got := r.Result(); got == dkim.Pass && name != "a thousand signatures" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func FuzzVerify(f *testing.F) {
	key := keys.Ed25519(1, "uno.test")
	record, _ := dkim.Record(key)
	f.Add([]byte(sign(f, signer(key), letter)), record)
	f.Add([]byte("DKIM-Signature: v=1; a=rsa-sha256; b=YQ==; bh=YQ==; d=a.test; h=from:from; s=x; l=99999999999999999999; x=1; t=2\r\n\r\n"), "p=")
	f.Fuzz(func(t *testing.T, msg []byte, record string) {
		r := auth.ResolverFunc(func(_ context.Context, q auth.Question) auth.Answer {
			return auth.Answer{Question: q, Outcome: auth.Found, Texts: []string{record}}
		})
		one := dkim.Verify(context.Background(), r, msg, now)
		if two := dkim.Verify(context.Background(), r, msg, now); !reflect.DeepEqual(one, two) {
			t.Error("twice, and not the same")
		}
		if _, err := json.Marshal(one); err != nil {
			t.Error(err)
		}
		s := signer(key)
		if signed, err := s.Sign(msg, now); err == nil && !bytes.Contains(msg, []byte("\n")) {
			_ = signed
		}
	})
}

func FuzzCanon(f *testing.F) {
	f.Add([]byte(" a  b \r\n\r\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, c := range []dkim.Canon{dkim.Simple, dkim.Relaxed} {
			once := c.Body(body)
			if twice := c.Body(once); !bytes.Equal(once, twice) {
				t.Errorf("%s: %q, then %q", c, once, twice)
			}
		}
	})
}

func BenchmarkSign(b *testing.B) {
	for name, key := range map[string]crypto.Signer{"rsa2048": keys.RSA(0), "ed25519": keys.Ed25519(1, "uno.test")} {
		b.Run(name, func(b *testing.B) {
			s := signer(key)
			for b.Loop() {
				if _, err := s.Sign([]byte(letter), now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	for name, key := range map[string]crypto.Signer{"rsa2048": keys.RSA(0), "ed25519": keys.Ed25519(1, "uno.test")} {
		b.Run(name, func(b *testing.B) {
			msg, z := sign(b, signer(key), letter), zoneFor(b, key)
			for b.Loop() {
				if verify(z, msg).Result() != dkim.Pass {
					b.Fatal("no pass")
				}
			}
		})
	}
}
