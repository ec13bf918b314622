package imap

import "strings"

// envelopeAddress is one address of ENVELOPE (RFC 3501 §7.4.2). A group is a start,
// its addresses, and an end (RFC 5322 §3.4).
type envelopeAddress struct {
	name          string // as it stands in the header: still encoded words
	route         string // @a,@b of the old <@a,@b:c@d> (RFC 5322 §4.4)
	mailbox, host string
	group         bool // mailbox is the group's name
	groupEnd      bool
}

// addresses reads all fields of a name. Whatever stands there, something is given: an
// address that cannot be read is a mailbox without a host.
func (p *part) addresses(name string) []envelopeAddress {
	var list []envelopeAddress
	for _, f := range p.fields {
		if strings.EqualFold(f.name, name) {
			list = append(list, parseAddresses(f.value)...)
		}
	}
	return list
}

// addressReader reads an address list token by token (RFC 5322 §3.2, §3.4, §4.4).
type addressReader struct {
	s       string
	at      int
	comment string // the last comment: of old, the name of who is before it
}

func parseAddresses(s string) []envelopeAddress {
	r := &addressReader{s: s}
	var list []envelopeAddress
	group := false
	for {
		r.space()
		switch r.peek() {
		case 0:
			if group {
				list = append(list, envelopeAddress{groupEnd: true})
			}
			return list
		case ',':
			r.at++
			continue
		case ';':
			r.at++
			if group {
				list = append(list, envelopeAddress{groupEnd: true})
				group = false
			}
			continue
		}
		before := r.at
		a := r.address()
		if a.group && !group {
			group = true
		} else if a.group {
			continue // a group has no groups inside
		}
		if a != (envelopeAddress{}) {
			list = append(list, a)
		}
		if r.at == before {
			r.at++ // an octet that begins nothing
		}
	}
}

func (r *addressReader) peek() byte {
	if r.at < len(r.s) {
		return r.s[r.at]
	}
	return 0
}

// space passes over white space and comments, which may lie inside each other.
func (r *addressReader) space() {
	for {
		switch r.peek() {
		case ' ', '\t', '\r', '\n':
			r.at++
		case '(':
			r.comment = strings.TrimSpace(r.parenthesis())
		default:
			return
		}
	}
}

func (r *addressReader) parenthesis() string {
	var b strings.Builder
	depth := 0
	for ; r.at < len(r.s); r.at++ {
		c := r.s[r.at]
		switch {
		case c == '\\' && r.at+1 < len(r.s):
			r.at++
			b.WriteByte(r.s[r.at])
			continue
		case c == '(':
			if depth++; depth == 1 {
				continue
			}
		case c == ')':
			if depth--; depth == 0 {
				r.at++
				return b.String()
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// word is an atom, a domain literal, or a quoted string without its quotation marks.
// Empty: another token stands there.
func (r *addressReader) word() string {
	if r.peek() == '"' {
		return r.quoted()
	}
	from := r.at
	for r.at < len(r.s) {
		c := r.s[r.at]
		if c == '[' {
			if end := strings.IndexAny(r.s[r.at+1:], "[]"); end >= 0 && r.s[r.at+1+end] == ']' {
				r.at += end + 2
				continue
			}
		}
		if c <= ' ' || strings.IndexByte(`()<>@,;:".`, c) >= 0 {
			break
		}
		r.at++
	}
	return r.s[from:r.at]
}

func (r *addressReader) quoted() string {
	var b strings.Builder
	for r.at++; r.at < len(r.s); r.at++ {
		c := r.s[r.at]
		if c == '\\' && r.at+1 < len(r.s) {
			r.at++
			c = r.s[r.at]
		} else if c == '"' {
			r.at++
			break
		}
		b.WriteByte(c)
	}
	return b.String()
}

// phrase is words and dots: once with the spaces between them, as a name has them, and
// once without, as the old syntax of a local part would have it (RFC 5322 §4.4).
func (r *addressReader) phrase() (spaced, joined string) {
	var with, without strings.Builder
	for {
		from := r.at
		r.space()
		gap := r.at > from && with.Len() > 0
		c := r.peek()
		if c == 0 || strings.IndexByte(`<>@,;:)`, c) >= 0 {
			return with.String(), without.String()
		}
		before, w := r.at, "."
		if c == '.' {
			r.at++
		} else if w = r.word(); r.at == before {
			return with.String(), without.String()
		}
		if gap {
			with.WriteByte(' ')
		}
		with.WriteString(w)
		without.WriteString(w)
	}
}

// domain is what follows an @, without the spaces that the old syntax allows.
func (r *addressReader) domain() string {
	var b strings.Builder
	for {
		r.space()
		if r.peek() == '.' {
			r.at++
			b.WriteByte('.')
			continue
		}
		if c := r.peek(); c == 0 || strings.IndexByte(`<>@,;:"()`, c) >= 0 {
			return b.String()
		}
		if b.Len() > 0 && !strings.HasSuffix(b.String(), ".") {
			return b.String()
		}
		before := r.at
		b.WriteString(r.word())
		if r.at == before {
			return b.String()
		}
	}
}

func (r *addressReader) address() envelopeAddress {
	r.comment = ""
	words, local := r.phrase()
	switch r.peek() {
	case ':':
		r.at++
		return envelopeAddress{group: true, mailbox: words}
	case '<':
		r.at++
		a := r.angle()
		a.name = words
		return a
	case '@':
		r.at++
		a := envelopeAddress{mailbox: local, host: r.domain()}
		r.space()
		a.name = r.comment
		return a
	}
	return envelopeAddress{mailbox: words, name: r.comment}
}

// angle is what stands between < and >.
func (r *addressReader) angle() envelopeAddress {
	var a envelopeAddress
	r.space()
	if r.peek() == '@' {
		from := r.at
		if end := strings.IndexByte(r.s[from:], ':'); end >= 0 {
			a.route = strings.Join(strings.Fields(r.s[from:from+end]), "")
			r.at = from + end + 1
		}
	}
	_, a.mailbox = r.phrase()
	if r.peek() == '@' {
		r.at++
		a.host = r.domain()
	}
	if end := strings.IndexByte(r.s[r.at:], '>'); end >= 0 {
		r.at += end + 1
	} else {
		r.at = len(r.s)
	}
	return a
}
