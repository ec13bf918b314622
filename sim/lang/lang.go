// Package lang holds the two languages Posta speaks to people, Spanish and English, and the texts written in both.
//
// It is no part of an email's journey: the wire is never translated. Replies, headers and records stay as real servers
// send them; only titles, narration, explanations and complaints are a Text, and a view picks the language as late as it
// can, so that it can be switched without running anything again.
//
// The package promises that the two languages are equals: neither is the one "by default" inside a Text, and Text.In
// never returns an empty string while the other language has something to say. It never reads the environment itself;
// whoever calls FromEnv hands it the look-up.
package lang

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Lang is a language, by its ISO 639-1 code.
type Lang string

const (
	ES Lang = "es" // Spanish
	EN Lang = "en" // English
)

// All lists the languages in the order in which they are shown.
func All() []Lang { return []Lang{ES, EN} }

// Parse reads a language tag or a POSIX locale name: "es", "es-AR", "es_ES.UTF-8", "EN". It says false for any other
// language, for "C" and for "POSIX".
func Parse(s string) (Lang, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if cut := strings.IndexAny(s, "_-.@"); cut >= 0 {
		s = s[:cut]
	}
	switch Lang(s) {
	case ES:
		return ES, true
	case EN:
		return EN, true
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

// Text says one thing in both languages.
type Text struct {
	ES string `json:"es"`
	EN string `json:"en"`
}

// Both is a text that reads the same in both languages: a name, a number, a line of the wire.
func Both(s string) Text { return Text{ES: s, EN: s} }

// Sprintf says one thing in both languages with the same values, as package fmt formats them.
func Sprintf(es, en string, args ...any) Text {
	return Text{ES: fmt.Sprintf(es, args...), EN: fmt.Sprintf(en, args...)}
}

// In gives the text in one language, or in the other when it is missing there.
func (t Text) In(l Lang) string {
	first, other := t.EN, t.ES
	if l == ES {
		first, other = t.ES, t.EN
	}
	if first == "" {
		return other
	}
	return first
}

// IsZero says whether the text says nothing at all.
func (t Text) IsZero() bool { return t.ES == "" && t.EN == "" }

// UnmarshalJSON reads {"es": ..., "en": ...}, or a plain string that serves for both.
func (t *Text) UnmarshalJSON(b []byte) error {
	if trimmed := bytes.TrimSpace(b); len(trimmed) > 0 && trimmed[0] == '"' {
		var s string
		if err := json.Unmarshal(trimmed, &s); err != nil {
			return err
		}
		*t = Both(s)
		return nil
	}
	type plain Text // sheds this method, so that decoding does not call itself
	var p plain
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*t = Text(p)
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
