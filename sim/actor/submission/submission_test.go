package submission_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/directory"
	"posta/sim/actor/exchanger"
	"posta/sim/actor/relay"
	"posta/sim/actor/submission"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/smtp"
	"posta/sim/trace"
)

const host = "smtp.uno.test"

func talk(t *testing.T, dialogue string) *actortest.Lab {
	t.Helper()
	return actortest.Run(t, 3, func(l *actortest.Lab) {
		m, laptop := l.Host(host, "192.0.2.1"), l.Host("laptop-alicia", "192.0.2.99")
		book := directory.New(directory.Site{Domains: []directory.Domain{{Name: "uno.test", Users: []directory.User{{Local: "alicia"}}}}})
		conf := submission.Config{
			Config: exchanger.Config{
				Protocol:  smtp.Server{AllowInsecureAuth: true, Extensions: []string{"ENHANCEDSTATUSCODES"}},
				Directory: book,
				Queue: relay.New(m, relay.Config{Directory: book, Resolver: &actortest.Names{}, Epoch: actortest.Start,
					Retry: relay.Retry{Lifetime: time.Hour}, Mailboxes: nowhere{}}),
				Users: func(user, password string, _ bool) error {
					if user == "alicia@uno.test" && password == "secreta" {
						return nil
					}
					return mailbox.ErrCredentials
				},
			},
			MayUse: func(user string, from mail.Address) bool { return user == from.String() },
		}
		m.Begin(0, func() {
			if err := submission.Start(m, conf); err != nil {
				t.Error(err)
			}
		})
		laptop.Begin(time.Second, func() { actortest.Client(t, laptop, "192.0.2.1:587", dialogue) })
	})
}

type nowhere struct{}

func (nowhere) Deliver(relay.Delivery) error { return nil }

func plain(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password))
}

const hello = `
	s: 220 *
	c: EHLO laptop-alicia
	s: 250-smtp.uno.test greets laptop-alicia
	s: 250-ENHANCEDSTATUSCODES
	s: 250 AUTH PLAIN LOGIN
`

func TestOnlyItsOwnPeople(t *testing.T) {
	l := talk(t, hello+`
		c: MAIL FROM:<alicia@uno.test>
		s: 530 5.7.0 *
		c: AUTH PLAIN `+plain("alicia@uno.test", "adivino")+`
		s: 535 5.7.8 *
		c: AUTH PLAIN `+plain("alicia@uno.test", "secreta")+`
		s: 235 2.7.0 *
		c: MAIL FROM:<jefa@uno.test>
		s: 550 5.7.1 Not your address: jefa@uno.test
		c: MAIL FROM:<alicia@uno.test>
		s: 250 *
		c: RCPT TO:<benito@dos.test>
		s: 250 *
		c: RCPT TO:<nadie@uno.test>
		s: 550 5.1.1 *
		c: QUIT
		s: 221 *`)
	auth := actortest.Of[trace.Authenticated](l, host)
	if len(auth) != 2 || auth[0].OK || !auth[1].OK || auth[1].Mechanism != "PLAIN" || auth[1].User != "alicia@uno.test" {
		t.Errorf("authenticated %+v", auth)
	}
	decided := actortest.Of[trace.RecipientDecided](l, host)
	if len(decided) != 2 || decided[0].Verdict != "relay" || decided[1].Verdict != "refused" {
		t.Errorf("decided %+v", decided)
	}
}

func TestLOGIN(t *testing.T) {
	l := talk(t, hello+`
		c: AUTH LOGIN
		s: 334 *
		c: `+base64.StdEncoding.EncodeToString([]byte("alicia@uno.test"))+`
		s: 334 *
		c: `+base64.StdEncoding.EncodeToString([]byte("secreta"))+`
		s: 235 *
		c: QUIT
		s: 221 *`)
	if auth := actortest.Of[trace.Authenticated](l, host); len(auth) != 1 || !auth[0].OK || auth[0].Mechanism != "LOGIN" {
		t.Errorf("authenticated %+v", auth)
	}
}

// TestWhatTheProgramForgot: RFC 6409 sections 8.2 and 8.3.
func TestWhatTheProgramForgot(t *testing.T) {
	const date, id = "Date: Mon, 02 Mar 2026 09:00:01 +0100\r\n", "Message-ID: <"
	tests := []struct {
		name, letter string
		date, id     bool
		rest         string
	}{
		{"nothing", "c: Date: Mon, 02 Mar 2026 08:00:00 +0000\nc: Message-ID: <1@uno.test>\nc:\nc: Hola", false, false, ""},
		{"the date", "c: Message-ID: <1@uno.test>\nc:\nc: Hola", true, false, "Message-ID: <1@uno.test>\r\n\r\nHola\r\n"},
		{"the name", "c: Date: Mon, 02 Mar 2026 08:00:00 +0000\nc:\nc: Hola", false, true, "Date: Mon, 02 Mar 2026 08:00:00 +0000\r\n\r\nHola\r\n"},
		{"both", "c: Subject: x\nc:\nc: Hola", true, true, "Subject: x\r\n\r\nHola\r\n"},
		{"the whole header", "c:\nc: Hola", true, true, "\r\nHola\r\n"},
		{"the header and the blank line", "c: Hola sin cabecera", true, true, "\r\nHola sin cabecera\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := talk(t, hello+`
				c: AUTH PLAIN `+plain("alicia@uno.test", "secreta")+`
				s: 235 *
				c: MAIL FROM:<alicia@uno.test>
				s: 250 *
				c: RCPT TO:<alicia@uno.test>
				s: 250 *
				c: DATA
				s: 354 *
				`+tt.letter+`
				c: .
				s: 250 *
				c: QUIT
				s: 221 *`)
			accepted := actortest.Of[trace.MessageAccepted](l, host)[0]
			data := string(accepted.Data)
			if !strings.Contains(data, " with ESMTPA id ") {
				t.Errorf("the postmark does not say that alicia authenticated: %q", data)
			}
			_, data, _ = strings.Cut(data, "+0100\r\n") // the postmark's end
			if strings.Contains(data, date) != tt.date || strings.Contains(data, id+"20260302080001."+accepted.Queue) != tt.id {
				t.Errorf("the letter became %q", data)
			}
			if !strings.HasSuffix(data, tt.rest) {
				t.Errorf("the letter ends %q, want %q", data, tt.rest)
			}
			if accepted.MessageID == "" {
				t.Error("the fact has no Message-ID")
			}
		})
	}
}
