package relay

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"posta/sim/actor"
	"posta/sim/mail"
	"posta/sim/trace"
)

// Message is what a server hands over together with the duty to deliver it.
type Message struct {
	// Envelope as MAIL FROM and RCPT TO made it. Aliases are followed here.
	Envelope mail.Envelope
	// Data is the letter, the host's own Received field on top.
	Data []byte
	// Above are free octets that lie right before Data in memory (mail.PrependBelow), if any.
	Above []byte
	// From is what the client called itself; empty for messages made here.
	From string
	// Quiet: it is a report of what was seen, and its delivery is no reason for another.
	Quiet bool
	// Folder is where this host's mailboxes are to file it; empty: INBOX.
	Folder string
	// Source is which of the host's addresses it leaves from; the zero Addr: the host's first.
	Source netip.Addr
	// Ended is told what became of each recipient, by whoever sent it as a program: nothing is reported then, in letters; nil:
	// the sender is a person, and gets reports.
	Ended func(Ended)
}

// Ended is the end of one recipient's line, as a program wants to know it.
type Ended struct {
	Recipient mail.Recipient
	Outcome   trace.Outcome
	Remote    string      // the host that spoke; "": nobody did
	Code      int         // of its reply; 0: it is the relay's own knowledge
	Status    mail.Status // the most exact that is known (RFC 3463)
	Said      string      // the reply, or the cause in words of programs
}

// Queue is a host's mail queue.
type Queue struct {
	m      actor.Machine
	c      Config
	prefix string // of its ids

	// mu guards what follows. It is never held while anybody waits.
	mu           sync.Mutex
	lastID       int
	messages     map[string]*message
	octets       int64 // of their data
	destinations map[towards]*destination
	order        []*destination // the same, oldest first
	arrivals     int            // lines that have ever come
}

// towards is where lines go, and from which of the host's addresses.
type towards struct {
	name   string
	source netip.Addr
}

// message is a letter in the queue, until no line of it is left.
type message struct {
	Message
	id      string
	arrived time.Time
	expires time.Time
	lines   int
}

// line is one message's recipients of one destination.
type line struct {
	*message
	dest     *destination
	rcpts    []mail.Recipient
	try      int       // attempts begun
	next     time.Time // not before this
	arrival  int       // counts the queue's lines
	reported bool      // the sender knows of the delay
}

// destination is where lines wait, and the deliveries that work on them.
type destination struct {
	towards
	lines     lines
	active    int           // deliveries at work
	notBefore time.Time     // of the next transaction
	pause     time.Duration // between transactions, as the destination wants it
	taken     int           // letters in a row, since the pause was last changed
	wake      time.Time     // when a delivery looks again, where the pause keeps all from going
	parked    []*peer       // open connections that nobody uses, in case another letter comes
	resting   bool          // it has said to come more slowly, and took nothing since
}

// New makes an empty queue on a machine.
func New(m actor.Machine, c Config) *Queue {
	if c.HELO == "" {
		c.HELO = m.Name()
	}
	c.Concurrency = max(c.Concurrency, 1)
	if c.Port == 0 {
		c.Port = 25
	}
	c.Retry.First = max(c.Retry.First, time.Second)
	c.Retry.Max = max(c.Retry.Max, c.Retry.First)
	c.Retry.Factor = max(c.Retry.Factor, 1)
	return &Queue{
		m: m, c: c,
		// Ids of different hosts look different, or a trace would be hard to read.
		prefix:       fmt.Sprintf("%03X", m.Rand("queue ids").IntN(1<<12)),
		messages:     map[string]*message{},
		destinations: map[towards]*destination{},
	}
}

// NewID gives the next name for a message: three digits that are the host's own,
// then a count, all hexadecimal. A server asks for it before it takes the
// message, because its Received field says it.
func (q *Queue) NewID() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lastID++
	return fmt.Sprintf("%s%03X", q.prefix, q.lastID)
}

// Add takes responsibility for a message under an id of NewID: once it returns,
// the server says 250. The bytes are not to be changed any more.
func (q *Queue) Add(id string, msg Message) {
	now := q.m.Now()
	if !mail.IsBefore(msg.Above, msg.Data) {
		msg.Above = nil // the machine keeps the letter elsewhere
	}
	m := &message{Message: msg, id: id, arrived: now, expires: now.Add(q.c.Retry.Lifetime)}
	sorted := q.sort(&m.Envelope)

	q.mu.Lock()
	q.messages[id] = m
	q.octets += int64(len(m.Data))
	m.lines = len(sorted.groups)
	lines := make([]*line, 0, len(sorted.groups))
	for _, g := range sorted.groups {
		q.arrivals++
		l := &line{message: m, dest: q.destination(q.towards(m, g.destination)), rcpts: g.rcpts, next: now, arrival: q.arrivals}
		l.dest.lines.add(l, now)
		lines = append(lines, l)
	}
	q.mu.Unlock()

	for _, l := range lines {
		q.m.Record(nil, trace.QueueAdded{Queue: id, Sender: msg.Envelope.ReversePath.String(), Recipients: addresses(l.rcpts),
			Destination: l.dest.name, Expires: m.expires.Sub(q.c.Epoch)})
	}
	if len(sorted.expanded) > 0 {
		q.report(m, sorted.expanded)
	}
	for _, l := range lines {
		q.schedule(l.dest, 0)
	}
}

// Octets is the size of all that lies in the queue.
func (q *Queue) Octets() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.octets
}

// towards is the way of a message to a destination.
func (q *Queue) towards(m *message, destination string) towards {
	if destination == trace.LocalDestination {
		return towards{name: destination}
	}
	return towards{name: destination, source: m.Source}
}

// destination finds or makes one. Called with the lock held.
func (q *Queue) destination(to towards) *destination {
	d, ok := q.destinations[to]
	if !ok {
		d = &destination{towards: to}
		q.destinations[to] = d
		q.order = append(q.order, d)
	}
	return d
}

// forget drops a destination that nothing waits for. Called with the lock held.
func (q *Queue) forget(d *destination) {
	if q.destinations[d.towards] == d {
		delete(q.destinations, d.towards)
		q.order = slices.DeleteFunc(q.order, func(x *destination) bool { return x == d })
	}
}

// Entry is one line of the queue, for whoever wants to look at it: what mailq
// prints.
type Entry struct {
	Queue       string
	Sender      string
	Recipients  []string
	Destination string
	Tries       int
	Next        time.Time
	Busy        bool // an attempt is being made right now
}

// List shows the queue, destination by destination.
func (q *Queue) List() []Entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	var list []Entry
	for _, d := range q.order {
		for _, l := range d.lines.all() {
			list = append(list, Entry{Queue: l.id, Sender: l.Envelope.ReversePath.String(), Recipients: addresses(l.rcpts),
				Destination: d.name, Tries: l.try, Next: l.next, Busy: d.lines.isBusy(l)})
		}
	}
	return list
}

func addresses(rcpts []mail.Recipient) []string {
	list := make([]string, len(rcpts))
	for i, r := range rcpts {
		list[i] = r.Address.String()
	}
	return list
}

// domainOf is how a destination is named in the queue.
func domainOf(a mail.Address) string { return strings.ToLower(a.Domain) }
