package stage

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/glossary"
	"posta/sim/lang"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/trace"
)

// For the tests, which are in a package of their own because the fonts that they
// measure with know the stage.

// Beamed is how much of a device's colour there is in the beam to its screen.
const Beamed = beamed

// away is how far a place is from a rectangle.
func (r Rect) away(at Point) float64 {
	return at.To(within(r, at))
}

// Clip tells whether a segment crosses a rectangle.
func (r Rect) Clip(a, b Point) bool {
	_, _, hit := r.clip(a, b)
	return hit
}

// Sky is the sky of an hour, and whether the clock hangs in it without a card.
func (p *Palette) Sky(hour float64) (high, low Colour, clear bool) {
	high, low = p.sky(hour)
	return high, low, p.clear(hour)
}

// OffStreets is how far a place of the map is from the middle of the next street.
func (m *Map) OffStreets(at Point) float64 {
	least := math.Inf(1)
	for _, s := range m.Streets {
		for i := 1; i < len(s); i++ {
			along := s[i].Sub(s[i-1])
			t := clamp01((along.X*(at.X-s[i-1].X) + along.Y*(at.Y-s[i-1].Y)) / math.Max(along.X*along.X+along.Y*along.Y, 0.01))
			least = math.Min(least, s[i-1].Add(along.Times(t)).To(at))
		}
	}
	return least
}

// Free is the part of the window without panels.
func (m Model) Free() Rect { return m.free() }

// Screen is a place of the map in the window.
func (m Model) Screen(p Point) Point { return m.toScreen(p) }

// Progress is how far the present step's act has come.
func (m Model) Progress() float64 { return m.progress() }

// Letter is where the letter of the moment lies, and how many postmarks it has.
func (m Model) Letter() (host string, postmarks int) { return m.letter.host, m.letter.postmarks }

// ThrownAway tells whether it has been thrown away there.
func (m Model) ThrownAway() bool { return m.letter.gone }

// Words are all texts that the stage itself can say.
func Words() []string {
	var list []string
	for _, t := range deviceWords {
		list = append(list, t.ES, t.EN)
	}
	for _, t := range classWord {
		list = append(list, t.ES, t.EN)
	}
	for _, t := range kindWord {
		list = append(list, t.ES, t.EN)
	}
	for _, t := range weekdays {
		list = append(list, t.ES, t.EN)
	}
	for _, t := range []lang.Text{
		wordNetwork, wordPostHere, wordDirectory, wordFinder, wordServer, wordNoPower, wordSealed, wordHeard, wordLetter, wordLost,
	} {
		list = append(list, t.ES, t.EN)
	}
	return list
}

// Covers tells whether what is said covers something, for want of a free place.
func (m Model) Covers() bool {
	b := newBuilder(&m)
	b.compose()
	return b.covers
}

// Inspects tells whether the step shows an inspection.
func (m Model) Inspects() bool { return m.inspectedAt(m.act.step) != nil }

// Texts are the words in the clock's corner, without drawing the rest.
func Texts(m Model) (list []string) {
	if m.rounds == 0 {
		return nil
	}
	scene := Scene(m)
	for _, t := range scene.Texts() {
		list = append(list, t.String)
	}
	return list
}

// Picture is what was drawn: the scene, where its arrows point, where the boards hang, and whether
// what is said stands in a strip along an edge, for want of a free place.
type Picture struct {
	DisplayList
	Heads     []Point
	Boards    []Rect
	Captioned bool
	Said      []Text   // what is said, and what was asked
	Replies   Rect     // those of the conversation so far, with their heading
	Replied   Point    // the foot of whose they are
	Letter    Rect     // of the moment, where it lies
	Told      Rect     // where the clock hangs
	Moved     bool     // for something has opened where it hung, or it hangs on the gable of an inspection
	Hidden    []string // what the letter of the moment, a large screen or its beam lies over
	Undrawn   []string // who is in the picture and has not been drawn
	Alike     []string // devices of a land that bear the same name as another
	Astray    bool     // for the letter of the moment lies below another than who holds it
	Mute      bool     // for of what is said in an inspection there is no sentence
	Unmarked  string   // what is cited of the wire without a sign that it is cut
	Mistaken  string   // whom the tail of the letter of the moment names, though another holds it
	Eclipsed  string   // what the sun is hidden behind, though there is sky beside it
	Overgrown []string // whose names stand on trees
	Unled     string   // why it cannot be told whose a large screen is
	Tunnelled float64  // how far what is said without a tube runs inside one, in the window
	Unlisted  []string // what signs of it mean that the legend does not list
	Mixed     bool     // for something travels in the colour of another class of reply than that of what is said about it
}

