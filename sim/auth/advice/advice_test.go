package advice_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"posta/sim/auth/advice"
	"posta/sim/auth/dkim"
	"posta/sim/auth/keys"
	"posta/sim/auth/zonedns"
)

// look gives the codes of what is not good, as "level code".
func look(t *testing.T, zone string, selectors ...string) string {
	t.Helper()
	z, err := zonedns.Parse("zone", "uno.test", zone)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range advice.Domain(context.Background(), z, "uno.test", selectors) {
		list = append(list, string(f.Level)+" "+string(f.Code))
	}
	return strings.Join(list, ", ")
}

func TestDomain(t *testing.T) {
	record := func(key string) string {
		var parts []string
		for len(key) > 200 {
			parts, key = append(parts, fmt.Sprintf("%q", key[:200])), key[200:]
		}
		return strings.Join(append(parts, fmt.Sprintf("%q", key)), " ")
	}
	rsa, _ := dkim.Record(keys.RSA(0))
	short, _ := dkim.Record(keys.Short())
	good := map[string]string{
		"spf": `@ TXT "v=spf1 ip4:198.51.100.0/24 -all"`, "key": `s1._domainkey TXT ` + record(rsa), "dmarc": `_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@uno.test"`,
		"sts": `_mta-sts TXT "v=STSv1; id=1"`, "rpt": `_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t@uno.test"`,
	}
	zone := func(changes ...string) string {
		all := map[string]string{}
		for k, v := range good {
			all[k] = v
		}
		for i := 0; i < len(changes); i += 2 {
			all[changes[i]] = changes[i+1]
		}
		return strings.Join([]string{all["spf"], all["key"], all["dmarc"], all["sts"], all["rpt"], all["more"], ""}, "\n")
	}
	allGood := "good spf-good, good dkim-good, good dmarc-good, good mta-sts-good, good tls-rpt-good"
	if got := look(t, zone(), "s1"); got != allGood {
		t.Errorf("all good: %s", got)
	}
	eleven := `@ TXT "v=spf1`
	exchangers := ""
	var more []string
	for i := range 11 {
		exchangers += fmt.Sprintf("@ MX 10 m%d\nm%d A 198.51.100.%d\n", i, i, i)
		eleven += fmt.Sprintf(" include:i%d.test", i)
		more = append(more, fmt.Sprintf(`i%d.test. TXT "v=spf1 ip4:198.51.100.%d -all"`, i, i))
	}
	for name, c := range map[string]struct{ part, text, more, want string }{
		"none":              {"spf", "", "", "wrong spf-missing"},
		"two records":       {"spf", `@ TXT "v=spf1 -all"` + "\n" + `@ TXT "v=spf1 mx -all"`, "", "wrong spf-two"},
		"a typo":            {"spf", `@ TXT "v=spf1 ipv4:192.0.2.1 -all"`, "", "wrong spf-syntax"},
		"+all":              {"spf", `@ TXT "v=spf1 +all"`, "", "wrong spf-plus-all"},
		"no all":            {"spf", `@ TXT "v=spf1 mx"` + "\n@ MX 10 mx\nmx A 198.51.100.1", "", "warn spf-neutral"},
		"eleven includes":   {"spf", eleven + ` -all"`, strings.Join(more, "\n"), "wrong spf-lookups"},
		"eleven exchangers": {"spf", `@ TXT "v=spf1 mx -all"`, exchangers, "wrong spf-many-mx"},
		"64 kB of list":     {"spf", `@ TXT "v=spf1` + strings.Repeat(` ip4:192.0.2.9" "`, 4000) + ` -all"`, "", "warn spf-long"},
		"include of nobody": {"spf", `@ TXT "v=spf1 include:no.test -all"`, "", "wrong spf-include"},
		"ptr":               {"spf", `@ TXT "v=spf1 ptr -all"`, "", "warn spf-ptr"},
		"redirect and all":  {"spf", `@ TXT "v=spf1 redirect=x.test -all"`, "", "warn spf-redirect"},
		"a wide network":    {"spf", `@ TXT "v=spf1 ip4:10.0.0.0/8 -all"`, "", "warn spf-wide"},
		"a short key":       {"key", `s1._domainkey TXT ` + record(short), "", "warn dkim-short"},
		"a revoked key":     {"key", `s1._domainkey TXT "v=DKIM1; p="`, "", "note dkim-revoked"},
		"a key cut short":   {"key", `s1._domainkey TXT "v=DKIM1; p=MIIB"`, "", "wrong dkim-key"},
		"p=none":            {"dmarc", `_dmarc TXT "v=DMARC1; p=none; rua=mailto:d@uno.test"`, "", "warn dmarc-none"},
		"sp annuls p":       {"dmarc", `_dmarc TXT "v=DMARC1; p=reject; sp=foo; rua=mailto:d@uno.test"`, "", "wrong dmarc-annulled, good mta"},
		"p cannot be read":  {"dmarc", `_dmarc TXT "v=DMARC1; p=rejekt; rua=mailto:d@uno.test"`, "", "wrong dmarc-invalid, good mta"},
		"p is missing":      {"dmarc", `_dmarc TXT "v=DMARC1; rua=mailto:d@uno.test"`, "", "warn dmarc-default, good mta"},
		"nothing to go by":  {"dmarc", `_dmarc TXT "v=DMARC1"`, "", "wrong dmarc-no-policy, good mta"},
		"two mistakes":      {"dmarc", `_dmarc TXT "v=DMARC1; p=none; rua=d@uno.test; sp=foo"`, "", "wrong dmarc-unusable, warn dmarc-bad-rua, good mta"},
		"nobody reads":      {"dmarc", `_dmarc TXT "v=DMARC1; p=reject"`, "", "warn dmarc-no-rua"},
		"an old tag":        {"dmarc", `_dmarc TXT "v=DMARC1; p=reject; pct=50; rua=mailto:d@uno.test"`, "", "note dmarc-old-tag"},
		"a weak subdomain":  {"dmarc", `_dmarc TXT "v=DMARC1; p=reject; sp=none; rua=mailto:d@uno.test"`, "", "warn dmarc-weak-sub"},
		"reports elsewhere": {"dmarc", `_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@dos.test"`, "", "warn dmarc-external"},
		"elsewhere, agreed": {"dmarc", `_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@dos.test"`, `uno.test._report._dmarc.dos.test. TXT "v=DMARC1"`, "good dmarc-good"},
		"two policies":      {"dmarc", `_dmarc TXT "v=DMARC1; p=none"` + "\n" + `_dmarc TXT "v=DMARC1; p=reject"`, "", "wrong dmarc-two"},
		"sts without id":    {"sts", `_mta-sts TXT "v=STSv1"`, "", "wrong mta-sts-wrong"},
	} {
		got := look(t, zone(c.part, c.text, "more", c.more), "s1")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s; want %s", name, got, c.want)
		}
	}
	if got := look(t, zone("spf", "", "key", "")); !strings.Contains(got, "wrong dmarc-alone") {
		t.Errorf("a policy alone: %s", got)
	}
}
