package policy

import (
	"fmt"
	"net/netip"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/dns"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// maxListed is how many answers and reasons of a list are kept.
const maxListed = 10

// DNSList asks at MAIL FROM whether a list that is kept in the DNS has the client's address (RFC 5782): a blocklist, or an allowlist,
// whose word spares the client the blocklists that come after it. Whoever has logged in is known by better means.
type DNSList struct {
	zone   string
	allows bool
	does   string
}

// NewBlocklist is a list of addresses of ill repute; does is what becomes of a letter from one: Accept, Junk or Reject.
func NewBlocklist(zone, does string) *DNSList { return &DNSList{zone: zone, does: does} }

// NewAllowlist is a list of addresses of good repute.
func NewAllowlist(zone string) *DNSList { return &DNSList{zone: zone, allows: true, does: Accept} }

// Name is "blocklist" or "allowlist".
func (c *DNSList) Name() string {
	if c.allows {
		return "allowlist"
	}
	return "blocklist"
}

// Phases: with MAIL FROM a transaction begins, and refusing it there leaves the conversation whole.
func (*DNSList) Phases() []Phase { return []Phase{AtMail} }

// Examine asks for the address, turned round, within the list's zone.
func (c *DNSList) Examine(t *Transaction) Finding {
	if t.User != "" || !t.Client.IsValid() {
		return Finding{}
	}
	f := Finding{Input: []trace.Argument{Arg("ip", t.Client.String()), Arg("list", c.zone)}}
	if good, ok := t.Found("allowlist"); ok && good.Result == "listed" && !c.allows {
		f.Result = "spared"
		return f
	}
	// Any A record means that the address is listed; which one says why (RFC 5782 section 2.1).
	answers, asked, err := t.listed(c.zone, t.Client)
	s := step("ask", "", Arg("ip", t.Client.String()), Arg("list", c.zone))
	s.Questions = []trace.PolicyQuestion{asked}
	f.Steps = []trace.PolicyStep{s}
	switch {
	case err != nil:
		f.Result, f.Why = "unknown", asked.Error
		return f
	case len(answers) == 0:
		f.Result = "not-listed"
		return f
	}
	if why := c.broken(t, answers, &f); why != "" {
		f.Result, f.Why = "broken", why
		return f
	}
	f.Result = "listed"
	f.Details = []trace.Argument{Arg("answer", strings.Join(answers, ", "))}
	reason := c.reason(t, &f)
	if c.does == Junk {
		f.Folder = JunkFolder
	}
	if c.does == Reject {
		text := fmt.Sprintf("%s is listed in %s", t.Client, c.zone)
		if reason != "" {
			text += ": " + reason
		}
		f.Reply = smtp.R(550, "5.7.1", text) // RFC 3463 section 3.8
	}
	return f
}

// broken says why a list that answered is not to be believed: every answer is within 127.0.0.0/8 (RFC 5782 section 2.1), and no
// list has 127.0.0.1 (section 5): one that has it answers for everything.
func (c *DNSList) broken(t *Transaction, answers []string, f *Finding) string {
	for _, a := range answers {
		if !netip.MustParsePrefix("127.0.0.0/8").Contains(netip.MustParseAddr(a)) {
			f.Details = []trace.Argument{Arg("answer", a)}
			return "outside"
		}
	}
	never := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	had, asked, err := t.listed(c.zone, never)
	s := step("test", yesNo(err == nil && len(had) > 0), Arg("list", c.zone))
	s.Questions = []trace.PolicyQuestion{asked}
	f.Steps = append(f.Steps, s)
	if err == nil && len(had) > 0 {
		return "everything"
	}
	return ""
}

// reason asks why the address is listed (RFC 5782 section 2.1): a text for people, often with the address of a page.
func (c *DNSList) reason(t *Transaction, f *Finding) string {
	a, asked, err := t.Ask(listName(c.zone, t.Client), mdns.TypeTXT)
	s := step("why", "", Arg("list", c.zone))
	s.Questions = []trace.PolicyQuestion{asked}
	var texts []string
	if err == nil {
		for _, rr := range a.Records {
			if txt, ok := rr.(*mdns.TXT); ok && len(texts) < maxListed {
				texts = append(texts, strings.Join(txt.Txt, ""))
			}
		}
	}
	reason := onOneLine(strings.Join(texts, " "))
	if reason != "" {
		f.Details = append(f.Details, Arg("text", reason))
	}
	f.Steps = append(f.Steps, s)
	return reason
}

// maxReason is how much of a list's text a reply has room for (RFC 5321 section 4.5.3.1.5).
const maxReason = 300

// onOneLine makes what a stranger wrote fit for a reply.
func onOneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
	return s[:min(len(s), maxReason)]
}

// listed asks a list for an address, and gives what it answers.
func (t *Transaction) listed(zone string, a netip.Addr) (answers []string, asked trace.PolicyQuestion, err error) {
	answer, asked, err := t.Ask(listName(zone, a), mdns.TypeA)
	if err != nil {
		return nil, asked, err
	}
	for _, rr := range answer.Records {
		if a, ok := rr.(*mdns.A); ok && len(answers) < maxListed {
			answers = append(answers, a.A.String())
		}
	}
	return answers, asked, nil
}

// listName is the name under which a list has an address: its octets turned round, or of IPv6 its nibbles (RFC 5782 sections 2.1
// and 2.4).
func listName(zone string, a netip.Addr) string {
	turned, err := mdns.ReverseAddr(a.String())
	if err != nil {
		return zone
	}
	turned = strings.TrimSuffix(strings.TrimSuffix(turned, "in-addr.arpa."), "ip6.arpa.")
	return dns.Canonical(turned + zone)
}
