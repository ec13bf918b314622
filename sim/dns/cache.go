package dns

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"

	mdns "github.com/miekg/dns"
)

// EntryKind is what a cache entry knows.
type EntryKind uint8

const (
	// Positive: these are the records.
	Positive EntryKind = iota
	// NoData: the name is there, records of this type are not (RFC 2308 section 2.2).
	NoData
	// NXDomain: the name is not there, nor is anything below it (RFC 2308 section 2.1, RFC 8020).
	NXDomain
	// Failure: nobody could say (RFC 9520).
	Failure
)

func (k EntryKind) String() string {
	return [...]string{"positive", "nodata", "nxdomain", "failure"}[k&3]
}

// Rank is how far an entry may be trusted (RFC 2181 section 5.4.1).
type Rank uint8

const (
	// RankReferral is for the NS records and glue of a referral: good for finding a server, never given as an answer.
	RankReferral Rank = iota
	// RankAnswer is for what a server said in answer to the question.
	RankAnswer
)

// Entry is one thing a cache knows: an RRset, or that there is none.
type Entry struct {
	Name    string // canonical
	Type    uint16 // 0 for NXDomain, which holds for every type
	Kind    EntryKind
	Rank    Rank
	Records []RR      // of Positive, with the TTLs they came with
	SOA     *mdns.SOA // of NoData and NXDomain
	Err     *Error    // of Failure
	Stored  time.Time
	Expires time.Time
}

// TTL is what remains at now, in whole seconds (RFC 1035 section 3.2.1).
func (e Entry) TTL(now time.Time) uint32 {
	left := e.Expires.Sub(now) / time.Second
	return uint32(min(max(left, 0), math.MaxInt32))
}

// Aged are the records as they are given out at now: each TTL is what remains.
func (e Entry) Aged(now time.Time) []RR {
	out := copyAll(e.Records)
	for _, rr := range out {
		rr.Header().Ttl = e.TTL(now)
	}
	return out
}

// CacheHooks are told what a cache does, outside its lock and in the order it happens; nil ones are skipped.
type CacheHooks struct {
	Hit      func(Entry)                     // a live entry answers; a CNAME may stand in for the type asked for
	Miss     func(name string, qtype uint16) // nothing is known
	Stored   func(Entry)                     // records came in (Positive)
	Negative func(Entry)                     // "there is none" came in (NoData, NXDomain, Failure)
	Expired  func(Entry)                     // an entry's time was found to be over
	Evicted  func(Entry)                     // an entry made room for another
}

// Cache keeps what resolvers learnt for as long as the TTLs say (RFC 1034 section 3.6, RFC 2308). The zero value is
// ready. It may be used by several goroutines; its lock is never held while a hook or anything that waits runs.
type Cache struct {
	Max   int // entries; 0 is MaxCacheEntries
	Hooks CacheHooks

	mu      sync.Mutex
	entries map[cacheKey]Entry
}

type cacheKey struct {
	name   string
	rrtype uint16
}

// note is a hook call put off until the lock is free.
type note struct {
	hook func(Entry)
	e    Entry
}

func run(notes []note) {
	for _, n := range notes {
		if n.hook != nil {
			n.hook(n.e)
		}
	}
}

// Lookup finds what answers a question at now: the RRset, the CNAME in its place (RFC 1034 section 5.3.3 step 1), the
// knowledge that there is none, or a remembered failure.
func (c *Cache) Lookup(now time.Time, name string, qtype uint16) (Entry, bool) {
	name = Canonical(name)
	c.mu.Lock()
	var notes []note
	e, ok := c.search(now, name, qtype, &notes)
	c.mu.Unlock()
	run(notes)
	if ok {
		if c.Hooks.Hit != nil {
			c.Hooks.Hit(e)
		}
	} else if c.Hooks.Miss != nil {
		c.Hooks.Miss(name, qtype)
	}
	return e, ok
}

func (c *Cache) search(now time.Time, name string, qtype uint16, notes *[]note) (Entry, bool) {
	if e, ok := c.live(now, cacheKey{name, qtype}, notes); ok && e.Rank == RankAnswer {
		return e, true
	}
	if e, ok := c.live(now, cacheKey{name, mdns.TypeCNAME}, notes); ok && e.Kind == Positive && e.Rank == RankAnswer {
		return e, true
	}
	for at := name; ; at = parent(at) { // RFC 8020 section 2: below a name that is not, nothing is
		if e, ok := c.live(now, cacheKey{at, 0}, notes); ok {
			return e, true
		}
		if at == "." {
			return Entry{}, false
		}
	}
}

// live is the entry under a key, taken out if its time is over.
func (c *Cache) live(now time.Time, k cacheKey, notes *[]note) (Entry, bool) {
	e, ok := c.entries[k]
	if !ok {
		return e, false
	}
	if !now.Before(e.Expires) {
		delete(c.entries, k)
		*notes = append(*notes, note{c.Hooks.Expired, e})
		return Entry{}, false
	}
	return e, true
}

