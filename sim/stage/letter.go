package stage

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/story"
	"posta/sim/trace"
)

// The letter lies in the front yard of whoever holds it, in the
// colours of its sender's domain; what is known of its envelope is written on it.

// cover is what an envelope shows.
type cover struct {
	land     Land
	from, to string
	subject  string // of a letter that is out of its envelope
	refused  bool   // the recipient was refused
	others   int    // of a letter on which somebody is struck, for how many others it is
	marks    int    // postmarks
	nth      int    // which letter of the tale it is, from 1: its name; 0 for none
	report   bool
	says     story.Class // of a report: what has become of the letter that it is about
	gone     bool        // it has been thrown away
	plain    bool        // too much of a crowd for lines
	much     extent      // how much of the letter it is
}

// landOf is the family of a letter: that of its sender's domain.
func (b *builder) landOf(address string) Land {
	_, domain, _ := strings.Cut(address, "@")
	for i := range b.m.plan.Plots {
		if strings.EqualFold(b.m.plan.Plots[i].Domain, domain) {
			return b.pal.Lands[b.m.plan.Plots[i].Family]
		}
	}
	return b.pal.Commons
}

// colours are the family of a letter, whoever sends it on or claims to have written it: that of the domain where it was written, as
// its Message-ID says, or else of its author.
func (b *builder) colours(id string) Land {
	if _, report := b.m.tale.reports[id]; report {
		return b.pal.Commons
	}
	_, at, _ := strings.Cut(strings.TrimSuffix(id, ">"), "@")
	for ; at != ""; _, at, _ = strings.Cut(at, ".") {
		if slices.ContainsFunc(b.m.plan.Plots, func(p Plot) bool { return strings.EqualFold(p.Domain, at) }) {
			return b.landOf("@" + at)
		}
	}
	return b.landOf(b.m.tale.author(id))
}

// small is a letter of which there is no room for lines, by its Message-ID. Wherever one lies, and whatever is said of it, it
// has one number and one colour.
func (b *builder) small(id string) cover {
	says, report := b.m.tale.reports[id]
	return cover{land: b.colours(id), nth: b.m.tale.nth(id), report: report, says: says, plain: true}
}

// currentEnvelope is the letter of the moment, as far as its envelope has been written.
func (b *builder) currentEnvelope() cover {
	l := b.m.letter
	if l.envelope == nil {
		return cover{land: b.pal.Commons, plain: true}
	}
	e := b.small(l.envelope.MessageID)
	e.marks, e.plain, e.gone, e.much = l.postmarks, false, l.gone && b.t >= arrival, b.extentNow()
	if e.from, e.to = b.m.envelopeOf(l); e.to == "" {
		e.from, e.to = b.m.accepted(l.envelope.MessageID, l.host)
	}
	// A report comes from nobody (RFC 5321 section 4.5.5): what is said with a sender was said of the letter that it is about.
	if said, ok := b.spokenEnvelope(e.to); ok && !(e.report && said.from != "" && said.from != "<>") {
		if said.from != "" {
			e.from = said.from
		}
		if said.to != "" {
			e.to, e.refused, e.others = said.to, said.refused, said.others
		}
	} else if to := b.m.called(l); to != "" {
		e.to = to
	}
	if before := b.heardBefore(l.host, l.envelope.MessageID); e.to == "" && len(before.taken) == 0 && len(before.no) > 0 {
		e.from, e.to, e.refused = before.from, list(before.no), true // nobody took it from the device
	} else if !e.refused && e.to != "" {
		e.to, e.refused = b.stillFor(l.host, l.envelope.MessageID, e.to, before)
	}
	if e.from == "" && e.to == "" {
		e.subject = b.subjectOf(l)
	}
	e.to = b.foremost(e.to)
	if b.m.act.carries != nil && b.t < arrival && b.m.act.receiver != nil && b.m.letter.host == b.m.act.receiver.Host.Name && e.marks > 0 {
		e.marks-- // the stamp of the place that it is on its way to
	}
	return e
}

// foremost puts in front of a list of recipients whom the words of the moment name, or whose domain: where there is no room for all of
// them, that one is seen.
func (b *builder) foremost(to string) string {
	all, caption := strings.Split(to, between), b.m.tale.caption
	if len(all) == 1 || caption == nil || b.m.act.step == nil {
		return to
	}
	words := caption(b.m.act.step, lang.EN)
	for _, part := range []func(address string) string{func(a string) string { return a }, func(a string) string { return a[strings.IndexByte(a, '@')+1:] }} {
		if i := slices.IndexFunc(all, func(a string) bool { return names(words, part(a)) }); i >= 0 {
			one := all[i]
			return list(slices.Insert(slices.Delete(all, i, i+1), 0, one))
		}
	}
	return to
}

// names tells whether an address or a domain stands in words as a whole, and not as the end of a longer one.
func names(words, name string) bool {
	for before, after, ok := strings.Cut(words, name); ok; before, after, ok = strings.Cut(after, name) {
		last, _ := utf8.DecodeLastRuneInString(before)
		if next, _ := utf8.DecodeRuneInString(after); !partOfName(last) && !(partOfName(next) && next != '.') {
			return true
		}
	}
	return false
}

