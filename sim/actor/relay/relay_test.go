package relay_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/cause"
	"posta/sim/actor/relay"
	"posta/sim/dns"
	"posta/sim/mail"
	"posta/sim/trace"
)

func TestOneLetterToAnotherDomain(t *testing.T) {
	var dos *actortest.Remote
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		dos = b.remote("mx.dos.test", "192.0.2.2", nil)
		b.send(0, "alicia@uno.test", "benito@dos.test")
	})
	want(t, l,
		"added benito@dos.test for dos.test",
		"try 1: mx.dos.test",
		"delivered benito@dos.test: 2.0.0",
		"removed")
	var heard []string
	for _, c := range dos.Heard {
		heard = append(heard, c.Command)
	}
	got, wanted := strings.Join(heard, "|"), "|EHLO mail.uno.test|MAIL FROM:<alicia@uno.test>|RCPT TO:<benito@dos.test>|DATA|.|QUIT"
	if got != wanted {
		t.Errorf("the exchanger heard %s\nwant %s", got, wanted)
	}
	if !strings.HasSuffix(dos.Took[0].Data, "\r\n.y adios\r\n") {
		t.Errorf("the letter arrived as %q", dos.Took[0].Data)
	}
}

// TestFailures is the table of what can go wrong: stage by stage, for now or for
// good, in another host's hands or not.
func TestFailures(t *testing.T) {
	const (
		delivered = "delivered"
		failed    = "failed"
		later     = "later" // stays queued at first, delivered at the second try
	)
	tests := []struct {
		stage, answer string
		first         string // what becomes of it at the first host
		next          bool   // the second host is tried at once
	}{
		{"connect", "refused", later, true},
		{"greeting", "421 come back", later, true},
		{"greeting", "450 busy", later, true},
		{"greeting", "554 no mail here", failed, true},
		{"greeting", actortest.Cut, later, true},
		{"greeting", actortest.Hang, later, true},
		{"EHLO", "421 4.3.2 closing", later, true},
		{"EHLO", "450 4.7.1 not you", later, true},
		{"EHLO", "550 5.7.1 not you", failed, true},
		{"EHLO", actortest.Cut, later, true},
		{"MAIL", "421 4.7.0 too fast", later, true},
		{"MAIL", "451 4.7.1 greylisted", later, false},
		{"MAIL", "550 5.7.1 no", failed, false},
		{"MAIL", actortest.Cut, later, true},
		{"RCPT", "421 4.7.0 too fast", later, true},
		{"RCPT", "450 4.2.1 busy", later, false},
		{"RCPT", "550 5.1.1 unknown", failed, false},
		{"RCPT", "552 5.5.3 too many", later, false}, // RFC 5321 section 4.5.3.1.10
		{"RCPT", "552 5.2.2 full", failed, false},
		{"RCPT", actortest.Hang, later, true},
		{"DATA", "421 4.3.0 closing", later, true},
		{"DATA", "451 4.3.0 trouble", later, false},
		{"DATA", "554 5.5.1 no", failed, false},
		{"DATA", actortest.Cut, later, true},
		{"DATA", "250 what?", later, true},
		{".", "421 4.3.0 closing", later, true},
		{".", "452 4.3.1 disk full", later, false},
		{".", "552 5.3.4 too big", failed, false},
		{".", actortest.Cut, later, false},
		{".", actortest.Hang, later, false},
		{"QUIT", "421 oh", delivered, false},
		{"QUIT", actortest.Cut, delivered, false},
	}
	for _, tt := range tests {
		t.Run(tt.stage+" "+tt.answer, func(t *testing.T) {
			for _, second := range []bool{false, true} {
				l := actortest.Run(t, 1, func(l *actortest.Lab) {
					b := newBench(l)
					if !second {
						b.names.Routes["tres.test"] = actortest.Via(actortest.MX(10, "mx1.tres.test", "192.0.2.31"))
					}
					b.open()
					answer := once(tt.stage, tt.answer)
					if tt.stage == "connect" {
						// Nothing listens for the first minute.
						m := b.Host("mx1.tres.test", "192.0.2.31")
						m.Begin(time.Minute, func() {
							r := &actortest.Remote{}
							r.ServeNow(m)
						})
					} else {
						b.remote("mx1.tres.test", "192.0.2.31", answer)
					}
					b.remote("mx2.tres.test", "192.0.2.32", nil)
					b.send(0, "alicia@uno.test", "benito@tres.test")
				})
				check := tt.first
				if second && tt.next {
					check = delivered
				}
				done := actortest.Of[trace.QueueDone](l, home)
				deferred := actortest.Of[trace.QueueDeferred](l, home)
				outcome := string(done[0].Outcome)
				if len(deferred) == 1 && outcome == delivered {
					outcome = later
				}
				if outcome != check {
					t.Errorf("second host %v: %s, want %s\n%s", second, outcome, check, indent(story(l)))
				}
				if second && tt.next != strings.Contains(story(l), "try 1: mx2") {
					t.Errorf("the next host was tried: %v, want %v\n%s", !tt.next, tt.next, indent(story(l)))
				}
				reports := len(actortest.Of[trace.ReportMade](l, home))
				if (check == failed) != (reports == 1) {
					t.Errorf("second host %v: %d reports\n%s", second, reports, indent(story(l)))
				}
			}
		})
	}
}

