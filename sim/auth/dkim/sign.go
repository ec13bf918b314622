package dkim

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"posta/sim/auth"
	"posta/sim/mail"
)

// Signer signs letters for a domain.
type Signer struct {
	Domain   string
	Selector string
	Key      crypto.Signer // *rsa.PrivateKey or ed25519.PrivateKey
	Identity string        // i=; "" leaves it out
	// HeaderCanon and BodyCanon are relaxed where nothing is said.
	HeaderCanon, BodyCanon Canon
	// Headers are the fields to sign where they are there; nil is DefaultHeaders. From is always signed.
	Headers []string
	// Oversign names fields once more than they are there, so that none can be added on top (RFC 6376 section 5.4).
	Oversign []string
	// Length puts the body's length into l=, which leaves the end open for others to add to. Nobody should.
	Length bool
	// Lifetime makes x=; 0 leaves it out.
	Lifetime time.Duration
}

// DefaultHeaders are the fields that RFC 6376 section 5.4.1 advises, as far as they say what a letter says.
var DefaultHeaders = []string{"From", "Reply-To", "Subject", "Date", "To", "Cc", "Message-ID", "In-Reply-To", "References",
	"MIME-Version", "Content-Type", "Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post"}

// Signed is what was done to sign.
type Signed struct {
	Field  []byte   // the DKIM-Signature field with its CRLF, to be put on top
	Chosen []Chosen // the fields, by their places in the message
	Header []byte   // what was signed
	Body   []byte   // what was hashed
	Hash   []byte   // of the body
}

// Algorithm is how the key signs.
func (s *Signer) Algorithm() Algorithm {
	if _, ok := s.Key.(ed25519.PrivateKey); ok {
		return Ed25519SHA256
	}
	return RSASHA256
}

// Sign makes the signature of a letter at a time.
func (s *Signer) Sign(msg []byte, now time.Time) (*Signed, error) {
	if !auth.ValidName(s.Selector+"._domainkey."+s.Domain) || s.Selector == "" {
		return nil, fmt.Errorf("signing for %q with selector %q: together they make no name (RFC 6376 section 3.1)", clip(s.Domain), clip(s.Selector))
	}
	h := mail.ParseHeader(msg)
	if h.Truncated {
		return nil, fmt.Errorf("signing for %s: the header has more than %d fields", s.Domain, mail.MaxHeaderFields)
	}
	headerCanon, bodyCanon := orRelaxed(s.HeaderCanon), orRelaxed(s.BodyCanon)
	names := s.names(&h)
	body := bodyCanon.Body(h.Body)
	out := &Signed{Chosen: Choose(h.Fields, names), Body: body, Hash: Sum(body)}
	tags := []string{"v=1", "a=" + string(s.Algorithm()), "c=" + string(headerCanon) + "/" + string(bodyCanon), "d=" + s.Domain, "s=" + s.Selector}
	if s.Identity != "" {
		tags = append(tags, "i="+s.Identity)
	}
	tags = append(tags, "t="+strconv.FormatInt(now.Unix(), 10))
	if s.Lifetime > 0 {
		tags = append(tags, "x="+strconv.FormatInt(now.Add(s.Lifetime).Unix(), 10))
	}
	if s.Length {
		tags = append(tags, "l="+strconv.Itoa(len(body)))
	}
	tags = append(tags, "h="+strings.Join(names, ":"), "bh="+base64.StdEncoding.EncodeToString(out.Hash))
	unsigned := Fold("DKIM-Signature", tags)
	out.Header = CanonicalHeader(h.Fields, out.Chosen, headerCanon, unsigned)
	value, err := SignHash(s.Key, Sum(out.Header))
	if err != nil {
		return nil, fmt.Errorf("signing for %s: %w", s.Domain, err)
	}
	out.Field = Finish(unsigned, value)
	return out, nil
}

func orRelaxed(c Canon) Canon {
	if c == "" {
		return Relaxed
	}
	return c
}

// names is the h= tag: each wanted field as often as it is there, and once more where it is to stay so.
func (s *Signer) names(h *mail.Header) []string {
	wanted := s.Headers
	if wanted == nil {
		wanted = DefaultHeaders
	}
	if !contains(wanted, "From") {
		wanted = append([]string{"From"}, wanted...)
	}
	var list []string
	seen := map[string]bool{}
	for _, name := range wanted {
		key := strings.ToLower(name)
		if seen[key] {
			continue
		}
		seen[key] = true
		n := h.Count(name)
		if contains(s.Oversign, name) || strings.EqualFold(name, "From") && n == 0 {
			n++
		}
		for range n {
			list = append(list, name)
		}
	}
	for _, name := range s.Oversign {
		if !contains(wanted, name) && h.Count(name) == 0 {
			list = append(list, name)
		}
	}
	return list
}

// SignHash signs a SHA-256 hash; the same key and hash give the same signature.
func SignHash(key crypto.Signer, hash []byte) ([]byte, error) {
	switch k := key.(type) {
	case *rsa.PrivateKey:
		return rsa.SignPKCS1v15(nil, k, crypto.SHA256, hash)
	case ed25519.PrivateKey:
		return ed25519.Sign(k, hash), nil
	}
	return nil, fmt.Errorf("a %T signs no letters", key)
}

// lineWidth is where a signature field is folded.
const lineWidth = 76

// Fold writes a field of tags, folded, with b= empty at its end: what is signed is this very field (section 3.7).
func Fold(name string, tags []string) []byte {
	b := append([]byte(nil), name+":"...)
	column := len(b)
	put := func(word string, space bool) {
		if column+1+len(word) > lineWidth {
			b = append(b, "\r\n\t"...)
			column = 8
		} else if space {
			b = append(b, ' ')
			column++
		}
		b = append(b, word...)
		column += len(word)
	}
	for _, tag := range tags {
		tag += ";"
		if column+1+len(tag) <= lineWidth || !strings.Contains(tag, ":") {
			put(tag, true)
			continue
		}
		// A list of names is folded at its colons.
		for i, word := range strings.SplitAfter(tag, ":") {
			put(word, i == 0)
		}
	}
	put("b=", true)
	return append(b, "\r\n"...)
}

// Finish puts the signature into a field that Fold made, folded: white space inside b= is not signed.
func Finish(unsigned, signature []byte) []byte {
	b := append([]byte(nil), unsigned[:len(unsigned)-2]...)
	column := len(b) - strings.LastIndexByte(string(b), '\n') + 7
	for _, c := range []byte(base64.StdEncoding.EncodeToString(signature)) {
		if column >= lineWidth {
			b = append(b, "\r\n\t"...)
			column = 8
		}
		b = append(b, c)
		column++
	}
	return append(b, "\r\n"...)
}

// Record is the key record to publish for a signing key (section 3.6.1).
func Record(key crypto.Signer) (string, error) {
	switch public := key.Public().(type) {
	case *rsa.PublicKey:
		der, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			return "", err
		}
		return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der), nil
	case ed25519.PublicKey:
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public), nil
	}
	return "", fmt.Errorf("a %T signs no letters", key)
}
