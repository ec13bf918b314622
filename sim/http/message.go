package http

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
)

// Field is one header field.
type Field struct{ Name, Value string }

// Fields are the header of a message, in order.
type Fields []Field

// Get is the value of the first field of a name, compared without case.
func (f Fields) Get(name string) string {
	for _, one := range f {
		if strings.EqualFold(one.Name, name) {
			return one.Value
		}
	}
	return ""
}

// Request asks for something.
type Request struct {
	Method string // "GET"
	Target string // path and query: "/.well-known/mta-sts.txt"
	Fields Fields // Host among them; Content-Length is written by itself
	Body   []byte
}

// Response answers.
type Response struct {
	Status int
	Reason string // after the number: "OK"
	Fields Fields
	Body   []byte
}

// ErrTooLong is a message beyond the limits.
var ErrTooLong = errors.New("the message is longer than is taken")

// ErrMalformed is a message that is none.
var ErrMalformed = errors.New("this is no HTTP/1.1 message")

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

// Bytes is the request as it is sent.
func (r *Request) Bytes() []byte {
	return write(r.Method+" "+r.Target+" HTTP/1.1", r.Fields, r.Body, len(r.Body) > 0 || r.Method == "POST")
}

// Bytes is the response as it is sent.
func (r *Response) Bytes() []byte {
	return write("HTTP/1.1 "+strconv.Itoa(r.Status)+" "+r.Reason, r.Fields, r.Body, true)
}

func write(start string, fields Fields, body []byte, length bool) []byte {
	var b strings.Builder
	b.WriteString(oneLine(start) + "\r\n")
	for _, f := range fields {
		b.WriteString(oneLine(f.Name) + ": " + oneLine(f.Value) + "\r\n")
	}
	if length {
		b.WriteString("Content-Length: " + strconv.Itoa(len(body)) + "\r\n")
	}
	b.WriteString("\r\n")
	b.Write(body)
	return []byte(b.String())
}

// oneLine keeps a value from ending its line.
func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }

// ReadRequest reads a request; io.EOF where none comes any more.
func ReadRequest(r *bufio.Reader, maxBody int) (*Request, error) {
	start, fields, err := head(r)
	if err != nil {
		return nil, err
	}
	parts := strings.Split(start, " ")
	if len(parts) != 3 || !token(parts[0]) || parts[1] == "" || !strings.HasPrefix(parts[2], "HTTP/1.") {
		return nil, malformed("the request line is %.60q", start)
	}
	req := &Request{Method: parts[0], Target: parts[1], Fields: fields}
	n, err := length(fields)
	switch {
	case err != nil:
		return nil, err
	case n == chunked:
		req.Body, err = chunks(r, maxBody)
	case n > 0:
		req.Body, err = exactly(r, n, maxBody)
	}
	return req, err
}

// ReadResponse reads the response to a request of a method.
func ReadResponse(r *bufio.Reader, method string, maxBody int) (*Response, error) {
	for {
		start, fields, err := head(r)
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		version, rest, _ := strings.Cut(start, " ")
		number, reason, _ := strings.Cut(rest, " ")
		status, err := strconv.Atoi(number)
		if !strings.HasPrefix(version, "HTTP/1.") || len(number) != 3 || err != nil || status < 100 {
			return nil, malformed("the status line is %.60q", start)
		}
		if status < 200 && status != 101 {
			continue // RFC 9110 section 15.2: another one follows
		}
		resp := &Response{Status: status, Reason: reason, Fields: fields}
		resp.Body, err = resp.read(r, method, maxBody)
		return resp, err
	}
}

// read reads the body, by RFC 9112 section 6.3.
func (r *Response) read(from *bufio.Reader, method string, maxBody int) ([]byte, error) {
	if method == "HEAD" || r.Status == 204 || r.Status == 304 || r.Status == 101 {
		return nil, nil
	}
	n, err := length(r.Fields)
	switch {
	case err != nil:
		return nil, err
	case n == chunked:
		return chunks(from, maxBody)
	case n >= 0:
		return exactly(from, n, maxBody)
	}
	body, err := io.ReadAll(io.LimitReader(from, int64(maxBody)+1)) // up to the end of the connection
	if err == nil && len(body) > maxBody {
		err = ErrTooLong
	}
	return body, err
}

