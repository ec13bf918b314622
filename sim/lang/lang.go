// Package lang holds the languages in which Posta speaks to people, and the texts
// written in them.
//
// It is no part of an email's journey: the wire is never translated. Replies, headers and records stay as real servers
// send them; only titles, narration, explanations and complaints are a Text, and a view picks the language as late as it
// can, so that it can be switched without running anything again.
//
// Spanish and English are equals and complete: neither is the one "by default" inside a Text. Any other language may
// be half-finished: what it has no words for is said in the language that it falls back to, and Text.In never returns an
// empty string while some language has something to say. The package never reads the environment itself; whoever calls
// FromEnv hands it the look-up.
//
// # Adding a language
//
// Only files: one here, or wherever else, that calls Add with its words by the English ones; and one beside es.go and en.go in
// each package whose words are so many that they are a catalogue (sim/explain, sim/explain/causes). What is not there yet falls
// back, sentence by sentence.
package lang

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Lang is a language, by its ISO 639-1 code.
type Lang string

const (
	ES Lang = "es" // Spanish
	EN Lang = "en" // English
)

// languages are those that Posta speaks, in the order in which they are shown: the complete ones first.
var languages = []Language{{Code: ES}, {Code: EN}}

// complete is how many of them are.
const complete = 2

// Language is one that is not complete.
type Language struct {
	Code Lang
	// Falls are the languages in which its speakers read what it has no words for.
	Falls []Lang
	// Words are its words by the English ones, or its format by the English format: what says the same in English everywhere says
	// the same in it. (As gettext has it; the catalogues of packages explain and causes are by what they are about.)
	Words map[string]string
}

// Add has Posta speak another language, or have more words in one, before anything is said in it. What it gives takes them back.
func Add(l Language) (remove func()) {
	before := languages
	languages = slices.Clone(languages)
	i := slices.IndexFunc(languages, func(known Language) bool { return known.Code == l.Code })
	if i < 0 {
		i = len(languages)
		languages = append(languages, Language{Code: l.Code})
	}
	words := maps.Clone(languages[i].Words)
	if words == nil {
		words = map[string]string{}
	}
	maps.Copy(words, l.Words)
	languages[i].Words, languages[i].Falls = words, append(slices.Clone(languages[i].Falls), l.Falls...)
	return func() { languages = before }
}

// All lists the languages in the order in which they are shown.
func All() []Lang {
	list := make([]Lang, len(languages))
	for i, l := range languages {
		list[i] = l.Code
	}
	return list
}

// Complete lists the languages in which everything is said.
func Complete() []Lang { return []Lang{ES, EN} }

// Parse reads a language tag or a POSIX locale name: "es", "es-AR", "es_ES.UTF-8", "EN". It says false for any other
// language, for "C" and for "POSIX".
func Parse(s string) (Lang, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if cut := strings.IndexAny(s, "_-.@"); cut >= 0 {
		s = s[:cut]
	}
	if l := Lang(s); slices.Contains(All(), l) {
		return l, true
	}
	return "", false
}

// FromEnv finds the language the environment asks for, in the order POSIX gives (XBD 8.2): the first of LC_ALL,
// LC_MESSAGES and LANG that is not empty decides. A language Posta does not speak gives English.
func FromEnv(getenv func(string) string) Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			if l, ok := Parse(v); ok {
				return l
			}
			return EN
		}
	}
	return EN
}

// Text says one thing in several languages: it is a map from a language to words, in a form that can be compared and
// written down in the source, and in which the two complete languages are fields, so that the compiler asks for them.
type Text struct {
	ES string `json:"es"`
	EN string `json:"en"`
	// others are the words in other languages, each "code\x00words\x00", by code.
	others string
}

// With is the text with words in one language; no words take them away.
func (t Text) With(l Lang, words string) Text {
	switch l {
	case ES:
		t.ES = words
		return t
	case EN:
		t.EN = words
		return t
	}
	words = strings.ReplaceAll(words, "\x00", "\uFFFD")
	var b strings.Builder
	put := func(l Lang, words string) {
		if words != "" {
			b.WriteString(string(l) + "\x00" + words + "\x00")
		}
	}
	placed := false
	t.each(func(other Lang, said string) {
		if other >= l && !placed {
			put(l, words)
			placed = true
		}
		if other != l {
			put(other, said)
		}
	})
	if !placed {
		put(l, words)
	}
	t.others = b.String()
	return t
}

// each visits the words in other languages than the complete ones.
func (t Text) each(visit func(Lang, string)) {
	for rest := t.others; rest != ""; {
		var l, words string
		l, rest, _ = strings.Cut(rest, "\x00")
		words, rest, _ = strings.Cut(rest, "\x00")
		visit(Lang(l), words)
	}
}

