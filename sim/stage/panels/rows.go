package panels

import (
	"strings"

	"posta/sim/lang"
	"posta/sim/replay"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/view"
)

var classSign = map[story.Class]string{story.OK: "tick", story.More: "arrow", story.Temporary: "hourglass", story.Permanent: "cross"}

// classColour is a class's colour on a card.
func (i ink) class(c story.Class) stage.Colour {
	for n, known := range []story.Class{story.OK, story.More, story.Temporary, story.Permanent} {
		if c == known {
			return i.Verdicts[n+1].Line
		}
	}
	return i.line
}

func (c *column) heading(s lang.Text) {
	c.gap(8)
	c.text(s.In(c.p.lang), style{font: stage.Bold, size: small, colour: c.p.ink().Soft})
	c.gap(2)
}

// explainRows is the teacher's word on the step.
func (p *Panels) explainRows(c *column) {
	i := p.ink()
	now := p.now()
	e := now.Explain
	if p.Runs.Side == view.Would && p.would != "" {
		c.text(p.would, style{font: stage.Bold, size: body, colour: i.accent, indent: 10, bar: i.accent})
		c.gap(8)
	}
	if now.ChapterTitle != "" {
		c.text(now.ChapterTitle, style{size: small, colour: i.Soft})
		c.gap(4)
	}
	c.text(e.Title, style{font: stage.Bold, size: 18, colour: i.Ink})
	c.gap(6)
	if e.Say != "" {
		c.text(e.Say, style{size: body, colour: i.Ink, indent: 12, bar: i.accent})
		c.gap(6)
	}
	if e.Verdict != "" && e.Class != "" {
		c.text(e.Verdict, style{font: stage.Bold, size: body, colour: i.class(e.Class), back: classSign[e.Class]})
		c.gap(4)
	}
	if now.Passed != "" {
		c.text(now.Passed, style{size: small, colour: i.Soft, back: "hourglass"})
		c.gap(4)
	}
	c.text(e.What, style{size: body, colour: i.Ink})
	if e.Wire != "" {
		who := wordOnTheWire
		if e.From != "" && e.To != "" {
			who = lang.Sprintf(wordSaysTo.ES, wordSaysTo.EN, e.From, e.To)
		}
		c.heading(who)
		for _, line := range strings.Split(e.Wire, "\n") {
			c.text(line, style{font: stage.Mono, size: small, colour: i.Ink, indent: 10, fill: i.Paper, bar: i.class(e.Class)})
		}
	}
	if len(e.Steps) > 0 {
		c.heading(wordChecked)
		for _, r := range e.Steps {
			c.text("· "+r.Text, style{size: small, colour: i.Ink, indent: float64(r.Depth) * 14})
		}
	}
	if e.Hashed != nil {
		p.hashed(c, e.Hashed)
	}
	if e.Why != "" {
		c.heading(wordWhy)
		c.text(e.Why, style{size: body, colour: i.Ink})
	}
	if len(e.Changed) > 0 {
		c.heading(wordChanged)
		for _, s := range e.Changed {
			c.text("· "+s, style{size: body, colour: i.Ink})
		}
	}
	if e.Cause != nil {
		c.heading(wordBecause)
		c.text(e.Cause.Title, style{size: body, colour: i.accent, do: func() { p.send(stage.Seek{Step: e.Cause.Step, Still: true}) }})
	}
	if len(e.RFC) > 0 {
		c.heading(wordStandard)
		for _, r := range e.RFC {
			c.text(r.Label+" "+r.Title, style{size: small, colour: i.Soft})
		}
	}
}

// hashed is what was hashed for a DKIM signature, with what changed on the way.
func (p *Panels) hashed(c *column, h *view.Hashed) {
	i := p.ink()
	c.heading(wordHashed)
	c.text(h.Say, style{size: body, colour: i.Ink})
	for _, part := range h.Parts {
		c.gap(4)
		c.text(part.Title, style{size: small, colour: i.Soft})
		for _, l := range part.Lines {
			s := style{font: stage.Mono, size: small, colour: i.Ink, indent: 10}
			switch l.Sign {
			case "-":
				s.colour, s.fill = i.class(story.Permanent), i.Paper
			case "+":
				s.colour, s.fill = i.class(story.OK), i.Paper
			case "~":
				s.colour, s.fill = i.class(story.Temporary), i.Paper
			}
			c.text(l.Sign+" "+l.Before+l.Changed+l.After, s)
		}
	}
}

