package stage

import (
	"posta/sim/dialogue"
	"posta/sim/story"
)

// What rests on the stage is the line that decided, on its way from who said it to
// who must live with it; the question before it is the ghost beside it.

// decisive is the line that decided a step: of an exchange the last answer of the
// step's own class, or else the last line that somebody answered with; nil where
// nothing was said.
func (t *tale) decisive(s *story.Step) *dialogue.Line {
	if s == nil || s.Detail == story.Packets {
		return nil
	}
	if s.Detail != story.Tell {
		return s.Line
	}
	var last, fitting *dialogue.Line
	for _, part := range t.telling.Story.Parts(s) {
		l := part.Line
		if l == nil || part.Class == story.None && !answers(l) {
			continue
		}
		last = l
		if part.Class == s.Class {
			fitting = l
		}
	}
	switch {
	case fitting != nil && s.Class != story.None:
		return fitting
	case last != nil:
		return last
	}
	return s.Line
}

// answers tells whether a line is an answer, whatever its class.
func answers(l *dialogue.Line) bool {
	return l.Kind == dialogue.KindReply || l.Kind == dialogue.KindAnswer || l.Kind == dialogue.KindGreeting
}

// asked is the line that another answers: the command, the query; for the answer
// to a letter the letter. Nil where it answers nothing.
func (t *tale) asked(l *dialogue.Line) *dialogue.Line {
	if l == nil || l.Question < 0 {
		return nil
	}
	return t.lineAt(l.Question)
}

func (t *tale) lineAt(index int) *dialogue.Line {
	if s := t.step(story.Dialogue, t.telling.Story.StepOfLine(index)); s != nil {
		return s.Line
	}
	return nil
}

// conversation are the lines of a connection that had been said at a position, the
// latest last, at most so many.
func (t *tale) conversation(conn, seq, most int) []*dialogue.Line {
	if conn == 0 {
		return nil
	}
	steps := t.telling.Story.Steps(story.Dialogue)
	var list []*dialogue.Line
	for i := t.telling.Story.StepAt(story.Dialogue, seq); i >= 0 && len(list) < most; i-- {
		l := steps[i].Line
		if steps[i].Conn != conn || l == nil || steps[i].At > seq {
			continue
		}
		list = append(list, l)
		if l.Kind == dialogue.KindGreeting {
			break
		}
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// classOf is how the step of a line takes it.
func (t *tale) classOf(l *dialogue.Line) story.Class {
	if s := t.step(story.Dialogue, t.telling.Story.StepOfLine(l.Index)); s != nil {
		return s.Class
	}
	return story.None
}
