package stage

import (
	"math"

	"posta/sim/story"
	"posta/sim/trace"
)

// In a handshake the server shows who it is: its certificate stands in its yard, with what the
// other end made of it (RFC 8446 section 4.4.2).

// shownCertificate is what the client found out of the certificate that was shown in the
// present step, and who showed it; nil where none was.
func (m *Model) shownCertificate() (server *Place, f *trace.TLSDone) {
	s := m.act.step
	if s == nil || s.Conn == 0 || m.detail == story.Packets {
		return nil, nil
	}
	for seq := s.First; seq > 0 && seq <= s.At; seq++ {
		e := m.tale.telling.Trace.At(seq)
		if f, ok := e.Fact.(trace.TLSDone); ok && e.Conn == s.Conn && f.Subject != "" {
			server = m.plan.Place(s.To)
			if e.Host == s.To {
				server = m.plan.Place(s.From)
			}
			return server, &f
		}
	}
	return nil, nil
}

// certificate draws it: whose it is, its issuer's seal, and whether it was checked.
func (b *builder) certificate(p *Place, f trace.TLSDone) {
	front, k := b.rect(p.Row.Front), b.zoom
	size := b.size(13.5, b.least, 22)
	h := size * 3.4
	w := math.Min(front.W-10*k, b.m.tale.measure(Bold, size, f.Subject)+size*6.4)
	if front.H < h+4 || w < size*9 || b.m.plan.Portrait {
		return
	}
	x := math.Max(front.X+4*k, math.Min(front.Right()-w-4*k, b.point(p.At).X-w/2))
	r := Rect{x, front.Y + math.Min(front.H-h-2, 12*k), w, h}
	if current, ok := b.currentBox(); ok && current.Overlaps(r.Grow(3)) || !b.isFree(r) {
		return
	}
	land, _ := b.roofed(p)
	b.certificateIn(r, size, f, buildingOf(p.Host), land)
	b.taken, b.solid = append(b.taken, r), append(b.solid, r.Grow(3))
}

func (b *builder) certificateIn(r Rect, size float64, f trace.TLSDone, building string, land Land) {
	b.means(r, wordSignCertificate)
	b.life(Box{Rect: r.Move(Point{2, 4}), Radius: 4, Fill: b.pal.Shade}, Box{Rect: r, Radius: 4, Fill: Light.Sheet, Stroke: Light.Seal, Width: 1.8},
		Box{Rect: r.Grow(-3.5), Radius: 2, Stroke: Light.Seal.Mix(Light.Sheet, 0.5), Width: 1})
	left := around(Point{r.X + size*1.9, r.Centre().Y}, size*2.2, size*2.2)
	b.life(Icon{Name: building, Rect: left, Ink: Light.Ink, Fill: Light.Sheet, Accent: land.Roof})
	mark := Point{r.Right() - size*1.6, r.Centre().Y}
	if name := b.m.tale.shorten(Bold, size, printable(f.Subject), mark.X-size*1.3-left.Right()-size*0.3); name != "" {
		t := b.text(Bold, size, name, Light.Ink, Point{left.Right() + size*0.3, r.Centre().Y - size*0.35}, -1)
		b.life(t)
		y := r.Centre().Y + size*0.75
		b.life(Line{Points: []Point{{t.Box.X, y}, {t.Box.X + t.Box.W*0.7, y}}, Width: 1.4, Colour: Light.Type})
	}
	switch {
	case f.Distrust != "":
		b.octagon(mark, size*0.95, &b.list.Life)
	case f.Verified:
		b.sign(story.OK, mark, size*0.95, &b.list.Life)
	default: // nobody asked whether it is the right one
		b.life(Disc{Centre: mark, R: size * 0.95, Fill: Light.Sheet, Stroke: Light.Soft, Width: 1.6}, Icon{Name: "question", Rect: around(mark, size*1.3, size*1.3), Ink: Light.Soft})
	}
}
