package policy

import (
	"net/netip"
	"slices"
	"strings"

	"posta/sim/auth/authres"
	"posta/sim/auth/dkim"
	"posta/sim/auth/spf"
	"posta/sim/mail"
)

// Origin is who sent a letter, as far as it is proved: the address that it came from is, and of domains and keys those whose
// SPF or DKIM passed.
type Origin struct {
	Client  netip.Addr
	Domains []string // proved, without repetition
	Keys    []string // selector._domainkey.domain
}

// origin is that of a transaction, by what earlier checks proved.
func (t *Transaction) origin() Origin {
	o := Origin{Client: t.Client}
	if f, ok := t.Found("dkim"); ok {
		if r, ok := f.Proved.(*dkim.Report); ok {
			for _, v := range r.Signatures {
				if v.Result == dkim.Pass {
					o.signed(v.Signature.Domain, v.Signature.Selector)
				}
			}
		}
	}
	if f, ok := t.Found("spf"); ok {
		if r, ok := f.Proved.(*spf.Report); ok && r.Result == spf.Pass {
			o.domain(r.Domain)
		}
	}
	return o
}

func (o *Origin) domain(name string) {
	if name = strings.ToLower(name); name != "" && !slices.Contains(o.Domains, name) {
		o.Domains = append(o.Domains, name)
	}
}

func (o *Origin) signed(domain, selector string) {
	o.domain(domain)
	if key := strings.ToLower(selector + "._domainkey." + domain); selector != "" && !slices.Contains(o.Keys, key) {
		o.Keys = append(o.Keys, key)
	}
}

// OriginOf is that of a letter in a mailbox, by what this server wrote on it when it came.
func OriginOf(message []byte, server string) Origin {
	h := mail.ParseHeader(message)
	var o Origin
	if received, ok := h.Get("Received"); ok { // the topmost is this server's
		if _, rest, ok := strings.Cut(received, "["); ok {
			literal, _, _ := strings.Cut(rest, "]")
			if a, ok := mail.LiteralAddr("[" + literal + "]"); ok {
				o.Client = a
			}
		}
	}
	for _, field := range authres.Trusted(&h, server) {
		for _, r := range field.Results {
			if r.Value != "pass" {
				continue
			}
			property := func(name string) string {
				for _, p := range r.Properties {
					if p.Name == name {
						return p.Value
					}
				}
				return ""
			}
			switch r.Method {
			case "dkim":
				o.signed(property("d"), property("s"))
			case "spf":
				from := property("mailfrom")
				o.domain(from[strings.LastIndexByte(from, '@')+1:])
			}
		}
	}
	return o
}

// identities are the names under which an origin is remembered.
func (o Origin) identities() (list []string) {
	if o.Client.IsValid() {
		list = append(list, "address "+o.Client.String())
	}
	for _, d := range o.Domains {
		list = append(list, "domain "+d)
	}
	for _, k := range o.Keys {
		list = append(list, "key "+k)
	}
	return list
}
