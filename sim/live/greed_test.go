package live_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"posta/sim/leaktest"
	"posta/sim/live"
	"posta/sim/trace"
)

// Those who want more than their share: of room, of answers, of guesses.

// heard is how many octets of somebody's the server has read, as they came.
func heard(l *live.Live, id int) (octets int) {
	for _, e := range l.Trace().Events {
		if f, ok := e.Fact.(trace.DataReceived); ok && e.Conn == id {
			octets += f.Len
		}
	}
	return octets
}

// steps says one thing after the other, and waits for each answer's beginning.
func (r *rude) steps(list ...[2]string) {
	r.Helper()
	for _, step := range list {
		r.say(step[0])
		r.until(step[1])
	}
}

// TestRoom: when strangers have said more than there is room for, who has much to say
// waits, and who has little does not notice.
func TestRoom(t *testing.T) {
	defer leaktest.Check(t)()
	open := files()
	t.Run("strangers", func(t *testing.T) {
		l := newWorld(t).Live
		body := strings.Repeat(strings.Repeat("y", 998)+"\r\n", 1024) // 1 MB
		begin := [][2]string{{"", "220"}, {"EHLO x\r\n", "250"}, {"MAIL FROM:<you@example.test>\r\n", "250"}, {"RCPT TO:<benito@beta.test>\r\n", "250"}, {"DATA\r\n", "354"}}
		smtp := at(t, l, "mail.beta.test", "smtp")
		secure := entranceOf(t, "STARTTLS on port 25")
		talkers := []struct {
			name   string
			come   func() *rude
			steps  [][2]string
			end    string
			ok     string
			silent string // what the server says when it is tired of waiting
		}{
			{"SMTP", func() *rude { return call(t, smtp) }, begin, ".\r\n", "250", "421"},
			{"SMTP inside TLS", func() *rude { return secure.inside(t, l) }, begin[1:], ".\r\n", "250", "421"},
			{"IMAP", func() *rude { return call(t, at(t, l, "mail.beta.test", "imap")) }, [][2]string{
				{"", "* OK"}, {"a LOGIN benito@beta.test tren\r\n", "a OK"}, {fmt.Sprintf("b APPEND INBOX {%d}\r\n", len(body)), "+ "},
			}, "\r\n", "b OK", "* BYE"},
		}
		// slack is what is read at a time, at most: a growing buffer, or a record of TLS and
		// its envelope.
		const slack = live.FreeOctets / 2
		type waiting struct {
			*rude
			id, before int
			ok, silent string
		}
		// come has somebody begin, and say so much.
		come := func(t *testing.T, who int, say string) waiting {
			w := waiting{rude: talkers[who].come(), ok: talkers[who].ok, silent: talkers[who].silent}
			w.TB = t
			w.id = w.number(l)
			w.steps(talkers[who].steps...)
			w.before = heard(l, w.id)
			go io.WriteString(w, say)
			return w
		}
		// talk has everybody say all of it, and waits until they have said what they may.
		talk := func(t *testing.T) (all []waiting) {
			for i, who := range talkers {
				all = append(all, come(t, i, body+who.end))
			}
			for _, w := range all {
				read(t, l, w.id, w.before+live.FreeOctets-slack)
			}
			return all
		}
		// dawdle has somebody go first, and say no more half-way.
		dawdle := func(t *testing.T) waiting {
			w := come(t, 0, body[:len(body)/2])
			read(t, l, w.id, w.before+len(body)/2)
			return w
		}
		limited := func(t *testing.T, all []waiting) {
			t.Helper()
			politely(t, smtp, benito)
			politely(t, at(t, l, "mail.alfa.test", "smtp"), "alicia@alfa.test")
			for i, w := range all {
				if more := heard(l, w.id) - w.before; more > live.FreeOctets+slack {
					t.Errorf("%s: %d octets were read", talkers[i].name, more)
				}
			}
		}
		t.Run("room comes", func(t *testing.T) {
			l.Hold(live.MaxHeld)
			first, all := dawdle(t), talk(t)
			limited(t, all)
			l.Hold(-live.MaxHeld)
			for _, w := range all {
				w.until(w.ok)
				w.Close()
			}
			first.Close()
		})
		t.Run("one after the other", func(t *testing.T) {
			// There never is room, and all are heard.
			l.Hold(live.MaxHeld)
			for _, w := range talk(t) {
				w.until(w.ok)
				w.Close()
			}
			l.Hold(-live.MaxHeld)
		})
		t.Run("the first says no more", func(t *testing.T) {
			l.Hold(live.MaxHeld)
			first, all := dawdle(t), talk(t)
			limited(t, all)
			l.TurnIsUp(t.Fatal)
			first.until(first.silent)
			for _, w := range all {
				w.until(w.ok)
				w.Close()
			}
			first.Close()
			l.Hold(-live.MaxHeld)
		})
		t.Run("one who waits has gone", func(t *testing.T) {
			if runtime.GOOS != "linux" {
				t.Skip("elsewhere it is noticed when its turn comes")
			}
			l.Hold(live.MaxHeld)
			first := dawdle(t)
			second := come(t, 0, body[:len(body)/2])
			read(t, l, second.id, second.before+live.FreeOctets-slack)
			second.Close()
			if !leaktest.Settles(func() int { return map[bool]int{true: 1}[l.Served(second.id)] }, 0) {
				t.Error("it is still served")
			}
			first.Close()
			l.Hold(-live.MaxHeld)
		})
		t.Run("time runs out", func(t *testing.T) {
			l.Hold(live.MaxHeld)
			first, all := dawdle(t), talk(t)
			limited(t, all)
			for _, w := range all {
				w.cutOff(l, w.id)
				w.until(w.silent)
				w.Close()
			}
			limited(t, nil)
			first.Close()
			l.Hold(-live.MaxHeld)
		})
		if !leaktest.Settles(l.Held, 0) {
			t.Errorf("%d octets are held for nobody", l.Held())
		}
		noPanic(t, l)
		// The end comes whoever waits.
		l.Hold(live.MaxHeld)
		dawdle(t)
		talk(t)
	})
	if !leaktest.Settles(files, open) {
		t.Errorf("%d files are open, there were %d", files(), open)
	}
}

