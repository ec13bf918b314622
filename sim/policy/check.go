package policy

import (
	"crypto/tls"
	"net/netip"
	"strconv"
	"time"

	"posta/sim/auth/authres"
	"posta/sim/dns"
	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// Phase is a moment at which a server makes checks.
type Phase string

// The moments, in their order.
const (
	AtConnect  Phase = "connect"  // before the greeting (RFC 5321 section 3.1)
	AtHello    Phase = "helo"     // at HELO or EHLO
	AtMail     Phase = "mail"     // at MAIL FROM
	AtRcpt     Phase = "rcpt"     // at each RCPT TO whose recipient the server would take
	AtData     Phase = "data"     // after the final dot, before the server answers for the message
	AtDelivery Phase = "delivery" // when the message is to be put into a mailbox
	AtRelay    Phase = "relay"    // before it is handed to another host
	AtReport   Phase = "report"   // when it reports on what it has seen
	AtMark     Phase = "mark"     // when the owner of a mailbox has said what they think of a letter in it
	AtForward  Phase = "forward"  // when it is to be sent on to others: its owner's other address, or a list's members
)

// Check is one thing that a server looks into.
type Check interface {
	// Name is the check's word in facts: "greylist".
	Name() string
	// Phases are the moments at which it wants to be asked.
	Phases() []Phase
	// Examine looks into a transaction. It may wait, for the DNS, and is asked by
	// several conversations at a time.
	Examine(t *Transaction) Finding
}

// Transaction is what a check may see of a conversation and of the mail transaction
// in it. What is not known yet in a Phase is zero.
type Transaction struct {
	Phase Phase
	Now   time.Time
	// Server is the name by which the server speaks, Port where it listens.
	Server string
	Port   uint16

	// Client is the address that the client calls from; the zero Addr at delivery.
	Client netip.Addr
	// HELO is the name it gave, a stranger's word, and ESMTP whether by EHLO.
	HELO  string
	ESMTP bool
	TLS   *tls.ConnectionState // nil in the clear
	User  string               // authenticated as; "" for a stranger

	Sender     mail.Address   // reverse-path; null for reports
	Size       int64          // as MAIL announced (RFC 1870); 0: not
	Recipient  mail.Address   // at RCPT: the one in question; at delivery: the mailbox; at forward: whose mail is sent on
	Recipients []mail.Address // those that were taken, the one in question not among them; at forward: to whom it is sent on
	Queue      string         // the message's name in this server, from the final dot on
	Message    []byte         // from the final dot on; not to be changed
	Arrived    []byte         // at forward: the message before any check changed it
	Earlier    []Finding      // of this conversation, and of this transaction in it
	resolver   Resolver       // nil: there is nobody to ask
}

// Resolver finds records; *dns.Resolver is one. "No such name" and "no such records"
// are Answers; the error, a *dns.Error, means that nobody could say.
type Resolver interface {
	Resolve(name string, qtype uint16) (*dns.Answer, error)
}

// Ask asks the DNS. The question and its answer are given in the form of facts as
// well, for the step that needed it.
func (t *Transaction) Ask(name string, qtype uint16) (*dns.Answer, trace.PolicyQuestion, error) {
	if t.resolver == nil {
		err := &dns.Error{Name: name, Type: qtype, Kind: dns.ErrNoServer, RCode: dns.NoRCode}
		return nil, Question(name, qtype, nil, err), err
	}
	a, err := t.resolver.Resolve(name, qtype)
	return a, Question(name, qtype, a, err), err
}

// Found is what an earlier check found, the latest of that name.
func (t *Transaction) Found(check string) (Finding, bool) {
	for i := len(t.Earlier) - 1; i >= 0; i-- {
		if t.Earlier[i].Check == check {
			return t.Earlier[i], true
		}
	}
	return Finding{}, false
}

// Finding is what came of a check. The zero Finding is none.
type Finding struct {
	Input   []trace.Argument
	Steps   []trace.PolicyStep
	Result  string           // never empty, of a finding
	Why     string           // the reason's code, where Result is not enough
	Details []trace.Argument // of Why, or of Result

	// Reply, where it is not zero, is the server's answer: 4yz defers, 5yz refuses.
	Reply smtp.Reply
	// Folder is where the message is to be filed instead of INBOX: "Junk".
	Folder string
	// Fields are put on top of the message, above this server's Received field: whole,
	// with their CRLF (mail.FormatField). Of checks before the final dot too.
	Fields [][]byte
	// Message takes the message's place, if it is not nil (RFC 8601 section 5 wants
	// forged fields out). Only after the final dot.
	Message []byte

	// Sender takes the reverse-path's place, if it is not nil. Only at forward.
	Sender *mail.Address

	// Proved is what the evaluator said, whole, for later checks of the transaction: a
	// *spf.Report, a *dkim.Report, a *dmarc.Report.
	Proved any
	// Results are what is to be written into Authentication-Results (RFC 8601).
	Results []authres.Result

	// Check and Phase are filled in by whoever asked; Fault by package fault (see
	// trace.PolicyChecked).
	Check string
	Phase Phase
	Fault int
}

// IsZero tells that the check has nothing to say.
func (f Finding) IsZero() bool { return f.Result == "" }

// Arg is a named value: a text as it stands.
func Arg(name, value string) trace.Argument { return trace.Argument{Name: name, Value: value} }

// Count is a named number.
func Count(name string, n int) trace.Argument { return Arg(name, strconv.Itoa(n)) }

// Span is a named duration.
func Span(name string, d time.Duration) trace.Argument { return Arg(name, d.String()) }

// Instant is a named moment of the virtual clock.
func Instant(name string, t time.Time) trace.Argument {
	return Arg(name, t.UTC().Format(time.RFC3339))
}
