package stage

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/html"
	"posta/sim/mail"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/trace"
)

// The insides open at the step at which they matter, and close again: the shelf of
// the queue with its countdown, the page of the directory that is looked up, the
// pigeonholes, the screen with the letter as its reader sees it. A building opens like
// a doll's house: its front wall goes, and it grows up from its foot.

// opening is how far what is open has opened.
func (b *builder) opening() float64 { return smooth(b.m.clock / 0.32) }

// interior is what is open at a step.
type interior int

const (
	nothingOpen interior = iota
	openPage
	openQueue
	openMailboxes
	openScreen
	openBoard
)

// open says what is open, and of which host.
func (b *builder) open() (interior, *Place) {
	if b.opened == nil {
		what, p := b.opens()
		b.opened = &insideOf{what, p}
	}
	return b.opened.what, b.opened.place
}

// neighbourHolds tells whether, in an upright window, the letter of the moment lies beside another server of somebody's land: what is open
// there would lie over it.
func (b *builder) neighbourHolds(p *Place) bool {
	holder := b.m.plan.Place(b.m.letter.host)
	return b.m.plan.Portrait && holder != nil && holder != p && holder.Plot == p.Plot && !isDevice(holder.Host)
}

// insideOf is what is open, and of whom.
type insideOf struct {
	what  interior
	place *Place
}

func (b *builder) opens() (interior, *Place) {
	a := &b.m.act
	s := a.step
	if s == nil || b.m.detail == story.Packets {
		return nothingOpen, nil
	}
	if a.said != nil && a.said.DNS != nil {
		if p := b.directoryOf(a.said); p != nil {
			if _, ok := b.measureDirectory(a.said, p); ok {
				return openPage, p
			}
		}
		return nothingOpen, nil
	}
	if in := b.m.pigeonhole(); in.host != "" && (in.refused || !b.m.plan.Portrait || a.to == nil) { // on a narrow road arrows would lie over it
		if p := b.m.plan.Place(in.host); p != nil && p.Row != nil && p.Stack > 0 && b.canShelve(p) && !b.neighbourHolds(p) {
			return openMailboxes, p
		}
	}
	if host, n := b.m.posted(); n != nil {
		if p := b.m.plan.Place(host); p != nil && b.canShelve(p) && b.readable(p, n) != nil {
			return openBoard, p
		}
	}
	p := b.m.plan.Place(s.From)
	if p == nil || p.Row == nil || p.Stack == 0 {
		return nothingOpen, nil
	}
	switch s.Fact.(type) {
	case trace.QueueAdded, trace.QueueDeferred:
		if h := b.m.now.Host(s.From); h != nil && len(b.m.waitingAt(h)) > 0 && b.canShelve(p) {
			return openQueue, p
		}
	case trace.DeviceShown:
		if h := b.m.now.Host(s.From); h != nil && h.Shown != nil {
			return openScreen, p
		}
	}
	return nothingOpen, nil
}

// inside opens what matters at this step.
func (b *builder) inside() {
	what, p := b.open()
	if p == nil {
		return
	}
	b.counts = nil // those of the yards are drawn
	defer func() {
		if b.outdoors > 0 {
			b.onRoof(p, b.outdoors)
		}
		b.life(b.counts...)
	}()
	switch what {
	case openPage:
		b.page(b.m.act.said, p)
	case openQueue:
		b.queue(p)
	case openMailboxes:
		b.mailboxes(p, b.m.pigeonhole())
	case openBoard:
		_, n := b.m.posted()
		b.board(p, n)
	case openScreen:
		b.screen(p)
	}
}

// grows tells whether a house is open so that what is inside is seen in itself, higher than it was.
func (b *builder) grows(p *Place) bool {
	what, q := b.open()
	return q == p && what != openPage && what != openScreen && b.roomHigh(p) >= leastInside
}

// showsBeside tells whether what is inside a house is seen in the yard beside it.
func (b *builder) showsBeside(p *Place) bool {
	what, q := b.open()
	return q == p && what != nothingOpen && what != openPage && what != openScreen && !b.grows(p)
}

// roomFor is how many times its own height a building's wall can grow to.
func (b *builder) roomFor(p *Place) float64 {
	if p.Row == nil || p.Stack == 0 || isDevice(p.Host) {
		return 0
	}
	k := b.zoom * p.Scale
	// As high as the land lets it, and on a land of its own a little over it.
	top := b.point(Point{0, b.m.plan.Plots[p.Plot].Land.Y}).Y
	if len(b.m.plan.Plots) <= 2 && !b.m.plan.Portrait {
		top -= 70 * b.zoom
	}
	for _, i := range b.m.plan.Plots[p.Plot].Hosts {
		q := &b.m.plan.Places[i]
		if box := b.rect(q.Box); q.Stack > 0 && q.At.Y < p.At.Y && math.Abs(box.Centre().X-b.point(p.At).X) < 100*k+box.W/2 {
			top = math.Max(top, b.point(q.At).Y+roadWide*b.zoom) // somebody stands behind it
		}
	}
	for _, i := range b.m.plan.Public {
		if q := &b.m.plan.Places[i]; math.Abs(b.point(q.At).X-b.point(p.At).X) < 90*k+b.rect(q.Box).W/2 { // nor into a public house
			top = math.Max(top, b.point(q.At).Y+30*k) // its flag is so high
		}
	}
	return math.Min(3.2, (b.point(p.At).Y-top-84*k)/(78*k))
}

// leastInside is the height from which there is something to be seen in a room.
const leastInside = 52.0

// space is where what is inside is shown: the open room, or in an upright window, where
// the house is too small, the yard beside it.
func (b *builder) space(p *Place) (Rect, float64, bool) {
	if b.roomHigh(p) >= leastInside {
		return b.room(p)
	}
	in, k := b.yard(p), b.zoom
	b.leaveOut(in)
	b.solid, b.taken = append(b.solid, in.Grow(3)), append(b.taken, in)
	inside := rgb(0xFCF1DC)
	if b.m.theme == ThemeDark {
		inside = rgb(0x3A3226)
	}
	b.life(Box{Rect: in.Move(Point{3, 4}), Radius: 3, Fill: b.pal.Shade.Fade(0.6)}, Box{Rect: in, Radius: 2, Fill: inside, Stroke: b.pal.Outline, Width: 1.4},
		Box{Rect: Rect{in.X, in.Bottom() - 9*k, in.W, 9 * k}, Fill: b.pal.Wood.Mix(b.pal.Wall, 0.25), Stroke: b.pal.Outline, Width: 1})
	b.nameBeside(in, p.Plot)
	b.overHeads(in, p)
	return in, k, true
}

// canShelve tells whether the inside of a building can be seen: in it, or in its yard.
func (b *builder) canShelve(p *Place) bool {
	if b.roomHigh(p) >= leastInside {
		return true
	}
	yard := b.yard(p)
	return b.m.plan.Portrait && yard.W >= leastYard && yard.H >= leastInside
}

// leastYard is how wide a yard is at least in which what is inside is shown, highYard how high one is in which all of it has room.
const (
	leastYard = 90.0
	highYard  = 84.0
)

// yard is the free part of a plot beside its servers, in an upright window; where devices leave next to nothing of it, what is over their
// names, and if that is low, over them.
func (b *builder) yard(p *Place) Rect {
	if !b.m.plan.Portrait || p.Plot < 0 || p.Row == nil {
		return Rect{}
	}
	land := b.rect(b.m.plan.Plots[p.Plot].Land)
	left, right := land.X, land.Right()-6*b.zoom
	low, over := b.point(Point{0, p.Row.Y}).Y-2*b.zoom, right
	heads, names := low, low
	for _, i := range b.m.plan.Plots[p.Plot].Hosts {
		q := &b.m.plan.Places[i]
		box := b.rect(q.Box)
		switch {
		case q.Stack == 0:
		case isDevice(q.Host):
			right, heads, names = math.Min(right, b.leftOf(q)-6*b.zoom), math.Min(heads, b.body(q).Y-3), math.Min(names, b.nameTop(q)-3)
		default:
			sign := b.m.tale.measure(Bold, b.size(nameSize*q.Scale, b.least, 28), q.Host.Name)/2 + 12
			left = math.Max(left, math.Max(box.Right(), box.Centre().X+sign)+8*b.zoom)
		}
	}
	top := math.Max(land.Y+6*b.zoom, b.m.viewport().Y+4) // where only the lower part of the land is in the window
	if right-left < leastYard {
		if right, low = over, heads; names-top > highYard {
			low = names
		}
	}
	return Rect{left, top, right - left, low - top}
}

