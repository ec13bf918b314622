package dkim

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"strings"

	"posta/sim/auth"
	"posta/sim/auth/tags"
)

// Key is a public key as the DNS has it (RFC 6376 section 3.6.1).
type Key struct {
	Type    string   `json:"type"` // "rsa" or "ed25519"
	Bits    int      `json:"bits"`
	Hashes  []string `json:"hashes,omitempty"` // h=; none: any
	Testing bool     `json:"testing,omitempty"`
	// Strict: i= must be of the very domain d= (t=s).
	Strict bool `json:"strict,omitempty"`
	public crypto.PublicKey
}

// MinBits is the shortest RSA key whose signatures are believed (RFC 8301 section 3.2).
const MinBits = 1024

// AdvisedBits is what a signer should have (the same).
const AdvisedBits = 2048

// ParseKey reads a key record. The error is a *Problem.
func ParseKey(txt string) (*Key, error) {
	list, err := tags.Parse(txt)
	if err != nil {
		return nil, problem(KeySyntax, "%v", err)
	}
	if len(list) == 0 {
		return nil, problem(KeySyntax, "the record is empty")
	}
	if v, ok := list.Get("v"); ok && (v != "DKIM1" || list[0].Name != "v") {
		return nil, problem(KeySyntax, "v= is not DKIM1 at the beginning (RFC 6376 section 3.6.1)")
	}
	k := &Key{Type: "rsa"}
	if v, ok := list.Get("k"); ok {
		k.Type = v
	}
	if v, ok := list.Get("h"); ok {
		k.Hashes = tags.Words(v)
	}
	if v, ok := list.Get("s"); ok && !contains(tags.Words(v), "*") && !contains(tags.Words(v), "email") {
		return nil, problem(KeyUse, "s=%s: the key is not for mail (RFC 6376 section 3.6.1)", clip(v))
	}
	flags, _ := list.Get("t")
	for _, f := range tags.Words(flags) {
		k.Testing = k.Testing || f == "y"
		k.Strict = k.Strict || f == "s"
	}
	p, ok := list.Get("p")
	switch {
	case !ok:
		return nil, problem(KeySyntax, "the tag p= is missing (RFC 6376 section 3.6.1)")
	case p == "":
		return nil, problem(KeyRevoked, "p= is empty: the key was revoked (RFC 6376 section 3.6.1)")
	}
	return k, k.read(tags.Compact(p))
}

func (k *Key) read(p string) error {
	der, err := base64.StdEncoding.DecodeString(p)
	if err != nil {
		return problem(KeySyntax, "p= is no base64")
	}
	switch k.Type {
	case "rsa":
		public, err := rsaKey(der)
		if err != nil {
			return problem(KeySyntax, "p= is no RSA key: %v", err)
		}
		k.public, k.Bits = public, public.N.BitLen()
	case "ed25519":
		if len(der) != ed25519.PublicKeySize {
			return problem(KeySyntax, "p= has %d octets; an Ed25519 key has 32 (RFC 8463 section 4)", len(der))
		}
		k.public, k.Bits = ed25519.PublicKey(der), 256
	default:
		return problem(KeyUse, "k=%s is a kind of key nobody knows", clip(k.Type))
	}
	return nil
}

// rsaKey reads a SubjectPublicKeyInfo, or the bare RSAPublicKey that RFC 6376 section 3.6.1 speaks of.
func rsaKey(der []byte) (*rsa.PublicKey, error) {
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return x509.ParsePKCS1PublicKey(der)
	}
	if r, ok := public.(*rsa.PublicKey); ok {
		return r, nil
	}
	return nil, x509.ErrUnsupportedAlgorithm
}

// Keyring fetches the keys for one letter: however many of its signatures name a key, it is asked for and read once.
type Keyring struct {
	ctx   context.Context
	dns   auth.Resolver
	known map[string]*fetched
}

type fetched struct {
	key    *Key
	answer auth.Answer
	err    error
}

// NewKeyring holds no key yet.
func NewKeyring(ctx context.Context, r auth.Resolver) *Keyring {
	return &Keyring{ctx, r, map[string]*fetched{}}
}

// Fetch is FetchKey; again tells that it was asked for before.
func (k *Keyring) Fetch(name string) (key *Key, answer auth.Answer, again bool, err error) {
	at := strings.ToLower(name)
	f, again := k.known[at]
	if !again {
		f = &fetched{}
		f.key, f.answer, f.err = FetchKey(k.ctx, k.dns, name)
		k.known[at] = f
	}
	return f.key, f.answer, again, f.err
}

// FetchKey asks for a key. The error is a *Problem.
func FetchKey(ctx context.Context, r auth.Resolver, name string) (*Key, auth.Answer, error) {
	a := auth.Ask(ctx, r, name, auth.TXT)
	if a.Failed() {
		return nil, a, problem(KeyUnknown, "no answer for %s (%s)", clip(name), a.Outcome)
	}
	if len(a.Texts) == 0 {
		return nil, a, problem(NoKey, "no key at %s", clip(name))
	}
	// RFC 6376 section 3.6.2.2 leaves open what several records mean. The first that reads as a key is taken.
	var first error
	for _, txt := range a.Texts {
		k, err := ParseKey(txt)
		if err == nil {
			return k, a, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, a, first
}

// usable tells whether the key may verify such a signature.
func (k *Key) usable(a Algorithm) error {
	kind, hash, _ := strings.Cut(string(a), "-")
	switch {
	case a != RSASHA256 && a != Ed25519SHA256:
		return problem(BadAlgorithm, "a=%s is not to be believed (RFC 8301 section 3.1)", clip(string(a)))
	case k.Type != kind:
		return problem(KeyUse, "the key is for %s, the signature says %s", k.Type, clip(string(a)))
	case k.Hashes != nil && !contains(k.Hashes, hash):
		return problem(KeyUse, "the key's h= does not allow %s", hash)
	case k.Type == "rsa" && k.Bits < MinBits:
		return problem(KeyShort, "the key has %d bits; fewer than %d are not believed (RFC 8301 section 3.2)", k.Bits, MinBits)
	}
	return nil
}

// Check tells whether the signature over a SHA-256 hash is that of the key's private half. The error is a *Problem, and a
// Changed one if it is only that.
func (k *Key) Check(a Algorithm, hash, signature []byte) error {
	if err := k.usable(a); err != nil {
		return err
	}
	ok := false
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		ok = rsa.VerifyPKCS1v15(public, crypto.SHA256, hash, signature) == nil
	case ed25519.PublicKey:
		ok = ed25519.Verify(public, hash, signature) // RFC 8463 section 3: the hash is the message
	}
	if !ok {
		return problem(HeaderChanged, "the signature does not fit the signed fields and the key")
	}
	return nil
}
