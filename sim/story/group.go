package story

import (
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// group is a Tell step while it is being found.
type group struct {
	kind     Kind
	conn     int
	host     string // who acts
	stage    string // of a conversation: greet, secure, login, ...
	members  []int  // Dialogue nodes, in the order of telling
	main     int    // the member that names it, -1 for the last
	mainRank int
	key, at  int // 0 until known
	chapter  string
	// The letter that it is about.
	letter *Envelope
	// Of a look-up: who asked, whether it waits for an answer, and where the answer
	// went if it is told apart.
	open bool
	rest int
	// after is the group that this one is told right behind, -1 for none.
	after int
}

// loss is a lost packet's Dialogue step and the one that the packet was part of.
type loss struct{ line, of int }

// talk is what is known of a conversation while it is grouped.
type talk struct {
	current int // the group that is being said, -1 for none
	stages  map[string]int
	letter  *Envelope
	queue   string // the queue line that made the sender call
	hasData bool   // the fetch under way has brought a letter
	asDNS   int    // group of its handshake's look-up
}

// thinking is what grouping remembers.
type thinking struct {
	lost     []loss
	early    []int // faults of calls that were not placed yet
	groupOf  []int // by Dialogue node
	talks    map[int]*talk
	hostTalk map[string]int     // the reading or writing conversation that a host had last
	lookups  map[string]int     // by asker, name and type
	serving  map[string][]int   // look-ups that a host is asked and has not answered
	lastDNS  map[string]int     // by host
	attempts map[string]int     // group of an attempt that has not called yet, by host and address
	byQueue  map[string]int     // the last group about a queue line, by host and queue
	calls    map[string]int     // group of the letter handed over last, by host and queue
	letters  map[string]*letter // by queue name
	composed map[string]*Envelope
	reports  map[string]bool // queue names of reports
	kept     map[string]bool // what devices have
	told     map[string]int  // group of the report about a queue's letter, by host and queue
	latest   int
}

type letter struct{ id, sender string }

// groupSteps finds the Tell steps.
func (b *builder) groupSteps() {
	b.nameLines()
	b.thinking.talks = map[int]*talk{}
	b.hostTalk, b.lookups, b.serving, b.lastDNS = map[string]int{}, map[string]int{}, map[string][]int{}, map[string]int{}
	b.attempts, b.byQueue, b.calls = map[string]int{}, map[string]int{}, map[string]int{}
	b.letters, b.composed, b.reports, b.kept = map[string]*letter{}, map[string]*Envelope{}, map[string]bool{}, map[string]bool{}
	b.told = map[string]int{}
	b.latest = -1
	b.groupOf = make([]int, len(b.lines))
	order := make([]int, len(b.lines))
	for i := range order {
		order[i], b.groupOf[i] = i, -1
		if b.lines[i].First == 0 {
			b.lines[i].First, b.lines[i].Last = b.lines[i].At, b.lines[i].At
		}
	}
	slices.SortStableFunc(order, func(x, y int) int {
		if d := b.lines[x].key - b.lines[y].key; d != 0 {
			return d
		}
		return b.lines[x].First - b.lines[y].First
	})
	for _, n := range order {
		b.placeNode(n)
	}
	for _, n := range b.early {
		if t := b.talks[b.lines[n].Conn]; t != nil && t.current >= 0 {
			b.lines[n].trailing = true
			b.join(t.current, n, 0)
			continue
		}
		b.begin(b.lines[n].Kind, n)
	}
	for _, l := range b.lost {
		// What was lost is told with what was being said.
		g := b.groupOf[l.line]
		if g < 0 && l.of >= 0 {
			g = b.groupOf[l.of]
		}
		if g < 0 {
			b.begin(PacketLost, l.line)
			continue
		}
		b.join(g, l.line, 0)
	}
	b.finishGroups()
}

// begin starts a group with a node.
func (b *builder) begin(kind Kind, n int) int {
	b.groups = append(b.groups, group{kind: kind, conn: b.lines[n].Conn, host: b.lines[n].From, main: -1, mainRank: -1, rest: -1, after: -1})
	g := len(b.groups) - 1
	b.join(g, n, 0)
	return g
}

// join adds a node to a group; the member of the highest rank names it.
func (b *builder) join(g, n, rank int) {
	for b.groups[g].rest >= 0 {
		g = b.groups[g].rest
	}
	gr := &b.groups[g]
	gr.members = append(gr.members, n)
	b.groupOf[n] = g
	if rank > gr.mainRank || rank == gr.mainRank && rank > 0 && b.lines[n].Failure {
		gr.main, gr.mainRank = n, rank
	}
	node := &b.lines[n]
	if !node.trailing && node.Kind != PacketLost {
		gr.key, gr.at = max(gr.key, node.key), max(gr.at, node.At)
	}
	b.latest = g
}

func (b *builder) talk(conn int) *talk {
	t := b.talks[conn]
	if t == nil {
		t = &talk{current: -1, asDNS: -1, stages: map[string]int{}}
		b.talks[conn] = t
	}
	return t
}

// causeGroup is the group of the event that caused the node, or -1.
func (b *builder) causeGroup(n int) int {
	seq := b.lines[n].FactSeq
	if l := b.lines[n].Line; l != nil {
		seq = l.First
	}
	if seq == 0 {
		seq = b.lines[n].First
	}
	// One look is enough nearly always; a few more climb over events of the node
	// itself.
	for range 8 {
		seq = b.t.At(seq).Cause
		if seq <= 0 {
			return -1
		}
		if up := b.packets[b.owner[seq]].up; up >= 0 && up != n {
			return b.groupOf[up]
		}
	}
	return -1
}

// placeNode finds the group of a Dialogue node.
func (b *builder) placeNode(n int) {
	node := &b.lines[n]
	switch {
	case node.Kind == PacketLost:
		if len(b.lost) == 0 || !b.isLoss(n) {
			b.begin(PacketLost, n)
		}
	case node.Line != nil && node.Line.Protocol == dialogue.DNS:
		b.placeDNSLine(n)
	case node.Line != nil:
		b.placeLine(n)
	case node.Kind == ConnOpen, node.Kind == ConnClose, node.Kind == TLSDone, node.Kind == TLSFailed,
		node.Kind == ConnRefused, node.Kind == ConnTimeout, node.Kind == ConnUnreachable, node.Kind == ConnReset:
		b.placeConn(n)
	default:
		b.placeFact(n)
	}
}

func (b *builder) isLoss(n int) bool {
	_, found := slices.BinarySearchFunc(b.lost, n, func(l loss, n int) int { return l.line - n })
	return found
}

// placeConn groups what happens to a connection itself.
func (b *builder) placeConn(n int) {
	node := &b.lines[n]
	c, t := b.conn(node.Conn), b.talk(node.Conn)
	switch node.Kind {
	case ConnOpen:
		if protocolOf(c.service) == dialogue.DNS {
			t.asDNS = n // told with the question
			return
		}
		g := b.call(n, c)
		b.groups[g].kind, b.groups[g].stage = greetKind(c.service), "greet"
		t.current = g
		t.stages["greet"] = g
	case ConnClose:
		if t.asDNS >= 0 && b.groupOf[t.asDNS] < 0 {
			b.placeUnasked(t)
		}
		switch {
		case t.current >= 0:
			b.join(t.current, n, 0)
		default:
			g := b.begin(ConnClose, n)
			b.groups[g].chapter = chapterOfConn(node.Conn)
		}
	case TLSDone, TLSFailed:
		if t.current < 0 {
			t.current = b.begin(node.Kind, n)
			b.groups[t.current].chapter = chapterOfConn(node.Conn)
			return
		}
		b.join(t.current, n, 3)
	case ConnReset:
		if protocolOf(c.service) == dialogue.DNS && t.current >= 0 {
			b.join(t.current, n, 0)
			return
		}
		g := b.begin(node.Kind, n)
		b.groups[g].chapter, b.groups[g].letter = chapterOfConn(node.Conn), t.letter
		t.current = g
	default:
		// The door stayed shut.
		g := b.call(n, c)
		b.groups[g].kind, b.groups[g].main, b.groups[g].mainRank = node.Kind, n, 9
		t.current = g
	}
}

// placeUnasked: a connection to a name server on which nothing was asked.
func (b *builder) placeUnasked(t *talk) {
	t.current = b.begin(ConnOpen, t.asDNS)
}

// call begins the group of a connection's opening; the queue's attempt that made
// the host call is part of it.
func (b *builder) call(n int, c *conn) int {
	node := &b.lines[n]
	for _, key := range []string{node.From + " " + c.remote, node.From + " " + node.To} {
		g, ok := b.attempts[key]
		if !ok {
			continue
		}
		a := b.groups[g].members[0]
		f, _ := b.lines[a].Fact.(trace.QueueAttempt)
		delete(b.attempts, node.From+" "+f.Address)
		delete(b.attempts, node.From+" "+f.Remote)
		t := b.talk(node.Conn)
		t.queue = f.Queue
		b.groups[g].conn, b.groups[g].chapter = node.Conn, chapterOfConn(node.Conn)
		b.join(g, n, 2)
		return g
	}
	g := b.begin(node.Kind, n)
	b.groups[g].chapter = chapterOfConn(node.Conn)
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
	}
	return ""
}