// roomHigh is how high the room of a building is when it is open: what its sign and the floor
// leave of the wall.
func (b *builder) roomHigh(p *Place) float64 {
	sign := b.size(nameSize*p.Scale, b.least, 28) * 1.9
	k, grown := b.zoom*p.Scale, b.roomFor(p)
	if grown < 1 {
		return 0
	}
	return 78*k*grown - sign - 14*k
}

// room is the inside of a building whose front wall is away, drawn anew over the
// closed one: its rectangle in the window, and the unit that things in it are
// measured in.
func (b *builder) room(p *Place) (Rect, float64, bool) {
	grown := b.roomFor(p)
	if grown < 1 {
		return Rect{}, 0, false
	}
	k := b.zoom * p.Scale
	at := b.point(p.At)
	grown = 1 + (grown-1)*b.opening()
	wall := 78 * k * grown
	land, pattern := b.roofed(p)
	var shapes []Shape
	br := brush{at: at.Add(Point{0, -(wall - 78*k)}), k: k, out: &shapes}
	b.house(br, land, pattern, busy, buildingOf(p.Host), true)
	// The wall reaches down to the foot.
	front := Rect{at.X - 74*k, at.Y - wall, 148 * k, wall}
	b.life(shapes...)
	pal := b.pal
	b.leaveOut(Rect{front.X - 8*k, front.Y - 50*k, front.W + 16*k, front.H + 50*k})
	b.life(Box{Rect: front, Radius: 2, Fill: pal.Wall, Stroke: pal.Outline, Width: 1.6})
	size := b.size(nameSize*p.Scale, b.least, 28)
	sign := b.signed(Point{at.X, front.Y + size*0.95}, math.Inf(1), p.Host.Name, size, 186*k, 140*k, pal.Sign, pal.SignInk, pal.Outline, &b.list.Life)
	in := Rect{front.X + 6*k, sign.Bottom() + 4*k, front.W - 12*k, front.Bottom() - sign.Bottom() - 10*k}
	inside := rgb(0xFCF1DC)
	if b.m.theme == ThemeDark {
		inside = rgb(0x3A3226)
	}
	b.life(Box{Rect: in, Fill: inside, Stroke: pal.Outline, Width: 1.2})
	b.life(Box{Rect: Rect{in.X, in.Bottom() - 9*k, in.W, 9 * k}, Fill: pal.Wood.Mix(pal.Wall, 0.25), Stroke: pal.Outline, Width: 1})
	b.solid = append(b.solid, front, Rect{front.X - 10*k, front.Y - 60*k, front.W + 20*k, 60 * k})
	b.taken = append(b.taken, front)
	return in, k, in.H > 30
}

// queue shows the queue: each letter on its board, with how long it still waits.
func (b *builder) queue(p *Place) {
	h := b.m.now.Host(p.Host.Name)
	if h == nil {
		return
	}
	waiting := b.m.waitingAt(h)
	if len(waiting) == 0 {
		return
	}
	in, k, ok := b.space(p)
	if !ok {
		return
	}
	pal := b.pal
	now := b.m.Time()
	of := b.m.lineOf(waiting)
	small := math.Max(b.least, round2(12*k))
	left := math.Min(in.W*0.38, 70*k)
	tag := 0.0
	for _, q := range waiting {
		if q.Next > now {
			tag = math.Max(tag, b.countdownWide(q.Next-now, small))
		}
	}
	if in.W < 100*k || in.H < 90*k || tag > in.W-left-6*k || tag > 0 && b.m.tale.broadest(Sans, small, wordNext) > left-4 {
		left = 0 // what is written in each of them has room, or there is one of them
	}
	if left > 0 {
		b.wallClock(Rect{in.X, in.Y, left, in.H}, waiting[of], k)
	}
	x, w := in.X+left+3*k, in.W-left-6*k
	rows := max(1, min(len(waiting), int(in.H/(64*k))))
	pitch := (in.H - 9*k) / float64(rows)
	for _, side := range []float64{x, x + w - 4*k} {
		b.life(Box{Rect: Rect{side, in.Y + 4*k, 4 * k, in.H - 13*k}, Fill: pal.WoodDark, Stroke: pal.Outline, Width: 1})
	}
	room, more := w, len(waiting)-rows // besides those that it counts
	if more > 0 {
		room -= b.othersWide(more, small)
		b.more(Point{x + w - 4*k - b.othersWide(more, small)/2, in.Y + 4*k + small*0.7}, more, small)
	}
	first := min(of, more) // so that the one that the step is about is there
	for i, q := range waiting[first : first+rows] {
		base := in.Y + pitch*float64(i+1)
		b.life(Box{Rect: Rect{x - 2*k, base - 5*k, w + 4*k, 6 * k}, Radius: 1, Fill: pal.Wood, Stroke: pal.Outline, Width: 1.1})
		tagH := small * 1.7
		lw := math.Min(room*0.8, (pitch-tagH-12*k)/roadShape)
		if lw > 14 {
			b.envelope(Rect{x + (room-lw)/2, base - 6*k - tagH - lw*roadShape, lw, lw * roadShape}, b.small(q.MessageID), &b.list.Life)
		}
		if q.Next > now {
			b.countdown(Rect{x, base - 5*k - tagH, room, tagH}, q.Next-now, small)
		} else {
			b.atOnce(Rect{x, base - 5*k - tagH, room, tagH}, small)
		}
	}
}

// lineOf is which of the lines of a queue the step is about.
func (m *Model) lineOf(waiting []*replay.QueueLine) int {
	var queue, destination string
	switch f := m.act.step.Fact.(type) {
	case trace.QueueAdded:
		queue, destination = f.Queue, f.Destination
	case trace.QueueDeferred:
		queue, destination = f.Queue, f.Destination
	}
	return max(0, slices.IndexFunc(waiting, func(q *replay.QueueLine) bool { return q.Queue == queue && q.Destination == destination }))
}

// more says beside what is seen how many more lie there.
func (b *builder) more(c Point, n int, size float64) {
	r := around(c, b.othersWide(n, size)-4, size*1.3)
	b.means(r, wordSignCount)
	b.counts = append(b.counts, Box{Rect: r, Radius: r.H / 2, Fill: b.pal.Card, Stroke: b.pal.CardEdge, Width: 1.2},
		b.text(Bold, size, others(n), b.pal.Ink, c, 0))
}

// countdown is a tag with an hourglass and the time that is left.
func (b *builder) countdown(r Rect, left time.Duration, size float64) {
	v := b.pal.verdict(story.Temporary)
	text, w := clockSpan(left), b.countdownWide(left, size)
	tag := Rect{r.Centre().X - w/2, r.Y, w, r.H * 0.92}
	b.means(tag, wordSignQueued)
	b.life(Box{Rect: tag, Radius: 4, Fill: v.Fill, Stroke: v.Edge, Width: 1.2})
	b.life(Icon{Name: "hourglass", Rect: around(Point{tag.X + size*0.95, tag.Centre().Y}, size, size), Ink: v.Ink})
	b.life(b.text(Mono, size, text, v.Ink, Point{tag.X + size*1.7, tag.Centre().Y}, -1))
}

// countdownWide is how wide that tag is.
func (b *builder) countdownWide(left time.Duration, size float64) float64 {
	return b.m.tale.measure(Mono, size, clockSpan(left)) + size*2.1
}

// atOnce is the tag of a letter that does not wait: it goes on now.
func (b *builder) atOnce(r Rect, size float64) {
	v := b.pal.verdict(story.OK)
	tag := around(r.Centre(), math.Min(r.W, size*3.4), r.H*0.92)
	b.means(tag, wordSignAtOnce)
	b.life(Box{Rect: tag, Radius: 4, Fill: v.Fill, Stroke: v.Edge, Width: 1.2})
	for i := range 2 {
		at := Point{tag.Centre().X + (float64(i)*1.1-0.2)*size*0.6, tag.Centre().Y}
		b.chevron(at, Point{1, 0}, size*0.36, size*0.2, v.Ink)
	}
}

