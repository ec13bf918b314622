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

// manner is one way of saying something: where it stands, what of it is left out, and how the rest is set.
type manner struct {
	at      site
	loses   loss
	lines   int     // its sentence takes at most so many
	part    float64 // of the width that there is
	smaller float64 // by so much is its type
	clipped bool    // names lose their middle rather than that they are broken into lines
}

// site is where in the window it is said.
type site int

const (
	onMap site = iota // where it meets nothing
	below             // in the strip below the map, where there is one
	edge              // in a strip along an edge, over what has no part in it
)

// loss is what of a saying is left out.
type loss int

const (
	noQuestion  loss = 1 << iota
	noSentence       // where there is more than that
	noQuote          // the wire's words, where something decided
	cutQuestion      // the middle of a question that is wider than its answer

	fine  = 0.12 // type is smaller by that
	three = 0.75 // quarters of the width
	more  = wordLines + 3
)

// manners are all of them, the best first: a sentence has its end before all, and names are rather broken into lines than cut.
var manners = []manner{
	{onMap, 0, more, 1, 0, false},
	{onMap, cutQuestion, more, 1, 0, false},
	{onMap, noQuestion, more, 1, 0, false},
	{onMap, 0, wordLines, 1, 0, false},
	{onMap, cutQuestion, wordLines, 1, 0, false},
	{onMap, noQuestion, wordLines, 1, 0, false},
	{onMap, noQuestion | noSentence, wordLines, 1, 0, false},
	{onMap, noQuestion | noSentence, wordLines, three, 0, false},
	{onMap, noQuestion | noSentence | noQuote, wordLines, three, 0, false},
	{onMap, 0, more, 1, fine, false},
	{onMap, cutQuestion, more, 1, fine, false},
	{onMap, noQuestion, more, 1, fine, false},
	{onMap, 0, wordLines, 1, fine, false},
	{onMap, cutQuestion, wordLines, 1, fine, false},
	{onMap, noQuestion, wordLines, 1, fine, false},
	{onMap, noQuestion | noSentence, wordLines, 1, fine, false},
	{onMap, noQuestion | noSentence, wordLines, three, fine, false},
	{onMap, noQuestion | noSentence | noQuote, wordLines, three, fine, false},
	{onMap, 0, more, 1, 0, true},
	{onMap, cutQuestion, more, 1, 0, true},
	{onMap, noQuestion, more, 1, 0, true},
	{onMap, 0, wordLines, 1, 0, true},
	{onMap, cutQuestion, wordLines, 1, 0, true},
	{onMap, noQuestion, wordLines, 1, 0, true},
	{onMap, noQuestion | noSentence, wordLines, 1, 0, true},
	{onMap, noQuestion | noSentence, wordLines, three, 0, true},
	{onMap, noQuestion | noSentence | noQuote, wordLines, three, 0, true},
	{onMap, 0, more, 1, fine, true},
	{onMap, cutQuestion, more, 1, fine, true},
	{onMap, noQuestion, more, 1, fine, true},
	{onMap, 0, wordLines, 1, fine, true},
	{onMap, cutQuestion, wordLines, 1, fine, true},
	{onMap, noQuestion, wordLines, 1, fine, true},
	{onMap, noQuestion | noSentence, wordLines, 1, fine, true},
	{onMap, noQuestion | noSentence, wordLines, three, fine, true},
	{onMap, noQuestion | noSentence | noQuote, wordLines, three, fine, true},
	{below, noQuestion, wordLines, 1, 0, false},
	{below, noQuestion, wordLines, 1, fine, false},
	{below, noQuestion | noSentence, wordLines, 1, 0, false},
	{below, noQuestion, wordLines, 1, 0, true},
	{below, noQuestion | noSentence, wordLines, 1, 0, true},
	{edge, noQuestion, wordLines, 1, fine, false},
	{edge, noQuestion | noSentence, wordLines, 1, fine, false},
	{edge, noQuestion, wordLines, 1, fine, true},
	{edge, noQuestion | noSentence, wordLines, 1, fine, true},
}

// stand is what may be given up for a place on the map.
type stand struct {
	reach  float64 // its tail is at most so many times as long as one that is short
	street bool    // an empty street is covered
	tube   bool    // so is a road that is cased
	things bool    // its tail passes in front of something that is no writing
}

// far is a tail of any length: then the shortest is taken.
var far = math.Inf(1)

// stands are tried in this order: an empty street is rather covered than that it is said far from who says it.
var stands = []stand{
	{reach: 1},
	{reach: 1, street: true},
	{reach: 1.6},
	{reach: 1.6, street: true},
	{reach: far},
	{reach: far, street: true},
	{reach: far, street: true, tube: true, things: true},
}

