//go:build !js

package main

import (
	"net"
	"net/netip"
	"strings"
	"testing"
)

// TestAddressesThatABrowserCanOpen: where one address is listened at, it is said as it is; where all are, this machine's own name
// comes first, then its addresses in its networks, and never the one that is nobody's.
func TestAddressesThatABrowserCanOpen(t *testing.T) {
	for _, tt := range []struct{ listens, want string }{
		{"127.0.0.1:8080", "http://127.0.0.1:8080/"},
		{"[::1]:80", "http://[::1]:80/"},
		{"192.0.2.7:65535", "http://192.0.2.7:65535/"},
	} {
		if got := reached("http://", net.TCPAddrFromAddrPort(netip.MustParseAddrPort(tt.listens))); len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s: %q, want %q", tt.listens, got, tt.want)
		}
	}
	for _, all := range []string{"0.0.0.0:8080", "[::]:8080"} {
		got := reached("http://", net.TCPAddrFromAddrPort(netip.MustParseAddrPort(all)))
		if len(got) == 0 || got[0] != "http://localhost:8080/" {
			t.Fatalf("%s: %q", all, got)
		}
		for _, url := range got[1:] {
			host, ok := strings.CutPrefix(strings.TrimSuffix(url, "/"), "http://")
			at, err := netip.ParseAddrPort(host)
			if !ok || err != nil || at.Port() != 8080 || at.Addr().IsUnspecified() || at.Addr().IsLoopback() || at.Addr().Is4In6() || at.Addr().Zone() != "" {
				t.Errorf("%s: %q is nothing to open", all, url)
			}
		}
	}
}
