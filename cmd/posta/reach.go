//go:build !js

package main

import (
	"net"
	"net/netip"

	"github.com/spf13/pflag"

	"posta/sim/lang"
)

// reach is who can come to something that this machine serves.
type reach struct {
	bind       string
	lan, force bool
}

func (o *reach) declare(flags *pflag.FlagSet) {
	flags.BoolVar(&o.lan, "lan", false, "")
	flags.StringVar(&o.bind, "bind", "", "")
	flags.BoolVar(&o.force, "force", false, "")
}

// addresses are where it listens; it complains itself. The last is the one to tell.
func (o reach) addresses(c console) ([]netip.Addr, bool) {
	here := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if o.bind != "" {
		a, err := netip.ParseAddr(o.bind)
		switch {
		case err != nil:
			c.fail(lang.Sprintf("--bind %s: no es una dirección IP", "--bind %s: that is no IP address", o.bind))
			return nil, false
		case !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !o.force:
			c.fail(lang.Sprintf("--bind %s no es una dirección de una red local: cualquiera en Internet podría entrar", "--bind %s is no local network's address: anybody on the Internet could come in", o.bind))
			c.hint(lang.Sprintf("Usa --lan, o añade --force si es lo que quieres.", "Use --lan, or add --force if that is what you want."))
			return nil, false
		case a.IsUnspecified() || a == here:
			return []netip.Addr{a}, true
		}
		return []netip.Addr{here, a}, true
	}
	if !o.lan {
		return []netip.Addr{here}, true
	}
	all, _ := net.InterfaceAddrs()
	for _, n := range all {
		if n, ok := n.(*net.IPNet); ok {
			if a, ok := netip.AddrFromSlice(n.IP.To4()); ok && a.IsPrivate() {
				return []netip.Addr{here, a}, true
			}
		}
	}
	c.fail(lang.Sprintf("esta máquina no está en ninguna red local (no tiene una dirección privada)", "this machine is on no local network (it has no private address)"))
	c.hint(lang.Sprintf("Conéctala a una, o di la dirección con --bind.", "Connect it to one, or say the address with --bind."))
	return nil, false
}
