package lang

import "time"

var (
	weekdays = [...]Text{
		{ES: "domingo", EN: "Sunday"}, {ES: "lunes", EN: "Monday"}, {ES: "martes", EN: "Tuesday"}, {ES: "miércoles", EN: "Wednesday"},
		{ES: "jueves", EN: "Thursday"}, {ES: "viernes", EN: "Friday"}, {ES: "sábado", EN: "Saturday"},
	}
	months = [...]Text{
		{ES: "enero", EN: "January"}, {ES: "febrero", EN: "February"}, {ES: "marzo", EN: "March"}, {ES: "abril", EN: "April"},
		{ES: "mayo", EN: "May"}, {ES: "junio", EN: "June"}, {ES: "julio", EN: "July"}, {ES: "agosto", EN: "August"},
		{ES: "septiembre", EN: "September"}, {ES: "octubre", EN: "October"}, {ES: "noviembre", EN: "November"}, {ES: "diciembre", EN: "December"},
	}
	shortMonths = [...]Text{
		{ES: "ene", EN: "Jan"}, {ES: "feb", EN: "Feb"}, {ES: "mar", EN: "Mar"}, {ES: "abr", EN: "Apr"}, {ES: "may", EN: "May"}, {ES: "jun", EN: "Jun"},
		{ES: "jul", EN: "Jul"}, {ES: "ago", EN: "Aug"}, {ES: "sep", EN: "Sep"}, {ES: "oct", EN: "Oct"}, {ES: "nov", EN: "Nov"}, {ES: "dic", EN: "Dec"},
	}
)

// Weekday is a day's name.
func Weekday(t time.Time) Text { return weekdays[t.Weekday()] }

// Month is a month's name.
func Month(t time.Time) Text { return months[t.Month()-1] }

// ShortMonth is a month's name in three letters.
func ShortMonth(t time.Time) Text { return shortMonths[t.Month()-1] }
