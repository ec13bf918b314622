// Package tlsca is a scenario's certificate authority: whom programs believe when
// a server says who it is. Without it TLS hides a conversation from those who
// listen, and not from somebody who answers in the server's place.
//
// Keys and certificates follow from the seed and the virtual clock alone, so that
// every machine shows the same ones. They are Ed25519 (RFC 8410), whose
// signatures are all of one length, and with the pinned configurations of this
// package (TLS 1.3, X25519, no session tickets) every record of a conversation has
// the same length wherever it runs. Its bytes differ: the handshake's randomness
// is the system's own.
//
// It also issues certificates that are wrong on purpose: expired, for another
// name, or signed by nobody but themselves. Its keys are known to everybody who
// knows the seed: it is never to be believed outside of a scenario (posta live has another: sim/live/localca).
package tlsca

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"time"
)

// Kind is what a certificate is like.
type Kind string

// The kinds.
const (
	Good       Kind = "good"
	Expired    Kind = "expired"
	WrongName  Kind = "wrong-name"
	SelfSigned Kind = "self-signed"
	// Impostor is in the host's name, by somebody else: with another key, signed by itself.
	Impostor Kind = "impostor"
)

// Issuer is whom a cast believes about certificates: a scenario's own authority, or, on
// real sockets, another.
type Issuer interface {
	// Issue makes a host's certificate, with its private key.
	Issue(kind Kind, host string, addrs ...netip.Addr) (tls.Certificate, error)
	// ServerConfig is for a host that shows cert. Keys, if it is not nil, is told the
	// secrets of each connection in the NSS key log format.
	ServerConfig(cert tls.Certificate, now func() time.Time, keys io.Writer) *tls.Config
	// ClientConfig is for a program that means to speak with serverName.
	ClientConfig(serverName string, now func() time.Time) *tls.Config
	// PEM is its own certificate as files keep it (RFC 7468).
	PEM() []byte
}

var _ Issuer = (*Authority)(nil)

// How long certificates are good, around the scenario's start.
const (
	authorityBefore = 365 * 24 * time.Hour
	authorityAfter  = 10 * 365 * 24 * time.Hour
	issuedBefore    = 30 * 24 * time.Hour
	issuedAfter     = 367 * 24 * time.Hour
	expiredBefore   = 93 * 24 * time.Hour
	expiredAgo      = 3 * 24 * time.Hour
)

// until is when a certificate ends: what has four digits for the year can say no later instant, which says of itself that
// it has no well-defined end (RFC 5280 section 4.1.2.5).
func until(t time.Time) time.Time {
	if last := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC); t.After(last) {
		return last
	}
	return t
}

// AuthorityName is what the authority calls itself.
const AuthorityName = "Posta Test CA"

// Authority signs certificates.
type Authority struct {
	seed  uint64
	start time.Time
	key   ed25519.PrivateKey
	cert  *x509.Certificate
	pool  *x509.CertPool
}

// New makes the authority of a run that begins at start.
func New(seed uint64, start time.Time) (*Authority, error) {
	a := &Authority{seed: seed, start: start.UTC().Truncate(time.Second)}
	a.key = a.keyOf("authority")
	t := &x509.Certificate{
		SerialNumber: a.serial("authority"), Subject: subject(AuthorityName),
		NotBefore: a.start.Add(-authorityBefore), NotAfter: until(a.start.Add(authorityAfter)),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
	der, err := x509.CreateCertificate(nil, t, t, a.key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("making the certificate authority: %w", err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		return nil, fmt.Errorf("reading the certificate authority's own certificate: %w", err)
	}
	a.pool = x509.NewCertPool()
	a.pool.AddCert(a.cert)
	return a, nil
}

// Pool is the authority as a client's list of those whom it believes.
func (a *Authority) Pool() *x509.CertPool { return a.pool }

// PEM is the authority's certificate as files keep it (RFC 7468).
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// Issue makes a host's certificate, with its private key.
func (a *Authority) Issue(kind Kind, host string, addrs ...netip.Addr) (tls.Certificate, error) {
	key := a.keyOf("host " + host)
	if kind == Impostor {
		key = a.keyOf("impostor of " + host)
	}
	name, addrs := kind.Names(host, addrs)
	t := &x509.Certificate{
		SerialNumber: a.serial(string(kind) + " " + host), Subject: subject(name), DNSNames: []string{name},
		NotBefore: a.start.Add(-issuedBefore), NotAfter: until(a.start.Add(issuedAfter)),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, addr := range addrs {
		t.IPAddresses = append(t.IPAddresses, net.IP(addr.AsSlice()))
	}
	if kind == Expired {
		t.NotBefore, t.NotAfter = a.start.Add(-expiredBefore), a.start.Add(-expiredAgo)
	}
	parent, signer := a.cert, a.key
	if kind == SelfSigned || kind == Impostor {
		parent, signer = t, key
	}
	der, err := x509.CreateCertificate(nil, t, parent, key.Public(), signer)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("issuing the certificate of %s: %w", host, err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("reading the certificate of %s: %w", host, err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// Names are what a certificate of this kind says of a host.
func (k Kind) Names(host string, addrs []netip.Addr) (string, []netip.Addr) {
	if k == WrongName {
		return another(host), nil
	}
	return host, addrs
}

// another is a name that the host's administrator may have had in mind instead.
func another(host string) string {
	if _, domain, ok := strings.Cut(host, "."); ok && strings.Contains(domain, ".") {
		return "www." + domain
	}
	return "www." + host
}

func subject(name string) pkix.Name {
	return pkix.Name{CommonName: name, Organization: []string{"Posta"}}
}

func (a *Authority) hash(label string) [sha256.Size]byte {
	return sha256.Sum256(append(binary.BigEndian.AppendUint64([]byte("posta certificates "), a.seed), label...))
}

func (a *Authority) keyOf(label string) ed25519.PrivateKey {
	seed := a.hash("key of " + label)
	return ed25519.NewKeyFromSeed(seed[:])
}

// serial is positive and has the same length each time (RFC 5280 section 4.1.2.2).
func (a *Authority) serial(label string) *big.Int {
	h := a.hash("serial of " + label)
	h[0] = h[0]&0x3f | 0x40
	return new(big.Int).SetBytes(h[:16])
}

// pinned is what both ends must hold to for records to have the same lengths
// everywhere: no older version, one curve, one record a write, no tickets.
func pinned(now func() time.Time) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, CurvePreferences: []tls.CurveID{tls.X25519},
		SessionTicketsDisabled: true, DynamicRecordSizingDisabled: true, Time: now,
	}
}

// ServerConfig is Issuer's.
func (a *Authority) ServerConfig(cert tls.Certificate, now func() time.Time, keys io.Writer) *tls.Config {
	c := pinned(now)
	c.Certificates = []tls.Certificate{cert}
	c.KeyLogWriter = keys
	return c
}

// ClientConfig is Issuer's.
func (a *Authority) ClientConfig(serverName string, now func() time.Time) *tls.Config {
	c := pinned(now)
	c.RootCAs = a.pool
	c.ServerName = serverName
	return c
}
