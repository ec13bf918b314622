package kernel

import (
	"slices"
	"sync"
)

// Gate is a place where a process waits to be woken by a delivery.
type Gate struct {
	k       *Kernel
	hold    *Hold
	held    bool // woken while on hold
	cond    sync.Cond
	waiters int
}

// NewGate makes a gate, of a machine's hold or of none (nil). Called with the
// lock held.
func (k *Kernel) NewGate(hold *Hold) *Gate {
	g := &Gate{k: k, hold: hold, cond: sync.Cond{L: &k.mu}}
	k.gates[g] = struct{}{}
	return g
}

// Close forgets the gate. Called with the lock held.
func (g *Gate) Close() { delete(g.k.gates, g) }

// Wait blocks until Wake, or returns ErrStopped when the run is over. It may
// return early: callers look again at what they wait for. Called with the lock
// held; others have it meanwhile.
func (g *Gate) Wait() error {
	if g.k.stopped {
		return ErrStopped
	}
	g.waiters++
	g.cond.Wait()
	g.waiters--
	if g.k.stopped {
		return ErrStopped
	}
	return nil
}

// Wake lets whoever waits at the gate go on; on hold, once that ends. Called with
// the lock held.
func (g *Gate) Wake() {
	switch {
	case g.waiters == 0:
	case g.hold == nil || !g.hold.on:
		g.k.rouse()
		g.cond.Broadcast()
	case !g.held:
		g.held = true
		g.hold.gates = append(g.hold.gates, g)
	}
}

// Hold keeps the processes of one machine where they are, as if it had no power:
// what would wake them, wakes them when the power is back.
type Hold struct {
	k     *Kernel
	key   int
	on    bool
	gates []*Gate // that were woken meanwhile, in that order
}

// NewHold makes a hold, off at first; key orders what its end sets going.
func (k *Kernel) NewHold(key int) *Hold { return &Hold{k: k, key: key} }

// On tells whether the machine is held. Called with the lock held.
func (h *Hold) On() bool { return h.on }

// Waiting tells whether somebody would go on if the hold ended. Called with the
// lock held.
func (h *Hold) Waiting() bool {
	return slices.ContainsFunc(h.gates, func(g *Gate) bool { return g.waiters > 0 })
}

// Set begins or ends the hold. Those that it kept go on one after the other, each
// as a delivery of its own. Called with the lock held.
func (h *Hold) Set(on bool) {
	h.on = on
	if on {
		return
	}
	gates := h.gates
	h.gates = nil
	for _, g := range gates {
		g.held = false
		h.k.Post(h.k.now, h.key, g.Wake)
	}
}
