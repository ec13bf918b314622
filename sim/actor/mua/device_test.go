package mua_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/mailstore"
	"posta/sim/actor/mua"
	"posta/sim/actor/secure"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/trace"
)

const server = "192.0.2.2"

func door(port uint16) mua.Door {
	return mua.Door{Host: "mail.dos.test", Addr: netip.MustParseAddr(server), Port: port}
}

var benito = mua.Person{Name: "Benito", Address: mail.MustParseAddress("benito@dos.test"), Login: "benito", Password: "clave", Zone: time.FixedZone("", 3600)}

func letter(n string) []byte {
	return []byte("From: Alicia <alicia@uno.test>\r\nTo: benito@dos.test\r\nSubject: " + n + "\r\nMessage-ID: <" + n + "@uno.test>\r\nDate: Mon, 02 Mar 2026 09:00:00 +0100\r\n\r\nHola\r\n.\r\n")
}

// post is a server with benito's mailbox, letters in it, and doors for POP3 and IMAP.
func post(t *testing.T, l *actortest.Lab, letters ...string) *mailbox.Account {
	m := l.Host("mail.dos.test", server)
	store := mailstore.New(m, mailstore.Config{})
	a, err := store.AddAccount(mailbox.AccountConfig{User: "benito", Domain: "dos.test", Password: "clave"})
	if err != nil {
		t.Fatal(err)
	}
	m.Begin(0, func() {
		for _, n := range letters {
			if _, err := a.Deliver(nil, "INBOX", letter(n)); err != nil {
				t.Error(err)
			}
		}
		if err := mailstore.StartPOP3(m, store, 110, noTLS, "", nil); err != nil {
			t.Error(err)
		}
		if err := mailstore.StartIMAP(m, store, 143, noTLS, "", nil); err != nil {
			t.Error(err)
		}
	})
	return a
}

// fetched are the letters that a device has come to keep, whole or not.
func fetched(l *actortest.Lab, host string) (list []string) {
	for _, f := range actortest.Of[trace.DeviceStored](l, host) {
		list = append(list, f.Protocol+" "+string(f.Part)+" "+f.Subject)
	}
	return list
}

// left are the UIDs of what stays in the mailbox.
func left(l *actortest.Lab) int {
	return len(actortest.Of[trace.MailboxStored](l, "mail.dos.test")) - len(actortest.Of[trace.MailboxRemoved](l, "mail.dos.test"))
}

// TestWhatAPersonDoesWithTheirMail, and what is on the device and on the server then.
func TestWhatAPersonDoesWithTheirMail(t *testing.T) {
	pop, imap := mua.POP3{Door: door(110)}, mua.IMAP{Door: door(143), Folder: "INBOX"}
	for _, c := range []struct {
		name  string
		do    func(d *mua.Device) error
		want  []string // on the device
		left  int      // on the server
		wrong string   // what the error has to say
	}{
		{"fetches by POP3, which takes the letters away", func(d *mua.Device) error { return d.FetchPOP3(pop) },
			[]string{"pop3 message uno", "pop3 message dos"}, 0, ""},
		{"fetches by POP3 and leaves them there, twice: what is known is not fetched again", func(d *mua.Device) error {
			keep := pop
			keep.Keep = true
			if err := d.FetchPOP3(keep); err != nil {
				return err
			}
			return d.FetchPOP3(keep)
		}, []string{"pop3 message uno", "pop3 message dos"}, 2, ""},
		{"looks at headers by POP3", func(d *mua.Device) error {
			look := pop
			look.HeadersOnly, look.Keep = true, true
			return d.FetchPOP3(look)
		}, []string{"pop3 headers uno", "pop3 headers dos"}, 2, ""},
		{"reads by IMAP: the letters stay", func(d *mua.Device) error { return d.FetchIMAP(imap) },
			[]string{"imap message uno", "imap message dos"}, 2, ""},
		{"deletes one by IMAP", func(d *mua.Device) error { return d.DeleteIMAP(imap, mua.Match{Subject: "uno"}) }, nil, 1, ""},
		{"deletes what is not there", func(d *mua.Device) error { return d.DeleteIMAP(imap, mua.Match{Subject: "tres"}) }, nil, 2, "no letter fits"},
		{"moves one to a folder that is made for it", func(d *mua.Device) error { return d.MoveIMAP(imap, mua.Match{MessageID: "<dos@uno.test>"}, "Viajes") }, nil, 2, ""},
		{"has another password", func(d *mua.Device) error { d.Remember("otra"); return d.FetchPOP3(pop) }, nil, 2, "-ERR"},
		{"has another password, at IMAP", func(d *mua.Device) error { d.Remember("otra"); return d.FetchIMAP(imap) }, nil, 2, "NO"},
		{"asks at a door that nobody opens", func(d *mua.Device) error {
			shut := imap
			shut.Door.Port = 1143
			return d.FetchIMAP(shut)
		}, nil, 2, "refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := actortest.Run(t, 1, func(l *actortest.Lab) {
				post(t, l, "uno", "dos")
				m := l.Host("movil", "192.0.2.20")
				d := mua.New(m, benito, mua.Habits{})
				m.Begin(time.Second, func() {
					err := c.do(d)
					if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
						t.Errorf("the error is %v, want %q", err, c.wrong)
					}
				})
			})
			if got := fetched(l, "movil"); !slices.Equal(got, c.want) {
				t.Errorf("the device has %q, want %q", got, c.want)
			}
			if got := left(l); got != c.left {
				t.Errorf("%d letters are left, want %d", got, c.left)
			}
		})
	}
}

