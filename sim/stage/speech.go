package stage

import (
	"math"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// saying is what a card says: the wire's line, and below it, in words, how it is
// meant. Either may be missing.
type saying struct {
	sign    string
	wire    string
	word    string
	class   story.Class
	veiled  bool // a listener cannot read it
	between bool // it is said between two hosts, not done by one
}

// arrows puts signs that the fonts have in place of some that they do not have.
var arrows = strings.NewReplacer("\u2192", "\u203a", "\u2190", "\u2039", "\u21d2", "\u00bb")

// saying words the present step, ok is false where there is nothing to say.
func (m *Model) saying() (saying, bool) {
	s := m.act.step
	if s == nil {
		return saying{}, false
	}
	say := saying{class: s.Class, between: m.act.to != nil, sign: classSign[s.Class]}
	if m.tale.caption != nil {
		say.word = printable(arrows.Replace(m.tale.caption(s, m.lang)))
	}
	if s.Failure && s.Class == story.None {
		// Nobody said no; it failed all the same.
		say.class, say.sign = story.Permanent, "cross"
	}
	switch f := s.Fact.(type) {
	case trace.PacketSent:
		say.sign, say.wire = "packet", packetSaid(f)
	case trace.PacketLost:
		say.class, say.sign = story.Permanent, "cross"
		if say.word == "" {
			say.word = wordLost.In(m.lang)
		}
	}
	if l := s.Line; l != nil && s.Detail != story.Packets {
		say.wire = spoken(l, m.lang)
		if say.sign == "" {
			say.sign = kindSign[l.Kind]
		}
		if word := classWord[s.Class]; s.Detail == story.Dialogue && !word.IsZero() && l.DNS == nil {
			if say.word != "" {
				say.word = " \u00b7 " + say.word
			}
			say.word = word.In(m.lang) + say.word
		} else if say.word == "" {
			say.word = kindWord[l.Kind].In(m.lang)
		}
		m.overhear(&say, l.Encrypted, len(l.Raw))
	}
	if say.sign == "" {
		say.sign = "speech"
		if !say.between {
			say.sign = ""
		}
	}
	return say, say.wire != "" || say.word != ""
}

// overhear turns what is said into what a listener on the road gets of it.
func (m *Model) overhear(say *saying, encrypted bool, size int) {
	if !m.listener {
		return
	}
	if !encrypted {
		say.sign, say.word = "ear", wordHeard.In(m.lang)
		return
	}
	say.veiled, say.sign, say.class = true, "lock", story.None
	say.wire = strings.Repeat("\u2022", min(max(size/6, 6), 22)) + "  " + octets(size, m.lang)
	say.word = wordSealed.In(m.lang)
}

const (
	wireSize  = 14.0
	wordSize  = 13.0
	cardPad   = 12.0
	signSize  = 22.0
	widest    = 372.0
	wordWide  = 236.0
	aloneWide = 196.0
	wordLines = 3
)

// card is a saying set in type.
type card struct {
	saying
	wire  string
	lines []string
	w, h  float64
}

// set breaks a saying into lines and finds the size of its card.
func (b *builder) set(s saying) card {
	t := b.m.tale
	room := math.Min(widest, b.m.free().W-32) - 2*cardPad
	if s.sign != "" {
		room -= signSize + 10
	}
	c := card{saying: s, wire: t.shorten(Mono, wireSize, s.wire, room)}
	inner := t.measure(Mono, wireSize, c.wire)
	wide := wordWide
	switch {
	case b.m.docked():
		wide = room
	case !s.between:
		wide = aloneWide
	}
	c.lines = t.wrap(Sans, wordSize, s.word, math.Min(room, math.Max(wide, inner)), wordLines)
	for _, l := range c.lines {
		inner = math.Max(inner, t.measure(Sans, wordSize, l))
	}
	c.h = 2*cardPad - 6 + float64(len(c.lines))*wordSize*1.32
	if c.wire != "" {
		c.h += wireSize * 1.4
	}
	c.w = inner + 2*cardPad
	if s.sign != "" {
		c.w += signSize + 10
		c.h = math.Max(c.h, signSize+2*cardPad-4)
	}
	return c
}

// wrap breaks text into lines of a width; the last one of too many is shortened.
func (t *tale) wrap(f Font, size float64, s string, width float64, most int) []string {
	var lines []string
	line := ""
	words := strings.Fields(s)
	for i, w := range words {
		longer := w
		if line != "" {
			longer = line + " " + w
		}
		// A unit does not leave its number.
		if line == "" || t.measure(f, size, longer) <= width || len(w) < 3 && t.measure(f, size, longer) <= width+2*size {
			line = longer
			continue
		}
		if len(lines) == most-1 {
			line += " " + strings.Join(words[i:], " ")
			break
		}
		lines, line = append(lines, line), w
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i, l := range lines {
		if t.measure(f, size, l) > width+2*size {
			lines[i] = t.shorten(f, size, l, width)
		}
	}
	return lines
}

// spot is a place for a card, with the place that its tail points to.
type spot struct{ middle, tip Point }

// spots are where a card could go, the best first if nothing is in the way.
func (b *builder) spots(m *Model, c card) []spot {
	var list []spot
	if m.docked() {
		free := m.free()
		middle := Point{free.Centre().X, free.Bottom() - 10 - c.h/2}
		return []spot{{middle, middle}}
	}
	if m.act.to != nil {
		path := newPath(pointsOn(m, m.act.path.Points))
		for _, far := range []float64{20, 62, 110, 165} {
			for _, t := range []float64{0.5, 0.36, 0.64} {
				tip, dir := path.At(t)
				n := dir.Left()
				if n.Y > 0 {
					n = n.Times(-1) // above goes before below
				}
				reach := far + math.Abs(n.X)*c.w/2 + math.Abs(n.Y)*c.h/2
				list = append(list, spot{tip.Add(n.Times(reach)), tip}, spot{tip.Sub(n.Times(reach)), tip})
			}
		}
		return list
	}
	if p := m.act.from; p != nil {
		tip := m.toScreen(p.At)
		r := padR * m.camera.Zoom
		for _, far := range []float64{16, 42, 90} {
			hung := 0.0 // the badges
			if len(b.badgesOf(p)) > 0 && !p.Flip {
				hung = badgeHigh + 8
			}
			up, side, down := r+hung+far+c.h/2, r+far+c.w/2, (cellH-p.top())*m.camera.Zoom+far+c.h/2
			list = append(list,
				spot{tip.Add(Point{0, -up}), tip.Add(Point{0, -r - hung - 2})}, spot{tip.Add(Point{side, -r * 0.3}), tip.Add(Point{r + 2, 0})},
				spot{tip.Add(Point{-side, -r * 0.3}), tip.Add(Point{-r - 2, 0})}, spot{tip.Add(Point{c.w * 0.42, -up}), tip.Add(Point{0, -r - hung - 2})},
				spot{tip.Add(Point{-c.w * 0.42, -up}), tip.Add(Point{0, -r - hung - 2})}, spot{tip.Add(Point{0, down}), tip.Add(Point{0, (cellH-p.top())*m.camera.Zoom + 2})})
		}
	}
	return list
}

func pointsOn(m *Model, list []Point) []Point {
	out := make([]Point, len(list))
	for i, p := range list {
		out[i] = m.toScreen(p)
	}
	return out
}

// best is the spot that covers least of what matters. It is judged as the camera
// will stand when it has come to rest, so that a card keeps its side of the road
// while the camera moves.
func (b *builder) best(c card) (spot, bool) {
	settled := *b.m
	if settled.follow {
		settled.camera = settled.framing()
	}
	spots := b.spots(&settled, c)
	chosen, least := -1, math.Inf(1)
	for i, s := range spots {
		r, _ := b.inside(around(s.middle, c.w, c.h))
		cost := b.covers(&settled, r) + b.crosses(&settled, r.Centre(), s.tip) + float64(i)*40 + 4*r.Centre().To(s.middle)
		if cost < least {
			chosen, least = i, cost
		}
	}
	if chosen < 0 {
		return spot{}, false
	}
	return b.spots(b.m, c)[chosen], true
}

// crosses weighs the names that a card's tail would cross out.
func (b *builder) crosses(m *Model, from, to Point) float64 {
	from, to = m.toMap(from), m.toMap(to)
	cost := 0.0
	for i := range m.plan.Plots {
		if len(m.plan.Plots[i].Lots) > 0 {
			t := m.plan.Plots[i].Title()
			t.W = math.Min(t.W, 160)
			if _, _, hit := t.clip(from, to); hit {
				cost += 900
			}
		}
	}
	for i := range m.plan.Places {
		if _, _, hit := m.plan.Places[i].labelBox().clip(from, to); hit {
			cost += 900
		}
	}
	return cost
}

// inside moves a card into the free area, if it is out of it.
func (b *builder) inside(r Rect) (Rect, bool) {
	free := b.m.free().Grow(-8)
	moved := r
	moved.X = math.Max(free.X, math.Min(free.Right()-r.W, r.X))
	moved.Y = math.Max(free.Y, math.Min(free.Bottom()-r.H, r.Y))
	return moved, moved != r
}

// covers weighs what a card would hide.
func (b *builder) covers(m *Model, r Rect) float64 {
	on := func(q Rect) Rect {
		p := m.toScreen(Point{q.X, q.Y})
		return Rect{p.X, p.Y, q.W * m.camera.Zoom, q.H * m.camera.Zoom}
	}
	cost := 0.0
	for i := range m.plan.Places {
		p := &m.plan.Places[i]
		if !on(p.Cell()).Overlaps(r) {
			continue
		}
		k := 1.0
		if b.acting(p) {
			k = 3
		}
		// A pavement is round: its corners are free.
		cost += k * (1.2*r.shared(on(p.pavement().Grow(-11))) + 1.6*r.shared(on(b.written(p))))
		if len(b.badgesOf(p)) > 0 {
			cost += k * 0.8 * r.shared(on(p.badgeBox()))
		}
	}
	for i := range m.plan.Plots {
		if len(m.plan.Plots[i].Lots) > 0 {
			cost += r.shared(on(m.plan.Plots[i].Title()))
		}
	}
	if m.act.to != nil {
		points := pointsOn(m, m.act.path.Points)
		for k := 1; k < len(points); k++ {
			if t0, t1, hit := r.Grow(4).clip(points[k-1], points[k]); hit {
				cost += 60 * (t1 - t0) * points[k-1].To(points[k])
			}
		}
	}
	return cost
}

// written is the part of a host's label box that its name and word fill.
func (b *builder) written(p *Place) Rect {
	box := p.labelBox()
	t := b.m.tale
	w := math.Max(t.measure(Bold, 14, nameOf(p.Host)), t.measure(Sans, 12.5, t.wordOf(p.Host, b.m.lang)))
	return around(box.Centre(), math.Min(box.W, w/math.Max(0.5, math.Min(1, b.zoom))), box.H)
}

// speech finds the place of what is said and claims it. It is drawn last.
func (b *builder) speech() {
	b.sweep()
	say, ok := b.m.saying()
	if !ok || b.m.act.from == nil {
		return
	}
	c := b.set(say)
	s, ok := b.best(c)
	if !ok {
		return
	}
	alpha := smooth(b.m.clock / 0.22)
	r, _ := b.inside(around(s.middle, c.w, c.h))
	if b.m.act.to != nil && !b.m.reduced && !b.m.docked() {
		dir := b.point(b.m.act.path.Points[0]).Sub(s.tip).Unit()
		slide := dir.Times(18 * (1 - smooth(b.m.clock/0.35)))
		r = r.Move(slide)
	}
	b.taken = append(b.taken, r.Grow(3))
	b.card(c, r, s.tip, alpha)
}

// card draws a saying: the shape of its edge goes with its class, like its colour,
// its sign and its word.
func (b *builder) card(c card, r Rect, tip Point, alpha float64) {
	v := b.pal.verdict(c.class)
	box := Box{Rect: r, Radius: math.Min(14, r.H/2), Fill: v.Fill.Fade(alpha), Stroke: v.Edge.Fade(alpha), Width: 1.5}
	switch c.class {
	case story.Permanent:
		box.Cut, box.Radius, box.Width = true, 10, 2
	case story.Temporary:
		box.Dash, box.Width = 6, 2
	case story.More:
		box.Radius = 5
	}
	// The tail.
	near := Point{math.Max(r.X+18, math.Min(r.Right()-18, tip.X)), math.Max(r.Y+10, math.Min(r.Bottom()-10, tip.Y))}
	d := tip.Sub(near).Unit()
	side := d.Left().Times(7)
	var tail Shape = Area{Points: []Point{near.Add(side), tip.Sub(d.Times(6)), near.Sub(side)}, Fill: v.Edge.Fade(alpha)}
	if near.To(tip) > 46 {
		tail = Line{Points: []Point{near, tip.Sub(d.Times(7))}, Width: 1.8, Colour: v.Edge.Fade(alpha)}
	}
	shade := box
	shade.Rect, shade.Fill, shade.Stroke, shade.Dash = r.Move(Point{0, 3}), b.pal.Shade.Fade(alpha), Colour{}, 0
	b.top = append(b.top, shade)
	if near.To(tip) > 1 {
		b.top = append(b.top, tail)
	}
	b.top = append(b.top, box)

	x := r.X + cardPad
	ink := v.Ink.Fade(alpha)
	if c.sign != "" {
		b.top = append(b.top, Icon{Name: c.sign, Rect: around(Point{x + signSize/2, r.Centre().Y}, signSize, signSize), Ink: ink, Fill: v.Fill.Fade(alpha), Accent: v.Fill.Mix(v.Ink, 0.3).Fade(alpha)})
		x += signSize + 10
	}
	text := float64(len(c.lines)) * wordSize * 1.32
	if c.wire != "" {
		text += wireSize * 1.4
	}
	y := r.Centre().Y - text/2
	if c.wire != "" {
		b.top = append(b.top, b.text(Mono, wireSize, c.wire, ink, Point{x, y + wireSize*0.7}, -1))
		y += wireSize * 1.4
	}
	for _, l := range c.lines {
		b.top = append(b.top, b.text(Sans, wordSize, l, ink, Point{x, y + wordSize*0.66}, -1))
		y += wordSize * 1.32
	}
}

// sweep shows the clock whose hands run while hours pass.
func (b *builder) sweep() {
	if b.m.act.wait == 0 {
		return
	}
	m := b.m
	alpha := smooth(m.clock / 0.25)
	const face = 25.0
	now := m.Local()
	long := "+ " + span(m.act.wait, m.lang)
	when := now.Format("15:04")
	w := cardPad + 2*face + 14 + math.Max(m.tale.measure(Bold, 16, long), m.tale.measure(Sans, 13.5, when)+m.tale.measure(Sans, 13.5, "  ")+m.tale.measure(Sans, 13.5, dayWord(now, m.lang))) + cardPad + 4
	r := b.corner(w, 2*face+18)
	b.taken = append(b.taken, r.Grow(3))
	card := Box{Rect: r, Radius: r.H / 2, Fill: b.pal.Card.Fade(alpha), Stroke: b.pal.CardEdge.Fade(alpha), Width: 1.3}
	shade := card
	shade.Rect, shade.Fill, shade.Stroke = r.Move(Point{0, 3}), b.pal.Shade.Fade(alpha), Colour{}
	b.top = append(b.top, shade, card)
	c := Point{r.X + cardPad + face, r.Centre().Y}
	ink := b.pal.Ink.Fade(alpha)
	sky, hand := rgb(0xFFF3D6), rgb(0x2B2A33)
	if night, _ := b.pal.light(float64(now.Hour()) + float64(now.Minute())/60); night > 0.5 {
		sky, hand = rgb(0x33406B), rgb(0xF6F1E4)
	}
	b.top = append(b.top, Disc{Centre: c, R: face, Fill: sky.Fade(alpha), Stroke: ink, Width: 1.8})
	for i := range 12 {
		d := turn(float64(i) / 12)
		from := 0.86
		if i%3 == 0 {
			from = 0.76
		}
		b.top = append(b.top, Line{Points: []Point{c.Add(d.Times(face * from)), c.Add(d.Times(face * 0.92))}, Width: 1.4, Colour: hand.Fade(alpha)})
	}
	minutes := float64(now.Hour()*60+now.Minute()) + float64(now.Second())/60
	b.top = append(b.top,
		Line{Points: []Point{c, c.Add(turn(minutes / 720).Times(face * 0.5))}, Width: 3, Colour: hand.Fade(alpha)},
		Line{Points: []Point{c, c.Add(turn(minutes / 60).Times(face * 0.74))}, Width: 2, Colour: hand.Fade(alpha)},
		Disc{Centre: c, R: 2.4, Fill: hand.Fade(alpha)})
	x := c.X + face + 14
	b.top = append(b.top, b.text(Bold, 16, long, ink, Point{x, c.Y - 10}, -1),
		b.text(Sans, 13.5, dayWord(now, m.lang)+"  "+when, b.pal.Soft.Fade(alpha), Point{x, c.Y + 11}, -1))
}

// corner is the place along the upper edge of the free area where a card of a size
// covers least, once the camera is at rest.
func (b *builder) corner(w, h float64) Rect {
	settled := *b.m
	if settled.follow {
		settled.camera = settled.framing()
	}
	free := b.m.free()
	var best Rect
	least := math.Inf(1)
	for i, x := range []float64{free.X + 14, free.Right() - 14 - w, free.Centre().X - w/2} {
		r := Rect{math.Max(free.X, x), free.Y + 14, w, h}
		if cost := b.covers(&settled, r) + float64(i); cost < least {
			best, least = r, cost
		}
	}
	return best
}

// turn is the direction of a clock's hand after a part of its round.
func turn(t float64) Point {
	a := 2 * math.Pi * t
	return Point{math.Sin(a), -math.Cos(a)}
}

// dayWord is the day of the week.
func dayWord(t time.Time, l lang.Lang) string { return weekdays[t.Weekday()].In(l) }

var weekdays = [7]lang.Text{
	tr("domingo", "Sunday"), tr("lunes", "Monday"), tr("martes", "Tuesday"), tr("miércoles", "Wednesday"),
	tr("jueves", "Thursday"), tr("viernes", "Friday"), tr("sábado", "Saturday"),
}
