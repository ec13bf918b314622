package story

import (
	"strings"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// talk is what is known of a conversation while its steps find their exchanges.
type talk struct {
	current *exchange // that is being said, nil for none
	stages  map[string]*exchange
	chapter string // that its exchanges are told in
	letter  *Envelope
	queue   string  // the queue line that made the sender call
	hasData bool    // the fetch under way has brought a letter
	asDNS   *Step   // the call of a look-up, which is told with its question
	early   []*Step // faults that acted before anything was told
	// transactions are those of SMTP that the server may not be done with, the oldest first.
	transactions []*transaction
}

func (b *builder) talk(conn int) *talk {
	t := b.talks[conn]
	if t == nil {
		t = &talk{stages: map[string]*exchange{}, chapter: chapterOfConn(conn)}
		b.talks[conn] = t
	}
	return t
}

// placeEarly puts the faults of a call with it, once it is told.
func (b *builder) placeEarly(conn int) {
	t := b.talks[conn]
	if t == nil || t.current == nil || len(t.early) == 0 {
		return
	}
	latest := b.latest
	for _, n := range t.early {
		n.trailing = true
		b.put(t.current, n, 0)
	}
	t.early, b.latest = nil, latest
}

// placeConn finds the exchange of what happens to a connection itself.
func (b *builder) placeConn(n *Step) {
	c, t := b.conn(n.Conn), b.talk(n.Conn)
	switch n.Kind {
	case ConnOpen:
		if protocolOf(c.service) == dialogue.DNS {
			t.asDNS = n // told with the question
			return
		}
		g := b.call(n, c)
		g.kind, g.stage = greetKind(c.service), "greet"
		t.current, t.stages["greet"] = g, g
	case ConnClose:
		if t.asDNS != nil && t.asDNS.of == nil { // a call to a name server on which nothing was asked
			t.current = b.begin(ConnOpen, t.asDNS)
		}
		if t.current != nil {
			b.put(t.current, n, 0)
			return
		}
		b.begin(ConnClose, n).chapter = t.chapter
	case TLSDone, TLSFailed:
		if t.current == nil {
			t.current = b.begin(n.Kind, n)
			t.current.chapter = t.chapter
			return
		}
		b.put(t.current, n, 3)
	case TLSPassed:
		// It belongs to the conversation of those whose TLS it is.
		if f, ok := n.Fact.(trace.TLSPassed); ok {
			t.chapter = b.talk(f.Inside).chapter
		}
		for _, g := range c.exchanges {
			g.chapter = t.chapter
			b.change(g)
		}
		if t.current == nil {
			t.current = b.begin(n.Kind, n)
			t.current.chapter = t.chapter
			return
		}
		t.current.kind, t.current.chapter = n.Kind, t.chapter
		b.put(t.current, n, 9)
	case ConnReset:
		if protocolOf(c.service) == dialogue.DNS && t.current != nil {
			b.put(t.current, n, 0)
			return
		}
		if t.current != nil && t.current.stage == "bye" {
			// Who has said goodbye listens to nothing more: nothing fails by it.
			n.Kind, n.Variant, n.Class, n.Failure = ConnClose, "reset", None, false
			b.reclassed(n)
		}
		g := b.begin(n.Kind, n)
		g.chapter, g.letter = t.chapter, t.letter
		if t.current != nil && protocolOf(c.service) != dialogue.SMTP {
			g.letter = t.current.letter // of the letters that were read before, none is concerned
		}
		if t.current != nil && t.current.stage == "bye" {
			b.follow(g, t.current)
		}
		t.current = g
	default:
		// The door stayed shut.
		g := b.call(n, c)
		g.kind, g.main, g.mainRank = n.Kind, n, 9
		t.current = g
	}
}

// call begins the exchange of a connection's opening; the queue's attempt that made
// the host call is part of it.
func (b *builder) call(n *Step, c *conn) *exchange {
	for _, key := range []string{n.From + " " + c.remote, n.From + " " + n.To} {
		g, ok := b.attempts[key]
		if !ok {
			continue
		}
		f, _ := g.step.parts[0].Fact.(trace.QueueAttempt)
		delete(b.attempts, n.From+" "+f.Address)
		delete(b.attempts, n.From+" "+f.Remote)
		t := b.talk(n.Conn)
		t.queue = f.Queue
		b.meet(g, n.Conn)
		g.chapter = t.chapter
		b.put(g, n, 2)
		return g
	}
	t := b.talk(n.Conn)
	if up := b.causeOf(n); up != nil && up.chapter == readersChapter {
		t.chapter = up.chapter // what a reader's program asks for is part of what the reader does
	}
	g := b.begin(n.Kind, n)
	g.chapter = t.chapter
	return g
}

func greetKind(service string) Kind {
	switch protocolOf(service) {
	case dialogue.SMTP:
		return TellSMTPGreet
	case dialogue.POP3:
		return TellPOP3Greet
	case dialogue.IMAP:
		return TellIMAPGreet
	}
	return ConnOpen
}

// protocolOf is the protocol that a service speaks, by its IANA name.
func protocolOf(service string) string {
	switch service {
	case "smtp", "submission", "submissions":
		return dialogue.SMTP
	case "pop3", "pop3s":
		return dialogue.POP3
	case "imap", "imaps":
		return dialogue.IMAP
	case "domain":
		return dialogue.DNS
	case "https":
		return dialogue.HTTP
	}
	return ""
}

// stageOf says which part of a conversation a command belongs to; a command that
// begins its stage anew each time says so.
func stageOf(kind Kind) (stage string, anew bool) {
	switch kind {
	case "smtp.helo", "smtp.ehlo", "pop3.capa", "imap.capability", "imap.id", "imap.enable":
		return "greet", false
	case "smtp.starttls", "pop3.stls", "imap.starttls":
		return "secure", true
	case "smtp.auth", "pop3.apop", "pop3.auth", "imap.authenticate", "imap.login", "pop3.user":
		return "login", true
	case "pop3.pass":
		return "login", false
	case "smtp.mail":
		return "envelope", true
	case "smtp.rcpt":
		return "envelope", false
	case "smtp.data":
		return "letter", true
	case "smtp.bdat":
		return "letter", false
	case "smtp.quit", "pop3.quit", "imap.logout":
		return "bye", true
	case "pop3.stat", "pop3.list", "pop3.uidl":
		return "look", false
	case "pop3.retr", "pop3.top":
		return "fetch", true
	case "pop3.dele", "pop3.rset":
		return "delete", false
	case "imap.list", "imap.lsub", "imap.namespace", "imap.status", "imap.create", "imap.delete", "imap.rename",
		"imap.subscribe", "imap.unsubscribe":
		return "folders", false
	case "imap.select", "imap.examine":
		return "select", true
	case "imap.search":
		return "search", true
	case "imap.fetch":
		return "fetch", false
	case "imap.store":
		return "flag", false
	case "imap.copy", "imap.move", "imap.append":
		return "move", true
	case "imap.expunge", "imap.close":
		return "expunge", false
	case "imap.idle", "imap.done":
		return "idle", false
	case "http.request":
		return "page", true
	}
	return "other", true
}

// rankOf says how well a line names its group.
func rankOf(n *Step) int {
	switch n.Kind {
	case "smtp.message", "pop3.message", "imap.message", "imap.literal":
		return 6
	case "smtp.mail", "pop3.retr", "pop3.top", "imap.fetch", "smtp.auth", "imap.login", "imap.authenticate", "pop3.user", "pop3.pass",
		"smtp.starttls", "pop3.stls", "imap.starttls":
		return 4
	}
	if n.Line != nil && n.Line.Kind == dialogue.KindCommand && n.Variant != "literal" {
		return 3
	}
	return 1
}

// placeLine groups a line of SMTP, POP3, IMAP, or of nothing known.
func (b *builder) placeLine(n *Step) {
	l := n.Line
	t := b.talk(n.Conn)
	if l.Kind != dialogue.KindCommand && !(l.Kind == dialogue.KindCredentials && b.question(l) == nil) || b.isRest(l) {
		g := t.current
		if asked := b.exchangeOf(b.question(l)); asked != nil {
			g = asked
		}
		if sg, ok := t.stages["greet"]; ok && l.Kind == dialogue.KindGreeting {
			g = sg
		}
		if g == nil {
			b.beginStage(n, "other", t)
			return
		}
		switch n.Kind {
		case "smtp.message":
			t.said(g)
		case "smtp.reply.message":
			t.over(g)
			if b.passedOn(g, t) {
				b.answerApart(g, n, t)
				return
			}
		}
		b.put(g, n, rankOf(n))
		b.noteLetter(n, t)
		return
	}
	stage, anew := stageOf(n.Kind)
	cur := ""
	if t.current != nil {
		cur = t.current.stage
	}
	switch {
	case stage == "other" && l.Protocol == "":
		anew = false // one conversation of nothing known is one step
	case stage == "greet" && (cur == "secure" || cur == "login" && l.Protocol != dialogue.SMTP):
		anew, stage = false, cur // said again inside the tube, or after the door
	case n.Kind == "smtp.rset" && (cur == "envelope" || cur == "letter"):
		anew, stage = false, cur // the end of that transaction
	case n.Kind == "imap.fetch" && t.hasData:
		anew = true
	case n.Kind == "smtp.bdat" && t.hasData && cur != "letter":
		anew = true
	}
	if stage == "other" && n.Kind == "smtp.unknown" && l.Kind == dialogue.KindCredentials {
		stage, anew = "login", false
	}
	t.hasData = t.hasData && !anew && cur == stage
	if anew || cur != stage {
		b.beginStage(n, stage, t)
	} else {
		b.put(t.current, n, rankOf(n))
	}
	b.noteLetter(n, t)
}

// beginStage starts the next part of a conversation.
func (b *builder) beginStage(n *Step, stage string, t *talk) {
	c := b.conn(n.Conn)
	g := b.keptFor(n, t)
	if g == nil {
		g = b.begin(stageKind(n.Line, stage), n)
	}
	g.kind, g.stage, g.chapter = stageKind(n.Line, stage), stage, t.chapter
	g.mainRank, g.main = rankOf(n), n
	g.host = c.hosts[client]
	if stage == "bye" {
		leader := t.current
		if leader != nil && leader.shown != nil { // the letter is read before its reader's program leaves
			leader = leader.shown
		}
		b.follow(g, leader)
	}
	t.current, t.stages[stage] = g, g
	if outer := b.talks[c.passes]; outer != nil && c.passes != 0 && stage == "bye" && outer.stages[stage] != nil {
		b.tellBefore(g, outer.stages[stage]) // its answer is passed on
	}
	if early := t.transact(stage, g); early != nil && stage == "letter" {
		b.follow(g, early.envelope) // whose answer is still to come
	}
	if n.Line != nil && n.Line.FromClient {
		b.hostTalk[n.From], b.hostTalk[n.To] = g, g
	}
}

// passedOn tells whether a letter has been passed on by somebody in the middle: whose answer to it is another's.
func (b *builder) passedOn(letter *exchange, t *talk) bool {
	onward := b.talks[b.conn(letter.conn).onward]
	return letter.stage == "letter" && letter == t.current && onward != nil && onward.stages["letter"] != nil
}

// passedOnAs is the variant of an answer that is the word of somebody else.
const passedOnAs = "passed"

// answerApart tells the answer to a letter that was passed on apart from it: between the two lies what the answer comes from.
func (b *builder) answerApart(letter *exchange, n *Step, t *talk) {
	g := b.begin(TellSMTPAnswer, n)
	n.Variant = passedOnAs
	b.follow(g, b.talks[b.conn(letter.conn).onward].stages["letter"])
	g.stage, g.chapter, g.letter, g.host = letter.stage, letter.chapter, letter.letter, letter.host
	letter.answer = g
	b.change(letter)
	t.current, t.stages[g.stage] = g, g
	if key := g.host + " " + t.queue; b.calls[key] == letter {
		b.calls[key] = g
	}
	b.noteLetter(n, t)
}

// keptFor is the attempt that goes on with MAIL on a connection that was kept from another letter (RFC 5321 section 3.3); nil
// where the line begins no such thing. The line joins it.
func (b *builder) keptFor(n *Step, t *talk) *exchange {
	if n.Kind != "smtp.mail" {
		return nil
	}
	c := b.conn(n.Conn)
	for _, key := range []string{n.From + " " + c.remote, n.From + " " + c.hosts[server]} {
		g, ok := b.attempts[key]
		if !ok {
			continue
		}
		f, _ := g.step.parts[0].Fact.(trace.QueueAttempt)
		delete(b.attempts, n.From+" "+f.Address)
		delete(b.attempts, n.From+" "+f.Remote)
		t.queue = f.Queue
		b.meet(g, n.Conn)
		b.put(g, n, rankOf(n))
		return g
	}
	return nil
}

// stageKind is the kind of the exchange that begins a stage with a line.
func stageKind(l *dialogue.Line, stage string) Kind {
	switch l.Protocol {
	case dialogue.SMTP, dialogue.POP3, dialogue.IMAP:
		return Kind("tell." + l.Protocol + "." + stage)
	case dialogue.HTTP:
		return TellHTTP
	}
	return TellOther
}

// noteLetter keeps track of which letter a conversation is about.
func (b *builder) noteLetter(n *Step, t *talk) {
	l := n.Line
	switch n.Kind {
	case "smtp.mail":
		e := b.sorted(t.queue, Envelope{Sender: pathOf(l.Args), Queue: t.queue})
		if known, ok := b.letters[t.queue]; ok && t.queue != "" {
			e.MessageID = known.id
		} else if c := b.composed[n.From]; c != nil && t.queue == "" {
			e.MessageID = c.MessageID
		}
		t.letter = e
	case "smtp.message", "pop3.message", "imap.message", "imap.literal":
		t.hasData = true
		id := messageID(l.Body)
		if t.letter == nil || l.Protocol != dialogue.SMTP {
			t.letter = &Envelope{}
		}
		if id != "" && t.letter.MessageID != id {
			t.letter.MessageID = id
			b.renamed(t.letter, t.stages["envelope"], t.stages["letter"], t.current)
		}
		if t.queue != "" { // the exchange that handed a queue's letter over
			b.calls[n.From+" "+t.queue] = n.of
		}
	}
	if g := n.of; g != nil && t.letter != nil {
		switch g.stage {
		case "envelope", "letter":
			if g.letter == nil || l.FromClient || l.Protocol != dialogue.SMTP {
				g.letter = t.letter
			}
			n.Envelope = g.letter // an answer may come after the next letter was begun
		case "fetch", "move":
			if t.hasData {
				g.letter, n.Envelope = t.letter, t.letter
			}
		}
	}
}

// pathOf is the address between the angle brackets of MAIL or RCPT.
func pathOf(args string) string {
	from := strings.IndexByte(args, '<')
	if from < 0 {
		return ""
	}
	to := strings.IndexByte(args[from:], '>')
	if to < 0 {
		return ""
	}
	return args[from+1 : from+to]
}

// messageID reads the Message-ID field of a message, "" if it has none.
func messageID(message []byte) string {
	rest := string(message[:min(len(message), 64<<10)]) // fields come first; a head longer than this names nothing
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			return ""
		}
		name, value, found := strings.Cut(line, ":")
		if !found || !strings.EqualFold(strings.TrimSpace(name), "Message-ID") {
			continue
		}
		for strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\t") {
			var more string
			more, rest, _ = strings.Cut(rest, "\n")
			value += " " + strings.TrimSpace(more)
		}
		return strings.TrimSpace(value)
	}
	return ""
}
