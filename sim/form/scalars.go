package form

import (
	"math"
	"math/bits"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"

	"posta/sim/lang"
)

// maxText is how long a text for people may be, in octets; bodies of letters have only the file's limit.
const maxText = 4096

// Complaint is what a scalar has against its text.
type Complaint struct {
	Code       Code
	What, Hint lang.Text
}

// Scalar is a type that reads itself from one YAML scalar and tells its JSON Schema.
type Scalar interface {
	Parse(n *yaml.Node, f *Field) *Complaint
	Nature(f *Field) lang.Text // what it is, to go after "write"
	Schema(f *Field) Object
	Kind() string // the id of the kind of value that it is
}

func Bad(code Code, what, hint lang.Text) *Complaint {
	return &Complaint{Code: code, What: what, Hint: hint}
}

func NotA(n *yaml.Node, nature lang.Text) *Complaint {
	return Bad(CodeValue, tr("«%s» no es %s", "%q is not %s", Shown(n.Value), nature), lang.Text{})
}

// Str is any text, several lines included.
type Str string

func (s *Str) Parse(n *yaml.Node, _ *Field) *Complaint { *s = Str(n.Value); return nil }
func (*Str) Kind() string                              { return "block" }
func (*Str) Nature(*Field) lang.Text                   { return tr("un texto", "a text") }
func (*Str) Schema(*Field) Object {
	return Object{{"type", []string{"string", "number", "boolean"}}}
}

// Line is a text on one line that can go into a header, a command or a label.
type Line string

func (s *Line) Parse(n *yaml.Node, _ *Field) *Complaint {
	if len(n.Value) > maxText {
		return Bad(CodeRange, tr("este texto pasa de %d bytes", "this text is longer than %d bytes", maxText), tr("acórtalo", "shorten it"))
	}
	if strings.ContainsFunc(n.Value, unicode.IsControl) {
		return Bad(CodeValue, tr("este texto tiene un salto de línea u otro carácter de control, y aquí no caben", "this text has a line break or another control character, and none fits here"),
			tr("escríbelo en una sola línea", "write it on one line"))
	}
	*s = Line(n.Value)
	return nil
}
func (*Line) Kind() string            { return "text" }
func (*Line) Nature(*Field) lang.Text { return tr("un texto de una línea", "a text of one line") }
func (*Line) Schema(*Field) Object {
	return Object{{"type", []string{"string", "number", "boolean"}}, {"pattern", `^[^\x00-\x1f\x7f-\x9f]*$`}, {"maxLength", maxText}}
}

// Word is one of a few.
type Word string

func (w *Word) Parse(n *yaml.Node, f *Field) *Complaint {
	for _, e := range f.Enum {
		if n.Value == e {
			*w = Word(e)
			return nil
		}
	}
	all := strings.Join(f.Enum, ", ")
	hint := tr("los valores posibles son: %s", "the possible values are: %s", all)
	if near := Nearest(n.Value, f.Enum); near != "" {
		hint = tr("¿quisiste decir «%s»? (los valores posibles son: %s)", "did you mean \"%s\"? (the possible values are: %s)", near, all)
	}
	return Bad(CodeValue, tr("«%s» no es un valor de «%s»", "\"%s\" is not a value of \"%s\"", Shown(n.Value), f.Key), hint)
}
func (*Word) Kind() string { return "word" }
func (*Word) Nature(f *Field) lang.Text {
	return tr("una de estas palabras: %s", "one of these words: %s", strings.Join(f.Enum, ", "))
}
func (*Word) Schema(f *Field) Object { return Object{{"enum", f.Enum}} }

// Truth is true or false.
type Truth bool

func (t *Truth) Parse(n *yaml.Node, _ *Field) *Complaint {
	switch {
	case n.ShortTag() == "!!bool" && strings.EqualFold(n.Value, "true"):
		*t = true
	case n.ShortTag() == "!!bool" && strings.EqualFold(n.Value, "false"):
		*t = false
	default:
		hint := lang.Text{}
		switch strings.ToLower(n.Value) {
		case "yes", "on", "sí", "si", "y", "1", "verdadero":
			hint = tr("escribe true", "write true")
		case "no", "off", "n", "0", "falso":
			hint = tr("escribe false", "write false")
		}
		c := NotA(n, t.Nature(nil))
		c.Hint = hint
		return c
	}
	return nil
}
func (*Truth) Kind() string            { return "truth" }
func (*Truth) Nature(*Field) lang.Text { return tr("true o false", "true or false") }
func (*Truth) Schema(*Field) Object    { return Object{{"type", "boolean"}} }

