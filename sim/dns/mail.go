package dns

import (
	"net/netip"
	"slices"
	"strings"

	mdns "github.com/miekg/dns"
)

// Route is who takes mail for a domain, in the order to try (RFC 5321 section 5.1).
type Route struct {
	Domain    string // as asked, canonical
	Canonical string // where CNAMEs at the domain led; Domain if there are none
	Hosts     []MXHost
	Implicit  bool // no MX records: the domain itself is the host, with preference 0
	Null      bool // "MX 0 .": the domain takes no mail (RFC 7505)
	// NullBeside: a null MX stands beside others, which RFC 7505 section 3 forbids; it was passed over.
	NullBeside bool
	Cached     bool // nobody was asked
	Secure     bool // the list of hosts was authenticated (Answer.Secure)
}

// MXHost is one mail exchanger.
type MXHost struct {
	Name       string
	Preference uint16
	Addrs      []netip.Addr // in the order of the replies, of AddrTypes' first type first
	// Alias is where the name leads if it is a CNAME, which RFC 5321 section 5.1 and RFC 2181 section 10.3 forbid and
	// everybody tolerates; "" otherwise.
	Alias string
	// Secure: the addresses were authenticated (Answer.Secure).
	Secure bool
	// Err is why there are no Addrs, an *Error; nil if there are.
	Err error
}

// LookupMail finds who takes mail for a domain. With no error, at least one host has an address; hosts without are listed
// too, with the reason. The error is an *Error: Temporary ones mean wait and ask again, the others that the domain itself
// says no (ErrNXDomain, ErrNullMX, ErrNoRoute, ErrBadName). With ErrNullMX and ErrNoRoute the Route tells what was found.
func (r *Resolver) LookupMail(domain string) (Route, error) {
	route := Route{Domain: Canonical(domain)}
	if !mailDomain(domain) {
		return route, failure(question(clip(domain), mdns.TypeMX), ErrBadName, "", nil)
	}
	mx, err := r.Resolve(domain, mdns.TypeMX)
	if err != nil {
		return route, err
	}
	route.Domain, route.Canonical, route.Cached, route.Secure = mx.Name, mx.Final, mx.Cached, mx.Secure
	if mx.RCode == mdns.RcodeNameError {
		return route, mx.Err()
	}
	no := func(kind error) error {
		return &Error{Name: mx.Name, Type: mdns.TypeMX, Kind: kind, RCode: mx.RCode, Server: mx.Server}
	}
	for _, rr := range mx.Records {
		if rec, ok := rr.(*mdns.MX); ok {
			route.Hosts = append(route.Hosts, MXHost{Name: Canonical(rec.Mx), Preference: rec.Preference})
		}
	}
	if len(route.Hosts) == 1 && route.Hosts[0].Name == "." {
		route.Hosts, route.Null = nil, true
		return route, no(ErrNullMX)
	}
	// A null MX beside others is a mistake (RFC 7505 section 3) and names no host.
	listed := len(route.Hosts)
	route.Hosts = slices.DeleteFunc(route.Hosts, func(h MXHost) bool { return h.Name == "." })
	route.NullBeside = len(route.Hosts) < listed
	if len(mx.Records) == 0 {
		// RFC 5321 section 5.1: "If an empty list of MXs is returned, the address is treated as if it was associated
		// with an implicit MX RR with a preference of 0, pointing to that host."
		route.Implicit = true
		route.Hosts = []MXHost{{Name: route.Canonical}}
	}
	r.order(route.Hosts)
	if len(route.Hosts) > MaxMXHosts {
		route.Hosts = route.Hosts[:MaxMXHosts]
	}
	var temporary error
	reachable := false
	for i := range route.Hosts {
		h := &route.Hosts[i]
		found, err := r.lookupAddrs(h.Name)
		h.Addrs, h.Err, h.Secure = found.addrs, err, found.secure
		if found.final != h.Name && err == nil {
			h.Alias = found.final
		}
		route.Cached = route.Cached && found.cached
		reachable = reachable || err == nil
		if err != nil && temporary == nil && err.(*Error).Temporary() {
			temporary = err
		}
	}
	switch {
	case reachable:
		return route, nil
	case temporary != nil:
		return route, temporary
	}
	return route, no(ErrNoRoute)
}

