package mail

import (
	"bytes"
	"iter"
	"mime"
	"strings"
)

// Field is one header field as it came.
type Field struct {
	Name    string // as written; empty when the line is no field at all
	Raw     []byte // every byte, folds and line end included
	Value   string // unfolded (RFC 5322 section 2.2.3), outer white space taken off
	Decoded string // Value with its encoded-words read (RFC 2047); the same as Value when it has none
}

// Header is a message taken apart at the blank line. Raw fields and Body are slices of the message, in its order; nothing is
// corrected.
type Header struct {
	Fields    []Field
	Body      []byte // after the blank line; nil when there is none
	Truncated bool   // there were more than MaxHeaderFields; the rest was left out
}

// usualFields is what room is made for at first: a letter that has come a long way has about as many.
const usualFields = 16

// ParseHeader reads any bytes: a line that is no field is kept as a Field without a name.
func ParseHeader(msg []byte) Header {
	var h Header
	for len(msg) > 0 {
		n := fieldLength(msg)
		raw := msg[:n]
		if len(trimEOL(raw)) == 0 {
			h.Body = msg[n:]
			break
		}
		msg = msg[n:]
		if len(h.Fields) == MaxHeaderFields {
			h.Truncated = true
			continue
		}
		if h.Fields == nil {
			h.Fields = make([]Field, 0, usualFields)
		}
		h.Fields = append(h.Fields, parseField(raw))
	}
	return h
}

// fieldLength counts a line with the folded lines that belong to it.
func fieldLength(msg []byte) int {
	n := lineLength(msg)
	if len(trimEOL(msg[:n])) == 0 {
		return n
	}
	for n < len(msg) && (msg[n] == ' ' || msg[n] == '\t') {
		n += lineLength(msg[n:])
	}
	return n
}

func lineLength(b []byte) int {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return i + 1
	}
	return len(b)
}

func trimEOL(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

func parseField(raw []byte) Field {
	f := Field{Raw: raw}
	name, value, ok := bytes.Cut(raw, []byte(":"))
	name = bytes.TrimRight(name, " \t") // obs-optional: RFC 5322 section 4.5.8 lets white space stand before the colon
	if !ok || !isFieldName(name) {
		value = raw
	} else {
		f.Name = string(name)
	}
	f.Value = unfold(value)
	f.Decoded = DecodeText(f.Value)
	return f
}

func isFieldName(name []byte) bool {
	for _, c := range name {
		if c <= ' ' || c > '~' || c == ':' {
			return false
		}
	}
	return len(name) > 0
}

// unfold takes the line ends of a folded value out (RFC 5322 section 2.2.3).
func unfold(value []byte) string {
	value = bytes.TrimSpace(value)
	at := bytes.IndexByte(value, '\n')
	if at < 0 {
		return string(value)
	}
	var b strings.Builder
	b.Grow(len(value))
	for ; at >= 0; at = bytes.IndexByte(value, '\n') {
		b.Write(bytes.TrimSuffix(value[:at], []byte("\r")))
		value = value[at+1:]
	}
	b.Write(value)
	return b.String()
}

// DecodeText reads the encoded-words in s: UTF-8, ISO-8859-1 and US-ASCII. What cannot be read stays as it is.
func DecodeText(s string) string {
	if len(s) > MaxEncodedWordValue || !strings.Contains(s, "=?") {
		return s
	}
	decoder := mime.WordDecoder{}
	text, err := decoder.DecodeHeader(s)
	if err != nil {
		return s
	}
	return text
}

// FindField is Get on the bytes of a message, for whoever wants one field only.
func FindField(msg []byte, name string) (string, bool) {
	for n := 0; len(msg) > 0 && n < MaxHeaderFields; n++ {
		size := fieldLength(msg)
		raw := msg[:size]
		msg = msg[size:]
		if len(trimEOL(raw)) == 0 {
			break
		}
		if len(raw) <= len(name) || !bytes.EqualFold(raw[:len(name)], []byte(name)) {
			continue
		}
		if f := parseField(raw); strings.EqualFold(f.Name, name) {
			return f.Value, true
		}
	}
	return "", false
}

// Get is the unfolded value of the first field of that name, and whether there is one.
func (h *Header) Get(name string) (string, bool) {
	for i := range h.Fields {
		if strings.EqualFold(h.Fields[i].Name, name) {
			return h.Fields[i].Value, true
		}
	}
	return "", false
}

// Count is how many fields have that name.
func (h *Header) Count(name string) int {
	n := 0
	for i := range h.Fields {
		if strings.EqualFold(h.Fields[i].Name, name) {
			n++
		}
	}
	return n
}

// HeaderBytes are the bytes of msg up to and with the blank line, or all of them: what RET=HDRS sends back.
func HeaderBytes(msg []byte) []byte {
	for at := 0; at < len(msg); {
		n := lineLength(msg[at:])
		if len(trimEOL(msg[at:at+n])) == 0 {
			return msg[:at+n]
		}
		at += n
	}
	return msg
}

// AllFields goes through the fields of a header, those too that ParseHeader leaves out: who takes out what is forged, or asks who
// wrote a letter, must not be led astray by a thousand fields on top of it.
func AllFields(msg []byte) iter.Seq[Field] {
	return func(yield func(Field) bool) {
		for len(msg) > 0 {
			raw := msg[:fieldLength(msg)]
			msg = msg[len(raw):]
			if len(trimEOL(raw)) == 0 || !yield(parseField(raw)) {
				return
			}
		}
	}
}

// WithoutFields is a message without some of its fields, and those; all else stays byte for byte.
func WithoutFields(msg []byte, goes func(Field) bool) (kept []byte, gone []Field) {
	rest := msg
	for f := range AllFields(msg) {
		if !goes(f) {
			kept, rest = append(kept, rest[:len(f.Raw)]...), rest[len(f.Raw):]
			continue
		}
		gone, rest = append(gone, f), rest[len(f.Raw):]
	}
	if gone == nil {
		return msg, nil
	}
	return append(kept, rest...), gone
}
