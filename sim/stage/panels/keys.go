package panels

import (
	"slices"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/view"
)

// shortcut is a key and what it does.
type shortcut struct {
	keys []string
	does lang.Text // "" where it is one with the line above it
	do   func(*Panels)
}

// shortcuts are the page's own keys, and the window's.
func shortcuts() []shortcut {
	send := func(msgs ...stage.Msg) func(*Panels) { return func(p *Panels) { p.send(msgs...) } }
	return []shortcut{
		{[]string{"right"}, lang.Text{ES: "un paso adelante", EN: "one step forward"}, send(stage.Forward{})},
		{[]string{"left"}, lang.Text{ES: "un paso atrás", EN: "one step back"}, send(stage.Back{})},
		{[]string{"shift+right"}, lang.Text{ES: "capítulo siguiente", EN: "next chapter"}, send(stage.Chapter{By: 1})},
		{[]string{"shift+left"}, lang.Text{ES: "capítulo anterior", EN: "previous chapter"}, send(stage.Chapter{By: -1})},
		{[]string{"home"}, lang.Text{ES: "al principio", EN: "to the beginning"}, send(stage.Seek{Step: -1, Still: true})},
		{[]string{"end"}, lang.Text{ES: "al final; en vivo, al ahora", EN: "to the end; live, to now"}, (*Panels).toEnd},
		{[]string{"space"}, lang.Text{ES: "reproducir o pausar", EN: "play or pause"}, func(p *Panels) { p.send(stage.Play{On: !p.m.Playing()}) }},
		{[]string{"1", "2", "3"}, lang.Text{ES: "relato, diálogo, paquetes", EN: "story, dialogue, packets"}, nil},
		{[]string{"tab"}, lang.Text{ES: "panel siguiente", EN: "next panel"}, func(p *Panels) { p.show((p.tab + 1) % tabs) }},
		{[]string{"shift+tab"}, lang.Text{ES: "panel anterior", EN: "previous panel"}, func(p *Panels) { p.show((p.tab + tabs - 1) % tabs) }},
		{[]string{"down", "up"}, lang.Text{ES: "recorrer el panel", EN: "scroll the panel"}, nil},
		{[]string{"f"}, lang.Text{ES: "¿y si…?", EN: "what if…?"}, func(p *Panels) { p.show(tabWhatIf) }},
		{[]string{"v"}, lang.Text{ES: "lo que pasó, o lo que habría pasado", EN: "what happened, or what would have"}, (*Panels).flip},
		{[]string{"c"}, lang.Text{ES: "olvidar lo que habría pasado; volver a lo real", EN: "forget what would have happened; back to what is real"}, (*Panels).closeFork},
		{[]string{"n", "p"}, lang.Text{ES: "máquina siguiente o anterior", EN: "next or previous machine"}, nil},
		{[]string{"i", "u"}, lang.Text{ES: "qué quiere decir el signo siguiente o el anterior", EN: "what the next or previous sign means"}, nil},
		{[]string{"w", "q"}, lang.Text{ES: "qué quiere decir la palabra siguiente o la anterior de lo que se lee", EN: "what the next or previous word of what is read means"}, nil},
		{[]string{"b"}, lang.Text{ES: "elegir una lección", EN: "choose a lesson"}, (*Panels).pick},
		{[]string{"e"}, lang.Text{ES: "lo que oye quien escucha", EN: "what a listener hears"}, func(p *Panels) { p.send(stage.SetListener{On: !p.m.Listener()}) }},
		{[]string{"+", "-"}, lang.Text{ES: "acercar o alejar", EN: "zoom in or out"}, nil},
		{[]string{"0"}, lang.Text{ES: "volver a seguir la conversación", EN: "follow the conversation again"}, send(stage.Follow{})},
		{[]string{"o"}, lang.Text{ES: "plegar el panel", EN: "fold the panel"}, func(p *Panels) { p.folded = !p.folded }},
		{[]string{"l"}, lang.Text{ES: "español o inglés", EN: "Spanish or English"}, (*Panels).otherLang},
		{[]string{"d"}, lang.Text{ES: "tema claro u oscuro", EN: "light or dark theme"}, (*Panels).otherTheme},
		{[]string{"f11"}, lang.Text{ES: "pantalla completa", EN: "full screen"}, func(p *Panels) {
			if p.asks.FullScreen != nil {
				p.asks.FullScreen()
			}
		}},
		{[]string{"?", "f1"}, lang.Text{ES: "estas teclas", EN: "these keys"}, func(p *Panels) { p.toggle(overlayKeys) }},
		{[]string{"escape"}, lang.Text{ES: "cerrar", EN: "close"}, (*Panels).escape},
	}
}

// paired are the keys that share a line of the list with another.
var paired = map[string]func(*Panels){
	"1":        func(p *Panels) { p.send(stage.SetDetail{Detail: story.Tell}) },
	"2":        func(p *Panels) { p.send(stage.SetDetail{Detail: story.Dialogue}) },
	"3":        func(p *Panels) { p.send(stage.SetDetail{Detail: story.Packets}) },
	"n":        func(p *Panels) { p.send(stage.Next{By: 1}) },
	"p":        func(p *Panels) { p.send(stage.Next{By: -1}) },
	"i":        func(p *Panels) { p.send(stage.NextSign{By: 1}) },
	"u":        func(p *Panels) { p.send(stage.NextSign{By: -1}) },
	"w":        func(p *Panels) { p.nextWord(1) },
	"q":        func(p *Panels) { p.nextWord(-1) },
	"+":        func(p *Panels) { p.send(stage.Zoom{Factor: 1.25, Middle: true}) },
	"-":        func(p *Panels) { p.send(stage.Zoom{Factor: 1 / 1.25, Middle: true}) },
	"down":     func(p *Panels) { p.move(1) },
	"up":       func(p *Panels) { p.move(-1) },
	"pagedown": func(p *Panels) { p.roll(stage.Point{}, p.extent[p.scrolled()][1]*0.9) },
	"pageup":   func(p *Panels) { p.roll(stage.Point{}, -p.extent[p.scrolled()][1]*0.9) },
	"enter":    (*Panels).enter,
}

