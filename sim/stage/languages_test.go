package stage_test

import (
	"regexp"
	"slices"
	"testing"

	"posta/scenarios"
	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/story"
)

// shown are the signs of a picture, in no order.
func shown(m stage.Model) (list []string) {
	scene, _, _ := stage.Drawn(m)
	for _, layer := range [][]stage.Shape{scene.Ground, scene.Life} {
		for _, s := range layer {
			if s, ok := s.(stage.Icon); ok {
				list = append(list, s.Name)
			}
		}
	}
	slices.Sort(list)
	return list
}

var figure = regexp.MustCompile(`[0-9]+`)

// numbers are those that are written in a picture, in no order.
func numbers(m stage.Model) (list []string) {
	scene, _, _ := stage.Drawn(m)
	for _, layer := range [][]stage.Shape{scene.Ground, scene.Life} {
		for _, s := range layer {
			if s, ok := s.(stage.Text); ok {
				list = append(list, figure.FindAllString(s.String, -1)...)
			}
		}
	}
	slices.Sort(list)
	return list
}

// roomy is the screen on which four of ten thousand pictures have a number in one language alone: beside a longer word a badge
// finds no place there.
const roomy = 1920

// TestTheSameIsShownInBothLanguages: what a picture shows at a step by signs, its badges among them, and the numbers that
// stand in it on a laptop and on a phone are the same in both languages, however long the words beside them are.
func TestTheSameIsShownInBothLanguages(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := onStage(t, slug)
			for n, w := range screens {
				every := 1
				if n > 0 { // of the others each draws steps of its own
					every = 9
				}
				for _, d := range []story.Detail{story.Tell, story.Dialogue} {
					in := func(l lang.Lang) stage.Model {
						return send(m, stage.SetLang{Lang: l}, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.SetDetail{Detail: d})
					}
					es, en := in(lang.ES), in(lang.EN)
					for i := 2 * n; i < m.StepCount(); i += every {
						es, en = send(es, stage.Seek{Step: i, Still: true}), send(en, stage.Seek{Step: i, Still: true})
						if a, b := shown(es), shown(en); !slices.Equal(a, b) {
							t.Errorf("%s, %s, step %d: only in Spanish %q, only in English %q", w.name, d, i+1, less(a, b), less(b, a))
						}
						if a, b := numbers(es), numbers(en); w.w != roomy && !slices.Equal(a, b) {
							t.Errorf("%s, %s, step %d: numbers only in Spanish %q, only in English %q", w.name, d, i+1, less(a, b), less(b, a))
						}
					}
				}
			}
		})
	}
}

// less is what a has more than b.
func less(a, b []string) (list []string) {
	b = slices.Clone(b)
	for _, x := range a {
		if i := slices.Index(b, x); i >= 0 {
			b = slices.Delete(b, i, i+1)
		} else {
			list = append(list, x)
		}
	}
	return list
}
