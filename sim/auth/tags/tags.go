// Package tags reads tag=value lists, the form in which DKIM, ARC, DMARC and TLS-RPT publish what they have to say
// (RFC 6376 section 3.2): "v=DKIM1; k=rsa; p=MIIB...".
//
// It promises to keep the order, to take any bytes without panic, and to refuse what the RFC refuses: a name twice, a name
// with other characters than letters, digits and underscores, an entry without "=". It knows no tag's meaning.
package tags

import (
	"fmt"
	"strings"
)

// Tag is one entry.
type Tag struct{ Name, Value string }

// List is the entries in their order.
type List []Tag

// MaxTags is how many entries one list may have. Real ones have a dozen.
const MaxTags = 64

// Parse reads a list. White space around names, values and separators is taken off, folds included; inside a value it stays.
// What was read before an error is given with it.
func Parse(s string) (List, error) {
	var list List
	rest := s
	for more := true; more; {
		var entry string
		entry, rest, more = strings.Cut(rest, ";")
		entry = trim(entry)
		if entry == "" {
			if !more {
				break // a list may end in a semicolon
			}
			return list, fmt.Errorf("there is nothing before a semicolon (RFC 6376 section 3.2)")
		}
		name, value, ok := strings.Cut(entry, "=")
		name, value = trim(name), trim(value)
		switch {
		case !ok:
			return list, fmt.Errorf("%q has no equals sign (RFC 6376 section 3.2)", clip(entry))
		case !validName(name):
			return list, fmt.Errorf("%q is no tag's name (RFC 6376 section 3.2)", clip(name))
		case list.Has(name):
			return list, fmt.Errorf("the tag %s= stands twice (RFC 6376 section 3.2)", clip(name))
		case len(list) == MaxTags:
			return list, fmt.Errorf("more than %d tags", MaxTags)
		}
		list = append(list, Tag{name, value})
	}
	return list, nil
}

// Get is a tag's value and whether it is there. Names are compared exactly (RFC 6376 section 3.2).
func (l List) Get(name string) (string, bool) {
	for _, t := range l {
		if t.Name == name {
			return t.Value, true
		}
	}
	return "", false
}

// Has tells whether a tag is there.
func (l List) Has(name string) bool {
	_, ok := l.Get(name)
	return ok
}

// Words are a value's parts between colons, without white space; none for an empty value.
func Words(value string) []string {
	if value == "" {
		return nil
	}
	words := strings.Split(value, ":")
	for i := range words {
		words[i] = trim(words[i])
	}
	return words
}

// Compact takes all white space out of a value, as base64 has it in folded fields.
func Compact(value string) string {
	if !strings.ContainsAny(value, " \t\r\n") {
		return value
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, value)
}

func trim(s string) string { return strings.Trim(s, " \t\r\n") }

func validName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

func clip(s string) string {
	const most = 60
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}
