package paint

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"posta/sim/stage"
)

// mesh is triangles being gathered for one draw call. Edges are made smooth by a
// rim, one pixel wide, over which the colour fades out: that costs a few triangles
// and works at every size, where the graphics library's own smoothing draws
// everything several times.
type mesh struct {
	vertices []ebiten.Vertex
	indices  []uint32
	scale    float64
	// scratch space
	a []stage.Point
}

func (m *mesh) reset() { m.vertices, m.indices = m.vertices[:0], m.indices[:0] }

// white is where in the source image a vertex finds its white.
const white = 1.5

func (m *mesh) vertex(p stage.Point, c stage.Colour, alpha float64) uint32 {
	m.vertices = append(m.vertices, ebiten.Vertex{
		DstX: float32(p.X), DstY: float32(p.Y), SrcX: white, SrcY: white,
		ColorR: float32(c.R) / 255, ColorG: float32(c.G) / 255, ColorB: float32(c.B) / 255, ColorA: float32(float64(c.A) / 255 * alpha),
	})
	return uint32(len(m.vertices) - 1)
}

func (m *mesh) triangle(a, b, c uint32) { m.indices = append(m.indices, a, b, c) }

func (m *mesh) quad(a, b, c, d uint32) { m.indices = append(m.indices, a, b, c, a, c, d) }

// device goes from the list's pixels to the screen's.
func (m *mesh) device(list []stage.Point) []stage.Point {
	m.a = m.a[:0]
	for _, p := range list {
		q := p.Times(m.scale)
		if n := len(m.a); n > 0 && m.a[n-1].To(q) < 0.02 {
			continue // points that fall together have no direction
		}
		m.a = append(m.a, q)
	}
	return m.a
}

// shape adds one of the list's shapes; text is not one of its.
func (m *mesh) shape(s stage.Shape) {
	switch s := s.(type) {
	case stage.Box:
		m.box(s)
	case stage.Disc:
		m.disc(s)
	case stage.Line:
		m.line(s.Points, s.Width, s.Colour, s.Dash, s.Shift, false)
	case stage.Area:
		m.area(s)
	case stage.Icon:
		for _, part := range stage.IconShapes(s) {
			m.shape(part)
		}
	}
}

func (m *mesh) box(s stage.Box) {
	outline := stage.BoxOutline(s, m.scale)
	if s.Fill.A > 0 {
		m.fill(m.device(outline), s.Fill)
	}
	if s.Stroke.A > 0 && s.Width > 0 {
		m.line(outline, s.Width, s.Stroke, s.Dash, 0, true)
	}
}

func (m *mesh) disc(s stage.Disc) {
	outline := stage.DiscOutline(s, m.scale)
	if s.Fill.A > 0 {
		m.fill(m.device(outline), s.Fill)
	}
	if s.Stroke.A > 0 && s.Width > 0 {
		m.line(outline, s.Width, s.Stroke, 0, 0, true)
	}
}

func (m *mesh) area(s stage.Area) {
	if s.Fill.A > 0 {
		m.fill(m.device(s.Points), s.Fill)
	}
	if s.Stroke.A > 0 && s.Width > 0 {
		m.line(s.Points, s.Width, s.Stroke, 0, 0, true)
	}
}

// cross is the z of the product of two directions: on the screen, positive when b
// turns right from a.
func cross(a, b stage.Point) float64 { return a.X*b.Y - a.Y*b.X }

// fill fills a polygon given in device pixels.
func (m *mesh) fill(p []stage.Point, c stage.Colour) {
	if n := len(p); n > 1 && p[0].To(p[n-1]) < 0.02 {
		p = p[:n-1]
	}
	n := len(p)
	if n < 3 {
		return
	}
	turning, convex := 0.0, true
	for i := range n {
		turning += cross(p[i], p[(i+1)%n])
	}
	if turning == 0 {
		return
	}
	sign := math.Copysign(1, turning)
	first := uint32(len(m.vertices))
	for i := range n {
		before, here, after := p[(i+n-1)%n], p[i], p[(i+1)%n]
		in, out := here.Sub(before).Unit(), after.Sub(here).Unit()
		if sign*cross(in, out) < -1e-9 {
			convex = false
		}
		// Half a pixel inwards and half a pixel outwards, along the bisector.
		normal := mitre(in, out, 3).Times(0.5 * sign)
		m.vertex(here.Add(normal), c, 1)
		m.vertex(here.Sub(normal), c, 0)
	}
	inner := func(i int) uint32 { return first + 2*uint32(i%n) }
	for i := range n {
		m.quad(inner(i), inner(i)+1, inner(i+1)+1, inner(i+1))
	}
	if convex {
		for i := 1; i < n-1; i++ {
			m.triangle(inner(0), inner(i), inner(i+1))
		}
		return
	}
	m.clip(p, sign, inner)
}

// mitre is the vector from a corner to where its sides meet when both are moved
// by 1 to their right; no longer than limit.
func mitre(in, out stage.Point, limit float64) stage.Point {
	a, b := stage.Point{X: -in.Y, Y: in.X}, stage.Point{X: -out.Y, Y: out.X}
	sum := a.Add(b)
	dot := a.X*sum.X + a.Y*sum.Y // 1 + cos of the turn
	if dot < 1e-3 {
		return b
	}
	v := sum.Times(1 / dot)
	if l := v.Len(); l > limit {
		v = v.Times(limit / l)
	}
	return v
}

