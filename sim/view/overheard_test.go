package view_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"posta/sim/lang"
	"posta/sim/listener"
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

// TestSealedSizesAreOne: how long it was that passed is the same number wherever it is shown: of a line, which the stage shows; of
// the step it is told in; in both languages.
func TestSealedSizesAreOne(t *testing.T) {
	for _, name := range []string{"starttls", "implicit-tls"} {
		tr := lesson(t, name, "")
		v, s := viewer(tr)
		for _, d := range []story.Detail{story.Tell, story.Dialogue} {
			for i, st := range s.Steps(d) {
				if st.Line == nil || !st.Line.Encrypted {
					continue
				}
				sum := 0
				for _, l := range lang.All() {
					e := v.NowOverheard(d, i, l).Explain
					shown := 0
					for line := range strings.Lines(e.Wire) {
						words := strings.Fields(strings.NewReplacer(",", " ", "\u00a0", "").Replace(line))
						for k, word := range words {
							if n, err := strconv.Atoi(word); err == nil && k+1 < len(words) && strings.HasPrefix(words[k+1], "byte") {
								shown += n
							}
						}
					}
					cut := strings.Contains(e.Wire, "…")
					if total := lang.Octets(shown).In(l); !cut && !strings.Contains(e.Title, total+" ") && !strings.HasSuffix(e.Title, total) {
						t.Errorf("%s, %s step %d: %q, and its records have %s:\n%s", name, d, i+1, e.Title, total, e.Wire)
					}
					for _, r := range listener.Carrying(tr, st.Line) {
						if !cut && !strings.Contains(e.Wire, ", "+lang.Octets(r.Len).In(l)) {
							t.Errorf("%s, %s step %d: a record of %d bytes is shown on the stage, and here:\n%s", name, d, i+1, r.Len, e.Wire)
						}
					}
					if sum != 0 && sum != shown {
						t.Errorf("%s, %s step %d: %d in one language, %d in the other", name, d, i+1, sum, shown)
					}
					sum = shown
				}
			}
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
