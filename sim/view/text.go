package view

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shorten keeps the beginning of a text, in whole characters.
func shorten(s string, limit int) string {
	s = clean(s)
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// clean makes bytes of the wire fit to be shown: invalid UTF-8, control characters
// and the invisible characters that change the direction of text become a dot, so
// that nothing can pretend to be what it is not.
func clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == ' ':
			return r
		case r == utf8.RuneError, !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r):
			return '·'
		}
		return r
	}, s)
}
