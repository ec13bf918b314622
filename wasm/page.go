//go:build js && wasm

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"syscall/js"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/replay"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/paint"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/view"
)

// page is the stage and the words around it.
type page struct {
	game    *paint.Game
	changed js.Value
	now     telling // what is on the stage, or about to be
	last    string  // what the page was told last

	// What happened, and, while fork is not nil, what would have happened. Side is
	// the one that is now; at is the event to which it was opened.
	runs [2]telling
	fork *view.Fork
	side view.Side
	at   int
}

// telling is one story with those who answer for it.
type telling struct {
	story  *story.Story
	viewer *view.Viewer
	words  *explain.Explainer
}

// runPage plays until the tab is closed.
func runPage(host js.Value) {
	p := &page{changed: host.Get("changed")}
	p.game = paint.NewGame(stage.New(fonts.Measure, p.caption))
	p.game.OnChange = p.tell
	p.game.OnRest = func(rest bool) { host.Set("resting", rest) }
	host.Call("ready", p.api())
	if err := p.game.Run(); err != nil {
		host.Call("failed", err.Error())
	}
}

// caption words a step on the stage where the wire says nothing.
func (p *page) caption(st *story.Step, l lang.Lang) string {
	s := p.now.story
	if s == nil {
		return ""
	}
	// The stage may still hold the story before this one: its steps are none of ours.
	if steps := s.Steps(st.Detail); st.Index >= len(steps) || &steps[st.Index] != st {
		return ""
	}
	return p.now.words.Title(st).In(l)
}

// api is what the page may call:
//
//	open(trace)            shows a run, given as the bytes of its JSON Lines; "" or what is wrong
//	send(message)          something for the stage to do, JSON: see message
//	fork(trace)            puts what would have happened beside it, and goes to where they
//	                       part; {seq, error}, where seq 0 says that they never do
//	side(would)            goes over to a side of the fork, to the same place
//	close()                forgets what would have happened
//	lesson(lang) timeline(detail, lang) dialogue(detail, lang, listener)
//	now(detail, step, lang, listener) state(detail, step, host, lang) message(seq, lang)
//	title(detail, step, lang) whatif(detail, step, lang) split(detail)
//	                       views, JSON, "" before anything is open; listener: as somebody
//	                       on the road gets it
//
// and changed(JSON of status) is called when something that the panels show has
// changed; the property resting is true while nothing on the stage moves.
func (p *page) api() js.Value {
	return js.ValueOf(map[string]any{
		"open": function(func(args []js.Value) any { return p.open(bytesFromJS(argument(args, 0))) }),
		"fork": function(func(args []js.Value) any { return asJSON(p.part(bytesFromJS(argument(args, 0)))) }),
		"side": function(func(args []js.Value) any {
			p.cross(argument(args, 0).Truthy())
			return nil
		}),
		"close": function(func(_ []js.Value) any {
			p.cross(false)
			p.runs[view.Would], p.fork = telling{}, nil
			return nil
		}),
		"whatif": p.answer(func(v *view.Viewer, args []js.Value) any {
			return p.whatif(detail(args, 0), number(args, 1), language(args, 2))
		}),
		"split": p.answer(func(_ *view.Viewer, args []js.Value) any {
			if p.fork == nil {
				return nil
			}
			return p.fork.Split(p.runs[view.Happened].viewer, p.runs[view.Would].viewer, detail(args, 0))
		}),
		"send": function(func(args []js.Value) any { return p.send(text(args, 0)) }),
		"redraw": function(func(_ []js.Value) any {
			p.game.Redraw()
			return nil
		}),
		"lesson": p.answer(func(v *view.Viewer, args []js.Value) any { return v.Lesson(language(args, 0)) }),
		"timeline": p.answer(func(v *view.Viewer, args []js.Value) any {
			return v.Timeline(detail(args, 0), language(args, 1))
		}),
		"dialogue": p.answer(func(v *view.Viewer, args []js.Value) any {
			if argument(args, 2).Truthy() {
				return v.Overheard(detail(args, 0), language(args, 1))
			}
			return v.Dialogue(detail(args, 0), language(args, 1))
		}),
		"now": p.answer(func(v *view.Viewer, args []js.Value) any {
			if argument(args, 3).Truthy() {
				return v.NowOverheard(detail(args, 0), number(args, 1), language(args, 2))
			}
			return v.Now(detail(args, 0), number(args, 1), language(args, 2))
		}),
		"state": p.answer(func(v *view.Viewer, args []js.Value) any {
			return v.State(detail(args, 0), number(args, 1), text(args, 2), language(args, 3))
		}),
		"message": p.answer(func(v *view.Viewer, args []js.Value) any {
			m, ok := v.Message(number(args, 0), language(args, 1))
			if !ok {
				return nil
			}
			return m
		}),
		"title": p.answer(func(v *view.Viewer, args []js.Value) any {
			return v.Title(detail(args, 0), number(args, 1), language(args, 2))
		}),
	})
}

