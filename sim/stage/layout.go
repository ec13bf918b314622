package stage

import (
	"math"
	"sort"

	"posta/sim/trace"
)

// Sizes on the map, in pixels at zoom 1.
const (
	padR       = 47.0  // radius of the pavement that a building stands on
	cellW      = 176.0 // a host with its labels
	badgeRoom  = 34.0  // above the pavement
	labelRoom  = 48.0  // below it
	cellTop    = padR + badgeRoom
	cellBottom = padR + labelRoom
	cellH      = cellTop + cellBottom
	plotPad    = 16.0
	titleRoom  = 40.0
	street     = 150.0 // between plots beside each other: room for what is said
	lane       = 96.0  // between plots below each other
	minPlotW   = 230.0
)

// pair is an unordered pair of hosts.
type pair struct{ a, b string }

func pairOf(a, b string) pair {
	if b < a {
		a, b = b, a
	}
	return pair{a, b}
}

// Place is where a host stands.
type Place struct {
	Host *trace.Host
	// At is the middle of its pavement.
	At Point
	// Plot is the index of its land.
	Plot int
	// Flip puts its labels above it and its badges below, where roads come from
	// below.
	Flip bool
}

// Cell is the room that the host and its labels have for themselves.
func (p *Place) Cell() Rect { return Rect{p.At.X - cellW/2, p.At.Y - p.top(), cellW, cellH} }

func (p *Place) top() float64 {
	if p.Flip {
		return cellBottom
	}
	return cellTop
}

// pavement is the part of it that roads lead to.
func (p *Place) pavement() Rect { return around(p.At, 2*padR, 2*padR) }

func (p *Place) labelBox() Rect {
	r := Rect{p.At.X - cellW/2 + 14, p.At.Y + padR + 5, cellW - 28, labelRoom - 8}
	if p.Flip {
		r.Y = p.At.Y - padR - 5 - r.H
	}
	return r
}

func (p *Place) badgeBox() Rect {
	r := Rect{p.At.X - cellW/2 + 30, p.At.Y - cellTop + 2, cellW - 60, badgeRoom - 4}
	if p.Flip {
		r.Y = p.At.Y + padR + 2
	}
	return r
}

// Plot is a domain's land.
type Plot struct {
	Domain string
	Mail   bool
	// Lots are its pieces: one, but for hosts pinned among those of other domains.
	Lots []Rect
	// Hosts are indices into Map.Places.
	Hosts []int
	// Land is which of the palette's lands it has, -1 for infrastructure.
	Land   int
	Greens []Green
	// West says that people stand to the left of their servers.
	West bool
}

// Title is where the domain's name stands.
func (p *Plot) Title() Rect {
	r := p.Lots[0]
	return Rect{r.X + 18, r.Y + 10, r.W - 36, titleRoom - 12}
}

// Bounds is the rectangle around all lots.
func (p *Plot) Bounds() Rect {
	var r Rect
	for _, lot := range p.Lots {
		r = r.Union(lot)
	}
	return r
}

// Map is where everything stands: a function of the trace's header, of who talks
// with whom, and of the window's shape.
type Map struct {
	Plots  []Plot
	Places []Place
	Roads  []Road
	Bounds Rect

	byName map[string]int
	byPair map[pair]int
}

// Place finds a host, or gives nil.
func (m *Map) Place(host string) *Place {
	if i, ok := m.byName[host]; ok {
		return &m.Places[i]
	}
	return nil
}

// Road finds the road between two hosts, or gives nil.
func (m *Map) Road(a, b string) *Road {
	if i, ok := m.byPair[pairOf(a, b)]; ok {
		return &m.Roads[i]
	}
	return nil
}

// layOut draws the map for a window of a shape (width over height).
func layOut(h *trace.Header, talks []pair, shape float64) *Map {
	m := &Map{byName: map[string]int{}, byPair: map[pair]int{}}
	m.settle(h)
	m.arrange(talks, shape)
	m.pin()
	for i := range m.Plots {
		m.Bounds = m.Bounds.Union(m.Plots[i].Bounds())
	}
	for i := range m.Places {
		m.Bounds = m.Bounds.Union(m.Places[i].Cell())
	}
	m.build(talks)
	m.plant()
	return m
}

