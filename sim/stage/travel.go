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
	switch b.m.act.step.Kind {
	case story.PacketLost:
		return 0.56, true
	case story.ConnRefused, story.ConnTimeout, story.ConnUnreachable:
		return 0.86, true
	case story.ConnReset:
		return 0.5, true
	}
	return 1, false
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

// travel draws the question that went out, dotted, and on the other lane the answer
// that came back, with its slip.
func (b *builder) travel() {
	a := &b.m.act
	if a.to == nil {
		return
	}
	k := math.Max(0.6, math.Min(b.zoom, 2))
	way := b.points(a.path.Points)
	back := newPath(keepRight(way, lane*k))
	v := b.pal.verdict(a.class)
	end, broken := b.broken()
	if broken {
		v = b.pal.verdict(story.Temporary)
		if a.step.Class == story.Permanent || b.m.act.step.Kind == story.ConnRefused {
			v = b.pal.verdict(story.Permanent)
		}
	}
	if a.asked != nil {
		b.askedWay(newPath(keepRight(newPath(way).Reverse().Points, lane*k)), k)
	}
	s := math.Min(b.answeredPart(), end)
	if s <= 0 {
		return
	}
	if broken {
		b.lost(back, s, end, v, k)
		return
	}
	b.band(back, s, v, k)
	if a.said != nil || a.step.Detail == story.Packets {
		b.slip(back, s, v, k)
	}
}

// askedWay is the way of the question, which has gone and fades.
func (b *builder) askedWay(path Path, k float64) {
	t := ease(b.t / 0.36)
	if t <= 0 {
		return
	}
	c := b.pal.Question.Fade(0.75)
	b.life(Line{Points: path.Part(0.02, math.Max(0.021, 0.98*t)), Width: 2 * k, Colour: c, Dash: 4 * k})
	tip, dir := path.At(0.98 * t)
	b.chevron(tip, dir, 4.5*k, 2*k, c)
}

func (b *builder) chevron(tip, dir Point, size, width float64, c Colour) {
	side := dir.Left().Times(size)
	backward := tip.Sub(dir.Times(size * 1.2))
	b.life(Line{Points: []Point{backward.Add(side), tip, backward.Sub(side)}, Width: width, Colour: c})
}

// band is the answer on its lane: a broad line with chevrons and one head.
func (b *builder) band(path Path, s float64, v Verdict, k float64) {
	head := 20 * k
	length := path.Len()
	if length < head*1.6 {
		head = length * 0.5
	}
	stop := math.Max(0.001, s-head/math.Max(length, 1))
	b.life(Line{Points: path.Part(0, stop), Width: 6.4 * k, Colour: v.Line})
	pale := v.Line.Mix(rgb(0xFFFFFF), 0.72)
	if b.m.theme == ThemeDark {
		pale = rgb(0x10141B)
	}
	n := math.Floor(length * s / (32 * k))
	for i := 1.0; i < n; i++ {
		at, dir := path.At(i * 32 * k / length)
		b.chevron(at, dir, 3.2*k, 1.7*k, pale)
	}
	tip, dir := path.At(s)
	base := tip.Sub(dir.Times(head))
	side := dir.Left().Times(10.5 * k)
	b.life(Area{Points: []Point{tip, base.Add(side), base.Sub(side)}, Fill: v.Line})
}

// slip is the little paper of the answer on the road, with its mark.
func (b *builder) slip(path Path, s float64, v Verdict, k float64) {
	at, _ := path.At(math.Min(0.5, s))
	w, h := 32*k, 24*k
	if path.Len() < 90*k {
		w, h = 24*k, 18*k
	}
	c, sn := math.Cos(-0.08), math.Sin(-0.08)
	turned := func(x, y float64) Point { return at.Add(Point{x*c - y*sn, x*sn + y*c}) }
	b.life(Area{Points: []Point{turned(-w/2, -h/2), turned(w/2, -h/2), turned(w/2, h/2), turned(-w/2, h/2)}, Fill: b.pal.Sheet, Stroke: v.Line, Width: 1.8 * math.Sqrt(k)})
	ink := v.Line
	if b.m.theme == ThemeDark {
		ink = Light.verdict(b.m.act.class).Line
	}
	name := classSign[b.m.act.class]
	if name == "" {
		name = "speech"
		if b.m.act.step.Detail == story.Packets {
			name = "packet"
		}
	}
	b.life(Icon{Name: name, Rect: around(at, h*0.78, h*0.78), Ink: ink, Accent: b.pal.Sheet})
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
	name := "question"
	if b.m.act.step.Kind == story.ConnRefused || b.m.act.step.Kind == story.ConnReset || b.m.act.step.Kind == story.PacketLost {
		name = "cross"
	}
	b.life(Icon{Name: name, Rect: around(at, r*1.1, r*1.1), Ink: v.Line})
}
