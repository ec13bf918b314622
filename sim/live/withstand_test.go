package live_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"posta/sim/leaktest"
	"posta/sim/live"
	"posta/sim/trace"
)

// What strangers may do to a server, by ignorance or on purpose. Every story ends with
// the server still there for others.

// rude is somebody at a socket.
type rude struct {
	testing.TB
	net.Conn
	r *bufio.Reader
}

// patience is how long anything may take on a busy machine.
const patience = 20 * time.Second

func call(tb testing.TB, addr string) *rude {
	tb.Helper()
	c, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		tb.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(patience))
	tb.Cleanup(func() { c.Close() })
	return &rude{tb, c, bufio.NewReader(c)}
}

// say writes without minding whether anybody listens.
func (r *rude) say(text string) { io.WriteString(r, text) }

// hear reads a whole reply of SMTP, or a line of the others.
func (r *rude) hear() string {
	r.Helper()
	var all string
	for {
		line, err := r.r.ReadString('\n')
		all += line
		if err != nil {
			return all + "(" + err.Error() + ")"
		}
		if len(line) < 4 || line[3] != '-' {
			return strings.TrimRight(all, "\r\n")
		}
	}
}

func (r *rude) wants(prefix string) {
	r.Helper()
	if got := r.hear(); !strings.HasPrefix(got, prefix) {
		r.Errorf("the server says %q, want %s", got, prefix)
	}
}

// rest is all that the server still says until it hangs up.
func (r *rude) rest() string {
	r.Helper()
	b, err := io.ReadAll(r.r)
	if err != nil {
		r.Errorf("the server says %q, and does not hang up well: %v", b, err)
	}
	return string(b)
}

const benito = "benito@beta.test"

// politely sends a letter, to see that it still goes.
func politely(tb testing.TB, addr, to string) {
	tb.Helper()
	r := call(tb, addr)
	r.wants("220")
	for _, step := range [][2]string{
		{"EHLO you.example.test\r\n", "250"}, {"MAIL FROM:<you@example.test>\r\n", "250"}, {"RCPT TO:<" + to + ">\r\n", "250"},
		{"DATA\r\n", "354"}, {"Subject: a\r\n\r\nb\r\n.\r\n", "250"}, {"QUIT\r\n", "221"},
	} {
		r.say(step[0])
		r.wants(step[1])
	}
}

