package view

import (
	"fmt"
	"posta/sim/replay"
	"slices"
	"sort"
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/whatif"
)

// WhatIf is what could go wrong at a step.
type WhatIf struct {
	// Step is the step that the offers are about: the one that was asked for, or,
	// where nothing can go wrong there, the next at which something can. -1: nothing
	// can go wrong any more.
	Step   int     `json:"step"`
	Title  string  `json:"title"`
	Later  bool    `json:"later,omitempty"` // it is not the one that was asked for
	Offers []Offer `json:"offers"`
}

// Offer is one thing that could go wrong.
type Offer struct {
	// Title is a whole question: "What if mail.beta.test did not know benito?"
	Title string `json:"title"`
	// Fault is the same for scenario.WithFault.
	Fault string `json:"fault"`
}

// maxLookAhead is how many steps on an offer is looked for.
const maxLookAhead = 200

// WhatIf says what could go wrong at a step, or soon after.
func (v *Viewer) WhatIf(d story.Detail, index int, l lang.Lang) WhatIf {
	steps := v.story.Steps(d)
	for i := max(index, 0); i < len(steps) && i <= index+maxLookAhead; i++ {
		if list := v.offers(steps[i]); len(list) > 0 {
			x := WhatIf{Step: i, Title: v.words.Title(steps[i]).In(l), Later: i != index}
			for _, s := range list {
				x.Offers = append(x.Offers, Offer{Title: Question(s.Title, l), Fault: s.Fault})
			}
			return x
		}
	}
	return WhatIf{Step: -1, Offers: []Offer{}}
}

// ask has somebody at hand who knows what could go wrong.
func (v *Viewer) ask() *whatif.Guide {
	if v.renew(); v.guide == nil {
		v.guide = whatif.NewGuide(v.trace, v.talk)
	}
	return v.guide
}

// Entitle gives the question that a fault was offered as, by a what-if of any step or by a wrong answer that would come true
// with it. It is empty for a fault that somebody has written.
func (v *Viewer) Entitle(fault string) lang.Text {
	for _, q := range v.Questions(story.Tell) {
		for _, c := range q.Choices {
			if c.Fault == fault && fault != "" {
				return lang.Sprintf("¿Y si: %s?", "What if: %s?", c.Text)
			}
		}
	}
	if title, ok := v.ask().Title(fault); ok {
		return question(title)
	}
	return lang.Text{}
}

// Question asks "What if ...?", as each language does.
func Question(what lang.Text, l lang.Lang) string { return question(what).In(l) }

func question(what lang.Text) lang.Text { return lang.Sprintf("¿Y si %s?", "What if %s?", what) }

// offers gathers what could go wrong at any moment of a step. A step of the story
// is made of several commands: each in its turn gives its most telling fault, until
// there are enough, and then they stand in the order of what happens.
func (v *Viewer) offers(st *story.Step) []whatif.Suggestion {
	v.ask()
	var all [][]whatif.Suggestion
	if st.Detail == story.Tell {
		for _, part := range v.story.Parts(st) {
			if len(all) < maxMoments {
				all = append(all, v.moments(part))
			}
		}
	} else {
		all = append(all, v.moments(st))
	}
	known := map[lang.Text]bool{}
	chosen := make([][]whatif.Suggestion, len(all))
	count := 0
	for turn, more := 0, true; more && count < whatif.MaxSuggestions; turn++ {
		more = false
		for i, list := range all {
			if turn >= len(list) || count == whatif.MaxSuggestions {
				continue
			}
			more = true
			if s := list[turn]; !known[s.Title] {
				known[s.Title] = true
				chosen[i] = append(chosen[i], s)
				count++
			}
		}
	}
	return slices.Concat(chosen...)
}

// maxMoments is how many parts of a step are looked at.
const maxMoments = 40

// moments is what could go wrong at what a step is named for, and at what it begins
// and ends with.
func (v *Viewer) moments(st *story.Step) []whatif.Suggestion {
	var list []whatif.Suggestion
	if st.Line != nil {
		list = append(list, v.guide.Suggest(st.Line.First)...)
	}
	if st.Fact != nil {
		list = append(list, v.guide.Suggest(st.FactSeq)...)
	}
	list = append(list, v.guide.Suggest(st.Last)...)
	return append(list, v.guide.Suggest(st.First)...)
}

// Side is one of the two runs of a fork.
type Side int

// The sides: what happened, and what would have happened.
const (
	Happened Side = iota
	Would
)

