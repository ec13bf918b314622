package story

import (
	"cmp"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// Of a step that is an exchange, one line decided how it went. Whoever shows the step
// shows that line: the stage's balloon and arrow, the panel's quotation, the picture
// on paper.

// Decisive is the line that decided a step: of an exchange the last answer of the
// step's own class, or else the last line that somebody answered with; where a letter was
// sent and nobody answered to it any more, the letter; nil where nothing was said.
func (s *Story) Decisive(st *Step) *dialogue.Line {
	if st == nil || st.Detail == Packets {
		return nil
	}
	if st.Detail != Tell {
		return st.Line
	}
	var last, fitting, letter, late *dialogue.Line
	for _, part := range s.Parts(st) {
		l := part.Line
		if l != nil && l.Kind == dialogue.KindData && l.Speaker == st.From {
			letter = l
		}
		if l == nil || part.Class == None && !l.Answers() {
			if before := cmp.Or(late, fitting); l != nil && before != nil && s.t.At(l.First).At-s.t.At(before.Last).At >= soon {
				late = l
			}
			continue
		}
		q := s.Asked(l)
		if q != nil && q.Verb == "ENABLE" && fitting != nil {
			continue // what a client turns on once it is known is not how it became known (RFC 5161 section 3.1)
		}
		if q != nil && (q.Verb == "STARTTLS" || q.Verb == "STLS") && part.Class == trace.OK && st.Class == part.Class {
			return l // what is said after the handshake is no part of how it came about
		}
		last, letter, late = l, nil, nil
		if part.Class == st.Class {
			fitting = l
		}
	}
	switch {
	case letter != nil && !st.Failure && (fitting == nil || st.Class == trace.More):
		return letter
	case late != nil && !st.Failure:
		return late // that was settled long before, and this nobody has answered
	case fitting != nil && st.Class != None:
		return fitting
	case st.Failure && s.promised(last):
		return nil
	case last != nil:
		return last
	}
	return st.Line
}

// promised tells whether a line said yes: where the exchange failed all the same, such as
// a handshake after STARTTLS, it is not what decided, and no line is.
func (s *Story) promised(l *dialogue.Line) bool {
	st := s.StepOf(l)
	return l != nil && st != nil && (st.Class == trace.OK || st.Class == trace.More)
}

// Asked is the line that another answers: the command, the query; for the answer
// to a letter the letter. Nil where it answers nothing.
func (s *Story) Asked(l *dialogue.Line) *dialogue.Line {
	if l == nil || l.Question < 0 || s.StepOfLine(l.Question) < 0 {
		return nil
	}
	return s.Talk.Lines[l.Question]
}