// clockSpan is a stretch of time as a countdown shows it: 2:50:48.
func clockSpan(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	two := func(n int) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }
	return itoa(s/3600) + ":" + two(s/60%60) + ":" + two(s%60)
}

// wallClock hangs beside the shelf: a window with the sky of the hour, and when the
// next try is due.
func (b *builder) wallClock(r Rect, q *replay.QueueLine, k float64) {
	pal := b.pal
	top, low := pal.sky(b.hour)
	w := Rect{r.X + 6*k, r.Y + 6*k, r.W - 12*k, math.Min(r.H*0.3, 46*k)}
	for i := range 6 {
		b.life(Box{Rect: Rect{w.X, w.Y + w.H*float64(i)/6, w.W, w.H/6 + 0.6}, Fill: top.Mix(low, float64(i)/5)})
	}
	night, _ := pal.light(b.hour)
	if orb := (Point{w.X + w.W*0.74, w.Y + w.H*0.32}); night > 0.5 {
		b.life(crescent(orb, w.H*0.18, pal.Moon))
	} else {
		b.life(sunshine(orb, w.H*0.15, pal.Sun)...)
	}
	b.life(Box{Rect: w, Radius: 1, Stroke: pal.Outline, Width: 1.4},
		Line{Points: []Point{{w.Centre().X, w.Y}, {w.Centre().X, w.Bottom()}}, Width: 1.2, Colour: pal.Outline},
		Line{Points: []Point{{w.X, w.Centre().Y}, {w.Right(), w.Centre().Y}}, Width: 1.2, Colour: pal.Outline})
	if q.Next <= b.m.Time() {
		return
	}
	size := math.Max(b.least, round2(12*k))
	ink := pal.SignInk
	if b.m.theme == ThemeDark {
		ink = pal.Ink
	}
	y := w.Bottom() + size*1.1
	if y+size*2.6 < r.Bottom()-9*k {
		b.life(b.text(Sans, size, wordNext.In(b.m.lang), ink, Point{r.Centre().X, y}, 0))
		b.life(b.text(Mono, size, b.m.tale.local(q.Next).Format("15:04"), ink, Point{r.Centre().X, y + size*1.35}, 0))
	}
}

// maxMailboxes is how many people's pigeonholes are shown side by side.
const maxMailboxes = 3

// leastHole is how high a pigeonhole is at least in which a letter is made out.
const leastHole = 30.0

// inbox and junk are the folders into which new mail comes (RFC 9051 section 5.1, RFC 6154 section 2).
const inbox, junk = "INBOX", "Junk"

// hole is a mailbox and a folder in it; other is a folder besides, of which it is about, too.
type hole struct {
	host, user, folder, other string
	refused                   bool
}

// pigeonhole is what the step is about: that into which a letter goes, or for which it is refused, or, where somebody does something in
// their mailbox, a folder that is not INBOX.
func (m *Model) pigeonhole() hole {
	if host, address := m.refusedMailbox(); host != "" {
		return hole{host, address, inbox, inbox, true}
	}
	s := m.act.step
	switch f := s.Fact.(type) {
	case trace.MailboxStored:
		return hole{s.From, f.User, f.Folder, f.Folder, false}
	case trace.MailboxRefused:
		return hole{s.From, f.User, f.Folder, f.Folder, true}
	}
	var about, into hole
	if p := m.plan.Place(s.From); p == nil || !isDevice(p.Host) && s.To != "" {
		return about
	}
	for _, part := range m.tale.telling.Story.Parts(s) {
		var of hole
		switch f := part.Fact.(type) {
		case trace.MailboxStored:
			of = hole{part.From, f.User, f.Folder, "", false}
			into = of
		case trace.MailboxFlagged:
			of = hole{part.From, f.User, f.Folder, "", false}
		case trace.MailboxRemoved:
			of = hole{part.From, f.User, f.Folder, "", false}
		case trace.FolderChanged:
			of = hole{part.From, f.User, f.Folder, "", false}
		case trace.DeviceStored:
			of = hole{s.To, f.User, f.Folder, "", false}
		}
		if of.host != "" && of.folder != inbox {
			about = of
		}
	}
	about.other = about.folder
	if about.host != "" && into.host != "" {
		about.user, about.folder = into.user, into.folder
	}
	return about
}

// mailboxes shows the boxes of a server's people, those that matter lit: as many as there is room for, and the others into which the letter
// goes, or in which letters lie, are counted. Where it is about another folder than INBOX, or letters lie in another, a box has them by name.
func (b *builder) mailboxes(p *Place, at hole) {
	h := b.m.now.Host(p.Host.Name)
	if h == nil {
		return
	}
	in, k, ok := b.space(p)
	if !ok {
		return
	}
	size := math.Max(b.least, round2(12*k))
	in.H -= 9 * k
	named := b.storedFor(p, at.user)
	users, folders := named, b.foldersOf(h, named, at)
	if all := b.neighbours(p.Host.Domain, at.user); len(named) == 1 && len(b.foldersOf(h, all, at)) == 1 && b.holds(in.W/float64(len(all)), all, size) {
		users = all
	}
	s := b.holes(in, h, users, named, at, size, len(folders) > 1)
	s.beside = len(folders) > 1 && len(s.users) == 1 && len(h.Mailboxes) > 1 && in.H-size*1.5-8 < folderTag*size+leastHole
	if wide := b.othersWide(s.more, size); s.beside {
		wide = math.Max(wide, b.m.tale.measure(Bold, size, localPart(at.user))+12)
		b.notShown(Rect{in.X, in.Y, wide, in.H}, at.user, s, size)
		in.X, in.W = in.X+wide, in.W-wide
	} else if wide > 0 {
		b.notShown(Rect{in.Right() - wide, in.Y, wide, in.H}, at.user, s, size)
		in.W -= wide
	}
	cell, high := in.W/float64(s.columns), in.H/float64(s.rows)
	for i, u := range s.users {
		box := Rect{in.X + cell*float64(i%s.columns), in.Y + high*float64(i/s.columns), cell, high}
		lit := slices.Contains(named, u)
		if at.refused && u == at.user && h.Mailbox(u) == nil {
			b.noMailbox(box, u, size)
			continue
		}
		b.life(Box{Rect: box, Fill: b.pal.Wood, Stroke: b.pal.Outline, Width: 1.2})
		plate := Rect{box.X + 2, box.Y + 2, box.W - 4, size * 1.5}
		room := Rect{box.X + 3, plate.Bottom() + 3, box.W - 6, box.Bottom() - plate.Bottom() - 6}
		if len(folders) > 1 && room.H < folderTag*size+leastHole {
			room = box.Grow(-3) // whose it is has been said, here or beside it; which folder it is, is said here
		} else {
			b.plate(plate, localPart(u), Bold, size, lit)
		}
		if len(folders) > 1 {
			b.folders(room, h, u, folders, at.folder, size, lit)
		} else {
			b.mailbox(room, h, u, inbox, size, lit)
		}
		if at.refused && u == at.user {
			b.octagon(room.Centre(), math.Min(room.W, room.H)*0.26, &b.list.Life)
		}
	}
}

// localPart is what stands before the @ of an address.
func localPart(address string) string {
	local, _, _ := strings.Cut(address, "@")
	return local
}

// notShown is the wood beside the pigeonholes: how many more there are, and whose those are that bear no name.
func (b *builder) notShown(r Rect, user string, s holesOf, size float64) {
	b.life(Box{Rect: r, Fill: b.pal.Wood, Stroke: b.pal.Outline, Width: 1.2})
	plate := Rect{r.X + 2, r.Y + 2, r.W - 4, size * 1.5}
	if s.beside {
		b.plate(plate, localPart(user), Bold, size, true)
		plate.Y += plate.H + 3
	}
	if s.more > 0 {
		b.life(Box{Rect: plate, Radius: 2, Fill: b.pal.Sign, Stroke: b.pal.Outline, Width: 1}, b.text(Bold, size, others(s.more), b.pal.SignInk, plate.Centre(), 0))
	}
}

