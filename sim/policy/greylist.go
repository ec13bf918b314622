package policy

import (
	"strings"
	"sync"
	"time"

	"posta/sim/smtp"
	"posta/sim/trace"
)

// Defaults of a greylist that says nothing else (RFC 6647 section 4.1 gives the
// ranges).
const (
	DefaultGreylistDelay  = 5 * time.Minute
	DefaultGreylistWithin = 2 * 24 * time.Hour
	DefaultGreylistKnown  = 36 * 24 * time.Hour
)

// MaxTriplets is how many triplets one greylist keeps; then the oldest go.
const MaxTriplets = 10_000

// Greylist asks strangers to come again (RFC 6647 section 2.4): who is a stranger is
// decided by client address, sender and recipient.
type Greylist struct {
	delay  time.Duration // before the second visit counts
	within time.Duration // after it the first visit is forgotten
	known  time.Duration // how long a triplet that passed stays known

	mu     sync.Mutex
	visits map[triplet]*visit
	order  []triplet // oldest first
}

// NewGreylist is one that has seen nobody yet.
func NewGreylist(delay, within, known time.Duration) *Greylist {
	return &Greylist{delay: delay, within: within, known: known, visits: map[triplet]*visit{}}
}

// triplet is what a greylist knows a delivery by.
type triplet struct{ client, sender, recipient string }

// visit is when a triplet came.
type visit struct {
	first, last time.Time
	known       bool
}

// What a greylist makes of a visit.
const (
	greylistNew    = "new"    // never seen: come again
	greylistEarly  = "early"  // seen, but too soon
	greylistPassed = "passed" // waited long enough, known from now on
	greylistKnown  = "known"
)

// Name is "greylist".
func (*Greylist) Name() string { return "greylist" }

// Phases: the triplet is complete at RCPT.
func (*Greylist) Phases() []Phase { return []Phase{AtRcpt} }

// Examine takes a visit down and judges it.
func (g *Greylist) Examine(t *Transaction) Finding {
	key := triplet{t.Client.String(), strings.ToLower(t.Sender.String()), strings.ToLower(t.Recipient.String())}
	f := Finding{Input: []trace.Argument{Arg("client", key.client), Arg("sender", t.Sender.String()), Arg("recipient", t.Recipient.String())}}
	var wait time.Duration
	f.Result, wait, f.Steps = g.look(key, t.Now)
	if f.Result == greylistNew || f.Result == greylistEarly {
		f.Details = []trace.Argument{Span("wait", wait)}
		f.Reply = smtp.R(451, "4.7.1", "Greylisted, please try again later") // RFC 6647 section 2.2
	}
	return f
}

// look tells what the memory says of a triplet, how long it has to wait still, and how
// that was found out.
func (g *Greylist) look(key triplet, now time.Time) (verdict string, wait time.Duration, steps []trace.PolicyStep) {
	memory := func(result string, args ...trace.Argument) {
		steps = append(steps, trace.PolicyStep{Code: "memory", Args: args, Result: result})
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	v := g.visits[key]
	switch {
	case v == nil:
		memory("absent")
		if len(g.order) >= MaxTriplets {
			delete(g.visits, g.order[0])
			g.order = g.order[1:]
		}
		g.visits[key] = &visit{first: now, last: now}
		g.order = append(g.order, key)
		return greylistNew, g.delay, steps
	case v.known && now.Sub(v.last) > g.known:
		memory("forgotten", Instant("seen", v.last), Span("kept", g.known))
		*v = visit{first: now, last: now}
		return greylistNew, g.delay, steps
	case !v.known && now.Sub(v.first) > g.within:
		memory("forgotten", Instant("seen", v.first), Span("kept", g.within))
		*v = visit{first: now, last: now}
		return greylistNew, g.delay, steps
	case v.known:
		memory("known", Instant("seen", v.last))
		v.last = now
		return greylistKnown, 0, steps
	}
	waited := now.Sub(v.first)
	memory("seen", Instant("seen", v.first))
	v.last = now
	result, left := "enough", g.delay-waited
	if left > 0 {
		result = "too-soon"
	}
	steps = append(steps, trace.PolicyStep{Code: "wait", Args: []trace.Argument{Span("waited", waited), Span("delay", g.delay)}, Result: result})
	if left > 0 {
		return greylistEarly, left, steps
	}
	v.known = true
	return greylistPassed, 0, steps
}
