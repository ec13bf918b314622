package aggregate

import (
	"context"
	"net/url"
	"strings"

	"posta/sim/auth"
	"posta/sim/auth/dmarc"
	"posta/sim/idna"
	"posta/sim/mail"
)

// Destination is one address of rua=, and whether reports may go there.
type Destination struct {
	URI     string       `json:"uri"`
	Address mail.Address `json:"address"`
	Allowed bool         `json:"allowed"`
	// Reason is "same-organization", "permitted", "not-permitted", "no-answer" or "unsupported" (no mailto: address).
	Reason string       `json:"reason"`
	Asked  *auth.Answer `json:"asked,omitempty"` // the question for the permission
}

// Destinations asks for each address of another organization whether it takes reports about a domain (RFC 9990 section 4).
// same tells whether a host belongs to the organization of the policy domain.
func Destinations(ctx context.Context, r auth.Resolver, rec *dmarc.Record, domain string, same func(host string) bool) []Destination {
	var list []Destination
	for _, uri := range rec.Aggregate {
		d := Destination{URI: uri, Reason: "unsupported"}
		address, ok := mailto(uri)
		if !ok {
			list = append(list, d)
			continue
		}
		d.Address = address
		host, ok := idna.ToASCII(address.Domain)
		switch {
		case !ok:
		case host == domain || same(host):
			d.Allowed, d.Reason = true, "same-organization"
		default:
			d.permission(ctx, r, domain, host)
		}
		list = append(list, d)
	}
	return list
}

// permission asks DOMAIN._report._dmarc.HOST.
func (d *Destination) permission(ctx context.Context, r auth.Resolver, domain, host string) {
	a := auth.Ask(ctx, r, domain+"._report._dmarc."+host, auth.TXT)
	d.Asked = &a
	d.Reason = "not-permitted"
	if a.Failed() {
		d.Reason = "no-answer"
		return
	}
	for _, txt := range a.Texts {
		rec, err := dmarc.Parse(txt)
		if err != nil {
			continue
		}
		d.Allowed, d.Reason = true, "permitted"
		if len(rec.Aggregate) > 0 {
			// Step 9: the receiver of reports may name another address, at the same host only.
			other, ok := mailto(rec.Aggregate[0])
			if !ok || !strings.EqualFold(other.Domain, host) {
				d.Allowed, d.Reason = false, "not-permitted"
				return
			}
			d.Address = other
		}
		return
	}
}

// mailto reads the address of a mailto: URI (RFC 6068).
func mailto(uri string) (mail.Address, bool) {
	u, err := url.Parse(uri)
	if err != nil || !strings.EqualFold(u.Scheme, "mailto") {
		return mail.Address{}, false
	}
	text, err := url.PathUnescape(u.Opaque)
	if err != nil {
		return mail.Address{}, false
	}
	a, err := mail.ParseAddress(text)
	return a, err == nil
}
