package invariant

import (
	"net/netip"
	"slices"
	"strings"

	"posta/sim/trace"
)

// letters: whoever said 250 owns the letter until somebody else does, it lies in
// a mailbox, or its sender has been told (RFC 5321 section 4.2.5); and nothing is
// delivered twice unless the trace shows why.
type letters struct {
	*checker
	t *trace.Trace

	accepted []*acceptance
	queues   map[queueKey]*queue
	keys     []queueKey // in the order of their coming
	aliases  map[address]bool
	clients  map[int]string // who opened each connection
	reports  map[queueKey]bool
	// attempts that nobody answered after the final dot, by host and Message-ID
	// (RFC 1047): the one honest way to deliver twice.
	unanswered map[address]int
	submitted  map[string]int    // by Message-ID
	composed   map[string]string // which device, by Message-ID
	off        map[string]bool
	reason     trace.EndReason
}

// address is a name at a host.
type address struct{ host, name string }

type queueKey struct{ host, queue string }

// acceptance is one MessageAccepted.
type acceptance struct {
	seq, conn  int
	host       string
	client     string // who brought it; "" when it was made here
	messageID  string
	recipients []string
	queue      *queue
}

// queue is a message in the queue of a host.
type queue struct {
	key       queueKey
	messageID string
	accepted  *acceptance
	lines     map[line]state
	order     []line
	removed   bool
	about     map[string]bool // recipients whom a report, or its withholding, names
	stored    map[string]int  // deliveries by mailbox
	// filtered: its owner's script has thrown it away or refused it (RFC 5228 section 4.4, RFC 5429).
	filtered bool
	// filed: how often it has stored it, in one folder or several, by mailbox.
	filed map[string]int
}

type line struct{ destination, recipient string }

type state struct {
	outcome trace.Outcome // "" while it waits
	seq     int
}

func newLetters(c *checker, t *trace.Trace) *letters {
	return &letters{
		checker: c, t: t,
		queues: map[queueKey]*queue{}, aliases: map[address]bool{}, clients: map[int]string{}, reports: map[queueKey]bool{},
		unanswered: map[address]int{}, submitted: map[string]int{}, composed: map[string]string{}, off: map[string]bool{},
	}
}

const (
	ruleOwned = "after 250 somebody owns the letter"
	ruleOnce  = "nothing is delivered twice"
	ruleTold  = "who wrote hears of failure"
)

// path is an address as it stands on an envelope, whose domain is the same in any
// case. Its local part is not: only the host of the mailbox knows what it means
// (RFC 5321 section 2.4), so that a server may owe one letter to Ana and to ana.
func path(a string) string {
	at := strings.LastIndexByte(a, '@')
	return a[:at+1] + strings.ToLower(a[at+1:])
}

// fold makes addresses the same that are the same mailbox on our hosts, which do not
// tell case apart: they write down what they take by the mailbox's own name.
func fold(a string) string { return strings.ToLower(a) }

func (l *letters) queue(host, name string) *queue {
	k := queueKey{host, name}
	q := l.queues[k]
	if q == nil {
		q = &queue{key: k, lines: map[line]state{}, about: map[string]bool{}, stored: map[string]int{}, filed: map[string]int{}}
		l.queues[k] = q
		l.keys = append(l.keys, k)
	}
	return q
}

func (l *letters) see(e trace.Event) {
	switch f := e.Fact.(type) {
	case trace.ConnOpening:
		l.clients[e.Conn] = l.caller(e.Host, f.Local.Addr())
	case trace.HostDown:
		l.off[e.Host] = true
	case trace.HostUp:
		delete(l.off, e.Host)
	case trace.RunEnded:
		l.reason = f.Reason
	case trace.MessageComposed:
		l.composed[f.MessageID] = e.Host
	case trace.MessageSubmitted:
		l.submitted[f.MessageID]++
		if f.OK && !slices.ContainsFunc(l.accepted, func(a *acceptance) bool { return a.messageID == f.MessageID }) {
			l.fail(ruleOwned, "%s was told that %s is taken, but nobody has it", e.Host, f.MessageID)
		}
	case trace.RecipientDecided:
		if f.Verdict == trace.VerdictAlias {
			l.aliases[address{e.Host, fold(f.Recipient)}] = true
		}
	case trace.MessageAccepted:
		l.accept(e, f)
	case trace.QueueAdded:
		l.added(e, f)
	case trace.QueueAttemptFailed:
		l.dot(e, f.Queue, f.Stage)
	case trace.QueueDeferred:
		l.dot(e, f.Queue, f.Stage)
		q := l.queue(e.Host, f.Queue)
		for _, r := range f.Recipients {
			if s, ok := q.lines[line{f.Destination, path(r)}]; !ok || s.outcome != "" {
				l.fail(ruleOwned, "%s waits for %s at %s, but is not owed to it", f.Queue, r, e.Host)
			}
		}
	case trace.FilterActed:
		l.filter(e, f)
	case trace.QueueDone:
		l.done(e, f)
	case trace.QueueRemoved:
		l.removed(e, f)
	case trace.ReportMade:
		l.reports[queueKey{e.Host, f.Report}] = true
		if f.Action != "delayed" {
			l.note(e.Host, f.Queue, f.About)
		}
	case trace.ReportWithheld:
		l.note(e.Host, f.Queue, f.About)
	case trace.MailboxStored:
		l.stored(e, f)
	}
}