func partOfName(r rune) bool {
	return strings.ContainsRune("@.-_+", r) || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// stillFor is for whom a letter still is where it lies: with whom that post office is done is gone from it while there is anybody else;
// those who were refused, or on whom it has given up, are struck where nobody else is left, and to whom it is handed on at this moment are
// named as long as it is. What is told only later is not known yet.
func (b *builder) stillFor(host, id, to string, before heard) (left string, struck bool) {
	lost, served, now := slices.Clone(before.no), slices.Clone(before.served), slices.Clone(before.now)
	for _, done := range b.m.tale.settled[holding{host, id}] {
		switch {
		case done.seq > b.m.act.step.At || !b.m.told(done.seq):
		case done.gaveUp:
			lost = append(lost, done.recipient)
		case b.m.tale.told(b.m.detail, b.m.step-1, done.seq):
			served = append(served, done.recipient)
		default:
			now = append(now, done.recipient)
		}
	}
	var waiting, struckOff, leaving []string
	for _, r := range strings.Split(to, between) {
		switch {
		case slices.Contains(lost, r):
			struckOff = append(struckOff, r)
		case slices.Contains(now, r):
			leaving = append(leaving, r)
		case !slices.Contains(served, r):
			waiting = append(waiting, r)
		}
	}
	switch {
	case len(waiting) > 0:
		return list(waiting), false
	case len(struckOff) > 0:
		return list(struckOff), true
	case len(leaving) > 0:
		return list(leaving), false
	}
	return to, false
}

// envelopeOf is what stands on the envelope of a copy: of one that a server answers for, what it was told; in a
// mailbox, what was noted of that (RFC 5321 section 4.4).
func (m *Model) envelopeOf(l letterNow) (from, to string) {
	t := m.tale
	if l.copy == nil {
		return "", ""
	}
	switch f := t.telling.Trace.At(l.copy.from).Fact.(type) {
	case trace.MessageAccepted:
		to := m.addressed(l.copy)
		if known := func(a string) bool { return slices.Contains(f.Recipients, a) }; m.accepts(l.copy) || !slices.ContainsFunc(to, func(a string) bool { return !known(a) }) {
			to = f.Recipients // as it was told
		}
		return cmp.Or(f.Sender, "<>"), list(to)
	case trace.MailboxStored:
		path, delivered := field(f.Data, "Return-Path")
		if !delivered {
			return "", "" // a draft, or a copy of what was sent: no envelope
		}
		var users []string
		for _, c := range m.lie[l.host] {
			if c.id == l.copy.id && c.where == inMailbox && !slices.Contains(users, c.user()) {
				users = append(users, c.user())
			}
		}
		return address(path), list(users)
	}
	return "", ""
}

// accepts tells whether the moment is the one at which a server takes a copy: by then it knows whom it was told, and no more.
func (m *Model) accepts(c *lying) bool {
	return m.tale.telling.Story.StepAt(m.detail, c.from) == m.step
}

// addressed are those to whom a post office sends a copy on, once it knows: an address of its own may stand for another.
func (m *Model) addressed(c *lying) (to []string) {
	for _, seq := range c.queued {
		if f, ok := m.tale.telling.Trace.At(seq).Fact.(trace.QueueAdded); ok && m.told(seq) {
			to = append(to, f.Recipients...)
		}
	}
	return to
}

// accepted is what a server was told of a letter when it took it, which it has given up since, or handed on.
func (m *Model) accepted(id, host string) (from, to string) {
	for _, seen := range m.tale.letters[id] {
		if f, ok := m.tale.telling.Trace.At(seen.seq).Fact.(trace.MessageAccepted); ok && seen.host == host && m.told(seen.seq) {
			from, to = cmp.Or(f.Sender, "<>"), list(f.Recipients)
		}
	}
	return from, to
}

// called are those for whose sake who has a letter speaks with another at this moment.
func (m *Model) called(l letterNow) string {
	h, s := m.now.Host(l.host), m.act.step
	if h == nil || s == nil || s.Conn == 0 || s.From != l.host && s.To != l.host {
		return ""
	}
	var to []string
	for _, q := range h.Queue {
		if q.MessageID != l.envelope.MessageID || !q.Attempting || q.Remote != s.From && q.Remote != s.To {
			continue
		}
		for _, r := range q.Recipients {
			to = append(to, r.Address)
		}
	}
	return list(to)
}

// told tells whether an event has been told.
func (m *Model) told(seq int) bool { return m.tale.told(m.detail, m.step, seq) }

// field is a field of a message's header.
func field(data []byte, name string) (value string, ok bool) {
	h := mail.ParseHeader(data)
	i := slices.IndexFunc(h.Fields, func(f mail.Field) bool { return strings.EqualFold(f.Name, name) })
	if i < 0 {
		return "", false
	}
	return h.Fields[i].Decoded, true
}

// spokenEnvelope reads MAIL FROM and RCPT TO out of the conversation of the moment
// (RFC 5321 section 3.3): the envelope fills in as they are said.
// Whom the server refused stands on it, struck, while that is what is shown, and for as long
// as there is nobody else; so does whom the post office gives up on, when it does. What was said of a letter
// that was taken is over (RFC 5321 section 4.1.1.4).
// Of all for whom it was, those with whom nobody is done are the others then.
func (b *builder) spokenEnvelope(all string) (e cover, ok bool) {
	s := b.m.act.step
	if s == nil {
		return e, false
	}
	if done, is := s.Fact.(trace.QueueDone); is && done.Outcome == trace.OutcomeFailed {
		lost := b.m.tale.givenUp(s, done.Recipient)
		e.to, e.refused = list(lost), true
		if left, struck := b.stillFor(b.m.letter.host, b.m.letter.envelope.MessageID, all, heard{no: lost}); left != "" && !struck {
			e.others = 1 + strings.Count(left, between)
		}
		return e, true
	}
	if s.Conn == 0 {
		return e, false
	}
	heard := b.heard(s.Conn, s.At)
	e.from = heard.from
	switch n, taken := len(heard.no), len(heard.taken); {
	case !heard.ok:
		return e, false
	case n > 0 && taken == 0:
		e.to, e.refused = list(heard.no), true
	case n > 0 && heard.last == b.m.act.said:
		e.to, e.refused, e.others = heard.no[n-1], true, taken+n-1
	default:
		e.to, e.refused = list(heard.taken), heard.whole
	}
	return e, true
}

// givenUp are those on whom a post office gives up in a step, one at least.
func (t *tale) givenUp(s *story.Step, one string) (to []string) {
	for _, part := range t.telling.Story.Parts(s) {
		if done, is := part.Fact.(trace.QueueDone); is && done.Outcome == trace.OutcomeFailed && !slices.Contains(to, done.Recipient) {
			to = append(to, done.Recipient)
		}
	}
	if len(to) == 0 {
		return []string{one}
	}
	return to
}

// heard is what was said of an envelope in a conversation: whom the server took and whom it refused, the last of them by which line, for
// whom it has the letter, of those who since this very conversation, and whether it refused the whole of it.
type heard struct {
	from                   string
	taken, no, served, now []string
	last                   *dialogue.Line
	whole, ok              bool
}

// heard reads what was said of the letter of the moment in a conversation, up to another moment and as far as it has been told.
func (b *builder) heard(conn, at int) (e heard) {
	told, another := b.m.tale.telling.Story, false
	for _, l := range b.m.tale.conversation(conn, at, 120) {
		if l.Protocol != dialogue.SMTP {
			break
		}
		if l.Verb == "MAIL FROM" {
			env := b.m.tale.aboutLine(l)
			another = env != nil && env.MessageID != b.m.letter.envelope.MessageID
		}
		if another || !b.m.tale.tells(b.m.detail, b.m.step, l) {
			continue
		}
		switch l.Verb {
		case "MAIL FROM":
			e = heard{from: address(l.Args), ok: true}
		case "RCPT TO":
			e.taken = append(e.taken, address(l.Args))
		}
		if b.m.tale.refusesLetter(l) {
			e.whole = b.m.tale.classOf(l) == story.Permanent
		}
		q := told.Asked(l)
		if q != nil && q.Kind == dialogue.KindData && l.Answers() && b.m.tale.classOf(l) == story.OK {
			e.ok, e.served = false, e.taken // what comes is another envelope
		}
		if q != nil && q.Verb == "RCPT TO" && b.m.tale.classOf(l) == story.Permanent && l.Answers() {
			no := address(q.Args)
			e.taken = slices.DeleteFunc(e.taken, func(a string) bool { return a == no })
			e.no, e.last = append(e.no, no), l
		}
		if l == b.m.act.said && l == e.last {
			break
		}
	}
	return e
}

// heardBefore is what a host that has a letter was told of whom it is for, in the conversations of the last steps.
func (b *builder) heardBefore(host, id string) (all heard) {
	t, read := b.m.tale, []int{0}
	for i := b.m.step; i >= 0 && b.m.step-i < 40; i-- {
		s := t.step(b.m.detail, i)
		l := t.telling.Story.Decisive(s)
		if l == nil || l.Protocol != dialogue.SMTP || slices.Contains(read, s.Conn) || s.From != host && s.To != host {
			continue
		}
		if env := t.about(s); env == nil || env.MessageID != id {
			continue
		}
		e := b.heard(s.Conn, s.At)
		if e.whole {
			e.no, e.taken = append(e.no, e.taken...), nil
		}
		read, all.from = append(read, s.Conn), cmp.Or(all.from, e.from)
		all.no, all.taken = append(all.no, e.no...), append(all.taken, e.taken...)
		switch {
		case l.FromClient != (l.Speaker == host): // it takes it
		case i == b.m.step:
			all.now = e.served
		default:
			all.served = append(all.served, e.served...)
		}
	}
	return all
}

// address is what stands in angle brackets.
func address(args string) string {
	if i := strings.IndexByte(args, '<'); i >= 0 {
		if j := strings.IndexByte(args[i:], '>'); j >= 0 {
			if a := args[i+1 : i+j]; a != "" {
				return a
			}
			return "<>"
		}
	}
	return args
}

// between stands between those of a list.
const between = ", "

func list(items []string) string { return strings.Join(items, between) }

func itoa(n int) string { return strconv.Itoa(n) }

// Sizes of a letter on a road, by how many domains there are.
func (b *builder) roadLetter() float64 {
	switch n := len(b.m.plan.Plots); {
	case n <= 3:
		return 84 * b.zoom
	case n <= 8:
		return 64 * b.zoom
	}
	return 54 * b.zoom
}

const (
	letterShape = 0.4 // height over width of a letter that lies in a yard
	roadShape   = 0.64
	mostLetterW = 250.0
	leastLines  = 128.0 // width from which an envelope shows its lines, at scale 1
)

// rest is where the letter lies in the front yard of a host.
func (b *builder) rest(p *Place) Rect {
	switch {
	case !b.m.plan.Portrait || p.Row == nil:
		return b.yardRest(p)
	case b.showsBeside(p):
		return b.beforeWall(p)
	}
	r := b.uprightRest(p)
	if over, ok := b.overHolder(p, r); ok && (over.H > r.H || b.nearAnother(p, r)) {
		r = over
	}
	return b.besideGrown(p, b.inSight(p, r))
}

// beforeWall is where a letter lies whose yard is taken by what is inside: before its holder's wall, below the name, large enough for
// its number.
func (b *builder) beforeWall(p *Place) Rect {
	w, at := math.Max(b.atLeast(44), b.roadLetter()*0.58), b.point(p.At)
	return Rect{at.X + 72*b.zoom*p.Scale - w, math.Max(at.Y-w*roadShape-1, b.labels[p].Bottom()+1), w, w * roadShape}
}

// besideGrown keeps a letter clear of the house of its land that has grown because it is open.
func (b *builder) besideGrown(p *Place, r Rect) Rect {
	_, open := b.open()
	if open == nil || open.Plot != p.Plot || !b.grows(open) || !slices.ContainsFunc(b.skyline(open), r.Overlaps) {
		return r
	}
	for w := r.W; w >= 40; w -= 4 {
		h := math.Min(r.H, w*roadShape)
		aside := Rect{b.skyline(open)[1].X - 6*b.zoom - w, r.Y, w, h}
		if !slices.ContainsFunc(b.m.plan.Plots[p.Plot].Hosts, func(i int) bool {
			q := &b.m.plan.Places[i]
			return q.Stack > 0 && slices.ContainsFunc(b.skyline(q), aside.Overlaps)
		}) {
			return aside
		}
	}
	return r
}

// nearAnother tells whether a server's letter would lie nearer to another server on its land.
func (b *builder) nearAnother(p *Place, r Rect) bool {
	far := func(q *Place) float64 { return math.Abs(b.point(q.At).X - r.Centre().X) }
	return slices.ContainsFunc(b.m.plan.Plots[p.Plot].Hosts, func(i int) bool {
		q := &b.m.plan.Places[i]
		return q.Stack > 0 && !isDevice(q.Host) && far(q) < far(p)
	})
}

// overHolder is where a letter that could be taken for another server's stands in the sky over the one that has it: over its flag, or
// beside it, as large as there is room for.
func (b *builder) overHolder(p *Place, r Rect) (Rect, bool) {
	if isDevice(p.Host) || !slices.ContainsFunc(b.m.plan.Plots[p.Plot].Hosts, func(i int) bool {
		q := &b.m.plan.Places[i]
		return q != p && q.Stack > 0 && !isDevice(q.Host)
	}) {
		return Rect{}, false
	}
	land, k, at := b.rect(b.m.plan.Plots[p.Plot].Land).Grow(-6*b.zoom), b.zoom*p.Scale, b.point(p.At)
	for h := math.Max(r.H, 0.36*land.H); h >= 20; h -= 2 {
		w := h / roadShape
		for _, spot := range []Point{{at.X - w/2, at.Y - 166*k}, {at.X + 36*k, at.Y - 136*k}, {at.X - 12*k - w, at.Y - 136*k}} {
			over := Rect{math.Max(land.X, math.Min(land.Right()-w, spot.X)), spot.Y - 6*b.zoom - h, w, h}
			if over.Y >= land.Y && !slices.ContainsFunc(b.m.plan.Plots[p.Plot].Hosts, func(i int) bool {
				q := &b.m.plan.Places[i]
				return q.Stack > 0 && slices.ContainsFunc(b.skyline(q), over.Overlaps)
			}) {
				return over, true
			}
		}
	}
	return Rect{}, false
}

// inSight is where a letter lies on land of which only the lower part is in the window: smaller, below its edge.
func (b *builder) inSight(p *Place, r Rect) Rect {
	edge, road := b.m.viewport().Y+4, b.point(p.At).Y
	if high := road - 4 - edge; r.Y < edge && high >= 24 {
		high = math.Min(high, r.H)
		w := math.Min(r.W, high/roadShape)
		if isDevice(p.Host) {
			r.X = r.Right() - w
		}
		return Rect{r.X, edge, w, high}
	}
	return r
}

// uprightRest is where it lies in an upright window: between the servers and the devices, or above these.
func (b *builder) uprightRest(p *Place) Rect {
	land := b.rect(b.m.plan.Plots[p.Plot].Land)
	x := land.X + land.W*0.36
	for _, i := range b.m.plan.Plots[p.Plot].Hosts {
		if q := &b.m.plan.Places[i]; !isDevice(q.Host) && q.Stack > 0 {
			right := b.rect(q.Box).Right()
			if box, drawn := b.boxes[q]; drawn {
				right = box.Right() // its sign may be wider
			}
			x = math.Max(x, right+6*b.zoom)
		}
	}
	x = math.Min(x, land.Right()-70*b.zoom)
	first := land.Right()
	for _, i := range b.m.plan.Plots[p.Plot].Hosts {
		if q := &b.m.plan.Places[i]; isDevice(q.Host) && q.Stack > 0 {
			first = math.Min(first, b.leftOf(q))
		}
	}
	if w := math.Min(first-x-6*b.zoom, 190*b.zoom); w >= leastLines {
		h := math.Min(math.Max(w*0.42, b.least*5.7), land.H*0.64) // of which there is room for both lines below its stamp
		return Rect{x + (first-x-w)/2 - 3*b.zoom, land.Y + 10*b.zoom, w, h}
	}
	w := math.Min(land.Right()-x-6*b.zoom, 190*b.zoom)
	high := land.H * 0.44
	for _, i := range b.m.plan.Plots[p.Plot].Hosts {
		if q := &b.m.plan.Places[i]; isDevice(q.Host) && b.point(q.At).X > x-40*b.zoom {
			// Above what is written over the devices.
			lines, _, size := b.deviceLines(q)
			high = math.Min(high, b.point(q.At).Y-84*b.zoom*q.Scale-float64(len(lines))*size*lineHeight-land.Y-8*b.zoom)
		}
	}
	high = math.Max(20, math.Min(w*0.42, high))
	if high < 40 && w > 2*high {
		w = high / roadShape
	}
	r := Rect{land.Right() - w - 6*b.zoom, land.Y + 6*b.zoom, w, high}
	near := x // next to the servers, or over the device that has it
	if isDevice(p.Host) {
		near = math.Max(near, b.point(p.At).X-w/2)
	}
	r.X = math.Min(r.X, near)
	if between := math.Min((first-x-6*b.zoom)*roadShape, land.H*0.56); between > high && high < 40 { // there it is larger
		w := between / roadShape
		return Rect{(x+first-w)/2 - 3*b.zoom, land.Y + 10*b.zoom, w, between}
	}
	if high >= b.least*5 { // there is room for both lines: it reaches over what is lower, so that they can be read whole
		for wider := math.Min(b.written(), land.W-60*b.zoom); wider > w; wider -= 4 {
			over := Rect{land.Right() - wider - 6*b.zoom, r.Y, wider, high}
			if !slices.ContainsFunc(b.m.plan.Plots[p.Plot].Hosts, func(i int) bool {
				q := &b.m.plan.Places[i]
				return q.Stack > 0 && slices.ContainsFunc(b.skyline(q), over.Overlaps)
			}) {
				return over
			}
		}
	}
	return r
}

// yardRest is where it lies below a house.
func (b *builder) yardRest(p *Place) Rect {
	if p.Row == nil || p.Row.Front.H < 24 {
		return b.noYard(p)
	}
	front := b.rect(p.Row.Front)
	room := front.W
	plot := &b.m.plan.Plots[p.Plot]
	// The board hangs over the front's lower left.
	h := math.Min(front.H-16*b.zoom, mostLetterW*letterShape*b.zoom)
	w := math.Min(h/letterShape, room*0.74)
	h = w * letterShape
	if w < leastLines {
		h = math.Min(front.H-6*b.zoom, w*roadShape)
		w = h / roadShape
	} else {
		w = math.Max(w, math.Min(b.written()*math.Max(1, math.Min(h*0.18, b.m.h/45)/b.least), math.Min(room*0.94, 1.8*w)))
	}
	x := b.point(p.At).X - w/2
	x = math.Max(front.X, math.Min(front.Right()-w, x))
	if plot.Street != 0 && len(plot.Rows) == 1 {
		// The drive leads down through the yard: beside it, on the roomier side.
		out, half := b.point(Point{p.Row.Out, 0}).X, roadWide*0.8*b.zoom
		left, right := out-half-front.X, front.Right()-out-half
		if room := math.Max(left, right); w > room {
			w, h = room, math.Min(h, room*roadShape)
		}
		if x = out + half; left > right {
			x = out - half - w
		}
	}
	r := Rect{x, front.Y + math.Min((front.H-h)*0.25, 14*b.zoom), w, h}
	for _, board := range b.boardBoxes {
		if high := board.Y - 2 - r.Y; board.Overlaps(r) && high > 0 {
			low := r.W * high / r.H
			r = Rect{r.Centre().X - low/2, r.Y, low, high} // it hangs over the yard's edge
		}
	}
	if over, ok := b.overEdge(p, front); ok && r.W < leastLines {
		return over
	}
	return r
}

// bothLines is how high an envelope is with both its lines below its stamp, for every pixel of its type.
const bothLines = 5.3

// overEdge is where a letter whose yard is too shallow for its lines lies so that they can be read: over the front edge of the land,
// beside the board that hangs there; or where it would lie aside from who holds it, above the board.
func (b *builder) overEdge(p *Place, front Rect) (Rect, bool) {
	plot := &b.m.plan.Plots[p.Plot]
	if plot.Street != 0 || p.Row != plot.Rows[len(plot.Rows)-1] {
		return Rect{}, false
	}
	low, own, in := b.rect(plot.Land).Bottom()+(lip+0.7*boardHang)*b.zoom, b.body(p), holderIn*b.zoom
	room := Rect{front.X, front.Y + 4*b.zoom, front.W, low - front.Y - 4*b.zoom}
	for _, board := range b.boardBoxes {
		switch {
		case !board.Overlaps(room):
		case board.Right()+6+in < own.Right():
			room.W, room.X = room.Right()-board.Right()-6, board.Right()+6
		case board.X-6-in > own.X:
			room.W = board.X - 6 - room.X
		default:
			room.H = board.Y - 2 - room.Y
		}
	}
	w := math.Min(room.W, math.Max(leastLines, b.written()))
	h := math.Min(room.H, math.Max(math.Min(front.H-8*b.zoom, w*roadShape), bothLines*b.least)) // and hangs over no more than it must
	x := math.Max(room.X, math.Min(room.Right()-w, b.point(p.At).X-w/2))
	return Rect{x, room.Y, w, h}, w >= leastLines && h >= 3.4*b.least
}

// skyline is what of a host's box there is something in: beside a house's flag there is only sky.
func (b *builder) skyline(p *Place) []Rect {
	box := b.rect(p.Box).Union(b.boxes[p])
	if isDevice(p.Host) || p.Plot < 0 {
		return []Rect{box}
	}
	k, at := b.zoom*p.Scale, b.point(p.At)
	gable, flag := 134*k, 160*k
	if b.grows(p) {
		up := 78 * k * (b.roomFor(p) - 1)
		gable, flag = gable+up, flag+up
	}
	return []Rect{{at.X - 6*k, at.Y - flag, 36 * k, flag}, {box.X, at.Y - gable, box.W, gable}}
}

// written is how wide an envelope is on which both addresses of the letter of the moment can be read whole, in the smallest type.
func (b *builder) written() float64 {
	if b.address == 0 {
		e, t := b.currentEnvelope(), b.m.tale
		to, others := printable(e.to), e.others
		if first, rest, several := strings.Cut(to, between); several {
			to, others = first, others+1+strings.Count(rest, between)
		}
		label := math.Max(t.broadest(Sans, b.least, wordFrom), t.broadest(Sans, b.least, wordTo)) + b.least*0.6
		text := math.Max(t.measure(Mono, b.least, printable(e.from)), t.measure(Mono, b.least, to)+t.othersWide(others, b.least)+b.least)
		b.address = (label + text + 4) / (1 - 2*envelopePad)
	}
	return b.address
}

// envelopePad is the part of an envelope's width on each side of its lines.
const envelopePad = 0.065

// noYard is where a letter lies where there is no yard, once that was worked out.
func (b *builder) noYard(p *Place) Rect {
	if r, known := b.noYards[p]; known {
		return r
	}
	r, ok := b.besideHolder(p)
	if !ok {
		r = b.atFoot(p)
	}
	if b.noYards == nil {
		b.noYards = map[*Place]Rect{}
	}
	b.noYards[p] = r
	return r
}

// besideHolder is where a letter stands beside who holds it, on its land, as large as there is room for.
func (b *builder) besideHolder(p *Place) (Rect, bool) {
	if p.Row == nil || p.Plot < 0 {
		return Rect{}, false
	}
	land, own, foot := b.rect(b.m.plan.Plots[p.Plot].Land).Grow(-4), b.body(p), b.point(p.At).Y-1
	for w := 1.3 * b.roadLetter(); w >= math.Max(30, 0.5*b.roadLetter()); w -= 4 {
		h := w * roadShape
		for _, far := range []float64{5, 12, 20, 30} {
			for _, x := range []float64{own.Right() + far*b.zoom, own.X - far*b.zoom - w} {
				r := Rect{x, foot - h, w, h}
				if r.X >= land.X && r.Right() <= land.Right() && r.Y >= land.Y && !b.onSomebody(p.Plot, r.Grow(3)) {
					return r, true
				}
			}
		}
	}
	return Rect{}, false
}

// onSomebody tells whether a rectangle meets anybody who stands on a plot, or their name.
func (b *builder) onSomebody(plot int, r Rect) bool {
	return slices.ContainsFunc(b.m.plan.Plots[plot].Hosts, func(i int) bool {
		q := &b.m.plan.Places[i]
		return q.Stack > 0 && (b.body(q).Overlaps(r) || b.labels[q].Overlaps(r))
	})
}

// body is what of a building stands there: its walls with its roof, or the device.
func (b *builder) body(p *Place) Rect {
	k, at := b.zoom*p.Scale, b.point(p.At)
	half, high := 47.0, 62.0
	switch {
	case !isDevice(p.Host):
		half, high = 74, 134
	case p.Host.Device == "phone":
		half, high = 20, 76
	case p.Host.Device == "tablet":
		half, high = 30, 72
	case p.Host.Device == "desktop", p.Host.Device == "webmail":
		half, high = 44, 76
	}
	return Rect{at.X - half*k, at.Y - high*k, 2 * half * k, high * k}
}

// atFoot is where a letter lies at the foot of a building, before it or beside it, clear of what passes on the road, and of names.
func (b *builder) atFoot(p *Place) Rect {
	w, k, at := math.Max(30, b.roadLetter()*0.58), b.zoom*p.Scale, b.point(p.At)
	half := 72 * k
	if isDevice(p.Host) {
		half = 46 * k
	}
	xs := []float64{at.X - half, at.X + half - w, at.X - half - 12*k - w, at.X + half + 12*k}
	if p.Row == nil {
		xs = xs[2:] // nobody's land: beside the house
	}
	best, least := Rect{}, math.Inf(1)
	for _, x := range xs {
		r := Rect{x, at.Y - w*roadShape - 1, w, w * roadShape}
		cost := 0.0
		for _, t := range b.taken {
			cost += t.shared(r)
		}
		for i := range b.m.plan.Places {
			if q := &b.m.plan.Places[i]; p.Row == nil && q != p && q.Row == nil {
				cost += b.boxes[q].shared(r) // it would be taken for its neighbour's
			}
		}
		if cost < least {
			best, least = r, cost
		}
	}
	return best
}

// currentBox is where the letter of the moment is in the window.
func (b *builder) currentBox() (Rect, bool) {
	l := b.m.letter
	if l.envelope == nil {
		return Rect{}, false
	}
	a := &b.m.act
	if a.carries != nil && b.carrying() < 1 {
		at, _ := newPath(b.points(a.carriers.Points)).At(b.carrying())
		w := b.roadLetter()
		return b.whole(around(at, w, w*roadShape)), true
	}
	p := b.holdsIt()
	if p == nil {
		return Rect{}, false
	}
	return b.rest(p), true
}

// holdsIt is who has the letter of the moment when it is on no road: whoever it came to, though they only pass it on.
func (b *builder) holdsIt() *Place {
	a := &b.m.act
	switch {
	case a.carries == nil || a.receiver == nil:
		return b.m.plan.Place(b.m.letter.host)
	case b.t >= arrival && b.m.tale.refusesLetter(a.said):
		return b.m.plan.Place(a.carries.Speaker) // it never became the other's
	}
	return a.receiver
}

// carrying is how much of its way a letter on the road has behind it.
func (b *builder) carrying() float64 {
	if b.m.act.carries == nil {
		return 1
	}
	end := arrival
	if b.m.act.said != b.m.act.carries {
		end = 0.55 // then the answer comes back
	}
	return ease(b.t / end)
}

// letters draws every copy that lies somewhere, and the letter of the moment.
func (b *builder) letters() {
	current, ok := b.currentBox()
	for i := range b.m.plan.Places {
		p := &b.m.plan.Places[i]
		if p.Stack > 0 {
			b.copies(p, current, ok)
		}
	}
	b.life(b.counts...) // over every pile
	if !ok || !b.seen(current.Grow(40)) {
		return
	}
	it := func(t Target) bool { return t.Kind == TargetLetter && t.Message == b.m.letter.envelope.MessageID } // wherever it was then
	if it(b.m.selected) || it(b.m.hovered) {
		c := b.pal.Focus
		if !it(b.m.selected) {
			c = c.Fade(0.4)
		}
		b.life(Box{Rect: current.Grow(5), Radius: 6, Stroke: c, Width: 3})
	}
	if b.seenInside() {
		return
	}
	b.holder(current, b.holdsIt())
	b.envelope(current, b.currentEnvelope(), &b.list.Life)
	b.solid = append(b.solid, current.Grow(4))
}

// holderIn is how far from a letter's edge it points to who holds it, at least.
const holderIn = 14.0

// holder points from a letter that lies in a yard to who holds it.
func (b *builder) holder(r Rect, p *Place) {
	if p == nil || p.Row == nil || b.m.act.carries != nil && b.carrying() < 1 || b.m.plan.Portrait && b.showsBeside(p) {
		return
	}
	at := b.point(p.At)
	if b.m.plan.Portrait {
		b.holderBeside(r, p)
		return
	}
	if r.Bottom() <= at.Y { // it stands beside them
		x, side := r.X+1, 1.0
		if at.X > r.X {
			x, side = r.Right()-1, -1
		}
		y := r.Y + r.H*0.7
		b.life(Area{Points: []Point{{x, y - 7*b.zoom}, {x - side*8*b.zoom, y}, {x, y + 7*b.zoom}}, Fill: b.pal.Outline})
		return
	}
	x := b.upFrom(r, at)
	b.life(Area{Points: []Point{{x - 7*b.zoom, r.Y + 1}, {x, r.Y - 8*b.zoom}, {x + 7*b.zoom, r.Y + 1}}, Fill: b.pal.Outline})
}

// upFrom is where along its upper edge a letter points up to who stands above it.
func (b *builder) upFrom(r Rect, at Point) float64 {
	return math.Max(r.X+holderIn*b.zoom, math.Min(r.Right()-holderIn*b.zoom, at.X))
}

// holderBeside points to who holds a letter that lies above their feet: down to whoever stands below it, aside to whoever stands next
// to it, or over the heads of those between.
func (b *builder) holderBeside(r Rect, p *Place) {
	if b.overHeads(r, p) {
		return
	}
	k, at := math.Max(b.zoom, 0.8), b.point(p.At)
	tip, side := Point{at.X, r.Bottom() + 8*k}, Point{7 * k, 0}
	if name, named := b.labels[p]; named && name.Y >= r.Bottom() {
		tip.Y = math.Min(r.Bottom()+30*k, name.Y+name.H*0.1)
	}
	from := Point{at.X, r.Bottom() - 1}
	switch {
	case at.X < r.X+10*k:
		from, side = Point{r.X + 1, r.Bottom() - 14*k}, Point{0, 7 * k}
		tip = from.Add(Point{-8 * k, 0})
	case at.X > r.Right()-10*k:
		from, side = Point{r.Right() - 1, r.Bottom() - 14*k}, Point{0, 7 * k}
		tip = from.Add(Point{8 * k, 0})
	}
	b.life(Area{Points: []Point{from.Sub(side), tip, from.Add(side)}, Fill: b.pal.Outline})
	b.held, b.heldBy = []Point{from, tip}, p
}

// overHeads leads a line from what lies aside to whose it is, over the heads of those of their land who stand between; it tells whether
// anybody does.
func (b *builder) overHeads(r Rect, p *Place) bool {
	high, somebody := b.inTheWay(r, p)
	if !somebody {
		return false
	}
	k, unit, at := math.Max(b.zoom, 0.8), b.zoom*p.Scale, b.point(p.At)
	tip := Point{at.X - 16*unit, at.Y - 122*unit} // beside its flag
	if isDevice(p.Host) {
		tip = Point{at.X, b.skyline(p)[0].Y - 1}
	}
	y := math.Max(b.rect(b.m.plan.Plots[p.Plot].Land).Y+2, high-3*k)
	root := Point{r.X, y}
	if at.X > r.X {
		root.X = r.Right()
	}
	way := []Point{root, {tip.X, y}, {tip.X, tip.Y - 7*k}}
	if y < r.Y+2 { // out of its upper edge
		way[0].X += math.Copysign(12*k, r.Centre().X-root.X)
		way = append([]Point{{way[0].X, r.Y}}, way...)
	}
	side := Point{5 * k, 7 * k}
	b.life(Line{Points: way, Width: 2.2 * k, Colour: b.pal.Outline}, Area{Points: []Point{tip.Sub(side), tip, {tip.X + side.X, tip.Y - side.Y}}, Fill: b.pal.Outline})
	b.held, b.heldBy = append(way, tip), p
	return true
}

// inTheWay tells whether anybody of their land stands between what lies aside and whose it is, and how high the highest reaches.
func (b *builder) inTheWay(r Rect, p *Place) (high float64, somebody bool) {
	at := b.point(p.At).X
	left, right := math.Min(at, r.Right())+1, math.Max(at, r.X)-1
	high = r.Bottom()
	for _, i := range b.m.plan.Plots[p.Plot].Hosts {
		if q := &b.m.plan.Places[i]; q != p && q.Stack > 0 && b.point(q.At).X > left && b.point(q.At).X < right {
			somebody = true
			for _, part := range b.skyline(q) {
				high = math.Min(high, part.Y)
			}
		}
	}
	return high, somebody
}

// copies draws the letters that lie at a host, the current one's other copies among them,
// small, at its foot.
func (b *builder) copies(p *Place, current Rect, shown bool) {
	lie := b.drawnSmall(p, shown)
	if len(lie) > 0 && b.twin(p, current, shown) {
		lie = without(lie, b.m.letter.envelope.MessageID)
	}
	n := len(lie)
	if n == 0 {
		return
	}
	ids, count := counted(lie)
	if b.m.plan.Portrait && b.grows(p) {
		b.outdoors = n // there is no place beside it that is not another's, or a road
		return
	}
	w := math.Max(30, 36*b.zoom*math.Sqrt(p.Scale))
	h := w * roadShape
	at := b.point(p.At)
	at.Y -= h*0.1 + 2 // on the ground before the wall, clear of what passes on the road
	half := 70 * b.zoom * p.Scale
	if b.grows(p) {
		half += w * 0.8
	}
	if isDevice(p.Host) {
		half = 40 * b.zoom * p.Scale
	}
	spot := pile{p, at, w, half, 1.5}
	drawn, badge := min(n, 3), 0.95
	if n > 9 {
		badge = 1.15 // it is wide, and would lie on the stamp of the letter in front
	}
	left, covers := b.pileAt(spot, current, shown)
	if land := b.landRect(p); b.grows(p) && (covers == 2 || left < land.X || left+w*1.5 > land.Right()) {
		b.outdoors = n // beside it they would lie on the road, or with somebody else
		return
	}
	if covers == 2 && b.m.plan.Portrait { // in small houses and below small names, one alone with its number has room
		spot.high, drawn, badge = 1, 1, 0.5
		left, covers = b.pileAt(spot, current, shown)
	}
	if covers == 2 {
		drawn = 0 // no room for them: their number alone
	}
	if drawn > 0 {
		b.piles = append(b.piles, Rect{left, at.Y - h*1.2, w * 1.32, h * 1.2})
	}
	for i := range drawn {
		e := cover{land: b.pal.Commons, plain: true}
		if len(ids) > 0 { // of several copies of one, each is it
			id := ids[max(0, i-max(0, drawn-len(ids)))]
			e = b.copyOf(lie[slices.IndexFunc(lie, func(c *lying) bool { return c.id == id })])
		}
		if i < drawn-1 {
			e.nth = 0 // another lies on it
		}
		d := float64(drawn-1-i) * w * 0.16
		r := Rect{left + d, at.Y - h*0.9 - d*0.6, w, h}
		if r.Overlaps(current) && shown {
			continue
		}
		b.envelope(r, e, &b.list.Life)
	}
	if n > 1 || drawn == 0 {
		size := b.size(12, b.least, 18)
		c := Point{left + w*1.06, at.Y - h*badge}
		if drawn == 0 && b.m.plan.Portrait {
			b.counted(b.onFront(p, n, size, current, shown), n, size, true)
			return
		}
		if len(ids) == 1 && count[ids[0]] == n && n > 1 {
			if r := b.twiceAt(c, n, size); b.claim(r) {
				b.twice(c, n, size, &b.counts)
			}
			return
		}
		b.counted(c, n, size, drawn == 0)
	}
}

// drawnSmall are the copies at a host besides those that are seen in it while it is open, and the letter of the moment, which is drawn large.
func (b *builder) drawnSmall(p *Place, shown bool) []*lying {
	lie := b.outside(p)
	if env := b.m.letter.envelope; shown && env != nil && b.holdsIt() == p && !b.seenInside() {
		lie = without(lie, env.MessageID)
	}
	return lie
}

// without is a list but for one copy of a letter.
func without(lie []*lying, id string) []*lying {
	if i := slices.IndexFunc(lie, func(c *lying) bool { return c.id == id }); i >= 0 {
		return slices.Delete(slices.Clone(lie), i, i+1)
	}
	return lie
}

// counted says how many letters lie in a place; where none of them is drawn, that they are letters, and how many if there is room for both.
func (b *builder) counted(c Point, n int, size float64, alone bool) {
	number, icon := itoa(n), 0.0
	if alone {
		if icon = size * 1.1; n == 1 {
			number = ""
		}
	}
	badge := func() Rect {
		return around(c, icon+b.m.tale.measure(Bold, size, number)+size*0.8, size*1.4)
	}
	r := badge()
	if free := b.claim(r); !free && alone && number != "" {
		number = ""
		if r = badge(); !b.claim(r) {
			return
		}
	} else if !free {
		return
	}
	b.means(r, wordSignCount)
	b.counts = append(b.counts, Box{Rect: r, Radius: r.H / 2, Fill: b.pal.Card, Stroke: b.pal.CardEdge, Width: 1.2})
	if alone {
		b.counts = append(b.counts, Icon{Name: "envelope", Rect: around(Point{r.X + size*0.4 + icon/2, c.Y}, icon, icon), Ink: b.pal.Ink, Fill: b.pal.Card, Accent: b.pal.Card})
	}
	if number != "" {
		b.counts = append(b.counts, b.text(Bold, size, number, b.pal.Ink, Point{c.X + icon/2, c.Y}, 0))
	}
}

// pile is where letters of a width lie before somebody's wall: so far from the middle of its foot, and so many times as high as one.
type pile struct {
	of         *Place
	at         Point
	wide, half float64
	high       float64
}

// pileAt finds the left edge of a pile: at its holder's right foot, unless the letter of the moment lies there (covers 1), or a word
// stands there (2).
func (b *builder) pileAt(s pile, current Rect, shown bool) (left float64, covers int) {
	what, opened := b.open()
	free, w, h, seen := b.m.free(), s.wide, s.wide*roadShape, b.seen(b.rect(s.of.Box))
	for i, x := range []float64{s.at.X + s.half - w*0.7, s.at.X - s.half - w*0.3, s.at.X + s.half, s.at.X - s.half - w} {
		if b.m.plan.Portrait && seen {
			x = b.whole(Rect{x, 0, w * 1.5, h}).X
		}
		r, cost := Rect{x, s.at.Y - h*s.high, w * 1.5, h * s.high}, 0
		if b.grows(s.of) && r.Overlaps(b.rect(s.of.Box)) && x > s.at.X-s.half-w*0.5 && x < s.at.X+s.half-w*0.8 {
			cost = 1
		}
		if shown && r.Overlaps(current) {
			cost = 1
		}
		if opened != nil && opened != s.of && what != openPage && what != openScreen && r.Overlaps(b.rect(opened.Box)) {
			cost = 2 // it would be in front of it
		}
		if opened == s.of && b.showsBeside(s.of) && r.Overlaps(b.yard(s.of)) {
			cost = 2
		}
		if opened == s.of && (b.atAnother(s.of, r) || b.grows(s.of) && math.Abs(r.Centre().X-s.at.X) < 74*b.zoom*s.of.Scale) {
			cost = 2 // it would be taken for theirs, or the room that is seen would hide half of it
		}
		if slices.ContainsFunc(b.taken, r.Overlaps) || slices.ContainsFunc(b.piles, r.Overlaps) {
			cost = 2
		}
		if cost == 0 && (r.X < free.X || r.Right() > free.Right()) && seen {
			cost = 1 // the edge of the stage would cut it
		}
		if i == 0 || cost < covers {
			left, covers = x, cost
		}
	}
	return left, covers
}

// landRect is the land on which somebody stands; of who is on public land, everything.
func (b *builder) landRect(p *Place) Rect {
	if p.Plot < 0 {
		return b.win
	}
	return b.rect(b.m.plan.Plots[p.Plot].Land)
}

// onFront is where the number of letters at a host stands that have no room in an upright window: on its own front or beside its wall,
// where it can be taken for nobody else's, clear of the letter of the moment.
func (b *builder) onFront(p *Place, n int, size float64, current Rect, shown bool) Point {
	at := b.point(p.At).Add(Point{0, -size * 0.9})
	badge := around(at, b.m.tale.measure(Bold, size, itoa(n))+size*1.9, size*1.4)
	wall := (b.rect(p.Box).W + badge.W) * 0.45
	spots := []Point{{}, {wall, 0}, {-wall, 0}}
	if name, named := b.labels[p]; named { // that may be broader than the house, and reach down to its door
		past := (name.W+badge.W)/2 + 3
		spots = append(spots, Point{past, 0}, Point{-past, 0}, Point{0, name.Y - badge.H/2 - 3 - at.Y})
	}
	for _, spot := range spots {
		r := b.whole(badge.Move(spot))
		if shown && r.Overlaps(current) || b.showsBeside(p) && r.Overlaps(b.yard(p)) || slices.ContainsFunc(b.taken, r.Overlaps) {
			continue
		}
		return r.Centre()
	}
	return at
}

// onRoof says over the roof's edge of a house that is open how many letters lie at it that are not seen inside.
func (b *builder) onRoof(p *Place, n int) {
	k, size := b.zoom*p.Scale, b.size(12, b.least, 18)
	up := 78 * k * (b.roomFor(p) - 1) * b.opening()
	b.counted(b.point(p.At).Add(Point{-60 * k, -94*k - up}), n, size, true)
}

// atAnother tells whether what lies at somebody's foot would lie at another's who stands on the same land.
func (b *builder) atAnother(p *Place, r Rect) bool {
	if p.Plot < 0 {
		return false
	}
	return slices.ContainsFunc(b.m.plan.Plots[p.Plot].Hosts, func(i int) bool {
		q := &b.m.plan.Places[i]
		half := 26 * b.zoom * q.Scale
		if !isDevice(q.Host) {
			half = 66 * b.zoom * q.Scale
		}
		return q != p && q.Stack > 0 && q.Row == p.Row && math.Abs(r.Centre().X-b.point(q.At).X) < half+r.W/2
	})
}

// outside are the copies at a host besides those that are seen in it while it is open.
func (b *builder) outside(p *Place) []*lying {
	lie := b.lie[p.Host.Name]
	if _, opened := b.open(); opened != p {
		return lie
	}
	return slices.DeleteFunc(slices.Clone(lie), b.shows)
}

// shows tells whether a copy at whoever is open is seen inside: of a device's letters it is the one that is read.
func (b *builder) shows(c *lying) bool {
	switch what, p := b.open(); {
	case c == nil || p == nil:
		return false
	case what == openQueue:
		return c.where == inQueue
	case what == openMailboxes:
		return c.where == inMailbox
	case what == openScreen:
		f := b.m.now.Host(p.Host.Name).Shown
		return c.where == onDevice && c.id == f.MessageID && c.box == folderOf(f.User, f.Folder) && c.name == f.UID
	}
	return false
}

// seenInside tells whether the letter of the moment is seen in a house or on a screen that is open: one that was carried, once it is there.
func (b *builder) seenInside() bool {
	what, p := b.open()
	if e := b.m.letter.envelope; what == openMailboxes && b.m.act.carries != nil && e != nil && p == b.holdsIt() {
		of := func(c *lying) bool { return c.id == e.MessageID }
		return b.carrying() == 1 && slices.ContainsFunc(b.lie[p.Host.Name], of) && !slices.ContainsFunc(b.outside(p), of)
	}
	return p != nil && p.Host.Name == b.m.letter.host && (what == openScreen || b.shows(b.m.letter.copy))
}

func (b *builder) twiceAt(c Point, n int, size float64) Rect {
	return around(c, b.m.tale.measure(Bold, size, itoa(n)+"\u00d7")+size*0.9, size*1.5)
}

// twice says that so many copies of one and the same letter lie in a place.
func (b *builder) twice(c Point, n int, size float64, out *[]Shape) {
	text, r := itoa(n)+"\u00d7", b.twiceAt(c, n, size)
	b.taken = append(b.taken, r)
	b.means(r, wordSignTwice)
	*out = append(*out, Box{Rect: r, Radius: r.H / 2, Fill: Light.News, Stroke: rgb(0xFFFFFF), Width: 1.6}, b.text(Bold, size, text, rgb(0xFFFFFF), c, 0))
}

// twin draws the letter of the moment in the yard of another server that answers for it
// too: two servers holding it are two letters, and look alike.
func (b *builder) twin(p *Place, current Rect, shown bool) bool {
	env := b.m.letter.envelope
	if !shown || env.MessageID == "" || b.holdsIt() == p || isDevice(p.Host) || p.Row == nil || p.Plot < 0 {
		return false
	}
	if b.m.act.carries != nil && b.carrying() < 1 && b.m.act.carries.Speaker == p.Host.Name {
		return false // it is seen to leave
	}
	if c := b.m.act.carries; c != nil && c.Speaker != p.Host.Name {
		return false // another hands it on, who is seen to, though he keeps none
	}
	i := slices.IndexFunc(b.lie[p.Host.Name], func(c *lying) bool { return c.id == env.MessageID && c.where == inQueue })
	if i < 0 {
		return false
	}
	if what, q := b.open(); q == p && what == openQueue {
		return false
	}
	r := b.rest(p)
	if r.Grow(2).Overlaps(current) || !b.seen(r) || r.W < 40 {
		return false
	}
	for i := range b.m.plan.Places {
		if q := &b.m.plan.Places[i]; q != p && q.Stack > 0 && q.Plot == p.Plot && b.rect(q.Box).Overlaps(r) {
			return false
		}
	}
	b.holder(r, p)
	b.envelope(r, b.twinOf(b.lie[p.Host.Name][i]), &b.list.Life)
	b.solid = append(b.solid, r.Grow(4))
	return true
}

// twinOf is the letter of the moment as it is where another server answers for it too.
func (b *builder) twinOf(c *lying) cover {
	e, env := b.currentEnvelope(), b.m.letter.envelope
	e.marks, e.much = b.m.tale.marksOf(c), wholeLetter // without the postmark of whoever it went to
	if from, to := b.m.envelopeOf(letterNow{envelope: env, host: c.host, copy: c}); to != "" {
		e.from, e.subject = from, ""
		e.to, e.refused = b.stillFor(c.host, c.id, to, b.heardBefore(c.host, c.id))
		e.to, e.others = b.foremost(e.to), 0
	}
	return e
}

// subjectOf is what stands over a letter: in the copy that is meant, which a list may have changed, or else what its sender wrote; of
// one that no person wrote, what it says in the mailbox where it lies.
func (b *builder) subjectOf(l letterNow) string {
	id := l.envelope.MessageID
	if l.copy != nil {
		if s := b.m.tale.subjectAt(l.copy.from); s != "" {
			return s
		}
	}
	for _, h := range b.state.Hosts {
		for _, c := range h.Outbox {
			if c.MessageID == id {
				return c.Subject
			}
		}
	}
	for _, h := range b.state.Hosts {
		for _, box := range h.Mailboxes {
			for _, f := range box.Folders {
				for _, m := range f.Messages {
					if m.MessageID == id {
						return b.m.tale.subjectAt(m.Stored)
					}
				}
			}
		}
	}
	for _, seen := range b.m.tale.letters[id] { // it lies in no mailbox any more
		if s := b.m.tale.subjectAt(seen.seq); s != "" && b.m.told(seen.seq) {
			return s
		}
	}
	return ""
}

// subjectAt is the subject of the message that an event laid in a mailbox, or on a device.
func (t *tale) subjectAt(seq int) string {
	var data []byte
	switch f := t.telling.Trace.At(seq).Fact.(type) {
	case trace.MailboxStored:
		data = f.Data
	case trace.DeviceStored:
		data = f.Data
	}
	subject, _ := field(data, "Subject")
	return subject
}

// envelope draws a letter in a box.
func (b *builder) envelope(r Rect, e cover, out *[]Shape) {
	p := b.pal
	put := func(s ...Shape) { *out = append(*out, s...) }
	ink := p.SignInk
	lines := r.W >= leastLines && !e.plain
	if e.much == wholeLetter {
		put(Box{Rect: r.Move(Point{r.H * 0.04, r.H * 0.06}), Radius: 3, Fill: p.Shade.Mix(ink, 0.12)},
			Box{Rect: r, Radius: math.Max(2, r.H*0.05), Fill: p.Sheet, Stroke: ink, Width: math.Max(1.1, r.H*0.022)})
		b.stripes(r, e, out)
	} else {
		b.loose(r, e, lines, out)
	}
	if e.gone { // it is struck, and what is written on it can still be read
		put(Line{Points: []Point{{r.X + 3, r.Bottom() - 3}, {r.Right() - 3, r.Y + 3}}, Width: math.Max(2, r.H*0.035), Colour: Light.Verdicts[inPermanent].Fill})
	}
	s, numbered := b.stampOn(r, e)
	if numbered || e.nth == 0 {
		put(Box{Rect: s, Radius: 1, Fill: p.Sheet, Stroke: e.land.Print(), Width: math.Max(1.2, s.H*0.095)}, b.denomination(s, e))
	}
	if numbered {
		b.means(s, wordSignNumber)
	}
	if lines {
		b.lines(r, e, s, out)
	} else if e.much == wholeLetter {
		for i, part := range []float64{0.42, 0.3} {
			y := r.Y + r.H*(0.58+0.16*float64(i))
			left, right := r.X+r.W*0.18, r.X+r.W*(0.18+part)
			if y < s.Bottom()+2 {
				right = math.Min(right, s.X-3) // beside the stamp
			}
			if right > left+3 {
				put(Line{Points: []Point{{left, y}, {right, y}}, Width: math.Max(1, r.H*0.03), Colour: p.Type})
			}
		}
	}
	if e.report {
		c, k := Point{r.X + r.W*0.5, r.Y + r.H*0.42}, r.H*0.14
		switch {
		case !lines: // beside the stamp
			c.X, k = (r.X+s.X)/2+k*0.3, math.Min(k, (s.X-r.X)*0.19)
		case e.subject != "":
			c = Point{r.X + r.H*0.5, r.Y + r.H*0.27} // over the subject
		}
		if e.says != story.Permanent { // nothing comes back: it is still being tried, or has arrived
			put(b.says(e.says, c, k*2.8))
		} else {
			b.comesBack(c, k, out)
		}
	}
	b.stamps(r, s, e.marks, lines, out)
	if e.gone {
		c, k := Point{r.X + 3, r.Bottom() - 3}, math.Max(9, r.H*0.13)
		b.octagon(c, k, out)
		b.means(around(c, 2*k, 2*k), wordSignGone)
	}
}

// says is the sign of a report that something goes on, or has arrived.
func (b *builder) says(what story.Class, c Point, size float64) Icon {
	return Icon{Name: classSign[what], Rect: around(c, size, size), Ink: Light.verdict(what).Line, Fill: Light.Sheet, Accent: Light.verdict(what).Line}
}

// comesBack is the sign of a report of a failure: return to sender.
func (b *builder) comesBack(c Point, k float64, out *[]Shape) {
	no := Light.Verdicts[inPermanent].Fill
	*out = append(*out, Line{Points: []Point{{c.X + k*2.2, c.Y + k}, {c.X + k*2.2, c.Y - k*0.3}, {c.X - k*1.6, c.Y - k*0.3}}, Width: math.Max(1.6, k*0.42), Colour: no},
		Line{Points: []Point{{c.X - k*0.6, c.Y - k*1.3}, {c.X - k*1.8, c.Y - k*0.3}, {c.X - k*0.6, c.Y + k*0.7}}, Width: math.Max(1.6, k*0.42), Colour: no})
}

// stampOn is where an envelope's stamp is, as large as its number needs; numbered is false where there is no room for that.
func (b *builder) stampOn(r Rect, e cover) (s Rect, numbered bool) {
	lines, high, top := r.W >= leastLines && !e.plain, 0.0, r.H*0.105
	if lines {
		high = math.Max(r.H*0.29, math.Min(b.atLeast(17.5), r.H*0.37)) * 1.06
	} else {
		high, top = math.Max(r.H*0.29*1.15, math.Min(b.atLeast(17.5), r.H*0.6))*1.06, r.H*0.16
	}
	right, wide := r.Right()-high*0.57, high/1.06
	if e.nth == 0 {
		return Rect{right - wide, r.Y + top, wide, high}, false
	}
	if least := b.least * leastStamp; high < least && least <= r.H*0.82 && !lines {
		high, top = least, math.Min(top, (r.H-least)/2)
	}
	wide = b.stampWide(high, e.nth)
	s = Rect{right - wide, r.Y + top, wide, high}
	return s, high >= b.least*leastStamp && s.X >= r.X+r.W*0.1
}

// leastStamp is how high a stamp is at least, for every pixel of the number on it.
const leastStamp = 1.25

// numberSize is how large the number is on a stamp of a height.
func (b *builder) numberSize(high float64) float64 {
	return math.Max(b.least, math.Floor(high*0.72))
}

// stampWide is how wide a stamp of a height is with a number.
func (b *builder) stampWide(high float64, number int) float64 {
	return math.Max(high/1.06, b.m.tale.measure(Bold, b.numberSize(high), itoa(number))+high*0.36)
}

// denomination is what stands on a stamp: which letter it is, if that is known.
func (b *builder) denomination(s Rect, e cover) Shape {
	if e.nth > 0 {
		return b.text(Bold, b.numberSize(s.H), itoa(e.nth), e.land.Print(), s.Centre(), 0)
	}
	return Box{Rect: s.Grow(-s.W * 0.26), Radius: 1, Fill: e.land.Print()}
}

// seconds are the second colours of letters' stripes, by turns: copies of one letter are
// alike, and letters of one sender are not.
var seconds = [...]Colour{{0x2B, 0x35, 0x50, 255}, {0x8A, 0x2F, 0x6B, 255}, {0xB0, 0x6A, 0x10, 255}, {0x1F, 0x6F, 0x8B, 255}, {0x6E, 0x6E, 0x78, 255}}

// stripes are the border of an air letter, in its sender's colour and in ink.
func (b *builder) stripes(r Rect, e cover, out *[]Shape) {
	edge := math.Max(2.2, r.H*0.075)
	n := int(math.Max(6, math.Round(r.W/(edge*2.3))))
	dark := seconds[max(e.nth-1, 0)%len(seconds)]
	for i := range n {
		c := e.land.Roof
		if b.m.theme == ThemeDark {
			c = e.land.Roof.Mix(rgb(0), 0.25)
		}
		if i%2 == 1 {
			c = dark
		}
		x := r.X + r.W*(float64(i)+0.25)/float64(n)
		w := r.W / float64(n) * 0.55
		for _, y := range []float64{r.Y + 1, r.Bottom() - edge - 1} {
			*out = append(*out, Area{Points: []Point{{x + edge*0.5, y}, {math.Min(x+w+edge*0.5, r.Right()-1), y}, {x + w, y + edge}, {x, y + edge}}, Fill: c})
		}
	}
	rows := int(math.Max(2, math.Round((r.H-2*edge)/(edge*2.3))))
	for i := range rows {
		c := e.land.Roof
		if i%2 == 0 {
			c = dark
		}
		y := r.Y + edge + (r.H-2*edge)*(float64(i)+0.2)/float64(rows)
		h := (r.H - 2*edge) / float64(rows) * 0.5
		for _, x := range []float64{r.X + 1, r.Right() - edge*0.8 - 1} {
			*out = append(*out, Area{Points: []Point{{x, y + edge*0.3}, {x + edge*0.8, y}, {x + edge*0.8, y + h}, {x, y + h + edge*0.3}}, Fill: c})
		}
	}
}

// lines writes the envelope's two lines: who sends, and to whom.
func (b *builder) lines(r Rect, e cover, stamp Rect, out *[]Shape) {
	put := func(s ...Shape) { *out = append(*out, s...) }
	if e.subject != "" {
		size := math.Max(b.least, math.Round(math.Min(r.H*0.19, 28)*2)/2)
		y := r.Y + r.H*0.66
		if b.m.wordless {
			w := r.W * 0.6
			b.scribbleOn(out, Rect{r.Centre().X - w/2, y - size*0.4, w, size}, size, 1, Light.Type)
		} else {
			put(b.subject(r, e, size, y)...)
		}
		return
	}
	size := math.Max(b.least, math.Round(math.Min(r.H*0.18, 28)*2)/2)
	ink, soft, rule := Light.Ink, Light.Soft, Light.RoadEdge
	pad := r.W * envelopePad
	label, room := 0.0, r.W-2*pad
	// They stand below the stamp, where there is room for both there.
	low := func(size float64) float64 {
		below := stamp.Bottom() - r.Y + size*0.64
		if below+r.H*0.245+size*0.6 > r.H*0.9 {
			return r.H * 0.555
		}
		return math.Max(below, r.H*0.555)
	}
	to, others := printable(e.to), e.others
	if first, rest, several := strings.Cut(to, between); several && (others > 0 || b.m.tale.measure(Mono, size, to) > room-b.m.tale.broadest(Sans, size, wordTo)) {
		// One that can be read whole, rather than two halves that look like one.
		to, others = first, others+1+strings.Count(rest, between)
	}
	lineTo := func() float64 { return b.m.tale.measure(Mono, size, to) + b.m.tale.othersWide(others, size) }
	if e.refused {
		room -= size // for its sign
	}
	signs, wide := b.m.wordless, 0.0
	for ; ; size -= 0.5 { // as large as both lines can be read whole
		label, wide = 0, size*1.5
		for _, word := range []lang.Text{wordFrom, wordTo} {
			label = math.Max(label, b.m.tale.broadest(Sans, size-0.5, word)) // an address is cut in both languages at one place
		}
		label += size * 0.6
		if size <= b.least && math.Max(b.m.tale.measure(Mono, size, printable(e.from)), lineTo()) > room-label {
			label, wide, signs = size*1.75, size*1.2, true // a sign takes less room than a word
			pad = math.Min(pad, r.H*0.075+3)
			room = math.Max(room, r.W-2*pad)
			if e.refused {
				room = r.W - 2*pad - size
			}
		}
		if size <= b.least && others == e.others && lineTo() > room-label {
			others = 0 // who is struck can be read whole
		}
		first := room
		if r.Y+low(size)-size*0.7 < stamp.Bottom() {
			first = stamp.X - stamp.W*0.62*float64(min(e.marks, maxStamps)) - 4 - r.X - pad // beside the stamp
		}
		if size <= b.least || b.m.tale.measure(Mono, size, printable(e.from)) <= first-label && lineTo() <= room-label {
			break
		}
	}
	for i, line := range []struct{ word, value string }{{wordFrom.In(b.m.lang), printable(e.from)}, {wordTo.In(b.m.lang), to}} {
		y := r.Y + low(size) + r.H*0.245*float64(i)
		if r.H*0.245 < size*lineHeight*0.98 {
			if i == 0 {
				continue // room for one line only
			}
			if y = r.Y + r.H*0.66; e.report {
				y = r.Y + r.H*0.76 // below the sign
			}
		}
		x := r.X + pad
		right := r.Right() - pad
		if i == 0 && y-size*0.7 < stamp.Bottom() {
			right = stamp.X - stamp.W*0.62*float64(min(e.marks, maxStamps)) - 4
		}
		if signs {
			r := around(Point{x + math.Min(label*0.4, size*0.75), y}, wide, wide)
			b.means(r, []lang.Text{wordSignFrom, wordSignTo}[i])
			put(Icon{Name: []string{"sender", "recipient"}[i], Rect: r, Ink: soft, Fill: Light.Sheet, Accent: soft})
		} else {
			put(b.text(Sans, math.Max(b.least, size-0.5), line.word, soft, Point{x, y}, -1))
		}
		x += label
		put(Line{Points: []Point{{x, y + size*0.72}, {right, y + size*0.72}}, Width: 1, Colour: rule})
		aside := 0.0
		if i == 1 {
			aside = b.m.tale.othersWide(others, size)
		}
		value := b.m.tale.shorten(Mono, size, line.value, right-x-aside)
		if value == "" {
			continue
		}
		v := b.text(Mono, size, value, ink, Point{x, y}, -1)
		put(v)
		if aside > 0 {
			b.andOthers(Point{v.Box.Right(), y}, others, size, out)
		}
		if i == 1 && e.refused {
			no, until := Light.Verdicts[inPermanent].Fill, v.Box.Right()+3
			if e.others == 0 {
				until += aside // all of them are struck
			}
			put(Line{Points: []Point{{v.Box.X - 3, y + 1}, {until, y - 1}}, Width: math.Max(2, math.Min(2.9, size*0.16)), Colour: no})
			b.octagon(Point{r.Right() - 2, y}, size*0.78, out)
			b.means(around(Point{r.Right() - 2, y}, size*1.6, size*1.6), wordSignRefused)
		}
	}
}

// othersWide is how much room beside an address the word takes that a letter is for so many others, too.
func (t *tale) othersWide(n int, size float64) float64 {
	if n == 0 {
		return 0
	}
	return size*1.25 + t.measure(Bold, size, "+"+itoa(n))
}

// andOthers says beside an address, in a frame of its own, that the letter is for so many others, too.
func (b *builder) andOthers(at Point, n int, size float64, out *[]Shape) {
	wide := b.m.tale.othersWide(n, size) - size*0.55
	r := around(Point{at.X + size*0.55 + wide/2, at.Y}, wide, size*1.2)
	b.means(r, wordSignOthers)
	*out = append(*out, Box{Rect: r, Radius: r.H / 2, Fill: Light.Sheet, Stroke: Light.Soft, Width: 1.1}, b.text(Bold, size, "+"+itoa(n), Light.Soft, r.Centre(), 0))
}

// leastOfWord is how long what is left of something cut must be, the dots included.
const leastOfWord = 4

// subject is what a letter is about, in one line or, where it is too long for that, in two.
func (b *builder) subject(r Rect, e cover, size, y float64) (list []Shape) {
	t, wide, text := b.m.tale, r.W*0.84, printable(e.subject)
	lines := []string{text}
	if t.measure(Bold, size, text) > wide {
		top := r.Y + r.H*0.46 // below the stamp
		room := r.Y + r.H*0.92 - top
		size = math.Max(b.least, math.Min(size, math.Floor(room/lineHeight)/2))
		most := 1
		if room >= 2*size*lineHeight*0.96 {
			most, y = 2, top+room/2
		}
		lines = t.wrapIn(Bold, size, text, wide, 0, most)
		// Of a line that is cut, rather a part of a word is seen than a short one and no more.
		if last := len(lines) - 1; strings.HasSuffix(lines[last], "\u2026") && utf8.RuneCountInString(lines[last]) <= leastOfWord {
			rest := strings.TrimPrefix(text, strings.Join(lines[:last], " "))
			lines[last] = t.shorten(Bold, size, strings.TrimSpace(rest), wide)
		}
	}
	for i, l := range lines {
		if l != "" {
			list = append(list, b.text(Bold, size, l, Light.Ink, Point{r.Centre().X, y + (float64(i)-float64(len(lines)-1)/2)*size*lineHeight}, 0))
		}
	}
	return list
}

// octagon is the sign of a refusal.
func (b *builder) octagon(c Point, r float64, out *[]Shape) {
	v := Light.Verdicts[inPermanent]
	var pts []Point
	for i := range 8 {
		a := math.Pi/8 + float64(i)*math.Pi/4
		pts = append(pts, c.Add(Point{r * math.Cos(a), r * math.Sin(a)}))
	}
	k := r * 0.42
	*out = append(*out, Area{Points: pts, Fill: v.Fill, Stroke: rgb(0xFFFFFF), Width: 1.2},
		Line{Points: []Point{{c.X - k, c.Y - k}, {c.X + k, c.Y + k}}, Width: r * 0.28, Colour: rgb(0xFFFFFF)},
		Line{Points: []Point{{c.X + k, c.Y - k}, {c.X - k, c.Y + k}}, Width: r * 0.28, Colour: rgb(0xFFFFFF)})
}

// maxStamps is how many postmarks an envelope shows; more would not fit.
const maxStamps = 5

// stamps are its postmarks: one for every hop.
func (b *builder) stamps(r, stamp Rect, n int, large bool, out *[]Shape) {
	n = min(n, maxStamps)
	size := stamp.W * 0.95
	c := Light.Ink.Mix(Light.Sheet, 0.3)
	for i := range n {
		at := Point{stamp.X - size*(0.32+0.62*float64(i)), stamp.Centre().Y + size*0.1*float64(i%2)}
		if at.X-size*0.5 < r.X+r.W*0.1 {
			break
		}
		b.means(around(at, size, size), wordSignPostmark)
		*out = append(*out, Disc{Centre: at, R: size * 0.48, Stroke: c, Width: math.Max(1, size*0.06)}, Disc{Centre: at, R: size * 0.3, Stroke: c, Width: math.Max(0.8, size*0.045)})
		if large {
			*out = append(*out, Line{Points: []Point{{at.X - size*0.26, at.Y}, {at.X + size*0.26, at.Y}}, Width: 1, Colour: c})
		}
	}
}

// sign is a reply class as a shape of its own: circle, pointer, diamond, octagon,
// each with its mark (RFC 5321 section 4.2.1).
func (b *builder) sign(c story.Class, at Point, r float64, out *[]Shape) {
	v := b.pal.verdict(c)
	fill, ink := v.Line, rgb(0xFFFFFF)
	if b.m.theme == ThemeDark {
		ink = rgb(0x10141B)
	}
	put := func(s ...Shape) { *out = append(*out, s...) }
	w := r * 0.3
	switch c {
	case story.OK:
		put(Disc{Centre: at, R: r, Fill: fill}, Line{Points: []Point{at.Add(Point{-r * 0.45, 0}), at.Add(Point{-r * 0.1, r * 0.36}), at.Add(Point{r * 0.48, -r * 0.36})}, Width: w, Colour: ink})
	case story.More:
		put(Area{Points: []Point{at.Add(Point{-r, -r * 0.85}), at.Add(Point{r * 0.3, -r * 0.85}), at.Add(Point{r * 1.1, 0}), at.Add(Point{r * 0.3, r * 0.85}), at.Add(Point{-r, r * 0.85})}, Fill: fill},
			Line{Points: []Point{at.Add(Point{-r * 0.55, 0}), at.Add(Point{r * 0.45, 0})}, Width: w, Colour: ink})
	case story.Temporary:
		// Its own fill carries a dark hourglass.
		put(Area{Points: []Point{at.Add(Point{0, -r * 1.15}), at.Add(Point{r * 1.15, 0}), at.Add(Point{0, r * 1.15}), at.Add(Point{-r * 1.15, 0})}, Fill: v.Fill, Stroke: v.Edge, Width: 1.1})
		k := r * 0.4
		put(Area{Points: []Point{at.Add(Point{-k, -k * 1.2}), at.Add(Point{k, -k * 1.2}), at}, Fill: v.Ink}, Area{Points: []Point{at.Add(Point{-k, k * 1.2}), at.Add(Point{k, k * 1.2}), at}, Fill: v.Ink})
	case story.Permanent:
		var pts []Point
		for i := range 8 {
			a := math.Pi/8 + float64(i)*math.Pi/4
			pts = append(pts, at.Add(Point{r * math.Cos(a), r * math.Sin(a)}))
		}
		k := r * 0.4
		put(Area{Points: pts, Fill: fill}, Line{Points: []Point{at.Add(Point{-k, -k}), at.Add(Point{k, k})}, Width: w, Colour: ink}, Line{Points: []Point{at.Add(Point{k, -k}), at.Add(Point{-k, k})}, Width: w, Colour: ink})
	default:
		put(Disc{Centre: at, R: r, Stroke: b.pal.Soft, Width: 1.4})
	}
}
