package stage

import (
	"math"
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/story"
	"posta/sim/trace"
)

// What a server goes by when it decides hangs on its wall while it does: the ways to a
// domain as the arms of a signpost, in the order in which they are tried (RFC 5321 section
// 5.1); what it remembers of the DNS; the list of who came with what for whom, by which
// greylisting tells strangers (RFC 6647 section 2).

// notice is one line of what hangs there.
type notice struct {
	icon  string // before it
	mark  string // instead, a short text in a disc
	text  string
	class story.Class // a sign behind it
	lit   bool        // it is the one that matters
	faint bool
	blank bool   // a line that nothing stands on yet, where the others have a text
	vigil *vigil // instead of all that, a stretch of time
}

// vigil is how long a stranger is kept waiting: from the first visit until it is let in, with where in it the present is.
type vigil struct {
	from, until string
	at          float64 // from 0, the first visit, to 1
	over        bool    // it is let in
}

// notices are all that hangs there.
type notices struct {
	lines []notice
	arms  bool          // of a signpost
	keeps time.Duration // how long it is still remembered
}

// decidedBy is what came true just before a reply was given, at who gives it: its reasons,
// the latest first.
func (m *Model) decidedBy(l *dialogue.Line) []trace.Fact {
	const most = 4
	var list []trace.Fact
	t := m.tale.telling.Trace
	e := t.At(l.First)
	for range most {
		from := e.Host
		if e = t.At(e.Cause); e.Seq == 0 || e.Host != from || e.Fact == nil {
			break
		}
		list = append(list, e.Fact)
	}
	return list
}

// refusedMailbox is the address that a server has no mailbox for, where it says so.
func (m *Model) refusedMailbox() (host, address string) {
	l := m.act.said
	if l == nil || m.act.asked == nil || m.act.asked.Verb != "RCPT TO" || m.tale.classOf(l) != story.Permanent {
		return "", ""
	}
	for _, f := range m.decidedBy(l) {
		if r, ok := f.(trace.RecipientDecided); ok && r.Why.Code == "no-such-user" {
			return l.Speaker, r.Recipient
		}
	}
	return "", ""
}

// posted is what a host goes by at the present step; nil where nothing hangs.
func (m *Model) posted() (host string, n *notices) {
	s := m.act.step
	if l := m.act.said; l != nil && m.act.asked != nil && m.act.asked.Verb == "RCPT TO" {
		for _, f := range m.decidedBy(l) {
			if p, ok := f.(trace.PolicyChecked); ok && p.Check == "greylist" {
				return l.Speaker, m.visitors(p)
			}
		}
	}
	switch f := s.Fact.(type) {
	case trace.MailRouted:
		return s.From, ways(&f, "", "")
	case trace.QueueAttemptFailed:
		return s.From, m.waysLeft(s, f)
	case trace.PolicyChecked:
		if f.Check == "greylist" {
			return s.From, m.visitors(f)
		}
	}
	if f, ok := m.remembered(); ok {
		return s.From, recalled(f)
	}
	return "", nil
}

// ways are the arms of a signpost; what has been tried in vain is struck, what comes now
// is lit.
func ways(f *trace.MailRouted, failed, next string) *notices {
	if len(f.Hosts) == 0 || f.Local {
		return nil
	}
	n := &notices{arms: true}
	for i, h := range f.Hosts {
		line := notice{mark: itoa(int(h.Preference)), text: h.Name, lit: i == 0 && failed == "" || next != "" && h.Name == next}
		if f.Implicit || len(f.Hosts) == 1 && h.Preference == 0 {
			line.mark = "" // there is no MX record that would have a preference, or it was told by whoever runs the server
		}
		if h.Name == failed {
			line.class = story.Permanent
		}
		n.lines = append(n.lines, line)
	}
	return n
}

// waysLeft is the signpost after an attempt at one of its arms failed, where there are more.
func (m *Model) waysLeft(s *story.Step, f trace.QueueAttemptFailed) *notices {
	t := m.tale.telling.Trace
	for seq := s.FactSeq; seq > 0; seq-- {
		e := t.At(seq)
		r, ok := e.Fact.(trace.MailRouted)
		if !ok || e.Host != s.From || r.Domain != f.Destination {
			continue
		}
		i := slices.IndexFunc(r.Hosts, func(h trace.MXHost) bool { return h.Name == f.Remote })
		if len(r.Hosts) < 2 || i < 0 {
			return nil
		}
		next := ""
		if i+1 < len(r.Hosts) && !f.Permanent {
			next = r.Hosts[i+1].Name
		}
		return ways(&r, f.Remote, next)
	}
	return nil
}