// settle gives every domain its plot and every host its domain.
func (m *Map) settle(h *trace.Header) {
	byDomain := map[string]int{}
	plot := func(name string, mail bool) int {
		i, ok := byDomain[name]
		if !ok {
			i = len(m.Plots)
			byDomain[name] = i
			m.Plots = append(m.Plots, Plot{Domain: name, Mail: mail, Land: -1})
		}
		return i
	}
	for _, d := range h.Domains {
		plot(d.Name, d.Mail)
	}
	for i := range h.Hosts {
		host := &h.Hosts[i]
		if _, twice := m.byName[host.Name]; twice {
			continue
		}
		p := plot(host.Domain, false)
		m.byName[host.Name] = len(m.Places)
		m.Plots[p].Hosts = append(m.Plots[p].Hosts, len(m.Places))
		m.Places = append(m.Places, Place{Host: host, Plot: p})
	}
	land := 0
	for i := range m.Plots {
		if m.Plots[i].Mail {
			m.Plots[i].Land = land % len(Light.Lands)
			land++
		}
	}
}

// block is how the hosts of a plot stand within it: columns of devices, then
// columns of servers.
type block struct {
	w, h    float64
	columns [][]int
	people  int // how many of the columns are devices
}

func (m *Map) block(p *Plot) block {
	var devices, servers []int
	for _, i := range p.Hosts {
		if m.Places[i].Host.Device != "" || m.Places[i].Host.User != "" {
			devices = append(devices, i)
		} else {
			servers = append(servers, i)
		}
	}
	rows := int(math.Ceil(math.Sqrt(float64(max(len(devices), len(servers), 1)) * 0.8)))
	var b block
	split := func(list []int) {
		columns := (len(list) + rows - 1) / rows
		for c := range columns {
			// As even as can be: 5 in two columns are 3 and 2.
			from, to := c*len(list)/columns, (c+1)*len(list)/columns
			b.columns = append(b.columns, list[from:to])
		}
	}
	split(devices)
	b.people = len(b.columns)
	split(servers)
	tallest := 1
	for _, c := range b.columns {
		tallest = max(tallest, len(c))
	}
	b.w = math.Max(minPlotW, float64(len(b.columns))*cellW+2*plotPad)
	b.h = titleRoom + float64(tallest)*cellH + plotPad*0.5
	return b
}

// stand puts the plot's hosts on a lot.
func (m *Map) stand(p *Plot, b block, lot Rect) {
	p.Lots = []Rect{lot}
	n := len(b.columns)
	if n == 0 {
		return
	}
	wide := (lot.W - 2*plotPad) / float64(n)
	for c, column := range b.columns {
		x := lot.X + plotPad + (float64(c)+0.5)*wide
		if !p.West {
			x = lot.X + plotPad + (float64(n-1-c)+0.5)*wide
		}
		free := lot.H - titleRoom - plotPad*0.5 - float64(len(column))*cellH
		for r, host := range column {
			// Columns that are shorter than others are spread over the same height.
			y := lot.Y + titleRoom + free*(float64(r)+0.5)/float64(len(column)) + float64(r)*cellH + m.Places[host].top()
			m.Places[host].At = Point{x, y}
		}
	}
}

// candidate is one way to arrange the plots: rows of indices.
type candidate [][]int

// arrange tries the ways to put plots into rows, and takes the one that can be
// shown largest and whose roads lead least often over somebody else's land.
func (m *Map) arrange(talks []pair, shape float64) {
	if len(m.Plots) == 0 {
		return
	}
	blocks := make([]block, len(m.Plots))
	for i := range m.Plots {
		blocks[i] = m.block(&m.Plots[i])
	}
	var best candidate
	bestScore := math.Inf(-1)
	for _, c := range m.candidates() {
		if score := m.score(c, blocks, talks, shape); score > bestScore+1e-9 {
			best, bestScore = c, score
		}
	}
	lots, bounds := lotsOf(best, blocks, len(m.Plots))
	m.flip(best, talks)
	for i := range m.Plots {
		m.Plots[i].West = lots[i].Centre().X < bounds.Centre().X+1
		m.stand(&m.Plots[i], blocks[i], lots[i])
	}
}

// flip turns the labels up on land whose roads lead down for the greater part.
// The roads between mail's own lands count double.
func (m *Map) flip(rows candidate, talks []pair) {
	row, down := make([]int, len(m.Plots)), make([]int, len(m.Plots))
	for r, list := range rows {
		for _, p := range list {
			row[p] = r
		}
	}
	for _, t := range talks {
		a, b := m.Place(t.a), m.Place(t.b)
		if a == nil || b == nil || row[a.Plot] == row[b.Plot] {
			continue
		}
		if row[a.Plot] > row[b.Plot] {
			a, b = b, a
		}
		weight := 1
		if m.Plots[a.Plot].Mail && m.Plots[b.Plot].Mail {
			weight = 2
		}
		down[a.Plot] += weight
		down[b.Plot] -= weight
	}
	for i := range m.Places {
		m.Places[i].Flip = down[m.Places[i].Plot] > 0
	}
}