func (l *letters) note(host, queue string, about []string) {
	q := l.queue(host, queue)
	for _, r := range about {
		q.about[path(r)] = true
	}
}

// accept takes down that a host has taken responsibility.
func (l *letters) accept(e trace.Event, f trace.MessageAccepted) {
	a := &acceptance{seq: e.Seq, conn: e.Conn, host: e.Host, messageID: f.MessageID}
	if e.Conn != 0 {
		a.client = l.clients[e.Conn]
	}
	for _, r := range f.Recipients {
		a.recipients = append(a.recipients, fold(r))
	}
	q := l.queue(e.Host, f.Queue)
	if q.accepted != nil {
		l.fail(ruleOwned, "%s takes two messages as %s", e.Host, f.Queue)
	}
	if len(f.Recipients) == 0 {
		l.fail(ruleOwned, "%s takes %s for nobody", e.Host, f.Queue)
	}
	q.accepted, q.messageID, a.queue = a, f.MessageID, q
	l.accepted = append(l.accepted, a)
}

// caller is in whose name a host calls: by the address, which is all that the one who is
// called knows. Somebody in the middle of a road calls in another's.
func (l *letters) caller(host string, from netip.Addr) string {
	for i := range l.t.Header.Hosts {
		if slices.Contains(l.t.Header.Hosts[i].Addrs, from) {
			return l.t.Header.Hosts[i].Name
		}
	}
	return host
}

func (l *letters) added(e trace.Event, f trace.QueueAdded) {
	q := l.queue(e.Host, f.Queue)
	if q.accepted == nil {
		l.fail(ruleOwned, "%s queues %s, which it never took", e.Host, f.Queue)
	}
	for _, r := range f.Recipients {
		k := line{f.Destination, path(r)}
		if _, twice := q.lines[k]; twice {
			l.fail(ruleOnce, "%s queues %s for %s twice", e.Host, f.Queue, r)
		}
		q.lines[k] = state{seq: e.Seq}
		q.order = append(q.order, k)
	}
}

// dot notes an attempt whose final dot nobody answered.
func (l *letters) dot(e trace.Event, name string, stage trace.Stage) {
	if stage == trace.StageDot {
		l.unanswered[address{e.Host, l.queue(e.Host, name).messageID}]++
	}
}

func (l *letters) done(e trace.Event, f trace.QueueDone) {
	q := l.queue(e.Host, f.Queue)
	k := line{f.Destination, path(f.Recipient)}
	switch s, ok := q.lines[k]; {
	case !ok:
		l.fail(ruleOwned, "%s ends %s for %s, which it did not owe", e.Host, f.Queue, f.Recipient)
	case s.outcome != "":
		l.fail(ruleOwned, "%s ends %s for %s twice", e.Host, f.Queue, f.Recipient)
	}
	q.lines[k] = state{f.Outcome, e.Seq}
	if f.Outcome != trace.OutcomeDelivered {
		return
	}
	if f.Destination == trace.LocalDestination {
		if !l.arrived(e, q, k.recipient) {
			l.fail(ruleOwned, "%s says that %s is delivered to %s, but it lies in no mailbox and was not sent on", e.Host, f.Queue, f.Recipient)
		}
		return
	}
	taken := slices.ContainsFunc(l.accepted, func(a *acceptance) bool {
		return a.client == e.Host && a.messageID == q.messageID && slices.Contains(a.recipients, fold(k.recipient))
	})
	if !taken {
		l.fail(ruleOwned, "%s says that %s took %s for %s, but nobody did", e.Host, f.Remote, f.Queue, f.Recipient)
	}
}

// arrived tells whether a local delivery is in a mailbox, or left again under a
// new name, marked as having been delivered here.
func (l *letters) arrived(e trace.Event, q *queue, recipient string) bool {
	if len(q.stored) > 0 || q.filtered {
		return true
	}
	return slices.ContainsFunc(l.accepted, func(a *acceptance) bool {
		return a.host == e.Host && a.conn == 0 && a.seq > q.accepted.seq && a.messageID == q.messageID
	})
}

