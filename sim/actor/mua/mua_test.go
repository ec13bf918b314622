package mua

import (
	"net"
	"net/netip"
	"testing"
)

// from is a connection as seen by a device at an address.
type from struct {
	net.Conn
	addr string
}

func (f from) LocalAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(f.addr))
}

func TestADeviceGreetsByItsAddress(t *testing.T) {
	for addr, want := range map[string]string{
		"192.0.2.20:49152":          "[192.0.2.20]",
		"[2001:db8::20]:49152":      "[IPv6:2001:db8::20]",
		"[::ffff:192.0.2.20]:49152": "[192.0.2.20]",
		"[2001:db8::20%eth0]:49152": "[IPv6:2001:db8::20]",
		"[2001:db8:0:0::1]:49152":   "[IPv6:2001:db8::1]",
		"203.0.113.255:65535":       "[203.0.113.255]",
	} {
		if got := literal(from{addr: addr}); got != want {
			t.Errorf("a device at %s says EHLO %s, want %s", addr, got, want)
		}
	}
}
