package paint

import (
	"image"
	"image/color"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"posta/sim/stage"
)

var (
	red   = stage.Colour{R: 255, A: 255}
	blue  = stage.Colour{B: 255, A: 255}
	paper = stage.Colour{R: 255, G: 255, B: 255, A: 255}
)

func filled(c stage.Colour, r stage.Rect) stage.Shape { return stage.Box{Rect: r, Fill: c} }

var everywhere = stage.Rect{W: 40, H: 40}

// list is a small picture: what lies on the ground, and what is above it.
func list(key any, ground, life []stage.Shape) *stage.DisplayList {
	return &stage.DisplayList{W: 40, H: 40, Paper: paper, Ground: ground, GroundKey: key, Life: life, Crossfade: 1}
}

func pixel(img image.Image, x, y int) stage.Colour {
	c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
	return stage.Colour{R: c.R, G: c.G, B: c.B, A: c.A}
}

func near(a, b stage.Colour) bool {
	close := func(x, y uint8) bool { return max(x, y)-min(x, y) <= 3 }
	return close(a.R, b.R) && close(a.G, b.G) && close(a.B, b.B)
}

// TestWhatComesLaterLiesOnTop: shapes are collected and words are not, and yet each covers what came before it.
func TestWhatComesLaterLiesOnTop(t *testing.T) {
	needDisplay(t)
	word := stage.Text{String: "MMM", Box: stage.Rect{X: 0, Y: 8, W: 40, H: 24}, Size: 24, Colour: blue}
	half := stage.Rect{W: 20, H: 40}
	for _, c := range []struct {
		name  string
		life  []stage.Shape
		left  stage.Colour
		right stage.Colour
	}{
		{"a box on a box", []stage.Shape{filled(red, everywhere), filled(blue, half)}, blue, red},
		{"a box below a box", []stage.Shape{filled(blue, half), filled(red, everywhere)}, red, red},
		{"half of it through", []stage.Shape{filled(stage.Colour{R: 255, A: 128}, half)}, stage.Colour{R: 255, G: 127, B: 127, A: 255}, paper},
		{"nothing to be seen of it", []stage.Shape{filled(stage.Colour{R: 255}, everywhere)}, paper, paper},
	} {
		got := NewPainter().Snapshot(list(1, nil, c.life), 1)
		if l, r := pixel(got, 5, 20), pixel(got, 35, 20); !near(l, c.left) || !near(r, c.right) {
			t.Errorf("%s: %v and %v, want %v and %v", c.name, l, r, c.left, c.right)
		}
	}
	count := func(life ...stage.Shape) (n int) {
		got := NewPainter().Snapshot(list(1, nil, life), 1)
		for x := range 40 {
			for y := range 40 {
				if near(pixel(got, x, y), blue) {
					n++
				}
			}
		}
		return n
	}
	if above, below := count(filled(red, everywhere), word), count(word, filled(red, everywhere)); above < 20 || below != 0 {
		t.Errorf("a word on a box has %d pixels of ink, under it %d", above, below)
	}
}

// TestAPictureIsAsLargeAsItsScale: and what lies at its edge stays there.
func TestAPictureIsAsLargeAsItsScale(t *testing.T) {
	needDisplay(t)
	for _, scale := range []float64{1, 1.5, 2} {
		got := NewPainter().Snapshot(list(1, []stage.Shape{filled(red, stage.Rect{X: 20, W: 20, H: 40})}, nil), scale)
		if size := got.Bounds().Size(); size.X != int(40*scale) || size.Y != int(40*scale) {
			t.Errorf("at %v it is %v", scale, size)
		}
		edge := int(20 * scale)
		if l, r := pixel(got, edge-2, 10), pixel(got, edge+1, 10); !near(l, paper) || !near(r, red) {
			t.Errorf("at %v the edge is at another place: %v and %v", scale, l, r)
		}
	}
}

