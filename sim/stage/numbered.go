package stage

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/imap/utf7"
	"posta/sim/story"
	"posta/sim/trace"
)

// Whoever reads their mail names letters by numbers: IMAP by a UID, or by the place in the folder that is selected (RFC 3501 section
// 2.3.1), POP3 by the place in the maildrop (RFC 1939 section 5). Which letters those are follows from what lay in that folder then.

// numbered are the letters that what decides a step names by their numbers, or what it answers; names is false where it names none so.
// One that is named and does not exist is none of them.
func (t *tale) numbered(s *story.Step) (ids []string, names bool) {
	for s.Detail == story.Packets && s.Parent != nil {
		s = s.Parent
	}
	told := t.telling.Story
	l := told.Decisive(s)
	q := told.Asked(l)
	if q == nil {
		q = l
	}
	if q == nil || !q.FromClient {
		return nil, false
	}
	switch {
	case q.Protocol == dialogue.POP3 && slices.Contains(maildropVerbs, q.Verb):
		n, _, _ := strings.Cut(q.Args, " ")
		return t.lettersOf(numbers{set: n}, t.maildrop(q)), n != ""
	case q.Protocol == dialogue.IMAP:
		return t.numberedByIMAP(q, l, s.At)
	}
	return nil, false
}

func (t *tale) numberedByIMAP(q, l *dialogue.Line, at int) (ids []string, names bool) {
	verb, uid := strings.CutPrefix(q.Verb, "UID ")
	set, _, _ := strings.Cut(q.Args, " ")
	switch verb {
	case "EXPUNGE", "CLOSE":
		ids = t.removed(q, at)
		return ids, len(ids) > 0
	case "SEARCH":
		if set = t.found(q, l); set == "" {
			return nil, false
		}
	case "FETCH":
		if l.Verb == verb && !l.FromClient { // an answer, which is about one
			n, rest, _ := strings.Cut(l.Args, " ")
			if _, after, ok := strings.Cut(rest, "UID "); uid && ok {
				n = after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
			}
			set = n
		}
	case "STORE", "COPY", "MOVE":
	case "SELECT", "EXAMINE": // what lies in that folder is what matters now, the newest first
		for _, c := range slices.Backward(t.folder(q, mailboxName(q.Args), q.First)) {
			ids = append(ids, c.id)
		}
		return ids, len(ids) > 0
	default:
		return nil, false
	}
	ids = t.lettersOf(numbers{set, uid}, t.selected(q))
	return ids, len(ids) > 0 || !strings.ContainsAny(set, ":*")
}

// found are the numbers that the answers to a search have named up to a line, as a set.
func (t *tale) found(q, last *dialogue.Line) string {
	var set []string
	for _, l := range t.telling.Story.Talk.LinesOf(q.Conn) {
		if l.Question == q.Index && l.Verb == "SEARCH" && l.First <= last.First {
			set = append(set, strings.Fields(l.Args)...)
		}
	}
	return strings.Join(set, ",")
}

// removed are the letters that were removed from a mailbox for what somebody said, up to an event.
func (t *tale) removed(q *dialogue.Line, at int) (ids []string) {
	for _, c := range t.shelves.copies {
		if c.host != q.Listener || c.where != inMailbox || c.until <= q.First || c.until > at {
			continue
		}
		e := t.telling.Trace.At(c.until)
		if _, ok := e.Fact.(trace.MailboxRemoved); ok && e.Conn == q.Conn {
			ids = append(ids, c.id)
		}
	}
	return ids
}

// numbers is a set of numbers as IMAP writes it: "2,4:7,9:*" (RFC 3501 section 9, sequence-set).
type numbers struct {
	set  string
	uids bool // and not places
}

// lettersOf are those letters of a folder that a set names, in its order.
func (t *tale) lettersOf(n numbers, folder []*lying) (ids []string) {
	number := func(k int) int {
		if n.uids {
			return atoi(folder[k].name)
		}
		return k + 1
	}
	for _, part := range strings.Split(n.set, ",") {
		if len(folder) == 0 {
			break
		}
		last := number(len(folder) - 1)
		value := func(s string) int {
			if s == "*" {
				return last
			}
			return atoi(s)
		}
		from, to, isRange := strings.Cut(part, ":")
		low := value(from)
		high := low
		if isRange {
			high = value(to)
		}
		for k, c := range folder {
			if v := number(k); v >= min(low, high) && v <= max(low, high) {
				ids = append(ids, c.id)
			}
		}
	}
	return ids
}

// atoi reads a number; what is none is larger than all.
func atoi(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return math.MaxInt
}

