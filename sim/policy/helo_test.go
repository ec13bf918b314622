package policy_test

import (
	"net/netip"
	"testing"

	"posta/sim/policy"
)

// TestNamesInHELO: what can be a name, and what is done about what cannot (RFC 5321 sections 4.1.1.1 and 4.1.3).
func TestNamesInHELO(t *testing.T) {
	client := netip.MustParseAddr("192.0.2.10")
	for _, tt := range []struct {
		helo, result, why string
		refused           bool
	}{
		{"[192.0.2.10]", "literal", "", false},
		{"[192.0.2.11]", "malformed", "foreign-literal", true},
		{"[pc]", "malformed", "broken-literal", true},
		{"192.0.2.10", "malformed", "bare-address", true},
		{"pc", "malformed", "no-domain", true},
		{"-.alfa..test", "malformed", "no-name", true},
		{"MX.beta.test", "own", "own", true},
		{"mail.alfa.test", "unknown", "", false}, // there is nobody to ask
	} {
		f := policy.NewHELO(policy.Reject).Examine(&policy.Transaction{Phase: policy.AtHello, Server: "mx.beta.test", Client: client, HELO: tt.helo})
		if f.Result != tt.result || f.Why != tt.why || f.Reply.IsZero() == tt.refused {
			t.Errorf("%s: %s (%s), %s", tt.helo, f.Result, f.Why, f.Reply)
		}
		if f := policy.NewHELO(policy.Accept).Examine(&policy.Transaction{Phase: policy.AtHello, Server: "mx.beta.test", Client: client, HELO: tt.helo}); !f.Reply.IsZero() {
			t.Errorf("%s is refused where it is let in", tt.helo)
		}
	}
}