// Drawn is the picture of the moment.
func Drawn(m Model) Picture {
	b := newBuilder(&m)
	b.compose()
	b.trim()
	said := DisplayList{Life: b.top}
	p := Picture{DisplayList: b.list, Heads: b.heads, Boards: b.boardBoxes, Captioned: b.captioned, Said: said.Texts(), Replies: b.row.box, Told: b.told, Moved: b.moved || b.inspects != nil, Hidden: b.hidden(), Undrawn: b.undrawn(), Alike: b.alike(), Astray: b.astray(), Mute: b.mute(), Mixed: b.mixed(), Mistaken: b.mistaken(), Unled: b.unled(), Eclipsed: b.eclipsed(), Overgrown: b.overgrown(), Tunnelled: b.tunnelled(), Unlisted: b.unlisted()}
	if say, _ := m.saying(); !strings.Contains(strings.Join(b.said.wires, ""), "\u2026") && len(b.said.wires) > 0 && unspaced(b.said.wires...) != unspaced(say.wire) {
		p.Unmarked = strings.Join(b.said.wires, " ")
	}
	if b.row.server != nil {
		p.Replied = b.point(b.row.server.At)
	}
	if what, q := b.open(); what == nothingOpen || what == openPage || q.Host.Name != m.letter.host {
		p.Letter, _ = b.currentBox()
	}
	return p
}

// Later tells whether it is another day than that on which the story began.
func (m Model) Later() bool { return m.later() }

// FoldedAway is how many plots of the map are folded away.
func (m Model) FoldedAway() int { return m.plan.folded.count() }

// cramped tells whether there is no room for two lands below the sky.
func (m *Model) cramped() bool {
	least := uprightTop + 2*leastPitch + uprightFoot
	if len(m.plan.Plots) <= 2 {
		_, least = base(2, true)
	}
	return (m.viewport().H+2)/m.camera.Zoom < 0.97*least
}

// Halved are the lands that the edge of the part of the window in which the map is seen cuts in two, and those over which the clock hangs.
func (m Model) Halved() (cut, timed []string) {
	b, seen := newBuilder(&m), m.viewport()
	if m.cramped() {
		return nil, nil
	}
	b.hangClock()
	for i := range m.plan.Plots {
		p := &m.plan.Plots[i]
		land := b.rect(Rect{p.Land.X, p.Land.Y, p.Land.W, p.Land.H + lip})
		if land.Overlaps(seen.Grow(-2)) && (land.Y < seen.Y-1 || land.Bottom() > seen.Bottom()+1) {
			cut = append(cut, p.Domain)
		}
		if land.Overlaps(b.told) && b.inspects == nil {
			timed = append(timed, p.Domain)
		}
	}
	return cut, timed
}

// Touching are the signs on buildings that hardly leave a gap between them.
func (m Model) Touching() (list []Rect) {
	b := newBuilder(&m)
	b.compose()
	var signs []Rect
	for _, s := range b.list.Ground {
		if box, ok := s.(Box); ok && box.Fill == b.pal.Sign && box.Stroke == b.pal.Outline {
			signs = append(signs, box.Rect)
		}
	}
	for i, r := range signs {
		for _, other := range signs[:i] {
			if r.Grow(1.4).Overlaps(other.Grow(1.4)) {
				list = append(list, r)
			}
		}
	}
	return list
}

// Nameless are the devices in the picture by which their name is not written, or not all of it; but for those that a screen which is seen
// large lies over, and several of a land over which a room is open: there is no place for so many names beside them.
func (m Model) Nameless() (list []string) {
	b := newBuilder(&m)
	b.compose()
	b.trim()
	what, opened := b.open()
	for i := range m.plan.Places {
		p := &m.plan.Places[i]
		body := b.body(p)
		if !isDevice(p.Host) || p.Stack == 0 || b.inspects != nil || m.cramped() || !m.viewport().Contains(body.Centre()) || p.folded() {
			continue
		}
		lines, named, _ := b.deviceLines(p)
		whole, written := strings.Join(lines[:named], ""), 0
		for _, t := range b.list.Texts() {
			switch {
			case t.String == whole && t.Box.away(body.Centre()) < body.W/2+body.H+30:
				written = named
			case t.Box.Overlaps(b.labels[p].Grow(-2)) && slices.Contains(lines[:named], t.String):
				written++
			}
		}
		covered := b.frame.Overlaps(body.Union(b.labels[p])) || what != nothingOpen && what != openScreen && opened.Plot == p.Plot && len(slices.Collect(b.devices(p.Plot))) > 1
		if written < named && (written > 0 || !covered) {
			list = append(list, p.Host.Name)
		}
	}
	return list
}

// Untied tells whether the bubble of what was asked points at nobody.
func (m Model) Untied() bool {
	b := newBuilder(&m)
	b.compose()
	if !b.said.asked() || b.at.question.Empty() {
		return false
	}
	return b.asking(&b.at) == nil
}

