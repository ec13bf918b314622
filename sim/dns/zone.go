package dns

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"
)

// Zone is the part of the tree of names one authority answers for, from its origin down to the delegations (RFC 1034
// section 4.2). It never changes once built, so any number of servers may share it.
type Zone struct {
	origin  string
	soa     *mdns.SOA
	nodes   map[string]*node
	records []RR
}

// node is one name of the zone. A node with no sets is an empty non-terminal: it exists because something below it does
// (RFC 4592 section 2.2.2).
type node struct {
	name string
	sets []rrset // in the order their types were first written
}

// rrset is the records of one type at one name, in the order they were written.
type rrset struct {
	rrtype uint16
	rrs    []RR
}

func (n *node) get(rrtype uint16) []RR {
	for _, s := range n.sets {
		if s.rrtype == rrtype {
			return s.rrs
		}
	}
	return nil
}

// Origin is the zone's name, canonical.
func (z *Zone) Origin() string { return z.origin }

// SOA is the record that names the zone's authority.
func (z *Zone) SOA() *mdns.SOA { return mdns.Copy(z.soa).(*mdns.SOA) }

// Records are all records in the order they were written.
func (z *Zone) Records() []RR { return copyAll(z.records) }

// ZoneError is one thing wrong with a zone.
type ZoneError struct {
	File   string // what the text was called, or ""
	Line   int    // in the text, from 1; 0 for a record given by itself or for the zone as a whole
	Column int    // from 1 where known, else 0
	Record string // the record in question, or ""
	Reason string
}

func (e *ZoneError) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ":")
	}
	if e.Line > 0 {
		if e.File == "" {
			b.WriteString("line ")
		}
		fmt.Fprintf(&b, "%d:", e.Line)
		if e.Column > 0 {
			fmt.Fprintf(&b, "%d:", e.Column)
		}
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(e.Reason)
	if e.Record != "" {
		b.WriteString(": " + e.Record)
	}
	return b.String()
}

// ZoneErrors is everything wrong with a zone, in the order it was found.
type ZoneErrors struct {
	Origin string
	List   []*ZoneError
	More   int // how many were left out beyond MaxZoneErrors
}

func (e *ZoneErrors) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "zone %s", e.Origin)
	for _, one := range e.List {
		b.WriteString("\n\t" + one.Error())
	}
	if e.More > 0 {
		fmt.Fprintf(&b, "\n\tand %d more", e.More)
	}
	return b.String()
}

// Unwrap gives each error to errors.As.
func (e *ZoneErrors) Unwrap() []error {
	out := make([]error, len(e.List))
	for i, one := range e.List {
		out[i] = one
	}
	return out
}

// ParseZone builds a zone from zone-file text (RFC 1035 section 5). The error, if any, is a *ZoneErrors.
func ParseZone(origin, text string) (*Zone, error) {
	b := NewZoneBuilder(origin)
	b.Text("", text)
	return b.Zone()
}

// ZoneBuilder collects records, from text or one by one, and checks them all before there is a zone.
type ZoneBuilder struct {
	origin  string
	entries []zoneEntry
	apex    []RR
	errs    ZoneErrors
	full    bool
	valid   bool
}

type zoneEntry struct {
	rr   RR
	file string
	line int
}

// NewZoneBuilder begins a zone; the final dot of the origin may be left out.
func NewZoneBuilder(origin string) *ZoneBuilder {
	b := &ZoneBuilder{}
	b.origin, b.valid = normalName(origin)
	b.errs.Origin = b.origin
	if !b.valid {
		b.errs.Origin = strconv.QuoteToASCII(clip(origin))
		b.fail(&ZoneError{Reason: "the origin is not a domain name"})
	}
	return b
}

func (b *ZoneBuilder) fail(e *ZoneError) {
	if len(b.errs.List) >= MaxZoneErrors {
		b.errs.More++
		return
	}
	b.errs.List = append(b.errs.List, e)
}

// DefaultApex gives the SOA and NS records a zone must have, used where the zone's own records state none. Serial and
// times are those RFC 1912 section 2.2 finds sensible; ttl and minimum are in seconds.
func (b *ZoneBuilder) DefaultApex(nameServer string, ttl, minimum uint32) {
	ns, ok := normalName(nameServer)
	if !ok {
		b.fail(&ZoneError{Reason: "the name server is not a domain name: " + strconv.QuoteToASCII(clip(nameServer))})
		return
	}
	if !b.valid {
		return
	}
	head := func(t uint16) mdns.RR_Header {
		return mdns.RR_Header{Name: b.origin, Rrtype: t, Class: mdns.ClassINET, Ttl: ttl}
	}
	b.apex = []RR{
		&mdns.SOA{Hdr: head(mdns.TypeSOA), Ns: ns, Mbox: mbox(b.origin), Serial: 1,
			Refresh: 7200, Retry: 1800, Expire: 1_209_600, Minttl: minimum},
		&mdns.NS{Hdr: head(mdns.TypeNS), Ns: ns},
	}
}