// Key does what a key does, by its name: "space", "shift+right", "l". False: nothing.
func (p *Panels) Key(name string) bool {
	if p.overlay == overlayLessons && (name == "right" || name == "left") {
		return true
	}
	p.note, p.chase = nil, false
	do := paired[name]
	for _, s := range shortcuts() {
		for _, k := range s.keys {
			if do == nil && k == name {
				do = s.do
			}
		}
	}
	if do == nil {
		return false
	}
	do(p)
	p.version++
	return true
}

// move goes down or up a list, or what is read.
func (p *Panels) move(by int) {
	if n := len(p.choices()); n > 0 {
		p.chosen = min(max(p.chosen+by, 0), n-1)
		p.auto = true
		return
	}
	p.roll(stage.Point{}, float64(by)*40*p.unit())
}

// nextWord goes through the words that explain themselves in what is read, around and back, and rolls to where each stands.
func (p *Panels) nextWord(by int) {
	n := len(p.glossed)
	if n == 0 {
		return
	}
	i := slices.Index(p.glossed, p.meant)
	if i < 0 && by < 0 {
		i = 0
	}
	p.meant, p.toMeant, p.auto = p.glossed[((i+by)%n+n)%n], true, false
}

// choices are what enter chooses from.
func (p *Panels) choices() []func() {
	var list []func()
	switch {
	case p.overlay == overlayLessons:
		for _, l := range p.lessons {
			list = append(list, func() { p.openLesson(l.Slug) })
		}
	case p.overlay == overlayNone && p.tab == tabWhatIf && !p.folded:
		if p.asks.Imagine != nil {
			list = append(list, p.imagine)
		}
		if p.asks.Break == nil && p.asks.WhatIf == nil {
			return list
		}
		for _, o := range p.offers().Offers {
			list = append(list, func() { p.ask(o) })
		}
	}
	return list
}

func (p *Panels) enter() {
	if list := p.choices(); p.chosen < len(list) {
		list[p.chosen]()
	} else if p.held != nil {
		p.release("")
	}
}

func (p *Panels) show(t tab) {
	if t != p.tab {
		p.chosen = 0
	}
	p.tab, p.folded, p.auto, p.meant = t, false, true, nil
}

func (p *Panels) toggle(o overlay) {
	if p.overlay == o {
		o = overlayNone
	}
	p.overlay, p.chosen, p.meant = o, 0, nil
}

func (p *Panels) pick() {
	if p.asks.Open == nil {
		return
	}
	p.toggle(overlayLessons)
	for i, l := range p.lessons {
		if l.Slug == p.slug() {
			p.chosen, p.auto = i, true
		}
	}
}

// slug is the lesson that is open.
func (p *Panels) slug() string {
	return strings.TrimSuffix(p.m.Telling().Trace.Header.Scenario, ".yaml")
}

func (p *Panels) openLesson(slug string) {
	p.overlay, p.busy = overlayNone, wordRunning
	p.asks.Open(slug)
}

func (p *Panels) ask(o view.Offer) {
	switch {
	case p.asks.WhatIf != nil:
		p.busy = wordRunning
		p.asks.WhatIf(o.Fault, o.Title)
	case p.asks.Break != nil:
		p.asks.Break(o.Fault, o.Title)
	}
}

func (p *Panels) release(answer string) {
	if p.held != nil && p.asks.Release != nil {
		p.asks.Release(p.held.ID, answer)
	}
}

func (p *Panels) flip() { p.Runs.Go(p.Runs.Side.Other()) }

// imagine has what happened until now repeated.
func (p *Panels) imagine() {
	var at time.Duration
	if seq := p.m.Position(); seq > 0 {
		at = p.m.Telling().Trace.At(seq).At
	}
	p.busy = wordRunning
	p.asks.Imagine(at)
}

func (p *Panels) closeFork() {
	if p.Runs.Fork == nil && p.asks.Return != nil {
		p.asks.Return()
		return
	}
	p.Runs.Close()
	p.would = ""
}

// toEnd goes to the last step; of a run that goes on, it follows what comes.
func (p *Panels) toEnd() {
	p.send(stage.Seek{Step: p.m.StepCount() - 1, Still: true})
	if p.m.Growing() {
		p.send(stage.Play{On: true})
	}
}

func (p *Panels) otherLang() {
	i := 0
	for n, l := range lang.All() {
		if l == p.m.Lang() {
			i = n + 1
		}
	}
	p.send(stage.SetLang{Lang: lang.All()[i%len(lang.All())]})
}

func (p *Panels) otherTheme() {
	theme := stage.ThemeDark
	if p.m.Theme() == stage.ThemeDark {
		theme = stage.ThemeLight
	}
	p.send(stage.SetTheme{Theme: theme})
}

func (p *Panels) escape() {
	if p.meant != nil {
		p.meant = nil
		return
	}
	if p.overlay != overlayNone {
		p.overlay = overlayNone
		return
	}
	p.host = ""
	p.send(stage.Select{})
}
