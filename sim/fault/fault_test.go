package fault_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/simtest"
	"posta/sim/trace"
)

const world = `posta: 1
title: x
loops: true
limits: {hops: 6}
domains:
  alfa.test: {users: [alicia], aliases: {rueda: rueda@beta.test}}
  beta.test: {users: [benito, bruna], aliases: {rueda: rueda@alfa.test}}
`

const letter = "script: [{send: {from: alicia, to: benito@beta.test, subject: Hola}}, {fetch: benito}]\n"

// TestWhatGoesWrong: each kind of fault, what it does to a letter, and that it
// passes.
func TestWhatGoesWrong(t *testing.T) {
	const (
		arrives  = "{delivered: {to: benito@beta.test, count: 1}}, {queued: {count: 0}}, {bounced: {to: benito@beta.test, count: 0}}"
		bounces  = "{not_delivered: benito@beta.test}, {bounced: {from: alicia, to: benito@beta.test, count: 1}}, {queued: {count: 0}}"
		once     = ", {exchanges: {proto: smtp, from: mail.alfa.test, to: mail.beta.test, count: 1}}"
		twice    = ", {exchanges: {proto: smtp, from: mail.alfa.test, to: mail.beta.test, count: 2}}"
		thrice   = ", {exchanges: {proto: smtp, from: mail.alfa.test, to: mail.beta.test, count: 3}}"
		atOnce   = ", {elapsed: {max: 1min}}"
		nextTime = ", {elapsed: {min: 13min, max: 20min}}"
	)
	tests := []struct {
		name, faults, expect string
		acts                 int    // how often, of the first fault; -1: at least once
		script               string // instead of a letter
	}{
		{"the power is off", "down: {host: mail.beta.test, to: 1min}", arrives + twice + nextTime, 0, ""},
		{"refused", "refuse: {host: mail.beta.test, times: 1}", arrives + twice + nextTime, 1, ""},
		{"refused to another", "refuse: {host: mail.beta.test, service: smtp, client: dns.test}", arrives + once + atOnce, 0, ""},
		{"refused for a while", "refuse: {host: mail.beta.test, service: smtp, to: 20min}", arrives + thrice, 2, ""},
		{"packets are swallowed", "silence: {host: mail.beta.test, to: 1min}", arrives + twice + nextTime, -1, ""},
		{"an order is not answered", "silence: {host: mail.beta.test, command: RCPT, times: 1}", arrives + twice + ", {elapsed: {min: 18min, max: 25min}}", 1, ""},
		{"the final dot is not answered", "silence: {host: mail.beta.test, command: DOT, times: 1}",
			"{delivered: {to: benito@beta.test, count: 2}}, {queued: {count: 0}}" + twice, 1, ""},
		{"cut when it opens", "cut: {host: mail.beta.test, times: 1}", arrives + twice + nextTime, 1, ""},
		{"cut in the envelope", "cut: {host: mail.beta.test, command: MAIL, times: 1}", arrives + twice + nextTime, 1, ""},
		{"cut in the letter", "cut: {host: mail.beta.test, service: smtp, command: DATA, after: 100, times: 1}", arrives + twice + nextTime, 1, ""},
		{"cut after so many octets", "cut: {host: mail.beta.test, service: smtp, after: 5, times: 1}", arrives + twice + nextTime, 1, ""},
		{"cut after the final dot", "cut: {host: mail.beta.test, command: DOT, times: 1}",
			"{delivered: {to: benito@beta.test, count: 2}}, {queued: {count: 0}}" + twice, 1, ""},
		{"cut at the goodbye", "cut: {host: mail.beta.test, command: QUIT, times: 1}", arrives + once + atOnce, 1, ""},
		{"slow to answer", "delay: {host: mail.beta.test, command: RCPT, by: 30s}", arrives + once + ", {elapsed: {min: 30s, max: 1min}}", 1, ""},
		{"slower than anybody waits", "delay: {host: mail.beta.test, command: CONNECT, by: 10min, times: 1}", arrives + twice + nextTime, 1, ""},
		{"451 twice, then well", "answer: {host: mail.beta.test, command: RCPT, code: 451, times: 2}",
			arrives + thrice + ", {refused: {host: mail.beta.test, code: 451, enhanced: 4.3.0, command: RCPT, count: 2}}", 2, ""},
		{"550 to one of two", "answer: {host: mail.beta.test, command: RCPT, code: 550, recipient: bruna}",
			"{delivered: {to: benito@beta.test, count: 1}}, {bounced: {to: bruna@beta.test, status: 5.1.1, code: 550, count: 1}}" + once, 1,
			"script: [{send: {from: alicia, to: [benito@beta.test, bruna@beta.test]}}]\n"},
		{"another sender", "answer: {host: mail.beta.test, command: MAIL, code: 554, sender: benito}", arrives + once + atOnce, 0, ""},
		{"this sender", "answer: {host: mail.beta.test, command: MAIL, code: 554, sender: alicia}",
			bounces + ", {refused: {command: MAIL, code: 554, enhanced: 5.0.0, count: 1}}", 1, ""},
		{"421 for a greeting", "answer: {host: mail.beta.test, command: CONNECT, code: 421, times: 1}", arrives + twice + nextTime, 1, ""},
		{"554 for a greeting", "answer: {host: mail.beta.test, command: CONNECT, code: 554, service: smtp}", bounces + once, 1, ""},
		{"no to EHLO, yes to HELO", "answer: {host: mail.beta.test, command: EHLO, code: 502}", arrives + once + atOnce, 1, ""},
		{"452 to the final dot", "answer: {host: mail.beta.test, command: DOT, code: 452, times: 1}", arrives + twice + nextTime, 1, ""},
		{"and it hangs up", "answer: {host: mail.beta.test, command: DATA, code: 451, close: true, times: 1}", arrives + twice + nextTime, 1, ""},
		{"no password is good", "answer: {host: mail.alfa.test, command: AUTH, code: 454, times: 1}", "{delivered: {to: benito@beta.test, count: 1}}", 1,
			"script: [{send: {from: alicia, to: benito@beta.test}, fails: true}, {send: {from: alicia, to: benito@beta.test}}]\n"},
		{"the third time only", "answer: {host: mail.beta.test, command: MAIL, code: 450, skip: 2, times: 1}",
			"{delivered: {to: benito@beta.test, count: 3}}, {refused: {code: 450, count: 1}}", 1,
			"script: [{send: {from: alicia, to: benito@beta.test}}, {send: {from: alicia, to: benito@beta.test}}, {send: {from: alicia, to: benito@beta.test}}]\n"},
		{"packets are lost", "loss: {between: [mail.alfa.test, mail.beta.test], times: 3}", arrives + once + ", {elapsed: {min: 5s, max: 1min}}", 3, ""},
		{"another road loses packets", "loss: {between: [alicia, mail.beta.test]}", arrives + once + atOnce, 0, ""},
		{"the road is slow", "slow: {host: mail.beta.test, latency: 1s}", arrives + once + ", {elapsed: {min: 10s, max: 1min}}", -1, ""},
		{"the disk is full", "disk_full: {host: mail.beta.test, to: 1min}", arrives + twice + nextTime + ", {refused: {command: MAIL, code: 452, enhanced: 4.3.1, count: 1}}", 1, ""},
		{"the mailbox is full", "mailbox_full: {user: benito, to: 1min}", arrives + twice + nextTime + ", {refused: {command: RCPT, code: 452, enhanced: 4.2.2, count: 1}}", 1, ""},
		{"one's own mailbox is full, and one hears it at once", "mailbox_full: {user: alicia, to: 1min}",
			"{not_delivered: {to: alicia@alfa.test}}, {refused: {host: mail.alfa.test, code: 452, command: RCPT, count: 1}}", 1,
			"script: [{send: {from: alicia, to: alicia@alfa.test}, fails: true}]\n"},
		{"strangers come again", "greylist: mail.beta.test", arrives + twice + nextTime + ", {refused: {code: 451, enhanced: 4.7.1, count: 1}}", 1, ""},
		{"strangers come again, too soon", "greylist: {host: mail.beta.test, delay: 20min}", arrives + thrice, 2, ""},
		{"no more than one", "rate_limit: {host: mail.beta.test, limit: 1, per: 10min}", "{delivered: {to: benito@beta.test, count: 2}}, {refused: {code: 450, count: 1}}", 1,
			"script: [{send: {from: alicia, to: benito@beta.test}}, {send: {from: alicia, to: benito@beta.test}, after: 5s}]\n"},
		{"no name server answers", "dns: {does: silent, to: 1min}", arrives + once + nextTime, -1, ""},
		{"the name server fails once", "dns: {name: beta.test, type: MX, does: servfail, times: 1}", arrives + once + nextTime, 1, ""},
		{"no such name", "dns: {name: beta.test, does: nxdomain, to: 1min}", bounces, 1, ""},
		{"no such address", "dns: {name: mail.beta.test, type: A, does: nxdomain}", bounces, 1, ""},
		{"no MX, it says: then the name itself", "dns: {name: beta.test, type: MX, does: empty}", bounces, 1, ""},
		{"too long, it says", "dns: {name: beta.test, type: MX, does: truncated}", arrives + once + atOnce + ", {exchanges: {proto: tcp, from: mail.alfa.test, to: dns.test, count: 1}}", 1, ""},
		{"too long, and no TCP", "dns: {name: beta.test, type: MX, does: truncated, to: 1min}\n  - refuse: {host: dns.test, to: 1min}", arrives + once, 0, ""},
		{"late", "dns: {name: beta.test, type: MX, does: slow, by: 3s}", arrives + once + ", {elapsed: {min: 3s, max: 30s}}", 1, ""},
		{"lame", "dns: {name: beta.test, does: lame, to: 1min}", arrives + once + nextTime, 1, ""},
		{"refused, it says", "dns: {name: beta.test, does: refused, to: 1min}", arrives + once + nextTime, 1, ""},
		{"a lie", "dns: {name: beta.test, does: wrong, records: ['@ MX 10 mail.alfa.test.']}", bounces + ", {exchanges: {proto: smtp, from: mail.alfa.test, count: 0}}", 1, ""},
		{"POP3 is busy", "answer: {host: mail.beta.test, service: pop3, command: LOGIN, times: 1}", "{seen: {user: benito, with: pop3, count: 1}}", 1,
			"script: [{send: {from: alicia, to: benito@beta.test}}, {fetch: {user: benito, with: pop3}, fails: true}, {fetch: {user: benito, with: pop3}}]\n"},
		{"IMAP says BYE", "answer: {host: mail.beta.test, service: imap, command: CONNECT, times: 1}", "{seen: {user: benito, with: imap, count: 1}}", 1,
			"script: [{send: {from: alicia, to: benito@beta.test}}, {fetch: benito, fails: true}, {fetch: benito}]\n"},
		{"IMAP is cut in the middle", "cut: {host: mail.beta.test, service: imap, command: FETCH, times: 1}", "{seen: {user: benito, with: imap, count: 1}}", 1,
			"script: [{send: {from: alicia, to: benito@beta.test}}, {fetch: benito, fails: true}, {fetch: benito}]\n"},
		{"IMAP opens late", "delay: {host: mail.beta.test, service: imap, command: CONNECT, by: 20s}", "{seen: {user: benito, count: 1}}, {elapsed: {min: 20s, max: 30s}}", 1, ""},
		{"POP3 falls silent", "silence: {host: mail.beta.test, service: pop3, command: RETR, times: 1}", "{seen: {user: benito, count: 1}}", 1,
			"script: [{send: {from: alicia, to: benito@beta.test}}, {fetch: {user: benito, with: pop3}, fails: true}, {fetch: {user: benito, with: pop3}}]\n"},
		{"delays add up", "delay: {host: mail.beta.test, command: MAIL, by: 10s}\n  - delay: {host: mail.beta.test, command: MAIL, by: 15s}\n  - answer: {host: mail.beta.test, command: MAIL, code: 554}",
			bounces + ", {elapsed: {min: 25s, max: 40s}}", 1, ""},
		{"a circle is seen by its postmarks", "loss: {host: mail.beta.test, chance: 0.1%}",
			"{refused: {command: BODY, code: 554, enhanced: 5.4.6, count: 1}}, {bounced: {from: alicia, to: rueda@beta.test, count: 0}}, {bounced: {from: alicia, to: rueda@alfa.test, status: 5.4.6, count: 1}}, {queued: {count: 0}}", 0,
			"script: [{send: {from: alicia, to: rueda@alfa.test}}]\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			script := tt.script
			if script == "" {
				script = letter
			}
			s := simtest.Scenario(t, world+script+"faults:\n  - "+tt.faults+"\nexpect: ["+tt.expect+"]\n")
			tr := simtest.Run(t, s, sim.Options{})
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("%s: want %s, got %s (event %d)", r.Noun, r.Want.EN, r.Got.EN, r.Near)
			}
			acted := 0
			for _, e := range tr.Events {
				switch f := e.Fact.(type) {
				case trace.FaultActed:
					if f.Fault == 0 {
						acted++
					}
					if f.Do != s.Faults[f.Fault].Do.Key() || f.Time < 1 || strings.Contains(f.Reply, "\n") {
						t.Errorf("event %d: %+v", e.Seq, f)
					}
				case trace.PolicyChecked:
					if f.Fault == 1 && f.Reply != "" {
						acted++
					}
				case trace.ActorPanicked:
					t.Errorf("event %d: %s: %s", e.Seq, f.Process, f.Value)
				}
			}
			if tt.acts >= 0 && acted != tt.acts && !strings.HasPrefix(tt.faults, "dns: {name: beta.test, type: MX, does: truncated, to") || tt.acts < 0 && acted == 0 {
				t.Errorf("it acted %d times, not %d", acted, tt.acts)
			}
		})
	}
}
