package stage

import (
	"maps"
	"math"
	"slices"
)

// Road joins two hosts that talk with each other. Its path leads from A's
// pavement to B's, around buildings and names, through the streets where it can.
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

const (
	clearance = 9.0  // of a road from what stands beside it
	bend      = 34.0 // radius of its curves
	overLand  = 0.30 // what a pixel over land costs more than one in the street
	// maxSurveyed is the largest country in which roads go around houses: the survey
	// takes time that grows with the cube of its size.
	maxSurveyed = 120
	// underBadge is what it costs to pass where a badge may hang.
	underBadge = 36.0
	maxRoads   = 400 // beyond, roads are straight: nobody could tell them apart anyway
)

// surveyor knows everything that roads must go around, and the corners at which
// they may turn.
type surveyor struct {
	m       *Map
	houses  []Rect // pavement and labels of each place, by place
	lower   []Rect // the labels alone
	titles  []Rect
	land    []Rect
	corners []Point
	next    [][]edge // corners seen from each corner
}

type edge struct {
	to   int
	cost float64
}

// withRoads is the map with roads for everybody who talks, and everything else where
// it was; but trees make way.
func (m *Map) withRoads(talks []pair) *Map {
	n := *m
	n.Roads, n.byPair, n.Plots = slices.Clone(m.Roads), maps.Clone(m.byPair), slices.Clone(m.Plots)
	for i := range n.Plots {
		n.Plots[i].Greens = nil
	}
	n.build(talks)
	n.plant()
	return &n
}

// build lays the roads that are not there yet.
func (m *Map) build(talks []pair) {
	var s *surveyor
	if len(m.Places) <= maxSurveyed {
		s = m.survey()
	}
	for _, t := range talks {
		a, b := m.Place(t.a), m.Place(t.b)
		if a == nil || b == nil || a == b {
			continue
		}
		if _, built := m.byPair[t]; built {
			continue
		}
		points := []Point{a.At, b.At}
		if s != nil && len(m.Roads) < maxRoads {
			points = s.route(m.byName[t.a], m.byName[t.b])
		}
		m.byPair[t] = len(m.Roads)
		m.Roads = append(m.Roads, Road{A: t.a, B: t.b, Path: newPath(round(trim(points, padR+3)))})
	}
}

func (m *Map) survey() *surveyor {
	s := &surveyor{m: m}
	for i := range m.Places {
		p := &m.Places[i]
		label := p.labelBox()
		s.lower = append(s.lower, label)
		s.houses = append(s.houses, p.pavement().Union(label))
	}
	for i := range m.Plots {
		if len(m.Plots[i].Lots) == 0 {
			continue
		}
		t := m.Plots[i].Title()
		t.W = math.Min(t.W, 270)
		s.titles = append(s.titles, t)
		s.land = append(s.land, m.Plots[i].Lots...)
	}
	corner := func(r Rect, d float64) {
		r = r.Grow(d)
		for _, c := range []Point{{r.X, r.Y}, {r.Right(), r.Y}, {r.X, r.Bottom()}, {r.Right(), r.Bottom()}} {
			if !s.inside(c) {
				s.corners = append(s.corners, c)
			}
		}
	}
	for i := range s.houses {
		corner(s.houses[i], clearance+8)
	}
	for _, r := range s.titles {
		corner(r, clearance+2)
	}
	for _, r := range s.land {
		corner(r, lane*0.36)
	}
	s.next = make([][]edge, len(s.corners))
	for i := range s.corners {
		for j := range i {
			if s.clear(s.corners[i], s.corners[j], -1, -1) {
				c := s.cost(s.corners[i], s.corners[j])
				s.next[i] = append(s.next[i], edge{j, c})
				s.next[j] = append(s.next[j], edge{i, c})
			}
		}
	}
	return s
}

func (s *surveyor) inside(p Point) bool {
	for _, r := range s.houses {
		if r.Grow(clearance).Contains(p) {
			return true
		}
	}
	for _, r := range s.titles {
		if r.Contains(p) {
			return true
		}
	}
	return false
}

// clear tells whether a straight road from p to q meets nothing, the pavements of
// two hosts aside.
func (s *surveyor) clear(p, q Point, from, to int) bool {
	for i, r := range s.houses {
		if i == from || i == to {
			r = s.lower[i]
		} else {
			r = r.Grow(clearance)
		}
		if _, _, hit := r.clip(p, q); hit {
			return false
		}
	}
	for _, r := range s.titles {
		if _, _, hit := r.Grow(2).clip(p, q); hit {
			return false
		}
	}
	return true
}

func (s *surveyor) cost(p, q Point) float64 {
	length := p.To(q)
	over := 0.0
	for _, r := range s.land {
		if t0, t1, hit := r.clip(p, q); hit {
			over += t1 - t0
		}
	}
	for i := range s.m.Places {
		if _, _, hit := s.m.Places[i].badgeBox().clip(p, q); hit {
			length += underBadge
		}
	}
	return length*(1+overLand*over) + 12 // a turn has its price
}

// route finds the cheapest way between two places: straight, or over corners
// (Dijkstra's algorithm over what can be seen from where).
func (s *surveyor) route(from, to int) []Point {
	a, b := s.m.Places[from].At, s.m.Places[to].At
	direct := s.clear(a, b, from, to)
	if direct && s.m.Places[from].Plot == s.m.Places[to].Plot {
		return []Point{a, b}
	}
	n := len(s.corners)
	dist, prev, done := make([]float64, n), make([]int, n), make([]bool, n)
	final := make([]float64, n)
	for i, c := range s.corners {
		dist[i], prev[i], final[i] = math.Inf(1), -1, math.Inf(1)
		if s.clear(a, c, from, -1) {
			dist[i] = s.cost(a, c)
		}
		if s.clear(c, b, to, -1) {
			final[i] = s.cost(c, b)
		}
	}
	best, last := math.Inf(1), -1
	if direct {
		best = s.cost(a, b)
	}
	for {
		i := -1
		for j := range n {
			if !done[j] && dist[j] < best && (i < 0 || dist[j] < dist[i]) {
				i = j
			}
		}
		if i < 0 {
			break
		}
		done[i] = true
		if d := dist[i] + final[i]; d < best {
			best, last = d, i
		}
		for _, e := range s.next[i] {
			if d := dist[i] + e.cost; d < dist[e.to] {
				dist[e.to], prev[e.to] = d, i
			}
		}
	}
	// Where nothing leads through, the road goes straight, under the houses.
	points := []Point{b}
	for ; last >= 0; last = prev[last] {
		points = append(points, s.corners[last])
	}
	points = append(points, a)
	slices.Reverse(points)
	return points
}

// trim ends the road where the pavements begin.
func trim(points []Point, r float64) []Point {
	p := newPath(points)
	if p.Len() <= 2*r+4 {
		return points
	}
	return p.Part(r/p.Len(), 1-r/p.Len())
}

// round makes curves of its corners.
func round(points []Point) []Point {
	if len(points) < 3 {
		return points
	}
	list := []Point{points[0]}
	for i := 1; i < len(points)-1; i++ {
		a, c, b := points[i-1], points[i], points[i+1]
		in, out := a.Sub(c), b.Sub(c)
		cut := math.Min(bend, math.Min(in.Len(), out.Len())*0.48)
		p, q := c.Add(in.Unit().Times(cut)), c.Add(out.Unit().Times(cut))
		const pieces = 8
		for k := range pieces + 1 {
			t := float64(k) / pieces
			list = append(list, p.Lerp(c, t).Lerp(c.Lerp(q, t), t))
		}
	}
	return append(list, points[len(points)-1])
}
