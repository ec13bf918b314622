package dns

import (
	"errors"
	"net"
	"net/netip"
	"time"

	mdns "github.com/miekg/dns"
)

// Resolver finds answers: from its cache, or by asking. With Servers it is a stub that forwards (RFC 1034 section 5.3.1):
// the question goes to the first server that answers, with RD=1. With Roots it is recursive (section 5.3.3): it starts at
// the root and follows referrals, with RD=0.
//
// One Resolver may be used by several goroutines; two that ask the same at once both ask.
type Resolver struct {
	// Servers are the recursive servers to ask, in order, as "address" or "address:port".
	Servers []string
	// Roots are where recursion begins, when Servers is empty.
	Roots []RootHint

	// Dial opens a connection to "address:port"; "udp" ones should also be a net.PacketConn, for the source of each
	// datagram to be checked. It must return in bounded time.
	Dial func(network, address string) (net.Conn, error)
	// Now is the clock of TTLs and deadlines.
	Now func() time.Time
	// ID makes message identifiers; the harder to guess the better (RFC 5452 section 4.3).
	ID func() uint16

	Cache *Cache // nil: nothing is kept

	// Signed tells whether a name lies in a zone that is signed with DNSSEC: then only
	// authenticated answers about it are taken (see Authority.Sign). nil: nobody looks.
	Signed func(name string) bool

	Timeout time.Duration // for one reply; 0 is StubTimeout or RecursiveTimeout
	Tries   int           // rounds over the servers; 0 is DefaultTries
	UDPSize uint16        // EDNS buffer offered; 0 is DefaultUDPSize
	NoEDNS  bool          // ask as before 1999, replies of 512 bytes at most

	// AddrTypes are the address types LookupMail and searches for name servers ask for, in order; nil is A, then AAAA.
	AddrTypes []uint16
	// Shuffle orders n mail exchangers of equal preference (RFC 5321 section 5.1: "MUST randomize"); nil keeps the order
	// of the reply.
	Shuffle func(n int) []int

	Hooks ResolverHooks
}

// RootHint is a name server to begin with (RFC 1034 section 5.3.2, SBELT).
type RootHint struct {
	Name  string
	Addrs []netip.Addr
}

// ResolverHooks are told of each step; nil ones are skipped.
type ResolverHooks struct {
	Exchanged func(Exchange)                              // a server was asked: its reply, or why there is none
	Referred  func(q Question, zone, server string)       // a server pointed down to zone
	Lame      func(q Question, zone, server string)       // a server does not serve the zone it was said to serve
	Resolved  func(q Question, answer *Answer, err error) // Resolve returns
}

// Exchange is one message sent and what came of it.
type Exchange struct {
	Network  string
	Server   string
	Question Question
	Reply    *Msg   // nil if none came
	Err      *Error // nil if one came
}

// Answer is what there is to know about a name and type. "There is none" is an answer too: see Err.
type Answer struct {
	Name    string // as asked, canonical
	Type    uint16
	Final   string    // the name at the end of the aliases; Name if there are none
	Chain   []RR      // the CNAMEs followed
	Records []RR      // the RRset, TTLs counted down; empty if there is none
	RCode   int       // NOERROR or NXDOMAIN
	SOA     *mdns.SOA // with a "no", who says so and for how long; may be nil
	Cached  bool      // nobody was asked
	Secure  bool      // all names on the way to it lie in signed zones, and it was checked (RFC 4035 section 4.3)
	Server  string    // who said it last; "" if cached
}

// Err is nil if there are records, else an *Error of kind ErrNXDomain or ErrNoData.
func (a *Answer) Err() error {
	if len(a.Records) > 0 {
		return nil
	}
	kind := ErrNoData
	if a.RCode == mdns.RcodeNameError {
		kind = ErrNXDomain
	}
	return &Error{Name: a.Name, Type: a.Type, Kind: kind, RCode: a.RCode, Server: a.Server}
}

func (r *Resolver) recursive() bool { return len(r.Servers) == 0 }

// Resolve finds the records of a type at a name. "No such name" and "no such records" are Answers; the error, always an
// *Error, means that nobody could say.
func (r *Resolver) Resolve(name string, qtype uint16) (*Answer, error) {
	answer, err := r.resolveTop(name, qtype)
	var out error
	if err != nil { // a nil *Error must not become a non-nil error
		out = err
	}
	if r.Hooks.Resolved != nil {
		r.Hooks.Resolved(question(name, qtype), answer, out)
	}
	return answer, out
}

func question(name string, qtype uint16) Question {
	return Question{Name: name, Qtype: qtype, Qclass: mdns.ClassINET}
}

func (r *Resolver) resolveTop(name string, qtype uint16) (*Answer, *Error) {
	q := question(name, qtype)
	if r.Dial == nil || r.Now == nil || r.ID == nil {
		return nil, failure(q, ErrNoServer, "", errors.New("the resolver has no Dial, Now or ID"))
	}
	cname, ok := normalName(name)
	if !ok {
		q.Name = clip(name)
		return nil, failure(q, ErrBadName, "", nil)
	}
	if !answerable(qtype) || qtype == mdns.TypeANY {
		return nil, failure(q, ErrBadName, "", errors.New("the type cannot be resolved"))
	}
	return r.resolve(newTask(), cname, qtype, 0)
}

