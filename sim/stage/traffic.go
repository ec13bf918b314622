package stage

import (
	"math"

	"posta/sim/story"
)

// ease is how things travel: off gently, and gently to a halt.
func ease(t float64) float64 {
	t = clamp01(t)
	if t < 0.5 {
		return 4 * t * t * t
	}
	u := -2*t + 2
	return 1 - u*u*u/2
}

// travelled is the part of the road that what is under way has behind it.
func (b *builder) travelled() float64 {
	return ease((b.t - 0.06) / (arrival - 0.06))
}

// broken tells where what travels is lost: at the end of its way, half-way, or
// nowhere.
func (b *builder) broken() (at float64, ok bool) {
	switch b.m.act.step.Kind {
	case story.PacketLost:
		return 0.56, true
	case story.ConnRefused, story.ConnTimeout, story.ConnUnreachable:
		return 0.93, true
	case story.ConnReset:
		return 0.5, true
	}
	return 1, false
}

// direction is the line that grows from the speaker to the listener.
func (b *builder) direction() {
	a := &b.m.act
	if a.to == nil {
		return
	}
	path := newPath(b.points(a.path.Points))
	k := math.Max(0.7, math.Min(b.zoom, 1.4))
	v := b.pal.verdict(a.step.Class)
	end, broken := b.broken()
	if broken {
		v = b.pal.verdict(story.Permanent)
		if a.step.Class == story.Temporary {
			v = b.pal.verdict(story.Temporary)
		}
	}
	s := math.Min(b.travelled(), end)
	if s > 0 {
		b.life(Line{Points: path.Part(0, s), Width: 4 * k, Colour: v.Line})
	}
	tip, dir := path.At(s)
	if broken && b.travelled() >= end {
		size := 24 * k
		b.life(Disc{Centre: tip, R: size * 0.62, Fill: b.pal.Card, Stroke: v.Line, Width: 2})
		b.life(Icon{Name: "cross", Rect: around(tip, size*0.7, size*0.7), Ink: v.Line})
		return
	}
	if s > 0.01 {
		side := dir.Left().Times(7.5 * k)
		back := tip.Sub(dir.Times(13 * k))
		b.life(Area{Points: []Point{tip.Add(dir.Times(2 * k)), back.Add(side), back.Add(dir.Times(3.5 * k)), back.Sub(side)}, Fill: v.Line})
	}
}

// letterAt is where the letter of the moment is in the window, and how large.
func (b *builder) letterAt() (at Point, size float64, ok bool) {
	l := b.m.letter
	if l.envelope == nil {
		return Point{}, 0, false
	}
	size = math.Max(26, math.Min(46, 36*b.zoom))
	a := &b.m.act
	if a.carries != nil && b.t < arrival {
		at, _ = newPath(b.points(a.path.Points)).At(b.travelled())
		return at, size * 1.15, true
	}
	p := b.m.plan.Place(l.host)
	if a.carries != nil {
		p = a.to
	}
	if p == nil {
		return Point{}, 0, false
	}
	r := padR * b.zoom
	return b.point(p.At).Add(Point{r * 0.66, math.Max(0, r-size*0.36-1)}), size, true
}

func (b *builder) drawLetter() {
	at, size, ok := b.letterAt()
	if !ok || !b.seen(around(at, 2*size, 2*size)) {
		return
	}
	a := &b.m.act
	frame := around(at, size, size)
	it := func(t Target) bool { return t.Kind == TargetLetter && t.Message == b.m.letter.envelope.MessageID } // wherever it was then
	if it(b.m.selected) || it(b.m.hovered) {
		c := b.pal.Focus
		if !it(b.m.selected) {
			c = c.Fade(0.4)
		}
		b.life(Disc{Centre: at, R: size * 0.66, Stroke: c, Width: 3})
	}
	moving := a.carries != nil && b.t < arrival
	lift := 2.0
	if moving {
		lift = 4 + 3*math.Sin(math.Pi*b.travelled())
		frame = frame.Move(Point{0, -lift})
	}
	name := "envelope"
	if b.m.letter.envelope.Report {
		name = "report"
	}
	b.life(
		Disc{Centre: at.Add(Point{0, size * 0.33}), R: size * 0.46, Flat: 0.28, Fill: b.pal.Shade.Fade(0.9)},
		Icon{Name: name, Rect: frame, Ink: b.inkOnWall(), Fill: b.pal.Wall, Accent: b.pal.Seal},
	)
	marks := b.m.letter.postmarks
	if moving && b.m.letter.host == a.to.Host.Name && marks > 0 {
		marks-- // the stamp of the place that it is on its way to
	}
	b.postmarks(frame, size, marks)
}

// maxStamps is how many postmarks an envelope shows; more would not fit.
const maxStamps = 5

// postmarks stamps the envelope once for every hop.
func (b *builder) postmarks(frame Rect, size float64, n int) {
	n = min(n, maxStamps)
	stamp := size * 0.36
	for i := range n {
		x := frame.Right() - size*0.2 - float64(i)*stamp*0.66
		y := frame.Y + size*(0.38+0.06*float64(i%2))
		b.life(
			Disc{Centre: Point{x, y}, R: stamp * 0.5, Fill: b.pal.Wall.Fade(0.92), Stroke: b.pal.Seal, Width: math.Max(1.1, size*0.035)},
			Disc{Centre: Point{x, y}, R: stamp * 0.27, Stroke: b.pal.Seal, Width: math.Max(0.9, size*0.024)},
		)
	}
}
