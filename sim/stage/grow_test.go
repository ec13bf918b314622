package stage_test

import (
	"strings"
	"testing"

	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/internal/cast"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
)

// TestGrowing plays a run that is still going on.
func TestGrowing(t *testing.T) {
	full := cast.Secure().Trace
	half, most := len(full.Events)/2, len(full.Events)*3/4
	told := telling.New(full.Header)
	told.Add(full.Events[:half]...)
	m := stage.Update(stage.New(fonts.Measure, nil), stage.Load{Telling: told, Growing: true})
	m = stage.Update(m, stage.Seek{Step: 3})
	m = stage.Update(m, stage.Tick{Seconds: 0.2})
	step, clock, house := m.Step(), m.Progress(), m.Map().Places[0].At
	if clock == 0 {
		t.Fatal("nothing moves")
	}
	before := m
	m = stage.Update(m, stage.Grow{Events: full.Events[half:most]})
	if m.Step() != step || m.Progress() != clock || m.Map().Places[0].At != house {
		t.Errorf("it went from step %v at %v to %v at %v; the first house from %v to %v", step, clock, m.Step(), m.Progress(), house, m.Map().Places[0].At)
	}
	if m.Same(before) {
		t.Error("a run that has grown is taken for the same picture")
	}

	// At the end of what there is, playing waits; what comes then is played.
	m = stage.Update(m, stage.Seek{Step: m.StepCount() - 1, Still: true})
	m = stage.Update(m, stage.Play{On: true})
	for range 200 {
		m = stage.Update(m, stage.Tick{Seconds: 0.1})
	}
	last := m.StepIndex()
	if !m.Playing() || last != m.StepCount()-1 || m.Moving() {
		t.Fatalf("playing %v at step %d of %d, moving %v: want it waiting at the end", m.Playing(), last, m.StepCount(), m.Moving())
	}
	m = stage.Update(m, stage.Grow{Events: full.Events[most:]})
	if !m.Moving() {
		t.Error("it does not go on")
	}
	for range 20 {
		m = stage.Update(m, stage.Tick{Seconds: 0.1})
	}
	if m.StepIndex() <= last {
		t.Errorf("still at step %d", m.StepIndex())
	}

	// When the run is over, so is the play.
	n := len(full.Events)
	end := trace.Event{Seq: n + 1, At: full.Events[n-1].At, Fact: trace.RunEnded{Reason: trace.EndQuiet}}
	m = stage.Update(m, stage.Grow{Events: []trace.Event{end}})
	m = stage.Update(m, stage.Seek{Step: m.StepCount() - 1, Still: true})
	for range 200 {
		m = stage.Update(m, stage.Tick{Seconds: 0.1})
	}
	if m.Playing() || !told.Ended() {
		t.Error("it plays on after the end")
	}
}

// TestGrowingFromNothing: the first to talk get a road, and nobody moves.
func TestGrowingFromNothing(t *testing.T) {
	full := cast.Secure().Trace
	m := stage.Update(stage.New(fonts.Measure, nil), stage.Load{Telling: telling.New(full.Header), Growing: true})
	if m.StepCount() != 0 || len(m.Map().Roads) != 0 {
		t.Fatalf("%d steps, %d roads before anything has happened", m.StepCount(), len(m.Map().Roads))
	}
	places := m.Map().Places
	for _, e := range full.Events {
		m = stage.Update(m, stage.Grow{Events: []trace.Event{e}})
		stage.Scene(stage.Update(m, stage.Seek{Step: m.StepCount() - 1}))
	}
	if len(m.Map().Roads) == 0 {
		t.Error("no roads")
	}
	for i := range places {
		if m.Map().Places[i].At != places[i].At {
			t.Errorf("%s has moved", places[i].Host.Name)
		}
	}
}

// What a queue does over and over passes in one sweep while playing, is counted, and can
// be looked at step by step all the same.
func TestPlayingPassesOverWhatIsTheSame(t *testing.T) {
	m := onStage(t, "gives-up")
	m = send(m, stage.SetDetail{Detail: story.Tell}, stage.SetReduced{On: false}, stage.Play{On: true})
	seen, seconds, counted := map[int]bool{}, 0.0, false
	for m.Playing() && seconds < 1000 {
		m = stage.Update(m, stage.Tick{Seconds: 0.1})
		seen[m.StepIndex()] = true
		seconds += 0.1
		for _, text := range stage.Texts(m) {
			counted = counted || strings.Contains(text, "more tries")
		}
	}
	if seconds > 150 {
		t.Errorf("five days of trying take %.0f s, %d steps of %d", seconds, len(seen), m.StepCount())
	}
	if len(seen) > m.StepCount()/2 {
		t.Errorf("playing shows %d of %d steps", len(seen), m.StepCount())
	}
	if !counted {
		t.Error("nobody says how many tries were passed over")
	}
	last := m.StepCount() - 1
	if !seen[last] {
		t.Error("it does not come to the end")
	}
	m = send(m, stage.Seek{Step: -1})
	for i := range last + 1 {
		if m = send(m, stage.Forward{}); m.StepIndex() != i {
			t.Fatalf("by hand one goes from step %d to step %d", i-1, m.StepIndex())
		}
	}
}
