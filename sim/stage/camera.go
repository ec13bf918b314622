package stage

import "math"

const (
	wholeZoom = 0.48 // from this zoom on, the whole country is shown all the time
	nearZoom  = 3.2  // the camera comes no nearer by itself
	readZoom  = 1.0  // at which everything can be read
	maxZoom   = 4.0
	air       = 56.0 // map pixels around those who talk, where there is room
	glideRate = 6.5  // of what is left of its way, the camera goes so much a second
)

// strip is how much of a narrow window is kept for what is said, where there are so
// many plots that there is no room between them.
const strip = 104.0

// spoken is that strip, at the lower edge; empty where there is none.
func (m *Model) spoken() Rect {
	f := m.free()
	if m.tale.plots < 3 || f.W >= 620 || f.H < 3*strip || f.W > f.H*1.15 {
		return Rect{}
	}
	return Rect{f.X + 6, f.Bottom() - strip + 2, f.W - 12, strip - 8}
}

// viewport is the part of the free area in which the camera shows things.
func (m *Model) viewport() Rect {
	f := m.free()
	if !m.spoken().Empty() {
		f.H -= strip
	}
	return f
}

// raise is there for a camera that looks past the middle.
func (m *Model) raise(c Camera) Camera { return c }

// fit is the camera that shows a part of the map in the viewport.
func (m *Model) fit(r Rect, most float64) Camera {
	free := m.viewport()
	if r.Empty() {
		return Camera{Zoom: 1}
	}
	zoom := math.Min(free.W/r.W, free.H/r.H)
	return Camera{At: r.Centre(), Zoom: math.Max(0.02, math.Min(zoom, most))}
}

// framing is where the camera would like to be.
func (m *Model) framing() Camera {
	if m.plan.Portrait {
		return m.scroll()
	}
	whole := m.fit(m.plan.Bounds, nearZoom)
	if whole.Zoom >= wholeZoom {
		return m.raise(whole)
	}
	r := m.focus()
	if r.Empty() {
		return m.raise(whole)
	}
	near := m.fit(r.Grow(m.air()), readZoom)
	if near.Zoom <= whole.Zoom {
		return m.raise(whole)
	}
	// Not past the edge of the map, where there is nothing to see.
	free := m.viewport()
	within := func(c, lo, hi, span float64) float64 {
		if hi-lo <= span {
			return (lo + hi) / 2
		}
		return math.Max(lo+span/2, math.Min(hi-span/2, c))
	}
	b := m.plan.Bounds
	near.At.X = within(near.At.X, b.X, b.Right(), free.W/near.Zoom)
	near.At.Y = within(near.At.Y, b.Y, b.Bottom(), free.H/near.Zoom)
	return m.raise(near)
}

func (m *Model) air() float64 { return air }

// scroll is the camera where the plots lie above each other: over the whole width, as
// high as what is going on.
func (m *Model) scroll() Camera {
	free := m.viewport()
	c := Camera{At: Point{m.plan.W / 2, m.plan.H / 2}, Zoom: free.W / m.plan.W}
	span := free.H / c.Zoom
	if m.plan.H <= span+1 {
		return c
	}
	c.At.Y = m.stop(span) - span/2
	return c
}

// stop is where the lower edge of an upright window comes to a halt: between two plots, so that it cuts none, where the land of
// whoever hears what is said, or acts alone, is seen whole, that of who says it and that of the letter, too, if it can be; and of
// several such, nearest to what is going on.
func (m *Model) stop(span float64) float64 {
	want := m.plan.H // the first domain is at the bottom
	if r := m.focus(); !r.Empty() {
		want = r.Centre().Y + span/2
	}
	heard := m.act.to
	if heard == nil {
		heard = m.act.from
	}
	whole := []*Place{heard, m.act.from, m.plan.Place(m.letter.host)}
	rate := func(low float64) float64 {
		cost := math.Abs(low - want)
		for i, p := range whole {
			if p == nil {
				continue
			}
			if r := m.plan.domain(p); r.Y < low-span || r.Bottom() > low {
				cost += m.plan.H * math.Pow(2, float64(len(whole)-i))
			}
		}
		return cost
	}
	best := m.plan.H
	try := func(low float64) {
		if low = math.Max(span, math.Min(m.plan.H, low)); rate(low) < rate(best) {
			best = low
		}
	}
	try(span)
	for i := range m.plan.Plots {
		land := m.plan.Plots[i].Land
		try(land.Bottom() + lip + boardHang)
		try(land.Y) // below what is said between two
	}
	return best
}

// focus is the part of the map where the present conversation is: that of its
// chapter, so that the camera does not swing with every line.
func (m *Model) focus() Rect {
	s := m.Step()
	if s == nil {
		return Rect{}
	}
	var r Rect
	add := func(host string) {
		if p := m.plan.Place(host); p != nil {
			r = r.Union(m.plan.around(p))
		}
	}
	add(s.From)
	add(s.To)
	if m.act.to != nil {
		for _, p := range m.act.path.Points {
			r = r.Union(around(p, 60, 60))
		}
	}
	talk := r
	c := m.tale.telling.Story.Chapters[s.Chapter()]
	add(c.From)
	for _, to := range c.To {
		add(to)
	}
	// A chapter with half the country in it is no reason to see nothing.
	if m.fit(r.Grow(m.air()), readZoom).Zoom < 0.6 {
		return talk
	}
	return r
}

// glide brings the camera nearer to where it would like to be.
func (m *Model) glide(seconds float64) {
	if !m.follow {
		return
	}
	want := m.framing()
	if m.camera == want {
		return
	}
	if m.reduced {
		m.camera = want
		return
	}
	k := 1 - math.Exp(-seconds*glideRate)
	m.camera.At = m.camera.At.Lerp(want.At, k)
	m.camera.Zoom *= math.Pow(want.Zoom/m.camera.Zoom, k)
	if m.camera.At.To(want.At)*want.Zoom < 0.4 && math.Abs(m.camera.Zoom/want.Zoom-1) < 0.001 {
		m.camera = want
	}
}

// snap puts the camera there at once.
func (m *Model) snap() {
	if m.follow {
		m.camera = m.framing()
	}
}

// sees tells whether those who act are in the picture.
func (m *Model) sees() bool {
	free := m.free()
	for _, p := range []*Place{m.act.from, m.act.to} {
		if p != nil && !free.Contains(m.toScreen(p.At)) {
			return false
		}
	}
	return true
}

func (m *Model) zoom(x Zoom) {
	if !(x.Factor > 0) || math.IsInf(x.Factor, 0) {
		return
	}
	at := x.At
	if x.Middle {
		at = m.viewport().Centre()
	}
	m.unfold()
	fixed := m.toMap(at)
	least := math.Min(m.fit(m.plan.Bounds, nearZoom).Zoom, 1) * 0.6
	m.follow = false
	m.camera.Zoom = math.Max(least, math.Min(maxZoom, m.camera.Zoom*x.Factor))
	m.camera.At = m.camera.At.Add(fixed.Sub(m.toMap(at)))
	m.restrain()
}

// restrain keeps some of the country in sight.
func (m *Model) restrain() {
	b := m.plan.Bounds
	if b.Empty() {
		return
	}
	m.camera.At.X = math.Max(b.X, math.Min(b.Right(), m.camera.At.X))
	m.camera.At.Y = math.Max(b.Y, math.Min(b.Bottom(), m.camera.At.Y))
}