// without is what is left of a saying.
func (s saying) without(l loss) saying {
	if l&noQuestion != 0 {
		s = s.silent()
	}
	if l&noSentence != 0 && (s.head != "" || s.wire != "") {
		s.word = ""
	}
	if l&noQuote != 0 && s.head != "" {
		s.wire = ""
	}
	return s
}

// dock puts what is said where there is room for as much as possible of it, in both languages; ok is false where it covers something
// that has a part in it.
func (b *builder) dock(say saying) (o balloon, d balloonPlace, ok bool) {
	tongue, strip := b.otherwise(), b.strip()
	var tried []outline
	for _, w := range manners {
		if (w.at == below) == strip.Empty() {
			continue
		}
		wide := b.widest(w.at)
		if w.at == onMap && w.loses&noSentence == 0 && wide < narrowTalk*b.typeScale() {
			continue
		}
		o = b.setAs(say, w, wide)
		other := b.setAs(tongue, w, wide)
		size := o.outline.over(other.outline)
		if !b.loseAlike(o, other) || slices.Contains(tried, size) {
			continue // it tells in one language what it does not in the other
		}
		if w.at != onMap {
			if size.h <= b.highest(w.at) {
				break
			}
			continue
		}
		tried = append(tried, size)
		if d, ok = b.findPlace(size); ok {
			if own, ok := b.findPlace(o.outline); size != o.outline && ok {
				d = own
			}
			return o, d, true
		}
	}
	if !strip.Empty() {
		return o, b.placeBelow(o, strip), true
	}
	d, ok = b.placeAtEdge(o)
	return o, d, ok
}

// strip is the strip below the map, empty where there is none.
func (b *builder) strip() Rect {
	if !b.m.plan.Portrait {
		return Rect{}
	}
	return b.m.spoken()
}

// widest is how wide a balloon may be, highest how high where that is limited by more than what is there.
func (b *builder) widest(at site) float64 {
	free, talk, out := b.m.free().Grow(-6), b.talk(), 2*wordSize*b.typeScale() // a short word may stand out of its line
	switch at {
	case below:
		return b.strip().W - out
	case edge:
		return b.m.free().W - 12 - out
	}
	if b.m.plan.Portrait {
		return math.Min(free.W-16, math.Max(talk.W, 220))
	}
	wide := math.Min(balloonW*b.typeScale(), free.W-16)
	if room := talk.Right() - b.point(Point{b.m.plan.Trunk + roadWide*0.7, 0}).X - 8; room > 140 && room < wide {
		wide = room
	}
	return wide
}

func (b *builder) highest(at site) float64 {
	if at == below {
		return b.strip().H
	}
	return b.m.free().H * 0.3
}

// findPlace finds the first place, in a fixed order, where a balloon meets nothing.
func (b *builder) findPlace(o outline) (balloonPlace, bool) {
	free, k := b.m.free().Grow(-6), longTail*b.typeScale()
	best, least, found := len(stands), far, balloonPlace{}
	e := b.berths(o)
	for _, look := range docks {
		e.list = e.list[:0]
		look(e)
		for i := range e.list {
			d := &e.list[i]
			if !b.clear(*d, free) {
				continue
			}
			needs, ok := b.needs(d)
			for n, may := range stands[:min(best+1, len(stands))] {
				if n == best && (may.reach < far || needs.reach >= least) || !ok {
					break // what was found is as good
				}
				if may.allows(needs, k) {
					best, least, found = n, needs.reach, *d
					break
				}
			}
			if best == 0 {
				return found, true
			}
		}
	}
	return found, best < len(stands)
}

// placeBelow puts what is said into the strip below the map; its tail goes up the trunk.
func (b *builder) placeBelow(o balloon, strip Rect) balloonPlace {
	over := Rect{0, b.m.viewport().Bottom(), b.m.w, b.m.free().Bottom() - b.m.viewport().Bottom()}
	b.leaveOut(over)
	b.life(Box{Rect: over, Fill: b.list.Paper}, Line{Points: []Point{{0, over.Y}, {b.m.w, over.Y}}, Width: 1.2, Colour: b.lit(b.pal.RoadEdge)})
	tip, trunk := b.tip(), b.point(Point{b.m.plan.Trunk, 0}).X
	d := balloonPlace{box: Rect{strip.X, strip.Y + math.Max(0, (strip.H-o.h)/2), o.w, o.h}, tail: []Point{{trunk, tip.Y}, tip}}
	if math.Abs(tip.X-trunk) < roadWide*b.zoom {
		d.tail = []Point{tip}
	}
	return d
}

