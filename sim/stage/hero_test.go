package stage_test

import (
	"slices"
	"testing"

	"posta/scenarios"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/trace"
)

// TestWhatIsSeenOfLetters: at every step of every lesson each copy that lies somewhere is seen, what travels bears the sign of the class
// whose colour it has, and a post office's letter is for those to whom it sends it on.
func TestWhatIsSeenOfLetters(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			for _, d := range []story.Detail{story.Tell, story.Dialogue} {
				m := send(onStage(t, slug), stage.SetDetail{Detail: d})
				some(1, map[story.Detail]int{story.Tell: 1, story.Dialogue: 12}[d])(m.StepCount(), func(i int) {
					m = send(m, stage.Seek{Step: i, Still: true})
					for host, n := range m.Unseen() {
						t.Errorf("%s, step %d, %s: of the letters at %s %d are not seen", d, i+1, m.Step().Kind, host, n)
					}
					if fault := m.Unsigned(); fault != "" {
						t.Errorf("%s, step %d, %s: %s", d, i+1, m.Step().Kind, fault)
					}
					for _, h := range m.State().Hosts {
						to, sent := m.EnvelopeAt(h.Name)
						for _, a := range to {
							if len(sent) > 0 && !slices.Contains(sent, a) {
								t.Errorf("%s, step %d: the letter at %s is for %q, and goes to %q", d, i+1, h.Name, to, sent)
							}
						}
					}
				})
			}
		})
	}
}

// TestWhoOpensALetterOpensThatOne: where somebody begins to do something with one letter, that is the one that is shown, or none.
func TestWhoOpensALetterOpensThatOne(t *testing.T) {
	opened := 0
	for _, slug := range scenarios.Slugs() {
		m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
		for i := range m.StepCount() {
			m = send(m, stage.Seek{Step: i, Still: true})
			f, ok := m.Step().Fact.(trace.ActionStarted)
			tr := m.Telling().Trace
			if !ok || !slices.Contains([]string{"open", "delete", "flag", "move", "save"}, tr.Header.Script[f.Index].Kind) {
				continue
			}
			id := ""
			for _, e := range tr.Events[m.Step().First:] {
				if e.Host != m.Step().From {
					continue
				}
				if _, over := e.Fact.(trace.ActionEnded); over || id != "" {
					break
				}
				switch f := e.Fact.(type) {
				case trace.DeviceShown:
					id = f.MessageID
				case trace.DeviceChanged:
					id = f.MessageID
				case trace.DeviceSaved:
					id = f.MessageID
				}
			}
			if id != "" {
				opened++
			}
			if m.LetterID() != "" && m.LetterID() != id {
				t.Errorf("%s, step %d: %s is shown, and %s begins with %q", slug, i+1, m.LetterID(), m.Step().From, id)
			}
		}
	}
	if opened < 5 {
		t.Errorf("only %d letters are opened", opened)
	}
}

// TestWhoHasTheirsIsNamedNoMore: on a letter that a server still has, nobody is written to whom an earlier step told that it was handed on,
// as long as anybody else is left, or is given theirs at this step.
func TestWhoHasTheirsIsNamedNoMore(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
			for i := range m.StepCount() {
				m = send(m, stage.Seek{Step: i, Still: true})
				for host, names := range m.StillFor() {
					before, now := servedBy(m, host, i-1), servedBy(m, host, i)
					for _, name := range names {
						if before[name] && len(now) > len(before) {
							t.Errorf("%s, step %d: the letter at %s is for %q, of whom %s has theirs", slug, i+1, host, names, name)
						}
					}
				}
			}
		})
	}
}

// servedBy are those for whom others have taken the letter of the moment since a host did, when a step has been told.
func servedBy(m stage.Model, host string, step int) map[string]bool {
	has, served := false, map[string]bool{}
	for _, e := range m.Telling().Trace.Events {
		f, ok := e.Fact.(trace.MessageAccepted)
		if !ok || f.MessageID != m.LetterID() || m.Telling().Story.StepAt(m.Detail(), e.Seq) > step {
			continue
		}
		if e.Host == host {
			has = true
			continue
		}
		for _, r := range f.Recipients {
			if has {
				served[r] = true
			}
		}
	}
	return served
}
