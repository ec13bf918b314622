package mail

import (
	"bytes"
	"strings"
	"time"
)

// DateLayout is RFC 5322 section 3.3's date-time, in the form every program writes.
const DateLayout = "Mon, 02 Jan 2006 15:04:05 -0700"

// FormatDate writes t as a Date field does.
func FormatDate(t time.Time) string { return t.Format(DateLayout) }

// FormatField writes one header field, folded before the 79th column wherever the value has white space (RFC 5322 section
// 2.2.3), or before the 77th where it has an encoded-word (RFC 2047 section 2), with its CRLF. Control characters, which could end the field or the line, become spaces.
func FormatField(name, value string) []byte {
	value = strings.TrimRight(clean(value), " ")
	b := make([]byte, 0, len(name)+len(value)+8)
	b = append(append(b, name...), ':')
	column := len(b)
	limit := foldAt
	if strings.Contains(value, "=?") {
		limit = encodedAt
	}
	for value != "" {
		// A word, with the white space before it.
		n := len(value) - len(strings.TrimLeft(value, " "))
		if i := strings.IndexByte(value[n:], ' '); i >= 0 {
			n += i
		} else {
			n = len(value)
		}
		word := value[:n]
		value = value[n:]
		if column == len(name)+1 && word[0] != ' ' {
			word = " " + word
		}
		if column+len(word) > limit && (column > len(name)+1 || len(word) <= limit) {
			b = append(b, "\r\n"...)
			column = 0
		}
		b = append(b, word...)
		column += len(word)
	}
	return append(b, "\r\n"...)
}

// clean turns what may not stand in a field into spaces.
func clean(s string) string {
	if isASCII(s) && isPrintable(s) { // as most of what comes here
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// CRLF gives text the line ends of RFC 5322 section 2.1: CR LF, and no bare CR or LF.
func CRLF(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	return strings.ReplaceAll(text, "\n", "\r\n")
}

// Canonical is a message in the one form in which it is kept and counted: every line ends with CRLF, the last one too, and
// CR and LF stand nowhere else (RFC 5322 section 2.3). What is in that form already is given back as it is, not copied.
func Canonical(msg []byte) []byte {
	if isCanonical(msg) {
		return msg
	}
	out := make([]byte, 0, len(msg)+len(msg)/32+2)
	for i, c := range msg {
		switch {
		case c == '\n' && i > 0 && msg[i-1] == '\r': // written with its CR
		case c == '\r' || c == '\n':
			out = append(out, "\r\n"...)
		default:
			out = append(out, c)
		}
	}
	if n := len(out); n > 0 && out[n-1] != '\n' {
		out = append(out, "\r\n"...)
	}
	return out
}

// isCanonical looks at a line at a time, which is much faster than at octets.
func isCanonical(msg []byte) bool {
	for len(msg) > 0 {
		line := msg[:lineLength(msg)]
		if !bytes.HasSuffix(line, []byte("\r\n")) || bytes.IndexByte(line, '\r') != len(line)-len("\r\n") {
			return false
		}
		msg = msg[len(line):]
	}
	return true
}
