package live_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/netip"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posta/sim/live/localca"
	"posta/sim/tlsca"
)

// TestChoosyPrograms: programs with tastes of their own shake hands with the cast, on
// both versions of TLS that are left (RFC 9325), and believe its authority, by a host's
// name and by its address.
func TestChoosyPrograms(t *testing.T) {
	w := newWorld(t)
	ca := w.file("ca.pem", string(w.Authority().PEM()))
	addr, port := w.at("mail.beta.test", "imaps")
	smtp, smtpPort := w.at("mail.beta.test", "smtp")
	nss := filepath.Join(w.dir, "nss")
	mustRun(t, w.dir, "", "mkdir", nss)
	mustRun(t, w.dir, "", "certutil", "-N", "-d", "sql:"+nss, "--empty-password")
	mustRun(t, w.dir, "", "certutil", "-A", "-d", "sql:"+nss, "-n", "posta", "-t", "C,,", "-i", ca)

	openssl := func(options ...string) []string {
		return append([]string{"openssl", "s_client", "-brief", "-CAfile", ca, "-verify_return_error", "-connect", addr + ":" + port}, options...)
	}
	gnutls := func(options ...string) []string {
		return append([]string{"gnutls-cli", "--x509cafile", ca, "-p", port, addr}, options...)
	}
	tstclnt := func(options ...string) []string {
		return append([]string{"tstclnt", "-Q", "-h", addr, "-p", port, "-d", "sql:" + nss}, options...)
	}
	for _, test := range []struct {
		name string
		call []string
	}{
		{"openssl, as Thunderbird signs", openssl("-sigalgs", "ECDSA+SHA256:RSA-PSS+SHA256", "-verify_hostname", "mail.beta.test")},
		{"openssl, TLS 1.2", openssl("-tls1_2", "-verify_hostname", "mail.beta.test")},
		{"openssl, TLS 1.3", openssl("-tls1_3", "-verify_hostname", "mail.beta.test")},
		{"openssl, P-256", openssl("-groups", "P-256")},
		{"openssl, P-384", openssl("-groups", "P-384")},
		{"openssl, by its address", openssl("-verify_ip", addr)},
		{"openssl, STARTTLS on port 25", []string{"openssl", "s_client", "-brief", "-CAfile", ca, "-verify_return_error", "-starttls", "smtp",
			"-connect", smtp + ":" + smtpPort, "-tls1_2", "-verify_hostname", "mail.beta.test"}},
		{"GnuTLS", gnutls("--sni-hostname=mail.beta.test", "--verify-hostname=mail.beta.test")},
		{"GnuTLS, TLS 1.2 and P-256", gnutls("--verify-hostname=mail.beta.test", "--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:-GROUP-ALL:+GROUP-SECP256R1")},
		{"GnuTLS, by its address", gnutls()},
		{"NSS", tstclnt("-a", "mail.beta.test")},
		{"NSS, TLS 1.2", tstclnt("-a", "mail.beta.test", "-V", "tls1.2:tls1.2")},
		{"NSS, P-256 and ECDSA", tstclnt("-a", "mail.beta.test", "-I", "P256", "-J", "ecdsa_secp256r1_sha256")},
		{"NSS, by its address", tstclnt()},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, ok := run(t, w.dir, "a LOGOUT\r\n", test.call[0], test.call[1:]...)
			if !ok || strings.Contains(out, "verify error") || test.call[0] == "tstclnt" && !strings.Contains(out, "subject DN: CN=mail.beta.test") {
				t.Errorf("%s\n%s", strings.Join(test.call, " "), out)
			}
		})
	}

	// What it must not be believed about.
	for _, call := range [][]string{
		openssl("-verify_hostname", "mail.alfa.test"),
		gnutls("--sni-hostname=mail.alfa.test", "--verify-hostname=mail.alfa.test"),
		tstclnt("-a", "mail.alfa.test"),
	} {
		if out, ok := run(t, w.dir, "a LOGOUT\r\n", call[0], call[1:]...); ok {
			t.Errorf("another name is believed: %s\n%s", strings.Join(call, " "), out)
		}
	}
	w.noPanic()
}

