package mail

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"
)

// Address is a Mailbox of RFC 5321 section 4.1.2: who, and where. The zero Address is the null reverse-path <>.
type Address struct {
	Local  string // the local part as meant: quotes and backslashes taken off
	Domain string // a domain name, or an address literal with its brackets; empty only for <Postmaster> and <>
}

// AddressError says why an address or path is not one.
type AddressError struct {
	Input  string
	Reason string
}

func (e *AddressError) Error() string { return fmt.Sprintf("address %q: %s", e.Input, e.Reason) }

// ParseAddress reads local-part@domain. Quoted local parts, address literals and UTF-8 (RFC 6531 section 3.3) are understood.
func ParseAddress(s string) (Address, error) {
	a, rest, why := parseMailbox(s)
	if why == "" && rest != "" {
		why = "something follows the domain"
	}
	if why != "" {
		return Address{}, &AddressError{Input: s, Reason: why}
	}
	return a, nil
}

// MustParseAddress is ParseAddress for addresses written in source code; it panics on any other.
func MustParseAddress(s string) Address {
	a, err := ParseAddress(s)
	if err != nil {
		panic(err)
	}
	return a
}

// ParseReversePath reads the path at the head of s, as in MAIL FROM:<alicia@uno.test>, and returns what follows it (the
// parameters). <> gives the zero Address.
func ParseReversePath(s string) (a Address, rest string, err error) {
	if after, ok := strings.CutPrefix(s, "<>"); ok {
		return Address{}, after, endOfPath(s, after)
	}
	return parsePath(s, false)
}

// ParseForwardPath reads the path at the head of s, as in RCPT TO:<benito@dos.test>. <Postmaster> needs no domain (RFC 5321
// section 4.1.1.3).
func ParseForwardPath(s string) (a Address, rest string, err error) { return parsePath(s, true) }

func parsePath(s string, forward bool) (Address, string, error) {
	fail := func(why string) (Address, string, error) {
		return Address{}, "", &AddressError{Input: s, Reason: why}
	}
	p, ok := strings.CutPrefix(s, "<")
	if !ok {
		return fail("a path stands in angle brackets")
	}
	// Source routes are accepted and ignored (RFC 5321 section 4.1.1.3 and appendix C).
	if strings.HasPrefix(p, "@") {
		_, after, found := strings.Cut(p, ":")
		if !found {
			return fail("a source route ends in a colon")
		}
		p = after
	}
	if forward && len(p) > len("postmaster") && strings.EqualFold(p[:len("postmaster")], "postmaster") && p[len("postmaster")] == '>' {
		rest := p[len("postmaster")+1:]
		return Address{Local: p[:len("postmaster")]}, rest, endOfPath(s, rest)
	}
	a, rest, why := parseMailbox(p)
	if why != "" {
		return fail(why)
	}
	rest, ok = strings.CutPrefix(rest, ">")
	if !ok {
		return fail("the closing angle bracket is missing")
	}
	if len(quoteLocal(a.Local))+len("@")+len(a.Domain)+len("<>") > MaxPath {
		return fail("a path is at most 256 octets long")
	}
	return a, rest, endOfPath(s, rest)
}

// endOfPath: only parameters, set off by a space, may follow a path.
func endOfPath(s, rest string) error {
	if rest != "" && rest[0] != ' ' {
		return &AddressError{Input: s, Reason: "a space stands between path and parameters"}
	}
	return nil
}

func parseMailbox(s string) (a Address, rest, why string) {
	if a.Local, rest, why = parseLocalPart(s); why != "" {
		return Address{}, "", why
	}
	rest, ok := strings.CutPrefix(rest, "@")
	if !ok {
		return Address{}, "", "there is no @ after the local part"
	}
	n := strings.IndexAny(rest, "> \t")
	if strings.HasPrefix(rest, "[") {
		if n = strings.IndexByte(rest, ']') + 1; n == 0 {
			return Address{}, "", "the address literal has no closing bracket"
		}
	} else if n < 0 {
		n = len(rest)
	}
	a.Domain, rest = rest[:n], rest[n:]
	if why := checkDomain(a.Domain); why != "" {
		return Address{}, "", why
	}
	return a, rest, ""
}

func parseLocalPart(s string) (local, rest, why string) {
	if strings.HasPrefix(s, `"`) {
		local, rest, why = parseQuoted(s[1:])
	} else {
		n := 0
		for n < len(s) && isAtext(s[n]) || n < len(s) && s[n] == '.' {
			n++
		}
		local, rest = s[:n], s[n:]
		if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
			why = "the local part has a dot out of place"
		}
	}
	switch {
	case why != "":
	case local == "" && !strings.HasPrefix(s, `""`):
		why = "the local part is empty"
	case len(local) > MaxLocalPart:
		why = "a local part is at most 64 octets long"
	case !utf8.ValidString(local):
		why = "the local part is not UTF-8"
	}
	return local, rest, why
}

