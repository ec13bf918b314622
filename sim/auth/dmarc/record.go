package dmarc

import (
	"fmt"
	"net/url"
	"strings"
)

// Policy is what an owner asks for (RFC 9989 section 4.7).
type Policy string

// The policies, from the mildest.
const (
	PolicyNone Policy = "none"
	Quarantine Policy = "quarantine"
	Reject     Policy = "reject"
)

// Mode is how near a domain must be to the From domain.
type Mode string

// The alignment modes.
const (
	Relaxed Mode = "r"
	Strict  Mode = "s"
)

// Record is a DMARC Policy Record, defaults filled in.
type Record struct {
	Text      string   `json:"text"`
	Policy    Policy   `json:"p"`
	Subdomain Policy   `json:"sp,omitempty"` // "" where not said
	Missing   Policy   `json:"np,omitempty"` // for domains that do not exist
	DKIM      Mode     `json:"adkim"`
	SPF       Mode     `json:"aspf"`
	PSD       string   `json:"psd"` // "y", "n" or "u"
	Testing   bool     `json:"t,omitempty"`
	Failure   string   `json:"fo"`
	Aggregate []string `json:"rua,omitempty"` // URIs, in order
	Failures  []string `json:"ruf,omitempty"`
	// Ignored lists what was wrong with the record and taken as its default (section 4.8).
	Ignored []string `json:"ignored,omitempty"`
	// Invalid is the first p=, sp= or np= that names no policy, as it is written, or "p" where p= is missing; Stated is what a
	// p= that can be read asked for. One bad policy tag annuls the others too (section 4.10.1, as RFC 7489 section 6.6.3 step 6
	// of sp=): the record then reads as p=none.
	Invalid string `json:"invalid,omitempty"`
	Stated  Policy `json:"stated,omitempty"`
	// Unusable: the policy is not valid and nobody asks for reports; no DMARC then (section 4.10.1).
	Unusable bool `json:"unusable,omitempty"`
}

// IsRecord tells whether a TXT record is a DMARC Policy Record: v=DMARC1 stands first (section 4.7).
func IsRecord(txt string) bool {
	first, _, _ := strings.Cut(txt, ";")
	name, value, ok := strings.Cut(first, "=")
	return ok && trim(name) == "v" && trim(value) == "DMARC1"
}

// maxURIs is how many report addresses are read from a record.
const maxURIs = 10

// Parse reads a record; anything wrong after v= is ignored, and listed (section 4.8).
func Parse(txt string) (*Record, error) {
	if !IsRecord(txt) {
		return nil, fmt.Errorf("a DMARC record begins with v=DMARC1 (RFC 9989 section 4.7)")
	}
	r := &Record{Text: txt, DKIM: Relaxed, SPF: Relaxed, PSD: "u", Failure: "0"}
	_, rest, _ := strings.Cut(txt, ";")
	seen := map[string]bool{}
	for entry := range strings.SplitSeq(rest, ";") {
		if entry = trim(entry); entry == "" {
			continue
		}
		name, value, ok := strings.Cut(entry, "=")
		name, value = trim(name), trim(value)
		if !ok || seen[name] {
			r.ignore(entry)
			continue
		}
		seen[name] = true
		if !r.set(name, value) {
			r.ignore(entry)
			if policy := name == "p" || name == "sp" || name == "np"; policy && r.Invalid == "" {
				r.Invalid = entry[:min(len(entry), longest)]
			}
		}
	}
	if r.Invalid != "" || r.Policy == "" {
		// Section 4.10.1: where reports are asked for, the policy is none; else there is no DMARC.
		if r.Invalid == "" {
			r.Invalid = "p"
		}
		r.Stated = r.Policy
		r.Policy, r.Subdomain, r.Missing = PolicyNone, "", ""
		r.Unusable = len(r.Aggregate) == 0
	}
	return r, nil
}

// longest is how many octets of an entry that cannot be used are kept.
const longest = 100

func (r *Record) ignore(entry string) {
	const most = 20
	if len(r.Ignored) < most {
		r.Ignored = append(r.Ignored, entry[:min(len(entry), longest)])
	}
}

// set reads one tag; false where its value is none it may have. Unknown tags are no mistake.
func (r *Record) set(name, value string) bool {
	low := strings.ToLower(value)
	one := func(into *string, of ...string) bool {
		for _, v := range of {
			if v == low {
				*into = v
				return true
			}
		}
		return false
	}
	flag := "n"
	switch name {
	case "p":
		return one((*string)(&r.Policy), "none", "quarantine", "reject")
	case "sp":
		return one((*string)(&r.Subdomain), "none", "quarantine", "reject")
	case "np":
		return one((*string)(&r.Missing), "none", "quarantine", "reject")
	case "adkim":
		return one((*string)(&r.DKIM), "r", "s")
	case "aspf":
		return one((*string)(&r.SPF), "r", "s")
	case "psd":
		return one(&r.PSD, "y", "n", "u")
	case "t":
		ok := one(&flag, "y", "n")
		r.Testing = flag == "y"
		return ok
	case "fo":
		r.Failure = low
		return strings.Trim(low, "01ds:") == "" && low != ""
	case "rua":
		r.Aggregate = uris(value)
		return len(r.Aggregate) > 0
	case "ruf":
		r.Failures = uris(value)
		return len(r.Failures) > 0
	}
	return true
}

// uris reads a list of report addresses; the old size limit after "!" is taken off (section 4.8).
func uris(value string) []string {
	var list []string
	for u := range strings.SplitSeq(value, ",") {
		u, _, _ = strings.Cut(trim(u), "!")
		parsed, err := url.Parse(u)
		if err == nil && parsed.Scheme != "" && (parsed.Opaque != "" || parsed.Host != "") && len(list) < maxURIs {
			list = append(list, u)
		}
	}
	return list
}

func trim(s string) string { return strings.Trim(s, " \t\r\n") }