// Whole is a whole number within the field's range.
type Whole int64

var wholePattern = regexp.MustCompile(`^-?[0-9]{1,18}$`)

func (w *Whole) Parse(n *yaml.Node, f *Field) *Complaint {
	if n.ShortTag() != "!!int" || !wholePattern.MatchString(n.Value) {
		return NotA(n, tr("un número entero", "a whole number"))
	}
	v, _ := strconv.ParseInt(n.Value, 10, 64)
	if f.Bounded && (v < f.Min || v > f.Max) {
		return Bad(CodeRange, tr("%d está fuera de lo posible, de %d a %d", "%d is outside the possible, %d to %d", v, f.Min, f.Max), lang.Text{})
	}
	*w = Whole(v)
	return nil
}
func (*Whole) Kind() string { return "number" }
func (*Whole) Nature(f *Field) lang.Text {
	if f.Bounded {
		return tr("un número entero de %d a %d", "a whole number from %d to %d", f.Min, f.Max)
	}
	return tr("un número entero", "a whole number")
}
func (*Whole) Schema(f *Field) Object {
	o := Object{{"type", "integer"}}
	if f.Bounded {
		o = append(o, Pair{"minimum", f.Min}, Pair{"maximum", f.Max})
	}
	return o
}

// Decimal is a number, fractions included, within the field's range.
type Decimal float64

var decimalPattern = regexp.MustCompile(`^-?[0-9]{1,15}([.][0-9]{1,15})?$`)

func (w *Decimal) Parse(n *yaml.Node, f *Field) *Complaint {
	tag := n.ShortTag()
	if tag != "!!int" && tag != "!!float" || !decimalPattern.MatchString(n.Value) {
		return NotA(n, tr("un número", "a number"))
	}
	v, err := strconv.ParseFloat(n.Value, 64)
	if err != nil {
		return NotA(n, tr("un número", "a number"))
	}
	if f.Bounded && (v < float64(f.Min) || v > float64(f.Max)) {
		return Bad(CodeRange, tr("%s está fuera de lo posible, de %d a %d", "%s is outside the possible, %d to %d", n.Value, f.Min, f.Max), lang.Text{})
	}
	*w = Decimal(v)
	return nil
}
func (*Decimal) Kind() string { return "number" }
func (*Decimal) Nature(f *Field) lang.Text {
	if f.Bounded {
		return tr("un número de %d a %d", "a number from %d to %d", f.Min, f.Max)
	}
	return tr("un número", "a number")
}
func (*Decimal) Schema(f *Field) Object {
	o := Object{{"type", "number"}}
	if f.Bounded {
		o = append(o, Pair{"minimum", f.Min}, Pair{"maximum", f.Max})
	}
	return o
}

// Span is a length of time.
type Span time.Duration

// MaxSpan bounds every length of time in a file.
const MaxSpan = 1000 * 24 * time.Hour

var spanUnits = map[string]time.Duration{
	"us": time.Microsecond, "µs": time.Microsecond, "ms": time.Millisecond, "s": time.Second,
	"min": time.Minute, "h": time.Hour, "d": 24 * time.Hour,
}

const spanPattern = `^([0-9]{1,9}([.][0-9]{1,6})? ?(us|µs|ms|s|min|h|d) ?)+$`

var (
	spanWhole = regexp.MustCompile(spanPattern)
	spanPart  = regexp.MustCompile(`([0-9]+(?:[.][0-9]+)?) ?(us|µs|ms|s|min|h|d)`)
	number    = regexp.MustCompile(`^[0-9]+([.][0-9]+)?$`)
)

func parseSpan(s string) (time.Duration, bool) {
	if len(s) > 64 || !spanWhole.MatchString(s) {
		return 0, false
	}
	var total, rest uint64 // nanoseconds, and millionths of one
	for _, m := range spanPart.FindAllStringSubmatch(s, -1) {
		whole, millionths := amount(m[1], uint64(spanUnits[m[2]]))
		if whole > uint64(MaxSpan) {
			return MaxSpan + 1, true
		}
		total += whole // 64 octets of text cannot make it overflow
		rest += millionths
	}
	if total += (rest + million/2) / million; total > uint64(MaxSpan) {
		return MaxSpan + 1, true
	}
	return time.Duration(total), true
}

// million is how finely amounts are read: six digits after the point.
const million = 1_000_000

