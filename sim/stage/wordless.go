package stage

import (
	"math"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/trace"
)

// With the words hidden, the stage is a riddle for a class: "what has just happened?" What
// is said, quoted, explained or written in a letter goes; what things are called
// stays, and numbers do: names of hosts, domains and people, addresses, the clock. Where a
// balloon had words it has the class's sign, and beside it a picture of what it is about.

// SetWordless hides the words, or shows them again.
type SetWordless struct{ On bool }

func (SetWordless) msg() {}

// Wordless tells whether the words are hidden.
func (m Model) Wordless() bool { return m.wordless }

// hush takes out of the picture what is neither a name nor a number.
func (b *builder) hush() {
	names := b.m.tale.called()
	if _, address := b.m.refusedMailbox(); address != "" {
		local := localPart(address)
		names.whole[local] = true // nobody's name, and the point of it
	}
	for _, layer := range []*[]Shape{&b.list.Ground, &b.list.Life} {
		kept := (*layer)[:0]
		for _, s := range *layer {
			if t, ok := s.(Text); ok && !names.only(t.String) {
				continue
			}
			kept = append(kept, s)
		}
		*layer = kept
	}
}

// calling is what everything in a tale is called.
type calling struct {
	whole   map[string]bool
	domains []string
}

// called are the names of a tale.
func (t *tale) called() *calling {
	c := &calling{whole: map[string]bool{}}
	for _, d := range t.header.Domains {
		c.whole[d.Name] = true
		c.domains = append(c.domains, "."+d.Name)
	}
	for i := range t.header.Hosts {
		h := &t.header.Hosts[i]
		c.whole[h.Name] = true
		before, after, cut := strings.Cut(h.Name, "-") // broken at its hyphen
		if cut {
			c.whole[before+"-"], c.whole[after] = true, true
		}
	}
	for i := range t.header.Users {
		u := &t.header.Users[i]
		local := localPart(u.Address)
		c.whole[u.Address], c.whole[local], c.whole[t.personOf(u.Address)] = true, true, true
		for _, word := range strings.Fields(u.Name) {
			c.whole[word] = true
		}
	}
	return c
}

// units may stand beside a number.
var units = map[string]bool{"h": true, "min": true, "s": true, "d": true}

// only tells whether a text says nothing but names and numbers.
func (c *calling) only(text string) bool {
	named := false
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u00b7' }) {
		named = true
		if !c.name(strings.Trim(word, "<>(),;")) && !number(word) && !units[word] {
			return false
		}
	}
	return named
}

// name tells whether a word names something: whole, or with its middle left out.
func (c *calling) name(word string) bool {
	if c.whole[word] || strings.Contains(word, "@") {
		return true
	}
	for _, d := range c.domains {
		if strings.HasSuffix(word, d) {
			return true
		}
	}
	head, tail, short := strings.Cut(word, "\u2026")
	if !short {
		return false
	}
	for name := range c.whole { // any will do
		if strings.HasPrefix(name, head) && strings.HasSuffix(name, tail) {
			return true
		}
	}
	return false
}

// number tells whether a word is made of digits and what stands between them.
func number(word string) bool {
	return strings.Trim(word, "0123456789.:+-\u00d7/%?") == ""
}

// riddle is what a balloon shows in the place of its words.
func (m *Model) riddle(s saying) saying {
	names := m.tale.called()
	keep := func(text string) string {
		var kept []string
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" <>:\u2026", r) }) {
			if names.name(word) && !number(word) {
				kept = append(kept, word)
			}
		}
		return strings.Join(kept, " ")
	}
	out := saying{class: s.class, sign: "", question: keep(s.question), unreadable: s.unreadable}
	if s.unreadable {
		out.matters = []string{"lock"}
		return out
	}
	out.matters = m.matters()
	if q := m.act.asked; q != nil && q.Kind != dialogue.KindData {
		out.asks, out.matters = out.matters, nil
	}
	out.wire = m.nextWay(m.act.step)
	if why := m.recipientTaken(); why != nil {
		out.matters = why
	}
	if l := m.act.said; l != nil && l.DNS != nil {
		out.wire = keep(s.wire)
		if strings.HasPrefix(s.head, "MX ") && out.wire != "" {
			out.wire = strings.TrimPrefix(s.head, "MX ") + " " + out.wire
		}
	} else if q := m.act.asked; q != nil && q.Verb == "RCPT TO" {
		out.question = address(q.Args)
	}
	return out
}

