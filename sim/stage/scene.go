package stage

import (
	"iter"
	"math"
	"slices"
	"strings"

	"posta/sim/replay"
	"posta/sim/story"
)

// Scene draws the model: the same model always gives the same list.
func Scene(m Model) DisplayList {
	b := newBuilder(&m)
	b.compose()
	if m.wordless {
		b.hush()
	}
	b.trim()
	b.list.GroundKey = b.key()
	return b.list
}

func (b *builder) compose() {
	b.background()
	b.plots()
	b.folds()
	b.streets()
	b.tubes()
	b.streams()
	b.underHouses = len(b.list.Ground)
	b.buildings()
	b.boards()
	b.names()
	b.hangClock()
	b.sunAndMoon()
	b.swollen()
	b.letters()
	b.replies()
	b.powers()
	b.travel()
	b.life(b.hung...)
	b.inside()
	b.news()
	b.overheard()
	b.clock()
	if b.inspects != nil {
		b.inspectionRoom(b.inspects)
	} else {
		b.speech()
	}
	b.meaning()
	b.list.Life = append(b.list.Life, b.top...)
	b.hits()
}

// builder is a scene being drawn.
type builder struct {
	m    *Model
	pal  *Palette
	list DisplayList
	top  []Shape // of what is said: over everything
	// taken are the places of text, solid those of everything else that must not be
	// covered by what is said.
	taken, solid []Rect
	boardBoxes   []Rect
	hung         []Shape         // the boards: in front of what goes along the roads
	boxes        map[*Place]Rect // of what was drawn of each host, its sign included
	labels       map[*Place]Rect // of each host's name, as wide as it is in either language

	zoom float64
	// least is the size of the smallest text.
	least float64
	// middle is where the window shows what the camera looks at.
	middle Point
	// road is the middle of the road of who talk, in the window, once somebody has asked.
	road []Point
	// cased are the segments of roads in a tube in the window, worked out when somebody first asks whether anything lies on them.
	cased [][2]Point
	// aside is on which side of their road those keep who talk along others' tubes: 1 to the right of who speaks, -1 to the left, 0 where
	// they need not; laid are the tubes as they are drawn.
	aside float64
	laid  []pipe
	// waysBack are the ways from bubbles of a question to who asked, once they were looked for.
	waysBack map[Rect][][]Point
	win      Rect
	hour     float64 // of the day, rounded to what the eye can tell apart
	state    *replay.State
	lie      map[string][]*lying // the letters that lie somewhere, by host
	t        float64             // progress of the act
	// inspects is the inspection that the step shows, nil where it shows none.
	inspects *inspection
	// covers: what is said found no place where it covers nothing.
	covers  bool
	signsAt []signHit // to be pointed at
	flowing []*stream // where so many letters go out that streams are drawn
	opened  *insideOf // worked out when first asked for
	counts  []Shape   // of the letters that lie somewhere
	// outdoors is how many letters lie at a house that is open where there is no place beside it, besides those that are seen inside.
	outdoors int
	// address is how wide an envelope is on which the letter's addresses can be read, once that was asked.
	address float64
	// noYards are where letters lie that have no yard, once that was asked.
	noYards map[*Place]Rect
	// piles are where letters lie at their holders' feet.
	piles []Rect
	// heads are where arrows point.
	heads []Point
	// said is what is said as it is drawn, at is where.
	said balloon
	at   balloonPlace
	// row are the replies of the conversation, as they are drawn.
	row replyRow
	// frame is a device's screen that is seen large, beam what leads to it from the device.
	frame Rect
	beam  []Point
	// underHouses is how much of the ground lies below all buildings.
	underHouses int
	// held is the way from the letter of the moment, or what is seen of a house in its yard, to whose it is, in an upright window.
	held   []Point
	heldBy *Place
	// afloat is what is in the sky by day, the sun among it; inSky is how much of the ground lies behind sun and moon.
	afloat []Rect
	sun    Rect
	inSky  int
	trees  []Rect // of the plots
	// told is where the clock hangs, dial how much of it; moved: something has opened where it hung.
	told  Rect
	dial  clockForm
	moved bool
	// captioned: it is said in a strip along an edge.
	captioned bool
}

