package auth

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
)

// Type is the type of record asked for, by its number (RFC 1035 section 3.2.2, and for AAAA RFC 3596).
type Type uint16

// The types that the checks ask for.
const (
	A    Type = 1
	PTR  Type = 12
	MX   Type = 15
	TXT  Type = 16
	AAAA Type = 28
)

func (t Type) String() string {
	switch t {
	case A:
		return "A"
	case PTR:
		return "PTR"
	case MX:
		return "MX"
	case TXT:
		return "TXT"
	case AAAA:
		return "AAAA"
	}
	return fmt.Sprintf("TYPE%d", uint16(t)) // RFC 3597 section 5
}

// MarshalText writes the mnemonic.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// Outcome is how a question ended.
type Outcome uint8

// The ways a question can end. Void and failed ones are told apart by Answer.Void and Answer.Failed.
const (
	Found    Outcome = iota // there are records
	NoData                  // the name is there, no record of this type is (RFC 2308 section 2.2)
	NXDomain                // there is no such name (RFC 2308 section 2.1)
	ServFail                // nobody could say, or what was said is of no use (RFC 1035 section 4.1.1)
	Timeout                 // nobody answered in time
	Loop                    // the aliases lead in a circle, which is an error of the look-up (RFC 1034 section 3.6.2)
)

var outcomes = [...]string{"found", "nodata", "nxdomain", "servfail", "timeout", "loop"}

func (o Outcome) String() string {
	if int(o) < len(outcomes) {
		return outcomes[o]
	}
	return fmt.Sprintf("Outcome(%d)", uint8(o))
}

// MarshalText writes the outcome's word.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Question is what is asked.
type Question struct {
	Name string `json:"name"` // without the final dot
	Type Type   `json:"type"`
}

// Exchanger is one MX record.
type Exchanger struct {
	Preference uint16 `json:"preference"`
	Host       string `json:"host"` // without the final dot; "" for the root (RFC 7505)
}

// Answer is what came of a question.
type Answer struct {
	Question
	Outcome Outcome `json:"outcome"`
	// Alias is the name where CNAME records led, when it is another than the one asked for.
	Alias string `json:"alias,omitempty"`
	// One of these holds the records, in the order they came.
	Texts      []string     `json:"texts,omitempty"` // each the strings of one TXT record put together (RFC 7208 section 3.3)
	Addrs      []netip.Addr `json:"addrs,omitempty"`
	Exchangers []Exchanger  `json:"exchangers,omitempty"`
	Names      []string     `json:"names,omitempty"` // of PTR, without the final dot
	// Cached: nobody was asked; the resolver knew.
	Cached bool `json:"cached,omitempty"`
	// Failure is what kept a failed question from being answered, as dns.Error.Code says it, and RCode what the server said, if
	// it said anything. Both are empty where the resolver tells no more than the outcome.
	Failure string `json:"failure,omitempty"`
	RCode   string `json:"rcode,omitempty"`
	// Detail says more about a failure, in the resolver's words.
	Detail string `json:"detail,omitempty"`
}

// Void tells an answer that says there is nothing (RFC 7208 section 4.6.4).
func (a Answer) Void() bool { return a.Outcome == NoData || a.Outcome == NXDomain }

// Failed tells a question that nobody could answer: asking again later may help. A circle of aliases is one, whoever found it: the
// resolver that asks for us, which then says SERVFAIL, or we ourselves.
func (a Answer) Failed() bool {
	return a.Outcome == ServFail || a.Outcome == Timeout || a.Outcome == Loop
}

// Why a check ends that could not do without the answer to a failed question.
const (
	DNSError = "dns-error" // nobody answered
	DNSLoop  = "dns-loop"  // aliases lead in a circle
)

// Unanswered says which of them it is, of a question that failed.
func (a Answer) Unanswered() string {
	if a.Outcome == Loop {
		return DNSLoop
	}
	return DNSError
}

// Resolver answers questions.
type Resolver interface {
	Resolve(ctx context.Context, q Question) Answer
}

// ResolverFunc is a function as a Resolver.
type ResolverFunc func(ctx context.Context, q Question) Answer

// Resolve calls f.
func (f ResolverFunc) Resolve(ctx context.Context, q Question) Answer { return f(ctx, q) }

// Once asks each question once: what several checks of one letter want to know is the same for all of them. Answers that were known
// say so (Cached). It is for a letter at a time, and forgets nothing.
func Once(r Resolver) Resolver {
	known := map[Question]Answer{}
	return ResolverFunc(func(ctx context.Context, q Question) Answer {
		at := Question{strings.ToLower(q.Name), q.Type}
		if a, ok := known[at]; ok {
			a.Cached = true
			return a
		}
		a := r.Resolve(ctx, q)
		known[at] = a
		return a
	})
}

// Limits of a name (RFC 1035 section 2.3.4), in the form without the final dot.
const (
	MaxName  = 253
	MaxLabel = 63
)

// ValidName tells whether a name can be asked for: labels of 1 to 63 octets, 253 in all. A final dot is allowed. What the
// octets are is not its business: the DNS takes any (RFC 2181 section 11).
func ValidName(name string) bool {
	name = strings.TrimSuffix(name, ".")
	if name == "" || len(name) > MaxName {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > MaxLabel {
			return false
		}
	}
	return true
}

// Ask asks a resolver, unless the name cannot exist or the time is up. A name that no message could carry is answered with
// NXDomain and not sent.
func Ask(ctx context.Context, r Resolver, name string, t Type) Answer {
	q := Question{Name: strings.TrimSuffix(name, "."), Type: t}
	if !ValidName(name) {
		return Answer{Question: q, Outcome: NXDomain, Detail: "not a name that can be asked for"}
	}
	if err := ctx.Err(); err != nil {
		return Answer{Question: q, Outcome: Timeout, Detail: err.Error()}
	}
	a := r.Resolve(ctx, q)
	a.Question = q
	return a
}
