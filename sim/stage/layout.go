package stage

import (
	"cmp"
	"math"
	"slices"

	"posta/sim/trace"
)

// The map is a composition, not a search: where a domain's land lies depends on how
// many domains there are and on their order, never on what happens, on the language
// or on the theme. So a plot stands where it stood a moment ago, in the other branch
// of a what-if and in the next lesson with the same cast.
//
// Columns are even in number, with a gap between the two halves: there the trunk
// road runs up to the directory at the horizon, and there is room for what is said.
// The first domain is on the left, the second on the right; the others follow right,
// left, downwards, the inner pair of columns first. In a window that is higher than
// wide the plots lie above each other, the first at the bottom, and the trunk runs
// along their left edge.

// Lengths on the map, in pixels at zoom 1.
const (
	edgeRoom  = 14.0  // between the land and the edge of the map
	plotGap   = 16.0  // between plots beside each other
	lip       = 10.0  // of a plot, at its front
	boardHang = 24.0  // how far its board hangs below that
	yardAt    = 0.64  // of a plot's height: the line on which its buildings stand
	roadWide  = 22.0  // of a street
	gateAway  = 28.0  // of the trunk from the land on its left
	streetLow = 38.0  // of a street below the row of plots that it serves, where there are four columns and more
	maxPlotW  = 430.0 // a plot wider than that looks empty
	maxPlotH  = 420.0
	tallNames = 13 // from so many domains on, a plot's board carries its server's name
)

// In a window on its end: the sky with the directory in it, and between two plots what is
// said.
const (
	uprightTop  = 88.0
	uprightTalk = 100.0
	uprightYard = 0.84
	uprightFoot = 8.0
	leastPitch  = 132.0 // from one plot to the next, where there are three or more
)

// What a building of each kind takes at scale 1.
const (
	serverW, serverH = 180.0, 178.0
	deviceW, deviceH = 96.0, 98.0
	leastScale       = 0.34 // smaller ones are stacked
	publicEach       = 172.0
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
	// At is the middle of its foot, on the line of its yard.
	At Point
	// Scale is that of its building; 1 is the size of a post office on a land of its own.
	Scale float64
	// Plot is the index of its land, -1 on public land.
	Plot int
	// Box is what its building and its labels fill.
	Box Rect
	// Row is the yard line that it stands on.
	Row *Row
	// Stack is how many devices share the place, this one being drawn for them; 0 for
	// those that are not drawn.
	Stack int
}

// Row is a yard line of a plot: hosts stand along it, and its road leads out.
type Row struct {
	Y float64
	// Out is where the road leaves the plot: on the trunk's side, or at the drive
	// that goes down to the street.
	Out float64
	// Front is the yard below it: letters lie there.
	Front Rect
}

// Plot is a domain's land.
type Plot struct {
	Domain string
	Mail   bool
	Land   Rect
	// Rows are its yard lines from the back to the front.
	Rows []*Row
	// Hosts are indices into Map.Places.
	Hosts []int
	// Family is which of the palette's lands it has; Pattern counts how often they
	// have come round.
	Family, Pattern int
	// West: it lies left of the gap, so its servers stand on its right.
	West bool
	// Street is the y of the street below it, 0 where the trunk comes to its door.
	Street float64
}

