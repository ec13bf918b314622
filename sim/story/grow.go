package story

import (
	"slices"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// Story is a trace, told as far as it has been read.
type Story struct {
	Trace *trace.Trace
	// Talk is what was said in it.
	Talk *dialogue.Dialogue
	// Chapters are the hops, in the order of the Tell steps.
	Chapters []*Chapter

	builder
	runs runs
}

// Of tells a trace, as far as it has come: Grow goes on when it has grown.
func Of(t *trace.Trace) *Story {
	s := &Story{Trace: t, builder: newBuilder(t)}
	s.Talk = s.d
	s.Grow()
	return s
}

// Growth says what of a story stayed as it was when it grew.
type Growth struct {
	steps    [levels]int
	chapters int
}

// From is the index of the first step of a detail that may be new, elsewhere, or
// say something else than before. All steps before it are the same steps at the
// same places, and say the same.
func (g Growth) From(d Detail) int { return g.steps[d.level()] }

// FromChapter is the same for the chapters.
func (g Growth) FromChapter() int { return g.chapters }

// Grow tells the events that have come to the trace since. It costs what those
// events are and what is still open, however long the story is already.
func (s *Story) Grow() Growth {
	s.undoProvisional()
	for _, e := range s.t.Events[len(s.owner)-1:] {
		s.read(e)
	}
	s.placeProvisionally()
	var g Growth
	for level := range s.shelves {
		shelf := &s.shelves[level]
		if level == tell {
			s.sumUp()
		}
		shelf.settle(s.t)
		g.steps[level] = shelf.same
	}
	g.chapters = s.divide(g.steps[tell])
	return g
}

// Steps lists the steps of a detail in the order in which they are told. It is
// not to be changed, and good until the story grows.
func (s *Story) Steps(d Detail) []*Step { return s.shelves[d.level()].list }

// StepAt gives the index of the step that the event belongs to at a detail: the
// step to show at position seq. Before the first event it is -1, past the last
// event it is the last step.
func (s *Story) StepAt(d Detail, seq int) int {
	level := d.level()
	if seq < 1 || len(s.shelves[level].list) == 0 {
		return -1
	}
	if seq >= len(s.owner) {
		return len(s.shelves[level].list) - 1
	}
	return s.at(level, seq).Index
}

// at is the step of a level that an event belongs to.
func (s *Story) at(level, seq int) *Step {
	st := s.owner[seq]
	for st.Detail.level() > level {
		st = st.Parent
	}
	return st
}

// Parts are the steps at the next deeper detail that make up a step, in their
// order; none for a step at Packets.
func (s *Story) Parts(st *Step) []*Step {
	list := st.parts
	if len(st.held) > 0 {
		list = append(list[:len(list):len(list)], st.held...)
	}
	for i := 1; i < len(list); i++ {
		if list[i-1].Index > list[i].Index {
			return slices.SortedFunc(slices.Values(list), func(a, b *Step) int { return a.Index - b.Index })
		}
	}
	return list
}

// StepOf gives the Dialogue step that tells a line, nil where the story has none.
func (s *Story) StepOf(l *dialogue.Line) *Step { return s.ofLine[l] }

// StepOfLine gives the index of the Dialogue step that tells the line of that
// index, -1 where there is no such line.
func (s *Story) StepOfLine(index int) int {
	if index < 0 || index >= len(s.Talk.Lines) {
		return -1
	}
	if st := s.ofLine[s.Talk.Lines[index]]; st != nil {
		return st.Index
	}
	return -1
}

// Opened is the fact that began a connection, ConnOpening or, where its opener stands
// outside the scenario, ConnAccepted; nil for a number that no connection has.
func (s *Story) Opened(conn int) trace.Fact {
	if conn < 0 || conn >= len(s.conns) || s.conns[conn] == nil {
		return nil
	}
	return s.conns[conn].opened
}

// Has tells whether a step is still told: one that was there only for the time being,
// until its events found their place, may be gone when the story has grown.
func (s *Story) Has(st *Step) bool { return st.placed }

// Open tells whether a step is still going on: a packet on its way, a line that is
// not whole or has not arrived, a call that nobody has answered, a part of a
// conversation that has not gone on to the next, a question without its answer.
// What follows will change it. What is not open has found its place; only
// stragglers, such as a packet that is sent once more, still touch it.
func (s *Story) Open(st *Step) bool {
	switch st.Detail {
	case Packets:
		return s.isUnderWay(st)
	case Dialogue:
		return !s.ended && (st.of == nil || st.Line != nil && s.isExpected(st))
	}
	return s.isGoingOn(st)
}

// maxClimb bounds the look back for a cause that lies outside of the step.
const maxClimb = 64

// Cause is the step of the same detail that led to this one, nil at the roots.
func (s *Story) Cause(st *Step) *Step {
	level := st.Detail.level()
	seq := st.First
	switch {
	case level == lines && st.Line != nil:
		if q := s.question(st.Line); q != nil && st.Line.Kind != dialogue.KindData {
			// A reply is the answer to its command, whatever woke the program.
			if o := s.ofLine[q]; o != nil && o.Index < st.Index {
				return o
			}
			return nil
		}
		seq = st.Line.First
	case level == lines && st.FactSeq != 0 && st.Kind != ConnOpen && st.Kind != ConnClose:
		seq = st.FactSeq
	}
	for range maxClimb {
		if seq = s.t.At(seq).Cause; seq <= 0 || seq >= len(s.owner) {
			return nil
		}
		if o := s.at(level, seq); o.Index < st.Index {
			return o
		}
	}
	return nil
}