// resolve follows aliases from name until there is an answer, from the cache link by link where it can (RFC 1034
// section 5.3.3).
func (r *Resolver) resolve(t *task, name string, qtype uint16, depth int) (*Answer, *Error) {
	key := cacheKey{name, qtype}
	if t.active[key] { // what was asked needs its own answer: only a server's address is asked for meanwhile
		return nil, failure(question(name, qtype), ErrCircle, "", nil)
	}
	if depth > MaxDepth {
		return nil, failure(question(name, qtype), ErrLimit, "", nil)
	}
	t.active[key] = true
	defer delete(t.active, key)

	a := &Answer{Name: name, Type: qtype, Final: name, Cached: true}
	seen := map[string]bool{name: true}
	for {
		done, err := r.step(t, a, seen, depth)
		if err != nil {
			if depth == 0 {
				r.remember(err)
			}
			return nil, err
		}
		if done {
			a.Secure = r.Signed != nil
			for name := range seen {
				a.Secure = a.Secure && r.Signed(name)
			}
			return a, nil
		}
	}
}

// remember keeps a recursive resolver from asking again at once what nobody could say (RFC 9520 section 3.2).
func (r *Resolver) remember(err *Error) {
	if r.Cache != nil && r.recursive() && err.Kind != ErrLimit && !err.Cached {
		r.Cache.storeFailure(r.Now(), err.Name, err.Type, err)
	}
}

// step finds out about the name the aliases have led to so far: from the cache, or by asking. It tells whether that ends
// the search.
func (r *Resolver) step(t *task, a *Answer, seen map[string]bool, depth int) (done bool, err *Error) {
	if r.Cache != nil {
		now := r.Now()
		if e, ok := r.Cache.Lookup(now, a.Final, a.Type); ok {
			return a.take(e, now, seen)
		}
	}
	a.Cached = false
	var m *Msg
	var zone string
	if r.recursive() {
		m, zone, a.Server, err = r.iterate(t, a.Final, a.Type, depth)
	} else {
		m, zone, a.Server, err = r.forward(t, a.Final, a.Type)
	}
	if err != nil {
		return false, err
	}
	if r.Signed != nil && r.Signed(a.Final) && !m.AuthenticatedData {
		return false, failure(question(a.Final, a.Type), ErrBogus, a.Server, nil)
	}
	return r.absorb(a, m, zone, seen)
}

// take uses what the cache knows.
func (a *Answer) take(e Entry, now time.Time, seen map[string]bool) (done bool, err *Error) {
	switch {
	case e.Kind == Failure:
		old := *e.Err
		old.Cached = true
		return false, &old
	case e.Kind != Positive:
		a.SOA = mdns.Copy(e.SOA).(*mdns.SOA)
		a.SOA.Hdr.Ttl = e.TTL(now) // RFC 2308 section 5: the SOA is given out counted down
		if e.Kind == NXDomain {
			a.RCode = mdns.RcodeNameError
		}
		return true, nil
	case e.Type == a.Type:
		a.Records = e.Aged(now)
		return true, nil
	}
	return false, a.follow(e.Aged(now)[0], seen)
}

// follow goes on to where an alias points, unless that is a circle or too far (RFC 1034 section 5.2.2).
func (a *Answer) follow(cname RR, seen map[string]bool) *Error {
	next, ok := normalName(alias(cname))
	a.Chain = append(a.Chain, cname)
	switch {
	case !ok:
		return failure(question(a.Name, a.Type), ErrMalformed, a.Server, nil)
	case seen[next]:
		return failure(question(a.Name, a.Type), ErrLoop, a.Server, nil)
	case len(a.Chain) > MaxCNAMEChain:
		return failure(question(a.Name, a.Type), ErrLimit, a.Server, nil)
	}
	seen[next] = true
	a.Final = next
	return nil
}

// absorb takes from a reply what its server may speak about, names in zone, and keeps it in the cache. It tells whether
// that ends the search; if not, the reply was an alias to elsewhere.
func (r *Resolver) absorb(a *Answer, m *Msg, zone string, seen map[string]bool) (done bool, err *Error) {
	began := a.Final
	for within(zone, a.Final) {
		if set := pick(m.Answer, a.Final, a.Type); len(set) > 0 {
			r.keep(set)
			a.Records = copyAll(set)
			return true, nil
		}
		link := pick(m.Answer, a.Final, mdns.TypeCNAME)
		if len(link) == 0 {
			break
		}
		r.keep(link[:1])
		if err := a.follow(mdns.Copy(link[0]), seen); err != nil {
			return false, err
		}
	}
	// Nothing for the last name: a "no" about it, if this server may say so, or else a question for another (RFC 2308
	// section 2).
	if !within(zone, a.Final) {
		return false, nil
	}
	soa := authoritySOA(m, zone, a.Final)
	if soa == nil && a.Final != began && m.Rcode == mdns.RcodeSuccess {
		return false, nil
	}
	kind := NoData
	if m.Rcode == mdns.RcodeNameError {
		kind, a.RCode = NXDomain, mdns.RcodeNameError
	}
	if soa != nil {
		a.SOA = mdns.Copy(soa).(*mdns.SOA)
		if r.Cache != nil {
			r.Cache.StoreNegative(r.Now(), a.Final, a.Type, kind, soa)
		}
	}
	return true, nil
}

