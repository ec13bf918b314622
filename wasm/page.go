//go:build js && wasm

package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"syscall/js"
	"time"

	"posta/sim/lang"
	"posta/sim/odds"
	"posta/sim/scenario"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/paint"
	"posta/sim/stage/shown"
	"posta/sim/stage/still"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/view"
	"posta/wasm/api"
)

// page is the stage and the words around it: api.Page.
type page struct {
	game    player
	changed js.Value
	last    string      // what the page was told last
	newest  trace.Event // of what happened, while it goes on
	runs    shown.Runs
}

// player is a game that can be run.
type player interface {
	shown.Player
	Run() error
}

// runPage plays until the tab is closed. Where the page says that there is nothing to
// paint with, the stage is drawn.
func runPage(host js.Value) {
	p := &page{changed: host.Get("changed")}
	m := stage.New(fonts.Measure, p.runs.Caption)
	if host.Get("drawn").Type() == js.TypeFunction {
		p.game = newDrawn(m, p.tell, func(svg string) { host.Call("drawn", svg) })
	} else {
		game := paint.NewGame(m)
		game.OnChange = p.tell
		game.OnRest = func(rest bool) { host.Set("resting", rest) }
		p.game = game
	}
	p.runs.Player = p.game
	host.Call("ready", p.functions())
	if err := p.game.Run(); err != nil {
		host.Call("failed", err.Error())
	}
}

var _ api.Page = (*page)(nil)

