package panels

import (
	"fmt"
	"math"
	"slices"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/story"
	"posta/sim/view"
)

// Sizes at unit 1.
const (
	margin     = 12.0
	pad        = 18.0
	topHeight  = 50.0
	footHeight = 92.0
	sideWidth  = 356.0
	tabHeight  = 44.0
	body       = 14.0
	small      = 12.0
)

// unit is what a pixel of the panels is in the window: large windows are looked at from afar.
func (p *Panels) unit() float64 {
	w, h := p.m.Size()
	return math.Min(math.Max(math.Min(w/1280, h/720), 1), 3)
}

// narrow: there is no room beside the stage.
func (p *Panels) narrow() bool {
	w, _ := p.m.Size()
	return w < 760
}

// cardRects are the three cards; the side one is empty while it is folded.
func (p *Panels) cardRects() (top, side, foot stage.Rect) {
	w, h := p.m.Size()
	k := p.unit()
	m := margin * k
	top = stage.Rect{X: m, Y: m, W: w - 2*m, H: topHeight * k}
	foot = stage.Rect{X: m, Y: h - m - footHeight*k, W: w - 2*m, H: footHeight * k}
	switch {
	case p.folded:
	case p.narrow():
		tall := (foot.Y - top.Bottom()) * 0.5
		side = stage.Rect{X: m, Y: foot.Y - m - tall, W: w - 2*m, H: tall}
	default:
		wide := math.Min(sideWidth*k, w*0.42)
		side = stage.Rect{X: w - m - wide, Y: top.Bottom() + m, W: wide, H: foot.Y - top.Bottom() - 2*m}
	}
	return top, side, foot
}

// insets is what the cards cover of the window.
func (p *Panels) insets() stage.Insets {
	w, h := p.m.Size()
	top, side, foot := p.cardRects()
	i := stage.Insets{Top: top.Bottom(), Bottom: h - foot.Y}
	switch {
	case side.Empty():
	case p.narrow():
		i.Bottom = h - side.Y
	default:
		i.Right = w - side.X
	}
	return i
}

// ink are the colours of the theme.
type ink struct {
	*stage.Palette
	accent, accentInk, line, shade stage.Colour
}

func (p *Panels) ink() ink {
	pal := &stage.Light
	if p.m.Theme() == stage.ThemeDark {
		pal = &stage.Dark
	}
	i := ink{Palette: pal, accent: pal.Focus, accentInk: pal.Card, line: pal.CardEdge.Fade(0.35), shade: pal.Shade.Fade(0.16)}
	return i
}

func (p *Panels) put(s ...stage.Shape) { p.shapes = append(p.shapes, s...) }

func (p *Panels) touch(r stage.Rect, label string, do func()) {
	p.areas = append(p.areas, area{Rect: r, do: do, label: label})
}

func (p *Panels) build() {
	p.shapes, p.areas, p.cards, p.glossed = nil, nil, nil, nil
	top, side, foot := p.cardRects()
	p.drawTop(top)
	if !side.Empty() {
		p.drawSide(side)
	}
	p.drawFoot(foot)
	p.drawNote()
	switch p.overlay {
	case overlayLessons:
		p.drawOverlay(wordLessons, p.lessonRows)
	case overlayKeys:
		p.drawOverlay(wordKeys, p.keyRows)
	}
	p.drawLabel()
	p.toMeant = false
}

func (p *Panels) card(r stage.Rect) {
	i, k := p.ink(), p.unit()
	p.put(stage.Box{Rect: r.Move(stage.Point{Y: 3 * k}).Grow(1), Radius: 10 * k, Fill: i.shade})
	p.put(stage.Box{Rect: r, Radius: 10 * k, Fill: i.Card, Stroke: i.line, Width: 1})
	p.cards = append(p.cards, r)
	p.areas = append(p.areas, area{Rect: r})
}

// button draws a word that can be pressed, and gives its right edge.
func (p *Panels) button(x, y, h float64, s, label string, on bool, do func()) float64 {
	i, k := p.ink(), p.unit()
	size := small * k
	font := stage.Sans
	if on {
		font = stage.Bold
	}
	w := fonts.Measure(font, size, s) + 20*k
	r := stage.Rect{X: x, Y: y, W: w, H: h}
	fill, colour := stage.Colour{}, i.Ink
	if on {
		fill, colour = i.accent, i.accentInk
	}
	p.put(stage.Box{Rect: r, Radius: 6 * k, Fill: fill, Stroke: i.line, Width: 1}, words(x+10*k, y+(h-size*1.25)/2, size, font, colour, s))
	if label == "" {
		label = s
	}
	p.touch(r, label, do)
	return x + w
}