func parseQuoted(s string) (local, rest, why string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '"':
			return b.String(), s[i+1:], ""
		case c == '\\' && i+1 < len(s) && s[i+1] >= ' ' && s[i+1] <= '~':
			i++
			b.WriteByte(s[i])
		case c < ' ' || c == 0x7f || c == '\\':
			return "", "", "the quoted local part holds a character it may not"
		default:
			b.WriteByte(c)
		}
	}
	return "", "", "the quoted local part has no closing quote"
}

// isAtext is RFC 5322 section 3.2.3, with the UTF-8 of RFC 6532 section 3.2.
func isAtext(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 ||
		strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

// ValidDomain says whether s is a Domain or address-literal of RFC 5321 section 4.1.2.
func ValidDomain(s string) bool { return checkDomain(s) == "" }

func checkDomain(s string) (why string) {
	switch {
	case s == "":
		return "the domain is empty"
	case len(s) > MaxDomain:
		return "a domain is at most 255 octets long"
	case !utf8.ValidString(s):
		return "the domain is not UTF-8"
	case s[0] == '[':
		if _, ok := LiteralAddr(s); !ok {
			return "the address literal is not [IPv4] or [IPv6:...]"
		}
		return ""
	}
	for label := range strings.SplitSeq(s, ".") {
		if why := checkLabel(label); why != "" {
			return why
		}
	}
	return ""
}

func checkLabel(label string) (why string) {
	if label == "" || len(label) > 63 {
		return "every label of a domain has 1 to 63 octets"
	}
	if label[0] == '-' || label[len(label)-1] == '-' {
		return "a label of a domain neither begins nor ends with a hyphen"
	}
	for i := range len(label) {
		c := label[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c >= 0x80) {
			return "a domain is made of letters, digits, hyphens and dots"
		}
	}
	return ""
}

// Literal writes an address as RFC 5321 section 4.1.3 does: [192.0.2.1] or [IPv6:2001:db8::1].
func Literal(ip netip.Addr) string {
	ip = ip.Unmap()
	if ip.Is6() {
		return "[IPv6:" + ip.WithZone("").String() + "]"
	}
	return "[" + ip.String() + "]"
}

// LiteralAddr reads what Literal writes.
func LiteralAddr(s string) (netip.Addr, bool) {
	if len(s) < 2 || s[0] != '[' || s[len(s)-1] != ']' {
		return netip.Addr{}, false
	}
	s = s[1 : len(s)-1]
	six := len(s) > 5 && strings.EqualFold(s[:5], "IPv6:")
	if six {
		s = s[5:]
	}
	ip, err := netip.ParseAddr(s)
	if err != nil || ip.Is6() != six || ip.Zone() != "" {
		return netip.Addr{}, false
	}
	return ip, true
}

// IsNull says whether a is the null reverse-path.
func (a Address) IsNull() bool { return a == Address{} }

// String is the address as it goes on the wire, without brackets; quoted where it must be.
func (a Address) String() string {
	if a.IsNull() {
		return ""
	}
	local := quoteLocal(a.Local)
	if a.Domain == "" {
		return local
	}
	return local + "@" + a.Domain
}

// Path is the address in its angle brackets.
func (a Address) Path() string { return "<" + a.String() + ">" }

func quoteLocal(local string) string {
	plain := local != "" && local[0] != '.' && local[len(local)-1] != '.' && !strings.Contains(local, "..")
	for i := 0; plain && i < len(local); i++ {
		plain = isAtext(local[i]) || local[i] == '.'
	}
	if plain {
		return local
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(local) {
		if local[i] == '"' || local[i] == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(local[i])
	}
	b.WriteByte('"')
	return b.String()
}

// Equal compares as RFC 5321 section 2.4 says: the local part's case counts, unless it is postmaster (section 4.5.1); the
// domain's does not.
func (a Address) Equal(b Address) bool {
	return strings.EqualFold(a.Domain, b.Domain) &&
		(a.Local == b.Local || strings.EqualFold(a.Local, "postmaster") && strings.EqualFold(b.Local, "postmaster"))
}

// Fold is the address in lower case: the key a site may look up its own mailboxes by. RFC 5321 section 2.4 leaves a local
// part's case to the site that owns it, and asks it not to tell mailboxes apart by case alone.
func (a Address) Fold() Address {
	return Address{Local: strings.ToLower(a.Local), Domain: strings.ToLower(a.Domain)}
}

// IsASCII says whether the address can travel without SMTPUTF8 (RFC 6531).
func (a Address) IsASCII() bool { return isASCII(a.Local) && isASCII(a.Domain) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