// once gives an answer the first time that a command, or the greeting, is met.
func once(stage, answer string) func(actortest.Call) string {
	given := false
	return func(c actortest.Call) string {
		met := c.Verb() == stage || c.Command == "" && stage == "greeting" || stage == "EHLO" && c.Verb() == "HELO"
		if met && stage == "EHLO" && answer[0] == '5' {
			return answer // to EHLO and to HELO after it
		}
		if met && !given {
			given = true
			return answer
		}
		return ""
	}
}

func TestNamesThatLeadNowhere(t *testing.T) {
	null := dns.Route{Null: true}
	tests := []struct {
		name   string
		err    error
		route  dns.Route
		status string
		later  bool
	}{
		{"no such domain", dns.ErrNXDomain, dns.Route{}, "5.1.2", false},
		{"null MX", dns.ErrNullMX, null, "5.1.10", false},
		{"no address", dns.ErrNoRoute, dns.Route{}, "5.4.4", false},
		{"silence", dns.ErrTimeout, dns.Route{}, "4.4.3", true},
		{"SERVFAIL", dns.ErrServFail, dns.Route{}, "4.4.3", true},
		{"lame", dns.ErrLame, dns.Route{}, "4.4.3", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := actortest.Run(t, 1, func(l *actortest.Lab) {
				b := newBench(l)
				b.conf.Retry.Lifetime = 4 * time.Minute
				b.conf.Retry.First = time.Minute
				b.names.Errors["nada.test"] = tt.err
				b.names.Routes["nada.test"] = tt.route
				b.open()
				b.send(0, "alicia@uno.test", "benito@nada.test")
			})
			done := actortest.Of[trace.QueueDone](l, home)[0]
			deferred := actortest.Of[trace.QueueDeferred](l, home)
			if tt.later {
				if len(deferred) == 0 || deferred[0].Status != tt.status || done.Outcome != "expired" {
					t.Errorf("want it to wait and expire, with %s\n%s", tt.status, indent(story(l)))
				}
			} else if len(deferred) > 0 || done.Outcome != "failed" || done.Status != tt.status {
				t.Errorf("want it to fail, with %s\n%s", tt.status, indent(story(l)))
			}
		})
	}
}

