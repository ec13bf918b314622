package stage

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"posta/sim/dialogue"
	"posta/sim/glossary"
	"posta/sim/lang"
	"posta/sim/listener"
	"posta/sim/story"
	"posta/sim/trace"
)

// saying is what a balloon says: in the largest letters what decided (a reply's code,
// a record), below it the wire's own words, and in one sentence how it is meant. Each
// may be missing.
type saying struct {
	sign       string
	head       string
	wire       string
	word       string
	question   string // the question that it answers
	class      story.Class
	unreadable bool     // a listener cannot read it
	matters    []string // pictures of what it is about, where the words are hidden,
	asks       []string // and of what was asked
}

// arrows puts signs that the fonts have in place of some that they do not have.
var arrows = strings.NewReplacer("\u2192", "\u203a", "\u2190", "\u2039", "\u21d2", "\u00bb")

// saying words the present step, ok is false where there is nothing to say.
func (m *Model) saying() (saying, bool) {
	s := m.act.step
	if s == nil {
		return saying{}, false
	}
	say := saying{class: m.act.class}
	if m.tale.caption != nil {
		say.word = printable(arrows.Replace(m.tale.caption(s, m.lang)))
	}
	switch f := s.Fact.(type) {
	case trace.PacketSent:
		say.sign, say.wire = "packet", packetSaid(f)
	case trace.PacketLost:
		say.class = story.Permanent
		if say.word == "" {
			say.word = wordLost.In(m.lang)
		}
	}
	if l := m.act.said; l != nil {
		say.head, say.wire = m.tale.quoted(l, m.lang)
		if say.class == story.None {
			say.sign = kindSign[l.Kind]
		}
		if q := m.act.asked; q != nil && q.Kind != dialogue.KindData { // a letter is seen to go
			say.question = spoken(q, m.lang)
		}
		if say.word == "" {
			say.word = kindWord[l.Kind].In(m.lang)
		}
		m.overhear(&say, l)
	}
	if m.wordless {
		return m.riddle(say), true
	}
	return say, say.head != "" || say.wire != "" || say.word != ""
}

// quoted is what is cited of a line: what decides in it, and the rest of its words.
func (t *tale) quoted(l *dialogue.Line, in lang.Lang) (head, rest string) {
	first := func(s string) string {
		line, more, cut := strings.Cut(strings.ToValidUTF8(s, "\u00b7"), "\n")
		line = strings.TrimRight(line, "\r")
		if cut {
			line += "  +" + itoa(strings.Count(more, "\n")+1)
		}
		return printable(line)
	}
	switch {
	case l.DNS != nil && l.Kind == dialogue.KindAnswer:
		if l.DNS.RCode != "NOERROR" || len(l.DNS.Answer) == 0 {
			if l.DNS.RCode == "NOERROR" {
				return l.DNS.Type + ": \u2013", ""
			}
			return l.DNS.RCode, strings.TrimSuffix(l.DNS.Name, ".")
		}
		fields := strings.Fields(answered(l.DNS))
		if len(fields) > 2 && fields[0] == "MX" && fields[2] == "." {
			return strings.Join(fields, " "), "" // the null MX (RFC 7505 section 3)
		}
		if len(fields) > 2 && fields[0] == "MX" {
			return "MX " + fields[1], strings.Join(fields[2:], " ")
		}
		if len(fields) > 1 {
			return fields[0], strings.Join(fields[1:], " ")
		}
		return answered(l.DNS), ""
	case l.Code != 0:
		head = itoa(l.Code)
		if l.Enhanced != "" {
			head += " " + l.Enhanced
		}
		return printable(head), first(l.Args)
	case (l.Kind == dialogue.KindReply) && l.Class != "" && l.Verb != "":
		return printable(l.Verb), first(l.Args)
	}
	return "", spoken(l, in)
}

// overhear turns what is said into what a listener on the road gets of it.
func (m *Model) overhear(say *saying, l *dialogue.Line) {
	if !m.listener {
		return
	}
	if !l.Encrypted {
		say.word = wordHeard.In(m.lang)
		return
	}
	say.unreadable, say.sign, say.class, say.question = true, "lock", story.None, ""
	// What a listener learns is how long the records are (RFC 8446 section 5.1), not
	// how long the words in them were.
	lengths := ""
	for i, r := range listener.Carrying(m.tale.telling.Trace, l) {
		if i > 0 {
			lengths += " + "
		}
		lengths += lang.Octets(r.Len).In(m.lang)
	}
	if lengths == "" {
		lengths = lang.Octets(len(l.Raw)).In(m.lang)
	}
	say.head, say.wire = "", strings.Repeat("\u2022", 8)+"  "+lengths
	say.word = wordSealed.In(m.lang)
}

// Sizes of type in a balloon, at zoom 1.
const (
	headSize     = 27.0
	wireSize     = 16.0
	wordSize     = 14.0
	questionSize = 13.5
	balloonW     = 270.0
	wordLines    = 4
	wireLines    = 2
	headLine     = 1.27
	// narrowTalk is the width below which a sentence would be a column of words.
	narrowTalk = 176.0
	// foldedLines is how many lines names take that are broken at their dots, and leastOfName how much of one is seen that is cut.
	foldedLines = 4
	leastOfName = 12
	// wholeHead is the length up to which what decided stands whole, however narrow its balloon.
	wholeHead = 16
)

// balloon is a saying set in type.
type balloon struct {
	saying
	full                                saying // before anything of it was shortened
	wires, words                        []string
	folded                              bool    // a name in it was broken into lines
	head, wire, word, tile              float64 // sizes
	w, h, text, pad, signR              float64
	question                            string
	questionW, questionH, questionSized float64
	questionTile                        float64 // of the pictures in it
}

// set breaks a saying into lines that fit a width, and finds the size of its balloon.
func (b *builder) set(s saying, wide float64) balloon { return b.setIn(s, wide, wordLines) }

