package dkim

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"posta/sim/auth"
	"posta/sim/mail"
)

// Result is what is said of one signature (RFC 8601 section 2.7.1).
type Result string

// The results. None is a letter without a signature.
const (
	None      Result = "none"
	Pass      Result = "pass"
	Fail      Result = "fail"
	Neutral   Result = "neutral" // there, but not checked
	TempError Result = "temperror"
	PermError Result = "permerror"
)

// Reason says why, as a word that tellers have sentences for.
type Reason string

// Why a signature has its result.
const (
	Verified      Reason = "verified"
	VerifiedPart  Reason = "verified-part" // l= leaves the end of the body to anybody
	BadSyntax     Reason = "syntax"
	BadVersion    Reason = "version"
	FromUnsigned  Reason = "from-unsigned"
	BadIdentity   Reason = "identity"
	BadAlgorithm  Reason = "algorithm"
	Expired       Reason = "expired"
	NoKey         Reason = "no-key"
	KeyUnknown    Reason = "key-unknown" // nobody answered
	KeySyntax     Reason = "key-syntax"
	KeyRevoked    Reason = "key-revoked"
	KeyUse        Reason = "key-use"
	KeyShort      Reason = "key-short"
	BodyChanged   Reason = "body-changed"
	BodyShort     Reason = "body-short" // l= says more than there is
	HeaderChanged Reason = "header-changed"
	BothChanged   Reason = "both-changed"
	TooMany       Reason = "too-many"
	HugeHeader    Reason = "huge-header"
)

// Warning is what a reader should know although it changes no result.
type Warning string

// The warnings.
const (
	BodyOpen      Warning = "body-open"       // l=: what follows the signed part is anybody's (RFC 6376 section 8.2)
	FromTwice     Warning = "from-twice"      // several From fields (section 8.15)
	ShortKey      Warning = "short-key"       // fewer bits than advised (RFC 8301 section 3.2)
	TestKey       Warning = "test-key"        // t=y
	FutureTime    Warning = "future-time"     // t= lies ahead
	NoSubject     Warning = "subject-open"    // Subject is there and not signed
	AddableFields Warning = "from-not-closed" // another From could be put on top without breaking the signature
)

// MaxSignatures is how many signatures of one letter are verified; the others are neutral.
const MaxSignatures = 10

// Report is all signatures of a letter, from the top.
type Report struct {
	Signatures []*Verification `json:"signatures"`
}

// Result is what is said of the letter: pass if one signature passes, none if there is none, else of the first that is worst
// the least: a temperror before a fail before a permerror.
func (r *Report) Result() Result {
	best := None
	rank := map[Result]int{None: 0, Neutral: 1, PermError: 2, Fail: 3, TempError: 4, Pass: 5}
	for _, v := range r.Signatures {
		if rank[v.Result] > rank[best] {
			best = v.Result
		}
	}
	return best
}

// Verification is the checking of one signature.
type Verification struct {
	Index     int        `json:"index"` // the field's place in the header
	Signature *Signature `json:"signature,omitempty"`
	Result    Result     `json:"result"`
	Reason    Reason     `json:"reason"`
	Detail    string     `json:"detail,omitempty"`
	Warnings  []Warning  `json:"warnings,omitempty"`

	Chosen []Chosen `json:"chosen,omitempty"`
	// Header and Body are the canonical forms, Body cut by l=.
	Header []byte `json:"header,omitempty"`
	Body   []byte `json:"body,omitempty"`
	// Beyond is how many octets of the canonical body are not signed: BodyBeyond.
	Beyond     int    `json:"beyond,omitempty"`
	BodyBeyond []byte `json:"-"`
	BodyHash   []byte `json:"body_hash,omitempty"` // of what arrived

	KeyAnswer *auth.Answer `json:"key_answer,omitempty"`
	Key       *Key         `json:"key,omitempty"`

	BodyIntact   bool `json:"body_intact"`
	HeaderIntact bool `json:"header_intact"`
}

// Verify checks all signatures of a letter at a time.
func Verify(ctx context.Context, r auth.Resolver, msg []byte, now time.Time) *Report {
	return verifier{NewKeyring(ctx, r), now}.all(mail.ParseHeader(msg))
}

type verifier struct {
	keys *Keyring
	now  time.Time
}

func (v verifier) all(h mail.Header) *Report {
	report := &Report{}
	bodies := map[Canon][]byte{}
	body := func(c Canon) []byte {
		if _, ok := bodies[c]; !ok {
			bodies[c] = c.Body(h.Body)
		}
		return bodies[c]
	}
	for i := range h.Fields {
		if !strings.EqualFold(h.Fields[i].Name, "DKIM-Signature") {
			continue
		}
		one := &Verification{Index: i}
		report.Signatures = append(report.Signatures, one)
		switch {
		case h.Truncated:
			one.end(PermError, HugeHeader, "")
		case len(report.Signatures) > MaxSignatures:
			one.end(Neutral, TooMany, "")
		default:
			v.verify(one, &h, body)
		}
	}
	return report
}

