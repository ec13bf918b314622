package stage

import (
	"math"

	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/trace"
)

// Scene draws the model: the same model always gives the same list.
func Scene(m Model) DisplayList {
	b := newBuilder(&m)
	// What is being said has the first claim to its place, then names, then what
	// hangs on the houses; whatever finds no room is left out until there is some.
	b.speech()
	b.land()
	b.roads()
	b.houses()
	b.direction()
	b.titles()
	b.labels(true)
	b.badges(true)
	b.labels(false)
	b.badges(false)
	b.drawLetter()
	b.list.Life = append(b.list.Life, b.top...)
	b.hits()
	b.list.GroundKey = b.key()
	return b.list
}

// builder is a scene being drawn.
type builder struct {
	m    *Model
	pal  *Palette
	list DisplayList
	top  []Shape // of what is said: over everything
	// taken are the places of text and of what must not be covered.
	taken []Rect

	lands   [6]Land
	commons Land
	zoom    float64
	win     Rect
	state   *replay.State
	t       float64 // progress of the act
}

func newBuilder(m *Model) *builder {
	b := &builder{m: m, pal: m.theme.palette(), zoom: m.camera.Zoom, win: Rect{0, 0, m.w, m.h}, t: m.progress()}
	b.list = DisplayList{W: m.w, H: m.h, Crossfade: m.fade, FadeID: m.fadeID}
	b.list.Paper, b.lands, b.commons = b.pal.under(b.hour())
	b.list.Ground = make([]Shape, 0, 64+12*len(m.plan.Places)+6*len(m.plan.Roads))
	b.list.Life = make([]Shape, 0, 64+6*len(m.plan.Places))
	b.state = m.now
	if b.t < arrival && m.act.to != nil {
		// What is still on the road has changed nothing yet.
		b.state = m.before
	}
	return b
}

// arrival is the part of an act at which what travels arrives.
const arrival = 0.8

// hour is the time of day, rounded to what the eye can tell apart.
func (b *builder) hour() float64 {
	t := b.m.Local()
	h := float64(t.Hour()) + float64(t.Minute())/60
	return math.Round(h*10) / 10
}

// key is what the ground depends on.
func (b *builder) key() any {
	type key struct {
		plan     *Map
		state    *replay.State
		camera   Camera
		step     *story.Step
		tube     bool
		theme    Theme
		hour     float64
		w, h     float64
		scale    float64
		insets   Insets
		selected Target
		hovered  Target
	}
	m := b.m
	return key{m.plan, b.state, m.camera, m.act.step, m.act.tube, m.theme, b.hour(), m.w, m.h, m.scale, m.insets, m.selected, m.hovered}
}

func (b *builder) ground(s ...Shape) { b.list.Ground = append(b.list.Ground, s...) }
func (b *builder) life(s ...Shape)   { b.list.Life = append(b.list.Life, s...) }

// rect, point and path go from the map to the window.
func (b *builder) point(p Point) Point { return b.m.toScreen(p) }

