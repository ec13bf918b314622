package exchanger_test

import (
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/directory"
	"posta/sim/actor/exchanger"
	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/policy"
	"posta/sim/smtp"
	"posta/sim/trace"
)

const host = "mx.dos.test"

var at = mail.MustParseAddress

// bench is mx.dos.test with its mailboxes, and a stranger who speaks to it.
type bench struct {
	*actortest.Lab
	machine, stranger *actortest.Machine
	conf              exchanger.Config
	in                map[string][]string
}

// folder is where the last message was to be filed.
var folder string

func (b *bench) Deliver(d relay.Delivery) error {
	folder = d.Folder
	b.in[d.To.String()] = append(b.in[d.To.String()], string(d.Data))
	return nil
}

// talk lets the stranger have a conversation with a server that was set up by change.
func talk(t *testing.T, dialogue string, change func(*exchanger.Config)) (*actortest.Lab, map[string][]string) {
	t.Helper()
	var b *bench
	l := actortest.Run(t, 3, func(l *actortest.Lab) {
		b = &bench{Lab: l, in: map[string][]string{}, machine: l.Host(host, "192.0.2.2"), stranger: l.Host("mail.uno.test", "192.0.2.1")}
		book := directory.New(directory.Site{Host: host, Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.2")}, Domains: []directory.Domain{{
			Name: "dos.test",
			Users: []directory.User{{Local: "benito"}, {Local: "llena"},
				{Local: "viajera", Forward: []mail.Address{at("viajera@uno.test")}}},
			Aliases: []directory.Alias{{Local: "equipo", To: []mail.Address{at("benito@dos.test"), at("alicia@uno.test")}},
				{Local: "noria", To: []mail.Address{at("noria@dos.test")}}, {Local: "postmaster", To: []mail.Address{at("benito@dos.test")}}},
		}, {
			Name: "todo.test", CatchAll: at("benito@dos.test"),
		}, {
			Name: "nadie.test", Users: []directory.User{{Local: "gil"}, {Local: "luz"}},
		}, {
			Name: "sucursal.test", Keeping: directory.Passed, Next: "buzones.test", Users: []directory.User{{Local: "gil"}},
		}, {
			Name: "respaldo.test", Keeping: directory.Backup,
		}}})
		b.conf = exchanger.Config{
			Directory: book,
			Queue: relay.New(b.machine, relay.Config{Directory: book, Mailboxes: b, Resolver: &actortest.Names{}, Epoch: actortest.Start,
				Retry: relay.Retry{Lifetime: time.Hour}}),
			Room:  func(to mail.Address, octets int64) bool { return to.Local != "llena" || octets < 100 },
			Limit: func(mail.Address) int64 { return 5000 },
		}
		if change != nil {
			change(&b.conf)
		}
		if b.conf.Policy != nil {
			b.conf.Policy.Machine = b.machine
		}
		b.machine.Begin(0, func() {
			if err := exchanger.Start(b.machine, b.conf); err != nil {
				t.Error(err)
			}
		})
		b.stranger.Begin(time.Second, func() { actortest.Client(t, b.stranger, "192.0.2.2:25", dialogue) })
	})
	return l, b.in
}

