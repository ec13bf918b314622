package scenario

import (
	"net/netip"
	"slices"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/dns"
	"posta/sim/form"
	"posta/sim/lang"
)

// What the DNS forbids and servers publish all the same is served as it is written, and warned of: what becomes of it is a
// lesson. What no server would load (a CNAME beside other data) is an error.

// statement is a record that the file itself gives.
type statement struct {
	mdns.RR
	warn func(what, hint lang.Text)
}

// statements are a domain's records, as zone text or one by one.
func (r *resolver) statements(d *Domain) (list []statement) {
	spec := r.specs[d]
	add := func(text string, warn func(rr dns.PlacedRecord) func(what, hint lang.Text)) {
		rrs, _ := dns.ReadZoneText(d.Name+".", text, seconds(d.TTL), MaxZoneRecords)
		for _, rr := range rrs {
			if !rr.Blank() {
				list = append(list, statement{rr.RR, warn(rr)})
			}
		}
	}
	if spec.Zone.OK {
		add(d.ZoneText, func(rr dns.PlacedRecord) func(what, hint lang.Text) {
			return func(what, hint lang.Text) {
				line, column, width, path := r.PositionIn(spec.Zone.At, rr.End, 0, "")
				r.WarnAt(line, column, width, path, CodeZone, what, hint)
			}
		})
		return list
	}
	for i := range spec.Records.Items {
		if item := &spec.Records.Items[i]; item.OK {
			add(string(item.V), func(dns.PlacedRecord) func(what, hint lang.Text) {
				return func(what, hint lang.Text) { r.Warn(item.At, CodeZone, what, hint) }
			})
		}
	}
	return list
}

// changes are the records that the script puts into a domain's zone.
func (r *resolver) changes(d *Domain) (list []statement) {
	for i := range r.f.Script.Items {
		change := &r.f.Script.Items[i].V.Change
		if !change.OK || !strings.EqualFold(strings.TrimSuffix(string(change.V.Domain.V), "."), d.Name) || len(change.V.Add.Items) > MaxItems {
			continue
		}
		for j := range change.V.Add.Items {
			item := &change.V.Add.Items[j]
			if !item.OK {
				continue
			}
			rrs, _ := dns.ReadZoneText(d.Name+".", string(item.V)+"\n", seconds(d.TTL), MaxZoneRecords)
			for _, rr := range rrs {
				if !rr.Blank() {
					list = append(list, statement{rr.RR, func(what, hint lang.Text) { r.Warn(item.At, CodeZone, what, hint) }})
				}
			}
		}
	}
	return list
}

// names is what the file says of every name: where a CNAME leads, and which have an address.
type names struct {
	alias   map[string]string
	address map[string]bool
	manned  map[string]bool // at one of the addresses there is a machine
}

// end follows CNAMEs; round says that they lead in a circle.
func (n *names) end(name string) (_ string, round bool) {
	for range dns.MaxCNAMEChain {
		next, ok := n.alias[name]
		if !ok {
			return name, false
		}
		name = next
	}
	return name, true
}

// warnZones warns of records that break the DNS's own rules.
func (r *resolver) warnZones() {
	all, later := make([][]statement, len(r.s.Domains)), make([][]statement, len(r.s.Domains))
	known := &names{alias: map[string]string{}, address: map[string]bool{}, manned: map[string]bool{}}
	for i, d := range r.s.Domains {
		all[i], later[i] = r.statements(d), r.changes(d)
		for _, rr := range slices.Concat(all[i], later[i]) {
			owner := strings.ToLower(rr.Header().Name)
			if cname, ok := rr.RR.(*mdns.CNAME); ok {
				known.alias[owner] = strings.ToLower(cname.Target)
			} else if addr, ok := dns.AddrOf(rr.RR); ok {
				known.address[owner], known.manned[owner] = true, known.manned[owner] || r.taken[addr] != ""
			}
		}
	}
	for _, h := range r.s.Hosts {
		// A domain whose zone is written out has only what is written there.
		if d := r.enclosing(h.Name); d == nil || d.ZoneText == "" {
			known.address[h.Name+"."], known.manned[h.Name+"."] = true, true
		}
	}
	for i, d := range r.s.Domains {
		several := len(d.MX) > 0 || slices.ContainsFunc(all[i], func(rr statement) bool {
			mx, ok := rr.RR.(*mdns.MX)
			return ok && mx.Mx != "." && strings.EqualFold(mx.Hdr.Name, d.Name+".")
		})
		for j := range r.specs[d].MX.Items {
			item := &r.specs[d].MX.Items[j]
			if h, _ := r.findHost(string(item.V.Host.V), d); h != nil {
				h.warnDeaf(d, func(what, hint lang.Text) { r.Warn(item.At, CodeZone, what, hint) })
			}
		}
		r.warnMX(d, all[i], several, known)
		r.warnMX(d, later[i], false, known) // a null MX may take the others' place
		for _, rr := range all[i] {
			if c, ok := rr.RR.(*mdns.CNAME); ok {
				if _, round := known.end(strings.ToLower(c.Hdr.Name)); round {
					rr.warn(tr("los CNAME de «%s» no terminan nunca", "the CNAMEs of \"%s\" never come to an end", undotted(c.Hdr.Name)),
						tr("quien pregunte se cansará y lo dará por fallo pasajero (RFC 1034, 3.6.2 y 5.2.2)", "whoever asks will give up and take it for a passing failure (RFC 1034, 3.6.2 and 5.2.2)"))
				}
			}
		}
	}
}

