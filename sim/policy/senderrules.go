package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// SenderRules are what large providers publish that they ask of senders: a little of everybody, and more of whoever sends a
// lot to them in 24 hours. Whoever has once been a bulk sender stays one. It goes by what the checks before it found.
type SenderRules struct {
	rules Asks

	mu      sync.Mutex // guards senders
	senders map[string]*sending
}

// Need is something that is asked of a letter or of who sends it.
type Need string

// The needs, in the order in which they are looked at.
const (
	NeedReverse       Need = "reverse-dns"   // the address has a name that leads back to it
	NeedTLS           Need = "tls"           // the conversation is protected
	NeedAuthenticated Need = "authenticated" // SPF or DKIM passes
	NeedSPF           Need = "spf"
	NeedDKIM          Need = "dkim"
	NeedDMARC         Need = "dmarc"     // there is a DMARC record, whatever it asks for
	NeedAligned       Need = "aligned"   // one of what passes speaks for the domain in From
	NeedOneClick      Need = "one-click" // the reader can leave by one click (RFC 8058), and DKIM covers that
)

// Needs are all there are.
var Needs = []Need{NeedReverse, NeedTLS, NeedAuthenticated, NeedSPF, NeedDKIM, NeedDMARC, NeedAligned, NeedOneClick}

// Demand is a need and what is done where it is not met: Accept writes it down, Junk files the letter, and an enhanced status code
// (RFC 3463) defers or refuses it.
type Demand struct {
	Need Need
	Does string
}

// Asks is what is asked.
type Asks struct {
	// Bulk is for how many recipients in 24 hours a domain has to send to be a bulk sender.
	Bulk int
	// Everybody is asked of all, and Senders of bulk senders besides.
	Everybody, Senders []Demand
	// By is who publishes that, and Since from when on, if it is anybody's; else "".
	By, Since string
}

// sending is what has been seen of a domain: letters by the hour, for 24 hours.
type sending struct {
	hours [24]int
	hour  int64 // the newest
	bulk  bool
}

// MaxSenders is how many domains are counted; beyond them nobody new is.
const MaxSenders = 50_000

// NewSenderRules is a check that has seen nobody.
func NewSenderRules(rules Asks) *SenderRules {
	return &SenderRules{rules: rules, senders: map[string]*sending{}}
}

// Name is "sender-rules".
func (*SenderRules) Name() string { return "sender-rules" }

// Phases: by the final dot all has been found.
func (*SenderRules) Phases() []Phase { return []Phase{AtData} }

// Examine counts the letter, and goes through what is asked.
func (c *SenderRules) Examine(t *Transaction) Finding {
	if t.User != "" {
		return Finding{}
	}
	domain := authorOf(t)
	if domain == "" {
		return Finding{} // whose it is cannot be told, and DMARC has said so
	}
	count, bulk := c.count(domain, t.Now, len(t.Recipients))
	f := Finding{Input: messageInput(t), Result: "met"}
	f.Details = given([]trace.Argument{Arg("domain", domain), Count("count", count), Count("limit", c.rules.Bulk), Arg("by", c.rules.By), Arg("since", c.rules.Since)})
	if bulk && count < c.rules.Bulk {
		f.Details = append(f.Details, Count("reached", c.rules.Bulk))
	}
	size := "small"
	demands := c.rules.Everybody
	if bulk {
		size, demands = "bulk", slices.Concat(c.rules.Everybody, c.rules.Senders)
	}
	f.Steps = append(f.Steps, step("size", size, Arg("domain", domain), Count("count", count), Count("limit", c.rules.Bulk)))
	var worst Demand
	for _, d := range demands {
		met, args := meets(t, d.Need)
		s := step(string(d.Need), map[bool]string{true: "met", false: "missing"}[met], args...)
		if !met {
			s.Args = append(s.Args, Arg("does", d.Does))
			if severity(d.Does) > severity(worst.Does) {
				worst = d
			}
		}
		f.Steps = append(f.Steps, s)
	}
	c.consequence(&f, worst, domain)
	return f
}