func newBuilder(m *Model) *builder {
	b := &builder{m: m, pal: m.theme.palette(), zoom: m.camera.Zoom, least: m.least(), middle: m.viewport().Centre(), win: Rect{0, 0, m.w, m.h}, t: m.progress(), boxes: map[*Place]Rect{}, labels: map[*Place]Rect{}}
	b.list = DisplayList{W: m.w, H: m.h, Crossfade: m.fade, FadeID: m.fadeID}
	at := m.Local()
	b.hour = math.Round((float64(at.Hour())+float64(at.Minute())/60)*10) / 10
	b.list.Paper = b.lit(b.pal.Paper)
	b.list.Ground = make([]Shape, 0, 256+60*len(m.plan.Places))
	b.list.Life = make([]Shape, 0, 64+6*len(m.plan.Places))
	b.state, b.lie = m.now, m.lie
	if !m.listener {
		b.inspects = m.inspectedAt(m.act.step)
	}
	if b.t < arrival && m.act.to != nil {
		// What is still on the road has changed nothing yet.
		b.state, b.lie = m.before, m.lay
	}
	b.flowing = b.streamsOf()
	return b
}

// arrival is the part of an act at which what travels arrives.
const arrival = 0.82

// key is what the ground depends on.
func (b *builder) key() any {
	type key struct {
		plan      *Map
		state     *replay.State
		camera    Camera
		step      *story.Step
		theme     Theme
		when      int64
		w, h      float64
		scale     float64
		insets    Insets
		selected  Target
		hovered   Target
		lang      any
		wordless  bool
		afar      bool
		differing string
	}
	m := b.m
	return key{m.plan, b.state, m.camera, m.act.step, m.theme, m.Local().Unix() / 20, m.w, m.h, m.scale, m.insets, m.selected, m.hovered, m.lang, m.wordless, m.afar, m.differing}
}

func (b *builder) ground(s ...Shape) { b.list.Ground = append(b.list.Ground, s...) }
func (b *builder) life(s ...Shape)   { b.list.Life = append(b.list.Life, s...) }

// rect, point and path go from the map to the window.
func (b *builder) point(p Point) Point {
	return p.Sub(b.m.camera.At).Times(b.zoom).Add(b.middle)
}

func (b *builder) rect(r Rect) Rect {
	p := b.point(Point{r.X, r.Y})
	return Rect{p.X, p.Y, r.W * b.zoom, r.H * b.zoom}
}

// onMap goes back from the window to the map.
func (b *builder) onMap(r Rect) Rect {
	p := b.m.toMap(Point{r.X, r.Y})
	return Rect{p.X, p.Y, r.W / b.zoom, r.H / b.zoom}
}

func (b *builder) points(list []Point) []Point {
	out := make([]Point, len(list))
	for i, p := range list {
		out[i] = b.point(p)
	}
	return out
}

// seen tells whether any of a rectangle is in the window.
func (b *builder) seen(r Rect) bool { return r.Overlaps(b.win) }

// size is a text's size at this zoom, within bounds. It goes in half pixels, so
// that a moving camera does not need every size there is.
func (b *builder) size(base, least, most float64) float64 {
	return math.Round(math.Max(least, math.Min(most, base*b.zoom))*2) / 2
}

// nameSize is that of the name on a house, at scale 1.
const nameSize = 14.5

// MinText is the size of the smallest text on the stage, in pixels at scale 1.
const MinText = 12

// rowsAway is the part of a window's height that a letter must have to be read from the last row.
const rowsAway = 1.0 / 45

// least is the size of the smallest text of this picture.
func (m *Model) least() float64 {
	if !m.afar {
		return MinText
	}
	return math.Max(MinText, math.Ceil(m.h*rowsAway*2)/2)
}

// atLeast makes what has a text in it, at its smallest, as much larger as the smallest text is.
func (b *builder) atLeast(size float64) float64 { return size * b.least / MinText }

// claim takes a place, if it is free.
func (b *builder) claim(r Rect) bool {
	for _, t := range b.taken {
		if t.Overlaps(r) {
			return false
		}
	}
	b.taken = append(b.taken, r)
	return true
}

// leaveOut leaves out what is written where something is about to be drawn over it: half a
// word is worse than none.
func (b *builder) leaveOut(r Rect) {
	b.deleteTexts(func(t Text) bool { return t.Box.Overlaps(r) })
}

func (b *builder) deleteTexts(which func(Text) bool) {
	for _, layer := range []*[]Shape{&b.list.Ground, &b.list.Life} {
		*layer = slices.DeleteFunc(*layer, func(s Shape) bool {
			t, ok := s.(Text)
			return ok && which(t)
		})
	}
}

