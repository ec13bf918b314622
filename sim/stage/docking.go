package stage

import (
	"math"
	"slices"
	"strings"

	"posta/sim/lang"
)

// balloonPlace is a place for a balloon, and the way of its tail from there to what it
// speaks of.
type balloonPlace struct {
	box      Rect
	question Rect
	tail     []Point
	thin     bool // it is a line, for it has a way to go
}

// place sets what is said as fully as there is room for: with its question and its
// sentence, without the question, and at last what decided alone.
func (b *builder) place(say saying, wide float64, tip Point, talk, free Rect) (o balloon, d balloonPlace, ok bool) {
	if r := b.m.spoken(); b.m.plan.Portrait && !r.Empty() {
		return b.placeBelow(say.silent(), r, tip)
	}
	tongue := b.otherwise()
	for _, b.clipped = range []bool{false, true} { // rather in more lines than without the middle of a name
		for _, b.tight = range []float64{0, 0.12} {
			others, long := tongue.ways(wide), false
			for i, w := range say.ways(wide) {
				if i < 4 && wide < narrowTalk*b.typeScale() {
					continue
				}
				o = b.setIn(w.saying, w.wide, w.lines)
				other := b.setIn(others[i].saying, others[i].wide, w.lines)
				if i == 0 {
					long = max(len(o.words), len(other.words)) > wordLines
				} else if i < 3 && !long {
					continue // the sentence needs no more lines
				}
				if b.clipped && !o.folded && !other.folded || !b.loseAlike(o, other) {
					continue // it has been tried, or it tells in one language what it does not in the other
				}
				either := o
				either.w, either.h = math.Max(o.w, other.w), math.Max(o.h, other.h)
				either.questionW, either.questionH = math.Max(o.questionW, other.questionW), math.Max(o.questionH, other.questionH)
				if d, ok = b.findPlace(either, tip, talk, free); ok {
					if own, ok := b.findPlace(o, tip, talk, free); ok {
						d = own
					}
					return o, d, true
				}
			}
		}
	}
	return o, d, false
}

// way is how fully something is said, how broadly, and in how many lines at most.
type way struct {
	saying
	wide  float64
	lines int
}

// ways are those of a saying, the fullest first.
func (s saying) ways(wide float64) []way {
	bare := s.silent()
	short := bare.unworded()
	code := short
	if code.head != "" {
		code.wire = ""
	}
	return []way{
		{s, wide, wordLines + 3}, {bare, wide, wordLines + 3}, {s, wide, wordLines}, {bare, wide, wordLines}, // a sentence has its end, before all
		{short, wide, wordLines}, {short, wide * 0.75, wordLines}, {code, wide * 0.75, wordLines},
	}
}

// unworded takes the sentence away, where there is more than that.
func (s saying) unworded() saying {
	if s.head != "" || s.wire != "" {
		s.word = ""
	}
	return s
}

// otherwise is what the balloon says in the other language. Whatever has not room in one of them is left out in both: what is
// shown at a step, its numbers above all, does not depend on which words are longer.
func (b *builder) otherwise() saying {
	other := *b.m
	if other.lang = lang.ES; b.m.lang == lang.ES {
		other.lang = lang.EN
	}
	say, _ := other.saying()
	return say
}

// loseAlike tells whether two balloons, of one saying in two languages, lack the same numbers.
func (b *builder) loseAlike(o, other balloon) bool {
	return slices.Equal(o.lost(), other.lost())
}

// lost are the numbers of what is said that its lines do not show.
func (o *balloon) lost() []string {
	shown := figures(strings.Join(o.words, " "), strings.Join(o.wires, " "), o.saying.head, o.question)
	var lost []string
	for _, n := range figures(o.full.word, o.full.wire, o.full.head, o.full.question) {
		if i := slices.Index(shown, n); i >= 0 {
			shown = slices.Delete(shown, i, i+1)
		} else {
			lost = append(lost, n)
		}
	}
	slices.Sort(lost)
	return lost
}

// figures are the numbers in texts.
func figures(texts ...string) (list []string) {
	for _, s := range texts {
		list = append(list, strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })...)
	}
	return list
}