// TestPipelines: what is said at once is answered one by one, and in order.
func TestPipelines(t *testing.T) {
	l := newWorld(t).Live
	politely(t, at(t, l, "mail.beta.test", "smtp"), benito)
	await(t, l, "letter", func(e trace.Event) bool { _, ok := e.Fact.(trace.MailboxStored); return ok })
	const many = 2000
	for _, tt := range []struct {
		service string
		begin   [][2]string
		ask     func(i int) string
		answers func(i int) []string // beginnings
		leave   [2]string
	}{
		{"smtp", [][2]string{{"", "220"}, {"EHLO x\r\n", "250"}},
			func(i int) string { return fmt.Sprintf("MAIL FROM:<a%d@example.test>\r\nRSET\r\n", i) },
			func(int) []string { return []string{"250 2.1.0", "250 2.0.0"} },
			[2]string{"QUIT\r\n", "221"}},
		{"pop3", [][2]string{{"", "+OK"}, {"USER benito@beta.test\r\n", "+OK"}, {"PASS tren\r\n", "+OK"}},
			func(int) string { return "NOOP\r\nLIST 1\r\n" },
			func(int) []string { return []string{"+OK", "+OK 1 "} },
			[2]string{"QUIT\r\n", "+OK"}},
		{"imap", [][2]string{{"", "* OK"}, {"a LOGIN benito@beta.test tren\r\n", "a OK"}, {"b EXAMINE INBOX\r\n", "b OK"}},
			func(i int) string { return fmt.Sprintf("n%d NOOP\r\nf%[1]d FETCH 1 UID\r\n", i) },
			func(i int) []string {
				return []string{fmt.Sprintf("n%d OK", i), "* 1 FETCH (UID 1)", fmt.Sprintf("f%d OK", i)}
			},
			[2]string{"z LOGOUT\r\n", "* BYE"}},
	} {
		t.Run(tt.service, func(t *testing.T) {
			r := call(t, at(t, l, "mail.beta.test", tt.service))
			r.steps(tt.begin...)
			var all strings.Builder
			for i := range many {
				all.WriteString(tt.ask(i))
			}
			go io.WriteString(r, all.String()+tt.leave[0])
			for i := range many {
				for _, want := range tt.answers(i) {
					r.wants(want)
				}
				if t.Failed() {
					t.Fatalf("it was number %d", i)
				}
			}
			if got := r.rest(); !strings.HasPrefix(got, tt.leave[1]) {
				t.Errorf("the last words are %q", got)
			}
		})
	}
	noPanic(t, l)
}