func (o *Verification) end(r Result, why Reason, detail string) {
	o.Result, o.Reason, o.Detail = r, why, detail
}

// fail ends with a problem: what the DNS did not say is temporary, what changed is a fail, all else permanent.
func (o *Verification) fail(err error) {
	var p *Problem
	if !errors.As(err, &p) {
		p = &Problem{BadSyntax, err.Error()}
	}
	result := PermError
	switch p.Reason {
	case KeyUnknown:
		result = TempError
	case Expired, HeaderChanged, BodyChanged, BothChanged:
		result = Fail
	}
	o.end(result, p.Reason, p.Detail)
}

func (v verifier) verify(o *Verification, h *mail.Header, body func(Canon) []byte) {
	sig, err := ParseSignature(h.Fields[o.Index].Value)
	o.Signature = sig
	if err != nil {
		o.fail(err)
		return
	}
	o.hash(h, sig, body(sig.BodyCanon))
	v.warn(o, h)
	if sig.Algorithm != RSASHA256 && sig.Algorithm != Ed25519SHA256 {
		o.fail(problem(BadAlgorithm, "a=%s is not to be believed (RFC 8301 section 3.1)", clip(string(sig.Algorithm))))
		return
	}
	if sig.Expires >= 0 && v.now.Unix() > sig.Expires {
		o.fail(problem(Expired, "x=%d is over (RFC 6376 section 3.5)", sig.Expires))
		return
	}
	key, answer, _, err := v.keys.Fetch(sig.KeyName())
	o.KeyAnswer, o.Key = &answer, key
	if err == nil {
		err = key.usable(sig.Algorithm)
	}
	if err == nil && key.Strict && !strings.EqualFold(sig.Identity[strings.LastIndexByte(sig.Identity, '@')+1:], sig.Domain) {
		err = problem(BadIdentity, "the key wants i= to be of %s itself (t=s, RFC 6376 section 3.6.1)", sig.Domain)
	}
	if err != nil {
		o.fail(err)
		return
	}
	o.keyWarnings()
	o.judge(key.Check(sig.Algorithm, Sum(o.Header), sig.Value))
}

// hash makes the canonical forms, and compares the body's hash with the one claimed. It needs no key, and so is done first.
func (o *Verification) hash(h *mail.Header, sig *Signature, body []byte) {
	form := formOf(h, o.Index, sig, body)
	o.Chosen, o.Header, o.Body, o.BodyBeyond, o.Beyond = form.Chosen, form.Header, form.Body, form.Beyond, len(form.Beyond)
	o.BodyHash = Sum(o.Body)
	o.BodyIntact = bytes.Equal(o.BodyHash, sig.BodyHash)
}

// judge says what changed: the signature covers the fields and the hash claimed for the body, so both can be told apart.
func (o *Verification) judge(header error) {
	o.HeaderIntact = header == nil
	sig := o.Signature
	switch {
	case sig.Length > int64(len(o.Body))+int64(o.Beyond):
		o.fail(problem(BodyShort, "l=%d, but the body has %d octets (RFC 6376 section 3.5)", sig.Length, len(o.Body)))
	case o.HeaderIntact && o.BodyIntact && o.Beyond > 0:
		o.end(Pass, VerifiedPart, "")
	case o.HeaderIntact && o.BodyIntact:
		o.end(Pass, Verified, "")
	case o.HeaderIntact:
		o.fail(problem(BodyChanged, "the body is not the one that was signed"))
	case o.BodyIntact:
		o.fail(header)
	default:
		o.fail(problem(BothChanged, "neither the body nor the signed fields fit"))
	}
}

func (v verifier) warn(o *Verification, h *mail.Header) {
	sig := o.Signature
	warn := func(is bool, w Warning) {
		if is {
			o.Warnings = append(o.Warnings, w)
		}
	}
	warn(sig.Length >= 0, BodyOpen)
	froms := h.Count("From")
	warn(froms > 1, FromTwice)
	named := 0
	for _, name := range sig.Headers {
		if strings.EqualFold(name, "From") {
			named++
		}
	}
	warn(froms == 1 && named <= froms, AddableFields)
	warn(h.Count("Subject") > 0 && !sig.signs("Subject"), NoSubject)
	warn(sig.Time > v.now.Unix(), FutureTime)
}

func (o *Verification) keyWarnings() {
	if o.Key.Type == "rsa" && o.Key.Bits < AdvisedBits {
		o.Warnings = append(o.Warnings, ShortKey)
	}
	if o.Key.Testing {
		o.Warnings = append(o.Warnings, TestKey)
	}
}

// Sum is the SHA-256 hash, the only one that is believed (RFC 8301 section 3.1).
func Sum(b []byte) []byte {
	h := sha256.Sum256(b)
	return h[:]
}
