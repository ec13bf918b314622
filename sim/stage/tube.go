package stage

import "math"

// A tube stands around the road of a conversation that TLS protects. Whoever talks without one along it has a lane beside it: the tube
// gives them room, for nothing of what they say runs inside.

// pipe is a tube as it is drawn.
type pipe struct {
	points []Point
	wide   float64 // without its casing's edges
}

// Sizes across a road, on the map.
const (
	pipeWide   = roadWide + 1
	pipeEdge   = 4.0 // both of its sides
	slimWide   = 6.0 // beside others' lanes
	slimBeside = 8.0 // from the road's middle
)

// protected are the pairs of hosts between which a TCP connection stands that TLS protects, and in which nobody has taken leave yet.
func (b *builder) protected() map[pair]bool {
	tubes := map[pair]bool{}
	for _, h := range b.state.Hosts {
		for _, c := range h.Connections {
			if !b.m.yet[c.Number] && b.m.tale.protects(c, b.m.Position()) {
				tubes[pairOf(h.Name, c.Peer)] = true
			}
		}
	}
	for _, p := range b.m.ahead {
		tubes[p] = true
	}
	return tubes
}

// tubes cases the road of the present conversation from door to door where TLS
// protects it, and every other road on which such a connection stands.
func (b *builder) tubes() {
	tubes := b.protected()
	b.aside = b.sideOf(tubes)
	for i := range b.m.plan.Roads {
		r := &b.m.plan.Roads[i]
		key := pair{r.A, r.B}
		present := b.m.act.to != nil && pairOf(b.m.act.from.Host.Name, b.m.act.to.Host.Name) == key
		cased := tubes[key] || present && b.m.act.tube
		target := Target{Kind: TargetRoad, A: r.A, B: r.B}
		marked := b.m.selected == target || b.m.hovered == target
		if !cased && !marked {
			continue
		}
		points := b.points(r.Path.Points)
		if !b.seen(boundsOf(points).Grow(30)) {
			continue
		}
		if marked {
			c := b.pal.Focus
			if b.m.selected != target {
				c = c.Fade(0.45)
			}
			b.ground(Line{Points: points, Width: (roadWide + 8) * b.zoom, Colour: c}, Line{Points: points, Width: roadWide * b.zoom, Colour: b.lit(b.pal.Road)})
		}
		if cased {
			t := pipeOf(r.Path, b.m.act.path, b.aside)
			b.laid = append(b.laid, pipe{b.points(t.points), t.wide * b.zoom})
		}
	}
	for _, t := range b.laid {
		b.tube(t)
	}
	if b.m.act.to != nil && !b.m.act.tube {
		b.deck(newPath(b.way()))
	}
}

// sideOf is on which side of their road those keep who talk without a tube along others': where they meet least of them.
func (b *builder) sideOf(tubes map[pair]bool) float64 {
	a := &b.m.act
	if a.to == nil || a.tube || len(tubes) == 0 {
		return 0
	}
	best, least := 0.0, math.Inf(1)
	for _, side := range []float64{1, -1} {
		way := newPath(keepRight(a.path.Points, side*lane))
		met, along := 0.0, false
		for i := range b.m.plan.Roads {
			r := &b.m.plan.Roads[i]
			if !tubes[pair{r.A, r.B}] {
				continue
			}
			t := pipeOf(r.Path, a.path, side)
			along = along || t.wide == slimWide
			for at := range way.every(lookEach) {
				if near(t.points, at) < t.wide/2+lane {
					met++
				}
			}
		}
		if along && met < least {
			best, least = side, met
		}
	}
	return best
}

// lookEach is the distance, on the map, between places of a way that are looked at.
const lookEach = 8.0

