package causes

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"posta/sim/lang"
	"posta/sim/trace"
)

// known are the causes as they may be told of: with all that they have, and without
// what they may lack.
func known() []trace.Cause {
	var list []trace.Cause
	for _, code := range trace.Codes() {
		whole := trace.Example(code)
		for _, less := range []func(*trace.Cause){
			func(*trace.Cause) {}, func(c *trace.Cause) { c.Address = "" }, func(c *trace.Cause) { c.Port = 0 },
			func(c *trace.Cause) { c.Address, c.Port = "", 0 }, func(c *trace.Cause) { c.Host = "" },
		} {
			c := whole
			if less(&c); c.Check() == nil && !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}

// TestEveryCauseHasWords in every language, its own, with nothing left open.
func TestEveryCauseHasWords(t *testing.T) {
	for _, c := range known() {
		for _, l := range lang.Complete() {
			said := Say(c).In(l)
			if said == "" || strings.ContainsAny(said, "{}") {
				t.Errorf("%+v in %s: %q", c, l, said)
			}
			if c.Code != trace.CauseOther && key(c) == string(trace.CauseOther) {
				t.Errorf("%s has no words in %s", c.Code, l)
			}
			if c.Host != "" && c.Code != trace.CauseReply && !strings.Contains(said, c.Host) {
				t.Errorf("%+v in %s does not say whose fault it is: %q", c, l, said)
			}
		}
	}
}

// TestLanguagesAgree: they word the same causes, of the same values; and nothing is
// worded that cannot be.
func TestLanguagesAgree(t *testing.T) {
	value := regexp.MustCompile(`\{[a-z]+\}`)
	codes := map[string]bool{suspended: true}
	for _, c := range trace.Codes() {
		codes[string(c)] = true
	}
	for key, words := range es {
		if code, _, _ := strings.Cut(key, "/"); !codes[code] {
			t.Errorf("%s is no cause", key)
		}
		a, b := value.FindAllString(words, -1), value.FindAllString(en[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: %q and %q tell of different things", key, words, en[key])
		}
	}
	for key := range en {
		if es[key] == "" {
			t.Errorf("%s has no Spanish words", key)
		}
	}
}

func TestSuspended(t *testing.T) {
	c := trace.Cause{Code: trace.CauseConnectTimeout, Host: "mail.beta.test", Address: "198.51.100.25", Suspended: true}
	if got, want := Say(c).ES, "no se intenta por ahora: mail.beta.test (198.51.100.25) no contestó a tiempo"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestQuotesStayOnOneLine: what others say may be anything.
func TestQuotesStayOnOneLine(t *testing.T) {
	got := Say(trace.Said("550 no\r\n\x1b[2J" + strings.Repeat("é", 200)))
	if strings.ContainsAny(got.ES, "\r\n\x1b") || len(got.ES) > 140 || !strings.HasSuffix(got.EN, "…”") {
		t.Errorf("%q", got)
	}
}

// TestHalfFinishedLanguage: a cause that it has no words for is said in another.
func TestHalfFinishedLanguage(t *testing.T) {
	const gl lang.Lang = "gl"
	catalogue[gl] = map[string]string{"other": "«{said}»", "expired": "o certificado de {host} caducou"}
	defer delete(catalogue, gl)
	expired := trace.Cause{Code: trace.CauseExpired, Host: "mail.beta.test"}
	if got := in(gl, expired); got != "o certificado de mail.beta.test caducou" {
		t.Errorf("%q", got)
	}
	expired.Suspended = true
	for _, c := range []trace.Cause{expired, {Code: trace.CauseExpired}, trace.Example(trace.CauseDiskFull)} {
		if got := in(gl, c); got != "" {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
