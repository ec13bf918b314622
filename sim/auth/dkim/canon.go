package dkim

import (
	"bytes"
)

// Canon is a canonicalization (RFC 6376 section 3.4).
type Canon string

// The two canonicalizations.
const (
	Simple  Canon = "simple"
	Relaxed Canon = "relaxed"
)

// Field brings one header field into canonical form, with its CRLF. raw is the whole field as it came.
func (c Canon) Field(raw []byte) []byte {
	if c != Relaxed {
		return raw
	}
	name, value, _ := bytes.Cut(raw, []byte(":"))
	out := make([]byte, 0, len(raw)+2)
	out = append(out, bytes.ToLower(bytes.TrimRight(name, " \t"))...)
	out = append(out, ':')
	out = appendReduced(out, value, true)
	return append(out, '\r', '\n')
}

// appendReduced adds text without its line ends, each run of white space as one space, none at the end and, where front is
// set, none at the beginning.
func appendReduced(out, text []byte, front bool) []byte {
	start, gap := len(out), false
	for _, c := range text {
		switch c {
		case ' ', '\t':
			gap = true
		case '\r', '\n':
		default:
			if gap && !(front && len(out) == start) {
				out = append(out, ' ')
			}
			gap = false
			out = append(out, c)
		}
	}
	return out
}

// Body brings a body into canonical form.
func (c Canon) Body(body []byte) []byte {
	if c == Relaxed {
		return relaxedBody(body)
	}
	// Simple: one line end at the end, an empty body being one too (section 3.4.3).
	end := len(body)
	for end >= 2 && body[end-1] == '\n' && body[end-2] == '\r' {
		end -= 2
	}
	if end+2 <= len(body) {
		return body[:end+2]
	}
	return append(append(make([]byte, 0, end+2), body[:end]...), '\r', '\n')
}

// relaxedBody: white space reduced, none at the ends of lines, no empty lines at the end (section 3.4.4).
func relaxedBody(body []byte) []byte {
	out := make([]byte, 0, len(body)+2)
	empty := 0
	for len(body) > 0 {
		line := body
		if at := bytes.Index(body, crlf); at >= 0 {
			line, body = body[:at], body[at+2:]
		} else {
			body = nil
		}
		if len(bytes.Trim(line, " \t")) == 0 {
			empty++
			continue
		}
		for range empty {
			out = append(out, crlf...)
		}
		out = appendLine(out, line)
		empty = 0
		out = append(out, crlf...)
	}
	return out
}

var crlf = []byte("\r\n")

// appendLine adds one line of a body; a bare CR or LF in it is text like any other.
func appendLine(out, line []byte) []byte {
	gap := false
	for _, c := range line {
		if c == ' ' || c == '\t' {
			gap = true
			continue
		}
		if gap {
			out = append(out, ' ')
			gap = false
		}
		out = append(out, c)
	}
	return out
}

// WithoutB gives a signature field with the value of b= taken out, as it is signed (section 3.7).
func WithoutB(raw []byte) []byte {
	at := bytes.IndexByte(raw, ':') + 1
	out := append(make([]byte, 0, len(raw)), raw[:at]...)
	rest := raw[at:]
	for first := true; first || len(rest) > 0; first = false {
		entry := rest
		more := false
		if at := bytes.IndexByte(rest, ';'); at >= 0 {
			entry, rest, more = rest[:at], rest[at+1:], true
		} else {
			rest = nil
		}
		if at := bytes.IndexByte(entry, '='); at >= 0 && string(bytes.Trim(entry[:at], " \t\r\n")) == "b" {
			entry = entry[:at+1]
		}
		out = append(out, entry...)
		if more {
			out = append(out, ';')
		}
	}
	return out
}
