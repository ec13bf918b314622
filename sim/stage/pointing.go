package stage

import (
	"cmp"
	"math"
	"slices"

	"posta/sim/glossary"
	"posta/sim/lang"
	"posta/sim/story"
)

// A sign that is pointed at, or pressed, says what it means, on a slip beside it: on the page
// and in the window alike, in the words of the legend.

// signHit is where a sign is drawn.
type signHit struct {
	rect Rect
	word lang.Text
}

// means notes that a sign stands in a place.
func (b *builder) means(r Rect, word lang.Text) {
	b.signsAt = append(b.signsAt, signHit{r, word})
}

// classMeaning is the meaning of a reply's sign.
func classMeaning(c story.Class) (lang.Text, bool) {
	switch c {
	case story.OK:
		return wordSign2, true
	case story.More:
		return wordSign3, true
	case story.Temporary:
		return wordSign4, true
	case story.Permanent:
		return wordSign5, true
	}
	return lang.Text{}, false
}

// signAt is the sign at a place in the window, the uppermost first.
func (m *Model) signAt(at Point) signHit {
	b := newBuilder(m)
	b.compose()
	for _, reach := range []float64{0, MinReach} { // whoever is met, and only then whoever is near
		for i := len(b.signsAt) - 1; i >= 0; i-- {
			if h := b.signsAt[i]; around(h.rect.Centre(), math.Max(h.rect.W, reach), math.Max(h.rect.H, reach)).Contains(at) {
				return h
			}
		}
	}
	return signHit{}
}

// explains lets the words of the subject in a text explain themselves where they stand, each term once, and
// underlines them; known are the terms that have been met.
func (b *builder) explains(t Text, known map[*glossary.Term]bool, out *[]Shape) {
	for _, f := range glossary.Find(t.String, b.m.lang) {
		if known[f.Term] {
			continue
		}
		known[f.Term] = true
		x := t.Box.X + b.m.tale.measure(t.Font, t.Size, t.String[:f.From])
		b.explained(Rect{x, t.Box.Y, b.m.tale.measure(t.Font, t.Size, t.String[f.From:f.To]), t.Box.H}, t, f.Term, out)
	}
}

// explained is a word that explains itself: what is written is underlined with dots.
func (b *builder) explained(r Rect, t Text, term *glossary.Term, out *[]Shape) {
	b.means(r, term.Text())
	y := r.Centre().Y + t.Size*0.56
	*out = append(*out, Line{Points: []Point{{r.X, y}, {r.Right(), y}}, Width: math.Max(1.2, t.Size*0.06), Colour: t.Colour.Fade(0.6), Dash: math.Max(1.6, t.Size*0.1)})
}

// nextSign goes through the signs that are seen, as one reads: from above down, and from the left.
func (m *Model) nextSign(by int) {
	b := newBuilder(m)
	b.compose()
	free := m.free()
	list := slices.DeleteFunc(b.signsAt, func(h signHit) bool { return !free.Contains(h.rect.Centre()) })
	slices.SortStableFunc(list, func(a, c signHit) int {
		return cmp.Or(cmp.Compare(a.rect.Centre().Y, c.rect.Centre().Y), cmp.Compare(a.rect.Centre().X, c.rect.Centre().X))
	})
	if len(list) == 0 {
		m.sign = signHit{}
		return
	}
	i := slices.Index(list, m.sign)
	if i < 0 && by < 0 {
		i = 0
	}
	m.sign = list[((i+by)%len(list)+len(list))%len(list)]
}

// Sign is the meaning of the sign that is pointed at, empty where none is.
func (m Model) Sign() string { return m.sign.word.In(m.lang) }

// meaning draws the slip.
func (b *builder) meaning() {
	h := b.m.sign
	text := h.word.In(b.m.lang)
	if text == "" || b.m.wordless {
		return
	}
	k := b.typeScale()
	size := math.Max(b.least+1, round2(13*k))
	free := b.m.free()
	wide := 230.0
	if len(text) > 100 {
		wide = 320
	}
	lines := b.m.tale.wrap(Sans, size, text, math.Min(wide*k, free.W-24), 12)
	w := 0.0
	for _, l := range lines {
		w = math.Max(w, b.m.tale.measure(Sans, size, l))
	}
	r := Rect{0, 0, w + size*1.4, float64(len(lines))*size*1.34 + size}
	r.X = math.Max(free.X+4, math.Min(free.Right()-r.W-4, h.rect.Centre().X-r.W/2))
	r.Y = h.rect.Bottom() + 8
	if r.Bottom() > free.Bottom()-4 {
		r.Y = h.rect.Y - 8 - r.H
	}
	b.leaveOut(r)
	p := b.pal
	b.top = append(b.top, Box{Rect: h.rect.Grow(3), Radius: 6, Stroke: p.Focus, Width: 2},
		Box{Rect: r.Move(Point{2, 4}), Radius: 7, Fill: b.lit(p.Shade)}, Box{Rect: r, Radius: 7, Fill: p.Card, Stroke: p.Focus, Width: 1.5})
	y := r.Y + size*0.5
	for _, l := range lines {
		b.top = append(b.top, b.text(Sans, size, l, p.Ink, Point{r.X + size*0.7, y + size*0.67}, -1))
		y += size * 1.34
	}
}