// placeBelow puts what is said into the strip below the map; its tail goes up the trunk.
func (b *builder) placeBelow(say saying, strip Rect, tip Point) (o balloon, d balloonPlace, ok bool) {
	wide := strip.W - 2*wordSize*b.typeScale() // a short word may stand out of its line
	o = b.setWithin(say, wide, strip.H)
	over := Rect{0, b.m.viewport().Bottom(), b.m.w, b.m.free().Bottom() - b.m.viewport().Bottom()}
	b.leaveOut(over)
	b.life(Box{Rect: over, Fill: b.list.Paper}, Line{Points: []Point{{0, over.Y}, {b.m.w, over.Y}}, Width: 1.2, Colour: b.lit(b.pal.RoadEdge)})
	trunk := b.point(Point{b.m.plan.Trunk, 0}).X
	d = balloonPlace{box: Rect{strip.X, strip.Y + math.Max(0, (strip.H-o.h)/2), o.w, o.h}, tail: []Point{{trunk, tip.Y}, tip}}
	if math.Abs(tip.X-trunk) < roadWide*b.zoom {
		d.tail = []Point{tip}
	}
	return o, d, true
}

// setWithin sets it for a strip: with its sentence where there is room for that in both languages, and the middle of names left out
// only where there is none for them either.
func (b *builder) setWithin(say saying, wide, high float64) (o balloon) {
	tongue := b.otherwise().silent()
	for _, b.clipped = range []bool{false, true} {
		o = b.set(say, wide)
		if other := b.set(tongue, wide); math.Max(o.h, other.h) > high || !b.loseAlike(o, other) {
			o = b.set(say.unworded(), wide)
		}
		if o.h <= high {
			break
		}
	}
	return o
}

// talk is the room for what is said, in the window.
func (b *builder) talk() Rect {
	if r := b.m.spoken(); b.m.plan.Portrait && !r.Empty() {
		return r
	}
	return b.rect(b.m.plan.Talk)
}

// spokenFrom is the part of the act at which the answer is given.
func (b *builder) spokenFrom() float64 {
	if b.m.act.asked != nil {
		return 0.45
	}
	return 0
}

// tip is who speaks, or does something by itself: its wall, or its road where that is
// not seen; and of a way that ends before its end, that end.
func (b *builder) tip() Point {
	a := &b.m.act
	p := a.from
	if end, broken := b.broken(); broken && a.to != nil {
		at, _ := newPath(b.points(a.path.Points)).At(end)
		return at
	}
	if a.to != nil && (p.Plot < 0 || b.m.plan.Portrait || b.m.plan.Columns > 2) {
		path := newPath(b.points(a.path.Points))
		far := math.Min(0.5, 64*b.zoom/math.Max(path.Len(), 1))
		if b.m.plan.Columns > 2 && p.Plot >= 0 {
			far = 0.5 // where there is room
		}
		at, _ := path.At(far)
		return at
	}
	at := b.point(p.At)
	k := b.zoom * p.Scale
	side := 1.0
	if at.X >= b.talk().Centre().X {
		side = -1
	}
	switch {
	case p.Plot < 0:
		return at.Add(Point{0, 6 * k})
	case b.m.plan.Portrait:
		return at.Add(Point{-20 * k, roadWide / 2 * b.zoom})
	case !b.frame.Empty():
		if side > 0 {
			return Point{b.frame.Right() + 2, b.frame.Centre().Y}
		}
		return Point{b.frame.X - 2, b.frame.Centre().Y}
	case b.overhead(p):
		return Point{at.X, b.headOf(p) - 2}
	case isDevice(p.Host) || b.screened(p):
		return b.onRoad(p)
	}
	// Just outside its wall, where neither its sign nor what lies at its foot is.
	best := at.Add(Point{side * 77 * k, -34 * k})
	for _, up := range []float64{56, 34, 44, 22, 10, 98} {
		out := 77.0
		if up > 78 {
			out = 76 // the roof's
		}
		tip := at.Add(Point{side * out * k, -up * k})
		if spot := around(tip.Add(Point{side * 6, -3}), 12, 12); !slices.ContainsFunc(b.taken, spot.Overlaps) {
			return tip
		}
	}
	return best
}

