// Package mtasts reads what a domain says about the road to it: "come by TLS, with a certificate that fits, or do not come"
// (MTA-STS, RFC 8461), and where failures are to be reported (TLS-RPT, RFC 8460).
//
// A TXT record at _mta-sts.DOMAIN says that there is a policy, and its id says when it changed. The policy itself is a text at
// https://mta-sts.DOMAIN/.well-known/mta-sts.txt: HTTPS, because an answer of the DNS can be forged on the way, and a policy that
// could be would protect nothing. The sender keeps it for max_age seconds, so that only the very first letter can be cheated.
//
// The package reads and compares. It fetches nothing and keeps nothing.
package mtasts

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"posta/sim/auth/tags"
)

// Mode is what a sender is to do when TLS cannot be had (RFC 8461 section 5).
type Mode string

// The modes.
const (
	Enforce Mode = "enforce" // do not deliver
	Testing Mode = "testing" // deliver, and report
	None    Mode = "none"    // there is no policy any more
)

// Limits (RFC 8461 sections 3.2 and 3.3).
const (
	MaxAge    = 31_557_600 // seconds, a year
	MaxPolicy = 64 << 10   // octets
	maxHosts  = 100
)

// Policy is a policy text, read.
type Policy struct {
	Mode   Mode
	MX     []string // patterns, in order
	MaxAge int      // seconds
}

// RecordID gives the id of the record among the TXT records of _mta-sts.DOMAIN; anything but exactly one record is none (section
// 3.1).
func RecordID(texts []string) (id string, ok bool) {
	found := 0
	for _, txt := range texts {
		list, err := tags.Parse(txt)
		if len(list) == 0 || list[0] != (tags.Tag{Name: "v", Value: "STSv1"}) {
			continue
		}
		found++
		id, _ = list.Get("id")
		ok = err == nil && validID(id)
	}
	return id, ok && found == 1
}

func validID(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9') {
			return false
		}
	}
	return s != "" && len(s) <= 32
}

// Parse reads a policy text (section 3.2).
func Parse(text string) (*Policy, error) {
	if len(text) > MaxPolicy {
		return nil, fmt.Errorf("reading an MTA-STS policy: %d octets; the limit is %d", len(text), MaxPolicy)
	}
	p := &Policy{}
	seen := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Trim(line, " \t\r")
		if line == "" {
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !ok || key == "" {
			return nil, fmt.Errorf("reading an MTA-STS policy: %.60q is no key: value (RFC 8461 section 3.2)", line)
		}
		if key != "mx" && seen[key] {
			continue // the first counts
		}
		first := len(seen) == 0
		seen[key] = true
		if err := p.set(key, value, first); err != nil {
			return nil, fmt.Errorf("reading an MTA-STS policy: %w", err)
		}
	}
	switch {
	case !seen["version"] || !seen["mode"] || !seen["max_age"]:
		return nil, errors.New("reading an MTA-STS policy: version, mode and max_age are needed (RFC 8461 section 3.2)")
	case p.Mode != None && len(p.MX) == 0:
		return nil, errors.New("reading an MTA-STS policy: no mx (RFC 8461 section 3.2)")
	}
	return p, nil
}

func (p *Policy) set(key, value string, first bool) error {
	switch key {
	case "version":
		if value != "STSv1" || !first {
			return errors.New("the first line is version: STSv1 (RFC 8461 section 3.2)")
		}
	case "mode":
		p.Mode = Mode(value)
		if p.Mode != Enforce && p.Mode != Testing && p.Mode != None {
			return fmt.Errorf("mode %.20q is none of enforce, testing, none", value)
		}
	case "max_age":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > MaxAge {
			return fmt.Errorf("max_age %.20q is no number up to %d", value, MaxAge)
		}
		p.MaxAge = n
	case "mx":
		if len(p.MX) == maxHosts {
			return fmt.Errorf("more than %d mx", maxHosts)
		}
		p.MX = append(p.MX, strings.ToLower(value))
	}
	return nil
}

// Allows tells whether a host may take the domain's mail: a name that is listed, or one label below a "*." (section 4.1).
func (p *Policy) Allows(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, pattern := range p.MX {
		if host == pattern {
			return true
		}
		if rest, ok := strings.CutPrefix(pattern, "*."); ok {
			if _, parent, dotted := strings.Cut(host, "."); dotted && parent == rest {
				return true
			}
		}
	}
	return false
}

// ReportURIs are the addresses of a TLS-RPT record among the TXT records of _smtp._tls.DOMAIN (RFC 8460 section 3).
func ReportURIs(texts []string) (uris []string, ok bool) {
	found := 0
	for _, txt := range texts {
		list, err := tags.Parse(txt)
		if len(list) == 0 || list[0] != (tags.Tag{Name: "v", Value: "TLSRPTv1"}) {
			continue
		}
		found++
		rua, _ := list.Get("rua")
		ok = err == nil && rua != ""
		for u := range strings.SplitSeq(rua, ",") {
			uris = append(uris, strings.TrimSpace(u))
		}
	}
	return uris, ok && found == 1
}
