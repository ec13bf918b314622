package stage_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/story"
)

// TestWhatIsSaidBelongsToWhoSaysIt goes through every step of every lesson, in windows of its own and beside the page's cards: no tail of a
// balloon leads over a house of somebody else, or over another row of the speaker's land, or ends nearer to somebody else than to the speaker,
// or anywhere but where a way breaks off; no balloon lies on a tube, hardly one on the land of somebody else, no sentence loses its end or is
// left out, no tail lies along what travels, none of what somebody does alone runs past another's front, hardly one along a road, and
// hardly a name is broken; every answer shows what it answers, and the tail of a question ends at who asked it.
func TestWhatIsSaidBelongsToWhoSaysIt(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
			for n, w := range []screen{{"1366x768", 1366, 768, stage.Insets{}}, {"1366x768 with cards", 1366, 768, screens[0].insets}, {"1920x1080", 1920, 1080, stage.Insets{}}} {
				m := send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.SetLang{Lang: lang.All()[n%2]})
				var onLand, along, broken []int
				for i := range m.StepCount() {
					m = send(m, stage.Seek{Step: i, Still: true})
					for _, f := range misattributed(m) {
						t.Errorf("%s, step %d: %s", w.name, i+1, f)
					}
					if m.Inspects() {
						continue
					}
					s := stage.SaidAt(m)
					for list, is := range map[*[]int]bool{&onLand: s.OnLand, &along: s.Along, &broken: s.Broken != "" && len(s.Broken) <= 24} {
						if is {
							*list = append(*list, i+1)
						}
					}
				}
				if len(along) > 2 {
					t.Errorf("%s: at the steps %v a tail bends along a road", w.name, along)
				}
				if len(broken) > 2 {
					t.Errorf("%s: at the steps %v a name of no more than 24 letters is broken", w.name, broken)
				}
				if len(onLand) > 2 {
					t.Errorf("%s: at the steps %v what is said lies on the land of somebody else", w.name, onLand)
				}
			}
		})
	}
}

// misattributed is what lets somebody else seem to have said, or to have asked, what is said.
func misattributed(m stage.Model) (list []string) {
	put := func(format string, a ...any) { list = append(list, fmt.Sprintf(format, a...)) }
	if m.Inspects() {
		return nil // in a room of its own
	}
	s := stage.SaidAt(m)
	if s.Crosses != "" {
		put("the tail of %q leads over %s", s.Sentence, s.Crosses)
	}
	if s.Nearer != "" {
		put("the tail of %q ends nearer to %s", s.Sentence, s.Nearer)
	}
	if s.Outside > 10 {
		put("the tail of %q ends %.0f from who says it", s.Sentence, s.Outside)
	}
	if s.Past != "" {
		put("the tail of %q runs along the road past %s", s.Sentence, s.Past)
	}
	if s.OverRow {
		put("the tail of %q leads over another row of houses", s.Sentence)
	}
	if s.Off > 30 {
		put("the tail of %q ends %.0f from where the way breaks off", s.Sentence, s.Off)
	}
	if s.Hides {
		put("the tail of %q lies over what travels", s.Sentence)
	}
	if s.OnTube {
		put("%q lies on a tube", s.Sentence)
	}
	if s.Sentence != "" && s.Lines == "" {
		put("%q is not said", s.Sentence)
	}
	if strings.HasSuffix(s.Lines, "\u2026") && !strings.HasSuffix(s.Sentence, "\u2026") {
		put("of %q is left %q", s.Sentence, s.Lines)
	}
	if s.Question != "" && !s.Asked {
		put("%q answers %q, which is not shown", s.Sentence, s.Question)
	}
	if !s.Bubble.Empty() && s.Astray > 12 {
		put("the tail of the question %q ends at %v, %.0f from who asked", s.Question, s.Tip, s.Astray)
	}
	if !s.Bubble.Empty() && !m.Free().Contains(s.Tip) {
		put("the tail of the question ends at %v, outside the stage", s.Tip)
	}
	return list
}

// TestAPhoneHasRoomForTheSentence: on a phone nothing loses its sentence where the wire's words take one line, no tail leads down the
// speaker's front, and addresses stand whole on the letter of the moment.
func TestAPhoneHasRoomForTheSentence(t *testing.T) {
	for _, slug := range []string{"first-email", "unknown-user", "mail-loop"} {
		m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
		for _, insets := range []stage.Insets{{}, screens[2].insets} {
			m := send(m, stage.Resize{W: 390, H: 844, Scale: 1}, stage.Cover{Insets: insets})
			for _, l := range lang.Complete() {
				m = send(m, stage.SetLang{Lang: l})
				for i := range m.StepCount() {
					m = send(m, stage.Seek{Step: i, Still: true})
					s := stage.SaidAt(m)
					if s.Sentence != "" && s.Lines == "" && !m.Inspects() {
						t.Errorf("%s, %v, %s, step %d: %q is not said", slug, insets, l, i+1, s.Sentence)
					}
					if s.Crosses != "" {
						t.Errorf("%s, %v, step %d: the tail leads over %s", slug, insets, i+1, s.Crosses)
					}
					for _, shape := range stage.Drawn(m).Life {
						if text, ok := shape.(stage.Text); ok && strings.Contains(text.String, "\u2026") && strings.HasSuffix(text.String, "a.test") && strings.Contains(text.String, "@") {
							t.Errorf("%s, %v, step %d: on an envelope stands %q", slug, insets, i+1, text.String)
						}
					}
				}
			}
		}
	}
}