func (m *Map) candidates() []candidate {
	var mail, commons []int
	for i := range m.Plots {
		if m.Plots[i].Mail {
			mail = append(mail, i)
		} else {
			commons = append(commons, i)
		}
	}
	chunk := func(list []int, n int) candidate {
		var rows candidate
		count := (len(list) + n - 1) / n
		for r := range count {
			rows = append(rows, list[r*len(list)/count:(r+1)*len(list)/count])
		}
		return rows
	}
	var all []candidate
	for n := 1; n <= max(len(mail), 1); n++ {
		rows := chunk(mail, n)
		if len(commons) == 0 {
			all = append(all, rows)
			continue
		}
		// What belongs to nobody stands in a row of its own: above, or in the middle.
		top := append(candidate{commons}, rows...)
		all = append(all, top)
		for k := 1; k <= len(rows); k++ {
			mid := append(candidate{}, rows[:k]...)
			mid = append(mid, commons)
			all = append(all, append(mid, rows[k:]...))
		}
	}
	// Or it stands among the others.
	mixed := append(append(append([]int{}, mail[:(len(mail)+1)/2]...), commons...), mail[(len(mail)+1)/2:]...)
	for n := 1; n <= len(mixed); n++ {
		all = append(all, chunk(mixed, n))
	}
	return all
}

// lotsOf places rows of plots below each other, each row centred.
func lotsOf(c candidate, blocks []block, n int) ([]Rect, Rect) {
	lots := make([]Rect, n)
	var bounds Rect
	y := 0.0
	for _, row := range c {
		w, h := -street, 0.0
		for _, p := range row {
			w += blocks[p].w + street
			h = math.Max(h, blocks[p].h)
		}
		x := -w / 2
		for _, p := range row {
			lots[p] = Rect{x, y + (h-blocks[p].h)/2, blocks[p].w, blocks[p].h}
			bounds = bounds.Union(lots[p])
			x += blocks[p].w + street
		}
		y += h + lane
	}
	return lots, bounds
}

func (m *Map) score(c candidate, blocks []block, talks []pair, shape float64) float64 {
	lots, bounds := lotsOf(c, blocks, len(m.Plots))
	// The window has a height of 640 at any shape; beyond a zoom of 1 nothing is won.
	const height = 640.0
	zoom := math.Min(height*shape/bounds.W, height/bounds.H)
	score := math.Min(zoom, 1)
	trespass := 0
	seen := map[pair]bool{}
	for _, t := range talks {
		a, okA := m.byName[t.a]
		b, okB := m.byName[t.b]
		if !okA || !okB {
			continue
		}
		pa, pb := m.Places[a].Plot, m.Places[b].Plot
		key := pair{string(rune(min(pa, pb))), string(rune(max(pa, pb)))}
		if pa == pb || seen[key] {
			continue
		}
		seen[key] = true
		for i, lot := range lots {
			if i == pa || i == pb {
				continue
			}
			if _, _, hit := lot.clip(lots[pa].Centre(), lots[pb].Centre()); hit {
				trespass++
			}
		}
	}
	if len(seen) == 0 {
		return score
	}
	return score * (1 - 0.45*math.Min(1, float64(trespass)/float64(len(seen))))
}

// pin moves what the scenario has pinned, and what is in its way.
func (m *Map) pin() {
	var pinned []int
	for i := range m.Places {
		if m.Places[i].Host.Position != nil {
			pinned = append(pinned, i)
		}
	}
	if len(pinned) == 0 {
		return
	}
	for _, i := range pinned {
		for _, j := range m.Plots[m.Places[i].Plot].Hosts {
			m.Places[j].Flip = false
		}
	}
	m.spread(pinned)
	var taken []Rect
	fixed := make([]bool, len(m.Plots))
	done := make([]bool, len(m.Places))
	for _, i := range pinned {
		fixed[m.Places[i].Plot], done[i] = true, true
		taken = append(taken, m.Places[i].Cell())
	}
	// Neighbours of a pinned host on the same land stand next to it.
	for _, i := range pinned {
		for _, j := range m.Plots[m.Places[i].Plot].Hosts {
			if done[j] {
				continue
			}
			done[j] = true
			m.Places[j].At = m.Places[i].At
			m.Places[j].At = freeSpot(m.Places[j].Cell(), taken, 0).Add(Point{cellW / 2, cellTop})
			taken = append(taken, m.Places[j].Cell())
		}
	}
	m.fence(fixed)
	taken = taken[:0]
	for p := range m.Plots {
		if fixed[p] {
			taken = append(taken, m.Plots[p].Lots...)
		}
	}
	for p := range m.Plots {
		if fixed[p] || len(m.Plots[p].Lots) == 0 {
			continue
		}
		old := m.Plots[p].Lots[0]
		spot := freeSpot(old, taken, lane)
		m.stand(&m.Plots[p], m.block(&m.Plots[p]), Rect{spot.X, spot.Y, old.W, old.H})
		taken = append(taken, m.Plots[p].Lots[0])
	}
}

