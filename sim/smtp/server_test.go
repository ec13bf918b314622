package smtp

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"posta/sim/leaktest"
	"posta/sim/mail"
)

func TestWhatTheBackendIsTold(t *testing.T) {
	_, p := play(t, "testdata/one-letter.smtp")
	if len(p.got) != 1 {
		t.Fatalf("%d letters", len(p.got))
	}
	got := p.got[0]
	if got.from.String() != "alicia@uno.test" || got.with != "ESMTP" || got.body != "Subject: hola\r\n\r\n.a line that begins with a dot\r\n" {
		t.Errorf("got %+v", got)
	}
	if want := (MailParams{Size: 40, Body: "8BITMIME", RET: mail.RetHeaders, ENVID: "QQ314159"}); got.mp != want {
		t.Errorf("MAIL parameters %+v, want %+v", got.mp, want)
	}
	want := RcptParams{Notify: mail.NotifySuccess | mail.NotifyFailure, ORCPT: mail.OriginalRecipient{Type: "rfc822", Address: "benito@dos.test"}}
	if len(got.rp) != 1 || got.rp[0] != want {
		t.Errorf("RCPT parameters %+v, want %+v", got.rp, want)
	}
}

func TestSmugglingTellsTwoServersApart(t *testing.T) {
	_, lax := play(t, "testdata/smuggling-lax.smtp")
	if len(lax.got) != 2 || lax.got[1].from.String() != "jefe@uno.test" {
		t.Errorf("the lax server took %+v", lax.got)
	}
	_, strict := play(t, "testdata/smuggling-refused.smtp")
	if len(strict.got) != 0 {
		t.Errorf("the strict server took %+v", strict.got)
	}
}

// A letter ends where it ends, however the bytes are cut.
func TestEndOfData(t *testing.T) {
	tests := []struct {
		name, sent string
		policy     LineEndings
		body, rest string
		bare       bool
	}{
		{"plain", "a\r\n.\r\nQ", RejectBare, "a\r\n", "Q", false},
		{"empty", ".\r\nQ", RejectBare, "", "Q", false},
		{"stuffed", "..\r\n.\r\nQ", RejectBare, ".\r\n", "Q", false},
		{"stuffed words", "..a\r\n.b\r\nc.\r\n.\r\nQ", RejectBare, ".a\r\nb\r\nc.\r\n", "Q", false},
		{"two CRs", "a\r\r\n.\r\nQ", RejectBare, "a \r\n", "Q", true},
		{"LF dot LF", "a\n.\nb\r\n.\r\nQ", RejectBare, "a . b\r\n", "Q", true},
		{"LF dot CRLF", "a\n.\r\nb\r\n.\r\nQ", RejectBare, "a .\r\nb\r\n", "Q", true},
		{"dot CR", ".\rx\r\n.\r\nQ", RejectBare, " x\r\n", "Q", true},
		{"normalized", "a\n.\nb\n.\r\nc\r\n.\n\r\n.\r\nQ", NormalizeBare, "a\r\n.\r\nb\r\n.\r\nc\r\n.\r\n\r\n", "Q", true},
		{"lax", "a\n.\nQ", LaxBare, "a\r\n", "Q", true},
		{"lax, dot LF", "a\r\n.\nQ", LaxBare, "a\r\n", "Q", true},
	}
	for _, tt := range tests {
		for _, size := range []int{1, 2, 3, 100} {
			t.Run(fmt.Sprintf("%s by %d", tt.name, size), func(t *testing.T) {
				s := dataScanner{policy: tt.policy}
				s.begin(0)
				for at, end := 0, false; !end; {
					if at >= len(tt.sent) {
						t.Fatalf("no end; %q", s.out)
					}
					var n int
					n, end = s.next([]byte(tt.sent[at:min(at+size, len(tt.sent))]))
					at += n
					if end && tt.sent[at:] != tt.rest {
						t.Errorf("left %q, want %q", tt.sent[at:], tt.rest)
					}
				}
				if body := string(s.out); body != tt.body || s.bare != tt.bare {
					t.Errorf("body %q bare %v, want %q %v", body, s.bare, tt.body, tt.bare)
				}
			})
		}
	}
}

func talk(t testing.TB, s *Server) (client, far *end, in *bufio.Reader, done chan error) {
	client, far = pipe()
	done = make(chan error, 1)
	go func() { done <- s.ServeConn(far) }()
	return client, far, bufio.NewReader(client), done
}

