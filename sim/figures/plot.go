package figures

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"posta/sim/lang"
)

// A plot of a campaign's figures: how many letters each counted until the end of each slice of time, a panel a figure, one
// line a run and part. Running totals, because letters leave in a few slices only, and what two decisions cost is the
// distance at the end. Where a line rises there is a point, which says which letters are behind it.

// Plot is what is to be drawn.
type Plot struct {
	Runs  []*Figures
	Names []lang.Text // of the runs
	By    Dimension   // what has a line of its own; ByDay is drawn as ByNothing, for time runs to the right anyway
	Lang  lang.Lang
	Dark  bool
	Width int // in pixels, 0: as wide as three panels
}

// Plotted are the figures that have a panel.
var Plotted = []Figure{Inbox, Junk, Hard, OpenHuman, Unsubscribe, Complaint}

// Sizes, in pixels.
const (
	panelWidth, panelHeight = 300, 150
	panelGap, plotHead      = 44, 58
	legendLine              = 22
	plotColumns             = 3
	// mostParts is how many parts have a line of their own: more cannot be told apart.
	mostParts = 6
)

// hues are the colours of the lines, by day and by night: they stay apart for whoever sees fewer colours, and dashes tell runs
// apart.
var hues = [][2]string{{"#0b6e4f", "#4fd0a5"}, {"#b3401a", "#ff9a6b"}, {"#2456a6", "#8ab4ff"}, {"#8a5a00", "#e8bd5a"}, {"#7a3b8f", "#d79bea"}, {"#4d5561", "#b5bdc9"}}

var dashes = []string{"none", "7 4"}

// units are the slices of time that a plot may have, and mostSlices how many of them: the finest fits.
var units = []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour}

const mostSlices = 64

// Slice is the slice of time that a plot of runs has.
func Slice(runs []*Figures) time.Duration {
	end := time.Duration(0)
	for _, f := range runs {
		for _, l := range f.Letters {
			end = max(end, slices.Max(l.at[:]))
		}
	}
	for _, u := range units {
		if end/u < mostSlices {
			return u
		}
	}
	return units[len(units)-1]
}

// line is one line of a plot.
type line struct {
	name   string
	run    int
	key    string
	colour string
	counts [figureCount][]int // until the end of each slice
}

