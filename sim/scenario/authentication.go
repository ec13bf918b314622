package scenario

import (
	"crypto"
	"regexp"
	"slices"
	"strings"
	"time"

	"posta/sim/auth"
	"posta/sim/auth/dkim"
	"posta/sim/auth/keys"
	"posta/sim/form"
)

// What a domain says of who may write in its name: the short forms of its SPF, DKIM and DMARC records, and the signatures
// that its server puts on.

// maxString is the longest of the strings that make up one TXT record, in octets (RFC 1035 section 3.3).
const maxString = 255

// txt writes a TXT record in zone-file form.
func txt(owner, text string) string {
	var b strings.Builder
	b.WriteString(owner + " TXT")
	for first := true; first || text != ""; first = false {
		n := min(len(text), maxString)
		b.WriteString(` "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text[:n]) + `"`)
		text = text[n:]
	}
	return b.String()
}

// versioned puts the version before a record that does not begin with one.
func versioned(text, version string) string {
	if text = strings.TrimSpace(text); strings.HasPrefix(strings.ToLower(text), "v=") {
		return text
	}
	return strings.TrimSpace(version + " " + text)
}

// published adds the records that the short forms stand for.
func (r *resolver) published(d *Domain, spec *domainSpec) {
	if spec.Zone.OK || !r.atMost(len(spec.SPF.Items)+len(spec.DMARC.Items), MaxItems, spec.SPF.At) || !r.atMost(len(spec.DKIM.Items), MaxItems, spec.DKIM.At) {
		return
	}
	for i := range spec.SPF.Items {
		if item := &spec.SPF.Items[i]; item.OK {
			d.Records = append(d.Records, txt("@", versioned(string(item.V), "v=spf1")))
		}
	}
	for i := range spec.DMARC.Items {
		if item := &spec.DMARC.Items[i]; item.OK {
			d.Records = append(d.Records, txt("_dmarc", versioned(string(item.V), "v=DMARC1;")))
		}
	}
	for i := range spec.DKIM.Items {
		if item := &spec.DKIM.Items[i]; item.OK {
			r.signer(d, item)
		}
	}
}

// selectorName is what a selector may look like (RFC 6376 section 3.1).
var selectorName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`)

// signer reads one key of a domain, and publishes it.
func (r *resolver) signer(d *Domain, o *form.Opt[dkimSpec]) {
	v := &o.V
	if !v.Selector.OK {
		return
	}
	selector := string(v.Selector.V)
	name := selector + "._domainkey." + d.Name
	switch {
	case !selectorName.MatchString(selector), !auth.ValidName(name):
		r.Report(v.Selector.At, CodeName, tr("«%s» no puede ser un selector", "\"%s\" cannot be a selector", form.Shown(selector)), tr("letras, cifras y guiones, como s1 o 2026-03", "letters, digits and hyphens, such as s1 or 2026-03"))
		return
	case slices.ContainsFunc(d.Signing, func(s *Sign) bool { return strings.EqualFold(s.Signer.Selector, selector) }):
		r.Report(v.Selector.At, CodeDuplicate, tr("%s ya tiene el selector «%s»", "%s already has the selector \"%s\"", d.Name, selector), tr("cada clave tiene el suyo", "each key has its own"))
		return
	}
	header, body, _ := strings.Cut(string(or(&v.Canonicalization, defaultCanonicalization)), "/")
	s := dkim.Signer{Domain: d.Name, Selector: selector, Key: r.key(string(or(&v.Key, defaultDKIMKey)), name), HeaderCanon: dkim.Canon(header), BodyCanon: dkim.Canon(body),
		Headers: r.fieldNames(&v.Headers), Oversign: defaultOversign, Length: bool(v.Length.V), Lifetime: time.Duration(v.Lifetime.V)}
	if v.Oversign.Given() {
		s.Oversign = r.fieldNames(&v.Oversign)
	}
	d.Signing = append(d.Signing, &Sign{Signer: s, AnyFrom: bool(v.AnyFrom.V)})
	if !bool(or(&v.Publish, true)) {
		return
	}
	record, err := dkim.Record(s.Key)
	if err != nil {
		panic("scenario: writing the record of a key of our own: " + err.Error())
	}
	d.Records = append(d.Records, txt(selector+"._domainkey", record))
}

// key gives each RSA key of a scenario another of those that lie ready, and makes Ed25519 keys from the seed.
func (r *resolver) key(kind, name string) crypto.Signer {
	switch kind {
	case "ed25519":
		return keys.Ed25519(int64(r.s.Seed), name)
	case "rsa-1024":
		return keys.Short()
	}
	r.rsaKeys++
	return keys.RSA(r.rsaKeys - 1)
}

// fieldNames reads names of header fields; nil where the file says nothing.
func (r *resolver) fieldNames(l *form.List[form.Line]) []string {
	var names []string
	for i := range l.Items {
		item := &l.Items[i]
		if !item.OK {
			continue
		}
		if name := string(item.V); headerName.MatchString(name) {
			names = append(names, name)
			continue
		}
		r.Report(item.At, CodeName, tr("«%s» no puede ser el nombre de una cabecera", "\"%s\" cannot be the name of a header", form.Shown(string(item.V))), tr("sin dos puntos ni espacios: Subject", "without colon or spaces: Subject"))
	}
	return names
}

// signing puts the signatures of domains on at the counters where their people hand in their letters.
func (r *resolver) signing() {
	for _, d := range r.s.Domains {
		h := d.Submission
		if h == nil {
			continue
		}
		for _, s := range d.Signing {
			c := &Check{Door: Door{Host: h}, Rule: s}
			for _, service := range h.Services {
				if service.Proto == Submission {
					c.Services = append(c.Services, service)
				}
			}
			h.Signing = append(h.Signing, c)
		}
	}
}
