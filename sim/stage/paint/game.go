// Package paint puts the stage on a screen, and tells the stage what fingers do.
//
// It is the projector of the journey: it knows Ebitengine, which no other package
// does, and nothing of e-mail. A Game holds a stage.Model, sends it what the
// pointer, the wheel and the fingers do and how time passes, and paints the
// model's display list whenever, and only when, the picture has changed.
//
// It never decides what is shown. Where there is a page around it, the page
// handles the keys and sends messages (Send), and learns of changes (OnChange); where there
// is none, a Front does, and is painted last.
package paint

import (
	"io/fs"
	"math"
	"sync"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"posta/sim/stage"
)

// Game is the stage as a program that Ebitengine can run.
type Game struct {
	// OnChange is called from the game's own goroutine after the model changed, at
	// most once a tick, and before it is painted. It must not block.
	OnChange func(stage.Model)
	// OnRest is called when nothing moves any more, with true, and when something does
	// again, with false. Frames at rest show nothing new until somebody touches the
	// stage or sends it a message: whoever gives them may give few. It must not block.
	OnRest func(bool)
	// Front is what stands before the stage in a window without a page; nil: a page does.
	Front Front

	mu    sync.Mutex // guards model and inbox; never held while calling out
	model stage.Model
	inbox []stage.Msg
	over  bool // the window is to be closed

	last   time.Time // of the last Update
	moving bool      // something moved in it
	rest   bool      // what OnRest was told

	painter *Painter
	painted stage.Model
	size    [2]int
	stale   bool
	scale   float64
	pointer pointer
}

// Front stands before the stage: panels on the same canvas. All of it is called by the game's own goroutine.
type Front interface {
	// Over tells whether a place is the front's; the rest says what is done there.
	Over(at stage.Point) bool
	Tap(at stage.Point)
	Drag(from, last, to stage.Point)
	Wheel(at stage.Point, notches float64)
	Hover(at stage.Point)
	// Key is a key by its name: "space", "shift+right", "l".
	Key(name string) bool
	// Drop is files that were let fall on the window.
	Drop(files fs.FS)
	// Look takes in the stage's model and gives messages for it; changed: the front is to be painted anew.
	Look(m stage.Model) (msgs []stage.Msg, changed bool)
	Shapes() []stage.Shape
}

// NewGame makes a game of a model. Call ebiten.RunGame (or Run) with it.
func NewGame(m stage.Model) *Game {
	return &Game{model: m, painter: NewPainter(), stale: true, scale: 1}
}

// Run opens the window, or takes the page's canvas, and plays until it is closed.
// Where a page answers to the keys, it keeps the focus.
func (g *Game) Run() error {
	Prepare()
	return ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{InitUnfocused: g.Front == nil})
}

// Window is the frame of a game that no page surrounds.
type Window struct {
	Title      string
	W, H       int // 0: as large as fits the screen well
	FullScreen bool
}

// RunWindow opens a window of the desktop's and plays until it is closed. It fails where there is no screen.
func (g *Game) RunWindow(w Window) error {
	ebiten.SetWindowTitle(w.Title)
	if w.W > 0 && w.H > 0 {
		ebiten.SetWindowSize(w.W, w.H)
	} else {
		ebiten.SetWindowSize(1280, 720)
	}
	ebiten.SetWindowSizeLimits(360, 480, -1, -1)
	ebiten.SetFullscreen(w.FullScreen)
	return g.Run()
}

// FullScreen fills the screen with the window, or stops to.
func FullScreen() { ebiten.SetFullscreen(!ebiten.IsFullscreen()) }

// Prepare sets what Ebitengine needs to be told before it runs a Game.
func Prepare() {
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetRunnableOnUnfocused(true)
	ebiten.SetTPS(ebiten.SyncWithFPS) // see Update
}

