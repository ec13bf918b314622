package stage

import (
	"math"
	"time"

	"posta/sim/lang"
)

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

// mostDays is how many days of a story are measured: later ones are hardly called any longer.
const mostDays = 40

// broadestDay is how broad the longest of the story's days is, in either language.
func (t *tale) broadestDay(size float64) float64 {
	first, last := t.local(0), t.local(0)
	if n := len(t.telling.Trace.Events); n > 0 {
		last = t.local(t.telling.Trace.Events[n-1].At)
	}
	key := daysIn{size, min(mostDays, last.YearDay()-first.YearDay()+366*(last.Year()-first.Year()))}
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

// daysIn are the first days of a story in a size of type.
type daysIn struct {
	size float64
	days int
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
	// It has room in both languages and on every day of the story, or in neither: it keeps its place.
	broad := math.Max(m.tale.measure(Mono, size, when), m.tale.broadest(Sans, small, lang.Text{ES: m.day(now, lang.ES), EN: m.day(now, lang.EN)}))
	broad = math.Max(broad, m.tale.broadestDay(small))
	w, h := 2*face+12*k+broad, 2*face+6
	upright := m.plan.Columns > 2
	if upright {
		w, h = math.Max(2*face, m.tale.measure(Mono, size, when)), 2*face+6+size*1.5
	}
	r, ok := b.clockAt(w, h)
	if !ok {
		return
	}
	night, dusk := b.pal.light(b.hour)
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
	b.dial = r
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
