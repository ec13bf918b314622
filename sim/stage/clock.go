package stage

import (
	"math"
	"slices"
	"time"

	"posta/sim/lang"
)

// day is what stands below the time: which day it is; while hours pass, how many.
func (m *Model) day(now time.Time, l lang.Lang) string {
	if m.act.wait == 0 {
		return dayWord(now, l) + " " + dateWord(now, l)
	}
	day := "+ " + span(m.act.wait, l)
	switch {
	case m.rounds > 0:
		day += " \u00b7 " + sprintf(wordTries.In(l), m.rounds)
	case m.later():
		day = m.dayBrief(l) + " \u00b7 " + day
	}
	return day
}

// mostDays is how many days of a story are measured: later ones are hardly called any longer.
const mostDays = 40

// broadestDay is how broad the longest of the story's days is, in either language.
func (t *tale) broadestDay(size float64) float64 {
	first := t.local(0)
	key := daysIn{size, min(mostDays, t.lasts())}
	if broad, known := t.days[key]; known {
		return broad
	}
	broad := 0.0
	for i := range key.days + 1 {
		day := first.AddDate(0, 0, i)
		broad = math.Max(broad, t.broadest(Sans, size, lang.Text{ES: dayWord(day, lang.ES) + " " + dateWord(day, lang.ES), EN: dayWord(day, lang.EN) + " " + dateWord(day, lang.EN)}))
	}
	t.days[key] = broad
	return broad
}

// lasts is how many midnights the story has, or some more where it sees a new year.
func (t *tale) lasts() int {
	first, last := t.local(0), t.local(0)
	if n := len(t.telling.Trace.Events); n > 0 {
		last = t.local(t.telling.Trace.Events[n-1].At)
	}
	return last.YearDay() - first.YearDay() + 366*(last.Year()-first.Year())
}

// dayBrief is the day where there is no room for more; of a story that is over before midnight, nothing: hours of several days would
// seem to repeat themselves, or to run backwards.
func (m *Model) dayBrief(l lang.Lang) string {
	if m.tale.lasts() == 0 {
		return ""
	}
	now := m.Local()
	return itoa(now.Day()) + " " + months[now.Month()-1].In(l)[:3]
}

// later tells whether it is another day than that on which the story began.
func (m *Model) later() bool {
	const day = "2006-01-02"
	return m.Local().Format(day) != m.tale.local(0).Format(day)
}

// daysIn are the first days of a story in a size of type.
type daysIn struct {
	size float64
	days int
}

// clockForm is how much of the clock is shown, and the room that it needs.
type clockForm struct {
	dated, faced bool
	upright      bool // the time stands below the face, not beside it
	w, h, face   float64
	size, small  float64 // of the time and of the date
}

// clockForms are what it can look like, the best first: what a picture cannot do without is the hour, and of a story of several days
// the day, if only in brief.
func (b *builder) clockForms() []clockForm {
	m, k := b.m, b.typeScale()
	f := clockForm{dated: true, faced: true, upright: m.plan.Columns > 2, face: 27 * k, size: math.Max(b.least, round2(16*k)), small: math.Max(b.least, round2(12.5*k))}
	if m.plan.Portrait {
		f.face = 17 * k
	}
	if b.projected() > 1 {
		f.small = round2(15.8 * k)
	}
	now := m.Local()
	time := m.tale.measure(Mono, f.size, now.Format(wholeTime))
	// It has room in both languages and on every day of the story, or in neither: it keeps its place.
	date := math.Max(m.tale.broadest(Sans, f.small, lang.Text{ES: m.day(now, lang.ES), EN: m.day(now, lang.EN)}), m.tale.broadestDay(f.small))
	f.w, f.h = 2*f.face+12*k+math.Max(time, date), 2*f.face+6
	faced, bare := f, f
	faced.dated, faced.w = false, 2*f.face+12*k+time
	bare.dated, bare.faced, bare.w, bare.h = false, false, time, f.size*1.3
	brief := 0.0
	if m.tale.lasts() > 0 {
		brief = f.small * lineHeight
	}
	bare.h += brief
	if !f.upright {
		return []clockForm{f, faced, bare}
	}
	faced.w, faced.h = math.Max(2*f.face, time), f.h+f.size*1.5+brief
	return []clockForm{faced, bare}
}

const wholeTime = "15:04:05"

// cardRoom is how far its card reaches around it.
const cardRoom = 7.0

// hangClock takes the clock's place before anybody else does who has a choice.
func (b *builder) hangClock() {
	if b.m.tale.header.Start.IsZero() || b.inspects != nil { // an inspection has its own
		return
	}
	b.dial, b.told = b.clockAt()
	if !b.told.Empty() {
		b.taken = append(b.taken, b.told.Grow(8*b.typeScale()))
	}
}

