package still

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"posta/sim/stage"
	"posta/sim/stage/fonts"
)

// MaxPixels bounds a picture: more would be a mistake in the scale.
const MaxPixels = 64 << 20

// Image paints a display list at a scale: pixels of the picture for one of the
// list. It is nil where nothing, or more than MaxPixels, would be in it.
func Image(list *stage.DisplayList, scale float64) *image.RGBA {
	w, h := int(math.Round(list.W*scale)), int(math.Round(list.H*scale))
	if w <= 0 || h <= 0 || w > MaxPixels/h {
		return nil
	}
	b := &board{img: image.NewRGBA(image.Rect(0, 0, w, h)), scale: scale}
	draw.Draw(b.img, b.img.Bounds(), image.NewUniform(straight(list.Paper)), image.Point{}, draw.Src)
	for _, layer := range [][]stage.Shape{list.Ground, list.Life} {
		for _, s := range layer {
			b.shape(s)
		}
	}
	return b.img
}

func straight(c stage.Colour) color.NRGBA { return color.NRGBA{c.R, c.G, c.B, c.A} }

// board is a picture being painted.
type board struct {
	img   *image.RGBA
	scale float64
	pen   vector.Rasterizer
}

func (b *board) shape(s stage.Shape) {
	switch s := s.(type) {
	case stage.Icon:
		for _, part := range stage.IconShapes(s) {
			b.shape(part)
		}
	case stage.Box:
		outline := stage.BoxOutline(s, b.scale)
		b.fill(s.Fill, outline)
		b.line(outline, s.Width, s.Stroke, s.Dash, 0, true)
	case stage.Disc:
		outline := stage.DiscOutline(s, b.scale)
		b.fill(s.Fill, outline)
		b.line(outline, s.Width, s.Stroke, 0, 0, true)
	case stage.Area:
		b.fill(s.Fill, s.Points)
		b.line(s.Points, s.Width, s.Stroke, 0, 0, true)
	case stage.Line:
		b.line(s.Points, s.Width, s.Colour, s.Dash, s.Shift, false)
	case stage.Text:
		b.write(s)
	}
}

// fill paints polygons as one figure, so that where they lie over each other the
// colour counts once.
func (b *board) fill(c stage.Colour, polygons ...[]stage.Point) {
	if c.A == 0 {
		return
	}
	var box stage.Rect
	for _, p := range polygons {
		box = box.Union(stage.Around(p))
	}
	k := b.scale
	r := image.Rect(int(math.Floor(box.X*k))-1, int(math.Floor(box.Y*k))-1, int(math.Ceil(box.Right()*k))+1, int(math.Ceil(box.Bottom()*k))+1).Intersect(b.img.Bounds())
	if r.Empty() {
		return
	}
	b.pen.Reset(r.Dx(), r.Dy())
	b.pen.DrawOp = draw.Over
	x := func(p stage.Point) (float32, float32) {
		return float32(p.X*k - float64(r.Min.X)), float32(p.Y*k - float64(r.Min.Y))
	}
	for _, p := range polygons {
		if len(p) < 3 {
			continue
		}
		// All turn the same way: the winding of two that overlap must not cancel.
		if turning(p) < 0 {
			p = reversed(p)
		}
		b.pen.MoveTo(x(p[0]))
		for _, q := range p[1:] {
			b.pen.LineTo(x(q))
		}
		b.pen.ClosePath()
	}
	b.pen.Draw(b.img, r, image.NewUniform(straight(c)), image.Point{})
}

func turning(p []stage.Point) float64 {
	sum := 0.0
	for i := range p {
		q := p[(i+1)%len(p)]
		sum += p[i].X*q.Y - p[i].Y*q.X
	}
	return sum
}

func reversed(p []stage.Point) []stage.Point {
	out := make([]stage.Point, len(p))
	for i, q := range p {
		out[len(p)-1-i] = q
	}
	return out
}

// line strokes a polyline: a quadrilateral for every piece and a disc for every
// joint, filled as one figure.
func (b *board) line(points []stage.Point, width float64, c stage.Colour, dash, shift float64, closed bool) {
	if c.A == 0 || width <= 0 || len(points) < 2 {
		return
	}
	if closed {
		points = append(points[:len(points):len(points)], points[0])
	}
	if thin := 1 / b.scale; width < thin {
		c, width = c.Fade(width/thin), thin
	}
	var figure [][]stage.Point
	pieces := [][]stage.Point{points}
	round := dash == 0
	if dash > 0 {
		pieces = stage.Dashes(points, dash, shift)
	}
	for _, p := range pieces {
		figure = append(figure, strokeOf(p, width/2, b.scale, round, closed && dash == 0)...)
	}
	b.fill(c, figure...)
}

func strokeOf(p []stage.Point, half, scale float64, round, closed bool) [][]stage.Point {
	var figure [][]stage.Point
	for i := 1; i < len(p); i++ {
		d := p[i].Sub(p[i-1])
		if d.Len() < 1e-9 {
			continue
		}
		n := d.Unit().Left().Times(half)
		figure = append(figure, []stage.Point{p[i-1].Add(n), p[i].Add(n), p[i].Sub(n), p[i-1].Sub(n)})
	}
	for i, q := range p {
		if end := i == 0 || i == len(p)-1; end && !round || half*scale < 0.6 || closed && i == 0 {
			continue
		}
		figure = append(figure, stage.DiscOutline(stage.Disc{Centre: q, R: half}, scale))
	}
	return figure
}

func (b *board) write(t stage.Text) {
	if t.Colour.A == 0 {
		return
	}
	size := t.Size * b.scale
	x, y := t.Box.X*b.scale, int(math.Round(t.Baseline()*b.scale))
	ink := image.NewUniform(straight(t.Colour))
	for _, r := range t.String {
		whole, part := math.Modf(x)
		if mask, corner := fonts.Glyph(t.Font, size, r, part); mask != nil {
			at := corner.Add(image.Pt(int(whole), y))
			draw.DrawMask(b.img, mask.Bounds().Add(at), ink, image.Point{}, mask, image.Point{}, draw.Over)
		}
		x += fonts.Advance(t.Font, r) * size
	}
}
