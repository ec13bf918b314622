package policy

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"posta/sim/dns"
	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// machine is a computer that keeps what it is told.
type machine struct{ facts []trace.PolicyChecked }

func (*machine) Name() string   { return "mx.dos.test" }
func (*machine) Now() time.Time { return start }
func (m *machine) Record(_ net.Conn, f trace.Fact) {
	m.facts = append(m.facts, f.(trace.PolicyChecked))
}

// scripted is a check that answers as a test says, and notes what it saw.
type scripted struct {
	name    string
	phases  []Phase
	finding func(*Transaction) Finding
}

func (s *scripted) Name() string                   { return s.name }
func (s *scripted) Phases() []Phase                { return s.phases }
func (s *scripted) Examine(t *Transaction) Finding { return s.finding(t) }

// zone answers questions from a table of "name type".
type zone map[string]string

func (z zone) Resolve(name string, qtype uint16) (*dns.Answer, error) {
	text, ok := z[name+" "+dns.TypeName(qtype)]
	switch {
	case !ok:
		return &dns.Answer{Name: dns.Canonical(name), Type: qtype, RCode: mdns.RcodeNameError}, nil
	case text == "":
		return nil, &dns.Error{Name: name, Type: qtype, Kind: dns.ErrTimeout, RCode: dns.NoRCode}
	}
	rr, err := mdns.NewRR(text)
	if err != nil {
		return nil, err
	}
	return &dns.Answer{Name: dns.Canonical(name), Type: qtype, Records: []dns.RR{rr}}, nil
}

var (
	alicia, benito = mail.MustParseAddress("alicia@uno.test"), mail.MustParseAddress("benito@dos.test")
	caller         = conn{remote: "192.0.2.1:40001"}
)

// conn is a connection of which only the other end's address matters.
type conn struct {
	net.Conn
	remote string
}

func (c conn) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.remote))
}

// TestWhatAChecksees: at each moment, what is known by then and nothing more.
func TestWhatACheckSees(t *testing.T) {
	var seen []string
	look := &scripted{"look", []Phase{AtConnect, AtHello, AtMail, AtRcpt, AtData}, func(t *Transaction) Finding {
		var words []string
		for _, a := range append([]mail.Address{t.Sender, t.Recipient}, t.Recipients...) {
			words = append(words, a.Path())
		}
		seen = append(seen, strings.Join(append([]string{string(t.Phase), t.Client.String(), t.HELO, t.User, t.Queue, string(t.Message)}, words...), " "))
		return Finding{}
	}}
	p := &Policy{Machine: &machine{}, Checks: []Check{look}}
	c := p.Converse(caller, "mx.dos.test", 25)
	c.Connect()
	c.Hello("mail.uno.test", true)
	c.See(&smtp.Conn{User: "alicia"})
	c.Mail(alicia, 0)
	c.Rcpt(benito)
	c.Rcpt(alicia)
	c.Data("A1", []byte("x"))
	c.Reset()
	c.Mail(mail.Address{}, 0)
	want := []string{
		"connect 192.0.2.1     <> <>",
		"helo 192.0.2.1 mail.uno.test    <> <>",
		"mail 192.0.2.1 mail.uno.test alicia   <alicia@uno.test> <>",
		"rcpt 192.0.2.1 mail.uno.test alicia   <alicia@uno.test> <benito@dos.test>",
		"rcpt 192.0.2.1 mail.uno.test alicia   <alicia@uno.test> <alicia@uno.test> <benito@dos.test>",
		"data 192.0.2.1 mail.uno.test alicia A1 x <alicia@uno.test> <> <benito@dos.test> <alicia@uno.test>",
		"mail 192.0.2.1 mail.uno.test alicia   <> <>",
	}
	if got, want := strings.Join(seen, "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("saw\n%s\nwant\n%s", got, want)
	}
}

// TestWhatAChecksWantDone: the first reply ends the asking; folders, fields and changed
// messages of those before it add up.
func TestWhatChecksWantDone(t *testing.T) {
	says := func(name string, f Finding, phases ...Phase) Check {
		return &scripted{name, phases, func(*Transaction) Finding { return f }}
	}
	field := func(s string) [][]byte { return [][]byte{[]byte(s + "\r\n")} }
	tests := []struct {
		name   string
		checks []Check
		reply  string
		folder string
		fields string
		body   string
		facts  string
	}{
		{"nothing", []Check{says("a", Finding{}, AtData)}, "(no reply)", "", "", "letter", ""},
		{"another moment's", []Check{says("a", Finding{Result: "bad", Reply: smtp.R(550, "5.7.1", "No")}, AtConnect)}, "(no reply)", "", "", "letter", ""},
		{"no", []Check{says("a", Finding{Result: "bad", Reply: smtp.R(550, "5.7.1", "No")}, AtData), says("b", Finding{Result: "x"}, AtData)},
			"550 5.7.1 No", "", "", "", "a bad refuse"},
		{"not now", []Check{says("a", Finding{Result: "bad", Reply: smtp.R(451, "4.7.1", "Later")}, AtData)}, "451 4.7.1 Later", "", "", "", "a bad defer"},
		{"elsewhere, with fields of all", []Check{
			says("a", Finding{Result: "pass", Fields: field("A: 1")}, AtMail), says("b", Finding{Result: "fail", Folder: "Junk", Fields: field("B: 2")}, AtData),
			says("c", Finding{Result: "none", Message: []byte("changed")}, AtData)}, "(no reply)", "Junk", "B: 2|A: 1", "changed",
			"a pass accept, b fail file, c none accept"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &machine{}
			c := (&Policy{Machine: m, Checks: tt.checks}).Converse(caller, "mx.dos.test", 25)
			c.Mail(alicia, 0)
			d := c.Data("A1", []byte("letter"))
			var fields, facts []string
			for _, f := range d.Fields {
				fields = append(fields, strings.TrimSpace(string(f)))
			}
			for _, f := range m.facts {
				facts = append(facts, f.Check+" "+f.Result+" "+f.Action)
			}
			if d.Reply.String() != tt.reply || d.Folder != tt.folder || strings.Join(fields, "|") != tt.fields || string(d.Message) != tt.body || strings.Join(facts, ", ") != tt.facts {
				t.Errorf("got %s, %q, %q, %q, facts %q", d.Reply, d.Folder, fields, d.Message, facts)
			}
		})
	}
}