// overhead tells whether what somebody says stands above them, because others stand between
// them and the gap.
func (b *builder) overhead(p *Place) bool {
	return p.Plot >= 0 && !b.m.plan.Portrait && b.m.plan.Columns <= 2 && (isDevice(p.Host) || b.screened(p))
}

// headOf is the upper edge of a building, with what is written over it.
func (b *builder) headOf(p *Place) float64 {
	top := b.point(p.At).Y - 160*b.zoom*p.Scale
	if isDevice(p.Host) {
		top = b.rect(p.Box).Y
	}
	if box, drawn := b.boxes[p]; drawn && isDevice(p.Host) {
		top = math.Min(top, box.Y)
	}
	return top
}

// onRoad is the road at somebody's door.
func (b *builder) onRoad(p *Place) Point {
	side := 1.0
	if b.point(p.At).X >= b.talk().Centre().X {
		side = -1
	}
	return b.point(p.At).Add(Point{side * 16 * b.zoom * p.Scale, roadWide / 2 * b.zoom})
}

// screened tells whether another building stands between a server and the gap.
func (b *builder) screened(p *Place) bool {
	if p.Plot < 0 || b.m.plan.Portrait {
		return false
	}
	plot := &b.m.plan.Plots[p.Plot]
	for _, i := range plot.Hosts {
		if q := &b.m.plan.Places[i]; q != p && q.Row == p.Row && q.Stack > 0 && (q.At.X > p.At.X) == plot.West {
			return true
		}
	}
	return false
}

// findPlace finds the first place, in a fixed order, where the balloon meets nothing.
func (b *builder) findPlace(o balloon, tip Point, talk, free Rect) (balloonPlace, bool) {
	list := b.candidates(o, tip, talk)
	// At first nothing at all may be covered; then an empty street, rather than that it is said far from who says it;
	// then the tail may pass in front of something that is no writing.
	for _, try := range []struct {
		pass int
		near bool
	}{{0, true}, {1, true}, {0, false}, {1, false}, {2, false}} {
		for _, d := range list {
			if (!try.near || d.near()) && b.fitsAt(d, free, try.pass) {
				return d, true
			}
		}
	}
	return balloonPlace{}, false
}

// near tells whether a balloon's tail is short enough to be one.
func (d balloonPlace) near() bool {
	if len(d.tail) == 0 {
		return true
	}
	at, _ := d.root()
	return newPath(append([]Point{at}, d.tail...)).Len() <= longTail
}

// fitsAt tells whether a balloon may lie there, by how much is given up for it.
func (b *builder) fitsAt(d balloonPlace, free Rect, pass int) bool {
	all := d.box
	if !d.question.Empty() {
		all = all.Union(d.question)
	}
	if all.X < free.X || all.Y < free.Y || all.Right() > free.Right() || all.Bottom() > free.Bottom() {
		return false
	}
	return b.isFree(d.box.Grow(5)) && (d.question.Empty() || b.isFree(d.question.Grow(3))) && b.tailFree(d, pass == 2) &&
		(pass > 0 || !b.onStreet(d.box.Grow(2))) && (pass > 1 || !b.onTube(d.box))
}

// onTube tells whether a rectangle covers a road that is cased: that is no empty one.
func (b *builder) onTube(r Rect) bool {
	if b.cased == nil {
		b.cased = [][2]Point{}
		_, tubes := b.connections()
		for i := range b.m.plan.Roads {
			if road := &b.m.plan.Roads[i]; tubes[pair{road.A, road.B}] {
				pts := b.points(road.Path.Points)
				for j := 1; j < len(pts); j++ {
					b.cased = append(b.cased, [2]Point{pts[j-1], pts[j]})
				}
			}
		}
	}
	for _, s := range b.cased {
		if _, _, hit := r.Grow((roadWide/2+casing)*b.zoom).clip(s[0], s[1]); hit {
			return true
		}
	}
	return false
}

// casing is by how much a tube is broader than its road, on each side.
const casing = 7.0

// onStreet tells whether a rectangle covers a street.
func (b *builder) onStreet(r Rect) bool {
	r = r.Grow(roadWide / 2 * b.zoom)
	if b.pavement == nil {
		b.pavement = b.segments()
	}
	for _, s := range b.pavement {
		if _, _, hit := r.clip(s[0], s[1]); hit {
			return true
		}
	}
	return false
}

