package dns

import "time"

// Limits and times. Each has its reason beside it; a Server's or Resolver's fields may choose others where they exist.
const (
	// MaxZoneBytes is the longest zone text, in bytes: far above any lesson, far below what would stall a page.
	MaxZoneBytes = 1 << 20
	// MaxZoneRecords is the number of records in one zone.
	MaxZoneRecords = 10_000
	// MaxZoneNames is the number of names in one zone, those that only lie between others included.
	MaxZoneNames = 20_000
	// MaxSetRecords is the number of records of one type at one name; no message would hold many more.
	MaxSetRecords = 1000
	// MaxZoneErrors is how many errors of one zone are listed before the rest are only counted.
	MaxZoneErrors = 50

	// MaxCNAMEChain is how many aliases are followed for one question. RFC 1034 section 3.6.2 asks that chains work and
	// section 5.2.2 that loops be caught; it names no number.
	MaxCNAMEChain = 8
	// MaxReferrals is how many delegations are followed for one name. A name has at most 127 labels, real ones four.
	MaxReferrals = 16
	// MaxDepth is how deep looking for the address of a name server may nest in other such searches.
	MaxDepth = 6
	// MaxQueries is how many messages one Resolve may send, all retries and side questions included: the bound on work
	// per question that RFC 1034 section 5.3.3 demands of a resolver.
	MaxQueries = 64
	// MaxNameServers is how many NS records of one delegation are used.
	MaxNameServers = 13
	// MaxStrayReplies is how many datagrams that answer something else are read past while waiting for one reply.
	MaxStrayReplies = 16
	// MaxMXHosts is how many mail exchangers of one domain are looked up.
	MaxMXHosts = 20

	// MaxCacheEntries is a Cache's size, in RRsets, unless it says otherwise.
	MaxCacheEntries = 10_000
	// MaxTTL caps what is kept: a week (RFC 8767 section 4).
	MaxTTL = 7 * 24 * time.Hour
	// MaxNegativeTTL caps how long "there is none" is believed: three hours (RFC 2308 section 5).
	MaxNegativeTTL = 3 * time.Hour
	// FailureTTL is how long a recursive resolver remembers that it could not find out (RFC 9520 section 3.2).
	FailureTTL = 5 * time.Second

	// MinUDPSize is what every UDP reply may hold, EDNS or not (RFC 1035 section 4.2.1, RFC 6891 section 6.2.3).
	MinUDPSize = 512
	// DefaultUDPSize is the EDNS buffer we offer and fill: what crosses common paths in one piece (RFC 9715 section 3.1
	// and appendix A).
	DefaultUDPSize = 1232
	// MaxUDPQuery is the longest query read from a datagram; what is cut off there reads as malformed.
	MaxUDPQuery = 4096
	// MaxMessageSize is the longest message, as the two-byte prefix on TCP has it (RFC 1035 section 4.2.2).
	MaxMessageSize = 65535

	// StubTimeout is how long a stub resolver waits for one reply, as the resolvers of common systems do.
	StubTimeout = 5 * time.Second
	// RecursiveTimeout is how long a recursive resolver waits for one: the low end of what RFC 1035 section 4.2.1 advises
	// (2 to 5 s), so that it can try a second server before the stub behind it gives up.
	RecursiveTimeout = 2 * time.Second
	// DefaultTries is how many rounds over the servers are made; later rounds ask only those that kept silent.
	DefaultTries = 2
	// TCPIdleTimeout is how long a server keeps a TCP connection on which no whole query arrives (RFC 7766 section 6.2.3:
	// "of the order of a few seconds").
	TCPIdleTimeout = 10 * time.Second
	// MaxTCPConns is how many TCP connections Server.Serve keeps at once; then the one that says nothing for longest has to leave
	// (RFC 7766 section 6.2.3).
	MaxTCPConns = 100

	// MaxDescribedRecords is how many records of one section Describe writes out.
	MaxDescribedRecords = 100
	// DefaultTTL is given to records when zone text states no TTL anywhere, in seconds.
	DefaultTTL = 3600
	// RFC8482TTL is the TTL of the answer to ANY, in seconds (RFC 8482 section 4.2 leaves it to us).
	RFC8482TTL = 3600
)
