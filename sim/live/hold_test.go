package live_test

import (
	"testing"

	"posta/sim/live"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// held waits until somebody stands still.
func held(t *testing.T, l *live.Live) live.Held {
	t.Helper()
	for {
		_, list, changed := l.Holding()
		if len(list) > 0 {
			return list[0]
		}
		<-changed
	}
}

// TestHeldAtRCPT: a stranger stands still at a breakpoint, and goes on as somebody decides.
func TestHeldAtRCPT(t *testing.T) {
	l := start(t, live.Options{})
	l.Break("RCPT", "DOT")
	r := call(t, at(t, l, "mail.beta.test", "smtp"))
	r.wants("220")
	r.say("EHLO x\r\n")
	r.wants("250")
	r.say("MAIL FROM:<you@example.test>\r\n")
	r.wants("250")

	// Answered in the server's place: the server has not taken the recipient.
	r.say("RCPT TO:<benito@beta.test>\r\n")
	h := held(t, l)
	if h.Stage != "RCPT" || h.Host != "mail.beta.test" || h.Said != "RCPT TO:<benito@beta.test>" {
		t.Fatalf("held: %+v", h)
	}
	if err := l.Release(h.ID, live.Release{Reply: smtp.R(451, "4.7.1", "Later")}); err != nil {
		t.Fatal(err)
	}
	r.wants("451")
	if err := l.Release(h.ID, live.Release{}); err != live.ErrNotHeld {
		t.Errorf("let go twice: %v", err)
	}

	// As if nothing had been.
	r.say("RCPT TO:<benito@beta.test>\r\n")
	l.Release(held(t, l).ID, live.Release{})
	r.wants("250")
	r.say("DATA\r\n")
	r.wants("354")
	r.say("Subject: x\r\n\r\nx\r\n.\r\n")
	if h = held(t, l); h.Stage != "DOT" {
		t.Fatalf("held: %+v", h)
	}
	l.Release(h.ID, live.Release{Cut: true})
	if _, err := r.r.ReadString('\n'); err == nil {
		t.Error("the connection was not cut")
	}
	await(t, l, "that it was cut", func(e trace.Event) bool {
		f, ok := e.Fact.(trace.ConversationHeld)
		return ok && f.What == trace.HeldCut && f.At == "DOT"
	})
}

// TestBreakpointsTakenAway: who stands at one goes on.
func TestBreakpointsTakenAway(t *testing.T) {
	l := start(t, live.Options{})
	l.Break("CONNECT")
	r := call(t, at(t, l, "mail.beta.test", "smtp"))
	held(t, l)
	l.Break()
	r.wants("220")
	// And the end waits for nobody who is held.
	l.Break("EHLO")
	r.say("EHLO x\r\n")
	held(t, l)
}

// TestReadersHeld: POP3 and IMAP programs stand still as well, their passwords are nobody's to see, and they hear a refusal in
// their own protocol.
func TestReadersHeld(t *testing.T) {
	l := start(t, live.Options{})
	l.Break("AUTH", "RETR", "SELECT")
	for _, tt := range []struct {
		service, greeting                 string
		login, stage, said, ok            string
		ask, askStage, askSaid, wantsFail string
	}{
		{"pop3", "+OK", "USER benito@beta.test\r\nPASS secreta-benito\r\n", "AUTH", "PASS", "+OK", "RETR 1\r\n", "RETR", "RETR 1", "-ERR Not today"},
		{"imap", "* OK", "a LOGIN benito@beta.test secreta-benito\r\n", "AUTH", "LOGIN", "a OK", "b SELECT INBOX\r\n", "SELECT", "b SELECT INBOX", "b NO Not today"},
	} {
		t.Run(tt.service, func(t *testing.T) {
			r := call(t, at(t, l, "mail.beta.test", tt.service))
			r.wants(tt.greeting)
			r.say(tt.login)
			h := held(t, l)
			if h.Stage != tt.stage || h.Said != tt.said || h.Protocol != tt.service {
				t.Fatalf("held: %+v", h)
			}
			if tt.service == "pop3" {
				r.wants("+OK") // USER's
			}
			l.Release(h.ID, live.Release{})
			r.wants(tt.ok)
			r.say(tt.ask)
			if h = held(t, l); h.Stage != tt.askStage || h.Said != tt.askSaid {
				t.Fatalf("held: %+v", h)
			}
			l.Release(h.ID, live.Release{No: "Not today"})
			r.wants(tt.wantsFail)
			r.say(tt.ask)
			l.Release(held(t, l).ID, live.Release{Cut: true})
			if line, err := r.r.ReadString('\n'); err == nil {
				t.Errorf("it was cut, and said %q", line)
			}
		})
	}
}

// TestActed: what inputs say is done on real sockets: a fault is thrown and mended, a password is changed; what only a
// simulation can bear is refused.
func TestActed(t *testing.T) {
	l := start(t, live.Options{})
	act := func(what string) {
		t.Helper()
		if p := l.Act("Ana", what); len(p) > 0 {
			t.Fatal(p)
		}
	}
	rcpt := func(want string) {
		t.Helper()
		r := call(t, at(t, l, "mail.beta.test", "smtp"))
		r.wants("220")
		r.say("EHLO x\r\nMAIL FROM:<you@example.test>\r\nRCPT TO:<benito@beta.test>\r\n")
		r.wants("250")
		r.wants("250")
		r.wants(want)
	}
	rcpt("250")
	act("break: {id: f, answer: {host: mail.beta.test, command: RCPT, code: 451}}")
	rcpt("451")
	act("mend: f")
	rcpt("250")
	act("set_user: {user: benito, password: otra}")
	r := call(t, at(t, l, "mail.beta.test", "pop3"))
	r.wants("+OK")
	r.say("USER benito@beta.test\r\nPASS secreta-benito\r\n")
	r.wants("+OK")
	r.wants("-ERR")
	for _, what := range []string{"connect: {id: c, from: laptop-alicia, to: mail.beta.test}", "break: {answer: {host: nowhere.test}}", "}{", "seat: mail.beta.test"} {
		if p := l.Act("Ana", what); len(p) == 0 {
			t.Errorf("it was done: %s", what)
		}
	}
	act("down: mail.beta.test")
	if n := len(l.Acted(0)); n != 4 {
		t.Errorf("%d things were done", n)
	}
}
