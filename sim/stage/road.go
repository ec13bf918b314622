package stage

import (
	"maps"
	"math"
	"slices"
)

// Road joins two hosts that talk with each other: along yard lines, drives, streets
// and the trunk, which never lead over a plot, under a label or behind a building.
type Road struct {
	A, B string
	Path Path
}

// From gives the way from a host to the other end.
func (r *Road) From(host string) Path {
	if host == r.B {
		return r.Path.Reverse()
	}
	return r.Path
}

// bend is the radius of a road's corners.
const bend = 20.0

// centre is the line of a host's road: below its foot.
func (p *Place) centre() Point { return Point{p.At.X, p.At.Y + roadWide/2} }

// out is the way from a host's door to the trunk: points up to it, the last on it.
func (m *Map) out(p *Place) []Point {
	at := p.centre()
	if p.Plot < 0 {
		return m.publicOut(p)
	}
	plot, row := &m.Plots[p.Plot], p.Row
	list := []Point{at}
	if plot.Street != 0 {
		list = append(list, Point{row.Out, at.Y}, Point{row.Out, plot.Street})
		return append(list, Point{m.Trunk, plot.Street})
	}
	return append(list, Point{m.Trunk, at.Y})
}

// publicOut leads from a public building's steps along the way below the horizon to
// the trunk's upper end.
func (m *Map) publicOut(p *Place) []Point {
	at := Point{p.At.X, p.At.Y + 4}
	low := m.publicLine()
	if math.Abs(at.X-m.Trunk) < 4 {
		return []Point{at, {m.Trunk, low}}
	}
	return []Point{at, {at.X, low}, {m.Trunk, low}}
}

// publicLine is the y of the way that joins the public buildings.
func (m *Map) publicLine() float64 {
	if len(m.Public) == 0 {
		return m.Horizon + 60
	}
	y := m.Places[m.Public[0]].At.Y
	if m.Portrait {
		return y + 18
	}
	return y + 34
}

// route joins two ways out where they meet: on the trunk, on a street, or earlier.
func (m *Map) route(a, b *Place) []Point {
	if a.Plot == b.Plot && a.Plot >= 0 {
		if a.Row == b.Row {
			return []Point{a.centre(), b.centre()}
		}
		return tidy([]Point{a.centre(), {a.Row.Out, a.centre().Y}, {b.Row.Out, b.centre().Y}, b.centre()})
	}
	if a.Plot < 0 && b.Plot < 0 {
		low := m.publicLine()
		return tidy([]Point{{a.At.X, a.At.Y + 4}, {a.At.X, low}, {b.At.X, low}, {b.At.X, b.At.Y + 4}})
	}
	up, down := m.out(a), m.out(b)
	// On one street the two meet before the trunk.
	if pa, pb := a.Plot, b.Plot; pa >= 0 && pb >= 0 && m.Plots[pa].Street != 0 && m.Plots[pa].Street == m.Plots[pb].Street && m.Plots[pa].West == m.Plots[pb].West {
		up, down = up[:len(up)-1], down[:len(down)-1]
	}
	for i := len(down) - 1; i >= 0; i-- {
		up = append(up, down[i])
	}
	return tidy(up)
}

// tidy leaves out what lies on a straight line, and turns about.
func tidy(list []Point) []Point {
	out := list[:0:0]
	for _, p := range list {
		if n := len(out); n > 0 && out[n-1].To(p) < 0.5 {
			continue
		}
		for len(out) >= 2 {
			a, b := out[len(out)-2], out[len(out)-1]
			if math.Abs((b.X-a.X)*(p.Y-b.Y)-(b.Y-a.Y)*(p.X-b.X)) > 0.5 {
				break
			}
			out = out[:len(out)-1]
			if a.To(p) < 0.5 {
				break
			}
		}
		if n := len(out); n > 0 && out[n-1].To(p) < 0.5 {
			continue
		}
		out = append(out, p)
	}
	return out
}

