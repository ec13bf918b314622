package dns

import (
	"net"

	mdns "github.com/miekg/dns"
)

// Request is one well-formed query on its way to an answer: opcode QUERY and exactly one question.
type Request struct {
	Msg     *Msg
	Network string   // "udp" or "tcp"
	From    net.Addr // who asks; nil if not known
}

// Question is the one question.
func (r *Request) Question() Question { return r.Msg.Question[0] }

// Reply begins the answer: same identifier, same question as it was spelled, RD copied (RFC 1035 section 4.1.1).
func (r *Request) Reply(rcode int) *Msg {
	m := new(Msg)
	m.Id = r.Msg.Id
	m.Response = true
	m.Opcode = r.Msg.Opcode
	m.RecursionDesired = r.Msg.RecursionDesired
	m.Question = []Question{r.Question()}
	m.Rcode = rcode
	return m
}

// Handler decides what to answer. It returns nil to keep silent; what it returns is the Server's to change and send: the
// Server adds the OPT record and shortens what does not fit, and leaves all else alone, a wrong identifier too.
type Handler interface {
	ServeDNS(*Request) *Msg
}

// HandlerFunc is a function as a Handler.
type HandlerFunc func(*Request) *Msg

// ServeDNS calls f.
func (f HandlerFunc) ServeDNS(r *Request) *Msg { return f(r) }

// Truncate makes a reply say "too long, ask by TCP": TC set and nothing in it (RFC 1035 section 4.1.1; RFC 2181 section 9
// lets a client use none of what a truncated reply holds).
func Truncate(m *Msg) *Msg {
	m.Truncated = true
	m.Answer, m.Ns = nil, nil
	m.Extra = onlyOPT(m.Extra)
	return m
}

func onlyOPT(rrs []RR) []RR {
	for _, rr := range rrs {
		if rr.Header().Rrtype == mdns.TypeOPT {
			return []RR{rr}
		}
	}
	return nil
}