// trim leaves out what the edge of the stage would cut in two, where only a part of the map
// is in it.
func (b *builder) trim() {
	free := b.m.free()
	b.deleteTexts(func(t Text) bool {
		ink := t.Box.Grow(-t.Size * 0.2)
		return ink.Y < free.Y || ink.Bottom() > free.Bottom() || ink.X < free.X || ink.Right() > free.Right()
	})
}

// text makes a line of text, its box centred on a place (align 0), or with its
// left (-1) or right (1) edge there.
func (b *builder) text(f Font, size float64, s string, c Colour, at Point, align float64) Text {
	w := b.m.tale.measure(f, size, s)
	h := size * lineHeight
	x := at.X - w/2*(1+align)
	return Text{Box: Rect{x, at.Y - h/2, w, h}, Font: f, Size: size, Colour: c, String: s}
}

func boundsOf(points []Point) Rect {
	if len(points) == 0 {
		return Rect{}
	}
	x0, y0, x1, y1 := points[0].X, points[0].Y, points[0].X, points[0].Y
	for _, p := range points[1:] {
		x0, x1 = min(x0, p.X), max(x1, p.X)
		y0, y1 = min(y0, p.Y), max(y1, p.Y)
	}
	return Rect{x0, y0, math.Max(x1-x0, 0.01), math.Max(y1-y0, 0.01)}
}

// acting tells whether a host takes part in the present step.
func (b *builder) acting(p *Place) bool {
	a := &b.m.act
	return a.from == p || a.to == p || a.step != nil && a.step.To == p.Host.Name
}

func (b *builder) up(host string) bool {
	h := b.state.Host(host)
	return h == nil || h.Up
}

// changed tells whether the step changed something about a host that lasts.
func (b *builder) changed(host string) bool {
	for _, c := range b.m.changes {
		if c.Host == host && (c.Op != replay.Consulted || c.Part == replay.PartCache) && lasting[c.Part] {
			return true
		}
	}
	return false
}

// prominent hosts have the first claim to room: who acts, and who is selected.
func (b *builder) prominent(p *Place) bool {
	return b.acting(p) || b.m.selected == Target{Kind: TargetHost, A: p.Host.Name}
}

var lasting = map[replay.Part]bool{
	replay.PartPower: true, replay.PartQueue: true, replay.PartHeld: true, replay.PartCache: true, replay.PartMailboxes: true,
	replay.PartOutbox: true, replay.PartCopies: true, replay.PartScreen: true,
}

// buildings draws every host's house or device, and what marks it.
func (b *builder) buildings() {
	var signs []Shape // over all buildings: a long name reaches beyond its own
	defer func() { b.ground(signs...) }()
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		at := b.point(p.At)
		k := b.zoom * p.Scale
		if p.Stack == 0 || !b.seen(b.rect(p.Box).Grow(40*k)) {
			continue
		}
		b.marks(p)
		land, pattern := b.roofed(p)
		br := brush{at: at, k: k, ground: b.list.Paper, out: &b.list.Ground}
		if p.Plot >= 0 {
			br.ground = b.lit(land.Field)
		}
		if !b.concerned(p) {
			br.fade = unused
		}
		box := b.rect(p.Box)
		if what, q := b.open(); q == p && what != openScreen && (p.Plot < 0 || b.roomHigh(p) >= leastInside) {
			// It is drawn open, over everything.
			b.boxes[p] = box
			continue
		}
		onBoard := len(b.m.plan.Plots) >= tallNames && p.Plot >= 0 // its name is
		switch kind := buildingOf(p.Host); {
		case isDevice(p.Host):
			b.device(br, land, kind, b.up(p.Host.Name))
		case kind == "directory":
			b.directory(br, b.lights(p))
			if !onBoard {
				b.signDirectory(p, at, k, &signs)
			}
		default:
			b.house(br, land, pattern, b.lights(p), kind, false)
			if p.Plot >= 0 && b.m.plan.Plots[p.Plot].Street == 0 && b.m.theme == ThemeDark {
				b.lamp(brush{at: at.Add(Point{-92 * k, 0}), k: k * 0.7, out: &b.list.Ground}, true)
			}
			if onBoard {
				break
			}
			size := b.size(nameSize*p.Scale, b.least, 28)
			sign := b.signed(at.Add(Point{0, -65 * k}), at.Y-1, p.Host.Name, size, b.signRoom(p, size), 150*k, b.pal.Sign, b.pal.SignInk, b.pal.Outline, &signs)
			box, b.labels[p] = box.Union(sign), sign
			b.signWhat(p, sign, &signs)
		}
		b.boxes[p] = box
		b.solid = append(b.solid, box)
	}
}

