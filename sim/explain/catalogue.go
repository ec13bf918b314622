package explain

import (
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
)

// words are what one language says of a kind of step. {name} stands for a value;
// {name|one|many} for a word that follows a number; [[ ... ]] is left out where a
// value in it is empty.
type words struct {
	title, what, why string
	changed          string // what changed in a host, if anything did
}

// entry says one kind of step in both languages. The key is the kind, or
// "kind/variant" where a variant has words of its own.
type entry struct {
	key    string
	es, en words
	rfc    []string // "5321 4.1.1.2"
}

// catalogue is every entry, by key.
var catalogue = func() map[string]*entry {
	m := map[string]*entry{}
	for _, list := range [][]entry{network, smtpWords, dnsWords, facts, policyWords, inputWords, pop3Words, imapWords, refusals, tellWords} {
		for i := range list {
			m[list[i].key] = &list[i]
		}
	}
	return m
}()

// find is the entry that fits best: that of the variant, of the variant's hundred
// (a reply code) or of the words that it begins with ("greylist" of "greylist-new"),
// or of the kind. A variant's entry that leaves a part out takes it from the kind's,
// unless it says "-".
func find(kind story.Kind, variant string) *entry {
	base := catalogue[string(kind)]
	if base == nil {
		base = catalogue[string(story.Other)]
	}
	if variant == "" {
		return base
	}
	best := catalogue[string(kind)+"/"+variant]
	if best == nil && len(variant) == 3 {
		best = catalogue[string(kind)+"/"+variant[:1]+"xx"]
	}
	if at := strings.LastIndexByte(variant, '-'); at > 0 {
		base = find(kind, variant[:at])
	}
	if best == nil {
		return base
	}
	e := *best
	e.es, e.en = e.es.or(base.es), e.en.or(base.en)
	if len(e.rfc) == 0 {
		e.rfc = base.rfc
	}
	return &e
}

func (w words) or(base words) words {
	pick := func(a, b string) string {
		switch {
		case a == "-":
			return ""
		case a != "":
			return a
		}
		return b
	}
	return words{pick(w.title, base.title), pick(w.what, base.what), pick(w.why, base.why), pick(w.changed, base.changed)}
}

// fill makes the text of one part of an entry.
func fill(e *entry, v values, part func(words) string) lang.Text {
	return lang.Text{ES: strings.TrimSpace(expand(part(e.es), lang.ES, v)), EN: strings.TrimSpace(expand(part(e.en), lang.EN, v))}
}

// expand fills a template in. A value that is missing outside of [[ ]] shows as
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
