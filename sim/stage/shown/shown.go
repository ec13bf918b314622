// Package shown holds the run that is on the stage and, while somebody asks "what if?", what would have happened beside it:
// which of the two is told, and where the other is in the same place.
//
// The page and the native window both have one: they show the same runs in the same way, and only the words around them
// are set in other type. It draws nothing, runs nothing, and knows no graphics.
package shown

import (
	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
	"posta/sim/view"
)

// Player holds the stage's model and shows it.
type Player interface {
	Send(...stage.Msg)
	Model() stage.Model
}

// Run is a run with what stands around the stage while it is told.
type Run struct {
	*telling.Telling
	Viewer *view.Viewer
}

// Tell prepares the telling of a run.
func Tell(t *trace.Trace) Run {
	x := telling.Of(t)
	return Run{x, view.New(x)}
}

// Runs are what happened and, while Fork is not nil, what would have happened. The zero value has neither.
type Runs struct {
	// Player is whom the runs are sent to.
	Player Player
	// Current is what is on the stage, or about to be; Side is which of the two that is.
	Current Run
	Side    view.Side
	// Fork is where the two part, nil where there is one.
	Fork *view.Fork

	of [2]Run
	at int // the event to which Current was opened

	// beside is the stage of the other run, while both are shown.
	beside *stage.Model
}

// Of is a side's run.
func (r *Runs) Of(side view.Side) Run { return r.of[side] }

// Open puts a run on the stage, before its first step; of one that is growing more may come.
func (r *Runs) Open(t Run, growing bool) {
	r.of, r.Fork, r.Side, r.at, r.Current = [2]Run{t}, nil, view.Happened, 0, t
	r.Player.Send(stage.Load{Telling: t.Telling, Growing: growing})
}

// Grow goes on with what happened, also while what would have happened is looked at.
func (r *Runs) Grow(events []trace.Event) {
	if r.Side == view.Happened {
		r.Player.Send(stage.Grow{Events: events})
	} else {
		r.of[view.Happened].Add(events...)
	}
}

// Part puts what would have happened beside what happened, in the place of an earlier fork, and goes to where they part;
// 0: they never do.
func (r *Runs) Part(t Run) (seq int) {
	f := view.NewFork(r.of[view.Happened].Trace, t.Trace)
	if f.Seq == 0 {
		return 0
	}
	r.of[view.Would], r.Fork = t, f
	r.show(view.Would, f.Seq)
	return f.Seq
}

// Go goes over to a side of the fork, to the same place.
func (r *Runs) Go(to view.Side) {
	if r.Fork != nil && to != r.Side {
		r.show(to, r.Fork.Across(r.Side, r.position()))
	}
}

// Close forgets what would have happened.
func (r *Runs) Close() {
	r.Go(view.Happened)
	r.of[view.Would], r.Fork = Run{}, nil
}

// show puts a side on the stage.
func (r *Runs) show(side view.Side, seq int) {
	selected := r.Player.Model().Selected()
	r.Side, r.at, r.Current = side, seq, r.of[side]
	growing := side == view.Happened && !r.Current.Ended()
	r.Player.Send(stage.Load{Telling: r.Current.Telling, Growing: growing}, stage.Select{Target: selected}, stage.SeekEvent{Seq: seq, Still: true})
}

// position is the event that is shown, or is about to be: the one that was gone to, until somebody takes a step. A step
// stands for several.
func (r *Runs) position() int {
	if m := r.Player.Model(); m.Telling() == r.Current.Telling && r.Current.Story.StepAt(m.Detail(), r.at) != m.StepIndex() {
		return m.Position()
	}
	return r.at
}

// Caption words a step on the stage where the wire says nothing.
func (r *Runs) Caption(st *story.Step, l lang.Lang) string {
	if r.Current.Telling == nil {
		return ""
	}
	// The stage may still hold the story before this one: its steps are none of ours.
	steps := r.Current.Story.Steps(st.Detail)
	if st.Index >= len(steps) || steps[st.Index] != st {
		return ""
	}
	return r.Current.Viewer.Title(st.Detail, st.Index, l)
}

// WhatIf asks what could have gone wrong where what is shown is on the side of what happened: a fork parts from there.
func (r *Runs) WhatIf(d story.Detail, step int, l lang.Lang) view.WhatIf {
	if r.Side == view.Would {
		seq := 0
		if steps := r.Current.Story.Steps(d); step >= 0 && step < len(steps) {
			seq = steps[step].At
		}
		step = r.of[view.Happened].Story.StepAt(d, r.Fork.Across(view.Would, seq))
	}
	return r.of[view.Happened].Viewer.WhatIf(d, step, l)
}

// Entitle gives the words in which a fault was offered of what happened.
func (r *Runs) Entitle(fault string) lang.Text {
	return r.of[view.Happened].Viewer.Entitle(fault)
}

// Split is where the two sides part, nil where there is one.
func (r *Runs) Split(d story.Detail) *view.Split {
	if r.Fork == nil {
		return nil
	}
	s := r.Fork.Split(r.of[view.Happened].Viewer, r.of[view.Would].Viewer, d)
	return &s
}

// Beside is the other run of the fork at the place that is shown, and its stage, in the same window: the same map. On both
// stages the hosts are marked that are not the same in both runs. Off, or without a fork, there is none, and the marks go.
func (r *Runs) Beside(measure stage.Measure, l lang.Lang, on bool) (*view.Beside, stage.Model) {
	if r.Fork == nil || !on {
		r.beside = nil
		r.Player.Send(stage.SetDiffering{})
		return nil, stage.Model{}
	}
	m, other := r.Player.Model(), r.of[r.Side.Other()]
	seq := r.Fork.Beside(r.Side, r.position())
	differs := view.Differs(r.Current.Replay.At(r.position()), other.Replay.At(seq))
	r.Player.Send(stage.SetDiffering{Hosts: differs})
	if r.beside == nil || r.beside.Telling() != other.Telling {
		o := stage.New(measure, func(st *story.Step, l lang.Lang) string { return other.Viewer.Title(st.Detail, st.Index, l) })
		o = stage.Update(stage.Update(o, stage.SetReduced{On: true}), stage.Load{Telling: other.Telling})
		r.beside = &o
	}
	o := *r.beside
	w, h := m.Size()
	for _, msg := range []stage.Msg{
		stage.SetLang{Lang: l}, stage.SetTheme{Theme: m.Theme()}, stage.SetDetail{Detail: m.Detail()}, stage.SetListener{On: m.Listener()}, stage.SetAfar{On: m.Afar()},
		stage.Resize{W: w, H: h, Scale: 1}, stage.Cover{Insets: m.Insets()}, stage.SeekEvent{Seq: seq, Still: true}, stage.SetDiffering{Hosts: differs},
	} {
		o = stage.Update(o, msg)
	}
	*r.beside = o
	e := other.Viewer.Now(o.Detail(), o.StepIndex(), l).Explain
	return &view.Beside{Would: r.Side.Other() == view.Would, Title: e.Title, Class: e.Class, Differs: differs}, o
}