// drawLabel names what the pointer is over, where a sign alone stands.
func (p *Panels) drawLabel() {
	a := p.at(p.hover)
	for i := range p.areas {
		if p.meant != nil && p.areas[i].term == p.meant { // it was pressed, and stays
			a = &p.areas[i]
		}
	}
	if a != nil && a.term != nil {
		p.drawMeaning(a)
		return
	}
	if a == nil || a.label == "" || a.W > 60*p.unit() {
		return
	}
	i, k := p.ink(), p.unit()
	size := small * k
	w, _ := p.m.Size()
	tw := fonts.Measure(stage.Sans, size, a.label) + 16*k
	x := math.Min(math.Max(a.X+a.W/2-tw/2, 4), w-tw-4)
	y := a.Y - 28*k
	if y < 0 {
		y = a.Bottom() + 6*k
	}
	p.put(stage.Box{Rect: stage.Rect{X: x, Y: y, W: tw, H: 22 * k}, Radius: 5 * k, Fill: i.Ink}, words(x+8*k, y+3*k, size, stage.Sans, i.Card, a.label))
}

// drawMeaning says beside a word what it means.
func (p *Panels) drawMeaning(a *area) {
	i, k := p.ink(), p.unit()
	size := small * k
	w, h := p.m.Size()
	lines := wrap(a.term.Text().In(p.lang), stage.Sans, size, math.Min(300*k, w-32*k))
	wide := 0.0
	for _, l := range lines {
		wide = math.Max(wide, fonts.Measure(stage.Sans, size, l))
	}
	r := stage.Rect{W: wide + 20*k, H: float64(len(lines))*size*lead + 14*k}
	r.X = math.Min(math.Max(a.X+a.W/2-r.W/2, 4), w-r.W-4)
	if r.Y = a.Bottom() + 6*k; r.Bottom() > h-4 {
		r.Y = a.Y - 6*k - r.H
	}
	if a.term == p.meant {
		p.put(stage.Box{Rect: a.Rect.Grow(2 * k), Radius: 4 * k, Stroke: i.accent, Width: 2 * k})
	}
	p.put(stage.Box{Rect: r.Move(stage.Point{Y: 3 * k}), Radius: 7 * k, Fill: i.shade}, stage.Box{Rect: r, Radius: 7 * k, Fill: i.Card, Stroke: i.accent, Width: 1.5})
	for n, l := range lines {
		p.put(words(r.X+10*k, r.Y+7*k+float64(n)*size*lead+(lead-1.25)/2*size, size, stage.Sans, i.Ink, l))
	}
}

func (p *Panels) drawTop(r stage.Rect) {
	i, k := p.ink(), p.unit()
	p.card(r)
	mid := r.Y + r.H/2
	p.put(stage.Icon{Name: "envelope", Rect: stage.Rect{X: r.X + 14*k, Y: mid - 13*k, W: 26 * k, H: 26 * k}, Ink: i.Ink, Fill: i.Sheet, Accent: i.accent})
	x := r.X + 50*k
	if !p.narrow() {
		p.put(words(x, mid-10*k, 16*k, stage.Bold, i.Ink, "Posta"))
		x += 74 * k
	}
	bx := r.Right() - 10*k
	bh := 30 * k
	right := func(s, label string, on bool, do func()) {
		bx -= fonts.Measure(stage.Bold, small*k, s) + 20*k
		p.button(bx, mid-bh/2, bh, s, label, on, do)
		bx -= 6 * k
	}
	right("?", wordKeys.In(p.lang), false, func() { p.toggle(overlayKeys) })
	if !p.narrow() {
		right("F11", wordFull.In(p.lang), false, func() {
			if p.asks.FullScreen != nil {
				p.asks.FullScreen()
			}
		})
	}
	bx -= 34 * k
	p.button(bx, mid-bh/2, bh, "  ", wordTheme.In(p.lang), false, p.otherTheme)
	p.moon(stage.Point{X: bx + 14*k, Y: mid})
	bx -= 6 * k
	for n := len(lang.All()) - 1; n >= 0; n-- {
		l := lang.All()[n]
		right(upper(string(l)), "", l == p.lang, func() { p.send(stage.SetLang{Lang: l}) })
	}
	title := p.m.Telling().Trace.Header.Title.In(p.lang)
	chapter := ""
	for _, l := range p.lessons {
		if l.Slug == p.slug() {
			chapter = l.Chapter.In(p.lang)
		}
	}
	if p.m.Growing() {
		chapter = wordLive.In(p.lang)
	}
	w := bx - x - 16*k
	if chapter != "" && !p.narrow() {
		p.put(words(x, mid-17*k, small*k, stage.Sans, i.Soft, clip(chapter, stage.Sans, small*k, w)))
		p.put(words(x, mid-1*k, 15*k, stage.Bold, i.Ink, clip(title, stage.Bold, 15*k, w)))
	} else {
		p.put(words(x, mid-10*k, 15*k, stage.Bold, i.Ink, clip(title, stage.Bold, 15*k, w)))
	}
	if p.asks.Open != nil {
		p.touch(stage.Rect{X: x, Y: r.Y, W: w, H: r.H}, wordLessons.In(p.lang), p.pick)
	}
}

