package stage

import (
	"math"
	"strings"

	"posta/sim/lang"
	"posta/sim/trace"
)

// The listener is a person on the road, with what they could read in their notebook:
// words where they were said in the clear, and of what went sealed only how long it was.

// noted is one line of the notebook.
type noted struct {
	text   string
	octets int // of a sealed record
	out    bool
	sealed bool
}

// notes are the last things that passed on the present conversation's road, the
// latest last.
func (b *builder) notes(most int) []noted {
	m := b.m
	s := m.act.step
	if s == nil || s.Conn == 0 {
		return nil
	}
	var list []noted
	lines := m.tale.conversation(s.Conn, s.At, 200)
	next := len(lines) - 1
	opener := ""
	if h := b.state.Host(s.From); h != nil {
		if c := h.Connection(s.Conn); c != nil {
			opener = c.Peer
			switch {
			case c.Opener:
				opener = s.From
			case c.Inside == s.Conn: // somebody in the middle passes it on
				opener = s.To
			}
		}
	}
	clear := func(seq int) {
		for ; next >= 0 && lines[next].First >= seq && len(list) < most; next-- {
			if l := lines[next]; !l.Encrypted {
				text, _, _ := strings.Cut(l.Text, "\n")
				if l.Secret != "" {
					text = l.Secret // base64 is no cipher
				}
				list = append(list, noted{text: printable(text), out: l.FromClient})
			}
		}
	}
	events := m.tale.telling.Trace.Events
	for i := min(s.At, len(events)) - 1; i >= 0 && len(list) < most; i-- {
		e := events[i]
		if e.Conn != s.Conn {
			continue
		}
		clear(e.Seq)
		if f, ok := e.Fact.(trace.PacketSent); ok {
			for k := len(f.Records) - 1; k >= 0 && len(list) < most; k-- {
				list = append(list, noted{octets: f.Records[k].Len, out: e.Host == opener, sealed: true})
			}
		}
	}
	clear(0)
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// overheard draws the listener below the road, and the notebook.
func (b *builder) overheard() {
	m := b.m
	a := &m.act
	if !m.listener || m.plan.Portrait || len(m.plan.Plots) == 0 {
		return
	}
	k := b.typeScale()
	talk := b.talk()
	if a.to == nil {
		b.idleListener(k)
		return
	}
	path := newPath(b.points(a.path.Points))
	at, _ := path.At(0.5)
	size := math.Max(b.least, round2(12.5*k))
	const rows = 4
	book := Rect{0, 0, math.Min(210*k, talk.W-76*k), size*1.45*rows + 16*k}
	foot := Point{math.Max(talk.X+58*k, math.Min(talk.Right()-book.W-40*k, at.X-book.W/2)), 0}
	free := m.free()
	y := math.Max(at.Y+roadWide*b.zoom, b.point(Point{0, m.plan.Plots[0].Land.Y}).Y)
	if p := a.from; p.Row != nil {
		y = b.point(Point{0, p.Row.Y}).Y + (roadWide+8)*b.zoom
	}
	if y+book.H > free.Bottom()-4 {
		y = free.Bottom() - 4 - book.H
	}
	foot.Y = math.Min(y+math.Max(book.H, 96*k), free.Bottom()-4)
	book.X, book.Y = foot.X+34*k, y
	if book.W < size*11 {
		return
	}
	b.life(Line{Points: curvePoints(at, Point{foot.X, at.Y + 10*k}, Point{foot.X + 4*k, foot.Y - 84*k}), Width: 1.8, Colour: b.pal.Warn, Dash: 4})
	b.means(Rect{foot.X - 22*k, foot.Y - 96*k, 44 * k, 96 * k}, wordSignListener)
	b.person(brush{at: foot, k: k * math.Min(1, (foot.Y-at.Y)/(104*k)), out: &b.list.Life})
	b.notebook(book, b.notes(rows), size, k)
	b.solid = append(b.solid, book, Rect{foot.X - 26*k, foot.Y - 96*k, 52 * k, 96 * k})
}

// idleListener is the listener while nothing passes on any road: what happens within walls
// is not heard out there.
func (b *builder) idleListener(k float64) {
	talk, free := b.talk(), b.m.free()
	y := talk.Centre().Y
	if rows := b.m.plan.Plots[0].Rows; len(rows) > 0 {
		y = b.point(Point{0, rows[len(rows)-1].Y}).Y
	}
	foot := Point{math.Max(talk.X+58*k, talk.Centre().X-105*k), math.Min(y+(roadWide+8)*b.zoom+96*k, free.Bottom()-4)}
	r := Rect{foot.X - 26*k, foot.Y - 96*k, 84 * k, 96 * k}
	if !b.isFree(r) {
		return
	}
	b.idler(foot, k)
	b.solid = append(b.solid, r)
}

func (b *builder) idler(foot Point, k float64) {
	b.means(Rect{foot.X - 26*k, foot.Y - 96*k, 84 * k, 96 * k}, wordSignIdle)
	b.person(brush{at: foot, k: k, out: &b.list.Life})
	// The notebook is shut, under the arm.
	book := Rect{foot.X + 18*k, foot.Y - 52*k, 30 * k, 36 * k}
	b.life(Box{Rect: book, Radius: 3, Fill: b.pal.Wood, Stroke: b.pal.Outline, Width: 1.4},
		Box{Rect: Rect{book.X + 6*k, book.Y + 7*k, 18 * k, 8 * k}, Radius: 1, Fill: Light.Sheet, Stroke: b.pal.Outline, Width: 1})
	for i := range 3 { // nothing to write down
		b.life(Disc{Centre: Point{foot.X + (24+8*float64(i))*k, foot.Y - 76*k}, R: 2.2 * k, Fill: b.pal.Soft})
	}
}

func curvePoints(a, b, c Point) []Point {
	xy := curve(12, a.X, a.Y, b.X, b.Y, c.X, c.Y)
	list := make([]Point, 0, len(xy)/2)
	for i := 0; i+1 < len(xy); i += 2 {
		list = append(list, Point{xy[i], xy[i+1]})
	}
	return list
}

// person is the listener: a hat, a coat, and eyes for what passes.
func (b *builder) person(br brush) {
	p := b.pal
	ink, coat, hat, skin := p.Outline, rgb(0x5B4F45), rgb(0x3B342E), rgb(0xE0B183)
	br.flat(0, 0, 26, 5, p.Shade)
	br.box(-10, -16, 8, 16, 2, rgb(0x2B3550), ink, 1.2)
	br.box(2, -16, 8, 16, 2, rgb(0x2B3550), ink, 1.2)
	br.area(coat, ink, 1.5, -14, -56, 14, -56, 22, -14, -22, -14)
	br.area(p.Sheet, Colour{}, 0, -6, -56, 6, -56, 0, -46)
	br.disc(0, -68, 13, skin, ink, 1.4)
	br.area(hat, ink, 1.4, -12, -76, 12, -76, 10, -94, -10, -94)
	br.box(-20, -79, 40, 6, 3, hat, ink, 1.4)
	br.box(-12, -81, 24, 3.4, 0, p.Warn, Colour{}, 0)
	for _, x := range []float64{-5, 6} {
		br.disc(x, -68, 3.6, rgb(0xFFFFFF), ink, 1)
		br.disc(x+1, -68, 1.5, ink, Colour{}, 0)
	}
}

// notebook is what the listener could write down.
func (b *builder) notebook(r Rect, notes []noted, size, k float64) {
	p := b.pal
	b.leaveOut(r)
	edge := p.Warn
	for _, n := range notes {
		if n.sealed {
			edge = p.Seal
		} else {
			edge = p.Warn
		}
	}
	b.life(Box{Rect: r.Move(Point{3, 5}), Radius: 6, Fill: p.Shade}, Box{Rect: r, Radius: 6, Fill: Light.Sheet, Stroke: edge, Width: 2})
	for i := range int(r.W / (18 * k)) {
		b.life(Line{Points: []Point{{r.X + 12*k + 18*k*float64(i), r.Y - 4*k}, {r.X + 12*k + 18*k*float64(i), r.Y + 4*k}}, Width: 1.6, Colour: Light.Ink})
	}
	y := r.Y + 9*k + size*0.75
	for _, n := range notes {
		x := r.X + 9*k
		dir := 1.0
		if !n.out {
			dir = -1
		}
		ink := Light.Warn
		if n.sealed {
			ink = Light.Seal
		}
		w := size * 0.8
		tip, tail := x+w, x
		if dir < 0 {
			tip, tail = tail, tip
		}
		b.life(Line{Points: []Point{{tail, y}, {tip, y}}, Width: 1.6, Colour: ink}, Line{Points: []Point{{tip - dir*3.4*k, y - 3*k}, {tip, y}, {tip - dir*3.4*k, y + 3*k}}, Width: 1.6, Colour: ink})
		x += w + size*0.6
		if n.sealed {
			t := b.text(Mono, size, lang.Octets(n.octets).In(b.m.lang), ink, Point{x, y}, -1)
			room := r.Right() - 8*k - t.Box.Right() - 6
			b.life(t)
			if room > 10 {
				long := math.Max(6, room*math.Min(1, math.Log2(1+float64(n.octets))/12))
				b.life(Box{Rect: Rect{t.Box.Right() + 6, y - size*0.36, long, size * 0.72}, Radius: 3, Fill: ink})
			}
		} else if b.m.wordless {
			long := math.Min(r.Right()-8*k-x, float64(len(n.text))*size*0.6)
			b.scribble(Rect{x, y - size*0.5, long, size}, size, 1, ink)
		} else if s := b.m.tale.shorten(Mono, size, n.text, r.Right()-8*k-x); s != "" {
			b.life(b.text(Mono, size, s, ink, Point{x, y}, -1))
		}
		y += size * 1.45
	}
	b.seenThrough(Point{r.Right() - 6*k, r.Y + 4*k}, 19*k, edge == p.Seal)
	b.taken = append(b.taken, r)
}

// seenThrough is the notebook's own verdict on its corner: an open eye, or a lock.
func (b *builder) seenThrough(at Point, r float64, sealed bool) {
	c := Light.Warn
	if sealed {
		c = Light.Seal
	}
	b.life(Disc{Centre: at, R: r, Fill: Light.Sheet, Stroke: c, Width: 2})
	if sealed {
		b.life(Icon{Name: "lock", Rect: around(at, r*1.35, r*1.35), Ink: c, Fill: Light.Sheet, Accent: c})
		return
	}
	b.life(Icon{Name: "eye", Rect: around(at, r*1.6, r*1.6), Ink: c, Fill: Light.Sheet, Accent: c})
}
