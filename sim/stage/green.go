package stage

// Green is a tree or a bush.
type Green struct {
	Name string
	Rect Rect
}

// plant puts trees and bushes in the corners of the plots where nothing else
// stands. A domain's name decides which, so they are always the same ones.
func (m *Map) plant() {
	for i := range m.Plots {
		p := &m.Plots[i]
		if len(p.Lots) == 0 {
			continue
		}
		lot := p.Lots[0]
		seed := uint32(2166136261)
		for _, c := range []byte(p.Domain) {
			seed = (seed ^ uint32(c)) * 16777619
		}
		for k, at := range []Point{
			{lot.X + 15, lot.Bottom() - 24}, {lot.Right() - 16, lot.Bottom() - 26},
			{lot.Right() - 22, lot.Y + 24}, {lot.Right() - 47, lot.Y + 20}, {lot.X + 34, lot.Bottom() - 15},
		} {
			bits := seed >> (uint(k) * 4)
			if bits&3 == 0 {
				continue
			}
			g := Green{"tree", around(at, 26+float64(bits>>2&3)*3, 26+float64(bits>>2&3)*3)}
			if k == 4 || bits&1 == 0 {
				g = Green{"bush", around(at, 22, 22)}
			}
			if !m.crowded(g.Rect) {
				p.Greens = append(p.Greens, g)
			}
		}
	}
}

// crowded tells whether a house or a road is in the way.
func (m *Map) crowded(r Rect) bool {
	for i := range m.Places {
		p := &m.Places[i]
		if p.labelBox().Overlaps(r) || p.pavement().Overlaps(r) {
			return true
		}
	}
	for i := range m.Roads {
		points := m.Roads[i].Path.Points
		for k := 1; k < len(points); k++ {
			if _, _, hit := r.Grow(6).clip(points[k-1], points[k]); hit {
				return true
			}
		}
	}
	return false
}
