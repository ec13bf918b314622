package owner

import (
	"strings"
	"testing"
)

func TestAside(t *testing.T) {
	for _, c := range []struct {
		name           string
		scoped, listed bool
	}{
		{"beta.test.", false, false},
		{"mail.beta.test", false, false},
		{"_dmarc.beta.test.", true, false},
		{"s1._domainkey.BETA.test", true, false},
		{"_25._tcp.mx.beta.test", true, false},
		{"_mta-sts.beta.test", true, false},
		{"a_b.beta.test", false, false}, // within a label it is a letter like others
		{"25.2.0.192.lista.test.", false, true},
		{"1.0.0.127.lista.test", false, true},
		{"25.2.0.192.in-addr.arpa.", false, false}, // what an address is called is no list
		{"25.2.0.192", false, false},
		{"256.2.0.192.lista.test", false, false},
		{"2.0.192.lista.test", false, false},
		{strings.Repeat("1.", 31) + "F.lista.test", false, true},
		{strings.Repeat("1.", 31) + "2.ip6.arpa", false, false},
		{"", false, false},
		{".", false, false},
	} {
		if Scoped(c.name) != c.scoped || Listed(c.name) != c.listed || Aside(c.name) != (c.scoped || c.listed) {
			t.Errorf("%s: scoped %v, listed %v", c.name, Scoped(c.name), Listed(c.name))
		}
	}
}