// moon is the sign for light and dark: a disc, half of it filled.
func (p *Panels) moon(c stage.Point) {
	i, k := p.ink(), p.unit()
	half := make([]stage.Point, 0, 13)
	for n := range 13 {
		a := math.Pi * (float64(n)/12 - 0.5)
		half = append(half, stage.Point{X: c.X + 6*k*math.Cos(a), Y: c.Y + 6*k*math.Sin(a)})
	}
	p.put(stage.Disc{Centre: c, R: 6 * k, Stroke: i.Ink, Width: 1.5 * k}, stage.Area{Points: half, Fill: i.Ink})
}

func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 32
		}
	}
	return string(b)
}

func (p *Panels) drawSide(r stage.Rect) {
	i, k := p.ink(), p.unit()
	p.card(r)
	h := tabHeight * k
	size := small * k
	need := 0.0
	for t := range tabs {
		need += fonts.Measure(stage.Bold, size, tabWords[t].In(p.lang))
	}
	between := math.Max((r.W-28*k-need)/float64(tabs), 4)
	size = math.Min(size, size*(r.W-28*k-4*float64(tabs))/need)
	x := r.X + 14*k
	for t := range tabs {
		s := tabWords[t].In(p.lang)
		font, colour := stage.Sans, i.Soft
		if t == p.tab {
			font, colour = stage.Bold, i.accent
		}
		w := fonts.Measure(stage.Bold, size, s) + between
		p.put(words(x+(w-fonts.Measure(font, size, s))/2, r.Y+(h-size*1.25)/2, size, font, colour, s))
		if t == p.tab {
			p.put(stage.Box{Rect: stage.Rect{X: x + 2*k, Y: r.Y + h - 3*k, W: w - 4*k, H: 3 * k}, Fill: i.accent})
		}
		p.touch(stage.Rect{X: x, Y: r.Y, W: w, H: h}, "", func() { p.show(t) })
		x += w
	}
	p.put(stage.Line{Points: []stage.Point{{X: r.X, Y: r.Y + h}, {X: r.Right(), Y: r.Y + h}}, Width: 1, Colour: i.line})
	c := &column{p: p, w: r.W - 2*pad*k}
	c.gap(12)
	if p.held != nil {
		p.heldRows(c)
	}
	if len(p.imagined) > 0 {
		p.imaginedRows(c)
	}
	if p.m.Listener() && p.tab != tabLesson && p.tab != tabWhatIf {
		c.text(wordOverheard.In(p.lang), style{size: small, colour: i.Warn, back: "ear"})
		c.gap(6)
	}
	switch p.tab {
	case tabExplain:
		p.explainRows(c)
	case tabDialogue:
		p.dialogueRows(c)
	case tabState:
		p.stateRows(c)
	case tabLesson:
		p.lessonTab(c)
	case tabWhatIf:
		p.whatIfRows(c)
	}
	c.gap(12)
	p.drawColumn(c, stage.Rect{X: r.X, Y: r.Y + h + 1, W: r.W, H: r.H - h - 2}, p.tab)
}

