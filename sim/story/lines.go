package story

import (
	"cmp"
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/oauthbearer"
)

// readLine takes in a line of dialogue that is new, or of which more is known.
func (b *builder) readLine(l *dialogue.Line) {
	st := b.ofLine[l]
	if st == nil {
		st = b.newStep(lines, Step{From: l.Speaker, To: l.Listener, Conn: l.Conn, Line: l, First: l.First, Last: l.Last})
		b.ofLine[l] = st
		b.found(st)
		c := b.conn(l.Conn)
		c.waiting[sideOf(l)] = append(c.waiting[sideOf(l)], st)
	}
	b.nameLine(st)
	st.First, st.Last = min(st.First, l.First), max(st.Last, l.Last, l.Received)
	st.settled = l.Last
	if l.Received != 0 {
		st.settled = l.Received
	}
	b.shelves[lines].mend(st)
	if st.of != nil {
		st.of.step.touch(st.Last)
		b.resettled(st)
	}
}

// nameLine finds what sort of line it is.
func (b *builder) nameLine(st *Step) {
	l, class := st.Line, st.Class
	st.Kind, st.Variant = b.lineKind(l)
	if st.of != nil && st.of.kind == TellSMTPAnswer && st.Kind == "smtp.reply.message" {
		st.Variant = passedOnAs
	}
	st.Class = Class(l.Class) // dialogue and story mean the same by the words
	st.Failure = st.Class == Temporary || st.Class == Permanent
	if b.mend(st); st.Class != class {
		b.reclassed(st)
	}
}

// readPartial reads the lines that are still growing as far as they go: the reader
// does so only when it is asked.
func (b *builder) readPartial() {
	for _, l := range b.reader.Refresh() {
		b.nameLine(b.ofLine[l])
	}
}

// sideOf is the end of the connection that says a line.
func sideOf(l *dialogue.Line) side {
	if l.FromClient {
		return client
	}
	return server
}

// isVerdict tells whether a line is settled when it is said. What a server says is:
// what it does next, while its word is still on the road, is told after it.
func isVerdict(l *dialogue.Line) bool {
	switch l.Kind {
	case dialogue.KindReply, dialogue.KindContinuation, dialogue.KindGreeting, dialogue.KindUntagged, dialogue.KindAnswer:
		return true
	}
	return false
}

// advance settles the lines of a connection that have become whole and arrived. One
// end's lines are told in the order in which it said them; datagrams know no order.
func (b *builder) advance(c *conn) {
	for s := range c.waiting {
		said, held := c.said[s], false
		rest := c.waiting[s][:0]
		for _, st := range c.waiting[s] {
			key := st.settled
			if isVerdict(st.Line) {
				key = st.Line.Last
			}
			if key = max(key, said); key != st.key {
				st.key = key
				b.shelves[lines].put(st)
			}
			said = key
			if !st.sent && (held || !b.isSettled(st, c)) {
				held = held || c.network != "udp"
				rest = append(rest, st)
				continue
			}
			c.said[s] = key
			if st.Line.Partial {
				b.readPartial()
			}
			b.settled(st)
			b.settledBefore(c)
		}
		c.waiting[s] = rest
	}
	if c.over {
		b.settledBefore(c)
	}
}

// settledBefore settles the call before what is said on it.
func (b *builder) settledBefore(c *conn) {
	for _, st := range []*Step{c.open, c.tls} {
		if st != nil && !st.sent && (st == c.open || c.over) {
			b.settled(st)
		}
	}
}

// isSettled tells whether a line has found its place among the others.
func (b *builder) isSettled(st *Step, c *conn) bool {
	l := st.Line
	return c.over || b.ended || !l.Partial && (isVerdict(l) || l.Received != 0 || !b.hears(l))
}

// hears tells whether the trace will say when a line has come to its listener: of a
// program outside the scenario nobody tells.
func (b *builder) hears(l *dialogue.Line) bool { return b.hosts[l.Listener] }

// isExpected tells whether a line of the dialogue is still growing or on its way.
func (b *builder) isExpected(st *Step) bool {
	l := st.Line
	return !b.ended && !b.conn(l.Conn).over && (l.Partial || l.Received == 0 && b.hears(l))
}

// endAll settles everything: the run is over.
func (b *builder) endAll() {
	b.ended = true
	for _, c := range b.conns {
		if c != nil {
			b.advance(c)
		}
	}
	for _, st := range b.unplaced {
		b.settled(st)
	}
	b.place()
}