func TestALetterIsTaken(t *testing.T) {
	l, in := talk(t, `
		s: 220 mx.dos.test ESMTP *
		c: EHLO mail.uno.test
		s: 250-mx.dos.test greets mail.uno.test
		s: 250-PIPELINING
		s: 250-SIZE 10485760
		s: 250-8BITMIME
		s: 250-ENHANCEDSTATUSCODES
		s: 250-SMTPUTF8
		s: 250 DSN
		c: MAIL FROM:<alicia@uno.test>
		s: 250 2.1.0 Ok
		c: RCPT TO:<benito@dos.test>
		s: 250 2.1.5 Ok
		c: DATA
		s: 354 *
		c: Message-ID: <1@uno.test>
		c: Subject: Hola
		c:
		c: ..punto
		c: .
		s: 250 2.0.0 Ok: queued as ???001
		c: QUIT
		s: 221 *
		s!`, nil)
	accepted := actortest.Of[trace.MessageAccepted](l, host)
	if len(accepted) != 1 || accepted[0].MessageID != "<1@uno.test>" || accepted[0].Sender != "alicia@uno.test" {
		t.Fatalf("accepted %+v", accepted)
	}
	want := "Received: from mail.uno.test (unknown [192.0.2.1])\r\n\tby mx.dos.test (Posta) with ESMTP id " + accepted[0].Queue +
		"\r\n\tfor <benito@dos.test>; Mon, 02 Mar 2026 09:00:01 +0100\r\nMessage-ID: <1@uno.test>\r\nSubject: Hola\r\n\r\n.punto\r\n"
	if got := string(accepted[0].Data); got != want {
		t.Errorf("accepted\n%q\nwant\n%q", got, want)
	}
	if got := in["benito@dos.test"]; len(got) != 1 || got[0] != "Return-Path: <alicia@uno.test>\r\nDelivered-To: benito@dos.test\r\n"+want {
		t.Errorf("benito has %q", got)
	}
}

func TestRecipients(t *testing.T) {
	tests := []struct {
		name, params, rcpt string
		change             func(*exchanger.Config)
		reply              string
		verdict, reason    string
		targets            string
	}{
		{"a mailbox", "", "benito@dos.test", nil, "250 2.1.5 Ok", "local", "", ""},
		{"in capitals", "", "Benito@DOS.test", nil, "250 2.1.5 Ok", "local", "", ""},
		{"nobody", "", "nadie@dos.test", nil, "550 5.1.1 *", "refused", "no-such-user", ""},
		{"an alias", "", "equipo@dos.test", nil, "250 2.1.5 Ok", "alias", "", "benito@dos.test alicia@uno.test"},
		{"an alias of itself", "", "noria@dos.test", nil, "550 5.4.6 *", "refused", "alias-loop", ""},
		{"the postmaster without a domain", "", "Postmaster", nil, "250 2.1.5 Ok", "alias", "", "benito@dos.test"},
		{"the postmaster where none is named", "", "postmaster@nadie.test", nil, "250 2.1.5 Ok", "alias", "", "gil@nadie.test"},
		{"the postmaster in capitals", "", "PostMaster@Nadie.test", nil, "250 2.1.5 Ok", "alias", "", "gil@nadie.test"},
		{"the postmaster of the host", "", "postmaster@mx.dos.test", nil, "250 2.1.5 Ok", "alias", "", "benito@dos.test"},
		{"the postmaster at the host's address", "", "postmaster@[192.0.2.2]", nil, "250 2.1.5 Ok", "alias", "", "benito@dos.test"},
		{"a mailbox at the host's address", "", "benito@[192.0.2.2]", nil, "250 2.1.5 Ok", "local", "", ""},
		{"nobody at the host's address", "", "nadie@[192.0.2.2]", nil, "550 5.1.1 *", "refused", "no-such-user", ""},
		{"a mailbox at another's address", "", "benito@[192.0.2.9]", nil, "550 5.7.1 *", "refused", "relay-denied", ""},
		{"a mailbox of the host's name", "", "benito@mx.dos.test", nil, "550 5.7.1 *", "refused", "relay-denied", ""},
		{"a letter that no mailbox could hold", " SIZE=6000", "benito@dos.test", nil, "552 5.2.3 *", "refused", "too-big", ""},
		{"the same for who sends it on", " SIZE=6000", "viajera@dos.test", nil, "250 2.1.5 Ok", "local", "", "viajera@uno.test"},
		{"anybody in a domain that takes all", "", "quien@todo.test", nil, "250 2.1.5 Ok", "alias", "", "benito@dos.test"},
		{"who forwards", "", "viajera@dos.test", nil, "250 2.1.5 Ok", "local", "", "viajera@uno.test"},
		{"a mailbox on another host", "", "gil@sucursal.test", nil, "250 2.1.5 Ok", "relay", "", ""},
		{"nobody on another host", "", "nadie@sucursal.test", nil, "550 5.1.1 *", "refused", "no-such-user", ""},
		{"whoever in a domain we back up", "", "quien@respaldo.test", nil, "250 2.1.5 Ok", "relay", "", ""},
		{"another's domain", "", "carla@tres.test", nil, "550 5.7.1 *", "refused", "relay-denied", ""},
		{"another's domain, by an open relay", "", "carla@tres.test", func(c *exchanger.Config) { c.OpenRelay = true }, "250 2.1.5 Ok", "relay", "", ""},
		{"a full mailbox", " SIZE=1000", "llena@dos.test", nil, "452 4.2.2 *", "refused", "over-quota", ""},
		{"a nearly full mailbox", " SIZE=10", "llena@dos.test", nil, "250 2.1.5 Ok", "local", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			change := func(c *exchanger.Config) {
				c.Protocol.Extensions = []string{"ENHANCEDSTATUSCODES", "SIZE"}
				if tt.change != nil {
					tt.change(c)
				}
			}
			l, _ := talk(t, `
				s: 220 *
				c: EHLO mail.uno.test
				s: 250-*
				s: 250-ENHANCEDSTATUSCODES
				s: 250 SIZE *
				c: MAIL FROM:<>`+tt.params+`
				s: 250 *
				c: RCPT TO:<`+tt.rcpt+`>
				s: `+tt.reply+`
				c: QUIT
				s: 221 *`, change)
			got := actortest.Of[trace.RecipientDecided](l, host)
			if len(got) != 1 || string(got[0].Verdict) != tt.verdict || string(got[0].Why.Code) != tt.reason || strings.Join(got[0].Targets, " ") != tt.targets {
				t.Errorf("decided %+v", got)
			}
		})
	}
}

