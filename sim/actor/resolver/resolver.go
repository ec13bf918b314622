// Package resolver gives a machine its way of finding names: a stub that asks a
// recursive server, or a recursive one that walks down from the root, with a
// cache either way (RFC 1034 section 5).
//
// Every mail server has a stub of its own here. What it asks, what its cache
// holds and how a look-up ends become facts of the trace.
package resolver

import (
	"errors"
	"net"
	"sync"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/dns"
	"posta/sim/trace"
)

// dialTimeout is how long a DNS connection over TCP may take to open.
const dialTimeout = 10 * time.Second

// Stub asks the recursive servers at these addresses, in order.
func Stub(m actor.Machine, servers ...string) *dns.Resolver {
	r := base(m)
	r.Servers = servers
	return r
}

// Recursive walks down from the root servers.
func Recursive(m actor.Machine, roots []dns.RootHint) *dns.Resolver {
	r := base(m)
	r.Roots = roots
	return r
}

func base(m actor.Machine) *dns.Resolver {
	ids := m.Rand("dns message id")
	order := m.Rand("mx order")
	var drawing sync.Mutex // on real sockets, several processes ask at a time
	cache := func(op trace.CacheOp) func(dns.Entry) {
		return func(e dns.Entry) {
			m.Record(nil, trace.DNSCache{
				Op: op, Name: e.Name, Type: dns.TypeName(e.Type), Records: texts(e.Aged(m.Now())),
				RCode: rcode(e), TTL: e.TTL(m.Now()),
			})
		}
	}
	return &dns.Resolver{
		Dial: func(network, address string) (net.Conn, error) {
			return m.Dial(network, address, dialTimeout)
		},
		Now: m.Now,
		ID: func() uint16 {
			drawing.Lock()
			defer drawing.Unlock()
			return uint16(ids.Uint32())
		},
		Shuffle: func(n int) []int {
			drawing.Lock()
			defer drawing.Unlock()
			return order.Perm(n)
		},
		Cache: &dns.Cache{Hooks: dns.CacheHooks{
			Hit: cache(trace.CacheHit),
			Miss: func(name string, qtype uint16) {
				m.Record(nil, trace.DNSCache{Op: trace.CacheMiss, Name: name, Type: dns.TypeName(qtype)})
			},
			Stored:   cache(trace.CacheStored),
			Negative: cache(trace.CacheNegative),
			Expired:  cache(trace.CacheExpired),
			Evicted:  cache(trace.CacheExpired),
		}},
		Hooks: dns.ResolverHooks{Resolved: func(q dns.Question, a *dns.Answer, err error) {
			fact := trace.DNSAnswered{Name: dns.Canonical(q.Name), Type: dns.TypeName(q.Qtype)}
			if a != nil {
				fact.RCode, fact.Records, fact.Cached = dns.RCodeName(a.RCode), texts(a.Records), a.Cached
			}
			var e *dns.Error
			if errors.As(err, &e) && a == nil {
				fact.Why = cause.Lookup(q.Name, err)
				if e.RCode != dns.NoRCode {
					fact.RCode = dns.RCodeName(e.RCode)
				}
			}
			m.Record(nil, fact)
		}},
	}
}

func texts(rrs []dns.RR) []string {
	list := make([]string, len(rrs))
	for i, rr := range rrs {
		list[i] = dns.Text(rr)
	}
	return list
}

func rcode(e dns.Entry) string {
	switch e.Kind {
	case dns.NXDomain:
		return "NXDOMAIN"
	case dns.Failure:
		if e.Err != nil && e.Err.RCode != dns.NoRCode {
			return dns.RCodeName(e.Err.RCode)
		}
		return "SERVFAIL"
	}
	return "NOERROR"
}
