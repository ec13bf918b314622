package story

import (
	"strings"

	"posta/sim/trace"
)

// placeFact finds the exchange of a decision, or of an event that no byte shows.
func (b *builder) placeFact(n *Step) {
	if b.placeRuled(n) {
		return
	}
	row := trace.RowOf(n.Fact.Kind())
	if row != nil && row.Place.Is(trace.During()) {
		b.converse(n, row.Place.Stages...)
		b.named(n)
		return
	}
	g := b.begin(n.Kind, n)
	if row != nil {
		g.chapter = string(row.Place.Chapter)
	}
}

// placeRuled places the facts whose rows say that there is a rule for them here;
// false of any other.
func (b *builder) placeRuled(n *Step) bool {
	switch f := n.Fact.(type) {
	case trace.DNSCache:
		b.placeCache(n, f)
	case trace.DNSAnswered:
		b.placeAnswer(n, f)
	case trace.MailRouted:
		g := b.begin(n.Kind, n)
		if dns, ok := b.lastDNS[n.From]; ok {
			g.chapter = dns.chapter
		}
	case trace.MessageComposed:
		n.Envelope = &Envelope{MessageID: f.MessageID, Sender: f.From}
		b.composed[n.From] = n.Envelope
		g := b.begin(n.Kind, n)
		g.letter, g.chapter = n.Envelope, leading
	case trace.MessageSubmitted:
		b.placeSubmitted(n, f)
	case trace.MessageAccepted:
		b.placeAccepted(n, f)
	case trace.QueueAdded, trace.QueueAttempt, trace.QueueAttemptFailed, trace.QueueDeferred, trace.QueueDone, trace.QueueRemoved:
		b.placeQueue(n)
	case trace.ReportMade, trace.ReportWithheld:
		b.placeReport(n)
	case trace.MailboxStored:
		b.placeStored(n, f)
	case trace.ListActed:
		b.placeProgram(n, f.Queue)
	case trace.FilterActed:
		b.placeProgram(n, f.Queue)
	case trace.FilterWithheld:
		b.placeProgram(n, f.Queue)
	case trace.MailboxRefused:
		if n.Conn == 0 {
			b.begin(n.Kind, n).chapter = "delivery:" + n.From
			break
		}
		b.converse(n)
	case trace.DeviceStored:
		b.placeKept(n, f)
	case trace.DeviceSaved:
		n.Envelope = &Envelope{MessageID: f.MessageID}
		if n.Conn == 0 { // it came with its letter
			b.begin(n.Kind, n).letter = n.Envelope
			break
		}
		b.converse(n, "fetch")
	case trace.DeviceFound:
		if n.Conn == 0 { // among the device's own copies
			b.begin(n.Kind, n)
			break
		}
		b.converse(n, "search")
	case trace.DeviceShown:
		n.Envelope = &Envelope{MessageID: f.MessageID}
		g := b.begin(n.Kind, n)
		g.letter = n.Envelope
		if said := b.hostTalk[n.From]; said != nil {
			said.shown = g
		}
	case trace.ActionEnded:
		b.placeEnded(n, f)
	case trace.HostDown, trace.HostUp:
		b.placePower(n)
	case trace.InputActed:
		b.placeInput(n)
	case trace.InputEnded:
		b.placeInputEnded(n, f)
	case trace.FaultActed:
		b.placeFault(n, f)
	case trace.PolicyChecked:
		b.placeChecked(n, f)
	case trace.CampaignStarted, trace.CampaignSent, trace.CampaignEnded, trace.BounceClassified, trace.AddressSuppressed, trace.ComplaintReceived, trace.WebhookSent:
		b.placeCampaign(n)
	case trace.ReaderActed:
		// What it leads to in the mailbox is told with it.
		g := b.begin(n.Kind, n)
		g.stage, g.chapter = "reader", readersChapter
	default:
		return false
	}
	return true
}