func TestWithstand(t *testing.T) {
	l, smtp := serving(t, live.Options{})
	imap, pop3 := at(t, l, "mail.beta.test", "imap"), at(t, l, "mail.beta.test", "pop3")
	submission, dns := at(t, l, "mail.alfa.test", "submission"), at(t, l, "dns.test", "domain")
	long := strings.Repeat("x", 100_000)
	noise := make([]byte, 200_000)
	rand.Read(noise)

	stories := []struct {
		name string
		tell func(t *testing.T)
	}{
		{"a line that is too long", func(t *testing.T) {
			r := call(t, smtp)
			r.wants("220")
			r.say("EHLO " + long + "\r\n")
			r.wants("500")
			r.say("NOOP\r\n")
			r.wants("250")
		}},
		{"a line that never ends", func(t *testing.T) {
			r := call(t, smtp)
			r.wants("220")
			for range 20 {
				r.say(long)
			}
			if got := r.rest(); !strings.HasPrefix(got, "421") {
				t.Errorf("the server says %q", got)
			}
		}},
		{"a line of POP3 that never ends", func(t *testing.T) {
			r := call(t, pop3)
			r.wants("+OK")
			r.say(long + long)
			r.rest()
		}},
		{"a line of IMAP that never ends", func(t *testing.T) {
			r := call(t, imap)
			r.wants("* OK")
			r.say("a " + long + long)
			r.rest()
		}},
		{"noise", func(t *testing.T) {
			for _, addr := range []string{smtp, submission, pop3, imap, dns} {
				r := call(t, addr)
				r.Write(noise)
				r.Conn.(*net.TCPConn).CloseWrite()
				io.Copy(io.Discard, r.r)
			}
		}},
		{"smuggling", func(t *testing.T) {
			for _, end := range []string{"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n"} {
				r := call(t, smtp)
				r.wants("220")
				r.say("EHLO you.example.test\r\n")
				r.wants("250")
				r.say("MAIL FROM:<you@example.test>\r\n")
				r.wants("250")
				r.say("RCPT TO:<benito@beta.test>\r\n")
				r.wants("250")
				r.say("DATA\r\n")
				r.wants("354")
				r.say("Subject: one\r\n\r\nbody" + end + "MAIL FROM:<boss@beta.test>\r\nRCPT TO:<benito@beta.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n")
				r.wants("550")
				r.say("QUIT\r\n")
				r.wants("221")
			}
			for _, e := range l.Trace().Events {
				if f, ok := e.Fact.(trace.MessageAccepted); ok && bytes.Contains(f.Data, []byte("smuggled")) {
					t.Errorf("a letter was smuggled in: %q", f.Data)
				}
			}
		}},
		{"a bare LF ends no command", func(t *testing.T) {
			r := call(t, smtp)
			r.wants("220")
			r.say("NOOP\n")
			r.wants("500")
		}},
		{"commands out of order", func(t *testing.T) {
			r := call(t, smtp)
			r.wants("220")
			for _, step := range [][2]string{
				{"RCPT TO:<benito@beta.test>", "503"}, {"DATA", "503"}, {"MAIL FROM:<a@example.test>", "503"}, {"EHLO x", "250"},
				{"DATA", "503"}, {"MAIL FROM:<a@example.test>", "250"}, {"MAIL FROM:<a@example.test>", "503"}, {"DATA", "554"}, {"XYZZY", "500"},
			} {
				r.say(step[0] + "\r\n")
				r.wants(step[1])
			}
			r = call(t, pop3)
			r.wants("+OK")
			r.say("RETR 1\r\n")
			r.wants("-ERR")
			r = call(t, imap)
			r.wants("* OK")
			r.say("a FETCH 1 FLAGS\r\n")
			r.wants("a BAD")
		}},
		{"guessing passwords", func(t *testing.T) {
			for _, tt := range []struct{ addr, hello, guess, end string }{
				{submission, "EHLO x\r\n", "AUTH PLAIN AGFsaWNpYUBhbGZhLnRlc3QAd3Jvbmc=\r\n", "421"},
				{pop3, "", "USER benito@beta.test\r\nPASS wrong\r\n", "-ERR"},
				{imap, "", "a LOGIN benito@beta.test wrong\r\n", "* BYE"},
			} {
				r := call(t, tt.addr)
				r.say(tt.hello)
				for range 20 {
					r.say(tt.guess)
				}
				if got := r.rest(); !strings.Contains(got, tt.end) {
					t.Errorf("%s: %q", tt.addr, got)
				}
			}
			guesses := map[int]int{}
			for _, e := range l.Trace().Events {
				if _, ok := e.Fact.(trace.Authenticated); ok {
					if guesses[e.Conn]++; guesses[e.Conn] > 5 {
						t.Fatalf("%d guesses in one connection", guesses[e.Conn])
					}
				}
			}
		}},
		{"too many mistakes", func(t *testing.T) {
			r := call(t, smtp)
			r.say(strings.Repeat("WHAT\r\n", 1000))
			if got := r.rest(); !strings.HasSuffix(got, "421 4.7.0 Too many errors\r\n") {
				t.Errorf("the last words were %q", got[max(0, len(got)-80):])
			}
		}},
		{"literals of absurd size", func(t *testing.T) {
			for _, command := range []string{
				"a LOGIN {99999999999999999999}\r\n", "a LOGIN {4294967296}\r\n", "a LOGIN {2147483647}\r\n", "a LOGIN {5000}\r\n", "a LOGIN {100000000+}\r\n",
			} {
				r := call(t, imap)
				r.wants("* OK")
				r.say(command)
				if got := r.hear(); !strings.HasPrefix(got, "a BAD") && !strings.HasPrefix(got, "a NO") && !strings.HasPrefix(got, "* BYE") {
					t.Errorf("%q was answered %q", command, got)
				}
			}
			r := call(t, imap)
			r.wants("* OK")
			r.say("a LOGIN benito@beta.test secreta-benito\r\n")
			for got := ""; !strings.HasPrefix(got, "a "); got = r.hear() {
			}
			r.say("b APPEND INBOX {4000000000}\r\n")
			if got := r.hear(); !strings.HasPrefix(got, "b NO") && !strings.HasPrefix(got, "b BAD") {
				t.Errorf("a letter of 4 GB was answered %q", got)
			}
		}},
		{"a letter past the limit", func(t *testing.T) {
			r := call(t, smtp)
			r.wants("220")
			r.say("EHLO you.example.test\r\n")
			r.wants("250")
			r.say("MAIL FROM:<you@example.test> SIZE=99999999999\r\n")
			r.wants("552")
			r.say("MAIL FROM:<you@example.test>\r\nRCPT TO:<benito@beta.test>\r\nDATA\r\n")
			r.wants("250")
			r.wants("250")
			r.wants("354")
			line := strings.Repeat(strings.Repeat("x", 998)+"\r\n", 100)
			for range 280 {
				r.say(line)
			}
			r.say(".\r\n")
			if got := r.hear(); !strings.HasPrefix(got, "552") && !strings.HasPrefix(got, "421") {
				t.Errorf("28 MB were answered %q", got)
			}
		}},
		{"a conversation that breaks off", func(t *testing.T) {
			for _, said := range []string{"", "EHLO x\r\n", "EHLO x\r\nMAIL FROM:<you@example.test>\r\nRCPT TO:<benito@beta.test>\r\nDATA\r\nSubject: half"} {
				r := call(t, smtp)
				r.wants("220")
				r.say(said)
				r.Conn.(*net.TCPConn).SetLinger(0)
				r.Close()
			}
		}},
		{"somebody who does not listen", func(t *testing.T) {
			r := call(t, smtp)
			r.SetDeadline(time.Now().Add(300 * time.Millisecond)) // then it cannot say more either
			for {
				if _, err := r.Write(bytes.Repeat([]byte("NOOP\r\n"), 10_000)); err != nil {
					break
				}
			}
		}},
		{"datagrams of all kinds", func(t *testing.T) {
			c, err := net.Dial("udp", dns)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			for i := range 2000 {
				c.Write(noise[i*13 : i*13+i%500])
			}
		}},
	}
	for _, s := range stories {
		t.Run(s.name, s.tell)
		politely(t, smtp, benito)
	}
	for _, e := range l.Trace().Events {
		if f, ok := e.Fact.(trace.ActorPanicked); ok {
			t.Errorf("%s panicked: %s", f.Process, f.Value)
		}
	}
}

