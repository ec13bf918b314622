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

// lane is how far from the middle of the road its two lanes run: one keeps right.
const lane = 5.0

// broken tells where what travels is lost: at the end of its way, half-way, or
// nowhere.
func (b *builder) broken() (at float64, ok bool) {
	if b.m.act.step == nil {
		return 1, false
	}
	if b.m.act.unheard {
		return 0.56, true
	}
	switch b.m.act.step.Kind {
	case story.PacketLost:
		return 0.56, true
	case story.ConnRefused, story.ConnTimeout, story.ConnUnreachable:
		return b.atDoor(0.86), true
	case story.ConnReset:
		return cutAt, true
	}
	return 1, false
}

// atDoor is a part of a road, or so much more of it that nobody else's house is nearer than that of whom it leads to.
func (b *builder) atDoor(part float64) float64 {
	const before = 44.0 // the door's middle, where a house is not scaled
	a := &b.m.act
	if a.to == nil || a.path.Len() == 0 {
		return part
	}
	return math.Max(part, 1-before*a.to.Scale/a.path.Len())
}

// keepRight moves a way to the lane on the right of whoever goes along it.
func keepRight(points []Point, by float64) []Point {
	out := make([]Point, len(points))
	for i := range points {
		var d Point
		if i > 0 {
			d = d.Add(points[i].Sub(points[i-1]).Unit())
		}
		if i < len(points)-1 {
			d = d.Add(points[i+1].Sub(points[i]).Unit())
		}
		out[i] = points[i].Sub(d.Unit().Left().Times(by))
	}
	return out
}

// answeredPart is how far the answer (or whatever is said) has come on its way.
func (b *builder) answeredPart() float64 {
	from := b.spokenFrom()
	if b.m.act.carries != nil && b.m.act.said != b.m.act.carries {
		from = 0.6
	}
	return ease((b.t - from) / (arrival - from))
}

// travel draws what passes on a road. What is spoken is an arrow from who says it to who hears
// it: the question out on one lane and its answer, in its class's colour, back on the other,
// as wide and as plain as each other, each with a little bubble. What is carried, a letter, is
// a striped way, as the letter's own edge is.
func (b *builder) travel() {
	a := &b.m.act
	if a.to == nil {
		return
	}
	k, way := b.lanes(), b.way()
	back := newPath(keepRight(way, lane*k))
	v := b.pal.verdict(a.class)
	end, broken := b.broken()
	switch asker := newPath(keepRight(newPath(way).Reverse().Points, lane*k)); {
	case a.torn != nil:
		b.tornWay(k)
	case a.carries != nil && a.carries.Speaker == a.from.Host.Name:
		// The letter is the answer.
		if a.asked != nil {
			b.askedWay(asker, k)
		}
		b.carriedWay(back, 0, b.carrying(), k)
		return
	case a.carries != nil:
		b.carriedWay(newPath(keepRight(b.carriers(), lane*k)), 0, b.carrying(), k)
	case a.asked != nil:
		b.askedWay(asker, k)
	}
	if a.torn != nil && a.torn == a.said {
		return // the letter is all that went
	}
	s := math.Min(b.answeredPart(), end)
	if s <= 0 {
		return
	}
	if broken {
		if a.step.Kind == story.ConnReset {
			b.cut(back, k)
			return
		}
		b.lost(back, s, end, v, k)
		return
	}
	b.band(back, 0, s, v.Line, k)
	if name := classSign[a.class]; name != "" || a.said != nil || a.step.Detail == story.Packets {
		if name == "" {
			name = "speech"
			if a.step.Detail == story.Packets {
				name = "packet"
			}
		}
		b.slip(back, math.Min(slipAt(back, k, a.asked != nil), s), name, v.Line, k)
	}
}

// slipAt is where on its way the bubble of what is said is shown: nearer to who hears it, so
// that question and answer do not meet.
func slipAt(path Path, k float64, both bool) float64 {
	if !both || path.Len() < 150*k {
		return 0.5
	}
	return 0.64
}

