package actortest

import (
	"net/netip"

	"posta/sim/dns"
)

// Route is the way to a domain.
type Route = dns.Route

// Names is a resolver that knows its answers by heart.
type Names struct {
	// Routes by domain; a domain that is not there does not exist.
	Routes map[string]Route
	// Errors by domain go before Routes.
	Errors map[string]error
	// Addrs by host, for LookupAddrs.
	Addrs map[string][]netip.Addr
	// Asked counts the look-ups.
	Asked int
}

// MX is one exchanger of a route.
func MX(pref uint16, name string, addrs ...string) dns.MXHost {
	h := dns.MXHost{Name: name + ".", Preference: pref}
	for _, a := range addrs {
		h.Addrs = append(h.Addrs, netip.MustParseAddr(a))
	}
	return h
}

// Via is a route by these exchangers.
func Via(hosts ...dns.MXHost) Route { return Route{Hosts: hosts} }

// LookupMail answers by heart.
func (n *Names) LookupMail(domain string) (dns.Route, error) {
	n.Asked++
	if err := n.Errors[domain]; err != nil {
		return n.Routes[domain], &dns.Error{Name: domain, Kind: err}
	}
	r, ok := n.Routes[domain]
	if !ok {
		return dns.Route{}, &dns.Error{Name: domain, Kind: dns.ErrNXDomain}
	}
	return r, nil
}

// LookupAddrs answers by heart.
func (n *Names) LookupAddrs(host string) ([]netip.Addr, error) {
	n.Asked++
	a, ok := n.Addrs[host]
	if !ok {
		return nil, &dns.Error{Name: host, Kind: dns.ErrNXDomain}
	}
	return a, nil
}
