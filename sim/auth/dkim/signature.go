package dkim

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"posta/sim/auth"
	"posta/sim/auth/tags"
)

// Algorithm is how a letter is signed (RFC 6376 section 3.3, RFC 8463).
type Algorithm string

// The algorithms in use. rsa-sha1 is read, and refused (RFC 8301 section 3.1).
const (
	RSASHA256     Algorithm = "rsa-sha256"
	Ed25519SHA256 Algorithm = "ed25519-sha256"
	RSASHA1       Algorithm = "rsa-sha1"
)

// Signature is a DKIM-Signature field, read.
type Signature struct {
	Algorithm   Algorithm `json:"algorithm"`
	Domain      string    `json:"domain"`   // d=, who takes responsibility (the SDID)
	Selector    string    `json:"selector"` // s=
	Identity    string    `json:"identity"` // i=, on whose behalf (the AUID)
	HeaderCanon Canon     `json:"header_canonicalization"`
	BodyCanon   Canon     `json:"body_canonicalization"`
	Headers     []string  `json:"headers"` // h=
	BodyHash    []byte    `json:"body_hash"`
	Value       []byte    `json:"value"`  // b=
	Length      int64     `json:"length"` // l=, octets of the canonical body; -1: all of it
	Time        int64     `json:"time"`   // t=, seconds since 1970; -1: not said
	Expires     int64     `json:"expires"`
}

// Problem is why a signature is not one that can be verified, or did not verify.
type Problem struct {
	Reason Reason
	Detail string
}

func (p *Problem) Error() string { return string(p.Reason) + ": " + p.Detail }

func problem(r Reason, format string, args ...any) *Problem {
	return &Problem{r, fmt.Sprintf(format, args...)}
}

// KeyName is where the public key lies (RFC 6376 section 3.6.2.1).
func (s *Signature) KeyName() string { return s.Selector + "._domainkey." + s.Domain }

// ParseSignature reads the value of a DKIM-Signature field (RFC 6376 section 3.5). The error is a *Problem.
func ParseSignature(value string) (*Signature, error) {
	list, err := tags.Parse(value)
	if err != nil {
		return nil, problem(BadSyntax, "%v", err)
	}
	if v, ok := list.Get("v"); !ok || v != "1" {
		return nil, problem(BadVersion, "v=%s; the only version is 1 (RFC 6376 section 3.5)", clip(v))
	}
	sig, err := ParseTags(list)
	if err != nil {
		return nil, err
	}
	if contains(sig.Headers, "") {
		return sig, problem(BadSyntax, "h= holds an empty name")
	}
	if !sig.signs("from") {
		return sig, problem(FromUnsigned, "h= does not name From (RFC 6376 section 6.1.1)")
	}
	return sig, sig.checkIdentity(list)
}

// ParseTags reads the tags that DKIM-Signature shares with ARC-Message-Signature (RFC 8617 section 4.1.2), where h= may also
// be empty or hold empty names, as those who seal write it. The error is a *Problem.
func ParseTags(list tags.List) (*Signature, error) {
	s := &Signature{Length: -1, Time: -1, Expires: -1}
	for _, name := range []string{"a", "b", "bh", "d", "h", "s"} {
		if v, ok := list.Get(name); !ok || v == "" && name != "h" {
			return nil, problem(BadSyntax, "the tag %s= is missing or empty (RFC 6376 section 3.5)", name)
		}
	}
	get := func(name string) string { v, _ := list.Get(name); return v }
	s.Algorithm = Algorithm(get("a"))
	s.Domain, s.Selector = get("d"), get("s")
	s.Identity = "@" + s.Domain
	if !auth.ValidName(s.KeyName()) || strings.ContainsAny(s.KeyName(), " \t\r\n\"\\()<>@,;:") {
		return nil, problem(BadSyntax, "d= and s= make no name to ask for: %q", clip(s.KeyName()))
	}
	var err *Problem
	if s.Value, err = bytesOf(list, "b"); err != nil {
		return nil, err
	}
	if s.BodyHash, err = bytesOf(list, "bh"); err != nil {
		return nil, err
	}
	if s.HeaderCanon, s.BodyCanon, err = canons(list); err != nil {
		return nil, err
	}
	s.Headers = tags.Words(get("h"))
	if len(s.Headers) > maxSigned {
		return nil, problem(BadSyntax, "h= names more than %d fields", maxSigned)
	}
	for _, name := range s.Headers {
		if strings.ContainsAny(name, " \t\r\n") {
			return nil, problem(BadSyntax, "h= holds %q, no field's name", clip(name))
		}
	}
	if q, ok := list.Get("q"); ok && !contains(tags.Words(q), "dns/txt") {
		return nil, problem(BadSyntax, "q=%s: only dns/txt is known (RFC 6376 section 3.5)", clip(q))
	}
	return s, s.numbers(list)
}

// maxSigned is how many names an h= may have.
const maxSigned = 2000

func bytesOf(list tags.List, name string) ([]byte, *Problem) {
	v, _ := list.Get(name)
	b, err := base64.StdEncoding.DecodeString(tags.Compact(v))
	if err != nil || len(b) == 0 {
		return nil, problem(BadSyntax, "%s= is no base64", name)
	}
	return b, nil
}

func canons(list tags.List) (header, body Canon, err *Problem) {
	v, ok := list.Get("c")
	if !ok {
		return Simple, Simple, nil
	}
	h, b, both := strings.Cut(v, "/")
	if !both {
		b = string(Simple) // section 3.5: the part that is not said is simple
	}
	header, body = Canon(h), Canon(b)
	for _, c := range []Canon{header, body} {
		if c != Simple && c != Relaxed {
			return "", "", problem(BadSyntax, "c=%s: canonicalizations are simple and relaxed (RFC 6376 section 3.4)", clip(v))
		}
	}
	return header, body, nil
}

func (s *Signature) numbers(list tags.List) error {
	for _, n := range []struct {
		name   string
		digits int // section 3.5: at most so many
		into   *int64
	}{{"l", 76, &s.Length}, {"t", 12, &s.Time}, {"x", 12, &s.Expires}} {
		v, ok := list.Get(n.name)
		if !ok {
			continue
		}
		if !isNumber(v) || len(v) > n.digits {
			return problem(BadSyntax, "%s=%s is no number of at most %d digits (RFC 6376 section 3.5)", n.name, clip(v), n.digits)
		}
		got, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			got = 1<<63 - 1 // longer than any body
		}
		*n.into = got
	}
	if s.Expires >= 0 && s.Time >= 0 && s.Expires <= s.Time {
		return problem(BadSyntax, "x= is not after t= (RFC 6376 section 3.5)")
	}
	return nil
}

// checkIdentity: i= is of the domain d= or below it (section 3.5).
func (s *Signature) checkIdentity(list tags.List) error {
	i, ok := list.Get("i")
	if !ok {
		return nil
	}
	at := strings.LastIndexByte(i, '@')
	if at < 0 {
		return problem(BadIdentity, "i=%s has no @ (RFC 6376 section 3.5)", clip(i))
	}
	s.Identity = i
	domain := strings.ToLower(i[at+1:])
	own := strings.ToLower(s.Domain)
	if domain != own && !strings.HasSuffix(domain, "."+own) {
		return problem(BadIdentity, "i=%s is not within d=%s (RFC 6376 section 3.5)", clip(i), clip(s.Domain))
	}
	return nil
}

func (s *Signature) signs(name string) bool { return contains(s.Headers, name) }

func contains(list []string, word string) bool {
	for _, w := range list {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func clip(s string) string {
	const most = 100
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}
