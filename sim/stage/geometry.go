package stage

import (
	"iter"
	"math"
)

// Point is a place. On the map its unit is a pixel at zoom 1, in a display list a
// pixel at scale 1 (a CSS pixel).
type Point struct{ X, Y float64 }

// Add and the rest are what one expects of points.
func (p Point) Add(q Point) Point             { return Point{p.X + q.X, p.Y + q.Y} }
func (p Point) Sub(q Point) Point             { return Point{p.X - q.X, p.Y - q.Y} }
func (p Point) Times(k float64) Point         { return Point{p.X * k, p.Y * k} }
func (p Point) Len() float64                  { return math.Hypot(p.X, p.Y) }
func (p Point) To(q Point) float64            { return q.Sub(p).Len() }
func (p Point) Lerp(q Point, t float64) Point { return Point{p.X + (q.X-p.X)*t, p.Y + (q.Y-p.Y)*t} }

// Unit is the direction; the zero Point has none and stays.
func (p Point) Unit() Point {
	if l := p.Len(); l > 0 {
		return p.Times(1 / l)
	}
	return p
}

// Left is the point turned a quarter to the left as seen on the screen, whose y
// axis points down.
func (p Point) Left() Point { return Point{p.Y, -p.X} }

// Rect is a rectangle by its upper left corner and size.
type Rect struct{ X, Y, W, H float64 }

// around is the rectangle of a size around a point.
func around(c Point, w, h float64) Rect { return Rect{c.X - w/2, c.Y - h/2, w, h} }

// Right and the rest are what one expects of rectangles.
func (r Rect) Right() float64  { return r.X + r.W }
func (r Rect) Bottom() float64 { return r.Y + r.H }
func (r Rect) Centre() Point   { return Point{r.X + r.W/2, r.Y + r.H/2} }
func (r Rect) Empty() bool     { return r.W <= 0 || r.H <= 0 }

// Contains tells whether the point lies in it, edges included.
func (r Rect) Contains(p Point) bool {
	return p.X >= r.X && p.X <= r.Right() && p.Y >= r.Y && p.Y <= r.Bottom()
}

// Overlaps tells whether the two share an area; touching is not overlapping.
func (r Rect) Overlaps(s Rect) bool {
	const hair = 1e-6
	return r.X < s.Right()-hair && s.X < r.Right()-hair && r.Y < s.Bottom()-hair && s.Y < r.Bottom()-hair
}

// Grow widens it on every side.
func (r Rect) Grow(d float64) Rect { return Rect{r.X - d, r.Y - d, r.W + 2*d, r.H + 2*d} }

// Move shifts it.
func (r Rect) Move(d Point) Rect { return Rect{r.X + d.X, r.Y + d.Y, r.W, r.H} }

// Union is the smallest rectangle around both; an empty one counts for nothing.
func (r Rect) Union(s Rect) Rect {
	if r.Empty() {
		return s
	}
	if s.Empty() {
		return r
	}
	x, y := math.Min(r.X, s.X), math.Min(r.Y, s.Y)
	return Rect{x, y, math.Max(r.Right(), s.Right()) - x, math.Max(r.Bottom(), s.Bottom()) - y}
}

// shared is the area that two rectangles have in common.
func (r Rect) shared(s Rect) float64 {
	w := math.Min(r.Right(), s.Right()) - math.Max(r.X, s.X)
	h := math.Min(r.Bottom(), s.Bottom()) - math.Max(r.Y, s.Y)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h
}

// clip gives the part of the segment from a to b, as the interval [t0, t1] of it,
// that lies inside the rectangle (Liang and Barsky's way).
func (r Rect) clip(a, b Point) (t0, t1 float64, ok bool) {
	// Most segments are far away: the surveyor asks millions of times.
	if a.X < r.X && b.X < r.X || a.Y < r.Y && b.Y < r.Y || a.X > r.X+r.W && b.X > r.X+r.W || a.Y > r.Y+r.H && b.Y > r.Y+r.H {
		return 0, 0, false
	}
	t0, t1 = 0, 1
	dx, dy := b.X-a.X, b.Y-a.Y
	for _, e := range [4][2]float64{{-dx, a.X - r.X}, {dx, r.X + r.W - a.X}, {-dy, a.Y - r.Y}, {dy, r.Y + r.H - a.Y}} {
		p, q := e[0], e[1]
		switch {
		case p == 0:
			if q < 0 {
				return 0, 0, false
			}
		case p < 0:
			if t := q / p; t > t0 {
				t0 = t
			}
		default:
			if t := q / p; t < t1 {
				t1 = t
			}
		}
	}
	return t0, t1, t0 < t1
}