func (b *builder) question(l *dialogue.Line) *dialogue.Line {
	if l.Question < 0 || l.Question >= len(b.d.Lines) {
		return nil
	}
	return b.d.Lines[l.Question]
}

// asked is the verb of the command that a line belongs to, back over challenges
// and letters.
func (b *builder) asked(l *dialogue.Line) string {
	// A chain of questions goes back in time, so it ends; its length is that of one
	// exchange.
	for q := b.question(l); q != nil; q = b.question(q) {
		if q.Kind == dialogue.KindCommand || q.Kind == dialogue.KindCredentials && q.Verb != "" && b.question(q) == nil {
			return q.Verb
		}
	}
	return ""
}

// lineKind names a line's step.
func (b *builder) lineKind(l *dialogue.Line) (Kind, string) {
	switch l.Protocol {
	case dialogue.SMTP:
		return b.smtpKind(l)
	case dialogue.POP3:
		return b.pop3Kind(l)
	case dialogue.IMAP:
		return b.imapKind(l)
	case dialogue.HTTP:
		if l.FromClient {
			return "http.request", ""
		}
		return "http.response", ""
	case dialogue.DNS:
		switch l.Kind {
		case dialogue.KindQuery:
			return "dns.query", l.Verb
		case dialogue.KindAnswer:
			if l.DNS == nil {
				return "dns.answer", ""
			}
			return "dns.answer", l.DNS.RCode
		}
	}
	return Other, ""
}

func (b *builder) smtpKind(l *dialogue.Line) (Kind, string) {
	code := ""
	if l.Code != 0 {
		code = strconv.Itoa(l.Code)
	}
	switch l.Kind {
	case dialogue.KindGreeting:
		return "smtp.greeting", code
	case dialogue.KindContinuation:
		if l.Code == 354 || b.isVerb(l, "DATA") {
			return "smtp.go-ahead", code
		}
		return "smtp.challenge", cmp.Or(refuses(l), code)
	case dialogue.KindCredentials:
		if isAUTH(l) {
			return "smtp.auth", strings.ToLower(firstWord(l.Args))
		}
		return "smtp.credentials", response(l)
	case dialogue.KindData:
		if q := b.question(l); q != nil && q.Verb == "BDAT" {
			return "smtp.message", "chunk"
		}
		return "smtp.message", hidden(l)
	case dialogue.KindReply:
		q := b.question(l)
		switch {
		case q != nil && q.Verb == "BDAT" && l.Class == dialogue.ClassOK && lastChunk(q):
			return "smtp.reply.message", code
		case q != nil && q.Kind == dialogue.KindData:
			if bdat := b.question(q); bdat != nil && bdat.Verb == "BDAT" && l.Class == dialogue.ClassOK && !lastChunk(bdat) {
				return "smtp.reply.bdat", code
			}
			return "smtp.reply.message", code
		case q != nil && q.Kind == dialogue.KindCredentials && cancels(q) != "":
			return "smtp.reply.auth", code + "-" + cancels(q)
		case q == nil && l.Code == 421:
			return "smtp.reply.unknown", code
		}
		verb := b.asked(l)
		if q != nil && verb == "" {
			verb = q.Verb
		}
		if l.Code == 530 && strings.Contains(strings.ToUpper(l.Args), "STARTTLS") {
			code += "-tls" // what it wants first is no log-in (RFC 3207 section 4)
		}
		return verbKind("smtp", ".reply.", knownSMTP, verb), code
	case dialogue.KindCommand:
		k := verbKind("smtp", ".", knownSMTP, l.Verb)
		switch {
		case k == "smtp.auth":
			return k, strings.ToLower(firstWord(l.Args))
		case obsolete[l.Verb]:
			return k, "obsolete"
		}
		return k, hidden(l)
	}
	return "smtp.unknown", ""
}

// hidden is the variant of what only its listener takes for more than a letter's text.
func hidden(l *dialogue.Line) string {
	if l.Hidden {
		return "hidden"
	}
	return ""
}

// obsolete are the commands that SMTP had (RFC 821 section 4.1.1), and today's standard
// keeps no use for (RFC 5321 appendix F).
var obsolete = setOf([]string{"SEND", "SOML", "SAML", "TURN"})

