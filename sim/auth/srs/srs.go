// Package srs rewrites the envelope of a letter that is handed on, so that SPF passes again: the Sender Rewriting Scheme.
//
// A forwarder sends ana's letter from its own machine, which ana's domain never allowed. So it puts an address of its own into
// MAIL FROM, with ana's packed inside: SRS0=HASH=TT=uno.test=ana@forward.test. A bounce comes back to the forwarder, which
// unpacks it. The hash makes sure that only addresses it packed itself are unpacked, or it would be an open relay for bounces;
// the time stamp, that they are not for ever. A second forwarder shortens: SRS1=HASH=forward.test==HASH=TT=uno.test=ana@second.test.
//
// What it repairs is SPF for the envelope. The From that people see is not touched: DMARC sees another domain pass, and asks
// whether it is aligned, which it is not.
//
// There is no RFC; the form is that of the programs in use (libsrs2, PostSRSd).
package srs

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"posta/sim/mail"
)

// Lifetime is how long a bounce may take to come back.
const Lifetime = 21 * 24 * time.Hour

const (
	hashLength = 4
	day        = 24 * time.Hour
	// slots is how many days the two letters of a time stamp tell apart.
	slots = 32 * 32
)

var (
	ErrForged  = errors.New("the hash does not fit: the address was not made here")
	ErrExpired = errors.New("the address is too old")
	ErrNotSRS  = errors.New("not a rewritten address")
)

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Rewriter packs and unpacks for one domain.
type Rewriter struct {
	Domain string
	Secret []byte
}

func (r Rewriter) hash(parts ...string) string {
	m := hmac.New(sha256.New, r.Secret)
	for _, p := range parts {
		m.Write([]byte(strings.ToLower(p)))
		m.Write([]byte{0})
	}
	return letters.EncodeToString(m.Sum(nil))[:hashLength]
}

func stamp(now time.Time) string {
	n := (now.Unix() / int64(day/time.Second)) % slots
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	return string([]byte{digits[n/32], digits[n%32]})
}

// Forward packs a reverse-path. The null one stays so, and so does an address of the own domain.
func (r Rewriter) Forward(from mail.Address, now time.Time) mail.Address {
	if from.IsNull() || strings.EqualFold(from.Domain, r.Domain) {
		return from
	}
	if _, ok := cut(from.Local, "SRS0"); ok {
		inner := from.Domain + "=" + from.Local[len("SRS0"):] // with its separator: whoever made it may write another than =
		return mail.Address{Local: "SRS1=" + r.hash(inner) + "=" + inner, Domain: r.Domain}
	}
	if rest, ok := cut(from.Local, "SRS1"); ok {
		if _, inner, ok := strings.Cut(rest, "="); ok {
			return mail.Address{Local: "SRS1=" + r.hash(inner) + "=" + inner, Domain: r.Domain}
		}
	}
	t := stamp(now)
	return mail.Address{Local: "SRS0=" + r.hash(t, from.Domain, from.Local) + "=" + t + "=" + from.Domain + "=" + from.Local, Domain: r.Domain}
}

// cut takes the tag and its separator off; others write + and - for the separator.
func cut(local, tag string) (string, bool) {
	if len(local) <= len(tag) || !strings.EqualFold(local[:len(tag)], tag) || strings.IndexByte("=+-", local[len(tag)]) < 0 {
		return "", false
	}
	return local[len(tag)+1:], true
}

// Reverse unpacks an address, as a bounce to it asks for.
func (r Rewriter) Reverse(a mail.Address, now time.Time) (mail.Address, error) {
	fail := func(err error) (mail.Address, error) {
		return mail.Address{}, fmt.Errorf("unpacking %s: %w", a, err)
	}
	if !strings.EqualFold(a.Domain, r.Domain) {
		return fail(ErrNotSRS)
	}
	if rest, ok := cut(a.Local, "SRS1"); ok {
		hash, inner, ok := strings.Cut(rest, "=")
		host, packed, both := strings.Cut(inner, "=")
		if _, tagged := cut("SRS0"+packed, "SRS0"); !ok || !both || !tagged {
			return fail(ErrNotSRS)
		}
		if !hmac.Equal([]byte(strings.ToUpper(hash)), []byte(r.hash(inner))) {
			return fail(ErrForged)
		}
		return checked(mail.Address{Local: "SRS0" + packed, Domain: host}, fail)
	}
	rest, ok := cut(a.Local, "SRS0")
	parts := strings.SplitN(rest, "=", 4)
	if !ok || len(parts) != 4 {
		return fail(ErrNotSRS)
	}
	if !hmac.Equal([]byte(strings.ToUpper(parts[0])), []byte(r.hash(parts[1], parts[2], parts[3]))) {
		return fail(ErrForged)
	}
	if !fresh(parts[1], now) {
		return fail(ErrExpired)
	}
	return checked(mail.Address{Local: parts[3], Domain: parts[2]}, fail)
}

func checked(a mail.Address, fail func(error) (mail.Address, error)) (mail.Address, error) {
	if _, err := mail.ParseAddress(a.String()); err != nil {
		return fail(ErrNotSRS)
	}
	return a, nil
}

func fresh(t string, now time.Time) bool {
	for age := time.Duration(0); age <= Lifetime; age += day {
		if strings.EqualFold(stamp(now.Add(-age)), t) {
			return true
		}
	}
	return false
}
