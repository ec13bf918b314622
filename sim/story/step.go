package story

import (
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

// Details lists the three, from the shortest telling to the longest.
func Details() []Detail { return []Detail{Tell, Dialogue, Packets} }

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

// Class says how a step's news is to be taken. It is the reply class of RFC 5321
// section 4.2.1, spread to the other protocols: a POP3 "-ERR" or an IMAP "NO" is
// Permanent, a DNS SERVFAIL Temporary.
type Class string

// The classes.
const (
	None      Class = ""
	OK        Class = "ok"        // 2xx: done
	More      Class = "more"      // 3xx: go on
	Temporary Class = "temporary" // 4xx: not now
	Permanent Class = "permanent" // 5xx: no
)

// worse says whether c is to be shown rather than other for a step that has both.
func (c Class) worse(other Class) bool { return c.rank() > other.rank() }

func (c Class) rank() int {
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

// Step is one thing to tell.
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
	// Start and End are the virtual times of the events First and At.
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

	Class   Class
	Failure bool

	// Cause is the index of the step, at the same detail, that led to this one;
	// -1 at the roots.
	Cause int
	// Parent is the index of the step at the next shorter detail that this one is
	// part of; -1 at Tell.
	Parent int
	// Chapter is the index of the step's chapter.
	Chapter int
	// Envelope is the letter that the step is about, nil when it is about none.
	Envelope *Envelope
}

// Envelope names the letter that travels, or lies somewhere.
type Envelope struct {
	// MessageID is the Message-ID field's value (RFC 5322 section 3.6.4), the
	// letter's name on its whole way.
	MessageID string
	// Queue is its name inside the server that holds it, or hands it on.
	Queue string
	// Sender is the reverse-path, "" for <> or where it is not known.
	Sender string
	// Report says that the letter is a delivery status notification.
	Report bool
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

	begin, end [levels]int
}

// Range gives the steps from the chapter's first to its last at a detail, as
// indices [begin, end). Below Tell, steps of other chapters may lie among them
// where things happen at the same time: Step.Chapter tells them apart.
func (c *Chapter) Range(d Detail) (begin, end int) {
	return c.begin[d.level()], c.end[d.level()]
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
	ChapterPower      ChapterKind = "power"      // hosts go down or come up
	ChapterEnding     ChapterKind = "ending"     // the run's end
)

// ChapterKinds lists them all.
func ChapterKinds() []ChapterKind {
	return []ChapterKind{
		ChapterOpening, ChapterSubmission, ChapterDNS, ChapterRelay, ChapterBounce, ChapterDelivery, ChapterWaiting,
		ChapterRefused, ChapterGreeting, ChapterPOP3, ChapterIMAP, ChapterPower, ChapterEnding,
	}
}

// Story is a trace, told.
type Story struct {
	Trace    *trace.Trace
	Chapters []Chapter

	steps    [levels][]Step
	owner    [levels][]int32 // the step's index, by sequence number
	children [2][]int32      // first child's place in kids, by step; one more at the end
	kids     [2][]int32
	ofLine   []int32 // Dialogue step, by line
}

// Steps lists the steps of a detail in the order in which they are told. It is
// not to be changed.
func (s *Story) Steps(d Detail) []Step { return s.steps[d.level()] }

// StepAt gives the index of the step that the event belongs to at a detail: the
// step to show at position seq. Before the first event it is -1, past the last
// event it is the last step.
func (s *Story) StepAt(d Detail, seq int) int {
	l := d.level()
	if seq < 1 || len(s.steps[l]) == 0 {
		return -1
	}
	if seq >= len(s.owner[l]) {
		return len(s.steps[l]) - 1
	}
	return int(s.owner[l][seq])
}

// Children gives the indices of the steps at the next deeper detail that make up
// a step, in their order; none for a step at Packets.
func (s *Story) Children(d Detail, index int) []int32 {
	l := d.level()
	if l == packets || index < 0 || index >= len(s.steps[l]) {
		return nil
	}
	return s.kids[l][s.children[l][index]:s.children[l][index+1]]
}

// StepOfLine gives the index of the Dialogue step that tells a line, -1 where
// there is no such line.
func (s *Story) StepOfLine(index int) int {
	if index < 0 || index >= len(s.ofLine) {
		return -1
	}
	return int(s.ofLine[index])
}
