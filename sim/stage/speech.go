package stage

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"posta/sim/glossary"
	"posta/sim/lang"
	"posta/sim/story"
)

// speech puts what is said where it covers nothing.
func (b *builder) speech() {
	say, ok := b.m.saying()
	if !ok || b.m.act.from == nil {
		return
	}
	o, d, ok := b.dock(say)
	b.covers = !ok
	b.draw(o, d, smooth((b.m.clock-b.m.act.lasts*b.spokenFrom())/0.2))
}

// draw puts a balloon at its place: the shape of its edge goes with its class, like
// its colour, its sign and its word.
func (b *builder) draw(o balloon, d balloonPlace, alpha float64) {
	b.said, b.at = o, d
	p := b.pal
	put := func(s ...Shape) { b.top = append(b.top, s...) }
	b.leaveOut(d.box)
	b.leaveOut(d.question)
	known := map[*glossary.Term]bool{}
	if o.asked() && !d.question.Empty() {
		b.drawQuestion(o, d, known)
	}
	v := p.verdict(o.class)
	edge := v.Edge
	if b.m.listener && o.class == story.None && o.unreadable {
		edge = p.Seal
	}
	box := Box{Rect: d.box, Radius: math.Min(14, d.box.H/2), Fill: v.Fill.Fade(alpha), Stroke: edge.Fade(alpha), Width: 1.6}
	switch o.class {
	case story.Permanent:
		box.Width = 2
	case story.Temporary:
		box.Width = 2
	case story.More:
		box.Radius = 5
	}
	put(Box{Rect: d.box.Move(Point{4, 6}), Radius: box.Radius, Fill: b.lit(p.Shade).Fade(0.85 * alpha)})
	b.tail(d, v.Fill.Fade(alpha), edge.Fade(alpha))
	put(box)
	b.openEdge(d, v.Fill.Fade(alpha))
	x := d.box.X + o.pad
	ink := v.Ink.Fade(alpha)
	if b.signed2(o.saying) {
		c := Point{x + o.signR, d.box.Centre().Y}
		b.signOn(o, c, v, alpha)
		x += 2*o.signR + 12*b.typeScale()*0.9
	}
	y := d.box.Centre().Y - o.text/2
	if o.cited > 0 {
		b.drawCited(o, Point{x, y}, d.box.Right()-o.pad-x, known, alpha)
		y += o.cited
	}
	for i, name := range o.matters {
		tile := Rect{x + float64(i)*(o.tile+6*o.tile/46), y, o.tile, o.tile}
		put(Box{Rect: tile, Radius: 7, Fill: Light.Sheet.Fade(alpha), Stroke: v.Edge.Fade(alpha), Width: 1.2},
			Icon{Name: name, Rect: tile.Grow(-o.tile * 0.1), Ink: Light.Ink.Fade(alpha), Fill: Light.Sheet.Fade(alpha), Accent: Light.Lands[0].Roof.Fade(alpha)})
	}
	if len(o.matters) > 0 {
		y += o.tile + 4*o.tile/46
	}
	if o.saying.head != "" {
		t := b.text(Mono, o.head, o.saying.head, ink, Point{x, y + o.head*headLine/2}, -1)
		put(t)
		if kind, _, _ := strings.Cut(o.saying.head, " "); b.m.act.said != nil && b.m.act.said.DNS != nil && recordTerm(kind) != nil {
			known[recordTerm(kind)] = true
			b.explained(Rect{t.Box.X, t.Box.Y, b.m.tale.measure(Mono, o.head, kind), t.Box.H}, t, recordTerm(kind), &b.top)
		}
		b.explains(t, known, &b.top)
		y += o.head * headLine
	}
	for _, l := range o.wires {
		t := b.text(Mono, o.wire, l, ink, Point{x, y + o.wire*0.66}, -1)
		put(t)
		b.explains(t, known, &b.top)
		y += o.wire * 1.32
	}
	for _, l := range o.words {
		t := b.text(Sans, o.word, l, ink, Point{x, y + o.word*0.67}, -1)
		put(t)
		b.explains(t, known, &b.top)
		y += o.word * 1.34
	}
	b.taken = append(b.taken, d.box)
}

