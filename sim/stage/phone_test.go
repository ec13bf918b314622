package stage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/story"
)

// phones are a phone with its panel and without, a small one and a large one.
var phones = []screen{
	{"390x844", 390, 844, stage.Insets{Top: 60, Bottom: 294}},
	{"390x844, panel folded", 390, 844, stage.Insets{}},
	{"360x640", 360, 640, stage.Insets{Top: 60, Bottom: 224}},
	{"412x915", 412, 915, stage.Insets{Top: 60, Bottom: 318}},
}

// TestOnAPhone asks of the steps of every lesson what a small window makes hard: nothing of what happens is cut by its edge, every land is
// seen whole or not at all, the clock hangs over none, every device bears its name, names stand apart, what is said and what was asked
// point at whom they belong to, and the screen on which somebody reads leaves the houses there free.
func TestOnAPhone(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell}, stage.SetLang{Lang: lang.ES})
			for n, w := range phones {
				m := send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
				some(n%len(screens), 3)(m.StepCount(), func(i int) {
					m = send(m, stage.Seek{Step: i, Still: true})
					for _, f := range cut(m) {
						t.Errorf("%s, step %d: %s", w.name, i+1, f)
					}
				})
			}
		})
	}
}

// cut is what the edge of the window cuts, or a screen covers.
func cut(m stage.Model) (list []string) {
	put := func(format string, a ...any) { list = append(list, fmt.Sprintf(format, a...)) }
	if m.Inspects() {
		return nil
	}
	free := m.Free().Grow(0.5)
	for _, s := range stage.Scene(m).Life {
		if r := extent(s); r.Overlaps(free) && r.Y >= free.Y && r.Bottom() <= free.Bottom() && (r.X < free.X || r.Right() > free.Right()) {
			put("%T at %.0f is cut by the edge", s, r)
		}
	}
	if land, seen, ok := m.Heard(); ok && land.H <= seen.H && (land.Y < seen.Y-0.5 || land.Bottom() > seen.Bottom()+0.5) {
		put("the land of who hears it, %.0f, is not seen whole in %.0f", land, seen)
	}
	for _, name := range m.Absent() {
		put("%s acts, and is not in the picture", name)
	}
	lands, timed := m.Halved()
	for _, name := range lands {
		put("the land of %s is cut", name)
	}
	for _, name := range timed {
		put("the clock hangs over the land of %s", name)
	}
	for _, name := range m.Nameless() {
		put("%s bears no name", name)
	}
	if m.Untied() {
		put("what was asked points at nobody")
	}
	if s := stage.SaidAt(m); s.Off > 30 {
		put("the tail of %q ends %.0f from where the way breaks off", s.Sentence, s.Off)
	}
	for _, r := range m.Touching() {
		put("the name at %.0f touches another", r)
	}
	if r, ok := m.LetterBox(); ok && r.Overlaps(free) && r.Y < free.Y {
		put("the letter at %.0f is cut by the upper edge", r)
	}
	frame, covered := m.Screened()
	if len(covered) > 0 {
		put("the screen at %.0f lies over %s", frame, covered)
	}
	return list
}

// extent is what a shape takes up.
func extent(s stage.Shape) stage.Rect {
	switch s := s.(type) {
	case stage.Box:
		return s.Rect
	case stage.Disc:
		return stage.Rect{X: s.Centre.X - s.R, Y: s.Centre.Y - s.R, W: 2 * s.R, H: 2 * s.R}
	case stage.Area:
		return stage.Around(s.Points)
	case stage.Line:
		return stage.Around(s.Points)
	case stage.Icon:
		return s.Rect
	case stage.Text:
		return s.Box
	}
	return stage.Rect{}
}

// TestAnEnvelopeIsNotRewrittenAndBack: whom a letter is for, as it stands on it where it lies, may change from one step to the next; it does
// not go back to what it was, unless it is said to somebody else whom it is for, or somebody is struck.
func TestAnEnvelopeIsNotRewrittenAndBack(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
			type seen struct{ id, host, to string }
			var last, before seen
			for i := range m.StepCount() {
				m = send(m, stage.Seek{Step: i, Still: true})
				now := seen{id: m.LetterID()}
				now.host, _ = m.Letter()
				spoken := m.Step().Conn != 0 && m.Step().From == now.host
				_, to := m.Envelope()
				all := strings.Split(to, ", ") // whom the words name stands first
				slices.Sort(all)
				if now.to = strings.Join(all, ", "); now.to == "" || now == last || spoken || m.Struck() {
					continue
				}
				if now == before && last.id == now.id && last.host == now.host {
					t.Errorf("step %d: to %s, just before to %s, and before that to %s", i+1, now.to, last.to, before.to)
				}
				last, before = now, last
			}
		})
	}
}
