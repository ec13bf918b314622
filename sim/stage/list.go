package stage

// A DisplayList is everything to be drawn, as a plain value: shapes in the order
// of painting, and the areas that answer to a pointer. Lengths are pixels at
// scale 1; whoever paints multiplies by the device's scale.
type DisplayList struct {
	// W and H are the size of the picture.
	W, H float64
	// Paper is what lies under everything.
	Paper Colour
	// Ground is what changes seldom: land, roads, buildings. It may be painted
	// once and kept for as long as GroundKey stays the same.
	Ground    []Shape
	GroundKey any
	// Life is what changes with every step or frame, painted over the ground.
	Life []Shape
	// Hits are the areas that can be pointed at, the uppermost last.
	Hits []Hit
	// Crossfade is 1 but while one picture gives way to the next without any
	// movement (reduced motion): then it is how far the new one has come, and
	// FadeID names the change.
	Crossfade float64
	FadeID    int
}

// Colour is straight (not premultiplied) sRGB.
type Colour struct{ R, G, B, A uint8 }

// Fade makes the colour more transparent: 1 leaves it, 0 hides it.
func (c Colour) Fade(k float64) Colour {
	c.A = uint8(float64(c.A)*clamp01(k) + 0.5)
	return c
}

// Mix goes a part of the way to another colour.
func (c Colour) Mix(d Colour, t float64) Colour {
	m := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*clamp01(t) + 0.5) }
	return Colour{m(c.R, d.R), m(c.G, d.G), m(c.B, d.B), m(c.A, d.A)}
}

func clamp01(t float64) float64 {
	if t < 0 {
		return 0
	}
	if t > 1 {
		return 1
	}
	return t
}

// Shape is one of Box, Disc, Line, Area, Text and Icon.
type Shape interface{ shape() }

// Box is a rectangle, with corners rounded by Radius or, where Cut, cut off. A
// colour with A 0 is not drawn. The stroke lies centred on the edge; Dash is the
// length of its dashes and gaps, 0 for a whole line.
type Box struct {
	Rect
	Radius       float64
	Cut          bool
	Fill, Stroke Colour
	Width        float64
	Dash         float64
}

// Disc is a circle, or an ellipse where Flat is neither 0 nor 1: its height over
// its width.
type Disc struct {
	Centre       Point
	R            float64
	Flat         float64
	Fill, Stroke Colour
	Width        float64
}

// Line is a polyline with round ends and joins.
type Line struct {
	Points []Point
	Width  float64
	Colour Colour
	// Dash is the length of dashes and gaps, 0 for a whole line; Shift moves them
	// along.
	Dash, Shift float64
}

// Area is a polygon. Its outline must not cross itself.
type Area struct {
	Points       []Point
	Fill, Stroke Colour
	Width        float64
}

// Font is one of the stage's three.
type Font uint8

// The fonts.
const (
	Sans  Font = iota // Inter, for words
	Bold              // Inter semi-bold, for names
	Mono              // JetBrains Mono, for the wire
	Fonts             // how many there are
)

// Text is one line of text in the box that it fills.
type Text struct {
	Box    Rect
	Font   Font
	Size   float64
	Colour Colour
	String string
}

// lineHeight and ascent place a line in its box, in ems, for all three fonts.
const (
	lineHeight = 1.25
	ascent     = 0.965
)

// Baseline is the y of the line that the letters stand on.
func (t Text) Baseline() float64 { return t.Box.Y + t.Size*ascent }

// Icon is a picture by its name, in a square or not so square frame. Its colours:
// Ink for outlines, Fill for walls and paper, Accent for roofs and what matters.
type Icon struct {
	Name              string
	Rect              Rect
	Ink, Fill, Accent Colour
}

func (Box) shape()  {}
func (Disc) shape() {}
func (Line) shape() {}
func (Area) shape() {}
func (Text) shape() {}
func (Icon) shape() {}

// TargetKind is what sort of thing can be selected.
type TargetKind uint8

// The kinds of targets.
const (
	Nothing TargetKind = iota
	TargetHost
	TargetRoad
	TargetLetter
)

// Target is something on the stage that can be selected.
type Target struct {
	Kind TargetKind
	// A is the host; for a road, one end, and B the other, in alphabetical order.
	A, B string
	// Message is a letter's Message-ID.
	Message string
}

// Hit is an area that answers to a pointer: a rectangle, or where Points is set,
// all within Reach of a line.
type Hit struct {
	Target Target
	Rect   Rect
	Points []Point
	Reach  float64
	// Label names the target in the model's language.
	Label string
}

// MinReach is the smallest height and width of an area for a finger, WCAG 2.2
// criterion 2.5.8.
const MinReach = 24

// TargetAt is the uppermost target at a place; a host or letter goes before a road.
func (l *DisplayList) TargetAt(p Point) (Target, bool) {
	best, found := Hit{}, false
	distance := 0.0
	for _, h := range l.Hits {
		if h.Points == nil {
			if h.Rect.Contains(p) {
				best, found, distance = h, true, -1
			}
			continue
		}
		if d := near(h.Points, p); d <= h.Reach && (!found || d < distance) {
			best, found, distance = h, true, d
		}
	}
	return best.Target, found
}

// Texts gives all text in the list.
func (l *DisplayList) Texts() []Text {
	var list []Text
	for _, layer := range [][]Shape{l.Ground, l.Life} {
		for _, s := range layer {
			if t, ok := s.(Text); ok {
				list = append(list, t)
			}
		}
	}
	return list
}
