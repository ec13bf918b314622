package stage

import (
	"fmt"
	"math"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/story"
	"posta/sim/trace"
)

// A reader need not fetch a letter whole. What came of it, by what was asked for and answered, is what
// travels and what its device holds: a loose sheet where it is no more than the header, torn or with a gap where some of it stayed behind.

// extent is how much of a letter there is somewhere: the smaller the number, the more.
type extent int

const (
	wholeLetter extent = iota
	somePart           // one that has a number, or the text without what is attached
	firstOctets
	headerOnly
)

// extentOf is what a device has noted that it keeps.
func extentOf(p trace.Part) extent {
	switch p {
	case trace.PartHeaders:
		return headerOnly
	case trace.PartBeginning:
		return firstOctets
	case trace.PartText:
		return somePart
	}
	return wholeLetter
}

// brings is how much of a letter a line brings.
func (t *tale) brings(l *dialogue.Line) extent {
	q := t.telling.Story.Asked(l)
	switch {
	case q == nil || l.FromClient:
		return wholeLetter
	case q.Protocol == dialogue.POP3 && q.Verb == "TOP": // RFC 1939 section 7
		if strings.HasSuffix(q.Args, " 0") {
			return headerOnly
		}
		return firstOctets
	case strings.HasSuffix(q.Verb, "FETCH"):
		return wanted(strings.ToUpper(q.Args), len(l.Body))
	}
	return wholeLetter
}

// wanted is how much of a letter the items of a FETCH ask for (RFC 3501 section 6.4.5), when so many octets are what came: of a letter
// that ends before the last octet that was asked for, all of it has come.
func wanted(items string, octets int) extent {
	much := wholeLetter
	for rest := items; ; {
		_, after, ok := strings.Cut(rest, "[")
		if !ok {
			return much
		}
		section, after, _ := strings.Cut(after, "]")
		var from, most int
		if n, _ := fmt.Sscanf(after, "<%d.%d>", &from, &most); n == 2 && (from > 0 || octets >= most) {
			return firstOctets
		}
		switch {
		case section == "":
			return wholeLetter
		case !strings.HasPrefix(section, "HEADER"):
			much = somePart
		case much == wholeLetter:
			much = headerOnly
		}
		rest = after
	}
}

// kept is how much of a letter a copy is, and since which event.
type kept struct {
	seq  int
	much extent
}

// extent is how much of a letter a copy is known to be when a step has been told.
func (t *tale) extent(c *lying, d story.Detail, step int) (much extent) {
	for i, k := range c.kept {
		if i == 0 || t.told(d, step, k.seq) {
			much = k.much
		}
	}
	return much
}

// copyOf is a small letter for a copy.
func (b *builder) copyOf(c *lying) cover {
	e := b.small(c.id)
	e.much = b.m.tale.extent(c, b.m.detail, b.m.step)
	return e
}

// extentNow is how much there is of the letter of the moment: on the road what the line brings, which makes more of what is there already.
func (b *builder) extentNow() (much extent) {
	c, l := b.m.letter.copy, b.m.act.carries
	if c != nil {
		much = b.m.tale.extent(c, b.m.detail, b.m.step)
	}
	switch {
	case l == nil:
		return much
	case b.carrying() < 1 || c == nil || c.host != l.Listener:
		return b.m.tale.brings(l)
	}
	return min(much, b.m.tale.brings(l))
}

// loose draws the sheet of a letter that did not come whole: no envelope, the lines of its header, and what is missing.
func (b *builder) loose(r Rect, e cover, lines bool, out *[]Shape) {
	put := func(s ...Shape) { *out = append(*out, s...) }
	wide, ink := math.Max(1.1, r.H*0.022), b.pal.SignInk
	edge := []Point{{r.X, r.Bottom()}, {r.X, r.Y}, {r.Right(), r.Y}, {r.Right(), r.Bottom()}}
	if e.much == firstOctets { // torn off below
		const teeth = 9
		for i := range teeth - 1 {
			edge = append(edge, Point{r.Right() - r.W*float64(i+1)/teeth, r.Bottom() - r.H*0.13*float64((i+1)%2)})
		}
	}
	put(Area{Points: moved(edge, Point{r.H * 0.04, r.H * 0.06}), Fill: b.pal.Shade.Mix(ink, 0.12)}, Area{Points: edge, Fill: b.pal.Sheet, Stroke: ink, Width: wide})
	// The lines of a header: a name and what it says.
	left, long := r.X+r.W*0.07, r.W*0.34
	if !lines {
		long = r.W * 0.3
	}
	gap := r.H * 0.115
	for i, part := range []float64{1, 0.72, 0.88} {
		y := r.Y + r.H*0.14 + gap*float64(i)
		put(Line{Points: []Point{{left, y}, {left + long*0.24, y}}, Width: math.Max(1.4, r.H*0.045), Colour: e.land.Print()},
			Line{Points: []Point{{left + long*0.34, y}, {left + long*part, y}}, Width: math.Max(1, r.H*0.03), Colour: b.pal.Type})
	}
	sign := Rect{r.X, r.Y, left + long - r.X, r.H * 0.46}
	switch e.much {
	case headerOnly:
		b.means(sign, wordSignHeader)
	case firstOctets:
		b.means(sign, wordSignBeginning)
	case somePart: // where the rest would be
		put(Box{Rect: Rect{left, r.Bottom() - r.H*0.3, r.H * 0.3, r.H * 0.21}, Radius: 1, Stroke: Light.Soft, Width: math.Max(1, r.H*0.025), Dash: math.Max(2, r.H*0.045)})
		b.means(sign, wordSignPart)
	}
}

func moved(points []Point, by Point) []Point {
	list := make([]Point, len(points))
	for i, p := range points {
		list[i] = p.Add(by)
	}
	return list
}
