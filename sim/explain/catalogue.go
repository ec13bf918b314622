package explain

import (
	"cmp"
	"maps"
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// words are what one language says of a kind of step.
type words struct {
	title, what, why string
	changed          string // what changed in a host, if anything did
}

// catalogue holds every language's words, by the kind of step, or "kind/variant" where
// a variant has words of its own. A language is a file: es.go, en.go.
var catalogue = map[lang.Lang]map[string]words{lang.ES: es, lang.EN: en}

// phrases holds every language's parts of sentences, by "family/what".
var phrases = map[lang.Lang]map[string]string{lang.ES: esPhrases, lang.EN: enPhrases}

// phrase is a part of a sentence, in every language that has it.
func phrase(family string, what ...string) lang.Text {
	key := strings.Join(append([]string{family}, what...), "/")
	var t lang.Text
	for _, l := range lang.All() {
		t = t.With(l, phrases[l][key])
	}
	return t
}

// template fills a text in, in every language that has it.
func template(t lang.Text, v values) lang.Text {
	var out lang.Text
	for _, l := range lang.All() {
		out = out.With(l, strings.TrimSpace(expand(t.Own(l), l, v)))
	}
	return out
}

// with are the values, and one more host or name.
func (v values) with(name, host string) values {
	more := maps.Clone(v)
	more.host(name, host)
	return more
}

// known says whether any language has words under a key.
func known(key string) bool {
	for _, says := range catalogue {
		if _, ok := says[key]; ok {
			return true
		}
	}
	return false
}

// entry is what can be said of a kind of step: the keys of its words, the best first.
// What the first leaves out is taken from the next, unless it says "-".
type entry struct{ keys []string }

// find is the entry that fits best: that of the variant, of the variant's hundred
// (a reply code) or of the words that it begins with ("greylist" of "greylist-new"),
// of any command's ("imap.reply.*/no"), or of the kind.
func find(kind story.Kind, variant string) entry {
	base := string(kind)
	if !known(base) {
		base = string(story.Other)
	}
	var e entry
	for rest := variant; rest != ""; {
		if key := variantKey(string(kind), rest); key != "" {
			e.keys = append(e.keys, key)
		}
		rest = rest[:max(strings.LastIndexByte(rest, '-'), 0)]
	}
	e.keys = append(e.keys, base)
	return e
}

// variantKey is the key of a variant's own words; "" where it has none.
func variantKey(kind, variant string) string {
	keys := []string{kind + "/" + variant}
	if len(variant) == 3 {
		keys = append(keys, kind+"/"+variant[:1]+"xx")
	}
	keys = append(keys, kind[:strings.LastIndexByte(kind, '.')+1]+"*/"+variant)
	for _, key := range keys {
		if known(key) {
			return key
		}
	}
	return ""
}

// in gives the words of one language. A language that lacks any of them has none: half
// of a sentence is another sentence, and a refusal would be told as a success.
func (e entry) in(l lang.Lang) (w words, whole bool) {
	for _, key := range e.keys {
		says, ok := catalogue[l][key]
		if !ok {
			return words{}, false
		}
		w = w.or(says)
	}
	return w, true
}

// has says whether any language says a part of it.
func (e entry) has(part func(words) string) bool {
	for l := range catalogue {
		if w, ok := e.in(l); ok && spoken(part(w)) != "" {
			return true
		}
	}
	return false
}

// refs are the sections that the words go back to.
func (e entry) refs() []Ref {
	for _, key := range e.keys {
		if list := sections[key]; len(list) > 0 {
			return refs(list)
		}
	}
	if row := trace.RowOf(trace.Kind(e.keys[len(e.keys)-1])); row != nil {
		return refs(row.RFC)
	}
	return nil
}

// or takes from others what the words leave out.
func (w words) or(base words) words {
	return words{cmp.Or(w.title, base.title), cmp.Or(w.what, base.what), cmp.Or(w.why, base.why), cmp.Or(w.changed, base.changed)}
}

// spoken is what a part says: "-" says nothing, and takes nothing from others.
func spoken(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

// fill makes the text of one part of an entry, in every language that has it.
func fill(e entry, v values, part func(words) string) lang.Text {
	var t lang.Text
	for _, l := range lang.All() {
		if w, ok := e.in(l); ok {
			t = t.With(l, strings.TrimSpace(expand(spoken(part(w)), l, v)))
		}
	}
	return t
}

// expand fills a template in: {name} stands for a value; {name|one|many} for a word that
// follows a number; [[ ... ]] is left out where a value in it is empty. A value that is missing outside of [[ ]] shows as
// its name in angle brackets, which a test looks for.
func expand(s string, l lang.Lang, v values) string {
	if !strings.ContainsAny(s, "{[") {
		return s
	}
	var b strings.Builder
	for s != "" {
		open := strings.Index(s, "[[")
		if open < 0 {
			part, _ := expandFlat(s, l, v)
			b.WriteString(part)
			break
		}
		part, _ := expandFlat(s[:open], l, v)
		b.WriteString(part)
		inner, rest, found := strings.Cut(s[open+2:], "]]")
		if !found {
			b.WriteString(s[open:])
			break
		}
		if part, whole := expandFlat(inner, l, v); whole {
			b.WriteString(part)
		}
		s = rest
	}
	return b.String()
}

func expandFlat(s string, l lang.Lang, v values) (text string, whole bool) {
	var b strings.Builder
	whole = true
	for {
		before, after, found := strings.Cut(s, "{")
		b.WriteString(before)
		if !found {
			return b.String(), whole
		}
		name, rest, closed := strings.Cut(after, "}")
		if !closed {
			b.WriteString("{" + after)
			return b.String(), whole
		}
		s = rest
		name, forms, plural := strings.Cut(name, "|")
		val, known := v[name]
		if plural {
			one, many, _ := strings.Cut(forms, "|")
			if val.n == 1 {
				b.WriteString(one)
			} else {
				b.WriteString(many)
			}
			continue
		}
		text := val.text.In(l)
		if !known || text == "" {
			whole = false
			b.WriteString("⟨" + name + "⟩")
			continue
		}
		b.WriteString(text)
	}
}
