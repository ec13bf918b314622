package main

import (
	"strings"
	"testing"

	"posta/sim/auth/arc"
	"posta/sim/auth/dkim"
	"posta/sim/explain"
	"posta/sim/lang"
)

// TestEveryFlawOfAChainIsSaid: in Spanish, with its place and its value.
func TestEveryFlawOfAChainIsSaid(t *testing.T) {
	for m, said := range arcMistakes {
		got := arcFlaw(&arc.Flaw{Set: 3, Field: "ARC-Seal", Mistake: m, Value: "zz"}).In(lang.ES)
		if !strings.HasPrefix(got, "sello 3: ARC-Seal: ") || strings.Contains(got, "%") || strings.Contains(said, "%s") != strings.Contains(got, "zz") {
			t.Errorf("%s: %q", m, got)
		}
	}
	if got := arcFlaw(&arc.Flaw{DKIM: dkim.BodyChanged}).In(lang.ES); got != explain.Reason("dkim", "body-changed").ES || got == "" {
		t.Errorf("%q", got)
	}
}
