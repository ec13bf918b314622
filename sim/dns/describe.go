package dns

import (
	"fmt"
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"
)

// Packet is a message as a person reads it.
type Packet struct {
	ID       uint16
	Response bool
	Opcode   string // "QUERY"
	RCode    string // "NOERROR", "NXDOMAIN", ...; of responses

	Authoritative      bool // AA
	Truncated          bool // TC
	RecursionDesired   bool // RD
	RecursionAvailable bool // RA

	Question   []string // "alpha.test. MX"
	Answer     []string // records in presentation format, one space between fields
	Authority  []string
	Additional []string // without the OPT record
	EDNS       string   // the OPT record in words: "version 0, 1232 bytes"; "" if there is none

	Size int    // bytes
	Err  string // why not all of it could be read; "" if it could
}

// Flags are the set header bits by their names: "QR AA RD" (RFC 1035 section 4.1.1).
func (p Packet) Flags() string {
	var out []string
	for _, f := range []struct {
		set  bool
		name string
	}{{p.Response, "QR"}, {p.Authoritative, "AA"}, {p.Truncated, "TC"}, {p.RecursionDesired, "RD"}, {p.RecursionAvailable, "RA"}} {
		if f.set {
			out = append(out, f.name)
		}
	}
	return strings.Join(out, " ")
}

// Describe reads the bytes of one message (without TCP's length). Any bytes will do: what can be read is given, and Err
// says what could not.
func Describe(msg []byte) Packet {
	p := Packet{Size: len(msg)}
	if len(msg) > MaxMessageSize {
		p.Err = fmt.Sprintf("longer than %d bytes", MaxMessageSize)
		return p
	}
	m, err := unpack(msg)
	if err != nil {
		p.Err = clip(err.Error())
	}
	if len(msg) < headerSize {
		return p
	}
	p.ID = m.Id
	p.Response = m.Response
	p.Opcode = opcodeName(m.Opcode)
	if m.Response {
		p.RCode = RCodeName(m.Rcode)
	}
	p.Authoritative = m.Authoritative
	p.Truncated = m.Truncated
	p.RecursionDesired = m.RecursionDesired
	p.RecursionAvailable = m.RecursionAvailable
	for i, q := range m.Question {
		if i == MaxDescribedRecords {
			p.Question = append(p.Question, more(len(m.Question)-i))
			break
		}
		line := q.Name + " " + TypeName(q.Qtype)
		if q.Qclass != mdns.ClassINET {
			line += " class " + mdns.Class(q.Qclass).String()
		}
		p.Question = append(p.Question, line)
	}
	p.Answer = p.lines(m.Answer)
	p.Authority = p.lines(m.Ns)
	p.Additional = p.lines(m.Extra)
	return p
}

func (p *Packet) lines(section []RR) []string {
	var out []string
	for i, rr := range section {
		if i == MaxDescribedRecords {
			return append(out, more(len(section)-i))
		}
		if opt, ok := rr.(*mdns.OPT); ok && p.EDNS == "" {
			p.EDNS = fmt.Sprintf("version %d, %d bytes", opt.Version(), opt.UDPSize())
			if opt.Do() {
				p.EDNS += ", DO"
			}
			continue
		}
		out = append(out, Text(rr))
	}
	return out
}

func more(n int) string { return "… and " + strconv.Itoa(n) + " more" }

func opcodeName(op int) string {
	if s, ok := mdns.OpcodeToString[op]; ok {
		return s
	}
	return "OPCODE" + strconv.Itoa(op)
}
