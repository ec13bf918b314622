package paint

import (
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/internal/cast"
	"posta/sim/telling"
)

// marked paints a corner of the screen, to see whether it is painted over.
func marked(screen *ebiten.Image) bool {
	r, _, b, _ := screen.At(1, 1).RGBA()
	return r == 0xffff && b == 0
}

func TestGamePaintsOnlyWhatChanged(t *testing.T) {
	needDisplay(t)
	m := stage.New(fonts.Measure, nil)
	m = stage.Update(m, stage.Resize{W: 400, H: 300, Scale: 1})
	m = stage.Update(m, stage.Load{Telling: telling.Of(cast.Secure().Trace)})
	m = stage.Update(m, stage.SetReduced{On: true})
	g := NewGame(m)
	changes, rest := 0, false
	g.OnChange = func(stage.Model) { changes++ }
	g.OnRest = func(r bool) { rest = r }
	screen := ebiten.NewImage(400, 300)
	mark := func() { screen.Fill(rgba(stage.Colour{R: 255, G: 255, A: 255})) }

	g.Draw(screen)
	mark()
	g.Draw(screen)
	if !marked(screen) || !rest {
		t.Errorf("the same picture was painted twice, or no rest was told (%v)", rest)
	}
	g.Send(stage.SetTheme{Theme: stage.ThemeDark})
	if err := g.Update(); err != nil {
		t.Fatal(err)
	}
	g.Draw(screen)
	if marked(screen) || rest || changes != 1 || g.Model().Theme() != stage.ThemeDark {
		t.Errorf("a change of theme was not painted (%d changes told)", changes)
	}
	mark()
	g.Redraw()
	if err := g.Update(); err != nil {
		t.Fatal(err)
	}
	g.Draw(screen)
	if marked(screen) {
		t.Error("nothing was painted when asked to")
	}
	// While playing, time that passes without anything to see is not lost.
	g.Send(stage.Play{On: true}, stage.Reading{Seconds: 0.05}, stage.Speed{Factor: 20})
	for begun := time.Now(); g.Model().StepIndex() < 2 && time.Since(begun) < time.Minute; {
		if err := g.Update(); err != nil {
			t.Fatal(err)
		}
	}
	if g.Model().StepIndex() < 2 {
		t.Error("playing stands still")
	}
	g.Send(stage.Play{}, stage.Seek{Step: -1, Still: true})
	// Walking through the story, the ground is kept and the fade comes and goes.
	for range 200 {
		g.Send(stage.Forward{})
		for range 3 {
			if err := g.Update(); err != nil {
				t.Fatal(err)
			}
			g.Draw(screen)
		}
	}
	if g.Model().StepIndex() != g.Model().StepCount()-1 {
		t.Error("the story was not walked through")
	}
}
