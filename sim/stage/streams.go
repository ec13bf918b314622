package stage

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"posta/sim/story"
	"posta/sim/trace"
)

// Where very many letters go out, single ones say nothing: what flows is drawn as streams along the roads, from whoever sends
// to each provider, as wide as its part of the last letters and in colours by what became of them. What waits swells at the
// sender, and a provider that lets nobody in has boards across its door.

// streamsFrom is how many letters a sender of many has to send before they are streams, and streamOf of how many of the last
// their width is.
const (
	streamsFrom = 25
	streamOf    = 200
)

// What becomes of a letter, as far as a stream tells it.
const (
	flowInbox = iota
	flowJunk
	flowLater
	flowRefused
	flowKinds
)

// flowSigns are the classes in whose colours and signs they are drawn; Junk has its own.
var flowSigns = [flowKinds]story.Class{story.OK, story.None, story.Temporary, story.Permanent}

// flows is all that goes from a sender of many to a provider.
type flows struct {
	from, domain string
	to           string // the host that was tried
	marks        []flowMark
	last         []flowLetter
}

// flowMark is how it stands after an event.
type flowMark struct {
	seq     int
	waiting int
	counts  [flowKinds]int
	refused int // times in a row that the door was shut
	to      string
}

// flowLetter says which letter something happened to.
type flowLetter struct {
	seq int
	id  string
}

// streamed is what the tale knows of streams.
type streamed struct {
	flows   []*flows
	queues  map[[2]string]streamLetter // by host and queue: on the way
	letters map[string]*flows          // by Message-ID
	sent    map[string]int             // by sender
	fates   map[string][]int           // by sender: the events at which the fate of a letter was known, or it was put off
}

type streamLetter struct {
	flow *flows
	id   string
}

// shutFrom is after how many refusals in a row, for who sends or how, a door is taken to be shut.
const shutFrom = 3

// tried notes which host was tried; "": nothing is said of that.
func (f *flows) tried(host string) {
	if host != "" {
		f.to = host
	}
}

func (f *flows) mark(seq int, change func(*flowMark)) {
	m := flowMark{}
	if n := len(f.marks); n > 0 {
		m = f.marks[n-1]
	}
	m.seq = seq
	change(&m)
	m.to = f.to
	f.marks = append(f.marks, m)
}

// at is how it stood after an event.
func (f *flows) at(seq int) flowMark {
	i := sort.Search(len(f.marks), func(i int) bool { return f.marks[i].seq > seq })
	if i == 0 {
		return flowMark{}
	}
	return f.marks[i-1]
}

// stream takes in an event.
func (t *tale) stream(e trace.Event) {
	s := &t.streamed
	switch f := e.Fact.(type) {
	case trace.CampaignSent:
		domain := strings.ToLower(f.Recipient[strings.LastIndexByte(f.Recipient, '@')+1:])
		i := slices.IndexFunc(s.flows, func(x *flows) bool { return x.from == e.Host && x.domain == domain })
		if i < 0 {
			i = len(s.flows)
			s.flows = append(s.flows, &flows{from: e.Host, domain: domain})
		}
		if s.queues == nil {
			s.queues, s.letters, s.sent, s.fates = map[[2]string]streamLetter{}, map[string]*flows{}, map[string]int{}, map[string][]int{}
		}
		s.sent[e.Host]++
		s.letters[f.MessageID] = s.flows[i]
		s.queues[[2]string{e.Host, f.Queue}] = streamLetter{s.flows[i], f.MessageID}
		s.flows[i].mark(e.Seq, func(m *flowMark) { m.waiting++ })
	case trace.QueueAttempt:
		if l, ok := s.queues[[2]string{e.Host, f.Queue}]; ok {
			l.flow.tried(f.Remote)
		}
	case trace.QueueDeferred:
		if l, ok := s.queues[[2]string{e.Host, f.Queue}]; ok {
			l.flow.tried(f.Remote)
			s.fates[e.Host] = append(s.fates[e.Host], e.Seq)
			l.flow.mark(e.Seq, func(m *flowMark) {
				m.counts[flowLater]++
				if !aboutAddress(f.Status) {
					m.refused++
				}
			})
		}
	case trace.SendingPaced:
		// Nothing is sent there for a while: once is enough.
		if i := slices.IndexFunc(s.flows, func(x *flows) bool { return x.from == e.Host && x.domain == strings.ToLower(f.Destination) }); i >= 0 && f.Rest > 0 {
			s.flows[i].mark(e.Seq, func(m *flowMark) { m.refused = max(m.refused, shutFrom) })
		}
	case trace.MailboxStored:
		if l := s.letters[f.MessageID]; l != nil && f.How == trace.ArrivalDelivered {
			kind := flowInbox
			if strings.EqualFold(f.Folder, "Junk") {
				kind = flowJunk
			}
			s.fates[l.from] = append(s.fates[l.from], e.Seq)
			l.last = append(l.last, flowLetter{e.Seq, f.MessageID})
			l.mark(e.Seq, func(m *flowMark) { m.counts[kind]++; m.refused = 0 })
		}
	case trace.QueueDone:
		l, ok := s.queues[[2]string{e.Host, f.Queue}]
		if !ok {
			return
		}
		delete(s.queues, [2]string{e.Host, f.Queue})
		l.flow.tried(f.Remote)
		if f.Outcome != trace.OutcomeDelivered {
			s.fates[e.Host] = append(s.fates[e.Host], e.Seq)
			l.flow.last = append(l.flow.last, flowLetter{e.Seq, l.id})
		}
		l.flow.mark(e.Seq, func(m *flowMark) {
			m.waiting--
			if f.Outcome != trace.OutcomeDelivered {
				m.counts[flowRefused]++
				if !aboutAddress(f.Status) {
					m.refused++
				}
			}
		})
	}
}