// files counts open files, where the system tells; among them those by which Go waits for
// sockets, once there was one.
func files() int {
	if l, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		l.Close()
	}
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(list)
}

// TestAThousandAtOnce: half of them say nothing, half are in mid-sentence; others are
// served meanwhile, and nothing is left of it all.
func TestAThousandAtOnce(t *testing.T) {
	defer leaktest.Check(t)()
	open := files()
	t.Run("crowd", func(t *testing.T) {
		l, smtp := serving(t, live.Options{})
		imap := at(t, l, "mail.beta.test", "imap")
		var crowd []*rude
		for i := range 1000 {
			r := call(t, []string{smtp, imap}[i%2])
			if i%4 < 2 {
				r.say("EHLO half a wo")
			}
			crowd = append(crowd, r)
		}
		for i, r := range crowd {
			r.wants([]string{"220", "* OK"}[i%2])
		}
		politely(t, smtp, benito)
		politely(t, at(t, l, "mail.alfa.test", "smtp"), "alicia@alfa.test")
		for _, r := range crowd {
			r.Close()
		}
		politely(t, smtp, benito)
	})
	if !leaktest.Settles(files, open) {
		t.Errorf("%d files are open, there were %d", files(), open)
	}
}

// TestMemoryIsBounded: whoever says much waits for his turn, and takes nobody else's.
func TestMemoryIsBounded(t *testing.T) {
	l, smtp := serving(t, live.Options{})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	chunk := strings.Repeat(strings.Repeat("y", 998)+"\r\n", 64)
	for range 14 {
		r := call(t, smtp)
		r.say("EHLO x\r\nMAIL FROM:<you@example.test>\r\nRCPT TO:<benito@beta.test>\r\nDATA\r\n")
		r.SetDeadline(time.Now().Add(200 * time.Millisecond))
		for range 320 { // 20 MB, and no end
			if _, err := io.WriteString(r, chunk); err != nil {
				break
			}
		}
	}
	politely(t, smtp, benito)
	runtime.GC()
	runtime.ReadMemStats(&after)
	const most = live.MaxHeld + live.MaxFactBytes + 2*live.MaxHeld
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > most {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
	_ = l
}

// TestPortTaken: the second one is told which port, and whose.
func TestPortTaken(t *testing.T) {
	serving(t, live.Options{})
	_, err := live.Start(lesson(t, "first-email"), live.Options{})
	if want := "listening on " + live.HostAddr(0).String() + ":2587 for submission of mail.alfa.test"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("the error is %v", err)
	}
}