// amount gives so many units, in whole ones and millionths of one, of a decimal
// number with up to six digits after its point. It counts in integers: a sum of
// products of floats is rounded once on some processors and twice on others, and
// what a scenario means would depend on the machine. Too much to count is the
// largest number there is.
func amount(decimal string, unit uint64) (whole, millionths uint64) {
	before, after, _ := strings.Cut(decimal, ".")
	n, err := strconv.ParseUint(before, 10, 64)
	high, low := bits.Mul64(n, unit)
	if err != nil || high > 0 {
		return math.MaxUint64, 0
	}
	part, _ := strconv.ParseUint((after + "000000")[:6], 10, 64)
	high2, low2 := bits.Mul64(part, unit)
	if high2 >= million {
		return math.MaxUint64, 0
	}
	extra, millionths := bits.Div64(high2, low2, million)
	whole, carry := bits.Add64(low, extra, 0)
	if carry > 0 {
		return math.MaxUint64, 0
	}
	return whole, millionths
}

// rounded is amount to the nearest whole one.
func rounded(decimal string, unit uint64) uint64 {
	whole, millionths := amount(decimal, unit)
	if millionths >= million/2 && whole < math.MaxUint64 {
		whole++
	}
	return whole
}

func (s *Span) Parse(n *yaml.Node, f *Field) *Complaint {
	v, ok := parseSpan(n.Value)
	if !ok {
		c := NotA(n, tr("una duración", "a length of time"))
		switch {
		case n.Value == "0":
			return nil
		case number.MatchString(n.Value):
			c.What = tr("a la duración «%s» le falta la unidad", "the length of time \"%s\" lacks its unit", Shown(n.Value))
			c.Hint = tr("¿%[1]ss (segundos), %[1]smin (minutos)? Las unidades son: us, ms, s, min, h, d", "%[1]ss (seconds), %[1]smin (minutes)? The units are: us, ms, s, min, h, d", Shown(n.Value))
		case regexp.MustCompile(`^[0-9. ]+m$`).MatchString(n.Value):
			c.Hint = tr("los minutos se escriben «min»: %sin", "minutes are written \"min\": %sin", Shown(n.Value))
		}
		return c
	}
	if v > MaxSpan {
		return Bad(CodeRange, tr("«%s» pasa de lo más largo que se admite, 1000d", "\"%s\" is longer than the longest allowed, 1000d", Shown(n.Value)), lang.Text{})
	}
	*s = Span(v)
	return nil
}
func (*Span) Kind() string { return "span" }
func (*Span) Nature(*Field) lang.Text {
	return tr("una duración, como 90s, 30min o 5d", "a length of time, such as 90s, 30min or 5d")
}
func (*Span) Schema(*Field) Object {
	return Object{{"anyOf", []any{
		Object{{"type", "string"}, {"pattern", spanPattern}},
		Object{{"const", 0}},
	}}}
}

// Size is an amount of octets.
type Size int64

const (
	sizePattern = `^[0-9]{1,12}([.][0-9]{1,6})? ?(B|octets?|kB|KB|KiB|MB|MiB|GB|GiB)$`
	// MaxSize bounds every size in a file: what one letter or mailbox may take.
	MaxSize = 64 << 20
)

var sizeParts = regexp.MustCompile(`^([0-9]{1,12}(?:[.][0-9]{1,6})?) ?(B|octets?|kB|KB|KiB|MB|MiB|GB|GiB)$`)

var sizeUnits = map[string]uint64{"B": 1, "octet": 1, "octets": 1, "kB": 1e3, "KB": 1e3, "KiB": 1 << 10, "MB": 1e6, "MiB": 1 << 20, "GB": 1e9, "GiB": 1 << 30}

func (s *Size) Parse(n *yaml.Node, f *Field) *Complaint {
	text := n.Value
	if n.ShortTag() == "!!int" && wholePattern.MatchString(text) && text[0] != '-' {
		text += " B"
	}
	m := sizeParts.FindStringSubmatch(text)
	if m == nil {
		c := NotA(n, tr("un tamaño", "a size"))
		c.Hint = tr("escribe bytes o una unidad: 512, 25 KiB, 10 MB (las unidades son: B, kB, KiB, MB, MiB, GB, GiB)", "write bytes or a unit: 512, 25 KiB, 10 MB (the units are: B, kB, KiB, MB, MiB, GB, GiB)")
		return c
	}
	v := rounded(m[1], sizeUnits[m[2]])
	if v > uint64(f.most()) {
		return Bad(CodeRange, tr("«%s» pasa de lo más grande que se admite, %s", "\"%s\" is more than the most allowed, %s", Shown(n.Value), mebibytes(f.most())), tr("escribe como mucho %s", "write at most %s", mebibytes(f.most())))
	}
	if v < uint64(f.Min) {
		return Bad(CodeRange, tr("«%s» es menos de lo mínimo, %s", "\"%s\" is less than the least, %s", Shown(n.Value), mebibytes(f.Min)), tr("escribe por lo menos %s", "write at least %s", mebibytes(f.Min)))
	}
	*s = Size(v)
	return nil
}
func (*Size) Kind() string { return "size" }
func (*Size) Nature(*Field) lang.Text {
	return tr("un tamaño, como 512, 25 KiB o 10 MB", "a size, such as 512, 25 KiB or 10 MB")
}
func (*Size) Schema(f *Field) Object {
	return Object{{"anyOf", []any{
		Object{{"type", "integer"}, {"minimum", f.Min}, {"maximum", f.most()}},
		Object{{"type", "string"}, {"pattern", sizePattern}},
	}}}
}

