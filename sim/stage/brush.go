package stage

import "math"

// brush draws in units of its own: its origin is a place in the window, k the pixels
// of a unit. What it draws steps back towards a ground by a part of fade.
type brush struct {
	at     Point
	k      float64
	ground Colour
	fade   float64
	out    *[]Shape
}

func (b brush) tint(c Colour) Colour {
	if b.fade == 0 || c.A == 0 {
		return c
	}
	a := c.A
	c = c.Mix(b.ground, b.fade)
	c.A = a
	return c
}

func (b brush) to(x, y float64) Point { return Point{b.at.X + x*b.k, b.at.Y + y*b.k} }

func (b brush) points(xy []float64) []Point {
	list := make([]Point, 0, len(xy)/2)
	for i := 0; i+1 < len(xy); i += 2 {
		list = append(list, b.to(xy[i], xy[i+1]))
	}
	return list
}

// pen is the width of a stroke: never thinner than a hair.
func (b brush) pen(w float64) float64 { return math.Max(w*b.k, 0.8) }

func (b brush) put(s ...Shape) { *b.out = append(*b.out, s...) }

// box draws a rectangle with a stroke of a width, 0 for none.
func (b brush) box(x, y, w, h, r float64, fill, stroke Colour, width float64) {
	p := b.to(x, y)
	s := Box{Rect: Rect{p.X, p.Y, w * b.k, h * b.k}, Radius: r * b.k, Fill: b.tint(fill)}
	if width > 0 {
		s.Stroke, s.Width = b.tint(stroke), b.pen(width)
	}
	b.put(s)
}

func (b brush) area(fill, stroke Colour, width float64, xy ...float64) {
	s := Area{Points: b.points(xy), Fill: b.tint(fill)}
	if width > 0 {
		s.Stroke, s.Width = b.tint(stroke), b.pen(width)
	}
	b.put(s)
}

func (b brush) line(c Colour, width float64, xy ...float64) {
	b.put(Line{Points: b.points(xy), Width: b.pen(width), Colour: b.tint(c)})
}

func (b brush) disc(x, y, r float64, fill, stroke Colour, width float64) {
	s := Disc{Centre: b.to(x, y), R: r * b.k, Fill: b.tint(fill)}
	if width > 0 {
		s.Stroke, s.Width = b.tint(stroke), b.pen(width)
	}
	b.put(s)
}

func (b brush) flat(x, y, rx, ry float64, fill Colour) {
	b.put(Disc{Centre: b.to(x, y), R: rx * b.k, Flat: ry / rx, Fill: b.tint(fill)})
}

// arch is the outline of a door: upright sides and a round top.
func arch(x, w, base, spring, rise float64) []float64 {
	list := []float64{x - w/2, base, x - w/2, spring}
	const n = 10
	for i := 1; i < n; i++ {
		a := math.Pi * (1 - float64(i)/n)
		list = append(list, x+w/2*math.Cos(a), spring-rise*math.Sin(a))
	}
	return append(list, x+w/2, spring, x+w/2, base)
}

// curve flattens a quadratic curve into n pieces, as x, y pairs.
func curve(n int, x0, y0, x1, y1, x2, y2 float64) []float64 {
	list := make([]float64, 0, 2*n+2)
	for i := range n + 1 {
		t := float64(i) / float64(n)
		u := 1 - t
		list = append(list, u*u*x0+2*u*t*x1+t*t*x2, u*u*y0+2*u*t*y1+t*t*y2)
	}
	return list
}

// cubic flattens a cubic curve into n pieces.
func cubic(n int, p0, p1, p2, p3 Point) []Point {
	list := make([]Point, 0, n+1)
	for i := range n + 1 {
		t := float64(i) / float64(n)
		u := 1 - t
		list = append(list, p0.Times(u*u*u).Add(p1.Times(3*u*u*t)).Add(p2.Times(3*u*t*t)).Add(p3.Times(t*t*t)))
	}
	return list
}