func TestAnOldServerKnowsOnlyHELO(t *testing.T) {
	l, _ := talk(t, `
		s: 220 *
		c: EHLO mail.uno.test
		s: 500 *
		c: HELO mail.uno.test
		s: 250 mx.dos.test
		c: MAIL FROM:<alicia@uno.test>
		s: 250 Ok
		c: RCPT TO:<benito@dos.test>
		s: 250 Ok
		c: DATA
		s: 354 *
		c: Subject: Hola
		c:
		c: .
		s: 250 Ok: queued as *
		c: QUIT
		s: 221 *`, func(c *exchanger.Config) { c.Protocol.NoESMTP = true })
	if data := string(actortest.Of[trace.MessageAccepted](l, host)[0].Data); !strings.Contains(data, " with SMTP id ") {
		t.Errorf("its postmark is %q", data)
	}
}

func TestLimits(t *testing.T) {
	talk(t, `
		s: 220 *
		c: EHLO mail.uno.test
		s: 250-*
		s: 250-ENHANCEDSTATUSCODES
		s: 250 SIZE 1000
		c: MAIL FROM:<alicia@uno.test> SIZE=1001
		s: 552 5.3.4 *
		c: MAIL FROM:<alicia@uno.test> SIZE=1000
		s: 250 *
		c: RCPT TO:<benito@dos.test>
		s: 250 *
		c: RCPT TO:<equipo@dos.test>
		s: 452 4.5.3 *
		c: DATA
		s: 354 *
		c: `+strings.Repeat("x", 600)+`
		c: `+strings.Repeat("x", 600)+`
		c: .
		s: 552 5.3.4 *
		c: QUIT
		s: 221 *`, func(c *exchanger.Config) {
		c.Protocol.Extensions = []string{"ENHANCEDSTATUSCODES", "SIZE"}
		c.Protocol.MaxMessageBytes = 1000
		c.Protocol.MaxRecipients = 1
	})
}

// TestTooBigForItsMailbox: whoever announces no size is told at the final dot, and where one recipient can have the letter it
// is taken.
func TestTooBigForItsMailbox(t *testing.T) {
	for rcpts, want := range map[string]string{"<benito@dos.test>": "552 5.2.3 *", "<benito@dos.test> <viajera@dos.test>": "250 2.0.0 *"} {
		dialogue := "s: 220 *\nc: EHLO mail.uno.test\ns: 250-*\ns: 250 ENHANCEDSTATUSCODES\nc: MAIL FROM:<alicia@uno.test>\ns: 250 *\n"
		for _, to := range strings.Fields(rcpts) {
			dialogue += "c: RCPT TO:" + to + "\ns: 250 *\n"
		}
		dialogue += "c: DATA\ns: 354 *\n" + strings.Repeat("c: "+strings.Repeat("x", 500)+"\n", 11) + "c: .\ns: " + want + "\nc: QUIT\ns: 221 *"
		talk(t, dialogue, func(c *exchanger.Config) { c.Protocol.Extensions = []string{"ENHANCEDSTATUSCODES"} })
	}
}