// recipientTaken are pictures of why a server said yes to a recipient: the mailbox is its own, or
// it will carry the letter on, to whoever knows. None where it said nothing of the kind.
func (m *Model) recipientTaken() []string {
	l := m.act.said
	if l == nil || m.act.asked == nil || m.act.asked.Verb != "RCPT TO" || m.tale.classOf(l) != story.OK {
		return nil
	}
	for _, f := range m.decidedBy(l) {
		r, ok := f.(trace.RecipientDecided)
		switch {
		case ok && r.Verdict == trace.VerdictRelay:
			return []string{"envelope", "arrow"}
		case ok && r.Verdict != trace.VerdictRefused:
			return []string{"pigeonhole"}
		}
	}
	return nil
}

// matters are pictures of what the step is about.
func (m *Model) matters() []string {
	s := m.act.step
	switch f := s.Fact.(type) {
	case trace.ActionStarted:
		if script := m.tale.header.Script; f.Index >= 0 && f.Index < len(script) {
			does := script[f.Index]
			icon := deed[does.Kind]
			if icon == "" {
				icon = "pigeonhole" // most that is left is about a mailbox
			}
			if does.User == "" {
				return []string{icon}
			}
			return []string{"person", icon}
		}
	case trace.DeviceShown:
		return []string{"person", "opened"}
	case trace.QueueAdded:
		return []string{"envelope", "arrow"} // it goes on at once
	case trace.QueueAttemptFailed:
		if m.nextWay(s) != "" {
			return []string{"plug", "arrow"}
		}
	}
	if l := m.act.said; l != nil && l.DNS != nil {
		return []string{"book"}
	}
	switch icon := matterOf(s.Kind, m.act.asked); icon {
	case "lock":
		return []string{"key", icon}
	default:
		return []string{icon}
	}
}

// deed is the picture of an action of the script.
var deed = map[string]string{
	"send": "writing", "reply": "writing", "draft": "writing", "finish": "writing", "greet": "hello", "lookup": "book", "change": "book",
	"down": "plug", "up": "plug", "login": "key", "flag": "flag", "wait": "clock",
}

// matter is the picture of what a kind of step is about, by a part of the kind's name; the
// first that fits.
var matter = []struct{ part, icon string }{
	{"secure", "lock"}, {"tls", "lock"}, {"stls", "lock"}, {"login", "key"}, {"auth", "key"}, {".pass", "key"}, {".user", "key"},
	{"envelope", "recipient"}, {".rcpt", "recipient"}, {".mail", "sender"},
	{"smtp.letter", "envelope"}, {".data", "envelope"}, {"fetch", "envelope"}, {"retr", "envelope"}, {".top", "envelope"},
	{"bye", "hello"}, {"quit", "hello"}, {"logout", "hello"}, {"greet", "hello"}, {"conn.open", "hello"}, {"conn.close", "hello"}, {"conn.re", "plug"}, {"conn.un", "plug"}, {"conn.timeout", "plug"}, {"host.", "plug"},
	{"flag", "flag"}, {"store", "pigeonhole"}, {"delivery", "pigeonhole"}, {"mailbox", "pigeonhole"}, {"select", "pigeonhole"}, {"look", "pigeonhole"},
	{"folders", "pigeonhole"}, {"move", "pigeonhole"}, {"expunge", "pigeonhole"}, {"delete", "pigeonhole"}, {"search", "pigeonhole"},
	{"routed", "ways"}, {"dns", "book"}, {"queue.deferred", "clock"}, {"queue.added", "shelf"}, {"queue.attempt", "plug"}, {"report", "report"},
	{"mail.composed", "writing"}, {"mail.", "envelope"}, {"message", "letter"}, {"queue.", "envelope"},
}