// Absent is who speaks or is spoken to, and whose house is not whole within the part of the window in which the map is seen.
func (m Model) Absent() (list []string) {
	b, seen := newBuilder(&m), m.viewport().Grow(1)
	if m.cramped() {
		return nil
	}
	for _, p := range []*Place{m.act.from, m.act.to, m.act.receiver} {
		if p == nil {
			continue
		}
		if body := b.body(p); body.Y < seen.Y || body.Bottom() > seen.Bottom() {
			list = append(list, p.Host.Name)
		}
	}
	return list
}

// mistaken is whom the tail of the letter of the moment names in an upright window, or through whom it goes, though another holds it.
func (b *builder) mistaken() string {
	p := b.heldBy
	if p == nil || b.inspects != nil || !boundsOf(b.held).Overlaps(b.m.viewport()) {
		return ""
	}
	tip := b.held[len(b.held)-1]
	if body := b.body(p); tip.Y < body.Y && tip.X > body.X && tip.X < body.Right() {
		tip.Y = body.Y - 1 // straight down on them
	}
	far := func(q *Place) float64 {
		least := math.Inf(1)
		for _, part := range append(b.skyline(q), b.body(q)) {
			least = math.Min(least, part.away(tip))
		}
		return least
	}
	for _, i := range b.m.plan.Plots[p.Plot].Hosts {
		q := &b.m.plan.Places[i]
		through := slices.ContainsFunc(b.held, func(at Point) bool { return b.body(q).Contains(at) })
		if q != p && q.Stack > 0 && q.At != p.At && (through || far(q) <= far(p)) {
			return q.Host.Name
		}
	}
	if far(p) > 40*b.zoom {
		return "empty land"
	}
	return ""
}

// eclipsed is behind what the sun is hidden, in a window that is no upright one.
func (b *builder) eclipsed() string {
	if b.sun.Empty() || b.m.plan.Portrait || b.inspects != nil || b.moved {
		return ""
	}
	for _, o := range b.before(b.sun.Grow(-0.2 * b.sun.W)) {
		return o.name
	}
	return ""
}

// overgrown is whose name stands on a tree.
func (b *builder) overgrown() (list []string) {
	for p, r := range b.labels {
		if isDevice(p.Host) && slices.ContainsFunc(b.trees, r.Overlaps) && !b.m.plan.Portrait {
			list = append(list, p.Host.Name)
		}
	}
	return list
}

// leastBeam is how much is seen at least of the beam between a device and its large screen.
const leastBeam = 18

// unled is why it cannot be told whose a large screen is, in a window that is no upright one.
func (b *builder) unled() string {
	if b.frame.Empty() || b.m.plan.Portrait || b.inspects != nil {
		return ""
	}
	_, p := b.open()
	if b.beam == nil {
		return "nothing leads to it"
	}
	body, gap := b.body(p), b.inGap(b.frame)
	end := b.beam[2].Lerp(b.beam[3], 0.5)
	if gap != body.Grow(2).Contains(end) || !gap && (end.X < body.X || end.X > body.Right()) {
		return "what leads to it begins elsewhere"
	}
	seen := body.Y - b.frame.Bottom() // all of what is between them
	if gap {
		begin := b.beam[0].Lerp(b.beam[1], 0.5)
		seen = begin.To(end)
		for q, box := range b.boxes {
			if from, to, hit := box.clip(begin, end); hit && q != p {
				seen -= (to - from) * begin.To(end)
			}
		}
	}
	if seen < leastBeam {
		return "of what leads to it only " + itoa(int(seen)) + " pixels are seen"
	}
	return ""
}

// unspaced are words without what is between them.
func unspaced(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, "")), "")
}

// Decided is the term of a list of couriers that decided, "" where the step shows no such list, or none did.
func (m Model) Decided() string {
	x := m.inspectedAt(m.act.step)
	if x == nil || x.found["spf"] == nil {
		return ""
	}
	for _, record := range stepsOf(x.found["spf"].Steps, "record") {
		for _, t := range stepsOf(record.Steps, "term") {
			if t.Result == "match" || t.Result == "error" {
				return arg(t.Args, "term")
			}
		}
	}
	return ""
}

// undrawn is who stands where the map is seen, and has not been drawn, neither shut nor open.
func (b *builder) undrawn() (list []string) {
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		middle := b.body(p).Centre()
		if p.Stack == 0 || b.inspects != nil || !b.seen(b.rect(p.Box)) {
			continue
		}
		if !slices.ContainsFunc(b.solid, func(r Rect) bool { return r.Contains(middle) }) {
			list = append(list, p.Host.Name)
		}
	}
	return list
}

// alike are the devices that bear the name of another on their land.
func (b *builder) alike() (list []string) {
	for i := range b.m.plan.Plots {
		named := map[string]bool{}
		for p := range b.devices(i) {
			lines, n, _ := b.deviceLines(p)
			name := strings.Join(lines[:n], "")
			if named[name] {
				list = append(list, p.Host.Name)
			}
			named[name] = true
		}
	}
	return list
}