// placeAtEdge puts it into a strip along an edge, where nothing is free: the one that is farther from those who act. ok tells whether it
// covers nothing of them.
func (b *builder) placeAtEdge(o balloon) (d balloonPlace, ok bool) {
	free := b.m.free()
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
	tip := b.tip()
	x := math.Max(strip.X+6, math.Min(strip.Right()-o.w-6, tip.X-o.w/2))
	return balloonPlace{box: Rect{x, strip.Y + 6, o.w, o.h}, tail: []Point{tip}, thin: true}, least == 0
}

// berths are the places for a balloon of a size, as they are found.
type berths struct {
	*builder
	outline
	k            float64
	tip          Point // of its tail
	talk         Rect
	left, middle float64        // its left edge beside the trunk, and in the middle of the gap
	exit         float64        // where the road of a conversation within one land comes out into the gap
	along        bool           // its tail runs along that road
	list         []balloonPlace // of one dock
}

// docks are where places are looked for, the best first.
var docks = []func(*berths){
	(*berths).atDevice,
	(*berths).betweenRows,
	(*berths).besideSpeaker,
	(*berths).aboveAndBelowRoad,
	(*berths).anywhereInGap,
	(*berths).anywhereAbout,
}

// facade is what of a building no tail passes in front of: of who speaks, all but its walls, to one of which the tail leads.
func (b *builder) facade(p *Place, box Rect) Rect {
	switch {
	case p != b.m.act.from:
		return box.Grow(-4)
	case isDevice(p.Host) && !b.m.plan.Portrait || !b.frame.Empty():
		return Rect{}
	}
	return box.Grow(-24 * b.zoom * p.Scale)
}

// berths begins to look for the places of a balloon.
func (b *builder) berths(o outline) *berths {
	e := &berths{builder: b, outline: o, k: b.typeScale(), tip: b.tip(), talk: b.talk(), list: make([]balloonPlace, 0, 64)}
	e.exit, e.along = b.roadExit()
	e.left = math.Max(b.point(Point{b.m.plan.Trunk, 0}).X+roadWide*0.75*b.zoom+6, e.talk.X+2)
	e.middle = math.Max(e.left, math.Min(e.talk.Right()-o.w-4, (e.left+e.talk.Right()-o.w)/2))
	return e
}

// add is a place beside the way of a tail, with the bubble of the question, which is on the side of who asked it. Where two hosts of one
// land talk, the tail runs along their road.
func (e *berths) add(x, y float64, tail ...Point) {
	d := balloonPlace{box: Rect{x, y, e.w, e.h}, tail: tail}
	switch {
	case e.along && e.m.plan.Portrait:
		// Not over the buildings: to the trunk, and up beside it.
		d.tail = []Point{{e.exit, y + e.h/2}, {e.exit, e.tip.Y}, e.tip}
	case e.along:
		// To the gap, and up from there.
		d.tail = []Point{{math.Max(x+24, math.Min(x+e.w-24, e.exit)), e.tip.Y}, e.tip}
	}
	if e.bubble {
		above, under := y-e.questionH-11*e.k, y+e.h+11*e.k
		if e.tip.Y < y && !e.along {
			above, under = under, above // the tail goes up from the balloon
		}
		d.question = Rect{x - 22*e.k, above, e.questionW, e.questionH}
		if e.askedFrom() > 0 {
			d.question.X = x + e.w - e.questionW + 22*e.k
		}
		if e.talk.W > e.questionW && !e.m.plan.Portrait {
			least := e.talk.X + nub*e.k
			if right := e.talk.Right() - e.questionW - nub*e.k; least < e.left && e.left <= right {
				least = e.left // beside the trunk, as the balloon is
			}
			d.question.X = math.Max(least, math.Min(e.talk.Right()-e.questionW-nub*e.k, d.question.X))
		}
		e.list = append(e.list, d)
		d.question.Y = under
	}
	e.list = append(e.list, d)
}