// mbox is the zone's mailbox, the hostmaster (RFC 2142 section 7), as a name.
func mbox(origin string) string {
	if origin == "." {
		return "hostmaster."
	}
	if m, ok := normalName("hostmaster." + origin); ok {
		return m
	}
	return origin
}

// Text adds the records of zone-file text (RFC 1035 section 5; $TTL is RFC 2308 section 4). file is only used in errors.
// $INCLUDE is refused: a zone that reads other files would not be one text. After a syntax error the rest of the text is
// not read, since nothing says where the next record begins.
func (b *ZoneBuilder) Text(file, text string) {
	if !b.valid {
		return
	}
	if len(text) > MaxZoneBytes {
		b.fail(&ZoneError{File: file, Reason: fmt.Sprintf("the text has %d bytes; the limit is %d", len(text), MaxZoneBytes)})
		return
	}
	records, bad := ReadZoneText(b.origin, text, DefaultTTL, MaxZoneRecords+1)
	for _, r := range records {
		b.add(zoneEntry{r.RR, file, r.Begin})
	}
	if bad != nil && !b.full {
		b.fail(&ZoneError{File: file, Line: bad.Line, Column: bad.Column, Reason: bad.Reason})
	}
}

// Record adds one record in presentation format, its names relative to the origin: "mail 300 IN A 192.0.2.1".
func (b *ZoneBuilder) Record(text string) {
	if !b.valid {
		return
	}
	if strings.ContainsAny(text, "\n\r") || generate.MatchString(text) || len(text) > MaxMessageSize {
		b.fail(&ZoneError{Record: strconv.QuoteToASCII(clip(text)), Reason: "not one record"})
		return
	}
	zp := mdns.NewZoneParser(strings.NewReader(text+"\n"), b.origin, "")
	zp.SetDefaultTTL(DefaultTTL)
	rr, ok := zp.Next()
	if !ok {
		e := &ZoneError{Reason: "no record"}
		if err := zp.Err(); err != nil {
			e.Reason, e.Column = textError(err).Reason, textError(err).Column
		}
		e.Record = strconv.QuoteToASCII(clip(text))
		b.fail(e)
		return
	}
	b.add(zoneEntry{rr: rr})
}

// Add adds records that are already built.
func (b *ZoneBuilder) Add(rrs ...RR) {
	for _, rr := range rrs {
		if rr == nil || !b.valid {
			continue
		}
		b.add(zoneEntry{rr: rr})
	}
}

func (b *ZoneBuilder) add(e zoneEntry) {
	if b.full {
		return
	}
	if len(b.entries) >= MaxZoneRecords {
		b.full = true
		b.fail(&ZoneError{File: e.file, Line: e.line, Reason: fmt.Sprintf("more than %d records", MaxZoneRecords)})
		return
	}
	b.entries = append(b.entries, e)
}

// Zone checks what was given and builds the zone. The error is a *ZoneErrors with all that was found.
func (b *ZoneBuilder) Zone() (*Zone, error) {
	if !b.valid {
		return nil, b.failed()
	}
	z := &Zone{origin: b.origin, nodes: map[string]*node{b.origin: {name: b.origin}}}
	var entries []zoneEntry
	for _, rr := range b.apex {
		if !b.has(rr.Header().Rrtype) {
			entries = append(entries, zoneEntry{rr: rr})
		}
	}
	for _, e := range append(entries, b.entries...) {
		if err := z.insert(e.rr); err != nil {
			b.fail(&ZoneError{File: e.file, Line: e.line, Record: clip(Text(e.rr)), Reason: err.Error()})
		}
	}
	if z.soa == nil {
		b.fail(&ZoneError{Reason: "no SOA record at the origin (RFC 1035 section 5.2)"})
	}
	if z.nodes[z.origin].get(mdns.TypeNS) == nil {
		b.fail(&ZoneError{Reason: "no NS record at the origin (RFC 1034 section 4.2.1)"})
	}
	if len(b.errs.List) > 0 {
		return nil, b.failed()
	}
	z.levelTTLs()
	return z, nil
}

func (b *ZoneBuilder) failed() error {
	errs := b.errs
	return &errs
}

// has tells whether a record of the type was given at the origin.
func (b *ZoneBuilder) has(rrtype uint16) bool {
	for _, e := range b.entries {
		if h := e.rr.Header(); h.Rrtype == rrtype && Canonical(h.Name) == b.origin {
			return true
		}
	}
	return false
}