func TestBackupExchangerUsesOnlyTheBetterOnes(t *testing.T) {
	var worse *actortest.Remote
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		m := b.Host("mejor.respaldo.test", "192.0.2.41")
		m.Begin(time.Minute, func() { (&actortest.Remote{}).ServeNow(m) })
		worse = b.remote("peor.respaldo.test", "192.0.2.43", nil)
		b.send(0, "alicia@uno.test", "hugo@respaldo.test")
	})
	want(t, l,
		"added hugo@respaldo.test for respaldo.test",
		"try 1: mejor.respaldo.test",
		"no at connect: mejor.respaldo.test (192.0.2.41): connection refused",
		"later hugo@respaldo.test: connect, 4.4.1, next at 5m0s",
		"try 2: mejor.respaldo.test",
		"delivered hugo@respaldo.test: 2.0.0",
		"removed")
	if len(worse.Heard) > 0 {
		t.Error("the worse exchanger was asked")
	}
}

func TestARouteThatLeadsBack(t *testing.T) {
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		b.send(0, "clara@uno.test", "hugo@vuelta.test")
	})
	want(t, l,
		"added hugo@vuelta.test for vuelta.test",
		"no way to vuelta.test: leads-back",
		"never at dns: vuelta.test: mail leads back to this host",
		"failed hugo@vuelta.test: 5.4.6",
		"report failed to clara@uno.test about hugo@vuelta.test",
		"added clara@uno.test for local",
		"removed",
		"try 1: mail.uno.test",
		"delivered clara@uno.test: 2.1.5",
		"removed")
}

func TestSeveralRecipientsInOneTransaction(t *testing.T) {
	var dos *actortest.Remote
	var boxes *boxes
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		boxes = b.boxes
		asked := 0
		dos = b.remote("mx.dos.test", "192.0.2.2", func(c actortest.Call) string {
			switch c.Command {
			case "RCPT TO:<nadie@dos.test>":
				return "550 5.1.1 No such user"
			case "RCPT TO:<lenta@dos.test>":
				if asked++; asked == 1 {
					return "450 4.2.1 Not now"
				}
			}
			return ""
		})
		b.send(0, "alicia@uno.test", "benito@dos.test", "nadie@dos.test", "clara@uno.test", "lenta@dos.test")
	})
	want(t, l,
		"added benito@dos.test nadie@dos.test lenta@dos.test for dos.test",
		"added clara@uno.test for local",
		"try 1: mx.dos.test",
		"try 1: mail.uno.test",
		"delivered clara@uno.test: 2.1.5",
		"delivered benito@dos.test: 2.0.0",
		"failed nadie@dos.test: 5.1.1",
		"later lenta@dos.test: rcpt, 4.2.1, next at 5m0s",
		"report failed to alicia@uno.test about nadie@dos.test",
		"added alicia@uno.test for local",
		"try 1: mail.uno.test",
		"delivered alicia@uno.test: 2.1.5",
		"removed",
		"try 2: mx.dos.test",
		"delivered lenta@dos.test: 2.0.0",
		"removed")
	if len(dos.Took) != 2 || strings.Join(dos.Took[0].To, " ") != "benito@dos.test" {
		t.Errorf("the exchanger took %+v", dos.Took)
	}
	if got := boxes.in["clara@uno.test"][0]; !strings.HasPrefix(got, "Return-Path: <alicia@uno.test>\r\nDelivered-To: clara@uno.test\r\n") {
		t.Errorf("delivered as %q", got)
	}
}

func TestTooManyRecipientsGoIntoTheNextTransaction(t *testing.T) {
	var dos *actortest.Remote
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		n := 0
		dos = b.remote("mx.dos.test", "192.0.2.2", func(c actortest.Call) string {
			switch c.Verb() {
			case "MAIL":
				n = 0
			case "RCPT":
				if n++; n > 2 {
					return "452 4.5.3 Too many recipients"
				}
			}
			return ""
		})
		b.send(0, "alicia@uno.test", "a@dos.test", "b@dos.test", "c@dos.test", "d@dos.test", "e@dos.test")
	})
	if len(dos.Took) != 3 || len(actortest.Of[trace.QueueDeferred](l, home)) != 0 || dos.Took[2].Conn != 1 {
		t.Errorf("want three transactions over one connection: %+v\n%s", dos.Took, indent(story(l)))
	}
}

