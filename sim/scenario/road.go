package scenario

import (
	"fmt"
	"strings"
	"time"

	"posta/sim/auth"
	"posta/sim/auth/mtasts"
	"posta/sim/form"
)

// What a domain says about the road to it: MTA-STS, DANE, and where TLS reports go.

// DefaultSTSAge is how long an MTA-STS policy may be remembered.
const DefaultSTSAge = 7 * 24 * time.Hour

// roads reads what domains say, once it is known who takes their mail.
func (r *resolver) roads() {
	for _, d := range r.s.Domains {
		spec := r.specs[d]
		d.DNSSEC, d.DANE = bool(spec.DNSSEC.V), bool(spec.DANE.V)
		if d.DANE && !d.DNSSEC {
			r.Warn(spec.DANE.At, form.CodeConflict, tr("sin «dnssec» los registros TLSA de %s no cuentan: cualquiera podría falsificarlos por el camino (RFC 7672, 2.1)", "without \"dnssec\" the TLSA records of %s do not count: anybody could forge them on the way (RFC 7672 2.1)", d.Name), tr("añade dnssec: true", "add dnssec: true"))
		}
		if spec.Zone.OK && (spec.STS.Given() || spec.TLSRPT.Given()) {
			r.Report(spec.Zone.At, form.CodeConflict, tr("con «zone» la zona entera está ahí, y «%s» no se usa", "with \"zone\" the whole zone is there, and \"%s\" is not used", "mta_sts"), tr("escríbelo dentro de «zone»", "write it inside \"zone\""))
			continue
		}
		if spec.TLSRPT.OK {
			d.Records = append(d.Records, txt("_smtp._tls", "v=TLSRPTv1; rua="+string(spec.TLSRPT.V)))
		}
		if spec.STS.OK && spec.STS.V.Mode.OK {
			r.sts(d, &spec.STS.V)
		}
	}
}

// sts writes a policy, and finds who serves it: the host of the mailboxes, or the first MX.
func (r *resolver) sts(d *Domain, v *stsSpec) {
	h := d.Mailbox
	if h == nil && len(d.MX) > 0 {
		h = d.MX[0].Host
	}
	if h == nil {
		r.Report(v.Mode.At, form.CodeConflict, tr("%s no tiene servidor que reciba su correo, ni que sirva la política", "%s has no host that takes its mail, nor one to serve the policy", d.Name), tr("quita «mta_sts»", "take \"mta_sts\" out"))
		return
	}
	age := time.Duration(or(&v.Age, form.Span(DefaultSTSAge)))
	if age > mtasts.MaxAge*time.Second {
		r.Report(v.Age.At, form.CodeRange, tr("una política se recuerda un año como mucho", "a policy is remembered for a year at most"), tr("por ejemplo: max_age: 30d", "for example: max_age: 30d"))
		return
	}
	text := fmt.Sprintf("version: STSv1\r\nmode: %s\r\n", v.Mode.V)
	for _, name := range r.policyHosts(d, &v.MX) {
		text += "mx: " + name + "\r\n"
	}
	d.STS = &STS{Host: h, Text: text + fmt.Sprintf("max_age: %d\r\n", int(age/time.Second))}
	d.Records = append(d.Records, txt("_mta-sts", "v=STSv1; id="+r.s.Start.UTC().Format("20060102150405")+";"), "mta-sts CNAME "+h.Name+".")
	serveHTTPS(h)
}

// policyHosts are the hosts that a policy names.
func (r *resolver) policyHosts(d *Domain, l *form.List[form.Line]) (names []string) {
	if !l.Given() {
		for _, m := range d.MX {
			names = append(names, m.Host.Name)
		}
		return names
	}
	for i := range l.Items {
		item := &l.Items[i]
		name := strings.ToLower(string(item.V))
		if item.OK && !auth.ValidName(strings.TrimPrefix(name, "*.")) {
			r.Report(item.At, CodeName, tr("«%s» no es el nombre de un servidor", "\"%s\" is no host's name", form.Shown(name)), tr("por ejemplo: mail.beta.test, o '*.beta.test'", "for example: mail.beta.test, or '*.beta.test'"))
			continue
		}
		names = append(names, name)
	}
	return names
}

// MiddleHost is who stands in the middle of a road.
const MiddleHost = "mitm.test"

// middle makes the host of those who stand on roads, where there are any.
func (r *resolver) middle() {
	for i := range r.f.Faults.Items {
		if item := &r.f.Faults.Items[i]; item.OK && item.V.Intercept.OK {
			h := r.host(MiddleHost)
			h.Label = tr("En medio", "In the middle")
			return
		}
	}
}

// intercept reads what somebody on a road does.
func (r *resolver) intercept(o *form.Opt[faultIntercept], f *Fault) Trouble {
	v := &o.V
	road, ok := r.faultRoad(&v.roadOf, o.At, f)
	if !ok || road.B == (Endpoint{}) {
		if ok {
			r.Report(v.Host.At, form.CodeConflict, tr("quien está en medio está entre dos", "whoever is in the middle is between two"), tr("por ejemplo: between: [mail.alfa.test, mail.beta.test]", "for example: between: [mail.alfa.test, mail.beta.test]"))
		}
		return nil
	}
	t := &Intercept{Road: road, Middle: r.hosts[MiddleHost], Old: string(v.Old.V), New: string(v.New.V)}
	for i := range v.Does.Items {
		switch v.Does.Items[i].V {
		case "strip_starttls":
			t.Strip = true
		case "own_certificate":
			t.Own = true
		}
	}
	return t
}