// astray tells whether the letter of the moment, where it lies in a yard, points up past who holds it.
func (b *builder) astray() bool {
	p := b.holdsIt()
	if p == nil || p.Row == nil || b.m.plan.Portrait || b.inspects != nil || b.m.act.carries != nil && b.carrying() < 1 {
		return false
	}
	letter, _ := b.currentBox()
	x, own := b.upFrom(letter, b.point(p.At)), b.body(p)
	return letter.Bottom() > own.Bottom() && (x < own.X || x > own.Right())
}

// mute tells whether in an inspection the sentence is missing that says what happened.
func (b *builder) mute() bool {
	say, ok := b.m.saying()
	return b.inspects != nil && ok && say.word != "" && len(b.said.words) == 0
}

// tunnelled is how far what is said without a tube runs on a tube as it is drawn, but for the crossing of one.
func (b *builder) tunnelled() float64 {
	if b.m.act.to == nil || b.m.act.tube {
		return 0
	}
	most, k := 0.0, b.lanes()
	for _, s := range b.list.Life {
		l, ok := s.(Line)
		if !ok || l.Width != 6*k && l.Width != 4*k && l.Width != 9*k {
			continue
		}
		run, each := 0.0, 2*b.zoom
		for at := range newPath(l.Points).every(each) {
			if run += each; !b.onPipe(at) {
				run = 0
			}
			most = math.Max(most, run)
		}
	}
	return most / b.zoom
}

// unlisted is what signs mean that are drawn and that the legend does not list, terms that are written aside.
func (b *builder) unlisted() (list []string) {
	for _, h := range b.signsAt {
		listed := slices.ContainsFunc(signs, func(s sign) bool { return s.word == h.word })
		if term := slices.ContainsFunc(glossary.Terms(), func(t glossary.Term) bool { return t.Text() == h.word }); !listed && !term {
			list = append(list, h.word.EN)
		}
	}
	return list
}

// mixed tells whether what travels, or is lost on its way, has the colour of another class than the balloon.
func (b *builder) mixed() bool {
	k := b.lanes()
	for _, s := range b.list.Life {
		l, ok := s.(Line)
		if !ok || l.Width != 6*k && l.Width != 4*k {
			continue
		}
		for _, c := range []story.Class{story.OK, story.More, story.Temporary, story.Permanent} {
			if b.said.class != c && l.Colour == b.pal.verdict(c).Line {
				return true
			}
		}
	}
	return false
}

// Saying is what there is to say of the step, whole: what decided, and all its words.
func (m Model) Saying() (decided string, all []string) {
	s, _ := m.saying()
	for _, part := range []string{s.head, s.wire, s.word, s.question} {
		all = append(all, strings.Fields(part)...)
	}
	return s.head, all
}

// Said is what is said at a moment: its sentence, what was cut of it, whose house its tail crosses, or the speaker's own front, and who else
// is nearer to its end than the speaker; and what was asked, and where.
type Said struct {
	Sentence, Lines string
	Crosses, Nearer string
	OnTube          bool    // it covers a tube in which others talk
	OnLand, OverRow bool    // it lies on the land of somebody else, its tail leads over another row of the speaker's land
	Off             float64 // how far its tail ends from where the way of the moment breaks off
	Outside         float64 // how far its tail ends from a public house that speaks
	Hides           bool    // its tail lies along what travels
	Along           bool    // its tail bends along a road
	Past            string  // before whose front the tail of what somebody does alone runs along the road
	Broken          string  // the first name of its sentence that is broken into lines
	Question        string  // what it answers
	Asked           bool    // that is shown
	Bubble          Rect    // beside it, where it is
	Tip             Point   // the end of the bubble's tail
	Astray          float64 // how far that is from who asked
}

