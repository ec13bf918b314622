package scenario

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"posta/sim/form"
	"posta/sim/idna"
	"posta/sim/lang"
	"posta/sim/mail"
)

// Names and addresses come from the spaces set aside for documentation alone, so that nothing a lesson says can ever mean
// somebody's real host or mailbox.

var (
	label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`) // RFC 1123 section 2.1
)

// documentation lists the address ranges of RFC 5737 and RFC 3849.
var documentation = []netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("2001:db8::/32"),
}

// reservedTLDs and reservedDomains are set aside by RFC 2606 and RFC 6761.
var (
	reservedTLDs    = []string{"test", "example", "invalid", "localhost"}
	reservedDomains = []string{"example.com", "example.net", "example.org"}
)

// domainName checks a domain or host name and gives its canonical form, that of the DNS: labels beyond ASCII become A-labels
// (RFC 5890). With anyName, underscores may begin labels, as in names that are only asked for (_dmarc, _domainkey).
func domainName(s string, anyName bool) (string, *form.Complaint) {
	name := strings.ToLower(strings.TrimSuffix(s, "."))
	if name == "" {
		return "", form.Bad(CodeName, tr("falta el nombre de dominio", "the domain name is missing"), tr("por ejemplo: alfa.test", "for example: alfa.test"))
	}
	if !idna.IsASCII(name) && !strings.ContainsFunc(name, func(r rune) bool {
		return r > unicode.MaxASCII && !unicode.In(r, unicode.L, unicode.M, unicode.Nd) // what RFC 5892 lets in, roughly
	}) {
		if ascii, ok := idna.ToASCII(name); ok {
			name = ascii
		}
	}
	if len(name) > 253 {
		return "", form.Bad(CodeName, tr("este nombre de dominio pasa de 253 caracteres (RFC 1035)", "this domain name is longer than 253 characters (RFC 1035)"), tr("acórtalo", "shorten it"))
	}
	for part := range strings.SplitSeq(name, ".") {
		if anyName {
			part = strings.TrimPrefix(part, "_")
		}
		if !label.MatchString(part) {
			what := tr("«%s» no es un nombre de dominio", "\"%s\" is not a domain name", form.Shown(s))
			hint := tr("entre punto y punto van letras, cifras y guiones, 63 como mucho y sin guion en los extremos", "between dots go letters, digits and hyphens, 63 at most and with no hyphen at the ends")
			if strings.Contains(s, "@") {
				hint = tr("esto parece una dirección de correo; aquí va solo lo de la derecha de la @", "this looks like a mail address; only what is right of the @ goes here")
			}
			return "", form.Bad(CodeName, what, hint)
		}
	}
	if !reserved(name) {
		i := strings.LastIndexByte(name, '.')
		if i < 0 {
			return "", form.Bad(CodeReserved,
				tr("«%s» no es un dominio reservado; las lecciones usan solo .test, .example, .invalid, .localhost, example.com, example.net, example.org (RFC 2606)", "\"%s\" is no reserved domain; lessons use only .test, .example, .invalid, .localhost, example.com, example.net, example.org (RFC 2606)", form.Shown(s)),
				tr("¿falta «.test»? Sería %s.test", "is \".test\" missing? It would be %s.test", form.Shown(name)))
		}
		return "", form.Bad(CodeReserved,
			tr("«%s» puede ser de alguien de verdad; las lecciones usan solo dominios reservados: .test, .example, .invalid, .localhost, example.com, example.net, example.org (RFC 2606)", "\"%s\" may really belong to somebody; lessons use only reserved domains: .test, .example, .invalid, .localhost, example.com, example.net, example.org (RFC 2606)", form.Shown(s)),
			tr("por ejemplo: %s.test", "for example: %s.test", form.Shown(name[:i])))
	}
	return name, nil
}

// reserved says whether a canonical name is set aside for documentation and tests.
func reserved(name string) bool {
	if slices.Contains(reservedTLDs, name[strings.LastIndexByte(name, '.')+1:]) {
		return true
	}
	return slices.ContainsFunc(reservedDomains, func(d string) bool { return name == d || strings.HasSuffix(name, "."+d) })
}

// checkLocal checks a local part as it stands in an address (RFC 5321 section 4.1.2): what needs quotes has them, and letters
// beyond ASCII go by SMTPUTF8 (RFC 6531).
func checkLocal(s string) *form.Complaint {
	if len(s) > mail.MaxLocalPart+2 {
		return form.Bad(CodeAddress, tr("lo de la izquierda de la @ pasa de 64 bytes (RFC 5321, 4.5.3.1.1)", "what is left of the @ is longer than 64 bytes (RFC 5321, 4.5.3.1.1)"), tr("acórtalo", "shorten it"))
	}
	a, err := mail.ParseAddress(s + "@alfa.test")
	odd := strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII && !unicode.In(r, unicode.L, unicode.M, unicode.N) })
	if err == nil && a.Domain == "alfa.test" && !odd && (a.Local != "" || s[0] != '"') {
		return nil
	}
	hint := tr("lleva letras, cifras y . _ - +, sin espacios y sin punto en los extremos; lo demás va entre comillas, '\"así\"'", "it has letters, digits and . _ - +, with no spaces and no dot at the ends; all else goes in quotes, '\"so\"'")
	if strings.Contains(s, "@") {
		hint = tr("aquí va solo lo de la izquierda de la @", "only what is left of the @ goes here")
	}
	return form.Bad(CodeAddress, tr("«%s» no puede ser el nombre de un buzón", "\"%s\" cannot be the name of a mailbox", form.Shown(s)), hint)
}

// unquoted is a local part as it is meant.
func unquoted(s string) string {
	a, err := mail.ParseAddress(s + "@alfa.test")
	if err != nil {
		return s
	}
	return a.Local
}

// splitAddress checks local@domain.
func splitAddress(s string) (Address, *form.Complaint) {
	i := strings.LastIndexByte(s, '@')
	if i < 0 {
		return Address{}, form.Bad(CodeAddress, tr("a la dirección «%s» le falta la @", "the address \"%s\" lacks its @", form.Shown(s)), tr("por ejemplo: benito@beta.test", "for example: benito@beta.test"))
	}
	if strings.Count(s, "@") > 1 && !strings.HasPrefix(s, `"`) {
		return Address{}, form.Bad(CodeAddress, tr("la dirección «%s» tiene más de una @", "the address \"%s\" has more than one @", form.Shown(s)), tr("si son varias direcciones, escríbelas como lista: [a@alfa.test, b@beta.test]", "if these are several addresses, write them as a list: [a@alfa.test, b@beta.test]"))
	}
	if i == 0 {
		return Address{}, form.Bad(CodeAddress, tr("a «%s» le falta lo de la izquierda de la @", "\"%s\" lacks what goes left of the @", form.Shown(s)), tr("por ejemplo: benito%s", "for example: benito%s", form.Shown(s)))
	}
	if strings.HasPrefix(s[i+1:], "[") {
		return Address{}, form.Bad(CodeAddress, tr("una dirección con la IP entre corchetes no se usa en los escenarios", "an address with an IP in brackets is not used in scenarios"), tr("escribe un dominio: benito@beta.test", "write a domain: benito@beta.test"))
	}
	if c := checkLocal(s[:i]); c != nil {
		return Address{}, c
	}
	domain, c := domainName(s[i+1:], false)
	if c != nil {
		if c.Code == CodeReserved && !strings.Contains(s[i+1:], ".") {
			c.Hint = tr("¿falta «.test»? Sería %s.test", "is \".test\" missing? It would be %s.test", form.Shown(s))
		}
		return Address{}, c
	}
	if !idna.IsASCII(s) && !idna.IsASCII(s[i+1:]) {
		domain = strings.ToLower(strings.TrimSuffix(s[i+1:], ".")) // in letters and on the wire as it is written
	}
	return Address{Local: unquoted(s[:i]), Domain: domain}, nil
}