// rollTo rolls a column to where the first row of a kind is seen.
func (p *Panels) rollTo(c *column, t tab, is func(*row) bool) {
	high, edge, y := p.extent[t][1], 20*p.unit(), 0.0
	for n := range c.rows {
		if is(&c.rows[n]) {
			if y < p.scroll[t]+edge || y+c.rows[n].h > p.scroll[t]+high-edge {
				p.scroll[t] = y - high*0.6
			}
			return
		}
		y += c.rows[n].h
	}
}

// drawColumn draws the rows that are seen whole, and how far the list has been rolled.
func (p *Panels) drawColumn(c *column, r stage.Rect, t tab) {
	i, k := p.ink(), p.unit()
	all := c.height()
	p.extent[t] = [2]float64{all, r.H}
	p.glossed = nil // of what lies uppermost
	for _, row := range c.rows {
		for _, e := range row.terms {
			p.glossed = append(p.glossed, e.term)
		}
	}
	switch {
	case p.toMeant:
		p.rollTo(c, t, func(row *row) bool {
			return slices.ContainsFunc(row.terms, func(e explained) bool { return e.term == p.meant })
		})
	case p.auto:
		p.rollTo(c, t, func(row *row) bool { return row.mark })
	}
	p.scroll[t] = math.Min(math.Max(p.scroll[t], 0), math.Max(all-r.H, 0))
	y := r.Y - p.scroll[t]
	for _, row := range c.rows {
		if y >= r.Y-0.5 && y+row.h <= r.Bottom()+0.5 && row.draw != nil {
			p.put(row.draw(r.X+pad*k, y)...)
			if row.do != nil {
				p.touch(stage.Rect{X: r.X + 6*k, Y: y, W: r.W - 12*k, H: row.h}, "", row.do)
			}
			for _, e := range row.terms {
				p.areas = append(p.areas, area{Rect: stage.Rect{X: r.X + pad*k + e.x, Y: y, W: e.w, H: row.h}, term: e.term, do: func() { p.meant = e.term }})
			}
		}
		y += row.h
	}
	if all > r.H {
		h := math.Max(r.H*r.H/all, 24*k)
		at := r.Y + (r.H-h)*p.scroll[t]/(all-r.H)
		p.put(stage.Box{Rect: stage.Rect{X: r.Right() - 6*k, Y: at, W: 4 * k, H: h}, Radius: 2 * k, Fill: i.line})
	}
}

var speeds = []float64{0.5, 1, 2, 4}

func (p *Panels) drawFoot(r stage.Rect) {
	i, k := p.ink(), p.unit()
	p.card(r)
	x, y := r.X+12*k, r.Y+9*k
	bh := 34 * k
	sign := func(draw func(c stage.Point, s float64), label string, do func()) {
		w := 38 * k
		draw(stage.Point{X: x + w/2, Y: y + bh/2}, 7*k)
		p.touch(stage.Rect{X: x, Y: y, W: w, H: bh}, label, do)
		x += w
	}
	tri := func(c stage.Point, s, way float64) {
		p.put(stage.Area{Points: []stage.Point{{X: c.X - way*s*0.7, Y: c.Y - s}, {X: c.X + way*s*0.9, Y: c.Y}, {X: c.X - way*s*0.7, Y: c.Y + s}}, Fill: i.Ink})
	}
	bar := func(c stage.Point, s float64) {
		p.put(stage.Box{Rect: stage.Rect{X: c.X - 1.5*k, Y: c.Y - s, W: 3 * k, H: 2 * s}, Fill: i.Ink})
	}
	keyDo := func(name string) func() { return func() { p.Key(name) } }
	label := func(name string) string {
		for _, s := range shortcuts() {
			if s.keys[0] == name {
				return s.does.In(p.lang)
			}
		}
		return ""
	}
	if !p.narrow() {
		sign(func(c stage.Point, s float64) { bar(c.Sub(stage.Point{X: s}), s); tri(c, s, -1) }, label("home"), keyDo("home"))
	}
	sign(func(c stage.Point, s float64) {
		tri(c.Sub(stage.Point{X: s * 0.7}), s*0.8, -1)
		tri(c.Add(stage.Point{X: s * 0.7}), s*0.8, -1)
	}, label("shift+left"), keyDo("shift+left"))
	sign(func(c stage.Point, s float64) { tri(c, s, -1) }, label("left"), keyDo("left"))
	c := stage.Point{X: x + 22*k, Y: y + bh/2}
	p.put(stage.Disc{Centre: c, R: 19 * k, Fill: i.accent})
	if p.m.Playing() {
		for _, d := range []float64{-5, 2} {
			p.put(stage.Box{Rect: stage.Rect{X: c.X + d*k, Y: c.Y - 7*k, W: 4 * k, H: 14 * k}, Fill: i.accentInk})
		}
	} else {
		p.put(stage.Area{Points: []stage.Point{{X: c.X - 5*k, Y: c.Y - 8*k}, {X: c.X + 9*k, Y: c.Y}, {X: c.X - 5*k, Y: c.Y + 8*k}}, Fill: i.accentInk})
	}
	p.touch(stage.Rect{X: x, Y: y - 2*k, W: 44 * k, H: bh + 4*k}, wordPlay.In(p.lang), keyDo("space"))
	x += 44 * k
	sign(func(c stage.Point, s float64) { tri(c, s, 1) }, label("right"), keyDo("right"))
	sign(func(c stage.Point, s float64) {
		tri(c.Sub(stage.Point{X: s * 0.7}), s*0.8, 1)
		tri(c.Add(stage.Point{X: s * 0.7}), s*0.8, 1)
	}, label("shift+right"), keyDo("shift+right"))
	if !p.narrow() {
		sign(func(c stage.Point, s float64) { tri(c, s, 1); bar(c.Add(stage.Point{X: s}), s) }, label("end"), keyDo("end"))
	}
	p.slider(stage.Rect{X: x + 14*k, Y: y, W: r.Right() - x - 32*k, H: bh})
	p.facts(stage.Rect{X: r.X + 14*k, Y: r.Y + 52*k, W: r.W - 28*k, H: 32 * k})
}

