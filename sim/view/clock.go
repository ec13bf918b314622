package view

import (
	"strconv"
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

var (
	weekdays = map[lang.Lang][7]string{
		lang.ES: {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
		lang.EN: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	}
	months = map[lang.Lang][12]string{
		lang.ES: {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		lang.EN: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	}
)

// date is the day, as each language says it.
func (v *Viewer) date(at time.Duration, l lang.Lang) string {
	t := v.local(at)
	day, month, week := strconv.Itoa(t.Day()), months[l][t.Month()-1], weekdays[l][t.Weekday()]
	return pick(l, week+" "+day+" de "+month, week+" "+day+" "+month)
}

// moment is an instant as a table shows it: the time, and the day where it is another.
func (v *Viewer) moment(at, now time.Duration, l lang.Lang) string {
	return v.words.Clock(at, now).In(l)
}

func (v *Viewer) passed(d time.Duration, l lang.Lang) string {
	span := explain.Duration(d).In(l)
	return pick(l, span+" después", span+" later")
}