func TestOneConnectionCarriesWhatWaits(t *testing.T) {
	var dos *actortest.Remote
	actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		dos = b.remote("mx.dos.test", "192.0.2.2", nil)
		for range 3 {
			b.send(0, "alicia@uno.test", "benito@dos.test")
		}
	})
	if len(dos.Took) != 3 || dos.Took[2].Conn != 1 || dos.Most != 1 {
		t.Errorf("took %d letters, the last over connection %d, %d at once", len(dos.Took), dos.Took[len(dos.Took)-1].Conn, dos.Most)
	}
}

func TestAConnectionIsNotUsedForEver(t *testing.T) {
	var dos *actortest.Remote
	actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		dos = b.remote("mx.dos.test", "192.0.2.2", nil)
		for range relay.MaxReuse + 1 {
			b.send(0, "alicia@uno.test", "benito@dos.test")
		}
	})
	if last := dos.Took[len(dos.Took)-1]; len(dos.Took) != relay.MaxReuse+1 || last.Conn != 2 {
		t.Errorf("%d letters, the last over connection %d", len(dos.Took), last.Conn)
	}
}

func TestConcurrency(t *testing.T) {
	for _, limit := range []int{1, 2, 5} {
		var dos *actortest.Remote
		actortest.Run(t, 1, func(l *actortest.Lab) {
			b := newBench(l)
			b.conf.Concurrency = limit
			b.open()
			dos = b.remote("mx.dos.test", "192.0.2.2", nil)
			for range 4 {
				b.send(0, "alicia@uno.test", "benito@dos.test")
			}
		})
		if dos.Most != min(limit, 4) || len(dos.Took) != 4 {
			t.Errorf("concurrency %d: %d connections at once, %d letters", limit, dos.Most, len(dos.Took))
		}
	}
}

func TestPauseBetweenTransactions(t *testing.T) {
	var dos *actortest.Remote
	actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.conf.Pause = 10 * time.Second
		b.open()
		dos = b.remote("mx.dos.test", "192.0.2.2", nil)
		for range 3 {
			b.send(0, "alicia@uno.test", "benito@dos.test")
		}
	})
	var when []string
	for _, c := range dos.Heard {
		if c.Command == "." {
			when = append(when, c.At.Round(time.Second).String())
		}
	}
	if got := strings.Join(when, " "); got != "0s 10s 20s" {
		t.Errorf("letters at %s", got)
	}
}

func TestADeadHostIsNotAskedForEveryMessage(t *testing.T) {
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.conf.Retry.Lifetime = time.Hour
		b.conf.Retry.MaxTries = 2
		b.conf.Retry.First = 30 * time.Minute
		b.open()
		b.Host("mx.dos.test", "192.0.2.2") // nothing listens
		for range 50 {
			b.send(0, "clara@uno.test", "benito@dos.test")
		}
	})
	attempts := 0
	for _, a := range actortest.Of[trace.QueueAttempt](l, home) {
		if a.Destination == "dos.test" && a.Try == 1 {
			attempts++
		}
	}
	deferred := actortest.Of[trace.QueueDeferred](l, home)
	if attempts != 1 || len(deferred) != 50 || !deferred[49].Why.Suspended || deferred[49].Why.Host != "mx.dos.test" {
		t.Errorf("%d attempts, %d deferrals, the last: %s", attempts, len(deferred), cause.Diagnostic(deferred[len(deferred)-1].Why))
	}
}

