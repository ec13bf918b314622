package story

import (
	"slices"
	"time"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// Detail is how deep the telling goes.
type Detail string

// The three details, from the shortest telling to the longest.
const (
	Tell     Detail = "tell"
	Dialogue Detail = "dialogue"
	Packets  Detail = "packets"
)

var details = [levels]Detail{Tell, Dialogue, Packets}

// Details lists the three, from the shortest telling to the longest.
func Details() []Detail { return slices.Clone(details[:]) }

// ParseDetail reads a detail's name.
func ParseDetail(s string) (Detail, bool) {
	for _, d := range Details() {
		if string(d) == s {
			return d, true
		}
	}
	return "", false
}

// level is the detail's place in Details; an unknown detail is Dialogue.
func (d Detail) level() int {
	switch d {
	case Tell:
		return tell
	case Packets:
		return packets
	}
	return lines
}

const (
	tell = iota
	lines
	packets
	levels
)

// Kind identifies what sort of thing a step tells; kinds.go lists them all. It
// is stable: words, pictures and lessons refer to it.
type Kind string

// Class says how a step's news is to be taken.
type Class = trace.Class

// The classes.
const (
	None      = trace.NoClass
	OK        = trace.OK
	More      = trace.More
	Temporary = trace.Temporary
	Permanent = trace.Permanent
)

// worse says whether c is to be shown rather than other for a step that has both.
func worse(c, other Class) bool { return rank(c) > rank(other) }

func rank(c Class) int {
	switch c {
	case OK:
		return 1
	case More:
		return 2
	case Temporary:
		return 3
	case Permanent:
		return 4
	}
	return 0
}

// Step is one thing to tell. A story that grows keeps a step at the same address for
// as long as it tells it, and mends it there.
type Step struct {
	// Index is the step's place in Steps(Detail), from 0.
	Index  int
	Detail Detail
	Kind   Kind
	// Variant refines the kind where the words differ: the reply code of a reply
	// ("550"), the outcome of a queue line ("delivered"), ...; often empty.
	Variant string

	// First and Last are the sequence numbers of the step's earliest and latest
	// events; events of other steps may lie between them.
	First, Last int
	// At is the position that shows the step: the sequence number of the event
	// after which its effect is visible. It never falls from one step to the
	// next. Lines that came in one segment have the same At.
	At int
	// Start and End are the virtual times of the events First and At: as At, End never falls.
	Start, End time.Duration

	// From and To are host names: who speaks to whom, or who does something; To
	// may be empty.
	From, To string
	// Conn is the connection, 0 where none is concerned.
	Conn int
	// Line is what was said: of a Tell step, the line that names it best.
	Line *dialogue.Line
	// Fact is what came true at event FactSeq, where the step tells of a fact
	// rather than of a line; nil else.
	Fact    trace.Fact
	FactSeq int

	// During is of a look-up that a server makes in the middle of a conversation: what the client had said, whose reply waits for
	// what is found. The exchange that it belongs to is told later, when that reply has been given.
	During *dialogue.Line

	Class   Class
	Failure bool

	// Parent is the step at the next shorter detail that this one is part of; nil at
	// Tell.
	Parent *Step
	// Envelope is the letter that the step is about, nil when it is about none.
	Envelope *Envelope

	// key orders the steps of a detail: the event with which the thing was settled.
	// It differs from settled, the At that the step would have alone, where a reply is
	// still on its way.
	key, settled int
	// born is the place among all steps in the order in which they were found.
	born int
	// parts are the steps that it is made of, in the order in which they joined it,
	// and held those that are only told with it until they find their place.
	parts, held []*Step
	// of is a Tell step's own exchange, and the one that a Dialogue step has joined.
	of *exchange
	// trailing: it does not delay the telling of its exchange.
	trailing bool
	// placed, due, stale and gone are the shelf's marks.
	placed, due, stale, gone bool
	// sent: the Dialogue step has been sent to look for its exchange.
	sent bool
	// provisional is the step in which it is told alone until it finds its place.
	provisional *Step
	// awaited: the line is a reply that its exchange waits for.
	awaited bool
	// landed: the packet has come through, or is lost.
	landed  bool
	chapter int // of a Tell step
}

// Chapter is the index of the step's chapter.
func (st *Step) Chapter() int {
	for st.Parent != nil {
		st = st.Parent
	}
	return st.chapter
}

// touch widens the step to hold an event.
func (st *Step) touch(seq int) {
	if st.First == 0 || seq < st.First {
		st.First = seq
	}
	st.Last = max(st.Last, seq)
}

// Envelope names the letter that travels, or lies somewhere.
type Envelope struct {
	// MessageID is the Message-ID field's value (RFC 5322 section 3.6.4), the
	// letter's name on its whole way.
	MessageID string
	// Queue is its name inside the server that holds it, or hands it on.
	Queue string
	// Before is the name that the same server gave to a letter with this Message-ID when it
	// took one before: the letter was sent again, or has come back.
	Before string
	// Sender is the reverse-path, "" for <> or where it is not known.
	Sender string
	// Report says that the letter is a delivery status notification.
	Report bool
	// Receipt says that it is a message disposition notification.
	Receipt bool
}

// Chapter is a hop of the journey: a conversation, a look-up, a wait.
type Chapter struct {
	Index int
	Kind  ChapterKind
	// From is the host that acts; To are the hosts that it deals with, in the order of
	// their first step. Hosts of conversations that overlap share a chapter.
	From string
	To   []string
	// Names are the domain names looked up, in order.
	Names []string
	// User is the person whose mail is sent or read, where one is known.
	User string
	// First and Last are positions (sequence numbers): the At of the first and last
	// steps.
	First, Last int
	Start, End  time.Duration
	Failure     bool
	// Wait is how long a chapter of waiting means to wait.
	Wait time.Duration

	story *Story
	stack *stack
	began int // the connection that From opened
}

// Range gives the steps from the chapter's first to its last at a detail, as
// indices [begin, end). Below Tell, steps of other chapters may lie among them
// where things happen at the same time: Step.Chapter tells them apart.
func (c *Chapter) Range(d Detail) (begin, end int) {
	begin, end = c.stack.begin, c.stack.end
	level := d.level()
	if level == tell {
		return begin, end
	}
	steps := c.story.shelves[tell].list[begin:end]
	begin, end = -1, 0
	var widen func(st *Step)
	widen = func(st *Step) {
		for _, list := range [][]*Step{st.parts, st.held} {
			for _, p := range list {
				switch {
				case p.Detail.level() < level:
					widen(p)
				case begin < 0 || p.Index < begin:
					begin, end = p.Index, max(end, p.Index+1)
				default:
					end = max(end, p.Index+1)
				}
			}
		}
	}
	for _, st := range steps {
		widen(st)
	}
	return max(begin, 0), end
}

// ChapterKind is what sort of hop a chapter is.
type ChapterKind string

// The chapters.
const (
	ChapterOpening    ChapterKind = "opening"    // somebody does something by hand
	ChapterSubmission ChapterKind = "submission" // mail program -> its own server
	ChapterDNS        ChapterKind = "dns"        // a look-up
	ChapterRelay      ChapterKind = "relay"      // server -> server
	ChapterBounce     ChapterKind = "bounce"     // a report is written, and travels back
	ChapterDelivery   ChapterKind = "delivery"   // into the mailbox
	ChapterWaiting    ChapterKind = "waiting"    // the letter stays in the queue
	ChapterRefused    ChapterKind = "refused"    // nobody opened the door
	ChapterGreeting   ChapterKind = "greeting"   // an SMTP conversation that carries no letter
	ChapterPOP3       ChapterKind = "pop3"       // a mailbox is read by POP3
	ChapterIMAP       ChapterKind = "imap"       // a mailbox is read by IMAP
	ChapterReaders    ChapterKind = "readers"    // what the many do with what they got
	ChapterReport     ChapterKind = "report"     // what the owners of domains asked for is written
	ChapterWeb        ChapterKind = "web"        // a page is fetched
	ChapterToken      ChapterKind = "token"      // another access token is asked for
	ChapterPower      ChapterKind = "power"      // hosts go down or come up
	ChapterEnding     ChapterKind = "ending"     // the run's end
)