// SaidAt is what is said at the moment.
func SaidAt(m Model) (s Said) {
	b := newBuilder(&m)
	b.compose()
	say, _ := m.saying()
	if !b.at.box.Empty() {
		s.Sentence, s.Lines = say.word, strings.Join(b.said.words, " ")
	}
	s.Question, s.Asked = say.question, b.said.cited > 0 || !b.at.question.Empty()
	s.OnTube = !b.at.box.Empty() && !b.captioned && b.onTube(b.at.box)
	if len(b.at.tail) == 1 && !b.captioned {
		from, _ := b.at.root()
		for i := range m.plan.Places {
			p := &m.plan.Places[i]
			box, drawn := b.boxes[p]
			if p == b.speaker() {
				if isDevice(p.Host) && !m.plan.Portrait || !b.frame.Empty() {
					continue // it is said from its screen, or from above it
				}
				box = Rect{b.point(p.At).X - 60*b.zoom*p.Scale, b.point(p.At).Y - 120*b.zoom*p.Scale, 120 * b.zoom * p.Scale, 112 * b.zoom * p.Scale}
			}
			if _, broken := b.broken(); broken && p == b.speaker() {
				box.H -= 16 * b.zoom * p.Scale // past its doorstep
			}
			if drawn && box.Grow(-4).Clip(from, b.at.tail[0]) {
				s.Crosses = p.Host.Name
			}
		}
	}
	s.Past = b.spear()
	if end, broken := b.broken(); len(b.at.tail) > 0 && !b.captioned {
		tip := b.at.tail[len(b.at.tail)-1]
		if !broken {
			s.Nearer = b.nearer(tip)
			if p := b.speaker(); p.Plot < 0 && !m.plan.Portrait && m.plan.Columns <= 2 {
				s.Outside = b.drawnOf(p).away(tip)
			}
		} else if m.act.to != nil {
			at, _ := newPath(b.way()).At(end)
			s.Off = at.To(tip)
		}
	}
	if !b.at.box.Empty() && !b.captioned {
		s.Hides, s.Along = b.hides(b.at.way()), len(b.at.tail) > 1 && !b.at.over && !m.plan.Portrait
		whole := strings.Fields(strings.Join(b.said.words, " "))
		for _, w := range strings.Fields(say.word) {
			if len(b.said.words) > 0 && s.Broken == "" && strings.ContainsAny(w, ".@-") && !slices.Contains(whole, w) {
				s.Broken = w
			}
		}
		s.OnLand, s.OverRow = b.onOthersLand(&balloonPlace{box: b.at.box}), b.frame.Empty() && b.acrossRows(&b.at)
	}
	if to := m.act.to; b.said.asked() && !b.at.question.Empty() && to != nil && !m.plan.Portrait {
		s.Bubble, s.Astray = b.at.question, math.Inf(1)
		if way := b.asking(&b.at); len(way) > 0 {
			s.Tip = way[len(way)-1]
			s.Astray = b.drawnOf(to).Union(around(b.headOver(), 1, 1)).away(s.Tip)
		}
	}
	return s
}

// spear is before whose front the tail of what somebody does alone runs along the road.
func (b *builder) spear() string {
	if b.m.act.to != nil || b.m.plan.Portrait || b.captioned || b.at.box.Empty() {
		return ""
	}
	if p := b.pastDoor(b.at.way(), b.speaker()); p != nil {
		return p.Host.Name
	}
	return ""
}

// nearer is who is drawn nearer to a place than who speaks.
func (b *builder) nearer(at Point) (name string) {
	from := b.speaker()
	own := b.boxes[from]
	if what, p := b.open(); p == from && what != openScreen { // and higher
		own = own.Union(Rect{own.X, b.roofOf(from).Y, own.W, 1})
	}
	least := own.away(at)
	if !b.frame.Empty() {
		least = math.Min(least, b.frame.away(at))
	}
	for p, box := range b.boxes {
		if d := box.away(at); p != from && d < least-1 {
			name, least = p.Host.Name, d
		}
	}
	return name
}

// CanWrite tells whether the stage has letters for a character, Scrawl what it writes.
func CanWrite(r rune) bool   { return canWrite(r) }
func Scrawl(s string) string { return scrawl(s) }

// Lying are the letters that are seen to lie at a host.
func (m Model) Lying(host string) []string {
	b := newBuilder(&m)
	ids, _ := counted(b.lie[host])
	return ids
}

// IsReport tells whether a letter is a report.
func (m Model) IsReport(id string) bool { _, is := m.tale.reports[id]; return is }

// Letters are the names of all letters, in their order.
func (m Model) Letters() []string {
	return slices.SortedFunc(maps.Keys(m.tale.order), func(a, b string) int { return m.tale.order[a] - m.tale.order[b] })
}

// Returns tells whether a letter bears the sign of one that comes back.
func (m Model) Returns(id string) bool { return newBuilder(&m).small(id).says == story.Permanent }

// Envelope is what stands on the letter of the moment.
func (m Model) Envelope() (from, to string) {
	b := newBuilder(&m)
	e := b.currentEnvelope()
	return e.from, e.to
}

// Subject is what stands on it instead, when it is out of its envelope.
func (m Model) Subject() string { return newBuilder(&m).currentEnvelope().subject }

// Struck tells whether whom it is for is struck there.
func (m Model) Struck() bool { return newBuilder(&m).currentEnvelope().refused }

// Frame is a device's screen that is seen large.
func (m Model) Frame() Rect {
	b := newBuilder(&m)
	b.compose()
	return b.frame
}

// Heard is what belongs to where whoever hears what is said, or acts alone, stands, and the part of the window in which the map is seen;
// ok is false where nobody does.
func (m Model) Heard() (domain, seen Rect, ok bool) {
	p := m.act.to
	if p == nil {
		p = m.act.from
	}
	if p == nil {
		return Rect{}, Rect{}, false
	}
	r := m.plan.domain(p)
	at := m.toScreen(Point{r.X, r.Y})
	return Rect{at.X, at.Y, r.W * m.camera.Zoom, r.H * m.camera.Zoom}, m.viewport(), true
}

