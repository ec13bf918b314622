package stage

import (
	"math"
	"strconv"
	"time"

	"posta/sim/replay"
)

// badge is a little board over a house: a picture, and how many.
type badge struct {
	icon  string
	count int
	// when is a time of day after a clock, empty if none.
	when string
	part replay.Part
}

// badgesOf are what hangs on a host now.
func (b *builder) badgesOf(p *Place) []badge {
	h := b.state.Host(p.Host.Name)
	if h == nil {
		return nil
	}
	var list []badge
	if n := len(h.Queue); n > 0 {
		list = append(list, badge{icon: "shelf", count: n, when: b.nextTry(h), part: replay.PartQueue})
	}
	if isServer(p.Host) {
		if n := h.Letters(); n > 0 {
			list = append(list, badge{icon: "pigeonhole", count: n, part: replay.PartMailboxes})
		}
		if n := b.remembered(h); n > 0 {
			list = append(list, badge{icon: "book", count: n, part: replay.PartCache})
		}
	} else if n := len(h.Copies); n > 0 {
		list = append(list, badge{icon: "letter", count: n, part: replay.PartCopies})
	}
	return list
}

// remembered counts what the cache may still use.
func (b *builder) remembered(h *replay.Host) int {
	n, now := 0, b.m.Time()
	for _, e := range h.Cache {
		if e.Remaining(now) > 0 {
			n++
		}
	}
	return n
}

func (b *builder) nextTry(h *replay.Host) string {
	var next time.Duration
	for _, l := range h.Queue {
		if l.Next > 0 && (next == 0 || l.Next < next) {
			next = l.Next
		}
	}
	if next == 0 {
		return ""
	}
	return b.m.tale.hour(next, b.m.Time())
}

const (
	badgeHigh = 26.0
	badgeIcon = 18.0
	badgeText = 13.0
)

// badges hangs the boards over the houses. Where there is no room for a whole row,
// the times go first, then the row.
func (b *builder) badges(acting bool) {
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		if b.prominent(p) != acting {
			continue
		}
		list := b.badgesOf(p)
		if len(list) == 0 {
			continue
		}
		k := math.Max(1, math.Min(b.zoom, 1.25))
		away := Point{0, -padR*b.zoom - 5 - badgeHigh*k/2}
		if p.Flip {
			away.Y = -away.Y
		}
		at := b.point(p.At).Add(away)
		if !b.seen(around(at, 200, 40)) {
			continue
		}
		if !b.rowNear(p, list, at, k) {
			for j := range list {
				list[j].when = ""
			}
			b.rowNear(p, list, at, k)
		}
	}
}

// rowNear hangs the row in the middle, or a little to a side of it.
func (b *builder) rowNear(p *Place, list []badge, at Point, k float64) bool {
	for _, aside := range []float64{0, 0.8, -0.8, 1.6, -1.6} {
		if b.row(p, list, at.Add(Point{aside * padR * b.zoom, 0}), k) {
			return true
		}
	}
	return false
}

func (b *builder) row(p *Place, list []badge, at Point, k float64) bool {
	size := math.Round(badgeText*k*2) / 2
	const gap = 5.0
	widths := make([]float64, len(list))
	whole := -gap
	for i, g := range list {
		widths[i] = (8+badgeIcon+5+8)*k + b.m.tale.measure(Bold, size, strconv.Itoa(g.count))
		if g.when != "" {
			widths[i] += (8+badgeIcon+4)*k + b.m.tale.measure(Sans, size, g.when)
		}
		whole += widths[i] + gap
	}
	if !b.claim(around(at, whole, badgeHigh*k)) {
		return false
	}
	x := at.X - whole/2
	for i, g := range list {
		r := Rect{x, at.Y - badgeHigh*k/2, widths[i], badgeHigh * k}
		b.badge(p, g, r, size, k)
		x += widths[i] + gap
	}
	return true
}

func (b *builder) badge(p *Place, g badge, r Rect, size, k float64) {
	edge, width := b.pal.CardEdge, 1.2
	if b.changedPart(p.Host.Name, g.part) && b.state == b.m.now {
		edge, width = b.pal.News, 2.2
	}
	b.life(Box{Rect: r.Move(Point{0, 1.5}), Radius: r.H / 2, Fill: b.pal.Shade}, Box{Rect: r, Radius: r.H / 2, Fill: b.pal.Card, Stroke: edge, Width: width})
	mid := r.Centre().Y
	x := r.X + (8+badgeIcon/2)*k
	icon := func(name string) {
		b.life(Icon{Name: name, Rect: around(Point{x, mid}, badgeIcon*k, badgeIcon*k), Ink: b.pal.Ink, Fill: b.pal.Card, Accent: b.plotLand(&b.m.plan.Plots[p.Plot]).Roof})
	}
	icon(g.icon)
	x += (badgeIcon/2 + 5) * k
	t := b.text(Bold, size, strconv.Itoa(g.count), b.pal.Ink, Point{x, mid}, -1)
	b.life(t)
	if g.when == "" {
		return
	}
	x = t.Box.Right() + (8+badgeIcon/2)*k
	icon("clock")
	x += (badgeIcon/2 + 4) * k
	b.life(b.text(Sans, size, g.when, b.pal.Ink, Point{x, mid}, -1))
}
