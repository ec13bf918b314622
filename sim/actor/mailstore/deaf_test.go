package mailstore_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/mailstore"
	"posta/sim/actor/secure"
	"posta/sim/mailbox"
)

// TestAClientThatNeverReads: it asks for a letter again and again, and takes no answer. The server
// sends what was asked for, and no more; others go on being served, in the same folder too; and
// after the autologout of its protocol (RFC 1939 section 3, RFC 3501 section 5.4) it is sent away.
func TestAClientThatNeverReads(t *testing.T) {
	const times, deaf, patience = 200, "192.0.2.9", 3 * time.Hour
	letter := "Subject: x\r\n\r\n" + strings.Repeat(strings.Repeat("a", 76)+"\r\n", 500)
	for _, c := range []struct {
		name     string
		port     uint16
		begin    string
		ask      func(n int) string
		answered string // how each answer ends
	}{
		{"IMAP", 143, "a LOGIN benito@dos.test clave\r\nb SELECT INBOX\r\n", func(n int) string { return fmt.Sprintf("c%d FETCH 1 BODY.PEEK[]\r\n", n) }, "OK FETCH"},
		{"POP3", 110, "USER benito@dos.test\r\nPASS clave\r\n", func(int) string { return "RETR 1\r\n" }, "aa\r\n.\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			served, heard, ended := 0, "", false
			actortest.Run(t, 1, func(l *actortest.Lab) {
				m, phone, laptop := l.Host("mx.dos.test", "192.0.2.2"), l.Host("phone.dos.test", deaf), l.Host("laptop.dos.test", "192.0.2.10")
				store := mailstore.New(m, mailstore.Config{})
				for _, user := range []string{"benito", "clara"} {
					if _, err := store.AddAccount(mailbox.AccountConfig{User: user, Domain: "dos.test", Password: "clave"}); err != nil {
						t.Fatal(err)
					}
				}
				m.Begin(0, func() {
					a, err := store.Account("benito@dos.test")
					if err == nil {
						_, err = a.Deliver(nil, "INBOX", []byte(letter))
					}
					if err == nil {
						err = mailstore.StartPOP3(m, store, 110, secure.Offer{}, "", nil)
					}
					if err == nil {
						err = mailstore.StartIMAP(m, store, 143, secure.Offer{}, "", nil)
					}
					if err != nil {
						t.Error(err)
					}
				})
				phone.Begin(time.Second, func() {
					conn, err := phone.Dial("tcp", fmt.Sprintf("192.0.2.2:%d", c.port), time.Minute)
					if err != nil {
						t.Error(err)
						return
					}
					defer conn.Close()
					io.WriteString(conn, c.begin)
					for n := range times {
						io.WriteString(conn, c.ask(n))
					}
					phone.Sleep(patience)
					all, err := io.ReadAll(conn)
					heard, ended = string(all), err == nil
				})
				for i := range 20 {
					laptop.Begin(time.Duration(i)*time.Minute+2*time.Second, func() {
						actortest.Client(t, laptop, "192.0.2.2:143", `
							s: * OK*
							c: a LOGIN benito@dos.test clave
							s: a OK*
							c: b STATUS INBOX (MESSAGES)
							s: * STATUS INBOX (MESSAGES 1)
							s: b OK*`)
						actortest.Client(t, laptop, "192.0.2.2:110", `
							s: +OK*
							c: USER clara@dos.test
							s: +OK*
							c: PASS clave
							s: +OK*
							c: QUIT
							s: +OK*
							s!`)
						served++
					})
				}
			})
			if served != 20 {
				t.Errorf("others were served %d times, want 20", served)
			}
			if n := strings.Count(heard, c.answered); n != times || len(heard) > times*(len(letter)+200) {
				t.Errorf("there were %d answers in %d octets, want %d", n, len(heard), times)
			}
			if !ended {
				t.Error("the server waits for ever")
			}
		})
	}
}
