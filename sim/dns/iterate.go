package dns

import (
	"net"

	mdns "github.com/miekg/dns"
)

// delegation is who to ask about a zone.
type delegation struct {
	zone  string
	hosts []nsHost
}

// nsHost is one name server of a delegation and its known addresses, as "address:port".
type nsHost struct {
	name  string
	addrs []string
}

// iterate asks from the closest known zone downwards until a server answers for itself (RFC 1034 section 5.3.3). zone is
// what that server speaks for.
func (r *Resolver) iterate(t *task, name string, qtype uint16, depth int) (m *Msg, zone, server string, err *Error) {
	q := question(name, qtype)
	d := r.closest(t, name, qtype)
	for range MaxReferrals + 1 {
		var next *delegation
		m, server, err = r.askZone(t, d, q, depth, func(m *Msg, server string) *Error {
			next = nil
			if err := sane(m, q, server); err != nil {
				return err
			}
			if m.Authoritative && (len(m.Answer) > 0 || m.Rcode == mdns.RcodeNameError || authoritySOA(m, d.zone, name) != nil) {
				return nil
			}
			if m.Rcode == mdns.RcodeSuccess && len(m.Answer) == 0 {
				if next = r.referredTo(m, d.zone, name, qtype); next != nil {
					return nil
				}
			}
			if m.Authoritative {
				return nil // NODATA without an SOA (RFC 2308 section 2.2, NODATA type 3)
			}
			// Neither its own answer nor a way further down: the delegation names a server that is not one
			// (RFC 1912 section 2.8). A referral upwards or sideways lands here too.
			return r.lame(q, d.zone, server)
		})
		if err != nil {
			return nil, "", "", err
		}
		if next == nil {
			return m, d.zone, server, nil
		}
		if r.Hooks.Referred != nil {
			r.Hooks.Referred(q, next.zone, server)
		}
		d = *next
	}
	return nil, "", "", failure(q, ErrLimit, server, nil)
}

// askZone asks the name servers of a delegation: first those whose addresses are known, then the others, whose addresses
// must be found first.
func (r *Resolver) askZone(t *task, d delegation, q Question, depth int, judge func(*Msg, string) *Error) (*Msg, string, *Error) {
	var attempts []*Error
	var known []string
	for _, h := range d.hosts {
		known = append(known, h.addrs...)
	}
	try := func(servers []string) (*Msg, string, bool) {
		m, server, err := r.askAll(t, servers, q, false, judge)
		if err == nil {
			return m, server, true
		}
		if len(err.Attempts) == 0 {
			attempts = append(attempts, err)
		}
		attempts = append(attempts, err.Attempts...)
		return nil, "", false
	}
	if len(known) > 0 {
		if m, server, ok := try(known); ok {
			return m, server, nil
		}
	}
	for _, h := range d.hosts {
		if len(h.addrs) > 0 {
			continue
		}
		if t.queries <= 0 {
			attempts = append(attempts, failure(q, ErrLimit, "", nil))
			break
		}
		addrs, err := r.serverAddrs(t, h.name, depth+1)
		if err != nil {
			attempts = append(attempts, err)
			continue
		}
		if m, server, ok := try(addrs); ok {
			return m, server, nil
		}
	}
	if len(attempts) == 0 {
		return nil, "", failure(q, ErrNoServer, "", nil)
	}
	err := summary(attempts)
	err.Name, err.Type = Canonical(q.Name), q.Qtype // a name server's name may have been what failed
	return nil, "", err
}