func TestTooManyPostmarks(t *testing.T) {
	l, _ := talk(t, `
		s: 220 *
		c: HELO mail.uno.test
		s: 250 *
		c: MAIL FROM:<alicia@uno.test>
		s: 250 *
		c: RCPT TO:<benito@dos.test>
		s: 250 *
		c: DATA
		s: 354 *
		c: Received: from a.test by b.test; Mon, 02 Mar 2026 09:00:00 +0100
		c: Received: from b.test by a.test; Mon, 02 Mar 2026 09:00:00 +0100
		c: Subject: vueltas
		c:
		c: .
		s: 554 5.4.6 *
		c: QUIT
		s: 221 *`, func(c *exchanger.Config) { c.MaxHops = 2 })
	if n := len(actortest.Of[trace.MessageAccepted](l, host)); n != 0 {
		t.Errorf("%d messages accepted", n)
	}
}

func TestSecretRecipientsStaySecret(t *testing.T) {
	l, _ := talk(t, `
		s: 220 *
		c: HELO mail.uno.test
		s: 250 *
		c: MAIL FROM:<alicia@uno.test>
		s: 250 *
		c: RCPT TO:<benito@dos.test>
		s: 250 *
		c: RCPT TO:<llena@dos.test>
		s: 250 *
		c: DATA
		s: 354 *
		c: Subject: x
		c:
		c: .
		s: 250 *
		c: RSET
		s: 250 *
		c: QUIT
		s: 221 *`, nil)
	if data := string(actortest.Of[trace.MessageAccepted](l, host)[0].Data); strings.Contains(data, "for <") {
		t.Errorf("the postmark names a recipient of two: %q", data)
	}
}

func TestTooManyClients(t *testing.T) {
	l, _ := talk(t, `
		s: 421 *Too many connections*
		s!`, func(c *exchanger.Config) { c.MaxConnections = -1 })
	if n := len(actortest.Of[trace.RecipientDecided](l, host)); n != 0 {
		t.Errorf("%d decisions", n)
	}
}

// grumpy refuses every command but QUIT: what a scenario's fault may do.
type grumpy struct{ smtp.Backend }

func (g grumpy) Connect(c *smtp.Conn) (smtp.Session, smtp.Reply) {
	s, r := g.Backend.Connect(c)
	return grumpySession{s}, r
}

type grumpySession struct{ smtp.Session }

func (grumpySession) Intercept(c smtp.Command) (smtp.Reply, bool) {
	return smtp.R(451, "4.3.0", "Not today"), c.Verb == "MAIL"
}

func TestFaultsStandInFront(t *testing.T) {
	talk(t, `
		s: 220 *
		c: HELO mail.uno.test
		s: 250 *
		c: MAIL FROM:<>
		s: 451 4.3.0 Not today
		c: QUIT
		s: 221 *`, func(c *exchanger.Config) {
		c.Wrap = func(_ net.Conn, b smtp.Backend) smtp.Backend { return grumpy{b} }
	})
}

func TestReverseNamesInPostmarks(t *testing.T) {
	l, _ := talk(t, `
		s: 220 *
		c: HELO soy-otro.test
		s: 250 *
		c: MAIL FROM:<>
		s: 250 *
		c: RCPT TO:<benito@dos.test>
		s: 250 *
		c: DATA
		s: 354 *
		c: Subject: x
		c:
		c: .
		s: 250 *
		c: QUIT
		s: 221 *`, func(c *exchanger.Config) { c.Reverse = func(netip.Addr) string { return "mail.uno.test" } })
	if data := string(actortest.Of[trace.MessageAccepted](l, host)[0].Data); !strings.HasPrefix(data, "Received: from soy-otro.test (mail.uno.test [192.0.2.1])\r\n") {
		t.Errorf("the postmark is %q", data)
	}
}

