package spf_test

import (
	"context"
	"net/netip"
	"slices"
	"testing"
	"time"

	"posta/sim/auth/authtest"
	ours "posta/sim/auth/spf"
)

type scenario struct {
	Description string
	Zone        authtest.Zone
	Tests       []struct {
		ID, IP, Helo, MailFrom string
		Results                []string
		Explanation            *string
	}
}

// TestVectors is the openspf suite for RFC 7208.
func TestVectors(t *testing.T) {
	var list []scenario
	authtest.Vectors(t, "spf_rfc7208.json", &list)
	total, passed := 0, 0
	for _, s := range list {
		for _, c := range s.Tests {
			total++
			got := ours.Check(context.Background(), s.Zone, ours.Input{
				IP: netip.MustParseAddr(c.IP), Helo: c.Helo, MailFrom: c.MailFrom, Time: time.Unix(0, 0)})
			ok := slices.Contains(c.Results, string(got.Result))
			if ok && c.Explanation != nil {
				want := *c.Explanation
				if want == "DEFAULT" {
					want = ""
				}
				ok = got.Explanation == want
			}
			if ok {
				passed++
				continue
			}
			t.Errorf("%s: %s: %s %q; want %v", s.Description, c.ID, got.Result, got.Explanation, c.Results)
		}
	}
	t.Logf("%d of %d", passed, total)
	if total != 203 {
		t.Errorf("%d cases; the suite has 203", total)
	}
}
