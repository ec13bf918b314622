//go:build !js && !nowindow

package main

import (
	"context"
	"time"

	"posta/sim/lang"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/sim/stage"
	"posta/sim/stage/panels"
	"posta/sim/stage/shown"
	"posta/sim/story"
	"posta/sim/trace"
)

// newLiveWindow prepares a window for what happens on real sockets. It complains itself.
func newLiveWindow(c console) (liveWindow, bool) {
	if !hasScreen(c) {
		return nil, false
	}
	return newWindow(c, windowOptions{theme: "light", depth: story.Dialogue}), true
}

// offered are the answers that can be given in a server's place with one press.
var offered = []string{"451 4.7.1 Try again later", "550 5.7.1 No", "421 4.3.2 Closing"}

// refusing are those of POP3 and IMAP: what follows -ERR and NO.
var refusing = []string{"Try again later", "Not today"}

// liveShow is what happens on real sockets, as the window shows it. All but l and play is the game's goroutine's.
type liveShow struct {
	l    *live.Live
	play bool // the lesson's own people act, too
	real shown.Run
	// apart: a simulation is on the stage, and what happens is told behind it.
	apart bool
}

// follow shows what happens on real sockets.
func (w *window) follow(ctx context.Context, l *live.Live, play bool) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w.watch(l, play)
	w.game.Send(stage.Play{On: true}, stage.Speed{Factor: 2})
	go w.grow(ctx, l)
	go w.watchHeld(ctx, l)
	go func() {
		<-ctx.Done()
		w.game.Close()
	}()
	w.run()
}

// watch puts what happens on the stage, from its beginning.
func (w *window) watch(l *live.Live, play bool) {
	w.live = &liveShow{l: l, play: play, real: shown.Tell(&trace.Trace{Header: l.Header})}
	w.Asks(w.asksLive())
	w.Open(w.live.real, true)
}

// asksLive are what a live cast can do. What would have happened is not among it, for nobody can say what the programs outside
// would have said; something can be broken, and what happened can be repeated in a simulation, of which one can ask.
func (w *window) asksLive() panels.Asks {
	l := w.live.l
	return panels.Asks{FullScreen: w.fullScreen, Imagine: w.imagine, Release: w.release, Break: func(fault, title string) {
		by := lang.Sprintf("quien mira", "whoever looks on").In(w.c.lang)
		if problems := l.Act(by, "break: {"+fault+"}"); len(problems) > 0 {
			w.Say(problem(problems)...)
			return
		}
		w.Say(lang.Sprintf("Estropeado: %s", "Broken: %s", title))
	}}
}

// release lets go whoever is held.
func (w *window) release(id int, answer string) {
	l := w.live.l
	how, err := releaseWith(protocolOf(l, id), answer)
	if err == nil {
		err = l.Release(id, how)
	}
	if err != nil {
		w.Say(lang.Sprintf("no se pudo dejar seguir: %v", "it could not be let go on: %v", err))
	}
}

// imagine repeats what happened so far in a simulation, and shows that at the place that was looked at. What is real goes on behind it.
func (w *window) imagine(at time.Duration) {
	turn, _ := w.next()
	l := w.live.l
	inputs, left := l.Again()
	until := l.Header.Start.Add(l.Elapsed()).Format(time.TimeOnly)
	go func() {
		source := l.Scenario.Source
		if !w.live.play {
			source = scenario.Still(l.Scenario)
		}
		s, problems := scenario.Parse(l.Scenario.Name+".yaml", source)
		if len(problems) > 0 {
			w.say(turn, problem(problems)...)
			return
		}
		lesson := lesson{Scenario: s, inputs: inputs, seed: &l.Header.Seed}
		t := w.simulate(turn, lesson)
		if t == nil {
			return
		}
		about := []lang.Text{
			lang.Sprintf("Imaginado: esto es una simulación", "Imagined: this is a simulation"),
			lang.Sprintf("Real fue lo que los programas de fuera dijeron hasta las %s: aquí lo dicen otra vez, con las mismas palabras. Lo que contestan los servidores, y cuándo, lo deciden de nuevo; de dónde llaman los programas es inventado. Lo que los programas habrían dicho en otro caso no lo sabe nadie.",
				"Real is what the programs outside said until %s: here they say it again, in the same words. What the servers answer, and when, they decide anew; where the programs call from is made up. What the programs would have said otherwise nobody knows.", until),
		}
		if left > 0 {
			about = append(about, lang.Sprintf("Faltan %d conversaciones, que no caben aquí.", "%d conversations are missing, for which there is no room here.", left))
		}
		told := shown.Tell(t)
		w.answer(turn, &lesson, func(p *panels.Panels) {
			w.live.apart = true
			p.Asks(panels.Asks{FullScreen: w.fullScreen, WhatIf: w.whatIf, Release: w.release, Return: w.comeBack})
			p.Imagined(told, at, about...)
		})
	}()
}

// comeBack goes back to what is real, where it is now.
func (w *window) comeBack() {
	w.next() // what was asked of the simulation is not answered any more
	w.live.apart = false
	w.Asks(w.asksLive())
	w.Open(w.live.real, true)
	w.Key("end")
}

// grow hands on what happens.
func (w *window) grow(ctx context.Context, l *live.Live) {
	for n := 0; ; {
		events := l.Await(ctx, n)
		if len(events) == 0 || n > live.MaxFacts {
			return // whoever shows it keeps it
		}
		time.Sleep(tellEvery)
		events = l.Await(ctx, n)
		n += len(events)
		w.Do(func(p *panels.Panels) { w.more(events) })
	}
}

// more is told of what has happened.
func (w *window) more(events []trace.Event) {
	if w.live.apart {
		w.live.real.Add(events...)
		return
	}
	w.Runs.Grow(events)
}

// watchHeld shows who is held.
func (w *window) watchHeld(ctx context.Context, l *live.Live) {
	for {
		_, held, changed := l.Holding()
		w.Do(func(p *panels.Panels) {
			if len(held) == 0 {
				p.Hold(nil)
				return
			}
			h := held[0]
			said := h.Said
			if said == "" {
				said = h.Stage
			}
			answers := offered
			if h.Protocol != "smtp" {
				answers = refusing
			}
			p.Hold(&panels.Held{ID: h.ID, Where: h.Host + ", " + h.Stage, Said: said, Answers: answers})
		})
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}
