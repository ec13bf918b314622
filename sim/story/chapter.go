package story

import (
	"slices"
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// leading is the chapter of a group that belongs to whatever comes next.
const leading = "next:"

// maxTogether is how many conversations may share a chapter because they
// overlap; more are told as they come.
const maxTogether = 6

func chapterOfConn(conn int) string { return "conn:" + strconv.Itoa(conn) }

// run is a stretch of Tell steps of one hop.
type run struct {
	keys       []string
	begin, end int
	forced     bool // something was done by hand at its beginning
}

// findChapters groups the Tell steps, in their order, into hops.
func (s *Story) findChapters(b *builder, place []int32) {
	steps := s.steps[tell]
	if len(steps) == 0 {
		return
	}
	groupAt := make([]*group, len(steps))
	for g, at := range place {
		groupAt[at] = &b.groups[g]
	}
	runs := mergeRuns(findRuns(steps, groupAt))
	for _, r := range runs {
		c := Chapter{Index: len(s.Chapters)}
		c.begin[tell], c.end[tell] = r.begin, r.end
		for i := r.begin; i < r.end; i++ {
			steps[i].Chapter = c.Index
		}
		s.nameChapter(b, &c, r, groupAt)
		s.Chapters = append(s.Chapters, c)
	}
	for level := lines; level <= packets; level++ {
		for i := range s.steps[level] {
			st := &s.steps[level][i]
			st.Chapter = s.steps[level-1][st.Parent].Chapter
			c := &s.Chapters[st.Chapter]
			if c.end[level] == 0 {
				c.begin[level] = i
			}
			c.end[level] = i + 1
		}
	}
}

func findRuns(steps []Step, groupAt []*group) []run {
	var runs []run
	pending, forced := -1, false
	for i := range steps {
		key := groupAt[i].chapter
		switch {
		case key == leading:
			if pending < 0 {
				pending = i
			}
			forced = forced || steps[i].Kind == ActionStarted
			continue
		case key == "" && (len(runs) == 0 || pending >= 0):
			key = "opening:" + steps[i].From
		case key == "":
			key = runs[len(runs)-1].keys[0]
		}
		begin := i
		if pending >= 0 {
			begin = pending
		}
		if len(runs) > 0 {
			last := &runs[len(runs)-1]
			if last.keys[0] == key && !(forced && !strings.HasPrefix(key, "conn:")) {
				last.end = i + 1
				pending, forced = -1, false
				continue
			}
		}
		runs = append(runs, run{keys: []string{key}, begin: begin, end: i + 1, forced: forced})
		pending, forced = -1, false
	}
	if pending >= 0 {
		runs = append(runs, run{keys: []string{"opening:" + steps[pending].From}, begin: pending, end: len(steps)})
	}
	return runs
}

// mergeRuns puts conversations that overlap into one chapter, with what happens
// between their lines.
func mergeRuns(runs []run) []run {
	var out []run
	where := map[string]int{}
	for _, r := range runs {
		key := r.keys[0]
		if at, ok := where[key]; ok && strings.HasPrefix(key, "conn:") && at < len(out) && slices.Contains(out[at].keys, key) {
			together := 0
			for i := at; i < len(out); i++ {
				together += len(out[i].keys)
			}
			if together <= maxTogether && !anyForced(out[at+1:]) {
				for i := at + 1; i < len(out); i++ {
					for _, k := range out[i].keys {
						out[at].keys = append(out[at].keys, k)
						where[k] = at
					}
				}
				out[at].end = r.end
				out = out[:at+1]
				continue
			}
		}
		where[key] = len(out)
		out = append(out, r)
	}
	return out
}

func anyForced(runs []run) bool {
	for _, r := range runs {
		if r.forced {
			return true
		}
	}
	return false
}

// nameChapter finds what sort of hop it is, and between whom.
func (s *Story) nameChapter(b *builder, c *Chapter, r run, groupAt []*group) {
	steps := s.steps[tell][r.begin:r.end]
	c.First, c.Last = steps[0].At, steps[len(steps)-1].At
	c.Start = steps[0].Start
	area, _, _ := strings.Cut(r.keys[0], ":")
	// A chapter of several conversations is named by those.
	for _, k := range r.keys {
		if strings.HasPrefix(k, "conn:") {
			area = "conn"
		}
	}
	for i := range steps {
		st := &steps[i]
		c.End = max(c.End, st.End)
		c.Failure = c.Failure || st.Failure
		s.addPeople(b, c, st, groupAt[r.begin+i], area)
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
		c.From = steps[len(steps)-1].From
	}
}

// addPeople notes who a step of a chapter is about.
func (s *Story) addPeople(b *builder, c *Chapter, st *Step, g *group, area string) {
	switch f := st.Fact.(type) {
	case trace.ActionStarted:
		if f.Index >= 0 && f.Index < len(s.Trace.Header.Script) && c.User == "" {
			c.User = s.Trace.Header.Script[f.Index].User
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
	case strings.HasPrefix(g.chapter, "conn:") && area == "conn":
		if c.From == "" {
			c.From = st.From
			if g.conn != 0 {
				c.From = b.conn(g.conn).hosts[client]
			}
		}
		if g.conn != 0 && b.conn(g.conn).hosts[server] != "" {
			addName(&c.To, b.conn(g.conn).hosts[server])
		}
		c.Kind = strongest(c.Kind, s.kindOfConn(b, st, g))
	case strings.HasPrefix(g.chapter, "dns:") && area == "dns":
		if c.From == "" {
			c.From = strings.TrimPrefix(g.chapter, "dns:")
		}
		if st.Line != nil && st.Line.DNS != nil {
			addName(&c.Names, st.Line.DNS.Name)
			if st.To != "" {
				addName(&c.To, st.To)
			}
		}
	case g.chapter != leading && g.chapter != "" && strings.HasPrefix(g.chapter, area+":") && c.From == "":
		c.From = strings.TrimPrefix(g.chapter, area+":")
		if c.From == "" {
			c.From = st.From
		}
	}
}

// kindOfConn is the sort of hop that a conversation's step shows it to be.
func (s *Story) kindOfConn(b *builder, st *Step, g *group) ChapterKind {
	switch st.Kind {
	case ConnRefused, ConnTimeout, ConnUnreachable:
		return ChapterRefused
	}
	if g.conn == 0 {
		return ""
	}
	c := b.conn(g.conn)
	switch protocolOf(c.service) {
	case dialogue.POP3:
		return ChapterPOP3
	case dialogue.IMAP:
		return ChapterIMAP
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

// strongest keeps the kind that says most about a chapter of several sorts.
func strongest(a, b ChapterKind) ChapterKind {
	rank := func(k ChapterKind) int {
		return slices.Index([]ChapterKind{"", ChapterRefused, ChapterGreeting, ChapterIMAP, ChapterPOP3, ChapterSubmission, ChapterRelay, ChapterBounce}, k)
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
