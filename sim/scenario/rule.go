package scenario

import (
	"time"

	"posta/sim/policy"
)

// Rule is what a server's check looks for, as the file says it: one of the pointer types below. It says itself how the check
// is made, so that nobody has to know all rules.
type Rule interface {
	// Key is the word that names it in the file.
	Key() string
	// NewCheck makes the check, which has seen nothing yet.
	NewCheck() policy.Check
}

// Greylist: strangers are asked to come again (RFC 6647): who is a stranger is decided by client address, sender and recipient.
type Greylist struct {
	Delay  time.Duration // before the second visit counts
	Within time.Duration // after it the first visit is forgotten
	Known  time.Duration // how long a triplet that passed stays known
}

// RateLimit: a client may do so much in so long.
type RateLimit struct {
	Of    string // connections, messages, recipients
	Limit int
	Per   time.Duration
	Code  int // 421 closes
}

func (*Greylist) Key() string  { return "greylist" }
func (*RateLimit) Key() string { return "rate_limit" }

// NewCheck makes a greylist.
func (g *Greylist) NewCheck() policy.Check { return policy.NewGreylist(g.Delay, g.Within, g.Known) }

// NewCheck makes a rate limit.
func (l *RateLimit) NewCheck() policy.Check {
	return policy.NewRateLimit(l.Of, l.Limit, l.Per, l.Code)
}
