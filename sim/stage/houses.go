package stage

import (
	"math"
	"slices"
	"strings"

	"posta/sim/story"
)

// windows says how many of a building's windows are lit.
type windows int

const (
	asleep windows = iota // without power
	listening
	busy
)

// house draws a post office or another server, its foot at the brush's origin: a wall
// with a gable, in its domain's colour; the door, and windows that tell what it does.
func (b *builder) house(br brush, land Land, pattern int, w windows, kind string, open bool) {
	p := b.pal
	ink, wall, roof, deep := p.Outline, p.Wall, land.Roof, land.Deep
	if w == asleep {
		roof, deep = p.Off, p.Off.Mix(ink, 0.3)
	}
	if !open {
		br.flat(4, 2, 88, 7, p.Shade)
	}
	if kind == "post-office" && w != asleep { // its flag is down without power
		br.line(ink, 2, 0, -134, 0, -162)
		br.area(roof, ink, 1.2, 1, -161, 24, -155, 1, -147)
	}
	br.box(-74, -78, 148, 78, 2, wall, ink, 1.6)
	if !open {
		br.box(38, -77, 35, 76, 1, p.Side, Colour{}, 0)
	}
	br.area(roof, ink, 1.6, -84, -76, 84, -76, 64, -106, -64, -106)
	for i := -3; i <= 3; i++ {
		x := float64(i) * 21
		br.line(deep, 1.1, x, -104, x*1.257, -78)
	}
	if pattern > 0 {
		// A band tells families apart whose colours have come round again.
		for k := range pattern {
			y := -84 - 8*float64(k)
			br.line(p.Wall, 3, -79+4*float64(k), y, 79-4*float64(k), y)
		}
	}
	br.area(wall, ink, 1.6, -36, -78, -36, -104, 0, -134, 36, -104, 36, -78)
	br.area(roof, ink, 1.4, -44, -98, 0, -136, 44, -98, 38, -92, 0, -124, -38, -92)
	switch kind {
	case "post-office":
		br.box(-12, -106, 24, 16, 2, roof, Colour{}, 0)
		br.line(wall, 1.8, -12, -105, 0, -96, 12, -105)
	case "resolver":
		br.disc(-2, -99, 7.5, Colour{}, roof, 3)
		br.line(roof, 3.4, 4, -94, 10, -88)
	default:
		br.disc(0, -98, 8, roof, Colour{}, 0)
		br.disc(0, -98, 3, wall, Colour{}, 0)
	}
	if open {
		return
	}
	for i, x := range []float64{-64, -40, 24, 48} {
		glass := p.Glass
		if w == busy || w == listening && (i == 1 || i == 2) {
			glass = p.Lit
		}
		br.box(x, -44, 16, 28, 2, glass, ink, 1.3)
		br.line(ink, 1, x+8, -44, x+8, -16)
		br.line(ink, 1, x, -32, x+16, -32)
	}
	br.area(roof, ink, 1.5, arch(0, 30, 0, -38, 12)...)
	br.line(deep, 1.4, 0, -49, 0, 0)
	br.box(-8, -27, 16, 4, 1, wall, Colour{}, 0)
	br.box(-22, -4, 44, 6, 1, p.Side, ink, 1.2)
	if w == asleep {
		// Its plug is out, over the door.
		at, r := br.at.Add(Point{0, -30 * br.k}), 21*br.k
		*br.out = append(*br.out, Disc{Centre: at, R: r, Fill: p.Card, Stroke: p.verdict(story.Permanent).Line, Width: 2.4},
			Icon{Name: "plug", Rect: around(at, r*1.4, r*1.4), Ink: p.Ink, Fill: p.Card, Accent: p.verdict(story.Permanent).Line})
	}
}

// directory draws the building of the directory of names.
func (b *builder) directory(br brush, w windows) {
	p := b.pal
	ink, stone := p.Outline, p.Stone
	if w == asleep {
		stone = p.Off
	}
	br.flat(4, 2, 84, 6, p.Shade)
	br.box(-76, -6, 152, 7, 1, p.Side, ink, 1.4)
	br.box(-68, -12, 136, 6, 1, p.Wall, ink, 1.4)
	br.box(-60, -62, 120, 50, 0, p.Side, ink, 1.4)
	if w == busy {
		for _, x := range []float64{-47, -23, 12, 37} {
			br.box(x, -60, 11, 48, 0, p.Lit, Colour{}, 0)
		}
	}
	br.area(stone, ink, 1.4, arch(0, 24, -12, -44, 10)...)
	for _, x := range []float64{-60, -36, 24, 48} {
		br.box(x, -60, 12, 48, 0, p.Wall, ink, 1.4)
		br.line(p.Side, 2, x+8.5, -58, x+8.5, -14)
		br.box(x-2, -64, 16, 5, 1, p.Wall, ink, 1.2)
	}
	br.area(stone, ink, 1.6, -80, -86, 0, -124, 80, -86)
	br.area(stone.Mix(ink, 0.35), Colour{}, 0, -54, -91, 0, -117, 54, -91)
	b.directorySign(br, 0, -95, 1)
}

