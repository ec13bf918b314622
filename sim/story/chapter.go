package story

import (
	"slices"
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// leading is the chapter of a group that belongs to whatever comes next.
const leading = string(trace.Leading)

// readersChapter is that of what the many do with their letters, whatever it leads to.
const readersChapter = "readers:"

// maxTogether is how many conversations may share a chapter because they
// overlap; more are told as they come.
const maxTogether = 6

func chapterOfConn(conn int) string { return "conn:" + strconv.Itoa(conn) }

func connOfChapter(chapter string) (int, bool) {
	rest, ok := strings.CutPrefix(chapter, "conn:")
	id, err := strconv.Atoi(rest)
	return id, ok && err == nil
}

// run is a stretch of Tell steps of one hop.
type run struct {
	key        string
	begin, end int
	forced     bool // something was done by hand at its beginning
	// top is the chapter that the run ended up in, as it was then.
	top *stack
}

// stack is the chapters up to a run: the last one, and those below it. Later runs
// put another stack on the same ones, so that going back is looking at an earlier
// run's.
type stack struct {
	below      *stack
	depth      int // how many chapters are below
	keys       []string
	begin, end int
	forced     bool
}

// runs is how far the Tell steps have been divided into runs.
type runs []run

// divide groups the Tell steps into hops, from the first one that changed on. It
// tells from which chapter on that changes anything.
func (s *Story) divide(from int) int {
	steps := s.shelves[tell].list
	for from > 0 && steps[from-1].of.hop() == leading {
		from-- // it belongs to whatever comes next
	}
	s.runs.cut(from)
	first := len(s.runs)
	if first > 0 {
		first-- // it may go on
	}
	s.runs.find(steps, from)
	s.runs.merge(first)
	return s.build(from)
}

// cut forgets the runs from a step on.
func (r *runs) cut(from int) {
	list := *r
	for len(list) > 0 && list[len(list)-1].begin >= from {
		list = list[:len(list)-1]
	}
	if n := len(list); n > 0 {
		list[n-1].end = min(list[n-1].end, from)
	}
	*r = list
}

// find goes on with the runs from a step on.
func (r *runs) find(steps []*Step, from int) {
	list := *r
	pending, forced := -1, false
	for i := from; i < len(steps); i++ {
		key := steps[i].of.hop()
		switch {
		case key == leading:
			if pending < 0 {
				pending = i
			}
			forced = forced || steps[i].Kind == ActionStarted || steps[i].Kind == InputActed
			continue
		case pending >= 0 && steps[i].of.late:
			continue // nothing has begun with it
		case key == "" && (len(list) == 0 || pending >= 0):
			key = "opening:" + steps[i].From
		case key == "":
			key = list[len(list)-1].key
		}
		begin := i
		if pending >= 0 {
			begin = pending
		}
		if n := len(list); n > 0 && list[n-1].key == key && !(forced && !strings.HasPrefix(key, "conn:")) {
			list[n-1].end = i + 1
		} else {
			list = append(list, run{key: key, begin: begin, end: i + 1, forced: forced})
		}
		pending, forced = -1, false
	}
	if pending >= 0 {
		list = append(list, run{key: "opening:" + steps[pending].From, begin: pending, end: len(steps)})
	}
	*r = list
}

// merge puts conversations that overlap into one chapter, with what happens
// between their lines.
func (r runs) merge(first int) {
	for i := first; i < len(r); i++ {
		var top *stack
		if i > 0 {
			top = r[i-1].top
		}
		r[i].top = top.push(r[i])
	}
}

// push puts a run on the chapters so far: on top, or into the one that has the same
// conversation, together with all that have come since.
func (top *stack) push(r run) *stack {
	if strings.HasPrefix(r.key, "conn:") {
		together, forced := 0, false
		for at := top; at != nil; at = at.below {
			if together += len(at.keys); together > maxTogether {
				break
			}
			if slices.Contains(at.keys, r.key) {
				if forced {
					break
				}
				return at.with(top, r.end)
			}
			forced = forced || at.forced
		}
	}
	st := &stack{below: top, keys: []string{r.key}, begin: r.begin, end: r.end, forced: r.forced}
	if top != nil {
		st.depth = top.depth + 1
	}
	return st
}

// with is a chapter together with those on it up to the top.
func (at *stack) with(top *stack, end int) *stack {
	st := *at
	var more [][]string
	for x := top; x != at; x = x.below {
		more = append(more, x.keys)
	}
	st.keys, st.end = slices.Clone(at.keys), end
	for _, keys := range slices.Backward(more) {
		st.keys = append(st.keys, keys...)
	}
	return &st
}

// build makes the chapters that are new, or whose steps have changed from one on.
func (s *Story) build(from int) int {
	var fresh []*stack
	if len(s.runs) > 0 {
		for st := s.runs[len(s.runs)-1].top; st != nil; st = st.below {
			if st.depth < len(s.Chapters) && s.Chapters[st.depth].stack == st && st.end <= from {
				break
			}
			fresh = append(fresh, st)
		}
	}
	first := 0
	if len(fresh) > 0 {
		first = fresh[len(fresh)-1].depth
	} else if len(s.runs) > 0 {
		first = s.runs[len(s.runs)-1].top.depth + 1
	}
	old := s.Chapters
	s.Chapters = s.Chapters[:min(first, len(old))]
	for _, st := range slices.Backward(fresh) {
		c := &Chapter{Index: st.depth, story: s, stack: st}
		if st.depth < len(old) {
			// A chapter that grows stays at its address.
			kept := old[st.depth]
			*kept = *c
			c = kept
		}
		s.nameChapter(c)
		s.Chapters = append(s.Chapters, c)
	}
	return first
}

// nameChapter finds what sort of hop it is, and between whom.
func (s *Story) nameChapter(c *Chapter) {
	steps := s.shelves[tell].list[c.stack.begin:c.stack.end]
	last := steps[len(steps)-1]
	c.First, c.Last, c.Start = steps[0].At, last.At, steps[0].Start
	area, _, _ := strings.Cut(c.stack.keys[0], ":")
	// A chapter of several conversations is named by those.
	for _, k := range c.stack.keys {
		if strings.HasPrefix(k, "conn:") {
			area = "conn"
		}
	}
	for _, st := range steps {
		st.chapter = c.Index
		c.End = max(c.End, st.End)
		c.Failure = c.Failure || st.Failure
		s.addPeople(c, st, area)
	}
	switch area {
	case "dns":
		c.Kind = ChapterDNS
	case "delivery":
		c.Kind = ChapterDelivery
	case "waiting":
		c.Kind = ChapterWaiting
	case "bounce":
		c.Kind = ChapterBounce
	case "readers":
		c.Kind = ChapterReaders
	case "report":
		c.Kind = ChapterReport
	case "power":
		c.Kind = ChapterPower
	case "ending":
		c.Kind = ChapterEnding
	case "opening":
		c.Kind = ChapterOpening
	}
	if c.Kind == "" {
		c.Kind = ChapterOpening
	}
	if c.From == "" {
		c.From = last.From
	}
}

// addPeople notes who a step of a chapter is about.
func (s *Story) addPeople(c *Chapter, st *Step, area string) {
	g := st.of
	switch f := st.Fact.(type) {
	case trace.ActionStarted:
		if f.Index >= 0 && f.Index < len(s.Trace.Header.Script) && c.User == "" {
			c.User = s.Trace.Header.Script[f.Index].User
		}
	case trace.InputActed:
		if c.User == "" {
			c.User = f.User
		}
	case trace.MailboxStored:
		if c.User == "" || area == "delivery" {
			c.User = f.User
		}
	case trace.QueueDeferred:
		if area == "waiting" {
			c.Wait = max(c.Wait, f.Next-s.Trace.At(st.FactSeq).At)
			addName(&c.Names, f.Destination)
		}
	case trace.DNSCache:
		addName(&c.Names, f.Name)
	case trace.DNSAnswered:
		addName(&c.Names, f.Name)
	}
	switch {
	case strings.HasPrefix(g.hop(), "conn:") && area == "conn":
		if strings.HasPrefix(string(st.Kind), "tell.dns") {
			break // what a check asks, in the middle of the conversation
		}
		kind := s.kindOfConn(st)
		switch {
		case carries[kind] && reads[c.Kind]:
			c.From, c.To, c.began = "", nil, 0 // two conversations at the same time: it is about the one that carries the letter
		case reads[kind] && carries[c.Kind]:
			return
		}
		if c.From == "" {
			c.From = st.From
			if g.conn != 0 {
				c.From = s.conn(g.conn).hosts[client]
			}
			c.began = g.conn
		}
		if g.conn != 0 && g.conn < c.began && s.conn(g.conn).hosts[client] != "" {
			// Of two calls one of which made the other, it is about whoever called first.
			c.From, c.began = s.conn(g.conn).hosts[client], g.conn
		}
		if g.conn != 0 && s.conn(g.conn).hosts[server] != "" {
			addName(&c.To, s.conn(g.conn).hosts[server])
		}
		c.Kind = strongest(c.Kind, kind)
	case strings.HasPrefix(g.hop(), "dns:") && area == "dns":
		if c.From == "" {
			c.From = strings.TrimPrefix(g.hop(), "dns:")
		}
		if st.Line != nil && st.Line.DNS != nil {
			addName(&c.Names, st.Line.DNS.Name)
			if st.To != "" {
				addName(&c.To, st.To)
			}
		}
	case g.hop() != leading && g.hop() != "" && strings.HasPrefix(g.hop(), area+":") && c.From == "":
		c.From = strings.TrimPrefix(g.hop(), area+":")
		if c.From == "" {
			c.From = st.From
		}
	}
}

// kindOfConn is the sort of hop that a conversation's step shows it to be.
func (s *Story) kindOfConn(st *Step) ChapterKind {
	g := st.of
	switch st.Kind {
	case ConnRefused, ConnTimeout, ConnUnreachable:
		return ChapterRefused
	}
	if g.conn == 0 {
		return ""
	}
	c := s.conn(g.conn)
	switch protocolOf(c.service) {
	case dialogue.POP3:
		return ChapterPOP3
	case dialogue.IMAP:
		return ChapterIMAP
	case dialogue.HTTP:
		if st.Kind == Kind(trace.TokenRenewed{}.Kind()) {
			return ChapterToken
		}
		return ChapterWeb
	case dialogue.SMTP:
		if g.stage != "envelope" && g.stage != "letter" && g.stage != "login" {
			return ChapterGreeting
		}
		if g.letter != nil && g.letter.Report {
			return ChapterBounce
		}
		if h := s.Trace.Header.FindHost(c.hosts[client]); c.service != "smtp" || h != nil && h.Has(trace.RoleMUA) {
			return ChapterSubmission
		}
		return ChapterRelay
	}
	return ""
}

// What a chapter's conversation does: it carries a letter on, or reads what has come or what is published.
var (
	carries = map[ChapterKind]bool{ChapterGreeting: true, ChapterSubmission: true, ChapterRelay: true, ChapterBounce: true}
	reads   = map[ChapterKind]bool{ChapterIMAP: true, ChapterPOP3: true, ChapterWeb: true, ChapterToken: true}
)

// strongest keeps the kind that says most about a chapter of several sorts.
func strongest(a, b ChapterKind) ChapterKind {
	rank := func(k ChapterKind) int {
		return slices.Index([]ChapterKind{"", ChapterRefused, ChapterWeb, ChapterToken, ChapterGreeting, ChapterIMAP, ChapterPOP3, ChapterSubmission, ChapterRelay, ChapterBounce}, k)
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}

func addName(list *[]string, name string) {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if name != "" && !slices.Contains(*list, name) && len(*list) < maxNames {
		*list = append(*list, name)
	}
}

// maxNames bounds what a chapter's title may list.
const maxNames = 16
