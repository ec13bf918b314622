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
		said := fill(e, x.values(st), func(w words) string { return w.title }).In(gl)
		if said == "" || strings.ContainsAny(said, "⟨⟩{}") {
			t.Errorf("%s/%s: %q", st.Kind, st.Variant, said)
		}
	}
	if !seen["whole"] || !seen["half"] {
		t.Errorf("only %v were told", seen)
	}
}
