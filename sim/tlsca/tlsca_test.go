package tlsca_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"net/netip"
	"testing"
	"time"

	"posta/sim/tlsca"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 3600))

func authority(t *testing.T, seed uint64) *tlsca.Authority {
	t.Helper()
	a, err := tlsca.New(seed, start)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestCertificatesFollowFromTheSeed(t *testing.T) {
	a, again, other := authority(t, 7), authority(t, 7), authority(t, 8)
	if !bytes.Equal(a.PEM(), again.PEM()) || bytes.Equal(a.PEM(), other.PEM()) {
		t.Error("the authority does not follow from the seed")
	}
	one, _ := a.Issue(tlsca.Good, "mail.alfa.test")
	two, _ := again.Issue(tlsca.Good, "mail.alfa.test")
	three, _ := other.Issue(tlsca.Good, "mail.alfa.test")
	if !bytes.Equal(one.Certificate[0], two.Certificate[0]) || bytes.Equal(one.Certificate[0], three.Certificate[0]) {
		t.Error("the certificate does not follow from the seed")
	}
	if len(one.Certificate[0]) != len(three.Certificate[0]) {
		t.Errorf("two seeds give certificates of %d and %d octets", len(one.Certificate[0]), len(three.Certificate[0]))
	}
}

func TestWhatAProgramThinksOfThem(t *testing.T) {
	a := authority(t, 1)
	for _, tc := range []struct {
		kind tlsca.Kind
		bad  func(error) bool
	}{
		{tlsca.Good, func(err error) bool { return err == nil }},
		{tlsca.Expired, func(err error) bool {
			var e x509.CertificateInvalidError
			return errors.As(err, &e) && e.Reason == x509.Expired
		}},
		{tlsca.WrongName, func(err error) bool { var e x509.HostnameError; return errors.As(err, &e) }},
		{tlsca.SelfSigned, func(err error) bool { var e x509.UnknownAuthorityError; return errors.As(err, &e) }},
	} {
		t.Run(string(tc.kind), func(t *testing.T) {
			cert, err := a.Issue(tc.kind, "mail.alfa.test", netip.MustParseAddr("192.0.2.10"))
			if err != nil {
				t.Fatal(err)
			}
			_, err = cert.Leaf.Verify(x509.VerifyOptions{Roots: a.Pool(), DNSName: "mail.alfa.test", CurrentTime: start})
			if !tc.bad(err) {
				t.Errorf("verifying it gives %v", err)
			}
		})
	}
}

// A long story must not outlive its certificates.
func TestGoodForAYear(t *testing.T) {
	a := authority(t, 1)
	cert, err := a.Issue(tlsca.Good, "mail.alfa.test")
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{start, start.AddDate(1, 0, 0)} {
		if _, err := cert.Leaf.Verify(x509.VerifyOptions{Roots: a.Pool(), DNSName: "mail.alfa.test", CurrentTime: at}); err != nil {
			t.Errorf("at %v: %v", at, err)
		}
	}
}

// Near the end of the calendar a certificate says that it has no end that can be written (RFC 5280 section 4.1.2.5).
func TestTheLastDay(t *testing.T) {
	for year, want := range map[int]string{9988: "99900102090000Z", 9999: "99991231235959Z"} {
		start := time.Date(year, 12, 31, 9, 0, 0, 0, time.UTC)
		a, err := tlsca.New(1, start)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := a.Issue(tlsca.Good, "mail.alfa.test")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(cert.Certificate[0], []byte(want)) {
			t.Errorf("issued in %d it is good until %v, want %s", year, cert.Leaf.NotAfter, want)
		}
		if _, err := cert.Leaf.Verify(x509.VerifyOptions{Roots: a.Pool(), DNSName: "mail.alfa.test", CurrentTime: start}); err != nil {
			t.Errorf("in %d: %v", year, err)
		}
	}
}