// pipeOf is the tube around a road, and the slim one on its other side where others talk along it, on one side of their way.
func pipeOf(road, way Path, side float64) pipe {
	var first, last, shared float64
	for at := range way.every(lookEach) {
		if i, t, far := nearest(road.Points, at); side != 0 && far < 2 {
			if last = road.at[i-1] + t*(road.at[i]-road.at[i-1]); shared == 0 {
				first = last
			}
			shared += lookEach
		}
	}
	switch {
	case shared < 2*roadWide:
		return pipe{road.Points, pipeWide}
	case first > last:
		side = -side
	}
	return pipe{keepRight(road.Points, -side*slimBeside), slimWide}
}

// way is the middle of the lanes of who talk, from who speaks, in the window, carriers that of a letter's way.
func (b *builder) way() []Point {
	return keepRight(b.points(b.m.act.path.Points), b.aside*lane*b.lanes())
}

func (b *builder) carriers() []Point {
	points, side := b.points(b.m.act.carriers.Points), b.aside
	if b.m.act.carries.Speaker != b.m.act.from.Host.Name {
		side = -side // it comes towards them
	}
	return keepRight(points, side*lane*b.lanes())
}

// lanes is how large what goes along the roads is drawn.
func (b *builder) lanes() float64 { return math.Max(0.6, math.Min(b.zoom, 2)) }

// deck is the bridge of who talk without a tube over those of others that they cross. It is as broad as their two lanes, so that the tube is
// seen on both sides of it, whole.
func (b *builder) deck(way Path) {
	const wide = 2*lane + 7
	var over []Point
	bridge := func() {
		if len(over) > 1 {
			b.ground(Line{Points: over, Width: (wide + 2) * b.zoom, Colour: b.lit(b.pal.RoadEdge)}, Line{Points: over, Width: wide * b.zoom, Colour: b.lit(b.pal.Road)})
		}
		over = nil
	}
	for at := range way.every(4 * b.zoom) {
		if b.onPipe(at) {
			over = append(over, at)
		} else {
			bridge()
		}
	}
	bridge()
}

// onPipe tells whether a place lies on a tube, as it is drawn.
func (b *builder) onPipe(at Point) bool {
	for _, t := range b.laid {
		if near(t.points, at) < t.wide/2+pipeEdge/2*b.zoom {
			return true
		}
	}
	return false
}

// tube draws the armoured casing: a pipe of steel with rings, its ends screwed on at both doors,
// and its lock.
func (b *builder) tube(t pipe) {
	p, k := b.pal, b.zoom
	points, wide := t.points, t.wide
	path := newPath(points)
	under, over := keepRight(points, wide*0.3), keepRight(points, -wide*0.27)
	if points[0].X > points[len(points)-1].X {
		under, over = over, under // what is below is in the shade, whichever way it is laid
	}
	b.ground(Line{Points: points, Width: wide + pipeEdge*k, Colour: p.TubeEdge}, Line{Points: points, Width: wide, Colour: p.Tube},
		Line{Points: under, Width: wide * 0.4, Colour: p.TubeDark}, Line{Points: over, Width: wide * 0.16, Colour: p.Tube.Mix(rgb(0xFFFFFF), 0.55)})
	n := math.Max(2, math.Floor(path.Len()/(48*k)))
	for i := 1; i < len(points); i++ {
		b.means(boundsOf(points[i-1:i+1]).Grow(wide/2), wordSignTube)
	}
	for i := 0.0; i <= n; i++ {
		at, dir := path.At(i / n)
		half, thick := wide/2+2*k, 5*k
		if i == 0 || i == n {
			half, thick = wide/2+2.5*k, 12*k
		}
		side := dir.Left().Times(half)
		b.ground(Line{Points: []Point{at.Add(side), at.Sub(side)}, Width: thick, Colour: p.TubeEdge})
		if i == 0 || i == n {
			b.ground(Line{Points: []Point{at.Add(side.Times(0.9)), at.Sub(side.Times(0.9))}, Width: thick * 0.6, Colour: p.TubeDark})
		}
	}
}
