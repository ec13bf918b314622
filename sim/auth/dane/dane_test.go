package dane_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"posta/sim/auth/dane"
)

// shown is a host's certificate and the one of the authority that issued it.
func shown(t testing.TB) (chain []*x509.Certificate, stranger *x509.Certificate) {
	t.Helper()
	made := func(seed byte, cn string, names []string, parent *x509.Certificate, by ed25519.PrivateKey) (*x509.Certificate, ed25519.PrivateKey) {
		key := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), ed25519.SeedSize)))
		tmpl := &x509.Certificate{SerialNumber: big.NewInt(int64(seed)), Subject: pkix.Name{CommonName: cn}, DNSNames: names,
			NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1, 0), IsCA: names == nil, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
		if parent == nil {
			parent, by = tmpl, key
		}
		der, err := x509.CreateCertificate(nil, tmpl, parent, key.Public(), by)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c, key
	}
	authority, key := made('a', "authority", nil, nil, nil)
	host, _ := made('h', "mx.uno.test", []string{"mx.uno.test"}, authority, key)
	stranger, _ = made('s', "mx.uno.test", []string{"mx.uno.test"}, nil, nil)
	return []*x509.Certificate{host, authority}, stranger
}

func tlsa(usage, selector, matching uint8, data []byte) dns.RR {
	return &dns.TLSA{Usage: usage, Selector: selector, MatchingType: matching, Certificate: hex.EncodeToString(data)}
}

func sum256(b []byte) []byte { s := sha256.Sum256(b); return s[:] }
func sum512(b []byte) []byte { s := sha512.Sum512(b); return s[:] }

// TestMatch: what each record is worth to a host that shows its certificate (long expired, which matters to nobody here) and its
// authority's.
func TestMatch(t *testing.T) {
	chain, stranger := shown(t)
	host, authority := chain[0], chain[1]
	for _, tt := range []struct {
		name   string
		record dns.RR
		host   string
		usable bool
		match  bool
	}{
		{"its key", tlsa(3, 1, 1, sum256(host.RawSubjectPublicKeyInfo)), "mx.uno.test", true, true},
		{"its key, by the longer digest", tlsa(3, 1, 2, sum512(host.RawSubjectPublicKeyInfo)), "mx.uno.test", true, true},
		{"its whole certificate, as it is", tlsa(3, 0, 0, host.Raw), "mx.uno.test", true, true},
		{"its key, under another name: names do not matter (RFC 7672 3.1.1)", tlsa(3, 1, 1, sum256(host.RawSubjectPublicKeyInfo)), "mx.dos.test", true, true},
		{"its authority", tlsa(2, 0, 1, sum256(authority.Raw)), "mx.uno.test", true, true},
		{"its authority, under another name: names do (3.2.2)", tlsa(2, 0, 1, sum256(authority.Raw)), "mx.dos.test", true, false},
		{"its authority as if it were its own", tlsa(3, 0, 1, sum256(authority.Raw)), "mx.uno.test", true, false},
		{"somebody else's key", tlsa(3, 1, 1, sum256(stranger.RawSubjectPublicKeyInfo)), "mx.uno.test", true, false},
		{"the key where the certificate is asked for", tlsa(3, 0, 1, sum256(host.RawSubjectPublicKeyInfo)), "mx.uno.test", true, false},
		{"usage 1 (3.1.3)", tlsa(1, 1, 1, sum256(host.RawSubjectPublicKeyInfo)), "mx.uno.test", false, false},
		{"an unknown usage", tlsa(9, 1, 1, sum256(host.RawSubjectPublicKeyInfo)), "mx.uno.test", false, false},
		{"an unknown selector", tlsa(3, 7, 1, sum256(host.RawSubjectPublicKeyInfo)), "mx.uno.test", false, false},
		{"an unknown way of matching", tlsa(3, 1, 9, sum256(host.RawSubjectPublicKeyInfo)), "mx.uno.test", false, false},
		{"half a digest", tlsa(3, 1, 1, sum256(host.RawSubjectPublicKeyInfo)[:16]), "mx.uno.test", false, false},
		{"nothing", tlsa(3, 1, 0, nil), "mx.uno.test", false, false},
		{"no hexadecimal", &dns.TLSA{Usage: 3, Selector: 1, MatchingType: 1, Certificate: strings.Repeat("zz", 32)}, "mx.uno.test", false, false},
		{"no TLSA record at all", &dns.TXT{Txt: []string{"3 1 1"}}, "mx.uno.test", false, false},
	} {
		got := dane.Usable([]dns.RR{tt.record})
		if len(got) == 1 != tt.usable || dane.Match(got, chain, tt.host) != tt.match {
			t.Errorf("%s: %d usable, match %t", tt.name, len(got), dane.Match(got, chain, tt.host))
		}
	}
	// RFC 7672 section 3.2.2: the domain of the address is a name to look for as well.
	if r := dane.Usable([]dns.RR{tlsa(2, 0, 1, sum256(authority.Raw))}); !dane.Match(r, chain, "mx.dos.test", "mx.uno.test") {
		t.Error("the second name does not count")
	}
	// A chain in which the authority did not sign.
	if r := dane.Usable([]dns.RR{tlsa(2, 0, 1, sum256(authority.Raw))}); dane.Match(r, []*x509.Certificate{stranger, authority}, "mx.uno.test") {
		t.Error("an authority vouches for what it did not sign")
	}
	many := make([]dns.RR, 2*dane.MaxRecords)
	for i := range many {
		many[i] = tlsa(3, 1, 1, sum256([]byte{byte(i)}))
	}
	if n := len(dane.Usable(many)); n != dane.MaxRecords {
		t.Errorf("of %d records %d are looked at; the limit is %d", len(many), n, dane.MaxRecords)
	}
}

// FuzzUsable: whatever a server answers for TLSA, it is read or passed over, and nothing matches that is not in it.
func FuzzUsable(f *testing.F) {
	chain, _ := shown(f)
	for _, rr := range []dns.RR{tlsa(3, 1, 1, sum256(chain[0].RawSubjectPublicKeyInfo)), tlsa(2, 0, 0, chain[1].Raw), tlsa(0, 0, 0, nil), tlsa(3, 1, 2, []byte("short"))} {
		rr.Header().Name, rr.Header().Rrtype, rr.Header().Class = "_25._tcp.mx.uno.test.", dns.TypeTLSA, dns.ClassINET
		wire := make([]byte, 4096)
		n, err := dns.PackRR(rr, wire, 0, nil, false)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wire[:n])
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		var records []dns.RR
		for off := 0; off < len(wire) && len(records) < 300; {
			rr, next, err := dns.UnpackRR(wire, off)
			if err != nil || next <= off {
				break
			}
			records, off = append(records, rr), next
		}
		usable := dane.Usable(records)
		if len(usable) > len(records) || len(usable) > dane.MaxRecords {
			t.Fatalf("%d of %d records", len(usable), len(records))
		}
		known := [][]byte{}
		for _, c := range chain {
			for _, b := range [][]byte{c.Raw, c.RawSubjectPublicKeyInfo} {
				known = append(known, b, sum256(b), sum512(b))
			}
		}
		holds := false
		for _, r := range usable {
			if r.Usage != dane.EndEntity && r.Usage != dane.TrustAnchor || len(r.Data) == 0 {
				t.Fatalf("%+v is usable", r)
			}
			for _, k := range known {
				holds = holds || string(k) == string(r.Data)
			}
		}
		if dane.Match(usable, chain, "mx.uno.test") && !holds {
			t.Fatalf("%+v match", usable)
		}
	})
}
