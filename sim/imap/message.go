package imap

import (
	"bytes"
	"errors"
	"mime"
	"slices"
	"strings"

	imap2 "github.com/emersion/go-imap/v2"
)

// part is a message or a MIME part of one: slices of the octets as they were stored,
// so that what FETCH gives is what came, down to the last space.
type part struct {
	raw    []byte
	header []byte // with the empty line that ends it
	body   []byte
	fields []field

	mediaType string // "text/plain", in small letters
	params    map[string]string
	children  []*part // of a multipart: at least one
	embedded  *part   // of a message/rfc822
}

// field is one header field.
type field struct {
	name  string
	value string // unfolded (RFC 5322 §2.2.3), still encoded
	raw   []byte // as it stands, with its line end
}

// parseMessage never fails: what is not MIME is text (RFC 2045 §5.2).
func parseMessage(raw []byte) *part {
	budget := maxParts
	return parsePart(raw, "text/plain", 0, &budget)
}

// divided is a message of which nobody asks more than header and body.
func divided(raw []byte) *part {
	end := eachField(raw, func(_, _, _ []byte) bool { return true })
	return &part{raw: raw, header: raw[:end], body: raw[end:]}
}

func parsePart(raw []byte, fallback string, depth int, budget *int) *part {
	*budget--
	p := &part{raw: raw, mediaType: fallback}
	p.header, p.body, p.fields = splitHeader(raw)
	if value, ok := p.get("Content-Type"); ok {
		p.mediaType = "text/plain"
		t, params, err := mime.ParseMediaType(value)
		if (err == nil || errors.Is(err, mime.ErrInvalidMediaParameter)) && strings.Count(t, "/") == 1 {
			p.mediaType, p.params = t, params
		}
	}
	if depth >= maxPartDepth {
		return p.asText()
	}
	switch {
	case strings.HasPrefix(p.mediaType, "multipart/"):
		inner := "text/plain"
		if p.mediaType == "multipart/digest" {
			inner = "message/rfc822" // RFC 2046 §5.1.5
		}
		for _, b := range splitMultipart(p.body, p.params["boundary"]) {
			if *budget <= 0 {
				break
			}
			p.children = append(p.children, parsePart(b, inner, depth+1, budget))
		}
		if len(p.children) == 0 {
			return p.asText() // it says multipart and has no part
		}
	case p.mediaType == "message/rfc822" && *budget > 0:
		p.embedded = parsePart(p.body, "text/plain", depth+1, budget)
	case p.mediaType == "message/rfc822":
		return p.asText()
	}
	return p
}

// asText gives up on structure: the part is shown as plain text.
func (p *part) asText() *part {
	if strings.HasPrefix(p.mediaType, "multipart/") || p.mediaType == "message/rfc822" {
		p.mediaType, p.params = "text/plain", nil
	}
	return p
}

// nextLine cuts a line, with its end, off the front.
func nextLine(b []byte) (line, rest []byte) {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i+1], b[i+1:]
	}
	return b, nil
}

// unfolder takes out the line ends of a folded field (RFC 5322 §2.2.3).
var unfolder = strings.NewReplacer("\r\n", "", "\n", "")

// splitHeader divides a message at its first empty line (RFC 5322 §2.1).
func splitHeader(raw []byte) (header, body []byte, fields []field) {
	end := eachField(raw, func(name, value, lines []byte) bool {
		fields = append(fields, newField(name, value, lines))
		return true
	})
	return raw[:end], raw[end:], fields
}

func newField(name, value, lines []byte) field {
	return field{string(name), strings.TrimSpace(unfolder.Replace(string(value))), lines}
}

