package policy

import (
	"net/netip"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/auth"
	"posta/sim/dns"
	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// HELO looks at the name that a client gives itself: whether it has the form that it must have, a full name or its address as a
// literal (RFC 5321 sections 4.1.1.1 and 4.1.3), whether it is the server's own, and whether it leads to the client. A name that
// merely leads elsewhere is no reason to refuse (section 4.1.4); it is told, and may count where points are counted. Whoever
// has logged in later is a person's program, which need not have a name.
type HELO struct {
	does string
}

// NewHELO is the check; does is what becomes of a client whose name cannot be one, or is the server's own: Accept or Reject.
func NewHELO(does string) *HELO { return &HELO{does} }

// Name is "helo".
func (*HELO) Name() string { return "helo" }

// Phases is where the name is said.
func (*HELO) Phases() []Phase { return []Phase{AtHello} }

// Examine looks at the form, and then where the name leads.
func (c *HELO) Examine(t *Transaction) Finding {
	f := Finding{Input: given([]trace.Argument{Arg("helo", t.HELO), Arg("ip", t.Client.String())})}
	form := heloForm(t)
	f.Steps = []trace.PolicyStep{step("form", form, Arg("helo", t.HELO), Arg("server", t.Server))}
	switch form {
	case "name":
		f.Result = c.leads(t, &f)
		return f
	case "literal":
		f.Result = "literal"
		return f
	}
	f.Result, f.Why = "malformed", form
	if form == "own" {
		f.Result = "own"
	}
	if c.does == Reject {
		text := "HELO needs your full name, or your address in brackets"
		if form == "own" {
			text = "That is my name, not yours"
		}
		f.Reply = smtp.R(550, "5.7.1", text) // RFC 5321 section 4.3.2: what EHLO may be answered by policy
	}
	return f
}

// heloForm is what a name is: "name", "literal", or why it is neither.
func heloForm(t *Transaction) string {
	name := strings.TrimSuffix(t.HELO, ".")
	if strings.HasPrefix(name, "[") {
		if a, ok := mail.LiteralAddr(name); !ok {
			return "broken-literal"
		} else if a != t.Client {
			return "foreign-literal"
		}
		return "literal"
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return "bare-address"
	}
	switch {
	case strings.EqualFold(name, t.Server):
		return "own"
	case !strings.Contains(name, "."):
		return "no-domain"
	case !auth.ValidName(strings.ToLower(name)):
		return "no-name"
	}
	return "name"
}

// leads asks whether the name has the client's address.
func (c *HELO) leads(t *Transaction, f *Finding) string {
	addrs, asked, failed := t.addresses(t.HELO)
	s := step("lookup", "", Arg("helo", t.HELO))
	s.Questions = asked
	f.Steps = append(f.Steps, s)
	switch {
	case contains(addrs, t.Client):
		return "confirmed"
	case len(addrs) > 0:
		f.Details = []trace.Argument{Arg("addresses", joined(addrs))}
		return "elsewhere"
	case failed:
		return "unknown"
	}
	return "unresolved"
}

// addresses are those that a name has, of the client's own kind; failed says that nobody could say.
func (t *Transaction) addresses(name string) (list []netip.Addr, asked []trace.PolicyQuestion, failed bool) {
	qtype := mdns.TypeA
	if t.Client.Is6() {
		qtype = mdns.TypeAAAA
	}
	a, q, err := t.Ask(name, qtype)
	if err != nil {
		return nil, []trace.PolicyQuestion{q}, true
	}
	for _, rr := range a.Records {
		if one, ok := dns.AddrOf(rr); ok {
			list = append(list, one)
		}
	}
	return list, []trace.PolicyQuestion{q}, false
}

func contains(list []netip.Addr, a netip.Addr) bool {
	for _, one := range list {
		if one == a {
			return true
		}
	}
	return false
}

func joined(list []netip.Addr) string {
	var all []string
	for _, a := range list {
		all = append(all, a.String())
	}
	return strings.Join(all, ", ")
}
