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
