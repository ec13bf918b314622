package stage_test

import (
	"testing"

	"posta/sim/stage"
	"posta/sim/story"
)

// TestTheMapIsFolded: on a phone the map is folded for those who stand far apart, keeps the order of its land, and is whole again for whoever
// looks around on it.
func TestTheMapIsFolded(t *testing.T) {
	m := send(onStage(t, "bad-certificate"), stage.SetDetail{Detail: story.Tell}, stage.Resize{W: 390, H: 490, Scale: 1})
	folded := 0
	for i := range m.StepCount() {
		m = send(m, stage.Seek{Step: i, Still: true})
		if m.FoldedAway() == 0 {
			continue
		}
		folded++
		y := m.Map().H
		for _, p := range m.Map().Plots {
			if p.Land.Empty() {
				continue
			}
			if p.Land.Y >= y {
				t.Errorf("step %d: the land of %s is not above that before it", i+1, p.Domain)
			}
			y = p.Land.Y
		}
		moved := send(m, stage.Pan{DY: 10})
		if moved.FoldedAway() != 0 {
			t.Errorf("step %d: the map stays folded when it is moved", i+1)
		}
		if send(moved, stage.Follow{}).FoldedAway() != m.FoldedAway() {
			t.Errorf("step %d: the map is not folded as before when the camera follows again", i+1)
		}
	}
	if folded == 0 {
		t.Error("the map is never folded")
	}
}
