package view_test

import (
	"encoding/json"
	"strings"
	"testing"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/view"
)

// learned is all that the views let somebody on the road read, at every step.
func learned(t *testing.T, v *view.Viewer, s *story.Story) string {
	t.Helper()
	var b strings.Builder
	write := func(x any) {
		text, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	write(v.Overheard(story.Dialogue, lang.EN))
	for i := range s.Steps(story.Dialogue) {
		write(v.NowOverheard(story.Dialogue, i, lang.EN).Explain)
	}
	return b.String()
}

func TestInTheClearAListenerReadsThePasswordAndTheLetter(t *testing.T) {
	v, s := viewer(lesson(t, "eavesdropper", ""))
	text := learned(t, v, s)
	for _, want := range []string{"AUTH PLAIN", "The password is overheard", "The whole letter is read", "MAIL FROM"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not overheard", want)
		}
	}
}

func TestInsideTLSAListenerReadsOnlyLengthsAndTheServersName(t *testing.T) {
	v, s := viewer(lesson(t, "implicit-tls", ""))
	text := learned(t, v, s)
	for _, want := range []string{"handshake client_hello", "Something sealed passes", "application_data", "RFC 6066"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not among what is overheard", want)
		}
	}
	for _, line := range v.Dialogue(story.Dialogue, lang.EN).Lines {
		// Short words occur everywhere; what is long and was said inside occurs nowhere.
		if line.Encrypted && len(line.Text) > 12 && strings.Contains(text, strings.TrimSuffix(line.Text, "\n")) && !spokenInTheClear(v, line.Text) {
			t.Errorf("%q was said inside TLS and is overheard", line.Text)
		}
	}
}

func spokenInTheClear(v *view.Viewer, text string) bool {
	for _, line := range v.Dialogue(story.Dialogue, lang.EN).Lines {
		if !line.Encrypted && strings.Contains(line.Text, text) {
			return true
		}
	}
	return false
}

func TestWhatIsOverheardKeepsItsPlace(t *testing.T) {
	for _, slug := range []string{"eavesdropper", "starttls", "first-email"} {
		v, s := viewer(lesson(t, slug, ""))
		for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
			all := v.Overheard(d, lang.ES)
			before := 0
			for i := -1; i < len(s.Steps(d)); i++ {
				n := v.NowOverheard(d, i, lang.ES)
				if n.Heard < before || n.Heard > len(all.Lines) {
					t.Fatalf("%s, %s, step %d: %d of %d lines heard, %d before", slug, d, i, n.Heard, len(all.Lines), before)
				}
				for _, k := range n.Current {
					if d != story.Packets && all.Lines[k].Step != i {
						t.Fatalf("%s, %s, step %d: line %d is marked, which is of step %d", slug, d, i, k, all.Lines[k].Step)
					}
				}
				if n.Explain.Title == "" || n.Explain.What == "" {
					t.Fatalf("%s, %s, step %d has no words", slug, d, i)
				}
				before = n.Heard
			}
			if before != len(all.Lines) {
				t.Errorf("%s, %s: %d of %d lines are heard by the end", slug, d, before, len(all.Lines))
			}
		}
	}
}
