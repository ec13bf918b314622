package turn_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/dialogue"
	"posta/sim/scenario"
	"posta/sim/talk"
	"posta/sim/trace"
	"posta/sim/turn"
)

func lesson(t *testing.T, slug string) *scenario.Scenario {
	t.Helper()
	src, err := scenarios.Read(slug)
	if err != nil {
		t.Fatal(err)
	}
	s, problems := scenario.Parse(slug+".yaml", src)
	if s == nil {
		t.Fatal(problems)
	}
	return s
}

// TestWellMadeProgramsMakeNoMistakes: in no lesson does a program break a rule. That a
// password is readable is what some of them show.
func TestWellMadeProgramsMakeNoMistakes(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		tr, err := sim.Run(context.Background(), lesson(t, slug), sim.Options{})
		if err != nil {
			t.Fatal(err)
		}
		d := dialogue.Of(tr)
		seen := map[int]bool{}
		for _, l := range d.Lines {
			if seen[l.Conn] {
				continue
			}
			seen[l.Conn] = true
			lines := d.LinesOf(l.Conn)
			for i := range lines {
				for _, m := range turn.Mistakes(lines, i) {
					if m.Code != turn.ClearPassword {
						t.Errorf("%s: %s in %q", slug, m.Code, lines[i].Text)
					}
				}
				if lines[i].Kind == dialogue.KindAnswer && lines[i].Question >= 0 {
					if list := turn.AnswerMistakes(d.Lines[lines[i].Question], lines[i]); len(list) > 0 {
						t.Errorf("%s: %s in %q", slug, list[0].Code, lines[i].Text)
					}
				}
			}
		}
	}
}

// said is a conversation by hand, and the mistakes in it.
type said struct {
	name       string
	as, to     string
	port       uint16
	service    string
	lines      string // parted by |
	want       string // codes, parted by spaces
	unfinished string // what is lost when the client leaves then
}

