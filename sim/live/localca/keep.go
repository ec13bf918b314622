package localca

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"time"
)

// The files in which an authority is kept: the one with its key, for nobody else, and
// the one to import.
const (
	keyFile  = "authority-key.pem"
	CertFile = "posta-ca.pem"
)

// Kept is an authority that outlives the program.
type Kept struct {
	*Authority
	// Path is the certificate's file, for programs to import.
	Path string
	// Made says that it was made now: no program believes it yet.
	Made bool
}

// Open takes the authority that is kept in a folder, or makes one there: where there is
// none, where its year is nearly over, and where somebody else could have read its key.
func Open(dir string, now func() time.Time) (*Kept, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the certificate authority: %w", err)
	}
	k := &Kept{Path: filepath.Join(dir, CertFile)}
	path := filepath.Join(dir, keyFile)
	a, err := load(path, now)
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, errUseless):
		if a, k.Made, err = k.replace(path, err, now); err != nil {
			return nil, err
		}
	default:
		return nil, err
	}
	k.Authority = a
	if have, err := os.ReadFile(k.Path); err != nil || !bytes.Equal(have, a.PEM()) {
		if err := writeWhole(k.Path, a.PEM(), 0o644, true); err != nil {
			return nil, fmt.Errorf("writing the certificate of the authority: %w", err)
		}
	}
	return k, nil
}

// replace makes an authority in the place of one that is not there or of no use. Where
// two programs do so at once, the first one's stays.
func (k *Kept) replace(path string, why error, now func() time.Time) (a *Authority, made bool, err error) {
	if a, err = New(now); err != nil {
		return nil, false, err
	}
	der, err := x509.MarshalECPrivateKey(a.key)
	if err != nil {
		return nil, false, fmt.Errorf("writing the key of the certificate authority: %w", err)
	}
	both := append(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), a.PEM()...)
	err = writeWhole(path, both, 0o600, errors.Is(why, errUseless))
	if errors.Is(err, fs.ErrExist) {
		a, err = load(path, now)
		return a, false, err
	}
	if err != nil {
		return nil, false, fmt.Errorf("writing the key of the certificate authority: %w", err)
	}
	return a, true, nil
}

// errUseless: what is kept cannot be used any more.
var errUseless = errors.New("the certificate authority that is kept is of no use any more")

func load(path string, now func() time.Time) (*Authority, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate authority: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("others may read %s: %w", path, errUseless)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate authority: %w", err)
	}
	first, rest := pem.Decode(text)
	second, _ := pem.Decode(rest)
	if first == nil || second == nil {
		return nil, errUseless
	}
	key, err := x509.ParseECPrivateKey(first.Bytes)
	if err != nil {
		return nil, errUseless
	}
	cert, err := x509.ParseCertificate(second.Bytes)
	if err != nil || !usable(cert, key, now()) {
		return nil, errUseless
	}
	return of(key, cert, now), nil
}

// usable: it is ours, it has time left, and it is held to what this program holds one to.
func usable(cert *x509.Certificate, key *ecdsa.PrivateKey, at time.Time) bool {
	have, want := cert.PermittedIPRanges, networks()
	if len(have) != len(want) {
		return false
	}
	for i := range have {
		if have[i].String() != want[i].String() {
			return false
		}
	}
	return key.PublicKey.Equal(cert.PublicKey) && cert.IsCA && cert.PermittedDNSDomainsCritical &&
		reflect.DeepEqual(cert.PermittedDNSDomains, Domains) && at.After(cert.NotBefore) && at.Before(cert.NotAfter.Add(-spare))
}

// writeWhole writes a file that is there whole or not at all. Without replace, an
// existing one stays, and the error says so.
func writeWhole(path string, text []byte, mode os.FileMode, replace bool) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Close())
	switch {
	case err != nil:
		return err
	case replace:
		return os.Rename(f.Name(), path)
	}
	return os.Link(f.Name(), path)
}