// Path is a polyline with its length measured, so that something can travel along it.
type Path struct {
	Points []Point
	at     []float64 // way from the start to each point
}

func newPath(points []Point) Path {
	p := Path{Points: points, at: make([]float64, len(points))}
	for i := 1; i < len(points); i++ {
		p.at[i] = p.at[i-1] + points[i-1].To(points[i])
	}
	return p
}

// Len is the whole way.
func (p Path) Len() float64 {
	if len(p.at) == 0 {
		return 0
	}
	return p.at[len(p.at)-1]
}

// At is the place at a part t of the way, and the direction there.
func (p Path) At(t float64) (place, dir Point) {
	n := len(p.Points)
	if n == 0 {
		return Point{}, Point{1, 0}
	}
	if n == 1 {
		return p.Points[0], Point{1, 0}
	}
	way := math.Max(0, math.Min(1, t)) * p.Len()
	i := 1
	for i < n-1 && p.at[i] < way {
		i++
	}
	a, b := p.Points[i-1], p.Points[i]
	dir = b.Sub(a).Unit()
	if span := p.at[i] - p.at[i-1]; span > 0 {
		return a.Lerp(b, (way-p.at[i-1])/span), dir
	}
	return a, dir
}

// Part is the piece from t0 to t1.
func (p Path) Part(t0, t1 float64) []Point {
	if len(p.Points) < 2 || t1 <= t0 {
		return nil
	}
	from, _ := p.At(t0)
	to, _ := p.At(t1)
	list := []Point{from}
	for i, q := range p.Points {
		if p.at[i] > t0*p.Len() && p.at[i] < t1*p.Len() {
			list = append(list, q)
		}
	}
	return append(list, to)
}

// Reverse is the way back.
func (p Path) Reverse() Path {
	back := make([]Point, len(p.Points))
	for i, q := range p.Points {
		back[len(back)-1-i] = q
	}
	return newPath(back)
}

// every goes through the places of a way at even distances.
func (p Path) every(each float64) iter.Seq[Point] {
	return func(yield func(Point) bool) {
		n := math.Ceil(p.Len() / each)
		for i := 0.0; i <= n; i++ {
			if at, _ := p.At(i / math.Max(n, 1)); !yield(at) {
				return
			}
		}
	}
}

// near is the distance from a point to the path.
func near(points []Point, q Point) float64 {
	_, _, far := nearest(points, q)
	return far
}

// nearest is the place of a path that is nearest to a point: a part t of the way to the path's point i; and how far it is.
func nearest(points []Point, q Point) (i int, t, far float64) {
	far = math.Inf(1)
	for j := 1; j < len(points); j++ {
		a, d := points[j-1], points[j].Sub(points[j-1])
		s := 0.0
		if l := d.X*d.X + d.Y*d.Y; l > 0 {
			s = clamp01(((q.X-a.X)*d.X + (q.Y-a.Y)*d.Y) / l)
		}
		if to := a.Add(d.Times(s)).To(q); to < far {
			i, t, far = j, s, to
		}
	}
	return i, t, far
}

// within is the point of a rectangle that is nearest to a place.
func within(r Rect, at Point) Point {
	return Point{math.Max(r.X, math.Min(r.Right(), at.X)), math.Max(r.Y, math.Min(r.Bottom(), at.Y))}
}

// passes tells whether a way leads through a rectangle.
func passes(way []Point, r Rect) bool {
	for i := 1; i < len(way); i++ {
		if _, _, hit := r.clip(way[i-1], way[i]); hit {
			return true
		}
	}
	return false
}

// entangled tells whether two ways cross each other.
func entangled(v, w []Point) bool {
	left := func(a, b, c Point) bool { return (b.X-a.X)*(c.Y-a.Y) > (b.Y-a.Y)*(c.X-a.X) }
	for i := 1; i < len(v); i++ {
		for j := 1; j < len(w); j++ {
			a, b, c, d := v[i-1], v[i], w[j-1], w[j]
			if left(a, b, c) != left(a, b, d) && left(c, d, a) != left(c, d, b) {
				return true
			}
		}
	}
	return false
}
