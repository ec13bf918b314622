package stage

import (
	"math"
	"slices"
)

// background draws what is behind everything: the sky of the hour, hills, the ground
// with its furrows, and the knoll of the directory.
func (b *builder) background() {
	p, w := b.pal, b.win
	horizon := b.point(Point{0, b.m.plan.Horizon}).Y
	k := b.zoom
	if horizon > 0 {
		b.skyTo(horizon)
	}
	hilly := math.Max(0.3, math.Min(1, (horizon-b.m.free().Y)/(150*k))) // where there is little sky, it is not for the hills
	x := func(part float64) float64 { return w.W * part }
	ridge := func(c Colour, y, swing float64, waves ...float64) {
		list := []Point{{0, horizon + 60*k}}
		n := 48
		for i := range n + 1 {
			t := float64(i) / float64(n)
			v := 0.0
			for j, amount := range waves {
				v += amount * math.Sin(math.Pi*2*t*(float64(j)+0.7)+float64(j)*1.9+y)
			}
			list = append(list, Point{x(t), horizon + (y+v*swing)*k})
		}
		list = append(list, Point{w.W, horizon + 60*k})
		b.ground(Area{Points: list, Fill: b.lit(c)})
	}
	if horizon > -80*k {
		ridge(p.FarHill, -52*hilly, 15*hilly, 0.6, 0.5, 0.3)
		ridge(p.NearHill, -16*hilly, 9*hilly, 0.5, 0.6, 0.2)
	}
	ridge2 := []Point{{0, w.H}}
	for i := range 49 {
		t := float64(i) / 48
		ridge2 = append(ridge2, Point{x(t), math.Max(-10, horizon+4*k*math.Sin(2*math.Pi*t*1.3+1))})
	}
	b.ground(Area{Points: append(ridge2, Point{w.W, w.H}), Fill: b.list.Paper})
	for i := 1; i < 9; i++ {
		y := horizon + float64(i)*78*k
		if y > w.H || y < 0 {
			continue
		}
		list := make([]Point, 0, 41)
		for j := range 41 {
			t := float64(j) / 40
			list = append(list, Point{x(t), y + 7*k*math.Sin(2*math.Pi*t*1.7+float64(i)*2.1)})
		}
		b.ground(Line{Points: list, Width: 1.2, Colour: b.lit(p.Furrow)})
	}
	b.corners(horizon)
	b.knoll()
}

// lit is a ground colour in the light of the hour.
func (b *builder) lit(c Colour) Colour { return b.pal.At(c, b.hour) }

// skyStrips are the bands of which the sky's gradient is made.
const skyStrips = 20

func (b *builder) skyTo(horizon float64) {
	p := b.pal
	top, low := p.sky(b.hour)
	h := horizon + 8
	for i := range skyStrips {
		t := float64(i) / (skyStrips - 1)
		b.ground(Box{Rect: Rect{0, h * float64(i) / skyStrips, b.win.W, h/skyStrips + 1}, Fill: top.Mix(low, t)})
	}
	night, _ := p.light(b.hour)
	for i := 0; i < 26 && night > 0.05; i++ {
		sx := math.Mod(float64(i)*0.6180339887, 1)
		sy := math.Mod(float64(i)*0.7548776662, 1)
		b.ground(Disc{Centre: Point{b.win.W * sx, horizon * 0.86 * sy}, R: 0.9 + 0.5*math.Mod(float64(i)*0.37, 1), Fill: p.Moon.Fade(night * 0.9)})
	}
	b.inSky = len(b.list.Ground)
	if free := b.m.free(); night < 0.95 {
		b.cloud(Point{free.X + free.W*0.2, horizon - 58*b.zoom}, 0.62*b.zoom, 0.7*(1-night))
		b.cloud(Point{free.X + free.W*0.68, horizon - 52*b.zoom}, 0.8*b.zoom, 0.85*(1-night))
	}
}