// TestGivingUp is the whole life of a message whose destination never answers.
func TestGivingUp(t *testing.T) {
	var boxes *boxes
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.conf.Retry = relay.Retry{First: time.Hour, Factor: 3, Max: 12 * time.Hour, Lifetime: 30 * time.Hour, ReportAfter: 4 * time.Hour}
		b.open()
		boxes = b.boxes
		b.send(0, "alicia@uno.test", "benito@dos.test") // nobody has 192.0.2.2
	})
	no := "no at connect: mx.dos.test (192.0.2.2): no route to host"
	want(t, l,
		"added benito@dos.test for dos.test",
		"try 1: mx.dos.test", no,
		"later benito@dos.test: connect, 4.4.1, next at 1h0m0s",
		"try 2: mx.dos.test", no,
		"later benito@dos.test: connect, 4.4.1, next at 4h0m0s",
		"try 3: mx.dos.test", no,
		"later benito@dos.test: connect, 4.4.1, next at 13h0m0s",
		"report delayed to alicia@uno.test about benito@dos.test",
		"added alicia@uno.test for local",
		"try 1: mail.uno.test",
		"delivered alicia@uno.test: 2.1.5",
		"removed",
		"try 4: mx.dos.test", no,
		"later benito@dos.test: connect, 4.4.1, next at 25h0m0s",
		"try 5: mx.dos.test", no,
		"later benito@dos.test: connect, 4.4.1, next at 30h0m0s",
		"try 6: mx.dos.test", no,
		"expired benito@dos.test: 4.4.7",
		"report failed to alicia@uno.test about benito@dos.test",
		"added alicia@uno.test for local",
		"removed",
		"try 1: mail.uno.test",
		"delivered alicia@uno.test: 2.1.5",
		"removed")
	in := boxes.in["alicia@uno.test"]
	for i, words := range []string{"Lo intentaré hasta el martes 3 de marzo de 2026, 15:00 (UTC+01:00).", "Lo intenté durante 1 día"} {
		if text := readable(t, in[i]); !strings.Contains(text, words) {
			t.Errorf("report %d does not say %q:\n%s", i, words, text)
		}
	}
}

func TestWaitsVaryByTheSeed(t *testing.T) {
	next := func(seed uint64) time.Duration {
		l := actortest.Run(t, seed, func(l *actortest.Lab) {
			b := newBench(l)
			b.conf.Retry.Jitter = 0.2
			b.conf.Retry.MaxTries = 2
			b.open()
			b.send(0, "", "benito@dos.test")
		})
		return actortest.Of[trace.QueueDeferred](l, home)[0].Next
	}
	seen := map[time.Duration]bool{}
	for seed := range uint64(20) {
		d := next(seed)
		if d != next(seed) {
			t.Errorf("seed %d gives two waits", seed)
		}
		if d < 4*time.Minute || d > 6*time.Minute {
			t.Errorf("waits %v, want 5 minutes give or take a fifth", d)
		}
		seen[d] = true
	}
	if len(seen) < 5 {
		t.Errorf("only %d different waits of 20 seeds", len(seen))
	}
}

func TestABounceIsNeverAnswered(t *testing.T) {
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		b.remote("mx.dos.test", "192.0.2.2", func(c actortest.Call) string {
			if c.Verb() == "RCPT" {
				return "550 5.1.1 No such user"
			}
			return ""
		})
		// The sender's address is false: the report about the first failure fails too.
		b.send(0, "fantasma@dos.test", "nadie@dos.test")
	})
	want(t, l,
		"added nadie@dos.test for dos.test",
		"try 1: mx.dos.test",
		"never at rcpt: 550 5.1.1 No such user",
		"failed nadie@dos.test: 5.1.1",
		"report failed to fantasma@dos.test about nadie@dos.test",
		"added fantasma@dos.test for dos.test",
		"removed",
		"try 1: mx.dos.test",
		"never at rcpt: 550 5.1.1 No such user",
		"failed fantasma@dos.test: 5.1.1",
		"no report about fantasma@dos.test: null-sender",
		"removed")
}

