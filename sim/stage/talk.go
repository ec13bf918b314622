package stage

import (
	"strings"

	"posta/sim/dialogue"
	"posta/sim/story"
	"posta/sim/trace"
)

// What rests on the stage is the line that decided (story.Decisive), on its way from who
// said it to who must live with it; the question before it stands faint beside it.

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

// neitherYesNorNo tells news that no tick fits: an answer of the directory that holds nothing or names others to ask, the one that
// a name takes no mail (RFC 7505), and what a reader does, who answers nobody.
func neitherYesNorNo(s *story.Step, said *dialogue.Line) bool {
	if said == nil {
		_, acts := s.Fact.(trace.ReaderActed)
		return acts
	}
	return said.DNS != nil && (len(said.DNS.Answer) == 0 || strings.HasSuffix(answered(said.DNS), " ."))
}

// classOf is how the step of a line takes it.
func (t *tale) classOf(l *dialogue.Line) story.Class {
	if s := t.step(story.Dialogue, t.telling.Story.StepOfLine(l.Index)); s != nil {
		return s.Class
	}
	return story.None
}