// commandIcons are the pictures of SMTP's commands.
var commandIcons = map[string]string{
	"EHLO": "hello", "HELO": "hello", "QUIT": "hello", "STARTTLS": "lock", "AUTH": "key",
	"MAIL FROM": "sender", "RCPT TO": "recipient", "DATA": "envelope", "BDAT": "envelope",
}

func matterOf(k story.Kind, asked *dialogue.Line) string {
	if asked != nil && asked.Protocol == dialogue.SMTP {
		if icon := commandIcons[asked.Verb]; icon != "" {
			return icon
		}
	}
	for _, m := range matter {
		if strings.Contains(string(k), m.part) {
			return m.icon
		}
	}
	if asked != nil && asked.DNS != nil {
		return "book"
	}
	return "speech"
}

// scribble is writing that is not to be read: as many lines as fit.
func (b *builder) scribble(r Rect, size float64, most int, c Colour) {
	b.scribbleOn(&b.list.Life, r, size, most, c)
}

func (b *builder) scribbleOn(out *[]Shape, r Rect, size float64, most int, c Colour) {
	y := r.Y + size*0.6
	for i := 0; i < most && y < r.Bottom(); i++ {
		w := r.W * []float64{0.92, 0.74, 0.86, 0.5}[i%4]
		pts := make([]Point, 0, 40)
		for x := 0.0; x <= w; x += size * 0.32 {
			d := size * 0.14
			if len(pts)%2 == 0 {
				d = -d
			}
			pts = append(pts, Point{r.X + x, y + d})
		}
		if len(pts) > 1 {
			*out = append(*out, Line{Points: pts, Width: 1.4, Colour: c})
		}
		y += size * 1.1
	}
}

// screenWithoutWords is a letter on a screen: who it is from, and that there is
// writing. A report is seen to be one: the letter that comes back.
func (b *builder) screenWithoutWords(glass, bar Rect, h *replay.Host, size float64) {
	says, report := b.m.tale.reports[h.Shown.MessageID]
	if from, _, _ := b.readLetter(h); !report {
		if name := b.m.tale.shorten(Bold, size, printable(from), bar.W-size*2.6); name != "" {
			b.life(Icon{Name: "person", Rect: around(Point{bar.X + size, bar.Centre().Y}, size*1.3, size*1.3), Ink: Light.Ink, Fill: Light.Sheet, Accent: Light.Soft},
				b.text(Bold, size, name, Light.Ink, Point{bar.X + size*2, bar.Centre().Y}, -1))
		}
	}
	y := bar.Bottom() + size*0.6
	room := Rect{glass.X + size*0.6, y, glass.W - size*1.2, glass.Bottom() - y - size*0.4}
	if report {
		failed := b.m.tale.failed[h.Shown.MessageID]
		high := room.H
		if failed != "" {
			high -= size * 1.9
		}
		w := math.Min(room.W*0.9, high/roadShape)
		e := b.small(h.Shown.MessageID)
		e.land = b.pal.Commons
		b.envelope(Rect{room.Centre().X - w/2, y, w, w * roadShape}, e, &b.list.Life)
		if name := b.m.tale.shorten(Bold, size, printable(failed), room.W-size*2.4); name != "" {
			at := Point{room.X + size*2.2, y + w*roadShape + size*1.3}
			t := b.text(Bold, size, name, Light.Ink, at, -1)
			b.life(t)
			sign := Point{room.X + size*0.9, at.Y}
			if says != story.Permanent {
				b.life(b.says(says, sign, size))
				return
			}
			b.octagon(sign, size*0.8, &b.list.Life)
			b.life(Line{Points: []Point{{t.Box.X - 2, at.Y + 1}, {t.Box.Right() + 2, at.Y - 1}}, Width: 2, Colour: Light.Verdicts[inPermanent].Fill})
		}
		return
	}
	b.scribble(room, size, 6, Light.Type)
}
