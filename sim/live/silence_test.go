package live_test

import (
	"crypto/tls"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/sim/leaktest"
	"posta/sim/live"
	"posta/sim/trace"
)

// Whoever says no more is sent away: after the time that his protocol wants him to have,
// wherever in the conversation he fell silent.

const (
	smtpIdle = 5 * time.Minute  // RFC 5321 section 4.5.3.2.7: at least
	pop3Idle = 10 * time.Minute // RFC 1939 section 3: at least
	imapIdle = 35 * time.Minute // RFC 3501 section 5.4: at least 30
	// IMAP has no rule for those who have not logged in, nor for those in mid-sentence.
	imapShort   = 30 * time.Second
	imapLiteral = 5 * time.Minute
	dnsIdle     = 10 * time.Second // RFC 7766 section 6.2.3: a few seconds
)

// until hears on until something begins with what is wanted.
func (r *rude) until(prefix string) {
	r.Helper()
	for {
		got := r.hear()
		if strings.HasPrefix(got, prefix) {
			return
		}
		if strings.HasSuffix(got, ")") && strings.Contains(got, "(") && !strings.HasPrefix(got, "*") {
			r.Fatalf("the server says %q before %q", got, prefix)
		}
	}
}

// read waits until the server has read so many octets of a conversation, the words
// inside TLS where there is TLS.
func read(tb testing.TB, l *live.Live, id, octets int) {
	tb.Helper()
	heard := 0
	await(tb, l, "octet that was read", func(e trace.Event) bool {
		if f, ok := e.Fact.(trace.DataReceived); ok && e.Conn == id {
			heard += f.Len
		}
		return heard >= octets
	})
}

// cutOff lets time pass for somebody who says nothing more until the server hangs up, and
// gives the longest that it would have waited for him.
func (r *rude) cutOff(l *live.Live, id int) (longest time.Duration) {
	r.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); l.Served(id); <-tick.C {
		longest = max(longest, l.SilentTooLong(id))
		if time.Now().After(deadline) {
			r.Fatal("the server waits for ever")
		}
	}
	return longest
}

// about checks a wait against what was promised. A stranger's may be a little longer, and
// this machine may have taken its time to look.
func about(tb testing.TB, got, want time.Duration) {
	tb.Helper()
	if got > want+live.DeadlineGrain || got < want-patience {
		tb.Errorf("the server would have waited for %v, want %v", got, want)
	}
}

func TestSilence(t *testing.T) {
	defer leaktest.Check(t)()
	open := files()
	t.Run("strangers", func(t *testing.T) {
		l := newWorld(t).Live
		smtp, submission := at(t, l, "mail.beta.test", "smtp"), at(t, l, "mail.alfa.test", "submission")
		imap, pop3, dns := at(t, l, "mail.beta.test", "imap"), at(t, l, "mail.beta.test", "pop3"), at(t, l, "dns.test", "domain")
		politely(t, smtp, benito)
		await(t, l, "letter", func(e trace.Event) bool { _, ok := e.Fact.(trace.MailboxStored); return ok })
		type steps [][2]string // what is said, and what the answer begins with
		data := steps{{"", "220"}, {"EHLO x\r\n", "250"}, {"MAIL FROM:<you@example.test>\r\n", "250"}, {"RCPT TO:<benito@beta.test>\r\n", "250"}, {"DATA\r\n", "354"}}
		login := steps{{"", "* OK"}, {"a LOGIN benito@beta.test tren\r\n", "a OK"}, {"b SELECT INBOX\r\n", "b OK"}}
		for _, tt := range []struct {
			name, addr string
			steps      steps
			last       string // words without an answer
			limit      time.Duration
			bye        string
		}{
			{"SMTP, from the beginning", smtp, steps{{"", "220"}}, "", smtpIdle, "421 4.4.2"},
			{"SMTP, after a command", smtp, data[:2], "", smtpIdle, "421 4.4.2"},
			{"SMTP, in a command", smtp, data[:2], "MAIL FROM:<yo", smtpIdle, "421 4.4.2"},
			{"SMTP, in a letter", smtp, data, "Subject: half", smtpIdle, "421 4.4.2"},
			{"SMTP, at the final dot", smtp, data, "\r\n.\r", smtpIdle, "421 4.4.2"},
			{"submission, in AUTH", submission, steps{{"", "220"}, {"EHLO x\r\n", "250"}, {"AUTH PLAIN\r\n", "334"}}, "AGFs", smtpIdle, "421 4.4.2"},
			// POP3 hangs up without a word, and without the UPDATE state (RFC 1939 section 3).
			{"POP3, from the beginning", pop3, steps{{"", "+OK"}}, "", pop3Idle, ""},
			{"POP3, in a command", pop3, steps{{"", "+OK"}}, "USER beni", pop3Idle, ""},
			{"POP3, in AUTH", pop3, steps{{"", "+OK"}, {"AUTH PLAIN\r\n", "+ "}}, "AGFs", pop3Idle, ""},
			{"POP3, logged in", pop3, steps{{"", "+OK"}, {"USER benito@beta.test\r\n", "+OK"}, {"PASS tren\r\n", "+OK"}, {"DELE 1\r\n", "+OK"}}, "", pop3Idle, ""},
			{"IMAP, from the beginning", imap, login[:1], "", imapShort, "* BYE"},
			{"IMAP, in a command", imap, login[:1], "a LOG", imapShort, "* BYE"},
			{"IMAP, in AUTHENTICATE", imap, steps{{"", "* OK"}, {"a AUTHENTICATE PLAIN\r\n", "+ "}}, "AGFs", imapShort, "* BYE"},
			{"IMAP, logged in", imap, login[:2], "", imapIdle, "* BYE"},
			{"IMAP, in a folder", imap, login, "", imapIdle, "* BYE"},
			{"IMAP, in IDLE", imap, append(login[:3:3], [2]string{"c IDLE\r\n", "+ "}), "", imapIdle, "* BYE"},
			{"IMAP, in a letter", imap, append(login[:3:3], [2]string{"c APPEND INBOX {1000}\r\n", "+ "}), "Subject: half", imapLiteral, "* BYE"},
			{"DNS over TCP, from the beginning", dns, nil, "", dnsIdle, ""},
			{"DNS over TCP, in a question", dns, nil, "\x00\x20half", dnsIdle, ""},
		} {
			t.Run(tt.name, func(t *testing.T) {
				r := call(t, tt.addr)
				id, said := r.number(l), 0
				for _, step := range append(slices.Clone(tt.steps), [2]string{tt.last, ""}) {
					r.say(step[0])
					if step[1] != "" {
						r.until(step[1])
					}
					said += len(step[0])
				}
				read(t, l, id, said)
				about(t, r.cutOff(l, id), tt.limit)
				if got := r.rest(); !strings.HasPrefix(got, tt.bye) || tt.bye == "" && got != "" {
					t.Errorf("the last words are %q, want %q", got, tt.bye)
				}
				// What was locked is free, what was to be deleted is there.
				r = call(t, pop3)
				r.wants("+OK")
				for _, step := range [][2]string{{"USER benito@beta.test\r\n", "+OK"}, {"PASS tren\r\n", "+OK"}, {"STAT\r\n", "+OK 1 "}, {"QUIT\r\n", "+OK"}} {
					r.say(step[0])
					r.wants(step[1])
				}
			})
		}
		if n := stored(l.Trace()); n != 1 {
			t.Errorf("%d letters were taken, want 1", n)
		}
		noPanic(t, l)
	})
	if !leaktest.Settles(files, open) {
		t.Errorf("%d files are open, there were %d", files(), open)
	}
}