// insert puts one record into the tree, or says why it does not belong there.
func (z *Zone) insert(given RR) error {
	if blank(given) {
		return errors.New("the record has no data")
	}
	rr, err := normal(given)
	if err != nil {
		return fmt.Errorf("the record cannot be sent: %s", clip(err.Error()))
	}
	h := rr.Header()
	name := Canonical(h.Name)
	if err := z.admits(rr, name); err != nil {
		return err
	}
	n := z.nodes[name]
	if n == nil {
		if len(z.nodes) > MaxZoneNames {
			return fmt.Errorf("more than %d names in the zone", MaxZoneNames)
		}
		n = &node{name: name}
		z.nodes[name] = n
		// What lies between exists too, if only as an empty non-terminal (RFC 4592 section 2.2.2).
		for up := parent(name); up != z.origin && z.nodes[up] == nil; up = parent(up) {
			z.nodes[up] = &node{name: up}
		}
	}
	for i := range n.sets {
		if n.sets[i].rrtype != h.Rrtype {
			continue
		}
		for _, old := range n.sets[i].rrs {
			if mdns.IsDuplicate(old, rr) { // RFC 2181 section 5: a set holds each record once
				return nil
			}
		}
		if len(n.sets[i].rrs) >= MaxSetRecords {
			return fmt.Errorf("more than %d records of one type at one name", MaxSetRecords)
		}
		switch h.Rrtype {
		case mdns.TypeCNAME:
			return errors.New("a second CNAME at one name (RFC 2181 section 10.1)")
		case mdns.TypeSOA:
			return errors.New("a second SOA (RFC 1035 section 5.2)")
		}
		n.sets[i].rrs = append(n.sets[i].rrs, rr)
		z.records = append(z.records, rr)
		return nil
	}
	if len(n.sets) > 0 && !besideCNAME(h.Rrtype) {
		if h.Rrtype == mdns.TypeCNAME && n.otherData() {
			return errors.New("a CNAME beside other records (RFC 1034 section 3.6.2)")
		}
		if n.get(mdns.TypeCNAME) != nil {
			return errors.New("a record beside a CNAME (RFC 1034 section 3.6.2)")
		}
	}
	n.sets = append(n.sets, rrset{h.Rrtype, []RR{rr}})
	z.records = append(z.records, rr)
	if soa, ok := rr.(*mdns.SOA); ok {
		z.soa = soa
	}
	return nil
}

// blank tells a record whose data was left out, as updates do (RFC 2136 section 2.4): the parser lets one pass at the end of
// a text. APL (RFC 3123 section 4) and NULL may truly be empty.
func blank(rr RR) bool {
	h := rr.Header()
	build, known := mdns.TypeToRR[h.Rrtype]
	if !known || h.Rrtype == mdns.TypeAPL || h.Rrtype == mdns.TypeNULL {
		return false
	}
	empty := build()
	*empty.Header() = *h
	return reflect.DeepEqual(rr, empty)
}

// besideCNAME are the types that may stand at an alias's name (RFC 4034 section 2.5 and 3, RFC 4035 section 2.5).
func besideCNAME(rrtype uint16) bool {
	return rrtype == mdns.TypeRRSIG || rrtype == mdns.TypeNSEC || rrtype == mdns.TypeNSEC3
}

func (n *node) otherData() bool {
	for _, s := range n.sets {
		if !besideCNAME(s.rrtype) {
			return true
		}
	}
	return false
}

// admits says why a record cannot be in this zone at all.
func (z *Zone) admits(rr RR, name string) error {
	h := rr.Header()
	switch {
	case h.Class != mdns.ClassINET:
		return errors.New("the class is not IN (RFC 1035 section 5.2: one class a zone)")
	case !within(z.origin, name):
		return fmt.Errorf("the name is not in the zone %s (RFC 1035 section 5.2)", z.origin)
	case h.Ttl > 1<<31-1:
		return errors.New("the TTL is above 2147483647 (RFC 2181 section 8)")
	case h.Rrtype == 0 || h.Rrtype == mdns.TypeOPT || h.Rrtype >= 128 && h.Rrtype <= 255:
		return errors.New("the type is for questions and messages, not for data (RFC 6895 section 3.1)")
	case h.Rrtype == mdns.TypeDNAME:
		return errors.New("DNAME (RFC 6672) is not served here")
	case h.Rrtype == mdns.TypeSOA && name != z.origin:
		return errors.New("an SOA below the origin (RFC 1035 section 5.2)")
	case h.Rrtype == mdns.TypeCNAME && name == z.origin:
		return errors.New("a CNAME at the origin, beside SOA and NS (RFC 1912 section 2.4)")
	case h.Rrtype == mdns.TypeNS && strings.HasPrefix(name, "*."):
		return errors.New("a delegation at a wildcard has no clear meaning (RFC 4592 section 4.2)")
	}
	return nil
}

// levelTTLs gives every record of a set the same TTL, the smallest (RFC 2181 section 5.2).
func (z *Zone) levelTTLs() {
	for _, n := range z.nodes { // any order: each set is treated by itself
		for _, s := range n.sets {
			low := minTTL(s.rrs)
			for _, rr := range s.rrs {
				rr.Header().Ttl = low
			}
		}
	}
}

func minTTL(rrs []RR) uint32 {
	low := rrs[0].Header().Ttl
	for _, rr := range rrs[1:] {
		low = min(low, rr.Header().Ttl)
	}
	return low
}

// clip keeps what outside text can add to an error short.
func clip(s string) string {
	const longest = 200
	if len(s) > longest {
		return strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return s
}