// slider is the way through time: where chapters begin, where something fails, and where we are.
func (p *Panels) slider(r stage.Rect) {
	i, k := p.ink(), p.unit()
	t := p.viewer().Timeline(p.m.Detail(), p.lang)
	n := math.Max(float64(t.Count), 1)
	y := r.Y + r.H*0.68
	at := func(step int) float64 { return r.X + r.W*float64(step+1)/n }
	now := p.now()
	title := now.ChapterTitle
	if title == "" {
		title = p.m.Telling().Trace.Header.Title.In(p.lang)
	}
	p.put(words(r.X, r.Y-2*k, small*k, stage.Bold, i.Ink, clip(title, stage.Bold, small*k, r.W)))
	p.put(stage.Box{Rect: stage.Rect{X: r.X, Y: y - 3*k, W: r.W, H: 6 * k}, Radius: 3 * k, Fill: i.line})
	p.put(stage.Box{Rect: stage.Rect{X: r.X, Y: y - 3*k, W: at(p.m.StepIndex()) - r.X, H: 6 * k}, Radius: 3 * k, Fill: i.accent})
	for _, c := range t.Chapters {
		p.put(stage.Box{Rect: stage.Rect{X: at(c.Step) - k, Y: y - 9*k, W: 2 * k, H: 5 * k}, Fill: i.Soft})
	}
	for _, f := range t.Failures {
		x := at(f)
		p.put(stage.Area{Points: []stage.Point{{X: x, Y: y - 4*k}, {X: x + 4*k, Y: y}, {X: x, Y: y + 4*k}, {X: x - 4*k, Y: y}}, Fill: i.Verdicts[4].Line})
	}
	p.put(stage.Disc{Centre: stage.Point{X: at(p.m.StepIndex()), Y: y}, R: 8 * k, Fill: i.Card, Stroke: i.accent, Width: 3 * k})
	p.areas = append(p.areas, area{Rect: r.Grow(6 * k), label: wordPlace.In(p.lang), drag: func(to stage.Point) {
		p.send(stage.Seek{Step: int(math.Round((to.X-r.X)/r.W*n)) - 1, Still: true})
	}})
}