// Screened is the device's screen that is seen large, and whose servers' houses of its land lie under it.
func (m Model) Screened() (frame Rect, covered []string) {
	b := newBuilder(&m)
	b.compose()
	_, reader := b.open()
	if b.frame.Empty() || reader == nil {
		return b.frame, nil
	}
	for _, i := range m.plan.Plots[reader.Plot].Hosts {
		if p := &m.plan.Places[i]; !isDevice(p.Host) && b.frame.Overlaps(b.boxes[p]) {
			covered = append(covered, p.Host.Name)
		}
	}
	return b.frame, covered
}

// Lies counts the copies of each letter that are told to lie at a host.
func (m Model) Lies(host string) map[string]int {
	_, count := counted(m.lie[host])
	return count
}

// Goes tells whether the step tells how a letter went from a host.
func (m Model) Goes(host, id string) bool { return m.tale.goes(m.act.step, host, id) }

// Held counts those that the world has there.
func Held(h *replay.Host) map[string]int {
	count := map[string]int{}
	for _, l := range h.Held {
		count[l.MessageID]++
	}
	for _, m := range h.Mailboxes {
		for _, f := range m.Folders {
			for _, msg := range f.Messages {
				count[msg.MessageID]++
			}
		}
	}
	for _, c := range h.Outbox {
		if c.Status != "submitted" {
			count[c.MessageID]++
		}
	}
	for _, c := range h.Copies {
		count[c.MessageID]++
	}
	return count
}

// LetterID is the letter of the moment.
func (m Model) LetterID() string {
	if m.letter.envelope == nil {
		return ""
	}
	return m.letter.envelope.MessageID
}

// LetterBox is where the letter of the moment is drawn; ok is false where it is not.
func (m Model) LetterBox() (r Rect, ok bool) {
	b := newBuilder(&m)
	b.compose()
	if b.seenInside() {
		return Rect{}, false
	}
	return b.currentBox()
}

// Stamp is by what a letter is known: its number and its colours.
type Stamp struct {
	Number  int
	Colours Land
}

// Stamps are those of the letters that lie anywhere, and of the letter of the moment.
func (m Model) Stamps() map[string][]Stamp {
	b := newBuilder(&m)
	all := map[string][]Stamp{}
	put := func(id string, e cover) { all[id] = append(all[id], Stamp{e.nth, e.land}) }
	for _, list := range m.lie {
		for _, c := range list {
			put(c.id, b.small(c.id))
		}
	}
	if id := m.LetterID(); id != "" {
		put(id, b.currentEnvelope())
	}
	return all
}

// Somewhere tells whether a letter lies anywhere.
func (m Model) Somewhere(id string) bool {
	for _, list := range m.lie {
		if slices.ContainsFunc(list, func(c *lying) bool { return c.id == id }) {
			return true
		}
	}
	return false
}

// hidden is what the letter of the moment, a screen that is seen large or its beam lies over, though it should not: the
// device or house of somebody, or the clock.
func (b *builder) hidden() (list []string) {
	m := b.m
	if m.plan.Portrait {
		return nil
	}
	put := func(what, over string) { list = append(list, what+" lies over "+over) }
	letter, drawn := b.currentBox()
	what, opened := b.open()
	if what != nothingOpen && what != openPage && opened.Host.Name == m.letter.host || b.inspects != nil || m.act.carries != nil && b.carrying() < 1 {
		drawn = false
	}
	for i := range m.plan.Places {
		p := &m.plan.Places[i]
		if p.Stack == 0 || !b.seen(b.rect(p.Box)) {
			continue
		}
		body := b.body(p).Grow(-3)
		if drawn && letter.Overlaps(body) {
			put("the letter", p.Host.Name)
		}
		if b.frame.Overlaps(body) {
			put("a screen", p.Host.Name)
		}
		if p != opened && len(b.beam) > 0 && (isDevice(p.Host) || !b.inGap(b.frame)) && crosses(b.beam, body) {
			put("a beam", p.Host.Name)
		}
	}
	for what, r := range map[string]Rect{"the letter": letter, "a screen": b.frame, "what is said": b.at.box} {
		if (what != "the letter" || drawn) && r.Overlaps(b.told) && b.inspects == nil && !b.captioned {
			put(what, "the clock")
		}
	}
	return list
}

// Told is what is shown of the letter of the moment: which it is, who has it, in whose colours it is, for whom it is, and whether they
// are struck, and for how many others besides.
type Told struct {
	ID, Holder string
	Colours    Land
	To         []string
	Struck     bool
	Others     int
	Words      string // what is said of the step
}

// ToldAt is what is shown of the letter of the moment.
func ToldAt(m Model) Told {
	b := newBuilder(&m)
	e, p := b.currentEnvelope(), b.holdsIt()
	if m.letter.envelope == nil || p == nil {
		return Told{}
	}
	return Told{m.letter.envelope.MessageID, p.Host.Name, e.land, strings.Split(e.to, between), e.refused, e.others, b.m.tale.caption(b.m.act.step, lang.ES)}
}

