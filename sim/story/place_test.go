package story

import (
	"testing"

	"posta/sim/trace"
)

// TestEveryRuleIsThere: a kind whose row promises a rule of this package has one, and
// no other does.
func TestEveryRuleIsThere(t *testing.T) {
	for _, row := range trace.Rows() {
		if row.Place.Is(trace.Traffic) {
			continue
		}
		b := newBuilder(&trace.Trace{Events: []trace.Event{{Seq: 1, Host: "mail.beta.test", Fact: row.Zero()}}})
		st := b.newLine(b.t.Events[0], Kind(row.Kind))
		if ruled := b.placeRuled(st); ruled != row.Place.Is(trace.Ruled) {
			t.Errorf("%s: its row says that package story has a rule for it: %v; it has: %v", row.Kind, !ruled, ruled)
		}
	}
}
