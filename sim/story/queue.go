package story

import (
	"cmp"
	"mime"
	"strings"

	"posta/sim/mail"
	"posta/sim/trace"
)

// sortOfLetter is which of the letters without a return address (RFC 5321 section 4.5.5) one is.
type sortOfLetter byte

const (
	answer  sortOfLetter = iota // a program's answer or warning (RFC 3834 section 3.3), or no such letter
	report                      // of what became of another (RFC 3464)
	receipt                     // says that one was displayed (RFC 8098): nothing has failed
)

// sortOf reads a letter; one that nobody wrote down is taken for a report.
func sortOf(data []byte) sortOfLetter {
	h := mail.ParseHeader(data)
	kind, _ := h.Get("Content-Type")
	_, params, _ := mime.ParseMediaType(kind)
	switch {
	case len(data) == 0:
		return report
	case !strings.HasPrefix(strings.ToLower(strings.TrimSpace(kind)), "multipart/report"):
		return answer
	case strings.EqualFold(params["report-type"], "disposition-notification"):
		return receipt
	}
	return report
}

// sorted adds to an envelope which sort of letter a queue's is.
func (b *builder) sorted(queue string, e Envelope) *Envelope {
	if queue != "" {
		e.Report, e.Receipt = b.sorts[queue] == report, b.sorts[queue] == receipt
	}
	return &e
}

// placeAccepted: a server took responsibility for a letter.
func (b *builder) placeAccepted(n *Step, f trace.MessageAccepted) {
	b.letters[f.Queue] = letter{id: f.MessageID, sender: f.Sender}
	automatic := false
	if f.Sender == "" {
		kind := sortOf(f.Data)
		automatic = kind == answer
		if b.sorts[f.Queue] != report { // that it was made as one outranks how it is written
			b.sorts[f.Queue] = kind
		}
	}
	n.Envelope = b.sorted(f.Queue, Envelope{MessageID: f.MessageID, Queue: f.Queue, Sender: f.Sender})
	key := n.From + " " + f.Queue
	if g, ok := b.byQueue[key]; ok {
		n.Variant = "report"
		b.put(g, n, 0) // the server's own report
		g.letter = n.Envelope
		return
	}
	if n.Conn != 0 {
		if f.MessageID != "" {
			key := n.From + " " + f.MessageID
			if n.Envelope.Before = b.taken[key]; n.Envelope.Before != "" {
				n.Variant = "again"
			}
			b.taken[key] = f.Queue
		}
		b.placeTaken(n, f)
		return
	}
	if d, ok := b.byQueue[n.From+" report"]; automatic && !(ok && b.sameInstant(d, n)) {
		n.Variant = "automatic"
		b.placeWritten(n, f)
		return
	}
	if f.Sender == "" && n.Envelope.Report {
		// A report written before its report.made says so.
		n.Variant = "report"
		g := b.begin(n.Kind, n)
		g.chapter, g.letter = "bounce:"+n.From, n.Envelope
		b.byQueue[key] = g
		return
	}
	if d, ok := b.byQueue[n.From+" report"]; ok && b.sameInstant(d, n) {
		n.Variant = "written" // what the owner of a domain asked for
		b.put(d, n, 0)
		b.byQueue[key] = d
		return
	}
	if d, ok := b.byQueue[n.From+" "+trace.LocalDestination]; ok && b.sameInstant(d, n) {
		// A mailbox that sends its mail on: the letter leaves again, by a new name.
		n.Variant = "forwarded"
		b.put(d, n, 0)
		b.byQueue[key] = d
		b.forwards[key] = d
		return
	}
	if up := b.causeOf(n); up == nil || up.conn == 0 || !b.sameInstant(up, n) {
		b.placeWritten(n, f) // nobody handed it over
		return
	}
	b.converse(n, "letter")
}

// placeTaken: the letter came in a conversation, whose other steps learn its names.
func (b *builder) placeTaken(n *Step, f trace.MessageAccepted) {
	t := b.talks[n.Conn]
	if t == nil || t.stages["letter"] == nil {
		b.converse(n, "letter")
		return
	}
	if g := t.ahead(f); g != nil && g.letter != nil {
		b.put(g, n, 0)
		t.over(g)
		if g.letter == nil {
			return // typed by hand, with no envelope that it could be told by
		}
		g.letter.MessageID, g.letter.Queue = f.MessageID, cmp.Or(g.letter.Queue, f.Queue)
		b.renamed(g.letter, g)
		return
	}
	b.put(t.stages["letter"], n, 0)
	if t.letter == nil {
		return
	}
	if f.MessageID != "" {
		t.letter.MessageID = f.MessageID
	}
	if t.letter.Queue == "" {
		t.letter.Queue = f.Queue
	}
	b.renamed(t.letter, t.stages["envelope"], t.stages["letter"], t.current)
}

func (b *builder) envelopeOf(queue string) *Envelope {
	l := b.letters[queue]
	return b.sorted(queue, Envelope{MessageID: l.id, Queue: queue, Sender: l.sender})
}

// ofQueue is the exchange in which a host has just now decided about a queue's
// letter, or nil.
func (b *builder) ofQueue(n *Step, queue string) *exchange {
	if g, ok := b.byQueue[n.From+" "+queue]; ok && b.sameInstant(g, n) {
		return g
	}
	return nil
}

// decide begins an exchange about a queue's letter.
func (b *builder) decide(n *Step, queue string, kind Kind, chapter string) *exchange {
	g := b.begin(kind, n)
	g.chapter, g.letter = chapter, n.Envelope
	g.main, g.mainRank = n, 1
	b.byQueue[n.From+" "+queue] = g
	return g
}