// clock is on the wall of the sky: what time it is in the story; while hours pass,
// how many. Where something had to open over it, it hangs elsewhere.
func (b *builder) clock() {
	if b.dial.w == 0 {
		return
	}
	own := b.told.Grow(8 * b.typeScale())
	others := func(r Rect) bool { return r != own && r.Overlaps(b.told) }
	if b.told.Empty() || slices.ContainsFunc(b.taken, others) || slices.ContainsFunc(b.solid, others) {
		b.taken = slices.DeleteFunc(b.taken, func(r Rect) bool { return r == own })
		b.hangClock()
		b.moved = true
	}
	f, r, k := b.dial, b.told, b.typeScale()
	if r.Empty() {
		return
	}
	if !b.pal.clear(b.hour) || b.m.act.wait != 0 || !f.faced || slices.ContainsFunc(b.afloat, r.Overlaps) {
		b.life(Box{Rect: r.Grow(cardRoom), Radius: 10, Fill: b.pal.Card, Stroke: b.pal.RoadEdge, Width: 1})
	}
	now := b.m.Local()
	when, brief := now.Format(wholeTime), b.m.dayBrief(b.m.lang)
	if !f.faced || f.upright {
		low := r.Bottom()
		if brief != "" {
			low -= f.small * lineHeight
			b.life(b.text(Sans, f.small, brief, b.pal.Soft, Point{r.Centre().X, low + f.small*lineHeight/2}, 0))
		}
		b.life(b.text(Mono, f.size, when, b.pal.Ink, Point{r.Centre().X, low - f.size*0.65}, 0))
	}
	if !f.faced {
		return
	}
	c := Point{r.X + f.face, r.Centre().Y}
	if f.upright {
		c = Point{r.Centre().X, r.Y + f.face + 3}
	}
	b.life(Disc{Centre: c.Add(Point{2, 4}), R: f.face, Fill: b.pal.Shade.Fade(0.6)})
	b.clockFace(c, f.face, k)
	x := c.X + f.face + 12*k
	switch {
	case f.upright:
	case f.dated || brief != "":
		if f.dated {
			brief = b.m.day(now, b.m.lang)
		}
		b.life(b.text(Mono, f.size, when, b.pal.Ink, Point{x, c.Y - f.size*0.62}, -1), b.text(Sans, f.small, brief, b.pal.Soft, Point{x, c.Y + f.small*0.75}, -1))
	default:
		b.life(b.text(Mono, f.size, when, b.pal.Ink, Point{x, c.Y}, -1))
	}
}

// clockFace is the dial with its hands.
func (b *builder) clockFace(c Point, face, k float64) {
	now, ink := b.m.Local(), Light.Ink
	b.life(Disc{Centre: c, R: face, Fill: Light.Card, Stroke: ink, Width: 2.6 * k})
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
}

// clockAt is where the clock hangs, and how much of it: in the sky on the right, or wherever along the upper edge or in the gap there
// is room; the hour alone also on somebody's land, or on a street where nothing goes.
func (b *builder) clockAt() (clockForm, Rect) {
	forms, free := b.clockForms(), b.m.free()
	tiny := free.H < 200 // there is hardly room for who acts and what they say
	if tiny {
		forms = forms[:1]
	}
	fits := func(f clockForm, p Point, around float64, bare func(Rect) bool) (Rect, bool) {
		r := Rect{p.X, p.Y, f.w, f.h}
		card := r.Grow(cardRoom + 1)
		return r, card.X >= free.X && card.Right() <= free.Right() && card.Bottom() <= free.Bottom() && bare(r.Grow(around))
	}
	for _, f := range forms {
		for _, p := range b.clockPlaces(f) {
			if r, ok := fits(f, p, 8, b.bare); ok {
				return f, r
			}
		}
	}
	f := forms[len(forms)-1]
	if tiny {
		return f, Rect{}
	}
	for _, bare := range []func(Rect) bool{func(r Rect) bool { return b.untouched(r) && !b.onStreet(r) }, func(r Rect) bool { return b.untouched(r) && !b.onWay(r) }} {
		for y := free.Y + 10; y < free.Bottom(); y += 8 {
			for x := free.X + 10; x < free.Right(); x += f.w * 0.6 {
				if r, ok := fits(f, Point{x, y}, 4, bare); ok {
					return f, r
				}
			}
		}
	}
	return f, Rect{}
}

// onWay tells whether a rectangle covers the way on which something goes.
func (b *builder) onWay(r Rect) bool {
	r = r.Grow(roadWide / 2 * b.zoom)
	for _, path := range []Path{b.m.act.path, b.m.act.carriers} {
		for i := 1; i < len(path.Points); i++ {
			if _, _, hit := r.clip(b.point(path.Points[i-1]), b.point(path.Points[i])); hit {
				return true
			}
		}
	}
	return false
}

// clockPlaces are where a form of the clock may hang, the best first.
func (b *builder) clockPlaces(f clockForm) []Point {
	free := b.m.free()
	y := free.Y + 14
	if hor := b.point(Point{0, b.m.plan.Horizon}).Y; !b.m.plan.Portrait && hor-f.h-16 > y && b.m.plan.Columns <= 2 {
		y = math.Min(hor-f.h-14, y+20*b.typeScale())
	}
	places := []Point{{free.Right() - f.w - 24, y}, {free.X + 24, y}, {free.Centre().X - f.w/2, y}}
	if b.m.plan.Portrait { // the sky is narrow there, and full
		for x := free.X + 12; x+f.w < free.Right(); x += 12 {
			places = append(places, Point{x, y})
		}
	}
	talk := b.talk()
	for up := f.h + 8; up < talk.H && !b.m.plan.Portrait; up += 24 * b.zoom { // in the gap, from below: most is said above
		places = append(places, Point{talk.Right() - f.w - 10, talk.Bottom() - up})
	}
	return places
}

// bare tells whether there is nothing but ground.
func (b *builder) bare(r Rect) bool {
	for i := range b.m.plan.Plots {
		if b.rect(b.m.plan.Plots[i].Land).Overlaps(r) {
			return false
		}
	}
	return b.untouched(r) && !b.onStreet(r)
}

// untouched tells whether nothing stands or lies there.
func (b *builder) untouched(r Rect) bool {
	for _, l := range [][]Rect{b.taken, b.solid} {
		for _, t := range l {
			if t.Overlaps(r) {
				return false
			}
		}
	}
	current, ok := b.currentBox()
	return !ok || !current.Overlaps(r)
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
