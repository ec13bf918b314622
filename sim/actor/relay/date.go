package relay

import (
	"time"

	"posta/sim/lang"
)

var sayDate = lang.Text{ES: "%[1]s %[2]d de %[3]s de %[4]d, %[5]s (%[6]s)", EN: "%[1]s, %[2]d %[3]s %[4]d, %[5]s (%[6]s)"}

// date says an instant as a person would, on the host's own clock; the zone is said
// too, for a letter is read anywhere.
func date(l lang.Lang, t time.Time) string {
	zone := "UTC"
	if _, offset := t.Zone(); offset != 0 {
		zone += t.Format("-07:00")
	}
	return says(l, sayDate, lang.Weekday(t).In(l), t.Day(), lang.Month(t).In(l), t.Year(), t.Format("15:04"), zone)
}