// foldersOf are INBOX, the folder besides of which it is about, and those in which letters of people lie.
func (b *builder) foldersOf(h *replay.Host, users []string, at hole) []string {
	list := []string{inbox}
	if at.other != inbox {
		list = append(list, at.other)
	}
	for _, u := range users {
		m := h.Mailbox(u)
		if m == nil {
			continue
		}
		for _, f := range m.Folders {
			if !slices.Contains(list, f.Name) && len(b.liesIn(h, u, f.Name)) > 0 {
				list = append(list, f.Name)
			}
		}
	}
	return list
}

// liesIn are the letters that have been told to lie in a folder.
func (b *builder) liesIn(h *replay.Host, user, folder string) []*replay.Message {
	m := h.Mailbox(user)
	if m == nil {
		return nil
	}
	f := m.Folder(folder)
	if f == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.Messages), func(msg *replay.Message) bool { return !b.m.told(msg.Stored) })
}

// plate is a name on a pigeonhole.
func (b *builder) plate(r Rect, name string, font Font, size float64, lit bool) {
	fill := b.pal.Sign.Mix(b.pal.Wood, 0.45)
	if lit {
		fill = b.pal.Sign
	}
	b.life(Box{Rect: r, Radius: 2, Fill: fill, Stroke: b.pal.Outline, Width: 1})
	if name = b.m.tale.shorten(font, size, name, r.W-4); name != "" {
		b.life(b.text(font, size, name, b.pal.SignInk, r.Centre(), 0))
	}
}

// folderTag is how high the name of a folder is, in sizes of its letters.
const folderTag = 1.35

// folders are the compartments of a pigeonhole, by name and that of the moment lit: beside each other where their names have room, or one
// above the other; where neither can be, those of the moment, and how many others have letters.
func (b *builder) folders(room Rect, h *replay.Host, user string, names []string, now string, size float64, lit bool) {
	names = slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return n != now && n != inbox && n != names[1] && len(b.liesIn(h, user, n)) == 0
	})
	tag, shown, more, beside := folderTag*size, slices.Clone(names), 0, false
	for len(shown) > 1 {
		rest := room.W - b.othersWide(more, size)
		for _, n := range shown {
			rest -= b.folderWide(n, size)
		}
		if beside = rest >= 0; beside || room.H/float64(len(shown)) >= tag+leastHole {
			break
		}
		i := len(shown) - 1
		if shown[i] == now {
			i--
		}
		if len(b.liesIn(h, user, shown[i])) > 0 {
			more++
		}
		shown = slices.Delete(shown, i, i+1)
	}
	if wide := b.othersWide(more, size); wide > 0 {
		room.W -= wide
		b.plate(Rect{room.Right() + 1, room.Y, wide - 1, tag}, others(more), Bold, size, false)
	}
	spare, n := room.W, float64(len(shown))
	for _, name := range shown {
		spare -= b.folderWide(name, size)
	}
	r := Rect{room.X, room.Y, room.W, room.H / n}
	for _, name := range shown {
		if beside {
			r.W, r.H = b.folderWide(name, size)+spare/n, room.H
		}
		b.plate(Rect{r.X, r.Y, r.W, tag}, name, Sans, size, lit && name == now)
		b.mailbox(Rect{r.X, r.Y + tag, r.W, r.H - tag}, h, user, name, size, lit && name == now)
		if beside {
			r.X += r.W
		} else {
			r.Y += r.H
		}
	}
}

// folderWide is how wide a folder is in which its name has room.
func (b *builder) folderWide(name string, size float64) float64 {
	return b.m.tale.measure(Sans, size, name) + 8
}

// storedFor are those into whose boxes a step puts a letter: of some, the one that matters.
func (b *builder) storedFor(p *Place, user string) []string {
	var list []string
	for _, part := range b.m.tale.telling.Story.Parts(b.m.act.step) {
		if f, ok := part.Fact.(trace.MailboxStored); ok && part.From == p.Host.Name && !slices.Contains(list, f.User) {
			list = append(list, f.User)
		}
	}
	if !slices.Contains(list, user) {
		return []string{user}
	}
	return list
}

// holesOf is how pigeonholes stand: whose, in so many columns and rows, how many more there are, and whether the owner is named beside them.
type holesOf struct {
	users         []string
	columns, rows int
	more          int
	beside        bool
}

// holes is how people's pigeonholes stand, beside each other and in two rows where there is room: as many as are named whole, first of all
// those that matter.
func (b *builder) holes(in Rect, h *replay.Host, users, named []string, at hole, size float64, foldered bool) (s holesOf) {
	most := 2
	if foldered || in.H/2 < size*1.5+leastHole {
		most = 1
	}
	first := []string{at.user}
	for _, u := range append(slices.Clone(named), users...) {
		if !slices.Contains(first, u) {
			first = append(first, u)
		}
	}
	for shown := len(first); shown > 0; shown-- {
		s.users = slices.DeleteFunc(slices.Clone(users), func(u string) bool { return !slices.Contains(first[:shown], u) })
		s.more = b.besides(h, s.users, named)
		wide := in.W - b.othersWide(s.more, size)
		for s.rows = 1; s.rows <= most; s.rows++ {
			if s.columns = (shown + s.rows - 1) / s.rows; s.columns <= maxMailboxes && b.holds(wide/float64(s.columns), s.users, size) {
				return s
			}
		}
	}
	s.columns, s.rows = 1, 1
	return s
}

// besides counts, besides those that are shown, the people in whose boxes a letter goes, or letters lie.
func (b *builder) besides(h *replay.Host, shown, named []string) int {
	all := slices.Clone(named)
	for _, m := range h.Mailboxes {
		if !slices.Contains(all, m.User) && slices.ContainsFunc(m.Folders, func(f *replay.Folder) bool { return len(b.liesIn(h, m.User, f.Name)) > 0 }) {
			all = append(all, m.User)
		}
	}
	return len(slices.DeleteFunc(all, func(u string) bool { return slices.Contains(shown, u) }))
}

// holds tells whether each of the names stands whole on a pigeonhole so wide.
func (b *builder) holds(wide float64, users []string, size float64) bool {
	return !slices.ContainsFunc(users, func(u string) bool { return b.m.tale.measure(Bold, size, localPart(u)) > wide-8 })
}

// others says how many more there are.
func others(n int) string { return "+" + itoa(n) }

func (b *builder) othersWide(n int, size float64) float64 {
	if n == 0 {
		return 0
	}
	return b.m.tale.measure(Bold, size, others(n)) + 10
}

// mailbox is one pigeonhole with its letters: the latest, among them that of the moment, and how many others there are.
func (b *builder) mailbox(r Rect, h *replay.Host, user, folder string, size float64, lit bool) {
	pal := b.pal
	fill := pal.WoodDark
	if lit {
		fill = pal.WoodDeep
	}
	b.life(Box{Rect: r, Radius: 2, Fill: fill, Stroke: pal.Outline, Width: 1})
	lie := b.liesIn(h, user, folder)
	if id := b.m.putIn(); id != "" && lit {
		of := func(msg *replay.Message) bool { return msg.MessageID == id }
		if i := slices.IndexFunc(lie, of); i >= 0 && !of(lie[len(lie)-1]) {
			lie = append(slices.Delete(slices.Clone(lie), i, i+1), lie[i])
		}
	}
	// One below the other, the latest in front, so that each shows its number.
	// step is how far one reaches out of the one before it, down to below its stamp.
	step := func(h float64) float64 {
		s, _ := b.stampOn(Rect{W: h / roadShape, H: h}, cover{nth: 1})
		return s.Bottom() + 2
	}
	n := len(lie)
	most := min(n, 3)
	w := 0.0
	for ; most > 0; most-- {
		w = math.Min(r.W*0.8, r.H*0.8/roadShape) // above it is its flag
		for w > 40 && w*roadShape+step(w*roadShape)*float64(most-1) > r.H*0.9 {
			w -= 2
		}
		if w > 40 || most == 1 {
			break
		}
	}
	x := r.Centre().X - w/2
	if n > most {
		x = math.Max(x, math.Min(r.Right()-w-2, r.X+b.othersWide(n-most, size)-w*0.4)) // the number of the others stands where nothing does on it
		b.more(Point{r.X + b.othersWide(n-most, size)/2, r.Bottom() - size*0.7}, n-most, size)
	}
	copies := map[string]int{}
	for _, msg := range lie {
		copies[msg.MessageID]++
	}
	for i := range most {
		msg := lie[n-most+i]
		up := float64(most-1-i) * step(w*roadShape)
		box := Rect{x, r.Bottom() - w*roadShape - 2 - up, w, w * roadShape}
		e := b.small(msg.MessageID)
		if folder == junk {
			e.land.Roof = e.land.Roof.Mix(pal.Off, 0.6)
		}
		b.envelope(box, e, &b.list.Life)
		if i == most-1 {
			// Its flag: up while nobody has read it (RFC 9051 section 2.3.2).
			b.flag(box, msg.Seen())
			if c := copies[msg.MessageID]; c > 1 {
				size := math.Max(b.least+1, w*0.2)
				stamp, _ := b.stampOn(box, e)
				left := math.Min(box.X+w*0.3, stamp.X-b.twiceAt(Point{}, c, size).W/2-2) // clear of its number
				low := box.Bottom() - w*0.13
				if n > most {
					low = math.Min(low, r.Bottom()-size*2.2) // over the number of the others
				}
				b.twice(Point{left, low}, c, size, &b.counts)
			}
		}
	}
}