func expectLine(t testing.TB, in *bufio.Reader, prefix string) {
	t.Helper()
	if line, err := in.ReadString('\n'); err != nil || !strings.HasPrefix(line, prefix) {
		t.Fatalf("got %q (%v), want %s", line, err, prefix)
	}
}

func TestLongAndEndlessLines(t *testing.T) {
	s, _ := serverFor(t, nil)
	client, _, in, done := talk(t, s)
	expectLine(t, in, "220")
	fmt.Fprintf(client, "NOOP %s\r\n", strings.Repeat("x", 100_000))
	expectLine(t, in, "500 5.5.2 Line too long")
	fmt.Fprintf(client, "NOOP %s", strings.Repeat("x", MaxFlood+10_000))
	expectLine(t, in, "421 4.7.0 Endless line")
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestLongLines: a letter whose lines nobody may pass on is refused where it comes in (RFC 5321 sections 4.5.3.1.6 and 4.5.3.1.9).
func TestLongLines(t *testing.T) {
	for _, tt := range []struct {
		line, want string
	}{
		{strings.Repeat("x", 998), "250"},
		{strings.Repeat("x", 999), "550 5.5.2"},
		{strings.Repeat("x", 5000), "550 5.5.2"},
		{"." + strings.Repeat("x", 998), "250"}, // the dot is not the letter's
		{"short\r\n" + strings.Repeat("x", 998) + "\r\nshort", "250"},
		{"short\r\n" + strings.Repeat("x", 999) + "\r\nshort", "550 5.5.2"},
	} {
		s, _ := serverFor(t, nil)
		client, _, in, done := talk(t, s)
		fmt.Fprintf(client, "EHLO x\r\nMAIL FROM:<a@uno.test>\r\nRCPT TO:<benito@dos.test>\r\nDATA\r\n")
		for line := ""; !strings.HasPrefix(line, "354"); {
			line, _ = in.ReadString('\n')
		}
		fmt.Fprint(client, tt.line+"\r\n.\r\n")
		expectLine(t, in, tt.want)
		fmt.Fprint(client, "QUIT\r\n")
		expectLine(t, in, "221")
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestLetterFarTooBig: it is refused for good, however far over the limit it is (RFC 1870 section 6): after a "not now" its
// sender would come again with it for days. Who hears no end of it is cut off, with the same words.
func TestLetterFarTooBig(t *testing.T) {
	for _, tt := range []struct {
		name   string
		octets int
		end    string
		then   string
	}{
		{"a little", 2_000, ".\r\n", "250"},
		{"far", 5 << 20, ".\r\n", "250"},
		{"for ever", MaxDiscarded + 2_000, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := serverFor(t, []string{"size=1000"})
			client, _, in, done := talk(t, s)
			fmt.Fprintf(client, "EHLO x\r\nMAIL FROM:<a@uno.test>\r\nRCPT TO:<benito@dos.test>\r\nDATA\r\n")
			for line := ""; !strings.HasPrefix(line, "354"); {
				line, _ = in.ReadString('\n')
			}
			block := strings.Repeat("so much to say\r\n", 1<<12)
			for sent := 0; sent < tt.octets; sent += len(block) {
				if _, err := fmt.Fprint(client, block); err != nil {
					break // it does not listen any more
				}
			}
			fmt.Fprint(client, tt.end)
			expectLine(t, in, "552 5.3.4")
			if tt.then != "" {
				fmt.Fprint(client, "RSET\r\nQUIT\r\n")
				expectLine(t, in, tt.then)
				expectLine(t, in, "221")
			}
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestGuessingAndBabbling(t *testing.T) {
	s, _ := serverFor(t, []string{"auth", "insecure"})
	client, _, in, _ := talk(t, s)
	fmt.Fprint(client, "EHLO x\r\n")
	for range 9 {
		in.ReadString('\n')
	}
	for range MaxAuthFailures {
		fmt.Fprint(client, "AUTH PLAIN AHgAeQ==\r\n")
		expectLine(t, in, "535 5.7.8")
	}
	expectLine(t, in, "421 4.7.0 Too many errors")

	client, _, in, _ = talk(t, s)
	expectLine(t, in, "220")
	for range MaxErrors {
		fmt.Fprint(client, "GET / HTTP/1.1\r\n")
		expectLine(t, in, "500 5.5.2")
	}
	expectLine(t, in, "421 4.7.0 Too many errors")
}

func TestIdleClient(t *testing.T) {
	for _, said := range []string{"", "EHLO x\r\n", "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<benito@dos.test>\r\nDATA\r\nhalf a lett", "EHLO x\r\nAUTH LOGIN\r\n"} {
		s, p := serverFor(t, []string{"auth", "insecure"})
		s.Now = func() time.Time { return time.Unix(0, 0) }
		client, far, in, done := talk(t, s)
		expectLine(t, in, "220")
		fmt.Fprint(client, said)
		far.expire()
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				t.Fatalf("after %q: closed without a word", said)
			}
			if strings.HasPrefix(line, "421 4.4.2 mx.dos.test Timeout") {
				break
			}
		}
		if err := <-done; err != nil || len(p.got) != 0 {
			t.Errorf("after %q: %v, %d letters", said, err, len(p.got))
		}
	}
}

// neverReads takes the greeting and then nothing: no deadline for writing is ever met. TLS fails so once and for all.
type neverReads struct {
	*end
	tries int
}

func (d *neverReads) Write(p []byte) (int, error) {
	switch d.tries++; {
	case d.tries == 1:
		return d.end.Write(p)
	case d.tries > 100:
		return 0, net.ErrClosed // it has failed: let it end
	}
	return 0, os.ErrDeadlineExceeded
}

func TestClientDoesNotListen(t *testing.T) {
	s, _ := serverFor(t, nil)
	s.Now = func() time.Time { return time.Unix(0, 0) }
	client, far := pipe()
	d := &neverReads{end: far}
	done := make(chan error, 1)
	go func() { done <- s.ServeConn(d) }()
	fmt.Fprint(client, "EHLO x\r\nNOOP\r\n")
	if err := <-done; !errors.Is(err, os.ErrDeadlineExceeded) || d.tries != 2 {
		t.Errorf("%v, after %d attempts to say something", err, d.tries)
	}
}

func TestClientGoesAway(t *testing.T) {
	for _, said := range []string{"", "EHLO", "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<benito@dos.test>\r\nDATA\r\nhalf\r\n.\r"} {
		s, p := serverFor(t, nil)
		client, _, _, done := talk(t, s)
		fmt.Fprint(client, said)
		client.closeWrite()
		if err := <-done; err != nil || len(p.got) != 0 {
			t.Errorf("after %q: %v, %d letters", said, err, len(p.got))
		}
	}
}

func TestPanicIsReported(t *testing.T) {
	s, _ := serverFor(t, nil)
	client, _, _, done := talk(t, s)
	fmt.Fprint(client, "HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<panico@dos.test>\r\n")
	var p *PanicError
	if err := <-done; !errors.As(err, &p) || p.Value != "a bug in the actor" {
		t.Errorf("ServeConn said %v", err)
	}
}

func TestServeConnLeavesNothingBehind(t *testing.T) {
	defer leaktest.Check(t)()
	for range 50 {
		play(t, "testdata/one-letter.smtp")
	}
}

func TestOneWriteForOneReply(t *testing.T) {
	s, _ := serverFor(t, nil)
	client, far, in, done := talk(t, s)
	fmt.Fprint(client, "EHLO x\r\nHELP\r\nQUIT\r\n")
	for range 11 {
		in.ReadString('\n')
	}
	<-done
	if far.writes != 4 {
		t.Errorf("4 replies in %d writes", far.writes)
	}
}

func TestSTARTTLSForgetsEverything(t *testing.T) {
	s, p := serverFor(t, []string{"auth", "tls"})
	_, config := testTLS(t)
	client, _, in, done := talk(t, s)
	expectLine(t, in, "220")
	fmt.Fprint(client, "EHLO x\r\n")
	for range 8 {
		in.ReadString('\n')
	}
	fmt.Fprint(client, "MAIL FROM:<a@uno.test>\r\n")
	expectLine(t, in, "250")
	fmt.Fprint(client, "STARTTLS\r\n")
	expectLine(t, in, "220 2.0.0")
	secure := tls.Client(net.Conn(client), config)
	in = bufio.NewReader(secure)
	fmt.Fprint(secure, "RCPT TO:<benito@dos.test>\r\n")
	expectLine(t, in, "503 5.5.1 Need MAIL")
	fmt.Fprint(secure, "MAIL FROM:<a@uno.test>\r\n")
	expectLine(t, in, "503 5.5.1 Send HELO/EHLO first")
	fmt.Fprint(secure, "EHLO x\r\n")
	for range 7 {
		expectLine(t, in, "250-")
	}
	expectLine(t, in, "250 AUTH PLAIN LOGIN")
	fmt.Fprint(secure, "STARTTLS\r\nAUTH PLAIN AGFsaWNpYUB1bm8udGVzdABzZWNyZXRv\r\nMAIL FROM:<a@uno.test>\r\nRCPT TO:<benito@dos.test>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n")
	for _, code := range []string{"503", "235", "250", "250", "354", "250", "221"} {
		expectLine(t, in, code)
	}
	if err := <-done; err != nil || len(p.got) != 1 || p.got[0].with != "ESMTPSA" {
		t.Errorf("%v, %+v", err, p.got)
	}
}

func TestImplicitTLS(t *testing.T) {
	s, p := serverFor(t, []string{"auth"})
	serverConfig, config := testTLS(t)
	near, far := pipe()
	done := make(chan error, 1)
	go func() { done <- s.ServeConn(tls.Server(far, serverConfig)) }()
	c := NewClient(tls.Client(near, config), "portatil.uno.test")
	start(t, c)
	if _, err := c.Auth("", "alicia@uno.test", "secreto"); err != nil {
		t.Error(err)
	}
	sent := c.Send(envelope("benito@dos.test"), []byte("x\r\n"))
	c.Quit()
	if err := <-done; err != nil || !sent.Sent() || p.got[0].with != "ESMTPSA" {
		t.Errorf("%v, %+v", err, sent)
	}

	// Who speaks in the clear there gets no service, and nothing hangs.
	near, far = pipe()
	go func() { done <- s.ServeConn(tls.Server(far, serverConfig)) }()
	fmt.Fprint(near, "EHLO x\r\n")
	if err := <-done; err == nil {
		t.Error("a handshake in the clear succeeded")
	}
}

func FuzzServer(f *testing.F) {
	f.Add([]byte("EHLO x\r\nMAIL FROM:<a@uno.test> SIZE=3\r\nRCPT TO:<benito@dos.test> NOTIFY=NEVER\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n"), 0)
	f.Add([]byte("EHLO x\r\nAUTH LOGIN\r\nYQ==\r\n*\r\nAUTH PLAIN\r\n=\r\nHELP\r\n"), 1)
	f.Add([]byte("HELO x\nMAIL FROM:<>\nRCPT TO:<\"a b\"@dos.test>\nDATA\n.\r.\n\n.\nNOOP\n"), 2)
	f.Fuzz(func(t *testing.T, said []byte, policy int) {
		s, _ := serverFor(t, []string{"auth", "insecure", "size=100"})
		s.LineEndings = LineEndings(uint(policy) % 3)
		client, _, _, done := talk(t, s)
		client.Write(said)
		client.closeWrite()
		err := <-done
		if p := (*PanicError)(nil); errors.As(err, &p) && p.Value != "a bug in the actor" {
			t.Fatal(err)
		}
		// Whatever was said, what came back is replies and nothing else.
		for rest := client.in.data; len(rest) > 0; {
			_, n, err := ParseReply(rest)
			if err != nil || n == 0 {
				t.Fatalf("no reply: %q (%v)", rest, err)
			}
			rest = rest[n:]
		}
	})
}

func BenchmarkKeptConnection(b *testing.B) {
	s, _ := serverFor(b, nil)
	client, _, in, done := talk(b, s)
	body := strings.Repeat("sixty-two octets of a letter, give or take, and then CR and LF.\r\n", 32)
	fmt.Fprint(client, "HELO x\r\n")
	in.ReadString('\n')
	in.ReadString('\n')
	b.ReportAllocs()
	for b.Loop() {
		fmt.Fprint(client, "MAIL FROM:<a@uno.test>\r\n")
		in.ReadString('\n')
		fmt.Fprint(client, "RCPT TO:<benito@dos.test>\r\n")
		in.ReadString('\n')
		fmt.Fprint(client, "DATA\r\n")
		in.ReadString('\n')
		fmt.Fprint(client, body+".\r\n")
		in.ReadString('\n')
	}
	client.Close()
	<-done
}

func BenchmarkNewConnection(b *testing.B) {
	s, _ := serverFor(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		client, _, in, done := talk(b, s)
		in.ReadString('\n')
		fmt.Fprint(client, "QUIT\r\n")
		in.ReadString('\n')
		<-done
	}
}