// SVG draws the plot.
func (p *Plot) SVG() string {
	unit := Slice(p.Runs)
	lines, count := p.lines(unit)
	width := p.Width
	if width <= 0 {
		width = panelGap + plotColumns*(panelWidth+panelGap)
	}
	columns := min(max((width-panelGap)/(panelWidth+panelGap), 1), plotColumns)
	rows := (len(Plotted) + columns - 1) / columns
	head := plotHead + legendLine*((len(lines)+columns-1)/columns)
	width = panelGap + columns*(panelWidth+panelGap)
	height := head + rows*(panelHeight+2*panelGap)
	w := &canvas{ink: "#1f2430", quiet: "#9aa0ab", dark: p.Dark}
	paper := "#fffdf7"
	if p.Dark {
		w.ink, w.quiet, paper = "#e8eaf0", "#7d8594", "#1b1f27"
	}
	w.add(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="Inter, system-ui, sans-serif" font-size="13">`, width, height, width, height)
	w.add(`<rect width="%d" height="%d" fill="%s"/>`, width, height, paper)
	w.text(panelGap, 26, `font-size="15" font-weight="600"`, lang.Text{ES: "Cartas acumuladas hasta cada momento", EN: "Letters so far, at each moment"}.In(p.Lang))
	for i, l := range lines {
		x, y := panelGap+i%columns*(panelWidth+panelGap), 48+i/columns*legendLine
		w.add(`<path d="M %d %d h 34" stroke="%s" stroke-width="3" stroke-dasharray="%s"/>`, x, y, l.colour, dashes[l.run%len(dashes)])
		w.text(x+42, y+5, "", l.name)
	}
	for i, f := range Plotted {
		x, y := panelGap+i%columns*(panelWidth+panelGap), head+i/columns*(panelHeight+2*panelGap)
		w.panel(p, f, lines, unit, count, x, y)
	}
	w.text(panelGap, height-14, `font-size="12"`, Unseen.In(p.Lang)+" "+lang.Text{ES: "Cada recuadro tiene su propia escala.", EN: "Each panel has a scale of its own."}.In(p.Lang))
	w.add("</svg>")
	return w.b.String()
}

// lines works the lines out: of each run, one or one a part.
func (p *Plot) lines(unit time.Duration) (lines []*line, count int) {
	by := p.By
	if by == ByDay {
		by = ByNothing
	}
	var parts []string
	for _, f := range p.Runs {
		for _, r := range f.Table(by) {
			if !slices.Contains(parts, r.Key) && len(parts) < mostParts {
				parts = append(parts, r.Key)
			}
		}
		for _, l := range f.Letters {
			count = max(count, int(slices.Max(l.at[:])/unit)+1)
		}
	}
	type part struct {
		run int
		key string
	}
	at := map[part]*line{}
	for run := range p.Runs {
		for i, key := range parts {
			l := &line{run: run, key: key, name: key}
			hue := i
			if len(parts) == 1 {
				hue = run
			}
			l.colour = hues[hue%len(hues)][0]
			if p.Dark {
				l.colour = hues[hue%len(hues)][1]
			}
			switch run := p.Names[run].In(p.Lang); {
			case key == "":
				l.name = run
			case len(p.Runs) > 1:
				l.name = key + ", " + run
			}
			for _, f := range Plotted {
				l.counts[place[f]] = make([]int, count)
			}
			lines, at[part{run, key}] = append(lines, l), l
		}
	}
	for run, f := range p.Runs {
		for _, x := range f.Letters {
			l := at[part{run, x.key(by, 0)}]
			if l == nil {
				continue
			}
			for _, figure := range Plotted {
				if when, ok := x.When(figure); ok {
					l.counts[place[figure]][when/unit]++
				}
			}
		}
	}
	for _, l := range lines {
		for _, counts := range l.counts {
			for i := 1; i < len(counts); i++ {
				counts[i] += counts[i-1]
			}
		}
	}
	return lines, count
}

type canvas struct {
	b          strings.Builder
	ink, quiet string
	dark       bool
}

func (w *canvas) add(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

func (w *canvas) text(x, y int, attributes, words string) {
	w.add(`<text x="%d" y="%d" fill="%s" %s>%s</text>`, x, y, w.ink, attributes, escaper.Replace(words))
}

// instant names the beginning of a slice of time on the axis.
func instant(unit time.Duration, slice int) lang.Text {
	at := unit * time.Duration(slice)
	switch {
	case unit >= 6*time.Hour:
		return lang.Sprintf("día %d", "day %d", int(at/(24*time.Hour))+1)
	case unit >= time.Hour:
		return lang.Sprintf("%d h", "%d h", int(at/time.Hour))
	}
	return lang.Sprintf("%d min", "%d min", int(at/time.Minute))
}

// panel draws one figure: a line a run and part, its last value at its end.
func (w *canvas) panel(p *Plot, figure Figure, lines []*line, unit time.Duration, count, x, y int) {
	m := Meanings[figure]
	name := m.Name.In(p.Lang)
	if m.Unseen {
		name += " *"
	}
	w.text(x, y+12, `font-weight="600"`, name)
	top := 1
	for _, l := range lines {
		top = max(top, l.counts[place[figure]][count-1])
	}
	bottom := y + 24 + panelHeight
	w.add(`<path d="M %d %d H %d" stroke="%s" fill="none"/>`, x, bottom, x+panelWidth, w.quiet)
	step := max((count+3)/4, 1)
	if unit == 6*time.Hour {
		step = (step + 3) / 4 * 4 // whole days
	}
	if unit == 24*time.Hour && count > 7 {
		step = (step + 6) / 7 * 7 // whole weeks
	}
	tick := func(slice int) (at int) {
		at = x + slice*panelWidth/count
		w.add(`<path d="M %d %d v 5" stroke="%s"/>`, at, bottom, w.quiet)
		w.text(at, bottom+20, `font-size="12"`, instant(unit, slice).In(p.Lang))
		return at
	}
	ticked := x
	for i := 0; i < count; i += step {
		ticked = tick(i)
	}
	if x+(count-1)*panelWidth/count-ticked > lastTick {
		tick(count - 1)
	}
	var ends []tip
	for _, l := range lines {
		counts := l.counts[place[figure]]
		points, dots := fmt.Sprintf("%d,%d", x, bottom), ""
		last, before := bottom, 0
		for i, n := range counts {
			at, next := x+i*panelWidth/count, bottom-n*(panelHeight-8)/top
			points += fmt.Sprintf(" %d,%d %d,%d", at, last, at, next)
			if last = next; n > before {
				dots += fmt.Sprintf(`<circle cx="%d" cy="%d" r="3.5" fill="%s" data-figure="%s" data-run="%d" data-key="%s" data-slice="%d"><title>%s: %d (+%d)</title></circle>`+"\n",
					at, next, l.colour, figure, l.run, escaper.Replace(l.key), i, escaper.Replace(instant(unit, i).In(p.Lang)), n, n-before)
			}
			before = n
		}
		w.add(`<polyline points="%s %d,%d" stroke="%s" stroke-width="2.5" stroke-dasharray="%s" fill="none"/>`, points, x+panelWidth, last, l.colour, dashes[l.run%len(dashes)])
		w.b.WriteString(dots)
		ends = append(ends, tip{last, l.colour, counts[count-1]})
	}
	slices.SortStableFunc(ends, func(a, b tip) int { return b.y - a.y })
	free := bottom + labelHigh
	for i, e := range ends { // from below upwards: none lies on another
		if i > 0 && ends[i-1].n == e.n {
			continue // it is said once
		}
		if i+1 < len(ends) && ends[i+1].n == e.n {
			e.colour = w.ink
		}
		free = min(e.y, free-labelHigh)
		w.add(`<text x="%d" y="%d" fill="%s" font-weight="600">%d</text>`, x+panelWidth+5, free+4, e.colour, e.n)
	}
}

// lastTick is how far the end of the time stands from the tick before, at least, to have one of its own.
const lastTick = 56

// tip is where a line ends, and its last value there.
type tip struct {
	y      int
	colour string
	n      int
}

// labelHigh is how far apart the values at the lines' ends stand, at least.
const labelHigh = 14