// askedWay is the way of the question.
func (b *builder) askedWay(path Path, k float64) {
	t := ease(b.t / 0.36)
	if t <= 0 {
		return
	}
	b.band(path, 0, t, b.pal.Question, k)
	if path.Len() >= 150*k {
		b.slip(path, math.Min(slipAt(path, k, true), t), "speech", b.pal.Question, k)
	}
}

// carriedWay is the way of a letter: striped in its sender's colours, between two parts of it.
func (b *builder) carriedWay(path Path, from, to, k float64) {
	if to-from < 0.02 {
		return
	}
	b.carriedOn(path, from, to, k, b.currentEnvelope())
}

func (b *builder) carriedOn(path Path, from, to, k float64, e cover) {
	length := path.Len()
	head := math.Min(20*k, length*(to-from)*0.5)
	stop := to - head/math.Max(length, 1)
	points := path.Part(from, math.Max(from+0.001, stop))
	b.life(Line{Points: points, Width: 9 * k, Colour: b.pal.SignInk}, Line{Points: points, Width: 6.6 * k, Colour: b.pal.Sheet})
	if e.much == wholeLetter {
		b.stripedWay(path, from, stop, k, e)
	} else { // no envelope, but lines of writing
		b.life(Line{Points: points, Width: 1.8 * k, Colour: e.land.Print(), Dash: 6 * k})
	}
	tip, dir := path.At(to)
	b.heads = append(b.heads, tip)
	b.arrowhead(tip, dir, head, 11*k, e.land.Roof, b.pal.SignInk)
}

// stripedWay is the edge of an air letter along a way.
func (b *builder) stripedWay(path Path, from, stop, k float64, e cover) {
	ink, dark := e.land.Roof, seconds[max(e.nth-1, 0)%len(seconds)]
	each := 9 * k / math.Max(path.Len(), 1)
	for i, at := 0, from+each*0.5; at+each*0.5 < stop; i, at = i+1, at+each {
		c := ink
		if i%2 == 1 {
			c = dark
		}
		p, dir := path.At(at)
		side, along := dir.Left().Times(3.2*k), dir.Times(1.7*k)
		lean := dir.Times(2 * k)
		b.life(Area{Points: []Point{p.Add(side).Add(lean).Sub(along), p.Add(side).Add(lean).Add(along), p.Sub(side).Sub(lean).Add(along), p.Sub(side).Sub(lean).Sub(along)}, Fill: c})
	}
}

func (b *builder) arrowhead(tip, dir Point, long, half float64, fill, edge Colour) {
	base := tip.Sub(dir.Times(long))
	side := dir.Left().Times(half)
	a := Area{Points: []Point{tip, base.Add(side), base.Sub(side)}, Fill: fill}
	if edge.A > 0 {
		a.Stroke, a.Width = edge, 1.2
	}
	b.life(a)
}

func (b *builder) chevron(tip, dir Point, size, width float64, c Colour) {
	side := dir.Left().Times(size)
	backward := tip.Sub(dir.Times(size * 1.2))
	b.life(Line{Points: []Point{backward.Add(side), tip, backward.Sub(side)}, Width: width, Colour: c})
}

// band is what is said on its lane, from a part of it on: a broad line with chevrons and one
// head.
func (b *builder) band(path Path, from, to float64, c Colour, k float64) {
	head := 20 * k
	length := path.Len()
	if length*(to-from) < head*1.6 {
		head = length * (to - from) * 0.5
	}
	stop := math.Max(from+0.001, to-head/math.Max(length, 1))
	b.life(Line{Points: path.Part(from, stop), Width: 6 * k, Colour: c})
	pale := c.Mix(rgb(0xFFFFFF), 0.72)
	if b.m.theme == ThemeDark {
		pale = rgb(0x10141B)
	}
	n := math.Floor(length * stop / (32 * k))
	for i := math.Ceil(length*from/(32*k)) + 1; i < n; i++ {
		at, dir := path.At(i * 32 * k / length)
		b.chevron(at, dir, 3.1*k, 1.7*k, pale)
	}
	tip, dir := path.At(to)
	b.heads = append(b.heads, tip)
	b.arrowhead(tip, dir, head, 10*k, c, Colour{})
}