// atDevice: above a device, or beside its screen where that is seen large.
func (e *berths) atDevice() {
	p, free := e.m.act.from, e.m.free()
	if e.frame.Empty() && !e.overhead(p) {
		return
	}
	for far := 14.0; far < 300; far += 14 {
		for _, x := range []float64{e.tip.X - e.w/2, e.tip.X - e.w*0.2, e.tip.X - e.w*0.8} {
			x = math.Max(free.X+8, math.Min(free.Right()-8-e.w, x))
			d := balloonPlace{box: Rect{x, e.tip.Y - far*e.k - e.h, e.w, e.h}, tail: []Point{e.tip}}
			if e.bubble {
				// Its tail stays on the stage, too.
				d.question = Rect{math.Max(free.X+8+nub*e.k, d.box.X-22*e.k), d.box.Y - e.questionH - 11*e.k, e.questionW, e.questionH}
				if e.askedFrom() > 0 {
					d.question.X = math.Min(free.Right()-8-nub*e.k-e.questionW, d.box.Right()-e.questionW+22*e.k)
				}
			}
			below := Rect{e.tip.X - 1, d.box.Bottom(), 2, e.tip.Y - d.box.Bottom()}
			if !e.onLandOf(p.Plot, d.box.Union(d.question)) && (!e.frame.Empty() || !e.onStreet(below)) { // not across another row of the plot
				e.list = append(e.list, d)
			}
		}
		if e.frame.Empty() {
			continue
		}
		for _, down := range []float64{0, 20, -20, 40, -40, 60, -60} {
			for _, x := range []float64{e.tip.X + far*e.k, e.tip.X - far*e.k - e.w} {
				edge := Point{e.tip.X, math.Max(e.frame.Y+12, math.Min(e.frame.Bottom()-12, e.tip.Y+down*e.k))}
				e.list = append(e.list, balloonPlace{box: Rect{x, e.tip.Y - e.h/2 + down*e.k, e.w, e.h}, tail: []Point{edge}})
			}
		}
	}
	e.tip = e.onRoad(p) // from farther away
	if out, way := e.outOfPlot(p); way && e.frame.Empty() && !e.along {
		e.tip = out
	}
}

// betweenRows: where plots stand one above the other.
func (e *berths) betweenRows() {
	if !e.m.plan.Portrait {
		return
	}
	trunk := e.point(Point{e.m.plan.Trunk, 0}).X
	y := e.talk.Y + (e.talk.H-e.h)/2
	if e.bubble {
		y = e.talk.Y + math.Max(e.questionH+9*e.k, (e.talk.H-e.h+e.questionH)/2)
	}
	for _, x := range []float64{e.talk.X, e.talk.Right() - e.w, math.Max(e.talk.X, math.Min(e.talk.Right()-e.w, e.tip.X-e.w/2))} {
		for _, y := range []float64{y, e.talk.Y + 3} { // or right below what hangs from the upper land, over the lower one's edge
			e.add(x, y, e.tip)
			e.add(x, e.talk.Bottom()-e.h, e.tip)
			if out, way := e.outOfPlot(e.m.act.from); way {
				e.add(x, y, out) // where its road comes out of its land
			}
			e.add(x, y, Point{trunk, y + e.h/2}, Point{trunk, e.tip.Y}, e.tip)
		}
	}
}

// besideSpeaker: in the gap, so that its tail is short.
func (e *berths) besideSpeaker() {
	if _, broken := e.broken(); broken || e.m.plan.Portrait || e.m.plan.Columns > 2 {
		return
	}
	near := e.left
	if e.tip.X > e.talk.Centre().X {
		near = e.talk.Right() - e.w - 4
	}
	for _, far := range []float64{10, 30, 52, 84, 120} {
		for _, x := range []float64{near, near*0.7 + e.middle*0.3} {
			e.add(x, e.tip.Y-far*e.k-e.h, e.tip)
		}
	}
	for _, over := range []float64{0.75, 0.5, 0.25} { // at its own height, where what is asked has no room above
		e.add(near, e.tip.Y-e.h*over, e.tip)
	}
}

// aboveAndBelowRoad: in the gap.
func (e *berths) aboveAndBelowRoad() {
	right := e.talk.Right() - e.w - 4
	for _, far := range []float64{30, 52, 84, 120, 170, 220, 290, 360} {
		far *= e.k
		for _, x := range []float64{e.middle, math.Max(e.left, math.Min(right, e.tip.X-e.w*0.4)), right, e.left} {
			e.add(x, e.tip.Y-far-e.h, e.tip)
			e.add(x, e.tip.Y+far*0.8+e.questionH, e.tip)
		}
	}
}

// anywhereInGap: the nearer the better.
func (e *berths) anywhereInGap() {
	for far := 0.0; far < e.talk.H; far += 16 * e.k {
		for _, y := range []float64{e.tip.Y - far - e.h, e.tip.Y + far} {
			e.add(e.left, y, e.tip)
			e.add(e.talk.Right()-e.w-4, y, e.tip)
		}
	}
}