// TestSilenceAndTLS: the handshake has its own time, which no single octet prolongs; and
// inside TLS the protocol's rules are the same as outside.
func TestSilenceAndTLS(t *testing.T) {
	defer leaktest.Check(t)()
	open := files()
	t.Run("strangers", func(t *testing.T) {
		l := newWorld(t).Live
		for _, e := range entrances {
			timedOut := func(r *rude, id int) {
				r.Helper()
				f := await(r, l, "failed handshake", func(e trace.Event) bool {
					_, ok := e.Fact.(trace.TLSDone)
					return e.Conn == id && ok
				}).Fact.(trace.TLSDone)
				if f.OK || f.Why.Code != trace.CauseTLSTimeout {
					r.Errorf("the trace says %+v", f)
				}
				if b, _ := io.ReadAll(r.r); len(b) > 7 || len(b) > 0 && b[0] != alertRecord {
					r.Errorf("the server says %q", b)
				}
			}
			t.Run(e.name+"/no ClientHello", func(t *testing.T) {
				r := e.enter(t, l)
				id := r.number(l)
				about(t, r.cutOff(l, id), e.patience)
				timedOut(r, id)
			})
			t.Run(e.name+"/half a ClientHello, octet by octet", func(t *testing.T) {
				r := e.enter(t, l)
				id := r.number(l)
				var first time.Time
				for i, b := range hello(t, e.believing(l))[:20] {
					r.Write([]byte{b})
					came := 0
					await(t, l, "packet", func(e trace.Event) bool {
						if _, ok := e.Fact.(trace.PacketReceived); ok && e.Conn == id {
							came++
						}
						return came > i
					})
					if i == 0 {
						first = l.Deadline(id)
					}
				}
				if last := l.Deadline(id); first.IsZero() || last != first {
					t.Errorf("the handshake was to end by %v, and then by %v", first, last)
				}
				about(t, r.cutOff(l, id), e.patience)
				timedOut(r, id)
			})
			t.Run(e.name+"/half a handshake", func(t *testing.T) {
				r := e.enter(t, l)
				id := r.number(l)
				r.Write(hello(t, e.believing(l)))
				if _, err := r.r.Peek(1); err != nil { // the server's part
					t.Fatal(err)
				}
				about(t, r.cutOff(l, id), e.patience)
				r.r.Reset(strings.NewReader(""))
				timedOut(r, id)
			})
			t.Run(e.name+"/inside TLS", func(t *testing.T) {
				r := e.inside(t, l)
				id := r.number(l)
				r.say(e.noop)
				r.wants(e.ok)
				limit, bye := smtpIdle, "421 4.4.2"
				switch e.greeting {
				case "+OK":
					limit, bye = pop3Idle, ""
					r.until(".")
				case "* OK":
					limit, bye = imapShort, "* BYE"
				}
				about(t, r.cutOff(l, id), limit)
				if got := r.rest(); !strings.HasPrefix(got, bye) || bye == "" && got != "" {
					t.Errorf("the last words are %q, want %q", got, bye)
				}
			})
		}
		for _, e := range entrances {
			in := e.inside(t, l)
			in.say(e.noop)
			in.wants(e.ok)
			in.Conn.(*tls.Conn).CloseWrite()
			in.Close()
		}
		noPanic(t, l)
	})
	if !leaktest.Settles(files, open) {
		t.Errorf("%d files are open, there were %d", files(), open)
	}
}
