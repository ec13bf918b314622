//go:build js && wasm

package main

import (
	"bytes"
	"encoding/json"
	"syscall/js"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/paint"
	"posta/sim/stage/still"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
	"posta/sim/view"
	"posta/wasm/api"
)

// page is the stage and the words around it: api.Page.
type page struct {
	game    player
	changed js.Value
	now     told   // what is on the stage, or about to be
	last    string // what the page was told last

	// What happened, and, while fork is not nil, what would have happened. Side is
	// the one that is now; at is the event to which it was opened.
	runs [2]told
	fork *view.Fork
	side view.Side
	at   int

	// beside is the stage of the other run, while both are shown.
	beside      stage.Model
	drawnBeside bool
}

// told is a run with what stands around the stage while it is told.
type told struct {
	*telling.Telling
	viewer *view.Viewer
}

// player holds the stage's model and shows it.
type player interface {
	Send(...stage.Msg)
	Model() stage.Model
	Run() error
}

// runPage plays until the tab is closed. Where the page says that there is nothing to
// paint with, the stage is drawn.
func runPage(host js.Value) {
	p := &page{changed: host.Get("changed")}
	m := stage.New(fonts.Measure, p.caption)
	if host.Get("drawn").Type() == js.TypeFunction {
		p.game = newDrawn(m, p.tell, func(svg string) { host.Call("drawn", svg) })
	} else {
		game := paint.NewGame(m)
		game.OnChange = p.tell
		game.OnRest = func(rest bool) { host.Set("resting", rest) }
		p.game = game
	}
	host.Call("ready", p.functions())
	if err := p.game.Run(); err != nil {
		host.Call("failed", err.Error())
	}
}

// caption words a step on the stage where the wire says nothing.
func (p *page) caption(st *story.Step, l lang.Lang) string {
	if p.now.Telling == nil {
		return ""
	}
	// The stage may still hold the story before this one: its steps are none of ours.
	steps := p.now.Story.Steps(st.Detail)
	if st.Index >= len(steps) || steps[st.Index] != st {
		return ""
	}
	return p.now.viewer.Title(st.Detail, st.Index, l)
}

var _ api.Page = (*page)(nil)

// functions are those of api.Page as the page's script calls them: views cross as
// JSON.
func (p *page) functions() js.Value {
	return js.ValueOf(map[string]any{
		"open": function(func(args []js.Value) any { return p.Open(bytesFromJS(argument(args, 0)), text(args, 1)) }),
		"fork": function(func(args []js.Value) any { return asJSON(p.Fork(bytesFromJS(argument(args, 0)), text(args, 1))) }),
		"side": function(func(args []js.Value) any {
			p.Side(argument(args, 0).Truthy())
			return nil
		}),
		"close": function(func(_ []js.Value) any {
			p.Close()
			return nil
		}),
		"send":     function(func(args []js.Value) any { return p.Send(text(args, 0)) }),
		"lesson":   function(func(args []js.Value) any { return asJSON(p.Lesson(language(args, 0))) }),
		"timeline": function(func(args []js.Value) any { return asJSON(p.Timeline(detail(args, 0), language(args, 1))) }),
		"dialogue": function(func(args []js.Value) any {
			return asJSON(p.Dialogue(detail(args, 0), language(args, 1), argument(args, 2).Truthy()))
		}),
		"now": function(func(args []js.Value) any {
			return asJSON(p.Now(detail(args, 0), number(args, 1), language(args, 2), argument(args, 3).Truthy()))
		}),
		"state": function(func(args []js.Value) any {
			return asJSON(p.State(detail(args, 0), number(args, 1), text(args, 2), language(args, 3)))
		}),
		"message": function(func(args []js.Value) any { return asJSON(p.Message(number(args, 0), language(args, 1))) }),
		"anatomy": function(func(args []js.Value) any {
			return asJSON(p.Anatomy(detail(args, 0), number(args, 1), language(args, 2)))
		}),
		"whatif": function(func(args []js.Value) any {
			return asJSON(p.WhatIf(detail(args, 0), number(args, 1), language(args, 2)))
		}),
		"beside": function(func(args []js.Value) any {
			return asJSON(p.Beside(language(args, 0), number(args, 1), number(args, 2)))
		}),
		"split": function(func(args []js.Value) any { return asJSON(p.Split(detail(args, 0))) }),
		"picture": function(func(args []js.Value) any {
			return p.Picture(detail(args, 0), number(args, 1), language(args, 2), number(args, 3), number(args, 4))
		}),
	})
}

func language(args []js.Value, i int) lang.Lang {
	l, ok := lang.Parse(text(args, i))
	if !ok {
		return lang.EN
	}
	return l
}