// signRoom is how wide the name on a house may be: in an upright window, where houses are small, up to the trunk and to what stands
// beside it.
func (b *builder) signRoom(p *Place, size float64) float64 {
	wide := 186 * b.zoom * p.Scale
	switch {
	case !b.m.plan.Portrait:
		return wide
	case p.Plot < 0:
		return publicEach*b.zoom*p.Scale - size - 3
	}
	half := b.point(p.At).X - b.point(Point{b.m.plan.Trunk + roadWide/2, 0}).X
	return 2*math.Min(half, b.besideOf(p)) - size
}

// besideOf is how far it is from somebody to what stands beside them, or to the edge of their land.
func (b *builder) besideOf(p *Place) float64 {
	x, land := b.point(p.At).X, b.rect(b.m.plan.Plots[p.Plot].Land)
	half := math.Min(x-land.X, land.Right()-x) - 2
	for _, i := range b.m.plan.Plots[p.Plot].Hosts {
		q := &b.m.plan.Places[i]
		if q == p || q.Row != p.Row || q.Stack == 0 {
			continue
		}
		far := math.Abs(b.point(q.At).X - x)
		if isDevice(q.Host) == isDevice(p.Host) {
			half = math.Min(half, far/2-2)
		} else {
			half = math.Min(half, far-math.Max(b.rect(q.Box).W, b.boxes[q].W)/2-4)
		}
	}
	return half
}

// signDirectory writes the directory's name under its gable.
func (b *builder) signDirectory(p *Place, at Point, k float64, out *[]Shape) {
	size := b.size(15*p.Scale, b.least, 26)
	wide := 150 * k
	if b.m.plan.Portrait && p.Plot < 0 && len(b.m.plan.Public) > 1 {
		wide = math.Min(wide, publicEach*k-size-3)
	}
	sign := b.signed(at.Add(Point{0, -74 * k}), at.Y-1, p.Host.Name, size, wide, 130*k, b.pal.Sign, b.pal.SignInk, b.pal.Outline, out)
	b.signWhat(p, sign, out)
}

// signWhat hangs below the name of a public house what it is, where several stand beside each other: one alone has that written beside it.
func (b *builder) signWhat(p *Place, sign Rect, out *[]Shape) {
	if p.Plot >= 0 || len(b.m.plan.Public) == 1 || b.m.plan.Portrait || sign.Empty() {
		return
	}
	size := b.size(12*p.Scale, b.least, 22)
	w := b.m.tale.broadest(Sans, size, b.m.tale.wordsOf(p.Host)) + size // as wide in both languages
	if r := around(Point{sign.Centre().X, sign.Bottom() + size*0.75}, w, size*1.5); w < 164*b.zoom*p.Scale && b.claim(r) {
		*out = append(*out, Box{Rect: r, Radius: size * 0.3, Fill: b.pal.Sign, Stroke: b.pal.Outline, Width: 1}, b.text(Sans, size, b.m.tale.wordOf(p.Host, b.m.lang), b.pal.SignInk, r.Centre(), 0))
	}
}

// marks rings who is selected, and who is pointed at.
func (b *builder) marks(p *Place) {
	target := Target{Kind: TargetHost, A: p.Host.Name}
	r := b.rect(p.Box).Grow(5)
	ring := Box{Rect: r, Radius: 12 * b.zoom}
	if b.m.differs(p.Host.Name) {
		b.ground(Box{Rect: r, Radius: 12 * b.zoom, Fill: b.pal.News.Fade(0.14), Stroke: b.pal.News, Width: 2.6, Dash: 7})
	}
	switch {
	case b.m.selected == target:
		ring.Stroke, ring.Width = b.pal.Focus, 3
		b.ground(ring)
	case b.m.hovered == target:
		ring.Fill = b.pal.Focus.Fade(0.16)
		b.ground(ring)
	}
}

// differs tells whether a host is another in the run beside this one.
func (m *Model) differs(host string) bool {
	return m.differing != "" && slices.Contains(strings.Split(m.differing, " "), host)
}

