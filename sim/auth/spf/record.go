package spf

import (
	"net/netip"
	"strconv"
	"strings"
)

// Qualifier is what a mechanism says when it matches (RFC 7208 section 4.6.2).
type Qualifier byte

// The four qualifiers.
const (
	PlusPass      Qualifier = '+'
	MinusFail     Qualifier = '-'
	TildeSoftFail Qualifier = '~'
	QuestNeutral  Qualifier = '?'
)

func (q Qualifier) result() Result {
	switch q {
	case MinusFail:
		return Fail
	case TildeSoftFail:
		return SoftFail
	case QuestNeutral:
		return Neutral
	}
	return Pass
}

// Directive is one term of a record, read but not yet evaluated.
type Directive struct {
	Text      string    // as written
	Name      string    // the mechanism's or modifier's name in lower case
	Modifier  bool      // name=value
	Qualifier Qualifier // of mechanisms; '+' where none is written
	Spec      string    // the domain-spec with its macros, or the modifier's value; "" where none is written
	Network   netip.Prefix
	Bits4     int // the dual-cidr-length of a and mx
	Bits6     int
}

// asks tells the terms that count against the limit of ten (RFC 7208 section 4.6.4).
func (d *Directive) asks() bool {
	switch d.Name {
	case "include", "a", "mx", "ptr", "exists":
		return !d.Modifier
	case "redirect":
		return d.Modifier
	}
	return false
}

// IsRecord tells whether a TXT record is an SPF record: the version, and then a space or nothing (RFC 7208 section 4.5).
func IsRecord(txt string) bool {
	const version = "v=spf1"
	if len(txt) < len(version) || !strings.EqualFold(txt[:len(version)], version) {
		return false
	}
	return len(txt) == len(version) || txt[len(version)] == ' '
}

// Parse reads a record's terms (RFC 7208 section 12). The error is a *SyntaxError; the terms read before it are given too,
// with the bad one last.
func Parse(txt string) ([]Directive, error) {
	if !IsRecord(txt) {
		return nil, &SyntaxError{Term: clip(txt), Mistake: NoVersion}
	}
	var list []Directive
	seen := map[string]bool{}
	for word := range strings.SplitSeq(txt[len("v=spf1"):], " ") {
		if word == "" {
			continue
		}
		d, err := parseTerm(word)
		list = append(list, d)
		if err != nil {
			return list, inTerm(word, err)
		}
		if d.Modifier && (d.Name == "redirect" || d.Name == "exp") {
			if seen[d.Name] {
				return list, &SyntaxError{Term: clip(word), Mistake: Twice, Value: d.Name}
			}
			seen[d.Name] = true
		}
	}
	return list, nil
}

func parseTerm(word string) (Directive, error) {
	d := Directive{Text: word, Qualifier: PlusPass, Bits4: 32, Bits6: 128}
	for i := range len(word) {
		if word[i] < 0x21 || word[i] > 0x7e {
			return d, mistake(BadCharacter, "")
		}
	}
	if at := strings.IndexAny(word, "=:/"); at >= 0 && word[at] == '=' {
		return parseModifier(d, word[:at], word[at+1:])
	}
	if strings.IndexByte("+-~?", word[0]) >= 0 {
		d.Qualifier = Qualifier(word[0])
		word = word[1:]
	}
	at := strings.IndexAny(word, ":/")
	if at < 0 {
		at = len(word)
	}
	d.Name = strings.ToLower(word[:at])
	return parseMechanism(d, word[at:])
}

// parseModifier: redirect= and exp= take a domain-spec, any other name a macro-string, and is ignored (section 6).
func parseModifier(d Directive, name, value string) (Directive, error) {
	d.Modifier, d.Name, d.Spec = true, strings.ToLower(name), value
	if name == "" || !isAlpha(name[0]) {
		return d, mistake(ModifierStart, "")
	}
	for i := range len(name) {
		if c := name[i]; !isAlpha(c) && !isDigit(c) && c != '-' && c != '_' && c != '.' {
			return d, mistake(ModifierName, "")
		}
	}
	if d.Name == "redirect" || d.Name == "exp" {
		return d, checkDomainSpec(value)
	}
	_, err := parseMacros(value, false)
	return d, err
}