// putIn is the letter that the step puts into a mailbox, or that of the moment.
func (m *Model) putIn() string {
	if f, ok := m.act.step.Fact.(trace.MailboxStored); ok {
		return f.MessageID
	}
	if m.letter.envelope == nil {
		return ""
	}
	return m.letter.envelope.MessageID
}

// noMailbox is the place where somebody's mailbox would be, if there were one.
func (b *builder) noMailbox(box Rect, user string, size float64) {
	no := Light.Verdicts[inPermanent].Fill
	in := box.Grow(-3)
	b.means(in, wordSignNobody)
	b.life(Box{Rect: in, Radius: 3, Fill: rgb(0xFBE3E3), Stroke: no, Width: 2, Dash: 5})
	local := localPart(user)
	at := Point{in.Centre().X, in.Y + size*0.95}
	if name := b.m.tale.shorten(Bold, size, local, in.W-4); name != "" {
		t := b.text(Bold, size, name, no, at, 0)
		b.life(t, Line{Points: []Point{{t.Box.X - 1, at.Y + 1}, {t.Box.Right() + 1, at.Y - 1}}, Width: 2, Colour: no})
	}
	c := Point{in.Centre().X, in.Centre().Y + size*0.7}
	r := math.Min(in.W*0.34, (in.H-size*2)*0.4)
	for _, side := range []float64{-1, 1} {
		b.life(Line{Points: []Point{{c.X - r*side, c.Y - r}, {c.X + r*side, c.Y + r}}, Width: math.Max(3, r*0.22), Colour: no})
	}
}

// flag stands on a letter in its pigeonhole: lit while nobody has read it.
func (b *builder) flag(box Rect, seen bool) {
	w, fill := box.W, b.pal.Lit
	if seen {
		fill = b.pal.Card
	}
	x, y := box.X+w*0.08, box.Y-w*0.12
	word := wordSignUnread
	if seen {
		word = wordSignRead
	}
	b.means(Rect{x, y, w * 0.22, w * 0.32}, word)
	b.life(Line{Points: []Point{{x, box.Y + w*0.2}, {x, y}}, Width: 1.6, Colour: b.pal.Outline}, Box{Rect: Rect{x, y, w * 0.22, w * 0.16}, Fill: fill, Stroke: b.pal.Outline, Width: 1})
}

// neighbours are up to three people of a domain, the one that matters among them.
func (b *builder) neighbours(domain, user string) []string {
	var all []string
	for i := range b.m.tale.header.Users {
		if u := &b.m.tale.header.Users[i]; u.Domain == domain {
			all = append(all, u.Address)
		}
	}
	i := slices.Index(all, user)
	if i < 0 {
		return append(all[:min(len(all), maxMailboxes-1):min(len(all), maxMailboxes-1)], user)
	}
	from := max(0, min(i-1, len(all)-maxMailboxes))
	return all[from:min(len(all), from+maxMailboxes)]
}

// directoryOf is the directory that a question or answer is about, where it can be opened.
func (b *builder) directoryOf(l *dialogue.Line) *Place {
	if b.m.plan.Portrait || len(b.m.plan.Public) > 1 {
		return nil
	}
	for _, i := range b.m.plan.Public {
		if q := &b.m.plan.Places[i]; buildingOf(q.Host) == "directory" && (q.Host.Name == l.Speaker || q.Host.Name == l.Listener) {
			return q
		}
	}
	return nil
}

// opened is the directory's building, wide open.
type opened struct {
	wide, high, foot, roof, size float64
	rows                         int
	prev                         *dialogue.Line // what stands on the page before, where there are two
	two                          bool
}

// maxRecords is how many lines of a page are shown.
const maxRecords = 4

// measureDirectory measures the open directory; ok is false where there is no room for it.
func (b *builder) measureDirectory(l *dialogue.Line, p *Place) (h opened, ok bool) {
	k, free, at := b.typeScale(), b.m.free(), b.point(p.At)
	h.size, h.prev = math.Max(b.least, round2(13*k)), b.lookedUpBefore(l)
	alone := len(b.m.plan.Plots) <= 2
	h.two = alone && h.prev != nil
	h.wide, h.foot = math.Min(500*k, free.W*0.56), at.Y+30*b.zoom
	switch {
	case !alone:
		h.wide = b.talk().W - 26*b.zoom
	case !h.two:
		h.wide *= 0.66
	}
	if h.wide < h.size*17 {
		return h, false
	}
	least := h.size*1.8 + 10 // the board with its name, and something of a gable
	for h.rows = min(len(b.recordsOf(l)), maxRecords); h.rows > 0; h.rows-- {
		h.high = h.size*1.5*(float64(h.rows)+1.75) + 20*k
		if room := h.foot - h.high - free.Y - 4; room >= least {
			h.roof = math.Min(math.Max(h.high*0.42, least), room)
			return h, true
		}
	}
	return h, false
}

// page opens the directory at what was asked.
func (b *builder) page(l *dialogue.Line, p *Place) {
	h, ok := b.measureDirectory(l, p)
	if !ok {
		return
	}
	k, at, size, prev, two, foot, high, roof, wide := b.typeScale(), b.point(p.At), h.size, h.prev, h.two, h.foot, h.high, h.roof, h.wide
	rows := b.recordsOf(l)
	rows = rows[:min(len(rows), h.rows)]
	o := b.opening()
	wide = wide * (0.4 + 0.6*o)
	pal := b.pal
	building := Rect{at.X - wide/2, foot - high, wide, high}
	b.leaveOut(Rect{building.X - 16*k, building.Y - roof, building.W + 32*k, building.H + roof + 6})
	b.solid = append(b.solid, Rect{building.X - 14, building.Y - roof, building.W + 28, building.H + roof})
	b.life(Box{Rect: Rect{building.X - 8, building.Bottom() - 7, building.W + 16, 9}, Radius: 1, Fill: pal.Side, Stroke: pal.Outline, Width: 1.4},
		Box{Rect: building, Fill: pal.Lit.Mix(pal.Wall, 0.7), Stroke: pal.Outline, Width: 1.5})
	for _, x := range []float64{building.X, building.Right() - 16*k} {
		b.life(Box{Rect: Rect{x, building.Y, 16 * k, building.H - 6}, Fill: pal.Wall, Stroke: pal.Outline, Width: 1.4})
	}
	plate := Rect{building.X - 4, building.Y - size*1.7, building.W + 8, size * 1.8}
	b.life(Area{Points: []Point{{building.X - 16*k, plate.Y}, {building.Centre().X, plate.Y - math.Max(roof-size*1.7, 8)}, {building.Right() + 16*k, plate.Y}}, Fill: pal.Stone, Stroke: pal.Outline, Width: 1.6})
	b.life(Box{Rect: plate, Fill: pal.Sign, Stroke: pal.Outline, Width: 1.5}, b.text(Bold, size*1.08, p.Host.Name, pal.SignInk, plate.Centre(), 0))
	book := Rect{building.X + 24*k, building.Y + 6*k, building.W - 48*k, building.H - 18*k}
	b.life(Box{Rect: book.Grow(4), Radius: 2, Fill: pal.Stone, Stroke: pal.Outline, Width: 1.3}, Box{Rect: book, Radius: 2, Fill: Light.Sheet, Stroke: pal.Outline, Width: 1.1})
	if o < 0.7 {
		return
	}
	right := book
	if two {
		right.X, right.W = book.Centre().X, book.W/2
		b.life(Line{Points: []Point{{right.X, book.Y}, {right.X, book.Bottom()}}, Width: 1.2, Colour: pal.Outline})
		b.writePage(Rect{book.X, book.Y, book.W / 2, book.H}, prev, b.recordsOf(prev), size, true)
	}
	b.writePage(right, l, rows, size, false)
	b.taken = append(b.taken, Rect{building.X - 14, plate.Y, building.W + 28, building.H + size*1.7})
}

