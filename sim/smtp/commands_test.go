package smtp

import (
	"bufio"
	"bytes"
	"net/textproto"
	"strings"
	"testing"

	gosmtp "github.com/emersion/go-smtp"
	"pgregory.net/rapid"

	"posta/sim/mail"
)

// overheard runs speak on one end of a connection whose other end says yes to
// everything, and gives the lines that were said after EHLO.
func overheard(t *testing.T, extensions string, speak func(c *end)) []string {
	t.Helper()
	client, server := pipe()
	lines := make(chan []string)
	go func() {
		defer server.Close()
		in := bufio.NewReader(server)
		var said []string
		server.Write([]byte("220 mx.b.test\r\n"))
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				lines <- said
				return
			}
			if strings.HasPrefix(line, "EHLO") {
				server.Write([]byte("250-mx.b.test\r\n" + extensions + "250 HELP\r\n"))
				continue
			}
			said = append(said, strings.TrimSuffix(line, "\r\n"))
			server.Write([]byte("250 2.0.0 Ok\r\n"))
		}
	}()
	speak(client)
	client.Close()
	return <-lines
}

// TestSecondOpinion: go-smtp's client says the same lines of the same envelopes.
func TestSecondOpinion(t *testing.T) {
	const all = "250-SIZE 1000000\r\n250-SMTPUTF8\r\n250-DSN\r\n"
	for _, tc := range []struct {
		name, extensions string
		e                mail.Envelope
	}{
		{"plain", all, mail.Envelope{ReversePath: mail.Address{Local: "a", Domain: "a.test"}, Recipients: []mail.Recipient{{Address: mail.Address{Local: "b", Domain: "b.test"}}}}},
		{"everything", all, mail.Envelope{
			ReversePath: mail.Address{Local: "ñ", Domain: "a.test"}, Size: 4711, SMTPUTF8: true, RET: mail.RetHeaders, ENVID: "a+b=c d",
			Recipients: []mail.Recipient{
				{Address: mail.Address{Local: "b", Domain: "b.test"}, Notify: mail.NotifySuccess | mail.NotifyFailure, ORCPT: mail.OriginalRecipient{Type: "rfc822", Address: "old+b@b.test"}},
				{Address: mail.Address{Local: "c", Domain: "b.test"}, ORCPT: mail.OriginalRecipient{Type: "utf-8", Address: "ñ+b@b.test"}},
			}}},
		{"nothing is offered", "", mail.Envelope{
			ReversePath: mail.Address{Local: "a", Domain: "a.test"}, Size: 4711, RET: mail.RetFull, ENVID: "x",
			Recipients: []mail.Recipient{{Address: mail.Address{Local: "b", Domain: "b.test"}, Notify: mail.NotifyDelay, ORCPT: mail.OriginalRecipient{Type: "utf-8", Address: "ñ@b.test"}}}}},
		{"unitext has no one to hear it", "250-DSN\r\n", mail.Envelope{
			Recipients: []mail.Recipient{{Address: mail.Address{Local: "b", Domain: "b.test"}, ORCPT: mail.OriginalRecipient{Type: "utf-8", Address: "ñ+b@b.test"}}}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ours := overheard(t, tc.extensions, func(conn *end) {
				c := NewClient(conn, "a.test")
				must(t, second(c.Greeting()))
				must(t, second(c.Hello()))
				must(t, second(c.Mail(&tc.e)))
				for i := range tc.e.Recipients {
					must(t, second(c.Rcpt(&tc.e.Recipients[i])))
				}
			})
			theirs := overheard(t, tc.extensions, func(conn *end) {
				c := gosmtp.NewClient(conn)
				must(t, c.Hello("a.test"))
				must(t, c.Mail(tc.e.ReversePath.String(), &gosmtp.MailOptions{Size: tc.e.Size, UTF8: tc.e.SMTPUTF8, Return: gosmtp.DSNReturn(tc.e.RET), EnvelopeID: tc.e.ENVID}))
				for _, r := range tc.e.Recipients {
					o := gosmtp.RcptOptions{OriginalRecipientType: gosmtp.DSNAddressType(upperASCII(r.ORCPT.Type)), OriginalRecipient: r.ORCPT.Address}
					if r.Notify != 0 {
						for word := range strings.SplitSeq(r.Notify.String(), ",") {
							o.Notify = append(o.Notify, gosmtp.DSNNotify(word))
						}
					}
					must(t, c.Rcpt(r.Address.String(), &o))
				}
			})
			if got, want := strings.Join(ours, "\n"), strings.Join(theirs, "\n"); got != want {
				t.Errorf("we say\n%s\ngo-smtp says\n%s", got, want)
			}
		})
	}
}

func second[A any](_ A, err error) error { return err }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

// TestUnsayable: what is no line is not said, and is that step's own failure.
func TestUnsayable(t *testing.T) {
	said := overheard(t, "250-DSN\r\n", func(conn *end) {
		c := NewClient(conn, "a.test")
		must(t, second(c.Greeting()))
		if _, err := c.Mail(&mail.Envelope{}); err == nil {
			t.Error("MAIL before EHLO was said")
		}
		must(t, second(c.Hello()))
		for name, e := range map[string]mail.Envelope{
			"a line's end in an address": {ReversePath: mail.Address{Local: "a\r\nRSET", Domain: "a.test"}},
			"a RET that is none":         {RET: "SOME"},
			"an ENVID that is no text":   {ENVID: "a\x01b"},
		} {
			if _, err := c.Mail(&e); err == nil {
				t.Errorf("%s was said", name)
			}
		}
		for name, r := range map[string]mail.Recipient{
			"a line's end in an address": {Address: mail.Address{Local: "b\nDATA", Domain: "b.test"}},
			"an ORCPT that is no text":   {ORCPT: mail.OriginalRecipient{Type: "rfc822", Address: "ñ@b.test"}},
			"an ORCPT of no type":        {ORCPT: mail.OriginalRecipient{Type: "x400", Address: "b"}},
		} {
			if _, err := c.Rcpt(&r); err == nil {
				t.Errorf("%s was said", name)
			}
		}
	})
	if len(said) > 0 {
		t.Errorf("said %q", said)
	}
}

// TestOnTheWire: net/textproto dots a letter alike, save that it puts an empty line into an empty one.
func TestOnTheWire(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		msg := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{".", "..", "\ra", "\n", "\r\n", "a", "é", " ", "\x00"}), 1, -1).Draw(t, "letter"), ""))
		var b bytes.Buffer
		w := textproto.NewWriter(bufio.NewWriter(&b))
		d := w.DotWriter()
		d.Write(msg)
		d.Close()
		if got := onTheWire(msg); !bytes.Equal(got, b.Bytes()) {
			t.Fatalf("%q becomes %q, want %q", msg, got, b.Bytes())
		}
	})
}