// clerk is a check that answers at each phase what a test says.
type clerk map[policy.Phase]policy.Finding

func (clerk) Name() string { return "clerk" }
func (clerk) Phases() []policy.Phase {
	return []policy.Phase{policy.AtConnect, policy.AtHello, policy.AtMail, policy.AtRcpt, policy.AtData}
}
func (c clerk) Examine(t *policy.Transaction) policy.Finding { return c[t.Phase] }

// TestChecksAreAskedAtEachPhase: a check's reply is the server's, at each moment of
// the conversation, and nothing is decided or taken then.
func TestChecksAreAskedAtEachPhase(t *testing.T) {
	no := policy.Finding{Result: "bad", Reply: smtp.R(550, "5.7.1", "We do not like you")}
	lines := []string{"s: 220 *", "c: HELO mail.uno.test", "s: 250 *", "c: MAIL FROM:<alicia@uno.test>", "s: 250 *", "c: RCPT TO:<benito@dos.test>", "s: 250 *",
		"c: DATA", "s: 354 *", "c: Subject: x", "c:", "c: .", "s: 250 *"}
	for phase, at := range map[policy.Phase]int{policy.AtHello: 2, policy.AtMail: 4, policy.AtRcpt: 6, policy.AtData: 12} {
		t.Run(string(phase), func(t *testing.T) {
			dialogue := append(slices.Clone(lines[:at]), "s: 550 *We do not like you", "c: QUIT", "s: 221 *")
			l, in := talk(t, strings.Join(dialogue, "\n"), func(c *exchanger.Config) {
				c.Policy = &policy.Policy{Checks: []policy.Check{clerk{phase: no}}}
			})
			if n := len(actortest.Of[trace.MessageAccepted](l, host)); n != 0 || len(in) != 0 {
				t.Errorf("%d messages accepted", n)
			}
			if checked := actortest.Of[trace.PolicyChecked](l, host); len(checked) != 1 || checked[0].Phase != string(phase) || checked[0].Action != "refuse" {
				t.Errorf("checked %+v", checked)
			}
		})
	}
	t.Run("connect", func(t *testing.T) {
		talk(t, "s: 554 *\nc: QUIT\ns: 221 *", func(c *exchanger.Config) {
			c.Policy = &policy.Policy{Checks: []policy.Check{clerk{policy.AtConnect: {Result: "bad", Reply: smtp.R(554, "5.7.1", "No service for you")}}}}
		})
	})
}

// TestWhatChecksAddAndFile: fields stand above the postmark, a changed message takes the
// message's place, and the queue is told the folder.
func TestWhatChecksAddAndFile(t *testing.T) {
	l, in := talk(t, `
		s: 220 *
		c: HELO mail.uno.test
		s: 250 *
		c: MAIL FROM:<alicia@uno.test>
		s: 250 *
		c: RCPT TO:<benito@dos.test>
		s: 250 *
		c: DATA
		s: 354 *
		c: Forged: yes
		c: Subject: x
		c:
		c: .
		s: 250 *
		c: QUIT
		s: 221 *`, func(c *exchanger.Config) {
		c.Policy = &policy.Policy{Checks: []policy.Check{clerk{
			policy.AtMail: {Result: "pass", Fields: [][]byte{[]byte("Received-SPF: pass\r\n")}},
			policy.AtData: {Result: "spam", Folder: "Junk", Message: []byte("Subject: x\r\n\r\n")},
		}}}
	})
	data := string(actortest.Of[trace.MessageAccepted](l, host)[0].Data)
	if !strings.HasPrefix(data, "Received-SPF: pass\r\nReceived: from mail.uno.test ") || strings.Contains(data, "Forged") || !strings.HasSuffix(data, "Subject: x\r\n\r\n") {
		t.Errorf("accepted %q", data)
	}
	if len(in["benito@dos.test"]) != 1 || folder != "Junk" {
		t.Errorf("delivered %q into %q", in, folder)
	}
}