func (r *Resolver) keep(set []RR) {
	if r.Cache != nil {
		r.Cache.StorePositive(r.Now(), set, RankAnswer)
	}
}

// pick is the RRset of one name and type among a section's records.
func pick(section []RR, name string, rrtype uint16) []RR {
	var out []RR
	for _, rr := range section {
		h := rr.Header()
		if h.Rrtype == rrtype && h.Class == mdns.ClassINET && Canonical(h.Name) == name {
			out = append(out, rr)
		}
	}
	return out
}

// authoritySOA is the SOA that vouches for a "no" about name; one of a zone that does not hold the name, or that the
// server was not asked about, is not believed.
func authoritySOA(m *Msg, zone, name string) *mdns.SOA {
	for _, rr := range m.Ns {
		if soa, ok := rr.(*mdns.SOA); ok {
			if owner := Canonical(soa.Hdr.Name); within(zone, owner) && within(owner, name) {
				return soa
			}
		}
	}
	return nil
}

// forward asks the configured servers, who do the work (RD=1).
func (r *Resolver) forward(t *task, name string, qtype uint16) (*Msg, string, string, *Error) {
	servers := make([]string, len(r.Servers))
	for i, s := range r.Servers {
		servers[i] = withPort(s)
	}
	q := question(name, qtype)
	m, server, err := r.askAll(t, servers, q, true, func(m *Msg, server string) *Error {
		if err := sane(m, q, server); err != nil {
			return err
		}
		if !m.RecursionAvailable && !m.Authoritative && len(m.Answer) == 0 {
			return r.lame(q, ".", server) // it neither knows nor asks
		}
		return nil
	})
	return m, ".", server, err
}

// sane is what every reply must be to be of use: a success or NXDOMAIN whose answer, if any, is about the question.
func sane(m *Msg, q Question, server string) *Error {
	if m.Rcode != mdns.RcodeSuccess && m.Rcode != mdns.RcodeNameError {
		err := failure(q, rcodeKind(m.Rcode), server, nil)
		err.RCode = m.Rcode
		return err
	}
	if len(m.Answer) > 0 && len(pick(m.Answer, Canonical(q.Name), q.Qtype)) == 0 &&
		len(pick(m.Answer, Canonical(q.Name), mdns.TypeCNAME)) == 0 {
		return failure(q, ErrMalformed, server, errors.New("the answer is about something else"))
	}
	return nil
}

func (r *Resolver) lame(q Question, zone, server string) *Error {
	if r.Hooks.Lame != nil {
		r.Hooks.Lame(q, zone, server)
	}
	return failure(q, ErrLame, server, nil)
}

// withPort gives an address the port of DNS unless it has one (RFC 1035 section 4.2).
func withPort(server string) string {
	if _, _, err := net.SplitHostPort(server); err == nil {
		return server
	}
	if addr, err := netip.ParseAddr(server); err == nil {
		server = addr.String()
	}
	return net.JoinHostPort(server, "53")
}

func (r *Resolver) addrTypes() []uint16 {
	if len(r.AddrTypes) > 0 {
		return r.AddrTypes
	}
	return []uint16{mdns.TypeA, mdns.TypeAAAA}
}

// ServeDNS lets others use a recursive resolver: RA=1, never AA, SERVFAIL when nobody could say (RFC 2308 section 7).
func (r *Resolver) ServeDNS(req *Request) *Msg {
	q := req.Question()
	m := req.Reply(mdns.RcodeSuccess)
	m.RecursionAvailable = true
	switch {
	case q.Qclass != mdns.ClassINET, q.Qtype == mdns.TypeAXFR, q.Qtype == mdns.TypeIXFR:
		m.Rcode = mdns.RcodeRefused
		return m
	case !req.Msg.RecursionDesired:
		m.Rcode = mdns.RcodeRefused // no zones of our own, and what the cache holds is who asked for what
		return m
	case q.Qtype == mdns.TypeANY:
		m.Answer = []RR{minimalANY(q.Name)} // RFC 8482 section 4.2
		return m
	case !answerable(q.Qtype):
		m.Rcode = mdns.RcodeNotImplemented
		return m
	}
	a, err := r.Resolve(q.Name, q.Qtype)
	if err != nil {
		m.Rcode = mdns.RcodeServerFailure
		return m
	}
	m.Rcode, m.AuthenticatedData = a.RCode, a.Secure
	m.Answer = append(append(m.Answer, a.Chain...), a.Records...)
	for _, rr := range m.Answer {
		if Canonical(rr.Header().Name) == a.Name {
			rr.Header().Name = q.Name // spelled as asked (RFC 4343 section 4.1)
		}
	}
	if len(a.Records) == 0 && a.SOA != nil {
		m.Ns = []RR{a.SOA}
	}
	return m
}