// head reads a start line and the fields up to the blank line.
func head(r *bufio.Reader) (start string, fields Fields, err error) {
	left := MaxHead
	for first := true; ; first = false {
		text, err := lineOf(r, &left)
		if err != nil {
			if !first && errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return "", nil, err
		}
		switch {
		case first && text == "":
			first = true
			continue // RFC 9112 section 2.2: blank lines before a request are passed over
		case start == "":
			start = text
			continue
		case text == "":
			return start, fields, nil
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok || !token(name) {
			return "", nil, malformed("the header line is %.60q", text) // section 5.1: no space before the colon, no folding
		}
		fields = append(fields, Field{name, strings.Trim(value, " \t")})
	}
}

// lineOf reads a line that ends in CRLF, or, as servers forgive (RFC 9112 section 2.2), in LF.
func lineOf(r *bufio.Reader, left *int) (string, error) {
	var b []byte
	for {
		part, err := r.ReadSlice('\n')
		if *left -= len(part); *left < 0 {
			return "", ErrTooLong
		}
		b = append(b, part...)
		if err == nil {
			break
		}
		if err != bufio.ErrBufferFull {
			if len(b) > 0 && err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return "", err
		}
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
	if strings.ContainsAny(text, "\r\x00") {
		return "", malformed("a line has a CR or NUL in it")
	}
	return text, nil
}

// token is a method's or a field name's form (RFC 9110 section 5.6.2).
func token(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0) {
			return false
		}
	}
	return s != ""
}

// Lengths that are no number.
const (
	unsaid  = -1
	chunked = -2
)

// length is how long the fields say that the body is.
func length(fields Fields) (int, error) {
	n := unsaid
	for _, f := range fields {
		switch {
		case strings.EqualFold(f.Name, "Transfer-Encoding"):
			if n != unsaid || !strings.EqualFold(f.Value, "chunked") {
				return 0, malformed("Transfer-Encoding %.40q, with another length or of another kind", f.Value)
			}
			n = chunked
		case strings.EqualFold(f.Name, "Content-Length"):
			got, err := strconv.Atoi(f.Value)
			if err != nil || got < 0 || strings.TrimLeft(f.Value, "0123456789") != "" || n != unsaid && n != got {
				return 0, malformed("Content-Length %.40q", f.Value)
			}
			n = got
		}
	}
	return n, nil
}

func exactly(r *bufio.Reader, n, maxBody int) ([]byte, error) {
	if n > maxBody {
		return nil, ErrTooLong
	}
	body := make([]byte, n)
	_, err := io.ReadFull(r, body)
	if errors.Is(err, io.EOF) && n > 0 {
		err = io.ErrUnexpectedEOF
	}
	return body, err
}

// chunks reads a body in pieces (RFC 9112 section 7.1).
func chunks(r *bufio.Reader, maxBody int) ([]byte, error) {
	var body []byte
	for {
		left := MaxHead
		text, err := lineOf(r, &left)
		if err != nil {
			return nil, unexpected(err)
		}
		text, _, _ = strings.Cut(text, ";")
		n, err := strconv.ParseUint(strings.TrimSpace(text), 16, 31)
		if err != nil {
			return nil, malformed("a chunk of size %.20q", text)
		}
		if n == 0 {
			break
		}
		if len(body)+int(n) > maxBody {
			return nil, ErrTooLong
		}
		part, err := exactly(r, int(n), maxBody)
		if err != nil {
			return nil, unexpected(err)
		}
		body = append(body, part...)
		if end, err := lineOf(r, &left); err != nil || end != "" {
			return nil, malformed("a chunk does not end where it says")
		}
	}
	for left := MaxHead; ; { // trailer fields
		text, err := lineOf(r, &left)
		if err != nil {
			return nil, unexpected(err)
		}
		if text == "" {
			return body, nil
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Port is where whoever serves a URL listens: as it says, or else by its scheme (RFC 9110 sections 4.2.1 and 4.2.2).
func Port(u *url.URL) (uint16, error) {
	text := u.Port()
	switch {
	case text != "":
	case u.Scheme == "https":
		return 443, nil
	default:
		return 80, nil
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("reading the port of %q: %w", u, err)
	}
	return uint16(port), nil
}
