package scenario

import (
	"net/netip"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/form"
)

// The DNS read backwards: what an address is called (RFC 1035 section 3.5, RFC 3596 section 2.5). Servers ask it of whoever
// calls them, and whoever sends mail had better have an answer.

// reverseName is the name under which the PTR records of an address are, with the final dot.
func reverseName(a netip.Addr) string {
	name, _ := mdns.ReverseAddr(a.String()) // an address always has one
	return name
}

// reverseOrigin is the zone in which an address of the documentation networks has its PTR records.
func reverseOrigin(a netip.Addr) string {
	for _, p := range documentation {
		if !p.Contains(a) {
			continue
		}
		labels := strings.SplitAfter(reverseName(p.Addr()), ".")
		bits := 8 // of the address, in a label
		if a.Is6() {
			bits = 4
		}
		return strings.Join(labels[(a.BitLen()-p.Bits())/bits:], "")
	}
	return ""
}

// reverseZones are the zones of the networks in which there are hosts.
func (r *resolver) reverseZones() {
	root := r.s.DNS.Root
	for _, p := range documentation {
		origin := reverseOrigin(p.Addr())
		for _, h := range r.s.Hosts {
			if len(h.reverse(origin)) > 0 {
				root.Zones = append(root.Zones, origin)
				break
			}
		}
	}
}

// reverse are a host's addresses that have their PTR records in a zone.
func (h *Host) reverse(origin string) (list []netip.Addr) {
	for _, a := range h.Addrs {
		if reverseOrigin(a) == origin {
			list = append(list, a)
		}
	}
	return list
}

// pointers writes a zone's PTR records.
func (s *Scenario) pointers(w *zoneWriter) {
	for _, h := range s.Hosts {
		if h.PTR == "" {
			continue
		}
		for _, a := range h.reverse(w.origin) {
			w.record(reverseName(a), w.ttl, "PTR", h.PTR+".")
		}
	}
}

// noPTR is what a file says of a host whose addresses have no names.
const noPTR = "none"

// pointer reads what a host's addresses are called.
func (r *resolver) pointer(h *Host, o *form.Opt[form.Line]) {
	h.PTR = h.Name
	switch {
	case !o.OK:
	case string(o.V) == noPTR:
		h.PTR = ""
	default:
		name, c := domainName(string(o.V), true)
		if c != nil {
			r.complain(o.At, c)
			return
		}
		h.PTR = name
	}
}

// arpaName reads an address, or a name under which the PTR records of one are, where a name is asked for.
func arpaName(text string) (name string, ok bool) {
	text = strings.ToLower(strings.TrimSuffix(text, "."))
	if a, err := netip.ParseAddr(text); err == nil && offLimits(a).IsZero() {
		return strings.TrimSuffix(reverseName(a), "."), true
	}
	if !strings.HasSuffix(text, ".arpa") {
		return "", false
	}
	for _, p := range documentation {
		if _, valid := mdns.IsDomainName(text); valid && mdns.IsSubDomain(reverseOrigin(p.Addr()), text+".") {
			return text, true
		}
	}
	return "", false
}