// withRoads is the map with roads for everybody who talks, and everything else where
// it was.
func (m *Map) withRoads(talks []pair) *Map {
	n := *m
	n.Roads, n.byPair = slices.Clone(m.Roads), maps.Clone(m.byPair)
	for _, t := range talks {
		n.join(t)
	}
	return &n
}

// join lays the road between two hosts that talk.
func (m *Map) join(t pair) {
	a, b := m.Place(t.a), m.Place(t.b)
	if a == nil || b == nil || a == b || a.folded() || b.folded() {
		return
	}
	if _, built := m.byPair[t]; built {
		return
	}
	points := m.route(a, b)
	if len(points) < 2 {
		points = []Point{a.centre(), b.centre().Add(Point{1, 0})}
	}
	m.byPair[t] = len(m.Roads)
	m.Roads = append(m.Roads, Road{A: t.a, B: t.b, Path: newPath(round(points, bend))})
}

// pave makes all the streets there are: a country has its roads before anybody goes.
func (m *Map) pave() {
	add := func(points ...Point) {
		if points = tidy(points); len(points) > 1 {
			m.Streets = append(m.Streets, round(points, bend))
		}
	}
	high, low := math.Inf(1), math.Inf(-1)
	reach := func(y float64) { high, low = math.Min(high, y), math.Max(low, y) }
	if len(m.Public) > 0 {
		line := m.publicLine()
		reach(line)
		for _, i := range m.Public {
			add(m.publicOut(&m.Places[i])...)
		}
	}
	streets := map[float64]Rect{}
	for i := range m.Plots {
		p := &m.Plots[i]
		for _, row := range p.Rows {
			y := row.Y + roadWide/2
			from, to := row.Out, row.Out
			for _, k := range p.Hosts {
				if q := &m.Places[k]; q.Row == row {
					from, to = math.Min(from, q.At.X), math.Max(to, q.At.X)
				}
			}
			if p.Street == 0 {
				from, to = math.Min(from, m.Trunk), math.Max(to, m.Trunk)
				reach(y)
			} else {
				add(Point{row.Out, y}, Point{row.Out, p.Street})
			}
			add(Point{from - 10, y}, Point{to + 10, y})
		}
		if n := len(p.Rows); n > 1 && p.Street == 0 && !m.Portrait { // from row to row
			add(Point{p.Rows[0].Out, p.Rows[0].Y + roadWide/2}, Point{p.Rows[0].Out, p.Rows[n-1].Y + roadWide/2})
		}
		if p.Street != 0 && len(p.Rows) > 0 {
			streets[p.Street] = streets[p.Street].Union(Rect{p.Land.X, p.Street, p.Land.W, 1})
			reach(p.Street)
		}
	}
	for i := range m.Plots {
		if s, ok := streets[m.Plots[i].Street]; ok {
			delete(streets, m.Plots[i].Street)
			add(Point{math.Min(s.X+18, m.Trunk), s.Y}, Point{math.Max(s.Right()-18, m.Trunk), s.Y})
		}
	}
	if low > high {
		add(Point{m.Trunk, high}, Point{m.Trunk, low})
	}
	for _, s := range m.Streets {
		for i := 1; i < len(s); i++ {
			if piece := [2]Point{s[i-1], s[i]}; !slices.Contains(m.pavement, piece) {
				m.pavement = append(m.pavement, piece)
			}
		}
	}
}

// round makes curves of its corners.
func round(points []Point, radius float64) []Point {
	if len(points) < 3 {
		return points
	}
	list := []Point{points[0]}
	for i := 1; i < len(points)-1; i++ {
		a, c, b := points[i-1], points[i], points[i+1]
		in, out := a.Sub(c), b.Sub(c)
		cut := math.Min(radius, math.Min(in.Len(), out.Len())*0.48)
		p, q := c.Add(in.Unit().Times(cut)), c.Add(out.Unit().Times(cut))
		const pieces = 8
		for k := range pieces + 1 {
			t := float64(k) / pieces
			list = append(list, p.Lerp(c, t).Lerp(c.Lerp(q, t), t))
		}
	}
	return append(list, points[len(points)-1])
}
