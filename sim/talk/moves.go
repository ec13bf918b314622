package talk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/form"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/turn"
)

// Deed is what a person at a place can do.
type Deed string

const (
	Says    Deed = "say"    // a line
	Answers Deed = "answer" // a DNS question, as turn.Answer reads it
	HangsUp Deed = "close"
	Calls   Deed = "call" // at a port; none: the first
	Leaves  Deed = "leave"
	Waits   Deed = "wait" // a time, as Wait reads it
)

// Move is one thing that a person did. The moves that were made from a place do the same
// again (Again): a way that was gone is a list of them, and whoever steps back and goes on
// otherwise has two.
type Move struct {
	Do   Deed   `json:"do"`
	Text string `json:"text,omitempty"`
}

// Made is a move with the event with which it acted; 0 for one that let time go by.
type Made struct {
	Move
	Seq int
}

// Again takes a place, and makes moves: up to the first that cannot be made.
func Again(ctx context.Context, s *scenario.Scenario, o Options, moves []Move) (*Talk, form.Problems, error) {
	t, problems, err := Open(ctx, s, o)
	if t == nil {
		return nil, problems, err
	}
	for _, m := range moves {
		if problems, err = t.Make(ctx, m); len(problems) > 0 || err != nil {
			break
		}
	}
	return t, problems, err
}

// Make makes a move. One that cannot be made changes nothing.
func (t *Talk) Make(ctx context.Context, m Move) (problems form.Problems, err error) {
	before, fed := t.read, len(t.lines)
	switch m.Do {
	case Says:
		problems, err = t.Say(ctx, m.Text)
	case Answers:
		if q := t.Question(); q != nil {
			problems, err = t.Answer(ctx, turn.Answer(q, m.Text))
		} else {
			err = ErrSilent
		}
	case HangsUp:
		err = t.HangUp(ctx)
	case Calls:
		port, _ := strconv.ParseUint(m.Text, 10, 16)
		if t.Role != Client || !t.Over() {
			return nil, ErrSilent
		}
		problems, err = t.Call(ctx, uint16(port))
	case Leaves:
		err = t.Leave()
	case Waits:
		d, ok := Wait(m.Text)
		if !ok {
			return nil, ErrSilent
		}
		err = t.Pass(ctx, d)
	}
	if len(problems) > 0 || errors.Is(err, ErrSilent) {
		return problems, err
	}
	made := Made{Move: m}
	if len(t.lines) > fed {
		for _, e := range t.Telling.Trace.Events[before:] {
			if _, is := e.Fact.(trace.InputActed); is {
				made.Seq = e.Seq
				break
			}
		}
	}
	t.made = append(t.made, made)
	return problems, err
}

// Moves are those that were made.
func (t *Talk) Moves() []Made { return t.made }

// Wait reads how long somebody wants to wait.
func Wait(text string) (time.Duration, bool) {
	d, err := time.ParseDuration(strings.Replace(strings.ReplaceAll(text, " ", ""), "min", "m", 1))
	return d, err == nil && d > 0 && d <= 30*24*time.Hour
}

// Crib is what could be said now, the usual thing first.
func (t *Talk) Crib(names turn.Names) []turn.Suggestion {
	s := turn.Read(t.Lines())
	switch q := t.Question(); {
	case t.Role == Client && !t.Over():
		return s.Next(names)
	case t.Role == Server && !t.Over():
		return s.Reply(names)
	case q != nil:
		return turn.Answers(q, Records(t.Scenario, q.DNS.Name, q.DNS.Type))
	}
	return nil
}

// Said is a line of the conversations in which the person has a part.
type Said struct {
	*dialogue.Line
	Mine     bool
	Mistakes []turn.Mistake
}

// Said are the last lines that were said, with what was wrong with those of the person's
// own: a client's line is judged once it was answered, and all that was said once nobody
// can say any more.
func (t *Talk) Said(most int) []Said {
	var list []Said
	for _, conn := range t.conns() {
		lines := t.Telling.Talk.LinesOf(conn)
		over := t.over(conn)
		mine := func(l *dialogue.Line) bool { return l.FromClient == (t.Role == Client) }
		heard := len(lines) // those before it were answered
		if t.Role == Client && !over {
			for heard > 0 && mine(lines[heard-1]) {
				heard--
			}
		}
		for i := max(0, len(lines)-most); i < len(lines); i++ {
			x := Said{Line: lines[i], Mine: mine(lines[i])}
			if x.Mine && i < heard && !x.Partial {
				x.Mistakes = t.judged(lines, i)
			}
			list = append(list, x)
		}
		if n := len(list); over && t.Role == Client && len(lines) > 0 {
			list[n-1].Mistakes = slices.Concat(list[n-1].Mistakes, turn.Unfinished(lines))
		}
	}
	return list[max(0, len(list)-most):]
}

// conns are the connections on which the person has, or could have, spoken.
func (t *Talk) conns() (list []int) {
	for _, h := range t.hands {
		if h.conn != 0 {
			list = append(list, h.conn)
		}
	}
	seen := map[int]bool{}
	for _, c := range t.asked {
		if !seen[c] {
			seen[c] = true
			list = append(list, c)
		}
	}
	return list
}

func (t *Talk) over(conn int) bool {
	for _, h := range t.hands {
		if h.conn == conn {
			return h.over
		}
	}
	return false
}

// judged are the mistakes in a line, which are found once: a password that others read is
// spoken of once.
func (t *Talk) judged(lines []*dialogue.Line, i int) []turn.Mistake {
	l := lines[i]
	if found, is := t.mistakes[l.Index]; is {
		return found
	}
	var found []turn.Mistake
	if t.Role == Resolver {
		if l.Kind == dialogue.KindAnswer && l.Question >= 0 {
			found = turn.AnswerMistakes(t.Telling.Talk.Lines[l.Question], l)
		}
	} else {
		for _, m := range turn.Mistakes(lines, i) {
			if m.Code != turn.ClearPassword || !t.warned {
				found = append(found, m)
			}
			t.warned = t.warned || m.Code == turn.ClearPassword
		}
	}
	if t.mistakes == nil {
		t.mistakes = map[int][]turn.Mistake{}
	}
	t.mistakes[l.Index] = found
	return found
}

// Earlier are those of a world's inputs that have acted by an instant, with their text:
// who takes a place there goes another way than the one that followed.
func Earlier(src string, inputs []*scenario.Input, at time.Duration) (text string, earlier []*scenario.Input) {
	lines := strings.Split(src, "\n")
	var b strings.Builder
	b.WriteString(FileHead)
	for _, in := range inputs {
		if in.At <= at && in.Line <= len(lines) {
			earlier = append(earlier, in)
			b.WriteString(strings.TrimSuffix(lines[in.Line-1], "\r") + "\n")
		}
	}
	return b.String(), earlier
}
