package mailstore_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/mailstore"
	"posta/sim/actor/relay"
	"posta/sim/actor/secure"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/trace"
)

// TestOneLetterByBothDoors: what the queue put into a mailbox has one size, whoever reads it; the
// wrong password opens neither door; and what was deleted at one is gone at the other.
func TestOneLetterByBothDoors(t *testing.T) {
	for name, data := range map[string]string{
		"a short letter":   "Subject: x\r\n\r\nx\r\n",
		"dots and accents": "Subject: =?utf-8?q?=C3=B1?=\r\n\r\n.\r\n..\r\n ñandú\r\n",
		"an empty body":    "Subject: x\r\n\r\n",
		"a long one":       "Subject: x\r\n\r\n" + strings.Repeat(strings.Repeat("a", 76)+"\r\n", 100),
	} {
		t.Run(name, func(t *testing.T) {
			size := len(data)
			l := actortest.Run(t, 1, func(l *actortest.Lab) {
				m, phone := l.Host("mx.dos.test", "192.0.2.2"), l.Host("phone.dos.test", "192.0.2.9")
				store := mailstore.New(m, mailstore.Config{})
				if _, err := store.AddAccount(mailbox.AccountConfig{User: "benito", Domain: "dos.test", Password: "clave"}); err != nil {
					t.Fatal(err)
				}
				m.Begin(0, func() {
					d := mailstore.Deliveries{Machine: m, Store: store}
					if err := d.Deliver(relay.Delivery{Queue: "A1", To: mail.MustParseAddress("benito@dos.test"), Data: []byte(data)}); err != nil {
						t.Error(err)
					}
					if err := mailstore.StartPOP3(m, store, 110, secure.Offer{}, "", nil); err != nil {
						t.Error(err)
					}
					if err := mailstore.StartIMAP(m, store, 143, secure.Offer{}, "", nil); err != nil {
						t.Error(err)
					}
				})
				phone.Begin(time.Second, func() {
					actortest.Client(t, phone, "192.0.2.2:143", fmt.Sprintf(`
						s: * OK*
						c: a LOGIN benito@dos.test falsa
						s: a NO*
						c: b LOGIN benito@dos.test clave
						s: b OK*
						c: c STATUS INBOX (MESSAGES SIZE)
						s: * STATUS INBOX (MESSAGES 1 SIZE %d)
						s: c OK*
						c: d EXAMINE INBOX
						s: * 1 EXISTS
						s: * 1 RECENT
						s: * OK*UNSEEN*
						s: * OK*UIDVALIDITY*
						s: * OK*UIDNEXT*
						s: * FLAGS*
						s: * OK*PERMANENTFLAGS*
						s: * OK*HIGHESTMODSEQ*
						s: d OK*
						c: e FETCH 1 RFC822.SIZE
						s: * 1 FETCH (RFC822.SIZE %d)
						s: e OK*`, size, size))
					actortest.Client(t, phone, "192.0.2.2:110", fmt.Sprintf(`
						s: +OK*
						c: USER benito@dos.test
						s: +OK*
						c: PASS clave
						s: +OK*
						c: STAT
						s: +OK 1 %d
						c: LIST 1
						s: +OK 1 %d
						c: DELE 1
						s: +OK*
						c: QUIT
						s: +OK*
						s!`, size, size))
					actortest.Client(t, phone, "192.0.2.2:143", `
						s: * OK*
						c: a LOGIN benito@dos.test clave
						s: a OK*
						c: b STATUS INBOX (MESSAGES)
						s: * STATUS INBOX (MESSAGES 0)
						s: b OK*`)
				})
			})
			if stored := actortest.Of[trace.MailboxStored](l, "mx.dos.test"); len(stored) != 1 || string(stored[0].Data) != data {
				t.Errorf("stored %+v", stored)
			}
			if gone := actortest.Of[trace.MailboxRemoved](l, "mx.dos.test"); len(gone) != 1 || gone[0].User != "benito@dos.test" {
				t.Errorf("removed %+v", gone)
			}
			var ok, no int
			for _, f := range actortest.Of[trace.Authenticated](l, "mx.dos.test") {
				if f.OK {
					ok++
				} else {
					no++
				}
			}
			if ok != 3 || no != 1 {
				t.Errorf("%d log-ins and %d refused, want 3 and 1", ok, no)
			}
		})
	}
}
