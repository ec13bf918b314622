package dmarc

import (
	netmail "net/mail"
	"strings"

	"posta/sim/idna"
	"posta/sim/mail"
)

// MaxAuthors is how many From domains of one letter are evaluated: a limit avoids the denial of service that RFC 9989 section 11.5
// ("Denial of DMARC Processing Attacks") warns of.
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
		return roughDomains(mail.DecodeText(value))
	}
	var domains []string
	for _, a := range list {
		domains = append(domains, a.Address[strings.LastIndexByte(a.Address, '@')+1:])
	}
	return domains
}

// roughDomains finds, in a field that is no address list, every domain that some program could show as an author's: whatever
// stands after an @. Programs differ in what they make of such a field, so that a letter that none of them may show as somebody
// else's is to be asked about for all of them.
func roughDomains(value string) []string {
	var domains []string
	for len(domains) <= MaxAuthors {
		_, rest, ok := strings.Cut(value, "@")
		if !ok {
			break
		}
		value = strings.TrimLeft(rest, " \t")
		end := strings.IndexFunc(value, func(c rune) bool { return c <= ' ' || c == 0x7f || strings.ContainsRune("\"'(),:;<>@[]\\?=", c) })
		if end < 0 {
			end = len(value)
		}
		if name := strings.TrimRight(value[:end], "."); strings.Contains(name, ".") && mail.ValidDomain(name) {
			domains = append(domains, name)
		}
	}
	return domains
}
