package stage

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"posta/sim/story"
)

// Sizes of type in a balloon, at zoom 1.
const (
	headSize     = 27.0
	wireSize     = 16.0
	wordSize     = 14.0
	aloneSize    = 15.0 // of a sentence beside which nothing is cited
	questionSize = 13.5
	balloonW     = 270.0
	wordLines    = 4
	wireLines    = 2
	headLine     = 1.27
	// What was asked takes at most so many lines of such a height.
	questionLines = 2
	questionLine  = 1.3
	// roomForNames is by how much a balloon may be wider than others, so that a name fits a line.
	roomForNames = 1.5
	// leastForNames is how much smaller its sentence may be for that.
	leastForNames = 0.85
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
	full                   saying // before anything of it was shortened
	wires, words           []string
	head, wire, word, tile float64 // sizes
	text, pad, signR       float64
	outline
	questions                   []string // the lines of what was asked
	questionSized, questionTile float64  // its type, and the pictures in it
	cited                       float64  // how high it is where it is cited in the balloon itself
}

// outline is how much room a balloon takes, and the bubble of its question.
type outline struct {
	w, h, questionW, questionH float64
	bubble                     bool
}

// over is an outline into which another fits, too.
func (o outline) over(p outline) outline {
	o.w, o.h = math.Max(o.w, p.w), math.Max(o.h, p.h)
	o.questionW, o.questionH = math.Max(o.questionW, p.questionW), math.Max(o.questionH, p.questionH)
	return o
}

