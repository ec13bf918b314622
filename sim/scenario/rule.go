package scenario

import (
	"time"

	"posta/sim/auth/arc"
	"posta/sim/auth/dkim"
	"posta/sim/auth/srs"
	"posta/sim/policy"
)

// Rule is what a server's check looks for, as the file says it: one of the pointer types below. It says itself how the check
// is made, so that nobody has to know all rules.
type Rule interface {
	// Key is the word that names it in the file; "" where it follows from something else.
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

// Allowlist: a list that is kept in the DNS vouches for the client's address (RFC 5782).
type Allowlist struct {
	List string // its zone
}

// Blocklist: a list that is kept in the DNS has something against the client's address (RFC 5782).
type Blocklist struct {
	List   string // its zone
	Listed string // what is done about an address on it: policy.Accept, Junk or Reject
}

// SPF: the envelope's domain is asked whether the client may send for it (RFC 7208).
type SPF struct {
	Fail string // what is done about a fail: policy.Accept, Junk or Reject
}

// DKIM: the signatures of a message are verified (RFC 6376).
type DKIM struct{}

// DMARC: the domain in From is asked what it wants done (RFC 9989).
type DMARC struct {
	Obey bool
}

// Results: what the others found is written into the message (RFC 8601). No file says it: it comes with them.
type Results struct{}

// ARC: the seals of those who passed a letter on are looked at (RFC 8617).
type ARC struct {
	Trust []string
}

// Footer: text is added to the end of letters.
type Footer struct {
	Text string
}

// Sign: the letters of a domain's people are signed (RFC 6376). A domain's dkim says it.
type Sign struct {
	Signer  dkim.Signer
	AnyFrom bool // whatever From shows
}

func (*Greylist) Key() string  { return "greylist" }
func (*RateLimit) Key() string { return "rate_limit" }
func (*Allowlist) Key() string { return "allowlist" }
func (*Blocklist) Key() string { return "blocklist" }
func (*SPF) Key() string       { return "spf" }
func (*DKIM) Key() string      { return "dkim" }
func (*DMARC) Key() string     { return "dmarc" }
func (*ARC) Key() string       { return "arc" }
func (*Results) Key() string   { return "" }
func (*Footer) Key() string    { return "footer" }
func (*Sign) Key() string      { return "" }
func (*Sending) Key() string   { return "" }

// NewCheck makes a greylist.
func (g *Greylist) NewCheck() policy.Check { return policy.NewGreylist(g.Delay, g.Within, g.Known) }

// NewCheck makes a rate limit.
func (l *RateLimit) NewCheck() policy.Check {
	return policy.NewRateLimit(l.Of, l.Limit, l.Per, l.Code)
}

// NewCheck makes the check.
func (l *Allowlist) NewCheck() policy.Check { return policy.NewAllowlist(l.List) }

// NewCheck makes the check.
func (l *Blocklist) NewCheck() policy.Check { return policy.NewBlocklist(l.List, l.Listed) }

// NewCheck makes the check.
func (s *SPF) NewCheck() policy.Check { return policy.NewSPF(s.Fail) }

// NewCheck makes the check.
func (*DKIM) NewCheck() policy.Check { return policy.NewDKIM() }

// NewCheck makes the check.
func (d *DMARC) NewCheck() policy.Check { return policy.NewDMARC(d.Obey) }

// NewCheck makes the check.
func (*Results) NewCheck() policy.Check { return policy.NewResults() }

// NewCheck makes the check.
func (f *Footer) NewCheck() policy.Check { return policy.NewFooter(f.Text) }

// NewCheck makes the check.
func (s *Sign) NewCheck() policy.Check { return policy.NewSign(s.Signer, s.AnyFrom) }

// NewCheck makes the check.
func (a *ARC) NewCheck() policy.Check { return policy.NewARC(a.Trust) }

// Sending is what a domain's server does to what it sends on: one of these is given.
type Sending struct {
	Domain string // whose mail is sent on, of the latter two
	List   *policy.List
	SRS    *srs.Rewriter
	Seal   *arc.Sealer
}

// NewCheck makes the check.
func (s *Sending) NewCheck() policy.Check {
	switch {
	case s.List != nil:
		return policy.NewList(*s.List)
	case s.SRS != nil:
		return policy.NewSRS(*s.SRS)
	}
	return policy.NewSeal(*s.Seal)
}