// dnsName is the name under which the DNS, and the file's list of domains, has the domain of an address.
func dnsName(domain string) string {
	if ascii, ok := idna.ToASCII(domain); ok {
		return ascii
	}
	return domain
}

// addressKey is what tells mailboxes apart: RFC 5321 section 2.4 leaves a local part's case to its site.
func addressKey(local, domain string) string { return strings.ToLower(local) + "@" + dnsName(domain) }

// ipAddress checks an IP address.
func ipAddress(s string) (netip.Addr, *form.Complaint) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return a, form.Bad(CodeAddress, tr("«%s» no es una dirección IP", "\"%s\" is not an IP address", form.Shown(s)), tr("por ejemplo: 192.0.2.25 o 2001:db8::25", "for example: 192.0.2.25 or 2001:db8::25"))
	}
	a = a.Unmap()
	if why := offLimits(a); !why.IsZero() {
		return a, form.Bad(CodeReserved, tr("%s: %s", "%s: %s", a.String(), why), tr("por ejemplo: 192.0.2.25", "for example: 192.0.2.25"))
	}
	return a, nil
}

// offLimits says why an address may not be used, or nothing.
func offLimits(a netip.Addr) lang.Text {
	if !slices.ContainsFunc(documentation, func(p netip.Prefix) bool { return p.Contains(a) }) {
		return tr("la IP puede ser de alguien de verdad; las lecciones usan solo las de documentación: 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32 (RFC 5737, RFC 3849)", "the IP may really belong to somebody; lessons use only those for documentation: 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32 (RFC 5737, RFC 3849)")
	}
	if b := a.As4; a.Is4() && (b()[3] == 0 || b()[3] == 255) {
		return tr("acabada en .0 o .255 es la red o la difusión, no un equipo", "ending in .0 or .255 it is the network or the broadcast, not a host")
	}
	return lang.Text{}
}
