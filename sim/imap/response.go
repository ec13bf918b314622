package imap

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Errors of the client that are not the server's answer.
var (
	// ErrProtocol: what the server said is not IMAP.
	ErrProtocol = errors.New("imap: not an IMAP response")
	// ErrTooMuch: the server sent more than the client's limits allow.
	ErrTooMuch = errors.New("imap: response beyond the client's limits")
)

// Code is the machine's half of a status response, in square brackets (RFC 3501
// §7.1): a name in capitals and what follows it.
type Code struct {
	Name string
	Args string // as on the wire
}

// StatusError is an answer that is not OK.
type StatusError struct {
	Type string // NO, BAD or BYE
	Code Code
	Text string
}

// Error words the answer as it looks on the wire.
func (e *StatusError) Error() string {
	if e.Code.Name == "" {
		return e.Type + " " + e.Text
	}
	return e.Type + " [" + strings.TrimSpace(e.Code.Name+" "+e.Code.Args) + "] " + e.Text
}

// valueKind tells what a value of a response looks like.
type valueKind int

const (
	atomValue   valueKind = iota // also numbers, flags and NIL
	stringValue                  // quoted or literal
	listValue
)

// value is one value of a response.
type value struct {
	kind valueKind
	s    string
	list []value
}

func (v value) isNil() bool { return v.kind == atomValue && strings.EqualFold(v.s, "NIL") }

// str gives a string's or an atom's text; NIL is empty.
func (v value) str() string {
	if v.isNil() {
		return ""
	}
	return v.s
}

func (v value) number() (uint32, bool) {
	n, err := strconv.ParseUint(v.s, 10, 32)
	return uint32(n), err == nil && v.kind == atomValue
}

func (v value) strings() []string {
	var out []string
	for _, x := range v.list {
		out = append(out, x.s)
	}
	return out
}

// response is one response of the server.
type response struct {
	tag  string // "*", "+", or a command's
	name string // in capitals: OK, FETCH, LIST ...
	num  uint32 // of "* 5 EXISTS"
	code Code   // of status responses
	text string // of status responses and continuation requests
	args []value
}

func (r *response) isStatus() bool {
	switch r.name {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		return true
	}
	return false
}

func (r *response) err() error {
	return &StatusError{Type: r.name, Code: r.code, Text: r.text}
}