// TestReadsNothing: who asks for much and takes nothing is not read any more, keeps nobody from
// being served, and is sent away in time.
func TestReadsNothing(t *testing.T) {
	defer leaktest.Check(t)()
	open := files()
	t.Run("strangers", func(t *testing.T) {
		l := newWorld(t).Live
		smtp, pop3 := at(t, l, "mail.beta.test", "smtp"), at(t, l, "mail.beta.test", "pop3")
		r := call(t, smtp)
		r.steps([][2]string{{"", "220"}, {"EHLO x\r\n", "250"}, {"MAIL FROM:<you@example.test>\r\n", "250"}, {"RCPT TO:<benito@beta.test>\r\n", "250"}, {"DATA\r\n", "354"},
			{strings.Repeat(strings.Repeat("y", 998)+"\r\n", 2048) + ".\r\n", "250"}}...)
		await(t, l, "letter", func(e trace.Event) bool { _, ok := e.Fact.(trace.MailboxStored); return ok })
		imap, submission := at(t, l, "mail.beta.test", "imap"), at(t, l, "mail.alfa.test", "submission")
		for _, tt := range []struct {
			name         string
			come         func() *rude
			first, again string
		}{
			{"SMTP", func() *rude { return call(t, submission) }, "EHLO x\r\n", "EHLO x\r\nNOOP\r\n"},
			{"SMTP inside TLS", func() *rude { return entranceOf(t, "port 465").inside(t, l) }, "EHLO x\r\n", "EHLO x\r\nNOOP\r\n"},
			{"POP3", func() *rude { return call(t, pop3) }, "USER benito@beta.test\r\nPASS tren\r\n", "RETR 1\r\n"},
			{"POP3 inside TLS", func() *rude { return entranceOf(t, "port 995").inside(t, l) }, "USER benito@beta.test\r\nPASS tren\r\n", "RETR 1\r\n"},
			{"IMAP", func() *rude { return call(t, imap) }, "a LOGIN benito@beta.test tren\r\nb SELECT INBOX\r\n", "c FETCH 1 BODY[]\r\n"},
			{"IMAP inside TLS", func() *rude { return entranceOf(t, "port 993").inside(t, l) }, "a LOGIN benito@beta.test tren\r\nb SELECT INBOX\r\n", "c FETCH 1 BODY[]\r\n"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				r := tt.come()
				id := r.number(l)
				l.Narrow(id)
				all := tt.first + strings.Repeat(tt.again, 1<<20/len(tt.again))
				go io.WriteString(r, all)
				await(t, l, "answer", func(e trace.Event) bool {
					f, ok := e.Fact.(trace.DataSent)
					return ok && e.Conn == id && e.Host != "" && len(f.Data) > 0
				})
				// It answers until nothing more fits into what lies between them. If it was
				// only slow, no harm is done.
				tick := time.NewTicker(10 * time.Millisecond)
				defer tick.Stop()
				for was, still := -1, 0; still < 20; <-tick.C {
					if n := len(l.Trace().Events); n == was {
						still++
					} else {
						was, still = n, 0
					}
				}
				politely(t, smtp, "benito@beta.test")
				if n := heard(l, id); n == len(all) {
					t.Error("all that was asked was read")
				}
				for deadline := time.Now().Add(patience); l.Served(id); <-tick.C {
					l.UnreadTooLong(id)
					if time.Now().After(deadline) {
						t.Fatal("the server waits for ever")
					}
				}
				r.Close()
				call(t, pop3).steps([][2]string{{"", "+OK"}, {"USER benito@beta.test\r\n", "+OK"}, {"PASS tren\r\n", "+OK"}, {"QUIT\r\n", "+OK"}}...)
			})
		}
		noPanic(t, l)
	})
	if !leaktest.Settles(files, open) {
		t.Errorf("%d files are open, there were %d", files(), open)
	}
}

