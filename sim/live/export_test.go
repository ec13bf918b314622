package live

import (
	"net/netip"
	"os"
	"time"

	"posta/sim/live/localca"
)

// Tests of several processes, and a `posta live` that somebody has running, do not get
// into each other's way.
func init() { block = byte(64 + os.Getpid()%128) }

// HostAddr is hostAddr.
var HostAddr = hostAddr

// Sheet is sheet.
const Sheet = sheet

// DeadlineGrain is deadlineGrain.
const DeadlineGrain = deadlineGrain

// Tests need not wait until a stranger has been silent for half an hour: the deadline that
// his connection has is moved to now, and the test is told where it was.

// Number is that of the stranger's connection that is open between two real addresses; 0:
// nobody has taken it yet. A trace would not do: the system may give a port twice.
func (l *Live) Number(stranger, server netip.AddrPort) int {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	for c := range l.g.open {
		if c, ok := c.(*Conn); ok && c.peer == "" && c.remote == stranger && realAddr(c.tcp.LocalAddr()) == server {
			return c.id
		}
	}
	return 0
}

// Served tells whether a stranger's connection is still served.
func (l *Live) Served(id int) bool {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	c := l.g.stranger(id)
	return c != nil && !c.closed
}

// Deadline is until when a stranger's next words are waited for; zero: for ever.
func (l *Live) Deadline(id int) time.Time {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	if c := l.g.stranger(id); c != nil {
		return c.due
	}
	return time.Time{}
}

// SilentTooLong lets the time come until which a stranger's next words are waited for, and
// says how long that would have been. Without such a deadline, or where the connection is
// over, it does nothing.
func (l *Live) SilentTooLong(id int) time.Duration {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	c := l.g.stranger(id)
	if c == nil || c.closed || c.due.IsZero() {
		return 0
	}
	now := time.Now()
	wait := c.due.Sub(now)
	c.due, c.asked = now, time.Time{}
	c.tcp.SetReadDeadline(now)
	return wait
}

// Narrow leaves little room on the way to a stranger, so that it is soon full.
func (l *Live) Narrow(id int) {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	if c := l.g.stranger(id); c != nil && !c.closed {
		c.tcp.SetWriteBuffer(16 << 10)
	}
}

// UnreadTooLong does the same for a stranger who does not take what is said to him.
func (l *Live) UnreadTooLong(id int) {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	if c := l.g.stranger(id); c != nil && !c.closed {
		c.asked = time.Time{}
		c.tcp.SetWriteDeadline(time.Now())
	}
}

func (g *ground) stranger(id int) *Conn {
	for c := range g.open {
		if c, ok := c.(*Conn); ok && c.id == id && c.peer == "" {
			return c
		}
	}
	return nil
}

// Hold makes it so that strangers have said so many octets more, or fewer, that wait for an
// answer.
func (l *Live) Hold(octets int) {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	l.g.room.held += octets
}

// TurnIsUp lets the time be up of the stranger who goes on while others wait for room.
func (l *Live) TurnIsUp(fatal func(...any)) {
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		l.g.mu.Lock()
		t := &l.g.room.turn
		waited := t.of != nil && time.Since(t.last) < turnSilence
		if waited {
			t.heard, t.since = t.heard.Add(-turnSilence), t.since.Add(-turnSilence)
		}
		l.g.mu.Unlock()
		switch {
		case waited:
			return
		case time.Now().After(deadline):
			fatal("nobody waits for room")
		}
	}
}

// Held is how many octets of strangers wait for an answer.
func (l *Live) Held() int {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	return l.g.room.held
}

// Authority is whom to believe about the cast's certificates; nil where there is no
// TLS.
func (l *Live) Authority() *localca.Authority { return l.authority }

// Crowd leaves room for so many facts in memory.
func (l *Live) Crowd(facts int) {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	l.g.rec.most = facts
}