// TestFlagsAreThePersonsOwn: what is flagged on the server is what was meant.
func TestFlagsAreThePersonsOwn(t *testing.T) {
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		post(t, l, "uno", "dos")
		m := l.Host("movil", "192.0.2.20")
		d := mua.New(m, benito, mua.Habits{})
		m.Begin(time.Second, func() {
			if err := d.FlagIMAP(mua.IMAP{Door: door(143), Folder: "INBOX"}, mua.Match{Subject: "dos"}, []string{`\Flagged`}, nil); err != nil {
				t.Error(err)
			}
		})
	})
	flagged := actortest.Of[trace.MailboxFlagged](l, "mail.dos.test")
	if len(flagged) != 1 || flagged[0].UID != 2 || !slices.Contains(flagged[0].Flags, `\Flagged`) {
		t.Errorf("%+v", flagged)
	}
}

// TestAnAnswerIsToWhatIsThere: the newest letter that fits, by its Reply-To and with its
// thread (RFC 5322 section 3.6.4); one that is not on the device cannot be answered.
func TestAnAnswerIsToWhatIsThere(t *testing.T) {
	actortest.Run(t, 1, func(l *actortest.Lab) {
		post(t, l, "uno")
		m := l.Host("movil", "192.0.2.20")
		d := mua.New(m, benito, mua.Habits{})
		m.Begin(time.Second, func() {
			any := func(mail.Header) bool { return true }
			if _, err := d.Reply(any, false, "", "Bien"); err == nil {
				t.Error("an answer to nothing")
			}
			if err := d.FetchPOP3(mua.POP3{Door: door(110)}); err != nil {
				t.Error(err)
			}
			o, err := d.Reply(any, false, "", "Bien")
			if err != nil {
				t.Error(err)
				return
			}
			if o.Message.Subject != "Re: uno" || o.Message.InReply != "uno@uno.test" || len(o.Message.To) != 1 || o.Message.To[0].Address.String() != "alicia@uno.test" {
				t.Errorf("%+v", o.Message)
			}
		})
	})
}

// TestALetterIsSubmittedOrStaysHere.
func TestALetterIsSubmittedOrStaysHere(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(actortest.Call) string
		stage  trace.Stage // "" where it is taken
	}{
		{"it is taken", nil, ""},
		{"the recipient is refused", func(c actortest.Call) string {
			if c.Verb() == "RCPT" {
				return "550 5.1.1 No"
			}
			return ""
		}, trace.StageRCPT},
		{"the letter is refused", func(c actortest.Call) string {
			if c.Command == "." {
				return "554 5.6.0 No"
			}
			return ""
		}, trace.StageDot},
		{"the server hangs up", func(c actortest.Call) string {
			if c.Verb() == "MAIL" {
				return actortest.Cut
			}
			return ""
		}, trace.StageMAIL},
	} {
		t.Run(c.name, func(t *testing.T) {
			remote := &actortest.Remote{Answer: c.answer}
			l := actortest.Run(t, 1, func(l *actortest.Lab) {
				remote.Serve(l.Host("mail.dos.test", server))
				m := l.Host("movil", "192.0.2.20")
				d := mua.New(m, benito, mua.Habits{})
				m.Begin(time.Second, func() {
					alicia := mail.MustParseAddress("alicia@uno.test")
					err := d.Send(mua.Order{Message: mail.Message{To: []mail.Mailbox{{Address: alicia}}, Subject: "¿Qué tal?", Text: "Hola"}, Size: 2000,
						ReversePath: benito.Address, Recipients: []mail.Address{alicia}, Door: door(25)}, func(string) {})
					if (err == nil) != (c.stage == "") {
						t.Errorf("the error is %v", err)
					}
				})
			})
			composed, submitted := actortest.Of[trace.MessageComposed](l, "movil"), actortest.Of[trace.MessageSubmitted](l, "movil")
			if len(composed) != 1 || len(composed[0].Data) < 2000 || !strings.Contains(string(composed[0].Data), "Subject: =?utf-8?") {
				t.Errorf("composed %d letters", len(composed))
			}
			if len(submitted) != 1 || submitted[0].OK != (c.stage == "") || submitted[0].Stage != c.stage {
				t.Errorf("submitted %+v, want it to fail at %q", submitted, c.stage)
			}
			if c.stage == "" && (len(remote.Took) != 1 || remote.Took[0].From != "benito@dos.test") {
				t.Errorf("the server took %+v", remote.Took)
			}
		})
	}
}

var noTLS secure.Offer
