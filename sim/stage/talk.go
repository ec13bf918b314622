package stage

import (
	"strings"

	"posta/sim/dialogue"
	"posta/sim/replay"
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

// parted tells whether those who talk in a connection have taken leave of each other.
func (t *tale) parted(conn, at int) bool {
	lines := t.telling.Story.Talk.LinesOf(conn)
	for i := len(lines) - 1; i >= max(0, len(lines)-4); i-- {
		if q := t.telling.Story.Asked(lines[i]); q != nil && leaves(q.Verb) && lines[i].Last <= at {
			return true
		}
	}
	return false
}

// protects tells whether what is said in a connection is protected by TLS, and nobody has taken leave yet.
func (t *tale) protects(c *replay.Connection, at int) bool {
	return c.Network == "tcp" && c.Peer != "" && c.State == replay.Established && c.TLS != "" && !t.parted(c.Number, at)
}

// ahead are those whose protected conversation has been told farther than to the moment of a step, yet the connections of which has not been
// told that TLS protects them: of what goes on at once in a chapter, one thing is told after the other. What has been put up stands until it
// is told that it goes, and not before it is told that it comes.
func (t *tale) ahead(d story.Detail, step int) (list []pair, yet map[int]bool) {
	s := t.step(d, step)
	if s == nil || d == story.Packets {
		return nil, nil
	}
	known := map[int]bool{s.Conn: true, 0: true}
	protected := func(q *story.Step, at int) bool {
		c := t.connection(q, at)
		if c == nil || !t.protects(c, at) {
			return false
		}
		known[q.Conn], list = true, append(list, pairOf(q.From, c.Peer))
		return true
	}
	yet = map[int]bool{}
	for i := step + 1; ; i++ { // as they begin to be told of next
		q := t.step(d, i)
		if q == nil || q.Chapter() != s.Chapter() {
			break
		}
		if !known[q.Conn] && !yet[q.Conn] && !protected(q, q.First-1) {
			yet[q.Conn] = true
		}
	}
	for i := step - 1; i >= 0 && t.step(d, i).Chapter() == s.Chapter(); i-- { // or have been told of last
		if q := t.step(d, i); !known[q.Conn] {
			known[q.Conn] = true
			if protected(q, q.At) {
				delete(yet, q.Conn)
			}
		}
	}
	return list, yet
}

// connection is that of a step at a moment, nil where there is none.
func (t *tale) connection(s *story.Step, at int) *replay.Connection {
	if h := t.replay.At(at).Host(s.From); h != nil {
		return h.Connection(s.Conn)
	}
	return nil
}

// refusesLetter tells whether a line is a "no" to a letter that came whole: it stays with who sent it (RFC 5321 section 6.1).
func (t *tale) refusesLetter(l *dialogue.Line) bool {
	q := t.telling.Story.Asked(l)
	return q != nil && q.Kind == dialogue.KindData && q.FromClient && l.Answers() && (t.classOf(l) == story.Permanent || t.classOf(l) == story.Temporary)
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

// unbelieved is the directory's answer that came in a step and was not taken, for its signature (RFC 4035).
func (t *tale) unbelieved(s *story.Step) (answer *dialogue.Line) {
	bogus := false
	for _, part := range t.telling.Story.Parts(s) {
		if l := part.Line; l != nil && l.Kind == dialogue.KindAnswer {
			answer = l
		}
		f, _ := part.Fact.(trace.DNSAnswered)
		bogus = bogus || f.Why.Code == trace.CauseBogus
	}
	if !bogus {
		return nil
	}
	return answer
}

// leaves tells whether who says a command goes with it.
func leaves(verb string) bool { return verb == "QUIT" || verb == "LOGOUT" }

// unheard tells whether a line never came to its listener; a letter is torn.
func (t *tale) unheard(l *dialogue.Line) bool {
	return l != nil && l.Kind != dialogue.KindData && l.Received == 0 && !t.growing && t.replay.At(0).Host(l.Listener) != nil
}

// classOf is how the step of a line takes it.
func (t *tale) classOf(l *dialogue.Line) story.Class {
	if s := t.step(story.Dialogue, t.telling.Story.StepOfLine(l.Index)); s != nil {
		return s.Class
	}
	return story.None
}

// tells tells whether a step, or one before it, tells of a line.
func (t *tale) tells(d story.Detail, step int, l *dialogue.Line) bool {
	s := t.telling.Story.StepOf(l)
	for s != nil && depth(s.Detail) > depth(d) {
		s = s.Parent
	}
	return s == nil || s.Detail != d || s.Index <= step
}

// aboutLine is the letter whose envelope a line writes.
func (t *tale) aboutLine(l *dialogue.Line) *story.Envelope {
	s := t.telling.Story.StepOf(l)
	if s == nil {
		return nil
	}
	return about(s)
}
