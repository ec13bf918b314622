package talk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/trace"
	"posta/sim/turn"
)

// grow takes in what has happened.
func (t *Talk) grow() {
	t.grown = append(t.grown, t.Telling.Grow())
	for _, e := range t.Telling.Trace.Events[t.read:] {
		t.note(e)
	}
	t.read = len(t.Telling.Trace.Events)
}

// note takes in an event.
func (t *Talk) note(e trace.Event) {
	switch f := e.Fact.(type) {
	case trace.InputActed:
		if t.begun == 0 {
			t.begun = e.Seq
		}
		if f.Do == "connect" {
			t.now.begun = e.Seq
		}
		return
	case trace.InputEnded:
		if h := t.now; h != nil && !f.OK && h.conn == 0 {
			h.over = true // it could not even be tried
		}
		return
	case trace.ConnOpening:
		if h := t.now; h != nil && t.Role == Client && h.conn == 0 && h.begun > 0 && e.Host == t.Host && e.Cause == h.begun {
			h.conn = e.Conn
		}
		return
	case trace.ConnAccepted:
		if e.Host == t.Host && f.Network == "tcp" && t.Role == Server && slices.Contains(t.ports, f.Local.Port()) {
			t.hands = append(t.hands, &hand{id: strconv.Itoa(e.Conn), conn: e.Conn, heard: e.At})
		}
	case trace.DataReceived:
		if t.Role == Resolver && e.Host == t.Host && t.query(e) {
			t.asked = append(t.asked, e.Conn)
		}
	}
	if e.Host != t.Host || e.Conn == 0 {
		return
	}
	i := slices.IndexFunc(t.hands, func(h *hand) bool { return h.conn == e.Conn })
	if i < 0 {
		return
	}
	switch e.Fact.(type) {
	case trace.DataReceived:
		t.hands[i].heard = e.At
	case trace.ConnFailed, trace.ConnEnded, trace.ConnClosed:
		t.hands[i].over = true
	}
}

// query tells whether what came to the seat is a question, wholly there.
func (t *Talk) query(e trace.Event) bool {
	return t.ports != nil && slices.ContainsFunc(t.Telling.Talk.LinesAt(e.Seq), func(l *dialogue.Line) bool {
		return l.Kind == dialogue.KindQuery && l.DNS != nil && l.Listener == t.Host
	})
}

// pass lets the world go on, instant by instant, until something is enough, or an instant
// is over.
func (t *Talk) pass(ctx context.Context, until time.Duration, enough func() bool) error {
	for !enough() {
		moved, err := t.step(ctx, until)
		if err != nil || !moved {
			return err
		}
	}
	return nil
}

// step lets the world go on by one instant, if that is not later than until.
func (t *Talk) step(ctx context.Context, until time.Duration) (moved bool, err error) {
	if t.Ended() {
		return false, nil
	}
	before := t.w.Standing()
	at, err := t.w.Advance(ctx, func(_, next time.Duration) bool {
		stop := moved || next > until
		moved = true
		return stop
	})
	t.grow()
	return err == nil && (at.Now > before.Now || at.Ended != ""), err
}

// listen lets the world go on until the other side has had its say.
func (t *Talk) listen(ctx context.Context) error {
	if t.Role == Resolver || t.now == nil {
		return t.wait(ctx)
	}
	since, most := t.read, patience
	if t.Role == Server {
		most = clientPatience
	}
	until := t.Now() + most
	for !t.now.over && !t.speaking() {
		limit := until
		if t.hasSpoken(since) {
			limit = t.now.heard + lull
		}
		if moved, err := t.step(ctx, limit); err != nil {
			return err
		} else if !moved {
			break
		}
	}
	if t.Role == Server && t.now.over {
		return t.wait(ctx)
	}
	return nil
}

// speaking tells whether the person is in the middle of something: a letter, a literal, a
// reply of several lines.
func (t *Talk) speaking() bool {
	lines := t.Lines()
	if len(lines) == 0 {
		return false
	}
	l := lines[len(lines)-1]
	if l.FromClient != (t.Role == Client) {
		return false
	}
	if t.Role == Client && l.Protocol == dialogue.SMTP {
		s := turn.Read(lines)
		return s.Data
	}
	return l.Partial || t.Role == Server && l.Protocol == dialogue.IMAP && strings.HasPrefix(l.Text, "* ") && turned(lines)
}

// turned tells whether the client still waits after a line that is only part of an answer.
func turned(lines []*dialogue.Line) bool {
	s := turn.Read(lines)
	return len(s.Waiting) > 0
}

// hasSpoken tells whether the other side has said something whole since an event.
func (t *Talk) hasSpoken(since int) bool {
	lines := t.Lines()
	for i := len(lines) - 1; i >= 0 && (lines[i].Received == 0 || lines[i].Received > since); i-- {
		l := lines[i]
		if l.FromClient != (t.Role == Server) || l.Partial || l.Received <= since {
			continue
		}
		if l.FromClient {
			return true
		}
		switch l.Kind {
		case dialogue.KindReply, dialogue.KindContinuation, dialogue.KindGreeting, dialogue.KindOther:
			return true
		}
	}
	return false
}

// wait lets the world go on until somebody wants something of the seat.
func (t *Talk) wait(ctx context.Context) error {
	for {
		if t.Question() != nil || t.turnTo() {
			return nil
		}
		if moved, err := t.step(ctx, 1<<62); err != nil || !moved {
			return err
		}
	}
}

// turnTo turns to a client that waits: the one that is spoken with, or the one that came
// first.
func (t *Talk) turnTo() bool {
	if t.Role != Server {
		return false
	}
	for _, h := range append([]*hand{t.now}, t.hands...) {
		if h == nil || h.over {
			continue
		}
		lines := t.Telling.Talk.LinesOf(h.conn)
		if s := turn.Read(lines); !s.Greeted || len(s.Waiting) > 0 && !s.Data {
			t.now = h
			return true
		}
	}
	return false
}
