package paint

import (
	"math"
	"runtime"
	"slices"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"posta/sim/stage"
)

// slack is how far a pointer may stray, in pixels at scale 1, and still tap.
const slack = 5.0

// pointer turns mouse, wheel and fingers into messages.
type pointer struct {
	mouse   drag
	at      stage.Point // where the mouse was
	fingers map[ebiten.TouchID]*drag
	order   []ebiten.TouchID // in which they came
	pinched bool
}

// drag is a button or a finger that is down.
type drag struct {
	down        bool
	start, last stage.Point
	moved       bool
}

func (d *drag) press(p stage.Point) { *d = drag{down: true, start: p, last: p} }

// move gives the way since the last time, once it is a drag and no tap.
func (d *drag) move(p stage.Point) (stage.Point, bool) {
	if !d.moved && p.To(d.start) <= slack {
		return stage.Point{}, false
	}
	d.moved = true
	way := p.Sub(d.last)
	d.last = p
	return way, way != stage.Point{}
}

// busy: a button or a finger is down.
func (p *pointer) busy() bool { return p.mouse.down || len(p.fingers) > 0 }

func (p *pointer) read(scale float64, send func(stage.Msg)) {
	x, y := ebiten.CursorPosition()
	at := stage.Point{X: float64(x) / scale, Y: float64(y) / scale}
	p.touch(scale, send)
	if len(p.fingers) > 0 {
		return
	}
	if inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) || inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonMiddle) {
		p.mouse.press(at)
	}
	pressed := ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) || ebiten.IsMouseButtonPressed(ebiten.MouseButtonMiddle)
	if p.mouse.down && pressed {
		if way, ok := p.mouse.move(at); ok {
			send(stage.Pan{DX: way.X, DY: way.Y})
		}
	}
	if p.mouse.down && !pressed {
		if !p.mouse.moved {
			send(stage.Tap{At: at})
		}
		p.mouse.down = false
	}
	if _, dy := ebiten.Wheel(); dy != 0 {
		send(stage.Zoom{Factor: wheelFactor(dy), At: at})
	}
	if at != p.at && !p.mouse.down {
		p.at = at
		send(stage.Hover{At: at})
	}
}

// wheelFactor is what a turn of the wheel zooms by. In a page it is counted in
// pixels, in a window in notches.
func wheelFactor(dy float64) float64 {
	if runtime.GOOS == "js" {
		dy /= 80
	}
	return math.Pow(1.14, math.Max(-3, math.Min(3, dy)))
}

// touch reads the fingers: one drags or taps, two pinch and drag.
func (p *pointer) touch(scale float64, send func(stage.Msg)) {
	if p.fingers == nil {
		p.fingers = map[ebiten.TouchID]*drag{}
	}
	place := func(id ebiten.TouchID) stage.Point {
		x, y := ebiten.TouchPosition(id)
		return stage.Point{X: float64(x) / scale, Y: float64(y) / scale}
	}
	for _, id := range inpututil.AppendJustPressedTouchIDs(nil) {
		d := new(drag)
		d.press(place(id))
		p.fingers[id] = d
		p.order = append(p.order, id)
		if len(p.order) > 1 {
			p.pinched = true
		}
	}
	for _, id := range slices.Clone(p.order) {
		if !inpututil.IsTouchJustReleased(id) {
			continue
		}
		if d := p.fingers[id]; d != nil && !d.moved && !p.pinched {
			send(stage.Tap{At: d.last})
		}
		delete(p.fingers, id)
		p.order = slices.DeleteFunc(p.order, func(o ebiten.TouchID) bool { return o == id })
	}
	switch len(p.order) {
	case 0:
		p.pinched = false
	case 1:
		d := p.fingers[p.order[0]]
		if way, ok := d.move(place(p.order[0])); ok {
			send(stage.Pan{DX: way.X, DY: way.Y})
		}
	default:
		a, b := p.fingers[p.order[0]], p.fingers[p.order[1]]
		pinch(a, b, place(p.order[0]), place(p.order[1]), send)
	}
}

// pinch keeps what lies under two fingers under them.
func pinch(a, b *drag, p, q stage.Point, send func(stage.Msg)) {
	before, now := a.last.To(b.last), p.To(q)
	from, to := a.last.Lerp(b.last, 0.5), p.Lerp(q, 0.5)
	a.last, b.last, a.moved, b.moved = p, q, true, true
	if way := to.Sub(from); way != (stage.Point{}) {
		send(stage.Pan{DX: way.X, DY: way.Y})
	}
	if before > 8 && now > 8 && before != now {
		send(stage.Zoom{Factor: now / before, At: to})
	}
}

// keys are for a window without a page.
func keys(m stage.Model, send func(stage.Msg)) {
	shift := ebiten.IsKeyPressed(ebiten.KeyShift)
	const step = 60.0
	for _, k := range inpututil.AppendJustPressedKeys(nil) {
		switch k {
		case ebiten.KeySpace:
			send(stage.Play{On: !m.Playing()})
		case ebiten.KeyArrowRight:
			if shift {
				send(stage.Chapter{By: 1})
			} else {
				send(stage.Forward{})
			}
		case ebiten.KeyArrowLeft:
			if shift {
				send(stage.Chapter{By: -1})
			} else {
				send(stage.Back{})
			}
		case ebiten.KeyHome:
			send(stage.Seek{Step: -1})
		case ebiten.KeyEnd:
			send(stage.Seek{Step: m.StepCount() - 1})
		case ebiten.KeyEqual, ebiten.KeyKPAdd:
			send(stage.Zoom{Factor: 1.2, Middle: true})
		case ebiten.KeyMinus, ebiten.KeyKPSubtract:
			send(stage.Zoom{Factor: 1 / 1.2, Middle: true})
		case ebiten.KeyDigit0:
			send(stage.Follow{})
		case ebiten.KeyW:
			send(stage.Pan{DY: step})
		case ebiten.KeyS:
			send(stage.Pan{DY: -step})
		case ebiten.KeyA:
			send(stage.Pan{DX: step})
		case ebiten.KeyD:
			send(stage.Pan{DX: -step})
		case ebiten.KeyEscape:
			send(stage.Select{})
		}
	}
}