// lastChunk tells whether a BDAT ends its letter (RFC 3030 section 2).
func lastChunk(bdat *dialogue.Line) bool {
	_, last, _ := strings.Cut(bdat.Args, " ")
	return strings.EqualFold(strings.TrimSpace(last), "LAST")
}

// cancels tells, as a variant, that a client leaves off logging in: by "*" alone (RFC
// 4954 section 4, RFC 5034 section 4, RFC 3501 section 6.2.2).
func cancels(l *dialogue.Line) string {
	if l.Args == "*" && l.Verb == "" {
		return "cancel"
	}
	return ""
}

// response is the variant of a line in which a client answers a challenge: it leaves off, or
// says what says nothing after an error (RFC 7628 section 3.2.3).
func response(l *dialogue.Line) string {
	if l.Withheld {
		return "withheld"
	}
	if l.Secret == string(oauthbearer.Dummy) {
		return "dummy"
	}
	return cancels(l)
}

// refuses tells, as a variant, that a challenge is an error's (RFC 7628 section 3.2.2).
func refuses(l *dialogue.Line) string {
	if _, err := oauthbearer.ParseRefusal([]byte(l.Secret)); err == nil {
		return "refusal"
	}
	return ""
}

// isAUTH: the line names a mechanism and brings its first response at once.
func isAUTH(l *dialogue.Line) bool {
	return strings.EqualFold(l.Verb, "AUTH") && len(l.Raw) >= 4 && strings.EqualFold(string(l.Raw[:4]), "AUTH")
}

func (b *builder) isVerb(l *dialogue.Line, verb string) bool {
	q := b.question(l)
	return q != nil && q.Verb == verb
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return word
}

func (b *builder) pop3Kind(l *dialogue.Line) (Kind, string) {
	verdict := "ok"
	if l.Class == dialogue.ClassPermanent || l.Class == dialogue.ClassTemporary {
		verdict = "err"
	}
	switch l.Kind {
	case dialogue.KindGreeting:
		return "pop3.greeting", verdict
	case dialogue.KindContinuation:
		return "pop3.challenge", refuses(l)
	case dialogue.KindCredentials:
		if known := verbKind("pop3", ".", knownPOP3, l.Verb); known == "pop3.pass" || known == "pop3.apop" || known == "pop3.auth" && b.question(l) == nil {
			return known, ""
		}
		return "pop3.credentials", response(l)
	case dialogue.KindData:
		return "pop3.message", strings.ToLower(b.asked(l))
	case dialogue.KindReply:
		if q := b.question(l); q != nil && q.Kind == dialogue.KindCredentials && cancels(q) != "" {
			verdict += "-" + cancels(q)
		} else if verdict == "err" {
			verdict = strings.TrimSuffix(verdict+"-"+pop3Code(l.Text), "-")
		}
		return verbKind("pop3", ".reply.", knownPOP3, b.asked(l)), verdict
	case dialogue.KindCommand:
		return verbKind("pop3", ".", knownPOP3, l.Verb), ""
	}
	return "pop3.unknown", ""
}

// pop3Code is the extended response code of an error, as a variant: "in-use" of [IN-USE]
// (RFC 2449 section 8), "sys-temp" of [SYS/TEMP] (RFC 3206); "" where there is none.
func pop3Code(text string) string {
	rest, found := strings.CutPrefix(text, "-ERR [")
	if !found {
		return ""
	}
	code, _, closed := strings.Cut(rest, "]")
	if !closed || strings.ContainsAny(code, " \t") {
		return ""
	}
	return strings.ReplaceAll(strings.ToLower(code), "/", "-")
}

