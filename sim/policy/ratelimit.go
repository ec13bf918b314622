package policy

import (
	"strconv"
	"sync"
	"time"

	"posta/sim/smtp"
	"posta/sim/trace"
)

// DefaultRatePer is the window of a rate limit that says nothing else.
const DefaultRatePer = time.Hour

// MaxClients is how many clients one rate limit counts; then the oldest go.
const MaxClients = 10_000

// What a rate limit counts.
const (
	Connections = "connections"
	Messages    = "messages"
	Recipients  = "recipients"
)

// DefaultRateCode is the reply code of a rate limit that says nothing else: 421 ends
// the conversation, and before the greeting nothing else can be said (RFC 5321
// sections 3.1 and 3.8).
func DefaultRateCode(of string) int {
	if of == Connections {
		return 421
	}
	return 450
}

// RateLimit lets a client do so much in so long (RFC 5321 section 7.8).
type RateLimit struct {
	of    string
	limit int
	per   time.Duration
	code  int

	mu    sync.Mutex
	done  map[string][]time.Time // by client address, oldest first
	order []string               // clients, oldest first
}

// NewRateLimit is one that has counted nothing yet. Of is what is counted; a code of
// 421 hangs up.
func NewRateLimit(of string, limit int, per time.Duration, code int) *RateLimit {
	return &RateLimit{of: of, limit: limit, per: per, code: code, done: map[string][]time.Time{}}
}

// Name is "rate-limit".
func (*RateLimit) Name() string { return "rate-limit" }

// Phases is where what is counted is asked for.
func (l *RateLimit) Phases() []Phase {
	switch l.of {
	case Connections:
		return []Phase{AtConnect}
	case Recipients:
		return []Phase{AtRcpt}
	}
	return []Phase{AtMail}
}

// Examine counts, and has nothing to say of what is within the limit.
func (l *RateLimit) Examine(t *Transaction) Finding {
	client := t.Client.String()
	count, over := l.count(client, t.Now)
	if !over {
		return Finding{}
	}
	counted := []trace.Argument{Count("count", count), Count("limit", l.limit), Span("window", l.per)}
	return Finding{
		Input:  []trace.Argument{Arg("client", client), Arg("of", l.of)},
		Steps:  []trace.PolicyStep{{Code: "count", Args: counted, Result: "over"}},
		Result: "over", Details: counted,
		Reply: smtp.R(l.code, strconv.Itoa(l.code/100)+".7.1", "Too many "+l.of+" from you, slow down"),
	}
}

// count takes one thing down and tells whether it is too much; what is refused does
// not count against the client later.
func (l *RateLimit) count(client string, now time.Time) (count int, over bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	done, ok := l.done[client]
	if !ok {
		if len(l.order) >= MaxClients {
			delete(l.done, l.order[0])
			l.order = l.order[1:]
		}
		l.order = append(l.order, client)
	}
	for len(done) > 0 && now.Sub(done[0]) >= l.per {
		done = done[1:]
	}
	count = len(done) + 1
	if over = count > l.limit; !over {
		done = append(done, now)
	}
	l.done[client] = done
	return count, over
}