func detail(args []js.Value, i int) story.Detail {
	d, ok := story.ParseDetail(text(args, i))
	if !ok {
		return story.Dialogue
	}
	return d
}

// read prepares the telling of a run.
func read(src []byte, rulings string) (told, error) {
	t, err := recall(src, rulings)
	if err != nil {
		return told{}, err
	}
	x := telling.Of(t)
	return told{x, view.New(x)}, nil
}

// recall reads a trace, and what stands beside it.
func recall(src []byte, rulings string) (*trace.Trace, error) {
	t, err := trace.Read(bytes.NewReader(src))
	if err == nil && rulings != "" {
		err = json.Unmarshal([]byte(rulings), &t.Rulings)
	}
	return t, err
}

// Open puts a run on the stage, before its first step.
func (p *page) Open(src []byte, rulings string) string {
	t, err := read(src, rulings)
	if err != nil {
		return err.Error()
	}
	p.runs, p.fork, p.side, p.at, p.last = [2]told{t}, nil, view.Happened, 0, "" // the panels are to look, even if nothing that they follow has changed
	p.now = t
	p.game.Send(stage.Load{Telling: t.Telling})
	return ""
}

// Fork puts what would have happened beside what happened, in the place of an
// earlier fork.
func (p *page) Fork(src []byte, rulings string) api.Parted {
	t, err := read(src, rulings)
	if err != nil {
		return api.Parted{Error: err.Error()}
	}
	f := view.NewFork(p.runs[view.Happened].Trace, t.Trace)
	if f.Seq == 0 {
		return api.Parted{}
	}
	p.runs[view.Would], p.fork = t, f
	p.show(view.Would, f.Seq)
	return api.Parted{Seq: f.Seq}
}

// Side goes over to the other side of the fork, if it is not this one.
func (p *page) Side(would bool) {
	to := view.Happened
	if would {
		to = view.Would
	}
	if p.fork == nil || to == p.side {
		return
	}
	p.show(to, p.fork.Across(p.side, p.position()))
}

// Close forgets what would have happened.
func (p *page) Close() {
	p.Side(false)
	p.runs[view.Would], p.fork = told{}, nil
}

// show puts a side on the stage.
func (p *page) show(side view.Side, seq int) {
	selected := p.game.Model().Selected()
	p.side, p.at, p.now, p.last = side, seq, p.runs[side], ""
	p.game.Send(stage.Load{Telling: p.now.Telling}, stage.Select{Target: selected}, stage.SeekEvent{Seq: seq, Still: true})
}

// position is the event that is shown, or is about to be: the one that was gone to,
// until somebody takes a step. A step stands for several.
func (p *page) position() int {
	if m := p.game.Model(); m.Telling() == p.now.Telling && p.now.Story.StepAt(m.Detail(), p.at) != m.StepIndex() {
		return m.Position()
	}
	return p.at
}

// Lesson, Timeline and the others answer for what is on the stage.
func (p *page) Lesson(l lang.Lang) *view.Lesson {
	return answer(p, func(v *view.Viewer) view.Lesson { return v.Lesson(l) })
}

func (p *page) Timeline(d story.Detail, l lang.Lang) *view.Timeline {
	return answer(p, func(v *view.Viewer) view.Timeline { return v.Timeline(d, l) })
}

func (p *page) Dialogue(d story.Detail, l lang.Lang, listener bool) *view.Dialogue {
	return answer(p, func(v *view.Viewer) view.Dialogue {
		if listener {
			return v.Overheard(d, l)
		}
		return v.Dialogue(d, l)
	})
}

func (p *page) Now(d story.Detail, step int, l lang.Lang, listener bool) *view.Now {
	return answer(p, func(v *view.Viewer) view.Now {
		if listener {
			return v.NowOverheard(d, step, l)
		}
		return v.Now(d, step, l)
	})
}

func (p *page) State(d story.Detail, step int, host string, l lang.Lang) *view.State {
	return answer(p, func(v *view.Viewer) view.State { return v.State(d, step, host, l) })
}

func (p *page) Message(seq int, l lang.Lang) *view.Message {
	if p.now.viewer == nil {
		return nil
	}
	m, ok := p.now.viewer.Message(seq, l)
	if !ok {
		return nil
	}
	return &m
}

// Anatomy opens the packet of a step, where it is one.
func (p *page) Anatomy(d story.Detail, step int, l lang.Lang) *view.Anatomy {
	if p.now.viewer == nil {
		return nil
	}
	a, ok := p.now.viewer.Anatomy(d, step, l)
	if !ok {
		return nil
	}
	return &a
}