// selected are the letters in the folder that was selected when somebody spoke, in their order.
func (t *tale) selected(q *dialogue.Line) []*lying {
	folder, lines := "", t.telling.Story.Talk.LinesOf(q.Conn)
	for _, l := range lines {
		if l.First >= q.First {
			break
		}
		if asked := t.telling.Story.Asked(l); asked != nil && l.Kind == dialogue.KindReply && (asked.Verb == "SELECT" || asked.Verb == "EXAMINE") {
			folder = ""
			if l.Class == dialogue.ClassOK {
				folder = mailboxName(asked.Args)
			}
		}
	}
	return t.folder(q, folder, q.First)
}

// mailboxName is the name of the folder with which a command's arguments begin (RFC 3501 section 5.1).
func mailboxName(args string) string {
	name, _, _ := strings.Cut(args, " ")
	if quoted, ok := strings.CutPrefix(args, `"`); ok {
		name, _, _ = strings.Cut(quoted, `"`)
	}
	if strings.EqualFold(name, "INBOX") {
		return "INBOX"
	}
	if read, err := utf7.Decode(name); err == nil {
		return read
	}
	return name
}

// maildropVerbs are the commands of POP3 that name a letter, or may.
var maildropVerbs = []string{"LIST", "UIDL", "RETR", "TOP", "DELE"}

// maildrop are the letters that POP3 counts, which are those that were there when it was first asked for them.
func (t *tale) maildrop(q *dialogue.Line) []*lying {
	for _, l := range t.telling.Story.Talk.LinesOf(q.Conn) {
		if l.FromClient && (l.Verb == "STAT" || slices.Contains(maildropVerbs, l.Verb)) {
			return t.folder(q, "INBOX", l.First)
		}
	}
	return nil
}

// folder are the letters that lay in a folder of whoever has logged in to a conversation.
func (t *tale) folder(q *dialogue.Line, name string, at int) (list []*lying) {
	box := folderOf(t.owner(q), name)
	for _, c := range t.shelves.copies {
		if c.host == q.Listener && c.where == inMailbox && c.box == box && c.from < at && (c.until == 0 || c.until >= at) {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *lying) int { return atoi(a.name) - atoi(b.name) })
	return list
}

// owner is who had logged in to a conversation when somebody spoke.
func (t *tale) owner(q *dialogue.Line) string {
	lines := t.telling.Story.Talk.LinesOf(q.Conn)
	for seq := q.First; len(lines) > 0 && seq > lines[0].First; seq-- {
		e := t.telling.Trace.At(seq)
		if f, ok := e.Fact.(trace.Authenticated); ok && e.Conn == q.Conn && f.OK {
			return f.User
		}
	}
	return ""
}

// byNumber is what a step is about where what is said names letters by their numbers: what else tells, if it is one of them, or else the
// one of them that the conversation was about before, or the first. It is nil where none of them exists.
func (t *tale) byNumber(s *story.Step, env *story.Envelope) *story.Envelope {
	ids, names := t.numbered(s)
	if !names || env != nil && slices.Contains(ids, env.MessageID) {
		return env
	}
	if len(ids) == 0 {
		return nil
	}
	for i := s.Index - 1; len(ids) > 1 && i >= 0; i-- {
		before := t.step(s.Detail, i)
		if before.Conn != s.Conn {
			break
		}
		if env := about(before); env != nil && slices.Contains(ids, env.MessageID) {
			return env
		}
	}
	return &story.Envelope{MessageID: ids[0]}
}

// nobodys tells whether what is said at a step names letters by their numbers, and none of them exists.
func (t *tale) nobodys(s *story.Step) bool {
	ids, names := t.numbered(s)
	return names && len(ids) == 0
}

// thrownAway is where a letter has gone for good, as a step tells, or what it is a part of: from the mailbox out of which it was removed,
// or from the hands of a filter. It is empty where it has not, or where another copy lies there.
func (t *tale) thrownAway(s *story.Step, id string, lie map[string][]*lying) (host string) {
	whole := s
	for whole.Parent != nil {
		whole = whole.Parent
	}
	for _, c := range t.shelves.copies {
		if c.id != id || c.until == 0 || t.telling.Story.StepAt(story.Tell, c.until) != whole.Index || !t.told(s.Detail, s.Index, c.until) {
			continue
		}
		if copyAt(lie[c.host], &story.Envelope{MessageID: id}) == nil && (t.expunged(c) || t.discarded(whole, c)) {
			host = c.host
		}
	}
	return host
}

// expunged tells whether a copy was removed from its mailbox, to be nowhere.
func (t *tale) expunged(c *lying) bool {
	f, ok := t.telling.Trace.At(c.until).Fact.(trace.MailboxRemoved)
	return ok && f.How == trace.DepartureExpunged
}

// discarded tells whether somebody's filter threw a copy away at a step (RFC 5228 section 4.4).
func (t *tale) discarded(s *story.Step, c *lying) bool {
	return c.where == inQueue && slices.ContainsFunc(t.telling.Story.Parts(s), func(part *story.Step) bool {
		f, ok := part.Fact.(trace.FilterActed)
		return ok && f.Do == trace.FilterDiscard && f.Queue == c.name && part.From == c.host
	})
}