// record is a line of the directory.
type record struct {
	kind, data string
	hit        bool
}

// recordsOf reads the records of an answer; a question has one line without a value.
func (b *builder) recordsOf(l *dialogue.Line) []record {
	if l.Kind == dialogue.KindQuery {
		return []record{{kind: l.DNS.Type, data: "?", hit: true}}
	}
	var list []record
	asked := strings.TrimSuffix(l.DNS.Name, ".")
	for i, section := range [][]string{l.DNS.Answer, l.DNS.Additional} {
		for _, rr := range section {
			f := strings.Fields(rr)
			if len(f) < 5 {
				continue
			}
			data := undotted(strings.Join(f[4:], " "))
			if owner := undotted(f[0]); !strings.EqualFold(owner, asked) {
				if i > 0 {
					continue // it has a page of its own
				}
				data = owner + " " + data
			}
			list = append(list, record{f[3], data, f[3] == l.DNS.Type})
		}
	}
	if len(list) == 0 {
		word := "\u2013"
		if l.DNS.RCode != "NOERROR" {
			word = l.DNS.RCode
		}
		list = append(list, record{l.DNS.Type, word, true})
	}
	return list
}

// lookedUpBefore is the answer to the question before this one, about another name.
func (b *builder) lookedUpBefore(l *dialogue.Line) *dialogue.Line {
	t := b.m.tale
	steps := t.steps(story.Dialogue)
	for i := t.telling.Story.StepOfLine(l.Index) - 1; i >= 0; i-- {
		if q := steps[i].Line; q != nil && q.DNS != nil && q.Kind == dialogue.KindAnswer && q.DNS.Name != l.DNS.Name {
			return q
		}
	}
	return nil
}

// writePage writes one page: whose it is, and its records.
func (b *builder) writePage(r Rect, l *dialogue.Line, rows []record, size float64, faint bool) {
	ink := Light.Ink
	if faint {
		ink = Light.Type.Mix(Light.Ink, 0.35)
	}
	x := r.X + size*0.8
	room := r.W - size*1.6
	y := r.Y + size*1.1
	if name := b.m.tale.shorten(Bold, size, strings.TrimSuffix(l.DNS.Name, "."), room); name != "" {
		b.life(b.text(Bold, size, name, ink, Point{x, y}, -1))
	}
	y += size * 0.95
	b.life(Line{Points: []Point{{x, y}, {x + room, y}}, Width: 1, Colour: Light.RoadEdge})
	y += size * 0.85
	for i, rec := range rows {
		if i == maxRecords || y+size*0.6 > r.Bottom() {
			break
		}
		if rec.hit && !faint {
			b.life(Box{Rect: Rect{x - size*0.3, y - size*0.72, room + size*0.6, size * 1.44}, Radius: 4, Fill: rgb(0xFBDD8C), Stroke: rgb(0x8A5A00), Width: 1.2})
		}
		kw := size * 3.2
		kind := b.text(Bold, math.Max(b.least, size-0.5), rec.kind, ink, Point{x, y}, -1)
		b.life(kind)
		if term := recordTerm(rec.kind); term != nil && !faint {
			b.means(kind.Box, term.Text())
		}
		small := math.Max(b.least, size-0.5)
		if data := b.m.tale.shorten(Mono, small, printable(rec.data), room-kw); data != "" {
			b.life(b.text(Mono, small, data, ink, Point{x + kw, y}, -1))
		}
		y += size * 1.5
	}
}

// maxScreenLines is how much of a letter a screen shows, senderLines how many lines who it is from takes there.
const (
	maxScreenLines = 4
	senderLines    = 2
)

// screen opens a device: the letter as its reader sees it.
func (b *builder) screen(p *Place) {
	h := b.m.now.Host(p.Host.Name)
	if h == nil || h.Shown == nil || p.Row == nil {
		return
	}
	k, o := b.typeScale(), b.opening()
	size := math.Max(b.least, round2(12.5*k*b.projected()*b.projected()))
	w, hh := 214*k*b.projected(), 138*k*b.projected()
	if p.Host.Device == "phone" {
		w, hh = 138*k, 184*k
	}
	frame := b.screenAt(p, w, hh)
	if o < 1 {
		frame = Rect{frame.Centre().X - frame.W*(0.5+0.5*o)/2, frame.Bottom() - frame.H*(0.5+0.5*o), frame.W * (0.5 + 0.5*o), frame.H * (0.5 + 0.5*o)}
	}
	b.frame = frame
	for q := range b.devices(p.Plot) {
		if b.labels[q].Overlaps(frame) {
			b.leaveOut(b.labels[q]) // rather than half a name
		}
	}
	fam, _ := b.roofed(p)
	pal := b.pal
	b.beam = b.beamTo(p, frame)
	b.lead(p, fam.Roof)
	b.leaveOut(frame)
	b.solid = append(b.solid, frame)
	b.taken = append(b.taken, frame)
	b.life(Box{Rect: frame.Move(Point{3, 5}), Radius: 9 * k, Fill: pal.Shade}, Box{Rect: frame, Radius: 9 * k, Fill: fam.Roof, Stroke: pal.Outline, Width: 1.8})
	glass := frame.Grow(-7 * k)
	if p.Host.Device == "phone" && frame.W > frame.H { // it lies on its side
		glass.W -= 12 * k
		b.life(Disc{Centre: Point{frame.Right() - 9*k, frame.Centre().Y}, R: 3.4 * k, Fill: pal.Sheet})
	} else if p.Host.Device == "phone" {
		glass.Y, glass.H = glass.Y+6*k, glass.H-16*k
		b.life(Disc{Centre: Point{frame.Centre().X, frame.Bottom() - 8*k}, R: 3.4 * k, Fill: pal.Sheet})
	} else {
		glass.H -= 4 * k
	}
	b.life(Box{Rect: glass, Radius: 2, Fill: rgb(0xFFFFFF), Stroke: pal.Outline, Width: 1.2})
	if o < 0.75 {
		return
	}
	from, subject, lines := b.readLetter(h)
	bar := Rect{glass.X, glass.Y, glass.W, size * 1.7}
	whose, room := wordFrom.In(b.m.lang)+": "+printable(from), bar.W-size-b.whichRoom(h, size)
	sender := b.m.tale.fold(Bold, size, whose, room, senderLines)
	if sender == nil {
		sender = b.m.tale.wrapIn(Bold, size, whose, room, 0, senderLines)
	}
	if !b.m.wordless {
		bar.H += size * 1.4 * float64(len(sender)-1)
	}
	b.life(Box{Rect: bar, Radius: 2, Fill: Light.Lands[b.m.plan.Plots[p.Plot].Family].Field})
	b.whichRead(Rect{bar.X, bar.Y, bar.W, size * 1.7}, h, size)
	if b.m.wordless {
		bar.W -= b.whichRoom(h, size)
		b.screenWithoutWords(glass, bar, h, size)
		return
	}
	if f := h.Shown.Folder; f != "" && f != inbox {
		b.foundIn(glass, f, size)
		glass.H -= size * 1.6
	}
	if len(h.Shown.Files) > 0 {
		b.attached(glass, h.Shown.Files, size)
		glass.H -= size * 1.4
	}
	y := bar.Y + size*0.85
	for _, l := range sender {
		b.life(b.text(Bold, size, l, Light.Ink, Point{glass.X + size*0.5, y}, -1))
		y += size * 1.4
	}
	y += size * 0.3
	put := func(f Font, s string, most int, c Colour) {
		if most = min(most, 1+int(math.Floor((glass.Bottom()-y-size*0.7)/(size*1.4)))); most < 1 {
			return
		}
		for _, l := range b.m.tale.wrapIn(f, size, printable(s), glass.W-size, 0, most) { // its edge is the glass's
			b.life(b.text(f, size, l, c, Point{glass.X + size*0.5, y}, -1))
			y += size * 1.4
		}
	}
	put(Bold, subject, 3, Light.Ink)
	put(Sans, strings.Join(lines, " "), maxScreenLines, Light.Soft)
}

