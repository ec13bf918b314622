package dns

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"
)

// The wire types are the library's; these names let a caller do without importing it.
type (
	// RR is one resource record (RFC 1035 section 3.2).
	RR = mdns.RR
	// Msg is one message (RFC 1035 section 4.1).
	Msg = mdns.Msg
	// Question is one entry of the question section (RFC 1035 section 4.1.2).
	Question = mdns.Question
)

// Canonical is the form in which names are compared: lower case, with the final dot (RFC 4343 section 2).
func Canonical(name string) string { return mdns.CanonicalName(name) }

// TypeName is a record type's mnemonic: "MX", or "TYPE65280" where there is none (RFC 3597 section 5).
func TypeName(t uint16) string { return mdns.Type(t).String() }

// RCodeName is a response code's mnemonic: "NXDOMAIN", or "RCODE12" where there is none.
func RCodeName(rcode int) string {
	// The library knows 16 by its TSIG name; outside TSIG it is BADVERS (RFC 6891 section 9).
	if rcode == mdns.RcodeBadVers {
		return "BADVERS"
	}
	if s, ok := mdns.RcodeToString[rcode]; ok {
		return s
	}
	return "RCODE" + strconv.Itoa(rcode)
}

// Text is a record in presentation format (RFC 1035 section 5.1) with one space between the fields. A tab inside a
// character-string is written \009, so only separators are touched.
func Text(rr RR) string { return strings.ReplaceAll(rr.String(), "\t", " ") }

// within tells whether the canonical name is the zone's origin or below it.
func within(zone, name string) bool {
	return zone == "." || name == zone || mdns.IsSubDomain(zone, name)
}

// parent is the name with its first label taken off; the root's parent is the root.
func parent(name string) string {
	i, end := mdns.NextLabel(name, 0)
	if end {
		return "."
	}
	return name[i:]
}

// alias is the canonical target of a CNAME, or "" for another type.
func alias(rr RR) string {
	if c, ok := rr.(*mdns.CNAME); ok {
		return Canonical(c.Target)
	}
	return ""
}

// target is the host name a record points at, for which the additional section carries addresses (RFC 1035 sections
// 3.3.9 and 3.3.11; RFC 2782 for SRV).
func target(rr RR) string {
	switch rr := rr.(type) {
	case *mdns.MX:
		return Canonical(rr.Mx)
	case *mdns.NS:
		return Canonical(rr.Ns)
	case *mdns.SRV:
		return Canonical(rr.Target)
	}
	return ""
}

// normal is the record as it comes off the wire. Escapes such as \065 for "A" are then written one way only, so names
// that are equal compare equal; and a record that cannot be packed is found here and not on the way out.
func normal(rr RR) (RR, error) {
	size := mdns.Len(rr)
	if size > MaxMessageSize {
		return nil, errors.New("longer than a message can be")
	}
	buf := make([]byte, size+1)
	n, err := mdns.PackRR(rr, buf, 0, nil, false)
	if err != nil {
		return nil, err
	}
	out, _, err := mdns.UnpackRR(buf[:n], 0)
	return out, err
}

// normalName does the same for a bare name.
func normalName(name string) (string, bool) {
	if _, ok := mdns.IsDomainName(name); !ok {
		return "", false
	}
	buf := make([]byte, 256)
	n, err := mdns.PackDomainName(mdns.Fqdn(name), buf, 0, nil, false)
	if err != nil {
		return "", false
	}
	out, _, err := mdns.UnpackDomainName(buf[:n], 0)
	if err != nil {
		return "", false
	}
	return Canonical(out), true
}

// copyAll keeps a caller's changes out of what is shared.
func copyAll(rrs []RR) []RR {
	if len(rrs) == 0 {
		return nil
	}
	out := make([]RR, len(rrs))
	for i, rr := range rrs {
		out[i] = mdns.Copy(rr)
	}
	return out
}

var errShort = errors.New("the message ends before the records its header counts")

// unpack reads a message. The library takes one that ends early at a record's border; a count that is not met is an
// error all the same (RFC 1035 section 4.1.1). What could be read is in m either way.
func unpack(wire []byte) (m *Msg, err error) {
	m = new(Msg)
	if err = m.Unpack(wire); err != nil {
		return m, err
	}
	for i, n := range []int{len(m.Question), len(m.Answer), len(m.Ns), len(m.Extra)} {
		if int(binary.BigEndian.Uint16(wire[4+2*i:])) != n {
			return m, errShort
		}
	}
	return m, nil
}
