package form

import (
	"regexp"
	"strconv"
	"unicode/utf16"
)

// surrogates are two \u escapes that JSON has for one character; YAML has none such.
var surrogates = regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)

func JoinSurrogates(text string) string {
	return surrogates.ReplaceAllStringFunc(text, func(s string) string {
		high, _ := strconv.ParseUint(s[2:6], 16, 16)
		low, _ := strconv.ParseUint(s[8:12], 16, 16)
		return string(utf16.DecodeRune(rune(high), rune(low)))
	})
}