// Stamped draws a letter of a width, told by a number, at a size of type: its stamp, and what stands on it.
func Stamped(measure Measure, wide float64, number int, least float64) (stamp Rect, on []Text) {
	m := New(measure, nil)
	b := newBuilder(&m)
	b.least = least
	r, e := Rect{W: wide, H: wide * roadShape}, cover{land: b.pal.Lands[0], nth: number, plain: true}
	var list DisplayList
	b.envelope(r, e, &list.Life)
	stamp, _ = b.stampOn(r, e)
	return stamp, list.Texts()
}

// Unsigned tells of what travels in the colour of a class without that class's sign on it, and of a sign of another class there.
func (m Model) Unsigned() string {
	b := newBuilder(&m)
	b.compose()
	k, class := b.lanes(), m.act.class
	coloured, signed := m.act.step.Kind == story.ConnReset && m.act.to != nil, false
	for _, s := range b.list.Life {
		switch s := s.(type) {
		case Line:
			coloured = coloured || (s.Width == 6*k || s.Width == 4*k) && s.Colour == b.pal.verdict(class).Line
		case Icon:
			silent := s.Name == "question" && (m.act.step.Kind == story.ConnTimeout || m.act.step.Kind == story.ConnUnreachable)
			signed = signed || s.Ink == b.pal.verdict(class).Line && (s.Name == classSign[class] || silent)
		}
	}
	if class != story.None && coloured && !signed {
		return "what travels has the colour of " + string(class) + ", and no such sign"
	}
	return ""
}

// Unseen counts, by host, the copies that are told to lie there and are neither drawn, large or small, nor seen in it while it is open.
func (m Model) Unseen() map[string]int {
	b := newBuilder(&m)
	b.compose()
	_, shown := b.currentBox()
	what, opened := b.open()
	list := map[string]int{}
	for i := range m.plan.Places {
		p := &m.plan.Places[i]
		if p.Stack == 0 {
			continue
		}
		all, seen := b.lie[p.Host.Name], len(b.drawnSmall(p, shown))
		if env := m.letter.envelope; shown && env != nil && b.holdsIt() == p && !b.seenInside() && slices.ContainsFunc(all, func(c *lying) bool { return c.id == env.MessageID }) {
			seen++
		}
		read := false
		for _, c := range all {
			switch {
			case opened != p:
			case what == openQueue && c.where == inQueue, what == openMailboxes && c.where == inMailbox:
				seen++
			case what == openScreen && !read && c.where == onDevice && c.id == m.now.Host(p.Host.Name).Shown.MessageID:
				read = true
				seen++
			}
		}
		if seen != len(all) {
			list[p.Host.Name] = len(all) - seen
		}
	}
	return list
}

// Within is what is wrong with the shelf or the pigeonholes that are open: what they show and what they count is not what lies there, or the
// letter of the step is not among what they show; open is false where there are none.
func Within(m Model) (wrong string, open bool) {
	b := newBuilder(&m)
	what, p := b.open()
	if what != openQueue && what != openMailboxes {
		return "", false
	}
	b.compose()
	b.list.Life = nil
	b.inside() // once more, alone
	inside, counts := DisplayList{Life: b.list.Life}, DisplayList{Life: b.counts}
	written, letters, stamps, more := map[string]int{}, 0, 0, 0
	for _, text := range inside.Texts() {
		written[text.String]++
		if strings.Trim(text.String, "0123456789") == "" && text.Font == Bold {
			stamps++
		}
	}
	for _, s := range b.list.Life {
		if r, ok := s.(Box); ok && r.Fill == b.pal.Sheet && math.Abs(r.Rect.H-r.Rect.W*roadShape) < 0.01 {
			letters++
		}
	}
	for _, text := range counts.Texts() {
		var n int
		if _, err := fmt.Sscanf(text.String, "+%d", &n); err == nil {
			more += n
		}
	}
	numbered, h := stamps == letters, m.now.Host(p.Host.Name) // on small letters there is no room for it
	if what == openQueue {
		waiting := m.waitingAt(h)
		q := waiting[m.lineOf(waiting)]
		nth := m.tale.nth(q.MessageID)
		if f, ok := m.act.step.Fact.(trace.QueueDeferred); ok && written[clockSpan(f.Next-m.Time())] == 0 {
			return fmt.Sprintf("the time until %s is tried again is not there", f.Queue), true
		}
		if numbered && written[itoa(nth)] == 0 || letters+more != len(waiting) {
			return fmt.Sprintf("%d letters and %d others are on the shelf, of %d, letter %d of the step %d times", letters, more, len(waiting), nth, written[itoa(nth)]), true
		}
		return "", true
	}
	at := m.pigeonhole()
	owners, lie, missing := 0, 0, 0
	for _, box := range h.Mailboxes {
		folders, hidden, all := 0, 0, 0
		for _, f := range box.Folders {
			n := len(b.liesIn(h, box.User, f.Name))
			if n == 0 {
				continue
			}
			if folders++; f.Name != inbox && written[f.Name] == 0 || f.Name == inbox && written[inbox] == 0 && at.folder != inbox {
				hidden++
			} else {
				all += n
			}
		}
		seen := written[localPart(box.User)] > 0 || len(h.Mailboxes) == 1
		switch {
		case !seen && folders > 0:
			missing++
		case seen && hidden > 0 && written[others(hidden)] == 0:
			return fmt.Sprintf("%d folders of %s are neither shown nor counted", hidden, box.User), true
		case seen:
			lie += all
		}
		owners++
	}
	if missing > 0 && !slices.ContainsFunc(slices.Collect(maps.Keys(written)), func(s string) bool {
		var n int
		_, err := fmt.Sscanf(s, "+%d", &n)
		return err == nil && n >= missing
	}) {
		return fmt.Sprintf("%d of %d owners are neither shown nor counted", missing, owners), true
	}
	if letters+more != lie {
		return fmt.Sprintf("%d letters and %d others are in the pigeonholes, of %d", letters, more, lie), true
	}
	if f, ok := m.act.step.Fact.(trace.MailboxStored); ok {
		if nth := m.tale.nth(f.MessageID); numbered && written[itoa(nth)] == 0 {
			return fmt.Sprintf("letter %d, which is put there, is not seen", nth), true
		}
	}
	return "", true
}

