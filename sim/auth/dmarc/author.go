package dmarc

import (
	netmail "net/mail"
	"strings"

	"posta/sim/idna"
	"posta/sim/mail"
)

// MaxAuthors is how many From domains of one letter are evaluated (RFC 9989 section 11.5 asks for a limit).
const MaxAuthors = 4

// Authors are the domains that the From fields of a message show, in order, each once, as A-labels (section 5.3.1); one more than
// MaxAuthors where there are too many. ok is false where a field holds no address that can be read: readers would see something,
// and nobody could say what.
func Authors(msg []byte) (domains []string, fields int, ok bool) {
	ok = true
	for f := range mail.AllFields(msg) {
		if !strings.EqualFold(f.Name, "From") {
			continue
		}
		if fields++; len(domains) > MaxAuthors {
			continue
		}
		found := addressDomains(f.Value)
		ok = ok && len(found) > 0
		for _, d := range found {
			if len(domains) > MaxAuthors {
				break
			}
			name, valid := idna.ToASCII(strings.TrimSuffix(d, "."))
			if !valid || strings.HasPrefix(name, "[") {
				ok = false
				continue
			}
			if !contains(domains, name) {
				domains = append(domains, name)
			}
		}
	}
	return domains, fields, ok && fields > 0
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

// maxFrom is the longest From field that is read, in octets.
const maxFrom = 16 << 10

func addressDomains(value string) []string {
	if len(value) > maxFrom {
		return nil
	}
	list, err := netmail.ParseAddressList(value)
	if err != nil {
		return roughDomains(value)
	}
	var domains []string
	for _, a := range list {
		domains = append(domains, a.Address[strings.LastIndexByte(a.Address, '@')+1:])
	}
	return domains
}

// roughDomains finds what most programs would show of a field that is no address list: what stands in angle brackets.
func roughDomains(value string) []string {
	var domains []string
	for {
		open := strings.IndexByte(value, '<')
		if open < 0 {
			return domains
		}
		inside, rest, ok := strings.Cut(value[open+1:], ">")
		if !ok {
			return domains
		}
		value = rest
		if at := strings.LastIndexByte(inside, '@'); at > 0 && mail.ValidDomain(strings.TrimSpace(inside[at+1:])) {
			domains = append(domains, strings.TrimSpace(inside[at+1:]))
		}
	}
}
