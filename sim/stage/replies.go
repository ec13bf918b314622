package stage

import (
	"math"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/glossary"
	"posta/sim/lang"
	"posta/sim/story"
)

// The replies of the present conversation so far stand in the front yard of who gave them, one after the other: its sign, its code and
// what it answered, under words that say whose they are. They are there as a whole, clear of the letter and nearer to their server than to
// anybody else, or not at all.

// replyRow is where they stand.
type replyRow struct {
	server       *Place
	given        []*dialogue.Line
	box          Rect
	heading      Point // the middle of its left edge
	beside       bool  // it stands before the replies, not over them
	first        Point // the centre of the first sign
	size         float64
	each, under  float64 // how wide one is, and how high what is below it
	headingBroad float64 // in the language in which it is wider
	cut          float64 // how wide the mark is that others came before
}

// replies draws them.
func (b *builder) replies() {
	if server, f := b.m.shownCertificate(); server != nil && server.Row != nil {
		b.certificate(server, *f)
		return
	}
	server, given := b.givenReplies()
	if server == nil || server.Row == nil || b.m.listener || b.inspects != nil {
		return
	}
	row, ok := b.rowOf(server, given)
	if !ok {
		return
	}
	b.row = row
	heading := b.text(Sans, row.headingSize(), b.headingOf(row.server).In(b.m.lang), b.pal.Soft, row.heading, -1)
	if !b.m.wordless {
		b.life(heading)
		b.taken = append(b.taken, heading.Box)
	}
	for i := 0; i < 3 && row.cut > 0; i++ {
		b.life(Disc{Centre: row.first.Sub(Point{row.disc() + row.cut*(0.3+0.28*float64(i)), 0}), R: row.size * 0.1, Fill: b.pal.Soft})
	}
	for i, l := range row.given {
		b.reply(row, l, row.first.Add(Point{row.each * float64(i), 0}))
	}
	b.solid = append(b.solid, row.box)
}

// givenReplies are those of the conversation of the moment up to what is said, and whose they are.
func (b *builder) givenReplies() (server *Place, given []*dialogue.Line) {
	s := b.m.act.step
	if s == nil || s.Conn == 0 || b.m.detail == story.Packets {
		return nil, nil
	}
	for _, l := range b.m.tale.conversation(s.Conn, s.At, 60) {
		if l.FromClient || !l.Answers() || l.Code == 0 {
			continue
		}
		server, given = b.m.plan.Place(l.Speaker), append(given, l)
		if l == b.m.act.said {
			break // what came after has no part in what is shown
		}
	}
	return server, given
}

// rowHigh is how high a row is with its heading and the road's edge, for every pixel of its type.
const rowHigh = 5.6

// headingOf are the words over a server's replies.
func (b *builder) headingOf(server *Place) lang.Text {
	return lang.Text{ES: sprintf(wordAnswered.ES, server.Host.Name), EN: sprintf(wordAnswered.EN, server.Host.Name)}
}

func (r *replyRow) headingSize() float64 { return r.size - 0.5 }

// rowOf finds where as many of the latest replies as possible stand with their heading: over them or, where the yard is too low, before
// them.
func (b *builder) rowOf(server *Place, given []*dialogue.Line) (replyRow, bool) {
	r := replyRow{server: server, size: b.size(14.5, b.least+0.5, 24)}
	if fits := math.Floor(2*b.rect(server.Row.Front).H/rowHigh) / 2; fits > b.least {
		r.size = math.Min(r.size, fits)
	}
	disc := r.disc()
	r.each, r.under = disc*2+b.m.tale.measure(Mono, r.size, "550")+r.size, r.size*1.5
	if b.m.wordless {
		r.each, r.under = disc*2+r.size*1.4, r.size*1.9
	} else {
		r.headingBroad = b.m.tale.broadest(Sans, r.headingSize(), b.headingOf(server))
		for _, l := range given {
			r.each = math.Max(r.each, b.m.tale.measure(Mono, b.least, b.verbOf(l))+r.size*0.6)
		}
	}
	for n := len(given); n > 0; n-- {
		for _, r.beside = range []bool{false, true} {
			if r.cut = 0; n < len(given) {
				r.cut = r.size
			}
			if r.given = given[len(given)-n:]; b.stands(&r) {
				return r, true
			}
		}
	}
	return r, false
}

// disc is how large a sign is, from its middle.
func (r *replyRow) disc() float64 { return r.size * 0.8 }

// stands finds a place for a row in its server's yard, as near to the middle of the house as can be.
func (b *builder) stands(r *replyRow) bool {
	front := b.besideStreets(b.rect(r.server.Row.Front))
	front.X, front.W = front.X+4, front.W-8
	row, high := r.cut+r.each*float64(len(r.given)), r.size*2.3+r.under
	w, h := math.Max(row, r.headingBroad), high+r.size*1.3
	if r.beside {
		w, h = r.headingBroad+r.size*0.8+row, high
	}
	if b.m.wordless {
		w, h = row, high
	}
	top := front.Y + b.flange() + 2
	room := front.Bottom() - top - h
	if w > front.W || room < 0 {
		return false
	}
	letter := b.letterLies()
	middle := b.point(r.server.At).X - w/2
	for far := 0.0; far < front.W; far += 6 * b.zoom {
		for _, x := range []float64{middle + far, middle - far} {
			for _, down := range []float64{math.Min(room/2, 9*b.zoom), 0} {
				r.box = Rect{math.Max(front.X, math.Min(front.Right()-w, x)), top + down, w, h}
				if b.mayAnswerAt(r.server, r.box) && !letter.Overlaps(r.box.Grow(4)) {
					r.arrange()
					return true
				}
			}
		}
	}
	return false
}

