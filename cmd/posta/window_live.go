//go:build !js && !nowindow

package main

import (
	"context"
	"time"

	"posta/sim/lang"
	"posta/sim/live"
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

// follow shows what happens on real sockets.
func (w *window) follow(ctx context.Context, l *live.Live) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w.asksLive(l)
	t := &trace.Trace{Header: l.Header}
	w.Open(shown.Tell(t), true)
	w.game.Send(stage.Play{On: true}, stage.Speed{Factor: 2})
	go w.grow(ctx, l)
	go w.watchHeld(ctx, l)
	go func() {
		<-ctx.Done()
		w.game.Close()
	}()
	w.run()
}

// asksLive has the panels do what a live cast can: what would have happened is not among it, for nobody can say what the
// programs outside would have said; something can be broken.
func (w *window) asksLive(l *live.Live) {
	w.Asks(panels.Asks{FullScreen: w.fullScreen, Break: func(fault, title string) {
		by := lang.Sprintf("quien mira", "whoever looks on").In(w.c.lang)
		if problems := l.Act(by, "break: {"+fault+"}"); len(problems) > 0 {
			w.Say(problem(problems)...)
			return
		}
		w.Say(lang.Sprintf("Estropeado: %s", "Broken: %s", title))
	}, Release: func(id int, answer string) {
		how, err := releaseWith(protocolOf(l, id), answer)
		if err == nil {
			err = l.Release(id, how)
		}
		if err != nil {
			w.Say(lang.Sprintf("no se pudo dejar seguir: %v", "it could not be let go on: %v", err))
		}
	}})
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
		w.Do(func(p *panels.Panels) { p.Runs.Grow(events) })
	}
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
