// Package zonedns answers the questions of the checks from zone text: all that the world knows is in one file.
//
// The file may hold names of many domains, as whoever tries something out writes them together. Where one zone ends and another
// begins does not matter here: SOA and NS records are read and left aside, and every name that is not in the file is one that
// does not exist. Aliases and wildcards work as in any name server (package dns answers).
package zonedns

import (
	"fmt"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/auth"
	"posta/sim/dns"
)

// Zone is the text, read.
type Zone struct {
	auth.Resolver
	names []string
}

// Names are the names that have records, in the order of the text, without the final dot and in lower case.
func (z *Zone) Names() []string { return z.names }

// Parse reads zone text (RFC 1035 section 5). Names without a final dot are relative to $ORIGIN, and before one is said, to origin.
// The error is a *dns.ZoneErrors.
func Parse(file, origin, text string) (*Zone, error) {
	b := dns.NewZoneBuilder(".")
	b.DefaultApex("a.root.test.", dns.DefaultTTL, dns.DefaultTTL)
	records, err := read(file, origin, text)
	if err != nil {
		return nil, err
	}
	z := &Zone{}
	seen := map[string]bool{}
	for _, rr := range records {
		h := rr.Header()
		if h.Rrtype == mdns.TypeSOA || h.Rrtype == mdns.TypeNS {
			continue
		}
		b.Add(rr)
		if name := strings.TrimSuffix(dns.Canonical(h.Name), "."); !seen[name] {
			seen[name] = true
			z.names = append(z.names, name)
		}
	}
	zone, err := b.Zone()
	if err != nil {
		return nil, err
	}
	authority, err := dns.NewAuthority(zone)
	if err != nil {
		return nil, err
	}
	z.Resolver = auth.FromDNS(func(name string, qtype uint16) (*dns.Answer, error) { return ask(authority, name, qtype) })
	return z, nil
}

// ask puts a question to the authority as a message, and reads the reply as a resolver would.
func ask(authority *dns.Authority, name string, qtype uint16) (*dns.Answer, error) {
	q := new(dns.Msg)
	q.SetQuestion(mdns.Fqdn(name), qtype)
	reply := authority.ServeDNS(&dns.Request{Msg: q})
	if reply.Rcode != mdns.RcodeSuccess && reply.Rcode != mdns.RcodeNameError {
		return nil, &dns.Error{Name: name, Type: qtype, Kind: dns.ErrBadName, RCode: reply.Rcode}
	}
	a := &dns.Answer{Name: dns.Canonical(name), Type: qtype, Final: dns.Canonical(name), RCode: reply.Rcode}
	for _, rr := range reply.Answer {
		if c, ok := rr.(*mdns.CNAME); ok && qtype != mdns.TypeCNAME {
			a.Chain = append(a.Chain, rr)
			a.Final = dns.Canonical(c.Target)
			continue
		}
		a.Records = append(a.Records, rr)
	}
	if len(a.Records) == 0 && len(a.Chain) > dns.MaxCNAMEChain {
		return nil, &dns.Error{Name: name, Type: qtype, Kind: dns.ErrLoop, RCode: dns.NoRCode}
	}
	for i := range a.Chain {
		for _, c := range a.Chain[:i+1] {
			if strings.EqualFold(c.Header().Name, a.Chain[i].(*mdns.CNAME).Target) {
				return nil, &dns.Error{Name: name, Type: qtype, Kind: dns.ErrLoop, RCode: dns.NoRCode}
			}
		}
	}
	return a, nil
}

func read(file, origin, text string) ([]dns.RR, error) {
	if len(text) > dns.MaxZoneBytes {
		reason := fmt.Sprintf("the text has %d bytes; the limit is %d", len(text), dns.MaxZoneBytes)
		return nil, &dns.ZoneErrors{Origin: origin, List: []*dns.ZoneError{{File: file, Reason: reason}}}
	}
	placed, bad := dns.ReadZoneText(mdns.Fqdn(origin), text, dns.DefaultTTL, dns.MaxZoneRecords)
	if bad != nil {
		return nil, &dns.ZoneErrors{Origin: origin, List: []*dns.ZoneError{{File: file, Line: bad.Line, Column: bad.Column, Reason: bad.Reason}}}
	}
	list := make([]dns.RR, len(placed))
	for i, p := range placed {
		list[i] = p.RR
	}
	return list, nil
}
