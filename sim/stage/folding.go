package stage

import (
	"math"
	"math/bits"
)

// In an upright window the plots lie above each other, and there may be more of them than the window is high. Then the map is folded, as one
// of paper is: the sky is always in the picture, and below it as many whole plots as there is room for, first of all those of whom the step
// is about. The land keeps its order and its size.

// plots is a set of a map's plots; an upright map has no more than eight.
type plots uint64

func (s plots) has(i int) bool { return s>>uint(i)&1 == 1 }
func (s plots) count() int     { return bits.OnesCount64(uint64(s)) }

const (
	foldAbove = 6.0  // of a fold over the land below it
	underSky  = 6.0  // is left for one between the street below the sky and the first land
	outOfMap  = -1e5 // there is what is folded away
)

// foldAway takes a plot out of the map with all who stand on it.
func (m *Map) foldAway(p *Plot) {
	p.Land = Rect{X: outOfMap, Y: outOfMap}
	for _, k := range p.Hosts {
		q := &m.Places[k]
		q.At, q.Box, q.Stack = Point{outOfMap, outOfMap}, Rect{X: outOfMap, Y: outOfMap}, 0
	}
}

// folded tells whether it stands on land that is folded away.
func (p *Place) folded() bool { return p.Plot >= 0 && p.At.X == outOfMap }

// fold folds the map where not all of it would be seen.
func (m *Model) fold() {
	if !m.follow || !m.upright() {
		return
	}
	old := m.plan
	m.replan()
	if old.folded != 0 {
		m.act = m.perform() // the ways on the whole map
	}
	if folded := m.foldedAway(); folded != 0 {
		m.plan = m.mapFolded(folded)
		m.act = m.perform()
	}
	if m.plan.folded != old.folded && !m.reduced {
		m.fade, m.fadeID = 0, m.fadeID+1
		m.snap()
	}
}

// unfold shows the whole map, whoever looks around on it themselves.
func (m *Model) unfold() {
	if m.plan.folded == 0 {
		return
	}
	m.replan()
	m.act = m.perform()
	m.camera = m.framing()
}

// foldedAway is which plots are to be folded away where there is no room for all: whom the step is about is shown, whoever else its chapter
// is about and who has the letter, as far as there is room for them, and their neighbours in what is left of it.
func (m *Model) foldedAway() plots {
	span := m.viewport().H / (m.viewport().W / m.plan.W)
	room := int(math.Floor((span - uprightTop - uprightFoot) / leastPitch))
	if !m.plan.Portrait || len(m.plan.Plots) <= max(room, 2) {
		return 0
	}
	var shown plots
	show := func(p *Place) {
		if p != nil && p.Plot >= 0 && (shown|1<<p.Plot).count() <= room {
			shown |= 1 << p.Plot
		}
	}
	show(m.act.from)
	show(m.act.to)
	if m.act.from.missing(shown) || m.act.to.missing(shown) {
		return 0 // they stand too far apart even so
	}
	show(m.act.receiver)
	if s := m.act.step; s != nil {
		c := m.tale.telling.Story.Chapters[s.Chapter()]
		for _, host := range append([]string{c.From}, c.To...) {
			show(m.plan.Place(host))
		}
	}
	show(m.plan.Place(m.letter.host))
	if shown == 0 {
		shown = 1
	}
	for about, away := shown, 1; shown.count() < room; away++ {
		for i := range m.plan.Plots {
			if near := i >= away && about.has(i-away) || about.has(i+away); near && shown.count() < room {
				shown |= 1 << i
			}
		}
	}
	return (1<<len(m.plan.Plots) - 1) &^ shown
}

// missing tells whether somebody's land is not among some.
func (p *Place) missing(from plots) bool { return p != nil && p.Plot >= 0 && !from.has(p.Plot) }

// folds draws where the map is folded: a crease from one edge to the other.
func (b *builder) folds() {
	for _, y := range b.m.plan.folds {
		at := b.point(Point{0, y})
		b.ground(b.crease(0, b.win.W, at.Y)...)
		b.means(Rect{0, at.Y - 4, b.win.W, 8}, wordSignFold)
	}
}

// crease is a fold in the map, from the left to the right.
func (b *builder) crease(left, right, y float64) []Shape {
	const long, high = 7.0, 2.5
	var list []Point
	for x, up := left, high; x <= right+long; x, up = x+long, -up {
		list = append(list, Point{x, y + up})
	}
	return []Shape{Line{Points: list, Width: 5, Colour: b.list.Paper}, Line{Points: list, Width: 1.4, Colour: b.pal.Soft}}
}
