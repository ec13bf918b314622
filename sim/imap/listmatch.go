package imap

import "strings"

// matchList tells whether a folder's name matches a pattern of LIST: "*" stands for
// anything, "%" for anything within one level (RFC 3501 §6.3.8). INBOX matches in
// any case.
//
// The library has such a function, but its time doubles with every wildcard.
func matchList(name, pattern string) bool {
	pattern = joinWildcards(pattern)
	if len(pattern) > 2*len(name)+1 {
		return false // more letters than the name has
	}
	return matchPattern(name, pattern) || name == "INBOX" && matchPattern(name, strings.ToUpper(pattern))
}

// joinWildcards makes one wildcard of several in a row.
func joinWildcards(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		if c := pattern[i]; c != '*' && c != '%' {
			b.WriteByte(c)
			i++
			continue
		}
		run := i
		for i < len(pattern) && (pattern[i] == '*' || pattern[i] == '%') {
			i++
		}
		if strings.Contains(pattern[run:i], "*") {
			b.WriteByte('*')
		} else {
			b.WriteByte('%')
		}
	}
	return b.String()
}

// matchPattern keeps, for each prefix of the pattern, which prefixes of the name it
// matches: time is the product of both lengths.
func matchPattern(name, pattern string) bool {
	at := make([]bool, len(name)+1)
	at[0] = true
	for i := range len(pattern) {
		next := make([]bool, len(name)+1)
		for j := range len(name) + 1 {
			switch c := pattern[i]; c {
			case '*', '%':
				next[j] = at[j] || j > 0 && next[j-1] && (c == '*' || name[j-1] != '/')
			default:
				next[j] = j > 0 && at[j-1] && name[j-1] == c
			}
		}
		at = next
	}
	return at[len(name)]
}
