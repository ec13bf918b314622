package stage_test

import (
	"maps"
	"testing"

	"posta/scenarios"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/trace"
)

// TestWhereLettersLie: whatever has happened has been told by the end, packet by packet always; and what has been told is what
// the world's state says.
func TestWhereLettersLie(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := onStage(t, slug)
			for _, d := range story.Details() {
				m := send(m, stage.SetDetail{Detail: d})
				steps := []int{m.StepCount() - 1}
				if d == story.Packets {
					some(1, 40)(m.StepCount(), func(i int) { steps = append(steps, i) })
				}
				for _, i := range steps {
					m := send(m, stage.Seek{Step: i, Still: true})
					for _, h := range m.State().Hosts {
						if told, held := m.Lies(h.Name), stage.Held(h); !maps.Equal(told, held) {
							t.Fatalf("%s, step %d: at %s lie %v, told are %v", d, i+1, h.Name, held, told)
						}
					}
				}
			}
		})
	}
}

// TestTheLetterOfTheMomentIsThere: who is shown to have the letter of the moment has it, or had it until that step.
func TestTheLetterOfTheMomentIsThere(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			for _, d := range []story.Detail{story.Tell, story.Dialogue} {
				m := send(onStage(t, slug), stage.SetDetail{Detail: d})
				for i := range m.StepCount() {
					m = send(m, stage.Seek{Step: i, Still: true})
					host, _ := m.Letter()
					if id := m.LetterID(); id != "" && m.Lies(host)[id] == 0 && !m.Goes(host, id) {
						t.Errorf("%s, step %d, %s: the letter %s is shown at %s, who has none", d, i+1, m.Step().Kind, id, host)
					}
				}
			}
		})
	}
}

// TestALetterKeepsItsNumberAndColours wherever it lies, whatever is said of it and by whomever, and is about what its step names.
func TestALetterKeepsItsNumberAndColours(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			for _, d := range []story.Detail{story.Tell, story.Dialogue} {
				m := send(onStage(t, slug), stage.SetDetail{Detail: d})
				first := map[string]stage.Stamp{}
				for i := range m.StepCount() {
					m = send(m, stage.Seek{Step: i, Still: true})
					for id, stamps := range m.Stamps() {
						for _, s := range stamps {
							if before, known := first[id]; known && s != before {
								t.Errorf("%s, step %d: the letter %s bears %v, and before %v", d, i+1, id, s, before)
							}
							first[id] = s
						}
					}
					if env := m.Step().Envelope; env != nil && env.MessageID != "" && m.LetterID() != "" && env.MessageID != m.LetterID() {
						t.Errorf("%s, step %d is about %s, and shows %s", d, i+1, env.MessageID, m.LetterID())
					}
				}
			}
		})
	}
}

// TestALetterIsTheirsWhoDealWithIt: where somebody acts on a letter, no other is the one that the step shows; and where somebody sits
// down to read, none that lies with others.
func TestALetterIsTheirsWhoDealWithIt(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
			for i := range m.StepCount() {
				m = send(m, stage.Seek{Step: i, Still: true})
				s := m.Step()
				if f, ok := s.Fact.(trace.ReaderActed); ok && f.MessageID != "" && m.LetterID() != "" && m.LetterID() != f.MessageID {
					t.Errorf("step %d: %s %s %s, and %s is shown", i+1, f.User, f.Did, f.MessageID, m.LetterID())
				}
				c := m.Telling().Story.Chapters[s.Chapter()]
				if _, ok := s.Fact.(trace.ActionStarted); !ok || c.Kind != story.ChapterIMAP && c.Kind != story.ChapterPOP3 {
					continue
				}
				if host, _ := m.Letter(); host != "" && domainOf(host, m) != domainOf(c.From, m) {
					t.Errorf("step %d: %s looks at the mail, and the letter lies at %s", i+1, c.From, host)
				}
			}
		})
	}
}

// domainOf is the domain on whose land a host stands.
func domainOf(host string, m stage.Model) string {
	if p := m.Map().Place(host); p != nil && p.Plot >= 0 {
		return m.Map().Plots[p.Plot].Domain
	}
	return host
}
