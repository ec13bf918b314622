package story

import (
	"slices"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

func nameKey(host, name, typ string) string {
	return host + " " + strings.ToLower(strings.TrimSuffix(name, ".")) + " " + typ
}

// placeDNSLine finds the exchange of questions and answers.
func (b *builder) placeDNSLine(n *Step) {
	l := n.Line
	t := b.talk(n.Conn)
	defer func() {
		if t.asDNS != nil && t.asDNS.of == nil {
			b.put(n.of, t.asDNS, 0)
		}
		t.current = n.of
	}()
	if l.Kind == dialogue.KindQuery {
		key := nameKey(n.From, l.Args, l.Verb)
		if g, ok := b.lookups[key]; ok && g.open {
			b.put(g, n, 4) // asked again, or after a look into the cache
			b.serve(n.To, g)
			return
		}
		b.splitFor(n)
		g := b.begin(TellDNS, n)
		g.main, g.mainRank, g.open = n, 4, true
		g.chapter = b.dnsChapter(n)
		b.lookups[key] = g
		b.lastDNS[n.From] = g
		b.serve(n.To, g)
		return
	}
	g := b.exchangeOf(b.question(l))
	if g == nil {
		g = b.begin(TellDNSReply, n)
		g.chapter = "dns:" + n.To
		return
	}
	b.unserve(n.From, g)
	if g.kind == TellDNSAsking && g.rest == nil {
		rest := b.begin(TellDNSReply, n)
		rest.chapter, rest.host = g.chapter, g.host
		rest.main, rest.mainRank = n, 5
		g.rest = rest
		g.open = false
		b.lastDNS[n.To] = rest
		return
	}
	b.put(g, n, 5)
	g.open = n.Class == More || n.Class == Temporary
	b.lastDNS[n.To] = g
}

// dnsChapter is the chapter of a look-up: that of the program which wanted to know.
func (b *builder) dnsChapter(n *Step) string {
	if up := b.causeOf(n); up != nil && strings.HasPrefix(up.chapter, "dns:") {
		return up.chapter
	}
	if up := b.servedBy(n); up != nil {
		return up.chapter
	}
	return b.ownDNS(n)
}

// ownDNS is the chapter of what a host looks up for itself: a server that makes a check
// does so in the middle of a conversation, while its client waits for the reply.
func (b *builder) ownDNS(n *Step) string {
	if up := b.causeOf(n); up != nil && up.chapter == readersChapter {
		return up.chapter
	}
	if up := b.causeOf(n); up != nil && up.stage != "" && b.isWaitingFor(up.conn, n.From) {
		n.During = b.unanswered(up.conn)
		if n.of != nil {
			n.of.step.During = n.During
		}
		return up.chapter
	}
	if g := b.lastDNS[n.From]; g != nil && b.sameInstant(g, n) {
		if id, ok := connOfChapter(g.chapter); ok && b.isWaitingFor(id, n.From) {
			return g.chapter // it goes on asking
		}
	}
	return "dns:" + n.From
}

// isWaitingFor tells whether the client of a conversation has said something that a server
// has not answered yet.
func (b *builder) isWaitingFor(id int, host string) bool {
	c := b.conn(id)
	said, answered := c.line[client], c.line[server]
	return c.hosts[server] == host && said != nil && (answered == nil || answered.First < said.First)
}

// unanswered is the first that the client of a conversation has said and the server has not answered.
func (b *builder) unanswered(id int) *dialogue.Line {
	said, answered := b.conn(id).line[client].Line, b.conn(id).line[server]
	from := 0
	if answered != nil {
		from = max(answered.Line.Question, 0) + 1
	}
	for _, l := range b.d.Lines[from:] {
		if l.Conn == id && l.Speaker == said.Speaker {
			return l
		}
	}
	return said
}

func (b *builder) serve(host string, g *exchange) {
	if host == "" || slices.Contains(b.serving[host], g) {
		return
	}
	asked := append(b.serving[host], g)
	if len(asked) > maxServing {
		asked = slices.Delete(asked, 0, 1)
	}
	b.serving[host] = asked
}

// maxServing is how many questions a host is remembered to be asked at a time: those
// beyond are taken for lost on the road.
const maxServing = 256

func (b *builder) unserve(host string, g *exchange) {
	b.serving[host] = slices.DeleteFunc(b.serving[host], func(x *exchange) bool { return x == g })
}

// servedBy is the look-up of another host that made the step's host ask or search,
// or nil: the one that caused it, or the only one that it is asked.
func (b *builder) servedBy(n *Step) *exchange {
	asked := b.serving[n.From]
	if up := b.causeOf(n); up != nil && slices.Contains(asked, up) {
		return up
	}
	if len(asked) == 1 {
		return asked[0]
	}
	if up := b.causeOf(n); up != nil && up.chapter != "" {
		for i := len(asked) - 1; i >= 0; i-- {
			if asked[i].chapter == up.chapter {
				return asked[i]
			}
		}
	}
	return nil
}

// splitFor: a question that makes the one asked put questions of its own is told
// apart from its answer.
func (b *builder) splitFor(n *Step) {
	if up := b.servedBy(n); up != nil && up.kind == TellDNS {
		up.kind = TellDNSAsking
		b.change(up)
	}
}

// goesOn tells whether an exchange is a question to which an answer has come that is not the last word: one that says whom to ask.
func (g *exchange) goesOn() bool {
	return g.kind == TellDNS && g.mainRank == 5 && !slices.ContainsFunc(g.step.parts, func(n *Step) bool { return n.Kind == DNSAnswered })
}

// everyType is that of what is remembered of a name that does not exist (RFC 2308 section 5).
const everyType = "None"

// placeCache finds the exchange of what a resolver's memory does.
func (b *builder) placeCache(n *Step, f trace.DNSCache) {
	key := nameKey(n.From, f.Name, f.Type)
	switch f.Op {
	case trace.CacheHit:
		if up := b.servedBy(n); up != nil {
			b.put(up, n, 1)
			return
		}
		g := b.begin(TellDNSCached, n)
		g.chapter, g.main, g.mainRank = b.ownDNS(n), n, 3
		b.lookups[key], b.lastDNS[n.From] = g, g
		return
	case trace.CacheMiss, trace.CacheExpired:
		if g, ok := b.lookups[key]; ok && g.open && (f.Op == trace.CacheMiss || b.sameInstant(g, n)) {
			b.put(g, n, 0)
			return
		}
		if g, ok := b.lookups[nameKey(n.From, f.Name, everyType)]; ok && g.open && b.sameInstant(g, n) {
			// It was known that there was no such name at all, and that knowledge is what has run out.
			b.put(g, n, 0)
			b.lookups[key], b.lastDNS[n.From] = g, g
			return
		}
		if up := b.servedBy(n); up != nil && up.kind == TellDNS {
			b.put(up, n, 0)
			return
		}
		if up := b.causeOf(n); f.Op == trace.CacheExpired && up != nil && up.goesOn() && b.sameInstant(up, n) {
			b.put(up, n, 0) // what an answer brings takes its place: nobody looked for it
			return
		}
		g := b.begin(n.Kind, n)
		g.kind, g.open, g.chapter = TellDNS, true, b.dnsChapter(n)
		b.lookups[key], b.lastDNS[n.From] = g, g
		return
	}
	if up := b.causeOf(n); up != nil && strings.HasPrefix(up.chapter, "dns:") {
		b.put(up, n, 0)
		return
	}
	if g, ok := b.lastDNS[n.From]; ok && b.sameInstant(g, n) {
		b.put(g, n, 0)
		return
	}
	g := b.begin(n.Kind, n)
	g.chapter = "dns:" + n.From
}

// placeAnswer: a program has the answer to its look-up.
func (b *builder) placeAnswer(n *Step, f trace.DNSAnswered) {
	g, ok := b.lookups[nameKey(n.From, f.Name, f.Type)]
	if ok && !g.open && !b.sameInstant(g, n) {
		// An old question. What it was told is remembered, perhaps for every type.
		g, ok = b.lastDNS[n.From]
		ok = ok && b.sameInstant(g, n)
	}
	if ok && g.kind != DNSAnswered {
		g.open = false
		b.put(g, n, 1)
		b.lastDNS[n.From] = n.of
		return
	}
	b.begin(n.Kind, n).chapter = "dns:" + n.From
}