// filter is what a person's script does with a letter.
func (l *letters) filter(e trace.Event, f trace.FilterActed) {
	switch f.Do {
	case trace.FilterDiscard, trace.FilterReject, trace.FilterRedirect:
		l.queue(e.Host, f.Queue).filtered = true
	case trace.FilterKeep, trace.FilterFileInto:
		l.queue(e.Host, f.Queue).filed[f.User]++
	}
}

// withoutDetail is an address without what follows a plus sign (RFC 5233).
func withoutDetail(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}

func (l *letters) removed(e trace.Event, f trace.QueueRemoved) {
	q := l.queue(e.Host, f.Queue)
	if q.removed {
		l.fail(ruleOwned, "%s removes %s twice", e.Host, f.Queue)
	}
	q.removed = true
	for _, k := range q.order {
		if q.lines[k].outcome == "" {
			l.fail(ruleOwned, "%s removes %s, which it still owes to %s", e.Host, f.Queue, k.recipient)
		}
	}
}

func (l *letters) stored(e trace.Event, f trace.MailboxStored) {
	if f.How != "delivered" {
		return
	}
	q := l.queue(e.Host, f.Queue)
	if q.accepted == nil {
		l.fail(ruleOwned, "%s delivers %s, which it never took", e.Host, f.Queue)
	}
	most := 1
	if n := q.filed[f.User]; n > 0 {
		most += n // it may be kept besides (RFC 3894)
	}
	if q.stored[f.User]++; q.stored[f.User] > most {
		l.fail(ruleOnce, "%s puts %s into the mailbox of %s again", e.Host, f.Queue, f.User)
	}
}

func (l *letters) end() {
	whole := l.reason == trace.EndQuiet || l.reason == trace.EndStuck
	for _, k := range l.keys {
		q := l.queues[k]
		if q.accepted == nil {
			continue // said above
		}
		if whole {
			l.whole(q)
		}
		for _, at := range q.order {
			if s := q.lines[at]; (s.outcome == trace.OutcomeFailed || s.outcome == trace.OutcomeExpired) && !q.about[at.recipient] && whole && !l.off[k.host] {
				l.fail(ruleTold, "%s gave up %s for %s and told nobody, nor why not", k.host, k.queue, at.recipient)
			}
		}
	}
	l.once()
}

// whole looks at a message at the end of a run in which nothing was left to
// happen: it is done with, unless the host that has it has no power.
func (l *letters) whole(q *queue) {
	if len(q.order) == 0 && !l.off[q.key.host] {
		l.fail(ruleOwned, "%s took %s and never queued it", q.key.host, q.key.queue)
	}
	for _, k := range q.order {
		if q.lines[k].outcome == "" && !l.off[q.key.host] {
			l.fail(ruleOwned, "nothing is left to happen, and %s still owes %s to %s", q.key.host, q.key.queue, k.recipient)
		}
	}
	expanded := slices.ContainsFunc(q.order, func(k line) bool { return !slices.Contains(q.accepted.recipients, fold(k.recipient)) })
	for _, r := range q.accepted.recipients {
		listed := slices.ContainsFunc(q.order, func(k line) bool { return fold(k.recipient) == r || fold(k.recipient) == withoutDetail(r) })
		alias := l.aliases[address{q.key.host, r}] || q.accepted.conn == 0 && expanded
		if !listed && !alias && !l.off[q.key.host] {
			l.fail(ruleOwned, "%s took %s for %s and did not queue it for that", q.key.host, q.key.queue, r)
		}
	}
}

// once: a host that brings a message for the same recipient to the same host
// more often than it owed it has a final dot that nobody answered.
func (l *letters) once() {
	type delivery struct{ from, to, messageID, recipient string }
	times := map[delivery]int{}
	var order []delivery
	for _, a := range l.accepted {
		if a.client == "" || a.messageID == "" {
			continue
		}
		for _, r := range slices.Compact(slices.Sorted(slices.Values(a.recipients))) {
			d := delivery{a.client, a.host, a.messageID, r}
			if times[d]++; times[d] == 1 {
				order = append(order, d)
			}
		}
	}
	for _, d := range order {
		owed := 0
		for _, k := range l.keys {
			q := l.queues[k]
			if k.host != d.from || q.messageID != d.messageID {
				continue
			}
			for at := range q.lines {
				if fold(at.recipient) == d.recipient {
					owed++
				}
			}
		}
		owed += l.unanswered[address{d.from, d.messageID}]
		if l.composed[d.messageID] == d.from {
			owed += l.submitted[d.messageID]
		}
		if owed == 0 && l.composed[d.messageID] != d.from {
			continue // it has never had that letter by itself: it came smuggled within another, as often as that one
		}
		if times[d] > max(owed, 1) {
			l.fail(ruleOnce, "%s brought %s to %s for %s %d times, of which %d can be explained", d.from, d.messageID, d.to, d.recipient, times[d], owed)
		}
	}
}