// aboutAddress tells whether a status is about one recipient alone, address or mailbox (RFC 3463 sections 3.2 and 3.3).
func aboutAddress(status string) bool {
	_, rest, _ := strings.Cut(status, ".")
	return strings.HasPrefix(rest, "1.") || strings.HasPrefix(rest, "2.")
}

// stream is a flow as it is drawn.
type stream struct {
	*flows
	now  flowMark
	last [flowKinds]int // of the last letters
	ways []Point        // on the map
	at   *Place
	id   string // of the letter that passed last
}

// streamsOf are those of the moment.
func (b *builder) streamsOf() (list []*stream) {
	s := &b.m.tale.streamed
	if b.m.act.step == nil || len(s.flows) == 0 {
		return nil
	}
	seq := b.m.act.step.At
	for _, f := range s.flows {
		from := b.m.plan.Place(f.from)
		now := f.at(seq)
		if s.sent[f.from] < streamsFrom || from == nil || now.seq == 0 {
			continue
		}
		at := b.m.plan.Place(now.to)
		if at == nil || at == from {
			continue
		}
		fates := s.fates[f.from]
		begin, end := 0, sort.SearchInts(fates, seq+1)
		if end > streamOf {
			begin = fates[end-streamOf] - 1
		}
		x := &stream{flows: f, now: now, at: at, ways: b.m.plan.route(from, at)}
		before := f.at(begin)
		for k := range flowKinds {
			x.last[k] = now.counts[k] - before.counts[k]
		}
		if i := sort.Search(len(f.last), func(i int) bool { return f.last[i].seq > seq }); i > 0 {
			x.id = f.last[i-1].id
		}
		list = append(list, x)
	}
	return list
}

// flowColour is the colour of what became of letters.
func (b *builder) flowColour(kind int) Colour {
	if kind == flowJunk {
		return b.pal.Lands[4].Roof
	}
	return b.pal.verdict(flowSigns[kind]).Line
}

// stretchOfRoad is a piece of road between two places where streams join or part, in the direction in which they flow.
type stretchOfRoad struct{ a, b Point }

// streams draws them on the roads, below the houses.
func (b *builder) streams() {
	if len(b.flowing) == 0 {
		return
	}
	sums := map[stretchOfRoad]*[flowKinds]int{}
	var order []stretchOfRoad
	most := 1
	all := map[string]int{}
	for _, s := range b.flowing {
		for i := 1; i < len(s.ways); i++ {
			for _, piece := range b.pieces(s.ways[i-1], s.ways[i]) {
				sum := sums[piece]
				if sum == nil {
					sum = &[flowKinds]int{}
					sums[piece] = sum
					order = append(order, piece)
				}
				for k, n := range s.last {
					sum[k] += n
				}
			}
		}
		for _, n := range s.last {
			all[s.from] += n
		}
		most = max(most, all[s.from])
	}
	for _, piece := range order {
		b.flow([]Point{b.point(piece.a), b.point(piece.b)}, sums[piece], most)
	}
}

