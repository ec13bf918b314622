package policy

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"posta/sim/mail"
	"posta/sim/reputation"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// Reputation goes by what has followed from a sender's letters before (package reputation): of the address that it calls
// from, of the domains that SPF or DKIM proved, and of the keys that signed. The worst known of them decides. Who has logged in is
// known by better means.
type Reputation struct {
	rules reputation.Rules

	mu   sync.Mutex // guards book
	book *reputation.Book
	trap func(mail.Address) bool
}

// NewReputation is a check that knows nobody.
func NewReputation(rules reputation.Rules) *Reputation {
	return &Reputation{rules: rules, book: reputation.New(rules)}
}

// Traps tells the check which addresses nobody ever had.
func (c *Reputation) Traps(trap func(mail.Address) bool) { c.trap = trap }

// Name is "reputation".
func (*Reputation) Name() string { return "reputation" }

// Phases: traps are met at RCPT; by the final dot all is proved that can be.
func (*Reputation) Phases() []Phase { return []Phase{AtRcpt, AtData} }

// day is the number of a day, of UTC.
func day(t time.Time) int { return int(t.Unix() / 86400) }

// Missed takes down that a recipient does not exist.
func (c *Reputation) Missed(t *Transaction) { c.note(t, reputation.Unknown, 1) }

func (c *Reputation) note(t *Transaction, e reputation.Event, n int) {
	if t.User != "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.book.Note(day(t.Now), e, n, t.origin().identities()...)
}

// Examine adds up what is known of who sent the letter, and takes it down if it is taken.
func (c *Reputation) Examine(t *Transaction) Finding {
	if t.User != "" {
		return Finding{}
	}
	if t.Phase == AtRcpt {
		if c.trap != nil && c.trap(t.Recipient) {
			c.note(t, reputation.Trapped, 1)
		}
		return Finding{}
	}
	identities := t.origin().identities()
	c.mu.Lock()
	var sums []reputation.Sum
	for _, id := range identities {
		sums = append(sums, c.book.Judge(day(t.Now), id))
	}
	c.mu.Unlock()
	f := Finding{Input: messageInput(t)}
	worst := reputation.Sum{}
	for i, s := range sums {
		if i == 0 || s.Points < worst.Points {
			worst = s
		}
		f.Steps = append(f.Steps, sumStep(s))
	}
	f.Details = []trace.Argument{Arg("who", worst.Name()), Arg("points", strconv.Itoa(worst.Points)), Arg("junk-at", strconv.Itoa(c.rules.Junk)),
		Arg("defer-at", strconv.Itoa(c.rules.Defer)), Arg("refuse-at", strconv.Itoa(c.rules.Refuse))}
	if len(worst.Lines) > 0 {
		f.Why = heaviest(worst)
	}
	switch name := worst.Name(); {
	case worst.Points <= c.rules.Refuse:
		f.Result = "bad"
		f.Reply = smtp.R(550, "5.7.1", fmt.Sprintf("Mail from %s is not taken here, because of what its letters have led to", name))
	case worst.Points <= c.rules.Defer:
		f.Result = "slowed"
		f.Reply = smtp.R(421, "4.7.28", fmt.Sprintf("There is too much unwanted mail from %s, come again later", name))
	case worst.Points <= c.rules.Junk:
		f.Result, f.Folder = "poor", JunkFolder
	default:
		f.Result = "good"
	}
	if f.Reply.IsZero() {
		c.note(t, reputation.Sent, len(t.Recipients))
	}
	return f
}

// heaviest is the line that did most harm.
func heaviest(s reputation.Sum) string {
	worst := s.Lines[0]
	for _, l := range s.Lines {
		if l.Points < worst.Points {
			worst = l
		}
	}
	return worst.Code
}

// sumStep tells a sum, line by line.
func sumStep(s reputation.Sum) trace.PolicyStep {
	kind, name, _ := strings.Cut(s.Identity, " ")
	out := step("identity", kind, Arg("name", name), Arg("points", strconv.Itoa(s.Points)))
	for _, l := range s.Lines {
		out.Steps = append(out.Steps, step("line", l.Code, Arg("points", strconv.Itoa(l.Points)), Arg("had", strconv.Itoa(l.Count)), Arg("of-all", strconv.Itoa(l.Of)), Arg("rate", perCent(l.Rate))))
	}
	return out
}

// perCent is a rate in hundred-thousandths as people write it.
func perCent(rate int) string { return fmt.Sprintf("%d.%02d", rate/1000, rate%1000/10) }

// Learn takes down what a reader does with a letter.
func (c *Reputation) Learn(m Machine, k Mark) {
	e, ok := map[Says]reputation.Event{MarkedJunk: reputation.Complaint, MarkedGood: reputation.Rescue, WasOpened: reputation.Opened}[k.Says]
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.book.Note(day(m.Now()), e, 1, OriginOf(k.Message, m.Name()).identities()...)
}
