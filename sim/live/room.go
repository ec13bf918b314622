package live

import (
	"slices"
	"time"
)

// room is how much of what strangers have said waits for an answer, and who goes on when there is no more room for it.
//
// A server keeps what it has heard until it can answer, so that everybody who has much to say holds some of the room while
// waiting for more. If all waited alike, those who hold it would wait for one another for ever. So they stand in a line, in the
// order in which they went beyond what is free for everybody, and the first of it goes on beyond the limit: at most one letter
// more is held. The first has its turn only while it uses it: who falls silent, or takes too long while others wait, is treated
// as one whose time is up, and what it held is there for the next.
type room struct {
	held int     // octets of strangers that were read and not answered
	line []*Conn // those that hold more than FreeOctets, first come first
	most int     // that was held since the memory was last given back
	// turn is that of the first in line, since others wait for it.
	turn struct {
		of          *Conn
		since, last time.Time // when it began, and when somebody last waited for it
		held        int       // what it held when it last said something
		heard       time.Time // when that was
	}
}

// hears notes that a stranger's octets were read.
func (r *room) hears(c *Conn, octets int) {
	before := c.held
	c.held += octets
	r.held += octets
	r.most = max(r.most, r.held)
	if before <= FreeOctets && c.held > FreeOctets {
		r.line = append(r.line, c)
	}
}

// answers gives back what a stranger held. It says whether what was held is worth giving back to the system, too.
func (r *room) answers(c *Conn) (much bool) {
	if c.held > FreeOctets {
		r.line = slices.DeleteFunc(r.line, func(x *Conn) bool { return x == c })
	}
	r.held -= c.held
	c.held = 0
	if much = r.most > muchHeld && r.held <= FreeOctets; much {
		r.most = r.held
	}
	return much
}

// waits says whether a stranger has to wait before it says more, and whose time is up.
func (r *room) waits(c *Conn, now time.Time) (wait bool, up *Conn) {
	if c.held <= FreeOctets || r.held <= MaxHeld || len(r.line) == 0 || r.line[0] == c {
		return false, nil
	}
	first := r.line[0]
	t := &r.turn
	if t.of != first || now.Sub(t.last) > turnSilence {
		t.of, t.since, t.held, t.heard = first, now, first.held, now
	}
	t.last = now
	if first.held != t.held {
		t.held, t.heard = first.held, now
	}
	if now.Sub(t.heard) > turnSilence || now.Sub(t.since) > turnLength {
		up = first
	}
	return true, up
}
