// Package idna is how a domain name that is not ASCII is kept in the DNS, which knows only ASCII: each of its labels as an A-label
// (RFC 5890 section 2.3), "xn--" and what RFC 3492 makes of it.
//
// In the journey of an email it stands where an address that SMTPUTF8 has carried so far (RFC 6531) is to be looked up. It knows no
// tables of which characters a registry allows.
package idna

import (
	"strings"
	"unicode/utf8"
)

// Limits of RFC 1035 section 2.3.4, as a text without the final dot has them.
const (
	maxLabel = 63
	maxName  = 253
)

// ToASCII gives a domain name as the DNS keeps it: labels beyond ASCII as A-labels (RFC 5890 section 2.3), all in lower case.
// It knows the encoding (RFC 3492) and simple case folding, not the tables of which characters a registry allows; ok is false
// where a label is not UTF-8 or becomes too long.
func ToASCII(domain string) (name string, ok bool) {
	if !utf8.ValidString(domain) {
		return "", false
	}
	if IsASCII(domain) {
		return strings.ToLower(domain), valid(strings.TrimSuffix(domain, "."))
	}
	labels := strings.Split(strings.ToLower(domain), ".")
	for i, label := range labels {
		if IsASCII(label) {
			continue
		}
		if len(label) > 4*maxLabel {
			return "", false
		}
		labels[i] = "xn--" + punycode([]rune(label))
	}
	name = strings.Join(labels, ".")
	return name, valid(strings.TrimSuffix(name, "."))
}

// valid: labels of 1 to 63 octets, 253 in all.
func valid(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > maxLabel {
			return false
		}
	}
	return len(name) <= maxName
}

// IsASCII says whether a text is ASCII alone.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// The parameters of RFC 3492 section 5.
const (
	base, tMin, tMax, skew, damp = 36, 1, 26, 38, 700
	initialBias, initialN        = 72, 128
)

// punycode is the encoding procedure of RFC 3492 section 6.3.
func punycode(label []rune) string {
	var out []byte
	for _, r := range label {
		if r < initialN {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	if basic > 0 {
		out = append(out, '-')
	}
	n, delta, bias := rune(initialN), 0, initialBias
	for done := basic; done < len(label); {
		next := rune(utf8.MaxRune)
		for _, r := range label {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range label {
			if r < n {
				delta++
			}
			if r == n {
				out = appendNumber(out, delta, bias)
				bias = adapt(delta, done+1, done == basic)
				delta = 0
				done++
			}
		}
		delta++
		n++
	}
	return string(out)
}

// appendNumber writes a variable-length integer (section 3.3).
func appendNumber(out []byte, q, bias int) []byte {
	const digits = "abcdefghijklmnopqrstuvwxyz0123456789"
	for k := base; ; k += base {
		t := min(max(k-bias, tMin), tMax)
		if q < t {
			return append(out, digits[q])
		}
		out = append(out, digits[t+(q-t)%(base-t)])
		q = (q - t) / (base - t)
	}
}

// adapt is section 6.1.
func adapt(delta, points int, first bool) int {
	if first {
		delta /= damp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > (base-tMin)*tMax/2; k += base {
		delta /= base - tMin
	}
	return k + (base-tMin+1)*delta/(delta+skew)
}
