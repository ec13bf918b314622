package relay_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/cause"
	"posta/sim/actor/directory"
	"posta/sim/actor/relay"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/trace"
)

// The bench: mail.uno.test with a queue, and the hosts of other domains, which
// say what each test tells them to.
type bench struct {
	*actortest.Lab
	home  *actortest.Machine
	conf  relay.Config
	queue *relay.Queue
	names *actortest.Names
	boxes *boxes
}

const home = "mail.uno.test"

var at = mail.MustParseAddress

func newBench(l *actortest.Lab) *bench {
	b := &bench{Lab: l, home: l.Host(home, "192.0.2.1"), boxes: &boxes{in: map[string][]string{}, full: map[string]bool{}}}
	b.names = &actortest.Names{Routes: routes(), Errors: map[string]error{}, Addrs: map[string][]netip.Addr{}}
	b.conf = relay.Config{
		Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.1")},
		Directory: directory.New(directory.Site{Domains: []directory.Domain{{
			Name: "uno.test",
			Users: []directory.User{
				{Local: "alicia"}, {Local: "clara"},
				{Local: "diego", Forward: []mail.Address{at("diego@dos.test")}, Keep: true},
				{Local: "eva", Forward: []mail.Address{at("fede@uno.test")}},
				{Local: "fede", Forward: []mail.Address{at("eva@uno.test")}},
			},
			Aliases: []directory.Alias{
				{Local: "todos", To: []mail.Address{at("alicia@uno.test"), at("clara@uno.test"), at("benito@dos.test")}},
				{Local: "ventas", To: []mail.Address{at("clara@uno.test")}},
				{Local: "noria", To: []mail.Address{at("noria2@uno.test")}}, {Local: "noria2", To: []mail.Address{at("noria@uno.test")}},
			},
		}, {
			Name: "sucursal.test", Keeping: directory.Passed, Next: "buzones.test", Users: []directory.User{{Local: "gil"}},
		}, {
			Name: "respaldo.test", Keeping: directory.Backup,
		}}}),
		Mailboxes: b.boxes, Resolver: b.names, Epoch: actortest.Start,
		Retry: relay.Retry{First: 5 * time.Minute, Factor: 2, Max: time.Hour, Lifetime: 24 * time.Hour, ReportAfter: 4 * time.Hour},
		Language: func(a mail.Address) lang.Lang {
			if a.Local == "alicia" {
				return lang.ES
			}
			return lang.EN
		},
	}
	return b
}

func routes() map[string]actortest.Route {
	return map[string]actortest.Route{
		"dos.test":  actortest.Via(actortest.MX(10, "mx.dos.test", "192.0.2.2")),
		"tres.test": actortest.Via(actortest.MX(10, "mx1.tres.test", "192.0.2.31"), actortest.MX(20, "mx2.tres.test", "192.0.2.32")),
		"respaldo.test": actortest.Via(actortest.MX(10, "mejor.respaldo.test", "192.0.2.41"), actortest.MX(20, home, "192.0.2.1"),
			actortest.MX(30, "peor.respaldo.test", "192.0.2.43")),
		"vuelta.test": actortest.Via(actortest.MX(10, "otro-nombre.test", "192.0.2.1"), actortest.MX(20, "peor.test", "192.0.2.43")),
	}
}

// open makes the queue, once the configuration is as the test wants it.
func (b *bench) open() { b.queue = relay.New(b.home, b.conf) }

// remote puts an exchanger on the network.
func (b *bench) remote(name, addr string, answer func(actortest.Call) string) *actortest.Remote {
	r := &actortest.Remote{Answer: answer}
	r.Serve(b.Host(name, addr))
	return r
}

// send gives the queue a letter at an instant.
func (b *bench) send(when time.Duration, from string, to ...string) {
	b.sendWith(when, from, func(*mail.Envelope) {}, to...)
}

func (b *bench) sendWith(when time.Duration, from string, change func(*mail.Envelope), to ...string) {
	b.home.Begin(when, func() {
		var env mail.Envelope
		if from != "" {
			env.ReversePath = at(from)
		}
		for _, a := range to {
			env.Recipients = append(env.Recipients, mail.Recipient{Address: at(a)})
		}
		change(&env)
		data := "From: " + from + "\r\nTo: " + strings.Join(to, ", ") + "\r\nSubject: =?utf-8?q?Se=C3=B1ales?=\r\nMessage-ID: <carta@uno.test>\r\n\r\nHola.\r\n.y adios\r\n"
		b.queue.Add(b.queue.NewID(), relay.Message{Envelope: env, Data: []byte(data), From: "laptop-alicia"})
	})
}

// boxes are the mailboxes of uno.test.
type boxes struct {
	in   map[string][]string
	full map[string]bool
}

func (b *boxes) Deliver(d relay.Delivery) error {
	to, data := d.To, d.Data
	if b.full[to.String()] {
		return errFull{}
	}
	b.in[to.String()] = append(b.in[to.String()], string(data))
	return nil
}

type errFull struct{}

func (errFull) Error() string { return "full" }

func (errFull) SMTP() (int, [3]int, string) { return 452, [3]int{4, 2, 2}, "Mailbox full" }

// story writes what the queue did as short lines.
func story(l *actortest.Lab) string {
	var b strings.Builder
	for _, e := range l.Events {
		if e.Host != home {
			continue
		}
		line := ""
		switch f := e.Fact.(type) {
		case trace.QueueAdded:
			line = fmt.Sprintf("added %s for %s", strings.Join(f.Recipients, " "), f.Destination)
		case trace.QueueAttempt:
			line = fmt.Sprintf("try %d: %s", f.Try, f.Remote)
		case trace.QueueAttemptFailed:
			line = fmt.Sprintf("no at %s: %s", f.Stage, cause.Diagnostic(f.Why))
			if f.Permanent {
				line = fmt.Sprintf("never at %s: %s", f.Stage, cause.Diagnostic(f.Why))
			}
		case trace.QueueDeferred:
			line = fmt.Sprintf("later %s: %s, %s, next at %v", strings.Join(f.Recipients, " "), f.Stage, f.Status, f.Next.Round(time.Second))
		case trace.QueueDone:
			line = fmt.Sprintf("%s %s: %s", f.Outcome, f.Recipient, f.Status)
		case trace.QueueRemoved:
			line = "removed"
		case trace.ReportMade:
			line = fmt.Sprintf("report %s to %s about %s", f.Action, f.To, strings.Join(f.About, " "))
		case trace.ReportWithheld:
			line = fmt.Sprintf("no report about %s: %s", strings.Join(f.About, " "), f.Why.Code)
		case trace.MailRouted:
			if !f.Why.IsZero() {
				line = fmt.Sprintf("no way to %s: %s", f.Domain, f.Why.Code)
			}
		}
		if line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

func want(t *testing.T, l *actortest.Lab, lines ...string) {
	t.Helper()
	got := story(l)
	if w := strings.Join(lines, "\n") + "\n"; got != w {
		t.Errorf("the queue did\n%s\nwant\n%s", indent(got), indent(w))
	}
}

func indent(s string) string { return "\t" + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n\t") }
