package explain

import (
	"net/netip"
	"strings"

	"posta/sim/lang"
	"posta/sim/trace"
)

// irregular says what a domain's MX records break, and what comes of it: here, and at others' servers.
func irregular(f trace.MailRouted) lang.Text {
	var all []lang.Text
	if f.NullBeside {
		all = append(all, phrase("irregular", "null beside"))
	}
	for _, h := range f.Hosts {
		v := values{}
		v.set("name", h.Name)
		switch said := addressLike(h.Name, f.Domain); {
		case f.Implicit: // a CNAME at the domain itself is allowed (RFC 5321 section 5.1)
		case h.Alias != "":
			v.set("alias", h.Alias)
			all = append(all, template(phrase("irregular", "alias"), v))
		case said != "":
			v.set("said", said)
			all = append(all, template(phrase("irregular", "address"), v))
		}
	}
	var out lang.Text
	for _, l := range lang.All() {
		var parts []string
		for _, t := range all {
			parts = append(parts, t.In(l))
		}
		out = out.With(l, strings.Join(parts, " "))
	}
	return out
}

// addressLike is the IP address that somebody wrote where an exchanger's name goes, with the final dot or without it, when the
// zone's origin is put behind it (RFC 1035 section 5.1).
func addressLike(name, domain string) string {
	text := strings.TrimSuffix(name, "."+domain)
	if _, err := netip.ParseAddr(text); err != nil {
		return ""
	}
	return text
}
