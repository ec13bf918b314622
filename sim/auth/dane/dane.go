// Package dane compares the certificate that a server shows with what the DNS says of it: TLSA records (DANE, RFC 6698), as mail
// uses them (RFC 7672).
//
// A TLSA record at _25._tcp.HOST names a certificate or a key, of the host itself or of the authority that issued it. Whoever
// believes the DNS, because DNSSEC proves its answer, needs no other authority. The package knows nothing of where records come
// from or whether they were proved: it reads and compares.
package dane

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/hex"

	"github.com/miekg/dns"
)

// MaxRecords is how many TLSA records of a host are looked at.
const MaxRecords = 100

// The usages that mail knows: 0 and 1 ask for an authority that both sides know, and there is none (RFC 7672 section 3.1.3).
const (
	TrustAnchor = 2 // DANE-TA: the authority that issued the host's certificate
	EndEntity   = 3 // DANE-EE: the host's certificate itself
)

// Record is a TLSA record that can be compared (RFC 6698 section 2.1).
type Record struct {
	Usage    uint8 // TrustAnchor or EndEntity
	Selector uint8 // 0: the whole certificate, 1: its public key
	Matching uint8 // 0: as it is, 1: its SHA-256, 2: its SHA-512
	Data     []byte
}

// Usable reads the records of an answer that can be compared at all. One with numbers that are not known, or with data that are no
// such digest, names nothing: it is as if it were not there, but that TLS is owed all the same (RFC 7672 section 2.2).
func Usable(records []dns.RR) []Record {
	var list []Record
	for _, rr := range records {
		if r, ok := rr.(*dns.TLSA); ok && len(list) < MaxRecords {
			if one, ok := read(r); ok {
				list = append(list, one)
			}
		}
	}
	return list
}

func read(r *dns.TLSA) (Record, bool) {
	if r.Usage != TrustAnchor && r.Usage != EndEntity || r.Selector > 1 || r.MatchingType > 2 {
		return Record{}, false
	}
	data, err := hex.DecodeString(r.Certificate)
	long := [...]int{0: len(data), 1: sha256.Size, 2: sha512.Size}[r.MatchingType]
	if err != nil || len(data) == 0 || len(data) != long {
		return Record{}, false
	}
	return Record{r.Usage, r.Selector, r.MatchingType, data}, true
}

// Match tells whether one of the records names the certificates that a host shows, its own first: its own, whose names and dates
// then do not matter (RFC 7672 section 3.1.1), or that of an authority which issued it for one of the names (sections 3.1.2 and
// 3.2.2).
func Match(records []Record, chain []*x509.Certificate, names ...string) bool {
	for _, r := range records {
		for i, c := range chain {
			if r.Usage == EndEntity && i > 0 {
				break
			}
			if r.names(c) && (r.Usage == EndEntity || named(chain[0], names) && issued(chain[:i+1])) {
				return true
			}
		}
	}
	return false
}

func (r *Record) names(c *x509.Certificate) bool {
	data := c.Raw
	if r.Selector == 1 {
		data = c.RawSubjectPublicKeyInfo
	}
	switch r.Matching {
	case 1:
		sum := sha256.Sum256(data)
		data = sum[:]
	case 2:
		sum := sha512.Sum512(data)
		data = sum[:]
	}
	return bytes.Equal(r.Data, data)
}

func named(c *x509.Certificate, names []string) bool {
	for _, name := range names {
		if c.VerifyHostname(name) == nil {
			return true
		}
	}
	return false
}

// issued tells whether each certificate was signed by the next.
func issued(chain []*x509.Certificate) bool {
	for i := range len(chain) - 1 {
		if chain[i].CheckSignatureFrom(chain[i+1]) != nil {
			return false
		}
	}
	return true
}