// setIn does so with at most so many lines for its sentence.
func (b *builder) setIn(s saying, wide float64, most int) balloon {
	t := b.m.tale
	k := math.Max(0.8, math.Min(b.typeScale()*(b.projected()-b.tight), 2.2*b.projected()))
	o := balloon{saying: s, full: s, head: round2(headSize * k), wire: math.Max(b.least, round2(wireSize*k)), word: math.Max(b.least, round2(wordSize*k)), pad: 13 * k, signR: 17 * k}
	if wide < narrowTalk*k {
		o.pad, o.signR = 8*k, 11*k
	}
	room := wide - 2*o.pad
	if b.signed2(s) {
		room -= 2*o.signR + 12*k
	}
	room = math.Max(room, 60)
	inner := 0.0
	if s.head != "" {
		for o.head > o.wire && t.measure(Mono, o.head, s.head) > room {
			o.head--
		}
		room := room
		if len(s.head) <= wholeHead {
			room = math.Max(room, t.measure(Mono, o.head, s.head)) // what decided is never cut
		}
		o.saying.head = t.shorten(Mono, o.head, s.head, room)
		inner = t.measure(Mono, o.head, o.saying.head)
		o.h += o.head * headLine
	}
	if s.wire != "" {
		for o.wire > math.Max(b.least+0.5, wireSize*k*0.8) && t.measure(Mono, o.wire, s.wire) > room {
			o.wire -= 0.5
		}
		o.wires = t.fold(Mono, o.wire, s.wire, room, wireLines, foldedLines)
		if o.folded = o.wires != nil; !o.folded || b.clipped {
			o.wires = t.wrapHard(Mono, o.wire, s.wire, room, wireLines)
		}
		for _, l := range o.wires {
			inner = math.Max(inner, t.measure(Mono, o.wire, l))
		}
		o.h += float64(len(o.wires)) * o.wire * 1.32
	}
	if s.word != "" {
		if s.head == "" && s.wire == "" {
			o.word = math.Max(b.least, round2(15*k))
		}
		o.words = t.fold(Sans, o.word, s.word, room, most+foldedLines, most+foldedLines)
		if o.folded = o.folded || o.words != nil; o.words == nil || b.clipped {
			o.words = t.wrap(Sans, o.word, s.word, room, most)
		}
		for _, l := range o.words {
			inner = math.Max(inner, t.measure(Sans, o.word, l))
		}
		o.h += float64(len(o.words)) * o.word * 1.34
	}
	if n := float64(len(s.matters)); n > 0 {
		o.tile = 46 * k
		inner = math.Max(inner, n*o.tile+(n-1)*6*k)
		o.h += o.tile + 4*k
	}
	o.text = o.h
	o.h = math.Max(o.h+1.5*o.pad, 2*o.signR+o.pad)
	o.w = inner + 2*o.pad
	if b.signed2(s) {
		o.w += 2*o.signR + 12*k
	}
	if s.asked() {
		o.questionSized = math.Max(b.least, round2(questionSize*k))
		o.question = t.shorten(Mono, o.questionSized, s.question, wide-o.questionSized*4)
		if o.question != s.question && utf8.RuneCountInString(o.question) < leastOfName {
			o.question = ""
		}
		if o.question == "" {
			o.saying.question = "" // no bubble without a word
		}
		o.questionW, o.questionH = o.questionSized*1.8, o.questionSized*2.3
		if o.question != "" {
			o.questionW += t.measure(Mono, o.questionSized, o.question)
		}
		if n := float64(len(s.asks)); n > 0 {
			o.questionTile = 38 * k
			o.questionW += n * o.questionTile * 1.1
			o.questionH = math.Max(o.questionH, o.questionTile+8*k)
		}
	}
	return o
}

// asked tells whether it answers a question that is shown.
func (s saying) asked() bool { return s.question != "" || len(s.asks) > 0 }

// silent takes the question away.
func (s saying) silent() saying {
	s.question = ""
	if len(s.asks) > 0 {
		s.matters, s.asks = s.asks, nil
	}
	return s
}

func round2(v float64) float64 { return math.Round(v*2) / 2 }

// typeScale is how large what is said is written: with the window, not with the zoom.
func (b *builder) typeScale() float64 {
	f := b.m.free()
	return math.Max(0.86, math.Min(f.W/974, f.H/584))
}

// projected is by how much larger type is in a window as high as a projector's, to be read
// from the last row.
func (b *builder) projected() float64 {
	if b.m.plan.Portrait || b.m.free().H < 800 {
		return 1
	}
	return 1.14
}

func (b *builder) signed2(s saying) bool { return s.class != story.None || s.sign != "" }

// fold breaks text in which a name is wider than a line: names after their dots, hyphens and the like, or where they must be. What
// would take more than two lines alone loses its middle; of too many lines the rest is left out. nil: no name is so wide, and it takes no
// more lines than usual.
func (t *tale) fold(f Font, size float64, s string, width float64, usual, most int) []string {
	words := measured(strings.Fields(s))
	wide := slices.ContainsFunc(words, func(w string) bool { return t.measure(f, size, w) > width })
	if !wide && usual == most {
		return nil
	}
	var lines []string
	line := ""
	put := func(piece string) {
		for t.measure(f, size, line+piece) > width {
			n := 0
			if line == "" { // as much of it as there is room for
				_, n = utf8.DecodeRuneInString(piece)
				for i := range piece {
					if t.measure(f, size, piece[:i]) > width {
						break
					}
					n = max(n, i)
				}
			}
			lines, line, piece = append(lines, strings.TrimRight(line+piece[:n], " ")), "", strings.TrimLeft(piece[n:], " ")
			if t.measure(f, size, piece) <= width {
				break
			}
		}
		line += piece
	}
	for _, w := range words {
		if line != "" {
			w = " " + w
		}
		if t.measure(f, size, w) <= width {
			put(w)
			continue
		}
		if short := t.shorten(f, size, w, 1.9*width); utf8.RuneCountInString(short) >= leastOfName {
			w = short
		}
		for w != "" {
			n := len(w)
			if i := strings.IndexAny(w, ".-@_/:=,\u2026"); i >= 0 {
				_, wide := utf8.DecodeRuneInString(w[i:])
				n = i + wide
			}
			put(w[:n])
			w = w[n:]
		}
	}
	if lines = append(lines, line); !wide && len(lines) <= usual {
		return nil
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = t.cutOff(f, size, lines[most-1], width)
	}
	return lines
}

