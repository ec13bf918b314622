package replay

import (
	"cmp"
	"slices"
	"time"

	"posta/sim/trace"
)

// cache: a resolver looked into its cache, or changed it.
func (f *fold) cache(h *Host, fact trace.DNSCache) {
	name := func() string { return key(fact.Name, fact.Type) }
	at, found := slices.BinarySearchFunc(h.Cache, fact, func(e *CacheEntry, fact trace.DNSCache) int {
		return cmp.Or(cmp.Compare(e.Name, fact.Name), cmp.Compare(e.Type, fact.Type))
	})
	switch fact.Op {
	case trace.CacheMiss:
		f.change(h.Name, PartCache, Consulted, name)
	case trace.CacheHit:
		f.change(h.Name, PartCache, Consulted, name)
		if found {
			own(f, &h.Cache, &h.sliceGen[genCache])
			e := *h.Cache[at]
			e.Hits++
			e.LastHit = f.e.Seq
			h.Cache[at] = &e
		}
	case trace.CacheStored, trace.CacheNegative:
		e := &CacheEntry{
			Name: fact.Name, Type: fact.Type, Records: fact.Records, RCode: fact.RCode,
			Negative: fact.Op == trace.CacheNegative, Stored: f.e.At,
			Expires: f.e.At + time.Duration(fact.TTL)*time.Second,
		}
		own(f, &h.Cache, &h.sliceGen[genCache])
		if found {
			h.Cache[at] = e
			f.change(h.Name, PartCache, Altered, name)
			return
		}
		h.Cache = slices.Insert(h.Cache, at, e)
		f.change(h.Name, PartCache, Added, name)
	case trace.CacheExpired:
		if found {
			own(f, &h.Cache, &h.sliceGen[genCache])
			h.Cache = slices.Delete(h.Cache, at, at+1)
			f.change(h.Name, PartCache, Removed, name)
		}
	}
}

// routed: a relay found the way to a mail domain.
func (f *fold) routed(h *Host, fact trace.MailRouted) {
	route := &Route{MailRouted: fact, Seq: f.e.Seq, At: f.e.At}
	at, found := slices.BinarySearchFunc(h.Routes, fact.Domain, func(r *Route, domain string) int {
		return cmp.Compare(r.Domain, domain)
	})
	own(f, &h.Routes, &h.sliceGen[genRoutes])
	if found {
		h.Routes[at] = route
		f.change(h.Name, PartRoutes, Altered, route.Key)
		return
	}
	h.Routes = slices.Insert(h.Routes, at, route)
	f.change(h.Name, PartRoutes, Added, route.Key)
}

// maxChecks is how many of a host's checks are remembered.
const maxChecks = 50

// checked: a server made one of its checks.
func (f *fold) checked(h *Host, fact trace.PolicyChecked) {
	c := &Checked{PolicyChecked: fact, Seq: f.e.Seq, Conn: f.e.Conn, At: f.e.At}
	own(f, &h.Checks, &h.sliceGen[genChecks])
	if len(h.Checks) == maxChecks {
		f.change(h.Name, PartChecks, Removed, h.Checks[0].Key)
		h.Checks = slices.Delete(h.Checks, 0, 1)
	}
	h.Checks = append(h.Checks, c)
	f.change(h.Name, PartChecks, Added, c.Key)
}
