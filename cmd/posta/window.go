//go:build !js && !nowindow

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"sync"

	"github.com/spf13/pflag"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/paint"
	"posta/sim/stage/panels"
	"posta/sim/stage/shown"
	"posta/sim/story"
	"posta/sim/trace"
)

var windowCommand = command{
	name:  "window",
	args:  lang.Text{ES: "[LECCIÓN|ARCHIVO|-]", EN: "[LESSON|FILE|-]"},
	short: lang.Text{ES: "el simulador en una ventana propia, sin navegador", EN: "the simulator in a window of its own, without a browser"},
	long: lang.Text{
		ES: `Abre el escenario en una ventana: lo mismo que en la página, con las mismas teclas, y los
paneles dentro del dibujo. Sin nada, la primera lección. Un escenario o una traza grabada que se
deja caer en la ventana se abre; la tecla ? muestra todas las demás.

  --detail tell|dialogue|packets con cuánto detalle
  --size ANCHOxALTO              tamaño de la ventana
  --full-screen                  llena la pantalla
  --theme light|dark             tema
  --lang es|en                   idioma
  --seed N                       otra semilla

Hace falta una pantalla; posta serve y posta picture se las arreglan sin ella.`,
		EN: `Opens the stage in a window: the same as in the page, with the same keys, and the panels
inside the picture. Without anything, the first lesson. A scenario or a recorded trace that is
dropped on the window is opened; the key ? shows all the others.

  --detail tell|dialogue|packets how deep it goes
  --size WIDTHxHEIGHT            the window's size
  --full-screen                  fills the screen
  --theme light|dark             theme
  --lang es|en                   language
  --seed N                       another seed

It needs a screen; posta serve and posta picture do without one.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var o windowOptions
		o.declare(flags)
		flags.Var(&o.seed, "seed", "")
		return func(c console, args []string) int {
			if len(args) > 1 {
				c.noMore("window", args[1:])
				return exitUsage
			}
			name := scenarios.Slugs()[0]
			if len(args) == 1 {
				name = args[0]
			}
			if !o.check(c) {
				return exitUsage
			}
			return openWindow(c, name, o)
		}
	},
}

// windowOptions are how a window looks.
type windowOptions struct {
	detail, size, theme string
	full                bool
	seed                seedFlag

	depth story.Detail
	frame paint.Window
}

func (o *windowOptions) declare(flags *pflag.FlagSet) {
	flags.StringVar(&o.detail, "detail", string(story.Tell), "")
	flags.StringVar(&o.size, "size", "", "")
	flags.StringVar(&o.theme, "theme", "light", "")
	flags.BoolVar(&o.full, "full-screen", false, "")
}

// check reads the options; it complains itself.
func (o *windowOptions) check(c console) bool {
	var ok bool
	o.depth, ok = story.ParseDetail(o.detail)
	n, err := 2, error(nil)
	if o.size != "" {
		n, err = fmt.Sscanf(o.size, "%dx%d", &o.frame.W, &o.frame.H)
	}
	o.frame.FullScreen = o.full
	switch {
	case !ok:
		c.fail(lang.Sprintf("--detail %s no existe: tell, dialogue o packets", "--detail %s does not exist: tell, dialogue or packets", o.detail))
	case n != 2 || err != nil || o.size != "" && (min(o.frame.W, o.frame.H) < leastSide || max(o.frame.W, o.frame.H) > mostSide):
		c.fail(lang.Sprintf("--size %s no es un tamaño: ANCHOxALTO, de %d a %d píxeles", "--size %s is no size: WIDTHxHEIGHT, from %d to %d pixels", o.size, leastSide, mostSide))
	case o.theme != "light" && o.theme != "dark":
		c.fail(lang.Sprintf("--theme %s no existe: light o dark", "--theme %s does not exist: light or dark", o.theme))
	default:
		return hasScreen(c)
	}
	return false
}

// hasScreen tells whether there is one to open a window on; it complains itself.
func hasScreen(c console) bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" || c.getenv("DISPLAY") != "" {
		return true
	}
	if c.getenv("WAYLAND_DISPLAY") != "" {
		c.fail(lang.Sprintf("no se puede abrir una ventana: este escritorio es de Wayland y no ofrece XWayland (DISPLAY está vacío)", "cannot open a window: this desktop is Wayland's and offers no XWayland (DISPLAY is empty)"))
	} else {
		c.fail(lang.Sprintf("no se puede abrir una ventana: aquí no hay pantalla (DISPLAY está vacío)", "cannot open a window: there is no screen here (DISPLAY is empty)"))
	}
	c.hint(lang.Sprintf("posta serve lo muestra en un navegador, y posta picture lo dibuja en un archivo.", "posta serve shows it in a browser, and posta picture draws it into a file."))
	return false
}

// window is the program around the panels.
type window struct {
	*panels.Panels
	c    console
	o    windowOptions
	game *paint.Game

	live *liveShow // what happens on real sockets; nil: this is no window on that

	mu    sync.Mutex
	shown lesson // what is on the stage
	turn  int    // of what was asked for: only the last is answered
}

// lesson is what is run: a scenario, and what is done in it. Of what was recorded it is empty.
type lesson struct {
	*scenario.Scenario
	inputs []byte
	seed   *uint64
}

// simulate runs it.
func (l lesson) simulate() (*trace.Trace, error) {
	inputs, problems := l.read()
	if len(problems) > 0 {
		return nil, problems
	}
	return sim.Run(context.Background(), l.Scenario, sim.Options{Seed: l.seed, Inputs: inputs})
}

func (l lesson) read() ([]*scenario.Input, form.Problems) {
	if l.inputs == nil {
		return nil, nil
	}
	return scenario.ReadInputs(l.Scenario, "inputs.jsonl", l.inputs)
}

// newWindow makes a window in which nothing is shown yet.
func newWindow(c console, o windowOptions) *window {
	w := &window{c: c, o: o}
	w.Panels = panels.New(w.asks())
	go w.index()
	m := stage.New(fonts.Measure, w.Runs.Caption)
	theme := stage.ThemeLight
	if o.theme == "dark" {
		theme = stage.ThemeDark
	}
	for _, msg := range []stage.Msg{stage.SetTheme{Theme: theme}, stage.SetLang{Lang: c.lang}, stage.SetDetail{Detail: o.depth}} {
		m = stage.Update(m, msg)
	}
	w.game = paint.NewGame(m)
	w.game.Front = w
	w.Runs.Player = w.game
	return w
}

// asks are what the panels can ask for where a simulation is shown.
func (w *window) asks() panels.Asks {
	return panels.Asks{Open: w.open, WhatIf: w.whatIf, FullScreen: w.fullScreen}
}

func (w *window) fullScreen() { paint.FullScreen() }

// index reads which lessons there are, while the first is shown.
func (w *window) index() {
	var list []panels.Lesson
	for _, ch := range scenarios.Curriculum {
		for _, slug := range ch.Lessons {
			src, err := scenarios.Read(slug)
			if err != nil {
				continue
			}
			if s, _ := scenario.Parse(slug+".yaml", src); s != nil {
				list = append(list, panels.Lesson{Slug: slug, Chapter: ch.Title, Title: s.Title})
			}
		}
	}
	w.Do(func(p *panels.Panels) { p.Choose(list) })
}

func openWindow(c console, name string, o windowOptions) int {
	switch t, ok := recorded(c, name); {
	case !ok:
		return exitUsage
	case t != nil:
		w := newWindow(c, o)
		w.play(t)
		return w.run()
	}
	s, ok := load(c, name)
	if !ok {
		return exitUsage
	}
	l := lesson{Scenario: s, seed: o.seed.chosen()}
	t, err := l.simulate()
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", name, err))
		return exitUsage
	}
	w := newWindow(c, o)
	w.shown = l
	w.Open(shown.Tell(t), false)
	return w.run()
}

// run shows the window until it is closed.
func (w *window) run() (code int) {
	defer func() {
		if v := recover(); v != nil { // Ebitengine panics where a library of the system is missing
			code = w.noWindow(fmt.Errorf("%v", v))
		}
	}()
	w.o.frame.Title = "Posta"
	if err := w.game.RunWindow(w.o.frame); err != nil {
		return w.noWindow(err)
	}
	return exitOK
}

func (w *window) noWindow(err error) int {
	w.c.fail(lang.Sprintf("no se pudo abrir la ventana: %v", "the window could not be opened: %v", err))
	w.c.hint(lang.Sprintf("En Linux hacen falta libX11 y libGL. posta serve lo muestra en un navegador.", "On Linux libX11 and libGL are needed. posta serve shows it in a browser."))
	return exitUsage
}

// next is a turn: what was asked before is not answered any more.
func (w *window) next() (turn int, now lesson) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn++
	return w.turn, w.shown
}

// answer has something shown, unless something else was asked meanwhile; what is shown then is l, unless it is nil.
func (w *window) answer(turn int, l *lesson, f func(*panels.Panels)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if turn != w.turn {
		return
	}
	if l != nil {
		w.shown = *l
	}
	w.Do(f)
}

// say has a complaint shown.
func (w *window) say(turn int, parts ...lang.Text) {
	w.answer(turn, nil, func(p *panels.Panels) { p.Say(parts...) })
}

// open shows a lesson.
func (w *window) open(slug string) {
	src, err := scenarios.Read(slug)
	if err != nil {
		w.Say(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", slug), readError(err))
		return
	}
	w.show(slug+".yaml", src)
}

// show runs a scenario and shows it.
func (w *window) show(name string, src []byte) {
	turn, _ := w.next()
	go func() {
		s, problems := scenario.Parse(name, src)
		if len(problems) > 0 {
			w.say(turn, problem(problems)...)
			return
		}
		l := lesson{Scenario: s, seed: w.o.seed.chosen()}
		if t := w.simulate(turn, l); t != nil {
			told := shown.Tell(t)
			w.answer(turn, &l, func(p *panels.Panels) {
				p.Asks(w.asks())
				p.Open(told, false)
			})
		}
	}()
}

// play shows what was recorded, which nobody can run again.
func (w *window) play(t *trace.Trace) {
	turn, _ := w.next()
	told := shown.Tell(t)
	w.answer(turn, &lesson{}, func(p *panels.Panels) {
		asks := w.asks()
		asks.WhatIf = nil
		p.Asks(asks)
		p.Open(told, false)
	})
}

// problem is the first of a scenario's problems, with its line.
func problem(list form.Problems) []lang.Text {
	p := list[0]
	return []lang.Text{lang.Sprintf("%s, línea %d: ", "%s, line %d: ", p.File, p.Line), p.What}
}

// simulate runs a lesson; nil: it cannot be, and that was said.
func (w *window) simulate(turn int, l lesson) *trace.Trace {
	t, err := l.simulate()
	var problems form.Problems
	switch {
	case errors.As(err, &problems):
		w.say(turn, problem(problems)...)
	case err != nil:
		w.say(turn, lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", l.Name, err))
	}
	return t
}

// whatIf runs what would have happened.
func (w *window) whatIf(fault, title string) {
	turn, now := w.next()
	go func() {
		s, problems := scenario.WithFault(now.Scenario, fault)
		if len(problems) > 0 {
			w.say(turn, problem(problems)...)
			return
		}
		now.Scenario = s
		if t := w.simulate(turn, now); t != nil {
			told := shown.Tell(t)
			w.answer(turn, nil, func(p *panels.Panels) { p.Part(told, title) })
		}
	}()
}

// Drop opens the first file that was let fall on the window: a scenario, or a trace.
func (w *window) Drop(files fs.FS) {
	list, err := fs.ReadDir(files, ".")
	if err != nil || len(list) == 0 {
		return
	}
	name := list[0].Name()
	if w.live != nil {
		w.Say(lang.Sprintf("Esta ventana muestra lo que pasa de verdad: %s se abre con posta window", "This window shows what happens for real: posta window opens %s", name))
		return
	}
	f, err := files.Open(name)
	if err != nil {
		w.Say(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", name), readError(err))
		return
	}
	defer f.Close()
	if isTrace(name) {
		t, err := readTrace(name, f)
		if err != nil {
			w.Say(lang.Sprintf("%s no es una traza: %v", "%s is no trace: %v", name, err))
			return
		}
		w.play(t)
		return
	}
	src, err := readLimited(io.Reader(f), 0, scenarioLimit)
	if err != nil {
		w.Say(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", name), readError(err))
		return
	}
	w.show(name, src)
}