// eachField goes through the header of a message, until see has seen enough, and says where the body begins if it has not.
func eachField(raw []byte, see func(name, value, lines []byte) (on bool)) (end int) {
	rest := raw
	var lines []byte // the field being collected
	flush := func() (on bool) {
		name, value, ok := bytes.Cut(lines, []byte(":"))
		on = !ok || see(bytes.TrimRight(name, " \t"), value, lines)
		lines = nil
		return on
	}
	for len(rest) > 0 {
		line, after := nextLine(rest)
		start := len(raw) - len(rest)
		switch {
		case len(bytes.TrimRight(line, "\r\n")) == 0:
			flush()
			return len(raw) - len(after)
		case line[0] != ' ' && line[0] != '\t':
			if !flush() {
				return start
			}
			lines = raw[start : start+len(line)]
		case lines != nil:
			lines = lines[:len(lines)+len(line)] // they are neighbours in raw
		}
		rest = after
	}
	flush()
	return len(raw)
}

// splitMultipart finds the parts between the boundary's lines (RFC 2046 §5.1.1). The
// line end before a boundary belongs to the boundary.
func splitMultipart(body []byte, boundary string) [][]byte {
	if boundary == "" {
		return nil
	}
	delimiter := []byte("--" + boundary)
	var parts [][]byte
	start := -1 // of the part being read
	for rest := body; len(rest) > 0; {
		line, after := nextLine(rest)
		if tail, ok := bytes.CutPrefix(line, delimiter); ok {
			mark := bytes.TrimRight(tail, " \t\r\n")
			last := bytes.Equal(mark, []byte("--"))
			if len(mark) == 0 || last {
				if at := len(body) - len(rest); start >= 0 {
					parts = append(parts, trimLineEnd(body[start:max(start, at)]))
				}
				if last {
					return parts
				}
				start = len(body) - len(after)
			}
		}
		rest = after
	}
	if start >= 0 {
		parts = append(parts, body[start:]) // cut off: what is there is the part
	}
	return parts
}

func trimLineEnd(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}

// get gives the first field of a name.
func (p *part) get(name string) (string, bool) {
	for _, f := range p.fields {
		if strings.EqualFold(f.name, name) {
			return f.value, true
		}
	}
	return "", false
}

// find follows a part path such as 2.1 (RFC 3501 §6.4.5): a message that is not a
// multipart has one part, its body; a message/rfc822 part is entered by what follows.
func (p *part) find(path []int) *part {
	isMessage := true
	for _, n := range path {
		if !isMessage && p.embedded != nil {
			p, isMessage = p.embedded, true
		}
		switch {
		case n >= 1 && n <= len(p.children):
			p, isMessage = p.children[n-1], false
		case len(p.children) == 0 && isMessage && n == 1:
			isMessage = false
		default:
			return nil
		}
	}
	return p
}

// section gives the octets of BODY[...]; nothing for what does not exist.
func (p *part) section(s *imap2.FetchItemBodySection) []byte {
	if p = p.find(s.Part); p == nil {
		return nil
	}
	var octets []byte
	whole := len(s.Part) == 0
	message := p
	if !whole {
		message = p.embedded
	}
	switch s.Specifier {
	case imap2.PartSpecifierNone:
		octets = p.body
		if whole {
			octets = p.raw
		}
	case imap2.PartSpecifierMIME:
		if !whole {
			octets = p.header
		}
	case imap2.PartSpecifierHeader:
		if message != nil {
			octets = message.chooseFields(s.HeaderFields, s.HeaderFieldsNot)
		}
	case imap2.PartSpecifierText:
		if message != nil {
			octets = message.body
		}
	}
	return partial(octets, s.Partial)
}

// chooseFields is HEADER, HEADER.FIELDS and HEADER.FIELDS.NOT. A subset ends with an
// empty line too (RFC 3501 §6.4.5).
func (p *part) chooseFields(with, without []string) []byte {
	if len(with) == 0 && len(without) == 0 {
		return p.header
	}
	var out []byte
	eachField(p.header, func(name, _, lines []byte) bool {
		in := func(names []string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, string(name)) })
		}
		if len(with) > 0 && in(with) || len(without) > 0 && !in(without) {
			out = append(out, lines...)
		}
		return true
	})
	return append(out, "\r\n"...)
}

func partial(octets []byte, p *imap2.SectionPartial) []byte {
	if p == nil {
		return octets
	}
	length := int64(len(octets))
	from := min(max(p.Offset, 0), length)
	return octets[from : from+min(max(p.Size, 0), length-from)]
}
