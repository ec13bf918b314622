package story

import (
	"time"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// grouping is what is remembered while Dialogue steps find their exchanges.
type grouping struct {
	changed []*exchange // since they were summed up last
	latest  *exchange   // that a step joined last
	talks   map[int]*talk
	// hostTalk is the reading or writing conversation that a host had last, and lastDNS
	// its last look-up.
	hostTalk, lastDNS map[string]*exchange
	lookups           map[string]*exchange    // by asker, name and type
	serving           map[string][]*exchange  // look-ups that a host is asked and has not answered
	attempts          map[string]*exchange    // attempts that have not called yet, by host and address
	byQueue           map[string]*exchange    // the last one about a queue line, by host and queue
	forwards          map[string]*exchange    // the one in which a mailbox or a list sent a queue's letter on
	calls             map[string]*exchange    // the letter handed over last, by host and queue
	letters           map[string]letter       // by queue name
	composed          map[string]*Envelope    // by device
	taken             map[string]string       // the queue name that a letter was taken under last, by host and Message-ID
	sorts             map[string]sortOfLetter // of the letters without a return address, by the names in queues
	kept              map[string]bool         // what devices have

	// reportOn are the reports about a queue's letters, by host and queue, reportsOf the
	// same the other way, and givenUp the exchanges that give such letters up.
	reportOn  map[string]*exchange
	reportsOf map[*exchange][]string
	givenUp   map[string][]*exchange
	// lost are the lost packets' Dialogue steps, with those that the packets were part
	// of, and losses those that wait until the latter have an exchange.
	lost   map[*Step]*Step
	losses map[*Step][]*Step
}

type letter struct{ id, sender string }

func newGrouping() grouping {
	return grouping{
		talks: map[int]*talk{}, hostTalk: map[string]*exchange{}, lastDNS: map[string]*exchange{},
		lookups: map[string]*exchange{}, serving: map[string][]*exchange{}, attempts: map[string]*exchange{},
		byQueue: map[string]*exchange{}, forwards: map[string]*exchange{}, calls: map[string]*exchange{}, letters: map[string]letter{},
		composed: map[string]*Envelope{}, taken: map[string]string{}, sorts: map[string]sortOfLetter{}, kept: map[string]bool{},
		reportOn: map[string]*exchange{}, reportsOf: map[*exchange][]string{}, givenUp: map[string][]*exchange{},
		lost: map[*Step]*Step{}, losses: map[*Step][]*Step{},
	}
}

// placeStep finds the exchange of a Dialogue step that is settled.
func (b *builder) placeStep(n *Step) {
	switch {
	case n.Kind == PacketLost:
		b.placeLoss(n)
	case n.Line != nil && n.Line.Protocol == dialogue.DNS:
		b.placeDNSLine(n)
	case n.Line != nil:
		b.placeLine(n)
	case n.Kind == ConnOpen, n.Kind == ConnClose, n.Kind == TLSDone, n.Kind == TLSFailed, n.Kind == TLSPassed,
		n.Kind == ConnRefused, n.Kind == ConnTimeout, n.Kind == ConnUnreachable, n.Kind == ConnReset:
		b.placeConn(n)
	default:
		b.placeFact(n)
	}
}

// placeLoss: what was lost is told with what was being said.
func (b *builder) placeLoss(n *Step) {
	switch of := b.lost[n]; {
	case of == nil:
		b.begin(PacketLost, n)
	case of.of != nil:
		latest := b.latest
		b.put(of.of, n, 0)
		b.latest = latest
	default:
		b.losses[of] = append(b.losses[of], n)
	}
}

// exchangeOf is the exchange of a line, nil where it has none yet.
func (b *builder) exchangeOf(l *dialogue.Line) *exchange {
	if st := b.ofLine[l]; l != nil && st != nil {
		return st.of
	}
	return nil
}

// causeOf is the exchange of the event that caused a step, or nil.
func (b *builder) causeOf(n *Step) *exchange {
	seq := n.FactSeq
	if l := n.Line; l != nil {
		seq = l.First
	}
	if seq == 0 {
		seq = n.First
	}
	// One look is enough nearly always; a few more climb over events of the step
	// itself.
	for range 8 {
		if seq = b.t.At(seq).Cause; seq <= 0 || seq >= len(b.owner) {
			return nil
		}
		if up := b.owner[seq].Parent; up != nil && up != n {
			return up.of
		}
	}
	return nil
}

// sameInstant: the step happened when the exchange's last word came, or soon enough
// to be its consequence. A word that is still on its way comes later than anything.
func (b *builder) sameInstant(g *exchange, n *Step) bool {
	if g.flying > 0 && !b.ended && !b.conn(g.conn).over {
		return true
	}
	return b.t.At(n.FactSeq).At-b.t.At(g.settled).At <= time.Millisecond
}

// isGoingOn tells whether a Tell step waits for more of its parts.
func (b *builder) isGoingOn(st *Step) bool {
	g := st.of
	switch {
	case b.ended:
		return false
	case len(st.held) > 0 || g.flying > 0 && !b.conn(g.conn).over:
		return true
	case g.stage != "" && g.conn != 0:
		t := b.talks[g.conn]
		return t != nil && t.current == g && !b.conn(g.conn).over
	case g.kind == QueueAttempt:
		return len(st.parts) == 1 && b.attempts[g.host+" "+attempted(st.parts[0])] == g
	}
	return g.open
}

func attempted(st *Step) string {
	f, _ := st.Fact.(trace.QueueAttempt)
	return f.Remote
}