// news marks, for one step, who has just changed, and hints at who acts next.
func (b *builder) news() {
	what, opened := b.open()
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		if p.Stack == 0 || !b.seen(b.rect(p.Box)) || what != nothingOpen && p == opened {
			continue
		}
		k := b.zoom * p.Scale
		at := b.point(p.At).Add(Point{84 * k, -112 * k})
		if isDevice(p.Host) {
			at = b.point(p.At).Add(Point{54 * k, -58 * k})
		}
		r := math.Max(6, 9*k)
		if b.changed(p.Host.Name) {
			at = b.besideWords(at, b.point(p.At), 1.3*r)
			news := b.pal.News
			if s := b.m.act.step; s != nil && s.Failure {
				news = b.pal.verdict(s.Class).Line
			}
			if t := smooth((b.t - 0.6) / 0.4); t > 0 {
				b.means(around(at, 2*r, 2*r), wordSignNews)
				side := 1.0
				if at.X < b.point(p.At).X-1 {
					side = -1
				}
				b.life(newsMark(at, r, side, news.Fade(t))...)
			}
			continue
		}
		next := b.m.tale.step(b.m.detail, b.m.step+1)
		if next == nil || next.From != p.Host.Name || b.m.step < 0 || b.t < 1 || b.m.playing || b.acting(p) {
			continue
		}
		at = b.besideWords(at, b.point(p.At), r)
		b.means(around(at, 2*r, 2*r), wordSignNext)
		b.life(nextMark(at, r, b.pal.Soft)...)
	}
}

// newsMark are strokes that fly off a place where something has just changed.
func newsMark(at Point, r, side float64, c Colour) []Shape {
	var list []Shape
	for _, a := range []float64{0.06, 0.15, 0.24} { // parts of a round, from above
		d := turn(a)
		d.X *= side
		from := at.Sub(Point{side * r * 0.8, -r * 0.8})
		list = append(list, Line{Points: []Point{from.Add(d.Times(r * 0.5)), from.Add(d.Times(r * 1.6))}, Width: math.Max(2.4, r*0.32), Colour: c})
	}
	return list
}

// nextMark are the three dots of somebody who is about to speak.
func nextMark(at Point, r float64, c Colour) []Shape {
	var list []Shape
	for i := range 3 {
		list = append(list, Disc{Centre: at.Add(Point{(float64(i) - 1) * r * 0.75, 0}), R: r * 0.26, Fill: c})
	}
	return list
}

// besideWords is a place for a mark at a building: this one, its like on the other side, or
// above it, whichever covers no word and not the letter.
func (b *builder) besideWords(at, foot Point, r float64) Point {
	letter, _ := b.currentBox()
	best, least := at, math.Inf(1)
	for _, up := range []float64{0, 2.6, 5, -1.6} {
		for _, x := range []float64{at.X, 2*foot.X - at.X, foot.X} {
			p := Point{x, at.Y - up*r}
			mark := around(p, 2*r+2, 2*r+2)
			cost := letter.shared(mark)
			for _, t := range b.taken {
				cost += t.shared(mark)
			}
			if cost < least {
				best, least = p, cost
			}
		}
	}
	return best
}

// names writes what devices are, and what is said of public buildings.
func (b *builder) names() {
	m := b.m
	for _, acting := range []bool{true, false} {
		for i := range m.plan.Places {
			p := &m.plan.Places[i]
			if b.prominent(p) != acting || p.Stack == 0 || !b.seen(b.rect(p.Box)) {
				continue
			}
			if isDevice(p.Host) {
				b.nameDevice(p)
			} else if what, q := b.open(); p.Plot < 0 && len(m.plan.Public) == 1 && (what != openPage || q != p) {
				b.namePublic(p)
			}
		}
	}
}

// nameDevice writes a device's name and whose it is above it; in a crowd, its
// person's name, and then only how many there are.
func (b *builder) nameDevice(p *Place) {
	box := b.rect(p.Box)
	lines, named, size := b.deviceLines(p)
	y := b.nameTop(p)
	for n, l := range lines {
		f, c, s := Bold, b.pal.Ink, size
		if n >= named {
			f, c, s = Sans, b.pal.Soft, size-0.5
		}
		if l == "" {
			continue
		}
		t := b.text(f, s, l, c, Point{box.Centre().X, y + (float64(n)+0.5)*size*lineHeight}, 0)
		wide := t.Box
		if n >= named {
			wide = around(t.Box.Centre(), b.m.tale.broadest(f, s, b.m.tale.wordsOf(p.Host)), t.Box.H)
		}
		if b.claim(wide) {
			b.ground(t)
			b.labels[p], b.boxes[p] = b.labels[p].Union(wide), b.boxes[p].Union(wide)
			b.solid = append(b.solid, wide)
		}
	}
}

