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
	over     bool // it bends over the houses that stand between
	past     bool // it runs along the road, past their doors
}

// manner is one way of saying something: where it stands, what of it is left out, and how the rest is set.
type manner struct {
	at      site
	loses   loss
	lines   int     // its sentence takes at most so many
	part    float64 // of the width that there is
	smaller float64 // by so much is its type
	clipped bool    // names lose their middle rather than that they are broken into lines
	breaks  bool    // names are broken into lines rather than that it is wider
	low     bool    // what decided is no larger than the sentence
	alone   bool    // so is said what nobody else takes part in
	stands  int     // only so many of them are tried
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
	noQuestion    loss = 1 << iota
	inside             // the bubble of a question: it is cited in its answer's balloon
	noSentence         // where there is more than that
	noQuote            // the wire's words, where something decided
	briefQuote         // what of them does not fit one line
	cutQuestion        // what of a question is wider than its answer, if it does not fit two lines
	briefQuestion      // and what does not fit one

	fine  = 0.12 // type is smaller by that
	snug  = 0.9  // of the width: a word that stands out of its line has room, too
	three = 0.75 // quarters of the width
	half  = 0.5
	third = 0.36
	more  = wordLines + 3
)

// manners are all of them, the best first: it is rather said in narrower lines than far from who says it, a sentence is rather written
// smaller than left out, and names are rather broken into lines than cut.
var manners = slices.Concat(
	saidWhole(nearStands, false, 0, cutQuestion, cutQuestion|briefQuestion), saidAlone(),
	saidWhole(ownStands, false, 0, cutQuestion, cutQuestion|briefQuestion),
	saidWhole(ownStands, false, inside), saidWhole(ownStands, true, 0, cutQuestion, cutQuestion|briefQuestion),
	saidWhole(len(stands)-1, true, inside, noQuestion), saidOnMap(false), saidOnMap(true), []manner{
		{at: below, loses: noQuestion, lines: wordLines, part: 1},
		{at: below, loses: noQuestion | briefQuote, lines: wordLines, part: 1},
		{at: below, loses: noQuestion, lines: wordLines, part: 1, smaller: fine},
		{at: below, loses: noQuestion | briefQuote, lines: wordLines, part: 1, smaller: fine},
		{at: below, loses: noQuestion | briefQuote, lines: 2, part: 1, smaller: fine, clipped: true},
		{at: below, loses: noQuestion | noQuote, lines: wordLines, part: 1, smaller: fine, clipped: true},
		{at: below, loses: noQuestion | briefQuote, lines: 1, part: 1, smaller: fine, clipped: true},
		{at: below, loses: noQuestion | noQuote, lines: 2, part: 1, smaller: fine, clipped: true},
		{at: below, loses: noQuestion | noQuote, lines: 1, part: 1, smaller: fine, clipped: true},
		{at: below, loses: noQuestion | noSentence, lines: wordLines, part: 1},
		{at: below, loses: noQuestion, lines: wordLines, part: 1, clipped: true},
		{at: below, loses: noQuestion | noSentence, lines: wordLines, part: 1, clipped: true},
		{at: edge, loses: noQuestion, lines: wordLines, part: 1, smaller: fine},
		{at: edge, loses: noQuestion | noSentence, lines: wordLines, part: 1, smaller: fine},
		{at: edge, loses: noQuestion, lines: wordLines, part: 1, smaller: fine, clipped: true},
		{at: edge, loses: noQuestion | noSentence, lines: wordLines, part: 1, smaller: fine, clipped: true},
	})

// saidWhole are the manners of saying all of it, on so many of the stands.
func saidWhole(on int, breaks bool, lost ...loss) (list []manner) {
	for _, smaller := range []float64{0, fine} {
		for _, loses := range lost {
			for _, part := range []float64{1, snug, three} {
				list = append(list, manner{loses: loses, lines: more, part: part, smaller: smaller, breaks: breaks, stands: on})
			}
		}
	}
	return list
}

// saidAlone are the manners of saying what nobody else takes part in: in narrow lines right beside who says it rather than past others' doors.
func saidAlone() (list []manner) {
	for _, part := range []float64{three, half, third} {
		list = append(list, manner{lines: more, part: part, alone: true, stands: besideStands})
	}
	return append(list, manner{lines: more, part: 1, alone: true, stands: shortOfDoors})
}

