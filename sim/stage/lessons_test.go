package stage_test

import (
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/simtest"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/story"
	"posta/sim/telling"
)

// screens are a school laptop with its panel, a projector, and a phone.
var screens = []struct {
	name   string
	w, h   float64
	insets stage.Insets
}{
	{"1366x768", 1366, 768, stage.Insets{Top: 66, Right: 392, Bottom: 118}},
	{"1920x1080", 1920, 1080, stage.Insets{Top: 66, Bottom: 126}},
	{"390x844", 390, 844, stage.Insets{Top: 60, Bottom: 294}},
}

// TestNothingThatIsSaidCoversAnything shows every step of every lesson, in both
// languages, and asks whether what is said found a place of its own.
func TestNothingThatIsSaidCoversAnything(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := onStage(t, slug)
			for _, l := range lang.All() {
				for _, w := range screens {
					m := send(m, stage.SetLang{Lang: l}, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
					for _, d := range []story.Detail{story.Tell, story.Dialogue} {
						m := send(m, stage.SetDetail{Detail: d})
						covered, steps := 0, m.StepCount()
						for i := range steps {
							m = send(m, stage.Seek{Step: i, Still: true})
							if m.Captioned() {
								if covered++; covered == 1 {
									t.Logf("%s, %s, %s: step %d of %d covers something", w.name, l, d, i+1, steps)
								}
							}
						}
						if covered > 0 {
							t.Errorf("%s, %s, %s: %d of %d steps cover something", w.name, l, d, covered, steps)
						}
					}
				}
			}
		})
	}
}

// TestTheInspectionRoom opens for every lesson that asks who says so, at every size: what is
// written in it can be read, lies within it and covers nothing; and what it shows is
// what the check found.
func TestTheInspectionRoom(t *testing.T) {
	shown := map[string]bool{}
	for _, slug := range []string{"spf-pass", "spf-too-many", "dkim-pass", "dkim-broken", "dmarc-quarantine", "dmarc-reject", "aligned-or-not", "forwarding"} {
		m := onStage(t, slug)
		rooms := 0
		for _, l := range lang.All() {
			for _, w := range screens {
				for _, d := range []story.Detail{story.Tell, story.Dialogue} {
					m := send(m, stage.SetLang{Lang: l}, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.SetDetail{Detail: d})
					for i := range m.StepCount() {
						m = send(m, stage.Seek{Step: i, Still: true})
						if !m.Inspects() {
							continue
						}
						rooms++
						checkTexts(t, slug+", "+w.name, m)
						list := stage.Scene(m)
						for _, text := range list.Texts() {
							shown[text.String] = true
							if b, free := text.Box, m.Free(); b.X < free.X || b.Right() > free.Right() || b.Y < free.Y || b.Bottom() > free.Bottom() {
								t.Errorf("%s, %s, step %d: %q, %v, leaves the stage", slug, w.name, i, text.String, b)
							}
						}
					}
				}
			}
		}
		if rooms == 0 {
			t.Errorf("%s opens no room", slug)
		}
	}
	for _, want := range []string{"mx \u203a 192.0.2.10", "permerror", "DMARC: fail", "DMARC: pass", "From: alfa.test", "p=reject", "sin sello", "otra organización", "550 5.7.26"} {
		if !shown[want] {
			t.Errorf("no room shows %q", want)
		}
	}
}

func onStage(t testing.TB, slug string) stage.Model {
	t.Helper()
	told := telling.Of(simtest.Run(t, simtest.Lesson(t, slug), sim.Options{}))
	words := explain.New(told.Story)
	m := stage.New(fonts.Measure, func(st *story.Step, l lang.Lang) string { return words.Title(st).In(l) })
	return send(m, stage.SetReduced{On: true}, stage.Load{Telling: told})
}

// wordless is a stage whose steps have no titles, with the run of a scenario.
func wordless(t testing.TB, src string) stage.Model {
	t.Helper()
	told := telling.Of(simtest.Run(t, simtest.Scenario(t, src), sim.Options{}))
	return send(stage.New(fonts.Measure, nil), stage.SetReduced{On: true}, stage.SetDetail{Detail: story.Tell}, stage.Load{Telling: told})
}

// TestChangingDepthKeepsWhatIsLookedAt goes deeper and back from every step of every
// lesson: one line down one looks at the line that decided, with its colour; and whoever
// comes back up stands where they stood.
func TestChangingDepthKeepsWhatIsLookedAt(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
			told := m.Telling().Story
			for i := range m.StepCount() {
				m = send(m, stage.Seek{Step: i, Still: true})
				decided := told.Decisive(m.Step())
				down := send(m, stage.SetDetail{Detail: story.Dialogue})
				if decided != nil && down.Step().Line != decided {
					t.Fatalf("step %d was decided by %q, and one level down stands %q", i+1, decided.Text, down.Step().Kind)
				}
				if up := send(down, stage.SetDetail{Detail: story.Tell}); up.StepIndex() != i {
					t.Fatalf("from step %d down and up again one comes to step %d", i+1, up.StepIndex()+1)
				}
				deep := send(down, stage.SetDetail{Detail: story.Packets})
				if up := send(deep, stage.SetDetail{Detail: story.Tell}); up.StepIndex() != i {
					t.Fatalf("from step %d to its packets and up again one comes to step %d", i+1, up.StepIndex()+1)
				}
				// The letter is there at every depth.
				before, _ := m.Letter()
				if after, _ := deep.Letter(); before != "" && after == "" {
					t.Fatalf("step %d: the letter at %s is gone among the packets", i+1, before)
				}
			}
		})
	}
}

// TestEveryStepOfEveryLesson draws every step of every lesson, in both languages and themes and
// at all sizes, and measures it: no word lies over another, is half covered, leaves the stage or is
// too small, and no arrow's head is hidden.
func TestEveryStepOfEveryLesson(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := onStage(t, slug)
			for _, w := range screens {
				for i, l := range lang.All() {
					m := send(m, stage.SetLang{Lang: l}, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.SetDetail{Detail: story.Tell})
					themes := []stage.Theme{stage.ThemeLight, stage.ThemeDark}
					for _, theme := range themes[:2-i] { // what a theme changes is no matter of words
						m := send(m, stage.SetTheme{Theme: theme})
						for i := range m.StepCount() {
							m = send(m, stage.Seek{Step: i, Still: true})
							for _, f := range faults(m) {
								t.Errorf("%s, %s, theme %d, step %d: %s", w.name, l, theme, i+1, f)
							}
						}
					}
				}
			}
		})
	}
}

// TestEightDomains measures a journey between two domains of eight, where streets lead through the yards in which answers lie.
func TestEightDomains(t *testing.T) {
	m := wordless(t, `posta: 1
title: {es: Ocho, en: Eight}
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
  gamma.test: {users: [carla]}
  delta.test: {users: [dora]}
  universidad-de-epsilon.example: {users: [eva]}
  zeta.test: {users: [zoe]}
  eta.test: {users: [ana]}
  theta.test: {users: [teo]}
script:
  - send: {from: alicia, to: [benito@beta.test, eva@universidad-de-epsilon.example, nadie@theta.test], subject: Hola, body: hola}
`)
	for _, w := range screens {
		m := send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
		for i := range m.StepCount() {
			m = send(m, stage.Seek{Step: i, Still: true})
			for _, f := range faults(m) {
				t.Errorf("%s, step %d: %s", w.name, i+1, f)
			}
		}
	}
}