func (b *builder) imapKind(l *dialogue.Line) (Kind, string) {
	switch l.Kind {
	case dialogue.KindGreeting:
		return "imap.greeting", strings.ToLower(l.Verb)
	case dialogue.KindContinuation:
		if b.isVerb(l, "IDLE") {
			return "imap.continuation", "idle" // it waits for no more than DONE (RFC 2177 section 3)
		}
		return "imap.continuation", refuses(l)
	case dialogue.KindCredentials:
		if known := verbKind("imap", ".", knownIMAP, l.Verb); l.Tag != "" && (known == "imap.login" || known == "imap.authenticate") {
			return known, ""
		}
		return "imap.credentials", response(l)
	case dialogue.KindData:
		if l.FromClient {
			return "imap.literal", ""
		}
		return "imap.message", ""
	case dialogue.KindUntagged:
		kind := verbKind("imap", ".untagged.", knownUntagged, l.Verb)
		switch kind {
		case "imap.untagged.ok":
			return kind, responseCode(l.Text)
		case "imap.untagged.fetch":
			return kind, fetched(l.Text)
		}
		return kind, ""
	case dialogue.KindReply:
		verdict := strings.ToLower(l.Verb)
		if verdict == "no" { // the code says why (RFC 5530)
			verdict = strings.TrimSuffix(verdict+"-"+responseCode(l.Text), "-")
		}
		return verbKind("imap", ".reply.", knownIMAP, b.asked(l)), verdict
	case dialogue.KindCommand:
		kind := verbKind("imap", ".", knownIMAP, l.Verb)
		if b.isRest(l) {
			return kind, "literal"
		}
		switch args := strings.ToUpper(firstLineOf(l.Args)); {
		case kind == "imap.fetch" && strings.Contains(args, "(CHANGEDSINCE "): // RFC 7162 section 3.1.4
			return kind, "changed"
		case kind == "imap.fetch":
			return kind, wanted(l)
		case kind == "imap.select" && strings.Contains(args, "(QRESYNC "): // RFC 7162 section 3.2.5
			return kind, "resync"
		}
		return kind, ""
	}
	return "imap.unknown", ""
}

// isRest: the line goes on with a command that announced a literal, as RFC 3501
// section 4.3 has it.
func (b *builder) isRest(l *dialogue.Line) bool {
	q := b.question(l)
	return l.Protocol == dialogue.IMAP && l.Kind == dialogue.KindCommand && l.Tag != "" && q != nil && q.Tag == l.Tag
}

// responseCode is the first word between the brackets of an IMAP response (RFC
// 3501 section 7.1), "" where there are none.
func responseCode(text string) string {
	_, code, found := strings.Cut(text, " [")
	if !found {
		return ""
	}
	code, _, _ = strings.Cut(code, "]")
	return strings.ToLower(firstWord(code))
}

// fetched says what part of a letter a FETCH asks for, or brings: "message",
// "headers", "flags", or "" for anything else (RFC 3501 section 6.4.5).
func fetched(args string) string {
	args = strings.ReplaceAll(strings.ToUpper(firstLineOf(args)), "RFC822.SIZE", "")
	switch {
	case strings.Contains(args, "HEADER") || strings.Contains(args, "ENVELOPE"):
		return "headers"
	case strings.Contains(args, "BODY") && !strings.Contains(args, "BODYSTRUCTURE") || strings.Contains(args, "RFC822"):
		return "message"
	case strings.Contains(args, "FLAGS"):
		return "flags"
	}
	return ""
}

// wanted is fetched of what a client asks for: "flags" where it is what a list of letters
// is made of, "headers" where it is what a person sees of each, read without a mark.
// "part" is one that has a number (RFC 3501's BODY[1.2]). "items" is anything else of the kind, told item by item.
func wanted(l *dialogue.Line) string {
	kind := fetched(l.Args)
	set, items, _ := strings.Cut(strings.ToUpper(firstLineOf(l.Args)), " ")
	many := strings.ContainsAny(set, ":,*$")
	uid := strings.HasPrefix(l.Verb, "UID ") || strings.Contains(items, "UID")
	listed := strings.Contains(items, "ENVELOPE") || strings.Contains(items, "HEADER]") ||
		strings.Contains(items, "FROM") && strings.Contains(items, "SUBJECT")
	switch {
	case kind == "message" && partOf(items):
		return "part"
	case kind == "" && items != "", kind == "flags" && !(many && uid), kind == "headers" && (!listed || strings.Contains(items, "BODY[")),
		kind == "message" && !strings.Contains(items, "[") && !strings.Contains(items, "RFC822"): // BODY alone is the structure
		return "items"
	}
	return kind
}

// partOf tells whether parts of a letter are asked for by their numbers, and not all of it.
func partOf(items string) bool {
	any := false
	for rest := items; ; {
		_, after, ok := strings.Cut(rest, "[")
		if !ok {
			return any
		}
		if after == "" || after[0] < '0' || after[0] > '9' {
			return false
		}
		any, rest = true, after
	}
}

func firstLineOf(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