// nextWay is the arm of the signpost that is tried next where a step is a failed attempt, empty where none is.
func (m *Model) nextWay(s *story.Step) string {
	f, ok := s.Fact.(trace.QueueAttemptFailed)
	if !ok {
		return ""
	}
	n := m.waysLeft(s, f)
	if n == nil {
		return ""
	}
	for _, l := range n.lines {
		if l.lit {
			return l.text
		}
	}
	return ""
}

// remembered is what a host still knew of the DNS, so that it did not ask.
func (m *Model) remembered() (trace.DNSCache, bool) {
	s := m.act.step
	is := func(f trace.Fact) (trace.DNSCache, bool) {
		c, ok := f.(trace.DNSCache)
		return c, ok && c.Op == trace.CacheHit && len(c.Records) > 0
	}
	if c, ok := is(s.Fact); ok {
		return c, true
	}
	if s.Kind == story.TellDNSCached {
		for _, part := range m.tale.telling.Story.Parts(s) {
			if c, ok := is(part.Fact); ok {
				return c, true
			}
		}
	}
	return trace.DNSCache{}, false
}

// recalled is a page of a server's own notes.
func recalled(f trace.DNSCache) *notices {
	n := &notices{lines: []notice{{icon: "book", text: strings.TrimSuffix(f.Name, "."), faint: true}}, keeps: time.Duration(f.TTL) * time.Second}
	for _, rr := range f.Records {
		fields := strings.Fields(rr) // "beta.test. 3600 IN MX 10 mx1.beta.test."
		if len(fields) < 5 || len(n.lines) > maxRecords {
			continue
		}
		data := undotted(strings.Join(fields[4:], " "))
		n.lines = append(n.lines, notice{text: printable(data), lit: fields[3] == f.Type})
	}
	return n
}

// visitors is the list of who came with what for whom: whether they are known there, and from when on they are let in.
func (m *Model) visitors(f trace.PolicyChecked) *notices {
	n := &notices{lines: []notice{
		{icon: "post-office", text: arg(f.Input, "client")},
		{icon: "sender", text: printable(arg(f.Input, "sender"))},
		{icon: "recipient", text: printable(arg(f.Input, "recipient"))},
	}}
	seen, first := notice{icon: "stranger", class: story.Temporary}, m.Time()
	if f.Action == "accept" {
		seen.class = story.OK
	}
	for _, s := range stepsOf(f.Steps, "memory") {
		if at, err := time.Parse(time.RFC3339, arg(s.Args, "seen")); err == nil && s.Result != "forgotten" {
			at = at.In(m.tale.local(0).Location())
			seen.icon, seen.text, first = "known", at.Format("15:04"), m.Time()-m.tale.local(m.Time()).Sub(at)
		}
	}
	if seen.text == "" { // who has never come is on no list
		if seen.text = wordNeverSeen.In(m.lang); m.wordless {
			seen.text, seen.blank = "", true
		}
	}
	n.lines = append(n.lines, seen)
	keeps := func(delay time.Duration, over bool) {
		l := &vigil{from: m.tale.local(first).Format("15:04"), until: m.tale.local(first + delay).Format("15:04"), over: over}
		l.at = math.Max(0, math.Min(1, float64(m.Time()-first)/math.Max(float64(delay), 1)))
		n.lines = append(n.lines, notice{vigil: l})
	}
	if left, err := time.ParseDuration(arg(f.Details, "wait")); err == nil {
		keeps(m.Time()-first+left, false)
	}
	for _, s := range stepsOf(f.Steps, "wait") {
		if d, err := time.ParseDuration(arg(s.Args, "delay")); err == nil && s.Result == "enough" {
			keeps(d, true)
		}
	}
	return n
}