// sunAndMoon draws them before the sky, once all is drawn behind which they would hide. From its rising at six in the east, on the left, the
// sun goes over noon to its setting.
func (b *builder) sunAndMoon() {
	horizon := b.point(Point{0, b.m.plan.Horizon}).Y
	if horizon <= 0 {
		return
	}
	night, _ := b.pal.light(b.hour)
	r := math.Max(13, 19*b.zoom)
	var list []Shape
	if night > 0.05 {
		t := (b.hour - 19) / 12
		if b.hour < 12 {
			t = (b.hour + 5) / 12
		}
		list = append(list, crescent(b.inTheOpen(t, r), r*0.85, b.pal.Moon.Fade(night)))
	}
	if night < 0.95 {
		at := b.inTheOpen((b.hour-6)/14, r)
		b.sun = around(at, r*3, r*3)
		b.afloat = append(b.afloat, b.sun)
		list = append(list, sunshine(at, r, b.pal.Sun.Fade(1-night))...)
	}
	b.list.Ground = slices.Insert(b.list.Ground, b.inSky, list...)
	b.underHouses += len(list)
}

// inTheOpen is a place of the arc over the sky, or the next one at which nothing stands or hangs in front of it.
func (b *builder) inTheOpen(t, r float64) Point {
	free, horizon := b.m.free(), b.point(Point{0, b.m.plan.Horizon}).Y
	from, to := free.X+0.06*free.W, free.X+0.94*free.W
	arc := func(x float64) Point {
		t := (x - from) / (to - from)
		return Point{x, math.Max(free.Y+r*1.7, horizon-b.zoom*(26+62*math.Sin(math.Pi*t)))}
	}
	now := from + (to-from)*clamp01(t)
	high := arc((from+to)/2).Y - 1.3*r
	before := b.before(Rect{free.X, high, free.W, arc(from).Y + 1.3*r - high})
	hidden := func(x float64) bool {
		sun := around(arc(x), 2.6*r, 2.6*r)
		return slices.ContainsFunc(before, func(o obstacle) bool { return o.rect.Overlaps(sun) })
	}
	for off := 0.0; off < free.W; off += 6 {
		for _, x := range []float64{now - off, now + off} {
			if x >= from && x <= to && !hidden(x) {
				return arc(x)
			}
		}
	}
	return arc(now)
}

// obstacle is a part of the land, or of somebody's house, that stands before the sky, or the clock that hangs there.
type obstacle struct {
	rect Rect
	name string
}

// before is what stands or hangs before a part of the sky.
func (b *builder) before(sky Rect) (list []obstacle) {
	put := func(r Rect, name string) {
		if r.Overlaps(sky) {
			list = append(list, obstacle{r, name})
		}
	}
	put(b.told.Grow(cardRoom+2), "the clock")
	for i := range b.m.plan.Plots {
		put(b.rect(b.m.plan.Plots[i].Land), b.m.plan.Plots[i].Domain)
	}
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		if box := b.rect(p.Box); p.Stack == 0 || box.Y-2*box.H > sky.Bottom() {
			continue // not even when it is open does it reach so high
		}
		for _, part := range b.skyline(p) {
			put(part, p.Host.Name)
		}
	}
	return list
}

// sunshine is the sun, whose rays tell it from a full moon in any theme; crescent is the moon.
func sunshine(at Point, r float64, c Colour) []Shape {
	list := []Shape{Disc{Centre: at, R: r * 1.45, Fill: c.Fade(0.25)}, Disc{Centre: at, R: r, Fill: c}}
	for i := range 12 {
		d := turn((float64(i) + 0.5) / 12)
		list = append(list, Line{Points: []Point{at.Add(d.Times(r * 1.2)), at.Add(d.Times(r * 1.5))}, Width: r * 0.14, Colour: c})
	}
	return list
}

func crescent(at Point, r float64, c Colour) Shape {
	var pts []Point
	for i := range 25 { // around the lit side
		pts = append(pts, at.Add(turn(float64(i)/48).Times(r)))
	}
	for i := range 23 { // and back along the edge of the shadow
		d := turn(float64(23-i) / 48)
		pts = append(pts, at.Add(Point{d.X * r * 0.35, d.Y * r}))
	}
	return Area{Points: pts, Fill: c}
}