// recordTerm is what a DNS record's kind means.
func recordTerm(kind string) *glossary.Term {
	if t := glossary.Of(kind, lang.EN); t != nil {
		return t
	}
	return glossary.Of(kind+" record", lang.EN)
}

// nub is the least that the tail of a question reaches out.
const nub = 16.0

// asker is where who asked it is looked for.
func (b *builder) asker() Point {
	to := b.m.act.to
	up := 60.0
	if isDevice(to.Host) {
		up = 35
	}
	return b.point(to.At).Add(Point{0, -up * b.zoom * to.Scale})
}

// headOver is above what is drawn of who asked it.
func (b *builder) headOver() Point {
	to := b.m.act.to
	at := Point{b.point(to.At).X, b.headOf(to)}
	if box, drawn := b.boxes[to]; drawn {
		at.Y = math.Min(at.Y, box.Y)
	}
	return at
}

// bubbleRound is the radius of a bubble's corners, as a part of its height.
const bubbleRound = 0.4

// asking is the way of the tail of a question's bubble, from within it to who asked: the shortest that meets neither the answer's balloon nor
// its tail. None: there is no such way.
func (b *builder) asking(d *balloonPlace) []Point {
	if b.m.act.to == nil || d.question.Empty() {
		return nil
	}
	if b.m.plan.Portrait {
		if way := b.toItsSign(d.question, d.box); way != nil {
			return way
		}
	}
	ways, known := b.waysBack[d.question]
	if !known {
		ways = b.waysToAsker(d.question)
		if b.waysBack == nil {
			b.waysBack = map[Rect][][]Point{}
		}
		b.waysBack[d.question] = ways
	}
	for _, way := range ways {
		if !passes(way, d.box.Grow(4)) && !entangled(way, d.way()) {
			return way
		}
	}
	return nil
}

// askedOnRoad is where on its way it is seen that something was asked.
func (b *builder) askedOnRoad() Point {
	k := b.lanes()
	way := newPath(keepRight(newPath(b.way()).Reverse().Points, lane*k))
	at, _ := way.At(slipAt(way, k, true))
	return at
}

// toItsSign is the tail of a question's bubble in an upright window, where who asked seldom stands near: to the sign of it on its way.
func (b *builder) toItsSign(g, answer Rect) []Point {
	at := b.askedOnRoad()
	root := within(g.Grow(-g.H*bubbleRound), at)
	tip := at.Add(root.Sub(at).Unit().Times(15 * math.Min(b.zoom, 2)))
	if way := []Point{root, tip}; !passes(way, answer.Grow(2)) && !g.Contains(tip) && root.To(tip) <= g.H*bubbleRound+2*nub*b.typeScale() {
		return way
	}
	return nil
}

// waysToAsker are the ways on which a tail comes from a bubble to who asked, the shortest first: straight, or over the roofs of those who
// stand between.
func (b *builder) waysToAsker(g Rect) (ways [][]Point) {
	to, inner := b.m.act.to, g.Grow(-g.H*bubbleRound)
	try := func(way ...Point) {
		root := within(inner, way[0])
		way = append([]Point{root}, way...)
		if long := newPath(way).Len() - g.H*bubbleRound; long >= nub/2*b.typeScale() && !g.Contains(way[1]) && b.leadsToAsker(way) {
			ways = append(ways, way)
		}
	}
	for _, end := range b.ends(to) {
		try(end)
	}
	if len(ways) == 0 && b.screened(to) {
		roof := b.roofOf(to)
		try(b.knee(to, roof), roof)
	}
	slices.SortStableFunc(ways, func(v, w []Point) int { return cmp.Compare(newPath(v).Len(), newPath(w).Len()) })
	return ways
}

// ends are where the tail of a question may end at who asked it: at the walls and the roof of a house, at the edges of a device, at the foot of
// both and over their heads.
func (b *builder) ends(p *Place) []Point {
	at, k, own := b.point(p.At), b.zoom*p.Scale, b.drawnOf(p)
	list := []Point{b.headOver().Add(Point{0, -3})}
	if b.shut(p) {
		for _, corner := range []Point{{77, -34}, {77, -56}, {77, -15}, {84, -88}, {58, -112}, {12, -140}, {30, 3}} { // walls, roof, gable, doorstep
			list = append(list, at.Add(corner.Times(k)), at.Add(Point{-corner.X * k, corner.Y * k}))
		}
		return list
	}
	for _, part := range []float64{0.5, 0.3, 0.7} {
		y := own.Y + own.H*part
		list = append(list, Point{own.X - 2, y}, Point{own.Right() + 2, y}, Point{own.X + own.W*part, own.Bottom() + 3})
	}
	return list
}

