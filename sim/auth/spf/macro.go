package spf

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"posta/sim/auth"
)

// Macro is one macro of a term and what stood in its place (RFC 7208 section 7).
type Macro struct {
	Text  string `json:"text"` // "%{ir}"
	Value string `json:"value"`
}

// piece is a part of a macro-string: a literal, or a macro.
type piece struct {
	literal string
	escape  bool // the literal was written with a percent sign

	text   string // as written
	letter byte   // lower case; 0 for literals
	upper  bool   // URL-escaped
	right  int    // how many parts from the right; 0 is all
	turn   bool   // reversed
	delims string
}

// parseMacros reads a macro-string. In explanations the letters c, r and t are allowed, and so are spaces.
func parseMacros(s string, explanation bool) ([]piece, error) {
	var list []piece
	for s != "" {
		at := strings.IndexByte(s, '%')
		if at != 0 {
			if at < 0 {
				at = len(s)
			}
			list = append(list, piece{literal: s[:at], text: s[:at]})
			s = s[at:]
			continue
		}
		if len(s) < 2 {
			return list, mistake(PercentEnd, "")
		}
		if literal, ok := map[byte]string{'%': "%", '_': " ", '-': "%20"}[s[1]]; ok {
			list = append(list, piece{literal: literal, escape: true, text: s[:2]})
			s = s[2:]
			continue
		}
		end := strings.IndexByte(s, '}')
		if s[1] != '{' || end < 3 {
			return list, mistake(PercentAlone, "")
		}
		p, err := parseMacro(s[:end+1], explanation)
		if err != nil {
			return list, err
		}
		list = append(list, p)
		s = s[end+1:]
	}
	return list, nil
}

// parseMacro reads "%{" macro-letter transformers *delimiter "}".
func parseMacro(text string, explanation bool) (piece, error) {
	letter := text[2]
	p := piece{text: text, letter: letter | 0x20, upper: letter < 'a'}
	if !isAlpha(letter) || strings.IndexByte("slodiphvcrt", p.letter) < 0 {
		return p, mistake(NoMacro, string(rune(letter)))
	}
	if strings.IndexByte("crt", p.letter) >= 0 && !explanation {
		return p, mistake(OnlyExplaining, string(rune(letter)))
	}
	rest := text[3 : len(text)-1]
	n := 0
	for n < len(rest) && isDigit(rest[n]) {
		n++
	}
	if n > 0 {
		right, err := strconv.Atoi(rest[:n])
		if err != nil || right == 0 {
			if errors.Is(err, strconv.ErrRange) {
				right = 0 // more parts than any name has: all of them
			} else {
				return p, mistake(NoParts, "")
			}
		}
		p.right = right
		rest = rest[n:]
	}
	if rest != "" && rest[0]|0x20 == 'r' {
		p.turn = true
		rest = rest[1:]
	}
	for i := range len(rest) {
		if strings.IndexByte(".-+,/_=", rest[i]) < 0 {
			return p, mistake(MacroRest, clip(rest[i:]))
		}
	}
	p.delims = rest
	return p, nil
}

// maxMacrosTold is how many macros of one term are written down.
const maxMacrosTold = 32

// expand puts values in the place of macros. validated gives %{p}, which has to be asked for.
func (c *check) expand(pieces []piece, domain string, validated func() string) (string, []Macro) {
	var b strings.Builder
	var told []Macro
	for _, p := range pieces {
		if p.letter == 0 {
			b.WriteString(p.literal)
			continue
		}
		value := c.value(p.letter, domain, validated)
		value = p.transform(value)
		if p.upper {
			value = urlEscape(value)
		}
		if len(told) < maxMacrosTold {
			told = append(told, Macro{p.text, clip(value)})
		}
		b.WriteString(value)
	}
	return b.String(), told
}

// transform splits at the delimiters, reverses, keeps the right-hand parts, and joins with dots (section 7.3).
func (p piece) transform(value string) string {
	if !p.turn && p.right == 0 && p.delims == "" {
		return value
	}
	delims := p.delims
	if delims == "" {
		delims = "."
	}
	var parts []string
	from := 0
	for i := range len(value) {
		if strings.IndexByte(delims, value[i]) >= 0 {
			parts = append(parts, value[from:i])
			from = i + 1
		}
	}
	parts = append(parts, value[from:])
	if p.turn {
		for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
			parts[i], parts[j] = parts[j], parts[i]
		}
	}
	if p.right > 0 && p.right < len(parts) {
		parts = parts[len(parts)-p.right:]
	}
	return strings.Join(parts, ".")
}

func (c *check) value(letter byte, domain string, validated func() string) string {
	switch letter {
	case 's':
		return c.local + "@" + c.senderDomain
	case 'l':
		return c.local
	case 'o':
		return c.senderDomain
	case 'd':
		return domain
	case 'i':
		return dotted(c.in.IP)
	case 'p':
		return validated()
	case 'v':
		if c.in.IP.Is6() {
			return "ip6"
		}
		return "in-addr"
	case 'h':
		return c.in.Helo
	case 'c':
		return c.in.IP.String()
	case 'r':
		if c.in.Receiver == "" {
			return "unknown"
		}
		return c.in.Receiver
	case 't':
		return strconv.FormatInt(c.in.Time.Unix(), 10)
	}
	return ""
}

// dotted is the address in parts that can be reversed: the dotted quad, or each nibble of IPv6 (section 7.3).
func dotted(ip netip.Addr) string {
	if ip.Is4() {
		return ip.String()
	}
	const digits = "0123456789ABCDEF"
	b := make([]byte, 0, 63)
	for i, octet := range ip.As16() {
		if i > 0 {
			b = append(b, '.')
		}
		b = append(b, digits[octet>>4], '.', digits[octet&15])
	}
	return string(b)
}

// ReverseName is the name under which an address's PTR records are kept (RFC 1035 section 3.5, RFC 3596 section 2.5).
func ReverseName(ip netip.Addr) string {
	turned := piece{turn: true}.transform(dotted(ip))
	if ip.Is4() {
		return turned + ".in-addr.arpa"
	}
	return strings.ToLower(turned) + ".ip6.arpa"
}

// urlEscape leaves the unreserved characters of RFC 3986 section 2.3.
func urlEscape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if isAlpha(c) || isDigit(c) || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// fit takes labels off the left until a name is no longer than 253 octets (section 7.3).
func fit(name string) string {
	name = strings.TrimSuffix(name, ".")
	for len(name) > auth.MaxName {
		at := strings.IndexByte(name, '.')
		if at < 0 {
			return name
		}
		name = name[at+1:]
	}
	return name
}