// most is how many lines of the dialogue are set at once: those that end with the step.
const most = 160

// dialogueRows is what has been said so far, in the conversation of this step.
func (p *Panels) dialogueRows(c *column) {
	i := p.ink()
	d, now := p.said(), p.now()
	heard := min(now.Heard, len(d.Lines))
	if heard == 0 {
		c.text(wordSilence.In(p.lang), style{size: body, colour: i.Soft})
		return
	}
	conn := d.Lines[heard-1].Conn
	if n := len(now.Current); n > 0 && now.Current[n-1] < len(d.Lines) {
		conn = d.Lines[now.Current[n-1]].Conn
	}
	current := map[int]bool{}
	for _, n := range now.Current {
		current[n] = true
	}
	var lines []int
	for n := heard - 1; n >= 0 && len(lines) < most; n-- {
		if d.Lines[n].Conn == conn {
			lines = append(lines, n)
		}
	}
	for at := len(lines) - 1; at >= 0; at-- {
		p.line(c, &d.Lines[lines[at]], current[lines[at]])
	}
}

func (p *Panels) line(c *column, l *view.Line, current bool) {
	i := p.ink()
	indent := 10.0
	who := i.accent
	if !l.Client {
		indent, who = 24, i.Soft
	}
	fill := stage.Colour{}
	if current {
		fill = i.Paper
	}
	seek := func() { p.send(stage.Seek{Step: l.Step, Still: true}) }
	c.gap(4)
	bar := i.class(story.Class(l.Class))
	c.text(l.Speaker+"  "+l.Clock, style{size: 11, colour: who, indent: indent, do: seek, mark: current, fill: fill, bar: bar})
	text := l.Text
	if l.Sealed {
		text = "[" + text + "]"
	}
	for n, s := range strings.Split(text, "\n") {
		sign := ""
		if n == 0 {
			sign = classSign[story.Class(l.Class)]
		}
		c.text(s, style{font: stage.Mono, size: small, colour: i.Ink, indent: indent, do: seek, fill: fill, bar: bar, back: sign})
	}
	var notes []string
	if l.Secret != "" {
		notes = append(notes, lang.Sprintf(wordInClear.ES, wordInClear.EN, l.Secret).In(p.lang))
	}
	if l.Encrypted && !l.Sealed {
		notes = append(notes, wordEncrypted.In(p.lang))
	}
	switch {
	case l.Lost:
		notes = append(notes, wordLost.In(p.lang))
	case l.Partial:
		notes = append(notes, wordPartial.In(p.lang))
	}
	if l.More != "" {
		notes = append(notes, "… "+l.More)
	}
	for _, n := range notes {
		c.text(n, style{size: 11, colour: i.Warn, indent: indent, fill: fill, bar: bar})
	}
}

// stateRows is what a machine holds.
func (p *Panels) stateRows(c *column) {
	i := p.ink()
	hosts := []string{p.host}
	if p.host == "" {
		hosts = p.now().Busy
	}
	if len(hosts) == 0 {
		c.text(wordChoose.In(p.lang), style{size: body, colour: i.Soft})
		return
	}
	for _, name := range hosts {
		s := p.viewer().State(p.m.Detail(), p.m.StepIndex(), name, p.lang)
		c.text(name, style{font: stage.Bold, size: 17, colour: i.Ink})
		c.text(s.Host.What, style{size: small, colour: i.Soft})
		c.gap(4)
		if !s.Up {
			c.text(wordNoPower.In(p.lang), style{font: stage.Bold, size: body, colour: i.Warn})
		}
		if len(s.Host.Addrs) > 0 {
			c.text(wordAddresses.In(p.lang)+": "+strings.Join(s.Host.Addrs, ", "), style{size: small, colour: i.Ink})
		}
		if len(s.Host.Services) > 0 {
			c.text(wordServices.In(p.lang)+": "+strings.Join(s.Host.Services, ", "), style{size: small, colour: i.Ink})
		}
		if len(s.Sections) == 0 {
			c.gap(6)
			c.text(wordNothing.In(p.lang), style{size: body, colour: i.Soft})
		}
		for _, x := range s.Sections {
			p.section(c, &x)
		}
		c.gap(14)
	}
}

