// Package keys holds the keys that lessons sign with. They are published in this repository and so protect nothing: they
// belong to domains that do not exist.
//
// A run must come out the same every time. An Ed25519 key made from a seed does; an RSA key cannot be made so (Go's generator
// takes no seed), and making one takes long. Hence a few RSA keys, drawn once, lie here.
package keys

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"embed"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"sync"
)

//go:embed *.pem
var files embed.FS

// RSACount is how many different keys of 2048 bits there are.
const RSACount = 4

// RSA gives a key of 2048 bits by its number; numbers beyond RSACount begin again.
func RSA(n int) *rsa.PrivateKey {
	n = (n%RSACount + RSACount) % RSACount
	return rsaKeys()[fmt.Sprintf("rsa2048-%d.pem", n+1)]
}

// Short gives the key of 1024 bits: fewer than RFC 8301 section 3.2 advises.
func Short() *rsa.PrivateKey { return rsaKeys()["rsa1024.pem"] }

// rsaKeys reads the files once a process, as checking a key takes a millisecond.
var rsaKeys = sync.OnceValue(func() map[string]*rsa.PrivateKey {
	list, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program
	}
	keys := make(map[string]*rsa.PrivateKey, len(list))
	for _, f := range list {
		text, err := files.ReadFile(f.Name())
		if err != nil {
			panic(err)
		}
		block, _ := pem.Decode(text)
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			panic(fmt.Sprintf("reading the embedded key %s: %v", f.Name(), err))
		}
		keys[f.Name()] = key
	}
	return keys
})

// Ed25519 makes a key from a scenario's seed and a name, the same one every time.
func Ed25519(seed int64, name string) ed25519.PrivateKey {
	h := sha256.New()
	fmt.Fprintf(h, "posta dkim %s\x00", name)
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(seed))
	h.Write(b[:])
	return ed25519.NewKeyFromSeed(h.Sum(nil))
}
