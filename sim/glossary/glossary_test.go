package glossary

import (
	"slices"
	"strings"
	"testing"

	"posta/sim/lang"
)

// A word in a text belongs to one term, in each language, and nothing explains itself in
// one language only.
func TestTheGlossaryIsWhole(t *testing.T) {
	for _, l := range lang.All() {
		of := map[string]string{}
		for _, x := range Terms() {
			if x.Name.In(l) == "" || x.Means.In(l) == "" || (x.Forms.ES == "") != (x.Forms.EN == "") {
				t.Errorf("%s: %q lacks a language", l, x.Name.EN)
			}
			for _, form := range strings.Split(x.Forms.In(l), "|") {
				key := strings.ToLower(form)
				if other := of[key]; form != "" && other != "" {
					t.Errorf("%s: %q stands for %q and for %q", l, form, other, x.Name.EN)
				}
				of[key] = x.Name.EN
			}
		}
		for _, word := range []string{"mx", "ttl", "ehlo", "dkim", map[lang.Lang]string{lang.ES: "cola", lang.EN: "queue"}[l], `\seen`} {
			if of[word] == "" {
				t.Errorf("%s: nobody explains %q", l, word)
			}
		}
	}
}

// TestWordsAreFoundWhereTheyStand in a text, whole, and as they are written where they are short.
func TestWordsAreFoundWhereTheyStand(t *testing.T) {
	tests := []struct {
		text string
		in   lang.Lang
		want []string
	}{
		{"MAIL FROM:<alicia@alfa.test> SIZE=501", lang.EN, []string{"MAIL FROM"}},
		{"550 5.1.1 No such user here", lang.EN, []string{"550", "5.1.1"}},
		{"MX? beta.test", lang.ES, []string{"MX"}},
		{"mx1.beta.test", lang.ES, nil},
		{"data.alfa.test", lang.EN, nil},
		{"a003 UID FETCH 1:* (UID FLAGS)", lang.EN, []string{"UID", "FETCH", "UID"}},
		{"la carta espera en la cola; en el protocolo, STARTTLS", lang.ES, []string{"cola", "STARTTLS"}},
		{"1250 bytes, 250-SIZE", lang.EN, nil},
		{"250-PIPELINING", lang.EN, nil},
		{"250 PIPELINING", lang.EN, []string{"250", "PIPELINING"}},
	}
	for _, tt := range tests {
		var got []string
		for _, f := range Find(tt.text, tt.in) {
			got = append(got, tt.text[f.From:f.To])
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q, %s: found %q, want %q", tt.text, tt.in, got, tt.want)
		}
	}
}

// FuzzFind: whatever came over the wire, what is found lies in it, in its order.
func FuzzFind(f *testing.F) {
	f.Add("250 DSN")
	f.Add("\xff MX \u00e9")
	f.Fuzz(func(t *testing.T, s string) {
		for _, l := range lang.All() {
			at := 0
			for _, x := range Find(s, l) {
				if x.From < at || x.To <= x.From || x.To > len(s) {
					t.Fatalf("%q: %d to %d", s, x.From, x.To)
				}
				at = x.To
			}
		}
	})
}
