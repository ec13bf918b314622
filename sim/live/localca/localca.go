// Package localca is the certificate authority of this installation of Posta: whom a
// person's own programs may be told to believe about the servers of posta live.
//
// A scenario's authority will not do for that: its key follows from the seed, so that
// everybody has it. This one has a random key, which is kept in the user's
// configuration folder and never leaves it, readable by its owner alone. Even so it can
// vouch for little: its name constraints (RFC 5280 section 4.2.1.10) hold it to names
// below .test and .example (RFC 2606), which nobody on the Internet has, and to addresses that lead
// no farther than the own network. It is good for a year.
//
// Its certificates are what the programs of today accept (RFC 9325): ECDSA on P-256,
// TLS 1.2 and 1.3, the usual groups. On real sockets nothing has to repeat.
package localca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/netip"
	"time"

	"posta/sim/tlsca"
)

// How long certificates are good.
const (
	validity = 365 * 24 * time.Hour
	// spare is how much of its year an authority must have left to be used again.
	spare = 14 * 24 * time.Hour
	// early allows for clocks that are slow.
	early = time.Hour
	// A certificate that has expired was good for a while.
	expiredBefore, expiredAgo = 93 * 24 * time.Hour, 3 * 24 * time.Hour
)

// Domains are those below which it can vouch for names.
var Domains = []string{"test", "example"}

// Networks are those in which it can vouch for addresses: loopback and private use
// (RFC 1122, 1918, 4193, 4291).
var Networks = []netip.Prefix{
	netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("fc00::/7"),
}

// Authority signs certificates for this installation's servers.
type Authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool
	now  func() time.Time
}

var _ tlsca.Issuer = (*Authority)(nil)

// New makes an authority that is kept nowhere.
func New(now func() time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the key of the certificate authority: %w", err)
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	at := now().UTC().Truncate(time.Second)
	t := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: fmt.Sprintf("Posta on this machine %s %x", at.Format("2006-01-02"), serial.Bytes()[:3]), Organization: []string{"Posta"}},
		NotBefore:    at.Add(-early), NotAfter: at.Add(validity),
		KeyUsage: x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
		// Every form of name that is not held to something would be free.
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: Domains, PermittedIPRanges: networks(),
		PermittedEmailAddresses: Domains, PermittedURIDomains: Domains,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("making the certificate authority: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate authority's own certificate: %w", err)
	}
	return of(key, cert, now), nil
}

func of(key *ecdsa.PrivateKey, cert *x509.Certificate, now func() time.Time) *Authority {
	a := &Authority{key: key, cert: cert, pool: x509.NewCertPool(), now: now}
	a.pool.AddCert(cert)
	return a
}

func networks() []*net.IPNet {
	var list []*net.IPNet
	for _, p := range Networks {
		list = append(list, &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())})
	}
	return list
}

func newSerial() (*big.Int, error) {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		return nil, fmt.Errorf("making a serial number: %w", err)
	}
	b[0] = b[0]&0x3f | 0x40 // positive (RFC 5280 section 4.1.2.2)
	return new(big.Int).SetBytes(b), nil
}

// Name is what programs list it as.
func (a *Authority) Name() string { return a.cert.Subject.CommonName }

// Until is when it expires.
func (a *Authority) Until() time.Time { return a.cert.NotAfter }

// Pool is the authority as a client's list of those whom it believes.
func (a *Authority) Pool() *x509.CertPool { return a.pool }

// PEM is its certificate as files keep it (RFC 7468). The key is not in it.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// Issue makes a host's certificate, with its private key. Of its addresses those are in it
// for which the authority can vouch.
func (a *Authority) Issue(kind tlsca.Kind, host string, addrs ...netip.Addr) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making the key of %s: %w", host, err)
	}
	serial, err := newSerial()
	if err != nil {
		return tls.Certificate{}, err
	}
	name, addrs := kind.Names(host, addrs)
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name, Organization: []string{"Posta"}}, DNSNames: []string{name},
		NotBefore: a.cert.NotBefore, NotAfter: a.cert.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, addr := range addrs {
		if addr = addr.Unmap(); vouched(addr) {
			t.IPAddresses = append(t.IPAddresses, net.IP(addr.AsSlice()))
		}
	}
	if kind == tlsca.Expired {
		t.NotBefore, t.NotAfter = a.now().Add(-expiredBefore), a.now().Add(-expiredAgo)
	}
	parent, signer := a.cert, a.key
	if kind == tlsca.SelfSigned {
		parent, signer = t, key
	}
	der, err := x509.CreateCertificate(rand.Reader, t, parent, key.Public(), signer)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("issuing the certificate of %s: %w", host, err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("reading the certificate of %s: %w", host, err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

func vouched(addr netip.Addr) bool {
	for _, p := range Networks {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// ServerConfig is for a host that shows cert: TLS 1.2 and 1.3, with the groups and
// ciphers of the library (RFC 9325, RFC 8446 section 9.1). The time is the system's,
// whatever the clock of the scenario shows: it is the strangers' too.
func (a *Authority) ServerConfig(cert tls.Certificate, _ func() time.Time, keys io.Writer) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}, KeyLogWriter: keys, Time: a.now, SessionTicketsDisabled: true}
}

// ClientConfig is for one of the cast that means to speak with serverName.
func (a *Authority) ClientConfig(serverName string, _ func() time.Time) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: a.pool, ServerName: serverName, Time: a.now}
}
