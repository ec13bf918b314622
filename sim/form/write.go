package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"posta/sim/lang"
)

// defaultText writes a default as a person would.
func (form *Format) defaultText(name string) lang.Text {
	v, ok := form.Defaults[name]
	if !ok {
		panic("form: no default is called " + name)
	}
	if words, ok := v.(lang.Text); ok {
		return words
	}
	return lang.Both(plainDefault(v))
}

func plainDefault(v any) string {
	switch v := v.(type) {
	case Span:
		return SpanText(time.Duration(v))
	case Size:
		return unitText(int64(v), []unit{{1_000_000, " MB"}, {1 << 20, " MiB"}, {1000, " kB"}, {1 << 10, " KiB"}})
	case Rate:
		return unitText(int64(v), []unit{{1e9, " Gbit/s"}, {1e6, " Mbit/s"}, {1e3, " kbit/s"}, {1, " bit/s"}})
	case Chance:
		return strconv.FormatFloat(float64(float64(v)*100), 'g', -1, 64) + "%"
	case Decimal:
		return strconv.FormatFloat(float64(v), 'g', -1, 64)
	case Date:
		return v.T.Format("2006-01-02 15:04")
	case UTCOffset:
		return time.Time{}.In(time.FixedZone("", int(time.Duration(v)/time.Second))).Format("-07:00")
	}
	return fmt.Sprint(v)
}

type unit struct {
	size int64
	name string
}

// unitText writes a figure in the first unit that it is a whole number of.
func unitText(n int64, units []unit) string {
	for _, u := range units {
		if n != 0 && n%u.size == 0 {
			return strconv.FormatInt(n/u.size, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10)
}

// SpanText writes a length of time as files do.
func SpanText(d time.Duration) string {
	if d == 0 {
		return "0"
	}
	var b strings.Builder
	for _, u := range []struct {
		unit string
		d    time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"min", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond}, {"us", time.Microsecond}} {
		if n := d / u.d; n > 0 {
			fmt.Fprintf(&b, "%d%s ", n, u.unit)
			d -= n * u.d
		}
	}
	return strings.TrimSpace(b.String())
}

// bare is a scalar that needs no quotes in a flow mapping.
var bare = regexp.MustCompile(`^[A-Za-z0-9._@/+%-]([A-Za-z0-9 ._@/+%:-]*[A-Za-z0-9._@/+%-])?$`)

// FlowAll writes any value on one line, whole.
func FlowAll(n *yaml.Node) string { return WriteFlow(n, false, 2*MaxFileSize) }

// WriteFlow writes a value on one line as a person would, open: without the braces of a mapping; what is longer than most octets
// ends there.
func WriteFlow(n *yaml.Node, open bool, most int) string {
	var b strings.Builder
	var write func(n *yaml.Node, top bool)
	write = func(n *yaml.Node, top bool) {
		if b.Len() > most {
			return
		}
		switch n.Kind {
		case yaml.MappingNode:
			if !top {
				b.WriteByte('{')
			}
			for i := 0; i+1 < len(n.Content); i += 2 {
				if i > 0 {
					b.WriteString(", ")
				}
				write(n.Content[i], false)
				b.WriteString(": ")
				write(n.Content[i+1], false)
			}
			if !top {
				b.WriteByte('}')
			}
		case yaml.SequenceNode:
			b.WriteByte('[')
			for i, c := range n.Content {
				if i > 0 {
					b.WriteString(", ")
				}
				write(c, false)
			}
			b.WriteByte(']')
		default:
			quoted := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
			if n.ShortTag() == "!!null" {
				b.WriteString("null")
			} else if !quoted && bare.MatchString(n.Value) && !strings.Contains(n.Value, ": ") {
				b.WriteString(n.Value)
			} else {
				b.WriteString(strconv.Quote(n.Value))
			}
		}
	}
	write(n, open)
	return b.String()
}
