package dns

import (
	"fmt"
	"strings"

	mdns "github.com/miekg/dns"
)

// Authority answers from its zones by the algorithm of RFC 1034 section 4.3.2, in the order the records were written.
// It never asks anybody (RA=0) and refuses what lies outside its zones.
type Authority struct {
	zones   map[string]*Zone
	origins []string
	signed  map[string]bool
}

// Sign says that zones are signed with DNSSEC, as far as it goes here: there are no
// signatures. Answers from these zones carry the bit AD ("authenticated", RFC 4035 section
// 3.2.3), which a validating resolver would set once it had checked the signatures, and a
// Resolver that knows of the signed zones takes no answer about them without it. So an
// answer that somebody forged on the way is found out as it would be, by other means.
func (a *Authority) Sign(origins ...string) {
	a.signed = map[string]bool{}
	for _, o := range origins {
		a.signed[Canonical(o)] = true
	}
}

// NewAuthority serves the zones; two of the same origin are an error.
func NewAuthority(zones ...*Zone) (*Authority, error) {
	a := &Authority{zones: make(map[string]*Zone, len(zones))}
	for _, z := range zones {
		if a.zones[z.origin] != nil {
			return nil, fmt.Errorf("zone %s is given twice", z.origin)
		}
		a.zones[z.origin] = z
		a.origins = append(a.origins, z.origin)
	}
	return a, nil
}

// zone is the nearest zone at or above a name (RFC 1034 section 4.3.2 step 2). Questions for DS are the parent's
// (RFC 4035 section 3.1.4.1).
func (a *Authority) zone(name string, qtype uint16) *Zone {
	var own *Zone
	for at := name; ; at = parent(at) {
		if z := a.zones[at]; z != nil {
			if qtype != mdns.TypeDS || at != name {
				return z
			}
			own = z
		}
		if at == "." {
			return own
		}
	}
}

// ServeDNS answers one query.
func (a *Authority) ServeDNS(r *Request) *Msg {
	q := r.Question()
	switch {
	case q.Qclass != mdns.ClassINET:
		return r.Reply(mdns.RcodeRefused)
	case q.Qtype == mdns.TypeAXFR || q.Qtype == mdns.TypeIXFR:
		return r.Reply(mdns.RcodeRefused) // RFC 5936 section 2.2.1: no transfers to strangers
	case !answerable(q.Qtype):
		return r.Reply(mdns.RcodeNotImplemented)
	}
	name, ok := normalName(q.Name)
	if !ok {
		return r.Reply(mdns.RcodeFormatError)
	}
	z := a.zone(name, q.Qtype)
	if z == nil {
		return r.Reply(mdns.RcodeRefused) // RFC 1035 section 4.1.1, RCODE 5: whoever sent the asker here was wrong
	}
	m := r.Reply(mdns.RcodeSuccess)
	a.answer(m, z, name, q)
	m.AuthenticatedData = a.signed[z.origin] && m.Authoritative
	return m
}

// answerable tells data types, and ANY, from the types that only questions and messages have (RFC 6895 section 3.1):
// OPT, TSIG, the obsolete MAILA and MAILB and what is unassigned among them.
func answerable(qtype uint16) bool {
	if qtype == mdns.TypeANY {
		return true
	}
	return qtype != 0 && qtype != mdns.TypeOPT && (qtype < 128 || qtype > 255)
}

// answer fills in the sections, following aliases through all our zones (RFC 1034 section 4.3.2 step 3a: "change QNAME ...
// and go back to step 1").
func (a *Authority) answer(m *Msg, z *Zone, name string, q Question) {
	owner := q.Name // answers are spelled as asked (RFC 4343 section 4.1), further links as written
	seen := map[string]bool{}
	for first := true; ; first = false {
		found := z.find(name, q.Qtype)
		if first {
			m.Authoritative = found.cut == nil // AA is about the first name (RFC 1035 section 4.1.1)
		}
		seen[name] = true
		if found.cut != nil {
			a.refer(m, found.cut)
			return
		}
		if found.node == nil {
			m.Rcode = mdns.RcodeNameError // of the last name, aliases notwithstanding (RFC 6604 section 3)
			m.Ns = []RR{z.negative()}
			return
		}
		cname := found.node.get(mdns.TypeCNAME)
		if cname != nil && q.Qtype != mdns.TypeCNAME {
			m.Answer = append(m.Answer, own(cname, owner)...)
			next := alias(cname[0])
			if q.Qtype == mdns.TypeANY || seen[next] || len(seen) > MaxCNAMEChain {
				return // RFC 8482 section 4.2 for ANY; a loop is left to the resolver to see
			}
			name, owner = next, cname[0].(*mdns.CNAME).Target
			if z = a.zone(name, q.Qtype); z == nil {
				return // the alias leads out of what we know; the resolver goes on from here
			}
			continue
		}
		if q.Qtype == mdns.TypeANY {
			m.Answer = append(m.Answer, minimalANY(owner)) // the name exists; RFC 8482 does not ask what is there
			return
		}
		set := found.node.get(q.Qtype)
		if set == nil {
			m.Ns = []RR{z.negative()} // NODATA: the name is there, the type is not (RFC 2308 section 2.2)
			return
		}
		m.Answer = append(m.Answer, own(set, owner)...)
		a.addresses(m, set)
		return
	}
}