func (b *builder) cloud(at Point, k, alpha float64) {
	b.afloat = append(b.afloat, Rect{at.X - 44*k, at.Y - 26*k, 80 * k, 34 * k})
	br := brush{at: at, k: k, out: &b.list.Ground}
	c := b.pal.Cloud.Fade(alpha)
	// One outline, since it is translucent.
	pts := append(curve(6, -34, 8, -44, 8, -44, 0), curve(6, -44, 0, -40, -9, -26, -8)...)
	pts = append(pts, curve(6, -20, -8, -14, -20, 2, -18)...)
	pts = append(pts, curve(6, 2, -18, 16, -18, 19, -8)...)
	pts = append(pts, curve(6, 19, -8, 36, -8, 36, 2)...)
	pts = append(pts, curve(6, 36, 2, 34, 8, 28, 8)...)
	br.area(c, Colour{}, 0, pts...)
}

// corners fills what the composition leaves empty with fields and trees.
func (b *builder) corners(horizon float64) {
	p, k := b.pal, b.zoom
	m := b.m.plan
	if m.Portrait || m.Columns > 2 {
		return
	}
	field := func(i int, xy ...float64) {
		br := brush{at: Point{0, horizon}, k: 1, out: &b.list.Ground}
		br.area(b.lit(p.Fields[i]), Colour{}, 0, xy...)
		for j := 1; j < 5; j++ {
			t := float64(j) / 5
			br.line(b.lit(p.Furrow), 1, xy[0]+(xy[2]-xy[0])*t, xy[1]+(xy[3]-xy[1])*t, xy[6]+(xy[4]-xy[6])*t, xy[7]+(xy[5]-xy[7])*t)
		}
	}
	first, last := math.Inf(1), math.Inf(-1)
	for i := range m.Plots {
		first, last = math.Min(first, m.Plots[i].Land.Y), math.Max(last, m.Plots[i].Land.Y)
	}
	if m.Plots != nil && first-m.Horizon > 70 {
		l := b.point(Point{0, 0}).X
		r := b.point(Point{m.W, 0}).X
		h := (first - m.Horizon - 46) * k
		field(0, l+8*k, 22*k, l+128*k, 14*k, l+114*k, 14*k+h, l-6*k, 18*k+h)
		field(1, l+138*k, 20*k, l+250*k, 13*k, l+244*k, 8*k+h, l+132*k, 12*k+h)
		field(0, r-276*k, 18*k, r-158*k, 11*k, r-150*k, 9*k+h, r-268*k, 12*k+h)
		field(1, r-150*k, 20*k, r-28*k, 12*k, r-8*k, 16*k+h, r-130*k, 20*k+h)
	}
	for i, t := range []float64{0.03, 0.045, 0.155, 0.18, 0.262, 0.727, 0.745, 0.967} {
		b.tree(brush{at: Point{b.point(Point{0, 0}).X + m.W*k*t, horizon - (8+6*math.Mod(float64(i)*0.37, 1))*k}, k: k * (0.34 + 0.1*math.Mod(float64(i)*0.61, 1)), out: &b.list.Ground}, i%2 == 1)
	}
}