// segments are the pieces of all streets, each once: lanes that run together are one.
func (b *builder) segments() [][2]Point {
	list := [][2]Point{}
	for _, s := range b.m.plan.Streets {
		for i := 1; i < len(s); i++ {
			piece := [2]Point{b.point(s[i-1]), b.point(s[i])}
			if !slices.Contains(list, piece) {
				list = append(list, piece)
			}
		}
	}
	return list
}

// isFree tells whether a rectangle meets no letter, host, name, board or road in use.
func (b *builder) isFree(r Rect) bool {
	for _, list := range [][]Rect{b.taken, b.solid, b.boardBoxes, b.piles} {
		for _, t := range list {
			if t.Overlaps(r) {
				return false
			}
		}
	}
	if b.m.act.to != nil {
		pts := b.points(b.m.act.path.Points)
		for i := 1; i < len(pts); i++ {
			if _, _, hit := r.Grow(roadWide/2*b.zoom).clip(pts[i-1], pts[i]); hit {
				return false
			}
		}
	}
	return true
}

// tailFree tells whether a tail crosses no name and no letter.
func (b *builder) tailFree(d balloonPlace, overThings bool) bool {
	if len(d.tail) == 0 {
		return true
	}
	from, _ := d.root()
	tail := append([]Point{from}, d.tail...)
	for i := 1; i < len(tail) && !d.question.Empty(); i++ {
		if _, _, hit := d.question.clip(tail[i-1], tail[i]); hit {
			return false
		}
	}
	if b.m.plan.Portrait && len(d.tail) > 1 {
		return true // it keeps to the roads
	}
	for i := 1; i < len(tail); i++ {
		for _, t := range b.taken {
			if _, _, hit := t.clip(tail[i-1], tail[i]); hit {
				return false
			}
		}
		if overThings {
			continue
		}
		for j := range b.m.plan.Places { // nor another's house
			p := &b.m.plan.Places[j]
			if box, drawn := b.boxes[p]; drawn && p != b.m.act.from && len(d.tail) == 1 {
				if _, _, hit := box.Grow(-4).clip(tail[i-1], tail[i]); hit {
					return false
				}
			}
		}
		for _, t := range b.solid[min(len(b.solid), len(b.boxes)):] {
			if _, _, hit := t.Grow(-6).clip(tail[i-1], tail[i]); hit {
				return false
			}
		}
	}
	return true
}