// boardFits tells whether all that hangs there can be read in the room of a building.
func (b *builder) boardFits(p *Place, n *notices) bool {
	k := b.zoom * p.Scale
	if b.roomHigh(p) < leastInside {
		k = b.zoom
	}
	size := math.Max(b.least, round2(11.5*k))
	wide := 0.0
	for _, l := range n.lines {
		wide = math.Max(wide, b.m.tale.measure(Bold, size, l.text)+b.beside(l, size))
		if l.vigil != nil {
			wide = math.Max(wide, b.m.tale.measure(Bold, size, l.vigil.from+l.vigil.until)+size*5)
		}
	}
	high := float64(len(n.lines)) * size * 1.3
	if n.keeps > 0 {
		high += size * 2
	}
	if n.arms {
		wide += size * 0.9 // its point
	}
	if b.roomHigh(p) < leastInside {
		yard := b.yard(p)
		if wide > yard.W-10*b.zoom && n.spared() { // whose addresses they are is seen on the envelope
			wide *= sparing
		}
		return wide <= yard.W-10*b.zoom && high+13*b.zoom <= yard.H
	}
	return wide <= 126*k && high+9*k <= b.roomHigh(p)
}

// readable is what of it can be read in the room of a building, nil where nothing can. Where the yard is too low for all, how a stranger
// is told is left: with what and for whom they came is on the envelope beside it; where it is too narrow, the one way's preference goes.
func (b *builder) readable(p *Place, n *notices) *notices {
	switch rest := *n; {
	case b.boardFits(p, n):
		return n
	case n.arms && len(n.lines) == 1:
		rest.lines = slices.Clone(n.lines)
		if rest.lines[0].mark = ""; b.boardFits(p, &rest) {
			return &rest
		}
	case n.spared():
		rest.lines = n.lines[len(n.lines)-3:]
		if b.boardFits(p, &rest) {
			return &rest
		}
	}
	return nil
}

// sparing is how much of an address is left where the middle of it may go.
const sparing = 0.7

// spared tells whether what hangs there can be understood with the middle of its longest line left out.
func (n *notices) spared() bool {
	return !n.arms && slices.ContainsFunc(n.lines, func(l notice) bool { return l.vigil != nil })
}

// beside is what stands beside a notice's text.
func (b *builder) beside(l notice, size float64) float64 {
	w := size * 0.7
	switch {
	case l.mark != "":
		w += math.Max(size*1.5, b.m.tale.measure(Bold, size, l.mark)+size*0.6) + size*0.35
	case l.icon != "":
		w += size * 1.55
	}
	if l.class != story.None && l.class != story.Permanent {
		w += size * 1.5
	}
	return w
}

// board hangs what a server goes by into its open room.
func (b *builder) board(p *Place, n *notices) {
	n = b.readable(p, n)
	in, k, ok := b.space(p)
	if !ok || n == nil {
		return
	}
	in.H -= 9 * k // the floor
	size := math.Max(b.least, round2(11.5*k))
	foot := 0.0
	if n.keeps > 0 {
		foot = size * 2
	}
	rows := max(1, min(len(n.lines), int((in.H-foot-4)/(size*1.3))))
	pitch := math.Min((in.H-foot-4)/float64(rows), size*2.1)
	top := in.Y + (in.H-foot-pitch*float64(rows))/2
	page := Rect{in.X + 3*k, top - 2, in.W - 6*k, pitch*float64(rows) + 4}
	if n.arms {
		post := in.X + in.W*0.16
		b.life(Box{Rect: Rect{post - 3*k, in.Y + 4*k, 6 * k, in.H + 4*k}, Fill: b.pal.Wood, Stroke: b.pal.Outline, Width: 1})
	} else {
		page.H += foot
		b.life(Box{Rect: page.Move(Point{2, 3}), Radius: 2, Fill: b.pal.Shade.Fade(0.6)}, Box{Rect: page, Radius: 2, Fill: Light.Sheet, Stroke: b.pal.Outline, Width: 1.2})
	}
	for i, l := range n.lines[:rows] {
		b.notice(l, n.arms, Rect{in.X + 4*k, top + pitch*float64(i), in.W - 8*k, pitch}, size)
	}
	if y := top + pitch*float64(rows); n.keeps > 0 {
		c := Point{in.X + 4*k + size, y + size*0.9}
		b.life(Icon{Name: "clock", Rect: around(c, size*1.5, size*1.5), Ink: Light.Soft, Fill: Light.Sheet, Accent: Light.Soft},
			b.text(Mono, size, clockSpan(n.keeps), Light.Soft, Point{c.X + size*1.2, c.Y}, -1))
	}
}