// nameTop is the upper edge of what is written over a device.
func (b *builder) nameTop(p *Place) float64 {
	up := 66.0
	if kind := p.Host.Device; kind == "phone" || kind == "tablet" || kind == "desktop" || kind == "webmail" {
		up = 80
	}
	lines, _, size := b.deviceLines(p)
	return b.point(p.At).Y - up*b.zoom*p.Scale - float64(len(lines))*size*lineHeight
}

// nameBeside writes the names of a land's devices beside them where something lies over the names.
func (b *builder) nameBeside(over Rect, plot int) {
	for p := range b.devices(plot) {
		if !b.labels[p].Overlaps(over) {
			continue
		}
		lines, named, size := b.deviceLines(p)
		t := b.text(Bold, size, strings.Join(lines[:named], ""), b.pal.Ink, Point{b.rect(p.Box).X - 1, b.body(p).Centre().Y + 2}, 1)
		if b.untouched(t.Box) && b.claim(t.Box) {
			b.life(t)
		}
	}
}

// deviceLines are what is written over a device: so many lines of its name, in a size, and what it is.
func (b *builder) deviceLines(p *Place) (lines []string, named int, size float64) {
	size = b.size(14*math.Max(p.Scale, 0.8), b.least, 25)
	room := b.nameRoom(p, b.rect(p.Box))
	switch {
	case p.Stack > 1:
		return []string{"\u00d7" + itoa(p.Stack)}, 1, size
	case len(b.m.plan.Plots) <= 6 && b.zoom*p.Scale >= 0.55:
	case b.namesakes(p.Plot):
		lines = b.deviceName(strings.TrimSuffix(p.Host.Name, b.sharedEnding(p.Plot)), size, room)
		return lines, len(lines), size
	default:
		return []string{b.m.tale.shorten(Bold, size, b.m.tale.personOf(p.Host.User), room)}, 1, size
	}
	lines = b.deviceName(p.Host.Name, size, room)
	for small := size - 0.5; len(lines) > 2 && small >= b.least; small -= 0.5 { // rather smaller than in three lines
		if fewer := b.deviceName(p.Host.Name, small, room); len(fewer) <= 2 {
			lines, size = fewer, small
		}
	}
	if named = len(lines); b.saysWhose(p, size) {
		lines = append(lines, b.m.tale.wordOf(p.Host, b.m.lang))
	}
	return lines, named, size
}

// namesakes tells whether two devices of a plot are one person's: who that is does not tell them apart.
func (b *builder) namesakes(plot int) bool {
	var users []string
	for q := range b.devices(plot) {
		if slices.Contains(users, q.Host.User) {
			return true
		}
		users = append(users, q.Host.User)
	}
	return false
}

// sharedEnding is what follows the first hyphen in the names of all devices of a plot, hyphen included; "" where it is not the same.
func (b *builder) sharedEnding(plot int) (ending string) {
	for q := range b.devices(plot) {
		_, after, _ := strings.Cut(q.Host.Name, "-")
		if after = "-" + after; ending != "" && after != ending {
			return ""
		}
		ending = after
	}
	return ending
}

// devices are those that are drawn of a plot.
func (b *builder) devices(plot int) iter.Seq[*Place] {
	return func(yield func(*Place) bool) {
		if plot < 0 {
			return
		}
		for _, i := range b.m.plan.Plots[plot].Hosts {
			if q := &b.m.plan.Places[i]; q.Stack > 0 && isDevice(q.Host) && !yield(q) {
				return
			}
		}
	}
}

// leftOf is the left edge of a device and of its name.
func (b *builder) leftOf(p *Place) float64 {
	box := b.rect(p.Box)
	lines, _, size := b.deviceLines(p)
	wide := box.W
	for _, l := range lines {
		wide = math.Max(wide, b.m.tale.measure(Bold, size, l))
	}
	return box.Centre().X - wide/2
}

// saysWhose tells whether it is written below a device's name whose it is: where there is room for that at every device of its row.
func (b *builder) saysWhose(p *Place, size float64) bool {
	if size <= b.least {
		return false
	}
	for i := range b.m.plan.Places {
		q := &b.m.plan.Places[i]
		if q.Row == p.Row && q.Stack > 0 && isDevice(q.Host) && (q == p || p.Row != nil) && b.m.tale.broadest(Sans, size-0.5, b.m.tale.wordsOf(q.Host)) > b.nameRoom(q, b.rect(q.Box)) {
			return false
		}
	}
	return true
}

