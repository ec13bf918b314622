package stage

import (
	"math"
	"math/bits"
)

// In an upright window the plots lie above each other, and those who speak with each other may stand farther apart than the window is
// high. Then the map is folded, as one of paper is: what lies between them is folded away, and who speaks and who is spoken to are both
// in the picture. The land keeps its order and its size.

// plots is a set of a map's plots; an upright map has no more than eight.
type plots uint64

func (s plots) has(i int) bool { return s>>uint(i)&1 == 1 }
func (s plots) count() int     { return bits.OnesCount64(uint64(s)) }

const (
	foldAbove = 6.0  // of a fold over the land below it
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

// fold folds the map where those whom the step, and if it can be the whole chapter, is about would not all be seen, and unfolds it where
// they are.
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

// foldedAway is which plots are to be folded away.
func (m *Model) foldedAway() plots {
	span := m.viewport().H / (m.viewport().W / m.plan.W)
	room := int(math.Floor((span - uprightTop - uprightFoot) / leastPitch))
	if s := m.act.step; s == nil || !m.plan.Portrait || m.plan.H <= span+1 || room < 1 {
		return 0
	}
	var step, chapter party
	for _, p := range []*Place{m.act.from, m.act.to, m.act.receiver} {
		step.join(m.plan, p)
	}
	c := m.tale.telling.Story.Chapters[m.act.step.Chapter()]
	chapter = step
	for _, host := range append([]string{c.From}, c.To...) {
		chapter.join(m.plan, m.plan.Place(host))
	}
	if chapter.land.count() <= room {
		step = chapter
	}
	if step.land.count() > room || step.land == 0 || step.box.H <= span {
		return 0
	}
	shown := step.land
	for away := 1; shown.count() < room; away++ { // their neighbours fill what is left of the window
		for i := range m.plan.Plots {
			if near := i >= away && step.land.has(i-away) || step.land.has(i+away); near && shown.count() < room {
				shown |= 1 << uint(i)
			}
		}
	}
	return (1<<uint(len(m.plan.Plots)) - 1) &^ shown
}

// party is whom something is about: on which plots they stand, and what of the map there is from one to the other.
type party struct {
	land plots
	box  Rect
}

// join adds somebody to them.
func (s *party) join(m *Map, p *Place) {
	if p == nil {
		return
	}
	if p.Plot >= 0 {
		s.land |= 1 << uint(p.Plot)
	}
	r := m.domain(p)
	if p.Plot < 0 {
		r.H, r.Y = r.H+math.Max(0, r.Y), 0 // with the sky
	}
	s.box = s.box.Union(r)
}

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
