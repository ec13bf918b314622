package view

import (
	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/listener"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/whatif"
)

// Viewer answers for one story. Like the replay that it stands on, it is for one
// goroutine at a time.
type Viewer struct {
	story  *story.Story
	trace  *trace.Trace
	talk   *dialogue.Dialogue
	replay *replay.Replay
	words  *explain.Explainer
	hosts  map[string]*trace.Host
	guide  *whatif.Guide // made when it is first asked
	astray int           // the event from which on the lesson's own words are not told; 0: never

	overheard []listener.Heard // listened to when first asked
	listened  bool
}

// New prepares the views of a story. The dialogue and the replay are those of its
// trace.
func New(s *story.Story, d *dialogue.Dialogue, r *replay.Replay) *Viewer {
	v := &Viewer{story: s, trace: s.Trace, talk: d, replay: r, words: explain.New(s), astray: whatif.Astray(s.Trace), hosts: map[string]*trace.Host{}}
	for i := range s.Trace.Header.Hosts {
		h := &s.Trace.Header.Hosts[i]
		v.hosts[h.Name] = h
	}
	return v
}

// step is a step by its index at a detail, nil outside.
func (v *Viewer) step(d story.Detail, index int) *story.Step {
	steps := v.story.Steps(d)
	if index < 0 || index >= len(steps) {
		return nil
	}
	return &steps[index]
}

// position is the sequence number that a step shows.
func (v *Viewer) position(d story.Detail, index int) int {
	if s := v.step(d, index); s != nil {
		return s.At
	}
	return 0
}

// pick chooses a language.
func pick(l lang.Lang, es, en string) string { return lang.Text{ES: es, EN: en}.In(l) }

func texts(list []lang.Text, l lang.Lang) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		if s := t.In(l); s != "" {
			out = append(out, s)
		}
	}
	return out
}