// notice draws one line of it.
func (b *builder) notice(l notice, arm bool, r Rect, size float64) {
	if l.vigil != nil {
		b.vigil(l.vigil, r, size)
		return
	}
	y := r.Centre().Y
	ink := Light.Ink
	if l.faint {
		ink = Light.Soft
	}
	edge, fill := b.pal.Outline, Light.Sheet
	if l.lit {
		edge, fill = rgb(0x8A5A00), rgb(0xFBDD8C)
	}
	if arm {
		h := math.Min(r.H*0.86, size*1.9)
		b.life(Area{Points: []Point{{r.X, y - h/2}, {r.Right() - h*0.45, y - h/2}, {r.Right(), y}, {r.Right() - h*0.45, y + h/2}, {r.X, y + h/2}}, Fill: fill, Stroke: edge, Width: 1.3})
		r.W -= h * 0.3
	} else if l.lit {
		b.life(Box{Rect: Rect{r.X + 1, r.Y + 1, r.W - 2, r.H - 2}, Radius: 3, Fill: fill, Stroke: edge, Width: 1})
	}
	x, right := r.X+size*0.4, r.Right()-size*0.3
	switch {
	case l.class == story.Permanent:
		b.sign(l.class, Point{x + size*0.75, y}, size*0.75, &b.list.Life)
		x += size * 1.85
	case l.mark != "":
		w := math.Max(size*1.5, b.m.tale.measure(Bold, size, l.mark)+size*0.6)
		disc := Rect{x, y - size*0.75, w, size * 1.5}
		b.life(Box{Rect: disc, Radius: size * 0.75, Fill: ink}, b.text(Bold, size, l.mark, Light.Sheet, disc.Centre(), 0))
		x += w + size*0.35
	case l.icon != "":
		b.life(Icon{Name: l.icon, Rect: around(Point{x + size*0.6, y}, size*1.3, size*1.3), Ink: ink, Fill: Light.Sheet, Accent: ink})
		x += size * 1.55
	}
	if l.class != story.None && l.class != story.Permanent {
		right -= size * 1.5
		b.sign(l.class, Point{right + size*0.8, y}, size*0.62, &b.list.Life)
	}
	if l.blank {
		b.life(Box{Rect: Rect{x, y - size*0.62, math.Min(size*4, right-x-size*0.2), size * 1.24}, Radius: 3, Stroke: Light.Type, Width: 1.6, Dash: 4})
		return
	}
	if text := b.m.tale.shorten(Bold, size, l.text, right-x); text != "" {
		t := b.text(Bold, size, text, ink, Point{x, y}, -1)
		b.life(t)
		if arm && l.class == story.Permanent {
			b.life(Line{Points: []Point{{t.Box.X - 2, y + 1}, {t.Box.Right() + 2, y - 1}}, Width: 2, Colour: Light.Verdicts[inPermanent].Fill})
		}
	}
}

// vigil draws how long a stranger is kept waiting: until when the hourglass stands before the door, the tick from then on, and a
// hand where the present is.
func (b *builder) vigil(l *vigil, r Rect, size float64) {
	wait, in := b.pal.verdict(story.Temporary), b.pal.verdict(story.OK)
	y, half := r.Centre().Y+size*0.12, size*0.55
	x := r.X + size*0.3
	from := b.text(Bold, size, l.from, Light.Ink, Point{x, y}, -1)
	until := b.text(Bold, size, l.until, Light.Ink, Point{}, -1)
	each := (r.Right() - size*0.3 - from.Box.Right() - until.Box.W - size*0.9) / 2
	amber := Rect{from.Box.Right() + size*0.3, y - half, each, 2 * half}
	until = b.text(Bold, size, l.until, Light.Ink, Point{amber.Right() + size*0.3, y}, -1)
	green := Rect{until.Box.Right() + size*0.3, y - half, each, 2 * half}
	b.life(from, until)
	zone := func(z Rect, v Verdict, icon string, lit bool) {
		fill, ink := v.Fill, v.Ink
		if !lit {
			fill, ink = Light.Sheet, v.Edge
		}
		b.life(Box{Rect: z, Radius: half * 0.5, Fill: fill, Stroke: v.Edge, Width: 1.2}, Icon{Name: icon, Rect: around(z.Centre(), size*0.95, size*0.95), Ink: ink})
	}
	zone(amber, wait, "hourglass", !l.over)
	zone(green, in, "tick", l.over)
	now := Point{amber.X + amber.W*l.at, amber.Y + 1}
	if l.over {
		now.X = green.Centre().X
	}
	b.life(Area{Points: []Point{now, now.Add(Point{-size * 0.32, -size * 0.5}), now.Add(Point{size * 0.32, -size * 0.5})}, Fill: Light.Ink})
}