// whichRead writes at the right of a screen's bar which letter it is, by its stamp, and whether it is one more
// copy of what was read there before.
func (b *builder) whichRead(bar Rect, h *replay.Host, size float64) {
	e := b.small(h.Shown.MessageID)
	if e.nth == 0 {
		return
	}
	high := whichStamp(size) * 1.06
	w := b.stampWide(high, e.nth)
	stamp := Rect{bar.Right() - w - 3, bar.Centre().Y - high/2, w, high}
	b.life(Box{Rect: stamp, Radius: 1, Fill: Light.Sheet, Stroke: e.land.Print(), Width: math.Max(1.2, high*0.095)}, b.denomination(stamp, e))
	b.means(stamp, wordSignNumber)
	if n := b.m.tale.copyRead(h.Name, h.Shown.DeviceShown); n > 1 {
		r := b.twiceAt(Point{}, n, size)
		b.twice(Point{stamp.X - r.W/2 - 4, bar.Centre().Y}, n, size, &b.list.Life)
	}
}

// whichStamp is how wide the stamp is by which a letter on a screen is told from others.
func whichStamp(size float64) float64 { return math.Max(size*1.35, 18) }

// whichRoom is the room that this takes of a screen's bar.
func (b *builder) whichRoom(h *replay.Host, size float64) float64 {
	if b.m.tale.nth(h.Shown.MessageID) == 0 {
		return 0
	}
	room := whichStamp(size) + 8
	if n := b.m.tale.copyRead(h.Name, h.Shown.DeviceShown); n > 1 {
		room += b.twiceAt(Point{}, n, size).W + 6
	}
	return room
}

// screenAt is where a device's screen is seen large: above it, where neither it nor its beam covers anybody; or in the gap, at the
// device's road; where there is no such place, in front of its plot.
func (b *builder) screenAt(p *Place, w, h float64) Rect {
	at := b.point(p.At)
	if !b.m.plan.Portrait {
		if r, ok := b.screenAbove(p, w, h); ok {
			return r
		}
		if r, ok := b.screenInGap(p, w, h); ok {
			return r
		}
	}
	plot := b.rect(b.m.plan.Plots[p.Plot].Land).Grow(-4)
	if b.m.plan.Portrait {
		if r := b.uprightScreen(p, plot, w, h); !r.Empty() {
			return r
		}
	}
	w = math.Min(w, plot.W)
	x := math.Max(plot.X, math.Min(plot.Right()-w, at.X-w/2))
	foot := b.clearOf(p, Rect{x, at.Y - h, w, h})
	return Rect{x, foot - h, w, h}
}

// screenAbove is a place for a large screen above its device: rather smaller than far away, or over the clock.
func (b *builder) screenAbove(p *Place, w, h float64) (Rect, bool) {
	at, free, box, whole := b.point(p.At), b.m.free().Grow(-6), b.boxes[p].Union(b.rect(p.Box)), b.solid
	defer func() { b.solid = whole }()
	b.solid = b.skylines(p.Plot)
	for _, far := range []float64{60, 420} {
		for _, small := range []float64{1, 0.88, 0.76} {
			w, h := w*small, h*small
			for _, shift := range []float64{0, -0.1, 0.1, -0.2, 0.2, -0.3, 0.3} { // rather straight above it than low
				for up := 12.0; up < far; up += 12 {
					x := math.Max(free.X, math.Min(free.Right()-w, at.X-w/2+shift*w))
					r := Rect{x, box.Y - up*b.zoom - h, w, h}
					if r.Y < free.Y {
						break
					}
					if b.isFree(r.Grow(4)) && !b.onLandOf(p.Plot, r) && !b.beamOnSomebody(p, r) {
						return r, true
					}
				}
			}
		}
	}
	return Rect{}, false
}

// skylines are what must not be covered, of a plot's houses only what is built: beside a flag there is sky.
func (b *builder) skylines(plot int) []Rect {
	list := slices.Clone(b.solid)
	for _, i := range b.m.plan.Plots[plot].Hosts {
		q := &b.m.plan.Places[i]
		if k := slices.Index(list, b.boxes[q]); k >= 0 && q.Stack > 0 && !isDevice(q.Host) {
			list = slices.Replace(list, k, k+1, b.skyline(q)...)
		}
	}
	return list
}

// uprightScreen is where a screen is seen in a window on its end: up to the servers' walls, or where that is too narrow above their
// roofs; no higher than its land, and as much broader. It is empty where there is no room.
func (b *builder) uprightScreen(p *Place, plot Rect, w, h float64) Rect {
	room, at := b.besideServers(p, plot), b.point(p.At)
	foot := at.Y
	if room.W < b.least*7 {
		room.X = b.point(Point{b.m.plan.Trunk + roadWide, 0}).X
		room.W = plot.Right() - room.X
		for _, i := range b.m.plan.Plots[p.Plot].Hosts {
			if q := &b.m.plan.Places[i]; !isDevice(q.Host) && q.Stack > 0 {
				foot = math.Min(foot, b.rect(q.Box).Union(b.boxes[q]).Y-4)
			}
		}
	}
	high := math.Min(h, foot-plot.Y)
	if high < b.least*5 {
		return Rect{}
	}
	w = math.Min(room.W, w*h/high)
	return Rect{math.Max(room.X, math.Min(room.Right()-w, at.X-w/2)), foot - high, w, high}
}

// screenInGap is a place for a large screen in the gap, as near to its device as can be: where nobody else stands in between, and no
// street is; or at least where it covers nothing.
func (b *builder) screenInGap(p *Place, w, h float64) (Rect, bool) {
	if b.m.plan.Columns > 2 || len(b.m.plan.Plots) < 2 {
		return Rect{}, false
	}
	talk, free := b.talk(), b.m.free().Grow(-6)
	left, middle := math.Max(talk.X, b.point(Point{b.m.plan.Trunk + roadWide/2 + 5, 0}).X)+4, b.body(p).Centre().Y
	for _, strict := range []int{2, 1, 0} { // nobody goes along the street while somebody reads
		for _, small := range []float64{1.1, 1, 0.88, 0.76} {
			w, h := w*small, h*small
			x := talk.Right() - w - 8
			if b.m.plan.Plots[p.Plot].West {
				x = left
			}
			for up := 0.0; up < talk.H && x >= left; up += 10 * b.zoom {
				for _, y := range []float64{middle - h/2 - up, middle - h/2 + up} {
					r := Rect{x, y, w, h}
					if b.isFree(r.Grow(4)) && y >= free.Y && r.Bottom() <= free.Bottom() && (strict < 1 || !b.beamOnSomebody(p, r)) && (strict < 2 || !b.onStreet(r)) {
						return r, true
					}
				}
			}
		}
	}
	return Rect{}, false
}

// inGap tells whether a large screen stands in the gap.
func (b *builder) inGap(frame Rect) bool {
	return !b.m.plan.Portrait && b.talk().Contains(frame.Centre())
}

// beamed is how much of a device's colour there is where a device's name is read on the beam to its screen.
const beamed = 0.12

