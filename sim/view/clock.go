package view

import (
	"time"

	"posta/sim/explain"
	"posta/sim/lang"
)

// local is a virtual time on the wall clocks of the people in the scenario.
func (v *Viewer) local(at time.Duration) time.Time {
	h := &v.trace.Header
	return h.Start.Add(at).In(time.FixedZone("", h.Zone))
}

// clock is the time of day to the millisecond.
func (v *Viewer) clock(at time.Duration) string { return v.local(at).Format("15:04:05.000") }

// date is the day, as each language says it.
func (v *Viewer) date(at time.Duration, l lang.Lang) string {
	t := v.local(at)
	return pick(l, "%s %d de %s", "%s %d %s", lang.Weekday(t), t.Day(), lang.Month(t))
}

// moment is an instant as a table shows it: the time, and the day where it is another.
func (v *Viewer) moment(at, now time.Duration, l lang.Lang) string {
	return v.words.Clock(at, now).In(l)
}

func (v *Viewer) passed(d time.Duration, l lang.Lang) string {
	return pick(l, "%s después", "%s later", explain.Duration(d))
}