var conversations = []said{
	{name: "a whole letter", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|From: <a@alfa.test>|Date: Mon, 02 Mar 2026 09:00:00 +0000||Hi.|..|.|QUIT"},
	{name: "the colon's space", lines: "EHLO x|MAIL FROM: <a@alfa.test>", want: "colon-space", unfinished: "envelope-cut"},
	{name: "no brackets", lines: "EHLO x|MAIL FROM:a@alfa.test", want: "no-brackets"},
	{name: "no hello", lines: "MAIL FROM:<a@alfa.test>", want: "no-hello"},
	{name: "nobody calls", lines: "EHLO", want: "no-name"},
	{name: "no envelope", lines: "EHLO x|DATA", want: "no-sender"},
	{name: "nobody to send it to", lines: "EHLO x|MAIL FROM:<a@alfa.test>|DATA", want: "no-recipient", unfinished: "envelope-cut"},
	{name: "two envelopes", lines: "EHLO x|MAIL FROM:<a@alfa.test>|MAIL FROM:<b@alfa.test>", want: "nested-mail", unfinished: "envelope-cut"},
	{name: "the header too soon", lines: "EHLO x|Subject: Hi", want: "header-outside"},
	{name: "MAIL TO", lines: "EHLO x|MAIL TO:<benito@beta.test>", want: "from-and-to"},
	{name: "no colon", lines: "EHLO x|MAIL <benito@beta.test>", want: "no-colon"},
	{name: "a slip of the hand", lines: "ELHO x", want: "typo"},
	{name: "nonsense", lines: "Hello, how are you?", want: "no-command"},
	{name: "nothing", lines: "", want: "empty"},
	{name: "POP3 at port 25", lines: "USER benito", want: "other-protocol"},
	{name: "IMAP at port 25", lines: "a1 LOGIN benito x", want: "other-protocol"},
	{name: "the web at port 25", lines: "GET / HTTP/1.1", want: "other-protocol"},
	{name: "no TLS to be had", lines: "EHLO x|STARTTLS", want: "not-offered"},
	{name: "nobody logs in at port 25", lines: "EHLO x|AUTH PLAIN AGEAYg==", want: "not-offered"},
	{name: "only a header", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|From: <a@alfa.test>|Date: Mon, 02 Mar 2026 09:00:00 +0000|Hi, Benito, how are you?|.", want: "no-blank-line"},
	{name: "only text", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|Hi.|.", want: "no-header"},
	{name: "nothing at all", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|.", want: "empty-letter"},
	{name: "whose and when", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|Subject: Hi||Hi.|.", want: "no-from no-date"},
	{name: "a dot in front", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|From: <a@alfa.test>|Date: x||.bashrc|.", want: "bad-date dot-stuffing"},
	{name: "chunks that were not offered", lines: "EHLO x|BDAT 10|NOOP hola", want: "not-offered"},
	{name: "a command of 1982", lines: "EHLO x|SEND FROM:<a@alfa.test>", want: "obsolete"},
	{name: "letters beyond ASCII", lines: "EHLO x|MAIL FROM:<ñandú@alfa.test>", want: "no-smtputf8"},
	{name: "letters beyond ASCII, as is right", lines: "EHLO x|MAIL FROM:<ñandú@alfa.test> SMTPUTF8|RCPT TO:<benito@beta.test>", unfinished: "envelope-cut"},
	{name: "a recipient beyond ASCII", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<ñandú@beta.test>", want: "no-smtputf8", unfinished: "envelope-cut"},
	{name: "an underscore", lines: "EHLO mi_casa.test", want: "hello-underscore"},
	{name: "an address for a name", lines: "EHLO [192.0.2.1]"},
	{name: "a source route", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<@x.test,@y.test:benito@beta.test>", want: "source-route", unfinished: "envelope-cut"},
	{name: "8 bits that nobody announced", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|From: <a@alfa.test>|Date: Mon, 02 Mar 2026 09:00:00 +0000|Subject: Señal||Año.|.", want: "8bit-header 8bit-body"},
	{name: "8 bits announced", lines: "EHLO x|MAIL FROM:<a@alfa.test> BODY=8BITMIME SMTPUTF8|RCPT TO:<benito@beta.test>|DATA|From: <a@alfa.test>|Date: Mon, 02 Mar 2026 09:00:00 +0000|Subject: Señal||Año.|."},
	{name: "two of one field", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|From: <a@alfa.test>|From: <b@alfa.test>|Date: ayer||Hi.|.", want: "bad-date two-fields"},
	{name: "no date", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|From: <a@alfa.test>||Hi.|.", want: "no-date"},
	{name: "no final dot", lines: "EHLO x|MAIL FROM:<a@alfa.test>|RCPT TO:<benito@beta.test>|DATA|From: <a@alfa.test>", unfinished: "letter-cut"},
	{name: "a password that anybody reads", to: "mail.alfa.test", port: 587, lines: "EHLO x|AUTH PLAIN AGFsaWNpYUBhbGZhLnRlc3QAc2VjcmV0YS1hbGljaWE=", want: "clear-password"},
	{name: "PLAIN with two parts", to: "mail.alfa.test", port: 587, lines: "EHLO x|AUTH PLAIN YWxpY2lhAHg=", want: "clear-password auth-plain"},

	{name: "a maildrop", port: 110, lines: "USER benito@beta.test|PASS secreta-benito|STAT|QUIT", want: "clear-password"},
	{name: "PASS alone", port: 110, lines: "PASS x", want: "clear-password no-user"},
	{name: "not logged in", port: 110, lines: "LIST", want: "not-logged-in"},
	{name: "no such letter", port: 110, lines: "USER benito@beta.test|PASS secreta-benito|RETR 9", want: "clear-password no-such-letter"},
	{name: "no number", port: 110, lines: "USER benito@beta.test|PASS secreta-benito|RETR|RETR x", want: "clear-password no-number no-number"},
	{name: "a command that is gone", port: 110, lines: "USER benito@beta.test|PASS secreta-benito|LAST", want: "clear-password obsolete"},
	{name: "SMTP at port 110", port: 110, lines: "EHLO x", want: "other-protocol"},
	{name: "IMAP at port 110", port: 110, lines: "a1 SELECT INBOX", want: "other-protocol"},
	{name: "gone without QUIT", port: 110, lines: "USER benito@beta.test|PASS secreta-benito|DELE 1", want: "clear-password", unfinished: "no-quit"},

	{name: "a mailbox", port: 143, lines: "a LOGIN benito@beta.test secreta-benito|b SELECT INBOX|c FETCH 1 FLAGS|d LOGOUT", want: "clear-password"},
	{name: "asking for a text is reading it", port: 143, lines: "a LOGIN benito@beta.test secreta-benito|b SELECT INBOX|c FETCH 1 BODY[TEXT]", want: "clear-password fetch-seen"},
	{name: "only looking", port: 143, lines: "a LOGIN benito@beta.test secreta-benito|b EXAMINE INBOX|c FETCH 1 BODY[]", want: "clear-password"},
	{name: "peeking", port: 143, lines: "a LOGIN benito@beta.test secreta-benito|b SELECT INBOX|c FETCH 1 BODY.PEEK[]", want: "clear-password"},
	{name: "no tag", port: 143, lines: "LOGIN benito@beta.test x", want: "no-tag"},
	{name: "one word", port: 143, lines: "NOOP", want: "no-tag"},
	{name: "before LOGIN", port: 143, lines: "a SELECT INBOX", want: "not-logged-in"},
	{name: "before SELECT", port: 143, lines: "a LOGIN benito@beta.test secreta-benito|b FETCH 1 FLAGS", want: "clear-password no-folder"},
	{name: "FETCH of what", port: 143, lines: "a LOGIN benito@beta.test secreta-benito|b SELECT INBOX|c FETCH 1", want: "clear-password fetch-what"},
	{name: "SMTP at port 143", port: 143, lines: "MAIL FROM:<a@alfa.test>", want: "other-protocol"},

	{name: "a server that does as it should", as: "mail.beta.test", service: "smtp", lines: "220 x ESMTP|250 x|250 2.1.0 Ok|250 2.1.5 Ok|354 go on|250 2.0.0 Ok|221 bye"},
	{name: "words without a code", as: "mail.beta.test", service: "smtp", lines: "hello", want: "no-code"},
	{name: "another greeting", as: "mail.beta.test", service: "smtp", lines: "250 hello", want: "greeting-code"},
	{name: "250 to DATA", as: "mail.beta.test", service: "smtp", lines: "220 x|250 x|250 ok|250 ok|250 ok", want: "data-not-354"},
	{name: "354 to MAIL", as: "mail.beta.test", service: "smtp", lines: "220 x|250 x|354 go", want: "354-not-data"},
	{name: "two codes that disagree", as: "mail.beta.test", service: "smtp", lines: "220 x|250 x|250 5.1.0 Ok", want: "enhanced-class"},
	{name: "ok without its sign", as: "mail.beta.test", service: "pop3", lines: "OK hello", want: "no-indicator"},
	{name: "an IMAP server without a star", as: "mail.beta.test", service: "imap", lines: "OK hello", want: "greeting"},
	{name: "another's tag", as: "mail.beta.test", service: "imap", lines: "* OK hello|x9 OK done", want: "wrong-tag"},
	{name: "the tag and no verdict", as: "mail.beta.test", service: "imap", lines: "* OK hello|a001 FINE done", want: "no-verdict"},
}

// TestMistakesOfPeople: what people get wrong is found where they said it, and nothing
// else is.
func TestMistakesOfPeople(t *testing.T) {
	ctx := context.Background()
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			s := lesson(t, "first-email")
			o := talk.Options{As: c.as, To: c.to, Port: c.port, Service: c.service}
			if o.As == "" {
				o.As, o.At = "laptop-benito", "300ms" // the letter has come, and nobody has read it
				if o.To == "" {
					o.To = "mail.beta.test"
				}
			}
			x, problems, err := talk.Open(ctx, s, o)
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			defer x.Close()
			for _, line := range strings.Split(c.lines, "|") {
				if problems, err := x.Say(ctx, line); err != nil || len(problems) > 0 {
					t.Fatal(line, err, problems)
				}
			}
			lines := x.Talks()[0]
			var got []string
			for i, l := range lines {
				if l.FromClient == (x.Role == talk.Client) {
					for _, m := range turn.Mistakes(lines, i) {
						got = append(got, m.Code)
						if m.Text.ES == "" || m.Text.EN == "" {
							t.Errorf("%s has no words", m.Code)
						}
					}
				}
			}
			if want := strings.Fields(c.want); !slices.Equal(got, want) {
				t.Errorf("found %q instead of %q in:\n%s", got, want, all(lines))
			}
			left := ""
			if list := turn.Unfinished(lines); len(list) > 0 && x.Role == talk.Client {
				left = list[0].Code
			}
			if left != c.unfinished && (c.unfinished != "" || left != "envelope-cut") {
				t.Errorf("leaving now loses %q instead of %q in:\n%s", left, c.unfinished, all(lines))
			}
		})
	}
}

func all(lines []*dialogue.Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("  " + l.Text + "\n")
	}
	return b.String()
}

// TestTheCribIsRight: whoever says what the crib says first, always, gets a letter
// through, reads a mailbox, and is never refused; as a server, one delivers.
func TestTheCribIsRight(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name, as, to, service string
		port                  uint16
	}{
		{name: "a client of SMTP", as: "laptop-benito", to: "mail.beta.test"},
		{name: "a client of submission", as: "laptop-alicia", to: "mail.alfa.test", port: 587},
		{name: "a client of POP3", as: "laptop-benito", to: "mail.beta.test", port: 110},
		{name: "a client of IMAP", as: "laptop-benito", to: "mail.beta.test", port: 143},
		{name: "a server of SMTP", as: "mail.beta.test", service: "smtp"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := lesson(t, "first-email")
			x, problems, err := talk.Open(ctx, s, talk.Options{As: c.as, To: c.to, Port: c.port, Service: c.service, At: "300ms"})
			if c.service != "" {
				x, problems, err = talk.Open(ctx, s, talk.Options{As: c.as, Service: c.service})
			}
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			defer x.Close()
			names := talk.NamesFor(s, x.Host, x.Peer)
			for range 8 {
				state := turn.Read(x.Lines())
				list := state.Next(names)
				if x.Role == talk.Server {
					list = state.Reply(names)
				}
				if len(list) == 0 || x.Over() {
					break
				}
				line := list[0].Line
				if state.Data {
					line = "."
				}
				if _, err := x.Say(ctx, line); err != nil {
					t.Fatal(err)
				}
				if lines := x.Lines(); len(lines) > 0 && lines[len(lines)-1].Class == dialogue.ClassPermanent {
					t.Errorf("%q is refused: %s", line, lines[len(lines)-1].Text)
				}
			}
			if s := turn.Read(x.Lines()); s.Protocol == dialogue.SMTP && s.Letters == 0 || s.Protocol != dialogue.SMTP && !s.LoggedIn {
				t.Errorf("the crib leads nowhere: %+v", s)
			}
			tr, err := x.Finish(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if last, ok := tr.Events[len(tr.Events)-1].Fact.(trace.RunEnded); !ok || last.Reason != trace.EndQuiet {
				t.Errorf("the run ends by %+v", tr.Events[len(tr.Events)-1])
			}
		})
	}
}