// placeQueue finds the exchange of what a server decides about its queue.
func (b *builder) placeQueue(n *Step) {
	switch f := n.Fact.(type) {
	case trace.QueueAdded:
		n.Envelope = b.envelopeOf(f.Queue)
		if _, known := b.letters[f.Queue]; !known {
			n.Envelope.Sender = f.Sender
		}
		b.placeAdded(n, f)
	case trace.QueueAttempt:
		n.Envelope = b.envelopeOf(f.Queue)
		b.placeAttempt(n, f)
	case trace.QueueAttemptFailed:
		n.Envelope = b.envelopeOf(f.Queue)
		if g := b.ofQueue(n, f.Queue); g != nil && g.kind == TellDelivery {
			b.put(g, n, 6)
			return
		}
		b.decide(n, f.Queue, QueueAttemptFail, "")
	case trace.QueueDeferred:
		n.Envelope = b.envelopeOf(f.Queue)
		if g := b.ofQueue(n, f.Queue); g != nil && g.kind == QueueAttemptFail {
			b.put(g, n, 5)
			g.kind, g.chapter = QueueDeferred, "waiting:"+n.From
			return
		}
		b.decide(n, f.Queue, QueueDeferred, "waiting:"+n.From)
	case trace.QueueDone:
		n.Envelope = b.envelopeOf(f.Queue)
		b.placeDone(n, f)
	case trace.QueueRemoved:
		n.Envelope = b.envelopeOf(f.Queue)
		b.placeRemoved(n, f)
	}
}

// placeAdded: a letter is put into the queue for a destination.
func (b *builder) placeAdded(n *Step, f trace.QueueAdded) {
	g := b.ofQueue(n, f.Queue)
	switch {
	case g != nil && (g.kind == ReportMade || g.kind == MailAccepted || g.kind == Kind(trace.CampaignSent{}.Kind())):
		b.put(g, n, 0)
		return
	case f.Destination == trace.LocalDestination:
		b.follow(b.decide(n, f.Queue, TellDelivery, "delivery:"+n.From), b.forwards[n.From+" "+f.Queue])
		return
	case g != nil && g.kind == QueueAdded:
		b.put(g, n, 0)
		return
	}
	from := b.forwards[n.From+" "+f.Queue]
	if from != nil {
		// It is told behind what it follows from.
	} else if g != nil && g.kind == TellDelivery {
		from = g
	} else if up := b.causeOf(n); up != nil && up.stage == "letter" && b.sameInstant(up, n) {
		from = up
	}
	b.follow(b.decide(n, f.Queue, QueueAdded, ""), from)
}

// placeAttempt: a delivery is tried.
func (b *builder) placeAttempt(n *Step, f trace.QueueAttempt) {
	if f.Destination == trace.LocalDestination {
		g := b.ofQueue(n, f.Queue)
		if g != nil && g.kind == TellDelivery {
			b.put(g, n, 0)
		} else {
			g = b.decide(n, f.Queue, TellDelivery, "delivery:"+n.From)
		}
		b.byQueue[n.From+" "+trace.LocalDestination] = g
		return
	}
	g := b.begin(QueueAttempt, n)
	g.chapter, g.letter = leading, n.Envelope
	b.attempts[n.From+" "+f.Remote] = g
	if f.Address != "" {
		b.attempts[n.From+" "+f.Address] = g
	}
}

// placeDone: a recipient has an outcome.
func (b *builder) placeDone(n *Step, f trace.QueueDone) {
	g := b.ofQueue(n, f.Queue)
	switch {
	case g != nil && g.kind == TellDelivery && f.Destination == trace.LocalDestination:
		b.put(g, n, 2)
		return
	case g != nil && g.kind == QueueDone && g.main.Variant == n.Variant:
		b.put(g, n, 1)
		return
	case g != nil && g.kind == QueueAttemptFail && f.Outcome != trace.OutcomeDelivered:
		b.put(g, n, 5)
		g.kind = QueueDone
		return
	}
	g = b.decide(n, f.Queue, QueueDone, "")
	if call, ok := b.calls[n.From+" "+f.Queue]; ok && f.Outcome == trace.OutcomeDelivered {
		b.follow(g, call)
		g.chapter = call.chapter
	}
}

// placeRemoved: a letter is gone from the queue.
func (b *builder) placeRemoved(n *Step, f trace.QueueRemoved) {
	if r, ok := b.reportOn[n.From+" "+f.Queue]; ok && b.sameInstant(r, n) {
		n.trailing = true // only when the report is safe is the letter forgotten
		b.put(r, n, 0)
		return
	}
	if g := b.ofQueue(n, f.Queue); g != nil && g.kind != QueueAdded {
		b.put(g, n, 0)
		return
	}
	b.decide(n, f.Queue, QueueRemoved, "")
}

// placeReport: a server tells the sender that it could not deliver, or keeps silent.
func (b *builder) placeReport(n *Step) {
	switch f := n.Fact.(type) {
	case trace.ReportMade:
		b.sorts[f.Report] = report
		n.Envelope = b.envelopeOf(f.Queue)
		g := b.begin(n.Kind, n)
		g.main, g.mainRank, g.chapter = n, 9, "bounce:"+n.From
		g.letter = &Envelope{Queue: f.Report, Report: true}
		b.report(n.From+" "+f.Queue, g)
		b.byQueue[n.From+" "+f.Report] = g
	case trace.ReportWithheld:
		n.Envelope = b.envelopeOf(f.Queue)
		g := b.begin(n.Kind, n)
		if f.Why.Code != trace.CauseTold { // whoever sends to many goes on with that
			g.chapter = "bounce:" + n.From
		}
		b.report(n.From+" "+f.Queue, g)
	}
}
