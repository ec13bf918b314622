package fault

import (
	"time"

	"posta/sim/scenario"
)

// Limits of what servers that remember strangers remember.
const (
	// MaxTriplets is how many triplets one greylist keeps; then the oldest go.
	MaxTriplets = 10_000
	// MaxClients is how many clients one rate limit counts; then the oldest go.
	MaxClients = 10_000
)

// triplet is what a greylist knows a delivery by (RFC 6647 section 2.4).
type triplet struct{ client, sender, recipient string }

// visit is when a triplet came.
type visit struct {
	first, last time.Duration
	known       bool
}

// triplets is a greylist's memory.
type triplets struct {
	visits map[triplet]*visit
	order  []triplet // oldest first
}

func newTriplets() *triplets { return &triplets{visits: map[triplet]*visit{}} }

// look takes a visit down and judges it; wait is what is left to wait.
func (t *triplets) look(key triplet, now time.Duration, rule *scenario.Greylist) (verdict string, wait time.Duration) {
	v := t.visits[key]
	forgotten := v != nil && (!v.known && now-v.first > rule.Within || v.known && now-v.last > rule.Known)
	switch {
	case v == nil:
		if len(t.order) >= MaxTriplets {
			delete(t.visits, t.order[0])
			t.order = t.order[1:]
		}
		t.visits[key] = &visit{first: now, last: now}
		t.order = append(t.order, key)
		return "new", rule.Delay
	case forgotten:
		*v = visit{first: now, last: now}
		return "new", rule.Delay
	}
	v.last = now
	switch left := v.first + rule.Delay - now; {
	case v.known:
		return "known", 0
	case left > 0:
		return "early", left
	}
	v.known = true
	return "passed", 0
}

// counters is a rate limit's memory: when each client did what it did.
type counters struct {
	done  map[string][]time.Duration // by client address, oldest first
	order []string                   // clients, oldest first
}

func newCounters() *counters { return &counters{done: map[string][]time.Duration{}} }

// count takes one thing down and tells whether it is too much; what is refused does
// not count against the client later.
func (c *counters) count(client string, now time.Duration, rule *scenario.RateLimit) (count int, over bool) {
	done, ok := c.done[client]
	if !ok {
		if len(c.order) >= MaxClients {
			delete(c.done, c.order[0])
			c.order = c.order[1:]
		}
		c.order = append(c.order, client)
	}
	for len(done) > 0 && now-done[0] >= rule.Per {
		done = done[1:]
	}
	count = len(done) + 1
	if over = count > rule.Limit; !over {
		done = append(done, now)
	}
	c.done[client] = done
	return count, over
}