// placeChecked: a server's check is told with the command that it was made for; one of a
// letter that is sent on, with the delivery to the mailbox that sends it on.
func (b *builder) placeChecked(n *Step, f trace.PolicyChecked) {
	if n.Conn != 0 || f.Phase == "mark" { // what its owner says of a letter, with what was done for that
		b.converse(n)
		return
	}
	if d, ok := b.byQueue[n.From+" "+trace.LocalDestination]; ok && f.Phase == "forward" {
		b.put(d, n, 0)
		return
	}
	g := b.begin(n.Kind, n)
	if f.Phase == "report" {
		g.chapter = "report:" + n.From
		b.byQueue[n.From+" report"] = g
	}
}

// placeKept: the device keeps a letter, or what it had of it has other flags now.
func (b *builder) placeKept(n *Step, f trace.DeviceStored) {
	n.Envelope = &Envelope{MessageID: f.MessageID}
	if b.keptBefore(n.From, f) {
		n.Variant = "flags"
		b.converse(n, "flag", "fetch")
		return
	}
	b.converse(n, "fetch")
}

// converse puts a fact into the conversation that it was made in: by its
// connection, by its cause, or as what its host did last. Of the stages it is
// the first one that the conversation has had.
func (b *builder) converse(n *Step, stages ...string) {
	g := b.conversation(n, stages)
	if g == nil || g.stage == "" {
		b.begin(n.Kind, n).letter = n.Envelope
		return
	}
	if t := b.talks[g.conn]; t != nil && t.current != g {
		n.trailing = true // late news of what was told already
	}
	b.put(g, n, 0)
	if n.Envelope != nil && n.Envelope.MessageID != "" && (g.letter == nil || g.letter.MessageID == "") {
		g.letter = n.Envelope
	}
}

func (b *builder) conversation(n *Step, stages []string) *exchange {
	if t := b.talks[n.Conn]; n.Conn != 0 && t != nil {
		if g := t.ahead(n.Fact); g != nil {
			return g
		}
		return t.stage(stages, t.current)
	}
	g := b.hostTalk[n.From]
	if up := b.causeOf(n); up != nil && up.stage != "" {
		g = up
	}
	if g == nil || g.conn == 0 {
		return g
	}
	if t := b.talks[g.conn]; t != nil {
		return t.stage(stages, g)
	}
	return g
}

// stage is the first of these stages that a conversation has had, or else another.
func (t *talk) stage(stages []string, other *exchange) *exchange {
	for _, s := range stages {
		if g, ok := t.stages[s]; ok {
			return g
		}
	}
	return other
}

// talking is the conversation that a host has, or had last, as far as it is told:
// its latest exchange, or nil.
func (b *builder) talking(host string) *exchange {
	if g, ok := b.hostTalk[host]; ok {
		if t := b.talks[g.conn]; t != nil {
			return t.current
		}
	}
	return nil
}

// lastDoing is the exchange of what a host did last: the end of its conversation, or
// what it showed after that; nil for none.
func (b *builder) lastDoing(host string) *exchange {
	if b.latest != nil && b.latest.step.parts[0].From == host {
		return b.latest
	}
	if g := b.talking(host); g != nil {
		return g
	}
	return b.latest
}

// placeEnded: an action of the script is over.
func (b *builder) placeEnded(n *Step, f trace.ActionEnded) {
	if g := b.lastDoing(n.From); g != nil && (f.OK || g.kind == MailSubmitted) {
		n.trailing = true
		b.put(g, n, 0)
		return
	}
	up := b.talking(n.From)
	b.follow(b.begin(n.Kind, n), up)
}

// placePower: that the script switches a host off, or on, is told with its going; what goes by a fault, or by somebody's hand, goes
// alone.
func (b *builder) placePower(n *Step) {
	g := b.latest
	if g == nil || g.kind != ActionStarted || g.step.parts[0].FactSeq != b.t.At(n.FactSeq).Cause {
		g = b.newExchange(n.Kind, n)
	}
	g.kind, g.chapter = n.Kind, string(trace.Power)
	b.put(g, n, 1)
}

