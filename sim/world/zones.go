package world

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	mdns "github.com/miekg/dns"

	"posta/sim/dns"
	"posta/sim/scenario"
)

// authority is a name server's zones, which a script may change while it serves.
type authority struct {
	zones []*dns.Zone
	serve atomic.Pointer[dns.Authority]
}

// ServeDNS answers from the zones as they are now.
func (a *authority) ServeDNS(r *dns.Request) *dns.Msg { return a.serve.Load().ServeDNS(r) }

// served is a zone and the name of the host that serves it.
type served struct {
	*dns.Zone
	server string
}

// lastZones keeps what was read for the scenario that ran last: it usually is the
// one that runs next (again, with another seed, to compare), and neither a
// scenario nor a zone ever changes.
var lastZones atomic.Pointer[struct {
	of    *scenario.Scenario
	zones []served
}]

// zonesOf reads a scenario's zones.
func zonesOf(s *scenario.Scenario) ([]served, error) {
	if last := lastZones.Load(); last != nil && last.of == s {
		return last.zones, nil
	}
	var zones []served
	for _, z := range s.Zones() {
		zone, err := dns.ParseZone(z.Origin, z.Text)
		if err != nil {
			return nil, fmt.Errorf("reading zone %s: %w", z.Origin, err)
		}
		zones = append(zones, served{zone, z.Server.Name})
	}
	lastZones.Store(&struct {
		of    *scenario.Scenario
		zones []served
	}{s, zones})
	return zones, nil
}

func (w *world) buildZones() error {
	for _, h := range w.s.Hosts {
		if _, ok := h.Offers(scenario.DNSServer); ok {
			w.zones[h.Name] = &authority{}
		}
	}
	zones, err := zonesOf(w.s)
	if err != nil {
		return err
	}
	for _, z := range zones {
		if z.Zone, err = w.withKeys(z.Zone); err != nil {
			return err
		}
		a := w.zones[z.server]
		if a == nil {
			return fmt.Errorf("zone %s: its server %s has no DNS service", z.Origin(), z.server)
		}
		a.zones = append(a.zones, z.Zone)
	}
	for _, h := range w.s.Hosts {
		if a := w.zones[h.Name]; a != nil {
			serve, err := w.serving(a.zones)
			if err != nil {
				return fmt.Errorf("serving the zones of %s: %w", h.Name, err)
			}
			a.serve.Store(serve)
		}
	}
	return nil
}

// serving answers from zones, those that are signed as such.
func (w *world) serving(zones []*dns.Zone) (*dns.Authority, error) {
	a, err := dns.NewAuthority(zones...)
	if err == nil {
		a.Sign(w.signedZones()...)
	}
	return a, err
}

// signedZones are the zones that are signed with DNSSEC, with those above them, or nobody
// could follow the chain of trust down to them.
func (w *world) signedZones() (list []string) {
	for _, d := range w.s.Domains {
		if !d.DNSSEC {
			continue
		}
		for name := dns.Canonical(d.Name); ; {
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
			if name == "." {
				break
			}
			if _, name, _ = strings.Cut(name, "."); name == "" {
				name = "."
			}
		}
	}
	return list
}

// signed tells whether a name lies in a signed zone, as validating resolvers know; nil
// where there is none.
func (w *world) signed() func(string) bool {
	zones := w.signedZones()
	if len(zones) == 0 {
		return nil
	}
	unsigned := map[string]bool{}
	for _, d := range w.s.Domains {
		unsigned[dns.Canonical(d.Name)] = !d.DNSSEC
	}
	return func(name string) bool {
		for name = dns.Canonical(name); name != "."; {
			if slices.Contains(zones, name) {
				return true
			}
			if unsigned[name] {
				return false
			}
			if _, name, _ = strings.Cut(name, "."); name == "" {
				name = "."
			}
		}
		return true
	}
}

// withKeys adds the TLSA records of a domain that publishes its hosts' keys.
func (w *world) withKeys(z *dns.Zone) (*dns.Zone, error) {
	i := slices.IndexFunc(w.s.Domains, func(d *scenario.Domain) bool { return d.DANE && dns.Canonical(d.Name) == dns.Canonical(z.Origin()) })
	if i < 0 {
		return z, nil
	}
	b := dns.NewZoneBuilder(z.Origin())
	for _, rr := range z.Records() {
		b.Add(rr)
	}
	for _, mx := range w.s.Domains[i].MX {
		key, err := w.publicKey(mx.Host)
		if err != nil {
			return nil, err
		}
		if owner := "_25._tcp." + mx.Host.Name + "."; mdns.IsSubDomain(z.Origin(), owner) {
			b.Record(owner + " TLSA 3 1 1 " + key)
		}
	}
	return b.Zone()
}

// change edits a zone, as an administrator would: records go, records come, and
// the serial goes up by one (RFC 1982).
func (w *world) change(c *scenario.Change) error {
	a := w.zones[c.Domain.NameServer.Name]
	origin := dns.Canonical(c.Domain.Name)
	for i, z := range a.zones {
		if dns.Canonical(z.Origin()) != origin {
			continue
		}
		b := dns.NewZoneBuilder(z.Origin())
		for _, rr := range z.Records() {
			if removed(rr, c.Remove) {
				continue
			}
			if soa, ok := rr.(*mdns.SOA); ok {
				next := *soa
				next.Serial++
				rr = &next
			}
			b.Add(rr)
		}
		for _, text := range c.Add {
			b.Record(text)
		}
		zone, err := b.Zone()
		if err != nil {
			return fmt.Errorf("changing zone %s: %w", z.Origin(), err)
		}
		zones := append([]*dns.Zone(nil), a.zones...)
		zones[i] = zone
		serve, err := w.serving(zones)
		if err != nil {
			return fmt.Errorf("changing zone %s: %w", z.Origin(), err)
		}
		a.zones = zones
		a.serve.Store(serve)
		return nil
	}
	return fmt.Errorf("changing zone %s: %s does not serve it", origin, c.Domain.NameServer.Name)
}

func removed(rr dns.RR, keys []scenario.RecordKey) bool {
	for _, k := range keys {
		if strings.EqualFold(rr.Header().Name, k.Name) && (k.Type == "" || k.Type == dns.TypeName(rr.Header().Rrtype)) {
			return true
		}
	}
	return false
}