var changeWords = map[replay.Op]lang.Text{replay.Added: wordNew, replay.Altered: wordAltered, replay.Consulted: wordConsulted}

// section sets a table as its rows, each cell behind its column's name.
func (p *Panels) section(c *column, s *view.Section) {
	i := p.ink()
	c.heading(lang.Both(s.Title))
	for n := range s.Rows {
		r := &s.Rows[n]
		bar, fill := i.line, stage.Colour{}
		if r.Change != "" {
			bar, fill = i.News, i.Paper
		}
		for col, cell := range r.Cells {
			if cell == "" {
				continue
			}
			st := style{size: small, colour: i.Ink, indent: 10, bar: bar, fill: fill}
			if col == 0 {
				st.font, st.size = stage.Bold, 13
				if w := changeWords[r.Change]; !w.IsZero() {
					cell += "  (" + w.In(p.lang) + ")"
				}
			} else if col < len(s.Columns) {
				cell = s.Columns[col] + ": " + cell
			}
			c.text(cell, st)
		}
		c.gap(5)
	}
	if s.Omitted > 0 {
		c.text(lang.Sprintf(wordOmitted.ES, wordOmitted.EN, s.Omitted).In(p.lang), style{size: small, colour: i.Soft})
	}
}

// lessonTab is what stays the same for the whole run.
func (p *Panels) lessonTab(c *column) {
	i := p.ink()
	l := p.viewer().Lesson(p.lang)
	c.text(l.Title, style{font: stage.Bold, size: 18, colour: i.Ink})
	c.gap(6)
	c.text(l.Summary, style{size: body, colour: i.Ink})
	if len(l.Goals) > 0 {
		c.heading(wordGoals)
		for _, g := range l.Goals {
			c.text("· "+g, style{size: body, colour: i.Ink})
		}
	}
	c.heading(wordChapters)
	here := p.now().Chapter
	for n, ch := range p.viewer().Timeline(p.m.Detail(), p.lang).Chapters {
		st := style{size: body, colour: i.accent, indent: 10, bar: i.line, do: func() { p.send(stage.Seek{Step: ch.Step, Still: true}) }}
		if ch.Failure {
			st.bar = i.Verdicts[4].Line
		}
		if n == here {
			st.font, st.fill, st.mark = stage.Bold, i.Paper, true
		}
		c.text(ch.Title, st)
		c.gap(3)
	}
}

func (p *Panels) offers() view.WhatIf { return p.Runs.WhatIf(p.m.Detail(), p.m.StepIndex(), p.lang) }

// whatIfRows is what could go wrong here.
func (p *Panels) whatIfRows(c *column) {
	i := p.ink()
	first := 0 // offers that stand before these
	switch {
	case p.asks.WhatIf != nil:
	case p.asks.Break == nil:
		c.text(wordRecorded.In(p.lang), style{size: body, colour: i.Soft})
		return
	default:
		if p.asks.Imagine != nil {
			first = 1
			st := style{font: stage.Bold, size: body, colour: i.accent, indent: 10, bar: i.line, do: p.imagine}
			if p.chosen == 0 {
				st.bar, st.fill, st.mark = i.accent, i.Paper, true
			}
			c.text(wordImagine.In(p.lang), st)
			c.gap(4)
			c.text(wordImagineHow.In(p.lang), style{size: small, colour: i.Soft})
			c.gap(12)
		}
		c.text(wordRealOnly.In(p.lang), style{size: body, colour: i.Soft})
		c.gap(8)
	}
	x := p.offers()
	head := wordWhatIfNone
	switch {
	case x.Step < 0:
	case x.Later:
		head = lang.Sprintf(wordWhatIfSoon.ES, wordWhatIfSoon.EN, x.Title)
	default:
		head = lang.Sprintf(wordWhatIfNow.ES, wordWhatIfNow.EN, x.Title)
	}
	c.text(head.In(p.lang), style{size: body, colour: i.Soft})
	c.gap(8)
	for n, o := range x.Offers {
		st := style{size: body, colour: i.accent, indent: 10, bar: i.line, do: func() { p.ask(o) }}
		if n+first == p.chosen {
			st.bar, st.fill, st.mark = i.accent, i.Paper, true
		}
		c.text(o.Title, st)
		c.gap(8)
	}
}