// Map is where everything stands: a function of the trace's header and of the
// window's size.
type Map struct {
	W, H     float64
	Columns  int
	Portrait bool
	// Horizon is where the sky meets the land, Talk the room between the halves.
	Horizon float64
	Talk    Rect
	// Trunk is the x of the road that joins all others.
	Trunk  float64
	Plots  []Plot
	Places []Place
	Roads  []Road
	// Streets are all that is paved, whether anybody goes there or not.
	Streets [][]Point
	Bounds  Rect
	// pavement are their segments, each once: lanes that run together are one.
	pavement [][2]Point
	// Public are the hosts that stand on nobody's land, at the horizon.
	Public []int

	// folded are the plots that are folded away, folds where the map is folded between two that are not.
	folded plots
	folds  []float64

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

// grid is how many columns and rows so many plots have.
func grid(n int) (columns, rows int) {
	switch {
	case n <= 1:
		return 1, 1
	case n <= 2:
		return 2, 1
	case n <= 4:
		return 2, 2
	case n <= 6:
		return 2, 3
	case n <= 8:
		return 4, 2
	case n <= 12:
		return 4, 3
	case n <= 16:
		return 4, 4
	case n <= 20:
		return 4, 5
	case n <= 24:
		return 6, 4
	}
	return 6, (n + 5) / 6
}

// base is the size of the smallest map on which so many plots are at reading size.
func base(n int, portrait bool) (w, h float64) {
	columns, rows := grid(n)
	if portrait {
		switch {
		case n == 2:
			return 374, uprightTop + 2*138 + uprightTalk + uprightFoot // a phone's whole stage, without scrolling
		case n < 2:
			return 374, uprightTop + 160 + 108 // what is said stands below
		}
		return 374, uprightTop + float64(n)*160 + uprightFoot
	}
	switch columns {
	case 1, 2:
		return 962 + 60*float64(rows-1), 350 + 196*float64(rows)
	case 4:
		return 1440, 60 + 208*float64(rows)
	}
	return 1560, 60 + 140*float64(rows)
}

// scaleFor is the zoom at which the whole map fills the free part of a window, and which of
// the two compositions it has. That goes with the window, not with what panels leave of
// it: nobody moves when one is folded.
func scaleFor(n int, w, h float64, upright bool) (zoom float64, portrait bool) {
	lw, lh := base(n, false)
	pw, ph := base(n, true)
	wide, tall := math.Min(w/lw, h/lh), math.Min(w/pw, h/ph)
	if n <= 8 && upright {
		// As wide as the window; what is higher is scrolled.
		return math.Max(tall, math.Min(w/pw, 1.05)), true
	}
	return wide, false
}

// uprightHigh is how high the map is where its plots lie above each other, seen through a window of a height: below the sky
// there is room for whole ones, so that none is cut wherever it is scrolled to.
func uprightHigh(n int, window float64) float64 {
	if n <= 2 {
		_, least := base(n, true)
		return math.Max(window, least)
	}
	room := window - uprightTop - uprightFoot
	seen := math.Max(1, math.Min(float64(n), math.Floor(room/leastPitch)))
	return uprightTop + float64(n)*math.Max(room/seen, leastPitch) + uprightFoot
}

// layOut composes the map for a window of a size; where its plots lie above each other, of some of them, the rest being folded away.
func layOut(h *trace.Header, talks []pair, w, height float64, upright bool, folded plots) *Map {
	m := &Map{byName: map[string]int{}, byPair: map[pair]int{}, folded: folded}
	m.settle(h)
	var zoom float64
	zoom, m.Portrait = scaleFor(len(m.Plots), w, height, upright)
	m.W, m.H = w/zoom, height/zoom
	if m.Portrait && folded == 0 {
		m.H = uprightHigh(len(m.Plots), m.H)
	}
	m.Columns, _ = grid(len(m.Plots))
	m.Bounds = Rect{0, 0, m.W, m.H}
	if m.Portrait {
		m.stackPlots()
	} else {
		m.arrange()
	}
	for i := range m.Plots {
		m.furnish(&m.Plots[i])
	}
	m.public()
	m.pave()
	for _, t := range talks {
		m.join(t)
	}
	return m
}

// settle gives every domain its plot and every host its domain. A domain that is no
// mail domain and has hosts is infrastructure: its hosts stand on public land.
func (m *Map) settle(h *trace.Header) {
	hosts := map[string]int{}
	for i := range h.Hosts {
		hosts[h.Hosts[i].Domain]++
	}
	byDomain := map[string]int{}
	for _, d := range h.Domains {
		if _, twice := byDomain[d.Name]; twice || d.Name == "" || !d.Mail && hosts[d.Name] > 0 {
			continue
		}
		byDomain[d.Name] = len(m.Plots)
		m.Plots = append(m.Plots, Plot{Domain: d.Name, Mail: d.Mail})
	}
	for i := range h.Hosts {
		host := &h.Hosts[i]
		if _, twice := m.byName[host.Name]; twice {
			continue
		}
		at := len(m.Places)
		m.byName[host.Name] = at
		p, owned := byDomain[host.Domain]
		if !owned {
			p = -1
			m.Public = append(m.Public, at)
		} else {
			m.Plots[p].Hosts = append(m.Plots[p].Hosts, at)
		}
		m.Places = append(m.Places, Place{Host: host, Plot: p, Scale: 1, Stack: 1})
	}
	for i := range m.Plots {
		m.Plots[i].Family, m.Plots[i].Pattern = i%Families, i/Families
	}
	m.pinned()
}

// pinned brings the domains whose hosts the scenario gives a place into the order of
// those places, row by row: they keep the slots that they have together.
func (m *Map) pinned() {
	type pin struct {
		x, y float64
		plot Plot
	}
	var slots []int
	var pins []pin
	for i := range m.Plots {
		for _, k := range m.Plots[i].Hosts {
			if pos := m.Places[k].Host.Position; pos != nil {
				slots = append(slots, i)
				pins = append(pins, pin{pos.X, pos.Y, m.Plots[i]})
				break
			}
		}
	}
	slices.SortStableFunc(pins, func(a, b pin) int {
		return cmp.Or(cmp.Compare(math.Floor(a.y*3), math.Floor(b.y*3)), cmp.Compare(a.x, b.x))
	})
	for n, i := range slots {
		m.Plots[i] = pins[n].plot
		for _, k := range m.Plots[i].Hosts {
			m.Places[k].Plot = i
		}
	}
}

// slot is a plot's column (counted from the gap outwards, 0 the inner), side and row.
type slot struct {
	out  int
	west bool
	row  int
}

// slotOf places the plots: the inner pair of columns first, right and left by turns.
func slotOf(i, rows int) slot {
	out, k := i/(2*rows), i%(2*rows)
	west := k%2 == 1
	if out == 0 {
		west = k%4 == 0 || k%4 == 3
	}
	return slot{out, west, k / 2}
}

// arrange gives each plot its land, where the window is wide.
func (m *Map) arrange() {
	n := len(m.Plots)
	columns, rows := grid(n)
	gap := m.gap(columns)
	half := columns / 2
	top, bottom := m.rows(rows)
	street := 0.0
	if columns > 2 {
		street = streetLow
	}
	pitch := (bottom - top) / float64(rows)
	h := math.Min(pitch-lip-boardHang-street, maxPlotH)
	if rows == 1 {
		top = bottom - pitch
	}
	m.Horizon = math.Max(top-116, 0.19*m.H)
	if rows > 1 {
		m.Horizon = math.Min(0.2*m.H, 130)
	}
	if columns == 1 {
		// Beside it there is room for what is said; the two together stand in the middle.
		const beside = 300.0
		w := math.Min(m.W-2*edgeRoom-2*gateAway, 560)
		m.onlyPlot(Rect{math.Max(edgeRoom, (m.W-w-beside)/2), bottom - lip - boardHang - h, w, h})
		return
	}
	w := (m.W - 2*edgeRoom - gap - float64(columns-2)*plotGap) / float64(columns)
	inner := gap
	if w > maxPlotW {
		inner, w = gap+2*float64(half)*(w-maxPlotW)*0.6, maxPlotW
	}
	middle := m.W / 2
	m.Talk = Rect{middle - inner/2, top, inner, bottom - top}
	m.Trunk = m.Talk.X + gateAway
	count := map[slot]int{}
	for i := range n {
		s := slotOf(i, rows)
		count[slot{s.out, s.west, 0}]++
	}
	for i := range m.Plots {
		s := slotOf(i, rows)
		p := &m.Plots[i]
		p.West = s.west
		x := middle + inner/2 + float64(s.out)*(w+plotGap)
		if s.west {
			x = middle - inner/2 - w - float64(s.out)*(w+plotGap)
		}
		y := top + float64(s.row)*pitch
		if columns == 2 {
			// A shorter column is centred on the rows of the longer.
			y += pitch * float64(rows-count[slot{s.out, s.west, 0}]) / 2
		} else {
			p.Street = y + h + lip + boardHang/2 + streetLow/2
		}
		p.Land = Rect{x, y, w, h}
	}
}

// onlyPlot gives the only plot its land.
func (m *Map) onlyPlot(land Rect) {
	m.Talk = Rect{land.Right(), land.Y, m.W - land.Right(), land.H}
	m.Trunk = land.Right() + gateAway
	if len(m.Plots) == 1 {
		m.Plots[0].Land, m.Plots[0].West = land, true
	}
}

// gap is the room between the halves.
func (m *Map) gap(columns int) float64 {
	switch columns {
	case 1, 2:
		return 0.31 * m.W
	case 4:
		return 0.185 * m.W
	}
	return 0.14 * m.W
}

// rows is where the rows of plots begin and end.
func (m *Map) rows(rows int) (top, bottom float64) {
	bottom = m.H - 4
	if rows == 1 {
		return math.Max(0.345*m.H, bottom-maxPlotH-lip-boardHang), bottom
	}
	top = 26
	if len(m.Public) > 1 {
		top = 150 // a row of public buildings stands at the horizon
	}
	return top, bottom
}

// stackPlots gives each plot its land, where the window is higher than wide.
func (m *Map) stackPlots() {
	n := max(len(m.Plots)-m.folded.count(), 1)
	top, bottom := uprightTop, m.H-uprightFoot
	if m.folded != 0 { // a fold has room below the street, at the cost of the foot
		top, bottom = top+underSky, bottom+underSky
	}
	talk := 0.0
	if len(m.Plots) == 2 {
		talk = uprightTalk
	}
	if len(m.Plots) <= 1 {
		bottom -= 104 // what is said stands below it
	}
	m.Horizon = 56
	pitch := (bottom - top - talk) / float64(n)
	h := math.Min(pitch-lip-boardHang, 230)
	m.Trunk = 30
	y := bottom
	for i := range m.Plots {
		p := &m.Plots[i]
		p.West = false
		if m.folded.has(i) {
			m.foldAway(p)
			continue
		}
		if y -= pitch; i > 0 {
			y -= talk
			if m.folded.has(i - 1) {
				m.folds = append(m.folds, y+pitch-foldAbove)
			}
		}
		p.Land = Rect{6, y, m.W - 12, h}
	}
	if m.folded.has(len(m.Plots) - 1) {
		m.folds = append(m.folds, top-underSky/2)
	}
	m.Talk = Rect{6, bottom + 4, m.W - 12, 96}
	if len(m.Plots) == 2 {
		y := m.Plots[1].Land.Bottom() + lip + boardHang
		m.Talk = Rect{50, y + 2, m.W - 56, m.Plots[0].Land.Y - y - 6}
	}
}

// size is what a host takes at scale 1.
func (m *Map) size(p *Place) (w, h float64) {
	if isDevice(p.Host) {
		if m.Portrait {
			return deviceW, serverH * 0.5 // the letter lies above it
		}
		return deviceW, deviceH
	}
	return serverW, serverH
}

// furnish stands the hosts of a plot on its yard lines: servers towards the road
// that leads out, devices on the other side, in as many rows as leave them largest.
func (m *Map) furnish(p *Plot) {
	if p.Land.Empty() {
		return
	}
	servers, devices := m.split(p)
	inside := Rect{p.Land.X + 10, p.Land.Y + 8, p.Land.W - 20, p.Land.H - 8}
	if m.Portrait {
		inside.X, inside.W = p.Land.X+44, p.Land.W-54
	}
	if p.Street != 0 && !m.Portrait {
		// Beside several rows a drive leads down to the street.
		inside.W -= roadWide
		if !p.West {
			inside.X += roadWide
		}
	}
	best, rows, cut := 0.0, 1, len(devices)
	for r := 1; r <= 6; r++ {
		if s := m.fits(servers, devices, r, m.ranks(p, inside, r)); s > best*1.12 {
			best, rows = s, r
		}
	}
	for best < leastScale && cut > 2 {
		// Too many to be told apart: the rest stand behind the last.
		cut = max(cut/2, 2)
		for r := 1; r <= 6; r++ {
			if s := m.fits(servers, devices[:cut], r, m.ranks(p, inside, r)); s > best {
				best, rows = s, r
			}
		}
	}
	scale := math.Min(best, 1.25)
	m.stand(p, servers, devices[:cut], rows, scale, inside)
	for _, k := range devices[cut:] {
		last := &m.Places[devices[cut-1]]
		last.Stack++
		m.Places[k].At, m.Places[k].Scale, m.Places[k].Box, m.Places[k].Row, m.Places[k].Stack = last.At, last.Scale, last.Box, last.Row, 0
	}
}

func (m *Map) split(p *Plot) (servers, devices []int) {
	for _, k := range p.Hosts {
		if isDevice(m.Places[k].Host) {
			devices = append(devices, k)
		} else {
			servers = append(servers, k)
		}
	}
	return servers, devices
}

// deal spreads hosts over rows as evenly as can be, and gives those of one row.
func deal(list []int, rows, row int) []int {
	return list[row*len(list)/rows : (row+1)*len(list)/rows]
}

// backRoom is the part of a row's height that is above its yard line.
func (m *Map) backRoom(rows int) float64 {
	switch {
	case m.Portrait && rows == 1:
		return uprightYard
	case rows == 1 && len(m.Plots) >= tallNames:
		return 0.78
	case rows == 1:
		return yardAt
	}
	return 0.8
}

// ranks is the part of a plot in which so many rows stand: below several there is a yard, too, where the plot is no small one at a street.
func (m *Map) ranks(p *Plot, inside Rect, rows int) Rect {
	if rows > 1 && !m.Portrait && p.Street == 0 {
		inside.H *= 0.86
	}
	return inside
}

// fits is the largest scale at which the hosts fit in so many rows.
func (m *Map) fits(servers, devices []int, rows int, inside Rect) float64 {
	tall := inside.H / float64(rows) * m.backRoom(rows)
	least := math.Inf(1)
	for r := range rows {
		w, h := 0.0, 1.0
		for _, list := range [][]int{deal(servers, rows, r), deal(devices, rows, r)} {
			for _, k := range list {
				iw, ih := m.size(&m.Places[k])
				w, h = w+iw, math.Max(h, ih)
			}
		}
		if w == 0 {
			if rows > 1 {
				return 0 // fewer rows do
			}
			w = serverW
		}
		least = math.Min(least, math.Min(inside.W/w, tall/h))
	}
	return least
}

func (m *Map) stand(p *Plot, servers, devices []int, rows int, scale float64, inside Rect) {
	pitch := m.ranks(p, inside, rows).H / float64(rows)
	for r := range rows {
		y := inside.Y + pitch*(float64(r)+m.backRoom(rows))
		row := &Row{Y: y}
		low := inside.Y + pitch*float64(r+1)
		if r == rows-1 {
			low = inside.Bottom() // the yard, below all rows
		}
		row.Front = Rect{inside.X, y + roadWide + 1, inside.W, math.Max(low-y-roadWide-1, 0)}
		line := append(slices.Clone(deal(devices, rows, r)), deal(servers, rows, r)...)
		// From the outside inwards, then the other way round on the right.
		if !p.West {
			slices.Reverse(line)
		}
		wide := 0.0
		for _, k := range line {
			w, _ := m.size(&m.Places[k])
			wide += w * scale
		}
		free := (inside.W - wide) / float64(len(line)+1)
		x := inside.X + free
		if m.Portrait {
			x = inside.X + 6
		}
		for i, k := range line {
			q := &m.Places[k]
			w, h := m.size(q)
			if m.Portrait {
				// Servers beside the trunk and devices at the other edge: the letter lies between.
				if free = math.Max(0, math.Min(8, (inside.W-6-wide)/float64(len(line)))); i == 0 || !isDevice(m.Places[line[i-1]].Host) && isDevice(q.Host) {
					rest := 0.0
					for _, other := range line[i:] {
						w, _ := m.size(&m.Places[other])
						rest += w*scale + free
					}
					if isDevice(q.Host) {
						x = math.Max(x, inside.Right()-rest)
					}
				}
			}
			q.At, q.Scale, q.Row = Point{x + w*scale/2, y}, scale, row
			if m.Portrait && isDevice(q.Host) {
				q.Scale *= 0.75
			}
			q.Box = Rect{x, y - h*scale, w * scale, h * scale}
			if x += w*scale + free; m.Portrait && i+1 < len(line) && !isDevice(q.Host) && !isDevice(m.Places[line[i+1]].Host) {
				x += free / 2 // their names are broader than they are
			}
		}
		switch {
		case m.Portrait:
			row.Out = m.Trunk
		case p.Street == 0 && p.West:
			row.Out = p.Land.Right() - 12
		case p.Street == 0:
			row.Out = p.Land.X + 12
		case rows == 1 && len(line) > 0:
			row.Out = m.Places[line[0]].At.X
			if p.West {
				row.Out = m.Places[line[len(line)-1]].At.X
			}
		case p.West:
			row.Out = p.Land.Right() - 14
		default:
			row.Out = p.Land.X + 14
		}
		p.Rows = append(p.Rows, row)
	}
}

// public stands what belongs to nobody at the horizon: the directory in the middle
// of the gap, others beside it.
func (m *Map) public() {
	n := len(m.Public)
	if n == 0 {
		return
	}
	slices.SortStableFunc(m.Public, func(a, b int) int {
		return cmp.Compare(publicRank(m.Places[a].Host), publicRank(m.Places[b].Host))
	})
	y := m.Horizon + 36
	scale := 0.9
	middle := m.Talk.Centre().X
	room := m.W - 2*edgeRoom
	switch {
	case m.Portrait:
		y, scale = 64, 0.48
		middle, room = m.W-64, m.W-110
		if n > 1 { // a gable is higher than the directory's
			scale = 0.44
		}
	case len(m.Plots) <= 1:
		middle = m.W / 2
	case m.Columns > 2 || len(m.Plots) > 2:
		y, scale = 112, 0.78
	}
	const each = publicEach
	shown := n
	if n > 1 {
		if !m.Portrait {
			middle = m.W / 2
		}
		scale = math.Min(scale, room/(each*float64(n)))
		if scale < leastScale {
			// Too many to be told apart: the rest stand behind the last.
			scale = leastScale
			shown = max(1, int(room/(each*scale)))
		}
	}
	for k, i := range m.Public {
		at := min(k, shown-1)
		x := middle
		switch {
		case m.Portrait:
			x = m.W - 8 - (float64(at)+0.5)*each*scale
		case n > 1:
			// The first in the middle, the others right and left of it by turns.
			step := float64((at + 1) / 2)
			if at%2 == 0 {
				step = -step
			}
			if shown%2 == 0 {
				step -= 0.5
			}
			x += step * each * scale
		}
		p := &m.Places[i]
		p.At, p.Scale = Point{x, y}, scale
		p.Box = Rect{x - 80*scale, y - 128*scale, 160 * scale, 130 * scale}
		if k >= shown {
			m.Places[m.Public[shown-1]].Stack++
			p.Stack = 0
		}
	}
}

// publicRank orders public hosts: first who keeps the directory, then who asks it.
func publicRank(h *trace.Host) int {
	switch buildingOf(h) {
	case "directory":
		return 0
	case "resolver":
		return 1
	}
	return 2
}

// around is a host with its yard, as the camera wants to see it.
func (m *Map) around(p *Place) Rect {
	r := p.Box
	if p.Row != nil && !p.Row.Front.Empty() {
		r = r.Union(Rect{p.Box.X, p.Row.Front.Y, p.Box.W, math.Min(p.Row.Front.H, 90)})
	}
	return r
}

// domain is all that belongs to where a host stands: its land with the board, or on public land the building.
func (m *Map) domain(p *Place) Rect {
	if p.Plot < 0 {
		return p.Box
	}
	land := m.Plots[p.Plot].Land
	land.H += lip + boardHang
	return land
}
