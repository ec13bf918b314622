package view

import (
	"posta/sim/ask"
	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/listener"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
	"posta/sim/whatif"
)

// Viewer answers for one story. Like the replay that it stands on, it is for one
// goroutine at a time.
type Viewer struct {
	telling *telling.Telling
	story   *story.Story
	trace   *trace.Trace
	talk    *dialogue.Dialogue
	replay  *replay.Replay
	words   *explain.Explainer
	hosts   map[string]*trace.Host

	// What is worked out of the whole trace when it is first asked for, and anew when
	// the trace has grown since.
	known     int // events
	questions []*ask.Question
	guide     *whatif.Guide
	overheard []listener.Heard
	astray    int            // see astrayFrom
	octets    map[int][]byte // of packets, by the event that sent each
}

// New prepares the views of a telling, which may grow.
func New(t *telling.Telling) *Viewer {
	v := &Viewer{telling: t, story: t.Story, trace: t.Trace, talk: t.Talk, replay: t.Replay, words: explain.New(t.Story), hosts: map[string]*trace.Host{}}
	for i := range t.Trace.Header.Hosts {
		h := &t.Trace.Header.Hosts[i]
		v.hosts[h.Name] = h
	}
	return v
}

// renew forgets what was worked out of fewer events than there are.
func (v *Viewer) renew() {
	if n := len(v.trace.Events); n != v.known {
		v.known, v.guide, v.overheard, v.questions, v.octets = n, nil, nil, nil, nil
		if v.astray == 0 {
			v.astray = whatif.Astray(v.trace)
		}
	}
}

// astrayFrom is the event from which on the lesson's own words are not told; 0: never.
func (v *Viewer) astrayFrom() int {
	v.renew()
	return v.astray
}

// step is a step by its index at a detail, nil outside.
func (v *Viewer) step(d story.Detail, index int) *story.Step {
	steps := v.story.Steps(d)
	if index < 0 || index >= len(steps) {
		return nil
	}
	return steps[index]
}

// position is the sequence number that a step shows.
func (v *Viewer) position(d story.Detail, index int) int {
	if s := v.step(d, index); s != nil {
		return s.At
	}
	return 0
}

// pick chooses a language.
func pick(l lang.Lang, es, en string, args ...any) string {
	return lang.Sentence(es, en, args...).In(l)
}

func texts(list []lang.Text, l lang.Lang) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		if s := t.In(l); s != "" {
			out = append(out, s)
		}
	}
	return out
}
