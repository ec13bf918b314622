package paint

import (
	"math"
	"runtime"
	"slices"
	"strings"

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
	front   Front       // nil: there is none
	fingers map[ebiten.TouchID]*drag
	order   []ebiten.TouchID // in which they came
	pinched bool
}

// drag is a button or a finger that is down.
type drag struct {
	down        bool
	start, last stage.Point
	moved       bool
	front       bool // what was pressed is the front's
}

func (d *drag) press(p stage.Point, front Front) {
	*d = drag{down: true, start: p, last: p, front: front != nil && front.Over(p)}
}

// moves says what a movement to a place does.
func (d *drag) moves(to stage.Point, front Front, send func(stage.Msg)) {
	last := d.last
	way, ok := d.move(to)
	switch {
	case !ok:
	case d.front:
		front.Drag(d.start, last, to)
	default:
		send(stage.Pan{DX: way.X, DY: way.Y})
	}
}

// tap says what pressing without moving does.
func (d *drag) tap(front Front, send func(stage.Msg)) {
	if d.front {
		front.Tap(d.start)
	} else {
		send(stage.Tap{At: d.last})
	}
}

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

func (p *pointer) read(scale float64, front Front, send func(stage.Msg)) {
	p.front = front
	x, y := ebiten.CursorPosition()
	at := stage.Point{X: float64(x) / scale, Y: float64(y) / scale}
	p.touch(touching(scale), send)
	if len(p.fingers) > 0 {
		return
	}
	if inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) || inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonMiddle) {
		p.mouse.press(at, front)
	}
	pressed := ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) || ebiten.IsMouseButtonPressed(ebiten.MouseButtonMiddle)
	if p.mouse.down && pressed {
		p.mouse.moves(at, front, send)
	}
	if p.mouse.down && !pressed {
		if !p.mouse.moved {
			p.mouse.tap(front, send)
		}
		p.mouse.down = false
	}
	over := front != nil && front.Over(at)
	if _, dy := ebiten.Wheel(); dy != 0 {
		if over {
			front.Wheel(at, dy)
		} else {
			send(stage.Zoom{Factor: wheelFactor(dy), At: at})
		}
	}
	if at != p.at && !p.mouse.down {
		p.at = at
		if front != nil {
			front.Hover(at)
		}
		if over {
			send(stage.Leave{})
		} else {
			send(stage.Hover{At: at})
		}
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

// touches are the fingers that touch at an instant.
type touches struct {
	came, left []ebiten.TouchID
	place      func(ebiten.TouchID) stage.Point // of a finger that is down
}

// touching reads the fingers.
func touching(scale float64) touches {
	return touches{
		came: inpututil.AppendJustPressedTouchIDs(nil), left: inpututil.AppendJustReleasedTouchIDs(nil),
		place: func(id ebiten.TouchID) stage.Point {
			x, y := ebiten.TouchPosition(id)
			return stage.Point{X: float64(x) / scale, Y: float64(y) / scale}
		},
	}
}

// touch says what fingers do: one drags or taps, two pinch and drag.
func (p *pointer) touch(now touches, send func(stage.Msg)) {
	if p.fingers == nil {
		p.fingers = map[ebiten.TouchID]*drag{}
	}
	for _, id := range now.came {
		d := new(drag)
		d.press(now.place(id), p.front)
		p.fingers[id] = d
		p.order = append(p.order, id)
		if len(p.order) > 1 {
			p.pinched = true
		}
	}
	for _, id := range now.left {
		if d := p.fingers[id]; d != nil && !d.moved && !p.pinched {
			d.tap(p.front, send)
		}
		delete(p.fingers, id)
		p.order = slices.DeleteFunc(p.order, func(o ebiten.TouchID) bool { return o == id })
	}
	switch len(p.order) {
	case 0:
		p.pinched = false
	case 1:
		d := p.fingers[p.order[0]]
		d.moves(now.place(p.order[0]), p.front, send)
	default:
		a, b := p.fingers[p.order[0]], p.fingers[p.order[1]]
		pinch(a, b, now.place(p.order[0]), now.place(p.order[1]), send)
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

// keyNames are the keys that are called otherwise than by what is written on them.
var keyNames = map[ebiten.Key]string{
	ebiten.KeySpace: "space", ebiten.KeyArrowRight: "right", ebiten.KeyArrowLeft: "left", ebiten.KeyArrowUp: "up", ebiten.KeyArrowDown: "down",
	ebiten.KeyHome: "home", ebiten.KeyEnd: "end", ebiten.KeyPageUp: "pageup", ebiten.KeyPageDown: "pagedown", ebiten.KeyTab: "tab",
	ebiten.KeyEnter: "enter", ebiten.KeyNumpadEnter: "enter", ebiten.KeyEscape: "escape", ebiten.KeyF1: "f1", ebiten.KeyF11: "f11",
}

// repeats are the keys that go on while they are held.
var repeats = map[string]bool{"right": true, "left": true, "up": true, "down": true, "pageup": true, "pagedown": true}

// A key that is held repeats after so many frames, and then each so many.
const (
	repeatAfter = 24
	repeatEach  = 4
)

// keys tells a front of the keys that are pressed. Those that write something are called by what they write, wherever it
// stands on this keyboard.
func keys(tell func(name string) bool) {
	if ebiten.IsKeyPressed(ebiten.KeyControl) || ebiten.IsKeyPressed(ebiten.KeyAlt) || ebiten.IsKeyPressed(ebiten.KeyMeta) {
		return // those are the desktop's
	}
	for key, name := range keyNames {
		held := inpututil.KeyPressDuration(key)
		if held != 1 && !(repeats[name] && held > repeatAfter && held%repeatEach == 0) {
			continue
		}
		if ebiten.IsKeyPressed(ebiten.KeyShift) && (key == ebiten.KeyArrowLeft || key == ebiten.KeyArrowRight || key == ebiten.KeyTab) {
			name = "shift+" + name
		}
		tell(name)
	}
	for _, r := range ebiten.AppendInputChars(nil) {
		if r != ' ' {
			tell(strings.ToLower(string(r)))
		}
	}
}