func (b *builder) rect(r Rect) Rect {
	p := b.point(Point{r.X, r.Y})
	return Rect{p.X, p.Y, r.W * b.zoom, r.H * b.zoom}
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

// MinText is the size of the smallest text on the stage, in pixels at scale 1.
const MinText = 12

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

// text makes a line of text, its box centred on a place (align 0), or with its
// left (-1) or right (1) edge there.
func (b *builder) text(f Font, size float64, s string, c Colour, at Point, align float64) Text {
	w := b.m.tale.measure(f, size, s)
	h := size * lineHeight
	x := at.X - w/2*(1+align)
	return Text{Box: Rect{x, at.Y - h/2, w, h}, Font: f, Size: size, Colour: c, String: s}
}

// plotLand is a plot's colours in the present light.
func (b *builder) plotLand(p *Plot) Land {
	if p.Land < 0 {
		return b.commons
	}
	return b.lands[p.Land]
}

// land draws the plots: slabs of field on the paper, with some green.
func (b *builder) land() {
	for i := range b.m.plan.Plots {
		p := &b.m.plan.Plots[i]
		land := b.plotLand(p)
		for n, lot := range p.Lots {
			r := b.rect(lot)
			if !b.seen(r.Grow(12)) {
				continue
			}
			radius := math.Min(24*b.zoom, 26)
			b.ground(
				Box{Rect: r.Move(Point{0, 5 * b.zoom}), Radius: radius, Fill: land.Edge},
				Box{Rect: r, Radius: radius, Fill: land.Field, Stroke: land.Edge, Width: 1.25},
			)
			if n == 0 {
				b.green(p)
			}
		}
	}
}

// green draws a plot's trees, where its name leaves room.
func (b *builder) green(p *Plot) {
	if b.zoom < 0.3 || len(p.Greens) == 0 {
		return
	}
	leaf := b.pal.Leaf.Mix(b.plotLand(p).Field, 0.25)
	title, titled := b.title(p)
	for _, g := range p.Greens {
		frame := b.rect(g.Rect)
		if titled && title.Box.Grow(6).Overlaps(frame) {
			continue
		}
		b.ground(Icon{Name: g.Name, Rect: frame, Ink: b.pal.Trunk, Fill: leaf})
	}
}

// talking tells whether the road carries the present step.
func (b *builder) talking(r *Road) bool {
	a := &b.m.act
	return a.to != nil && pairOf(a.from.Host.Name, a.to.Host.Name) == pair{r.A, r.B}
}

// roads draws the roads: narrow where nobody speaks now, wide where a connection
// stands, in a tube where it is protected.
func (b *builder) roads() {
	open, tubes := b.connections()
	for pass := range 3 {
		for i := range b.m.plan.Roads {
			r := &b.m.plan.Roads[i]
			key := pair{r.A, r.B}
			level := 0
			if open[key] {
				level = 1
			}
			if b.talking(r) {
				level = 2
			}
			if level != pass {
				continue
			}
			points := b.points(r.Path.Points)
			if !b.seen(boundsOf(points).Grow(20)) {
				continue
			}
			b.road(r, points, level, tubes[key] || level == 2 && b.m.act.tube)
		}
	}
}

// manyRoads is how many there are before those at rest are drawn more faintly.
const manyRoads = 14

func (b *builder) road(r *Road, points []Point, level int, tube bool) {
	k := math.Max(0.55, math.Min(b.zoom, 1.5))
	p := b.pal
	width, edge := 5.0*k, p.RoadIdle
	if n := len(b.m.plan.Roads); level == 0 && n > manyRoads {
		// So many roads would be all that one sees: those at rest step back.
		k := math.Min(1, float64(n-manyRoads)/30)
		width, edge = width*(1-0.4*k), edge.Mix(b.list.Paper, 0.35*k)
	}
	if level > 0 {
		width, edge = 9*k, p.RoadEdge
	}
	if target := (Target{Kind: TargetRoad, A: r.A, B: r.B}); b.m.selected == target || b.m.hovered == target {
		c := p.Focus
		if b.m.selected != target {
			c = c.Fade(0.45)
		}
		b.ground(Line{Points: points, Width: width + 9*k + 2, Colour: c})
	}
	if tube {
		b.ground(Line{Points: points, Width: width + 13*k, Colour: p.TubeEdge}, Line{Points: points, Width: width + 13*k - 3, Colour: p.Tube})
	}
	b.ground(Line{Points: points, Width: width + 2.4, Colour: edge}, Line{Points: points, Width: width, Colour: p.Road})
	if level > 0 {
		b.ground(Line{Points: points, Width: 1.2, Colour: edge.Fade(0.75), Dash: 7 * k})
	}
	if tube {
		// Bands around the tube, and a lock.
		path := newPath(points)
		n := math.Floor(path.Len() / (44 * k))
		for i := 1.0; i < n; i++ {
			at, dir := path.At(i / n)
			side := dir.Left().Times(width/2 + 6.5*k)
			b.ground(Line{Points: []Point{at.Add(side), at.Sub(side)}, Width: 2.2, Colour: p.TubeEdge})
		}
		at, _ := path.At(0.24)
		s := 21 * k
		b.ground(Disc{Centre: at, R: s * 0.72, Fill: p.Card, Stroke: p.TubeEdge, Width: 1.6})
		b.ground(Icon{Name: "lock", Rect: around(at, s*0.86, s*0.86), Ink: p.Ink, Fill: p.Card, Accent: p.TubeEdge.Mix(p.Card, 0.35)})
	}
}

// connections are the pairs of hosts between which a TCP connection stands, and
// those of them that TLS protects.
func (b *builder) connections() (open, tubes map[pair]bool) {
	open, tubes = map[pair]bool{}, map[pair]bool{}
	for _, h := range b.state.Hosts {
		for _, c := range h.Connections {
			if c.Network != "tcp" || c.Peer == "" || c.State != replay.Established {
				continue
			}
			open[pairOf(h.Name, c.Peer)] = true
			if c.TLS != "" {
				tubes[pairOf(h.Name, c.Peer)] = true
			}
		}
	}
	return open, tubes
}

func boundsOf(points []Point) Rect {
	if len(points) == 0 {
		return Rect{}
	}
	x0, y0, x1, y1 := points[0].X, points[0].Y, points[0].X, points[0].Y
	for _, p := range points[1:] {
		x0, x1 = math.Min(x0, p.X), math.Max(x1, p.X)
		y0, y1 = math.Min(y0, p.Y), math.Max(y1, p.Y)
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

// houses draws each host's pavement and building, and what marks it.
func (b *builder) houses() {
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		c := b.point(p.At)
		r := padR * b.zoom
		if !b.seen(around(c, 3*r, 3*r)) {
			continue
		}
		b.marks(p, c, r)
		b.ground(
			Disc{Centre: c.Add(Point{0, 2.5 * b.zoom}), R: r, Fill: b.pal.Shade},
			Disc{Centre: c, R: r, Fill: b.pal.Pad, Stroke: b.pal.PadEdge, Width: 1.25},
		)
		land := b.plotLand(&b.m.plan.Plots[p.Plot])
		icon := Icon{Name: buildingOf(p.Host), Rect: around(c.Add(Point{0, -3 * b.zoom}), 74*b.zoom, 74*b.zoom), Ink: b.inkOnWall(), Fill: b.pal.Wall, Accent: land.Roof}
		if !b.up(p.Host.Name) {
			icon.Fill, icon.Accent = b.pal.Off, b.pal.Off.Mix(b.inkOnWall(), 0.25)
		}
		b.ground(icon)
	}
}

// inkOnWall is the outline of buildings, whose walls are light in both themes.
func (b *builder) inkOnWall() Colour { return Light.Ink }

// marks draws rings: around who is selected, around what has just changed.
func (b *builder) marks(p *Place, c Point, r float64) {
	target := Target{Kind: TargetHost, A: p.Host.Name}
	if b.m.hovered == target && b.m.selected != target {
		b.ground(Disc{Centre: c, R: r + 5, Fill: b.pal.Focus.Fade(0.28)})
	}
	if b.m.selected == target {
		b.ground(Disc{Centre: c, R: r + 4.5, Stroke: b.pal.Focus, Width: 3})
	}
	if !b.changed(p.Host.Name) {
		b.hint(p, c, r)
		return
	}
	news := b.pal.News
	if s := b.m.act.step; s != nil && s.Failure {
		news = b.pal.verdict(s.Class).Line
	}
	// The ring opens like one on water, and stays until the next step.
	k := smooth((b.t - 0.35) / 0.65)
	if b.m.act.to != nil {
		k = smooth((b.t - arrival) / (1 - arrival))
	}
	if k > 0 {
		b.life(Disc{Centre: c, R: r + 1.5 + 2.5*k, Stroke: news.Fade(k), Width: 2.6})
		if k < 1 {
			b.life(Disc{Centre: c, R: r + 4 + 22*k, Stroke: news.Fade(0.5 * (1 - k)), Width: 2})
		}
	}
}

// hint rings, faintly, the host that acts next.
func (b *builder) hint(p *Place, c Point, r float64) {
	next := b.m.tale.step(b.m.detail, b.m.step+1)
	if next == nil || next.From != p.Host.Name || b.m.step < 0 || b.t < 1 || b.m.playing || b.acting(p) {
		return
	}
	ring := make([]Point, 0, 49)
	for i := range 49 {
		ring = append(ring, c.Add(turn(float64(i)/48).Times(r+4)))
	}
	b.life(Line{Points: ring, Width: 1.6, Colour: b.pal.Soft.Fade(0.8), Dash: 4})
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

var lasting = map[replay.Part]bool{
	replay.PartPower: true, replay.PartQueue: true, replay.PartHeld: true, replay.PartCache: true, replay.PartMailboxes: true,
	replay.PartOutbox: true, replay.PartCopies: true, replay.PartScreen: true,
}

func (b *builder) changedPart(host string, part replay.Part) bool {
	for _, c := range b.m.changes {
		if c.Host == host && c.Part == part {
			return true
		}
	}
	return false
}

// titles writes the domains' names on their land.
func (b *builder) titles() {
	for i := range b.m.plan.Plots {
		p := &b.m.plan.Plots[i]
		if len(p.Lots) == 0 {
			continue
		}
		lot := b.rect(p.Lots[0])
		if !b.seen(lot) {
			continue
		}
		if len(p.Lots) > 1 {
			continue // the names of its hosts say it, each on a piece of its own
		}
		t, ok := b.title(p)
		if ok && b.claim(t.Box) {
			b.life(t)
		}
	}
}

// title is a domain's name. It stays in the window for as long as its land does.
func (b *builder) title(p *Plot) (Text, bool) {
	lot, size := b.rect(p.Lots[0]), b.size(16, 13, 21)
	name := p.Domain
	if name == "" {
		name = wordNetwork.In(b.m.lang)
	}
	inset := math.Max(10, 18*b.zoom)
	name = b.m.tale.shorten(Bold, size, name, lot.W-2*inset)
	t := b.text(Bold, size, name, b.pal.Ink, Point{lot.X + inset, lot.Y + math.Max(13.5, 25*b.zoom)}, -1)
	free := b.m.free()
	t.Box.X = math.Max(t.Box.X, math.Min(free.X+10, lot.Right()-inset-t.Box.W))
	return t, name != ""
}

// nudge is how far a name makes way for another, in pixels at scale 1, before it gives up.
const nudge = 3.0

// labels writes the names below the houses, first of those who act.
func (b *builder) labels(acting bool) {
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		if b.prominent(p) != acting {
			continue
		}
		box := b.rect(p.labelBox())
		if !b.seen(box) {
			continue
		}
		room := box.W + 6
		if b.zoom < 0.7 {
			room = (cellW - 8) * b.zoom // every letter counts
		}
		size := b.size(14, MinText, 18)
		name := nameOf(p.Host)
		if len(b.m.plan.Plots[p.Plot].Lots) > 1 {
			name = p.Host.Name
		}
		name = b.m.tale.shorten(Bold, size, name, room)
		if name == "" {
			continue
		}
		second := b.size(12.5, MinText, 15)
		at := Point{box.Centre().X, box.Y + 3*b.zoom + size*lineHeight/2}
		if p.Flip {
			at.Y = box.Bottom() - 3*b.zoom - (size/2+second)*lineHeight
			if b.zoom < 0.62 {
				at.Y = box.Bottom() - 2*b.zoom - size*lineHeight/2
			}
		}
		t := b.text(Bold, size, name, b.pal.Ink, at, 0)
		if !b.claim(t.Box) {
			at.Y += nudge
			if t = b.text(Bold, size, name, b.pal.Ink, at, 0); !b.claim(t.Box) {
				continue
			}
		}
		b.life(t)
		word, colour := b.m.tale.wordOf(p.Host, b.m.lang), b.pal.Soft
		if !b.up(p.Host.Name) {
			word, colour = wordNoPower.In(b.m.lang), b.pal.verdict(story.Permanent).Line
		}
		if b.zoom < 0.62 && (!acting || p.Flip) {
			continue
		}
		word = b.m.tale.shorten(Sans, second, word, room)
		if t = b.text(Sans, second, word, colour, Point{at.X, at.Y + (size+second)*lineHeight/2}, 0); word != "" && b.claim(t.Box) {
			b.life(t)
		}
	}
}

// prominent hosts have the first claim to room: who acts, and who is selected.
func (b *builder) prominent(p *Place) bool {
	return b.acting(p) || b.m.selected == Target{Kind: TargetHost, A: p.Host.Name}
}

// hits are the areas that can be pointed at: roads, then houses, then the letter.
func (b *builder) hits() {
	for i := range b.m.plan.Roads {
		r := &b.m.plan.Roads[i]
		points := b.points(r.Path.Points)
		if b.seen(boundsOf(points).Grow(20)) {
			b.list.Hits = append(b.list.Hits, Hit{Target: Target{Kind: TargetRoad, A: r.A, B: r.B}, Points: points, Reach: MinReach / 2, Label: r.A + " \u2013 " + r.B})
		}
	}
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		r := b.rect(p.pavement().Union(p.labelBox()))
		if r.W < MinReach || r.H < MinReach {
			r = around(r.Centre(), math.Max(r.W, MinReach), math.Max(r.H, MinReach))
		}
		if b.seen(r) {
			b.list.Hits = append(b.list.Hits, Hit{Target: Target{Kind: TargetHost, A: p.Host.Name}, Rect: r, Label: p.Host.Name + ", " + b.m.tale.wordOf(p.Host, b.m.lang)})
		}
	}
	if at, size, ok := b.letterAt(); ok {
		r := around(at, math.Max(size*1.2, MinReach), math.Max(size, MinReach))
		b.list.Hits = append(b.list.Hits, Hit{Target: Target{Kind: TargetLetter, A: b.m.letter.host, Message: b.m.letter.envelope.MessageID}, Rect: r, Label: capital(wordLetter.In(b.m.lang))})
	}
}

// isServer tells servers from what people hold.
func isServer(h *trace.Host) bool { return !isDevice(h) }