// most is the largest size that a field takes.
func (f *Field) most() int64 {
	if f.Bounded {
		return f.Max
	}
	return MaxSize
}

func mebibytes(n int64) string { return strconv.FormatInt(n>>20, 10) + " MiB" }

// Rate is bits per second.
type Rate int64

const ratePattern = `^[0-9]{1,9}([.][0-9]{1,6})? ?(bit|kbit|Mbit|Gbit)/s$`

var (
	rateParts = regexp.MustCompile(`^([0-9]{1,9}(?:[.][0-9]{1,6})?) ?(bit|kbit|Mbit|Gbit)/s$`)
	rateUnits = map[string]uint64{"bit": 1, "kbit": 1e3, "Mbit": 1e6, "Gbit": 1e9}
)

func (r *Rate) Parse(n *yaml.Node, f *Field) *Complaint {
	m := rateParts.FindStringSubmatch(n.Value)
	if m == nil {
		c := NotA(n, tr("una velocidad", "a speed"))
		if strings.Contains(n.Value, "bps") || strings.Contains(n.Value, "B/s") {
			c.Hint = tr("se escribe en bits por segundo: 10 Mbit/s", "it is written in bits per second: 10 Mbit/s")
		}
		return c
	}
	v := rounded(m[1], rateUnits[m[2]])
	if v < 100 || v > 1e12 {
		return Bad(CodeRange, tr("«%s» está fuera de lo posible, de 100 bit/s a 1000 Gbit/s", "\"%s\" is outside the possible, 100 bit/s to 1000 Gbit/s", Shown(n.Value)), lang.Text{})
	}
	*r = Rate(v)
	return nil
}
func (*Rate) Kind() string { return "rate" }
func (*Rate) Nature(*Field) lang.Text {
	return tr("una velocidad, como 64 kbit/s o 10 Mbit/s", "a speed, such as 64 kbit/s or 10 Mbit/s")
}
func (*Rate) Schema(*Field) Object {
	return Object{{"type", "string"}, {"pattern", ratePattern}}
}

// Chance is a probability, as a percentage or a fraction of 1.
type Chance float64

const chancePattern = `^(100|[0-9]{1,2}([.][0-9]{1,6})?) ?%$`

var chanceParts = regexp.MustCompile(`^(100|[0-9]{1,2}(?:[.][0-9]{1,6})?) ?%$`)

func (c *Chance) Parse(n *yaml.Node, f *Field) *Complaint {
	if m := chanceParts.FindStringSubmatch(n.Value); m != nil {
		v, _ := strconv.ParseFloat(m[1], 64)
		*c = Chance(v / 100)
		return nil
	}
	if decimalPattern.MatchString(n.Value) {
		v, err := strconv.ParseFloat(n.Value, 64)
		if err == nil && v >= 0 && v <= 1 {
			*c = Chance(v)
			return nil
		}
		return Bad(CodeRange, tr("%s no es una probabilidad, que va de 0 a 1", "%s is not a probability, which goes from 0 to 1", Shown(n.Value)),
			tr("¿quisiste decir %s%%?", "did you mean %s%%?", Shown(n.Value)))
	}
	return NotA(n, tr("una probabilidad", "a probability"))
}
func (*Chance) Kind() string { return "chance" }
func (*Chance) Nature(*Field) lang.Text {
	return tr("un porcentaje, como 5%, o una fracción, como 0.05", "a percentage, such as 5%, or a fraction, such as 0.05")
}
func (*Chance) Schema(*Field) Object {
	return Object{{"anyOf", []any{
		Object{{"type", "number"}, {"minimum", 0}, {"maximum", 1}},
		Object{{"type", "string"}, {"pattern", chancePattern}},
	}}}
}