// shut tells whether somebody's is a house, drawn from outside, of the usual shape.
func (b *builder) shut(p *Place) bool {
	what, q := b.open()
	return !isDevice(p.Host) && p.Plot >= 0 && (q != p || what == openScreen)
}

// barred is what of somebody no tail passes in front of that ends at them.
func (b *builder) barred(p *Place) []Rect {
	if !b.shut(p) {
		return []Rect{b.drawnOf(p).Grow(-2)}
	}
	at, k := b.point(p.At), b.zoom*p.Scale
	return []Rect{{at.X - 74*k, at.Y - 76*k, 148 * k, 76 * k}, {at.X - 50*k, at.Y - 112*k, 100 * k, 36 * k}}
}

// drawnOf is all that is drawn of somebody, open or closed, without a name that stands by itself.
func (b *builder) drawnOf(p *Place) Rect {
	own, middle := b.boxes[p], b.point(p.At).Add(Point{0, -40 * b.zoom * p.Scale})
	for _, r := range b.solid {
		if r.Contains(middle) {
			own = own.Union(r)
		}
	}
	return own
}

// leadsToAsker tells whether a tail stays on the stage and meets nothing before who asked: no words, no letters, nobody else, no land of others,
// nor what is on its way between the two.
func (b *builder) leadsToAsker(way []Point) bool {
	const beside = 3 // a tail has its breadth
	to, tip := b.m.act.to, way[len(way)-1]
	own := b.drawnOf(to)
	foreign := func(r Rect) bool { return !own.Contains(r.Centre()) && passes(way, r.Grow(-4)) }
	named := func(r Rect) bool { return passes(way, r.Grow(beside)) }
	if !b.m.free().Grow(-4).Contains(tip) || b.hides(way) || !b.m.plan.Portrait && b.crossesRoad(way[len(way)-2], tip) || slices.ContainsFunc(b.barred(to), func(r Rect) bool { return passes(way, r) }) {
		return false
	}
	return !slices.ContainsFunc(b.taken, named) && !slices.ContainsFunc(b.piles, named) && !slices.ContainsFunc(b.boardBoxes, named) &&
		!slices.ContainsFunc(b.solid, foreign) && !b.overOthersLand(way) && (b.m.plan.Portrait || b.pastDoor(way, to) == nil)
}

// pastDoor is before whose house or device, but for one's own, a tail runs along the road: it would be taken for theirs.
func (b *builder) pastDoor(way []Point, own *Place) *Place {
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		at, box, foot := b.point(p.At), b.rect(p.Box), 14*b.zoom*p.Scale
		if p != own && p.Plot >= 0 && passes(way, Rect{box.X, at.Y - foot, box.W, foot + roadWide*b.zoom}) {
			return p
		}
	}
	return nil
}

// overOthersLand tells whether a tail leads over the land of somebody who takes no part in it.
func (b *builder) overOthersLand(way []Point) bool {
	for i := range b.m.plan.Plots {
		if a := &b.m.act; i != a.to.Plot && i != a.from.Plot && passes(way, b.rect(b.m.plan.Plots[i].Land)) {
			return true
		}
	}
	return false
}

