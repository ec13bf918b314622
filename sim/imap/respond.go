package imap

import (
	"bytes"
	"errors"
	"maps"
	"mime"
	"slices"
	"strconv"
	"strings"

	imap2 "github.com/emersion/go-imap/v2"
)

// responder writes a FETCH response (RFC 3501 §7.4.2).
type responder struct {
	front *frontConn
	b     []byte
	items int
	err   error
}

// flushAt: what is longer goes out in pieces.
const flushAt = 64 << 10

func (f *frontConn) fetchResponse(seq uint32) *responder {
	r := &responder{front: f}
	if f.together { // then what is written is copied
		r.b = f.response[:0]
	}
	return r.raw("* ").number(int64(seq)).raw(" FETCH (")
}

// untagged writes a response that is one line.
func (f *frontConn) untagged(text string) error {
	return f.put([]byte("* " + text + "\r\n"))
}

func (r *responder) item(name string) *responder {
	if r.items++; r.items > 1 {
		r.raw(" ")
	}
	return r.raw(name).raw(" ")
}

func (r *responder) raw(s string) *responder {
	r.b = append(r.b, s...)
	return r
}

func (r *responder) number(n int64) *responder {
	r.b = strconv.AppendInt(r.b, n, 10)
	return r
}

// end closes the response and sends it.
func (r *responder) end() error {
	r.raw(")\r\n").flush()
	if r.front.together {
		r.front.response = r.b
	}
	return r.err
}

func (r *responder) flush() {
	if r.err == nil && len(r.b) > 0 {
		r.err = r.front.put(r.b)
	}
	r.b = r.b[:0]
}

// literal is octets as they are.
func (r *responder) literal(octets []byte) *responder {
	r.raw("{").number(int64(len(octets))).raw("}\r\n")
	if len(r.b)+len(octets) <= flushAt {
		r.b = append(r.b, octets...)
		return r
	}
	r.flush()
	if r.err == nil {
		r.err = r.front.put(octets)
	}
	return r
}

// str is a string: quoted where that can carry it, else a literal.
func (r *responder) str(s string) *responder {
	if len(s) > maxQuoted || strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c >= 0x7f }) {
		return r.literal([]byte(s))
	}
	r.b = appendQuoted(r.b, s)
	return r
}

// maxQuoted: long strings are literals, which clients read without a line limit.
const maxQuoted = 4096

// nstring is a string, or NIL for one that is not there.
func (r *responder) nstring(s string, there bool) *responder {
	if !there {
		return r.raw("NIL")
	}
	return r.str(s)
}

// field is a header field's value, as it stands there.
func (r *responder) field(p *part, name string) *responder {
	v, ok := p.get(name)
	return r.nstring(v, ok)
}

// label is the name of a section in the answer: as it was asked for, without PEEK, and
// of <offset.size> only where it begins.
func (s *fetchSection) label() string {
	if s.name != "" {
		return s.name
	}
	var b strings.Builder
	b.WriteString("BODY[")
	for i, n := range s.Part {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(strconv.Itoa(n))
	}
	if s.Specifier != imap2.PartSpecifierNone {
		if len(s.Part) > 0 {
			b.WriteByte('.')
		}
		b.WriteString(string(s.Specifier))
	}
	fields := s.HeaderFields
	switch {
	case len(s.HeaderFields) > 0:
		b.WriteString(".FIELDS")
	case len(s.HeaderFieldsNot) > 0:
		b.WriteString(".FIELDS.NOT")
		fields = s.HeaderFieldsNot
	}
	if len(fields) > 0 {
		b.WriteString(" (")
		for i, f := range fields {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(quote(f))
		}
		b.WriteByte(')')
	}
	b.WriteByte(']')
	if s.Partial != nil {
		b.WriteString("<" + strconv.FormatInt(s.Partial.Offset, 10) + ">")
	}
	return b.String()
}