// candidates lists the places for a balloon, the best first: in the talk gap above the
// road and below it, beside the trunk, between the rows, in the sky; where two hosts
// of one land talk, in the gap beside it, with a tail that runs along their road.
func (b *builder) candidates(o balloon, tip Point, talk Rect) []balloonPlace {
	k := b.typeScale()
	var list []balloonPlace
	exit, along := b.roadExit(tip)
	if p := b.m.act.from; !b.frame.Empty() || b.overhead(p) {
		// Above the device, or beside its screen.
		for far := 14.0; far < 300; far += 14 {
			for _, x := range []float64{tip.X - o.w/2, tip.X - o.w*0.2, tip.X - o.w*0.8} {
				x = math.Max(b.m.free().X+8, math.Min(b.m.free().Right()-8-o.w, x))
				d := balloonPlace{box: Rect{x, tip.Y - far*k - o.h, o.w, o.h}, tail: []Point{tip}}
				if o.asked() {
					// Its tail stays on the stage, too.
					d.question = Rect{math.Max(b.m.free().X+8+nub*k, d.box.X-22*k), d.box.Y - o.questionH - 11*k, o.questionW, o.questionH}
					if b.askedFrom() > 0 {
						d.question.X = math.Min(b.m.free().Right()-8-nub*k-o.questionW, d.box.Right()-o.questionW+22*k)
					}
				}
				if !b.onLandOf(p.Plot, d.box.Union(d.question)) {
					list = append(list, d)
				}
			}
			if !b.frame.Empty() {
				for _, down := range []float64{0, 20, -20, 40, -40, 60, -60} {
					for _, x := range []float64{tip.X + far*k, tip.X - far*k - o.w} {
						edge := Point{tip.X, math.Max(b.frame.Y+12, math.Min(b.frame.Bottom()-12, tip.Y+down*k))}
						list = append(list, balloonPlace{box: Rect{x, tip.Y - o.h/2 + down*k, o.w, o.h}, tail: []Point{edge}})
					}
				}
			}
		}
		tip = b.onRoad(p)
		if out, way := b.outOfPlot(p); way && b.frame.Empty() && !along {
			tip = out
		}
	}
	trunk := b.point(Point{b.m.plan.Trunk, 0}).X + roadWide*0.75*b.zoom
	left := math.Max(trunk+6, talk.X+2)
	add := func(x, y float64, tail ...Point) {
		d := balloonPlace{box: Rect{x, y, o.w, o.h}, tail: tail}
		switch {
		case along && b.m.plan.Portrait:
			// Not over the buildings: along their road to the trunk, and up beside it.
			d.tail = []Point{{exit, y + o.h/2}, {exit, tip.Y}, tip}
		case along:
			// Along their road to the gap, and up from there.
			d.tail = []Point{{math.Max(x+24, math.Min(x+o.w-24, exit)), tip.Y}, tip}
		}
		if o.asked() {
			// Who asked is on the other side: so is their bubble.
			d.question = Rect{x - 22*k, y - o.questionH - 11*k, o.questionW, o.questionH}
			if b.askedFrom() > 0 {
				d.question.X = x + o.w - o.questionW + 22*k
			}
			if tip.Y < y && !along {
				d.question.Y = y + o.h + 11*k // the tail goes up from the balloon
			}
			if talk.W > o.questionW && !b.m.plan.Portrait {
				least := talk.X + nub*k
				if right := talk.Right() - o.questionW - nub*k; least < left && left <= right {
					least = left // beside the trunk, as the balloon is
				}
				d.question.X = math.Max(least, math.Min(talk.Right()-o.questionW-nub*k, d.question.X))
			}
		}
		list = append(list, d)
	}
	if trunkAt := b.point(Point{b.m.plan.Trunk, 0}).X; b.m.plan.Portrait {
		for _, x := range []float64{talk.X, talk.Right() - o.w, math.Max(talk.X, math.Min(talk.Right()-o.w, tip.X-o.w/2))} {
			y := talk.Y + math.Max(0, (talk.H-o.h)/2)
			if o.asked() {
				y = talk.Y + math.Max(o.questionH+9*k, (talk.H-o.h+o.questionH)/2)
			}
			add(x, y, tip)
			add(x, talk.Bottom()-o.h, tip)
			add(x, y, Point{trunkAt, y + o.h/2}, Point{trunkAt, tip.Y}, tip)
		}
	}
	middle := math.Max(left, math.Min(talk.Right()-o.w-4, (left+talk.Right()-o.w)/2))
	if _, broken := b.broken(); !broken && !b.m.plan.Portrait && b.m.plan.Columns <= 2 {
		// Beside who speaks, so that its tail is short.
		near := left
		if tip.X > talk.Centre().X {
			near = talk.Right() - o.w - 4
		}
		for _, far := range []float64{10, 30, 52, 84, 120} {
			for _, x := range []float64{near, near*0.7 + middle*0.3} {
				add(x, tip.Y-far*k-o.h, tip)
			}
		}
		for _, over := range []float64{0.75, 0.5, 0.25} { // at its own height, where what is asked has no room above
			add(near, tip.Y-o.h*over, tip)
		}
	}
	for _, far := range []float64{30, 52, 84, 120, 170, 220, 290, 360} {
		far *= k
		for _, x := range []float64{middle, math.Max(left, math.Min(talk.Right()-o.w-4, tip.X-o.w*0.4)), talk.Right() - o.w - 4, left} {
			add(x, tip.Y-far-o.h, tip)
			add(x, tip.Y+far*0.8+o.questionH, tip)
		}
	}
	// Anywhere in the gap, the nearer the better.
	for far := 0.0; far < talk.H; far += 16 * k {
		for _, y := range []float64{tip.Y - far - o.h, tip.Y + far} {
			add(left, y, tip)
			add(talk.Right()-o.w-4, y, tip)
		}
	}
	// Beside what it speaks of, wherever there is room.
	for _, far := range []float64{26, 60, 110} {
		far *= k
		add(tip.X+far, tip.Y-o.h/2, tip)
		add(tip.X-far-o.w, tip.Y-o.h/2, tip)
		add(tip.X-o.w/2, tip.Y-far-o.h, tip)
		add(tip.X-o.w/2, tip.Y+far+o.questionH, tip)
		add(tip.X+far*0.3, tip.Y-far-o.h, tip)
		add(tip.X-far*0.3-o.w, tip.Y-far-o.h, tip)
	}
	return list
}

