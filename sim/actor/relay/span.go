package relay

import (
	"fmt"
	"time"

	"posta/sim/lang"
)

var units = []struct {
	length    time.Duration
	one, many lang.Text
}{
	{24 * time.Hour, lang.Text{ES: "1 día", EN: "1 day"}, lang.Text{ES: "%d días", EN: "%d days"}},
	{time.Hour, lang.Text{ES: "1 hora", EN: "1 hour"}, lang.Text{ES: "%d horas", EN: "%d hours"}},
	{time.Minute, lang.Text{ES: "1 minuto", EN: "1 minute"}, lang.Text{ES: "%d minutos", EN: "%d minutes"}},
	{time.Second, lang.Text{ES: "1 segundo", EN: "1 second"}, lang.Text{ES: "%d segundos", EN: "%d seconds"}},
}

// span says a stretch of time as a person would: in the largest unit that fits,
// rounded.
func span(l lang.Lang, d time.Duration) string {
	for _, u := range units {
		n := int((d + u.length/2) / u.length)
		if d < u.length && u.length > time.Second {
			continue
		}
		if n == 1 {
			return u.one.In(l)
		}
		return fmt.Sprintf(u.many.In(l), n)
	}
	return ""
}