// clip cuts the ears off a polygon that is not convex. Those of the pictures have
// few corners.
func (m *mesh) clip(p []stage.Point, sign float64, at func(int) uint32) {
	left := make([]int, len(p))
	for i := range left {
		left[i] = i
	}
	for len(left) > 3 {
		cut := -1
		for i := range left {
			a, b, c := left[(i+len(left)-1)%len(left)], left[i], left[(i+1)%len(left)]
			if sign*cross(p[b].Sub(p[a]), p[c].Sub(p[b])) <= 0 {
				continue
			}
			ear := true
			for _, k := range left {
				if k != a && k != b && k != c && within(p[k], p[a], p[b], p[c], sign) {
					ear = false
					break
				}
			}
			if ear {
				m.triangle(at(a), at(b), at(c))
				cut = i
				break
			}
		}
		if cut < 0 {
			return // the outline crosses itself: what is left stays empty
		}
		left = append(left[:cut], left[cut+1:]...)
	}
	m.triangle(at(left[0]), at(left[1]), at(left[2]))
}

func within(p, a, b, c stage.Point, sign float64) bool {
	return sign*cross(b.Sub(a), p.Sub(a)) >= 0 && sign*cross(c.Sub(b), p.Sub(b)) >= 0 && sign*cross(a.Sub(c), p.Sub(c)) >= 0
}

// line strokes a polyline given in the list's pixels.
func (m *mesh) line(points []stage.Point, width float64, c stage.Colour, dash, shift float64, closed bool) {
	if c.A == 0 || width <= 0 {
		return
	}
	p := m.device(points)
	if closed {
		if n := len(p); n > 1 && p[0].To(p[n-1]) < 0.02 {
			p = p[:n-1]
		}
	}
	if dash > 0 {
		m.dashes(p, width*m.scale, c, dash*m.scale, shift*m.scale, closed)
		return
	}
	m.stroke(p, width*m.scale, c, closed, true)
}

// dashes strokes every other piece.
func (m *mesh) dashes(p []stage.Point, width float64, c stage.Colour, dash, shift float64, closed bool) {
	if closed && len(p) > 1 {
		p = append(p, p[0])
	}
	for _, piece := range stage.Dashes(p, dash, shift) {
		m.stroke(piece, width, c, false, false)
	}
}

// stroke is one strip along a polyline in device pixels: rim, body, rim. As one
// strip it never lies over itself, so that it may be translucent.
func (m *mesh) stroke(p []stage.Point, width float64, c stage.Colour, closed, round bool) {
	n := len(p)
	alpha := 1.0
	if width < 1 {
		alpha, width = width, 1
	}
	if n < 2 || n == 2 && closed {
		if n == 1 && round {
			m.cap(p[0], stage.Point{X: 1}, width, c, alpha)
			m.cap(p[0], stage.Point{X: -1}, width, c, alpha)
		}
		return
	}
	half, rim := width/2-0.5, width/2+0.5
	row := func(q, normal stage.Point) uint32 {
		first := m.vertex(q.Sub(normal.Times(rim)), c, 0)
		m.vertex(q.Sub(normal.Times(half)), c, alpha)
		m.vertex(q.Add(normal.Times(half)), c, alpha)
		m.vertex(q.Add(normal.Times(rim)), c, 0)
		return first
	}
	join := func(a, b uint32) {
		for k := range uint32(3) {
			m.quad(a+k, b+k, b+k+1, a+k+1)
		}
	}
	var start, last uint32
	for i := range n {
		var normal stage.Point
		switch {
		case !closed && i == 0:
			d := p[1].Sub(p[0]).Unit()
			normal = stage.Point{X: -d.Y, Y: d.X}
		case !closed && i == n-1:
			d := p[n-1].Sub(p[n-2]).Unit()
			normal = stage.Point{X: -d.Y, Y: d.X}
		default:
			normal = mitre(p[i].Sub(p[(i+n-1)%n]).Unit(), p[(i+1)%n].Sub(p[i]).Unit(), 2.2)
		}
		here := row(p[i], normal)
		if i == 0 {
			start = here
		} else {
			join(last, here)
		}
		last = here
	}
	if closed {
		join(last, start)
		return
	}
	head, tail := p[0].Sub(p[1]).Unit(), p[n-1].Sub(p[n-2]).Unit()
	if round && width > 1.6 {
		m.cap(p[0], head, width, c, alpha)
		m.cap(p[n-1], tail, width, c, alpha)
	}
}

// cap is the half disc at the end of a line that comes from behind d.
func (m *mesh) cap(at, d stage.Point, width float64, c stage.Colour, alpha float64) {
	n := int(math.Max(4, float64(stage.Segments(width/2))/2))
	half, rim := width/2-0.5, width/2+0.5
	middle := m.vertex(at, c, alpha)
	from := math.Atan2(d.Y, d.X) - math.Pi/2
	var last uint32
	for i := range n + 1 {
		a := from + math.Pi*float64(i)/float64(n)
		ray := stage.Point{X: math.Cos(a), Y: math.Sin(a)}
		here := m.vertex(at.Add(ray.Times(half)), c, alpha)
		m.vertex(at.Add(ray.Times(rim)), c, 0)
		if i > 0 {
			m.triangle(middle, last, here)
			m.quad(last, last+1, here+1, here)
		}
		last = here
	}
}
