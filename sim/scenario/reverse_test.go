package scenario

import (
	"strings"
	"testing"
)

// TestReverseZones: every host's addresses have names, except where the file says otherwise; the zones are those of the networks
// that are in use.
func TestReverseZones(t *testing.T) {
	const head = `
posta: 1
title: x
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
hosts:
  mail.alfa.test: {address: [192.0.2.25, "2001:db8::1:25"]}
  mail.beta.test: {address: 192.0.2.26, ptr: none}
  mx.beta.test: {address: 192.0.2.27, services: [smtp], ptr: mail.alfa.test}
script:
  - lookup: {from: laptop-alicia, name: 192.0.2.25, type: PTR}
  - lookup: {from: laptop-alicia, name: 25.2.0.192.in-addr.arpa, type: PTR}
`
	for _, tt := range []struct {
		style, server string
		zones         []string
	}{
		{"directory", "dns.test", []string{"113.0.203.in-addr.arpa.", "2.0.192.in-addr.arpa.", "8.b.d.0.1.0.0.2.ip6.arpa."}},
		{"full", "root.test", []string{"100.51.198.in-addr.arpa.", "113.0.203.in-addr.arpa.", "2.0.192.in-addr.arpa.", "8.b.d.0.1.0.0.2.ip6.arpa."}},
	} {
		t.Run(tt.style, func(t *testing.T) {
			s, problems := Parse("reverse.yaml", []byte(head+"dns: "+tt.style+"\n"))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			var got []string
			pointers := map[string]string{}
			for _, z := range s.Zones() {
				if !strings.HasSuffix(z.Origin, ".arpa.") {
					continue
				}
				if got = append(got, z.Origin); z.Server.Name != tt.server {
					t.Errorf("%s is served by %s", z.Origin, z.Server.Name)
				}
				for line := range strings.Lines(z.Text) {
					if f := strings.Fields(line); len(f) > 3 && f[len(f)-2] == "PTR" {
						pointers[f[0]+" "+z.Origin] = f[len(f)-1]
					}
				}
			}
			if strings.Join(got, " ") != strings.Join(tt.zones, " ") {
				t.Errorf("zones %v, want %v", got, tt.zones)
			}
			for name, want := range map[string]string{
				"25 2.0.192.in-addr.arpa.": "mail.alfa.test.", "26 2.0.192.in-addr.arpa.": "", "27 2.0.192.in-addr.arpa.": "mail.alfa.test.",
				"5.2.0.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 8.b.d.0.1.0.0.2.ip6.arpa.": "mail.alfa.test.",
				"53 113.0.203.in-addr.arpa.": map[string]string{"directory": "dns.test.", "full": "resolver.test."}[tt.style],
			} {
				if pointers[name] != want {
					t.Errorf("%s is %q, want %q; all: %v", name, pointers[name], want, pointers)
				}
			}
		})
	}
}