// slip is the little bubble of what is said on the road, with its mark: what is spoken is no
// paper.
func (b *builder) slip(path Path, s float64, name string, c Colour, k float64) {
	at, _ := path.At(s)
	w, h := 30*k, 24*k
	if path.Len() < 90*k {
		w, h = 24*k, 19*k
	}
	r := around(at.Add(Point{0, -1.5 * k}), w, h)
	wide := 1.8 * math.Sqrt(k)
	b.life(
		Area{Points: []Point{{at.X - 6*k, r.Bottom() - 1.5*k}, {at.X + 5*k, r.Bottom() - 1.5*k}, {at.X - 5*k, r.Bottom() + 6*k}}, Fill: b.pal.Sheet, Stroke: c, Width: wide},
		Box{Rect: r, Radius: h * 0.46, Fill: b.pal.Sheet, Stroke: c, Width: wide},
		Line{Points: []Point{{at.X - 4.6*k, r.Bottom() - 0.4*k}, {at.X + 3.6*k, r.Bottom() - 0.4*k}}, Width: wide + 0.8, Colour: b.pal.Sheet})
	ink := c
	if b.m.theme == ThemeDark {
		if ink = Light.verdict(b.m.act.class).Line; c == b.pal.Question {
			ink = Light.Question
		}
	}
	b.life(Icon{Name: name, Rect: around(r.Centre(), h*0.72, h*0.72), Ink: ink, Accent: b.pal.Sheet})
}

// cutAt is where on the road a connection that was reset is broken.
const cutAt = 0.5

// tornWay is the way of a letter whose connection broke, up to where the first half of it lies:
// it never came whole.
func (b *builder) tornWay(k float64) {
	a := &b.m.act
	path := newPath(b.way())
	if a.torn.Speaker != a.from.Host.Name {
		path = path.Reverse()
	}
	w := b.roadLetter() * 0.8
	t := cutAt - (w*0.5+20*k)/math.Max(path.Len(), 1)
	t = math.Max(0.15, t)
	if a.step.Kind != story.ConnReset {
		t *= ease(b.t / arrival)
	}
	if from := t - w*0.5/math.Max(path.Len(), 1); from > 0.03 {
		lane := newPath(keepRight(path.Points, lane*k))
		b.carriedWay(lane, 0, from, k)
	}
	at, _ := path.At(t)
	b.piece(b.whole(around(at, w, w*roadShape)))
}

// whole moves what lies on a road that runs along the edge of the stage so far that it is seen whole.
func (b *builder) whole(r Rect) Rect {
	free := b.m.free().Grow(-4)
	r.X = math.Max(free.X, math.Min(free.Right()-r.W, r.X))
	return r
}

// piece is the first half of a letter, torn off.
func (b *builder) piece(r Rect) {
	w, h := r.W, r.H
	e := b.currentEnvelope()
	edge := []Point{{r.X + w*0.62, r.Y}, {r.X + w*0.52, r.Y + h*0.2}, {r.X + w*0.66, r.Y + h*0.4}, {r.X + w*0.5, r.Y + h*0.6}, {r.X + w*0.64, r.Y + h*0.8}, {r.X + w*0.54, r.Bottom()}}
	sheet := append([]Point{{r.X, r.Y}}, edge...)
	b.life(Area{Points: append(sheet, Point{r.X, r.Bottom()}), Fill: b.pal.Sheet, Stroke: b.pal.SignInk, Width: math.Max(1.2, h*0.03)})
	for i := range 3 {
		x := r.X + w*(0.06+0.15*float64(i))
		c := e.land.Roof
		if i == 1 {
			c = seconds[max(e.nth-1, 0)%len(seconds)]
		}
		for _, y := range []float64{r.Y + h*0.06, r.Bottom() - h*0.06} {
			b.life(Line{Points: []Point{{x, y}, {x + w*0.07, y}}, Width: h * 0.08, Colour: c})
		}
	}
	for i, part := range []float64{0.36, 0.24} {
		y := r.Y + h*(0.42+0.18*float64(i))
		b.life(Line{Points: []Point{{r.X + w*0.1, y}, {r.X + w*(0.1+part), y}}, Width: math.Max(1, h*0.04), Colour: b.pal.Type})
	}
	b.solid = append(b.solid, r)
}

