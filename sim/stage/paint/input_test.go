package paint

import (
	"math"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"posta/sim/stage"
)

// hand is one whose fingers a test moves.
type hand struct {
	pointer
	down map[ebiten.TouchID]stage.Point
	m    stage.Model
}

func (h *hand) send(msg stage.Msg) { h.m = stage.Update(h.m, msg) }

// frame is what fingers do in one frame: come or move to a place.
func (h *hand) frame(to map[ebiten.TouchID]stage.Point, lifted ...ebiten.TouchID) {
	now := touches{left: lifted, place: func(id ebiten.TouchID) stage.Point { return h.down[id] }}
	for id := ebiten.TouchID(0); id < 4; id++ {
		if at, moves := to[id]; moves {
			if _, was := h.down[id]; !was {
				now.came = append(now.came, id)
			}
			h.down[id] = at
		}
	}
	h.touch(now, h.send)
	for _, id := range lifted {
		delete(h.down, id)
	}
}

func touch(t *testing.T) *hand {
	m := settle(staged(lesson(t, "first-email"), 1280, 720), 2)
	return &hand{down: map[ebiten.TouchID]stage.Point{}, m: m}
}

// place is where a host stands in the window.
func place(t *testing.T, m stage.Model, host string) stage.Point {
	t.Helper()
	for x := 5.0; x < 1280; x += 10 {
		for y := 5.0; y < 720; y += 10 {
			at := stage.Point{X: x, Y: y}
			if is := stage.Update(m, stage.Tap{At: at}).Selected(); is.Kind == stage.TargetHost && is.A == host {
				return at
			}
		}
	}
	t.Fatalf("%s is nowhere", host)
	return stage.Point{}
}

// TestAFingerTaps what it touches, and does not when it strays.
func TestAFingerTaps(t *testing.T) {
	h := touch(t)
	at := place(t, h.m, "mail.beta.test")
	h.frame(map[ebiten.TouchID]stage.Point{0: at})
	h.frame(map[ebiten.TouchID]stage.Point{0: at.Add(stage.Point{X: 2, Y: 1})})
	h.frame(nil, 0)
	if is := h.m.Selected(); is.A != "mail.beta.test" {
		t.Errorf("a tap on mail.beta.test selects %+v", is)
	}
	other := place(t, h.m, "mail.alfa.test")
	h.frame(map[ebiten.TouchID]stage.Point{1: other})
	h.frame(map[ebiten.TouchID]stage.Point{1: other.Add(stage.Point{X: 40, Y: 30})})
	h.frame(nil, 1)
	if is := h.m.Selected(); is.A != "mail.beta.test" {
		t.Errorf("a finger that drags the stage selects %+v", is)
	}
	if now := place(t, h.m, "mail.alfa.test"); math.Abs(now.X-other.X-40) > 25 || math.Abs(now.Y-other.Y-30) > 25 {
		t.Errorf("what was dragged from %v by 40, 30 is at %v", other, now)
	}
}

// TestTwoFingersPinch: what lies between them stays there, and becomes larger; whoever lifts them has tapped nothing.
func TestTwoFingersPinch(t *testing.T) {
	h := touch(t)
	at := place(t, h.m, "mail.beta.test")
	wide := func(m stage.Model) (n int) {
		for x := 1.0; x < 1280; x += 2 {
			if is := stage.Update(m, stage.Tap{At: stage.Point{X: x, Y: at.Y}}).Selected(); is.A == "mail.beta.test" {
				n++
			}
		}
		return n
	}
	before := wide(h.m)
	spread := func(by float64) map[ebiten.TouchID]stage.Point {
		return map[ebiten.TouchID]stage.Point{0: at.Add(stage.Point{X: -by}), 1: at.Add(stage.Point{X: by})}
	}
	h.frame(spread(40))
	for by := 45.0; by <= 60; by += 5 {
		h.frame(spread(by))
	}
	h.frame(nil, 0)
	h.frame(nil, 1)
	h.m = settle(h.m, 1)
	if is := h.m.Selected(); is.A != "" {
		t.Errorf("a pinch selects %+v", is)
	}
	if is := stage.Update(h.m, stage.Tap{At: at}).Selected(); is.A != "mail.beta.test" {
		t.Errorf("between the fingers is %+v now", is)
	}
	if after := wide(h.m); float64(after) < 1.3*float64(before) {
		t.Errorf("what was %d wide is %d", before, after)
	}
	h.frame(map[ebiten.TouchID]stage.Point{2: at})
	h.frame(nil, 2)
	if is := h.m.Selected(); is.A != "mail.beta.test" {
		t.Errorf("after a pinch a tap selects %+v", is)
	}
}

// wall is a front that covers the left half.
type wall struct {
	Front
	taps, drags int
}

func (w *wall) Over(at stage.Point) bool        { return at.X < 640 }
func (w *wall) Tap(stage.Point)                 { w.taps++ }
func (w *wall) Drag(from, last, to stage.Point) { w.drags++ }

// TestAFingerOnTheFront does nothing to what is behind it.
func TestAFingerOnTheFront(t *testing.T) {
	h, w := touch(t), new(wall)
	h.front = w
	before := h.m
	h.frame(map[ebiten.TouchID]stage.Point{0: {X: 100, Y: 100}})
	h.frame(nil, 0)
	h.frame(map[ebiten.TouchID]stage.Point{1: {X: 100, Y: 100}})
	h.frame(map[ebiten.TouchID]stage.Point{1: {X: 900, Y: 200}}) // it began there, and is dragged away
	h.frame(nil, 1)
	if w.taps != 1 || w.drags != 1 || !h.m.Same(before) {
		t.Errorf("%d taps, %d drags, and the stage is the same: %v", w.taps, w.drags, h.m.Same(before))
	}
}