// serverAddrs finds the addresses of a name server whose delegation came without glue.
func (r *Resolver) serverAddrs(t *task, host string, depth int) ([]string, *Error) {
	var last *Error
	for _, rrtype := range r.addrTypes() {
		a, err := r.resolve(t, host, rrtype, depth)
		if err != nil {
			last = err
			if err.Kind == ErrLoop || err.Kind == ErrCircle || err.Kind == ErrLimit {
				break
			}
			continue
		}
		var out []string
		for _, rr := range a.Records {
			if addr, ok := hostPort(rr); ok {
				out = append(out, addr)
			}
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	if last == nil {
		last = failure(question(host, mdns.TypeA), ErrNoServer, "", nil)
	}
	return nil, last
}

// closest is the nearest zone above a name whose servers are known, from the cache or, failing that, the root hints
// (RFC 1034 section 5.3.3 step 2). A delegation that cannot be entered without asking itself is passed over.
func (r *Resolver) closest(t *task, name string, qtype uint16) delegation {
	at := name
	if qtype == mdns.TypeDS {
		at = parent(name) // RFC 4035 section 3.1.4.1: DS is the parent's
	}
	for ; r.Cache != nil && at != "."; at = parent(at) {
		e, ok := r.Cache.peek(r.Now(), at, mdns.TypeNS)
		if !ok {
			continue
		}
		d := delegation{zone: at}
		usable := false
		for _, rr := range e.Records {
			host := target(rr)
			if host == "" || len(d.hosts) >= MaxNameServers {
				continue
			}
			h := nsHost{name: host}
			for _, rrtype := range r.addrTypes() {
				if known, ok := r.Cache.peek(r.Now(), host, rrtype); ok {
					for _, rr := range known.Records {
						if addr, ok := hostPort(rr); ok {
							h.addrs = append(h.addrs, addr)
						}
					}
				}
			}
			if len(h.addrs) > 0 || !within(at, host) && !r.searching(t, host) {
				usable = true
			}
			d.hosts = append(d.hosts, h)
		}
		if usable {
			return d
		}
	}
	d := delegation{zone: "."}
	for _, root := range r.Roots {
		h := nsHost{name: Canonical(root.Name)}
		for _, addr := range root.Addrs {
			h.addrs = append(h.addrs, net.JoinHostPort(addr.String(), "53"))
		}
		if len(h.addrs) > 0 { // without an address there would be nobody to ask for it
			d.hosts = append(d.hosts, h)
		}
	}
	return d
}

func (r *Resolver) searching(t *task, host string) bool {
	for _, rrtype := range r.addrTypes() {
		if t.active[cacheKey{host, rrtype}] {
			return true
		}
	}
	return false
}

// referredTo is the delegation a reply points to, if it leads down towards the name; nil otherwise. Addresses are taken
// from the additional section only for its name servers and only inside the zone of the server that speaks: it cannot
// vouch for others (RFC 5452 section 6, RFC 2181 section 5.4.1).
func (r *Resolver) referredTo(m *Msg, zone, name string, qtype uint16) *delegation {
	var d delegation
	var ns []RR
	for _, rr := range m.Ns {
		owner := Canonical(rr.Header().Name)
		host := target(rr)
		if _, is := rr.(*mdns.NS); !is || host == "" || len(ns) >= MaxNameServers {
			continue
		}
		down := owner != zone && within(zone, owner) && within(owner, name) && !(qtype == mdns.TypeDS && owner == name)
		if !down || d.zone != "" && d.zone != owner {
			continue
		}
		d.zone = owner
		ns = append(ns, rr)
		h := nsHost{name: host}
		for _, rrtype := range r.addrTypes() {
			glue := pick(m.Extra, host, rrtype)
			if len(glue) == 0 || !within(zone, host) {
				continue
			}
			if r.Cache != nil {
				r.Cache.StorePositive(r.Now(), glue, RankReferral)
			}
			for _, rr := range glue {
				if addr, ok := hostPort(rr); ok {
					h.addrs = append(h.addrs, addr)
				}
			}
		}
		d.hosts = append(d.hosts, h)
	}
	if d.zone == "" {
		return nil
	}
	if r.Cache != nil {
		r.Cache.StorePositive(r.Now(), ns, RankReferral)
	}
	return &d
}

// hostPort is where to ask the name server of an address record.
func hostPort(rr RR) (string, bool) {
	addr, ok := AddrOf(rr)
	if !ok {
		return "", false
	}
	return net.JoinHostPort(addr.String(), "53"), true
}
