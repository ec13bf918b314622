package explain

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"posta/sim/lang"
	"posta/sim/trace"
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
		parts = append(parts, lang.Sprintf("%s %s", "%s %s", num, t))
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
	return lang.Join(parts, " ")
}

// Size says a number of octets: "240 bytes", "1,4 kB", "10 MB".
func Size(n int64) lang.Text { return lang.Size(n) }

// Clock says an instant of the run, in the time that its people live by: with its
// date where that is not the date of ref.
func (x *Explainer) Clock(at, ref time.Duration) lang.Text { return Clock(&x.s.Trace.Header, at, ref) }

// Clock says it of a run of which only the header is at hand.
func Clock(h *trace.Header, at, ref time.Duration) lang.Text {
	t, r := local(h, at), local(h, ref)
	if t.YearDay() == r.YearDay() && t.Year() == r.Year() {
		return lang.Both(t.Format("15:04:05"))
	}
	return Dated(h, at)
}

// Dated says an instant of a run with its date.
func Dated(h *trace.Header, at time.Duration) lang.Text {
	t := local(h, at)
	article := "a las"
	if t.Hour() == 1 {
		article = "a la"
	}
	return lang.Sprintf("el %[2]d %[3]s %[4]s %[1]s", "%[1]s on %[2]d %[3]s", t.Format("15:04:05"), t.Day(), lang.ShortMonth(t), article)
}

// local is an instant of a run by the clocks of its people.
func local(h *trace.Header, at time.Duration) time.Time {
	return h.Start.Add(at).In(time.FixedZone("", h.Zone))
}

// Moment says when something will be, as people do: "a las 09:31", "el 3 mar a
// las 09:31"; with seconds where it is nearer than a few minutes.
func (x *Explainer) Moment(at, ref time.Duration) lang.Text {
	h := &x.s.Trace.Header
	t, r := local(h, at), local(h, ref)
	clock := t.Format("15:04")
	if at-ref < 5*time.Minute {
		clock = t.Format("15:04:05")
	}
	article := lang.Text{ES: "a las", EN: "at"}
	if t.Hour() == 1 {
		article = lang.Text{ES: "a la", EN: "at"}
	}
	if t.YearDay() == r.YearDay() && t.Year() == r.Year() {
		return lang.Sprintf("%s %s", "%s %s", article, clock)
	}
	return lang.Sprintf("el %[3]d %[4]s %[1]s %[2]s", "%[1]s %[2]s on %[3]d %[4]s", article, clock, t.Day(), lang.ShortMonth(t))
}

// Counted says how many there are of something.
func Counted(n int, one, many lang.Text) lang.Text {
	number := strconv.Itoa(n) + " "
	if n != 1 {
		one = many
	}
	return lang.Text{ES: number + one.ES, EN: number + one.EN}
}

// A sentence lists so many things, so long together: what a balloon has room for.
const (
	maxListed  = 6
	maxLetters = 72
)

// listed is how many things of some lengths a sentence names, the rest being counted: never only one of them.
func listed(lengths []int) int {
	letters := 0
	for named, n := range lengths {
		if letters += n; len(lengths) > 3 && (named == maxListed || letters > maxLetters) {
			return max(2, min(named, maxListed-1, len(lengths)-2))
		}
	}
	return len(lengths)
}

// List joins things: "a, b y c".
func List(items []string) lang.Text {
	lengths := make([]int, len(items))
	for i, item := range items {
		lengths[i] = utf8.RuneCountInString(item)
	}
	return list(items, listed(lengths))
}

// list joins the first things, and counts the others.
func list(items []string, named int) lang.Text {
	switch len(items) {
	case 0:
		return lang.Text{}
	case 1:
		return lang.Both(items[0])
	}
	if named < len(items) {
		return lang.Sprintf("%s y %d más", "%s and %d more", strings.Join(items[:named], ", "), len(items)-named)
	}
	head, last := strings.Join(items[:len(items)-1], ", "), items[len(items)-1]
	if low := strings.ToLower(last); strings.HasPrefix(low, "i") || strings.HasPrefix(low, "hi") && !strings.HasPrefix(low, "hie") {
		return lang.Sprintf("%s e %s", "%s and %s", head, last) // the Spanish "y" changes before the same sound
	}
	return lang.Sprintf("%s y %s", "%s and %s", head, last)
}

// Listed is List of what every language says in its own words; each names as many.
func Listed(items []lang.Text) lang.Text {
	lengths := make([]int, len(items))
	for i, t := range items {
		for _, l := range lang.All() {
			lengths[i] = max(lengths[i], utf8.RuneCountInString(t.In(l)))
		}
	}
	var out lang.Text
	for _, l := range lang.All() {
		said := make([]string, len(items))
		for i, t := range items {
			said[i] = t.In(l)
		}
		out = out.With(l, list(said, listed(lengths)).In(l))
	}
	return out
}

// Unrecorded says what a run was not asked to record; nothing where that is nothing.
func Unrecorded(level trace.RecordLevel) lang.Text {
	if level == "" {
		return lang.Text{}
	}
	return phrase("unrecorded", string(level))
}