// knoll is the hill on which the directory stands.
func (b *builder) knoll() {
	m := b.m.plan
	if len(m.Public) == 0 {
		return
	}
	at := m.Places[m.Public[0]].At
	k := m.Places[m.Public[0]].Scale / 0.9
	low := at.Y + 58*k
	if m.Portrait {
		low = at.Y + 34*k
	}
	left := cubic(10, Point{at.X - 215*k, low}, Point{at.X - 146*k, low - 4}, Point{at.X - 146*k, at.Y - 4}, Point{at.X - 86*k, at.Y - 4})
	right := cubic(10, Point{at.X + 86*k, at.Y - 4}, Point{at.X + 146*k, at.Y - 4}, Point{at.X + 146*k, low - 4}, Point{at.X + 215*k, low})
	base := cubic(10, Point{at.X + 215*k, low}, Point{at.X + 130*k, low + 14*k}, Point{at.X - 130*k, low + 14*k}, Point{at.X - 215*k, low})
	all := append(append(left, right...), base...)
	b.ground(Area{Points: b.points(all), Fill: b.lit(b.pal.Knoll)})
	if m.Portrait || len(m.Public) > 1 { // others stand there, and it is written what they are
		return
	}
	for i, x := range []float64{-91, -105, 81, 97} {
		b.tree(brush{at: b.point(Point{at.X + x*k, at.Y + []float64{4, 10, 16, 24}[i]*k}), k: b.zoom * k * []float64{0.62, 0.5, 0.5, 0.4}[i], out: &b.list.Ground}, i%3 == 0)
	}
}

// plots draws each domain's land: a slab with a lip, and its shadow.
func (b *builder) plots() {
	for i := range b.m.plan.Plots {
		p := &b.m.plan.Plots[i]
		r := b.rect(p.Land)
		if !b.seen(r.Grow(30)) {
			continue
		}
		k := b.zoom
		land := b.pal.Lands[p.Family]
		radius := math.Min(22*k, r.H/4)
		high := Rect{r.X, r.Y, r.W, r.H + lip*k}
		b.ground(
			Box{Rect: Rect{r.X + 5*k, r.Y + 18*k, r.W - 10*k, r.H + 6*k}, Radius: radius, Fill: b.lit(b.pal.Shade)},
			Box{Rect: high, Radius: radius, Fill: b.lit(land.Edge)},
			Box{Rect: r, Radius: radius, Fill: b.lit(land.Field)},
			Box{Rect: r.Grow(-6 * k), Radius: math.Max(radius-6*k, 2), Stroke: b.lit(land.Field).Mix(land.Edge, 0.55), Width: 1.2},
		)
		b.grove(p)
	}
}

// withName is what a host takes of the map; of a device with its name above it, in the language in which that is wider.
func (b *builder) withName(p *Place) Rect {
	box := p.Box.Grow(4)
	if !isDevice(p.Host) {
		return box
	}
	lines, named, size := b.deviceLines(p)
	wide := b.m.tale.broadest(Sans, size, b.m.tale.wordsOf(p.Host))
	for _, l := range lines[:named] {
		wide = math.Max(wide, b.m.tale.measure(Bold, size, l))
	}
	wide, high := math.Max(box.W, wide/b.zoom+8), float64(len(lines))*size*lineHeight/b.zoom
	return Rect{p.At.X - wide/2, box.Y - high, wide, box.H + high}
}

// leafHigh and leafWide are how high a tree is at scale 1, and how wide.
const leafHigh, leafWide = 46.0, 24.0

// grove plants trees in the corners of a plot that nothing else fills: above a device is its name.
func (b *builder) grove(p *Plot) {
	if b.zoom < 0.4 {
		return
	}
	seed := uint32(2166136261)
	for _, c := range []byte(p.Domain) {
		seed = (seed ^ uint32(c)) * 16777619
	}
	var taken []Rect
	for _, k := range p.Hosts {
		taken = append(taken, b.withName(&b.m.plan.Places[k]))
	}
	for i := range 6 {
		bits := seed >> (uint(i) * 5)
		t := float64(bits&15) / 15
		size := 0.5 + 0.1*float64(bits>>2&3)
		at := Point{p.Land.X + 26 + (p.Land.W-52)*t, p.Land.Y + 62 + 12*float64(bits>>3&3)}
		if len(p.Rows) > 0 && at.Y > p.Rows[0].Y-30 {
			continue
		}
		if r := (Rect{at.X - leafWide/2*size, at.Y - leafHigh*size, leafWide * size, leafHigh * size}).Grow(2); !slices.ContainsFunc(taken, r.Overlaps) {
			taken = append(taken, r.Grow(4))
			b.trees = append(b.trees, b.rect(r))
			b.tree(brush{at: b.point(at), k: b.zoom * size, out: &b.list.Ground}, bits&1 == 1)
		}
	}
}