// readLine reads one line without its end. Servers end lines with CRLF; a bare LF is
// taken too, which harms nobody here.
func readLine(br *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		chunk, err := br.ReadSlice('\n')
		if len(line)+len(chunk) > MaxLineOctets {
			return nil, fmt.Errorf("%w: a line of more than %d octets", ErrTooMuch, MaxLineOctets)
		}
		line = append(line, chunk...)
		if err == nil {
			return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			if errors.Is(err, io.EOF) && len(line) > 0 {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
}

// literalSize reads "{42}" at the end of a line.
func literalSize(line []byte) (int64, bool) {
	if !bytes.HasSuffix(line, []byte("}")) {
		return 0, false
	}
	open := bytes.LastIndexByte(line, '{')
	if open < 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(line[open+1:len(line)-1]), 10, 64)
	return n, err == nil && n >= 0
}

// readResponse reads one response, with its literals. Octets counts what was read.
func readResponse(br *bufio.Reader, octets *int64) (*response, error) {
	line, err := readLine(br)
	if err != nil {
		return nil, err
	}
	*octets += int64(len(line))
	r := &response{}
	rest := string(line)
	if r.tag, rest, _ = strings.Cut(rest, " "); r.tag == "" {
		return nil, fmt.Errorf("%w: %.40q", ErrProtocol, line)
	}
	if r.tag == "+" {
		r.text = rest
		return r, nil
	}
	word, after, _ := strings.Cut(rest, " ")
	r.name = strings.ToUpper(word)
	if r.isStatus() {
		return r, r.parseStatus(after)
	}
	if r.tag != "*" {
		return nil, fmt.Errorf("%w: %.40q", ErrProtocol, line)
	}
	if n, err := strconv.ParseUint(word, 10, 32); err == nil {
		r.num = uint32(n)
		word, after, _ = strings.Cut(after, " ")
		r.name = strings.ToUpper(word)
	}
	if r.name == "" {
		return nil, fmt.Errorf("%w: %.40q", ErrProtocol, line)
	}
	p := &parser{br: br, line: after, octets: octets}
	r.args, err = p.values(0, false)
	return r, err
}

// parseStatus reads resp-text: the code in brackets and words for people. There are
// no literals in it, whatever it ends with.
func (r *response) parseStatus(s string) error {
	if strings.HasPrefix(s, "[") {
		// A quoted string in a code may hold "]", but no code with one is used here.
		inside, text, ok := strings.Cut(s[1:], "]")
		if !ok {
			return fmt.Errorf("%w: unfinished response code %.40q", ErrProtocol, s)
		}
		name, args, _ := strings.Cut(inside, " ")
		r.code = Code{strings.ToUpper(name), args}
		s = strings.TrimPrefix(text, " ")
	}
	r.text = s
	return nil
}

// parser reads values. A literal ends the line at hand and begins another.
type parser struct {
	br     *bufio.Reader
	line   string
	octets *int64
	count  int
}

func (p *parser) fail(what string) error {
	return fmt.Errorf("%w: %s at %.40q", ErrProtocol, what, p.line)
}

// values reads values up to the end of the list, or of the response.
func (p *parser) values(depth int, inList bool) ([]value, error) {
	if depth > maxValueDepth {
		return nil, fmt.Errorf("%w: lists nested more than %d deep", ErrTooMuch, maxValueDepth)
	}
	var out []value
	for {
		p.line = strings.TrimLeft(p.line, " ")
		if p.line == "" {
			if inList {
				return nil, p.fail("unfinished list")
			}
			return out, nil
		}
		if p.line[0] == ')' {
			if !inList {
				return nil, p.fail("stray parenthesis")
			}
			p.line = p.line[1:]
			return out, nil
		}
		if p.count++; p.count > maxValues {
			return nil, fmt.Errorf("%w: more than %d values in a response", ErrTooMuch, maxValues)
		}
		v, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
}

func (p *parser) value(depth int) (value, error) {
	switch p.line[0] {
	case '(':
		p.line = p.line[1:]
		list, err := p.values(depth+1, true)
		return value{kind: listValue, list: list}, err
	case '"':
		return p.quoted()
	case '{':
		return p.literal()
	}
	return p.atom()
}

func (p *parser) quoted() (value, error) {
	var b strings.Builder
	for i := 1; i < len(p.line); i++ {
		switch c := p.line[i]; c {
		case '"':
			p.line = p.line[i+1:]
			return value{kind: stringValue, s: b.String()}, nil
		case '\\':
			if i++; i < len(p.line) {
				b.WriteByte(p.line[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return value{}, p.fail("unfinished quoted string")
}

// literal reads a literal and the line after it. Memory grows as octets come, not as
// they are announced.
func (p *parser) literal() (value, error) {
	size, ok := literalSize([]byte(p.line))
	if !ok || strings.IndexByte(p.line, '}') != len(p.line)-1 {
		return value{}, p.fail("bad literal")
	}
	if size > MaxLiteralOctets || *p.octets+size > MaxCommandOctets {
		return value{}, fmt.Errorf("%w: a literal of %d octets", ErrTooMuch, size)
	}
	var b strings.Builder
	if _, err := io.CopyN(&b, p.br, size); err != nil {
		return value{}, unexpected(err)
	}
	line, err := readLine(p.br)
	if err != nil {
		return value{}, unexpected(err)
	}
	*p.octets += size + int64(len(line))
	p.line = string(line)
	return value{kind: stringValue, s: b.String()}, nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// atom reads an atom, a number, a flag, or the name of a FETCH item, which may hold
// anything between brackets: BODY[HEADER.FIELDS ("To")]<0>.
func (p *parser) atom() (value, error) {
	inBrackets, inQuotes := false, false
	i := 0
scan:
	for ; i < len(p.line); i++ {
		c := p.line[i]
		switch {
		case inQuotes:
			inQuotes = c != '"'
		case inBrackets:
			inQuotes = c == '"'
			inBrackets = c != ']'
		case c == '[':
			inBrackets = true
		case c == ' ' || c == '(' || c == ')' || c == '"' || c == '{':
			break scan
		}
	}
	if i == 0 {
		return value{}, p.fail("no value")
	}
	v := value{kind: atomValue, s: p.line[:i]}
	p.line = p.line[i:]
	return v, nil
}