func TestWhatTheSenderWantsToHear(t *testing.T) {
	notify := func(n mail.Notify) func(*mail.Envelope) {
		return func(e *mail.Envelope) { e.Recipients[0].Notify = n }
	}
	tests := []struct {
		name   string
		notify mail.Notify
		to     string
		dsn    bool   // the next host knows DSN
		want   string // the report's action
	}{
		{"failure unless said otherwise", 0, "nadie@uno.test", true, "failed"},
		{"never", mail.NotifyNever, "nadie@uno.test", true, ""},
		{"only success, but it failed", mail.NotifySuccess, "nadie@uno.test", true, ""},
		{"success in a mailbox here", mail.NotifySuccess, "clara@uno.test", true, "delivered"},
		{"success passed on to one who knows", mail.NotifySuccess, "benito@dos.test", true, ""},
		{"success passed on to one who does not", mail.NotifySuccess, "benito@dos.test", false, "relayed"},
		{"success of a list", mail.NotifySuccess, "todos@uno.test", true, "expanded"},
		{"success of an alias of one", mail.NotifySuccess, "ventas@uno.test", true, "delivered"},
		{"silence is no wish for success", 0, "clara@uno.test", true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var dos *actortest.Remote
			l := actortest.Run(t, 1, func(l *actortest.Lab) {
				b := newBench(l)
				b.open()
				dos = b.remote("mx.dos.test", "192.0.2.2", func(c actortest.Call) string {
					if c.Verb() == "EHLO" && !tt.dsn {
						return "250 mx.dos.test"
					}
					return ""
				})
				b.sendWith(0, "alicia@uno.test", notify(tt.notify), tt.to)
			})
			got := ""
			for _, r := range actortest.Of[trace.ReportMade](l, home) {
				got += string(r.Action)
			}
			if got != tt.want {
				t.Errorf("reports %q, want %q\n%s", got, tt.want, indent(story(l)))
			}
			if tt.to == "benito@dos.test" && tt.dsn && !heard(dos, "RCPT TO:<benito@dos.test> NOTIFY=SUCCESS") {
				t.Error("the wish was not passed on")
			}
		})
	}
}

func heard(r *actortest.Remote, command string) bool {
	for _, c := range r.Heard {
		if strings.EqualFold(c.Command, command) {
			return true
		}
	}
	return false
}

func TestAliasesAndForwarding(t *testing.T) {
	var dos *actortest.Remote
	var boxes *boxes
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		boxes = b.boxes
		dos = b.remote("mx.dos.test", "192.0.2.2", nil)
		b.send(0, "gina@tres.test", "todos@uno.test", "clara@uno.test") // clara is in todos: one copy
		b.send(time.Second, "gina@tres.test", "diego@uno.test")         // keeps a copy and forwards
	})
	if n := len(boxes.in["clara@uno.test"]); n != 1 {
		t.Errorf("clara has %d copies", n)
	}
	if len(boxes.in["alicia@uno.test"]) != 1 || len(boxes.in["diego@uno.test"]) != 1 || len(dos.Took) != 2 {
		t.Fatalf("boxes %v, dos took %d\n%s", boxes.in, len(dos.Took), indent(story(l)))
	}
	if !heard(dos, "RCPT TO:<benito@dos.test> ORCPT=rfc822;todos@uno.test") {
		t.Errorf("ORCPT was not added: %v", dos.Heard)
	}
	forwarded := dos.Took[1]
	if forwarded.From != "gina@tres.test" || !strings.Contains(forwarded.Data, "\r\nDelivered-To: diego@uno.test\r\n") {
		t.Errorf("forwarded as %+v", forwarded)
	}
}

func TestCirclesEnd(t *testing.T) {
	for _, to := range []string{"eva@uno.test", "noria@uno.test"} {
		l := actortest.Run(t, 1, func(l *actortest.Lab) {
			b := newBench(l)
			b.open()
			b.send(0, "clara@uno.test", to)
		})
		done := actortest.Of[trace.QueueDone](l, home)
		last := done[len(done)-2] // then comes the report's
		if last.Outcome != "failed" || last.Status != "5.4.6" {
			t.Errorf("%s: %+v\n%s", to, last, indent(story(l)))
		}
	}
}