func (p *page) answer(f func(*view.Viewer, []js.Value) any) js.Func {
	return function(func(args []js.Value) any {
		if p.now.viewer == nil {
			return ""
		}
		return asJSON(f(p.now.viewer, args))
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
func read(src []byte) (telling, error) {
	t, err := trace.Read(bytes.NewReader(src))
	if err != nil {
		return telling{}, err
	}
	d := dialogue.Of(t)
	s := story.From(t, d)
	return telling{story: s, viewer: view.New(s, d, replay.New(t)), words: explain.New(s)}, nil
}

// open puts a run on the stage, before its first step.
func (p *page) open(src []byte) string {
	t, err := read(src)
	if err != nil {
		return err.Error()
	}
	p.runs, p.fork, p.side, p.at, p.last = [2]telling{t}, nil, view.Happened, 0, "" // the panels are to look, even if nothing that they follow has changed
	p.now = t
	p.game.Send(stage.Load{Story: t.story})
	return ""
}

// parted is where a fork begins.
type parted struct {
	Seq   int    `json:"seq"`
	Error string `json:"error,omitempty"`
}

// part puts what would have happened beside what happened, in the place of an
// earlier fork.
func (p *page) part(src []byte) parted {
	t, err := read(src)
	if err != nil {
		return parted{Error: err.Error()}
	}
	f := view.NewFork(p.runs[view.Happened].story.Trace, t.story.Trace)
	if f.Seq == 0 {
		return parted{}
	}
	p.runs[view.Would], p.fork = t, f
	p.show(view.Would, f.Seq)
	return parted{Seq: f.Seq}
}

// cross goes over to the other side of the fork, if it is not this one.
func (p *page) cross(would bool) {
	to := view.Happened
	if would {
		to = view.Would
	}
	if p.fork == nil || to == p.side {
		return
	}
	p.show(to, p.fork.Across(p.side, p.position()))
}

// show puts a side on the stage.
func (p *page) show(side view.Side, seq int) {
	selected := p.game.Model().Selected()
	p.side, p.at, p.now, p.last = side, seq, p.runs[side], ""
	p.game.Send(stage.Load{Story: p.now.story}, stage.Select{Target: selected}, stage.SeekEvent{Seq: seq, Still: true})
}

// position is the event that is shown, or is about to be: the one that was gone to,
// until somebody takes a step. A step stands for several.
func (p *page) position() int {
	if m := p.game.Model(); m.Story() == p.now.story && p.now.story.StepAt(m.Detail(), p.at) != m.StepIndex() {
		return m.Position()
	}
	return p.at
}

// whatif asks what could have gone wrong where what is shown is on the side of what
// happened: a fork parts from there.
func (p *page) whatif(d story.Detail, step int, l lang.Lang) view.WhatIf {
	if p.side == view.Would {
		seq := 0
		if steps := p.now.story.Steps(d); step >= 0 && step < len(steps) {
			seq = steps[step].At
		}
		step = p.runs[view.Happened].story.StepAt(d, p.fork.Across(view.Would, seq))
	}
	return p.runs[view.Happened].viewer.WhatIf(d, step, l)
}

// status is what the panels follow.
type status struct {
	// Open: what is on the stage is what was opened last.
	Open     bool         `json:"open"`
	Detail   story.Detail `json:"detail"`
	Step     int          `json:"step"`
	Count    int          `json:"count"`
	Seq      int          `json:"seq"`
	Playing  bool         `json:"playing"`
	Speed    float64      `json:"speed"`
	Follow   bool         `json:"follow"`
	Listener bool         `json:"listener"`
	Selected *selection   `json:"selected"`
	Hover    *selection   `json:"hover"`
	Lang     lang.Lang    `json:"lang"`
	// Would: it is what would have happened.
	Would bool `json:"would"`
}

type selection struct {
	Kind    string `json:"kind"`
	A       string `json:"a,omitempty"`
	B       string `json:"b,omitempty"`
	Message string `json:"message,omitempty"`
}

func selected(t stage.Target) *selection {
	kind := map[stage.TargetKind]string{stage.TargetHost: "host", stage.TargetRoad: "road", stage.TargetLetter: "letter"}[t.Kind]
	if kind == "" {
		return nil
	}
	return &selection{Kind: kind, A: t.A, B: t.B, Message: t.Message}
}

// tell is called after the model changed; most changes are movement, and of no
// interest to the panels.
func (p *page) tell(m stage.Model) {
	s := asJSON(status{
		Open: m.Story() != nil && m.Story() == p.now.story, Detail: m.Detail(), Step: m.StepIndex(), Count: m.StepCount(), Seq: m.Position(),
		Playing: m.Playing(), Speed: m.Speed(), Follow: m.Following(), Listener: m.Listener(),
		Selected: selected(m.Selected()), Hover: selected(m.Hovered()), Lang: m.Lang(),
		Would: p.side == view.Would,
	})
	if s != p.last {
		p.last = s
		p.changed.Invoke(s)
	}
}

// message is a word to the stage. Do names it; the other fields are as it needs.
type message struct {
	Do     string  `json:"do"`
	By     int     `json:"by"`
	Step   int     `json:"step"`
	Seq    int     `json:"seq"`
	On     bool    `json:"on"`
	Still  bool    `json:"still"`
	Factor float64 `json:"factor"`
	// Seconds that the present step takes to be read.
	Seconds float64 `json:"seconds"`
	X       float64 `json:"x"`
	Y       float64 `json:"y"`
	Left    float64 `json:"left"`
	Top     float64 `json:"top"`
	Right   float64 `json:"right"`
	Bottom  float64 `json:"bottom"`
	Name    string  `json:"name"`
}

// send hands the stage a message; it says what is wrong with it, if anything is.
func (p *page) send(src string) string {
	var m message
	if err := json.Unmarshal([]byte(src), &m); err != nil {
		return err.Error()
	}
	msg, err := m.forStage()
	if err != nil {
		return err.Error()
	}
	p.game.Send(msg)
	return ""
}

func (m message) forStage() (stage.Msg, error) {
	switch m.Do {
	case "forward":
		return stage.Forward{By: m.By}, nil
	case "back":
		return stage.Back{By: m.By}, nil
	case "seek":
		return stage.Seek{Step: m.Step, Still: m.Still}, nil
	case "event":
		return stage.SeekEvent{Seq: m.Seq, Still: m.Still}, nil
	case "chapter":
		return stage.Chapter{By: m.By}, nil
	case "play":
		return stage.Play{On: m.On}, nil
	case "speed":
		return stage.Speed{Factor: m.Factor}, nil
	case "reading":
		return stage.Reading{Seconds: m.Seconds}, nil
	case "detail":
		return stage.SetDetail{Detail: story.Detail(m.Name)}, nil
	case "lang":
		return stage.SetLang{Lang: lang.Lang(m.Name)}, nil
	case "theme":
		if m.Name == "dark" {
			return stage.SetTheme{Theme: stage.ThemeDark}, nil
		}
		return stage.SetTheme{Theme: stage.ThemeLight}, nil
	case "reduced":
		return stage.SetReduced{On: m.On}, nil
	case "listener":
		return stage.SetListener{On: m.On}, nil
	case "cover":
		return stage.Cover{Insets: stage.Insets{Left: m.Left, Top: m.Top, Right: m.Right, Bottom: m.Bottom}}, nil
	case "pan":
		return stage.Pan{DX: m.X, DY: m.Y}, nil
	case "zoom":
		return stage.Zoom{Factor: m.Factor, Middle: true}, nil
	case "follow":
		return stage.Follow{}, nil
	case "select":
		if m.Name == "" {
			return stage.Select{}, nil
		}
		return stage.Select{Target: stage.Target{Kind: stage.TargetHost, A: m.Name}}, nil
	case "next":
		return stage.Next{By: m.By}, nil
	}
	return nil, fmt.Errorf("the stage knows no message %q", m.Do)
}
