package scenario

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/form"
)

// timeZones are the rules of the places that can be called by name, as POSIX writes them (RFC 8536 section 3.3): what the clock
// says in winter, in summer, and when it is put forward and back. They are those of today, and hold at any date.
var timeZones = map[string]string{
	"UTC":           "UTC0",
	"Europe/Madrid": "CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Paris": "CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin": "CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Rome": "CET-1CEST,M3.5.0,M10.5.0/3",
	"Europe/London": "GMT0BST,M3.5.0/1,M10.5.0", "Europe/Lisbon": "WET0WEST,M3.5.0/1,M10.5.0", "Atlantic/Canary": "WET0WEST,M3.5.0/1,M10.5.0", "Europe/Athens": "EET-2EEST,M3.5.0/3,M10.5.0/4",
	"America/New_York": "EST5EDT,M3.2.0,M11.1.0", "America/Chicago": "CST6CDT,M3.2.0,M11.1.0", "America/Denver": "MST7MDT,M3.2.0,M11.1.0", "America/Los_Angeles": "PST8PDT,M3.2.0,M11.1.0",
	"America/Mexico_City": "CST6", "America/Havana": "CST5CDT,M3.2.0/0,M11.1.0/1", "America/Bogota": "<-05>5", "America/Lima": "<-05>5", "America/Caracas": "<-04>4", "America/La_Paz": "<-04>4",
	"America/Santiago": "<-04>4<-03>,M9.1.6/24,M4.1.6/24", "America/Argentina/Buenos_Aires": "<-03>3", "America/Montevideo": "<-03>3", "America/Sao_Paulo": "<-03>3",
	"Asia/Kolkata": "IST-5:30", "Asia/Tokyo": "JST-9", "Asia/Shanghai": "CST-8", "Australia/Sydney": "AEST-10AEDT,M10.1.0,M4.1.0/3", "Pacific/Auckland": "NZST-12NZDT,M9.5.0,M4.1.0/3",
}

// offsetZone is an offset from UTC, as utc_offset has it.
var offsetZone = regexp.MustCompile(`^([+-])([01][0-9]):([0-5][0-9])$`)

// zoneOf is the time that a person lives by: a place's, or an offset that never changes.
func zoneOf(text string) (*time.Location, bool) {
	if m := offsetZone.FindStringSubmatch(text); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3])
		seconds := hours*3600 + minutes*60
		if m[1] == "-" {
			seconds = -seconds
		}
		return time.FixedZone("", seconds), seconds >= -12*3600 && seconds <= 14*3600
	}
	rule, ok := timeZones[text]
	if !ok {
		return nil, false
	}
	l, err := time.LoadLocationFromTZData(text, zoneData(rule))
	return l, err == nil
}

// zoneData is a zone with nothing but a rule, in the form in which systems keep them (RFC 8536 section 3): a first block
// that nobody reads, a second with one type of time, and the rule.
func zoneData(rule string) []byte {
	block := "TZif2" + strings.Repeat("\x00", 15) +
		"\x00\x00\x00\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x01" + "\x00\x00\x00\x04" + // isut, isstd, leap, time, type, char
		"\x00\x00\x00\x00\x00\x00" + "UTC\x00"
	return []byte(block + block + "\n" + rule + "\n")
}

// personZone reads where a person lives.
func (r *resolver) personZone(o *form.Opt[form.Line]) *time.Location {
	if !o.OK {
		return nil
	}
	text := strings.TrimSpace(string(o.V))
	if l, ok := zoneOf(text); ok {
		return l
	}
	var names []string
	for name := range timeZones {
		names = append(names, name)
	}
	slices.Sort(names)
	hint := tr("un lugar, como Europe/Madrid, o un desfase, como \"-05:00\"; los lugares son: %s", "a place, such as Europe/Madrid, or an offset, such as \"-05:00\"; the places are: %s", strings.Join(names, ", "))
	if near := form.Nearest(text, names); near != "" {
		hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
	}
	r.Report(o.At, form.CodeValue, tr("no se sabe qué hora es en «%s»", "nobody knows what time it is in \"%s\"", form.Shown(text)), hint)
	return nil
}