// functions are those of api.Page as the page's script calls them: views cross as
// JSON.
func (p *page) functions() js.Value {
	return js.ValueOf(map[string]any{
		"open":   function(func(args []js.Value) any { return p.Open(bytesFromJS(argument(args, 0)), text(args, 1)) }),
		"follow": function(func(args []js.Value) any { return p.Follow(bytesFromJS(argument(args, 0))) }),
		"grow":   function(func(args []js.Value) any { return p.Grow(bytesFromJS(argument(args, 0))) }),
		"fork":   function(func(args []js.Value) any { return asJSON(p.Fork(bytesFromJS(argument(args, 0)), text(args, 1))) }),
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
		"devices": function(func(args []js.Value) any {
			return asJSON(p.Devices(detail(args, 0), number(args, 1), text(args, 2), language(args, 3)))
		}),
		"message": function(func(args []js.Value) any { return asJSON(p.Message(number(args, 0), language(args, 1))) }),
		"anatomy": function(func(args []js.Value) any {
			return asJSON(p.Anatomy(detail(args, 0), number(args, 1), language(args, 2)))
		}),
		"whatif": function(func(args []js.Value) any {
			return asJSON(p.WhatIf(detail(args, 0), number(args, 1), language(args, 2)))
		}),
		"entitle": function(func(args []js.Value) any { return asJSON(p.Entitle(text(args, 0))) }),
		"beside": function(func(args []js.Value) any {
			return asJSON(p.Beside(language(args, 0), argument(args, 1).Truthy()))
		}),
		"questions": function(func(args []js.Value) any { return asJSON(p.Questions(detail(args, 0))) }),
		"split":     function(func(args []js.Value) any { return asJSON(p.Split(detail(args, 0))) }),
		"moments":   function(func(args []js.Value) any { return asJSON(p.Moments(detail(args, 0))) }),
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
func read(src []byte, rulings string) (shown.Run, error) {
	t, err := recall(src, rulings)
	if err != nil {
		return shown.Run{}, err
	}
	return shown.Tell(t), nil
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
func (p *page) Open(src []byte, rulings string) string { return p.open(src, rulings, false) }

// Follow is Open with a run that goes on: Grow brings more.
func (p *page) Follow(src []byte) string { return p.open(src, "", true) }

func (p *page) open(src []byte, rulings string, growing bool) string {
	t, err := read(src, rulings)
	if err != nil {
		return err.Error()
	}
	p.last = "" // the panels are to look, even if nothing that they follow has changed
	p.newest = t.Trace.At(len(t.Trace.Events))
	p.runs.Open(t, growing)
	return ""
}

// Grow goes on with the events that follow: lines of a trace.
func (p *page) Grow(src []byte) string {
	events, err := trace.ReadAfter(bytes.NewReader(src), p.newest)
	if err != nil {
		return err.Error()
	}
	if n := len(events); n > 0 {
		p.newest = events[n-1]
		p.runs.Grow(events)
	}
	return ""
}

// Fork puts what would have happened beside what happened, in the place of an
// earlier fork.
func (p *page) Fork(src []byte, rulings string) api.Parted {
	t, err := read(src, rulings)
	if err != nil {
		return api.Parted{Error: err.Error()}
	}
	p.last = ""
	return api.Parted{Seq: p.runs.Part(t)}
}

// Side goes over to the other side of the fork, if it is not this one.
func (p *page) Side(would bool) {
	to := view.Happened
	if would {
		to = view.Would
	}
	p.last = ""
	p.runs.Go(to)
}

// Close forgets what would have happened.
func (p *page) Close() {
	p.last = ""
	p.runs.Close()
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

func (p *page) Devices(d story.Detail, step int, host string, l lang.Lang) []view.Account {
	if p.runs.Current.Viewer == nil {
		return []view.Account{}
	}
	return p.runs.Current.Viewer.Devices(d, step, host, l)
}

func (p *page) Message(seq int, l lang.Lang) *view.Message {
	if p.runs.Current.Viewer == nil {
		return nil
	}
	m, ok := p.runs.Current.Viewer.Message(seq, l)
	if !ok {
		return nil
	}
	return &m
}

// Anatomy opens the packet of a step, where it is one.
func (p *page) Anatomy(d story.Detail, step int, l lang.Lang) *view.Anatomy {
	if p.runs.Current.Viewer == nil {
		return nil
	}
	a, ok := p.runs.Current.Viewer.Anatomy(d, step, l)
	if !ok {
		return nil
	}
	return &a
}

// WhatIf is what could have gone wrong.
func (p *page) WhatIf(d story.Detail, step int, l lang.Lang) *view.WhatIf {
	return answer(p, func(*view.Viewer) view.WhatIf { return p.runs.WhatIf(d, step, l) })
}

// Entitle names what could have gone wrong.
func (p *page) Entitle(fault string) *lang.Text {
	if d, ok := scenario.Decided(fault); ok {
		title := d.Question()
		return &title
	}
	return answer(p, func(*view.Viewer) lang.Text { return p.runs.Entitle(fault) })
}

// Questions are those of what happened: nobody is asked about what would have.
func (p *page) Questions(d story.Detail) []view.Asked {
	if p.runs.Current.Viewer == nil || p.runs.Side == view.Would {
		return []view.Asked{}
	}
	return p.runs.Current.Viewer.Questions(d)
}

// mostMoments is how many are asked about.
const mostMoments = 24

// Moments are the steps from which the letters' chance can be asked.
func (p *page) Moments(d story.Detail) []api.Instant {
	list := []api.Instant{}
	t := p.runs.Current.Telling
	if t == nil || odds.Arrived(t.Trace) {
		return list
	}
	steps := t.Story.Steps(d)
	for _, st := range odds.Moments(steps, mostMoments) {
		list = append(list, api.Instant{Step: slices.Index(steps, st), Ms: milliseconds(st.End)})
	}
	return list
}

// milliseconds are whole ones: all that happens until then has happened.
func milliseconds(at time.Duration) int {
	return int((at + time.Millisecond - 1) / time.Millisecond)
}

// at is the instant of an event of what is on the stage.
func (p *page) at(seq int) int {
	t := p.runs.Current.Telling
	if t == nil || seq < 1 || seq > len(t.Trace.Events) {
		return 0
	}
	return milliseconds(t.Trace.At(seq).At)
}

// Split is where the two sides part, nil where there is one.
func (p *page) Split(d story.Detail) *view.Split { return p.runs.Split(d) }

// answer is a view of what is on the stage, nil before anything is.
func answer[T any](p *page, of func(*view.Viewer) T) *T {
	if p.runs.Current.Viewer == nil {
		return nil
	}
	v := of(p.runs.Current.Viewer)
	return &v
}

// Picture draws a step for paper: by day, whatever the theme, and with nobody pointing at anything.
func (p *page) Picture(d story.Detail, step int, l lang.Lang, w, h int) string {
	if p.runs.Current.Telling == nil {
		return ""
	}
	m := stage.New(fonts.Measure, p.runs.Caption)
	for _, msg := range []stage.Msg{
		stage.Load{Telling: p.runs.Current.Telling}, stage.SetReduced{On: true}, stage.SetLang{Lang: l}, stage.SetDetail{Detail: d},
		stage.Resize{W: float64(w), H: float64(h), Scale: 1}, stage.Seek{Step: step, Still: true},
	} {
		m = stage.Update(m, msg)
	}
	list := stage.Scene(m)
	return string(still.SVG(&list))
}

// Beside draws the other run of a fork at the same place.
func (p *page) Beside(l lang.Lang, on bool) *view.Beside {
	x, m := p.runs.Beside(fonts.Measure, l, on)
	if x != nil {
		list := stage.Scene(m)
		x.Picture = string(still.SVG(&list))
	}
	return x
}

// tell is called after the model changed; most changes are movement, and of no
// interest to the panels.
func (p *page) tell(m stage.Model) {
	s := asJSON(api.Status{
		Open: p.runs.Current.Telling != nil && m.Telling() == p.runs.Current.Telling, Detail: m.Detail(), Step: m.StepIndex(), Count: m.StepCount(), Seq: m.Position(), Ms: p.at(m.Position()),
		Playing: m.Playing(), Speed: m.Speed(), Follow: m.Following(), Listener: m.Listener(),
		Selected: api.Selected(m.Selected()), Hover: api.Selected(m.Hovered()), Sign: m.Sign(), Lang: m.Lang(),
		Would: p.runs.Side == view.Would, Growing: m.Growing(),
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
