// Package esp is whoever sends for others by the hundred thousand: an email service provider. Its customers give it a list
// and a text; it writes each person a letter of their own, hands them to its relay no faster than its plan allows, and keeps
// account of what comes back: bounces, people who unsubscribe, complaints, and requests to its web server.
//
// What of a letter leads back to it bears a mark (package campaign), for nothing else does: a bounce may return little of
// the letter (RFC 3464), a report of a complaint has its addresses taken out (RFC 5965 section 2), and a picture is asked for
// by whoever shows it. The mark is in the reverse-path (VERP), in the links, in List-Unsubscribe (RFC 8058) and in the
// Message-ID.
//
// It promises: who has unsubscribed, complained or is not there gets nothing more, whatever list names them, unless its
// customer has it send all the same; each decision becomes a fact. What it takes for an opening is a request for a picture:
// it never knows who saw a letter, and says whom it takes for a machine.
package esp

import (
	"crypto/tls"
	"net/netip"
	"strings"
	"sync"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/relay"
	"posta/sim/auth/dkim"
	"posta/sim/campaign"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/trace"
)

// Local parts at which a sender of many is written to.
const (
	Bounces     = "bounces"     // reverse-paths: bounces+MARK
	Unsubscribe = "unsubscribe" // unsubscribe+MARK (RFC 2369 section 3.2)
	Feedback    = "fbl"         // complaints (RFC 5965)
	Abuse       = "abuse"       // and those of whoever knows no better address (RFC 2142 section 2)
)

// Locals are all of them.
var Locals = []string{Bounces, Unsubscribe, Feedback, Abuse}

// SoftLimit is after how many campaigns in a row that failed softly an address is taken off.
const SoftLimit = 3

// Resolver finds the addresses of a customer's program; *dns.Resolver is one.
type Resolver interface {
	LookupAddrs(host string) ([]netip.Addr, error)
}

// Config is a sender of many.
type Config struct {
	Machine  actor.Machine
	Web      string // the name of its web server, which stands in links
	Domain   string // that of its reverse-paths
	Secret   []byte // of its marks, and of its signatures under what it tells its customers
	Resolver Resolver
	Trust    func(host string) *tls.Config
}

// How people may unsubscribe.
const (
	NoWay    = ""          // not at all
	ByLetter = "mailto"    // by a letter, or by the page behind the link in the text
	OneClick = "one_click" // also by RFC 8058
)

// Campaign is one letter to one list.
type Campaign struct {
	Name     string
	From     mail.Mailbox
	List     *campaign.List
	Subjects []string // one, or several that the list is divided among
	Text     string   // {name} and {email} stand for the recipient's
	Links    []string // the words of its links
	Language lang.Lang

	Every   time.Duration // between two letters
	WarmUp  campaign.WarmUp
	Sources []netip.Addr // whence it leaves, in turn; empty: from the host's first address

	Sign        []*dkim.Signer
	Tracks      bool   // it has a picture that tells when it is shown, and links that tell when they are followed
	Unsubscribe string // ByLetter, ...
	Careless    bool   // it writes to those too who have been taken off
	// Confirm asks everybody first whether they want it (double opt-in), and waits so long for them; 0: nobody is asked.
	Confirm time.Duration
	Webhook string // the URL of the customer's program; "": nobody is told
}

// Sender is the program.
type Sender struct {
	c     Config
	queue *relay.Queue

	mu        sync.Mutex // never held while anybody waits
	runs      []*run
	off       map[string]trace.SuppressedWhy // addresses that get nothing more, in lower case
	soft      map[string]int                 // campaigns in a row that failed softly
	addresses map[netip.Addr]*usage
	hooks     map[string]*hook
}

// usage is what an address has sent by a plan.
type usage struct {
	began time.Time // its first letter
	day   int
	sent  int // on that day
}

// run is a campaign being sent, or sent.
type run struct {
	Campaign
	number    int
	handed    []time.Duration // when each letter was taken by its destination, since began; 0: not yet
	began     time.Time
	byID      map[string]int // letters by Message-ID, once somebody has asked
	confirmed map[int]bool   // letters whose recipients want it; nil: nobody was asked
}

// New makes a sender that has sent nothing yet.
func New(c Config) *Sender {
	return &Sender{c: c, off: map[string]trace.SuppressedWhy{}, soft: map[string]int{}, addresses: map[netip.Addr]*usage{}, hooks: map[string]*hook{}}
}

// Use tells into which queue letters go. It has to be called before anything is sent.
func (s *Sender) Use(q *relay.Queue) { s.queue = q }

// letter is a recipient's letter, as a mark names it.
type letter struct {
	*run
	n int // from 1
}

func (l letter) recipient() campaign.Recipient { return l.List.Recipients[l.n-1] }
func (l letter) address() string               { return l.recipient().Address.String() }
func (l letter) mark() campaign.Mark           { return campaign.Mark{Campaign: l.number, Letter: l.n} }

// letterOf finds the letter that a mark is about.
func (s *Sender) letterOf(text, purpose string) (letter, bool) {
	m, ok := campaign.ReadMark(text, s.c.Secret, purpose)
	if !ok {
		return letter{}, false
	}
	return s.numbered(m)
}

func (s *Sender) numbered(m campaign.Mark) (letter, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.Campaign > len(s.runs) || m.Letter > len(s.runs[m.Campaign-1].List.Recipients) {
		return letter{}, false
	}
	return letter{s.runs[m.Campaign-1], m.Letter}, true
}

func key(a mail.Address) string { return strings.ToLower(a.String()) }

// suppress takes an address off, once.
func (s *Sender) suppress(l letter, why trace.SuppressedWhy) {
	s.mu.Lock()
	_, known := s.off[key(l.recipient().Address)]
	s.off[key(l.recipient().Address)] = why
	s.mu.Unlock()
	if !known {
		s.c.Machine.Record(nil, trace.AddressSuppressed{Recipient: l.address(), Why: why, Campaign: l.Name, Number: l.number, Letter: l.n})
	}
}

// ended takes in what became of a letter, as the relay knows it.
func (s *Sender) ended(l letter, e relay.Ended) {
	if e.Outcome == trace.OutcomeDelivered {
		s.mu.Lock()
		l.handed[l.n-1] = max(s.c.Machine.Now().Sub(l.began), 1)
		if len(s.soft) > 0 {
			delete(s.soft, key(l.recipient().Address))
		}
		s.mu.Unlock()
		s.tell(l, "delivered", "")
		return
	}
	s.bounced(l, e.Code, e.Status, e.Said, false)
}

// bounced classifies a failure, and acts by what it is.
func (s *Sender) bounced(l letter, code int, status mail.Status, said string, report bool) {
	class := campaign.Classify(code, status, said)
	fact := trace.BounceClassified{Campaign: l.Name, Number: l.number, Letter: l.n, Recipient: l.address(), Class: trace.BounceClass(class), Code: code, Said: said, Report: report}
	if !status.IsZero() {
		fact.Status = status.String()
	}
	s.c.Machine.Record(nil, fact)
	switch class {
	case campaign.Hard:
		s.suppress(l, trace.SuppressedHard)
	case campaign.Soft:
		s.mu.Lock()
		s.soft[key(l.recipient().Address)]++
		many := s.soft[key(l.recipient().Address)] >= SoftLimit
		s.mu.Unlock()
		if many {
			s.suppress(l, trace.SuppressedSoft)
		}
	}
	s.tell(l, "bounced", string(class))
}
