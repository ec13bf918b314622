package pop3

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"posta/sim/mail"
)

// FuzzServer: whatever a client says, the server ends well, answers in whole
// POP3 replies, releases every lock, and deletes nothing without QUIT.
func FuzzServer(f *testing.F) {
	f.Add([]byte(aliceLogsIn + "STAT\r\nLIST\r\nUIDL\r\nRETR 2\r\nTOP 3 1\r\nDELE 1\r\nRSET\r\nNOOP\r\nQUIT\r\n"))
	f.Add([]byte("CAPA\r\nAUTH PLAIN\r\nAGFsaWNlAHdvbmRlcmxhbmQ=\r\nDELE 1\r\n"))
	f.Add([]byte("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\nDELE 3\nQUIT\n"))
	f.Add([]byte("AUTH PLAIN =\r\nAUTH PLAIN\r\n*\r\nAPOP a b\r\nSTLS\r\n\x16\x03\x01"))
	f.Add([]byte("\x00\xff\r\r\n\n USER  x\r\nPASS \r\n"))
	f.Fuzz(func(t *testing.T, words []byte) {
		people := newTown()
		srv := newServer(people, nil)
		srv.Timestamp = func() string { return "<1@pop.example.test>" }
		srv.APOP = func(string, string, string) (Maildrop, error) { return nil, ErrAuth }
		committed := false
		srv.OnCommitted = func(Session, []Message, error) { committed = true }
		conn := &script{in: bytes.NewReader(words)}
		err := srv.ServeConn(conn)
		if !conn.closed {
			t.Error("the connection is still open")
		}
		for who, b := range people {
			if b.opened != b.closed {
				t.Errorf("%s: opened %d times, closed %d times", who, b.opened, b.closed)
			}
		}
		if err != nil && (committed || people["alice"].kept() != "a1 a2 a3") {
			t.Errorf("deleted without QUIT (%v)", err)
		}
		for _, w := range conn.writes {
			first, _, _ := strings.Cut(string(w), "\r\n")
			if r, err := ParseReply(first); err != nil || !strings.HasSuffix(string(w), "\r\n") || len(first) > MaxReplyOctets-2 {
				t.Errorf("%q: %v, %v", w, r, err)
			}
		}
	})
}

// FuzzClient: whatever a server says, the client comes back with an answer
// within its limits or an error, and an error that is not -ERR is final.
func FuzzClient(f *testing.F) {
	f.Add([]byte("+OK hi <1@x.test>\r\n+OK\r\nTOP\r\nSASL PLAIN\r\n.\r\n+OK\r\n+OK\r\n+OK 1 2\r\n+OK\r\n1 2\r\n.\r\n+OK\r\n1 u\r\n.\r\n+OK\r\n..x\r\n.\r\n"))
	f.Add([]byte("-ERR [IN-USE] no\r\n-ERR\r\n-ERR\r\n+ \r\n+OK\r\n"))
	f.Add([]byte("+OK\r\n+OK\r\n.\r\n+OK\r\n.\n.\r\n"))
	f.Fuzz(func(t *testing.T, words []byte) {
		const limit = 4096
		conn := &script{in: bytes.NewReader(words)}
		c := NewClient(conn)
		c.MaxMessageOctets, c.MaxListings = limit, 100
		var final error
		check := func(err error) {
			var no *Error
			switch {
			case final != nil && err != final:
				t.Errorf("after %v came %v", final, err)
			case err == nil, errors.As(err, &no), errors.Is(err, ErrArgument):
			default:
				final = err
				if !conn.closed {
					t.Errorf("%v left the connection open", err)
				}
			}
		}
		_, err := c.Greeting()
		check(err)
		caps, err := c.Capa()
		check(err)
		if len(caps) > MaxCapabilities {
			t.Errorf("%d capabilities", len(caps))
		}
		check(c.AuthPlain("", "alice", strings.Repeat("x", 255)))
		check(c.User("alice"))
		check(c.Pass("wonderland"))
		_, _, err = c.Stat()
		check(err)
		list, err := c.List()
		check(err)
		uids, err := c.Uidl()
		check(err)
		if len(list) > 100 || len(uids) > 100 {
			t.Errorf("%d listings, %d unique-ids", len(list), len(uids))
		}
		raw, err := c.Retr(1)
		check(err)
		top, err := c.Top(1, 1)
		check(err)
		if len(raw) > limit || len(top) > limit {
			t.Errorf("messages of %d and %d octets", len(raw), len(top))
		}
		check(c.Dele(1))
		check(c.Quit())
		if !conn.closed {
			t.Error("the connection is still open")
		}
	})
}

// FuzzMessage: any message survives the wire in its canonical form, at the size
// that was announced.
func FuzzMessage(f *testing.F) {
	f.Add([]byte("Subject: x\n\n.\n..\n.x\n"), 1)
	f.Add([]byte("a\r.\r\n.\r\r\n\n.\r"), 0)
	f.Add([]byte(".\r\n.\n"), 2)
	f.Fuzz(func(t *testing.T, raw []byte, lines int) {
		people := newTown()
		people["bob"].letters = []letter{{"b1", string(raw)}}
		lines &= 0xff
		conn, done := serve(newServer(people, nil))
		c := NewClient(conn)
		logIn(t, c, "bob", "builder")
		_, octets, err := c.Stat()
		must(t, err)
		got, err := c.Retr(1)
		must(t, err)
		if !bytes.Equal(got, mail.Canonical(raw)) || int64(len(got)) != octets {
			t.Errorf("sent %q, got %q; announced %d octets", raw, got, octets)
		}
		top, err := c.Top(1, lines)
		must(t, err)
		if !bytes.HasPrefix(got, top) || !bytes.Equal(top, Top(raw, lines)) {
			t.Errorf("TOP %d of %q: %q", lines, got, top)
		}
		must(t, c.Quit())
		must(t, <-done)
	})
}