// Send has the model updated with a message at the next tick. It may be called
// from any goroutine.
func (g *Game) Send(msgs ...stage.Msg) {
	g.mu.Lock()
	g.inbox = append(g.inbox, msgs...)
	g.mu.Unlock()
}

// Close ends a game that runs. It may be called from any goroutine.
func (g *Game) Close() {
	g.mu.Lock()
	g.over = true
	g.mu.Unlock()
}

// Model is the present model. It may be called from any goroutine.
func (g *Game) Model() stage.Model {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.model
}

// Redraw has the picture painted anew, though nothing changed.
func (g *Game) Redraw() { g.Send(redraw{}) }

type redraw struct{ stage.Leave }

// firstTick is how long ago a movement began when it is first seen, in seconds.
const firstTick = 1.0 / 60

// passed is how many seconds of movement there were since the last Update. Time is the
// eye's: a slow machine shows fewer pictures of the same journey.
func (g *Game) passed() float64 {
	now := time.Now()
	seconds := now.Sub(g.last).Seconds()
	if g.last = now; !g.moving {
		return firstTick
	}
	return seconds
}

// Update is called by Ebitengine, once before each frame.
func (g *Game) Update() error {
	g.mu.Lock()
	before, m, inbox := g.model, g.model, g.inbox
	over := g.over
	g.inbox = nil
	g.mu.Unlock()
	if over {
		return ebiten.Termination
	}

	g.pointer.read(g.scale, g.Front, func(msg stage.Msg) { m = stage.Update(m, msg) })
	if g.Front != nil {
		keys(g.Front.Key)
		if files := ebiten.DroppedFiles(); files != nil {
			g.Front.Drop(files)
		}
	}
	for _, msg := range inbox {
		if _, ok := msg.(redraw); ok {
			g.stale = true
			continue
		}
		m = stage.Update(m, msg)
	}
	seconds := g.passed()
	if g.moving = m.Moving(); g.moving {
		m = stage.Update(m, stage.Tick{Seconds: seconds})
	}
	if g.Front != nil {
		msgs, changed := g.Front.Look(m)
		for _, msg := range msgs {
			m = stage.Update(m, msg)
		}
		g.stale = g.stale || changed
	}
	g.mu.Lock()
	g.model = m // even if it looks the same: it may be waiting for its reader
	g.mu.Unlock()
	if g.OnChange != nil && !m.Same(before) {
		g.OnChange(m)
	}
	return nil
}

// Draw is called by Ebitengine for every frame; it does nothing while nothing has
// changed.
func (g *Game) Draw(screen *ebiten.Image) {
	m := g.Model()
	size := [2]int{screen.Bounds().Dx(), screen.Bounds().Dy()}
	same := !g.stale && size == g.size && m.Same(g.painted)
	if rest := same && !m.Moving() && !g.pointer.busy(); rest != g.rest {
		g.rest = rest
		if g.OnRest != nil {
			g.OnRest(rest)
		}
	}
	if same {
		return
	}
	list := stage.Scene(m)
	g.painter.Paint(screen, &list, g.scale)
	if g.Front != nil {
		g.painter.shapes(screen, g.Front.Shapes(), g.scale)
	}
	g.painted, g.size, g.stale = m, size, false
}

// LayoutF makes the screen as fine as the device: its pixels are the device's.
func (g *Game) LayoutF(w, h float64) (float64, float64) {
	g.scale = 1
	if monitor := ebiten.Monitor(); monitor != nil {
		g.scale = monitor.DeviceScaleFactor()
	}
	m := g.Model()
	if mw, mh := m.Size(); mw != w || mh != h || m.Scale() != g.scale {
		g.Send(stage.Resize{W: w, H: h, Scale: g.scale})
	}
	return math.Max(1, math.Floor(w*g.scale)), math.Max(1, math.Floor(h*g.scale))
}

// Layout is not called, since there is LayoutF.
func (g *Game) Layout(w, h int) (int, int) { return w, h }
