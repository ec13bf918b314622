package scenario

import (
	"net/netip"
	"slices"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/dns"
)

// A zone's parent says who serves it (RFC 1034 section 4.2.1). Where a domain's own records name its servers, the parent says the
// same, as registries do: right or wrong.

// written are the records that the file gives for a domain, as zone text or one by one.
func (d *Domain) written() []dns.PlacedRecord {
	text := d.ZoneText
	if text == "" {
		text = strings.Join(d.Records, "\n")
	}
	if text == "" {
		return nil
	}
	rrs, _ := dns.ReadZoneText(d.Name+".", text, seconds(d.TTL), MaxZoneRecords)
	return slices.DeleteFunc(rrs, func(rr dns.PlacedRecord) bool { return rr.Blank() })
}

// nameServers are those that the domain's own records name; none: whoever serves it is meant.
func (d *Domain) nameServers() (names []string) {
	for _, rr := range d.written() {
		if ns, ok := rr.RR.(*mdns.NS); ok && strings.EqualFold(ns.Hdr.Name, d.Name+".") && !slices.Contains(names, strings.ToLower(ns.Ns)) {
			names = append(names, strings.ToLower(ns.Ns))
		}
	}
	return names
}

// nameServers are those that the domain of a zone names itself.
func (s *Scenario) nameServers(origin string) []string {
	for _, d := range s.Domains {
		if d.Name+"." == origin {
			return d.nameServers()
		}
	}
	return nil
}

// addressesOf are those of a name in a declared domain: the ones that its records give, or its host's.
func (s *Scenario) addressesOf(name string) (list []netip.Addr) {
	for _, d := range s.Domains {
		if !mdns.IsSubDomain(d.Name+".", name) {
			continue
		}
		for _, rr := range d.written() {
			if !strings.EqualFold(rr.Header().Name, name) {
				continue
			}
			if a, ok := dns.AddrOf(rr.RR); ok {
				list = append(list, a)
			}
		}
		if list == nil && name == d.NameServer.Name+"." {
			return d.NameServer.Addrs // written in, where the file forgets it
		}
		if list != nil || d.ZoneText != "" {
			return list
		}
	}
	for _, h := range s.Hosts {
		if h.Name+"." == name {
			return h.Addrs
		}
	}
	return nil
}

// warnDelegations warns of domains whose records name servers that do not serve them, or that can only be found by asking them.
func (r *resolver) warnDelegations() {
	for _, d := range r.s.Domains {
		for _, rr := range r.statements(d) {
			ns, ok := rr.RR.(*mdns.NS)
			if !ok || !strings.EqualFold(ns.Hdr.Name, d.Name+".") {
				continue
			}
			name := strings.ToLower(ns.Ns)
			switch {
			case r.reachedOnlyThrough(d):
				rr.warn(tr("a los servidores de %s solo se llega preguntando por ellos a quien depende de %s: la delegación es un círculo (RFC 9471, 2.3)", "the servers of %s are reached only by asking for them those who depend on %s: the delegation is a circle (RFC 9471, 2.3)", d.Name, d.Name),
					tr("nadie podrá buscar ese dominio: los resolutores se rinden (SERVFAIL); dale un servidor con nombre propio, que lleva su dirección consigo (RFC 1034, 4.2.1)", "nobody will be able to look the domain up: resolvers give up (SERVFAIL); give it a server with a name of its own, which brings its address along (RFC 1034, 4.2.1)"))
			case !r.serves(name, d):
				rr.warn(tr("«%s» no sirve la zona %s: es una delegación coja (RFC 1912, 2.8)", "\"%s\" does not serve the zone %s: it is a lame delegation (RFC 1912, 2.8)", undotted(ns.Ns), d.Name),
					tr("quien pregunte probará con los demás; si no hay otro, no podrá saber nada del dominio (SERVFAIL). La sirve %s; con dns: directory no se nota", "whoever asks will try the others; if there is none, nothing of the domain can be found out (SERVFAIL). It is served by %s; with dns: directory it does not show", d.NameServer.Name))
			}
		}
	}
}

// serves says whether a name leads to the host that serves a domain.
func (r *resolver) serves(name string, d *Domain) bool {
	return slices.ContainsFunc(r.s.addressesOf(name), func(a netip.Addr) bool { return slices.Contains(d.NameServer.Addrs, a) })
}

// reachedOnlyThrough says whether all ways to a domain's servers lead back to it (RFC 1034 section 4.2.1 gives a way into a zone
// by glue for servers that are named in it, and only for those).
func (r *resolver) reachedOnlyThrough(d *Domain) bool {
	var circle func(at *Domain, trail []*Domain) bool
	circle = func(at *Domain, trail []*Domain) bool {
		names := at.nameServers()
		if len(names) == 0 {
			return false
		}
		for _, name := range names {
			in := r.enclosing(strings.TrimSuffix(name, "."))
			switch {
			case in == nil || in == at: // of a zone above, or with glue
				return false
			case !slices.Contains(trail, in) && !circle(in, append(slices.Clone(trail), in)):
				return false
			}
		}
		return true
	}
	return circle(d, []*Domain{d})
}