// nameRoom is how wide a device's name may be: as far as what stands beside it.
func (b *builder) nameRoom(p *Place, box Rect) float64 {
	least := box.W - 3*b.zoom*p.Scale
	if p.Row == nil || p.Plot < 0 {
		return least
	}
	return math.Max(least, 2*math.Min(b.besideOf(p), box.W*0.75))
}

// deviceName breaks a name after its hyphen and its dots where it is too wide.
func (b *builder) deviceName(name string, size, room float64) []string {
	t := b.m.tale
	var lines []string
	for line := ""; name != ""; {
		n := strings.IndexAny(name, "-.@_") + 1
		if n == 0 || t.measure(Bold, size, line+name) <= room {
			n = len(name)
		}
		piece := name[:n]
		name = name[n:]
		if line != "" && t.measure(Bold, size, line+piece) > room {
			lines, line = append(lines, line), ""
		}
		if line += piece; name == "" {
			lines = append(lines, line)
		}
	}
	for i, l := range lines {
		lines[i] = t.shorten(Bold, size, l, room)
	}
	return lines
}

func (b *builder) namePublic(p *Place) {
	size := b.size(13*b.projected(), b.least, 25)
	word := b.m.tale.wordOf(p.Host, b.m.lang)
	k := b.zoom * p.Scale
	at := b.point(p.At)
	if !b.m.free().Contains(b.rect(p.Box).Centre()) {
		return // a label for what is out of sight
	}
	// What it takes up is as much in both languages: beside it is room for the same.
	broad := b.m.tale.broadest(Sans, size, b.m.tale.wordsOf(p.Host))
	type label struct {
		Text
		room Rect
	}
	write := func(at Point, align float64) label {
		t := b.text(Sans, size, word, b.pal.Soft, at, align)
		return label{t, Rect{at.X - broad/2*(1+align), t.Box.Y, broad, t.Box.H}}
	}
	right, left := write(at.Add(Point{96 * k, -10 * k}), -1), write(at.Add(Point{-96 * k, -10 * k}), 1)
	places := []label{right, left}
	switch {
	case b.m.plan.Portrait:
		places = []label{write(Point{b.rect(p.Box).X - 6, at.Y - size}, 1)}
	case b.m.plan.Columns > 2:
		x := math.Min(at.X, b.m.free().Right()-broad/2-6) // on a phone it stands at the very edge
		places = []label{write(Point{x, at.Y + 8 + size}, 0), right, left, write(at.Add(Point{roadWide * b.zoom, 8 + size}), -1)}
	}
	for _, t := range places {
		if !b.onLand(t.room) && (b.m.plan.Columns <= 2 || !b.onStreet(t.room)) && b.claim(t.room) {
			if horizon := b.point(Point{0, b.m.plan.Horizon}).Y; !b.pal.clear(b.hour) && t.room.Y < horizon {
				b.ground(Box{Rect: t.Box.Grow(3), Radius: 4, Fill: b.pal.Card}) // before a dark sky
			}
			b.ground(t.Text)
			return
		}
	}
}

// onLand tells whether a rectangle reaches over somebody's land.
func (b *builder) onLand(r Rect) bool {
	for i := range b.m.plan.Plots {
		if b.rect(b.m.plan.Plots[i].Land).Overlaps(r) && !b.m.plan.Portrait {
			return true
		}
	}
	return false
}

// powers says of every host that is off that it is.
func (b *builder) powers() {
	for i := range b.m.plan.Places {
		if p := &b.m.plan.Places[i]; p.Stack > 0 && !b.up(p.Host.Name) && b.seen(b.rect(p.Box)) {
			b.noPower(p)
		}
	}
}