// TestEveryDoor: a client that knows TLS 1.2 and P-256 alone gets in wherever there is
// TLS.
func TestEveryDoor(t *testing.T) {
	l := newWorld(t).Live
	for _, e := range entrances {
		t.Run(e.name, func(t *testing.T) {
			c := e.believing(l)
			c.MaxVersion, c.CurvePreferences = tls.VersionTLS12, []tls.CurveID{tls.CurveP256}
			if err := tls.Client(e.enter(t, l).Conn, c).Handshake(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestJava: Java's own trust manager accepts the chain, on both versions.
func TestJava(t *testing.T) {
	if _, err := exec.LookPath("keytool"); err != nil {
		t.Skip("Java is not installed: it was not asked for its opinion")
	}
	if _, err := exec.LookPath("javac"); err != nil {
		t.Skip("Java's compiler is not installed: it was not asked for its opinion")
	}
	w := newWorld(t)
	ca := w.file("ca.pem", string(w.Authority().PEM()))
	store := filepath.Join(w.dir, "trust.p12")
	mustRun(t, w.dir, "", "keytool", "-importcert", "-noprompt", "-alias", "posta", "-file", ca, "-keystore", store, "-storepass", "changeit", "-storetype", "PKCS12")
	src := w.file("Shake.java", `
import javax.net.ssl.*;
public class Shake {
  public static void main(String[] a) throws Exception {
    SSLSocket s = (SSLSocket) SSLSocketFactory.getDefault().createSocket(a[0], Integer.parseInt(a[1]));
    SSLParameters p = s.getSSLParameters();
    p.setProtocols(new String[] {a[2]});
    p.setEndpointIdentificationAlgorithm("HTTPS");
    s.setSSLParameters(p);
    s.startHandshake();
    System.out.println(s.getSession().getProtocol() + " " + s.getSession().getCipherSuite());
    s.close();
  }
}`)
	addr, port := w.at("mail.beta.test", "imaps")
	for _, version := range []string{"TLSv1.2", "TLSv1.3"} {
		out := mustRun(t, w.dir, "", "java", "-Djavax.net.ssl.trustStore="+store, "-Djavax.net.ssl.trustStorePassword=changeit", src, addr, port, version)
		contains(t, out, version)
	}
}

// TestConstraints: even whoever stole the authority's key could not vouch for a name or
// an address of the Internet (RFC 5280 section 4.2.1.10), whichever program is asked.
func TestConstraints(t *testing.T) {
	a, err := localca.New(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	w := &world{T: t, dir: dir}
	ca := w.file("ca.pem", string(a.PEM()))
	nss := filepath.Join(dir, "nss")
	mustRun(t, dir, "", "mkdir", nss)
	mustRun(t, dir, "", "certutil", "-N", "-d", "sql:"+nss, "--empty-password")
	mustRun(t, dir, "", "certutil", "-A", "-d", "sql:"+nss, "-n", "posta", "-t", "C,,", "-i", ca)
	for _, test := range []struct {
		name string
		good bool
	}{
		{"mail.beta.test", true}, {"a.b.example", true}, {"bank.invalid", false}, {"test.invalid", false}, {"mytest", false}, {"notexample", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			leaf, err := a.Issue(tlsca.Good, test.name, netip.MustParseAddr("127.25.0.1"), netip.MustParseAddr("198.51.100.10"))
			if err != nil {
				t.Fatal(err)
			}
			if len(leaf.Leaf.IPAddresses) != 1 {
				t.Errorf("it vouches for %v", leaf.Leaf.IPAddresses)
			}
			if _, err := leaf.Leaf.Verify(x509.VerifyOptions{Roots: a.Pool(), DNSName: test.name}); err == nil != test.good {
				t.Errorf("Go: %v", err)
			}
			file := w.file(test.name+".pem", pemOf(leaf.Certificate[0]))
			if out, ok := run(t, dir, "", "openssl", "verify", "-CAfile", ca, "-purpose", "sslserver", file); ok != test.good {
				t.Errorf("openssl: %s", out)
			}
			if out, ok := run(t, dir, "", "certtool", "--verify", "--load-ca-certificate", ca, "--infile", file); ok != test.good {
				t.Errorf("GnuTLS: %s", out)
			}
			mustRun(t, dir, "", "certutil", "-A", "-d", "sql:"+nss, "-n", test.name, "-t", ",,", "-i", file)
			if out, ok := run(t, dir, "", "certutil", "-V", "-d", "sql:"+nss, "-n", test.name, "-u", "V"); ok != test.good {
				t.Errorf("NSS: %s", out)
			}
		})
	}
}

func pemOf(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
