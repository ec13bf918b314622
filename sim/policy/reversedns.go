package policy

import (
	"fmt"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/auth/authres"
	"posta/sim/dns"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// maxPointers is how many names of an address are looked at (RFC 8601 section 3: a limit is to be set).
const maxPointers = 5

// ReverseDNS asks whose address the client calls from, and whether that name has the address too ("iprev", RFC 8601 section 3):
// whoever runs a mail server can have that arranged, and a program on somebody's computer at home cannot.
type ReverseDNS struct {
	does string
}

// NewReverseDNS is the check; does is what becomes of letters from an address without a name that holds: Accept, Junk or
// Reject.
func NewReverseDNS(does string) *ReverseDNS { return &ReverseDNS{does} }

// Name is "reverse-dns".
func (*ReverseDNS) Name() string { return "reverse-dns" }

// Phases: the address is known from the beginning; what is answered to MAIL leaves the conversation whole.
func (*ReverseDNS) Phases() []Phase { return []Phase{AtMail} }

// Examine asks for the name, and for the name's address.
func (c *ReverseDNS) Examine(t *Transaction) Finding {
	if t.User != "" || !t.Client.IsValid() {
		return Finding{}
	}
	f := Finding{Input: []trace.Argument{Arg("ip", t.Client.String())}}
	names, failed := c.pointers(t, &f)
	for _, name := range names {
		addrs, asked, broken := t.addresses(name)
		s := step("forward", yesNo(contains(addrs, t.Client)), Arg("name", strings.TrimSuffix(name, ".")), Arg("ip", t.Client.String()))
		s.Questions = asked
		f.Steps = append(f.Steps, s)
		failed = failed || broken
		if contains(addrs, t.Client) {
			f.Result, f.Details = "pass", []trace.Argument{Arg("name", strings.TrimSuffix(name, "."))}
			failed = false
			break
		}
	}
	switch {
	case f.Result != "":
	case failed:
		f.Result = "temperror"
	case len(names) == 0:
		f.Result, f.Why = "permerror", "no-name" // RFC 8601 section 2.7.3: the evaluation could not be completed
	default:
		f.Result, f.Why = "fail", "not-confirmed"
	}
	f.Results = []authres.Result{{Method: "iprev", Value: f.Result, Properties: []authres.Property{{Type: "policy", Name: "iprev", Value: t.Client.String()}}}}
	if f.Result != "fail" && f.Result != "permerror" {
		return f
	}
	switch c.does {
	case Junk:
		f.Folder = JunkFolder
	case Reject:
		f.Reply = smtp.R(550, "5.7.25", fmt.Sprintf("%s has no name in the DNS that leads back to it", t.Client)) // RFC 7372 section 3.3
	}
	return f
}

// pointers are the names that the address has.
func (c *ReverseDNS) pointers(t *Transaction, f *Finding) (names []string, failed bool) {
	name, err := mdns.ReverseAddr(t.Client.String())
	if err != nil {
		return nil, true
	}
	a, asked, err := t.Ask(dns.Canonical(name), mdns.TypePTR)
	s := step("pointer", "", Arg("ip", t.Client.String()))
	s.Questions = []trace.PolicyQuestion{asked}
	f.Steps = append(f.Steps, s)
	if err != nil {
		return nil, true
	}
	for _, rr := range a.Records {
		if ptr, ok := rr.(*mdns.PTR); ok && len(names) < maxPointers {
			names = append(names, ptr.Ptr)
		}
	}
	return names, false
}
