package imap

import (
	"strings"

	imap2 "github.com/emersion/go-imap/v2"
)

// fetchItems is what a FETCH asks for.
type fetchItems struct {
	uid, flags, internalDate, size, envelope bool
	modSeq                                   bool
	changedSince                             uint64 // only those with a greater mod-sequence; with since
	since, vanished                          bool
	body, bodyStructure                      bool // the structure without its extensions, and with them
	sections                                 []fetchSection
}

// fetchSection is octets of a message, under the name by which they were asked for.
type fetchSection struct {
	imap2.FetchItemBodySection
	name string // RFC822 and the like; empty: BODY[...]
}

// fetchCommand is FETCH (RFC 3501 §6.4.5).
func (p *commandParser) fetchCommand() {
	p.sp()
	p.set()
	p.sp()
	items := &fetchItems{uid: strings.HasPrefix(p.cmd.name, "UID ")}
	from := p.at
	if p.peek() == '(' {
		p.list("a list of FETCH items", 1, func() { p.fetchItem(items, true) })
	} else {
		p.fetchItem(items, false)
	}
	p.changedSince(items)
	if items.modSeq {
		p.cmd.condstore = true
		p.replace(from, "(FLAGS)") // the library knows no such thing, and only carries it here
	}
	p.cmd.fetch = items
}

func (p *commandParser) fetchItem(items *fetchItems, listed bool) {
	from := p.at
	name := strings.ToUpper(p.word("a FETCH item", func(c byte) bool { return atomChar(c) && c != '[' }))
	obsolete := func(s imap2.FetchItemBodySection) {
		items.sections = append(items.sections, fetchSection{s, name})
	}
	switch name {
	case "ALL", "FAST", "FULL":
		if listed {
			p.fail("%s stands alone, not in a list", name)
		}
		items.flags, items.internalDate, items.size = true, true, true
		items.envelope = items.envelope || name != "FAST"
		items.body = items.body || name == "FULL"
	case "UID":
		items.uid = true
	case "FLAGS":
		items.flags = true
	case "MODSEQ":
		items.modSeq = true
	case "INTERNALDATE":
		items.internalDate = true
	case "RFC822.SIZE":
		items.size = true
	case "ENVELOPE":
		items.envelope = true
	case "BODYSTRUCTURE":
		items.bodyStructure = true
	case "RFC822":
		obsolete(imap2.FetchItemBodySection{})
	case "RFC822.PEEK": // never in a standard, but Outlook says it
		obsolete(imap2.FetchItemBodySection{Peek: true})
	case "RFC822.HEADER":
		obsolete(imap2.FetchItemBodySection{Specifier: imap2.PartSpecifierHeader, Peek: true})
	case "RFC822.TEXT":
		obsolete(imap2.FetchItemBodySection{Specifier: imap2.PartSpecifierText})
	case "BODY", "BODY.PEEK":
		if name == "BODY" && p.peek() != '[' {
			items.body = true
			break
		}
		items.sections = append(items.sections, fetchSection{FetchItemBodySection: p.section(name == "BODY.PEEK")})
	case "BINARY", "BINARY.PEEK", "BINARY.SIZE":
		p.fail("BINARY is not offered here")
	default:
		p.at = from
		p.expected("a FETCH item such as FLAGS or BODY[]")
	}
}

// section is [1.2.HEADER.FIELDS (To Cc)]<0.100>.
func (p *commandParser) section(peek bool) imap2.FetchItemBodySection {
	s := imap2.FetchItemBodySection{Peek: peek}
	p.special('[')
	named := p.peek() != ']'
	for c := p.peek(); isDigit(c); c = p.peek() {
		s.Part = append(s.Part, int(p.number("a part's number, from 1 on", true)))
		if named = p.accept('.'); !named {
			break
		}
	}
	if named {
		p.specifier(&s)
	}
	p.special(']')
	if p.accept('<') { // RFC 3501 §9: "<" number "." nz-number ">"
		s.Partial = &imap2.SectionPartial{Offset: p.number64("where to begin")}
		p.special('.')
		s.Partial.Size = p.number64("how many octets")
		if s.Partial.Size == 0 {
			p.fail("a part of 0 octets is none")
		}
		p.special('>')
	}
	return s
}

func (p *commandParser) specifier(s *imap2.FetchItemBodySection) {
	const known = "HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, TEXT, MIME or a part's number"
	from := p.at
	name := p.keyword(known)
	names := func() (list []string) {
		p.sp()
		p.list("a list of header fields", 1, func() { list = append(list, p.astring("a header field's name")) })
		return list
	}
	switch name {
	case "HEADER":
		s.Specifier = imap2.PartSpecifierHeader
	case "TEXT":
		s.Specifier = imap2.PartSpecifierText
	case "MIME":
		s.Specifier = imap2.PartSpecifierMIME
		if len(s.Part) == 0 {
			p.fail("MIME belongs to a part: BODY[1.MIME]")
		}
	case "HEADER.FIELDS":
		s.Specifier, s.HeaderFields = imap2.PartSpecifierHeader, names()
	case "HEADER.FIELDS.NOT":
		s.Specifier, s.HeaderFieldsNot = imap2.PartSpecifierHeader, names()
	default:
		p.at = from
		p.expected(known)
	}
}