// saidOnMap are the manners of saying it on the map, whatever is to be given up.
func saidOnMap(clipped bool) (list []manner) {
	for _, smaller := range []float64{0, fine} {
		for _, loses := range []loss{0, cutQuestion, cutQuestion | briefQuestion, inside, inside | briefQuote, noQuestion, noQuestion | briefQuote} {
			for _, lines := range []int{more, wordLines} {
				for _, part := range []float64{1, snug, three} {
					list = append(list, manner{loses: loses, lines: lines, part: part, smaller: smaller, clipped: clipped, breaks: true, stands: len(stands)})
				}
			}
		}
	}
	for _, smaller := range []float64{0, fine} {
		for _, part := range []float64{1, three} {
			list = append(list, manner{loses: noQuestion | noSentence, lines: wordLines, part: part, smaller: smaller, clipped: clipped, breaks: true, stands: len(stands)})
		}
		list = append(list, manner{loses: noQuestion | noSentence | noQuote, lines: wordLines, part: three, smaller: smaller, clipped: clipped, breaks: true, stands: len(stands)})
	}
	return list
}

// stand is what may be given up for a place on the map.
type stand struct {
	reach  float64 // its tail is at most so many times as long as one that is short
	street bool    // an empty street is covered
	across bool    // its tail crosses a road in use
	land   bool    // it lies on land of others than those whose words they are
	past   bool    // its tail runs past others' doors, or over a row of houses
	tube   bool    // a road that is cased is covered, too
	things bool    // its tail passes in front of something that is no writing, or along what travels
}

// far is a tail of any length: then the shortest is taken.
var far = math.Inf(1)

// stands are tried in this order: an empty street is rather covered than that it is said far from who says it. The first of them
// are near, and all but the last leave alone what is to be seen.
var stands = []stand{
	{reach: 1},
	{reach: 1, street: true},
	{reach: 1.6},
	{reach: 1.6, street: true},
	{reach: 1, across: true},
	{reach: 1, across: true, street: true},
	{reach: 1.6, across: true},
	{reach: 1.6, across: true, street: true},
	{reach: far, across: true},
	{reach: far, across: true, street: true},
	{reach: far, across: true, street: true, past: true},
	{reach: 1.6, across: true, street: true, land: true},
	{reach: far, across: true, street: true, land: true},
	{reach: far, across: true, land: true, past: true},
	{reach: far, across: true, street: true, land: true, past: true},
	{reach: far, across: true, street: true, land: true, past: true, tube: true, things: true},
}

const (
	nearStands   = 4
	besideStands = 8  // not far
	shortOfDoors = 10 // past nobody's
	ownStands    = 11 // on nobody else's land
)

// attempt is what is tried: to put something of a size on so many of the stands.
type attempt struct {
	outline
	stands int
}

