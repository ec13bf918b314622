package policy

import (
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// Limits of what a finding may leave in the trace: what comes from a stranger's
// record or message may be of any size.
const (
	// MaxSteps is how many steps of a finding are kept, nested ones included.
	MaxSteps = 1000
	// MaxValue is the longest value of an argument or a record that is kept, in
	// octets.
	MaxValue = 4000
)

// Machine is what a policy needs of the computer that it stands on; an actor.Machine
// is one.
type Machine interface {
	Name() string
	Now() time.Time
	Record(conn net.Conn, fact trace.Fact)
}

// Policy is the checks of one server, in the order in which it makes them.
type Policy struct {
	Machine  Machine
	Resolver Resolver // nil: checks that ask the DNS find nobody
	Checks   []Check
}

// Decision is what the checks want done at a phase.
type Decision struct {
	// Reply is the server's answer; zero: it goes on.
	Reply smtp.Reply
	// The rest is known after the final dot, and at delivery: Fields to put on top, the
	// newest first; the folder, "" for INBOX; and the message, as the checks left it.
	Fields  [][]byte
	Folder  string
	Message []byte
}

// Conversation is one client's talk with the server, as its checks see it.
type Conversation struct {
	policy *Policy
	conn   net.Conn
	t      Transaction
	before int // findings that belong to the conversation, not to a transaction
}

// Converse begins a conversation. With no policy, or none with checks, it is one in
// which nothing is checked.
func (p *Policy) Converse(conn net.Conn, server string, port uint16) *Conversation {
	c := &Conversation{policy: p, conn: conn}
	c.t.Server, c.t.Port = server, port
	if p != nil {
		c.t.resolver = p.Resolver
	}
	if conn != nil && conn.RemoteAddr() != nil {
		if ap, err := netip.ParseAddrPort(conn.RemoteAddr().String()); err == nil {
			c.t.Client = ap.Addr().Unmap()
		}
	}
	return c
}

// idle tells that there is nothing to check.
func (c *Conversation) idle() bool { return c.policy == nil || len(c.policy.Checks) == 0 }

// Connect asks before the greeting.
func (c *Conversation) Connect() Decision { return c.ask(AtConnect) }

// Hello asks about the name that the client gave itself.
func (c *Conversation) Hello(name string, esmtp bool) Decision {
	c.Reset()
	c.t.HELO, c.t.ESMTP = name, esmtp
	d := c.ask(AtHello)
	c.before = len(c.t.Earlier)
	return d
}

// See tells what is known of the client by now.
func (c *Conversation) See(peer *smtp.Conn) {
	if peer != nil {
		c.t.TLS, c.t.User = peer.TLS, peer.User
	}
}

// Mail asks about a reverse-path; size is what the client announced, or 0.
func (c *Conversation) Mail(from mail.Address, size int64) Decision {
	c.Reset()
	c.t.Sender, c.t.Size = from, size
	return c.ask(AtMail)
}

// Rcpt asks about a recipient, and takes it down if there is no reply.
func (c *Conversation) Rcpt(to mail.Address) Decision {
	c.t.Recipient = to
	d := c.ask(AtRcpt)
	c.t.Recipient = mail.Address{}
	if d.Reply.IsZero() {
		c.t.Recipients = append(c.t.Recipients, to)
	}
	return d
}

// Misser is a check that wants to know of recipients that do not exist.
type Misser interface{ Missed(t *Transaction) }

// Missed tells that a recipient does not exist, and that the server has said so.
func (c *Conversation) Missed(to mail.Address) {
	if c.idle() {
		return
	}
	c.t.Phase, c.t.Now, c.t.Recipient = AtRcpt, c.policy.Machine.Now(), to
	for _, check := range c.policy.Checks {
		if m, ok := check.(Misser); ok {
			m.Missed(&c.t)
		}
	}
	c.t.Recipient = mail.Address{}
}

// Data asks about the message.
func (c *Conversation) Data(queue string, body []byte) Decision {
	c.t.Queue, c.t.Message = queue, body
	return c.ask(AtData)
}

// Reset forgets the transaction, not the conversation.
func (c *Conversation) Reset() {
	c.t.Sender, c.t.Size, c.t.Recipients, c.t.Queue, c.t.Message = mail.Address{}, 0, nil, "", nil
	c.t.Earlier = slices.Clip(c.t.Earlier[:c.before])
}

func (c *Conversation) ask(phase Phase) Decision {
	if c.idle() {
		return Decision{Message: c.t.Message}
	}
	c.t.Phase = phase
	d := c.policy.ask(c.conn, &c.t)
	if phase == AtConnect {
		c.before = len(c.t.Earlier)
	}
	return d
}

// Deliver asks about a message that is to be put into a mailbox, in a folder that was
// found for it already, or "".
func (p *Policy) Deliver(queue string, sender, to mail.Address, folder string, message []byte) Decision {
	d := Decision{Folder: folder, Message: message}
	if p == nil || len(p.Checks) == 0 {
		return d
	}
	t := Transaction{Phase: AtDelivery, Server: p.Machine.Name(), Queue: queue, Sender: sender, Recipient: to, Message: message, resolver: p.Resolver}
	if d = p.ask(nil, &t); d.Folder == "" {
		d.Folder = folder
	}
	return d
}

// Forward asks about a message that is to be sent on to others, and gives the
// reverse-path and the message as they are to leave.
func (p *Policy) Forward(queue string, sender, at mail.Address, to []mail.Address, message []byte) (mail.Address, []byte) {
	if p == nil || len(p.Checks) == 0 {
		return sender, message
	}
	t := Transaction{Phase: AtForward, Server: p.Machine.Name(), Queue: queue, Sender: sender, Recipient: at, Recipients: to,
		Message: message, Arrived: message, resolver: p.Resolver}
	p.ask(nil, &t)
	return t.Sender, t.Message
}

// ask makes the checks of a phase, one after the other, up to the first that replies.
func (p *Policy) ask(conn net.Conn, t *Transaction) Decision {
	var d Decision
	for _, check := range p.Checks {
		if !slices.Contains(check.Phases(), t.Phase) {
			continue
		}
		t.Now = p.Machine.Now()
		f := check.Examine(t)
		if f.IsZero() {
			continue
		}
		f.Check, f.Phase = check.Name(), t.Phase
		p.Machine.Record(conn, fact(f))
		t.Earlier = append(t.Earlier, f)
		if f.Message != nil {
			t.Message = f.Message
		}
		if t.Phase == AtForward { // the next check works on what this one made
			t.Message = mail.Prepend(t.Message, f.Fields...)
			if f.Sender != nil {
				t.Sender = *f.Sender
			}
		}
		if !f.Reply.IsZero() {
			d.Reply = f.Reply
			return d
		}
	}
	d.Message = t.Message
	for _, f := range t.Earlier {
		if f.Folder != "" {
			d.Folder = f.Folder
		}
		d.Fields = append(slices.Clone(f.Fields), d.Fields...)
	}
	return d
}

// Record tells of a finding that nobody asked a Policy for: what a relay finds out about a
// road.
func Record(m Machine, check string, phase Phase, f Finding) {
	f.Check, f.Phase = check, phase
	m.Record(nil, fact(f))
}

// action is what a finding has the server do, in the words of facts.
func (f Finding) action() string {
	switch {
	case f.Reply.Class() == 4:
		return "defer"
	case !f.Reply.IsZero():
		return "refuse"
	case f.Folder != "":
		return "file"
	}
	return "accept"
}

// fact is a finding as the trace keeps it.
func fact(f Finding) trace.PolicyChecked {
	left := MaxSteps
	out := trace.PolicyChecked{
		Check: f.Check, Phase: string(f.Phase), Input: clipArgs(f.Input), Steps: clipSteps(f.Steps, &left), Result: f.Result,
		Why: f.Why, Details: clipArgs(f.Details), Action: f.action(), Folder: f.Folder, Fault: f.Fault,
	}
	if !f.Reply.IsZero() {
		out.Reply = f.Reply.String()
	}
	for _, field := range f.Fields {
		out.Headers = append(out.Headers, clip(strings.ReplaceAll(strings.TrimSuffix(string(field), "\r\n"), "\r\n", "")))
	}
	return out
}

func clip(s string) string {
	if len(s) <= MaxValue {
		return s
	}
	cut := MaxValue
	for cut > 0 && s[cut]&0xC0 == 0x80 { // not within a character
		cut--
	}
	return s[:cut] + "…"
}

func clipArgs(list []trace.Argument) []trace.Argument {
	if len(list) == 0 {
		return nil
	}
	out := make([]trace.Argument, len(list))
	for i, a := range list {
		out[i] = trace.Argument{Name: a.Name, Value: clip(a.Value)}
	}
	return out
}

// clipSteps keeps as many steps as are left; a last one says that there were more.
func clipSteps(list []trace.PolicyStep, left *int) []trace.PolicyStep {
	var out []trace.PolicyStep
	for _, s := range list {
		if *left == 0 {
			return append(out, trace.PolicyStep{Code: "more"})
		}
		*left--
		s.Args = clipArgs(s.Args)
		s.Questions = slices.Clone(s.Questions)
		for i := range s.Questions {
			s.Questions[i].Records = slices.Clone(s.Questions[i].Records)
			for j, r := range s.Questions[i].Records {
				s.Questions[i].Records[j] = clip(r)
			}
		}
		s.Steps = clipSteps(s.Steps, left)
		out = append(out, s)
	}
	return out
}

// Only is a check that is made for some transactions only.
func Only(check Check, concerned func(*Transaction) bool) Check { return only{check, concerned} }

type only struct {
	Check
	concerned func(*Transaction) bool
}

func (o only) Examine(t *Transaction) Finding {
	if !o.concerned(t) {
		return Finding{}
	}
	return o.Check.Examine(t)
}

// Missed passes on what is not there.
func (o only) Missed(t *Transaction) {
	if m, ok := o.Check.(Misser); ok && o.concerned(t) {
		m.Missed(t)
	}
}

// Learn passes on what readers say, where the check goes by it.
func (o only) Learn(m Machine, k Mark) {
	if l, ok := o.Check.(Learner); ok {
		l.Learn(m, k)
	}
}

// Refusal is a reply at delivery, as an error for the queue.
type Refusal struct{ Reply smtp.Reply }

func (r *Refusal) Error() string { return r.Reply.String() }

// SMTP is the reply in the queue's terms.
func (r *Refusal) SMTP() (code int, enhanced [3]int, text string) {
	e := r.Reply.Enhanced
	return r.Reply.Code, [3]int{e.Class, e.Subject, e.Detail}, r.Reply.Text
}
