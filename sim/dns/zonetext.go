package dns

import (
	"io"
	"regexp"
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"
)

// PlacedRecord is a record of a zone text, with the lines on which it begins and ends, from 1.
type PlacedRecord struct {
	RR
	Begin, End int
}

// Blank tells that the record's data was left out.
func (r PlacedRecord) Blank() bool { return blank(r.RR) }

// TextError is why the rest of a zone text was not read.
type TextError struct {
	Line, Column int    // from 1; 0 where it is not known
	Token        string // that makes no sense there; "" where something is missing
	Reason       string
	TooMany      bool // there are more records than were asked for
}

// ReadZoneText reads zone-file text (RFC 1035 section 5; $TTL is RFC 2308 section 4) record by record, and is the one place
// where that is done. Names are relative to the origin, ttl is for records that give none. It stops after most records. It
// does not judge what it reads: whether a record belongs into the zone is asked later.
func ReadZoneText(origin, text string, ttl uint32, most int) ([]PlacedRecord, *TextError) {
	if at := findDirective(text, generate); at > 0 {
		return nil, &TextError{Line: at, Token: "$GENERATE", Reason: "$GENERATE is not part of RFC 1035 and is refused"}
	}
	src := &lineReader{text: text, lines: strings.Split(text, "\n")}
	zp := mdns.NewZoneParser(src, origin, "")
	zp.SetDefaultTTL(ttl)
	var records []PlacedRecord
	end := 0
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		begin := src.begin(end)
		end = src.line()
		if len(records) == most {
			return records, &TextError{Line: begin, Column: 1, Reason: "more than " + strconv.Itoa(most) + " records", TooMany: true}
		}
		records = append(records, PlacedRecord{rr, begin, end})
	}
	if err := zp.Err(); err != nil {
		return records, textError(err)
	}
	return records, nil
}

// generate finds a directive that is refused before the parser sees it: $GENERATE is no part of RFC 1035, and a few bytes of it make tens of thousands of records.
var generate = regexp.MustCompile(`(?i)\$GENERATE`)

// atToken is where the parser's message says what it did not understand.
var atToken = regexp.MustCompile(`: ("(?:[^"\\]|\\.)*")$`)

// where the parser's message says the place: always its end.
var atLine = regexp.MustCompile(`^(?s:dns: )?((?s:.*)) at line: (\d+):(\d+)$`)

func findDirective(text string, re *regexp.Regexp) (line int) {
	if !re.MatchString(text) {
		return 0
	}
	for i, l := range strings.Split(text, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(l), ";") && re.MatchString(l) {
			return i + 1
		}
	}
	return 0
}

// textError takes apart what the parser says of a text.
func textError(err error) *TextError {
	e := &TextError{Reason: clip(err.Error())}
	if m := atLine.FindStringSubmatch(err.Error()); m != nil {
		e.Reason = clip(m[1])
		e.Line, _ = strconv.Atoi(m[2])
		e.Column, _ = strconv.Atoi(m[3])
		if token := atToken.FindStringSubmatch(m[1]); token != nil {
			e.Token, _ = strconv.Unquote(token[1])
		}
	}
	return e
}

// lineReader feeds the parser byte by byte, and so knows how far it has read. It leaves comments out (RFC 1035 section
// 5.1): the parser would gather those inside brackets in time that grows with the square of their length.
type lineReader struct {
	text           string
	lines          []string
	off            int
	feeds          int // newlines read
	quoted, escape bool
}

func (r *lineReader) ReadByte() (byte, error) {
	if r.off < len(r.text) && r.text[r.off] == ';' && !r.quoted && !r.escape {
		if n := strings.IndexByte(r.text[r.off:], '\n'); n >= 0 {
			r.off += n
		} else {
			r.off = len(r.text)
		}
	}
	if r.off >= len(r.text) {
		return 0, io.EOF
	}
	c := r.text[r.off]
	r.off++
	switch {
	case c == '\n':
		r.feeds++
		r.escape = false
	case r.escape:
		r.escape = false
	case c == '\\':
		r.escape = true
	case c == '"':
		r.quoted = !r.quoted
	}
	return c, nil
}

// Read makes it an io.Reader, as NewZoneParser asks; the parser reads bytes.
func (r *lineReader) Read(p []byte) (int, error) {
	for n := range p {
		c, err := r.ReadByte()
		if err != nil {
			return n, err
		}
		p[n] = c
	}
	return len(p), nil
}

// line is the line just read: its newline may or may not have been read yet.
func (r *lineReader) line() int {
	if r.off > 0 && r.text[r.off-1] == '\n' {
		return r.feeds
	}
	return r.feeds + 1
}

// begin is the first line after the last record's end that holds more than a comment or a directive: where the record
// just read begins.
func (r *lineReader) begin(after int) int {
	for i := after; i < r.line() && i < len(r.lines); i++ {
		if s := strings.TrimSpace(r.lines[i]); s != "" && s[0] != ';' && s[0] != '$' {
			return i + 1
		}
	}
	return r.line()
}