// refer hands the question down: NS records of the delegation and the addresses of its servers (RFC 1034 section 4.3.2
// step 3b). The addresses inside the delegated zone, the glue, are not ours to vouch for but are the only way in.
func (a *Authority) refer(m *Msg, cut *node) {
	ns := cut.get(mdns.TypeNS)
	m.Ns = append(m.Ns, own(ns, cut.name)...)
	a.addresses(m, ns)
}

// addresses adds the A and AAAA records we hold for the hosts a set names (RFC 1034 section 4.3.2 step 6, RFC 1035
// section 3.3.9): what the asker will need next.
func (a *Authority) addresses(m *Msg, set []RR) {
	done := map[string]bool{}
	for _, rr := range set {
		host := target(rr)
		if host == "" || host == "." || done[host] {
			continue
		}
		done[host] = true
		z := a.zone(host, mdns.TypeA)
		if z == nil {
			continue
		}
		if n := z.addressNode(host); n != nil {
			for _, s := range n.sets {
				if s.rrtype == mdns.TypeA || s.rrtype == mdns.TypeAAAA {
					m.Extra = append(m.Extra, own(s.rrs, host)...)
				}
			}
		}
	}
}

// own copies records and gives them the owner name asked for, which for a wildcard is the synthesis of RFC 4592
// section 3.3.1.
func own(rrs []RR, owner string) []RR {
	out := copyAll(rrs)
	for _, rr := range out {
		rr.Header().Name = owner
	}
	return out
}

// minimalANY is the answer to "everything you have" (RFC 8482 section 4.2).
func minimalANY(owner string) RR {
	return &mdns.HINFO{
		Hdr: mdns.RR_Header{Name: owner, Rrtype: mdns.TypeHINFO, Class: mdns.ClassINET, Ttl: RFC8482TTL},
		Cpu: "RFC8482",
	}
}

// found is where a name leads inside a zone: down a delegation (cut), to a node, or nowhere (both nil).
type found struct {
	cut, node *node
}

// find walks from the origin towards the name, label by label (RFC 1034 section 4.3.2 step 3).
func (z *Zone) find(name string, qtype uint16) found {
	at := z.nodes[z.origin]
	for _, i := range below(z.origin, name) {
		next := z.nodes[name[i:]]
		if next == nil {
			// at is the closest encloser; only its own wildcard may stand in (RFC 4592 sections 3.3.1 and 2.2.1).
			return found{node: z.nodes[wildcard(at.name)]}
		}
		at = next
		if at.get(mdns.TypeNS) != nil && !(i == 0 && qtype == mdns.TypeDS) {
			return found{cut: at}
		}
	}
	return found{node: at}
}

// below lists where the names between the origin (left out) and the name (the last, at 0) begin.
func below(origin, name string) []int {
	starts := mdns.Split(name)
	if origin != "." {
		starts = starts[:len(starts)-mdns.CountLabel(origin)]
	}
	out := make([]int, len(starts))
	for i, s := range starts {
		out[len(starts)-1-i] = s
	}
	return out
}

func wildcard(name string) string {
	if name == "." {
		return "*."
	}
	return "*." + name
}

// addressNode is the node that holds a host's addresses, glue below a delegation included.
func (z *Zone) addressNode(host string) *node {
	if n := z.nodes[host]; n != nil {
		return n
	}
	if f := z.find(host, mdns.TypeA); f.cut == nil {
		return f.node
	}
	return nil
}

// negative is the SOA that goes with "no": its TTL, the smaller of its own and of the field MINIMUM, says how long to
// believe it (RFC 2308 section 3).
func (z *Zone) negative() RR {
	soa := z.SOA()
	soa.Hdr.Ttl = min(soa.Hdr.Ttl, soa.Minttl)
	return soa
}

// String names the zones.
func (a *Authority) String() string { return "authority for " + strings.Join(a.origins, " ") }
