package policy

import (
	"context"
	"fmt"

	"posta/sim/auth/authres"
	"posta/sim/auth/spf"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// What a server does about a letter that a check finds bad.
const (
	Accept = "accept" // it goes on, and says what it found
	Junk   = "junk"   // it files the letter in JunkFolder
	Reject = "reject" // it refuses the letter
)

// JunkFolder is where suspicious letters are filed.
const JunkFolder = "Junk"

// SPF asks at MAIL FROM whether the domain of the envelope lets the client's address
// send for it (RFC 7208). Whoever has logged in is known by better means.
type SPF struct {
	onFail string
}

// NewSPF is the check; onFail is what is done about a letter whose result is fail:
// Accept, Junk or Reject (RFC 7208 section 8.4 leaves that to the receiver).
func NewSPF(onFail string) *SPF { return &SPF{onFail} }

// Name is "spf".
func (*SPF) Name() string { return "spf" }

// Phases: by MAIL FROM all that is compared is known.
func (*SPF) Phases() []Phase { return []Phase{AtMail} }

// Examine evaluates MAIL FROM, or HELO where the reverse-path is null (RFC 7208 section
// 2.4).
func (c *SPF) Examine(t *Transaction) Finding {
	if t.User != "" || !t.Client.IsValid() {
		return Finding{}
	}
	path := t.Sender.String()
	r := spf.Check(context.Background(), t.names(), spf.Input{IP: t.Client, Helo: t.HELO, MailFrom: path, Receiver: t.Server, Time: t.Now})
	why, inside := r.Record.Cause(), ""
	if why != r.Record {
		inside = why.Domain
	}
	f := Finding{
		Input: given([]trace.Argument{Arg("ip", t.Client.String()), Arg("domain", r.Domain), Arg("identity", r.Identity),
			Arg("path", path), Arg("helo", t.HELO)}),
		Result: string(r.Result), Why: string(why.Reason),
		Details: given([]trace.Argument{Arg("term", decider(r.Record)), Arg("inside", inside), Count("lookups", r.Lookups), Count("limit", spf.MaxLookups), Arg("owner-says", r.Explanation)}),
		Steps:   spfRecord(r.Record),
		Fields:  [][]byte{authres.ReceivedSPF(r, t.Server, t.HELO, path)},
		Proved:  r,
		Results: []authres.Result{spfResult(r, t.HELO)},
	}
	f.Steps = append(f.Steps, step("count", "", Count("lookups", r.Lookups), Count("limit", spf.MaxLookups), Count("void", r.Void), Count("voids", spf.MaxVoid)))
	if r.Explanation != "" {
		explained := step("explanation", "", Arg("text", r.Explanation))
		explained.Questions = questions(r.Asked...)
		f.Steps = append(f.Steps, explained)
	}
	if r.Result == spf.Fail {
		f.Reply, f.Folder = c.consequence(r)
	}
	return f
}

// consequence is what the server does about a fail.
func (c *SPF) consequence(r *spf.Report) (smtp.Reply, string) {
	switch c.onFail {
	case Junk:
		return smtp.Reply{}, JunkFolder
	case Reject:
		text := fmt.Sprintf("SPF: %s is not allowed to send mail for %s", r.IP, r.Domain)
		if r.Explanation != "" { // whose words these are has to be said (RFC 7208 section 6.2)
			text += fmt.Sprintf("; %s explains: %s", r.Domain, r.Explanation)
		}
		return smtp.R(550, "5.7.23", text), "" // RFC 7372 section 3.2
	}
	return smtp.Reply{}, ""
}

// decider is the term that decided, of the outermost record.
func decider(r *spf.Record) string {
	for _, t := range r.Terms {
		if t.State == spf.Match || t.State == spf.Used || t.State == spf.Broken {
			return t.Text
		}
	}
	return ""
}

// spfRecord tells one run of check_host() (RFC 7208 section 4).
func spfRecord(r *spf.Record) []trace.PolicyStep {
	s := step("record", string(r.Result), Arg("domain", r.Domain), Arg("text", r.Text), Arg("reason", string(r.Reason)))
	s.Questions = questions(r.Answer)
	for _, t := range r.Terms {
		s.Steps = append(s.Steps, spfTerm(t))
	}
	if why := string(r.Reason); r.Reason != spf.Matched && r.Reason != spf.Redirected {
		s.Steps = append(s.Steps, step("reason", why, Arg("domain", r.Domain), Arg("detail", r.Detail)))
	}
	return []trace.PolicyStep{s}
}

// spfTerm tells one term, with all that was asked and compared for it.
func spfTerm(t *spf.Term) trace.PolicyStep {
	s := step("term", string(t.State), Arg("term", t.Text), Arg("target", t.Target))
	for _, m := range t.Macros {
		s.Steps = append(s.Steps, step("macro", "", Arg("macro", m.Text), Arg("value", m.Value)))
	}
	for _, one := range t.Steps {
		switch {
		case one.Answer != nil:
			if n := len(s.Steps); n == 0 || s.Steps[n-1].Code != "ask" {
				s.Steps = append(s.Steps, step("ask", ""))
			}
			asks := &s.Steps[len(s.Steps)-1]
			asks.Questions = append(asks.Questions, questions(*one.Answer)...)
		case one.Name != "":
			s.Steps = append(s.Steps, step("name", yesNo(one.Equal), Arg("name", one.Name), Arg("target", t.Target)))
		default:
			s.Steps = append(s.Steps, step("compare", yesNo(one.Equal), Arg("network", one.Network.String()), Arg("host", one.Host)))
		}
	}
	if t.Inner != nil {
		s.Steps = append(s.Steps, spfRecord(t.Inner)...)
	}
	return s
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// spfResult is the line for Authentication-Results (RFC 8601 section 2.7.2).
func spfResult(r *spf.Report, helo string) authres.Result {
	p := authres.Property{Type: "smtp", Name: "mailfrom", Value: r.Sender}
	if r.Identity == "helo" {
		p.Name, p.Value = "helo", helo
	}
	return authres.Result{Method: "spf", Value: string(r.Result), Properties: []authres.Property{p}}
}