// directorySign is an open book.
func (b *builder) directorySign(br brush, x, y, k float64) {
	p := b.pal
	left := append(curve(5, x, y, x-7*k, y-6*k, x-18*k, y-2*k), x-18*k, y-12*k)
	left = append(left, curve(5, x-18*k, y-12*k, x-7*k, y-16*k, x, y-10*k)...)
	right := append(curve(5, x, y, x+7*k, y-6*k, x+18*k, y-2*k), x+18*k, y-12*k)
	right = append(right, curve(5, x+18*k, y-12*k, x+7*k, y-16*k, x, y-10*k)...)
	br.area(p.Wall, p.Outline, 1.1*k, left...)
	br.area(p.Wall, p.Outline, 1.1*k, right...)
}

// device draws what a person holds.
func (b *builder) device(br brush, land Land, kind string, on bool) {
	p := b.pal
	ink, shell, glass := p.Outline, land.Roof, p.Screen
	if !on {
		shell, glass = p.Off, p.Glass
	}
	lines := func(x, y, w float64) {
		if !on {
			return
		}
		br.box(x, y, w, 5, 1, shell, Colour{}, 0)
		for i, part := range []float64{0.78, 0.9, 0.68} {
			br.box(x, y+9+6*float64(i), w*part, 2.6, 1, p.Type, Colour{}, 0)
		}
	}
	br.flat(3, 1, 46, 5, p.Shade)
	switch kind {
	case "phone":
		br.box(-20, -76, 40, 76, 7, shell, ink, 1.6)
		br.box(-16, -67, 32, 54, 2, glass, ink, 1.2)
		br.line(p.Sheet, 1.8, -5, -71.5, 5, -71.5)
		br.disc(0, -6.5, 2.6, p.Sheet, Colour{}, 0)
		lines(-12, -62, 24)
	case "tablet":
		br.box(-30, -72, 60, 72, 6, shell, ink, 1.6)
		br.box(-25, -65, 50, 54, 2, glass, ink, 1.2)
		br.disc(0, -5.5, 2.4, p.Sheet, Colour{}, 0)
		lines(-20, -60, 40)
	case "desktop":
		br.box(-42, -76, 84, 58, 4, shell, ink, 1.6)
		br.box(-37, -71, 74, 44, 2, glass, ink, 1.2)
		br.area(p.Side, ink, 1.4, -8, -18, 8, -18, 11, -4, -11, -4)
		br.box(-24, -5, 48, 5, 2, p.Side, ink, 1.4)
		lines(-31, -65, 62)
	case "webmail":
		br.box(-44, -72, 88, 62, 4, p.Wall, ink, 1.6)
		br.box(-44, -72, 88, 13, 4, shell, ink, 1.6)
		for i := range 3 {
			br.disc(-37+7*float64(i), -65.5, 2, p.Sheet, Colour{}, 0)
		}
		br.box(-18, -69, 56, 7, 3, p.Sheet, Colour{}, 0)
		lines(-34, -50, 60)
		br.line(ink, 1.6, -20, -4, 20, -4)
		br.line(ink, 1.6, 0, -10, 0, -4)
	default:
		br.box(-38, -62, 76, 52, 5, shell, ink, 1.6)
		br.box(-33, -57, 66, 42, 2, glass, ink, 1.2)
		br.area(p.Side, ink, 1.5, -38, -10, 38, -10, 48, -1, 46, 1, -46, 1, -48, -1)
		br.line(ink, 1.3, -10, -4, 10, -4)
		lines(-28, -52, 56)
	}
}

