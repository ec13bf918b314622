package relay

import (
	"time"

	"posta/sim/lang"
)

var (
	weekdays = [...]lang.Text{
		{ES: "domingo", EN: "Sunday"}, {ES: "lunes", EN: "Monday"}, {ES: "martes", EN: "Tuesday"}, {ES: "miércoles", EN: "Wednesday"},
		{ES: "jueves", EN: "Thursday"}, {ES: "viernes", EN: "Friday"}, {ES: "sábado", EN: "Saturday"},
	}
	months = [...]lang.Text{
		{ES: "enero", EN: "January"}, {ES: "febrero", EN: "February"}, {ES: "marzo", EN: "March"}, {ES: "abril", EN: "April"},
		{ES: "mayo", EN: "May"}, {ES: "junio", EN: "June"}, {ES: "julio", EN: "July"}, {ES: "agosto", EN: "August"},
		{ES: "septiembre", EN: "September"}, {ES: "octubre", EN: "October"}, {ES: "noviembre", EN: "November"}, {ES: "diciembre", EN: "December"},
	}
	sayDate = lang.Text{ES: "%[1]s %[2]d de %[3]s de %[4]d, %[5]s (%[6]s)", EN: "%[1]s, %[2]d %[3]s %[4]d, %[5]s (%[6]s)"}
)

// date says an instant as a person would, on the host's own clock; the zone is said
// too, for a letter is read anywhere.
func date(l lang.Lang, t time.Time) string {
	zone := "UTC"
	if _, offset := t.Zone(); offset != 0 {
		zone += t.Format("-07:00")
	}
	return says(l, sayDate, weekdays[t.Weekday()].In(l), t.Day(), months[t.Month()-1].In(l), t.Year(), t.Format("15:04"), zone)
}