// setAs breaks what a manner leaves of a saying into lines that fit a width, and finds the size of its balloon.
func (b *builder) setAs(s saying, as manner, wide float64) balloon {
	s, wide = s.without(as.loses), wide*as.part
	t := b.m.tale
	k := math.Max(0.8, math.Min(b.typeScale()*(b.projected()-as.smaller), 2.2*b.projected()))
	o := balloon{saying: s, full: s, head: round2(headSize * k), wire: math.Max(b.least, round2(wireSize*k)), word: math.Max(b.least, round2(wordSize*k)), pad: 13 * k, signR: 17 * k}
	if s.head == "" && s.wire == "" {
		o.word = math.Max(b.least, round2(aloneSize*k))
	}
	if as.low {
		o.head = o.word
	}
	if b.m.plan.Portrait {
		o.pad, o.signR = 10*k, 12*k
	}
	if wide < narrowTalk*k {
		o.pad, o.signR = 8*k, 11*k
	}
	room := wide - 2*o.pad
	if b.signed2(s) {
		room -= 2*o.signR + 12*k
	}
	room = math.Max(room, 60)
	if !b.m.plan.Portrait && as.at == onMap && !as.breaks {
		room = b.fitNames(&o, room, (room+wide/as.part-wide)*roomForNames)
	}
	out := 2.0 // a short word may stand out of its line
	if b.m.plan.Portrait && b.strip().Empty() {
		out = 0 // there is no room beside it
	}
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
		least := b.least + 0.5
		if b.m.plan.Portrait {
			least = b.least
		}
		for o.wire > math.Max(least, wireSize*k*0.8) && t.measure(Mono, o.wire, s.wire) > room {
			o.wire -= 0.5
		}
		most := foldedLines
		if as.clipped {
			most = wireLines
		}
		if as.loses&briefQuote != 0 {
			o.wires = t.quote(Mono, o.wire, s.wire, room, 1)
		}
		if o.wires == nil {
			o.wires = t.quote(Mono, o.wire, s.wire, room, most)
		}
		if o.wires == nil {
			o.wires = t.curtail(Mono, o.wire, s.wire, room, most)
		}
		for _, l := range o.wires {
			inner = math.Max(inner, t.measure(Mono, o.wire, l))
		}
		o.h += float64(len(o.wires)) * o.wire * 1.32
	}
	if s.word != "" {
		o.words = t.fold(Sans, o.word, s.word, room, as.lines+foldedLines)
		if o.words == nil || as.clipped {
			o.words = t.wrapIn(Sans, o.word, s.word, room, out*o.word, as.lines)
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
	if as.loses&inside != 0 && s.question != "" {
		inner = math.Max(inner, b.cite(&o, room, k))
		o.h += o.cited
	}
	o.text = o.h
	o.h = math.Max(o.h+1.5*o.pad, 2*o.signR+o.pad)
	o.w = inner + 2*o.pad
	if b.signed2(s) {
		o.w += 2*o.signR + 12*k
	}
	if s.asked() && o.cited == 0 {
		o.questionSized = math.Max(b.least, round2(questionSize*k))
		room := wide - o.questionSized*4
		if as.loses&cutQuestion == 0 && !b.m.plan.Portrait {
			room = math.Max(room, b.talk().W-o.questionSized*1.8-2*nub*b.typeScale()-8)
		}
		most := questionLines
		if as.loses&briefQuestion != 0 {
			most = 1
		}
		if o.questions = t.quote(Mono, o.questionSized, s.question, room, most); o.questions == nil {
			o.saying.question = "" // no bubble without a word
		}
		o.questionW, o.questionH = 0, o.questionSized*2.3
		for i, l := range o.questions {
			o.questionW = math.Max(o.questionW, t.measure(Mono, o.questionSized, l))
			o.questionH += math.Min(float64(i), 1) * o.questionSized * questionLine
		}
		o.questionW += o.questionSized * 1.8
		if n := float64(len(s.asks)); n > 0 {
			o.questionTile = 38 * k
			o.questionW += n * o.questionTile * 1.1
			o.questionH = math.Max(o.questionH, o.questionTile+8*k)
		}
	}
	o.bubble = o.asked() && o.cited == 0
	return o
}

// cite sets a question in its answer's balloon: in a line, or two, or no more of it than what was asked for. It tells how wide that is.
func (b *builder) cite(o *balloon, room, k float64) (wide float64) {
	t, s := b.m.tale, o.saying.question
	o.questionSized = math.Max(b.least, round2(questionSize*k*0.9))
	room -= o.questionSized * 1.6
	for lines := 1; lines <= questionLines && o.questions == nil; lines++ {
		o.questions = t.quote(Mono, o.questionSized, s, room, lines)
	}
	if words := strings.Fields(s); o.questions == nil && len(words) > 1 {
		o.questions = t.curtail(Mono, o.questionSized, strings.Join(words[:asks(words)-1], " ")+" \u2026", room, 1)
	}
	if o.questions == nil {
		o.saying.question = ""
		return 0
	}
	o.cited = o.questionSized * (questionLine*float64(len(o.questions)) + citedMargin)
	return t.widest(Mono, o.questionSized, o.questions) + o.questionSized*1.6
}

// fitNames makes room for the names in a sentence rather than that they are broken: up to so much, and then in smaller type.
func (b *builder) fitNames(o *balloon, room, most float64) float64 {
	t, words, least := b.m.tale, measured(strings.Fields(o.saying.word)), math.Max(b.least, o.word*leastForNames)
	for o.word-0.5 >= least && t.widest(Sans, o.word, words) > most {
		o.word -= 0.5
	}
	for _, w := range words {
		if wide := t.measure(Sans, o.word, w); wide <= most {
			room = math.Max(room, wide+0.5)
		}
	}
	return room
}

// citedMargin is how much more room a cited question takes than its lines, in their size: around them, and below.
const citedMargin = 1.1

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
// would take more than two lines alone loses its middle; of too many lines the rest is left out. nil: no name is so wide.
func (t *tale) fold(f Font, size float64, s string, width float64, most int) []string {
	words := measured(strings.Fields(s))
	if t.widest(f, size, words) <= width {
		return nil
	}
	for i, w := range words {
		if t.measure(f, size, w) <= width {
			continue
		}
		if short := t.shorten(f, size, w, 1.9*width); utf8.RuneCountInString(short) >= leastOfName {
			words[i] = short
		}
	}
	lines := t.fill(f, size, words, width)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = t.cutOff(f, size, lines[most-1], width)
	}
	return lines
}