// imaginedRows say that what is shown did not happen.
func (p *Panels) imaginedRows(c *column) {
	i := p.ink()
	for n, t := range p.imagined {
		st := style{size: small, colour: i.Ink, indent: 10, bar: i.Warn, fill: i.Paper}
		if n == 0 {
			st.font, st.size, st.colour = stage.Bold, body, i.Warn
		}
		c.text(t.In(p.lang), st)
	}
	c.gap(4)
	if p.asks.Return != nil {
		c.text(wordReturn.In(p.lang), style{font: stage.Bold, size: body, colour: i.accent, indent: 10, bar: i.accent, do: p.asks.Return})
	}
	c.gap(10)
}

// heldRows is what stands still, and what may be done about it.
func (p *Panels) heldRows(c *column) {
	i := p.ink()
	c.text(lang.Sprintf(wordHeldAt.ES, wordHeldAt.EN, p.held.Where).In(p.lang), style{font: stage.Bold, size: body, colour: i.Warn, back: "hourglass"})
	c.text(p.held.Said, style{font: stage.Mono, size: small, colour: i.Ink, indent: 10, bar: i.Warn, fill: i.Paper})
	c.gap(4)
	c.text(wordLetGo.In(p.lang), style{font: stage.Bold, size: body, colour: i.accent, indent: 10, bar: i.accent, do: func() { p.release("") }})
	c.gap(3)
	for _, a := range p.held.Answers {
		c.text(lang.Sprintf(wordAnswer.ES, wordAnswer.EN, a).In(p.lang), style{size: body, colour: i.accent, indent: 10, bar: i.line, do: func() { p.release(a) }})
		c.gap(3)
	}
	c.gap(10)
}

// lessonRows are the lessons to choose from.
func (p *Panels) lessonRows(c *column) {
	i := p.ink()
	chapter := lang.Text{}
	for n, l := range p.lessons {
		if l.Chapter != chapter {
			chapter = l.Chapter
			c.heading(chapter)
		}
		st := style{size: body, colour: i.Ink, indent: 10, bar: i.line, do: func() { p.openLesson(l.Slug) }}
		if n == p.chosen {
			st.font, st.fill, st.bar, st.mark = stage.Bold, i.Paper, i.accent, true
		}
		c.text(l.Title.In(p.lang), st)
		c.gap(3)
	}
}

// keyRows are the keys and what they do.
func (p *Panels) keyRows(c *column) {
	i, k := p.ink(), p.unit()
	for _, s := range shortcuts() {
		names := make([]string, len(s.keys))
		for n, key := range s.keys {
			names[n] = keyWord(key, p.lang)
		}
		does := s.does.In(p.lang)
		keys := strings.Join(names, "  ")
		c.rows = append(c.rows, row{h: 24 * k, draw: func(x, y float64) []stage.Shape {
			return []stage.Shape{words(x, y, 13*k, stage.Mono, i.accent, keys), words(x+210*k, y, 13*k, stage.Sans, i.Ink, clip(does, stage.Sans, 13*k, c.w-210*k))}
		}})
	}
}

var keyWords = map[string]lang.Text{
	"space": lang.Text{ES: "espacio", EN: "space"}, "right": lang.Text{ES: "derecha", EN: "right"}, "left": lang.Text{ES: "izquierda", EN: "left"}, "up": lang.Text{ES: "arriba", EN: "up"}, "down": lang.Text{ES: "abajo", EN: "down"},
	"home": lang.Text{ES: "inicio", EN: "home"}, "end": lang.Text{ES: "fin", EN: "end"}, "escape": lang.Text{ES: "esc", EN: "esc"}, "tab": lang.Text{ES: "tab", EN: "tab"}, "shift": lang.Text{ES: "mayús", EN: "shift"},
}

func keyWord(key string, l lang.Lang) string {
	var parts []string
	for _, s := range strings.Split(key, "+") {
		if w := keyWords[s]; !w.IsZero() {
			s = w.In(l)
		} else {
			s = strings.ToUpper(s)
		}
		parts = append(parts, s)
	}
	if key == "+" {
		return "+"
	}
	return strings.Join(parts, "+")
}