// TestPlaces is the plain rule about addresses and ports.
func TestPlaces(t *testing.T) {
	for port, want := range map[uint16]uint16{25: 2525, 587: 2587, 465: 2465, 110: 2110, 995: 2995, 143: 2143, 993: 2993, 53: 2053, 2525: 2525, 8025: 8025} {
		if got := live.RealPort(port); got != want {
			t.Errorf("port %d becomes %d, want %d", port, got, want)
		}
	}
	own, err := live.Start(lesson(t, "first-email"), live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	stop(t, own)
	bound := start(t, live.Options{Bind: loopback})
	var got []string
	for _, d := range bound.Doors {
		got = append(got, fmt.Sprint(d.At.Port()))
	}
	if want := "2587 2525 2110 2143 3587 3525 3110 3143 2053"; strings.Join(got, " ") != want {
		t.Errorf("all on one address: %s, want %s", strings.Join(got, " "), want)
	}
}

func start(t *testing.T, o live.Options) *live.Live {
	t.Helper()
	l, err := live.Start(lesson(t, "first-email"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, l) })
	return l
}

func stop(t *testing.T, l *live.Live) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Run(ctx); err != nil {
		t.Error(err)
	}
}

// TestAllOnOneAddress plays the opening lesson with everybody behind one address.
func TestAllOnOneAddress(t *testing.T) {
	tr := play(t, lesson(t, "first-email"), live.Options{Bind: loopback, Skip: true})
	if n := stored(tr); n != 1 {
		t.Errorf("%d letters arrived", n)
	}
}

// TestTheQueueIsBounded: who knows a password may not fill the queue of a destination
// that never answers.
func TestTheQueueIsBounded(t *testing.T) {
	l, err := live.Start(parse(t, "dead.yaml", `
posta: 1
title: {es: Apagado, en: Off}
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
faults:
  - down: {host: mail.beta.test}
script:
  - send: {from: alicia, to: benito@beta.test}
`), live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, l) })
	r := call(t, at(t, l, "mail.alfa.test", "submission"))
	r.wants("220")
	r.say("EHLO x\r\n")
	r.wants("250")
	r.say("AUTH PLAIN AGFsaWNpYUBhbGZhLnRlc3QAc2VjcmV0YS1hbGljaWE=\r\n")
	r.wants("235")
	megabyte := strings.Repeat(strings.Repeat("z", 998)+"\r\n", 1000)
	for i := range 4 {
		r.SetDeadline(time.Now().Add(patience))
		r.say("MAIL FROM:<alicia@alfa.test>\r\nRCPT TO:<benito@beta.test>\r\nDATA\r\n")
		r.wants("250")
		r.wants("250")
		r.wants("354")
		for range 18 {
			r.say(megabyte)
		}
		r.say(".\r\n")
		if want := []string{"250", "250", "250", "452 4.3.1"}[i]; !strings.HasPrefix(r.hear(), want) {
			t.Errorf("letter %d: want %s", i+1, want)
		}
	}
}