// TestTheGroundIsKept: once it has stayed the same for two pictures it is painted from memory, until its key, the scale or the
// size is another.
func TestTheGroundIsKept(t *testing.T) {
	needDisplay(t)
	p := NewPainter()
	dst := ebiten.NewImage(40, 40)
	paint := func(key any, c stage.Colour, scale float64) stage.Colour {
		p.Paint(dst, list(key, []stage.Shape{filled(c, everywhere)}, nil), scale)
		return pixel(dst, 10, 10)
	}
	for i, step := range []struct {
		key   any
		paint stage.Colour
		scale float64
		want  stage.Colour
	}{
		{1, red, 1, red},
		{1, red, 1, red},   // now it is kept
		{1, blue, 1, red},  // by the key it is the same
		{2, blue, 1, blue}, // another
		{1, blue, 1, red},  // the one that is kept still
		{1, blue, 2, blue}, // at another scale it is not that picture
		{1, red, 2, red},
		{1, blue, 2, red},
	} {
		if got := paint(step.key, step.paint, step.scale); !near(got, step.want) {
			t.Fatalf("picture %d is %v, want %v", i+1, got, step.want)
		}
	}
	dst = ebiten.NewImage(30, 30)
	if got := paint(1, blue, 2); !near(got, blue) {
		t.Errorf("on another screen: %v", got)
	}
	if p.Paint(dst, list(1, nil, []stage.Shape{filled(blue, everywhere)}), 2); !near(pixel(dst, 10, 10), blue) {
		t.Error("what lives is not painted on the ground that is kept")
	}
}

// TestOnePictureFadesIntoAnother: from all of the former to nothing of it; and then it is let go.
func TestOnePictureFadesIntoAnother(t *testing.T) {
	needDisplay(t)
	p := NewPainter()
	dst := ebiten.NewImage(40, 40)
	paint := func(id int, share float64, c stage.Colour) stage.Colour {
		l := list(id, []stage.Shape{filled(c, everywhere)}, nil)
		l.FadeID, l.Crossfade = id, share
		p.Paint(dst, l, 1)
		return pixel(dst, 10, 10)
	}
	if got := paint(7, 0.5, red); !near(got, red) {
		t.Errorf("the first picture of all fades from nothing: %v", got)
	}
	for _, step := range []struct {
		id    int
		share float64
		paint stage.Colour
		want  stage.Colour
	}{
		{8, 0, blue, red},
		{8, 0.5, blue, stage.Colour{R: 128, B: 127}},
		{8, 0.75, blue, stage.Colour{R: 64, B: 191}},
		{8, 1, blue, blue},
		{9, 0.5, red, stage.Colour{R: 127, B: 128}},
		{9, 1, red, red},
	} {
		if got := paint(step.id, step.share, step.paint); !near(got, step.want) {
			t.Errorf("%d at %v is %v, want %v", step.id, step.share, got, step.want)
		}
	}
	if p.old != nil {
		t.Error("the former picture is kept after the end")
	}
}

// TestLettersAreFew: whatever a camera asks for, no more pictures of letters are kept than the limit, and a word at the same
// place asks for none again.
func TestLettersAreFew(t *testing.T) {
	dst := ebiten.NewImage(200, 60)
	var l letters
	word := stage.Text{String: "Posta restante", Box: stage.Rect{W: 200, H: 60}, Size: 20, Colour: blue}
	l.write(dst, word, 1)
	n := len(l.drawn)
	l.write(dst, word, 1)
	if n == 0 || len(l.drawn) != n {
		t.Errorf("%d pictures, then %d", n, len(l.drawn))
	}
	l.write(dst, stage.Text{String: "x", Size: 20}, 1) // no colour
	if len(l.drawn) != n {
		t.Error("what cannot be seen was drawn")
	}
	for i := range 2 * maxLetters / n {
		word.Size = 8 + float64(i)/8
		l.write(dst, word, 1)
		if len(l.drawn) > maxLetters {
			t.Fatalf("%d pictures are kept", len(l.drawn))
		}
	}
}
