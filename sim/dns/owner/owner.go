// Package owner tells what a domain name is for by how it is written: some names are no machine's and nobody's domain, but the place
// of a record about one.
package owner

import (
	"slices"
	"strconv"
	"strings"
)

// Aside tells whether what is published under a name is about another name, or about an address: that there is no such name says
// then that nothing of the kind is published, and nothing of whether that other one exists.
func Aside(name string) bool { return Scoped(name) || Listed(name) }

// Scoped tells whether a name's first label, or one after it, begins with an underscore, as those of _dmarc.beta.test and
// s1._domainkey.beta.test (RFC 8552 section 1.1).
func Scoped(name string) bool {
	return slices.ContainsFunc(labels(name), func(s string) bool { return strings.HasPrefix(s, "_") })
}

// Listed tells whether a name is an address turned round within the zone of a list, which has it or has it not (RFC 5782 sections 2.1
// and 2.4). Names below arpa say what an address is called, and are none.
func Listed(name string) bool {
	labels := labels(name)
	all := func(n int, base int) bool {
		return len(labels) > n && !slices.ContainsFunc(labels[:n], func(s string) bool {
			_, err := strconv.ParseUint(s, base, 8)
			return err != nil || base == 16 && len(s) != 1
		})
	}
	return labels[len(labels)-1] != "arpa" && (all(4, 10) || all(32, 16))
}

func labels(name string) []string {
	return strings.Split(strings.TrimSuffix(strings.ToLower(name), "."), ".")
}