// Moment is an instant of the story: a pause since its start, a time of its first day, or a date and time. Which instant
// it is can only be told when the start is known.
type Moment struct {
	Offset time.Duration // since the start, or
	Local  time.Time     // on the clock of the scenario's zone, its zone field meaningless
	Clock  bool          // only the time of day of local counts
	Dated  bool          // date and time of local count
}

const momentPattern = `^(` + `([0-9]{1,9}([.][0-9]{1,6})? ?(us|µs|ms|s|min|h|d) ?)+` + `|([0-9]{4}-[0-9]{2}-[0-9]{2}[ T])?[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)$`

func (m *Moment) Parse(n *yaml.Node, f *Field) *Complaint {
	if v, ok := parseSpan(n.Value); ok && v <= MaxSpan {
		m.Offset = v
		return nil
	}
	if n.Value == "0" {
		return nil
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, n.Value); err == nil {
			m.Local, m.Clock = t, true
			return nil
		}
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, n.Value); err == nil {
			m.Local, m.Dated = t, true
			return nil
		}
	}
	return NotA(n, tr("un instante", "an instant"))
}
func (*Moment) Kind() string { return "moment" }
func (*Moment) Nature(*Field) lang.Text {
	return tr("un instante: desde el comienzo (90s, 2h), una hora (09:30) o fecha y hora (2026-03-03 09:30)", "an instant: since the beginning (90s, 2h), a time (09:30) or date and time (2026-03-03 09:30)")
}
func (*Moment) Schema(*Field) Object {
	return Object{{"anyOf", []any{Object{{"type", "string"}, {"pattern", momentPattern}}, Object{{"const", 0}}}}}
}

// Date is the instant at which the story begins.
type Date struct {
	T     time.Time
	Zoned bool // it names its own offset from UTC
}

const datePattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$`

// The years that a story may begin in: the bubble that simulated time runs in begins with the year 2000, and of the
// calendar's years the formats of letters, mailboxes, certificates and this one write four digits.
const (
	MinYear = 2001
	MaxYear = 9999
)

func (m *Date) Parse(n *yaml.Node, f *Field) *Complaint {
	found := false
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00"} {
		if t, err := time.Parse(layout, n.Value); err == nil {
			m.T, m.Zoned, found = t, true, true
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, n.Value); err == nil && !found {
			m.T, found = t, true
			if layout == "2006-01-02" {
				m.T = t.Add(9 * time.Hour)
			}
		}
	}
	if !found {
		return NotA(n, tr("una fecha y hora", "a date and time"))
	}
	if y := m.T.Year(); y < MinYear || y > MaxYear {
		return Bad(CodeRange, tr("el año %d está fuera de lo posible, de %d a %d", "the year %d is outside the possible, %d to %d", y, MinYear, MaxYear), lang.Text{})
	}
	return nil
}
func (*Date) Kind() string { return "date" }
func (*Date) Nature(*Field) lang.Text {
	return tr("una fecha y hora, como 2026-03-02 09:00 o 2026-03-02T09:00:00Z", "a date and time, such as 2026-03-02 09:00 or 2026-03-02T09:00:00Z")
}
func (*Date) Schema(*Field) Object { return Object{{"type", "string"}, {"pattern", datePattern}} }

// zone is an offset from UTC.
type UTCOffset time.Duration

const zonePattern = `^(Z|[+-](0[0-9]|1[0-4]):(00|15|30|45))$`

var zoneParts = regexp.MustCompile(`^([+-])([0-9]{2}):([0-9]{2})$`)

func (z *UTCOffset) Parse(n *yaml.Node, f *Field) *Complaint {
	if n.Value == "Z" {
		return nil
	}
	m := zoneParts.FindStringSubmatch(n.Value)
	if m == nil || !regexp.MustCompile(zonePattern).MatchString(n.Value) {
		return NotA(n, tr("un desfase horario", "an offset from UTC"))
	}
	h, _ := strconv.Atoi(m[2])
	min, _ := strconv.Atoi(m[3])
	v := time.Duration(h)*time.Hour + time.Duration(min)*time.Minute
	if m[1] == "-" {
		v = -v
	}
	*z = UTCOffset(v)
	return nil
}
func (*UTCOffset) Kind() string { return "offset" }
func (*UTCOffset) Nature(*Field) lang.Text {
	return tr("un desfase respecto de UTC entre comillas, como \"+01:00\" o \"-03:00\"", "an offset from UTC in quotes, such as \"+01:00\" or \"-03:00\"")
}
func (*UTCOffset) Schema(*Field) Object { return Object{{"type", "string"}, {"pattern", zonePattern}} }
