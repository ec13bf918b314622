// Package glossary explains the words of the subject, in both languages: what a protocol says (EHLO, MX, 250), what the
// stage shows (queue, envelope). It is one table, from which the page's glossary, the words in its texts, and those in the
// stage's balloons explain themselves, so that they cannot disagree.
//
// It promises that a form belongs to one term, and is found only where it stands alone. It never says what happened: that
// is package explain's.
package glossary

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"posta/sim/lang"
)

// Found is a word in a text, from a byte up to another.
type Found struct {
	From, To int
	Term     *Term
}

// form is how a term stands in a text.
type form struct {
	text string
	term *Term
}

// formsIn are all forms of a language, the longest first.
var formsIn = map[lang.Lang]func() []form{lang.ES: of(lang.ES), lang.EN: of(lang.EN)}

func of(l lang.Lang) func() []form {
	return sync.OnceValue(func() []form {
		var list []form
		for i := range terms {
			for text := range strings.SplitSeq(terms[i].Forms.In(l), "|") {
				if text != "" {
					list = append(list, form{text, &terms[i]})
				}
			}
		}
		slices.SortStableFunc(list, func(a, b form) int { return cmp.Compare(len(b.text), len(a.text)) })
		return list
	})
}

// shortest is how long a form is that is known in whatever case; a shorter one could be another word.
const shortest = 5

// Find is every word of the glossary in a text, in their order.
func Find(text string, l lang.Lang) []Found {
	forms := formsIn[l]
	if forms == nil {
		return nil
	}
	var list []Found
	for at := 0; at < len(text); {
		if beginsAt(text, at) {
			if i := slices.IndexFunc(forms(), func(f form) bool { return standsAt(text, at, f.text) }); i >= 0 {
				f := forms()[i]
				list = append(list, Found{at, at + len(f.text), f.term})
				at += len(f.text)
				continue
			}
		}
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
	}
	return list
}

// Of is the term that a text is a form of, nil where there is none.
func Of(text string, l lang.Lang) *Term {
	if f := Find(text, l); len(f) == 1 && f[0].From == 0 && f[0].To == len(text) {
		return f[0].Term
	}
	return nil
}

// beginsAt tells whether a word may begin at a place of a text.
func beginsAt(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	return at == 0 || !part(before) && before != '.'
}

// standsAt tells whether a word stands at a place of a text where one may begin, and nothing that would make it another.
func standsAt(text string, at int, word string) bool {
	end := at + len(word)
	if end > len(text) || text[at:end] != word && (len(word) < shortest || !strings.EqualFold(text[at:end], word)) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[end:])
	if unicode.IsDigit(rune(word[0])) && at > 0 && !unicode.IsSpace(before) {
		return false // a number that counts something: SIZE=501
	}
	return end == len(text) || !part(after) && !(after == '.' && end+1 < len(text) && part(rune(text[end+1])))
}

// part tells whether a character is one of a word, or joins two.
func part(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' }

// Text is what a term means, after its name.
func (t *Term) Text() lang.Text {
	return lang.Sprintf("%s. %s", "%s. %s", t.Name, t.Means)
}
