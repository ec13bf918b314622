package stage

import (
	"cmp"
	"crypto/sha256"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// The inspection room is what a server that asks "who says so?" looks like inside: at
// its door the list of couriers that the envelope's domain publishes, beside it the one
// who stands there (SPF, RFC 7208); on its table the wax of the letter and the imprint
// that the domain publishes (DKIM, RFC 6376); on its wall the tree that asks whether
// what was proved speaks for the name that is seen (DMARC, RFC 9989). It is drawn from
// the facts of the checks, and has a bay for each check that the server makes.

// inspected are the checks that have a bay, in their order.
var inspected = []string{"spf", "dkim", "dmarc"}

// examined is a check that a server made.
type examined struct {
	seq, conn int
	host      string
	fact      *trace.PolicyChecked // nil: a message was accepted, and what follows is about another
}

// inspection is what a server has found out about one message.
type inspection struct {
	at    *Place
	bays  []string // the checks that it makes
	found map[string]*trace.PolicyChecked
	last  string // the check that was made last
	rules bool   // after them all, the server's own rules refused it
}

// inspectedAt is the inspection that a step shows, nil where it shows none.
func (m *Model) inspectedAt(s *story.Step) *inspection {
	t := m.tale
	if s == nil || s.Detail == story.Packets || len(t.examined) == 0 {
		return nil
	}
	checks := 0
	of := func(f trace.Fact) (host string) {
		if c, ok := f.(trace.PolicyChecked); ok && slices.Contains(inspected, c.Check) {
			checks++
			return s.From
		}
		return ""
	}
	host := of(s.Fact)
	if s.Detail == story.Tell {
		for _, part := range t.telling.Story.Parts(s) {
			if of(part.Fact) != "" {
				host = part.From
			}
		}
	}
	if checks == 0 || host == "" {
		return nil
	}
	x := &inspection{at: m.plan.Place(host), found: map[string]*trace.PolicyChecked{}}
	made := map[string]bool{}
	last := -1
	for i, e := range t.examined {
		if e.host != host {
			continue
		}
		if e.fact != nil {
			made[e.fact.Check] = true
		}
		if e.seq >= s.First && e.seq <= s.Last && e.fact != nil && t.telling.Story.StepAt(s.Detail, e.seq) == s.Index { // what others tell may lie among it
			last = i
		}
	}
	if x.at == nil || last < 0 {
		return nil
	}
	x.last = t.examined[last].fact.Check
	for seq := t.examined[last].seq + 1; seq <= s.Last; seq++ {
		e := t.telling.Trace.At(seq)
		if f, ok := e.Fact.(trace.PolicyChecked); ok && e.Host == host && e.Conn == t.examined[last].conn {
			x.rules = f.Action == refuses
		}
	}
	for i := last; i >= 0; i-- {
		e := t.examined[i]
		if e.host != host || e.conn != t.examined[last].conn {
			continue
		}
		if e.fact == nil {
			break
		}
		if x.found[e.fact.Check] == nil {
			x.found[e.fact.Check] = e.fact
		}
		if e.fact.Check == inspected[0] {
			break // it is the first that is made of a message
		}
	}
	for _, name := range inspected {
		if made[name] {
			x.bays = append(x.bays, name)
		}
	}
	return x
}

// examine notes the checks of servers, and where one message ends.
func (t *tale) examine(e trace.Event) {
	switch f := e.Fact.(type) {
	case trace.PolicyChecked:
		if slices.Contains(inspected, f.Check) {
			t.examined = append(t.examined, examined{e.Seq, e.Conn, e.Host, &f})
		}
	case trace.MessageAccepted:
		t.examined = append(t.examined, examined{e.Seq, e.Conn, e.Host, nil})
	}
}

// arg is a value by its name, "" where there is none.
func arg(list []trace.Argument, name string) string {
	for _, a := range list {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// stepsOf are the steps with a code, in their order.
func stepsOf(list []trace.PolicyStep, code string) []trace.PolicyStep {
	var out []trace.PolicyStep
	for _, s := range list {
		if s.Code == code {
			out = append(out, s)
		}
	}
	return out
}

// proved is the class that a result of a check looks like: what passes is green, what
// fails red, what could not be found out amber; none and neutral say nothing.
func proved(result string) story.Class {
	switch result {
	case "pass":
		return story.OK
	case "fail", "permerror":
		return story.Permanent
	case "softfail", "temperror":
		return story.Temporary
	}
	return story.None
}

var (
	wordInspection = tr("%s · la inspección", "%s · the inspection")
	wordCouriers   = tr("¿Es suyo este mensajero?", "Is this courier theirs?")
	wordTheirSeal  = tr("¿Es suyo este sello?", "Is this their seal?")
	wordSeenName   = tr("¿Y el nombre que se ve?", "And the name you see?")
	wordMaySend    = tr("Mensajeros de %s", "Couriers of %s")
	wordNoList     = tr("%s no publica ninguna lista", "%s publishes no list")
	wordTooMany    = tr("%s términos preguntan (máximo %s)", "%s terms that ask (limit %s)")
	wordNoAnswer   = tr("el DNS no contesta", "the DNS does not answer")
	wordBadRecord  = tr("la lista no se puede leer", "the list cannot be read")
	wordNoSeal     = tr("sin sello", "no seal")
	wordSealOn     = tr("sello de la carta", "seal on the letter")
	wordPublicKey  = tr("clave pública", "public key")
	wordNoKey      = tr("no hay clave", "no key")
	wordUnsought   = tr("clave sin buscar", "key not looked for")
	wordRevoked    = tr("clave revocada", "revoked key")
	wordBadKey     = tr("clave ilegible", "unreadable key")
	wordWritten    = tr("al sellar", "when sealed")
	wordComputed   = tr("al llegar", "on arrival")
	wordOther      = tr("no es %s", "is not %s")
	wordStranger   = tr("otra organización", "another organization")
	wordRelated    = tr("misma organización", "same organization")
	wordSame       = tr("el mismo nombre", "the same name")
	wordUnknown    = tr("no se sabe", "not known")
	wordUnproved   = tr("no prueba nada", "proves nothing")
	wordLater      = tr("después", "later")
	wordUnlisted   = tr("no es un mensajero de %s", "no courier of %s")
	wordAsks       = tr("%s pide p=%s", "%s asks for p=%s")
	wordAskedHere  = tr("aquí se exige: %s", "required here: %s")
	wordChanged    = tr("el texto ha cambiado", "the text has changed")
	wordGoesOn     = tr("sigue", "goes on")
	wordOwnRules   = tr("sus normas", "its own rules")
)

// The room, in the window.

// inspectionView is the room being drawn: its walls, and the sizes that fit it.
type inspectionView struct {
	b     *builder
	x     *inspection
	k     float64 // pixels of a unit
	roomy bool    // it is for one check, in a window on its end: there is more room than that needs
	size  float64 // of its smaller words
	ink   Colour
	soft  Colour
	paper Colour
}

// inspectionRoom draws the room over everything else, and says what was decided in it.
func (b *builder) inspectionRoom(x *inspection) {
	free := b.m.free().Grow(-6)
	full := free
	k := math.Max(0.8, math.Min(b.typeScale(), 2.2))
	if w := (250*float64(len(x.bays)) + 300) * k; w < free.W { // few checks need no hall
		full.X, full.W = free.Centre().X-w/2, w
	}
	roomy := b.m.plan.Portrait && len(x.bays) == 1 && full.H > full.W
	if h := full.W * 1.25; roomy && h < full.H { // nor so high a one
		full.Y, full.H = free.Centre().Y-h/2, h
	}
	whole := full
	o := b.opening()
	if o < 1 { // it grows out of the building
		from := b.rect(x.at.Box)
		full = Rect{from.X + (whole.X-from.X)*o, from.Y + (whole.Y-from.Y)*o, from.W + (whole.W-from.W)*o, from.H + (whole.H-from.H)*o}
	}
	pal := b.pal
	// What goes on outside steps back.
	b.leaveOut(b.win.Grow(1e5))
	b.life(Box{Rect: b.win, Fill: b.list.Paper.Fade(0.78 * o)})
	r := &inspectionView{b: b, x: x, k: k, roomy: roomy, size: math.Max(b.least, round2(12.5*k)), ink: Light.Ink, soft: Light.Soft, paper: rgb(0xFCF1DC)}
	if r.roomy && x.bays[0] != "spf" { // there is room to write larger, but what a list names is long
		r.size = round2(r.size * 1.2)
	}
	if b.m.theme == ThemeDark {
		r.ink, r.soft, r.paper = pal.Ink, pal.Soft, rgb(0x2C2820)
	}
	land, _ := b.roofed(x.at)
	roof := 38 * k
	b.life(Box{Rect: full.Move(Point{5, 7}), Radius: 4, Fill: pal.Shade})
	walls := Rect{full.X + 10*k, full.Y + roof*0.6, full.W - 20*k, full.H - roof*0.6}
	b.life(Box{Rect: walls, Radius: 3, Fill: pal.Wall, Stroke: pal.Outline, Width: 1.6},
		Area{Points: []Point{{full.X + 30*k, full.Y}, {full.Right() - 30*k, full.Y}, {full.Right(), full.Y + roof}, {full.X, full.Y + roof}}, Fill: land.Roof, Stroke: pal.Outline, Width: 1.6})
	if o < 0.75 {
		return
	}
	b.solid, b.taken = nil, nil
	r.gable(Rect{full.X + 30*k, full.Y, full.W - 60*k, roof})
	in := Rect{walls.X + 8*k, full.Y + roof + 4*k, walls.W - 16*k, walls.Bottom() - full.Y - roof - 12*k}
	b.life(Box{Rect: in, Fill: r.paper, Stroke: pal.Outline, Width: 1.2})
	floor := r.floor(in)
	r.bays(Rect{in.X, in.Y, in.W, in.H - floor})
	r.verdict(Rect{in.X, in.Bottom() - floor, in.W, floor})
}

// gable is what hangs on the roof: whose room it is, and what time it is.
func (r *inspectionView) gable(at Rect) {
	b, pal := r.b, r.b.pal
	board := func(box Rect, words ...Shape) Rect {
		box = box.Grow(r.size * 0.5)
		b.life(append([]Shape{Box{Rect: box, Radius: 5, Fill: pal.Sign, Stroke: pal.Outline, Width: 1.4}}, words...)...)
		return box
	}
	size, y := math.Max(b.least, round2(12.5*r.k))*1.15, at.Y+at.H*0.52
	when := b.text(Mono, math.Max(b.least, round2(12.5*r.k)), b.m.Local().Format(wholeTime), pal.SignInk, Point{at.Right() - r.size*0.5, y}, 1)
	if !b.m.tale.header.Start.IsZero() {
		b.told = when.Box
		words := []Shape{when}
		if b.m.later() {
			day := b.text(Sans, when.Size, b.m.dayBrief(b.m.lang), pal.SignInk, Point{when.Box.X - when.Size*0.5, y}, 1)
			b.told, words = b.told.Union(day.Box), append(words, day)
		}
		b.told = board(b.told, words...)
	}
	left := at.Right() - b.told.X + r.size // as much stays free on the other side, as long as the name needs it not
	room := at.W - left - r.size
	name := sprintf(wordInspection.In(b.m.lang), r.x.at.Host.Name)
	if b.m.tale.broadest(Bold, size, lang.Text{ES: sprintf(wordInspection.ES, r.x.at.Host.Name), EN: sprintf(wordInspection.EN, r.x.at.Host.Name)}) > room {
		name = b.m.tale.shorten(Bold, size, r.x.at.Host.Name, room) // what it is can be seen
	}
	x := math.Min(at.Centre().X, at.Right()-left-b.m.tale.measure(Bold, size, name)/2)
	title := b.text(Bold, size, name, pal.SignInk, Point{x, y}, 0)
	board(title.Box, title)
}

// floor is the strip for what is decided: a desk with the letter, and the answer.
func (r *inspectionView) floor(in Rect) float64 {
	h := math.Min(math.Max(84*r.k, in.H*0.25), 134*r.k)
	switch {
	case r.roomy:
		h = in.H * 0.36
	case len(r.x.bays) == 1: // it is narrow: what is said takes more lines
		h = in.H * 0.29
	case r.b.m.plan.Portrait:
		h = math.Min(math.Min(math.Max(84*r.k, in.H*0.25), 180*r.k), in.H*0.29)
		if !beneath(Rect{W: in.W, H: in.H - h}) { // there is one bay
			h = in.H * 0.36
		}
	}
	wood := r.b.pal.Wood.Mix(r.b.pal.Wall, 0.35)
	r.b.life(Box{Rect: Rect{in.X, in.Bottom() - h, in.W, h}, Fill: wood, Stroke: r.b.pal.Outline, Width: 1})
	return h
}

// beneath tells whether there are bays one below the other in a room.
func beneath(in Rect) bool { return in.W < in.H*1.1 }

// bays divides the room: beside each other where it is wide, one below the other where
// it is not. Where it is neither wide nor high there is room for the check that was made last, whose tree names the others.
func (r *inspectionView) bays(in Rect) {
	list := r.x.bays
	n := float64(len(list))
	upright := beneath(in) && n > 1
	alone := n > 1 && !upright && in.W/n < r.size*14
	if alone {
		list, n = []string{r.x.last}, 1
	}
	for i, name := range list {
		bay := Rect{in.X + in.W/n*float64(i), in.Y, in.W / n, in.H}
		if upright { // the tree needs the most
			bay = Rect{in.X, in.Y + in.H/(n+0.3)*float64(i), in.W, in.H / (n + 0.3)}
			if i == len(list)-1 {
				bay.H = in.Bottom() - bay.Y
			}
		}
		if i > 0 {
			line := []Point{{bay.X, bay.Y}, {bay.X, bay.Bottom()}}
			if upright {
				line = []Point{{bay.X, bay.Y}, {bay.Right(), bay.Y}}
			}
			r.b.life(Line{Points: line, Width: 1.6, Colour: r.b.pal.Outline})
		}
		bay = bay.Grow(-9 * r.k)
		asks := bay.H > bay.W*0.8 // there is room for what it asks
		r.head(bay, slices.Index(r.x.bays, name), name, asks)
		head := r.size*1.9 + r.size*1.5
		if (upright || alone) && !asks {
			head = r.size * 1.9
		}
		body := Rect{bay.X, bay.Y + head, bay.W, bay.H - head}
		f := r.x.found[name]
		switch {
		case f == nil:
			r.later(body)
		case name == "spf":
			r.spf(body, f)
		case name == "dkim":
			r.dkim(body, f)
		case name == "dmarc":
			r.dmarc(body, f)
		}
	}
}

// head names a bay and says how its check came out.
func (r *inspectionView) head(bay Rect, i int, name string, asks bool) {
	b := r.b
	big := r.size * 1.4
	y := bay.Y + big*0.7
	b.life(Disc{Centre: Point{bay.X + big*0.72, y}, R: big * 0.72, Fill: r.ink}, b.text(Bold, r.size, itoa(i+1), r.paper, Point{bay.X + big*0.72, y}, 0))
	t := b.text(Bold, big, strings.ToUpper(name), r.ink, Point{bay.X + big*1.8, y}, -1)
	b.life(t)
	if f := r.x.found[name]; f != nil {
		class := proved(f.Result)
		word := b.text(Mono, r.size, f.Result, r.ink, Point{bay.Right() - 4*r.k, y}, 1)
		c := Point{word.Box.X - r.size*1.1, y}
		if r.x.last == name {
			v := b.pal.verdict(class)
			b.life(Box{Rect: Rect{c.X - r.size*1.15, y - r.size*1.1, bay.Right() - c.X + r.size*1.15, r.size * 2.2}, Radius: r.size, Stroke: v.Line, Width: 1.8})
		}
		b.sign(class, c, r.size*0.78, &b.list.Life)
		b.life(word)
	}
	ask := map[string]string{"spf": wordCouriers.In(b.m.lang), "dkim": wordTheirSeal.In(b.m.lang), "dmarc": wordSeenName.In(b.m.lang)}[name]
	if asks {
		r.write(Sans, r.size, ask, r.soft, Point{bay.X, bay.Y + r.size*1.9 + r.size*0.7}, -1, bay.W)
	}
}

// write puts a line where it fits a width, and gives how wide it became.
func (r *inspectionView) write(f Font, size float64, s string, c Colour, at Point, align, room float64) Rect {
	if s = r.b.m.tale.shorten(f, size, printable(s), room); s == "" {
		return Rect{X: at.X, Y: at.Y}
	}
	t := r.b.text(f, size, s, c, at, align)
	r.b.life(t)
	return t.Box
}

// later is a bay whose check has not been made yet.
func (r *inspectionView) later(body Rect) {
	box := around(body.Centre(), math.Min(body.W*0.6, 130*r.k), math.Min(body.H*0.5, 44*r.k))
	r.b.life(Box{Rect: box, Radius: 6, Stroke: r.soft.Fade(0.7), Width: 1.3, Dash: 5})
	r.write(Sans, r.size, wordLater.In(r.b.m.lang), r.soft, box.Centre(), 0, box.W-8)
}

// verdict is the floor: the letter on its desk, the courier who brought it, and what
// they are told.
func (r *inspectionView) verdict(floor Rect) {
	b := r.b
	h := floor.H * 0.62
	letter := Rect{floor.X + 14*r.k, floor.Bottom() - h - floor.H*0.2, h / roadShape, h}
	if h/roadShape > floor.W*0.24 {
		letter.W = floor.W * 0.24
		letter.H = letter.W * roadShape
		letter.Y = floor.Bottom() - floor.H*0.2 - letter.H
	}
	tabletop := Rect{letter.X - 6*r.k, letter.Bottom(), letter.W + 12*r.k, floor.H * 0.1}
	b.life(Box{Rect: tabletop, Radius: 2, Fill: b.pal.WoodDark, Stroke: b.pal.Outline, Width: 1.2})
	if b.m.letter.envelope != nil {
		e := b.currentEnvelope()
		e.plain = letter.W < 1.4*leastLines*r.k
		b.envelope(letter, e, &b.list.Life)
	} else {
		b.envelope(letter, r.inspected(), &b.list.Life)
	}
	b.solid = append(b.solid, letter)
	say, ok := b.m.saying()
	if !ok {
		return
	}
	room := Rect{letter.Right() + 20*r.k, floor.Y + 4*r.k, floor.Right() - letter.Right() - 28*r.k, floor.H - 8*r.k}
	o := r.decided(say.silent(), room)
	d := balloonPlace{box: Rect{room.X, room.Y + math.Max(0, (room.H-o.h)/2), o.w, o.h}, tail: []Point{{letter.Right() + 2*r.k, letter.Centre().Y}}}
	b.draw(o, d, smooth((b.m.clock-b.m.act.lasts*b.spokenFrom())/0.2))
}

// onFloor are the ways of saying it, the best first: its sentence is rather written smaller, and rather said without the wire's words,
// than left out.
var onFloor = []manner{
	{lines: more, part: 1},
	{lines: more, part: 1, smaller: fine},
	{loses: noQuote, lines: more, part: 1},
	{loses: noQuote, lines: more, part: 1, smaller: fine},
	{loses: noQuote, lines: more, part: 1, smaller: fine, low: true},
	{loses: noQuote, lines: 2, part: 1, smaller: fine, clipped: true},
	{loses: noQuote, lines: 1, part: 1, smaller: fine, clipped: true},
	{loses: noSentence, lines: wordLines, part: 1, smaller: fine},
	{loses: noSentence | noQuote, lines: wordLines, part: 1, smaller: fine},
}

// decided sets what is said on the floor: as much of it as there is room for, in both languages.
func (r *inspectionView) decided(say saying, room Rect) (o balloon) {
	b := r.b
	other := b.otherwise().silent()
	set := func(say saying, w manner, wide float64) (balloon, bool) {
		o := b.setAs(say, w, wide)
		if over := o.w - room.W; over > 0 { // a word that stood out of its line
			o = b.setAs(say, w, wide-over)
		}
		return o, o.h <= room.H && w.kept(o)
	}
	for _, w := range onFloor {
		if w.loses != 0 {
			say.word, other.word = cmp.Or(r.refusedFor(b.m.lang), say.word), cmp.Or(r.refusedFor(b.m.otherLang()), other.word)
		}
		for _, wide := range []float64{math.Min(room.W, 560*r.k), room.W} {
			var fits, alike bool
			o, fits = set(say, w, wide)
			if _, alike = set(other, w, wide); fits && alike {
				return o
			}
		}
	}
	return o
}

// refusedFor says in few words why the letter was refused, "" where no check refused it.
func (r *inspectionView) refusedFor(in lang.Lang) string {
	for _, part := range r.b.m.tale.telling.Story.Parts(r.b.m.act.step) {
		f, ok := part.Fact.(trace.PolicyChecked)
		if !ok || f.Action != refuses {
			continue
		}
		switch f.Check {
		case "spf":
			return sprintf(wordUnlisted.In(in), arg(f.Input, "domain"))
		case "dmarc":
			return sprintf(wordAsks.In(in), arg(f.Details, "domain"), arg(f.Details, "policy"))
		case "sender-rules":
			return sprintf(wordAskedHere.In(in), strings.ToUpper(f.Why))
		}
	}
	return ""
}

// author is whose name is in the From field, or else on the envelope.
func (r *inspectionView) author() string {
	for _, f := range r.x.found {
		if a := address(arg(f.Input, "author")); a != "" {
			return a
		}
	}
	return ""
}

// inspected is the letter that is looked at, in a bay: its number would be where its seal is.
func (r *inspectionView) inspected() cover {
	if env := r.b.m.letter.envelope; env != nil {
		e := r.b.small(env.MessageID)
		e.nth = 0
		return e
	}
	return cover{land: r.b.landOf(r.author()), plain: true}
}

// SPF: the list at the door.

// mostTerms is how many lines of a list are shown.
const mostTerms = 6

// listed is a line of a list: a term, how deep inside other lists it stands, and which one it is of those that ask the DNS; 0 for
// one that asks nothing, or was not reached.
type listed struct {
	term         trace.PolicyStep
	depth, count int
}

// listOf writes a list down. Lists that it includes are written out where there is room for their lines, so that the questions can
// be counted along (RFC 7208 section 4.6.4); of those, only what asks or decides.
func listOf(record trace.PolicyStep, room int) []listed {
	var whole, top []listed
	count := 0
	var walk func(record trace.PolicyStep, depth int)
	walk = func(record trace.PolicyStep, depth int) {
		for _, t := range stepsOf(record.Steps, "term") {
			l := listed{term: t, depth: depth}
			if takesQuestion(arg(t.Args, "term")) && t.Result != "not-reached" {
				count++
				l.count = count
			}
			if depth == 0 || l.count > 0 || t.Result == "match" && arg(record.Args, "reason") == "matched" && !failed(record.Result) {
				whole = append(whole, l)
			}
			if depth == 0 {
				top = append(top, listed{term: t})
			}
			for _, inner := range stepsOf(t.Steps, "record") {
				walk(inner, depth+1)
			}
		}
	}
	walk(record, 0)
	if len(whole) == len(top) || len(whole) > room {
		return deciding(top, min(room, mostTerms))
	}
	return whole
}

// deciding is as much of a list as there is room for, its beginning and the term that decided.
func deciding(list []listed, room int) []listed {
	if len(list) <= room {
		return list
	}
	if i := slices.IndexFunc(list, func(l listed) bool { return l.term.Result == "match" || l.term.Result == "error" }); i >= room {
		return append(slices.Clone(list[:room-1]), list[i])
	}
	return list[:room]
}

// failed tells the results of a list inside another one that count as no match.
func failed(result string) bool {
	return result == "fail" || result == "softfail" || result == "neutral"
}

// takesQuestion tells the terms that take a question to the DNS (RFC 7208 section 4.6.4).
func takesQuestion(term string) bool {
	name := strings.ToLower(strings.TrimLeft(term, "+-~?"))
	if i := strings.IndexAny(name, ":=/"); i >= 0 {
		name = name[:i]
	}
	switch name {
	case "include", "a", "mx", "ptr", "exists", "redirect":
		return true
	}
	return false
}

func (r *inspectionView) spf(body Rect, f *trace.PolicyChecked) {
	b := r.b
	records := stepsOf(f.Steps, "record")
	domain := arg(f.Input, "domain")
	wide := body.W > body.H
	sheet := Rect{body.X, body.Y + 4*r.k, body.W, math.Min(body.H*0.62, 190*r.k)}
	if wide {
		sheet = Rect{body.X, body.Y, body.W * 0.6, body.H}
	}
	line := r.size * 1.55
	var terms []listed
	fit := max(1, int((sheet.H-r.size*2.4)/line))
	if len(records) > 0 {
		terms = listOf(records[0], fit)
	}
	rows := max(1, min(len(terms), fit))
	sheet.H = math.Min(sheet.H, r.size*2.3+line*float64(rows))
	man := Rect{sheet.Right() + 4*r.k, body.Y, body.Right() - sheet.Right() - 4*r.k, body.H}
	why := r.whyNot(f)
	if !wide {
		top := sheet.Bottom() + 22*r.k
		ground := body.Bottom() + 9*r.k
		door := Rect{body.X + body.W*0.06, sheet.Bottom() - 10*r.k, body.W * 0.32, ground - sheet.Bottom() + 10*r.k}
		if why != "" {
			door = Rect{door.X, top, door.W, ground - top} // below the line that says why
		}
		if high := door.W * 2.3; high < door.H {
			door = Rect{door.X, ground - high, door.W, high}
		}
		r.door(door)
		high := math.Min(body.Bottom()-top, r.size*2+r.mostClient()*88+6*r.k)
		man = Rect{body.X + body.W*0.44, body.Bottom() - high, body.W * 0.52, high}
	}
	b.life(Box{Rect: sheet.Move(Point{3, 4}), Radius: 3, Fill: b.pal.Shade.Mix(r.paper, 0.3)}, Box{Rect: sheet, Radius: 3, Fill: Light.Sheet, Stroke: b.pal.Outline, Width: 1.4})
	title := sprintf(wordMaySend.In(b.m.lang), domain)
	if f.Result == "none" { // of a list that did not come, or cannot be read, nobody says that there is none
		title = sprintf(wordNoList.In(b.m.lang), domain)
	}
	room := sheet.W - r.size*1.2
	if b.m.tale.measure(Bold, r.size, title) > room { // whose list it is, is the point of it
		title = domain
	}
	x, y := sheet.X+r.size*0.6, sheet.Y+r.size*1.1
	r.write(Bold, r.size, title, Light.Ink, Point{x, y}, -1, room)
	y += r.size * 1.6
	matched := Point{}
	for _, l := range terms[:min(rows, len(terms))] {
		t := l.term
		hit := t.Result == "match" && l.depth == 0
		ink := Light.Ink
		if t.Result == "not-reached" {
			ink = Light.CardEdge // it was not reached
		}
		if hit {
			v := Light.verdict(proved(f.Result))
			b.life(Box{Rect: Rect{x - r.size*0.3, y - r.size*0.75, room + r.size*0.6, r.size * 1.5}, Radius: 4, Fill: v.Line.Mix(Light.Sheet, 0.86), Stroke: v.Line, Width: 1.3})
			matched = Point{sheet.Right(), y}
		}
		text := strings.Repeat("  ", l.depth) + arg(t.Args, "term")
		if l.count > 0 {
			r.write(Mono, r.size, strconv.Itoa(l.count), Light.CardEdge, Point{x + room - r.size*1.4, y}, 1, r.size*1.6)
		}
		if nets := networks(t.Steps); len(nets) > 0 && !strings.Contains(text, ":") {
			text += " \u203a " + strings.Join(nets, " ")
		}
		r.write(Mono, r.size, text, ink, Point{x, y}, -1, room-r.size*3.2)
		switch stopped := t.Result == "error"; {
		case hit, stopped, t.Result == "no-match":
			r.tick(Point{x + room - r.size*0.5, y}, hit && f.Result == "pass", hit || stopped)
		}
		y += line
	}
	v := b.pal.verdict(proved(f.Result))
	ip := arg(f.Input, "ip")
	r.client(man, ip, v)
	if matched.X != 0 && f.Result == "pass" && !wide {
		b.life(Line{Points: []Point{{man.Centre().X, sheet.Bottom()}, {man.Centre().X, man.Y + r.size*0.1}}, Width: 2.4 * r.k, Colour: v.Line})
	}
	for i, l := range b.m.tale.wrap(Sans, r.size, why, sheet.W, 2) {
		if y := sheet.Bottom() + r.size*(1.1+1.4*float64(i)); y+r.size*0.7 < body.Bottom() && (wide || i == 0) {
			r.write(Sans, r.size, l, r.ink, Point{body.X, y}, -1, sheet.W)
		}
	}
}

// whyNot says why a list could not be evaluated, "" where it could.
func (r *inspectionView) whyNot(f *trace.PolicyChecked) string {
	switch {
	case f.Result == "temperror":
		return wordNoAnswer.In(r.b.m.lang)
	case f.Result != "permerror":
		return ""
	case f.Why == "too-many-lookups":
		return sprintf(wordTooMany.In(r.b.m.lang), arg(f.Details, "lookups"), arg(f.Details, "limit"))
	}
	return wordBadRecord.In(r.b.m.lang)
}

// door is what the list hangs on.
func (r *inspectionView) door(at Rect) {
	if at.H < 50*r.k {
		return
	}
	land, _ := r.b.roofed(r.x.at)
	br := brush{at: Point{at.Centre().X, at.Bottom()}, k: 1, out: &r.b.list.Life}
	br.area(land.Roof, r.b.pal.Outline, 1.5, -at.W/2, 0, -at.W/2, -at.H, at.W/2, -at.H, at.W/2, 0)
	br.line(land.Roof.Mix(rgb(0), 0.3), 1.2, 0, -at.H, 0, 0)
	br.disc(at.W*0.36, -at.H*0.42, 4*r.k, rgb(0xFFD46B), r.b.pal.Outline, 1)
}

// networks are those that a term stands for, as far as they were compared.
func networks(steps []trace.PolicyStep) []string {
	var list []string
	for _, c := range stepsOf(steps, "compare") {
		n := strings.TrimSuffix(strings.TrimSuffix(arg(c.Args, "network"), "/32"), "/128")
		if len(list) < 2 && n != "" {
			list = append(list, n)
		}
	}
	return list
}

// tick marks a line of the list: the courier is found there, or is not.
func (r *inspectionView) tick(at Point, good, hit bool) {
	k := r.size * 0.36
	ok, no := Light.verdict(story.OK).Line, Light.verdict(story.Permanent).Line
	switch {
	case good:
		r.b.life(Line{Points: []Point{at.Add(Point{-k, 0}), at.Add(Point{-k * 0.2, k * 0.8}), at.Add(Point{k, -k * 0.8})}, Width: r.size * 0.17, Colour: ok})
	case hit:
		r.b.life(Line{Points: []Point{at.Add(Point{-k * 0.8, -k * 0.8}), at.Add(Point{k * 0.8, k * 0.8})}, Width: r.size * 0.17, Colour: no}, Line{Points: []Point{at.Add(Point{k * 0.8, -k * 0.8}), at.Add(Point{-k * 0.8, k * 0.8})}, Width: r.size * 0.17, Colour: no})
	default:
		r.b.life(Line{Points: []Point{at.Add(Point{-k * 0.7, 0}), at.Add(Point{k * 0.7, 0})}, Width: r.size * 0.14, Colour: Light.Type})
	}
}

// mostClient is how large that one is at most.
func (r *inspectionView) mostClient() float64 {
	if len(r.x.bays) == 1 {
		return 3.3 * r.k
	}
	return 2.1 * r.k
}

// client is who stands at the door: the address that the letter comes from.
func (r *inspectionView) client(at Rect, ip string, v Verdict) {
	b := r.b
	tag := around(Point{at.Centre().X, at.Y + r.size}, math.Min(at.W, b.m.tale.measure(Mono, r.size, ip)+r.size*1.2), r.size*1.9)
	b.life(Box{Rect: tag, Radius: 4, Fill: Light.Sheet, Stroke: v.Line, Width: 1.8})
	r.write(Mono, r.size, ip, Light.Ink, tag.Centre(), 0, tag.W-6)
	high := at.Bottom() - tag.Bottom() - 4*r.k
	if high < 34*r.k {
		return
	}
	s := math.Min(high/88, r.mostClient())
	foot := Point{at.Centre().X, tag.Bottom() + 2*r.k + 84*s}
	br := brush{at: foot, k: s, out: &b.list.Life}
	br.flat(0, 0, 24, 4, b.pal.Shade.Mix(r.paper, 0.2))
	ink, coat := b.pal.Outline, rgb(0x2F6B3C)
	br.box(-9, -16, 7, 16, 2, rgb(0x2B3550), ink, 1.2)
	br.box(2, -16, 7, 16, 2, rgb(0x2B3550), ink, 1.2)
	br.box(-16, -54, 32, 40, 8, coat, ink, 1.5)
	br.line(rgb(0x20242E), 2, -13, -48, 12, -26)
	br.box(6, -30, 20, 14, 2, rgb(0xC89B66), ink, 1.3)
	br.line(ink, 1.2, 6, -30, 16, -23, 26, -30)
	br.disc(0, -64, 12, rgb(0xE0B183), ink, 1.4)
	br.area(coat, ink, 1.4, -13, -68, 13, -68, 11, -78, -11, -78)
	br.box(2, -70, 17, 3.6, 1.5, rgb(0x20242E), Colour{}, 0)
	br.disc(0, -73, 2.6, rgb(0xFFD46B), ink, 0.9)
	br.disc(-4, -63, 1.4, ink, Colour{}, 0)
	br.disc(5, -63, 1.4, ink, Colour{}, 0)
}

// DKIM: the wax and the imprint.

func (r *inspectionView) dkim(body Rect, f *trace.PolicyChecked) {
	b := r.b
	signatures := stepsOf(f.Steps, "signature")
	// As large as there is room for, with what is written below it.
	words := r.size * 2.4
	if body.H > r.size*13 {
		words = r.size * 6.6
	}
	w := math.Min(math.Min(body.W*0.38, (body.H-words)/0.74), 210*r.k)
	card := Rect{body.Centre().X - w - math.Min(body.W*0.1, 40*r.k), body.Y + math.Max(2*r.k, (body.H-words-w*0.74)*0.4), w, w * 0.74}
	if len(signatures) == 0 {
		c := Point{body.Centre().X, body.Y + body.H*0.44}
		e := around(c, w, w*0.7)
		b.envelope(e, r.inspected(), &b.list.Life)
		at := Point{e.Centre().X - e.W*0.06, e.Y + e.H*0.54}
		b.life(Disc{Centre: at, R: e.H * 0.32, Fill: Light.Sheet})
		ring(b, at, e.H*0.28, Light.Soft)
		r.write(Sans, r.size, wordNoSeal.In(b.m.lang), r.soft, Point{c.X, e.Bottom() + r.size}, 0, body.W)
		return
	}
	s := signatures[0]
	for _, other := range signatures { // the one that speaks for all
		if other.Result == f.Result {
			s = other
			break
		}
	}
	key, header, text := first(s.Steps, "key"), first(s.Steps, "header"), first(s.Steps, "body-hash")
	name := arg(s.Args, "selector") + "." + arg(s.Args, "domain")
	// Whoever sealed it with another key left another imprint.
	imprint := name
	if header.Result == "changed" {
		imprint += " forged"
	}
	letter := card
	b.envelope(letter, r.inspected(), &b.list.Life)
	r.seal(Point{letter.Centre().X - letter.W*0.06, letter.Y + letter.H*0.54}, letter.H*0.34, imprint, s.Result != "pass")
	other := Rect{2*body.Centre().X - card.Right(), card.Y, card.W, card.H}
	b.life(Box{Rect: other, Radius: 3, Fill: Light.Sheet, Stroke: b.pal.Outline, Width: 1.4}, Box{Rect: Rect{other.X, other.Y, other.W, math.Min(r.size*1.6, other.H*0.3)}, Radius: 3, Fill: b.pal.Stone, Stroke: b.pal.Outline, Width: 1.2})
	at := Point{other.Centre().X, other.Y + other.H*0.62}
	if key.Result == "found" {
		b.life(Disc{Centre: at, R: other.H * 0.28, Fill: rgb(0xE2DFEA), Stroke: b.pal.Stone, Width: 1.4})
		glyph(b, at, other.H*0.15, name, rgb(0x4A5163))
	} else {
		ring(b, at, other.H*0.26, Light.Soft)
	}
	hashes := []string{arg(text.Args, "claimed"), arg(text.Args, "computed")}
	rows := card.Bottom()+r.size*(0.9+1.3+1.5+1.5+0.6) <= body.Bottom() && !slices.Contains(hashes, "")
	fits := header.Result
	if !rows && text.Result == "changed" && fits == "same" {
		fits = "changed" // of two comparisons of which one is shown, the one that failed
	}
	r.equal(Point{(letter.Right() + other.X) / 2, letter.Centre().Y}, fits)
	y := card.Bottom() + r.size*0.9
	r.write(Sans, r.size, wordSealOn.In(b.m.lang), r.soft, Point{letter.Centre().X, y}, 0, body.W*0.48)
	r.write(Sans, r.size, ofKey(key, arg(s.Args, "reason")).In(b.m.lang), r.soft, Point{other.Centre().X, y}, 0, body.W*0.48)
	y += r.size * 1.3
	if y+r.size > body.Bottom() {
		return
	}
	r.write(Mono, r.size, "d="+arg(s.Args, "domain")+"; s="+arg(s.Args, "selector"), r.ink, Point{body.Centre().X, y}, 0, body.W)
	y += r.size * 1.5
	if !rows {
		return
	}
	wide := math.Min(body.W, 330*r.k) - 36*r.k // beside them stands how they compare
	left := body.Centre().X - wide/2 - 18*r.k
	for i, h := range hashes {
		label := []string{wordWritten.In(b.m.lang), wordComputed.In(b.m.lang)}[i]
		r.fingerprint(Rect{left, y - r.size*0.6, wide, r.size * 1.2}, label, h, text.Result == "same")
		y += r.size * 1.5
	}
	r.equal(Point{left + wide + 20*r.k, y - r.size*2.25}, text.Result)
	if text.Result == "changed" && y+r.size*0.7 <= body.Bottom() {
		r.write(Sans, r.size, wordChanged.In(b.m.lang), r.ink, Point{body.Centre().X, y}, 0, body.W)
	}
}

// ofKey says what came of the key of a signature that ended for a reason.
func ofKey(key trace.PolicyStep, reason string) lang.Text {
	switch {
	case key.Result == "found":
		return wordPublicKey
	case key.Code == "": // the signature was no good before anybody asked
		return wordUnsought
	case reason == "key-unknown":
		return wordNoAnswer
	case reason == "key-revoked":
		return wordRevoked
	case reason == "key-syntax":
		return wordBadKey
	}
	return wordNoKey
}

func first(list []trace.PolicyStep, code string) trace.PolicyStep {
	if found := stepsOf(list, code); len(found) > 0 {
		return found[0]
	}
	return trace.PolicyStep{}
}

// ring is an empty place: nothing is here.
func ring(b *builder, at Point, radius float64, c Colour) {
	pts := make([]Point, 0, 33)
	for j := range 33 {
		pts = append(pts, at.Add(turn(float64(j)/32).Times(radius)))
	}
	b.life(Line{Points: pts, Width: 1.6, Colour: c, Dash: 4})
}

// glyph is an imprint: a few strokes that a name is known by.
func glyph(b *builder, at Point, half float64, of string, c Colour) {
	sum := sha256.Sum256([]byte(of))
	step := half / 1.5
	var cells [4][4]bool
	cut := sum[0]
	for _, c := range sum { // neither nearly empty nor nearly full
		if n := bits.OnesCount8(c); n >= 3 && n <= 5 {
			cut = c
			break
		}
	}
	for i := range 8 { // mirrored, like a seal's cut
		on := cut>>i&1 == 1
		cells[i/2][i%2], cells[i/2][3-i%2] = on, on
	}
	for y := range cells {
		for x := range cells[y] {
			if cells[y][x] {
				p := at.Add(Point{(float64(x) - 2) * step, (float64(y) - 2) * step})
				b.life(Box{Rect: Rect{p.X, p.Y, step * 1.02, step * 1.02}, Fill: c})
			}
		}
	}
}

// seal is wax with an imprint; broken, a crack runs through it.
func (r *inspectionView) seal(at Point, radius float64, imprint string, broken bool) {
	b := r.b
	wax := Light.Wax
	pts := make([]Point, 0, 40)
	for i := range 40 {
		a := float64(i) / 40
		pts = append(pts, at.Add(turn(a).Times(radius*(1+0.07*math.Sin(a*2*math.Pi*7)+0.04*math.Cos(a*2*math.Pi*3)))))
	}
	b.life(Area{Points: pts, Fill: wax, Stroke: wax.Mix(rgb(0), 0.35), Width: 1.4}, Disc{Centre: at, R: radius * 0.72, Stroke: wax.Mix(rgb(0), 0.3), Width: 1.2})
	glyph(b, at, radius*0.42, imprint, rgb(0xF2DDE8))
	if !broken {
		return
	}
	crack := []Point{at.Add(Point{-radius * 0.2, -radius * 1.05}), at.Add(Point{radius * 0.14, -radius * 0.4}), at.Add(Point{-radius * 0.16, radius * 0.1}), at.Add(Point{radius * 0.2, radius * 0.5}), at.Add(Point{0, radius * 1.08})}
	b.life(Line{Points: crack, Width: radius * 0.2, Colour: Light.Sheet}, Line{Points: crack, Width: 1.4, Colour: Light.verdict(story.Permanent).Line})
}

// equal stands between the wax and the imprint: they fit, or they do not, or there was
// nothing to compare.
func (r *inspectionView) equal(at Point, header string) {
	class := map[string]story.Class{"same": story.OK, "changed": story.Permanent}[header]
	k := 9 * r.k
	ink := Light.verdict(class).Line
	r.b.life(Disc{Centre: at, R: k * 1.5, Fill: Light.Sheet, Stroke: r.b.pal.verdict(class).Line, Width: 1.8})
	if class == story.None {
		r.b.life(r.b.text(Bold, r.size, "?", ink, at, 0))
		return
	}
	for _, y := range []float64{-k * 0.36, k * 0.36} {
		r.b.life(Line{Points: []Point{at.Add(Point{-k * 0.7, y}), at.Add(Point{k * 0.7, y})}, Width: 2.2, Colour: ink})
	}
	if class == story.Permanent {
		r.b.life(Line{Points: []Point{at.Add(Point{-k * 0.5, k * 0.9}), at.Add(Point{k * 0.5, -k * 0.9})}, Width: 2.2, Colour: ink})
	}
}

// fingerprint is a hash as a row of tiles: two rows that look alike are alike.
func (r *inspectionView) fingerprint(box Rect, label, hash string, same bool) {
	b := r.b
	w := math.Max(b.m.tale.measure(Sans, r.size, wordWritten.In(b.m.lang)), b.m.tale.measure(Sans, r.size, wordComputed.In(b.m.lang))) + r.size*0.6
	if w > box.W*0.5 {
		return
	}
	r.write(Sans, r.size, label, r.soft, Point{box.X, box.Centre().Y}, -1, w)
	const tiles = 16
	each := math.Min((box.W-w)/tiles, box.H*1.1)
	tones := []Colour{rgb(0x2F6B3C), rgb(0x8FB58A), rgb(0x1F5E86), rgb(0x99BED3), rgb(0x66640F), rgb(0xC9C486), rgb(0x6B3F86), rgb(0xBFA5CB)}
	for i := range min(tiles, len(hash)) {
		b.life(Box{Rect: Rect{box.X + w + each*float64(i), box.Y, each * 0.86, box.H}, Radius: 2, Fill: tones[int(hash[i])%len(tones)], Stroke: b.pal.Outline, Width: 0.8})
	}
	if !same {
		b.life(Box{Rect: Rect{box.X + w - 3, box.Y - 2, each*tiles + 4, box.H + 4}, Radius: 3, Stroke: b.pal.verdict(story.Permanent).Line, Width: 1.4})
	}
}

// DMARC: the tree.

func (r *inspectionView) dmarc(body Rect, f *trace.PolicyChecked) {
	b := r.b
	domain := arg(f.Details, "domain")
	if domain == "" {
		domain = arg(first(f.Steps, "find").Args, "domain")
	}
	if body.H < r.size*13 {
		r.dmarcInLines(body, domain, f)
		return
	}
	line := r.soft.Fade(0.75)
	pitch := math.Min((body.H-r.size*1.6)/3.9, 92*r.k) // below the last row stands what the owner asks for
	high := math.Min(pitch*0.56, 34*r.k)
	top := r.chip(Point{body.Centre().X, body.Y + high*0.6}, math.Min(body.W*0.8, 230*r.k), high, Mono, "From: "+domain, "", story.None, true)
	ids := r.identifiers(f)
	y := top.Y + pitch*1.25
	under := 1 // lines that there is room for below an identifier
	if pitch*1.1-high > r.size*4.2 {
		under = 2
	}
	var joins []Rect
	shares := r.shares(body, ids)
	for i, id := range ids {
		x := shares[i].Centre().X
		box, notes := r.identifier(Point{x, y + high/2}, shares[i].W-8*r.k, high, domain, id, under)
		r.branch(Point{top.Centre().X, top.Bottom()}, Point{x, box.Y}, line, true)
		if high > 26*r.k {
			box.H += r.size * 1.6 * float64(notes)
		}
		joins = append(joins, box)
	}
	if len(joins) == 0 {
		joins = append(joins, top)
	}
	y += pitch * 1.1
	result := r.chip(Point{body.Centre().X, y + high/2}, math.Min(body.W*0.7, 190*r.k), high, Bold, "DMARC: "+f.Result, "", proved(f.Result), true)
	for i, j := range joins {
		used := len(ids) == 0 || speaksFor(ids[i])
		c := line
		if used && f.Result == "pass" {
			c = b.pal.verdict(story.OK).Line
		}
		r.branch(Point{j.Centre().X, j.Bottom()}, Point{result.Centre().X, result.Y}, c, used)
	}
	y += pitch * 0.95
	r.ends(Rect{body.X, y, body.W, high}, result, f)
}

// speaksFor tells whether what was proved speaks for the name that is seen (RFC 9989
// section 4.4).
func speaksFor(id trace.PolicyStep) bool {
	return arg(id.Args, "said") == "pass" && (id.Result == "same" || id.Result == "aligned")
}

// shares divides a bay among the identifiers: alike, or, where a domain would be cut then, by what their names need.
func (r *inspectionView) shares(body Rect, ids []trace.PolicyStep) []Rect {
	needs, sum, most := make([]float64, len(ids)), 0.0, 0.0
	for i, id := range ids {
		needs[i] = math.Max(r.b.m.tale.measure(Sans, r.size, arg(id.Args, "domain"))+r.size*4+8*r.k, body.W*0.32)
		sum, most = sum+needs[i], math.Max(most, needs[i])
	}
	list := make([]Rect, len(ids))
	x := body.X
	for i := range ids {
		w := body.W / float64(len(ids))
		if most > w {
			w = body.W * needs[i] / sum
		}
		list[i] = Rect{x, body.Y, w, body.H}
		x += w
	}
	return list
}

// identifier is the node of a method: the domain that it proved, and below it what that domain is to the name that is seen. Where
// there is room for two lines the name of the method stands in the first of them, and that of the domain need not be cut.
func (r *inspectionView) identifier(at Point, wide, high float64, domain string, id trace.PolicyStep, under int) (box Rect, notes int) {
	lang, class, note := r.b.m.lang, story.Permanent, ""
	switch {
	case speaksFor(id) && id.Result == "same":
		class, note = story.OK, wordSame.In(lang)
	case speaksFor(id):
		class, note = story.OK, wordRelated.In(lang)
	case arg(id.Args, "said") != "pass":
		class, note = proved(arg(id.Args, "said")), wordUnproved.In(lang) // no seal at all is no broken one
	case id.Result == "unproved":
		class = proved(arg(id.Args, "said")) // without a record nobody asks whom it speaks for
	case id.Result == "unknown":
		class, note = story.Temporary, wordUnknown.In(lang)
	case arg(id.Args, "mode") == "s":
		note = sprintf(wordOther.In(lang), domain)
	default:
		note = wordStranger.In(lang)
	}
	method, proven := arg(id.Args, "method"), arg(id.Args, "domain")
	if under < 2 || proven == "" || note == "" {
		if note != "" {
			notes = 1
		}
		return r.chip(at, wide, high, Sans, strings.TrimSpace(method+" "+proven), note, class, true), notes
	}
	box = r.chip(at, wide, high, Sans, proven, method+" "+arg(id.Args, "said"), class, true)
	r.write(Sans, r.size, note, r.ink, Point{at.X, box.Bottom() + r.size*2.2}, 0, wide+8*r.k)
	return box, 2
}

// dmarcInLines is the tree where there is no height for one: what was proved in one line,
// what follows from it in another.
func (r *inspectionView) dmarcInLines(body Rect, domain string, f *trace.PolicyChecked) {
	b := r.b
	high := math.Min(r.size*1.9, body.H*0.26)
	r.write(Mono, r.size, "From: "+domain, r.ink, Point{body.X + r.size*9, body.Y - r.size*0.95}, -1, body.W-r.size*17)
	ids := r.identifiers(f)
	gap := (body.H - 2*high - r.size*2.8) / 2
	y := body.Y + math.Max(2, gap*0.6) + high/2
	for i, id := range ids {
		x := body.X + body.W*(float64(i)+0.5)/float64(len(ids))
		r.identifier(Point{x, y}, body.W/float64(len(ids))-8*r.k, high, domain, id, 1)
	}
	y += high + r.size*1.5 + math.Max(0, gap*0.8)
	result := r.chip(Point{body.X + body.W*0.3, y}, body.W*0.5, high, Bold, "DMARC: "+f.Result, "", proved(f.Result), true)
	end := r.endOf(f)
	note := r.because(end, f)
	if asks := arg(f.Details, "policy"); note == "" && asks != "" {
		note = "p=" + asks
	}
	box := r.chip(Point{body.X + body.W*0.78, y}, body.W*0.36, high, Sans, end.word, note, end.class, true)
	c := b.pal.verdict(end.class).Line
	from, to := Point{result.Right() + 4, y}, Point{box.X - 4, y}
	b.life(Line{Points: []Point{from, to}, Width: 2, Colour: c})
	b.chevron(to, Point{1, 0}, 4.5, 2, c)
}

// ending is what becomes of the letter.
type ending struct {
	word, policy, action string
	class                story.Class
}

// endings are all that can become of it, by what the owner of the name may ask for
// (RFC 9989 section 4.7).
func (r *inspectionView) endings(f *trace.PolicyChecked) []ending {
	folder := "Junk"
	if f.Folder != "" {
		folder = f.Folder
	}
	return []ending{{wordGoesOn.In(r.b.m.lang), "none", "accept", story.OK}, {folder, "quarantine", "file", story.Temporary}, {"550", "reject", refuses, story.Permanent}}
}

// refuses is what a check does that ends with a letter refused.
const refuses = "refuse"

// endOf is the one that does become of it, by what DMARC says or else by the server's own rules, which may ask for more.
func (r *inspectionView) endOf(f *trace.PolicyChecked) ending {
	all := r.endings(f)
	for _, e := range all {
		if e.action == f.Action && !r.x.rules || e.action == refuses && r.x.rules {
			return e
		}
	}
	return all[0]
}

// because is what decided that a letter ends so: what the owner of the name asks for, somebody who vouches for it, or own rules.
func (r *inspectionView) because(e ending, f *trace.PolicyChecked) string {
	by, asks, chosen := arg(f.Details, "vouched"), arg(f.Details, "policy"), e == r.endOf(f)
	switch {
	case chosen && r.x.rules:
		return wordOwnRules.In(r.b.m.lang)
	case chosen && by != "":
		return "ARC: " + by
	case e.policy == asks:
		return "p=" + asks
	}
	return ""
}

// identifiers are what SPF and DKIM say about whom, one of each: of several the one that
// speaks for the name that is seen. A method that proved nobody has a place all the same.
func (r *inspectionView) identifiers(f *trace.PolicyChecked) []trace.PolicyStep {
	var list []trace.PolicyStep
	for _, method := range []string{"SPF", "DKIM"} {
		said := arg(f.Input, strings.ToLower(method))
		if said == "" {
			continue
		}
		one := trace.PolicyStep{Code: "identifier", Result: "unproved", Args: []trace.Argument{{Name: "method", Value: method}, {Name: "said", Value: said}}}
		for _, id := range stepsOf(f.Steps, "identifier") {
			if arg(id.Args, "method") == method && (one.Result == "unproved" || id.Result == "same" || id.Result == "aligned") {
				one = id
			}
		}
		list = append(list, one)
	}
	return list
}

// ends are what can become of the letter, the one that does become of it drawn whole.
// What the owner asks for stands below it.
func (r *inspectionView) ends(box, from Rect, f *trace.PolicyChecked) {
	for i, e := range r.endings(f) {
		x := box.X + box.W*(float64(i)+0.5)/3
		chosen := e == r.endOf(f)
		class := story.None
		if chosen {
			class = e.class
		}
		at := r.chip(Point{x, box.Y + box.H/2}, box.W/3-2*r.k, box.H*0.92, Sans, e.word, r.because(e, f), class, chosen)
		c := r.soft.Fade(0.6)
		if chosen {
			c = r.b.pal.verdict(class).Line
		}
		r.branch(Point{from.Centre().X, from.Bottom()}, Point{x, at.Y}, c, chosen)
	}
}

// branch joins two nodes of the tree.
func (r *inspectionView) branch(from, to Point, c Colour, whole bool) {
	mid := (from.Y + to.Y) / 2
	l := Line{Points: cubic(12, from, Point{from.X, mid}, Point{to.X, mid}, to), Width: 2.4 * r.k, Colour: c}
	if !whole {
		l.Width, l.Dash = 1.5*r.k, 4
	}
	r.b.life(l)
}

// chip is a node of the tree: its sign, its words, and a note below.
func (r *inspectionView) chip(at Point, wide, high float64, f Font, word, note string, class story.Class, whole bool) Rect {
	b := r.b
	v := b.pal.verdict(class)
	mark := 0.0
	if class != story.None {
		mark = r.size * 1.8
	}
	word = b.m.tale.shorten(f, r.size, printable(word), wide-mark-r.size)
	w := math.Min(wide, b.m.tale.measure(f, r.size, word)+mark+r.size*1.4)
	box := around(at, w, high)
	fill := b.pal.Card
	s := Box{Rect: box, Radius: high * 0.45, Fill: fill, Stroke: v.Line, Width: 1.8}
	if !whole {
		s.Dash, s.Width, s.Fill = 4, 1.3, fill.Fade(0.5)
	}
	b.life(s)
	if class != story.None {
		b.sign(class, Point{box.X + r.size*1.15, at.Y}, r.size*0.72, &b.list.Life)
	}
	ink := b.pal.Ink
	if !whole {
		ink = b.pal.Soft
	}
	b.life(b.text(f, r.size, word, ink, Point{at.X + mark/2, at.Y}, 0))
	if note != "" {
		r.write(Sans, r.size, note, r.soft, Point{at.X, box.Bottom() + r.size*0.8}, 0, wide+8*r.k)
	}
	return box
}