// drawQuestion draws the bubble of what was asked, its tail to who asked it.
func (b *builder) drawQuestion(o balloon, d balloonPlace, known map[*glossary.Term]bool) {
	p, g := b.pal, d.question
	put := func(s ...Shape) { b.top = append(b.top, s...) }
	edge := p.Question
	put(Box{Rect: g.Move(Point{3, 4}), Radius: g.H * bubbleRound, Fill: b.lit(p.Shade).Fade(0.8)})
	way, half := b.asking(&d), math.Min(g.H*0.2, tailHalf)
	if len(way) > 0 {
		way = round(way, 60*b.typeScale())
		put(Area{Points: taper(way, half), Fill: p.Card, Stroke: edge, Width: 1.6})
	}
	put(Box{Rect: g, Radius: g.H * bubbleRound, Fill: p.Card, Stroke: edge, Width: 1.6})
	if n := len(way) - 1; n > 0 { // its edge is open where the tail leaves it
		way[n] = way[n].Sub(way[n].Sub(way[n-1]).Unit().Times(4.5))
		put(Area{Points: taper(way, half*0.86), Fill: p.Card})
	}
	x := g.X + o.questionSized*0.9
	for _, name := range o.asks {
		tile := Rect{x, g.Centre().Y - o.questionTile/2, o.questionTile, o.questionTile}
		put(Icon{Name: name, Rect: tile.Grow(-o.questionTile * 0.05), Ink: p.Ink, Fill: p.Card, Accent: p.Card.Mix(p.Ink, 0.45)})
		x += o.questionTile * 1.1
	}
	for i, l := range o.questions {
		y := g.Centre().Y + (float64(i)-float64(len(o.questions)-1)/2)*o.questionSized*questionLine
		t := b.text(Mono, o.questionSized, l, p.Ink, Point{x, y}, -1)
		put(t)
		b.explains(t, known, &b.top)
		b.taken = append(b.taken, t.Box)
	}
}

// drawCited draws a question in its answer's balloon, as a letter cites what it answers.
func (b *builder) drawCited(o balloon, at Point, wide float64, known map[*glossary.Term]bool, alpha float64) {
	p, size := b.pal, o.questionSized
	r := Rect{at.X, at.Y, wide, o.cited - size*0.45}
	b.top = append(b.top, Box{Rect: r, Radius: size * 0.3, Fill: p.Card.Fade(alpha), Stroke: p.Question.Fade(alpha), Width: 1.2},
		Box{Rect: Rect{r.X, r.Y, size * 0.4, r.H}, Radius: size * 0.2, Fill: p.Question.Fade(alpha)})
	for i, l := range o.questions {
		t := b.text(Mono, size, l, p.Ink.Fade(alpha), Point{r.X + size, r.Centre().Y + (float64(i)-float64(len(o.questions)-1)/2)*size*questionLine}, -1)
		b.top = append(b.top, t)
		b.explains(t, known, &b.top)
	}
}

// signOn puts the class's sign, or the kind's, into the balloon.
func (b *builder) signOn(o balloon, c Point, v Verdict, alpha float64) {
	if o.class == story.None {
		r := o.signR * 0.86
		b.top = append(b.top, Icon{Name: o.sign, Rect: around(c, 2*r, 2*r), Ink: v.Ink.Fade(alpha), Fill: v.Fill.Fade(alpha), Accent: v.Fill.Mix(v.Ink, 0.3).Fade(alpha)})
		return
	}
	r := o.signR
	if word, ok := classMeaning(o.class); ok {
		b.means(around(c, 2*r, 2*r), word)
	}
	mark := map[story.Class]string{story.OK: "tick", story.More: "arrow", story.Temporary: "hourglass", story.Permanent: "cross"}[o.class]
	white := v.Ink.Fade(alpha)
	switch o.class {
	case story.OK:
		b.top = append(b.top, Disc{Centre: c, R: r, Fill: white})
	case story.Permanent:
		var pts []Point
		for i := range 8 {
			a := math.Pi/8 + float64(i)*math.Pi/4
			pts = append(pts, c.Add(Point{r * 1.08 * math.Cos(a), r * 1.08 * math.Sin(a)}))
		}
		b.top = append(b.top, Area{Points: pts, Fill: white})
	case story.Temporary:
		b.top = append(b.top, Area{Points: []Point{c.Add(Point{0, -r * 1.2}), c.Add(Point{r * 1.2, 0}), c.Add(Point{0, r * 1.2}), c.Add(Point{-r * 1.2, 0})}, Fill: white})
	default:
		b.top = append(b.top, Area{Points: []Point{c.Add(Point{-r, -r * 0.85}), c.Add(Point{r * 0.35, -r * 0.85}), c.Add(Point{r * 1.1, 0}), c.Add(Point{r * 0.35, r * 0.85}), c.Add(Point{-r, r * 0.85})}, Fill: white})
	}
	b.top = append(b.top, Icon{Name: mark, Rect: around(c, r*1.06, r*1.06), Ink: v.Fill.Fade(alpha)})
}

