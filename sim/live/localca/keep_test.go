package localca

import (
	"bytes"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"posta/sim/tlsca"
)

func open(t *testing.T, dir string, at time.Time) *Kept {
	t.Helper()
	k, err := Open(dir, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestKept: the authority stays the same, until its year is nearly over or it is of no
// use any more; its key is for nobody else.
func TestKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "config", "posta")
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	first := open(t, dir, at)
	if !first.Made {
		t.Error("it was there before it was made")
	}
	key := filepath.Join(dir, keyFile)
	if info, err := os.Stat(key); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info.Mode(), err)
	}
	if text, err := os.ReadFile(first.Path); err != nil || bytes.Contains(text, []byte("PRIVATE")) || !bytes.Equal(text, first.PEM()) {
		t.Errorf("to import: %s, %v", text, err)
	}
	again := open(t, dir, at.AddDate(0, 11, 0))
	if again.Made || !bytes.Equal(again.PEM(), first.PEM()) {
		t.Error("after eleven months it is another")
	}
	if got := first.Until(); got != at.Add(validity) {
		t.Errorf("it is good until %v", got)
	}
	for name, spoil := range map[string]func(){
		"its year is nearly over": func() {},
		"it is not whole":         func() { os.WriteFile(key, []byte("-----BEGIN"), 0o600) },
		"others may read its key": func() { os.Chmod(key, 0o640) },
	} {
		if name == "others may read its key" && runtime.GOOS == "windows" {
			continue
		}
		when := at
		if name == "its year is nearly over" {
			when = at.Add(validity - spare)
		}
		before := open(t, dir, at)
		spoil()
		if after := open(t, dir, when); !after.Made || bytes.Equal(after.PEM(), before.PEM()) {
			t.Errorf("%s: the old one is used", name)
		}
		os.Remove(key)
	}
}

// TestTwoAtOnce: two programs that begin together have one authority.
func TestTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	list := make([]*Kept, 8)
	var all sync.WaitGroup
	for i := range list {
		all.Go(func() { list[i], _ = Open(dir, time.Now) })
	}
	all.Wait()
	for _, k := range list {
		if k == nil || !bytes.Equal(k.PEM(), list[0].PEM()) {
			t.Fatal("they have several")
		}
	}
}

// TestWrongOnPurpose: what a scenario wants wrong is wrong on real sockets, too.
func TestWrongOnPurpose(t *testing.T) {
	a, err := New(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
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
		cert, err := a.Issue(test.kind, "mail.alfa.test")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cert.Leaf.Verify(x509.VerifyOptions{Roots: a.Pool(), DNSName: "mail.alfa.test"}); !test.bad(err) {
			t.Errorf("%s: %v", test.kind, err)
		}
	}
}