// TestGuessing: whoever gets it wrong too often has to call again, whatever the protocol,
// the mechanism and the road; the right password is then as good as ever.
func TestGuessing(t *testing.T) {
	l := newWorld(t).Live
	const allowed = 5
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) + "\r\n" }
	one := func(format string) func(string) [][2]string {
		return func(password string) [][2]string { return [][2]string{{fmt.Sprintf(format, password)}} }
	}
	smtp := [3]string{"235 2.7.0", "535 5.7.8", "421 4.7.0"}
	pop3 := [3]string{"+OK", "-ERR [AUTH]", ""}
	imap := [3]string{"g OK", "g NO [AUTHENTICATIONFAILED]", "* BYE"}
	for _, tt := range []struct {
		name, entrance string
		begin          [][2]string
		// guess is what is said, and the answers; the last of them is the verdict.
		guess   func(password string) [][2]string
		answers [3]string // yes, no, and good-bye
	}{
		{"AUTH PLAIN at once", "port 465", [][2]string{{"EHLO x\r\n", "250"}},
			func(p string) [][2]string { return [][2]string{{"AUTH PLAIN " + b64("\x00alicia@alfa.test\x00"+p)}} }, smtp},
		{"AUTH PLAIN", "STARTTLS on port 587", [][2]string{{"EHLO x\r\n", "250"}},
			func(p string) [][2]string {
				return [][2]string{{"AUTH PLAIN\r\n", "334"}, {b64("\x00alicia@alfa.test\x00" + p)}}
			}, smtp},
		{"AUTH LOGIN", "STARTTLS on port 587", [][2]string{{"EHLO x\r\n", "250"}},
			func(p string) [][2]string {
				return [][2]string{{"AUTH LOGIN\r\n", "334"}, {b64("alicia@alfa.test"), "334"}, {b64(p)}}
			}, smtp},
		{"PASS", "port 995", nil,
			func(p string) [][2]string {
				return [][2]string{{"USER benito@beta.test\r\n", "+OK"}, {"PASS " + p + "\r\n"}}
			}, pop3},
		{"AUTH PLAIN", "STLS on port 110", nil,
			func(p string) [][2]string {
				return [][2]string{{"AUTH PLAIN\r\n", "+ "}, {b64("\x00benito@beta.test\x00" + p)}}
			}, pop3},
		{"LOGIN", "port 993", nil, one("g LOGIN benito@beta.test %s\r\n"), imap},
		{"AUTHENTICATE PLAIN", "STARTTLS on port 143", nil,
			func(p string) [][2]string {
				return [][2]string{{"g AUTHENTICATE PLAIN\r\n", "+ "}, {b64("\x00benito@beta.test\x00" + p)}}
			}, imap},
		{"the user's name", "STARTTLS on port 143", nil, one("g LOGIN benito@beta.test %s\r\n"), imap},
	} {
		e := entranceOf(t, tt.entrance)
		for _, secure := range []bool{true, false} {
			if !secure && e.words == nil {
				continue
			}
			t.Run(fmt.Sprintf("%s, %s, TLS %v", tt.name, tt.entrance, secure), func(t *testing.T) {
				begin := func() (r *rude) {
					if secure {
						r = e.inside(t, l)
					} else {
						r = call(t, at(t, l, e.host, e.service))
						r.wants(e.greeting)
					}
					r.steps(tt.begin...)
					return r
				}
				try := func(r *rude, password, verdict string) {
					t.Helper()
					list := tt.guess(password)
					last := len(list) - 1
					r.steps(list[:last]...)
					r.say(list[last][0])
					r.wants(verdict)
				}
				r := begin()
				id := r.number(l)
				for i := range allowed {
					try(r, fmt.Sprint("sol", i), tt.answers[1])
				}
				if got := r.rest(); !strings.HasPrefix(got, tt.answers[2]) || tt.answers[2] == "" && got != "" {
					t.Errorf("the last words are %q, want %q", got, tt.answers[2])
				}
				guesses := 0
				for _, event := range l.Trace().Events {
					if f, ok := event.Fact.(trace.Authenticated); ok && event.Conn == id && !f.OK {
						guesses++
					}
				}
				if guesses != allowed {
					t.Errorf("the trace has %d guesses, want %d", guesses, allowed)
				}
				r = begin()
				try(r, map[string]string{"mail.alfa.test": "luna", "mail.beta.test": "tren"}[e.host], tt.answers[0])
				if strings.HasPrefix(tt.answers[0], "+OK") {
					// Who has the maildrop leaves it before the next one comes (RFC 1939 section 4).
					r.say("QUIT\r\n")
					r.rest()
				}
			})
		}
	}
	noPanic(t, l)
}
