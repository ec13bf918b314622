package stage_test

import (
	"testing"

	"posta/scenarios"
	"posta/sim/dialogue"
	"posta/sim/story"
	"posta/sim/trace"
)

// TestWhatIsPassedOnIsToldAfterItsSource: where somebody in the middle of a road passes on what a server answers, the server's own
// word is told first, at every depth.
func TestWhatIsPassedOnIsToldAfterItsSource(t *testing.T) {
	checked := 0
	for _, slug := range scenarios.Slugs() {
		m := onStage(t, slug)
		told := m.Telling().Story
		sources := sourcesOf(told)
		for _, d := range []story.Detail{story.Tell, story.Dialogue} {
			for i, s := range told.Steps(d) {
				source := sources[told.Decisive(s)]
				if source == nil {
					continue
				}
				checked++
				of := told.StepOf(source)
				if d == story.Tell {
					of = of.Parent
				}
				if of.Index >= i {
					t.Errorf("%s, %s: %q is passed on at step %d, and said at step %d", slug, d, source.Text, i+1, of.Index+1)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d answers that are passed on", checked)
	}
}

// sourcesOf are the answers that somebody in the middle passes on, with those that they come from: the same words, heard before on the
// connection that they opened because of the other.
func sourcesOf(told *story.Story) map[*dialogue.Line]*dialogue.Line {
	inner, sources := map[int]int{}, map[*dialogue.Line]*dialogue.Line{}
	for _, e := range told.Trace.Events {
		if f, ok := e.Fact.(trace.ConnOpening); ok && f.Network != "udp" {
			if up := told.Trace.At(e.Cause); up.Conn != e.Conn {
				if _, called := up.Fact.(trace.ConnAccepted); called {
					inner[up.Conn] = e.Conn
				}
			}
		}
	}
	for _, l := range told.Talk.Lines {
		for _, before := range told.Talk.Lines[:l.Index] {
			if inner[l.Conn] != 0 && before.Conn == inner[l.Conn] && !l.FromClient && !before.FromClient && before.Text == l.Text {
				sources[l] = before
			}
		}
	}
	return sources
}
