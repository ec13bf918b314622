package panels

import (
	"math"
	"strings"

	"posta/sim/glossary"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
)

// row is a line of a column: it is drawn whole or not at all.
type row struct {
	h    float64
	draw func(x, y float64) []stage.Shape
	do   func()
	// mark: the column rolls to where it is seen.
	mark  bool
	label string
	terms []explained
}

// explained is a word of the subject in a row, from its left margin.
type explained struct {
	x, w float64
	term *glossary.Term
}

// column gathers rows from top to bottom.
type column struct {
	p     *Panels
	w     float64 // between the margins
	rows  []row
	known map[*glossary.Term]bool // that have explained themselves further up
}

// terms are the words in a line that explain themselves, each where it stands first. What is pressed for another
// purpose keeps it, but for lines of the wire: they have room for both.
func (c *column) terms(line string, x, size float64, st style) (list []explained) {
	if st.do != nil && st.font != stage.Mono {
		return nil
	}
	for _, f := range glossary.Find(line, c.p.lang) {
		if c.known[f.Term] {
			continue
		}
		if c.known == nil {
			c.known = map[*glossary.Term]bool{}
		}
		c.known[f.Term] = true
		list = append(list, explained{x + fonts.Measure(st.font, size, line[:f.From]), fonts.Measure(st.font, size, line[f.From:f.To]), f.Term})
	}
	return list
}

// style is how words are set.
type style struct {
	font   stage.Font
	size   float64
	colour stage.Colour
	indent float64
	do     func()
	mark   bool
	fill   stage.Colour // behind the line
	bar    stage.Colour // at its left
	back   string       // a sign before it
}

// lead is a line's height in its size.
const lead = 1.42

func (c *column) gap(h float64) { c.rows = append(c.rows, row{h: h * c.p.unit()}) }

// text sets words, broken into lines where they are too long.
func (c *column) text(s string, st style) {
	k := c.p.unit()
	size, indent := st.size*k, st.indent*k
	at := indent
	if st.back != "" {
		at += size * 1.5
	}
	for i, line := range wrap(s, st.font, size, c.w-at) {
		h := size * lead
		terms := c.terms(line, at, size, st)
		c.rows = append(c.rows, row{h: h, do: st.do, mark: st.mark, label: s, terms: terms, draw: func(x, y float64) []stage.Shape {
			var list []stage.Shape
			if st.fill.A > 0 {
				list = append(list, stage.Box{Rect: stage.Rect{X: x + indent - 8*k, Y: y, W: c.w - indent + 16*k, H: h + 0.5}, Fill: st.fill})
			}
			if st.bar.A > 0 {
				list = append(list, stage.Box{Rect: stage.Rect{X: x + indent - 10*k, Y: y, W: 3 * k, H: h + 0.5}, Fill: st.bar})
			}
			if st.back != "" && i == 0 {
				list = append(list, stage.Icon{Name: st.back, Rect: stage.Rect{X: x + indent, Y: y + h*0.1, W: size * 1.15, H: size * 1.15}, Ink: st.colour, Fill: st.colour, Accent: st.colour})
			}
			for _, e := range terms {
				foot := y + h/2 + size*0.56
				list = append(list, stage.Line{Points: []stage.Point{{X: x + e.x, Y: foot}, {X: x + e.x + e.w, Y: foot}}, Width: math.Max(1, size*0.07), Colour: st.colour.Fade(0.55), Dash: math.Max(1.6, size*0.12)})
			}
			return append(list, words(x+at, y+(h-size*1.25)/2, size, st.font, st.colour, line))
		}})
	}
}

// words is a line of text at a place.
func words(x, y, size float64, font stage.Font, c stage.Colour, s string) stage.Text {
	return stage.Text{Box: stage.Rect{X: x, Y: y, W: fonts.Measure(font, size, s), H: size * 1.25}, Font: font, Size: size, Colour: c, String: s}
}

// maxLines bounds how much of one text is set.
const maxLines = 400

// wrap breaks words into lines no wider than w; a word that is wider alone is broken where it must be.
func wrap(s string, font stage.Font, size, w float64) []string {
	var lines []string
	for _, para := range strings.Split(printable(s), "\n") {
		line := ""
		for _, word := range strings.Fields(para) {
			for {
				next := word
				if line != "" {
					next = line + " " + word
				}
				if fonts.Measure(font, size, next) <= w {
					line = next
					break
				}
				if line != "" {
					lines, line = append(lines, line), ""
					continue
				}
				n := fits(word, font, size, w)
				lines, word = append(lines, word[:n]), word[n:]
			}
			if len(lines) >= maxLines {
				return lines
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// fits is how many bytes of a word are as wide as w; one character at least.
func fits(word string, font stage.Font, size, w float64) int {
	n := 0
	for i, r := range word {
		end := i + len(string(r))
		if n > 0 && fonts.Measure(font, size, word[:end]) > w {
			break
		}
		n = end
	}
	return max(n, 1)
}

// clip shortens a line to a width.
func clip(s string, font stage.Font, size, w float64) string {
	s = strings.ReplaceAll(printable(s), "\n", " ")
	if fonts.Measure(font, size, s) <= w {
		return s
	}
	for len(s) > 0 && fonts.Measure(font, size, s+"…") > w {
		r := []rune(s)
		s = string(r[:len(r)-1])
	}
	return s + "…"
}

// printable takes what cannot be seen out of what came over the wire, but keeps lines.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == '\r':
			return -1
		case r == '\n' || stage.Printable(r):
			return r
		}
		return '·'
	}, strings.ToValidUTF8(s, "·"))
}

// height is that of all rows.
func (c *column) height() float64 {
	h := 0.0
	for _, r := range c.rows {
		h += r.h
	}
	return h
}
