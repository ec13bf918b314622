package explain

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"posta/sim/lang"
)

// Duration says a stretch of time as people do: "30 min", "2 h", "5 días".
func Duration(d time.Duration) lang.Text {
	neg := d < 0
	if neg {
		d = -d
	}
	var parts []lang.Text
	add := func(n int64, one, many lang.Text) {
		t := many
		if n == 1 {
			t = one
		}
		num := strconv.FormatInt(n, 10)
		parts = append(parts, lang.Text{ES: num + " " + t.ES, EN: num + " " + t.EN})
	}
	unit := func(s string) lang.Text { return lang.Both(s) }
	switch {
	case d < time.Millisecond:
		add(d.Microseconds(), unit("µs"), unit("µs"))
	case d < time.Second:
		add(d.Milliseconds(), unit("ms"), unit("ms"))
	default:
		if d < 10*time.Second {
			d = d.Round(100 * time.Millisecond)
			if d%time.Second != 0 {
				s := fmt.Sprintf("%.1f s", d.Seconds())
				return lang.Text{ES: strings.Replace(s, ".", ",", 1), EN: s}
			}
		}
		d = d.Round(time.Second)
		if d >= 2*time.Hour {
			d = d.Round(time.Minute)
		}
		days := int64(d / (24 * time.Hour))
		d -= time.Duration(days) * 24 * time.Hour
		if days > 0 {
			add(days, lang.Text{ES: "día", EN: "day"}, lang.Text{ES: "días", EN: "days"})
		}
		if h := int64(d / time.Hour); h > 0 {
			add(h, unit("h"), unit("h"))
		}
		if m := int64(d % time.Hour / time.Minute); m > 0 && days == 0 {
			add(m, unit("min"), unit("min"))
		}
		if s := int64(d % time.Minute / time.Second); s > 0 && days == 0 || len(parts) == 0 {
			add(s, unit("s"), unit("s"))
		}
	}
	var es, en []string
	for _, p := range parts {
		es, en = append(es, p.ES), append(en, p.EN)
	}
	return lang.Text{ES: strings.Join(es, " "), EN: strings.Join(en, " ")}
}

// Size says a number of octets: "240 bytes", "1,4 kB", "10 MB".
func Size(n int64) lang.Text { return lang.Size(n) }

var months = map[lang.Lang][]string{
	lang.ES: {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"},
	lang.EN: {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
}

// Clock says an instant of the run, in the time that its people live by: with its
// date where that is not the date of ref.
func (x *Explainer) Clock(at, ref time.Duration) lang.Text {
	h := &x.s.Trace.Header
	zone := time.FixedZone("", h.Zone)
	t, r := h.Start.Add(at).In(zone), h.Start.Add(ref).In(zone)
	clock := t.Format("15:04:05")
	if t.YearDay() == r.YearDay() && t.Year() == r.Year() {
		return lang.Both(clock)
	}
	day := strconv.Itoa(t.Day())
	return lang.Text{
		ES: "el " + day + " " + months[lang.ES][t.Month()-1] + " a las " + clock,
		EN: clock + " on " + day + " " + months[lang.EN][t.Month()-1],
	}
}

// Moment says when something will be, as people do: "a las 09:31", "el 3 mar a
// las 09:31"; with seconds where it is nearer than a few minutes.
func (x *Explainer) Moment(at, ref time.Duration) lang.Text {
	h := &x.s.Trace.Header
	zone := time.FixedZone("", h.Zone)
	t, r := h.Start.Add(at).In(zone), h.Start.Add(ref).In(zone)
	clock := t.Format("15:04")
	if at-ref < 5*time.Minute {
		clock = t.Format("15:04:05")
	}
	article := "a las "
	if t.Hour() == 1 {
		article = "a la "
	}
	if t.YearDay() == r.YearDay() && t.Year() == r.Year() {
		return lang.Text{ES: article + clock, EN: "at " + clock}
	}
	day := strconv.Itoa(t.Day())
	return lang.Text{
		ES: "el " + day + " " + months[lang.ES][t.Month()-1] + " " + article + clock,
		EN: "at " + clock + " on " + day + " " + months[lang.EN][t.Month()-1],
	}
}

// List joins things: "a, b y c".
func List(items []string) lang.Text {
	switch len(items) {
	case 0:
		return lang.Text{}
	case 1:
		return lang.Both(items[0])
	}
	if len(items) > maxListed {
		more := strconv.Itoa(len(items) - maxListed + 1)
		head := strings.Join(items[:maxListed-1], ", ")
		return lang.Text{ES: head + " y " + more + " más", EN: head + " and " + more + " more"}
	}
	head, last := strings.Join(items[:len(items)-1], ", "), items[len(items)-1]
	and := " y "
	if low := strings.ToLower(last); strings.HasPrefix(low, "i") || strings.HasPrefix(low, "hi") && !strings.HasPrefix(low, "hie") {
		and = " e " // the Spanish "y" changes before the same sound
	}
	return lang.Text{ES: head + and + last, EN: head + " and " + last}
}

// maxListed is how many things a sentence lists.
const maxListed = 6
