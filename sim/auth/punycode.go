package auth

import (
	"strings"
	"unicode/utf8"
)

// ToASCII gives a domain name as the DNS keeps it: labels beyond ASCII as A-labels (RFC 5890 section 2.3), all in lower case.
// It knows the encoding (RFC 3492) and simple case folding, not the tables of which characters a registry allows; ok is false
// where a label is not UTF-8 or becomes too long.
func ToASCII(domain string) (name string, ok bool) {
	if !utf8.ValidString(domain) {
		return "", false
	}
	labels := strings.Split(strings.ToLower(domain), ".")
	for i, label := range labels {
		if isASCII(label) {
			continue
		}
		if len(label) > 4*MaxLabel {
			return "", false
		}
		labels[i] = "xn--" + punycode([]rune(label))
	}
	name = strings.Join(labels, ".")
	return name, ValidName(name)
}

func isASCII(s string) bool {
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
