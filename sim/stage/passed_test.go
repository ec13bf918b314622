package stage_test

import (
	"testing"
	"time"

	"posta/scenarios"
	"posta/sim/dialogue"
	"posta/sim/stage"
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

// TestWhatIsShownWasSaidThen: the line that a step shows was said when the clock says, and what never came to its listener is not drawn
// as if it had.
func TestWhatIsShownWasSaidThen(t *testing.T) {
	unheard := 0
	for _, slug := range scenarios.Slugs() {
		m := onStage(t, slug)
		told := m.Telling().Story
		for _, d := range []story.Detail{story.Tell, story.Dialogue} {
			m := send(m, stage.SetDetail{Detail: d})
			for i, s := range told.Steps(d) {
				l := told.Decisive(s)
				if l == nil {
					continue
				}
				if at := told.Trace.At(max(l.Last, l.Received)).At; s.End-at > 2*time.Second && l.Kind != dialogue.KindQuery { // nobody answering is the news
					t.Errorf("%s, %s, step %d, %s: at %v %q is shown, which was said at %v", slug, d, i+1, s.Kind, s.End, l.Text, at)
				}
				if l.Received == 0 && l.Kind != dialogue.KindData {
					unheard++
					if m = send(m, stage.Seek{Step: i, Still: true}); !m.Breaks() {
						t.Errorf("%s, %s, step %d: %q is drawn as if it had come to %s", slug, d, i+1, l.Text, l.Listener)
					}
				}
			}
		}
	}
	if unheard < 5 {
		t.Errorf("only %d lines that nobody hears", unheard)
	}
}