// mayAnswerAt tells whether a place in a server's yard is free and on the stage, and nobody else's.
func (b *builder) mayAnswerAt(server *Place, r Rect) bool {
	free := b.m.free()
	return r.X >= free.X && r.Right() <= free.Right() && r.Bottom() <= free.Bottom() && b.owns(server, r.Centre()) && b.isFree(r)
}

// arrange says where in its box the heading is, and the first reply.
func (r *replyRow) arrange() {
	r.heading = Point{r.box.X, r.box.Y + r.size*0.65}
	r.first = Point{r.box.X + r.cut + r.disc(), r.box.Bottom() - r.under - r.size*1.15}
	if r.beside {
		r.heading.Y, r.first.X = r.first.Y, r.first.X+r.headingBroad+r.size*0.8
	}
}

// owns tells whether a place is nearer to a host than to any other.
func (b *builder) owns(p *Place, at Point) bool {
	far := b.point(p.At).To(at)
	for i := range b.m.plan.Places {
		if q := &b.m.plan.Places[i]; q != p && q.Stack > 0 && b.point(q.At).To(at) <= far {
			return false
		}
	}
	return true
}

// letterLies is where the letter of the moment lies once it has arrived.
func (b *builder) letterLies() Rect {
	p := b.m.plan.Place(b.m.letter.host)
	if b.m.act.carries != nil && b.m.act.receiver != nil {
		p = b.m.act.receiver
	}
	if p == nil || b.m.letter.envelope == nil {
		return Rect{}
	}
	return b.rest(p)
}

// reply draws one of them, its sign's centre at a place.
func (b *builder) reply(r replyRow, l *dialogue.Line, c Point) {
	class, disc := b.m.tale.classOf(l), r.disc()
	if l == b.m.act.said {
		b.life(Box{Rect: Rect{c.X - disc - 4, c.Y - r.size*1.15, r.each - r.size*0.3, r.size * 2.3}, Radius: r.size * 0.7, Stroke: b.pal.verdict(class).Line, Width: 1.8})
	}
	b.sign(class, c, disc*0.92, &b.list.Life)
	if word, ok := classMeaning(class); ok {
		b.means(around(c, 2*disc, 2*disc), word)
	}
	if !b.m.wordless {
		code := b.text(Mono, r.size, itoa(l.Code), b.pal.Ink, Point{c.X + disc + r.size*0.3, c.Y}, -1)
		b.life(code)
		b.taken = append(b.taken, code.Box)
		if term := glossary.Of(code.String, b.m.lang); term != nil {
			b.means(code.Box, term.Text())
		}
	}
	b.questionUnder(r, l, Point{c.X, c.Y + disc + r.under*0.58})
}

// verbOf is the command that a reply answers.
func (b *builder) verbOf(l *dialogue.Line) string {
	q := b.m.tale.telling.Story.Asked(l)
	if q == nil {
		return ""
	}
	verb, _, _ := strings.Cut(q.Verb, " ")
	return verb
}

// questionUnder writes below a reply what it answered: the command, or a picture of it where it was none, or words are hidden.
func (b *builder) questionUnder(r replyRow, l *dialogue.Line, at Point) {
	q, verb := b.m.tale.telling.Story.Asked(l), b.verbOf(l)
	if b.m.wordless || verb == "" { // a greeting answers no command, and what is said of a letter none that is the letter
		icon, large := "hello", r.size*1.7
		if st := b.m.tale.telling.Story.StepOf(l); st != nil && q != nil {
			icon = matterOf(st.Kind, q)
		}
		if q != nil && q.Kind == dialogue.KindData {
			icon = "envelope"
		}
		if !b.m.wordless {
			large, at.X = r.size*1.35, at.X+r.size*0.4
		}
		b.life(Icon{Name: icon, Rect: around(at, large, large), Ink: b.pal.Ink, Fill: b.pal.Card, Accent: b.pal.Soft})
		return
	}
	size := math.Max(b.least, r.size-1.5)
	for size > b.least && b.m.tale.measure(Mono, size, verb) > r.each-r.size*0.6 {
		size -= 0.5
	}
	t := b.text(Mono, size, verb, b.pal.Soft, Point{at.X - r.size*0.7, at.Y}, -1)
	b.life(t)
	b.taken = append(b.taken, t.Box)
	if term := glossary.Of(q.Verb, b.m.lang); term != nil {
		b.means(t.Box, term.Text())
	}
}

// flange is by how much the ends of the tube of the moment stand out of its road.
func (b *builder) flange() float64 {
	if b.m.act.tube {
		return casing * b.zoom
	}
	return 0
}

// besideStreets is the larger part of a yard that no street leads through.
func (b *builder) besideStreets(r Rect) Rect {
	half := roadWide * 0.6 * b.zoom
	left, right := r.Right(), r.X
	on := b.onMap(r)
	for _, s := range b.m.plan.pavement {
		if _, _, hit := on.clip(s[0], s[1]); hit && s[0].X == s[1].X {
			x := b.point(s[0]).X
			left, right = math.Min(left, x-half), math.Max(right, x+half)
		}
	}
	switch {
	case right <= r.X:
		return r
	case left-r.X >= r.Right()-right:
		r.W = math.Max(left-r.X, 0)
	default:
		r.X, r.W = right, math.Max(r.Right()-right, 0)
	}
	return r
}