// noPower says that a host is off, in its front yard: under its door, or beside what lies there, as long as that is still at its own foot.
func (b *builder) noPower(p *Place) {
	size := b.size(13.5, b.least, 22)
	at := b.point(p.At).Add(Point{0, (roadWide + 16) * b.zoom})
	word := wordNoPower.In(b.m.lang)
	w := b.m.tale.broadest(Bold, size, wordNoPower) // what it leaves to others is as much in both languages
	r := around(at, w+size*2.2, size*1.6)
	plain := !isDevice(p.Host) && !b.plugHidden(p) // a house has it on its door
	if plain {
		r = around(at, w+size*0.4, size*1.6)
	}
	lying := slices.Clone(b.solid[min(len(b.solid), len(b.boxes)):])
	if row := b.row.box; !row.Empty() { // what another has answered is not read on from it
		lying = append(lying, Rect{row.X - 1.6*size, row.Y, row.W + 3.2*size, row.H})
	}
	if current, ok := b.currentBox(); ok {
		lying = append(lying, current)
	}
	if _, broken := b.broken(); broken && b.m.act.to == p && b.m.plan.Portrait { // it is asked for there, and what is said leads up to it
		end := b.tip()
		lying = append(lying, Rect{end.X - size, end.Y, 2 * size, r.Bottom() - end.Y})
	}
	for _, t := range lying {
		switch {
		case !t.Overlaps(r):
		case t.Centre().X > at.X:
			r.X = t.X - 2 - r.W
		default:
			r.X = t.Right() + 2
		}
	}
	aside, home := math.Max(r.X-at.X, at.X-r.Right()), b.m.free()
	if p.Plot >= 0 {
		home = b.rect(b.m.plan.Plots[p.Plot].Land)
	}
	if aside > 10*b.zoom || !b.owns(p, r.Centre()) || r.X < home.X || r.Right() > home.Right() || slices.ContainsFunc(lying, r.Overlaps) || r.X < b.m.free().X || r.Right() > b.m.free().Right() || !b.claim(r) {
		return
	}
	c := Point{r.X + size*0.8, r.Centre().Y}
	text := b.text(Bold, size, word, b.pal.Ink, Point{c.X + size*1.2, c.Y}, -1)
	if !plain {
		b.means(around(c, size*2, size*2), wordSignOff)
		b.life(Disc{Centre: c, R: size * 0.95, Fill: b.pal.Card, Stroke: b.pal.Soft, Width: 1.5},
			Icon{Name: "plug", Rect: around(c, size*1.5, size*1.5), Ink: b.pal.Ink, Fill: b.pal.Card, Accent: b.pal.verdict(story.Permanent).Line})
	} else {
		text = b.text(Bold, size, word, b.pal.Ink, r.Centre(), 0)
	}
	b.life(text)
	b.solid = append(b.solid, r)
}

// plugHidden tells whether a house's name hangs before the sign on its door that it has no power.
func (b *builder) plugHidden(p *Place) bool {
	k := b.zoom * p.Scale
	return b.labels[p].Bottom() > b.point(p.At).Y-30*k
}

// hits are the areas that can be pointed at: roads, then houses, then the letter.
func (b *builder) hits() {
	if b.inspects != nil { // whoever is behind its walls cannot be pointed at
		h := b.inspects.at.Host
		b.list.Hits = append(b.list.Hits, Hit{Target: Target{Kind: TargetHost, A: h.Name}, Rect: b.m.free(), Label: h.Name + ", " + b.m.tale.wordOf(h, b.m.lang)})
		return
	}
	for i := range b.m.plan.Roads {
		r := &b.m.plan.Roads[i]
		points := b.points(r.Path.Points)
		if b.seen(boundsOf(points).Grow(20)) {
			b.list.Hits = append(b.list.Hits, Hit{Target: Target{Kind: TargetRoad, A: r.A, B: r.B}, Points: points, Reach: math.Max(MinReach/2, roadWide/2*b.zoom), Label: r.A + " \u2013 " + r.B})
		}
	}
	b.streamHits()
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		if p.Stack == 0 {
			continue
		}
		r := b.rect(p.Box)
		if r.W < MinReach || r.H < MinReach {
			r = around(r.Centre(), math.Max(r.W, MinReach), math.Max(r.H, MinReach))
		}
		if b.seen(r) {
			b.list.Hits = append(b.list.Hits, Hit{Target: Target{Kind: TargetHost, A: p.Host.Name}, Rect: r, Label: p.Host.Name + ", " + b.m.tale.wordOf(p.Host, b.m.lang)})
		}
	}
	if r, ok := b.currentBox(); ok {
		if r.W < MinReach || r.H < MinReach {
			r = around(r.Centre(), math.Max(r.W, MinReach), math.Max(r.H, MinReach))
		}
		b.list.Hits = append(b.list.Hits, Hit{Target: Target{Kind: TargetLetter, A: b.m.letter.host, Message: b.m.letter.envelope.MessageID}, Rect: r, Label: capital(wordLetter.In(b.m.lang))})
	}
}
