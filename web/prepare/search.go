package main

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"posta/scenarios"
	"posta/sim/glossary"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/wasm/api"
)

// common is the share of the lessons from which on a word tells none of them apart.
const common = 0.4

// shortest is how long a word must be to be searched for, unless it has a digit.
const shortest = 3

// search writes the index that lessons are found by: the words that each of them says of itself, in both languages, and
// the terms of the subject under all the names that people give them.
func search() ([]byte, error) {
	said := map[string]map[string]bool{}
	in := map[string]int{} // in how many lessons a word is
	for _, c := range scenarios.Curriculum {
		for _, slug := range c.Lessons {
			src, err := scenarios.Read(slug)
			if err != nil {
				continue // planned, and not yet written
			}
			s, problems := scenario.Parse(slug+".yaml", src)
			if len(problems) > 0 {
				return nil, problems
			}
			said[slug] = words(slug, s)
			for w := range said[slug] {
				in[w]++
			}
		}
	}
	index := api.Index{Lessons: map[string]string{}}
	for slug, all := range said {
		var list []string
		for w := range all {
			if float64(in[w]) < common*float64(len(said)) {
				list = append(list, w)
			}
		}
		slices.Sort(list)
		index.Lessons[slug] = strings.Join(list, " ")
	}
	for _, t := range glossary.Terms() {
		x := api.Term{Name: t.Name, Means: t.Means, Words: plain(t.Name.ES + " " + t.Name.EN + " " + t.Also), Forms: t.Forms, Lessons: []string{}}
		for _, c := range scenarios.Curriculum { // the first is the one that explains it
			for _, slug := range c.Lessons {
				all := said[slug]
				if slices.ContainsFunc(strings.Fields(t.Marks), func(m string) bool { return all[m] }) {
					x.Lessons = append(x.Lessons, slug)
				}
			}
		}
		index.Terms = append(index.Terms, x)
	}
	slices.SortFunc(index.Terms, func(a, b api.Term) int { return cmp.Compare(a.Name.EN, b.Name.EN) })
	return json.Marshal(index)
}

// words are those by which a lesson says what it is about; its name is one of them.
func words(slug string, s *scenario.Scenario) map[string]bool {
	texts := []lang.Text{s.Title, s.Summary}
	texts = append(append(texts, s.Goals...), s.Ends...)
	set := map[string]bool{slug: true}
	for _, t := range texts {
		for _, l := range lang.All() {
			for _, w := range strings.FieldsFunc(plain(t.In(l)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-' }) {
				w = strings.Trim(w, ".-")
				if len(w) >= shortest || strings.ContainsFunc(w, unicode.IsDigit) {
					set[w] = true
				}
			}
		}
	}
	return set
}

// accents are those of the languages that Posta speaks.
var accents = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n")

// plain is a text in lower case and without accents.
func plain(s string) string { return accents.Replace(strings.ToLower(s)) }