// WhatIf asks what could have gone wrong where what is shown is on the side of what
// happened: a fork parts from there.
func (p *page) WhatIf(d story.Detail, step int, l lang.Lang) *view.WhatIf {
	if p.side == view.Would {
		seq := 0
		if steps := p.now.Story.Steps(d); step >= 0 && step < len(steps) {
			seq = steps[step].At
		}
		step = p.runs[view.Happened].Story.StepAt(d, p.fork.Across(view.Would, seq))
	}
	return answer(p, func(*view.Viewer) view.WhatIf { return p.runs[view.Happened].viewer.WhatIf(d, step, l) })
}

// Split is where the two sides part, nil where there is one.
func (p *page) Split(d story.Detail) *view.Split {
	if p.fork == nil {
		return nil
	}
	s := p.fork.Split(p.runs[view.Happened].viewer, p.runs[view.Would].viewer, d)
	return &s
}

// answer is a view of what is on the stage, nil before anything is.
func answer[T any](p *page, of func(*view.Viewer) T) *T {
	if p.now.viewer == nil {
		return nil
	}
	v := of(p.now.viewer)
	return &v
}

// Picture draws a step for paper: by day, whatever the theme, and with nobody pointing at anything.
func (p *page) Picture(d story.Detail, step int, l lang.Lang, w, h int) string {
	if p.now.Telling == nil {
		return ""
	}
	m := stage.New(fonts.Measure, p.caption)
	for _, msg := range []stage.Msg{
		stage.Load{Telling: p.now.Telling}, stage.SetReduced{On: true}, stage.SetLang{Lang: l}, stage.SetDetail{Detail: d},
		stage.Resize{W: float64(w), H: float64(h), Scale: 1}, stage.Seek{Step: step, Still: true},
	} {
		m = stage.Update(m, msg)
	}
	list := stage.Scene(m)
	return string(still.SVG(&list))
}

// Beside draws the other run of a fork at the same place, and marks on both what differs.
func (p *page) Beside(l lang.Lang, w, h int) *view.Beside {
	if p.fork == nil || w <= 0 || h <= 0 {
		p.beside, p.drawnBeside = stage.Model{}, false
		p.game.Send(stage.SetDiffering{})
		return nil
	}
	m, other := p.game.Model(), p.runs[p.side.Other()]
	seq := p.fork.Beside(p.side, p.position())
	differs := view.Differs(p.now.Replay.At(p.position()), other.Replay.At(seq))
	p.game.Send(stage.SetDiffering{Hosts: differs})
	o := p.beside
	if !p.drawnBeside || o.Telling() != other.Telling {
		o = stage.Update(stage.Update(stage.New(fonts.Measure, func(st *story.Step, l lang.Lang) string { return other.viewer.Title(st.Detail, st.Index, l) }), stage.SetReduced{On: true}), stage.Load{Telling: other.Telling})
		p.drawnBeside = true
	}
	for _, msg := range []stage.Msg{
		stage.SetLang{Lang: l}, stage.SetTheme{Theme: m.Theme()}, stage.SetDetail{Detail: m.Detail()}, stage.SetListener{On: m.Listener()},
		stage.Resize{W: float64(w), H: float64(h), Scale: 1}, stage.SeekEvent{Seq: seq, Still: true}, stage.SetDiffering{Hosts: differs},
	} {
		o = stage.Update(o, msg)
	}
	p.beside = o
	x := &view.Beside{Would: p.side.Other() == view.Would, Differs: differs}
	now := other.viewer.Now(o.Detail(), o.StepIndex(), l)
	x.Title, x.Class = now.Explain.Title, now.Explain.Class
	list := stage.Scene(o)
	x.Picture = string(still.SVG(&list))
	return x
}

// tell is called after the model changed; most changes are movement, and of no
// interest to the panels.
func (p *page) tell(m stage.Model) {
	s := asJSON(api.Status{
		Open: p.now.Telling != nil && m.Telling() == p.now.Telling, Detail: m.Detail(), Step: m.StepIndex(), Count: m.StepCount(), Seq: m.Position(),
		Playing: m.Playing(), Speed: m.Speed(), Follow: m.Following(), Listener: m.Listener(),
		Selected: api.Selected(m.Selected()), Hover: api.Selected(m.Hovered()), Lang: m.Lang(),
		Would: p.side == view.Would,
	})
	if s != p.last {
		p.last = s
		p.changed.Invoke(s)
	}
}

// Send hands the stage a message; it says what is wrong with it, if anything is.
func (p *page) Send(src string) string {
	msg, err := api.Message([]byte(src))
	if err != nil {
		return err.Error()
	}
	p.game.Send(msg)
	return ""
}