// warnMX warns of MX records that lead where none may; several: the domain has others than the null MX.
func (r *resolver) warnMX(d *Domain, list []statement, several bool, known *names) {
	for _, rr := range list {
		mx, ok := rr.RR.(*mdns.MX)
		if !ok {
			continue
		}
		target := strings.ToLower(mx.Mx)
		end, round := known.end(target)
		in := r.enclosing(strings.TrimSuffix(end, "."))
		switch literal := strings.TrimSuffix(strings.TrimSuffix(target, "."), "."+d.Name); {
		case target == "." && several && strings.EqualFold(mx.Hdr.Name, d.Name+"."):
			rr.warn(tr("el MX nulo «0 .» no puede estar junto a otros (RFC 7505, 3)", "the null MX \"0 .\" may not stand beside others (RFC 7505, 3)"),
				tr("los servidores de Posta no le hacen caso y usan los demás; deja solo uno u otros", "Posta's servers pass it over and use the others; leave either it or them"))
		case target == ".":
		case isAddress(literal):
			rr.warn(tr("«%s» parece una dirección IP, y un MX lleva el nombre de un servidor (RFC 1035, 3.3.9)", "\"%s\" looks like an IP address, and an MX has the name of a host (RFC 1035, 3.3.9)", literal),
				tr("se buscará el nombre «%s»; lo correcto es un nombre, y un registro A para él", "the name \"%s\" will be looked for; right is a name, and an A record for it", strings.TrimSuffix(target, ".")))
		case round: // its CNAMEs are warned of
		case target != end:
			rr.warn(tr("«%s» es un alias (CNAME), y un MX no puede llevar a un alias (RFC 2181, 10.3)", "\"%s\" is an alias (CNAME), and an MX may not lead to an alias (RFC 2181, 10.3)", undotted(mx.Mx)),
				tr("casi todos los servidores lo siguen, también los de Posta; lo correcto es poner el nombre de verdad, «%s»", "nearly all servers follow it, Posta's too; right is the true name, \"%s\"", undotted(end)))
		case in != nil && known.address[end] && !known.manned[end]:
			rr.warn(tr("«%s» tiene dirección y en este escenario no es ningún servidor", "\"%s\" has an address and is no host of this scenario", undotted(end)),
				tr("allí no contestará nadie; para que reciba correo, decláralo: hosts: {%s: {}}", "nobody will answer there; for it to take mail, declare it: hosts: {%s: {}}", undotted(end)))
		case in != nil && !known.address[end]:
			rr.warn(tr("«%s» no tiene dirección en este escenario", "\"%s\" has no address in this scenario", undotted(mx.Mx)),
				tr("ese servidor no se podrá llamar; añade un registro A, o un servidor con ese nombre en «hosts»", "that server cannot be called; add an A record, or a host of that name in \"hosts\""))
		case strings.EqualFold(mx.Hdr.Name, d.Name+"."):
			if h := r.hosts[strings.TrimSuffix(end, ".")]; h != nil {
				h.warnDeaf(d, rr.warn)
			}
		}
	}
}

// warnDeaf warns of an exchanger that will not take the domain's mail, where the file says so of the host.
func (h *Host) warnDeaf(d *Domain, warn func(what, hint lang.Text)) {
	switch {
	case !slices.ContainsFunc(h.Services, func(s Service) bool { return s.Proto == SMTP && s.Port == uint16(usualPort[SMTP]) }):
		warn(tr("%s no atiende SMTP en el puerto 25, y así no puede recibir el correo de %s", "%s does not serve SMTP at port 25, and so cannot take the mail of %s", h.Name, d.Name),
			tr("quien le entregue no podrá conectar, y probará el MX que siga; para que reciba, añade «smtp» a sus «services»", "whoever delivers to it cannot connect, and tries the next MX; for it to take mail, add \"smtp\" to its \"services\""))
	case !slices.Contains(h.Accepts, d):
		warn(tr("%s no acepta el correo de %s: no está en su «accepts»", "%s does not take the mail of %s: it is not in its \"accepts\"", h.Name, d.Name),
			tr("contestará 550 5.7.1; para que lo acepte, añádelo, o quita «accepts»", "it will answer 550 5.7.1; for it to take it, add it, or leave out \"accepts\""))
	}
}

// undotted is a name as people write it, without the final dot.
func undotted(name string) string { return form.Shown(strings.TrimSuffix(name, ".")) }

// isAddress says whether a text has the form of an IP address.
func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}
