package dialogue

import (
	"encoding/binary"
	"strings"

	"posta/sim/dns"
	"posta/sim/dns/owner"
)

// cutDNS finds the end of a message on TCP, where two octets before it give its
// length (RFC 1035 section 4.2.2).
func cutDNS(buf []byte) int {
	if len(buf) < 2 {
		return 0
	}
	n := 2 + int(binary.BigEndian.Uint16(buf))
	if len(buf) < n {
		return 0
	}
	return n
}

// readDNS reads a query or an answer.
func (c *conn) readDNS(l *Line) {
	l.Text, l.DNS = "", nil
	raw := l.Raw
	if !c.datagrams() {
		if l.Partial || len(raw) < 2 {
			return
		}
		raw = raw[2:]
	}
	p := dns.Describe(raw)
	if len(raw) < 12 { // shorter than a header: nothing can be known
		return
	}
	m := &DNSMessage{
		ID: p.ID, Response: p.Response, Opcode: p.Opcode,
		AA: p.Authoritative, TC: p.Truncated, RD: p.RecursionDesired, RA: p.RecursionAvailable,
		Answer: p.Answer, Authority: p.Authority, Additional: p.Additional, EDNS: p.EDNS, Error: p.Err,
	}
	if len(p.Question) > 0 {
		m.Name, m.Type, _ = strings.Cut(p.Question[0], " ")
	}
	l.DNS, l.Verb, l.Args, l.Kind = m, m.Type, m.Name, KindQuery
	if !m.Response {
		l.Text = strings.TrimSpace(m.Name + " " + m.Type + " ?")
		return
	}
	m.RCode = p.RCode
	l.Kind = KindAnswer
	switch {
	case m.RCode == "NOERROR" && m.TC:
		l.Class = ClassMore // the rest is to be had by TCP (RFC 1035 section 4.2.1)
	case m.RCode == "NOERROR":
		l.Class = ClassOK
	case m.RCode == "NXDOMAIN" && owner.Aside(m.Name):
		// Nothing is published there about somebody, as of most names there is not: what that means is up to whoever asked.
	case m.RCode == "NXDOMAIN":
		l.Class = ClassPermanent
	default:
		// Whatever else went wrong may be right tomorrow: no mail is given up for it
		// (RFC 5321 section 5.1).
		l.Class = ClassTemporary
	}
	words := []string{strings.Join(append([]string{m.RCode}, m.Flags()...), " ")}
	words = append(words, m.Answer...)
	words = append(words, m.Authority...)
	words = append(words, m.Additional...)
	l.Text = strings.Join(words, "\n")
}

// doneDNS joins answers to their queries by identifier (RFC 1035 section 4.1.1).
func (c *conn) doneDNS(l *Line) {
	switch l.Kind {
	case KindQuery:
		c.queries[l.DNS.ID] = l
	case KindAnswer:
		link(l, c.queries[l.DNS.ID])
	}
}