// cut is a road whose connection was reset. Where an answer was due, the way on which it would
// have come is dotted, and the answer that nobody will hear a bubble without words.
func (b *builder) cut(path Path, k float64) {
	k = math.Min(k, path.Len()/240) // on a short road, all of it beside each other
	v := b.pal.verdict(b.m.act.class)
	road := newPath(b.way())
	at, dir := road.At(cutAt)
	if p := b.m.tale.unanswered(b.m.act.step); p != "" {
		from := path
		if p != b.m.act.from.Host.Name {
			from = newPath(keepRight(road.Reverse().Points, lane*k))
		}
		b.unheard(from, b.m.tale.agreed(b.m.act.step, p), k)
	}
	b.crack(at, dir, k)
	r := 11.7 * k
	b.life(Disc{Centre: at, R: r, Fill: b.pal.Card, Stroke: v.Line, Width: 2}, Icon{Name: classSign[b.m.act.class], Rect: around(at, r*1.1, r*1.1), Ink: v.Line})
}

// unheard is the answer that was due when the road broke: as far as it would have come, in a
// bubble that nobody hears. What had been decided stands in it, faint: three dots where nothing had.
func (b *builder) unheard(path Path, yes bool, k float64) {
	c, ink := b.pal.Question, Light.Question
	if yes {
		c, ink = b.pal.verdict(story.OK).Line, Light.verdict(story.OK).Line
	}
	stop := cutAt - 24*k/math.Max(path.Len(), 1)
	b.life(Line{Points: path.Part(0.04, math.Max(0.05, stop)), Width: 5 * k, Colour: c, Dash: 6 * k})
	mid, _ := path.At(math.Max(0.05, stop*0.62))
	r := b.whole(around(mid.Add(Point{0, -4 * k}), 52*k, 38*k))
	b.unheardIn(r, yes, c, ink, k)
	b.solid = append(b.solid, r)
}

func (b *builder) unheardIn(r Rect, yes bool, c, ink Colour, k float64) {
	b.life(Box{Rect: r, Radius: r.H * 0.46, Fill: b.pal.Sheet, Stroke: c, Width: 2.4 * math.Sqrt(k), Dash: 5 * k})
	b.means(r, wordSignUnheard)
	if yes {
		b.life(Icon{Name: "tick", Rect: around(r.Centre(), r.H*0.6, r.H*0.6), Ink: ink})
		return
	}
	for i := range 3 {
		b.life(Disc{Centre: r.Centre().Add(Point{(float64(i) - 1) * 11 * k, 0}), R: 3.2 * k, Fill: ink})
	}
}

// crack is where a road has broken.
func (b *builder) crack(at, dir Point, k float64) {
	side, half := dir.Left().Times((roadWide/2+4)*b.zoom), 15*k
	if b.m.act.tube { // its two ends stand apart
		side, half = dir.Left().Times((roadWide/2+casing+3)*b.zoom), 24*k
	}
	gap := make([]Point, 0, 14)
	for _, s := range []float64{-1, 1} {
		for i := range 7 {
			t := float64(i)/3 - 1 // from one side of the road to the other
			jag := 8 * k
			if i%2 == 0 {
				jag = -jag
			}
			gap = append(gap, at.Add(side.Times(-s*t)).Add(dir.Times(s*half+jag)))
		}
	}
	b.life(Area{Points: gap, Fill: b.list.Paper, Stroke: b.pal.verdict(b.m.act.class).Line, Width: 2})
}

// lost is a way that ends before its end: dots, and a sign where nobody answered.
func (b *builder) lost(path Path, s, end float64, v Verdict, k float64) {
	b.life(Line{Points: path.Part(0, s), Width: 4 * k, Colour: v.Line, Dash: 5 * k})
	if s < end {
		return
	}
	at, _ := path.At(end)
	r := 13 * k
	b.life(Disc{Centre: at, R: r, Fill: b.pal.Card, Stroke: v.Line, Width: 2})
	name := classSign[b.m.act.class]
	if kind := b.m.act.step.Kind; kind == story.ConnTimeout || kind == story.ConnUnreachable {
		name = "question" // nobody has answered at all
	}
	b.life(Icon{Name: name, Rect: around(at, r*1.1, r*1.1), Ink: v.Line})
}