// lead draws the beam from a device to its large screen, behind all houses and names; below a screen that stands above it, it goes on
// behind the device's name, to the device itself.
func (b *builder) lead(p *Place, c Colour) {
	if b.beam == nil {
		return
	}
	list := []Shape{Area{Points: b.beam, Fill: c.Fade(2 * beamed), Stroke: c.Fade(0.5), Width: 1.4}}
	if left, low := b.beam[3], b.body(p).Y+4; !b.inGap(b.frame) {
		list = append(list, Box{Rect: Rect{left.X, left.Y, b.beam[2].X - left.X, low - left.Y}, Fill: c.Fade(beamed)})
	}
	b.list.Ground = slices.Insert(b.list.Ground, b.underHouses, list...)
}

// beamTo is the beam from a device to its large screen: up from above its name, or to the edge of what stands in the gap; nil where the
// screen stands before it.
func (b *builder) beamTo(p *Place, frame Rect) []Point {
	at, half, k, body := b.point(p.At), 26*b.zoom*p.Scale, b.typeScale(), b.body(p)
	if b.inGap(frame) {
		x, end := frame.Right()-2, body.X+4
		if b.m.plan.Plots[p.Plot].West {
			x, end = frame.X+2, body.Right()-4
		}
		return []Point{{x, frame.Y + 6*k}, {x, frame.Bottom() - 6*k}, {end, body.Bottom() - 6*b.zoom}, {end, body.Y + 4}}
	}
	low := body.Union(b.labels[p]).Y - 2
	if frame.Bottom() > low {
		return nil
	}
	return []Point{{frame.X + 6*k, frame.Bottom() - 2}, {frame.Right() - 6*k, frame.Bottom() - 2}, {at.X + half, low}, {at.X - half, low}}
}

// beamOnSomebody tells whether the beam to a large screen falls on somebody else of its plot: to one in the gap it goes behind a house.
func (b *builder) beamOnSomebody(p *Place, frame Rect) bool {
	beam, gap := b.beamTo(p, frame), b.inGap(frame)
	return beam != nil && slices.ContainsFunc(b.m.plan.Plots[p.Plot].Hosts, func(i int) bool {
		q := &b.m.plan.Places[i]
		return q != p && q.Stack > 0 && !(gap && !isDevice(q.Host)) && (crosses(beam, b.body(q)) || crosses(beam, b.labels[q]))
	})
}

// crosses tells whether a beam falls on a rectangle.
func crosses(beam []Point, r Rect) bool {
	for i := range 5 {
		t := float64(i) / 4
		if _, _, hit := r.clip(beam[0].Lerp(beam[1], t), beam[3].Lerp(beam[2], t)); hit {
			return true
		}
	}
	return false
}

// onLandOf tells whether a rectangle reaches over another plot than that.
func (b *builder) onLandOf(plot int, r Rect) bool {
	for i := range b.m.plan.Plots {
		if i != plot && b.rect(b.m.plan.Plots[i].Land).Overlaps(r) {
			return true
		}
	}
	return false
}

// foundIn is the foot of a screen: in which folder the letter lies, where that is not INBOX.
func (b *builder) foundIn(glass Rect, folder string, size float64) {
	r := Rect{glass.X, glass.Bottom() - size*1.7, glass.W, size * 1.7}
	at := Point{r.X + size*1.1, r.Centre().Y}
	b.life(Box{Rect: r, Radius: 2, Fill: Light.Sheet.Mix(Light.Wood, 0.4)},
		Area{Points: []Point{at.Add(Point{-size * 0.6, -size * 0.5}), at.Add(Point{-size * 0.1, -size * 0.5}), at.Add(Point{size * 0.05, -size * 0.3}), at.Add(Point{size * 0.6, -size * 0.3}), at.Add(Point{size * 0.6, size * 0.5}), at.Add(Point{-size * 0.6, size * 0.5})}, Fill: Light.Wood, Stroke: Light.Outline, Width: 1.2})
	if name := b.m.tale.shorten(Bold, size, printable(folder), r.W-size*2.6); name != "" {
		b.life(b.text(Bold, size, name, Light.Ink, Point{r.X + size*2.1, at.Y}, -1))
	}
}

// attached is the last line of a screen: what comes with the letter, faint where it is still at the server.
func (b *builder) attached(glass Rect, files []trace.File, size float64) {
	names, here := []string{}, false
	for _, f := range files {
		names = append(names, printable(cmp.Or(f.Name, f.Type)))
		here = here || f.Here
	}
	y, ink := glass.Bottom()-size*0.9, Light.Ink
	text := strings.Join(names, ", ")
	if n := len(names) - 1; n > 0 && b.m.tale.measure(Sans, size, text) > glass.W-size*2.6 {
		text = names[0] + " +" + itoa(n)
	}
	if !here {
		ink = Light.Soft
		if full := text + " (" + wordAtServer.In(b.m.lang) + ")"; b.m.tale.measure(Sans, size, full) < glass.W-size*2.6 {
			text = full
		}
	}
	b.life(Icon{Name: "packet", Rect: around(Point{glass.X + size*1.1, y}, size, size), Ink: ink, Fill: Light.Sheet},
		b.text(Sans, size, b.m.tale.shorten(Sans, size, text, glass.W-size*2.6), ink, Point{glass.X + size*2.1, y}, -1))
}

// besideServers is the part of a plot, seen from a device, up to its servers' walls.
func (b *builder) besideServers(p *Place, plot Rect) Rect {
	x := b.point(p.At).X
	left, right := plot.X, plot.Right()
	for _, i := range b.m.plan.Plots[p.Plot].Hosts {
		q := &b.m.plan.Places[i]
		if isDevice(q.Host) || q.Row != p.Row {
			continue
		}
		box := b.rect(q.Box)
		if drawn, ok := b.boxes[q]; ok {
			box = drawn
		}
		if box.Centre().X < x {
			left = math.Max(left, box.Right()+4)
		} else {
			right = math.Min(right, box.X-4)
		}
	}
	return Rect{left, plot.Y, right - left, plot.H}
}

// clearOf is where what opens stands on: the ground, or where it would cover a server of its plot, above that server's roof if
// the place there is free.
func (b *builder) clearOf(p *Place, frame Rect) (foot float64) {
	foot = frame.Bottom()
	for i := range b.m.plan.Places {
		q := &b.m.plan.Places[i]
		if q == p || q.Plot != p.Plot || q.Row != p.Row || isDevice(q.Host) {
			continue
		}
		if box := b.rect(q.Box); box.X < frame.Right()-box.W/8 && box.Right() > frame.X+box.W/8 {
			foot = math.Min(foot, box.Y-4)
		}
	}
	raised := Rect{frame.X, foot - frame.H, frame.W, frame.H}
	if raised.Y < b.m.free().Y || b.m.h > b.m.w { // upright, what is said stands there
		return frame.Bottom()
	}
	for i := range b.m.plan.Plots {
		if i != p.Plot && b.rect(b.m.plan.Plots[i].Land).Overlaps(raised) {
			return frame.Bottom()
		}
	}
	for i := range b.m.plan.Places {
		if q := &b.m.plan.Places[i]; q.Plot != p.Plot && b.rect(q.Box).Overlaps(raised) {
			return frame.Bottom()
		}
	}
	return foot
}

// readLetter is what a reader sees of the letter on a device's screen.
func (b *builder) readLetter(h *replay.Host) (from, subject string, lines []string) {
	from, subject = h.Shown.From, h.Shown.Subject
	for _, c := range h.Copies {
		if c.MessageID != h.Shown.MessageID || c.Stored == 0 {
			continue
		}
		if f, ok := b.m.tale.telling.Trace.At(c.Stored).Fact.(trace.DeviceStored); ok && len(f.Data) > 0 {
			for _, l := range shownText(f.Data, h.Shown.As) {
				if l = strings.TrimSpace(l); l != "" && len(lines) < 12 {
					lines = append(lines, l)
				}
			}
		}
	}
	if i := strings.IndexByte(from, '<'); i > 0 {
		from = strings.Trim(strings.TrimSpace(from[:i]), `"`)
	}
	return from, subject, lines
}

// shownText are the lines of a letter in the form in which its reader sees it.
func shownText(data []byte, as string) []string {
	if as != mail.MediaHTML {
		return mail.Text(data)
	}
	if c := mail.Entities(data).Choose(true); c.Text != nil && c.Text.Media == as {
		return strings.Split(html.Read(c.Text.Text()).Text, "\n")
	}
	return nil
}
