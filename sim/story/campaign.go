package story

import "posta/sim/trace"

// Of whoever writes to many, each letter is told by itself, with what it leads to: its server is in conversations all the
// time, and none of them is the one that a letter came in.

// placeWritten: a server takes charge of a letter that it has written itself.
func (b *builder) placeWritten(n *Step, f trace.MessageAccepted) {
	up := b.causeOf(n)
	g := b.begin(n.Kind, n)
	g.chapter, g.letter = leading, n.Envelope
	b.byQueue[n.From+" "+f.Queue] = g
	if up != nil && up.kind == TellDelivery && b.sameInstant(up, n) {
		b.follow(g, up) // a program answers the letter that is being put into a mailbox
		g.chapter = up.chapter
	}
}

// named: what a request over HTTP was for names the exchange in which it was made.
func (b *builder) named(n *Step) {
	rank := 0
	switch n.Fact.(type) {
	case trace.CampaignRequest, trace.WebhookTaken, trace.TokenRenewed:
		rank = 7
	case trace.WebhookSent:
		rank = 8 // who called, and how that ended
	}
	if g := n.of; rank > 0 && g != nil && g.stage == "page" && rank > g.mainRank {
		g.main, g.mainRank, g.kind = n, rank, n.Kind
		b.change(g)
	}
}

// placeCampaign finds the exchange of what a sender of many decides.
func (b *builder) placeCampaign(n *Step) {
	switch f := n.Fact.(type) {
	case trace.CampaignStarted:
		b.begin(n.Kind, n).chapter = leading
	case trace.CampaignSent:
		n.Envelope = b.envelopeOf(f.Queue)
		if g := b.ofQueue(n, f.Queue); g != nil && g.kind == MailAccepted {
			b.put(g, n, 1) // whose letter it is names the step
			g.kind = n.Kind
			return
		}
		b.decide(n, f.Queue, n.Kind, leading)
	case trace.AddressSuppressed:
		if up := b.causeOf(n); up != nil && (up.kind == Kind(trace.BounceClassified{}.Kind()) || up.stage == "page") && b.sameInstant(up, n) {
			b.put(up, n, 0) // what the failure, or the request, means for the list
			return
		}
		b.begin(n.Kind, n)
	case trace.WebhookSent:
		// How a call went is told with it; where there was none, by itself.
		if up := b.causeOf(n); up != nil && up.stage == "page" && b.sameInstant(up, n) {
			b.put(up, n, 0)
			b.named(n)
			return
		}
		b.begin(n.Kind, n)
	default:
		b.begin(n.Kind, n)
	}
}