// ---- Conversations

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
	}
	return "other", true
}

// rankOf says how well a line names its group.
func rankOf(n *node) int {
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
func (b *builder) placeLine(n int) {
	node := &b.lines[n]
	l := node.Line
	t := b.talk(node.Conn)
	if l.Kind != dialogue.KindCommand && !(l.Kind == dialogue.KindCredentials && b.question(l) == nil) || b.isRest(l) {
		g := t.current
		if q := b.question(l); q != nil && b.groupOf[q.Index] >= 0 {
			g = b.groupOf[q.Index]
		}
		if sg, ok := t.stages["greet"]; ok && l.Kind == dialogue.KindGreeting {
			g = sg
		}
		if g < 0 {
			b.beginStage(n, "other", t)
			return
		}
		b.join(g, n, rankOf(node))
		b.noteLetter(n, t)
		return
	}
	stage, anew := stageOf(node.Kind)
	cur := ""
	if t.current >= 0 {
		cur = b.groups[t.current].stage
	}
	switch {
	case stage == "other" && l.Protocol == "":
		anew = false // one conversation of nothing known is one step
	case stage == "greet" && (cur == "secure" || cur == "login" && l.Protocol != dialogue.SMTP):
		anew, stage = false, cur // said again inside the tube, or after the door
	case node.Kind == "smtp.rset" && (cur == "envelope" || cur == "letter"):
		anew, stage = false, cur // the end of that transaction
	case node.Kind == "imap.fetch" && t.hasData:
		anew = true
	case node.Kind == "smtp.bdat" && t.hasData && cur != "letter":
		anew = true
	}
	if stage == "other" && node.Kind == "smtp.unknown" && l.Kind == dialogue.KindCredentials {
		stage, anew = "login", false
	}
	t.hasData = t.hasData && !anew && cur == stage
	if anew || cur != stage {
		b.beginStage(n, stage, t)
	} else {
		b.join(t.current, n, rankOf(node))
	}
	b.noteLetter(n, t)
}

// beginStage starts the next part of a conversation.
func (b *builder) beginStage(n int, stage string, t *talk) int {
	node := &b.lines[n]
	c := b.conn(node.Conn)
	kind := TellOther
	if l := node.Line; l != nil && (l.Protocol == dialogue.SMTP || l.Protocol == dialogue.POP3 || l.Protocol == dialogue.IMAP) {
		kind = Kind("tell." + l.Protocol + "." + stage)
	}
	g := b.begin(kind, n)
	gr := &b.groups[g]
	gr.stage, gr.chapter = stage, chapterOfConn(node.Conn)
	gr.mainRank, gr.main = rankOf(node), n
	gr.host = c.hosts[client]
	if stage == "bye" {
		gr.after = t.current
	}
	t.current, t.stages[stage] = g, g
	if node.Line != nil && node.Line.FromClient {
		b.hostTalk[node.From], b.hostTalk[node.To] = g, g
	}
	return g
}

// noteLetter keeps track of which letter a conversation is about.
func (b *builder) noteLetter(n int, t *talk) {
	node := &b.lines[n]
	l := node.Line
	switch node.Kind {
	case "smtp.mail":
		e := &Envelope{Sender: pathOf(l.Args), Queue: t.queue}
		if known := b.letters[t.queue]; known != nil && t.queue != "" {
			e.MessageID = known.id
		} else if c := b.composed[node.From]; c != nil && t.queue == "" {
			e.MessageID = c.MessageID
		}
		e.Report = b.reports[t.queue] && t.queue != ""
		t.letter = e
	case "smtp.message", "pop3.message", "imap.message", "imap.literal":
		t.hasData = true
		id := messageID(l.Body)
		if t.letter == nil || l.Protocol != dialogue.SMTP {
			t.letter = &Envelope{}
		}
		if id != "" {
			t.letter.MessageID = id
		}
		b.nameCall(n, t)
	}
	if g := b.groupOf[n]; g >= 0 && t.letter != nil {
		switch b.groups[g].stage {
		case "envelope", "letter":
			b.groups[g].letter, node.Envelope = t.letter, t.letter
		case "fetch", "move":
			if t.hasData {
				b.groups[g].letter, node.Envelope = t.letter, t.letter
			}
		}
	}
}

// nameCall remembers which group handed a queue's letter over.
func (b *builder) nameCall(n int, t *talk) {
	if t.queue == "" {
		return
	}
	b.calls[b.lines[n].From+" "+t.queue] = b.groupOf[n]
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

// ---- Names

func nameKey(host, name, typ string) string {
	return host + " " + strings.ToLower(strings.TrimSuffix(name, ".")) + " " + typ
}

// placeDNSLine groups questions and answers.
func (b *builder) placeDNSLine(n int) {
	node := &b.lines[n]
	l := node.Line
	t := b.talk(node.Conn)
	defer func() {
		if t.asDNS >= 0 && b.groupOf[t.asDNS] < 0 {
			b.join(b.groupOf[n], t.asDNS, 0)
		}
		t.current = b.groupOf[n]
	}()
	if l.Kind == dialogue.KindQuery {
		key := nameKey(node.From, l.Args, l.Verb)
		if g, ok := b.lookups[key]; ok && b.groups[g].open {
			b.join(g, n, 4) // asked again, or after a look into the cache
			b.groups[g].conn = node.Conn
			b.serve(node.To, g)
			return
		}
		b.splitFor(n)
		g := b.begin(TellDNS, n)
		gr := &b.groups[g]
		gr.main, gr.mainRank, gr.open = n, 4, true
		gr.chapter = b.dnsChapter(n)
		b.lookups[key] = g
		b.lastDNS[node.From] = g
		b.serve(node.To, g)
		return
	}
	g := -1
	if q := b.question(l); q != nil {
		g = b.groupOf[q.Index]
	}
	if g < 0 {
		g = b.begin(TellDNSReply, n)
		b.groups[g].chapter = "dns:" + node.To
		return
	}
	b.unserve(node.From, g)
	if b.groups[g].kind == TellDNSAsking && b.groups[g].rest < 0 {
		rest := b.begin(TellDNSReply, n)
		b.groups[rest].chapter, b.groups[rest].host = b.groups[g].chapter, b.groups[g].host
		b.groups[rest].main, b.groups[rest].mainRank = n, 5
		b.groups[g].rest = rest
		b.groups[g].open = false
		b.lastDNS[node.To] = rest
		return
	}
	b.join(g, n, 5)
	b.groups[g].open = node.Class == More || node.Class == Temporary
	b.lastDNS[node.To] = g
}

// dnsChapter is the chapter of a look-up: that of the program which wanted to know.
func (b *builder) dnsChapter(n int) string {
	if up := b.causeGroup(n); up >= 0 && strings.HasPrefix(b.groups[up].chapter, "dns:") {
		return b.groups[up].chapter
	}
	if up := b.servedBy(n); up >= 0 {
		return b.groups[up].chapter
	}
	return "dns:" + b.lines[n].From
}

func (b *builder) serve(host string, g int) {
	if host != "" && !slices.Contains(b.serving[host], g) {
		b.serving[host] = append(b.serving[host], g)
	}
}

func (b *builder) unserve(host string, g int) {
	b.serving[host] = slices.DeleteFunc(b.serving[host], func(x int) bool { return x == g })
}

// servedBy is the look-up of another host that made the node's host ask or search,
// or -1: the one that caused it, or the only one that it is asked.
func (b *builder) servedBy(n int) int {
	asked := b.serving[b.lines[n].From]
	if up := b.causeGroup(n); up >= 0 && slices.Contains(asked, up) {
		return up
	}
	if len(asked) == 1 {
		return asked[0]
	}
	if up := b.causeGroup(n); up >= 0 && b.groups[up].chapter != "" {
		for i := len(asked) - 1; i >= 0; i-- {
			if b.groups[asked[i]].chapter == b.groups[up].chapter {
				return asked[i]
			}
		}
	}
	return -1
}

// splitFor: a question that makes the one asked put questions of its own is told
// apart from its answer.
func (b *builder) splitFor(n int) {
	if up := b.servedBy(n); up >= 0 && b.groups[up].kind == TellDNS {
		b.groups[up].kind = TellDNSAsking
	}
}

// placeCache groups what a resolver's memory does.
func (b *builder) placeCache(n int, f trace.DNSCache) {
	node := &b.lines[n]
	key := nameKey(node.From, f.Name, f.Type)
	switch f.Op {
	case trace.CacheHit:
		if up := b.servedBy(n); up >= 0 {
			b.join(up, n, 1)
			return
		}
		g := b.begin(TellDNSCached, n)
		b.groups[g].chapter, b.groups[g].main, b.groups[g].mainRank = "dns:"+node.From, n, 3
		b.lookups[key], b.lastDNS[node.From] = g, g
		return
	case trace.CacheMiss, trace.CacheExpired:
		if g, ok := b.lookups[key]; ok && b.groups[g].open {
			b.join(g, n, 0)
			return
		}
		if up := b.servedBy(n); up >= 0 && b.groups[up].kind == TellDNS {
			b.join(up, n, 0)
			return
		}
		g := b.begin(node.Kind, n)
		gr := &b.groups[g]
		gr.kind, gr.open, gr.chapter = TellDNS, true, b.dnsChapter(n)
		b.lookups[key], b.lastDNS[node.From] = g, g
		return
	}
	if up := b.causeGroup(n); up >= 0 && strings.HasPrefix(b.groups[up].chapter, "dns:") {
		b.join(up, n, 0)
		return
	}
	if g, ok := b.lastDNS[node.From]; ok && b.sameInstant(g, n) {
		b.join(g, n, 0)
		return
	}
	g := b.begin(node.Kind, n)
	b.groups[g].chapter = "dns:" + node.From
}

// sameInstant: the node happened when the group's last word came, or soon enough
// to be its consequence.
func (b *builder) sameInstant(g, n int) bool {
	return b.t.At(b.lines[n].FactSeq).At-b.t.At(b.groups[g].at).At <= time.Millisecond
}

// ---- Facts

// placeFact groups a decision or an event that no byte shows.
func (b *builder) placeFact(n int) {
	node := &b.lines[n]
	host := node.From
	switch f := node.Fact.(type) {
	case trace.DNSCache:
		b.placeCache(n, f)
	case trace.DNSAnswered:
		g, ok := b.lookups[nameKey(host, f.Name, f.Type)]
		if ok && !b.groups[g].open && !b.sameInstant(g, n) {
			// An old question. What it was told is remembered, perhaps for every type.
			if g, ok = b.lastDNS[host]; ok && !b.sameInstant(g, n) {
				ok = false
			}
		}
		if ok && b.groups[g].kind != DNSAnswered {
			b.groups[g].open = false
			b.join(g, n, 1)
			b.lastDNS[host] = b.groupOf[n]
			return
		}
		g = b.begin(node.Kind, n)
		b.groups[g].chapter = "dns:" + host
	case trace.MailRouted:
		b.begin(node.Kind, n)
		if g, ok := b.lastDNS[host]; ok {
			b.groups[b.groupOf[n]].chapter = b.groups[g].chapter
		}
	case trace.MessageComposed:
		node.Envelope = &Envelope{MessageID: f.MessageID, Sender: f.From}
		b.composed[host] = node.Envelope
		g := b.begin(node.Kind, n)
		b.groups[g].letter, b.groups[g].chapter = node.Envelope, leading
	case trace.MessageSubmitted:
		node.Envelope = &Envelope{MessageID: f.MessageID}
		if !f.OK {
			g := b.begin(node.Kind, n) // the news of its conversation
			b.groups[g].letter, b.groups[g].after = node.Envelope, b.talking(node.From)
			return
		}
		// The program says so when the conversation is over.
		node.trailing = true
		b.converse(n, "bye", "letter", "envelope")
	case trace.Authenticated:
		b.converse(n, "login")
	case trace.RecipientDecided:
		b.converse(n, "envelope")
	case trace.MessageAccepted:
		b.placeAccepted(n, f)
	case trace.QueueAdded, trace.QueueAttempt, trace.QueueAttemptFailed, trace.QueueDeferred, trace.QueueDone, trace.QueueRemoved:
		b.placeQueue(n)
	case trace.ReportMade:
		b.reports[f.Report] = true
		node.Envelope = b.envelopeOf(f.Queue)
		g := b.begin(node.Kind, n)
		b.groups[g].main, b.groups[g].mainRank, b.groups[g].chapter = n, 9, "bounce:"+host
		b.groups[g].letter = &Envelope{Queue: f.Report, Report: true}
		b.told[host+" "+f.Queue] = g
		b.byQueue[host+" "+f.Report] = g
	case trace.ReportWithheld:
		g := b.begin(node.Kind, n)
		b.groups[g].chapter, node.Envelope = "bounce:"+host, b.envelopeOf(f.Queue)
		b.told[host+" "+f.Queue] = g
	case trace.MailboxStored:
		node.Envelope = &Envelope{MessageID: f.MessageID, Queue: f.Queue, Report: f.Queue != "" && b.reports[f.Queue]}
		if g, ok := b.byQueue[host+" "+f.Queue]; ok && f.Queue != "" && b.groups[g].kind == TellDelivery {
			b.join(g, n, 5)
			b.groups[g].letter = node.Envelope
			return
		}
		if f.How != "delivered" || node.Conn != 0 {
			b.converse(n)
			return
		}
		g := b.begin(TellDelivery, n)
		b.groups[g].main, b.groups[g].mainRank, b.groups[g].letter, b.groups[g].chapter = n, 5, node.Envelope, "delivery:"+host
		if f.Queue != "" {
			b.byQueue[host+" "+f.Queue] = g
		}
	case trace.MailboxRefused:
		if node.Conn != 0 {
			b.converse(n)
			return
		}
		g := b.begin(node.Kind, n)
		b.groups[g].chapter = "delivery:" + host
	case trace.MailboxFlagged, trace.MailboxRemoved, trace.FolderChanged, trace.DeviceRemoved:
		b.converse(n)
	case trace.DeviceStored:
		node.Envelope = &Envelope{MessageID: f.MessageID}
		if b.keptBefore(node.From, f) {
			node.Variant = "flags"
			b.converse(n, "flag", "fetch")
			return
		}
		b.converse(n, "fetch")
	case trace.DeviceShown:
		node.Envelope = &Envelope{MessageID: f.MessageID}
		b.begin(node.Kind, n)
		b.groups[b.latest].letter = node.Envelope
	case trace.ActionStarted:
		b.begin(node.Kind, n)
		b.groups[b.latest].chapter = leading
	case trace.ActionEnded:
		if g := b.lastDoing(node.From); g >= 0 && (f.OK || b.groups[g].kind == MailSubmitted) {
			node.trailing = true
			b.join(g, n, 0)
			return
		}
		up := b.talking(node.From)
		g := b.begin(node.Kind, n)
		b.groups[g].after = up
	case trace.FaultActed:
		b.placeFault(n, f)
	case trace.PolicyChecked:
		if node.Conn != 0 {
			b.converse(n)
			return
		}
		b.begin(node.Kind, n)
	case trace.HostDown, trace.HostUp:
		b.begin(node.Kind, n)
		b.groups[b.latest].chapter = "power:"
	case trace.RunEnded:
		b.begin(node.Kind, n)
		b.groups[b.latest].chapter = "ending:"
	default:
		b.begin(node.Kind, n)
	}
}

// converse puts a fact into the conversation that it was made in: by its
// connection, by its cause, or as what its host did last.
func (b *builder) converse(n int, stages ...string) {
	node := &b.lines[n]
	g := -1
	if t := b.talks[node.Conn]; node.Conn != 0 && t != nil {
		g = t.current
		for _, s := range stages {
			if sg, ok := t.stages[s]; ok {
				g = sg
				break
			}
		}
	} else {
		if up := b.causeGroup(n); up >= 0 && b.groups[up].stage != "" {
			g = up
		} else if last, ok := b.hostTalk[node.From]; ok {
			g = last
		}
		if g >= 0 && b.groups[g].conn != 0 {
			if t := b.talks[b.groups[g].conn]; t != nil {
				for _, s := range stages {
					if sg, ok := t.stages[s]; ok {
						g = sg
						break
					}
				}
			}
		}
	}
	if g < 0 || b.groups[g].stage == "" {
		b.begin(node.Kind, n)
		b.groups[b.latest].letter = node.Envelope
		return
	}
	if t := b.talks[b.groups[g].conn]; t != nil && t.current != g {
		node.trailing = true // late news of what was told already
	}
	b.join(g, n, 0)
	if node.Envelope != nil && node.Envelope.MessageID != "" && (b.groups[g].letter == nil || b.groups[g].letter.MessageID == "") {
		b.groups[g].letter = node.Envelope
	}
}

// placeFault puts what a fault does with what it does it to: a question, a
// conversation, or a call that nobody has taken yet.
func (b *builder) placeFault(n int, f trace.FaultActed) {
	node := &b.lines[n]
	if f.Do == "dns" {
		if asked := b.serving[node.From]; len(asked) > 0 {
			b.join(asked[len(asked)-1], n, 0)
			return
		}
	}
	t := b.talks[node.Conn]
	switch {
	case node.Conn == 0:
		b.begin(node.Kind, n)
	case t == nil || t.current < 0:
		b.early = append(b.early, n)
	default:
		node.trailing = b.groups[t.current].stage == ""
		b.join(t.current, n, 0)
	}
}

// keptBefore says whether the device had that part of that letter already, so that
// only its flags are news; and remembers.
func (b *builder) keptBefore(host string, f trace.DeviceStored) bool {
	key := strings.Join([]string{host, f.User, f.Protocol, f.Folder, f.UID, string(f.Part)}, " ")
	before := b.kept[key]
	b.kept[key] = true
	return before
}

// talking is the conversation that a host has, or had last, as far as it is told:
// its latest group, or -1.
func (b *builder) talking(host string) int {
	if g, ok := b.hostTalk[host]; ok {
		if t := b.talks[b.groups[g].conn]; t != nil && t.current >= 0 {
			return t.current
		}
	}
	return -1
}

// lastDoing is the group of what a host did last: the end of its conversation, or
// what it showed after that; -1 for none.
func (b *builder) lastDoing(host string) int {
	if b.latest >= 0 && b.lines[b.groups[b.latest].members[0]].From == host {
		return b.latest
	}
	if g := b.talking(host); g >= 0 {
		return g
	}
	return b.latest
}

// placeAccepted: a server took responsibility for a letter.
func (b *builder) placeAccepted(n int, f trace.MessageAccepted) {
	node := &b.lines[n]
	b.letters[f.Queue] = &letter{id: f.MessageID, sender: f.Sender}
	if f.Sender == "" {
		b.reports[f.Queue] = true // only reports have no return address (RFC 5321 section 4.5.5)
	}
	node.Envelope = &Envelope{MessageID: f.MessageID, Queue: f.Queue, Sender: f.Sender, Report: b.reports[f.Queue]}
	if g, ok := b.byQueue[node.From+" "+f.Queue]; ok {
		node.Variant = "report"
		b.join(g, n, 0) // the server's own report
		b.groups[g].letter = node.Envelope
		return
	}
	t := b.talks[node.Conn]
	g, told := -1, false
	if t != nil {
		if sg, ok := t.stages["letter"]; ok {
			g, told = sg, true
		}
	}
	if node.Conn == 0 || !told {
		if node.Conn == 0 && f.Sender == "" {
			// A report written before its report.made says so.
			node.Variant = "report"
			g := b.begin(node.Kind, n)
			b.groups[g].chapter, b.groups[g].letter = "bounce:"+node.From, node.Envelope
			b.byQueue[node.From+" "+f.Queue] = g
			return
		}
		if d, ok := b.byQueue[node.From+" local"]; ok && node.Conn == 0 && b.sameInstant(d, n) {
			// A mailbox that sends its mail on: the letter leaves again, by a new name.
			node.Variant = "forwarded"
			b.join(d, n, 0)
			b.byQueue[node.From+" "+f.Queue] = d
			return
		}
		b.converse(n, "letter")
		return
	}
	b.join(g, n, 0)
	if t.letter != nil {
		if f.MessageID != "" {
			t.letter.MessageID = f.MessageID
		}
		if t.letter.Queue == "" {
			t.letter.Queue = f.Queue
		}
	}
}

func (b *builder) envelopeOf(queue string) *Envelope {
	l := b.letters[queue]
	if l == nil {
		return &Envelope{Queue: queue, Report: b.reports[queue]}
	}
	return &Envelope{MessageID: l.id, Queue: queue, Sender: l.sender, Report: b.reports[queue]}
}

// placeQueue groups what a server decides about its queue.
func (b *builder) placeQueue(n int) {
	node := &b.lines[n]
	host := node.From
	last := func(queue string) int {
		if g, ok := b.byQueue[host+" "+queue]; ok && b.sameInstant(g, n) {
			return g
		}
		return -1
	}
	begin := func(queue string, kind Kind, chapter string) {
		g := b.begin(kind, n)
		b.groups[g].chapter, b.groups[g].letter = chapter, node.Envelope
		b.groups[g].main, b.groups[g].mainRank = n, 1
		b.byQueue[host+" "+queue] = g
	}
	switch f := node.Fact.(type) {
	case trace.QueueAdded:
		node.Envelope = b.envelopeOf(f.Queue)
		if b.letters[f.Queue] == nil {
			node.Envelope.Sender = f.Sender
		}
		g := last(f.Queue)
		switch {
		case g >= 0 && (b.groups[g].kind == ReportMade || b.groups[g].kind == MailAccepted):
			b.join(g, n, 0)
		case f.Destination == trace.LocalDestination:
			begin(f.Queue, TellDelivery, "delivery:"+host)
		case g >= 0 && b.groups[g].kind == QueueAdded:
			b.join(g, n, 0)
		default:
			from := -1
			if g >= 0 && b.groups[g].kind == TellDelivery {
				from = g
			} else if up := b.causeGroup(n); up >= 0 && b.groups[up].stage == "letter" && b.sameInstant(up, n) {
				from = up
			}
			begin(f.Queue, QueueAdded, "")
			b.groups[b.latest].after = from
		}
	case trace.QueueAttempt:
		node.Envelope = b.envelopeOf(f.Queue)
		if f.Destination == trace.LocalDestination {
			if g := last(f.Queue); g >= 0 && b.groups[g].kind == TellDelivery {
				b.join(g, n, 0)
				b.byQueue[host+" local"] = g
				return
			}
			begin(f.Queue, TellDelivery, "delivery:"+host)
			b.byQueue[host+" local"] = b.byQueue[host+" "+f.Queue]
			return
		}
		g := b.begin(QueueAttempt, n)
		b.groups[g].chapter, b.groups[g].letter = leading, node.Envelope
		b.attempts[host+" "+f.Remote] = g
		if f.Address != "" {
			b.attempts[host+" "+f.Address] = g
		}
	case trace.QueueAttemptFailed:
		node.Envelope = b.envelopeOf(f.Queue)
		if g := last(f.Queue); g >= 0 && b.groups[g].kind == TellDelivery {
			b.join(g, n, 6)
			return
		}
		begin(f.Queue, QueueAttemptFail, "")
	case trace.QueueDeferred:
		node.Envelope = b.envelopeOf(f.Queue)
		if g := last(f.Queue); g >= 0 && b.groups[g].kind == QueueAttemptFail {
			b.join(g, n, 5)
			b.groups[g].kind, b.groups[g].chapter = QueueDeferred, "waiting:"+host
			return
		}
		begin(f.Queue, QueueDeferred, "waiting:"+host)
	case trace.QueueDone:
		node.Envelope = b.envelopeOf(f.Queue)
		g := last(f.Queue)
		switch {
		case g >= 0 && b.groups[g].kind == TellDelivery && f.Destination == trace.LocalDestination:
			b.join(g, n, 2)
		case g >= 0 && b.groups[g].kind == QueueDone && b.lines[b.groups[g].main].Variant == node.Variant:
			b.join(g, n, 1)
		case g >= 0 && b.groups[g].kind == QueueAttemptFail && f.Outcome != trace.OutcomeDelivered:
			b.join(g, n, 5)
			b.groups[g].kind = QueueDone
		default:
			begin(f.Queue, QueueDone, "")
			if call, ok := b.calls[host+" "+f.Queue]; ok && f.Outcome == trace.OutcomeDelivered {
				b.groups[b.latest].after = call
				b.groups[b.latest].chapter = b.groups[call].chapter
			}
		}
	case trace.QueueRemoved:
		node.Envelope = b.envelopeOf(f.Queue)
		if r, ok := b.told[host+" "+f.Queue]; ok && b.sameInstant(r, n) {
			node.trailing = true // only when the report is safe is the letter forgotten
			b.join(r, n, 0)
			return
		}
		if g := last(f.Queue); g >= 0 && b.groups[g].kind != QueueAdded {
			b.join(g, n, 0)
			return
		}
		begin(f.Queue, QueueRemoved, "")
	}
}

// finishGroups settles the order of the groups.
func (b *builder) finishGroups() {
	for i := range b.lines {
		if b.groupOf[i] < 0 { // a handshake for a question that was never asked
			b.begin(b.lines[i].Kind, i)
		}
	}
	for i := range b.groups {
		g := &b.groups[i]
		for _, m := range g.members {
			n := &b.lines[m]
			if g.key == 0 || g.stage == "letter" && n.Kind == MailAccepted {
				// The server has the letter from here on; its 250 is still to travel.
				g.key, g.at = n.key, max(g.at, n.At)
			}
		}
	}
	b.badNewsFirst()
	// A letter handed over, the goodbye, and the line struck off the sender's queue
	// belong together, though the receiver may be busy with the letter already.
	for i := range b.groups {
		g := &b.groups[i]
		if g.after >= 0 && b.t.At(g.at).At-b.t.At(b.groups[g.after].at).At < 2*time.Second {
			g.key = b.groups[g.after].key
		}
	}
}

// badNewsFirst: a server writes its report before it strikes the letter off its
// queue, so that no crash loses it; but one tells first that it gives up.
func (b *builder) badNewsFirst() {
	for i := range b.groups {
		g := &b.groups[i]
		for _, m := range g.members {
			f, ok := b.lines[m].Fact.(trace.QueueDone)
			if !ok || f.Outcome == trace.OutcomeDelivered {
				continue
			}
			r, ok := b.told[b.lines[m].From+" "+f.Queue]
			if ok && r != i && (b.t.At(g.key).At-b.t.At(b.groups[r].key).At).Abs() <= time.Millisecond {
				g.key = b.lines[b.groups[r].members[0]].key - 1
				if g.chapter == "" {
					g.chapter = b.groups[r].chapter
				}
			}
		}
	}
}