// boards writes the domains' names on what hangs from the front of their land.
func (b *builder) boards() {
	many := len(b.m.plan.Plots) >= tallNames
	for i := range b.m.plan.Plots {
		p := &b.m.plan.Plots[i]
		r := b.rect(p.Land)
		if !b.seen(r.Grow(40)) {
			continue
		}
		size := b.size(19.5, b.least+1, 34)
		if many || b.m.plan.Portrait {
			size = b.size(16, b.least, 26)
		}
		left, right := b.front(r)
		name := p.Domain
		if many {
			name = b.soleServer(p)
			if b.m.tale.measure(Bold, size, name) > r.W-size*2 {
				name = p.Domain // of two that are both called mail, that tells them apart
			}
		}
		if name = b.m.tale.shorten(Bold, size, name, right-left-size*2); name == "" {
			continue
		}
		w := b.m.tale.measure(Bold, size, name) + size*1.5
		h := size * 1.66
		x := r.X + 16*b.zoom
		if p.Street != 0 && !p.West || b.m.plan.Portrait || len(p.Rows) > 1 && !p.West {
			// Away from the drive, and from the trunk; and where the yard is shallow, from the servers, whose letters lie beside it.
			x = r.Right() - 12*b.zoom - w
		}
		x = math.Max(left, math.Min(right-w-4, x))
		box := Rect{x, r.Bottom() - h*0.28, w, h}
		if n := len(p.Rows); n > 0 {
			// Below the road that ends there.
			box.Y = math.Max(box.Y, b.point(Point{0, p.Rows[n-1].Y + roadWide}).Y+1)
		}
		land := b.pal.Lands[p.Family]
		fill, ink, edge := land.Roof, rgb(0xFFFFFF), b.pal.Sign
		if b.m.theme == ThemeDark {
			fill, ink, edge = rgb(0x10141B), rgb(0xF1EEE6), land.Roof
		}
		if !b.claim(box) {
			continue
		}
		b.boardBoxes = append(b.boardBoxes, box)
		b.hung = append(b.hung, Box{Rect: box, Radius: size * 0.39, Fill: fill, Stroke: edge, Width: 1.8}, b.text(Bold, size, name, ink, box.Centre(), 0))
	}
}

// front is the part of a land's front, from left to right, where its name can be read: beside the trunk, where the plots lie above
// each other, and within the stage.
func (b *builder) front(land Rect) (left, right float64) {
	free := b.m.free()
	left, right = math.Max(land.X, free.X+6), math.Min(land.Right(), free.Right()-2)
	if b.m.plan.Portrait {
		left = math.Max(left, b.point(Point{b.m.plan.Trunk + roadWide*0.75, 0}).X)
	}
	return left, right
}

// soleServer is the name of a land's only server, or of the land.
func (b *builder) soleServer(p *Plot) string {
	name := ""
	for _, k := range p.Hosts {
		if q := &b.m.plan.Places[k]; !isDevice(q.Host) {
			if name != "" {
				return p.Domain
			}
			name = q.Host.Name
		}
	}
	if name == "" {
		return p.Domain
	}
	return name
}

// streets paves: all that there is, pale.
func (b *builder) streets() {
	p, k := b.pal, b.zoom
	var streets [][]Point
	for _, s := range b.m.plan.Streets {
		if pts := b.points(s); b.seen(boundsOf(pts).Grow(20)) {
			streets = append(streets, pts)
		}
	}
	for _, pass := range []Line{
		{Width: (roadWide + 3) * k, Colour: b.lit(p.RoadEdge)},
		{Width: roadWide * k, Colour: b.lit(p.Road)},
		{Width: math.Max(1.2*k, 0.8), Colour: b.lit(p.RoadMiddle), Dash: 8 * k},
	} {
		for _, pass.Points = range streets {
			b.ground(pass)
		}
	}
}
