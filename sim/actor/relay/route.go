package relay

import (
	"errors"
	"net/netip"
	"slices"
	"strings"

	"posta/sim/actor/cause"
	"posta/sim/actor/directory"
	"posta/sim/dns"
	"posta/sim/idna"
	"posta/sim/mail"
	"posta/sim/trace"
)

// way is the hosts of a destination, in the order in which they are tried.
type way struct {
	hosts []dns.MXHost
	// unsure: a host that is not listed may yet have an address.
	unsure bool
	// secure: the list of hosts was authenticated (DNSSEC); found: it was looked for in the
	// DNS, by the domain's name.
	secure, found bool
}

// route finds the hosts that take mail for a destination, or why there are none
// (RFC 5321 section 5.1).
func (q *Queue) route(domain string) (way, *result) {
	fact := trace.MailRouted{Domain: domain}
	w, no := q.lookup(domain, &fact)
	if no != nil {
		no.stage = trace.StageDNS
		fact.Why, fact.Temporary = no.why, !no.permanent
	}
	q.m.Record(nil, fact)
	return w, no
}

func (q *Queue) lookup(domain string, fact *trace.MailRouted) (way, *result) {
	if addr, ok := mail.LiteralAddr(domain); ok { // RFC 5321 section 2.3.4: the address itself, nothing is asked
		hosts := []dns.MXHost{{Name: domain, Addrs: []netip.Addr{addr}}}
		fact.Hosts = hostFacts(hosts)
		return way{hosts: hosts}, nil
	}
	if d := q.c.Directory.Domain(domain); d != nil && d.Keeping == directory.Passed {
		return q.lookupNext(d.Next, fact)
	}
	name, ok := idna.ToASCII(domain) // the DNS knows A-labels only (RFC 6531 section 3.2)
	if !ok {
		name = domain // it will say what is wrong with it
	}
	route, err := q.c.Resolver.LookupMail(name)
	fact.Hosts, fact.Implicit, fact.Null, fact.NullBeside = hostFacts(route.Hosts), route.Implicit, route.Null, route.NullBeside
	switch {
	case errors.Is(err, dns.ErrNoRoute) && len(route.Hosts) > 0 && !route.Implicit: // it has exchangers, of which none has an address
		return way{}, never(about(trace.CauseNoAddress, domain), mail.Status{Class: 5, Subject: 4, Detail: 4})
	case err != nil:
		return way{}, lookupFailed(domain, err)
	}
	// Among its own exchangers a host may only use the better ones, or two backups
	// would hand a message to each other for ever.
	route, ok = route.Before(func(name string) bool { return q.isSelf(name, route.Hosts) })
	if !ok {
		return way{}, never(about(trace.CauseLeadsBack, domain), mail.Status{Class: 5, Subject: 4, Detail: 6})
	}
	w := way{secure: route.Secure, found: true}
	for _, h := range route.Hosts {
		var e *dns.Error
		if errors.As(h.Err, &e) && e.Temporary() {
			w.unsure = true
		}
		if len(h.Addrs) > 0 {
			h.Name = hostName(h.Name)
			w.hosts = append(w.hosts, h)
		}
	}
	if len(w.hosts) == 0 { // the addresses belong to hosts that come after this one
		no := never(about(trace.CauseNoAddress, domain), mail.Status{Class: 5, Subject: 4, Detail: 4})
		if w.unsure {
			no = notNow(about(trace.CauseNoAddressYet, domain), mail.Status{Class: 4, Subject: 4, Detail: 3})
		}
		return way{}, no
	}
	return w, nil
}

// lookupNext is for a domain whose mailboxes lie on another host of the site:
// there is no exchanger to look for.
func (q *Queue) lookupNext(host string, fact *trace.MailRouted) (way, *result) {
	addrs, err := q.c.Resolver.LookupAddrs(host)
	if err != nil {
		return way{}, lookupFailed(host, err)
	}
	hosts := []dns.MXHost{{Name: hostName(host), Addrs: addrs}}
	fact.Hosts = hostFacts(hosts)
	return way{hosts: hosts}, nil
}

// lookupFailed says what a failed look-up means for the mail.
func lookupFailed(name string, err error) *result {
	var e *dns.Error
	if !errors.As(err, &e) || e.Temporary() {
		return notNow(cause.Lookup(name, err), mail.Status{Class: 4, Subject: 4, Detail: 3})
	}
	switch {
	case errors.Is(err, dns.ErrNullMX):
		return never(about(trace.CauseNullMX, name), mail.Status{Class: 5, Subject: 1, Detail: 10}) // RFC 7505 section 4.2
	case errors.Is(err, dns.ErrNoRoute):
		return never(about(trace.CauseNoRoute, name), mail.Status{Class: 5, Subject: 4, Detail: 4})
	}
	return never(cause.Lookup(name, err), mail.Status{Class: 5, Subject: 1, Detail: 2})
}

// about is a cause that concerns a domain or an address.
func about(code trace.Code, name string) trace.Cause { return trace.Cause{Code: code, Name: name} }

func notNow(why trace.Cause, status mail.Status) *result {
	return &result{failure: failure{why: why, status: status}}
}

func never(why trace.Cause, status mail.Status) *result {
	return &result{permanent: true, failure: failure{why: why, status: status}}
}

// isSelf tells whether an exchanger is this host, by name or by address.
func (q *Queue) isSelf(name string, hosts []dns.MXHost) bool {
	own := append([]string{q.m.Name(), q.c.HELO}, q.c.Names...)
	if slices.ContainsFunc(own, func(s string) bool { return strings.EqualFold(hostName(s), hostName(name)) }) {
		return true
	}
	for _, h := range hosts {
		if h.Name == name && slices.ContainsFunc(h.Addrs, func(a netip.Addr) bool { return slices.Contains(q.c.Addrs, a) }) {
			return true
		}
	}
	return false
}

func hostName(s string) string { return strings.TrimSuffix(s, ".") }

func hostFacts(hosts []dns.MXHost) []trace.MXHost {
	var list []trace.MXHost
	for _, h := range hosts {
		list = append(list, trace.MXHost{Name: hostName(h.Name), Preference: h.Preference, Addrs: h.Addrs, Alias: hostName(h.Alias)})
	}
	return list
}