// peek is a live positive entry of any rank, without a word to Hit or Miss: for choosing servers.
func (c *Cache) peek(now time.Time, name string, rrtype uint16) (Entry, bool) {
	c.mu.Lock()
	var notes []note
	e, ok := c.live(now, cacheKey{name, rrtype}, &notes)
	c.mu.Unlock()
	run(notes)
	return e, ok && e.Kind == Positive
}

// StorePositive keeps an RRset until its smallest TTL is over (RFC 2181 section 5.2). A TTL of 0 is not kept (RFC 1035
// section 3.2.1), nor one with the top bit set, which means 0 (RFC 2181 section 8). What is known better stays.
func (c *Cache) StorePositive(now time.Time, rrs []RR, rank Rank) {
	if len(rrs) == 0 {
		return
	}
	h := rrs[0].Header()
	c.store(now, Entry{Name: Canonical(h.Name), Type: h.Rrtype, Kind: Positive, Rank: rank, Records: copyAll(rrs)},
		ttl(minTTL(rrs), MaxTTL))
}

// StoreNegative keeps "there is none", of this type or (NXDomain) at all, as long as the SOA says: the smaller of its TTL
// and MINIMUM (RFC 2308 section 5). Without an SOA nothing is kept (the same).
func (c *Cache) StoreNegative(now time.Time, name string, qtype uint16, kind EntryKind, soa *mdns.SOA) {
	if soa == nil || kind != NoData && kind != NXDomain {
		return
	}
	if kind == NXDomain {
		qtype = 0
	}
	soa = mdns.Copy(soa).(*mdns.SOA)
	c.store(now, Entry{Name: Canonical(name), Type: qtype, Kind: kind, Rank: RankAnswer, SOA: soa},
		ttl(min(soa.Hdr.Ttl, soa.Minttl), MaxNegativeTTL))
}

// storeFailure remembers that nobody could say.
func (c *Cache) storeFailure(now time.Time, name string, qtype uint16, err *Error) {
	c.store(now, Entry{Name: name, Type: qtype, Kind: Failure, Rank: RankAnswer, Err: err}, FailureTTL)
}

func ttl(seconds uint32, most time.Duration) time.Duration {
	if seconds > math.MaxInt32 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, most)
}

func (c *Cache) store(now time.Time, e Entry, life time.Duration) {
	if life <= 0 {
		return
	}
	e.Stored, e.Expires = now, now.Add(life)
	k := cacheKey{e.Name, e.Type}
	c.mu.Lock()
	var notes []note
	old, ok := c.live(now, k, &notes)
	if ok && (e.Kind == Failure && old.Kind == Positive || old.Kind != Failure && old.Rank > e.Rank) {
		c.mu.Unlock()
		run(notes)
		return
	}
	if c.entries == nil {
		c.entries = map[cacheKey]Entry{}
	}
	if _, there := c.entries[k]; !there {
		c.makeRoom(now, &notes)
	}
	if e.Kind == Positive {
		delete(c.entries, cacheKey{e.Name, 0}) // the name is there after all
	}
	c.entries[k] = e
	c.mu.Unlock()
	hook := c.Hooks.Stored
	if e.Kind != Positive {
		hook = c.Hooks.Negative
	}
	run(append(notes, note{hook, e}))
}

// makeRoom drops what is over, and then what would be over first, until one more fits.
func (c *Cache) makeRoom(now time.Time, notes *[]note) {
	most := c.Max
	if most <= 0 {
		most = MaxCacheEntries
	}
	if len(c.entries) < most {
		return
	}
	c.sweep(now, notes)
	for len(c.entries) >= most {
		first, none := Entry{}, true
		for _, e := range c.entries { // any order: the comparison is total
			if none || sooner(e, first) < 0 {
				first, none = e, false
			}
		}
		delete(c.entries, cacheKey{first.Name, first.Type})
		*notes = append(*notes, note{c.Hooks.Evicted, first})
	}
}

func sooner(a, b Entry) int {
	return cmp.Or(a.Expires.Compare(b.Expires), byName(a, b))
}

func byName(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
}

func (c *Cache) sweep(now time.Time, notes *[]note) {
	var over []Entry
	for _, e := range c.entries {
		if !now.Before(e.Expires) {
			over = append(over, e)
		}
	}
	slices.SortFunc(over, sooner)
	for _, e := range over {
		delete(c.entries, cacheKey{e.Name, e.Type})
		*notes = append(*notes, note{c.Hooks.Expired, e})
	}
}

// Expire takes out all entries whose time is over at now.
func (c *Cache) Expire(now time.Time) {
	c.mu.Lock()
	var notes []note
	c.sweep(now, &notes)
	c.mu.Unlock()
	run(notes)
}

// Entries is all the cache holds, by name and type, entries whose time is over but not yet noticed included.
func (c *Cache) Entries() []Entry {
	c.mu.Lock()
	out := make([]Entry, 0, len(c.entries))
	for _, e := range c.entries {
		out = append(out, e)
	}
	c.mu.Unlock()
	slices.SortFunc(out, byName)
	return out
}

// Len is how many entries the cache holds.
func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries)
}

// Flush forgets everything.
func (c *Cache) Flush() {
	c.mu.Lock()
	c.entries = nil
	c.mu.Unlock()
}