// EnvelopeAt is for whom the letter of the moment is where a post office answers for it, and to whom that sends it on, once any of that
// has been told, and is not told with how it took it.
func (m Model) EnvelopeAt(host string) (to, sent []string) {
	env := m.letter.envelope
	if env == nil {
		return nil, nil
	}
	for _, c := range m.lie[host] {
		if c.id != env.MessageID || c.where != inQueue {
			continue
		}
		_, all := m.envelopeOf(letterNow{envelope: env, host: host, copy: c})
		to = strings.Split(all, between)
		if m.accepts(c) || !slices.ContainsFunc(c.queued, m.told) {
			return nil, nil
		}
		for _, seq := range c.queued {
			sent = append(sent, m.tale.telling.Trace.At(seq).Fact.(trace.QueueAdded).Recipients...)
		}
		break
	}
	return to, sent
}

// Breaks tells whether what is said ends before its end.
func (m Model) Breaks() bool {
	_, broken := newBuilder(&m).broken()
	return broken
}

// TubesAt are the pairs of hosts between which a tube stands.
func TubesAt(m Model) (list [][2]string) {
	for p := range newBuilder(&m).protected() {
		list = append(list, [2]string{p.a, p.b})
	}
	return list
}

var partOf = map[extent]trace.Part{wholeLetter: trace.PartMessage, headerOnly: trace.PartHeaders, firstOctets: trace.PartBeginning, somePart: trace.PartText}

// Kept is what of each letter a device is drawn to have, by how the copy is found there: whose, folder and UID.
func (m Model) Kept(host string) map[string]trace.Part {
	b, list := newBuilder(&m), map[string]trace.Part{}
	for _, c := range b.lie[host] {
		if c.where == onDevice {
			list[c.box+" "+c.name] = partOf[b.copyOf(c).much]
		}
	}
	return list
}

// LetterPart is how much the letter of the moment is drawn to be.
func (m Model) LetterPart() trace.Part { return partOf[newBuilder(&m).currentEnvelope().much] }

// Carries is the line by which a letter travels, and how much of it that is drawn to bring.
func (m Model) Carries() (l *dialogue.Line, p trace.Part) {
	if l = m.act.carries; l != nil {
		p = partOf[m.tale.brings(l)]
	}
	return l, p
}

// Striped counts the stripes of an air letter on one that is so much of a letter.
func Striped(m Model, p trace.Part) (n int) {
	b := newBuilder(&m)
	var list []Shape
	b.envelope(Rect{0, 0, 100, 64}, cover{land: b.pal.Lands[0], nth: 1, plain: true, much: extentOf(p)}, &list)
	for _, s := range list {
		if a, ok := s.(Area); ok && a.Fill == b.pal.Lands[0].Roof {
			n++
		}
	}
	return n
}

// StillFor is for whom the letter of the moment is where other servers answer for it too.
func (m Model) StillFor() map[string][]string {
	b, list := newBuilder(&m), map[string][]string{}
	for host, lie := range b.lie {
		for _, c := range lie {
			if env := m.letter.envelope; env != nil && c.id == env.MessageID && c.where == inQueue && host != m.letter.host {
				list[host] = strings.Split(b.twinOf(c).to, between)
			}
		}
	}
	return list
}