// pieces cuts a straight part of a road where other streams join it or leave it.
func (b *builder) pieces(from, to Point) (out []stretchOfRoad) {
	cuts := []Point{from, to}
	d := to.Sub(from)
	for _, s := range b.flowing {
		for _, p := range s.ways {
			e := p.Sub(from)
			if along := (e.X*d.X + e.Y*d.Y) / math.Max(d.Len()*d.Len(), 1); along > 0 && along < 1 && math.Abs(e.X*d.Y-e.Y*d.X) < d.Len() {
				cuts = append(cuts, p)
			}
		}
	}
	slices.SortStableFunc(cuts, func(p, q Point) int { return cmp.Compare(p.To(from), q.To(from)) })
	for i := 1; i < len(cuts); i++ {
		if cuts[i-1].To(cuts[i]) > 0.5 {
			out = append(out, stretchOfRoad{cuts[i-1], cuts[i]})
		}
	}
	return out
}

// flow draws a piece of the streams: as wide as its part of all that flowed, a stripe for each fate.
func (b *builder) flow(way []Point, counts *[flowKinds]int, most int) {
	full := (roadWide - 4) * b.zoom
	var wide [flowKinds]float64
	total := 0.0
	for k, n := range counts {
		if n > 0 {
			wide[k] = math.Max(1.6, full*float64(n)/float64(most))
			total += wide[k]
		}
	}
	if total == 0 || !b.seen(boundsOf(way).Grow(full)) {
		return
	}
	if total > full {
		for k := range wide {
			wide[k] *= full / total
		}
		total = full
	}
	at := -total / 2
	for k := range flowKinds {
		if wide[k] > 0 {
			b.ground(Line{Points: keepRight(way, at+wide[k]/2), Width: wide[k], Colour: b.lit(b.flowColour(k))})
			at += wide[k]
		}
	}
}

// swollen draws what waits at senders, and what became of all that providers were sent; and boards across doors that are shut.
func (b *builder) swollen() {
	waiting := map[string]int{}
	var senders []string
	for _, s := range b.flowing {
		if !slices.Contains(senders, s.from) {
			senders = append(senders, s.from)
		}
		waiting[s.from] += s.now.waiting
		if s.now.refused >= shutFrom {
			b.boardUp(s.at)
		}
		b.account(s)
	}
	for _, name := range senders {
		if n := waiting[name]; n > 1 {
			b.sack(b.m.plan.Place(name), n)
		}
	}
}

// boardUp nails two boards across a door.
func (b *builder) boardUp(p *Place) {
	k := b.zoom * p.Scale
	at := b.point(p.At).Add(Point{0, -20 * k})
	b.nailed(at, k)
	r := around(at, 40*k, 34*k)
	b.means(r, wordSignShut)
	b.solid = append(b.solid, r)
}

func (b *builder) nailed(at Point, k float64) {
	for _, y := range []float64{-7, 7} {
		ends := []Point{at.Add(Point{-17 * k, -y * k}), at.Add(Point{17 * k, y * k})}
		b.life(Line{Points: ends, Width: 8 * k, Colour: b.pal.Outline}, Line{Points: ends, Width: 5.5 * k, Colour: b.lit(b.pal.Wood)})
	}
}

