package scenario

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"posta/sim/dns"
	"posta/sim/form"
	"posta/sim/lang"
)

// Zone is what an authoritative name server answers from.
type Zone struct {
	Origin string // with the final dot; "." for the root
	Text   string // in zone-file form (RFC 1035 section 5): $ORIGIN, $TTL, SOA, NS and the rest
	Server *Host  // who is authoritative for it
}

// Zones gives every zone of the scenario: the root, the top-level domains, then the domains in the file's order, and the
// reverse ones. A zone
// that the file does not spell out is made of what the scenario knows: exchangers, addresses of hosts, further records.
// Parents delegate to their children, with glue where it is needed (RFC 1034 section 4.2.1).
func (s *Scenario) Zones() []Zone {
	var zones []Zone
	servers := map[string]*Host{}
	var origins []string
	for _, h := range s.Hosts {
		for _, z := range h.Zones {
			servers[z] = h
			origins = append(origins, z)
		}
	}
	domains := map[string]*Domain{}
	for _, d := range s.Domains {
		domains[d.Name+"."] = d
	}
	rank := func(z string) int {
		switch d := domains[z]; {
		case z == ".":
			return 0
		case strings.HasSuffix(z, ".arpa."):
			return 2 + len(s.Domains)
		case d == nil:
			return 1
		default:
			return 2 + slices.Index(s.Domains, d)
		}
	}
	slices.SortStableFunc(origins, func(a, b string) int {
		if n := rank(a) - rank(b); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	for _, z := range origins {
		zones = append(zones, Zone{Origin: z, Text: s.zoneText(z, domains[z], origins, servers), Server: servers[z]})
	}
	return zones
}

// closest is the zone a name stands in: the longest origin that encloses it.
func closest(name string, origins []string) string {
	best := "."
	for _, z := range origins {
		if mdns.IsSubDomain(z, name) && len(z) > len(best) {
			best = z
		}
	}
	return best
}

// parentOf is the zone that delegates another: the longest origin that encloses it, itself excluded.
func parentOf(zone string, origins []string) string {
	if zone == "." {
		return ""
	}
	best := "."
	for _, z := range origins {
		if z != zone && mdns.IsSubDomain(z, zone) && len(z) > len(best) {
			best = z
		}
	}
	return best
}

// zoneWriter writes a zone file in columns.
type zoneWriter struct {
	strings.Builder
	origin string
	ttl    uint32
}

// name writes a name as short as the origin allows.
func (w *zoneWriter) name(fqdn string) string {
	switch {
	case fqdn == w.origin:
		return "@"
	case w.origin == ".":
		return fqdn
	case strings.HasSuffix(fqdn, "."+w.origin):
		return strings.TrimSuffix(fqdn, "."+w.origin)
	}
	return fqdn
}

func (w *zoneWriter) record(owner string, ttl uint32, kind, data string) {
	shown := ""
	if ttl != w.ttl {
		shown = strconv.FormatUint(uint64(ttl), 10)
	}
	fmt.Fprintf(w, "%-12s %5s IN %-5s %s\n", w.name(owner), shown, kind, data)
}

func (w *zoneWriter) addresses(owner string, addrs []netip.Addr) {
	for _, a := range addrs {
		kind := "A"
		if a.Is6() {
			kind = "AAAA"
		}
		w.record(owner, w.ttl, kind, a.String())
	}
}

// lastDatedSerial is the last year whose days fit a zone's serial, which has 32 bits (RFC 1912 section 2.2).
const lastDatedSerial = 4294

func seconds(d time.Duration) uint32 { return uint32(min(d/time.Second, 1<<31-1)) } // RFC 2181 section 8

func (s *Scenario) zoneText(origin string, d *Domain, origins []string, servers map[string]*Host) string {
	w := &zoneWriter{origin: origin, ttl: seconds(s.DNS.TTL)}
	if d != nil {
		w.ttl = seconds(d.TTL)
	}
	server := servers[origin]
	ns := server.Name + "."
	fmt.Fprintf(w, "$ORIGIN %s\n$TTL %d\n", origin, w.ttl)
	var given []dns.PlacedRecord
	if d != nil {
		given = d.written()
	}
	has := func(owner string, kind uint16) bool {
		return slices.ContainsFunc(given, func(rr dns.PlacedRecord) bool {
			return rr.Header().Rrtype == kind && strings.EqualFold(rr.Header().Name, owner)
		})
	}
	if !has(origin, mdns.TypeSOA) {
		mail := "hostmaster." + origin
		if origin == "." {
			mail = "hostmaster.test."
		}
		serial := s.Start.Format("20060102") + "01"
		if s.Start.Year() > lastDatedSerial {
			serial = "1"
		}
		w.record(origin, w.ttl, "SOA", fmt.Sprintf("%s %s %s 7200 3600 1209600 %d", w.name(ns), w.name(mail), serial, seconds(s.DNS.Negative)))
	}
	if !has(origin, mdns.TypeNS) {
		w.record(origin, w.ttl, "NS", w.name(ns))
	}
	glued := map[string]bool{}
	// Delegations go before the file's own text, which may move $ORIGIN.
	for _, child := range origins {
		if parentOf(child, origins) != origin || has(child, mdns.TypeNS) {
			continue
		}
		names := []string{servers[child].Name + "."}
		if own := s.nameServers(child); own != nil {
			names = own
		}
		if said := s.delegates(child); said != nil {
			names = said
		}
		for _, to := range names {
			w.record(child, w.ttl, "NS", w.name(to))
			// Glue: the address of a server whose name lies below the delegation cannot be asked for without it. A name below
			// another one is looked up there.
			below := len(names) == 1 && to == servers[child].Name+"." || mdns.IsSubDomain(child, to)
			if below && !s.unglued(child) && mdns.IsSubDomain(origin, to) && closest(to, origins) != origin && !glued[to] && !has(to, mdns.TypeA) && !has(to, mdns.TypeAAAA) {
				glued[to] = true
				w.addresses(to, s.addressesOf(to))
			}
		}
	}
	if d != nil && d.ZoneText != "" {
		if mdns.IsSubDomain(origin, ns) && !has(ns, mdns.TypeA) && !has(ns, mdns.TypeAAAA) {
			w.addresses(ns, server.Addrs)
		}
		w.WriteString(strings.TrimRight(d.ZoneText, "\n") + "\n")
	} else {
		s.generated(w, d, origins)
	}
	return w.String()
}

// delegates are the servers that a zone's parent names for it, with the final dot, where the file says so.
func (s *Scenario) delegates(zone string) (names []string) {
	for _, d := range s.Domains {
		if d.Name+"." == zone {
			for _, name := range d.Delegates {
				names = append(names, name+".")
			}
		}
	}
	return names
}

// unglued tells whether a zone's parent has no addresses for its servers.
func (s *Scenario) unglued(zone string) bool {
	return slices.ContainsFunc(s.Domains, func(d *Domain) bool { return d.Name+"." == zone && d.Unglued })
}

// delegation reads what the parent zone says of a domain's.
func (r *resolver) delegation(d *Domain, spec *domainSpec) {
	v := &spec.Delegation.V
	d.Unglued = v.Glue.OK && !bool(v.Glue.V)
	if !r.atMost(len(v.NS.Items), MaxItems, v.NS.At) {
		return
	}
	for i := range v.NS.Items {
		item := &v.NS.Items[i]
		if !item.OK {
			continue
		}
		name, c := domainName(string(item.V), false)
		if c != nil {
			r.complain(item.At, c)
			continue
		}
		d.Delegates = append(d.Delegates, strings.TrimSuffix(name, "."))
	}
	if spec.Delegation.OK && r.s.DNS.Style != DNSFull {
		r.Warn(spec.Delegation.At, CodeZone, tr("sin «dns: full» un solo servidor responde por todo, y nadie delega en nadie", "without \"dns: full\" one server answers for everything, and nobody delegates to anybody"), tr("añade dns: full", "add dns: full"))
	}
}

// generated writes what the scenario itself knows of a zone.
func (s *Scenario) generated(w *zoneWriter, d *Domain, origins []string) {
	if d != nil {
		for _, m := range d.MX {
			// Exchangers that only the further records name are written by those.
			if !slices.ContainsFunc(d.Records, func(text string) bool { return namesMX(text, d, m.Host) }) {
				w.record(w.origin, seconds(m.TTL), "MX", fmt.Sprintf("%d %s", m.Pref, w.name(m.Host.Name+".")))
			}
		}
		if d.NullMX {
			w.record(w.origin, w.ttl, "MX", "0 .")
		}
		apex := slices.ContainsFunc(s.Hosts, func(h *Host) bool { return h.Name == d.Name })
		if d.NoMX && d.Mailbox != nil && !apex {
			w.addresses(w.origin, d.Mailbox.Addrs)
		}
	}
	for _, h := range s.Hosts {
		if closest(h.Name+".", origins) == w.origin {
			w.addresses(h.Name+".", h.Addrs)
		}
	}
	s.pointers(w)
	if d != nil {
		for _, text := range d.Records {
			w.WriteString(text + "\n")
		}
	}
}

// namesMX says whether a further record is the MX record of that host.
func namesMX(text string, d *Domain, h *Host) bool {
	rrs, _ := dns.ReadZoneText(d.Name+".", text, 0, MaxZoneRecords)
	for _, rr := range rrs {
		if mx, ok := rr.RR.(*mdns.MX); ok && strings.EqualFold(mx.Hdr.Name, d.Name+".") && strings.EqualFold(mx.Mx, h.Name+".") {
			return true
		}
	}
	return false
}

// zoneMX takes over the MX records that zone text or further records give for the domain itself.
func (r *resolver) zoneMX(d *Domain, spec *domainSpec) {
	text := d.ZoneText
	if !r.atMost(len(spec.Records.Items), MaxZoneRecords, spec.Records.At) {
		return
	}
	for i := range spec.Records.Items {
		item := &spec.Records.Items[i]
		if rr := r.record(item, d); rr != nil {
			d.Records = append(d.Records, string(item.V))
		}
	}
	if text == "" {
		text = strings.Join(d.Records, "\n")
	}
	if text == "" {
		return
	}
	rrs, _ := dns.ReadZoneText(d.Name+".", text, seconds(d.TTL), MaxZoneRecords)
	alias := map[string]string{}
	for _, rr := range rrs {
		if c, ok := rr.RR.(*mdns.CNAME); ok {
			alias[strings.ToLower(c.Hdr.Name)] = strings.ToLower(c.Target)
		}
	}
	found := false
	for _, rr := range rrs {
		mx, ok := rr.RR.(*mdns.MX)
		if !ok || !strings.EqualFold(mx.Hdr.Name, d.Name+".") {
			continue
		}
		found = true
		if mx.Mx == "." {
			d.NullMX = true
			continue
		}
		// A zone may name an exchanger that is not there: that too happens to people, and is worth a lesson.
		end, _ := (&names{alias: alias}).end(strings.ToLower(mx.Mx))
		h := r.hosts[strings.TrimSuffix(end, ".")]
		if h != nil && !strings.EqualFold(end, mx.Mx) {
			// By a CNAME, which is not to be (RFC 2181 section 10.3): the host does what an exchanger does, and is not listed as one.
			if !slices.Contains(h.Accepts, d) {
				h.Accepts = append(h.Accepts, d)
			}
			continue
		}
		if h != nil && !slices.ContainsFunc(d.MX, func(m MX) bool { return m.Host == h }) {
			d.MX = append(d.MX, MX{Host: h, Pref: mx.Preference, TTL: time.Duration(mx.Hdr.Ttl) * time.Second})
		}
	}
	slices.SortStableFunc(d.MX, func(a, b MX) int { return int(a.Pref) - int(b.Pref) })
	if spec.Zone.OK && !found {
		d.NoMX = true
	}
	// With records that name only exchangers that are not there, MX is empty but not nil: no default is to hide that.
	if found && d.MX == nil {
		d.MX = []MX{}
	}
}

// changedMX teaches hosts that the script makes exchangers to take the domain's mail, as whoever changes an MX does first.
func (r *resolver) changedMX() {
	for _, d := range r.s.Domains {
		for _, rr := range r.changes(d) {
			mx, ok := rr.RR.(*mdns.MX)
			if !ok || !strings.EqualFold(mx.Hdr.Name, d.Name+".") {
				continue
			}
			h := r.hosts[strings.ToLower(strings.TrimSuffix(mx.Mx, "."))]
			if h != nil && !slices.Contains(h.Accepts, d) {
				h.Accepts = append(h.Accepts, d)
			}
		}
	}
}

// record reads one record in zone-file form.
func (r *resolver) record(o *form.Opt[form.Line], d *Domain) mdns.RR {
	if !o.OK {
		return nil
	}
	text := string(o.V)
	hint := tr("nombre, tipo y datos, como en un archivo de zona: '@ MX 10 mail', 'www A 192.0.2.80', '@ TXT \"hola\"'", "name, type and data, as in a zone file: '@ MX 10 mail', 'www A 192.0.2.80', '@ TXT \"hello\"'")
	if strings.HasPrefix(strings.TrimSpace(text), "$") {
		r.Report(o.At, CodeZone, tr("aquí va un registro, no una directiva", "a record goes here, not a directive"), hint)
		return nil
	}
	rrs, failed := dns.ReadZoneText(d.Name+".", text+"\n", seconds(d.TTL), MaxZoneRecords)
	switch {
	case failed != nil && failed.Token != "" && failed.Token != "\n":
		r.Report(o.At, CodeZone, tr("no se entiende este registro DNS, en «%s»", "this DNS record makes no sense, at \"%s\"", form.Shown(failed.Token)), hint)
		return nil
	case failed != nil, len(rrs) == 0, rrs[0].Blank():
		r.Report(o.At, CodeZone, tr("a este registro DNS le falta algo", "this DNS record lacks something"), hint)
		return nil
	}
	if what, hint := r.judge(rrs[0].RR, d); !what.IsZero() {
		r.Report(o.At, CodeZone, what, hint)
		return nil
	}
	return rrs[0].RR
}

// judge says what is wrong with a record that is well formed.
func (r *resolver) judge(rr mdns.RR, d *Domain) (what, hint lang.Text) {
	h := rr.Header()
	if h.Class != mdns.ClassINET {
		return tr("solo se usa la clase IN", "only the class IN is used"), tr("quita la clase", "take the class out")
	}
	if !mdns.IsSubDomain(d.Name+".", strings.ToLower(h.Name)) {
		return tr("«%s» queda fuera de la zona %s", "\"%s\" is outside the zone %s", form.Shown(h.Name), d.Name), tr("sin punto final, el nombre es relativo a la zona", "without a final dot, the name is relative to the zone")
	}
	var addr netip.Addr
	var target string
	switch rr := rr.(type) {
	case *mdns.A, *mdns.AAAA:
		addr, _ = dns.AddrOf(rr)
	case *mdns.MX:
		target = rr.Mx
	case *mdns.CNAME:
		target = rr.Target
	case *mdns.NS:
		target = rr.Ns
	case *mdns.SRV:
		target = rr.Target
	}
	if addr.IsValid() {
		// 127.0.0.0/8 is nobody's machine but one's own, and what the lists of RFC 5782 answer with.
		if why := offLimits(addr); !why.IsZero() && !addr.IsLoopback() {
			return tr("%s: %s", "%s: %s", addr.String(), why), tr("por ejemplo: 192.0.2.80", "for example: 192.0.2.80")
		}
	}
	if literal := strings.TrimSuffix(target, "."); rr.Header().Rrtype == mdns.TypeMX && isAddress(literal) {
		_, c := ipAddress(literal)
		if c != nil {
			return c.What, c.Hint
		}
	} else if target != "" && target != "." {
		if _, c := domainName(target, true); c != nil {
			return c.What, c.Hint
		}
	}
	return lang.Text{}, lang.Text{}
}

// checkZones reads every domain's zone as its server will, and reports what is wrong at the line that says it.
func (r *resolver) checkZones() {
	for _, d := range r.s.Domains {
		spec := r.specs[d]
		if !spec.Zone.OK {
			r.checkCNAME(d, spec.Records.At)
			continue
		}
		rrs, failed := dns.ReadZoneText(d.Name+".", d.ZoneText, seconds(d.TTL), MaxZoneRecords)
		for _, rr := range rrs {
			if rr.Blank() {
				failed = &dns.TextError{Line: rr.End}
				break
			}
			if what, hint := r.judge(rr.RR, d); !what.IsZero() {
				r.reportZone(spec.Zone.At, rr.End, 0, "", what, hint)
			}
		}
		if failed == nil {
			r.checkCNAME(d, spec.Zone.At)
			continue
		}
		what := tr("a este registro del archivo de zona le falta algo", "this record of the zone file lacks something")
		hint := tr("cada línea es: nombre, tipo y datos, como «@ MX 10 mail»; un nombre sin punto final es relativo a la zona", "each line is: name, type and data, such as \"@ MX 10 mail\"; a name without a final dot is relative to the zone")
		switch {
		case failed.TooMany:
			what = tr("la zona tiene más de %d registros", "the zone has more than %d records", MaxZoneRecords)
			hint = tr("quita algunos", "take some out")
		case strings.EqualFold(failed.Token, "$GENERATE"):
			what = tr("$GENERATE no es de la RFC 1035 y no se usa", "$GENERATE is not part of RFC 1035 and is not used")
			hint = tr("escribe aquí los registros que hagan falta", "write the records that are needed here")
		case strings.EqualFold(failed.Token, "$INCLUDE"):
			what = tr("$INCLUDE no se usa: un escenario es un solo archivo", "$INCLUDE is not used: a scenario is one file")
			hint = tr("copia aquí los registros", "copy the records here")
		case strings.TrimSpace(failed.Token) != "":
			what = tr("en el archivo de zona no se entiende «%s»", "\"%s\" makes no sense in the zone file", form.Shown(failed.Token))
		}
		r.reportZone(spec.Zone.At, max(1, failed.Line), failed.Column, strings.TrimSpace(failed.Token), what, hint)
	}
}

// reportZone reports a line of zone text at its line of the YAML file.
func (r *resolver) reportZone(at form.Place, line, column int, token string, what, hint lang.Text) {
	in, column, width, path := r.PositionIn(at, line, column, token)
	r.ReportAt(in, column, width, path, CodeZone, what, hint)
}

// checkCNAME refuses a CNAME beside other data (RFC 1034 section 3.6.2), which a server could only answer by chance.
func (r *resolver) checkCNAME(d *Domain, at form.Place) {
	text := d.ZoneText
	if text == "" {
		text = strings.Join(d.Records, "\n")
	}
	rrs, _ := dns.ReadZoneText(d.Name+".", text, seconds(d.TTL), MaxZoneRecords)
	for i, rr := range rrs {
		c, ok := rr.RR.(*mdns.CNAME)
		if !ok {
			continue
		}
		other := strings.EqualFold(c.Hdr.Name, d.Name+".") || r.hosts[strings.ToLower(strings.TrimSuffix(c.Hdr.Name, "."))] != nil && d.ZoneText == ""
		for j, o := range rrs {
			other = other || i != j && strings.EqualFold(o.Header().Name, c.Hdr.Name)
		}
		if !other {
			continue
		}
		what := tr("«%s» tiene un CNAME y además otros datos", "\"%s\" has a CNAME and other data too", form.Shown(c.Hdr.Name))
		hint := tr("un nombre con CNAME no puede tener nada más (RFC 1034, 3.6.2); el propio dominio siempre tiene SOA y NS", "a name with a CNAME can have nothing else (RFC 1034, 3.6.2); the domain itself always has SOA and NS")
		if d.ZoneText != "" {
			r.reportZone(at, rr.End, 0, "", what, hint)
		} else {
			r.Report(at, CodeZone, what, hint)
		}
	}
}

// recordKey reads a name and a type, to take that record set out.
func (r *resolver) recordKey(o *form.Opt[form.Line], d *Domain) (RecordKey, bool) {
	if !o.OK {
		return RecordKey{}, false
	}
	words := strings.Fields(string(o.V))
	k := RecordKey{}
	if len(words) == 2 {
		k.Type = strings.ToUpper(words[1])
	}
	if len(words) < 1 || len(words) > 2 || k.Type != "" && mdns.StringToType[k.Type] == 0 {
		r.Report(o.At, CodeZone, tr("aquí van un nombre y un tipo de registro", "a name and a record type go here"), tr("por ejemplo: '@ MX'; o solo el nombre, para todos los suyos", "for example: '@ MX'; or the name alone, for all it has"))
		return k, false
	}
	switch name := strings.ToLower(words[0]); {
	case name == "@":
		k.Name = d.Name + "."
	case strings.HasSuffix(name, "."):
		k.Name = name
	default:
		k.Name = name + "." + d.Name + "."
	}
	if _, ok := mdns.IsDomainName(k.Name); !ok || !mdns.IsSubDomain(d.Name+".", k.Name) {
		r.Report(o.At, CodeZone, tr("«%s» queda fuera de la zona %s", "\"%s\" is outside the zone %s", form.Shown(words[0]), d.Name), tr("sin punto final, el nombre es relativo a la zona", "without a final dot, the name is relative to the zone"))
		return k, false
	}
	return k, true
}
