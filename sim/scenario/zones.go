package scenario

// Zone is what an authoritative name server answers from.
type Zone struct {
	Origin string // with the final dot; "." for the root
	Text   string // in zone-file form (RFC 1035 section 5), with SOA and NS, absolute names
	Server *Host  // who is authoritative for it
}