// mailDomain tells a domain as mail spells it, letters, digits, hyphens and dots (RFC 5321 section 4.1.2), from an address
// literal and from names that must be put into ASCII first (RFC 5890). The underscore is no mail domain's but is tolerated.
func mailDomain(domain string) bool {
	for i := range len(domain) {
		c := domain[i]
		if c|0x20 < 'a' || c|0x20 > 'z' {
			if (c < '0' || c > '9') && c != '-' && c != '.' && c != '_' {
				return false
			}
		}
	}
	return strings.Trim(domain, ".") != ""
}

// order sorts by preference, lowest first, equal ones as Shuffle says (RFC 5321 section 5.1).
func (r *Resolver) order(hosts []MXHost) {
	slices.SortStableFunc(hosts, func(a, b MXHost) int { return int(a.Preference) - int(b.Preference) })
	if r.Shuffle == nil {
		return
	}
	for i := 0; i < len(hosts); {
		j := i + 1
		for j < len(hosts) && hosts[j].Preference == hosts[i].Preference {
			j++
		}
		if j-i > 1 {
			same := slices.Clone(hosts[i:j])
			if perm := r.Shuffle(len(same)); permutation(perm, len(same)) {
				for k, p := range perm {
					hosts[i+k] = same[p]
				}
			}
		}
		i = j
	}
}

// permutation keeps a careless Shuffle from losing a host.
func permutation(p []int, n int) bool {
	seen := make([]bool, n)
	for _, i := range p {
		if i < 0 || i >= n || seen[i] {
			return false
		}
		seen[i] = true
	}
	return len(p) == n
}

// Before is the route a host that is itself one of the exchangers may use: only those it stands behind. Without this, two
// backup exchangers would hand a letter to each other for ever (RFC 5321 section 5.1). ok is false if none are left,
// "the mail was meant to end here". A route without the host is returned as it is.
func (rt Route) Before(self func(name string) bool) (_ Route, ok bool) {
	for _, h := range rt.Hosts {
		if self(h.Name) || h.Alias != "" && self(h.Alias) {
			limit := h.Preference
			rt.Hosts = slices.DeleteFunc(slices.Clone(rt.Hosts), func(h MXHost) bool { return h.Preference >= limit })
			break
		}
	}
	return rt, len(rt.Hosts) > 0
}

// LookupAddrs finds a host's addresses, of each of AddrTypes in turn. The error is an *Error: ErrNXDomain or ErrNoData if
// there are none, a temporary one if none was found and some question went without an answer.
func (r *Resolver) LookupAddrs(host string) ([]netip.Addr, error) {
	found, err := r.lookupAddrs(host)
	return found.addrs, err
}

type foundAddrs struct {
	addrs  []netip.Addr
	final  string
	cached bool
	secure bool
}

func (r *Resolver) lookupAddrs(host string) (foundAddrs, error) {
	f := foundAddrs{final: Canonical(host), cached: true, secure: true}
	var temporary, none error
	for _, rrtype := range r.addrTypes() {
		a, err := r.Resolve(host, rrtype)
		if err != nil {
			if !err.(*Error).Temporary() { // not a name: the other type will not help
				return f, err
			}
			f.cached = false
			temporary = err
			continue
		}
		f.final, f.cached, f.secure = a.Final, f.cached && a.Cached, f.secure && a.Secure
		for _, rr := range a.Records {
			if addr, ok := AddrOf(rr); ok {
				f.addrs = append(f.addrs, addr)
			}
		}
		if none == nil {
			none = a.Err()
		}
		if a.RCode == mdns.RcodeNameError {
			break // it holds for every type (RFC 2308 section 2.1)
		}
	}
	switch {
	case len(f.addrs) > 0:
		return f, nil
	case temporary != nil:
		return f, temporary
	case none == nil:
		none = failure(question(host, r.addrTypes()[0]), ErrNoData, "", nil)
	}
	return f, none
}

// AddrOf is the address in an A or AAAA record, and false for any other.
func AddrOf(rr RR) (netip.Addr, bool) {
	var ip []byte
	switch rr := rr.(type) {
	case *mdns.A:
		ip = rr.A
	case *mdns.AAAA:
		ip = rr.AAAA
	default:
		return netip.Addr{}, false
	}
	addr, ok := netip.AddrFromSlice(ip)
	if rr.Header().Rrtype == mdns.TypeA {
		addr = addr.Unmap()
	}
	return addr, ok
}