// facts are the step, the clock, and how it is told.
func (p *Panels) facts(r stage.Rect) {
	i, k := p.ink(), p.unit()
	now := p.now()
	y := r.Y + 8*k
	x := r.X
	say := func(font stage.Font, c stage.Colour, s string) {
		p.put(words(x, y, small*k, font, c, s))
		x += fonts.Measure(font, small*k, s) + 16*k
	}
	step := lang.Sprintf(wordStep.ES, wordStep.EN, now.Step+1, now.Count).In(p.lang)
	if now.Step < 0 {
		step = lang.Sprintf(wordBefore.ES, wordBefore.EN, now.Count).In(p.lang)
	}
	if p.narrow() {
		step = fmt.Sprintf("%d/%d", now.Step+1, now.Count)
	}
	say(stage.Sans, i.Ink, step)
	say(stage.Mono, i.Ink, now.Clock)
	if !p.narrow() {
		say(stage.Sans, i.Soft, now.Date)
	}
	bx := r.Right()
	bh := 28 * k
	right := func(s, label string, on bool, do func()) {
		font := stage.Sans
		if on {
			font = stage.Bold
		}
		w := fonts.Measure(font, small*k, s) + 20*k
		if bx-w < x {
			return // there is no room; a key does it
		}
		bx -= w
		p.button(bx, y-6*k, bh, s, label, on, do)
		bx -= 5 * k
	}
	speed := fmt.Sprintf("%g×", p.m.Speed())
	right(speed, wordSpeed.In(p.lang), false, func() {
		next := speeds[0]
		for _, s := range speeds {
			if s > p.m.Speed() {
				next = s
				break
			}
		}
		p.send(stage.Speed{Factor: next})
	})
	for _, d := range []story.Detail{story.Packets, story.Dialogue, story.Tell} {
		right(detailWords[d].In(p.lang), "", d == p.m.Detail(), func() { p.send(stage.SetDetail{Detail: d}) })
	}
	if p.m.Growing() && p.m.StepIndex() < p.m.StepCount()-1 {
		right(wordToNow.In(p.lang), "", true, p.toEnd)
	}
	if !p.narrow() {
		right(tabWords[tabWhatIf].In(p.lang), "", false, func() { p.show(tabWhatIf) })
		listener := p.m.Listener()
		right(wordListener.In(p.lang), "", listener, func() { p.send(stage.SetListener{On: !listener}) })
	}
	if p.Runs.Fork != nil {
		right(wordForget.In(p.lang), "", false, p.closeFork)
		right(wordWould.In(p.lang), p.would, p.Runs.Side == view.Would, func() { p.Runs.Go(view.Would) })
		right(wordHappened.In(p.lang), "", p.Runs.Side == view.Happened, func() { p.Runs.Go(view.Happened) })
	}
}

// drawNote is what has to be said once: over the foot, in the middle.
func (p *Panels) drawNote() {
	said := ""
	for _, part := range append(p.note[:len(p.note):len(p.note)], p.busy) {
		said += part.In(p.lang)
	}
	if said == "" {
		return
	}
	i, k := p.ink(), p.unit()
	_, _, foot := p.cardRects()
	w, _ := p.m.Size()
	lines := wrap(said, stage.Sans, body*k, math.Min(w*0.7, 560*k))
	wide := 0.0
	for _, l := range lines {
		wide = math.Max(wide, fonts.Measure(stage.Sans, body*k, l))
	}
	h := float64(len(lines)) * body * lead * k
	r := stage.Rect{X: (w-wide)/2 - 16*k, Y: foot.Y - h - 30*k, W: wide + 32*k, H: h + 18*k}
	p.put(stage.Box{Rect: r, Radius: 8 * k, Fill: i.Ink})
	for n, l := range lines {
		p.put(words(r.X+16*k, r.Y+9*k+float64(n)*body*lead*k, body*k, stage.Sans, i.Card, l))
	}
	p.touch(r, "", func() { p.note = nil })
	p.cards = append(p.cards, r)
}

// drawOverlay draws a list over everything.
func (p *Panels) drawOverlay(title lang.Text, rows func(*column)) {
	i, k := p.ink(), p.unit()
	w, h := p.m.Size()
	p.put(stage.Box{Rect: stage.Rect{W: w, H: h}, Fill: i.Shade.Fade(0.45)})
	p.areas = append(p.areas, area{Rect: stage.Rect{W: w, H: h}, do: func() { p.overlay = overlayNone }})
	wide := math.Min(620*k, w-2*margin*k)
	r := stage.Rect{X: (w - wide) / 2, Y: h * 0.07, W: wide, H: h * 0.86}
	p.card(r)
	p.put(words(r.X+pad*k, r.Y+14*k, 18*k, stage.Bold, i.Ink, title.In(p.lang)))
	c := &column{p: p, w: r.W - 2*pad*k}
	rows(c)
	p.drawColumn(c, stage.Rect{X: r.X, Y: r.Y + 48*k, W: r.W, H: r.H - 60*k}, p.scrolled())
}