// Other is the other side.
func (s Side) Other() Side { return 1 - s }

// Fork is two runs that begin alike, and the way across from one to the other. They need not
// be of one scenario: runs of two lessons part at once, and are the same moment into the
// story.
type Fork struct {
	// Seq is the first event that differs: up to the one before, an event of either
	// run is that of the other. 0: they never part.
	Seq    int
	traces [2]*trace.Trace
	// last is where somebody crossed last, on both sides: whoever goes back without
	// having moved stands where they stood, though several events share one instant.
	last [2]int
}

// NewFork compares what happened with what would have happened.
func NewFork(happened, would *trace.Trace) *Fork {
	return &Fork{Seq: whatif.Diff(happened, would).Seq, traces: [2]*trace.Trace{happened, would}, last: [2]int{-1, -1}}
}

// Across gives the position in the other run that is the same place as seq in the
// run of a side: before the fork the same event, after it the latest event at the
// same virtual time.
func (f *Fork) Across(from Side, seq int) int {
	to := from.Other()
	if f.Seq == 0 || seq < f.Seq {
		return seq
	}
	if f.last[from] == seq {
		return f.last[to]
	}
	there := f.Beside(from, seq)
	f.last[from], f.last[to] = seq, there
	return there
}

// Beside is the same place in the other run, for whoever only looks over.
func (f *Fork) Beside(from Side, seq int) int {
	if f.Seq == 0 || seq < f.Seq {
		return seq
	}
	at, events := f.traces[from].At(seq).At, f.traces[from.Other()].Events
	there := sort.Search(len(events), func(i int) bool { return events[i].At > at })
	// One run may have ended, or not gone on yet, where the other parts from it.
	return min(max(there, f.Seq), len(events))
}

// Beside is the other run of a fork at the same place.
type Beside struct {
	Would bool        `json:"would"` // it is what would have happened
	Title string      `json:"title"` // of its step
	Class story.Class `json:"class,omitempty"`
	// Differs are the hosts whose state is not the same in both runs.
	Differs []string `json:"differs"`
	Picture string   `json:"picture"` // as SVG
}

// Differs are the hosts that have something else in one run than in the other: power,
// a queue, letters that they hold, mailboxes, what was sent and what is on the screen; and
// those that only one of them has.
func Differs(a, b *replay.State) []string {
	list := []string{}
	for _, h := range a.Hosts {
		if o := b.Host(h.Name); o == nil || outline(h) != outline(o) {
			list = append(list, h.Name)
		}
	}
	for _, h := range b.Hosts {
		if a.Host(h.Name) == nil {
			list = append(list, h.Name)
		}
	}
	return list
}

// outline is what can be seen of a host from outside, as a value to compare.
func outline(h *replay.Host) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%v %d %d", h.Up, len(h.Queue), len(h.Held))
	for _, q := range h.Queue {
		fmt.Fprintf(&s, " %s %s", q.Queue, q.Destination)
	}
	for _, m := range h.Mailboxes {
		for _, f := range m.Folders {
			fmt.Fprintf(&s, " %s/%s %d", m.User, f.Name, len(f.Messages))
		}
	}
	for _, c := range h.Outbox {
		fmt.Fprintf(&s, " %s %v", c.MessageID, c.Status)
	}
	fmt.Fprintf(&s, " %d", len(h.Copies))
	if h.Shown != nil {
		s.WriteString(" " + h.Shown.MessageID)
	}
	return s.String()
}

// Split is where the two runs part, for the two bars of a timeline.
type Split struct {
	Seq      int `json:"seq"`
	Happened Bar `json:"happened"`
	Would    Bar `json:"would"`
}

// Bar is one run on the timeline.
type Bar struct {
	Count int `json:"count"`
	// Fork is the step in which the run leaves the other.
	Fork     int   `json:"fork"`
	Failures []int `json:"failures"`
}

// Split gives both bars at a detail. The viewers are those of the fork's runs.
func (f *Fork) Split(happened, would *Viewer, d story.Detail) Split {
	bar := func(v *Viewer) Bar {
		b := Bar{Count: len(v.story.Steps(d)), Fork: max(v.story.StepAt(d, f.Seq), 0), Failures: []int{}}
		for i := range v.story.Steps(d) {
			if v.story.Steps(d)[i].Failure && len(b.Failures) < maxFailures {
				b.Failures = append(b.Failures, i)
			}
		}
		return b
	}
	return Split{Seq: f.Seq, Happened: bar(happened), Would: bar(would)}
}
