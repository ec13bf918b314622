package scenario

import (
	"slices"
	"strconv"
	"strings"

	"posta/sim/auth/arc"
	"posta/sim/auth/srs"
	"posta/sim/form"
	"posta/sim/mail"
	"posta/sim/policy"
)

// What is sent on: mailing lists, and what a domain's server does to the envelope and the header of letters that it forwards.

// listNames makes the addresses of a domain's lists known: each one's own, and those to which others write about it.
func (r *resolver) listNames(d *Domain, spec *domainSpec) {
	for i := range spec.Lists.Items {
		item := &spec.Lists.Items[i]
		if c := checkLocal(item.Name); c != nil {
			r.complain(item.Key, c)
			continue
		}
		locals := []string{item.Name, item.Name + ListBounces, item.Name + ListOwner}
		if item.V.Request.V {
			locals = append(locals, item.Name+ListRequest)
		}
		for _, local := range locals {
			if r.exists(Address{local, d.Name}) {
				r.Report(item.Key, CodeDuplicate, tr("la dirección %s@%s ya es de otro", "the address %s@%s is somebody else's already", local, d.Name), tr("dale otro nombre a la lista, o al otro", "give the list another name, or the other one"))
				return
			}
			a := &Alias{Local: local, Domain: d, Reads: local == item.Name+ListRequest || item.V.Hold.OK && local == item.Name+ListBounces}
			r.aliases[strings.ToLower(local+"@"+d.Name)] = a
			d.Aliases = append(d.Aliases, a)
		}
	}
}

// What a list makes of From.
const (
	defaultListFrom = "keep"
	rewriteFrom     = "rewrite"
)

// listMembers reads whom the lists of a domain lead to, once all names are known.
func (r *resolver) listMembers(d *Domain, spec *domainSpec) {
	for i := range spec.Lists.Items {
		item := &spec.Lists.Items[i]
		a := r.alias(d, item.Name)
		if a == nil || a.To != nil {
			continue
		}
		v := &item.V
		a.To = r.targets(&v.Members, d)
		l := &List{Title: r.said(v.Title.V.Phrase), Tag: r.said(v.Tag.V.Phrase), Footer: r.said(v.Footer.V.Phrase), Rewrite: or(&v.From, defaultListFrom) == rewriteFrom, Requests: bool(v.Request.V), Hold: int(v.Hold.V)}
		l.Owner, _ = r.target(&v.Owner, d)
		a.List = l
		for _, role := range []string{ListBounces, ListOwner} {
			if to := r.alias(d, item.Name+role); to != nil && v.Owner.OK {
				to.To = []Address{l.Owner}
			}
		}
	}
}

// sending is what servers do to what they send on, in its order: a list makes its letter, signs it if it has put itself into
// From, the envelope is rewritten, and the seal is over all of that.
func (r *resolver) sending() {
	for _, d := range r.s.Domains {
		h, spec := d.Mailbox, r.specs[d]
		if h == nil {
			continue
		}
		add := func(rule Rule) { h.Sending = append(h.Sending, &Check{Door: Door{Host: h}, Rule: rule}) }
		for _, a := range d.Aliases {
			if a.List != nil {
				own := mail.Address{Local: a.Local, Domain: d.Name}
				about := func(role string) mail.Address { return mail.Address{Local: a.Local + role, Domain: d.Name} }
				list := &policy.List{Address: own, Bounces: about(ListBounces), Owner: about(ListOwner), Title: a.List.Title, Tag: a.List.Tag,
					Footer: a.List.Footer, Rewrite: a.List.Rewrite}
				if a.List.Requests {
					list.Request = about(ListRequest)
				}
				add(&Sending{List: list})
			}
		}
		for _, s := range d.Signing {
			if slices.ContainsFunc(d.Aliases, func(a *Alias) bool { return a.List != nil && a.List.Rewrite }) {
				add(s)
			}
		}
		if d.SRS = bool(spec.SRS.V); d.SRS {
			add(&Sending{Domain: d.Name, SRS: r.rewriter(d)})
		}
		if d.ARC = bool(spec.ARC.V); !d.ARC {
			continue
		}
		if len(d.Signing) == 0 {
			r.Report(spec.ARC.At, form.CodeMissing, tr("para sellar hace falta una clave, y %s no tiene «dkim»", "to seal takes a key, and %s has no \"dkim\"", d.Name), tr("por ejemplo: {dkim: s1, arc: true}", "for example: {dkim: s1, arc: true}"))
			continue
		}
		s := d.Signing[0].Signer
		add(&Sending{Domain: d.Name, Seal: &arc.Sealer{Domain: d.Name, Selector: s.Selector, Key: s.Key}})
	}
}

// rewriter packs with a secret that follows from the seed.
func (r *resolver) rewriter(d *Domain) *srs.Rewriter {
	return &srs.Rewriter{Domain: d.Name, Secret: []byte("srs " + d.Name + " " + strconv.FormatUint(r.s.Seed, 10))}
}

// Rewriter is how a domain's server packs the senders of what it forwards; nil: it does not.
func (d *Domain) Rewriter() *srs.Rewriter {
	if d.Mailbox == nil {
		return nil
	}
	for _, c := range d.Mailbox.Sending {
		if s, ok := c.Rule.(*Sending); ok && s.SRS != nil && s.Domain == d.Name {
			return s.SRS
		}
	}
	return nil
}
