package fault

import (
	"net"
	"strings"

	"posta/sim/mail"
	"posta/sim/policy"
	"posta/sim/scenario"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// The moments of a conversation at which a fault may act that are no commands.
const (
	atConnect = "CONNECT"
	atDot     = "DOT"
)

// SMTP gives what stands between the protocol and the server on a port, or nil
// where no fault is.
func (h *Host) SMTP(port uint16) func(net.Conn, smtp.Backend) smtp.Backend {
	faults, _ := h.st.atEdge(h.m.Name(), port, scenario.EdgeSMTP)
	if len(faults) == 0 {
		return nil
	}
	return func(conn net.Conn, b smtp.Backend) smtp.Backend {
		address := ip(conn.RemoteAddr())
		g := &guard{h: h, faults: faults, conn: conn, behind: b, client: h.st.nameOf(address)}
		for _, f := range faults {
			if f.check != nil {
				p := &policy.Policy{Machine: h.m, Checks: []policy.Check{occasional{f.check, f, h}}}
				g.checks = append(g.checks, p.Converse(conn, h.m.Name(), port))
			} else {
				g.checks = append(g.checks, nil)
			}
		}
		return g
	}
}

// guard is one connection's faults.
type guard struct {
	h      *Host
	faults []*fault
	checks []*policy.Conversation // of the faults that are a server's checks, at the same place
	conn   net.Conn
	behind smtp.Backend
	client string

	smtp.Session              // of the server behind
	sender       mail.Address // of the transaction
}

// hangUp ends a conversation that nobody hears any more: the connection is gone.
var hangUp = smtp.Reply{Close: true}

// Connect is the greeting.
func (g *guard) Connect(c *smtp.Conn) (smtp.Session, smtp.Reply) {
	session, reply := g.behind.Connect(c)
	g.Session = session
	if r, acted := g.act(atConnect, nil); acted {
		return g, r
	}
	if r, acted := g.leave(atConnect, nil); acted {
		return g, r
	}
	return g, reply
}

// Intercept is every command but MAIL and RCPT, which are waited for until they are
// known to make sense.
func (g *guard) Intercept(c smtp.Command) (smtp.Reply, bool) {
	if c.Verb != "MAIL" && c.Verb != "RCPT" {
		if r, acted := g.act(c.Verb, nil); acted {
			return r, true
		}
		if r, acted := g.leave(c.Verb, nil); acted {
			return r, true
		}
	}
	if i, ok := g.Session.(smtp.Interceptor); ok {
		return i.Intercept(c)
	}
	return smtp.Reply{}, false
}

// Mail begins a transaction.
func (g *guard) Mail(from mail.Address, p smtp.MailParams) smtp.Reply {
	g.sender = from
	if r, acted := g.act("MAIL", nil); acted {
		return r
	}
	if r, acted := g.leave("MAIL", nil); acted {
		return r
	}
	return g.Session.Mail(from, p)
}

// Rcpt is one recipient.
func (g *guard) Rcpt(to mail.Address, p smtp.RcptParams) smtp.Reply {
	if r, acted := g.act("RCPT", &to); acted {
		return r
	}
	if r, acted := g.leave("RCPT", &to); acted {
		return r
	}
	return g.Session.Rcpt(to, p)
}

// Data is the final dot. A connection that breaks here breaks when the letter is
// taken already, and the client will never know (RFC 1047).
func (g *guard) Data(body []byte) smtp.Reply {
	if r, acted := g.act(atDot, nil); acted {
		return r
	}
	reply := g.Session.Data(body)
	if r, acted := g.leave(atDot, nil); acted {
		return r
	}
	return reply
}

// act lets the faults delay a command, or answer it in the server's place.
func (g *guard) act(stage string, to *mail.Address) (smtp.Reply, bool) {
	for i, f := range g.faults {
		if !meant(f.Do.At().Client, g.client) {
			continue
		}
		switch do := f.Do.(type) {
		case *scenario.Delay:
			if do.Command == stage && fits(do.Recipient, to) && g.h.strike(f, g.conn, stage, g.client, waits(do.By)) && g.h.m.Sleep(do.By) != nil {
				return hangUp, true // the run is over
			}
		case *scenario.Answer:
			if do.Command != stage || !fits(do.Recipient, to) || do.Sender != nil && *do.Sender != addressOf(g.sender) {
				continue
			}
			r := smtp.R(do.Code, do.Enhanced, do.Text)
			if r.Close = do.Close; g.h.strike(f, g.conn, stage, g.client, says(r.String())) {
				return r, true
			}
		case *scenario.DiskFull:
			r := smtp.R(452, "4.3.1", "Insufficient system storage") // RFC 3463 section 3.4
			if stage == "MAIL" && g.h.strike(f, g.conn, stage, g.client, says(r.String())) {
				return r, true
			}
		case *scenario.Check:
			if r := g.check(g.checks[i], stage, to); !r.IsZero() {
				return r, true
			}
		}
	}
	return smtp.Reply{}, false
}

// leave lets the faults break the connection, or fall silent on it.
func (g *guard) leave(stage string, to *mail.Address) (smtp.Reply, bool) {
	for _, f := range g.faults {
		if !meant(f.Do.At().Client, g.client) {
			continue
		}
		switch do := f.Do.(type) {
		case *scenario.Cut:
			if do.Command == stage && fits(do.Recipient, to) && g.h.strike(f, g.conn, stage, g.client, does(trace.EffectReset)) {
				abort(g.conn)
				return hangUp, true
			}
		case *scenario.Silence:
			if do.Command == stage && g.h.strike(f, g.conn, stage, g.client, does(trace.EffectSilence)) {
				swallow(g.conn)
				return hangUp, true
			}
		}
	}
	return smtp.Reply{}, false
}

// fits tells whether a fault for one recipient, or for any, is for this one.
func fits(only scenario.Address, to *mail.Address) bool {
	return only == (scenario.Address{}) || to != nil && strings.EqualFold(only.String(), to.String())
}

func addressOf(a mail.Address) scenario.Address {
	return scenario.Address{Local: a.Local, Domain: strings.ToLower(a.Domain)}
}

// check asks a server's check that stands among the faults, in their order.
func (g *guard) check(c *policy.Conversation, stage string, to *mail.Address) smtp.Reply {
	switch stage {
	case atConnect:
		return c.Connect().Reply
	case "MAIL":
		return c.Mail(g.sender, 0).Reply
	case "RCPT":
		return c.Rcpt(*to).Reply
	}
	return smtp.Reply{}
}

// occasional is a check that acts on a fault's occasions only.
type occasional struct {
	policy.Check
	fault *fault
	h     *Host
}

func (o occasional) Examine(t *policy.Transaction) policy.Finding {
	if !o.h.st.within(o.fault, o.h.now()) {
		return policy.Finding{}
	}
	found := o.Check.Examine(t)
	if !found.Reply.IsZero() {
		if _, acts := o.h.st.strike(o.fault, o.h.now()); !acts {
			return policy.Finding{}
		}
	}
	found.Fault = o.fault.Index + 1
	return found
}
