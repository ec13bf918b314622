package view

import (
	"strconv"
	"time"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
)

// Timeline is the slider at one detail: its chapters and the places where
// something goes wrong, and what it looks like as real time.
type Timeline struct {
	Detail   story.Detail `json:"detail"`
	Count    int          `json:"count"`
	Chapters []Chapter    `json:"chapters"`
	Failures []int        `json:"failures"`
	// Folds are the stretches in which the same is done over and over.
	Folds []Fold `json:"folds"`
	// Real is the timeline as time, where time passes that is worth seeing.
	Real *RealTime `json:"real,omitempty"`
}

// Fold is a stretch of steps and chapters that playing only counts.
type Fold struct {
	// From and To are steps: the first of it, and the first after it.
	From int `json:"from"`
	To   int `json:"to"`
	// Chapter and End are the same as chapters.
	Chapter int    `json:"chapter"`
	End     int    `json:"end"`
	Text    string `json:"text"` // how often, and how long the waits are
}

// RealTime is a run on an axis of time. Times are seconds since its beginning.
type RealTime struct {
	Lasts float64 `json:"lasts"`
	// At are the ends of the steps.
	At []float64 `json:"at"`
	// Waits are the times in which nothing happens but waiting.
	Waits []Span `json:"waits"`
	// Nights are those between sunset and sunrise, as the stage's sky has them.
	Nights []Span `json:"nights"`
	// Days are the marks of the axis.
	Days []Mark `json:"days"`
}

// Span is a stretch of time.
type Span struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
}

// Mark is a named instant.
type Mark struct {
	At   float64 `json:"at"`
	Name string  `json:"name"`
}

const (
	// maxFailures bounds the marks on the slider.
	maxFailures = 500
	// waitsFrom is the wait that is worth seeing, and realFrom how long a run must last
	// for its time to be more than a flash.
	waitsFrom = 45 * time.Second
	realFrom  = 5 * time.Minute
	// maxReal bounds the steps that are put on an axis of time, maxDays its marks.
	maxReal = 20000
	maxDays = 40
	// The sky of the stage is half dark at these hours.
	sunrise = 5 * time.Hour
	sunset  = 21 * time.Hour
)

// Timeline gives the slider's marks.
func (v *Viewer) Timeline(d story.Detail, l lang.Lang) Timeline {
	steps := v.story.Steps(d)
	t := Timeline{Detail: d, Count: len(steps), Chapters: []Chapter{}, Failures: []int{}, Folds: []Fold{}}
	for i := range v.story.Chapters {
		c := v.story.Chapters[i]
		begin, _ := c.Range(d)
		t.Chapters = append(t.Chapters, Chapter{
			Title: v.words.Chapter(c).In(l), Kind: string(c.Kind), Step: begin, Failure: c.Failure, Clock: v.moment(c.Start, 0, l),
		})
	}
	for i := range steps {
		if steps[i].Failure && len(t.Failures) < maxFailures {
			t.Failures = append(t.Failures, i)
		}
	}
	for _, f := range v.story.Folds() {
		t.Folds = append(t.Folds, v.fold(f, d, l))
	}
	t.Real = v.real(steps, l)
	return t
}

// fold says how often the same is done, and how long the waits are.
func (v *Viewer) fold(f story.Fold, d story.Detail, l lang.Lang) Fold {
	begin, _ := v.story.Chapters[f.Begin].Range(d)
	_, end := v.story.Chapters[f.End-1].Range(d)
	least, most := f.Waits[0], f.Waits[0]
	for _, w := range f.Waits {
		least, most = min(least, w), max(most, w)
	}
	n := strconv.Itoa(len(f.Waits))
	waits := pick(l, "esperas de "+explain.Duration(least).ES+" a "+explain.Duration(most).ES, "waits of "+explain.Duration(least).EN+" to "+explain.Duration(most).EN)
	text := pick(l, n+" intentos más, con "+waits, n+" more tries, with "+waits)
	if len(f.Waits) == 1 {
		text = pick(l, "un intento más, con una espera de "+explain.Duration(least).ES, "one more try, with a wait of "+explain.Duration(least).EN)
	}
	return Fold{From: begin, To: end, Chapter: f.Begin, End: f.End, Text: text}
}

// real is the run as time, nil where it lasts no time worth seeing.
func (v *Viewer) real(steps []*story.Step, l lang.Lang) *RealTime {
	if len(steps) == 0 || len(steps) > maxReal {
		return nil
	}
	last := steps[len(steps)-1].End
	if last < realFrom {
		return nil
	}
	r := &RealTime{Lasts: seconds(last), At: make([]float64, len(steps)), Waits: []Span{}, Nights: []Span{}, Days: []Mark{}}
	var before time.Duration
	for i, s := range steps {
		at := s.End
		r.At[i] = seconds(at)
		if at-before >= waitsFrom {
			r.Waits = append(r.Waits, Span{seconds(before), seconds(at)})
		}
		before = at
	}
	v.days(r, last, l)
	return r
}

// days marks the days and the nights of an axis.
func (v *Viewer) days(r *RealTime, last time.Duration, l lang.Lang) {
	start := v.local(0)
	midnight := -(time.Duration(start.Hour())*time.Hour + time.Duration(start.Minute())*time.Minute + time.Duration(start.Second())*time.Second)
	for day := 0; day < maxDays && midnight < last; day++ {
		for _, dark := range []Span{{seconds(max(midnight, 0)), seconds(min(midnight+sunrise, last))}, {seconds(max(midnight+sunset, 0)), seconds(min(midnight+24*time.Hour, last))}} {
			if dark.To > dark.From {
				r.Nights = append(r.Nights, dark)
			}
		}
		at := v.local(max(midnight, 0))
		r.Days = append(r.Days, Mark{seconds(max(midnight, 0)), string([]rune(lang.Weekday(at).In(l))[:3]) + " " + strconv.Itoa(at.Day())})
		midnight += 24 * time.Hour
	}
}

// seconds is a time to the millisecond.
func seconds(d time.Duration) float64 { return float64(d.Milliseconds()) / 1000 }
