package arc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"posta/sim/auth"
	"posta/sim/auth/arc"
	"posta/sim/auth/authtest"
	"posta/sim/auth/dkim"
	"posta/sim/auth/keys"
)

// TestVectors is half of the validation tests of the ARC suite.
func TestVectors(t *testing.T) {
	var set struct {
		Cases []struct {
			ID, Message, CV string
			Zone            authtest.Zone
		}
	}
	authtest.Vectors(t, "arc_validation.json", &set)
	passed := 0
	for _, c := range set.Cases {
		msg := strings.ReplaceAll(strings.ReplaceAll(c.Message, "\r\n", "\n"), "\n", "\r\n")
		got := arc.Validate(context.Background(), c.Zone, []byte(msg))
		if string(got.Result) != c.CV {
			t.Errorf("%s: %s, %s %s; want %s", c.ID, got.Result, got.Reason, got.Detail, c.CV)
			continue
		}
		passed++
	}
	t.Logf("%d of %d", passed, len(set.Cases))
	if len(set.Cases) != 86 {
		t.Errorf("%d cases; there were 86", len(set.Cases))
	}
}

const letter = "From: ana@uno.test\r\nTo: list@lists.test\r\nSubject: Hello\r\n\r\nHello.\r\n"

var now = time.Unix(1_700_000_000, 0)

func sealer(domain string) *arc.Sealer {
	return &arc.Sealer{Domain: domain, Selector: "s", Key: keys.Ed25519(1, domain)}
}

func zone(domains ...string) authtest.Zone {
	texts := map[string]string{}
	for _, d := range domains {
		texts["s._domainkey."+d], _ = dkim.Record(keys.Ed25519(1, d))
	}
	return authtest.Texts(texts)
}

func seal(t testing.TB, s *arc.Sealer, z auth.Resolver, msg string) string {
	t.Helper()
	fields, err := s.Seal([]byte(msg), "mx."+s.Domain+"; spf=pass smtp.mailfrom=uno.test", arc.Validate(context.Background(), z, []byte(msg)), now)
	if err != nil {
		t.Fatal(err)
	}
	return string(fields) + msg
}

func validate(z auth.Resolver, msg string) *arc.Report {
	return arc.Validate(context.Background(), z, []byte(msg))
}

// TestChain: two hops seal; the second adds a footer, which its own seal covers.
func TestChain(t *testing.T) {
	z := zone("lists.test", "forward.test")
	one := seal(t, sealer("lists.test"), z, letter)
	two := seal(t, sealer("forward.test"), z, one+"-- \r\nforwarded\r\n")
	r := validate(z, two)
	// The footer came between the seals: the second hop found the first's message signature broken, and had to say so.
	if r.Result != arc.None || r.Reason != arc.Ended {
		t.Errorf("%s %s %s", r.Result, r.Reason, r.Detail)
	}
	whole := seal(t, sealer("forward.test"), z, one)
	r = validate(z, whole)
	if r.Result != arc.Pass || len(r.Sets) != 2 || !r.Sets[0].SealIntact || len(r.Asked) != 2 || r.Sets[0].Results != "mx.lists.test; spf=pass smtp.mailfrom=uno.test" {
		t.Errorf("%+v", r)
	}
	for name, c := range map[string]struct {
		msg    string
		reason arc.Reason
	}{
		"the body":            {whole + "x\r\n", arc.Message},
		"what the first said": {strings.Replace(whole, "i=1; mx.lists.test; spf=pass", "i=1; mx.lists.test; spf=fail", 1), arc.Seal},
		"a set taken away":    {strings.Replace(whole, "i=1; mx.lists.test", "i=7; mx.lists.test", 1), arc.Structure},
		"the newest cut off":  {whole[strings.Index(whole, "ARC-Message"):], arc.Structure},
	} {
		if r := validate(z, c.msg); r.Result != arc.Fail || r.Reason != c.reason {
			t.Errorf("%s: %s %s %s", name, r.Result, r.Reason, r.Detail)
		}
	}
	if r := validate(zone("lists.test"), whole); r.Result != arc.Fail || r.Reason != arc.Message {
		t.Errorf("a key that is gone: %s %s", r.Result, r.Reason)
	}
	if r := validate(z, letter); r.Result != arc.None || r.Reason != arc.NoSets {
		t.Errorf("no chain: %s %s", r.Result, r.Reason)
	}
}

