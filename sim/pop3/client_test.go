package pop3

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"posta/sim/mail"
)

// TestClientTakesTheMailHome uses every command against the server.
func TestClientTakesTheMailHome(t *testing.T) {
	people := newTown()
	conn, done := serve(newServer(people, nil))
	c := NewClient(conn)
	c.Now = func() time.Time { return time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC) }
	greeting, err := c.Greeting()
	must(t, err)
	if greeting != "pop.example.test POP3 server ready" {
		t.Errorf("greeting %q", greeting)
	}
	caps, err := c.Capa()
	must(t, err)
	for _, tag := range []string{"TOP", "UIDL", "USER", "SASL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "IMPLEMENTATION"} {
		if !caps.Has(tag) {
			t.Errorf("no %s in %v", tag, caps)
		}
	}
	must(t, c.AuthPlain("", "alice", "wonderland"))

	n, octets, err := c.Stat()
	must(t, err)
	list, err := c.List()
	must(t, err)
	uids, err := c.Uidl()
	must(t, err)
	if n != 3 || octets != 141 || !reflect.DeepEqual(list, []Listing{{1, 55}, {2, 43}, {3, 43}}) ||
		!reflect.DeepEqual(uids, []UniqueID{{1, "a1"}, {2, "a2"}, {3, "a3"}}) {
		t.Errorf("STAT %d %d, LIST %v, UIDL %v", n, octets, list, uids)
	}
	for i, l := range list {
		raw, err := c.Retr(l.Number)
		must(t, err)
		if want := string(mail.Canonical([]byte(people["alice"].letters[i].raw))); string(raw) != want {
			t.Errorf("RETR %d: %q, want %q", l.Number, raw, want)
		}
		if int64(len(raw)) != l.Octets {
			t.Errorf("RETR %d: %d octets, listed with %d", l.Number, len(raw), l.Octets)
		}
		one, err := c.ListMessage(l.Number)
		must(t, err)
		uid, err := c.UidlMessage(l.Number)
		must(t, err)
		if one != l || uid != uids[i] {
			t.Errorf("message %d: LIST %v, UIDL %v", l.Number, one, uid)
		}
	}
	top, err := c.Top(3, 1)
	must(t, err)
	if string(top) != "Subject: Short\r\n\r\nline 1\r\n" {
		t.Errorf("TOP: %q", top)
	}
	must(t, c.Noop())
	must(t, c.Dele(1))
	must(t, c.Rset())
	must(t, c.Dele(2))
	var no *Error
	if err := c.Dele(2); !errors.As(err, &no) || no.Text != "Message 2 is marked as deleted" {
		t.Errorf("second DELE: %v", err)
	}
	must(t, c.Quit())
	must(t, <-done)
	if kept := people["alice"].kept(); kept != "a1 a3" {
		t.Errorf("kept %s", kept)
	}
}

func TestClientAuthPlainLongAndShort(t *testing.T) {
	// Beyond the command's 255 octets the response waits for the server's "+".
	for _, octets := range []int{8, 170, 255, 800} {
		t.Run(fmt.Sprint(octets), func(t *testing.T) {
			people := newTown()
			people["bob"].secret = strings.Repeat("p", octets)
			conn, done := serve(newServer(people, nil))
			c := NewClient(conn)
			_, err := c.Greeting()
			must(t, err)
			if err := c.AuthPlain("bob", "bob", "wrong"+people["bob"].secret); !errors.Is(err, ErrAuth) {
				t.Errorf("wrong password: %v", err)
			}
			must(t, c.AuthPlain("bob", "bob", people["bob"].secret))
			must(t, c.Quit())
			must(t, <-done)
		})
	}
}

func TestClientApop(t *testing.T) {
	people := newTown()
	srv := newServer(people, nil)
	configure(t, srv, people, "apop")
	conn, done := serve(srv)
	c := NewClient(conn)
	_, err := c.Greeting()
	must(t, err)
	if err := c.Apop("mrose", "wrong"); !errors.Is(err, ErrAuth) {
		t.Errorf("wrong secret: %v", err)
	}
	must(t, c.Apop("mrose", "tanstaaf"))
	must(t, c.Quit())
	must(t, <-done)
}