// tree draws a round tree, or a pointed one, its foot at the origin.
func (b *builder) tree(br brush, pointed bool) {
	p := b.pal
	br.flat(3, 1, 11, 3, p.Shade)
	br.box(-1.6, -16, 3.2, 16, 1, p.Trunk, Colour{}, 0)
	if pointed {
		leaf := append(curve(8, 0, -46, 9, -26, 0, -8), curve(8, 0, -8, -9, -26, 0, -46)...)
		br.area(p.Leaf, Colour{}, 0, leaf...)
		br.area(p.LeafLight, Colour{}, 0, append(curve(8, 0, -46, -2, -26, 0, -8), curve(8, 0, -8, -9, -26, 0, -46)...)...)
		return
	}
	br.disc(0, -24, 12, p.Leaf, Colour{}, 0)
	br.flat(-5, -25, 6, 9, p.LeafLight)
}

// lamp stands where the yard meets the road; in the dark it gives light.
func (b *builder) lamp(br brush, lit bool) {
	p := b.pal
	br.line(p.Soft, 2.2, 0, 0, 0, -50)
	glass := p.Glass
	if lit {
		glass = p.Lit
		br.area(p.Lit.Fade(0.16), Colour{}, 0, -4, -50, 4, -50, 26, 2, -26, 2)
	}
	br.area(glass, p.Outline, 1.2, -6, -50, 6, -50, 4, -60, -4, -60)
}

// signed draws a board with a name, its middle at a place or above it, so that it does not
// reach below low. The name is broken at its
// dots where it is too wide for the board, then made shorter, and left out only where
// there is no room at all.
func (b *builder) signed(at Point, low float64, name string, size, wide, narrow float64, fill, ink, edge Colour, out *[]Shape) Rect {
	for _, lines := range [][]string{b.breakName(Bold, size, name, wide), {b.m.tale.shorten(Bold, size, name, narrow)}} {
		w := 0.0
		for _, l := range lines {
			w = math.Max(w, b.m.tale.measure(Bold, size, l))
		}
		if w == 0 || w > math.Max(wide, narrow)+1 {
			continue
		}
		h := float64(len(lines))*size*lineHeight + size*0.42
		r := around(Point{at.X, math.Min(at.Y, low-h/2)}, w+size*0.9, h)
		if !b.claim(r) {
			continue
		}
		*out = append(*out, Box{Rect: r, Radius: size * 0.3, Fill: fill, Stroke: edge, Width: math.Max(1, size*0.11)})
		for i, l := range lines {
			*out = append(*out, b.text(Bold, size, l, ink, Point{at.X, r.Y + size*0.21 + (float64(i)+0.5)*size*lineHeight}, 0))
		}
		return r
	}
	return around(at, 0, 0)
}

// breakName breaks a host's name at its dots into at most three lines.
func (b *builder) breakName(f Font, size float64, name string, wide float64) []string {
	t := b.m.tale
	if t.measure(f, size, name) <= wide {
		return []string{name}
	}
	var lines []string
	line := ""
	for _, label := range strings.SplitAfter(name, ".") {
		if line != "" && t.measure(f, size, line+label) > wide {
			lines, line = append(lines, line), ""
		}
		line += label
	}
	lines = append(lines, line)
	if len(lines) > 3 {
		lines = []string{lines[0], lines[1], strings.Join(lines[2:], "")}
	}
	for i := range lines {
		if s := t.shorten(f, size, lines[i], wide); s != "" {
			lines[i] = s
		}
	}
	return lines
}

// lights tells how a building's windows are lit: all while it speaks or does
// something, half while it listens.
func (b *builder) lights(p *Place) windows {
	switch {
	case !b.up(p.Host.Name):
		return asleep
	case b.acting(p):
		return busy
	}
	return listening
}

// roofed are a host's colours: those of its land, or of the public's.
func (b *builder) roofed(p *Place) (land Land, pattern int) {
	if p.Plot < 0 {
		return b.pal.Commons, 0
	}
	plot := &b.m.plan.Plots[p.Plot]
	return b.pal.Lands[plot.Family], plot.Pattern
}

// unused is how far a building steps back that takes no part in the chapter.
const unused = 0.14

// concerned tells whether a host takes part in the present chapter, or holds the
// letter of the moment.
func (b *builder) concerned(p *Place) bool {
	if b.acting(p) || b.m.letter.host == p.Host.Name || b.m.act.step == nil {
		return true
	}
	c := b.m.tale.telling.Story.Chapters[b.m.act.step.Chapter()]
	if c.From == p.Host.Name || slices.Contains(c.To, p.Host.Name) {
		return true
	}
	return false
}