// placeInput puts what somebody types into the conversation that it is a part of; any
// other input begins something, as an action does.
func (b *builder) placeInput(n *Step) {
	if t := b.talks[n.Conn]; n.Conn != 0 && t != nil && t.current != nil && t.current.stage != "" {
		b.put(t.current, n, 0)
		return
	}
	b.begin(n.Kind, n).chapter = leading
}

// placeInputEnded: what somebody did from outside is over.
func (b *builder) placeInputEnded(n *Step, f trace.InputEnded) {
	if g := b.lastDoing(n.From); g != nil && f.OK {
		n.trailing = true
		b.put(g, n, 0)
		return
	}
	b.begin(n.Kind, n)
}

// placeFault puts what a fault does with what it does it to: a question, a
// conversation, or a call that nobody has taken yet.
func (b *builder) placeFault(n *Step, f trace.FaultActed) {
	if asked := b.serving[n.From]; f.Do == "dns" && len(asked) > 0 {
		b.put(asked[len(asked)-1], n, 0)
		return
	}
	if n.Conn == 0 {
		if g := b.begin(n.Kind, n); f.Do == "intercept" {
			g.chapter = leading // the call is about to begin
		}
		return
	}
	t := b.talk(n.Conn)
	if t.current == nil {
		t.early = append(t.early, n)
		return
	}
	// What is only passed on goes on for long, and is told where it begins; and what the road loses delays nothing.
	n.trailing = t.current.stage == "" || t.current.kind == TLSPassed || f.Do == "loss"
	b.put(t.current, n, 0)
}

// placeSubmitted: a mail program has handed its letter over, or not.
func (b *builder) placeSubmitted(n *Step, f trace.MessageSubmitted) {
	n.Envelope = &Envelope{MessageID: f.MessageID}
	if f.OK {
		// The program says so when the conversation is over.
		n.trailing = true
		b.converse(n, "bye", "letter", "envelope")
		return
	}
	up := b.talking(n.From)
	g := b.begin(n.Kind, n) // the news of its conversation
	g.letter = n.Envelope
	b.follow(g, up)
}

// placeStored: a letter lies in a mailbox.
func (b *builder) placeStored(n *Step, f trace.MailboxStored) {
	n.Envelope = b.sorted(f.Queue, Envelope{MessageID: f.MessageID, Queue: f.Queue})
	key := n.From + " " + f.Queue
	if g, ok := b.byQueue[key]; ok && f.Queue != "" && g.kind == TellDelivery {
		b.put(g, n, 5)
		g.letter = n.Envelope
		return
	}
	if f.How != "delivered" || n.Conn != 0 {
		b.converse(n)
		return
	}
	g := b.begin(TellDelivery, n)
	g.main, g.mainRank, g.letter, g.chapter = n, 5, n.Envelope, "delivery:"+n.From
	if f.Queue != "" {
		b.byQueue[key] = g
	}
}

// placeProgram: what a server's program makes of a letter, a person's filter or a list's, is told with
// the letter's coming to it.
func (b *builder) placeProgram(n *Step, queue string) {
	if g := b.byQueue[n.From+" "+queue]; g != nil && queue != "" && g.kind == TellDelivery {
		b.put(g, n, 0)
		return
	}
	b.begin(n.Kind, n).chapter = "delivery:" + n.From
}

// keptBefore says whether the device had that part of that letter already, so that
// only its flags are news; and remembers.
func (b *builder) keptBefore(host string, f trace.DeviceStored) bool {
	key := strings.Join([]string{host, f.User, f.Protocol, f.Folder, f.UID, string(f.Part)}, " ")
	before := b.kept[key]
	b.kept[key] = true
	return before
}