// spread scales the plane until pinned hosts have room: their places relative to
// each other stay those of the scenario. Hosts pinned to one and the same place
// stand beside each other.
func (m *Map) spread(pinned []int) {
	w, h := 1100.0, 640.0
	for range 24 {
		tight := false
		for n, i := range pinned {
			for _, j := range pinned[:n] {
				a, b := m.Places[i].Host.Position, m.Places[j].Host.Position
				dx, dy := math.Abs(a.X-b.X), math.Abs(a.Y-b.Y)
				if dx+dy > 0.004 && dx*w < cellW+plotPad && dy*h < cellH+titleRoom+plotPad {
					tight = true
				}
			}
		}
		if !tight {
			break
		}
		w, h = w*1.25, h*1.25
	}
	var taken []Rect
	for _, i := range pinned {
		p := &m.Places[i]
		p.At = Point{(p.Host.Position.X - 0.5) * w, (p.Host.Position.Y - 0.5) * h}
		p.At = freeSpot(p.Cell(), taken, 0).Add(Point{cellW / 2, cellTop})
		taken = append(taken, p.Cell())
	}
}

// fence draws the borders of land whose hosts have been placed one by one.
func (m *Map) fence(fixed []bool) {
	lot := func(r Rect) Rect {
		r = Rect{r.X - plotPad/2, r.Y - titleRoom, r.W + plotPad, r.H + titleRoom + plotPad/2}
		return r
	}
	for p := range m.Plots {
		if !fixed[p] {
			continue
		}
		var all Rect
		for _, i := range m.Plots[p].Hosts {
			all = all.Union(m.Places[i].Cell())
		}
		m.Plots[p].Lots = []Rect{lot(all)}
	}
	// Land that would lie over other land or over strangers' houses is cut into
	// pieces, one a host.
	for p := range m.Plots {
		if !fixed[p] || !m.trespasses(p, fixed) {
			continue
		}
		m.Plots[p].Lots = nil
		for _, i := range m.Plots[p].Hosts {
			r := m.Places[i].Cell()
			m.Plots[p].Lots = append(m.Plots[p].Lots, Rect{r.X + 2, r.Y - 2, r.W - 4, r.H})
		}
	}
}

func (m *Map) trespasses(p int, fixed []bool) bool {
	for _, mine := range m.Plots[p].Lots {
		for q := range m.Plots {
			if q == p || !fixed[q] {
				continue
			}
			for _, theirs := range m.Plots[q].Lots {
				if mine.Grow(4).Overlaps(theirs) {
					return true
				}
			}
			for _, i := range m.Plots[q].Hosts {
				if mine.Grow(4).Overlaps(m.Places[i].Cell()) {
					return true
				}
			}
		}
	}
	return false
}

// freeSpot is the upper left corner nearest to where the rectangle is, such that
// it keeps its distance from those taken. The best corner lies beside one of them
// or where it is already.
func freeSpot(r Rect, taken []Rect, gap float64) Point {
	free := func(p Point) bool {
		moved := Rect{p.X, p.Y, r.W, r.H}.Grow(gap / 2)
		for _, t := range taken {
			if moved.Overlaps(t.Grow(gap / 2)) {
				return false
			}
		}
		return true
	}
	here := Point{r.X, r.Y}
	if free(here) {
		return here
	}
	xs, ys := []float64{r.X}, []float64{r.Y}
	for _, t := range taken {
		xs = append(xs, t.X-gap-r.W, t.Right()+gap)
		ys = append(ys, t.Y-gap-r.H, t.Bottom()+gap)
	}
	spots := make([]Point, 0, len(xs)*len(ys))
	for _, x := range xs {
		for _, y := range ys {
			spots = append(spots, Point{x, y})
		}
	}
	sort.SliceStable(spots, func(i, j int) bool { return spots[i].To(here) < spots[j].To(here) })
	for _, p := range spots {
		if free(p) {
			return p
		}
	}
	return here // not reached: right of the rightmost is always free
}