// TestFlaws: what a chain fails by is said with its place, in a word that tellers can translate.
func TestFlaws(t *testing.T) {
	z := zone("lists.test")
	whole := seal(t, sealer("lists.test"), z, letter)
	edit := func(field, old, new string) string {
		i := strings.Index(whole, field+": ")
		return whole[:i] + strings.Replace(whole[i:], old, new, 1)
	}
	for name, c := range map[string]struct {
		msg  string
		want arc.Flaw // without what is said
	}{
		"a body that is longer":     {whole + "x\r\n", arc.Flaw{Set: 1, Field: "ARC-Message-Signature", DKIM: dkim.BodyChanged}},
		"a header that is another":  {strings.Replace(whole, "Subject: Hello", "Subject: Hallo", 1), arc.Flaw{Set: 1, Field: "ARC-Message-Signature", DKIM: dkim.HeaderChanged}},
		"what the hop found":        {strings.Replace(whole, "spf=pass", "spf=fail", 1), arc.Flaw{Set: 1, Field: "ARC-Seal", DKIM: dkim.HeaderChanged}},
		"results without instance":  {strings.Replace(whole, "ARC-Authentication-Results: i=1;", "ARC-Authentication-Results: ", 1), arc.Flaw{Field: "ARC-Authentication-Results", Mistake: arc.NoInstance}},
		"an instance that is none":  {strings.Replace(whole, "ARC-Authentication-Results: i=1;", "ARC-Authentication-Results: i=x;", 1), arc.Flaw{Field: "ARC-Authentication-Results", Mistake: arc.BadInstance, Value: "x"}},
		"a seal less":               {whole[strings.Index(whole, "ARC-Message"):], arc.Flaw{Set: 1, Mistake: arc.Incomplete}},
		"a field twice":             {"ARC-Authentication-Results: i=1; x\r\n" + whole, arc.Flaw{Set: 1, Field: "ARC-Authentication-Results", Mistake: arc.Twice}},
		"a state that is none":      {edit("ARC-Seal", "cv=none", "cv=good"), arc.Flaw{Set: 1, Field: "ARC-Seal", Mistake: arc.BadState, Value: "good"}},
		"a state that cannot be":    {edit("ARC-Seal", "cv=none", "cv=pass"), arc.Flaw{Set: 1, Field: "ARC-Seal", Mistake: arc.WrongState, Value: "pass"}},
		"the chain was broken":      {edit("ARC-Seal", "cv=none", "cv=fail"), arc.Flaw{Set: 1, Mistake: arc.SaidBroken}},
		"a tag that is missing":     {edit("ARC-Seal", "cv=none", "xx=none"), arc.Flaw{Set: 1, Field: "ARC-Seal", Mistake: arc.TagMissing, Value: "cv"}},
		"a tag that may not be":     {edit("ARC-Seal", "cv=none", "cv=none; h=From"), arc.Flaw{Set: 1, Field: "ARC-Seal", Mistake: arc.TagTooMany, Value: "h"}},
		"no tags at all":            {edit("ARC-Seal", "cv=none", "cv"), arc.Flaw{Field: "ARC-Seal", Mistake: arc.BadTags}},
		"a signature without a key": {edit("ARC-Message-Signature", "s=s", "s="), arc.Flaw{Set: 1, Field: "ARC-Message-Signature", DKIM: dkim.BadSyntax}},
	} {
		r := validate(z, c.msg)
		if r.Flaw == nil {
			t.Errorf("%s: %s %s, without a flaw", name, r.Result, r.Reason)
			continue
		}
		got := arc.Flaw{Set: r.Flaw.Set, Field: r.Flaw.Field, Mistake: r.Flaw.Mistake, Value: r.Flaw.Value, DKIM: r.Flaw.DKIM}
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		if r.Detail != r.Flaw.Error() || strings.HasSuffix(r.Detail, ": ") {
			t.Errorf("%s: it is said as %q", name, r.Detail)
		}
	}
}

// TestFifty: a chain of fifty is validated, with one question a name; a longer one is not begun with.
func TestFifty(t *testing.T) {
	z := zone("lists.test")
	msg := letter
	for range arc.MaxSets {
		msg = seal(t, sealer("lists.test"), z, msg)
	}
	if r := validate(z, msg); r.Result != arc.Pass || len(r.Sets) != 50 || len(r.Asked) != 1 {
		t.Errorf("%s %s %s, %d sets", r.Result, r.Reason, r.Detail, len(r.Sets))
	}
	if again := seal(t, sealer("lists.test"), z, msg); again != msg {
		t.Error("a fifty-first set was added")
	}
	if r := validate(z, strings.Repeat("ARC-Seal: i=1; a=x\r\n", 900)+letter); r.Result != arc.Fail {
		t.Error(r.Result)
	}
	var b strings.Builder
	for i := 1; i <= 60; i++ {
		fmt.Fprintf(&b, "ARC-Seal: i=%d\r\nARC-Message-Signature: i=%d\r\nARC-Authentication-Results: i=%d; x\r\n", i, i, i)
	}
	if r := validate(z, b.String()+letter); r.Reason != arc.TooMany {
		t.Error(r.Reason)
	}
}

func FuzzValidate(f *testing.F) {
	z := zone("lists.test")
	f.Add([]byte(seal(f, sealer("lists.test"), z, letter)))
	f.Add([]byte("ARC-Seal: i=1; cv=none\r\nARC-Message-Signature: i=1\r\nARC-Authentication-Results: i=1;\r\n\r\n"))
	f.Fuzz(func(t *testing.T, msg []byte) {
		one := arc.Validate(context.Background(), z, msg)
		if two := arc.Validate(context.Background(), z, msg); !reflect.DeepEqual(one, two) {
			t.Error("twice, and not the same")
		}
		if _, err := json.Marshal(one); err != nil {
			t.Error(err)
		}
		if _, err := sealer("lists.test").Seal(msg, "x", one, now); err != nil {
			t.Error(err)
		}
	})
}
