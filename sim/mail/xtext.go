package mail

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// EncodeXtext writes s so that it holds no space, + or = (RFC 3461 section 4).
func EncodeXtext(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c >= '!' && c <= '~' && c != '+' && c != '=' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "+%02X", c)
		}
	}
	return b.String()
}

// DecodeXtext is the way back. Only upper-case hexadecimal digits are xtext.
func DecodeXtext(s string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '+':
			if i+2 >= len(s) || strings.ContainsAny(s[i+1:i+3], "abcdef") {
				return "", false
			}
			n, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if err != nil {
				return "", false
			}
			b.WriteByte(byte(n))
			i += 2
		case c < '!' || c > '~' || c == '=':
			return "", false
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

// EncodeUnitext is RFC 6533 section 3's utf-8-addr-xtext: ASCII only, everything else as \x{HEX}.
func EncodeUnitext(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '!' && r <= '~' && r != '+' && r != '=' && r != '\\' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\x{%02X}`, r)
		}
	}
	return b.String()
}

// EncodeUTF8Addr writes an address of ORCPT's type utf-8 (RFC 6533 section 3):
// utf-8-addr-unitext where UTF-8 can be said, else utf-8-addr-xtext.
func EncodeUTF8Addr(s string, unitext bool) string {
	var b strings.Builder
	for _, c := range s {
		if c >= '!' && c <= '~' && c != '+' && c != '=' && c != '\\' || unitext && c >= utf8.RuneSelf {
			b.WriteRune(c)
		} else {
			fmt.Fprintf(&b, `\x{%02X}`, c)
		}
	}
	return b.String()
}

// decodeUnitext reads utf-8-addr-xtext and utf-8-addr-unitext.
func decodeUnitext(s string) (string, bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	var b strings.Builder
	for s != "" {
		before, after, found := strings.Cut(s, `\`)
		if strings.ContainsAny(before, "+= ") {
			return "", false
		}
		b.WriteString(before)
		if !found {
			break
		}
		hex, rest, ok := strings.Cut(after, "}")
		hex, opened := strings.CutPrefix(hex, "x{")
		if !ok || !opened || len(hex) < 2 || len(hex) > 6 {
			return "", false
		}
		n, err := strconv.ParseUint(hex, 16, 21)
		if err != nil || !utf8.ValidRune(rune(n)) {
			return "", false
		}
		b.WriteRune(rune(n))
		s = rest
	}
	return b.String(), true
}

func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return s != ""
}
