package story

import (
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// exchange is what a Tell step tells: a part of a conversation, a look-up, a
// decision, with the Dialogue steps that have joined it.
type exchange struct {
	step     *Step
	kind     Kind
	conn     int
	host     string // who acts
	stage    string // of a conversation: greet, secure, login, ...
	main     *Step  // the part that names it, nil for the first
	mainRank int
	// chapter is the hop that it belongs to, and lent the one that it takes from a
	// report that it is told with.
	chapter, lent string
	letter        *Envelope // that it is about
	// Of a look-up: whether it waits for an answer, and where the answer went if it is
	// told apart.
	open bool
	rest *exchange
	// answer is where the answer to a letter is told, if that is told apart.
	answer *exchange
	// after is the exchange that this one is told right behind.
	after *exchange
	// shown is a letter that was put before somebody's eyes when this was the last that their program had said.
	shown *exchange
	// key and settled are the last of its parts'; accepted is the part with which a
	// server takes charge of the letter.
	key, settled int
	accepted     *Step
	flying       int // replies that are on their way
	// failed: a decision among its parts went wrong; worst and last are the classes of
	// its parts, summed up.
	failed      bool
	worst, last Class
	given       *Envelope // the letter that its lines have from it
	givenUp     []string  // queue lines that it says are given up, by host and queue

	// followers are told behind it, or before it.
	followers        []*exchange
	changed, retally bool
	// late: a goodbye that is said long after the last word before it, such as that of a
	// connection that was kept for the next letter. It draws no chapter out.
	late bool
}

// begin starts an exchange with a step.
func (b *builder) begin(kind Kind, n *Step) *exchange {
	g := b.newExchange(kind, n)
	b.put(g, n, 0)
	return g
}

func (b *builder) newExchange(kind Kind, n *Step) *exchange {
	g := &exchange{kind: kind, host: n.From, mainRank: -1}
	if n.provisional != nil {
		// What was told for the time being goes on under the same address.
		g.step, n.provisional = n.provisional, nil
		b.born++
		g.step.born, g.step.First, g.step.Last = b.born, 0, 0
	} else {
		g.step = b.newStep(tell, Step{})
	}
	g.step.of = g
	b.shelves[tell].put(g.step)
	b.meet(g, n.Conn)
	b.change(g)
	return g
}

// meet says on which connection an exchange goes on: it is told anew when more is
// known of who is at its ends.
func (b *builder) meet(g *exchange, conn int) {
	g.conn = conn
	if c := b.conn(conn); conn != 0 && !slices.Contains(c.exchanges, g) {
		c.exchanges = append(c.exchanges, g)
	}
}

// met says that more is known of who is at the ends of a connection.
func (b *builder) met(c *conn, service string, hosts [2]string) {
	if c.hosts == hosts && c.service == service {
		return
	}
	c.service, c.hosts = service, hosts
	for _, g := range c.exchanges {
		b.change(g)
	}
}

// put adds a step to an exchange; the part of the highest rank names it.
func (b *builder) put(g *exchange, n *Step, rank int) {
	for g.rest != nil {
		g = g.rest
	}
	if n.provisional != nil {
		b.shelves[tell].drop(n.provisional)
		n.provisional = nil
	}
	if (g.kind == TellDNS || g.kind == TellDNSAsking) && n.Conn > g.conn {
		// Asked again: on its latest connection, in whatever order its parts come to be known.
		b.meet(g, n.Conn)
	}
	g.step.parts = append(g.step.parts, n)
	n.of, n.Parent = g, g.step
	b.shelves[lines].mend(n)
	if rank > g.mainRank || rank == g.mainRank && rank > 0 && n.Failure {
		g.main, g.mainRank = n, rank
	}
	if n.Line != nil && isVerdict(n.Line) && b.isExpected(n) {
		g.flying++
		n.awaited = true
	}
	if n.Kind == MailAccepted && g.stage == "letter" {
		g.accepted = n
	}
	g.step.touch(n.First)
	g.step.touch(n.Last)
	g.last, g.worst, g.failed = tally(n, g.last, g.worst, g.failed)
	b.resettled(n)
	if f, ok := n.Fact.(trace.QueueDone); ok && f.Outcome != trace.OutcomeDelivered {
		key := n.From + " " + f.Queue
		g.givenUp = append(g.givenUp, key)
		b.givenUp[key] = append(b.givenUp[key], g)
	}
	if g.given != nil {
		b.give(g, n)
	}
	b.change(g)
	b.latest = g
	for _, l := range b.losses[n] {
		b.put(g, l, 0)
		b.latest = g
	}
	delete(b.losses, n)
}

// resettled takes over when a part is settled.
func (b *builder) resettled(n *Step) {
	g := n.of
	if g == nil || n.trailing || n.Kind == PacketLost {
		return
	}
	g.key, g.settled = max(g.key, n.key), max(g.settled, n.settled)
	if n.awaited && n.Line.Received != 0 {
		n.awaited = false
		g.flying--
	}
	b.change(g)
}

// change says that an exchange is to be summed up anew.
func (b *builder) change(g *exchange) {
	if !g.changed {
		g.changed = true
		b.changed = append(b.changed, g)
	}
	b.shelves[tell].mend(g.step)
}

// reclassed says that the class of a Dialogue step is another now.
func (b *builder) reclassed(n *Step) {
	b.mend(n)
	if n.of != nil {
		n.of.retally = true
	}
}

// tally sums the class of one more part up.
func tally(n *Step, last, worst Class, failed bool) (Class, Class, bool) {
	if n.Kind == PacketLost && n.of.kind != PacketLost {
		return last, worst, failed // the road's trouble, not the conversation's
	}
	if n.Line == nil && n.Failure {
		failed = true
	}
	if n.Class == None || n.trailing {
		return last, worst, failed
	}
	if n.Class != More && worse(n.Class, worst) {
		worst = n.Class
	}
	return n.Class, worst, failed
}

// give lets a line of an envelope or a letter know what letter it is about.
func (b *builder) give(g *exchange, n *Step) {
	if n.Envelope == nil && n.Line != nil && (g.stage == "envelope" || g.stage == "letter") {
		n.Envelope = g.given
		b.shelves[lines].mend(n)
	}
}

// renamed says that more is known of a letter: every step about it tells it.
func (b *builder) renamed(letter *Envelope, exchanges ...*exchange) {
	for _, g := range exchanges {
		if g == nil || g.letter != letter && g.given != letter {
			continue
		}
		b.change(g)
		for _, n := range g.step.parts {
			if n.Envelope == letter {
				b.shelves[lines].mend(n)
			}
		}
	}
}

// sumUp brings the Tell steps of the exchanges that have changed up to date.
func (b *builder) sumUp() {
	for i := 0; i < len(b.changed); i++ { // it grows
		for _, f := range b.changed[i].followers {
			b.change(f)
		}
		for _, key := range b.reportsOf[b.changed[i]] {
			for _, g := range b.givenUp[key] {
				b.change(g)
			}
		}
	}
	for _, g := range b.changed {
		b.sum(g)
	}
	for _, g := range b.changed {
		g.lent, g.late = "", g.stage == "bye" && g.after != nil && b.gap(g) >= soon
		if key := b.keyOf(g); key != g.step.key {
			g.step.key = key
			b.shelves[tell].put(g.step)
		}
		g.changed = false
	}
	b.changed = b.changed[:0]
}

// sum makes the Tell step of an exchange.
func (b *builder) sum(g *exchange) {
	st := g.step
	if g.retally {
		g.retally, g.last, g.worst, g.failed = false, None, None, false
		for _, n := range st.parts {
			g.last, g.worst, g.failed = tally(n, g.last, g.worst, g.failed)
		}
	}
	m := g.main
	if m == nil {
		m = b.partsOf(st)[0]
	}
	st.Kind, st.Conn, st.settled = g.kind, g.conn, b.shownAt(g)
	st.Variant, st.Line, st.Fact, st.FactSeq, st.From, st.To = m.Variant, m.Line, m.Fact, m.FactSeq, m.From, m.To
	if g.conn != 0 && st.Line != nil {
		hosts := b.conn(g.conn).hosts
		if slices.ContainsFunc(b.partsOf(st), insideTLS) {
			hosts = b.conn(g.conn).inside()
		}
		st.From, st.To = hosts[client], hosts[server]
	} else if g.kind == ConnOpen && m.Kind == TLSDone {
		st.From, st.To = b.conn(g.conn).hosts[client], b.conn(g.conn).hosts[server] // who was called, whoever speaks
	}
	if st.Kind != m.Kind {
		st.Variant = ""
	}
	if st.Kind == TLSPassed && g.stage == "greet" {
		st.Variant = "called" // nothing was said before
	}
	st.Envelope = g.letter
	if st.Envelope == nil {
		st.Envelope = m.Envelope
	}
	if st.Envelope != nil && g.given != st.Envelope {
		g.given = st.Envelope
		for _, n := range st.parts {
			b.give(g, n)
		}
	}
	st.Class, st.Failure = g.worst, g.failed
	switch {
	case st.Class == None, g.stage == "greet", g.kind == TellDNS, g.kind == TellDNSReply, g.kind == TellDNSAsking:
		// The way in, or the answer, may take two tries: the last word counts.
		st.Class = g.last
	}
	if st.Kind == TellDNS || st.Kind == TellDNSReply {
		st.Failure = false
	}
	st.Failure = st.Failure || st.Class == Temporary || st.Class == Permanent
	if st.Failure && strings.HasPrefix(string(st.Kind), "tell.") {
		st.Variant = "failed"
	} else if (st.Kind == TellSMTPEnvelope || st.Kind == TellSMTPLetter) && slices.ContainsFunc(b.partsOf(st), func(n *Step) bool { return n.Line != nil && n.Line.Hidden }) {
		st.Variant = "hidden"
	} else if g.answer != nil {
		st.Variant = "onward" // whoever takes it only passes it on
	} else if st.Kind == TellIMAPIdle {
		st.Variant = b.idled(st)
	} else if st.Kind == TellIMAPFlag && changedNothing(b.partsOf(st)) {
		st.Variant = "moot"
	} else if st.Kind == TellDelivery && discarded(b.partsOf(st)) {
		st.Variant, st.Class = "discarded", None // nobody is answered, and nothing has been delivered
	} else if st.Kind == TellSMTPBye && b.unheard(st) {
		st.Variant, st.Class = "unheard", None
	}
}

// unheard tells whether the last thing that a server says in an exchange never comes to who asked, on a connection that is over.
func (b *builder) unheard(st *Step) bool {
	answer := false
	for _, n := range b.partsOf(st) {
		if l := n.Line; l != nil && !l.FromClient {
			answer = l.Received == 0 && b.hears(l) && b.conn(n.Conn).over
		}
	}
	return answer
}

// idled tells, as a variant, whether an exchange of listening is over: with DONE, that may have come to nobody.
func (b *builder) idled(st *Step) (variant string) {
	for _, n := range b.partsOf(st) {
		switch {
		case n.Kind == "imap.idle":
			variant = ""
		case n.Kind == "imap.done" && n.Line.Received == 0 && b.hears(n.Line) && b.conn(n.Conn).over:
			variant = "unheard"
		case n.Kind == "imap.done":
			variant = "done"
		}
	}
	return variant
}

// changedNothing tells whether the last STORE of an exchange was answered with OK, and with no letter: none has a UID that it named
// (RFC 3501 section 6.4.8).
func changedNothing(parts []*Step) bool {
	var store *dialogue.Line
	answered, found := false, false
	for _, n := range parts {
		switch l := n.Line; {
		case l == nil:
		case n.Kind == "imap.store" && n.Variant != "literal":
			store, answered, found = l, false, false
		case store == nil || l.Question != store.Index:
		case n.Kind == "imap.reply.store":
			answered = l.Class == dialogue.ClassOK
		case n.Kind == "imap.untagged.fetch":
			found = true
		}
	}
	return answered && !found && strings.HasPrefix(store.Verb, "UID ") && !strings.Contains(strings.ToUpper(store.Args), ".SILENT")
}

// discarded tells whether of a delivery nothing is left, because somebody's filter threw the letter away (RFC 5228 section 4.4).
func discarded(parts []*Step) bool {
	thrown := false
	for _, n := range parts {
		switch f := n.Fact.(type) {
		case trace.MailboxStored:
			return false
		case trace.FilterActed:
			if f.Do != trace.FilterDiscard {
				return false
			}
			thrown = true
		}
	}
	return thrown
}

// insideTLS tells whether a step is something that the ends of a connection's TLS do with each other.
func insideTLS(n *Step) bool {
	return n.Kind == TLSDone || n.Kind == TLSFailed || n.Line != nil && n.Line.Encrypted
}

// partsOf are the parts of a Tell step, or those that it holds provisionally.
func (b *builder) partsOf(st *Step) []*Step {
	if len(st.parts) > 0 {
		return st.parts
	}
	return st.held
}

// ownKey is where an exchange is told for its own sake: with its last part, but the
// server has a letter from the moment that it takes charge on; its 250 is still to
// travel. Of an exchange of nothing but what trails the first part counts.
func (b *builder) ownKey(g *exchange) int {
	switch {
	case g.accepted != nil:
		return g.accepted.key
	case g.key == 0:
		return b.partsOf(g.step)[0].key
	}
	return g.key
}

// shownAt is the event that shows the exchange.
func (b *builder) shownAt(g *exchange) int {
	if g.key == 0 {
		return b.partsOf(g.step)[0].settled
	}
	return g.settled
}

// keyOf is where an exchange is told.
func (b *builder) keyOf(g *exchange) int {
	if g.after != nil && b.gap(g) < soon {
		// A letter handed over, the goodbye, and the line struck off the sender's queue
		// belong together, though the receiver may be busy with the letter already.
		return b.keyOf(g.after)
	}
	return b.badNewsFirst(g)
}

// soon is how little later belongs together.
const soon = 2 * time.Second

// gap is how long after the exchange that it is told behind another comes.
func (b *builder) gap(g *exchange) time.Duration {
	return b.t.At(b.shownAt(g)).At - b.t.At(b.shownAt(g.after)).At
}

// badNewsFirst: a server writes its report before it strikes the letter off its
// queue, so that no crash loses it; but one tells first that it gives up.
func (b *builder) badNewsFirst(g *exchange) int {
	key := b.ownKey(g)
	for _, queue := range g.givenUp {
		r := b.reportOn[queue]
		if r == nil || r == g || (b.t.At(key).At-b.t.At(b.ownKey(r)).At).Abs() > time.Millisecond {
			continue
		}
		key = r.step.parts[0].key - 1
		if g.chapter == "" && g.lent == "" {
			g.lent = r.chapter
		}
	}
	return key
}

// hop is the chapter that an exchange belongs to.
func (g *exchange) hop() string {
	if g.late {
		return ""
	}
	if g.chapter == "" {
		return g.lent
	}
	return g.chapter
}

// report remembers the exchange in which a server reports on a queue's letter.
func (b *builder) report(queue string, g *exchange) {
	if old := b.reportOn[queue]; old != nil {
		b.reportsOf[old] = slices.DeleteFunc(b.reportsOf[old], func(q string) bool { return q == queue })
	}
	b.reportOn[queue] = g
	b.reportsOf[g] = append(b.reportsOf[g], queue)
	b.change(g)
}

// follow says that an exchange is told right behind another.
func (b *builder) follow(g, leader *exchange) {
	g.after = leader
	if leader != nil {
		leader.followers = append(leader.followers, g)
	}
}

// tellBefore puts an exchange that has just begun between another and what that is told behind.
func (b *builder) tellBefore(g, other *exchange) {
	b.follow(g, other.after)
	b.follow(other, g)
	b.born++
	other.step.born = b.born // of those that are told with one key the one found last goes last
	b.shelves[tell].put(other.step)
}