// widest is how wide the widest of words is.
func (t *tale) widest(f Font, size float64, words []string) (w float64) {
	for _, word := range words {
		w = math.Max(w, t.measure(f, size, word))
	}
	return w
}

// fill puts words into lines; one that is wider than a line is broken after its dots, hyphens and the like, or where it must be.
func (t *tale) fill(f Font, size float64, words []string, width float64) []string {
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
	return append(lines, line)
}

// quote breaks the wire's words into lines. Of what would take too many the end is left out, but neither what it asks for and of what,
// nor half an address: then there are none.
func (t *tale) quote(f Font, size float64, s string, width float64, most int) []string {
	words := strings.Fields(atMost(s, size, width, most))
	if len(words) == 0 {
		return nil
	}
	lines := t.fill(f, size, words, width)
	for n := len(words); ; n-- {
		whole := true
		if last := len(lines) - 1; last > 0 && lines[last] == "\u2026" { // that there is more has no line of its own
			switch lines = lines[:last]; {
			case t.measure(f, size, lines[last-1]+"\u2026") <= width:
				lines[last-1] += "\u2026"
			case n > asks(words):
				whole = false
			case !strings.Contains(s, "@"):
				return t.curtail(f, size, s, width, most)
			}
		}
		switch {
		case len(lines) <= most && whole:
			return lines
		case n <= asks(words):
			return t.opaque(f, size, words, width, most)
		}
		lines = t.fill(f, size, append(slices.Clone(words[:n-1]), "\u2026"), width)
	}
}

// opaque is what is left of a command whose argument is too long by itself and means nothing to a reader: its beginning. nil: it is an
// address, or there is no room for enough of it.
func (t *tale) opaque(f Font, size float64, words []string, width float64, most int) []string {
	words = words[:asks(words)]
	command, argument := strings.Join(words[:len(words)-1], " "), words[len(words)-1]
	if strings.ContainsAny(argument, "@.") {
		return nil
	}
	lines := t.curtail(f, size, command+" "+argument, width, most)
	if utf8.RuneCountInString(strings.Join(lines, "")) < utf8.RuneCountInString(command)+leastOfName {
		return nil
	}
	return lines
}

// curtail is as much of the beginning of a text as lines have room for.
func (t *tale) curtail(f Font, size float64, s string, width float64, most int) []string {
	lines := t.fill(f, size, strings.Fields(atMost(s, size, width, most)), width)
	if len(lines) <= most {
		return lines
	}
	lines = lines[:most]
	last := []rune(lines[most-1])
	for len(last) > 0 && t.measure(f, size, string(last)+"\u2026") > width {
		last = last[:len(last)-1]
	}
	lines[most-1] = string(last) + "\u2026"
	return lines
}

// atMost is the beginning of a text that is longer than lines can be, so that nobody has to look at all of it.
func atMost(s string, size, width float64, lines int) string {
	const narrow = 0.3 // ems: there is hardly a narrower letter
	s = strings.Join(strings.Fields(s), " ")
	fits := int(width/(size*narrow))*lines + 1
	for i := range s {
		if fits--; fits < 0 {
			return s[:i]
		}
	}
	return s
}

// asks is how many words of a command say what is asked for, and of what: after an IMAP command's tag (RFC 9051 section 2.2.1) its name,
// which is two words after UID, and one more.
func asks(words []string) int {
	n := 2
	if tag := words[0]; tag[0] >= 'a' && tag[0] <= 'z' && strings.Trim(tag[1:], "0123456789") == "" {
		n++
	}
	if slices.Contains(words[:min(n, len(words))], "UID") {
		n++
	}
	return min(n, len(words))
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
	s = strings.TrimRight(s, "\u2026")
	for short := s; t.measure(f, size, short+"\u2026") > width; {
		i := strings.LastIndexByte(short, ' ')
		if i <= 0 && short != s {
			return t.shorten(f, size, short, width-t.measure(f, size, "\u2026")) + "\u2026" // not the end of what comes later
		}
		if i <= 0 {
			return t.shorten(f, size, s, width)
		}
		short = strings.TrimRight(short[:i], " ,;:.\u2026")
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
