package smtp

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"posta/sim/mail"
)

// against runs f with a client whose server follows a script: it says each line after reading one of the client's, and what
// the client said comes back.
func against(t *testing.T, script []string, f func(c *Client)) (heard []string) {
	t.Helper()
	near, far := pipe()
	done := make(chan []string)
	go func() {
		var heard []string
		in := bufio.NewReader(far)
		for i, reply := range script {
			if i > 0 {
				for {
					line, err := in.ReadString('\n')
					if err != nil {
						done <- heard
						return
					}
					heard = append(heard, strings.TrimSuffix(line, "\r\n"))
					// The letter is one breath.
					if prev := script[i-1]; !strings.HasPrefix(prev, "354") || line == ".\r\n" {
						break
					}
				}
			}
			if reply == "(hangs up)" {
				far.Close()
				break
			}
			fmt.Fprintf(far, "%s\r\n", reply)
		}
		done <- heard
	}()
	f(NewClient(near, "mail.uno.test"))
	near.Close()
	return <-done
}

func start(t *testing.T, c *Client) {
	t.Helper()
	if _, err := c.Greeting(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hello(); err != nil {
		t.Fatal(err)
	}
}

func envelope(to ...string) *mail.Envelope {
	e := &mail.Envelope{ReversePath: mail.MustParseAddress("alicia@uno.test"), Size: 42, RET: mail.RetHeaders, ENVID: "a+b"}
	for _, one := range to {
		e.Recipients = append(e.Recipients, mail.Recipient{
			Address: mail.MustParseAddress(one), Notify: mail.NotifyFailure | mail.NotifyDelay,
			ORCPT: mail.OriginalRecipient{Type: "rfc822", Address: one},
		})
	}
	return e
}

func TestClientSaysWhatIsOffered(t *testing.T) {
	letter := []byte("Subject: x\r\n\r\n.dot\r\nno end")
	tail := []string{"RCPT TO:<benito@dos.test>", "DATA", "Subject: x", "", "..dot", "no end", ".", "QUIT"}
	replies := []string{"250 2.1.0 ok", "250 2.1.5 ok", "354 go", "250 2.0.0 queued as 7", "221 bye"}
	tests := []struct {
		name, body, ehlo, mail, rcpt string
	}{
		{"everything", mail.Body8BitMIME, "250-mx hello\r\n250-size 1000\r\n250-DSN\r\n250 8BITMIME",
			"MAIL FROM:<alicia@uno.test> BODY=8BITMIME SIZE=42 RET=HDRS ENVID=a+2Bb",
			"RCPT TO:<benito@dos.test> NOTIFY=FAILURE,DELAY ORCPT=RFC822;benito@dos.test"},
		{"nothing beyond ASCII to tell of", "", "250-mx hello\r\n250 8BITMIME", "MAIL FROM:<alicia@uno.test>", "RCPT TO:<benito@dos.test>"},
		{"nothing", "", "250 mx", "MAIL FROM:<alicia@uno.test>", "RCPT TO:<benito@dos.test>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			script := append([]string{"220 mx", tt.ehlo}, replies...)
			heard := against(t, script, func(c *Client) {
				start(t, c)
				e := envelope("benito@dos.test")
				e.Body = tt.body
				sent := c.Send(e, letter)
				if !sent.Sent() || sent.Reply.Text != "queued as 7" || sent.Reply.Enhanced.String() != "2.0.0" {
					t.Errorf("%+v", sent)
				}
				c.Quit()
			})
			want := append([]string{"EHLO mail.uno.test", tt.mail, tt.rcpt}, tail[1:]...)
			if strings.Join(heard, "\n") != strings.Join(want, "\n") {
				t.Errorf("said\n%s\nwant\n%s", strings.Join(heard, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

func TestEveryStageKnowsItself(t *testing.T) {
	tests := []struct {
		name      string
		script    []string
		stage     Stage
		code      int
		temporary bool
	}{
		{"greeted with 421", []string{"421 busy"}, StageGreeting, 421, true},
		{"greeted with 554", []string{"554 no"}, StageGreeting, 554, false},
		{"no greeting", []string{"(hangs up)"}, StageGreeting, 0, true},
		{"not SMTP", []string{"SSH-2.0-x"}, StageGreeting, 0, true},
		{"EHLO put off", []string{"220 x", "450 4.3.2 later"}, StageEHLO, 450, true},
		{"neither EHLO nor HELO", []string{"220 x", "502 no", "550 5.7.1 not you"}, StageEHLO, 550, false},
		{"MAIL refused", []string{"220 x", "250 x", "550 5.7.1 no"}, StageMAIL, 550, false},
		{"cut at RCPT", []string{"220 x", "250 x", "250 ok", "(hangs up)"}, StageRCPT, 0, true},
		{"421 at RCPT", []string{"220 x", "250 x", "250 ok", "421 4.3.2 bye"}, StageRCPT, 421, true},
		{"DATA refused", []string{"220 x", "250 x", "250 ok", "250 ok", "451 4.3.0 disk", "250 reset"}, StageDATA, 451, true},
		{"DATA misunderstood", []string{"220 x", "250 x", "250 ok", "250 ok", "250 what"}, StageDATA, 250, true},
		{"refused after the dot", []string{"220 x", "250 x", "250 ok", "250 ok", "354 go", "552 5.3.4 too big"}, StageDot, 552, false},
		{"cut after the dot", []string{"220 x", "250 x", "250 ok", "250 ok", "354 go", "(hangs up)"}, StageDot, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			against(t, tt.script, func(c *Client) {
				_, err := c.Greeting()
				if err == nil {
					_, err = c.Hello()
				}
				if err == nil {
					sent := c.Send(envelope("benito@dos.test"), []byte("x\r\n"))
					err = sent.Err
				}
				var e *Error
				if !errors.As(err, &e) || e.Stage != tt.stage || e.Code != tt.code || e.Temporary() != tt.temporary {
					t.Errorf("got %v (%+v)", err, e)
				}
			})
		})
	}
}

func TestHELOAfterEHLO(t *testing.T) {
	heard := against(t, []string{"220 x", "500 what?", "250 old.test", "250 ok"}, func(c *Client) {
		start(t, c)
		if c.ESMTP() || len(c.Extensions()) != 0 {
			t.Error("HELO offers nothing")
		}
		if _, err := c.Mail(envelope()); err != nil {
			t.Error(err)
		}
	})
	if want := "EHLO mail.uno.test|HELO mail.uno.test|MAIL FROM:<alicia@uno.test>"; strings.Join(heard, "|") != want {
		t.Errorf("said %q", heard)
	}
}

func TestEachRecipientHasItsOwnOutcome(t *testing.T) {
	server, p := serverFor(t, nil)
	near, _, _, _ := talk(t, server)
	c := NewClient(near, "mail.uno.test")
	start(t, c)
	sent := c.Send(envelope("nadie@dos.test", "benito@dos.test", "blanca@dos.test"), []byte("x\r\n"))
	if !sent.Sent() || sent.Failure(1) != nil || sent.Failure(0).Code != 550 || sent.Failure(0).Temporary() || !sent.Failure(2).Temporary() {
		t.Errorf("%+v", sent)
	}
	// The connection serves again, with no second EHLO; nobody accepted, so nothing is sent.
	sent = c.Send(envelope("nadie@dos.test"), []byte("x\r\n"))
	if sent.Sent() || sent.Err != nil || sent.Failure(0).Enhanced.String() != "5.1.1" {
		t.Errorf("%+v", sent)
	}
	sent = c.Send(envelope("benito@dos.test"), []byte("y\r\n"))
	if !sent.Sent() || sent.Reply.Text != "Ok: queued as 4ZX2" || len(p.got) != 2 {
		t.Errorf("%+v", sent)
	}
	if r, err := c.Quit(); err != nil || r.Code != 221 {
		t.Error(r, err)
	}
}

func TestRightAndWrongPassword(t *testing.T) {
	for _, mechanism := range []string{"", "PLAIN", "LOGIN"} {
		server, _ := serverFor(t, []string{"auth", "insecure"})
		near, _, _, _ := talk(t, server)
		c := NewClient(near, "portatil.uno.test")
		start(t, c)
		_, err := c.Auth(mechanism, "alicia@uno.test", "no")
		var e *Error
		if !errors.As(err, &e) || e.Stage != StageAUTH || e.Code != 535 || e.Enhanced.String() != "5.7.8" {
			t.Errorf("%s: %v", mechanism, err)
		}
		if r, err := c.Auth(mechanism, "alicia@uno.test", "secreto"); err != nil || r.Code != 235 {
			t.Errorf("%s: %v %v", mechanism, r, err)
		}
	}
}

func TestClientStartTLS(t *testing.T) {
	server, p := serverFor(t, []string{"auth", "tls"})
	_, config := testTLS(t)
	near, _, _, _ := talk(t, server)
	c := NewClient(near, "portatil.uno.test")
	start(t, c)
	if _, err := c.Auth("", "alicia@uno.test", "secreto"); !errors.Is(err, ErrNotOffered) {
		t.Errorf("a password in the clear: %v", err)
	}
	if err := c.StartTLS(config); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Hello(); err != nil {
		t.Fatal(err)
	}
	if err := c.StartTLS(config); !errors.Is(err, ErrNotOffered) {
		t.Errorf("TLS in TLS: %v", err)
	}
	if _, err := c.Auth("", "alicia@uno.test", "secreto"); err != nil {
		t.Error(err)
	}
	if sent := c.Send(envelope("benito@dos.test"), []byte("x\r\n")); !sent.Sent() || p.got[0].with != "ESMTPSA" {
		t.Errorf("%+v", sent)
	}
}

// How long each step may take is RFC 5321 section 4.5.3.2's, by the clock that was given.
func TestTimeouts(t *testing.T) {
	server, _ := serverFor(t, nil)
	near, _, _, _ := talk(t, server)
	c := NewClient(near, "mail.uno.test")
	c.Now = func() time.Time { return time.Time{} }
	start(t, c)
	c.Send(envelope("benito@dos.test"), []byte("x\r\n"))
	c.Quit()
	var got []time.Duration
	for _, until := range near.until {
		got = append(got, until.Sub(time.Time{}))
	}
	want := []time.Duration{TimeoutGreeting, TimeoutCommand, TimeoutMail, TimeoutRcpt, TimeoutDataInit, TimeoutDataBlock, TimeoutDataEnd, TimeoutCommand}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestALetterIsFewWrites(t *testing.T) {
	server, p := serverFor(t, nil)
	near, _, _, _ := talk(t, server)
	c := NewClient(near, "mail.uno.test")
	start(t, c)
	letter := strings.Repeat("a line of a letter\r\n", 10_000) // 200,000 octets
	before := near.writes
	if sent := c.Send(envelope("benito@dos.test"), []byte(letter)); !sent.Sent() || p.got[0].body != letter {
		t.Fatalf("%+v", sent.Err)
	}
	if n := near.writes - before; n != 3+4 {
		t.Errorf("MAIL, RCPT, DATA and the letter took %d writes", n)
	}
}

func TestWhatCannotBeSentIsNotTried(t *testing.T) {
	heard := against(t, []string{"220 x", "250 x", "250 never asked"}, func(c *Client) {
		start(t, c)
		e := envelope("benito@dos.test")
		e.SMTPUTF8 = true
		sent := c.Send(e, nil)
		if sent.Err == nil || sent.Err.Temporary() || sent.Err.Enhanced.String() != "5.6.7" || sent.Err.Lost() {
			t.Errorf("%+v", sent.Err)
		}
	})
	if len(heard) != 1 {
		t.Errorf("said %q", heard)
	}
}
