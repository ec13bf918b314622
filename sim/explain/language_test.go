package explain

import (
	"strings"
	"testing"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/story/storytest"
)

// TestHalfFinishedLanguage: a language that has few words says those, and what it has
// none for is said in another, whole; never the words of something else.
func TestHalfFinishedLanguage(t *testing.T) {
	const gl lang.Lang = "gl"
	defer lang.Add(lang.Language{Code: gl, Falls: []lang.Lang{lang.ES}, Words: map[string]string{"%s after": "%s despois"}})()
	phrases[gl] = map[string]string{"chapter/opening": "En {from}, en galego"}
	defer delete(phrases, gl)
	catalogue[gl] = map[string]words{"mail.submitted": {title: "{from} entregou {letter}"}, "host.down": {title: "{from} apágase"}}
	defer delete(catalogue, gl)
	x := New(story.Of(storytest.Everything()))
	seen := map[string]bool{}
	for _, st := range x.s.Steps(story.Dialogue) {
		e := find(st.Kind, st.Variant)
		w, whole := e.in(gl)
		switch st.Kind {
		case story.HostDown:
			if got := expand(w.title, gl, x.values(st)); !whole || got != storytest.Beta+" apágase" {
				t.Errorf("%q", got)
			}
			seen["whole"] = true
		case story.MailSubmitted:
			if whole != (st.Variant == "ok") { // which has no words of its own anywhere
				t.Errorf("%s/%s is told by the words of the kind alone: %+v", st.Kind, st.Variant, w)
			}
			seen["half"] = true
		case story.HostUp:
			if whole {
				t.Errorf("%s has no words, and says %+v", st.Kind, w)
			}
		}
		title := x.Title(st)
		if said := title.In(gl); said == "" || strings.ContainsAny(said, "⟨⟩{}") || title.Own(gl) == "" && said != title.ES {
			t.Errorf("%s/%s: %q", st.Kind, st.Variant, said)
		}
	}
	if got := phrase("chapter", "opening").In(gl); got != "En {from}, en galego" {
		t.Errorf("%q", got)
	}
	if got := phrase("chapter", "ending").In(gl); got != "Fin" {
		t.Errorf("a chapter without words is headed %q", got)
	}
	if !seen["whole"] || !seen["half"] {
		t.Errorf("only %v were told", seen)
	}
}

// TestSentenceBySentence: where only the first sentence is told, as on the command line,
// it tells the same in both languages; so each says in as many sentences.
func TestSentenceBySentence(t *testing.T) {
	sentences := func(s string) int {
		n := 1
		for _, end := range []string{". ", "? ", "! "} {
			n += strings.Count(s, end)
		}
		return n
	}
	compare := func(key, es, en string) {
		if en != "" && sentences(es) != sentences(en) {
			t.Errorf("%s says in %d sentences\n  %s\nwhat the other says in %d:\n  %s", key, sentences(en), en, sentences(es), es)
		}
	}
	for key, w := range en {
		compare(key+".what", es[key].what, w.what)
		compare(key+".why", es[key].why, w.why)
	}
	for key, text := range enPhrases {
		compare(key, esPhrases[key], text)
	}
}
