package trace

import (
	"net/netip"

	"posta/sim/dns/owner"
)

// Names: what is asked of the DNS, remembered, and concluded from it.
var nameFacts = []Row{
	of[DNSCache]{
		doc:   "a resolver looked into its cache or changed it",
		place: Ruled, state: Changes,
		steps: []Kind{"dns.cache.hit", "dns.cache.miss", "dns.cache.stored", "dns.cache.negative", "dns.cache.expired"},
		step:  func(f DNSCache) Kind { return Kind("dns.cache." + f.Op) },
	}.row(),
	of[DNSAnswered]{
		doc:   "a look-up has its end",
		rfc:   []string{"1034 5.3.1"},
		place: Ruled, state: Decision,
		variant: func(f DNSAnswered) string {
			switch {
			case f.Why.Code == CauseDelegationLoop:
				return "circular"
			case !f.Why.IsZero():
				return "error"
			case f.RCode != "" && f.RCode != "NOERROR":
				return f.RCode
			case len(f.Records) == 0:
				return "empty"
			}
			return ""
		},
		class: func(f DNSAnswered) (Class, bool) {
			switch {
			case !f.Why.IsZero() || f.RCode == "SERVFAIL":
				return Temporary, true
			case f.RCode == "NXDOMAIN" && owner.Aside(f.Name):
				return NoClass, false
			case f.RCode != "" && f.RCode != "NOERROR":
				return Permanent, true
			}
			return NoClass, false
		},
	}.row(),
	of[MailRouted]{
		doc:   "a relay found where a domain's mail goes (RFC 5321 5.1)",
		rfc:   []string{"5321 5.1"},
		place: Ruled, state: Changes,
		variant: func(f MailRouted) string {
			switch {
			case f.Local:
				return "local"
			case f.Null:
				return "null"
			case !f.Why.IsZero() && f.Temporary:
				return "temporary"
			case !f.Why.IsZero():
				return "failed"
			case f.Implicit:
				return "implicit"
			}
			return ""
		},
		class: func(f MailRouted) (Class, bool) {
			if f.Why.IsZero() && !f.Null {
				return NoClass, false
			}
			return refusal(f.Temporary), true
		},
	}.row(),
}

// CacheOp is what happened to a line of a resolver's cache.
type CacheOp string

// The operations.
const (
	CacheHit      CacheOp = "hit"
	CacheMiss     CacheOp = "miss"
	CacheStored   CacheOp = "stored"
	CacheNegative CacheOp = "negative" // a "no" was stored (RFC 2308)
	CacheExpired  CacheOp = "expired"
)

// DNSCache: a resolver looked into its cache, or changed it.
type DNSCache struct {
	Op      CacheOp  `json:"op"`                // what happened
	Name    string   `json:"name"`              // looked for
	Type    string   `json:"type"`              // of record: A, MX, ...; None where the name itself does not exist (RFC 2308 section 2.1)
	Records []string `json:"records,omitempty"` // presentation format (RFC 1035 section 5)
	RCode   string   `json:"rcode,omitempty"`   // NOERROR, NXDOMAIN, ...
	// TTL is what remains, in seconds.
	TTL uint32 `json:"ttl,omitempty"`
}

// Kind is dns.cache.
func (DNSCache) Kind() Kind { return "dns.cache" }

// DNSAnswered: a look-up that a program of this host asked for has its end.
type DNSAnswered struct {
	Name    string   `json:"name"`              // looked for
	Type    string   `json:"type"`              // of record: A, MX, ...
	RCode   string   `json:"rcode,omitempty"`   // NOERROR, NXDOMAIN, ...
	Records []string `json:"records,omitempty"` // presentation format (RFC 1035 section 5)
	Cached  bool     `json:"cached,omitempty"`  // nobody had to be asked
	// Why is the reason where no answer came.
	Why Cause `json:"why,omitzero"`
}

// Kind is dns.answered.
func (DNSAnswered) Kind() Kind { return "dns.answered" }

// MXHost is one way to a domain.
type MXHost struct {
	Name       string       `json:"name"`            // of the exchanger
	Preference uint16       `json:"preference"`      // the smaller is tried first
	Addrs      []netip.Addr `json:"addrs,omitempty"` // as far as they are known
	// Alias is the name that the exchanger's is an alias of, where the DNS has a CNAME there (RFC 2181 section 10.3 forbids it).
	Alias string `json:"alias,omitempty"`
}

// MailRouted: a relay found where a domain's mail goes (RFC 5321 section 5.1).
type MailRouted struct {
	Domain string   `json:"domain"`          // right of the @
	Hosts  []MXHost `json:"hosts,omitempty"` // in the order in which they will be tried
	// Implicit: there is no MX record; the domain's own address is used.
	Implicit bool `json:"implicit,omitempty"`
	// Null: the domain says that it takes no mail (RFC 7505).
	Null bool `json:"null,omitempty"`
	// NullBeside: a null MX stands beside other MX records (RFC 7505 section 3 forbids it), and was passed over.
	NullBeside bool `json:"null_beside,omitempty"`
	// Local: the domain is this host's own; nothing is asked.
	Local bool `json:"local,omitempty"`
	// Why is the reason where no way was found, Temporary whether to try again.
	Why       Cause `json:"why,omitzero"`
	Temporary bool  `json:"temporary,omitempty"`
}

// Kind is mail.routed.
func (MailRouted) Kind() Kind { return "mail.routed" }
