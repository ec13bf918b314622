//go:build !js

package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/netip"
	"os"
	"testing"
)

// TestTheClassIsEncrypted: with --tls whoever believes this installation's authority comes in, and nobody else does.
func TestTheClassIsEncrypted(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var said bytes.Buffer
	keeper := &caKeeper{console: console{out: &said, err: io.Discard, getenv: os.Getenv, lang: "es"}}
	listeners := []net.Listener{l}
	if !new(classOptions).encrypt(keeper, listeners, []netip.Addr{netip.MustParseAddr("127.0.0.1")}) {
		t.Fatal("it cannot be encrypted")
	}
	go func() {
		for {
			c, err := listeners[0].Accept()
			if err != nil {
				return
			}
			io.WriteString(c, "hola")
			c.Close()
		}
	}()
	pem, err := os.ReadFile(keeper.path)
	if err != nil {
		t.Fatal(err)
	}
	believed := x509.NewCertPool()
	believed.AppendCertsFromPEM(pem)
	c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{RootCAs: believed})
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(c); string(b) != "hola" {
		t.Errorf("it says %q", b)
	}
	if _, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{RootCAs: x509.NewCertPool()}); err == nil {
		t.Error("whoever does not believe the authority comes in")
	}
	if !bytes.Contains(said.Bytes(), []byte("huella SHA-256")) {
		t.Errorf("nobody is told how to check it: %s", said.Bytes())
	}
}