// TestEarlierFindings: what was found before MAIL lasts as long as the conversation,
// the rest as long as its transaction.
func TestEarlierFindings(t *testing.T) {
	said := func(name string, phase Phase) Check {
		return &scripted{name, []Phase{phase}, func(*Transaction) Finding { return Finding{Result: "ok"} }}
	}
	var seen []string
	last := &scripted{"last", []Phase{AtData}, func(t *Transaction) Finding {
		var names []string
		for _, f := range t.Earlier {
			names = append(names, f.Check)
		}
		if _, ok := t.Found("by-mail"); !ok {
			names = append(names, "?")
		}
		seen = append(seen, strings.Join(names, " "))
		return Finding{}
	}}
	c := (&Policy{Machine: &machine{}, Checks: []Check{said("by-connect", AtConnect), said("by-helo", AtHello), said("by-mail", AtMail), last}}).Converse(caller, "", 25)
	c.Connect()
	c.Hello("x", false)
	for range 2 {
		c.Mail(alicia, 0)
		c.Data("", nil)
		c.Reset()
	}
	if got := strings.Join(seen, ", "); got != "by-connect by-helo by-mail, by-connect by-helo by-mail" {
		t.Errorf("earlier were %s", got)
	}
}

// TestQuestionsAreKept: what a check asked the DNS is a part of its step.
func TestQuestionsAreKept(t *testing.T) {
	m := &machine{}
	ask := &scripted{"ask", []Phase{AtMail}, func(t *Transaction) Finding {
		var step trace.PolicyStep
		for _, name := range []string{"uno.test", "dos.test", "tres.test"} {
			_, q, _ := t.Ask(name, mdns.TypeTXT)
			step.Questions = append(step.Questions, q)
		}
		return Finding{Result: "done", Steps: []trace.PolicyStep{step}}
	}}
	c := (&Policy{Machine: m, Resolver: zone{"uno.test TXT": `uno.test. 60 IN TXT "hola"`, "dos.test TXT": ""}, Checks: []Check{ask}}).Converse(caller, "", 25)
	c.Mail(alicia, 0)
	q := m.facts[0].Steps[0].Questions
	if len(q) != 3 || q[0].RCode != "NOERROR" || len(q[0].Records) != 1 || !strings.Contains(q[0].Records[0], "hola") || q[1].Error != "timeout" || q[2].RCode != "NXDOMAIN" {
		t.Errorf("kept %+v", q)
	}
}

// TestAFindingIsBounded: what a stranger's record makes a check say does not fill the
// trace.
func TestAFindingIsBounded(t *testing.T) {
	deep := []trace.PolicyStep{{Code: "bottom"}}
	for range 3 * MaxSteps {
		deep = []trace.PolicyStep{{Code: "down", Args: []trace.Argument{Arg("text", strings.Repeat("ñ", MaxValue))}, Steps: deep}}
	}
	f := fact(Finding{Result: "x", Steps: deep, Input: []trace.Argument{Arg("big", strings.Repeat("x", 2*MaxValue))}})
	n := 0
	for s := f.Steps; len(s) > 0; s = s[0].Steps {
		if n++; len(s[0].Args) > 0 && len(s[0].Args[0].Value) > MaxValue+len("…") {
			t.Fatalf("step %d has an argument of %d octets", n, len(s[0].Args[0].Value))
		}
	}
	if n != MaxSteps+1 || len(f.Input[0].Value) > MaxValue+len("…") {
		t.Errorf("%d steps are kept", n)
	}
}

// TestAtTheMailbox: a check at delivery may file, add and refuse.
func TestAtTheMailbox(t *testing.T) {
	check := &scripted{"spam", []Phase{AtDelivery}, func(t *Transaction) Finding {
		if t.Recipient == benito {
			return Finding{Result: "spam", Folder: "Junk"}
		}
		return Finding{Result: "no", Reply: smtp.R(550, "5.7.1", "Not for you")}
	}}
	p := &Policy{Machine: &machine{}, Checks: []Check{check}}
	if d := p.Deliver("A1", alicia, benito, "", []byte("x")); d.Folder != "Junk" || string(d.Message) != "x" || !d.Reply.IsZero() {
		t.Errorf("benito's: %+v", d)
	}
	if d := p.Deliver("A1", alicia, alicia, "", []byte("x")); d.Reply.Code != 550 {
		t.Errorf("alicia's: %+v", d)
	}
	if d := (*Policy)(nil).Deliver("A1", alicia, benito, "Junk", []byte("x")); d.Folder != "Junk" || string(d.Message) != "x" {
		t.Errorf("unchecked: %+v", d)
	}
}
