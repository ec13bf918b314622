package live

import (
	"testing"
	"time"
)

// TestRoomIsSharedInTurn: whoever has much to say waits when there is no room, but the first in line, so that the line moves;
// and nobody is first for longer than he uses it.
func TestRoomIsSharedInTurn(t *testing.T) {
	var r room
	now := time.Unix(0, 0)
	conns := make([]*Conn, 8)
	for i := range conns {
		conns[i] = &Conn{}
	}
	const most = MaxHeld / 4
	// Eight say what four have room for.
	for _, c := range conns {
		r.hears(c, FreeOctets)
	}
	for range 3 {
		for _, c := range conns {
			if wait, _ := r.waits(c, now); !wait {
				r.hears(c, most/2)
			}
		}
	}
	for i, c := range conns {
		if wait, up := r.waits(c, now); wait != (i > 0) || up != nil {
			t.Errorf("number %d waits: %v, and the time of %p is up", i, wait, up)
		}
	}
	small := &Conn{}
	r.hears(small, FreeOctets)
	if wait, _ := r.waits(small, now); wait {
		t.Error("who has little to say waits")
	}

	// pass lets seconds go by, in each of which the first says so much, and tells when its time was up.
	pass := func(waiter *Conn, d time.Duration, octets int) time.Duration {
		for t := time.Duration(0); t < d; t += time.Second {
			now = now.Add(time.Second)
			if first := r.line[0]; octets > 0 {
				r.hears(first, octets)
			}
			switch wait, up := r.waits(waiter, now); {
			case !wait:
				return -1
			case up != nil && up != r.line[0]:
				return -2
			case up != nil:
				return t
			}
		}
		return d
	}
	// The first says on, but too little at a time: it has its turn, and no more.
	if at := pass(conns[1], 2*turnLength, 1); at != turnLength {
		t.Errorf("its time is up after %v, want %v", at, turnLength)
	}
	r.answers(conns[0])
	r.hears(conns[0], FreeOctets) // it may come again, as the last
	r.hears(conns[0], most)
	// The second says nothing any more.
	if at, want := pass(conns[2], turnLength, 0), turnSilence+time.Second; at != want { // its turn begins with the first second
		t.Errorf("its time is up after %v, want %v", at, want)
	}
	// A while in which there is room is not the first's time.
	r.held -= MaxHeld
	if at := pass(conns[2], turnLength, 0); at != -1 {
		t.Errorf("there is room, and it is %v", at)
	}
	r.held += MaxHeld
	now = now.Add(turnLength)
	if at := pass(conns[2], turnSilence, 0); at != turnSilence {
		t.Errorf("its time is up after %v, though its turn began anew", at)
	}
	r.answers(conns[1])
	if wait, _ := r.waits(conns[2], now); wait {
		t.Error("the third waits, and there is nobody before it")
	}
	back := 0
	for _, c := range append(conns, small) {
		if r.answers(c) {
			back++
		}
	}
	if back != 1 {
		t.Errorf("the memory was given back %d times", back)
	}
	if r.held != 0 || len(r.line) != 0 {
		t.Errorf("%d octets are held, and %d wait, for nobody", r.held, len(r.line))
	}
}