// envelope is the header in parsed form: the fields' own words, and their addresses in
// parts. Without Sender or Reply-To, From stands there.
func (r *responder) envelope(p *part) *responder {
	r.raw("(").field(p, "Date").raw(" ").field(p, "Subject")
	from := p.addresses("From")
	for _, name := range []string{"From", "Sender", "Reply-To", "To", "Cc", "Bcc"} {
		list := p.addresses(name)
		if len(list) == 0 && (name == "Sender" || name == "Reply-To") {
			list = from
		}
		r.raw(" ").addressList(list)
	}
	return r.raw(" ").field(p, "In-Reply-To").raw(" ").field(p, "Message-ID").raw(")")
}

func (r *responder) addressList(list []envelopeAddress) *responder {
	if len(list) == 0 {
		return r.raw("NIL")
	}
	r.raw("(")
	for _, a := range list {
		r.raw("(").nstring(a.name, a.name != "").raw(" ").nstring(a.route, a.route != "").raw(" ")
		r.nstring(a.mailbox, !a.groupEnd).raw(" ").nstring(a.host, !a.group && !a.groupEnd).raw(")")
	}
	return r.raw(")")
}

// structure is BODY and, with extensions, BODYSTRUCTURE.
func (r *responder) structure(p *part, extended bool) *responder {
	kind, subtype, _ := strings.Cut(p.mediaType, "/")
	r.raw("(")
	if len(p.children) > 0 {
		for _, c := range p.children {
			r.structure(c, extended)
		}
		r.raw(" ").str(subtype)
		if extended {
			r.raw(" ").params(p.params)
		}
	} else {
		params := p.params
		if params == nil && kind == "text" {
			params = map[string]string{"charset": "us-ascii"} // RFC 2045 §5.2
		}
		encoding, ok := p.get("Content-Transfer-Encoding")
		if !ok || encoding == "" {
			encoding = "7bit"
		}
		r.str(kind).raw(" ").str(subtype).raw(" ").params(params)
		r.raw(" ").field(p, "Content-ID").raw(" ").field(p, "Content-Description").raw(" ")
		r.str(strings.ToLower(encoding)).raw(" ").number(int64(len(p.body)))
		lines := int64(bytes.Count(p.body, []byte("\n")))
		switch {
		case p.embedded != nil:
			r.raw(" ").envelope(p.embedded).raw(" ").structure(p.embedded, extended).raw(" ").number(lines)
		case kind == "text":
			r.raw(" ").number(lines)
		}
		if extended {
			r.raw(" ").field(p, "Content-MD5")
		}
	}
	if extended {
		r.raw(" ").disposition(p).raw(" ").languages(p).raw(" ").field(p, "Content-Location")
	}
	return r.raw(")")
}

func (r *responder) params(params map[string]string) *responder {
	if len(params) == 0 {
		return r.raw("NIL")
	}
	r.raw("(")
	for i, name := range slices.Sorted(maps.Keys(params)) {
		if i > 0 {
			r.raw(" ")
		}
		r.str(name).raw(" ").str(params[name])
	}
	return r.raw(")")
}

func (r *responder) disposition(p *part) *responder {
	v, ok := p.get("Content-Disposition")
	value, params, err := mime.ParseMediaType(v)
	if !ok || err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) || value == "" {
		return r.raw("NIL")
	}
	return r.raw("(").str(value).raw(" ").params(params).raw(")")
}

func (r *responder) languages(p *part) *responder {
	v, ok := p.get("Content-Language")
	if !ok {
		return r.raw("NIL")
	}
	r.raw("(")
	for i, l := range strings.Split(v, ",") {
		if i > 0 {
			r.raw(" ")
		}
		r.str(strings.TrimSpace(l))
	}
	return r.raw(")")
}

func joinFlags(flags []imap2.Flag) string {
	words := make([]string, len(flags))
	for i, f := range flags {
		words[i] = string(f)
	}
	return strings.Join(words, " ")
}