// anywhereAbout: beside what it speaks of, wherever there is room.
func (e *berths) anywhereAbout() {
	for _, far := range []float64{26, 60, 110} {
		far *= e.k
		e.add(e.tip.X+far, e.tip.Y-e.h/2, e.tip)
		e.add(e.tip.X-far-e.w, e.tip.Y-e.h/2, e.tip)
		e.add(e.tip.X-e.w/2, e.tip.Y-far-e.h, e.tip)
		e.add(e.tip.X-e.w/2, e.tip.Y+far+e.questionH, e.tip)
		e.add(e.tip.X+far*0.3, e.tip.Y-far-e.h, e.tip)
		e.add(e.tip.X-far*0.3-e.w, e.tip.Y-far-e.h, e.tip)
	}
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

// tailLength is how long a balloon's tail is.
func (d balloonPlace) tailLength() (long float64) {
	if len(d.tail) == 0 {
		return 0
	}
	at, _ := d.root()
	for _, p := range d.tail {
		long += at.To(p)
		at = p
	}
	return long
}

// clear tells whether a balloon lies on the stage, and over nothing that is to be seen.
func (b *builder) clear(d balloonPlace, free Rect) bool {
	all := d.box.Union(d.question)
	if all.X < free.X || all.Y < free.Y || all.Right() > free.Right() || all.Bottom() > free.Bottom() {
		return false
	}
	if n := len(d.tail); n > 1 && !b.m.plan.Portrait {
		if _, _, hit := d.box.Grow(roadWide/2*b.zoom).clip(d.tail[n-2], d.tail[n-1]); hit {
			return false // it would lie on the road along which its tail leads
		}
	}
	return !b.pointsElsewhere(d.question) && b.isFree(d.box.Grow(5)) && (d.question.Empty() || b.isFree(d.question.Grow(3)))
}

// needs is what has to be given up for a balloon there; not ok: more than that. Its reach is how long its tail is.
func (b *builder) needs(d *balloonPlace) (s stand, ok bool) {
	if s.things = !b.tailFree(d, false); s.things && !b.tailFree(d, true) {
		return s, false
	}
	s.reach, s.street, s.tube = d.tailLength(), b.onStreet(d.box.Grow(2)), b.onTube(d.box)
	return s, true
}

// allows tells whether no more is needed, where a short tail is so long.
func (s stand) allows(needs stand, short float64) bool {
	return needs.reach <= s.reach*short && (s.street || !needs.street) && (s.tube || !needs.tube) && (s.things || !needs.things)
}

// pointsElsewhere tells whether the tail of a question points at the land of somebody who has not asked it.
func (b *builder) pointsElsewhere(bubble Rect) bool {
	side := b.askedFrom()
	if bubble.Empty() || side == 0 {
		return false
	}
	tip := b.askedAt(bubble)
	beyond := tip.Add(Point{side * 4 * nub * b.typeScale(), 0})
	for i := range b.m.plan.Plots {
		if i == b.m.act.to.Plot {
			continue
		}
		if _, _, hit := b.rect(b.m.plan.Plots[i].Land).clip(tip, beyond); hit {
			return true
		}
	}
	return false
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
	r = b.onMap(r).Grow(roadWide / 2)
	return slices.ContainsFunc(b.m.plan.pavement, func(s [2]Point) bool { _, _, hit := r.clip(s[0], s[1]); return hit })
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
func (b *builder) tailFree(d *balloonPlace, overThings bool) bool {
	if len(d.tail) == 0 {
		return true
	}
	from, along := d.root()
	tail := append([]Point{from}, d.tail...)
	if tip := d.tail[0]; len(d.tail) == 1 && from.To(tip) <= longTail*b.typeScale() { // it is as broad as a finger
		for _, side := range []float64{-tailHalf, tailHalf} {
			edge := from.Add(along.Times(side))
			if slices.ContainsFunc(b.taken, func(t Rect) bool { _, _, hit := t.clip(edge, tip); return hit }) {
				return false
			}
		}
	}
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
			if box, drawn := b.boxes[p]; drawn && len(d.tail) == 1 {
				if _, _, hit := b.facade(p, box).clip(tail[i-1], tail[i]); hit {
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
func (b *builder) roadExit() (x float64, along bool) {
	a := &b.m.act
	p := a.from
	if p == nil || p.Plot < 0 || a.to != nil && a.to.Plot != p.Plot {
		return 0, false
	}
	if _, broken := b.broken(); !b.m.plan.Portrait && b.m.plan.Columns <= 2 && !isDevice(p.Host) && !b.screened(p) && !broken {
		return 0, false // it stands at the gap, and the tail leads to its wall
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