// root is where a balloon's tail leaves it: the point of its edge nearest to where
// the tail goes.
func (d balloonPlace) root() (at, along Point) {
	tip := d.tail[0]
	r := d.box
	x := math.Max(r.X+20, math.Min(r.Right()-20, tip.X))
	y := math.Max(r.Y+16, math.Min(r.Bottom()-16, tip.Y))
	switch left, right, up, down := r.X-tip.X, tip.X-r.Right(), r.Y-tip.Y, tip.Y-r.Bottom(); {
	case left > 0 && left >= max(up, down):
		return Point{r.X, y}, Point{0, 1}
	case right > 0 && right >= max(up, down):
		return Point{r.Right(), y}, Point{0, 1}
	case down >= 0:
		return Point{x, r.Bottom()}, Point{1, 0}
	}
	return Point{x, r.Y}, Point{1, 0}
}

// longTail is the length from which a tail is a line, where type has its usual size.
const longTail = 150.0

// tailHalf is half of a short tail's breadth at its root.
const tailHalf = 11.0

// tail leads from the balloon to what it speaks of.
func (b *builder) tail(d balloonPlace, fill, edge Colour) {
	if len(d.tail) == 0 {
		return
	}
	at, along := d.root()
	k := b.typeScale()
	if len(d.tail) > 1 && b.m.plan.Portrait {
		n := len(d.tail) - 1
		tip, before := d.tail[n], d.tail[n-1]
		way := append([]Point{at}, d.tail[:n]...)
		way = round(append(way, tip.Add(before.Sub(tip).Unit().Times(16*k))), 14*k)
		b.top = append(b.top, Line{Points: way, Width: 2.4 * k, Colour: edge, Dash: 5 * k}) // no road of its own
		return
	}
	tip := d.tail[0]
	if at.To(tip) < 6 {
		return
	}
	short := 5.0
	if _, broken := b.broken(); broken && b.m.act.to != nil { // at the edge of the sign there
		short = 13 * b.lanes()
	}
	back := tip.Sub(tip.Sub(at).Unit().Times(short))
	switch {
	case d.thin:
		b.top = append(b.top, Line{Points: []Point{at, back}, Width: 2, Colour: edge})
	case len(d.tail) > 1:
		b.top = append(b.top, Area{Points: taper(round(append([]Point{at}, d.tail...), 60*k), tailHalf*0.8), Fill: fill, Stroke: edge, Width: 1.6})
	default:
		b.top = append(b.top, Area{Points: []Point{at.Sub(along.Times(tailHalf)), at.Add(along.Times(tailHalf)), back}, Fill: fill, Stroke: edge, Width: 1.6})
	}
}

// taper is the outline of a tail along a way: so broad at its root, and a point at its end.
func taper(way []Point, half float64) []Point {
	path, n := newPath(way), len(way)-1
	outline := make([]Point, 2*n+1)
	outline[n] = way[n]
	for i := range n {
		side := way[i+1].Sub(way[i])
		if i > 0 {
			side = way[i+1].Sub(way[i-1])
		}
		side = side.Unit().Left().Times(half * (1 - path.at[i]/path.Len()))
		outline[i], outline[2*n-i] = way[i].Add(side), way[i].Sub(side)
	}
	return outline
}

// openEdge opens the balloon's edge where its tail leaves it.
func (b *builder) openEdge(d balloonPlace, fill Colour) {
	if len(d.tail) == 0 || len(d.tail) > 1 && b.m.plan.Portrait || fill.A < 255 || d.thin {
		return
	}
	half := tailHalf
	if len(d.tail) > 1 {
		half *= 0.8
	}
	if at, along := d.root(); at.To(d.tail[0]) >= 6 {
		along = along.Times(half - 2)
		b.top = append(b.top, Line{Points: []Point{at.Sub(along), at.Add(along)}, Width: 3.4, Colour: fill})
	}
}
