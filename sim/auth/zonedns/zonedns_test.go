package zonedns

import (
	"context"
	"errors"
	"slices"
	"testing"

	"posta/sim/auth"
	"posta/sim/dns"
)

const text = `
$ORIGIN uno.test.
@ SOA ns hostmaster 1 2 3 4 5
@ NS ns
@ 60 TXT "v=spf1 " "-all"
www CNAME out.dos.test.
round CNAME trip.uno.test.
trip CNAME round
self CNAME self
*.wild A 192.0.2.9
out.dos.test. A 192.0.2.1
`

func TestAsk(t *testing.T) {
	z, err := Parse("dns.zone", ".", text)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		typ     auth.Type
		outcome auth.Outcome
	}{
		{"uno.test", auth.TXT, auth.Found}, {"UNO.test", auth.TXT, auth.Found}, {"uno.test", auth.MX, auth.NoData}, {"www.uno.test", auth.A, auth.Found},
		{"www.uno.test", auth.TXT, auth.NoData}, {"x.wild.uno.test", auth.A, auth.Found}, {"wild.uno.test", auth.A, auth.NoData}, {"dos.test", auth.A, auth.NoData},
		{"no.uno.test", auth.A, auth.NXDomain}, {"tres.test", auth.TXT, auth.NXDomain}, {"round.uno.test", auth.A, auth.Loop}, {"self.uno.test", auth.TXT, auth.Loop},
	} {
		if a := auth.Ask(context.Background(), z, tt.name, tt.typ); a.Outcome != tt.outcome {
			t.Errorf("%s %s: %s; want %s", tt.name, tt.typ, a.Outcome, tt.outcome)
		}
	}
	if !slices.Contains(z.Names(), "out.dos.test") || len(z.Names()) != 7 {
		t.Errorf("%q", z.Names())
	}
	var bad *dns.ZoneErrors
	for _, wrong := range []string{"uno.test. TXT", "$INCLUDE /etc/passwd", "uno.test. A 1.2.3"} {
		if _, err := Parse("dns.zone", ".", wrong); !errors.As(err, &bad) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(text)
	f.Add("a CNAME a\n$GENERATE 1-9 $ A 192.0.2.$\n")
	f.Fuzz(func(t *testing.T, s string) {
		z, err := Parse("dns.zone", "uno.test", s)
		if err != nil {
			return
		}
		for _, name := range z.Names() {
			auth.Ask(context.Background(), z, name, auth.TXT)
		}
	})
}