// asksMoreThan tells whether there is no more room for it than for what was tried in vain.
func (a attempt) asksMoreThan(tried attempt) bool {
	return a.w >= tried.w && a.h >= tried.h && a.questionW >= tried.questionW && a.questionH >= tried.questionH && a.stands <= tried.stands
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
	var tried []attempt
	for _, w := range manners {
		if (w.at == below) == strip.Empty() || w.alone && (b.m.act.to != nil || b.m.plan.Portrait) {
			continue
		}
		wide := b.widest(w.at)
		if w.at == onMap && w.loses&noSentence == 0 && !w.alone && wide*w.part < narrowTalk*b.typeScale() {
			continue
		}
		o = b.setAs(say, w, wide)
		other := b.setAs(tongue, w, wide)
		size := o.outline.over(other.outline)
		now := attempt{size, w.stands}
		if !w.kept(o) || !w.kept(other) || !b.loseAlike(o, other) || slices.ContainsFunc(tried, now.asksMoreThan) {
			continue
		}
		if w.at != onMap {
			if size.h <= b.highest(w.at) {
				break
			}
			continue
		}
		tried = append(tried, now)
		if d, ok = b.findPlace(now); ok {
			if own, ok := b.findPlace(attempt{o.outline, w.stands}); size != o.outline && ok {
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

// kept tells whether a balloon has lost no more than it is to lose.
func (w manner) kept(o balloon) bool {
	n := len(o.words)
	brokenOff := n > 0 && strings.HasSuffix(o.words[n-1], "\u2026") && !strings.HasSuffix(o.full.word, "\u2026")
	return o.asked() == o.full.asked() && (w.lines < more || !brokenOff)
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
	if room := talk.Right() - b.besideTrunk() - 4; room > 140 && room < wide {
		wide = room
	}
	return wide
}

// besideTrunk is how far to the left a balloon may stand beside the trunk, and what goes along it.
func (b *builder) besideTrunk() float64 {
	return b.point(Point{b.m.plan.Trunk + math.Abs(b.aside)*lane, 0}).X + roadWide*0.75*b.zoom + 6
}

func (b *builder) highest(at site) float64 {
	if at == below {
		return b.strip().H
	}
	return b.m.free().H * 0.3
}

// findPlace finds the first place, in a fixed order, where a balloon meets nothing.
func (b *builder) findPlace(what attempt) (balloonPlace, bool) {
	free, k := b.m.free().Grow(-6), longTail*b.typeScale()
	stands := stands[:what.stands]
	best, least, found := len(stands), far, balloonPlace{}
	e := b.berths(what.outline)
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
		d.thin = d.tailLength() > longTail*b.typeScale() // it lies on the trunk
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
	past         bool           // it does so only where nothing else has room, for it passes others' doors
	asked        []Rect         // places for the bubble of the question over who asked it
	list         []balloonPlace // of one dock
}

// docks are where places are looked for, the best first.
var docks = []func(*berths){
	(*berths).atDevice,
	(*berths).inYard,
	(*berths).overRoofs,
	(*berths).betweenRows,
	(*berths).besideSpeaker,
	(*berths).aboveAndBelowRoad,
	(*berths).anywhereInGap,
	(*berths).anywhereAbout,
	(*berths).pastDoors,
}

// facade is what of a building no tail passes in front of: of who speaks, all but its walls, to one of which the tail leads, and the roof
// where it comes from over others'.
func (b *builder) facade(p *Place, box Rect) Rect {
	switch {
	case p != b.speaker():
		return box.Grow(-4)
	case isDevice(p.Host) && !b.m.plan.Portrait || !b.frame.Empty():
		return Rect{}
	}
	if _, broken := b.broken(); broken && !b.m.plan.Portrait { // the tail leads past it
		return Rect{box.X + 4, box.Y, box.W - 8, box.H - 24*b.zoom*p.Scale}
	}
	box = box.Grow(-24 * b.zoom * p.Scale)
	if roof := b.roofOf(p).Y + 8; b.overhead(p) {
		box.Y, box.H = roof, box.Bottom()-roof
	}
	return box
}

// berths begins to look for the places of a balloon.
func (b *builder) berths(o outline) *berths {
	e := &berths{builder: b, outline: o, k: b.typeScale(), tip: b.tip(), talk: b.talk(), list: make([]balloonPlace, 0, 64)}
	e.exit, e.along = b.roadExit()
	_, broken := b.broken()
	e.past = e.along && !broken && b.frame.Empty() && b.overhead(b.speaker())
	e.along = e.along && !e.past
	e.left = math.Max(b.besideTrunk(), e.talk.X+2)
	e.middle = math.Max(e.left, math.Min(e.talk.Right()-o.w-4, (e.left+e.talk.Right()-o.w)/2))
	e.asked = b.overAsker(o)
	return e
}

// bubbles are the places for the bubble of a question: beside the answer's balloon and over who asked it, there rather where both are on
// one land.
func (e *berths) bubbles(beside []Rect) []Rect {
	if a := &e.m.act; a.to != nil && (a.to.Plot == a.from.Plot || e.m.plan.Portrait) {
		return slices.Concat(e.asked, beside)
	}
	return slices.Concat(beside, e.asked)
}

// overAsker are places for the bubble of a question over who asked it, where it meets nothing, wherever its answer is said; below the
// road at which they stand, where their house is a public one; in an upright window beside its sign.
func (b *builder) overAsker(o outline) (list []Rect) {
	to, free, k := b.m.act.to, b.m.free().Grow(-8), b.typeScale()
	if !o.bubble || to == nil {
		return nil
	}
	if b.m.plan.Portrait {
		return b.besideAsked(o)
	}
	at, low := b.headOver(), b.point(Point{0, b.m.plan.publicLine() + roadWide/2}).Y
	var onLand []Rect
	for up := 1.2; up < 10 && len(list) < 2; up += 0.8 {
		for _, part := range []float64{0.5, 0.2, 0.8} {
			r := Rect{at.X - o.questionW*part, at.Y - o.questionH - up*nub*k, o.questionW, o.questionH}
			if to.Plot < 0 {
				r.Y = low + up*nub*k
			}
			r.X = math.Max(free.X, math.Min(free.Right()-r.W, r.X))
			switch {
			case r.Y < free.Y || r.Right() > free.Right() || !b.isFree(r.Grow(3)):
			case b.onLandOf(to.Plot, r):
				onLand = append(onLand, r)
			default:
				list = append(list, r)
			}
		}
	}
	return append(append(list, b.besideAsker(o)...), onLand[:min(len(onLand), 1)]...)
}

// besideAsker are places for it in the gap, at the edge of the asker's land.
func (b *builder) besideAsker(o outline) (list []Rect) {
	to, talk, k := b.m.act.to, b.talk(), b.typeScale()
	if to.Plot < 0 || b.m.plan.Columns > 2 {
		return nil
	}
	x, at := talk.X+nub*k, b.asker()
	if b.towardsGap(to) < 0 {
		x = talk.Right() - nub*k - o.questionW
	}
	for _, up := range []float64{0, 50, -50, 100, -100, 150, 200} {
		if r := (Rect{x, at.Y - up*k - o.questionH/2, o.questionW, o.questionH}); len(list) < 2 && r.Y > b.m.free().Y+8 && b.isFree(r.Grow(3)) {
			list = append(list, r)
		}
	}
	return list
}

// besideAsked are places for the bubble of a question below and beside the sign of it on its way.
func (b *builder) besideAsked(o outline) (list []Rect) {
	at, k := b.askedOnRoad(), math.Min(b.zoom, 2)
	for _, far := range []float64{23, 28, 33} {
		for _, part := range []float64{0.5, 0.2, 0.8} {
			list = append(list, Rect{at.X - o.questionW*part, at.Y + far*k, o.questionW, o.questionH})
		}
		list = append(list, Rect{at.X + far*k, at.Y - o.questionH/2, o.questionW, o.questionH})
	}
	return slices.DeleteFunc(list, func(r Rect) bool { return !b.isFree(r.Grow(3)) })
}

// add is a place beside the way of a tail, with the bubble of the question, which is on the side of who asked it. Where two hosts of one
// land talk, the tail runs along their road.
func (e *berths) add(x, y float64, tail ...Point) {
	d := balloonPlace{box: Rect{x, y, e.w, e.h}, tail: tail}
	if !e.along {
		e.withBubble(d)
		return
	}
	if e.m.plan.Portrait { // Not over the buildings: to the trunk, and up beside it.
		d.tail = []Point{{e.exit, y + e.h/2}, {e.exit, e.tip.Y}, e.tip}
		e.withBubble(d)
		return
	}
	if _, broken := e.broken(); !broken {
		d.tail = []Point{{e.tip.X, e.point(e.speaker().At).Y + 5}} // straight, to their foot
	}
	e.withBubble(d)
	d.tail, d.past = []Point{{math.Max(x+24, math.Min(x+e.w-24, e.exit)), e.tip.Y}, e.tip}, true // to the gap, and up from there
	e.withBubble(d)
}

// withBubble adds a place with those for the bubble of the question.
func (e *berths) withBubble(d balloonPlace) {
	y := d.box.Y
	if e.bubble {
		above, under := y-e.questionH-11*e.k, y+e.h+11*e.k
		if e.tip.Y < y && !e.along {
			above, under = under, above // the tail goes up from the balloon
		}
		d.question = Rect{e.askedBeside(d.box), above, e.questionW, e.questionH}
		if e.talk.W > e.questionW && !e.m.plan.Portrait {
			least := e.talk.X + nub*e.k
			if right := e.talk.Right() - e.questionW - nub*e.k; least < e.left && e.left <= right {
				least = e.left // beside the trunk, as the balloon is
			}
			d.question.X = math.Max(least, math.Min(e.talk.Right()-e.questionW-nub*e.k, d.question.X))
		}
		beside := []Rect{d.question, d.question.Move(Point{0, under - above})}
		for _, d.question = range e.bubbles(beside) {
			e.list = append(e.list, d)
		}
		return
	}
	e.list = append(e.list, d)
}

// askedBeside is the left edge of the bubble of the question above or below a balloon: it stands out on the side of who asked.
func (e *berths) askedBeside(box Rect) float64 {
	if e.m.act.to != nil && e.asker().X > box.Centre().X {
		return box.Right() - e.questionW + 22*e.k
	}
	return box.X - 22*e.k
}

// bubblesAt are the places for the bubble of the question at a balloon that is above who says it: above it, and beside it, where there is room
// for its tail; one that is empty, where there is no question.
func (e *berths) bubblesAt(box Rect) []Rect {
	if !e.bubble {
		return []Rect{{}}
	}
	free := e.m.free()
	left, right := free.X+8+nub*e.k, free.Right()-8-nub*e.k-e.questionW
	return e.bubbles([]Rect{
		{math.Max(left, math.Min(right, e.askedBeside(box))), box.Y - e.questionH - 11*e.k, e.questionW, e.questionH},
		{box.X - e.questionW - 11*e.k, box.Bottom() - e.questionH, e.questionW, e.questionH},
		{box.Right() + 11*e.k, box.Bottom() - e.questionH, e.questionW, e.questionH},
	})
}

// atDevice: above a device, or beside its screen where that is seen large.
func (e *berths) atDevice() {
	p, free := e.speaker(), e.m.free()
	if _, broken := e.broken(); broken || e.frame.Empty() && !e.overhead(p) {
		return // of a way that breaks off, it is said where it does
	}
	for far := 14.0; far < 300; far += 14 {
		for _, x := range []float64{e.tip.X - e.w/2, e.tip.X - e.w*0.2, e.tip.X - e.w*0.8} {
			x = math.Max(free.X+8, math.Min(free.Right()-8-e.w, x))
			d := balloonPlace{box: Rect{x, e.tip.Y - far*e.k - e.h, e.w, e.h}, tail: []Point{e.tip}}
			below := Rect{e.tip.X - 1, d.box.Bottom(), 2, e.tip.Y - d.box.Bottom()}
			for _, d.question = range e.bubblesAt(d.box) {
				if !e.onLandOf(p.Plot, d.box.Union(d.question)) && (!e.frame.Empty() || !e.onStreet(below) && !e.acrossRow(p, below)) {
					e.list = append(e.list, d)
				}
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
	if e.inGap(e.frame) && !e.frame.Empty() {
		e.along = false // it is said from there
		return
	}
	if e.tip = e.onRoad(p); e.frame.Empty() && !e.along { // from farther away
		e.tip = e.roofOf(p)
	}
}

// inYard: below the road at whose far end somebody does something by themselves.
func (e *berths) inYard() {
	p := e.speaker()
	if e.m.act.to != nil || !e.frame.Empty() || !e.overhead(p) {
		return
	}
	free, foot := e.m.free(), e.point(p.At).Add(Point{0, 4})
	for far := 14.0; far < 70; far += 14 {
		for _, part := range []float64{0.5, 0.2, 0.8} {
			x := math.Max(free.X+8, math.Min(free.Right()-8-e.w, foot.X-e.w*part))
			e.list = append(e.list, balloonPlace{box: Rect{x, foot.Y + roadWide*e.zoom + far*e.k, e.w, e.h}, tail: []Point{foot}})
		}
	}
}

// overRoofs: in the gap, at such a height that its tail goes over the houses that stand between, and comes down on the speaker's own.
func (e *berths) overRoofs() {
	p := e.speaker()
	if !e.frame.Empty() || e.along || !e.overhead(p) {
		return
	}
	if wall, ok := e.overlooks(p); ok {
		for _, part := range berthParts {
			e.addOver(wall.Y-e.h*part, wall)
		}
	}
	tips := []Point{e.tip}
	if what, q := e.open(); q == p && what != openScreen { // its wall rises over the others' roofs
		roof, k, side := e.roofOf(p), e.zoom*p.Scale, e.towardsGap(p)
		tips = append(tips, Point{e.point(p.At).X + side*80*k, roof.Y + 98*k})
	}
	for _, tip := range tips {
		knee := e.knee(p, tip)
		for _, part := range berthParts {
			e.addOver(knee.Y-e.h*part, knee, tip)
		}
		up := Point{e.gableOf(p), knee.Y}
		for _, down := range []float64{20, 50, 80, 120, 160} { // below that, where the sky has no room
			e.addOver(knee.Y+down*e.k, up, knee, tip)
		}
	}
}

// berthParts are at which parts of a balloon's height its tail may leave it, the best first.
var berthParts = []float64{0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9}

// overlooks is a place of the wall of a house that is open, and so much higher than those who stand between it and the gap that a tail
// leads straight to it over their roofs.
func (b *builder) overlooks(p *Place) (Point, bool) {
	at, k, up := b.point(p.At), b.zoom*p.Scale, b.grown(p)
	eaves, roofs := at.Y-84*k-up, math.Inf(1)
	for _, q := range b.between(p) {
		roofs = math.Min(roofs, b.boxes[q].Y)
	}
	return Point{at.X + b.towardsGap(p)*78*k, (eaves + roofs) / 2}, up > 0 && roofs-eaves > 24*k
}

// addOver are places in the gap at a height whose tails go over houses.
func (e *berths) addOver(y float64, tail ...Point) {
	for _, x := range []float64{e.talk.Right() - e.w - 4, e.middle, e.left} {
		n := len(e.list)
		e.add(x, y, tail...)
		for i := range e.list[n:] {
			e.list[n+i].over = true
		}
	}
}

// gableOf is where the houses begin that stand between the gap and somebody.
func (b *builder) gableOf(p *Place) float64 {
	side, x := b.towardsGap(p), b.point(p.At).X
	for _, q := range b.between(p) {
		box := b.rect(q.Box)
		if edge := box.Centre().X + side*box.W/2; (edge-x)*side > 0 {
			x = edge
		}
	}
	return x
}

// knee is where a tail bends that comes over the houses which stand between the gap and somebody.
func (b *builder) knee(p *Place, tip Point) Point {
	top, side, x := math.Inf(1), b.towardsGap(p), tip.X
	for _, q := range b.between(p) {
		box := b.boxes[q]
		if box.Empty() {
			box = b.rect(q.Box)
		}
		top, x = math.Min(top, box.Y+1), box.Centre().X-side*box.W/2
	}
	return Point{x, math.Min(top, tip.Y-4)}
}

// acrossRow tells whether a tail that leads up from somebody passes others of their plot, who stand in a row behind them.
func (b *builder) acrossRow(p *Place, tail Rect) bool {
	return p.Plot >= 0 && slices.ContainsFunc(b.m.plan.Plots[p.Plot].Rows, func(r *Row) bool {
		return r != p.Row && b.point(Point{0, r.Y}).Y > tail.Y && r.Y < p.Row.Y
	})
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
		ys := []float64{y, e.talk.Y + 3}
		for _, r := range e.asked {
			ys = append(ys, r.Bottom()+6)
		}
		for _, y := range ys { // or right below what hangs from the upper land, over the lower one's edge
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
	right, left := e.talk.Right()-e.w-4, e.left
	if e.m.plan.Portrait && left+e.w > e.m.free().Right() {
		left = e.talk.X // there is no room beside the trunk: rather over where it is not used than far away
	}
	for _, far := range []float64{30, 52, 84, 120, 170, 220, 290, 360} {
		far *= e.k
		for _, x := range []float64{e.middle, math.Max(e.left, math.Min(right, e.tip.X-e.w*0.4)), right, left} {
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

// pastDoors: in the gap, its tail along the road to the speaker's door.
func (e *berths) pastDoors() {
	if !e.past {
		return
	}
	e.along, e.tip = true, e.onRoad(e.speaker())
	e.besideSpeaker()
	e.aboveAndBelowRoad()
	e.anywhereInGap()
	e.anywhereAbout()
	for i := range e.list {
		e.list[i].past = true
	}
}

// otherwise is what the balloon says in the other language. Whatever has not room in one of them is left out in both: what is
// shown at a step, its numbers above all, does not depend on which words are longer.
func (b *builder) otherwise() saying {
	other := *b.m
	other.lang = b.m.otherLang()
	say, _ := other.saying()
	return say
}

// otherLang is the language whose words are asked, too, what there is room for.
func (m *Model) otherLang() lang.Lang {
	if m.lang == lang.ES {
		return lang.EN
	}
	return lang.ES
}

// loseAlike tells whether two balloons, of one saying in two languages, lack the same numbers.
func (b *builder) loseAlike(o, other balloon) bool {
	return slices.Equal(o.lost(), other.lost())
}

// lost are the numbers of what is said that its lines do not show.
func (o *balloon) lost() []string {
	shown := figures(strings.Join(o.words, " "), strings.Join(o.wires, " "), o.saying.head, strings.Join(o.questions, " "))
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

// speaker is who speaks, or does what the words say.
func (b *builder) speaker() *Place { return b.m.act.from }

// tip is who speaks, or does something by itself: its wall, or its road where that is
// not seen; and of a way that ends before its end, that end.
func (b *builder) tip() Point {
	a := &b.m.act
	p := b.speaker()
	if end, broken := b.broken(); broken && a.to != nil {
		at, _ := newPath(b.way()).At(end)
		return at
	}
	if a.to != nil && (b.m.plan.Portrait || b.m.plan.Columns > 2) {
		path := newPath(b.talked())
		far := math.Min(0.5, 64*b.zoom/math.Max(path.Len(), 1))
		if b.m.plan.Columns > 2 && p.Plot >= 0 {
			far = 0.5 // where there is room
		}
		at, _ := path.At(far)
		return at
	}
	at := b.point(p.At)
	k := b.zoom * p.Scale
	side := b.towardsGap(p)
	switch {
	case p.Plot < 0 && a.to == nil:
		return at.Add(Point{0, 6 * k})
	case p.Plot < 0: // beside its door, where its road is
		return Point{at.X + side*56*k, b.drawnOf(p).Bottom() + 2}
	case b.m.plan.Portrait:
		return at.Add(Point{-20 * k, roadWide / 2 * b.zoom})
	case !b.frame.Empty() && b.inGap(b.frame):
		if talk := b.talk(); b.frame.Y-talk.Y >= talk.Bottom()-b.frame.Bottom() {
			return Point{b.frame.Centre().X, b.frame.Y - 2}
		}
		return Point{b.frame.Centre().X, b.frame.Bottom() + 2}
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
	top := b.point(p.At).Y - 160*b.zoom*p.Scale - b.grown(p)
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
	return b.point(p.At).Add(Point{b.towardsGap(p) * 16 * b.zoom * p.Scale, roadWide / 2 * b.zoom})
}

// screened tells whether another building stands between a server and the gap.
func (b *builder) screened(p *Place) bool { return len(b.between(p)) > 0 }

// between are those who stand between somebody and the gap.
func (b *builder) between(p *Place) (list []*Place) {
	if p.Plot < 0 || b.m.plan.Portrait {
		return nil
	}
	plot := &b.m.plan.Plots[p.Plot]
	for _, i := range plot.Hosts {
		if q := &b.m.plan.Places[i]; q != p && q.Row == p.Row && q.Stack > 0 && (q.At.X > p.At.X) == plot.West {
			list = append(list, q)
		}
	}
	return list
}

// towardsGap is on which side of somebody the gap is: -1 left, 1 right.
func (b *builder) towardsGap(p *Place) float64 {
	if b.point(p.At).X >= b.talk().Centre().X {
		return -1
	}
	return 1
}

// roofOf is where a tail comes down on somebody from over others' roofs.
func (b *builder) roofOf(p *Place) Point {
	at, k, side := b.point(p.At), b.zoom*p.Scale, b.towardsGap(p)
	if isDevice(p.Host) {
		return Point{at.X + side*20*k, b.headOf(p) - 2}
	}
	return at.Add(Point{side * 12 * k, -139*k - b.grown(p)})
}

// grown is by how much a house is higher while it is open.
func (b *builder) grown(p *Place) float64 {
	if what, q := b.open(); q != p || what == openScreen || isDevice(p.Host) || p.Plot < 0 {
		return 0
	}
	return 78 * b.zoom * p.Scale * (b.roomFor(p) - 1)
}

// way is the way of a balloon's tail, from its edge.
func (d balloonPlace) way() []Point {
	if len(d.tail) == 0 {
		return nil
	}
	at, _ := d.root()
	return append([]Point{at}, d.tail...)
}

// tailLength is how long a balloon's tail is.
func (d balloonPlace) tailLength() float64 { return newPath(d.way()).Len() }

// clear tells whether a balloon lies on the stage, and over nothing that is to be seen.
func (b *builder) clear(d balloonPlace, free Rect) bool {
	all := d.box.Union(d.question)
	if all.X < free.X || all.Y < free.Y || all.Right() > free.Right() || all.Bottom() > free.Bottom() {
		return false
	}
	if n := len(d.tail); n == 1 && b.m.plan.Portrait && d.tailLength() > longTail*b.typeScale() {
		return false // it would be a wedge across the land: from so far, it leads along the roads
	} else if n > 1 && !b.m.plan.Portrait {
		if _, _, hit := d.box.Grow(roadWide/2*b.zoom).clip(d.tail[n-2], d.tail[n-1]); hit {
			return false // it would lie on the road along which its tail leads
		}
	}
	return b.isFree(d.box.Grow(5)) && (d.question.Empty() || !d.question.Overlaps(d.box.Grow(5)) && b.isFree(d.question.Grow(3)) && (b.m.act.to == nil || b.asking(&d) != nil))
}

// needs is what has to be given up for a balloon there; not ok: more than that. Its reach is how long its tail is.
func (b *builder) needs(d *balloonPlace) (s stand, ok bool) {
	if s.things = !b.tailFree(d, false); s.things && !b.tailFree(d, true) {
		return s, false
	}
	s.things = s.things || b.hides(d.way())
	s.reach, s.street, s.across, s.tube = d.tailLength(), b.onStreet(d.box.Grow(2)), b.crosses(d), b.onTube(d.box)
	s.land, s.past = b.onOthersLand(d), d.past || b.acrossRows(d)
	if way := b.asking(d); len(way) > 0 && !b.m.plan.Portrait {
		const lighter = 0.5 // than the answer's
		s.reach = math.Max(s.reach, newPath(way).Len()*lighter)
	}
	return s, true
}

// allows tells whether no more is needed, where a short tail is so long.
func (s stand) allows(needs stand, short float64) bool {
	return needs.reach <= s.reach*short && (s.street || !needs.street) && (s.across || !needs.across) && (s.land || !needs.land) &&
		(s.past || !needs.past) && (s.tube || !needs.tube) && (s.things || !needs.things)
}

// onOthersLand tells whether what is said lies on land that is not the speaker's, or what was asked on land that is not the asker's.
func (b *builder) onOthersLand(d *balloonPlace) bool {
	if b.m.plan.Portrait || b.m.plan.Columns > 2 {
		return false
	}
	const edge = -4 // which it may touch
	a := &b.m.act
	return b.onLandOf(a.from.Plot, d.box.Grow(edge)) || a.to != nil && !d.question.Empty() && b.onLandOf(a.to.Plot, d.question.Grow(edge))
}

// acrossRows tells whether a tail leads over the road of another row of the speaker's land.
func (b *builder) acrossRows(d *balloonPlace) bool {
	p := b.speaker()
	if p.Plot < 0 || b.m.plan.Portrait || len(d.tail) != 1 && !d.over {
		return false
	}
	from, _ := d.root()
	for _, to := range d.tail {
		for _, r := range b.m.plan.Plots[p.Plot].Rows {
			if y := b.point(Point{0, r.Y + roadWide/2}).Y; r != p.Row && (from.Y-y)*(to.Y-y) < 0 {
				return true
			}
		}
		from = to
	}
	return false
}

// talked is the middle of the road of who talk.
func (b *builder) talked() []Point {
	if b.road == nil {
		b.road = b.points(b.m.act.path.Points)
	}
	return b.road
}

// crosses tells whether a tail leads over a tube, or over the road of those who talk.
func (b *builder) crosses(d *balloonPlace) bool {
	if len(d.tail) != 1 || b.m.plan.Portrait {
		return false
	}
	at, _ := d.root()
	return b.crossesRoad(at, d.tail[0])
}

// hides tells whether a tail runs along what goes along the road, and over it.
func (b *builder) hides(tail []Point) bool {
	if b.m.act.to == nil || b.m.plan.Portrait {
		return false
	}
	most := 3.0 // so broad is a road
	if _, broken := b.broken(); broken {
		most = 5 // its end is on the road itself
	}
	wide, way := roadWide*b.zoom, b.talked()
	for i := 1; i < len(tail); i++ {
		for j := 1; j < len(way); j++ {
			if from, to, hit := boundsOf(way[j-1:j+1]).Grow(wide/2).clip(tail[i-1], tail[i]); hit && (to-from)*tail[i-1].To(tail[i]) > most*wide {
				return true
			}
		}
	}
	return false
}

// crossesRoad tells whether a tail does, but for its end.
func (b *builder) crossesRoad(at, tip Point) bool {
	tip = tip.Sub(tip.Sub(at).Unit().Times(roadWide * b.zoom)) // which may be on the road itself
	over := func(from, to Point) bool {                        // of no breadth
		_, _, hit := boundsOf([]Point{from, to}).Grow(1).clip(at, tip)
		return hit
	}
	for _, s := range b.tubesLaid() {
		if over(s[0], s[1]) {
			return true
		}
	}
	if b.m.act.to != nil {
		way := b.talked()
		for i := 1; i < len(way); i++ {
			if over(way[i-1], way[i]) {
				return true
			}
		}
	}
	return false
}

// tubesLaid are the pieces of the roads that are cased.
func (b *builder) tubesLaid() [][2]Point {
	if b.cased == nil {
		b.cased = [][2]Point{}
		tubes := b.protected()
		for i := range b.m.plan.Roads {
			if road := &b.m.plan.Roads[i]; tubes[pair{road.A, road.B}] {
				pts := b.points(road.Path.Points)
				for j := 1; j < len(pts); j++ {
					b.cased = append(b.cased, [2]Point{pts[j-1], pts[j]})
				}
			}
		}
	}
	return b.cased
}

// onTube tells whether a rectangle covers a road that is cased: that is no empty one.
func (b *builder) onTube(r Rect) bool {
	for _, s := range b.tubesLaid() {
		if _, _, hit := r.Grow((roadWide/2+casing)*b.zoom).clip(s[0], s[1]); hit {
			return true
		}
	}
	return false
}

// casing is by how much a tube is broader than its road, on each side.
const casing = 4.0

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
		pts := b.talked()
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
		letter, _ := b.currentBox()
		if _, broken := b.broken(); broken {
			letter = letter.Grow(-12 * b.zoom) // its stripes
		}
		for _, side := range []float64{-tailHalf, tailHalf} {
			edge := from.Add(along.Times(side))
			if slices.ContainsFunc(b.taken, func(t Rect) bool { _, _, hit := t.clip(edge, tip); return hit }) || !b.m.plan.Portrait && passes([]Point{edge, tip}, letter) {
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
	if d.over && b.brushes(tail) {
		return false
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
			if box, drawn := b.boxes[p]; drawn && (len(d.tail) == 1 || d.over) {
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

// brushes tells whether a tail over roofs touches a name or what lies at somebody's feet.
func (b *builder) brushes(tail []Point) bool {
	for i := 1; i < len(tail); i++ {
		touches := func(r Rect) bool { _, _, hit := r.Grow(tailHalf/2).clip(tail[i-1], tail[i]); return hit }
		if i < len(tail)-1 && slices.ContainsFunc(b.taken, touches) || slices.ContainsFunc(b.piles, touches) {
			return true
		}
	}
	return false
}

// outOfPlot is where what somebody says to somebody on other land comes out of their own: before that, it passes others' doors.
func (b *builder) outOfPlot(p *Place) (Point, bool) {
	a := &b.m.act
	if _, broken := b.broken(); p.Plot < 0 || a.to == nil || a.to.Plot == p.Plot || a.from != p || broken {
		return Point{}, false // of a way that breaks off, it is said where it does
	}
	land := b.rect(b.m.plan.Plots[p.Plot].Land)
	path := newPath(b.talked())
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
	p := b.speaker()
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