func parseMechanism(d Directive, rest string) (Directive, error) {
	switch d.Name {
	case "all":
		if rest != "" {
			return d, mistake(AfterAll, "")
		}
		return d, nil
	case "a", "mx":
		spec, err := d.takeBits(rest)
		if err != nil || spec == "" {
			return d, err
		}
		return d.takeSpec(spec)
	case "ptr":
		if rest == "" {
			return d, nil
		}
		return d.takeSpec(rest)
	case "include", "exists":
		if rest == "" {
			return d, mistake(NoDomain, d.Name)
		}
		return d.takeSpec(rest)
	case "ip4", "ip6":
		return d.takeNetwork(rest)
	}
	return d, mistake(NoMechanism, "")
}

func (d Directive) takeSpec(rest string) (Directive, error) {
	spec, ok := strings.CutPrefix(rest, ":")
	if !ok {
		return d, mistake(NoColon, "")
	}
	d.Spec = spec
	return d, checkDomainSpec(spec)
}

// takeBits cuts a dual-cidr-length off the end: [ "/" ip4 ] [ "//" ip6 ] (section 5.3 by way of section 12).
func (d *Directive) takeBits(rest string) (spec string, err error) {
	cut := func(mark string, limit int, into *int) {
		at := strings.LastIndex(rest, mark)
		if at < 0 || err != nil || at+len(mark) == len(rest) {
			return
		}
		digits := rest[at+len(mark):]
		for i := range len(digits) {
			if !isDigit(digits[i]) {
				return
			}
		}
		*into, err = bits(digits, limit)
		rest = rest[:at]
	}
	cut("//", 128, &d.Bits6)
	cut("/", 32, &d.Bits4)
	return rest, err
}

func bits(digits string, limit int) (int, error) {
	n, err := strconv.Atoi(digits)
	if err != nil || n > limit || n < 0 || len(digits) > 1 && digits[0] == '0' || !isDigit(digits[0]) {
		return 0, mistake(PrefixLength, strconv.Itoa(limit))
	}
	return n, nil
}

func (d Directive) takeNetwork(rest string) (Directive, error) {
	text, ok := strings.CutPrefix(rest, ":")
	if !ok {
		return d, mistake(NoAddress, d.Name)
	}
	host, digits, hasBits := strings.Cut(text, "/")
	ip, err := netip.ParseAddr(host)
	six := d.Name == "ip6"
	if err != nil || ip.Zone() != "" || ip.Is6() != six {
		return d, mistake(NotAnAddress, map[bool]string{false: "IPv4", true: "IPv6"}[six])
	}
	n := ip.BitLen()
	if hasBits {
		if digits == "" {
			return d, mistake(NoNumber, "")
		}
		if n, err = bits(digits, ip.BitLen()); err != nil {
			return d, err
		}
	}
	d.Network = netip.PrefixFrom(ip, n)
	return d, nil
}

// checkDomainSpec: macros, and at the end a macro or a label that is no number (RFC 7208 section 7.1).
func checkDomainSpec(spec string) error {
	pieces, err := parseMacros(spec, false)
	if err != nil {
		return err
	}
	if len(pieces) == 0 {
		return mistake(EmptyDomain, "")
	}
	last := pieces[len(pieces)-1]
	if last.letter != 0 {
		return nil
	}
	if last.escape {
		return mistake(DomainEnd, "")
	}
	name := strings.TrimSuffix(last.literal, ".")
	at := strings.LastIndexByte(name, '.')
	if at < 0 {
		return mistake(OneLabel, "")
	}
	if !isTopLabel(name[at+1:]) {
		return mistake(LastLabel, "")
	}
	return nil
}

func isTopLabel(s string) bool {
	if s == "" || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	number := true
	for i := range len(s) {
		c := s[i]
		if !isAlpha(c) && !isDigit(c) && c != '-' {
			return false
		}
		number = number && isDigit(c)
	}
	return !number
}

func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// clip keeps an outside text short enough for a message about it.
func clip(s string) string {
	const most = 120
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}