// TestASentenceIsRatherCutThanLeftOut: a long subject, a long record or a long refusal leave room for who does what.
func TestASentenceIsRatherCutThanLeftOut(t *testing.T) {
	for _, slug := range []string{"dmarc-report", "smuggling", "spf-too-many"} {
		m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
		for _, w := range phones[:2] {
			m := send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
			for i := range m.StepCount() {
				m = send(m, stage.Seek{Step: i, Still: true})
				if s := stage.SaidAt(m); s.Sentence != "" && s.Lines == "" && !m.Inspects() {
					t.Errorf("%s, %s, step %d: %q is not said", slug, w.name, i+1, s.Sentence)
				}
			}
		}
	}
}

// TestWithoutTheCards draws what the pictures of a window without cards would show wrong: the word under a house without power beside
// a letter, a subject on a small screen, the letter of many people, a letter at somebody on nobody's land.
func TestWithoutTheCards(t *testing.T) {
	for _, slug := range []string{"backup-mx", "mx-preference", "mailing-list", "stripped-starttls", "starttls", "forwarding"} {
		m := send(onStage(t, slug), stage.Resize{W: 1366, H: 768, Scale: 1}, stage.SetDetail{Detail: story.Tell})
		for _, l := range lang.Complete() {
			m = send(m, stage.SetLang{Lang: l})
			for i := range m.StepCount() {
				m = send(m, stage.Seek{Step: i, Still: true})
				scene := stage.Drawn(m)
				for _, f := range faultsOf(scene, m.Free()) {
					t.Errorf("%s, %s, step %d: %s", slug, l, i+1, f)
				}
				frame := m.Frame()
				for _, s := range scene.Life {
					if text, ok := s.(stage.Text); ok && !frame.Empty() && frame.Contains(text.Box.Centre()) && (text.Box.X < frame.X || text.Box.Right() > frame.Right()-4) {
						t.Errorf("%s, %s, step %d: %q leaves the screen", slug, l, i+1, text.String)
					}
				}
			}
		}
	}
}

// TestALetterToManyNamesOne: two halves of addresses would look like one address.
func TestALetterToManyNamesOne(t *testing.T) {
	m := send(onStage(t, "envelope-and-letter"), stage.Resize{W: 1366, H: 768, Scale: 1}, stage.SetDetail{Detail: story.Tell})
	seen := false
	for i := range m.StepCount() {
		m = send(m, stage.Seek{Step: i, Still: true})
		first := stage.Rect{}
		for _, s := range stage.Drawn(m).Life {
			text, ok := s.(stage.Text)
			if ok && strings.HasPrefix(text.String, "benito@beta.t") {
				if first = text.Box; strings.Contains(text.String, "\u2026") {
					t.Errorf("step %d: on an envelope stands %q", i+1, text.String)
				}
			}
			seen = seen || ok && text.String == "+2" && math.Abs(first.Centre().Y-text.Box.Centre().Y) < 2 && first.Right() < text.Box.X
		}
	}
	if !seen {
		t.Error("no envelope names one of three, and how many more")
	}
}

// TestATickIsAYes: an answer that refers on, one that holds nothing or says that there is no mail, and what a reader does bear no green
// tick; a question that nobody answered, or falsely, says so.
func TestATickIsAYes(t *testing.T) {
	for _, tt := range []struct {
		slug  string
		step  int
		green bool
		head  string
	}{
		{"blocked", 10, false, "NS"}, {"blocked", 20, false, "NS"}, {"null-mx", 9, false, "MX 0 ."}, {"reputation", 124, false, ""},
		{"gives-up", 25, true, "MX 10"}, {"dane", 73, false, "firma no válida"}, {"dns-timeout", 9, false, "sin respuesta"},
	} {
		m := send(onStage(t, tt.slug), stage.SetLang{Lang: lang.ES}, stage.Resize{W: 390, H: 844, Scale: 1}, stage.SetDetail{Detail: story.Tell}, stage.Seek{Step: tt.step - 1, Still: true})
		green := false
		for _, s := range stage.Drawn(m).Life {
			box, ok := s.(stage.Box)
			green = green || ok && box.Fill == stage.Light.Verdicts[1].Fill
		}
		if head, _ := m.Saying(); head != tt.head || green != tt.green {
			t.Errorf("%s, step %d: %q is said, in green: %v", tt.slug, tt.step, head, green)
		}
	}
}