// outOfPlot is where what somebody says to somebody on other land comes out of their own: before that, it passes others' doors.
func (b *builder) outOfPlot(p *Place) (Point, bool) {
	a := &b.m.act
	if p.Plot < 0 || a.to == nil || a.to.Plot == p.Plot || a.from != p {
		return Point{}, false
	}
	land := b.rect(b.m.plan.Plots[p.Plot].Land)
	path := newPath(b.points(a.path.Points))
	const steps = 64
	for i := range steps {
		if at, _ := path.At(float64(i) / steps); !land.Contains(at) {
			return at, true
		}
	}
	return Point{}, false
}

// roadExit is where the road of a conversation within one land comes out into the gap;
// along says that there is such a way for a tail.
func (b *builder) roadExit(tip Point) (x float64, along bool) {
	a := &b.m.act
	p := a.from
	if p == nil || p.Plot < 0 || a.to != nil && a.to.Plot != p.Plot {
		return 0, false
	}
	if !b.m.plan.Portrait && b.m.plan.Columns <= 2 && !isDevice(p.Host) && !b.screened(p) {
		return 0, false // it stands at the gap
	}
	if b.m.plan.Portrait {
		return b.point(Point{b.m.plan.Trunk, 0}).X, true
	}
	plot := &b.m.plan.Plots[p.Plot]
	if plot.Street != 0 || len(plot.Rows) > 1 && a.to != nil || a.to == nil && !isDevice(p.Host) && !b.screened(p) {
		return 0, false
	}
	land := b.rect(plot.Land)
	talk := b.talk()
	if plot.West {
		return math.Min(land.Right()+70*b.zoom, talk.Right()-20), true
	}
	return math.Max(land.X-60*b.zoom, talk.X+20), true
}

// caption says it in a strip along an edge, where nothing is free: over what has no part
// in it, from whichever edge is farther from those who act.
func (b *builder) caption(say saying, tip Point) (o balloon, d balloonPlace, ok bool) {
	free := b.m.free()
	say = say.silent()
	wide := free.W - 12 - 2*wordSize*b.typeScale()
	o = b.setWithin(say, wide, free.H*0.3)
	high := o.h + 12
	strips := []Rect{{free.X, free.Bottom() - high, free.W, high}, {free.X, free.Y, free.W, high}}
	strip, least := strips[0], math.Inf(1)
	for _, s := range strips {
		if cost := b.actingIn(s); cost < least {
			strip, least = s, cost
		}
	}
	b.captioned = true
	b.leaveOut(strip)
	b.life(Box{Rect: strip, Fill: b.list.Paper, Stroke: b.lit(b.pal.RoadEdge), Width: 1.2})
	x := math.Max(strip.X+6, math.Min(strip.Right()-o.w-6, tip.X-o.w/2))
	return o, balloonPlace{box: Rect{x, strip.Y + 6, o.w, o.h}, tail: []Point{tip}, thin: true}, least == 0
}

// actingIn is how much of those who act, of their letter and of their way lies in a place.
func (b *builder) actingIn(r Rect) float64 {
	cost := 0.0
	for _, p := range []*Place{b.m.act.from, b.m.act.to} {
		if p != nil && b.m.free().Contains(b.point(p.At)) {
			cost += b.rect(p.Box).shared(r)
		}
	}
	if current, ok := b.currentBox(); ok {
		cost += current.shared(r)
	}
	if at := b.tip(); r.Contains(at) {
		cost += 1e6
	}
	return cost
}
