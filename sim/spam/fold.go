package spam

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// folded is a text as phrases are looked for in it: in lower case, without accents, its words joined by single spaces, with
// one before and one after them; at says where each octet of it came from.
type folded struct {
	text string
	at   []int32
}

// accents are letters that people leave out the marks of.
var accents = map[rune]rune{'á': 'a', 'à': 'a', 'ä': 'a', 'â': 'a', 'é': 'e', 'è': 'e', 'ë': 'e', 'ê': 'e', 'í': 'i', 'ì': 'i', 'ï': 'i', 'î': 'i', 'ó': 'o', 'ò': 'o', 'ö': 'o', 'ô': 'o',
	'ú': 'u', 'ù': 'u', 'ü': 'u', 'û': 'u', 'ñ': 'n', 'ç': 'c'}

// fold folds a text. Its words are letters and digits; all else is between them.
func fold(s string) folded {
	var b strings.Builder
	b.Grow(len(s) + 2)
	f := folded{at: make([]int32, 0, len(s)+2)}
	gap := true
	put := func(r rune, at int) {
		n := b.Len()
		b.WriteRune(r)
		for range b.Len() - n {
			f.at = append(f.at, int32(at))
		}
	}
	for i := 0; i < len(s); {
		c := rune(s[i])
		size := 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
			if c = unicode.ToLower(c); accents[c] != 0 {
				c = accents[c]
			}
		} else if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c)) {
			if gap && b.Len() > 0 {
				put(' ', i)
			}
			gap = false
			put(c, i)
		} else {
			gap = true
		}
		i += size
	}
	f.text = b.String()
	return f
}

// find gives where whole words begin, in the folded text; -1: nowhere.
func (f folded) find(words string) int {
	for from := 0; ; {
		i := strings.Index(f.text[from:], words)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(words)
		if (i == 0 || f.text[i-1] == ' ') && (end == len(f.text) || f.text[end] == ' ') {
			return i
		}
		from = i + 1
	}
}

// source is what stands in the text where words were found, and where.
func (f folded) source(s string, i, n int) (saw string, at int) {
	at = int(f.at[i])
	last := int(f.at[i+n-1])
	_, size := utf8.DecodeRuneInString(s[last:])
	return s[at : last+size], at
}