// account writes what became of what a provider was sent, beside its house.
func (b *builder) account(s *stream) {
	size := b.size(12.5*s.at.Scale, b.least, 18)
	var parts []fate
	counts := s.now.counts
	counts[flowLater] = s.now.waiting // what was put off and has arrived since waits no more
	for k, n := range counts {
		if n > 0 {
			parts = append(parts, fate{k, itoa(n)})
		}
	}
	if len(parts) == 0 {
		return
	}
	w := size * 0.5
	for _, x := range parts {
		w += size*1.75 + b.m.tale.measure(Bold, size, x.many)
	}
	h := size * 1.6
	at := b.point(s.at.At)
	k := b.zoom * s.at.Scale
	for _, c := range []Point{{at.X, at.Y + roadWide*b.zoom + h*0.75}, {at.X, at.Y - 140*k - h/2}, {at.X - 72*k - w/2, at.Y - h}, {at.X + 72*k + w/2, at.Y - h}} {
		r := around(c, w, h)
		if free := b.m.free(); r.X < free.X+2 || r.Right() > free.Right()-2 || !b.claim(r) {
			continue
		}
		b.fatesIn(r, size, parts)
		return
	}
}

// fate is what became of so many letters.
type fate struct {
	kind int
	many string
}

func (b *builder) fatesIn(r Rect, size float64, parts []fate) {
	b.means(r, wordSignFates)
	b.life(Box{Rect: r, Radius: r.H / 2, Fill: b.pal.Card, Stroke: b.pal.CardEdge, Width: 1.2})
	x := r.X + size*0.5
	for _, p := range parts {
		c := Point{x + size*0.6, r.Centre().Y}
		if p.kind == flowJunk {
			b.life(Box{Rect: around(c, size, size*0.85), Radius: 2, Fill: b.flowColour(flowJunk)}, Line{Points: []Point{c.Add(Point{-size * 0.3, 0}), c.Add(Point{size * 0.3, 0})}, Width: size * 0.16, Colour: b.pal.Card})
		} else {
			b.sign(flowSigns[p.kind], c, size*0.5, &b.list.Life)
		}
		t := b.text(Bold, size, p.many, b.pal.Ink, Point{x + size*1.3, r.Centre().Y}, -1)
		b.life(t)
		x += size*1.75 + t.Box.W
	}
}

// sack is what waits at a sender: it swells.
func (b *builder) sack(p *Place, n int) {
	k := b.zoom * p.Scale
	r := math.Min(9+1.7*math.Sqrt(float64(n)), 40) * k
	at := b.point(p.At)
	for _, x := range []float64{at.X - 70*k - r, at.X + 70*k + r} {
		c := Point{x, at.Y - r}
		box := around(c, 2*r, 2*r)
		if free := b.m.free(); box.X < free.X || box.Right() > free.Right() {
			continue
		}
		b.means(box, wordSignSack)
		b.solid = append(b.solid, box)
		b.taken = append(b.taken, b.sackAt(c, k, r, n))
		return
	}
}

// sackAt draws a sack, and gives where it says how much is in it.
func (b *builder) sackAt(c Point, k, r float64, n int) (label Rect) {
	b.life(Disc{Centre: c, R: r, Flat: 0.92, Fill: b.lit(b.pal.Wood), Stroke: b.pal.Outline, Width: math.Max(1.2, 2*k)},
		Area{Points: []Point{{c.X - r*0.35, c.Y - r*1.25}, {c.X + r*0.35, c.Y - r*1.25}, {c.X + r*0.18, c.Y - r*0.8}, {c.X - r*0.18, c.Y - r*0.8}}, Fill: b.lit(b.pal.Wood), Stroke: b.pal.Outline, Width: math.Max(1.2, 2*k)})
	size := b.size(13, b.least, 20)
	label = around(c, b.m.tale.measure(Bold, size, itoa(n))+size*0.8, size*1.4)
	b.life(Box{Rect: label, Radius: label.H / 2, Fill: b.pal.Card, Stroke: b.pal.CardEdge, Width: 1.2}, b.text(Bold, size, itoa(n), b.pal.Ink, c, 0))
	return label
}

// streamHits: whoever points at a stream points at the letter that passed there last.
func (b *builder) streamHits() {
	for _, s := range b.flowing {
		if s.id == "" || len(s.ways) < 2 {
			continue
		}
		way := s.ways[len(s.ways)-2:] // its own end: the rest it shares with others
		b.list.Hits = append(b.list.Hits, Hit{Target: Target{Kind: TargetLetter, A: s.at.Host.Name, Message: s.id}, Points: b.points(way), Reach: math.Max(MinReach/2, roadWide/2*b.zoom), Label: capital(wordLetter.In(b.m.lang)) + ", " + s.domain})
	}
}