// Own gives the words in exactly one language; none where it has none.
func (t Text) Own(l Lang) (words string) {
	switch l {
	case ES:
		return t.ES
	case EN:
		return t.EN
	}
	t.each(func(other Lang, said string) {
		if other == l {
			words = said
		}
	})
	for _, known := range languages[complete:] {
		if words == "" && known.Code == l {
			words = known.Words[t.EN]
		}
	}
	return words
}

// Both is a text that reads the same in both languages: a name, a number, a line of the wire.
func Both(s string) Text { return Text{ES: s, EN: s} }

// Sprintf says one thing in both languages with the same values, as package fmt formats them, and in each other language that has
// words for the English format. A value that is itself a Text goes in by its language.
func Sprintf(es, en string, args ...any) Text {
	t := Text{ES: fmt.Sprintf(es, in(ES, args)...), EN: fmt.Sprintf(en, in(EN, args)...)}
	for _, l := range languages[complete:] {
		if format := l.Words[en]; format != "" {
			t = t.With(l.Code, fmt.Sprintf(format, in(l.Code, args)...))
		}
	}
	return t
}

// in gives values as one language says them.
func in(l Lang, args []any) []any {
	out := args
	for i, a := range args {
		t, ok := a.(Text)
		if !ok {
			continue
		}
		if &out[0] == &args[0] {
			out = slices.Clone(args)
		}
		out[i] = t.In(l)
	}
	return out
}

// Sentence is Sprintf where there are values to put in, and otherwise the words as they stand, percent signs and all.
func Sentence(es, en string, args ...any) Text {
	if len(args) == 0 {
		return Text{ES: es, EN: en}
	}
	return Sprintf(es, en, args...)
}

// Join puts texts one after the other with the same between them, in the languages in which all of them say something.
func Join(list []Text, between string) Text {
	var out Text
	for _, l := range languages {
		words := make([]string, len(list))
		whole := true
		for i, t := range list {
			words[i] = t.Own(l.Code)
			whole = whole && words[i] != ""
		}
		if whole || slices.Contains(Complete(), l.Code) {
			out = out.With(l.Code, strings.Join(words, between))
		}
	}
	return out
}

// Map is the text with what f makes of it in every language.
func (t Text) Map(f func(string) string) Text {
	var out Text
	for _, l := range languages {
		if words := t.Own(l.Code); words != "" {
			out = out.With(l.Code, f(words))
		}
	}
	return out
}

// In gives the text in one language, or where it is missing there in one that the language falls back to, or in any.
func (t Text) In(l Lang) string {
	if words := t.Own(l); words != "" {
		return words
	}
	for _, known := range languages {
		if known.Code == l {
			for _, other := range known.Falls {
				if words := t.Own(other); words != "" {
					return words
				}
			}
		}
	}
	switch {
	case t.EN != "":
		return t.EN
	case t.ES != "":
		return t.ES
	}
	words := ""
	t.each(func(_ Lang, said string) {
		if words == "" {
			words = said
		}
	})
	return words
}

// IsZero says whether the text says nothing at all.
func (t Text) IsZero() bool { return t == Text{} }

// MarshalJSON writes an object of the languages: the complete ones first, always.
func (t Text) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // whoever writes it decides
	put := func(before string, l Lang, words string) error {
		b.WriteString(before + `"` + string(l) + `":`)
		err := enc.Encode(words)
		b.Truncate(b.Len() - 1) // the encoder's newline
		return err
	}
	err := put("{", ES, t.ES)
	if err == nil {
		err = put(",", EN, t.EN)
	}
	t.each(func(l Lang, words string) {
		if err == nil {
			err = put(",", l, words)
		}
	})
	b.WriteByte('}')
	return b.Bytes(), err
}

// UnmarshalJSON reads {"es": ..., "en": ...}, or a plain string that serves for both. Of any language the words are kept, so that
// what was read is written again as it was.
func (t *Text) UnmarshalJSON(b []byte) error {
	if trimmed := bytes.TrimSpace(b); len(trimmed) > 0 && trimmed[0] == '"' {
		var s string
		if err := json.Unmarshal(trimmed, &s); err != nil {
			return err
		}
		*t = Both(s)
		return nil
	}
	var words map[Lang]string
	if err := json.Unmarshal(b, &words); err != nil {
		return err
	}
	*t = Text{}
	for l, said := range words {
		if Named(string(l)) {
			*t = t.With(l, said)
		}
	}
	return nil
}

// maxClip is the longest value, in bytes, that a sentence quotes.
const maxClip = 120

// Clip shortens what a sentence quotes, and keeps it on one line: it may come from anywhere.
func Clip(s string) string {
	if strings.ContainsFunc(s, control) {
		s = strings.Map(func(r rune) rune {
			if control(r) {
				return ' '
			}
			return r
		}, s)
	}
	if len(s) <= maxClip {
		return s
	}
	cut := maxClip - 3
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}

func control(r rune) bool { return r < ' ' || r == 0x7f }