// consequence is what the worst of what is missing leads to.
func (c *SenderRules) consequence(f *Finding, worst Demand, domain string) {
	f.Why = string(worst.Need)
	switch severity(worst.Does) {
	case 0:
	case 1:
		f.Result = "noted"
	case 2:
		f.Result, f.Folder = "filed", JunkFolder
	case 3:
		f.Result = "deferred"
		f.Reply = smtp.R(421, worst.Does, fmt.Sprintf("Sending domain %s does not meet what is asked of senders here: %s", domain, worst.Need))
	case 4:
		f.Result = "refused"
		f.Reply = smtp.R(550, worst.Does, fmt.Sprintf("Sending domain %s does not meet what is asked of senders here: %s", domain, worst.Need))
	}
}

// severity orders what can be done.
func severity(does string) int {
	switch {
	case does == "":
		return 0
	case does == Accept:
		return 1
	case does == Junk:
		return 2
	case strings.HasPrefix(does, "4"):
		return 3
	}
	return 4
}

// meets tells whether a need is met.
func meets(t *Transaction, n Need) (met bool, args []trace.Argument) {
	switch n {
	case NeedReverse:
		return t.found("reverse-dns", "pass"), []trace.Argument{Arg("ip", t.Client.String())}
	case NeedTLS:
		return t.TLS != nil, nil
	case NeedAuthenticated:
		return t.found("spf", "pass") || t.found("dkim", "pass"), nil
	case NeedSPF:
		return t.found("spf", "pass"), nil
	case NeedDKIM:
		return t.found("dkim", "pass"), nil
	case NeedDMARC:
		return t.found("dmarc", "pass", "fail"), nil // only a record gives either
	case NeedAligned:
		return t.found("dmarc", "pass"), nil
	case NeedOneClick:
		return oneClick(t), nil
	}
	return false, nil
}

// found tells whether an earlier check came to one of these results.
func (t *Transaction) found(check string, results ...string) bool {
	f, ok := t.Found(check)
	return ok && slices.Contains(results, f.Result)
}

// oneClick tells whether the letter lets its reader leave by one click: both fields are there, and a good signature covers them (RFC
// 8058 sections 3.1 and 4). Reports of servers have nobody to leave.
func oneClick(t *Transaction) bool {
	if t.Sender.IsNull() {
		return true
	}
	ways, _ := mail.FindField(t.Message, "List-Unsubscribe")
	post, _ := mail.FindField(t.Message, "List-Unsubscribe-Post")
	if !strings.Contains(strings.ToLower(ways), "<https:") || !strings.EqualFold(strings.ReplaceAll(post, " ", ""), "List-Unsubscribe=One-Click") {
		return false
	}
	f, _ := t.Found("dkim")
	r, ok := f.Proved.(*dkim.Report)
	return ok && slices.ContainsFunc(r.Signatures, func(v *dkim.Verification) bool {
		covers := func(name string) bool {
			return slices.ContainsFunc(v.Signature.Headers, func(h string) bool { return strings.EqualFold(h, name) })
		}
		return v.Result == dkim.Pass && covers("List-Unsubscribe") && covers("List-Unsubscribe-Post")
	})
}

// authorOf is the domain that sends: the organization behind From, or the domain whose DMARC record speaks for it, or From's own. So a
// sender does not become smaller by writing from more subdomains.
func authorOf(t *Transaction) string {
	authors, _, ok := dmarc.Authors(t.Message)
	if !ok || len(authors) != 1 {
		return ""
	}
	f, _ := t.Found("dmarc")
	if r, ok := f.Proved.(*dmarc.Report); ok && r.Decisive != nil {
		return strings.ToLower(cmp.Or(r.Decisive.Organization, r.Decisive.At, authors[0]))
	}
	return strings.ToLower(authors[0])
}

// count adds letters for so many recipients, and tells how many there were in 24 hours and whether who sends is a bulk sender.
func (c *SenderRules) count(domain string, now time.Time, n int) (count int, bulk bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.senders[domain]
	if s == nil {
		if len(c.senders) == MaxSenders {
			return n, n >= c.rules.Bulk
		}
		s = &sending{}
		c.senders[domain] = s
	}
	hour := now.Unix() / 3600
	if hour-s.hour >= 24 {
		s.hours, s.hour = [24]int{}, hour
	}
	for s.hour < hour {
		s.hour++
		s.hours[s.hour%24] = 0
	}
	s.hours[hour%24] += n
	for _, of := range s.hours {
		count += of
	}
	s.bulk = s.bulk || count >= c.rules.Bulk
	return count, s.bulk
}
