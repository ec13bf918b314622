package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/wasm/api"
)

// Whoever looks for a word finds what it means, and the lessons that show it, by the names of either language.
func TestWhatPeopleSearchForIsFound(t *testing.T) {
	b, err := search()
	if err != nil {
		t.Fatal(err)
	}
	var index api.Index
	if err := json.Unmarshal(b, &index); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ asked, lesson string }{ // lesson "": there may be none about it
		{"rebote", "unknown-user"}, {"bounce", "bounce-of-a-bounce"}, {"spam", "greylisting"}, {"reject", "unknown-user"}, {"rechazo", "too-big"},
		{"spf", ""}, {"dkim", ""}, {"imap", "every-stage"}, {"contrasena", "wrong-password"}, {"certificado", "bad-certificate"}, {"quota", "mailbox-full"},
		{"espia", "eavesdropper"}, {"loop", "mail-loop"}, {"cola", "server-down"},
	}
	for _, tt := range tests {
		i := slices.IndexFunc(index.Terms, func(x api.Term) bool {
			return slices.ContainsFunc(strings.Fields(x.Words), func(w string) bool { return strings.HasPrefix(w, tt.asked) })
		})
		if i < 0 {
			t.Errorf("%q is no word of any term", tt.asked)
			continue
		}
		if !slices.ContainsFunc(index.Terms, func(x api.Term) bool {
			return strings.Contains(" "+x.Words, " "+tt.asked) && (tt.lesson == "" || slices.Contains(x.Lessons, tt.lesson))
		}) {
			t.Errorf("%q does not lead to the lesson %q", tt.asked, tt.lesson)
		}
	}
	for _, x := range index.Terms {
		if x.Name.ES == "" || x.Name.EN == "" || x.Means.ES == "" || x.Means.EN == "" {
			t.Errorf("%v is not there in both languages", x.Name)
		}
		if x.Words != plain(x.Words) {
			t.Errorf("%q has accents or capitals: nobody would find it", x.Words)
		}
		for _, slug := range x.Lessons {
			if _, err := scenarios.Read(slug); err != nil {
				t.Errorf("%s leads to no lesson: %v", x.Name.EN, err)
			}
		}
	}
}