// TestClientSendsNoSecondCommand: what a caller passes in stays one argument.
func TestClientSendsNoSecondCommand(t *testing.T) {
	conn := &script{in: strings.NewReader("+OK hello\r\n")}
	c := NewClient(conn)
	_, err := c.Greeting()
	must(t, err)
	for name, try := range map[string]func() error{
		"user with a line end":     func() error { return c.User("alice\r\nDELE") },
		"user with a space":        func() error { return c.User("alice liddell") },
		"no user":                  func() error { return c.User("") },
		"password with a line end": func() error { return c.Pass("x\nQUIT") },
		"no password":              func() error { return c.Pass("") },
		"endless password":         func() error { return c.Pass(strings.Repeat("x", 251)) },
		"NUL":                      func() error { return c.AuthPlain("", "a\x00b", "x") },
		"endless SASL":             func() error { return c.AuthPlain("", "a", strings.Repeat("x", 9999)) },
		"no timestamp":             func() error { return c.Apop("alice", "x") },
	} {
		if err := try(); !errors.Is(err, ErrArgument) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(conn.writes) > 0 || conn.closed {
		t.Errorf("wrote %q, closed: %t", conn.writes, conn.closed)
	}
}

func TestClientAgainstHostileServers(t *testing.T) {
	retr := func(c *Client) error { _, err := c.Retr(1); return err }
	list := func(c *Client) error { _, err := c.List(); return err }
	uidl := func(c *Client) error { _, err := c.Uidl(); return err }
	stat := func(c *Client) error { _, _, err := c.Stat(); return err }
	capa := func(c *Client) error { _, err := c.Capa(); return err }
	tests := []struct {
		name, says string
		do         func(*Client) error
		want       error
	}{
		{"not POP3", "220 smtp.example.test ESMTP\r\n", stat, ErrProtocol},
		{"lower case", "+ok 1 2\r\n", stat, ErrProtocol},
		{"+OK without a space", "+OKAY 1 2\r\n", stat, ErrProtocol},
		{"bare LF", "+OK 1 2\n", stat, ErrProtocol},
		{"challenge for nothing", "+ dGVsbCBtZQ==\r\n", stat, ErrProtocol},
		{"endless line", "+OK " + strings.Repeat("a", 1<<20), stat, ErrTooBig},
		{"line of 513", "+OK " + strings.Repeat("a", 507) + "\r\n", stat, ErrTooBig},
		{"end", "+OK 1", stat, io.EOF},
		{"STAT in words", "+OK two messages\r\n", stat, ErrProtocol},
		{"STAT below nothing", "+OK -1 -2\r\n", stat, ErrProtocol},
		{"STAT beyond numbers", "+OK 1 99999999999999999999\r\n", stat, ErrProtocol},
		{"LIST with message 0", "+OK\r\n0 5\r\n.\r\n", list, ErrProtocol},
		{"LIST without end", "+OK\r\n" + strings.Repeat("1 5\r\n", 11), list, ErrTooBig},
		{"UIDL with a space", "+OK\r\n1 a b\r\n.\r\n", uidl, ErrProtocol},
		{"UIDL without id", "+OK\r\n1\r\n.\r\n", uidl, ErrProtocol},
		{"UIDL too long", "+OK\r\n1 " + strings.Repeat("u", 71) + "\r\n.\r\n", uidl, ErrProtocol},
		{"CAPA without names", "+OK\r\n\r\n.\r\n", capa, ErrProtocol},
		{"CAPA without end", "+OK\r\n" + strings.Repeat("X\r\n", 1000), capa, ErrTooBig},
		{"message too big", "+OK\r\n" + strings.Repeat("line\r\n", 1000) + ".\r\n", retr, ErrTooBig},
		{"message of one endless line", "+OK\r\n" + strings.Repeat("a", 1<<20), retr, ErrTooBig},
		{"message cut off", "+OK\r\nSubject: x\r\n", retr, io.EOF},
		{"end in bare LF is no end", "+OK\r\nx\n.\nQUIT\r\n", retr, io.EOF},
		{"replies written ahead of TLS", "+OK go\r\n+OK pwned\r\n", func(c *Client) error { return c.StartTLSWith(nil) }, ErrEarlyTLS},
		{"AUTH accepted unheard", "+OK come in\r\n", func(c *Client) error { return c.AuthPlain("", "a", strings.Repeat("x", 255)) }, ErrProtocol},
		{"PLAIN with a question", "+ cGFzc3dvcmQ/\r\n+OK\r\n", func(c *Client) error { return c.AuthPlain("", "a", strings.Repeat("x", 255)) }, ErrProtocol},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			conn := &script{in: strings.NewReader(test.says)}
			c := NewClient(conn)
			c.MaxMessageOctets, c.MaxListings = 1000, 10
			err := test.do(c)
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if !conn.closed {
				t.Error("the connection is still open")
			}
			said := len(conn.writes)
			if again := c.Noop(); again != err || len(conn.writes) != said {
				t.Errorf("the next call: %v", again)
			}
		})
	}
}

func TestClientErrorsCarryTheServersWords(t *testing.T) {
	tests := []struct {
		line string
		want Error
	}{
		{"-ERR [IN-USE] Do you have another POP session running?", Error{CodeInUse, "Do you have another POP session running?"}},
		{"-ERR [sys/temp] later", Error{"sys/temp", "later"}},
		{"-ERR [LOGIN-DELAY]", Error{CodeLoginDelay, ""}},
		{"-ERR", Error{"", ""}},
		{"-ERR [unfinished", Error{"", "[unfinished"}},
		{"-ERR [two words] x", Error{"", "[two words] x"}},
		{"-ERR [] x", Error{"", "[] x"}},
	}
	for _, test := range tests {
		c := NewClient(&script{in: strings.NewReader(test.line + "\r\n+OK\r\n")})
		var got *Error
		if err := c.Pass("x"); !errors.As(err, &got) || *got != test.want {
			t.Errorf("%s: %#v", test.line, err)
		}
		must(t, c.Noop()) // a negative reply ends nothing
	}
	if !errors.Is(&Error{Code: "sys/temp", Text: "later"}, ErrTemporary) || errors.Is(&Error{Code: CodeAuth}, ErrInUse) {
		t.Error("errors match by response code")
	}
}

func TestMultiline(t *testing.T) {
	for line, want := range map[string]bool{
		"LIST": true, "LIST 1": false, "uidl": true, "UIDL 2": false, "RETR 1": true,
		"TOP 1 0": true, "CAPA": true, "STAT": false, "QUIT": false, "PASS LIST": false,
	} {
		cmd, err := ParseCommand(line)
		must(t, err)
		if cmd.Multiline() != want {
			t.Errorf("%s: %t", line, !want)
		}
	}
}