// wrapHard breaks what has no spaces to break at, too.
func (t *tale) wrapHard(f Font, size float64, s string, width float64, most int) []string {
	var lines []string
	for _, l := range t.wrap(f, size, s, width, most) {
		if t.measure(f, size, l) > width {
			l = t.shorten(f, size, l, width)
		}
		if l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// wrap breaks text into lines of a width; the last one of too many is shortened. A short word may stand out of its line.
func (t *tale) wrap(f Font, size float64, s string, width float64, most int) []string {
	return t.wrapIn(f, size, s, width, 2*size, most)
}

// wrapIn breaks text into lines of a width from which a last word may stand out by so much.
func (t *tale) wrapIn(f Font, size float64, s string, width, out float64, most int) []string {
	var lines []string
	line := ""
	words := measured(strings.Fields(s))
	for i, w := range words {
		longer := w
		if line != "" {
			longer = line + " " + w
		}
		if line == "" || t.measure(f, size, longer) <= width || len(w) < 3 && t.measure(f, size, longer) <= width+out {
			line = longer
			continue
		}
		if len(lines) == most-1 {
			line += " " + strings.Join(words[i:], " ")
			break
		}
		lines, line = append(lines, line), w
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i, l := range lines {
		if t.measure(f, size, l) > width+out {
			lines[i] = t.cutOff(f, size, l, width)
		}
	}
	return lines
}

// cutOff shortens a sentence at its end, after a word; what has no spaces keeps its beginning
// and its end.
func (t *tale) cutOff(f Font, size float64, s string, width float64) string {
	for short := s; t.measure(f, size, short+"\u2026") > width; {
		i := strings.LastIndexByte(short, ' ')
		if i <= 0 && short != s {
			return t.shorten(f, size, short, width-t.measure(f, size, "\u2026")) + "\u2026" // not the end of what comes later
		}
		if i <= 0 {
			return t.shorten(f, size, s, width)
		}
		short = strings.TrimRight(short[:i], " ,;:.")
		if t.measure(f, size, short+"\u2026") <= width {
			return short + "\u2026"
		}
	}
	return s + "\u2026"
}

// measured ties numbers to their units: "13 min", "42 s".
func measured(words []string) []string {
	list := words[:0:0]
	for _, w := range words {
		n := len(list)
		unit := strings.TrimRight(w, ".,;:)")
		if n > 0 && (unit == "h" || unit == "min" || unit == "s" || unit == "d" || unit == "bytes") && strings.Trim(list[n-1], "(0123456789.,\u00a0") == "" {
			list[n-1] += "\u00a0" + w
			continue
		}
		list = append(list, w)
	}
	return list
}

// balloonPlace is a place for a balloon, and the way of its tail from there to what it
// speaks of.
type balloonPlace struct {
	box      Rect
	question Rect
	tail     []Point
	thin     bool // it is a line, for it has a way to go
}

// speech puts what is said where it covers nothing.
func (b *builder) speech() {
	say, ok := b.m.saying()
	if !ok || b.m.act.from == nil {
		return
	}
	tip := b.tip()
	talk := b.talk()
	free := b.m.free().Grow(-6)
	wide := math.Min(balloonW*b.typeScale(), free.W-16)
	if b.m.plan.Portrait {
		wide = math.Min(free.W-16, math.Max(talk.W, 220))
	} else if room := talk.Right() - b.point(Point{b.m.plan.Trunk + roadWide*0.7, 0}).X - 8; room > 140 && room < wide {
		wide = room
	}
	o, d, ok := b.place(say, wide, tip, talk, free)
	if !ok {
		o, d, ok = b.caption(say, tip)
	}
	b.covers = !ok
	b.draw(o, d, smooth((b.m.clock-b.m.act.lasts*b.spokenFrom())/0.2))
}

// place sets what is said as fully as there is room for: with its question and its
// sentence, without the question, and at last what decided alone.
func (b *builder) place(say saying, wide float64, tip Point, talk, free Rect) (o balloon, d balloonPlace, ok bool) {
	if r := b.m.spoken(); b.m.plan.Portrait && !r.Empty() {
		return b.placeBelow(say.silent(), r, tip)
	}
	tongue := b.otherwise()
	for _, b.clipped = range []bool{false, true} { // rather in more lines than without the middle of a name
		for _, b.tight = range []float64{0, 0.12} {
			others, long := tongue.ways(wide), false
			for i, w := range say.ways(wide) {
				if i < 4 && wide < narrowTalk*b.typeScale() {
					continue
				}
				o = b.setIn(w.saying, w.wide, w.lines)
				other := b.setIn(others[i].saying, others[i].wide, w.lines)
				if i == 0 {
					long = max(len(o.words), len(other.words)) > wordLines
				} else if i < 3 && !long {
					continue // the sentence needs no more lines
				}
				if b.clipped && !o.folded && !other.folded || !b.loseAlike(o, other) {
					continue // it has been tried, or it tells in one language what it does not in the other
				}
				either := o
				either.w, either.h = math.Max(o.w, other.w), math.Max(o.h, other.h)
				either.questionW, either.questionH = math.Max(o.questionW, other.questionW), math.Max(o.questionH, other.questionH)
				if d, ok = b.findPlace(either, tip, talk, free); ok {
					if own, ok := b.findPlace(o, tip, talk, free); ok {
						d = own
					}
					return o, d, true
				}
			}
		}
	}
	return o, d, false
}

// way is how fully something is said, how broadly, and in how many lines at most.
type way struct {
	saying
	wide  float64
	lines int
}

// ways are those of a saying, the fullest first.
func (s saying) ways(wide float64) []way {
	bare := s.silent()
	short := bare.unworded()
	code := short
	if code.head != "" {
		code.wire = ""
	}
	return []way{
		{s, wide, wordLines + 3}, {bare, wide, wordLines + 3}, {s, wide, wordLines}, {bare, wide, wordLines}, // a sentence has its end, before all
		{short, wide, wordLines}, {short, wide * 0.75, wordLines}, {code, wide * 0.75, wordLines},
	}
}

// unworded takes the sentence away, where there is more than that.
func (s saying) unworded() saying {
	if s.head != "" || s.wire != "" {
		s.word = ""
	}
	return s
}

// otherwise is what the balloon says in the other language. Whatever has not room in one of them is left out in both: what is
// shown at a step, its numbers above all, does not depend on which words are longer.
func (b *builder) otherwise() saying {
	other := *b.m
	if other.lang = lang.ES; b.m.lang == lang.ES {
		other.lang = lang.EN
	}
	say, _ := other.saying()
	return say
}

// loseAlike tells whether two balloons, of one saying in two languages, lack the same numbers.
func (b *builder) loseAlike(o, other balloon) bool {
	return slices.Equal(o.lost(), other.lost())
}

// lost are the numbers of what is said that its lines do not show.
func (o *balloon) lost() []string {
	shown := figures(strings.Join(o.words, " "), strings.Join(o.wires, " "), o.saying.head, o.question)
	var lost []string
	for _, n := range figures(o.full.word, o.full.wire, o.full.head, o.full.question) {
		if i := slices.Index(shown, n); i >= 0 {
			shown = slices.Delete(shown, i, i+1)
		} else {
			lost = append(lost, n)
		}
	}
	slices.Sort(lost)
	return lost
}

// figures are the numbers in texts.
func figures(texts ...string) (list []string) {
	for _, s := range texts {
		list = append(list, strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })...)
	}
	return list
}

// placeBelow puts what is said into the strip below the map; its tail goes up the trunk.
func (b *builder) placeBelow(say saying, strip Rect, tip Point) (o balloon, d balloonPlace, ok bool) {
	wide := strip.W - 2*wordSize*b.typeScale() // a short word may stand out of its line
	o = b.setWithin(say, wide, strip.H)
	over := Rect{0, b.m.viewport().Bottom(), b.m.w, b.m.free().Bottom() - b.m.viewport().Bottom()}
	b.leaveOut(over)
	b.life(Box{Rect: over, Fill: b.list.Paper}, Line{Points: []Point{{0, over.Y}, {b.m.w, over.Y}}, Width: 1.2, Colour: b.lit(b.pal.RoadEdge)})
	trunk := b.point(Point{b.m.plan.Trunk, 0}).X
	d = balloonPlace{box: Rect{strip.X, strip.Y + math.Max(0, (strip.H-o.h)/2), o.w, o.h}, tail: []Point{{trunk, tip.Y}, tip}}
	if math.Abs(tip.X-trunk) < roadWide*b.zoom {
		d.tail = []Point{tip}
	}
	return o, d, true
}

// setWithin sets it for a strip: with its sentence where there is room for that in both languages, and the middle of names left out
// only where there is none for them either.
func (b *builder) setWithin(say saying, wide, high float64) (o balloon) {
	tongue := b.otherwise().silent()
	for _, b.clipped = range []bool{false, true} {
		o = b.set(say, wide)
		if other := b.set(tongue, wide); math.Max(o.h, other.h) > high || !b.loseAlike(o, other) {
			o = b.set(say.unworded(), wide)
		}
		if o.h <= high {
			break
		}
	}
	return o
}

// talk is the room for what is said, in the window.
func (b *builder) talk() Rect {
	if r := b.m.spoken(); b.m.plan.Portrait && !r.Empty() {
		return r
	}
	return b.rect(b.m.plan.Talk)
}

// spokenFrom is the part of the act at which the answer is given.
func (b *builder) spokenFrom() float64 {
	if b.m.act.asked != nil {
		return 0.45
	}
	return 0
}

// tip is who speaks, or does something by itself: its wall, or its road where that is
// not seen; and of a way that ends before its end, that end.
func (b *builder) tip() Point {
	a := &b.m.act
	p := a.from
	if end, broken := b.broken(); broken && a.to != nil {
		at, _ := newPath(b.points(a.path.Points)).At(end)
		return at
	}
	if a.to != nil && (p.Plot < 0 || b.m.plan.Portrait || b.m.plan.Columns > 2) {
		path := newPath(b.points(a.path.Points))
		far := math.Min(0.5, 64*b.zoom/math.Max(path.Len(), 1))
		if b.m.plan.Columns > 2 && p.Plot >= 0 {
			far = 0.5 // where there is room
		}
		at, _ := path.At(far)
		return at
	}
	at := b.point(p.At)
	k := b.zoom * p.Scale
	side := 1.0
	if at.X >= b.talk().Centre().X {
		side = -1
	}
	switch {
	case p.Plot < 0:
		return at.Add(Point{0, 6 * k})
	case b.m.plan.Portrait:
		return at.Add(Point{-20 * k, roadWide / 2 * b.zoom})
	case !b.frame.Empty():
		if side > 0 {
			return Point{b.frame.Right() + 2, b.frame.Centre().Y}
		}
		return Point{b.frame.X - 2, b.frame.Centre().Y}
	case b.overhead(p):
		return Point{at.X, b.headOf(p) - 2}
	case isDevice(p.Host) || b.screened(p):
		return b.onRoad(p)
	}
	// Just outside its wall, where neither its sign nor what lies at its foot is.
	best := at.Add(Point{side * 77 * k, -34 * k})
	for _, up := range []float64{56, 34, 44, 22, 10, 98} {
		out := 77.0
		if up > 78 {
			out = 76 // the roof's
		}
		tip := at.Add(Point{side * out * k, -up * k})
		if spot := around(tip.Add(Point{side * 6, -3}), 12, 12); !slices.ContainsFunc(b.taken, spot.Overlaps) {
			return tip
		}
	}
	return best
}

// overhead tells whether what somebody says stands above them, because others stand between
// them and the gap.
func (b *builder) overhead(p *Place) bool {
	return p.Plot >= 0 && !b.m.plan.Portrait && b.m.plan.Columns <= 2 && (isDevice(p.Host) || b.screened(p))
}

// headOf is the upper edge of a building, with what is written over it.
func (b *builder) headOf(p *Place) float64 {
	top := b.point(p.At).Y - 160*b.zoom*p.Scale
	if isDevice(p.Host) {
		top = b.rect(p.Box).Y
	}
	if box, drawn := b.boxes[p]; drawn && isDevice(p.Host) {
		top = math.Min(top, box.Y)
	}
	return top
}

// onRoad is the road at somebody's door.
func (b *builder) onRoad(p *Place) Point {
	side := 1.0
	if b.point(p.At).X >= b.talk().Centre().X {
		side = -1
	}
	return b.point(p.At).Add(Point{side * 16 * b.zoom * p.Scale, roadWide / 2 * b.zoom})
}

// screened tells whether another building stands between a server and the gap.
func (b *builder) screened(p *Place) bool {
	if p.Plot < 0 || b.m.plan.Portrait {
		return false
	}
	plot := &b.m.plan.Plots[p.Plot]
	for _, i := range plot.Hosts {
		if q := &b.m.plan.Places[i]; q != p && q.Row == p.Row && q.Stack > 0 && (q.At.X > p.At.X) == plot.West {
			return true
		}
	}
	return false
}

// findPlace finds the first place, in a fixed order, where the balloon meets nothing.
func (b *builder) findPlace(o balloon, tip Point, talk, free Rect) (balloonPlace, bool) {
	list := b.candidates(o, tip, talk)
	// At first nothing at all may be covered; then an empty street, rather than that it is said far from who says it;
	// then the tail may pass in front of something that is no writing.
	for _, try := range []struct {
		pass int
		near bool
	}{{0, true}, {1, true}, {0, false}, {1, false}, {2, false}} {
		for _, d := range list {
			if (!try.near || d.near()) && b.fitsAt(d, free, try.pass) {
				return d, true
			}
		}
	}
	return balloonPlace{}, false
}

// near tells whether a balloon's tail is short enough to be one.
func (d balloonPlace) near() bool {
	if len(d.tail) == 0 {
		return true
	}
	at, _ := d.root()
	return newPath(append([]Point{at}, d.tail...)).Len() <= longTail
}

// fitsAt tells whether a balloon may lie there, by how much is given up for it.
func (b *builder) fitsAt(d balloonPlace, free Rect, pass int) bool {
	all := d.box
	if !d.question.Empty() {
		all = all.Union(d.question)
	}
	if all.X < free.X || all.Y < free.Y || all.Right() > free.Right() || all.Bottom() > free.Bottom() {
		return false
	}
	return b.isFree(d.box.Grow(5)) && (d.question.Empty() || b.isFree(d.question.Grow(3))) && b.tailFree(d, pass == 2) &&
		(pass > 0 || !b.onStreet(d.box.Grow(2))) && (pass > 1 || !b.onTube(d.box))
}

// onTube tells whether a rectangle covers a road that is cased: that is no empty one.
func (b *builder) onTube(r Rect) bool {
	if b.cased == nil {
		b.cased = [][2]Point{}
		_, tubes := b.connections()
		for i := range b.m.plan.Roads {
			if road := &b.m.plan.Roads[i]; tubes[pair{road.A, road.B}] {
				pts := b.points(road.Path.Points)
				for j := 1; j < len(pts); j++ {
					b.cased = append(b.cased, [2]Point{pts[j-1], pts[j]})
				}
			}
		}
	}
	for _, s := range b.cased {
		if _, _, hit := r.Grow((roadWide/2+casing)*b.zoom).clip(s[0], s[1]); hit {
			return true
		}
	}
	return false
}

// casing is by how much a tube is broader than its road, on each side.
const casing = 7.0

// onStreet tells whether a rectangle covers a street.
func (b *builder) onStreet(r Rect) bool {
	r = r.Grow(roadWide / 2 * b.zoom)
	if b.pavement == nil {
		b.pavement = b.segments()
	}
	for _, s := range b.pavement {
		if _, _, hit := r.clip(s[0], s[1]); hit {
			return true
		}
	}
	return false
}

// segments are the pieces of all streets, each once: lanes that run together are one.
func (b *builder) segments() [][2]Point {
	list := [][2]Point{}
	for _, s := range b.m.plan.Streets {
		for i := 1; i < len(s); i++ {
			piece := [2]Point{b.point(s[i-1]), b.point(s[i])}
			if !slices.Contains(list, piece) {
				list = append(list, piece)
			}
		}
	}
	return list
}

// isFree tells whether a rectangle meets no letter, host, name, board or road in use.
func (b *builder) isFree(r Rect) bool {
	for _, list := range [][]Rect{b.taken, b.solid, b.boardBoxes, b.piles} {
		for _, t := range list {
			if t.Overlaps(r) {
				return false
			}
		}
	}
	if b.m.act.to != nil {
		pts := b.points(b.m.act.path.Points)
		for i := 1; i < len(pts); i++ {
			if _, _, hit := r.Grow(roadWide/2*b.zoom).clip(pts[i-1], pts[i]); hit {
				return false
			}
		}
	}
	return true
}

// tailFree tells whether a tail crosses no name and no letter.
func (b *builder) tailFree(d balloonPlace, overThings bool) bool {
	if len(d.tail) == 0 {
		return true
	}
	from, _ := d.root()
	tail := append([]Point{from}, d.tail...)
	for i := 1; i < len(tail) && !d.question.Empty(); i++ {
		if _, _, hit := d.question.clip(tail[i-1], tail[i]); hit {
			return false
		}
	}
	if b.m.plan.Portrait && len(d.tail) > 1 {
		return true // it keeps to the roads
	}
	for i := 1; i < len(tail); i++ {
		for _, t := range b.taken {
			if _, _, hit := t.clip(tail[i-1], tail[i]); hit {
				return false
			}
		}
		if overThings {
			continue
		}
		for j := range b.m.plan.Places { // nor another's house
			p := &b.m.plan.Places[j]
			if box, drawn := b.boxes[p]; drawn && p != b.m.act.from && len(d.tail) == 1 {
				if _, _, hit := box.Grow(-4).clip(tail[i-1], tail[i]); hit {
					return false
				}
			}
		}
		for _, t := range b.solid[min(len(b.solid), len(b.boxes)):] {
			if _, _, hit := t.Grow(-6).clip(tail[i-1], tail[i]); hit {
				return false
			}
		}
	}
	return true
}

// candidates lists the places for a balloon, the best first: in the talk gap above the
// road and below it, beside the trunk, between the rows, in the sky; where two hosts
// of one land talk, in the gap beside it, with a tail that runs along their road.
func (b *builder) candidates(o balloon, tip Point, talk Rect) []balloonPlace {
	k := b.typeScale()
	var list []balloonPlace
	exit, along := b.roadExit(tip)
	if p := b.m.act.from; !b.frame.Empty() || b.overhead(p) {
		// Above the device, or beside its screen.
		for far := 14.0; far < 300; far += 14 {
			for _, x := range []float64{tip.X - o.w/2, tip.X - o.w*0.2, tip.X - o.w*0.8} {
				x = math.Max(b.m.free().X+8, math.Min(b.m.free().Right()-8-o.w, x))
				d := balloonPlace{box: Rect{x, tip.Y - far*k - o.h, o.w, o.h}, tail: []Point{tip}}
				if o.asked() {
					// Its tail stays on the stage, too.
					d.question = Rect{math.Max(b.m.free().X+8+nub*k, d.box.X-22*k), d.box.Y - o.questionH - 11*k, o.questionW, o.questionH}
					if b.askedFrom() > 0 {
						d.question.X = math.Min(b.m.free().Right()-8-nub*k-o.questionW, d.box.Right()-o.questionW+22*k)
					}
				}
				if !b.onLandOf(p.Plot, d.box.Union(d.question)) {
					list = append(list, d)
				}
			}
			if !b.frame.Empty() {
				for _, down := range []float64{0, 20, -20, 40, -40, 60, -60} {
					for _, x := range []float64{tip.X + far*k, tip.X - far*k - o.w} {
						edge := Point{tip.X, math.Max(b.frame.Y+12, math.Min(b.frame.Bottom()-12, tip.Y+down*k))}
						list = append(list, balloonPlace{box: Rect{x, tip.Y - o.h/2 + down*k, o.w, o.h}, tail: []Point{edge}})
					}
				}
			}
		}
		tip = b.onRoad(p)
		if out, way := b.outOfPlot(p); way && b.frame.Empty() && !along {
			tip = out
		}
	}
	trunk := b.point(Point{b.m.plan.Trunk, 0}).X + roadWide*0.75*b.zoom
	left := math.Max(trunk+6, talk.X+2)
	add := func(x, y float64, tail ...Point) {
		d := balloonPlace{box: Rect{x, y, o.w, o.h}, tail: tail}
		switch {
		case along && b.m.plan.Portrait:
			// Not over the buildings: along their road to the trunk, and up beside it.
			d.tail = []Point{{exit, y + o.h/2}, {exit, tip.Y}, tip}
		case along:
			// Along their road to the gap, and up from there.
			d.tail = []Point{{math.Max(x+24, math.Min(x+o.w-24, exit)), tip.Y}, tip}
		}
		if o.asked() {
			// Who asked is on the other side: so is their bubble.
			d.question = Rect{x - 22*k, y - o.questionH - 11*k, o.questionW, o.questionH}
			if b.askedFrom() > 0 {
				d.question.X = x + o.w - o.questionW + 22*k
			}
			if tip.Y < y && !along {
				d.question.Y = y + o.h + 11*k // the tail goes up from the balloon
			}
			if talk.W > o.questionW && !b.m.plan.Portrait {
				least := talk.X + nub*k
				if right := talk.Right() - o.questionW - nub*k; least < left && left <= right {
					least = left // beside the trunk, as the balloon is
				}
				d.question.X = math.Max(least, math.Min(talk.Right()-o.questionW-nub*k, d.question.X))
			}
		}
		list = append(list, d)
	}
	if trunkAt := b.point(Point{b.m.plan.Trunk, 0}).X; b.m.plan.Portrait {
		for _, x := range []float64{talk.X, talk.Right() - o.w, math.Max(talk.X, math.Min(talk.Right()-o.w, tip.X-o.w/2))} {
			y := talk.Y + math.Max(0, (talk.H-o.h)/2)
			if o.asked() {
				y = talk.Y + math.Max(o.questionH+9*k, (talk.H-o.h+o.questionH)/2)
			}
			add(x, y, tip)
			add(x, talk.Bottom()-o.h, tip)
			add(x, y, Point{trunkAt, y + o.h/2}, Point{trunkAt, tip.Y}, tip)
		}
	}
	middle := math.Max(left, math.Min(talk.Right()-o.w-4, (left+talk.Right()-o.w)/2))
	if _, broken := b.broken(); !broken && !b.m.plan.Portrait && b.m.plan.Columns <= 2 {
		// Beside who speaks, so that its tail is short.
		near := left
		if tip.X > talk.Centre().X {
			near = talk.Right() - o.w - 4
		}
		for _, far := range []float64{10, 30, 52, 84, 120} {
			for _, x := range []float64{near, near*0.7 + middle*0.3} {
				add(x, tip.Y-far*k-o.h, tip)
			}
		}
		for _, over := range []float64{0.75, 0.5, 0.25} { // at its own height, where what is asked has no room above
			add(near, tip.Y-o.h*over, tip)
		}
	}
	for _, far := range []float64{30, 52, 84, 120, 170, 220, 290, 360} {
		far *= k
		for _, x := range []float64{middle, math.Max(left, math.Min(talk.Right()-o.w-4, tip.X-o.w*0.4)), talk.Right() - o.w - 4, left} {
			add(x, tip.Y-far-o.h, tip)
			add(x, tip.Y+far*0.8+o.questionH, tip)
		}
	}
	// Anywhere in the gap, the nearer the better.
	for far := 0.0; far < talk.H; far += 16 * k {
		for _, y := range []float64{tip.Y - far - o.h, tip.Y + far} {
			add(left, y, tip)
			add(talk.Right()-o.w-4, y, tip)
		}
	}
	// Beside what it speaks of, wherever there is room.
	for _, far := range []float64{26, 60, 110} {
		far *= k
		add(tip.X+far, tip.Y-o.h/2, tip)
		add(tip.X-far-o.w, tip.Y-o.h/2, tip)
		add(tip.X-o.w/2, tip.Y-far-o.h, tip)
		add(tip.X-o.w/2, tip.Y+far+o.questionH, tip)
		add(tip.X+far*0.3, tip.Y-far-o.h, tip)
		add(tip.X-far*0.3-o.w, tip.Y-far-o.h, tip)
	}
	return list
}

// outOfPlot is where what somebody says to somebody on other land comes out of their own: before that, it passes others' doors.
func (b *builder) outOfPlot(p *Place) (Point, bool) {
	a := &b.m.act
	if p.Plot < 0 || a.to == nil || a.to.Plot == p.Plot || a.from != p {
		return Point{}, false
	}
	land := b.rect(b.m.plan.Plots[p.Plot].Land)
	path := newPath(b.points(a.path.Points))
	const steps = 64
	for i := range steps {
		if at, _ := path.At(float64(i) / steps); !land.Contains(at) {
			return at, true
		}
	}
	return Point{}, false
}

// roadExit is where the road of a conversation within one land comes out into the gap;
// along says that there is such a way for a tail.
func (b *builder) roadExit(tip Point) (x float64, along bool) {
	a := &b.m.act
	p := a.from
	if p == nil || p.Plot < 0 || a.to != nil && a.to.Plot != p.Plot {
		return 0, false
	}
	if !b.m.plan.Portrait && b.m.plan.Columns <= 2 && !isDevice(p.Host) && !b.screened(p) {
		return 0, false // it stands at the gap
	}
	if b.m.plan.Portrait {
		return b.point(Point{b.m.plan.Trunk, 0}).X, true
	}
	plot := &b.m.plan.Plots[p.Plot]
	if plot.Street != 0 || len(plot.Rows) > 1 && a.to != nil || a.to == nil && !isDevice(p.Host) && !b.screened(p) {
		return 0, false
	}
	land := b.rect(plot.Land)
	talk := b.talk()
	if plot.West {
		return math.Min(land.Right()+70*b.zoom, talk.Right()-20), true
	}
	return math.Max(land.X-60*b.zoom, talk.X+20), true
}

// caption says it in a strip along an edge, where nothing is free: over what has no part
// in it, from whichever edge is farther from those who act.
func (b *builder) caption(say saying, tip Point) (o balloon, d balloonPlace, ok bool) {
	free := b.m.free()
	say = say.silent()
	wide := free.W - 12 - 2*wordSize*b.typeScale()
	o = b.setWithin(say, wide, free.H*0.3)
	high := o.h + 12
	strips := []Rect{{free.X, free.Bottom() - high, free.W, high}, {free.X, free.Y, free.W, high}}
	strip, least := strips[0], math.Inf(1)
	for _, s := range strips {
		if cost := b.actingIn(s); cost < least {
			strip, least = s, cost
		}
	}
	b.captioned = true
	b.leaveOut(strip)
	b.life(Box{Rect: strip, Fill: b.list.Paper, Stroke: b.lit(b.pal.RoadEdge), Width: 1.2})
	x := math.Max(strip.X+6, math.Min(strip.Right()-o.w-6, tip.X-o.w/2))
	return o, balloonPlace{box: Rect{x, strip.Y + 6, o.w, o.h}, tail: []Point{tip}, thin: true}, least == 0
}

// actingIn is how much of those who act, of their letter and of their way lies in a place.
func (b *builder) actingIn(r Rect) float64 {
	cost := 0.0
	for _, p := range []*Place{b.m.act.from, b.m.act.to} {
		if p != nil && b.m.free().Contains(b.point(p.At)) {
			cost += b.rect(p.Box).shared(r)
		}
	}
	if current, ok := b.currentBox(); ok {
		cost += current.shared(r)
	}
	if at := b.tip(); r.Contains(at) {
		cost += 1e6
	}
	return cost
}

// draw puts a balloon at its place: the shape of its edge goes with its class, like
// its colour, its sign and its word.
func (b *builder) draw(o balloon, d balloonPlace, alpha float64) {
	b.said, b.at = o, d
	p := b.pal
	put := func(s ...Shape) { b.top = append(b.top, s...) }
	b.leaveOut(d.box)
	b.leaveOut(d.question)
	known := map[*glossary.Term]bool{}
	if o.asked() && !d.question.Empty() {
		b.drawQuestion(o, d.question, d.question.Y > d.box.Y, known)
	}
	v := p.verdict(o.class)
	edge := v.Edge
	if b.m.listener && o.class == story.None && o.unreadable {
		edge = p.Seal
	}
	box := Box{Rect: d.box, Radius: math.Min(14, d.box.H/2), Fill: v.Fill.Fade(alpha), Stroke: edge.Fade(alpha), Width: 1.6}
	switch o.class {
	case story.Permanent:
		box.Width = 2
	case story.Temporary:
		box.Width = 2
	case story.More:
		box.Radius = 5
	}
	put(Box{Rect: d.box.Move(Point{4, 6}), Radius: box.Radius, Fill: b.lit(p.Shade).Fade(0.85 * alpha)})
	b.tail(d, v.Fill.Fade(alpha), edge.Fade(alpha))
	put(box)
	b.openEdge(d, v.Fill.Fade(alpha))
	x := d.box.X + o.pad
	ink := v.Ink.Fade(alpha)
	if b.signed2(o.saying) {
		c := Point{x + o.signR, d.box.Centre().Y}
		b.signOn(o, c, v, alpha)
		x += 2*o.signR + 12*b.typeScale()*0.9
	}
	y := d.box.Centre().Y - o.text/2
	for i, name := range o.matters {
		tile := Rect{x + float64(i)*(o.tile+6*o.tile/46), y, o.tile, o.tile}
		put(Box{Rect: tile, Radius: 7, Fill: Light.Sheet.Fade(alpha), Stroke: v.Edge.Fade(alpha), Width: 1.2},
			Icon{Name: name, Rect: tile.Grow(-o.tile * 0.1), Ink: Light.Ink.Fade(alpha), Fill: Light.Sheet.Fade(alpha), Accent: Light.Lands[0].Roof.Fade(alpha)})
	}
	if len(o.matters) > 0 {
		y += o.tile + 4*o.tile/46
	}
	if o.saying.head != "" {
		t := b.text(Mono, o.head, o.saying.head, ink, Point{x, y + o.head*headLine/2}, -1)
		put(t)
		if kind, _, _ := strings.Cut(o.saying.head, " "); b.m.act.said != nil && b.m.act.said.DNS != nil && recordTerm(kind) != nil {
			known[recordTerm(kind)] = true
			b.explained(Rect{t.Box.X, t.Box.Y, b.m.tale.measure(Mono, o.head, kind), t.Box.H}, t, recordTerm(kind), &b.top)
		}
		b.explains(t, known, &b.top)
		y += o.head * headLine
	}
	for _, l := range o.wires {
		t := b.text(Mono, o.wire, l, ink, Point{x, y + o.wire*0.66}, -1)
		put(t)
		b.explains(t, known, &b.top)
		y += o.wire * 1.32
	}
	for _, l := range o.words {
		t := b.text(Sans, o.word, l, ink, Point{x, y + o.word*0.67}, -1)
		put(t)
		b.explains(t, known, &b.top)
		y += o.word * 1.34
	}
	b.taken = append(b.taken, d.box)
}

// recordTerm is what a DNS record's kind means.
func recordTerm(kind string) *glossary.Term {
	if t := glossary.Of(kind, lang.EN); t != nil {
		return t
	}
	return glossary.Of(kind+" record", lang.EN)
}

// nub is how far the tail of a question reaches out.
const nub = 16.0

// askedFrom tells on which side of the answer's speaker the one who asked is: -1 left, 1
// right, 0 neither.
func (b *builder) askedFrom() float64 {
	a := &b.m.act
	if a.to == nil || b.m.plan.Portrait {
		return 0
	}
	switch d := b.point(a.to.At).X - b.point(a.from.At).X; {
	case d > 4:
		return 1
	case d < -4:
		return -1
	}
	return 0
}

// askedAt is the end of a question's tail: on the side where who asked it is, and up or down as they are seen from it.
func (b *builder) askedAt(g Rect) Point {
	side := b.askedFrom()
	tip := Point{g.X - nub*b.typeScale(), g.Centre().Y + g.H*0.42}
	if side > 0 {
		tip.X = g.Right() + nub*b.typeScale()
	}
	if to := b.m.act.to; to != nil && b.point(to.At).Y-20*b.zoom*to.Scale < g.Y {
		tip.Y = g.Centre().Y - g.H*0.42
	}
	return tip
}

// drawQuestion draws the bubble of what was asked, its tail towards who asked it: up, where that is somebody on public land behind it
// all, unless the answer's balloon is in the way.
func (b *builder) drawQuestion(o balloon, g Rect, below bool, known map[*glossary.Term]bool) {
	p, k := b.pal, b.typeScale()
	put := func(s ...Shape) { b.top = append(b.top, s...) }
	side := b.askedFrom()
	up := b.m.act.to != nil && b.m.act.to.Plot < 0 && b.point(b.m.act.to.At).Y < g.Y
	if up {
		side = 0
	}
	edge := p.Question
	put(Box{Rect: g.Move(Point{3, 4}), Radius: g.H * 0.4, Fill: b.lit(p.Shade).Fade(0.8)})
	x, y, down := g.X, g.Centre().Y, 1.0
	if side > 0 {
		x = g.Right()
	}
	if side != 0 {
		tip := b.askedAt(g)
		if tip.Y < y {
			down = -1
		}
		in := x - side*g.H*0.3
		put(Area{Points: []Point{{in, y - down*g.H*0.14}, tip, {in, y + down*g.H*0.34}}, Fill: p.Card, Stroke: edge, Width: 1.6})
	}
	stem := math.Max(g.X+g.H*0.6, math.Min(g.Right()-g.H*0.6, g.Centre().X))
	if up && !below {
		put(Area{Points: []Point{{stem - g.H*0.2, g.Y + g.H*0.3}, {stem + g.H*0.1, g.Y - nub*k}, {stem + g.H*0.2, g.Y + g.H*0.3}}, Fill: p.Card, Stroke: edge, Width: 1.6})
	}
	put(Box{Rect: g, Radius: g.H * 0.4, Fill: p.Card, Stroke: edge, Width: 1.6})
	if up && !below {
		put(Area{Points: []Point{{stem - g.H*0.2, g.Y + g.H*0.3}, {stem - g.H*0.12, g.Y - 1.5*k}, {stem + g.H*0.16, g.Y - 1.5*k}, {stem + g.H*0.2, g.Y + g.H*0.3}}, Fill: p.Card})
	}
	if side != 0 {
		put(Area{Points: []Point{{x - side*g.H*0.32, y - down*g.H*0.12}, {x + side*3*k, y + down*g.H*0.2}, {x - side*g.H*0.32, y + down*g.H*0.31}}, Fill: p.Card})
	}
	x = g.X + o.questionSized*0.9
	for _, name := range o.asks {
		tile := Rect{x, g.Centre().Y - o.questionTile/2, o.questionTile, o.questionTile}
		put(Icon{Name: name, Rect: tile.Grow(-o.questionTile * 0.05), Ink: p.Ink, Fill: p.Card, Accent: p.Card.Mix(p.Ink, 0.45)})
		x += o.questionTile * 1.1
	}
	if o.question != "" {
		t := b.text(Mono, o.questionSized, o.question, p.Ink, Point{x, g.Centre().Y}, -1)
		put(t)
		b.explains(t, known, &b.top)
		b.taken = append(b.taken, t.Box)
	}
}

// signOn puts the class's sign, or the kind's, into the balloon.
func (b *builder) signOn(o balloon, c Point, v Verdict, alpha float64) {
	if o.class == story.None {
		r := o.signR * 0.86
		b.top = append(b.top, Icon{Name: o.sign, Rect: around(c, 2*r, 2*r), Ink: v.Ink.Fade(alpha), Fill: v.Fill.Fade(alpha), Accent: v.Fill.Mix(v.Ink, 0.3).Fade(alpha)})
		return
	}
	r := o.signR
	if word, ok := classMeaning(o.class); ok {
		b.means(around(c, 2*r, 2*r), word)
	}
	mark := map[story.Class]string{story.OK: "tick", story.More: "arrow", story.Temporary: "hourglass", story.Permanent: "cross"}[o.class]
	white := v.Ink.Fade(alpha)
	switch o.class {
	case story.OK:
		b.top = append(b.top, Disc{Centre: c, R: r, Fill: white})
	case story.Permanent:
		var pts []Point
		for i := range 8 {
			a := math.Pi/8 + float64(i)*math.Pi/4
			pts = append(pts, c.Add(Point{r * 1.08 * math.Cos(a), r * 1.08 * math.Sin(a)}))
		}
		b.top = append(b.top, Area{Points: pts, Fill: white})
	case story.Temporary:
		b.top = append(b.top, Area{Points: []Point{c.Add(Point{0, -r * 1.2}), c.Add(Point{r * 1.2, 0}), c.Add(Point{0, r * 1.2}), c.Add(Point{-r * 1.2, 0})}, Fill: white})
	default:
		b.top = append(b.top, Area{Points: []Point{c.Add(Point{-r, -r * 0.85}), c.Add(Point{r * 0.35, -r * 0.85}), c.Add(Point{r * 1.1, 0}), c.Add(Point{r * 0.35, r * 0.85}), c.Add(Point{-r, r * 0.85})}, Fill: white})
	}
	b.top = append(b.top, Icon{Name: mark, Rect: around(c, r*1.06, r*1.06), Ink: v.Fill.Fade(alpha)})
}

// root is where a balloon's tail leaves it: the point of its edge nearest to where
// the tail goes.
func (d balloonPlace) root() (at, along Point) {
	tip := d.tail[0]
	r := d.box
	x := math.Max(r.X+20, math.Min(r.Right()-20, tip.X))
	y := math.Max(r.Y+16, math.Min(r.Bottom()-16, tip.Y))
	switch {
	case tip.Y >= r.Bottom():
		return Point{x, r.Bottom()}, Point{1, 0}
	case tip.Y <= r.Y:
		return Point{x, r.Y}, Point{1, 0}
	case tip.X < r.X:
		return Point{r.X, y}, Point{0, 1}
	}
	return Point{r.Right(), y}, Point{0, 1}
}

// longTail is the length from which a tail is a line.
const longTail = 150.0

// tail leads from the balloon to what it speaks of.
func (b *builder) tail(d balloonPlace, fill, edge Colour) {
	if len(d.tail) == 0 {
		return
	}
	at, along := d.root()
	if len(d.tail) > 1 {
		k := b.typeScale()
		n := len(d.tail) - 1
		tip, before := d.tail[n], d.tail[n-1]
		way := append([]Point{at}, d.tail[:n]...)
		way = round(append(way, tip.Add(before.Sub(tip).Unit().Times(16*k))), 14*k)
		b.top = append(b.top, Line{Points: way, Width: 2.4 * k, Colour: edge, Dash: 5 * k}) // no road of its own
		return
	}
	tip := d.tail[0]
	if at.To(tip) < 6 {
		return
	}
	back := tip.Sub(tip.Sub(at).Unit().Times(5))
	if at.To(tip) > longTail || d.thin {
		b.top = append(b.top, Line{Points: []Point{at, back}, Width: 2, Colour: edge})
		return
	}
	b.top = append(b.top, Area{Points: []Point{at.Sub(along.Times(11)), at.Add(along.Times(11)), back}, Fill: fill, Stroke: edge, Width: 1.6})
}

// openEdge opens the balloon's edge where its tail leaves it.
func (b *builder) openEdge(d balloonPlace, fill Colour) {
	if len(d.tail) != 1 || fill.A < 255 || d.thin {
		return
	}
	at, along := d.root()
	if l := at.To(d.tail[0]); l < 6 || l > longTail {
		return
	}
	b.top = append(b.top, Line{Points: []Point{at.Sub(along.Times(9)), at.Add(along.Times(9))}, Width: 3.4, Colour: fill})
}

// day is what stands below the time: which day it is; while hours pass, how many.
func (m *Model) day(now time.Time, l lang.Lang) string {
	if m.act.wait == 0 {
		return dayWord(now, l) + " " + dateWord(now, l)
	}
	day := "+ " + span(m.act.wait, l)
	if m.rounds > 0 {
		day += " \u00b7 " + sprintf(wordTries.In(l), m.rounds)
	}
	return day
}

// clock is on the wall of the sky: what time it is in the story; while hours pass,
// how many.
func (b *builder) clock() {
	m := b.m
	if m.tale.header.Start.IsZero() {
		return
	}
	now := m.Local()
	k := b.typeScale()
	face := 27 * k
	if m.plan.Portrait {
		face = 17 * k
	}
	size, small := math.Max(b.least, round2(16*k)), math.Max(b.least, round2(12.5*k))
	if b.projected() > 1 {
		small = round2(15.8 * k)
	}
	when, day := now.Format("15:04:05"), m.day(now, m.lang)
	// It has room in both languages, or in neither.
	broad := math.Max(m.tale.measure(Mono, size, when), m.tale.broadest(Sans, small, lang.Text{ES: m.day(now, lang.ES), EN: m.day(now, lang.EN)}))
	w, h := 2*face+12*k+broad, 2*face+6
	upright := m.plan.Columns > 2
	if upright {
		w, h = math.Max(2*face, m.tale.measure(Mono, size, when)), 2*face+6+size*1.5
	}
	r, ok := b.clockAt(w, h)
	if !ok {
		return
	}
	night, dusk := b.pal.light(b.hour())
	if night > 0.15 || dusk > 0.3 || m.act.wait != 0 {
		b.life(Box{Rect: r.Grow(7 * k), Radius: 10, Fill: b.pal.Card, Stroke: b.pal.RoadEdge, Width: 1})
	}
	c := Point{r.X + face, r.Centre().Y}
	if upright {
		c = Point{r.Centre().X, r.Y + face + 3}
	}
	ink, paper := Light.Ink, Light.Card
	b.life(Disc{Centre: c.Add(Point{2, 4}), R: face, Fill: b.pal.Shade.Fade(0.6)}, Disc{Centre: c, R: face, Fill: paper, Stroke: ink, Width: 2.6 * k})
	for i := range 12 {
		d := turn(float64(i) / 12)
		from, wide := 0.72, 1.1
		if i%3 == 0 {
			from, wide = 0.64, 1.8
		}
		b.life(Line{Points: []Point{c.Add(d.Times(face * from)), c.Add(d.Times(face * 0.82))}, Width: wide * k, Colour: ink})
	}
	seconds := float64(now.Hour()*3600+now.Minute()*60) + float64(now.Second())
	red := Light.Verdicts[inPermanent].Fill
	b.life(
		Line{Points: []Point{c, c.Add(turn(seconds / 43200).Times(face * 0.44))}, Width: 3 * k, Colour: ink},
		Line{Points: []Point{c, c.Add(turn(seconds / 3600).Times(face * 0.66))}, Width: 2.1 * k, Colour: ink},
		Line{Points: []Point{c, c.Add(turn(seconds / 60).Times(face * 0.7))}, Width: 1.2 * k, Colour: red},
		Disc{Centre: c, R: 2.1 * k, Fill: red})
	b.taken = append(b.taken, r.Grow(8*k))
	if upright {
		b.life(b.text(Mono, size, when, b.pal.Ink, Point{r.Centre().X, r.Bottom() - size*0.65}, 0))
		return
	}
	x := c.X + face + 12*k
	t1, t2 := b.text(Mono, size, when, b.pal.Ink, Point{x, c.Y - size*0.62}, -1), b.text(Sans, small, day, b.pal.Soft, Point{x, c.Y + small*0.75}, -1)
	b.life(t1, t2)
}

// clockAt is where the clock hangs: in the sky on the right, or wherever along the
// upper edge there is room.
func (b *builder) clockAt(w, h float64) (Rect, bool) {
	free := b.m.free()
	y := free.Y + 14
	if hor := b.point(Point{0, b.m.plan.Horizon}).Y; !b.m.plan.Portrait && hor-h-16 > y && b.m.plan.Columns <= 2 {
		y = math.Min(hor-h-14, y+20*b.typeScale())
	}
	talk := b.talk()
	places := []Point{{free.Right() - w - 24, y}, {free.X + 24, y}, {free.Centre().X - w/2, y}}
	for up := h + 8; up < talk.H && !b.m.plan.Portrait; up += 24 * b.zoom { // in the gap, from below: most is said above
		places = append(places, Point{talk.Right() - w - 10, talk.Bottom() - up})
	}
	for _, p := range places {
		r := Rect{p.X, p.Y, w, h}
		if r.X >= free.X && r.Right() <= free.Right() && r.Bottom() <= free.Bottom() && b.bare(r.Grow(8)) {
			return r, true
		}
	}
	return Rect{}, false
}

// bare tells whether there is nothing but ground.
func (b *builder) bare(r Rect) bool {
	for _, l := range [][]Rect{b.taken, b.solid} {
		for _, t := range l {
			if t.Overlaps(r) {
				return false
			}
		}
	}
	for i := range b.m.plan.Plots {
		if b.rect(b.m.plan.Plots[i].Land).Overlaps(r) {
			return false
		}
	}
	if current, ok := b.currentBox(); ok && current.Overlaps(r) {
		return false
	}
	return !b.onStreet(r)
}

// dateWord is the day and month.
func dateWord(t time.Time, l lang.Lang) string {
	if l == lang.ES {
		return itoa(t.Day()) + " de " + months[t.Month()-1].In(l)
	}
	return itoa(t.Day()) + " " + months[t.Month()-1].In(l)
}

var months = [12]lang.Text{
	tr("enero", "January"), tr("febrero", "February"), tr("marzo", "March"), tr("abril", "April"), tr("mayo", "May"), tr("junio", "June"),
	tr("julio", "July"), tr("agosto", "August"), tr("septiembre", "September"), tr("octubre", "October"), tr("noviembre", "November"), tr("diciembre", "December"),
}

// turn is the direction of a clock's hand after a part of its round.
func turn(t float64) Point {
	a := 2 * math.Pi * t
	return Point{math.Sin(a), -math.Cos(a)}
}

// dayWord is the day of the week.
func dayWord(t time.Time, l lang.Lang) string { return weekdays[t.Weekday()].In(l) }

var weekdays = [7]lang.Text{
	tr("domingo", "Sunday"), tr("lunes", "Monday"), tr("martes", "Tuesday"), tr("miércoles", "Wednesday"),
	tr("jueves", "Thursday"), tr("viernes", "Friday"), tr("sábado", "Saturday"),
}

// Words is how many letters there are to read in what is said about the step.
func (m Model) Words() int {
	s, ok := m.saying()
	if !ok {
		return 0
	}
	return utf8.RuneCountInString(s.head) + utf8.RuneCountInString(s.wire) + utf8.RuneCountInString(s.word)
}