func TestMailboxesThatSayNo(t *testing.T) {
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		b.boxes.full["clara@uno.test"] = true
		b.home.Begin(2*time.Minute, func() { delete(b.boxes.full, "clara@uno.test") })
		b.send(0, "", "clara@uno.test", "alicia@uno.test")
	})
	want(t, l,
		"added clara@uno.test alicia@uno.test for local",
		"try 1: mail.uno.test",
		"delivered alicia@uno.test: 2.1.5",
		"later clara@uno.test: local, 4.2.2, next at 5m0s",
		"try 2: mail.uno.test",
		"delivered clara@uno.test: 2.1.5",
		"removed")
}

func TestMailboxesOnAnotherHostOfTheSite(t *testing.T) {
	var store *actortest.Remote
	actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.names.Addrs["buzones.test"] = actortest.MX(0, "buzones.test", "192.0.2.50").Addrs
		b.open()
		store = b.remote("buzones.test", "192.0.2.50", nil)
		b.send(0, "alicia@uno.test", "gil@sucursal.test")
	})
	if len(store.Took) != 1 {
		t.Error("the host with the mailboxes has nothing")
	}
}

func TestAnAddressInsteadOfADomain(t *testing.T) {
	var dos *actortest.Remote
	var names *actortest.Names
	actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		names = b.names
		dos = b.remote("mx.dos.test", "192.0.2.2", nil)
		b.send(0, "alicia@uno.test", "benito@[192.0.2.2]")
	})
	if len(dos.Took) != 1 || names.Asked != 0 {
		t.Errorf("took %d, asked %d names", len(dos.Took), names.Asked)
	}
}

// TestACutAfterTheDotDuplicates: RFC 1047's old problem.
func TestACutAfterTheDotDuplicates(t *testing.T) {
	var dos *actortest.Remote
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		dos = b.remote("mx.dos.test", "192.0.2.2", once(".", actortest.TakeAndCut))
		b.send(0, "alicia@uno.test", "benito@dos.test")
	})
	want(t, l,
		"added benito@dos.test for dos.test",
		"try 1: mx.dos.test",
		"no at dot: mx.dos.test: connection lost",
		"later benito@dos.test: dot, 4.4.2, next at 5m0s",
		"try 2: mx.dos.test",
		"delivered benito@dos.test: 2.0.0",
		"removed")
	if len(dos.Took) != 2 {
		t.Errorf("benito has %d copies", len(dos.Took))
	}
}

func TestAHostWithoutPowerGoesOnLater(t *testing.T) {
	var dos *actortest.Remote
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		dos = b.remote("mx.dos.test", "192.0.2.2", once("RCPT", "450 4.2.1 Not now"))
		b.send(0, "alicia@uno.test", "benito@dos.test")
		b.home.Power(time.Minute, false)
		b.home.Power(time.Hour, true)
	})
	if len(dos.Took) != 1 || len(actortest.Of[trace.QueueRemoved](l, home)) != 1 {
		t.Errorf("took %d\n%s", len(dos.Took), indent(story(l)))
	}
}

func TestQueueIDs(t *testing.T) {
	ids := func(name string) (list string) {
		actortest.Run(t, 7, func(l *actortest.Lab) {
			m := l.Host(name, "192.0.2.9")
			q := relay.New(m, relay.Config{})
			list = fmt.Sprint(q.NewID(), q.NewID(), q.NewID())
		})
		return list
	}
	a, b := ids("a.test"), ids("b.test")
	if a == b || a != ids("a.test") || len(strings.Fields(a+" "+b)) < 2 {
		t.Errorf("ids %s and %s", a, b)
	}
}
