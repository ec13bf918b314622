package stage_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"posta/sim/stage"
)

// faults are what is wrong with a picture and can be measured: words over words, words half
// hidden by what is drawn later, words that leave the stage, an arrow whose head is covered, a letter or a screen over somebody
// or over the clock.
func faults(m stage.Model) []string { return faultsOf(stage.Drawn(m), m.Free()) }

func faultsOf(scene stage.Picture, free stage.Rect) []string {
	var list []string
	put := func(format string, a ...any) { list = append(list, fmt.Sprintf(format, a...)) }
	var shapes []stage.Shape
	for _, layer := range [][]stage.Shape{scene.Ground, scene.Life} {
		for _, s := range layer {
			if icon, ok := s.(stage.Icon); ok {
				shapes = append(shapes, stage.IconShapes(icon)...)
				continue
			}
			shapes = append(shapes, s)
		}
	}
	free = free.Grow(1)
	var texts []stage.Text
	for i, s := range shapes {
		t, ok := s.(stage.Text)
		if !ok {
			continue
		}
		if t.Size < stage.MinText {
			put("%q has a size of %v", t.String, t.Size)
		}
		if rest, cut := strings.CutSuffix(t.String, "\u2026"); cut && len([]rune(rest)) < 4 && rest != "" && !strings.HasSuffix(rest, " ") {
			put("nothing is left of %q", t.String)
		}
		ink := t.Box.Grow(-t.Size * 0.22)
		if free.Overlaps(ink) && (ink.X < free.X || ink.Right() > free.Right() || ink.Y < free.Y || ink.Bottom() > free.Bottom()) {
			put("%q leaves the stage", t.String)
		}
		for _, o := range texts {
			if o.Box.Overlaps(t.Box) {
				put("%q lies over %q", t.String, o.String)
			}
		}
		texts = append(texts, t)
		if hidden := hiddenPart(shapes[i+1:], ink); hidden > 0.04 {
			put("%.0f %% of %q are covered", 100*hidden, t.String)
		}
	}
	for _, what := range scene.Hidden {
		put("%s", what)
	}
	for _, head := range scene.Heads {
		for _, r := range scene.Boards {
			if free.Contains(head) && r.Contains(head) {
				put("the head of an arrow is behind a board")
			}
		}
	}
	return list
}

// timeless is what is wrong with a picture in which no clock can be read.
func timeless(scene stage.Picture) []string {
	for _, t := range scene.Texts() {
		if clocks.MatchString(t.String) && scene.Told.Grow(8).Overlaps(t.Box) {
			return nil
		}
	}
	return []string{"nothing tells the hour"}
}

// dayless is what is wrong with a picture on another day than the story began, if no day can be read.
func dayless(scene stage.Picture, m stage.Model) []string {
	if day := regexp.MustCompile(fmt.Sprintf(`\b%d (de )?\pL{3}|^\+ .* \x{b7} `, m.Local().Day())); m.Later() && !slices.ContainsFunc(scene.Texts(), func(x stage.Text) bool {
		return day.MatchString(x.String) && scene.Told.Grow(8).Overlaps(x.Box)
	}) {
		return []string{"nothing tells the day"}
	}
	return nil
}

var clocks = regexp.MustCompile(`^\d\d:\d\d:\d\d$`)

// hiddenPart is how much of a place is painted over.
func hiddenPart(later []stage.Shape, r stage.Rect) float64 {
	var over []stage.Shape
	for _, s := range later {
		if mayCover(s, r) {
			over = append(over, s)
		}
	}
	if len(over) == 0 {
		return 0
	}
	const nx, ny = 12, 3
	hidden := 0
	for i := range nx {
		for j := range ny {
			p := stage.Point{X: r.X + r.W*(float64(i)+0.5)/nx, Y: r.Y + r.H*(float64(j)+0.5)/ny}
			for _, s := range over {
				if paints(s, p) {
					hidden++
					break
				}
			}
		}
	}
	return float64(hidden) / (nx * ny)
}

// mayCover tells, without looking closely, whether a shape reaches over a place.
func mayCover(s stage.Shape, r stage.Rect) bool {
	switch s := s.(type) {
	case stage.Box:
		return s.Fill.A > 0 && s.Rect.Overlaps(r)
	case stage.Disc:
		return s.Fill.A > 0 && r.Grow(s.R).Contains(s.Centre)
	case stage.Area:
		return s.Fill.A > 0 && stage.Around(s.Points).Overlaps(r)
	case stage.Line:
		return s.Dash == 0 && s.Width >= 3 && stage.Around(s.Points).Grow(s.Width).Overlaps(r)
	}
	return false
}

// paints tells whether a shape covers a point so that nothing under it is seen.
func paints(s stage.Shape, p stage.Point) bool {
	const solid = 140
	switch s := s.(type) {
	case stage.Box:
		return s.Fill.A > solid && s.Rect.Contains(p)
	case stage.Disc:
		flat := s.Flat
		if flat == 0 {
			flat = 1
		}
		dx, dy := p.X-s.Centre.X, (p.Y-s.Centre.Y)/flat
		return s.Fill.A > solid && dx*dx+dy*dy < s.R*s.R
	case stage.Area:
		return s.Fill.A > solid && inside(s.Points, p)
	case stage.Line:
		if s.Colour.A <= solid || s.Dash > 0 || s.Width < 3 { // what is struck out can still be read
			return false
		}
		for i := 1; i < len(s.Points); i++ {
			if segment(s.Points[i-1], s.Points[i], p) < s.Width/2 {
				return true
			}
		}
	}
	return false
}

func inside(poly []stage.Point, p stage.Point) bool {
	in := false
	for i, j := 0, len(poly)-1; i < len(poly); j, i = i, i+1 {
		a, b := poly[i], poly[j]
		if (a.Y > p.Y) != (b.Y > p.Y) && p.X < (b.X-a.X)*(p.Y-a.Y)/(b.Y-a.Y)+a.X {
			in = !in
		}
	}
	return in
}

func segment(a, b, p stage.Point) float64 {
	d := b.Sub(a)
	l := d.X*d.X + d.Y*d.Y
	t := 0.0
	if l > 0 {
		t = math.Max(0, math.Min(1, ((p.X-a.X)*d.X+(p.Y-a.Y)*d.Y)/l))
	}
	return math.Hypot(a.X+d.X*t-p.X, a.Y+d.Y*t-p.Y)
}
